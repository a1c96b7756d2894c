"""Repairing a roster after something happened: the smallest changes as offers in words, and taking one as one undo step.

`prepare` makes the work ready, `Prepared.work` runs in a child process, `read` puts its answer into words, `take` writes an offer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from csdesk.actions import planning, roster, staff
from csdesk.actions.month import frozen
from csdesk.actions.planning import month_live
from csdesk.actions.proposal_words import place_words
from csdesk.actions.proposals import month_problem
from csdesk.actions.session import Session, changed
from csdesk.core.attendance import Leave, Status
from csdesk.core.calendar import Month, day_words, month_words
from csdesk.core.changes import Changes, Topic
from csdesk.core.permission import Permission
from csdesk.core.planning import Promotion, needs_on
from csdesk.core.problem import UserError
from csdesk.core.roster import LEAVE, REST, Cell, Violation
from csdesk.core.roster_check import Change, LiveRoster
from csdesk.core.roster_fix import who_is
from csdesk.core.rules import Demand as Need
from csdesk.core.staff import Employee
from csdesk.i18n import N_
from csdesk.i18n import gettext as _
from csdesk.solve.desk import USUAL, Desk, scaled
from csdesk.solve.model import OFF, Demand
from csdesk.solve.repair import Event, Offer, Question, Repair, absent, repair_or_loosen
from csdesk.store import attendance as store_attendance
from csdesk.store import roster as store_roster

Place = tuple[int, date]  # employee id, day
LATER = timedelta(days=92)  # how far cells behind somebody's last day are cleared


@dataclass(frozen=True)
class Ill:
    """Somebody is away on whole days, first..last; `type` is a leave type of the rules (病假, 事假 ...). Taking an offer enters it."""

    employee_id: int
    first: date
    last: date
    type: str
    reason: str = ""


@dataclass(frozen=True)
class Leaving:
    """Somebody's last day is known. Taking an offer enters it (where the role may change staff) and clears the cells behind it."""

    employee_id: int
    last_day: date


@dataclass(frozen=True)
class Promoted:
    """Days on which the needs grow are added. Taking an offer saves them."""

    promotion: Promotion


@dataclass(frozen=True)
class Unable:
    """Somebody cannot have the cell of a day (a swap was refused, the shift does not go): another shift or rest."""

    employee_id: int
    day: date


@dataclass(frozen=True)
class Missing:
    """A place that nobody has yet, as the check names it: rule short, no_lead or no_shop."""

    day: date
    shift: str
    post: str = ""
    rule: str = "short"
    shop: str = ""

    @classmethod
    def of(cls, violation: Violation) -> Missing:
        return cls(violation.day, violation.shift, violation.post, violation.rule, violation.shop)


Happening = Ill | Leaving | Promoted | Unable | Missing


@dataclass(frozen=True)
class Prepared:
    """What happened, ready to be worked out: run `work` (function and arguments) in a child process."""

    month: Month
    happening: Happening
    title: str
    live: LiveRoster
    desk: Desk
    question: Question
    looser: Question

    @property
    def work(self) -> tuple[Callable[[Question, Question], tuple[Repair, bool]], Question, Question]:
        return repair_or_loosen, self.question, self.looser


@dataclass(frozen=True)
class CellMove:
    """One cell of an offer, before and after (code and post, None = not decided)."""

    employee: Employee
    day: date
    before: tuple[str, str] | None
    after: tuple[str, str]
    sentence: str


@dataclass(frozen=True)
class Mended:
    """One offer. `parts` are (what it consists of, price), they add up to `price`; `short` says what stays unfilled; `changes` are the
    cells it writes. `proven`: nothing smaller exists beside the offers before it."""

    moves: tuple[CellMove, ...]
    changes: tuple[Change, ...]
    price: int
    parts: tuple[tuple[str, int], ...]
    short: tuple[str, ...]
    proven: bool


@dataclass(frozen=True)
class Repairs:
    """The answer: `untouched` is what it means to move nobody, `offers` the smallest changes, best first. `typed`: they move cells that
    a person typed, because nothing else helps (pinned ones never)."""

    title: str
    untouched: Mended
    offers: tuple[Mended, ...]
    typed: bool


