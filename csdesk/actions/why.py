"""Why not: what contradicts or stays unfilled in a month, who and what stands in the way, and each way to mend it as one undo step.

`prepare` makes the question ready, `Prepared.work` runs in a child process, `read` puts its answer into words, `mend` carries one out.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from csdesk.actions import attendance, requests, roster, staff
from csdesk.actions.calendar import calendar
from csdesk.actions.month import frozen
from csdesk.actions.planning import in_month, month_live
from csdesk.actions.proposal_words import away_words, place_words
from csdesk.actions.proposals import month_problem
from csdesk.actions.repair import Mended, Missing, Place, cell_words, cover_words, find_place, mended, unchanged
from csdesk.actions.roster import HISTORY, planned
from csdesk.actions.rules import book
from csdesk.actions.session import Session, changed
from csdesk.core.attendance import Leave, Status
from csdesk.core.calendar import Month, day_words, month_words
from csdesk.core.changes import Changes, Topic
from csdesk.core.permission import Permission
from csdesk.core.planning import Wish
from csdesk.core.problem import UserError
from csdesk.core.roster import LEAVE, REST, Cell
from csdesk.core.roster_check import STAFFING, Change, LiveRoster
from csdesk.core.roster_fix import who_is
from csdesk.i18n import N_
from csdesk.i18n import gettext as _
from csdesk.solve.cost import broken_by
from csdesk.solve.desk import USUAL, Desk, takes
from csdesk.solve.diagnose import Ban, Give
from csdesk.solve.model import OFF, Demand, Row
from csdesk.solve.why import Doubt, Finding, Remedy, why
from csdesk.store import attendance as store_attendance
from csdesk.store import roster as store_roster

MOST = 4  # unfilled places that are explained at once


@dataclass(frozen=True)
class Promise:
    """One thing that was decided and can be given up: a cell that a person typed or pinned, an approved wish, approved leave, or that
    somebody works no nights. `places` are the cells that it holds."""

    ban: Ban
    places: tuple[Place, ...]
    record: Cell | Wish | Leave | None = None


@dataclass(frozen=True)
class Prepared:
    """A month's doubts, ready to be worked out: run `work` (function and arguments) in a child process. `desk` is the problem as it
    stands, `open` as if nothing had been promised; `proposed`: of a proposed roster that nobody has taken yet."""

    month: Month
    live: LiveRoster
    desk: Desk
    open: Desk
    promises: tuple[Promise, ...]
    doubt: Doubt
    proposed: bool = False

    @property
    def work(self) -> tuple[Callable[[Doubt], tuple[Finding, ...]], Doubt]:
        return why, self.doubt


@dataclass(frozen=True)
class Fix:
    """One way to mend something: `label` is what the button says, `gives` each thing that is given up, `mended` the cells that move then
    and what stays unfilled."""

    label: str
    gives: tuple[str, ...]
    mended: Mended
    promises: tuple[Promise, ...]
    typed: frozenset[int]  # people whose cells go beyond a rule: a person decided that, so they are typed


@dataclass(frozen=True)
class Why:
    """One thing that cannot be, in three lines: `what`, `why` (with names), `fixes` (each a button). `possible`: it can be after all,
    the only fix shows how."""

    what: str
    why: tuple[str, ...]
    fixes: tuple[Fix, ...]
    possible: bool
    proven: bool


def prepare(
    session: Session, month: Month, places: Sequence[Missing] | None = None, *, proposed: LiveRoster | None = None
) -> Prepared:
    """Make the question ready why `places` stay unfilled (None: every place that nobody has now, MOST at once) and whether what was typed
    and promised contradicts itself; of the roster as it stands, or of a `proposed` one. UserError: closed, nobody."""
    session.require(Permission.EDIT_ROSTER)
    if frozen(session, month) is not None:
        raise UserError(_("{month} is closed; reopen it first").format(month=month_words(month)), code="closed")
    live = proposed or month_live(session, month)
    if not live.employees:
        raise UserError(_("Nobody works here in {month}; enter the staff first").format(month=month_words(month)), code="nobody")
    weights = live.rules_on(month.first).planning
    weights = replace(weights, staffing=max(weights.staffing, USUAL.staffing), leads=max(weights.leads, USUAL.leads))
    strict = month_problem(session, live, published_fixed=False, weights=weights)
    waiting = [one for one in store_attendance.leaves(session.shop, month.first, month.last) if one.status is Status.PENDING]
    freed = month_problem(session, _unpromised(session, live), published_fixed=False, weights=weights, leaves=waiting)
    model = replace(freed.model, people=tuple(
        replace(person, allowed=free.allowed, before=free.before)
        for person, free in zip(strict.model.people, freed.model.people, strict=True)
    ))  # fmt: skip
    rows = tuple(
        bytes(OFF if (person.id, day) in live.away else value for day, value in zip(freed.days, row, strict=True))
        for person, row in zip(freed.people, freed.present, strict=True))
    freed = replace(freed, model=model, present=rows, cells=strict.cells)
    first_day = max(0, (session.now.date() - month.first).days)
    promises = tuple(_promises(session, live, freed, first_day))
    if places is None:
        today = session.now.date()
        found = [one for one in live.violations() if one.rule in STAFFING and one.day >= today]
        places = [Missing.of(one) for one in found[:MOST]]
    indexes = [find_place(freed, one) for one in places]
    undecided = frozenset(
        (number, at) for number, person in enumerate(freed.people) for at, day in enumerate(freed.days)
        if (person.id, day) not in freed.cells and Month.of(day) == month and person.employed_on(day)
    )  # fmt: skip
    doubt = Doubt(
        model, tuple(one.ban for one in promises), rows, tuple(need for need, _cover in indexes if need is not None),
        tuple(cover for _need, cover in indexes if cover is not None), first_day, undecided)
    return Prepared(month, live, strict, freed, promises, doubt, proposed is not None)


def _unpromised(session: Session, live: LiveRoster) -> LiveRoster:
    """The month as if nobody had typed, promised or excused anything: the cells stand, but none is held."""
    month, rules = live.month, book(session)
    first, last = month.first - HISTORY, month.last + timedelta(days=2)
    people = tuple(replace(one, no_nights=False) for one in in_month(session, month))
    cells = [cell for cell in store_roster.cells(session.shop, first, last) if Month.of(cell.day) != month]
    cells += [replace(cell, source="auto") for cell in live.cells()]
    planning = planned(session, month, {one.id for one in people})
    wishes = tuple(one for one in planning.wishes if one.status is not Status.APPROVED)
    return LiveRoster(
        cells, people, rules, calendar(session, frozenset({first.year, last.year})), month, planning=replace(planning, wishes=wishes))


def _promises(session: Session, live: LiveRoster, freed: Desk, first_day: int) -> Iterator[Promise]:
    leaves = [
        one for one in store_attendance.leaves(session.shop, live.month.first, live.month.last) if one.status is Status.APPROVED]
    wishes = {(one.employee_id, one.day): one for one in live.planning.wishes if one.status is Status.APPROVED}
    for row, person in enumerate(freed.people):
        allowed = {
            number: values for number, values in enumerate(freed.model.people[row].allowed) if number >= first_day and len(values) > 1}
        own = [one for one in leaves if one.employee_id == person.id]
        absent: set[int] = set()
        for leave in own:
            taken: list[tuple[int, tuple[int, ...]]] = []
            for number, values in allowed.items():
                gone = tuple(value for value in values if value != OFF and takes(leave, freed.days[number], freed.work[value - 1].shift))
                if gone:
                    taken.append((number, gone))
                if gone and len(gone) == len(values) - 1:
                    absent.add(number)
            if taken:
                yield Promise(Ban("leave", row, tuple(taken)), tuple((person.id, freed.days[number]) for number, _v in taken), leave)
        for number, values in allowed.items():
            place = (person.id, freed.days[number])
            cell, wish = freed.cells.get(place), wishes.get(place)
            held = None
            if cell is not None and cell.source in ("typed", "pinned"):
                held = freed.present[row][number]
                if held not in values or live.shift_on(cell.day, cell.code) is None:
                    held = OFF
            if cell is not None and (place in live.away or cell.code == LEAVE and number in absent):
                held = None  # it is the leave that holds it
            if wish is not None:
                kept = {OFF} if wish.code == REST else {value for value in values if value and freed.work[value - 1].code == wish.code}
                gone = tuple(value for value in values if value not in kept)
                if cell is not None and cell.code == wish.code and held is not None:
                    gone, held = tuple(value for value in values if value != held), None
                if gone:
                    yield Promise(Ban("wish", row, ((number, gone),)), (place,), wish)
            if held is not None and cell is not None:
                rule = "pin" if cell.source == "pinned" else "typed"
                yield Promise(Ban(rule, row, ((number, tuple(value for value in values if value != held)),)), (place,), cell)
        if live.employee(person.id).no_nights:
            dark = [(number, tuple(value for value in values if freed.model.nights[value])) for number, values in allowed.items()]
            dark = [(number, values) for number, values in dark if values]
            if dark:
                yield Promise(Ban("no_nights", row, tuple(dark)), ())


def read(prepared: Prepared, findings: Sequence[Finding]) -> tuple[Why, ...]:
    """The answer of the child in words."""
    return tuple(_why(prepared, one) for one in findings)


def _why(prepared: Prepared, finding: Finding) -> Why:
    live, desk = prepared.live, prepared.desk
    fixes = tuple(_fix(prepared, finding, one) for one in finding.remedies)
    possible = not finding.missing and finding.person is None
    reasons: list[str] = []
    if finding.person is not None:
        name = who_is(live, live.employee(desk.people[finding.person].id))
        what = _("{name}: what was decided can't all be kept").format(name=name)
        reasons += dict.fromkeys(words for fix in fixes for words in (_held_words(prepared, one) for one in fix.promises))
    elif finding.need is not None:
        what = _("{place}: {n} short").format(place=place_words(desk, finding.need), n=finding.missing or 1)
        demand = desk.model.demands[finding.need]
        reasons += [*away_words(desk, live, demand), *_bound_words(prepared, demand)]
    else:
        assert finding.cover is not None
        cover = desk.model.covers[finding.cover]
        what = cover_words(desk, finding.cover)
        within = Demand(cover.day, cover.values, 1, 0, 0)
        reasons += [*away_words(desk, live, within, cover.people), *_bound_words(prepared, within, cover.people)]
    if possible:
        reasons = [_("It is possible: nobody has to give anything up")]
    elif not fixes:
        reasons.append(_("Nothing that could be given up helps; it takes another person"))
    return Why(what, tuple(reasons), fixes, possible, finding.proven)


def _fix(prepared: Prepared, finding: Finding, remedy: Remedy) -> Fix:
    kept = {Give(one.ban.rule, one.ban.person, one.ban.days): one for one in prepared.promises}
    promises = tuple(kept[give] for give in remedy.gives if give in kept)
    rules = [give for give in remedy.gives if give not in kept]
    words = (*(_give_words(prepared, one) for one in promises), *(_rule_words(prepared, give, remedy) for give in rules))
    found = mended(prepared.live, prepared.open, remedy.event, remedy.offer)
    people = frozenset(prepared.open.people[give.person].id for give in rules)
    label = _("; ").join(words) if words else _("Plan it like this")
    return Fix(label, words, found, promises, people)


def _give_words(prepared: Prepared, one: Promise) -> str:
    """What giving a promise up is called on a button."""
    live = prepared.live
    name = who_is(live, live.employee(prepared.open.people[one.ban.person].id))
    if isinstance(one.record, Leave):
        return _("Put off {name}'s {what} of {days}").format(name=name, what=one.record.type, days=_span_words(one.record))
    if isinstance(one.record, Wish):
        what = cell_words(live, one.record.day, (one.record.code, ""))
        return _("Take back {what} promised to {name} on {day}").format(name=name, day=day_words(one.record.day), what=what)
    if isinstance(one.record, Cell):
        what = cell_words(live, one.record.day, (one.record.code, one.record.post))
        return _("Let go of {name}'s {what} on {day}").format(name=name, day=day_words(one.record.day), what=what)
    return _("Let {name} work nights").format(name=name)


def _held_words(prepared: Prepared, one: Promise) -> str:
    """What stands, as a reason."""
    live = prepared.live
    if isinstance(one.record, Leave):
        return _("{days} {what} is approved").format(what=one.record.type, days=_span_words(one.record))
    if isinstance(one.record, Wish):
        what = cell_words(live, one.record.day, (one.record.code, ""))
        return _("{day} {what} is promised").format(day=day_words(one.record.day), what=what)
    if isinstance(one.record, Cell):
        what = cell_words(live, one.record.day, (one.record.code, one.record.post))
        said = _("{day} {what} is pinned") if one.record.source == "pinned" else _("{day} {what} was typed")
        return said.format(day=day_words(one.record.day), what=what)
    return _("works no nights")


def _rule_words(prepared: Prepared, give: Give, remedy: Remedy) -> str:
    """What going beyond a rule is called on a button, with the number that it takes."""
    desk, row = prepared.open, remedy.offer.rows[give.person]
    person = desk.model.people[give.person]
    name = who_is(prepared.live, prepared.live.employee(desk.people[give.person].id))
    if give.rule == "max_run":
        days = _longest([value != OFF for value in row], person.run_before, prepared.doubt.first_day)
        return _("{name} works {n} days in a row").format(name=name, n=days)
    if give.rule == "night_run":
        nights = _longest([desk.model.nights[value] for value in row], person.night_run_before, prepared.doubt.first_day)
        return _("{name} works {n} nights in a row").format(name=name, n=nights)
    rests = sum(value == OFF and counts for value, counts in zip(row, person.rest_counts, strict=True))
    return _("{name} has {n} rest days only").format(name=name, n=rests)


def _longest(worked: Sequence[bool], before: int, first_day: int) -> int:
    """The longest run that is not over before `first_day`, with what was brought along."""
    longest, run = 0, before
    for day, on in enumerate(worked):
        run = run + 1 if on else 0
        if day >= first_day:
            longest = max(longest, run)
    return longest


def _span_words(leave: Leave) -> str:
    first, last = leave.start.date(), leave.end.date()
    return day_words(first) if first == last else _("{first} to {last}").format(first=day_words(first), last=day_words(last))


BOUND = {
    "succession": N_("too little rest next to the shift before or after"), "max_run": N_("too many days in a row"),
    "night_run": N_("too many nights in a row"), "least_rest": N_("needs the rest day"),
}  # fmt: skip


def _bound_words(prepared: Prepared, demand: Demand, people: Collection[int] | None = None) -> list[str]:
    """Who may work there but can't be moved, by cause: 李葵：要上别的班."""
    desk, live = prepared.desk, prepared.live
    causes: dict[str, list[str]] = {}
    for number in people if people is not None else range(len(desk.people)):
        row = desk.present[number]
        values = [value for value in desk.model.people[number].allowed[demand.day] if value in demand.values]
        if not values or row[demand.day] in demand.values:
            continue
        if row[demand.day] != OFF:
            cause = N_("needed on another shift")
        else:
            cause = _bound(desk, number, row, demand.day, values[0])
        if cause:
            causes.setdefault(cause, []).append(who_is(live, live.employee(desk.people[number].id)))
    return [
        _("{names}: {cause}").format(names=_(", ").join(names[:6]) + ("…" if len(names) > 6 else ""), cause=_(cause))
        for cause, names in causes.items()]


