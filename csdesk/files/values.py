"""The grammar of single values in outside files: texts, dates, clock times, date-times, amounts (formats.md 11)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any

_INVISIBLE = dict.fromkeys((0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0x00AD, 0x200E, 0x200F, 0x202A, 0x202B, 0x202C, 0x202D, 0x202E))
_BLANKS = re.compile(r"\s+")
_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】")
_FORCED = re.compile(r'^="(.*)"$', re.DOTALL)
EPOCH = datetime(1899, 12, 30)
NOTHING = frozenset({"", "-", "--", "—", "——", "/", "未打卡", "无"})
EMPTY = frozenset({"", "-", "--"})


class BadValue(ValueError):
    """A value that cannot be taken; `code` is the stable name of the reason (formats.md)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def text(value: Any) -> str:
    """A cell as the text a person sees: whole numbers without '.0', dates in ISO form, ="0007" and a forcing tab undone."""
    if type(value) is str:
        stripped = value.strip()
        if not stripped.isascii() and not stripped.isprintable():  # none of the zero-width characters is
            stripped = stripped.translate(_INVISIBLE).strip()
        return _unforced(stripped) if stripped[:1] in ("=", "'") else stripped
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value == value and abs(value) < 1e15 and value == int(value) else repr(value)
    if isinstance(value, datetime):
        return value.isoformat(" ", "seconds") if value.time() != time() else value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return value.isoformat("seconds") if value.second else value.isoformat("minutes")
    if isinstance(value, timedelta):
        minutes = round(value.total_seconds()) // 60
        return f"{minutes // 60:02d}:{minutes % 60:02d}"
    return "" if value is None else str(value)


def _unforced(stripped: str) -> str:
    """A text without what forces a spreadsheet to take it as text."""
    forced = _FORCED.match(stripped)
    if forced:
        return forced[1].replace('""', '"').strip()
    return stripped[1:] if stripped.startswith("'") and len(stripped) > 1 and not stripped.endswith("'") else stripped


def first_filled(row: Iterable[Any], most: int) -> list[Any]:
    """The first cells of a row in which a person sees anything, `most` at most: enough to tell a remark from a record."""
    found: list[Any] = []
    for cell in row:
        if cell != "" and (type(cell) is not str or cell[0].isalnum() or text(cell)):
            found.append(cell)
            if len(found) == most:
                break
    return found


def normal(value: Any) -> str:
    """NFKC, zero-width characters dropped, every run of blanks one blank, stripped."""
    if type(value) is str and len(value) <= _SHORT_TEXT:
        return _normal(value)
    return _normalised(text(value))


def _normalised(plain: str) -> str:
    if plain.isascii():
        return _BLANKS.sub(" ", plain)
    return _BLANKS.sub(" ", unicodedata.normalize("NFKC", plain).translate(_INVISIBLE)).strip()


_SHORT_TEXT = 40  # names, days, words: they stand in a table again and again


@lru_cache(maxsize=8192)
def _normal(value: str) -> str:
    return _normalised(text(value))


def key(value: Any) -> str:
    """A header as a key: normalised, bracket contents and all blanks removed, a required mark (*) removed, lower case."""
    return _BRACKETS.sub("", normal(value)).replace(" ", "").strip("*:：").casefold()


def squeezed(value: Any) -> str:
    """Normalised without any blank, for titles."""
    return normal(value).replace(" ", "")


_DATE = re.compile(r"^(\d{4})(?:[-/.]|年)(\d{1,2})(?:[-/.]|月)(\d{1,2})日?$")
_COMPACT = re.compile(r"^(20\d\d|19\d\d)(\d\d)(\d\d)$")
_SHORT = re.compile(r"^(\d\d)[-/.](\d{1,2})[-/.](\d{1,2})$")
_WEEKDAY = re.compile(r"\s*\(?(?:星期|周|礼拜)([一二三四五六日天])\)?$")
_NUMBER = re.compile(r"^\d+(?:\.\d+)?$")
_WEEKDAYS = {"一": 0, "二": 1, "三": 2, "四": 3, "五": 4, "六": 5, "日": 6, "天": 6}
_ENGLISH = {"mo": 0, "tu": 1, "we": 2, "th": 3, "fr": 4, "sa": 5, "su": 6}


def weekday(value: Any) -> int | None:
    """'一', '周一', '星期一', 'Mo' -> 0 … 6; None for anything else."""
    plain = squeezed(value)
    for head in ("星期", "礼拜", "周", "週"):
        plain = plain.removeprefix(head)
    return _WEEKDAYS.get(plain, _ENGLISH.get(plain.casefold()))


def _day(year: int, month: int, number: int) -> date:
    try:
        return date(year, month, number)
    except ValueError:
        raise BadValue("bad_date") from None


