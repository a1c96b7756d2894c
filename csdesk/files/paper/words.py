"""Answers for how months, days, times, pay lines and marks are written on prints and in their XLSX twins."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal

from csdesk.core.attendance import Anomaly, AttendanceDay, DayType
from csdesk.core.calendar import Calendar, DayKind, Month
from csdesk.core.money import grouped, shortest
from csdesk.core.payroll import EmployeeMonth, MonthResult, RedPacket
from csdesk.core.roster import LEAVE, REST
from csdesk.core.rules import Rules, Shift
from csdesk.core.staff import Employee
from csdesk.files.paper.letterhead import Letterhead
from csdesk.i18n import gettext as _
from csdesk.i18n import pgettext


def month_title(month: Month) -> str:
    """2026 年 9 月"""
    return _("{year}-{month}").format(year=month.year, month=month.month)


def month_sheet(title: str, month: Month) -> str:
    """排班表2026年9月: a sheet's name, from which the import knows the month."""
    return _("{title} {year}-{month}").format(title=title, year=month.year, month=month.month)


def month_span(month: Month) -> str:
    """2026 年 9 月（09-01 至 09-30）"""
    return _("{title} ({first} to {last})").format(title=month_title(month), first=f"{month.first:%m-%d}", last=f"{month.last:%m-%d}")


def day_title(day: date) -> str:
    """9 月 25 日"""
    return _("{month}-{day}").format(month=day.month, day=day.day)


def numeral(number: int) -> str:
    """一, 二, … of a section, 1 to 8."""
    return (
        pgettext("numeral", "1"), pgettext("numeral", "2"), pgettext("numeral", "3"), pgettext("numeral", "4"),
        pgettext("numeral", "5"), pgettext("numeral", "6"), pgettext("numeral", "7"), pgettext("numeral", "8"),
    )[number - 1]  # fmt: skip


def weekday(day: date) -> str:
    """One character: 一 … 日."""
    return (
        pgettext("weekday", "Mo"), pgettext("weekday", "Tu"), pgettext("weekday", "We"), pgettext("weekday", "Th"),
        pgettext("weekday", "Fr"), pgettext("weekday", "Sa"), pgettext("weekday", "Su"),
    )[day.weekday()]  # fmt: skip


def clock(minutes: int) -> str:
    """1050 -> 17:30; 1500 -> 次日 01:00; 1440 -> 24:00."""
    if minutes > 1440:
        return _("next day {time}").format(time=f"{minutes // 60 - 24:02d}:{minutes % 60:02d}")
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def shift_times(shift: Shift) -> str:
    """白班 08:30–17:30"""
    return f"{shift.name} {clock(shift.start)}–{clock(shift.end)}"


def pay_names() -> dict[str, str]:
    """The name of each pay line, in the order of the payslip."""
    return {
        "base": pgettext("paper", "Base pay"),
        "kpi": pgettext("paper", "KPI pay"),
        "full_attendance": pgettext("paper", "Full attendance"),
        "award": pgettext("paper", "Award"),
        "rest_payout": pgettext("paper", "Unused rest days"),
        "overtime": pgettext("paper", "Overtime pay"),
        "holiday": pgettext("paper", "Holiday pay"),
        "other_earning": pgettext("paper", "Other earnings"),
        "leave": pgettext("paper", "Leave"),
        "absence": pgettext("paper", "Absence"),
        "fine": pgettext("paper", "Fines"),
        "insurance": pgettext("paper", "Own insurance"),
        "fund": pgettext("paper", "Housing fund"),
        "tax": pgettext("paper", "Income tax"),
        "other_deduction": pgettext("paper", "Other deductions"),
    }


def packet_reason(reason: str, minutes: int) -> str:
    """迟到 11 分, 早退 7 分, 超额补卡"""
    if reason == "late":
        return _("late {minutes} min").format(minutes=minutes)
    if reason == "early":
        return _("left {minutes} min early").format(minutes=minutes)
    return _("correction beyond the quota")


def packet_parts(parts: int | None) -> str:
    """，分 5 份; nothing where the number of parts is free."""
    return _(", in {parts} parts").format(parts=parts) if parts else ""


