"""The roster as a grid (formats.md 10): names in one column, one column per day, short codes; found by its row of days.

Serves both the rosters that shops draw themselves and the grid template of the commands (工号/姓名, then 1 … 31).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from csdesk.core.calendar import Month
from csdesk.core.drafts import CellDraft, PersonRef, Source
from csdesk.core.problem import UserError
from csdesk.core.roster import LEAVE
from csdesk.files import heads, values
from csdesk.files.cells import Book, Sheet, letters
from csdesk.files.formats.base import Format, Found, Parsed, Request
from csdesk.files.formats.roster_codes import LEAVE_WORDS, Codes
from csdesk.i18n import gettext as _

ID = "roster.grid"
NAME_HEADS = frozenset({"姓名", "员工姓名", "名字", "员工", "人员", "客服", "客服姓名", "姓名日期"})
NO_HEADS = frozenset({"工号", "员工编号", "员工工号"})
_DAY = re.compile(r"^(?:(\d{1,2})[/月.-])?(\d{1,2})[日号]?\s*\(?(?:星期|周|礼拜)?([一二三四五六日天])?\)?$")
_MONTH = re.compile(r"(\d{4})\s*(?:年|[-/._])\s*(\d{1,2})(?:\s*月|(?![\d/._-]))")
_START = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日?(?:-|至|到|~)")
_LONE_MONTH = re.compile(r"(?<!\d)(\d{1,2})月(?:份)?")
_TOTALS = re.compile(r"合计|总计|小计|人数|统计|共计|汇总|总数|在岗|出勤")
_LEGEND = re.compile(r"^(说明|备注|注|图例|班次说明|制表|审核|注意)")


@dataclass(frozen=True)
class Layout:
    """Where a grid stands: rows from 0; `days` are (column, date); columns -1 = not there."""

    sheet: str | None
    header: int
    body: int  # first row of people
    days: tuple[tuple[int, date], ...]
    beyond: tuple[int, ...]  # day columns that the month does not have (31 in September)
    name: int
    no: int
    titled: bool


@dataclass(frozen=True)
class Detail:
    """The layout to read, and other sheets that hold a roster, too."""

    layout: Layout
    others: tuple[str | None, ...]


def recognise(book: Book, request: Request) -> Found | None:
    """The first sheet that holds a grid of days (of the asked month).

    Raises UserError: wrong_month, month_needed, out_of_plausible_range, formulas_not_calculated."""
    layouts: list[Layout] = []
    trouble: UserError | None = None
    for name in request.sheets(book)[:40]:
        sheet = book.sheet(name)
        try:
            layout = _layout(sheet, request)
        except UserError as error:
            trouble = trouble or error
            continue
        if layout is not None:
            layouts.append(layout)
        elif request.kind == "roster" and book.uncalculated(name):
            raise uncalculated()
    if not layouts:
        if trouble is not None:
            raise trouble
        return None
    fitting = [layout for layout in layouts if request.month is None or any(Month.of(day) == request.month for _c, day in layout.days)]
    if not fitting:
        days = layouts[0].days
        raise UserError(_("The roster is of {first} to {last}, not of {month}: choose the file of that month").format(
            first=days[0][1], last=days[-1][1], month=request.month), code="wrong_month")
    layout = fitting[0]
    if book.uncalculated(layout.sheet):
        raise uncalculated()
    reason = _("a row of {n} days from {first} on").format(n=len(layout.days), first=layout.days[0][1])
    return Found(layout.sheet, reason, Detail(layout, tuple(other.sheet for other in fitting[1:])))


def uncalculated() -> UserError:
    return UserError(_("The file holds formulas without results: open it in Excel or WPS, save it once, and try again"),
                     code="formulas_not_calculated")


def _layout(sheet: Sheet, request: Request) -> Layout | None:
    best: tuple[int, list[tuple[int, Any]]] | None = None
    for index, row in enumerate(sheet.rows[:8]):
        run = _run(row)
        if run and (best is None or len(run) > len(best[1])):
            best = (index, run)
    if best is None:
        return None
    header, run = best
    first = run[0][0]
    name, no, body = -1, -1, header + 1
    for index in range(max(0, header - 1), min(header + 3, len(sheet.rows))):
        row = sheet.rows[index]
        if index > header:
            if not _repeats(row, run):
                break
            body = index + 1
        for column, cell in enumerate(row[:first]):
            head = re.sub(r"[\\/|\s]", "", heads.key(cell))
            if name < 0 and (head in NAME_HEADS or "姓名" in head):
                name = column
            if no < 0 and head in NO_HEADS:
                no = column
    if len(run) < (2 if request.kind == "roster" and (name >= 0 or no >= 0) else 7 if name >= 0 or no >= 0 else 20):
        return None
    if name < 0 and no < 0:
        name = _guess_names(sheet, body, first)
        if name < 0:
            return None
    title = " ".join(values.normal(cell) for row in sheet.rows[:header] for cell in row if type(cell) is str and cell)
    days, beyond = _dates(run, title, sheet, request)
    _check_weekdays(sheet, header, body, days)
    return Layout(sheet.name, header, body, days, beyond, name, no, bool(title))


def _token(cell: Any) -> date | tuple[int, int] | None:
    """A header cell as a day: a date, (month, day) with month 0 = not said, or None."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    if isinstance(cell, bool) or cell == "":
        return None
    if isinstance(cell, int | float):
        if 40000 <= cell <= 60000 and cell == int(cell):
            return (values.EPOCH + timedelta(days=int(cell))).date()
        return (0, int(cell)) if 1 <= cell <= 31 and cell == int(cell) else None
    if not isinstance(cell, str) or len(cell) > 24:
        return None
    plain = values.normal(cell)
    match = _DAY.match(plain)
    if match:
        month, day = int(match[1] or 0), int(match[2])
        return (month, day) if 1 <= day <= 31 and month <= 12 else None
    try:
        return values.parse_date(plain)
    except values.BadValue:
        return None


