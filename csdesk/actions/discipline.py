"""Discipline and the fund box: enter and collect fines, put red packets of closed months into the box, write what it paid out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from csdesk.actions import attendance, settings, staff
from csdesk.actions.month import derive, frozen, result_of
from csdesk.actions.prints import letterhead
from csdesk.actions.rules import book
from csdesk.actions.session import Session, changed
from csdesk.core import discipline as core
from csdesk.core.attendance import Basis
from csdesk.core.calendar import Month, month_words
from csdesk.core.changes import Changes, Topic
from csdesk.core.discipline import Fine, FundEntry, LedgerRow, PricedFine
from csdesk.core.limits import FINES_ARTICLE
from csdesk.core.limits import fines_warning as fines_warning
from csdesk.core.money import Fen, grouped
from csdesk.core.payroll import Adjustment, RedPacket
from csdesk.core.permission import Permission
from csdesk.core.problem import UserError
from csdesk.core.staff import Employee
from csdesk.i18n import gettext as _
from csdesk.store import attendance as attendance_store
from csdesk.store import discipline as store
from csdesk.store import month as month_store

if TYPE_CHECKING:
    from csdesk.files.paper.letterhead import Paper

LAW = FINES_ARTICLE
NEEDS = Permission.DECIDE_ATTENDANCE  # owner and supervisor, as for everything that is decided about a person


@dataclass(frozen=True)
class Due:
    """What one person owes the box, or owed: a fine, or a red packet that a closed month moved here.

    state: owed | paid | pay (in the pay of an open month) | collected | short (the pay held only `received`) | resign (resignation is
    proposed, nothing to pay) | free (nothing to pay). `since` is the day it came in, `pay_month` the month that collects it."""

    key: str
    employee: Employee
    day: date
    what: str
    amount: Fen | None
    state: str
    resignation: bool = False
    number: int = 0  # of the complaints of the person and month, 0 for everything else
    since: date | None = None
    received: Fen = 0
    pay_month: str = ""
    note: str = ""
    basis: Basis = Basis()
    fine: Fine | None = None
    packet: RedPacket | None = None


@dataclass(frozen=True)
class FundView:
    """Everything the page of the fund box shows of a month; the ledger is whole, oldest first."""

    month: Month
    dues: tuple[Due, ...]  # of the month, by day
    owed: tuple[Due, ...]  # of every month, still to come in
    ledger: tuple[LedgerRow, ...]
    people: tuple[Employee, ...]  # who can be fined: employed on some day of the month
    names: Mapping[int, str]  # of everybody, with the number: two may be called the same
    through_pay: bool  # the owner allows to collect fines through pay
    may_collect: bool

    @property
    def balance(self) -> Fen:
        return self.ledger[-1].balance if self.ledger else 0

    @property
    def owed_sum(self) -> Fen:
        return sum(one.amount or 0 for one in self.owed)

    def flow(self) -> tuple[Fen, Fen]:
        """What came in and what went out (negative) in the month."""
        amounts = [row.entry.amount for row in self.ledger if Month.of(row.entry.day) == self.month]
        return sum(one for one in amounts if one > 0), sum(one for one in amounts if one < 0)


def view(session: Session, month: Month) -> FundView:
    """Fines, packets and ledger for owner and supervisor."""
    session.require(NEEDS)
    dues, entries = _derived(session)
    people = staff.employees(session)
    allowed = bool(settings.get(session, "fines_through_pay"))
    return FundView(
        month=month,
        dues=tuple(one for one in dues if Month.of(one.day) == month),
        owed=tuple(one for one in dues if one.state == "owed"),
        ledger=core.ledger([*store.entries(session.shop), *entries]),
        people=tuple(one for one in people if one.hired <= month.last and (one.left is None or one.left >= month.first)),
        names={one.id: f"{one.name} {one.no}" for one in people},
        through_pay=allowed,
        may_collect=allowed and session.may(Permission.CLOSE_MONTH),
    )


def _derived(session: Session) -> tuple[list[Due], list[FundEntry]]:
    """Every due with its state, by day, and the lines that fines and packets put into the ledger."""
    people = {one.id: one for one in staff.employees(session)}
    lines = {one.id: one for one in month_store.adjustments(session.shop, None) if one.code == "fine"}
    dues: list[Due] = []
    entries: list[FundEntry] = []
    for one in core.priced(store.fines(session.shop), book(session)):
        if one.fine.employee_id in people:
            due, entry = _of_fine(session, one, people[one.fine.employee_id], lines)
            dues.append(due)
            if entry is not None:
                entries.append(entry)
    for packet, entry in _moved_packets(session):
        entries.append(entry)
        if packet.employee_id in people:
            state = "owed" if entry.owed else "paid"
            dues.append(Due(entry.ref, people[packet.employee_id], packet.day, _(core.PACKET_NAMES[packet.reason]), packet.owed, state,
                            since=None if entry.owed else entry.day, received=entry.amount, basis=packet.basis, packet=packet))  # fmt: skip
    dues.sort(key=lambda one: (one.day, one.employee.no, one.key))
    return dues, entries


def _of_fine(session: Session, one: PricedFine, person: Employee, lines: Mapping[int, Adjustment]) -> tuple[Due, FundEntry | None]:
    fine = one.fine
    due = Due(f"fine:{fine.id}", person, fine.day, _(core.KIND_NAMES[fine.kind]), one.amount, "owed", one.resignation, one.number,
              note=fine.note, basis=one.basis, fine=fine)  # fmt: skip
    if fine.paid_on is not None:
        received = fine.paid or 0
        return replace(due, state="paid", since=fine.paid_on, received=received), core.fine_entry(fine, fine.paid_on, received)
    line = lines.get(fine.line_id or 0)
    if line is not None:
        due = replace(due, state="pay", pay_month=line.month, amount=line.amount)
        month = Month.parse(line.month)
        closed = frozen(session, month)
        slip = derive(session, month).of(fine.employee_id) if closed is not None else None
        if closed is None or slip is None:
            return due, None
        received = core.through_pay(slip, [each for each in lines.values() if each.month == line.month]).get(line.id, 0)
        day = closed.closed_at.date()
        due = replace(due, state="collected" if received == line.amount else "short", since=day, received=received)
        return due, core.fine_entry(fine, day, received) if received else None
    if not one.amount:
        due = replace(due, state="resign" if one.resignation else "free")
    return due, None


def _moved_packets(session: Session) -> Iterable[tuple[RedPacket, FundEntry]]:
    """Unpaid packets of the closed months whose rules move them to the box (§3), as they stood at the close; what came in stays, also
    when the month was opened again later."""
    rules = book(session)
    if not any(version.rules.red_packets.unpaid_at_close == "fund" for version in rules.versions):
        return  # spares reading every closed month
    by_number = {version.number: version.rules for version in rules.versions}
    for text in month_store.ever_closed(session.shop):
        month = Month.parse(text)
        payments = {
            (one.employee_id, one.day, one.reason): one for one in attendance_store.payments(session.shop, month.first, month.last)
        }
        found: dict[core.PacketKey, tuple[RedPacket, FundEntry]] = {}
        for closed in month_store.history(session.shop, month):
            result = result_of(session, closed)
            in_force = by_number.get(result.rules[0][0]) if result.rules else None
            if (in_force or rules.on(month.first)).red_packets.unpaid_at_close != "fund":
                continue
            reopened = closed.reopened_at.date() if closed.reopened_at is not None else None
            packets = {(one.employee_id, one.day, one.reason): one for one in result.red_packets}
            for key, entry in core.moved(result, payments, closed.closed_at.date(), reopened).items():
                found[key] = packets[key], entry
        yield from found.values()


def all_dues(session: Session) -> tuple[Due, ...]:
    """Every fine and moved packet, by day."""
    session.require(NEEDS)
    return tuple(_derived(session)[0])


def price(session: Session, kind: str, day: date) -> Fen | None:
    """What a breach of this kind costs by the rules of a day; None where they name no price."""
    return core.price(kind, book(session).on(day))


def quote(session: Session, fine: Fine) -> PricedFine:
    """What the fine would cost if it were entered now, with the count of complaints: for the dialog that enters it."""
    session.require(NEEDS)
    others = [one for one in store.fines(session.shop) if one.id != fine.id]
    shown = fine if fine.id else replace(fine, id=1 << 62)
    return next(one for one in core.priced([*others, shown], book(session)) if one.fine.id == shown.id)


def _find(session: Session, fine_id: int) -> Fine:
    found = next((one for one in store.fines(session.shop) if one.id == fine_id), None)
    if found is None:
        raise UserError(_("This fine is no longer there; somebody removed it meanwhile."), code="gone")
    return found


def _name(session: Session, employee_id: int) -> str:
    return attendance.name_of(session, employee_id)


def _free(session: Session, fine: Fine) -> None:
    """UserError where a later complaint of the month is settled: its price would no longer be right."""
    later = core.settled_after(store.fines(session.shop), fine)
    if later is not None:
        raise UserError(
            _("{who}'s complaint of {day} is paid already and its price depends on this one; take that payment back first").format(
                who=_name(session, fine.employee_id), day=later.day.isoformat()
            ),
            code="day",
        )


def _past(session: Session, day: date, field: str) -> None:
    if day > session.now.date():
        raise UserError(_("This day has not come yet"), code=field)


def enter_fine(session: Session, fine: Fine) -> Changes:
    """Write a fine (id 0 = new; amount None = by the rules, §8). UserError names the field that is wrong; value = the id."""
    session.require(NEEDS)
    person = next((one for one in staff.all_employees(session) if one.id == fine.employee_id), None)
    if person is None:
        raise UserError(_("Choose a person"), code="person")
    if fine.kind not in core.KINDS:
        raise UserError(_("There is no fine of this kind"), code="kind")
    _past(session, fine.day, "day")
    if not person.employed_on(fine.day):
        raise UserError(_("{name} was not employed on {day}").format(name=person.name, day=fine.day.isoformat()), code="day")
    if fine.amount is not None and fine.amount <= 0:
        raise UserError(_("The amount must be above 0"), code="amount")
    if fine.amount is None and price(session, fine.kind, fine.day) is None:
        raise UserError(_("The rules of that day name no price for this; write the amount"), code="amount")
    if fine.kind == core.OTHER and not fine.note.strip():
        raise UserError(_("Write what it was"), code="note")
    before = _find(session, fine.id) if fine.id else None
    if before is not None:
        if before.paid_on is not None or before.line_id is not None:
            raise UserError(_("This fine is paid or in the pay already; take that back first"), code="settled")
        _free(session, before)
    _free(session, fine)
    with session.step(_("Fine of {name}").format(name=person.name)):
        fine_id = store.save_fine(session.shop, replace(fine, note=fine.note.strip(), paid_on=None, paid=None, line_id=None))
    told = quote(session, replace(fine, id=fine_id))
    words = _("{name}: {text}").format(name=person.name, text=told.basis.text)
    return changed(Topic.FUND, message=words, value=fine_id)


def pay_fine(session: Session, fine_id: int, paid_on: date | None) -> Changes:
    """The fine came into the box on a day, at its price of now; None = it did not."""
    session.require(NEEDS)
    fine = _find(session, fine_id)
    if paid_on is None:
        after = replace(fine, paid_on=None, paid=None)
    else:
        cost = quote(session, replace(fine, paid=None)).amount
        if fine.line_id is not None:
            raise UserError(_("This fine is collected through pay"), code="settled")
        if not cost:
            raise UserError(_("There is nothing to pay"), code="amount")
        _past(session, paid_on, "paid_on")
        if paid_on < fine.day:
            raise UserError(_("It can't be paid before it happened"), code="paid_on")
        after = replace(fine, paid_on=paid_on, paid=cost)
    with session.step(_("Payment of a fine")):
        store.save_fine(session.shop, after)
    words = _("{name}: {amount} into the fund box").format(name=_name(session, fine.employee_id), amount=grouped(after.paid or 0))
    return changed(Topic.FUND, message=_("Not paid") if paid_on is None else words)


def pay_packet(session: Session, packet: RedPacket, paid_on: date | None) -> Changes:
    """A red packet that a closed month moved here came in on a day; None = it did not."""
    session.require(NEEDS)
    closed = frozen(session, Month.of(packet.day))
    if paid_on is not None:
        _past(session, paid_on, "paid_on")
        if closed is not None and paid_on < closed.closed_at.date():
            raise UserError(_("It was moved to the fund box on {day}; it can't have come in before").format(
                day=closed.closed_at.date().isoformat()), code="paid_on")  # fmt: skip
    done = attendance.pay_packet(session, packet, paid_on)
    words = _("{name}: {amount} into the fund box").format(name=_name(session, packet.employee_id), amount=grouped(packet.owed))
    return changed(Topic.FUND, *done.topics, message=_("Not paid") if paid_on is None else words)


def remove_fine(session: Session, fine_id: int) -> Changes:
    """Take a fine back, with its pay line where the month of that is open."""
    session.require(NEEDS)
    fine = _find(session, fine_id)
    _free(session, fine)
    line = _line(session, fine)
    if line is not None:
        session.require(Permission.CLOSE_MONTH)
        _open(session, line.month)
    with session.step(_("Remove the fine of {name}").format(name=_name(session, fine.employee_id))):
        store.remove_fine(session.shop, fine.id)
        if line is not None:
            month_store.remove_adjustment(session.shop, line.id)
    return changed(Topic.FUND, *([Topic.MONTH] if line is not None else []), message=_("Removed"))


def _line(session: Session, fine: Fine) -> Adjustment | None:
    if fine.line_id is None:
        return None
    return next((one for one in month_store.adjustments(session.shop, None) if one.id == fine.line_id), None)


def _open(session: Session, month: str) -> None:
    parsed = Month.parse(month)
    if frozen(session, parsed) is not None:
        raise UserError(_("{month} is closed; reopen it or pay the difference next month").format(month=month_words(parsed)), code="closed")


def allow_through_pay(session: Session, on: bool) -> Changes:
    """The owner's switch: fines may be collected through pay (§8; the law gives no ground for it, §9)."""
    session.require(Permission.EDIT_SETTINGS)
    return settings.put(session, "fines_through_pay", on)


