"""Tables that no format knows, read as a person said once (core/profile.py): a row a punch or a day, or a column a day.

Also looks at such a table for the mapping wizard: where its header is and what its columns probably mean.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any

from csdesk.core import profile as p
from csdesk.core.drafts import PersonRef, PunchDraft, Source
from csdesk.core.problem import UserError
from csdesk.core.profile import ColumnUse, Guess, Profile, SheetSketch, Sketch
from csdesk.files import values
from csdesk.files.cells import Book, Sheet, letters
from csdesk.files.formats import roster_grid
from csdesk.files.formats.base import Found, Moments, Parsed, Request, covered_by, early_before
from csdesk.i18n import gettext as _

ID = "mapped"
SHOWN, KEPT, WIDEST = 20, 60, 400
_WEEK = 7  # day columns that make a grid

_HEADS: dict[str, tuple[str, ...]] = {
    p.NAME: ("姓名", "员工姓名", "名字", "员工", "人员", "人员姓名", "用户姓名", "用户名", "打卡人", "name", "username", "employee"),
    p.NO: ("工号", "员工工号", "员工编号", "人员编号", "职工号", "考勤号码", "登记号码", "设备工号", "考勤号", "考勤机号", "用户编号",
           "用户号", "用户id", "人员id", "员工id", "编号", "id", "userid", "enno", "pin", "employeeid", "no", "no."),
    p.DAY: ("日期", "考勤日期", "打卡日期", "刷卡日期", "工作日期", "日期星期", "date", "day"),
    p.TIME: ("时间", "打卡时间", "刷卡时间", "考勤时间", "打卡时刻", "时刻", "打卡记录", "打卡时间记录", "time"),
    p.MOMENT: ("日期时间", "打卡日期时间", "刷卡日期时间", "出勤时间", "打卡时间", "刷卡时间", "时间戳", "datetime", "timestamp", "time"),
    p.IN: ("上班", "签到", "上班时间", "上班打卡", "上班打卡时间", "签到时间", "首次打卡", "第一次", "首卡", "最早", "最早打卡",
           "进", "in", "checkin", "clockin"),
    p.OUT: ("下班", "签退", "下班时间", "下班打卡", "下班打卡时间", "签退时间", "末次打卡", "最后一次", "末卡", "最晚", "最晚打卡",
            "出", "out", "checkout", "clockout"),
    p.STATUS: ("状态", "打卡结果", "打卡状态", "结果", "考勤结果", "考勤状态", "status", "result"),
}
# Numbers that are the shop's own, compared as written; any other number is one of the clock, compared as a number.
_OWN_NO = frozenset({"工号", "员工工号", "员工编号", "职工号"})
_DIGITS = "0123456789"
_SPANS = re.compile(r"\d{1,6}(?:\.\d{1,3})?\s?(?:分钟|小时|天|次)")
_SEGMENT = re.compile(r"^(上班|下班|签到|签退)\d*(?:打卡)?(?:时间)?\d*$")
_FOOTERS = ("合计", "总计", "小计", "共计", "备注", "说明", "制表", "共", "审核", "图例")
_VOID = ("打卡无效", "失效", "无效", "作废")
_QUIET = frozenset({"缺卡", "未打卡", "休息", "请假", "旷工", "免打卡", "无需打卡", "无记录", "未签到", "未签退"}) | values.NOTHING
_GAP = re.compile(r"[\s,;、|/~]+|-+(?=\s|$)")
_HALF = "上午|下午|中午|凌晨|早上|晚上|AM|PM|am|pm"
_CLOCK = re.compile(
    rf"(?P<next>次日|第二天|翌日|\+1)?\s*(?P<half>{_HALF})?\s*(?P<h>[01]?\d|2[0-4]):(?P<m>[0-5]\d)(?::(?P<s>[0-5]\d))?"
    rf"(?:\s*(?P<half2>AM|PM|am|pm))?(?P<mark>\s*\((?:次日|补卡|外勤|外出|更正|手工)[^()]*\))?")
_LIST = re.compile(r"(?P<word>[^\s,;、()|]*)\((?P<inner>[^()]*)\)")
_FULL = re.compile(r"\d{4}\D{1,2}\d{1,2}\D{1,2}\d{1,2}\D+\d{1,2}:\d\d|\d{1,2}[/.-]\d{1,2}[/.-]\d{4}\D+\d{1,2}:\d\d")
_YEAR_LAST = re.compile(r"^(\d{1,2})([/.-])(\d{1,2})\2(\d{4})(?!\d)(.*)$", re.DOTALL)
_NO_YEAR = re.compile(r"^(\d{1,2})(?:月|[-/.])(\d{1,2})日?(?:\s*\(?(?:星期|周)[一二三四五六日天]\)?)?(?P<rest>\s+\d{1,2}:\d\d.*)?$")


# ---- where the header is


def _cell(row: Sequence[Any], column: int) -> Any:
    return row[column] if 0 <= column < len(row) else ""


def day_run(rows: Sequence[Sequence[Any]], first: int, last: int) -> list[tuple[int, Any]]:
    """The day columns that a header of these rows has: (column, day), a week at least; [] = no grid."""
    if first < 0:
        return []
    runs = [roster_grid._run(list(row[:WIDEST])) for row in rows[first:last + 1]]
    best = max(runs, key=len, default=[])
    return best if len(best) >= _WEEK else []


def heads(rows: Sequence[Sequence[Any]], first: int, last: int, width: int) -> tuple[str, ...]:
    """The header text of each column, normalised; two rows as group/sub. A day column of a grid has the empty text:
    the next month has other days and is the same table."""
    if first < 0:
        return ("",) * width
    skipped = {column for column, _token in day_run(rows, first, last)}
    found = []
    groups = [""] * (last - first + 1)
    for column in range(width):
        parts: list[str] = []
        for level, row in enumerate(rows[first:last + 1]):
            plain = values.key(_cell(row, column))
            below = any(values.key(_cell(other, column)) for other in rows[first + level + 1:last + 1])
            if plain:
                groups[level] = plain
                parts.append(plain)
            elif below and groups[level]:
                parts.append(groups[level])
        found.append("" if column in skipped else "/".join(dict.fromkeys(parts)))
    return tuple(found)


def print_of(rows: Sequence[Sequence[Any]], first: int, last: int, width: int) -> str:
    """The fingerprint of a table under this header; without a header that of the shapes of its columns."""
    if first >= 0:
        return p.fingerprint(heads(rows, first, last, width))
    shapes = [_column_shape(rows, 0, column) for column in range(width)]
    while shapes and not shapes[-1]:
        shapes.pop()
    return p.fingerprint(f"{number}:{'text' if shape == 'name' else shape}" for number, shape in enumerate(shapes))


def width_of(rows: Sequence[Sequence[Any]]) -> int:
    return min(WIDEST, max((len(row) for row in rows[:KEPT]), default=0))


@dataclass(frozen=True)
class Place:
    """A profile and where its header stands in this file."""

    profile: Profile
    first: int
    last: int


def find(book: Book, request: Request, profiles: Sequence[Profile]) -> Found | None:
    """The first sheet with a header that a profile knows."""
    if not profiles:
        return None
    by_print = {one.fingerprint: one for one in profiles}
    spans = {one.last_header - one.first_header for one in profiles if one.first_header >= 0}
    bare = any(one.first_header < 0 for one in profiles)
    for name in request.sheets(book)[:20]:
        rows = book.sheet(name).rows
        width = width_of(rows)
        for first in range(min(SHOWN, len(rows))):
            for span in spans:
                known = by_print.get(print_of(rows, first, first + span, width)) if first + span < len(rows) else None
                if known is not None and known.first_header >= 0 and any(heads(rows, first, first + span, width)):
                    return found(name, known, first)
        if bare and rows:
            known = by_print.get(print_of(rows, -1, -1, width))
            if known is not None:
                return found(name, known, -1)
    return None


def found(name: str | None, profile: Profile, first: int) -> Found:
    """A sheet taken by a profile."""
    last = first + profile.last_header - profile.first_header if first >= 0 else -1
    return Found(name, _("by your own mapping “{name}”").format(name=profile.name), Place(profile, first, last))


def forced(book: Book, request: Request, profile: Profile) -> Found:
    """A sheet for a profile that a person has just made: the one asked for, else where its header is."""
    if request.sheet is not None or len(book.names) == 1:
        return found(request.sheet or book.names[0], profile, profile.first_header)
    return find(book, request, [profile]) or found(book.names[0], profile, profile.first_header)


# ---- values


def turned(text: str, order: str) -> str:
    """05/09/2026 as 2026-09-05 (dmy) or 2026-05-09 (mdy); other texts as they are."""
    match = _YEAR_LAST.match(text)
    if match is None:
        return text
    month, day = (match[1], match[3]) if order == p.MDY else (match[3], match[1])
    return f"{match[4]}-{month}-{day}{match[5]}"


class _Days:
    """The days and moments of one table: its order of day and month, and its year where the cells name none."""

    def __init__(self, order: str, title: str, request: Request) -> None:
        self.order, self.now = order, request.now
        stated = next(roster_grid._months(title), None) or request.month
        self.year = stated.year if stated is not None else None
        self.month = stated.month if stated is not None else 0
        self.assumed = False

    def _with_year(self, plain: str) -> str:
        plain = turned(plain, self.order)
        match = _NO_YEAR.match(plain)
        if match is None:
            return plain
        month, day = int(match[1]), int(match[2])
        if self.order == p.DMY and "月" not in plain:
            month, day = day, month
        year = self.year
        if year is not None and self.month == 12 and month == 1:  # the night of New Year's Eve in a table of December
            year += 1
        elif year is not None and self.month == 1 and month == 12:
            year -= 1
        if year is None:
            self.assumed = True
            year = self.now.year
            if (month, day) > ((self.now + timedelta(days=1)).month, (self.now + timedelta(days=1)).day):
                year -= 1
        return f"{year}-{month}-{day}{match['rest'] or ''}"

    def day(self, value: Any) -> date:
        """Raises values.BadValue."""
        if isinstance(value, str):
            plain = self._with_year(values.normal(value))
            return values.parse_date(plain)
        return values.parse_date(value)

    def moment(self, value: Any) -> datetime:
        """Raises values.BadValue."""
        if isinstance(value, str):
            return values.parse_datetime(self._with_year(values.normal(value)))
        return values.parse_datetime(value)


@dataclass(frozen=True, slots=True)
class _Time:
    """One time of a cell: seconds from midnight (or a full moment), with what the cell says of it."""

    seconds: int
    next_day: bool = False
    status: str = ""
    moment: datetime | None = None


def times_of(value: Any, lists: bool) -> tuple[list[_Time], list[str]]:
    """The times of a cell and the pieces of it that are none."""
    if isinstance(value, bool):
        return [], [values.text(value)]
    if isinstance(value, datetime):
        if value.year in (1899, 1900):
            return [_of_day(value - values.EPOCH)], []
        return [_Time(0, moment=values.parse_datetime(value))], []
    if isinstance(value, time):
        return [_Time(value.hour * 3600 + value.minute * 60 + value.second)], []
    if isinstance(value, timedelta):
        return [_of_day(value)], []
    if isinstance(value, int | float):
        if 0 <= value < 2 and value != 1:
            return [_of_day(timedelta(seconds=round(value * 86400)))], []
        if 20000 <= value <= 80000 and value != int(value):
            return [_Time(0, moment=values.parse_datetime(value))], []
        return [], [values.text(value)]
    if not isinstance(value, str):
        return [], [values.text(value)] if value is not None else []
    return _of_text(values.normal(value), lists)


def _of_day(span: timedelta) -> _Time:
    seconds = round(span.total_seconds())
    return _Time(seconds % 86400, seconds >= 86400)


def _of_text(plain: str, lists: bool) -> tuple[list[_Time], list[str]]:
    if plain in _QUIET:
        return [], []
    found: list[_Time] = []
    bad: list[str] = []
    at = 0
    while at < len(plain):
        gap = _GAP.match(plain, at)
        if gap is not None:
            at = gap.end()
            continue
        match = _CLOCK.match(plain, at)
        if match is not None and _whole(plain, match):
            clock = _clock(match, "")
            if clock is None:
                bad.append(match[0])
            else:
                found.append(clock)
            at = match.end()
            continue
        listed = _LIST.match(plain, at) if lists else None
        if listed is not None:
            inner, wrong = _of_text(listed["inner"], False) if ":" in listed["inner"] else ([], [])
            found += [replace(one, status=listed["word"] or one.status) for one in inner]
            bad += wrong
            at = listed.end()
            continue
        end = _GAP.search(plain, at)
        stop = end.start() if end is not None and end.start() > at else len(plain)
        piece = plain[at:stop]
        if piece not in _QUIET and not (lists and not re.search(r"\d\D?\d", _SPANS.sub("", piece))):
            bad.append(piece)
        at = stop
    return found, bad


def _whole(plain: str, match: re.Match[str]) -> bool:
    """False where the digits go on (08:245): glued times are fine, 01:0916:51, a third digit is not."""
    rest = plain[match.end():]
    return not rest[:1].isdigit() or _CLOCK.match(rest) is not None and rest[:1] != ":"


def _clock(match: re.Match[str], status: str) -> _Time | None:
    hour = int(match["h"])
    half = (match["half"] or match["half2"] or "").upper()
    if half:
        hour = values._half_day(half, hour)
    if hour == 24 and (int(match["m"]) or int(match["s"] or 0)):
        return None
    mark = (match["mark"] or "").strip(" ()")
    following = bool(match["next"]) or mark.startswith("次日") or hour == 24
    return _Time(hour % 24 * 3600 + int(match["m"]) * 60 + int(match["s"] or 0), following, status or mark)


def _quiet(cell: Any) -> bool:
    """True for a cell that says there was no punch."""
    return cell is None or (type(cell) is str and (not cell or (len(cell) < 16 and values.normal(cell) in _QUIET)))


def _kind(status: str) -> str:
    return "makeup" if "补卡" in status else "field" if "外勤" in status else "punch"


# ---- reading by a profile


class _Reader:
    """Walks one sheet by one profile."""

    def __init__(self, sheet: Sheet, place: Place, request: Request) -> None:
        self.sheet, self.place, self.request = sheet, place, request
        self.profile = place.profile
        self.out = Parsed("punches", sheet.name, ID)
        rows = sheet.rows
        self.width = width_of(rows)
        self.heads = heads(rows, place.first, place.last, self.width)
        title = " ".join(values.normal(cell) for row in rows[:max(place.first, 0)] for cell in row if type(cell) is str and cell)
        self.title = title
        self.days = _Days(self.profile.date_order, f"{title} {sheet.name or ''} {request.name}", request)
        self.plain_moments = Moments(request.now)
        self.low, self.high = self.plain_moments.low, self.plain_moments.high
        self.night = early_before(request)
        self.people: dict[tuple[Any, ...], PersonRef] = {}
        self.cells: dict[tuple[str, bool], tuple[list[_Time], list[str]]] = {}
        self.known_days: dict[Any, date | str] = {}
        self.columns = {field: [self._column(use) for use in self.profile.of(field)] for field in p.FIELDS}
        self.name, self.no = (next(iter(self.columns[field]), -1) for field in (p.NAME, p.NO))
        self.own_no = self.no >= 0 and self.heads[self.no].rpartition("/")[2] in _OWN_NO if self.no < len(self.heads) else False

        used = [column for column in (self.name, self.no) if column >= 0 and place.first >= 0]
        self.printed = [(column, [cell for row in rows[place.first:place.last + 1] if (cell := _cell(row, column)) != ""])
                        for column in used]

    def _column(self, use: ColumnUse) -> int:
        """Where a column stands in this file: by its header where that is unique, else where it stood."""
        if use.head and self.heads.count(use.head) == 1:
            return self.heads.index(use.head)
        return use.index

    def read(self) -> Parsed:
        rows, out, profile = self.sheet.rows, self.out, self.profile
        for index in range(min(self.place.last + 1, len(rows))):
            blank = not any(values.text(cell) for cell in rows[index])
            out.skip("blank" if blank else "title" if index < self.place.first else "header", index + 1)
        grid = self._grid() if profile.layout == p.GRID else []
        keep = self.columns[p.NAME] + self.columns[p.NO] + self.columns[p.DAY]
        merged = self._merged(set(keep))
        for index in range(self.place.last + 1, len(rows)):
            if not index & 255:
                self.request.ticker.step(index, len(rows))
            row = rows[index]
            if index in merged:
                row = [merged[index].get(column, cell) if cell == "" else cell for column, cell in enumerate(row)]
            number = index + 1
            filled = [cell for cell in row if cell != ""]
            if not any(type(cell) is not str or cell.strip() for cell in filled):
                out.skip("blank", number)
            elif len(filled) <= 3 and type(filled[0]) is str and values.normal(filled[0][:24]).startswith(_FOOTERS):
                out.skip("footer", number)
            elif self._is_header(row):
                out.skip("header", number)
            else:
                self._row(row, number, grid)
        if self.days.assumed:
            out.warn("normalised", message=_("The dates have no year: read as the last ones before today"))
        out.covered = covered_by(out.drafts)
        if out.covered is not None and profile.after_midnight == p.PREVIOUS:  # the night's end does not answer for the next day
            out.covered = out.covered[0], max(draft.day for draft in out.drafts if isinstance(draft, PunchDraft))
        if grid:
            out.period = grid[0][1], grid[-1][1]
            worked = [draft.day for draft in out.drafts if isinstance(draft, PunchDraft)]
            out.covered = (grid[0][1], min(max(worked), grid[-1][1])) if worked else None
        return out

    def _grid(self) -> list[tuple[int, date]]:
        """The day columns with their dates, from the header, the title, the asked month or the file's name."""
        run = day_run(self.sheet.rows, self.place.first, self.place.last)
        if not run:
            raise UserError(_("There is no row of days in the header: choose the header rows again"), code="unknown_layout")
        try:
            days, _beyond = roster_grid._dates(run, self.title, self.sheet, self.request)
        except UserError as error:
            if error.code == "month_needed":
                raise UserError(_("The table does not say its month: choose it"), code="month_needed") from None
            raise
        roster_grid._check_weekdays(self.sheet, self.place.first, self.place.last + 1, days)
        month = self.request.month
        if month is not None and not any(month.first <= day <= month.last for _column, day in days):
            raise UserError(_("The file is of {first} to {last}, not of {month}: choose the file of that month").format(
                first=days[0][1], last=days[-1][1], month=month), code="wrong_month")
        return list(days)

    def _merged(self, columns: set[int]) -> dict[int, dict[int, Any]]:
        """Row -> column -> the value of the merged range that the cell lies in, for names, numbers and days."""
        found: dict[int, dict[int, Any]] = {}
        for area in self.sheet.merged:
            if area.left in columns and area.bottom > area.top > self.place.last and area.top < len(self.sheet.rows):
                value = _cell(self.sheet.rows[area.top], area.left)
                for row in range(area.top + 1, min(area.bottom + 1, len(self.sheet.rows))):
                    found.setdefault(row, {})[area.left] = value
        return found

    def _is_header(self, row: Sequence[Any]) -> bool:
        """The header printed again on the next page."""
        if not self.printed:
            return False
        return all(_cell(row, column) in words for column, words in self.printed)

    def _person(self, row: Sequence[Any]) -> PersonRef:
        raw = (_cell(row, self.name), _cell(row, self.no))
        known = self.people.get(raw)
        if known is None:
            name, no = ("" if (plain := values.text(part)) in values.EMPTY else plain for part in raw)
            known = PersonRef(name=name, no=no if self.own_no else "", device_no="" if self.own_no else no,
                              shown=" / ".join(part for part in (name, no) if part), id_column=self._letter(self.no),
                              name_column=self._letter(self.name), numbered=self.no >= 0)
            self.people[raw] = known
        return known

    def _letter(self, column: int) -> str:
        return letters(column) if column >= 0 else ""

    def _row(self, row: Sequence[Any], number: int, grid: Sequence[tuple[int, date]]) -> None:
        out = self.out
        person = self._person(row)
        status = " ".join(plain for column in self.columns[p.STATUS] if (plain := values.text(_cell(row, column))) not in values.NOTHING)
        if grid:
            cells = [(column, day) for column, day in grid if (cell := _cell(row, column)) != "" and cell not in values.NOTHING]
            if person.empty:
                if cells:
                    out.refuse("no_identity", number, letters(cells[0][0]), values.text(_cell(row, cells[0][0])))
                else:
                    out.skip("footer", number)
                return
            for column, day in cells:
                self._under_day(person, row, number, column, day, status)
            return
        timed = self.columns[p.MOMENT] + self.columns[p.TIME] + self.columns[p.IN] + self.columns[p.OUT]
        if person.empty:
            at = next((column for column in timed if values.text(_cell(row, column)) not in values.NOTHING), None)
            if at is None:
                out.skip("footer", number)
            else:
                out.refuse("no_identity", number, self._letter(at) or None, values.text(_cell(row, at)))
            return
        if status.startswith(_VOID):
            out.skip("vendor_invalid", number)
            return
        if all(_quiet(_cell(row, column)) for column in timed):
            if status or self.columns[p.IN] or self.columns[p.OUT]:
                out.skip("no_punch", number)
            else:
                out.refuse("missing_time", number, self._letter(timed[0]) or None, values.text(_cell(row, timed[0])))
            return
        for column in self.columns[p.MOMENT]:
            self._moments(person, row, number, column, status)
        self._times(person, row, number, status)

    def _times(self, person: PersonRef, row: Sequence[Any], number: int, status: str) -> None:
        """The columns of times of one row, under its day."""
        apart = self.columns[p.TIME]
        pairs = sorted(self.columns[p.IN] + self.columns[p.OUT])
        if not apart and not pairs:
            return
        day: date | None = None
        for column in self.columns[p.DAY][:1]:
            raw = _cell(row, column)
            known = self.known_days.get(raw)
            if known is None:
                try:
                    known = self.days.day(raw)
                except values.BadValue as bad:
                    known = bad.code
                self.known_days[raw] = known
            if isinstance(known, str):
                self.out.refuse(known, number, self._letter(column) or None, values.text(raw))
                return
            day = known
        if day is None:
            for column in pairs + apart:
                self._moments(person, row, number, column, status)
            return
        for column in apart:
            self._under_day(person, row, number, column, day, status)
        before = -1
        for column in pairs:
            before = self._under_day(person, row, number, column, day, status, before, paired=True)

    def _moments(self, person: PersonRef, row: Sequence[Any], number: int, column: int, status: str) -> None:
        """A cell of full moments: one, or several on lines of their own."""
        raw = _cell(row, column)
        quick = self.plain_moments.plain(raw)
        if quick is not None:
            self._add(person, quick, None, status, number, column, values.text(raw))
            return
        plain = values.normal(raw)
        if plain in _QUIET:
            return
        parts: list[Any] = [raw]
        if isinstance(raw, str) and len(_FULL.findall(plain)) > 1:
            parts = [part for part in re.split(r"[\n;、,，]+", values.text(raw)) if part.strip()]
        for part in parts:
            try:
                at = self.days.moment(part)
            except values.BadValue as bad:
                code = bad.code if not isinstance(part, str) or _FULL.search(values.normal(part)) is None else "bad_datetime"
                self.out.refuse(code, number, self._letter(column) or None, values.text(part))
                continue
            self._add(person, at, None, status, number, column, values.text(part))

    def _under_day(self, person: PersonRef, row: Sequence[Any], number: int, column: int, day: date, status: str, before: int = -1,
                   *, paired: bool = False) -> int:
        """The times of a cell that stands under a day; the last time of it in seconds, for the next cell of the pair."""
        raw = _cell(row, column)
        if raw == "":
            return before
        shown = values.text(raw)
        if shown in values.NOTHING:
            return before
        if status.startswith(_VOID):
            self.out.skip("vendor_invalid", number, self._letter(column) or None)
            return before
        key = (shown, isinstance(raw, str))
        read = self.cells.get(key) if key[1] else None
        if read is None:
            if key[1] and _FULL.search(values.normal(raw)):
                self._moments(person, row, number, column, status)
                return before
            try:
                read = times_of(raw, self.profile.status_lists)
            except values.BadValue as wrong:
                self.out.refuse(wrong.code, number, self._letter(column) or None, shown)
                return before
            self.cells[key] = read
        times, bad = read
        for piece in bad:
            self.out.refuse("bad_time", number, self._letter(column) or None, piece)
        previous = self.profile.after_midnight == p.PREVIOUS
        for one in times:
            if one.status.startswith(_VOID):
                self.out.skip("vendor_invalid", number, self._letter(column) or None)
                continue
            if one.moment is not None:
                if abs((one.moment.date() - day).days) > 1:
                    self.out.refuse("date_conflict", number, self._letter(column) or None, shown)
                    continue
                self._add(person, one.moment, None, one.status or status, number, column, shown)
                continue
            if not self.low.date() <= day <= self.high.date():  # before it is counted with: the last day of all has no next one
                self.out.refuse("out_of_plausible_range", number, self._letter(column) or None, shown)
                continue
            falls = one.seconds < before
            if one.seconds < self.night and self.profile.after_midnight is None and not one.next_day and not (paired and falls):
                self.out.refuse("night_unknown", number, self._letter(column) or None, shown,
                                message=_("A time after midnight: say in the mapping to which day it belongs"))
                continue
            later = one.next_day or (previous and (one.seconds < self.night or falls)) or (paired and falls)
            at = datetime(day.year, day.month, day.day) + timedelta(days=int(later), seconds=one.seconds)
            self._add(person, at, day if previous else None, one.status or status, number, column, shown)
            before = max(before, one.seconds) if not later else before
        return before

    def _add(self, person: PersonRef, at: datetime, work_date: date | None, status: str, number: int, column: int, raw: str) -> None:
        if not self.low <= at <= self.high:
            self.out.refuse("out_of_plausible_range", number, self._letter(column) or None, raw)
            return
        source = Source(self.sheet.name, number, letters(column))
        self.out.drafts.append(PunchDraft(person, at, _kind(status) if status else "punch", work_date, status, "", source, raw))


