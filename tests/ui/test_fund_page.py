"""The fund box with mouse and keys: a fine by the rules, paid in, a dinner paid out, undo, through pay, moved packets, Excel."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import openpyxl
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu, QWidget

from csdesk.actions import month, shop
from csdesk.actions.session import Session
from csdesk.core.calendar import Month
from csdesk.core.permission import Role
from csdesk.core.presets import preset
from csdesk.core.staff import BasePay, Employee
from csdesk.core.users import User
from csdesk.store import rules as rules_store
from csdesk.store import staff as staff_store
from csdesk.ui.desk import Desk
from csdesk.ui.kit import Button, Dialog
from csdesk.ui.kit.table import RecordTable
from csdesk.ui.window import MainWindow
from tests.ui.conftest import awake, nameless, save_pdf

NOW = datetime(2026, 10, 20, 9)


@pytest.fixture
def session(tmp_path):
    made = shop.create(tmp_path / "店.csdesk", lambda: NOW)
    with made.step("开店", undoable=False):
        rules_store.add_version(made.shop, preset("handbook-2"), date(2026, 1, 1), by="", at=NOW)
        for no, name in (("0007", "李䶮"), ("0012", "陈思远"), ("0013", "陈思远")):
            staff_store.save(made.shop, Employee(0, no, name, hired=date(2026, 1, 1), pay=(BasePay(date(2026, 1, 1), 300000),)))
    yield made
    made.shop.close()


def opened(qtbot, session: Session) -> MainWindow:
    window = MainWindow(Desk(session))
    qtbot.addWidget(window)
    window.resize(1366, 768)
    window.show()
    return window


@pytest.fixture
def window(qtbot, session):
    made = opened(qtbot, session)
    made.open_page("fund")
    qtbot.waitUntil(lambda: made.pages["fund"].isVisible())
    awake(qtbot, made)
    yield made
    made.close()
    made.desk.close()


def dialog(window: QWidget) -> Dialog:
    return next(one for one in window.findChildren(Dialog) if one.isVisible())


def press(qtbot, where: QWidget, words: str) -> None:
    found = [one for one in where.findChildren(Button) if one.isVisible() and one.accessibleName() == words]
    assert found, f"no button {words}"
    qtbot.mouseClick(found[0], Qt.MouseButton.LeftButton)


def row_button(qtbot, table: RecordTable, row: int) -> None:
    """Click the row's first button where it is painted."""
    index = table.model_.index(row, table.model_.column_of("do"))
    [(rect, _button)] = table.itemDelegate().button_rects(table.visualRect(index), table.model_.record(row), table.model_.columns[-1])
    qtbot.mouseMove(table.viewport(), rect.center().toPoint())
    qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=rect.center().toPoint())


def choose(qtbot, page: QWidget, table: RecordTable, row: int, words: str) -> None:
    """Right-click a row and choose from its menu."""
    spot = table.visualRect(table.model_.index(row, 1)).center()
    table.menu_asked.emit(table.model_.record(row), table.viewport().mapToGlobal(QPoint(spot)))
    [shown] = [one for one in page.findChildren(QMenu) if one.isVisible()]
    [action] = [one for one in shown.actions() if one.text() == words]
    qtbot.mouseClick(shown, Qt.MouseButton.LeftButton, pos=shown.actionGeometry(action).center())


