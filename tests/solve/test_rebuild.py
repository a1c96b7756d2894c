"""The exact row of one person: nothing cheaper among all rows there are, and what it cannot keep it says."""

from __future__ import annotations

import random
from itertools import product

import pytest

from csdesk.solve.cost import broken_by
from csdesk.solve.model import NEVER, Model, Person, Value
from csdesk.solve.rebuild import Rebuild

KEPT = {"allowed", "succession", "max_run", "min_run", "min_off_run", "minutes", "weekends"}


def problem(source: random.Random) -> Model:
    days, kinds = source.randint(1, 7), source.randint(1, 3)
    size = range(kinds + 1)

    def some() -> tuple[int, ...]:
        return tuple(sorted(source.sample(size, source.randint(1, kinds + 1)))) if source.random() < 0.3 else tuple(size)

    person = Person(
        label="A",
        allowed=tuple(some() for _ in range(days)),
        rest_counts=(True,) * days,
        before=source.choice(size),
        run_before=source.randint(0, 3),
        max_run=source.choice((NEVER, source.randint(1, 4))),
        min_run=source.randint(1, 3),
        min_off_run=source.randint(1, 3),
        min_minutes=source.choice((0, 480 * source.randint(0, days))),
        max_minutes=source.choice((NEVER, 480 * source.randint(1, days))),
        max_weekends=source.choice((NEVER, 0, 1)),
    )
    return Model(
        days=days,
        values=tuple(Value(n, str(n), minutes=source.choice((480, 480, 600))) for n in range(kinds)),
        people=(person,),
        forbidden=tuple(tuple(a != 0 and b != 0 and source.random() < 0.3 for b in size) for a in size),
        change=source.choice(((), tuple(tuple(3 * (a != b and a != 0 and b != 0) for b in size) for a in size))),
        weekends=source.choice(((), ((0,), (days - 1,)), tuple((day, day + 1) for day in range(0, days - 1, 3)))),
    )


@pytest.mark.parametrize("seed", range(150))
def test_no_row_is_cheaper(seed: int) -> None:
    source = random.Random(seed)
    model = problem(source)
    person = model.people[0]
    prices = [[float(source.randint(-20, 20)) for _ in range(len(model.values) + 1)] for _ in range(model.days)]

    def price(row: bytes) -> float:
        changes = sum(model.change[a][b] for a, b in zip(row, row[1:], strict=False)) if model.change else 0
        return sum(day[value] for day, value in zip(prices, row, strict=True)) + changes

    valid = [row for row in map(bytes, product(*person.allowed)) if not KEPT & {broken.rule for broken in broken_by(model, 0, row)}]
    found = Rebuild(model, 0).row(prices)
    if not valid:
        assert found is None
    else:
        assert found in valid
        assert price(found) == min(map(price, valid))


def test_limits_per_value_raise_a_toll() -> None:
    model = Model(
        days=6,
        values=(Value(0, "D"), Value(1, "N")),
        people=(Person("A", ((0, 1, 2),) * 6, (True,) * 6, most=(6, 6, 2)),),
        forbidden=((False,) * 3,) * 3,
    )
    rebuild = Rebuild(model, 0)
    row = rebuild.row([[0, -5, -8 - day] for day in range(6)])
    assert row is not None and row.count(2) <= 2
