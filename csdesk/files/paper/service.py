"""Answers for the service summary on paper: six figures, causes, kept limits, day by day, what stands out; then the tables behind them."""

from __future__ import annotations

from collections.abc import Sequence

from csdesk.core import service_chart as chart
from csdesk.core import service_words as say
from csdesk.core.calendar import Calendar
from csdesk.core.money import grouped
from csdesk.core.service import Summary
from csdesk.core.service_chart import Bar, Path, Shape
from csdesk.core.service_words import Names
from csdesk.files.paper import words
from csdesk.files.paper.letterhead import Letterhead, Paper
from csdesk.files.paper.page import A4, CENTRE, HAIR, HEAVY, LEFT, LIGHT, RIGHT, RULE, Sheet
from csdesk.files.paper.text import width, wrap
from csdesk.i18n import gettext as _
from csdesk.i18n import pgettext

MARGIN = 44.0
WIDE = A4[0] - 2 * MARGIN
LOWEST = 72.0  # above the signatures and the footer
ROW = 16.0
FILLS = {chart.DARK: 0.3, chart.GREY: 0.66, chart.WHITE: 1.0, chart.SHADE: 0.92}
LONGEST = 12  # lines of a table; the workbook has every one

Head = tuple[float, str, int]  # x, words, alignment


def service_sheet(found: Summary, names: Names, letterhead: Letterhead, *, calendar: Calendar) -> Paper:
    """One A4 document of a month or week."""
    return _Printer(found, names, letterhead, calendar).print()


