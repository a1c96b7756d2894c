"""The main job in the real window, with keys and mouse: first start, people, roster, DingTalk file, decisions, close, print.

Then the same window for a lead, who finds no pay anywhere, and for an agent, who finds only himself.
"""

from __future__ import annotations

import csv
import json
import re
import shutil
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QFileDialog, QLabel, QLineEdit, QMenu, QTableView, QWidget

from csdesk.actions import month as months
from csdesk.actions import shop, staff, users
from csdesk.app import Program
from csdesk.core.attendance import Anomaly
from csdesk.core.calendar import Month
from csdesk.core.money import grouped
from csdesk.core.permission import Role
from csdesk.core.users import User
from csdesk.ui.attendance.dialogs import CorrectionDialog, FactDialog
from csdesk.ui.attendance.import_dialog import ImportDialog
from csdesk.ui.finder import Finder
from csdesk.ui.kit import ComboBox, Dialog, StatTile
from csdesk.ui.printing import PrintDialog
from csdesk.ui.window import MainWindow
from tests.ui.conftest import awake, nameless

DATA = Path(__file__).parents[1] / "data" / "attendance"
DINGTALK = DATA / "01_拾光电商_考勤报表_20260901-20260930.xlsx"
ROSTER = DATA / "11_排班表_2026年9月.xlsx"
TEAM = json.loads((DATA / "team.json").read_text(encoding="utf-8"))["employees"]
NOW = datetime(2026, 10, 8, 9, 0)
SEPTEMBER, OCTOBER = Month(2026, 9), Month(2026, 10)
LEFT = Qt.MouseButton.LeftButton
CONTROL, ALT, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ShiftModifier


class Person:
    """Somebody at the keyboard: clicks what is visible under its name, types, answers the system's file dialogs."""

    def __init__(self, qtbot, monkeypatch) -> None:
        self.qtbot = qtbot
        self.file: Path | None = None  # what the next file dialog gives
        self.asked = ""
        for name in ("getOpenFileName", "getSaveFileName", "getOpenFileNames"):
            monkeypatch.setattr(QFileDialog, name, staticmethod(self._chooser(name)))

    def _chooser(self, name: str) -> Callable[..., tuple[object, str]]:
        def choose(_parent: object = None, title: str = "", proposed: str = "", *_more: object) -> tuple[object, str]:
            self.asked = proposed
            chosen, self.file = str(self.file or ""), None
            return ([chosen] if chosen else []) if name.endswith("s") else chosen, ""

        return choose

    def press(self, where: QWidget, words: str) -> None:
        """Click the visible button of this name (the words may be its beginning)."""

        def seen() -> list[QAbstractButton]:
            return [one for one in where.findChildren(QAbstractButton) if one.isVisible() and one.isEnabled()]

        def there() -> None:
            assert any(_named(one).startswith(words) for one in seen()), f"no button {words}: {[_named(one) for one in seen()]}"

        self.qtbot.waitUntil(there, timeout=2000)
        self.qtbot.mouseClick(next(one for one in seen() if _named(one).startswith(words)), LEFT)

    def key(self, where: QWidget, *keys: Qt.Key | str, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        if isinstance(where, MainWindow):
            awake(self.qtbot, where)  # a list that popped up took the keyboard from it
        for key in keys:
            self.qtbot.keyClick(where, key, held)

    def write(self, field: QLineEdit, words: str) -> None:
        """Type into a field; Chinese comes as from an input method."""
        field.setFocus()
        field.selectAll()
        field.insert(words)

    def choose(self, box: ComboBox, words: str) -> None:
        """Take an entry of a combo box with the keyboard; one that acts at once opens its list for that."""
        number = next(n for n in range(box.count()) if words in box.itemText(n))
        box.setFocus()
        if not box.asks:
            while box.currentIndex() != number:
                self.key(box, Qt.Key.Key_Down if box.currentIndex() < number else Qt.Key.Key_Up)
            return
        self.key(box, Qt.Key.Key_Down)
        view = box.view()
        self.qtbot.waitUntil(view.isVisible)
        while view.currentIndex().row() != number:
            self.key(view, Qt.Key.Key_Down if view.currentIndex().row() < number else Qt.Key.Key_Up)
        self.qtbot.keyPress(view, Qt.Key.Key_Return)  # the box may be gone before the key is up again

    def pick(self, words: str) -> None:
        """Click an entry of the menu that is open."""
        menus = [one for one in QApplication.topLevelWidgets() if isinstance(one, QMenu) and one.isVisible()]
        assert menus, f"no menu for {words}"
        action = next((one for one in menus[-1].actions() if one.text().startswith(words)), None)
        assert action is not None, [one.text() for one in menus[-1].actions()]
        self.qtbot.mouseClick(menus[-1], LEFT, pos=menus[-1].actionGeometry(action).center())

    def row_button(self, table, row: int, which: int) -> None:
        """Click the n-th decision painted in a row of a table."""
        column = next(n for n, one in enumerate(table.model_.columns) if one.buttons is not None)
        index = table.model_.index(row, column)
        table.scrollTo(index)
        rects = table.itemDelegate().button_rects(table.visualRect(index), table.model_.records[row], table.model_.columns[column])
        with self.qtbot.waitSignal(table.decided):
            self.qtbot.mouseClick(table.viewport(), LEFT, pos=rects[which][0].center().toPoint())

    def printed(self, path: Path) -> str:
        """The words of a PDF without blanks."""
        return re.sub(r"\s", "", "".join(page.extract_text() for page in PdfReader(path).pages))


def _named(button: QAbstractButton) -> str:
    return button.accessibleName() or button.text().strip()


def open_dialog(window: QWidget, kind: type[Dialog] = Dialog) -> Dialog:
    found = [one for one in window.findChildren(kind) if one.isVisible()]
    assert found, f"no {kind.__name__}"
    return found[-1]


@pytest.fixture
def person(qtbot, monkeypatch) -> Person:
    return Person(qtbot, monkeypatch)


@pytest.fixture
def program(qtbot, tmp_path, monkeypatch) -> Iterator[Program]:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "config"))
    made = Program(QApplication.instance(), lambda: NOW)
    yield made
    made.close()
    made.deleteLater()


