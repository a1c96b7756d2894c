"""Needs of a day, rotations and what changed since a roster was given out."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from csdesk.core.calendar import Month
from csdesk.core.planning import DayNeed, PlanTerms, Promotion, Publication, Published, needs_on, since_published
from csdesk.core.roster import Cell
from csdesk.core.rules import Demand

DOUBLE_11 = date(2026, 11, 11)
BASE = (Demand("D", "售前", 6), Demand("D", "售后", 5), Demand("N", "", 3))
SALE = Promotion(1, date(2026, 11, 9), DOUBLE_11, "双11", 50)
EVE = Promotion(2, date(2026, 11, 10), date(2026, 11, 10), "预热", 10)


@pytest.mark.parametrize(("day", "typed", "needs"), [
    (date(2026, 11, 8), (), (6, 5, 3)),
    (date(2026, 11, 9), (), (9, 8, 5)),  # 7.5 and 4.5 people are 8 and 5
    (date(2026, 11, 10), (), (9, 8, 5)),  # the larger of two promotions
    (DOUBLE_11, (DayNeed(DOUBLE_11, "D", "售后", 12),), (9, 12, 5)),
    (DOUBLE_11, (DayNeed(date(2026, 11, 12), "D", "售后", 12),), (9, 8, 5)),
    (date(2026, 11, 8), (DayNeed(date(2026, 11, 8), "N", "售前", 2), DayNeed(date(2026, 11, 8), "N", "", 0)), (6, 5, 0, 2)),
])
def test_needs_of_a_day(day: date, typed: tuple[DayNeed, ...], needs: tuple[int, ...]) -> None:
    rows = needs_on(day, BASE, (SALE, EVE), typed)
    assert tuple(row.need for row in rows) == needs
    assert rows[:3] == tuple(Demand(base.shift, base.post, need) for base, need in zip(BASE, needs, strict=False))


def test_a_rotation_goes_on_in_both_directions() -> None:
    terms = PlanTerms(1, pattern=("D", "D", "N", "休"), anchor=date(2026, 10, 1))
    assert [terms.rotation_on(date(2026, 9, 28) + timedelta(days=n)) for n in range(8)] == ["D", "N", "休", "D", "D", "N", "休", "D"]
    assert PlanTerms(1).rotation_on(DOUBLE_11) is None


def test_what_changed_since_it_was_given_out() -> None:
    first, second = date(2026, 10, 1), date(2026, 10, 2)
    given = {(1, first): ("D", ""), (1, second): ("N", ""), (2, first): ("休", "")}
    publication = Publication(1, Month(2026, 10), datetime(2026, 9, 28, 9), "店长", given)
    now = [Cell(1, first, "D", "accepted"), Cell(1, second, "N", post="售后"), Cell(2, second, "D"), Cell(2, date(2026, 11, 1), "D")]
    assert since_published(publication, now) == [
        Published(2, first, ("休", ""), None),
        Published(1, second, ("N", ""), ("N", "售后")),
        Published(2, second, None, ("D", "")),
    ]
