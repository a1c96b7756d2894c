"""What the clock-in app's own file says: its approvals offered as records, its results against ours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time

from csdesk.actions import attendance
from csdesk.actions.month import MARGIN, attendance_only, derive, facts, frozen
from csdesk.actions.rules import book
from csdesk.actions.session import Session, changed
from csdesk.actions.staff import employees
from csdesk.core import month as core_month
from csdesk.core import vendor as core
from csdesk.core.attendance import Claim, Correction, Leave, Outing
from csdesk.core.calendar import Month
from csdesk.core.changes import Changes
from csdesk.core.facts import MonthFacts
from csdesk.core.permission import Permission
from csdesk.core.problem import UserError
from csdesk.core.staff import Employee
from csdesk.core.vendor import Difference, Offer
from csdesk.i18n import gettext as _
from csdesk.store import attendance as store
from csdesk.store import settings

IGNORED = "offer_ignored/"


def _claims(session: Session, month: Month, *, plain: bool) -> tuple[Claim, ...]:
    first, last = month.first - MARGIN, month.last + MARGIN
    punched = store.claims(session.shop, datetime.combine(first, time()), datetime.combine(last, time(23, 59, 59)), plain=plain)
    return punched + store.absent_claims(session.shop, month.first, month.last)


def offers(session: Session, month: Month) -> tuple[Offer, ...]:
    """The records that approvals in imported files ask for and nobody has decided on; none of a closed month, and none for those
    who may not decide."""
    if not session.may(Permission.DECIDE_ATTENDANCE) or frozen(session, month) is not None:
        return ()

    def compute() -> tuple[Offer, ...]:
        said = _claims(session, month, plain=False)
        if not said:
            return ()
        shop, first, last = session.shop, month.first - MARGIN, month.last + MARGIN
        return core.offers(
            said,
            derive(session, month).employees,
            book(session),
            store.corrections(shop, first, last),
            store.leaves(shop, first, last),
            store.outings(shop, first, last),
            settings.named(shop, IGNORED),
        )

    return session.memo(("offers", month, session.now.replace(second=0, microsecond=0)), compute)


@dataclass(frozen=True)
class OfferRow:
    """One offered record with its person and what it would change if it alone were taken over."""

    offer: Offer
    employee: Employee
    effect: str


@dataclass(frozen=True)
class DifferenceRow:
    """One difference with its person."""

    difference: Difference
    employee: Employee


@dataclass(frozen=True)
class Comparison:
    """What the files of a month say that we do not: offered records, other results, how many offers were ignored. `said`: how many
    results of an app there are at all."""

    month: Month
    offers: tuple[OfferRow, ...]
    differences: tuple[DifferenceRow, ...]
    ignored: int
    said: int
    may_decide: bool


def comparison(session: Session, month: Month) -> Comparison:
    """Everything that the list 对照 shows of a month."""
    session.require(Permission.SEE_ATTENDANCE)
    people = {one.id: one for one in employees(session)}
    given = _claims(session, month, plain=True)
    result = attendance_only(session, month)
    shop, first, last = session.shop, month.first - MARGIN, month.last + MARGIN
    found = core.differences(
        given,
        result.employees,
        book(session),
        store.corrections(shop, first, last),
        store.leaves(shop, first, last),
        store.outings(shop, first, last),
    )
    mine = str(month)
    ignored = sum(1 for key in settings.named(shop, IGNORED) if key.split("/")[2][:7] == mine)
    return Comparison(
        month,
        _effects(session, month, offers(session, month), people),
        tuple(DifferenceRow(one, people[one.employee_id]) for one in found if one.employee_id in people),
        ignored,
        sum(1 for one in given if core.kind_of(one.result) and _month_of(one) == month),
        session.may(Permission.DECIDE_ATTENDANCE) and frozen(session, month) is None,
    )


def _month_of(claim: Claim) -> Month:
    day = claim.work_date or (claim.at.date() if claim.at is not None else date.min)
    return Month.of(day)


def _effects(session: Session, month: Month, offered: Sequence[Offer], people: dict[int, Employee]) -> tuple[OfferRow, ...]:
    """Each offer judged as if it alone were recorded: the person's month once without and once with it."""
    if not offered:
        return ()
    given = facts(session, month)
    free = book(session).on(month.first).corrections.free_per_month
    whole = derive(session, month)
    rows = []
    for one in offered:
        before = whole.of(one.employee_id)
        if before is None or one.employee_id not in people:
            continue
        then = core_month.compute(_with(_own(given, one.employee_id), one))
        after = then.of(one.employee_id) or before
        packets = [packet for packet in whole.red_packets if packet.employee_id == one.employee_id]
        rows.append(OfferRow(one, people[one.employee_id], core.effect(before, after, packets, then.red_packets, free)))
    return tuple(rows)


