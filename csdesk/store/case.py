"""Cases in the shop file: present values, history, evidence, promises, links, phrases; and what is kept beside them for sorting."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

from csdesk.core.case import Case, CaseEvent, Category, Evidence, Goods, Money, Phrase, Promise, folded
from csdesk.store import rows
from csdesk.store.errors import translated
from csdesk.store.rows import day_of, iso, moment_of, stamp
from csdesk.store.shop import Shop

_COLUMNS = """id, kind, description, created_at, no, platform, shop, buyer, phone, order_no, waybill, product, bought_on, paid, order_state,
              wish, owner_id, created_by, created_by_id, status, category, goods, money, cause, responsible, bearer, blamed_id, cost_goods,
              cost_freight, refund, partial, compensation, snoozed_until, csat, merged_into, checked, details, version"""
_EVIDENCE = "id, case_id, item, name, sha256, ending, size, at, by, position"
_CATEGORIES = {one.value: one for one in Category}
_GOODS = {one.value: one for one in Goods}
_MONEY = {one.value: one for one in Money}
_AT_ONCE = 500  # ids a statement, within every SQLite's limit of values


def get(shop: Shop, case_id: int) -> Case:
    """One case. Raises UserError "gone"."""
    found = shop.rows(f"SELECT {_COLUMNS} FROM case_record WHERE id = ?", (case_id,))
    if not found:
        raise rows.gone()
    return _case(found[0])


def many(shop: Shop, ids: Iterable[int]) -> dict[int, Case]:
    """Cases by id; what is gone is left out."""
    return {row[0]: _case(row) for row in _chunked(shop, f"SELECT {_COLUMNS} FROM case_record WHERE id IN", ids)}


def by_no(shop: Shop, no: str) -> int | None:
    """The id of the case with this number."""
    found = shop.rows("SELECT id FROM case_record WHERE no = ?", (no,))
    return found[0][0] if found else None


def last_number(shop: Shop, prefix: str) -> int:
    """The highest number behind this prefix among the case numbers; 0 where there is none."""
    found: int = shop.rows("SELECT coalesce(max(CAST(substr(no, ?) AS INTEGER)), 0) FROM case_record WHERE no >= ? AND no < ?",
                           (len(prefix) + 1, prefix, prefix + "\uffff"))[0][0]
    return found


def all_numbers(shop: Shop) -> set[str]:
    return {no for (no,) in shop.rows("SELECT no FROM case_record")}


def save(shop: Shop, case: Case) -> int:
    """Write a case's present values; id 0 = new. Raises UserError "gone"."""
    return rows.put(shop, "case_record", case.id, {
        "no": case.no, "kind": case.kind, "platform": case.platform, "shop": case.shop, "buyer": case.buyer, "phone": case.phone,
        "order_no": case.order_no, "waybill": case.waybill, "product": case.product, "bought_on": iso(case.bought_on), "paid": case.paid,
        "order_state": case.order_state, "description": case.description, "wish": case.wish, "owner_id": case.owner_id,
        "created_at": stamp(case.created_at), "created_by": case.created_by, "created_by_id": case.created_by_id, "status": case.status,
        "category": case.category.value, "goods": case.goods.value, "money": case.money.value, "cause": case.cause,
        "responsible": case.responsible, "bearer": case.bearer, "blamed_id": case.blamed_id, "cost_goods": case.cost_goods,
        "cost_freight": case.cost_freight, "refund": case.refund, "partial": int(case.partial), "compensation": case.compensation,
        "snoozed_until": stamp(case.snoozed_until), "csat": case.csat, "merged_into": case.merged_into, "checked": _text(case.checked),
        "details": _text(case.details), "version": case.version, "order_key": folded(case.order_no), "buyer_key": folded(case.buyer),
        "waybill_key": folded(case.waybill)})


def set_merged(shop: Shop, case_id: int, into: int | None, at: datetime | None) -> None:
    """Put a case into another one, or (None) take it out again."""
    shop.run("UPDATE case_record SET merged_into = ?, merged_at = ? WHERE id = ?", (into, stamp(at), case_id))


def merges(shop: Shop) -> dict[int, int]:
    """case -> the case it was merged into, of all that were."""
    return dict(shop.rows("SELECT id, merged_into FROM case_record WHERE merged_into IS NOT NULL"))


