"""DingTalk 考勤报表 (formats.md 2): 原始记录 first, then 每日统计, then the 打卡时间 grid; 月度汇总 has no usable times.

Days are WORK days in every sheet. What the report says of sides without a punch stands in 每日统计, whichever sheet has the punches.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from csdesk.core.attendance import Side
from csdesk.core.drafts import ClaimDraft, PersonRef, PunchDraft, Source
from csdesk.core.problem import UserError
from csdesk.files import values
from csdesk.files.cells import Book, Sheet, letters
from csdesk.files.formats.base import Format, Found, Moments, Parsed, Period, Request, Segment, capped, claims, ends, misfit
from csdesk.i18n import gettext as _

ID = "dingtalk.attendance_report"
ORDER = ("原始记录", "每日统计", "打卡时间", "月度汇总")
_TITLE = re.compile(r"^(打卡时间|原始记录|月度汇总|每日汇总|每日统计)(?:\(新\))?统计日期:")
_PERIOD = re.compile(r"(\d{4}-\d{1,2}-\d{1,2})\s*(?:至|到|~|-)\s*(\d{4}-\d{1,2}-\d{1,2})")
_MADE = re.compile(r"生成时间:\s*(\d{4}-\d\d-\d\d \d\d:\d\d)")
_SEGMENT = re.compile(r"^(上班|下班)(\d)打卡时间$")
_CLOCK = re.compile(r"^(次日|前日|昨日)?\s*([01]?\d|2[0-3]):([0-5]\d)(?::([0-5]\d))?$")
_RECORD_HEADS = frozenset({"姓名", "考勤日期", "打卡时间", "打卡结果"})
_NO_PUNCH = ("缺卡", "未打卡", "旷工")
_DAY, _SIX = timedelta(days=1), timedelta(hours=6)
_SHIFTED = {"次日": 1, "前日": -1, "昨日": -1}


def recognise(book: Book, request: Request) -> Found | None:
    """The best of the report's sheets. Raises UserError where only 月度汇总 is there, or another DingTalk report."""
    found: dict[str, str | None] = {}
    for name in request.sheets(book, ORDER):
        rows = book.sheet(name).rows
        if not rows:
            continue
        title = _TITLE.match(values.squeezed(next((cell for cell in rows[0] if cell != ""), "")))
        if title is None:
            continue
        kind = "每日统计" if title[1] == "每日汇总" else title[1]
        found.setdefault(kind, name)
        if kind == "原始记录" and len(rows) > 3:
            break
    for kind in ORDER[:3]:
        if kind in found:
            return Found(found[kind], _("title of the sheet: {title} 统计日期").format(title=kind), kind)
    if found:
        raise UserError(_("Only 月度汇总 is in this DingTalk report, it has no reliable times: export 原始记录"), code="summary_only")
    _other_reports(book)
    for name in request.sheets(book, ORDER)[:8]:  # the title was deleted by hand: the columns of 原始记录 are unmistakable
        for row in book.sheet(name).rows[:6]:
            if {values.key(cell) for cell in row if type(cell) is str} >= _RECORD_HEADS:
                return Found(name, _("columns {titles}").format(titles="、".join(sorted(_RECORD_HEADS))), "原始记录")
    return None


def _other_reports(book: Book) -> None:
    for name in book.names[:4]:
        rows = book.sheet(name).rows
        heads = {values.key(cell) for row in rows[:4] for cell in row if cell != ""}
        if {"审批编号", "审批状态"} <= heads:
            raise UserError(_("This is an export of approvals: export 考勤报表 in DingTalk, or enter leave with the leave template"),
                            code="approval_export")
        if "拜访对象" in heads and "姓名" in heads:
            raise UserError(_("This is a sign-in report of field visits: export 考勤报表 (原始记录) in DingTalk"), code="checkin_report")


