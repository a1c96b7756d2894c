"""Comp-off (调休): overtime taken as time off is not paid, a statutory holiday is paid all the same, what is left by hours."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from csdesk.core import balance, month
from csdesk.core.attendance import Overtime, Status
from tests.core.world import MID_AUTUMN, World, amounts

# base 2200.00; 6 and 20 are rest days, the 25th is Mid-Autumn: 2200 ÷ 174 × 2 h × rate
PAID = [
    ("a rest day, paid", 6, False, "50.57", 0),
    ("a rest day, swapped", 6, True, None, 120),
    ("a working day, paid", 7, False, "37.93", 0),
    ("a working day, swapped", 7, True, None, 120),
    ("a statutory holiday is never swapped", 25, True, "75.86", 0),
]


def world() -> World:
    return World().person(hired="2020-05-05").roster("D", d6="休", d20="休", d25="休").present()


@pytest.mark.parametrize(("what", "day", "time_off", "paid", "swapped"), PAID, ids=[row[0] for row in PAID])
def test_what_is_taken_as_time_off_is_not_paid(what: str, day: int, time_off: bool, paid: str | None, swapped: int) -> None:
    shop = world()
    shop.lists["overtimes"].append(Overtime(1, 1, shop.day(day), 120, time_off=time_off))
    one = shop.one()
    assert amounts(one).get("overtime") == paid
    assert (one.days[day - 1].overtime_minutes, one.days[day - 1].time_off_minutes) == (120, swapped)
    assert one.totals.overtime_minutes == 120  # the hours were worked (劳动法 第41条 counts them)


def test_the_line_of_the_other_days_says_what_was_swapped() -> None:
    shop = world().overtime(20, 120)
    shop.lists["overtimes"].append(Overtime(9, 1, shop.day(6), 90, time_off=True))
    (line,) = [line for line in shop.one().lines if line.code == "overtime"]
    assert line.amount == 5057 and "9月6日：90 分钟换调休" in line.basis.text


@pytest.mark.parametrize(
    ("day", "codes"), [(6, []), (7, ["workday_swapped"]), (25, ["holiday_swapped"])], ids=["rest day", "working day", "statutory"]
)
def test_the_owner_is_told_what_the_law_wants_paid(day: int, codes: list[str]) -> None:
    shop = world()
    shop.lists["overtimes"].append(Overtime(1, 1, shop.day(day), 120, time_off=True))
    found = [one for one in shop.result().warnings if one.code.endswith("_swapped")]
    assert [one.code for one in found] == codes
    assert all(one.article == "劳动法 第44条" and one.employees == ("0001",) for one in found)


@pytest.mark.parametrize("status", [Status.PENDING, Status.REJECTED])
def test_what_is_not_approved_earns_nothing(status: Status) -> None:
    shop = world()
    shop.lists["overtimes"].append(Overtime(1, 1, shop.day(6), 120, status, time_off=True))
    assert shop.on(6).time_off_minutes == 0
    assert balance.comp_earned(shop.lists["overtimes"], (), shop.month.last) == 0


def test_earned_up_to_the_day_but_not_on_statutory_days() -> None:
    given = [
        Overtime(1, 1, date(2026, 9, 6), 480, time_off=True),
        Overtime(2, 1, date(2026, 9, 20), 90, time_off=True),
        Overtime(3, 1, date(2026, 9, 12), 60),
        Overtime(4, 1, MID_AUTUMN, 480, time_off=True),
    ]
    assert [balance.comp_earned(given, [MID_AUTUMN], date(2026, 9, day)) for day in (5, 6, 19, 30)] == [0, 480, 480, 570]


LEFT = [(0, "0", 0, "攒了 0 小时，休了 0 天，还剩 0 小时", False), (570, "1", 90, "攒了 9.5 小时，休了 1 天，还剩 1.5 小时", False)]
LEFT += [(480, "1", 0, "攒了 8 小时，休了 1 天，还剩 0 小时", True), (240, "1", -240, "攒了 4 小时，休了 1 天，还剩 -4 小时", True)]
LEFT += [(500, "0.5", 260, "攒了 8.33 小时，休了 0.5 天，还剩 4.33 小时", False)]


@pytest.mark.parametrize(("earned", "used", "left", "text", "spent"), LEFT)
def test_what_is_left(earned: int, used: str, left: int, text: str, spent: bool) -> None:
    shop = world()
    one = balance.balance(
        shop.employees[0], shop.month.last, None, shop.versions[0].rules, leave_used=Decimal(0), annual_used=Decimal(0),
        comp_earned=earned, comp_used=Decimal(used),
    )  # fmt: skip
    line = balance.lines(one)[4]
    assert (one.comp_left, line.label, line.text, line.spent) == (left, "调休", text, spent)


def test_a_day_of_comp_off_is_paid_and_keeps_full_attendance() -> None:
    shop = world()
    shop.punches = [one for one in shop.punches if one.at.day not in (10, 14)]
    shop.leave("调休", "2026-09-10").leave("调休", "2026-09-14T08:30", "2026-09-14T13:00").punch(14, "13:00", "17:30")
    one = shop.one()
    assert "leave" not in amounts(one) and amounts(one)["full_attendance"] == "200.00"
    assert balance.comp_taken(one.days) == Decimal("1.5")
    assert balance.counted_leave(one.days, shop.versions[0].rules) == 0  # towards no limit


def test_a_closed_month_of_the_time_before_keeps_its_hash() -> None:
    """Overtime that is paid hashes as it did before there was anything else; what is swapped does not."""
    paid, swapped, why = (
        replace(world().facts(), overtimes=(Overtime(1, 1, date(2026, 9, 6), 120, **more),))
        for more in ({}, {"time_off": True}, {"reason": "大促"})
    )
    assert repr(paid.overtimes[0]).endswith("minutes=120, status=<Status.APPROVED: 'approved'>)")
    hashes = [month.compute(one).input_hash for one in (paid, swapped, why)]
    assert hashes[0] == hashes[2] != hashes[1]
