"""The shop's rules as data (制度): one frozen tree of small records, versioned by the day it takes effect.

Field names and meaning are those of the JSON contract. The form is generated from the fields and their `meta`
(label, unit, handbook clause, limits); `parse` and `as_json` live in core/rules_json.py, the presets in core/presets.py.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from csdesk.core.money import Fen


def meta(label: str, *, unit: str = "", clause: str = "", low: float | None = None, high: float | None = None,
         choices: tuple[str | int, ...] = (), default: Any = None, factory: Any = None) -> Any:
    """A dataclass field with what a form needs: label (English msgid), unit, handbook clause, limits, choices."""
    data = {"label": label, "unit": unit, "clause": clause, "low": low, "high": high, "choices": choices}
    if factory is not None:
        return field(default_factory=factory, metadata=data)
    return field(default=default, metadata=data)


@dataclass(frozen=True, slots=True)
class Shift:
    """A kind of shift. Times are minutes from the roster day's midnight; 1500 is 25:00 = 01:00 of the next day (§1)."""

    code: str
    name: str
    start: int
    end: int
    unpaid_break_minutes: int = 0
    window_before_minutes: int = 240
    window_after_minutes: int = 480
    letter: str = ""  # what the grid shows and the keyboard types; default: first character of the name
    colour: str = ""  # day | night | teal | rose | olive; default by the hours

    @property
    def minutes(self) -> int:
        return self.end - self.start

    @property
    def is_night(self) -> bool:
        return self.end >= 1440

    @property
    def mark(self) -> str:
        return self.letter or self.name[:1] or self.code


@dataclass(frozen=True, slots=True)
class GraceMinutes:
    late: int = meta("Grace when late", unit="min", clause="1", low=0, high=120, default=0)
    early: int = meta("Grace when leaving early", unit="min", clause="1", low=0, high=120, default=0)


@dataclass(frozen=True, slots=True)
class LateTier:
    """Minutes late or early up to `up_to` (None = without end) cost a red packet or part of a day's absence (§3)."""

    up_to: int | None
    red_packet: Fen | None = None
    parts: int | None = None
    absent_days: Decimal | None = None


@dataclass(frozen=True, slots=True)
class RedPackets:
    double_when_unpaid: bool = meta("Double once when unpaid on Monday", clause="3", default=True)
    unpaid_at_close: str = meta("Unpaid at month close", clause="3", choices=("left", "fund", "deducted"), default="left")


@dataclass(frozen=True, slots=True)
class PacketPrice:
    red_packet: Fen
    parts: int | None = None


@dataclass(frozen=True, slots=True)
class Corrections:
    free_per_month: int | None = meta("Free corrections a month", unit="times", clause="4", low=0, high=99, default=3)
    beyond_missed_out: PacketPrice | None = meta("Missed check-out beyond them", clause="4", default=PacketPrice(1000, 5))


@dataclass(frozen=True, slots=True)
class LadderRow:
    """From `days` absent in the month on: so many days' pay, or the whole month (`deduct_days` None) (§6)."""

    days: Decimal
    deduct_days: Decimal | None

    @property
    def whole_month(self) -> bool:
        return self.deduct_days is None


@dataclass(frozen=True, slots=True)
class RestDays:
    per_month: Decimal | None = meta("Rest days a month", unit="days", clause="5", low=0, high=31, default=Decimal(2))
    notice_days: int = meta("Notice for a rest day", unit="days", clause="5", low=0, high=60, default=2)
    pay_unused: bool = meta("Pay unused rest days", clause="5", default=True)


@dataclass(frozen=True, slots=True)
class LeaveType:
    """`paid` is the part of the day's pay that is kept; `counts` whether it counts towards the month and year limits (§5)."""

    name: str
    paid: Decimal
    counts: bool
    provisional: bool = False  # a placeholder of the preset: warned of until the owner sets it (§12, 病假)


@dataclass(frozen=True, slots=True)
class LeaveRules:
    notice_days: int = meta("Notice for leave", unit="days", clause="5", low=0, high=60, default=1)
    month_limit_days: Decimal | None = meta(
        "Leave in a month before rest days are lost", unit="days", clause="5", low=0, high=31, default=Decimal(3)
    )
    year_limit_days: Decimal | None = meta("Leave in a calendar year", unit="days", clause="5", low=0, high=366, default=Decimal(30))
    types: tuple[LeaveType, ...] = ()

    def type_named(self, name: str) -> LeaveType | None:
        return next((kind for kind in self.types if kind.name == name), None)


@dataclass(frozen=True, slots=True)
class OvertimeRules:
    work_day: Decimal = meta("Overtime on a working day", unit="x", clause="1", low=1, high=10, default=Decimal("1.5"))
    rest_day: Decimal = meta("Overtime on a rest day", unit="x", clause="1", low=1, high=10, default=Decimal(2))
    holiday: Decimal = meta("Statutory holiday", unit="x", clause="1", low=1, high=10, default=Decimal(3))
    hours_per_month: Decimal = meta("Paid hours a month", unit="h", clause="1", low=1, high=400, default=Decimal(174))


@dataclass(frozen=True, slots=True)
class InsuranceKind:
    """Own share of one kind of insurance: `rate` of `base` (None = the person's base pay) (§8).

    With rows these replace the share of the premium."""

    name: str
    base: Fen | None
    rate: Decimal


