"""What the form of the rules is generated from: every value of core.rules by path, its label, unit, limits; tables for lists; groups."""

from __future__ import annotations

import dataclasses
import types
import typing
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Any

from csdesk.core.money import fen, shortest, yuan
from csdesk.core.rules import PacketPrice, Rules
from csdesk.i18n import N_
from csdesk.i18n import gettext as _

CHOICES: dict[object, str] = {
    "left": N_("stays, not in the pay"),
    "fund": N_("into the fund box"),
    "deducted": N_("deducted from the pay"),
    "": N_("by the hours"),
    "day": N_("yellow"),
    "night": N_("blue"),
    "teal": N_("teal"),
    "rose": N_("rose"),
    "olive": N_("olive"),
    0: N_("not at all"),
    1: N_("a little"),
    2: N_("as usual"),
    3: N_("much"),
    4: N_("very much"),
}
YES_NO = (True, False)
COLOURS = ("", "day", "night", "teal", "rose", "olive")
UNITS = {"x": N_("times the pay")}
EMPTY = {  # what an empty field means
    "rest_days.per_month": N_("no quota"),
    "corrections.free_per_month": N_("no limit"),
    "leave.month_limit_days": N_("no limit"),
    "leave.year_limit_days": N_("no limit"),
    "minimum_wage": N_("not entered"),
    "announced_on": N_("not yet"),
}


@dataclass(frozen=True)
class Leaf:
    """One value: `kind` int | amount | decimal | percent | time | text | bool | choice | day | packet; `optional`: may be empty."""

    path: str
    label: str  # msgid
    kind: str
    unit: str = ""
    clause: str = ""
    optional: bool = False
    choices: tuple[Any, ...] = ()


@dataclass(frozen=True)
class ListColumn:
    """One column of a table. `key` '' = the entry itself (a list of plain amounts)."""

    key: str
    label: str  # msgid
    kind: str
    width: int
    optional: bool = False
    choices: tuple[Any, ...] = ()
    empty: str = ""  # msgid of what an empty cell means


@dataclass(frozen=True)
class List:
    """A tuple of the rules as a table: `new` is what an added row begins with; `order`: the column by which rows sort themselves."""

    path: str
    label: str  # msgid
    add: str  # msgid of the button
    columns: tuple[ListColumn, ...]
    new: Any
    order: str = ""
    derived: str = ""  # from | tier | nth: a column that follows from the others


@dataclass(frozen=True)
class Group:
    key: str
    label: str  # msgid
    icon: str
    clause: str
    paths: tuple[str, ...]


