"""What the year so far carries into a month: nights, weekend days and statutory holidays that each person worked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from csdesk.core.calendar import Calendar
from csdesk.core.roster import Cell
from csdesk.core.rules import RuleBook

MOST_CARRIED = 3  # days: what was unfair for months is put right over months


@dataclass(frozen=True, slots=True)
class Carried:
    """Days worked of the year so far: nights, weekend days (make-up days included), statutory holidays, and all of them."""

    nights: int = 0
    weekends: int = 0
    holidays: int = 0
    shifts: int = 0


def carried(cells: Iterable[Cell], book: RuleBook, calendar: Calendar) -> dict[int, Carried]:
    """By employee id, from the cells of the earlier months of the year."""
    sums: dict[int, list[int]] = {}
    for cell in cells:
        shift = book.on(cell.day).shift(cell.code)
        if shift is not None:
            row = sums.setdefault(cell.employee_id, [0, 0, 0, 0])
            row[0] += shift.is_night
            row[1] += cell.day.weekday() >= 5
            row[2] += calendar.is_statutory(cell.day)
            row[3] += 1
    return {who: Carried(*row) for who, row in sums.items()}


def ahead_of_share(counts: dict[int, int], shifts: dict[int, int]) -> dict[int, int]:
    """How many days each person did more (or less) than a share in proportion to the shifts worked, at most MOST_CARRIED either way."""
    total, of = sum(counts.values()), sum(shifts.values())
    if not of:
        return dict.fromkeys(counts, 0)
    return {
        who: max(-MOST_CARRIED, min(MOST_CARRIED, round(count - total * shifts.get(who, 0) / of))) for who, count in counts.items()
    }