class _Printer:
    def __init__(self, found: Summary, names: Names, head: Letterhead, calendar: Calendar) -> None:
        self.found, self.names, self.calendar = found, names, calendar
        self.title = pgettext("service", "Service summary")
        self.period = words.month_title(found.period.month) if found.period.month else say.title(found.period)
        self.head = head
        self.sheet = Sheet(A4, f"{self.title} {self.period}", head)
        self.y = 0.0
        self.number = 0

    def print(self) -> Paper:
        self._begin()
        self._figures()
        if self.found.is_empty:
            text = _("No case came in and none was resolved in this time. Cases are entered under Cases, or imported from a list.")
            self.sheet.lines(MARGIN, self.y - 30, wrap(text, 10, WIDE), 10, 15)
            self._end()
            return self.sheet.paper()
        self._causes()
        self._agents()
        self._days()
        self._points()
        self._tables()
        self._end()
        return self.sheet.paper()

    def _begin(self) -> None:
        self.sheet.header(MARGIN, self.title, self.period, pgettext("service", "Complaints and after-sale · all platforms"))
        self.sheet.footer(MARGIN, (self.head.shop, _("the same values as the summary on the screen"), words.printed(self.head)))
        self.y = A4[1] - 56

    def _end(self) -> None:
        labels = (pgettext("service", "Supervisor"), pgettext("service", "Owner"), pgettext("service", "Date"))
        self.sheet.signatures(MARGIN, 48, labels)
        self.sheet.show()

    def _need(self, high: float) -> None:
        if self.y - high < LOWEST:
            self.sheet.show()
            self._begin()

    def _figures(self) -> None:
        found, sheet = self.found, self.sheet
        wait, unit = say.wait(found.answer_seconds)
        cases = pgettext("service", "cases")
        figures = (
            (pgettext("service", "Received"), str(found.received), cases), (pgettext("service", "Resolved"), str(found.resolved), cases),
            (pgettext("service", "Kept"), say.percent(found.limits), "%"), (pgettext("service", "First answer, median"), wait, unit),
            (pgettext("service", "Agent's doing"), str(found.agent_fault), cases),
            (pgettext("service", "Cost"), grouped(found.cost), pgettext("service", "yuan")),
        )  # fmt: skip
        each = WIDE / len(figures)
        for place, (label, figure, unit) in enumerate(figures):
            x = MARGIN + place * each
            if place:
                sheet.line(x - 7, self.y - 12, x - 7, self.y - 42, HAIR)
            sheet.text(x, self.y - 20, label, 8.5, room=each - 10)
            room = each - 14 - width(unit, 7.5)
            drawn = sheet.text(x, self.y - 39, figure or "–", 17, True, room=room)
            if figure:
                sheet.text(x + drawn + 3, self.y - 39, unit, 7.5)
        sheet.text(MARGIN, self.y - 54, say.state(found), 8.5, room=WIDE)
        self.y -= 54
        lines = wrap(say.compared(found), 8.5, WIDE)
        if found.running:
            lines = (*lines, _("The period still runs; as of {moment}").format(moment=f"{found.now:%Y-%m-%d %H:%M}"))
        self.y = sheet.lines(MARGIN, self.y - 13, lines, 8.5, 12.5) + 6

    def _section(self, title: str, note: str, need: float) -> None:
        self._need(need + 34)
        self.number += 1
        wide = self.sheet.text(MARGIN, self.y - 22, f"{self.number}  {title}", 11, True)
        self.sheet.text(MARGIN + wide + 12, self.y - 22, note, 8.5, room=WIDE - wide - 12)
        self.y -= 32

    def _draw(self, shapes: Sequence[Shape], high: float) -> None:
        for shape in shapes:
            draw(self.sheet, shape, MARGIN, self.y)
        self.y -= high

    def _causes(self) -> None:
        found = self.found
        self._section(pgettext("service", "Causes"), say.causes_note(found), chart.PARETO_HIGH if found.causes else 0)
        if found.causes:
            self._draw(chart.causes(found.causes, WIDE), chart.PARETO_HIGH)

    def _agents(self) -> None:
        listed = list(self.found.agents)
        fit = int((A4[1] - 56 - 34 - 20 - LOWEST) // chart.AGENT_ROW)
        title = pgettext("service", "Kept limits by agent")
        self._section(title, say.limits_note(self.found), min(chart.agents_high(len(listed)), 240))
        while listed:
            room = int((self.y - LOWEST - 24) // chart.AGENT_ROW)
            part, listed = listed[:max(min(room, fit), 1)], listed[max(min(room, fit), 1):]
            self._draw(chart.agents(part, self.names, WIDE, self.found.target), chart.agents_high(len(part)))
            if listed:
                self.sheet.show()
                self._begin()
                self.y -= 16

    def _days(self) -> None:
        self._section(pgettext("service", "Day by day"), say.days_note(self.found), chart.DAYS_HIGH)
        self._draw(chart.days(self.found, self.calendar, WIDE), chart.DAYS_HIGH)

    def _points(self) -> None:
        lines = [line for one in say.points(self.found, self.names) for line in wrap(f"• {one.text}", 8.5, WIDE)]
        if not lines:
            return
        self._need(26 + 13 * len(lines))
        self.sheet.text(MARGIN, self.y - 20, pgettext("service", "What stands out"), 11, True)
        self.y = self.sheet.lines(MARGIN, self.y - 36, lines, 8.5, 13) + 6

    # the tables behind the charts

    def _tables(self) -> None:
        found, names = self.found, self.names
        right = WIDE - 4
        kinds = [(names.kind(one.key), str(one.received), _of(one.limits.kept, one.limits.of), _share(say.percent(one.limits)))
                 for one in found.kinds]  # fmt: skip
        self._table(pgettext("service", "By kind"), ((4, pgettext("service", "Kind"), LEFT), (260, pgettext("service", "Received"), RIGHT),
                    (390, pgettext("service", "Limits kept"), RIGHT), (right, pgettext("service", "Share"), RIGHT)), kinds)  # fmt: skip
        parties = [(say.party(one.key), str(one.cases), grouped(one.cost)) for one in found.parties]
        if parties:
            parties.append((pgettext("service", "Together"), str(found.received), grouped(found.cost)))
        heads: tuple[Head, ...] = ((4, pgettext("service", "Whose doing"), LEFT), (260, pgettext("service", "Cases"), RIGHT),
                                   (right, pgettext("service", "Cost (yuan)"), RIGHT))
        self._table(pgettext("service", "Cost by whose doing it was"), heads, parties, total=bool(parties))
        people = [(names.person(one.id), str(one.received), str(one.resolved), str(one.complaints) if one.complaints else "")
                  for one in found.agents if one.received or one.resolved or one.complaints]  # fmt: skip
        heads = ((4, pgettext("service", "Person"), LEFT), (260, pgettext("service", "Received"), RIGHT),
                 (390, pgettext("service", "Resolved"), RIGHT), (right, pgettext("service", "Complaints about service"), RIGHT))
        self._table(pgettext("service", "Work and complaints"), heads, people)
        counted = pgettext("service", "Cases"), pgettext("service", "Inquiries")
        for title, column, lines in (
            (pgettext("service", "Products with most cases"), (pgettext("service", "Product"), counted[0]), found.products),
            (pgettext("service", "Why inquiries became no order"), (pgettext("service", "Reason"), counted[1]), found.lost),
        ):
            rows = [(say.cause(one.key) if lines is found.lost else one.key, str(one.n)) for one in lines]
            self._table(title, ((4, column[0], LEFT), (right, column[1], RIGHT)), rows)

    def _table(self, title: str, heads: Sequence[Head], rows: Sequence[Sequence[str]], *, total: bool = False) -> None:
        more = len(rows) - LONGEST
        shown = rows if more <= 0 or total or title == pgettext("service", "Work and complaints") else rows[:LONGEST]
        note = "" if rows else _("none")
        if len(shown) < len(rows):
            note = _("the first {n}; the workbook has all {all}").format(n=LONGEST, all=len(rows))
        self._section(title, note, ROW * min(len(shown) + 1, 30) if shown else 0)
        if not shown:
            return
        self._heads(heads)
        for place, row in enumerate(shown):
            if self.y - ROW < LOWEST:
                self.sheet.show()
                self._begin()
                self.y -= 10
                self._heads(heads)
            last = total and place + 1 == len(shown)
            for at, ((x, _label, align), text) in enumerate(zip(heads, row, strict=True)):
                room = heads[at + 1][0] - 90 - x if align == LEFT else 0
                self.sheet.text(MARGIN + x, self.y - 11, text, 8.5, last, align=align, room=room)
            self.y -= ROW
            self.sheet.line(MARGIN, self.y, MARGIN + WIDE, self.y, HAIR)

    def _heads(self, heads: Sequence[Head]) -> None:
        sheet = self.sheet
        sheet.fill(MARGIN, self.y - ROW, WIDE, ROW, LIGHT)
        sheet.line(MARGIN, self.y, MARGIN + WIDE, self.y, HEAVY)
        for x, label, align in heads:
            sheet.text(MARGIN + x, self.y - 11, label, 8, True, align=align)
        sheet.line(MARGIN, self.y - ROW, MARGIN + WIDE, self.y - ROW, RULE)
        self.y -= ROW


def draw(sheet: Sheet, shape: Shape, x: float, y: float) -> None:
    """One shape of a chart whose upper left corner is at (x, y)."""
    if isinstance(shape, Bar):
        if shape.fill == chart.CLEAR:
            return
        left, low = x + shape.x, y - shape.y - shape.high
        if shape.fill in FILLS:
            sheet.fill(left, low, shape.wide, shape.high, FILLS[shape.fill])
        else:
            sheet.fill(left, low, shape.wide, shape.high, 1.0)
            sheet.hatch(left, low, shape.wide, shape.high, black=True)
        if shape.fill != chart.SHADE and shape.high > 0:
            sheet.box(left, low, shape.wide, shape.high)
    elif isinstance(shape, Path):
        placed = [(x + px, y - py) for px, py in shape.points]
        for (x1, y1), (x2, y2) in zip(placed, placed[1:], strict=False):
            if shape.grey:
                sheet.line(x1, y1, x2, y2, shape.thick, grey=0.5)
            else:
                sheet.line(x1, y1, x2, y2, shape.thick, dash="4 2.5" if shape.dashed else "")
        for px, py in placed if shape.dots else ():
            sheet.dot(px, py, 2.1, filled=shape.dots == 2)
    else:
        align = {chart.LEFT: LEFT, chart.RIGHT: RIGHT, chart.CENTRE: CENTRE}[shape.align]
        sheet.text(x + shape.x, y - shape.y, shape.text, shape.size, shape.bold, align=align, room=shape.room, white=shape.white)


def _of(kept: int, of: int) -> str:
    return f"{kept}/{of}" if of else ""


def _share(percent: str) -> str:
    return f"{percent} %" if percent else ""
