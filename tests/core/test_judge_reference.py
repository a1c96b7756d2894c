"""The judge against the handbook's words written down slowly: sections 1, 3 and 12 for days without leave or corrections (Hypothesis)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from csdesk.core.rules_json import time_text
from tests.core.world import World, codes

MINUTE = timedelta(minutes=1)


@st.composite
def shops(draw: st.DrawFn) -> tuple[World, list[dict[str, Any]]]:
    shifts = []
    for code in "DNX":
        start = draw(st.integers(0, 1380))
        length = draw(st.integers(60, 720))
        windows = {f"window_{side}_minutes": draw(st.sampled_from([0, 30, 240, 480])) for side in ("before", "after")}
        times = {"start": time_text(start), "end": time_text(start + length)}
        shifts.append({"code": code, "name": f"{code}班", **times, **windows})
    grace = {"late": draw(st.sampled_from([0, 5])), "early": draw(st.sampled_from([0, 10]))}
    world = World(rules={"shifts": shifts, "grace_minutes": grace}).person()
    for number in range(-1, 33):
        code = draw(st.sampled_from(["D", "N", "X", "休"]))
        world.cells[1, world.day(number)] = code
    first = datetime(2026, 9, 1)
    for minute in draw(st.lists(st.integers(-600, 31 * 1440), max_size=60)):
        world.punch(1, "00:00")
        last = world.punches.pop()
        world.punches.append(type(last)(1, first + minute * MINUTE + timedelta(seconds=draw(st.integers(0, 59)))))
    return world, shifts


def slowly(world: World, shifts: list[dict[str, Any]]) -> dict[date, tuple[Any, ...]]:
    """Roster day -> (check-in, check-out, late, early, anomalies) of every day with a shift, straight from the text."""
    rules = world.versions[0].rules
    found = []
    for (_who, day), code in world.cells.items():
        shift = rules.shift(code)
        if shift is not None:
            midnight = datetime(day.year, day.month, day.day)
            start, end = midnight + shift.start * MINUTE, midnight + shift.end * MINUTE
            opens, closes = start - shift.window_before_minutes * MINUTE, end + shift.window_after_minutes * MINUTE
            found.append({"day": day, "start": start, "end": end, "opens": opens, "closes": closes, "mine": []})
    found.sort(key=lambda one: one["start"])
    stray: dict[date, int] = {}
    for punch in sorted(world.punches, key=lambda punch: punch.at):
        moment = punch.at.replace(second=0)
        owner = None
        for one in found:
            if one["opens"] <= moment <= one["closes"]:
                if owner is None:
                    owner = one
                else:
                    border = owner["end"] + (one["start"] - owner["end"]) / 2
                    owner = one if moment >= border else owner
        if owner is None:
            stray[moment.date()] = stray.get(moment.date(), 0) + 1
        else:
            owner["mine"].append(moment)
    result = {}
    for one in found:
        start, end = one["start"], one["end"]
        ins = [moment for moment in one["mine"] if abs(moment - start) <= abs(end - moment)]
        outs = [moment for moment in one["mine"] if abs(moment - start) > abs(end - moment)]
        came, went = (min(ins) if ins else None), (max(outs) if outs else None)
        late = max(0, int(Fraction((came - start) // MINUTE))) if came else 0
        early = max(0, int(Fraction((end - went) // MINUTE))) if went else 0
        late, early = (late if late > rules.grace_minutes.late else 0), (early if early > rules.grace_minutes.early else 0)
        names = ["late"] * bool(late) + ["early"] * bool(early)
        if not one["mine"]:
            names = ["absent"]
        else:
            names += ["missed_in"] * (came is None) + ["missed_out"] * (went is None)
        names += ["no_roster"] * bool(stray.get(one["day"]))
        result[one["day"]] = (came, went, late, early, names)
    return result


@given(shops())
def test_the_judge_says_what_the_handbook_says(shop: tuple[World, list[dict[str, Any]]]) -> None:
    world, shifts = shop
    expected = slowly(world, shifts)
    for day in world.one().days:
        if day.shift is not None:
            assert (day.check_in, day.check_out, day.late_minutes, day.early_minutes, codes(day)) == expected[day.day], day.day
            worked = 0
            if day.check_in and day.check_out:
                shift = world.versions[0].rules.shift(day.shift)
                assert shift is not None
                start = datetime(day.day.year, day.day.month, day.day.day) + shift.start * MINUTE
                worked = max(0, (min(day.check_out, start + shift.minutes * MINUTE) - max(day.check_in, start)) // MINUTE)
            assert day.worked_minutes == worked
