"""Workbooks that a clock writes, one block per person: ZK/OEM 标准报表 (glued times) and Deli 员工刷卡记录表 (formats.md 5a-5c).

Days are CALENDAR days unless a person says otherwise of the clock (a firmware with a "day change" writes the night under the day on
which it began); ids are numbers of the clock; the times of a cell may be glued without any separator.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Any

from csdesk.core.drafts import PersonRef, PunchDraft, Source
from csdesk.core.problem import UserError
from csdesk.files import values
from csdesk.files.cells import Book, Sheet, letters
from csdesk.files.formats.base import AfterMidnight, Format, Found, Parsed, Period, Request, capped, misfit
from csdesk.i18n import gettext as _

ZK, DELI = "zk.standard_report", "deli.punch_table"
_TITLES = {"考勤记录表": ZK, "刷卡记录表": ZK, "attendancerecordreport": ZK, "att.logreport": ZK, "laporanlogabsen": ZK, "lap.logabsen": ZK,
           "员工刷卡记录表": DELI}
_NO = ("工号", "id", "no", "no.", "登记号码", "考勤号码")
_NAME = ("姓名", "name", "nama")
_DEPARTMENT = ("部门", "department", "dept", "dept.", "departemen", "所属部门")
_SPAN = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})\s*(?:~|至|到)\s*(?:(\d{4})[-/.])?(\d{1,2})[-/.](\d{1,2})")
_MADE = re.compile(r"(?:制表时间|制表日期|printdate|tgl\.?cetak):?")
_TIME = re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d")
_DAY_NUMBER = re.compile(r"(\d{1,2})(?:\s*[一二三四五六日])?$")
_CLOCK = re.compile(r"^(\d{1,3})_")  # 2_标准报表.xls: the number of the clock

_Times = tuple[list[tuple[str, time, int]], list[tuple[str, bool]]]


def _recognise(wanted: str) -> Any:
    def recognise(book: Book, request: Request) -> Found | None:
        if book.is_text:
            return None
        for name in request.sheets(book, ("考勤记录", "员工刷卡记录表", "Att.log report", "Lap. Log Absen", "刷卡记录"))[:20]:
            rows = book.sheet(name).rows
            for row in rows[:4]:
                for cell in row:
                    title = values.squeezed(cell).casefold() if type(cell) is str and cell else ""
                    if _TITLES.get(title) == wanted and any(_info(each) is not None for each in rows[:14]):
                        return Found(name, _("title of the sheet: {title}").format(title=values.squeezed(cell)))
        return None

    return recognise


def _info(row: list[Any]) -> tuple[str, str] | None:
    """(number, name) of a person's info row, None where the row is none."""
    found: dict[str, str] = {}
    label = ""
    for cell in row:
        plain = values.normal(cell) if cell != "" else ""
        if not plain:
            continue
        head, colon, rest = plain.partition(":")
        kind = _label(head) if colon else ""
        if kind:
            label = kind
            found.setdefault(label, "")
            plain = rest.strip()
        if label and plain and not found[label]:
            found[label] = values.text(cell) if not kind else plain
            label = ""
    return (found["no"], found["name"]) if "no" in found and "name" in found else None


def _label(head: str) -> str:
    plain = head.replace(" ", "").casefold()
    return "no" if plain in _NO else "name" if plain in _NAME else "department" if plain in _DEPARTMENT else ""


def _period(sheet: Sheet, request: Request) -> tuple[Period | None, datetime | None, int]:
    """The period, when the report was made, and how many rows say so (the last of them)."""
    period: Period | None = None
    made: datetime | None = None
    last = 0
    for index, row in enumerate(sheet.rows[:8]):
        texts = [values.normal(cell) for cell in row if cell != ""]
        for place, text in enumerate(texts):
            match = _SPAN.search(text)
            if match and period is None:
                try:
                    first = date(int(match[1]), int(match[2]), int(match[3]))
                    year = int(match[4] or first.year + (int(match[5]) < first.month and not match[4]))
                    period, last = (first, date(year, int(match[5]), int(match[6]))), index + 1
                except ValueError:
                    period = None
            found = _MADE.match(text.replace(" ", "").casefold())
            if found:
                last = max(last, index + 1)
                rest = re.sub(r"^[^:]*:", "", text).strip() if ":" in text else ""
                for each in (rest, *texts[place + 1:place + 2]):
                    made = made or _moment(each)
    low, high = values.plausible(request.now)
    if period is not None and not (low.date() <= period[0] <= period[1] <= high.date() and (period[1] - period[0]).days <= 400):
        raise UserError(_("The period of the clock's report is not possible: set the clock's date and export again"), code="bad_period")
    return period, made, last


def _moment(text: str) -> datetime | None:
    try:
        return values.parse_datetime(text)
    except values.BadValue:
        try:
            day = values.parse_date(text)
        except values.BadValue:
            return None
        return datetime(day.year, day.month, day.day)


def _day_row(row: list[Any]) -> list[tuple[int, int]]:
    """(column, day number) of a row of day numbers; [] for another row."""
    found: list[tuple[int, int]] = []
    for column, cell in enumerate(row):
        if cell == "" or not values.text(cell):
            continue
        match = _DAY_NUMBER.match(values.normal(cell))
        if match is None or not 1 <= int(match[1]) <= 31:
            return []
        number = int(match[1])
        if found and not (number == found[-1][1] + 1 or (number == 1 and found[-1][1] >= 28)):
            return []
        found.append((column, number))
    return found