LISTS: dict[str, List] = {
    one.path: one
    for one in (
        List(
            "shifts", N_("Shifts"), N_("Add a shift"),
            (
                ListColumn("code", N_("Code"), "text", 56),
                ListColumn("name", N_("Called"), "text", 62),
                ListColumn("letter", N_("Letter"), "text", 52, optional=True, empty=N_("first")),
                ListColumn("start", N_("Work from"), "time", 58),
                ListColumn("end", N_("Work to"), "time", 58),
                ListColumn("unpaid_break_minutes", N_("Break min"), "int", 54),
                ListColumn("window_before_minutes", N_("Before min"), "int", 62),
                ListColumn("window_after_minutes", N_("After min"), "int", 62),
                ListColumn("colour", N_("Colour"), "choice", 68, choices=COLOURS),
            ),
            {"code": "", "name": "", "start": "08:30", "end": "17:30", "unpaid_break_minutes": 0, "window_before_minutes": 240,
             "window_after_minutes": 480, "letter": "", "colour": ""},
        ),
        List(
            "demand", N_("People needed every day"), N_("Add a need"),
            (
                ListColumn("shift", N_("Shift"), "shift", 120),
                ListColumn("post", N_("Post"), "text", 150, optional=True, empty=N_("any post")),
                ListColumn("need", N_("Needed"), "int", 90),
            ),
            {"shift": "", "post": "", "need": 1},
        ),
        List(
            "late_tiers", N_("Tiers"), N_("Add a tier"),
            (
                ListColumn("up_to", N_("To (min)"), "int", 74, optional=True, empty=N_("and more")),
                ListColumn("red_packet", N_("Red packet"), "amount", 90, optional=True, empty=" "),
                ListColumn("parts", N_("Parts"), "int", 60, optional=True, empty=N_("any")),
                ListColumn("absent_days", N_("Absent days"), "decimal", 76, optional=True, empty=" "),
            ),
            {"up_to": None, "red_packet": "10.00", "parts": None},
            order="up_to", derived="tier",
        ),
        List(
            "absence_ladder", N_("Ladder"), N_("Add a step"),
            (
                ListColumn("days", N_("Absent from (days)"), "decimal", 150),
                ListColumn("deduct", N_("Deducted (days' pay)"), "deduct", 170, optional=True),
            ),
            {"days": "", "deduct_days": ""},
            order="days",
        ),
        List(
            "leave.types", N_("Kinds of leave"), N_("Add a kind"),
            (
                ListColumn("name", N_("Called"), "text", 110),
                ListColumn("paid", N_("Paid (%)"), "percent", 90),
                ListColumn("counts", N_("Counts for the limits"), "choice", 130, choices=YES_NO),
            ),
            {"name": "", "paid": "0", "counts": True},
        ),
        List(
            "insurance_kinds", N_("Insurance by kind"), N_("Add an insurance"),
            (
                ListColumn("name", N_("Called"), "text", 130),
                ListColumn("base", N_("Contribution base"), "amount", 120, optional=True, empty=N_("base pay")),
                ListColumn("rate", N_("Own rate (%)"), "percent", 110),
            ),
            {"name": "", "base": None, "rate": ""},
        ),
        List(
            "fines.complaint", N_("Complaint through the agent's service, in a month"), N_("Add a fine"),
            (ListColumn("", N_("Fine"), "amount", 120),), "50.00", derived="nth",
        ),
    )
}  # fmt: skip
GROUPS: tuple[Group, ...] = (
    Group("shifts", N_("Shifts and punches"), "clock", "1", ("shifts", "min_rest_minutes", "demand")),
    Group("leave", N_("Rest and leave"), "tree-palm", "5", (
        "rest_days.per_month", "rest_days.notice_days", "rest_days.pay_unused", "leave.notice_days", "leave.month_limit_days",
        "leave.year_limit_days", "leave.types")),
    Group("late", N_("Late and early"), "clock-alert", "3", (
        "late_tiers", "grace_minutes.late", "grace_minutes.early", "red_packets.double_when_unpaid", "red_packets.unpaid_at_close")),
    Group("punch", N_("Missed punches"), "fingerprint-pattern", "4", (
        "corrections.free_per_month", "corrections.beyond_missed_out", "missed_punch_absent_days")),
    Group("absence", N_("Absent without leave"), "user-x", "6", ("absence_ladder",)),
    Group("award", N_("Full attendance"), "award", "7", ("full_attendance_award",)),
    Group("pay", N_("Pay and insurance"), "wallet", "8", (
        "base_pay", "pay_day", "holiday_pay", "overtime.work_day", "overtime.rest_day", "overtime.holiday", "overtime.hours_per_month",
        "insurance_own_share", "insurance_kinds")),
    Group("tax", N_("Income tax"), "landmark", "10", ("income_tax",)),
    Group("fines", N_("Complaint fines"), "message-square-warning", "8", (
        "fines.complaint", "fines.private_chat", "fines.leaking_contacts")),
    Group("service", N_("Service"), "chart-column", "", ("service.target",)),
    Group("planning", N_("Planning rosters"), "calendar-days", "9", (
        "max_work_run_days", "planning.wanted_rest_minutes", "planning.max_night_run", "planning.staffing", "planning.leads",
        "planning.wishes", "planning.fairness", "planning.stability")),
    Group("law", N_("Law and others"), "scale", "9", ("announced_on", "minimum_wage")),
)  # fmt: skip


@cache
def leaves() -> dict[str, Leaf]:
    """Every single value of the rules by its path; lists are in LISTS."""
    return dict(_walk(Rules, ""))


@cache
def groups() -> tuple[Group, ...]:
    """The groups of the form; a value that none of them names stands in the last one, so that a new field is never without a place."""
    named = {path for group in GROUPS for path in group.paths}
    rest = tuple(path for path in leaves() if path not in named)
    last = GROUPS[-1]
    return (*GROUPS[:-1], dataclasses.replace(last, paths=last.paths + rest))


def group_of(path: str) -> Group | None:
    """The group that shows a path (also of a cell: late_tiers[1].red_packet)."""
    plain = path.split("[")[0]
    return next((group for group in groups() for one in group.paths if plain == one or plain.startswith(one + ".")), None)


