"""Files dropped on the window, and a watched folder: known exports are offered, nothing opens by itself."""

from __future__ import annotations

import csv
import os
import shutil
from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QFileDialog

from csdesk.actions import imports, profiles, shop
from csdesk.core import profile as p
from csdesk.ui import memory, watch
from csdesk.ui.attendance.import_dialog import ImportDialog
from csdesk.ui.desk import Desk
from csdesk.ui.kit import Button
from csdesk.ui.window import MainWindow
from tests.ui.conftest import nameless

NOW = datetime(2026, 10, 8, 9, 0)
HEAD = ["工号", "姓名", "打卡时间"]


@pytest.fixture
def window(qtbot, tmp_path, demo_file):
    memory.use(tmp_path / "memory.json")
    path = tmp_path / "店铺.csdesk"
    shutil.copy(demo_file, path)
    session = shop.open_shop(path, lambda: NOW)
    window = MainWindow(Desk(session))
    qtbot.addWidget(window)
    window.resize(1366, 768)
    window.show()
    window.open_page("attendance")
    qtbot.waitUntil(lambda: window.pages["attendance"].isVisible())
    yield window
    window.close()
    session.shop.close()
    memory.use(None)


@pytest.fixture
def folder(tmp_path):
    place = tmp_path / "下载"
    place.mkdir()
    return place


def table(path: Path, *rows, head=HEAD) -> Path:
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        csv.writer(stream).writerows([head, *rows])
    return path


def punch(day: int) -> list[str]:
    return ["0103", "周梦", f"2026-10-{day:02d} 08:25:10"]


def looks(qtbot, window, times=3):
    """What the timer does, without waiting for it."""
    for _turn in range(times):
        window.watch._changed_at = -1  # two changes within one tick of the file system's clock
        window.watch.look()
        qtbot.waitUntil(lambda: window.watch._job is None)
    QApplication.processEvents()


def watched(window, folder):
    watch.choose(folder)
    window.watch_folder()
    assert window.watch is not None


def keep(window, sheet):
    """The mapping of a gate's list."""
    said = {"name": "门禁", "after_midnight": None, "status_lists": False, "date_order": "ymd"}
    made = profiles.make(sheet, profiles.guess(sheet), [p.NAME, p.MOMENT], **said)
    profiles.save(window.desk.session, made)
    return made


def press(qtbot, where, name):
    found = [one for one in where.findChildren(Button) if not one.isHidden() and one.accessibleName().startswith(name)]
    assert found, f"no button {name}"
    qtbot.mouseClick(found[-1], Qt.MouseButton.LeftButton)


def drop(where, *paths):
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(one)) for one in paths])
    args = Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(50, 50), *args)
    QApplication.sendEvent(where, enter)
    assert enter.isAccepted()
    QApplication.sendEvent(where, QDropEvent(QPointF(50, 50), *args))


def test_files_dropped_on_the_window_are_previewed_one_after_the_other(window, qtbot, tmp_path):
    drop(window, table(tmp_path / "一.csv", punch(5)), table(tmp_path / "二.csv", punch(6)))
    dialog = window.findChildren(ImportDialog)[-1]
    qtbot.waitUntil(lambda: dialog.ready is not None)
    drop(window, table(tmp_path / "三.csv", punch(7)))  # beside the open dialog: behind the others
    assert [one.name for one in dialog.queue] == ["二.csv", "三.csv"] and len(window.findChildren(ImportDialog)) == 1
    for name in ("一", "二", "三"):
        qtbot.waitUntil(lambda: dialog.ready is not None)
        assert dialog.path.stem == name
        qtbot.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
    names = [one.file_name for one in imports.batches(window.desk.session)[:3]]
    assert names == ["三.csv", "二.csv", "一.csv"]


def test_nothing_is_watched_at_first(window):
    window._count()
    assert window.watch is None and watch.folder() is None


def test_a_new_export_is_offered_once_and_opened_only_when_asked(window, qtbot, folder):
    table(folder / "旧的.csv", punch(1))
    watched(window, folder)
    looks(qtbot, window)
    assert window.offer is None  # what lay there before is not new
    path = table(folder / "十月.csv", punch(5))
    (folder / "说明.txt").write_text("只是一段话", encoding="utf-8")
    (folder / "照片.jpg").write_bytes(b"\xff\xd8\xff")
    table(folder / "商品.csv", ["水杯", "12"], head=["商品", "价格"])
    window.watch._changed_at = -1
    window.watch.look()
    assert window.offer is None  # it may still be written
    looks(qtbot, window)
    assert window.offer is not None and window.offer.paths == [path]
    assert window.offer.title.text() == "「下载」里有新的考勤报表" and nameless(window.offer) == []
    assert not window.findChildren(ImportDialog)
    press(qtbot, window.offer, "导入")
    dialog = window.findChildren(ImportDialog)[-1]
    qtbot.waitUntil(lambda: dialog.ready is not None)
    assert window.offer is None and dialog.path == path
    qtbot.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
    shutil.copy(path, folder / "十月 (1).csv")  # the same bytes under another name
    looks(qtbot, window)
    assert window.offer is None


def test_an_offer_that_was_closed_does_not_come_back(window, qtbot, folder):
    watched(window, folder)
    path = table(folder / "十月.csv", punch(5))
    looks(qtbot, window)
    press(qtbot, window.offer, "以后再说")
    assert window.offer is None
    os.utime(path, (1, 1))  # touched, the bytes are the same
    looks(qtbot, window)
    assert window.offer is None
    table(path, punch(5), punch(6))
    looks(qtbot, window)
    assert window.offer is not None


def test_several_new_files_are_one_offer_and_a_mapped_table_counts(window, qtbot, folder, tmp_path):
    rows = (["人员", "通行"], ["周梦", "2026-10-05 08:24"])
    first = table(tmp_path / "x.csv", rows[1], head=rows[0])
    sheet = profiles.sketch(first).sheets[0]
    keep(window, sheet)
    watched(window, folder)
    table(folder / "门禁.csv", rows[1], head=rows[0])
    table(folder / "十月.csv", punch(5))
    looks(qtbot, window)
    assert {one.name for one in window.offer.paths} == {"门禁.csv", "十月.csv"} and "2 份" in window.offer.title.text()


def test_a_folder_that_is_gone_is_quiet(window, qtbot, folder):
    watched(window, folder)
    shutil.rmtree(folder)
    looks(qtbot, window)
    assert window.offer is None


def test_the_folder_and_the_mappings_are_chosen_in_the_settings(window, qtbot, folder, tmp_path, monkeypatch):
    first = table(tmp_path / "x.csv", ["周梦", "2026-10-05 08:24"], head=["人员", "通行"])
    sheet = profiles.sketch(first).sheets[0]
    made = keep(window, sheet)
    window.open_page("settings", "imports")
    page = window.pages["settings"]
    page.show_section("imports")
    section = page.sections["imports"]
    qtbot.waitUntil(section.isVisible)
    assert nameless(section) == []
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *a, **k: str(folder))
    press(qtbot, section, "选文件夹")
    assert watch.folder() == folder and section.said.text() == "正在看着一个文件夹" and window.watch._timer.isActive()
    press(qtbot, section, "不看了")
    assert watch.folder() is None and not window.watch._timer.isActive()
    assert [one.name for one in section.table.records()] == ["门禁"]
    section.table.decided.emit(made, "forget")
    assert profiles.profiles(window.desk.session) == ()
    window.desk.undo()
    assert len(profiles.profiles(window.desk.session)) == 1
