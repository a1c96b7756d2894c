"""The smallest change of a roster that everybody knows already, after something happened: who could take over what.

What was wrong before is neither punished nor repaired: only what gets worse has a price, at the problem's usual prices, and
CHANGED for each cell that is no longer as it was given out. So a sick call moves the few cells that make up for it, and does
not turn the month over for the sake of an old uneven share.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from csdesk.solve.cost import count_nights, count_rests, count_weekends, spread
from csdesk.solve.linear import INFINITE, Part, Place, Program, cheapest, lines
from csdesk.solve.model import NEVER, OFF, Demand, Model, Row, Rows

CHANGED = 30  # price of a published cell that changes
NEAR = 2  # days around the event whose cells are free at first
Sum = tuple[int, Sequence[Part], Sequence[tuple[int, float]]]  # a constant, parts and terms
OWN = ("accepted", "changed")  # prices of the model that CHANGED stands for


@dataclass(frozen=True, slots=True)
class Event:
    """What happened: `gone` are values that a person may not have on a day any more (illness, leaving, a refused swap; off is
    always possible), `needs` stand in the place of the problem's demand of the same day and values, or are new (a promotion).
    `needs` and the `covers` (indexes) are asked for whole, also where they were not met before: so an old shortage is repaired."""

    gone: tuple[tuple[int, int, tuple[int, ...]], ...] = ()  # (person, day, values)
    needs: tuple[Demand, ...] = ()
    covers: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Move:
    """One cell that changes."""

    person: int
    day: int
    before: int
    after: int


@dataclass(frozen=True)
class Offer:
    """One way to repair. `moves` by day and person, without the cells that the event itself took; `by` has the price by reason
    (changed, and those of `cost`), ascending by name; `short` are (index of the demand after the event, people missing there more
    than before), `uncovered` the indexes of covers that nobody does any more. `proven`: nothing smaller exists beside the offers before."""

    moves: tuple[Move, ...]
    by: dict[str, int]
    short: tuple[tuple[int, int], ...]
    uncovered: tuple[int, ...]
    rows: Rows
    proven: bool = True

    @property
    def price(self) -> int:
        return sum(self.by.values())


@dataclass(frozen=True)
class Repair:
    """`model` is the problem after the event, `untouched` what it costs to change nothing, `offers` the smallest changes, best first;
    none where nothing is better than changing nothing."""

    model: Model
    untouched: Offer
    offers: tuple[Offer, ...]

    @property
    def missing(self) -> int:
        """Places without a person after the best offer, those of covers (a lead, a shop) among them."""
        best = self.offers[0] if self.offers else self.untouched
        return sum(amount for _index, amount in best.short) + len(best.uncovered)


def absent(model: Model, person: int, days: Collection[int]) -> Event:
    """The event that somebody is away on these days."""
    work = tuple(range(1, len(model.values) + 1))
    return Event(gone=tuple((person, day, work) for day in sorted(days)))


@dataclass(frozen=True)
class Question:
    """What is asked of `repair`: the problem, the roster as it is, what happened. Days before `first_day` stay; `undecided` are cells
    (person, day) that nobody was told yet, they change free of charge."""

    model: Model
    rows: Rows
    event: Event
    first_day: int = 0
    undecided: frozenset[Place] = frozenset()


def repair(question: Question, *, most: int = 3, prove: bool = True) -> Repair:
    """Up to `most` smallest changes, best first. Each lacks at least one move of every earlier one. Without `prove` they are good,
    found sooner, and not called proven."""
    case = Case(question)
    untouched = case.offer(case.holes)
    offers: list[Offer] = []
    near = {day + step for day in case.days for step in range(-NEAR, NEAR + 1)}
    free: Collection[Place] = [place for place in case.alternatives if place[1] in near]
    while len(offers) < most and untouched.price:
        offer, free = _next(case, [offer.moves for offer in offers], free, prove)
        if not offer.moves or offer.price >= untouched.price:
            break
        offers.append(offer)
    return Repair(case.after, untouched, tuple(offers))


def repair_or_loosen(question: Question, looser: Question) -> tuple[Repair, bool]:
    """`repair`; where it leaves people missing, the looser question is asked, too (with cells free that a person typed). True with an
    answer to the looser one: it leaves fewer missing."""
    first = repair(question)
    if not first.missing or looser == question:
        return first, False
    second = repair(looser)
    return (second, True) if second.missing < first.missing else (first, False)


def priced(question: Question, rows: Rows) -> Offer:
    """What a roster changes and costs as an answer to a question; nobody says that it is the smallest."""
    return Case(question).offer(rows, proven=False)


class Case:
    """One repair: the problem before and after, the roster with the holes that the event made, and what was wrong before."""

    def __init__(self, question: Question) -> None:
        model, rows, event = question.model, question.rows, question.event
        gone: dict[tuple[int, int], set[int]] = {}
        for person, day, lost_values in event.gone:
            gone.setdefault((person, day), set()).update(lost_values)
        hit = {person for person, _day in gone}

        def values(person: int, day: int) -> tuple[int, ...]:
            now = rows[person][day]
            lost = gone.get((person, day))
            if lost is not None:
                return tuple(sorted(({*model.people[person].allowed[day], now} - lost) | {OFF}))
            return (now,) if day < question.first_day else tuple(sorted({*model.people[person].allowed[day], now}))

        needs = {(need.day, need.values): need for need in event.needs}
        demands = tuple(needs.pop((one.day, one.values), one) for one in model.demands)
        self.model = model
        self.rows = rows
        self.nights = tuple(value for value in range(1, len(model.values) + 1) if model.nights[value])
        self.lost = frozenset(place for place, lost in gone.items() if rows[place[0]][place[1]] in lost)
        self.costless = self.lost | question.undecided  # nobody was told, or the event itself changes it
        self.days = sorted({day for _person, day in gone} | {need.day for need in event.needs}
                           | {model.covers[index].day for index in event.covers})
        self.holes = tuple(
            bytes(OFF if (person, day) in self.lost else value for day, value in enumerate(row)) for person, row in enumerate(rows)
        )
        self.sharers = (
            [n for n, person in enumerate(model.people) if person.shares_nights and n not in hit],
            [n for n, person in enumerate(model.people) if person.shares_weekends and n not in hit],
        )
        self.after = replace(
            model,
            people=tuple(
                replace(person, allowed=tuple(values(number, day) for day in range(model.days)))
                for number, person in enumerate(model.people)
            ),
            demands=(*demands, *needs.values()),
            prices=tuple(price for price in model.prices if price.reason not in OWN),
        )
        asked = set(event.needs)
        self.floors = [  # people missing and too many that cost nothing
            (0 if one in asked else max(0, one.need - have), max(0, have - one.need))
            for one in self.after.demands
            for have in [self.have(one, rows)]
        ]
        self.bare = [
            index not in event.covers and not any(rows[person][one.day] in one.values for person in one.people)
            for index, one in enumerate(self.after.covers)
        ]
        self.alternatives = self._alternatives()

    @staticmethod
    def have(demand: Demand, rows: Rows) -> int:
        return sum(row[demand.day] in demand.values for row in rows)

    def rest_off(self, number: int, row: Row) -> int:
        person = self.model.people[number]
        return 0 if person.target_rest is None else abs(count_rests(person, row) - person.target_rest)

    def nights_off(self, number: int, row: Row) -> int:
        person, nights = self.model.people[number], count_nights(self.model, row)
        return max(0, person.night_low - nights, nights - person.night_high)

    def spreads(self, rows: Rows) -> tuple[int, int]:
        people = self.model.people
        return (
            spread([people[n].nights_carried + count_nights(self.model, rows[n]) for n in self.sharers[0]]),
            spread([people[n].weekends_carried + count_weekends(self.model, rows[n]) for n in self.sharers[1]]),
        )

    def least_spreads(self) -> tuple[int, int]:
        """What the spreads were before, or are by the event alone."""
        before, holes = self.spreads(self.rows), self.spreads(self.holes)
        return max(before[0], holes[0]), max(before[1], holes[1])

    def offer(self, rows: Rows, proven: bool = True) -> Offer:
        """What a repaired roster changes and makes worse: the definition of the price."""
        model = self.after
        by: dict[str, int] = {}

        def pay(reason: str, price: int) -> None:
            if price:
                by[reason] = by.get(reason, 0) + price

        moves, short, uncovered = [], [], []
        for number, (row, was, hole) in enumerate(zip(rows, self.rows, self.holes, strict=True)):
            for day in range(model.days):
                if row[day] != hole[day]:
                    moves.append(Move(number, day, was[day], row[day]))
                    pay("changed", 0 if (number, day) in self.costless else CHANGED)
            pay("rest", model.rest_price * max(0, self.rest_off(number, row) - self.rest_off(number, hole)))
            pay("nightdev", model.night_price * max(0, self.nights_off(number, row) - self.nights_off(number, hole)))
            if model.change:
                for old, new in zip(pairwise(was), pairwise(row), strict=True):
                    pay("change", max(0, model.change[new[0]][new[1]] - model.change[old[0]][old[1]]))
        for index, (demand, (under, over)) in enumerate(zip(model.demands, self.floors, strict=True)):
            have = self.have(demand, rows)
            missing = max(0, demand.need - have - under)
            if missing:
                short.append((index, missing))
            pay("under", demand.under * missing)
            pay("over", demand.over * max(0, have - demand.need - over))
        for index, (cover, bare) in enumerate(zip(model.covers, self.bare, strict=True)):
            if not bare and not any(rows[person][cover.day] in cover.values for person in cover.people):
                uncovered.append(index)
                pay(cover.reason, cover.price)
        for price in model.prices:
            if rows[price.person][price.day] in price.values and self.rows[price.person][price.day] not in price.values:
                pay(price.reason, price.price)
        nights, weekends = (max(0, a - b) for a, b in zip(self.spreads(rows), self.least_spreads(), strict=True))
        pay("nrange", model.nights_range_price * nights)
        pay("wrange", model.weekends_range_price * weekends)
        moves.sort(key=lambda move: (move.day, move.person))
        return Offer(tuple(moves), {reason: by[reason] for reason in sorted(by)}, tuple(short), tuple(uncovered), rows, proven)

    def _alternatives(self) -> dict[Place, dict[int, int]]:
        """The own price of every value that a cell could have instead of the one it has, by place."""
        found: dict[Place, dict[int, int]] = {}
        for number, person in enumerate(self.after.people):
            for day, values in enumerate(person.allowed):
                now = self.holes[number][day]
                if len(values) > 1:
                    price = 0 if (number, day) in self.costless else CHANGED
                    found[number, day] = {value: price for value in values if value != now}
        for one in self.after.prices:
            prices = found.get((one.person, one.day), {})
            if self.rows[one.person][one.day] not in one.values:
                for value in one.values:
                    if value in prices:
                        prices[value] += one.price
        return found


def _next(
    case: Case, before: Sequence[tuple[Move, ...]], near: Collection[Place], prove: bool
) -> tuple[Offer, Collection[Place]]:
    """The smallest change that lacks a move of each offer `before` (changing nothing, where that is cheapest), and the places that
    had to be free to prove it."""

    def build(free: Mapping[Place, Sequence[int]]) -> Program:
        program = _program(case, free)
        for moves in before:
            parts = [(move.person, move.day, (move.after,), 1.0) for move in moves]
            program.row(-INFINITE, len(moves) - 1, parts, widen=False)
        return program

    allowed = {place: case.after.people[place[0]].allowed[place[1]] for place in case.alternatives}
    done = cheapest(build, allowed, case.alternatives, near, prove=prove)
    assert done is not None  # changing nothing is always possible
    program, found = done
    return case.offer(program.answer(found), found.proven), program.free


def _program(case: Case, free: Mapping[Place, Sequence[int]]) -> Program:
    """The price of `case.offer` as a program over the free cells, without what they can't change."""
    model, program = case.after, Program(case.holes, free)
    for (number, day), prices in case.alternatives.items():
        if (number, day) in free:
            for value, price in prices.items():
                program.pay(number, day, value, price)
    weekends = {
        number: _weekends(case, program, number)
        for number, person in enumerate(model.people)
        if model.weekends_range_price and number in case.sharers[1] or person.max_weekends < NEVER
    }
    for number in sorted({person for person, _day in free}):
        _person(case, program, number)
        if model.people[number].max_weekends < NEVER:
            program.row(-INFINITE, model.people[number].max_weekends, *weekends[number])
    _days(case, program)
    spreads = case.least_spreads()
    if model.nights_range_price:
        of_nights: list[Sum] = [
            (model.people[n].nights_carried, [(n, day, case.nights, 1) for day in range(model.days)], []) for n in case.sharers[0]
        ]
        _spread(program, model.nights_range_price, spreads[0], of_nights)
    if model.weekends_range_price:
        of_weekends: list[Sum] = [(model.people[n].weekends_carried, *weekends[n]) for n in case.sharers[1]]
        _spread(program, model.weekends_range_price, spreads[1], of_weekends)
    return program


