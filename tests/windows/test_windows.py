"""What only Windows can show: locked files, code pages, folders, long paths, drive letters, network paths. Collected on Windows only."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest

from csdesk import computer
from csdesk.actions import shop
from csdesk.core.problem import UserError

ROOT = Path(__file__).resolve().parents[2]
NOW = datetime(2026, 10, 8, 9)


def make(path: Path) -> None:
    shop.create(path, lambda: NOW, preset="handbook-1", shop_name="拾光电商").shop.close()


def command(*words: str | Path, code_page: str = "") -> subprocess.CompletedProcess[bytes]:
    variables = {name: value for name, value in os.environ.items() if name not in ("PYTHONUTF8", "PYTHONIOENCODING")}
    if code_page:
        variables["PYTHONIOENCODING"] = code_page
    return subprocess.run([sys.executable, ROOT / "main.py", *words], capture_output=True, env=variables, timeout=60)


def test_a_shop_that_is_open_cannot_be_replaced_behind_its_back(tmp_path: Path) -> None:
    path = tmp_path / "店 铺.csdesk"
    make(path)
    session = shop.open_shop(path, lambda: NOW)
    with contextlib.closing(session.shop), pytest.raises(PermissionError):
        path.unlink()
    path.unlink()


def test_a_backup_that_somebody_reads_is_restored_all_the_same(tmp_path: Path) -> None:
    path, copy = tmp_path / "店.csdesk", tmp_path / "备份.csdesk"
    make(path)
    with contextlib.closing(shop.open_shop(path, lambda: NOW).shop) as opened:
        opened.backup(copy, now=NOW)
    with copy.open("rb"):
        kept = shop.restore(path, copy, NOW)
    assert kept.exists() and not shop.check(shop.open_shop(path, lambda: NOW))


def test_restoring_over_a_shop_that_is_open_elsewhere_is_refused_or_whole(tmp_path: Path) -> None:
    path, copy = tmp_path / "店.csdesk", tmp_path / "备份.csdesk"
    make(path)
    session = shop.open_shop(path, lambda: NOW)
    session.shop.backup(copy, now=NOW)
    try:
        with contextlib.suppress(UserError):
            shop.restore(path, copy, NOW)
    finally:
        session.shop.close()
    again = shop.open_shop(path, lambda: NOW)
    assert shop.check(again) == []
    again.shop.close()


def test_preferences_lie_where_windows_keeps_them() -> None:
    assert computer.folder() == Path(os.environ["LOCALAPPDATA"]) / "csdesk"


def test_a_path_may_be_long_and_one_that_is_too_long_is_refused_with_a_sentence(tmp_path: Path) -> None:
    deep = tmp_path / ("很" * (120 - len(str(tmp_path))))
    deep.mkdir()
    make(deep / "店.csdesk")
    assert command("--shop", deep / "店.csdesk", "check").returncode == 0
    with pytest.raises(UserError, match="Windows"):
        make(deep / ("长" * 120 + ".csdesk"))


def test_another_drive_letter() -> None:
    """The checkout lies on another drive than the shops."""
    here = Path.cwd()
    assert here.drive != Path(os.environ["SYSTEMROOT"]).drive
    done = command("deadline", here / "tests" / "data" / "v1.csdesk")
    assert done.returncode == 1 and b"UTF-8" in done.stdout


@pytest.mark.parametrize("code_page", ["cp936", "utf-8"])
def test_answers_are_utf_8_whatever_the_code_page_of_the_console(tmp_path: Path, code_page: str) -> None:
    path = tmp_path / "店 铺.csdesk"
    done = command("--shop", path, "init", "--preset", "handbook-1", "--name", "拾光电商", code_page=code_page)
    assert done.returncode == 0, done.stderr.decode("utf-8", "replace")
    assert "店 铺.csdesk" in done.stdout.decode("utf-8")


@pytest.mark.parametrize("name", [r"\\server\share\店.csdesk", r"\\nas\客服\店.csdesk"])
def test_a_file_on_a_network_path_is_warned_about(name: str) -> None:
    assert shop.network_warning(Path(name))
    assert not shop.network_warning(Path(r"C:\Users\店主\Documents\店.csdesk"))
