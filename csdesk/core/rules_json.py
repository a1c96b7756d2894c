"""Rules to and from JSON: every key of the contract by name, a part laid over a base, wrong values refused by their path."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from csdesk.core.money import yuan
from csdesk.core.presets import NAMES
from csdesk.core.problem import Problem, UserError
from csdesk.core.rules import (
    WEIGHTS,
    Corrections,
    Demand,
    Fines,
    GraceMinutes,
    InsuranceKind,
    LadderRow,
    LateTier,
    LeaveRules,
    LeaveType,
    OvertimeRules,
    PacketPrice,
    PlanningRules,
    RedPackets,
    RestDays,
    Rules,
    ServiceRules,
    Shift,
)
from csdesk.i18n import gettext as _

Read = Callable[[Any, str, Any], Any]  # (plain, path, present value) -> value
Write = Callable[[Any], Any]
DAY_MINUTES = 1440
MOST_FEN = 10**10  # 100 million yuan: more is a slip of the keyboard


@dataclasses.dataclass(frozen=True)
class _Kind:
    read: Read
    write: Write


def parse(data: Mapping[str, Any], base: Rules) -> Rules:
    """`data` (the JSON object, whole or a part) over `base`: missing keys keep their value, objects merge key by key,
    lists are replaced whole. Times '25:00' or minutes, amounts '10.00' in yuan. Raises UserError (code wrong_rules) naming
    the path of an unknown key or a wrong value, e.g. late_tiers[1].red_packet."""
    rules: Rules = _read_object(Rules, data, "", base)
    _check(rules)
    return rules


def as_json(rules: Rules) -> dict[str, Any]:
    """Every key of the contract and ours, as plain JSON values; parse(as_json(r), any) == r."""
    plain: dict[str, Any] = _write_object(rules)
    return plain


def time_text(minutes: int) -> str:
    """Minutes from the roster day's midnight as '08:30', '24:00', '25:00'."""
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def time_minutes(text: str) -> int:
    """'25:00' -> 1500. Raises ValueError for anything that is no time from 00:00 to 48:00."""
    hours, colon, minutes = text.strip().replace("：", ":").partition(":")
    if not colon or not (hours.isascii() and hours.isdigit()) or not (minutes.isascii() and minutes.isdigit() and len(minutes) == 2):
        raise ValueError(f"not a time: {text!r}")
    value = int(hours) * 60 + int(minutes)
    if int(minutes) > 59 or value > 2 * DAY_MINUTES:
        raise ValueError(f"not a time: {text!r}")
    return value


class WrongRules(UserError):
    """One value that makes no sense: `path` names it (late_tiers[1].red_packet), `reason` says what is needed."""

    def __init__(self, path: str, reason: str, message: str, problems: tuple[Problem, ...]) -> None:
        super().__init__(message, problems, "wrong_rules")
        self.path, self.reason = path, reason


def wrong(path: str, message: str, raw: object = "") -> WrongRules:
    """The refusal of one value, naming its path."""
    sentence = _("Rules: {path}: {message}").format(path=path or "{}", message=message)
    return WrongRules(path, message, sentence, (Problem("wrong_rules", sentence, raw=str(raw) if raw != "" else ""),))


# Values


def _text(low: int = 0, high: int = 40) -> _Kind:
    def read(value: Any, path: str, present: Any) -> str:
        if not isinstance(value, str) or not low <= len(value.strip()) <= high:
            raise wrong(path, _("a text of {low} to {high} characters is needed").format(low=low, high=high), value)
        return value.strip()

    return _Kind(read, str)


def _choice(*names: str) -> _Kind:
    def read(value: Any, path: str, present: Any) -> str:
        if value not in names:
            raise wrong(path, _("must be one of: {names}").format(names=", ".join(names)), value)
        return str(value)

    return _Kind(read, str)


