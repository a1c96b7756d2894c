"""The roster problem as linear inequalities, and the one place that talks to the MIP library (in child processes only)."""

from __future__ import annotations

import contextlib
import importlib.util
import itertools
import os
import sys
import tempfile
import types
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from csdesk.solve.model import NEVER, OFF, Model, Rows

NODES = 5_000  # branches searched at most: a limit that is the same on every machine, other than one in seconds
SMALL = 1e-6
SPARE = 15  # places a little too dear are freed along with those that have to be: fewer rounds
Terms = Iterable[tuple[int, float]]  # (column, factor)
Part = tuple[int, int, tuple[int, ...], float]  # (person, day, values, factor): the factor counts when the cell has one of the values
Place = tuple[int, int]  # (person, day)
INFINITE = float("inf")
MPS = "roster.mps"  # the file that the library reads


@dataclass(frozen=True, slots=True)
class Line:
    """One hard rule of one person: the sum of `factor` for each cell of `cells` that has one of its values, within low..high.

    `rule` is the name that `cost.Broken` gives it, `day` the first day it speaks of."""

    rule: str
    day: int
    cells: tuple[tuple[int, tuple[int, ...], int], ...]  # (day, values, factor)
    low: float
    high: float


def lines(model: Model, number: int) -> Iterator[Line]:
    """Every hard rule of a person but `allowed` and `max_weekends`: a row keeps all lines exactly when it breaks no rule."""
    person, days = model.people[number], model.days
    work = tuple(range(1, len(model.values) + 1))
    nights = tuple(value for value in work if model.nights[value])
    banned = tuple(value for value in range(len(work) + 1) if model.forbidden[person.before][value])
    if banned:
        yield Line("succession", 0, ((0, banned, 1),), 0, 0)
    for earlier, later in _pairs(model):
        for day in range(days - 1):
            yield Line("succession", day, ((day, earlier, 1), (day + 1, later, 1)), -INFINITE, 1)
    for start, length in _windows(days, person.max_run, person.run_before):
        yield Line("max_run", start, tuple((day, (OFF,), 1) for day in range(start, start + length)), 1, INFINITE)
    for start, length in _windows(days, person.max_night_run, person.night_run_before) if nights else ():
        yield Line("night_run", start, tuple((day, nights, 1) for day in range(start, start + length)), -INFINITE, length - 1)
    for rule, inner, outer, least in (("min_run", work, (OFF,), person.min_run), ("min_off_run", (OFF,), work, person.min_off_run)):
        for length in range(1, least):  # a run of `length` between two days of the other kind
            for day in range(days - length - 1):
                run = tuple((day + n, inner, 1) for n in range(1, length + 1))
                yield Line(rule, day + 1, ((day, outer, 1), *run, (day + length + 1, outer, 1)), -INFINITE, length + 1)
    if person.least_rest:
        yield Line("least_rest", 0, tuple((day, (OFF,), 1) for day in range(days) if person.rest_counts[day]), person.least_rest, INFINITE)
    for value, most in enumerate(person.most):
        if most < days:
            yield Line("most", 0, tuple((day, (value,), 1) for day in range(days)), -INFINITE, most)
    if person.min_minutes or person.max_minutes < NEVER:
        each = tuple((day, (value,), model.values[value - 1].minutes) for day in range(days) for value in work)
        yield Line("minutes", 0, each, person.min_minutes, person.max_minutes)


def _windows(days: int, most: int, before: int) -> Iterator[tuple[int, int]]:
    """(first day, days) of the stretches that one run may not fill, with `before` days of it brought along."""
    first = max(1, most - before + 1)
    if before and first <= days:
        yield 0, first
    for day in range(days - most):
        yield day, most + 1


def _pairs(model: Model) -> list[tuple[tuple[int, ...], tuple[int, ...]]]:
    """The forbidden successions with values of the same followers taken together: (values, values that may not follow them)."""
    groups: dict[tuple[int, ...], list[int]] = {}
    for value, followers in enumerate(model.forbidden):
        later = tuple(other for other, no in enumerate(followers) if no)
        if later:
            groups.setdefault(later, []).append(value)
    return [(tuple(earlier), later) for later, earlier in groups.items()]


@dataclass(frozen=True)
class Found:
    """An answer of the library: a value per column, the price, whether nothing cheaper exists, and the worth of each row's bound
    (of the relaxed program only)."""

    values: Sequence[float]
    price: float
    proven: bool
    duals: Sequence[float] = ()


