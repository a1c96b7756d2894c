"""Answers for the roster person by person: a month as a small calendar, four to an A4 page along cut lines or one a page."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, timedelta

from csdesk.core.calendar import Calendar, Month
from csdesk.core.planning import Publication
from csdesk.core.roster import LEAVE, REST, Cell
from csdesk.core.rules import RuleBook, Shift
from csdesk.core.staff import Employee
from csdesk.files.paper import words
from csdesk.files.paper.letterhead import Letterhead, Paper
from csdesk.files.paper.page import A4, CENTRE, DARK, HAIR, HEAVY, LIGHT, NIGHT, QUARTER, QUARTERS, RIGHT, RULE, Sheet
from csdesk.files.paper.roster import changed, draw_cell, edition
from csdesk.i18n import gettext as _
from csdesk.i18n import pgettext

TOP, WEEKDAYS, DAY, LINE, FOOT = 38.0, 13.0, 11.0, 11.5, 16.0  # head, row of weekdays, a day's number, a shift below, the last line
HIGHEST = 54.0  # of a week
PAGE = 2.0  # one a page: the same card twice as large


def roster_people(
    month: Month,
    cells: Sequence[Cell],
    employees: Sequence[Employee],
    letterhead: Letterhead,
    *,
    book: RuleBook,
    calendar: Calendar,
    publication: Publication | None = None,
    per_page: int = 4,
    only: Collection[int] | None = None,
) -> Paper:
    """One calendar for everybody employed in `month` (or the employee ids in `only`), by team; `per_page` 4 or 1.

    `publication`: what was given out last (None = a draft, and marked so; days changed since carry a black corner).
    Raises ValueError for another `per_page`.
    """
    if per_page not in (1, 4):
        raise ValueError(f"per_page is 1 or 4, not {per_page}")
    people = [one for one in employees if words.employed_in(one, month) and (only is None or one.id in only)]
    printer = _Printer(month, cells, letterhead, book, calendar, publication)
    listed = [one for _name, members in words.by_team(people) for one in members]
    if not listed:
        printer.empty()
    elif per_page == 1:
        for one in listed:
            printer.card(one, (A4[0] - PAGE * QUARTER[0]) / 2, (A4[1] - PAGE * QUARTER[1]) / 2, PAGE)
            printer.sheet.show()
    else:
        for start in range(0, len(listed), 4):
            printer.sheet.cut_lines()
            for (x, y), one in zip(QUARTERS, listed[start : start + 4], strict=False):
                printer.card(one, x, y, 1.0)
            printer.sheet.show()
    return printer.sheet.paper()


class _Printer:
    def __init__(
        self, month: Month, cells: Sequence[Cell], head: Letterhead, book: RuleBook, calendar: Calendar, publication: Publication | None
    ) -> None:
        self.month = month
        self.head = head
        self.book = book
        self.calendar = calendar
        self.publication = publication
        self.cells = {(cell.employee_id, cell.day): cell for cell in cells if Month.of(cell.day) == month}
        self.changed = changed(publication, cells)
        self.title = pgettext("paper", "Roster")
        self.sheet = Sheet(A4, f"{self.title} {month}", head)
        first = month.first - timedelta(days=month.first.weekday())
        self.weeks = [
            [day for n in range(7) if Month.of(day := monday + timedelta(days=n)) == month]
            for monday in (first + timedelta(days=7 * n) for n in range(6))
            if monday <= month.last
        ]

    def card(self, one: Employee, x: float, y: float, s: float) -> None:
        """One person's month with its lower left corner at (x, y), at `s` times the size of a quarter page."""
        sheet = self.sheet
        wide, top = QUARTER[0] * s, y + QUARTER[1] * s
        right, column = x + wide, wide / 7
        drawn = sheet.text(right, top - 10 * s, self.title, 11 * s, True, align=RIGHT)
        drawn += sheet.text(right - drawn - 6 * s, top - 10 * s, words.month_title(self.month), 9 * s, align=RIGHT)
        sheet.text(x, top - 10 * s, self.head.owner, 8 * s, room=wide - drawn - 18 * s)
        sheet.line(x, top - 14 * s, right, top - 14 * s, HEAVY)
        who = " · ".join(dict.fromkeys(part for part in (one.no, one.post, one.team) if part))
        drawn = sheet.text(right, top - 29 * s, who, 8 * s, align=RIGHT, room=wide * 0.55)
        sheet.name(x, top - 25 * s, one.name, 14 * s, wide - drawn - 8 * s, True)

        upper = top - TOP * s
        shifts, others = self._count(one)
        below = (FOOT + LINE * max(len(shifts), 4)) * s
        high = min(HIGHEST * s, (upper - WEEKDAYS * s - y - below) / len(self.weeks))
        lower = upper - WEEKDAYS * s - high * len(self.weeks)
        sheet.fill(x, upper - WEEKDAYS * s, wide, WEEKDAYS * s, LIGHT)
        for index in range(7):
            label = words.weekday(date(2026, 6, 1) + timedelta(days=index))  # a Monday
            sheet.text(x + column * (index + 0.5), upper - 9.3 * s, label, 8 * s, index >= 5, align=CENTRE)
        below = upper - WEEKDAYS * s
        for week in self.weeks:
            below -= high
            for day in week:
                self._day(one, day, x + column * day.weekday(), below, column, high, s)
        for index in range(1, 7):
            sheet.hair(x + column * index, upper, x + column * index, lower)
        for index in range(len(self.weeks)):
            sheet.line(x, lower + high * (index + 1), right, lower + high * (index + 1), HAIR * s)
        sheet.box(x, lower, wide, upper - lower, RULE * s)
        self._below(one, shifts, others, x, lower, y, wide, s)
        if self.publication is None:
            sheet.watermark(x + wide / 2, (upper + lower) / 2, 58 * s, pgettext("paper", "DRAFT"), outline=True)

    def _day(self, one: Employee, day: date, x: float, y: float, wide: float, high: float, s: float) -> None:
        sheet = self.sheet
        head = y + high - DAY * s
        statutory = self.calendar.is_statutory(day)
        if statutory or day.weekday() >= 5:
            sheet.fill(x, head, wide, DAY * s, DARK if statutory else LIGHT)
        drawn = sheet.text(x + 2.5 * s, head + 2.8 * s, str(day.day), 8 * s, True)
        entry = self.calendar.days.get(day)
        if entry is not None and entry.name and statutory:
            sheet.text(x + wide - 6 * s, head + 2.8 * s, entry.name, 6.2 * s, align=RIGHT, room=wide - drawn - 10 * s)
        if not one.employed_on(day):
            sheet.hatch(x, y, wide, high - DAY * s)
            return
        cell = self.cells.get((one.id, day))
        if cell is not None:
            draw_cell(sheet, cell, self.book.on(day).shift(cell.code), one.post, x, y, wide, high - DAY * s, 1.4 * s)
        if (one.id, day) in self.changed:
            sheet.corner(x + wide - 0.4, y + high - 0.4, 5 * s)

    def _count(self, one: Employee) -> tuple[dict[Shift, int], dict[str, int]]:
        """How often each shift stands in a person's month, by the clock, and each other code."""
        shifts: dict[Shift, int] = {}
        others: dict[str, int] = {}
        for day in self.month.days():
            cell = self.cells.get((one.id, day)) if one.employed_on(day) else None
            if cell is not None:
                shift = self.book.on(day).shift(cell.code)
                if shift is not None:
                    shifts[shift] = shifts.get(shift, 0) + 1
                else:
                    others[cell.code] = others.get(cell.code, 0) + 1
        return dict(sorted(shifts.items(), key=lambda item: item[0].start)), others

    def _below(
        self, one: Employee, shifts: dict[Shift, int], others: dict[str, int], x: float, top: float, y: float, wide: float, s: float
    ) -> None:
        """How often each shift stands in the month and its times; which version it is."""
        sheet = self.sheet
        at = top - 13 * s
        for shift, count in shifts.items():
            if shift.is_night:
                sheet.fill(x, at - 2.6 * s, 11 * s, 10.4 * s, NIGHT)
            sheet.text(x + 5.5 * s, at, shift.mark, 8.5 * s, shift.is_night, align=CENTRE, room=11 * s)
            shown = _("{shift}, {n} days").format(shift=words.shift_times(shift), n=count)
            sheet.text(x + 15 * s, at, shown, 7.8 * s, room=wide - 80 * s)
            at -= LINE * s
        totals = [f"{code} {others[code]}" for code in (REST, LEAVE) if code in others]
        sheet.text(x + wide, top - 13 * s, "    ".join(totals), 8.5 * s, True, align=RIGHT, room=62 * s)
        if not shifts and not others:
            sheet.text(x, top - 13 * s, _("Nothing is planned for this person yet."), 7.8 * s, room=wide)
        mine = sum(who == one.id for who, _day in self.changed)
        sheet.text(x, y + 0.5 * s, edition(self.publication, mine, self.head), 6.5 * s, room=wide)

    def empty(self) -> None:
        self.sheet.header(50, self.title, words.month_title(self.month))
        text = _("Nobody was employed in this month. People are entered under Staff.")
        self.sheet.text(50, A4[1] - 90, text, 9, room=A4[0] - 100)
        self.sheet.footer(50, (self.head.shop, words.printed(self.head)))
        self.sheet.show()
