"""Rules as JSON: the contract's keys, parts over a base, refusals by path."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from csdesk.core import presets, rules_json
from csdesk.core.problem import UserError
from csdesk.core.rules import LadderRow, LateTier

CONTRACT = {
    "preset": "handbook-1",
    "shifts": [
        {"code": "D", "name": "白班", "start": "08:30", "end": "17:30", "unpaid_break_minutes": 0,
         "window_before_minutes": 240, "window_after_minutes": 480},
        {"code": "N", "name": "晚班", "start": "17:00", "end": "25:00", "unpaid_break_minutes": 0,
         "window_before_minutes": 240, "window_after_minutes": 480},
    ],
    "min_rest_minutes": 480, "grace_minutes": {"late": 0, "early": 0},
    "late_tiers": [{"up_to": 10, "red_packet": "10.00", "parts": 5}, {"up_to": 20, "red_packet": "20.00", "parts": None},
                   {"up_to": 30, "red_packet": "50.00", "parts": 5}, {"up_to": None, "absent_days": "0.5"}],
    "red_packets": {"double_when_unpaid": True, "unpaid_at_close": "left"},
    "corrections": {"free_per_month": 3, "beyond_missed_out": {"red_packet": "10.00", "parts": 5}},
    "missed_punch_absent_days": "0.5",
    "absence_ladder": [{"days": "0.5", "deduct_days": "3"}, {"days": "1", "deduct_days": "5"},
                       {"days": "2", "deduct_days": "10"}, {"days": "3", "deduct": "month"}],
    "rest_days": {"per_month": 2, "notice_days": 2, "pay_unused": True},
    "leave": {"notice_days": 1, "month_limit_days": 3, "year_limit_days": 30},
    "full_attendance_award": "200.00", "base_pay": "2200.00", "insurance_own_share": "0.30", "income_tax": True,
    "minimum_wage": None, "holiday_pay": True, "overtime": {"work_day": "1.5", "rest_day": "2", "holiday": "3", "hours_per_month": "174"},
}  # fmt: skip
TYPES = [
    {"name": "事假", "paid": "0", "counts": True},
    {"name": "年假", "paid": "1", "counts": False},
    {"name": "病假", "paid": "0.6", "counts": False, "provisional": True},
]


def holds(plain: Any, part: Any) -> bool:
    if isinstance(part, dict):
        return isinstance(plain, dict) and all(key in plain and holds(plain[key], value) for key, value in part.items())
    if isinstance(part, list):
        return len(plain) == len(part) and all(holds(one, other) for one, other in zip(plain, part, strict=True))
    return bool(plain == part and type(plain) is type(part))


def test_the_preset_is_the_contract() -> None:
    plain = rules_json.as_json(presets.preset("handbook-1"))
    assert holds(plain, CONTRACT)
    assert plain["leave"]["types"][:3] == TYPES
    assert [kind["name"] for kind in plain["leave"]["types"]] == ["事假", "年假", "病假", "婚假", "产假", "丧假", "工伤假", "调休"]
    assert rules_json.parse(CONTRACT, presets.preset("handbook-2")).shifts == presets.preset("handbook-1").shifts


def test_handbook_2() -> None:
    plain = rules_json.as_json(presets.preset("handbook-2"))
    assert [(shift["start"], shift["end"]) for shift in plain["shifts"]] == [("08:30", "17:00"), ("16:30", "24:00")]
    assert plain["late_tiers"] == [] and plain["absence_ladder"] == [] and plain["rest_days"]["per_month"] is None
    assert (plain["full_attendance_award"], plain["base_pay"]) == ("0.00", "0.00")
    assert plain["leave"]["month_limit_days"] is None and plain["leave"]["year_limit_days"] is None
    assert plain["corrections"]["free_per_month"] == 3 and not plain["rest_days"]["pay_unused"]


def test_a_part_merges_key_by_key_and_replaces_lists() -> None:
    base = presets.preset("handbook-1")
    rules = rules_json.parse({"leave": {"notice_days": 3}, "late_tiers": [{"up_to": None, "red_packet": "5.00"}]}, base)
    assert rules.leave.notice_days == 3 and rules.leave.types == base.leave.types
    assert rules.late_tiers == (LateTier(None, 500),) and rules.absence_ladder == base.absence_ladder
    assert rules_json.parse({"absence_ladder": [{"days": 1, "deduct": "month"}]}, base).absence_ladder == (LadderRow(Decimal(1), None),)
    assert rules_json.parse({"full_attendance_award": 300}, base).full_attendance_award == 30000
    assert rules_json.parse({"corrections": {"beyond_missed_out": {"red_packet": "8"}}}, base).corrections.beyond_missed_out is not None
    assert rules_json.parse({}, base) == base


@pytest.mark.parametrize(
    ("part", "path"),
    [
        ({"nonsense": 1}, "nonsense"),
        ({"leave": {"nonsense": 1}}, "leave.nonsense"),
        ({"late_tiers": [{"up_to": 10, "red_packet": "10.00"}, {"up_to": 20, "red_packet": "x"}]}, "late_tiers[1].red_packet"),
        ({"late_tiers": [{"up_to": 10, "red_packet": "10.001"}]}, "late_tiers[0].red_packet"),
        ({"late_tiers": [{"up_to": 10, "red_packet": "-1"}]}, "late_tiers[0].red_packet"),
        ({"late_tiers": [{"up_to": 20}, {"up_to": 10}]}, "late_tiers[1].up_to"),
        ({"late_tiers": [{"up_to": None}, {"up_to": 10}]}, "late_tiers[0].up_to"),
        ({"late_tiers": [{"red_packet": "1.00"}]}, "late_tiers[0].up_to"),
        ({"late_tiers": {}}, "late_tiers"),
        ({"late_tiers": None}, "late_tiers"),
        ({"late_tiers": [5]}, "late_tiers[0]"),
        ({"shifts": []}, "shifts"),
        ({"shifts": [{"code": "D", "name": "白", "start": "08:30", "end": "08:30"}]}, "shifts[0].end"),
        ({"shifts": [{"code": "D", "name": "白", "start": "08:30", "end": "33:00"}]}, "shifts[0].end"),
        ({"shifts": [{"code": "D", "name": "白", "start": "24:00", "end": "25:00"}]}, "shifts[0].start"),
        ({"shifts": [{"code": "D", "name": "白", "start": "8.30", "end": "17:30"}]}, "shifts[0].start"),
        ({"shifts": [{"code": "D", "name": "白", "start": "08:60", "end": "17:30"}]}, "shifts[0].start"),
        ({"shifts": [{"code": "休", "name": "白", "start": "08:30", "end": "17:30"}]}, "shifts[0].code"),
        ({"shifts": [{"code": "D", "name": "白", "start": "08:30", "end": "17:30"}] * 2}, "shifts[1].code"),
        ({"shifts": [{"code": "D", "start": "08:30", "end": "17:30"}]}, "shifts[0].name"),
        ({"absence_ladder": [{"days": "1", "deduct_days": "5"}, {"days": "0.5", "deduct_days": "3"}]}, "absence_ladder[1].days"),
        ({"absence_ladder": [{"days": "1", "deduct": "year"}]}, "absence_ladder[0].deduct"),
        ({"absence_ladder": [{"days": "1"}]}, "absence_ladder[0].deduct_days"),
        ({"absence_ladder": [{"days": "0.7", "deduct_days": "3"}]}, "absence_ladder[0].days"),
        ({"insurance_own_share": "1.5"}, "insurance_own_share"),
        ({"insurance_own_share": "30%"}, "insurance_own_share"),
        ({"leave": {"types": [{"name": "事假", "paid": "2", "counts": True}]}}, "leave.types[0].paid"),
        ({"leave": {"types": [{"name": "事假", "paid": "0"}]}}, "leave.types[0].counts"),
        ({"leave": {"types": [{"name": "事假", "paid": "0", "counts": True}] * 2}}, "leave.types[1].name"),
        ({"grace_minutes": {"late": "5"}}, "grace_minutes.late"),
        ({"grace_minutes": {"late": -1}}, "grace_minutes.late"),
        ({"grace_minutes": 5}, "grace_minutes"),
        ({"income_tax": "yes"}, "income_tax"),
        ({"income_tax": None}, "income_tax"),
        ({"base_pay": None}, "base_pay"),
        ({"base_pay": "NaN"}, "base_pay"),
        ({"base_pay": True}, "base_pay"),
        ({"announced_on": "2026-13-01"}, "announced_on"),
        ({"red_packets": {"unpaid_at_close": "burn"}}, "red_packets.unpaid_at_close"),
        ({"preset": "handbook-9"}, "preset"),
        ({"overtime": {"hours_per_month": "0"}}, "overtime.hours_per_month"),
        ({"demand": [{"shift": "Z", "post": "", "need": 1}]}, "demand[0].shift"),
        ({"corrections": {"free_per_month": 2.5}}, "corrections.free_per_month"),
    ],
)
def test_a_wrong_value_is_refused_by_its_path(part: dict[str, Any], path: str) -> None:
    with pytest.raises(UserError) as caught:
        rules_json.parse(part, presets.preset("handbook-1"))
    assert f"制度 {path}：" in caught.value.message
    assert caught.value.code == "wrong_rules" and caught.value.problems


def test_an_object_is_needed() -> None:
    with pytest.raises(UserError):
        rules_json.parse([], presets.preset("handbook-1"))  # type: ignore[arg-type]


def test_the_target_of_service_is_data_and_changes_no_closed_month() -> None:
    base = presets.preset("handbook-1")
    assert rules_json.as_json(base)["service"] == {"target": "0.95"}
    changed = rules_json.parse({"service": {"target": "0.9"}}, base)
    assert changed.service.target == Decimal("0.9") and repr(changed) == repr(base)
    with pytest.raises(UserError, match=r"service\.target"):
        rules_json.parse({"service": {"target": "95"}}, base)


def test_planning_is_data_like_the_rest_and_changes_no_closed_month() -> None:
    base = presets.preset("handbook-1")
    assert rules_json.as_json(base)["planning"] == {
        "wanted_rest_minutes": 660, "max_night_run": 5, "staffing": 4, "leads": 3, "wishes": 2, "fairness": 2, "stability": 1}
    changed = rules_json.parse({"planning": {"wishes": 4}}, base)
    assert changed.planning.wishes == 4 and changed.planning.fairness == 2
    with pytest.raises(UserError, match=r"planning\.wishes"):
        rules_json.parse({"planning": {"wishes": 5}}, base)
    assert repr(changed) == repr(base)  # the hash of a closed month's inputs is taken over it