@dataclass(frozen=True, slots=True)
class Fines:
    """Fines of the second handbook (§8), all into the fund box. `complaint`: the first, second ... of a calendar month;
    one more: resignation is proposed."""

    complaint: tuple[Fen, ...] = ()
    private_chat: Fen = meta("Private chat", unit="CNY", clause="8", low=0, default=0)
    leaking_contacts: Fen = meta("Leaking contacts", unit="CNY", clause="8", low=0, default=0)


@dataclass(frozen=True, slots=True)
class Demand:
    """People needed on a shift of a post every day ('' = any post); more keys than the contract's are welcome."""

    shift: str
    post: str
    need: int


WEIGHTS = (0, 1, 2, 3, 4)  # what a slider of the proposal can say: 不看 轻 一般 重 很重


@dataclass(frozen=True, slots=True)
class PlanningRules:
    """How rosters are planned. The rest and the runs of nights are kept by a proposal and hinted at in what a person types; the five
    weights say what a proposal looks at more (each stop counts double the one before, the defaults are the prices as they are)."""

    wanted_rest_minutes: int = meta("Rest between two shifts when planning", unit="min", clause="9", low=0, high=2880, default=660)
    max_night_run: int = meta("Nights in a row", unit="days", clause="9", low=1, high=31, default=5)
    staffing: int = meta("Enough people", clause="9", choices=WEIGHTS, default=4)
    leads: int = meta("A lead and every shop on each shift", clause="9", choices=WEIGHTS, default=3)
    wishes: int = meta("What people wish", clause="9", choices=WEIGHTS, default=2)
    fairness: int = meta("Nights, weekends and rest days alike for all", clause="9", choices=WEIGHTS, default=2)
    stability: int = meta("Few changes", clause="9", choices=WEIGHTS, default=1)


@dataclass(frozen=True, slots=True)
class ServiceRules:
    """What the team means to keep. `target`: the part of the limits of its cases that are kept in time."""

    target: Decimal = meta("Limits kept in time, target", unit="%", low=0, high=1, default=Decimal("0.95"))


@dataclass(frozen=True, slots=True)
class Rules:
    """One version of the rules. Amounts in 分, day counts and rates as Decimal, times in minutes."""

    preset: str = "handbook-1"
    announced_on: date | None = meta("Announced to the staff on", clause="9", default=None)
    shifts: tuple[Shift, ...] = ()
    min_rest_minutes: int = meta("Rest between two shifts", unit="min", clause="1", low=0, high=2880, default=480)
    max_work_run_days: int = meta("Days in a row without rest", unit="days", clause="9", low=1, high=31, default=6)
    grace_minutes: GraceMinutes = GraceMinutes()
    late_tiers: tuple[LateTier, ...] = ()
    red_packets: RedPackets = RedPackets()
    corrections: Corrections = Corrections()
    missed_punch_absent_days: Decimal = meta("Missed punch at month close", unit="days", clause="4", low=0, high=1, default=Decimal("0.5"))
    absence_ladder: tuple[LadderRow, ...] = ()
    rest_days: RestDays = RestDays()
    leave: LeaveRules = LeaveRules()
    full_attendance_award: Fen = meta("Full-attendance award", unit="CNY", clause="7", low=0, default=20000)
    base_pay: Fen = meta("Base pay", unit="CNY", clause="8", low=0, default=220000)
    insurance_own_share: Decimal = meta("Own share of the insurance premium", unit="%", clause="8", low=0, high=1, default=Decimal("0.30"))
    income_tax: bool = meta("Withhold income tax", clause="10", default=True)
    pay_day: int = meta("Pay day in the next month", unit="day", clause="8", low=1, high=28, default=10)
    minimum_wage: Fen | None = meta("Local minimum wage", unit="CNY", clause="9", low=0, default=None)
    holiday_pay: bool = meta("Pay 300 % on statutory holidays", clause="1", default=True)
    overtime: OvertimeRules = OvertimeRules()
    insurance_kinds: tuple[InsuranceKind, ...] = ()
    fines: Fines = Fines()
    demand: tuple[Demand, ...] = ()
    # not in the hash of a closed month: they pay nobody
    planning: PlanningRules = field(default=PlanningRules(), repr=False)
    service: ServiceRules = field(default=ServiceRules(), repr=False)

    def shift(self, code: str) -> Shift | None:
        """The shift whose code, name or letter this is."""
        for shift in self.shifts:
            if code in (shift.code, shift.name, shift.mark):
                return shift
        return None


@dataclass(frozen=True)
class RuleVersion:
    """Rules in force from a day; `number` counts the versions of a shop from 1."""

    number: int
    effective_from: date
    rules: Rules
    saved_at: datetime | None = None
    saved_by: str = ""


@dataclass(frozen=True)
class RuleBook:
    """All versions of a shop, ascending by `effective_from` (a later number wins on the same day). Never empty."""

    versions: Sequence[RuleVersion]

    def version_on(self, day: date) -> RuleVersion:
        """The version in force on `day`; days before the first version are judged by the first."""
        best = self.versions[0]
        for version in self.versions:
            if version.effective_from <= day and (version.effective_from, version.number) >= (best.effective_from, best.number):
                best = version
        return best

    def on(self, day: date) -> Rules:
        return self.version_on(day).rules


def rules_in_month(book: RuleBook, days: Iterable[date]) -> tuple[tuple[int, date], ...]:
    """(version, effective from) of every version in force on one of the days, in order."""
    seen: dict[int, date] = {}
    for day in days:
        version = book.version_on(day)
        seen.setdefault(version.number, version.effective_from)
    return tuple(seen.items())
