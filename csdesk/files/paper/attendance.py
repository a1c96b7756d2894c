"""Answers for the attendance sheet (考勤表): everybody's month on one landscape page, signed by each person; no money on it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from decimal import Decimal

from csdesk.core.attendance import AttendanceDay, DayType
from csdesk.core.calendar import Calendar, Month
from csdesk.core.payroll import EmployeeMonth, MonthResult
from csdesk.core.rules import Rules
from csdesk.core.staff import Employee
from csdesk.files.paper import text as letters
from csdesk.files.paper import words
from csdesk.files.paper.letterhead import Letterhead, Paper
from csdesk.files.paper.page import A4_LANDSCAPE, CENTRE, DARK, HEAVY, LIGHT, RIGHT, ROOT2, RULE, Sheet
from csdesk.i18n import gettext as _
from csdesk.i18n import pgettext

MARGIN, TOP, HEAD, FOOT = 26.0, 533.0, 27.0, 76.0
DAY, PER_PAGE = 15.4, 20


def attendance_sheet(
    result: MonthResult,
    employees: Sequence[Employee],
    letterhead: Letterhead,
    *,
    rules: Rules,
    calendar: Calendar,
    size: str = "A4",
    only: Collection[int] | None = None,
) -> Paper:
    """The attendance of the month for everybody of `result` or the employee ids in `only`, 20 people a page at most.

    `size` A4 or A3 (the same page × √2). Always 31 day columns; days the month lacks and days of no employment are hatched;
    days that no import covers stay white. Raises ValueError for another `size`.
    """
    if size not in ("A4", "A3"):
        raise ValueError(f"size is A4 or A3, not {size}")
    people = [one for one in result.employees if only is None or one.employee_id in only]
    return _Printer(result, people, employees, letterhead, rules, calendar, ROOT2 if size == "A3" else 1.0).print()


class _Printer:
    def __init__(
        self, result: MonthResult, people: Sequence[EmployeeMonth], employees: Sequence[Employee],
        head: Letterhead, rules: Rules, calendar: Calendar, scale: float,
    ) -> None:  # fmt: skip
        self.result = result
        self.head = head
        self.rules = rules
        self.calendar = calendar
        self.month = Month.parse(result.month)
        self.staff = {one.id: one for one in employees}
        self.people = [one for _name, members in words.groups(people, self.staff) for one in members]
        self.title = pgettext("paper", "Attendance sheet")
        self.sheet = Sheet(A4_LANDSCAPE, f"{self.title} {result.month}", head, scale=scale)
        self.right = self.sheet.width - MARGIN
        self.left = [MARGIN, MARGIN + 16, MARGIN + 68]
        for wide in (*[DAY] * 31, 20, 25, 17, 17, 20, 20, 20, 24):
            self.left.append(self.left[-1] + wide)
        self.left.append(self.right)

    def print(self) -> Paper:
        pages = max(-(-len(self.people) // PER_PAGE), 1)
        each = -(-len(self.people) // pages)
        for page in range(pages):
            self._page(self.people[page * each : (page + 1) * each], page * each)
        return self.sheet.paper()

    def _day(self, number: int) -> date | None:
        return self.month.first.replace(day=number) if number <= self.month.length else None

    def _page(self, people: Sequence[EmployeeMonth], before: int) -> None:
        sheet = self.sheet
        shifts = pgettext("paper", "; ").join(words.shift_times(shift) for shift in self.rules.shifts)
        period = words.month_title(self.month)
        if shifts:
            period = _("{month} (rules: {shifts})").format(month=period, shifts=shifts)
        sheet.header(MARGIN, self.title, period, _("By signing you confirm presence, lateness, leave and absence of the month"))
        high = min(26.0, (TOP - HEAD - FOOT) / max(len(people), PER_PAGE if len(self.people) > PER_PAGE else 1))
        bottom = TOP - HEAD - high * len(people)
        self._fills(bottom)
        self._heads()
        for index, one in enumerate(people):
            self._person(one, before + index + 1, TOP - HEAD - index * high, high)
        self._grid(len(people), high, bottom)
        if not people:
            sheet.text(MARGIN, bottom - 16, _("Nobody was employed in this month. People are entered under Staff."), 9)
        self._legend(bottom - 13 if people else 64)
        self._swapped(people, bottom - 23.5)
        sheet.signatures(MARGIN, 43, (
            pgettext("paper", "Prepared by"), pgettext("paper", "Checked by the supervisor"),
            pgettext("paper", "Confirmed by owner"), pgettext("paper", "Date"),
        ))  # fmt: skip
        source = _("({reasons})").format(reasons=self.head.source) if self.head.source else ""
        until = self.result.covered_until
        data = words.reach(self.result) or _("clock-in data up to {day}").format(day=until.isoformat() if until else "")
        sheet.footer(MARGIN, (self.head.shop, data + source, *words.state(self.head), words.printed(self.head)))
        sheet.show()

    def _fills(self, bottom: float) -> None:
        for number in range(1, 32):
            day, x = self._day(number), self.left[1 + number]
            if day is None:
                self.sheet.hatch(x, bottom, DAY, TOP - bottom)
            elif self.calendar.is_statutory(day):
                self.sheet.fill(x, TOP - HEAD, DAY, HEAD, DARK)
            elif day.weekday() >= 5:
                self.sheet.fill(x, TOP - HEAD, DAY, HEAD, LIGHT)

    def _heads(self) -> None:
        sheet, y = self.sheet, TOP - HEAD
        middle = y + HEAD / 2 - 2.6
        sheet.text((self.left[0] + self.left[1]) / 2, middle, pgettext("paper", "Nr"), 6.8, True, align=CENTRE)
        sheet.text(self.left[1] + 2.5, middle, pgettext("paper", "Name / post"), 7.5, True, room=48)
        for number in range(1, self.month.length + 1):
            day, x = self._day(number), (self.left[1 + number] + self.left[2 + number]) / 2
            assert day is not None
            sheet.text(x, y + 16, str(number), 8.2, True, align=CENTRE)
            mark = pgettext("paper", "H") if self.calendar.is_statutory(day) else words.weekday(day)
            sheet.text(x, y + 5.5, mark, 6.6, align=CENTRE)
        labels = (
            pgettext("paper", "due"), pgettext("paper", "pres."), pgettext("paper", "rest"), pgettext("paper", "leave"),
            pgettext("paper", "late/early"), pgettext("paper", "corr."), pgettext("paper", "absent"), pgettext("paper", "OT h"),
        )  # fmt: skip
        for index, label in enumerate((*labels, pgettext("attendance sheet", "Signature"))):
            start, end = self.left[33 + index], self.left[34 + index]
            sheet.text((start + end) / 2, middle, label, 7, True, align=CENTRE, room=end - start - 1.5)

    def _person(self, one: EmployeeMonth, number: int, y: float, high: float) -> None:
        sheet = self.sheet
        middle = y - high / 2
        person = self.staff.get(one.employee_id)
        lead = person is not None and person.is_lead
        sheet.text((self.left[0] + self.left[1]) / 2, middle - 2.4, str(number), 6.8, align=CENTRE)
        room = self.left[2] - self.left[1] - 3
        two = letters.narrowing(one.name, 8.5, room, lead) < 0.8
        if two or not one.post:
            sheet.name(self.left[1] + 2, middle, one.name, 8.5, room, lead)
        else:
            sheet.text(self.left[1] + 2, middle + 0.8, one.name, 8.5, lead, room=room)
            sheet.text(self.left[1] + 2, middle - 7, one.post, 6.2, room=room)
        days = {day.day.day: day for day in one.days}
        start: float | None = None
        for place in range(1, self.month.length + 2):
            day = days.get(place)
            gone = place <= self.month.length and (day is None or day.kind is DayType.NOT_EMPLOYED)
            if gone and start is None:
                start = self.left[1 + place]
            if not gone and start is not None:
                sheet.hatch(start, y - high, self.left[1 + place] - start, high)
                start = None
            if day is not None and not gone:
                draw_day(sheet, day, self.left[1 + place], y - high, DAY, high, self.rules)
        totals = one.totals
        late = totals.late_count + totals.early_count
        values = (
            (words.days(totals.work_days), 11.5, False), (words.days(totals.present_days), 13.5, False),
            (words.days(totals.rest_days_used), 9.5, False), (words.days(totals.leave_days), 9.5, True),
            (str(late) if late else "", 12, True),
            (str(totals.corrections) if totals.corrections else "", 12, False), (words.days(totals.absent_days), 10, True),
            (words.hours(totals.overtime_minutes), 13, False),
        )  # fmt: skip
        for index, (text, point, bold) in enumerate(values):
            if text:
                sheet.number(self.left[33 + index] + point, middle - 2.7, text, 7.5, bold)
        if _swapped(one):
            sheet.text(self.left[41] - 2, middle - 2.7, "*", 7.5, True, align=RIGHT)

    def _swapped(self, people: Sequence[EmployeeMonth], y: float) -> None:
        """Whose hours of overtime are not paid, because they are taken as time off."""
        given = [_("{name} {n} h").format(name=one.name, n=words.hours(_swapped(one))) for one in people if _swapped(one)]
        if given:
            text = _("* of it as time off, not paid: {people}").format(people=pgettext("paper", ", ").join(given))
            self.sheet.text(MARGIN, y, text, 7.5, room=self.right - MARGIN)

    def _grid(self, count: int, high: float, bottom: float) -> None:
        sheet = self.sheet
        for index in range(3, 42):
            if index not in (33, 41):
                sheet.hair(self.left[index], TOP, self.left[index], bottom)
        for index in range(1, count):
            y = TOP - HEAD - index * high
            if index % 5:
                sheet.hair(MARGIN, y, self.right, y)
            else:
                sheet.line(MARGIN, y, self.right, y, RULE)
        sheet.hair(self.left[1], TOP, self.left[1], bottom)
        sheet.line(self.left[2], TOP, self.left[2], bottom, RULE)
        for index in (33, 41):
            sheet.line(self.left[index], TOP, self.left[index], bottom, HEAVY)
        sheet.line(MARGIN, TOP - HEAD, self.right, TOP - HEAD, HEAVY)
        sheet.box(MARGIN, bottom, self.right - MARGIN, TOP - bottom, RULE)

    def _legend(self, y: float) -> None:
        """The very same marks as in the cells, each with its meaning."""
        sheet = self.sheet
        x = MARGIN + sheet.text(MARGIN, y, pgettext("paper", "Legend"), 7.5, True) + 10
        for shift in self.rules.shifts[:4]:
            x += sheet.text(x, y, shift.mark, 7.5) + 4
        x += sheet.text(x, y, _("present"), 7.5) + 13
        sheet.circle(x + 3, y + 2.7, 3.4)
        x += 9 + sheet.text(x + 9, y, pgettext("paper", "Rest"), 7.5) + 13
        for mark, meaning in (
            (pgettext("paper", "L{minutes}").format(minutes=11), _("minutes late")),
            (pgettext("paper", "E{minutes}").format(minutes=7), _("minutes early")),
            (pgettext("paper", "C"), pgettext("paper", "corrected")),
            (pgettext("paper", "missed"), _("still to decide")),
        ):
            wide = sheet.text(x, y, mark, 6.8, True)
            sheet.line(x, y - 1.8, x + wide, y - 1.8, 0.8)
            x += wide + 3 + sheet.text(x + wide + 3, y, meaning, 7.5) + 13
        kinds = "".join(dict.fromkeys(words.leave_mark(kind.name) for kind in self.rules.leave.types)) or "事病年婚产丧伤"
        sheet.box(x, y - 3, 11, 11.4, 0.8)
        sheet.text(x + 5.5, y, kinds[0], 7, True, align=CENTRE)
        x += 15 + sheet.text(x + 15, y, _("leave ({kinds})").format(kinds=" ".join(kinds[:9])), 7.5) + 13
        sheet.fill(x, y - 3, 14, 11.4, 0)
        sheet.text(x + 7, y, words.absent_mark(Decimal("0.5")), 6.2, True, align=CENTRE, white=True)
        x += 17 + sheet.text(x + 17, y, _("days absent"), 7.5) + 13
        sheet.hatch(x, y - 2.5, 11, 10.5)
        sheet.box(x, y - 2.5, 11, 10.5, 0.3)
        x += 14 + sheet.text(x + 14, y, _("not employed, or no such day"), 7.5) + 13
        sheet.text(x, y, _("grey: weekend, holiday"), 7.5, room=self.right - x)


def _swapped(one: EmployeeMonth) -> int:
    """Minutes of overtime that are taken as time off."""
    return sum(day.time_off_minutes for day in one.days)


def draw_day(sheet: Sheet, day: AttendanceDay, x: float, y: float, wide: float, high: float, rules: Rules) -> None:
    """One judged day in the box with its lower left corner at (x, y): a letter first, then a shape."""
    across, middle = x + wide / 2, y + high / 2
    if day.kind is DayType.UNROSTERED:
        return
    if day.shift is None and not day.leave_days and day.kind in (DayType.REST, DayType.HOLIDAY):
        sheet.circle(across, middle, 4.1)
        return
    if day.kind is DayType.LEAVE or day.leave_days == 1:
        sheet.box(x + 1, middle - 8.6, wide - 2, 17.2, 1.1)
        sheet.text(across, middle - 2.9, words.leave_mark(day.leave_type), 8, True, align=CENTRE)
        return
    if not day.judged and not day.anomalies and not day.corrected and not day.leave_days:
        return
    shift = words.shift_mark(day.shift, rules)
    if day.absent_days:
        sheet.fill(x + 0.3, y + 0.6, wide - 0.6, high - 1.2, 0)
        sheet.text(across, middle + 1.2, shift, 7.5, align=CENTRE, white=True)
        sheet.text(across, middle - 7.2, words.absent_mark(day.absent_days), 6.6, True, align=CENTRE, room=wide - 1.6, white=True)
        return
    marks = list(words.day_marks(day))
    if day.leave_days:
        marks.insert(0, words.leave_mark(day.leave_type) + "½")
    if not marks:
        sheet.text(across, middle - 2.7, shift, 7.5, align=CENTRE, room=wide - 1)
        return
    upper = shift if len(marks) == 1 else marks.pop(0)
    sheet.text(across, middle + 1.4, upper, 7.5 if upper == shift else 6.8, upper != shift, align=CENTRE, room=wide - 1)
    drawn = sheet.text(across, middle - 6.6, "".join(marks), 6.8, True, align=CENTRE, room=wide - 1)
    sheet.line(across - drawn / 2, middle - 8.6, across + drawn / 2, middle - 8.6, 0.8)

