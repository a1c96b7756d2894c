"""The roster page in the real window over a real shop file, with keys and mouse."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from csdesk.actions import history, roster, staff
from csdesk.actions.session import Session
from csdesk.core.calendar import Month
from csdesk.core.permission import GRANTS, Permission, Role
from csdesk.core.users import User
from csdesk.store import month as store_month
from csdesk.ui import theme
from csdesk.ui.kit import Button
from csdesk.ui.roster.explain import ConflictPopover, HistoryPopover
from csdesk.ui.roster.frame import ROW
from csdesk.ui.roster.leave import LeaveDialog
from tests.ui.conftest import nameless, press
from tests.ui.roster_desktop import NOW, SEPTEMBER, WEEKS, Desktop, fill, new_shop


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    made = new_shop(tmp_path)
    yield made
    made.shop.close()


@pytest.fixture
def desktop(session: Session, open_desk: Callable[[], Desktop]) -> Desktop:
    fill(session, WEEKS)
    return open_desk()


def test_letters_are_stored_and_undone_step_by_step(desktop: Desktop) -> None:
    desktop.at(0, 10)
    desktop.press("w")
    assert desktop.row(0, 9, 11) == "DND"
    desktop.press(Qt.Key.Key_Tab, "x", Qt.Key.Key_Tab, "j", Qt.Key.Key_Return, "b")
    assert desktop.row(0, 9, 13) == "DNxjD" and desktop.row(1, 12, 12) == "D"
    desktop.press(Qt.Key.Key_Delete)
    assert desktop.row(1, 12, 12) == "."
    for _step in range(5):
        desktop.press("z", held=Qt.KeyboardModifier.ControlModifier)
    assert desktop.row(0) == "DDDDDx" * 5 and desktop.row(1) == "NNNNNx" * 5
    assert desktop.shown(0, 9, 13) == desktop.row(0, 9, 13)
    desktop.press("y", held=Qt.KeyboardModifier.ControlModifier)
    assert desktop.row(0, 10, 10) == "N" == desktop.shown(0, 10, 10)


def test_codes_of_the_shop_type_too(desktop: Desktop) -> None:
    desktop.at(3, 1)
    desktop.press("n", Qt.Key.Key_Right, "D")
    assert desktop.row(3, 1, 2) == "ND"


def test_a_block_is_one_step(desktop: Desktop) -> None:
    desktop.at(0, 1)
    desktop.press(*[Qt.Key.Key_Right] * 2, *[Qt.Key.Key_Down] * 2, held=Qt.KeyboardModifier.ShiftModifier)
    desktop.press("x")
    assert [desktop.row(person, 1, 4) for person in range(3)] == ["xxxD", "xxxN", "xxxD"]
    history.undo(desktop.session)
    assert [desktop.row(person, 1, 4) for person in range(3)] == ["DDDD", "NNNN", "xDDD"]


def test_conflict_appears_while_typing_and_the_fix_takes_it_away(desktop: Desktop) -> None:
    assert not desktop.page.wrong.chips["conflict"].isVisible()
    desktop.at(1, 9)  # a night on the 8th, a day on the 9th, a night on the 10th
    desktop.press("b")
    assert desktop.page.wrong.chips["conflict"].isVisible() and desktop.page.wrong.chips["conflict"].spec.words == "冲突 1"
    desktop.press(Qt.Key.Key_F1)
    popover = desktop.popover()
    assert popover.title.text() == "间隔不足：只隔 7 小时 30 分"
    assert "8日 晚班 01:00 下班 → 9日 白班 08:30 上班" in popover.findChildren(type(popover.title))[1].text()
    words = [button.text() for button in popover.buttons]
    assert words[0] == "9日改晚班" and 1 < len(words) <= 3
    assert desktop.window.focusWidget() is popover.buttons[0]
    desktop.qtbot.keyClick(popover.buttons[0], Qt.Key.Key_Return)
    assert desktop.row(1, 9, 9) == "N" and not desktop.page.wrong.chips["conflict"].isVisible()
    assert desktop.window.focusWidget() is desktop.grid
    assert history.can_undo(desktop.session) == "9日改晚班"


def test_hover_explains_after_a_moment_and_goes_away(desktop: Desktop) -> None:
    desktop.at(1, 9)
    desktop.press("b")
    desktop.qtbot.mouseMove(desktop.grid, desktop.spot(0, 20))
    desktop.qtbot.mouseMove(desktop.grid, desktop.spot(1, 9))
    desktop.qtbot.waitUntil(lambda: any(one.isVisible() for one in desktop.window.findChildren(ConflictPopover)), timeout=2000)
    assert desktop.window.focusWidget() is desktop.grid
    desktop.at(3, 3)
    desktop.qtbot.waitUntil(lambda: not desktop.window.findChildren(ConflictPopover), timeout=2000)


def test_chips_jump(desktop: Desktop) -> None:
    desktop.at(1, 9)
    desktop.press("b")
    desktop.at(0, 1)
    desktop.qtbot.mouseClick(desktop.page.wrong.chips["conflict"], Qt.MouseButton.LeftButton)
    assert desktop.grid.place() == (desktop.people[1], date(2026, 9, 9))
    desktop.popover()
    desktop.at(0, 1)
    desktop.press(Qt.Key.Key_F9)
    assert desktop.grid.place() == (desktop.people[1], date(2026, 9, 9))
    assert desktop.page.wrong.chips["short"].isVisible()
    desktop.qtbot.mouseClick(desktop.page.wrong.chips["short"], Qt.MouseButton.LeftButton)
    assert desktop.grid.place()[1] == date(2026, 9, 6)
    assert desktop.popover().title.text() == "6日 晚班 售前 缺 1 人"


def test_shortage_shows_while_typing(desktop: Desktop) -> None:
    before = desktop.page.wrong.chips["short"].spec.words
    desktop.at(3, 1)
    desktop.press("x", Qt.Key.Key_Down, "x")
    assert (before, desktop.page.wrong.chips["short"].spec.words) == ("缺人 5", "缺人 6")


def test_excel_block_in_and_out(desktop: Desktop) -> None:
    clipboard = QGuiApplication.clipboard()
    desktop.at(0, 5)
    desktop.press(Qt.Key.Key_Right, Qt.Key.Key_Down, held=Qt.KeyboardModifier.ShiftModifier)
    desktop.press("c", held=Qt.KeyboardModifier.ControlModifier)
    assert clipboard.text() == "白\t休\n晚\t休"
    clipboard.setText("白班\t晚\r\n休息\t\r\n")
    desktop.at(3, 1)
    desktop.press("v", held=Qt.KeyboardModifier.ControlModifier)
    assert (desktop.row(3, 1, 3), desktop.row(4, 1, 3)) == ("DND", "x.x")
    assert history.can_undo(desktop.session) == desktop.desk.can_undo() != ""
    desktop.press("z", held=Qt.KeyboardModifier.ControlModifier)
    assert (desktop.row(3, 1, 3), desktop.row(4, 1, 3)) == ("DDD", "DDx")


def test_refused_cells_of_a_paste_are_listed_the_rest_stands(desktop: Desktop, qtbot: QtBot) -> None:
    QGuiApplication.clipboard().setText("大夜\t休\t休")
    desktop.at(0, 29)
    with qtbot.waitSignal(desktop.desk.troubled) as trouble:
        desktop.press("v", held=Qt.KeyboardModifier.ControlModifier)
    assert desktop.row(0, 29, 30) == "Dx"
    problems = trouble.args[0].problems
    assert len(problems) == 2 and "大夜" in problems[0].message and "1" in problems[1].message
    for child in desktop.window.findChildren(type(desktop.window.focusWidget())):
        if child.metaObject().className() == "Dialog":
            child.close()


def test_one_pasted_cell_fills_the_choice(desktop: Desktop) -> None:
    QGuiApplication.clipboard().setText("休")
    desktop.at(3, 10)
    desktop.press(*[Qt.Key.Key_Right] * 3, held=Qt.KeyboardModifier.ShiftModifier)
    desktop.press("v", held=Qt.KeyboardModifier.ControlModifier)
    assert desktop.row(3, 10, 13) == "xxxx"


def test_fill_down_and_right(desktop: Desktop) -> None:
    desktop.at(3, 1)
    desktop.press("x")
    desktop.press(*[Qt.Key.Key_Down] * 2, held=Qt.KeyboardModifier.ShiftModifier)
    desktop.press("d", held=Qt.KeyboardModifier.ControlModifier)
    assert [desktop.row(person, 1, 1) for person in (3, 4, 5)] == ["x", "x", "x"]
    desktop.at(5, 1)
    desktop.press(*[Qt.Key.Key_Right] * 3, held=Qt.KeyboardModifier.ShiftModifier)
    desktop.press("r", held=Qt.KeyboardModifier.ControlModifier)
    assert desktop.row(5, 1, 4) == "xxxx"


def drag(desktop: Desktop, start: QPoint, end: QPoint, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    qtbot, grid = desktop.qtbot, desktop.grid
    qtbot.mousePress(grid, Qt.MouseButton.LeftButton, held, start)
    for point in (start + (end - start) / 2, end):
        move(desktop, point, held)
    qtbot.mouseRelease(grid, Qt.MouseButton.LeftButton, held, end)


def move(desktop: Desktop, point: QPoint, held: Qt.KeyboardModifier) -> None:
    """qtbot moves the mouse without a button held; a drag needs one."""
    spot = QPointF(point)
    event = QMouseEvent(QEvent.Type.MouseMove, spot, QPointF(desktop.grid.mapToGlobal(point)), Qt.MouseButton.NoButton,
                        Qt.MouseButton.LeftButton, held)
    QApplication.sendEvent(desktop.grid, event)


def test_corner_fills(desktop: Desktop) -> None:
    desktop.at(2, 1)  # x D
    desktop.press(Qt.Key.Key_Right, held=Qt.KeyboardModifier.ShiftModifier)
    corner = desktop.grid.cell_rect(desktop.people[2], date(2026, 9, 2)).bottomRight() - QPoint(1, 1)
    drag(desktop, corner, desktop.spot(2, 6))
    assert desktop.row(2, 1, 7) == "xDxDxDx"
    assert desktop.grid.chosen_cells() == [(desktop.people[2], date(2026, 9, day)) for day in range(1, 7)]
    history.undo(desktop.session)
    assert desktop.row(2, 1, 7) == "xDDDDDx"


def test_wheel_scrolls_and_a_fill_follows_the_mouse(desktop: Desktop) -> None:
    desktop.window.resize(1000, 600)
    desktop.grid.setFixedSize(640, 230)
    desktop.qtbot.waitUntil(lambda: desktop.grid.height() == 230)
    assert desktop.grid.frame.max_y > 0
    spot = QPointF(desktop.spot(1, 3))
    for turn, shift in ((-120, False), (-120, True)):
        QApplication.sendEvent(desktop.grid, QWheelEvent(
            spot, QPointF(desktop.grid.mapToGlobal(spot.toPoint())), QPoint(), QPoint(0, turn), Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.ShiftModifier if shift else Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False))
    assert desktop.grid.frame.y == desktop.grid.frame.max_y and desktop.grid.frame.x == 3 * ROW
    desktop.grid._down.setValue(0)
    desktop.at(0, 30)
    corner = desktop.grid.cell_rect(desktop.people[0], date(2026, 9, 30)).bottomRight() - QPoint(1, 1)
    drag(desktop, corner, QPoint(corner.x(), desktop.grid.height() - 5))
    assert [desktop.row(person, 30, 30) for person in range(6)] == ["x"] * 6 and desktop.grid.frame.y > 0


def test_dragging_a_chosen_cell_swaps_and_ctrl_copies(desktop: Desktop) -> None:
    desktop.qtbot.mouseClick(desktop.grid, Qt.MouseButton.LeftButton, pos=desktop.spot(0, 6))
    drag(desktop, desktop.spot(0, 6), desktop.spot(0, 8))  # the rest day goes from the 6th to the 8th
    assert desktop.row(0, 5, 9) == "DDDxD"
    drag(desktop, desktop.spot(0, 8), desktop.spot(2, 8), Qt.KeyboardModifier.ControlModifier)
    assert desktop.row(0, 8, 8) == "x" and desktop.row(2, 8, 8) == "x"


def test_alt_drag_swaps_two_people_on_a_day(desktop: Desktop) -> None:
    drag(desktop, desktop.spot(0, 3), desktop.spot(1, 7), Qt.KeyboardModifier.AltModifier)
    assert (desktop.row(0, 3, 3), desktop.row(1, 3, 3)) == ("N", "D")
    assert (desktop.row(0, 7, 7), desktop.row(1, 7, 7)) == ("D", "N")


def test_a_move_that_breaks_a_rule_is_red_before_it_is_made(desktop: Desktop) -> None:
    desktop.qtbot.mouseClick(desktop.grid, Qt.MouseButton.LeftButton, pos=desktop.spot(0, 9))
    desktop.qtbot.mousePress(desktop.grid, Qt.MouseButton.LeftButton, pos=desktop.spot(0, 9))
    move(desktop, desktop.spot(1, 9), Qt.KeyboardModifier.NoModifier)
    assert desktop.grid.scene is not None
    assert desktop.grid.scene.ghosts[1, 8] == ("D", True)
    desktop.press(Qt.Key.Key_Escape)
    desktop.qtbot.mouseRelease(desktop.grid, Qt.MouseButton.LeftButton, pos=desktop.spot(1, 9))
    assert desktop.row(1, 9, 9) == "N" and desktop.grid.scene.ghosts == {}


def test_mouse_chooses_blocks_rows_and_columns(desktop: Desktop) -> None:
    drag(desktop, desktop.spot(0, 2), desktop.spot(1, 4))
    assert len(desktop.grid.chosen_cells()) == 6 and desktop.row(0, 1, 6) == "DDDDDx"
    name = QPoint(30, desktop.spot(3, 1).y())
    desktop.qtbot.mouseClick(desktop.grid, Qt.MouseButton.LeftButton, pos=name)
    assert desktop.grid.chosen_cells() == [(desktop.people[3], date(2026, 9, day)) for day in range(1, 31)]
    head = QPoint(desktop.spot(0, 9).x(), 20)
    desktop.qtbot.mouseClick(desktop.grid, Qt.MouseButton.LeftButton, pos=head)
    assert desktop.grid.chosen_cells() == [(person, date(2026, 9, 9)) for person in desktop.people]


def test_months_by_key_and_picker(desktop: Desktop) -> None:
    desktop.at(2, 20)
    desktop.press(Qt.Key.Key_PageUp)
    assert desktop.page.month == Month(2026, 8) and desktop.page.period.month == Month(2026, 8)
    assert not desktop.grid.isVisible()
    desktop.qtbot.keyClick(desktop.page, Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    assert desktop.page.month == SEPTEMBER and desktop.grid.isVisible()
    assert desktop.grid.place() == (desktop.people[2], date(2026, 9, 20))
    desktop.press(Qt.Key.Key_PageDown)
    assert desktop.page.month == Month(2026, 10)


def test_week(desktop: Desktop) -> None:
    desktop.at(1, 16)
    desktop.page.span.choose("week")
    assert desktop.grid.scene is not None
    assert [head.day.day for head in desktop.grid.scene.days] == list(range(14, 21))
    assert desktop.grid.place() == (desktop.people[1], date(2026, 9, 16))
    desktop.press("b")
    assert desktop.row(1, 16, 16) == "D"
    desktop.press(Qt.Key.Key_PageDown)
    assert [head.day.day for head in desktop.grid.scene.days] == list(range(21, 28))
    desktop.press(Qt.Key.Key_PageDown)
    assert [head.day.day for head in desktop.grid.scene.days] == [28, 29, 30]
    desktop.press(Qt.Key.Key_PageUp)
    assert [head.day.day for head in desktop.grid.scene.days] == list(range(21, 28))


def test_an_empty_month_goes_on_with_the_pattern(session: Session, open_desk: Callable[[], Desktop]) -> None:
    fill(session, {0: "DDDDDx" * 6, 1: "NNNNNx" * 6}, date(2026, 7, 27))
    desktop = open_desk()
    assert not desktop.grid.isVisible()
    words = [one.text().strip() for one in desktop.page.findChildren(Button) if one.isVisible()]
    assert {"从上月接着轮", "自己输入"} <= set(words)
    assert ("导入 Excel" in words) == hasattr(desktop.window, "import_file")
    assert nameless(desktop.page) == []
    buttons = [one for one in desktop.page.findChildren(Button) if one.isVisible()]
    assert [one.accessibleName() for one in buttons if one.property("kind") == "primary"] == ["建议排班"]
    press(desktop.qtbot, desktop.page, "从上月接着轮")
    assert desktop.grid.isVisible()
    assert (desktop.row(0, 1, 12), desktop.row(1, 1, 12)) == ("DDDDDxDDDDDx", "NNNNNxNNNNNx")
    assert desktop.row(2) == "." * 30
    desktop.desk.undo()
    assert desktop.row(0) == "." * 30


def test_last_week_is_copied_into_blank_cells(session: Session, open_desk: Callable[[], Desktop]) -> None:
    fill(session, {0: "DDDDDxj", 1: "NNNNNxx"}, date(2026, 8, 31))
    desktop = open_desk()
    desktop.at(0, 8)
    desktop.press("w")  # Tuesday the 8th is decided
    desktop.page.copy_last_week()
    assert (desktop.row(0, 7, 14), desktop.row(1, 7, 14)) == ("DNDDDx..", "NNNNNxx.")
    history.undo(desktop.session)
    assert desktop.row(0, 7, 14) == ".N......"


def test_typing_into_an_empty_month(session: Session, open_desk: Callable[[], Desktop]) -> None:
    desktop = open_desk()
    start = next(one for one in desktop.page.findChildren(Button) if one.isVisible() and one.text().strip() == "自己输入")
    desktop.qtbot.mouseClick(start, Qt.MouseButton.LeftButton)
    assert desktop.window.focusWidget() is desktop.grid
    desktop.at(0, 1)
    desktop.press("b")
    assert desktop.row(0, 1, 2) == "D."


def test_filters(desktop: Desktop) -> None:
    desktop.page.post.choose("售后客服")
    assert desktop.grid.scene is not None
    assert [one.name for one in desktop.grid.scene.people] == ["郭Amy", "陈思远", "欧阳若琳"]
    assert desktop.grid.scene.lines == [("D", "售后")]
    desktop.page.shift.choose("N")
    assert desktop.grid.scene.dim == "N"
    desktop.page.goto((desktop.people[0], date(2026, 9, 3)))
    assert desktop.grid.place() == (desktop.people[0], date(2026, 9, 3))


def entries(menu: QMenu) -> dict[str, object]:
    return {action.text().split("\t")[0]: action for action in menu.actions() if not action.isSeparator()}


def test_menu_pins_swaps_and_tells_who(desktop: Desktop) -> None:
    desktop.at(0, 3)
    desktop.press("w", "b")
    desktop.page._menu(desktop.grid.mapToGlobal(desktop.spot(0, 3)))
    menu = next(one for one in desktop.page.findChildren(QMenu) if one.isVisible() and one.parent() is desktop.page)
    shown = entries(menu)
    assert {"钉住这格", "和谁换班…", "记请假…", "谁改过", "清空"} <= set(shown)
    swap = entries(shown["和谁换班…"].menu())  # type: ignore[attr-defined]
    assert len(swap) == 1 and next(iter(swap)).startswith("陈思远 0012 · 晚班") and "间隔不足" in next(iter(swap))
    shown["钉住这格"].trigger()  # type: ignore[attr-defined]
    menu.close()
    assert desktop.page.live is not None and desktop.page.live.source(desktop.people[0], date(2026, 9, 3)) == "pinned"
    desktop.press("p")
    assert desktop.page.live.source(desktop.people[0], date(2026, 9, 3)) == "typed"
    told = roster.cell_history(desktop.session, desktop.people[0], date(2026, 9, 3))
    assert [(one.before, one.after) for one in told] == [("N", "D"), ("D", "N"), ("", "D")]
    desktop.page.show_history()
    popover = desktop.window.findChild(HistoryPopover)
    assert popover is not None and popover.title.text() == "林晓彤 · 9月3日 四"
    assert {"晚班 → 白班", "白班 → 晚班", "空 → 白班"} <= {one.text() for one in popover.findChildren(type(popover.title))}
    popover.close()


def test_swapping_with_somebody(desktop: Desktop) -> None:
    desktop.page.swap(desktop.people[0], desktop.people[2], date(2026, 9, 7))
    assert (desktop.row(0, 7, 7), desktop.row(2, 7, 7)) == ("x", "D")
    history.undo(desktop.session)
    assert (desktop.row(0, 7, 7), desktop.row(2, 7, 7)) == ("D", "x")


def test_leave_is_a_record_and_cells_in_one_step(desktop: Desktop) -> None:
    desktop.at(3, 3)
    desktop.press(*[Qt.Key.Key_Right] * 2, held=Qt.KeyboardModifier.ShiftModifier)  # D x D
    desktop.page.enter_leave()
    dialog = desktop.window.findChild(LeaveDialog)
    assert dialog is not None
    dialog.kind.choose("病假")
    dialog.reason.setFocus()
    desktop.qtbot.keyClicks(dialog.reason, "39.2")
    desktop.qtbot.keyClick(dialog.reason, Qt.Key.Key_Return)
    assert desktop.row(3, 2, 6) == "DjxjD"
    view = roster.month_view(desktop.session, SEPTEMBER)
    assert [(one.type, one.start.date(), one.end.date(), one.reason) for one in view.leaves] == [
        ("病假", date(2026, 9, 3), date(2026, 9, 5), "39.2")]
    desktop.desk.undo()
    assert desktop.row(3, 2, 6) == "DDxDD" and roster.month_view(desktop.session, SEPTEMBER).leaves == ()


def test_cells_outside_employment_stay_blank(session: Session, open_desk: Callable[[], Desktop]) -> None:
    late = staff.all_employees(session)[0]
    staff.save(session, replace(late, hired=date(2026, 9, 10)))
    fill(session, {1: "NNN"})
    desktop = open_desk()
    desktop.at(0, 8)
    desktop.press(*[Qt.Key.Key_Right] * 3, held=Qt.KeyboardModifier.ShiftModifier)
    desktop.press("b")
    assert desktop.row(0, 7, 12) == "...DD."


def close(session: Session) -> None:
    with session.step("close", undoable=False):
        store_month.close(session.shop, SEPTEMBER, result="{}", input_hash="", by="", at=NOW)


def test_a_closed_month_is_only_looked_at(desktop: Desktop, session: Session) -> None:
    close(session)
    desktop.page.refresh()
    desktop.at(0, 3)
    desktop.press("w", Qt.Key.Key_Delete)
    assert desktop.row(0, 1, 6) == "DDDDDx" and desktop.page.state.spec.words == "已关账"


def test_a_refused_cell_goes_back(desktop: Desktop, session: Session) -> None:
    """Another window closed the month a moment ago: the write is refused, the grid shows what is stored."""
    close(session)
    desktop.at(0, 3)
    desktop.press("w")
    assert desktop.row(0, 3, 3) == "D" == desktop.shown(0, 3, 3)


@pytest.mark.parametrize("role", [Role.AGENT, Role.LEAD])
def test_without_the_right_nothing_can_be_changed(session: Session, open_desk: Callable[[], Desktop], role: Role) -> None:
    fill(session, {0: "DDDDDx", 1: "NNNNNx"})
    session.user = User(1, "小林", role, staff.all_employees(session)[0].id)
    desktop = open_desk()
    desktop.at(0, 3)
    desktop.press("w", Qt.Key.Key_Delete, "p", Qt.Key.Key_F2)
    assert desktop.row(0, 1, 6) == "DDDDDx"
    assert not [one for one in desktop.page.published.findChildren(Button) if one.isVisible()]
    desktop.page._more_menu()
    menu = next(one for one in desktop.page.findChildren(QMenu) if one.isVisible())
    assert set(entries(menu)) == {"导出 Excel", "打印排班表", "打印排班表（A3）…", "打印各人的排班…", "导出手机日历（.ics）…", "回到今天"}
    menu.close()
    session.user = None
    assert desktop.page.state.spec.words == "只能看"


def test_another_window_is_seen(desktop: Desktop, session: Session) -> None:
    desktop.desk.start()
    roster.write_cells(session, [(desktop.people[0], date(2026, 9, 3), "N")])
    desktop.desk.look()
    assert desktop.shown(0, 3, 3) == "N"


def test_another_window_is_not_overlooked_while_typing(desktop: Desktop, session: Session) -> None:
    """It wrote between two looks; the next key here shows both."""
    desktop.desk.start()
    roster.write_cells(session, [(desktop.people[0], date(2026, 9, 3), "N")])
    desktop.at(0, 20)
    desktop.press("x")
    assert (desktop.shown(0, 3, 3), desktop.shown(0, 20, 20)) == ("N", "x")


def test_the_own_row_alone(session: Session, open_desk: Callable[[], Desktop], monkeypatch: pytest.MonkeyPatch) -> None:
    """Who may see the own row only finds no coverage that would count him alone."""
    fill(session, {0: "DDDDDx", 1: "NNNNNx"})
    monkeypatch.setitem(GRANTS, Role.AGENT, frozenset({Permission.SEE_OWN}))
    session.user = User(1, "小林", Role.AGENT, staff.all_employees(session)[0].id)
    desktop = open_desk()
    assert desktop.grid.scene is not None
    assert [one.name for one in desktop.grid.scene.people] == ["林晓彤"] and desktop.grid.scene.lines == []
    assert not desktop.page.wrong.chips["short"].isVisible()
    session.user = None


def test_screen_reader_hears_the_cell(desktop: Desktop) -> None:
    assert nameless(desktop.page) == []
    desktop.at(1, 9)
    assert desktop.grid.accessibleDescription() == "陈思远, 9月9日 三, 晚班 17:00–01:00"
    desktop.press("b")
    assert desktop.grid.accessibleDescription().endswith("间隔不足：只隔 7 小时 30 分")


def test_partial_painting_leaves_what_whole_painting_would(desktop: Desktop) -> None:
    """Typing repaints a row, a day and the sums; scrolling moves what is in sight: the screen is as if painted anew."""
    desktop.window.resize(1200, 600)  # the toolbar keeps to one line, whatever it counts
    grid = desktop.grid
    grid.setFixedHeight(250)

    def check() -> None:
        desktop.qtbot.wait(1)
        whole = desktop.window.grab().toImage()
        screen = desktop.window.screen().grabWindow(desktop.window.winId()).toImage().convertToFormat(whole.format())
        area = grid.geometry().translated(grid.parentWidget().mapTo(desktop.window, QPoint(0, 0)))
        assert screen.copy(area) == whole.copy(area)

    for value in (23, 5, 0):
        grid._down.setValue(value)
        check()
    desktop.at(1, 9)
    check()
    for key in ("b", "x", "j", Qt.Key.Key_Delete, Qt.Key.Key_Right, Qt.Key.Key_Return, "w"):
        desktop.press(key)
        check()
    desktop.press(Qt.Key.Key_Right, Qt.Key.Key_Down, held=Qt.KeyboardModifier.ShiftModifier)
    check()
    desktop.press("x", Qt.Key.Key_Left)
    check()


@pytest.mark.parametrize(("mode", "size"), [("light", (1366, 768)), ("dark", (1366, 768)), ("light", (960, 600)), ("dark", (1920, 1080))])
def test_every_size_and_theme_paints(desktop: Desktop, mode: str, size: tuple[int, int], qapp: object) -> None:
    theme.apply(qapp, mode)  # type: ignore[arg-type]
    desktop.window.resize(*size)
    picture = desktop.window.grab().toImage()
    rect = desktop.grid.cell_rect(desktop.people[0], date(2026, 9, 2))
    spot = desktop.grid.mapTo(desktop.window, rect.topLeft() + QPoint(4, 4))
    assert picture.pixelColor(spot).name() == theme.colour("day_bg").name()