def packet_state(packet: RedPacket) -> str:
    """已发, 未发, or 未发，已翻倍为 20.00 元."""
    if packet.state == "paid":
        return pgettext("paper", "paid")
    if packet.state == "doubled":
        return _("not paid, doubled to {amount} yuan").format(amount=grouped(packet.owed))
    return pgettext("paper", "not paid")


def pay_day(month: Month, rules: Rules, calendar: Calendar) -> tuple[date, str]:
    """The day on which the month is paid (§8: on a rest day or holiday the working day before) and, where it needs a
    reason, why: 周六，调休上班 / 原为 10 日，周六."""
    following = month.next()
    planned = date(following.year, following.month, rules.pay_day)
    day = planned
    while not calendar.is_workday(day):
        day -= timedelta(days=1)
    if day != planned:
        return day, _("brought forward from {day}, {why}").format(day=day_title(planned), why=_off(planned, calendar))
    entry = calendar.days.get(day)
    if entry is not None and entry.kind is DayKind.MAKEUP:
        return day, _("{weekday}, a make-up working day").format(weekday=week_name(day))
    return day, ""


def _off(day: date, calendar: Calendar) -> str:
    entry = calendar.days.get(day)
    return entry.name if entry is not None and entry.name else week_name(day)


def week_name(day: date) -> str:
    """周六"""
    return pgettext("weekday", "{day}").format(day=weekday(day))


def days(count: Decimal) -> str:
    """27.5, or '' for none: empty is blank on paper."""
    return shortest(count) if count else ""


def hours(minutes: int) -> str:
    """Minutes as hours with at most two decimals; '' for none."""
    return shortest((Decimal(minutes) / 60).quantize(Decimal("0.01"))) if minutes else ""


def absent_mark(count: Decimal) -> str:
    """缺½, 缺1"""
    return pgettext("paper", "A{days}").format(days="½" if count == Decimal("0.5") else shortest(count))


def shift_mark(code: str | None, rules: Rules) -> str:
    """The character of a shift in a grid."""
    if code is None:
        return ""
    if code in (REST, LEAVE):
        return code
    shift = rules.shift(code)
    return shift.mark if shift is not None else code[:2]


def shift_name(code: str | None, rules: Rules) -> str:
    """The name of a shift, of 休 and 假."""
    if not code:
        return ""
    shift = rules.shift(code)
    return shift.name if shift is not None else code


def cell_name(code: str, post: str, rules: Rules) -> str:
    """A roster cell as the roster import reads it: 白班, 休, or 白班·售后客服 where the person does another post on that day."""
    return f"{shift_name(code, rules)}·{post}" if post else shift_name(code, rules)


def post_mark(post: str) -> str:
    """Another post in two characters, for a small cell: 售后客服 -> 售后."""
    return post[:2]


def leave_mark(leave_type: str) -> str:
    """The first character of a leave type; 假 where none is known."""
    return leave_type[:1] or LEAVE


def day_marks(day: AttendanceDay) -> tuple[str, ...]:
    """What stands under the shift of a worked day: 迟11, 早7, 补, 缺卡; waived ones do not."""
    marks = []
    if day.late_minutes and not day.absent_days and Anomaly.LATE not in day.waived:
        marks.append(pgettext("paper", "L{minutes}").format(minutes=day.late_minutes))
    if day.early_minutes and not day.absent_days and Anomaly.EARLY not in day.waived:
        marks.append(pgettext("paper", "E{minutes}").format(minutes=day.early_minutes))
    missed = (day.missed_in and Anomaly.MISSED_IN not in day.waived) or (day.missed_out and Anomaly.MISSED_OUT not in day.waived)
    if missed and not day.absent_days:
        marks.append(pgettext("paper", "missed"))
    if day.corrected:
        marks.append(pgettext("paper", "C"))
    return tuple(marks)


