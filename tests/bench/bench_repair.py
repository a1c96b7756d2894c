"""Repairs after sick calls (R5 of roster.md) and diagnoses of seeded conflicts (R6) on the sample desks, checked; processor time."""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from csdesk.solve.cost import broken_by
from csdesk.solve.diagnose import Ban, Give, Trouble, Want, contradictions, shortage
from csdesk.solve.engine import solve
from csdesk.solve.model import NEVER, OFF, Model, Rows
from csdesk.solve.repair import Event, Question, absent, repair
from tests.bench.roster_cases import SAMPLES, read

CALLS, CONFLICTS, PROPOSALS = 20, 20, 60_000
LIMITS = {"desk-12-1": 1.0, "desk-40-1": 2.0, "desk-200-1": 5.0}  # seconds; roster.md says nothing of 200 people


def run() -> list[dict[str, Any]]:
    cases = [path for name in LIMITS for path in [SAMPLES / "roster-desk" / f"{name}.json"] if path.exists()]
    if not cases:
        print("repair: the sample rosters are not here, nothing measured", file=sys.stderr)
        return []
    rows = []
    for path in cases:
        model = read(path).model
        roster = solve(model, 1, PROPOSALS).rows
        if path == cases[0]:
            repair(Question(model, roster, absent(model, 0, range(10))))  # loads the library
        rows.append(_calls(path.stem, model, roster))
        if path.stem == "desk-40-1":
            rows.append(_conflicts(model, roster))
    return rows


def _calls(name: str, model: Model, roster: Rows) -> dict[str, Any]:
    best, three, prices, proven = [], [], [], 0
    for seed in range(CALLS):
        source = random.Random(seed)
        first = source.randrange(2, model.days - 3)
        working = [number for number, row in enumerate(roster) if row[first]]
        event = absent(model, source.choice(working), range(first, first + source.choice((1, 2, 2, 3))))
        times = []
        for most in (1, 3):
            start = time.process_time()
            done = repair(Question(model, roster, event, first_day=first), most=most)
            times.append(time.process_time() - start)
        best.append(times[0])
        three.append(times[1])
        proven += all(offer.proven for offer in done.offers)
        prices.append(done.offers[0].price if done.offers else done.untouched.price)
        for offer in done.offers:
            assert not any(list(broken_by(done.model, number, row)) for number, row in enumerate(offer.rows)), "a repair breaks a rule"
    best.sort()
    return {
        "name": f"repair {name}", "ours": max(best), "other": None, "ratio": max(best), "limit": LIMITS[name], "unit": "s",
        "what": f"{CALLS} sick calls, slowest proven smallest change (median {best[len(best) // 2] * 1000:.0f} ms; three offers at most "
                f"{max(three) * 1000:.0f} ms); {proven} of {CALLS} proven; prices {min(prices)}-{max(prices)}",
    }


def _conflicts(model: Model, roster: Rows) -> dict[str, Any]:
    whole, promised = _opened(model)
    times, named = [], 0
    for seed in range(CONFLICTS):
        bans, start_rows, wants = _conflict(random.Random(seed), whole, promised, model, roster, seed)
        start = time.process_time()
        found = list(contradictions(whole, bans))
        if wants:
            found.append(shortage(whole, bans, start_rows, wants))
        times.append(time.process_time() - start)
        assert found and all(trouble.mends for trouble in found), f"conflict {seed} is not seen"
        for trouble in found:
            named += _real(whole, bans, trouble, wants)
    return {
        "name": "diagnosis desk-40-1", "ours": max(times), "other": None, "ratio": max(times), "limit": 1.0, "unit": "s",
        "what": f"{CONFLICTS} seeded conflicts, slowest (median {sorted(times)[len(times) // 2] * 1000:.0f} ms); all {named} mends that "
                "were named were carried out and give a roster without the conflict",
    }


