"""Handovers in the shop file: notes with their items, signatures and supplements; the check list with its ticks."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from csdesk.core.day_check import CheckItem, Tick
from csdesk.core.handover import HandoverItem, HandoverNote, Seen, Signature, Supplement
from csdesk.store import rows
from csdesk.store.errors import translated
from csdesk.store.rows import day_of, iso, moment_of, stamp
from csdesk.store.shop import Shop

_NOTE = """id, no, day, shift, shift_name, ends_at, cut_off, shop, team, coming_day, coming_shift, coming_name, begins_at, writer_id,
           receiver_id, facts, notices, seal"""
_ITEM = """id, note_id, kind, ref_id, text, severity, who_id, todo, due, what_if, position, carried_from, answer, read_back, answered_at,
           answered_by, cleared_at, cleared_by"""


def note(shop: Shop, note_id: int) -> HandoverNote:
    """One note. Raises UserError "gone"."""
    found = shop.rows(f"SELECT {_NOTE} FROM handover_note WHERE id = ?", (note_id,))
    if not found:
        raise rows.gone()
    return _note(found[0])


def notes(shop: Shop, *, limit: int = 100, first: date | None = None, last: date | None = None) -> tuple[HandoverNote, ...]:
    """The newest notes (by cut-off), of these days where they are given."""
    return tuple(_note(row) for row in shop.rows(
        f"""SELECT {_NOTE} FROM handover_note WHERE day BETWEEN ? AND ? ORDER BY cut_off DESC, id DESC LIMIT ?""",
        (iso(first) or "", iso(last) or "9999", limit)))


def before(shop: Shop, one: HandoverNote) -> HandoverNote | None:
    """The note of the same shop and team before this cut-off, drafts left aside."""
    found = shop.rows(
        f"""SELECT {_NOTE} FROM handover_note WHERE shop = ? AND team = ? AND cut_off <= ? AND id <> ? AND seal <> ''
            ORDER BY cut_off DESC, id DESC LIMIT 1""", (one.shop, one.team, stamp(one.cut_off), one.id))
    return _note(found[0]) if found else None


def save_note(shop: Shop, one: HandoverNote) -> int:
    """Write a note; id 0 = new. Raises UserError "gone"."""
    return rows.put(shop, "handover_note", one.id, {
        "no": one.no, "day": iso(one.day), "shift": one.shift, "shift_name": one.shift_name, "ends_at": stamp(one.ends_at),
        "cut_off": stamp(one.cut_off), "shop": one.shop, "team": one.team, "coming_day": iso(one.coming_day),
        "coming_shift": one.coming_shift, "coming_name": one.coming_name, "begins_at": stamp(one.begins_at), "writer_id": one.writer_id,
        "receiver_id": one.receiver_id, "facts": _text(dict(one.facts)), "notices": _text(one.notices), "seal": one.seal})


def remove_note(shop: Shop, note_id: int) -> None:
    """Delete a draft with its items. Raises UserError "gone"."""
    shop.run("DELETE FROM handover_item WHERE note_id = ?", (note_id,))
    rows.remove(shop, "handover_note", note_id)


def items(shop: Shop, note_ids: Iterable[int]) -> tuple[HandoverItem, ...]:
    """The items of some notes, by id."""
    wanted = list(note_ids)
    marks = ", ".join("?" * len(wanted))
    return tuple(_item(row) for row in shop.rows(f"SELECT {_ITEM} FROM handover_item WHERE note_id IN ({marks}) ORDER BY id", wanted))


def item(shop: Shop, item_id: int) -> HandoverItem:
    """One item. Raises UserError "gone"."""
    found = shop.rows(f"SELECT {_ITEM} FROM handover_item WHERE id = ?", (item_id,))
    if not found:
        raise rows.gone()
    return _item(found[0])


def chain(shop: Shop, found: Iterable[HandoverItem]) -> dict[int, HandoverItem]:
    """The earlier items that these were carried from, step by step, by id."""
    wanted = [one.carried_from for one in found if one.carried_from is not None]
    if not wanted:
        return {}
    marks = ", ".join("?" * len(wanted))
    return {row[0]: _item(row) for row in shop.rows(
        f"""WITH RECURSIVE earlier(id) AS (SELECT id FROM handover_item WHERE id IN ({marks})
            UNION SELECT carried_from FROM handover_item JOIN earlier USING (id) WHERE carried_from IS NOT NULL)
            SELECT {_ITEM} FROM handover_item WHERE id IN earlier""", wanted)}


def save_item(shop: Shop, one: HandoverItem) -> int:
    """Write an item; id 0 = new. Raises UserError "gone"."""
    return rows.put(shop, "handover_item", one.id, {
        "note_id": one.note_id, "kind": one.kind, "ref_id": one.ref_id, "text": one.text, "severity": one.severity, "who_id": one.who_id,
        "todo": one.todo, "due": stamp(one.due), "what_if": one.what_if, "position": one.position, "carried_from": one.carried_from,
        "answer": one.answer, "read_back": one.read_back, "answered_at": stamp(one.answered_at), "answered_by": one.answered_by,
        "cleared_at": stamp(one.cleared_at), "cleared_by": one.cleared_by})


def remove_item(shop: Shop, item_id: int) -> None:
    rows.remove(shop, "handover_item", item_id)


def signatures(shop: Shop, note_ids: Iterable[int]) -> tuple[Signature, ...]:
    """The signatures of some notes, as given."""
    wanted = list(note_ids)
    marks = ", ".join("?" * len(wanted))
    return tuple(Signature(number, note_id, side, who, name, datetime.fromisoformat(at), reason)
                 for number, note_id, side, who, name, at, reason in shop.rows(
                     f"""SELECT id, note_id, side, employee_id, name, at, reason FROM handover_signature
                         WHERE note_id IN ({marks}) ORDER BY id""", wanted))


def sign(shop: Shop, one: Signature) -> None:
    """Write a signature. What was written on the note until now can't be taken back any more: its steps leave the line of undo."""
    rows.put(shop, "handover_signature", 0, {"note_id": one.note_id, "side": one.side, "employee_id": one.employee_id, "name": one.name,
                                             "at": stamp(one.at), "reason": one.reason})
    shop.run(
        """UPDATE step SET undoable = 0 WHERE undoable AND id IN (
           SELECT step_id FROM journal WHERE table_name = 'handover_note' AND row_id = ?1 UNION
           SELECT step_id FROM journal WHERE table_name = 'handover_item' AND json_extract(coalesce(after, before), '$.note_id') = ?1)""",
        (one.note_id,))