def members(shop: Shop, case_id: int) -> dict[int, datetime]:
    """The cases that were merged into this one, directly or through another, with when (that of the step nearest to this case)."""
    found = shop.rows(
        """WITH RECURSIVE member(id, at) AS (SELECT id, merged_at FROM case_record WHERE merged_into = ?1
           UNION SELECT below.id, member.at FROM case_record AS below JOIN member ON below.merged_into = member.id WHERE below.id <> ?1)
           SELECT id, max(at) FROM member GROUP BY id ORDER BY id""", (case_id,))
    return {number: datetime.fromisoformat(at) for number, at in found}


def with_members(shop: Shop) -> set[int]:
    """The cases into which any other was merged."""
    return {number for (number,) in shop.rows("SELECT DISTINCT merged_into FROM case_record WHERE merged_into IS NOT NULL")}


def same(shop: Shop, column: str, text: str, *, without: int = 0, limit: int = 20) -> tuple[int, ...]:
    """Ids of other cases with the same folded order_no, buyer or waybill, newest first; merged ones stand for themselves."""
    key = folded(text)
    if not key:
        return ()
    name = {"order_no": "order_key", "buyer": "buyer_key", "waybill": "waybill_key"}[column]
    return tuple(number for (number,) in shop.rows(
        f"SELECT id FROM case_record WHERE {name} = ? AND {name} <> '' AND id <> ? ORDER BY created_at DESC, id DESC LIMIT ?",
        (key, without, limit)))  # <> '': the index is of filled ones only


def natural_keys(shop: Shop, first: datetime, last: datetime) -> set[tuple[str, str, str, str, str, str]]:
    """What tells imported cases without a number apart, of those created from `first` to `last`: (kind, platform, shop, order, created,
    folded description)."""
    return {(kind, platform, folded(brand), order, created, folded(text)) for kind, platform, brand, order, created, text in shop.rows(
        "SELECT kind, platform, shop, order_key, created_at, description FROM case_record WHERE created_at BETWEEN ? AND ?",
        (stamp(first), stamp(last)))}


# History


def add_event(shop: Shop, event: CaseEvent) -> int:
    """Append an entry to a case's history."""
    return rows.put(shop, "case_event", 0, {"case_id": event.case_id, "at": stamp(event.at), "kind": event.kind, "by": event.by,
                                            "text": event.text, "data": _text(event.data)})


def events(shop: Shop, ids: Iterable[int]) -> dict[int, list[CaseEvent]]:
    """The histories of some cases, each ascending by time and as entered."""
    found: dict[int, list[CaseEvent]] = defaultdict(list)
    moments: dict[str, datetime] = {}
    for row in _chunked(shop, "SELECT case_id, id, at, kind, by, text, data FROM case_event WHERE case_id IN", ids):
        case_id, number, at, kind, by, text, data = row
        moment = moments.get(at)
        if moment is None:
            moment = moments[at] = datetime.fromisoformat(at)
        found[case_id].append(CaseEvent(number, case_id, moment, kind, by, text, json.loads(data) if data != "{}" else {}))
    for history in found.values():
        history.sort(key=lambda one: (one.at, one.id))
    return found


# Evidence, promises, links


def evidence(shop: Shop, ids: Iterable[int]) -> tuple[Evidence, ...]:
    """The evidence of some cases in its order: as it was put, else as brought."""
    found = _chunked(shop, f"SELECT {_EVIDENCE} FROM case_evidence WHERE case_id IN", ids)
    return tuple(sorted((_evidence(row) for row in found), key=lambda one: (one.position, one.id)))


def evidence_of(shop: Shop, evidence_id: int) -> Evidence:
    """One piece. Raises UserError "gone"."""
    found = shop.rows(f"SELECT {_EVIDENCE} FROM case_evidence WHERE id = ?", (evidence_id,))
    if not found:
        raise rows.gone()
    return _evidence(found[0])


def save_evidence(shop: Shop, one: Evidence) -> int:
    return rows.put(shop, "case_evidence", one.id, {"case_id": one.case_id, "item": one.item, "name": one.name, "sha256": one.sha256,
                                                    "ending": one.ending, "size": one.size, "at": stamp(one.at), "by": one.by,
                                                    "position": one.position})