def prepare(session: Session, month: Month, happening: Happening) -> Prepared:
    """Make a repair of a month ready. Past days stay, pinned cells too, typed ones unless nothing else helps; what was given out may
    change, at its price. UserError where there is nothing to repair: closed, over, nobody, leave there already."""
    session.require(Permission.EDIT_ROSTER)
    if frozen(session, month) is not None:
        raise UserError(_("{month} is closed; reopen it first").format(month=month_words(month)), code="closed")
    live = month_live(session, month)
    weights = live.rules_on(month.first).planning
    weights = replace(weights, staffing=max(weights.staffing, USUAL.staffing))  # a gap is never worth nothing here
    strict = month_problem(session, live, published_fixed=False, weights=weights)
    looser = month_problem(session, _loosened(live, strict), published_fixed=False, weights=weights)
    today = session.now.date()
    first_day = max(0, (today - month.first).days)
    title, event = _Reader(session, live, strict, first_day, scaled("promotion", weights)).read(happening)
    numbers = {person.id: number for number, person in enumerate(strict.people)}
    undecided = frozenset(
        (numbers[person.id], number) for person in strict.people for number, day in enumerate(strict.days)
        if (person.id, day) not in strict.cells and Month.of(day) == month and person.employed_on(day)
    )  # fmt: skip
    question = Question(strict.model, strict.present, event, first_day, undecided)
    return Prepared(month, happening, title, live, strict, question, replace(question, model=looser.model))


def read(prepared: Prepared, answer: tuple[Repair, bool]) -> Repairs:
    """The answer of the child in words."""
    found, typed = answer
    return Repairs(
        prepared.title,
        mended(prepared.live, prepared.desk, prepared.question.event, found.untouched),
        tuple(mended(prepared.live, prepared.desk, prepared.question.event, offer) for offer in found.offers),
        typed,
    )


def take(session: Session, prepared: Prepared, offer: Mended) -> Changes:
    """Enter what happened and write an offer (`untouched` enters only what happened), as one undo step. Refused where somebody changed
    one of its cells meanwhile. Value = the cells that were written."""
    session.require(Permission.EDIT_ROSTER)
    desk, event = prepared.desk, prepared.question.event
    hit = [(desk.people[person].id, desk.days[day]) for person, day, _values in event.gone]
    unchanged(month_live(session, prepared.month), prepared.live, [*hit, *(change[:2] for change in offer.changes)])
    with session.step(prepared.title):
        _enter(session, prepared.happening)
        roster.write_cells(session, offer.changes, source="accepted")
    message = _("Repaired: {n} cells").format(n=len(offer.changes)) if offer.changes else _("Entered; nobody else moves")
    return changed(Topic.ROSTER, Topic.ATTENDANCE, Topic.MONTH, Topic.STAFF, message=message, value=offer.changes)


def unchanged(now: LiveRoster, before: LiveRoster, places: Iterable[Place]) -> None:
    """Refuse to write over cells that are no longer as they were when the work began."""
    known = {one.id for one in now.employees}
    for who, day in places:
        if who not in known or (now.as_it_is(who, day), now.source(who, day)) != (before.as_it_is(who, day), before.source(who, day)):
            raise UserError(_("Somebody changed these cells meanwhile; work it out once more"), code="stale")


def mended(live: LiveRoster, desk: Desk, event: Event, offer: Offer) -> Mended:
    """An offer in words."""
    lost = {
        (person, day) for person, day, values in event.gone
        if desk.present[person][day] in values and not offer.rows[person][day]
    }  # fmt: skip
    away = {place for place, count in _days_of(event).items() if count == len(desk.work)}
    moves = []
    changes = [
        (desk.people[person].id, desk.days[day], REST, "") for person, day in sorted(lost - away)]  # who is away gets leave instead
    for move in offer.moves:
        person, day = desk.people[move.person], desk.days[move.day]
        work = desk.work[move.after - 1] if move.after != OFF else None
        after = (REST, "") if work is None else (work.code, "" if work.post == person.post else work.post)
        cell = desk.cells.get((person.id, day))
        before = None if cell is None else (cell.code, cell.post)
        moves.append(CellMove(person, day, before, after, _("{day} {name}: {before} → {after}").format(
            day=day_words(day), name=who_is(live, person), before=cell_words(live, day, before), after=cell_words(live, day, after))))
        changes.append((person.id, day, *after))
    parts = tuple((_(PARTS.get(reason, reason)), price) for reason, price in sorted(offer.by.items(), key=lambda one: -one[1]))
    return Mended(tuple(moves), tuple(changes), offer.price, parts, tuple(short_words(desk, event, offer)), offer.proven)


PARTS = {
    "changed": N_("Cells that people know already change"), "under": N_("People missing"), "over": N_("More people than needed"),
    "leader": N_("A shift without a lead"), "shop": N_("Nobody for a shop"), "wish": N_("Wishes not met"),
    "rest": N_("Rest days off the target"), "nightdev": N_("Nights outside the fair share"), "nrange": N_("Nights further apart"),
    "wrange": N_("Weekend days further apart"), "holiday": N_("Holidays worked by who had more"),
    "change": N_("Another shift the next day"),
}  # fmt: skip