def _person(case: Case, program: Program, number: int) -> None:
    """The hard rules of somebody who has free cells, and what the row alone costs."""
    model, person, was, hole = case.after, case.after.people[number], case.rows[number], case.holes[number]
    parts: list[Part]
    for line in lines(model, number):
        parts = [(number, day, values, factor) for day, values, factor in line.cells]
        if program.touches(parts):
            program.row(line.low, line.high, parts)
    if person.target_rest is not None and model.rest_price:
        parts = [(number, day, (OFF,), 1) for day in range(model.days) if person.rest_counts[day]]
        floor, off = case.rest_off(number, hole), program.column(price=model.rest_price)
        program.row(-INFINITE, person.target_rest + floor, parts, [(off, -1)])
        program.row(person.target_rest - floor, INFINITE, parts, [(off, 1)])
    if model.night_price and (person.night_low or person.night_high < NEVER):
        parts = [(number, day, case.nights, 1) for day in range(model.days)]
        floor, off = case.nights_off(number, hole), program.column(price=model.night_price)
        program.row(-INFINITE, person.night_high + floor, parts, [(off, -1)])
        program.row(person.night_low - floor, INFINITE, parts, [(off, 1)])
    for earlier, later, price in _changes(model):
        for day in range(model.days - 1):
            parts = [(number, day, earlier, 1), (number, day + 1, later, 1)]
            dearer = price - model.change[was[day]][was[day + 1]]
            if dearer > 0 and program.touches(parts):
                now = hole[day] in earlier and hole[day + 1] in later
                program.row(-INFINITE, 1, parts, [(program.column(now, price=dearer), -1)])


