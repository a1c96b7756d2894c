"""Answers for the attendance sheet as XLSX: the month as a grid, and one row per person and day with the judged times and why."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from decimal import Decimal

from csdesk.core.attendance import AttendanceDay, DayType
from csdesk.core.calendar import Calendar, Month
from csdesk.core.payroll import MonthResult
from csdesk.core.rules import Rules
from csdesk.core.staff import Employee
from csdesk.files.heads import said
from csdesk.files.paper import words
from csdesk.files.paper.letterhead import Letterhead
from csdesk.files.sheets.book import COUNT, DATE, DAY, TEXT, TIME, WRAP, Book, rows
from csdesk.i18n import gettext as _
from csdesk.i18n import pgettext


def attendance(
    result: MonthResult,
    employees: Sequence[Employee],
    letterhead: Letterhead,
    *,
    rules: Rules,
    calendar: Calendar,
    only: Collection[int] | None = None,
) -> bytes:
    """Two sheets: the grid of the month (dates as dates, days that no import covers blank) and the days one by one. No money."""
    month = Month.parse(result.month)
    staff = {one.id: one for one in employees}
    chosen = [one for one in result.employees if only is None or one.employee_id in only]
    people = [one for _name, members in words.groups(chosen, staff) for one in members]
    title = pgettext("paper", "Attendance sheet")
    book = Book(f"{title} {result.month}", letterhead.owner, letterhead.printed_at)
    grid = book.sheet(f"{title} {result.month}")
    parts = (words.month_title(month), words.reach(result), *words.state(letterhead), words.printed(letterhead))
    grid.note(0, 0, f"{letterhead.owner}  {title}", bold=True, font_size=14)
    grid.note(1, 0, "  ".join(part for part in parts if part))
    days = list(month.days())
    first = (said("工号"), said("姓名"), pgettext("paper", "Post"), pgettext("paper", "Team"))
    totals = (
        pgettext("paper", "Due"), pgettext("paper", "Present"), pgettext("paper", "Rest"), pgettext("paper", "Leave taken"),
        pgettext("paper", "Times late"), pgettext("paper", "Minutes late"), pgettext("paper", "Times early"),
        pgettext("paper", "Punches missed"),
        pgettext("paper", "Corrections"), pgettext("paper", "Absent"), pgettext("paper", "Overtime h"),
    )  # fmt: skip
    grid.heads(2, [*first, *days, *totals], kind=DAY)
    for index, day in enumerate(days):
        off = calendar.is_statutory(day)
        grid.put(3, 4 + index, pgettext("paper", "H") if off else words.weekday(day), align="center", bold=off or day.weekday() >= 5)
    row = 4
    for one in people:
        person = staff.get(one.employee_id)
        for column, text in enumerate((one.no, one.name, one.post, person.team if person else "")):
            grid.put(row, column, text)
        for judged in one.days:
            if month.first <= judged.day <= month.last:
                grid.put(row, 3 + judged.day.day, _cell(judged, rules), align="center", font_size=9)
        t = one.totals
        values: tuple[object, ...] = (
            t.work_days, t.present_days, t.rest_days_used, t.leave_days, t.late_count, t.late_minutes, t.early_count,
            t.missed_count, t.corrections, t.absent_days, (Decimal(t.overtime_minutes) / 60).quantize(Decimal("0.01")),
        )  # fmt: skip
        for index, value in enumerate(values):
            grid.put(row, 4 + len(days) + index, value or None, COUNT)
        row += 1
    if not people:
        grid.note(row, 0, _("Nobody was employed in this month. People are entered under Staff."))
    widths = {4 + index: 7.0 for index in range(len(days))}
    grid.finish(freeze=(4, 2), repeat=(2, 3), landscape=True, widths=widths, footer=title, widest=16)
    _days(book, result, people_ids=[one.employee_id for one in people], rules=rules)
    return book.data()


def _cell(day: AttendanceDay, rules: Rules) -> str:
    if day.kind is DayType.WORK and not day.judged and not day.anomalies and not day.corrected and not day.leave_days:
        return ""
    return words.day_words(day, rules)


def _days(book: Book, result: MonthResult, *, people_ids: Sequence[int], rules: Rules) -> None:
    table = book.sheet(pgettext("paper", "Days"))
    labels = (
        said("工号"), said("姓名"), said("日期"), pgettext("paper", "Shift"), pgettext("paper", "Check-in"), pgettext("paper", "Check-out"),
        pgettext("paper", "Minutes late"), pgettext("paper", "Minutes early"), pgettext("paper", "Days absent"),
        pgettext("paper", "Days of leave"),
        pgettext("paper", "Kind of leave"), pgettext("paper", "Minutes worked"), pgettext("paper", "Minutes of overtime"),
        pgettext("paper", "In words"), pgettext("paper", "Basis"),
    )  # fmt: skip
    kinds = (TEXT, TEXT, DATE, TEXT, TIME, TIME, COUNT, COUNT, COUNT, COUNT, TEXT, COUNT, COUNT, TEXT, WRAP)
    table.heads(0, labels)
    by_id = {one.employee_id: one for one in result.employees}
    records = []
    for employee_id in people_ids:
        one = by_id[employee_id]
        for day in one.days:
            if day.kind is DayType.NOT_EMPLOYED:
                continue
            why = "\n".join(f"{basis.clause} {basis.text}".strip() for basis in day.basis) if day.anomalies or day.leave_days else ""
            if day.time_off_minutes:
                why = f"{why}\n{pgettext('paper', 'Overtime as time off, not paid')}".strip()
            records.append((
                one.no, one.name, day.day, words.shift_name(day.shift, rules), day.check_in, day.check_out,
                day.late_minutes or None, day.early_minutes or None, day.absent_days or None, day.leave_days or None, day.leave_type,
                day.worked_minutes or None, day.overtime_minutes or None, _cell(day, rules), why,
            ))  # fmt: skip
    last = rows(table, 1, records, kinds)
    table.finish(freeze=(1, 2), repeat=(0, 0), landscape=True, widths={14: 40.0}, filter_row=0, last=(max(last - 1, 0), len(labels) - 1))