class Program:
    """A mixed-integer program over a roster of which some cells are free, under construction.

    `rows` is a known roster: cells that are not in `free` stay as they are there. A row that it breaks is widened until it holds, as
    long as nobody asks otherwise: what is wrong already may stay as wrong, never get worse.
    """

    def __init__(self, rows: Rows, free: Mapping[Place, Sequence[int]]) -> None:
        self.rows = rows
        self.free = free
        self.columns: dict[tuple[int, int, int], int] = {}  # (person, day, value) -> column
        self._start: list[float] = []
        self._price: list[float] = []
        self._low: list[float] = []
        self._high: list[float] = []
        self._whole: list[int] = []
        self._row_low: list[float] = []
        self._row_high: list[float] = []
        self._begin = [0]
        self._index: list[int] = []
        self._factor: list[float] = []
        self._parts: list[Sequence[Part]] = []
        for (person, day), values in free.items():
            for value in values:
                self.columns[person, day, value] = self.column(float(rows[person][day] == value), high=1, whole=True)
            self.row(1, 1, [(person, day, tuple(values), 1)])

    def column(self, start: float = 0, *, price: float = 0, low: float = 0, high: float = INFINITE, whole: bool = False) -> int:
        """A new variable within low..high, `start` in the known roster."""
        self._start.append(start)
        self._price.append(price)
        self._low.append(low)
        self._high.append(high)
        self._whole.append(int(whole))
        return len(self._start) - 1

    def pay(self, person: int, day: int, value: int, price: float) -> None:
        """Let a value of a free cell cost more."""
        self._price[self.columns[person, day, value]] += price

    def limit(self, columns: Iterable[int], high: float) -> None:
        """Another upper bound for columns."""
        for column in columns:
            self._high[column] = high

    def row(self, low: float, high: float, parts: Sequence[Part], more: Terms = (), *, widen: bool = True) -> None:
        """A new inequality: low <= sum of the parts and of factor × column <= high."""
        fixed = have = 0.0
        for person, day, values, factor in parts:
            now = self.rows[person][day]
            if (person, day) in self.free:
                for value in values:
                    column = self.columns.get((person, day, value))
                    if column is not None:
                        self._index.append(column)
                        self._factor.append(factor)
                        have += factor * self._start[column]
            elif now in values:
                fixed += factor
        for column, factor in more:
            self._index.append(column)
            self._factor.append(factor)
            have += factor * self._start[column]
        self._begin.append(len(self._index))
        self._row_low.append(min(low - fixed, have) if widen else low - fixed)
        self._row_high.append(max(high - fixed, have) if widen else high - fixed)
        self._parts.append(parts)

    def now(self, parts: Iterable[Part], more: Terms = ()) -> float:
        """The sum of parts and terms in the known roster."""
        have = sum(factor for person, day, values, factor in parts if self.rows[person][day] in values)
        return have + sum(factor * self._start[column] for column, factor in more)

    def touches(self, parts: Iterable[Part]) -> bool:
        """Whether one of the cells is free."""
        return any((person, day) in self.free for person, day, _values, _factor in parts)

    def answer(self, found: Found) -> Rows:
        """The roster of an answer, each free cell at its likeliest value."""
        rows = [bytearray(row) for row in self.rows]
        for (person, day), values in self.free.items():
            rows[person][day] = max(values, key=lambda value: found.values[self.columns[person, day, value]])
        return tuple(map(bytes, rows))

    def is_whole(self, found: Found) -> bool:
        """Whether an answer of the relaxed program happens to be whole."""
        return all(min(value, 1 - value) < SMALL for value, whole in zip(found.values, self._whole, strict=True) if whole)

    def margins(self, found: Found, alternatives: Mapping[Place, Mapping[int, float]]) -> dict[Place, float]:
        """What the relaxed program's price would rise by at least, if a cell that is not free took one of its `alternatives` (the own
        price of each value) instead: below 0 where freeing it may even lower the price."""
        gains: dict[Place, dict[int, float]] = {}
        for parts, dual in zip(self._parts, found.duals, strict=True):
            if abs(dual) > SMALL:
                for person, day, values, factor in parts:
                    if (person, day) not in self.free:
                        worth = gains.setdefault((person, day), {})
                        for value in values:
                            worth[value] = worth.get(value, 0) + dual * factor
        found_margins = {}
        for place, prices in alternatives.items():
            if place not in self.free:
                worth = gains.get(place, {})
                now = worth.get(self.rows[place[0]][place[1]], 0)
                found_margins[place] = min(price - worth.get(value, 0) + now for value, price in prices.items())
        return found_margins

    def mps(self, *, relaxed: bool = False) -> str:
        """The program in the MPS format: columns c0, c1 ... and rows r0, r1 ... in their order, `o` the price."""
        below: list[list[tuple[int, float]]] = [[] for _column in self._price]
        for row, (begin, end) in enumerate(itertools.pairwise(self._begin)):
            for at in range(begin, end):
                below[self._index[at]].append((row, self._factor[at]))
        bounds = list(zip(self._row_low, self._row_high, strict=True))
        out = ["NAME csdesk", "ROWS", " N o"]
        out += [f" {'E' if low == high else 'L' if low == -INFINITE else 'G'} r{row}" for row, (low, high) in enumerate(bounds)]
        out.append("COLUMNS")
        inside = False
        for column, (price, terms) in enumerate(zip(self._price, below, strict=True)):
            whole = bool(self._whole[column]) and not relaxed
            if whole != inside:
                out.append(f" M{column} 'MARKER' '{'INTORG' if whole else 'INTEND'}'")
                inside = whole
            out.append(f" c{column} o {price!r}")
            out += [f" c{column} r{row} {factor!r}" for row, factor in terms]
        if inside:
            out.append(" M 'MARKER' 'INTEND'")
        out.append("RHS")
        out += [f" b r{row} {_mps(high if low == -INFINITE else low)}" for row, (low, high) in enumerate(bounds)]
        out.append("RANGES")
        out += [f" b r{row} {high - low!r}" for row, (low, high) in enumerate(bounds) if -INFINITE < low < high < INFINITE]
        out.append("BOUNDS")
        for column, (low, high) in enumerate(zip(self._low, self._high, strict=True)):
            out.append(f" LO b c{column} {low!r}")
            out.append(f" UP b c{column} {_mps(high)}")
        return "\n".join([*out, "ENDATA", ""])

    def solve(self, *, relaxed: bool = False, step: int = 1) -> Found | None:
        """An answer than which none is cheaper by `step` (`relaxed`: cells may be split), the same on every machine; None where
        there is none. Prices are whole numbers. May be called again after more rows were added."""
        highspy = _library()
        highs: Any = highspy._Highs()  # what highspy.Highs wraps; the wrapper prints a banner
        for option, value in {
            "output_flag": False, "threads": 1, "parallel": "off", "random_seed": 1, "mip_rel_gap": 0.0, "mip_abs_gap": step - 0.001,
            "mip_max_nodes": NODES, "mip_detect_symmetry": False, "mip_heuristic_run_feasibility_jump": False,
        }.items():  # fmt: skip
            highs.setOptionValue(option, value)
        with tempfile.TemporaryDirectory(prefix="csdesk-") as folder, contextlib.chdir(folder):
            Path(MPS).write_text(self.mps(relaxed=relaxed), encoding="ascii")
            if highs.readModel(MPS) == highspy.HighsStatus.kError:  # a bare name: on Windows the library takes no path with Chinese in it
                raise OSError(f"{MPS} can't be read")
        if not relaxed:
            known = highspy.HighsSolution()
            known.col_value = self._start
            highs.setSolution(known)  # so that there is an answer
        highs.run()
        info, solution = highs.getInfo(), highs.getSolution()
        if info.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
            return None
        proven = highs.getModelStatus() == highspy.HighsModelStatus.kOptimal
        return Found(list(solution.col_value), info.objective_function_value, proven, list(solution.row_dual) if relaxed else ())


