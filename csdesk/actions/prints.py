"""Everything that leaves on paper or as Excel: which records a document needs, and who may print it."""

from __future__ import annotations

import os
from collections.abc import Collection
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from csdesk.actions import attendance, month, roster, settings
from csdesk.actions.calendar import calendar
from csdesk.actions.rules import book
from csdesk.actions.session import Session
from csdesk.actions.staff import all_employees, employees
from csdesk.core.calendar import Month
from csdesk.core.permission import Permission
from csdesk.core.problem import UserError
from csdesk.i18n import gettext as _

if TYPE_CHECKING:
    from csdesk.files.paper.letterhead import Letterhead, Paper

PAPERS = ("attendance", "payslips", "payroll", "roster", "bulletin", "close")
SHEETS = ("attendance", "payslips", "payroll", "roster", "bulletin")
_NEEDS = {
    "attendance": Permission.SEE_ATTENDANCE,
    "payslips": Permission.SEE_PAY,
    "payroll": Permission.SEE_PAY,
    "close": Permission.SEE_PAY,
    "roster": Permission.SEE_OWN,
    "bulletin": Permission.SEE_ATTENDANCE,
}


def letterhead(session: Session, one: Month) -> Letterhead:
    """Whose print it is, and the state of the month it shows."""
    from csdesk.files.paper.letterhead import Letterhead

    closed = month.frozen(session, one)
    version = book(session).version_on(one.last)
    label = _("{preset}, version {number}").format(preset=version.rules.preset, number=version.number)
    check_code = f"{closed.input_hash[:4]}-{closed.input_hash[4:8]}".upper() if closed else ""
    return Letterhead(
        shop=settings.shop_name(session),
        printed_at=session.now,
        department=str(settings.get(session, "department") or ""),
        closed_at=closed.closed_at if closed else None,
        check_code=check_code,
        rules_label=label,
    )


def _month_of(what: str, period: Month | date) -> Month:
    if isinstance(period, Month):
        return period
    if what == "bulletin":
        return Month.of(period)
    raise UserError(_("{what} is printed by month, like 2026-09").format(what=what), code="period")


def paper(
    session: Session, what: str, period: Month | date, *, per_page: int = 4, size: str = "A4", only: Collection[int] | None = None
) -> Paper:
    """One document as PDF. `period` is a month, for the bulletin any day of the week (a month means its last week)."""
    session.require(_NEEDS[what])
    one = _month_of(what, period)
    head = letterhead(session, one)
    if what == "payslips":
        from csdesk.files.paper.payslips import payslips

        table = calendar(session, frozenset({one.year, one.next().year}))
        return payslips(
            month.result(session, one),
            all_employees(session),
            head,
            rules=book(session).on(one.last),
            calendar=table,
            per_page=per_page,
            only=only,
        )
    if what == "payroll":
        from csdesk.files.paper.payroll import payroll

        return payroll(month.result(session, one), all_employees(session), head, rules=book(session).on(one.last))
    if what == "close":
        from csdesk.files.paper.month_close import month_close

        return month_close(month.result(session, one), all_employees(session), head, rules=book(session).on(one.last))
    table = calendar(session, frozenset({one.year}))
    if what == "attendance":
        from csdesk.files.paper.attendance_sheet import attendance_sheet

        return attendance_sheet(
            month.attendance_only(session, one), employees(session), head, rules=book(session), calendar=table, size=size
        )
    if what == "roster":
        from csdesk.files.paper.roster_sheet import roster_sheet

        view = roster.month_view(session, one)
        return roster_sheet(one, view.employees, view.cells, head, rules=view.rules, calendar=view.calendar, size=size)
    from csdesk.files.paper.bulletin import bulletin

    found = attendance.bulletin(session, _bulletin_day(period))
    return bulletin(found.monday, found.packets, found.days, found.employees, head, rules=found.rules, covered_until=found.covered_until)


def bulletin_text(session: Session, day: date) -> str:
    """The weekly bulletin as text for the group chat: who, when, how much, doubled or not."""
    from csdesk.files.paper.bulletin import bulletin_text as text

    found = attendance.bulletin(session, day)
    return text(found.monday, found.packets, found.days, found.employees)


def _bulletin_day(period: Month | date) -> date:
    return period.last if isinstance(period, Month) else period


def sheet(session: Session, what: str, period: Month | date) -> bytes:
    """The Excel twin of a document."""
    session.require(_NEEDS[what])
    one = _month_of(what, period)
    head = letterhead(session, one)
    from csdesk.files import sheets

    if what == "payslips":
        return sheets.payslips(month.result(session, one), all_employees(session), head)
    if what == "payroll":
        return sheets.payroll(month.result(session, one), all_employees(session), head)
    table = calendar(session, frozenset({one.year}))
    if what == "attendance":
        return sheets.attendance(month.attendance_only(session, one), employees(session), head, rules=book(session), calendar=table)
    if what == "roster":
        view = roster.month_view(session, one)
        return sheets.roster(one, view.employees, view.cells, head, rules=view.rules, calendar=view.calendar)
    found = attendance.bulletin(session, _bulletin_day(period))
    return sheets.bulletin(found.monday, found.packets, found.days, found.employees, head)


def template(kind: str) -> bytes:
    """An empty Excel template of an import: staff, roster, punches, corrections, leave, overtime."""
    from csdesk.files.sheets import templates

    return templates.template(kind)


def save(path: Path, data: bytes) -> None:
    """Write a finished document wholly or not at all. UserError where the place can't be written."""
    scratch = path.with_name(f".{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        scratch.write_bytes(data)
        os.replace(scratch, path)
    except OSError as error:
        scratch.unlink(missing_ok=True)
        message = _("{path} can't be written: {why}. Close it if it is open in Excel, or choose another place")
        raise UserError(message.format(path=path, why=error.strerror or error), code="not_writable") from error
