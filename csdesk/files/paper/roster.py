"""Answers for the printed roster (排班表): the month as a grid by team, with how many are on each shift below it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from csdesk.core import roster_check
from csdesk.core.calendar import Calendar, Month
from csdesk.core.roster import LEAVE, REST, Cell
from csdesk.core.rules import RuleBook, Rules, Shift
from csdesk.core.staff import Employee
from csdesk.files.paper import words
from csdesk.files.paper.letterhead import Letterhead, Paper
from csdesk.files.paper.page import A4_LANDSCAPE, CENTRE, DARK, HEAVY, LIGHT, NIGHT, RIGHT, ROOT2, RULE, Sheet
from csdesk.i18n import gettext as _
from csdesk.i18n import pgettext

MARGIN, TOP, HEAD, FOOT = 26.0, 533.0, 28.0, 62.0
NAME, TALLY, TEAM, STRIP = 72.0, 18.0, 13.0, 14.0
LOW, HIGH, MOST = 14.6, 28.0, 25


@dataclass(frozen=True, slots=True)
class Strip:
    """One line below the grid: per day a text and whether it is short."""

    label: str
    days: tuple[tuple[str, bool], ...]


def strips(
    month: Month, cells: Sequence[Cell], employees: Sequence[Employee], book: RuleBook, calendar: Calendar
) -> tuple[Strip, ...]:
    """People on each demanded shift and day, and whether a lead is among them; days nobody is planned for yet are blank."""
    days = list(month.days())
    planned = {cell.day for cell in cells}
    rows: dict[tuple[str, str], dict[date, tuple[int, int]]] = {}
    for each in roster_check.coverage(cells, employees, book, calendar, month):
        rows.setdefault((each.shift, each.post), {})[each.day] = (each.have, each.need)
    rules = book.on(month.first)
    out = []
    for (code, post), counts in rows.items():
        needs = {need for _have, need in counts.values()}
        label = _("{shift} {post} needs {n}") if post else _("{shift} needs {n}")
        low, high = min(needs), max(needs)
        label = label.format(shift=words.shift_name(code, rules), post=post, n=low if low == high else f"{low}–{high}")
        line = []
        for day in days:
            have, need = counts.get(day, (0, 0))
            line.append((str(have), have < need) if day in planned else ("", False))
        out.append(Strip(label, tuple(line)))
    leads = {one.id for one in employees if one.is_lead}
    shifts = [shift for shift in rules.shifts if any(row[0] == shift.code for row in rows) or not rows]
    by_day: dict[tuple[date, str], list[int]] = {}
    for cell in cells:
        shift = book.on(cell.day).shift(cell.code)
        if shift is not None:
            by_day.setdefault((cell.day, shift.code), []).append(cell.employee_id)
    if not rows:
        for shift in shifts:
            line = [(str(len(by_day.get((day, shift.code), ()))) if day in planned else "", False) for day in days]
            out.append(Strip(_("{shift} people").format(shift=shift.name), tuple(line)))
    if len(leads) >= len(shifts) > 0:
        for shift in shifts:
            line = []
            for day in days:
                people = by_day.get((day, shift.code), [])
                has = any(one in leads for one in people)
                line.append(((pgettext("paper", "yes") if has else pgettext("paper", "none here")), not has) if people else ("", False))
            out.append(Strip(_("{shift} lead").format(shift=shift.name), tuple(line)))
    return tuple(out)


def roster_sheet(
    month: Month,
    cells: Sequence[Cell],
    employees: Sequence[Employee],
    letterhead: Letterhead,
    *,
    book: RuleBook,
    calendar: Calendar,
    version: int = 0,
    published: datetime | None = None,
    size: str = "A4",
) -> Paper:
    """The roster of everybody employed in `month`, 25 people a page at most, coverage on the last page.

    `size` A4 or A3. Nights are grey and bold, rest is boxed, leave and days of no employment hatched, shortages white on black.
    Raises ValueError for another `size`.
    """
    if size not in ("A4", "A3"):
        raise ValueError(f"size is A4 or A3, not {size}")
    scale = ROOT2 if size == "A3" else 1.0
    return _Printer(month, cells, employees, letterhead, book, calendar, version, published, scale).print()


class _Printer:
    def __init__(
        self, month: Month, cells: Sequence[Cell], employees: Sequence[Employee], head: Letterhead,
        book: RuleBook, calendar: Calendar, version: int, published: datetime | None, scale: float,
    ) -> None:  # fmt: skip
        self.month = month
        self.days = list(month.days())
        self.cells = {(cell.employee_id, cell.day): cell.code for cell in cells if Month.of(cell.day) == month}
        people = [one for one in employees if words.employed_in(one, month)]
        self.groups = words.by_team(people)
        self.head = head
        self.book = book
        self.calendar = calendar
        self.version = version
        self.published = published
        self.strips = strips(month, cells, people, book, calendar) if self.cells else ()
        self.title = pgettext("paper", "Roster")
        self.sheet = Sheet(A4_LANDSCAPE, f"{self.title} {month}", head, scale=scale)
        self.right = self.sheet.width - MARGIN
        self.rules = book.on(month.last)
        self.shifts: list[Shift] = list(self.rules.shifts[:4])
        self.tally = self.right - TALLY * (len(self.shifts) + 1)
        self.first = MARGIN + NAME
        self.wide = (self.tally - self.first) / len(self.days)
        self.by_day: dict[date, Rules] = {day: book.on(day) for day in self.days}

    def print(self) -> Paper:
        pages = self._pages()
        for number, rows in enumerate(pages):
            self._page(rows, number + 1 == len(pages))
        return self.sheet.paper()

    def _pages(self) -> list[list[tuple[str, list[Employee]]]]:
        """Teams and their people by page, spread evenly."""
        flat = [(name, one) for name, members in self.groups for one in members]
        count = max(1, -(-len(flat) // MOST))
        while True:
            each = max(-(-len(flat) // count), 1)
            pages: list[list[tuple[str, list[Employee]]]] = []
            for start in range(0, max(len(flat), 1), each):
                page: list[tuple[str, list[Employee]]] = []
                for name, one in flat[start : start + each]:
                    if not page or page[-1][0] != name:
                        page.append((name, []))
                    page[-1][1].append(one)
                pages.append(page)
            if all(self._high(page, index + 1 == len(pages)) >= LOW for index, page in enumerate(pages)) or count >= len(flat):
                return pages
            count += 1

    def _high(self, page: list[tuple[str, list[Employee]]], last: bool) -> float:
        people = sum(len(members) for _name, members in page)
        room = TOP - HEAD - FOOT - TEAM * len(page) - (STRIP * len(self.strips) if last else 0)
        return min(HIGH, room / max(people, 1))

    def _x(self, index: int) -> float:
        return self.first + index * self.wide

    def _page(self, page: list[tuple[str, list[Employee]]], last: bool) -> None:
        sheet = self.sheet
        period = "    ".join([words.month_title(self.month), *(words.shift_times(shift) for shift in self.shifts)])
        sheet.header(MARGIN, self.title, period, self._edition())
        high = self._high(page, last)
        lines = self.strips if last else ()
        bottom = TOP - HEAD - TEAM * len(page) - high * sum(len(members) for _name, members in page)
        self._heads()
        y = TOP - HEAD
        rules: list[tuple[float, float]] = []
        for name, members in page:
            sheet.fill(MARGIN, y - TEAM, self.right - MARGIN, TEAM, LIGHT)
            sheet.text(MARGIN + 3, y - 9.3, name, 8.2, True, room=NAME * 2.5)
            y -= TEAM
            rules.append((y, 0.5))
            for one in members:
                self._person(one, y, high)
                y -= high
                rules.append((y, 0.4))
        if not page:
            text = _("Nobody was employed in this month. People are entered under Staff.")
            sheet.text(MARGIN, y - 18, text, 9)
        elif not self.cells:
            text = _("The roster of this month is still empty. It is filled in under Roster, or imported there.")
            sheet.text(MARGIN, bottom - 18, text, 8)
        self._strips(lines, bottom)
        foot = bottom - STRIP * len(lines)
        for at, thick in rules:
            sheet.line(MARGIN, at, self.right, at, thick, grey=0.3)
        for index in range(len(lines)):
            sheet.hair(MARGIN, bottom - STRIP * index, self.right, bottom - STRIP * index)
        if lines:
            sheet.line(MARGIN, bottom, self.right, bottom, HEAVY)
        for index, day in enumerate(self.days):
            if index and day.weekday() == 0:
                sheet.line(self._x(index), TOP, self._x(index), foot, HEAVY)
            elif index:
                sheet.hair(self._x(index), TOP, self._x(index), foot)
        sheet.line(self.first, TOP, self.first, foot, RULE)
        sheet.line(self.tally, TOP, self.tally, foot, HEAVY)
        sheet.line(MARGIN, TOP - HEAD, self.right, TOP - HEAD, RULE)
        sheet.box(MARGIN, foot, self.right - MARGIN, TOP - foot, RULE)
        if page and self.cells:
            self._legend(foot - 12)
        sheet.footer(MARGIN, (self.head.shop, _("heavy lines stand before Mondays"), words.printed(self.head)))
        sheet.show()

    def _edition(self) -> str:
        if self.published is None:
            return words.printed(self.head)
        when = f"{self.published:%Y-%m-%d %H:%M}"
        if self.version:
            return _("Version {n} · published {time} · this one counts").format(n=self.version, time=when)
        return _("Published {time} · this one counts").format(time=when)

    def _heads(self) -> None:
        sheet, y = self.sheet, TOP - HEAD
        sheet.text(MARGIN + 3, y + HEAD / 2 - 3, pgettext("paper", "Name"), 8.5, True)
        for index, day in enumerate(self.days):
            x, middle = self._x(index), self._x(index) + self.wide / 2
            statutory = self.calendar.is_statutory(day)
            if statutory or day.weekday() >= 5:
                sheet.fill(x, y, self.wide, HEAD, DARK if statutory else LIGHT)
            sheet.text(middle, y + 15.5, str(day.day), 11, True, align=CENTRE)
            entry = self.calendar.days.get(day)
            label = entry.name if entry is not None and entry.name and statutory else words.weekday(day)
            sheet.text(middle, y + 4.8, label, 7, statutory or day.weekday() >= 5, align=CENTRE, room=self.wide - 1)
        for index, label in enumerate([*(shift.mark for shift in self.shifts), REST]):
            sheet.text(self.tally + TALLY * (index + 0.5), y + HEAD / 2 - 3, label, 8, True, align=CENTRE)

    def _person(self, one: Employee, y: float, high: float) -> None:
        sheet = self.sheet
        middle = y - high / 2
        mark = words.rank_mark(one)
        sheet.name(MARGIN + 3, middle, one.name, 10.5, NAME - (21 if mark else 7), one.is_lead)
        if mark:
            self._mark(MARGIN + NAME - 14, middle - 5.5, mark)
        count: dict[str, int] = {}
        start: int | None = None
        for index, day in enumerate([*self.days, None]):
            gone = day is not None and not one.employed_on(day)
            if gone and start is None:
                start = index
            if not gone and start is not None:
                sheet.hatch(self._x(start), y - high, self._x(index) - self._x(start), high)
                start = None
            if day is None or gone:
                continue
            code = self.cells.get((one.id, day))
            shift = self.by_day[day].shift(code) if code else None
            key = shift.code if shift is not None else code or ""
            count[key] = count.get(key, 0) + 1
            draw_cell(sheet, code, shift, self._x(index), y - high, self.wide, high)
        for index, shift in enumerate(self.shifts):
            if count.get(shift.code):
                sheet.text(self.tally + TALLY * (index + 1) - 4, middle - 3, str(count[shift.code]), 8.5, align=RIGHT)
        if count.get(REST):
            sheet.text(self.right - 4, middle - 3, str(count[REST]), 8.5, align=RIGHT)

    def _mark(self, x: float, y: float, mark: str) -> None:
        self.sheet.box(x, y, 11, 11, 0.6)
        self.sheet.text(x + 5.5, y + 2.8, mark, 7, True, align=CENTRE)

    def _strips(self, lines: Sequence[Strip], top: float) -> None:
        sheet = self.sheet
        for place, strip in enumerate(lines):
            y = top - STRIP * (place + 1)
            sheet.text(MARGIN + 3, y + 4.2, strip.label, 7.2, True, room=NAME - 5)
            for index, (text, short) in enumerate(strip.days):
                x = self._x(index)
                if short:
                    sheet.fill(x + 0.4, y + 0.4, self.wide - 0.8, STRIP - 0.8, 0)
                sheet.text(x + self.wide / 2, y + 4, text, 8, short, align=CENTRE, white=short, room=self.wide - 2)

    def _legend(self, y: float) -> None:
        sheet, x = self.sheet, MARGIN
        for shift in self.shifts:
            if shift.is_night:
                sheet.fill(x, y - 3, 14, 11.5, NIGHT)
            text = _("{shift}, ends {time}").format(shift=shift.name, time=words.clock(shift.end)) if shift.end > 1440 else shift.name
            sheet.text(x + 7, y, shift.mark, 8.5, shift.is_night, align=CENTRE)
            x += 18 + sheet.text(x + 18, y, text, 7.8) + 13
        sheet.box(x, y - 3, 14, 11.5, 0.7)
        sheet.text(x + 7, y, REST, 8.5, align=CENTRE)
        x += 18 + sheet.text(x + 18, y, pgettext("paper", "Rest"), 7.8) + 13
        sheet.hatch(x, y - 3, 14, 11.5)
        sheet.text(x + 7, y, LEAVE, 8.5, True, align=CENTRE)
        x += 18 + sheet.text(x + 18, y, pgettext("paper", "Leave"), 7.8) + 13
        if self.strips:
            sheet.fill(x, y - 3, 19, 11.5, 0)
            sheet.text(x + 9.5, y, "3", 8, True, align=CENTRE, white=True)
            x += 23 + sheet.text(x + 23, y, _("too few people"), 7.8) + 13
        marks = {words.rank_mark(one): one.level for _name, members in self.groups for one in members if words.rank_mark(one)}
        for mark, level in marks.items():
            self._mark(x, y - 2.8, mark)
            x += 15 + sheet.text(x + 15, y, level, 7.8, room=60) + 13
        advice = _("Ask for rest {n} days ahead; swaps go through the supervisor, what the program shows counts.")
        sheet.text(x, y, advice.format(n=self.rules.rest_days.notice_days), 7.8, room=self.right - x)


def draw_cell(sheet: Sheet, code: str | None, shift: Shift | None, x: float, y: float, wide: float, high: float) -> None:
    """One cell of the roster with its lower left corner at (x, y)."""
    if not code:
        return
    across, base = x + wide / 2, y + high / 2 - 3.6
    if code == REST:
        sheet.box(x + 2, y + 1.6, wide - 4, high - 3.2, 0.6)
        sheet.text(across, base, REST, 10, align=CENTRE)
    elif code == LEAVE:
        sheet.hatch(x, y, wide, high)
        sheet.text(across, base, LEAVE, 10, True, align=CENTRE)
    elif shift is not None and shift.is_night:
        sheet.fill(x, y, wide, high, NIGHT)
        sheet.text(across, base, shift.mark, 10, True, align=CENTRE, room=wide - 2)
    else:
        sheet.text(across, base, shift.mark if shift is not None else code, 10, align=CENTRE, room=wide - 2)
