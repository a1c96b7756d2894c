"""Why not: known conflicts, and every roster tried on tiny problems."""

from __future__ import annotations

import random
from collections.abc import Collection, Sequence
from dataclasses import replace
from itertools import combinations

import pytest

from csdesk.solve.cost import broken_by
from csdesk.solve.diagnose import PRICES, Ban, Give, Trouble, Want, closed, contradictions, shortage
from csdesk.solve.model import NEVER, Model, Person, Row
from tests.solve.small import problem, valid
from tests.solve.test_repair import month

DAY, NIGHT, WORK = (1,), (2,), (1, 2)


def pin(person: int, day: int, value: int) -> Ban:
    return Ban("pin", person, ((day, tuple(other for other in (0, 1, 2) if other != value)),))


def leave(person: int, *days: int) -> Ban:
    return Ban("leave", person, tuple((day, WORK) for day in days))


def gives(trouble: Trouble) -> list[tuple[Give, ...]]:
    return [mend.gives for mend in trouble.mends]


def without(model: Model, bans: Sequence[Ban], given: Collection[Give]) -> tuple[Model, list[Ban]]:
    """The problem after something was given up."""
    people = []
    for number, person in enumerate(model.people):
        rules = {give.rule for give in given if give.person == number and not give.days}
        if "max_run" in rules:
            person = replace(person, max_run=NEVER)
        if "night_run" in rules:
            person = replace(person, max_night_run=NEVER)
        if "least_rest" in rules:
            person = replace(person, least_rest=0)
        people.append(person)
    left = [ban for ban in bans if Give(ban.rule, ban.person, ban.days) not in given]
    return replace(model, people=tuple(people)), left


def in_force(model: Model, bans: Sequence[Ban]) -> Model | None:
    """The problem with the bans in force; None where they leave a cell nothing."""
    left = closed(model, bans)
    if not all(values for row in left for values in row):
        return None
    return replace(model, people=tuple(replace(person, allowed=row) for person, row in zip(model.people, left, strict=True)))


def test_a_night_and_the_day_after_it_are_pinned() -> None:
    model, _rows = month("-----", "-----")
    (trouble,) = contradictions(model, [pin(1, 2, 2), pin(1, 3, 1), pin(0, 2, 2)])
    assert trouble.person == 1
    assert set(gives(trouble)) == {(Give("pin", 1, (2,)),), (Give("pin", 1, (3,)),)}


def test_pinned_on_leave() -> None:
    model, _rows = month("-----")
    (trouble,) = contradictions(model, [leave(0, 1, 2, 3), pin(0, 2, 1)])
    assert gives(trouble) == [(Give("pin", 0, (2,)),), (Give("leave", 0, (1, 2, 3)),)]


def test_too_many_days_in_a_row() -> None:
    model, _rows = month("-----")
    model = replace(model, people=(replace(model.people[0], max_run=3, run_before=1, before=1),))
    bans = [pin(0, day, 1) for day in range(3)]
    (trouble,) = contradictions(model, bans)
    assert set(gives(trouble)) == {(Give("pin", 0, (day,)),) for day in range(3)}
    assert (Give("max_run", 0),) in gives(contradictions(model, bans, most=9)[0])


def test_too_little_rest() -> None:
    model, _rows = month("----")
    model = replace(model, people=(replace(model.people[0], least_rest=3),))
    (trouble,) = contradictions(model, [pin(0, day, 1) for day in range(4)])
    assert gives(trouble)[0] == (Give("least_rest", 0),)


def test_what_is_over_is_not_judged() -> None:
    model, _rows = month("-----")
    model = replace(model, people=(replace(model.people[0], max_run=1, allowed=((1,), (1,), (0, 1, 2), (0, 1, 2), (0, 1, 2))),))
    assert contradictions(model, [], first_day=2) == ()
    (trouble,) = contradictions(model, [pin(0, 2, 1)], first_day=2)
    assert set(gives(trouble)) == {(Give("pin", 0, (2,)),), (Give("max_run", 0),)}


def test_nobody_contradicts_themselves() -> None:
    model, _rows = month("DDDD", "NN--")
    assert contradictions(model, [leave(0, 0, 1), pin(1, 0, 2)]) == ()


def test_everybody_who_could_is_on_leave() -> None:
    model, rows = month("D-D", "---")
    bans = [leave(0, 1), leave(1, 0, 1, 2)]
    trouble = shortage(model, bans, rows, [Want(1, DAY, 1)])
    assert trouble.short == ((0, 1),) and trouble.proven and trouble.person is None
    assert set(gives(trouble)) == {(Give("leave", 0, (1,)),), (Give("leave", 1, (0, 1, 2)),)}
    assert all(not mend.short and any(row[1] == 1 for row in mend.rows) for mend in trouble.mends)


def test_it_is_possible_after_all() -> None:
    model, rows = month("D-D", "---")
    trouble = shortage(model, [leave(0, 1)], rows, [Want(1, DAY, 1)])
    assert trouble.short == () and gives(trouble) == [()] and trouble.mends[0].rows[1][1] == 1


def test_nobody_helps_where_there_are_no_people() -> None:
    model, rows = month("DDD")
    trouble = shortage(model, [], rows, [Want(1, DAY, 3)])
    assert trouble.short == ((0, 2),) and trouble.mends == ()


def test_what_helps_a_little_says_what_stays_short() -> None:
    model, rows = month("D-D", "D-D")
    trouble = shortage(model, [leave(0, 1), leave(1, 1)], rows, [Want(1, DAY, 3)])
    assert trouble.short == ((0, 3),)
    best = trouble.mends[0]
    assert len(best.gives) == 2 and best.short == ((0, 1),)


