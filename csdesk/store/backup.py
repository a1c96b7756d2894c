"""Complete copies of a shop file beside it, the automatic daily ones, putting one back, and where SQLite is not safe.

The files of evidence go along: with a copy under its own name into `<copy>.files`, for all copies in the backup folder into one `files`
folder there (each file once, whatever it is named by)."""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import sys
from collections.abc import Callable, Iterable
from contextlib import closing, suppress
from datetime import date, datetime
from pathlib import Path

from csdesk.core.problem import UserError
from csdesk.i18n import gettext as _
from csdesk.store import evidence
from csdesk.store.errors import translated
from csdesk.store.shop import BUSY_MS, Shop, upgrade, version_of

KEEP_DAYS = 14
KEEP_MONTHS = 12
_REMOTE_DRIVE = 4  # GetDriveTypeW: DRIVE_REMOTE
_NETWORK_TYPES = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "ncpfs", "afs", "9p", "ceph", "glusterfs", "lustre", "davfs",
                            "fuse.sshfs", "fuse.rclone", "fuse.davfs", "fuse.davfs2", "fuse.glusterfs", "fuse.curlftpfs"})


def folder(path: Path) -> Path:
    """Where the copies of a shop file are kept: `<name>.backups` beside it."""
    return path.with_name(path.name + ".backups")


def copy(shop: Shop, to: Path | None, now: datetime) -> Path:
    """A complete copy under this name, or under one with the time in the backup folder. Raises UserError: exists, disk_full ..."""
    target = to if to is not None else folder(shop.path) / f"{shop.path.stem}-{now:%Y-%m-%d-%H%M%S}{shop.path.suffix}"
    with translated():
        there = target.exists()
    if there:
        raise UserError(_("There is already a file {name}. It was left as it is.").format(name=target.name), code="exists")
    _write(shop.connection, target)
    evidence.copy(evidence.folder(shop.path), evidence.folder(target) if to is not None else folder(shop.path) / "files")
    return target


def automatic(shop: Shop, now: datetime) -> Path | None:
    """The copy of the day, once a day; None where it is there already. Keeps 14 days and the last of each of 12 months."""
    name = f"{shop.path.stem}-{now:%Y-%m-%d}{shop.path.suffix}"
    target = folder(shop.path) / name
    if target.exists():
        return None
    _write(shop.connection, target)
    evidence.copy(evidence.folder(shop.path), folder(shop.path) / "files")
    dated = _dated(shop.path)
    for day in set(dated) - kept(dated, now.date()):
        with suppress(OSError):  # a copy that somebody holds open goes another day
            dated[day].unlink()
    for part in folder(shop.path).glob("*.part"):  # what a copy left that was cut off by a power failure
        with suppress(OSError):
            if now.timestamp() - part.stat().st_mtime > 86400:
                part.unlink()
    return target


def kept(days: Iterable[date], today: date) -> set[date]:
    """Which of the daily copies stay: those of the last 14 days, and the last one of each of the last 12 months."""
    last: dict[tuple[int, int], date] = {}
    stay: set[date] = set()
    for day in sorted(days):
        last[day.year, day.month] = day
        if (today - day).days < KEEP_DAYS:
            stay.add(day)
    months = today.year * 12 + today.month
    return stay | {day for (year, month), day in last.items() if months - (year * 12 + month) < KEEP_MONTHS}


def copies(path: Path) -> tuple[Path, ...]:
    """All copies in the backup folder, newest first."""
    with suppress(OSError):
        return tuple(sorted((one for one in folder(path).glob("*" + path.suffix) if one.is_file()),
                            key=lambda one: (one.stat().st_mtime_ns, one.name), reverse=True))
    return ()


def before_upgrade(shop: Shop, now: datetime) -> Path:
    """The copy that is made before the file is brought to a newer schema."""
    version = shop.rows("PRAGMA user_version")[0][0]
    target = folder(shop.path) / f"{shop.path.stem}-v{version}-{now:%Y-%m-%d-%H%M%S}{shop.path.suffix}"
    number = 1
    while target.exists():
        number += 1
        target = target.with_name(f"{shop.path.stem}-v{version}-{now:%Y-%m-%d-%H%M%S}-{number}{shop.path.suffix}")
    _write(shop.connection, target)
    return target


