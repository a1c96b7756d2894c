"""WeCom 企业微信 (formats.md 3): 打卡时间记录 has CALENDAR days, 日报 (打卡详情 first, else 上班N/下班N) has WORK days.

The files carry no year: it comes from 制表时间. The 账号 is the key, 工号 is almost always empty.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from csdesk.core.attendance import Side
from csdesk.core.drafts import ClaimDraft, PersonRef, PunchDraft, Source
from csdesk.core.problem import UserError
from csdesk.files import values
from csdesk.files.cells import Book, Sheet, letters
from csdesk.files.formats.base import Format, Found, Parsed, Period, Request, Segment, capped, claims, ends, misfit, no_rows
from csdesk.i18n import gettext as _

TIMES, DAILY = "wecom.punch_times", "wecom.daily"
_PERIOD = re.compile(r"统计时间:\s*(?:(\d{4})[-/.])?(\d{1,2})[-/](\d{1,2})\s*~\s*(?:(\d{4})[-/.])?(\d{1,2})[-/](\d{1,2})")
_MADE = re.compile(r"制表时间:\s*(\d{4})[-/](\d\d)[-/](\d\d)(?: (\d\d):(\d\d))?")
_CLOCK = re.compile(r"^(次日|前日)?\s*([01]?\d|2[0-3]):([0-5]\d)(?::[0-5]\d)?(?:\((补卡|外勤|外出)\))?$")
_SEGMENT = re.compile(r"^(上班|下班)\d/打卡时间$")
_APART = re.compile(r"[、,;\s]+(?![^(]*\))")
_SIDES = {"上班": Side.IN, "下班": Side.OUT}


def _title(book: Book, name: str | None) -> str:
    rows = book.sheet(name).rows
    if len(rows) < 2 or "统计时间:" not in values.normal(next((cell for cell in rows[1] if cell != ""), "")):
        return ""
    return values.squeezed(next((cell for cell in rows[0] if cell != ""), ""))


def _recognise_times(book: Book, request: Request) -> Found | None:
    for name in request.sheets(book, ("打卡时间记录",))[:8]:
        if _title(book, name) == "打卡时间记录":
            return Found(name, _("title of the sheet: {title}").format(title="打卡时间记录"))
    return None


def _recognise_daily(book: Book, request: Request) -> Found | None:
    titles = {_title(book, name): name for name in request.sheets(book, ("打卡详情",))[:8]}
    for title in ("打卡详情", "概况统计与打卡明细", "上下班打卡_日报"):
        if title in titles:
            return Found(titles[title], _("title of the sheet: {title}").format(title=title), title)
    return None


def _stated(sheet: Sheet, out: Parsed, request: Request) -> Period:
    """The period of row 2, its year from 制表时间; refuses another month than the asked one."""
    text = values.normal(next((cell for cell in sheet.rows[1] if cell != ""), ""))
    made, period = _MADE.search(text), _PERIOD.search(text)
    try:
        if made is None or period is None:
            raise ValueError
        year, month = int(made[1]), int(made[2])
        out.generated_at = datetime(year, month, int(made[3]), int(made[4] or 0), int(made[5] or 0))
        ends = []
        for at in (1, 4):
            number = int(period[at + 1])
            ends.append(date(int(period[at] or (year - 1 if number > month else year)), number, int(period[at + 2])))
        first, last = ends
        low, high = values.plausible(request.now)
        if first > last or (last - first).days > 400 or not low.date() <= first <= last <= high.date():
            raise ValueError
    except ValueError:
        raise UserError(_("The period (统计时间) in row 2 is not readable: export the file again"), code="bad_period") from None
    if request.month is not None and (last < request.month.first or first > request.month.last):
        raise UserError(_("The file is of {first} to {last}, not of {month}: choose the file of that month").format(
            first=first, last=last, month=request.month), code="wrong_month")
    out.period = first, last
    out.covered = capped(out.period, out.generated_at)
    if out.covered != out.period:
        until = out.covered[1] if out.covered else first - timedelta(days=1)
        out.warn("partial_period", 2, "A",
                 message=_("The file was made before its period was over: it counts up to {last}").format(last=until))
    return first, last


class _Table:
    """Two header rows as `group/sub` keys, and people shared by (name, account, number)."""

    def __init__(self, sheet: Sheet, out: Parsed) -> None:
        if len(sheet.rows) < 4:
            raise no_rows()
        upper, lower = sheet.rows[2], sheet.rows[3]
        self.rows, self.width = sheet.rows, max(len(upper), len(lower))
        self.columns: dict[str, int] = {}
        group = ""
        single = not any(cell != "" for cell in lower[:3]) and sum(cell != "" for cell in lower) == 0
        for index, cell in enumerate(upper):
            group = values.key(cell) or group
            below = values.key(lower[index]) if index < len(lower) else ""
            head = f"{group}/{below}" if below and not single else values.key(cell)
            if head:
                self.columns.setdefault(head, index)
                self.columns.setdefault(below or head, index)
        missing = [name for name in ("姓名", "账号") if name not in self.columns]
        if missing:
            raise UserError(_("The column {name} is missing: export the report again with all columns").format(name="、".join(missing)),
                            code="missing_column")
        for row in range(4):
            out.skip("title" if row < 2 else "header", row + 1)
        self.name, self.account, self.no = self.columns["姓名"], self.columns["账号"], self.columns.get("工号", -1)
        self._known: dict[tuple[Any, ...], PersonRef] = {}

    def body(self, request: Request) -> Iterator[tuple[int, list[Any]]]:
        """(row number from 1, cells) below the header; every row is as wide as the header."""
        total = len(self.rows)
        for index in range(4, total):
            if not index & 127:
                request.ticker.step(index, total)
            row = self.rows[index]
            yield index + 1, row if len(row) >= self.width else row + [""] * (self.width - len(row))

    def person(self, row: list[Any]) -> PersonRef:
        raw = (row[self.name], row[self.account], row[self.no] if self.no >= 0 else "")
        found = self._known.get(raw)
        if found is None:
            name, account, no = ("" if (text := values.text(part)) in values.EMPTY else text for part in raw)
            found = PersonRef(name=name, no=no, account=account, shown=" / ".join(part for part in (name, account or no) if part),
                              id_column=letters(self.account), name_column=letters(self.name))
            self._known[raw] = found
        return found


@lru_cache(maxsize=4096)
def _clock(token: str) -> tuple[timedelta, str, str] | None:
    """A time as what has gone by since its day's midnight, its mark (补卡 …) and the day it names (次日, 前日); None = no time."""
    match = _CLOCK.match(token) if len(token) < 40 else None
    if match is None:
        return None
    days = {"次日": 1, "前日": -1}.get(match[1], 0)
    return timedelta(days=days, hours=int(match[2]), minutes=int(match[3])), match[4] or "", match[1] or ""


