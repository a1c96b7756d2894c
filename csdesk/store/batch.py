"""Import batches in the shop file: punches linked by the batches that saw them, held rows, issues, undo."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from itertools import chain
from operator import attrgetter
from typing import Any

from csdesk.core.batch import Batch, ClaimRow, HeldRow, Interval, PunchRow
from csdesk.core.journal import StepInfo
from csdesk.core.problem import Problem, UserError
from csdesk.i18n import gettext as _
from csdesk.store.rows import iso, moment_of, stamp
from csdesk.store.shop import Shop

__all__ = ["Batch", "ClaimRow", "HeldRow", "PunchRow", "add", "add_claims", "add_issues", "add_punches", "batches", "by_sha",
           "covered", "get", "held", "held_once", "hold", "issues", "known", "set_counts", "take_held", "undo"]

_COLUMNS = """id, kind, file_name, sha256, format, period_first, period_last, covered_first, covered_last, at, by, step_id, counts,
              undone_at, parent_id, by_work_day"""
_AT_ONCE = 80  # rows a statement: half the time of single rows, and 880 values are within every SQLite's limit


def add(shop: Shop, *, kind: str, file_name: str, sha256: str, format: str, period: Interval | None, covered: Interval | None,
        at: datetime, by: str, step_id: int, counts: Mapping[str, int] | None = None, parent_id: int | None = None,
        by_work_day: bool = False) -> int:
    """A new batch of the present step; its id. `parent_id`: the batch whose held rows this one takes, undone together with it."""
    # A new step ends the redo line, so the punches and claims of undone imports can never come back: let go of them.
    shop.run("DELETE FROM punch_undone")
    shop.run("DELETE FROM batch_seen WHERE batch_id IN (SELECT id FROM batch WHERE undone_at IS NOT NULL)")
    shop.run("DELETE FROM claim WHERE batch_id IN (SELECT id FROM batch WHERE undone_at IS NOT NULL)")
    first, last = period or (None, None)
    covered_first, covered_last = covered or (None, None)
    cursor = shop.run(
        """INSERT INTO batch (kind, file_name, sha256, format, period_first, period_last, covered_first, covered_last, at, by, step_id,
           parent_id, counts, by_work_day) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
        (kind, file_name, sha256, format, first and first.isoformat(), last and last.isoformat(),
         covered_first and covered_first.isoformat(), covered_last and covered_last.isoformat(), stamp(at), by, step_id, parent_id,
         json.dumps(dict(counts or {})), int(by_work_day)))
    assert cursor.lastrowid is not None
    return cursor.lastrowid


def set_counts(shop: Shop, batch_id: int, counts: Mapping[str, int]) -> None:
    """Keep the counts of the import's report (new, present, void, held, rejected)."""
    shop.run("UPDATE batch SET counts = ? WHERE id = ?", (json.dumps(dict(counts)), batch_id))


def add_punches(shop: Shop, batch_id: int, punches: Iterable[PunchRow]) -> tuple[int, int]:
    """Store punches once and link them to the batch: (new, present before). Equal keys within the rows count once."""
    days: dict[date | None, str | None] = {None: None}
    values: list[tuple[Any, ...]] = []
    for who, at, kind, source, device, work_date, *rest in sorted(punches, key=attrgetter("at")):  # so the index grows at its end
        if work_date not in days:
            days[work_date] = iso(work_date)
        values.append((stamp(at), who, source, kind, device, days[work_date], *rest))
    top = shop.rows("SELECT coalesce(max(id), 0) FROM punch")[0][0]
    linked = _links(shop, batch_id)
    new = 0
    for start in range(0, len(values), _AT_ONCE):
        part = values[start:start + _AT_ONCE]
        new += shop.run(
            f"""INSERT INTO punch (at, employee_id, source_kind, kind, device, work_date, vendor_result, sheet, "row", "column", raw)
                VALUES {", ".join(["(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"] * len(part))}
                ON CONFLICT (at, employee_id, source_kind, kind, device) DO NOTHING""", tuple(chain.from_iterable(part))).rowcount
    if new:
        shop.run("INSERT INTO batch_seen (batch_id, punch_id) SELECT ?, id FROM punch WHERE id > ?", (batch_id, top))
    if new < len(values):
        shop.run_many(
            """INSERT OR IGNORE INTO batch_seen (batch_id, punch_id) SELECT ?, id FROM punch
               WHERE at = ? AND employee_id = ? AND source_kind = ? AND kind = ? AND device = ?""",
            [(batch_id, *row[:5]) for row in values])
    return new, _links(shop, batch_id) - linked - new


