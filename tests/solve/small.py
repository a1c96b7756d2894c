"""Tiny roster problems drawn at random: small enough to try every roster."""

from __future__ import annotations

import random
from itertools import product
from typing import Any

from csdesk.solve.cost import cost
from csdesk.solve.model import NEVER, Cover, Demand, Model, Person, Price, Rows, Value

VALUES = (Value(0, "D", 510, 1050, minutes=480), Value(1, "N", 1020, 1500, night=True, minutes=420))
FORBIDDEN = ((False, False, False), (False, False, False), (False, True, False))  # no day after a night
CHANGE = ((0, 0, 0), (0, 0, 3), (0, 3, 0))


def problem(seed: int, people: int = 3, days: int = 4, **changes: Any) -> Model:
    """A month of a few days with every kind of rule and price now and then."""
    source = random.Random(seed)

    def maybe(value: Any, other: Any) -> Any:
        return value if source.random() < 0.3 else other

    def person(number: int) -> Person:
        usual = source.choice(((0, 1, 2), (0, 1, 2), (0, 1)))
        return Person(
            f"P{number}",
            tuple(usual if source.random() < 0.85 else (source.choice(usual),) for _ in range(days)),
            tuple(source.random() < 0.9 for _ in range(days)),
            before=(before := source.choice((0, 1, 2))),
            run_before=source.randint(1, 2) if before else 0,
            night_run_before=int(before == 2),
            max_run=maybe(2, NEVER),
            min_run=maybe(2, 1),
            min_off_run=maybe(2, 1),
            max_night_run=maybe(1, NEVER),
            least_rest=maybe(1, 0),
            target_rest=maybe(2, None),
            most=maybe((days, days, 1), ()),
            min_minutes=maybe(480, 0),
            max_minutes=maybe(1400, NEVER),
            max_weekends=maybe(1, NEVER),
            night_low=maybe(1, 0),
            night_high=maybe(1, NEVER),
            shares_nights=maybe(True, False),
            shares_weekends=maybe(True, False),
            nights_carried=source.randint(0, 2),
            weekends_carried=source.randint(0, 2),
        )

    everybody = tuple(person(number) for number in range(people))
    anywhere = range(days)
    return Model(**{
        "days": days, "values": VALUES, "people": everybody, "forbidden": FORBIDDEN, "change": maybe(CHANGE, ()),
        "weekends": source.choice((((0,), (1,)), ((1, 2),), ())),
        "prices": tuple(Price(source.choice(("wish", "on", "accepted")), source.randrange(people), source.randrange(days),
                              source.choice(((1, 2), (0,), (2,))), 20) for _ in range(3)),
        "demands": tuple(Demand(day, (value,), source.randint(0, 2), 100, 2) for day in anywhere for value in (1, 2)),
        "covers": tuple(Cover("leader", day, (1, 2), tuple(sorted(source.sample(range(people), min(2, people)))), 300) for day in anywhere),
        "rest_price": 15, "night_price": 12, "nights_range_price": maybe(10, 0), "weekends_range_price": maybe(8, 0), **changes,
    })  # fmt: skip


def valid(model: Model) -> list[Rows]:
    """Every roster that breaks no hard rule."""
    rows = []
    for person in model.people:
        alone = Model(model.days, model.values, (person,), model.forbidden, weekends=model.weekends)
        rows.append([row for row in map(bytes, product(*person.allowed)) if not cost(alone, (row,)).broken])
    return list(product(*rows))
