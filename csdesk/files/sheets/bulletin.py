"""Answers for the weekly bulletin as XLSX: red packets, and punches to correct, as lists with real dates and amounts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from csdesk.core.payroll import MonthResult
from csdesk.core.rules import Rules
from csdesk.core.staff import Employee
from csdesk.files.heads import said
from csdesk.files.paper import bulletin as page
from csdesk.files.paper import words
from csdesk.files.paper.letterhead import Letterhead
from csdesk.files.sheets.book import COUNT, DATE, MONEY, TEXT, Book, rows, yuan
from csdesk.i18n import gettext as _
from csdesk.i18n import pgettext


def bulletin(
    results: MonthResult | Sequence[MonthResult], day: date, employees: Sequence[Employee], letterhead: Letterhead, *, rules: Rules
) -> bytes:
    """The week (Mon–Sun) of `day`: its packets and the unpaid ones of earlier weeks, late and early days, punches to correct."""
    week = page.week_of(results, day, employees, rules)
    title = pgettext("paper", "Attendance bulletin")
    book = Book(f"{title} {week.first.isoformat()}", letterhead.owner, letterhead.printed_at)
    table = book.sheet(pgettext("paper", "Red packets"))
    number = _("Week {number}").format(number=week.first.isocalendar()[1])
    table.note(0, 0, f"{letterhead.owner}  {title}  {number}", bold=True, font_size=14)
    until = page.reached(results)
    data = _("clock-in data up to {day}").format(day=until.isoformat()) if until else page.no_data()
    table.note(1, 0, f"{week.first.isoformat()} – {week.last.isoformat()}  {data}  {words.printed(letterhead)}")
    labels = (
        said("姓名"), said("日期"),
        pgettext("paper", "Weekday"), pgettext("paper", "Shift"), pgettext("paper", "What"), pgettext("paper", "Punch"),
        pgettext("paper", "Packet (yuan)"), pgettext("paper", "Parts"), pgettext("paper", "Now (yuan)"), pgettext("paper", "State"),
        pgettext("paper", "Week"),
    )  # fmt: skip
    table.heads(2, labels)
    records = [
        (
            each.name, each.packet.day, words.week_name(each.packet.day), each.shift, each.reason, each.punched, yuan(each.packet.amount),
            each.packet.parts, yuan(each.packet.owed), words.packet_state(each.packet),
            pgettext("paper", "this week") if each.packet.day >= week.first else pgettext("paper", "earlier"),
        )
        for each in (*week.packets, *week.older)
    ]  # fmt: skip
    row = rows(table, 3, records, (TEXT, DATE, TEXT, TEXT, TEXT, TEXT, MONEY, COUNT, MONEY, TEXT, TEXT))
    if not records:
        table.note(row, 0, _("None."))
        row += 1
    for text in (page.tier_text(rules), page.deadline_text(week, rules) if rules.late_tiers else ""):
        if text:
            row += 1
            table.note(row, 0, text)
    table.finish(freeze=(3, 1), repeat=(2, 2), landscape=True, footer=title)
    late = book.sheet(pgettext("paper", "Late and early"))
    late.heads(0, (said("姓名"), said("日期"), pgettext("paper", "Shift"), pgettext("paper", "What")))
    listed = [(name, each.day, words.shift_name(each.shift, rules), reason) for name, each, reason in week.late]
    rows(late, 1, listed, (TEXT, DATE, TEXT, TEXT))
    late.finish(freeze=(1, 1), repeat=(0, 0))
    missed = book.sheet(_("Punches to correct"))
    missed.heads(0, (
        said("姓名"), said("日期"), pgettext("paper", "Shift"), pgettext("paper", "Missing"), pgettext("paper", "Corrections so far"),
        pgettext("paper", "Supervisor in charge"),
    ))  # fmt: skip
    rows(
        missed, 1, [(each.name, each.day, each.shift, each.what, each.corrections, each.supervisor) for each in week.missed],
        (TEXT, DATE, TEXT, TEXT, COUNT, TEXT),
    )  # fmt: skip
    missed.finish(freeze=(1, 1), repeat=(0, 0))
    return book.data()
