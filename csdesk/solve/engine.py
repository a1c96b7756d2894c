"""Simulated annealing over rosters: small changes, each scored by what it alters, taken more rarely the dearer they are.

The search is a function of (model, seed, iterations, start): it looks at no clock, and its only randomness is `random.Random`
of the seed, so the same question gives the same bytes on every machine.
"""

from __future__ import annotations

import math
import random
import time
from collections.abc import Callable
from dataclasses import dataclass

from csdesk.solve import VERSION as VERSION
from csdesk.solve.board import Board, Spread
from csdesk.solve.cost import Cost, cost
from csdesk.solve.first import first
from csdesk.solve.line import BYTES, TABOO
from csdesk.solve.model import Model, Rows
from csdesk.solve.rebuild import Rebuild, tight

HOT, COLD = 8.0, 0.3  # temperatures, in price
TIGHT_HOT, TIGHT_COLD, REHEATS, REHEATED = 30.0, 1.5, 2, 0.3  # the same for tight run rules, and how often and to which part of hot
DRAWS = 1 << 13
LIMITS = [round(-math.log((n + 0.5) / DRAWS), 9) for n in range(DRAWS)]  # −ln u, rounded so that no machine's logarithm matters
NOISE = [round(-math.log(-math.log((n + 0.5) / DRAWS)), 9) for n in range(DRAWS)]  # Gumbel's
# Where the run rules are tight: proposals to one row rebuilt, its noise in temperatures, and how much hotter it is taken than a
# small change. Measured: less noise repeats itself, more is refused.
REBUILD_EVERY, REBUILD_NOISE, REBUILD_HEAT = 20, 0.5, 2.0

SHARE = 0.85  # of the measured speed, for two searches side by side beside a window

Progress = Callable[[int, int, Rows], None]  # proposals done, HARD-priced cost of the best so far, its rows


@dataclass(frozen=True)
class Solution:
    """The best roster of a search and what it costs; (seed, iterations, the model's digest, VERSION) give it again, unless the
    search was cancelled: then `done` is less than `iterations`."""

    rows: Rows
    cost: Cost
    seed: int
    iterations: int
    done: int


def solve(model: Model, seed: int, iterations: int, start: Rows | None = None, progress: Progress | None = None,
          cancelled: Callable[[], bool] | None = None) -> Solution:
    """The best roster after `iterations` proposals, from `start` or from what `first` gives. `progress` and `cancelled` are asked
    every thousand proposals or so; a cancelled search gives the best so far. Cells of `start` that are not allowed are put right."""
    search = Search(model, seed, start or first(model, seed))
    done = 0
    for heat, proposals in schedule(model, iterations):
        if progress:
            progress(done, search.best, tuple(search.kept))
        if cancelled and cancelled():
            break
        search.stage(heat, proposals)
        done += proposals
    rows = tuple(search.kept)
    return Solution(rows, cost(model, rows), seed, iterations, done)


def rate(model: Model, start: Rows | None = None) -> float:
    """Proposals a second on this machine, measured for 0.2 s or so outside of any search."""
    search = Search(model, 0, start or first(model, 0))
    proposals, seconds = 1000, 0.0
    while seconds < 0.2:
        proposals *= 2
        begin = time.perf_counter()
        for heat, some in schedule(model, proposals):
            search.stage(heat, some)
        seconds = time.perf_counter() - begin
    return proposals / seconds


def iterations_for(model: Model, seconds: float, start: Rows | None = None) -> int:
    """How many proposals take about so many seconds here, rounded to two digits: the number to store beside the seed."""
    return max(1000, int(float(f"{SHARE * rate(model, start) * seconds:.1e}")))


