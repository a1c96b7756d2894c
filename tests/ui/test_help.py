"""F1 in the real window: the page's own help, search, links, going back, PDF; every key that it names is one of the program."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from csdesk import i18n
from csdesk.actions import help as texts
from csdesk.app import SETTLED, Program
from csdesk.core import help as core
from csdesk.ui import memory
from csdesk.ui.about import COMMON, keys_of, keys_of_all
from csdesk.ui.attendance.import_dialog import HELP, ImportDialog
from csdesk.ui.help import HelpWindow
from csdesk.ui.kit import Dialog
from csdesk.ui.window import MainWindow
from tests.ui.conftest import awake, nameless, press, shop_window

LEFT, CONTROL = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path, demo_file: Path) -> Iterator[MainWindow]:
    with shop_window(qtbot, tmp_path, demo_file, "attendance") as found:
        awake(qtbot, found)
        yield found


def helped(qtbot: QtBot, window: MainWindow) -> HelpWindow:
    qtbot.keyClick(window, Qt.Key.Key_F1)
    found = window.help
    assert found is not None and found.isVisible()
    return found


def test_f1_opens_the_help_on_this_page(qtbot: QtBot, window: MainWindow) -> None:
    found = helped(qtbot, window)
    assert found.here == ("attendance", 0) and found.browser.toPlainText().startswith("考勤")
    assert nameless(found) == []
    window.open_page("month")
    assert helped(qtbot, window) is found and found.here == ("month", 0)
    found.which.choose("roster")
    found.which.activated.emit(0)
    assert found.here[0] == "roster" and "钉住" in found.browser.toPlainText()
    awake(qtbot, found)
    qtbot.keyClick(found, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert found.here == ("month", 0)
    found.browser.anchorClicked.emit(QUrl("rules#2"))
    assert found.here == ("rules", 2)
    qtbot.mouseClick(found.back, LEFT)
    assert found.here == ("month", 0)
    qtbot.keyClick(found, Qt.Key.Key_Escape)
    assert not found.isVisible()


def test_f1_works_in_a_dialog(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.keyClick(window, Qt.Key.Key_Slash, CONTROL)
    [dialog] = [one for one in window.findChildren(Dialog) if one.isVisible()]
    qtbot.keyClick(dialog, Qt.Key.Key_F1)
    assert window.help is not None and window.help.isVisible() and dialog.isVisible()


def test_f1_in_the_import_tells_how_to_import(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    window.open_page("today")
    file = tmp_path / "打卡.csv"
    file.write_text("工号,打卡时间\n0007,2026-08-03 08:29\n", "utf-8-sig")
    window.import_file("punches", file)
    [dialog] = [one for one in window.findChildren(ImportDialog) if one.isVisible()]
    qtbot.waitUntil(lambda: dialog.go.isVisible())
    qtbot.keyClick(dialog, Qt.Key.Key_F1)
    assert window.help is not None and window.help.here == ("attendance", 1)
    dialog.reject()
    for name, head in HELP.values():
        assert head <= core.heads(texts.page(name))


def test_search_and_pictures(qtbot: QtBot, window: MainWindow) -> None:
    found = helped(qtbot, window)
    found.search.insert("旷工")
    assert "处" in found.browser.toPlainText() and "考勤" in found.browser.toPlainText()
    link = re.search(r'href="(attendance#\d+)"', found.browser.toHtml())
    assert link is not None
    found.browser.anchorClicked.emit(QUrl(link[1]))
    assert found.here[0] == "attendance" and not found.search.text()
    found.search.insert("没有这样的话")
    assert "换几个字" in found.browser.toPlainText()
    found.search.clear()
    picture = found.browser.loadResource(2, QUrl("pictures/attendance.png"))
    assert 0 < picture.width() <= found.browser.room  # type: ignore[attr-defined]


def test_the_whole_help_as_pdf(qtbot: QtBot, window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = helped(qtbot, window)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", staticmethod(lambda *_given: (str(tmp_path / "帮助.pdf"), "")))
    qtbot.mouseClick(found.save, LEFT)
    assert (tmp_path / "帮助.pdf").read_bytes().startswith(b"%PDF") and "帮助.pdf" in found.told.text()


def test_every_key_in_the_help_is_one_of_the_program(window: MainWindow) -> None:
    every = {keys for page in window.made_pages() for _words, keys in keys_of(page)}
    every |= {keys for _words, keys in keys_of_all(window)} | {keys for keys, _words in COMMON}
    known = set()
    for keys in every:
        known |= {keys, *keys.split("  "), *keys.split(" ")}
    known |= {"Tab", "Menu"}
    for language in i18n.LANGUAGES:
        i18n.use(language)
        for page in texts.pages():
            for key in core.keys(page):
                assert key in known, (language, page.name, key)


def test_shortcuts_of_all_pages_go_on_paper(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.keyClick(window, Qt.Key.Key_Slash, CONTROL)
    [dialog] = [one for one in window.findChildren(Dialog) if one.isVisible()]
    assert nameless(dialog) == []
    press(qtbot, dialog, "打印全部")
    [shown] = [one for one in window.findChildren(Dialog) if one.isVisible()]
    assert shown is not dialog
    shown.reject()
    assert set(window.pages) == {entry.name for entry in window.entries()}


def test_news_is_told_once_after_an_update(qtbot: QtBot, qapp: QApplication, tmp_path: Path, demo_file: Path) -> None:
    path = tmp_path / "店铺.csdesk"
    shutil.copy(demo_file, path)

    def started() -> HelpWindow | None:
        program = Program(qapp, lambda: datetime(2026, 10, 8, 9, 0))
        program.start(path)
        qtbot.waitUntil(lambda: program.window is not None and program.window.entered)
        qtbot.wait(SETTLED + 100)
        assert program.window is not None
        found = program.window.help
        if found is not None:
            assert found.here == ("news", 0)
        program.close()
        program.deleteLater()
        return found

    assert started() is None  # nothing is news to who begins
    assert started() is None
    memory.put("version", "0.0.9")
    assert started() is not None
    assert started() is None
