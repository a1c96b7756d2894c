"""Making, opening and refusing shop files; steps are whole or not at all; trouble is a clear sentence."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from csdesk.core.changes import Topic
from csdesk.core.problem import UserError
from csdesk.store import attendance, batch, month, roster, settings, staff, users
from csdesk.store.migrations import MIGRATIONS, statements
from csdesk.store.shop import LONGEST, Shop, signs_over
from tests.store.shops import FIRST, NOW, bring, dump, make, person, punches

OLD = Path(__file__).parent.parent / "data"


def refused(path: Path) -> UserError:
    with pytest.raises(UserError) as caught:
        Shop.open(path, now=NOW)
    assert any("\u4e00" <= letter <= "\u9fff" for letter in caught.value.message)
    return caught.value


def test_a_new_file_opens_again_as_it_was(tmp_path: Path) -> None:
    shop, _ids = make(tmp_path / "店 铺.csdesk")
    before = dump(shop)
    shop.close()
    assert [one.name for one in tmp_path.iterdir()] == ["店 铺.csdesk"]
    with Shop.open(tmp_path / "店 铺.csdesk", now=NOW) as again:
        assert dump(again) == before
        assert again.check() == []
        assert again.rows("PRAGMA journal_mode") == [("wal",)]
        assert again.rows("PRAGMA synchronous") == [(2,)]
        assert again.rows("PRAGMA foreign_keys") == [(1,)]
    assert list(tmp_path.glob("*.backups")) == []


def test_create_never_overwrites(tmp_path: Path) -> None:
    path = tmp_path / "a.csdesk"
    path.write_bytes(b"precious")
    with pytest.raises(UserError) as caught:
        Shop.create(path)
    assert caught.value.code == "exists"
    assert path.read_bytes() == b"precious"


def test_a_log_left_behind_is_not_read_into_a_new_file(tmp_path: Path) -> None:
    path = tmp_path / "a.csdesk"
    gone, _ids = make(path)
    log = path.with_name("a.csdesk-wal").read_bytes()
    assert log
    gone.close()
    path.unlink()
    path.with_name("a.csdesk-wal").write_bytes(log)  # as after a crash and a deleted file
    with Shop.create(path) as shop:
        assert staff.employees(shop) == () and shop.check() == []
        with shop.step("录入员工", by="店长", at=NOW):
            staff.save(shop, person(1))
    assert path.with_name("a.csdesk-wal.old").read_bytes() == log


def test_create_in_a_missing_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError) as caught:
        Shop.create(tmp_path / "none" / "a.csdesk")
    assert caught.value.code == "cannot_open"


@pytest.mark.parametrize("content", [b"", b"hello", b"PK\x03\x04" + b"\0" * 200, b"SQLite format 3\0" + b"\0" * 84])
def test_what_is_no_shop_file_stays_untouched(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.csdesk"
    path.write_bytes(content)
    assert refused(path).code == "not_a_shop"
    assert path.read_bytes() == content
    assert [one.name for one in tmp_path.iterdir()] == ["a.csdesk"]


def test_another_sqlite_file_is_no_shop_file(tmp_path: Path) -> None:
    path = tmp_path / "a.csdesk"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE employee (id)")
    before = path.read_bytes()
    assert refused(path).code == "not_a_shop"
    assert path.read_bytes() == before


def test_missing_file_and_folder(tmp_path: Path) -> None:
    assert refused(tmp_path / "none.csdesk").code == "missing"
    assert refused(tmp_path).code == "not_a_shop"


def test_a_newer_file_is_refused_and_untouched(tmp_path: Path) -> None:
    path = tmp_path / "a.csdesk"
    Shop.create(path).close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
    before = path.read_bytes()
    error = refused(path)
    assert (error.code, "新版本" in error.message) == ("newer_version", True)
    assert path.read_bytes() == before


@pytest.mark.parametrize("keep", [0.3, 0.7, 0.97])
def test_a_truncated_file_is_damaged(tmp_path: Path, keep: float) -> None:
    shop, ids = make(tmp_path / "a.csdesk", 5)
    bring(shop, punches(ids, 30))
    shop.close()
    path = tmp_path / "a.csdesk"
    content = path.read_bytes()
    path.write_bytes(content[:int(len(content) * keep)])
    assert refused(path).code == "damaged"


def test_scribbled_pages_are_found(tmp_path: Path) -> None:
    shop, ids = make(tmp_path / "a.csdesk", 5)
    bring(shop, punches(ids, 30))
    shop.close()
    path = tmp_path / "a.csdesk"
    content = bytearray(path.read_bytes())
    for page in range(8, len(content) // 4096, 3):
        content[page * 4096:page * 4096 + 64] = b"\xa5" * 64
    path.write_bytes(content)
    assert refused(path).code == "damaged"


@pytest.mark.parametrize("version", range(1, len(MIGRATIONS)))
def test_every_old_version_opens_after_a_backup(tmp_path: Path, version: int) -> None:
    path = tmp_path / "老店.csdesk"
    shutil.copyfile(OLD / f"v{version}.csdesk", path)
    with Shop.open(path, now=NOW) as shop:
        assert shop.rows("PRAGMA user_version") == [(len(MIGRATIONS),)]
        assert shop.check() == []
        assert [(one.no, one.name, one.level) for one in staff.employees(shop)] == [("0007", "李䶮", "组长"), ("0012", "陈思远", "客服")]
        assert [(cell.employee_id, cell.code) for cell in roster.cells(shop, FIRST, date(2026, 9, 30))] == [(1, "N"), (2, "D")]
        assert [punch.at.isoformat() for punch in attendance.punches(shop, NOW.replace(month=9, day=1), NOW)] == [
            "2026-09-05T16:58:00", "2026-09-06T01:20:00"]
        closing_of_august = month.closed(shop, "2026-08")
        assert closing_of_august is not None and closing_of_august.input_hash == "h1"
        assert settings.get(shop, "shop.name") == "拾光电商"
        assert users.users(shop)[0].name == "店长"
        assert len(batch.held(shop)) == 1
        # what was done by the old program can be undone by the new one, down to the close
        assert shop.undo(by="店长", at=NOW).label == "排班"
        assert shop.can_undo() is None
        assert roster.cells(shop, FIRST, date(2026, 9, 30))[1].code == "休"
    kept = list((tmp_path / "老店.csdesk.backups").iterdir())
    assert [one.name for one in kept] == [f"老店-v{version}-2026-10-08-090000.csdesk"]
    with closing(sqlite3.connect(kept[0])) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (version,)
        assert connection.execute("SELECT code FROM roster_cell WHERE id = 2").fetchone() == ("D",)


@pytest.mark.parametrize("version", range(1, len(MIGRATIONS)))
def test_an_upgraded_file_has_the_schema_of_a_new_one(tmp_path: Path, version: int) -> None:
    shutil.copyfile(OLD / f"v{version}.csdesk", tmp_path / "old.csdesk")
    schema = "SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY type, name"
    with Shop.open(tmp_path / "old.csdesk", now=NOW) as old, Shop.create(tmp_path / "new.csdesk") as new:
        assert old.rows(schema) == new.rows(schema)


def test_an_upgrade_that_fails_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "old.csdesk"
    shutil.copyfile(OLD / "v1.csdesk", path)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("DROP INDEX punch_employee")  # so that step 1 -> 2 fails
        before = connection.execute("SELECT sql FROM sqlite_master ORDER BY name").fetchall()
    with pytest.raises(sqlite3.OperationalError):
        Shop.open(path, now=NOW)
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (1,)
        assert connection.execute("SELECT sql FROM sqlite_master ORDER BY name").fetchall() == before


def test_every_journalled_table_writes_all_its_columns(tmp_path: Path) -> None:
    """A migration that adds a column must write the triggers of its table anew."""
    unjournalled = {"rule_version": {"rules"}, "closed_month": {"result"}, "user": {"secret", "failed", "locked_until"}}
    with Shop.create(tmp_path / "a.csdesk") as shop:
        tables = {name for (name,) in shop.rows("SELECT DISTINCT tbl_name FROM sqlite_master WHERE type = 'trigger'")}
        assert len(tables) == 42
        for table in tables:
            columns = {row[1] for row in shop.rows(f"PRAGMA table_info({table})")} - unjournalled.get(table, set())
            for event in ("added", "changed", "removed"):
                sql = shop.rows("SELECT sql FROM sqlite_master WHERE name = ?", (f"{table}_{event}",))[0][0]
                assert [name for name in columns if f"'{name}'" not in sql] == []


def test_statements_keeps_triggers_whole() -> None:
    assert statements("A;\nCREATE TRIGGER t AFTER INSERT ON x BEGIN\n  DELETE FROM y;\nEND;\n") == [
        "A;", "CREATE TRIGGER t AFTER INSERT ON x BEGIN\n  DELETE FROM y;\nEND;"]
    with pytest.raises(ValueError, match="incomplete"):
        statements("CREATE TABLE x (id)")


def test_a_step_is_whole_or_not_at_all(tmp_path: Path) -> None:
    shop, ids = make(tmp_path / "a.csdesk")
    before, head = dump(shop), shop.head()
    with pytest.raises(ZeroDivisionError), shop.step("x", by="b", at=NOW):
        roster.write(shop, [(ids[0], FIRST, "D", "typed")])
        staff.save(shop, person(9))
        raise ZeroDivisionError
    assert dump(shop) == before
    assert shop.head() == head
    assert shop.check() == []
    with shop.step("x", by="b", at=NOW):  # and the shop goes on
        roster.write(shop, [(ids[0], FIRST, "D", "typed")])
    shop.close()


def test_a_step_inside_a_step_joins_it(tmp_path: Path) -> None:
    shop, ids = make(tmp_path / "a.csdesk")
    with shop.step("outer", by="b", at=NOW) as outer:
        roster.write(shop, [(ids[0], FIRST, "D", "typed")])
        with shop.step("inner", by="b", at=NOW) as inner:
            roster.write(shop, [(ids[1], FIRST, "D", "typed")])
        with pytest.raises(ZeroDivisionError), shop.step("fails alone", by="b", at=NOW):
            roster.write(shop, [(ids[2], FIRST, "D", "typed")])
            raise ZeroDivisionError
    assert inner == outer
    assert len(roster.cells(shop, FIRST, FIRST)) == 2
    assert shop.undo(by="b", at=NOW).label == "outer"
    assert roster.cells(shop, FIRST, FIRST) == ()
    shop.close()


def test_a_step_that_changes_nothing_leaves_no_trace(tmp_path: Path) -> None:
    shop, ids = make(tmp_path / "a.csdesk")
    with shop.step("write", by="b", at=NOW):
        assert roster.write(shop, [(ids[0], FIRST, "D", "typed"), (ids[1], FIRST, None, "typed")]) == 1
    head = shop.head()
    with shop.step("the same again", by="b", at=NOW):
        assert roster.write(shop, [(ids[0], FIRST, "D", "typed")]) == 0
    assert (shop.head(), shop.can_undo()) == (head, "write")
    shop.close()


def test_nothing_is_written_outside_a_step(tmp_path: Path) -> None:
    shop, ids = make(tmp_path / "a.csdesk")
    before = dump(shop)
    with pytest.raises(RuntimeError):
        roster.write(shop, [(ids[0], FIRST, "D", "typed")])
    with pytest.raises(RuntimeError):
        staff.save(shop, person(9))
    with pytest.raises(sqlite3.IntegrityError):  # the triggers refuse it, too
        shop.connection.execute("DELETE FROM alias")
    assert dump(shop) == before
    shop.close()


def test_a_writer_elsewhere_is_told_and_nothing_half_done(tmp_path: Path) -> None:
    shop, ids = make(tmp_path / "a.csdesk")
    before = dump(shop)
    shop.close()
    shop = Shop.open(tmp_path / "a.csdesk", now=NOW, busy_ms=50)
    with closing(sqlite3.connect(shop.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(UserError) as caught, shop.step("x", by="b", at=NOW):
            roster.write(shop, [(ids[0], FIRST, "D", "typed")])
        assert caught.value.code == "locked"
        with pytest.raises(UserError) as caught:
            shop.undo(by="b", at=NOW)
        assert caught.value.code == "locked"
        assert dump(shop) == before  # reading goes on meanwhile
        other.execute("ROLLBACK")
    with shop.step("x", by="b", at=NOW):
        roster.write(shop, [(ids[0], FIRST, "D", "typed")])
    shop.close()


def test_a_full_disk_leaves_everything_as_it_was(tmp_path: Path) -> None:
    shop, ids = make(tmp_path / "a.csdesk")
    before = dump(shop)
    pages = shop.rows("PRAGMA page_count")[0][0]
    shop.rows(f"PRAGMA max_page_count = {pages + 3}")
    with pytest.raises(UserError) as caught:
        bring(shop, punches(ids, 30))
    assert caught.value.code == "disk_full"
    assert dump(shop) == before
    assert shop.check() == []
    shop.rows("PRAGMA max_page_count = 100000")
    assert bring(shop, punches(ids, 30))[1] == (180, 0)
    shop.close()


def test_a_file_that_may_only_be_read_is_told(tmp_path: Path) -> None:
    shop, ids = make(tmp_path / "a.csdesk")
    shop.rows("PRAGMA query_only = 1")
    with pytest.raises(UserError) as caught, shop.step("x", by="b", at=NOW):
        roster.write(shop, [(ids[0], FIRST, "D", "typed")])
    assert caught.value.code == "read_only"
    shop.rows("PRAGMA query_only = 0")
    assert shop.check() == []
    shop.close()


def test_a_second_window_sees_what_changed(tmp_path: Path) -> None:
    one, ids = make(tmp_path / "a.csdesk")
    two = Shop.open(tmp_path / "a.csdesk", now=NOW)
    head = two.head()
    assert two.topics_since(head) == frozenset()
    with one.step("x", by="b", at=NOW):
        roster.write(one, [(ids[0], FIRST, "D", "typed")])
    bring(one, punches(ids, 1))
    assert two.head() > head
    assert two.topics_since(head) == {Topic.ROSTER, Topic.ATTENDANCE}
    head = two.head()
    two.undo(by="c", at=NOW)
    assert one.topics_since(head) == {Topic.ATTENDANCE}
    assert one.topics_since(one.head() + 5) == frozenset(Topic)  # the file was put back to an earlier one
    with two.step("名字", by="c", at=NOW):
        settings.put(two, "shop.name", "店")
    assert one.can_undo() == "名字"
    one.close()
    two.close()


def test_a_snapshot_does_not_move_while_another_window_writes(tmp_path: Path) -> None:
    one, ids = make(tmp_path / "a.csdesk")
    two = Shop.open(tmp_path / "a.csdesk", now=NOW)
    with two.snapshot():
        assert roster.cells(two, FIRST, FIRST) == ()
        with one.step("x", by="b", at=NOW):
            roster.write(one, [(ids[0], FIRST, "D", "typed")])
        assert roster.cells(two, FIRST, FIRST) == ()
    assert len(roster.cells(two, FIRST, FIRST)) == 1
    with two.step("y", by="b", at=NOW), two.snapshot():
        roster.write(two, [(ids[1], FIRST, "D", "typed")])
    assert len(roster.cells(one, FIRST, FIRST)) == 2
    one.close()
    two.close()


def test_check_finds_a_broken_link(tmp_path: Path) -> None:
    shop, ids = make(tmp_path / "a.csdesk")
    number, _counts = bring(shop, punches(ids, 2))
    shop.connection.execute("DELETE FROM batch_seen WHERE batch_id = ? AND punch_id = (SELECT min(id) FROM punch)", (number,))
    assert shop.check() == ["有 1 条打卡不属于任何一次导入。"]
    shop.close()


def test_the_package_imports_little() -> None:
    """Start-up time: nothing heavy but peewee comes with the shop file."""
    code = "import sys; import csdesk.store.shop, csdesk.store.staff, csdesk.store.batch; print(*sorted(sys.modules))"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=OLD.parent.parent).stdout.split()
    assert {"chinese_calendar", "polib", "hmac", "ctypes.wintypes", "PySide6", "csdesk.store.backup"}.isdisjoint(found)


def test_reading_a_month_and_writing_it_are_fast(tmp_path: Path) -> None:
    """200 people x 31 days; processor time, far above what is measured (0.10 s and 0.05 s)."""
    shop, ids = make(tmp_path / "a.csdesk", 200)
    rows = punches(ids, 31)
    start = time.process_time()
    assert bring(shop, rows)[1] == (12400, 0)
    brought = time.process_time() - start
    with shop.step("x", by="b", at=NOW):
        roster.write(shop, [(row.employee_id, row.at.date(), "D", "typed") for row in rows])
    start = time.process_time()
    assert len(roster.cells(shop, FIRST, date(2026, 10, 3))) == 6200
    assert len(attendance.punches(shop, NOW.replace(month=8), NOW)) == 12400
    read = time.process_time() - start
    start = time.process_time()
    for _number in range(1000):
        shop.head()
    assert (time.process_time() - start) / 1000 < 0.0002
    assert brought < 1
    assert read < 0.5
    shop.close()


def test_what_a_path_needs_on_a_windows_without_long_paths(tmp_path: Path) -> None:
    """The longest path that csdesk makes for a shop file is known before it is made."""
    path = tmp_path / "店.csdesk"
    over = signs_over(path)
    made = Path(f"{path}.backups") / "files" / f"{'0' * 64}.jpeg.part"
    assert len(str(made)) - LONGEST == over
    long = tmp_path / f"{'长' * 60}.csdesk"
    made = Path(f"{long}.backups") / f"{long.stem}-v99-2026-11-28-090000-2.csdesk.part"
    assert len(str(made)) - LONGEST == signs_over(long)


def test_a_name_that_is_too_long_is_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / f"{'长' * 90}.csdesk"
    for act in (lambda: Shop.create(path), lambda: Shop.open(path, now=NOW)):
        with pytest.raises(UserError) as caught:
            act()
        assert caught.value.message