def _kind(text: str) -> str:
    return "makeup" if "补卡" in text else "field" if "外勤" in text else "punch"


def _filled(row: list[Any]) -> int:
    """How many cells say something: 0, 1, or 2 for more."""
    found = 0
    for cell in row:
        if cell != "" and cell != "--" and (type(cell) is str and cell[0].isalnum() or values.text(cell) not in values.EMPTY):
            found += 1
            if found == 2:
                break
    return found


def _parse_times(book: Book, found: Found, request: Request) -> Parsed:
    sheet = book.sheet(found.sheet)
    out = Parsed("punches", found.sheet, TIMES)
    first, last = _stated(sheet, out, request)
    table = _Table(sheet, out)
    start = next((index for index, cell in enumerate(sheet.rows[2]) if values.key(cell) == "打卡时间记录"), len(sheet.rows[2]))
    labels = [values.normal(cell) for cell in sheet.rows[3][start:]]
    while labels and not labels[-1]:
        labels.pop()
    midnight = datetime(first.year, first.month, first.day)
    days = [(start + offset, letters(start + offset), midnight + timedelta(days=offset)) for offset in range((last - first).days + 1)]
    fitting = sum(1 for label, (_column, _letter, day) in zip(labels, days, strict=False) if re.match(rf"0?{day.day}(?!\d)", label))
    if not len(labels) == len(days) == fitting:
        raise misfit(first, last)
    for number, row in table.body(request):
        if _filled(row) == 0:
            out.skip("blank", number)
            continue
        person = table.person(row)
        cells = [(letter, day, cell) for column, letter, day in days if (cell := row[column]) != ""]
        if not cells and not person.account and not person.no:
            out.skip("footer", number)
            continue
        if person.empty:
            out.refuse("no_identity", number, letters(table.name), "")
            continue
        for letter, day, cell in cells:
            plain = values.normal(cell)
            if plain in values.NOTHING:
                continue
            tokens = [token for token in _APART.split(plain) if token]
            if len(tokens) > 1 and "、" not in plain:
                out.warn("normalised", number, letter, values.text(cell))
            source = Source(sheet.name, number, letter)
            for token in tokens:
                clock = _clock(token)
                if clock is None or clock[2]:
                    out.refuse("bad_time", number, letter, token)
                    continue
                out.drafts.append(PunchDraft(person, day + clock[0], _kind(clock[1]), None, "", "", source, token))
    return out


