"""The smallest repairs: known answers, and every roster tried on tiny problems."""

from __future__ import annotations

import random
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from csdesk.solve.cost import broken_by
from csdesk.solve.model import OFF, Cover, Demand, Model, Person
from csdesk.solve.repair import CHANGED, Case, Event, Move, Question, absent, repair, repair_or_loosen
from tests.solve.small import FORBIDDEN, VALUES, problem, valid

ROOT = Path(__file__).resolve().parents[2]


def month(*rows: str, needs: str = "", **changes: object) -> tuple[Model, tuple[bytes, ...]]:
    """Rows of D, N and - as a problem in which just as many are needed as there are."""
    found = tuple(bytes("-DN".index(letter) for letter in row) for row in rows)
    days = len(rows[0])
    people = tuple(Person(f"P{number}", ((0, 1, 2),) * days, (True,) * days) for number in range(len(rows)))
    demands = tuple(
        Demand(day, (value,), sum(row[day] == value for row in found), 100, 2) for day in range(days) for value in (1, 2)
    )
    return replace(Model(days, VALUES, people, FORBIDDEN, demands=demands), **changes), found  # type: ignore[arg-type]


def test_somebody_at_rest_comes_in() -> None:
    model, rows = month("DDDDD", "D-D-D", "NNNNN")
    done = repair(Question(model, rows, absent(model, 0, [1])))
    assert done.untouched.price == 100 and done.untouched.short == ((2, 1),)
    best = done.offers[0]
    assert best.moves == (Move(1, 1, 0, 1),) and best.by == {"changed": CHANGED} and best.short == () and best.proven
    assert best.rows[0] == bytes((1, 0, 1, 1, 1))


