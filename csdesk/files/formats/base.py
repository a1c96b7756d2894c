"""What one format is: how it recognises a book, how it parses it, and the record that comes out."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from csdesk.core.attendance import Side
from csdesk.core.calendar import Month
from csdesk.core.drafts import ClaimDraft, Draft, Source
from csdesk.core.problem import Problem, UserError
from csdesk.core.profile import PREVIOUS, SAME, Night
from csdesk.core.rules import RuleBook, Shift
from csdesk.files import values
from csdesk.files.cells import Book, Ticker
from csdesk.i18n import gettext as _

Period = tuple[date, date]


@dataclass(frozen=True, slots=True)
class Ignored:
    """A row that carries no fact, with its class: title, header, blank, footer, totals, legend, meta, no_punch, vendor_invalid …"""

    source: Source
    code: str


@dataclass(frozen=True)
class Request:
    """What the caller knows: the wanted kind, the month of the command, the clock, the shop's shifts and remembered answers.

    `rules` tell the shifts of each day (None = `shifts` on every day), `posts` the posts a roster cell may name (() = any)."""

    name: str
    now: datetime
    kind: str | None = None
    month: Month | None = None
    shifts: Sequence[Shift] = ()
    codes: Mapping[str, str] = field(default_factory=dict)
    rules: RuleBook | None = None
    posts: Collection[str] = ()
    leave_types: Collection[str] = ()
    sheet: str | None = None
    forced: bool = False
    clocks: Mapping[str, str] = field(default_factory=dict)  # source -> SAME | PREVIOUS, as people said (core/profile.py)
    after_midnight: str | None = None  # SAME | PREVIOUS for this file, whatever is remembered
    ticker: Ticker = field(default_factory=Ticker)

    def shifts_on(self, day: date) -> Sequence[Shift]:
        """The shifts by whose codes, names and letters a roster cell of this day is read."""
        return self.shifts if self.rules is None else self.rules.on(day).shifts

    def sheets(self, book: Book, first: Sequence[str] = ()) -> list[str | None]:
        """The sheets to look at, the likely ones first; only the asked one where the caller chose."""
        if self.sheet is not None:
            return [name for name in book.names if name == self.sheet]
        return book.sheets_named_first(first)


@dataclass(frozen=True)
class Found:
    """A format has recognised itself in a sheet; `reason` is shown in the preview; `detail` is the format's own note."""

    sheet: str | None
    reason: str
    detail: object = None


@dataclass
class Parsed:
    """What a parser fills while it walks."""

    kind: str
    sheet: str | None
    format: str = ""
    period: Period | None = None
    covered: Period | None = None
    drafts: list[Draft] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    ignored: list[Ignored] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    generated_at: datetime | None = None
    night: Night | None = None
    claims: list[ClaimDraft] = field(default_factory=list)

    def refuse(self, code: str, row: int | None = None, column: str | None = None, raw: str = "", message: str = "") -> None:
        """Note a row or cell that could not be taken."""
        self.problems.append(Problem(code, message or sentence(code), self.sheet, row, column, raw))

    def warn(self, code: str, row: int | None = None, column: str | None = None, raw: str = "", message: str = "") -> None:
        """Note something that was taken but is worth showing."""
        self.warnings.append(Problem(code, message or sentence(code), self.sheet, row, column, raw))

    def skip(self, code: str, row: int, column: str | None = None) -> None:
        self.ignored.append(Ignored(Source(self.sheet, row, column), code))


@dataclass(frozen=True)
class Format:
    """`kinds` are those of `import KIND`; `short` is a second name for `--format`."""

    id: str
    short: str
    kinds: tuple[str, ...]
    recognise: Callable[[Book, Request], Found | None]
    parse: Callable[[Book, Found, Request], Parsed]


