"""A random month of punches, written by every way of every format (exports.py), is read back to the same punches."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from csdesk.core import profile as p
from csdesk.core.drafts import PunchDraft
from csdesk.core.people import resolve
from csdesk.core.staff import Alias, Employee
from csdesk.files import reading
from tests.files import exports
from tests.files.exports import Punch

NOW = datetime(2027, 2, 8, 9)
WAYS = exports.WRITERS | exports.VARIANTS
TO_THE_SECOND = ("zk.flat", "csv.flat_punches", "zk.attlog", "glog", "template")
STATES_WORK_DAY = ("dingtalk", "wecom.daily")
PEOPLE = tuple(
    Employee(n + 1, exports.no(n), exports.name(n), aliases=tuple(Alias(source, exports.account(n)) for source in ("dingtalk", "wecom")))
    for n in range(4)
)


@st.composite
def months(draw: st.DrawFn) -> list[Punch]:
    """Work days of up to a month, over the change of year as well: one to five times each, the first before midnight."""
    first = draw(st.sampled_from([date(2026, 9, 1), date(2026, 12, 26), date(2026, 2, 14), date(2024, 2, 20)]))
    days = st.integers(0, 30).map(lambda n: first + timedelta(days=n))
    moments = st.integers(361 * 60, 1799 * 60).filter(lambda second: second != 86400)  # a date cell at 00:00:00 is a day without a time
    seconds = st.lists(moments, min_size=1, max_size=5, unique_by=lambda second: second // 60)
    found: dict[tuple[int, date], list[int]] = draw(st.dictionaries(st.tuples(st.integers(0, 3), days), seconds, min_size=1, max_size=14))
    punches: list[Punch] = []
    for (person, day), times in found.items():
        midnight = datetime(day.year, day.month, day.day)
        times.sort()
        times[0] = min(times[0], 1400 * 60)
        punches += [(person, day, midnight + timedelta(seconds=second)) for second in sorted({*times})]
    return sorted(punches, key=lambda punch: (punch[2], punch[0]))


@pytest.mark.parametrize("way", WAYS)
@settings(max_examples=12)
@given(month=months())
def test_reads_back(way: str, month: list[Punch]) -> None:
    name, write = WAYS[way]
    began = way.endswith("began")
    found = reading.read(write(month), name, now=NOW, after_midnight=p.PREVIOUS if began else None)
    done = resolve(found.drafts, PEOPLE)
    assert found.format == way.partition(",")[0]
    assert not found.problems and not done.rejected and not done.held and not done.duplicates
    exact = way.startswith(TO_THE_SECOND) and "by days" not in way
    stated = began or way.startswith(STATES_WORK_DAY)
    want = {(person, day if stated else None, at if exact else at.replace(second=0)) for person, day, at in month}
    assert {(who - 1, draft.work_date, draft.at) for draft, who in done.matched if isinstance(draft, PunchDraft)} == want
