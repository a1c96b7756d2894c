"""A complete roster at once, for the search to begin with and for the window to show: day by day, the cheapest for what is missing."""

from __future__ import annotations

import random

from csdesk.solve.board import Board
from csdesk.solve.line import BYTES
from csdesk.solve.model import OFF, Demand, Model, Rows
from csdesk.solve.rebuild import Rebuild, tight


def first(model: Model, seed: int) -> Rows:
    """Everybody off where they may be; then each demand row filled as long as one more person makes the roster cheaper, or, where
    the run rules are tight, one exact row after the other."""
    board = Board(model, [bytes(day[0] for day in person.allowed) for person in model.people])
    source = random.Random(seed)
    if tight(model):
        for number in source.sample(range(len(model.people)), len(model.people)):
            row = Rebuild(model, number).row([[float(price) for price in day] for day in board.prices(number)])
            if row:
                board.put(number, 0, row)
        return board.rows()
    for number, demand in sorted(enumerate(model.demands), key=lambda row: row[1].day):
        while board.demands.have[number] < demand.need and fill(board, demand, source):
            pass
    return board.rows()


def fill(board: Board, demand: Demand, source: random.Random) -> bool:
    """One more person for a demand row; False where nobody makes the roster cheaper."""
    day, best = demand.day, None
    for number, (person, line) in enumerate(zip(board.model.people, board.lines, strict=True)):
        if line.row[day] != OFF:
            continue
        lately = line.row[max(0, day - 6) : day]
        for value in demand.values:
            if value in person.allowed[day]:
                look = line.look(day, BYTES[value])
                turn = board.turns[day][OFF][value]
                delta = look[0] - line.price + sum(board.demands.gain[row] for row in turn.gained) + board.covered(number, turn)
                # among equals who worked least lately, then who can do least else
                key = delta, len(lately) - lately.count(OFF), len(person.allowed[day]), source.random(), number, value
                if delta < 0 and (best is None or key < best):
                    best = key
    if best is None:
        return False
    *_, number, value = best
    board.put(number, day, BYTES[value])
    return True
