"""Answers for the handover on paper: items with boxes to answer, the check list, the state of the shift, two signatures, supplements."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from csdesk.core import handover as core
from csdesk.core.case_clock import left_words
from csdesk.core.handover import COMING, LEAVING, HandoverItem, HandoverNote, Signature, Supplement
from csdesk.files.paper import words
from csdesk.files.paper.letterhead import Letterhead, Paper
from csdesk.files.paper.page import A4, CENTRE, HAIR, HEAVY, LIGHT, RIGHT, RULE, Sheet
from csdesk.files.paper.text import width, wrap
from csdesk.i18n import gettext as _
from csdesk.i18n import pgettext

MARGIN, LOWEST = 44.0, 46.0
LEFTS = (0.0, 34.0, 187.0, 349.0, 447.0)  # 急缓, 事项, 谁做什么何时前, 如果, 回答; from the margin
LEAD = 11.6
MOST, MOST_FACTS = 16, 36  # lines of one cell and of the state of the shift; the whole text stands in the program
SOON = timedelta(hours=8)  # the time left is bold within them


@dataclass(frozen=True)
class Line:
    """One item as it is printed."""

    item: HandoverItem
    title: str
    more: str
    who: str
    age: int


@dataclass(frozen=True)
class HandoverPage:
    """One note with everything that stands on its page. `checks`: the words of each line of the check list, and whether it was ticked."""

    note: HandoverNote
    writer: str
    receiver: str
    lines: tuple[Line, ...]
    facts: tuple[str, ...]
    checks: tuple[tuple[str, bool], ...]
    signatures: tuple[Signature, ...]
    supplements: tuple[Supplement, ...]


def handover(pages: Sequence[HandoverPage], letterhead: Letterhead) -> Paper:
    """One document; each note begins on a page of its own. A note without items says so and is signed all the same."""
    sheet = Sheet(A4, pgettext("paper", "Handover"), letterhead)
    for page in pages:
        _Printer(sheet, page, letterhead).print()
    return sheet.paper()


class _Printer:
    def __init__(self, sheet: Sheet, page: HandoverPage, head: Letterhead) -> None:
        self.sheet, self.page, self.head = sheet, page, head
        self.right = A4[0] - MARGIN
        self.y = 0.0

    def print(self) -> None:
        self._begin()
        self._people()
        self._items()
        self._shift()
        self._signatures()
        self._supplements()
        self.sheet.show()

    def _begin(self) -> None:
        note = self.page.note
        period = _("{day} ({weekday})  {leaving} → {coming}").format(
            day=note.day.isoformat(), weekday=words.weekday(note.day), leaving=note.shift_name,
            coming=note.coming_name or _("nobody planned"),
        )  # fmt: skip
        scope = _(" · ").join(part for part in (note.shop, note.team) if part) or _("the whole shop")
        number = _("No. {no} · {scope}").format(no=note.no, scope=scope)
        self.sheet.header(MARGIN, pgettext("paper", "Handover"), period, number)
        self.sheet.footer(MARGIN, (self.head.owner, note.no, words.printed(self.head)))
        self.y = A4[1] - 56

    def _need(self, high: float) -> bool:
        """A new page where so much does not fit any more; True = it was one."""
        if self.y - high >= LOWEST:
            return False
        self.sheet.show()
        self._begin()
        self.y -= 12
        return True

    def _people(self) -> None:
        note, x = self.page.note, MARGIN
        cut = _("{time} (later matters belong to the next shift)").format(time=f"{note.cut_off:%m-%d %H:%M}")
        for label, said in ((_("Handed over by"), self.page.writer), (_("Taken over by"), self.page.receiver), (_("Cut-off"), cut)):
            x += self.sheet.text(x, self.y - 20, label, 7.5) + 6
            x += self.sheet.text(x, self.y - 20, said or "—", 9, label != _("Cut-off"), room=max(60, self.right - x)) + 26
        self.y -= 32
        self.sheet.line(MARGIN, self.y, self.right, self.y, RULE)

    def _section(self, text: str, more: str = "", need: float = 70) -> None:
        self._need(need)
        wide = self.sheet.text(MARGIN, self.y - 22, text, 11, True)
        self.sheet.text(MARGIN + wide + 14, self.y - 22, more, 8, room=self.right - MARGIN - wide - 14)
        self.y -= 30

    def _items(self) -> None:
        lines = self.page.lines
        counts = "  ".join(f"{_(name)} {sum(one.item.severity == key for one in lines)}" for key, name in core.SEVERITIES.items())
        rule = _("by severity; the coming shift answers each before it signs")
        self._section(_("1. Open matters: {n}").format(n=len(lines)), _(" · ").join((counts, rule)) if lines else "")
        if not lines:
            self.sheet.text(MARGIN, self.y - 10, _("Nothing to hand over."), 9)
            self.y -= 18
            return
        self._heads()
        for line in lines:
            self._item(line)

    def _heads(self) -> None:
        sheet = self.sheet
        sheet.fill(MARGIN, self.y - 17, self.right - MARGIN, 17, LIGHT)
        sheet.line(MARGIN, self.y, self.right, self.y, RULE)
        heads = (pgettext("paper", "Rank"), _("Matter"), _("Who does what by when"), _("If … then …"), pgettext("paper", "Answer"))
        for x, head in zip(LEFTS, heads, strict=True):
            sheet.text(MARGIN + x + 4, self.y - 12, head, 8, True, room=64 if x == LEFTS[-1] else 0)
        sheet.line(MARGIN, self.y - 17, self.right, self.y - 17, RULE)
        self.y -= 17

    def _item(self, line: Line) -> None:
        item, note = line.item, self.page.note
        what = _short(line.more, 8.5, 148)
        when = f"{item.due:%m-%d %H:%M}" if item.due else ""
        parts = [one for one in (line.who, item.todo) if one]
        doing = " → ".join(parts) + (_(", by {time}").format(time=when) if when else "")
        does = _short(doing, 8.5, 156)
        left = ""
        if item.due is not None:
            seconds = round((item.due - note.cut_off).total_seconds())
            left = left_words(seconds)
            if seconds >= 0:
                left = _("{left} left (from {time})").format(left=left, time=f"{note.cut_off:%H:%M}")
        said = _short(_("“{words}”").format(words=item.read_back), 7.5, 156) if item.read_back else ()
        if_lines = _short(item.what_if, 8.5, 92)
        rows = max(1 + len(what) + (1 if line.age else 0), len(does) + (1 if left else 0) + len(said), len(if_lines), 3)
        high = 10 + LEAD * rows
        if self._need(high):
            self._heads()
        sheet, top = self.sheet, self.y - 12
        self._mark(item.severity, self.y)
        sheet.text(MARGIN + LEFTS[1] + 4, top, line.title, 7.5, True, room=148)
        at = sheet.lines(MARGIN + LEFTS[1] + 4, top - LEAD, what, 8.5, LEAD)
        if line.age:
            age = _("handed on {n} shifts").format(n=line.age)
            sheet.text(MARGIN + LEFTS[1] + 4, at, age, 7.5, line.age >= core.OLD)
            if line.age >= core.OLD:
                sheet.box(MARGIN + LEFTS[1] + 1, at - 3, width(age, 7.5, True) + 6, 11, 0.9)
        at = sheet.lines(MARGIN + LEFTS[2] + 4, top, does, 8.5, LEAD)
        if left:
            sheet.text(MARGIN + LEFTS[2] + 4, at, left, 7.5, item.due is not None and item.due <= note.cut_off + SOON, room=156)
            at -= LEAD
        sheet.lines(MARGIN + LEFTS[2] + 4, at, said, 7.5, LEAD)
        sheet.lines(MARGIN + LEFTS[3] + 4, top, if_lines, 8.5, LEAD)
        for number, (key, label) in enumerate((("taken", _("taken")), ("question", _("has a question")), ("returned", _("returned")))):
            y = top - number * 12.5
            sheet.tick_box(MARGIN + LEFTS[4] + 4, y - 1, 8, item.answer == key)
            sheet.text(MARGIN + LEFTS[4] + 17, y, label, 8, room=self.right - MARGIN - LEFTS[4] - 18)
        self.y -= high
        sheet.line(MARGIN, self.y, self.right, self.y, HAIR)

    def _mark(self, severity: str, top: float) -> None:
        """White on black, a thick box, a thin box: told apart without colour."""
        x, y, side = MARGIN + 6, top - 21, 16.0
        if severity == "high":
            self.sheet.fill(x, y, side, side, 0)
        else:
            self.sheet.box(x, y, side, side, 1.4 if severity == "middle" else 0.5)
        said = _(core.SEVERITIES[severity])
        self.sheet.text(x + side / 2, y + 5, said, 9, severity != "low", align=CENTRE, white=severity == "high", room=side)

    def _shift(self) -> None:
        half = (self.right - MARGIN) / 2
        facts = [piece for text in (*self.page.facts, *self.page.note.notices) for piece in _bullet(text, half - 22)]
        checks = self.page.checks
        facts = facts[:MOST_FACTS]
        rows = max(len(facts), len(checks) or 1)
        self._section(_("2. Check list"), need=34 + rows * 14.5)
        y = self.y
        self.sheet.text(MARGIN + half + 12, y + 8, _("3. State of the shift"), 11, True)
        for number, (text, done) in enumerate(checks):
            self.sheet.tick_box(MARGIN, y - 10 - number * 14.5, 8, done)
            self.sheet.text(MARGIN + 14, y - 9 - number * 14.5, text, 8.5, room=half - 20)
        if not checks:
            self.sheet.text(MARGIN, y - 9, _("No check list."), 8.5)
        for number, (mark, text) in enumerate(facts):
            if mark:
                self.sheet.text(MARGIN + half + 12, y - 9 - number * 14.5, "·", 8.5, True)
            self.sheet.text(MARGIN + half + 20, y - 9 - number * 14.5, text, 8.5, room=half - 20)
        self.y = y - rows * 14.5 - 4

    def _signatures(self) -> None:
        note, sheet = self.page.note, self.sheet
        told = _("Writer and receiver are two people; after the signature only supplements.")
        self._section(_("4. Signatures"), told, need=112)
        wide = (self.right - MARGIN - 12) / 2
        given = {one.side: one for one in self.page.signatures}
        answered = sum(bool(one.item.answer) for one in self.page.lines)
        for number, (side, label, name) in enumerate(((LEAVING, _("Handed over by"), self.page.writer),
                                                      (COMING, _("Taken over by"), self.page.receiver))):  # fmt: skip
            x, top = MARGIN + number * (wide + 12), self.y
            sheet.box(x, top - 66, wide, 66, HEAVY)
            one = given.get(side)
            drawn = sheet.text(x + 8, top - 15, label, 9, True)
            sheet.text(x + 8 + drawn + 10, top - 15, one.name if one else name, 9, room=90)
            if one is not None:
                sheet.text(x + wide - 8, top - 15, _("signed {time}").format(time=f"{one.at:%m-%d %H:%M}"), 7.5, align=RIGHT)
            drawn = sheet.text(x + 8, top - 44, _("Signature"), 8.5)
            sheet.line(x + max(40, 14 + drawn), top - 46, x + wide - 82, top - 46, RULE)
            sheet.text(x + wide - 74, top - 44, _("Time"), 8.5)
            sheet.line(x + wide - 50, top - 46, x + wide - 8, top - 46, RULE)
            foot = _("{n} of {all} answered").format(n=answered, all=len(self.page.lines)) if side == COMING else ""
            if one is not None and one.reason:
                foot = _("signed in their place: {reason}").format(reason=one.reason)
            sheet.text(x + 8, top - 60, foot, 7, room=wide - 16)
        self.y -= 78
        if note.seal:
            code = "-".join(note.seal[at:at + 4].upper() for at in (0, 4, 8))
            told = _("Check code {code} · items are references; what happens later stands in the program")
            sheet.text(MARGIN, self.y, told.format(code=code), 7)
        self.y -= 4

    def _supplements(self) -> None:
        self._section(_("5. Supplements"), _("What is added after the signatures; both sign it."), need=90)  # with two lines to write on
        for one in self.page.supplements:
            said = f"{one.at:%m-%d %H:%M} {one.by} {one.text}"
            for text in wrap(said, 8.5, self.right - MARGIN):
                self._need(16)
                self.sheet.text(MARGIN, self.y - 10, text, 8.5)
                self.y -= 14
        self.y -= 10
        while self.y - 24 > LOWEST and self.y > 60:
            self.y -= 24
            self.sheet.line(MARGIN, self.y, self.right, self.y, HAIR, grey=0.4)


def _short(text: str, size: float, room: float) -> tuple[str, ...]:
    """The lines of a cell, at most MOST of them; the last one says that there is more."""
    lines = wrap(text, size, room)
    return lines if len(lines) <= MOST else (*lines[:MOST - 1], lines[MOST - 1][:-2] + "…")


def _bullet(text: str, room: float) -> list[tuple[bool, str]]:
    return [(number == 0, line) for number, line in enumerate(wrap(text, 8.5, room))]
