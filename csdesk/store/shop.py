"""The shop file: opening, steps (one transaction = one undo step), undo and redo, the head of the journal, the check."""

from __future__ import annotations

import os
import sqlite3
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Any

import peewee

from csdesk.core.changes import Topic
from csdesk.core.journal import AuditEntry, StepInfo
from csdesk.core.problem import UserError
from csdesk.i18n import gettext as _
from csdesk.store import journal
from csdesk.store.errors import DATABASE_ERRORS, as_user_error, translated
from csdesk.store.migrations import APPLICATION_ID, MIGRATIONS, statements

Row = tuple[Any, ...]
BUSY_MS = 5000
LONGEST = 259  # signs of a path on a Windows without long paths


class Shop:
    """An open shop file. Reads through `rows`; writes only inside `step`. One thread only: that which opened it."""

    def __init__(self, path: Path, db: peewee.SqliteDatabase) -> None:
        self.path = path
        self.db = db
        self.cache: dict[str, Any] = {}  # values that follow from stored text alone, by that text
        self.connection: sqlite3.Connection = db.connection()  # type: ignore[no-untyped-call]
        self._step: int | None = None
        self._together = False  # undo joins the present undo step

    @staticmethod
    def newest() -> int:
        """The schema version that this program writes."""
        return len(MIGRATIONS)

    @staticmethod
    def create(path: str | Path, *, version: int | None = None) -> Shop:
        """A new, empty shop file, of an older `version` only to see that it can be upgraded.

        Raises UserError: exists, no_access, disk_full, cannot_open, too_long."""
        path = Path(path)
        _fits(path)
        with translated():
            there = path.exists()
        if there:
            raise UserError(_("There is already a file {name}. It was left as it is.").format(name=path.name), code="exists")
        scratch = path.with_name(path.name + ".new")
        with translated():
            try:
                scratch.unlink(missing_ok=True)
                with _sqlite(scratch) as connection:
                    connection.execute("BEGIN")
                    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
                    for number, script in enumerate(MIGRATIONS[:version], 1):
                        _migrate(connection, script, number)
                    connection.execute("COMMIT")
                _put_aside(path)
                os.replace(scratch, path)
            except BaseException:
                with suppress(OSError):
                    scratch.unlink(missing_ok=True)
                raise
        return Shop._connect(path, BUSY_MS)

    @staticmethod
    def open(path: str | Path, *, now: datetime, busy_ms: int = BUSY_MS) -> Shop:
        """Open a shop file; an older one is backed up and brought to the present version first.

        Raises UserError: missing, no_access, not_a_shop, newer_version, damaged, locked, read_only, disk_full, too_long."""
        path = Path(path)
        _fits(path)
        _look(path)
        shop = Shop._connect(path, busy_ms)
        try:
            version = _known(path, shop.rows("PRAGMA user_version")[0][0])
            if shop.rows("PRAGMA quick_check(1)") != [("ok",)]:
                raise _damaged(path)
            if version < len(MIGRATIONS):
                shop._upgrade(now)
            shop._writable()
        except BaseException:
            shop.close()
            raise
        return shop

    @staticmethod
    def _connect(path: Path, busy_ms: int) -> Shop:
        pragmas = {"journal_mode": "wal", "foreign_keys": 1, "synchronous": "full", "busy_timeout": busy_ms, "cache_size": -16000}
        db = peewee.SqliteDatabase(str(path), pragmas=pragmas, timeout=busy_ms / 1000, autoconnect=False)
        with translated():
            try:
                db.connect()
            except BaseException:
                db.close()
                raise
        return Shop(path, db)

    def _upgrade(self, now: datetime) -> None:
        from csdesk.store import backup

        backup.before_upgrade(self, now)
        upgrade(self.connection, self.path)

    def _writable(self) -> None:
        with translated():
            if self.rows("PRAGMA query_only")[0][0] or not os.access(self.path, os.W_OK):
                raise sqlite3.OperationalError("attempt to write a readonly database")

    def close(self) -> None:
        """Close the file; the last window to close it also folds the write-ahead log into it."""
        if not self.db.is_closed():
            self.db.close()

    def __enter__(self) -> Shop:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    # Statements

    def rows(self, sql: str, values: Sequence[object] = ()) -> list[Row]:
        """All rows of a query as plain tuples."""
        try:
            return self.connection.execute(sql, values).fetchall()
        except sqlite3.Error as error:
            raise as_user_error(error) or error from error

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Several reads of one state, though another window writes between them (inside a step that is so anyhow)."""
        if self.db.in_transaction():
            yield
            return
        with translated(), self.db.atomic("DEFERRED"):
            yield

    def run(self, sql: str, values: Sequence[object] = ()) -> sqlite3.Cursor:
        """One writing statement, inside a step only."""
        self._need_step()
        try:
            return self.connection.execute(sql, values)
        except sqlite3.Error as error:
            raise as_user_error(error) or error from error

    def run_many(self, sql: str, values: Iterable[Sequence[object]]) -> int:
        """One writing statement for many rows, inside a step only; the number of rows it changed."""
        self._need_step()
        before = self.connection.total_changes
        try:
            self.connection.executemany(sql, values)
        except sqlite3.Error as error:
            raise as_user_error(error) or error from error
        return self.connection.total_changes - before

    def _need_step(self) -> None:
        if self._step is None:
            raise RuntimeError("a shop file is written inside `with shop.step(...)` only")

    # Steps

    @contextmanager
    def step(self, label: str, *, by: str, at: datetime, undoable: bool = True) -> Iterator[int]:
        """One transaction and one undo step; a step inside a step joins it (and is taken back alone when it fails).

        Yields the step's id. A step that changed nothing leaves no trace. Raises UserError: locked, disk_full, read_only."""
        if self._step is not None:
            with self.db.atomic():
                yield self._step
            return
        with self._transaction("do", label, by, at, undoable, None) as step_id:
            yield step_id

    @contextmanager
    def _transaction(self, kind: str, label: str, by: str, at: datetime, undoable: bool, undo_of: int | None) -> Iterator[int]:
        with translated():
            try:
                with self.db.atomic("IMMEDIATE"):
                    step_id = self._begin(kind, label, by, at, undoable, undo_of)
                    yield step_id
                    self._finish(step_id, kind, undoable)
            finally:
                self._step = None

    def _begin(self, kind: str, label: str, by: str, at: datetime, undoable: bool, undo_of: int | None) -> int:
        cursor = self.connection.execute("INSERT INTO step (kind, label, by, at, undoable, undo_of) VALUES (?, ?, ?, ?, ?, ?)",
                                          (kind, label, by, at.isoformat(timespec="seconds"), int(undoable), undo_of))
        self._step = cursor.lastrowid
        assert self._step is not None
        self.connection.execute("UPDATE journal_now SET step_id = ?", (self._step,))
        return self._step

    def _finish(self, step_id: int, kind: str, undoable: bool) -> None:
        touched = journal.tables_of(self, step_id)
        if kind == "do" and not touched:
            self.connection.execute("DELETE FROM step WHERE id = ?", (step_id,))
        elif undoable and touched & journal.AUDIT_ONLY:
            self.connection.execute("UPDATE step SET undoable = 0 WHERE id = ?", (step_id,))
        self.connection.execute("UPDATE journal_now SET step_id = NULL")

    # Undo, redo, audit, refresh

    def can_undo(self) -> str | None:
        """The label of the step that `undo` would take back."""
        step = self.next_undo()
        return step.label if step is not None else None

    def can_redo(self) -> str | None:
        """The label of the step that `redo` would repeat."""
        step = self.next_redo()
        return step.label if step is not None else None

    def next_undo(self) -> StepInfo | None:
        """The step that `undo` would take back: who did it, and what it touches."""
        found = self.rows(journal.UNDO_NEXT)
        return journal.info(self, found[0][0]) if found and found[0][0] is not None else None

    def next_redo(self) -> StepInfo | None:
        """The step that `redo` would repeat."""
        found = self.rows(journal.REDO_NEXT)
        return journal.info(self, found[0][0]) if found else None

    def undo(self, *, by: str, at: datetime) -> StepInfo:
        """Take back the last step, wholly. Raises UserError: nothing_to_undo, changed_since, locked ..."""
        step = self.next_undo()
        if step is None:
            raise UserError(_("There is nothing to undo."), code="nothing_to_undo")
        return self.undo_step(step.id, by=by, at=at)

    def redo(self, *, by: str, at: datetime) -> StepInfo:
        """Repeat the step that was taken back last. Raises UserError: nothing_to_redo, changed_since, locked ..."""
        step = self.next_redo()
        if step is None:
            raise UserError(_("There is nothing to redo."), code="nothing_to_redo")
        number = step.id
        return self._replay("redo", number, by, at, lambda _step: journal.repeat(self, number))

    def undo_step(self, step_id: int, *, by: str, at: datetime) -> StepInfo:
        """Take back one step of any age, wholly, where no later change rests on it.

        Raises UserError: no_step, not_undoable, already_undone, changed_since, locked ..."""
        step = journal.info(self, step_id)
        if step.kind != "do" or not step.undoable:
            raise UserError(_("“{label}” cannot be undone.").format(label=step.label), code="not_undoable")
        if step.undone_at is not None:
            raise UserError(_("“{label}” was undone already.").format(label=step.label), code="already_undone")
        stamp = at.isoformat(timespec="seconds")
        return self._replay("undo", step_id, by, at, lambda undo_step: journal.revert(self, step_id, undo_step, stamp))

    def _replay(self, kind: str, step_id: int, by: str, at: datetime, work: Callable[[int], None]) -> StepInfo:
        label = journal.info(self, step_id).label
        try:
            if self._together and self._step is not None:
                work(self._step)
            elif self._step is not None:
                raise RuntimeError("undo and redo are steps of their own: not inside `with shop.step(...)`")
            else:
                with self._transaction(kind, label, by, at, False, step_id) as own:
                    work(own)
        except DATABASE_ERRORS as error:
            if "constraint failed" in str(error).lower():
                raise journal.changed_since(self, step_id) from error
            raise
        return journal.info(self, step_id)

    @contextmanager
    def together(self, label: str, *, by: str, at: datetime, undo_of: int) -> Iterator[int]:
        """One undo step that takes back several steps, all or nothing."""
        with self._transaction("undo", label, by, at, False, undo_of) as step_id:
            self._together = True
            try:
                yield step_id
            finally:
                self._together = False

    def steps(self, limit: int = 50) -> tuple[StepInfo, ...]:
        """The last steps, newest first."""
        return journal.recent(self, limit)

    def audit(self, table: str, row_id: int) -> list[AuditEntry]:
        """Every change of one record (for an employee also of base pay and aliases), oldest first."""
        return journal.audit(self, table, row_id)

    @property
    def writing(self) -> bool:
        """Whether a step is open: what is read now may change before it ends."""
        return self._step is not None

    def head(self) -> int:
        """A number that grows with every step of any window on this file; cheap enough to poll."""
        found: int = self.rows("SELECT coalesce(max(id), 0) FROM step")[0][0]
        return found

    def identity(self) -> str:
        """Tells this shop from others, the same in every copy of its file and for good: made from its first step."""
        import hashlib

        first = self.rows("SELECT label, by, at FROM step ORDER BY id LIMIT 1")
        return hashlib.sha256(repr(first).encode()).hexdigest()[:16]

    def topics_since(self, head: int) -> frozenset[Topic]:
        """What has changed since the journal had this head; everything when the file was restored to an earlier one."""
        if self.head() < head:
            return frozenset(Topic)
        return journal.topics(row[0] for row in self.rows("SELECT DISTINCT table_name FROM journal WHERE step_id > ?", (head,)))

    # Keeping it sound

    def check(self) -> list[str]:
        """The full check of the file, as sentences; empty when all is well."""
        found: list[str] = []
        try:
            for (text,) in self.rows("PRAGMA integrity_check"):
                if text != "ok":
                    found.append(_("Damaged: {detail}").format(detail=text))
            for table, row_id, parent, _key in self.rows("PRAGMA foreign_key_check"):
                found.append(_("Row {row} of {table} names a missing {parent}.").format(row=row_id, table=table, parent=parent))
            if self.rows("SELECT 1 FROM journal_now WHERE step_id IS NOT NULL"):
                found.append(_("A step was left unfinished."))
            stray = self.rows("""SELECT count(*) FROM punch WHERE NOT EXISTS (SELECT 1 FROM batch_seen JOIN batch ON batch.id = batch_id
                                 WHERE punch_id = punch.id AND undone_at IS NULL)""")[0][0]
            if stray:
                found.append(_("{n} punches belong to no import.").format(n=stray))
            empty = self.rows("SELECT count(*) FROM step WHERE kind = 'do' AND id NOT IN (SELECT step_id FROM journal)")[0][0]
            if empty:
                found.append(_("{n} steps have no entries.").format(n=empty))
        except UserError as error:
            found.append(error.message)
        return found

    def backup(self, to: str | Path | None, *, now: datetime) -> Path:
        """A complete copy; without `to` into the backup folder beside the file. Raises UserError: exists, disk_full ..."""
        from csdesk.store import backup

        return backup.copy(self, Path(to) if to is not None else None, now)