def short_words(desk: Desk, event: Event, offer: Offer) -> Iterable[str]:
    """What stays unfilled after an offer."""
    for index, missing in offer.short:
        yield _("{place}: {n} short").format(place=need_words(desk, event, index), n=missing)
    for index in offer.uncovered:
        yield cover_words(desk, index)


def cover_words(desk: Desk, index: int) -> str:
    """That a lead or somebody for a shop is missing: 11月11日 晚班：没有组长"""
    cover = desk.model.covers[index]
    day, shift = day_words(desk.days[cover.day]), desk.work[cover.values[0] - 1].shift.name if cover.values else ""
    if cover.reason == "leader":
        return _("{day} {shift}: no lead").format(day=day, shift=shift)
    return _("{day} {shift}: nobody for {shop}").format(day=day, shift=shift, shop=desk.shops[index])


def need_words(desk: Desk, event: Event, index: int) -> str:
    """The place of a need: 11月11日 晚班 售后客服; needs that the event brought stand behind the problem's."""
    if index < len(desk.needs):
        return place_words(desk, index)
    known = {(one.day, one.values) for one in desk.model.demands}
    need = [one for one in event.needs if (one.day, one.values) not in known][index - len(desk.needs)]
    works = [desk.work[value - 1] for value in need.values]
    return " ".join(dict.fromkeys([day_words(desk.days[need.day]), *(work.shift.name for work in works), *(work.post for work in works)]))


def cell_words(live: LiveRoster, day: date, cell: tuple[str, str] | None) -> str:
    """晚班, 晚班 售后客服, 休, 假, or that nothing is decided."""
    if cell is None:
        return _("not decided")
    code, post = cell
    shift = live.shift_on(day, code)
    return " ".join(part for part in (shift.name if shift is not None else code, post) if part)


def _days_of(event: Event) -> Mapping[tuple[int, int], int]:
    """How many values each cell lost."""
    return {(person, day): len(values) for person, day, values in event.gone}


def _loosened(live: LiveRoster, desk: Desk) -> LiveRoster:
    """The same roster with what was typed as free as what was accepted; pinned cells and leave stay."""
    free = live.copy()
    free.put([
        live.as_it_is(cell.employee_id, cell.day) for cell in desk.cells.values() if cell.source == "typed" and cell.code != LEAVE
    ], source="accepted")  # fmt: skip
    return free


