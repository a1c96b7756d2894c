"""What the month pays: the nouns. The lines are computed in core/pay.py, the tax in core/tax.py."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from csdesk.core.attendance import AttendanceDay, Basis
from csdesk.core.money import Fen
from csdesk.i18n import N_

EARNINGS = ("base", "kpi", "full_attendance", "award", "rest_payout", "overtime", "holiday", "other_earning")
DEDUCTIONS = ("leave", "absence", "fine", "insurance", "fund", "tax", "other_deduction")


@dataclass(frozen=True, slots=True)
class Adjustment:
    """A typed pay line of one month: code kpi, award, other_earning, fine or other_deduction; post-adjustments name their month."""

    id: int
    employee_id: int
    month: str  # the month in which it is paid, 2026-09
    code: str
    amount: Fen  # positive
    reason: str = ""
    settles: str = ""  # the closed month whose difference it settles, '' = none


@dataclass(frozen=True, slots=True)
class TaxOpening:
    """Sums of earlier months of the year that are not in csdesk (handbook 12, opening balances)."""

    employee_id: int
    year: int
    months: int
    earnings: Fen  # gross less leave and absence
    deductions: Fen  # own insurance, fund and special deductions
    withheld: Fen


@dataclass(frozen=True, slots=True)
class YearToDate:
    """What the months before this one carry into it, per person."""

    tax_months: int = 0
    tax_earnings: Fen = 0
    tax_deductions: Fen = 0
    tax_withheld: Fen = 0
    leave_days: Decimal = Decimal(0)  # counted leave since 1 January (year limit)
    last_month_leave_days: Decimal = Decimal(0)  # counted leave of the month before (rest quota)


@dataclass(frozen=True, slots=True)
class PayLine:
    code: str  # one of EARNINGS or DEDUCTIONS
    amount: Fen  # positive; `kind` says the direction
    basis: Basis = Basis()

    @property
    def kind(self) -> str:
        return "earning" if self.code in EARNINGS else "deduction"


@dataclass(frozen=True, slots=True)
class RedPacket:
    """A red packet of the list (§3). `amount` is the tier's price, `owed` what is due now, state due | doubled | paid."""

    employee_id: int
    day: date
    reason: str  # late | early | correction
    minutes: int
    amount: Fen
    owed: Fen
    parts: int | None
    state: str
    basis: Basis = Basis()
    doubled: bool = False  # also of a packet that was paid after its Monday


@dataclass(frozen=True, slots=True)
class Totals:
    work_days: Decimal = Decimal(0)
    present_days: Decimal = Decimal(0)
    late_count: int = 0
    late_minutes: int = 0
    early_count: int = 0
    missed_count: int = 0
    corrections: int = 0
    absent_days: Decimal = Decimal(0)
    leave_days: Decimal = Decimal(0)
    rest_days_used: Decimal = Decimal(0)
    rest_days_left: Decimal = Decimal(0)
    night_count: int = 0
    overtime_minutes: int = 0
    worked_minutes: int = 0


@dataclass(frozen=True)
class EmployeeMonth:
    """Everything the month knows of one person."""

    employee_id: int
    no: str
    name: str
    post: str
    days: tuple[AttendanceDay, ...]
    totals: Totals
    lines: tuple[PayLine, ...]
    gross: Fen
    deductions: Fen
    net: Fen
    not_collected: Fen
    dismissal_proposed: bool = False
    carry: YearToDate = field(default=YearToDate())  # what this month hands to the next one


@dataclass(frozen=True, slots=True)
class Warning:
    """A lawful limit (§9) or a gap in the data: never changes a number. `code` is stable, `article` the law's."""

    code: str
    message: str
    article: str = ""
    employees: tuple[str, ...] = ()  # employee numbers it touches
    amount: Fen | None = None


@dataclass(frozen=True)
class MonthResult:
    """The month as derived or as frozen at its close."""

    month: str
    closed: bool
    rules: tuple[tuple[int, date], ...]  # (version, effective_from) in force on some day of the month
    covered_until: date | None
    employees: tuple[EmployeeMonth, ...]
    red_packets: tuple[RedPacket, ...]
    warnings: tuple[Warning, ...] = ()
    problems: tuple[str, ...] = ()  # sentences: stray punches of people not employed, rows that fit nowhere
    blockers: tuple[Blocker, ...] = ()  # what must be decided before the close
    input_hash: str = ""

    def of(self, employee_id: int) -> EmployeeMonth | None:
        return next((one for one in self.employees if one.employee_id == employee_id), None)


@dataclass(frozen=True, slots=True)
class Blocker:
    """One thing that keeps the month from closing: code no_import | covered | open_anomaly | pending_leave |
    pending_correction | pending_overtime | pending_outing | blank_day | leave_cell | not_ended | waiting_rows; where to go, and a
    sentence.

    `hard`: the handbook names no result for it, the close cannot go on; else `at_close` says what the close makes of it."""

    code: str
    message: str
    employee_id: int | None = None
    day: date | None = None
    hard: bool = True
    at_close: str = ""
    anomaly: str = ""  # of an open_anomaly: the value of core.attendance.Anomaly


# What a person reads for the codes; translated when shown.
LINE_NAMES = {
    "base": N_("Base pay"),
    "kpi": N_("Performance pay"),
    "full_attendance": N_("Full-attendance award"),
    "award": N_("Outstanding award"),
    "rest_payout": N_("Rest days not taken"),
    "overtime": N_("Overtime pay"),
    "holiday": N_("Holiday pay"),
    "other_earning": N_("Other earnings"),
    "leave": N_("Leave"),
    "absence": N_("Absence"),
    "fine": N_("Fines"),
    "insurance": N_("Insurance (own share)"),
    "fund": N_("Housing fund"),
    "tax": N_("Income tax"),
    "other_deduction": N_("Other deductions"),
}