def version_of(path: Path) -> int:
    """The schema version of a shop file. Raises UserError: missing, no_access, not_a_shop, newer_version, damaged."""
    _look(path)
    with translated(), _sqlite(path) as connection:
        return _known(path, connection.execute("PRAGMA user_version").fetchone()[0])


def upgrade(connection: sqlite3.Connection, path: Path) -> None:
    """Bring an older file to the present schema, each step in one transaction. Raises UserError: damaged, locked, disk_full."""
    with translated():
        while True:
            connection.execute("PRAGMA foreign_keys = OFF")
            connection.execute("BEGIN IMMEDIATE")
            try:
                version = connection.execute("PRAGMA user_version").fetchone()[0]  # another window may have been first
                if version >= len(MIGRATIONS):
                    break
                _migrate(connection, MIGRATIONS[version], version + 1)
                if connection.execute("PRAGMA foreign_key_check").fetchall():
                    raise _damaged(path)
                connection.execute("COMMIT")
            finally:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                connection.execute("PRAGMA foreign_keys = ON")


def signs_over(path: Path) -> int:
    """By how many signs the longest path that is made for a shop file (a backup, a file of evidence in it) is beyond what Windows takes
    where it takes no long paths; 0 or less: it fits."""
    beside = len(str(path.absolute())) + len(".backups\\")
    return beside + max(len(path.name) + len("-v99-2026-11-28-090000-2.part"), len("files\\") + 64 + len(".jpeg.part")) - LONGEST


