"""The staff page over the demonstration shop: find, add, change, raise, accounts, trail, refusals, with mouse and keys."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date, datetime

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QMenu

from csdesk.actions import shop, staff, users
from csdesk.core.permission import Role
from csdesk.core.staff import Alias, BasePay
from csdesk.core.users import User
from csdesk.ui.desk import Desk
from csdesk.ui.kit.days import parse_amount, parse_day
from csdesk.ui.roster.terms import TermsDialog
from csdesk.ui.staff.person import PersonDialog
from csdesk.ui.window import MainWindow
from tests.ui.conftest import awake, nameless, press, shop_window

NOW = datetime(2026, 10, 8, 9, 0)


@pytest.fixture
def window(qtbot, tmp_path, demo_file):
    with shop_window(qtbot, tmp_path, demo_file, "staff") as shown:
        yield shown


def write(field, words):
    field.control.clear()
    field.control.insert(words)


def person(window, no):
    return next(one for one in staff.all_employees(window.desk.session) if one.no == no)


def opened(window) -> PersonDialog:
    return next(one for one in window.findChildren(PersonDialog) if one.isVisible())


def test_chips_and_search(window, qtbot):
    page = window.pages["staff"]
    assert page.table.model_.rowCount() == 11 and page.count.text() == "11 人，离职 1 人"
    page.state.setFocus()
    qtbot.keyClick(page.state, Qt.Key.Key_Right)
    assert [line.state for line in page.table.records()] == ["left"]
    page.state.choose("all")
    page.search.insert("陈思远")
    assert [line.one.no for line in page.table.records()] == ["0012", "0013"]
    qtbot.keyClick(page.search, Qt.Key.Key_Escape)
    assert page.table.model_.rowCount() == 12
    page.table.sort_by("pay", descending=True)
    assert page.table.records()[0].one.no == "2088"
    awake(qtbot, window)
    qtbot.keyClick(page, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    box = window.focusWidget()
    box.insert("0031")
    assert [line.one.name for line in page.table.records()] == ["李䶮"]
    assert nameless(window) == []


def test_a_new_person_by_keys(window, qtbot):
    page = window.pages["staff"]
    awake(qtbot, window)
    page.table.setFocus()
    qtbot.keyClick(page.table, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    made = opened(window)
    assert made.form["no"].value() == "2089" and made.more["hired"].value() == "2026-10-08"
    assert nameless(made) == []
    write(made.form["no"], "0012")
    qtbot.keyClick(made.form["no"].control, Qt.Key.Key_Return)
    assert made.isVisible()  # both are wrong, both say so, nothing is lost
    assert made.form["no"].message.text().startswith("工号 0012") and made.form["name"].message.text()
    write(made.form["no"], "2089")
    write(made.form["name"], "孙琪")
    write(made.more["left"], "2026-10-01")
    press(qtbot, made, "保存")
    assert made.more["left"].message.text()
    write(made.more["left"], "")
    made.tabs.choose("pay")
    assert made.new_day.value() == "2026-10-08"
    write(made.new_amount, "2,300")  # typed but not added: taken along
    press(qtbot, made, "保存")
    qtbot.waitUntil(lambda: page.table.model_.rowCount() == 12)
    one = person(window, "2089")
    assert one.name == "孙琪" and one.pay == (BasePay(date(2026, 10, 8), 230000),)
    awake(qtbot, window)
    page.table.setFocus()
    qtbot.keyClick(page.table, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert page.table.model_.rowCount() == 11


def test_a_raise_and_the_trail(window, qtbot):
    page = window.pages["staff"]
    awake(qtbot, window)
    page.table.select_key(person(window, "0012").id)
    page.table.setFocus()
    qtbot.keyClick(page.table, Qt.Key.Key_Return)
    made = opened(window)
    made.tabs.choose("pay")
    assert made.new_day.value() == "2026-10-01"
    write(made.new_amount, "abc")
    press(qtbot, made, "加一次调薪")
    assert made.new_amount.message.text()
    write(made.new_amount, "2400")
    press(qtbot, made, "加一次调薪")
    assert [(made._state(line), line.step) for line in made.pay_table.records()] == [("现行", "+200.00"), ("", "")]
    made.pay_table.setFocus()
    made.pay_table.setCurrentIndex(made.pay_table.model_.index(0, 1))
    qtbot.keyClick(made.pay_table, Qt.Key.Key_F2)
    editor = window.focusWidget()
    editor.selectAll()
    editor.insert("2500.50")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not made.pay_table.editing())
    assert made.isVisible()  # Enter belongs to the cell, not to the dialog
    write(made.money["insurance"], "1100")
    press(qtbot, made, "保存")
    one = person(window, "0012")
    assert one.base_pay_on(date(2026, 10, 8)) == 250050 and one.base_pay_on(date(2026, 9, 30)) == 220000 and one.insurance == 110000
    page._open(one, "trail")
    texts = [label.text() for label in opened(window).parts["trail"].findChildren(type(page.count))]
    assert "2026-10-01 起底薪：没有 → 2,500.50" in texts and "社保总额：1,000.00 → 1,100.00" in texts


def test_accounts_of_two_people_do_not_clash(window, qtbot):
    page = window.pages["staff"]
    first, second = person(window, "0012"), person(window, "0013")
    staff.save(window.desk.session, replace(first, aliases=(Alias("nick", "小远", date(2026, 1, 1), date(2026, 6, 30)),)))
    page.refresh()
    page._open(second, "aliases")
    made = opened(window)
    before = len(made.aliases)
    made.source.choose("nick")
    write(made.new_value, "小远")
    press(qtbot, made, "添加")
    assert "陈思远 0012" in made.new_value.message.text()
    write(made.new_from, "2026-07-01")
    press(qtbot, made, "添加")
    assert len(made.aliases) == before + 1
    press(qtbot, made, "保存")
    assert Alias("nick", "小远", date(2026, 7, 1)) in person(window, "0013").aliases


def test_only_people_without_records_can_be_removed(window, qtbot):
    page = window.pages["staff"]
    page._open(person(window, "0007"))
    made = opened(window)
    press(qtbot, made, "删除")
    assert made.isVisible() and "林晓彤" in made.trouble.words.text()
    qtbot.keyClick(made, Qt.Key.Key_Escape)
    staff.save(window.desk.session, replace(person(window, "0007"), id=0, no="9999", name="郭Amy", aliases=()))
    page.refresh()
    page._open(person(window, "9999"))
    press(qtbot, opened(window), "删除")
    assert all(one.no != "9999" for one in staff.all_employees(window.desk.session))


def test_right_click_and_goto(window, qtbot):
    page = window.pages["staff"]
    gone = next(line.one for line in page.lines if line.state == "left")
    window.open_page("staff", gone.id)
    assert opened(window).person == gone
    opened(window).reject()
    line = page.table.records()[0]
    page.table.menu_asked.emit(line, page.mapToGlobal(page.rect().center()))
    shown = next(one for one in window.findChildren(QMenu) if one.isVisible())
    offered = {action.text(): action for action in shown.actions() if action.text()}
    assert list(offered) == ["打开", "调薪…", "谁改过", "外部账号…", "看排班", "排班约定…", "删除"]
    shown.close()
    offered["排班约定…"].trigger()
    terms = next(one for one in window.findChildren(TermsDialog) if one.isVisible())
    assert terms.person == line.one and terms.posts
    terms.reject()


def test_excel_out_and_back(window, qtbot, tmp_path, monkeypatch):
    page = window.pages["staff"]
    out = tmp_path / "员工.xlsx"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: (str(out), ""))
    page.export()
    sheet = openpyxl.load_workbook(io.BytesIO(out.read_bytes())).active
    rows = list(sheet.values)
    assert rows[0][:3] == ("工号", "姓名", "岗位") and len(rows) == 13
    assert next(row for row in rows if row[0] == "0031")[1] == "李䶮" and "底薪" in rows[0]
    before = staff.all_employees(window.desk.session)
    from csdesk.actions import imports

    session = window.desk.session
    imports.store(session, imports.preview(session, imports.read(out, imports.read_options(session), kind="staff")))
    assert staff.all_employees(session) == before
    page.save_template()
    assert openpyxl.load_workbook(io.BytesIO(out.read_bytes())).active["A1"].value == "工号"


def test_an_empty_shop_says_what_to_do(qtbot, tmp_path):
    session = shop.create(tmp_path / "新店.csdesk", lambda: NOW)
    window = MainWindow(Desk(session))
    qtbot.addWidget(window)
    window.show()
    window.open_page("staff")
    page = window.pages["staff"]
    assert page.card.empty.title.text() == "还没有员工"
    qtbot.waitUntil(page.card.empty.isVisible)
    press(qtbot, page.card.empty, "新员工")
    assert opened(window).form["no"].value() == "0001"
    write(opened(window).form["name"], "李䶮")
    press(qtbot, opened(window), "保存")
    assert page.card.empty is None and page.table.records()[0].pay == 220000
    window.close()
    session.shop.close()


@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.LEAD, Role.AGENT])
def test_the_page_is_the_owners(window, role):
    session = window.desk.session
    users.save_user(session, User(0, "店主", Role.OWNER), "1234")
    users.save_user(session, User(0, "别人", role), "1234")
    users.sign_in(session, "别人", "1234")
    window.desk.set_session(session)
    assert "staff" not in [entry.name for entry in window.entries()] and "staff" not in window.pages


@pytest.mark.parametrize(
    ("words", "day"),
    [("2026-09-01", date(2026, 9, 1)), ("2026年9月1日", date(2026, 9, 1)), ("20260901", date(2026, 9, 1)), ("", None)],
)
def test_typed_days(words, day):
    assert parse_day(words) == day


@pytest.mark.parametrize(("words", "amount"), [("2,200.00", 220000), ("2200", 220000), ("￥30.5", 3050), ("", None)])
def test_typed_amounts(words, amount):
    assert parse_amount(words) == amount