def parse(book: Book, found: Found, request: Request) -> Parsed:
    """Every punch of the sheet. Raises UserError: unknown_layout, month_needed, wrong_month, incomplete_profile."""
    assert isinstance(found.detail, Place)
    if p.gaps(found.detail.profile) not in ("", "midnight"):
        raise UserError(_("The mapping is not complete: say which column is the person and which the time"), code="incomplete_profile")
    return _Reader(book.sheet(found.sheet), found.detail, request).read()


# ---- looking at a table for the wizard


def sketch(book: Book, name: str) -> Sketch:
    """The first rows of every sheet, for choosing the header."""
    sheets: list[SheetSketch] = []
    scores: list[int] = []
    for sheet_name in book.names[:40]:
        rows = book.sheet(sheet_name).rows
        width = width_of(rows)
        cells = tuple(tuple(row[:width]) for row in rows[:KEPT])
        shown = tuple(tuple(values.text(_cell(row, column)) for column in range(width)) for row in cells[:SHOWN])
        sheets.append(SheetSketch(sheet_name, shown, cells, len(rows), width))
        made = guess(sheets[-1])
        scores.append(len({field for field in made.fields if field}) * 2 + (3 if made.layout == p.GRID else 0) if rows else -1)
    return Sketch(name, tuple(sheets), scores.index(max(scores)) if scores else 0)


