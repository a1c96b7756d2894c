"""Lists and counts of cases: what a filter means in SQL, over indexes that answer from 200 000 cases at once."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from csdesk.core.case_clock import HOUR
from csdesk.core.case_list import CaseFilter
from csdesk.core.review import FIELD, KIND
from csdesk.store.rows import stamp
from csdesk.store.shop import Row, Shop

# The columns of `rows`, in this order.
COLUMNS = """c.id, c.no, c.description, c.kind, c.platform, c.shop, c.buyer, c.order_no, c.product, c.owner_id, c.status, c.category,
             c.goods, c.money, c.created_at, d.next_due, d.next_limit, d.answered_at, d.resolved_at, d.late, c.snoozed_until, c.cause,
             c.responsible, c.cost_goods, c.cost_freight, c.refund, c.partial, c.compensation, c.version"""
COST = """(CASE WHEN c.partial THEN 0 ELSE coalesce(c.cost_goods, 0) + coalesce(c.cost_freight, 0) END + coalesce(c.refund, 0)
          + coalesce(c.compensation, 0))"""
_FROM = "FROM case_record AS c LEFT JOIN case_due AS d ON d.id = c.id"
_ORDERS = {
    "due": "d.next_due IS NULL, d.next_due, c.id DESC",
    "created": "c.created_at DESC, c.id DESC",
    "resolved": "d.resolved_at DESC, c.id DESC",
    "cost": f"{COST} DESC, c.id DESC",
}
_MOMENTS = {"created": "c.created_at", "answered": "d.answered_at", "resolved": "d.resolved_at"}
_BANDS = {"hour": (0, HOUR), "six": (HOUR, 6 * HOUR), "day": (6 * HOUR, 24 * HOUR)}


def rows(shop: Shop, chosen: CaseFilter, now: datetime, *, waiting: Sequence[str] = (), ids: Sequence[int] | None = None,
         everything: bool = False) -> list[Row]:
    """The rows a filter shows (its `text` is not looked at), in its order. `waiting`: statuses that wait for somebody else; `ids`: only
    these; `everything`: without its limit."""
    source, where, values, order = _ordered(chosen, now, waiting, ids)
    tail = "" if everything else " LIMIT ? OFFSET ?"
    return shop.rows(f"SELECT {COLUMNS} {source} WHERE {where} ORDER BY {order}{tail}",
                     values if everything else [*values, chosen.limit, chosen.offset])


def ids_of(shop: Shop, chosen: CaseFilter, now: datetime, *, waiting: Sequence[str] = ()) -> list[int]:
    """The cases a filter shows, in its order, without its limit."""
    source, where, values, order = _ordered(chosen, now, waiting, None)
    return [number for (number,) in shop.rows(f"SELECT c.id {source} WHERE {where} ORDER BY {order}", values)]


def _ordered(chosen: CaseFilter, now: datetime, waiting: Sequence[str], ids: Sequence[int] | None) -> tuple[str, str, list[Any], str]:
    """A filter as what to read from, its condition with the values, and its order."""
    where, values = _where(chosen, now, waiting, ids)
    wanted = "created" if chosen.state == "all" and chosen.order == "due" else chosen.order  # among all, most have nothing due
    order = _ORDERS.get(wanted, _ORDERS["due"])
    if chosen.state == "resolved" and chosen.order in ("due", "resolved") and ids is None:
        # By the time of resolution there is an index, and it is the whole answer.
        source, order = "FROM case_due AS d CROSS JOIN case_record AS c ON c.id = d.id", "d.resolved_at DESC, d.id DESC"
        where = f"d.resolved_at IS NOT NULL AND {where}"
    else:
        source = _FROM
    return source, where, values, order


def rows_of(shop: Shop, ids: Sequence[int]) -> list[Row]:
    """The rows of these cases, merged ones too, by id."""
    found: list[Row] = []
    for start in range(0, len(ids), 500):
        part = list(ids[start:start + 500])
        found += shop.rows(f"SELECT {COLUMNS} {_FROM} WHERE c.id IN ({', '.join('?' * len(part))}) ORDER BY c.id", part)
    return found


def open_of(shop: Shop, owners: Sequence[int]) -> list[int]:
    """Every case that is not resolved in the charge of these people."""
    return [number for (number,) in shop.rows(
        f"""SELECT id FROM case_record WHERE category <> 'resolved' AND merged_into IS NULL
            AND owner_id IN ({', '.join('?' * len(owners))}) ORDER BY id""", list(owners))]


def count(shop: Shop, chosen: CaseFilter, now: datetime, *, waiting: Sequence[str] = ()) -> int:
    """How many cases a filter shows."""
    where, values = _where(chosen, now, waiting, None)
    source = _FROM if "d." in where else "FROM case_record AS c"
    found: int = shop.rows(f"SELECT count(*) {source} WHERE {where}", values)[0][0]
    return found


def glance(shop: Shop, chosen: CaseFilter, now: datetime, *, waiting: Sequence[str] = ()) -> dict[str, int]:
    """How many unresolved cases a filter shows in one look: all, asleep (snoozed), waiting for somebody else, and by band."""
    where, values = _where(replace(chosen, state="open", snoozed=True, band=""), now, (), None)
    marks = ", ".join("?" * len(waiting)) or "NULL"
    edges = [stamp(now + timedelta(seconds=seconds)) for seconds in (0, HOUR, 6 * HOUR, 24 * HOUR)]
    row = shop.rows(
        f"""SELECT sum(awake), sum(NOT awake), sum(awake AND waits), sum(awake AND due < ?), sum(awake AND due >= ? AND due < ?),
            sum(awake AND due >= ? AND due < ?), sum(awake AND due >= ? AND due < ?), sum(awake AND due >= ?),
            sum(awake AND due IS NULL AND paused)
            FROM (SELECT c.snoozed_until IS NULL OR c.snoozed_until <= ? AS awake, c.status IN ({marks}) AS waits, d.next_due AS due,
                  c.category = 'paused' AS paused {_FROM} WHERE {where})""",
        [edges[0], edges[0], edges[1], edges[1], edges[2], edges[2], edges[3], edges[3], stamp(now), *waiting, *values])[0]
    names = ("open", "asleep", "waiting", "over", "hour", "six", "day", "later", "paused")
    return {name: count or 0 for name, count in zip(names, row, strict=True)}


def tally(shop: Shop, chosen: CaseFilter, now: datetime, column: str, *, waiting: Sequence[str] = ()) -> dict[Any, int]:
    """How many cases there are of each value of a column (kind, platform, shop, status, owner_id, cause, responsible, product ...)."""
    if not column.isidentifier():
        raise ValueError(column)
    where, values = _where(chosen, now, waiting, None)
    source = _FROM if "d." in where else "FROM case_record AS c"
    return dict(shop.rows(f"SELECT c.{column}, count(*) {source} WHERE {where} GROUP BY 1 ORDER BY 2 DESC", values))


def months(shop: Shop) -> tuple[str, str] | None:
    """The first and the last moment at which a case came in."""
    first, last = shop.rows("SELECT min(created_at), max(created_at) FROM case_record")[0]
    return None if first is None else (first, last)


def values_of(shop: Shop, column: str, *, limit: int = 200) -> list[str]:
    """The values of a text column that are in use, commonest first, for lists to choose from."""
    if column not in ("shop", "platform", "product", "cause", "buyer"):
        raise ValueError(column)
    return [text for (text,) in shop.rows(
        f"""SELECT {column} FROM (SELECT {column} FROM case_record ORDER BY id DESC LIMIT 20000) WHERE {column} <> ''
            GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT ?""", (limit,))]


def condition(chosen: CaseFilter, now: datetime, waiting: Sequence[str] = ()) -> tuple[str, list[Any]]:
    """A filter (without its text) as a condition over case_record AS c and case_due AS d; '' where it lets every case through."""
    everything = CaseFilter(state="all")
    plain = replace(everything, text=chosen.text, order=chosen.order, limit=chosen.limit, offset=chosen.offset, snoozed=chosen.snoozed)
    return ("", []) if chosen == plain else _where(chosen, now, waiting, None)


def _where(chosen: CaseFilter, now: datetime, waiting: Sequence[str], ids: Sequence[int] | None) -> tuple[str, list[Any]]:
    parts, values = ["c.merged_into IS NULL"], list[Any]()

    def add(text: str, *given: object) -> None:
        parts.append(text)
        values.extend(given)

    if ids is not None:
        add(f"c.id IN ({', '.join('?' * len(ids))})", *ids)
    if chosen.state in ("open", "waiting"):
        add("c.category IN ('open', 'paused')")
    elif chosen.state == "resolved":
        add("c.category = 'resolved'")
    if chosen.state == "waiting":
        add(f"c.status IN ({', '.join('?' * len(waiting))})", *waiting)
    if chosen.state in ("open", "waiting") and not chosen.snoozed:
        add("(c.snoozed_until IS NULL OR c.snoozed_until <= ?)", stamp(now))
    if chosen.mine is not None:
        add("(c.owner_id = ? OR c.created_by_id = ?)", chosen.mine, chosen.mine)
    if chosen.owners is not None:
        add(f"coalesce(c.owner_id, 0) IN ({', '.join('?' * len(chosen.owners))})", *chosen.owners)
    for column, wanted in _equal(chosen).items():
        if wanted:
            add(f"{column} = ?", wanted)
    if chosen.unlooked:
        add(f"""c.kind = '{KIND}' AND json_extract(c.details, '$.{FIELD}') IS NULL AND NOT EXISTS
                (SELECT 1 FROM case_event AS e WHERE e.case_id = c.id AND e.kind = 'review' AND e.at >= ?)""", f"{now.date().isoformat()}T")
    if chosen.ids is not None:
        add("c.id IN (SELECT value FROM json_each(?))", json.dumps(chosen.ids))
    moment = _MOMENTS.get(chosen.when, _MOMENTS["created"])
    if chosen.first is not None:
        add(f"{moment} >= ?", f"{chosen.first.isoformat()}T")
    if chosen.last is not None:
        add(f"{moment} < ?", f"{(chosen.last + timedelta(days=1)).isoformat()}T")
    _band(chosen.band, now, add)
    return " AND ".join(parts), values


def _equal(chosen: CaseFilter) -> Mapping[str, str]:
    return {"c.shop": chosen.shop, "c.platform": chosen.platform, "c.kind": chosen.kind, "c.status": chosen.status, "c.cause": chosen.cause,
            "c.responsible": chosen.party, "c.product": chosen.product, "c.goods": chosen.goods, "c.money": chosen.money,
            "d.next_limit": chosen.limit_key}


def _band(name: str, now: datetime, add: Any) -> None:
    if name == "over":
        add("d.next_due < ?", stamp(now))
    elif name == "later":
        add("d.next_due >= ?", stamp(now + timedelta(hours=24)))
    elif name == "paused":
        add("d.next_due IS NULL AND c.category = 'paused'")
    elif name in _BANDS:
        low, high = _BANDS[name]
        add("d.next_due >= ? AND d.next_due < ?", stamp(now + timedelta(seconds=low)), stamp(now + timedelta(seconds=high)))
