"""Facts of attendance (punches, corrections, leave, outings, overtime, decisions) and the judged day.

The judging itself is core/judge.py; this module only says what the nouns are.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import Enum

from csdesk.i18n import N_


@dataclass(frozen=True, slots=True)
class Punch:
    """One clock-in record, local time with seconds as imported. kind: punch | makeup (补卡 by the vendor) | field (外勤)."""

    employee_id: int
    at: datetime
    kind: str = "punch"
    source: str = ""  # format id, e.g. dingtalk.attendance_report
    work_date: date | None = None  # where the vendor states it


class Side(Enum):
    IN = "in"
    OUT = "out"


@dataclass(frozen=True, slots=True)
class Claim:
    """What a file itself says of one punch: `result` as written there, kind punch | makeup | field.

    `at` None: the app has no punch there (缺卡, 旷工, 请假 …); then `work_date` names the day, `side` which punch is missing (None: the
    file judges the day as a whole), and `approval` is the request it names (年假2.0天（9/16 上午 - 9/17 下午）)."""

    employee_id: int
    at: datetime | None
    kind: str
    result: str
    source: str  # format id
    work_date: date | None = None
    side: Side | None = None
    approval: str = ""


class Status(Enum):
    APPROVED = "approved"
    PENDING = "pending"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Correction:
    """补卡 (§4): the certified time of one side of one instance; `punched_at` is when the person did punch or was corrected.

    Times are minutes from the roster day's midnight (1500 = 25:00)."""

    id: int
    employee_id: int
    day: date
    side: Side
    certified: int
    punched_at: int | None = None
    certified_by: str = ""
    reason: str = ""
    status: Status = Status.APPROVED


@dataclass(frozen=True, slots=True)
class Leave:
    """Leave (§5). `whole_days`: start and end are roster days (times ignored), else real times."""

    id: int
    employee_id: int
    type: str
    start: datetime
    end: datetime
    whole_days: bool = False
    status: Status = Status.APPROVED
    emergency: bool = False
    requested_at: datetime | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Outing:
    """外出: presence elsewhere; the sides of an instance that it covers count as punched in time (§12)."""

    id: int
    employee_id: int
    start: datetime
    end: datetime
    reason: str = ""
    status: Status = Status.APPROVED


@dataclass(frozen=True, slots=True)
class Overtime:
    """Approved overtime of one person and roster day, minutes (§1); a later record of the day replaces.

    `time_off`: taken as time off later (调休) instead of pay; not on a statutory holiday, where it is paid all the same (劳动法 第44条).
    The two later fields stay out of the repr: it goes into the hash of a closed month (core/month.py)."""

    id: int
    employee_id: int
    day: date
    minutes: int
    status: Status = Status.APPROVED
    time_off: bool = field(default=False, repr=False)
    reason: str = field(default="", repr=False)


class Anomaly(Enum):
    LATE = "late"
    EARLY = "early"
    MISSED_IN = "missed_in"
    MISSED_OUT = "missed_out"
    ABSENT = "absent"
    PENDING = "pending"
    NO_ROSTER = "no_roster"


class Verdict(Enum):
    """What a person decided of one anomaly: WAIVED = no consequence (with reason), CONFIRMED = it stands, KEPT = seen, later."""

    WAIVED = "waived"
    CONFIRMED = "confirmed"
    KEPT = "kept"


@dataclass(frozen=True, slots=True)
class Decision:
    id: int
    employee_id: int
    day: date
    anomaly: Anomaly
    verdict: Verdict
    reason: str = ""


@dataclass(frozen=True, slots=True)
class PacketPayment:
    """A red packet (employee, roster day, reason late|early|correction) marked as paid on a day (§3)."""

    employee_id: int
    day: date
    reason: str
    paid_on: date


@dataclass(frozen=True, slots=True)
class Basis:
    """Why a number is what it is: the clause, the arithmetic as one line, the days and punches used (ISO texts)."""

    clause: str = ""  # handbook section or law, e.g. "§3", "劳动法 第44条"
    text: str = ""  # a sentence in the user's language whose figures multiply out
    refs: tuple[str, ...] = ()
    rules_version: int = 0


class DayType(Enum):
    WORK = "work"
    REST = "rest"
    LEAVE = "leave"
    HOLIDAY = "holiday"
    NOT_EMPLOYED = "not_employed"
    UNROSTERED = "unrostered"


@dataclass(frozen=True, slots=True)
class AttendanceDay:
    """The result of one person on one roster day; the keys of `month show` plus what a screen needs to explain it."""

    employee_id: int
    day: date
    shift: str | None  # shift code; None for rest, blank and leave-only days
    kind: DayType
    check_in: datetime | None = None  # the judged times, seconds cut
    check_out: datetime | None = None
    late_minutes: int = 0
    early_minutes: int = 0
    missed_in: bool = False
    missed_out: bool = False
    absent_days: Decimal = Decimal(0)  # as it counts now; an open missed punch counts at the close only
    leave_days: Decimal = Decimal(0)
    leave_type: str = ""
    worked_minutes: int = 0
    overtime_minutes: int = 0
    anomalies: tuple[Anomaly, ...] = ()
    judged: bool = False  # window closed and covered by an import (or excused by leave)
    open: tuple[Anomaly, ...] = ()  # those of `anomalies` that still wait for a person and block the close
    punches: tuple[Punch, ...] = ()  # every punch attributed to this day, in order
    corrected: tuple[Side, ...] = ()  # sides judged by a correction
    outing: bool = False
    waived: tuple[Anomaly, ...] = ()
    window: tuple[datetime, datetime] | None = None
    basis: tuple[Basis, ...] = ()  # one per consequence, in the order of `anomalies`
    time_off_minutes: int = 0  # of `overtime_minutes`: taken as time off, not paid


# What a person reads for the kinds of day; translated when shown.
KIND_NAMES = {
    "work": N_("work"),
    "rest": N_("rest"),
    "leave": N_("leave"),
    "holiday": N_("holiday"),
    "not_employed": N_("not employed"),
    "unrostered": N_("not rostered"),
}
