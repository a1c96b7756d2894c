"""The days of a roster as the search reads them: who is there, who is missing, what somebody's coming or going costs.

`Board` has these and the rows of the people (`Line`); together they are `csdesk.solve.cost`, which the tests hold them against.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import product
from typing import NamedTuple

from csdesk.solve.line import PRICES, lines
from csdesk.solve.model import Demand, Model, Row, Rows


class Demands:
    """How many are there for each demand row, and what one less (`loss`) or one more (`gain`) would cost now."""

    def __init__(self, model: Model, rows: Sequence[Row]) -> None:
        self.demands = model.demands
        self.have = [sum(row[demand.day] in demand.values for row in rows) for demand in model.demands]
        self.loss = [0] * len(self.have)
        self.gain = [0] * len(self.have)
        for number in range(len(self.have)):
            self.changed(number, 0)

    def changed(self, number: int, by: int) -> None:
        """`by` more people for one demand row."""
        have = self.have[number] = self.have[number] + by
        demand = self.demands[number]
        here = price(demand, have)
        self.loss[number] = price(demand, have - 1) - here
        self.gain[number] = price(demand, have + 1) - here


def price(demand: Demand, have: int) -> int:
    return demand.under * max(0, demand.need - have) + demand.over * max(0, have - demand.need)


class Covers:
    """Who covers what: rows of `Cover` with the same day and values are one slot, each of them a bit.

    `masks[slot][person]` has the bits that a person covers; `none[slot]` the bits that nobody covers now, `single[slot]` those
    that hang on one person.
    """

    def __init__(self, model: Model, rows: Sequence[Row]) -> None:
        self.slots: list[tuple[int, tuple[int, ...]]] = sorted({(cover.day, cover.values) for cover in model.covers})
        number = {slot: n for n, slot in enumerate(self.slots)}
        self.prices: list[list[int]] = [[] for _ in self.slots]
        masks = [[0] * len(model.people) for _ in self.slots]
        for cover in model.covers:
            slot = number[cover.day, cover.values]
            for person in cover.people:
                masks[slot][person] |= 1 << len(self.prices[slot])
            self.prices[slot].append(cover.price)
        self.masks = masks
        self.counts = [[0] * len(prices) for prices in self.prices]
        for slot, (day, values) in enumerate(self.slots):
            for person, row in enumerate(rows):
                if row[day] in values:
                    for bit in bits(masks[slot][person]):
                        self.counts[slot][bit] += 1
        self.none = [0] * len(self.slots)
        self.single = [0] * len(self.slots)
        for slot in range(len(self.slots)):
            self._refresh(slot)
        alike: dict[object, int] = {}
        profiles = [tuple(mask[person] for mask in masks) for person in range(len(model.people))]
        self.twins = [alike.setdefault(profile, person) for person, profile in enumerate(profiles)]  # who covers just the same

    def worth(self, slot: int, mask: int) -> int:
        """The price of the bits of `mask`."""
        prices = self.prices[slot]
        return sum(prices[bit] for bit in bits(mask))

    def uncovered(self) -> int:
        """What all that nobody covers costs."""
        return sum(self.worth(slot, mask) for slot, mask in enumerate(self.none))

    def moved(self, slot: int, person: int, by: int) -> None:
        """A person comes to a slot (`by` 1) or leaves it (-1)."""
        mask = self.masks[slot][person]
        if mask:
            for bit in bits(mask):
                self.counts[slot][bit] += by
            self._refresh(slot)

    def _refresh(self, slot: int) -> None:
        counts = self.counts[slot]
        self.none[slot] = sum(1 << bit for bit, count in enumerate(counts) if count == 0)
        self.single[slot] = sum(1 << bit for bit, count in enumerate(counts) if count == 1)


def bits(mask: int) -> Iterable[int]:
    """The numbers of the bits that are set, ascending."""
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low


class Spread:
    """The distance between the highest and the lowest of some counts, kept while the counts change."""

    def __init__(self, counts: Sequence[int]) -> None:
        self.tally = [0] * (max(counts, default=0) + 1)
        for count in counts:
            self.tally[count] += 1
        self.low = min(counts, default=0)
        self.high = max(counts, default=0)

    def move(self, before: int, after: int) -> None:
        """One of the counts changes."""
        tally = self.tally
        while len(tally) <= after:
            tally.append(0)
        tally[before] -= 1
        tally[after] += 1
        self.low, self.high = min(self.low, after), max(self.high, after)
        while not tally[self.low]:
            self.low += 1
        while not tally[self.high]:
            self.high -= 1


class Turn(NamedTuple):
    """What somebody's turning from one value to another on a day touches: demand rows and slots left, and those joined."""

    lost: tuple[int, ...]
    gained: tuple[int, ...]
    left: tuple[int, ...]
    entered: tuple[int, ...]


