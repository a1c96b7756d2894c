"""A complete roster at once, for the search to begin with and for the window to show: day by day, the cheapest for what is missing."""

from __future__ import annotations

import random

from csdesk.solve.board import Board
from csdesk.solve.line import BYTES
from csdesk.solve.model import OFF, Model, Rows
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
    for number in sorted(range(len(model.demands)), key=lambda number: model.demands[number].day):
        fill(board, number, source)
    return board.rows()


def fill(board: Board, number: int, source: random.Random) -> None:
    """People for what is missing of a demand row, as long as one more makes the roster cheaper; the cheapest first, among equals
    who worked least lately, then who can do least else."""
    demand, demands = board.model.demands[number], board.demands
    day, waiting = demand.day, []
    for who, (person, line) in enumerate(zip(board.model.people, board.lines, strict=True)):
        if line.row[day] == OFF and demands.have[number] < demand.need:
            lately = line.row[max(0, day - 6) : day]
            for value in demand.values:
                if value in person.allowed[day]:
                    price = line.look(day, BYTES[value])[0] - line.price
                    waiting.append((price, len(lately) - lately.count(OFF), len(person.allowed[day]), source.random(), who, value))
    waiting.sort()

    def delta(one: tuple[int, int, int, float, int, int]) -> int:
        turn = board.turns[day][OFF][one[5]]
        return one[0] + sum([demands.gain[row] for row in turn.gained]) + board.covered(one[4], turn)

    slots = {slot for value in demand.values for slot in board.turns[day][OFF][value].entered}
    while waiting and demands.have[number] < demand.need:
        if len(demand.values) > 1 or any(board.covers.none[slot] for slot in slots):
            best = min(waiting, key=delta)
        else:
            best = waiting[0]  # nothing but their own rows tells them apart
        if delta(best) >= 0:
            return
        board.put(best[4], day, BYTES[best[5]])
        waiting = [one for one in waiting if one[4] != best[4]]
