"""Answers for the roster as XLSX: a grid (or one row a cell) that the roster import reads back as it was, and the coverage."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from csdesk.core import roster_check
from csdesk.core.calendar import Calendar, Month
from csdesk.core.planning import Planning
from csdesk.core.roster import LEAVE, REST, Cell, Coverage
from csdesk.core.rules import RuleBook
from csdesk.core.staff import Employee
from csdesk.files.heads import said
from csdesk.files.paper import words
from csdesk.files.paper.letterhead import Letterhead
from csdesk.files.sheets.book import COUNT, DATE, TEXT, Book
from csdesk.i18n import gettext as _
from csdesk.i18n import pgettext


def roster(
    month: Month,
    cells: Sequence[Cell],
    employees: Sequence[Employee],
    letterhead: Letterhead,
    *,
    book: RuleBook,
    calendar: Calendar,
    away: Collection[tuple[int, date]] = (),
    planning: Planning = roster_check.NOTHING,
) -> bytes:
    """The month of everybody employed in it. Header 工号, 姓名, then one real date a day; a cell is a shift's name (白班·售后客服 where the
    person does another post on that day), 休, 假 or empty.

    Weekends and holidays are grey, nights bold; choosing from a list is offered in every cell. `away` and `planning` as in
    roster_check.coverage, which fills the second sheet."""
    people = [one for one in employees if words.employed_in(one, month)]
    title = pgettext("paper", "Roster")
    out = Book(f"{title} {month}", letterhead.owner, letterhead.printed_at)
    table = out.sheet(words.month_sheet(title, month))
    days = list(month.days())
    table.heads(0, (said("工号"), said("姓名")))
    grey = {"bg_color": "#E6E6E6", "bold": True, "bottom": 1}
    for index, day in enumerate(days):
        off = calendar.is_statutory(day) or day.weekday() >= 5
        table.put(0, 2 + index, day, DATE, **{**grey, "num_format": "m/d", **({"bg_color": "#CCCCCC"} if off else {})})
        table.put(1, 2 + index, words.weekday(day), align="center", bold=off)
    table.put(1, 0, None)
    table.put(1, 1, None)
    planned = {(cell.employee_id, cell.day): cell for cell in cells}
    row = 2
    for _name, members in words.by_team(people):
        for one in members:
            table.put(row, 0, one.no)
            table.put(row, 1, one.name, bold=one.is_lead)
            for index, day in enumerate(days):
                cell = planned.get((one.id, day))
                rules = book.on(day)
                shift = rules.shift(cell.code) if cell is not None else None
                more: dict[str, Any] = {"bg_color": "#D9D9D9", "bold": True} if shift is not None and shift.is_night else {}
                if not one.employed_on(day):
                    more = {"pattern": 14, "fg_color": "#999999"}
                    cell = None
                if cell is not None and cell.post:
                    more["shrink"] = True
                shown = words.cell_name(cell.code, cell.post, rules) if cell is not None else None
                table.put(row, 2 + index, shown, align="center", font_size=9, **more)
            row += 1
    choices = [shift.name for shift in book.on(month.last).shifts] + [REST, LEAVE]
    if row > 2:
        offer(table.sheet, 2, 2, row - 1, 1 + len(days), choices)
    widths = {2 + index: 5.6 for index in range(len(days))}
    table.finish(freeze=(2, 2), repeat=(0, 1), landscape=True, widths=widths, footer=title, widest=16)
    _coverage(out, roster_check.coverage(cells, people, book, calendar, month, away=away, planning=planning), month, book)
    return out.data()


def roster_rows(month: Month, cells: Sequence[Cell], employees: Sequence[Employee], letterhead: Letterhead, *, book: RuleBook) -> bytes:
    """The same cells one row each, by person and day, as the roster import reads them in its long form."""
    title = pgettext("paper", "Roster")
    out = Book(f"{title} {month}", letterhead.owner, letterhead.printed_at)
    table = out.sheet(words.month_sheet(title, month))
    table.heads(0, (said("工号"), said("姓名"), said("日期"), said("班次")))
    planned: dict[int, list[Cell]] = {}
    for cell in cells:
        if Month.of(cell.day) == month:
            planned.setdefault(cell.employee_id, []).append(cell)
    row = 1
    for _name, members in words.by_team([one for one in employees if words.employed_in(one, month)]):
        for one in members:
            for cell in sorted(planned.get(one.id, ()), key=lambda each: each.day):
                if one.employed_on(cell.day):
                    table.put(row, 0, one.no)
                    table.put(row, 1, one.name)
                    table.put(row, 2, cell.day, DATE)
                    table.put(row, 3, words.cell_name(cell.code, cell.post, book.on(cell.day)))
                    row += 1
    table.finish(freeze=(1, 2), repeat=(0, 0), filter_row=0, last=(row - 1, 3), footer=title)
    return out.data()


def offer(sheet: object, first_row: int, first_column: int, last_row: int, last_column: int, choices: Sequence[str]) -> None:
    """A drop-down list that lets other texts through, too; left out where it would be longer than a spreadsheet allows."""
    if choices and sum(len(each) + 1 for each in choices) <= 255 and not any("," in each for each in choices):
        sheet.data_validation(  # type: ignore[attr-defined]
            first_row, first_column, last_row, last_column,
            {"validate": "list", "source": list(dict.fromkeys(choices)), "error_type": "warning", "ignore_blank": True},
        )  # fmt: skip


def _coverage(out: Book, coverage: Sequence[Coverage], month: Month, book: RuleBook) -> None:
    counts: dict[tuple[str, str], dict[object, tuple[int, int]]] = {}
    for each in coverage:
        counts.setdefault((each.shift, each.post), {})[each.day] = (each.have, each.need)
    if not counts:
        return
    table = out.sheet(pgettext("paper", "Coverage"))
    rules = book.on(month.first)
    names = [" ".join(part for part in (words.shift_name(code, rules), post) if part) for code, post in counts]
    heads = [said("日期"), pgettext("paper", "Weekday")]
    for name in names:
        heads += [_("{shift} have").format(shift=name), _("{shift} need").format(shift=name)]
    table.heads(0, heads)
    for row, day in enumerate(month.days(), 1):
        table.put(row, 0, day, DATE)
        table.put(row, 1, words.week_name(day), TEXT)
        for index, by_day in enumerate(counts.values()):
            have, need = by_day.get(day, (0, 0))
            short: dict[str, Any] = {"bold": True, "bg_color": "#000000", "font_color": "#FFFFFF"} if have < need else {}
            table.put(row, 2 + index * 2, have, COUNT, **short)
            table.put(row, 3 + index * 2, need, COUNT)
    table.finish(freeze=(1, 1), repeat=(0, 0))
