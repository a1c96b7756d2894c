"""When something is due, and why: the time that counts and the time that does not, from a start, an amount, opening hours and pauses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from csdesk.core.calendar import Calendar, DayKind
from csdesk.core.problem import UserError
from csdesk.i18n import gettext as _

DAY = 86400
HOUR = 3600
Periods = tuple[tuple[int, int], ...]  # seconds from a day's midnight; beyond DAY = after midnight, as in 22:00-26:00
Pause = tuple[datetime, datetime | None]  # None = goes on
MIDNIGHT = time()
WHOLE_DAY: Periods = ((0, DAY),)
_SEARCH_DAYS = 1200  # hours that stay shut so long never open


@dataclass(frozen=True)
class Hours:
    """When a clock runs. `weekly`: the periods of Monday to Sunday. `own`: days with their own periods (make-up and extra days), stronger
    than a holiday. `holidays`: days without any, with their name. `breaks`: what is cut out of a day, by day or by weekday (0 = Monday).
    A period that runs over midnight belongs to the day on which it begins. `years`: those whose special days are known, None = all."""

    weekly: tuple[Periods, ...]
    own: Mapping[date, Periods] = field(default_factory=dict)
    holidays: Mapping[date, str] = field(default_factory=dict)
    breaks: Mapping[date | int, Periods] = field(default_factory=dict)
    years: frozenset[int] | None = None
    _known: dict[int, Periods] = field(default_factory=dict, init=False, repr=False, compare=False)

    @staticmethod
    def daily(*periods: tuple[int, int]) -> Hours:
        """The same periods on every day."""
        return Hours((tuple(periods),) * 7)

    @staticmethod
    def workdays(calendar: Calendar) -> Hours:
        """Whole working days: Monday to Friday but holidays and days off, plus make-up days 调休."""
        own = {day: WHOLE_DAY for day, entry in calendar.days.items() if entry.kind is DayKind.MAKEUP}
        off = {day: entry.name for day, entry in calendar.days.items() if entry.kind is not DayKind.MAKEUP}
        return Hours((WHOLE_DAY,) * 5 + ((),) * 2, own, off, years=calendar.years)

    def of(self, day: date) -> Periods:
        """The periods that begin on a day, breaks cut out, ascending."""
        periods = self.own.get(day)
        if periods is None:
            periods = () if day in self.holidays else self.weekly[day.weekday()]
        cut = (*self.breaks.get(day, ()), *self.breaks.get(day.weekday(), ())) if self.breaks else ()
        return _without(_merged(periods), _merged(cut))

    def pieces(self, ordinal: int) -> Periods:
        """What is open on a day (its ordinal) from midnight to midnight, the tail of the day before included, in absolute seconds."""
        found = self._known.get(ordinal)
        if found is None:
            base = ordinal * DAY
            today = self.of(date.fromordinal(ordinal))
            tail = [(start - DAY, end - DAY) for start, end in self.of(date.fromordinal(ordinal - 1)) if end > DAY] if ordinal > 1 else []
            cut = [(base + max(0, start), base + min(DAY, end)) for start, end in (*tail, *today) if start < DAY]
            found = self._known[ordinal] = _merged(cut)
        return found


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of time on the way to a deadline. `why` it does not count: '' = it counts, closed (outside the hours), off (not a day that
    counts), start (the day on which a count of whole days begins), paused. `name` is the holiday's, for `off` and `closed`."""

    start: datetime
    end: datetime
    why: str = ""
    name: str = ""

    @property
    def counted(self) -> bool:
        return not self.why

    @property
    def seconds(self) -> int:
        return int((self.end - self.start).total_seconds())