def supplements(shop: Shop, note_id: int) -> tuple[Supplement, ...]:
    """What was added after the signature, as written."""
    return tuple(Supplement(number, note_id, text, datetime.fromisoformat(at), by) for number, text, at, by in shop.rows(
        "SELECT id, text, at, by FROM handover_supplement WHERE note_id = ? ORDER BY id", (note_id,)))


def add_supplement(shop: Shop, one: Supplement) -> int:
    return rows.put(shop, "handover_supplement", 0, {"note_id": one.note_id, "text": one.text, "at": stamp(one.at), "by": one.by})


def case_counts(shop: Shop, first: datetime, last: datetime, owners: Sequence[int] | None = None) -> dict[str, int]:
    """Cases that came in and were resolved, and questions to the warehouse, from `first` to before `last`; of `owners` (and of nobody)
    where they are given."""
    span = (stamp(first), stamp(last))
    mine, values = "", []
    if owners is not None:
        mine = f" AND (c.owner_id IS NULL OR c.owner_id IN ({', '.join('?' * len(owners))}))"
        values = list(owners)

    def count(sql: str) -> int:
        return int(shop.rows(sql + mine, (*span, *values))[0][0])

    return {
        "opened": count("SELECT count(*) FROM case_record c WHERE c.merged_into IS NULL AND c.created_at >= ? AND c.created_at < ?"),
        "closed": count("""SELECT count(*) FROM case_due d JOIN case_record c ON c.id = d.id
                           WHERE d.resolved_at >= ? AND d.resolved_at < ?"""),
        "asked": count("""SELECT count(*) FROM case_event e JOIN case_record c ON c.id = e.case_id
                          WHERE e.kind = 'asked' AND json_extract(e.data, '$.party') = 'warehouse' AND e.at >= ? AND e.at < ?"""),
    }


