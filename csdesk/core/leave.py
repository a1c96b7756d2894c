"""Which halves of an instance a leave or an outing takes, and the year's limit (handbook sections 5 and 12)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal

from csdesk.core.attendance import Leave, Outing, Status
from csdesk.core.rules import Rules

DAY = 1440
_ORDER = {Status.APPROVED: 0, Status.PENDING: 1, Status.REJECTED: 2}
_EARLY_HOURS = 240  # a 假 cell has no shift: its day runs from 04:00 to 28:00, so that a night's leave stays with its roster day


def minute_of(at: datetime) -> int:
    """Minutes from 0001-01-01's midnight minus one day (ordinal × 1440); seconds are cut (§1)."""
    return at.toordinal() * DAY + at.hour * 60 + at.minute


def in_order(leaves: Iterable[Leave]) -> list[Leave]:
    """Approved before waiting, then by start: the first one that holds a half takes it. Refused ones are judged by punches (§12)."""
    return sorted((one for one in leaves if one.status is not Status.REJECTED), key=lambda one: (_ORDER[one.status], one.start, one.id))


def halves(record: Leave | Outing, day: int, start: int, end: int) -> tuple[bool, bool]:
    """(check-in half, check-out half) that the record takes of the instance of roster day `day` (ordinal), from minute `start`
    to `end` (§12)."""
    if isinstance(record, Leave) and record.whole_days:
        held = record.start.toordinal() <= day <= record.end.toordinal()
        return held, held
    first, last = minute_of(record.start), minute_of(record.end)
    return first <= start < last, first < end <= last


def touches(record: Leave, day: int) -> bool:
    """Whether the leave is on the roster day of a 假 cell, which has no shift: any time of it between 04:00 and 28:00."""
    if record.whole_days:
        return record.start.toordinal() <= day <= record.end.toordinal()
    first, last = minute_of(record.start), minute_of(record.end)
    return first < (day + 1) * DAY + _EARLY_HOURS and day * DAY + _EARLY_HOURS < last


class YearLimit:
    """Counts the halves of counted leave in order of date; a half over the year's limit is as refused (§5, §12)."""

    def __init__(self, before: Decimal, limit: Decimal | None) -> None:
        self.halves = 2 * before
        self.most = None if limit is None else 2 * limit

    def take(self) -> bool:
        """One more half: True while it is within the limit."""
        if self.most is not None and self.halves + 1 > self.most:
            return False
        self.halves += 1
        return True


def terms(rules: Rules, name: str) -> tuple[Decimal, bool]:
    """(paid part, counts) of a leave type; a type without rules is unpaid and counts, as 事假 (warned of in core/limits.py)."""
    kind = rules.leave.type_named(name)
    return (kind.paid, kind.counts) if kind is not None else (Decimal(0), True)


def late_notices(leaves: Sequence[Leave], notice_days: int) -> list[Leave]:
    """Leave asked for later than `notice_days` calendar days ahead and no emergency: for the 20th with 2 the last day is the 18th (§5)."""
    return [
        one
        for one in leaves
        if not one.emergency
        and one.status is not Status.REJECTED
        and one.requested_at is not None
        and (one.start.date() - one.requested_at.date()).days < notice_days
    ]
