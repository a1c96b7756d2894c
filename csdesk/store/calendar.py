"""What the owner entered about single days of the year, on top of the kept holiday table."""

from __future__ import annotations

from datetime import date

from csdesk.core.calendar import DayKind, DayOverride
from csdesk.store import rows
from csdesk.store.shop import Shop


def overrides(shop: Shop) -> tuple[DayOverride, ...]:
    """All entered days, ascending; `kind` None makes a day of the kept table an ordinary one."""
    return tuple(
        DayOverride(date.fromisoformat(day), DayKind(kind) if kind is not None else None, name)
        for day, kind, name in shop.rows("SELECT day, kind, name FROM holiday_override ORDER BY day"))


def save_override(shop: Shop, override: DayOverride) -> None:
    """Enter one day; again replaces."""
    rows.put(shop, "holiday_override", 0, {
        "day": override.day.isoformat(), "kind": override.kind.value if override.kind is not None else None, "name": override.name},
        key=("day",))


def remove_override(shop: Shop, day: date) -> None:
    """Go back to the kept table for one day; a day without an entry stays as it is."""
    shop.run("DELETE FROM holiday_override WHERE day = ?", (day.isoformat(),))