def turns(model: Model, covers: Covers) -> list[list[list[Turn]]]:
    """`turns[day][before][after]`."""
    size = len(model.values) + 1
    demanded: list[list[list[int]]] = [[[] for _ in range(size)] for _ in range(model.days)]
    covering: list[list[list[int]]] = [[[] for _ in range(size)] for _ in range(model.days)]
    for number, demand in enumerate(model.demands):
        for value in demand.values:
            demanded[demand.day][value].append(number)
    for slot, (day, values) in enumerate(covers.slots):
        for value in values:
            covering[day][value].append(slot)

    def without(some: list[int], others: list[int]) -> tuple[int, ...]:
        return tuple(number for number in some if number not in others)

    made = [[[Turn((), (), (), ()) for _ in range(size)] for _ in range(size)] for _ in range(model.days)]
    for day, (a, b) in product(range(model.days), product(range(size), repeat=2)):
        if a != b:
            here, there = demanded[day], covering[day]
            made[day][a][b] = Turn(
                without(here[a], here[b]), without(here[b], here[a]), without(there[a], there[b]), without(there[b], there[a])
            )
    return made


class Board:
    """A roster under work: the lines of the people, the demands and covers of the days, kept together."""

    def __init__(self, model: Model, rows: Sequence[Row]) -> None:
        self.model = model
        self.lines = lines(model, rows)
        self.demands = Demands(model, rows)
        self.covers = Covers(model, rows)
        self.turns = turns(model, self.covers)

    def rows(self) -> Rows:
        """The present roster."""
        return tuple(line.row for line in self.lines)

    def put(self, number: int, day: int, values: bytes) -> int:
        """A person gets `values` from `day` on; what that costs, spreads left out."""
        line, loss, gain = self.lines[number], self.demands.loss, self.demands.gain
        old, look = line.row[day : day + len(values)], line.look(day, values)
        delta = look[0] - line.price
        line.take(day, values, look)
        for at, (before, after) in enumerate(zip(old, values, strict=True), day):
            if before != after:
                turn = self.turns[at][before][after]
                delta += sum(loss[row] for row in turn.lost) + sum(gain[row] for row in turn.gained) + self.covered(number, turn)
                self.turned(number, at, before, after)
        return delta

    def prices(self, number: int) -> list[list[int]]:
        """By day and value, what it would cost that a person has it there rather than what they have, runs and counts left out."""
        line, loss, gain = self.lines[number], self.demands.loss, self.demands.gain
        found = []
        for day, (now, codes) in enumerate(zip(line.row, line.cells, strict=True)):
            here = []
            for turn, code in zip(self.turns[day][now], codes, strict=True):
                price = code & PRICES
                for row in turn.lost:
                    price += loss[row]
                for row in turn.gained:
                    price += gain[row]
                price += self.covered(number, turn)
                here.append(price)
            found.append(here)
        return found

    def covered(self, number: int, turn: Turn) -> int:
        """What the covers of a day say to a person's turn."""
        if not turn.left and not turn.entered:
            return 0
        masks, none, single, worth = self.covers.masks, self.covers.none, self.covers.single, self.covers.worth
        price = 0
        for slot in turn.left:
            if mask := masks[slot][number] & single[slot]:
                price += worth(slot, mask)
        for slot in turn.entered:
            if mask := masks[slot][number] & none[slot]:
                price -= worth(slot, mask)
        return price

    def turned(self, number: int, day: int, before: int, after: int) -> None:
        """A person's value of a day has changed in their line: the day is told."""
        lost, gained, left, entered = self.turns[day][before][after]
        for row in lost:
            self.demands.changed(row, -1)
        for row in gained:
            self.demands.changed(row, 1)
        for slot in left:
            self.covers.moved(slot, number, -1)
        for slot in entered:
            self.covers.moved(slot, number, 1)
