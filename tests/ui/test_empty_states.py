"""A shop in which nothing is yet, page by page and for each role: what a page is for, and what fills it one click away."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from csdesk.actions import samples, shop, staff, users
from csdesk.actions.session import Session
from csdesk.core.calendar import Month
from csdesk.core.permission import Role
from csdesk.core.staff import Employee
from csdesk.core.users import User
from csdesk.ui.attendance.import_dialog import ImportDialog
from csdesk.ui.desk import Desk
from csdesk.ui.kit import EmptyState
from csdesk.ui.templates import SamplesButton, TemplateButton
from csdesk.ui.window import MainWindow
from tests.ui.conftest import nameless, press

NOW = datetime(2026, 10, 8, 9, 0)
NOBODY = {**dict.fromkeys(("today", "roster", "attendance", "month", "staff"), "员工模板"), "cases": "单子模板"}
NOTHING = {"roster": "排班模板", "attendance": "打卡模板", "month": "打卡模板", "cases": "单子模板"}


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    made = shop.create(tmp_path / "新店.csdesk", lambda: NOW, shop_name="新店")
    yield made
    made.shop.close()


def opened(qtbot: QtBot, session: Session) -> MainWindow:
    window = MainWindow(Desk(session))
    qtbot.addWidget(window)
    window.resize(1366, 768)
    window.show()
    return window


def empties(window: MainWindow, name: str) -> list[EmptyState]:
    window.open_page(name)
    page = window.pages[name]
    QApplication.processEvents()  # what a layout took in is shown in the next turn
    return [one for one in page.findChildren(EmptyState) if one.isVisible()]


def templates(found: list[EmptyState]) -> list[str]:
    return [one.accessibleName() for state in found for one in state.findChildren(TemplateButton) if one.isVisible()]


def one_person(session: Session, role: Role | None = None) -> None:
    """Somebody who works here, and who signs in where a role is given (beside the owner)."""
    number = staff.save(session, Employee(0, "0007", "林晓彤", "售前客服", hired=date(2026, 1, 1))).value
    assert isinstance(number, int)
    if role is not None:
        users.save_user(session, User(0, "何老板", Role.OWNER), "2026")
        users.save_user(session, User(0, "林晓彤", role, number), "4711")
        session.user = next(one for one in users.sign_ins(session.shop) if one.role is role)


@pytest.mark.parametrize(("people", "wanted"), [(False, NOBODY), (True, NOTHING)])
def test_the_owner_has_import_and_template_everywhere(qtbot: QtBot, session: Session, people: bool, wanted: dict[str, str]) -> None:
    if people:
        one_person(session)
    window = opened(qtbot, session)
    for entry in window.entries():
        found = empties(window, entry.name)
        assert wanted.get(entry.name, "") in ("", *templates(found)), (entry.name, templates(found))
        assert nameless(window) == []
    window.desk.close()


@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.LEAD, Role.AGENT])
def test_others_are_told_what_a_page_is_for(qtbot: QtBot, session: Session, role: Role) -> None:
    one_person(session, role)
    window = opened(qtbot, session)
    for entry in window.entries():
        for state in empties(window, entry.name):
            assert state.title.text() and (state.sentence.text() or role is Role.SUPERVISOR or entry.name == "today"), entry.name
            if role is not Role.SUPERVISOR:
                assert "单子模板" in templates([state]) or not templates([state]), entry.name
    window.desk.close()


def test_the_template_of_the_month_is_its_grid(qtbot: QtBot, session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one_person(session)
    window = opened(qtbot, session)
    assert "排班模板" in templates(empties(window, "roster"))
    monkeypatch.setattr(QFileDialog, "getSaveFileName", staticmethod(lambda *_given: (str(tmp_path / "排班.xlsx"), "")))
    press(qtbot, window.pages["roster"], "排班模板")
    book = load_workbook(tmp_path / "排班.xlsx")
    assert book.worksheets[0].max_column == 2 + 31 and "林晓彤" in [cell.value for cell in book.worksheets[0]["B"]]
    assert len(book.worksheets) == 2  # the second one explains
    window.desk.close()


def test_samples_to_try(qtbot: QtBot, session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = tmp_path / "samples"
    source.mkdir()
    (source / "打卡.csv").write_text("工号,打卡时间\n0007,2026-10-02 08:29\n", "utf-8-sig")
    (source / samples.LIST).write_text("[]", "utf-8")
    monkeypatch.setattr(samples, "FOLDER", source)
    one_person(session)
    window = opened(qtbot, session)
    [button] = [one for state in empties(window, "attendance") for one in state.findChildren(SamplesButton)]
    asked: list[str] = []

    def choose(_parent: object, _title: str, folder: str, *_more: object) -> tuple[list[str], str]:
        asked.append(folder)
        return [], ""

    monkeypatch.setattr(QFileDialog, "getOpenFileNames", staticmethod(choose))
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    [folder] = asked
    copied = Path(folder) / "打卡.csv"
    assert copied.is_file() and Path(folder).name == "客服台样例" and not (Path(folder) / samples.LIST).exists()
    copied.write_text("我改过的", "utf-8")
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert copied.read_text("utf-8") == "我改过的"  # what is there stays
    copied.unlink()
    window.desk.close()


def test_after_an_import_its_month_is_shown(qtbot: QtBot, session: Session, tmp_path: Path) -> None:
    one_person(session)
    window = opened(qtbot, session)
    window.open_page("today")
    file = tmp_path / "打卡.csv"
    file.write_text("工号,打卡时间\n0007,2026-08-03 08:29\n0007,2026-08-03 17:31\n", "utf-8-sig")
    window.import_file("punches", file)
    [dialog] = [one for one in window.findChildren(ImportDialog) if one.isVisible()]
    qtbot.waitUntil(lambda: dialog.go.isVisible())
    qtbot.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
    page = window.page()
    assert page is window.pages["attendance"] and getattr(page, "month", None) == Month(2026, 8)
    window.desk.close()
