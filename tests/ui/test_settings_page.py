"""The settings page over the demonstration shop: names, users, holidays, tax openings, backups; who sees which part."""

from __future__ import annotations

import shutil
from datetime import date, datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QLineEdit

from csdesk.actions import calendar, month, profiles, settings, shop, staff, users
from csdesk.core.calendar import DayKind
from csdesk.core.payroll import TaxOpening
from csdesk.core.permission import Permission, Role
from csdesk.core.problem import UserError
from csdesk.core.profile import Clock
from csdesk.core.users import User
from csdesk.ui import theme
from csdesk.ui.kit import Dialog
from tests.ui.conftest import awake, nameless, press, shop_window

NOW = datetime(2026, 10, 8, 9, 0)


@pytest.fixture
def window(qtbot, tmp_path, demo_file):
    with shop_window(qtbot, tmp_path, demo_file, "settings") as shown:
        yield shown


def shown(window, name):
    """The section, opened by its entry at the left."""
    page = window.pages["settings"]
    next(item for item in page.list.items if item.key == name).click()
    return page.sections[name]


def dialog(window):
    return next(one for one in window.findChildren(Dialog) if one.isVisible())


def row_button(qtbot, table, row, words):
    number = next(n for n, column in enumerate(table.model_.columns) if column.buttons is not None)
    record = table.model_.records[row]
    rect = table.visualRect(table.model_.index(row, number))
    places = table.itemDelegate().button_rects(rect, record, table.model_.columns[number])
    spot = next(place for place, button in places if button.words == words)
    qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=spot.center().toPoint())


def cell(qtbot, window, table, row, column, words):
    awake(qtbot, window)
    table.setFocus()
    table.setCurrentIndex(table.model_.index(row, table.model_.column_of(column)))
    qtbot.keyClick(table, Qt.Key.Key_F2)
    editor = table.findChildren(QLineEdit)[-1]
    editor.selectAll()
    editor.del_() if not words else editor.insert(words)
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not table.editing())


@pytest.mark.parametrize("name", ["shop", "users", "holidays", "tax", "backups", "look"])
def test_everything_has_a_name(window, qtbot, name):
    shown(window, name)
    qtbot.wait(20)
    assert nameless(window) == []


def test_the_shops_own_values(window, qtbot):
    part = shown(window, "shop")
    session = window.desk.session
    assert part.form["shop_name"].value() == "拾光旗舰店"
    name = part.form["shop_name"].control
    awake(qtbot, window)
    name.setFocus()
    name.selectAll()
    name.insert("李䶮的店")
    qtbot.keyClick(name, Qt.Key.Key_Return)
    assert settings.shop_name(session) == "李䶮的店" and window.nav.shop.text() == "李䶮的店"
    box = part.form["supervisor_sees_pay"].control
    box.click()
    assert settings.get(session, "supervisor_sees_pay") is True
    lock = part.form["lock_after_minutes"].control
    lock.setValue(0)
    qtbot.keyClick(lock, Qt.Key.Key_Return)
    assert settings.get(session, "lock_after_minutes") == 0
    awake(qtbot, window)
    window.desk.undo()
    assert settings.get(session, "lock_after_minutes") == 15
    name.selectAll()
    name.insert("很" * 41)
    qtbot.keyClick(name, Qt.Key.Key_Return)
    assert part.form["shop_name"].message.text() and settings.shop_name(session) == "李䶮的店"


def test_theme_and_language(window, qtbot):
    part = shown(window, "look")
    asked = []
    window.asked.connect(asked.append)
    part.theme.setFocus()
    part.theme.choose("light")
    part.theme.choose("dark")
    assert theme.tokens().dark
    part.language.choose("en")
    assert asked == ["language:en"]
    part.language.current = "zh_CN"


