"""A roster of 200 people as Excel out and in, against a plain script with openpyxl; and its calendar files."""

from __future__ import annotations

import io
from datetime import date, datetime
from typing import Any

from csdesk import i18n
from csdesk.core.calendar import Month
from csdesk.core.people import resolve
from csdesk.core.rules import RuleBook, RuleVersion
from csdesk.files.ics import roster_ics
from csdesk.files.reading import read
from csdesk.files.sheets.roster import roster
from tests.bench.measure import best
from tests.files import factory

MONTH, NOW, PEOPLE = Month(2026, 9), datetime(2026, 10, 8, 9), 200


def bare_out(cells: int) -> bytes:
    """So many short strings written by openpyxl, without a format or a second sheet."""
    import openpyxl

    stream = io.BytesIO()
    book = openpyxl.Workbook()
    for _row in range(cells // 33):
        book.worksheets[0].append(["白班"] * 33)
    book.save(stream)
    return stream.getvalue()


def bare_in(data: bytes) -> Any:
    import openpyxl

    return list(openpyxl.load_workbook(io.BytesIO(data), read_only=True).worksheets[0].iter_rows(values_only=True))


def run() -> list[dict[str, Any]]:
    i18n.use("zh_CN")
    people, cells = factory.employees(PEOPLE), factory.cells("2026-09", PEOPLE)
    book = RuleBook((RuleVersion(1, date(2026, 1, 1), factory.RULES),))

    def out() -> bytes:
        return roster(MONTH, cells, people, factory.HEAD, book=book, calendar=factory.CALENDAR)

    data = out()

    def back() -> int:
        file = read(data, "x.xlsx", kind="roster", now=NOW, shifts=factory.RULES.shifts, rules=book)
        found = resolve(file.drafts, people)
        assert len(found.matched) == len(cells) and not file.problems and not found.rejected
        return len(found.matched)

    def calendars() -> None:
        for one in people:
            roster_ics(MONTH, by_person[one.id], one, book=book, shop="拾光电商", identity="0", made=NOW)

    by_person: dict[int, list[Any]] = {one.id: [] for one in people}
    for cell in cells:
        by_person[cell.employee_id].append(cell)
    lines = [
        ("roster of 200 people to Excel", best(out, 3), best(lambda: bare_out(PEOPLE * 33), 3), 3.0,
         "seconds for grid, formats and coverage; other: as many plain strings with openpyxl"),
        ("roster of 200 people from Excel", best(back, 3), best(lambda: bare_in(data), 3), 3.0,
         "seconds to read, recognise, parse and match people; other: the bare cells of the grid with openpyxl"),
    ]  # fmt: skip
    rows = [{"name": name, "ours": ours, "other": other, "ratio": ours / other, "limit": limit, "what": what}
            for name, ours, other, limit, what in lines]  # fmt: skip
    took = best(calendars, 3)
    rows.append({"name": "calendar files of 200 people", "ours": took, "other": None, "ratio": took * 1000, "limit": 1000.0, "unit": "ms",
                 "what": "seconds for 200 .ics files"})  # fmt: skip
    return rows
