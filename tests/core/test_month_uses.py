"""What else is made of a month: the JSON contract, differences to a closed month, other rules tried out, the explanation of a day."""

from __future__ import annotations

import json
from datetime import date, datetime
from decimal import Decimal

import pytest

from csdesk.core import codec, month, month_json, rules_json
from csdesk.core.attendance import AttendanceDay, Punch
from csdesk.core.explain import explain
from csdesk.core.payroll import MonthResult, TaxOpening, YearToDate
from tests.core.world import World, amounts, quiet, replace


def test_the_json_of_a_month_is_the_contract() -> None:
    world = quiet().roster(None, d5="N").present(but=[5, 7]).punch(5, "16:58", "25:20").punch(7, "08:41", "17:30")
    plain = month_json.as_json(world.result())
    assert list(plain) == ["month", "closed", "rules", "covered_until", "employees", "red_packets", "warnings", "problems"]
    assert (plain["month"], plain["closed"], plain["covered_until"]) == ("2026-09", False, "2026-09-30")
    assert plain["rules"] == [{"version": 1, "effective_from": "2020-01-01"}]
    (one,) = plain["employees"]
    assert list(one) == ["no", "name", "post", "days", "totals", "pay_lines", "gross", "deductions", "net", "not_collected"]
    assert one["days"][4] == {
        "date": "2026-09-05", "shift": "N", "kind": "work", "in": "2026-09-05T16:58", "out": "2026-09-06T01:20",
        "late_minutes": 0, "early_minutes": 0, "missed_in": False, "missed_out": False, "absent_days": "0", "leave_days": "0",
        "worked_minutes": 480, "overtime_minutes": 0, "anomalies": [],
    }  # fmt: skip
    assert one["days"][5]["shift"] is None and one["days"][5]["kind"] == "rest"
    assert one["totals"] == {
        "work_days": "27", "present_days": "27", "late_count": 1, "late_minutes": 11, "early_count": 0, "missed_count": 0,
        "corrections": 0, "absent_days": "0", "leave_days": "0", "rest_days_used": "2", "rest_days_left": "0",
    }  # fmt: skip
    assert [(line["code"], line["kind"], line["amount"]) for line in one["pay_lines"]] == [("base", "earning", "2200.00")]
    assert (one["gross"], one["deductions"], one["net"], one["not_collected"]) == ("2200.00", "0.00", "2200.00", "0.00")
    assert plain["red_packets"] == [
        {"no": "0001", "date": "2026-09-07", "reason": "late", "minutes": 11, "amount": "20.00", "owed": "40.00", "parts": None,
         "state": "doubled"}
    ]  # fmt: skip
    json.dumps(plain)


def test_without_pay_nothing_tells_of_pay() -> None:
    world = World(rules={"minimum_wage": "9000.00"}).person(pay="2025-01-01=4321.00").roster("D").present(but=[8])
    plain = month_json.as_json(world.result(), show_pay=False)
    assert list(plain["employees"][0]) == ["no", "name", "post", "days", "totals"]
    text = json.dumps(plain, ensure_ascii=False)
    for secret in ("4321", "4,321", "9,000", "144.03", "720.17"):
        assert secret not in text


def test_a_closed_month_shows_later_edits_as_differences() -> None:
    world = quiet().present(but=[9]).punch(9, "08:30")
    frozen = codec.load(MonthResult, json.loads(json.dumps(codec.dump(world.result(True)))))
    assert month.differences(frozen, world.result(True)) == ()
    world.correct(9, "out", "17:30")
    (one,) = month.differences(frozen, world.result(True))
    assert (one.no, one.net_before, one.net_now, one.net) == ("0001", 220000 - 22000, 240000, 42000)
    assert one.changes == ("缺勤：220.00 → 0.00", "全勤奖：0.00 → 200.00", "2026-09-09：下班缺卡、缺勤 0.5 天 → 上班")
    assert frozen.input_hash != world.result(True).input_hash
    (gone,) = month.differences(frozen, replace(frozen, employees=()))
    assert gone.net == -frozen.employees[0].net


