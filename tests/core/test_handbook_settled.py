"""Handbook section 12, sentence by sentence, and what sections 1-9 say beside the worked examples."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest

from csdesk.core.attendance import Side, Status
from csdesk.core.calendar import Calendar
from csdesk.core.money import yuan
from csdesk.core.payroll import YearToDate
from tests.core.world import World, amounts, codes, quiet

HALF = Decimal("0.5")
PENDING = Status.PENDING


def clock(moment: datetime | None) -> str | None:
    return f"{moment:%d %H:%M}" if moment is not None else None


# Punches and windows


@pytest.mark.parametrize(
    ("time", "day", "where"),
    [
        ("04:30", 7, "in"),  # both edges belong to the window
        ("04:29", 7, "no_roster"),
        ("25:30", 7, "out"),
        ("25:31", 8, "no_roster"),  # on its calendar day
        ("25:30:59", 7, "out"),  # seconds are cut first
        ("13:00", 7, "in"),  # exactly in the middle
        ("13:00:59", 7, "in"),
        ("13:01", 7, "out"),
    ],
)
def test_windows(time: str, day: int, where: str) -> None:
    world = World().person().roster("休", d7="D").punch(7, time)
    found = world.on(day)
    if where == "no_roster":
        assert codes(found)[-1] == "no_roster" and len(found.punches) == 1
    else:
        assert (found.check_in is not None, found.check_out is not None) == (where == "in", where == "out")


@pytest.mark.parametrize(("time", "owner"), [("28:44", 5), ("28:45", 6), ("28:45:30", 6), ("28:44:59", 5)])
def test_a_punch_on_the_border_goes_to_the_later(time: str, owner: int) -> None:
    world = World().person().roster("休", d5="N", d6="D").punch(5, time)
    assert [day.day.day for day in world.one().days if day.punches] == [owner]


def test_a_punch_in_one_window_belongs_there_whatever_the_border() -> None:
    world = World("handbook-2").person().roster("休", d5="N", d6="D").punch(5, "28:20")
    assert clock(world.on(5).check_out) == "06 04:20"
    assert world.on(5).window == (datetime(2026, 9, 5, 12, 30), datetime(2026, 9, 6, 4, 30))


def test_a_punch_in_no_window_of_a_work_day() -> None:
    world = quiet().present().punch(8, "03:00")
    day = world.on(8)
    assert codes(day) == ["no_roster"] and day.kind.value == "work" and day.worked_minutes == 540
    assert amounts(world.one())["full_attendance"] == "200.00"


def test_windows_reach_over_the_edges_of_the_month() -> None:
    world = World().person().roster("休", d30="N", d31="D").punch(30, "16:58", "25:20").punch(31, "08:29", "17:30")
    assert (clock(world.on(30).check_in), clock(world.on(30).check_out)) == ("30 16:58", "01 01:20")
    before = World(month="2026-10").person().roster("休", d0="N", d1="D").punch(0, "16:58", "25:20").punch(1, "08:29", "17:30")
    assert (clock(before.on(1).check_in), codes(before.on(1))) == ("01 08:29", [])
    assert not before.result().problems


@pytest.mark.parametrize(("now", "judged"), [("2026-09-06T04:44", False), ("2026-09-06T04:45", True)])
def test_a_window_is_closed_when_its_cut_end_has_come(now: str, judged: bool) -> None:
    world = World().person().roster("休", d5="N", d6="D")
    world.now = datetime.fromisoformat(now)
    assert world.on(5).judged is judged
    assert codes(world.on(5)) == (["absent"] if judged else [])


def test_a_lunch_punch_is_early_leave_and_asks() -> None:
    world = quiet().present(but=[7]).punch(7, "08:25", "13:10")
    day = world.on(7)
    assert (day.early_minutes, codes(day), day.absent_days) == (260, ["early"], HALF)
    assert [one.value for one in day.open] == ["early"]
    blocker = world.result().blockers[0]
    assert (blocker.code, blocker.anomaly, blocker.hard) == ("open_anomaly", "early", False)
    assert not world.decide(7, "early", "confirmed").result().blockers
    assert world.on(7).absent_days == HALF
    world.lists["decisions"].clear()
    world.decide(7, "early", "waived", "送客户")
    assert world.on(7).absent_days == 0 and "送客户" in world.on(7).basis[0].text
    assert amounts(world.one())["full_attendance"] == "200.00"


@pytest.mark.parametrize(
    ("preset", "code", "covered", "judged"),
    [
        ("handbook-1", "D", 30, True),
        ("handbook-1", "N", 30, False),  # ends on the 1st
        ("handbook-1", "N", 31, True),
        ("handbook-2", "N", 30, True),  # 24:00 included
        ("handbook-2", "N", 29, False),
    ],
)
def test_an_instance_is_judged_when_its_end_is_covered(preset: str, code: str, covered: int, judged: bool) -> None:
    world = World(preset).person().roster("休", d30=code)
    world.covered = [(date(2026, 9, 1), world.day(covered))]
    assert world.on(30).judged is judged
    assert world.result().covered_until == world.day(min(covered, 30))
    assert ("covered" in [one.code for one in world.result().blockers]) is not judged


def test_an_export_by_work_day_covers_whole_days() -> None:
    world = World().person().roster("休", d30="N", d0="N")
    world.covered, world.covered_work = [], [(date(2026, 9, 1), date(2026, 9, 30))]
    assert world.on(30).judged and codes(world.on(30)) == ["absent"]


def test_a_half_imported_month_has_no_absences_after_its_last_day() -> None:
    world = quiet()
    world.covered = [(date(2026, 9, 1), date(2026, 9, 10))]
    world.present(but=range(10, 31))
    assert [day.day.day for day in world.one().days if day.anomalies] == [10]
    assert world.result().covered_until == date(2026, 9, 10)
    world.covered = []
    assert world.result().covered_until is None
    assert "no_import" in [one.code for one in world.result().blockers]


@pytest.mark.parametrize(
    ("times", "minutes"),
    [(("08:00", "18:00"), 540), (("08:45", "17:00"), 495), (("08:30",), 0), (("17:30",), 0), ((), 0)],
)
def test_worked_minutes(times: tuple[str, ...], minutes: int) -> None:
    world = World().person().roster("休", d7="D").punch(7, *times)
    assert world.on(7).worked_minutes == minutes


def test_worked_minutes_less_the_unpaid_break_and_without_in_a_leave_half() -> None:
    shift = {"code": "D", "name": "白班", "start": "08:30", "end": "17:30", "unpaid_break_minutes": 60}
    world = World(rules={"shifts": [shift]}).person().roster("休", d7="D", d8="D").punch(7, "08:30", "17:30").punch(8, "13:10", "17:31")
    world.leave("事假", "2026-09-08T08:30", "2026-09-08T12:00")
    assert world.on(7).worked_minutes == 480
    assert world.on(8).worked_minutes == 270  # 13:00 to 17:30
    assert (world.on(8).leave_days, codes(world.on(8)), world.on(8).kind.value) == (HALF, [], "work")


def test_leaving_late_is_never_an_anomaly() -> None:
    assert codes(World().person().roster("休", d7="D").punch(7, "08:30", "23:50").on(7)) == []


# Grace, tiers, red packets


@pytest.mark.parametrize(("time", "late"), [("08:35", 0), ("08:36", 6), ("08:41", 11), ("08:30", 0)])
def test_grace(time: str, late: int) -> None:
    world = World(rules={"grace_minutes": {"late": 5}}).person().roster("休", d7="D").punch(7, time, "17:30")
    assert world.on(7).late_minutes == late


@pytest.mark.parametrize(
    ("minutes", "price", "parts", "absent"),
    [(1, 1000, 5, "0"), (10, 1000, 5, "0"), (11, 2000, None, "0"), (20, 2000, None, "0"), (21, 5000, 5, "0"), (30, 5000, 5, "0"),
     (31, None, None, "0.5"), (200, None, None, "0.5")],
)  # fmt: skip
@pytest.mark.parametrize("side", ["late", "early"])
def test_tiers(side: str, minutes: int, price: int | None, parts: int | None, absent: str) -> None:
    start, end = (510 + minutes, 1050) if side == "late" else (510, 1050 - minutes)
    world = World().person().roster("休", d7="D").punch(7, f"{start // 60}:{start % 60}", f"{end // 60}:{end % 60}")
    found = [(packet.reason, packet.amount, packet.parts) for packet in world.result().red_packets]
    assert found == ([(side, price, parts)] if price else [])
    assert world.on(7).absent_days == Decimal(absent) and codes(world.on(7)) == [side]


def test_two_events_and_at_most_one_day() -> None:
    world = World().person().roster("休", d7="D", d8="D").punch(7, "08:35", "17:20").punch(8, "09:10", "16:50")
    assert [packet.reason for packet in world.result().red_packets] == ["late", "early"]
    assert world.on(8).absent_days == 1
    world = World().person().roster("休", d8="D").punch(8, "09:10")
    assert world.on(8, closing=True).absent_days == 1 and world.on(8).absent_days == HALF


@pytest.mark.parametrize(
    ("now", "paid_on", "owed", "state"),
    [
        ("2026-09-14T23:59", "", 2000, "due"),  # Monday the 14th publishes the week of the 7th
        ("2026-09-15T00:00", "", 4000, "doubled"),
        ("2026-12-01T00:00", "", 4000, "doubled"),  # once
        ("2026-09-20T00:00", "2026-09-14", 0, "paid"),
        ("2026-09-20T00:00", "2026-09-15", 0, "paid"),
    ],
)
def test_packets_double_once(now: str, paid_on: str, owed: int, state: str) -> None:
    world = quiet().present(but=[13]).punch(13, "08:41", "17:30")  # a Sunday
    world.now = datetime.fromisoformat(now)
    if paid_on:
        world.paid(13, "late", paid_on)
    (packet,) = world.result().red_packets
    assert (packet.amount, packet.owed, packet.state) == (2000, owed, state)
    assert packet.doubled is (state == "doubled" or paid_on == "2026-09-15")


def test_a_monday_belongs_to_the_next_list() -> None:
    world = quiet().present(but=[14]).punch(14, "08:41", "17:30")
    world.now = datetime(2026, 9, 21, 23, 59)
    assert world.result().red_packets[0].state == "due"


def test_packets_are_deducted_only_where_switched_on() -> None:
    world = quiet().present(but=[7]).punch(7, "08:41", "17:30")
    assert "fine" not in amounts(world.one())
    world = quiet(rules={"red_packets": {"unpaid_at_close": "deducted"}}).present(but=[7]).punch(7, "08:41", "17:30")
    assert amounts(world.closed())["fine"] == "40.00"
    assert "packets_deducted" in [one.code for one in world.result(True).warnings]
    assert "fine" not in amounts(world.paid(7, "late", "2026-09-14").closed())


def test_handbook_2_has_no_tiers() -> None:
    world = World("handbook-2").person(pay="2026-01-01=3000.00").roster("休", d7="D").punch(7, "09:30", "17:00")
    assert (codes(world.on(7)), world.on(7).absent_days, world.result().red_packets) == (["late"], 0, ())
    assert amounts(world.one()) == {"base": "3000.00"}


# Leave


@pytest.mark.parametrize(
    ("start", "end", "days", "kind"),
    [
        ("2026-09-08T08:30", "2026-09-08T12:00", "0.5", "work"),
        ("2026-09-08T13:00", "2026-09-08T17:30", "0.5", "work"),
        ("2026-09-08T08:30", "2026-09-08T17:30", "1", "leave"),
        ("2026-09-08T00:00", "2026-09-09T00:00", "1", "leave"),
        ("2026-09-08", "2026-09-08", "1", "leave"),
        ("2026-09-08T10:00", "2026-09-08T11:00", "0", "work"),
        ("2026-09-08T17:30", "2026-09-08T20:00", "0", "work"),
    ],
)
def test_halves(start: str, end: str, days: str, kind: str) -> None:
    world = quiet().present().leave("事假", start, end)
    day = world.on(8)
    assert (day.leave_days, day.kind.value) == (Decimal(days), kind)
    assert bool(world.result().problems) is (days == "0")
    assert world.one().totals.leave_days == Decimal(days)


def test_a_nights_leave_belongs_to_its_roster_day() -> None:
    world = World().person().roster("休", d5="N", d6="N").leave("事假", "2026-09-05T17:00", "2026-09-06T01:00")
    assert world.on(5).leave_days == 1 and world.on(6).leave_days == 0
    whole = World().person().roster("休", d5="N", d6="N").leave("事假", "2026-09-05")
    assert whole.on(5).leave_days == 1 and whole.on(6).leave_days == 0


def test_only_the_other_side_is_judged_on_a_half_leave_day() -> None:
    world = quiet().present(but=[8, 9, 10])
    for day in ("08", "09", "10"):
        world.leave("事假", f"2026-09-{day}T08:30", f"2026-09-{day}T12:00")
    world.punch(8, "12:50", "17:20").punch(9, "12:55")
    assert (codes(world.on(8)), world.on(8).early_minutes, world.on(8).late_minutes) == (["early"], 10, 0)
    assert codes(world.on(9)) == ["missed_out"]
    assert codes(world.on(10)) == ["absent"] and world.on(10).absent_days == HALF
    assert world.on(9, closing=True).absent_days == HALF


def test_waiting_leave_is_pending_and_refused_at_the_close() -> None:
    world = quiet().present(but=[8]).leave("事假", "2026-09-08", status=PENDING)
    assert codes(world.on(8)) == ["pending"] and world.on(8).absent_days == 0
    assert amounts(world.one()) == {"base": "2200.00", "full_attendance": "200.00"}
    assert [(one.code, one.hard) for one in world.result().blockers] == [("pending_leave", False)]
    assert codes(world.on(8, closing=True)) == ["absent"] and world.on(8, closing=True).absent_days == 1
    assert amounts(world.closed())["absence"] == "366.67"


def test_a_leave_cell_without_a_record_likewise() -> None:
    world = quiet().present().roster(None, d8="假")
    world.punches = [punch for punch in world.punches if punch.at.day != 8]
    assert codes(world.on(8)) == ["pending"] and world.on(8).kind.value == "leave"
    assert "leave_cell" in [one.code for one in world.result().blockers]
    assert world.on(8, closing=True).absent_days == 1
    world.leave("事假", "2026-09-08", status=Status.REJECTED)  # a refused record is one: nothing is left to decide
    assert (codes(world.on(8)), world.on(8).absent_days) == (["absent"], 1) and not world.result().blockers
    world.leave("事假", "2026-09-08")
    assert (codes(world.on(8)), world.on(8).leave_days) == ([], 1)
    assert not world.result().blockers and amounts(world.one())["leave"] == "73.33"


def test_refused_leave_is_judged_by_punches() -> None:
    world = quiet().present().leave("事假", "2026-09-08", status=Status.REJECTED)
    assert codes(world.on(8)) == [] and world.on(8).leave_days == 0


def test_leave_on_a_rest_or_statutory_day_costs_nothing() -> None:
    world = quiet(holiday_rest=False).present(but=[25]).leave("事假", "2026-09-20").leave("事假", "2026-09-25")
    one = world.one()
    assert one.totals.leave_days == 0 and one.carry.leave_days == 0 and codes(world.on(25)) == []
    assert amounts(one) == {"base": "2200.00", "full_attendance": "200.00"}


def test_half_days_over_the_years_limit_are_as_refused() -> None:
    world = quiet().present(but=[8, 9]).leave("事假", "2026-09-08", "2026-09-09")
    world.carried = {1: YearToDate(leave_days=Decimal("28.5"))}
    assert (world.on(8).leave_days, world.on(9).leave_days, world.on(9).absent_days) == (1, HALF, HALF)
    assert "leave_over_year_limit" in [one.code for one in world.result().warnings]
    own_law = quiet().present(but=[8]).leave("年假", "2026-09-08")
    own_law.carried = {1: YearToDate(leave_days=Decimal(30))}
    assert own_law.on(8).leave_days == 1


@pytest.mark.parametrize(("days", "left"), [("3", "1"), ("3.5", "0"), ("4", "0")])
def test_more_than_three_is_strict(days: str, left: str) -> None:
    world = quiet([6]).present()
    world.carried = {1: YearToDate(last_month_leave_days=Decimal(days))}
    assert world.one().totals.rest_days_left == Decimal(left)


def test_types_with_their_own_law() -> None:
    world = quiet().present(but=[8, 9, 10]).leave("年假", "2026-09-08").leave("婚假", "2026-09-09", "2026-09-10")
    one = world.one()
    assert amounts(one) == {"base": "2200.00", "full_attendance": "200.00"}
    assert one.totals.leave_days == 3 and one.carry.leave_days == 0
    sick = quiet().present(but=[7]).leave("病假", "2026-09-07")
    assert amounts(sick.one()) == {"base": "2200.00", "leave": "29.33"}
    assert "sick_pay_unset" in [one.code for one in sick.result().warnings]
    own = [{"name": "病假", "paid": "0.6", "counts": False}]
    assert "sick_pay_unset" not in [
        one.code for one in quiet(rules={"leave": {"types": own}}).leave("病假", "2026-09-07").result().warnings
    ]


def test_an_outing_is_presence() -> None:
    world = quiet().present(but=[8, 9]).outing("2026-09-08T08:00", "2026-09-08T12:00").punch(8, "12:30", "17:30")
    world.outing("2026-09-09T08:30", "2026-09-09T17:30")
    assert (codes(world.on(8)), world.on(8).worked_minutes, world.on(9).worked_minutes) == ([], 540, 540)
    assert amounts(world.one())["full_attendance"] == "200.00"
    waiting = quiet().present(but=[9]).outing("2026-09-09T08:30", "2026-09-09T17:30", status=PENDING)
    assert codes(waiting.on(9)) == ["pending"] and codes(waiting.on(9, closing=True)) == ["absent"]


@pytest.mark.parametrize(("asked", "late"), [("2026-09-19T23:00", False), ("2026-09-20T00:10", True)])
def test_late_notice_is_a_warning(asked: str, late: bool) -> None:
    world = quiet(rests=(6, 7)).present(but=[20]).leave("事假", "2026-09-20", requested_at=datetime.fromisoformat(asked))
    assert ("leave_notice" in [one.code for one in world.result().warnings]) is late
    assert amounts(world.one())["leave"] == "73.33"


# Rest days


@pytest.mark.parametrize(("hired", "left", "quota"), [("2026-09-16", "", "1"), ("2026-09-21", "", "0.5"), ("2026-09-28", "", "0"),
                                                      ("2025-01-01", "2026-09-29", "1.5"), ("2025-01-01", "2026-09-30", "2")])  # fmt: skip
def test_quota_pro_rata_down_to_half_days(hired: str, left: str, quota: str) -> None:
    world = World().person(hired=hired, left=left).roster("D").present()
    assert world.one().totals.rest_days_left == Decimal(quota)


def test_a_rest_cell_on_a_statutory_day_uses_no_quota() -> None:
    world = quiet([6]).present()
    assert world.on(25).kind.value == "holiday" and world.on(25).shift is None
    assert world.one().totals.rest_days_used == 1
    assert "rest_payout_rate" in [one.code for one in world.result().warnings]


def test_what_blocks_the_close() -> None:
    world = quiet([6]).present(but=[9]).roster(None, d8="").punch(9, "08:30").punch(6, "10:00")
    world.correct(10, "out", "17:30", status=PENDING).overtime(11, 60, PENDING)
    world.punches = [punch for punch in world.punches if punch.at.day != 8]
    found = {(one.code, one.day.day if one.day else 0, one.anomaly, one.hard) for one in world.result().blockers}
    assert found == {
        ("blank_day", 8, "", True),
        ("open_anomaly", 9, "missed_out", False),
        ("open_anomaly", 6, "no_roster", True),
        ("pending_correction", 10, "", False),
        ("pending_overtime", 11, "", False),
    }
    assert world.on(8).kind.value == "unrostered"
    world.now = datetime(2026, 9, 30, 23)
    assert world.result().blockers[0].code == "not_ended"


def test_work_on_a_rest_day() -> None:
    world = quiet().present().punch(6, "10:00", "12:00")
    assert codes(world.on(6)) == ["no_roster"] and world.on(6).kind.value == "rest"
    assert "overtime" not in amounts(world.one())
    world.overtime(6, 120)
    assert codes(world.on(6)) == [] and amounts(world.one())["overtime"] == "50.57"
    for verdict in ("confirmed", "waived"):
        decided = quiet().present().punch(6, "10:00").decide(6, "no_roster", verdict)
        assert not decided.result().blockers
    assert quiet().present().punch(6, "10:00").decide(6, "no_roster", "kept").result().blockers


# Absence


def test_no_punch_at_all_is_absent_and_not_missed() -> None:
    world = quiet().present(but=[8])
    day = world.on(8)
    assert (codes(day), day.absent_days, day.missed_in, day.missed_out) == (["absent"], 1, False, False)
    assert world.one().totals.missed_count == 0 and amounts(world.one())["absence"] == "366.67"
    assert not world.result().blockers


@pytest.mark.parametrize(
    ("days", "deducted", "lines"),
    [([8], "366.67", 0), ([8, 9], "733.33", 0), ([8, 9, 10], "2200.00", 1), ([8, 9, 10, 11], "2200.00", 1)],
)
def test_ladder(days: list[int], deducted: str, lines: int) -> None:
    one = quiet().present(but=days).one()
    assert amounts(one)["absence"] == deducted
    assert one.dismissal_proposed is bool(lines) and one.net == 220000 - int(deducted.replace(".", ""))


def test_the_highest_row_reached_counts() -> None:
    world = quiet().present(but=[8, 9]).punch(9, "09:01", "17:30")
    assert world.one().totals.absent_days == Decimal("1.5") and amounts(world.one())["absence"] == "366.67"


def test_a_missed_punch_costs_nothing_until_the_close() -> None:
    world = quiet().present(but=[8]).punch(8, "08:30")
    assert world.on(8).absent_days == 0 and amounts(world.one())["full_attendance"] == "200.00"
    assert world.on(8, closing=True).absent_days == HALF
    assert amounts(world.closed()) == {"base": "2200.00", "absence": "220.00"}
    assert world.closed().totals.missed_count == 1
    world.decide(8, "missed_out", "confirmed")
    assert world.on(8).absent_days == HALF and not world.result().blockers
    world.lists["decisions"].clear()
    world.decide(8, "missed_out", "waived", "停电")
    assert world.on(8, closing=True).absent_days == 0 and amounts(world.closed())["full_attendance"] == "200.00"


@pytest.mark.parametrize("ladder", [[], [{"days": "2", "deduct_days": "10"}]])
def test_a_ladder_without_a_row_deducts_the_unpaid_time(ladder: list[dict[str, str]]) -> None:
    world = quiet(rules={"absence_ladder": ladder}).present(but=[8])
    assert amounts(world.one())["absence"] == "73.33"


@pytest.mark.parametrize(("day", "amount"), [(8, "73.33"), (28, "100.00")])
def test_unpaid_time_is_paid_no_more_than_its_day(day: int, amount: str) -> None:
    world = World(rules={"absence_ladder": []}).person(pay="2025-03-01=2200.00 2026-09-16=3000.00")
    world.roster("D", d20="休", d25="休").present(but=[day])
    assert amounts(world.one())["absence"] == amount


def test_ladder_days_are_days_of_the_full_base() -> None:
    world = World().person(hired="2026-09-16").roster("D", d20="休", d25="休").present(but=[17])
    assert amounts(world.one()) == {"base": "1100.00", "absence": "366.67"}


def test_the_whole_month_keeps_overtime_and_holiday_pay() -> None:
    world = quiet(holiday_rest=False).present(but=[8, 9, 10]).overtime(6, 120)
    world.employees[0] = world.employees[0].__class__(1, "0001", "员工1", hired=date(2025, 3, 1), insurance=100000)
    one = world.one()
    assert amounts(one) == {"base": "2200.00", "overtime": "50.57", "holiday": "303.45", "absence": "2200.00", "insurance": "300.00"}
    assert (one.gross, one.deductions, one.net, one.not_collected) == (255402, 250000, 5402, 0)
    poor = quiet().present(but=[8, 9, 10, 11]).typed("other_deduction", "50.00", "工牌").one()
    assert (poor.net, poor.not_collected, yuan(poor.deductions)) == (0, 5000, "2250.00")
    assert "50.00" in poor.lines[-1].basis.text


def test_collected_first_are_insurance_fund_tax() -> None:
    world = World().person(insurance="5000.00", housing_fund=100000).roster("休").leave("事假", "2026-09-08")
    world.roster(None, d8="D", d9="D", d10="D", d11="D")
    one = world.one()
    assert one.gross == 220000 and one.deductions == 7333 + 220000 + 150000 + 100000
    assert (one.net, one.not_collected) == (0, 477333 - 220000)
    texts = {line.code: line.basis.text for line in one.lines}
    assert "未扣" not in texts["insurance"] and "300.00" in texts["fund"] and "2,200.00" in texts["absence"]


# Corrections


def test_the_certified_time_replaces_the_punch_and_is_judged() -> None:
    world = quiet().present(but=[8, 9]).punch(8, "08:50", "17:30").correct(8, "in", "08:35").punch(9, "08:30").correct(9, "out", "17:30")
    assert (world.on(8).late_minutes, clock(world.on(8).check_in)) == (5, "08 08:35")
    assert world.on(8).corrected == (Side.IN,) and codes(world.on(9)) == []
    assert world.one().totals.corrections == 2


def test_a_night_is_corrected_by_25_00() -> None:
    world = World().person().roster("休", d5="N").punch(5, "16:58").correct(5, "out", "25:00")
    assert clock(world.on(5).check_out) == "06 01:00" and world.on(5).worked_minutes == 480


def beyond() -> World:
    world = quiet().present(but=[7, 8, 9, 10])
    for day in (7, 8, 9):
        world.punch(day, "08:30").correct(day, "out", "17:30")
    return world


@pytest.mark.parametrize(
    ("punched_at", "punch", "certified", "late"),
    [("08:40", "", "08:30", 10), ("08:40", "08:55", "08:30", 10), ("", "08:55", "08:30", 25), ("", "", "08:32", 2), ("", "", "08:30", 0)],
)
def test_a_check_in_beyond_the_quota(punched_at: str, punch: str, certified: str, late: int) -> None:
    world = beyond().punch(10, *([punch] if punch else []), "17:30").correct(10, "in", certified, punched_at)
    assert world.on(10).late_minutes == late
    assert "full_attendance" not in amounts(world.one()) and world.one().totals.corrections == 4
    assert [packet.reason for packet in world.result().red_packets] == (["late"] if late else [])


def test_a_check_out_beyond_the_quota_is_judged_by_its_certified_time() -> None:
    world = beyond().punch(10, "08:30").correct(10, "out", "17:20")
    assert [(packet.reason, packet.amount) for packet in world.result().red_packets] == [("early", 1000), ("correction", 1000)]


def test_quota_order_is_roster_day_then_in_before_out() -> None:
    world = quiet().present(but=[7, 8])
    world.correct(8, "out", "17:30").correct(8, "in", "08:30", "08:45").correct(7, "out", "17:30").correct(7, "in", "08:30", "08:45")
    assert (world.on(7).late_minutes, world.on(8).late_minutes) == (0, 0)
    assert [(packet.day.day, packet.reason) for packet in world.result().red_packets] == [(8, "correction")]


def test_a_second_correction_of_a_side_replaces_the_first() -> None:
    world = quiet().present(but=[8]).punch(8, "08:30").correct(8, "out", "17:00").correct(8, "out", "17:30")
    assert codes(world.on(8)) == [] and world.one().totals.corrections == 1


def test_a_correction_of_no_judged_side_uses_no_quota() -> None:
    world = quiet().present(but=[8]).leave("事假", "2026-09-08T08:30", "2026-09-08T12:00").punch(8, "17:30")
    world.correct(8, "in", "08:30").correct(20, "in", "08:30")
    assert world.one().totals.corrections == 0
    assert len(world.result().problems) == 1


def test_a_waiting_correction() -> None:
    world = quiet().present(but=[8]).punch(8, "08:30").correct(8, "out", "17:30", status=PENDING)
    assert codes(world.on(8)) == ["missed_out", "pending"] and world.on(8).absent_days == 0
    assert world.on(8, closing=True).absent_days == HALF
    nothing = quiet().present(but=[8]).correct(8, "out", "17:30", status=PENDING)
    assert codes(nothing.on(8)) == ["pending"] and codes(nothing.on(8, closing=True)) == ["absent"]


# Full attendance, pay


@pytest.mark.parametrize(
    ("hired", "left", "award"),
    [("2026-09-01", "", True), ("2026-09-02", "", False), ("2025-01-01", "2026-09-30", True), ("2025-01-01", "2026-09-29", False)],
)
def test_full_attendance_of_a_whole_month(hired: str, left: str, award: bool) -> None:
    world = World().person(hired=hired, left=left).roster("D").present()
    assert ("full_attendance" in amounts(world.one())) is award


def test_holiday_pay_is_for_worked_minutes() -> None:
    world = quiet(holiday_rest=False).present(but=[25]).punch(25, "08:30", "13:30")
    assert amounts(world.one())["holiday"] == "189.66"  # 2200 ÷ 174 × 5 × 3
    missing = quiet(holiday_rest=False).present(but=[25]).punch(25, "08:30")
    assert "holiday" not in amounts(missing.one())
    off = quiet(holiday_rest=False, rules={"holiday_pay": False}).present()
    assert "holiday" not in amounts(off.one()) and "holiday_pay" in [one.code for one in off.result().warnings]
    both = quiet(holiday_rest=False).present().overtime(25, 60)
    assert amounts(both.one())["holiday"] == "303.45" and amounts(both.one())["overtime"] == "37.93"


@pytest.mark.parametrize(("code", "day", "amount"), [("D", 8, "18.97"), ("休", 8, "25.29"), ("", 8, "18.97"), ("假", 8, "18.97"),
                                                     ("休", 25, "37.93"), ("D", 25, "37.93"), ("", 25, "37.93")])  # fmt: skip
def test_overtime_by_kind_of_day(code: str, day: int, amount: str) -> None:
    world = World().person().roster("休", **{f"d{day}": code}).overtime(day, 60)
    assert amounts(world.one())["overtime"] == amount


def test_a_later_overtime_record_replaces() -> None:
    world = quiet().present().overtime(6, 60).overtime(6, 120)
    assert amounts(world.one())["overtime"] == "50.57" and world.on(6).overtime_minutes == 120


def test_base_pay_of_a_raise() -> None:
    world = World().person(pay="2025-03-01=2200.00 2026-09-16=2400.00").roster("D", d6="休", d20="休", d25="休").present()
    assert amounts(world.one())["base"] == "2300.00"
    assert "2,200.00 × 15 ÷ 30" in world.one().lines[0].basis.text


def test_exit_pays_the_days_employed() -> None:
    world = World().person(left="2026-09-10").roster("D", d6="休").present()
    assert amounts(world.one())["base"] == "733.33"
    assert [day.kind.value for day in world.one().days][9:11] == ["work", "not_employed"]


def test_rules_of_the_first_and_of_each_day() -> None:
    world = quiet().present(but=[7, 17]).punch(7, "08:41", "17:30").punch(17, "08:41", "17:30")
    world.rules_from(
        "2026-09-16", {"late_tiers": [{"up_to": None, "red_packet": "88.00", "parts": None}], "full_attendance_award": "999.00"}
    )
    assert [packet.amount for packet in world.result().red_packets] == [2000, 8800]
    assert world.result().rules == ((1, date(2020, 1, 1)), (2, date(2026, 9, 16)))
    assert amounts(quiet().rules_from("2026-09-02", {"full_attendance_award": "1.00"}).present().one())["full_attendance"] == "200.00"


def test_insurance_is_not_split_and_may_come_from_a_table() -> None:
    world = World().person(hired="2026-09-16", insurance="1000.00").roster("D").present()
    assert amounts(world.one())["insurance"] == "300.00"
    kinds = [{"name": "养老", "base": "4000.00", "rate": "0.08"}, {"name": "医疗", "rate": "0.02"}]
    world = World(rules={"insurance_kinds": kinds}).person(insurance="1000.00").roster("D")
    assert amounts(world.one())["insurance"] == "364.00"


def test_typed_lines_stand_in_order() -> None:
    world = quiet().present()
    for code in ("other_deduction", "fine", "other_earning", "award", "kpi"):
        world.typed(code, "10.00", "甲")
    world.typed("kpi", "5.50", "乙")
    assert list(amounts(world.one())) == ["base", "kpi", "full_attendance", "award", "other_earning", "fine", "other_deduction"]
    assert amounts(world.one())["kpi"] == "15.50"


# Tax


@pytest.mark.parametrize(
    ("pay", "before", "tax"),
    [
        ("5000.00", YearToDate(), None),
        ("10000.00", YearToDate(), "150.00"),
        ("10000.00", YearToDate(1, 1000000, 0, 15000), "150.00"),
        ("50000.00", YearToDate(), "1980.00"),  # 45 000 × 10 % − 2520
        ("41000.00", YearToDate(), "1080.00"),  # exactly 36 000: still 3 %
        ("10000.00", YearToDate(11, 11000000, 0, 165000), "1830.00"),  # 60 000 × 10 % − 2520 − 1650
    ],
)
def test_cumulative_withholding(pay: str, before: YearToDate, tax: str | None) -> None:
    world = World(rules={"full_attendance_award": "0.00"}).person(pay=f"2025-01-01={pay}").roster("休")
    world.carried = {1: before}
    assert amounts(world.one()).get("tax") == tax
    off = World(rules={"income_tax": False, "full_attendance_award": "0.00"}).person(pay=f"2025-01-01={pay}").roster("休")
    assert "tax" not in amounts(off.one())


def test_tax_base_and_what_a_month_hands_on() -> None:
    world = World(rules={"full_attendance_award": "0.00"})
    world.person(pay="2025-01-01=12000.00", insurance="1000.00", housing_fund=50000, special_deduction=100000)
    world.roster("休", d8="D").leave("事假", "2026-09-08").typed("other_deduction", "100.00")
    one = world.one()
    # 12000 − 400 leave − 300 − 500 − 1000 − 5000 = 4800 × 3 %
    assert amounts(one)["tax"] == "144.00"
    assert one.carry == YearToDate(1, 1160000, 180000, 14400, Decimal(1), Decimal(1))


def test_december_starts_the_year_anew_but_for_the_rest_quota() -> None:
    world = World(month="2026-12").person(pay="2025-01-01=12000.00").roster("休", d1="D", d2="D").leave("事假", "2026-12-01", "2026-12-02")
    assert world.one().carry == YearToDate(last_month_leave_days=Decimal(2))


def test_months_without_a_roster_do_not_count() -> None:
    world = World().person(pay="2025-01-01=12000.00")
    assert world.one().carry.tax_months == 0
    assert world.one().carry == YearToDate()  # nor do their earnings: they would have no allowance beside them
    assert world.roster("休").one().carry.tax_months == 1


# People, problems, warnings


def test_everybody_employed_on_a_day_of_the_month_is_listed() -> None:
    world = World().person(left="2026-09-01").person(hired="2026-09-30").person(left="2026-08-31").person(hired="2026-10-01")
    world.punch(3, "08:29", who=3).punch(40, "08:29", who=4)
    assert [one.no for one in world.result().employees] == ["0001", "0002"]
    (problem,) = world.result().problems
    assert "0003" in problem and "2026-09-03" in problem and "08:29" in problem


def test_a_punch_outside_the_employment_is_a_problem() -> None:
    world = World().person(hired="2026-09-16").roster("D").present().punch(3, "08:29")
    assert len(world.result().problems) == 1 and world.on(3).kind.value == "not_employed"
    assert codes(world.on(3)) == ["no_roster"] and not world.on(3).open  # whatever that day is
    assert len(world.overtime(3, 60).result().problems) == 2 and "overtime" not in amounts(world.one())
    night = World().person(left="2026-09-10").roster("休", d10="N").punch(10, "16:55", "25:10")
    assert not night.result().problems and night.on(10).worked_minutes == 480


def test_a_roster_code_that_no_shift_has() -> None:
    world = quiet().present().roster(None, d8="X")
    assert world.on(8).kind.value == "unrostered" and "X" in world.result().problems[0]
    assert codes(quiet().roster("晚班").roster(None, d5="晚").punch(5, "17:00", "25:00").on(5)) == []


@pytest.mark.parametrize(
    ("world", "code"),
    [
        (World().person().roster("D"), "work_run"),
        (World().person().roster("D"), "not_announced"),
        (World().person().roster("D"), "insurance_missing"),
        (World(rules={"minimum_wage": "2500.00"}).person().roster("休"), "below_minimum_wage"),
        (World().person().roster("休").overtime(6, 36 * 60 + 1), "overtime_over_36_hours"),
        (quiet().present(but=[8]), "absence_over_unpaid_time"),
        (quiet().present().typed("other_deduction", "500.00"), "deduction_over_20_percent"),
        (quiet().present(but=[8]).punch(8, "08:41", "17:30"), "fines"),
        (quiet().present(but=[8, 9]), "absence_notice"),
        (quiet().present(but=[8, 9, 10]), "dismissal_proposed"),
        (World("handbook-2").person().roster("休"), "no_base_pay"),
        (World().person(pay="2026-01-01=1700.00 2026-10-01=2200.00", probation_until=date(2026, 9, 30)), "probation_pay"),
        (World().person().roster("D").leave("探亲假", "2026-09-08"), "unknown_leave_type"),
        (World(month="2027-03").person().roster("D"), "no_holiday_table"),
    ],
)
def test_warnings(world: World, code: str) -> None:
    found = {one.code: one for one in world.result().warnings}
    assert code in found and found[code].message


def test_a_clean_month_warns_of_little() -> None:
    world = World(rules={"announced_on": "2026-01-01", "minimum_wage": "2000.00", "rest_days": {"per_month": 4}})
    world.person(insurance="1000.00").roster("D", d6="休", d13="休", d20="休", d27="休", d25="休").present()
    assert world.result().warnings == () and world.result().problems == () and world.result().blockers == ()


def test_a_year_without_a_table() -> None:
    world = quiet()
    world.calendar = Calendar()
    assert "no_holiday_table" in [one.code for one in world.result().warnings]


@pytest.mark.parametrize(("before", "warned"), [(3, False), (4, True)])
def test_a_run_of_work_days_reaches_back_into_the_month_before(before: int, warned: bool) -> None:
    world = World().person().roster("休", d1="D", d2="D", d3="D")
    for number in range(before):
        world.cells[1, world.day(-number)] = "D"
    assert ("work_run" in [one.code for one in world.result().warnings]) is warned


def test_anomalies_stand_in_the_order_of_the_contract() -> None:
    world = quiet().present(but=[8]).punch(8, "03:00", "09:00").correct(8, "out", "17:30", status=PENDING)
    assert codes(world.on(8)) == ["late", "missed_out", "pending", "no_roster"]
