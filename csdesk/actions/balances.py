"""What a person has left of rest days, corrections, leave and comp-off, from the judged months."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from csdesk.actions.calendar import statutory
from csdesk.actions.month import derive, months_with_data
from csdesk.actions.rules import book
from csdesk.actions.session import Session
from csdesk.actions.staff import all_employees
from csdesk.core import balance as core
from csdesk.core.attendance import Status
from csdesk.core.balance import Balance
from csdesk.core.calendar import Month
from csdesk.core.permission import Permission
from csdesk.store import attendance as store


def balance(session: Session, employee_id: int, day: date) -> Balance | None:
    """One person's balances as of a day, without pay; None for a person who is not in the staff file.

    Months of the year before csdesk are not known; a later month of the year is judged only where it has leave of this person."""
    if employee_id != session.employee_id:
        session.require(Permission.SEE_ATTENDANCE)
    month = Month.of(day)
    last = date(day.year, 12, 31)

    def compute() -> Balance | None:
        person = next((one for one in all_employees(session) if one.id == employee_id), None)
        if person is None:
            return None
        known = months_with_data(session)
        approved = [
            one
            for one in store.leaves(session.shop, date.min, last)
            if one.employee_id == employee_id and one.status is Status.APPROVED
        ]
        ahead = [one for one in approved if one.end.date() > month.last]
        wanted = [
            one
            for one in known
            if one.year == day.year
            and (one <= month or any(leave.start.date() <= one.last and one.first <= leave.end.date() for leave in ahead))
        ]
        own = {one: derive(session, one).of(employee_id) for one in dict.fromkeys([*wanted, month])}
        rules = book(session)
        counted = sum((core.counted_leave(own_month.days, rules.on(one.first)) for one, own_month in own.items() if own_month), Decimal(0))
        annual = sum((core.annual_taken(own_month.days) for own_month in own.values() if own_month), Decimal(0))
        comp = [leave for leave in approved if leave.type in core.COMP_OFF]
        taken = {one for leave in comp for one in known if leave.start.date() <= one.last and one.first <= leave.end.date()}
        months = [own[one] if one in own else derive(session, one).of(employee_id) for one in taken]
        return core.balance(
            person,
            day,
            own[month],
            rules.on(month.first),
            leave_used=counted,
            annual_used=annual,
            comp_earned=earned(session, employee_id, day),
            comp_used=sum((core.comp_taken(one.days) for one in months if one), Decimal(0)),
        )

    return session.memo(("balance", employee_id, day, session.now.replace(second=0, microsecond=0)), compute)


def earned(session: Session, employee_id: int, day: date) -> int:
    """Minutes of comp-off that a person has earned up to a day."""
    own = [one for one in store.overtimes(session.shop, date.min, day) if one.employee_id == employee_id and one.time_off]
    return core.comp_earned(own, [one.day for one in own if statutory(session, one.day)], day)
