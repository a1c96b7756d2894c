"""What every print says of itself: whose it is, when it was printed, whether the month is closed; and what a print hands back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Letterhead:
    """`closed_at` None: the month is open and pay pages carry the draft mark. `source`: where the data come from, e.g. a file name."""

    shop: str
    printed_at: datetime
    department: str = ""
    closed_at: datetime | None = None
    check_code: str = ""  # e.g. 51F0-A2C9, made from the hash of the closed month's inputs
    rules_label: str = ""  # e.g. handbook-1（2026-01-01 起）
    source: str = ""

    @property
    def owner(self) -> str:
        """Shop and department in one line."""
        return " · ".join(part for part in (self.shop, self.department) if part)


@dataclass(frozen=True, slots=True)
class Paper:
    """A finished print. `missing`: the characters no font has (printed as 〓); `problems`: one sentence per text that has one."""

    pdf: bytes
    pages: int
    missing: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
