"""The row of one person as the search reads it a few hundred thousand times a second: what other values on some days would cost.

A row's price has two parts. What follows from one day to the next (runs, successions) is walked through states, only as far as
a change is felt; what is only counted (rests, nights, weekends, minutes) and the prices of cells are one sum of codes. Prices
here are those of the search: HARD for every unit of a broken hard rule is in them.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from csdesk.solve.model import HARD, NEVER, OFF, Model, Person, Price, Row

PRICE = 32  # bits of a cell's code that are its price; counts lie above
PRICES = (1 << PRICE) - 1
TABOO = 1 << 24  # price of a value that is not allowed: no temperature accepts it
COUNT = 10  # bits of a count of days
REMEMBERED = 50_000  # different counts of one person whose price is kept
BYTES = [bytes([value]) for value in range(256)]


class State(list["tuple[State, int]"]):
    """Where the run rules of a row stand after some days: per next value, the state after it and the price of that step.

    `hard` has the hard units of each step, which are in its price."""

    def __init__(self) -> None:
        self.hard: list[int] = []


class RunRules:
    """The rules from one day to the next that some people share: successions, runs of work, of nights and of days off."""

    def __init__(self, model: Model, person: Person) -> None:
        size = range(len(model.values) + 1)
        self.forbidden, self.nights = model.forbidden, model.nights
        self.change = model.change or tuple((0,) * len(size) for _ in size)
        alike: dict[object, int] = {}  # values that ask the same of the next day are one kind
        self.kinds = [alike.setdefault((model.forbidden[v], self.change[v], model.nights[v], v == OFF), v) for v in size]
        longest = model.days + max(max(p.run_before, p.night_run_before) for p in model.people)
        self.max_run = person.max_run if person.max_run < longest else NEVER
        self.max_nights = person.max_night_run if person.max_night_run < longest else NEVER
        self.min_run, self.min_off_run = person.min_run, person.min_off_run
        self.states: dict[tuple[int, int, int, int, bool], State] = {}

    def start(self, person: Person) -> State:
        """The state before day 0, with all that can follow it."""
        waiting: list[tuple[int, int, int, int, bool]] = []
        found = self._state((person.before, person.run_before, person.night_run_before, 0, True), waiting)
        while waiting:
            key = waiting.pop()
            state = self.states[key]
            for value in range(len(self.kinds)):
                after, price, hard = self._step(key, value)
                state.append((self._state(after, waiting), price + HARD * hard))
                state.hard.append(hard)
        return found

    def _state(self, key: tuple[int, int, int, int, bool], waiting: list[tuple[int, int, int, int, bool]]) -> State:
        if key not in self.states:
            self.states[key] = State()
            waiting.append(key)
        return self.states[key]

    def _step(self, key: tuple[int, int, int, int, bool], value: int) -> tuple[tuple[int, int, int, int, bool], int, int]:
        """One day on: the key after it, its price and hard units.

        A key is the kind of the last value, days worked in a row, nights in a row, days that the present run still owes to its
        least length, and whether it is day 0, when nothing is owed and a change of shift is free."""
        kind, run, nights, owed, first = key
        hard = int(self.forbidden[kind][value])
        if first:
            owed = 0
        elif bool(kind) == bool(value):
            owed = max(0, owed - 1)
        else:
            hard += owed
            owed = max(1, self.min_run if value else self.min_off_run) - 1
        run = longer(run, self.max_run) if value else 0
        nights = longer(nights, self.max_nights) if self.nights[value] else 0
        hard += (run > self.max_run) + (nights > self.max_nights)
        return (self.kinds[value], run, nights, owed, False), 0 if first else self.change[kind][value], hard


def longer(run: int, most: int) -> int:
    """One more day of a run; how far it is over its limit does not matter any more."""
    return 0 if most == NEVER else min(run, most) + 1


class Counted(dict[int, tuple[int, int, int, int]]):
    """What the counts of a person's row cost, by the counts above the price in the sum of its cells' codes: (price, nights,
    weekends, hard units). `cells[day][value]` is the code of a cell; a row's code is the sum."""

    def __init__(self, model: Model, person: Person, own: Sequence[Price]) -> None:
        self.model, self.person = model, person
        usual = {value for allowed in self.person.allowed for value in allowed}
        minutes = [0, *(value.minutes for value in model.values)]
        unit = math.gcd(*minutes) or 1
        timed = self.person.min_minutes > 0 or self.person.max_minutes < model.days * max(minutes)
        self.unit = unit if timed else 0
        self.capped = [(value, most) for value, most in enumerate(self.person.most) if most < model.days and value in usual]
        # the places of the counts: rests, nights, weekends of one day, minutes, capped values, days worked of each longer weekend
        single = [weekend[0] for weekend in model.weekends if len(weekend) == 1]
        self.long = [weekend for weekend in model.weekends if len(weekend) > 1]
        rest, night, weekend_day = 1 << PRICE, 1 << PRICE + COUNT, 1 << PRICE + 2 * COUNT
        self.minutes_at = 3 * COUNT
        self.capped_at = self.minutes_at + 2 * COUNT
        self.long_at = self.capped_at + COUNT * len(self.capped)
        self.width = max(map(len, self.long), default=0).bit_length()
        self.cells: list[tuple[int, ...]] = []
        prices = [[0] * len(minutes) for _ in range(model.days)]
        for price in own:
            for value in price.values:
                prices[price.day][value] += price.price
        by_value = [
            night * model.nights[value]
            + (minutes[value] // unit << PRICE + self.minutes_at if timed else 0)
            + sum(1 << PRICE + self.capped_at + n * COUNT for n, (capped, _) in enumerate(self.capped) if capped == value)
            for value in range(len(minutes))
        ]
        for day, allowed in enumerate(self.person.allowed):
            off = rest * self.person.rest_counts[day]
            work = weekend_day * single.count(day)
            work += sum(1 << PRICE + self.long_at + n * self.width for n, weekend in enumerate(self.long) if day in weekend)
            self.cells.append(
                tuple(
                    (prices[day][value] if value in allowed else TABOO) + by_value[value] + (off if value == OFF else work)
                    for value in range(len(minutes))
                )
            )

    def __missing__(self, counts: int) -> tuple[int, int, int, int]:
        model, person, most = self.model, self.person, (1 << COUNT) - 1
        rests, nights, weekends = counts & most, counts >> COUNT & most, counts >> 2 * COUNT & most
        long = counts >> self.long_at
        while long:
            weekends += (long & (1 << self.width) - 1) > 0
            long >>= self.width
        price = 0 if person.target_rest is None else model.rest_price * abs(rests - person.target_rest)
        price += model.night_price * max(0, person.night_low - nights, nights - person.night_high)
        hard = max(0, person.least_rest - rests) + max(0, weekends - person.max_weekends)
        if self.unit:
            minutes = (counts >> self.minutes_at & (1 << 2 * COUNT) - 1) * self.unit
            hard += max(0, -(-max(person.min_minutes - minutes, minutes - person.max_minutes) // 480))
        for n, (_, limit) in enumerate(self.capped):
            hard += max(0, (counts >> self.capped_at + n * COUNT & most) - limit)
        if len(self) >= REMEMBERED:
            self.clear()
        found = self[counts] = price + HARD * hard, nights, weekends, hard
        return found


Look = tuple[int, int, tuple[int, int, int, int]]  # price of a row, its code, what its counts cost


class Line:
    """The row of one person as it is now, its price, and what another would cost."""

    __slots__ = ("row", "price", "code", "counted", "cells", "counts", "states", "paid", "walked", "walked_hard")

    def __init__(self, counts: Counted, start: State, row: Row) -> None:
        self.row = row
        self.counts = counts
        self.cells = self.counts.cells
        self.code = sum(cells[value] for cells, value in zip(self.cells, row, strict=True))
        self.counted = self.counts[self.code >> PRICE]
        self.states = [start]  # before each day, and after the last
        self.paid: list[int] = []  # price of the step of each day
        self.walked_hard = 0
        for value in row:
            state, step = self.states[-1][value]
            self.walked_hard += self.states[-1].hard[value]
            self.states.append(state)
            self.paid.append(step)
        self.walked = sum(self.paid)
        self.price = self.walked + (self.code & PRICES) + self.counted[0]

    @property
    def hard(self) -> int:
        """Units of broken hard rules."""
        return self.walked_hard + self.counted[3]

    def look(self, day: int, values: bytes) -> Look:
        """What the row would cost with `values` from `day` on."""
        row, states, paid, cells, code = self.row, self.states, self.paid, self.cells, self.code
        state = states[day]
        walked = self.walked
        for value in values:
            cell = cells[day]
            code += cell[value] - cell[row[day]]
            state, step = state[value]
            walked += step - paid[day]
            day += 1
        days = len(row)
        while day < days and state is not states[day]:  # until the rules have forgotten the difference
            state, step = state[row[day]]
            walked += step - paid[day]
            day += 1
        counted = self.counts[code >> PRICE]
        return walked + (code & PRICES) + counted[0], code, counted

    def take(self, day: int, values: bytes, look: Look) -> None:
        """Make it so; `look` is what was said of it."""
        row, states, paid = self.row, self.states, self.paid
        new = row[:day] + values + row[day + len(values) :]
        state = states[day]
        settled = day + len(values)
        for n in range(day, len(row)):
            if n >= settled and state is states[n]:
                break
            value = new[n]
            self.walked_hard += state.hard[value] - states[n].hard[row[n]]
            after, step = state[value]
            self.walked += step - paid[n]
            states[n], paid[n] = state, step
            state = after
        else:
            states[len(row)] = state
        self.row = new
        self.price, self.code, self.counted = look


def lines(model: Model, rows: Sequence[Row]) -> list[Line]:
    """One `Line` per person; people with the same run rules share their states."""
    shared: dict[object, RunRules] = {}
    prices: list[list[Price]] = [[] for _ in model.people]
    for price in model.prices:
        prices[price.person].append(price)
    made = []
    for person, row, own in zip(model.people, rows, prices, strict=True):
        key = person.max_run, person.min_run, person.min_off_run, person.max_night_run
        rules = shared.get(key) or shared.setdefault(key, RunRules(model, person))
        made.append(Line(Counted(model, person, own), rules.start(person), row))
    return made
