"""Every worked example of the handbook (section 11), from files through the commands to the month's JSON."""

from __future__ import annotations

import pytest

from tests.commands import Commands

REST = {"d6": "休", "d20": "休"}


@pytest.fixture
def desk(tmp_path):
    commands = Commands(tmp_path)
    commands.staff(["0007", "林晓彤", "2025-03-01", "", "2200.00"])
    return commands


def month_of(desk, **days):
    """September on the day shift with the two rest days taken; `days` are punches that differ."""
    desk.roster("0007", "2026-09", **REST)
    desk.in_order("0007", "2026-09", rest=(6, 20), **days)


def packet(desk):
    [one] = desk.show()["red_packets"]
    return one


def test_late_11(desk):
    month_of(desk, d9=("08:41", "17:30"))
    assert desk.day("2026-09-09")["late_minutes"] == 11
    one = packet(desk)
    facts = tuple(one[key] for key in ("no", "date", "reason", "minutes", "amount", "parts"))
    assert facts == ("0007", "2026-09-09", "late", 11, "20.00", None)
    assert (one["state"], one["owed"]) == ("doubled", "40.00")  # not marked paid by the end of Monday the 14th


def test_seconds_are_cut(desk):
    month_of(desk, d9=("08:40:59", "17:30"))
    assert desk.day("2026-09-09")["late_minutes"] == 10
    assert (packet(desk)["amount"], packet(desk)["parts"]) == ("10.00", 5)


def test_night_tail_and_next_day_shift(desk):
    desk.roster("0007", "2026-09", **(REST | {"d5": "N", "d6": "D", "d7": "休"}))
    desk.in_order("0007", "2026-09", rest=(7, 20), d5=("16:58",), d6=("01:20", "08:29", "17:31"))
    night, day = desk.day("2026-09-05"), desk.day("2026-09-06")
    assert (night["shift"], night["in"], night["out"]) == ("N", "2026-09-05T16:58", "2026-09-06T01:20")
    assert (day["in"], day["out"]) == ("2026-09-06T08:29", "2026-09-06T17:31")
    assert night["anomalies"] == day["anomalies"] == []


def test_night_without_check_out(desk):
    desk.roster("0007", "2026-09", **(REST | {"d5": "N", "d6": "D", "d7": "休"}))
    desk.in_order("0007", "2026-09", rest=(7, 20), d5=("16:58",), d6=("08:29", "17:31"))
    assert desk.day("2026-09-05")["missed_out"] is True
    assert desk.day("2026-09-05")["anomalies"] == ["missed_out"]
    assert desk.day("2026-09-06")["anomalies"] == []


def test_31_late_is_absent_half_a_day(desk):
    month_of(desk, d9=("09:01", "17:30"))
    assert desk.day("2026-09-09")["absent_days"] == "0.5"
    assert desk.lines()["absence"] == "220.00"
    assert desk.show()["red_packets"] == []


def test_two_half_days_absent(desk):
    month_of(desk, d9=("09:01", "17:30"), d10=("08:25", "16:50"))
    assert desk.lines()["absence"] == "366.67"
    assert desk.person()["totals"]["absent_days"] == "1"


def test_one_rest_day_taken_of_two(desk):
    desk.roster("0007", "2026-09", d6="休")
    desk.in_order("0007", "2026-09", rest=(6,))
    lines = desk.lines()
    assert (lines["rest_payout"], lines["full_attendance"], lines["holiday"]) == ("73.33", "200.00", "303.45")
    assert desk.person()["totals"]["rest_days_left"] == "1"


def test_overtime_on_a_rest_day(desk):
    month_of(desk)
    desk.table("overtime", ["工号", "日期", "分钟", "状态"], [["0007", "2026-09-06", 120, "已批准"]])
    assert desk.lines()["overtime"] == "50.57"


def test_entry_on_the_16th(tmp_path):
    desk = Commands(tmp_path)
    desk.staff(["0007", "林晓彤", "2026-09-16", "", "2200.00"])
    desk.roster("0007", "2026-09", **{f"d{n}": "" for n in range(1, 16)}, d20="休")
    desk.in_order("0007", "2026-09", rest=(*range(1, 16), 20))
    lines = desk.lines()
    assert lines["base"] == "1100.00"
    assert "full_attendance" not in lines


def test_insurance_share(tmp_path):
    desk = Commands(tmp_path)
    desk.staff(["0007", "林晓彤", "2025-03-01", "", "2200.00", "1000.00"])
    month_of(desk)
    assert desk.lines()["insurance"] == "300.00"


def test_four_corrections_for_check_outs(desk):
    month_of(desk, **{f"d{n}": ("08:25",) for n in (8, 9, 10, 11)})
    rows = [["0007", f"2026-09-{n:02d}", "下班", "17:30", "马文博", "帮买家查件"] for n in (8, 9, 10, 11)]
    desk.table("corrections", ["工号", "日期", "类型", "补卡时间", "证明人", "原因"], rows)
    one = packet(desk)
    assert (one["date"], one["reason"], one["amount"], one["parts"]) == ("2026-09-11", "correction", "10.00", 5)
    assert "full_attendance" not in desk.lines()


def test_personal_leave_of_two_days(desk):
    month_of(desk, d8=(), d9=())
    desk.table("leave", ["工号", "类型", "开始时间", "结束时间"], [["0007", "事假", "2026-09-08", "2026-09-09"]])
    assert desk.lines()["leave"] == "146.67"
    assert "full_attendance" not in desk.lines()


def test_four_days_of_leave_take_the_next_months_rest_days(desk):
    month_of(desk, d8=(), d9=(), d10=(), d11=())
    desk.table("leave", ["工号", "类型", "开始时间", "结束时间"], [["0007", "事假", "2026-09-08", "2026-09-11"]])
    desk.roster("0007", "2026-10")
    desk.in_order("0007", "2026-10")
    assert desk.lines()["leave"] == "293.33"
    october = desk.ok("month", "show", "2026-10", now="2026-11-05T09:00")["employees"][0]
    assert october["totals"]["rest_days_left"] == "0"
    assert "rest_payout" not in {line["code"] for line in october["pay_lines"]}
