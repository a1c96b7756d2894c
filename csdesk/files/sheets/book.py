"""Answers for an XLSX that is safe to open: real numbers, real dates, texts that stay texts, ready to print.

No cell is ever a formula or a link: texts are written as strings whatever they begin with, and those that a spreadsheet
would run when somebody edits the cell (= + - @, tab) carry the text mark.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from csdesk.core.money import Fen

TEXT, MONEY, COUNT, DATE, DAY, TIME, WRAP = "text", "money", "count", "date", "day", "time", "wrap"
FORMATS: dict[str, dict[str, Any]] = {
    TEXT: {"num_format": "@"},
    MONEY: {"num_format": "#,##0.00"},
    COUNT: {"num_format": "0.##"},
    DATE: {"num_format": "yyyy-mm-dd", "align": "center"},
    DAY: {"num_format": "d", "align": "center"},
    TIME: {"num_format": "yyyy-mm-dd hh:mm", "align": "center"},
    WRAP: {"num_format": "@", "text_wrap": True, "valign": "top"},
}
RISKY = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")  # a Chinese Excel takes the wide ones for the narrow
LONGEST = 32767  # characters a cell may hold


def yuan(amount: Fen) -> Decimal:
    """An amount in 分 as the exact number that a cell shows."""
    return Decimal(amount) / 100


def clean(text: str) -> str:
    """`text` without the characters a spreadsheet cannot hold, no longer than a cell."""
    return "".join(sign for sign in text if sign >= " " or sign in "\t\n")[:LONGEST]


class Book:
    """One workbook; close with `data()`. `made` is the date in its properties (equal input gives equal bytes)."""

    def __init__(self, title: str, author: str, made: datetime) -> None:
        import xlsxwriter

        self._stream = io.BytesIO()
        self.book: Any = xlsxwriter.Workbook(
            self._stream,
            {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False},
        )
        self.book.set_properties({"title": title, "author": author, "company": author, "created": made})
        self.book.set_size(2400, 1300)
        self._formats: dict[tuple[object, ...], Any] = {}  # by what was asked for
        self._shapes: dict[tuple[object, ...], Any] = {}  # by what it comes to
        self._names: set[str] = set()

    def format(self, kind: str = TEXT, **more: Any) -> Any:
        """A cell format by kind, with more properties of xlsxwriter; the same one for the same request."""
        key = (kind, *more.items())
        if key not in self._formats:
            wanted = {"font_name": "Microsoft YaHei", "font_size": 10, "valign": "vcenter", **FORMATS[kind], **more}
            same = tuple(sorted(wanted.items()))
            self._formats[key] = self._shapes.get(same) or self._shapes.setdefault(same, self.book.add_format(wanted))
        return self._formats[key]

    def sheet(self, name: str) -> Table:
        """A new sheet; its name is cut to what a spreadsheet allows and made unique."""
        plain = "".join("_" if sign in "[]:*?/\\'" else sign for sign in clean(name).replace("\n", " "))[:31] or "Sheet"
        chosen, number = plain, 2
        while chosen.casefold() in self._names:
            chosen, number = f"{plain[:28]} {number}", number + 1
        self._names.add(chosen.casefold())
        return Table(self, self.book.add_worksheet(chosen))

    def data(self) -> bytes:
        self.book.close()
        return self._stream.getvalue()


class Table:
    """One sheet, written cell by cell; rows and columns from 0."""

    def __init__(self, book: Book, sheet: Any) -> None:
        self.book = book
        self.sheet = sheet
        self._wide: dict[int, float] = {}

    def put(self, row: int, column: int, value: object, kind: str = TEXT, **more: Any) -> None:
        """Write one value as what it is: str, Decimal or int, date, datetime; None and '' leave the cell empty (but formatted)."""
        if value is None or value == "":
            self.sheet.write_blank(row, column, None, self.book.format(kind, **more))
            return
        if isinstance(value, datetime | date):
            self.sheet.write_datetime(row, column, value, self.book.format(DATE if kind == TEXT else kind, **more))
            self._widen(column, 16 if kind == TIME else 11 if kind in (DATE, TEXT) else 0)
        elif isinstance(value, Decimal | int):
            self.sheet.write_number(row, column, value, self.book.format(COUNT if kind == TEXT else kind, **more))
            self._widen(column, len(f"{value:,.2f}" if kind == MONEY else str(value)) + 1.5)
        else:
            text = clean(str(value))
            if text.startswith(RISKY):
                more["quote_prefix"] = True
            self.sheet.write_string(row, column, text, self.book.format(kind, **more))
            if kind != WRAP:
                self._widen(column, max((measure(line) for line in text.split("\n")), default=0) + 1.5)

    def note(self, row: int, column: int, text: str, **more: Any) -> None:
        """A text that does not widen its column: titles, remarks."""
        more.setdefault("num_format", "@")
        if text.startswith(RISKY):
            more["quote_prefix"] = True
        self.sheet.write_string(row, column, clean(text), self.book.format(TEXT, **more))

    def heads(self, row: int, labels: Iterable[object], *, column: int = 0, kind: str = TEXT) -> None:
        """A header row: bold on grey, ruled below."""
        for index, label in enumerate(labels):
            more = {"bold": True, "bg_color": "#E6E6E6", "bottom": 1, "text_wrap": True}
            self.put(row, column + index, label, kind if isinstance(label, date) else TEXT, **more)

    def _widen(self, column: int, wide: float) -> None:
        self._wide[column] = max(self._wide.get(column, 0.0), wide)

    def finish(
        self, *, freeze: tuple[int, int], repeat: tuple[int, int] | None = None,
        landscape: bool = False, widths: dict[int, float] | None = None,
        narrowest: float = 4.0, widest: float = 46.0, filter_row: int | None = None, last: tuple[int, int] = (0, 0), footer: str = "",
    ) -> None:  # fmt: skip
        """Column widths by content (or `widths`), frozen panes, A4 to the width of a page, header rows repeated."""
        for column, wide in {**self._wide, **(widths or {})}.items():
            self.sheet.set_column(column, column, min(max(wide, narrowest), widest))
        self.sheet.freeze_panes(*freeze)
        if filter_row is not None and last[0] >= filter_row:
            self.sheet.autofilter(filter_row, 0, *last)
        if landscape:
            self.sheet.set_landscape()
        self.sheet.set_paper(9)
        self.sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        self.sheet.fit_to_pages(1, 0)
        if repeat is not None:
            self.sheet.repeat_rows(*repeat)
        self.sheet.set_footer(f"&L&8{footer.replace('&', '&&')[:180]}&R&8&P / &N")


def measure(text: str) -> float:
    """Width in the units of a column: a Han character counts two (a little less in practice)."""
    return sum(1.9 if sign > "\u2e7f" else 1.0 for sign in text)


def rows(table: Table, row: int, values: Sequence[Sequence[object]], kinds: Sequence[str]) -> int:
    """Write records below each other; gives the row after the last."""
    for record in values:
        for column, value in enumerate(record):
            table.put(row, column, value, kinds[column])
        row += 1
    return row
