"""A month of the shop as a `Model`, and the rows of an engine as cells again: the only place where the two meet.

The prices are those of the tiers below; a slider counts double for each stop above its usual one, half below, nothing at 0.
What a person typed or pinned, what was given out, leave, promises, posts and people without nights are nothing but the allowed
values of a day, so no engine can touch them.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from csdesk.core.attendance import Leave, Status
from csdesk.core.calendar import Month
from csdesk.core.fairness import Carried, ahead_of_share
from csdesk.core.planning import RestTerms, rest_terms
from csdesk.core.roster import LEAVE, REST, Cell
from csdesk.core.roster_check import AHEAD, BACK, Change, LiveRoster, fits
from csdesk.core.rules import PlanningRules, Shift
from csdesk.core.staff import Employee
from csdesk.solve.model import NEVER, OFF, Cover, Demand, Model, Person, Price, Rows, Value

TIERS = {  # price -> slider
    "under": (100, "staffing"), "promotion": (200, "staffing"), "over": (2, "staffing"),
    "leader": (300, "leads"), "shop": (80, "leads"),
    "wish": (20, "wishes"),
    "rest": (15, "fairness"), "nightdev": (12, "fairness"), "nrange": (10, "fairness"), "wrange": (8, "fairness"),
    "holiday": (5, "fairness"),
    "change": (3, "stability"), "accepted": (30, "stability"), "changed": (30, "stability"),
}  # fmt: skip
SLIDERS = ("staffing", "leads", "wishes", "fairness", "stability")
USUAL = PlanningRules()
FEW_LEAVE_DAYS = 3  # who is away longer does not count for the spreads
MOST_HOLIDAYS = 4  # of the year, that make a further one dearer

Place = tuple[int, date]  # employee id, day


@dataclass(frozen=True)
class Work:
    """A value of the model in the shop's words."""

    code: str
    post: str
    shift: Shift


@dataclass(frozen=True)
class Desk:
    """The problem of a month. `days` are the month's and up to two settled ones of the next; `work[k - 1]` is value k; `people` are
    the rows; `present` are the rows as the cells stand (blank = off). `settled` places keep their cell; `leave` are days off that are
    no rest days."""

    month: Month
    model: Model
    days: tuple[date, ...]
    people: tuple[Employee, ...]
    work: tuple[Work, ...]
    cells: Mapping[Place, Cell]
    settled: frozenset[Place]
    leave: frozenset[Place]
    present: Rows
    needs: tuple[tuple[str, str], ...]  # (shift code, post) of each of the model's demands
    shops: tuple[str, ...]  # the shop of each of the model's covers, '' = a lead

    def changes(self, rows: Rows, people: Collection[int] | None = None, days: Collection[date] | None = None) -> list[Change]:
        """The cells that the rows ask to be written: blank ones, and those that become something else; of some people or days only."""
        found: list[Change] = []
        for person, row in zip(self.people, rows, strict=True):
            if people is not None and person.id not in people:
                continue
            for day, value in zip(self.days, row, strict=True):
                place = (person.id, day)
                if place in self.settled or Month.of(day) != self.month or not person.employed_on(day):
                    continue
                if days is not None and day not in days:
                    continue
                cell = self.cells.get(place)
                code, post = (LEAVE if place in self.leave else REST), ""
                if value != OFF:
                    work = self.work[value - 1]
                    code, post = work.code, "" if work.post == person.post else work.post
                if cell is None or (cell.code, cell.post) != (code, post):
                    found.append((*place, code, post))
        return found

    def rows_of(self, other: Desk, rows: Rows) -> Rows:
        """The rows of another problem of this month (before a cell was typed, a person came) as rows of this one; where they can't be
        what they were, what stands in the cells."""
        numbers = {(one.code, one.post): number for number, one in enumerate(self.work, 1)}
        there = {person.id: row for person, row in zip(other.people, rows, strict=True)}
        days = {day: number for number, day in enumerate(other.days)}
        found = []
        for number, person in enumerate(self.people):
            own, row = bytearray(self.present[number]), there.get(person.id)
            for at, day in enumerate(self.days):
                if row is not None and day in days:
                    was = row[days[day]]
                    work = other.work[was - 1] if was != OFF else None
                    value = OFF if work is None else numbers.get((work.code, work.post), OFF)
                    if value in self.model.people[number].allowed[at]:
                        own[at] = value
            found.append(bytes(own))
        return tuple(found)