def due(
    start: datetime, seconds: int, hours: Hours | None = None, pauses: Sequence[Pause] = (), *, whole_days: bool = False
) -> datetime | None:
    """The moment at which `seconds` of running time are used up; None while an open pause holds the clock. Seconds are kept.

    hours None = natural time. Time that is used up exactly when the hours close ends at the close. `whole_days`: the count begins with
    the first midnight after the start and ends with the end of its last day (民法典 第201条). Raises UserError "never_opens"."""
    begin = _first(start, whole_days)
    stops = _pauses(pauses)
    if hours is None:
        end = _natural(begin, seconds, stops)
        if end is not None and whole_days:
            end = -(-end // DAY) * DAY
        return None if end is None else _moment(end)
    left = seconds
    for opened, closed in _running(begin, hours, stops):
        if closed is None:
            return None
        if closed - opened >= left:
            end = opened + left
            return _moment(-(-end // DAY) * DAY if whole_days else end)
        left -= closed - opened
    raise _never_opens()


def used(start: datetime, until: datetime, hours: Hours | None = None, pauses: Sequence[Pause] = (), *, whole_days: bool = False) -> int:
    """Running seconds from the start to `until`; 0 before the start."""
    begin, end = _first(start, whole_days), _absolute(until)
    if end <= begin:
        return 0
    total = 0
    for opened, closed in _running(begin, hours, _pauses(pauses), end):
        if closed is None:
            break
        total += min(closed, end) - opened
    return total


def explain(
    start: datetime, end: datetime, hours: Hours | None = None, pauses: Sequence[Pause] = (), *, whole_days: bool = False
) -> tuple[Span, ...]:
    """Every stretch from the start to `end` without a gap: what counts, what does not, and why not."""
    begin, last = _absolute(start), _absolute(end)
    stops = _pauses(pauses)
    cuts = [(opened, min(closed if closed is not None else last, last)) for opened, closed in stops if opened < last]
    open_at: list[tuple[int, int]] = []
    for opened, closed in _running(_first(start, whole_days), hours, (), last):
        open_at.append((opened, min(closed, last) if closed is not None else last))
    counted = _without(_merged(open_at), _merged(cuts))
    spans: list[Span] = []
    at = begin
    if whole_days:
        at = min(_first(start, whole_days), last)
        spans.append(Span(_moment(begin), _moment(at), "start"))
    for opened, closed in counted:
        spans += _idle(at, opened, hours, cuts, whole_days)
        spans.append(Span(_moment(opened), _moment(closed)))
        at = closed
    spans += _idle(at, last, hours, cuts, whole_days)
    return _joined(spans)


def _idle(start: int, end: int, hours: Hours | None, cuts: Sequence[tuple[int, int]], whole_days: bool) -> list[Span]:
    """What lies between two counted stretches: pauses where they fall into running time or cover it, else closed hours and days."""
    spans: list[Span] = []
    paused = _clipped(_merged(cuts), start, end)
    at = start
    for opened, closed in (*paused, (end, end)):
        while at < opened:
            day = date.fromordinal(at // DAY)
            stop = min(opened, (at // DAY + 1) * DAY)
            name = hours.holidays.get(day, "") if hours is not None and day not in hours.own else ""
            spans.append(Span(_moment(at), _moment(stop), "off" if whole_days else "closed", name))
            at = stop
        if closed > at:
            spans.append(Span(_moment(at), _moment(closed), "paused"))
            at = closed
    return spans


def _joined(spans: Iterable[Span]) -> tuple[Span, ...]:
    found: list[Span] = []
    for one in spans:
        last = found[-1] if found else None
        if last is not None and last.end == one.start and (last.why, last.name) == (one.why, one.name):
            found[-1] = Span(last.start, one.end, one.why, one.name)
        else:
            found.append(one)
    return tuple(found)


# How close it is


@dataclass(frozen=True, slots=True)
class Reading:
    """A clock at a moment. `remaining` is wall-clock seconds to the deadline (negative = over, None = held by a pause), `running` the
    seconds of running time left, `total` the limit's; `band`: over | hour | six | day | later | paused; `stage`: '' | half | most | due |
    over, the highest warning that has come."""

    due: datetime | None
    remaining: int | None
    running: int
    total: int
    band: str
    stage: str


BANDS = ("over", "hour", "six", "day", "later", "paused")
STAGES = ("half", "most", "due", "over")  # 50 %, 80 %, the deadline itself, past it


def read(
    start: datetime,
    seconds: int,
    now: datetime,
    hours: Hours | None = None,
    pauses: Sequence[Pause] = (),
    *,
    whole_days: bool = False,
) -> Reading:
    """The clock at `now`; while a pause goes on there is no deadline yet."""
    end = due(start, seconds, hours, pauses, whole_days=whole_days)
    spent = used(start, now, hours, pauses, whole_days=whole_days)
    remaining = None if end is None else int((end - now).total_seconds() // 1)
    stage = "most" if spent * 10 >= seconds * 8 else "half" if spent * 2 >= seconds else ""
    if remaining is not None and remaining <= 0:
        stage = "over" if remaining < 0 else "due"
    return Reading(end, remaining, max(0, seconds - spent), seconds, band(remaining), stage)


def band(remaining: int | None) -> str:
    """The band of a remaining wall-clock time: over, under 1 h, 1-6 h, 6-24 h, later; paused where there is none."""
    if remaining is None:
        return "paused"
    if remaining < 0:
        return "over"
    return "hour" if remaining < HOUR else "six" if remaining < 6 * HOUR else "day" if remaining < 24 * HOUR else "later"


def stages_between(before: str, after: str) -> tuple[str, ...]:
    """The warnings that came since one stage was told: each is given once."""
    low = STAGES.index(before) + 1 if before else 0
    high = STAGES.index(after) + 1 if after else 0
    return STAGES[low:high]


# Words


def left_words(remaining: int) -> str:
    """The time left as a chip shows it, the two largest units, whole minutes: 43 分, 3 小时 12 分, 1 天 18 小时; negative: 超 7 分."""
    minutes = abs(remaining) // 60
    days, hours, rest = minutes // 1440, minutes // 60 % 24, minutes % 60
    text = exact_words(days * DAY + hours * HOUR + (0 if days else rest * 60))
    return _("{length} over").format(length=text) if remaining < 0 else text


def exact_words(seconds: int) -> str:
    """The whole duration, nothing dropped: 1 天 18 小时 3 分."""
    names = ((DAY, _("{n} d")), (HOUR, _("{n} h")), (60, _("{n} min")), (1, _("{n} s")))
    parts = []
    for size, name in names:
        count, seconds = divmod(seconds, size)
        if count:
            parts.append(name.format(n=count))
    return " ".join(parts) or _("{n} min").format(n=0)


def moment_words(moment: datetime, *, end: bool = False) -> str:
    """2026-11-02 14:01, with seconds only where there are any; `end`: midnight is the 24:00 of the day before."""
    if end and moment.time() == MIDNIGHT:
        return f"{moment - timedelta(days=1):%Y-%m-%d} 24:00"
    return f"{moment:%Y-%m-%d %H:%M:%S}" if moment.second else f"{moment:%Y-%m-%d %H:%M}"


def sentences(spans: Sequence[Span], *, days: bool = False) -> list[str]:
    """A reckoning as lines to read; `days`: in whole days."""
    found = []
    for one in spans:
        first, last = moment_words(one.start), moment_words(one.end, end=True)
        if days and one.why != "paused" and one.start.time() == one.end.time() == MIDNIGHT:
            first, last = one.start.date().isoformat(), (one.end - timedelta(days=1)).date().isoformat()
            reach = first if first == last else f"{first} – {last}"
            if one.counted:
                found.append(_("{reach} counts: {n} days").format(reach=reach, n=one.seconds // DAY))
            else:
                found.append(_("{reach} does not count: {why}").format(reach=reach, why=_reason(one)))
            continue
        reach = f"{first} → {last}"
        if one.counted:
            found.append(_("{reach} counts: {length}").format(reach=reach, length=exact_words(one.seconds)))
        else:
            found.append(_("{reach} does not count: {why}").format(reach=reach, why=_reason(one)))
    return found


def _reason(span: Span) -> str:
    if span.why == "paused":
        return _("paused for {length}").format(length=exact_words(span.seconds))
    if span.name:
        return span.name
    if span.why == "start":
        return _("the count begins on the next day")
    if span.why == "off":
        return _("no working day")
    return _("outside the hours")


# Absolute seconds: a day's ordinal * DAY + seconds of the day


def _absolute(moment: datetime) -> int:
    return moment.toordinal() * DAY + moment.hour * HOUR + moment.minute * 60 + moment.second


def _moment(seconds: int) -> datetime:
    return datetime.fromordinal(seconds // DAY) + timedelta(seconds=seconds % DAY)


def _first(start: datetime, whole_days: bool) -> int:
    begin = _absolute(start)
    return (begin // DAY + 1) * DAY if whole_days else begin


def _pauses(pauses: Sequence[Pause]) -> list[tuple[int, int | None]]:
    """Ascending, merged where they touch or overlap; what goes on comes last."""
    if not pauses:
        return []
    found: list[tuple[int, int | None]] = []
    for opened, closed in sorted((_absolute(one), None if other is None else _absolute(other)) for one, other in _ended(pauses)):
        if found and (found[-1][1] is None or opened <= found[-1][1]):
            last = found[-1][1]
            found[-1] = (found[-1][0], None if closed is None or last is None else max(last, closed))
        elif closed is None or closed > opened:
            found.append((opened, closed))
    return found


def _ended(pauses: Sequence[Pause]) -> list[Pause]:
    """Without what an open pause covers anyhow (an end that is None cannot be sorted beside one that is not)."""
    running = [start for start, end in pauses if end is None]
    if not running:
        return list(pauses)
    first = min(running)
    return [(start, end) for start, end in pauses if end is not None and start < first] + [(first, None)]


def _natural(begin: int, seconds: int, stops: Sequence[tuple[int, int | None]]) -> int | None:
    end = begin + seconds
    for opened, closed in stops:
        if opened >= end:
            break
        if closed is None:
            return None
        end += max(0, closed - max(opened, begin))
    return end


def _running(
    begin: int, hours: Hours | None, stops: Sequence[tuple[int, int | None]], until: int | None = None
) -> Iterator[tuple[int, int | None]]:
    """The stretches in which the clock runs, from `begin` on, ascending. An open pause ends them with a stretch whose end is None."""
    number = 0
    for opened, closed in _opened(begin, hours, until):
        at = opened
        while number < len(stops):
            stop, go = stops[number]
            if stop >= closed:
                break
            if stop > at:
                yield at, stop
            if go is None:
                yield stop, None
                return
            at = max(at, go)
            if go > closed:
                break
            number += 1
        if at < closed:
            yield at, closed


def _opened(begin: int, hours: Hours | None, until: int | None) -> Iterator[tuple[int, int]]:
    if hours is None:
        yield begin, until if until is not None else begin + 100_000 * DAY
        return
    ordinal = begin // DAY
    shut = 0
    while until is None or ordinal * DAY < until:
        found = False
        for opened, closed in hours.pieces(ordinal):
            if closed > begin and (until is None or opened < until):
                found = True
                yield max(opened, begin), closed
        shut = 0 if found else shut + 1
        if shut > _SEARCH_DAYS and until is None:
            return
        ordinal += 1


def _never_opens() -> UserError:
    return UserError(_("These hours never open, so nothing is ever due: write at least one period"), code="never_opens")


def _merged(periods: Iterable[tuple[int, int]]) -> Periods:
    found: list[tuple[int, int]] = []
    for start, end in sorted(periods):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        elif end > start:
            found.append((start, end))
    return tuple(found)


def _without(periods: Periods, cuts: Periods) -> Periods:
    """What of ascending periods is left when ascending cuts are taken out."""
    if not cuts:
        return periods
    found: list[tuple[int, int]] = []
    for start, end in periods:
        at = start
        for cut, back in cuts:
            if back <= at or cut >= end:
                continue
            if cut > at:
                found.append((at, cut))
            at = max(at, back)
        if at < end:
            found.append((at, end))
    return tuple(found)


def _clipped(periods: Periods, start: int, end: int) -> list[tuple[int, int]]:
    return [(max(one, start), min(other, end)) for one, other in periods if one < end and other > start]