def staff_file(folder: Path) -> Path:
    """The people as the shop keeps them: leading zeros, two of one name, a rare character."""
    path = folder / "花名册.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["工号", "姓名", "岗位", "班组", "入职日期", "离职日期", "底薪", "社保总额", "钉钉UserId"])
        for one in TEAM:
            post = "售前客服" if "售前" in one["department"] else "售后客服"
            writer.writerow(
                [one["employee_no"], one["name"], post, one["department"], one["hired"], one["left"] or ""]
                + ["2200.00", "1000.00", one["dingtalk_userid"]]
            )
    return path


def first_start(person: Person, program: Program, folder: Path) -> MainWindow:
    """The four questions, with keys and mouse."""
    program.start(None)
    first = program.first
    assert first is not None
    person.qtbot.waitExposed(first)
    person.key(first, Qt.Key.Key_Return)  # without a name it stays
    assert first.step == 0 and first.form["name"].message.text() == "起个名字"
    person.write(first.name, "拾光旗舰店")
    person.key(first.name, Qt.Key.Key_Return)
    assert first.step == 1
    person.press(first, "范本二")
    person.press(first, "范本一")
    person.press(first, "下一步")
    person.press(first, "从 Excel 导入")
    person.press(first, "下一步")
    assert first.step == 2 and first.trouble.text()
    person.file = staff_file(folder)
    person.press(first, "选文件")
    person.press(first, "下一步")
    assert first.step == 3 and first.propose.isVisible()
    person.qtbot.mouseClick(first.propose, LEFT, pos=QPoint(8, first.propose.height() // 2))  # not now
    person.write(first.owner, "何立新")
    person.qtbot.keyClicks(first.password, "2026")
    person.qtbot.keyClicks(first.again, "2025")
    person.press(first, "开始")
    assert program.window is None  # the two differ
    first.again.clear()
    person.qtbot.keyClicks(first.again, "2026")
    person.press(first, "开始")
    window = program.window
    assert window is not None
    window.resize(1366, 740)
    awake(person.qtbot, window)
    return window


def test_the_whole_month(person: Person, program: Program, tmp_path: Path) -> None:
    window = first_start(person, program, tmp_path)
    session = program.desk.session
    assert session.shop.path.name == "拾光旗舰店.csdesk" and session.user.role is Role.OWNER
    assert len(staff.employees(session)) == len(TEAM)
    people_page(person, window)
    plan_october(person, window)
    bring_the_roster(person, window)
    bring_the_punches(person, window)
    decide(person, window)
    close(person, window)
    on_paper(person, window, tmp_path)


def go(person: Person, window: MainWindow, name: str):
    person.press(window.nav, {"roster": "排班", "attendance": "考勤", "month": "月度", "staff": "员工", "today": "今日"}[name])
    person.qtbot.waitUntil(lambda: window.page() is window.pages.get(name))
    return window.pages[name]


def people_page(person: Person, window: MainWindow) -> None:
    """Everybody of the file is there; numbers kept their zeros."""
    person.press(window.nav, "更多")
    page = go(person, window, "staff")
    table = page.table
    told = {(line.one.no, line.one.name) for line in table.records()}
    assert told == {(one["employee_no"], one["name"]) for one in TEAM if not one["left"]}
    assert ("0012", "陈思远") in told and ("0013", "陈思远") in told
    person.write(page.search, "欧阳")
    assert [line.one.name for line in table.records()] == ["欧阳若琳"]
    person.write(page.search, "")
    assert nameless(page) == []


def plan_october(person: Person, window: MainWindow) -> None:
    """An empty month says what to do; letters, a filled corner, and taking it all back."""
    page = go(person, window, "roster")
    assert page.month == OCTOBER
    person.press(page, "自己输入")
    grid, people = page.grid, [one.id for one in page.view.employees]
    assert grid.isVisible()
    grid.setFocus()
    assert grid.go_to(people[0], date(2026, 10, 9))
    person.key(grid, "b", Qt.Key.Key_Tab, "w", Qt.Key.Key_Tab, "x", Qt.Key.Key_Tab)
    code = page.live.code
    assert [code(people[0], date(2026, 10, day)) for day in (9, 10, 11)] == ["D", "N", "休"]
    grid.go_to(people[0], date(2026, 10, 9))
    corner = grid._handle().center().toPoint()
    end = grid.cell_rect(people[2], date(2026, 10, 9)).center()
    person.qtbot.mousePress(grid, LEFT, pos=corner)
    for step in range(1, 5):
        _drag(grid, corner + (end - corner) * step / 4)
    person.qtbot.mouseRelease(grid, LEFT, pos=end)
    assert [code(one, date(2026, 10, 9)) for one in people[:3]] == ["D", "D", "D"]
    person.key(window, "z", held=CONTROL)
    person.qtbot.waitUntil(lambda: page.live.code(people[1], date(2026, 10, 9)) is None)
    for _step in range(3):
        person.key(window, "z", held=CONTROL)
    person.qtbot.waitUntil(lambda: page.live.blanks() == 31 * len(people))


def _drag(grid: QWidget, to: QPoint) -> None:
    from PySide6.QtCore import QEvent, QPointF
    from PySide6.QtGui import QMouseEvent

    spot = QPointF(to)
    move = QMouseEvent(QEvent.Type.MouseMove, spot, QPointF(grid.mapToGlobal(to)), LEFT, LEFT, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(grid, move)


def imported(person: Person, window: MainWindow) -> ImportDialog:
    """The import dialog once the file has been read."""
    dialog = open_dialog(window, ImportDialog)
    assert isinstance(dialog, ImportDialog)
    person.qtbot.waitUntil(lambda: dialog.ready is not None or dialog.trouble is not None, timeout=10_000)
    assert dialog.trouble is None, dialog.trouble
    return dialog


def bring_the_roster(person: Person, window: MainWindow) -> None:
    """The September roster as the shop keeps it: unknown words and a nickname are asked once."""
    page = window.pages["roster"]
    person.key(page.grid, Qt.Key.Key_PageUp)
    assert page.month == SEPTEMBER
    person.file = ROSTER
    person.press(page, "导入 Excel")
    dialog = imported(person, window)
    new, refused = dialog.ready.new, len(dialog.ready.rejected)
    for code, means in (("X", "休息"), ("A", "白班"), ("早/晚", "留空")):
        line = next(one for one in dialog.code_lines if one._code == code)
        person.choose(line.choice, means)
        person.qtbot.waitUntil(lambda: dialog.ready is not None and line not in dialog.code_lines, timeout=10_000)  # noqa: B023
    assert not dialog.code_lines
    for name, no in (("陈思远(早)", "0012"), ("陈思远(晚)", "0013")):
        line = next(one for one in dialog.held_lines if one.held.ref.shown == name)
        person.choose(line.choice, no)
    [unknown] = [one for one in dialog.held_lines if not one.held.namesakes]  # one 陈思远 without a suffix stays refused
    person.press(unknown, "不要")
    assert dialog.ready.new > new and len(dialog.ready.rejected) < refused
    person.press(dialog, "导入 ")
    person.qtbot.waitUntil(lambda: page.live is not None and page.live.blanks() < 60)
    assert page.live.blanks() == 1  # the cell that was left blank


def bring_the_punches(person: Person, window: MainWindow) -> None:
    """The DingTalk export: what would happen is said before; a second click on 导入 does nothing more; nothing twice."""
    page = go(person, window, "attendance")
    assert page.month == SEPTEMBER
    person.file = DINGTALK
    person.press(page, "导入考勤")
    dialog = imported(person, window)
    wanted = json.loads(DINGTALK.with_name(f"{DINGTALK.name}.expected.json").read_text(encoding="utf-8"))
    assert dialog.ready.new == len(wanted["records"]) and dialog.go.text().strip() == f"导入 {dialog.ready.new} 条"
    person.qtbot.waitUntil(lambda: any(tile.isVisible() for tile in dialog.findChildren(StatTile)))
    tiles = [tile.number.text() for tile in dialog.findChildren(StatTile) if tile.isVisible()]
    void = sum(1 for one in wanted["ignored"] if one["code"] == "vendor_invalid")
    assert tiles == [str(dialog.ready.new), "0", str(void), str(len(dialog.ready.rejected))]
    [unknown] = [one for one in dialog.held_lines if not one.held.namesakes]  # one 陈思远 without a suffix stays refused
    assert unknown.held.ref.name == "临时工甲"
    assert page.view.result.covered_until is None  # nothing is written yet
    person.press(dialog, "导入 ")
    person.qtbot.waitUntil(lambda: page.view.result.covered_until == date(2026, 9, 30))
    assert "新增 458 条" in window.toast.spec.message
    person.key(window, "z", held=CONTROL)  # the whole import is one step
    person.qtbot.waitUntil(lambda: page.view.result.covered_until is None)
    person.key(window, "y", held=CONTROL)
    person.qtbot.waitUntil(lambda: page.view.result.covered_until == date(2026, 9, 30))
    person.file = DINGTALK  # again: nothing comes twice
    person.press(page, "导入考勤")
    dialog = imported(person, window)
    assert (dialog.ready.new, dialog.ready.present) == (0, 458)
    person.key(dialog, Qt.Key.Key_Escape)
    assert not any(one.isVisible() for one in window.findChildren(ImportDialog))


def face(page, name: str, day: int) -> str:
    """What the matrix shows for a person's day."""
    row = next(one for one in page.matrix.rows if one.person.name == name)
    return row.cells[day - 1].mark


def decide(person: Person, window: MainWindow) -> None:
    """Two anomalies by their buttons, one through the form; what is left by the first button of each row."""
    page = window.pages["attendance"]
    rows = page.waiting.records()
    kinds = {one.anomaly for one in rows}
    assert {Anomaly.MISSED_OUT, Anomaly.NO_ROSTER} <= kinds and page.count.count == len(rows)
    row = _row(page, "林晓彤", Anomaly.MISSED_OUT)
    assert face(page, "林晓彤", 8) == "缺"
    person.row_button(page.waiting, row, 0)  # 补卡
    form = open_dialog(window, CorrectionDialog)
    assert isinstance(form, CorrectionDialog)
    person.write(form.form["certified"].control, "17:60")
    person.press(form, "保存")
    assert form.form["certified"].message.text()  # no such time
    person.write(form.form["certified"].control, "17:35")
    person.write(form.form["by"].control, "马文博")
    person.press(form, "保存")
    person.qtbot.waitUntil(lambda: face(page, "林晓彤", 8) == "补")
    person.row_button(page.waiting, _row(page, "李䶮", Anomaly.MISSED_IN), 1)  # 旷工半天
    person.qtbot.waitUntil(lambda: ("李䶮", 9) not in waiting(page))
    person.key(window, "z", held=CONTROL)  # too hasty
    person.qtbot.waitUntil(lambda: ("李䶮", 9) in waiting(page))
    person.row_button(page.waiting, _row(page, "李䶮", Anomaly.MISSED_IN), 1)
    person.row_button(page.waiting, _row(page, "陈思远", Anomaly.NO_ROSTER), 1)  # 不算班
    person.row_button(page.waiting, _row(page, "马文博", Anomaly.NO_ROSTER), 1)
    person.row_button(page.waiting, _row(page, "周梦", Anomaly.PENDING), 0)  # 记请假
    leave = open_dialog(window, FactDialog)
    person.choose(leave.form["type"].control, "事假")
    leave.last_day.setFocus()
    leave.last_day.selectAll()
    person.qtbot.keyClicks(leave.last_day, "2026-09-17")
    person.press(leave, "保存")
    person.qtbot.waitUntil(lambda: not page.waiting.records(), timeout=3000)
    assert face(page, "周梦", 16) == face(page, "周梦", 17) == "假" and page.all_done.isVisible()


def waiting(page) -> list[tuple[str, int]]:
    """Who waits for a decision on which day."""
    return [(one.employee.name, one.day.day) for one in page.waiting.records()]


def _row(page, name: str, anomaly: Anomaly) -> int:
    return next(n for n, one in enumerate(page.waiting.records()) if one.employee.name == name and one.anomaly is anomaly)


def close(person: Person, window: MainWindow) -> None:
    """The check list says what still blocks and goes there; then the month is closed and its sums stand."""
    page = go(person, window, "month")
    assert page.month == SEPTEMBER
    checks = {key: button.item.state for key, button in page.checklist.items.items()}
    assert [key for key, state in checks.items() if state == "block"] == ["roster"] and page.checklist.state.text() == "还有 1 项没过"
    assert not page.checklist.close_button.isEnabled()
    assert nameless(page) == []
    person.qtbot.mouseClick(page.checklist.items["roster"], LEFT)
    roster = window.page()
    assert roster.name == "roster"
    who, day = roster.grid.place()
    assert (next(one.name for one in roster.view.employees if one.id == who), day) == ("马文博", date(2026, 9, 3))
    person.key(roster.grid, "x")
    person.key(window, Qt.Key.Key_6, held=CONTROL)
    person.qtbot.waitUntil(lambda: window.page() is page and page.view.blocked == 0)
    table = page.table
    table.setFocus()
    first = table.current()
    assert first is not None and page.slip.title.text() == first.name
    person.key(table, Qt.Key.Key_F2)  # a line that nobody computes
    lines = open_dialog(window)
    person.qtbot.keyClicks(lines.form["amount"].control, "88.50")
    person.press(lines, "加上这一项")
    person.qtbot.waitUntil(lambda: table.current().net == first.net + 8850)
    person.press(page.checklist, "关账")
    asked = open_dialog(window)
    total = sum(one.net for one in page.view.result.employees)
    assert grouped(total) in [label.text() for label in asked.findChildren(QLabel)]
    person.key(asked, Qt.Key.Key_Escape)
    assert page.view.closed is None
    person.press(page.checklist, "关账")
    person.press(open_dialog(window), "关账")
    person.qtbot.waitUntil(lambda: page.view.closed is not None)
    assert page.checklist.reopen_button.isVisible() and sum(one.net for one in page.view.result.employees) == total
    attendance = go(person, window, "attendance")
    person.qtbot.waitUntil(lambda: attendance.view.closed)
    assert not attendance.waiting_card.isVisible()  # nothing can be decided in a closed month


def on_paper(person: Person, window: MainWindow, folder: Path) -> None:
    """Payslips, payroll and attendance sheet: the sums on paper are those of the screen; rare characters print."""
    page = go(person, window, "month")
    found = page.view.result
    total = grouped(sum(one.net for one in found.employees))
    made = {}
    for name, words in (("slips", "工资条（一页四张）"), ("payroll", "工资表"), ("attendance", "考勤表")):
        made[name] = person.file = folder / f"{name}.pdf"
        person.press(page.header, "打印")
        person.pick(words)
        person.press(open_dialog(window, PrintDialog), "存成 PDF")
        person.qtbot.waitUntil(made[name].exists)
        assert "2026" in person.asked
    text = {name: person.printed(path) for name, path in made.items()}
    for one in found.employees:
        assert one.no in text["slips"] and grouped(one.net) in text["slips"]
        assert one.name in text["payroll"] and one.name in text["attendance"]
    assert total in text["payroll"] and "李䶮" in text["slips"] and "签" in text["attendance"]
    person.file = folder / "payroll.xlsx"
    person.press(page.header, "导出 Excel")
    person.pick("工资表")
    person.qtbot.waitUntil((folder / "payroll.xlsx").exists)
    person.file = made["slips"] / "slips.pdf"
    person.press(page.header, "打印")
    person.pick("工资条（一页四张）")
    shown = open_dialog(window, PrintDialog)
    person.press(shown, "存成 PDF")  # no folder: said, not crashed; the pages are still there
    person.qtbot.waitUntil(lambda: window.toast is not None and window.toast.spec.tone == "danger")
    person.qtbot.keyClick(shown, Qt.Key.Key_Escape)
    assert months.frozen(window.desk.session, SEPTEMBER) is not None


# Those who may not see pay

PAY_WORDS = ("工资", "薪", "实发", "应发", "绩效", "社保", "个税", "全勤奖", "扣款", "关账", "月度", "奖金")


@pytest.fixture
def shared(tmp_path: Path, demo_file: Path) -> Path:
    """The demonstration shop with a sign-in for an owner, a lead and an agent."""
    path = tmp_path / "店铺.csdesk"
    shutil.copy(demo_file, path)
    session = shop.open_shop(path, lambda: NOW)
    users.save_user(session, User(0, "何老板", Role.OWNER), "2026owner")
    for name, role in (("赵一凡", Role.LEAD), ("周梦", Role.AGENT)):
        who = next(one for one in staff.all_employees(session) if one.name == name)
        users.save_user(session, User(0, name, role, who.id), "4711")
    session.shop.close()
    return path


def signed_in(person: Person, program: Program, path: Path, name: str) -> MainWindow:
    """The sign-in screen, with mouse and keys; a wrong PIN first."""
    program.start(path)
    window = program.window
    assert window is not None
    window.resize(1366, 740)
    person.qtbot.waitUntil(lambda: window.sign_in is not None)
    assert not window.pages and not window.nav.isVisible()  # nothing of the shop is in sight
    gate = window.sign_in
    person.press(gate, name)
    person.qtbot.keyClicks(gate.secret, "0000")
    person.key(gate.secret, Qt.Key.Key_Return)
    assert gate.field.message.text()
    person.qtbot.keyClicks(gate.secret, "4711")
    person.key(gate.secret, Qt.Key.Key_Return)
    person.qtbot.waitUntil(lambda: window.sign_in is None)
    awake(person.qtbot, window)
    return window


def everything_said(window: QWidget) -> list[str]:
    """Every word of the window that somebody could read or hear: labels, buttons, tables, tooltips, accessible names."""
    said: list[str] = []
    for one in [window, *window.findChildren(QWidget)]:
        said += [one.accessibleName(), one.accessibleDescription(), one.toolTip(), one.windowTitle()]
        said += [one.text()] if isinstance(one, QLabel | QAbstractButton | QLineEdit) else []
        if isinstance(one, ComboBox):
            said += [one.itemText(number) for number in range(one.count())]
        if isinstance(one, QTableView) and one.model() is not None:
            model = one.model()
            said += [str(model.headerData(n, Qt.Orientation.Horizontal) or "") for n in range(model.columnCount())]
            for row in range(model.rowCount()):
                for column in range(model.columnCount()):
                    index = model.index(row, column)
                    roles = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole)
                    said += [str(index.data(role) or "") for role in roles]
    said += [action.text() for action in window.actions() if action.isVisible()]
    for page in window.pages.values() if isinstance(window, MainWindow) else ():
        said += [action.text() for action in page.actions() if action.isVisible()]
    return [words for words in said if words]


def pay_amounts(path: Path) -> set[str]:
    """Every amount of somebody's pay in any month of the shop, as the program writes amounts."""
    session = shop.open_shop(path, lambda: NOW)
    amounts: set[int] = set()
    for month in months.months_with_data(session):
        for one in months.result(session, month).employees:
            amounts |= {one.gross, one.net} | {line.amount for line in one.lines}
    amounts |= {pay.amount for one in staff.all_employees(session) for pay in one.pay}
    session.shop.close()
    return {grouped(amount) for amount in amounts if amount >= 10_000}  # red packets are small and public


def walk(person: Person, window: MainWindow, look: Callable[[str], None]) -> list[str]:
    """Every page that is there, each of its views; then Ctrl+K with words somebody would try."""
    names = [entry.name for entry in window.entries()]
    for name in names:
        window.open_page(name)
        person.qtbot.wait(30)
        look(name)
        page = window.pages[name]
        segment = getattr(page, "segment", None)
        for key in [one for one in ("records", "bulletin", "calendar") if segment is not None and one in segment_keys(segment)]:
            segment.choose(key)
            person.qtbot.wait(10)
            look(f"{name} {key}")
        matrix = getattr(page, "matrix", None)
        if matrix is not None:
            matrix.setFocus()
            for _step in range(5):
                person.key(matrix, Qt.Key.Key_Left)
                look(f"{name} day")
    for words in ("工资", "实发", "2026", "周梦", "关账", "底薪", "员工"):
        person.key(window, "k", held=CONTROL)
        [finder] = [one for one in window.findChildren(Finder) if one.isVisible()]
        finder.line.insert(words)
        told = " ".join(f"{one.words} {one.note} {one.kind}" for one in finder.found)
        assert not any(pay in told for pay in PAY_WORDS), told
        finder.line.clear()
        look("Ctrl+K")
        person.key(finder.line, Qt.Key.Key_Escape)
    return names


def segment_keys(segment) -> list[str]:
    return [key for key, _words in segment._options]


@pytest.mark.parametrize(("name", "people"), [("赵一凡", 12), ("周梦", 1)])
def test_no_pay_for_lead_and_agent(person: Person, program: Program, shared: Path, name: str, people: int) -> None:
    amounts = pay_amounts(shared)
    assert len(amounts) > 40
    window = signed_in(person, program, shared, name)
    others = {one.name for one in staff.all_employees(program.desk.session)} - {name}

    def look(where: str) -> None:
        said = everything_said(window)
        for words in said:
            assert not any(pay in words for pay in PAY_WORDS), (where, words)
            assert not any(re.search(rf"(?<![\d,.]){re.escape(amount)}(?!\d)", words) for amount in amounts), (where, words)
        if people == 1:  # a note names who wrote and signs it, the log who wrote it; nothing else names anybody
            notes = set(everything_said(window.pages["handover"])) if "handover" in window.pages else set()
            named = {other for other in others for words in set(said) - notes if other in words}
            assert not named, (where, named)

    names = walk(person, window, look)
    assert "month" not in names and "staff" not in names and "roster" in names
    assert len(window.pages["roster"].view.employees) <= people
    assert len(window.pages["attendance"].view.result.employees) == 1  # everybody's is the supervisor's
    person.key(window, "l", held=CONTROL)
    assert window.sign_in is not None and not window.centre.isVisible()


def test_an_open_dialog_does_not_stay_for_another_user(person: Person, program: Program, shared: Path) -> None:
    program.start(shared)
    window = program.window
    assert window is not None
    window.resize(1366, 740)
    person.qtbot.waitUntil(lambda: window.sign_in is not None)

    def sign_in(name: str, secret: str) -> None:
        person.press(window.sign_in, name)
        person.qtbot.keyClicks(window.sign_in.secret, secret)
        person.key(window.sign_in.secret, Qt.Key.Key_Return)
        person.qtbot.waitUntil(lambda: window.sign_in is None)

    sign_in("何老板", "2026owner")
    window.open_page("month")
    page = window.pages["month"]
    page.table.setFocus()
    person.key(page.table, Qt.Key.Key_F2)
    dialog = open_dialog(window)
    person.qtbot.keyClicks(dialog.form["amount"].control, "66")
    window.lock()  # as after some idle minutes
    assert not dialog.isVisible()
    sign_in("何老板", "2026owner")
    assert dialog.isVisible() and dialog.form["amount"].control.text() == "66"  # what was typed is still there
    window.lock()
    sign_in("周梦", "4711")
    person.qtbot.wait(20)
    assert not [one for one in window.findChildren(Dialog) if one.isVisible()]
