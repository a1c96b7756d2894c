"""The whole shell with real clicks and keys: first start, window, navigation, Ctrl+K, undo, jobs, sign-in, lock, theme, crash dialog."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, QPoint, Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from csdesk import traces
from csdesk.actions import settings, shop, users
from csdesk.actions.session import Session
from csdesk.app import Program
from csdesk.core.changes import Changes, Topic
from csdesk.core.permission import Permission, Role
from csdesk.core.problem import Problem, UserError
from csdesk.core.users import User
from csdesk.i18n import N_
from csdesk.running import Request
from csdesk.ui import memory, theme
from csdesk.ui.crash import Crashes
from csdesk.ui.desk import Cancelled, Desk
from csdesk.ui.finder import Finder
from csdesk.ui.kit import Column, Dialog, ProgressStrip, RecordTable, SidePanel, TableCard
from csdesk.ui.page import Page
from csdesk.ui.pages import Entry
from csdesk.ui.window import MainWindow
from tests.ui.conftest import nameless


class Clock:
    def __init__(self) -> None:
        self.at = datetime(2026, 9, 16, 16, 42)

    def __call__(self) -> datetime:
        return self.at


class Names(Page):
    """A page of the test: one editable setting, a panel, and every hook."""

    name, icon, title = "names", "users", N_("Staff")
    topics = frozenset({Topic.SETTINGS})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.said: list[object] = []
        self.refreshed = 0
        columns: list[Column[str]] = [
            Column("key", "Name", value=lambda key: key, width=120),
            Column("value", "State", value=self.shown, edit=self.put, width=0),
        ]
        self.table: RecordTable[str] = RecordTable(columns, key=lambda key: key, name="设置")
        self.remember(self.table, "names")
        self.body.addWidget(TableCard(self.table), 1)
        self.add = self.action("加一个", lambda: self.said.append("add"), "Ctrl+D", icon="plus")
        self.pay = self.action("看工资", lambda: self.said.append("pay"), "Ctrl+G", permission=Permission.SEE_PAY)
        self.header.add_right(self.button(self.add, kind="primary"))
        self.header.add_right(self.button(self.pay))
        self.set_panel(SidePanel("旁边", steps=True, closes=True))

    def shown(self, key: str) -> str:
        return str(self.desk.query(settings.get, key) or "")

    def put(self, key: str, words: str) -> None:
        self.desk.do(settings.put, key, words)

    def refresh(self) -> None:
        self.refreshed += 1
        self.table.set_records(["department", "shop_name"])

    def find_here(self) -> None:
        self.table.begin_filter()

    def later(self) -> None:
        self.said.append("later")

    def goto(self, what: object) -> None:
        self.said.append(what)


class Secret(Names):
    name, title = "secret", N_("Month")


PAGES = (
    Entry("names", N_("Staff"), "users", lambda: Names, badge=lambda session: (3, "danger")),
    Entry("secret", N_("Month"), "wallet", lambda: Secret, Permission.SEE_PAY),
    Entry("deep", N_("People"), "users", lambda: Names, more=True),
)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def session(tmp_path: Path, clock: Clock) -> Iterator[Session]:
    session = shop.create(tmp_path / "shop.csdesk", clock, shop_name="拾光旗舰店")
    yield session
    session.shop.close()


@pytest.fixture
def window(qtbot: QtBot, session: Session) -> Iterator[MainWindow]:
    made = show(qtbot, session)
    yield made
    made.desk.close()


def show(qtbot: QtBot, session: Session, *, locked: bool = False) -> MainWindow:
    desk = Desk(session)
    made = MainWindow(desk, PAGES, locked=locked)
    qtbot.addWidget(made)
    made.resize(1366, 690)
    if not locked:
        made.open_first()
    made.show()
    qtbot.waitExposed(made)
    made.activateWindow()
    desk.start()
    return made


def names(window: MainWindow) -> Names:
    page = window.page()
    assert isinstance(page, Names)
    return page


def key(qtbot: QtBot, window: MainWindow, code: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    qtbot.keyClick(QApplication.focusWidget() or window, code, modifier)


CTRL = Qt.KeyboardModifier.ControlModifier


def test_navigation_by_mouse_and_keys(qtbot: QtBot, window: MainWindow) -> None:
    assert [item.text() for item in window.nav.items.values()] == ["员工", "月度", "人员"] or len(window.nav.items) == 3
    assert window.nav.shop.text() == "拾光旗舰店"
    qtbot.mouseClick(window.nav.items["secret"], Qt.MouseButton.LeftButton)
    assert isinstance(window.page(), Secret) and window.nav.items["secret"].here
    key(qtbot, window, Qt.Key.Key_1, CTRL)
    assert type(window.page()) is Names
    assert set(window.pages) == {"names", "secret"}  # made when first shown
    assert not window.nav.items["deep"].isVisible()
    key(qtbot, window, Qt.Key.Key_3, CTRL)
    assert window.nav.items["deep"].isVisible() and window.nav.items["deep"].here
    qtbot.waitUntil(lambda: window.nav.items["names"].count == 3, timeout=2000)


def test_page_commands_only_while_it_is_shown(qtbot: QtBot, window: MainWindow) -> None:
    page = names(window)
    key(qtbot, window, Qt.Key.Key_D, CTRL)
    key(qtbot, window, Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    assert page.said == ["add", "later"]
    window.open_page("secret", 7)
    key(qtbot, window, Qt.Key.Key_D, CTRL)
    assert page.said == ["add", "later"] and names(window).said == [7, "add"]
    key(qtbot, window, Qt.Key.Key_F, CTRL)
    assert isinstance(QApplication.focusWidget(), QLineEdit)


def test_f6_goes_round(qtbot: QtBot, window: MainWindow) -> None:
    page = names(window)
    page.table.setFocus()
    key(qtbot, window, Qt.Key.Key_F6)
    assert page.panel is not None and page.panel.isAncestorOf(QApplication.focusWidget()) or QApplication.focusWidget() is page.panel
    key(qtbot, window, Qt.Key.Key_F6)
    assert window.nav.isAncestorOf(QApplication.focusWidget())
    key(qtbot, window, Qt.Key.Key_F6)
    assert page.sheet.isAncestorOf(QApplication.focusWidget())


def test_edit_is_one_step_with_undo_in_the_toast(qtbot: QtBot, window: MainWindow, session: Session) -> None:
    page = names(window)
    page.table.select_key("shop_name", "value")
    page.table.setFocus()
    key(qtbot, window, Qt.Key.Key_F2)
    editor = page.table.findChild(QLineEdit)
    assert editor is not None
    editor.setText("新店")
    before = page.refreshed
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.refreshed > before)  # after the editor is closed
    assert settings.shop_name(session) == "新店" and window.nav.shop.text() == "新店"
    assert page.table.current() == "shop_name"
    assert window.toast is not None and window.toast.link is not None
    qtbot.mouseClick(window.toast.link, Qt.MouseButton.LeftButton)
    assert settings.shop_name(session) == "拾光旗舰店"
    key(qtbot, window, Qt.Key.Key_Y, CTRL)
    assert settings.shop_name(session) == "新店"
    key(qtbot, window, Qt.Key.Key_Z, CTRL)
    assert window.nav.shop.text() == "拾光旗舰店"


def test_hidden_pages_wait(window: MainWindow, session: Session) -> None:
    page = names(window)
    window.open_page("secret")
    before = page.refreshed
    window.desk.do(settings.put, "department", "客服部")
    assert page.stale and page.refreshed == before
    window.open_page("names")
    assert not page.stale and page.refreshed == before + 1


def test_another_window_on_the_same_file(qtbot: QtBot, window: MainWindow, session: Session, clock: Clock) -> None:
    seen: list[Changes] = []
    window.desk.changed.connect(seen.append)
    other = shop.open_shop(session.shop.path, clock)
    settings.put(other, "department", "客服二部")
    other.shop.close()
    qtbot.waitUntil(lambda: bool(seen), timeout=4000)
    assert Topic.SETTINGS in seen[0].topics
    assert names(window).shown("department") == "客服二部"


def test_refusals(qtbot: QtBot, window: MainWindow) -> None:
    def refuse(session: Session, problems: tuple[Problem, ...]) -> Changes:
        raise UserError("这个不行", problems)

    assert window.desk.do(refuse, ()) is None
    assert window.toast is not None and window.toast.spec.tone == "danger" and window.toast.link is None
    window.desk.do(refuse, (Problem("x", "9 月没有 31 日", row=88, raw="2026-09-31"),))
    dialog = window.findChild(Dialog)
    assert dialog is not None and nameless(dialog) == []
    page = names(window)
    key(qtbot, window, Qt.Key.Key_D, CTRL)
    assert page.said == []  # the shortcuts of the window rest
    for _turn in range(8):
        key(qtbot, window, Qt.Key.Key_Tab)
        assert dialog.isAncestorOf(QApplication.focusWidget())
    key(qtbot, window, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_ctrl_k(qtbot: QtBot, window: MainWindow) -> None:
    key(qtbot, window, Qt.Key.Key_K, CTRL)
    finder = window.findChild(Finder)
    assert finder is not None
    finder.line.setText("加一")
    assert [found.words for found in finder.found] == ["加一个"]
    qtbot.keyClick(finder.line, Qt.Key.Key_Return)
    assert names(window).said == ["add"]


def test_shortcut_list(qtbot: QtBot, window: MainWindow) -> None:
    key(qtbot, window, Qt.Key.Key_Slash, CTRL)
    dialogs = [d for d in window.findChildren(Dialog) if d.isVisible()]
    assert len(dialogs) == 1 and nameless(dialogs[0]) == []
    key(qtbot, window, Qt.Key.Key_Escape)


def test_job_with_progress_cancel_and_error(qtbot: QtBot, window: MainWindow) -> None:
    got: list[object] = []
    go = threading.Event()

    def work(start: int, progress: object, cancelled: object) -> int:
        progress(1, 4)  # type: ignore[operator]
        while not go.wait(0.01):
            progress(0.5, "")  # type: ignore[operator]
        return start + 1

    job = window.desk.job(work, 41, on_done=got.append, title="读文件")
    qtbot.waitUntil(lambda: bool(window.strips), timeout=3000)
    strip = window.findChild(ProgressStrip)
    assert strip is not None and strip.isVisible()
    go.set()
    qtbot.waitUntil(lambda: got == [42], timeout=3000)
    go.clear()
    job = window.desk.job(work, 1, on_done=got.append, title="读文件")
    qtbot.waitUntil(lambda: job in window.strips, timeout=3000)
    qtbot.mouseClick(window.strips[job].cancel, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not window.desk.busy(), timeout=3000)
    assert got == [42]

    def fails() -> None:
        raise UserError("文件坏了")

    window.desk.job(fails)
    qtbot.waitUntil(lambda: window.toast is not None and window.toast.spec.message == "文件坏了", timeout=3000)
    assert issubclass(Cancelled, Exception)


def owner_and_lead(session: Session) -> None:
    users.save_user(session, User(0, "何立新", Role.OWNER), "1234")
    users.save_user(session, User(0, "李䶮", Role.LEAD), "5678")


def test_sign_in_lock_and_quick_switch(qtbot: QtBot, session: Session, clock: Clock) -> None:
    owner_and_lead(session)
    session.user = None
    window = show(qtbot, session, locked=True)
    gate = window.sign_in
    assert gate is not None and not window.centre.isVisible() and not window.pages
    assert nameless(gate) == []
    assert not session.may(Permission.SEE_PAY)
    key(qtbot, window, Qt.Key.Key_Z, CTRL)  # nothing of the window is reachable
    qtbot.keyClicks(gate.secret, "1111")
    qtbot.keyClick(gate.secret, Qt.Key.Key_Return)
    assert gate.field.message.text() == "密码不对" and window.sign_in is gate
    for _turn in range(3):
        qtbot.keyClicks(gate.secret, "1111")
        qtbot.keyClick(gate.secret, Qt.Key.Key_Return)
    assert not gate.secret.isEnabled()  # the fourth wrong try: wait
    clock.at += timedelta(minutes=6)
    qtbot.waitUntil(gate.secret.isEnabled, timeout=3000)
    qtbot.keyClicks(gate.secret, "1234")
    qtbot.mouseClick(gate.go, Qt.MouseButton.LeftButton)
    assert window.sign_in is None and window.centre.isVisible()
    assert set(window.nav.items) == {"names", "secret", "deep"} and names(window).pay.isVisible()
    owners_page = window.page()
    window.lock()
    assert window.sign_in is not None and not session.may(Permission.EDIT_STAFF)
    qtbot.keyClicks(window.sign_in.secret, "1234")
    qtbot.keyClick(window.sign_in.secret, Qt.Key.Key_Return)
    assert window.page() is owners_page  # nothing typed is lost
    window.lock(switch=True)
    assert window.sign_in is not None
    qtbot.mouseClick(window.sign_in.rows[1], Qt.MouseButton.LeftButton)
    qtbot.keyClicks(window.sign_in.secret, "5678")
    qtbot.keyClick(window.sign_in.secret, Qt.Key.Key_Return)
    assert set(window.nav.items) == {"names", "deep"}  # hidden, not greyed
    assert window.page() is not owners_page and not names(window).pay.isVisible()
    window.desk.close()


def test_idle_locks(qtbot: QtBot, session: Session) -> None:
    owner_and_lead(session)
    window = show(qtbot, session)
    window._watch_idle()
    assert window._idle.interval() == 15 * 60_000
    window._idle.setInterval(30)
    window._idle.start()
    qtbot.waitUntil(lambda: window.sign_in is not None, timeout=2000)
    window.desk.close()


def test_narrow_window_puts_the_panel_over_the_page(qtbot: QtBot, window: MainWindow) -> None:
    page = names(window)
    assert page.panel is not None
    wide = page.sheet.width()
    assert wide + page.panel.width() == page.width()
    window.resize(1100, 650)
    qtbot.waitUntil(lambda: page.sheet.width() == page.width())
    assert page.panel.geometry().right() == page.rect().right()
    window.resize(1366, 690)
    qtbot.waitUntil(lambda: page.sheet.width() == wide)


def test_everything_in_the_shell_has_a_name(window: MainWindow) -> None:
    assert nameless(window) == []


def test_theme_by_menu_is_kept(window: MainWindow) -> None:
    window.set_theme("dark")
    assert theme.tokens().dark and memory.get("theme") == "dark"
    assert not window.grab().isNull()


def first_start(qtbot: QtBot, program: Program, folder: Path) -> None:
    program.first_start()
    first = program.first
    assert first is not None
    first._folder = folder
    qtbot.waitExposed(first)
    assert nameless(first) == []
    qtbot.keyClick(first.name, Qt.Key.Key_Return)
    assert first.step == 0 and first.form["name"].message.text() == "起个名字"
    first.name.insert("拾光旗舰店")
    first.answers.path = folder / "拾光旗舰店.csdesk"
    qtbot.keyClick(first.name, Qt.Key.Key_Return)
    qtbot.mouseClick(first.presets["handbook-2"], Qt.MouseButton.LeftButton)
    qtbot.keyClick(first.presets["handbook-2"], Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    assert first.step == 2
    qtbot.mouseClick(first.next, Qt.MouseButton.LeftButton)
    assert first.step == 2 and first.trouble.text()  # from Excel, but which file?
    staff = folder / "员工.csv"
    staff.write_text("工号,姓名,岗位,入职日期\n0007,林晓彤,售前客服,2025-01-01\n,没工号,售前客服,2025-01-01\n", "utf-8-sig")
    first.take_file(staff)
    assert "第 3 行" in first.people_step.excel.table.records()[0].wrong  # the row without a number is listed before going on
    qtbot.mouseClick(first.next, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(first.propose, Qt.MouseButton.LeftButton, pos=QPoint(8, first.propose.height() // 2))
    first.owner.insert("何立新")
    qtbot.keyClicks(first.password, "1234")
    qtbot.keyClicks(first.again, "12345")
    qtbot.mouseClick(first.next, Qt.MouseButton.LeftButton)
    assert first.owner_form["again"].message.text() == "两次密码不一样"
    qtbot.keyClick(first.again, Qt.Key.Key_Backspace)
    qtbot.mouseClick(first.next, Qt.MouseButton.LeftButton)


def test_first_start_makes_the_shop(qtbot: QtBot, qapp: QApplication, tmp_path: Path, clock: Clock) -> None:
    from csdesk.actions import rules, staff

    program = Program(qapp, clock)
    first_start(qtbot, program, tmp_path)
    assert program.window is not None and program.desk is not None and program.first is None
    session = program.desk.session
    assert [person.name for person in staff.employees(session)] == ["林晓彤"]
    assert settings.shop_name(session) == "拾光旗舰店" and session.user_name == "何立新"
    assert rules.book(session).versions[0].rules.preset == "handbook-2"
    assert not program.window.findChildren(Dialog) and program.window.page().name == "roster"
    program.close()
    again = Program(qapp, clock)
    assert again.open(tmp_path / "拾光旗舰店.csdesk")
    assert again.window is not None and again.window.sign_in is not None
    again.close()
    program.deleteLater()
    again.deleteLater()


def test_backup_and_restore(qtbot: QtBot, qapp: QApplication, session: Session, tmp_path: Path, clock: Clock) -> None:
    program = Program(qapp, clock)
    window = program.show(session)
    target = tmp_path / "copy.csdesk"
    shop.backup(session, target)
    settings.put(session, "department", "后来的")
    path = session.shop.path
    program.put_back(path, target)
    assert program.desk is not None and settings.get(program.desk.session, "department") == ""
    assert program.window is not window
    program.close()
    program.deleteLater()


def test_a_crash_is_told_once_and_the_program_goes_on(qtbot: QtBot, qapp: QApplication) -> None:
    crashes = Crashes()

    def crash() -> None:
        try:
            raise ZeroDivisionError("x")
        except ZeroDivisionError:
            crashes.hook(*sys.exc_info())  # type: ignore[arg-type]

    thread = threading.Thread(target=crash)
    thread.start()
    thread.join()
    crash()
    qtbot.waitUntil(lambda: bool(crashes.boxes), timeout=2000)
    crash()
    assert len(crashes.boxes) <= 2
    box = crashes.boxes[0]
    copy = next(button for button in box.buttons() if button.text().endswith("复制"))
    qtbot.mouseClick(copy, Qt.MouseButton.LeftButton)
    assert "ZeroDivisionError" in QGuiApplication.clipboard().text()
    folder = next(button for button in box.buttons() if button.text().endswith("打开日志文件夹"))
    opened = Folders()
    QDesktopServices.setUrlHandler("file", opened, "take")
    qtbot.mouseClick(folder, Qt.MouseButton.LeftButton)
    QDesktopServices.unsetUrlHandler("file")
    assert [Path(path) for path in opened.paths] == [traces.folder()] and box.isVisible()
    assert "ZeroDivisionError" in (traces.folder() / "csdesk.log").read_text("utf-8")
    for shown in list(crashes.boxes):
        shown.done(0)
        shown.deleteLater()
    crashes.deleteLater()


class Folders(QObject):
    """Stands where the system would open a folder."""

    def __init__(self) -> None:
        super().__init__()
        self.paths: list[str] = []

    @Slot(QUrl)
    def take(self, url: QUrl) -> None:
        self.paths.append(url.toLocalFile())


def test_a_second_start_brings_the_window_up_with_the_named_shop(
    qtbot: QtBot, qapp: QApplication, session: Session, tmp_path: Path, clock: Clock
) -> None:
    other = tmp_path / "二店.csdesk"
    shop.create(other, clock).shop.close()
    program = Program(qapp, clock)
    window = program.show(session)
    window.showMinimized()
    program.asked.emit(Request(None))
    qtbot.waitUntil(lambda: not window.isMinimized() and window.isActiveWindow())
    window.show_shortcuts()
    program.asked.emit(Request(other))
    assert program.window is window and window.toast is not None and "二店.csdesk" in window.toast.spec.message
    for dialog in window.findChildren(Dialog):
        dialog.reject()
    program.asked.emit(Request(session.shop.path))  # it is open already
    late = Request(other)
    assert not late.wait(0)
    program.asked.emit(late)
    assert program.window is window
    program.asked.emit(Request(other))
    assert program.desk is not None and program.desk.session.shop.path == other and program.window is not window
    program.close()
    program.deleteLater()
