"""The daily log and the knowledge in the shop file."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from csdesk.core.knowledge import KnowledgeEntry
from csdesk.core.log import LogEntry
from csdesk.store import rows
from csdesk.store.rows import iso, moment_of, stamp
from csdesk.store.shop import Row, Shop

_LOG = "id, at, kind, text, by, author_id, product, buyer, reason, answer, answered_at, answered_by, entry_id"


def entries(shop: Shop, first: date | None, last: date | None) -> tuple[LogEntry, ...]:
    """The log of these days, newest first; None = from the beginning, to the end."""
    found = shop.rows(f"SELECT {_LOG} FROM log_entry WHERE at >= ? AND at < ? ORDER BY at DESC, id DESC",
                      (iso(first) or "", iso(last + timedelta(days=1)) if last is not None else "9999"))
    return tuple(_entry(row) for row in found)


def open_entries(shop: Shop, limit: int = 200) -> tuple[LogEntry, ...]:
    """Questions and wishes for a price without an answer, newest first."""
    return tuple(_entry(row) for row in shop.rows(
        f"""SELECT {_LOG} FROM log_entry WHERE kind IN ('question', 'price') AND answered_at IS NULL ORDER BY at DESC, id DESC LIMIT ?""",
        (limit,)))


def answered_questions(shop: Shop, limit: int = 200) -> tuple[LogEntry, ...]:
    """Answered questions that are no knowledge yet, newest first."""
    return tuple(_entry(row) for row in shop.rows(
        f"""SELECT {_LOG} FROM log_entry WHERE kind = 'question' AND answered_at IS NOT NULL AND entry_id IS NULL
            ORDER BY at DESC, id DESC LIMIT ?""", (limit,)))


def many(shop: Shop, ids: Iterable[int]) -> dict[int, LogEntry]:
    """Entries by id; what is gone is left out."""
    wanted = list(ids)
    marks = ", ".join("?" * len(wanted))
    return {row[0]: _entry(row) for row in shop.rows(f"SELECT {_LOG} FROM log_entry WHERE id IN ({marks})", wanted)}


def get(shop: Shop, entry_id: int) -> LogEntry:
    """One entry. Raises UserError "gone"."""
    found = many(shop, (entry_id,))
    if not found:
        raise rows.gone()
    return found[entry_id]


def save(shop: Shop, one: LogEntry) -> int:
    return rows.put(shop, "log_entry", one.id, {
        "at": stamp(one.at), "kind": one.kind, "text": one.text, "by": one.by, "author_id": one.author_id, "product": one.product,
        "buyer": one.buyer, "reason": one.reason, "answer": one.answer, "answered_at": stamp(one.answered_at),
        "answered_by": one.answered_by, "entry_id": one.entry_id})


def remove(shop: Shop, entry_id: int) -> None:
    rows.remove(shop, "log_entry", entry_id)


def knowledge(shop: Shop) -> tuple[KnowledgeEntry, ...]:
    """All of it, by category and title."""
    return tuple(KnowledgeEntry(number, category, title, body, tuple(json.loads(kinds)), product, moment_of(at), by,
                                tuple(json.loads(pictures)))
                 for number, category, title, body, kinds, product, at, by, pictures in shop.rows(
                     """SELECT id, category, title, body, kinds, product, changed_at, changed_by, pictures FROM knowledge_entry
                        ORDER BY category, title"""))


def save_knowledge(shop: Shop, one: KnowledgeEntry) -> int:
    return rows.put(shop, "knowledge_entry", one.id, {
        "category": one.category, "title": one.title, "body": one.body, "kinds": json.dumps(one.kinds, ensure_ascii=False),
        "product": one.product, "changed_at": stamp(one.changed_at), "changed_by": one.changed_by,
        "pictures": json.dumps(one.pictures)})


def remove_knowledge(shop: Shop, entry_id: int) -> None:
    rows.remove(shop, "knowledge_entry", entry_id)


def _entry(row: Row) -> LogEntry:
    number, at, kind, text, by, author, product, buyer, reason, answer, answered_at, answered_by, entry_id = row
    moment: datetime = datetime.fromisoformat(at)
    return LogEntry(number, moment, kind, text, by, author, product, buyer, reason, answer, moment_of(answered_at), answered_by, entry_id)
