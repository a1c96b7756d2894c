"""Points that the handbook settles in section 12, from files through the commands to the month's JSON."""

from __future__ import annotations

import pytest

from tests.commands import Commands

REST = {"d6": "休", "d20": "休"}
OFF = (6, 20)


@pytest.fixture
def desk(tmp_path):
    commands = Commands(tmp_path)
    commands.staff(["0007", "林晓彤", "2025-03-01", "", "2200.00"])
    return commands


def month_of(desk, roster=None, **days):
    desk.roster("0007", "2026-09", **(roster or REST))
    desk.in_order("0007", "2026-09", rest=OFF, **days)


def leave(desk, kind, start, end, status="已批准", no="0007"):
    return desk.table("leave", ["工号", "类型", "开始时间", "结束时间", "状态"], [[no, kind, start, end, status]])


def test_lunch_punch_is_early_by_the_text(desk):
    month_of(desk, d8=("08:25", "13:10"))
    day = desk.day("2026-09-08")
    assert (day["early_minutes"], day["absent_days"]) == (260, "0.5")


def test_night_punch_in_a_single_window_belongs_there(tmp_path):
    desk = Commands(tmp_path, preset="handbook-2")
    desk.staff(["0007", "林晓彤", "2025-03-01", "", "2200.00"])
    desk.roster("0007", "2026-09", d8="N", d9="D")
    desk.in_order("0007", "2026-09", d8=("16:25",), d9=("04:20", "08:25", "17:05"))
    assert desk.day("2026-09-08")["out"] == "2026-09-09T04:20"
    assert desk.day("2026-09-09")["in"] == "2026-09-09T08:25"


def test_no_punch_at_all_is_absent_and_the_ladder_counts(desk):
    month_of(desk, d8=())
    day = desk.day("2026-09-08")
    assert (day["anomalies"], day["absent_days"], day["missed_in"], day["missed_out"]) == (["absent"], "1", False, False)
    assert desk.lines()["absence"] == "366.67"


def test_three_days_absent_take_the_month_but_not_overtime_and_holiday_pay(desk):
    month_of(desk, d8=(), d9=(), d10=())
    lines = desk.lines()
    assert lines["absence"] == "2200.00"
    person = desk.person()
    assert (person["gross"], person["net"], lines["holiday"]) == ("2503.45", "303.45", "303.45")


def test_an_open_missed_punch_costs_nothing_until_the_close(desk):
    month_of(desk, d8=("08:25",))
    assert desk.day("2026-09-08")["absent_days"] == "0"
    assert "absence" not in desk.lines()
    assert desk.lines()["full_attendance"] == "200.00"
    closed = desk.ok("month", "close", "2026-09")
    assert closed["closed"] is True
    assert desk.day("2026-09-08")["absent_days"] == "0.5"
    assert desk.lines()["absence"] == "220.00"
    assert "full_attendance" not in desk.lines()


def test_what_can_be_decided_blocks_the_close_until_it_is(desk):
    desk.roster("0007", "2026-09", d6="休", d20="", d22="假")
    desk.in_order("0007", "2026-09", rest=(20, 22), d6=("09:02", "12:15"), d8=())
    leave(desk, "事假", "2026-09-08", "2026-09-08", "待审批")
    codes = [one["code"] for one in desk.refused("month", "close", "2026-09")["problems"]]
    assert sorted(codes) == ["blank_day", "leave_cell", "open_anomaly", "pending_leave"]
    desk.table("roster", ["工号", "日期", "班次"], [["0007", "2026-09-20", "休"], ["0007", "2026-09-06", "D"]])
    assert {one["code"] for one in desk.refused("month", "close", "2026-09")["problems"]} == {"leave_cell", "pending_leave"} | (
        {"open_anomaly"} if desk.day("2026-09-06")["anomalies"] == ["no_roster"] else set()
    )
    leave(desk, "事假", "2026-09-08", "2026-09-08", "已拒绝")
    leave(desk, "年假", "2026-09-22", "2026-09-22")
    assert desk.ok("month", "close", "2026-09")["closed"] is True
    assert desk.day("2026-09-08")["anomalies"] == ["absent"]


def test_a_leave_half_and_the_other_half_judged(desk):
    month_of(desk, d8=("12:55", "17:31"))
    leave(desk, "事假", "2026-09-08 08:30", "2026-09-08 12:00")
    day = desk.day("2026-09-08")
    assert (day["leave_days"], day["late_minutes"], day["anomalies"]) == ("0.5", 0, [])
    assert desk.lines()["leave"] == "36.67"