def _run(row: list[Any]) -> list[tuple[int, Any]]:
    """The longest run of day cells of a row whose days follow each other."""
    best: list[tuple[int, Any]] = []
    run: list[tuple[int, Any]] = []
    for column, cell in enumerate(row):
        token = _token(cell)
        if token is None:
            continue
        if run and not _follows(run[-1][1], token):
            run = []
        run.append((column, token))
        if len(run) > len(best):
            best = list(run)
    return best if len(best) >= 2 else []


def has_days(row: list[Any]) -> bool:
    """True for a row of at least a week of days."""
    return len(_run(row)) >= 7


def _follows(before: Any, after: Any) -> bool:
    if isinstance(before, date) or isinstance(after, date):
        return isinstance(before, date) and isinstance(after, date) and (after - before).days == 1
    (month, day), (later, number) = before, after
    return bool(number == day + 1 and later == month) or (number == 1 and day >= 28 and (later == 0) == (month == 0))


def _repeats(row: list[Any], run: list[tuple[int, Any]]) -> bool:
    """True for a second header row: weekdays, or the same days again."""
    cells = [(row[column] if column < len(row) else "", token) for column, token in run]
    hits = sum(1 for cell, token in cells if values.weekday(cell) is not None or (cell != "" and _token(cell) == token))
    return hits >= max(1, len(run) // 2)


def _guess_names(sheet: Sheet, body: int, first: int) -> int:
    """The column left of the days that holds the most different short texts."""
    best, column = 1, -1
    for index in range(first):
        cells = [row[index] for row in sheet.rows[body:] if index < len(row)]
        texts = {values.normal(cell) for cell in cells if type(cell) is str and cell.strip()}
        names = {each for each in texts if 2 <= len(each) <= 12 and not each.isdigit()}
        if len(names) >= best:
            best, column = len(names), index
    return column


def _months(text: str) -> Iterator[Month]:
    for match in _MONTH.finditer(text):
        if 1 <= int(match[2]) <= 12 and 2000 <= int(match[1]) <= 2100:
            yield Month(int(match[1]), int(match[2]))


def _dates(run: list[tuple[int, Any]], title: str, sheet: Sheet, request: Request) -> tuple[tuple[tuple[int, date], ...], tuple[int, ...]]:
    """The real dates of a run of day cells, from the title, the command's month, the sheet's or the file's name."""
    columns = [column for column, _token in run]
    start = run[0][1]
    stated = next(_months(title), None)
    if isinstance(start, date):
        days = tuple((column, token) for column, token in run)
        if stated is not None and all(Month.of(day) != stated for _column, day in days):
            raise UserError(_("The title says {month}, the days are {first} to {last}: mend the file").format(
                month=stated, first=days[0][1], last=days[-1][1]), code="wrong_month")
        return _plausible(days, request), ()
    month, number = start
    first = _first_day(month, number, any(token[1] < number for _c, token in run), stated, title, sheet, request)
    result: list[tuple[int, date]] = []
    beyond: list[int] = []
    for offset, (column, token) in enumerate(run):
        day = first + timedelta(days=offset)
        if day.day == token[1]:
            result.append((column, day))
        elif token[1] > day.day and day.day < 4 and offset == len(run) - (len(columns) - offset):
            beyond.append(column)
        else:
            raise UserError(_("The row of days does not fit the month {month}: check the days and the month").format(month=Month.of(first)),
                            code="wrong_month")
    return _plausible(tuple(result), request), tuple(beyond)


def _first_day(month: int, number: int, wraps: bool, stated: Month | None, title: str, sheet: Sheet, request: Request) -> date:
    span = _START.search(title.replace(" ", ""))
    if span and int(span[3]) == number and (month in (0, int(span[2]))):
        return _real(int(span[1]), int(span[2]), number)
    if stated is not None and request.month is not None and stated != request.month and not wraps:
        raise UserError(_("The roster is of {stated}, not of {month}: choose the file of that month").format(
            stated=stated, month=request.month), code="wrong_month")
    known = stated or request.month or next(_months(f"{sheet.name or ''} "), None) or next(_months(request.name), None)
    if month:
        near = known.first if known else request.now.date()
        candidates = [_real(year, month, number) for year in (near.year - 1, near.year, near.year + 1)]
        return min(candidates, key=lambda day: abs((day - near).days))
    if known is None:
        lone = _LONE_MONTH.search(title) or _LONE_MONTH.search(sheet.name or "") or _LONE_MONTH.search(request.name)
        if lone and 1 <= int(lone[1]) <= 12:
            near = request.now.date()
            starts = [date(year, int(lone[1]), 1) for year in (near.year - 1, near.year, near.year + 1)]
            known = Month.of(min(starts, key=lambda day: abs((day - near).days)))
    if known is None:
        raise UserError(_("The roster does not say its month: choose the month, or write a title like Roster 2026-09"),
                        code="month_needed")
    if wraps:
        raise UserError(_("The roster runs over the end of a month: write full dates in the row of days"), code="month_needed")
    return _real(known.year, known.month, number)


def _real(year: int, month: int, number: int) -> date:
    try:
        return date(year, month, number)
    except ValueError:
        raise UserError(_("The row of days does not fit the month {month}: check the days and the month").format(
            month=f"{year}-{month:02d}"), code="wrong_month") from None


def _plausible(days: tuple[tuple[int, date], ...], request: Request) -> tuple[tuple[int, date], ...]:
    low, high = values.plausible(request.now)
    if not days or days[0][1] < low.date() or days[-1][1] > high.date():
        raise UserError(_("The days of the roster lie more than nine years back or one year ahead: check the year"),
                        code="out_of_plausible_range")
    return days


def _check_weekdays(sheet: Sheet, header: int, body: int, days: tuple[tuple[int, date], ...]) -> None:
    """The weekdays written in the header must be those of the dates: the surest sign of a wrong month."""
    right = wrong = 0
    for index in range(max(0, header - 1), body):
        row = sheet.rows[index]
        for column, day in days:
            cell = row[column] if column < len(row) else ""
            if type(cell) is not str or not cell:
                continue
            plain = values.normal(cell)
            match = _DAY.match(plain)
            named = values.weekday(match[3]) if match and match[3] else values.weekday(plain)
            if named is not None:
                right, wrong = right + (named == day.weekday()), wrong + (named != day.weekday())
    if wrong > right:
        raise UserError(_("The weekdays in the file do not fit {month}: it is of another month").format(month=Month.of(days[0][1])),
                        code="wrong_month")


def parse(book: Book, found: Found, request: Request) -> Parsed:
    assert isinstance(found.detail, Detail)
    layout, others = found.detail.layout, found.detail.others
    sheet = book.sheet(found.sheet)
    out = Parsed("roster", found.sheet, ID if layout.titled or layout.header else "template.roster_grid")
    out.period = (layout.days[0][1], layout.days[-1][1])
    for name in others:
        out.warn("more_sheets", message=_("The sheet {name} holds a roster, too, and was not read").format(name=name))
    for index in range(layout.body):
        row = sheet.rows[index]
        filled = any(cell != "" for cell in row)
        out.skip("header" if index >= layout.header else "title" if filled else "blank", index + 1)
    columns = dict(layout.days)
    merged = _merged(sheet, columns)
    legends = [values.text(cell) for row in sheet.rows[layout.body:] for cell in row if type(cell) is str and "=" in values.normal(cell)]
    codes = Codes(request, legends)
    said: set[str] = set()
    for index in range(layout.body, len(sheet.rows)):
        if not index & 63:
            request.ticker.step(index, len(sheet.rows))
        row = sheet.rows[index]
        number = index + 1
        if not any(cell if type(cell) is not str else cell.strip() for cell in row):
            out.skip("blank", number)
            continue
        name = values.text(_cell(row, layout.name)) if layout.name >= 0 else ""
        no = values.text(_cell(row, layout.no)) if layout.no >= 0 else ""
        head = values.normal(next((cell for cell in row if cell != ""), ""))
        kind = _class(name, no, head, row, layout)
        if kind:
            out.skip(kind, number)
            continue
        person: PersonRef | None = None
        if name or no:
            column = layout.name if name else layout.no
            person = PersonRef(name=name, no=no, shown=" / ".join(part for part in (values.normal(name), no) if part),
                               id_column=letters(layout.no) if layout.no >= 0 else "", name_column=letters(column))
            if layout.no >= 0 and isinstance(_cell(row, layout.no), float) and "no" not in said:
                said.add("no")
                out.warn("number_cell", number, letters(layout.no), no)
        for column, day in layout.days:
            raw = _cell(row, column)
            if raw == "":
                raw = merged.get((index, column), "")
            if raw == "":
                continue
            plain = values.text(raw)
            means = codes(plain, day)
            code = means.code
            if not code and not means.trouble:
                continue
            if person is None:
                out.refuse("no_identity", number, letters(max(layout.name, layout.no)), "")
                break
            if means.trouble:
                out.refuse(means.trouble, number, letters(column), means.raw or plain)
                continue
            if plain not in said:
                said.add(plain)
                if code == LEAVE and values.normal(plain) in LEAVE_WORDS - {LEAVE, "请假"}:
                    out.warn("leave_in_roster", number, letters(column), plain)
                if codes.contradicts(plain, code, day):
                    out.warn("legend_differs", number, letters(column), plain,
                             _("The legend of the file gives {raw} other hours than the rules: the rules count").format(raw=plain))
            out.drafts.append(CellDraft(person, day, code, Source(sheet.name, number, letters(column)), plain, means.post))
        for column in layout.beyond:
            if _cell(row, column) != "":
                out.refuse("outside_month", number, letters(column), values.text(_cell(row, column)))
    return out


def _cell(row: list[Any], column: int) -> Any:
    return row[column] if 0 <= column < len(row) else ""


def _class(name: str, no: str, head: str, row: list[Any], layout: Layout) -> str:
    """'' for a person's row, else the class of a row that is none."""
    plain = values.key(name)
    if plain and (plain in NAME_HEADS or plain == "日期") or values.key(no) in NO_HEADS:
        return "header"
    if _LEGEND.match(head) or "=" in head:
        return "legend"
    if _TOTALS.search(values.normal(name)) or (not name and _TOTALS.search(head)):
        return "totals"
    if not name and not no:
        run = _run(row)
        if len(run) >= max(7, len(layout.days) // 2):
            return "header"
        inside = [cell for column, _day in layout.days if (cell := _cell(row, column)) != ""]
        if not inside or (len(inside) == 1 and len(values.normal(inside[0])) > 6):
            return "footer"
        if all(isinstance(cell, int | float) for cell in inside):
            return "totals"
    return ""


def _merged(sheet: Sheet, columns: dict[int, date]) -> dict[tuple[int, int], Any]:
    """The value of each covered cell of the merged ranges that lie in day columns (a merged value repeats over its range)."""
    found: dict[tuple[int, int], Any] = {}
    for area in sheet.merged:
        if area.left not in columns or area.top >= len(sheet.rows):
            continue
        value = _cell(sheet.rows[area.top], area.left)
        if value == "":
            continue
        for row in range(area.top, min(area.bottom + 1, len(sheet.rows))):
            for column in range(area.left, min(area.right, max(columns)) + 1):
                if column in columns:
                    found[row, column] = value
    return found


FORMAT = Format(ID, "roster_grid", ("roster",), recognise, parse)
