"""The roster: the month as a grid, and every way a person edits it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from csdesk.actions.attendance import request_leave
from csdesk.actions.calendar import calendar
from csdesk.actions.month import frozen
from csdesk.actions.rules import book
from csdesk.actions.session import Session, changed
from csdesk.actions.staff import all_employees, employees
from csdesk.core.attendance import Leave, Status
from csdesk.core.calendar import Calendar, Month, month_words
from csdesk.core.changes import Changes, Topic
from csdesk.core.permission import Permission
from csdesk.core.planning import Planning
from csdesk.core.problem import Problem, UserError
from csdesk.core.roster import LEAVE, REST, Cell, continued
from csdesk.core.roster_check import Change
from csdesk.core.rules import RuleBook
from csdesk.core.staff import Employee
from csdesk.i18n import gettext as _
from csdesk.store import attendance
from csdesk.store import planning as store_planning
from csdesk.store import roster as store

HISTORY = timedelta(days=31)  # work runs and rest between shifts reach back over the month's edge


@dataclass(frozen=True)
class RosterView:
    """A month's grid: people employed on some day of it, cells from HISTORY before it to 2 days after it."""

    month: Month
    employees: tuple[Employee, ...]
    cells: tuple[Cell, ...]
    rules: RuleBook
    calendar: Calendar
    leaves: tuple[Leave, ...]
    planning: Planning
    editable: bool
    closed: bool


def month_view(session: Session, month: Month) -> RosterView:
    """The grid of a month; who may not see the roster sees the own row."""
    people = tuple(one for one in employees(session) if one.hired <= month.last and (one.left is None or one.left >= month.first))
    ids = {one.id for one in people}
    first, last = month.first - HISTORY, month.last + timedelta(days=2)
    leaves = tuple(one for one in attendance.leaves(session.shop, month.first, month.last) if one.employee_id in ids)
    return RosterView(
        month=month,
        employees=people,
        cells=tuple(cell for cell in store.cells(session.shop, first, last) if cell.employee_id in ids),
        rules=book(session),
        calendar=calendar(session, frozenset({first.year, last.year})),
        leaves=tuple(one for one in leaves if one.status is not Status.REJECTED),
        planning=planned(session, month, ids),
        editable=session.may(Permission.EDIT_ROSTER) and frozen(session, month) is None,
        closed=frozen(session, month) is not None,
    )


def planned(session: Session, month: Month, ids: Collection[int]) -> Planning:
    """What a month is planned with, as far as it concerns these people; open shifts concern everybody."""
    shop, first, last = session.shop, month.first, month.last
    publication = store_planning.publication(shop, month)
    if publication is not None:
        publication = replace(publication, cells={place: cell for place, cell in publication.cells.items() if place[0] in ids})
    return Planning(
        terms={who: one for who, one in store_planning.terms(shop).items() if who in ids},
        promotions=store_planning.promotions(shop, first, last),
        needs=store_planning.needs(shop, first, last),
        wishes=tuple(one for one in store_planning.wishes(shop, first, last) if one.employee_id in ids),
        swaps=tuple(one for one in store_planning.swaps(shop, first, last) if one.employee_id in ids or one.other_id in ids),
        open_shifts=store_planning.open_shifts(shop, first, last),
        publication=publication,
    )


def write_cells(session: Session, changes: Sequence[Change], *, source: str = "typed", label: str = "") -> Changes:
    """Set or blank (None) cells as one undo step; a change without a post is at the own one. Cells that can't stand (unknown shift,
    not employed, closed month) refuse the whole step with one problem each."""
    session.require(Permission.EDIT_ROSTER)
    problems = tuple(refusals(session, changes))
    if problems:
        raise UserError(
            problems[0].message if len(problems) == 1 else _("{n} cells can't be set").format(n=len(problems)), problems, "cells"
        )
    if not changes:
        return changed()
    with session.step(label or _("Roster, {n} cells").format(n=len(changes))):
        store.write(session.shop, [(who, day, code, source, post[0] if post else "") for who, day, code, *post in changes])
    return changed(Topic.ROSTER, Topic.ATTENDANCE, Topic.MONTH, message=_("{n} cells set").format(n=len(changes)))