def test_waiting_leave_is_pending_and_costs_nothing(desk):
    month_of(desk, d8=())
    leave(desk, "事假", "2026-09-08", "2026-09-08", "待审批")
    day = desk.day("2026-09-08")
    assert (day["anomalies"], day["absent_days"], day["leave_days"]) == (["pending"], "0", "0")
    assert "leave" not in desk.lines() and "absence" not in desk.lines()


def test_refused_leave_is_absent(desk):
    month_of(desk, d8=())
    leave(desk, "事假", "2026-09-08", "2026-09-08", "已拒绝")
    assert desk.day("2026-09-08")["anomalies"] == ["absent"]


def test_full_paid_leave_keeps_full_attendance(desk):
    month_of(desk, d8=())
    leave(desk, "年假", "2026-09-08", "2026-09-08")
    lines = desk.lines()
    assert lines["full_attendance"] == "200.00" and "leave" not in lines


def test_sick_leave_keeps_part_of_the_pay(desk):
    month_of(desk, d8=())
    leave(desk, "病假", "2026-09-08", "2026-09-08")
    assert desk.lines()["leave"] == "29.33"


def test_leave_on_a_statutory_day_costs_nothing(desk):
    month_of(desk, d25=())
    leave(desk, "事假", "2026-09-25", "2026-09-25")
    assert "leave" not in desk.lines()
    assert desk.day("2026-09-25")["leave_days"] == "0"


def test_rest_on_a_statutory_day_uses_no_quota(desk):
    desk.roster("0007", "2026-09", d25="休", d6="休")
    desk.in_order("0007", "2026-09", rest=(25, 6))
    assert desk.day("2026-09-25")["kind"] == "holiday"
    assert desk.person()["totals"]["rest_days_used"] == "1"
    assert desk.lines()["rest_payout"] == "73.33"


def test_working_on_a_rest_day_is_no_roster(desk):
    month_of(desk, d6=("09:02", "12:15"))
    day = desk.day("2026-09-06")
    assert (day["kind"], day["anomalies"]) == ("rest", ["no_roster"])


def test_grace_not_exceeded_and_exceeded(tmp_path):
    desk = Commands(tmp_path, rules={"grace_minutes": {"late": 5}})
    desk.staff(["0007", "林晓彤", "2025-03-01", "", "2200.00"])
    month_of(desk, d8=("08:35", "17:30"), d9=("08:41", "17:30"))
    assert desk.day("2026-09-08")["late_minutes"] == 0
    assert desk.day("2026-09-09")["late_minutes"] == 11


def test_quota_of_a_month_of_entry_is_pro_rata_to_half_days(tmp_path):
    desk = Commands(tmp_path)
    desk.staff(["0007", "林晓彤", "2026-09-09", "", "2200.00"])
    desk.roster("0007", "2026-09", **{f"d{n}": "" for n in range(1, 9)})
    desk.in_order("0007", "2026-09", rest=tuple(range(1, 9)))
    assert desk.person()["totals"]["rest_days_left"] == "1"  # 2 x 22/30 = 1.47, down to half days: 1


def test_beyond_the_quota_a_check_in_is_judged_by_the_punched_time(desk):
    month_of(desk, **{f"d{n}": ("17:31",) for n in (8, 9, 10, 11)})
    rows = [["0007", f"2026-09-{n:02d}", "上班", "08:30", "08:40", "马文博", "停电"] for n in (8, 9, 10, 11)]
    desk.table("corrections", ["工号", "日期", "类型", "补卡时间", "打卡时间", "证明人", "原因"], rows)
    assert [desk.day(f"2026-09-{n:02d}")["late_minutes"] for n in (8, 9, 10, 11)] == [0, 0, 0, 10]
    [one] = desk.show()["red_packets"]
    assert (one["reason"], one["minutes"], one["amount"]) == ("late", 10, "10.00")


def test_a_second_correction_of_the_same_side_replaces_the_first(desk):
    month_of(desk, d8=("08:25",))
    for clock in ("17:00", "17:30"):
        desk.table("corrections", ["工号", "日期", "类型", "补卡时间", "证明人"], [["0007", "2026-09-08", "下班", clock, "马文博"]])
    assert desk.person()["totals"]["corrections"] == 1
    assert desk.day("2026-09-08")["early_minutes"] == 0