def remove_evidence(shop: Shop, evidence_id: int) -> None:
    rows.remove(shop, "case_evidence", evidence_id)


def kept_files(shop: Shop) -> list[tuple[str, str, int]]:
    """(hash, ending, size) of every file that some evidence names."""
    found = shop.rows("SELECT DISTINCT sha256, ending, size FROM case_evidence ORDER BY sha256")
    return [(sha, ending, size) for sha, ending, size in found]


def kept_pictures(shop: Shop) -> list[tuple[str, str, None]]:
    """(hash, ending, not known) of every picture that a phrase or an entry of the knowledge names."""
    found = shop.rows("""SELECT value FROM phrase, json_each(pictures)
                         UNION SELECT value FROM knowledge_entry, json_each(knowledge_entry.pictures) ORDER BY 1""")
    names = [str(name).partition(".") for (name,) in found]
    return [(sha, ending, None) for sha, _dot, ending in names]


def promises(shop: Shop, ids: Iterable[int] | None = None, *, open_only: bool = False) -> tuple[Promise, ...]:
    """The promises of some cases (None: of all), by when they are due."""
    columns = "id, case_id, text, owner_id, due, at, by, kept_at"
    if ids is None:
        found = shop.rows(f"SELECT {columns} FROM case_promise WHERE kept_at IS NULL OR NOT ?", (open_only,))
    else:
        found = _chunked(shop, f"SELECT {columns} FROM case_promise WHERE case_id IN", ids)
    made = (Promise(number, case_id, text, owner, datetime.fromisoformat(due), datetime.fromisoformat(at), by, moment_of(kept))
            for number, case_id, text, owner, due, at, by, kept in found)
    return tuple(sorted((one for one in made if not open_only or one.kept_at is None), key=lambda one: (one.due, one.id)))


def save_promise(shop: Shop, one: Promise) -> int:
    return rows.put(shop, "case_promise", one.id, {
        "case_id": one.case_id, "text": one.text, "owner_id": one.owner_id, "due": stamp(one.due), "at": stamp(one.at), "by": one.by,
        "kept_at": stamp(one.kept_at)})


def links(shop: Shop, case_id: int) -> dict[int, str]:
    """The cases linked with this one, from either side, with the note."""
    return dict(shop.rows("""SELECT other_id, note FROM case_link WHERE case_id = ?1
                             UNION SELECT case_id, note FROM case_link WHERE other_id = ?1""", (case_id,)))


def link(shop: Shop, case_id: int, other_id: int, note: str) -> None:
    first, second = sorted((case_id, other_id))
    rows.put(shop, "case_link", 0, {"case_id": first, "other_id": second, "note": note}, key=("case_id", "other_id"))


def unlink(shop: Shop, case_id: int, other_id: int) -> None:
    first, second = sorted((case_id, other_id))
    shop.run("DELETE FROM case_link WHERE case_id = ? AND other_id = ?", (first, second))


# Phrases


def phrases(shop: Shop) -> tuple[Phrase, ...]:
    """All phrases in their order."""
    return tuple(Phrase(number, name, text, category, tuple(json.loads(kinds)), tuple(json.loads(pictures)), position)
                 for number, name, text, category, kinds, pictures, position in shop.rows(
                     "SELECT id, name, text, category, kinds, pictures, position FROM phrase ORDER BY category, position, id"))


def save_phrase(shop: Shop, one: Phrase) -> int:
    return rows.put(shop, "phrase", one.id, {"name": one.name, "text": one.text, "category": one.category, "kinds": _text(one.kinds),
                                             "pictures": _text(one.pictures), "position": one.position})


def remove_phrase(shop: Shop, phrase_id: int) -> None:
    rows.remove(shop, "phrase", phrase_id)


# What is reckoned from the events and kept for sorting; written outside the journal


@contextmanager
def reckoning(shop: Shop) -> Iterator[None]:
    """One transaction for what follows from the cases; joins an open step. Raises UserError: locked, read_only."""
    if shop.db.in_transaction():
        yield
        return
    with translated(), shop.db.atomic("IMMEDIATE"):
        yield


