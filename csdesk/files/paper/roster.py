"""Answers for the printed roster (排班表): the month as a grid by team, with how many are on each shift below it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from csdesk.core.calendar import Calendar, Month
from csdesk.core.planning import Planning, Publication, since_published
from csdesk.core.roster import LEAVE, REST, Cell
from csdesk.core.roster_check import NOTHING, LiveRoster
from csdesk.core.rules import RuleBook, Rules, Shift
from csdesk.core.staff import Employee
from csdesk.files.paper import text as letters
from csdesk.files.paper import words
from csdesk.files.paper.letterhead import Letterhead, Paper
from csdesk.files.paper.page import A4_LANDSCAPE, CENTRE, DARK, HAIR, HEAVY, LIGHT, NIGHT, RIGHT, ROOT2, RULE, Sheet
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


def strips(live: LiveRoster) -> tuple[Strip, ...]:
    """People on each demanded shift and day, and whether a lead is among them; days nobody is planned for yet are blank.

    Where the need changes from day to day the label gives its usual number, and a day that asks for another shows 9/12 (has/needs)."""
    days = list(live.month.days())
    planned = {cell.day for cell in live.cells()}
    rules = live.rules_on(live.month.first)
    coverage = {(row.shift, row.post, day): row for day in days for row in live.coverage(day)}
    out = []
    for code, post in live.demand_rows:
        needs = [coverage[code, post, day].need for day in days if (code, post, day) in coverage]
        usual = max(needs, key=lambda need: (needs.count(need), need))
        label = _("{shift} {post} needs {n}") if post else _("{shift} needs {n}") if any(needs) else _("{shift} people")
        line = []
        for day in days:
            row = coverage.get((code, post, day))
            if row is None or day not in planned:
                line.append(("", False))
            else:
                line.append((str(row.have) if row.need == usual else f"{row.have}/{row.need}", row.have < row.need))
        out.append(Strip(label.format(shift=words.shift_name(code, rules), post=post, n=usual), tuple(line)))
    shifts = [shift for shift in rules.shifts if any(code == shift.code for code, _post in live.demand_rows)]
    if sum(one.is_lead for one in live.employees) >= len(rules.shifts):
        on = {(day, shift.code) for day in days for one in live.employees if (shift := _works(live, one, day)) is not None}
        missing = {(one.day, one.shift) for day in days for one in live.of_day(day) if one.rule == "no_lead"}
        for shift in shifts:
            line = []
            for day in days:
                has = (day, shift.code) not in missing
                shown = pgettext("paper", "yes") if has else pgettext("paper", "none here")
                line.append((shown, not has) if (day, shift.code) in on else ("", False))
            out.append(Strip(_("{shift} lead").format(shift=shift.name), tuple(line)))
    return tuple(out)


def _works(live: LiveRoster, one: Employee, day: date) -> Shift | None:
    """The shift that a person really works on a day: not one under approved leave."""
    return None if (one.id, day) in live.away else live.shift_on(day, live.code(one.id, day))


def changed(publication: Publication | None, cells: Sequence[Cell]) -> frozenset[tuple[int, date]]:
    """The cells (employee id, day) that are otherwise than they were given out; none where nothing was."""
    return frozenset((one.employee_id, one.day) for one in since_published(publication, cells)) if publication is not None else frozenset()


def edition(publication: Publication | None, changed: int, head: Letterhead) -> str:
    """Which roster a print shows: the version that was given out, how many of its cells were changed since, or a draft."""
    if publication is None:
        return _("Not published yet · {printed}").format(printed=words.printed(head))
    text = _("Version {n} · published {time} · this one counts")
    if changed:
        text = _("Version {n} · published {time} · {m} cells changed since")
    return text.format(n=publication.version, time=f"{publication.at:%Y-%m-%d %H:%M}", m=changed)


def roster_sheet(
    month: Month,
    cells: Sequence[Cell],
    employees: Sequence[Employee],
    letterhead: Letterhead,
    *,
    book: RuleBook,
    calendar: Calendar,
    away: Collection[tuple[int, date]] = (),
    planning: Planning = NOTHING,
    size: str = "A4",
) -> Paper:
    """The roster of everybody employed in `month`, 25 people a page at most, coverage on the last page.

    `away`: (employee id, day) on approved leave, who do not count; `planning`: what the days need, their promotions, and what was given
    out last (never = a draft, and marked so; cells changed since carry a black corner); `size` A4 or A3. Nights are grey and bold, rest
    is boxed, leave and days of no employment hatched, shortages white on black, another post than the own one stands small below.
    Raises ValueError for another `size`.
    """
    if size not in ("A4", "A3"):
        raise ValueError(f"size is A4 or A3, not {size}")
    people = [one for one in employees if words.employed_in(one, month)]
    live = LiveRoster(cells, people, book, calendar, month, away=away, planning=planning)
    return _Printer(live, cells, letterhead, book, ROOT2 if size == "A3" else 1.0).print()


class _Printer:
    def __init__(self, live: LiveRoster, cells: Sequence[Cell], head: Letterhead, book: RuleBook, scale: float) -> None:
        self.month = live.month
        self.days = list(live.month.days())
        ids = {one.id for one in live.employees}
        self.cells = {(cell.employee_id, cell.day): cell for cell in cells if Month.of(cell.day) == live.month and cell.employee_id in ids}
        self.groups = words.by_team(live.employees)
        names = [one.name for one in live.employees]
        self.names = {one.id: one.name if names.count(one.name) == 1 else f"{one.name} {one.no}" for one in live.employees}
        self.head = head
        self.calendar = live.calendar
        self.publication = live.planning.publication
        self.changed = changed(self.publication, cells)
        self.promotions = live.planning.promotions
        self.strips = strips(live) if self.cells else ()
        self.title = pgettext("paper", "Roster")
        self.sheet = Sheet(A4_LANDSCAPE, f"{self.title} {self.month}", head, scale=scale)
        self.right = self.sheet.width - MARGIN
        self.rules = book.on(self.month.last)
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
        sheet.header(MARGIN, self.title, period, edition(self.publication, len(self.changed), self.head))
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
        if self.publication is not None and self.publication.note:
            sheet.text(MARGIN, foot - 24, _("Note: {text}").format(text=self.publication.note), 7.8, True, room=self.right - MARGIN)
        sheet.footer(MARGIN, (self.head.shop, _("heavy lines stand before Mondays"), words.printed(self.head)))
        if self.publication is None and self.cells:
            sheet.watermark(sheet.width / 2, sheet.height / 2, 96, pgettext("paper", "DRAFT"), outline=True)
        sheet.show()

    def _heads(self) -> None:
        sheet, y = self.sheet, TOP - HEAD
        sheet.text(MARGIN + 3, y + HEAD / 2 - 3, pgettext("paper", "Name"), 8.5, True)
        for index, day in enumerate(self.days):
            x, middle = self._x(index), self._x(index) + self.wide / 2
            statutory = self.calendar.is_statutory(day)
            promotion = next((one.name for one in self.promotions if one.first <= day <= one.last), "")
            if statutory or promotion or day.weekday() >= 5:
                sheet.fill(x, y, self.wide, HEAD, DARK if statutory else LIGHT)
            sheet.text(middle, y + 15.5, str(day.day), 11, True, align=CENTRE)
            entry = self.calendar.days.get(day)
            label = entry.name if entry is not None and entry.name and statutory else promotion or words.weekday(day)
            bold = statutory or bool(promotion) or day.weekday() >= 5
            sheet.text(middle, y + 4.8, label, 7, bold, align=CENTRE, room=self.wide - 1)
        for index, label in enumerate([*(shift.mark for shift in self.shifts), REST]):
            sheet.text(self.tally + TALLY * (index + 0.5), y + HEAD / 2 - 3, label, 8, True, align=CENTRE)

    def _person(self, one: Employee, y: float, high: float) -> None:
        sheet = self.sheet
        middle = y - high / 2
        mark = words.rank_mark(one)
        sheet.name(MARGIN + 3, middle, self.names[one.id], 10.5, NAME - (21 if mark else 7), one.is_lead, high=high)
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
            cell = self.cells.get((one.id, day))
            if cell is not None:
                shift = self.by_day[day].shift(cell.code)
                key = shift.code if shift is not None else cell.code
                count[key] = count.get(key, 0) + 1
                draw_cell(sheet, cell, shift, one.post, self._x(index), y - high, self.wide, high)
            if (one.id, day) in self.changed:
                sheet.corner(self._x(index) + self.wide - 0.4, y - 0.4, 4.5)
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
        if self.changed:
            sheet.box(x, y - 3, 14, 11.5, HAIR)
            sheet.corner(x + 14, y + 8.5, 5)
            x += 18 + sheet.text(x + 18, y, _("changed since it was published"), 7.8) + 13
        own = {one.id: one.post for _name, members in self.groups for one in members}
        posts = {words.post_mark(cell.post): None for cell in self.cells.values() if cell.post and cell.post != own[cell.employee_id]}
        if posts:
            drawn = sheet.text(x, y, "、".join(posts), 6.2)
            x += drawn + 4 + sheet.text(x + drawn + 4, y, _("small: another post on this day"), 7.8) + 13
        marks = {words.rank_mark(one): one.level for _name, members in self.groups for one in members if words.rank_mark(one)}
        for mark, level in marks.items():
            self._mark(x, y - 2.8, mark)
            x += 15 + sheet.text(x + 15, y, level, 7.8, room=60) + 13
        advice = _("Ask for rest {n} days ahead; swaps go through the supervisor, what the program shows counts.")
        advice = advice.format(n=self.rules.rest_days.notice_days)
        if letters.width(advice, 7.8) * 0.8 <= self.right - x:  # the marks come first
            sheet.text(x, y, advice, 7.8, room=self.right - x)


def draw_cell(
    sheet: Sheet, cell: Cell, shift: Shift | None, own_post: str, x: float, y: float, wide: float, high: float, s: float = 1.0
) -> None:
    """One cell of the roster with its lower left corner at (x, y), its type `s` times the size of the wall print."""
    across, base = x + wide / 2, y + high / 2 - 3.6 * s
    night = shift is not None and shift.is_night
    if night:
        sheet.fill(x, y, wide, high, NIGHT)
    if cell.code == REST:
        sheet.box(x + 2 * s, y + 1.6 * s, wide - 4 * s, high - 3.2 * s, 0.6)
        sheet.text(across, base, REST, 10 * s, align=CENTRE)
    elif cell.code == LEAVE:
        sheet.hatch(x, y, wide, high)
        sheet.text(across, base, LEAVE, 10 * s, True, align=CENTRE)
    elif cell.post and cell.post != own_post:
        size, small = min(10 * s, high - 7.8 * s), 6.2 * s
        foot = y + (high - size - small) / 2
        sheet.text(across, foot + small + size * 0.12, _mark(cell, shift), size, night, align=CENTRE, room=wide - 2)
        sheet.text(across, foot + small * 0.14, words.post_mark(cell.post), small, night, align=CENTRE, room=wide - 1)
    else:
        sheet.text(across, base, _mark(cell, shift), 10 * s, night, align=CENTRE, room=wide - 2)


def _mark(cell: Cell, shift: Shift | None) -> str:
    return shift.mark if shift is not None else cell.code
