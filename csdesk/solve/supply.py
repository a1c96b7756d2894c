"""Supply against demand: which days can't be filled by anybody, before any search; and who could fill what stayed short, at what price."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from csdesk.solve.cost import Broken, broken_by, cost
from csdesk.solve.desk import Desk
from csdesk.solve.model import OFF, Demand, Model, Person, Rows

WEIGHED = 8  # people whose price is worked out for one shortage


@dataclass(frozen=True, slots=True)
class DaySupply:
    """A day that needs more people than can work it, each at one place: `missing` by index into the model's demands."""

    day: date
    need: int
    can: int
    missing: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class MonthSupply:
    """Shifts needed in the month, shifts that people can work when each has the fewest rest days, and the days that fall short."""

    need: int
    can: int
    days: tuple[DaySupply, ...]


@dataclass(frozen=True, slots=True)
class Filler:
    """Somebody who could take a place: `person` is the row, `value` what would stand there, `price` what the roster would cost
    elsewhere (below 0: it would be better elsewhere, too); `broken` hard rules would break newly."""

    person: int
    value: int
    price: int
    broken: tuple[Broken, ...]


def supply(desk: Desk) -> MonthSupply:
    """Whether the month's needs can be met at all: day by day by who may work what (exact, by matching), and in sum."""
    model = desk.model
    by_day: dict[int, list[int]] = {}
    for number, demand in enumerate(model.demands):
        by_day.setdefault(demand.day, []).append(number)
    found, needed = [], 0
    for day, numbers in sorted(by_day.items()):
        extra = _own_needs([model.demands[number] for number in numbers])
        need = sum(extra)
        needed += need
        missing = _unmatched(model, day, [model.demands[number] for number in numbers], extra)
        if any(missing):
            found.append(DaySupply(desk.days[day], need, need - sum(missing), tuple(
                (number, count) for number, count in zip(numbers, missing, strict=True) if count)))
    can = sum(
        max(0, sum(any(day) for day in person.allowed[: desk.month.length]) - max(0, person.least_rest - _forced_rests(person)))
        for person in model.people)
    return MonthSupply(needed, can, tuple(found))


def _forced_rests(person: Person) -> int:
    return sum(counts and not any(day) for day, counts in zip(person.allowed, person.rest_counts, strict=True))


def _own_needs(rows: Sequence[Demand]) -> list[int]:
    """What each row needs beyond the narrower rows of the same shift (2 of any post, 1 of them at a certain one: 1 and 1)."""
    own = [0] * len(rows)
    for number in sorted(range(len(rows)), key=lambda one: (len(rows[one].values), one)):
        values = set(rows[number].values)
        inside = sum(own[other] for other, row in enumerate(rows) if other != number and row.values and set(row.values) <= values)
        own[number] = max(0, rows[number].need - inside)
    return own


def _unmatched(model: Model, day: int, rows: Sequence[Demand], needs: Sequence[int]) -> list[int]:
    """How many places of each row stay empty when as many people as possible stand somewhere."""
    values = [set(row.values) for row in rows]
    fitting: dict[tuple[int, ...], list[int]] = {}  # allowed values -> the rows they serve
    could = []
    for person in model.people:
        allowed = person.allowed[day]
        if allowed not in fitting:
            fitting[allowed] = [row for row in range(len(rows)) if needs[row] and not values[row].isdisjoint(allowed)]
        could.append(fitting[allowed])
    holders: list[list[int]] = [[] for _row in rows]

    def seat(person: int, tried: set[int]) -> bool:
        for row in could[person]:
            if row in tried:
                continue
            tried.add(row)
            if len(holders[row]) < needs[row]:
                holders[row].append(person)
                return True
            for number, other in enumerate(holders[row]):
                if len(could[other]) > 1 and seat(other, tried):
                    holders[row][number] = person
                    return True
        return False

    for number in range(len(model.people)):
        seat(number, set())
    return [need - len(held) for need, held in zip(needs, holders, strict=True)]


def short(desk: Desk, rows: Rows) -> list[tuple[int, int]]:
    """(index of the demand, people missing) of a roster, by day."""
    found = []
    for number, demand in enumerate(desk.model.demands):
        have = sum(row[demand.day] in demand.values for row in rows)
        if have < demand.need:
            found.append((number, demand.need - have))
    return found


def fillers(desk: Desk, rows: Rows, demand: Demand, most: int = 3) -> list[Filler]:
    """Who could take one more place of a need, the cheapest first: those who may work it there and do not yet."""
    model, day = desk.model, demand.day
    tried: list[tuple[int, bool, int, int, tuple[Broken, ...]]] = []
    for number, row in enumerate(rows):
        value = next((one for one in model.people[number].allowed[day] if one in demand.values), None)
        if value is None or row[day] in demand.values:
            continue
        before = set(broken_by(model, number, row))
        after = row[:day] + bytes([value]) + row[day + 1 :]
        newly = tuple(one for one in broken_by(model, number, after) if one not in before)
        tried.append((len(newly), row[day] != OFF, number, value, newly))
    now = cost(model, rows).total
    found = []
    for _count, _working, number, value, newly in sorted(tried)[:WEIGHED]:
        row = rows[number]
        changed = (*rows[:number], row[:day] + bytes([value]) + row[day + 1 :], *rows[number + 1 :])
        found.append(Filler(number, value, cost(model, changed).total - now + demand.under, newly))
    return sorted(found, key=lambda one: (len(one.broken), one.price, one.person))[:most]
