"""Every worked example of handbook section 11."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from csdesk.core import discipline, presets
from csdesk.core.calendar import Month
from csdesk.core.rules import RuleBook, RuleVersion
from tests.core.world import World, amounts, codes, quiet


def packets(world: World, closing: bool = False) -> list[tuple[str, str, int, int, int | None]]:
    return [(p.day.isoformat(), p.reason, p.minutes, p.amount, p.parts) for p in world.result(closing).red_packets]


def test_late_11_is_a_packet_of_20() -> None:
    world = quiet().present(but=[7]).punch(7, "08:41", "17:30")
    day = world.on(7)
    assert (day.late_minutes, codes(day), day.absent_days) == (11, ["late"], 0)
    assert packets(world) == [("2026-09-07", "late", 11, 2000, None)]
    assert "full_attendance" not in amounts(world.one())


def test_seconds_are_cut() -> None:
    world = quiet().present(but=[7]).punch(7, "08:40:59", "17:30")
    assert world.on(7).late_minutes == 10
    assert packets(world) == [("2026-09-07", "late", 10, 1000, 5)]


def test_night_and_next_day() -> None:
    world = quiet().roster(None, d5="N", d6="D").present(but=[5, 6]).punch(5, "16:58", "25:20").punch(6, "08:29", "17:30")
    night, day = world.on(5), world.on(6)
    assert (night.check_in.isoformat(timespec="minutes"), night.check_out.isoformat(timespec="minutes")) == (
        "2026-09-05T16:58",
        "2026-09-06T01:20",
    )
    assert night.worked_minutes == 480
    assert day.check_in is not None and not codes(night) and not codes(day)
    assert world.one().totals.late_count == 0


def test_night_without_check_out_and_next_day() -> None:
    world = quiet().roster(None, d5="N", d6="D").present(but=[5, 6]).punch(5, "16:58").punch(6, "08:29", "17:31")
    assert codes(world.on(5)) == ["missed_out"] and world.on(5).absent_days == 0
    assert codes(world.on(6)) == [] and world.on(6).judged
    assert world.on(5, closing=True).absent_days == Decimal("0.5")


def test_31_late_is_half_a_day() -> None:
    world = quiet().present(but=[7]).punch(7, "09:01", "17:30")
    day = world.on(7)
    assert (codes(day), day.late_minutes, day.absent_days) == (["late"], 31, Decimal("0.5"))
    assert amounts(world.one())["absence"] == "220.00"
    assert packets(world) == []


def test_31_late_and_40_early_on_another_day() -> None:
    world = quiet().present(but=[7, 9]).punch(7, "09:01", "17:30").punch(9, "08:30", "16:50")
    assert amounts(world.one())["absence"] == "366.67"
    assert world.one().totals.absent_days == 1


@pytest.mark.parametrize("holiday_rest", [True, False])
def test_one_rest_day_taken(holiday_rest: bool) -> None:
    world = quiet([6], holiday_rest).present()
    found = amounts(world.one())
    assert found["rest_payout"] == "73.33" and found["full_attendance"] == "200.00"
    assert found.get("holiday") == (None if holiday_rest else "303.45")
    assert world.one().totals.rest_days_left == 1


def test_overtime_on_a_rest_day() -> None:
    world = quiet().present().overtime(6, 120)
    assert amounts(world.one())["overtime"] == "50.57"


def test_entry_on_the_16th() -> None:
    world = World().person(hired="2026-09-16").roster("D", d20="休", d25="休").present()
    assert amounts(world.one()) == {"base": "1100.00"}


def test_premium() -> None:
    world = World().person(insurance="1000.00").roster("D", d6="休", d20="休", d25="休").present()
    one = world.one()
    assert amounts(one)["insurance"] == "300.00"
    assert (one.gross, one.deductions, one.net) == (240000, 30000, 210000)


def test_four_corrections_for_check_outs() -> None:
    world = quiet().present(but=[7, 8, 9, 10])
    for day in (7, 8, 9, 10):
        world.punch(day, "08:30").correct(day, "out", "17:30")
    assert packets(world) == [("2026-09-10", "correction", 0, 1000, 5)]
    assert "full_attendance" not in amounts(world.one())
    assert world.one().totals.corrections == 4 and world.one().totals.missed_count == 0
    world.lists["corrections"].pop()
    world.punch(10, "17:30")
    assert packets(world) == [] and amounts(world.one())["full_attendance"] == "200.00"


def test_personal_leave_of_two_days() -> None:
    world = quiet().present(but=[8, 9]).leave("事假", "2026-09-08", "2026-09-09")
    assert amounts(world.one()) == {"base": "2200.00", "leave": "146.67"}
    assert world.one().totals.leave_days == 2 and world.on(8).kind.value == "leave"


def test_personal_leave_of_four_days_and_october() -> None:
    world = quiet().present(but=[8, 9, 10, 11]).leave("事假", "2026-09-08", "2026-09-11")
    one = world.closed()
    assert amounts(one)["leave"] == "293.33"
    october = World(month="2026-10").person().roster("D").present()
    october.carried = {1: one.carry}
    assert "rest_payout" not in amounts(october.one()) and october.one().totals.rest_days_left == 0
    october.carried = {}
    assert amounts(october.one())["rest_payout"] == "141.94"  # 2 × 2200 ÷ 31


def test_complaint_fines_count_by_calendar_month() -> None:
    book = RuleBook((RuleVersion(1, date(2026, 1, 1), presets.preset("handbook-2")),))

    def amounts_of(*days: date) -> list[int | None]:
        return [one.amount for one in discipline.priced([discipline.Fine(0, 1, day, discipline.COMPLAINT) for day in days], book)]

    assert amounts_of(date(2026, 10, 3), date(2026, 10, 20), date(2026, 11, 2)) == [5000, 10000, 5000]
    assert amounts_of(*(date(2026, 10, number) for number in (1, 2, 3)))[2] is None


def test_every_month_of_the_year_pays_the_base_whole() -> None:
    for number in range(1, 13):
        month = Month(2026, number)
        world = World(month=str(month)).person().roster("休")
        assert amounts(world.one())["base"] == "2200.00"