def test_a_paid_packet_leaves_the_hash_of_a_closed_month() -> None:
    world = quiet().present(but=[7]).punch(7, "08:41", "17:30")
    told = month.input_hash(world.facts(True))
    assert month.input_hash(world.paid(7, "late", "2026-09-14").facts(True)) == told


def test_other_rules_tried_on_a_month() -> None:
    world = quiet().present(but=[7, 8]).punch(7, "08:41", "17:30").punch(8, "09:05", "17:30").person().roster("休", who=2)
    new = rules_json.parse(
        {"late_tiers": [{"up_to": 10, "red_packet": "10.00"}, {"up_to": None, "red_packet": "15.00"}]}, world.versions[0].rules
    )
    effect = month.compare_rules(world.facts(), new)
    changed = [tier for tier in effect.tiers if tier.count_now != tier.count_then]
    assert [(tier.name, tier.count_now, tier.count_then) for tier in changed] == [
        ("11–20 分钟", 1, 0), ("10 分钟以上", 0, 2), ("30 分钟以上", 1, 0),
    ]  # fmt: skip
    assert (effect.packets_now, effect.packets_then) == (2000, 3000)
    (person,) = effect.people
    assert (person.no, person.net_then - person.net_now) == ("0001", 22000)
    assert effect.net_then - effect.net_now == 22000
    assert not month.compare_rules(world.facts(), world.versions[0].rules).people


def test_the_year_is_handed_on() -> None:
    world = World(rules={"full_attendance_award": "0.00"}).person(pay="2025-01-01=12000.00").person(hired="2026-10-05")
    world.roster("休", d8="D").leave("事假", "2026-09-08")
    before = {1: month.opened(TaxOpening(1, 2026, 8, 9600000, 0, 168000)), 2: YearToDate()}
    world.carried = before
    after = month.carried_from(world.result(), before)
    assert after[1].tax_months == 9 and after[1].leave_days == 1 and after[2] == YearToDate()
    assert amounts(world.one())["tax"] == "2060.00"  # (96 000 + 11 600 − 45 000) × 10 % − 2520 − 1680
    gone = {7: YearToDate(3, 100, 0, 0, Decimal(5), Decimal(4))}
    assert month.carried_from(world.result(), gone)[7] == YearToDate(3, 100, 0, 0, Decimal(5), Decimal(0))
    assert 7 not in month.carried_from(World(month="2026-12").person().result(), gone)


@pytest.mark.parametrize(
    ("day", "says"),
    [
        (5, ["晚班 17:00–25:00", "16:58 上班", "20:00 保留，不判定（离上班近）", "25:20:40 下班", "出勤 17:00 到 25:00：480 分钟"]),
        (7, ["白班 08:30–17:30", "08:41 上班", "17:30 下班", "出勤 08:41 到 17:30：529 分钟", "迟到 11 分钟 → 红包 20.00"]),
        (8, ["17:30 下班", "出勤 13:00 到 17:30：270 分钟，请假的半天"]),
        (6, []),
    ],
)
def test_the_explanation_of_a_day(day: int, says: list[str]) -> None:
    world = quiet().roster(None, d5="N").present(but=[5, 7, 8]).punch(5, "16:58", "20:00", "25:20:40").punch(7, "08:41", "17:30")
    world.leave("事假", "2026-09-08T08:30", "2026-09-08T12:00").punch(8, "17:30")
    text = "\n".join(basis.text for basis in explain(world.on(day), world.versions[0]))
    for sentence in says:
        assert sentence in text


def test_a_record_that_does_not_fit_is_refused() -> None:
    with pytest.raises(ValueError):
        codec.load(Punch, {"employee_id": "7", "at": "2026-09-01T08:00"})
    with pytest.raises(ValueError):
        codec.load(Punch, {"employee_id": 7, "at": "2026-09-01T08:00", "nonsense": 1})
    with pytest.raises(ValueError):
        codec.load(AttendanceDay, {"employee_id": 7, "day": "2026-09-01", "shift": None, "kind": "holidays"})
    assert codec.load(Punch, codec.dump(Punch(7, datetime(2026, 9, 1, 8), work_date=date(2026, 9, 1)))).work_date == date(2026, 9, 1)