def parse(book: Book, found: Found, request: Request) -> Parsed:
    sheet = book.sheet(found.sheet)
    out = Parsed("punches", found.sheet, ID)
    title = values.normal(next((cell for cell in sheet.rows[0] if cell != ""), ""))
    stated = _period(title) if _TITLE.match(values.squeezed(title)) else None
    out.period = stated
    for row in sheet.rows[1:3]:
        made = _MADE.search(values.normal(row[0]) if row else "")
        if made:
            try:
                out.generated_at = datetime.fromisoformat(made[1])
            except ValueError:
                out.warn("bad_datetime", 2, "A", values.text(row[0]))
    low, high = values.plausible(request.now)
    first, last = stated or (low.date(), high.date())
    if not (low.date() <= first and last <= high.date()):
        raise UserError(_("The file says 统计日期 {first} to {last}, more than nine years back or one year ahead: check the file").format(
            first=first, last=last), code="out_of_plausible_range")
    if stated is not None:
        out.covered = capped(stated, out.generated_at)
    if out.covered != stated:
        last = out.covered[1] if out.covered else first - timedelta(days=1)
        out.warn("partial_period", 2, "A",
                 message=_("The file was made before its period was over: it counts up to {last}").format(last=last))
    header = _header(sheet)
    for index in range(header):
        out.skip("blank" if _blank(sheet.rows[index]) else "title", index + 1)
    out.skip("header", header + 1)
    {"原始记录": _records, "每日统计": _daily, "打卡时间": _grid}[str(found.detail)](sheet, header, out, request)
    if found.detail != "每日统计":
        _beside(book, out, request)
    if stated is None:
        days = [draft.work_date for draft in out.drafts if isinstance(draft, PunchDraft) and draft.work_date is not None]
        out.period = out.covered = (min(days), max(days)) if days else None
    if out.period is not None:
        _check_period(out, request)
    return out


def _beside(book: Book, out: Parsed, request: Request) -> None:
    """The claims of 每日统计 beside the sheet of the punches, where it is of the same period; nothing in it is refused."""
    if request.sheet is not None or "每日统计" not in book.names:
        return
    sheet = book.sheet("每日统计")
    title = values.normal(next((cell for cell in sheet.rows[0] if cell != ""), "")) if sheet.rows else ""
    other = Parsed(out.kind, sheet.name, ID, out.period)
    try:
        if not _TITLE.match(values.squeezed(title)) or _period(title) != out.period:
            return
        _daily(sheet, _header(sheet), other, request, punches=False)
    except UserError:
        return
    said = {_whose(one) for one in out.claims}
    out.claims += [one for one in other.claims if _whose(one) not in said]


def _whose(one: ClaimDraft) -> tuple[object, ...]:
    return one.person.name, one.person.no, one.person.user_id, one.day, one.side


def _check_period(out: Parsed, request: Request) -> None:
    """Refuse a report of another month than the asked one, and one whose rows do not belong to its title."""
    assert out.period is not None
    first, last = out.period
    if request.month is not None and (last < request.month.first or first > request.month.last):
        raise UserError(_("The file is of {first} to {last}, not of {month}: choose the file of that month").format(
            first=first, last=last, month=request.month), code="wrong_month")
    if sum(problem.code == "outside_period" for problem in out.problems) > len(out.drafts):
        raise UserError(_("Most times lie outside the period {first} to {last} of the file: it was mixed up, export it again").format(
            first=first, last=last), tuple(out.problems[:50]), code="wrong_month")


def _period(title: str) -> Period:
    match = _PERIOD.search(title)
    try:
        if match:
            first, last = values.parse_date(match[1]), values.parse_date(match[2])
            if first <= last and (last - first).days <= 400:
                return first, last
    except values.BadValue:
        pass
    raise UserError(_("The period (统计日期) in the title of the DingTalk report is not readable: export it again"), code="bad_period")


def _header(sheet: Sheet) -> int:
    for index, row in enumerate(sheet.rows[:10]):
        heads = {values.key(cell) for cell in row if cell != ""}
        if "姓名" in heads and ("userid" in heads or "部门" in heads or "工号" in heads):
            return index
    raise UserError(_("The header row with 姓名 is missing: export the report again and change nothing in it"), code="unknown_layout")


def _columns(row: list[Any]) -> dict[str, int]:
    found: dict[str, int] = {}
    for index, cell in enumerate(row):
        if cell != "":
            found.setdefault(values.key(cell), index)
    return found


def _blank(row: list[Any]) -> bool:
    return not any(cell if type(cell) is not str else cell.strip() for cell in row)