def parse_date(value: Any) -> date:
    """A day: date cell, Excel serial, 2026-09-05, 2026/9/5, 2026.9.5, 2026年9月5日, 20260905, 26-09-05 星期六.

    A date-time is taken only at midnight. Raises BadValue: missing_date, bad_date.
    """
    if isinstance(value, datetime):
        if value.time() != time():
            raise BadValue("bad_date")
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _serial_day(float(value))
    if not isinstance(value, str):
        raise BadValue("missing_date" if value is None else "bad_date")
    plain = normal(value)
    if plain in EMPTY:
        raise BadValue("missing_date")
    found = _WEEKDAY.search(plain)
    named = None
    if found:
        named = _WEEKDAYS[found[1]]
        plain = plain[:found.start()].strip()
    day = _plain_date(plain, short=named is not None)
    if named is not None and day.weekday() != named:
        raise BadValue("bad_date")
    return day


def _plain_date(plain: str, *, short: bool) -> date:
    plain = plain.replace(" ", "") if "年" in plain else plain
    for tail in ("T00:00:00", " 00:00:00", " 00:00", " 0:00:00", " 0:00"):
        if plain.endswith(tail):
            plain = plain.removesuffix(tail)
            break
    match = _DATE.match(plain)
    if match:
        return _day(int(match[1]), int(match[2]), int(match[3]))
    match = _COMPACT.match(plain)
    if match:
        return _day(int(match[1]), int(match[2]), int(match[3]))
    if short:
        match = _SHORT.match(plain)
        if match:
            return _day(2000 + int(match[1]), int(match[2]), int(match[3]))
    if _NUMBER.match(plain):
        return _serial_day(float(plain))
    raise BadValue("bad_date")


def _serial_day(number: float) -> date:
    if not 20000 <= number <= 80000 or number != int(number):
        raise BadValue("bad_date")
    return (EPOCH + timedelta(days=int(number))).date()


_DATETIME = re.compile(
    r"^(\d{4}(?:[-/.]|年)\d{1,2}(?:[-/.]|月)\d{1,2}日?|(?:20|19)\d{6})"
    r"(?:\s*(?:星期|周)[一二三四五六日天])?(?:\s*T\s*|\s+|(?<=日)|(?<=[一二三四五六日天]))"
    r"(上午|下午|中午|凌晨|早上|晚上|AM|PM|am|pm)?\s*(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:\.\d+)?)?\s*(AM|PM|am|pm)?(?:\+08:?00)?$")


def parse_datetime(value: Any, *, midnight_end: bool = False) -> datetime:
    """A moment: date-time cell, Excel serial (rounded to the second), or text in the forms of formats.md 8.

    `midnight_end` takes 24:00 as the start of the next day. Raises BadValue: missing_time (nothing there, or a day
    without a time: 00:00 is never guessed), bad_datetime.
    """
    if isinstance(value, datetime):
        return _to_second(value)
    if isinstance(value, date):
        raise BadValue("missing_time")
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _serial_moment(float(value))
    if not isinstance(value, str):
        raise BadValue("missing_time" if value is None else "bad_datetime")
    plain = normal(value)
    if plain in NOTHING:
        raise BadValue("missing_time")
    match = _DATETIME.match(plain)
    if match is None:
        if _NUMBER.match(plain):
            return _serial_moment(float(plain))
        try:
            parse_date(plain)
        except BadValue:
            raise BadValue("bad_datetime") from None
        raise BadValue("missing_time")
    try:
        day = _plain_date(match[1], short=False)
    except BadValue:
        raise BadValue("bad_datetime") from None
    hour, minute, second = int(match[3]), int(match[4]), int(match[5] or 0)
    half = (match[2] or match[6] or "").upper()
    if half:
        hour = _half_day(half, hour)
    if midnight_end and (hour, minute, second) == (24, 0, 0):
        return _moved(day, 1)
    if hour > 23 or minute > 59 or second > 59:
        raise BadValue("bad_datetime")
    return datetime(day.year, day.month, day.day, hour, minute, second)


def _half_day(half: str, hour: int) -> int:
    """下午 05 -> 17, 上午 12 -> 0; an hour beyond 12 stands as written."""
    if hour > 12:
        return hour
    if half in ("下午", "晚上", "PM"):
        return hour if hour == 12 else hour + 12
    if half == "中午":
        return hour + 12 if hour < 11 else hour
    return 0 if hour == 12 else hour


def _moved(day: date, days: int) -> datetime:
    try:
        return datetime(day.year, day.month, day.day) + timedelta(days=days)
    except OverflowError:
        raise BadValue("bad_datetime") from None