def _bound(desk: Desk, number: int, row: Row, day: int, value: int) -> str:
    """The rule that keeps somebody from coming in; '' where none does."""
    before = set(broken_by(desk.model, number, row))
    after = row[:day] + bytes([value]) + row[day + 1 :]
    return next((BOUND[one.rule] for one in broken_by(desk.model, number, after) if one not in before and one.rule in BOUND), "")


def mend(session: Session, prepared: Prepared, fix: Fix) -> Changes:
    """Give up what a fix gives up and write its cells, as one undo step. Refused where somebody changed one of its cells meanwhile.
    Of a proposed roster only the cells that a person decides are written; the next proposal finds the rest. Value = the cells written."""
    session.require(Permission.EDIT_ROSTER)
    held = [place for one in fix.promises for place in one.places]
    now = month_live(session, prepared.month)
    if prepared.proposed:
        held = [place for place in held if now.code(*place) is not None]
        fix = replace(fix, mended=replace(fix.mended, changes=tuple(one for one in fix.mended.changes if one[0] in fix.typed)))
    else:
        held += [change[:2] for change in fix.mended.changes]
    unchanged(now, prepared.live, held)
    with session.step(fix.label):
        for one in fix.promises:
            _give_up(session, prepared, one)
        written = {change[:2]: change for change in fix.mended.changes}
        loose = [change for change in _let_go(prepared, fix, set(written)) if now.code(change[0], change[1]) is not None]
        changes: list[Change] = [*fix.mended.changes, *loose]
        typed = [change for change in changes if change[0] in fix.typed]
        roster.write_cells(session, [change for change in changes if change[0] not in fix.typed], source="accepted")
        roster.write_cells(session, typed)
    topics = (Topic.ROSTER, Topic.ATTENDANCE, Topic.MONTH, Topic.STAFF)
    return changed(*topics, message=_("Mended: {label}").format(label=fix.label), value=tuple(changes))


def _let_go(prepared: Prepared, fix: Fix, written: set[Place]) -> Iterator[Change]:
    """Cells that were held and that nothing else is written into: 假 becomes 休, the others stay but may be moved from now on."""
    for one in fix.promises:
        for place in one.places:
            cell = prepared.open.cells.get(place)
            if place not in written and cell is not None:
                yield (*place, REST, "") if cell.code == LEAVE else prepared.live.as_it_is(*place)


def _give_up(session: Session, prepared: Prepared, one: Promise) -> None:
    if isinstance(one.record, Leave):
        month = Month.of(one.record.start.date())
        attendance.settle_request(session, "leave", one.record.id, Status.REJECTED, month, _("needed in the roster"))
    elif isinstance(one.record, Wish):
        requests.decide(session, "wish", one.record.id, approve=False, answer=_("needed in the roster"))
    elif one.record is None:
        who = prepared.open.people[one.ban.person].id
        person = next(each for each in staff.all_employees(session) if each.id == who)
        staff.save(session, replace(person, no_nights=False))