def seen(shop: Shop, note_id: int) -> tuple[Seen, ...]:
    """Who had a note before the eyes, the first first."""
    return tuple(Seen(name, datetime.fromisoformat(at)) for name, at in shop.rows(
        "SELECT name, at FROM handover_seen WHERE note_id = ? ORDER BY at, name", (note_id,)))


def saw(shop: Shop, note_id: int, name: str, at: datetime) -> None:
    """Keep the first time that somebody saw a note; outside the journal, needs no step."""
    with translated():
        shop.connection.execute("INSERT OR IGNORE INTO handover_seen (note_id, name, at) VALUES (?, ?, ?)", (note_id, name, stamp(at)))


# The check list


def check_items(shop: Shop) -> tuple[CheckItem, ...]:
    """The list in its order."""
    return tuple(CheckItem(number, text, shift, tuple(json.loads(people)), position) for number, text, shift, people, position in shop.rows(
        "SELECT id, text, shift, people, position FROM check_item ORDER BY position, id"))


def save_check_item(shop: Shop, one: CheckItem) -> int:
    return rows.put(shop, "check_item", one.id, {"text": one.text, "shift": one.shift, "people": _text(one.people),
                                                 "position": one.position})


def remove_check_item(shop: Shop, item_id: int) -> None:
    rows.remove(shop, "check_item", item_id)


def ticks(shop: Shop, day: date) -> tuple[Tick, ...]:
    """What was ticked for the shifts of a day."""
    return tuple(Tick(number, item_id, day, shift, datetime.fromisoformat(at), by, text)
                 for number, item_id, shift, at, by, text in shop.rows(
        "SELECT id, item_id, shift, at, by, note FROM check_tick WHERE day = ? ORDER BY id", (day.isoformat(),)))


def tick(shop: Shop, one: Tick) -> int:
    return rows.put(shop, "check_tick", 0, {"item_id": one.item_id, "day": iso(one.day), "shift": one.shift, "at": stamp(one.at),
                                            "by": one.by, "note": one.note}, key=("item_id", "day", "shift"))


def untick(shop: Shop, item_id: int, day: date, shift: str) -> None:
    shop.run("DELETE FROM check_tick WHERE item_id = ? AND day = ? AND shift = ?", (item_id, day.isoformat(), shift))


def _note(row: tuple[Any, ...]) -> HandoverNote:
    (number, no, day, shift, shift_name, ends_at, cut_off, brand, team, coming_day, coming_shift, coming_name, begins_at, writer, receiver,
     facts, notices, seal) = row
    return HandoverNote(number, no, date.fromisoformat(day), shift, shift_name, datetime.fromisoformat(ends_at),
                        datetime.fromisoformat(cut_off), brand, team, day_of(coming_day), coming_shift, coming_name, moment_of(begins_at),
                        writer, receiver, json.loads(facts), tuple(json.loads(notices)), seal)


def _item(row: tuple[Any, ...]) -> HandoverItem:
    (number, note_id, kind, ref, text, severity, who, todo, due, what_if, position, carried, answer, read_back, answered_at, answered_by,
     cleared_at, cleared_by) = row
    return HandoverItem(number, note_id, kind, ref, text, severity, who, todo, moment_of(due), what_if, position, carried, answer,
                        read_back, moment_of(answered_at), answered_by, moment_of(cleared_at), cleared_by)


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
