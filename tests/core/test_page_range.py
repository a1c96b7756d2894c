"""Which pages a person means by what was typed."""

from __future__ import annotations

import pytest

from csdesk.core import page_range
from csdesk.core.problem import UserError


@pytest.mark.parametrize(
    ("text", "pages"),
    [
        ("", (1, 2, 3, 4, 5)),
        ("   ", (1, 2, 3, 4, 5)),
        ("2", (2,)),
        ("1-3,5", (1, 2, 3, 5)),
        (" 1 - 3 , 5 ", (1, 2, 3, 5)),
        ("1-3 5", (1, 2, 3, 5)),
        ("１－３，５", (1, 2, 3, 5)),
        ("1至3、5", (1, 2, 3, 5)),
        ("1–2；4", (1, 2, 4)),
        ("3-", (3, 4, 5)),
        ("-2", (1, 2)),
        ("4-2", (4, 3, 2)),
        ("5,1", (5, 1)),
        ("1,1-2,2", (1, 2)),
        ("1,,2,", (1, 2)),
        ("05", (5,)),
    ],
)
def test_what_is_meant(text: str, pages: tuple[int, ...]) -> None:
    assert page_range.pages(text, 5) == pages


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("abc", "「abc」不是页码"),
        ("1-x", "「1-x」不是页码"),
        ("-", "「-」不是页码"),
        ("1-2-3", "「1-2-3」不是页码"),
        ("1.5", "「1.5」不是页码"),
        (",", "「,」不是页码"),
        ("0", "没有第 0 页"),
        ("6", "没有第 6 页，一共 5 页"),
        ("2-9", "没有第 9 页"),
        ("99999999999999999999", "没有第"),
        ("²", ""),
        ("٣", ""),
    ],
)
def test_what_is_refused(text: str, says: str) -> None:
    if not says:  # other digits are digits
        assert page_range.pages(text, 5) in ((2,), (3,))
        return
    with pytest.raises(UserError) as refused:
        page_range.pages(text, 5)
    assert says in refused.value.message and refused.value.code == "pages"


def test_odd_and_even() -> None:
    assert page_range.of_side((1, 2, 3), "all") == (1, 2, 3)
    assert page_range.of_side((3, 2, 1), "odd") == (3, 1)
    assert page_range.of_side((1, 3), "even") == ()
