"""The shop's calendar: the kept library's table completed by what the owner typed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from csdesk.actions.session import Session, changed
from csdesk.core.calendar import Calendar, DayKind, DayOverride, Holiday
from csdesk.core.changes import Changes, Topic
from csdesk.core.permission import Permission
from csdesk.files import holidays
from csdesk.i18n import gettext as _
from csdesk.store import calendar as store


def calendar(session: Session, years: frozenset[int]) -> Calendar:
    """Special days of these years. A year counts as known when the library has its notice or the owner typed any of its days."""

    def compute() -> Calendar:
        days, known = holidays.special_days(years)
        typed = set()
        for entry in store.overrides(session.shop):
            if entry.day.year not in years:
                continue
            typed.add(entry.day.year)
            if entry.kind is None:
                days.pop(entry.day, None)
            else:
                days[entry.day] = Holiday(entry.day, entry.kind, entry.name)
        return Calendar({day: Holiday(day, entry.kind, _(entry.name)) for day, entry in days.items()}, known | frozenset(typed))

    return session.memo(("calendar", years), compute)


def statutory(session: Session, day: date) -> bool:
    """Whether a day is a statutory holiday, which is paid three times and never swapped for time off (Labour Law, art. 44)."""
    return calendar(session, frozenset({day.year})).is_statutory(day)


@dataclass(frozen=True)
class SpecialDay:
    """A row of a year's table: what holds (`kind` None = made an ordinary day), whether it was typed, what the library says."""

    day: date
    kind: DayKind | None
    name: str
    typed: bool
    library: DayKind | None


@dataclass(frozen=True)
class YearTable:
    """`published`: the library has the State Council's notice of the year. Without it only what was typed is known."""

    year: int
    published: bool
    days: tuple[SpecialDay, ...]


def year_table(session: Session, year: int) -> YearTable:
    """The special days of a year, each with where it comes from, for the table in the settings."""
    kept, known = holidays.special_days(frozenset({year}))
    rows = {day: SpecialDay(day, entry.kind, _(entry.name), False, entry.kind) for day, entry in kept.items()}
    for one in store.overrides(session.shop):
        if one.day.year == year:
            before = kept.get(one.day)
            name = one.name or (_(before.name) if before is not None else "")
            rows[one.day] = SpecialDay(one.day, one.kind, name, True, before.kind if before is not None else None)
    return YearTable(year, year in known, tuple(rows[day] for day in sorted(rows)))


def set_day(session: Session, day: date, kind: DayKind | None, name: str = "") -> Changes:
    """Make a day a statutory holiday, a day off or a make-up day; None = an ordinary day."""
    session.require(Permission.EDIT_SETTINGS)
    with session.step(_("Calendar {day}").format(day=day.isoformat())):
        store.save_override(session.shop, DayOverride(day, kind, name))
    return changed(Topic.CALENDAR, Topic.MONTH, message=_("Calendar changed"))


def forget_day(session: Session, day: date) -> Changes:
    """Back to what the library says of this day."""
    session.require(Permission.EDIT_SETTINGS)
    with session.step(_("Calendar {day}").format(day=day.isoformat())):
        store.remove_override(session.shop, day)
    return changed(Topic.CALENDAR, Topic.MONTH, message=_("Calendar changed"))