def desk(
    live: LiveRoster,
    *,
    leaves: Iterable[Leave] = (),
    year: Mapping[int, Carried] | None = None,
    refused: Collection[int] = (),
    keep: bool = False,
    frozen_before: date | None = None,
    published_fixed: bool = True,
    weights: PlanningRules | None = None,
) -> Desk:
    """The month of `live` as a problem.

    `leaves`: of the month, approved ones stand, waiting ones are weighed as wishes; `year`: what the year so far carries; `refused`:
    people whose wish was refused last month (theirs count double); `keep`: accepted and continued cells stay, too; days before
    `frozen_before` keep the cells they have; `published_fixed`: what was given out stays, else changing it costs as an accepted
    cell does. Raises ValueError where the shop has more kinds of work than a model holds (255)."""
    return _Builder(live, leaves, year or {}, refused, keep, frozen_before, published_fixed, weights).desk()


def scaled(reason: str, weights: PlanningRules) -> int:
    """The price of a tier under these sliders."""
    price, slider = TIERS[reason]
    weight: int = getattr(weights, slider)
    usual: int = getattr(USUAL, slider)
    if not weight:
        return 0
    return max(1, ((price << weight) + (1 << usual >> 1)) >> usual)


def by_slider(by: Mapping[str, int]) -> dict[str, int]:
    """A cost by reason as the five sliders show it."""
    sums = dict.fromkeys(SLIDERS, 0)
    for reason, price in by.items():
        sums[TIERS[reason][1]] += price
    return sums


