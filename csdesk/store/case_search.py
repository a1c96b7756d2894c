"""The search index of cases in the shop file: full text over single characters, pairs and parts of numbers; made from the cases alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from csdesk.core.case_search import Initials, Query, tokens
from csdesk.store.shop import Shop

CHUNK = 200


def write(shop: Shop, texts: dict[int, str | None], initials: Initials) -> None:
    """Index the folded texts of some cases anew (None = the case is gone). Outside the journal: it follows from the cases."""
    ids = list(texts)
    known: dict[int, str] = {}
    for start in range(0, len(ids), CHUNK):
        part = ids[start:start + CHUNK]
        known.update(shop.rows(f"SELECT id, text FROM case_text WHERE id IN ({', '.join('?' * len(part))})", part))
    changed = {number: text for number, text in texts.items() if known.get(number) != text}
    old = [(number, " ".join(tokens(known[number], initials))) for number in changed if number in known]
    new = [(number, text) for number, text in changed.items() if text is not None]
    connection = shop.connection
    # An index without content is told what it forgets: exactly the words it was given.
    connection.executemany("INSERT INTO case_index (case_index, rowid, words) VALUES ('delete', ?, ?)", old)
    connection.executemany("DELETE FROM case_text WHERE id = ?", [(number,) for number, _words in old])
    connection.executemany("INSERT INTO case_text (id, text) VALUES (?, ?)", new)
    connection.executemany("INSERT INTO case_index (rowid, words) VALUES (?, ?)",
                           [(number, " ".join(tokens(text, initials))) for number, text in new])


def find(shop: Shop, query: Query, initials: Initials, *, limit: int, keep: Callable[[Sequence[int]], set[int]] | None = None) -> list[int]:
    """Ids of the cases that hold every word, newest first. `keep` says which of some ids may be shown at all."""
    if not query.expression:
        return []
    found: list[int] = []
    for part in _candidates(shop, query.expression):
        shown = keep([number for number, _text in part]) if keep is not None else None
        for number, text in part:
            if (shown is None or number in shown) and query.fits(text, initials):
                found.append(number)
                if len(found) >= limit:
                    return found
    return found


def fitting(shop: Shop, ids: Sequence[int], query: Query, initials: Initials) -> set[int]:
    """Which of these cases hold every word."""
    found: set[int] = set()
    for start in range(0, len(ids), CHUNK):
        part = ids[start:start + CHUNK]
        found |= {number for number, text in shop.rows(f"SELECT id, text FROM case_text WHERE id IN ({', '.join('?' * len(part))})", part)
                  if query.fits(text, initials)}
    return found


def _candidates(shop: Shop, expression: str) -> Iterator[list[tuple[int, str]]]:
    """Chunks of (id, text) the index offers, newest first; the first ones come before the rest is looked for."""
    cursor = shop.connection.execute(
        """SELECT case_text.id, case_text.text FROM case_index JOIN case_text ON case_text.id = case_index.rowid
           WHERE case_index MATCH ? ORDER BY case_index.rowid DESC""", (expression,))
    while part := cursor.fetchmany(CHUNK):
        yield part
