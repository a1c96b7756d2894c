"""How an outside table of punches is to be read: a profile that a person made once, found again by its header (formats.md 13.6)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

# What a column can mean; "" = not used.
NAME, NO, DAY, TIME, MOMENT, IN, OUT, STATUS = "name", "no", "day", "time", "moment", "in", "out", "status"
FIELDS = (NAME, NO, DAY, TIME, MOMENT, IN, OUT, STATUS)
COLUMNS, GRID = "columns", "grid"
SAME, PREVIOUS = "same", "previous"  # after midnight: under the day it happens | under the day before, on which the shift began
YMD, MDY, DMY = "ymd", "mdy", "dmy"


@dataclass(frozen=True, slots=True)
class ColumnUse:
    """One used column: what it means, where it stood (from 0), and its header text as normalised ('' without a header)."""

    field: str
    index: int
    head: str = ""


@dataclass(frozen=True, slots=True)
class Profile:
    """`first_header`..`last_header` are rows from 0 (-1 both: no header). `layout` is columns (a row a punch or a day) or grid
    (a column a day). `after_midnight` is same, previous or None (nobody was asked: the file states full moments).
    `status_lists`: cells are lists like 正常(08:58),正常(18:40). `over` names a format whose recognition this profile overrules."""

    fingerprint: str
    name: str
    first_header: int
    last_header: int
    layout: str
    columns: tuple[ColumnUse, ...]
    after_midnight: str | None = None
    status_lists: bool = False
    date_order: str = YMD
    over: str = ""

    def of(self, field: str) -> tuple[ColumnUse, ...]:
        """The columns of a meaning, from left to right."""
        return tuple(one for one in self.columns if one.field == field)

    @property
    def day_apart(self) -> bool:
        """True where times stand under a day: then after-midnight times need an answer."""
        return self.layout == GRID or bool(self.of(DAY))


@dataclass(frozen=True, slots=True)
class Clock:
    """What a person said once of a clock whose files do not tell to which day a time after midnight belongs (formats.md 16).

    `source` names the clock: the format with the clock's number or the header; `name` is the file by which it was asked."""

    source: str
    name: str
    after_midnight: str  # SAME | PREVIOUS


@dataclass(frozen=True, slots=True)
class Night:
    """The times after midnight of one file that a clock may have written under either day: how many, one of them as an example,
    as which they were read (SAME | PREVIOUS), and whether somebody said so or it is only the usual way."""

    source: str
    count: int
    sample: str
    after_midnight: str
    said: bool


@dataclass(frozen=True, slots=True)
class SheetSketch:
    """One sheet for the wizard: its first rows as texts, and as read (`cells`, for guessing anew); `rows` in all."""

    name: str | None
    shown: tuple[tuple[str, ...], ...]
    cells: tuple[tuple[Any, ...], ...]
    rows: int
    width: int


@dataclass(frozen=True, slots=True)
class Guess:
    """What a table probably is under a header. `fields` has one entry per column; `days` are the columns of days of a grid.
    `date_order` None: 05/09/2026 may be both, a person must say."""

    first_header: int
    last_header: int
    heads: tuple[str, ...]
    layout: str
    fields: tuple[str, ...]
    days: tuple[int, ...] = ()
    status_lists: bool = False
    date_order: str | None = YMD


@dataclass(frozen=True, slots=True)
class Sketch:
    """A file for the wizard; `likely` is the sheet that looks most like punches."""

    file_name: str
    sheets: tuple[SheetSketch, ...]
    likely: int = 0


def fingerprint(heads: Iterable[str]) -> str:
    """SHA-256 of the normalised header texts, sorted: the order of the columns does not matter, empty heads neither."""
    import hashlib

    return hashlib.sha256("\n".join(sorted(head for head in heads if head)).encode()).hexdigest()


def gaps(profile: Profile) -> str:
    """What a profile still lacks before it can be read with: who | when | midnight | dates | '' (complete)."""
    if not profile.of(NAME) and not profile.of(NO):
        return "who"
    times = profile.of(TIME) + profile.of(IN) + profile.of(OUT)
    if profile.layout == COLUMNS and not profile.of(MOMENT) and not times:
        return "when"
    if profile.layout == COLUMNS and profile.of(TIME) and not profile.of(DAY):
        return "day"
    if profile.day_apart and not (profile.layout == COLUMNS and not times) and profile.after_midnight not in (SAME, PREVIOUS):
        return "midnight"
    return ""
