"""The roster: who is planned for what on which day, and what is wrong with the plan."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from csdesk.core.calendar import Month
from csdesk.core.staff import Employee

REST = "休"
LEAVE = "假"


@dataclass(frozen=True, slots=True)
class Cell:
    """One person on one day: `code` is a shift code of the rules, REST or LEAVE. No cell = blank = not decided.

    `source`: typed (a person wrote it, never moved by a proposal), pinned (typed and nailed down: the grid shows a corner),
    accepted (taken from a proposal) or auto. `post` is what the person does on that day, '' = the own post of the staff file.
    """

    employee_id: int
    day: date
    code: str
    source: str = "typed"
    post: str = ""


@dataclass(frozen=True, slots=True)
class Violation:
    """One broken rule of the plan, as a sentence; `hard` = conflict (red), else a hint (grey)."""

    rule: str  # see roster_check.check
    employee_id: int | None
    day: date
    amount: int  # minutes, days or people short
    sentence: str
    hard: bool = True
    detail: str = ""  # the second sentence: the times, the limit and where the rule stands
    other: date | None = None  # the second cell of a pair (rest_between, overlap)
    shift: str = ""  # of short, no_lead and no_shop
    post: str = ""  # of short
    shop: str = ""  # of no_shop

    @property
    def key(self) -> tuple[object, ...]:
        """What is broken where: the same before and after a change that does not mend it."""
        return self.rule, self.employee_id, self.day, self.other, self.shift, self.post, self.shop


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


def continued(cells: Iterable[Cell], employees: Sequence[Employee], month: Month) -> list[tuple[int, date, str]]:
    """Every person's pattern of the months before, carried on through `month` (从上月接着轮): (employee id, day, code).

    The pattern is the shortest period of 2-21 days that fits the last weeks with at most one exception in eight (leave fits
    everything); without one the same weekday four weeks earlier is taken. Only employed days get a cell; leave is never
    carried on. People without a cell in the 28 days before the month stay blank."""
    history: dict[int, dict[date, str]] = {}
    for cell in cells:
        if cell.day < month.first:
            history.setdefault(cell.employee_id, {})[cell.day] = cell.code
    result = []
    for employee in employees:
        row = history.get(employee.id, {})
        known: list[str | None] = [row.get(month.first - timedelta(days=back)) for back in range(62, 0, -1)]
        if not any(known[-28:]):
            continue
        period = _period(known)
        for day in month.days():
            code = next((known[at] for at in range(len(known) - period, -1, -period) if known[at] not in (None, LEAVE)), None)
            known.append(code)
            if code is not None and employee.employed_on(day):
                result.append((employee.id, day, code))
    return result


def _period(known: Sequence[str | None]) -> int:
    for period in range(2, 22):
        compared = mismatches = 0
        for at in range(max(period, len(known) - 2 * period - 7), len(known)):
            now, before = known[at], known[at - period]
            if now is None or before is None or LEAVE in (now, before):
                continue
            compared += 1
            mismatches += now != before
        if compared >= period and mismatches * 8 <= compared:
            return period
    return 28
