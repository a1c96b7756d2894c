"""Lawful limits and gaps in the data: warnings that name the article and never change a number (handbook sections 9 and 12)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from csdesk.core.attendance import DayType, Status
from csdesk.core.ground import Ground
from csdesk.core.judged import Judged
from csdesk.core.leave import late_notices
from csdesk.core.money import Fen, grouped, rounded, shortest
from csdesk.core.pay import base_on
from csdesk.core.payroll import EmployeeMonth, RedPacket, Warning
from csdesk.core.penalty import ladder_row
from csdesk.i18n import gettext as _

OVERTIME_MINUTES = 36 * 60  # a month, 劳动法 第41条
DAMAGE_SHARE = Fraction(20, 100)  # of the month's wage, 工资支付暂行规定 第16条
PROBATION_SHARE = Fraction(80, 100)  # 劳动合同法 第20条
FINES_ARTICLE = "国务院令 第516号；广东省劳动保障监察条例 第51条"


def check(ground: Ground, judged: Sequence[Judged], slips: Sequence[EmployeeMonth], packets: Sequence[RedPacket]) -> tuple[Warning, ...]:
    """Every warning of the month in a fixed order; `judged` and `slips` are of the same people in the same order."""
    pairs = list(zip(judged, slips, strict=True))
    found: list[Warning] = []
    found += _data(ground, pairs)
    found += _fines(ground, slips, packets)
    found += _wages(ground, pairs)
    found += _time(ground, pairs)
    return tuple(found)


def _line(slip: EmployeeMonth, code: str) -> Fen:
    return sum(line.amount for line in slip.lines if line.code == code)


def _numbers(slips: Sequence[EmployeeMonth]) -> tuple[str, ...]:
    return tuple(slip.no for slip in slips)


def _data(ground: Ground, pairs: Sequence[tuple[Judged, EmployeeMonth]]) -> list[Warning]:
    found = []
    if ground.month.year not in ground.facts.calendar.years:
        found.append(
            Warning(
                "no_holiday_table",
                _("{year} has no holiday table: statutory holidays are not known, enter them in the rules").format(year=ground.month.year),
                "劳动法 第44条",
            )
        )
    rules = ground.month_rules
    if rules.announced_on is None:
        found.append(Warning("not_announced", _("The rules have no day of announcement to the staff"), "劳动合同法 第4条"))
    without = [slip for one, slip in pairs if base_on(one.employee, rules, _last_day(ground, one)) == 0]
    if without:
        found.append(Warning("no_base_pay", _("No base pay is entered, nothing can be paid"), "", _numbers(without)))
    unknown = [(one, slip) for one, slip in pairs if one.unknown_leave]
    if unknown:
        names = sorted({name for one, _slip in unknown for name in one.unknown_leave})
        text = _("Leave types that the rules do not have: {names}; counted as unpaid personal leave").format(names=_(", ").join(names))
        found.append(Warning("unknown_leave_type", text, "", _numbers([slip for _one, slip in unknown])))
    provisional = {kind.name for kind in rules.leave.types if kind.provisional}
    sick = [slip for one, slip in pairs if any(taken.type in provisional for taken in one.leaves)]
    if sick:
        text = _("{names}: paid by the preset's share, which the owner has not set yet").format(names=_(", ").join(sorted(provisional)))
        found.append(Warning("sick_pay_unset", text, "劳动部关于贯彻执行《劳动法》若干问题的意见 第59条", _numbers(sick)))
    over = [(one, slip) for one, slip in pairs if one.over_limit]
    if over:
        text = _("Leave over the year's limit of {days} days: the days beyond are judged by punches").format(
            days=shortest(rules.leave.year_limit_days or Decimal(0))
        )
        found.append(Warning("leave_over_year_limit", text, "", _numbers([slip for _one, slip in over])))
    late = _late_notice(ground, pairs)
    if late:
        text = _("Leave asked for later than {days} days ahead").format(days=rules.leave.notice_days)
        found.append(Warning("leave_notice", text, "", _numbers(late)))
    return found


def _last_day(ground: Ground, one: Judged) -> date:
    left = one.employee.left
    return ground.month.last if left is None else min(left, ground.month.last)


def _late_notice(ground: Ground, pairs: Sequence[tuple[Judged, EmployeeMonth]]) -> list[EmployeeMonth]:
    asked = [one for one in ground.facts.leaves if ground.month.first <= one.start.date() <= ground.month.last]
    late = {one.employee_id for one in late_notices(asked, ground.month_rules.leave.notice_days)}
    return [slip for _one, slip in pairs if slip.employee_id in late]


def fines_warning() -> str:
    """Why a red packet or a fine is a risk for the owner (§9), in the user's language."""
    return _(
        "Red packets and fines have no national legal basis since 2008, Guangdong can penalise the employer; "
        "the same money as a performance or full-attendance award is safer"
    )