class _People:
    """One shared PersonRef for every distinct (name, number, UserId) of a sheet."""

    def __init__(self, columns: dict[str, int]) -> None:
        self.name = columns.get("姓名", -1)
        self.no = columns.get("工号", -1)
        self.user = columns.get("userid", -1)
        self._id_column = letters(self.user if self.user >= 0 else max(self.no, 0)) if max(self.user, self.no) >= 0 else ""
        self._known: dict[tuple[Any, Any, Any], PersonRef] = {}

    def __call__(self, row: list[Any]) -> PersonRef:
        raw = (row[self.name], row[self.no] if self.no >= 0 else "", row[self.user] if self.user >= 0 else "")
        found = self._known.get(raw)
        if found is None:
            name, no, user = (values.text(part) for part in raw)
            no, user = ("" if part in values.EMPTY else part for part in (no, user))
            shown = " / ".join(part for part in (name, user or no) if part)
            found = PersonRef(name=name, no=no, user_id=user, shown=shown, id_column=self._id_column, name_column=letters(self.name))
            self._known[raw] = found
        return found


def _kind(result: str, device: str = "") -> str:
    if "补卡" in result or "补卡" in device or result.startswith("举证打卡"):
        return "makeup"
    return "field" if "外勤" in result else "punch"


def _body(sheet: Sheet, header: int, width: int, request: Request) -> Iterator[tuple[int, list[Any]]]:
    """(row number from 1, cells) below the header; every row reaches to the column `width`."""
    total = len(sheet.rows)
    for index in range(header + 1, total):
        if not index & 1023:
            request.ticker.step(index, total)
        row = sheet.rows[index]
        if len(row) <= width:
            row = row + [""] * (width + 1 - len(row))
        yield index + 1, row


def _records(sheet: Sheet, header: int, out: Parsed, request: Request) -> None:
    columns = _columns(sheet.rows[header])
    missing = [name for name in ("打卡时间", "考勤日期", "打卡结果") if name not in columns]
    if missing:
        raise UserError(_("The column {name} is missing: export the report again with all columns").format(name="、".join(missing)),
                        code="missing_column")
    people = _People(columns)
    at_column, day_column, result_column = columns["打卡时间"], columns["考勤日期"], columns["打卡结果"]
    device_column = columns.get("打卡设备", -1)
    at_letter, day_letter = letters(at_column), letters(day_column)
    moments = Moments(request.now)
    low, high = moments.low, moments.high
    first, last = out.period or (low.date(), high.date())
    early, late = _at(first) - timedelta(days=1), _at(last) + timedelta(days=3)
    days: dict[Any, tuple[date, datetime, datetime] | None] = {}
    kinds: dict[tuple[str, str], str] = {}
    name, width = sheet.name, max(columns.values())
    quiet: list[tuple[int, list[Any], str]] = []
    add = out.drafts.append
    for number, row in _body(sheet, header, width, request):
        raw = row[at_column]
        result = row[result_column]
        if type(result) is not str:
            result = values.text(result)
        if raw == "" and _footer(row, people, day_column, out, number):
            continue
        if result.startswith("打卡无效"):
            out.skip("vendor_invalid", number)
            continue
        if raw == "" and claims(result):
            out.skip("no_punch", number)
            quiet.append((number, row, result))
            continue
        person = people(row)
        if person.empty:
            out.refuse("no_identity", number, letters(people.name), "")
            continue
        try:
            at = moments(raw)
        except values.BadValue as bad:
            out.refuse(bad.code, number, at_letter, values.text(raw))
            continue
        if at < low or at > high:
            out.refuse("out_of_plausible_range", number, at_letter, values.text(raw))
            continue
        stated = row[day_column]
        try:
            window = days[stated]
        except KeyError:
            window = days[stated] = _window(stated)
        if window is None:
            out.refuse("bad_date", number, day_letter, values.text(stated))
            continue
        day, soonest, latest = window
        if not first <= day <= last or at < early or at >= late:
            out.refuse("outside_period", number, at_letter, values.text(raw))
            continue
        if at < soonest or at >= latest:
            out.refuse("date_conflict", number, at_letter, values.text(raw))
            continue
        device = row[device_column] if device_column >= 0 else ""
        if type(device) is not str:
            device = values.text(device)
        kind = kinds.get((result, device))
        if kind is None:
            kind = kinds[result, device] = _kind(result, device)
        if type(raw) is not str:
            raw = values.text(raw)
        elif len(raw) not in (16, 19) or not raw.isascii():
            out.warn("normalised", number, at_letter, raw)
        add(PunchDraft(person, at, kind, day, result, device, Source(name, number, at_letter), raw))
    if quiet:
        _quiet_records(sheet, header, columns, quiet, people, out)


