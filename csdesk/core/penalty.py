"""What lateness costs beside pay: red packets and their doubling, the absence ladder, the fines of handbook-2 (3, 6, 8)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from csdesk.core.attendance import PacketPayment
from csdesk.core.judged import Event
from csdesk.core.money import Fen, grouped
from csdesk.core.payroll import RedPacket
from csdesk.core.rules import Fines, LadderRow, LateTier, RuleBook
from csdesk.i18n import gettext as _

_REASONS = {"late": 0, "early": 1, "correction": 2}


def tier_of(minutes: int, tiers: Sequence[LateTier]) -> LateTier | None:
    """The tier of so many minutes late or early; None where the rules have none (handbook-2) (§3)."""
    for tier in tiers:
        if tier.up_to is None or minutes <= tier.up_to:
            return tier
    return None


def publication(day: date) -> date:
    """The Monday on which the list of the day's week (Mon-Sun) is published (§3)."""
    return day + timedelta(days=7 - day.weekday())


def packets(
    employee_id: int, events: Sequence[Event], payments: Mapping[tuple[date, str], PacketPayment], book: RuleBook, now: datetime
) -> list[RedPacket]:
    """The person's red packets as of `now`: one not paid by the end of its week's Monday is doubled, once (§3, §12)."""
    found = []
    for event in sorted(events, key=lambda one: (one.day, _REASONS[one.reason])):
        monday = publication(event.day)
        payment = payments.get((event.day, event.reason))
        late = now >= datetime.combine(monday + timedelta(days=1), time()) if payment is None else payment.paid_on > monday
        doubled = late and book.on(event.day).red_packets.double_when_unpaid
        price = event.amount * 2 if doubled else event.amount
        basis = event.basis
        if doubled:
            text = _("{text}; not paid by {monday}: {amount} × 2 = {price}").format(
                text=basis.text, monday=monday.isoformat(), amount=grouped(event.amount), price=grouped(price)
            )
            basis = replace(basis, text=text)
        if payment is not None:
            basis = replace(basis, text=basis.text + _("; paid on {day}").format(day=payment.paid_on.isoformat()))
        state = "paid" if payment is not None else "doubled" if doubled else "due"
        owed = 0 if payment is not None else price
        found.append(RedPacket(employee_id, event.day, event.reason, event.minutes, event.amount, owed, event.parts, state, basis, doubled))
    return found


def ladder_row(absent: Decimal, ladder: Sequence[LadderRow]) -> LadderRow | None:
    """The highest row that so many absent days reach; None below the first row or without a ladder (§6, §12)."""
    reached = None
    for row in ladder:
        if row.days <= absent and (reached is None or row.days > reached.days):
            reached = row
    return reached


def complaint_fine(number: int, fines: Fines) -> Fen | None:
    """The fine in 分 for the `number`-th complaint (from 1) of a calendar month; None: resignation is proposed (§8)."""
    return fines.complaint[number - 1] if number <= len(fines.complaint) else None