def _asked(row: list[Any], column: int) -> str:
    """假勤申请 of a row, '' for none."""
    text = " ".join(values.text(row[column]).split()) if column >= 0 else ""
    return "" if text in values.EMPTY else text


def _parse_daily(book: Book, found: Found, request: Request) -> Parsed:
    sheet = book.sheet(found.sheet)
    out = Parsed("punches", found.sheet, DAILY)
    first, last = _stated(sheet, out, request)
    table = _Table(sheet, out)
    day_column = table.columns.get("日期", table.columns.get("时间", -1))
    if "实际打卡时间" in table.columns:
        places = [(table.columns["实际打卡时间"], table.columns.get("打卡状态", -1))]
    else:
        ordered = sorted((column, head) for head, column in table.columns.items() if _SEGMENT.match(head))
        places = [(column, table.columns.get(head.replace("打卡时间", "打卡状态"), -1)) for column, head in ordered]
        heads = [head for _column, head in ordered]
    if day_column < 0 or not places:
        raise UserError(_("The column {name} is missing: export the report again with all columns").format(name="日期、实际打卡时间"),
                        code="missing_column")
    single = len(places) == 1 and "实际打卡时间" in table.columns
    type_column, asked_column = table.columns.get("打卡类型", -1), table.columns.get("假勤申请", -1)
    segments: list[Segment] = []
    if not single:
        segments = [(column, status, _SIDES[head[:2]]) for (column, status), head in zip(places, heads, strict=True)]
    low, high = values.plausible(request.now)
    days: dict[Any, tuple[date, datetime] | None] = {}
    for number, row in table.body(request):
        few = _filled(row)
        if few < 2:
            out.skip("footer" if few else "blank", number)
            continue
        stated = row[day_column]
        if stated not in days:
            try:
                day = values.parse_date(stated)
                days[stated] = day, datetime(day.year, day.month, day.day)
            except values.BadValue:
                days[stated] = None
        known = days[stated]
        if known is None:
            out.refuse("bad_date", number, letters(day_column), values.text(stated))
            continue
        day, midnight = known
        if not first <= day <= last or not low.date() <= day <= high.date():
            out.refuse("outside_period", number, letters(day_column), values.text(stated))
            continue
        person = table.person(row)
        if person.empty:
            out.refuse("no_identity", number, letters(table.name), "")
            continue
        quiet = False
        for column, status_column in places:
            raw = row[column]
            plain = values.normal(raw)
            status = values.text(row[status_column]) if status_column >= 0 else ""
            if plain in values.NOTHING:
                quiet = True
                if single:
                    out.skip("no_punch", number)
                continue
            if status.startswith("失效"):
                out.skip("vendor_invalid", number, None if single else letters(column))
                continue
            clock = _clock(plain)
            if clock is None:
                out.refuse("bad_time", number, letters(column), values.text(raw))
                continue
            out.drafts.append(PunchDraft(person, midnight + clock[0], _kind(status + clock[1]), day, status, "",
                                         Source(sheet.name, number, letters(column)), values.text(raw)))
        if not quiet:
            continue
        if single and type_column >= 0:
            side = _SIDES.get(values.normal(row[type_column])[:2])
            segments = [(*places[0], side)] if side is not None else []
        for column, status_column, side in ends(segments, row):
            status = values.text(row[status_column]) if status_column >= 0 else ""
            if claims(status) and values.normal(row[column]) in values.NOTHING:
                out.claims.append(ClaimDraft(person, day, side, status, _asked(row, asked_column),
                                             Source(sheet.name, number, letters(status_column))))
    return out


FORMATS = (Format(TIMES, "wecom_times", ("punches",), _recognise_times, _parse_times),
           Format(DAILY, "wecom", ("punches",), _recognise_daily, _parse_daily))
