"""Planning facts in the shop file: written, read back, replaced by their key, and undone to the byte."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from csdesk.core.attendance import Status
from csdesk.core.calendar import Month
from csdesk.core.planning import DayNeed, OpenShift, OpenState, PlanTerms, Promotion, Swap, TakenProposal, Wish
from csdesk.core.roster import Cell
from csdesk.store import planning
from csdesk.store.shop import Shop
from tests.store.shops import FIRST, NOW, dump, make

LAST = date(2026, 9, 30)
SEPTEMBER = Month(2026, 9)

WRITES: dict[str, tuple[Callable[[Shop], Any], Callable[[Shop], Any], object]] = {
    "terms": (
        lambda shop: planning.save_terms(shop, PlanTerms(1, ("售前客服",), ("拾光二店",), 2, 14, ("D", "休"), FIRST)),
        lambda shop: planning.terms(shop)[1],
        PlanTerms(1, ("售前客服",), ("拾光二店",), 2, 14, ("D", "休"), FIRST),
    ),
    "promotion": (
        lambda shop: planning.save_promotion(shop, Promotion(0, FIRST, LAST, "双11", 50)),
        lambda shop: planning.promotions(shop, LAST, LAST),
        (Promotion(1, FIRST, LAST, "双11", 50),),
    ),
    "need": (
        lambda shop: [planning.save_need(shop, DayNeed(FIRST, "D", "售后", need)) for need in (3, 4)],
        lambda shop: planning.needs(shop, FIRST, LAST),
        (DayNeed(FIRST, "D", "售后", 4),),
    ),
    "wish": (
        lambda shop: [planning.save_wish(shop, Wish(0, 2, FIRST, code, asked_at=NOW)) for code in ("D", "休")],
        lambda shop: planning.wishes(shop, FIRST, LAST),
        (Wish(1, 2, FIRST, "休", asked_at=NOW),),
    ),
    "swap": (
        lambda shop: planning.save_swap(shop, Swap(0, 1, FIRST, 2, LAST, Status.APPROVED, NOW, "孩子家长会", NOW, "主管", "")),
        lambda shop: planning.swaps(shop, LAST, LAST),
        (Swap(1, 1, FIRST, 2, LAST, Status.APPROVED, NOW, "孩子家长会", NOW, "主管", ""),),
    ),
    "open": (
        lambda shop: planning.save_open_shift(shop, OpenShift(0, FIRST, "N", "售后", "双11", OpenState.ASKED, 3)),
        lambda shop: planning.open_shifts(shop, FIRST, LAST),
        (OpenShift(1, FIRST, "N", "售后", "双11", OpenState.ASKED, 3),),
    ),
    "proposal": (
        lambda shop: planning.keep_proposal(shop, TakenProposal(0, SEPTEMBER, NOW, "店长", 1, 3_600_000, "ab12", "py-1", 412)),
        lambda shop: planning.proposals(shop, SEPTEMBER),
        (TakenProposal(1, SEPTEMBER, NOW, "店长", 1, 3_600_000, "ab12", "py-1", 412),),
    ),
}


@pytest.mark.parametrize("noun", WRITES)
def test_written_read_and_undone(tmp_path: Path, noun: str) -> None:
    write, read, expected = WRITES[noun]
    shop, _ids = make(tmp_path / "a.csdesk")
    with shop:
        before = dump(shop)
        with shop.step("x", by="店长", at=NOW):
            write(shop)
        assert read(shop) == expected
        shop.undo(by="店长", at=NOW)
        assert dump(shop) == before
        shop.redo(by="店长", at=NOW)
        assert read(shop) == expected


def test_terms_that_say_nothing_are_no_row(tmp_path: Path) -> None:
    shop, _ids = make(tmp_path / "a.csdesk")
    with shop, shop.step("x", by="", at=NOW):
        planning.save_terms(shop, PlanTerms(1, rest_days=2))
        planning.save_terms(shop, PlanTerms(1))
        assert planning.terms(shop) == {}


def test_a_publication_keeps_the_months_cells(tmp_path: Path) -> None:
    shop, _ids = make(tmp_path / "a.csdesk")
    cells = [Cell(1, FIRST, "D"), Cell(2, LAST, "N", post="售前客服"), Cell(1, date(2026, 10, 1), "D")]
    with shop:
        assert planning.publication(shop, SEPTEMBER) is None
        with shop.step("发布", by="店长", at=NOW):
            planning.publish(shop, SEPTEMBER, cells, at=NOW, by="店长")
            planning.publish(shop, SEPTEMBER, cells[:2], at=NOW, by="店长", note="改了两格")
            planning.publish(shop, Month(2026, 10), cells, at=NOW, by="店长")
        found = planning.publication(shop, SEPTEMBER)
        every = planning.publications(shop, SEPTEMBER)
    assert found is not None
    assert (found.note, found.by, found.at) == ("改了两格", "店长", NOW)
    assert [(one.version, len(one.cells)) for one in every] == [(1, 2), (2, 2)] and every[-1] == found
    assert found.cells == {(1, FIRST): ("D", ""), (2, LAST): ("N", "售前客服")}


def test_a_wish_can_be_decided_and_taken_back(tmp_path: Path) -> None:
    shop, _ids = make(tmp_path / "a.csdesk")
    with shop, shop.step("x", by="", at=NOW):
        number = planning.save_wish(shop, Wish(0, 2, FIRST, "休"))
        planning.save_wish(shop, replace(planning.wishes(shop, FIRST, FIRST)[0], status=Status.REJECTED, answer="人手不够"))
        assert [(one.id, one.status, one.answer) for one in planning.wishes(shop, FIRST, FIRST)] == [(number, Status.REJECTED, "人手不够")]
        planning.remove_wish(shop, number)
        assert planning.wishes(shop, FIRST, FIRST) == ()
