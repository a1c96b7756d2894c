"""Wages reckoned by hand from the handbook, through the commands: tax over months, year's end, short months, odd days, formats."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.commands import Commands

LEAVE = ["工号", "类型", "开始时间", "结束时间", "状态"]
FIX = ["工号", "日期", "类型", "补卡时间", "打卡时间", "证明人"]


def full(desk: Commands, month: str, rest: tuple[int, ...] = (6, 13), no: str = "0007", **days: tuple[str, ...]) -> None:
    desk.roster(no, month, **{f"d{day}": "休" for day in rest})
    desk.in_order(no, month, rest=rest, **days)


@pytest.fixture
def desk(tmp_path: Path) -> Commands:
    commands = Commands(tmp_path, now="2026-12-31T09:00")
    commands.staff(["0007", "林晓彤", "2025-03-01", "", "2200.00"])
    return commands


def test_tax_over_months(tmp_path: Path) -> None:
    desk = Commands(tmp_path, now="2026-12-31T09:00")
    desk.staff(["0007", "林晓彤", "2025-03-01", "", "20000.00", "1000.00"])
    # A month: 20 000 + 200 − 300 − 5000 = 14 900 taxable; the third one crosses 36 000.
    tax = {"2026-06": "447.00", "2026-07": "447.00", "2026-08": "1056.00", "2026-09": "1490.00"}
    for month in tax:
        full(desk, month, {"2026-06": (6, 13, 19), "2026-09": (6, 13, 25)}.get(month, (6, 13)))
    assert {month: desk.lines(month=month)["tax"] for month in tax} == tax
    desk.ok("month", "close", "2026-06")
    desk.ok("month", "close", "2026-07")
    assert {month: desk.lines(month=month)["tax"] for month in tax} == tax  # a closed month hands on the same
    assert desk.person("0007", "2026-08")["net"] == "18844.00"


def test_a_year_begins_anew_but_not_the_rest_days(tmp_path: Path) -> None:
    desk = Commands(tmp_path, now="2026-02-10T09:00")
    desk.staff(["0007", "林晓彤", "2025-03-01", "", "41000.00"])
    full(desk, "2025-12", ())
    full(desk, "2026-01", (1, 4))
    # December alone: 41 000 − 4 days − 5000, over 36 000 no more: 41000 ÷ 31 × 4 = 5290.32
    desk.table("leave", LEAVE, [["0007", "事假", "2025-12-08", "2025-12-11", "已批准"]])
    december, january = desk.lines(month="2025-12"), desk.lines(month="2026-01")
    assert december == {"base": "41000.00", "rest_payout": "2645.16", "leave": "5290.32", "tax": "1000.65"}
    # 41 200 − 5000 = 36 200: × 10 % − 2520 = 1100.00; rest quota 0 after 4 days of leave, the 休 of the 1st is a holiday
    assert january == {"base": "41000.00", "full_attendance": "200.00", "tax": "1100.00"}
    assert desk.person("0007", "2026-01")["totals"]["rest_days_left"] == "0"


def test_leave_of_more_than_three_days_is_strict(desk: Commands) -> None:
    full(desk, "2026-10", (1, 2, 3))
    full(desk, "2026-11", ())
    desk.table("leave", LEAVE, [["0007", "事假", "2026-10-12", "2026-10-14", "已批准"]])
    assert desk.lines(month="2026-11")["rest_payout"] == "146.67"  # exactly 3 days: 2 × 73.333…
    desk.table("leave", LEAVE, [["0007", "事假", "2026-10-20 08:30", "2026-10-20 12:00", "已批准"]])
    assert "rest_payout" not in desk.lines(month="2026-11")
    assert desk.lines(month="2026-10")["leave"] == "248.39"  # 2200 ÷ 31 × 3.5


def test_insurance_none_and_zero(desk: Commands) -> None:
    desk.staff(["0012", "陈思远", "2025-03-01", "", "2200.00", "0"], ["0013", "陈思远", "2025-03-01", "", "2200.00", "1000.55"])
    for no in ("0007", "0012", "0013"):
        full(desk, "2026-10", (1, 2, 3), no)
    assert [desk.lines(no, "2026-10").get("insurance") for no in ("0007", "0012", "0013")] == [None, None, "300.17"]
    missing = [one["employees"] for one in desk.show("2026-10")["warnings"] if one["code"] == "insurance_missing"]
    assert missing and "0013" not in missing[0] and "0007" in missing[0]


def test_net_never_below_nothing(desk: Commands) -> None:
    desk.staff(["0012", "陈思远", "2026-10-31", "", "2200.00", "1000.00"])
    full(desk, "2026-10", (1, 2, 3))
    desk.table("roster", ["工号", "日期", "班次"], [["0012", "2026-10-31", "D"]])
    desk.punches("0012", "2026-10-31 09:01", "2026-10-31 17:30")
    one = desk.person("0012", "2026-10")
    # one day: 70.97; absent half a day costs 3 days' pay of the full base; the quota of 2 ÷ 31 is none
    assert desk.lines("0012", "2026-10") == {"base": "70.97", "absence": "212.90", "insurance": "300.00"}
    assert (one["gross"], one["deductions"], one["net"], one["not_collected"]) == ("70.97", "512.90", "0.00", "441.93")


def test_one_day_employed(desk: Commands) -> None:
    desk.staff(["0012", "陈思远", "2026-10-15", "2026-10-15", "3100.00"])
    full(desk, "2026-10", (1, 2, 3))
    desk.table("roster", ["工号", "日期", "班次"], [["0012", "2026-10-15", "D"]])
    desk.punches("0012", "2026-10-15 08:30", "2026-10-15 17:30")
    one = desk.person("0012", "2026-10")
    assert desk.lines("0012", "2026-10") == {"base": "100.00"}
    assert (one["totals"]["work_days"], one["totals"]["present_days"]) == ("1", "1")
    assert {day["kind"] for day in one["days"]} == {"work", "not_employed"} and len(one["days"]) == 31
    assert all(one["no"] != "0012" for one in desk.show("2026-11")["employees"])


def test_february_and_thirty_one_days(desk: Commands) -> None:
    full(desk, "2026-01", (1, 4))
    full(desk, "2026-02", (16, 17, 18, 19, 1), d3=())
    assert desk.lines(month="2026-01") == {"base": "2200.00", "full_attendance": "200.00", "rest_payout": "70.97"}
    assert desk.lines(month="2026-02") == {"base": "2200.00", "rest_payout": "78.57", "absence": "392.86"}


def test_two_half_absences_and_two_packets_on_one_day(desk: Commands) -> None:
    full(desk, "2026-10", (1, 2, 3), d5=("09:10", "16:30"), d6=("08:41", "17:05"), d7=("08:31", "16:59"))
    days = {day["date"][-2:]: day for day in desk.person("0007", "2026-10")["days"]}
    assert [days[d]["absent_days"] for d in ("05", "06", "07")] == ["1", "0", "0.5"]
    assert [days[d]["anomalies"] for d in ("05", "06", "07")] == [["late", "early"]] * 3
    shown = desk.show("2026-10")["red_packets"]
    packets = [(one["date"][-2:], one["reason"], one["minutes"], one["amount"], one["parts"]) for one in shown]
    assert sorted(packets) == [("06", "early", 25, "50.00", 5), ("06", "late", 11, "20.00", None), ("07", "late", 1, "10.00", 5)]
    assert desk.lines(month="2026-10")["absence"] == "354.84"  # 1.5 days → 5 days' pay: 2200 ÷ 31 × 5


def test_base_pay_of_a_raise_in_the_middle(desk: Commands) -> None:
    desk.table("staff", ["工号", "姓名", "底薪", "生效日期"], [["0007", "林晓彤", "3100.00", "2026-10-16"]])
    full(desk, "2026-10", (1, 2, 3), d12=(), d13=())
    desk.table("leave", LEAVE, [["0007", "事假", day, day, "已批准"] for day in ("2026-10-12", "2026-10-20")])
    desk.table("overtime", ["工号", "日期", "分钟"], [["0007", "2026-10-05", 60], ["0007", "2026-10-25", 60]])
    lines = desk.lines(month="2026-10")
    assert lines["base"] == "2664.52"  # (2200 × 15 + 3100 × 16) ÷ 31
    assert lines["leave"] == "170.97"  # 2200 ÷ 31 + 3100 ÷ 31, rounded once
    assert lines["overtime"] == "45.69"  # (2200 + 3100) ÷ 174 × 1.5


def test_a_change_without_a_day_begins_on_the_first_of_the_current_month(desk: Commands) -> None:
    desk.now = "2026-10-20T09:00"
    desk.table("staff", ["工号", "姓名", "底薪"], [["0007", "林晓彤", "3000.00"]])
    desk.now = "2026-12-31T09:00"
    full(desk, "2026-09", (6, 13, 25))
    full(desk, "2026-10", (1, 2, 3))
    assert (desk.lines(month="2026-09")["base"], desk.lines(month="2026-10")["base"]) == ("2200.00", "3000.00")


def test_numbers_keep_their_zeros_and_are_not_each_other(desk: Commands) -> None:
    desk.staff(["7", "郭Amy", "2025-03-01", "", "2200.00"], ["00007", "李䶮", "2025-03-01", "", "2200.00"])
    full(desk, "2026-10", (1, 2, 3), d5=("08:41", "17:30"))
    full(desk, "2026-10", (1, 2, 3), "7", d5=("08:42", "17:30"))
    full(desk, "2026-10", (1, 2, 3), "00007", d5=("08:43", "17:30"))
    late = {one["no"]: one["totals"]["late_minutes"] for one in desk.show("2026-10")["employees"]}
    assert late == {"00007": 13, "0007": 11, "7": 12}


def test_formats(desk: Commands) -> None:
    desk.roster("0007", "2026-10", d1="休", d4="休", d6="假", d7="")
    desk.punches("0007", "2026-10-05 08:41:59", "2026-10-05 12:00")
    desk.table("leave", LEAVE, [["0007", "事假", "2026-10-05 13:00", "2026-10-05 17:30", "已批准"]])
    shown = desk.show("2026-10")
    one = shown["employees"][0]
    days = {day["date"][-2:]: day for day in one["days"]}
    assert [days[d]["shift"] for d in ("01", "04", "05", "07")] == [None, None, "D", None]
    assert [days[d]["kind"] for d in ("01", "04", "05", "06", "07")] == ["holiday", "rest", "work", "leave", "unrostered"]
    assert days["05"] == {
        "date": "2026-10-05", "shift": "D", "kind": "work", "in": "2026-10-05T08:41", "out": None, "late_minutes": 11, "early_minutes": 0,
        "missed_in": False, "missed_out": False, "absent_days": "0", "leave_days": "0.5", "worked_minutes": 259, "overtime_minutes": 0,
        "anomalies": ["late"],
    }  # fmt: skip
    assert days["06"]["anomalies"] == ["pending"]
    totals = one["totals"]
    assert (totals["rest_days_used"], totals["rest_days_left"], totals["leave_days"]) == ("1", "1", "0.5")
    assert {type(value) for value in totals.values()} == {int, str}
    assert (shown["covered_until"], shown["closed"]) == ("2026-10-05", False)
    assert shown["rules"] == [{"version": 1, "effective_from": "2000-01-01"}]
    assert shown["red_packets"] == [
        {"no": "0007", "date": "2026-10-05", "reason": "late", "minutes": 11, "amount": "20.00", "owed": "40.00", "parts": None,
         "state": "doubled"}
    ]  # fmt: skip
    assert desk.show("2026-08")["covered_until"] is None


@pytest.mark.parametrize(
    ("now", "owed", "state"),
    [("2026-10-12T23:59", "20.00", "due"), ("2026-10-13T00:00", "40.00", "doubled"), ("2026-12-31T09:00", "40.00", "doubled")],
)
def test_a_packet_doubles_after_the_monday_of_its_list(desk: Commands, now: str, owed: str, state: str) -> None:
    full(desk, "2026-10", (1, 2, 3), d11=("08:41", "17:30"))  # a Sunday: its list is the next day's
    desk.now = now
    packet = next(one for one in desk.show("2026-10")["red_packets"])
    assert (packet["amount"], packet["owed"], packet["state"]) == ("20.00", owed, state)


def test_corrections_beyond_the_quota(desk: Commands) -> None:
    full(desk, "2026-10", (1, 2, 3), d5=("17:35",), d6=("17:35",), d7=("08:25",), d8=("17:35",), d9=("08:55", "17:35"), d12=("08:25",))
    rows = [
        ["0007", "2026-10-12", "下班", "17:20", "", "王店长"],  # 6th: packet of 10, judged by 17:20
        ["0007", "2026-10-05", "上班", "08:30", "", "王店长"],
        ["0007", "2026-10-06", "上班", "08:40", "", "王店长"],  # free, and judged: 10 minutes late
        ["0007", "2026-10-07", "下班", "17:30", "", "王店长"],
        ["0007", "2026-10-08", "上班", "08:30", "08:46", "王店长"],  # 4th: by the time it was made
        ["0007", "2026-10-09", "上班", "08:30", "", "王店长"],  # 5th: by the real punch
    ]
    desk.table("corrections", FIX, rows)
    one = desk.person("0007", "2026-10")
    found = {d["date"][-2:]: (d["late_minutes"], d["early_minutes"]) for d in one["days"] if d["late_minutes"] or d["early_minutes"]}
    assert found == {"06": (10, 0), "08": (16, 0), "09": (25, 0), "12": (0, 10)}
    packets = [(p["date"][-2:], p["amount"], p["parts"]) for p in desk.show("2026-10")["red_packets"] if p["date"][-2:] == "12"]
    assert sorted(packets) == [("12", "10.00", 5), ("12", "10.00", 5)]
    assert one["totals"]["corrections"] == 6 and "full_attendance" not in desk.lines(month="2026-10")


def test_a_part_of_the_rules_merges_key_by_key(tmp_path: Path) -> None:
    rules = {"leave": {"year_limit_days": 1}, "rest_days": {"per_month": None}, "corrections": {"beyond_missed_out": None}}
    desk = Commands(tmp_path, now="2026-12-31T09:00", rules=rules)
    shown = desk.ok("rules", "export")
    assert shown["leave"]["month_limit_days"] in (3, "3") and shown["rest_days"]["pay_unused"] is True
    assert shown["corrections"]["free_per_month"] == 3 and shown["corrections"]["beyond_missed_out"] is None
    desk.staff(["0007", "林晓彤", "2025-03-01", "", "2200.00"])
    full(desk, "2026-10", (1, 2, 3), d13=(), d14=("13:00", "17:30"))
    times = [("2026-10-12 13:00", "2026-10-13 17:30"), ("2026-10-14 08:30", "2026-10-14 12:00")]
    desk.table("leave", LEAVE, [["0007", "事假", start, end, "已批准"] for start, end in times])
    # half of the 12th and the first half of the 13th are within the limit; the rest of the 13th and the morning of the 14th are not
    days = {d["date"][-2:]: d for d in desk.person("0007", "2026-10")["days"]}
    assert [(days[d]["leave_days"], days[d]["absent_days"]) for d in ("12", "13", "14")] == [("0.5", "0"), ("0.5", "0.5"), ("0", "0.5")]
    wrong: list[tuple[dict[str, object], str]] = [({"grace": 1}, "grace"), ({"base_pay": "a"}, "base_pay")]
    for part, name in [*wrong, ({"leave": {"x": 1}}, "x"), ({"late_tiers": 3}, "late_tiers")]:
        answer = desk.refused("rules", "import", str(desk.file("bad.json", json.dumps(part))), "--from", "2026-10-01")
        assert name in json.dumps(answer, ensure_ascii=False)


def test_a_closed_month_stays_until_it_is_reopened(desk: Commands) -> None:
    full(desk, "2026-10", (1, 2, 3), d31=("08:25",))
    full(desk, "2026-11", ())
    shown = desk.ok("month", "close", "2026-10")
    assert shown["closed"] is True and desk.lines(month="2026-10")["absence"] == "212.90"
    row = desk.file("late.csv", "工号,日期,类型,补卡时间,证明人\n0007,2026-10-31,下班,17:30,王店长\n")
    assert desk.refused("import", "corrections", str(row))["code"] == "closed"
    desk.punches("0007", "2026-10-31 17:31", "2026-11-30 17:31")
    assert desk.lines(month="2026-10")["absence"] == "212.90"
    desk.refused("month", "close", "2026-10")
    assert desk.ok("month", "reopen", "2026-10", "--why", "补卡") == {"month": "2026-10", "closed": False}
    assert "absence" not in desk.lines(month="2026-10") and desk.show("2026-10")["closed"] is False


def test_what_blocks_the_close(desk: Commands) -> None:
    full(desk, "2026-10", (1, 2, 3))
    desk.table("roster", ["工号", "日期", "班次"], [["0007", "2026-10-06", "假"]])
    desk.table("leave", LEAVE, [["0007", "事假", "2026-10-07", "2026-10-07", "待审批"]])
    desk.punches("0007", "2026-10-02 12:00")
    codes = {one["code"] for one in desk.refused("month", "close", "2026-10")["problems"]}
    assert {"leave_cell", "pending_leave", "open_anomaly"} <= codes
    assert desk.day("2026-10-02")["anomalies"] == ["no_roster"]
    desk.table("overtime", ["工号", "日期", "分钟"], [["0007", "2026-10-02", 60]])
    desk.table("leave", LEAVE, [["0007", "事假", "2026-10-06", "2026-10-06", "已批准"]])
    assert [one["code"] for one in desk.refused("month", "close", "2026-10")["problems"]] == ["open_anomaly", "pending_leave"]
    assert desk.day("2026-10-02")["anomalies"] == []
    assert desk.day("2026-10-06")["leave_days"] == "1"


def test_the_answers_of_imports(desk: Commands) -> None:
    desk.roster("0007", "2026-10")
    rows = [["0007", "2026-10-05 08:29"], ["0007", "2026-10-05 08:29"], ["0099", "2026-10-05 08:30"], ["0007", "2026-10-05"]]
    answer = desk.table("punches", ["工号", "打卡时间"], rows)
    assert (answer["new"], answer["present"], answer["void"], answer["period"]) == (1, 0, 0, None)
    assert [(one["row"], one["column"], one["code"]) for one in answer["rejected"]] == [(5, "B", "missing_time")]
    assert [one["rows"] for one in answer["held"]] == [1]
    again = desk.ok("import", "punches", str(desk.folder / f"punches-{desk.count}.csv"))
    assert (again["new"], again["present"]) == (0, 1)
    desk.ok("import", "undo", str(again["batch"]))
    assert desk.show("2026-10")["covered_until"] == "2026-10-05"
    desk.ok("import", "undo", str(answer["batch"]))
    assert desk.show("2026-10")["covered_until"] is None
