"""Why a roster cannot be: which promises and rules contradict each other or a need, and which of them would mend it if given up."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from csdesk.solve.cost import broken_by
from csdesk.solve.linear import INFINITE, Found, Part, Place, Program, cheapest, lines
from csdesk.solve.model import NEVER, OFF, Model, Rows

MISSING = 10_000  # a person missing weighs more than whatever is given up or moved
MOVED = 15  # a cell that changes: mends that move fewer come first
NEAR = 2  # days around the shortage whose cells are free at first
# What is given up first; one thing of any kind before two of another.
PRICES = {"pin": 30, "typed": 31, "wish": 32, "least_rest": 40, "no_nights": 45, "night_run": 50, "max_run": 52, "leave": 55}
OTHER = 50  # something else to give up
AT_ONCE = 4  # things given up together for one place: more is no mend but another roster
RULES = ("max_run", "night_run", "least_rest")  # rules of a person that can be given up, by the names of `cost.Broken`


@dataclass(frozen=True, slots=True)
class Ban:
    """A named promise or decision that takes values away: leave of somebody on some days, a pin, an approved wish, no nights."""

    rule: str
    person: int
    cells: tuple[tuple[int, tuple[int, ...]], ...]  # (day, values that it takes away)

    @property
    def days(self) -> tuple[int, ...]:
        return tuple(day for day, _values in self.cells)


@dataclass(frozen=True, slots=True)
class Give:
    """One thing to give up: a ban (with its days), or a rule of a person for the whole time (no days)."""

    rule: str
    person: int
    days: tuple[int, ...] = ()


Short = tuple[tuple[int, int], ...]  # (index of the want, people missing)


@dataclass(frozen=True)
class Mend:
    """Giving all of `gives` up makes a roster possible in which only `short` is missing. `rows` is one such roster (of a person's
    contradiction: this person's row)."""

    gives: tuple[Give, ...]
    short: Short
    rows: Rows


@dataclass(frozen=True)
class Trouble:
    """One thing that cannot be: what is asked of `person` contradicts itself, or (person None) at least `short` is missing whatever
    is moved. `mends`, cheapest first, lack a give of every earlier one each; none where nothing that can be given up helps. A single
    mend without gives, and nothing short: it is possible after all, `rows` shows how. `proven`: that `short` cannot be less."""

    person: int | None
    short: Short
    mends: tuple[Mend, ...]
    proven: bool = True


@dataclass(frozen=True, slots=True)
class Want:
    """On `day`, `need` people of `people` (None: of all) with one of `values`: a demand, a lead, somebody who serves a shop."""

    day: int
    values: tuple[int, ...]
    need: int
    people: tuple[int, ...] | None = None


def closed(model: Model, bans: Iterable[Ban]) -> tuple[tuple[tuple[int, ...], ...], ...]:
    """By person and day the values that the bans leave; none where bans contradict each other."""
    taken: dict[Place, set[int]] = {}
    for ban in bans:
        for day, values in ban.cells:
            taken.setdefault((ban.person, day), set()).update(values)
    return tuple(
        tuple(tuple(value for value in values if value not in taken.get((number, day), ())) for day, values in enumerate(person.allowed))
        for number, person in enumerate(model.people)
    )


def given_up(model: Model, bans: Iterable[Ban], gives: Collection[Give], rows: Rows) -> Model:
    """The problem with the bans in force but those of `gives`, and without the rules given up. A cell to which nothing is left
    keeps what `rows` have there."""
    left = closed(model, [ban for ban in bans if Give(ban.rule, ban.person, ban.days) not in gives])
    people = []
    for number, person in enumerate(model.people):
        rules = {give.rule for give in gives if give.person == number and not give.days}
        people.append(replace(
            person,
            allowed=tuple(values or (rows[number][day],) for day, values in enumerate(left[number])),
            max_run=NEVER if "max_run" in rules else person.max_run,
            max_night_run=NEVER if "night_run" in rules else person.max_night_run,
            least_rest=0 if "least_rest" in rules else person.least_rest,
        ))  # fmt: skip
    return replace(model, people=tuple(people))


def contradictions(model: Model, bans: Sequence[Ban], *, first_day: int = 0, most: int = 3) -> tuple[Trouble, ...]:
    """People of whom the impossible is asked, whoever else works: pins against rest, leave against pins, too many days in a row ...
    `model` is the problem as if nobody had promised anything; days before `first_day` have one value each and are not judged."""
    found = []
    left = closed(model, bans)
    for number, person in enumerate(model.people):
        quiet = bytes(values[0] if values else OFF for values in left[number])
        alone = replace(person, allowed=tuple(values or (OFF,) for values in left[number]))
        narrow = replace(model, people=(alone,), prices=(), demands=(), covers=())
        if all(left[number]) and not any(broken_by(narrow, 0, quiet)):
            continue  # resting wherever nothing else is asked does it
        elastic = _Elastic(model, [ban for ban in bans if ban.person == number], [number])
        base = tuple(bytes(values[0] for values in one.allowed) for one in model.people)
        free = {(number, day): values for day, values in enumerate(person.allowed) if day >= first_day}
        program = elastic.program(base, free, widen=False)
        program.limit(elastic.columns, 0)
        if program.solve() is None:
            program.limit(elastic.columns, 1)
            found.append(Trouble(number, (), tuple(_person_mends(elastic, program, number, most))))
    return tuple(found)


def _person_mends(elastic: _Elastic, program: Program, number: int, most: int) -> Iterable[Mend]:
    for _ in range(most):
        found = program.solve()
        if found is None:
            return
        given = elastic.given(found)
        yield Mend(tuple(elastic.gives[index] for index in given), (), (program.answer(found)[number],))
        elastic.forbid(program, given)


def shortage(model: Model, bans: Sequence[Ban], rows: Rows, wants: Sequence[Want], *, first_day: int = 0, most: int = 3) -> Trouble:
    """Why `wants` are not met in `rows`: how many are missing at least, when everybody moves as the rules and bans allow (days before
    `first_day` stay, no other demand is met worse than in `rows`), and up to `most` ways to miss fewer, AT_ONCE gives each.
    `model` is the problem as if nobody had promised anything."""
    everybody = range(len(model.people))
    allowed = {
        (number, day): tuple(sorted({*values, rows[number][day]}))
        for number in everybody for day, values in enumerate(model.people[number].allowed)
        if len(values) > 1 and day >= first_day
    }  # fmt: skip
    alternatives = {
        (number, day): {value: float(MOVED) for value in values if value != rows[number][day]} for (number, day), values in allowed.items()
    }
    near = {want.day + step for want in wants for step in range(-NEAR, NEAR + 1)}
    elastic = _Elastic(model, bans, everybody, wants)
    cuts: list[list[int]] = []

    def search(high: int, *, step: int, prove: bool) -> tuple[Program, Found]:
        def build(free: Mapping[Place, Sequence[int]]) -> Program:
            program = elastic.program(rows, free, widen=True)
            program.limit(elastic.columns, high)
            program.row(-INFINITE, AT_ONCE, (), [(column, 1) for column in elastic.columns], widen=False)
            for place in free:
                for value, price in alternatives[place].items():
                    program.pay(*place, value, price)
            for cut in cuts:
                elastic.forbid(program, cut)
            return program

        done = cheapest(build, allowed, alternatives, [place for place in allowed if place[1] in near], step=step, prove=prove)
        assert done is not None  # `rows` itself is an answer
        return done

    program, found = search(0, step=MISSING // 2, prove=True)
    short, proven = elastic.short(found), found.proven
    if not short:
        return Trouble(None, (), (Mend((), (), program.answer(found)),), proven)
    mends: list[Mend] = []
    while len(mends) < most:
        program, found = search(1, step=1, prove=False)
        given, left = elastic.given(found), elastic.short(found)
        if not given or _missing(left) >= _missing(short):
            break
        mends.append(Mend(tuple(elastic.gives[index] for index in given), left, program.answer(found)))
        cuts.append(given)
    return Trouble(None, short, tuple(mends), proven)


def _missing(short: Short) -> int:
    return sum(amount for _index, amount in short)


class _Elastic:
    """The rules with a 0/1 column for each thing that can be given up, and the people missing of each want."""

    def __init__(self, model: Model, bans: Sequence[Ban], people: Collection[int], wants: Sequence[Want] = ()) -> None:
        self.model = model
        self.bans = bans
        self.people = people
        self.wants = wants
        self.gives = [Give(ban.rule, ban.person, ban.days) for ban in bans] + [Give(rule, number) for number in people for rule in RULES]
        self.columns: list[int] = []  # of the program made last: one per give, at the place of `gives`
        self.missing: list[int] = []  # ... one per want

    def program(self, rows: Rows, free: Mapping[Place, Sequence[int]], *, widen: bool) -> Program:
        """The program over the free cells; what has to hold already holds in `rows`, or is widened to it."""
        model, program = self.model, Program(rows, free)
        self.missing = [program.column(max(0, want.need - program.now(self._parts(want))), price=MISSING) for want in self.wants]
        everybody = tuple(range(len(model.people)))
        for want, missing in zip(self.wants, self.missing, strict=True):
            program.row(want.need, INFINITE, self._parts(want), [(missing, 1)])
        wanted = {(want.day, want.values) for want in self.wants}
        for demand in model.demands:
            parts: list[Part] = [(number, demand.day, demand.values, 1) for number in everybody]
            if self.wants and (demand.day, demand.values) not in wanted and program.touches(parts):
                program.row(demand.need, INFINITE, parts, widen=widen)
        self.columns = [program.column(price=PRICES.get(give.rule, OTHER), high=1, whole=True) for give in self.gives]
        for ban, give in zip(self.bans, self.columns, strict=False):
            for day, values in ban.cells:
                cell: list[Part] = [(ban.person, day, values, 1)]
                if program.touches(cell):
                    program.row(-INFINITE, 0, cell, [(give, -1)], widen=widen)
        rules = iter(self.columns[len(self.bans):])
        for number in self.people:
            person = model.people[number]
            of_rule = dict(zip(RULES, rules, strict=False))
            for line in lines(model, number):
                parts = [(number, day, values, factor) for day, values, factor in line.cells]
                if program.touches(parts):
                    slack = line.low if line.low > 0 else line.high - len(parts)  # what giving the rule up adds to the sum
                    more = [(of_rule[line.rule], slack)] if line.rule in of_rule else []
                    program.row(line.low, line.high, parts, more, widen=widen)
            if person.max_weekends < NEVER:
                raise ValueError("a limit of weekends cannot be diagnosed")
        return program

    def _parts(self, want: Want) -> list[Part]:
        people = range(len(self.model.people)) if want.people is None else want.people
        return [(number, want.day, want.values, 1) for number in people]

    def given(self, found: Found) -> list[int]:
        """What an answer gives up, as places in `gives`."""
        return [index for index, column in enumerate(self.columns) if found.values[column] > 0.5]

    def forbid(self, program: Program, given: Sequence[int]) -> None:
        """No more answers that give all of these up."""
        program.row(-INFINITE, len(given) - 1, (), [(self.columns[index], 1) for index in given], widen=False)

    def short(self, found: Found) -> Short:
        return tuple((index, round(found.values[column])) for index, column in enumerate(self.missing) if found.values[column] > 0.5)
