"""People before there is a shop: typed rows, pasted blocks, numbers, and how many a shift may need."""

from __future__ import annotations

from datetime import datetime

import pytest

from csdesk.actions import people_list
from csdesk.core.calendar import Month
from csdesk.core.presets import preset

NOW = datetime(2026, 11, 28, 9, 0)


def test_typed_rows_keep_their_place() -> None:
    rows = [["0007", "林晓彤", "售前客服", "2025-03-01"], ["", "", "", ""], ["0012", "", "", ""], ["0007", "陈思远", "", ""]]
    found = people_list.typed(rows, NOW)
    assert [(one.no, one.name, one.post) for one in found.people] == [("0007", "林晓彤", "售前客服")]
    assert [(one.row, one.code) for one in found.refused] == [(4, "missing_name"), (5, "duplicate_no")]
    assert people_list.typed([["", " ", "", ""]], NOW) == people_list.PeopleList()


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("0007\t林晓彤\n0012\t陈思远\n", [["0007", "林晓彤"], ["0012", "陈思远"]]),
        ("姓名\t部门\t工号\n林晓彤\t客服部\t0007\n", [["0007", "林晓彤", "", ""]]),
        ("林晓彤", [["林晓彤"]]),
        ("\n\n", []),
    ],
)
def test_pasted_blocks(text: str, rows: list[list[str]]) -> None:
    assert people_list.pasted(text) == rows


@pytest.mark.parametrize(
    ("known", "number"),
    [([], "0001"), (["0007", "0012"], "0013"), (["7"], "8"), (["K-01", ""], "0001"), (["99"], "100"), (["٣"], "0001")],
)
def test_the_next_number(known: list[str], number: str) -> None:
    assert people_list.next_number(known) == number


@pytest.mark.parametrize(
    ("rules", "people", "needs"),
    [
        ("handbook-1", 12, {"D": 8, "N": 3}),  # 12 × 28 / 30 = 11.2
        ("handbook-2", 12, {"D": 7, "N": 3}),  # 12 × 6 / 7 = 10.3
        ("handbook-1", 3, {"D": 1, "N": 1}),
        ("handbook-1", 1, {"D": 0, "N": 0}),
        ("handbook-1", 0, {"D": 0, "N": 0}),
    ],
)
def test_first_needs(rules: str, people: int, needs: dict[str, int]) -> None:
    assert people_list.first_needs(preset(rules), people) == needs


@pytest.mark.parametrize(("day", "month"), [(1, Month(2026, 11)), (15, Month(2026, 11)), (16, Month(2026, 12)), (30, Month(2026, 12))])
def test_the_month_that_is_proposed(day: int, month: Month) -> None:
    assert people_list.month_to_propose(datetime(2026, 11, day)) == month