def enter(qtbot, window: QWidget, person: int, day: date, words: str = "") -> str:
    """Ctrl+N, fill the form, save: what the dialog told before."""
    qtbot.keyClick(window, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    asked = dialog(window)
    asked.person.choose(person)
    asked.day.set_day(day)
    asked.note_.setFocus()
    asked.note_.insert(words)  # as an input method would
    told = asked.told.text()
    press(qtbot, asked, "记下")
    return told


def shown(page) -> list[tuple[str, str, str]]:
    columns = {column.id: column for column in page.dues.model_.columns}
    return [tuple(columns[name].shown(record) for name in ("who", "amount", "state")) for record in page.dues.model_.records]


def test_a_month_of_fines(window, qtbot):
    page = window.pages["fund"]
    assert page.due_card.empty is not None and page.ledger_card.empty is not None
    assert enter(qtbot, window, 1, date(2026, 10, 3), "买家张三") == "2026-10 第 1 次投诉：按制度罚 50.00"
    assert enter(qtbot, window, 1, date(2026, 10, 9)) == "2026-10 第 2 次投诉：按制度罚 100.00"
    assert enter(qtbot, window, 1, date(2026, 10, 15)) == "2026-10 第 3 次投诉：制度写的是建议离职"
    assert shown(page) == [("李䶮", "50.00", "待交"), ("李䶮", "100.00", "待交"), ("李䶮", "", "建议离职")]
    assert page.owed.text() == "150.00"
    row_button(qtbot, page.dues, 0)
    qtbot.waitUntil(lambda: shown(page)[0] == ("李䶮", "50.00", "已交"))
    assert (page.balance.text(), page.came.text(), page.owed.text()) == ("50.00", "50.00", "100.00")
    qtbot.keyClick(window, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    asked = dialog(window)
    press(qtbot, asked, "记下")
    assert asked.form["amount"].message.text() == "金额写成 200.00 这样"
    asked.amount.setFocus()
    qtbot.keyClicks(asked.amount, "80.50")
    press(qtbot, asked, "记下")
    assert asked.form["reason"].message.text() == "写上做什么用"
    asked.reason.insert("团建聚餐")
    press(qtbot, asked, "记下")
    assert (page.balance.text(), page.went.text()) == ("−30.50", "−80.50")
    ledger = page.ledger.model_
    assert [ledger.columns[2].shown(one) for one in ledger.records] == ["−80.50", "+50.00"]
    for left in ("50.00", "0.00"):
        qtbot.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
        qtbot.waitUntil(lambda left=left: page.balance.text() == left)
    assert shown(page)[0] == ("李䶮", "50.00", "待交")
    page.dues.setFocus()
    page.dues.selectRow(1)
    qtbot.keyClick(page.dues, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: page.balance.text() == "100.00")
    assert nameless(page) == []


def test_refusals_stand_in_the_dialog(window, qtbot):
    page = window.pages["fund"]
    press(qtbot, page.header, "记一笔罚款")
    asked = dialog(window)
    asked.kind.choose("other")
    press(qtbot, asked, "记下")
    assert asked.form["amount"].message.text() == "那天的制度没写这种罚款罚多少，写上金额"
    asked.amount.setFocus()
    qtbot.keyClicks(asked.amount, "20")
    press(qtbot, asked, "记下")
    assert asked.form["note"].message.text() == "写上是什么事"
    asked.note_.insert("迟到不报")
    qtbot.keyClick(asked.note_, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: shown(page) == [("李䶮", "20.00", "待交")])
    page.dues.setFocus()
    page.dues.selectRow(0)
    qtbot.keyClick(page.dues, Qt.Key.Key_Return)
    asked = dialog(window)
    assert (asked.amount.text(), asked.note_.text()) == ("20.00", "迟到不报")
    asked.amount.clear()
    qtbot.keyClicks(asked.amount, "30")
    press(qtbot, asked, "保存")
    qtbot.waitUntil(lambda: shown(page) == [("李䶮", "30.00", "待交")])


def test_paid_on_another_day_and_not_after_all(window, qtbot):
    page = window.pages["fund"]
    enter(qtbot, window, 2, date(2026, 10, 3))
    choose(qtbot, page, page.dues, 0, "别的日子交的…")
    asked = dialog(window)
    asked.form["paid_on"].control.set_day(date(2026, 10, 2))
    press(qtbot, asked, "保存")
    assert asked.form["paid_on"].message.text() == "不能在事情发生之前就交"
    asked.form["paid_on"].control.set_day(date(2026, 10, 6))
    press(qtbot, asked, "保存")
    qtbot.waitUntil(lambda: page.balance.text() == "50.00")
    assert page.ledger.model_.records[0].entry.day == date(2026, 10, 6)
    choose(qtbot, page, page.dues, 0, "其实没付")
    qtbot.waitUntil(lambda: page.balance.text() == "0.00")
    choose(qtbot, page, page.dues, 0, "删除")
    qtbot.waitUntil(lambda: page.due_card.empty is not None)


def test_through_pay_is_the_owners_choice(window, qtbot):
    page = window.pages["fund"]
    enter(qtbot, window, 1, date(2026, 10, 3))
    press(qtbot, page.header, "更多")
    [shown_menu] = [one for one in page.findChildren(QMenu) if one.isVisible()]
    qtbot.mouseClick(shown_menu, Qt.MouseButton.LeftButton, pos=shown_menu.actionGeometry(shown_menu.actions()[0]).center())
    press(qtbot, dialog(window), "允许")
    qtbot.waitUntil(lambda: page.view.may_collect)
    choose(qtbot, page, page.dues, 0, "从工资扣…")
    press(qtbot, dialog(window), "从工资扣")
    qtbot.waitUntil(lambda: shown(page) == [("李䶮", "50.00", "待扣 2026-10 工资")])
    [line] = month.adjustments(window.desk.session, Month(2026, 10))
    assert (line.code, line.amount) == ("fine", 5000)
    choose(qtbot, page, page.dues, 0, "不从工资扣了")
    qtbot.waitUntil(lambda: shown(page) == [("李䶮", "50.00", "待交")])


def test_all_still_owed_and_the_way_from_the_ledger(window, qtbot):
    page = window.pages["fund"]
    enter(qtbot, window, 1, date(2026, 9, 3))
    enter(qtbot, window, 2, date(2026, 10, 3))
    assert [one[0] for one in shown(page)] == ["陈思远"]
    qtbot.mouseClick(page.which, Qt.MouseButton.LeftButton, pos=QPoint(page.which.width() - 20, 12))
    assert [one[0] for one in shown(page)] == ["李䶮", "陈思远"]
    row_button(qtbot, page.dues, 0)
    qtbot.waitUntil(lambda: [one[0] for one in shown(page)] == ["陈思远"])
    choose(qtbot, page, page.ledger, 0, "看看是哪一笔")
    assert (page.month, page.dues.current().employee.name) == (Month(2026, 9), "李䶮")


def test_excel_and_paper(window, qtbot, tmp_path, monkeypatch):
    from PySide6.QtWidgets import QFileDialog

    enter(qtbot, window, 1, date(2026, 10, 3))
    path = tmp_path / "基金箱.xlsx"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *args: (str(path), ""))
    qtbot.keyClick(window, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    assert openpyxl.load_workbook(path).sheetnames == ["罚款 2026-10", "收支账"]
    path = tmp_path / "基金箱.pdf"
    qtbot.keyClick(window, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    save_pdf(qtbot, window)
    assert path.read_bytes().startswith(b"%PDF")


def test_who_sees_the_page(qtbot, session):
    for role, seen in ((Role.SUPERVISOR, True), (Role.LEAD, False), (Role.AGENT, False)):
        session.user = replace(User(2, "小王", role), employee_id=1)
        window = opened(qtbot, session)
        assert ("fund" in window.nav.items) is seen
        if seen:
            window.open_page("fund")
            assert "更多" not in [one.accessibleName() for one in window.pages["fund"].header.findChildren(Button)]
        window.close()
        window.desk.close()


def test_the_amount_opens_its_reason(window, qtbot):
    from csdesk.ui.kit import Popover, Text

    page = window.pages["fund"]
    enter(qtbot, window, 1, date(2026, 10, 3), "买家张三")
    rect = page.dues.visualRect(page.dues.model_.index(0, 3))
    qtbot.mouseClick(page.dues.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(rect.right() - 14, rect.center().y()))
    [pop] = [one for one in window.findChildren(Popover) if one.isVisible()]
    words = [one.text() for one in pop.findChildren(Text)]
    assert words == ["李䶮 · 投诉 · 50.00", "2026-10 第 1 次投诉：按制度罚 50.00", "买家张三", "待交", "手册 §8，制度第 2 版"]
    qtbot.keyClick(pop, Qt.Key.Key_Escape)
