"""Everything that leaves on paper or as Excel: which records a document needs, and who may print it."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from csdesk.actions import month, planning, roster, settings
from csdesk.actions.calendar import calendar
from csdesk.actions.rules import book
from csdesk.actions.session import Session
from csdesk.actions.staff import all_employees, employees
from csdesk.core.calendar import Calendar, Month
from csdesk.core.payroll import MonthResult
from csdesk.core.permission import Permission
from csdesk.core.problem import UserError
from csdesk.core.roster_check import on_leave
from csdesk.i18n import gettext as _
from csdesk.store import planning as store_planning

if TYPE_CHECKING:
    from csdesk.files.paper.letterhead import Letterhead
    from csdesk.files.paper.letterhead import Paper as Paper
    from csdesk.files.paper.pixels import Pages as Pages
    from csdesk.files.paper.pixels import Pixels as Pixels

# Documents of a month; the handover is of a day.
PAPERS = ("attendance", "payslips", "payroll", "roster", "roster-people", "roster-changes", "bulletin", "close", "service")
SHEETS = ("attendance", "payslips", "payroll", "roster", "bulletin", "comparison", "cases", "service")
_NEEDS = {
    "attendance": Permission.SEE_ATTENDANCE,
    "payslips": Permission.SEE_PAY,
    "payroll": Permission.SEE_PAY,
    "close": Permission.SEE_PAY,
    "roster": Permission.SEE_OWN,
    "roster-people": Permission.SEE_OWN,
    "roster-changes": Permission.SEE_OWN,
    "bulletin": Permission.SEE_ATTENDANCE,
    "handover": Permission.HAND_OVER,
    "comparison": Permission.SEE_ATTENDANCE,
    "cases": Permission.HANDLE_CASES,
    "service": Permission.SEE_CASES,
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


def month_of(what: str, period: Month | date) -> Month:
    """The month that a document is of. UserError (code `period`) for a day where a month is asked for."""
    if isinstance(period, Month):
        return period
    if what == "bulletin":
        return Month.of(period)
    raise UserError(_("{what} is printed by month, like 2026-09").format(what=what), code="period")


def paper(
    session: Session, what: str, period: Month | date, *, per_page: int = 4, size: str = "A4", only: Collection[int] | None = None
) -> Paper:
    """One document as PDF. `period` is a month, for the bulletin any day of the week (a month means its last week), for service either;
    `per_page` (1 or 4) of payslips and roster-people, `size` (A4 or A3) of attendance and roster. The handover is of a day, `only`
    the ids of its notes."""
    session.require(_NEEDS[what])
    if what == "service":
        from csdesk.actions import service

        return service.paper(session, period)
    if what == "handover":
        return _handover(session, period, only)
    one = month_of(what, period)
    head, rules, table = letterhead(session, one), book(session).on(one.last), _calendar(session, one)
    if what == "payslips":
        from csdesk.files.paper.payslips import payslips

        return payslips(month.result(session, one), all_employees(session), head, rules=rules, calendar=table, per_page=per_page, only=only)
    if what == "payroll":
        from csdesk.files.paper.payroll import payroll

        return payroll(month.result(session, one), all_employees(session), head, rules=rules, calendar=table)
    if what == "close":
        from csdesk.files.paper.closing import month_close

        return month_close(month.result(session, one), all_employees(session), head, rules=rules, calendar=table)
    if what == "attendance":
        from csdesk.files.paper.attendance import attendance_sheet

        return attendance_sheet(month.attendance_only(session, one), employees(session), head, rules=rules, calendar=table, size=size)
    if what.startswith("roster"):
        return _roster(session, what, one, head, per_page=per_page, size=size, only=only)
    from csdesk.files.paper.bulletin import bulletin

    day = _bulletin_day(period)
    return bulletin(_weeks_months(session, day), day, employees(session), head, rules=book(session).on(day))


def _handover(session: Session, day: Month | date, only: Collection[int] | None) -> Paper:
    from csdesk.actions import day_check, handover
    from csdesk.files.paper.handover import HandoverPage, Line
    from csdesk.files.paper.handover import handover as print_handover

    if isinstance(day, Month):
        raise UserError(_("A handover is printed by day, like 2026-09-16"), code="period")
    pages = []
    for row in reversed(handover.notes(session, first=day, last=day)):
        if only is not None and row.note.id not in only:
            continue
        view = handover.view(session, row.note.id)
        assert view is not None
        note = view.note
        checks = [(_(" · ").join(part for part in (one.item.text, one.turn) if part), one.tick is not None)
                  for one in day_check.lines(session, note.day, note.shift)]  # fmt: skip
        lines = tuple(Line(one.item, f"{one.item.text} {one.title}" if one.case_id else one.title, one.more, one.who, one.age)
                      for one in view.lines)  # fmt: skip
        facts = (handover.facts_words(note.facts),)
        pages.append(HandoverPage(note, view.writer, view.receiver, lines, facts, tuple(checks), row.signatures, view.supplements))
    if not pages:
        raise UserError(_("There is no handover of {day}").format(day=day.isoformat()), code="nothing")
    return print_handover(pages, letterhead(session, Month.of(day)))


def _roster(
    session: Session, what: str, one: Month, head: Letterhead, *, per_page: int, size: str, only: Collection[int] | None
) -> Paper:
    if what == "roster-changes":
        from csdesk.files.paper.roster_changes import roster_changes

        since = planning.publication(session, one)
        return roster_changes(one, since, planning.changes_since(session, one), employees(session), head, book=book(session))
    view = roster.month_view(session, one)
    if what == "roster-people":
        from csdesk.files.paper.roster_people import roster_people

        return roster_people(
            one, view.cells, view.employees, head, book=view.rules, calendar=view.calendar, publication=view.planning.publication,
            per_page=per_page, only=only,
        )  # fmt: skip
    from csdesk.files.paper.roster import roster_sheet

    away = on_leave(view.leaves, view.cells, view.rules)
    return roster_sheet(
        one, view.cells, view.employees, head, book=view.rules, calendar=view.calendar, away=away, planning=view.planning, size=size,
    )  # fmt: skip


def roster_changes_text(session: Session, one: Month) -> str:
    """What is otherwise than in the published roster, as text for the group chat."""
    session.require(_NEEDS["roster-changes"])
    from csdesk.files.paper.roster_changes import roster_changes_text as text

    return text(one, planning.publication(session, one), planning.changes_since(session, one), employees(session), book=book(session))


def calendars(session: Session, one: Month, *, only: Collection[int] | None = None) -> tuple[tuple[str, bytes], ...]:
    """(file name, .ics) of everybody employed in a month, or of the employee ids in `only`."""
    session.require(_NEEDS["roster-people"])
    from csdesk.files.ics import roster_ics

    view = roster.month_view(session, one)
    given: dict[int, dict[date, str]] = {}
    published = store_planning.publications(session.shop, one)
    for publication in published:  # a later one says more
        for (who, day), (code, _post) in publication.cells.items():
            if book(session).on(day).shift(code) is not None:
                given.setdefault(who, {})[day] = code
    shop, identity = settings.shop_name(session), session.shop.identity()
    made = []
    for each in view.employees:
        if only is None or each.id in only:
            data = roster_ics(one, view.cells, each, book=view.rules, shop=shop, identity=identity, made=session.now,
                              draft=not published, given=given.get(each.id))  # fmt: skip
            made.append((f"{file_name(f'{each.no} {each.name}')} {one}.ics", data))
    return tuple(made)


def save_calendars(session: Session, folder: Path, one: Month) -> tuple[Path, ...]:
    """Write one .ics a person into a folder; where they stand. UserError where the place can't be written or nobody is there."""
    made = calendars(session, one)
    if not made:
        raise UserError(_("Nobody was employed in this month. People are entered under Staff."), code="nobody")
    for name, data in made:
        save(folder / name, data)
    return tuple(folder / name for name, _data in made)