def _own(given: MonthFacts, who: int) -> MonthFacts:
    return replace(
        given,
        employees=tuple(one for one in given.employees if one.id == who),
        cells=tuple(one for one in given.cells if one.employee_id == who),
        punches=tuple(one for one in given.punches if one.employee_id == who),
    )


def _with(given: MonthFacts, offer: Offer) -> MonthFacts:
    record = offer.record
    if isinstance(record, Correction):
        return replace(given, corrections=(*given.corrections, record))
    if isinstance(record, Leave):
        return replace(given, leaves=(*given.leaves, record))
    return replace(given, outings=(*given.outings, record))


def adopt(session: Session, offer: Offer) -> Changes:
    """Record what the file's approval asks for. Leave does not say its kind: it is entered through its form."""
    record = offer.record
    if isinstance(record, Correction):
        return attendance.correct(session, record)
    if isinstance(record, Outing):
        return attendance.enter_outing(session, record)
    return attendance.request_leave(session, record)


def adopt_all(session: Session, month: Month) -> Changes:
    """Record every offer of the month that needs no look, as one step."""
    session.require(Permission.DECIDE_ATTENDANCE)
    ready = [one for one in offers(session, month) if not one.needs_look]
    left = len(offers(session, month)) - len(ready)
    if not ready:
        raise UserError(_("Nothing can be taken over as it is; open each leave and choose its kind"), code="nothing")
    with session.step(_("Take over the file's approvals")):
        for one in ready:
            adopt(session, one)
    free = book(session).on(month.first).corrections.free_per_month
    touched = {one.employee_id for one in ready}
    over = [one for one in derive(session, month).employees if one.employee_id in touched and free is not None]
    beyond = sum(1 for one in over if one.totals.corrections > (free or 0))
    message = _("{n} recorded").format(n=len(ready))
    if beyond:
        message += _("; {n} people are over the free corrections").format(n=beyond)
    if left:
        message += _("; {n} leave to be looked at").format(n=left)
    return changed(*attendance.TOPICS, message=message, value=len(ready))


def ignore(session: Session, offer: Offer) -> Changes:
    """Do not offer this again; the punch stays as it is judged. A decision that is kept and can be undone."""
    session.require(Permission.DECIDE_ATTENDANCE)
    with session.step(_("Ignore an approval of the file")):
        settings.put(session.shop, IGNORED + offer.key, session.user_name)
    return changed(*attendance.TOPICS, message=_("Ignored; the punch stays as it is"))


def offer_again(session: Session, month: Month) -> Changes:
    """List the ignored approvals of a month once more."""
    session.require(Permission.DECIDE_ATTENDANCE)
    mine = [key for key in settings.named(session.shop, IGNORED) if key.split("/")[2][:7] == str(month)]
    with session.step(_("List ignored approvals again")):
        for key in mine:
            settings.drop(session.shop, IGNORED + key)
    return changed(*attendance.TOPICS, message=_("{n} listed again").format(n=len(mine)))


def sheet(session: Session, month: Month) -> bytes:
    """The differences of a month as Excel."""
    from csdesk.actions.prints import letterhead
    from csdesk.files.sheets.comparison import comparison as sheet_of

    found = comparison(session, month)
    return sheet_of(month, [(row.employee, row.difference) for row in found.differences], letterhead(session, month))
