"""The search: its running cost is the reference cost, it touches no fixed cell, and the same question gives the same bytes."""

from __future__ import annotations

import hashlib
import os
import random
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from csdesk.solve.cost import cost
from csdesk.solve.engine import LIMITS, NOISE, Search, iterations_for, solve
from csdesk.solve.first import first
from csdesk.solve.model import NEVER, Cover, Demand, Model, Person, Price, Value
from tests.solve.test_child import team


@st.composite
def models(draw: st.DrawFn) -> Model:
    """Small problems with every kind of rule in them."""
    source = random.Random(draw(st.integers(0, 2**32)))
    days, kinds, many = source.randint(1, 16), source.randint(1, 4), source.randint(1, 6)
    size = range(kinds + 1)

    def some(numbers: Any, least: int = 0) -> tuple[int, ...]:
        numbers = list(numbers)
        return tuple(sorted(source.sample(numbers, source.randint(min(least, len(numbers)), len(numbers)))))

    def maybe(limit: int) -> int:
        return source.choice((NEVER, source.randint(0, limit)))

    def person(number: int) -> Person:
        return Person(
            label=str(number),
            allowed=tuple(some(size, 1) if source.random() < 0.4 else tuple(size) for _ in range(days)),
            rest_counts=tuple(source.random() < 0.8 for _ in range(days)),
            before=source.choice(size),
            run_before=source.randint(0, 4),
            night_run_before=source.randint(0, 2),
            max_run=maybe(6),
            min_run=source.randint(1, 3),
            min_off_run=source.randint(1, 3),
            max_night_run=maybe(4),
            least_rest=source.randint(0, days // 2),
            target_rest=source.choice((None, source.randint(0, days))),
            most=source.choice(((), tuple(source.randint(0, days) for _ in size))),
            min_minutes=source.choice((0, source.randint(0, 480 * days))),
            max_minutes=maybe(480 * days),
            max_weekends=maybe(3),
            night_low=source.randint(0, 3),
            night_high=maybe(4),
            shares_nights=source.random() < 0.7,
            shares_weekends=source.random() < 0.7,
            nights_carried=source.randint(0, 5),
            weekends_carried=source.randint(0, 5),
        )

    return Model(
        days=days,
        values=tuple(Value(n, str(n), night=source.random() < 0.4, minutes=source.choice((480, 480, 600))) for n in range(kinds)),
        people=tuple(map(person, range(many))),
        forbidden=tuple(tuple(source.random() < 0.2 for _ in size) for _ in size),
        change=source.choice(((), tuple(tuple(source.choice((0, 3)) for _ in size) for _ in size))),
        weekends=tuple(some(range(days), 1) for _ in range(source.randint(0, 3))),
        prices=tuple(
            Price("wish", source.randrange(many), source.randrange(days), some(size), source.randint(0, 30)) for _ in range(many * 2)
        ),
        demands=tuple(
            Demand(source.randrange(days), some(size[1:], 1), source.randint(0, 3), 100, source.randint(0, 3)) for _ in range(days * 2)
        ),
        covers=tuple(
            Cover("shop", source.randrange(days), some(size[1:], 1), some(range(many)), source.randint(1, 90)) for _ in range(days)
        ),
        rest_price=source.randint(0, 15),
        night_price=source.randint(0, 12),
        nights_range_price=source.choice((0, 10)),
        weekends_range_price=source.choice((0, 8)),
    )


@given(models(), st.integers(0, 100))
@settings(max_examples=120)
def test_what_it_counts_along_the_way_is_the_cost(model: Model, seed: int) -> None:
    search = Search(model, seed, tuple(bytes(model.days) for _ in model.people))
    for heat in (400.0, 20.0, 1.0):
        search.stage(heat, 150)
        found = cost(model, search.rows())
        assert search.cost == found.searched
        assert search.hard == sum(broken.amount for broken in found.broken)
        best = cost(model, tuple(search.kept))
        assert (search.best, search.best_hard) == (best.searched, sum(broken.amount for broken in best.broken))
        assert not [broken for broken in found.broken if broken.rule == "allowed"]


@given(models(), st.integers(0, 5))
@settings(max_examples=15)
def test_the_same_question_has_the_same_answer(model: Model, seed: int) -> None:
    assert solve(model, seed, 500) == solve(model, seed, 500)


@given(models(), st.integers(0, 5))
@settings(max_examples=40)
def test_a_fixed_cell_stays_whatever_one_starts_with(model: Model, seed: int) -> None:
    start = tuple(bytes([len(model.values)]) * model.days for _ in model.people)
    for rows in (solve(model, seed, 200, start=start).rows, first(model, seed)):
        for person, row in zip(model.people, rows, strict=True):
            assert all(value in allowed for value, allowed in zip(row, person.allowed, strict=True))


def test_a_fresh_process_with_another_hash_seed_gives_the_same_bytes() -> None:
    code = (
        "from tests.solve.test_child import team; from csdesk.solve.engine import solve; from dataclasses import replace;"
        "model = team(); tight = replace(model, people=tuple(replace(p, min_run=2, min_off_run=2) for p in model.people));"
        "print([b''.join(solve(m, 5, 4000).rows).hex() for m in (model, tight)], model.digest())"
    )
    root = Path(__file__).parents[2]
    found = {
        subprocess.run(
            [sys.executable, "-c", code], cwd=root, env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, check=True
        ).stdout
        for seed in ("1", "2")
    }
    assert len(found) == 1


def test_no_logarithm_of_a_machine_is_in_the_draws() -> None:
    told = hashlib.sha256(repr((LIMITS, NOISE)).encode()).hexdigest()
    assert told == "0687f7e3154cc0786a3b8f841eb079695254981b4c7deb685dbd3d1229c3e62b"


def test_a_cancelled_search_gives_the_best_so_far() -> None:
    asked = iter([False, False, True])
    found = solve(team(), 1, 10_000, cancelled=lambda: next(asked))
    assert found.done == 100
    assert found.cost == cost(team(), found.rows)


def test_nobody_to_plan_for() -> None:
    nobody = Model(3, (Value(0, "D"),), (), ((False,) * 2,) * 2, demands=(Demand(0, (1,), 2, 100, 1),))
    assert solve(nobody, 1, 1000).cost.by == {"under": 200}
    settled = Model(1, (Value(0, "D"),), (Person("A", ((1,),), (True,)),), ((False,) * 2,) * 2)
    assert solve(settled, 1, 1000).rows == (b"\1",)


def test_iterations_for_seconds_are_round() -> None:
    number = iterations_for(team(), 60)
    assert number >= 1000
    assert len(str(number).rstrip("0")) <= 2


def test_a_need_that_nobody_can_fill_ends_no_search() -> None:
    model = replace(team(), demands=(*team().demands, Demand(3, (), 2, 100, 2)))
    found = solve(model, 1, 4000)
    assert found.done == 4000 and found.cost.by["under"] >= 200