def collecting_month(session: Session, fine: Fine) -> Month:
    """The month whose pay would collect the fine: its own, or the first open one after it."""
    month = Month.of(fine.day)
    while frozen(session, month) is not None:
        month = month.next()
    return month


def collect(session: Session, fine_id: int, month: Month | None = None) -> Changes:
    """Collect an unpaid fine through the pay of an open month, as a typed line with its reason (only where the owner switched it on)."""
    session.require(Permission.CLOSE_MONTH)
    if not settings.get(session, "fines_through_pay"):
        raise UserError(_("Collecting fines through pay is switched off"), code="off")
    fine = _find(session, fine_id)
    told = quote(session, fine)
    if fine.paid_on is not None or _line(session, fine) is not None:
        raise UserError(_("This fine is paid or in the pay already; take that back first"), code="settled")
    if not told.amount:
        raise UserError(_("There is nothing to pay"), code="amount")
    target = collecting_month(session, fine) if month is None else month
    _open(session, str(target))
    person = next(one for one in staff.all_employees(session) if one.id == fine.employee_id)
    if person.hired > target.last or (person.left is not None and person.left < target.first):
        raise UserError(_("{name} has no pay in {month} any more").format(name=person.name, month=target), code="month")
    reason = f"{_(core.KIND_NAMES[fine.kind])} {fine.day.isoformat()}" + (f" {fine.note}" if fine.note else "")
    with session.step(_("Fine of {name} through pay").format(name=person.name)):
        line_id = month_store.save_adjustment(session.shop, Adjustment(0, fine.employee_id, str(target), "fine", told.amount, reason))
        store.save_fine(session.shop, replace(fine, line_id=line_id))
    words = _("{name}: {amount} through the pay of {month}").format(name=person.name, amount=grouped(told.amount), month=target)
    return changed(Topic.FUND, Topic.MONTH, message=words, value=line_id)