def _integer(low: int, high: int) -> _Kind:
    def read(value: Any, path: str, present: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            raise wrong(path, _("a whole number from {low} to {high} is needed").format(low=low, high=high), value)
        return value

    return _Kind(read, int)


def _truth(value: Any, path: str, present: Any) -> bool:
    if not isinstance(value, bool):
        raise wrong(path, _("true or false is needed"), value)
    return value


def _number(value: Any, path: str) -> Decimal:
    """A finite decimal from '0.5', 1 or 0.5 (a float is read by its shortest text, so 0.1 is exact)."""
    if isinstance(value, bool) or not isinstance(value, str | int | float | Decimal):
        raise wrong(path, _("a number is needed"), value)
    try:
        number = Decimal(str(value).strip())
    except InvalidOperation:
        raise wrong(path, _("a number is needed"), value) from None
    if not number.is_finite():
        raise wrong(path, _("a number is needed"), value)
    return number


def _decimal(low: str, high: str, *, step: str = "", plain: bool = False) -> _Kind:
    """A decimal from `low` to `high` in whole `step`s; written as text, or (`plain`) whole ones as a JSON number."""

    def read(value: Any, path: str, present: Any) -> Decimal:
        number = _number(value, path)
        if not Decimal(low) <= number <= Decimal(high):
            raise wrong(path, _("a number from {low} to {high} is needed").format(low=low, high=high), value)
        if step and number % Decimal(step):
            raise wrong(path, _("must go in steps of {step}").format(step=step), value)
        return number

    def write(number: Decimal) -> str | int:
        if plain and number == number.to_integral_value():
            return int(number)
        return format(number, "f")

    return _Kind(read, write)


def _read_amount(value: Any, path: str, present: Any) -> int:
    number = _number(value, path) * 100
    if number != number.to_integral_value():
        raise wrong(path, _("an amount has at most two decimals"), value)
    if not 0 <= number <= MOST_FEN:
        raise wrong(path, _("an amount from 0.00 to {high} is needed").format(high=yuan(MOST_FEN)), value)
    return int(number)


def _read_time(value: Any, path: str, present: Any) -> int:
    if isinstance(value, str):
        try:
            return time_minutes(value)
        except ValueError:
            pass
    raise wrong(path, _("a time such as 08:30 or 25:00 is needed"), value)


def _read_date(value: Any, path: str, present: Any) -> date:
    if isinstance(value, str):
        try:
            return date.fromisoformat(value.strip())
        except ValueError:
            pass
    raise wrong(path, _("a day such as 2026-09-01 is needed"), value)


def _or_null(kind: _Kind) -> _Kind:
    return _Kind(
        lambda value, path, present: None if value is None else kind.read(value, path, present),
        lambda value: None if value is None else kind.write(value),
    )


def _object(cls: type) -> _Kind:
    return _Kind(lambda value, path, present: _read_object(cls, value, path, present), lambda record: _write_object(record))


def _list(kind: _Kind, most: int = 60) -> _Kind:
    def read(value: Any, path: str, present: Any) -> tuple[Any, ...]:
        if not isinstance(value, list | tuple) or len(value) > most:
            raise wrong(path, _("a list of at most {most} entries is needed").format(most=most), value)
        found: list[Any] = []
        refused: list[WrongRules] = []
        for index, entry in enumerate(value):
            try:
                found.append(kind.read(entry, f"{path}[{index}]", None))
            except WrongRules as one:
                refused.append(one)
        _refuse(refused)
        return tuple(found)

    return _Kind(read, lambda entries: [kind.write(entry) for entry in entries])


_TRUE_FALSE = _Kind(_truth, bool)
_AMOUNT = _Kind(_read_amount, yuan)
_TIME = _Kind(_read_time, time_text)
_DATE = _Kind(_read_date, date.isoformat)
_PARTS = _or_null(_integer(1, 100))
_WEIGHT = _integer(WEIGHTS[0], WEIGHTS[-1])
_HALF_DAYS = _decimal("0", "31", step="0.5")

# The keys of every object, in the order in which they are written.
_FIELDS: dict[type, dict[str, _Kind]] = {
    Shift: {
        "code": _text(1, 8),
        "name": _text(1, 12),
        "start": _TIME,
        "end": _TIME,
        "unpaid_break_minutes": _integer(0, DAY_MINUTES),
        "window_before_minutes": _integer(0, DAY_MINUTES),
        "window_after_minutes": _integer(0, DAY_MINUTES),
        "letter": _text(0, 2),
        "colour": _choice("", "day", "night", "teal", "rose", "olive"),
    },
    GraceMinutes: {"late": _integer(0, 120), "early": _integer(0, 120)},
    LateTier: {
        "up_to": _or_null(_integer(1, DAY_MINUTES)),
        "red_packet": _or_null(_AMOUNT),
        "parts": _PARTS,
        "absent_days": _or_null(_decimal("0", "1", step="0.5")),
    },
    RedPackets: {"double_when_unpaid": _TRUE_FALSE, "unpaid_at_close": _choice("left", "fund", "deducted")},
    PacketPrice: {"red_packet": _AMOUNT, "parts": _PARTS},
    Corrections: {"free_per_month": _or_null(_integer(0, 99)), "beyond_missed_out": _or_null(_object(PacketPrice))},
    LadderRow: {"days": _decimal("0.5", "31", step="0.5"), "deduct_days": _or_null(_decimal("0", "31"))},
    RestDays: {
        "per_month": _or_null(_decimal("0", "31", step="0.5", plain=True)),
        "notice_days": _integer(0, 60),
        "pay_unused": _TRUE_FALSE,
    },
    LeaveType: {"name": _text(1, 12), "paid": _decimal("0", "1"), "counts": _TRUE_FALSE, "provisional": _TRUE_FALSE},
    LeaveRules: {
        "notice_days": _integer(0, 60),
        "month_limit_days": _or_null(_decimal("0", "31", plain=True)),
        "year_limit_days": _or_null(_decimal("0", "366", plain=True)),
        "types": _list(_object(LeaveType)),
    },
    OvertimeRules: {
        "work_day": _decimal("1", "10"),
        "rest_day": _decimal("1", "10"),
        "holiday": _decimal("1", "10"),
        "hours_per_month": _decimal("1", "744"),
    },
    InsuranceKind: {"name": _text(1, 12), "base": _or_null(_AMOUNT), "rate": _decimal("0", "1")},
    Fines: {"complaint": _list(_AMOUNT), "private_chat": _AMOUNT, "leaking_contacts": _AMOUNT},
    Demand: {"shift": _text(1, 8), "post": _text(0, 20), "need": _integer(0, 200)},
    PlanningRules: {
        "wanted_rest_minutes": _integer(0, 2880),
        "max_night_run": _integer(1, 31),
        "staffing": _WEIGHT,
        "leads": _WEIGHT,
        "wishes": _WEIGHT,
        "fairness": _WEIGHT,
        "stability": _WEIGHT,
    },
    ServiceRules: {"target": _decimal("0", "1")},
    Rules: {
        "preset": _choice(*NAMES),
        "announced_on": _or_null(_DATE),
        "shifts": _list(_object(Shift)),
        "min_rest_minutes": _integer(0, 2880),
        "max_work_run_days": _integer(1, 31),
        "grace_minutes": _object(GraceMinutes),
        "late_tiers": _list(_object(LateTier)),
        "red_packets": _object(RedPackets),
        "corrections": _object(Corrections),
        "missed_punch_absent_days": _decimal("0", "1", step="0.5"),
        "absence_ladder": _list(_object(LadderRow)),
        "rest_days": _object(RestDays),
        "leave": _object(LeaveRules),
        "full_attendance_award": _AMOUNT,
        "base_pay": _AMOUNT,
        "insurance_own_share": _decimal("0", "1"),
        "insurance_kinds": _list(_object(InsuranceKind)),
        "income_tax": _TRUE_FALSE,
        "pay_day": _integer(1, 28),
        "minimum_wage": _or_null(_AMOUNT),
        "holiday_pay": _TRUE_FALSE,
        "overtime": _object(OvertimeRules),
        "fines": _object(Fines),
        "demand": _list(_object(Demand)),
        "planning": _object(PlanningRules),
        "service": _object(ServiceRules),
    },
}

# What an entry of a list may leave out.
_OPTIONAL: dict[type, dict[str, Any]] = {
    Shift: {"unpaid_break_minutes": 0, "window_before_minutes": 240, "window_after_minutes": 480, "letter": "", "colour": ""},
    LateTier: {"red_packet": None, "parts": None, "absent_days": None},
    PacketPrice: {"parts": None},
    LeaveType: {"provisional": False},
    InsuranceKind: {"base": None},
    Demand: {"post": ""},
}


def _read_object(cls: type, data: Any, path: str, present: Any) -> Any:
    if not isinstance(data, Mapping):
        raise wrong(path, _("an object with named values is needed"), data)
    fields = _FIELDS[cls]
    dot = f"{path}." if path else ""
    given = dict(data)
    if cls is LadderRow and "deduct" in given:
        if given.pop("deduct") != "month" or "deduct_days" in given:
            raise wrong(f"{dot}deduct", _("must be one of: {names}").format(names="month"), data["deduct"])
        given["deduct_days"] = None
    elif cls is LadderRow and given.get("deduct_days", 0) is None:
        raise wrong(f"{dot}deduct_days", _("a number is needed"), None)
    refused = [wrong(f"{dot}{key}", _("no such key"), given[key]) for key in given if key not in fields]
    values: dict[str, Any] = {}
    for key, kind in fields.items():
        if key in given:
            try:
                values[key] = kind.read(given[key], f"{dot}{key}", getattr(present, key) if present is not None else None)
            except WrongRules as one:
                refused.append(one)
        elif present is not None:
            values[key] = getattr(present, key)
        elif key in _OPTIONAL.get(cls, {}):
            values[key] = _OPTIONAL[cls][key]
        else:
            refused.append(wrong(f"{dot}{key}", _("is missing")))
    _refuse(refused)
    return cls(**values)


def _refuse(refused: list[WrongRules]) -> None:
    """Raise the first of several refusals, with the problems of all."""
    if refused:
        first = refused[0]
        raise WrongRules(first.path, first.reason, first.message, tuple(problem for one in refused for problem in one.problems))


def _write_object(record: Any) -> dict[str, Any]:
    fields = _FIELDS[type(record)]
    plain = {key: kind.write(getattr(record, key)) for key, kind in fields.items()}
    if isinstance(record, LadderRow) and record.whole_month:
        return {"days": plain["days"], "deduct": "month"}
    if isinstance(record, LateTier):
        if record.red_packet is None and record.parts is None:
            del plain["red_packet"], plain["parts"]
        if record.absent_days is None:
            del plain["absent_days"]
    if isinstance(record, LeaveType) and not record.provisional:
        del plain["provisional"]
    return plain


# Sense: what single values cannot show


def _check(rules: Rules) -> None:
    _check_shifts(rules)
    previous = 0
    for index, tier in enumerate(rules.late_tiers):
        path = f"late_tiers[{index}]"
        if tier.up_to is None and index < len(rules.late_tiers) - 1:
            raise wrong(f"{path}.up_to", _("only the last tier may be without end"))
        if tier.up_to is not None and tier.up_to <= previous:
            raise wrong(f"{path}.up_to", _("must be more than {previous} of the tier before").format(previous=previous), tier.up_to)
        if tier.parts is not None and tier.red_packet is None:
            raise wrong(f"{path}.parts", _("there is no red packet to divide"), tier.parts)
        previous = tier.up_to or previous
    reached = Decimal(0)
    for index, row in enumerate(rules.absence_ladder):
        path = f"absence_ladder[{index}]"
        if row.days <= reached:
            raise wrong(f"{path}.days", _("must be more than {previous} of the row before").format(previous=reached), row.days)
        if index and not row.whole_month:
            before = rules.absence_ladder[index - 1]
            if before.deduct_days is None or (row.deduct_days is not None and row.deduct_days < before.deduct_days):
                raise wrong(f"{path}.deduct_days", _("must not be less than the row before"), row.deduct_days)
        reached = row.days
    _once("leave.types", [kind.name for kind in rules.leave.types])
    _once("insurance_kinds", [kind.name for kind in rules.insurance_kinds])
    for index, row_of in enumerate(rules.demand):
        if rules.shift(row_of.shift) is None:
            raise wrong(f"demand[{index}].shift", _("no shift with this code"), row_of.shift)


def _check_shifts(rules: Rules) -> None:
    if not rules.shifts:
        raise wrong("shifts", _("at least one shift is needed"))
    taken = {"休": "休", "假": "假"}
    for index, shift in enumerate(rules.shifts):
        path = f"shifts[{index}]"
        if shift.start >= DAY_MINUTES:
            raise wrong(f"{path}.start", _("a shift starts before 24:00 of its roster day"), time_text(shift.start))
        if shift.end <= shift.start:
            raise wrong(f"{path}.end", _("must be later than the start; write 25:00 for 01:00 of the next day"), time_text(shift.end))
        if shift.minutes > DAY_MINUTES:
            raise wrong(f"{path}.end", _("a shift is at most 24 hours long"), time_text(shift.end))
        if shift.unpaid_break_minutes >= shift.minutes:
            raise wrong(f"{path}.unpaid_break_minutes", _("must be shorter than the shift"), shift.unpaid_break_minutes)
        for key in ("code", "name", "letter"):
            value = getattr(shift, key)
            if value and taken.setdefault(value, path) != path:
                raise wrong(f"{path}.{key}", _("{value} is used twice").format(value=value), value)


def _once(path: str, names: list[str]) -> None:
    for index, name in enumerate(names):
        if name in names[:index]:
            raise wrong(f"{path}[{index}].name", _("{value} is used twice").format(value=name), name)
