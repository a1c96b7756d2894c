"""The search index of cases in the shop file: full text over single characters, pairs and parts of numbers; made from the cases alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

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


def find(shop: Shop, query: Query, initials: Initials, where: tuple[str, Sequence[Any]] = ("", ()), *, limit: int) -> list[int]:
    """Ids of the cases that hold every word, newest first, of those for which a condition of `case_list` holds."""
    return _fitting(_candidates(shop, query.expression, *where), query, initials, limit) if query.expression else []


def among(shop: Shop, query: Query, initials: Initials, where: tuple[str, Sequence[Any]], *, limit: int) -> list[int]:
    """The same by looking at each case for which the condition holds: quicker where these are few and the words are common."""
    cursor = shop.connection.execute(
        f"""SELECT t.id, t.text FROM case_record AS c JOIN case_text AS t ON t.id = c.id LEFT JOIN case_due AS d ON d.id = c.id
            WHERE {where[0]} ORDER BY c.id DESC""", where[1])
    return _fitting(cursor, query, initials, limit)


def _fitting(candidates: Iterable[tuple[int, str]], query: Query, initials: Initials, limit: int) -> list[int]:
    found: list[int] = []
    for number, text in candidates:
        if query.fits(text, initials):
            found.append(number)
            if len(found) >= limit:
                break
    return found


def fitting(shop: Shop, ids: Sequence[int], query: Query, initials: Initials) -> set[int]:
    """Which of these cases hold every word."""
    found: set[int] = set()
    for start in range(0, len(ids), CHUNK):
        part = ids[start:start + CHUNK]
        found |= {number for number, text in shop.rows(f"SELECT id, text FROM case_text WHERE id IN ({', '.join('?' * len(part))})", part)
                  if query.fits(text, initials)}
    return found


def _candidates(shop: Shop, expression: str, where: str, values: Sequence[Any]) -> Iterator[tuple[int, str]]:
    """(id, text) as the index offers them, newest first; the first ones come before the rest is looked for."""
    due = "LEFT JOIN case_due AS d ON d.id = c.id" if "d." in where else ""
    record = f"CROSS JOIN case_record AS c ON c.id = case_index.rowid {due}" if where else ""
    cursor = shop.connection.execute(  # CROSS: the condition is asked before the text is read
        f"""SELECT t.id, t.text FROM case_index {record} CROSS JOIN case_text AS t ON t.id = case_index.rowid
            WHERE case_index MATCH ? {"AND " + where if where else ""} ORDER BY case_index.rowid DESC""", (expression, *values))
    yield from cursor