def add_claims(shop: Shop, batch_id: int, claims: Iterable[ClaimRow]) -> int:
    """Keep what a file says of days without a punch with its batch: it goes and comes back with it. How many."""
    return shop.run_many(
        """INSERT INTO claim (batch_id, employee_id, day, side, result, approval, sheet, "row", "column")
           VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)""",
        [(batch_id, one.employee_id, one.day.isoformat(), one.side.value if one.side else "", one.result, one.approval, one.sheet,
          one.row, one.column) for one in claims])


def _links(shop: Shop, batch_id: int) -> int:
    found: int = shop.rows("SELECT count(*) FROM batch_seen WHERE batch_id = ?", (batch_id,))[0][0]
    return found


def any_between(shop: Shop, first: datetime, last: datetime) -> bool:
    """Whether any punch is stored from `first` to `last`: where not, every punch of a file is new."""
    return bool(shop.rows("SELECT 1 FROM punch WHERE at BETWEEN ? AND ? LIMIT 1", (stamp(first), stamp(last))))


def known(shop: Shop, punches: Sequence[PunchRow]) -> int:
    """How many distinct punches of a preview are in the shop file already; nothing is written."""
    if not punches:
        return 0
    moments = [one.at for one in punches]
    span = (min(moments).isoformat(timespec="seconds"), max(moments).isoformat(timespec="seconds"))
    stored = set(shop.rows("SELECT at, employee_id, source_kind, kind, device FROM punch WHERE at BETWEEN ? AND ?", span))
    if not stored:
        return 0
    return len(stored & {(one.at.isoformat(timespec="seconds"), one.employee_id, one.source_kind, one.kind, one.device) for one in punches})


def hold(shop: Shop, batch_id: int, held_rows: Iterable[HeldRow]) -> int:
    """Keep rows of unknown people with the batch until somebody says who they are; how many."""
    return shop.run_many("INSERT INTO held_row (batch_id, person, data) VALUES (?, ?, ?)", [
        (batch_id, json.dumps(dict(row.person), ensure_ascii=False), json.dumps(dict(row.data), ensure_ascii=False)) for row in held_rows])


def held(shop: Shop, batch_id: int | None = None) -> tuple[HeldRow, ...]:
    """Rows that still wait for a person: of one standing batch, or of all."""
    found = shop.rows(
        """SELECT held_row.id, held_row.batch_id, person, data FROM held_row JOIN batch ON batch.id = held_row.batch_id
           LEFT JOIN batch AS taken ON taken.id = taken_into
           WHERE batch.undone_at IS NULL AND (taken.id IS NULL OR taken.undone_at IS NOT NULL) AND (? IS NULL OR held_row.batch_id = ?)
           ORDER BY held_row.id""", (batch_id, batch_id))
    return tuple(HeldRow(json.loads(person), json.loads(data), number, batch) for number, batch, person, data in found)


def held_once(shop: Shop) -> tuple[HeldRow, ...]:
    """Of every person who waits the first row in each standing batch: whom to ask about, without reading thousands of rows."""
    found = shop.rows(
        """SELECT min(held_row.id), held_row.batch_id, person, data FROM held_row JOIN batch ON batch.id = held_row.batch_id
           LEFT JOIN batch AS taken ON taken.id = taken_into
           WHERE batch.undone_at IS NULL AND (taken.id IS NULL OR taken.undone_at IS NOT NULL)
           GROUP BY held_row.batch_id, person ORDER BY 1""")
    return tuple(HeldRow(json.loads(person), json.loads(data), number, batch) for number, batch, person, data in found)


def take_held(shop: Shop, held_ids: Iterable[int], into: int) -> int:
    """Mark held rows as taken over by the batch `into` (add their facts to that batch); undoing it makes them wait again."""
    return shop.run_many("UPDATE held_row SET taken_into = ? WHERE id = ?", [(into, number) for number in held_ids])


def add_issues(shop: Shop, batch_id: int, problems: Iterable[Problem]) -> int:
    """Keep the refused rows of an import with their reasons; how many."""
    return shop.run_many(
        'INSERT INTO import_issue (batch_id, code, message, sheet, "row", "column", raw) VALUES (?, ?, ?, ?, ?, ?, ?)',
        [(batch_id, one.code, one.message, one.sheet, one.row, one.column, one.raw) for one in problems])


def issues(shop: Shop, batch_id: int) -> tuple[Problem, ...]:
    """The refused rows of an import, in the order of the file."""
    return tuple(
        Problem(code, message, sheet, row, column, raw) for code, message, sheet, row, column, raw in shop.rows(
            'SELECT code, message, sheet, "row", "column", raw FROM import_issue WHERE batch_id = ? ORDER BY id', (batch_id,)))