def _quiet_records(sheet: Sheet, header: int, columns: dict[str, int], quiet: list[tuple[int, list[Any], str]], people: _People,
                   out: Parsed) -> None:
    """Rows of 原始记录 without a punch time as claims; 考勤时间 tells the sides of a day apart (the first is the check-in)."""
    due = columns.get("考勤时间", -1)
    day_column = columns["考勤日期"]
    if due < 0:
        return
    spans: dict[tuple[PersonRef, Any], list[str]] = {}
    for row in sheet.rows[header + 1:]:
        if len(row) > max(due, day_column, people.name, people.no, people.user) and (text := values.normal(row[due])):
            spans.setdefault((people(row), row[day_column]), []).append(text)
    for number, row, result in quiet:
        person, window, text = people(row), _window(row[day_column]), values.normal(row[due])
        if person.empty or window is None or not text or (out.period and not out.period[0] <= window[0] <= out.period[1]):
            continue
        known = spans.get((person, row[day_column]), [])  # a row that is cut off stands in no span
        side = Side.OUT if known and text > min(known) else Side.IN
        out.claims.append(ClaimDraft(person, window[0], side, result, "", Source(sheet.name, number, letters(columns["打卡结果"]))))


def _at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day)


def _window(stated: Any) -> tuple[date, datetime, datetime] | None:
    """A work day and the moments its punches may have: the day before to two days after."""
    try:
        day = values.parse_date(stated)
        return day, _at(day) - timedelta(days=1), _at(day) + timedelta(days=3)
    except (values.BadValue, OverflowError):
        return None


def _footer(row: list[Any], people: _People, day_column: int, out: Parsed, number: int) -> bool:
    """Classify a row without a punch time that is no record at all: blank, or a remark below the table."""
    if _blank(row):
        out.skip("blank", number)
        return True
    filled = sum(1 for cell in row if cell != "")
    if filled <= 2 and row[day_column] == "" and (people.user < 0 or row[people.user] == ""):
        out.skip("footer", number)
        return True
    return False


def _daily(sheet: Sheet, header: int, out: Parsed, request: Request, *, punches: bool = True) -> None:
    """A row a person and day, with up to three pairs of times. `punches` False: only what it says of sides without one."""
    columns = _columns(sheet.rows[header])
    segments: list[Segment] = []
    for head, index in columns.items():
        match = _SEGMENT.match(head)
        if match:
            segments.append((index, columns.get(f"{match[1]}{match[2]}打卡结果", -1), Side.IN if match[1] == "上班" else Side.OUT))
    if not segments or "日期" not in columns:
        raise UserError(_("The columns 日期 and 上班1打卡时间 are missing: export 原始记录 instead"), code="missing_column")
    segments.sort(key=lambda segment: segment[0])
    shift_column, approval_column = columns.get("班次", -1), columns.get("关联的审批单", -1)
    people = _People(columns)
    day_column = columns["日期"]
    width = max(columns.values())
    assert out.period is not None
    first, last = out.period
    days: dict[Any, tuple[date, datetime, datetime] | None] = {}
    for number, row in _body(sheet, header, width, request):
        if not punches and not any(result >= 0 and row[result] != "" and row[column] == "" for column, result, _side in segments):
            continue
        stated = row[day_column]
        if stated == "" and row[people.name] == "" and number == header + 2 and not _blank(row):
            out.skip("header", number)
            continue
        if stated == "" and _footer(row, people, day_column, out, number):
            continue
        person = people(row)
        if person.empty:
            out.refuse("no_identity", number, letters(people.name), "")
            continue
        try:
            window = days[stated]
        except KeyError:
            window = days[stated] = _window(stated)
        if window is None:
            out.refuse("bad_date", number, letters(day_column), values.text(stated))
            continue
        day = window[0]
        if not first <= day <= last:
            out.refuse("outside_period", number, letters(day_column), values.text(stated))
            continue
        if not (shift_column >= 0 and values.text(row[shift_column]).startswith("休息")):
            _quiet_sides(sheet, row, number, segments, approval_column, (person, day), out)
        for column, result_column, _side in segments if punches else ():
            raw = row[column]
            if raw == "":
                continue
            plain = values.normal(raw)
            result = values.text(row[result_column]) if result_column >= 0 else ""
            if plain in values.NOTHING or plain.startswith(_NO_PUNCH):
                continue
            if result.startswith("打卡无效"):
                out.skip("vendor_invalid", number, letters(column))
                continue
            match = _CLOCK.match(plain)
            if match is None:
                out.refuse("bad_time", number, letters(column), values.text(raw))
                continue
            offset = timedelta(days=_SHIFTED.get(match[1], 0), hours=int(match[2]), minutes=int(match[3]), seconds=int(match[4] or 0))
            source = Source(sheet.name, number, letters(column))
            out.drafts.append(PunchDraft(person, _at(day) + offset, _kind(result), day, result, "", source, values.text(raw)))


