"""The clock of cases: tables of deadlines by hand, and the laws that hold for every clock."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csdesk.core import case_clock
from csdesk.core.calendar import Calendar
from csdesk.core.case_clock import DAY, Hours, Pause, due, explain, read, used
from csdesk.core.problem import UserError
from csdesk.files import holidays

H, M = 3600, 60
JD = Hours.daily((9 * H, 18 * H))
CHINA = Hours.workdays(Calendar(*holidays.special_days(frozenset({2025, 2026}))))
OFFICE = Hours(
    (((9 * H, 12 * H), (13 * H, 18 * H)),) * 5 + ((), ()),
    own={date(2026, 11, 7): ((10 * H, 12 * H),), date(2026, 11, 11): ((22 * H, 26 * H),)},
    holidays={date(2026, 11, 3): "店庆", date(2026, 11, 7): "店庆"},
    breaks={date(2026, 11, 4): ((10 * H, 10 * H + 30 * M),), 4: ((15 * H, 16 * H),)},
)
NIGHT = Hours.daily((8 * H + 30 * M, 17 * H + 30 * M), (17 * H, 25 * H))  # the day shift and the night shift of the handbook


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.mark.parametrize(
    ("start", "seconds", "hours", "expected"),
    [
        ("2026-11-02 10:00", 4 * H, JD, "2026-11-02 14:00"),
        ("2026-11-02 14:00", 4 * H, JD, "2026-11-02 18:00"),  # used up at the close is the close
        ("2026-11-02 14:01", 4 * H, JD, "2026-11-03 09:01"),
        ("2026-11-02 14:00:01", 4 * H, JD, "2026-11-03 09:00:01"),  # seconds are kept
        ("2026-11-02 18:00", 4 * H, JD, "2026-11-03 13:00"),
        ("2026-11-02 20:00", 9 * H, JD, "2026-11-03 18:00"),
        ("2026-11-02 05:00", 9 * H + 1, JD, "2026-11-03 09:00:01"),
        ("2026-11-02 20:00", 0, JD, "2026-11-03 09:00"),
        ("2026-11-02 14:01:30", 4 * H, None, "2026-11-02 18:01:30"),
        ("2026-12-31 23:59:59", 2, None, "2027-01-01 00:00:01"),
        # several periods a day, a break of a day, a break of a weekday (Friday), a holiday, an extra day, over midnight
        ("2026-11-02 11:30", 1 * H, OFFICE, "2026-11-02 13:30"),
        ("2026-11-02 09:00", 3 * H, OFFICE, "2026-11-02 12:00"),
        ("2026-11-02 17:00", 2 * H, OFFICE, "2026-11-04 10:00"),  # the 3rd is a holiday; used up when the break begins
        ("2026-11-02 17:00", 2 * H + 1, OFFICE, "2026-11-04 10:30:01"),
        ("2026-11-06 14:30", 1 * H, OFFICE, "2026-11-06 16:30"),
        ("2026-11-06 17:30", 2 * H, OFFICE, "2026-11-07 11:30"),  # the extra Saturday opens though it is a holiday
        ("2026-11-10 17:30", 4 * H, OFFICE, "2026-11-12 01:30"),  # the 11th has its own hours 22:00-02:00
        ("2026-11-11 23:00", 3 * H + 1, OFFICE, "2026-11-12 09:00:01"),
        # roster hours: the two shifts overlap and count once, the night ends at 01:00
        ("2026-09-05 16:50", 30 * M, NIGHT, "2026-09-05 17:20"),
        ("2026-09-06 00:55", 10 * M, NIGHT, "2026-09-06 08:35"),
        ("2026-09-06 00:50", 10 * M, NIGHT, "2026-09-06 01:00"),
    ],
)
def test_running_time(start: str, seconds: int, hours: Hours | None, expected: str) -> None:
    assert due(at(start), seconds, hours) == at(expected)


@pytest.mark.parametrize(
    ("start", "days", "hours", "last"),
    [
        ("2026-03-01 14:00", 7, None, "2026-03-08"),  # 七天无理由: 03-02 00:00 … 03-08 24:00
        ("2026-03-01 00:00", 7, None, "2026-03-08"),
        ("2026-03-01 23:59:59", 7, None, "2026-03-08"),
        ("2026-09-24 10:00", 7, CHINA, "2026-10-12"),  # 12315: mid-autumn, 国庆, the make-up Saturday 10-10
        ("2026-09-30 17:00", 7, CHINA, "2026-10-15"),
        ("2026-02-10 09:00", 7, CHINA, "2026-02-26"),  # 春节: make-up Saturday 02-14, off 02-15 … 02-23
        ("2026-02-12 09:00", 7, CHINA, "2026-02-28"),  # the make-up Saturday 02-28 is the seventh
        ("2026-01-19 09:00", 45, CHINA, "2026-03-27"),  # 4+5+5+5, 02-14, 4, 02-28, 5+5+5+5
        ("2026-09-18 09:00", 10, CHINA, "2026-10-09"),  # the make-up Sunday 09-20 counts
        ("2026-11-06 18:00", 1, CHINA, "2026-11-09"),
    ],
)
def test_whole_days_end_with_the_last_one(start: str, days: int, hours: Hours | None, last: str) -> None:
    expected = at(last) + timedelta(days=1)
    assert due(at(start), days * DAY, hours, whole_days=True) == expected
    assert sum(one.seconds for one in explain(at(start), expected, hours, whole_days=True) if one.counted) == days * DAY


def pause(first: str, last: str | None) -> Pause:
    return at(first), None if last is None else at(last)


@pytest.mark.parametrize(
    ("start", "seconds", "hours", "pauses", "expected"),
    [
        ("2026-11-02 14:01", 4 * H, JD, [pause("2026-11-02 15:00", "2026-11-02 16:00")], "2026-11-03 10:01"),
        ("2026-11-02 14:01", 4 * H, JD, [pause("2026-11-02 20:00", "2026-11-03 06:00")], "2026-11-03 09:01"),  # while it stood anyhow
        ("2026-11-02 17:00", 2 * H, JD, [pause("2026-11-02 17:30", "2026-11-03 09:30")], "2026-11-03 11:00"),  # over midnight
        ("2026-11-02 22:00", 4 * H, None, [pause("2026-11-02 23:00", "2026-11-03 01:30")], "2026-11-03 04:30"),
        ("2026-11-02 22:00", 4 * H, None, [pause("2026-11-02 20:00", "2026-11-02 23:00")], "2026-11-03 03:00"),  # began before
        ("2026-11-02 22:00", 4 * H, None, [pause("2026-11-03 02:00", "2026-11-03 08:00")], "2026-11-03 02:00"),  # used up before it
        (
            "2026-11-02 10:00", 4 * H, None,
            [pause("2026-11-02 12:00", "2026-11-02 13:00"), pause("2026-11-02 12:30", "2026-11-02 14:00")], "2026-11-02 16:00",
        ),  # counted once
        ("2026-11-02 10:00", 4 * H, None, [pause("2026-11-02 12:00", None)], None),
        ("2026-11-02 10:00", 4 * H, JD, [pause("2026-11-02 19:00", None)], "2026-11-02 14:00"),
        ("2026-11-02 10:00", 9 * H, JD, [pause("2026-11-02 19:00", None), pause("2026-11-02 11:00", "2026-11-02 12:00")], None),
    ],
)  # fmt: skip
def test_pauses(start: str, seconds: int, hours: Hours | None, pauses: list[Pause], expected: str | None) -> None:
    assert due(at(start), seconds, hours, pauses) == (None if expected is None else at(expected))


def test_the_reason_of_the_jd_window() -> None:
    """The picture 05b: 14:30 + 4 h = 3 h 30 min of today and 30 min of tomorrow."""
    spans = explain(at("2026-09-16 14:30"), at("2026-09-17 09:30"), JD)
    assert [(one.seconds // 60, one.why) for one in spans] == [(210, ""), (900, "closed"), (30, "")]
    assert case_clock.sentences(spans) == [
        "2026-09-16 14:30 → 2026-09-16 18:00 计时，3 小时 30 分",
        "2026-09-16 18:00 → 2026-09-17 09:00 不计：不在时段内",
        "2026-09-17 09:00 → 2026-09-17 09:30 计时，30 分",
    ]


def test_the_reason_of_working_days() -> None:
    end = due(at("2026-09-30 17:00"), 7 * DAY, CHINA, whole_days=True)
    assert end is not None
    assert [(one.why, one.name, one.seconds // DAY) for one in explain(at("2026-09-30 17:00"), end, CHINA, whole_days=True)] == [
        ("start", "", 0), ("off", "National Day", 7), ("", "", 3), ("off", "", 1), ("", "", 4),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("now", "remaining", "running", "band", "stage"),
    [
        ("2026-11-02 14:01", 19 * H, 4 * H, "day", ""),
        ("2026-11-02 16:01", 17 * H, 2 * H, "day", "half"),
        ("2026-11-02 17:13", 15 * H + 48 * M, 48 * M, "day", "most"),
        ("2026-11-02 20:00", 13 * H + 1 * M, 1 * M, "day", "most"),
        ("2026-11-03 08:02", 59 * M, 1 * M, "hour", "most"),
        ("2026-11-03 09:01", 0, 0, "hour", "due"),
        ("2026-11-03 09:08", -7 * M, 0, "over", "over"),
    ],
)
def test_what_a_clock_shows(now: str, remaining: int, running: int, band: str, stage: str) -> None:
    shown = read(at("2026-11-02 14:01"), 4 * H, at(now), JD)
    assert (shown.remaining, shown.running, shown.band, shown.stage) == (remaining, running, band, stage)
    assert shown.due == at("2026-11-03 09:01")


@pytest.mark.parametrize(
    ("remaining", "band", "words"),
    [
        (-1, "over", "超 0 分"), (-7 * M, "over", "超 7 分"), (0, "hour", "0 分"), (43 * M + 59, "hour", "43 分"), (H, "six", "1 小时"),
        (3 * H + 12 * M, "six", "3 小时 12 分"), (6 * H, "day", "6 小时"), (DAY, "later", "1 天"),
        (DAY + 18 * H + 5 * M, "later", "1 天 18 小时"), (None, "paused", ""),
    ],
)  # fmt: skip
def test_bands_and_words(remaining: int | None, band: str, words: str) -> None:
    assert case_clock.band(remaining) == band
    assert remaining is None or case_clock.left_words(remaining) == words


def test_a_held_clock_has_no_deadline_and_keeps_its_share() -> None:
    shown = read(at("2026-11-02 10:00"), 4 * H, at("2026-11-05 10:00"), JD, [pause("2026-11-02 12:30", None)])
    assert (shown.due, shown.remaining, shown.band, shown.stage, shown.running) == (None, None, "paused", "half", 90 * M)


def test_every_warning_comes_once() -> None:
    told, heard = "", []
    for minute in range(0, 300, 3):
        stage = read(at("2026-11-02 10:00"), 4 * H, at("2026-11-02 10:00") + timedelta(minutes=minute)).stage
        new = case_clock.stages_between(told, stage)
        heard += new
        told = stage or told
    assert heard == ["half", "most", "due", "over"]


def test_hours_that_never_open_are_refused() -> None:
    for hours in (Hours(((),) * 7), Hours(((),) * 7, own={date(2020, 1, 1): ((0, H),)})):
        with pytest.raises(UserError) as caught:
            due(at("2026-11-02 10:00"), 60, hours)
        assert caught.value.code == "never_opens"


# Laws

_moments = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 1)).map(lambda one: one.replace(microsecond=0))
_hours = st.sampled_from([None, JD, OFFICE, NIGHT, CHINA])
_seconds = st.integers(0, 20 * DAY)
_pauses = st.lists(st.tuples(_moments, st.integers(0, 5 * DAY)), max_size=4).map(
    lambda found: [(start, start + timedelta(seconds=length)) for start, length in found]
)


@given(_moments, _seconds, _seconds, _hours, _pauses)
def test_a_clock_never_runs_backwards(start: datetime, one: int, other: int, hours: Hours | None, pauses: list[Pause]) -> None:
    less, more = sorted((one, other))
    first, last = due(start, less, hours, pauses), due(start, more, hours, pauses)
    assert first is not None and last is not None and start <= first <= last
    later = due(start + timedelta(hours=5), less, hours, pauses)
    assert later is not None and first <= later


@given(_moments, _seconds, _hours, _pauses, st.tuples(_moments, st.integers(0, 5 * DAY)), st.booleans())
def test_a_pause_never_shortens(
    start: datetime, seconds: int, hours: Hours | None, pauses: list[Pause], more: tuple[datetime, int], whole: bool
) -> None:
    extra = (more[0], more[0] + timedelta(seconds=more[1]))
    seconds = seconds // DAY * DAY if whole else seconds
    hours = CHINA if whole and hours is not None else hours
    before = due(start, seconds, hours, pauses, whole_days=whole)
    after = due(start, seconds, hours, [*pauses, extra], whole_days=whole)
    assert before is not None and after is not None and before <= after
    assert due(start, seconds, hours, [extra, *reversed(pauses)], whole_days=whole) == after  # in any order


@given(_moments, _seconds, _seconds, _hours, _pauses)
def test_a_limit_may_be_split(start: datetime, one: int, other: int, hours: Hours | None, pauses: list[Pause]) -> None:
    middle = due(start, one, hours, pauses)
    assert middle is not None
    assert due(middle, other, hours, pauses) == due(start, one + other, hours, pauses) or other == 0


@given(_moments, st.integers(1, 20 * DAY), _hours, _pauses)
def test_the_reason_adds_up(start: datetime, seconds: int, hours: Hours | None, pauses: list[Pause]) -> None:
    end = due(start, seconds, hours, pauses)
    assert end is not None
    spans = explain(start, end, hours, pauses)
    assert sum(one.seconds for one in spans if one.counted) == seconds == used(start, end, hours, pauses)
    assert spans[0].start == start and spans[-1].end == end
    assert all(one.end == other.start for one, other in pairwise(spans))
    assert spans[-1].counted


@given(_moments, st.integers(1, 40), _pauses)
def test_whole_days_are_whole(start: datetime, days: int, pauses: list[Pause]) -> None:
    end = due(start, days * DAY, CHINA, pauses, whole_days=True)
    assert end is not None and end.time() == case_clock.MIDNIGHT and end > start
    last = end - timedelta(days=1)
    assert CHINA.of(last.date())  # it ends on a working day
    counted = sum(one.seconds for one in explain(start, end, CHINA, pauses, whole_days=True) if one.counted)
    assert days * DAY <= counted < (days + 1) * DAY