def release(session: Session, fine_id: int) -> Changes:
    """Take the pay line of a fine away again; the fine is owed as before."""
    session.require(Permission.CLOSE_MONTH)
    line = _line(session, _find(session, fine_id))
    if line is None:
        raise UserError(_("This fine is not in the pay"), code="gone")
    _open(session, line.month)
    with session.step(_("Fine not through pay")):
        month_store.remove_adjustment(session.shop, line.id)  # the fine loses it by the foreign key
    return changed(Topic.FUND, Topic.MONTH, message=_("Taken back"))


def enter_fund(session: Session, entry: FundEntry) -> Changes:
    """A typed line of the box: money in (positive) or out (negative) with what for; id 0 = new. Value = the id."""
    session.require(NEEDS)
    if not entry.amount:
        raise UserError(_("The amount must be above 0"), code="amount")
    if not entry.reason.strip():
        raise UserError(_("Write what it was for"), code="reason")
    _past(session, entry.day, "day")
    with session.step(_("Fund box: {reason}").format(reason=entry.reason.strip())):
        entry_id = store.save_entry(session.shop, replace(entry, reason=entry.reason.strip()))
    balance = core.ledger([*store.entries(session.shop), *_derived(session)[1]])[-1].balance
    return changed(Topic.FUND, message=_("Written; the balance is {amount}").format(amount=grouped(balance)), value=entry_id)