def restore(path: str | Path, source: str | Path, *, now: datetime, busy_ms: int = BUSY_MS) -> Path:
    """Put a copy in the place of the present file, which is kept beside it under a name with the time; that name is returned.

    The shop must be closed in this window; other windows then see the restored file. Nothing is touched unless the source is a
    sound shop file. Raises UserError: missing, not_a_shop, newer_version, damaged, locked, disk_full."""
    path, source = Path(path), Path(source)
    verify(source)
    for kept_files in (evidence.folder(source), source.parent / "files"):
        evidence.copy(kept_files, evidence.folder(path))
    if path.exists() and source.resolve() == path.resolve():
        raise UserError(_("This is the present file itself."), code="same_file")
    keep = path.with_name(f"{path.stem}-{now:%Y-%m-%d-%H%M%S}{path.suffix}")
    number = 1
    while keep.exists():
        number += 1
        keep = path.with_name(f"{path.stem}-{now:%Y-%m-%d-%H%M%S}-{number}{path.suffix}")
    scratch = path.with_name(path.name + ".new")
    with translated():
        try:
            with closing(_connect(source)) as good:
                _write(good, scratch)
            with closing(_connect(scratch)) as good:
                upgrade(good, source)  # another window that has the file open must find the schema it knows
                if _is_sound(path):
                    with closing(_connect(path, busy_ms)) as present:
                        _write(present, keep)
                        good.backup(present, progress=_not_forever)  # one transaction: other windows see the old file or the new one
                    return keep
            for ending in ("", "-wal", "-shm"):
                part = path.with_name(path.name + ending)
                if part.exists():
                    shutil.move(part, keep.with_name(keep.name + ending))
            os.replace(scratch, path)
        finally:
            with suppress(OSError):
                scratch.unlink(missing_ok=True)
    return keep


def verify(path: Path) -> None:
    """Refuse a file that is not a sound shop file. Raises UserError: missing, not_a_shop, newer_version, damaged."""
    try:
        version_of(path)
    except UserError as error:
        if error.code != "damaged":  # which names no file
            raise
    if not _is_sound(path):
        raise UserError(_("{name} is damaged and was not used.").format(name=path.name), code="damaged")


def _is_sound(path: Path) -> bool:
    if not path.exists():
        return False
    try:
        version_of(path)
        with closing(_connect(path)) as connection:
            return bool(connection.execute("PRAGMA integrity_check(1)").fetchall() == [("ok",)])
    except (UserError, sqlite3.DatabaseError):
        return False


def _connect(path: Path, busy_ms: int = BUSY_MS) -> sqlite3.Connection:
    return sqlite3.connect(path, isolation_level=None, timeout=busy_ms / 1000)


def _not_forever(status: int, _remaining: int, _total: int) -> None:
    """Python repeats a busy backup without end; the busy timeout has passed already, so give up."""
    if status in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        raise sqlite3.OperationalError("database is locked")


def _write(connection: sqlite3.Connection, target: Path) -> None:
    """Copy through the backup API (complete also in WAL mode) to a scratch file, then give it its name in one go."""
    scratch = target.with_name(target.name + ".part")
    with translated():
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            scratch.unlink(missing_ok=True)
            with closing(_connect(scratch)) as out:
                connection.backup(out, progress=_not_forever)
                out.execute("PRAGMA journal_mode = delete")  # a copy is one file
            with scratch.open("rb+") as stream:
                os.fsync(stream.fileno())
            os.replace(scratch, target)
        except BaseException:
            for ending in ("", "-wal", "-shm", "-journal"):
                with suppress(OSError):
                    scratch.with_name(scratch.name + ending).unlink(missing_ok=True)
            raise


def _dated(path: Path) -> dict[date, Path]:
    pattern = re.compile(re.escape(path.stem) + r"-(\d{4}-\d\d-\d\d)" + re.escape(path.suffix))
    found: dict[date, Path] = {}
    for one in folder(path).iterdir():
        match = pattern.fullmatch(one.name)
        if match:
            with suppress(ValueError):
                found[date.fromisoformat(match[1])] = one
    return found


def is_network_drive(path: str | Path) -> bool:
    """Whether the file lies on a network drive, where SQLite's locks are not safe (the owner is warned)."""
    if sys.platform == "win32":
        import ctypes

        def drive_type(root: str) -> int:
            return int(ctypes.windll.kernel32.GetDriveTypeW(root))

        return on_network_windows(str(Path(path).absolute()), drive_type)
    try:
        mounts = Path("/proc/mounts").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return False
    return on_network_posix(str(Path(path).resolve()), mounts)


def on_network_windows(path: str, drive_type: Callable[[str], int]) -> bool:
    r"""A UNC path (\\server\share, \\?\UNC\server\share) or a drive letter that Windows calls remote; mapped drives are."""
    text = path.replace("/", "\\")
    if text.upper().startswith("\\\\?\\UNC\\"):
        return True
    if text.startswith(("\\\\?\\", "\\\\.\\")):
        text = text[4:]
    elif text.startswith("\\\\"):
        return True
    return len(text) >= 2 and text[1] == ":" and drive_type(text[:2] + "\\") == _REMOTE_DRIVE


def on_network_posix(path: str, mounts: str) -> bool:
    """Whether the longest mount point above the path (text of /proc/mounts) has a network file system."""
    best, kind = "", ""
    for line in mounts.splitlines():
        parts = line.split()
        if len(parts) < 3:
            continue
        point = re.sub(r"\\([0-7]{3})", lambda match: chr(int(match[1], 8)), parts[1])
        inside = path == point or path.startswith(point.rstrip("/") + "/")
        if inside and len(point) >= len(best):
            best, kind = point, parts[2]
    return kind in _NETWORK_TYPES
