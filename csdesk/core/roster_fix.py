"""What would mend a conflict of the roster, and with whom a shift can be swapped: suggestions that were tried before they are shown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from csdesk.core.roster import LEAVE, REST, Violation
from csdesk.core.roster_check import STAFFING, Change, LiveRoster, fits
from csdesk.core.staff import Employee
from csdesk.i18n import gettext as _

TRIED = 60  # candidates weighed at most for one conflict


@dataclass(frozen=True, slots=True)
class Fix:
    """One mend: what the button says and the cells it writes, as one step. `short` = people missing afterwards because of it."""

    label: str
    changes: tuple[Change, ...]
    short: int = 0


@dataclass(frozen=True, slots=True)
class Partner:
    """Somebody to swap a day with: what he would give, and what would be wrong newly afterwards (empty = fine)."""

    employee: Employee
    code: str | None
    problems: tuple[Violation, ...]


def fixes(live: LiveRoster, violation: Violation, most: int = 3) -> list[Fix]:
    """Up to `most` mends that take the violation away and break no other hard rule; those that leave a shift short come last
    and say so. Empty where nothing helps."""
    clean: list[Fix] = []
    costly: list[Fix] = []
    for number, fix in enumerate(_candidates(live, violation)):
        if number >= TRIED or len(clean) >= most:
            break
        added, gone = live.weigh(fix.changes)
        solved = any(one.key == violation.key for one in gone)
        if not solved and violation.rule not in ("short", "hours"):
            continue
        hard = [one for one in added if one.hard]
        if any(one.rule != "short" for one in hard):
            continue
        if violation.rule == "short" and hard:
            continue
        missing = sum(one.amount - _short_now(live, one) for one in hard)
        if missing:
            costly.append(Fix(_("{what} ({n} short)").format(what=fix.label, n=missing), fix.changes, missing))
        else:
            clean.append(fix)
    return (clean + sorted(costly, key=lambda one: one.short))[:most]


def _short_now(live: LiveRoster, short: Violation) -> int:
    """How many people are missing there already."""
    return sum(one.amount for one in live.of_day(short.day) if (one.rule, one.shift, one.post) == ("short", short.shift, short.post))


def partners(live: LiveRoster, employee_id: int, day: date) -> list[Partner]:
    """Everybody who could swap `day` with this person (another shift or rest on it, posts that the two can take), those without a
    new problem first."""
    own = live.code(employee_id, day)
    found = []
    for other in live.employees:
        code = live.code(other.id, day)
        if other.id == employee_id or code == own or LEAVE in (code, own) or not other.employed_on(day):
            continue
        changes = swapped(live, employee_id, other.id, day)
        if changes is None:
            continue
        added, _gone = live.weigh(changes)
        found.append(Partner(other, code, tuple(one for one in added if one.hard)))
    return sorted(found, key=lambda one: (len(one.problems), one.code is None, one.code == REST))


def swapped(live: LiveRoster, employee_id: int, other_id: int, *days: date) -> tuple[Change, ...] | None:
    """What the cells become when two people change them on some days; None where one of the two can't take the other's post."""
    changes: list[Change] = []
    for day in dict.fromkeys(days):
        for giver, taker in ((other_id, employee_id), (employee_id, other_id)):
            code, post = live.code(giver, day), live.post(giver, day)
            if live.shift_on(day, code) is not None and post not in live.posts(taker):
                return None
            changes.append(live.taking(taker, day, code, post))
    return tuple(changes)


def _day(live: LiveRoster, day: date) -> str:
    if day.year == live.month.year and day.month == live.month.month:
        return _("{d}").format(d=day.day)
    return _("{m}/{d}").format(m=day.month, d=day.day)


def _name(live: LiveRoster, day: date, code: str) -> str:
    shift = live.shift_on(day, code)
    return shift.name if shift is not None else code


def _change(live: LiveRoster, employee_id: int, day: date, code: str) -> Fix:
    change = live.taking(employee_id, day, code, live.post(employee_id, day))
    return Fix(_("{day} to {shift}").format(day=_day(live, day), shift=_name(live, day, code)), (change,))


def _candidates(live: LiveRoster, violation: Violation) -> Iterator[Fix]:
    day = violation.day
    if violation.employee_id is None:
        if violation.rule in STAFFING:
            yield from _staffing(live, violation)
        return
    person = violation.employee_id
    own = live.code(person, day)
    if violation.rule in ("rest_between", "rest_short", "overlap"):
        other = violation.other or day
        yield from _known(live, person, day, live.code(person, other))
        yield _change(live, person, day, REST)
        yield from _swaps(live, person, day)
        if live.month.first <= other <= live.month.last:
            yield from _known(live, person, other, own)
            yield _change(live, person, other, REST)
    elif violation.rule in ("no_nights", "night_run"):
        for shift in live.rules_on(day).shifts:
            if not shift.is_night:
                yield _change(live, person, day, shift.code)
        yield from _swaps(live, person, day)
        yield _change(live, person, day, REST)
    elif violation.rule in ("not_employed", "unknown_code"):
        if violation.rule == "unknown_code":
            for shift in live.rules_on(day).shifts:
                if own and (own in shift.name or shift.mark in own or own.upper().startswith(shift.code.upper())):
                    yield _change(live, person, day, shift.code)
        yield Fix(_("Clear"), ((person, day, None),))
    elif violation.rule == "wrong_post":
        yield Fix(_("At the own post"), ((person, day, own),))
        yield from _swaps(live, person, day)
        yield _change(live, person, day, REST)
    elif violation.rule == "wish":
        wish = next((one for one in live.planning.wishes if (one.employee_id, one.day) == (person, day)), None)
        if wish is not None:
            yield _change(live, person, day, wish.code)
            yield from _swaps(live, person, day)
    elif violation.rule in ("work_run", "long_run"):
        for back in range(violation.amount):
            earlier = day - timedelta(days=back)
            if earlier < live.month.first or live.shift_on(earlier, live.code(person, earlier)) is None:
                break
            yield _change(live, person, earlier, REST)
    elif violation.rule == "hours":
        yield from _spare_days(live, person)


def _known(live: LiveRoster, person: int, day: date, code: str | None) -> Iterator[Fix]:
    if code is not None and live.shift_on(day, code) is not None and code != live.code(person, day):
        yield _change(live, person, day, code)


def _swaps(live: LiveRoster, person: int, day: date) -> Iterator[Fix]:
    own = live.code(person, day)
    others = [other for other in live.employees if other.id != person and other.employed_on(day)]
    for working in (True, False):
        for other in others:
            code = live.code(other.id, day)
            if code in (None, own, LEAVE) or (live.shift_on(day, code) is not None) is not working:
                continue
            changes = swapped(live, person, other.id, day)
            if changes is not None:
                yield Fix(_("Swap with {name}").format(name=who_is(live, other)), changes)


def who_is(live: LiveRoster, employee: Employee) -> str:
    """The name, with the number where two people bear it."""
    twice = sum(1 for one in live.employees if one.name == employee.name) > 1
    return f"{employee.name} {employee.no}" if twice else employee.name


def _staffing(live: LiveRoster, violation: Violation) -> Iterator[Fix]:
    """Blank people first, then those on another shift, those at rest last."""
    day, shift = violation.day, violation.shift
    name = _name(live, day, shift)

    posts: dict[int, str] = {}  # at which post somebody would help

    def able(employee: Employee) -> bool:
        if violation.rule == "no_lead":
            post = employee.post if employee.is_lead else None
        elif violation.rule == "no_shop":
            post = employee.post if live.planning.serves(employee, violation.shop) else None
        else:
            post = next((one for one in live.planning.posts(employee) if fits(violation.post, one)), None)
        if post is None or not employee.employed_on(day) or live.code(employee.id, day) == LEAVE:
            return False
        posts[employee.id] = post
        return live.code(employee.id, day) != shift or live.post(employee.id, day) != post

    people = [employee for employee in live.employees if able(employee)]
    groups: tuple[Sequence[Employee], ...] = (
        [one for one in people if live.code(one.id, day) is None],
        [one for one in people if live.shift_on(day, live.code(one.id, day)) is not None],
        [one for one in people if live.code(one.id, day) == REST],
    )
    for group in groups:
        for employee in group:
            yield Fix(_("{name} takes {shift}").format(name=who_is(live, employee), shift=name),
                      (live.taking(employee.id, day, shift, posts[employee.id]),))


def _spare_days(live: LiveRoster, person: int) -> Iterator[Fix]:
    """Days on which this person's shift has the most people beyond its need."""
    spare = []
    for day in live.month.days():
        shift = live.shift_on(day, live.code(person, day))
        if shift is None:
            continue
        rows = [row.have - row.need for row in live.coverage(day) if row.shift == shift.code and fits(row.post, live.post(person, day))]
        spare.append((-min(rows, default=0), day))
    for _extra, day in sorted(spare):
        yield _change(live, person, day, REST)