def guess(sheet: SheetSketch, header: tuple[int, int] | None = None) -> Guess:
    """What the columns mean, under the best header or under a chosen one ((-1, -1) = there is none)."""
    rows = sheet.cells
    first, last = _header(rows) if header is None else header
    body = last + 1
    names = heads(rows, first, last, sheet.width)
    run = day_run(rows, first, last)
    days = tuple(column for column, _token in run)
    shapes = [_column_shape(rows, body, column) for column in range(sheet.width)]
    fields = [""] * sheet.width
    for column in range(sheet.width):
        if column not in days:
            fields[column] = _field(names[column], shapes[column], bool(days))
    _settle(fields, shapes, rows, body, bool(days))
    if days:
        fields = [field if field in (p.NAME, p.NO) else "" for field in fields]
    timed = days or tuple(column for column, field in enumerate(fields) if field in (p.TIME, p.IN, p.OUT))
    lists = [cell for row in rows[body:] for column in timed if isinstance(cell := _cell(row, column), str) and "(" in values.normal(cell)]
    listed = sum(1 for cell in lists if re.search(r"[^\d\s(]+\(\s*(?:次日)?\d{1,2}:\d\d", values.normal(cell)))
    return Guess(first, last, names, p.GRID if days else p.COLUMNS, tuple(fields), days, bool(listed and listed * 2 >= len(lists)),
                 _order(rows, body))


