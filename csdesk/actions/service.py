"""The service summary for the screen, the print and the workbook: one set of values for all three."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from csdesk.actions import case_rules
from csdesk.actions.calendar import calendar
from csdesk.actions.case_refresh import refresh
from csdesk.actions.rules import book
from csdesk.actions.session import Session
from csdesk.actions.staff import all_employees
from csdesk.core import service_drill
from csdesk.core.calendar import Month
from csdesk.core.case import root_of
from csdesk.core.case_list import CaseFilter
from csdesk.core.discipline import COMPLAINT, Fine
from csdesk.core.log import LogFilter
from csdesk.core.permission import Permission
from csdesk.core.service import Period, Summary, summary
from csdesk.core.service_words import Names
from csdesk.i18n import gettext as _
from csdesk.store import case as store_case
from csdesk.store import discipline as store_discipline
from csdesk.store import log as store_log
from csdesk.store import service as store

if TYPE_CHECKING:
    from csdesk.files.paper.letterhead import Paper


def view(session: Session, asked: Month | date) -> Summary:
    """The summary of a month, or of the week of a day, with that of the period before. UserError: forbidden."""
    session.require(Permission.SEE_CASES)
    refresh(session)
    period, now = Period.of(asked), session.now
    return session.memo(("service", period, now.replace(second=0, microsecond=0)), lambda: _summary(session, period, now))


def _summary(session: Session, period: Period, now: datetime) -> Summary:
    shop, earlier = session.shop, period.before(now)
    start, end = earlier.start, period.end
    facts, limits, revisits = store.facts(shop, start, end), store.decisions(shop, start, end), store.revisits(shop, start, end)
    complaints = {one.key for one in case_rules.kinds(session) if one.urgent == "complaint"}
    employed = {one.id for one in all_employees(session) if any(map(one.employed_on, (period.first, period.last)))}
    target = book(session).on(period.last).service.target
    handlers = employed & {one.owner_id for one in facts if one.owner_id is not None}

    def of(one: Period, before: Summary | None) -> Summary:
        lost = [entry.reason for entry in store_log.entries(shop, one.first, one.last) if entry.kind == "lost"]
        return summary(one, facts, limits, now, carried=store.open_at(shop, one.start), complaint_kinds=complaints, revisits=revisits,
                       handlers=handlers, lost=lost, before=before, target=target)  # fmt: skip

    return of(period, of(earlier, None))


def behind(session: Session, found: Summary, what: str, key: object = None) -> CaseFilter | LogFilter | None:
    """What a figure, bar or row of a summary is made of: what the list of cases, or for a lost sale the log, must show; None: of nothing.
    `what`: lost | carried | left | revisited, or one of `core.service_drill`."""
    session.require(Permission.SEE_CASES)
    if what == "lost":
        return service_drill.lost(found, str(key or ""))
    if what in ("carried", "left"):
        return service_drill.only(store.which_open_at(session.shop, found.period.start if what == "carried" else found.period.end))
    if what == "revisited":
        parents = store_case.merges(session.shop)
        return service_drill.only(root_of(parents, one) for one in store.revisited(session.shop, found.period.start, found.period.end))
    return service_drill.cases(found, what, key)


def names(session: Session) -> Names:
    """How kinds and people of a summary are called."""
    kinds = {one.key: one.name for one in case_rules.kinds(session)}
    people = all_employees(session)
    called = [one.name for one in people]
    return Names(kinds, {one.id: one.name if called.count(one.name) == 1 else f"{one.name} {one.no}" for one in people})


def unfined(session: Session, asked: Month | date) -> tuple[Fine, ...]:
    """The complaints of a period that no fine names by the number of the case, each as the fine that may be entered for it; nothing is
    entered by itself, and nothing is offered to who may not enter fines."""
    if not (session.may(Permission.DECIDE_ATTENDANCE) and session.may(Permission.SEE_CASES)):
        return ()
    period = Period.of(asked)
    kinds = [one.key for one in case_rules.kinds(session) if one.urgent == "complaint"]
    known = [(one.employee_id, one.note) for one in store_discipline.fines(session.shop) if one.kind == COMPLAINT]
    return tuple(
        Fine(0, who, at.date(), COMPLAINT, note=_("Case {no}").format(no=no))
        for no, who, at in store.complaints(session.shop, kinds, period.start, period.end)
        if not any(fined == who and no in note for fined, note in known)
    )  # fmt: skip


def paper(session: Session, asked: Month | date) -> Paper:
    """The summary as PDF."""
    from csdesk.actions.prints import letterhead
    from csdesk.files.paper.service import service_sheet

    found = view(session, asked)
    years = frozenset({found.period.first.year, found.period.last.year})
    return service_sheet(found, names(session), letterhead(session, Month.of(found.period.last)), calendar=calendar(session, years))


def sheet(session: Session, asked: Month | date) -> bytes:
    """The summary as XLSX."""
    from csdesk.actions.settings import shop_name
    from csdesk.files.sheets.service import service

    return service(view(session, asked), names(session), shop_name(session), session.now)
