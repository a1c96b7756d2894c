"""The roster problem as every engine reads it: flat, frozen, numbered from 0, without dates, codes or rules of the shop.

People are 0..P-1, days 0..D-1, values 0 = off (rest or leave) and 1..K = a shift at a post. A roster is one `bytes` of D values
per person. What no proposal may touch (typed cells, leave, posts, people without nights, days before hiring) is only this:
`Person.allowed` of that day has no other value, so that an engine cannot even try. `csdesk.solve.cost` says what a roster costs.

Days beside the planned ones that are already settled (the first days of the next month) are days like others with one allowed
value and no demand; what lies before day 0 is carried by `Person.before`, `run_before` and `night_run_before`.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

OFF = 0
HARD = 500  # price of one unit of a broken hard rule while searching
NEVER = 1 << 30  # a limit that limits nothing

Row = bytes  # the values of one person, one byte a day
Rows = tuple[Row, ...]  # a roster: the rows of all people


@dataclass(frozen=True, slots=True)
class Value:
    """One way to work a day. Times are minutes from the roster day's midnight (25:00 = 1500); `minutes` is what counts towards
    `Person.min_minutes` and `max_minutes`."""

    shift: int
    label: str
    start: int = 0
    end: int = 0
    night: bool = False
    minutes: int = 0


@dataclass(frozen=True, slots=True)
class Person:
    """What one person may work, brings along, and should get. Days are counted, minutes summed over the horizon.

    Hard: `allowed`, runs of work and of nights with what was brought along, `min_run` and `min_off_run` (runs that touch an edge
    of the horizon may be shorter), `least_rest`, `most`, minutes, `max_weekends`, successions of the model.
    Priced: `target_rest`, nights outside `night_low..night_high`, and the spreads over those who share in them.
    """

    label: str
    allowed: tuple[tuple[int, ...], ...]  # per day, ascending, at least one
    rest_counts: tuple[bool, ...]  # per day: off is a rest day (not leave, not a day of no employment)
    before: int = OFF  # value of the day before day 0
    run_before: int = 0  # days worked in a row up to the day before
    night_run_before: int = 0
    max_run: int = NEVER
    min_run: int = 1
    min_off_run: int = 1
    max_night_run: int = NEVER
    least_rest: int = 0
    target_rest: int | None = None  # None: nothing to pay for
    most: tuple[int, ...] = ()  # per value 0..K the most days; empty: no limit
    min_minutes: int = 0
    max_minutes: int = NEVER
    max_weekends: int = NEVER
    night_low: int = 0  # fair share of nights
    night_high: int = NEVER
    shares_nights: bool = False  # counts for the spread of nights
    shares_weekends: bool = False
    nights_carried: int = 0  # nights and weekends of earlier months, added for the spreads only
    weekends_carried: int = 0


@dataclass(frozen=True, slots=True)
class Price:
    """`person` having one of `values` (ascending, may contain OFF) on `day` costs `price`, under the name `reason`:
    wish, on, off, accepted (an accepted cell changed), changed (a published cell changed) ..."""

    reason: str
    person: int
    day: int
    values: tuple[int, ...]
    price: int


@dataclass(frozen=True, slots=True)
class Demand:
    """On `day`, `need` people with one of `values`; each one missing costs `under`, each one too many `over`."""

    day: int
    values: tuple[int, ...]
    need: int
    under: int
    over: int


@dataclass(frozen=True, slots=True)
class Cover:
    """On `day`, at least one of `people` with one of `values`, else `price` under the name `reason` (leader, shop)."""

    reason: str
    day: int
    values: tuple[int, ...]
    people: tuple[int, ...]
    price: int


@dataclass(frozen=True)
class Model:
    """One roster problem; raises ValueError where it does not hang together.

    `forbidden[a][b]`: value b may not follow value a the next day (hard). `change[a][b]`: it costs that much, for days inside the
    horizon only. `weekends`: groups of days; a person works a weekend when one of its days is worked.
    """

    days: int
    values: tuple[Value, ...]  # 1..K; values[k - 1] is value k
    people: tuple[Person, ...]
    forbidden: tuple[tuple[bool, ...], ...]  # (K+1) × (K+1)
    change: tuple[tuple[int, ...], ...] = ()  # (K+1) × (K+1), or empty
    weekends: tuple[tuple[int, ...], ...] = ()
    prices: tuple[Price, ...] = ()
    demands: tuple[Demand, ...] = ()
    covers: tuple[Cover, ...] = ()
    rest_price: int = 0  # per day off the target
    night_price: int = 0  # per night outside the fair share
    nights_range_price: int = 0  # per night between the most and the fewest of those who share
    weekends_range_price: int = 0
    nights: tuple[bool, ...] = field(init=False, repr=False)  # per value 0..K

    def __post_init__(self) -> None:
        object.__setattr__(self, "nights", (False, *(value.night for value in self.values)))
        size = len(self.values) + 1
        if self.days < 1 or size > 256:
            raise ValueError("a roster needs a day, and has room for 255 kinds of work")
        for matrix in (self.forbidden, self.change or self.forbidden):
            if len(matrix) != size or any(len(row) != size for row in matrix):
                raise ValueError("a succession for every pair of values is needed")
        for person in self.people:
            if len(person.allowed) != self.days or len(person.rest_counts) != self.days or len(person.most) not in (0, size):
                raise ValueError(f"{person.label}: a list has another length than the horizon")
            if any(not day or list(day) != sorted(set(day)) or day[0] < 0 or day[-1] >= size for day in person.allowed):
                raise ValueError(f"{person.label}: every day needs its allowed values, ascending")
        rows: tuple[Price | Demand | Cover, ...] = (*self.prices, *self.demands, *self.covers)
        for row in rows:
            if not 0 <= row.day < self.days or any(not 0 <= value < size for value in row.values):
                raise ValueError(f"outside the problem: {row}")
        if any(not 0 <= day < self.days for weekend in self.weekends for day in weekend):
            raise ValueError("a weekend outside the horizon")
        if any(not 0 <= price.person < len(self.people) for price in self.prices):
            raise ValueError("a price for nobody")

    def digest(self) -> str:
        """SHA-256 of everything that decides a roster: the same for the same problem, on every machine."""
        return hashlib.sha256(repr(self).encode()).hexdigest()

    def free(self, person: int, day: int) -> bool:
        """Whether an engine has a choice there."""
        return len(self.people[person].allowed[day]) > 1
