"""WeCom 企业微信 (formats.md 3): 打卡时间记录 has CALENDAR days, 日报 (打卡详情 first, else 上班N/下班N) has WORK days; 月报 has no times.

The files carry no year: it comes from 制表时间. The 账号 is the key, 工号 is almost always empty.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import Any

from csdesk.core.drafts import PersonRef, PunchDraft, Source
from csdesk.core.problem import UserError
from csdesk.files import values
from csdesk.files.cells import Book, Sheet, letters
from csdesk.files.formats.base import Format, Found, Parsed, Period, Request, capped, misfit
from csdesk.i18n import gettext as _

TIMES, DAILY = "wecom.punch_times", "wecom.daily"
_PERIOD = re.compile(r"统计时间:\s*(?:(\d{4})[-/.])?(\d{1,2})[-/](\d{1,2})\s*~\s*(?:(\d{4})[-/.])?(\d{1,2})[-/](\d{1,2})")
_MADE = re.compile(r"制表时间:\s*(\d{4})[-/](\d\d)[-/](\d\d)(?: (\d\d):(\d\d))?")
_CLOCK = re.compile(r"^(次日|前日)?\s*([01]?\d|2[0-3]):([0-5]\d)(?::[0-5]\d)?(?:\((补卡|外勤|外出)\))?$")
_SEGMENT = re.compile(r"^(上班|下班)\d/打卡时间$")


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
    if "上下班打卡_月报" in titles:
        raise UserError(_("This is the WeCom month report, it has no times: export 打卡时间记录 or 日报"), code="summary_only")
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
        upper, lower = sheet.rows[2], sheet.rows[3] if len(sheet.rows) > 3 else []
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

    def person(self, row: list[Any]) -> PersonRef:
        raw = tuple(row[column] if 0 <= column < len(row) else "" for column in (self.name, self.account, self.no))
        found = self._known.get(raw)
        if found is None:
            name, account, no = ("" if (text := values.text(part)) in values.EMPTY else text for part in raw)
            found = PersonRef(name=name, no=no, account=account, shown=" / ".join(part for part in (name, account or no) if part),
                              id_column=letters(self.account), name_column=letters(self.name))
            self._known[raw] = found
        return found


def _moment(match: re.Match[str], day: date) -> datetime:
    shift = {"次日": 1, "前日": -1}.get(match[1], 0)
    return datetime(day.year, day.month, day.day, int(match[2]), int(match[3])) + timedelta(days=shift)


def _kind(text: str) -> str:
    return "makeup" if "补卡" in text else "field" if "外勤" in text else "punch"


def _filled(row: list[Any]) -> int:
    return sum(1 for cell in row if values.text(cell) not in values.EMPTY)


def _parse_times(book: Book, found: Found, request: Request) -> Parsed:
    sheet = book.sheet(found.sheet)
    out = Parsed("punches", found.sheet, TIMES)
    first, last = _stated(sheet, out, request)
    table = _Table(sheet, out)
    start = next((index for index, cell in enumerate(sheet.rows[2]) if values.key(cell) == "打卡时间记录"), len(sheet.rows[2]))
    labels = [values.normal(cell) for cell in sheet.rows[3][start:]]
    while labels and not labels[-1]:
        labels.pop()
    days = [(start + offset, letters(start + offset), first + timedelta(days=offset)) for offset in range((last - first).days + 1)]
    fitting = sum(1 for label, (_column, _letter, day) in zip(labels, days, strict=False) if re.match(rf"0?{day.day}(?!\d)", label))
    if not len(labels) == len(days) == fitting:
        raise misfit(first, last)
    for index in range(4, len(sheet.rows)):
        row, number = sheet.rows[index], index + 1
        if not index & 127:
            request.ticker.step(index, len(sheet.rows))
        if _filled(row) == 0:
            out.skip("blank", number)
            continue
        person = table.person(row)
        cells = [(letter, day, row[column]) for column, letter, day in days if column < len(row) and row[column] != ""]
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
            tokens = [token.strip() for token in re.split(r"[、,;\s]+(?![^(]*\))", plain) if token.strip()]
            if len(tokens) > 1 and "、" not in plain:
                out.warn("normalised", number, letter, values.text(cell))
            for token in tokens:
                match = _CLOCK.match(token)
                if match is None or match[1]:
                    out.refuse("bad_time", number, letter, token)
                    continue
                source = Source(sheet.name, number, letter)
                out.drafts.append(PunchDraft(person, _moment(match, day), _kind(match[4] or ""), None, "", "", source, token))
    return out


def _parse_daily(book: Book, found: Found, request: Request) -> Parsed:
    sheet = book.sheet(found.sheet)
    out = Parsed("punches", found.sheet, DAILY)
    first, last = _stated(sheet, out, request)
    table = _Table(sheet, out)
    day_column = table.columns.get("日期", table.columns.get("时间", -1))
    if "实际打卡时间" in table.columns:
        places = [(table.columns["实际打卡时间"], table.columns.get("打卡状态", -1))]
    else:
        heads = sorted((column, head) for head, column in table.columns.items() if _SEGMENT.match(head))
        places = [(column, table.columns.get(head.replace("打卡时间", "打卡状态"), -1)) for column, head in heads]
    if day_column < 0 or not places:
        raise UserError(_("The column {name} is missing: export the report again with all columns").format(name="日期、实际打卡时间"),
                        code="missing_column")
    single = len(places) == 1 and "实际打卡时间" in table.columns
    low, high = values.plausible(request.now)
    days: dict[Any, date | None] = {}
    for index in range(4, len(sheet.rows)):
        row, number = sheet.rows[index], index + 1
        if not index & 1023:
            request.ticker.step(index, len(sheet.rows))
        if _filled(row) == 0:
            out.skip("blank", number)
            continue
        if _filled(row) == 1:
            out.skip("footer", number)
            continue
        stated = row[day_column]
        if stated not in days:
            try:
                days[stated] = values.parse_date(stated)
            except values.BadValue:
                days[stated] = None
        day = days[stated]
        if day is None:
            out.refuse("bad_date", number, letters(day_column), values.text(stated))
            continue
        if not first <= day <= last or not low.date() <= day <= high.date():
            out.refuse("outside_period", number, letters(day_column), values.text(stated))
            continue
        person = table.person(row)
        if person.empty:
            out.refuse("no_identity", number, letters(table.name), "")
            continue
        for column, status_column in places:
            raw = row[column] if column < len(row) else ""
            plain = values.normal(raw)
            status = values.text(row[status_column]) if 0 <= status_column < len(row) else ""
            if plain in values.NOTHING:
                if single:
                    out.skip("no_punch", number)
                continue
            if status.startswith("失效"):
                out.skip("vendor_invalid", number, None if single else letters(column))
                continue
            match = _CLOCK.match(plain)
            if match is None:
                out.refuse("bad_time", number, letters(column), values.text(raw))
                continue
            out.drafts.append(PunchDraft(person, _moment(match, day), _kind(status + (match[4] or "")), day, status, "",
                                         Source(sheet.name, number, letters(column)), values.text(raw)))
    return out


FORMATS = (Format(TIMES, "wecom_times", ("punches",), _recognise_times, _parse_times),
           Format(DAILY, "wecom", ("punches",), _recognise_daily, _parse_daily))
