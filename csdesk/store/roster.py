"""The roster in the shop file: one code per person and day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from csdesk.core.journal import AuditEntry
from csdesk.core.roster import Cell
from csdesk.store.shop import Shop


def cells(shop: Shop, first: date, last: date) -> tuple[Cell, ...]:
    """All cells of the days first..last, by day and person."""
    found = shop.rows("SELECT employee_id, day, code, source, post FROM roster_cell WHERE day BETWEEN ? AND ? ORDER BY day, employee_id",
                      (first.isoformat(), last.isoformat()))
    days = {text: date.fromisoformat(text) for text in {row[1] for row in found}}
    return tuple([Cell(employee_id, days[text], code, source, post) for employee_id, text, code, source, post in found])


def write(shop: Shop, changes: Iterable[tuple[int, date, str | None, str] | tuple[int, date, str | None, str, str]]) -> int:
    """Set cells: (employee id, day, code or None = blank, source[, post; without it the own one]). Returns how many really changed;
    a later change of a cell wins."""
    last: dict[tuple[int, date], tuple[str | None, str, str]] = {}
    for employee_id, day, code, source, *post in changes:
        last[employee_id, day] = (code, source, post[0] if post else "")
    days = {day: day.isoformat() for _employee, day in last}
    journal = "SELECT count(*) FROM journal WHERE step_id = (SELECT step_id FROM journal_now)"
    before = shop.rows(journal)[0][0]
    shop.run_many("DELETE FROM roster_cell WHERE day = ? AND employee_id = ?",
                  [(days[day], employee_id) for (employee_id, day), (code, _source, _post) in last.items() if code is None])
    shop.run_many(
        """INSERT INTO roster_cell (employee_id, day, code, source, post) VALUES (?, ?, ?, ?, ?)
           ON CONFLICT (day, employee_id) DO UPDATE SET code = excluded.code, source = excluded.source, post = excluded.post
           WHERE code <> excluded.code OR source <> excluded.source OR post <> excluded.post""",
        [(employee_id, days[day], code, source, post) for (employee_id, day), (code, source, post) in last.items() if code is not None])
    changed: int = shop.rows(journal)[0][0] - before
    return changed


def span(shop: Shop) -> tuple[date, date] | None:
    """The first and the last day that has any cell; None in a shop without a roster."""
    first, last = shop.rows("SELECT min(day), max(day) FROM roster_cell")[0]
    return None if first is None else (date.fromisoformat(first), date.fromisoformat(last))


def posts(shop: Shop) -> tuple[str, ...]:
    """The posts that cells name, beside the people's own."""
    return tuple(post for (post,) in shop.rows("SELECT DISTINCT post FROM roster_cell WHERE post <> '' ORDER BY post"))


def history(shop: Shop, employee_id: int, day: date) -> list[AuditEntry]:
    """Every change of a cell, oldest first; a cell that was cleared and set again is one story."""
    rows = shop.rows(
        """SELECT DISTINCT row_id FROM journal WHERE table_name = 'roster_cell'
           AND json_extract(coalesce(after, before), '$.employee_id') = ? AND json_extract(coalesce(after, before), '$.day') = ?""",
        (employee_id, day.isoformat()))
    found = [entry for (row_id,) in rows for entry in shop.audit("roster_cell", row_id)]
    return sorted(found, key=lambda entry: entry.step_id)
