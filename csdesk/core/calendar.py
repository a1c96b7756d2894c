"""Days of the year: statutory holidays (3x pay), other days off, make-up work days; from data, never guessed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import Enum

from csdesk.i18n import gettext as _


class DayKind(Enum):
    STATUTORY = "statutory"  # 法定节假日, 3x (劳动法 第44条)
    OFF = "off"  # day off by the State Council's yearly notice, not statutory
    MAKEUP = "makeup"  # 调休上班: a weekend that is a working day


@dataclass(frozen=True, slots=True)
class Holiday:
    day: date
    kind: DayKind
    name: str


@dataclass(frozen=True, slots=True)
class DayOverride:
    """What the owner entered for one day: `kind` None = an ordinary day, whatever the library says."""

    day: date
    kind: DayKind | None
    name: str = ""


@dataclass(frozen=True)
class Calendar:
    """The table of special days; `years` are the years that have a table at all."""

    days: Mapping[date, Holiday] = field(default_factory=dict)
    years: frozenset[int] = frozenset()

    def is_statutory(self, day: date) -> bool:
        entry = self.days.get(day)
        return entry is not None and entry.kind is DayKind.STATUTORY

    def is_workday(self, day: date) -> bool:
        """A working day of offices: Mon-Fri but holidays and days off, plus make-up days."""
        entry = self.days.get(day)
        if entry is not None:
            return entry.kind is DayKind.MAKEUP
        return day.weekday() < 5


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """A calendar month; prints as 2026-09."""

    year: int
    month: int

    @staticmethod
    def parse(text: str) -> Month:
        """'2026-09' -> Month. Raises ValueError."""
        year, _, month = text.strip().partition("-")
        value = Month(int(year), int(month))
        date(value.year, value.month, 1)
        return value

    @staticmethod
    def of(day: date) -> Month:
        return Month(day.year, day.month)

    @property
    def first(self) -> date:
        return date(self.year, self.month, 1)

    @property
    def last(self) -> date:
        return self.next().first - timedelta(days=1)

    @property
    def length(self) -> int:
        """Calendar days of the month."""
        return self.last.day

    def next(self) -> Month:
        return Month(self.year + self.month // 12, self.month % 12 + 1)

    def previous(self) -> Month:
        return Month(self.year - (self.month == 1), (self.month - 2) % 12 + 1)

    def days(self) -> Iterator[date]:
        for number in range(self.length):
            yield self.first + timedelta(days=number)

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"


def day_words(day: date) -> str:
    """9月6日: a day as it is said in a sentence."""
    return _("{month}/{day}").format(month=day.month, day=day.day)


def month_words(month: Month) -> str:
    """2026年9月"""
    return _("{year}/{month}").format(year=month.year, month=month.month)
