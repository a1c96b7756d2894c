"""One import of one file: what it brought, what it held back for lack of a person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple

from csdesk.core.attendance import Side

Interval = tuple[date, date]


@dataclass(frozen=True)
class Batch:
    """An import batch. `period` is what the file names, `covered` the closed interval of days it answers for;
    `by_work_day`: these are work days, each with the whole of its night, else calendar days to their midnight (handbook 12).

    `counts` are those of the report (new, present, void, held, rejected); `parent_id` is the batch whose held rows this one took."""

    id: int
    kind: str  # punches | roster | staff | corrections | leave | overtime ...
    file_name: str
    sha256: str
    format: str
    period: Interval | None
    covered: Interval | None
    at: datetime
    by: str
    step_id: int
    counts: Mapping[str, int] = field(default_factory=dict)
    undone_at: datetime | None = None
    parent_id: int | None = None
    by_work_day: bool = False


class PunchRow(NamedTuple):
    """A punch as the importer hands it to the shop file; the key is (source_kind, device, employee_id, at, kind)."""

    employee_id: int
    at: datetime
    kind: str = "punch"
    source_kind: str = ""
    device: str = ""
    work_date: date | None = None
    vendor_result: str = ""
    sheet: str | None = None
    row: int | None = None
    column: str | None = None
    raw: str = ""


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """What a file says of a day without a punch, as the importer hands it to the shop file; `side` None = of the whole day."""

    employee_id: int
    day: date
    side: Side | None
    result: str
    approval: str = ""
    sheet: str | None = None
    row: int | None = None
    column: str | None = None


@dataclass(frozen=True)
class HeldRow:
    """A good row of a person whom nobody knows yet: the reference as the file has it, and the row, both as plain JSON."""

    person: Mapping[str, object]
    data: Mapping[str, object]
    id: int = 0
    batch_id: int = 0
