"""The demonstration shop has cases of every kind at any hour of the clock, and their evidence is really there."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from csdesk import i18n
from csdesk.actions import case_view, demo, history, shop
from csdesk.core.case import KINDS
from csdesk.core.case_list import CaseFilter


@pytest.mark.parametrize("now", [datetime(2026, 9, 16, 16, 42), datetime(2026, 3, 1, 0, 0, 1), datetime(2028, 2, 29, 23, 59)])
def test_cases_of_every_kind(tmp_path: Path, now: datetime) -> None:
    session = demo.create(tmp_path / "d.csdesk", lambda: now)
    try:
        every = case_view.listed(session, CaseFilter(state="all")).rows
        assert len(every) >= 58 and {one.kind for one in every} == {one.key for one in KINDS}
        counts = case_view.counts(session)
        assert counts.open == 17 and counts.snoozed == 1 and counts.urgent >= 2 and counts.waiting == 4
        assert all(counts.bands[name] for name in ("over", "hour", "six", "day", "later", "paused"))
        dispute = next(one for one in every if "补充举证" in one.title)
        found = case_view.view(session, dispute.id)
        assert found.clock.next()[1] == "jd.extra" and found.missing and found.phrases and "问过仓库" in found.cleared
        assert {line.by for line in found.timeline} == {"李䶮"}
        merged = case_view.view(session, next(one for one in every if one.title == "两件只到一件，缺滤芯").id)
        assert len(merged.merged) == 1
        assert [row.title for row in case_view.find(session, "bwbls jz")] == [dispute.title]
        assert shop.check(session) == []
        assert history.can_undo(session) is not None
    finally:
        session.shop.close()


@pytest.mark.parametrize("language", [name for name in i18n.LANGUAGES if name != "zh_CN"])
def test_the_example_is_the_same_in_every_language(tmp_path: Path, language: str) -> None:
    i18n.use(language)  # its files are Chinese
    session = demo.create(tmp_path / "d.csdesk", lambda: datetime(2026, 9, 16, 16, 42))
    counts = case_view.counts(session)
    assert counts.open == 17 and counts.snoozed == 1
    session.shop.close()