def schedule(model: Model, iterations: int) -> list[tuple[float, int]]:
    """(temperature, proposals) one after the other, a thousand proposals each or a two-hundredth of all: geometric from hot to
    cold, and where the run rules are tight a few times again from less hot, because one cooling gets stuck anywhere."""
    size = max(1, min(1000, iterations // 200))
    count = -(-iterations // size)
    hot, cold, reheats = (TIGHT_HOT, TIGHT_COLD, REHEATS) if tight(model) else (HOT, COLD, 0)
    share = count // (reheats + 2) if reheats else 0  # of one reheating; the first cooling has twice as much
    heats = cooling(hot, cold, count - reheats * share)
    for _ in range(reheats):
        heats += cooling(hot * REHEATED, cold, share)
    return [(heat, min(size, iterations - n * size)) for n, heat in enumerate(heats)]


def cooling(hot: float, cold: float, count: int) -> list[float]:
    """Geometric from hot to cold; the ratio is rounded so that no machine's power function matters."""
    ratio = round((cold / hot) ** (1 / max(1, count - 1)), 12)
    heats = [hot]
    while len(heats) < count:
        heats.append(heats[-1] * ratio)
    return heats[:count]


class Search(Board):
    """One search under way: the present roster with all that is derived from it, and the best so far (`kept`, `best`)."""

    def __init__(self, model: Model, seed: int, start: Rows) -> None:
        people = model.people
        rows = [
            bytes(value if value in allowed else allowed[0] for value, allowed in zip(row, person.allowed, strict=True))
            for row, person in zip(start, people, strict=True)
        ]
        super().__init__(model, rows)
        self.random = random.Random(seed)
        both = list(zip(people, self.lines, strict=True))
        self.fair = model.nights_range_price > 0 or model.weekends_range_price > 0  # else the spreads are not kept
        self.nights = Spread([person.nights_carried + line.counted[1] for person, line in both if person.shares_nights])
        self.weekends = Spread([person.weekends_carried + line.counted[2] for person, line in both if person.shares_weekends])
        self.free = [
            (number, day, allowed, len(allowed))
            for number, person in enumerate(people)
            for day, allowed in enumerate(person.allowed)
            if len(allowed) > 1
        ]
        self.due = 0
        self.rebuilds = [Rebuild(model, number) for number in range(len(people))] if tight(model) else []
        self.cost = cost(model, tuple(rows)).searched
        self.hard = sum(line.hard for line in self.lines)
        self.best, self.best_hard, self.kept = self.cost, self.hard, rows

    def unfairness(self) -> int:
        """What the spreads of nights and weekends cost now."""
        nights, weekends, model = self.nights, self.weekends, self.model
        return model.nights_range_price * (nights.high - nights.low) + model.weekends_range_price * (weekends.high - weekends.low)

    def recount(self, number: int, before: tuple[int, ...], after: tuple[int, ...]) -> None:
        """The counts of one person change (of a `Counted`: nights and weekends are the second and third)."""
        person = self.model.people[number]
        if self.fair and person.shares_nights:
            self.nights.move(person.nights_carried + before[1], person.nights_carried + after[1])
        if self.fair and person.shares_weekends:
            self.weekends.move(person.weekends_carried + before[2], person.weekends_carried + after[2])

    def stage(self, heat: float, proposals: int) -> None:
        """`proposals` small changes tried at the temperature `heat`, and some rows rebuilt where the run rules are tight."""
        self.run(heat, proposals)
        if self.rebuilds:
            self.due += proposals
            while self.due >= REBUILD_EVERY:
                self.due -= REBUILD_EVERY
                self.rebuild(heat)

    def rebuild(self, heat: float) -> None:
        """Somebody's best row in place of theirs; noise by the temperature makes it one of the good rows, not always the same."""
        drawn = self.random.random
        number = int(drawn() * len(self.lines))
        line = self.lines[number]
        old, counted, hard, unfair = line.row, line.counted, line.hard, self.unfairness()
        noise = heat * REBUILD_NOISE
        row = self.rebuilds[number].row([[price - noise * NOISE[int(drawn() * DRAWS)] for price in day] for day in self.prices(number)])
        if row is None or row == old:
            return
        delta = self.put(number, 0, row)
        self.recount(number, counted, line.counted)
        delta += self.unfairness() - unfair
        if delta > heat * REBUILD_HEAT * LIMITS[int(drawn() * DRAWS)]:
            self.recount(number, line.counted, counted)
            self.put(number, 0, old)
            return
        self.hard += line.hard - hard
        self.cost += delta
        self.keep()

    def keep(self) -> None:
        """The present roster, where it is the best so far: fewest broken hard rules, then the price."""
        if self.cost < self.best and self.hard <= self.best_hard or self.hard < self.best_hard:
            self.best, self.best_hard, self.kept = self.cost, self.hard, [line.row for line in self.lines]

    def run(self, heat: float, proposals: int) -> None:
        """`proposals` changes tried at the temperature `heat`. One long loop over local names, because it is all the time there is:
        propose, score the rows, then what the days say, then the spreads; give up as soon as the limit is out of reach. What is
        short is looked up once, at the beginning."""
        if not self.free:
            return
        drawn = self.random.random
        lines, free, all_turns, turned, recount = self.lines, self.free, self.turns, self.turned, self.recount
        covers, masks, none, single, twins = self.covers, self.covers.masks, self.covers.none, self.covers.single, self.covers.twins
        loss, gain = self.demands.loss, self.demands.gain
        cells, people, days = len(free), len(lines), self.model.days
        unfair, uncovered = self.unfairness(), covers.uncovered()
        asked = zip(self.model.demands, self.demands.have, strict=True)
        short = [(demand.day, demand.values) for demand, have in asked if have < demand.need and demand.values]
        fair = self.fair
        for _ in range(proposals):
            kind = drawn()
            limit = heat * LIMITS[int(drawn() * DRAWS)]
            covered = 0  # change of what nobody covers
            if kind < 0.49 and people > 1:  # days exchanged between two people; the demand of a day does not see it
                p, q = int(drawn() * people), int(drawn() * (people - 1))
                if q >= p:
                    q += 1
                mine, yours = lines[p], lines[q]
                one, two = mine.row, yours.row
                d = int(drawn() * days)
                if kind < 0.37:  # a block
                    e = d + 1 if kind < 0.185 else min(days, d + 2 + int(drawn() * 9))
                    mended, other = two[d:e], one[d:e]
                else:  # two days apart
                    e = int(drawn() * days)
                    if e == d:
                        continue
                    if e < d:
                        d, e = e, d
                    mended = two[d : d + 1] + one[d + 1 : e] + two[e : e + 1]
                    other = one[d : d + 1] + two[d + 1 : e] + one[e : e + 1]
                    e += 1
                old = one[d:e]
                if mended == old:
                    continue
                look = mine.look(d, mended)
                delta = look[0] - mine.price
                if delta - yours.price - unfair - uncovered > limit:
                    continue
                look2 = yours.look(d, other)
                delta += look2[0] - yours.price
                if delta - unfair - uncovered > limit:
                    continue
                if twins[p] != twins[q]:
                    day = d
                    for a, b in zip(old, mended, strict=True):
                        if a != b:
                            _, _, left, entered = all_turns[day][a][b]
                            for slot in left:  # p leaves it to q
                                ours, theirs = masks[slot][p], masks[slot][q]
                                if x := ours & ~theirs & single[slot]:
                                    covered += covers.worth(slot, x)
                                if x := theirs & ~ours & none[slot]:
                                    covered -= covers.worth(slot, x)
                            for slot in entered:  # q leaves it to p
                                ours, theirs = masks[slot][p], masks[slot][q]
                                if x := theirs & ~ours & single[slot]:
                                    covered += covers.worth(slot, x)
                                if x := ours & ~theirs & none[slot]:
                                    covered -= covers.worth(slot, x)
                        day += 1
                delta += covered
            else:  # one row by itself
                q = -1
                p, d, allowed, many = free[int(drawn() * cells)]
                if short and kind < 0.56:  # somebody where one is missing, whether they may or not
                    d, allowed = short[int(drawn() * len(short))]
                    many = len(allowed)
                mine = lines[p]
                one = mine.row
                if 0.78 <= kind < 0.89:  # two of its days exchanged
                    e = int(drawn() * days)
                    if e == d:
                        continue
                    if e < d:
                        d, e = e, d
                    mended = one[e : e + 1] + one[d + 1 : e] + one[d : d + 1]
                    e += 1
                else:  # one value over one day or some
                    e = d + 1 if kind < 0.78 else min(days, d + 2 + int(drawn() * 5))
                    mended = BYTES[allowed[int(drawn() * many)]] * (e - d)
                old = one[d:e]
                if mended == old:
                    continue
                look = mine.look(d, mended)
                delta = look[0] - mine.price
                if delta > TABOO // 2:
                    continue
                day = d
                for a, b in zip(old, mended, strict=True):
                    if a != b:
                        lost, gained, left, entered = all_turns[day][a][b]
                        for row in lost:
                            delta += loss[row]
                        for row in gained:
                            delta += gain[row]
                        for slot in left:
                            if x := masks[slot][p] & single[slot]:
                                covered += covers.worth(slot, x)
                        for slot in entered:
                            if x := masks[slot][p] & none[slot]:
                                covered -= covers.worth(slot, x)
                    day += 1
                delta += covered
            if delta - unfair > limit:
                continue
            if fair:
                recount(p, mine.counted, look[2])
                if q >= 0:
                    recount(q, yours.counted, look2[2])
                now = self.unfairness()
                delta += now - unfair
                if delta > limit:
                    recount(p, look[2], mine.counted)
                    if q >= 0:
                        recount(q, look2[2], yours.counted)
                    continue
                unfair = now
            # taken
            self.hard -= mine.hard
            mine.take(d, mended, look)
            self.hard += mine.hard
            if q >= 0:
                self.hard -= yours.hard
                yours.take(d, other, look2)
                self.hard += yours.hard
            for day, (a, b) in enumerate(zip(old, mended, strict=True), d):
                if a != b:
                    turned(p, day, a, b)
                    if q >= 0:
                        turned(q, day, b, a)
            uncovered += covered
            self.cost += delta
            self.keep()