def _days(case: Case, program: Program) -> None:
    """What is asked of the days that have free cells."""
    model = case.after
    parts: list[Part]
    for demand, (under, over) in zip(model.demands, case.floors, strict=True):
        parts = [(number, demand.day, demand.values, 1) for number in range(len(model.people))]
        have = case.have(demand, case.holes)
        if program.touches(parts):
            missing = program.column(max(0, demand.need - have - under), price=demand.under)
            program.row(demand.need - under, INFINITE, parts, [(missing, 1)])
            spare = program.column(max(0, have - demand.need - over), price=demand.over)
            program.row(-INFINITE, demand.need + over, parts, [(spare, -1)])
    for cover, bare in zip(model.covers, case.bare, strict=True):
        parts = [(number, cover.day, cover.values, 1) for number in cover.people]
        if not bare and program.touches(parts):
            now = any(case.holes[number][cover.day] in cover.values for number in cover.people)
            program.row(1, INFINITE, parts, [(program.column(not now, price=cover.price), 1)])


def _weekends(case: Case, program: Program, number: int) -> tuple[list[Part], list[tuple[int, float]]]:
    """The parts and terms whose sum is how many weekends a person works."""
    work = tuple(range(1, len(case.after.values) + 1))
    parts: list[Part] = []
    more: list[tuple[int, float]] = []
    for weekend in case.after.weekends:
        days: list[Part] = [(number, day, work, 1) for day in weekend]
        if len(days) == 1:
            parts += days
            continue
        worked = program.column(any(case.holes[number][day] for day in weekend), high=1)
        for day in days:
            program.row(-INFINITE, 0, [day], [(worked, -1)])
        program.row(0, INFINITE, days, [(worked, -1)])
        more.append((worked, 1))
    return parts, more