def test_the_first_user_is_the_owner(window, qtbot):
    part = shown(window, "users")
    session = window.desk.session
    qtbot.waitUntil(part.card.empty.isVisible)
    press(qtbot, part.card.empty, "设店主")
    asked = dialog(window)
    assert [asked.role.itemData(n) for n in range(asked.role.count())] == [Role.OWNER]
    asked.form["name"].control.insert("何立新")
    asked.form["password"].control.insert("12")
    asked.form["again"].control.insert("12")
    press(qtbot, asked, "保存")
    assert asked.form["password"].message.text()
    for field in ("password", "again"):
        asked.form[field].control.clear()
        asked.form[field].control.insert("1234" if field == "password" else "1243")
    press(qtbot, asked, "保存")
    assert asked.form["again"].message.text() and not users.sign_ins(session.shop)
    asked.form["again"].control.clear()
    asked.form["again"].control.insert("1234")
    press(qtbot, asked, "保存")
    assert [(one.name, one.role) for one in users.sign_ins(session.shop)] == [("何立新", Role.OWNER)]
    qtbot.waitUntil(lambda: window.nav.user.text() == "何立新")  # signed in, the window is made anew
    page = window.pages["settings"]
    page.list.choose("users")
    part = page.sections["users"]
    qtbot.waitUntil(part.isVisible)
    awake(qtbot, window)
    qtbot.keyClick(page, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    asked = dialog(window)
    asked.form["name"].control.insert("周梦")
    asked.role.choose(Role.LEAD)
    person = next(one for one in staff.all_employees(session) if one.name == "周梦")
    asked.form["employee_id"].control.choose(person.id)
    for field in ("password", "again"):
        asked.form[field].control.insert("2468")
    press(qtbot, asked, "保存")
    assert users.sign_ins(session.shop)[1].employee_id == person.id
    lead = next(n for n, one in enumerate(part.table.records()) if one.name == "周梦")
    row_button(qtbot, part.table, lead, "改")
    qtbot.waitUntil(lambda: any(one.isVisible() for one in window.findChildren(Dialog)))
    dialog(window).role.choose(Role.SUPERVISOR)
    press(qtbot, dialog(window), "保存")
    assert users.sign_in(session, "周梦", "2468").role is Role.SUPERVISOR  # the PIN stays
    users.sign_in(session, "何立新", "1234")
    row_button(qtbot, part.table, lead, "删除")
    qtbot.waitUntil(lambda: any(one.isVisible() for one in window.findChildren(Dialog)))
    press(qtbot, dialog(window), "删除")
    assert [one.name for one in users.sign_ins(session.shop)] == ["何立新"]


def test_nobody_removes_oneself_while_others_are_there(window):
    session = window.desk.session
    users.save_user(session, User(0, "甲", Role.OWNER), "1234")
    users.save_user(session, User(0, "乙", Role.OWNER), "1234")
    with pytest.raises(UserError):
        users.remove_user(session, session.user.id)
    users.remove_user(session, next(one.id for one in users.sign_ins(session.shop) if one.id != session.user.id))
    users.remove_user(session, session.user.id)
    assert session.user is None and session.may(Permission.EDIT_USERS)


def test_holidays_of_a_year(window, qtbot):
    part = shown(window, "holidays")
    session = window.desk.session
    table = part.table
    assert part.note.isHidden()
    first = table.records()[0]
    assert (first.day, first.kind, first.name) == (date(2026, 1, 1), DayKind.STATUTORY, "元旦")
    row_button(qtbot, table, 0, "改成平常日")
    qtbot.waitUntil(lambda: table.records()[0].kind is None)
    assert not calendar.calendar(session, frozenset({2026})).is_statutory(date(2026, 1, 1))
    qtbot.wait(150)
    row_button(qtbot, table, 0, "恢复通知的")
    qtbot.waitUntil(lambda: table.records()[0].kind is DayKind.STATUTORY)
    part.new_day.control.insert("2026-13-01")
    press(qtbot, part, "填进表里")
    assert part.new_day.message.text()
    part.new_day.control.clear()
    part.new_day.control.insert("2032-02-11")
    part.new_name.insert("春节")
    press(qtbot, part, "填进表里")
    assert part.years.year == 2032 and [one.day for one in table.records()] == [date(2032, 2, 11)]
    assert part.note.isVisible() and "只认下面填的日子" in part.note.words.text()
    cell(qtbot, window, table, 0, "name", "农历新年")
    assert calendar.year_table(session, 2032).days[0].name == "农历新年"
    press(qtbot, part, "下一年")
    assert "2033" in part.note.words.text() and not table.records()
    window.open_page("settings", 2026)
    assert part.years.year == 2026


def test_tax_openings(window, qtbot):
    part = shown(window, "tax")
    session = window.desk.session
    row = next(n for n, line in enumerate(part.table.records()) if line.one.no == "0031")
    who = part.table.records()[row].one.id
    for column, words in (("months", "6"), ("earnings", "18,000"), ("withheld", "12.34")):
        cell(qtbot, window, part.table, row, column, words)
        qtbot.wait(150)
    assert month.tax_openings(session, 2026) == (TaxOpening(who, 2026, 6, 1800000, 0, 1234),)
    said = []
    part.table.refused.connect(said.append)
    part.table.setCurrentIndex(part.table.model_.index(row, part.table.model_.column_of("months")))
    qtbot.keyClick(part.table, Qt.Key.Key_F2)
    editor = part.table.findChild(QLineEdit)
    editor.selectAll()
    editor.insert("12")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(said))  # refused: the editor stays with what was typed
    assert part.table.editing() and editor.text() == "12"
    qtbot.keyClick(editor, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not part.table.editing())
    assert month.tax_openings(session, 2026)[0].months == 6
    for column in ("months", "earnings", "withheld"):
        cell(qtbot, window, part.table, row, column, "")
        qtbot.wait(150)
    assert month.tax_openings(session, 2026) == ()
    press(qtbot, part, "上一年")
    assert [line.opening.year for line in part.table.records()][:1] == [2025]


