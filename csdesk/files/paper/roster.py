"""Answers for the printed roster (排班表): the month as a grid by team, with how many are on each shift below it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
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

MARGIN, TOP, HEAD, LEGEND, LINE = 26.0, 533.0, 28.0, 50.0, 12.0  # the last line of the legend stands at LEGEND
NAME, TALLY, TEAM, STRIP = 72.0, 18.0, 13.0, 14.0
LOW, HIGH, MOST = 14.6, 28.0, 25
SHIFTS, IN_HEAD = 7, 4  # so many have a column of their own, and their times in the head
GAP, MOST_WORDS = 13.0, 110.0  # of the legend
Draw = Callable[[float, float], object]  # at (x, baseline)
Part = tuple[float, Draw]  # of the legend: its width, and how to draw it


@dataclass(frozen=True, slots=True)
class Strip:
    """One line below the grid: per day a text and whether it is short."""

    label: str
    days: tuple[tuple[str, bool], ...]


def strips(live: LiveRoster) -> tuple[Strip, ...]:
    """The promotions; people on each demanded shift and day, and whether a lead is among them; days nobody is planned for yet are blank.

    Where the need changes from day to day the label gives its usual number, and a day that asks for another shows 9/12 (has/needs)."""
    days = list(live.month.days())
    planned = {cell.day for cell in live.cells()}
    rules = live.rules_on(live.month.first)
    coverage = {(row.shift, row.post, day): row for day in days for row in live.coverage(day)}
    out = []
    for one in live.planning.promotions:
        line = [(f"+{one.percent}%" if one.first <= day <= one.last else "", False) for day in days]
        out.append(Strip(one.name, tuple(line)))
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
        on = {(day, shift.code) for day in days for who in live.employees if (shift := _works(live, who, day)) is not None}
        missing = {(day, found.shift) for day in days for found in live.of_day(day) if found.rule == "no_lead"}
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
        self.strips = strips(live) if self.cells else ()
        self.title = pgettext("paper", "Roster")
        self.sheet = Sheet(A4_LANDSCAPE, f"{self.title} {self.month}", head, scale=scale)
        self.right = self.sheet.width - MARGIN
        self.rules = book.on(self.month.last)
        self.by_day: dict[date, Rules] = {day: book.on(day) for day in self.days}
        self.explained = self._explained()
        self.shifts = list({shift.code: shift for shift in reversed(self.explained)}.values())[::-1][:SHIFTS]  # a column each
        self.tally = self.right - TALLY * (len(self.shifts) + 1)
        self.first = MARGIN + NAME
        self.wide = (self.tally - self.first) / len(self.days)
        self.legend = self._legend()
        self.foot = LEGEND + LINE * len(self.legend)
        if self.publication is not None and self.publication.note:
            self.foot += LINE

    def _explained(self) -> list[Shift]:
        """The shifts whose marks can stand on the page: those of the rules, and others that the month's older rules had and that stand
        in it under another name or with other times."""
        used = {(id(self.by_day[cell.day]), cell.code) for cell in self.cells.values()}
        found = {(shift.code, shift.name, shift.start, shift.end): shift for shift in self.rules.shifts}
        for rules in {id(rules): rules for rules in self.by_day.values()}.values():
            for shift in rules.shifts:
                if any((id(rules), key) in used for key in (shift.code, shift.name, shift.mark)):
                    found.setdefault((shift.code, shift.name, shift.start, shift.end), shift)
        return list(found.values())

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
        room = TOP - HEAD - self.foot - TEAM * len(page) - (STRIP * len(self.strips) if last else 0)
        return min(HIGH, room / max(people, 1))

    def _x(self, index: int) -> float:
        return self.first + index * self.wide

    def _page(self, page: list[tuple[str, list[Employee]]], last: bool) -> None:
        sheet = self.sheet
        times = [words.shift_times(shift) for shift in self.explained] if len(self.explained) <= IN_HEAD else []
        period = "    ".join([words.month_title(self.month), *times])
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
            foot -= LINE
            for line in self.legend:
                x = MARGIN
                for wide, draw in line:
                    draw(x, foot)
                    x += wide + GAP
                foot -= LINE
            if self.publication is not None and self.publication.note:
                sheet.text(MARGIN, foot, _("Note: {text}").format(text=self.publication.note), 7.8, True, room=self.right - MARGIN)
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

    def _legend(self) -> list[list[Part]]:
        """The very marks of the page with what they mean, in lines; the advice only where the last line has room for it."""
        sheet = self.sheet
        parts = [self._part(14, self._said(shift), self._sample(shift.code, shift)) for shift in self.explained]
        parts.append(self._part(14, pgettext("paper", "Rest"), self._sample(REST)))
        parts.append(self._part(14, pgettext("paper", "Leave"), self._sample(LEAVE)))
        if any(short for strip in self.strips for _text, short in strip.days):
            parts.append(self._part(19, _("too few people"), self._short))
        if self.changed:
            parts.append(self._part(14, _("changed since it was published"), self._changed))
        own = {one.id: one.post for _name, members in self.groups for one in members}
        others = [words.post_mark(cell.post) for cell in self.cells.values() if cell.post and cell.post != own[cell.employee_id]]
        if others:
            shown = _(", ").join(dict.fromkeys(others))
            wide = letters.width(shown, 6.2)
            parts.append(self._part(wide, _("small: another post on this day"), lambda x, y: sheet.text(x, y, shown, 6.2)))
        for mark, level in {words.rank_mark(one): one.level for _name, members in self.groups for one in members}.items():
            if mark:
                parts.append(self._part(11, level, self._boxed(mark)))
        lines: list[list[Part]] = [[]]
        left = room = self.right - MARGIN
        for part in parts:
            if part[0] > left and lines[-1]:
                lines.append([])
                left = room
            lines[-1].append(part)
            left -= part[0] + GAP
        advice = _("Ask for rest {n} days ahead; swaps go through the supervisor, what the program shows counts.")
        advice = advice.format(n=self.rules.rest_days.notice_days)
        if letters.width(advice, 7.8) * 0.8 <= left:
            lines[-1].append((left, lambda x, y: sheet.text(x, y, advice, 7.8, room=left)))
        return lines

    def _part(self, wide: float, label: str, mark: Draw) -> Part:
        """A mark `wide` points wide and its words behind it."""

        def draw(x: float, y: float) -> None:
            mark(x, y)
            self.sheet.text(x + wide + 4, y, label, 7.8, room=MOST_WORDS)

        return wide + 4 + min(letters.width(label, 7.8), MOST_WORDS), draw

    def _said(self, shift: Shift) -> str:
        """A shift in the legend: with its times where the head has no room for them."""
        if len(self.explained) > IN_HEAD:
            return words.shift_times(shift)
        return _("{shift}, ends {time}").format(shift=shift.name, time=words.clock(shift.end)) if shift.end > 1440 else shift.name

    def _sample(self, code: str, shift: Shift | None = None) -> Draw:
        cell = Cell(0, self.month.first, code)
        return lambda x, y: draw_cell(self.sheet, cell, shift, "", x, y - 3, 14, 11.5, 0.85)

    def _boxed(self, mark: str) -> Draw:
        return lambda x, y: self._mark(x, y - 2.8, mark)

    def _short(self, x: float, y: float) -> None:
        self.sheet.fill(x, y - 3, 19, 11.5, 0)
        self.sheet.text(x + 9.5, y, "3", 8, True, align=CENTRE, white=True)

    def _changed(self, x: float, y: float) -> None:
        self.sheet.box(x, y - 3, 14, 11.5, HAIR)
        self.sheet.corner(x + 14, y + 8.5, 5)


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
