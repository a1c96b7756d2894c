"""What is the same for everybody in a month that is judged: its days and their rules, the covered days, the clock.

Inside, a time is an integer minute (ordinal × 1440 + minute of the day) and seconds are cut.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from csdesk.core.facts import MonthFacts
from csdesk.core.leave import DAY, minute_of
from csdesk.core.rules import Rules, Shift

MARGIN = 2  # days before and after the month whose cells and punches border the month's windows


class Ground:
    """What is the same for everybody in a month: rules by day, covered days, the clock."""

    def __init__(self, facts: MonthFacts) -> None:
        self.facts = facts
        self.month = facts.month
        self.first, self.last = facts.month.first.toordinal(), facts.month.last.toordinal()
        self.now = minute_of(facts.now)
        self.closing = facts.closing
        self.dates = {n: date.fromordinal(n) for n in range(self.first - MARGIN, self.last + MARGIN + 1)}
        self.versions = {n: facts.rules.version_on(day) for n, day in self.dates.items()}
        self.shifts = {id(v): _shift_names(v.rules) for v in self.versions.values()}
        self.statutory = {n for n, day in self.dates.items() if facts.calendar.is_statutory(day)}
        self.covered = sorted((a.toordinal() * DAY, (b.toordinal() + 1) * DAY) for a, b in facts.covered)
        self.covered_work = [(a.toordinal(), b.toordinal()) for a, b in facts.covered_work]
        self.moments: dict[int, datetime] = {}
        self.month_rules: Rules = self.versions[self.first].rules

    def at(self, minute: int) -> datetime:
        """The local time of a minute; most of a month's minutes come again with the next person."""
        moment = self.moments.get(minute)
        if moment is None:
            moment = self.moments[minute] = at(minute)
        return moment

    def is_covered(self, day: int, end: int) -> bool:
        """Whether an import covers what ends at minute `end` of a roster day: the end lies in the covered days, 24:00 included,
        or the day in an export by work day (§12)."""
        for first, after in self.covered:
            if first < end <= after:  # the 24:00 of a day belongs to it, not to the next one
                return True
        return any(first <= day <= last for first, last in self.covered_work)

    def covered_until(self) -> date | None:
        """The last covered day in the month; None without an import (§12)."""
        last = None
        for first, end in (*self.facts.covered, *self.facts.covered_work):
            if first <= self.month.last and end >= self.month.first:
                day = min(end, self.month.last)
                last = day if last is None else max(last, day)
        return last


def _shift_names(rules: Rules) -> dict[str, Shift]:
    names: dict[str, Shift] = {}
    for key in ("code", "name", "mark"):
        for shift in rules.shifts:
            names.setdefault(getattr(shift, key), shift)
    return names


def at(minute: int) -> datetime:
    """The local time of a minute."""
    return datetime.fromordinal(minute // DAY) + timedelta(minutes=minute % DAY)
