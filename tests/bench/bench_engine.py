"""Judging and paying a month: ours against a plain pandas merge-and-apply script that gives the same late counts and net."""

from __future__ import annotations

import gc
import random
import time
from collections.abc import Callable
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any

from csdesk.core import month, presets
from csdesk.core.attendance import Punch
from csdesk.core.calendar import Calendar, DayKind, Holiday, Month
from csdesk.core.facts import MonthFacts
from csdesk.core.money import rounded
from csdesk.core.payroll import MonthResult
from csdesk.core.roster import Cell
from csdesk.core.rules import RuleBook, RuleVersion
from csdesk.core.staff import BasePay, Employee

OCTOBER = Month(2026, 10)
HOLIDAYS = [date(2026, 10, 1), date(2026, 10, 2), date(2026, 10, 3)]


def facts(people: int, seed: int = 1) -> MonthFacts:
    """`people` × 31 days with late, early, missed and absent days, nights that end after midnight, and rest days."""
    rng = random.Random(seed)
    book = RuleBook((RuleVersion(1, date(2026, 1, 1), presets.preset("handbook-1")),))
    calendar = Calendar({day: Holiday(day, DayKind.STATUTORY, "国庆节") for day in HOLIDAYS}, frozenset({2026}))
    employees, cells, punches = [], [], []
    for key in range(1, people + 1):
        pay = (BasePay(date(2025, 1, 1), rng.randrange(220000, 900000, 1000)),)
        employees.append(Employee(key, f"{key:04d}", f"员工{key}", hired=date(2025, 1, 1), pay=pay, insurance=100000))
        for number in range(-1, 32):
            day = OCTOBER.first + timedelta(days=number)
            code = "休" if (number + key) % 9 == 0 else "N" if (number // 7 + key) % 2 else "D"
            cells.append(Cell(key, day, code))
            if code == "休":
                continue
            start, end = (1020, 1500) if code == "N" else (510, 1050)
            midnight = datetime(day.year, day.month, day.day)
            luck = rng.random()
            if luck < 0.002:
                continue
            late = rng.choice([-3, -8, -12, -1]) if rng.random() > 0.02 else rng.randrange(1, 40)
            early = rng.choice([-1, -5, -20]) if rng.random() > 0.02 else rng.randrange(1, 40)
            if luck > 0.004:
                punches.append(Punch(key, midnight + timedelta(minutes=start + late, seconds=rng.randrange(60))))
            if luck < 0.996:
                punches.append(Punch(key, midnight + timedelta(minutes=end - early, seconds=rng.randrange(60))))
    return MonthFacts(
        OCTOBER,
        employees,
        book,
        calendar,
        cells,
        punches,
        covered=((date(2026, 9, 1), date(2026, 11, 30)),),
        now=datetime(2026, 11, 5),
        closing=True,
    )


def plain_script(given: MonthFacts) -> dict[str, tuple[int, int, int]]:
    """What a pandas user writes: number → (late count, early count, net in 分)."""
    import pandas as pd

    punches = pd.DataFrame({"id": [p.employee_id for p in given.punches], "at": [p.at for p in given.punches]})
    roster = pd.DataFrame(
        {"id": [c.employee_id for c in given.cells], "day": [c.day for c in given.cells], "code": [c.code for c in given.cells]}
    )
    people = pd.DataFrame(
        {
            "id": [e.id for e in given.employees],
            "no": [e.no for e in given.employees],
            "base": [e.pay[-1].amount for e in given.employees],
            "premium": [e.insurance for e in given.employees],
        }
    )
    shifts = pd.DataFrame({"code": ["D", "N"], "start": [510, 1020], "end": [1050, 1500]})
    roster["day"] = pd.to_datetime(roster["day"])
    punches["at"] = pd.to_datetime(punches["at"]).dt.floor("min")

    work = roster.merge(shifts, on="code").sort_values(["id", "day"]).reset_index(drop=True)
    work["start"] = work["day"] + pd.to_timedelta(work["start"], unit="min")
    work["end"] = work["day"] + pd.to_timedelta(work["end"], unit="min")
    work["opens"] = work["start"] - pd.Timedelta(hours=4)
    work["closes"] = work["end"] + pd.Timedelta(hours=8)
    after, before = work.groupby("id")["start"].shift(-1), work.groupby("id")["end"].shift(1)
    work["until"] = work["end"] + (after - work["end"]) / 2
    work["since"] = before + (work["start"] - before) / 2

    near = pd.concat([punches.assign(day=punches["at"].dt.normalize() - pd.Timedelta(days=n)) for n in (0, 1)])
    hits = near.merge(work, on=["id", "day"])
    hits = hits[(hits["at"] >= hits["opens"]) & (hits["at"] <= hits["closes"])]
    hits = hits[(hits["until"].isna() | (hits["at"] < hits["until"])) & (hits["since"].isna() | (hits["at"] >= hits["since"]))]
    hits["middle"] = hits["start"] + (hits["end"] - hits["start"]) / 2
    ins = hits[hits["at"] <= hits["middle"]].groupby(["id", "day"])["at"].min().rename("came").reset_index()
    outs = hits[hits["at"] > hits["middle"]].groupby(["id", "day"])["at"].max().rename("went").reset_index()
    days = work[(work["day"] >= "2026-10-01") & (work["day"] <= "2026-10-31")]
    days = days.merge(ins, on=["id", "day"], how="left").merge(outs, on=["id", "day"], how="left")

    def judged(row: Any) -> Any:
        late = early = 0
        absent = 0.0
        worked = 0
        if pd.isna(row["came"]) and pd.isna(row["went"]):
            absent = 1.0
        else:
            if pd.notna(row["came"]) and row["came"] > row["start"]:
                late = int((row["came"] - row["start"]).total_seconds() // 60)
            if pd.notna(row["went"]) and row["went"] < row["end"]:
                early = int((row["end"] - row["went"]).total_seconds() // 60)
            absent = 0.5 * (late > 30) + 0.5 * (early > 30) + 0.5 * (pd.isna(row["came"]) or pd.isna(row["went"]))
            absent = min(1.0, absent)
            if pd.notna(row["came"]) and pd.notna(row["went"]):
                worked = int((min(row["went"], row["end"]) - max(row["came"], row["start"])).total_seconds() // 60)
        return pd.Series({"late": late, "early": early, "absent": absent, "worked": worked})

    days = pd.concat([days, days.apply(judged, axis=1)], axis=1)
    days["holiday"] = days["day"].isin(pd.to_datetime(HOLIDAYS))
    rests = roster[(roster["code"] == "休") & (roster["day"] >= "2026-10-01") & (roster["day"] <= "2026-10-31")]
    rests = rests[~rests["day"].isin(pd.to_datetime(HOLIDAYS))].groupby("id").size().rename("rests").reset_index()
    everybody = people.merge(rests, on="id", how="left").fillna({"rests": 0})
    grouped = dict(iter(days.groupby("id")))

    def paid(row: Any) -> Any:
        own = grouped[row["id"]]
        base = int(row["base"])
        gross = base
        absent = own["absent"].sum()
        late, early = int((own["late"] > 0).sum()), int((own["early"] > 0).sum())
        if not late and not early and not absent:
            gross += 20000
        unused = max(0, 2 - int(row["rests"]))
        gross += rounded(Fraction(base, 31) * unused)
        minutes = int(own[own["holiday"]]["worked"].clip(upper=480).sum())
        holiday = rounded(Fraction(base, 174) * Fraction(minutes, 60) * 3)
        gross += holiday
        if absent >= 3:
            deducted = gross - holiday
        elif absent:
            deducted = rounded(Fraction(base, 31) * (10 if absent >= 2 else 5 if absent >= 1 else 3))
        else:
            deducted = 0
        insurance = rounded(Fraction(int(row["premium"]) * 30, 100))
        taxable = max(0, max(0, gross - deducted) - 500000 - insurance)
        tax = rounded(Fraction(taxable * 3, 100)) if taxable <= 3600000 else rounded(Fraction(taxable, 10) - 252000)
        return pd.Series({"no": row["no"], "late": late, "early": early, "net": max(0, gross - deducted - insurance - tax)})

    slips = everybody.apply(paid, axis=1)
    return {row["no"]: (row["late"], row["early"], row["net"]) for row in slips.to_dict("records")}


def told(result: MonthResult) -> dict[str, tuple[int, int, int]]:
    return {one.no: (one.totals.late_count, one.totals.early_count, one.net) for one in result.employees}


def best(rounds: int, *works: Callable[[], Any]) -> list[float]:
    """The shortest of some rounds of each, in seconds of this process; they take turns, so that a busy machine is busy for all."""
    times: list[list[float]] = [[] for _ in works]
    for _ in range(rounds):
        for found, work in zip(times, works, strict=True):
            gc.collect()
            begin = time.process_time()
            work()
            found.append(time.process_time() - begin)
    return [min(found) for found in times]


def run() -> list[dict[str, Any]]:
    small, large = facts(200), facts(400)
    ours, theirs = told(month.compute(small)), plain_script(small)
    if ours != theirs:
        wrong = next(no for no in ours if ours[no] != theirs.get(no))
        raise AssertionError(f"the pandas script and the engine differ for {wrong}: {ours[wrong]} and {theirs.get(wrong)}")
    mine, script, double = best(7, lambda: month.compute(small), lambda: plain_script(small), lambda: month.compute(large))
    return [
        {
            "name": "engine",
            "ours": mine,
            "other": script,
            "ratio": mine / script,
            "limit": 0.2,
            "what": "judge and pay 200 people x 31 days, against a plain pandas merge-and-apply script with equal results",
        },
        {
            "name": "engine, linear",
            "ours": double,
            "other": mine,
            "ratio": double / mine,
            "limit": 2.2,
            "what": "400 people against 200",
        },
    ]
