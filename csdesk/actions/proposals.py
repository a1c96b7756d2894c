"""Proposed rosters: a month made ready for the search, what a search found in words, and taking it, wholly or in part."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from csdesk.actions import roster
from csdesk.actions.calendar import calendar
from csdesk.actions.month import frozen
from csdesk.actions.planning import month_live
from csdesk.actions.proposal_words import MOST_PRICED, Reason, Shortage, broken_words, day_supply_words, reasons, shortages, supply_words
from csdesk.actions.rules import book
from csdesk.actions.session import Session, changed
from csdesk.core.attendance import Leave, Status
from csdesk.core.calendar import Month, month_words
from csdesk.core.changes import Changes, Topic
from csdesk.core.fairness import Carried, carried
from csdesk.core.permission import Permission
from csdesk.core.planning import TakenProposal
from csdesk.core.problem import Problem, UserError
from csdesk.core.roster import Violation
from csdesk.core.roster_check import STAFFING, Change, LiveRoster
from csdesk.core.rules import PlanningRules
from csdesk.i18n import gettext as _
from csdesk.solve import VERSION
from csdesk.solve.cost import Cost, cost
from csdesk.solve.desk import SLIDERS as SLIDERS
from csdesk.solve.desk import Desk, by_slider, desk
from csdesk.solve.model import Rows
from csdesk.solve.supply import MonthSupply, short, supply
from csdesk.store import attendance as store_attendance
from csdesk.store import planning as store
from csdesk.store import roster as store_roster

if TYPE_CHECKING:
    from csdesk.solve import child

ENGINE = f"python-{VERSION}"
PROPOSALS_A_SECOND = 50_000  # that a slow machine manages; a command looks at no clock


@dataclass(frozen=True)
class Prepared:
    """A month as a problem: what a search needs (`desk.model`) and what its answer is read with."""

    month: Month
    desk: Desk
    live: LiveRoster
    supply: MonthSupply


@dataclass(frozen=True)
class Proposal:
    """A roster that a search found, checked and in words. `live` is the month with it, `changes` the cells it would write, `cost` its
    price, `by` and `sliders` what makes it up; `conflicts` are hard rules that typed cells break (they were there before), `hints` those
    of the law and of planning, `unkept` limits of planning that fixed cells leave no way to keep, `left` cells that stay blank because
    every choice would break a hard rule."""

    live: LiveRoster
    changes: tuple[Change, ...]
    cost: int
    by: dict[str, int]
    sliders: dict[str, int]
    reasons: tuple[Reason, ...]
    short: tuple[Shortage, ...]
    conflicts: tuple[Violation, ...]
    hints: tuple[Violation, ...]
    unkept: tuple[str, ...]
    left: tuple[tuple[int, date], ...]


def year_so_far(session: Session, month: Month) -> dict[int, Carried]:
    """Nights, weekends and holidays of the earlier months of the year, by employee id."""
    first = date(month.year, 1, 1)
    if month.first == first:
        return {}
    cells = store_roster.cells(session.shop, first, month.first - timedelta(days=1))
    return carried(cells, book(session), calendar(session, frozenset({month.year})))


def prepare(session: Session, month: Month, *, keep: bool = False, weights: PlanningRules | None = None,
            published_fixed: bool = True) -> Prepared:
    """The month as a problem. Typed, pinned and published cells stay; `keep`: accepted and continued ones, too; days that are over keep
    the cells they have. `weights`: the sliders, default those of the rules. UserError where there is nothing to plan with."""
    session.require(Permission.EDIT_ROSTER)
    if frozen(session, month) is not None:
        raise UserError(_("{month} is closed; reopen it first").format(month=month_words(month)), code="closed")
    live = month_live(session, month)
    if not live.employees:
        raise UserError(_("Nobody works here in {month}; enter the staff first").format(month=month_words(month)), code="nobody")
    found = month_problem(session, live, keep=keep, weights=weights, published_fixed=published_fixed)
    return Prepared(month, found, live, supply(found))


def month_problem(session: Session, live: LiveRoster, *, keep: bool = False, weights: PlanningRules | None = None,
                  published_fixed: bool = True, leaves: Collection[Leave] | None = None) -> Desk:
    """The month of a roster as a problem, with the year so far, the refused wishes and (unless given) the leave of the shop file."""
    month, before = live.month, live.month.previous()
    refused = {one.employee_id for one in store.wishes(session.shop, before.first, before.last) if one.status is Status.REJECTED}
    if leaves is None:
        leaves = store_attendance.leaves(session.shop, month.first, month.last)
    try:
        return desk(
            live, leaves=leaves, year=year_so_far(session, month), refused=refused, keep=keep, frozen_before=session.now.date(),
            published_fixed=published_fixed, weights=weights)
    except ValueError as error:
        raise UserError(_("Too many shifts and posts for a proposal: at most 255 pairs"), code="too_many") from error


def supply_lines(prepared: Prepared, most: int = 4) -> tuple[bool, list[str]]:
    """Supply against demand, before any search: whether it is enough, and the sentences that say so."""
    found = prepared.supply
    if not any(demand.need for demand in prepared.desk.model.demands):
        return False, [_("No needs are entered (Rules · Shifts): only rest days, nights and weekends were looked at")]
    words = supply_words(found)
    if not words:
        return True, [_("{need} shifts needed, people can work {can}").format(need=found.need, can=found.can)]
    more = [_("and {n} days more").format(n=len(words) - most)] if len(words) > most else []
    return False, [*words[:most], *more]


def search(prepared: Prepared, seed: int, *, seconds: float, iterations: int | None = None, start: Rows | None = None) -> child.Proposal:
    """Begin to search in child processes, for about `seconds` on this machine or for so many `iterations`; from a roster that is there
    already where `start` gives one. Its `poll`, `pause` and `cancel` never wait."""
    from csdesk.solve import child

    return child.Proposal(prepared.desk.model, seed, seconds=seconds, iterations=iterations, start=start)


def again(found: child.Proposal) -> int:
    """The iterations to note beside a roster: with them the seed gives it once more; 0 where a search was stopped, changed or went on."""
    return found.iterations or 0 if found.whole else 0


def price(prepared: Prepared, rows: Rows) -> tuple[int, dict[str, int]]:
    """What a roster costs, and its parts as the five sliders show them."""
    found = cost(prepared.desk.model, rows)
    return found.total, by_slider(found.by)


def read(prepared: Prepared, rows: Rows, priced: Cost | None = None, *, helpers: bool = True) -> Proposal:
    """What a search found: the cells it would write, checked by the same check that runs while typing, and in words. `priced` where the
    search has said already what the rows cost; without `helpers` nobody is looked for who could fill what stays short (it takes long)."""
    problem, live = prepared.desk, prepared.live
    changes = problem.changes(rows)
    left: list[tuple[int, date]] = []
    before = {one.key for one in live.violations()}
    now = after(live, changes)
    wrong = now.violations()
    if any(one.hard and one.rule != "short" and one.key not in before for one in wrong):
        changes, left = _sound(live, changes)
        now = after(live, changes)
        wrong = now.violations()
    found = priced or cost(problem.model, rows)
    return Proposal(
        live=now,
        changes=tuple(changes),
        cost=found.total,
        by=found.by,
        sliders=by_slider(found.by),
        reasons=tuple(reasons(problem, live, rows)),
        short=tuple(shortages(problem, live, rows, short(problem, rows), most_priced=MOST_PRICED if helpers else 0)),
        conflicts=tuple(one for one in wrong if one.hard and one.rule != "short" and one.key in before),
        hints=tuple(one for one in wrong if not one.hard and one.rule not in STAFFING),
        unkept=tuple(dict.fromkeys(broken_words(problem, live, one) for one in found.broken)),
        left=tuple(left),
    )


def after(live: LiveRoster, changes: Sequence[Change]) -> LiveRoster:
    """The month with the changes in it; the given one stays as it is."""
    copy = live.copy()
    copy.put(changes, source="accepted")
    return copy


def _sound(live: LiveRoster, changes: list[Change]) -> tuple[list[Change], list[tuple[int, date]]]:
    """The changes without those that break a hard rule newly, and where they were: only fixed cells that contradict each other
    leave an engine no other choice."""
    left: list[tuple[int, date]] = []
    while True:
        broken = [one for one in live.weigh(changes)[0] if one.hard and one.rule != "short"]
        places = {(one.employee_id, day) for one in broken for day in (one.day, one.other) if day is not None}
        kept = [change for change in changes if change[:2] not in places]
        if len(kept) == len(changes):
            return changes, left
        left += [change[:2] for change in changes if change[:2] in places]
        changes = kept


def take(session: Session, prepared: Prepared, rows: Rows, *, seed: int, iterations: int, people: Collection[int] | None = None,
         days: Collection[date] | None = None) -> Changes:
    """Write a proposal, wholly or only of some people or days, as one undo step; cells that were typed since it was made ready stay.
    How to make it again is noted (`iterations` as `again` says). Value = the changes that were written."""
    session.require(Permission.EDIT_ROSTER)
    problem = prepared.desk
    now = month_live(session, prepared.month)
    wanted = [
        change for change in problem.changes(rows, people, days)
        if _same(now, prepared.live, change)
    ]
    changes, _left = _sound(now, wanted)
    if not changes:
        raise UserError(_("There is nothing to take: every cell is as the proposal says"), code="nothing")
    with session.step(_("Proposal for {month}").format(month=month_words(prepared.month))):
        roster.write_cells(session, changes, source="accepted")
        store.keep_proposal(session.shop, TakenProposal(
            0, prepared.month, session.now, session.user_name, seed, iterations, problem.model.digest(), ENGINE,
            cost(problem.model, rows).total))
    return changed(Topic.ROSTER, Topic.ATTENDANCE, Topic.MONTH, message=_("{n} cells taken").format(n=len(changes)), value=tuple(changes))


def _same(now: LiveRoster, before: LiveRoster, change: Change) -> bool:
    """Whether a cell is still as it was when the proposal was made ready."""
    who, day = change[0], change[1]
    known = {one.id for one in now.employees}
    return who in known and (now.as_it_is(who, day), now.source(who, day)) == (before.as_it_is(who, day), before.source(who, day))


def iterations(seconds: float) -> int:
    """How many proposals a command tries in about so many seconds: the same on every machine, so that a seed gives the same roster."""
    return max(1000, round(seconds * PROPOSALS_A_SECOND))


def propose(session: Session, month: Month, *, seconds: float, seed: int, keep: bool = False) -> dict[str, object]:
    """The command: search, take the whole roster, and answer as JSON. Where there is nothing to fill nothing is written.

    `score` is the price of the roster, `by` its parts by reason and `sliders` by what they belong to; `soft` every soft rule that is
    broken with its price (they add up to the score), `short` the needs that are not met, `hard` the hard rules that typed cells break
    already, `hints` those of the law and of planning, `unkept` limits of planning that fixed cells leave no way to keep."""
    prepared = prepare(session, month, keep=keep)
    problem = prepared.desk
    running = search(prepared, seed, seconds=seconds, iterations=iterations(seconds))
    best = running.wait()
    if best is None or running.failure is not None:
        failure = running.failure or Problem("child_failed", _("The search ended without a roster; nothing was written"))
        raise UserError(failure.message, (failure,), failure.code)
    found = read(prepared, best.rows)
    if found.changes:
        take(session, prepared, best.rows, seed=seed, iterations=iterations(seconds))
    messages = [*supply_words(prepared.supply), *(one.sentence for one in found.short)]
    if not found.changes:
        messages.insert(0, _("Nothing was written: every cell of {month} is decided").format(month=month_words(month)))
    if not any(demand.need for demand in problem.model.demands):
        messages.insert(0, _("No needs are entered (Rules · Shifts): only rest days, nights and weekends were looked at"))
    people = {one.id: one for one in problem.people}

    def broken(one: Violation) -> dict[str, object]:
        return {"rule": one.rule, "no": people[one.employee_id].no if one.employee_id in people else None, "date": one.day.isoformat(),
                "message": _("{sentence}: {detail}").format(sentence=one.sentence, detail=one.detail.replace("\n", ""))}

    return {
        "month": str(month),
        "written": len(found.changes),
        "kept": sum(1 for place in problem.settled if Month.of(place[1]) == month),
        "score": found.cost,
        "by": found.by,
        "sliders": found.sliders,
        "hard": [broken(one) for one in found.conflicts],
        "hints": [broken(one) for one in found.hints],
        "unkept": list(found.unkept),
        "left": [{"no": people[who].no, "date": day.isoformat()} for who, day in found.left],
        "soft": [{"rule": one.rule, "no": one.employee.no if one.employee else None, "date": one.day.isoformat() if one.day else None,
                  "price": one.price, "message": one.sentence} for one in found.reasons],
        "short": [{"date": one.day.isoformat(), "shift": one.shift, "post": one.post, "need": one.need, "have": one.need - one.missing,
                   "message": one.sentence, "why": list(one.away), "helpers": [helper.sentence for helper in one.helpers]}
                  for one in found.short],
        "supply": {"need": prepared.supply.need, "can": prepared.supply.can, "days": [
            {"date": one.day.isoformat(), "need": one.need, "can": one.can, "message": day_supply_words(one)}
            for one in prepared.supply.days]},
        "seed": seed,
        "iterations": iterations(seconds),
        "engine": ENGINE,
        "messages": messages,
    }
