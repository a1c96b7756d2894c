"""The hard rules as inequalities say exactly what `cost` says."""

from __future__ import annotations

import random
from itertools import product

import pytest

from csdesk.solve.cost import broken_by
from csdesk.solve.linear import Line, Program, lines
from csdesk.solve.model import Model, Row
from tests.solve.small import problem

LINEAR = ("allowed", "weekends")  # rules that are no lines


def keeps(line: Line, row: Row) -> bool:
    return line.low <= sum(factor for day, values, factor in line.cells if row[day] in values) <= line.high


@pytest.mark.parametrize("seed", range(60))
def test_a_row_keeps_all_lines_exactly_when_it_breaks_no_rule(seed: int) -> None:
    model = problem(seed, people=1, days=6)
    for row in map(bytes, product(range(3), repeat=6)):
        rules = {broken.rule for broken in broken_by(model, 0, row)} - set(LINEAR)
        kept = {line.rule for line in lines(model, 0) if not keeps(line, row)}
        assert kept == rules, row


def test_only_free_cells_get_columns() -> None:
    rows = (bytes((0, 1, 2)), bytes((1, 1, 0)))
    program = Program(rows, {(0, 1): (0, 1), (1, 2): (0, 1, 2)})
    assert len(program.columns) == 5
    program.row(2, 2, [(person, day, (1,), 1) for person in (0, 1) for day in range(3)], widen=False)
    found = program.solve()
    assert found is not None and found.proven
    assert sum(row.count(1) for row in program.answer(found)) == 2


def test_a_row_that_the_known_roster_breaks_is_widened() -> None:
    program = Program((bytes((1, 1)),), {(0, 0): (0, 1), (0, 1): (0, 1)})
    program.row(0, 1, [(0, day, (1,), 1) for day in (0, 1)])
    for day in (0, 1):
        program.pay(0, day, 0, 5)
    found = program.solve()
    assert found is not None and found.price == 0


def test_no_answer() -> None:
    program = Program((bytes((0,)),), {(0, 0): (0, 1)})
    program.row(2, 2, [(0, 0, (1,), 1)], widen=False)
    assert program.solve() is None


def test_the_same_answer_every_time() -> None:
    def answer() -> tuple[bytes, ...]:
        program = Program((bytes(12), bytes(12)), {(p, d): (0, 1, 2) for p in range(2) for d in range(12)})
        source = random.Random(4)
        for person, day in product(range(2), range(12)):
            for value in (0, 1, 2):
                program.pay(person, day, value, source.randint(0, 3))
        program.row(9, 11, [(p, d, (1,), 1) for p in range(2) for d in range(12)], widen=False)
        found = program.solve()
        assert found is not None
        return program.answer(found)

    assert answer() == answer()


def test_every_model_of_the_small_ones_hangs_together() -> None:
    assert all(isinstance(problem(seed), Model) for seed in range(20))