def _quiet_sides(sheet: Sheet, row: list[Any], number: int, segments: list[Segment], approval: int, whose: tuple[PersonRef, date],
                 out: Parsed) -> None:
    """The two ends of a day where they have a result and no time."""
    for column, result, side in ends(segments, row):
        text = values.text(row[result]) if result >= 0 else ""
        if row[column] == "" and claims(text):
            asked = " ".join(values.text(row[approval]).split()) if approval >= 0 else ""
            out.claims.append(ClaimDraft(*whose, side, text, asked, Source(sheet.name, number, letters(result))))


def _grid(sheet: Sheet, header: int, out: Parsed, request: Request) -> None:
    """One column per day: the first time is on that day, every decrease is the next day (formats.md 1, fact 2)."""
    columns = _columns(sheet.rows[header])
    people = _People(columns)
    assert out.period is not None
    first, last = out.period
    length = (last - first).days + 1
    start = columns.get("打卡时间", max(columns.values()) + 1)
    labels = sheet.rows[header + 1][start:] if header + 1 < len(sheet.rows) else []
    while labels and labels[-1] == "":
        labels = labels[:-1]
    numbers = [(values.text(label), (first + timedelta(days=offset)).day) for offset, label in enumerate(labels)]
    wrong = any(label.isdecimal() and (len(label) > 2 or int(label) != day) for label, day in numbers)
    if len(labels) != length or wrong:
        raise misfit(first, last)
    out.skip("header", header + 2)
    days = [(start + offset, letters(start + offset), first + timedelta(days=offset)) for offset in range(length)]
    total = len(sheet.rows)
    clocks: dict[str, timedelta] = {}
    add = out.drafts.append
    for index in range(header + 2, total):
        if not index & 127:
            request.ticker.step(index, total)
        row = sheet.rows[index]
        number = index + 1
        if len(row) < start + length:
            row = row + [""] * (start + length - len(row))
        if _blank(row):
            out.skip("blank", number)
            continue
        person = people(row)
        if all(row[column] == "" for column, _letter, _day in days) and not person.user_id and not person.no:
            out.skip("footer", number)
            continue
        if person.empty:
            out.refuse("no_identity", number, letters(people.name), "")
            continue
        for column, letter, day in days:
            cell = row[column]
            if cell == "":
                continue
            at, before, taken = _at(day), timedelta(-1), 0
            source = Source(sheet.name, number, letter)
            for token in values.normal(cell).split():
                clock = clocks.get(token)
                if clock is None:
                    match = _CLOCK.match(token)
                    if match is None or match[1]:
                        if token not in values.NOTHING:
                            out.refuse("bad_time", number, letter, token)
                        continue
                    clock = clocks[token] = timedelta(hours=int(match[2]), minutes=int(match[3]))
                if clock < before:
                    at += _DAY
                before = clock
                taken += 1
                add(PunchDraft(person, at + clock, "punch", day, "", "", source, token))
            if taken == 1 and before < _SIX:
                out.warn("ambiguous_day", number, letter, values.text(cell))


FORMAT = Format(ID, "dingtalk", ("punches",), recognise, parse)