def stale(shop: Shop) -> list[int]:
    """The cases whose kept deadline and index must be made again."""
    return [number for (number,) in shop.rows("SELECT id FROM case_stale ORDER BY id")]


def stale_all(shop: Shop, *, roster_only: bool = False) -> None:
    """Every case that is not resolved must be reckoned again (the limits, the calendar or the roster changed)."""
    where = "id IN (SELECT id FROM case_due WHERE roster = 1)" if roster_only else "category <> 'resolved'"
    shop.connection.execute(f"INSERT OR IGNORE INTO case_stale SELECT id FROM case_record WHERE {where}")


def write_due(shop: Shop, found: Iterable[tuple[int, datetime | None, str, datetime | None, datetime | None, int, bool]]) -> None:
    """Keep what was reckoned: (case, next due, its limit, answered, resolved, late limits, reads the roster)."""
    shop.connection.executemany(
        "INSERT OR REPLACE INTO case_due (id, next_due, next_limit, answered_at, resolved_at, late, roster) VALUES (?, ?, ?, ?, ?, ?, ?)",
        [(number, stamp(due), limit, stamp(answered), stamp(resolved), late, int(roster))
         for number, due, limit, answered, resolved, late, roster in found])


def forget_due(shop: Shop, ids: Sequence[int]) -> None:
    """Drop what was kept of cases that are gone."""
    shop.connection.executemany("DELETE FROM case_due WHERE id = ?", [(number,) for number in ids])


def fresh(shop: Shop, ids: Sequence[int]) -> None:
    """These were made again."""
    shop.connection.executemany("DELETE FROM case_stale WHERE id = ?", [(number,) for number in ids])


def kept_due(shop: Shop) -> dict[int, tuple[datetime | None, str]]:
    """The kept next deadline and its limit of every case, for checking them."""
    return {number: (moment_of(due), limit) for number, due, limit in shop.rows("SELECT id, next_due, next_limit FROM case_due")}


def tables_since(shop: Shop, journal_id: int) -> tuple[int, frozenset[str]]:
    """The newest entry of the journal, and which tables have entries beyond this one."""
    head: int = shop.rows("SELECT coalesce(max(id), 0) FROM journal")[0][0]
    if head < journal_id:
        return head, frozenset({"rule_version"})  # an earlier file was put back: everything may have changed
    return head, frozenset(name for (name,) in shop.rows("SELECT DISTINCT table_name FROM journal WHERE id > ?", (journal_id,)))


# Rows


def _chunked(shop: Shop, select: str, ids: Iterable[int]) -> list[tuple[Any, ...]]:
    wanted = list(ids)
    found: list[tuple[Any, ...]] = []
    for start in range(0, len(wanted), _AT_ONCE):
        part = wanted[start:start + _AT_ONCE]
        found += shop.rows(f"{select} ({', '.join('?' * len(part))})", part)
    return found


def _case(row: tuple[Any, ...]) -> Case:
    (number, kind, description, created_at, no, platform, brand, buyer, phone, order_no, waybill, product, bought_on, paid, order_state,
     wish, owner, created_by, author, status, category, goods, money, cause, responsible, bearer, blamed, cost_goods, cost_freight, refund,
     partial, compensation, snoozed, csat, merged, checked, details, version) = row
    return Case(
        number, kind, description, datetime.fromisoformat(created_at), no, platform, brand, buyer, phone, order_no, waybill, product,
        day_of(bought_on), paid, order_state, wish, owner, created_by, author, status, _CATEGORIES[category], _GOODS[goods], _MONEY[money],
        cause, responsible, bearer, blamed, cost_goods, cost_freight, refund, bool(partial), compensation, moment_of(snoozed), csat, merged,
        tuple(json.loads(checked)) if checked != "[]" else (), json.loads(details) if details != "{}" else {}, version)


def _evidence(row: tuple[Any, ...]) -> Evidence:
    number, case_id, item, name, sha, ending, size, at, by, position = row
    return Evidence(number, case_id, item, name, sha, ending, size, datetime.fromisoformat(at), by, position)


def _text(value: Mapping[str, object] | Sequence[str]) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_plain)


def _plain(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"cannot store {type(value).__name__}")
