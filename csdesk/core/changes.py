"""What an action did, so that a screen refreshes only what is affected."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum


class Topic(Enum):
    STAFF = "staff"
    ROSTER = "roster"
    ATTENDANCE = "attendance"
    MONTH = "month"
    RULES = "rules"
    CALENDAR = "calendar"
    USERS = "users"
    SETTINGS = "settings"
    FUND = "fund"
    CASES = "cases"
    HANDOVER = "handover"
    KNOWLEDGE = "knowledge"


@dataclass(frozen=True)
class Changes:
    """Result of every action. `message` is for the toast; `value` what the caller asked for (a batch id, counts)."""

    topics: frozenset[Topic] = frozenset()
    message: str = ""
    value: object = field(default=None, compare=False)
