"""What a whole roster costs, by named reason, and which hard rules it breaks: plain, and the truth for every engine.

Reasons: under and over (demand), those of `Cover` and `Price` (leader, shop, wish, on, off, accepted, changed ...), rest, nightdev,
nrange, wrange (spreads) and change (of shift from one day to the next).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby, pairwise

from csdesk.solve.model import HARD, OFF, Model, Person, Row, Rows


@dataclass(frozen=True, slots=True)
class Broken:
    """A hard rule that a row breaks. `day` is the first day that breaks it, None where the whole row does; `amount` counts days,
    for `minutes` shifts (minutes over or short, by started 8 hours) and for `weekends` weekends.

    Rules: allowed, succession (to the day before), max_run, min_run, min_off_run, night_run, least_rest, most, minutes, weekends.
    """

    rule: str
    person: int
    day: int | None
    amount: int = 1


@dataclass(frozen=True)
class Cost:
    """`by` has the reasons that cost something, ascending by name; `broken` is ordered by person."""

    by: dict[str, int]
    broken: tuple[Broken, ...]

    @property
    def total(self) -> int:
        """The price of the roster, hard rules left out."""
        return sum(self.by.values())

    @property
    def searched(self) -> int:
        """What a search minimises: the price, and HARD for each unit of a broken hard rule."""
        return self.total + HARD * sum(broken.amount for broken in self.broken)


def cost(model: Model, rows: Rows) -> Cost:
    """The exact cost of a complete roster. Raises ValueError for rows of another shape than the model's."""
    if len(rows) != len(model.people) or any(len(row) != model.days for row in rows):
        raise ValueError("the roster has another shape than the problem")
    by: dict[str, int] = {}

    def pay(reason: str, price: int) -> None:
        by[reason] = by.get(reason, 0) + price

    for demand in model.demands:
        have = sum(row[demand.day] in demand.values for row in rows)
        pay("under", demand.under * max(0, demand.need - have))
        pay("over", demand.over * max(0, have - demand.need))
    for cover in model.covers:
        if not any(rows[person][cover.day] in cover.values for person in cover.people):
            pay(cover.reason, cover.price)
    for price in model.prices:
        if rows[price.person][price.day] in price.values:
            pay(price.reason, price.price)
    for person, row in zip(model.people, rows, strict=True):
        nights = count_nights(model, row)
        if person.target_rest is not None:
            pay("rest", model.rest_price * abs(count_rests(person, row) - person.target_rest))
        pay("nightdev", model.night_price * max(0, person.night_low - nights, nights - person.night_high))
        pay("change", sum(model.change[a][b] for a, b in pairwise(row)) if model.change else 0)
    pay("nrange", model.nights_range_price * spread(
        [p.nights_carried + count_nights(model, row) for p, row in zip(model.people, rows, strict=True) if p.shares_nights]))
    pay("wrange", model.weekends_range_price * spread(
        [p.weekends_carried + count_weekends(model, row) for p, row in zip(model.people, rows, strict=True) if p.shares_weekends]))
    broken = tuple(one for person, row in enumerate(rows) for one in broken_by(model, person, row))
    return Cost({reason: by[reason] for reason in sorted(by) if by[reason]}, broken)


def broken_by(model: Model, number: int, row: Row) -> Iterator[Broken]:
    """The hard rules that the row of person `number` breaks; no other row matters for them."""
    person = model.people[number]
    for day, value in enumerate(row):
        if value not in person.allowed[day]:
            yield Broken("allowed", number, day)
        if model.forbidden[row[day - 1] if day else person.before][value]:
            yield Broken("succession", number, day)
    day = 0
    for worked, group in groupby(row, key=bool):
        length = len(list(group))
        inside = day > 0 and day + length < model.days
        carried = person.run_before if day == 0 else 0
        if worked and carried + length > person.max_run:
            over = min(length, carried + length - person.max_run)
            yield Broken("max_run", number, day + length - over, over)
        least = person.min_run if worked else person.min_off_run
        if inside and length < least:
            yield Broken("min_run" if worked else "min_off_run", number, day, least - length)
        day += length
    run = person.night_run_before
    for day, value in enumerate(row):
        run = run + 1 if model.nights[value] else 0
        if run > person.max_night_run:
            yield Broken("night_run", number, day)
    if count_rests(person, row) < person.least_rest:
        yield Broken("least_rest", number, None, person.least_rest - count_rests(person, row))
    for value, most in enumerate(person.most):
        if row.count(value) > most:
            yield Broken("most", number, None, row.count(value) - most)
    minutes = sum(model.values[value - 1].minutes for value in row if value != OFF)
    off = max(person.min_minutes - minutes, minutes - person.max_minutes)
    if off > 0:
        yield Broken("minutes", number, None, -(-off // 480))
    if count_weekends(model, row) > person.max_weekends:
        yield Broken("weekends", number, None, count_weekends(model, row) - person.max_weekends)


def count_nights(model: Model, row: Row) -> int:
    return sum(model.nights[value] for value in row)


def count_weekends(model: Model, row: Row) -> int:
    """Weekends of which the row works at least one day."""
    return sum(any(row[day] for day in weekend) for weekend in model.weekends)


def count_rests(person: Person, row: Row) -> int:
    """Days off that are rest days."""
    return sum(value == OFF and counts for value, counts in zip(row, person.rest_counts, strict=True))


def spread(counts: list[int]) -> int:
    return max(counts) - min(counts) if counts else 0