def _field(head: str, shape: str, grid: bool) -> str:
    """What a column is by its header, kept only where its cells agree."""
    bare = head.rpartition("/")[2]
    if bare in _HEADS[p.NAME]:
        return p.NAME
    if bare in _HEADS[p.NO]:
        return p.NO
    if grid or shape not in ("", "moment", "day", "times"):
        return p.STATUS if not grid and bare in _HEADS[p.STATUS] else ""
    segment = _SEGMENT.match(head.replace("/", "").rstrip(_DIGITS))
    for field in (p.IN, p.OUT):
        if bare in _HEADS[field] or bare.rstrip(_DIGITS) in _HEADS[field]:
            return field
    if segment is not None:
        return p.IN if segment[1] in ("上班", "签到") else p.OUT
    if bare in _HEADS[p.DAY] + _HEADS[p.TIME] + _HEADS[p.MOMENT]:
        return {"moment": p.MOMENT, "times": p.TIME, "day": p.DAY}.get(shape, p.DAY if bare in _HEADS[p.DAY] else p.TIME)
    return p.STATUS if bare in _HEADS[p.STATUS] and shape == "" else ""


def _settle(fields: list[str], shapes: Sequence[str], rows: Sequence[Sequence[Any]], body: int, grid: bool) -> None:
    """One name, one number, one day; what the headers did not say is taken from the shapes of the cells."""
    for field in (p.NAME, p.NO, p.DAY, p.STATUS):
        for column in [column for column, found in enumerate(fields) if found == field][1:]:
            fields[column] = ""
    if p.NAME not in fields:
        column = next((column for column, shape in enumerate(shapes) if shape == "name" and not fields[column]
                       and len({values.text(_cell(row, column)) for row in rows[body:]}) > 1), -1)
        if column >= 0:
            fields[column] = p.NAME
    if p.NAME not in fields and p.NO not in fields:
        column = next((column for column, shape in enumerate(shapes) if shape == "number" and not fields[column]), -1)
        if column >= 0:
            fields[column] = p.NO
    if grid or {p.MOMENT, p.TIME, p.IN, p.OUT} & set(fields):
        if not grid and p.DAY not in fields and {p.TIME, p.IN, p.OUT} & set(fields):
            column = next((column for column, shape in enumerate(shapes) if shape == "day" and not fields[column]), -1)
            if column >= 0:
                fields[column] = p.DAY
        return
    column = next((column for column, shape in enumerate(shapes) if shape == "moment"), -1)
    if column >= 0:
        fields[column] = p.MOMENT
        return
    for column, shape in enumerate(shapes):
        if shape == "times" and not fields[column]:
            fields[column] = p.TIME
        elif shape == "day" and p.DAY not in fields:
            fields[column] = p.DAY