def day_words(day: AttendanceDay, rules: Rules) -> str:
    """A day in words, for spreadsheets: 白班 迟到 11 分."""
    if day.kind is DayType.NOT_EMPLOYED:
        return pgettext("paper", "not employed")
    if day.kind is DayType.UNROSTERED:
        return ""
    if day.kind is DayType.REST or (day.kind is DayType.HOLIDAY and day.shift is None):
        return REST
    parts = [shift_name(day.shift, rules)] if day.shift else []
    if day.leave_days or day.kind is DayType.LEAVE:
        name = day.leave_type or LEAVE
        parts.append(name if day.leave_days in (0, 1) else f"{name} {shortest(day.leave_days)}")
    if day.late_minutes:
        parts.append(_("late {minutes} min").format(minutes=day.late_minutes))
    if day.early_minutes:
        parts.append(_("left {minutes} min early").format(minutes=day.early_minutes))
    if day.missed_in:
        parts.append(pgettext("paper", "missed check-in"))
    if day.missed_out:
        parts.append(pgettext("paper", "missed check-out"))
    if day.absent_days:
        parts.append(_("absent {days} days").format(days=shortest(day.absent_days)))
    if day.corrected:
        parts.append(pgettext("paper", "corrected"))
    return " ".join(parts)


def team_name(employee: Employee) -> str:
    """What people are grouped by on paper: team, else post, else everybody."""
    return employee.team or employee.post or pgettext("paper", "Everybody")


def state(head: Letterhead, *, seconds: bool = True) -> tuple[str, ...]:
    """Closed when, with the check code; or that the month is open."""
    if head.closed_at is None:
        return (pgettext("paper", "Not closed, draft"),)
    when = f"{head.closed_at:%Y-%m-%d %H:%M}" if seconds else f"{head.closed_at:%Y-%m-%d}"
    closed = _("Closed {day}").format(day=when)
    return (closed, _("Check {code}").format(code=head.check_code)) if head.check_code else (closed,)


def reach(result: MonthResult) -> str:
    """Up to which day the imported data reach; '' for the whole month."""
    if result.covered_until is None:
        return _("no clock-in data yet")
    if result.covered_until < Month.parse(result.month).last:
        return _("clock-in data up to {day}").format(day=result.covered_until.isoformat())
    return ""


def printed(head: Letterhead) -> str:
    """打印 2026-10-05 09:12"""
    return _("Printed {time}").format(time=f"{head.printed_at:%Y-%m-%d %H:%M}")


def groups(people: Sequence[EmployeeMonth], staff: Mapping[int, Employee]) -> list[tuple[str, list[EmployeeMonth]]]:
    """The people of a month by team, in the order of `by_team`; who is not in the staff file any more by post."""
    known = [staff.get(one.employee_id) or Employee(one.employee_id, one.no, one.name, one.post) for one in people]
    months = {one.employee_id: one for one in people}
    return [(name, [months[each.id] for each in members]) for name, members in by_team(known)]


def by_team(employees: Sequence[Employee]) -> list[tuple[str, list[Employee]]]:
    """Employees by team, teams in order of their first number, leads first within a team."""
    groups: dict[str, list[Employee]] = {}
    for employee in sorted(employees, key=lambda each: each.no):
        groups.setdefault(team_name(employee), []).append(employee)
    for members in groups.values():
        members.sort(key=lambda each: (not each.is_lead, each.no))
    return list(groups.items())


def display_names(people: Sequence[Employee | EmployeeMonth]) -> dict[int, str]:
    """Names by employee id, with the number where two people have the same: 陈思远（0012）."""
    count: dict[str, int] = {}
    for one in people:
        count[one.name] = count.get(one.name, 0) + 1
    return {
        one.employee_id if isinstance(one, EmployeeMonth) else one.id: one.name
        if count[one.name] == 1 else _("{name} ({no})").format(name=one.name, no=one.no)
        for one in people
    }  # fmt: skip


def employed_in(employee: Employee, month: Month) -> bool:
    return employee.hired <= month.last and (employee.left is None or employee.left >= month.first)


def rank_mark(employee: Employee) -> str:
    """One character in a box beside a lead's name: 长, 管, 店; '' for everybody else."""
    for word, mark in (("店长", "店"), ("主管", "管"), ("组长", "长"), ("领班", "领")):
        if word in employee.level:
            return mark
    return ""
