"""One step of the journal (what Ctrl+Z takes back) and one entry of a record's audit trail."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from csdesk.core.changes import Topic


@dataclass(frozen=True)
class StepInfo:
    """A step: what a person did in one go. `kind`: do | undo | redo; `topics` what it touched."""

    id: int
    label: str
    by: str
    at: datetime
    kind: str = "do"
    undoable: bool = True
    undone_at: datetime | None = None
    topics: frozenset[Topic] = frozenset()


@dataclass(frozen=True)
class AuditEntry:
    """One change of one row: the images before and after as column -> stored value (None = the row did not exist)."""

    step_id: int
    label: str
    by: str
    at: datetime
    kind: str  # do | undo | redo
    table: str
    row_id: int
    before: Mapping[str, object] | None
    after: Mapping[str, object] | None
    undone_at: datetime | None = None