def _spread(program: Program, price: int, floor: int, sums: Sequence[Sum]) -> None:
    """Pay for the distance between the largest and the smallest sum (carried, parts, terms) beyond `floor`."""
    counts = [carried + program.now(parts, more) for carried, parts, more in sums]
    if not counts:
        return
    most, least = program.column(max(counts), low=-INFINITE), program.column(min(counts), low=-INFINITE)
    for carried, parts, more in sums:
        program.row(-INFINITE, -carried, parts, [*more, (most, -1)])
        program.row(-carried, INFINITE, parts, [*more, (least, -1)])
    program.row(-INFINITE, floor, (), [(most, 1), (least, -1), (program.column(price=price), -1)])


def _changes(model: Model) -> list[tuple[tuple[int, ...], tuple[int, ...], int]]:
    """The priced successions taken together: (values, values after them, price)."""
    groups: dict[tuple[tuple[int, ...], int], list[int]] = {}
    for value, prices in enumerate(model.change):
        for price in sorted({price for price in prices if price}):
            later = tuple(other for other, one in enumerate(prices) if one == price)
            later = tuple(other for other in later if not model.forbidden[value][other])
            if later:
                groups.setdefault((later, price), []).append(value)
    return [(tuple(earlier), later, price) for (later, price), earlier in groups.items()]
