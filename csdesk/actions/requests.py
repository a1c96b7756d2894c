"""What people ask of the roster: rest days and shifts wished for, leave, swaps, open shifts; who asks, and what is decided."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TypeVar

from csdesk.actions import attendance, roster
from csdesk.actions.month import frozen
from csdesk.actions.planning import month_live
from csdesk.actions.rules import book
from csdesk.actions.session import Session, changed
from csdesk.actions.staff import all_employees, without_pay
from csdesk.core.attendance import Leave, Status
from csdesk.core.calendar import Month, day_words, month_words
from csdesk.core.changes import Changes, Topic
from csdesk.core.permission import Permission
from csdesk.core.planning import OpenShift, OpenState, Swap, Wish, days_ahead
from csdesk.core.problem import Problem, UserError
from csdesk.core.roster import LEAVE, REST, Violation
from csdesk.core.roster_check import STAFFING, Change, LiveRoster, fits
from csdesk.core.roster_fix import Partner, partners, swapped
from csdesk.core.staff import Employee
from csdesk.i18n import gettext as _
from csdesk.store import attendance as store_attendance
from csdesk.store import planning as store

Record = TypeVar("Record", Wish, Swap, OpenShift, Leave)
EVER = (date(1900, 1, 1), date(2999, 12, 31))
BACK, AHEAD = timedelta(days=31), timedelta(days=92)  # how far the badge looks for what waits


@dataclass(frozen=True)
class Request:
    """One row of the list of requests. `kind` wish | leave | swap | open; `id` of its record, `what` a sentence without the name.

    `ahead`: calendar days between asking and the first day, None where nobody noted when; `notice`: how many the rules want.
    `problems`: what would be wrong newly if it were approved (waiting ones only)."""

    kind: str
    id: int
    employee: Employee | None  # of an open shift that nobody asked for yet: None
    other: Employee | None
    first: date
    last: date
    what: str
    status: Status
    reason: str = ""
    asked_at: datetime | None = None
    ahead: int | None = None
    notice: int = 0
    emergency: bool = False
    decided_at: datetime | None = None
    decided_by: str = ""
    answer: str = ""
    problems: tuple[Violation, ...] = ()
    own: bool = False  # of the person at the desk

    @property
    def late(self) -> bool:
        """Asked for later than the rules want; an emergency is never late."""
        return self.ahead is not None and self.ahead < self.notice and not self.emergency


def requests(session: Session, month: Month) -> tuple[Request, ...]:
    """Every request that touches a month, waiting ones first, then by day. Who may not edit the roster sees the own ones, and the
    shifts that are open to all."""
    everything = session.may(Permission.EDIT_ROSTER)
    live = month_live(session, month)
    people = {one.id: without_pay(one) for one in live.employees}
    rules = live.rules_on(month.first)
    found: list[Request] = []

    def concerns(*ids: int | None) -> bool:
        return everything or (session.employee_id is not None and session.employee_id in ids)

    def row(kind: str, number: int, who: int | None, first: date, what: str, status: Status, changes: Sequence[Change] | None,
            **more: object) -> None:
        problems: tuple[Violation, ...] = ()
        if status is Status.PENDING and changes:
            problems = _newly(live, changes)
        asked = more.get("asked_at")
        ahead = days_ahead(first, asked) if isinstance(asked, datetime) else None
        last = more.pop("last", first)
        other = more.pop("other", None)
        found.append(Request(
            kind, number, people.get(who) if who is not None else None, people.get(other) if isinstance(other, int) else None, first,
            last if isinstance(last, date) else first, what, status, ahead=ahead, problems=problems,
            own=who is not None and who == session.employee_id, **more))  # type: ignore[arg-type]

    for wish in live.planning.wishes:
        if concerns(wish.employee_id) and wish.employee_id in people:
            row("wish", wish.id, wish.employee_id, wish.day, _("{day} {what}").format(day=day_words(wish.day), what=_code(live, wish)),
                wish.status, [(wish.employee_id, wish.day, wish.code)], reason=wish.reason, asked_at=wish.asked_at,
                notice=rules.rest_days.notice_days, decided_at=wish.decided_at, decided_by=wish.decided_by, answer=wish.answer)
    for leave in store_attendance.leaves(session.shop, month.first, month.last):
        if concerns(leave.employee_id) and leave.employee_id in people:
            first, last = leave.start.date(), leave.end.date()
            row("leave", leave.id, leave.employee_id, first, _leave_words(leave), leave.status, _leave_changes(live, leave),
                last=last, reason=leave.reason, asked_at=leave.requested_at, notice=rules.leave.notice_days, emergency=leave.emergency)
    for swap in live.planning.swaps:
        if concerns(swap.employee_id, swap.other_id) and swap.employee_id in people and swap.other_id in people:
            changes = swapped(live, swap.employee_id, swap.other_id, swap.day, swap.other_day)
            row("swap", swap.id, swap.employee_id, swap.day, _swap_words(live, swap), swap.status, changes, other=swap.other_id,
                last=max(swap.day, swap.other_day), reason=swap.reason, asked_at=swap.asked_at, decided_at=swap.decided_at,
                decided_by=swap.decided_by, answer=swap.answer)
    for one in live.planning.open_shifts:
        if one.state is OpenState.FILLED and not everything:
            continue
        asking = one.employee_id if everything or one.employee_id == session.employee_id else None
        shift = live.shift_on(one.day, one.shift)
        words = " ".join(part for part in (day_words(one.day), shift.name if shift else one.shift, one.post) if part)
        status = Status.APPROVED if one.state is OpenState.FILLED else Status.PENDING
        changes = (live.taking(one.employee_id, one.day, one.shift, _post(live, one.employee_id, one.post)),) if (
            asking is not None and one.employee_id in people) else None
        row("open", one.id, asking, one.day, words, status, changes, reason=one.note)
    return tuple(sorted(found, key=lambda one: (one.status is not Status.PENDING, one.first, one.kind, one.id)))


def waiting_months(session: Session) -> dict[Month, int]:
    """How many wishes, swaps and asked-for shifts wait for whoever decides, by the month of their day (leave is counted with
    attendance); empty for who may not decide."""
    if not session.may(Permission.EDIT_ROSTER):
        return {}
    today = session.now.date()
    first, last = today - BACK, today + AHEAD
    days = [one.day for one in store.wishes(session.shop, first, last) if one.status is Status.PENDING]
    days += [one.day for one in store.swaps(session.shop, first, last) if one.status is Status.PENDING]
    days += [one.day for one in store.open_shifts(session.shop, first, last) if one.state is OpenState.ASKED]
    return dict(sorted(Counter(Month.of(day) for day in days).items()))


def waiting(session: Session) -> int:
    """How many wait in all: for the badge."""
    return sum(waiting_months(session).values())


# Asking


def ask_wish(session: Session, employee_id: int, day: date, code: str, reason: str = "") -> Changes:
    """Ask for a rest day (休) or a shift: one's own, by the supervisor anybody's. A second one of the same day replaces the first.
    The message says when it is later than the rules want (§5); it is no reason to refuse. Value = the id."""
    person = _asking(session, employee_id, day)
    rules = book(session).on(day)
    shift = rules.shift(code)
    if code != REST and shift is None:
        raise UserError(_("There is no shift “{code}”").format(code=code), code="code")
    before = [one for one in store.wishes(session.shop, day, day) if one.employee_id == employee_id and one.status is Status.APPROVED]
    if before and not session.may(Permission.EDIT_ROSTER):
        raise UserError(_("This day was approved already; talk to the supervisor to change it"), code="approved")
    wish = Wish(0, employee_id, day, code if shift is None else shift.code, asked_at=session.now, reason=reason.strip())
    with session.step(_("{name} asks for {day}").format(name=person.name, day=day_words(day))):
        number = store.save_wish(session.shop, wish)
    ahead, want = days_ahead(day, session.now), rules.rest_days.notice_days
    message = _("Asked for {day}").format(day=day_words(day))
    if code == REST and ahead < want:
        message = _("Asked for {day}: {n} days ahead, the rules want {want}").format(day=day_words(day), n=ahead, want=want)
    return changed(Topic.ROSTER, message=message, value=number)


def ask_leave(session: Session, leave: Leave) -> Changes:
    """A leave request that waits for its decision: one's own, by the supervisor anybody's. Value = the id."""
    person = _asking(session, leave.employee_id, leave.start.date())
    with session.step(_("{name} asks for leave").format(name=person.name)):
        return attendance.request_leave(session, replace(leave, status=Status.PENDING, requested_at=session.now))


def ask_swap(session: Session, employee_id: int, day: date, other_id: int, other_day: date | None = None, reason: str = "") -> Changes:
    """Ask to change cells with somebody (`other_day`: default the same day); the supervisor decides. Value = the id."""
    other_day = other_day or day
    person = _asking(session, employee_id, day)
    live = month_live(session, Month.of(day))
    other = next((one for one in live.employees if one.id == other_id), None)
    if other is None or other_id == employee_id or not other.employed_on(other_day):
        raise UserError(_("Choose somebody else who works here on that day"), code="other")
    if Month.of(other_day) != live.month:
        raise UserError(_("Both days of a swap lie in one month"), code="other_day")
    changes = swapped(live, employee_id, other_id, day, other_day)
    if changes is None:
        words = _("{name} and {other} have different posts and can't change").format(name=person.name, other=other.name)
        raise UserError(words, code="post")
    if not any(live.differs(change) for change in changes):
        raise UserError(_("Both have the same there; nothing would change"), code="same")
    swap = Swap(0, employee_id, day, other_id, other_day, asked_at=session.now, reason=reason.strip())
    with session.step(_("{name} asks to swap with {other}").format(name=person.name, other=other.name)):
        number = store.save_swap(session.shop, swap)
    return changed(Topic.ROSTER, message=_("Asked; the supervisor decides"), value=number)


def swap_partners(session: Session, employee_id: int, day: date) -> list[Partner]:
    """With whom a person could change a day, those without a new problem first: for the list in the own roster."""
    person = _asking(session, employee_id, day)
    found = partners(month_live(session, Month.of(day)), person.id, day)
    return [replace(one, employee=without_pay(one.employee)) for one in found]


def withdraw(session: Session, kind: str, number: int) -> Changes:
    """Take a waiting wish, swap or claim of an open shift back: one's own; the supervisor anybody's, an open shift too."""
    if kind == "wish":
        wish = _wish(session, number)
        _own(session, wish.employee_id, waits=wish.status is Status.PENDING)
        with session.step(_("Withdraw a request")):
            store.remove_wish(session.shop, number)
    elif kind == "swap":
        swap = _swap(session, number)
        _own(session, swap.employee_id, waits=swap.status is Status.PENDING)
        with session.step(_("Withdraw a request")):
            store.save_swap(session.shop, replace(
                swap, status=Status.REJECTED, answer=_("withdrawn"), decided_at=session.now, decided_by=session.user_name))
    elif kind == "open":
        one = _open_shift(session, number)
        if one.state is OpenState.ASKED and one.employee_id == session.employee_id:
            with session.step(_("Withdraw a request")):
                store.save_open_shift(session.shop, replace(one, state=OpenState.OPEN, employee_id=None))
        else:
            session.require(Permission.EDIT_ROSTER)
            with session.step(_("Withdraw an open shift")):
                store.remove_open_shift(session.shop, number)
    else:
        return attendance.remove(session, kind, number)
    return changed(Topic.ROSTER, message=_("Withdrawn"))


# Open shifts


def open_shift(session: Session, day: date, shift: str, post: str = "", note: str = "", count: int = 1) -> Changes:
    """Offer a shift that nobody has yet (招人顶班), `count` times; value = the ids."""
    session.require(Permission.EDIT_ROSTER)
    known = book(session).on(day).shift(shift)
    if known is None:
        raise UserError(_("There is no shift “{code}”").format(code=shift), code="shift")
    if not 1 <= count <= 50:
        raise UserError(_("Between 1 and 50 open shifts"), code="count")
    _unfrozen(session, day)
    with session.step(_("Open shift {day} {shift}").format(day=day_words(day), shift=known.name)):
        ids = tuple(store.save_open_shift(session.shop, OpenShift(0, day, known.code, post, note.strip())) for _number in range(count))
    return changed(Topic.ROSTER, message=_("{day} {shift} is open").format(day=day_words(day), shift=known.name), value=ids)


def ask_open_shift(session: Session, number: int, employee_id: int | None = None) -> Changes:
    """Ask for an open shift: for oneself, by the supervisor for anybody."""
    one = _open_shift(session, number)
    who = employee_id if employee_id is not None else session.employee_id
    if who is None:
        raise UserError(_("Say who takes the shift"), code="employee")
    person = _asking(session, who, one.day)
    if one.state is not OpenState.OPEN:
        raise UserError(_("This shift is no longer open"), code="taken")
    with session.step(_("{name} asks for an open shift").format(name=person.name)):
        store.save_open_shift(session.shop, replace(one, state=OpenState.ASKED, employee_id=who))
    return changed(Topic.ROSTER, message=_("Asked; the supervisor decides"))


def give_open_shift(session: Session, number: int, employee_id: int | None = None) -> Changes:
    """Give an open shift to the person who asked, or to somebody else: writes the cell, as one undo step. Refused where it would
    break a hard rule."""
    session.require(Permission.EDIT_ROSTER)
    one = _open_shift(session, number)
    who = employee_id if employee_id is not None else one.employee_id
    live = month_live(session, Month.of(one.day))
    person = next((each for each in live.employees if each.id == who), None)
    if person is None or who is None:
        raise UserError(_("Say who takes the shift"), code="employee")
    changes = (live.taking(who, one.day, one.shift, _post(live, who, one.post)),)
    _unbroken(live, changes)
    with session.step(_("{name} takes an open shift").format(name=person.name)):
        roster.write_cells(session, changes)
        store.save_open_shift(session.shop, replace(one, state=OpenState.FILLED, employee_id=who))
    return changed(Topic.ROSTER, Topic.ATTENDANCE, Topic.MONTH, message=_("{name} takes it").format(name=person.name))


# Deciding


def decide(session: Session, kind: str, number: int, *, approve: bool, answer: str = "") -> Changes:
    """Approve or refuse a request as one undo step; a refusal needs its reason.

    Approved: a wish is written and pinned, leave of whole days becomes 假 in the cells that are not 休, a swap changes the cells
    (refused where it would break a hard rule), an open shift goes to who asked."""
    session.require(Permission.EDIT_ROSTER)
    if not approve and not answer.strip():
        raise UserError(_("Write why it is refused"), code="answer")
    status = Status.APPROVED if approve else Status.REJECTED
    decided = {"status": status, "answer": answer.strip(), "decided_at": session.now, "decided_by": session.user_name}
    with session.step(_("Approve") if approve else _("Refuse")):
        if kind == "wish":
            wish = _wish(session, number)
            if approve:
                roster.write_cells(session, [(wish.employee_id, wish.day, wish.code)], source="pinned")
            store.save_wish(session.shop, replace(wish, **decided))  # type: ignore[arg-type]
        elif kind == "swap":
            swap = _swap(session, number)
            if approve:
                live = month_live(session, Month.of(swap.day))
                changes = swapped(live, swap.employee_id, swap.other_id, swap.day, swap.other_day)
                if changes is None:
                    raise UserError(_("One of the two can't take the other's post any more"), code="post")
                _unbroken(live, changes)
                roster.write_cells(session, changes)
            store.save_swap(session.shop, replace(swap, **decided))  # type: ignore[arg-type]
        elif kind == "leave":
            leave = _leave(session, number)
            attendance.settle_request(session, "leave", number, status, Month.of(leave.start.date()), answer)
            if approve:
                for month in dict.fromkeys((Month.of(leave.start.date()), Month.of(leave.end.date()))):
                    roster.write_cells(session, _leave_changes(month_live(session, month), leave))
        elif approve:
            give_open_shift(session, number)
        else:
            store.save_open_shift(session.shop, replace(_open_shift(session, number), state=OpenState.OPEN, employee_id=None))
    return changed(Topic.ROSTER, Topic.ATTENDANCE, Topic.MONTH, message=_("Approved") if approve else _("Refused"))


# What they share


def _asking(session: Session, employee_id: int, day: date) -> Employee:
    """The person for whom something is asked: oneself for a day to come, by the supervisor anybody for any day."""
    if not session.may(Permission.EDIT_ROSTER):
        session.require(Permission.SEE_OWN)
        if employee_id != session.employee_id:
            raise UserError(_("You can ask for yourself only"), code="forbidden")
        if day < session.now.date():
            raise UserError(_("{day} is over; the supervisor can enter it afterwards").format(day=day_words(day)), code="over")
    person = next((one for one in all_employees(session) if one.id == employee_id), None)
    if person is None:
        raise UserError(_("This person is not in the staff file any more"), code="gone")
    if not person.employed_on(day):
        raise UserError(_("{name} is not employed on {day}").format(name=person.name, day=day.isoformat()), code="not_employed")
    _unfrozen(session, day)
    return person


def _own(session: Session, employee_id: int, *, waits: bool) -> None:
    if employee_id != session.employee_id or not waits:
        session.require(Permission.EDIT_ROSTER)


def _unfrozen(session: Session, day: date) -> None:
    month = Month.of(day)
    if frozen(session, month) is not None:
        raise UserError(_("{month} is closed; reopen it first").format(month=month_words(month)), code="closed")


def _unbroken(live: LiveRoster, changes: Sequence[Change]) -> None:
    """Refuse changes that would break a hard rule newly; people missing elsewhere are no reason."""
    broken = [one for one in live.weigh(changes)[0] if one.hard and one.rule != "short"]
    if broken:
        raise UserError(broken[0].sentence, tuple(Problem(one.rule, f"{one.sentence}: {one.detail}") for one in broken), "conflict")


def _newly(live: LiveRoster, changes: Sequence[Change]) -> tuple[Violation, ...]:
    """What would be wrong newly; a long run that only becomes two shorter ones is nothing new."""
    def news(one: Violation) -> bool:
        if one.rule in STAFFING:
            return live.decided(one.day)  # nobody is short on a day that nobody has planned
        if one.rule not in ("work_run", "long_run") or one.employee_id is None:
            return one.rule != "wish"
        return all(one.amount > old.amount for old in live.of_person(one.employee_id) if old.rule == one.rule)

    return tuple(one for one in live.weigh(changes)[0] if news(one))


def _post(live: LiveRoster, employee_id: int, wanted: str) -> str:
    """At which post somebody takes a shift that asks for `wanted` ('' = any, 售前 stands for 售前客服, too)."""
    return next((post for post in live.planning.posts(live.employee(employee_id)) if fits(wanted, post)), wanted)


def _wish(session: Session, number: int) -> Wish:
    return _one(store.wishes(session.shop, *EVER), number)


def _swap(session: Session, number: int) -> Swap:
    return _one(store.swaps(session.shop, *EVER), number)


def _open_shift(session: Session, number: int) -> OpenShift:
    return _one(store.open_shifts(session.shop, *EVER), number)


def _leave(session: Session, number: int) -> Leave:
    return _one(store_attendance.leaves(session.shop, *EVER), number)


def _one(records: Iterable[Record], number: int) -> Record:
    found = next((one for one in records if one.id == number), None)
    if found is None:
        raise UserError(_("This request is no longer there"), code="gone")
    return found


def _code(live: LiveRoster, wish: Wish) -> str:
    shift = live.shift_on(wish.day, wish.code)
    return shift.name if shift is not None else _("a rest day") if wish.code == REST else wish.code


def _leave_words(leave: Leave) -> str:
    first, last = leave.start.date(), leave.end.date()
    if first == last:
        return _("{day} {what}").format(day=day_words(first), what=leave.type)
    return _("{first} to {last} {what}").format(first=day_words(first), last=day_words(last), what=leave.type)


def _leave_changes(live: LiveRoster, leave: Leave) -> list[Change]:
    """假 on the days of the month that the leave covers wholly and that are not 休."""
    if not leave.whole_days:
        return []
    days = [leave.start.date() + timedelta(days=number) for number in range((leave.end.date() - leave.start.date()).days + 1)]
    person = live.employee(leave.employee_id)
    return [
        (person.id, day, LEAVE) for day in days
        if Month.of(day) == live.month and live.code(person.id, day) != REST and person.employed_on(day)]


def _swap_words(live: LiveRoster, swap: Swap) -> str:
    def held(who: int, day: date) -> str:
        code = live.code(who, day)
        shift = live.shift_on(day, code)
        return shift.name if shift is not None else code or _("not decided")

    mine = _("{day} {what}").format(day=day_words(swap.day), what=held(swap.employee_id, swap.day))
    theirs = _("{day} {what}").format(day=day_words(swap.other_day), what=held(swap.other_id, swap.other_day))
    return _("{mine} for {name}'s {theirs}").format(mine=mine, name=live.employee(swap.other_id).name, theirs=theirs)