def _opened(model: Model) -> tuple[Model, list[Ban]]:
    """A desk as if nobody had promised anything, and what was promised: leave, pins, no nights."""
    bans, people = [], []
    nights = [value for value, night in enumerate(model.nights) if night]
    for number, person in enumerate(model.people):
        own = {value for values in person.allowed for value in values} | {OFF}
        if not own & set(nights):
            labels = {model.values[value - 1].label.partition("/")[2] for value in own if value}
            dark = tuple(value for value in nights if model.values[value - 1].label.partition("/")[2] in labels)
            bans.append(Ban("no_nights", number, tuple((day, dark) for day in range(model.days))))
            own |= set(dark)
        usual = tuple(sorted(own))
        for day, values in enumerate(person.allowed):
            if values == (OFF,):
                bans.append(Ban("leave", number, ((day, usual[1:]),)))
            elif OFF not in values:
                bans.append(Ban("pin", number, ((day, tuple(value for value in usual if value not in values)),)))
        people.append(replace(person, allowed=(usual,) * model.days))
    return replace(model, people=tuple(people)), bans


def _conflict(
    source: random.Random, whole: Model, promised: Sequence[Ban], model: Model, roster: Rows, seed: int
) -> tuple[list[Ban], Rows, list[Want]]:
    """Bans that contradict each other or a need, with the roster that they leave and what is wanted of it."""
    bans, kind = list(promised), seed % 4
    while True:
        number, day = source.randrange(len(whole.people)), source.randrange(8, 20)
        person = whole.people[number]
        usual = person.allowed[0]
        free = all(model.people[number].allowed[day + step] == usual for step in range(-8, 9))
        pairs = [(a, b) for a in usual for b in usual if whole.forbidden[a][b]]
        if free and pairs and person.max_run <= 7:
            break

    def pin(on: int, value: int) -> Ban:
        return Ban("pin", number, ((on, tuple(other for other in usual if other != value)),))

    if kind == 0:  # a day after a night
        before, after = source.choice(pairs)
        return [*bans, pin(day, before), pin(day + 1, after)], roster, []
    if kind == 1:  # too many days in a row
        work = source.choice(usual[1:])
        return [*bans, *(pin(day - 4 + step, work) for step in range(person.max_run + 1))], roster, []
    if kind == 2:  # pinned and on leave
        leave = Ban("leave", number, tuple((day + step, usual[1:]) for step in (-1, 0, 1)))
        return [*bans, pin(day, source.choice(usual[1:])), leave], roster, []
    need = source.choice([demand for demand in whole.demands if demand.day == day and demand.need])
    able = [n for n, one in enumerate(model.people) if set(one.allowed[day]) & set(need.values)]
    source.shuffle(able)
    away = able[need.need - 1 :]  # one too few is left
    bans += [Ban("leave", n, ((day, whole.people[n].allowed[day][1:]),)) for n in away]
    bans = [ban for ban in bans if not (ban.rule == "pin" and ban.person in away and ban.days == (day,))]
    work = tuple(range(1, len(whole.values) + 1))
    left = repair(Question(model, roster, Event(tuple((n, day, work) for n in away))), most=1)
    return bans, left.offers[0].rows if left.offers else left.untouched.rows, [Want(day, need.values, need.need)]


def _real(whole: Model, bans: Sequence[Ban], trouble: Trouble, wants: Sequence[Want]) -> int:
    """Check every mend of a trouble by its roster: nothing that was not given up is broken, and less is missing."""
    for mend in trouble.mends:
        people = whole.people if trouble.person is None else (whole.people[trouble.person],)
        numbers = range(len(whole.people)) if trouble.person is None else [trouble.person]
        easier = tuple(
            replace(
                person,
                max_run=NEVER if Give("max_run", number) in mend.gives else person.max_run,
                max_night_run=NEVER if Give("night_run", number) in mend.gives else person.max_night_run,
                least_rest=0 if Give("least_rest", number) in mend.gives else person.least_rest,
            )
            for number, person in zip(numbers, people, strict=True)
        )
        alone = replace(whole, people=easier, prices=(), demands=(), covers=())
        for place, (number, row) in enumerate(zip(numbers, mend.rows, strict=True)):
            assert not list(broken_by(alone, place, row)), "a mend breaks a rule"
            for ban in bans:
                if ban.person == number and Give(ban.rule, number, ban.days) not in mend.gives:
                    assert not any(row[day] in values for day, values in ban.cells), "a mend breaks a promise"
        if trouble.person is None:
            missing = [max(0, want.need - sum(row[want.day] in want.values for row in mend.rows)) for want in wants]
            assert sum(missing) < sum(amount for _index, amount in trouble.short), "a mend that mends nothing"
    return len(trouble.mends)
