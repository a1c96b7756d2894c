"""Which days the roster shows: a month, two weeks or one week of it, and what comes when one steps on."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from csdesk.core.calendar import Month

WEEKS = {"month": 0, "fortnight": 2, "week": 1}


@dataclass(frozen=True, slots=True)
class Span:
    """`weeks` 0 = the whole month; else the days of the month in `weeks` whole weeks from the Monday `start` on."""

    month: Month
    weeks: int = 0
    start: date | None = None

    @classmethod
    def around(cls, month: Month, weeks: int, day: date) -> Span:
        """The month, or the weeks that begin with the week of `day`."""
        return cls(month, weeks, day - timedelta(days=day.weekday()) if weeks else None)

    @property
    def end(self) -> date:
        """The last day of the weeks, which may lie in the next month."""
        return self.month.last if self.start is None else self.start + timedelta(days=7 * self.weeks - 1)

    def days(self) -> list[date]:
        """The days shown: never one of another month, whose grid is another page."""
        if self.start is None:
            return list(self.month.days())
        return [day for day in self.month.days() if self.start <= day <= self.end]

    def in_month(self, month: Month) -> Span:
        """The same weeks as far as they lie in that month, else its first ones."""
        moved = replace(self, month=month)
        return moved if moved.days() else Span.around(month, self.weeks, month.first)

    def stepped(self, step: int) -> Span:
        """One month, or the weeks before or after: no day is left out, weeks that a month's edge cuts come in two parts."""
        other = self.month.next() if step > 0 else self.month.previous()
        if self.start is None:
            return Span(other)
        if step > 0 and self.end > self.month.last or step < 0 and self.start < self.month.first:
            return replace(self, month=other)
        moved = replace(self, start=self.start + timedelta(days=7 * self.weeks * (1 if step > 0 else -1)))
        return moved if moved.days() else replace(moved, month=other)
