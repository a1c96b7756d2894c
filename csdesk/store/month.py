"""Closed months with their history, typed pay lines and tax openings in the shop file."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from csdesk.core.calendar import Month
from csdesk.core.closed import ClosedMonth
from csdesk.core.payroll import Adjustment, TaxOpening
from csdesk.core.problem import UserError
from csdesk.i18n import gettext as _
from csdesk.store import rows
from csdesk.store.rows import moment_of, stamp
from csdesk.store.shop import Shop

_COLUMNS = "id, month, closed_at, closed_by, result, input_hash, reopened_at, reopened_by, why"


def closed(shop: Shop, month: Month | str) -> ClosedMonth | None:
    """The standing close of a month; None while it is open."""
    found = shop.rows(f"SELECT {_COLUMNS} FROM closed_month WHERE month = ? AND reopened_at IS NULL", (str(month),))
    return _closed(found[0]) if found else None


def closed_months(shop: Shop) -> tuple[str, ...]:
    """The months that are closed now, ascending, as 2026-09."""
    return tuple(month for (month,) in shop.rows("SELECT month FROM closed_month WHERE reopened_at IS NULL ORDER BY month"))


def ever_closed(shop: Shop) -> tuple[str, ...]:
    """The months that were closed at least once, also those that were opened again, ascending."""
    return tuple(month for (month,) in shop.rows("SELECT DISTINCT month FROM closed_month ORDER BY month"))


def history(shop: Shop, month: Month | str) -> tuple[ClosedMonth, ...]:
    """Every close of a month, oldest first, with who reopened it and why."""
    return tuple(_closed(row) for row in shop.rows(f"SELECT {_COLUMNS} FROM closed_month WHERE month = ? ORDER BY id", (str(month),)))


def close(shop: Shop, month: Month | str, *, result: str, input_hash: str, by: str, at: datetime) -> ClosedMonth:
    """Freeze a month: the result as JSON text and the hash of its inputs. Cannot be undone. Raises UserError "already_closed"."""
    if closed(shop, month) is not None:
        raise UserError(_("{month} is closed already.").format(month=month), code="already_closed")
    cursor = shop.run(
        """INSERT INTO closed_month (month, closed_at, closed_by, result, input_hash, reopened_by, why) VALUES (?, ?, ?, ?, ?, '', '')""",
        (str(month), stamp(at), by, result, input_hash))
    assert cursor.lastrowid is not None
    return ClosedMonth(cursor.lastrowid, str(month), at, by, result, input_hash)


def reopen(shop: Shop, month: Month | str, *, why: str, by: str, at: datetime) -> None:
    """Open a closed month again; the close stays in the history with the reason. Raises UserError "not_closed"."""
    done = shop.run("UPDATE closed_month SET reopened_at = ?, reopened_by = ?, why = ? WHERE month = ? AND reopened_at IS NULL",
                    (stamp(at), by, why, str(month)))
    if done.rowcount == 0:
        raise UserError(_("{month} is not closed.").format(month=month), code="not_closed")


def adjustments(shop: Shop, month: Month | str | None = None) -> tuple[Adjustment, ...]:
    """Typed pay lines of a month (None = of all), in the order they were entered."""
    text = None if month is None else str(month)
    return tuple(Adjustment(*row) for row in shop.rows(
        """SELECT id, employee_id, month, code, amount, reason, settles FROM adjustment WHERE ? IS NULL OR month = ? ORDER BY id""",
        (text, text)))


def save_adjustment(shop: Shop, adjustment: Adjustment) -> int:
    """Write a typed pay line (amount in 分); id 0 = new."""
    return rows.put(shop, "adjustment", adjustment.id, {
        "employee_id": adjustment.employee_id, "month": adjustment.month, "code": adjustment.code, "amount": adjustment.amount,
        "reason": adjustment.reason, "settles": adjustment.settles})


def remove_adjustment(shop: Shop, adjustment_id: int) -> None:
    """Delete a typed pay line. Raises UserError "gone"."""
    rows.remove(shop, "adjustment", adjustment_id)


def tax_openings(shop: Shop, year: int) -> tuple[TaxOpening, ...]:
    """Opening sums of a year, by person."""
    return tuple(TaxOpening(*row) for row in shop.rows(
        "SELECT employee_id, year, months, earnings, deductions, withheld FROM tax_opening WHERE year = ? ORDER BY employee_id", (year,)))


def save_tax_opening(shop: Shop, opening: TaxOpening) -> None:
    """Write the opening sums of a person and year (amounts in 分); again replaces."""
    rows.put(shop, "tax_opening", 0, {
        "employee_id": opening.employee_id, "year": opening.year, "months": opening.months, "earnings": opening.earnings,
        "deductions": opening.deductions, "withheld": opening.withheld}, key=("employee_id", "year"))


def remove_tax_opening(shop: Shop, employee_id: int, year: int) -> None:
    """Delete the opening sums of a person and year; without any nothing happens."""
    shop.run("DELETE FROM tax_opening WHERE employee_id = ? AND year = ?", (employee_id, year))


def _closed(row: tuple[Any, ...]) -> ClosedMonth:
    number, month, closed_at, by, result, input_hash, reopened_at, reopened_by, why = row
    return ClosedMonth(number, month, datetime.fromisoformat(closed_at), by, result, input_hash, moment_of(reopened_at), reopened_by, why)