def _fines(ground: Ground, slips: Sequence[EmployeeMonth], packets: Sequence[RedPacket]) -> list[Warning]:
    found = []
    fined = {packet.employee_id for packet in packets} | {slip.employee_id for slip in slips if _line(slip, "fine")}
    box = ground.facts.fined
    fined |= box.keys() & {slip.employee_id for slip in slips}
    if fined:
        total = sum(packet.amount * (2 if packet.doubled else 1) for packet in packets) + sum(box.values())
        found.append(
            Warning(
                "fines",
                fines_warning(),
                FINES_ARTICLE,
                _numbers([slip for slip in slips if slip.employee_id in fined]),
                total,
            )
        )
    if ground.month_rules.red_packets.unpaid_at_close == "deducted":
        taken = {packet.employee_id for packet in packets if packet.owed}
        if taken:
            found.append(
                Warning(
                    "packets_deducted",
                    _("Unpaid red packets are deducted from pay, which the law does not allow"),
                    "工资支付暂行规定 第15条",
                    _numbers([slip for slip in slips if slip.employee_id in taken]),
                    sum(packet.owed for packet in packets),
                )
            )
    return found


def _wages(ground: Ground, pairs: Sequence[tuple[Judged, EmployeeMonth]]) -> list[Warning]:
    found = []
    length = ground.month.length
    beyond: list[EmployeeMonth] = []
    excess = 0
    low: list[EmployeeMonth] = []
    damage: list[EmployeeMonth] = []
    probation: list[EmployeeMonth] = []
    minimum = ground.month_rules.minimum_wage
    for one, slip in pairs:
        last = _last_day(ground, one)
        base = base_on(one.employee, ground.versions[last.toordinal()].rules, last)
        employed = (last - max(ground.month.first, one.employee.hired)).days + 1
        absence = _line(slip, "absence")
        unpaid = rounded(Fraction(base) / length * Fraction(slip.totals.absent_days))
        if absence > unpaid:
            beyond.append(slip)
            excess += absence - unpaid
        wage = slip.gross - _line(slip, "overtime") - _line(slip, "holiday")
        least = Fraction(minimum or 0) * employed / length
        if minimum is not None and wage < least:
            low.append(slip)
        taken = _line(slip, "other_deduction") + _line(slip, "fine")
        if taken and (taken > DAMAGE_SHARE * slip.gross or (minimum is not None and slip.gross - taken < least)):
            damage.append(slip)
        until = one.employee.probation_until
        if until is not None and until >= ground.month.first and base:
            after = base_on(one.employee, ground.versions[last.toordinal()].rules, max(until + timedelta(days=1), last))
            agreed = max(after, ground.month_rules.base_pay)
            trial = base_on(one.employee, ground.month_rules, min(until, last))
            if trial < PROBATION_SHARE * agreed:
                probation.append(slip)
    if beyond:
        text = _("Absence is deducted beyond the unpaid time, together {amount} too much").format(amount=grouped(excess))
        found.append(Warning("absence_over_unpaid_time", text, "工资支付暂行规定 第15条", _numbers(beyond), excess))
    if low and minimum is not None:
        text = _("Pay without overtime and holiday pay is below the minimum wage of {amount}").format(amount=grouped(minimum))
        found.append(Warning("below_minimum_wage", text, "劳动法 第48条；最低工资规定 第12条", _numbers(low), minimum))
    if minimum is None:
        found.append(
            Warning("minimum_wage_unset", _("The local minimum wage is not entered, pay is not compared with it"), "最低工资规定 第12条")
        )
    if damage:
        text = _("Fines and other deductions take more than 20 % of the month's wage, or leave less than the minimum wage")
        found.append(Warning("deduction_over_20_percent", text, "工资支付暂行规定 第16条", _numbers(damage)))
    if probation:
        found.append(Warning("probation_pay", _("Probation pay is below 80 % of the agreed pay"), "劳动合同法 第20条", _numbers(probation)))
    uninsured = [slip for one, slip in pairs if not one.employee.insurance and not ground.month_rules.insurance_kinds]
    if uninsured:
        found.append(Warning("insurance_missing", _("No own social insurance is entered"), "社会保险法 第58条", _numbers(uninsured)))
    if any(slip.not_collected for _one, slip in pairs):
        short = [slip for _one, slip in pairs if slip.not_collected]
        text = _("Deductions above the pay are not collected")
        found.append(Warning("not_collected", text, "", _numbers(short), sum(slip.not_collected for slip in short)))
    return found


