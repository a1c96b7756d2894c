"""What one person has left: rest days, free corrections, personal leave of the year, annual leave, comp-off (handbook 1, 4, 5, 12)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from csdesk.core.attendance import AttendanceDay, Overtime, Status
from csdesk.core.money import shortest
from csdesk.core.payroll import EmployeeMonth
from csdesk.core.rules import Rules
from csdesk.core.staff import Employee
from csdesk.i18n import gettext as _

ANNUAL = ("年假", "年休假", "带薪年假", "带薪年休假")
COMP_OFF = ("调休", "调休假", "补休")
COMP_OFF_DAY = 480  # minutes of comp-off that a day of it takes: the 8 hours of a working day (劳动法 第36条), hour for hour
_UNKNOWN = date(1970, 1, 1)  # the staff file's "no day of entry"
_TIERS = ((20, 15), (10, 10), (1, 5))  # years of service, days


@dataclass(frozen=True, slots=True)
class Balance:
    """As of a day, days as Decimal. None of a limit = the rules have none; `annual` None = the day of entry is not entered.

    Rest days and corrections are those of the day's month, leave and annual leave those of its calendar year, with what is
    approved for later in it. Comp-off never lapses (the law sets no end): `comp_earned` minutes of overtime recorded as time off up
    to the day, `comp_used` days of it taken, all of them since csdesk is used."""

    employee_id: int
    on: date
    rest_used: Decimal
    rest_left: Decimal | None
    corrections_used: int
    corrections_free: int | None
    month_leave: Decimal
    month_limit: Decimal | None
    leave_used: Decimal
    leave_limit: Decimal | None
    annual: Decimal | None
    annual_used: Decimal
    comp_earned: int = 0
    comp_used: Decimal = Decimal(0)

    @property
    def comp_left(self) -> int:
        """Minutes; negative: more was taken than earned."""
        return self.comp_earned - int(self.comp_used * COMP_OFF_DAY)

    @property
    def has_comp(self) -> bool:
        return bool(self.comp_earned or self.comp_used)

    @property
    def corrections_left(self) -> int | None:
        return None if self.corrections_free is None else max(0, self.corrections_free - self.corrections_used)

    @property
    def leave_left(self) -> Decimal | None:
        return None if self.leave_limit is None else max(Decimal(0), self.leave_limit - self.leave_used)

    @property
    def annual_left(self) -> Decimal | None:
        """May be negative: more was granted than the law asks for."""
        return None if self.annual is None else self.annual - self.annual_used


@dataclass(frozen=True, slots=True)
class Line:
    """One balance in words: what, how much, and whether nothing is left."""

    label: str
    text: str
    spent: bool = False


def anniversary(hired: date, years: int) -> date:
    """The day on which so many years of service are complete; 29 February counts as 1 March in a common year."""
    try:
        return hired.replace(year=hired.year + years)
    except ValueError:
        return date(hired.year + years, 3, 1)


def years_of_service(hired: date, day: date) -> int:
    """Complete years from `hired` up to `day`."""
    years = day.year - hired.year
    return years if anniversary(hired, years) <= day else years - 1


def annual_days(hired: date, day: date, left: date | None = None) -> Decimal:
    """Annual leave of the calendar year of `day` (职工带薪年休假条例 第3条): 5 days from 1 complete year of service, 10 from 10,
    15 from 20, by the tier reached on `day`.

    Service is counted from the day of entry here: service elsewhere is not in the staff file. In the year in which the first year
    is complete only its rest counts, in the year of exit only the days up to the last one (企业职工带薪年休假实施办法 第5条, 第12条):
    calendar days ÷ 365 × days, what is less than a whole day falls away."""
    years = years_of_service(hired, day)
    days = next((days for least, days in _TIERS if years >= least), 0)
    if not days:
        return Decimal(0)
    first, last = date(day.year, 1, 1), date(day.year, 12, 31)
    begin = max(first, anniversary(hired, 1))
    end = last if left is None or left > last else left
    if (begin, end) == (first, last):
        return Decimal(days)
    return Decimal(min(days, max(0, (end - begin).days + 1) * days // 365))


def annual_taken(days: Iterable[AttendanceDay]) -> Decimal:
    """Days of annual leave in judged days."""
    return _taken(days, ANNUAL)


def comp_taken(days: Iterable[AttendanceDay]) -> Decimal:
    """Days of comp-off in judged days."""
    return _taken(days, COMP_OFF)


def comp_earned(overtimes: Iterable[Overtime], statutory: Collection[date], until: date) -> int:
    """Minutes of approved overtime up to a day that were recorded as time off; a statutory holiday is paid, never swapped
    (劳动法 第44条)."""
    return sum(
        one.minutes
        for one in overtimes
        if one.time_off and one.status is Status.APPROVED and one.day <= until and one.day not in statutory
    )


def _taken(days: Iterable[AttendanceDay], names: Collection[str]) -> Decimal:
    """Days of leave of these kinds; a day of two kinds is half a day of each."""
    taken = Decimal(0)
    for one in days:
        if one.leave_days:
            kinds = one.leave_type.split("、")
            taken += one.leave_days * sum(kind in names for kind in kinds) / len(kinds)
    return taken


def balance(
    employee: Employee,
    day: date,
    month: EmployeeMonth | None,
    rules: Rules,
    *,
    leave_used: Decimal,
    annual_used: Decimal,
    comp_earned: int = 0,
    comp_used: Decimal = Decimal(0),
) -> Balance:
    """The balances of one person as of `day`. `month`: the person's judged month of that day; `rules`: those of its 1st;
    `leave_used`, `annual_used`: counted and annual leave of the calendar year, in days; `comp_earned`, `comp_used` as in Balance."""
    totals = month.totals if month is not None else None
    no_quota = rules.rest_days.per_month is None
    return Balance(
        employee.id,
        day,
        rest_used=totals.rest_days_used if totals is not None else Decimal(0),
        rest_left=None if no_quota else totals.rest_days_left if totals is not None else Decimal(0),
        corrections_used=totals.corrections if totals is not None else 0,
        corrections_free=rules.corrections.free_per_month,
        month_leave=_counted(month, rules),
        month_limit=rules.leave.month_limit_days,
        leave_used=leave_used,
        leave_limit=rules.leave.year_limit_days,
        annual=None if employee.hired <= _UNKNOWN else annual_days(employee.hired, day, employee.left),
        annual_used=annual_used,
        comp_earned=comp_earned,
        comp_used=comp_used,
    )


def _counted(month: EmployeeMonth | None, rules: Rules) -> Decimal:
    return counted_leave(month.days, rules) if month is not None else Decimal(0)


def counted_leave(days: Iterable[AttendanceDay], rules: Rules) -> Decimal:
    """Leave days of the kinds that count towards the month's and the year's limit (§5); an unknown kind counts (§12)."""
    taken = Decimal(0)
    for one in days:
        if one.leave_days:
            kinds = one.leave_type.split("、")
            counting = [kind for kind in kinds if (known := rules.leave.type_named(kind)) is None or known.counts]
            taken += one.leave_days * len(counting) / len(kinds)
    return taken


def hours(minutes: int) -> str:
    """Minutes as hours, shortest: 90 -> 1.5; to two places."""
    return shortest((Decimal(minutes) / 60).quantize(Decimal("0.01")))


def lines(one: Balance) -> tuple[Line, ...]:
    """The balances as a person reads them: rest days, corrections, personal leave, annual leave, comp-off."""
    found = []
    if one.rest_left is None:
        text = _("{used} used, no quota").format(used=shortest(one.rest_used))
    else:
        text = _("{used} used, {left} left").format(used=shortest(one.rest_used), left=shortest(one.rest_left))
    found.append(Line(_("Rest days of the month"), text, one.rest_left is not None and one.rest_left <= 0))
    if one.corrections_left is None:
        text = _("{used} used, without limit").format(used=one.corrections_used)
    else:
        text = _("{used} used, {left} free").format(used=one.corrections_used, left=one.corrections_left)
    found.append(Line(_("Corrections of the month"), text, one.corrections_left == 0))
    if one.leave_left is None:
        text = _("{used} days used, no limit").format(used=shortest(one.leave_used))
    else:
        text = _("{used} of {limit} days used, {left} left").format(
            used=shortest(one.leave_used), limit=shortest(one.leave_limit or Decimal(0)), left=shortest(one.leave_left)
        )
    found.append(Line(_("Personal leave of the year"), text, one.leave_left is not None and one.leave_left <= 0))
    left = one.annual_left
    if one.annual is None or left is None:
        text = _("{used} days used; the day of entry is missing").format(used=shortest(one.annual_used))
    else:
        text = _("{used} of {limit} days used, {left} left").format(
            used=shortest(one.annual_used), limit=shortest(one.annual), left=shortest(left)
        )
    found.append(Line(_("Annual leave of the year"), text, left is not None and left <= 0))
    text = _("{earned} h earned, {used} days used, {left} h left").format(
        earned=hours(one.comp_earned), used=shortest(one.comp_used), left=hours(one.comp_left)
    )
    found.append(Line(_("Comp-off"), text, one.comp_left < 0 or (one.has_comp and one.comp_left == 0)))
    return tuple(found)
