"""The check list of a shift and the cleaning rota: what is ticked, and whose turn it is (F25)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class CheckItem:
    """One line of the list. `shift`: the code it belongs to, '' = every shift; `people`: the rota in its order, () = no rota."""

    id: int
    text: str
    shift: str = ""
    people: tuple[int, ...] = ()
    position: int = 0


@dataclass(frozen=True, slots=True)
class Tick:
    """An item was done on a day, by the shift."""

    id: int
    item_id: int
    day: date
    shift: str
    at: datetime
    by: str = ""
    note: str = ""


def turn(people: Sequence[int], day: date, working: Collection[int]) -> int | None:
    """Whose turn it is: the rota moves on by one a day; who does not work that day is passed over by the next who does."""
    if not people:
        return None
    start = day.toordinal() % len(people)
    line = [*people[start:], *people[:start]]
    return next((one for one in line if one in working), None)