def test_nothing_is_judged_after_the_last_covered_day(desk):
    desk.roster("0007", "2026-09", **REST)
    desk.punches("0007", *(f"2026-09-{n:02d} {clock}" for n in range(1, 11) if n != 6 for clock in ("08:25", "17:35")))
    shown = desk.show()
    assert shown["covered_until"] == "2026-09-10"
    assert all(day["anomalies"] == [] for day in shown["employees"][0]["days"])


def test_overtime_record_of_the_same_day_replaces(desk):
    month_of(desk)
    for minutes in (60, 120):
        desk.table("overtime", ["工号", "日期", "分钟"], [["0007", "2026-09-06", minutes]])
    assert desk.lines()["overtime"] == "50.57"


def test_insurance_is_not_split_in_a_month_of_exit(tmp_path):
    desk = Commands(tmp_path)
    desk.staff(["0007", "林晓彤", "2025-03-01", "2026-09-15", "2200.00", "1000.00"])
    desk.roster("0007", "2026-09", **{f"d{n}": "" for n in range(16, 31)})
    desk.punches("0007", *(f"2026-09-{n:02d} {clock}" for n in range(1, 16) for clock in ("08:25", "17:35")))
    assert desk.lines()["insurance"] == "300.00"
    assert desk.lines()["base"] == "1100.00"


def test_year_limit_of_personal_leave(tmp_path):
    desk = Commands(tmp_path, rules={"leave": {"year_limit_days": 2}})
    desk.staff(["0007", "林晓彤", "2025-03-01", "", "2200.00"])
    month_of(desk, d8=(), d9=(), d10=())
    leave(desk, "事假", "2026-09-08", "2026-09-10")
    assert desk.day("2026-09-09")["leave_days"] == "1"
    assert desk.day("2026-09-10")["anomalies"] == ["absent"]


def test_a_raise_in_the_month_is_paid_by_calendar_days(desk):
    month_of(desk)
    desk.table("staff", ["工号", "姓名", "底薪", "生效日期"], [["0007", "林晓彤", "2500.00", "2026-09-16"]])
    assert desk.lines()["base"] == "2350.00"


def test_handbook_2_lists_and_prices_nothing(tmp_path):
    desk = Commands(tmp_path, preset="handbook-2")
    desk.staff(["0007", "林晓彤", "2025-03-01", "", "2200.00"])
    desk.roster("0007", "2026-09", d6="休")
    desk.in_order("0007", "2026-09", rest=(6,), d8=("08:50", "17:30"), d9=())
    assert desk.show()["red_packets"] == []
    lines = desk.lines()
    assert lines["absence"] == "73.33"  # a ladder without rows deducts the unpaid time
    assert "full_attendance" not in lines and "rest_payout" not in lines
    assert desk.day("2026-09-08")["late_minutes"] == 20


def test_punch_after_midnight_on_the_first_belongs_to_the_month_before(desk):
    desk.roster("0007", "2026-08", d31="N")
    desk.roster("0007", "2026-09", **(REST | {"d1": "休", "d20": "D"}))
    desk.in_order("0007", "2026-09", rest=(6,), d1=("01:05",))
    desk.punches("0007", "2026-08-31 16:55")
    august = desk.day("2026-08-31")
    assert (august["in"], august["out"]) == ("2026-08-31T16:55", "2026-09-01T01:05")
    assert desk.day("2026-09-01")["anomalies"] == []


OVERTIME = ["工号", "日期", "分钟", "调休", "原因"]


def test_overtime_taken_as_time_off_is_not_paid_and_a_row_that_does_not_say_changes_nothing(desk):
    month_of(desk)
    assert desk.table("overtime", OVERTIME, [["0007", "2026-09-06", 120, "是", "大促"]])["new"] == 1
    assert "overtime" not in desk.lines() and desk.day("2026-09-06")["overtime_minutes"] == 120
    assert desk.table("overtime", OVERTIME[:3], [["0007", "2026-09-06", 120]])["present"] == 1
    assert "overtime" not in desk.lines()
    desk.table("overtime", OVERTIME, [["0007", "2026-09-06", 120, "否", ""]])
    assert desk.lines()["overtime"] == "50.57"


@pytest.mark.parametrize(("day", "said", "code"), [("2026-09-25", "是", "swapped_holiday"), ("2026-09-06", "也许", "bad_yes_no")])
def test_overtime_that_can_not_be_swapped_is_refused_by_row(desk, day, said, code):
    answer = desk.table("overtime", OVERTIME, [["0007", day, 120, said, ""], ["0007", "2026-09-20", 60, "", ""]])
    assert (answer["new"], [one["code"] for one in answer["rejected"]]) == (1, [code])
    assert answer["rejected"][0]["row"] == 2
