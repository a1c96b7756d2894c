"""What must hold of every month, whatever its facts (Hypothesis)."""

from __future__ import annotations

import json
import random
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from csdesk.core import codec, month, month_json, presets, rules_json
from csdesk.core.attendance import Status
from csdesk.core.money import fen
from csdesk.core.payroll import DEDUCTIONS, EARNINGS, MonthResult, YearToDate
from tests.core.world import World, replace

SIDES = st.sampled_from(["in", "out"])
DAYS = st.integers(1, 30)


@st.composite
def worlds(draw: st.DrawFn) -> World:
    preset = draw(st.sampled_from(presets.NAMES))
    rules: dict[str, Any] = {"red_packets": {"unpaid_at_close": draw(st.sampled_from(["left", "deducted"]))}}
    if draw(st.booleans()):
        rules["absence_ladder"] = []
    world = World(preset, rules=rules)
    rng = random.Random(draw(st.integers(0, 2**32)))
    for who in range(1, draw(st.integers(1, 3)) + 1):
        hired = date(2026, 8, 20) + timedelta(days=draw(st.integers(0, 45)))
        left = draw(st.sampled_from(["", str(hired + timedelta(days=5)), str(hired + timedelta(days=25))]))
        pay = draw(st.sampled_from(["", "2025-01-01=3333.33", "2025-01-01=2200.00 2026-09-11=9876.54", "2025-01-01=50000.00"]))
        world.person(hired=str(hired), left=left, pay=pay, insurance=draw(st.sampled_from(["0.00", "1000.01", "90000.00"])))
        for number in range(-1, 33):
            code = rng.choice(["D", "D", "D", "N", "N", "休", "假", ""])
            if code:
                world.cells[who, world.day(number)] = code
            for _ in range(rng.choice([0, 1, 2, 2, 2, 3])):
                minute = rng.choice([505, 511, 525, 545, 780, 781, 1005, 1021, 1045, 1051, 1290, 1500, 1510, rng.randrange(1440)])
                world.punch(number, f"{minute // 60}:{minute % 60}:{rng.randrange(60)}", who=who)
        for _ in range(rng.randrange(7)):
            world.correct(rng.randint(1, 30), rng.choice(["in", "out"]), rng.choice(["08:30", "08:50", "17:30", "25:00"]),
                          rng.choice(["", "08:40"]), rng.choice(list(Status)), who)  # fmt: skip
        for _ in range(rng.randrange(4)):
            day = world.day(rng.randint(0, 30)).isoformat()
            kind = rng.choice(["事假", "病假", "年假", "探亲假"])
            if rng.random() < 0.5:
                world.leave(kind, day, status=rng.choice(list(Status)), who=who)
            else:
                world.leave(kind, f"{day}T08:30", f"{day}T{rng.choice(['12:00', '17:30'])}", rng.choice(list(Status)), who)
        for _ in range(rng.randrange(3)):
            world.overtime(rng.randint(1, 30), rng.randrange(1, 200), rng.choice(list(Status)), who)
        for code in rng.sample(["kpi", "award", "fine", "other_deduction", "other_earning"], 2):
            world.typed(code, f"{rng.randrange(1, 300000) / 100:.2f}", "记", who)
        for anomaly in ("late", "missed_in", "missed_out", "absent", "no_roster"):
            world.decide(rng.randint(1, 30), anomaly, rng.choice(["waived", "confirmed", "kept"]), "看过", who)
        if rng.random() < 0.5:
            world.carried[who] = YearToDate(8, rng.randrange(10**7), rng.randrange(10**6), rng.randrange(10**5), Decimal(29), Decimal(4))
    if rng.random() < 0.3:
        world.now = datetime(2026, 9, 15, 12)
        world.covered = [(date(2026, 8, 1), date(2026, 9, 14))]
    return world


@given(worlds(), st.booleans())
def test_lines_sum_to_net_and_a_month_computed_twice_is_identical(world: World, closing: bool) -> None:
    facts = world.facts(closing)
    result = month.compute(facts)
    assert result == month.compute(facts)
    for one in result.employees:
        lines = {line.code: line.amount for line in one.lines}
        assert len(lines) == len(one.lines) and all(amount > 0 for amount in lines.values())
        order = [*EARNINGS, *DEDUCTIONS]
        assert [line.code for line in one.lines] == sorted(lines, key=order.index)
        gross = sum(amount for code, amount in lines.items() if code in EARNINGS)
        deductions = sum(amount for code, amount in lines.items() if code in DEDUCTIONS)
        assert (one.gross, one.deductions) == (gross, deductions)
        assert one.net == max(0, gross - deductions) and one.not_collected == max(0, deductions - gross)
        assert one.net - one.not_collected == gross - deductions
        assert one.totals.absent_days == sum(day.absent_days for day in one.days)
        for day in one.days:
            assert 0 <= day.absent_days + day.leave_days <= 1 and day.worked_minutes >= 0
            assert set(day.open) <= set(day.anomalies) and not (closing and day.open)
            assert day.kind.value != "not_employed" or {one.value for one in day.anomalies} <= {"no_roster"}
    assert set(json.dumps(month_json.as_json(result, show_pay=False))) is not None


