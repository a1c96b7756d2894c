"""Records to and from plain JSON values, by their type hints: how a closed month is frozen as text."""

from __future__ import annotations

import dataclasses
import types
from collections.abc import Callable, Collection, Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from functools import cache, partial
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

Record = TypeVar("Record")


def dump(record: Any) -> Any:
    """A record (dataclass, tuple, Enum, Decimal, date, datetime or JSON value) as plain JSON values.

    Fields that have their default are left out, so a quiet day is short; Decimal as text, days and times as ISO texts."""
    if record is None or isinstance(record, str | bool | int):
        return record
    if isinstance(record, Decimal):
        return format(record, "f")
    if isinstance(record, Enum):
        return record.value
    if isinstance(record, date | datetime):
        return record.isoformat()
    if isinstance(record, tuple | list):
        return [dump(entry) for entry in record]
    if isinstance(record, frozenset):
        return [dump(entry) for entry in sorted(record)]
    if isinstance(record, Mapping):
        return [[dump(key), dump(value)] for key, value in record.items()]
    if dataclasses.is_dataclass(record):
        plain = {}
        for name, default in _fields(record.__class__):
            value = getattr(record, name)
            if value is not default and (default is dataclasses.MISSING or value != default):
                plain[name] = dump(value)
        return plain
    raise TypeError(f"cannot dump {type(record).__name__}")


def load(cls: type[Record], plain: Any) -> Record:
    """The record of `cls` that `dump` gave `plain` for. Raises ValueError for what does not fit."""
    try:
        kind: Any = cls
        loaded: Record = _reader(kind)(plain)
    except (TypeError, KeyError, AttributeError, ArithmeticError) as error:
        raise ValueError(f"not a {cls.__name__}: {error}") from error
    return loaded


@cache
def _fields(cls: type) -> tuple[tuple[str, Any], ...]:
    return tuple(
        (field.name, field.default if field.default_factory is dataclasses.MISSING else field.default_factory())
        for field in dataclasses.fields(cls)
    )


@cache
def _hints(cls: type) -> dict[str, Any]:
    hints = get_type_hints(cls)
    return {field.name: hints[field.name] for field in dataclasses.fields(cls)}


@cache
def _reader(kind: Any) -> Callable[[Any], Any]:
    """How to read one kind of value; made once a kind, because a month holds many thousand records."""
    if kind in (str, int, bool):
        return partial(_exactly, kind)
    if kind in (Any, object):
        return lambda plain: plain
    if kind is Decimal:
        return Decimal
    if kind in (datetime, date):
        read_moment: Callable[[Any], Any] = kind.fromisoformat
        return read_moment
    origin, options = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        some = _reader(next(option for option in options if option is not type(None)))
        return lambda plain: None if plain is None else some(plain)
    if origin is tuple and not (len(options) == 2 and options[1] is Ellipsis):
        each = [_reader(option) for option in options]
        return lambda plain: tuple([read(entry) for read, entry in zip(each, plain, strict=True)])
    if origin is not None and issubclass(origin, Mapping):
        key, value = map(_reader, options)
        return lambda plain: {key(one): value(other) for one, other in plain}
    if origin is not None and issubclass(origin, Collection):
        entry, collect = _reader(options[0]), frozenset if origin is frozenset else tuple
        return lambda plain: collect([entry(one) for one in plain])
    if isinstance(kind, type) and issubclass(kind, Enum):
        return {member.value: member for member in kind}.__getitem__
    return partial(_record, kind, {name: _reader(hint) for name, hint in _hints(kind).items()})


def _exactly(kind: type, plain: Any) -> Any:
    if type(plain) is not kind:
        raise TypeError(f"{plain!r} is no {kind.__name__}")
    return plain


def _record(cls: type, readers: Mapping[str, Callable[[Any], Any]], plain: Any) -> Any:
    return cls(**{name: readers[name](value) for name, value in plain.items()})
