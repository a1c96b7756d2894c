"""The one step that a case's page offers first."""

from __future__ import annotations

from datetime import datetime

import pytest

from csdesk.core.case import STATUSES, Case, CaseEvent, Category, Money, may_follow
from csdesk.core.case_clock import Hours
from csdesk.core.case_limits import Clocks, table
from csdesk.core.case_next import next_step
from csdesk.core.case_targets import clock

AT = datetime(2026, 9, 16, 14, 30)


@pytest.mark.parametrize(
    ("status", "money", "events", "step"),
    [
        ("new", Money.NONE, ["registered"], ("answered", "")),
        ("new", Money.NONE, ["registered", "answered"], ("status", "resolved")),
        ("proving", Money.NONE, ["registered", "intervened"], ("milestone", "proof_given")),
        ("proving", Money.NONE, ["registered", "intervened", "proof_given", "answered"], ("status", "resolved")),
        ("handling", Money.TO_APPROVE, ["registered", "answered"], ("approve", "")),
        ("handling", Money.TO_PAY, ["registered", "answered"], ("money", "paid")),
        ("wait_buyer", Money.NONE, ["registered"], ("status", "handling")),
        ("resolved", Money.NONE, ["registered", "answered"], ("status", "closed")),
        ("closed", Money.NONE, ["registered", "answered"], None),
    ],
)
def test_the_next_step(status, money, events, step):
    chosen = next(one for one in STATUSES if one.key == status)
    case = Case(1, "dispute", "x", AT, platform="jd", status=status, category=chosen.category, money=money)
    history = [CaseEvent(n, 1, AT, "milestone" if one in ("intervened", "proof_given") else one, data={"what": one})
               for n, one in enumerate(events)]  # fmt: skip
    if chosen.category is Category.RESOLVED:
        history.append(CaseEvent(9, 1, AT, "status", data={"to": status, "category": "resolved"}))
    found = clock(case, history, table(()), Clocks(Hours.daily((0, 86400))))
    got = next_step(case, found, [one for one in STATUSES if may_follow(STATUSES, status, one.key)])
    assert (None if got is None else (got.kind, got.value)) == step
