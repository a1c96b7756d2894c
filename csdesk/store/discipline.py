"""Fines and the typed lines of the fund box in the shop file."""

from __future__ import annotations

from datetime import date

from csdesk.core.discipline import Fine, FundEntry
from csdesk.store import rows
from csdesk.store.rows import day_of, iso
from csdesk.store.shop import Shop


def fines(shop: Shop) -> tuple[Fine, ...]:
    """All fines, by day and as entered."""
    return tuple(
        Fine(number, employee_id, date.fromisoformat(day), kind, amount, note, day_of(paid_on), paid, line_id)
        for number, employee_id, day, kind, amount, note, paid_on, paid, line_id in shop.rows(
            "SELECT id, employee_id, day, kind, amount, note, paid_on, paid, line_id FROM fine ORDER BY day, id"))


def save_fine(shop: Shop, fine: Fine) -> int:
    """Write a fine (amounts in 分); id 0 = new. Raises UserError "gone"."""
    return rows.put(shop, "fine", fine.id, {
        "employee_id": fine.employee_id, "day": fine.day.isoformat(), "kind": fine.kind, "amount": fine.amount, "note": fine.note,
        "paid_on": iso(fine.paid_on), "paid": fine.paid, "line_id": fine.line_id})


def remove_fine(shop: Shop, fine_id: int) -> None:
    """Delete a fine. Raises UserError "gone"."""
    rows.remove(shop, "fine", fine_id)


def entries(shop: Shop) -> tuple[FundEntry, ...]:
    """The typed lines of the fund box, by day and as entered; what fines and packets bring in is derived."""
    return tuple(
        FundEntry(number, date.fromisoformat(day), amount, reason, "typed", f"typed:{number}")
        for number, day, amount, reason in shop.rows("SELECT id, day, amount, reason FROM fund_entry ORDER BY day, id"))


def save_entry(shop: Shop, entry: FundEntry) -> int:
    """Write a typed line (amount in 分, negative = paid out); id 0 = new. Raises UserError "gone"."""
    return rows.put(shop, "fund_entry", entry.id, {"day": entry.day.isoformat(), "amount": entry.amount, "reason": entry.reason})


def remove_entry(shop: Shop, entry_id: int) -> None:
    """Delete a typed line. Raises UserError "gone"."""
    rows.remove(shop, "fund_entry", entry_id)
