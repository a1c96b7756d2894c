"""Every row of the table of limits with its arithmetic, and the table as dated data."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest

from csdesk.core import case_limits
from csdesk.core.calendar import Calendar
from csdesk.core.case import KINDS, Case, CaseEvent, kind_of
from csdesk.core.case_clock import Hours
from csdesk.core.case_limits import LIMITS, Clocks, Limit, fraud_compensation
from csdesk.core.case_targets import clock
from csdesk.core.problem import UserError
from csdesk.files import holidays

CLOCKS = Clocks(
    Hours.workdays(Calendar(*holidays.special_days(frozenset({2026})))),
    Hours.daily((8 * 3600 + 1800, 17 * 3600 + 1800), (17 * 3600, 25 * 3600)),
)
TABLE = case_limits.table(())


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def events(start: str, *happened: tuple[str, str]) -> list[CaseEvent]:
    """A registration and what happened after it: a milestone, answered, goods:…, money:…"""
    found = [CaseEvent(1, 1, at(start), "registered")]
    for number, (moment, what) in enumerate(happened, 2):
        kind, _colon, to = what.partition(":")
        if kind in ("goods", "money"):
            found.append(CaseEvent(number, 1, at(moment), kind, data={"to": to}))
        elif what in ("answered", "revisited"):
            found.append(CaseEvent(number, 1, at(moment), what))
        else:
            found.append(CaseEvent(number, 1, at(moment), "milestone", data={"what": what}))
    return found


def case(kind: str, platform: str = "", **given: Any) -> Case:
    return Case(1, kind, "x", at("2026-03-01 14:00"), platform=platform, **given)


# (limit, kind, platform, fields of the case, what happens when, due)
ROWS: list[tuple[str, str, str, dict[str, Any], list[tuple[str, str]], str]] = [
    ("jd.dispute", "dispute", "jd", {}, [("2026-03-01 14:00", "intervened")], "2026-03-02 14:00"),
    ("jd.extra", "dispute", "jd", {}, [("2026-03-02 10:00", "proof_asked")], "2026-03-02 14:00"),
    ("jd.extra", "dispute", "jd", {}, [("2026-03-02 14:01", "proof_asked")], "2026-03-03 09:01"),
    ("jd.extra", "return", "jd", {}, [("2026-03-02 14:00", "proof_asked")], "2026-03-02 18:00"),
    ("jd.verdict", "dispute", "jd", {}, [("2026-03-03 11:20:30", "verdict")], "2026-03-04 11:20:30"),
    ("jd.appeal", "dispute", "jd", {}, [("2026-03-05 09:00", "platform_closed")], "2026-03-12 09:00"),
    ("jd.buyer_asks", "dispute", "jd", {}, [("2026-03-05 09:00", "platform_closed")], "2026-03-20 09:00"),
    ("tb.refund_unshipped", "refund", "taobao", {"order_state": "unshipped"}, [], "2026-03-03 14:00"),
    ("tb.refund_unshipped", "refund", "tmall", {}, [], "2026-03-03 14:00"),  # not known: the shorter one
    ("tb.refund_shipped", "return", "tmall", {"order_state": "shipped"}, [], "2026-03-06 14:00"),
    ("tb.refund_virtual", "refund", "taobao", {"order_state": "virtual"}, [], "2026-03-04 14:00"),
    ("tb.send_back", "return", "taobao", {}, [("2026-03-02 10:00", "goods:to_return")], "2026-03-09 10:00"),
    ("tb.confirm", "return", "taobao", {}, [("2026-03-04 10:00", "goods:returning")], "2026-03-14 10:00"),
    ("tb.proof", "dispute", "taobao", {}, [("2026-03-02 08:00", "intervened")], "2026-03-05 08:00"),
    ("tb.proof_after", "dispute", "tmall", {}, [("2026-03-02 08:00", "buyer_proved")], "2026-03-03 08:00"),
    ("tb.review", "review", "taobao", {}, [], "2026-03-31 14:00"),
    ("qn.work_order", "service", "taobao", {}, [("2026-03-02 08:00", "work_order")], "2026-03-03 08:00"),
    ("signed_not_received", "lost", "pdd", {}, [], "2026-03-03 14:00"),
    ("short", "short", "jd", {}, [], "2026-03-02 14:00"),
    ("pdd.refund_unshipped", "refund", "pdd", {"order_state": "unshipped"}, [], "2026-03-03 02:00"),
    ("pdd.refund", "return", "pdd", {}, [], "2026-03-03 14:00"),
    ("pdd.refund_shipped", "refund", "pdd", {"order_state": "shipped"}, [], "2026-03-03 14:00"),
    ("pdd.received", "return", "pdd", {}, [("2026-03-04 10:00", "goods:received")], "2026-03-07 10:00"),
    ("dy.audit", "exchange", "douyin", {}, [], "2026-03-03 14:00"),
    ("dy.send_back", "return", "douyin", {}, [("2026-03-02 10:00", "goods:to_return")], "2026-03-09 10:00"),
    ("dy.confirm", "return", "douyin", {}, [("2026-03-08 10:00", "goods:received")], "2026-03-10 10:00"),
    # signed 2026-03-01 14:00 → 03-02 00:00 … 03-08 24:00
    ("law.seven_days", "return", "", {}, [("2026-03-01 14:00", "signed")], "2026-03-09 00:00"),
    ("law.refund", "return", "", {}, [("2026-03-10 16:00", "goods:received")], "2026-03-18 00:00"),
    ("law.refund_fine", "return", "", {}, [("2026-03-10 16:00", "goods:received")], "2026-03-26 00:00"),
    # working days: 03-02 … 03-06, 03-09, 03-10
    ("12315.accept", "12315", "", {}, [], "2026-03-11 00:00"),
    ("12315.mediate", "12315", "", {}, [("2026-09-24 10:00", "accepted")], "2026-12-04 00:00"),  # see test_mediation_by_hand
    ("12315.mediate_days", "12315", "", {}, [("2026-09-24 10:00", "accepted")], "2026-11-24 00:00"),
    ("12315.odr", "12315", "", {"details": {"odr": True}}, [], "2026-03-14 00:00"),
    ("team.complaint", "service", "", {}, [], "2026-03-01 14:10"),
    ("team.urgent", "damage", "", {}, [], "2026-03-01 14:30"),
    ("team.online", "online", "", {}, [], "2026-03-01 14:05"),
    ("team.repair_contact", "repair", "", {}, [], "2026-03-02 14:00"),
    ("team.repair_back", "repair", "", {}, [("2026-03-04 10:00", "goods:received")], "2026-03-11 10:00"),
    ("team.exchange", "exchange", "", {}, [("2026-03-04 10:00", "goods:received")], "2026-03-07 10:00"),
    ("team.damage", "damage", "", {}, [], "2026-03-03 14:00"),
    ("team.price", "price", "", {}, [], "2026-03-02 14:00"),
    ("team.review", "review", "", {}, [], "2026-03-02 14:00"),
    ("revisit.a", "revisit", "", {"details": {"tier": "A"}}, [], "2026-05-31 00:00"),
    ("revisit.b", "revisit", "", {"details": {"tier": "B"}}, [], "2026-05-31 00:00"),
]  # fmt: skip
# Rows that are facts and start no clock: never changed, chat statistics, money, left empty, no revisit.
FACTS = {"tm.review", "tb.chat", "fraud", "late_shipping", "revisit.c"}


@pytest.mark.parametrize(("key", "kind", "platform", "given", "happened", "due"), ROWS)
def test_a_row(key: str, kind: str, platform: str, given: dict[str, Any], happened: list[tuple[str, str]], due: str) -> None:
    one = case(kind, platform, **given)
    urgent = "online" if kind == "online" else kind_of(KINDS, kind).urgent
    found = {target.limit.key: target for target in clock(one, events("2026-03-01 14:00", *happened), TABLE, CLOCKS, urgent).targets}
    assert key in found, sorted(found)
    assert found[key].due == at(due)


def test_every_row_is_told_of() -> None:
    assert {row[0] for row in ROWS} | FACTS == {one.key for one in LIMITS}
    for one in LIMITS:
        case_limits.check(one)


def test_mediation_by_hand() -> None:
    """45 working days from 2026-09-24: 09-28..30 (3), 10-08, 09, make-up 10 (6), 10-12..16 (11), 19..23 (16), 26..30 (21), 11-02..06 (26),
    09..13 (31), 16..20 (36), 23..27 (41), 30, 12-01 (43), 12-02, 12-03 (45)."""
    calendar = Calendar(*holidays.special_days(frozenset({2026})))
    counted, day = 0, date(2026, 9, 24)
    while counted < 45:
        day = date.fromordinal(day.toordinal() + 1)
        counted += calendar.is_workday(day)
    target = next(one for one in clock(case("12315"), events("2026-09-24 10:00", ("2026-09-24 10:00", "accepted")), TABLE, CLOCKS).targets
                  if one.limit.key == "12315.mediate")  # fmt: skip
    assert target.due == datetime(day.year, day.month, day.day) + (datetime(2026, 1, 2) - datetime(2026, 1, 1))


def test_the_first_answer_waits_for_the_shift() -> None:
    """Roster hours 08:30–25:00: what comes in at 00:58 is answered by 08:38."""
    one = replace(case("service"), created_at=at("2026-03-02 00:58"))
    [target] = clock(one, events("2026-03-02 00:58"), TABLE, CLOCKS, "complaint").targets
    assert target.due == at("2026-03-02 08:38")


@pytest.mark.parametrize(
    ("price", "food", "loss", "expected"),
    [(12900, False, 0, 50000), (20000, False, 0, 60000), (500, True, 0, 100000), (15000, True, 0, 150000), (5000, True, 90000, 270000)],
)
def test_what_the_law_gives_a_deceived_buyer(price: int, food: bool, loss: int, expected: int) -> None:
    assert fraud_compensation(price, food=food, loss=loss) == expected


def test_a_row_holds_from_its_day_on() -> None:
    own = replace(next(one for one in LIMITS if one.key == "short"), amount=12, valid_from=date(2026, 3, 10))
    table = case_limits.table([own])
    assert [table.in_force("short", date(2026, 3, day)).amount for day in (1, 9, 10, 31)] == [24, 24, 12, 12]  # type: ignore[union-attr]
    assert len(table.on(date(2026, 3, 31))) == len(LIMITS)
    for day, due in (("2026-03-09", "2026-03-10 14:00"), ("2026-03-10", "2026-03-11 02:00")):
        found = clock(case("short", "jd"), events(f"{day} 14:00"), table, CLOCKS).targets
        assert next(one for one in found if one.limit.key == "short").due == at(due)


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"name": " "}, "name"), ({"amount": 0}, "amount"), ({"amount": 99999}, "amount"), ({"clock": "sundial"}, "clock"),
        ({"unit": "workdays"}, "unit"), ({"clock": "window"}, "window"), ({"clock": "days"}, "unit"),
        ({"clock": "window", "window": ((64800, 32400),)}, "window"),
    ],
)  # fmt: skip
def test_a_row_that_cannot_work(given: dict[str, Any], code: str) -> None:
    with pytest.raises(UserError) as caught:
        case_limits.check(replace(Limit("own", "自定", 24, "hours", "hours", "handbook"), **given))
    assert caught.value.code == code