def batches(shop: Shop) -> tuple[Batch, ...]:
    """All batches, newest first, the undone ones too."""
    return tuple(_batch(row) for row in shop.rows(f"SELECT {_COLUMNS} FROM batch ORDER BY id DESC"))


def get(shop: Shop, batch_id: int) -> Batch:
    """One batch. Raises UserError "no_batch"."""
    found = shop.rows(f"SELECT {_COLUMNS} FROM batch WHERE id = ?", (batch_id,))
    if not found:
        raise UserError(_("There is no import {number}.").format(number=batch_id), code="no_batch")
    return _batch(found[0])


def by_sha(shop: Shop, sha256: str) -> Batch | None:
    """The latest standing batch of a file with these very bytes."""
    found = shop.rows(f"SELECT {_COLUMNS} FROM batch WHERE sha256 = ? AND undone_at IS NULL ORDER BY id DESC LIMIT 1", (sha256,))
    return _batch(found[0]) if found else None


def covered(shop: Shop) -> tuple[Interval, ...]:
    """The days for which standing punch batches answer, as closed intervals (they may overlap)."""
    return tuple((date.fromisoformat(first), date.fromisoformat(last)) for first, last in shop.rows(
        """SELECT DISTINCT covered_first, covered_last FROM batch WHERE kind = 'punches' AND undone_at IS NULL
           AND covered_first IS NOT NULL AND covered_last IS NOT NULL ORDER BY covered_first, covered_last"""))


def undo(shop: Shop, batch_id: int, *, at: datetime, by: str = "") -> StepInfo:
    """Take an import back: a punch that another standing batch also saw stays; other facts go back to what they were.

    Batches that took over its held rows go with it. A step of its own (not inside `shop.step`), `redo` repeats it.
    Raises UserError: no_batch, already_undone, changed_since, locked ..."""
    batch = get(shop, batch_id)
    if batch.undone_at is not None:
        raise UserError(_("The import “{name}” was undone already.").format(name=batch.file_name), code="already_undone")
    return _undo_steps(shop, _family(shop, batch_id), at, by)


def days(shop: Shop, batch_id: int) -> set[date]:
    """The days of the roster cells, corrections, leaves (first and last) and overtime that a batch wrote or wrote over."""
    found: set[date] = set()
    for step in _family(shop, batch_id):
        for image in shop.rows("""SELECT image.value FROM journal, json_each(json_array(before, after)) AS image
                                  WHERE step_id = ? AND table_name IN ('roster_cell', 'correction', 'leave', 'overtime')
                                    AND image.value IS NOT NULL""", (step,)):
            row = json.loads(image[0])
            found |= {date.fromisoformat(row[name][:10]) for name in ("day", "start", "end") if name in row}
    return found


def _family(shop: Shop, batch_id: int) -> list[int]:
    """The steps of a batch and of those that took over its held rows, newest first."""
    return [number for (number,) in shop.rows(
        """WITH RECURSIVE family(id) AS (SELECT ? UNION SELECT batch.id FROM batch JOIN family ON batch.parent_id = family.id)
           SELECT DISTINCT batch.step_id FROM batch JOIN family USING (id) WHERE batch.undone_at IS NULL ORDER BY batch.step_id DESC""",
        (batch_id,))]


def _undo_steps(shop: Shop, steps: Sequence[int], at: datetime, by: str) -> StepInfo:
    if len(steps) == 1:
        return shop.undo_step(steps[0], by=by, at=at)
    done: list[StepInfo] = []
    label = shop.rows("SELECT label FROM step WHERE id = ?", (steps[-1],))[0][0]
    with shop.together(label, by=by, at=at, undo_of=steps[-1]):
        done = [shop.undo_step(step, by=by, at=at) for step in steps]
    return done[-1]


def _batch(row: tuple[Any, ...]) -> Batch:
    (number, kind, file_name, sha256, format_id, first, last, covered_first, covered_last, at, by, step_id, counts, undone_at,
     parent_id, by_work_day) = row
    return Batch(number, kind, file_name, sha256, format_id, _interval(first, last), _interval(covered_first, covered_last),
                 datetime.fromisoformat(at), by, step_id, json.loads(counts), moment_of(undone_at), parent_id,
                 bool(by_work_day))


def _interval(first: str | None, last: str | None) -> Interval | None:
    return None if first is None or last is None else (date.fromisoformat(first), date.fromisoformat(last))
