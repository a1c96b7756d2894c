"""Clocks read from a history: pauses, a changed target, reopening, the resolution that does not move, merges."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csdesk.core import case, case_limits
from csdesk.core.case import Case, CaseEvent, Promise
from csdesk.core.case_clock import Hours
from csdesk.core.case_limits import Clocks
from csdesk.core.case_targets import CaseClock, clock, merged_events

CLOCKS = Clocks(Hours(((),) * 7), Hours.daily((9 * 3600, 21 * 3600)))
TABLE = case_limits.table(())
START = datetime(2026, 3, 2, 10)
REPAIR = Case(1, "repair", "不通电", START)  # team.repair_contact: 24 natural hours, pausable


def after(hours: float) -> datetime:
    return START + timedelta(hours=hours)


def history(*entries: tuple[float, str, dict[str, Any]]) -> list[CaseEvent]:
    found = [CaseEvent(1, 1, START, "registered")]
    return found + [CaseEvent(number, 1, after(hours), kind, data=data) for number, (hours, kind, data) in enumerate(entries, 2)]


def status(category: str, **more: Any) -> dict[str, Any]:
    return {"to": category, "category": category, **more}


def the(found: CaseClock, key: str) -> Any:
    return next(one for one in found.targets if one.limit.key == key)


def contact(*entries: tuple[float, str, dict[str, Any]]) -> Any:
    return the(clock(REPAIR, history(*entries), TABLE, CLOCKS), "team.repair_contact")


@pytest.mark.parametrize(
    ("entries", "due", "ended"),
    [
        ([], 24, None),
        ([(2, "status", status("paused")), (5, "status", status("open"))], 27, None),
        ([(2, "status", status("paused"))], None, None),
        ([(2, "status", status("paused")), (4, "status", status("paused")), (5, "status", status("open"))], 27, None),  # one long pause
        ([(2, "status", status("open"))], 24, None),
        ([(3, "answered", {})], 24, 3),
        ([(3, "answered", {}), (4, "status", status("paused")), (30, "status", status("open"))], 24, 3),  # what comes later is no matter
        ([(1, "status", status("paused")), (3, "answered", {}), (9, "status", status("open"))], 26, 3),
        ([(20, "status", status("resolved"))], 24, 20),
        ([(20, "status", status("resolved")), (22, "status", status("resolved"))], 24, 20),  # resolved → closed moves nothing
    ],
)
def test_the_category_alone_stops_a_clock(entries: list[Any], due: float | None, ended: float | None) -> None:
    found = contact(*entries)
    assert found.due == (None if due is None else after(due))
    assert found.ended == (None if ended is None else after(ended))


@pytest.mark.parametrize(("mode", "due"), [("restart", 100 + 24), ("continue", 24 + 80), ("through", 24)])
def test_reopening_is_written_on_the_case(mode: str, due: float) -> None:
    entries = [(20.0, "status", status("resolved")), (100.0, "status", status("open", reopen=mode))]
    found = clock(REPAIR, history(*entries), TABLE, CLOCKS)
    target = the(found, "team.repair_contact")
    assert (target.due, target.ended, found.reopened, found.resolved_at) == (after(due), None, 1, None)
    again = clock(REPAIR, history(*entries, (110.0, "status", status("resolved"))), TABLE, CLOCKS)
    assert again.resolved_at == after(110)


def test_a_platform_does_not_care_what_we_wait_for() -> None:
    one = Case(1, "dispute", "x", START, platform="jd")
    entries = [(0.0, "milestone", {"what": "intervened"}), (1.0, "status", status("paused"))]
    found = clock(one, history(*entries), TABLE, CLOCKS, "urgent")
    assert the(found, "jd.dispute").due == after(24)
    assert the(found, "team.urgent").due == START + timedelta(minutes=30)  # used up before the pause
    assert found.paused_since == after(1)
    entries += [(20.0, "status", status("resolved")), (30.0, "status", status("open", reopen="restart"))]
    assert the(clock(one, history(*entries), TABLE, CLOCKS), "jd.dispute").ended == after(20)  # ran out while it was resolved
    entries[-1] = (22.0, "status", status("open", reopen="restart"))
    assert the(clock(one, history(*entries), TABLE, CLOCKS), "jd.dispute").ended is None


def test_a_changed_target_loses_no_pause() -> None:
    pause = [(2.0, "status", status("paused")), (5.0, "status", status("open"))]
    change = (6.0, "target", {"limit": "team.repair_contact", "amount": 48, "unit": "hours"})
    assert contact(*pause, change).due == after(48 + 3)
    other_kind = Case(1, "price", "x", START)  # the kind was wrong: another limit, the same history
    assert the(clock(other_kind, history(*pause), TABLE, CLOCKS), "team.price").due == after(27)
    typed = contact(*pause, (6.0, "target", {"limit": "team.repair_contact", "due": after(30).isoformat()}))
    assert (typed.due, typed.fixed) == (after(30), True)
    again = contact(*pause, (6.0, "target", {"limit": "team.repair_contact", "start": after(6).isoformat()}))
    assert again.due == after(30)
    assert contact(*pause, (7.0, "target", {"limit": "team.repair_contact", "done": True})).ended == after(7)
    dropped = clock(REPAIR, history((6.0, "target", {"limit": "team.repair_contact", "drop": True})), TABLE, CLOCKS)
    assert all(one.limit.key != "team.repair_contact" for one in dropped.targets)
    own = clock(REPAIR, history((6.0, "target", {"limit": "平台倒计时", "due": after(7).isoformat()})), TABLE, CLOCKS)
    assert (own.next(), the(own, "平台倒计时").limit.name) == ((after(7), "平台倒计时"), "平台倒计时")


def test_late_is_met_too_late_or_not_met() -> None:
    assert not contact((24, "answered", {})).late(after(99))
    assert contact((24.1, "answered", {})).late(after(99))
    assert contact().late(after(25)) and not contact().late(after(24))


def test_what_is_due_next() -> None:
    found = clock(REPAIR, history((1, "goods", {"to": "received"})), TABLE, CLOCKS)
    assert found.next() == (after(24), "team.repair_contact")
    promise = Promise(1, 1, "今天给答复", None, after(2), START)
    assert found.next([promise]) == (after(2), "promise")
    kept = Promise(1, 1, "今天给答复", None, after(2), START, kept_at=after(1))
    assert found.next([kept]) == (after(24), "team.repair_contact")
    answered = clock(REPAIR, history((1, "goods", {"to": "received"}), (2, "answered", {})), TABLE, CLOCKS)
    assert answered.next() == (after(1 + 7 * 24), "team.repair_back")
    assert (answered.answered_at, answered.resolved_at) == (after(2), None)


def test_a_buyers_limit_is_shown_and_never_ours_to_break() -> None:
    one = Case(1, "return", "x", START, platform="taobao", order_state="shipped")
    found = clock(one, history((5, "goods", {"to": "to_return"})), TABLE, CLOCKS)
    assert found.next() == (None, "")
    current = found.current()
    assert current is not None and current.limit.key == "tb.send_back" and not current.late(after(9999))


def test_a_merged_case_keeps_its_deadline_and_shares_the_later_fate() -> None:
    member = history((1, "status", status("paused")), (2, "status", status("open")))
    own = [CaseEvent(90, 2, after(4), "registered"), CaseEvent(91, 2, after(10), "status", data=status("paused")),
           CaseEvent(92, 2, after(12), "status", data=status("open"))]  # fmt: skip
    [found] = merged_events(own, {1: (after(5), member)})
    assert the(clock(REPAIR, found, TABLE, CLOCKS), "team.repair_contact").due == after(24 + 1 + 2)
    [ended] = merged_events([*own, CaseEvent(93, 2, after(13), "answered")], {1: (after(5), member)})
    assert the(clock(REPAIR, ended, TABLE, CLOCKS), "team.repair_contact").ended == after(13)


# Merging what two people wrote


@pytest.mark.parametrize(
    ("theirs", "wanted", "result", "clash"),
    [
        ({"buyer": "乙"}, {"product": "杯"}, {"buyer": "乙", "product": "杯"}, []),
        ({"buyer": "乙"}, {"buyer": "乙"}, {"buyer": "乙"}, []),
        ({"buyer": "乙"}, {"buyer": "丙"}, {"buyer": "乙"}, ["buyer"]),
        ({"buyer": "乙"}, {"buyer": "甲"}, {"buyer": "乙"}, []),  # he did not touch it
        ({"details": {"fault": "不亮"}}, {"details": {"serial_no": "7"}}, {"details": {"fault": "不亮", "serial_no": "7"}}, []),
        ({"details": {"fault": "不亮"}}, {"details": {"fault": "冒烟"}}, {"details": {"fault": "不亮"}}, ["details.fault"]),
    ],
)
def test_different_fields_merge_and_the_same_field_clashes(theirs: Any, wanted: Any, result: Any, clash: list[str]) -> None:
    from dataclasses import replace

    base = replace(REPAIR, buyer="甲")
    merged, clashes = case.merge(base, replace(base, **theirs), wanted)
    assert {name: getattr(merged, name) for name in result} == result
    assert [one.name for one in clashes] == clash


@given(st.dictionaries(st.integers(1, 9), st.integers(1, 9)), st.integers(1, 9))
def test_a_cycle_of_merges_ends(parents: dict[int, int], start: int) -> None:
    root = case.root_of(parents, start)
    assert root == start or root in parents.values()


@pytest.mark.parametrize(("text", "key"), [("３００２ 1884　5512", "300218845512"), ("SF1 4", "sf14"), ("JD_晴", "jd_晴"), ("", "")])
def test_folding(text: str, key: str) -> None:
    assert case.folded(text) == key