def test_the_child_loads_the_library_and_not_who_asks() -> None:
    code = """
import sys
from csdesk.solve.child import Job
from csdesk.solve.repair import Question, absent, repair
from tests.solve.test_repair import month
model, rows = month("DDDDD", "D-D-D")
done = Job(repair, Question(model, rows, absent(model, 0, [1]))).wait()
print(done.offers[0].price, {"highspy", "numpy"} & {*sys.modules})
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, encoding="utf-8")
    assert (done.stdout.strip(), done.stderr) == ("30 set()", "")


def test_after_a_night_nobody_comes_in_by_day() -> None:
    model, rows = month("DDDDD", "NN--N", "DDD--")
    done = repair(Question(model, rows, absent(model, 0, [2])))
    # the one at rest has worked the night before: a night must go, or somebody is missing
    assert all(offer.price < 100 for offer in done.offers)
    assert not any(offer.rows[1][1:3] == bytes((2, 1)) for offer in done.offers)


def test_nothing_to_do_when_nobody_is_missed() -> None:
    model, rows = month("DDD", "DDD", demands=())
    done = repair(Question(model, rows, absent(model, 0, [1])))
    assert done.untouched.price == 0 and done.offers == ()


def test_the_past_and_what_may_not_move_stay() -> None:
    model, rows = month("DDDDD", "-----", "-----")
    fixed = replace(model.people[1], allowed=((OFF,),) * 5)
    model = replace(model, people=(model.people[0], fixed, model.people[2]))
    done = repair(Question(model, rows, absent(model, 0, range(5)), first_day=3))
    for offer in done.offers:
        assert all(move.person == 2 and move.day >= 3 for move in offer.moves)
    assert len(done.offers[0].moves) == 2 and done.offers[0].by["under"] == 300


def test_later_offers_are_other_ways() -> None:
    model, rows = month("DDD", "---", "---", "---")
    done = repair(Question(model, rows, absent(model, 0, [1])))
    assert {offer.moves for offer in done.offers} == {(Move(person, 1, 0, 1),) for person in (1, 2, 3)}


def test_an_old_shortage_is_left_alone_unless_it_is_asked_for() -> None:
    model, rows = month("D-D", "---", demands=(Demand(1, (1,), 1, 100, 2), Demand(2, (1,), 1, 100, 2)))
    away = repair(Question(model, rows, absent(model, 0, [2])))
    assert away.offers[0].moves == (Move(1, 2, 0, 1),)
    asked = repair(Question(model, rows, Event(needs=(model.demands[0],))))
    assert asked.untouched.by == {"under": 100} and {offer.moves[0].person for offer in asked.offers} == {0, 1}


def test_more_are_needed_on_a_promotion_day() -> None:
    model, rows = month("DDD", "DDD", "---")
    done = repair(Question(model, rows, Event(needs=(Demand(1, (1,), 4, 200, 2), Demand(2, (1, 2), 3, 200, 2)))))
    assert done.untouched.by == {"under": 600}
    assert {(move.person, move.day) for move in done.offers[0].moves} == {(2, 1), (2, 2)}
    assert done.offers[0].short == ((2, 1),)


def test_a_lead_is_asked_for() -> None:
    model, rows = month("D-", "-D", covers=(Cover("leader", 1, (1,), (0,), 300),))
    done = repair(Question(model, rows, Event(covers=(0,))))
    assert done.offers[0].moves == (Move(0, 1, 0, 1), Move(1, 1, 1, 0)) or done.offers[0].moves == (Move(0, 1, 0, 1),)


def test_a_cell_that_may_no_longer_be_can_become_another() -> None:
    model, rows = month("DD", "NN", "--")
    done = repair(Question(model, rows, Event(gone=((1, 1, (2,)),))))
    assert done.untouched.rows[1] == bytes((2, 0))
    assert done.offers[0].by == {"changed": 30} and done.offers[0].rows[2][1] == 2


def test_somebody_leaves() -> None:
    model, rows = month("DDDD", "D-D-", "-D-D", "----")
    done = repair(Question(model, rows, absent(model, 0, range(1, 4))))
    assert done.offers[0].price == 3 * CHANGED and done.offers[0].short == ()
    assert done.offers[0].rows[0] == bytes((1, 0, 0, 0))


def test_cells_that_nobody_was_told_of_are_free_of_charge() -> None:
    model, rows = month("DD", "--", "--")
    done = repair(Question(model, rows, absent(model, 0, [1]), undecided=frozenset({(2, 1)})))
    assert done.offers[0].moves == (Move(2, 1, 0, 1),) and done.offers[0].price == 0


def test_typed_cells_move_only_where_nothing_else_helps() -> None:
    model, rows = month("DD", "--", "--")
    typed = replace(model, people=(model.people[0], *(replace(one, allowed=((OFF,), (OFF,))) for one in model.people[1:])))
    question = Question(typed, rows, absent(model, 0, [1]))
    done, loosened = repair_or_loosen(question, replace(question, model=model))
    assert loosened and done.offers[0].moves[0].day == 1 and not done.missing
    done, loosened = repair_or_loosen(replace(question, model=model), replace(question, model=model))
    assert not loosened and not done.missing


def test_a_broken_roster_gets_no_worse() -> None:
    model, rows = month("DDDDDD", "DDDDDD", "------")
    model = replace(model, people=tuple(replace(person, max_run=3) for person in model.people))
    done = repair(Question(model, rows, absent(model, 0, [1])))
    assert done.offers[0].moves == (Move(2, 1, 0, 1),)


@pytest.mark.parametrize("seed", range(300))
def test_nothing_smaller_exists(seed: int) -> None:
    source = random.Random(seed)
    model = problem(seed, people=3 if seed % 3 else 2, days=3 if seed % 3 else 4)
    rosters = valid(model)
    if not rosters:
        return
    rows = source.choice(rosters)
    days, people = range(model.days), len(model.people)
    event = source.choice((
        absent(model, source.randrange(people), [source.choice(days)]),
        absent(model, source.randrange(people), days[1:]),
        Event(gone=((source.randrange(people), source.choice(days), (source.choice((1, 2)),)),)),
        Event(needs=(replace(source.choice(model.demands), need=2),)),
        Event(covers=(source.randrange(len(model.covers)),)),
    ))  # fmt: skip
    case = Case(Question(model, rows, event))
    if any(list(broken_by(case.after, number, row)) for number, row in enumerate(case.holes)):
        return  # the event itself breaks a rule: tried above
    done = repair(Question(model, rows, event))
    left = [offer for offer in map(case.offer, valid(case.after)) if offer.moves and offer.price < done.untouched.price]
    for offer in done.offers:
        assert offer.proven and offer == case.offer(offer.rows)
        assert not any(list(broken_by(case.after, number, row)) for number, row in enumerate(offer.rows))
        assert offer.price == min(other.price for other in left)
        left = [other for other in left if not set(offer.moves) <= set(other.moves)]
    assert len(done.offers) == 3 or not left