def _header(rows: Sequence[Sequence[Any]]) -> tuple[int, int]:
    """The most likely header rows, (-1, -1) where the data begin in the first row."""
    best, best_score = -1, 0
    known = {word for words in _HEADS.values() for word in words}
    for index, row in enumerate(rows[:SHOWN]):
        keys = [values.key(cell) for cell in row if type(cell) is str and cell.strip()]
        score = 2 * sum(1 for key in keys if key in known or key.rstrip(_DIGITS) in known or _SEGMENT.match(key))
        run = len(roster_grid._run(list(row[:WIDEST])))
        score += run if run >= _WEEK else 0
        if score > best_score:
            best, best_score = index, score
    if best < 0:
        if any(shape in ("moment", "times") for shape in (_column_shape(rows, 0, column) for column in range(width_of(rows)))):
            return -1, -1
        return next((index for index, row in enumerate(rows) if sum(bool(values.text(cell)) for cell in row) >= 2), 0), \
            next((index for index, row in enumerate(rows) if sum(bool(values.text(cell)) for cell in row) >= 2), 0)
    first = last = best
    run_here = roster_grid._run(list(rows[best][:WIDEST]))
    if best > 0 and len(run_here) >= _WEEK and _words(rows[best - 1], known):
        first = best - 1
    if best + 1 < len(rows):
        below = rows[best + 1]
        run_below = roster_grid._run(list(below[:WIDEST]))
        if len(run_here) >= _WEEK:
            last += int(roster_grid._repeats(list(below), run_here))
        elif len(run_below) >= _WEEK or (_words(below, known) and not any(_shape(cell) in ("moment", "times", "day") for cell in below)):
            last += 1
    return first, last


