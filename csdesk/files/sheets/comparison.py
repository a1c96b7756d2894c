"""Answers for the comparison of a month as XLSX: what the clock-in app's file says of a punch against our result, with the reason."""

from __future__ import annotations

from collections.abc import Sequence

from csdesk.core.attendance import Side
from csdesk.core.calendar import Month
from csdesk.core.staff import Employee
from csdesk.core.vendor import RESULTS, Difference
from csdesk.files.heads import said
from csdesk.files.paper import words
from csdesk.files.paper.letterhead import Letterhead
from csdesk.files.sheets.book import COUNT, DATE, TEXT, TIME, Book, rows
from csdesk.i18n import gettext as _
from csdesk.i18n import pgettext


def _side(side: Side | None) -> str:
    return _("whole day") if side is None else _("check-in") if side is Side.IN else _("check-out")


def comparison(month: Month, differences: Sequence[tuple[Employee, Difference]], letterhead: Letterhead) -> bytes:
    """One line a difference, by day and person."""
    title = pgettext("paper", "Results compared")
    book = Book(f"{title} {month}", letterhead.owner, letterhead.printed_at)
    table = book.sheet(title)
    table.note(0, 0, f"{letterhead.owner}  {title}  {words.month_title(month)}", bold=True, font_size=14)
    table.note(1, 0, _("{n} differences").format(n=len(differences)) + f"  {words.printed(letterhead)}")
    labels = (said("工号"), said("姓名"), said("日期"), _("Side"), _("Punch"), _("The file says"), _("Here"), _("Minutes here"), _("Why"))
    table.heads(2, labels)
    values = [
        (
            person.no, person.name, one.day, _side(one.side), one.at, one.said,
            _(RESULTS[one.ours]), one.our_minutes or None, one.reason,
        )
        for person, one in differences
    ]  # fmt: skip
    last = rows(table, 3, values, (TEXT, TEXT, DATE, TEXT, TIME, TEXT, TEXT, COUNT, TEXT))
    if not values:
        table.note(last, 0, _("None."))
    table.finish(freeze=(3, 2), repeat=(2, 2), landscape=True, filter_row=2, last=(last - 1, len(labels) - 1), widest=70, footer=title)
    return book.data()
