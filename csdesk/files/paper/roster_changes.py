"""Answers for the notice of changes: what is otherwise than in the roster that was given out, to hang up and as text for the chat."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from csdesk.core.calendar import Month
from csdesk.core.planning import Publication, Published
from csdesk.core.rules import RuleBook
from csdesk.core.staff import Employee
from csdesk.files.paper import words
from csdesk.files.paper.letterhead import Letterhead, Paper
from csdesk.files.paper.page import A4, HAIR, HEAVY, LIGHT, RULE, Sheet
from csdesk.i18n import gettext as _
from csdesk.i18n import pgettext

MARGIN, TOP, BOTTOM = 44.0, A4[1] - 66, 98.0
HEAD, ROW = 20.0, 25.0
COLUMNS = (0.0, 82.0, 180.0, 266.0, 430.0)  # day, name, before, now, signature


def roster_changes(
    month: Month,
    publication: Publication | None,
    changes: Sequence[Published],
    employees: Sequence[Employee],
    letterhead: Letterhead,
    *,
    book: RuleBook,
) -> Paper:
    """The changes by day and person, each with a place to sign. A month without changes, or that was never published (None), says so."""
    sheet = Sheet(A4, f"{_title()} {month}", letterhead)
    lines = _lines(changes, employees, book)
    right = A4[0] - MARGIN
    labels = (pgettext("paper", "Date"), pgettext("paper", "Name"), pgettext("paper", "Before"), pgettext("paper", "Now"),
              pgettext("paper", "Seen, signed"))  # fmt: skip
    second = _since(publication)
    if not lines:
        sheet.header(MARGIN, _title(), words.month_title(month), second)
        sheet.text(MARGIN, TOP - 20, _nothing(publication), 10, room=right - MARGIN)
        _end(sheet, letterhead)
    per_page = int((TOP - HEAD - BOTTOM) // ROW)
    for start in range(0, len(lines), per_page):
        shown = lines[start : start + per_page]
        sheet.header(MARGIN, _title(), words.month_title(month), second)
        sheet.fill(MARGIN, TOP - HEAD, right - MARGIN, HEAD, LIGHT)
        for at, label in zip(COLUMNS, labels, strict=True):
            sheet.text(MARGIN + at + 4, TOP - 13.5, label, 8.5, True)
        y, last = TOP - HEAD, None
        sheet.line(MARGIN, y, right, y, RULE)
        for day, name, before, now in shown:
            if last not in (None, day):
                sheet.line(MARGIN, y, right, y, RULE)
            elif last is not None:
                sheet.line(MARGIN + COLUMNS[1], y, right, y, HAIR)
            if day != last:
                sheet.text(MARGIN + 4, y - 16.5, _day(day), 11, True, room=COLUMNS[1] - 8)
            last = day
            y -= ROW
            for index, (text, size, bold) in enumerate(((name, 11, True), (before, 10, False), (now, 11, True)), 1):
                room = COLUMNS[index + 1] - COLUMNS[index] - 8
                sheet.text(MARGIN + COLUMNS[index] + 4, y + 8.5, text, size, bold, room=room)
        sheet.line(MARGIN, y, right, y, HEAVY)
        if start + per_page >= len(lines):
            sheet.text(MARGIN, y - 16, _count(len(lines)), 9)
            if publication is not None and publication.note:
                sheet.text(MARGIN, y - 30, _("Note: {text}").format(text=publication.note), 9, room=right - MARGIN)
        _end(sheet, letterhead)
    return sheet.paper()


def roster_changes_text(
    month: Month, publication: Publication | None, changes: Sequence[Published], employees: Sequence[Employee], *, book: RuleBook
) -> str:
    """The same for the group chat: who, when, before -> now."""
    lines = [_("[Roster changes] {month}").format(month=words.month_title(month))]
    if publication is not None:
        lines[0] += _(" (since {edition})").format(edition=_since(publication))
    if not changes:
        return "\n".join([*lines, _nothing(publication)])
    for number, (day, name, before, now) in enumerate(_lines(changes, employees, book), 1):
        lines.append(f"{number}. {_day(day)}  {name}  {before} → {now}")
    if publication is not None and publication.note:
        return "\n".join([*lines, "", _count(len(changes)), _("Note: {text}").format(text=publication.note)])
    return "\n".join([*lines, "", _count(len(changes))])


def _title() -> str:
    return pgettext("paper", "Changes of the roster")


def _since(publication: Publication | None) -> str:
    if publication is None:
        return ""
    return _("version {n}, published {time}").format(n=publication.version, time=f"{publication.at:%Y-%m-%d %H:%M}")


def _nothing(publication: Publication | None) -> str:
    if publication is None:
        return _("The roster of this month is not published yet; changes are noted from then on.")
    return _("Nothing was changed since it was published.")


def _count(number: int) -> str:
    return _("{n} changes in all. Whoever cannot make it tells the supervisor at once.").format(n=number)


def _day(day: date) -> str:
    """10-12 周一"""
    return f"{day:%m-%d} {words.week_name(day)}"


def _lines(changes: Sequence[Published], employees: Sequence[Employee], book: RuleBook) -> list[tuple[date, str, str, str]]:
    """(day, name, before, now), by day and number."""
    names, numbers = words.display_names(employees), {one.id: one.no for one in employees}
    listed = sorted(changes, key=lambda one: (one.day, numbers.get(one.employee_id, "")))
    return [
        (one.day, names.get(one.employee_id, "—"), _said(one.before, one.day, book), _said(one.after, one.day, book, times=True))
        for one in listed
    ]


def _said(cell: tuple[str, str] | None, day: date, book: RuleBook, *, times: bool = False) -> str:
    """晚班·售后客服 17:00–次日 01:00; a blank cell is 未排."""
    if cell is None:
        return pgettext("paper", "not planned")
    rules = book.on(day)
    text = words.cell_name(*cell, rules)
    shift = rules.shift(cell[0])
    return f"{text} {words.clock(shift.start)}–{words.clock(shift.end)}" if times and shift is not None else text


def _end(sheet: Sheet, head: Letterhead) -> None:
    sheet.signatures(MARGIN, 52, (pgettext("paper", "Supervisor"), pgettext("paper", "Published by")), 320)
    sheet.footer(MARGIN, (head.shop, _title(), words.printed(head)))
    sheet.show()
