"""A closed month: the frozen result and the hash of the facts it was made from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class ClosedMonth:
    """One close of one month; `reopened_at` None = it stands. `result` is the frozen MonthResult as JSON text."""

    id: int
    month: str  # 2026-09
    closed_at: datetime
    by: str
    result: str
    input_hash: str
    reopened_at: datetime | None = None
    reopened_by: str = ""
    why: str = ""
