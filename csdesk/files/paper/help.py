"""Answers for the help on paper: title and contents, then page after page with its pictures; and the sheet of shortcuts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from csdesk.core.help import HEAD, ITEM, PICTURE, STEP, TEXT, TITLE, Block, HelpPage, Span
from csdesk.files.paper import words
from csdesk.files.paper.letterhead import Letterhead, Paper
from csdesk.files.paper.page import A4, HAIR, HEAVY, RIGHT, Sheet
from csdesk.files.paper.text import width, wrap
from csdesk.i18n import gettext as _
from csdesk.i18n import pgettext

MARGIN = 56.0
LOWEST = 52.0  # above the footer
SIZES = {TITLE: 18.0, HEAD: 12.0, TEXT: 10.0, ITEM: 10.0, STEP: 10.0}
LEADING = 1.5
INDENT = 16.0
PICTURE_HIGH = 235.0


def help_book(pages: Sequence[HelpPage], picture: Callable[[str], Path], made: datetime) -> Paper:
    """One A4 document; `picture` says where the file of a picture lies. Contents are printed first, so the pages are set twice."""
    at = _Book(pages, picture, made, {}).print()[1]
    return _Book(pages, picture, made, at).print()[0]


class _Book:
    def __init__(self, pages: Sequence[HelpPage], picture: Callable[[str], Path], made: datetime, at: dict[str, int]) -> None:
        self.pages, self.picture, self.at = pages, picture, at
        self.head = Letterhead(_("csdesk"), made)
        self.title = pgettext("help", "Help")
        self.sheet = Sheet(A4, f"{_('csdesk')} · {self.title}", self.head)
        self.room = A4[0] - 2 * MARGIN
        self.y = 0.0
        self.begun: dict[str, int] = {}

    def print(self) -> tuple[Paper, dict[str, int]]:
        self._contents()
        for page in self.pages:
            self._begin()
            self.begun[page.name] = self.sheet.pages + 1
            self.sheet.mark(page.name, page.title)
            for block in page.blocks:
                self._block(block)
            self.sheet.show()
        return self.sheet.paper(), self.begun

    def _begin(self) -> None:
        self.sheet.footer(MARGIN, (f"{_('csdesk')} · {self.title}", words.printed(self.head)))
        self.y = A4[1] - 60

    def _contents(self) -> None:
        self._begin()
        self.y -= 60
        self.sheet.text(MARGIN, self.y, _("csdesk"), 30, True)
        self.y -= 26
        self.sheet.text(MARGIN, self.y, self.title, 14)
        self.y -= 22
        self.sheet.line(MARGIN, self.y, A4[0] - MARGIN, self.y, HEAVY)
        self.y -= 30
        for page in self.pages:
            self.sheet.text(MARGIN, self.y, page.title, 11)
            self.sheet.text(A4[0] - MARGIN, self.y, str(self.at.get(page.name, 0)), 11, align=RIGHT)
            self.sheet.link(MARGIN, self.y - 5, self.room, 18, page.name)
            self.y -= 20
        self.sheet.show()

    def _need(self, high: float) -> None:
        if self.y - high < LOWEST:
            self.sheet.show()
            self._begin()

    def _block(self, block: Block) -> None:
        if block.kind == PICTURE:
            self._picture(block)
            return
        size = SIZES[block.kind]
        indent = INDENT if block.kind in (ITEM, STEP) else 0.0
        if block.kind in (TITLE, HEAD):
            self._need(size * 4)
            self.y -= size * (0.2 if block.kind == TITLE else 1.1)
        lines = _set(block.spans, size, self.room - indent, bold=block.kind in (TITLE, HEAD))
        for number, line in enumerate(lines):
            self._need(size * LEADING)
            self.y -= size * LEADING
            if number == 0 and block.kind in (ITEM, STEP):
                mark = f"{block.number}." if block.kind == STEP else "·"
                self.sheet.text(MARGIN, self.y, mark, size, True)
            x = MARGIN + indent
            for text, bold in line:
                x += self.sheet.text(x, self.y, text, size, bold)
        if block.kind == TITLE:
            self.y -= 8
            self.sheet.line(MARGIN, self.y, A4[0] - MARGIN, self.y, HEAVY)
        self.y -= 3

    def _picture(self, block: Block) -> None:
        path = self.picture(block.file)
        across, down = self.sheet.picture_size(path)
        scale = min(self.room / across, PICTURE_HIGH / down, 0.75)
        wide, high = across * scale, down * scale
        self._need(high + 24)
        self.y -= high + 8
        self.sheet.picture(MARGIN, self.y, wide, high, path)
        self.sheet.box(MARGIN, self.y, wide, high, HAIR)
        self.y -= 12
        self.sheet.text(MARGIN, self.y, block.words, 8, room=self.room)
        self.y -= 6


def _set(spans: Sequence[Span], size: float, room: float, *, bold: bool) -> list[list[tuple[str, bool]]]:
    """Spans as lines of (text, bold): broken as one text, then cut where the weight changes; a key stands in 〔〕."""
    parts = [(f"〔{span.text}〕" if span.key else span.text, bold or span.bold or bool(span.link)) for span in spans]
    whole = "".join(text for text, _bold in parts)
    weights = [weight for text, weight in parts for _sign in text]
    lines, at = [], 0
    for words_ in wrap(whole, size, room * 0.985, bold):
        start = whole.find(words_, at)
        start = at if start < 0 else start
        at = start + len(words_)
        line: list[tuple[str, bool]] = []
        for sign, weight in zip(words_, weights[start:at], strict=False):
            if line and line[-1][1] == weight:
                line[-1] = (line[-1][0] + sign, weight)
            else:
                line.append((sign, weight))
        lines.append(line)
    return lines


def shortcut_sheet(parts: Sequence[tuple[str, Sequence[tuple[str, str]]]], made: datetime) -> Paper:
    """A4 in two columns, to hang beside the screen."""
    head = Letterhead(_("csdesk"), made)
    title = _("Shortcuts")
    sheet = Sheet(A4, f"{_('csdesk')} · {title}", head)
    column = (A4[0] - 2 * 36 - 24) / 2
    top: float = A4[1] - 76
    place = 0
    y: float = top

    def begin() -> None:
        sheet.header(36, title, _("csdesk"))
        sheet.footer(36, (words.printed(head),))

    begin()
    for name, lines in parts:
        for number, (what, keys) in enumerate(lines):
            need = 34 if number == 0 else 15
            if y - need < LOWEST:
                place, y = place + 1, top
                if place == 2:
                    sheet.show()
                    begin()
                    place = 0
            x = 36 + place * (column + 24)
            if number == 0:
                y -= 18
                sheet.text(x, y, name, 10.5, True)
                sheet.line(x, y - 4, x + column, y - 4, HAIR)
                y -= 4
            y -= 13.5
            wide = min(width(keys, 8.5, True), column * 0.6)
            sheet.text(x + column, y, keys, 8.5, True, align=RIGHT, room=column * 0.6)
            sheet.text(x, y, what, 8.5, room=column - wide - 8)
    sheet.show()
    return sheet.paper()