def _fits(path: Path) -> None:
    over = signs_over(path)
    if sys.platform == "win32" and over > 0:
        from csdesk import windows

        if not windows.long_paths():
            message = _("The path of {name} is {n} signs too long for Windows: give it a shorter name, or a folder nearer to the drive")
            raise UserError(message.format(name=path.name, n=over), code="too_long")


def _put_aside(path: Path) -> None:
    """The log of a file of this name that is gone (after a crash it stays behind) must not be read into the new one; it is kept."""
    for ending in ("-wal", "-shm"):
        log = path.with_name(path.name + ending)
        if log.exists():
            os.replace(log, log.with_name(log.name + ".old"))


def _look(path: Path) -> None:
    """Refuse what is no shop file before SQLite touches it."""
    with translated():
        if path.is_dir():
            raise _not_a_shop(path)
        if not path.exists():
            raise FileNotFoundError(2, "", path.name)
        with path.open("rb") as stream:
            header = stream.read(100)
    if len(header) < 100 or not header.startswith(b"SQLite format 3\0") or int.from_bytes(header[68:72], "big") != APPLICATION_ID:
        raise _not_a_shop(path)


def _known(path: Path, version: int) -> int:
    if version > len(MIGRATIONS):
        raise UserError(_("{name} was made by a newer csdesk. Install the newer version to open it.").format(name=path.name),
                        code="newer_version")
    if version < 1:
        raise _damaged(path)
    return version


@contextmanager
def _sqlite(path: Path) -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(path, isolation_level=None, timeout=BUSY_MS / 1000)
    try:
        yield connection
    finally:
        connection.close()


def _migrate(connection: sqlite3.Connection, script: str, number: int) -> None:
    for statement in statements(script):
        connection.execute(statement)
    connection.execute(f"PRAGMA user_version = {number}")


def _not_a_shop(path: Path) -> UserError:
    return UserError(_("{name} is not a shop file of csdesk.").format(name=path.name), code="not_a_shop")


def _damaged(path: Path) -> UserError:
    return UserError(_("{name} is damaged. Put back a backup from the folder beside it.").format(name=path.name), code="damaged")