def sentence(code: str) -> str:
    """The sentence for a stable code: what is wrong and how to mend it."""
    return {
        "missing_time": _("The time is missing: fill it in"),
        "missing_date": _("The date is missing: fill it in"),
        "bad_datetime": _("This is no date and time: write it like 2026-09-05 08:29"),
        "bad_date": _("There is no such date: write it like 2026-09-05"),
        "bad_time": _("There is no such time: write it like 17:30 or 25:00"),
        "bad_amount": _("This is no amount: write it like 2200.00"),
        "bad_number": _("This is no whole number in range: write it like 120"),
        "bad_status": _("Unknown status: Approved, Waiting or Refused"),
        "bad_side": _("Unknown kind: Check-in or Check-out"),
        "bad_yes_no": _("Write Yes or No"),
        "no_identity": _("Name, number and account are all empty: nobody to give it to"),
        "missing_no": _("The employee number is missing: fill it in"),
        "missing_name": _("The name is missing: fill it in"),
        "missing_value": _("A required cell is empty: fill it in"),
        "duplicate_no": _("This employee number stands in the file twice: only the first row counts"),
        "end_before_start": _("The end is not after the start"),
        "mixed_days_and_times": _("One of the two has a time and the other not: write both as days or both with a time"),
        "unknown_leave_type": _("There is no leave type of this name in the rules"),
        "unknown_code": _("There is no shift of this name: say once what it means"),
        "unknown_post": _("There is no such post: write one of the staff file behind the shift and a dot"),
        "in_future": _("This moment has not come yet: check the day"),
        "out_of_plausible_range": _("The date lies more than nine years back or one year ahead: check the year"),
        "outside_period": _("The time lies outside the period of the file: check the date"),
        "before_created": _("This lies before the case came in: check the times"),
        "duplicate_case": _("This case number stands in the file twice: only the first row counts"),
        "unknown_case_kind": _("There is no kind of case of this name"),
        "unknown_party": _("There is no party of this name: agent, warehouse, courier, product, buyer, supervisor, owner or platform"),
        "outside_month": _("The day lies outside the month that is being read"),
        "date_conflict": _("The time lies more than two days away from its work day: check the date"),
        "malformed": _("The row is cut off or has too few columns"),
        "trailing_garbage": _("The end of the cell is cut off: only the whole times were taken"),
        "flash_fill": _("This line is empty memory of the clock, not a record"),
        "vendor_invalid": _("The attendance tool itself marks this record invalid"),
        "ambiguous_day": _("A single time after midnight: it may belong to the next day, check it against the roster"),
        "normalised": _("Unusual writing, read as meant"),
        "excel_serial": _("The time is an Excel number, read as a moment"),
        "number_cell": _("The number stands as a number: leading zeros may be lost, format the column as text"),
        "unknown_column": _("This column is not known and was not read"),
        "leave_in_roster": _("Read as a leave day; its record is still to be entered"),
        "layout_variant": _("Written as a newer clock does, read as meant"),
    }.get(code, code)


def covered_by(drafts: Sequence[Draft]) -> Period | None:
    """A file that names no period covers up to the day of its last punch (handbook section 2), from the 1st of its first month:
    a month begins with whoever does not punch, too. Only the last day of a month in front of others, where a night of the first
    roster day begins, does not make the whole of that month covered."""
    from csdesk.core.drafts import PunchDraft

    moments = [draft.at for draft in drafts if isinstance(draft, PunchDraft)]
    if not moments:
        return None
    first, last = min(moments).date(), max(moments).date()
    night_before = (first + timedelta(days=1)).day == 1 and last > first + timedelta(days=1)
    return (first if night_before else first.replace(day=1)), last


def capped(period: Period, generated_at: datetime | None) -> Period | None:
    """The days a file covers that states its period: whole days, but none that was still running when the file was made."""
    first, last = period
    if generated_at is not None and first <= generated_at.date() <= last:
        last = generated_at.date() - timedelta(days=1)
    return (first, last) if first <= last else None


def no_rows() -> UserError:
    return UserError(_("The file has no rows: check that the right sheet was exported"), code="no_rows")


