"""Fines of handbook-2 and the ledger of the fund box (handbook 8, 11 last row)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csdesk.core.discipline import Fine, FundEntry, ledger, price, priced, settled_after, through_pay
from csdesk.core.payroll import Adjustment, EmployeeMonth, PayLine, Totals
from csdesk.core.presets import preset
from csdesk.core.rules import Fines, RuleBook, RuleVersion

SECOND = RuleBook((RuleVersion(1, date(2026, 1, 1), preset("handbook-2")),))
OCTOBER, NOVEMBER = date(2026, 10, 1), date(2026, 11, 1)


def complaint(number: int, day: date, who: int = 1, **more: object) -> Fine:
    return Fine(number, who, day, "complaint", **more)  # type: ignore[arg-type]


def test_the_worked_example() -> None:
    fines = [complaint(1, date(2026, 10, 3)), complaint(2, date(2026, 10, 31)), complaint(3, NOVEMBER)]
    assert [one.amount for one in priced(fines, SECOND)] == [5000, 10000, 5000]
    third = priced([*fines, complaint(4, date(2026, 10, 31)), complaint(5, OCTOBER, who=2)], SECOND)
    assert [(one.fine.id, one.amount, one.number, one.resignation) for one in third] == [
        (5, 5000, 1, False), (1, 5000, 1, False), (2, 10000, 2, False), (4, None, 3, True), (3, 5000, 1, False)]
    assert third[3].basis.text == "2026-10 第 3 次投诉：制度写的是建议离职"


@pytest.mark.parametrize(
    ("fine", "amount", "resignation"),
    [
        (Fine(1, 1, OCTOBER, "private_chat"), 2000, False),
        (Fine(1, 1, OCTOBER, "leaking_contacts"), 10000, False),
        (Fine(1, 1, OCTOBER, "other"), None, False),
        (Fine(1, 1, OCTOBER, "other", 1550), 1550, False),
        (Fine(1, 1, OCTOBER, "complaint", 3000), 3000, False),  # the supervisor's own amount
        (Fine(1, 1, OCTOBER, "complaint", paid_on=OCTOBER, paid=4000), 4000, False),  # what came in is a fact
    ],
)
def test_prices(fine: Fine, amount: int | None, resignation: bool) -> None:
    [one] = priced([fine], SECOND)
    assert (one.amount, one.resignation) == (amount, resignation)


def test_rules_of_the_day_and_rules_without_prices() -> None:
    dearer = replace(preset("handbook-2"), fines=Fines((7000,), 0, 0))
    book = RuleBook((*SECOND.versions, RuleVersion(2, date(2026, 10, 15), dearer)))
    found = priced([complaint(1, OCTOBER), complaint(2, date(2026, 10, 20)), complaint(3, NOVEMBER)], book)
    assert [(one.amount, one.resignation) for one in found] == [(5000, False), (None, True), (7000, False)]
    assert [one.basis.rules_version for one in found] == [1, 2, 2]
    first = preset("handbook-1")
    assert [price(kind, first) for kind in ("complaint", "private_chat", "other")] == [None, None, None]
    [free] = priced([complaint(1, OCTOBER)], RuleBook((RuleVersion(1, OCTOBER, first),)))
    assert (free.amount, free.resignation) == (None, False)


def test_a_settled_complaint_fixes_those_before_it() -> None:
    paid = complaint(2, date(2026, 10, 20), paid_on=date(2026, 10, 21), paid=5000)
    assert settled_after([paid], complaint(0, date(2026, 10, 5))) == paid
    assert settled_after([replace(paid, paid_on=None, paid=None, line_id=7)], complaint(0, date(2026, 10, 5))) is not None
    for free in (complaint(0, date(2026, 10, 20)), complaint(0, date(2026, 9, 5)), complaint(0, date(2026, 10, 5), who=2), paid,
                 Fine(0, 1, date(2026, 10, 5), "private_chat")):  # fmt: skip
        assert settled_after([paid], free) is None


def slip(not_collected: int, fine: int, other: int = 0) -> EmployeeMonth:
    lines = (PayLine("fine", fine), *((PayLine("other_deduction", other),) if other else ()))
    return EmployeeMonth(1, "0007", "李䶮", "", (), Totals(), lines, 0, fine + other, 0, not_collected)


@pytest.mark.parametrize(
    ("not_collected", "other", "got"),
    [(0, 0, {1: 5000, 2: 2000}), (1000, 0, {1: 5000, 2: 1000}), (1000, 1000, {1: 5000, 2: 2000}), (4500, 1000, {1: 3500, 2: 0}),
     (9000, 0, {1: 0, 2: 0})],
)  # fmt: skip
def test_what_the_pay_held(not_collected: int, other: int, got: dict[int, int]) -> None:
    lines = [Adjustment(2, 1, "2026-10", "fine", 2000), Adjustment(1, 1, "2026-10", "fine", 5000), Adjustment(3, 1, "2026-10", "kpi", 1)]
    assert through_pay(slip(not_collected, 7000, other), lines) == got


entries = st.lists(
    st.builds(
        FundEntry,
        st.integers(1, 50),
        st.integers(0, 400).map(lambda n: date(2026, 1, 1) + timedelta(days=n)),
        st.integers(-(10**7), 10**7),
        st.just(""),
        st.sampled_from(["fine", "packet", "typed"]),
        st.text("abc", max_size=3),
    )
)


@given(entries, st.randoms())
def test_the_balance_is_the_sum(found: list[FundEntry], random: object) -> None:
    rows = ledger(found)
    assert (rows[-1].balance if rows else 0) == sum(one.amount for one in found)
    assert [row.entry.day for row in rows] == sorted(one.day for one in found)
    before = 0
    for row in rows:
        assert row.balance == before + row.entry.amount
        before = row.balance
    shuffled = list(found)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert [row.balance for row in ledger(shuffled)][-1:] == [row.balance for row in rows][-1:]


@given(st.lists(st.tuples(st.integers(1, 3), st.integers(0, 90)), max_size=12))
def test_every_month_and_person_begins_anew(found: list[tuple[int, int]]) -> None:
    fines = [complaint(n, OCTOBER + timedelta(days=day), who) for n, (who, day) in enumerate(found, 1)]
    by_month: dict[tuple[int, int], list[int | None]] = {}
    for one in priced(fines, SECOND):
        by_month.setdefault((one.fine.employee_id, one.fine.day.month), []).append(one.amount)
    for amounts in by_month.values():
        assert amounts == [5000, 10000, *[None] * len(amounts)][: len(amounts)]
