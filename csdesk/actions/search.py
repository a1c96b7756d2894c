"""Finding by a few characters: any person, case or month (Ctrl+K), and one of a list of options."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from csdesk.actions import case_view, knowledge
from csdesk.actions import month as actions_month
from csdesk.actions.session import Session
from csdesk.actions.staff import employees
from csdesk.core import case_search
from csdesk.core import knowledge as core_knowledge
from csdesk.core.permission import Permission
from csdesk.files.pinyin import initials
from csdesk.i18n import gettext as _

CASES, ENTRIES = 6, 3  # so many cases and entries of the knowledge at most beside people and months


@dataclass(frozen=True)
class Hit:
    """kind person | case | entry (of the knowledge) | month; `key` is the id, for a month 2026-09."""

    kind: str
    key: str
    title: str
    note: str


def folded(text: str) -> str:
    """Full-width and case folded, blanks removed."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def among(options: Sequence[str], typed: str) -> tuple[int, ...]:
    """The places of the options that fit what was typed: words of them in any order, or the initials of their pinyin."""
    return case_search.among(options, typed, initials)


def find(session: Session, words: str, limit: int = 20) -> tuple[Hit, ...]:
    """People whose name, number or post holds the words, then cases, knowledge and months. All words must be found, in any order."""
    wanted = [folded(word) for word in words.split()]
    hits = []
    for one in employees(session):
        text = folded(f"{one.name} {one.no} {one.post} {one.team} {one.level}")
        if all(word in text for word in wanted):
            hits.append(Hit("person", str(one.id), one.name, f"{one.no} · {one.post}" if one.post else one.no))
    if session.may(Permission.HANDLE_CASES):
        hits += [Hit("case", str(one.id), one.title, f"{one.no} · {one.kind_name}") for one in case_view.find(session, words, CASES)]
    if session.may(Permission.KEEP_LOG) and wanted:
        hits += [Hit("entry", str(one.id), one.title, _(core_knowledge.CATEGORIES.get(one.category, one.category)))
                 for one in knowledge.entries(session, words)[:ENTRIES]]  # fmt: skip
    for month in reversed(actions_month.months_with_data(session)):
        text = f"{month}{month.year}年{month.month}月"
        if wanted and all(word in text for word in wanted):
            hits.append(Hit("month", str(month), str(month), ""))
    return tuple(hits[:limit])