def test_backups(window, qtbot, tmp_path, monkeypatch):
    part = shown(window, "backups")
    session = window.desk.session
    before = part.table.model_.rowCount()
    assert str(session.shop.path) == part.place.text() and part.warning.isHidden()
    press(qtbot, part, "现在备份")
    assert part.table.model_.rowCount() == before + 1
    press(qtbot, part, "检查文件")
    assert part.result.text() == "09:00 查过，文件完好"
    out = tmp_path / "U盘" / "备份.csdesk"
    out.parent.mkdir()
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: (str(out), ""))
    press(qtbot, part, "备份到…")
    assert out.exists()
    asked = []
    window.asked.connect(asked.append)
    row_button(qtbot, part.table, 0, "恢复…")
    qtbot.waitUntil(lambda: any(one.isVisible() for one in window.findChildren(Dialog)))
    qtbot.keyClick(dialog(window), Qt.Key.Key_Escape)
    assert asked == []
    qtbot.wait(20)
    row_button(qtbot, part.table, 0, "恢复…")
    qtbot.waitUntil(lambda: any(one.isVisible() for one in window.findChildren(Dialog)))
    press(qtbot, dialog(window), "恢复")
    assert asked == [f"restore:{part.table.records()[0].path}"]


@pytest.mark.parametrize(("role", "parts"), [(Role.SUPERVISOR, ["backups", "imports", "look"]), (Role.LEAD, None), (Role.AGENT, None)])
def test_who_sees_what(window, qtbot, role, parts):
    session = window.desk.session
    users.save_user(session, User(0, "店主", Role.OWNER), "1234")
    users.save_user(session, User(0, "别人", role), "1234")
    users.sign_in(session, "别人", "1234")
    window.desk.set_session(session)
    names = [entry.name for entry in window.entries()]
    if parts is None:
        assert "settings" not in names
        return
    window.open_page("settings")
    page = window.pages["settings"]
    assert [item.key for item in page.list.items] == parts
    qtbot.waitUntil(lambda: "backups" in page.sections)
    part = page.sections["backups"]
    assert not part.table.model_.columns[-1].buttons(part.table.records()[0])  # putting back is the owner's
    part.restore(part.table.records()[0].path)  # refused


def test_a_backup_of_the_list_is_put_back(qapp, qtbot, tmp_path, demo_file):
    """Through the program itself: the file is closed, exchanged and opened again; the one of before is kept."""
    from csdesk.app import Program

    path = tmp_path / "店铺.csdesk"
    shutil.copy(demo_file, path)
    program = Program(qapp, lambda: NOW)
    assert program.open(path)
    session = program.desk.session
    copy = shop.backup(session).value
    settings.put(session, "department", "别的部门")
    program.window.open_page("settings", "backups")
    program.window.asked.emit(f"restore:{copy}")
    assert settings.get(program.desk.session, "department") == "客服部"
    assert program.desk.session is not session and len(list(tmp_path.glob("店铺*.csdesk"))) == 2
    program.close()


def test_what_was_said_of_a_clock_is_changed_and_forgotten(window, qtbot):
    session = window.desk.session
    profiles.save_clock(session, Clock("zk.standard_report/2", "2_标准报表.xls", "same"))
    section = shown(window, "imports")
    section.refresh()
    qtbot.wait(20)
    with qtbot.waitSignal(section.clocks.decided):
        row_button(qtbot, section.clocks, 0, "改成另一种")
    assert profiles.clocks(session)[0].after_midnight == "previous"
    assert section.clocks.model_.records[0].after_midnight == "previous"
    with qtbot.waitSignal(section.clocks.decided):
        row_button(qtbot, section.clocks, 0, "删除")
    assert profiles.clocks(session) == () and not section.clocks_card.isVisible()
    window.desk.undo()
    assert profiles.clocks(session)[0].after_midnight == "previous"
