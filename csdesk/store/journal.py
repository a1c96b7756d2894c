"""Undo, redo and audit from the journal that the triggers write (before and after images of every row)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from csdesk.core.changes import Topic
from csdesk.core.journal import AuditEntry, StepInfo
from csdesk.core.problem import UserError
from csdesk.i18n import N_
from csdesk.i18n import gettext as _

if TYPE_CHECKING:
    from csdesk.store.shop import Shop

TOPICS: Mapping[str, Topic] = {
    "employee": Topic.STAFF,
    "base_pay": Topic.STAFF,
    "alias": Topic.STAFF,
    "rule_version": Topic.RULES,
    "holiday_override": Topic.CALENDAR,
    "roster_cell": Topic.ROSTER,
    "plan_terms": Topic.ROSTER,
    "promotion": Topic.ROSTER,
    "day_need": Topic.ROSTER,
    "wish": Topic.ROSTER,
    "swap": Topic.ROSTER,
    "open_shift": Topic.ROSTER,
    "publication": Topic.ROSTER,
    "proposal": Topic.ROSTER,
    "batch": Topic.ATTENDANCE,
    "correction": Topic.ATTENDANCE,
    "leave": Topic.ATTENDANCE,
    "outing": Topic.ATTENDANCE,
    "overtime": Topic.ATTENDANCE,
    "decision": Topic.ATTENDANCE,
    "packet_payment": Topic.ATTENDANCE,
    "adjustment": Topic.MONTH,
    "tax_opening": Topic.MONTH,
    "closed_month": Topic.MONTH,
    "user": Topic.USERS,
    "setting": Topic.SETTINGS,
    "fine": Topic.FUND,
    "fund_entry": Topic.FUND,
    "case_record": Topic.CASES,
    "case_event": Topic.CASES,
    "case_evidence": Topic.CASES,
    "case_promise": Topic.CASES,
    "case_link": Topic.CASES,
    "phrase": Topic.KNOWLEDGE,
    "handover_note": Topic.HANDOVER,
    "handover_item": Topic.HANDOVER,
    "handover_signature": Topic.HANDOVER,
    "handover_supplement": Topic.HANDOVER,
    "check_item": Topic.HANDOVER,
    "check_tick": Topic.HANDOVER,
    "log_entry": Topic.HANDOVER,
    "knowledge_entry": Topic.KNOWLEDGE,
}
AUDIT_ONLY = frozenset({"rule_version", "closed_month", "user"})
NAMES: Mapping[str, str] = {
    "employee": N_("staff record"),
    "base_pay": N_("base pay"),
    "alias": N_("alias"),
    "holiday_override": N_("holiday"),
    "roster_cell": N_("roster cell"),
    "plan_terms": N_("planning terms"),
    "promotion": N_("promotion"),
    "day_need": N_("need of a day"),
    "wish": N_("wish"),
    "swap": N_("swap"),
    "open_shift": N_("open shift"),
    "publication": N_("publication"),
    "proposal": N_("proposal"),
    "batch": N_("import"),
    "correction": N_("correction"),
    "leave": N_("leave"),
    "outing": N_("outing"),
    "overtime": N_("overtime"),
    "decision": N_("decision"),
    "packet_payment": N_("red packet payment"),
    "adjustment": N_("pay line"),
    "tax_opening": N_("tax opening"),
    "setting": N_("setting"),
    "fine": N_("fine"),
    "fund_entry": N_("line of the fund box"),
    "case_record": N_("case"),
    "case_event": N_("entry of a case"),
    "case_evidence": N_("piece of evidence"),
    "case_promise": N_("promise"),
    "case_link": N_("link between cases"),
    "phrase": N_("phrase"),
    "handover_note": N_("handover note"),
    "handover_item": N_("item of a handover"),
    "handover_signature": N_("signature"),
    "handover_supplement": N_("supplement"),
    "check_item": N_("line of the check list"),
    "check_tick": N_("tick of the check list"),
    "log_entry": N_("entry of the log"),
    "knowledge_entry": N_("knowledge entry"),
}
# The parts of a record that live in a table of their own: its audit trail tells of them, too.
PARTS: Mapping[str, tuple[str, ...]] = {"employee": ("base_pay", "alias")}

# A new step ends the redo line; a close or a reopening ends both, so that Ctrl+Z never reaches below a closed month.
_BARRIER = "(SELECT coalesce(max(step_id), 0) FROM journal WHERE table_name = 'closed_month')"
_LAST_DO = "(SELECT coalesce(max(id), 0) FROM step WHERE kind = 'do')"
UNDO_NEXT = f"SELECT max(id) FROM step WHERE kind = 'do' AND undoable AND undone_by IS NULL AND id > {_BARRIER}"
REDO_NEXT = f"""SELECT id FROM step WHERE kind = 'do' AND undone_by > {_LAST_DO} AND undone_by > {_BARRIER}
                ORDER BY undone_by DESC LIMIT 1"""


def topics(tables: Iterable[str]) -> frozenset[Topic]:
    """The topics of these tables."""
    return frozenset(TOPICS[table] for table in tables if table in TOPICS)


def tables_of(shop: Shop, step_id: int) -> frozenset[str]:
    """The tables that a step changed."""
    return frozenset(table for (table,) in shop.rows("SELECT DISTINCT table_name FROM journal WHERE step_id = ?", (step_id,)))


def info(shop: Shop, step_id: int) -> StepInfo:
    """One step with the topics it touched. Raises UserError "no_step" where there is none."""
    found = shop.rows("SELECT id, label, by, at, kind, undoable, undone_at FROM step WHERE id = ?", (step_id,))
    if not found:
        raise UserError(_("There is no such step."), code="no_step")
    return _info(found[0], topics(tables_of(shop, step_id)))


def _info(row: tuple[Any, ...], touched: frozenset[Topic]) -> StepInfo:
    number, label, by, at, kind, undoable, undone_at = row
    return StepInfo(number, label, by, datetime.fromisoformat(at), kind, bool(undoable),
                    datetime.fromisoformat(undone_at) if undone_at else None, touched)


def recent(shop: Shop, limit: int) -> tuple[StepInfo, ...]:
    """The last steps, newest first (what was done, by whom, and whether it was taken back)."""
    found = shop.rows("SELECT id, label, by, at, kind, undoable, undone_at FROM step ORDER BY id DESC LIMIT ?", (limit,))
    return tuple(_info(row, topics(tables_of(shop, row[0]))) for row in found)


def revert(shop: Shop, step_id: int, undo_step: int, at: str) -> None:
    """Replay the before images of a step in reverse inside the present transaction. Raises UserError "changed_since"."""
    entries = shop.rows("SELECT table_name, row_id, before, after FROM journal WHERE step_id = ? ORDER BY id DESC", (step_id,))
    _replay(shop, step_id, ((table, row_id, after, before) for table, row_id, before, after in entries), at)
    shop.run("UPDATE step SET undone_by = ?, undone_at = ? WHERE id = ?", (undo_step, at, step_id))


def repeat(shop: Shop, step_id: int) -> None:
    """Replay the after images of an undone step inside the present transaction. Raises UserError "changed_since"."""
    entries = shop.rows("SELECT table_name, row_id, before, after FROM journal WHERE step_id = ? ORDER BY id", (step_id,))
    _replay(shop, step_id, entries, None)
    shop.run("UPDATE step SET undone_by = NULL, undone_at = NULL WHERE id = ?", (step_id,))


def _replay(shop: Shop, step_id: int, moves: Iterable[tuple[str, int, str | None, str | None]], undone_at: str | None) -> None:
    """Bring rows from one image to the other, each only when it still looks like the first."""
    shop.run("PRAGMA defer_foreign_keys = ON")  # order within one step is of no matter; the commit checks
    columns: dict[str, tuple[str, ...]] = {}
    # A batch row stays when its import is undone (it only gets the flag), so that a redo finds its punches.
    new_batches = {row_id for table, row_id in shop.rows(
        "SELECT table_name, row_id FROM journal WHERE step_id = ? AND table_name = 'batch' AND before IS NULL", (step_id,))}
    flagged: set[int] = set()
    for table, row_id, was, becomes in moves:
        if table == "batch" and row_id in new_batches:
            flagged.add(row_id)
            continue
        names = columns.get(table)
        if names is None:
            names = columns[table] = tuple(row[1] for row in shop.rows(f"PRAGMA table_info({table})"))
        expected = json.loads(was) if was is not None else None
        wanted = json.loads(becomes) if becomes is not None else None
        found = shop.rows(f"SELECT * FROM {table} WHERE id = ?", (row_id,))
        present = dict(zip(names, found[0], strict=True)) if found else None
        if not _same(present, expected):
            raise changed_since(shop, step_id, table)
        if wanted is None:
            shop.run(f"DELETE FROM {table} WHERE id = ?", (row_id,))
            continue
        given = [name for name in names if name in wanted]  # a column that is younger than the image keeps its value
        quoted = ", ".join(f'"{name}"' for name in given)
        if present is None:
            shop.run(f"INSERT INTO {table} ({quoted}) VALUES ({', '.join('?' * len(given))})", tuple(wanted[name] for name in given))
        else:
            pairs = ", ".join(f'"{name}" = ?' for name in given)
            shop.run(f"UPDATE {table} SET {pairs} WHERE id = ?", (*(wanted[name] for name in given), row_id))
    for batch_id in sorted(flagged):
        standing = shop.rows("SELECT undone_at IS NULL FROM batch WHERE id = ?", (batch_id,))
        if not standing or bool(standing[0][0]) == (undone_at is None):
            raise changed_since(shop, step_id, "batch")
        shop.run("UPDATE batch SET undone_at = ? WHERE id = ?", (undone_at, batch_id))


def _same(present: Mapping[str, object] | None, image: Mapping[str, object] | None) -> bool:
    if present is None or image is None:
        return present is image
    return all(present[name] == value for name, value in image.items() if name in present)


def changed_since(shop: Shop, step_id: int, table: str = "") -> UserError:
    """The refusal of an undo or redo that would overwrite what somebody did later."""
    label = shop.rows("SELECT label FROM step WHERE id = ?", (step_id,))[0][0]
    if table:
        message = _("Cannot take back or repeat “{label}”: a {what} of it was changed later. Nothing was changed.").format(
            label=label, what=_(NAMES.get(table, table)))
    else:
        message = _("Cannot take back or repeat “{label}”: later entries rest on it. Nothing was changed.").format(label=label)
    return UserError(message, code="changed_since")


def audit(shop: Shop, table: str, row_id: int) -> list[AuditEntry]:
    """Every change of a row and of its parts, oldest first."""
    where = "journal.table_name = ? AND journal.row_id = ?"
    values: list[object] = [table, row_id]
    for part in PARTS.get(table, ()):
        where += f" OR journal.table_name = ? AND json_extract(coalesce(journal.after, journal.before), '$.{table}_id') = ?"
        values += [part, row_id]
    found = shop.rows(
        f"""SELECT step.id, step.label, step.by, step.at, step.kind, journal.table_name, journal.row_id, journal.before, journal.after,
            step.undone_at FROM journal JOIN step ON step.id = journal.step_id WHERE {where} ORDER BY journal.id""", tuple(values))
    return [
        AuditEntry(step, label, by, datetime.fromisoformat(at), kind, name, row, json.loads(before) if before else None,
                   json.loads(after) if after else None, datetime.fromisoformat(undone_at) if undone_at else None)
        for step, label, by, at, kind, name, row, before, after, undone_at in found
    ]
