"""What the service summary reads of the cases: facts, decided limits, revisits; and the limits kept beside the cases for it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import datetime

from csdesk.core.service import Decision, Fact
from csdesk.store.case_list import COST
from csdesk.store.rows import moment_of, stamp
from csdesk.store.shop import Shop


def facts(shop: Shop, start: datetime, end: datetime) -> list[Fact]:
    """The cases that came in, were answered first or resolved last from `start` to before `end`."""
    parse = datetime.fromisoformat
    return [
        Fact(number, kind, cause, product, owner, responsible, blamed, cost, parse(created), moment_of(answered), moment_of(resolved),
             no)
        for number, kind, cause, product, owner, responsible, blamed, cost, created, answered, resolved, no in shop.rows(
            f"""SELECT c.id, c.kind, c.cause, c.product, c.owner_id, c.responsible, c.blamed_id, {COST}, c.created_at, d.answered_at,
                       d.resolved_at, c.no
                FROM case_record AS c JOIN case_due AS d ON d.id = c.id WHERE c.merged_into IS NULL AND c.id IN (
                    SELECT id FROM case_record WHERE created_at >= ?1 AND created_at < ?2
                    UNION SELECT id FROM case_due WHERE answered_at >= ?1 AND answered_at < ?2
                    UNION SELECT id FROM case_due WHERE resolved_at >= ?1 AND resolved_at < ?2)""", (stamp(start), stamp(end)))
    ]  # fmt: skip


def decisions(shop: Shop, start: datetime, end: datetime) -> list[Decision]:
    """The limits that were kept or run out from `start` to before `end`."""
    parse = datetime.fromisoformat
    return [Decision(number, kind, limit, parse(at), bool(kept), owner) for number, kind, limit, at, kept, owner in shop.rows(
        """SELECT l.case_id, c.kind, l.limit_key, l.decided_at, l.kept, l.owner_id
           FROM case_limit AS l JOIN case_record AS c ON c.id = l.case_id WHERE l.decided_at >= ? AND l.decided_at < ?""",
        (stamp(start), stamp(end)))]  # fmt: skip


def complaints(shop: Shop, kinds: Sequence[str], start: datetime, end: datetime) -> list[tuple[str, int, datetime]]:
    """(number, agent named, when it came in) of the cases of these kinds."""
    marks = ", ".join("?" * len(kinds))
    return [(no, blamed, datetime.fromisoformat(at)) for no, blamed, at in shop.rows(
        f"""SELECT no, blamed_id, created_at FROM case_record WHERE created_at >= ? AND created_at < ? AND kind IN ({marks})
            AND blamed_id IS NOT NULL AND merged_into IS NULL ORDER BY created_at, id""", (stamp(start), stamp(end), *kinds))]


def revisits(shop: Shop, start: datetime, end: datetime) -> list[tuple[datetime, int | None]]:
    """When buyers were asked again, and how content they were."""
    return [(datetime.fromisoformat(at), json.loads(data).get("csat")) for at, data in shop.rows(
        "SELECT at, data FROM case_event WHERE kind = 'revisited' AND at >= ? AND at < ?", (stamp(start), stamp(end)))]


_OPEN_AT = """FROM case_due AS d JOIN case_record AS c ON c.id = d.id
              WHERE (d.resolved_at IS NULL OR d.resolved_at >= ?1) AND c.created_at < ?1 AND c.merged_into IS NULL"""


def open_at(shop: Shop, moment: datetime) -> int:
    """How many cases had come in before a moment and were not resolved then, as their last resolution says; merged ones are not counted."""
    found: int = shop.rows(f"SELECT count(*) {_OPEN_AT}", (stamp(moment),))[0][0]
    return found


def which_open_at(shop: Shop, moment: datetime) -> list[int]:
    """Which cases `open_at` counts."""
    return [number for (number,) in shop.rows(f"SELECT c.id {_OPEN_AT} ORDER BY c.id", (stamp(moment),))]


def revisited(shop: Shop, start: datetime, end: datetime) -> list[int]:
    """The cases whose buyers were asked again."""
    return [number for (number,) in shop.rows(
        "SELECT DISTINCT case_id FROM case_event WHERE kind = 'revisited' AND at >= ? AND at < ?", (stamp(start), stamp(end)))]


def keep(shop: Shop, ids: Sequence[int], found: Iterable[Decision]) -> None:
    """Put the limits of these cases in the place of those that were kept; inside `store.case.reckoning`."""
    shop.connection.executemany("DELETE FROM case_limit WHERE case_id = ?", [(number,) for number in ids])
    shop.connection.executemany(
        "INSERT INTO case_limit (case_id, limit_key, decided_at, kept, owner_id) VALUES (?, ?, ?, ?, ?)",
        [(one.case_id, one.limit, stamp(one.at), int(one.kept), one.owner_id) for one in found])