@given(worlds(), st.integers(0, 2**32))
def test_the_order_of_records_does_not_matter(world: World, seed: int) -> None:
    facts = world.facts()
    rng = random.Random(seed)
    names = ("punches", "cells", "payments", "leaves", "corrections", "overtimes", "decisions", "covered")
    mixed = replace(facts, **{name: tuple(rng.sample(list(getattr(facts, name)), len(getattr(facts, name)))) for name in names})
    assert month.compute(mixed) == month.compute(facts)


@given(worlds())
def test_every_punch_of_the_month_is_shown_once_or_named(world: World) -> None:
    result = month.compute(world.facts())
    for employee in world.employees:
        one = result.of(employee.id)
        days = one.days if one is not None else ()
        shown = [punch for day in days for punch in day.punches]
        assert len(shown) == len(set(map(id, shown)))
        named = " ".join(result.problems)
        for punch in world.punches:
            inside = date(2026, 9, 3) <= punch.at.date() <= date(2026, 9, 28)
            if punch.employee_id == employee.id and inside and not any(punch is other for other in shown):
                assert f"{employee.no} " in named and f"{punch.at:%H:%M}" in named


@given(worlds())
def test_freezing_and_reading_back(world: World) -> None:
    result = month.compute(world.facts())
    assert codec.load(MonthResult, json.loads(json.dumps(codec.dump(result)))) == result


@given(
    st.integers(0, 29), st.integers(0, 10_000_00), st.integers(0, 29), st.integers(0, 10_000_00), st.sampled_from(["2026-09", "2026-10"])
)
def test_nobody_is_paid_for_more_or_less_than_his_days(entry: int, first: int, raise_at: int, second: int, name: str) -> None:
    """Two people who share a month, one until the day before the other begins, are together paid the days of one; a raise likewise."""
    world = World(month=name, rules={"full_attendance_award": "0.00", "rest_days": {"pay_unused": False}, "income_tax": False})
    pay = f"2020-01-01={first / 100:.2f} {world.day(raise_at + 1)}={second / 100:.2f}"
    world.person(pay=pay).person(hired=str(world.day(entry + 1)), pay=pay)
    if entry:
        world.person(left=str(world.day(entry)), pay=pay)
    whole, *parts = (one.gross for one in world.result().employees)
    exact = sum((Fraction(first if n < raise_at else second) / world.month.length for n in range(world.month.length)), Fraction(0))
    assert abs(whole - exact) <= Fraction(1, 2)
    assert abs(sum(parts) - whole) <= 1  # each line is rounded once


@given(worlds())
def test_the_hash_sees_facts_and_not_the_clock(world: World) -> None:
    facts = world.facts()
    told = month.input_hash(facts)
    assert month.input_hash(replace(facts, now=facts.now + timedelta(days=3), punches=facts.punches[::-1])) == told
    assert month.input_hash(replace(facts, employees=(replace(facts.employees[0], insurance=fen("1.00")), *facts.employees[1:]))) != told
    world.typed("kpi", "0.01")
    assert month.input_hash(world.facts()) != told


RULES = st.fixed_dictionaries(
    {},
    optional={
        "announced_on": st.none() | st.dates().map(str),
        "min_rest_minutes": st.integers(0, 2880),
        "grace_minutes": st.fixed_dictionaries({}, optional={"late": st.integers(0, 120), "early": st.integers(0, 120)}),
        "late_tiers": st.lists(st.integers(1, 600), max_size=5, unique=True).map(
            lambda limits: [
                {"up_to": up_to, "red_packet": f"{index}.50", "parts": index or None, "absent_days": None if index % 2 else "0.5"}
                for index, up_to in enumerate([*sorted(limits), None])
            ]
        ),
        "red_packets": st.fixed_dictionaries(
            {}, optional={"double_when_unpaid": st.booleans(), "unpaid_at_close": st.sampled_from(["left", "fund", "deducted"])}
        ),
        "corrections": st.fixed_dictionaries(
            {},
            optional={
                "free_per_month": st.none() | st.integers(0, 99),
                "beyond_missed_out": st.none() | st.just({"red_packet": "12.34", "parts": None}),
            },
        ),
        "absence_ladder": st.lists(st.integers(1, 60), max_size=5, unique=True).map(
            lambda halves: [{"days": str(Decimal(n) / 2), "deduct_days": str(index)} for index, n in enumerate(sorted(halves))]
        ),
        "rest_days": st.fixed_dictionaries({}, optional={"per_month": st.none() | st.integers(0, 31) | st.just("2.5")}),
        "full_attendance_award": st.decimals("0", "9999.99", places=2).map(str),
        "minimum_wage": st.none() | st.decimals("0", "9999.99", places=2).map(str),
        "insurance_own_share": st.decimals("0", "1", places=4).map(str),
        "overtime": st.fixed_dictionaries({}, optional={"work_day": st.decimals("1", "9", places=2).map(str)}),
        "pay_day": st.integers(1, 28),
    },
)


@given(st.sampled_from(presets.NAMES), RULES)
def test_rules_go_to_json_and_back(name: str, part: dict[str, Any]) -> None:
    base = presets.preset(name)
    rules = rules_json.parse(part, base)
    plain = json.loads(json.dumps(rules_json.as_json(rules)))
    assert rules_json.parse(plain, presets.preset("handbook-1")) == rules
    assert codec.load(type(rules), json.loads(json.dumps(codec.dump(rules)))) == rules