def test_a_lead_is_wanted() -> None:
    model, rows = month("D-D", "DDD", "DDD")
    trouble = shortage(model, [leave(0, 1)], rows, [Want(1, DAY, 1, (0,))])
    assert trouble.short == ((0, 1),) and gives(trouble) == [(Give("leave", 0, (1,)),)]


def test_other_days_are_not_robbed() -> None:
    model, rows = month("D-")
    model = replace(model, people=(replace(model.people[0], max_run=1),))
    trouble = shortage(model, [], rows, [Want(1, DAY, 1)])
    assert trouble.short == ((0, 1),) and gives(trouble) == [(Give("max_run", 0),)]


def test_the_past_stays() -> None:
    model, rows = month("D--", "---")
    model = replace(model, people=(replace(model.people[0], max_run=1), model.people[1]))
    bans = [leave(1, 1)]
    assert shortage(model, bans, rows, [Want(1, DAY, 1)]).short == ()  # the other one can take the first day
    assert shortage(model, bans, rows, [Want(1, DAY, 1)], first_day=1).short == ((0, 1),)


def drawn(seed: int) -> tuple[random.Random, Model, list[Ban]]:
    """A tiny problem with promises in it."""
    source = random.Random(seed)
    model = problem(seed, people=2, days=4)
    model = replace(model, people=tuple(
        replace(person, max_weekends=NEVER, allowed=((0, 1, 2),) * 4, min_minutes=0, most=(), max_run=source.choice((2, 3)))
        for person in model.people
    ))  # fmt: skip
    bans = [pin(person, day, source.choice((0, 1, 2, 2))) for person in (0, 1) for day in range(4) if source.random() < 0.4]
    bans += [leave(source.randrange(2), *range(first, source.randint(first + 1, 4))) for first in [source.randrange(4)]]
    return source, model, bans


def possible(model: Model, number: int, bans: Sequence[Ban]) -> list[Row]:
    """Every row of a person that breaks nothing."""
    tight = in_force(model, [ban for ban in bans if ban.person == number])
    if tight is None:
        return []
    return [row for (row,) in valid(replace(tight, people=(tight.people[number],), prices=(), covers=()))]


@pytest.mark.parametrize("seed", range(80))
def test_contradictions_are_real_and_each_mend_mends(seed: int) -> None:
    _source, model, bans = drawn(seed)
    found = {trouble.person: trouble for trouble in contradictions(model, bans)}
    assert set(found) == {number for number in range(2) if not possible(model, number, bans)}
    for number, trouble in found.items():
        assert number is not None
        everything = [Give(ban.rule, number, ban.days) for ban in bans if ban.person == number]
        everything += [Give(rule, number) for rule in ("max_run", "night_run", "least_rest")]
        for mend in trouble.mends:
            easier, left = without(model, bans, mend.gives)
            assert mend.rows[0] in possible(easier, number, left)
        cheapest = min(
            (
                sum(PRICES[give.rule] for give in some)
                for count in range(1, 4) for some in combinations(everything, count) if possible(*_given(model, bans, some, number))
            ),
            default=None,
        )  # fmt: skip
        if cheapest is not None:
            assert sum(PRICES[give.rule] for give in trouble.mends[0].gives) == cheapest


def _given(model: Model, bans: Sequence[Ban], some: Collection[Give], number: int) -> tuple[Model, int, list[Ban]]:
    easier, left = without(model, bans, some)
    return easier, number, left


@pytest.mark.parametrize("seed", range(80))
def test_a_shortage_is_forced_and_each_mend_mends(seed: int) -> None:
    source, model, bans = drawn(seed)
    tight = in_force(model, bans)
    rosters = valid(tight) if tight is not None else []
    if not rosters:
        return
    rows = source.choice(rosters)
    day, values = source.randrange(4), source.choice((DAY, NIGHT))
    wants = [Want(day, values, source.randint(1, 2))]
    model = replace(model, demands=tuple(demand for demand in model.demands if (demand.day, demand.values) != (day, values)))
    trouble = shortage(model, bans, rows, wants)
    assert _short(trouble.short) == _fewest(model, bans, rows, wants[0]) and trouble.proven
    for mend in trouble.mends:
        easier, left = without(model, bans, mend.gives)
        assert _fewest(easier, left, rows, wants[0]) <= _short(mend.short) < max(1, _short(trouble.short))
        assert not any(broken for number, row in enumerate(mend.rows) for broken in broken_by(easier, number, row))


def _short(short: Sequence[tuple[int, int]]) -> int:
    return sum(amount for _index, amount in short)


def _fewest(model: Model, bans: Sequence[Ban], rows: Sequence[Row], want: Want) -> int:
    """People missing at least, no other demand met worse than in `rows`."""

    def met(roster: Sequence[Row]) -> bool:
        return all(
            sum(row[one.day] in one.values for row in roster) >= min(one.need, sum(row[one.day] in one.values for row in rows))
            for one in model.demands
        )

    tight = in_force(model, bans)
    assert tight is not None
    every = (want.need - sum(row[want.day] in want.values for row in roster) for roster in valid(tight) if met(roster))
    return max(0, min(every))


def test_a_person_without_conflicts_costs_no_search() -> None:
    people = tuple(Person(f"P{number}", ((0, 1, 2),) * 31, (True,) * 31, max_run=6, least_rest=4) for number in range(40))
    model, _rows = month("-" * 31)
    assert contradictions(replace(model, people=people), [leave(number, 3, 4) for number in range(40)]) == ()