def _words(row: Sequence[Any], known: Iterable[str]) -> bool:
    words = set(known)
    return any(values.key(cell) in words or _SEGMENT.match(values.key(cell)) for cell in row if type(cell) is str and cell.strip())


def _column_shape(rows: Sequence[Sequence[Any]], body: int, column: int) -> str:
    """What most filled cells of a column look like: moment, day, times, number, name, text, or '' (empty)."""
    shapes = Counter(shape for row in rows[body:KEPT] if (shape := _shape(_cell(row, column))))
    return shapes.most_common(1)[0][0] if shapes else ""


def _shape(cell: Any) -> str:
    if isinstance(cell, str):
        return _text_shape(cell[:200])
    if isinstance(cell, bool) or cell is None:
        return "text"
    if isinstance(cell, datetime):
        return "day" if cell.time() == time() else "times" if cell.year <= 1900 else "moment"
    if isinstance(cell, date):
        return "day"
    if isinstance(cell, time | timedelta):
        return "times"
    if 0 < cell < 1:
        return "times"
    if 40000 <= cell <= 60000:
        return "day" if cell == int(cell) else "moment"
    return "number" if cell == int(cell) else "text"


@lru_cache(maxsize=4096)
def _text_shape(cell: str) -> str:
    plain = values.normal(cell)
    if plain in values.NOTHING:
        return ""
    if _FULL.search(plain):
        return "moment"
    if _YEAR_LAST.match(plain) or _NO_YEAR.match(plain):
        return "day"
    if plain.isdigit() and len(plain) <= 12 and not re.fullmatch(r"20\d\d[01]\d[0-3]\d", plain):
        return "number"
    try:
        values.parse_date(plain)
        return "day"
    except values.BadValue:
        pass
    try:
        values.parse_datetime(plain)
        return "moment"
    except values.BadValue:
        pass
    found, _bad = _of_text(plain, True)
    if found:
        return "times"
    return "name" if 2 <= len(plain) <= 12 and not any(char.isdigit() for char in plain) and plain not in _QUIET else "text"