def _to_second(moment: datetime) -> datetime:
    if not moment.microsecond:
        return moment
    try:
        return (moment + timedelta(microseconds=500_000)).replace(microsecond=0)
    except OverflowError:
        raise BadValue("bad_datetime") from None


def _serial_moment(number: float) -> datetime:
    if not 20000 <= number <= 80000:
        raise BadValue("bad_datetime")
    if number == int(number):
        raise BadValue("missing_time")
    return EPOCH + timedelta(seconds=round(number * 86400))


def is_serial(value: Any) -> bool:
    """True where a text is an Excel serial number standing for a moment."""
    return isinstance(value, str) and _NUMBER.match(value.strip()) is not None


_CLOCK = re.compile(r"^(次日|第二天|\+1)?\s*(\d{1,2}):(\d{1,2})(?::(\d{1,2}))?$")


def parse_minutes(value: Any, day: date) -> int:
    """A time as minutes from `day`'s midnight: 17:30, 25:00 (up to 48:00), 次日01:00, a time cell, a fraction, a full moment.

    Seconds are cut (handbook section 1). Raises BadValue: missing_time, bad_time.
    """
    if isinstance(value, datetime):
        return _since(value, day)
    if isinstance(value, date):
        raise BadValue("bad_time")
    if isinstance(value, time):
        return value.hour * 60 + value.minute
    if isinstance(value, timedelta):
        return _within(int(value.total_seconds() + 0.5) // 60)
    if isinstance(value, int | float) and not isinstance(value, bool):
        number = float(value)
        if 20000 <= number <= 80000:
            return _since(EPOCH + timedelta(seconds=round(number * 86400)), day)
        if not 0 <= number <= 2:
            raise BadValue("bad_time")
        return _within(round(number * 86400) // 60)
    if not isinstance(value, str):
        raise BadValue("missing_time" if value is None else "bad_time")
    plain = normal(value)
    if plain in EMPTY:
        raise BadValue("missing_time")
    match = _CLOCK.match(plain)
    if match:
        hour, minute = int(match[2]), int(match[3])
        if minute > 59 or int(match[4] or 0) > 59 or (match[1] and hour > 23):
            raise BadValue("bad_time")
        return _within((hour + (24 if match[1] else 0)) * 60 + minute)
    if re.fullmatch(r"[01]?\.\d+", plain):
        return _within(round(float(plain) * 86400) // 60)
    try:
        return _since(parse_datetime(plain, midnight_end=True), day)
    except BadValue:
        raise BadValue("bad_time") from None


def _since(moment: datetime, day: date) -> int:
    if moment.year in (1899, 1900):  # a time cell with hours beyond 24, read as days from the epoch
        return _within(round((moment - EPOCH).total_seconds()) // 60)
    return _within(int((moment - datetime(day.year, day.month, day.day)).total_seconds()) // 60)


def _within(minutes: int) -> int:
    if not 0 <= minutes <= 2880:
        raise BadValue("bad_time")
    return minutes


def parse_amount(value: Any) -> int:
    """An amount of money in 分, exactly; ￥, blanks and thousands commas are dropped. Raises BadValue: bad_amount."""
    if value is None or isinstance(value, bool | date | time | timedelta):
        raise BadValue("bad_amount")
    plain = repr(value) if isinstance(value, float) else normal(value)
    plain = plain.replace("¥", "").replace("￥", "").replace("元", "").replace(" ", "")
    if not re.fullmatch(r"\d{1,12}(\.\d*)?|\d{1,3}(,\d{3})+(\.\d*)?|\.\d+", plain):
        raise BadValue("bad_amount")
    try:
        amount = Decimal(plain.replace(",", "")) * 100
    except InvalidOperation:
        raise BadValue("bad_amount") from None
    if amount != int(amount) or amount > 10**12:
        raise BadValue("bad_amount")
    return int(amount)


def parse_whole(value: Any, *, most: int) -> int:
    """A whole number from 0 to `most`. Raises BadValue: bad_number."""
    plain = text(value) if not isinstance(value, str) else normal(value)
    if not re.fullmatch(r"\d{1,9}(\.0*)?", plain):
        raise BadValue("bad_number")
    number = int(plain.partition(".")[0])
    if number > most:
        raise BadValue("bad_number")
    return number


def plausible(now: datetime) -> tuple[datetime, datetime]:
    """Moments a fact may have: nine years back to one year ahead of the clock (handbook section 12, last paragraph)."""
    return _years(now, -9), _years(now, 1)


def _years(moment: datetime, years: int) -> datetime:
    year = min(9999, max(1, moment.year + years))
    try:
        return moment.replace(year=year)
    except ValueError:
        return moment.replace(year=year, day=28)
