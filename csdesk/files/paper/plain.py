"""Answers for plain texts on A4: entries of the knowledge, the summary of a day; headings with their text below."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from csdesk.files.paper import words
from csdesk.files.paper.letterhead import Letterhead, Paper
from csdesk.files.paper.page import A4, HAIR, Sheet
from csdesk.files.paper.text import wrap

MARGIN, LOWEST = 44.0, 46.0
WIDE = A4[0] - 2 * MARGIN
SIZE, LEADING = 10.0, 15.5


@dataclass(frozen=True)
class Part:
    """A heading, a small line beside it, and its text with the line breaks of its writer."""

    title: str
    note: str
    text: str


def texts(title: str, period: str, parts: Sequence[Part], head: Letterhead) -> Paper:
    """The parts below each other; a heading never stands alone at the foot of a page."""
    sheet = Sheet(A4, f"{title} {period}".strip(), head)

    def begin() -> float:
        sheet.header(MARGIN, title, period)
        sheet.footer(MARGIN, (head.owner, words.printed(head)))
        return A4[1] - 56

    y = begin()
    for number, part in enumerate(parts):
        lines = [line for each in part.text.split("\n") for line in (wrap(each, SIZE, WIDE) or ("",))]
        if number and y - 34 - 2 * LEADING < LOWEST:
            sheet.show()
            y = begin()
        elif number:
            sheet.line(MARGIN, y - 4, MARGIN + WIDE, y - 4, HAIR)
        if part.title:
            wide = sheet.text(MARGIN, y - 24, part.title, 12, True, room=WIDE * 0.7)
            sheet.text(MARGIN + wide + 12, y - 24, part.note, 8, room=WIDE - wide - 12)
            y -= 32
        elif not number:
            y -= 10
        for line in lines:
            if y - LEADING < LOWEST:
                sheet.show()
                y = begin()
            sheet.text(MARGIN, y - 12, line, SIZE)
            y -= LEADING
        y -= 8
    sheet.show()
    return sheet.paper()