_CLAIMED = ("缺卡", "未打卡", "旷工", "请假", "外出", "外勤", "出差", "补卡")


def claims(result: str) -> bool:
    """Whether a tool's word for a side without a punch says something of it (正常, 休息 and a blank do not)."""
    return any(word in result for word in _CLAIMED)


Segment = tuple[int, int, Side]  # the column of a time, that of its result (-1 = none), which side


def ends(segments: Sequence[Segment], row: Sequence[object]) -> list[Segment]:
    """The first check-in and the last check-out that a row of several pairs uses; those between are breaks here."""

    def filled(column: int) -> bool:
        return 0 <= column < len(row) and values.text(row[column]) not in values.EMPTY

    used = [one for one in segments if filled(one[0]) or filled(one[1])]
    first = next((one for one in segments if one[2] is Side.IN), None)
    last = next((one for one in reversed(used) if one[2] is Side.OUT), None)
    return [one for one in (first, last) if one is not None and one in used]


def misfit(first: date, last: date) -> UserError:
    """The columns of days of a grid are not those of the period it states."""
    return UserError(_("The day columns do not fit the period {first} to {last}: export the file again and change nothing in it").format(
        first=first, last=last), code="grid_mismatch")


def early_before(request: Request) -> int:
    """Seconds from midnight before which a punch belongs to the night: halfway between the last shift's end and the first's start."""
    if not request.shifts:
        return 5 * 3600
    ends = max(shift.end for shift in request.shifts) - 1440
    starts = min(shift.start for shift in request.shifts)
    return min(max((max(ends, 0) + starts) // 2, 0), 720) * 60


class AfterMidnight:
    """Times that stand under a day: a clock may write 01:03 under the day it happens or under the one on which the shift began
    (formats.md 1 and 16). Read as a person said of this clock, else as most clocks do; counts the times for which it matters."""

    def __init__(self, source: str, request: Request) -> None:
        self.source = source
        self.before = early_before(request)
        answer = request.after_midnight or request.clocks.get(source)
        self.said = answer is not None
        self.previous = answer == PREVIOUS
        self.count = 0
        self.sample = ""

    def days_on(self, seconds: int, latest: int, sample: Callable[[], str]) -> int:
        """0, or 1 where the time belongs to the next day; `latest` is the latest time before it under the same day (-1 = none)."""
        if seconds >= self.before and seconds >= latest:
            return 0
        self.count += 1
        self.sample = self.sample or sample()
        return int(self.previous)

    def found(self) -> Night | None:
        """What there is to ask or to say; None where no time lies after midnight."""
        if not self.count:
            return None
        return Night(self.source, self.count, self.sample, PREVIOUS if self.previous else SAME, self.said)


class Moments:
    """Parses the moments of one file quickly: its few days once each, a plain 08:29 or 08:29:30 by the C parser, all other
    forms by the full grammar. `low` and `high` are what a moment may be."""

    def __init__(self, now: datetime) -> None:
        self.low, self.high = values.plausible(now)
        self._days: dict[str, date | None] = {}

    def __call__(self, value: object) -> datetime:
        """Raises values.BadValue."""
        return self.plain(value) or values.parse_datetime(value)

    def plain(self, value: object) -> datetime | None:
        """A moment written as a whole day, blanks and a time of day; None for anything else."""
        if type(value) is not str:
            return None
        head, _blank, tail = value.partition(" ")
        tail = tail.lstrip(" ")
        if not (len(tail) == 5 or len(tail) == 8 and tail[5] == ":") or tail[2] != ":":
            return None
        try:
            day = self._days[head]
        except KeyError:
            day = self._days[head] = _plain_day(head)
        try:
            return None if day is None else datetime.combine(day, time.fromisoformat(tail))
        except ValueError:
            return None


_DAY = re.compile(r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}")


def _plain_day(text: str) -> date | None:
    """The day of a text that is a whole date and nothing else."""
    try:
        return values.parse_date(text) if _DAY.fullmatch(text) else None
    except values.BadValue:
        return None