class _Reader:
    """What happened, as a title and as an event of the model."""

    def __init__(self, session: Session, live: LiveRoster, desk: Desk, first_day: int, promotion_price: int) -> None:
        self.session, self.live, self.desk, self.first_day, self.promotion_price = session, live, desk, first_day, promotion_price
        self.month = live.month

    def read(self, happening: Happening) -> tuple[str, Event]:
        if isinstance(happening, Ill):
            return self._ill(happening)
        if isinstance(happening, Leaving):
            return self._leaving(happening)
        if isinstance(happening, Promoted):
            return self._promoted(happening.promotion)
        if isinstance(happening, Unable):
            return self._unable(happening)
        return self._missing(happening)

    def _row(self, employee_id: int) -> tuple[int, str]:
        for number, person in enumerate(self.desk.people):
            if person.id == employee_id:
                return number, who_is(self.live, person)
        raise UserError(_("This person does not work here in {month}").format(month=month_words(self.month)), code="gone")

    def _ahead(self, days: Iterable[date]) -> list[int]:
        """The days of the month that are not over, as numbers."""
        last = self.month.length
        found = [(day - self.month.first).days for day in days]
        ahead = [number for number in found if self.first_day <= number < last]
        if not ahead:
            raise UserError(_("None of these days lies ahead in {month}").format(month=month_words(self.month)), code="over")
        return ahead

    def _ill(self, one: Ill) -> tuple[str, Event]:
        row, name = self._row(one.employee_id)
        if one.last < one.first:
            raise UserError(_("The leave ends before it begins"), code="end")
        for leave in store_attendance.leaves(self.session.shop, one.first, one.last):
            if leave.employee_id == one.employee_id and leave.status is not Status.REJECTED:
                day = max(leave.start.date(), one.first)
                raise UserError(_("There is leave on {day} already").format(day=day_words(day)), code="overlap")
        days = self._ahead(_span(one.first, one.last))
        words = day_words(one.first) if one.first == one.last else _("{first} to {last}").format(
            first=day_words(one.first), last=day_words(one.last))
        return _("{name}: {what} {days}").format(name=name, what=one.type, days=words), absent(self.desk.model, row, days)

    def _leaving(self, one: Leaving) -> tuple[str, Event]:
        row, name = self._row(one.employee_id)
        days = self._ahead(_span(one.last_day + timedelta(days=1), self.month.last))
        return _("{name} leaves, last day {day}").format(name=name, day=day_words(one.last_day)), absent(self.desk.model, row, days)

    def _unable(self, one: Unable) -> tuple[str, Event]:
        row, name = self._row(one.employee_id)
        (day,) = self._ahead([one.day])
        value = self.desk.present[row][day]
        if value == OFF:
            raise UserError(_("{name} has no shift on {day}").format(name=name, day=day_words(one.day)), code="no_shift")
        title = _("{name} can't work {shift} on {day}").format(
            name=name, shift=self.desk.work[value - 1].shift.name, day=day_words(one.day))
        return title, Event(gone=((row, day, (value,)),))

    def _promoted(self, one: Promotion) -> tuple[str, Event]:
        days = self._ahead(_span(one.first, one.last))
        grown = []
        others = [other for other in self.live.planning.promotions if other.id != one.id or not one.id]
        for number in days:
            day = self.desk.days[number]
            base = [Need(row.shift, row.post, row.need) for row in self.live.rules_on(day).demand]
            names = [(self._code(day, row.shift), row.post) for row in base]
            rows = needs_on(day, [replace(row, shift=code) for row, (code, _post) in zip(base, names, strict=True)],
                            [*others, one], self.live.planning.needs)
            wanted = {(row.shift, row.post): row.need for row in rows}
            for index, demand in enumerate(self.desk.model.demands):
                need = wanted.get(self.desk.needs[index], demand.need)
                if demand.day == number and need > demand.need:
                    grown.append(Demand(number, demand.values, need, max(demand.under, self.promotion_price), demand.over))
        if not grown:
            raise UserError(_("{name} asks for no more people on days that lie ahead").format(name=one.name), code="nothing")
        return _("Promotion {name}").format(name=one.name), Event(needs=tuple(grown))

    def _code(self, day: date, shift: str) -> str:
        known = self.live.shift_on(day, shift)
        return known.code if known is not None else shift

    def _missing(self, one: Missing) -> tuple[str, Event]:
        self._ahead([one.day])
        need, cover = find_place(self.desk, one)
        if need is not None:
            return _("Fill {place}").format(place=place_words(self.desk, need)), Event(needs=(self.desk.model.demands[need],))
        if cover is None:
            raise UserError(_("Nobody is missing there any more"), code="nothing")
        name = self.desk.work[self.desk.model.covers[cover].values[0] - 1].shift.name
        title = _("Fill {day} {shift}: {who}").format(day=day_words(one.day), shift=name, who=one.shop or _("a lead"))
        return title, Event(covers=(cover,))


def find_place(desk: Desk, one: Missing) -> tuple[int | None, int | None]:
    """The index of the model's demand, or of its cover, that a missing place means; two None where there is no such place."""
    day = (one.day - desk.month.first).days
    if one.rule == "short":
        for index, demand in enumerate(desk.model.demands):
            if demand.day == day and desk.needs[index] == (one.shift, one.post):
                return index, None
        return None, None
    for index, cover in enumerate(desk.model.covers):
        if cover.day == day and cover.values and (desk.work[cover.values[0] - 1].code, desk.shops[index]) == (one.shift, one.shop):
            return None, index
    return None, None


def _span(first: date, last: date) -> Iterable[date]:
    return (first + timedelta(days=number) for number in range((last - first).days + 1))


def _enter(session: Session, happening: Happening) -> None:
    """Write down what happened."""
    if isinstance(happening, Ill):
        start, end = (datetime.combine(day, time.min) for day in (happening.first, happening.last))
        roster.enter_leave(session, Leave(
            0, happening.employee_id, happening.type, start, end, whole_days=True, emergency=True, requested_at=session.now,
            reason=happening.reason))
    elif isinstance(happening, Leaving):
        person = next(one for one in staff.all_employees(session) if one.id == happening.employee_id)
        behind: list[Cell] = [
            cell for cell in store_roster.cells(session.shop, happening.last_day + timedelta(days=1), happening.last_day + LATER)
            if cell.employee_id == person.id]
        if session.may(Permission.EDIT_STAFF) and person.left != happening.last_day:
            staff.save(session, replace(person, left=happening.last_day))
        roster.write_cells(session, [(cell.employee_id, cell.day, None) for cell in behind])
    elif isinstance(happening, Promoted):
        planning.save_promotion(session, happening.promotion)