def remove_fund(session: Session, entry_id: int) -> Changes:
    """Take a typed line of the box back."""
    session.require(NEEDS)
    with session.step(_("Remove a line of the fund box")):
        store.remove_entry(session.shop, entry_id)
    return changed(Topic.FUND, message=_("Removed"))


def _printed(found: FundView) -> list[core.DueRow]:
    return [
        core.DueRow(one.day, one.employee.no, one.employee.name, one.what, one.amount, state_words(one), one.since, one.note, one.basis)
        for one in found.dues
    ]


def export(session: Session, month: Month) -> bytes:
    """The month's fines and the whole ledger as Excel."""
    from csdesk.files.sheets import fund as sheet

    found = view(session, month)
    return sheet.fund_box(month, _printed(found), found.ledger, found.names, settings.shop_name(session), session.now)


def paper(session: Session, month: Month) -> Paper:
    """The month's fines and the month's lines of the ledger, with the balance before and after, as PDF to hang out and sign."""
    from csdesk.files.paper.fund import fund_sheet

    found = view(session, month)
    return fund_sheet(month, _printed(found), found.ledger, found.names, letterhead(session, month))


def state_words(due: Due) -> str:
    """The state of a due in words, as chip and cell say it."""
    return {
        "owed": _("owed"),
        "paid": _("in the box"),
        "pay": _("in the pay of {month}").format(month=due.pay_month),
        "collected": _("taken from the pay of {month}").format(month=due.pay_month),
        "short": _("only {amount} from the pay").format(amount=grouped(due.received)),
        "resign": _("resignation proposed"),
        "free": _("nothing to pay"),
    }[due.state]
