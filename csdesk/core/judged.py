"""One person's month as judged, before it is priced and paid: the days, what they earned in red packets and leave, the counts."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from csdesk.core.attendance import AttendanceDay, Basis
from csdesk.core.staff import Employee

ZERO, HALF, ONE = Decimal(0), Decimal("0.5"), Decimal(1)  # of a day


@dataclass(slots=True)
class LeaveTaken:
    """Counted or paid leave of one day, in halves; the base of the leave line."""

    day: date
    type: str
    halves: int
    paid: Decimal
    counts: bool


@dataclass(slots=True)
class Event:
    """A red packet that a day earned: its reason, minutes and price (§3, §4)."""

    day: date
    reason: str  # late | early | correction
    minutes: int
    amount: int
    parts: int | None
    basis: Basis


@dataclass(slots=True)
class Judged:
    """One person's month as judged; what penalty and pay need beside the days."""

    employee: Employee
    days: list[AttendanceDay]
    events: list[Event] = field(default_factory=list)
    leaves: list[LeaveTaken] = field(default_factory=list)
    corrections: int = 0
    corrections_beyond: int = 0
    work_days: int = 0
    present: Decimal = ZERO
    rest_used: int = 0
    nights: int = 0
    rostered: bool = False  # a cell in the month: the tax counts its months from the first of these
    broken: list[str] = field(default_factory=list)  # why there is no full attendance
    over_limit: list[date] = field(default_factory=list)  # leave days over the year's limit
    unknown_leave: set[str] = field(default_factory=set)
    blanks: list[date] = field(default_factory=list)
    unsettled_leave_cells: list[date] = field(default_factory=list)
    unjudged: list[date] = field(default_factory=list)  # instances without import or with an open window
    work_run: tuple[int, date] | None = None  # the longest run of rostered days, and its last day
    problems: list[str] = field(default_factory=list)
