"""Balances of a person: annual leave by law, counted leave, what is left, in words."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from csdesk.core import balance
from csdesk.core.attendance import AttendanceDay, DayType
from csdesk.core.staff import Employee
from tests.core.world import World

ANNUAL = [
    # hired, as of, left, days
    ("2025-03-01", "2025-12-31", "", 0),  # less than a year
    ("2025-03-01", "2026-02-28", "", 0),  # one day less than a year
    ("2025-03-01", "2026-03-01", "", 4),  # 306 of 365 days of 2026: 4.19
    ("2025-09-16", "2026-12-01", "", 1),  # 107 days: 1.47
    ("2025-12-31", "2026-12-31", "", 0),  # one day: 0.01
    ("2025-01-01", "2026-06-01", "", 5),  # complete on 1 January: the whole year
    ("2020-05-05", "2026-09-30", "", 5),
    ("2016-10-01", "2026-09-30", "", 5),  # one day less than ten years
    ("2016-10-01", "2026-10-01", "", 10),
    ("2006-10-01", "2026-09-30", "", 10),
    ("2006-10-01", "2026-10-01", "", 15),
    ("1999-01-01", "2026-10-01", "", 15),
    ("2020-01-01", "2026-06-30", "2026-06-30", 2),  # 181 days: 2.48
    ("2024-02-29", "2025-02-28", "", 0),  # a leap day's year is complete on 1 March
    ("2024-02-29", "2025-03-01", "", 4),
    ("2023-01-01", "2024-12-31", "", 5),  # 366 days are no more than the whole year
]


@pytest.mark.parametrize(("hired", "day", "left", "days"), ANNUAL)
def test_annual_leave_by_law(hired, day, left, days):
    gone = date.fromisoformat(left) if left else None
    assert balance.annual_days(date.fromisoformat(hired), date.fromisoformat(day), gone) == days


def day(number, days, kind):
    return AttendanceDay(1, date(2026, 9, number), "D", DayType.LEAVE, leave_days=Decimal(days), leave_type=kind)


def test_two_kinds_of_leave_on_one_day_are_half_each():
    rules = World().versions[0].rules
    days = [day(1, "1", "年假"), day(2, "1", "年假、事假"), day(3, "0.5", "事假"), day(4, "1", "病假"), day(5, "1", "看牙")]
    assert balance.annual_taken(days) == Decimal("1.5")
    assert balance.counted_leave(days, rules) == Decimal(2)  # 0.5 + 0.5 + the kind nobody knows


def said(world, **more):
    person = world.employees[0]
    result = world.result().of(person.id)
    rules = world.versions[0].rules
    used = balance.counted_leave(result.days, rules)
    return balance.balance(
        person, world.month.last, result, rules, leave_used=more.get("leave", used), annual_used=balance.annual_taken(result.days)
    )


def test_the_month_and_the_year_of_a_person():
    world = World().person(hired="2020-05-05").roster("D", d6="休").present(but=(10, 14, 15))
    world.leave("事假", "2026-09-10").leave("年假", "2026-09-14", "2026-09-15")
    one = said(world)
    assert (one.rest_used, one.rest_left) == (1, 1)
    assert (one.corrections_used, one.corrections_left) == (0, 3)
    assert (one.month_leave, one.leave_used, one.leave_left) == (1, 1, 29)
    assert (one.annual, one.annual_used, one.annual_left) == (5, 2, 3)
    texts = [line.text for line in balance.lines(one)]
    assert texts[:4] == ["用了 1，剩 1", "用了 0，还有 3 次免费", "30 天用了 1，剩 29", "5 天用了 2，剩 3"]


def test_a_handbook_without_limits_says_so():
    one = said(World("handbook-2").person(hired="2020-05-05").roster("D", d6="休"))
    assert (one.rest_left, one.leave_left) == (None, None)
    assert [line.text for line in balance.lines(one)][0] == "用了 1，没有额度"
    assert not any(line.spent for line in balance.lines(one)[:3])


def test_nothing_left_is_marked_and_a_missing_entry_day_is_said():
    rules = World().versions[0].rules
    one = balance.balance(Employee(1, "1", "甲"), date(2026, 9, 1), None, rules, leave_used=Decimal(31), annual_used=Decimal(1))
    assert one.leave_left == 0 and one.annual is None
    assert [line.spent for line in balance.lines(one)] == [True, False, True, False, False]
    assert "入职日期" in balance.lines(one)[3].text
