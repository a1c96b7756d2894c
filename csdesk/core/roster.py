"""The roster: who is planned for what on which day, and what is wrong with the plan."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

REST = "休"
LEAVE = "假"


@dataclass(frozen=True, slots=True)
class Cell:
    """One person on one day: `code` is a shift code of the rules, REST or LEAVE. No cell = blank = not decided.

    `source`: typed (a person wrote it, never moved by a proposal), accepted (taken from a proposal) or auto.
    """

    employee_id: int
    day: date
    code: str
    source: str = "typed"


@dataclass(frozen=True, slots=True)
class Violation:
    """One broken rule of the plan, as a sentence; `hard` = conflict (red), else a hint by law (grey)."""

    rule: str  # rest_between | overlap | work_run | no_nights | not_employed | unknown_code | short | no_lead
    employee_id: int | None
    day: date
    amount: int  # minutes, days or people short
    sentence: str
    hard: bool = True


@dataclass(frozen=True, slots=True)
class Coverage:
    """Planned and needed people of one demand row on one day."""

    shift: str
    post: str
    day: date
    have: int
    need: int


@dataclass(frozen=True, slots=True)
class Load:
    """What a month asks of one person: shifts, nights, weekend days, rest cells, rostered minutes."""

    employee_id: int
    shifts: int
    nights: int
    weekends: int
    rests: int
    minutes: int