def file_name(text: str) -> str:
    """A text that every file system takes as a name."""
    return "".join("_" if sign in '\\/:*?"<>|' or sign < " " else sign for sign in text).strip(". ")


FORMS = ("correction", "leave", "outing")


def form(session: Session, kind: str, record_id: int) -> Paper:
    """One correction, leave or outing as a form to sign, A5. UserError (code `gone`) where the record is no longer there."""
    from csdesk.actions import balances
    from csdesk.core import balance as core_balance
    from csdesk.core.attendance import Correction, Leave, Outing
    from csdesk.files.paper import forms
    from csdesk.store import attendance as store

    first, last = date(1970, 1, 1), date(9000, 1, 1)
    known: Sequence[Correction | Leave | Outing]
    if kind == "correction":
        known = store.corrections(session.shop, first, last)
    else:
        known = store.leaves(session.shop, first, last) if kind == "leave" else store.outings(session.shop, first, last)
    record = next((one for one in known if one.id == record_id), None)
    person = next((one for one in all_employees(session) if record is not None and one.id == record.employee_id), None)
    if record is None or person is None:
        raise UserError(_("This record is no longer there"), code="gone")
    if person.id != session.employee_id:
        session.require(Permission.SEE_ATTENDANCE)
    day = record.day if isinstance(record, Correction) else record.start.date()
    one, rules = Month.of(day), book(session).on(day)
    found = month.attendance_only(session, one).of(person.id)
    judged = next((each for each in found.days if each.day == day), None) if found else None
    shift = rules.shift(judged.shift) if judged is not None and judged.shift else None
    left = balances.balance(session, person.id, day)
    return forms.form(
        record,
        person,
        letterhead(session, one),
        rules=rules,
        balances=core_balance.lines(left)[: None if left.has_comp else -1] if left is not None else (),
        shift=forms.shift_text(shift),
    )


