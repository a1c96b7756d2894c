"""What leaves the roster page, in the real window: prints, Excel and back, calendar files, what was changed since it was published."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QFileDialog, QMenu
from pytestqt.qtbot import QtBot

from csdesk.actions import imports, planning
from csdesk.core.permission import Role
from csdesk.core.users import User
from csdesk.ui.kit import Button
from tests.ui.conftest import save_pdf
from tests.ui.roster_desktop import SEPTEMBER, WEEKS, Desktop, fill, new_shop

CONTROL = Qt.KeyboardModifier.ControlModifier
OUT = ["导出 Excel", "打印排班表", "打印排班表（A3）…", "打印各人的排班…", "导出手机日历（.ics）…"]
CHANGES = ["打印变更通知…", "复制变更，发到群里"]


@pytest.fixture
def desktop(qtbot: QtBot, tmp_path: Path) -> Iterator[Desktop]:
    session = new_shop(tmp_path)
    fill(session, WEEKS)
    made = Desktop(qtbot, session)
    yield made
    made.desk.close()
    session.shop.close()


@pytest.fixture
def saved(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The files that were written, where the dialogs of the system answer with a folder of the test."""
    found: list[Path] = []

    def file(parent: object, title: str, place: str, kinds: str) -> tuple[str, str]:
        found.append(tmp_path / Path(place).name)
        return str(found[-1]), kinds

    monkeypatch.setattr(QFileDialog, "getSaveFileName", file)
    return found


def choose(desktop: Desktop, entry: str) -> list[str]:
    """Open 更多, take an entry; what it offers."""
    desktop.qtbot.mouseClick(desktop.page._more, Qt.MouseButton.LeftButton)
    [menu] = [one for one in desktop.page.findChildren(QMenu) if one.isVisible() and one.parent() is desktop.page]
    actions: dict[str, QAction] = {each.text().split("\t")[0]: each for each in menu.actions() if not each.isSeparator()}
    menu.close()
    if entry:
        actions[entry].trigger()
        if entry.startswith("打印"):
            save_pdf(desktop.qtbot, desktop.window)
    return list(actions)


def words(path: Path) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(path.read_bytes())).pages)


def test_print_and_excel(desktop: Desktop, saved: list[Path]) -> None:
    desktop.press("p", held=CONTROL)
    save_pdf(desktop.qtbot, desktop.window)
    desktop.press("e", held=CONTROL)
    assert [path.name for path in saved] == ["排班表 2026年9月.pdf", "排班表 2026年9月.xlsx"]
    assert "草稿" in words(saved[0]) and "欧阳若琳" in words(saved[0])
    assert [one for one in choose(desktop, "") if one in OUT + CHANGES] == OUT  # nothing was published: no changes yet
    file = imports.read(saved[1], imports.read_options(desktop.session, SEPTEMBER))
    ready = imports.preview(desktop.session, file)
    assert (ready.new, ready.present, ready.rejected) == (0, 180, ())


def test_prints_of_the_menu(desktop: Desktop, saved: list[Path]) -> None:
    planning.publish(desktop.session, SEPTEMBER, "中秋前看一眼")
    desktop.desk.look()
    desktop.at(0, 10)
    desktop.press("w")
    assert [one for one in choose(desktop, "打印排班表（A3）…") if one in OUT + CHANGES] == OUT + CHANGES
    choose(desktop, "打印各人的排班…")
    choose(desktop, "打印变更通知…")
    choose(desktop, "复制变更，发到群里")
    assert [path.name for path in saved] == ["排班表 2026年9月 A3.pdf", "排班表 2026年9月 各人.pdf", "排班变更 2026年9月.pdf"]
    wall, people, changes = (words(path) for path in saved)
    assert "第 1 版" in wall and "之后改过 1 格" in wall and "说明：中秋前看一眼" in wall and "草稿" not in wall
    assert people.count("以此版为准") == 5 and people.count("之后改过 1 格") == 1 and len(PdfReader(saved[1]).pages) == 2
    assert "林晓彤" in changes and "晚班 17:00–次日 01:00" in changes and "郭Amy" not in changes
    copied = QGuiApplication.clipboard().text()
    assert "1. 09-10 周四  林晓彤  白班 → 晚班 17:00–次日 01:00" in copied
    assert copied.endswith("来不了的请马上告诉主管。\n说明：中秋前看一眼")
    assert desktop.toasts()[-1] == "已复制，到群里粘贴"


def test_calendar_files(desktop: Desktop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "日历"
    answers = ["", str(folder)]
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_given: answers.pop(0))
    choose(desktop, OUT[-1])  # the person steps back
    assert not folder.exists()
    choose(desktop, OUT[-1])
    assert len(list(folder.glob("*.ics"))) == 6
    assert (folder / "0011 林晓彤 2026-09.ics").read_text(encoding="utf-8").count("BEGIN:VEVENT") == 25
    assert desktop.toasts()[-1] == "存好了 6 个日历文件"
    assert any(button.accessibleName() == "打开文件夹" for button in desktop.window.findChildren(Button))


def test_an_agent_takes_the_own_roster_along(desktop: Desktop, saved: list[Path]) -> None:
    desktop.desk.session.user = User(1, "小彤", Role.AGENT, employee_id=desktop.people[0])
    desktop.page.stale = True
    desktop.page.refresh()
    choose(desktop, "打印各人的排班…")
    assert "林晓彤" in words(saved[0]) and "郭Amy" not in words(saved[0])
