"""Copies are complete, kept as promised, and put back without losing the present file; network drives are known."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from csdesk.core.problem import UserError
from csdesk.store import backup, roster
from csdesk.store.migrations import MIGRATIONS
from csdesk.store.shop import Shop
from tests.store.shops import FIRST, NOW, bring, dump, make, punches


def test_a_copy_is_complete_in_one_file_while_the_log_is_full(tmp_path: Path) -> None:
    shop, ids = make(tmp_path / "店.csdesk")
    bring(shop, punches(ids, 30))
    assert (tmp_path / "店.csdesk-wal").stat().st_size > 0  # what a plain copy of the file would lose
    made = shop.backup(None, now=NOW)
    assert made == tmp_path / "店.csdesk.backups" / "店-2026-10-08-090000.csdesk"
    other = shop.backup(tmp_path / "U 盘" / "copy.csdesk", now=NOW)
    assert [one.name for one in other.parent.iterdir()] == ["copy.csdesk"]
    for copy in (made, other):
        with Shop.open(copy, now=NOW) as again:
            assert dump(again) == dump(shop)
            assert again.check() == []
            assert again.can_undo() == "导入 九月.xlsx"
    with pytest.raises(UserError) as caught:
        shop.backup(other, now=NOW)
    assert caught.value.code == "exists"
    shop.close()


def test_a_copy_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    shop, _ids = make(tmp_path / "a.csdesk")
    (tmp_path / "file").write_bytes(b"x")
    with pytest.raises(UserError):
        shop.backup(tmp_path / "file" / "copy.csdesk", now=NOW)
    shop.close()


def test_once_a_day_and_what_is_kept(tmp_path: Path) -> None:
    shop, _ids = make(tmp_path / "店.csdesk")
    start = datetime(2025, 8, 1, 9)
    folder = backup.folder(shop.path)
    assert backup.automatic(shop, start) == folder / "店-2025-08-01.csdesk"
    assert backup.automatic(shop, start + timedelta(hours=8)) is None
    own = shop.backup(None, now=start)
    (folder / "notes.txt").write_text("mine")
    for name, age in (("cut off.csdesk.part", 2), ("being written.csdesk.part", 0)):
        (folder / name).write_bytes(b"half")
        os.utime(folder / name, times=(datetime(2026, 10, 9 - age).timestamp(),) * 2)
    (folder / "店-2025-99-99.csdesk").write_text("odd")
    for day in range(1, 434):  # to 8 October 2026
        (folder / f"店-{start + timedelta(days=day):%Y-%m-%d}.csdesk").write_bytes(b"")
    backup.automatic(shop, datetime(2026, 10, 9, 9))
    left = {one.name for one in folder.iterdir()}
    days = [f"店-{date(2026, 10, 9) - timedelta(days=back)}.csdesk" for back in range(14)]
    ends = [f"店-{day}.csdesk" for day in ("2025-11-30", "2025-12-31", "2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30", "2026-05-31",
                                           "2026-06-30", "2026-07-31", "2026-08-31", "2026-09-30")]
    assert left == {*days, *ends, own.name, "notes.txt", "being written.csdesk.part", "店-2025-99-99.csdesk"}
    assert backup.copies(shop.path)[0].name == "店-2026-10-09.csdesk"
    shop.close()
    assert backup.copies(tmp_path / "none.csdesk") == ()


@pytest.mark.parametrize(("days", "today", "stay"), [
    ([], date(2026, 10, 9), []),
    ([date(2026, 9, 25), date(2026, 9, 26), date(2026, 10, 9)], date(2026, 10, 9), [date(2026, 9, 26), date(2026, 10, 9)]),
    ([date(2026, 9, 3), date(2026, 9, 9)], date(2026, 10, 9), [date(2026, 9, 9)]),
    ([date(2025, 10, 31), date(2025, 11, 2)], date(2026, 10, 9), [date(2025, 11, 2)]),
    ([date(2026, 12, 1)], date(2026, 10, 9), [date(2026, 12, 1)]),  # made while the clock was wrong
])
def test_kept(days: list[date], today: date, stay: list[date]) -> None:
    assert sorted(backup.kept(days, today)) == stay


def test_restore_keeps_the_present_file(tmp_path: Path) -> None:
    shop, ids = make(tmp_path / "店.csdesk")
    old = dump(shop)
    source = shop.backup(None, now=NOW)
    bring(shop, punches(ids, 30))
    new = dump(shop)
    shop.close()
    kept = backup.restore(shop.path, source, now=NOW)
    assert kept == tmp_path / "店-2026-10-08-090000.csdesk"
    assert backup.restore(shop.path, source, now=NOW).name == "店-2026-10-08-090000-2.csdesk"
    for path, state in ((shop.path, old), (kept, new)):
        with Shop.open(path, now=NOW) as again:
            assert dump(again) == state
            assert again.rows("PRAGMA journal_mode") == [("wal",)]
            assert again.check() == []


def test_restore_reaches_a_window_that_has_the_file_open(tmp_path: Path) -> None:
    shop, ids = make(tmp_path / "店.csdesk")
    old = dump(shop)
    source = shop.backup(None, now=NOW)
    bring(shop, punches(ids, 3))
    head = shop.head()
    backup.restore(shop.path, source, now=NOW)
    assert dump(shop) == old
    assert shop.head() < head and shop.topics_since(head)
    with shop.step("x", by="b", at=NOW):
        roster.write(shop, [(ids[0], FIRST, "D", "typed")])
    assert shop.check() == []
    shop.close()


def test_restore_over_a_damaged_or_missing_file(tmp_path: Path) -> None:
    shop, _ids = make(tmp_path / "店.csdesk")
    state = dump(shop)
    source = shop.backup(None, now=NOW)
    shop.close()
    shop.path.write_bytes(b"SQLite format 3\0 and then rubbish")
    kept = backup.restore(shop.path, source, now=NOW)
    assert kept.read_bytes() == b"SQLite format 3\0 and then rubbish"
    shop.path.unlink()
    backup.restore(shop.path, source, now=NOW)
    with Shop.open(shop.path, now=NOW) as again:
        assert dump(again) == state


def test_restore_of_an_older_file_brings_it_up_to_date(tmp_path: Path) -> None:
    shop, _ids = make(tmp_path / "店.csdesk")
    old = Path(__file__).parent.parent / "data" / "v1.csdesk"
    before = old.read_bytes()
    backup.restore(shop.path, old, now=NOW)
    assert shop.rows("PRAGMA user_version") == [(len(MIGRATIONS),)]  # the open window goes on with the schema it knows
    assert len(roster.cells(shop, FIRST, date(2026, 9, 30))) == 2
    assert shop.check() == []
    shop.close()
    assert old.read_bytes() == before
    assert sorted(one.name for one in tmp_path.iterdir()) == ["店-2026-10-08-090000.csdesk", "店.csdesk"]


@pytest.mark.parametrize("trouble", ["missing", "not_a_shop", "damaged", "newer_version", "same_file"])
def test_restore_of_an_unsound_source_changes_nothing(tmp_path: Path, trouble: str) -> None:
    shop, ids = make(tmp_path / "店.csdesk", 5)
    bring(shop, punches(ids, 30))
    source = shop.backup(None, now=NOW)
    shop.close()
    if trouble == "missing":
        source.unlink()
    elif trouble == "not_a_shop":
        source.write_bytes(b"PK\x03\x04 a workbook")
    elif trouble == "damaged":
        source.write_bytes(source.read_bytes()[:100_000])
    elif trouble == "newer_version":
        with closing(sqlite3.connect(source)) as connection:
            connection.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
    else:
        source = shop.path
    before = shop.path.read_bytes()
    with pytest.raises(UserError) as caught:
        backup.restore(shop.path, source, now=NOW)
    assert caught.value.code == trouble
    assert shop.path.read_bytes() == before
    assert not (tmp_path / "店-2026-10-08-090000.csdesk").exists()


def test_restore_while_another_window_writes_is_refused(tmp_path: Path) -> None:
    shop, _ids = make(tmp_path / "店.csdesk")
    source = shop.backup(None, now=NOW)
    state = dump(shop)
    with closing(sqlite3.connect(shop.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(UserError) as caught:
            backup.restore(shop.path, source, now=NOW, busy_ms=50)
        assert caught.value.code == "locked"
    assert dump(shop) == state
    shop.close()


@pytest.mark.parametrize(("path", "remote"), [
    (r"\\nas\shop\店.csdesk", True),
    (r"//nas/shop/店.csdesk", True),
    (r"\\?\UNC\nas\shop\店.csdesk", True),
    (r"Z:\店.csdesk", True),
    ("z:/店.csdesk", True),
    (r"\\?\Z:\店.csdesk", True),
    (r"\\?\C:\店.csdesk", False),
    (r"C:\Users\店.csdesk", False),
    (r"\\.\C:\店.csdesk", False),
    ("店.csdesk", False),
])
def test_network_drives_of_windows(path: str, remote: bool) -> None:
    assert backup.on_network_windows(path, lambda root: 4 if root.upper() == "Z:\\" else 3) is remote


MOUNTS = """/dev/sda1 / ext4 rw 0 0
nas:/export /mnt/nas nfs4 rw 0 0
//nas/share /mnt/my\\040share cifs rw 0 0
tmpfs /mnt/nas/local tmpfs rw 0 0
user@host: /home/me/remote fuse.sshfs rw 0 0
broken line
"""


@pytest.mark.parametrize(("path", "remote"), [
    ("/home/me/店.csdesk", False),
    ("/mnt/nas/店.csdesk", True),
    ("/mnt/nas2/店.csdesk", False),
    ("/mnt/nas/local/店.csdesk", False),
    ("/mnt/my share/店.csdesk", True),
    ("/home/me/remote/a/店.csdesk", True),
])
def test_network_drives_of_linux(path: str, remote: bool) -> None:
    assert backup.on_network_posix(path, MOUNTS) is remote


def test_a_local_file_is_on_no_network_drive(tmp_path: Path) -> None:
    assert backup.is_network_drive(tmp_path / "店.csdesk") is False
