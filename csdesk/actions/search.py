"""Ctrl+K: find any person or month by a few characters."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from csdesk.actions import month as actions_month
from csdesk.actions.session import Session
from csdesk.actions.staff import employees


@dataclass(frozen=True)
class Hit:
    """kind person | month; `key` is the employee id or 2026-09."""

    kind: str
    key: str
    title: str
    note: str


def folded(text: str) -> str:
    """Full-width and case folded, blanks removed."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def find(session: Session, words: str, limit: int = 20) -> tuple[Hit, ...]:
    """People whose name, number or post holds the words, then months. All words must be found, in any order."""
    wanted = [folded(word) for word in words.split()]
    hits = []
    for one in employees(session):
        text = folded(f"{one.name} {one.no} {one.post} {one.team} {one.level}")
        if all(word in text for word in wanted):
            hits.append(Hit("person", str(one.id), one.name, f"{one.no} · {one.post}" if one.post else one.no))
    for month in reversed(actions_month.months_with_data(session)):
        text = f"{month}{month.year}年{month.month}月"
        if wanted and all(word in text for word in wanted):
            hits.append(Hit("month", str(month), str(month), ""))
    return tuple(hits[:limit])
