"""Every screen of planning has something to show in the demonstration shop, at any hour of the clock."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from csdesk.actions import demo, planning, proposals, requests
from csdesk.core.attendance import Status
from csdesk.core.calendar import Month
from csdesk.core.problem import UserError


@pytest.mark.parametrize(("now", "changed"), [(datetime(2026, 10, 16, 9), 2), (datetime(2026, 10, 31, 23), 0)])
def test_the_demonstration_shop_has_planned(tmp_path: Path, now: datetime, changed: int) -> None:
    session = demo.create(tmp_path / "d.csdesk", lambda: now)
    try:
        october, november = Month(2026, 10), Month(2026, 11)
        published = planning.publication(session, october)
        assert published is not None and published.at < datetime(2026, 10, 1) and len(published.cells) == 11 * 31
        assert len(planning.changes_since(session, october)) == changed  # on the last evening nothing can change any more
        live = planning.month_live(session, october)
        assert [one for one in live.violations() if one.hard and one.rule != "short"] == []
        seen = {(one.kind, one.status) for month in (october, november) for one in requests.requests(session, month)}
        assert {("wish", Status.APPROVED), ("wish", Status.REJECTED), ("wish", Status.PENDING), ("open", Status.PENDING)} <= seen
        assert ("swap", Status.PENDING) in seen or not changed
        assert len(planning.promotions(session, 2026)) == 1
        with pytest.raises(UserError) as error:
            proposals.prepare(session, Month(2026, 8))
        assert error.value.code == "closed"
        planning.fill_rotation(session, november)
        assert planning.month_live(session, november).blanks() == 0
    finally:
        session.shop.close()
