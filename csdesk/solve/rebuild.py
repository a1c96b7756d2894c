"""The best row of one person while everybody else stays: exact, by stretches of work, where single changes get stuck.

Tight run rules (at least two days on, at least two off, so many minutes, so few weekends) leave hardly any row next to a valid
one. Between two gaps of days off only the stretch itself matters, so the best shifts of every possible stretch come first, and
then the best chain of stretches with weekends and minutes as labels. Limits per value are kept by tolls that rise while they are
broken. Runs of nights, rests and shares are left to the price of the row that comes out.
"""

from __future__ import annotations

import math

from csdesk.solve.model import OFF, Model

NONE = math.inf  # the price of what cannot be
WEEKEND = 1 << 16  # of a label
TOLL = 10.0  # per day over a limit, in price
TRIES = 4
Prices = list[list[float]]  # [day][value]; only differences within a day matter


def tight(model: Model) -> bool:
    """Whether rows can have too little, not only too much: then single changes seldom lead from one valid row to the next."""
    return any(person.min_run > 1 or person.min_off_run > 1 or person.min_minutes > 0 for person in model.people)


class Rebuild:
    """Finds rows for one person of a model; the tolls of its limits stay from one call to the next."""

    def __init__(self, model: Model, number: int) -> None:
        person = self.person = model.people[number]
        self.days, self.change = model.days, model.change
        self.capped = [(value, most) for value, most in enumerate(person.most) if value != OFF and most < model.days]
        self.tolls = [0.0] * (len(model.values) + 1)
        self.longest = max(1, min(person.max_run, model.days))
        self._label(model)
        # per day: the values that can be worked, their extra units, and what may stand before them in a stretch
        work = [[value for value in allowed if value != OFF] for allowed in person.allowed]
        self.follows = [
            [(v, self.extra[v], [u for u in (work[day - 1] if day else []) if not model.forbidden[u][v]]) for v in work[day]]
            for day in range(model.days)
        ]
        self.follows[0] = [one for one in self.follows[0] if not model.forbidden[person.before][one[0]]]
        # stretches by last day: (length, first day, day after the gap that follows, weekends touched); at an edge they may be short
        must_work = [next((d for d in range(day, model.days) if OFF not in person.allowed[d]), model.days) for day in range(model.days + 1)]
        self.may_rest = [must_work[day] > day for day in range(model.days)]
        counted = [set(weekend) for weekend in model.weekends] if person.max_weekends < len(model.weekends) else []
        self.stretches: list[list[tuple[int, int, int, int]]] = []
        for last in range(model.days):
            gap_end = min(last + 1 + max(1, person.min_off_run), model.days)
            self.stretches.append([])
            for length in range(1, min(self.longest, last + 1) + 1 if must_work[last + 1] >= gap_end else 1):
                begin = last + 1 - length
                edge = begin == 0 or last == model.days - 1
                if (edge or length >= person.min_run) and (begin or length + person.run_before <= person.max_run):
                    touched = sum(not weekend.isdisjoint(range(begin, last + 1)) for weekend in counted)
                    self.stretches[last].append((length, begin, gap_end, touched))

    def _label(self, model: Model) -> None:
        """Labels of a chain of stretches: weekends worked × WEEKEND + minutes in units, each only where it is limited."""
        person = self.person
        minutes = [0, *(value.minutes for value in model.values)]
        unit = math.gcd(*minutes) or 1
        timed = person.min_minutes > 0 or person.max_minutes < model.days * max(minutes)
        usual = {value for allowed in person.allowed for value in allowed if value != OFF}
        units = [each // unit if timed else 0 for each in minutes]
        self.fewest = min((units[value] for value in usual), default=0)
        self.extra = [each - self.fewest for each in units]  # beyond the fewest of a shift
        self.extras = max((self.extra[value] for value in usual), default=0) * self.longest + 1  # different sums of a stretch
        cycle = self.longest + max(1, person.min_off_run)
        most = max((units[value] for value in usual), default=0)
        reach = [(n // cycle * self.longest + min(self.longest, n % cycle)) * most for n in range(model.days + 1)]
        low = -(-person.min_minutes // unit) if timed else 0
        self.low = [max(0, low - reach[model.days - day]) for day in range(model.days + 1)]  # units that a chain needs on a day
        self.high = person.max_minutes // unit if timed else 0
        self.beyond = (min(person.max_weekends, len(model.weekends)) + 1) * WEEKEND

    def row(self, prices: Prices) -> bytes | None:
        """The cheapest row that keeps successions, runs, weekends and minutes, and tries to keep the limits per value; None where
        there is none."""
        for _ in range(TRIES):
            row = self._row(prices)
            broken = False
            for value, most in self.capped:
                count = row.count(value) if row else 0
                if count > most:
                    self.tolls[value] += TOLL * (count - most)
                    broken = True
                elif count < most:
                    self.tolls[value] = max(0.0, self.tolls[value] - 1)
            if not broken:
                break
        return row

    def _row(self, prices: Prices) -> bytes | None:
        gains = [[price - here[OFF] + toll for price, toll in zip(here, self.tolls, strict=True)] for here in prices]
        walked = self._walk(gains)
        days, extras, high, beyond = self.days, self.extras, self.high, self.beyond
        # chains[day]: by label, the price of the best days before it, the last gap kept
        chains: list[dict[int, float]] = [{} for _ in range(days + 1)]
        kept: list[list[tuple[int, float]]] = []  # those of a day that can still become a row
        steps: list[list[tuple[int, int, int, float]]] = [[] for _ in range(days + 1)]  # by day reached: first day, length, label, price
        chains[0][0] = 0.0
        for day in range(days):
            low = self.low[day]
            kept.append([(label, known) for label, known in chains[day].items() if low <= label % WEEKEND <= high and label < beyond])
            if self.may_rest[day]:
                steps[day + 1].append((day, 0, 0, 0.0))
                after = chains[day + 1]
                for label, known in kept[day]:
                    if known < after.get(label, NONE):
                        after[label] = known
            if not self.stretches[day]:
                continue
            best = list(map(min, *walked[day].values())) if len(walked[day]) > 1 else next(iter(walked[day].values()), [])
            for length, begin, end, touched in self.stretches[day] if best else []:
                after = chains[end]
                for extra, price in enumerate(best[(length - 1) * extras : length * extras], self.fewest * length):
                    if price < NONE:
                        step = touched * WEEKEND + extra
                        steps[end].append((begin, length, step, price))
                        for label, known in kept[begin]:
                            if known + price < after.get(label + step, NONE):
                                after[label + step] = known + price
        ends = [(p, label) for label, p in chains[days].items() if self.low[days] <= label % WEEKEND <= high and label < beyond]
        if not ends:
            return None
        label = min(ends)[1]
        row = bytearray(days)
        day = days
        while day:  # back along the steps that gave these prices
            price = chains[day][label]
            day, length, step = next(
                (begin, length, step) for begin, length, step, paid in steps[day] if chains[begin].get(label - step, NONE) + paid == price
            )
            label -= step
            if length:
                extra = step % WEEKEND - self.fewest * length
                row[day : day + length] = self._values(day, length, extra, walked, gains)
        return bytes(row)

    def _walk(self, gains: Prices) -> list[dict[int, list[float]]]:
        """The cheapest stretches by last day, by last value, by (length − 1) × extras + extra units."""
        extras, change, room = self.extras, self.change, self.longest * self.extras
        found: list[dict[int, list[float]]] = []
        for day in range(self.days):
            here: dict[int, list[float]] = {}
            before = found[-1] if day else {}
            for value, extra, follows in self.follows[day]:
                gain = gains[day][value]
                if change:
                    longer = [[price + change[u][value] for price in before[u]] for u in follows if u in before]
                else:
                    longer = [before[u] for u in follows if u in before]
                prices = [NONE] * (extras + extra)
                prices[extra] = gain
                if len(longer) > 1:
                    prices += [price + gain for price in map(min, *longer)]
                elif longer:
                    prices += [price + gain for price in longer[0]]
                else:
                    prices += [NONE] * room
                del prices[room:]
                here[value] = prices
            found.append(here)
        return found

    def _values(self, begin: int, length: int, extra: int, walked: list[dict[int, list[float]]], gains: Prices) -> bytes:
        """The values of the cheapest stretch with so many extra units."""
        day, place = begin + length - 1, (length - 1) * self.extras + extra
        here = walked[day]
        value = min(here, key=lambda v: (here[v][place], v))
        values = [value]
        while day > begin:
            price, gain = walked[day][value][place], gains[day][value]
            place -= self.extras + self.extra[value]
            follows = next(follows for v, _, follows in self.follows[day] if v == value)
            day -= 1
            here = walked[day]
            if self.change:
                value = next(u for u in follows if u in here and here[u][place] + self.change[u][value] + gain == price)
            else:
                value = next(u for u in follows if u in here and here[u][place] + gain == price)
            values.append(value)
        return bytes(reversed(values))