def _order(rows: Sequence[Sequence[Any]], body: int) -> str | None:
    """The order of day and month where the year stands last: decided by any part above 12, None = a person must say."""
    seen = False
    for row in rows[body:]:
        for cell in row:
            match = _YEAR_LAST.match(values.normal(cell)) if isinstance(cell, str) else None
            if match is None:
                continue
            seen = True
            if int(match[1]) > 12:
                return p.DMY
            if int(match[3]) > 12:
                return p.MDY
    return None if seen else p.YMD


def uses(found: Guess, fields: Sequence[str]) -> tuple[ColumnUse, ...]:
    """The used columns of a choice, with their headers."""
    return tuple(ColumnUse(field, column, found.heads[column]) for column, field in enumerate(fields) if field)


def looks_like_punches(sheet: Sheet, first_row: int, columns: Iterator[int] | Sequence[int]) -> bool:
    """True where the cells of a grid are times: no roster, whatever its header."""
    wanted = list(columns)
    timed = other = 0
    for row in sheet.rows[first_row:first_row + KEPT]:
        for column in wanted:
            cell = _cell(row, column)
            if values.text(cell) in values.NOTHING:
                continue
            if _shape(cell) == "times":
                timed += 1
            else:
                other += 1
    return timed > 3 and timed > other