def _time(ground: Ground, pairs: Sequence[tuple[Judged, EmployeeMonth]]) -> list[Warning]:
    found = []
    rules = ground.month_rules
    much = [slip for _one, slip in pairs if slip.totals.overtime_minutes > OVERTIME_MINUTES]
    if much:
        found.append(Warning("overtime_over_36_hours", _("Overtime above 36 hours a month"), "劳动法 第41条", _numbers(much)))
    found += _swapped(ground, pairs)
    most = min(6, rules.max_work_run_days)
    runs = [(one, slip) for one, slip in pairs if one.work_run is not None and one.work_run[0] > most]
    if runs:
        longest = max(one.work_run[0] for one, _slip in runs if one.work_run is not None)
        text = _("More than {most} days without a rest day, at most {days} in a row").format(most=most, days=longest)
        found.append(Warning("work_run", text, "劳动法 第38条", _numbers([slip for _one, slip in runs])))
    holidays = [number for number in sorted(ground.statutory) if ground.first <= number <= ground.last]
    short_paid = [number for number in holidays if _below_300(ground, number)]
    if short_paid:
        days = {ground.dates[number] for number in short_paid}
        worked = [
            slip for _one, slip in pairs if any(day.day in days and (day.worked_minutes or day.overtime_minutes) for day in slip.days)
        ]
        if worked or not all(ground.versions[number].rules.holiday_pay for number in short_paid):
            text = _("Work on a statutory holiday is paid below 300 %; it cannot be swapped for time off")
            found.append(Warning("holiday_pay", text, "劳动法 第44条", _numbers(worked)))
    rested = [slip for _one, slip in pairs if _line(slip, "rest_payout")]
    if rested:
        text = _("Rest days not taken are paid at 100 %; work on a rest day is 200 %")
        amount = sum(_line(slip, "rest_payout") for slip in rested)
        found.append(Warning("rest_payout_rate", text, "劳动法 第44条", _numbers(rested), amount))
    notice, dismissal = [], []
    for _one, slip in pairs:
        row = ladder_row(slip.totals.absent_days, rules.absence_ladder) if slip.totals.absent_days else None
        if row is not None and row.whole_month:
            dismissal.append(slip)
        elif row is not None and row.days >= 2:
            notice.append(slip)
    if notice:
        found.append(
            Warning("absence_notice", _("Absent 2 days: the handbook asks for a notice to the whole company"), "§6", _numbers(notice))
        )
    if dismissal:
        text = _("Absent 3 days or more: the handbook proposes dismissal")
        found.append(Warning("dismissal_proposed", text, "§6", _numbers(dismissal)))
    return found


def _swapped(ground: Ground, pairs: Sequence[tuple[Judged, EmployeeMonth]]) -> list[Warning]:
    """Overtime recorded as time off where the law wants it paid (劳动法 第44条): only work on a rest day may be swapped."""
    wanted = {(one.employee_id, one.day) for one in ground.facts.overtimes if one.time_off and one.status is Status.APPROVED}
    if not wanted:
        return []
    holiday, workday = [], []
    for _one, slip in pairs:
        asked = [day for day in slip.days if (slip.employee_id, day.day) in wanted and day.overtime_minutes]
        if any(day.day.toordinal() in ground.statutory for day in asked):
            holiday.append(slip)
        if any(day.time_off_minutes and day.kind is not DayType.REST for day in asked):
            workday.append(slip)
    found = []
    if holiday:
        text = _("Overtime on a statutory holiday is recorded as time off: it is paid, it cannot be swapped")
        found.append(Warning("holiday_swapped", text, "劳动法 第44条", _numbers(holiday)))
    if workday:
        text = _("Overtime of a working day is taken as time off: the law wants it paid at 150 %, only a rest day may be swapped")
        found.append(Warning("workday_swapped", text, "劳动法 第44条", _numbers(workday)))
    return found


def _below_300(ground: Ground, number: int) -> bool:
    rules = ground.versions[number].rules
    return not rules.holiday_pay or rules.overtime.holiday < 3
