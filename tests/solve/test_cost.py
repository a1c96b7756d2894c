"""The reference cost: against the independent judge on its own cases, and small laws of its own."""

from __future__ import annotations

import importlib.util
import json
import random
from collections import Counter
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from csdesk.solve.cost import Broken, Cost, cost
from csdesk.solve.model import OFF, Model, Person, Price, Rows, Value
from tests.bench.roster_cases import SAMPLES, Case, read

DATA = Path(__file__).resolve().parents[1] / "data" / "roster"
HERE = (*sorted(DATA.glob("*.json")), *sorted(SAMPLES.glob("roster-benchmark/Instance*.txt")))  # the published ones where they are at hand
RULES = {  # the judge's words
    "max_run": "max run", "min_run": "min run", "min_off_run": "min days off", "night_run": "night run", "least_rest": "min off",
    "most": "max shifts",
}  # fmt: skip


def judge() -> ModuleType:
    spec = importlib.util.spec_from_file_location("roster_check", DATA / "roster_check.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def drawn(model: Model, seed: int, wild: float) -> Rows:
    """Random rows in blocks; with the chance `wild` a cell has a value that is not allowed there (leave stays leave)."""
    source = random.Random(seed)
    rows = []
    for person in model.people:
        row = bytearray()
        while len(row) < model.days:
            value = source.randrange(len(model.values) + 1)
            row += bytes([value]) * source.randint(1, 6)
        for day in range(model.days):
            allowed = person.allowed[day]
            if row[day] not in allowed and (source.random() >= wild or not person.rest_counts[day]):
                row[day] = source.choice(allowed)
        rows.append(bytes(row[: model.days]))
    return tuple(rows)


def words(case: Case, found: Cost) -> Counter[tuple[Any, ...]]:
    """What we found broken, in the judge's words; the judge names a desk's days one by one and a nurse's runs once."""
    told: Counter[tuple[Any, ...]] = Counter()
    for broken in found.broken:
        who, day = case.model.people[broken.person].label, broken.day
        if broken.rule == "max_run" and case.kind == "desk":
            assert day is not None
            told.update((who, day + n, "run") for n in range(broken.amount))
        elif broken.rule == "max_run":
            assert day is not None
            told[(who, day - case.model.people[broken.person].max_run, "max run")] += 1
        elif broken.rule == "succession" and case.kind == "desk":
            told[(who, day, "rest")] += 1
        elif broken.rule == "succession":
            assert day is not None
            told[(who, day - 1, "succession")] += 1
        elif broken.rule == "minutes":
            told[(who, "minutes")] += 1
        elif broken.rule == "most":
            told[(who, "max shifts")] += 1
        elif broken.rule != "allowed":
            told[(who, *([] if day is None else [day]), RULES.get(broken.rule, broken.rule))] += 1
    return told


def judged(hard: list[list[Any]]) -> Counter[tuple[Any, ...]]:
    told: Counter[tuple[Any, ...]] = Counter()
    for entry in hard:
        if entry[1] == "minutes":
            told[(entry[0], "minutes")] += 1
        elif entry[-1] == "max shifts":
            told[(entry[0], "max shifts")] += 1
        elif entry[-1] not in ("leave", "pin", "post", "no night", "day off"):
            told[tuple(entry)] += 1
    return told


@pytest.mark.filterwarnings("ignore::ResourceWarning")  # the judge leaves closing to Python
@pytest.mark.parametrize("path", HERE, ids=lambda path: path.stem)
def test_the_judge_says_the_same(path: Path) -> None:
    case, other = read(path), judge()
    raw = json.loads(path.read_text(encoding="utf-8")) if case.kind == "desk" else None
    for seed in range(6 if len(case.model.people) < 100 else 2):
        rows = drawn(case.model, seed, wild=0.1 * (seed % 2))
        found = cost(case.model, rows)
        roster = case.judged(rows)
        hard, by, _ = other.judge_desk(raw, roster) if raw else other.judge_nurse(path, roster)
        assert found.by == {reason: price for reason, price in sorted(by.items()) if price}
        assert words(case, found) == judged(hard)
        cells = {(b.person, b.day) for b in found.broken if b.rule == "allowed"}
        named = {(entry[0], entry[1]) for entry in hard if entry[-1] in ("leave", "pin", "post", "no night", "day off")}
        if case.kind == "desk":
            assert {(case.model.people[p].label, d) for p, d in cells} == named
        else:  # a value that somebody may work on no day is "max shifts" there
            assert named <= {(case.model.people[p].label, d) for p, d in cells}


def one(row: str, person: Person | None = None, **changes: Any) -> Cost:
    """The cost of one person's row of D, N and - (off)."""
    values = (Value(0, "D", 510, 1050, minutes=480), Value(1, "N", 1020, 1500, night=True, minutes=480))
    somebody = person or Person("A", ((0, 1, 2),) * len(row), (True,) * len(row))
    plain = ((False,) * 3, (False,) * 3, (False, True, False))
    model = Model(**{"days": len(row), "values": values, "people": (somebody,), "forbidden": plain, **changes})
    return cost(model, (bytes("-DN".index(letter) for letter in row),))


def anybody(days: int, **limits: Any) -> Person:
    return Person("A", ((0, 1, 2),) * days, (True,) * days, **limits)


@pytest.mark.parametrize(
    ("row", "limits", "expected"),
    [
        ("ND-", {}, [Broken("succession", 0, 1)]),
        ("D--", {"before": 2, "run_before": 1}, [Broken("succession", 0, 0)]),
        ("DD-", {"run_before": 5, "max_run": 6}, [Broken("max_run", 0, 1, 1)]),
        ("DD-", {"run_before": 9, "max_run": 6}, [Broken("max_run", 0, 0, 2)]),
        ("-DDDD", {"max_run": 2}, [Broken("max_run", 0, 3, 2)]),
        ("NNN", {"max_night_run": 2, "night_run_before": 1}, [Broken("night_run", 0, 1), Broken("night_run", 0, 2)]),
        ("D-D", {"min_off_run": 2}, [Broken("min_off_run", 0, 1, 1)]),
        ("-D-", {"min_run": 3}, [Broken("min_run", 0, 1, 2)]),
        ("D--D", {"min_run": 3}, []),  # runs at the edges may be shorter
        ("DDD", {"least_rest": 2}, [Broken("least_rest", 0, None, 2)]),
        ("DDD", {"most": (3, 1, 3)}, [Broken("most", 0, None, 2)]),
        ("DDD", {"max_minutes": 960}, [Broken("minutes", 0, None, 1)]),
        ("D--", {"min_minutes": 481}, [Broken("minutes", 0, None, 1)]),
    ],
)
def test_hard_rules(row: str, limits: dict[str, Any], expected: list[Broken]) -> None:
    assert list(one(row, anybody(len(row), **limits)).broken) == expected


def test_leave_is_no_rest() -> None:
    person = replace(anybody(3, target_rest=1), rest_counts=(True, False, False))
    assert one("---", person, rest_price=15).by == {}
    assert one("D--", person, rest_price=15).by == {"rest": 15}


def test_weekends_are_groups_and_count_once() -> None:
    found = one("DD-", anybody(3, max_weekends=0), weekends=((0, 1), (2,)))
    assert found.broken == (Broken("weekends", 0, None, 1),)
    assert found.searched == 500


def test_prices_and_shares_are_named() -> None:
    prices = (Price("wish", 0, 0, (1, 2), 20), Price("on", 0, 1, (OFF, 2), 3))
    found = one("N-D", anybody(3, night_high=0), prices=prices, night_price=12, change=((0, 0, 0), (0, 0, 3), (0, 3, 0)))
    assert found.by == {"nightdev": 12, "on": 3, "wish": 20}
    assert found.total == 35


@pytest.mark.parametrize(
    "changes",
    [{"days": 0}, {"forbidden": ()}, {"prices": (Price("wish", 1, 0, (1,), 1),)}, {"prices": (Price("wish", 0, 9, (1,), 1),)},
     {"people": (anybody(2),)}, {"people": (Person("A", ((0,), ()), (True, True)),)}],
)  # fmt: skip
def test_a_model_that_does_not_hang_together_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(ValueError):
        one("DDD", **changes)


def test_rows_of_another_shape_are_refused() -> None:
    model = Model(2, (), (Person("A", ((0,), (0,)), (True, True)),), ((False,),))
    for rows in ((), (b"\0",), (b"\0\0", b"\0\0")):
        with pytest.raises(ValueError):
            cost(model, rows)


def test_the_digest_tells_problems_apart() -> None:
    model = Model(2, (), (Person("A", ((0,), (0,)), (True, True)),), ((False,),))
    assert model.digest() == replace(model).digest() != replace(model, rest_price=1).digest()