def _calendar(session: Session, one: Month) -> Calendar:
    """The month's year and that of its pay day."""
    return calendar(session, frozenset({one.year, one.next().year}))


def bulletin_text(session: Session, day: date) -> str:
    """The weekly bulletin as text for the group chat: who, when, how much, doubled or not."""
    session.require(_NEEDS["bulletin"])
    from csdesk.files.paper.bulletin import bulletin_text as text

    return text(_weeks_months(session, day), day, employees(session), rules=book(session).on(day))


def _bulletin_day(period: Month | date) -> date:
    return period.last if isinstance(period, Month) else period


def _weeks_months(session: Session, day: date) -> tuple[MonthResult, ...]:
    """The months that the week of `day` touches and the one before, for older packets; without pay."""
    monday = day - timedelta(days=day.weekday())
    first, last = Month.of(monday), Month.of(monday + timedelta(days=6))
    known = month.months_with_data(session)
    wanted = dict.fromkeys((first.previous(), first, last))
    return tuple(month.attendance_only(session, one) for one in wanted if one in known or one == first)


def sheet(session: Session, what: str, period: Month | date, *, long: bool = False) -> bytes:
    """The Excel twin of a document. `long`: the roster as one row a cell instead of the grid; the import reads both."""
    session.require(_NEEDS[what])
    if what == "cases":
        from csdesk.actions import case_import

        return case_import.sheet(session, period)
    if what == "service":
        from csdesk.actions import service

        return service.sheet(session, period)
    one = month_of(what, period)
    head, rules, table = letterhead(session, one), book(session).on(one.last), _calendar(session, one)
    if what in ("payslips", "payroll"):
        import csdesk.files.sheets.payroll as sheets

        make = sheets.payslips if what == "payslips" else sheets.payroll
        return make(month.result(session, one), all_employees(session), head, rules=rules, calendar=table)
    if what == "comparison":
        from csdesk.actions import vendor

        return vendor.sheet(session, one)
    if what == "attendance":
        from csdesk.files.sheets.attendance import attendance

        return attendance(month.attendance_only(session, one), employees(session), head, rules=rules, calendar=table)
    if what == "roster":
        from csdesk.files.sheets.roster import roster as roster_sheet
        from csdesk.files.sheets.roster import roster_rows

        view = roster.month_view(session, one)
        if long:
            return roster_rows(one, view.cells, view.employees, head, book=view.rules)
        away = on_leave(view.leaves, view.cells, view.rules)
        return roster_sheet(
            one, view.cells, view.employees, head, book=view.rules, calendar=view.calendar, away=away, planning=view.planning,
        )  # fmt: skip
    from csdesk.files.sheets.bulletin import bulletin

    day = _bulletin_day(period)
    return bulletin(_weeks_months(session, day), day, employees(session), head, rules=book(session).on(day))


def template(session: Session, kind: str, one: Month | None = None) -> bytes:
    """The Excel template of an import (staff, roster, punches, corrections, leave, overtime), with this shop's shifts and people;
    the roster of a month as its grid."""
    from csdesk.files.sheets.templates import template

    today = session.now.date()
    return template(kind, rules=book(session).on(today), employees=employees(session, on=today), month=one, made=session.now)


def blank_template(kind: str, made: datetime) -> bytes:
    """The template of an import before there is a shop."""
    from csdesk.files.sheets.templates import template

    return template(kind, made=made)


def pages(made: Paper) -> Pages:
    """A finished document as pages of pixels: what the preview shows and printers get."""
    from csdesk.files.paper.pixels import Pages

    return Pages(made.pdf)


def save(path: Path, data: bytes) -> None:
    """Write a finished document wholly or not at all. UserError where the place can't be written."""
    scratch = path.with_name(f".{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        scratch.write_bytes(data)
        os.replace(scratch, path)
    except OSError as error:
        with contextlib.suppress(OSError):  # a place that is gone has nothing to clear away
            scratch.unlink(missing_ok=True)
        message = _("{path} can't be written: {why}. Close it if it is open in Excel, or choose another place")
        raise UserError(message.format(path=path, why=error.strerror or error), code="not_writable") from error
