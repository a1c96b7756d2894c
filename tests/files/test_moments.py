"""The quick reading of moments gives what the full grammar gives, for every text."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from csdesk.core import profile as p
from csdesk.core.profile import ColumnUse, Profile
from csdesk.files import reading, values
from csdesk.files.formats.base import Moments

NOW = datetime(2026, 10, 8, 9)
DAYS = st.one_of(
    st.builds(
        "{}{}{}{}{}".format,
        st.integers(1990, 2040), st.sampled_from("-/."), st.integers(0, 14), st.sampled_from("-/."), st.integers(0, 33),
    ),
    st.sampled_from(["2026-09-05", "2026年9月5日", "20260905", "２０２６-０９-０５", "26-09-05", "2026-09-05 星期六", "2026-W36-6", ""]),
)  # fmt: skip
CLOCKS = st.one_of(
    st.builds("{:02d}:{:02d}:{:02d}".format, st.integers(0, 26), st.integers(0, 61), st.integers(0, 61)),
    st.sampled_from(["08:29", "8:29", "24:00", "08:29:30.5", "08:29Z", "08:29+08", "08:29-08", "T8:29", "下午 05:33", "０８:２９", ""]),
)
TEXTS = st.builds("{}{}{}{}".format, DAYS, st.sampled_from([" ", "  ", "T", "", "\u3000", "\n"]), CLOCKS, st.sampled_from(["", " ", "\t"]))


def outcome(read: object, text: str) -> object:
    try:
        return read(text)  # type: ignore[operator]
    except values.BadValue as bad:
        return bad.code


@settings(max_examples=400)
@given(st.lists(TEXTS, min_size=1, max_size=4))
@example(["2026-09-05 08:29+08", "2026-09-05 08:29:30"])
@example(["上午 12:30", "2026-9-5 12:30"])
def test_quick_and_full_agree(texts: list[str]) -> None:
    moments = Moments(NOW)
    for text in texts * 2:
        assert outcome(moments, text) == outcome(values.parse_datetime, text), text


@pytest.mark.parametrize("moment", ["2026-09-05 08:29+08", "2026-09-05 08:29-08"])
def test_a_time_zone_that_only_looks_like_seconds(moment: str) -> None:
    """Nineteen characters with an offset: refused with its row, never compared with a time that has none."""
    text = f"姓名,工号,何时\n林晓彤,0007,{moment}\n林晓彤,0007,2026-09-05 17:31\n".encode()
    mine = Profile("", "x", 0, 0, p.COLUMNS, (ColumnUse(p.NAME, 0), ColumnUse(p.MOMENT, 2)))
    found = reading.read(text, "x.csv", now=NOW, kind="punches", profile=mine)
    assert [each.code for each in found.problems] == ["bad_datetime"] and len(found.drafts) == 1
    found = reading.read(text.replace("何时".encode(), "打卡时间".encode()), "x.csv", now=NOW, kind="punches")
    assert [each.code for each in found.problems] == ["bad_datetime"] and len(found.drafts) == 1