def _walk(cls: type, prefix: str) -> list[tuple[str, Leaf]]:
    hints = typing.get_type_hints(cls)
    found: list[tuple[str, Leaf]] = []
    for field in dataclasses.fields(cls):
        path = f"{prefix}{field.name}"
        hint, optional = _plain(hints[field.name])
        if path == "preset" or path in LISTS or typing.get_origin(hint) is tuple:
            continue
        if hint is PacketPrice:
            found.append((path, _leaf(path, field, "packet", optional)))
        elif dataclasses.is_dataclass(hint) and isinstance(hint, type):
            found += _walk(hint, f"{path}.")
        else:
            found.append((path, _leaf(path, field, _kind(hint, field.metadata), optional)))
    return found


def _leaf(path: str, field: dataclasses.Field[Any], kind: str, optional: bool) -> Leaf:
    meta = field.metadata
    return Leaf(path, meta.get("label", field.name), kind, meta.get("unit", ""), meta.get("clause", ""), optional, meta.get("choices", ()))


def _plain(hint: Any) -> tuple[Any, bool]:
    if isinstance(hint, types.UnionType) or typing.get_origin(hint) is typing.Union:
        parts = [part for part in typing.get_args(hint) if part is not type(None)]
        return parts[0], len(parts) < len(typing.get_args(hint))
    return hint, False


def _kind(hint: Any, meta: Any) -> str:
    if hint is bool:
        return "bool"
    if meta.get("choices"):
        return "choice"
    if meta.get("unit") == "%":
        return "percent"
    if meta.get("unit") == "CNY":
        return "amount"
    return {Decimal: "decimal", int: "int", date: "day"}.get(hint, "text")


# What a person reads and types <-> the plain JSON value. Typed text that is no value stays as it is: the check names it, nothing is lost.


def shown(kind: str, value: Any) -> str:
    """A plain value as text."""
    if value is None:
        return ""
    if kind == "choice":
        return (_("yes") if value else _("no")) if isinstance(value, bool) else _(CHOICES.get(value, str(value)))
    if kind == "bool":
        return _("yes") if value else _("no")
    if kind == "percent":
        number = _decimal(value)
        return str(value) if number is None else shortest(number * 100)
    if kind == "decimal":
        number = _decimal(value)
        return str(value) if number is None else shortest(number)
    return str(value)


def typed(kind: str, text: str, *, optional: bool) -> Any:
    """What was typed as a plain value."""
    words = text.strip()
    if not words:
        return None if optional and kind not in ("text",) else ""
    if kind == "int":
        return int(words) if words.isascii() and words.removeprefix("-").isdigit() else words
    if kind == "amount":
        try:
            return yuan(fen(words.replace("，", "")))
        except ValueError:
            return words
    if kind == "percent":
        number = _decimal(words.removesuffix("%").removesuffix("％"))
        return words if number is None else format(number / 100, "f")
    if kind == "decimal":
        return words.replace("。", ".")
    if kind == "time":
        words = words.replace("：", ":")
        return f"{words[:-2]}:{words[-2:]}" if words.isdigit() and len(words) in (3, 4) else words
    if kind == "day":
        from csdesk.core.problem import UserError
        from csdesk.ui.kit.days import parse_day

        try:
            day = parse_day(words)
        except UserError:
            return words
        return day.isoformat() if day is not None else None
    return words


def _decimal(value: Any) -> Decimal | None:
    if isinstance(value, bool):
        return None
    try:
        number = Decimal(str(value).strip())
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def path_words(path: str) -> str:
    """A path of the rules as a person calls it: late_tiers[1].red_packet -> 迟到早退 · 第 2 行 · 红包."""
    group = group_of(path)
    parts = [_(group.label)] if group is not None else []
    head, bracket, rest = path.partition("[")
    if bracket and head in LISTS:
        number, _close, key = rest.partition("]")
        table = LISTS[head]
        if group is None or _(table.label) != parts[-1]:
            parts.append(_(table.label))
        parts.append(_("row {n}").format(n=int(number) + 1))
        column = next((one for one in table.columns if one.key == key.lstrip(".") or (one.key == "deduct" and "deduct" in key)), None)
        if column is not None:
            parts.append(_(column.label))
        elif key:
            parts.append(key.lstrip("."))
    elif path in LISTS:
        parts.append(_(LISTS[path].label))
    elif path in leaves():
        parts.append(_(leaves()[path].label))
    else:
        parent = path.rpartition(".")[0]
        parts.append(_(leaves()[parent].label) if parent in leaves() else path)
    return " · ".join(parts)