def _mps(number: float) -> str:
    return repr(number) if abs(number) != INFINITE else f"{'-' if number < 0 else ''}1e30"  # without a bound, to the library


def _library() -> Any:
    """highspy's compiled part alone. Its Python part wants numpy, 9 MB of the packaged program, for arrays that are not used here."""
    if "highspy" not in sys.modules:
        found = importlib.util.find_spec("highspy")
        if found is None or found.submodule_search_locations is None:
            raise ImportError("highspy")
        package = types.ModuleType("highspy")
        package.__path__ = list(found.submodule_search_locations)
        sys.modules["highspy"] = package
        libraries = Path(found.submodule_search_locations[0]).with_name("highspy.libs")
        if sys.platform == "win32" and libraries.is_dir():  # as the Python part would
            os.add_dll_directory(str(libraries))
    return importlib.import_module("highspy._core")


def cheapest(
    build: Callable[[Mapping[Place, Sequence[int]]], Program], allowed: Mapping[Place, Sequence[int]],
    alternatives: Mapping[Place, Mapping[int, float]], near: Iterable[Place], *, step: int = 1, prove: bool = True,
) -> tuple[Program, Found] | None:
    """The cheapest answer of the program that `build` makes over all places of `allowed`, though only few of them have to be free.

    Those `near` are at first. The relaxed program's duals tell of every other place what another value there would cost at least
    (`alternatives`: its own price); places that could still lead to an answer cheaper by `step` are freed, too, until none is left.
    Without `prove` places are freed only while that is known to help, and the answer says that it is not proven."""
    free = set(near)
    while True:
        program = build({place: values for place, values in allowed.items() if place in free})
        relaxed = program.solve(relaxed=True)
        if relaxed is None:
            return None
        margins = program.margins(relaxed, alternatives)
        enough = -SMALL
        if all(margin > enough for margin in margins.values()):
            found = relaxed if program.is_whole(relaxed) else program.solve(step=step)
            if found is None:
                return None
            enough = found.price - step - relaxed.price + SMALL
            proven = all(margin > enough for margin in margins.values())
            if proven or not prove:
                return program, replace(found, proven=found.proven and proven)
        free |= {place for place, margin in margins.items() if margin <= enough + SPARE}
