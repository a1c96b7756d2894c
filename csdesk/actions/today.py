"""Today: who is on shift, what waits for a decision, which dates are coming."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from csdesk.actions import attendance, roster
from csdesk.actions import month as actions_month
from csdesk.actions.session import Session
from csdesk.core.calendar import Calendar, DayKind, Month, day_words, month_words
from csdesk.core.permission import Permission
from csdesk.core.planning import needs_on
from csdesk.core.roster import LEAVE, REST
from csdesk.core.roster_check import fits
from csdesk.core.rules import Shift
from csdesk.core.staff import Employee
from csdesk.i18n import gettext as _


@dataclass(frozen=True)
class OnShift:
    """One shift of a roster day: real start and end, and the people on it."""

    shift: Shift
    day: date
    start: datetime
    end: datetime
    people: tuple[Employee, ...]


@dataclass(frozen=True)
class Coming:
    """A date that is coming: kind makeup | bulletin | holiday | roster | close | pay; a title and what it means."""

    day: date
    kind: str
    title: str
    note: str


@dataclass(frozen=True)
class TodayView:
    now: datetime
    month: Month
    shifts: tuple[OnShift, ...]
    resting: tuple[Employee, ...]
    on_leave: tuple[tuple[Employee, str], ...]  # person, type of leave or ''
    coverage: tuple[tuple[str, int, int], ...]  # post, have, need today
    to_decide: tuple[attendance.ToDecide, ...]
    coming: tuple[Coming, ...]
    calendar: Calendar
    has_staff: bool
    has_roster: bool


def view(session: Session, *, decisions: bool = True) -> TodayView:
    """Everything the Today page shows; decisions and dates of money only to those who may see them. Without `decisions` no month
    is judged: the window paints first and asks for `attendance.waiting` afterwards."""
    now = session.now
    today = now.date()
    month = Month.of(today)
    grid = roster.month_view(session, month)
    people = {one.id: one for one in grid.employees}
    rules = grid.rules.on(today)
    shifts: list[OnShift] = []
    for day in (today - timedelta(days=1), today):
        midnight = datetime(day.year, day.month, day.day)
        for shift in grid.rules.on(day).shifts:
            start, end = midnight + timedelta(minutes=shift.start), midnight + timedelta(minutes=shift.end)
            if day < today and end <= now:
                continue
            on = tuple(
                people[cell.employee_id]
                for cell in grid.cells
                if cell.day == day and shift.code == cell.code and cell.employee_id in people
            )
            if on:
                shifts.append(OnShift(shift, day, start, end, on))
    resting = tuple(
        people[cell.employee_id] for cell in grid.cells if cell.day == today and cell.code == REST and cell.employee_id in people
    )
    leaves = {one.employee_id: one.type for one in grid.leaves if one.start.date() <= today <= one.end.date()}
    marked = {cell.employee_id for cell in grid.cells if cell.day == today and cell.code == LEAVE}
    on_leave = tuple((people[who], leaves.get(who, "")) for who in sorted(set(leaves) | marked) if who in people)
    coverage: dict[str, list[int]] = {}
    needs = needs_on(today, rules.demand, grid.planning.promotions, grid.planning.needs)
    for row in needs if session.may(Permission.SEE_ROSTER) else ():  # who sees only the own row can't count the others
        have = sum(
            1
            for cell in grid.cells
            if cell.day == today
            and cell.code == row.shift
            and cell.employee_id in people
            and fits(row.post, cell.post or people[cell.employee_id].post)
        )
        entry = coverage.setdefault(row.post or _("All"), [0, 0])
        entry[0] += have
        entry[1] += row.need
    return TodayView(
        now=now,
        month=month,
        shifts=tuple(sorted(shifts, key=lambda one: one.start)),
        resting=resting,
        on_leave=on_leave,
        coverage=tuple((post, have, need) for post, (have, need) in coverage.items()),
        to_decide=attendance.waiting(session) if decisions else (),
        coming=tuple(_coming(session, today, grid.calendar)),
        calendar=grid.calendar,
        has_staff=bool(people),
        has_roster=any(cell.day >= month.first for cell in grid.cells),
    )


def _coming(session: Session, today: date, calendar: Calendar) -> list[Coming]:
    found: list[Coming] = []
    for offset in range(1, 31):
        day = today + timedelta(days=offset)
        entry = calendar.days.get(day)
        if entry is None or entry.kind is DayKind.OFF:
            continue
        if entry.kind is DayKind.STATUTORY:
            found.append(Coming(day, "holiday", entry.name, _("Statutory holiday, 3 × pay for who works")))
        else:
            found.append(Coming(day, "makeup", _("Make-up work day"), _("Counts as a working day, not as a rest day")))
    if session.may(Permission.SEE_ATTENDANCE):
        monday = today + timedelta(days=-today.weekday() % 7)  # on a Monday: today
        first, last = monday - timedelta(days=7), monday - timedelta(days=1)
        note = _("Publishes late and early of {first} to {last}; unpaid that day doubles").format(
            first=day_words(first), last=day_words(last)
        )
        found.append(Coming(monday, "bulletin", _("Attendance bulletin"), note))
    next_month = Month.of(today).next()
    if session.may(Permission.EDIT_ROSTER) and next_month not in actions_month.months_with_data(session):
        day = next_month.first - timedelta(days=3)
        if day >= today:
            found.append(
                Coming(day, "roster", _("Publish the roster of {month}").format(month=month_words(next_month)), _("Nothing is planned yet"))
            )
    if session.may(Permission.SEE_PAY):
        for month in (Month.of(today).previous(), Month.of(today)):
            day = actions_month.pay_day(session, month)
            if day < today:
                continue
            closed = actions_month.frozen(session, month) is not None
            note = _("Closed, ready to pay") if closed else _("Not closed yet")
            found.append(Coming(day, "pay", _("Pay for {month}").format(month=month_words(month)), note))
    return sorted(found, key=lambda one: one.day)[:6]
