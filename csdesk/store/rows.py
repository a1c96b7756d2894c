"""Writing one row of a noun: insert or update by id, with one row per natural key; and the texts of dates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from csdesk.core.problem import UserError
from csdesk.i18n import gettext as _
from csdesk.store.shop import Shop


def put(shop: Shop, table: str, row_id: int, values: Mapping[str, object], *, key: Sequence[str] = ()) -> int:
    """Write a row and return its id; `row_id` 0 = new. With `key` (columns), a row of the same key is replaced.

    Raises UserError "gone" when the row to change is no longer there."""
    same = 0
    if key:
        where = " AND ".join(f'"{name}" = ?' for name in key)
        found = shop.rows(f"SELECT id FROM {table} WHERE {where}", [values[name] for name in key])
        same = found[0][0] if found else 0
    if row_id and same and same != row_id:
        shop.run(f"DELETE FROM {table} WHERE id = ?", (same,))
    target = row_id or same
    if not target:
        names = ", ".join(f'"{name}"' for name in values)
        cursor = shop.run(f"INSERT INTO {table} ({names}) VALUES ({', '.join('?' * len(values))})", tuple(values.values()))
        assert cursor.lastrowid is not None
        return cursor.lastrowid
    pairs = ", ".join(f'"{name}" = ?' for name in values)
    if shop.run(f"UPDATE {table} SET {pairs} WHERE id = ?", (*values.values(), target)).rowcount == 0:
        raise gone()
    return target


def remove(shop: Shop, table: str, row_id: int) -> None:
    """Delete one row. Raises UserError "gone" when it is no longer there."""
    if shop.run(f"DELETE FROM {table} WHERE id = ?", (row_id,)).rowcount == 0:
        raise gone()


def gone() -> UserError:
    """The refusal when somebody else deleted the record meanwhile."""
    return UserError(_("This entry is no longer there; somebody removed it meanwhile."), code="gone")


def iso(day: date | None) -> str | None:
    """A day as text, None stays None."""
    return None if day is None else day.isoformat()


def stamp(moment: datetime | None) -> str | None:
    """A local time to the second as text, None stays None."""
    return None if moment is None else moment.isoformat(timespec="seconds")


def day_of(text: str | None) -> date | None:
    """The day of a text made by `iso`."""
    return None if text is None else date.fromisoformat(text)


def moment_of(text: str | None) -> datetime | None:
    """The time of a text made by `stamp`."""
    return None if text is None else datetime.fromisoformat(text)
