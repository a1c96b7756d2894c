"""People: read, save, remove. Pay is stripped from every record of a person who may not see it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from csdesk.actions.session import Session, changed
from csdesk.core.changes import Changes, Topic
from csdesk.core.permission import Permission
from csdesk.core.problem import UserError
from csdesk.core.staff import Alias, Employee
from csdesk.i18n import gettext as _
from csdesk.store import staff as store


def all_employees(session: Session) -> tuple[Employee, ...]:
    """Every record with pay, for the actions' own reckoning; never handed to a screen."""
    return session.memo("employees", lambda: store.employees(session.shop))


def without_pay(employee: Employee) -> Employee:
    return replace(employee, pay=(), insurance=None, housing_fund=0, special_deduction=0)


def employees(session: Session, *, on: date | None = None) -> tuple[Employee, ...]:
    """The staff this user may see, by number; `on` keeps those employed on a day. An agent sees the own record only."""
    found = all_employees(session)
    if on is not None:
        found = tuple(one for one in found if one.employed_on(on))
    if not session.may(Permission.SEE_ROSTER):
        found = tuple(one for one in found if one.id == session.employee_id)
    if session.may(Permission.SEE_PAY):
        return found
    return tuple(without_pay(one) for one in found)


def save(session: Session, employee: Employee) -> Changes:
    """Add (id 0) or change a person. UserError names the field that is wrong; value = the id."""
    session.require(Permission.EDIT_STAFF)
    if not employee.no.strip():
        raise UserError(_("The number is missing"), code="no")
    if not employee.name.strip():
        raise UserError(_("The name is missing"), code="name")
    if employee.left is not None and employee.left < employee.hired:
        raise UserError(_("The last day is before the first day"), code="left")
    for other in all_employees(session):
        if other.no == employee.no and other.id != employee.id:
            raise UserError(_("Number {no} belongs to {name} already").format(no=employee.no, name=other.name), code="no")
    if any(record.amount < 0 for record in employee.pay) or (employee.insurance or 0) < 0:
        raise UserError(_("An amount of pay can't be below 0"), code="pay")
    before = next((one for one in all_employees(session) if one.id == employee.id), None)
    if before is not None and not session.may(Permission.SEE_PAY):  # shown without pay: what is stored stays
        kept = {name: getattr(before, name) for name in ("pay", "insurance", "housing_fund", "special_deduction")}
        employee = replace(employee, **kept)
    label = _("Change {name}") if employee.id else _("Add {name}")
    with session.step(label.format(name=employee.name)):
        employee_id = store.save(session.shop, employee)
    message = _("{name} saved").format(name=employee.name)
    if before is not None and employee.left is not None and employee.left != before.left:
        message += _comp_off_left(session, employee_id, employee.left)
    return changed(Topic.STAFF, Topic.MONTH, message=message, value=employee_id)


def _comp_off_left(session: Session, employee_id: int, last: date) -> str:
    """That somebody who leaves has comp-off left, '' where not: what is not taken until then is overtime to be paid."""
    from csdesk.actions import balances
    from csdesk.core.balance import hours

    if not balances.earned(session, employee_id, last):
        return ""
    found = balances.balance(session, employee_id, last)
    left = found.comp_left if found is not None else 0
    said = _("; {n} h of comp-off are left: let them be taken before {day}, or pay them")
    return said.format(n=hours(left), day=last) if left > 0 else ""


def remove(session: Session, employee_id: int) -> Changes:
    """Remove a person who has no roster and no punches; others get a last day instead (records are kept two years)."""
    session.require(Permission.EDIT_STAFF)
    employee = next((one for one in all_employees(session) if one.id == employee_id), None)
    if employee is None:
        raise UserError(_("This person is not in the staff file any more"))
    if store.has_records(session.shop, employee_id):
        raise UserError(_("{name} has roster or attendance records; enter the last day instead").format(name=employee.name))
    with session.step(_("Remove {name}").format(name=employee.name)):
        store.remove(session.shop, employee_id)
    return changed(Topic.STAFF, Topic.MONTH, message=_("{name} removed").format(name=employee.name))


def add_alias(session: Session, employee_id: int, alias: Alias) -> Changes:
    """Remember that a name or id of an outside source is this person."""
    session.require(Permission.IMPORT_ATTENDANCE)
    with session.step(_("Remember {value}").format(value=alias.value)):
        store.add_alias(session.shop, employee_id, alias)
    return changed(Topic.STAFF, message=_("Remembered"))


def export(session: Session) -> bytes:
    """The staff file as Excel in the layout of its import template; pay only for those who may see it."""
    session.require(Permission.EDIT_STAFF)
    from csdesk.files.sheets import staff as sheet

    return sheet.staff_file(employees(session), session.now, pay=session.may(Permission.SEE_PAY))
