"""Fines and the fund box (handbook 8): what a fine costs, who still owes it, and the box as a small ledger with its balance."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from csdesk.core.attendance import Basis, PacketPayment
from csdesk.core.calendar import Month
from csdesk.core.money import Fen, grouped
from csdesk.core.payroll import Adjustment, EmployeeMonth, MonthResult
from csdesk.core.penalty import complaint_fine
from csdesk.core.rules import RuleBook, Rules
from csdesk.i18n import N_
from csdesk.i18n import gettext as _

COMPLAINT, PRIVATE_CHAT, LEAKING, OTHER = "complaint", "private_chat", "leaking_contacts", "other"
KINDS = (COMPLAINT, PRIVATE_CHAT, LEAKING, OTHER)
# What a person reads for the kinds; translated when shown.
KIND_NAMES = {
    COMPLAINT: N_("Complaint"),
    PRIVATE_CHAT: N_("Private chat with buyers"),
    LEAKING: N_("Leaked contacts"),
    OTHER: N_("Other breach"),
}
PACKET_NAMES = {"late": N_("Red packet, late"), "early": N_("Red packet, early leave"), "correction": N_("Red packet, missed punch")}


@dataclass(frozen=True, slots=True)
class Fine:
    """A breach of discipline. `amount` None = the price that the rules of its day name. `paid` is what came into the box on `paid_on`
    (a fact: later entries do not change it); `line_id` is the pay line that collects it instead, None = none."""

    id: int
    employee_id: int
    day: date
    kind: str
    amount: Fen | None = None
    note: str = ""
    paid_on: date | None = None
    paid: Fen | None = None
    line_id: int | None = None


@dataclass(frozen=True, slots=True)
class PricedFine:
    """A fine with what it costs. `number` counts the person's complaints of the calendar month from 1 (0 for other kinds);
    amount None: nothing to pay, `resignation` then says that the handbook proposes to part."""

    fine: Fine
    amount: Fen | None
    number: int
    resignation: bool
    basis: Basis


@dataclass(frozen=True, slots=True)
class FundEntry:
    """One line of the ledger. `amount` moves the balance (positive = in); `owed` is still to come in and moves nothing.

    source: fine | packet | typed; `ref` is unique among all lines; `employee_id` None for a typed line."""

    id: int
    day: date
    amount: Fen
    reason: str
    source: str = "typed"
    ref: str = ""
    employee_id: int | None = None
    owed: Fen = 0


@dataclass(frozen=True, slots=True)
class LedgerRow:
    entry: FundEntry
    balance: Fen  # of the box after this line


@dataclass(frozen=True, slots=True)
class DueRow:
    """One fine or moved red packet as it is printed; amount None = nothing to pay, `since` the day it came in."""

    day: date
    no: str
    name: str
    what: str
    amount: Fen | None
    state: str
    since: date | None
    note: str
    basis: Basis


def price(kind: str, rules: Rules) -> Fen | None:
    """What one breach of a kind costs by the rules, a complaint as the first of its month; None: the rules name no price (§8)."""
    if kind == COMPLAINT:
        return rules.fines.complaint[0] if rules.fines.complaint else None
    return {PRIVATE_CHAT: rules.fines.private_chat, LEAKING: rules.fines.leaking_contacts}.get(kind) or None


def priced(fines: Iterable[Fine], book: RuleBook) -> tuple[PricedFine, ...]:
    """Every fine with its price, by day. Complaints count anew per person and calendar month, by day and then as entered; the rules
    are those of each day (§8). All complaints of a month must be among `fines`."""
    counted: dict[tuple[int, int, int], int] = {}
    found = []
    for fine in sorted(fines, key=lambda one: (one.day, one.id)):
        number = 0
        if fine.kind == COMPLAINT:
            key = (fine.employee_id, fine.day.year, fine.day.month)
            number = counted[key] = counted.get(key, 0) + 1
        found.append(_priced(fine, number, book))
    return tuple(found)


def _priced(fine: Fine, number: int, book: RuleBook) -> PricedFine:
    version = book.version_on(fine.day)
    fines = version.rules.fines
    resignation = bool(number and fines.complaint and number > len(fines.complaint))
    by_rules = price(fine.kind, version.rules)
    if number and fines.complaint:
        by_rules = complaint_fine(number, fines)
    amount = fine.amount if fine.amount is not None else by_rules
    if fine.paid is not None:
        amount = fine.paid
    words = _(KIND_NAMES[fine.kind])
    if number:
        words = _("complaint {n} of {month}").format(n=number, month=f"{fine.day:%Y-%m}")
    if amount is None:
        text = _("{what}: resignation is proposed").format(what=words) if resignation else _("{what}: no price").format(what=words)
    elif fine.amount is not None:
        text = _("{what}: {amount}, an amount of its own").format(what=words, amount=grouped(amount))
    elif amount == by_rules:
        text = _("{what}: {amount} by the rules").format(what=words, amount=grouped(amount))
    else:
        text = _("{what}: {amount} when it was paid").format(what=words, amount=grouped(amount))
    return PricedFine(fine, amount, number, resignation, Basis("§8", text, (fine.day.isoformat(),), version.number))


def fined_in(fines: Iterable[PricedFine], month: Month) -> dict[int, Fen]:
    """What the fines of a month come to, by employee id; nobody who has nothing to pay."""
    found: dict[int, Fen] = {}
    for one in fines:
        if one.amount and Month.of(one.fine.day) == month:
            found[one.fine.employee_id] = found.get(one.fine.employee_id, 0) + one.amount
    return found


def settled_after(fines: Iterable[Fine], fine: Fine) -> Fine | None:
    """A complaint of the same person and month that comes after `fine` and is paid or collected already: to enter or remove `fine` now
    would change a price that was settled. None: free to."""
    if fine.kind != COMPLAINT:
        return None
    own = [one for one in fines if one.kind == COMPLAINT and one.employee_id == fine.employee_id and one.id != fine.id]
    own = [one for one in own if (one.day.year, one.day.month) == (fine.day.year, fine.day.month)]
    place = (fine.day, fine.id or 1 << 62)  # a new one stands behind those of its day
    return next((one for one in own if (one.day, one.id) > place and (one.paid_on is not None or one.line_id is not None)), None)


def through_pay(slip: EmployeeMonth, lines: Sequence[Adjustment]) -> dict[int, Fen]:
    """What a closed month collected of each typed fine of a person, by the line's id. Deductions above the pay are not collected (§6);
    other deductions fail first, then fines, the last entered first."""
    rest = slip.not_collected - sum(line.amount for line in slip.lines if line.code == "other_deduction")
    total = sum(line.amount for line in slip.lines if line.code == "fine")
    left = max(0, total - max(0, rest))
    found: dict[int, Fen] = {}
    for line in sorted(lines, key=lambda one: one.id):
        if line.code == "fine" and line.employee_id == slip.employee_id:
            found[line.id] = min(line.amount, left)
            left -= found[line.id]
    return found


PacketKey = tuple[int, date, str]  # employee id, roster day, reason


def moved(
    result: MonthResult, payments: Mapping[PacketKey, PacketPayment], closed_on: date, reopened_on: date | None = None
) -> dict[PacketKey, FundEntry]:
    """The packets that were unpaid when the month was closed, as lines of the box: owed since the close until the day they are paid (§3).
    One that was paid before the close, though marked later, went into the group chat and is none. Of a close that was taken back
    only what came in until then is left."""
    found: dict[PacketKey, FundEntry] = {}
    for packet in result.red_packets:
        key = (packet.employee_id, packet.day, packet.reason)
        payment = payments.get(key)
        if not packet.owed or (payment is not None and payment.paid_on < closed_on):
            continue
        if reopened_on is not None and (payment is None or payment.paid_on > reopened_on):
            continue
        reason = _("{what} on {day}").format(what=_(PACKET_NAMES[packet.reason]), day=packet.day.isoformat())
        ref = f"packet:{packet.employee_id}:{packet.day.isoformat()}:{packet.reason}"
        if payment is None:
            found[key] = FundEntry(0, closed_on, 0, reason, "packet", ref, packet.employee_id, packet.owed)
        else:
            found[key] = FundEntry(0, payment.paid_on, packet.owed, reason, "packet", ref, packet.employee_id)
    return found


def fine_entry(fine: Fine, day: date, amount: Fen) -> FundEntry:
    """The line of a fine that came in on a day."""
    reason = _("{what} on {day}").format(what=_(KIND_NAMES[fine.kind]), day=fine.day.isoformat())
    return FundEntry(fine.id, day, amount, reason, "fine", f"fine:{fine.id}", fine.employee_id)


_ORDER = {"fine": 0, "packet": 1, "typed": 2}  # within a day money comes in before it is spent


def ledger(entries: Iterable[FundEntry]) -> tuple[LedgerRow, ...]:
    """The box by day, each line with the balance after it; the last balance is the sum of all amounts."""
    rows = []
    balance = 0
    for entry in sorted(entries, key=lambda one: (one.day, _ORDER[one.source], one.id, one.ref)):
        balance += entry.amount
        rows.append(LedgerRow(entry, balance))
    return tuple(rows)