def paste_cells(session: Session, changes: Sequence[Change]) -> Changes:
    """Paste a block as one undo step; refused cells are left as they are and listed in `value` (a tuple of Problem)."""
    session.require(Permission.EDIT_ROSTER)
    good: list[Change] = []
    refused: list[Problem] = []
    for change in changes:
        found = tuple(refusals(session, [change]))
        if found:
            refused.extend(found)
        else:
            good.append(change)
    if not good:
        raise UserError(_("None of the {n} cells can be set").format(n=len(changes)), tuple(refused), "cells")
    done = write_cells(session, good, label=_("Paste {n} cells").format(n=len(good)))
    message = _("{n} cells set, {m} refused").format(n=len(good), m=len(refused)) if refused else done.message
    return replace(done, message=message, value=tuple(refused))


def refusals(session: Session, changes: Iterable[Change]) -> Iterable[Problem]:
    """Why cells can't be set: one Problem each."""
    people = {one.id: one for one in all_employees(session)}
    rules = book(session)
    closed: dict[Month, bool] = {}
    for who, day, code, *_post in changes:
        person = people.get(who)
        month = Month.of(day)
        if month not in closed:
            closed[month] = frozen(session, month) is not None
        if person is None:
            yield Problem("unknown_employee", _("This person is not in the staff file any more"))
        elif closed[month]:
            yield Problem("closed", _("{month} is closed; reopen it first").format(month=month_words(month)))
        elif code is not None and not person.employed_on(day):
            yield Problem("not_employed", _("{name} is not employed on {day}").format(name=person.name, day=day.isoformat()))
        elif code is not None and code not in (REST, LEAVE) and rules.on(day).shift(code) is None:
            yield Problem("unknown_code", _("There is no shift “{code}”").format(code=code), raw=code)


def pin(session: Session, cells: Sequence[Cell], *, pinned: bool) -> Changes:
    """Pin cells (nailed down: a corner in the grid, no proposal moves them) or free them again (typed)."""
    session.require(Permission.EDIT_ROSTER)
    with session.step(_("Pin") if pinned else _("Unpin")):
        store.write(session.shop, [
            (cell.employee_id, cell.day, cell.code, "pinned" if pinned else "typed", cell.post) for cell in cells])
    return changed(Topic.ROSTER, message=_("Pinned") if pinned else _("Unpinned"))


def continue_from_last_month(session: Session, month: Month) -> Changes:
    """Fill the blank cells of a month by going on with each person's pattern of the weeks before it (core.roster.continued),
    as one undo step. Leave is not repeated."""
    session.require(Permission.EDIT_ROSTER)
    before = store.cells(session.shop, month.first - timedelta(days=62), month.first - timedelta(days=1))
    present = {(cell.employee_id, cell.day) for cell in store.cells(session.shop, month.first, month.last)}
    known: list[Change] = []
    for who, day, code in continued(before, all_employees(session), month):
        if (who, day) not in present and (code == REST or book(session).on(day).shift(code) is not None):
            known.append((who, day, code))
    if not known:
        raise UserError(_("The four weeks before {month} have no roster to go on with").format(month=month_words(month)))
    return write_cells(session, known, source="auto", label=_("Continue the roster"))


def enter_leave(session: Session, leave: Leave) -> Changes:
    """Leave of whole days entered in the grid: the record, and 假 into the cells of those days that are not 休, as one undo step."""
    session.require(Permission.EDIT_ROSTER)
    first, last = leave.start.date(), leave.end.date()
    rests = {cell.day for cell in store.cells(session.shop, first, last) if cell.employee_id == leave.employee_id and cell.code == REST}
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    with session.step(_("Leave")):
        done = request_leave(session, leave)
        write_cells(session, [(leave.employee_id, day, LEAVE) for day in days if day not in rests])
    return done


@dataclass(frozen=True)
class CellChange:
    """One change of a cell: what stood there, what stands there since ('' = blank), by whom, in which step."""

    at: datetime
    by: str
    before: str
    after: str
    label: str


def cell_history(session: Session, employee_id: int, day: date) -> tuple[CellChange, ...]:
    """Who changed a cell, newest first; steps that were taken back are told with the step that took them back."""
    session.require(Permission.SEE_ATTENDANCE)
    found = []
    for entry in store.history(session.shop, employee_id, day):
        before, after = (str((image or {}).get("code") or "") for image in (entry.before, entry.after))
        if before != after:
            found.append(CellChange(entry.at, entry.by, before, after, entry.label))
    return tuple(reversed(found))
