"""Records to and from plain JSON values, by their type hints: how a closed month is frozen as text."""

from __future__ import annotations

import dataclasses
import types
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from functools import cache
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
        loaded: Record = _load(cls, plain)
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


def _load(kind: Any, plain: Any) -> Any:
    if kind in (str, int, bool):
        if type(plain) is not kind:
            raise TypeError(f"{plain!r} is no {kind.__name__}")
        return plain
    if kind in (Any, object):
        return plain
    if kind is Decimal:
        return Decimal(plain)
    if kind in (datetime, date):
        return kind.fromisoformat(plain)
    origin = get_origin(kind)
    if origin in (Union, types.UnionType):
        if plain is None:
            return None
        return _load(next(option for option in get_args(kind) if option is not type(None)), plain)
    if origin is tuple:
        options = get_args(kind)
        if len(options) == 2 and options[1] is Ellipsis:
            return tuple([_load(options[0], entry) for entry in plain])
        return tuple(_load(option, entry) for option, entry in zip(options, plain, strict=True))
    if origin is not None and issubclass(origin, Mapping):
        key, value = get_args(kind)
        return {_load(key, one): _load(value, other) for one, other in plain}
    if origin is frozenset:
        return frozenset(_load(get_args(kind)[0], entry) for entry in plain)
    if origin is not None and issubclass(origin, Sequence):
        return tuple(_load(get_args(kind)[0], entry) for entry in plain)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind(plain)
    hints = _hints(kind)
    unknown = set(plain) - set(hints)
    if unknown:
        raise KeyError(f"unknown fields {sorted(unknown)} of {kind.__name__}")
    return kind(**{name: _load(hints[name], value) for name, value in plain.items()})