def _parse(format_id: str) -> Any:
    def parse(book: Book, found: Found, request: Request) -> Parsed:
        sheet = book.sheet(found.sheet)
        out = Parsed("punches", found.sheet, format_id)
        period, made, meta = _period(sheet, request)
        if period is None and request.month is not None:
            period = request.month.first, request.month.last
        if period is None:
            raise UserError(_("The clock's report does not say its period: choose the month"), code="month_needed")
        first, last = period
        if request.month is not None and (last < request.month.first or first > request.month.last):
            raise UserError(_("The file is of {first} to {last}, not of {month}: choose the file of that month").format(
                first=first, last=last, month=request.month), code="wrong_month")
        out.period, out.generated_at = period, made
        out.covered = capped(period, made if made and made.time() != datetime.min.time() else None)
        _walk(sheet, out, request, meta)
        return out

    return parse


def _walk(sheet: Sheet, out: Parsed, request: Request, meta: int) -> None:
    assert out.period is not None
    first, last = out.period
    days: dict[int, date] = {}
    person: PersonRef | None = None
    own_days = variant = False
    started = False
    number_of = _CLOCK.match(request.name)
    night = AfterMidnight(f"{out.format}/{int(number_of[1])}" if number_of else out.format, request)
    latest: dict[int, int] = {}  # column -> the latest time of this person's day so far, in seconds
    known: dict[str, _Times] = {}
    for index, row in enumerate(sheet.rows):
        number = index + 1
        if not index & 127:
            request.ticker.step(index, len(sheet.rows))
        info = _info(row)
        if info is not None:
            started = True
            no, name = ("" if part in values.EMPTY else part for part in info)
            person = PersonRef(name=name, device_no=no, shown=" / ".join(part for part in (no, name) if part))
            latest = {}
            continue
        listed = _day_row(row)
        if len(listed) >= 2 or (listed and not days and number > meta):
            if not started or not own_days and not days:
                own_days = started
            days = _dates(listed, first, last)
            if not started:
                out.skip("header", number)
            continue
        if not started:
            filled = any(cell != "" for cell in row)
            stated = filled and any(_SPAN.search(text := values.normal(cell)) or _MADE.match(text.replace(" ", "").casefold())
                                    for cell in row if cell != "")
            out.skip("meta" if stated else "title" if number <= meta or not days else "header", number)
            continue
        cells = [(column, cell) for column, cell in enumerate(row) if cell != "" and values.text(cell)]
        if not cells or person is None:
            continue
        if len(cells) <= 2 and not any(column in days and _TIME.search(values.normal(cell)) for column, cell in cells):
            out.skip("footer", number)
            continue
        for column, cell in cells:
            plain = values.normal(cell)
            day = days.get(column)
            letter = letters(column)
            if plain in values.NOTHING or ":" not in plain and values.weekday(plain) is not None:
                continue
            if day is None:
                out.refuse("outside_period", number, letter, values.text(cell))
                continue
            if person.empty:
                out.refuse("no_identity", number, letter, "")
                continue
            read = known.get(plain)
            if read is None:
                read = known[plain] = _times(plain)
            times, rest = read
            if times and out.format == ZK and not variant and "\n" in values.text(cell):
                variant = True
                out.warn("layout_variant", number, letter, values.text(cell))
            source = Source(sheet.name, number, letter)
            before = latest.get(column, -1)
            for text, clock, seconds in times:
                at = datetime.combine(day, clock)
                if seconds < night.before or seconds < before:
                    at += timedelta(days=night.days_on(seconds, before, partial(_sample, person, day, plain)))
                before = max(before, seconds)
                out.drafts.append(PunchDraft(person, at, "punch", day if night.previous else None, "", "", source, text))
            latest[column] = before
            for text, at_end in rest:
                code = "trailing_garbage" if at_end and times and not re.fullmatch(r"\d{1,2}:\d\d", text) else "bad_time"
                out.refuse(code, number, letter, text)
    out.night = night.found()


def _sample(person: PersonRef, day: date, plain: str) -> str:
    return f"{person.name or person.device_no} {day.month}/{day.day}: {' '.join(plain.split())}"


def _dates(listed: list[tuple[int, int]], first: date, last: date) -> dict[int, date]:
    """Day columns as dates: they start with the first day of the period and follow each other."""
    days: dict[int, date] = {}
    for offset, (column, number) in enumerate(listed):
        day = first + timedelta(days=offset)
        if day.day != number:
            if day > last:  # 31 in September
                break
            raise misfit(first, last)
        days[column] = day
    return days


def _times(plain: str) -> _Times:
    """The whole times of a cell, glued or not, and what is left over with whether it stands at the end."""
    times = []
    rest = []
    position = 0
    for match in _TIME.finditer(plain):
        clock = time.fromisoformat(match[0])
        times.append((match[0], clock, clock.hour * 3600 + clock.minute * 60))
        if left := plain[position:match.start()].strip(" ,;、+"):
            rest.append((left, False))
        position = match.end()
    if left := plain[position:].strip(" ,;、+"):
        rest.append((left, True))
    return times, rest


FORMATS = (Format(DELI, "deli", ("punches",), _recognise(DELI), _parse(DELI)),
           Format(ZK, "zk", ("punches",), _recognise(ZK), _parse(ZK)))
