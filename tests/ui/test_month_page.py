"""The month page over the demonstration shop: check list, payroll, payslip, typed lines, close and reopen, with mouse and keys."""

from __future__ import annotations

from datetime import datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from csdesk.actions import selftest
from csdesk.actions.month import frozen
from csdesk.core.calendar import Month
from csdesk.ui.kit import Dialog
from tests.ui.conftest import awake, nameless, press, shop_window

NOW = datetime(2026, 10, 8, 9, 0)
SEPTEMBER = Month(2026, 9)


@pytest.fixture
def window(qtbot, tmp_path, demo_file):
    with shop_window(qtbot, tmp_path, demo_file, "month") as shown:
        yield shown


def dialog(window: QWidget) -> Dialog:
    return next(one for one in window.findChildren(Dialog) if one.isVisible())


def test_payroll_and_payslip_agree(window, qtbot):
    page = window.pages["month"]
    assert page.table.model_.rowCount() == 12
    assert page.checklist.close_button.isEnabled() is False
    assert "2 项" in page.checklist.state.text()
    one = page.table.current()
    assert page.slip.title.text() == one.name == "林晓彤"
    assert page.slip.net.text() == "3,158.62"
    qtbot.keyClick(page.table, Qt.Key.Key_Down)
    assert page.slip.title.text() == "陈思远"
    assert nameless(page) == []


def test_an_item_of_the_check_list_leads_to_where_it_is_mended(window, qtbot):
    page = window.pages["month"]
    item = page.checklist.items["anomalies"]
    qtbot.mouseClick(item, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.page().name == "attendance")
    who, day = item.item.goto
    assert window.page().matrix.cell is not None
    assert day.month == 9 and who > 0


def test_a_typed_line_changes_the_net_and_undo_takes_it_back(window, qtbot):
    page = window.pages["month"]
    before = page.table.current().net
    awake(qtbot, window)
    qtbot.keyClick(page.table, Qt.Key.Key_F2)
    asked = dialog(window)
    asked.form["amount"].control.setFocus()
    qtbot.keyClicks(asked.form["amount"].control, "12,5x")
    press(qtbot, asked, "加上这一项")
    assert asked.form["amount"].message.text() == "金额写成 200.00 这样"
    asked.form["amount"].control.clear()
    qtbot.keyClicks(asked.form["amount"].control, "88.50")
    press(qtbot, asked, "加上这一项")
    qtbot.waitUntil(lambda: page.table.current().net == before + 8850)
    qtbot.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: page.table.current().net == before)


def test_close_and_reopen(window, qtbot):
    page = window.pages["month"]
    selftest.decide_all(window.desk.session, SEPTEMBER)
    page.refresh()
    assert page.view.blocked == 0
    qtbot.mouseClick(page.checklist.close_button, Qt.MouseButton.LeftButton)
    press(qtbot, dialog(window), "关账")
    qtbot.waitUntil(lambda: page.view.closed is not None)
    assert page.checklist.reopen_button.isVisible()
    qtbot.mouseClick(page.checklist.reopen_button, Qt.MouseButton.LeftButton)
    asked = dialog(window)
    press(qtbot, asked, "重新打开")
    assert asked.form["why"].message.text() == "写上为什么重新打开"
    asked.why.insertPlainText("漏了一张请假单")  # as an input method would
    press(qtbot, asked, "重新打开")
    qtbot.waitUntil(lambda: frozen(window.desk.session, SEPTEMBER) is None)


def test_a_change_after_the_close_is_shown_and_settled_with_the_next_month(window, qtbot):
    from csdesk.actions import attendance
    from csdesk.core.attendance import Overtime

    page = window.pages["month"]
    session = window.desk.session
    selftest.decide_all(session, SEPTEMBER)
    from csdesk.actions import month as actions

    actions.close(session, SEPTEMBER)
    employee = page.view.result.employees[0]
    with session.step("later"):
        attendance.store.save_overtime(session.shop, Overtime(0, employee.employee_id, SEPTEMBER.first, 60))
    page.refresh()
    assert page.changed_note.isVisible()
    press(qtbot, page.changed_note, "看看")
    press(qtbot, dialog(window), "随下个未关账的月补")
    [line] = actions.adjustments(session, SEPTEMBER.next())
    assert (line.employee_id, line.code, line.settles) == (employee.employee_id, "other_earning", "2026-09")
    assert line.amount == page.view.differences[0].net


def test_on_a_narrow_screen_the_payslip_comes_when_it_is_asked_for(window, qtbot):
    page = window.pages["month"]
    assert page.slip.isVisible()
    window.resize(910, 600)
    qtbot.waitUntil(lambda: not page.slip.isVisible())
    page.table.setFocus()
    qtbot.keyClick(page.table, Qt.Key.Key_Return)
    assert page.slip.isVisible() and page.slip.title.text() == page.table.current().name
    page.slip.setFocus()
    qtbot.keyClick(page.slip, Qt.Key.Key_Escape)
    assert not page.slip.isVisible()
    window.resize(1366, 768)
    qtbot.waitUntil(page.slip.isVisible)