class _Builder:
    """Builds one problem; what several parts need is worked out once."""

    def __init__(self, live: LiveRoster, leaves: Iterable[Leave], year: Mapping[int, Carried], refused: Collection[int], keep: bool,
                 frozen_before: date | None, published_fixed: bool, weights: PlanningRules | None) -> None:
        self.live, self.year, self.refused, self.keep = live, year, refused, keep
        self.month = live.month
        self.frozen_before = frozen_before
        self.weights = weights or live.rules_on(self.month.first).planning
        self.people = live.employees
        tail = [self.month.last + timedelta(days=number + 1) for number in range(AHEAD)]
        while tail and not any(live.code(one.id, tail[-1]) is not None for one in self.people):
            tail.pop()
        self.days = (*self.month.days(), *tail)
        self.planned = self.month.length
        publication = live.planning.publication
        self.published = dict(publication.cells) if publication is not None else {}
        self.published_fixed = published_fixed
        self.approved: dict[int, list[Leave]] = {}
        self.waiting: dict[int, list[Leave]] = {}
        for leave in leaves:
            if leave.status is not Status.REJECTED:
                (self.approved if leave.status is Status.APPROVED else self.waiting).setdefault(leave.employee_id, []).append(leave)
        self.promised = {(one.employee_id, one.day): one.code for one in live.planning.wishes if one.status is Status.APPROVED}
        self.needs = [live.coverage(day) for day in self.days[: self.planned]]
        self.work: list[Work] = []
        self.numbers: dict[tuple[str, int, int, str], int] = {}
        wanted = list(dict.fromkeys(row.post for rows in self.needs for row in rows))
        self.kinds = {
            post: frozenset(one for one in wanted if fits(one, post)) for person in self.people for post in live.planning.posts(person)}
        self.taking = {person.id: self._posts(person) for person in self.people}
        for day in self.days[: self.planned]:
            for shift in live.rules_on(day).shifts:
                for person in self.people:
                    for post in self.taking[person.id]:
                        self._number(shift, post)
        self.settled: set[Place] = set()
        self.leave: set[Place] = set()
        self.cells: dict[Place, Cell] = {}
        for cell in live.cells():
            self.cells[cell.employee_id, cell.day] = cell

    def _posts(self, person: Employee) -> tuple[str, ...]:
        """The posts of a person that serve a need which none before does, the own one first."""
        found: dict[str, frozenset[str]] = {}
        for post in self.live.planning.posts(person):
            if not found or not any(self.kinds[post] <= kind for kind in found.values()):
                found[post] = self.kinds[post]
        return tuple(found)

    def _number(self, shift: Shift, post: str) -> int:
        """The value of a shift at a post; a new one where it is met first."""
        key = (shift.code, shift.start, shift.end, post)
        if key not in self.numbers:
            self.work.append(Work(shift.code, post, shift))
            self.numbers[key] = len(self.work)
        return self.numbers[key]

    def desk(self) -> Desk:
        allowed = [[self._allowed(person, day) for day in self.days] for person in self.people]
        before = [self._before(person) for person in self.people]
        values = tuple(
            Value(number, f"{one.code}/{one.post}", one.shift.start, one.shift.end, one.shift.is_night,
                  one.shift.minutes - one.shift.unpaid_break_minutes)
            for number, one in enumerate(self.work))
        people = self._people(allowed, before)
        size = range(len(values) + 1)
        rest = max(self.live.rules_on(self.month.first).min_rest_minutes, self.weights.wanted_rest_minutes)
        price = scaled("change", self.weights)

        def close(a: int, b: int) -> bool:
            return OFF not in (a, b) and 1440 + values[b - 1].start - values[a - 1].end < rest

        def changes(a: int, b: int) -> bool:
            return OFF not in (a, b) and self.work[a - 1].code != self.work[b - 1].code

        demands, needs = self._demands()
        covers, shops = self._covers()
        model = Model(
            days=len(self.days),
            values=values,
            people=people,
            forbidden=tuple(tuple(close(a, b) for b in size) for a in size),
            change=tuple(tuple(price * changes(a, b) for b in size) for a in size),
            weekends=tuple((number,) for number, day in enumerate(self.days[: self.planned]) if day.weekday() >= 5),
            prices=tuple(self._prices(allowed)),
            demands=tuple(demands),
            covers=tuple(covers),
            rest_price=scaled("rest", self.weights),
            night_price=scaled("nightdev", self.weights),
            nights_range_price=scaled("nrange", self.weights),
            weekends_range_price=scaled("wrange", self.weights),
        )
        present = tuple(
            bytes(self._present(person, day, choice) for day, choice in zip(self.days, row, strict=True))
            for person, row in zip(self.people, allowed, strict=True))
        return Desk(self.month, model, self.days, self.people, tuple(self.work), self.cells, frozenset(self.settled),
                    frozenset(self.leave), present, tuple(needs), tuple(shops))

    # what a day may be

    def _held(self, person: Employee, day: date) -> int | None:
        """The value that the cell has; None = blank."""
        code = self.live.code(person.id, day)
        if code is None:
            return None
        shift = self.live.shift_on(day, code)
        if shift is None or (person.id, day) in self.live.away:
            return OFF
        return self._number(shift, self.live.post(person.id, day))

    def _allowed(self, person: Employee, day: date) -> tuple[int, ...]:
        place = (person.id, day)
        held = self._held(person, day)
        code = self.live.code(person.id, day)
        if code == LEAVE or place in self.live.away or not person.employed_on(day):
            self.leave.add(place)
        elif code is not None and code != REST and held == OFF:
            self.leave.add(place)  # a code that the rules don't know: it stands, and is no rest day
        if day > self.month.last:
            return (held or OFF,)
        if held is not None and self._stays(place, self.live.source(*place)):
            self.settled.add(place)
            return (held,)
        if not person.employed_on(day):
            return (OFF,)
        shifts = self.live.rules_on(day).shifts
        if any(_whole(leave, day) for leave in self.approved.get(person.id, ())):
            self.leave.add(place)
            return (OFF,)
        self.leave.discard(place)
        able = [
            self._number(shift, post) for shift in shifts for post in self.taking[person.id]
            if not (person.no_nights and shift.is_night)
            and not any(_covers(leave, day, shift) for leave in self.approved.get(person.id, ()))]
        promise = self.promised.get(place)
        if promise is not None:
            wanted = self.live.shift_on(day, promise)
            kept = [number for number in able if wanted is not None and self.work[number - 1].code == wanted.code]
            return tuple(sorted(kept)) or (OFF,)
        return (OFF, *sorted(able))

    def _stays(self, place: Place, source: str) -> bool:
        if source in ("typed", "pinned") or self.keep:
            return True
        if self.frozen_before is not None and place[1] < self.frozen_before:
            return True
        cell = self.cells.get(place)
        return self.published_fixed and cell is not None and self.published.get(place) == (cell.code, cell.post)

    def _present(self, person: Employee, day: date, allowed: tuple[int, ...]) -> int:
        held = self._held(person, day)
        return held if held is not None and held in allowed else allowed[0]

    def _before(self, person: Employee) -> tuple[int, int, int]:
        """(value of the day before, days worked in a row, nights in a row) that last month brings along."""
        first, run, nights, counting = OFF, 0, 0, True
        for back in range(1, BACK + 1):
            held = self._held(person, self.month.first - timedelta(days=back)) or OFF
            if back == 1:
                first = held
            if held == OFF:
                break
            run += 1
            counting = counting and self.work[held - 1].shift.is_night
            nights += counting
        return first, run, nights

    # people

    def _people(self, allowed: list[list[tuple[int, ...]]], before: list[tuple[int, int, int]]) -> tuple[Person, ...]:
        rules = self.live.rules_on(self.month.first)
        quota = rules.rest_days.per_month is not None
        free = [
            [day for day in self.days[: self.planned] if person.employed_on(day) and (person.id, day) not in self.leave]
            for person in self.people]
        able = [
            not person.no_nights and any(self.work[value - 1].shift.is_night for day in row for value in day if value != OFF)
            for person, row in zip(self.people, allowed, strict=True)]
        shares = self._night_shares(free, allowed)
        mean = sum(share for share, night in zip(shares, able, strict=True) if night) / (sum(able) or 1)
        shifts = {person.id: self.year.get(person.id, Carried()).shifts for person in self.people}
        nights = {person.id: self.year.get(person.id, Carried()).nights for person, night in zip(self.people, able, strict=True) if night}
        weekends = {person.id: self.year.get(person.id, Carried()).weekends for person in self.people}
        nights = ahead_of_share(nights, {who: shifts[who] for who in nights})
        weekends = ahead_of_share(weekends, shifts)
        found = []
        for number, person in enumerate(self.people):
            days = free[number]
            terms = rest_terms(rules, self.live.planning.terms.get(person.id))
            target, least = _part(terms, len(days), self.month.length)
            whole = all(person.employed_on(day) for day in (self.month.first, self.month.last))
            shared = whole and len(days) >= self.planned - FEW_LEAVE_DAYS
            ahead = nights.get(person.id, 0)
            share = max(0.0, shares[number] - ahead)
            tail = sum(
                value[0] != OFF and self.work[value[0] - 1].shift.is_night for value in allowed[number][self.planned:])  # settled already
            value, run, night_run = before[number]
            found.append(Person(
                label=person.no,
                allowed=tuple(allowed[number]),
                rest_counts=tuple(
                    day in days and not (quota and self.live.calendar.is_statutory(day)) for day in self.days),
                before=value,
                run_before=run,
                night_run_before=night_run,
                max_run=terms.max_run,
                max_night_run=self.weights.max_night_run,
                least_rest=least,
                target_rest=target if days else None,
                night_low=math.floor(share) + tail if able[number] else 0,
                night_high=math.ceil(share) + tail if able[number] else NEVER,
                shares_nights=able[number] and shared,
                shares_weekends=shared,
                nights_carried=ahead - round(shares[number] - mean) - tail,
                weekends_carried=weekends[person.id],
            ))
        return tuple(found)

    def _night_shares(self, free: list[list[date]], allowed: list[list[tuple[int, ...]]]) -> list[float]:
        """The fair share of nights of each person: every need of a night goes to all who could take it, in proportion to the days
        that they are there."""
        shares = [0.0] * len(self.people)
        needs: dict[tuple[str, str], int] = {}
        for rows in self.needs:
            for row in rows:
                needs[row.shift, row.post] = needs.get((row.shift, row.post), 0) + row.need
        for (code, post), need in needs.items():
            values = {number for number, one in enumerate(self.work, 1) if one.code == code and fits(post, one.post) and one.shift.is_night}
            could = [number for number, row in enumerate(allowed) if any(value in values for day in row for value in day)]
            days = sum(len(free[number]) for number in could)
            for number in could if days else ():
                shares[number] += need * len(free[number]) / days
        return shares

    # what is asked for

    def _demands(self) -> tuple[list[Demand], list[tuple[str, str]]]:
        over = scaled("over", self.weights)
        demands: list[Demand] = []
        names: list[tuple[str, str]] = []
        for number, rows in enumerate(self.needs):
            day = self.days[number]
            promotion = any(one.first <= day <= one.last for one in self.live.planning.promotions)
            under = scaled("promotion" if promotion else "under", self.weights)
            for row in rows:
                values = self._values(number, row.shift, row.post)
                if row.need or (values and any(one.need for one in rows)):  # a post that nobody has is missed, too
                    demands.append(Demand(number, values, row.need, under, over))
                    names.append((row.shift, row.post))
        return demands, names

    def _values(self, number: int, code: str, post: str | None = None) -> tuple[int, ...]:
        """The values of a shift on a day, at a post that a need names."""
        shift = self.live.shift_on(self.days[number], code)
        return tuple(
            value for value, one in enumerate(self.work, 1)
            if shift is not None and one.code == shift.code and (post is None or fits(post, one.post)))

    def _covers(self) -> tuple[list[Cover], list[str]]:
        """A lead and every shop on each shift that needs somebody, asked for as the check does."""
        leads = [number for number, person in enumerate(self.people) if person.is_lead]
        shops = dict.fromkeys(person.shop for person in self.people if person.shop)
        serving = {
            shop: tuple(number for number, person in enumerate(self.people) if self.live.planning.serves(person, shop)) for shop in shops}
        lead, shop_price = scaled("leader", self.weights), scaled("shop", self.weights)
        covers: list[Cover] = []
        names: list[str] = []
        for number, rows in enumerate(self.needs):
            day = self.days[number]
            here = tuple(one for one in leads if self.people[one].employed_on(day))
            for shift in self.live.rules_on(day).shifts:
                if not any(row.need and row.shift == shift.code for row in rows):
                    continue
                values = self._values(number, shift.code)
                if here and len(here) >= len(self.live.rules_on(day).shifts):
                    covers.append(Cover("leader", number, values, here, lead))
                    names.append("")
                for shop, people in serving.items() if len(shops) > 1 else ():
                    covers.append(Cover("shop", number, values, people, shop_price))
                    names.append(shop)
        return covers, names

    def _prices(self, allowed: list[list[tuple[int, ...]]]) -> Iterable[Price]:
        numbers = {person.id: number for number, person in enumerate(self.people)}
        every = tuple(range(len(self.work) + 1))
        wish = scaled("wish", self.weights)
        for asked in self.live.planning.wishes:
            if asked.status is Status.PENDING and asked.employee_id in numbers and Month.of(asked.day) == self.month and wish:
                number = (asked.day - self.month.first).days
                kept = (OFF,) if asked.code == REST else self._values(number, asked.code)
                yield Price("wish", numbers[asked.employee_id], number, tuple(value for value in every if value not in kept),
                            wish * (2 if asked.employee_id in self.refused else 1))
        for who, leaves in sorted(self.waiting.items()):
            for number, day in enumerate(self.days[: self.planned]) if who in numbers and wish else ():
                if any(_whole(leave, day) for leave in leaves):
                    yield Price("wish", numbers[who], number, every[1:], wish)
        prices = {"accepted": scaled("accepted", self.weights), "changed": scaled("changed", self.weights)}
        for place, cell in sorted(self.cells.items()):
            if place in self.settled or Month.of(cell.day) != self.month:
                continue
            person, number = numbers[cell.employee_id], (cell.day - self.month.first).days
            given = self.published.get(place) == (cell.code, cell.post)
            reason = "changed" if given else "accepted" if cell.source == "accepted" else ""
            held = self._held(self.people[person], cell.day)
            if reason and prices[reason] and held in allowed[person][number]:
                yield Price(reason, person, number, tuple(value for value in every if value != held), prices[reason])
        holiday = scaled("holiday", self.weights)
        done = {person.id: self.year.get(person.id, Carried()).holidays for person in self.people}
        least = min(done.values(), default=0)
        for number, day in enumerate(self.days[: self.planned]):
            for one in self.people if holiday and self.live.calendar.is_statutory(day) else ():
                more = min(MOST_HOLIDAYS, done[one.id] - least)
                if more and one.employed_on(day):
                    yield Price("holiday", numbers[one.id], number, every[1:], holiday * more)


def _part(terms: RestTerms, there: int, length: int) -> tuple[int, int]:
    """(rest days wanted, the fewest) of somebody who is there for part of the month."""
    return (2 * terms.target * there + length) // (2 * length), terms.least * there // length


def takes(leave: Leave, day: date, shift: Shift) -> bool:
    """Whether leave takes a shift of a day: leave of whole days, or of all its hours."""
    return _whole(leave, day) or _covers(leave, day, shift)


def _whole(leave: Leave, day: date) -> bool:
    return leave.whole_days and leave.start.date() <= day <= leave.end.date()


def _covers(leave: Leave, day: date, shift: Shift) -> bool:
    """Whether leave of some hours takes a whole shift; half of one can be worked."""
    midnight = datetime.combine(day, time.min)
    start, end = midnight + timedelta(minutes=shift.start), midnight + timedelta(minutes=shift.end)
    return not leave.whole_days and leave.start <= start and end <= leave.end
