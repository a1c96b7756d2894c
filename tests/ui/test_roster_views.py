"""Month, two weeks and week; by person and by shift; columns: with real keys and clicks in the real window."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent, QGuiApplication, QMouseEvent
from PySide6.QtWidgets import QApplication, QMenu

from csdesk.actions import history, staff
from csdesk.actions.session import Session
from csdesk.core.calendar import Month
from csdesk.core.permission import Role
from csdesk.core.roster import LEAVE, REST
from csdesk.core.users import User
from csdesk.ui import theme
from csdesk.ui.roster.board import ShiftBoard
from csdesk.ui.roster.explain import ConflictPopover
from csdesk.ui.roster.frame import NAMES, Frame
from csdesk.ui.roster.span import Span
from tests.ui.conftest import nameless
from tests.ui.roster_desktop import SEPTEMBER, WEEKS, Desktop, fill, new_shop


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    made = new_shop(tmp_path)
    yield made
    made.shop.close()


@pytest.fixture
def desktop(session: Session, open_desk: Callable[[], Desktop]) -> Desktop:
    fill(session, WEEKS)
    return open_desk()


@pytest.fixture
def board(desktop: Desktop) -> ShiftBoard:
    desktop.qtbot.keyClick(desktop.page.by, Qt.Key.Key_Right)
    assert desktop.page.board.isVisible() and not desktop.grid.isVisible()
    return desktop.page.board


@pytest.mark.parametrize("weeks", [0, 1, 2])
def test_stepping_leaves_no_day_out(weeks: int) -> None:
    span = Span.around(Month(2026, 1), weeks, date(2026, 1, 1))
    seen = list(span.days())
    back = []
    while span.month.year == 2026:
        back.append(span)
        span = span.stepped(1)
        seen += span.days()
    assert seen[:365] == [date.fromordinal(date(2026, 1, 1).toordinal() + n) for n in range(365)]
    for earlier in reversed(back):
        span = span.stepped(-1)
        assert span == earlier


def test_weeks_stay_when_the_month_changes() -> None:
    span = Span.around(SEPTEMBER, 1, date(2026, 9, 30))
    assert span.in_month(Month(2026, 10)).days() == [date(2026, 10, day) for day in range(1, 5)]
    assert span.in_month(Month(2026, 12)).days() == [date(2026, 12, day) for day in range(1, 7)]


def test_two_weeks(desktop: Desktop) -> None:
    desktop.at(1, 16)
    desktop.qtbot.keyClick(desktop.page.span, Qt.Key.Key_Right)
    scene = desktop.grid.scene
    assert scene is not None and [head.day.day for head in scene.days] == list(range(14, 28))
    assert desktop.grid.place() == (desktop.people[1], date(2026, 9, 16))
    desktop.press("b")
    assert desktop.row(1, 16, 16) == "D"
    desktop.press(Qt.Key.Key_PageDown)
    assert [head.day.day for head in desktop.grid.scene.days] == [28, 29, 30]  # type: ignore[union-attr]
    desktop.page.next_conflict()  # a conflict of another week comes into sight
    assert desktop.grid.place()[1].day in range(14, 28)


def test_a_month_of_31_days_fits_beside_its_load_and_beside_a_panel() -> None:
    for width, load in ((1182, 243), (1096, 152), (894, 0)):  # 1366 and 1280 wide windows, and a side panel
        frame = Frame(width, 600, [6], 31, 3)
        assert (frame.max_x, frame.load) == (0, load) and frame.column >= 24
        many = Frame(width, 600, [60], 31, 3)
        assert many.max_y > 0 and (many.load or NAMES + 31 * many.column <= width - 12)  # the bar hides no day


def slot(board: ShiftBoard, person: int, day: int) -> QPoint:
    return board.cell_rect(person, date(2026, 9, day)).center()


def heads(board: ShiftBoard) -> list[str]:
    return [" ".join(board.heading(line)[:2]) for line in board.lines]


def test_by_shift_shows_who_is_on_and_who_is_missing(desktop: Desktop, board: ShiftBoard) -> None:
    assert heads(board) == ["白 售前", "晚 售前", "白 售后", "晚 售后客服", "休 休息"]
    assert [line.size for line in board.lines][:3] == [2, 1, 2]
    text = board.as_text().split("\n")
    assert text[0].split("\t")[1] == "2026-09-01"
    assert [line.split("\t")[2] for line in text] == ["2026-09-02", "林晓彤 李䶮", "陈思远", "郭Amy 陈思远", "", "欧阳若琳"]
    missing = board.day_rect("N", "售前", date(2026, 9, 6))  # nobody has the night of the 6th
    desktop.qtbot.mouseClick(board, Qt.MouseButton.LeftButton, pos=missing.center())
    assert desktop.popover().title.text() == "6日 晚班 售前 缺 1 人"
    assert desktop.window.focusWidget() is desktop.popover().buttons[0]
    board.setFocus()
    assert nameless(desktop.page) == []


def test_by_shift_is_typed_into(desktop: Desktop, board: ShiftBoard) -> None:
    who = desktop.people[0]
    desktop.qtbot.mouseClick(board, Qt.MouseButton.LeftButton, pos=slot(board, who, 8))
    board.setFocus()
    assert board.place() == (who, date(2026, 9, 8))
    desktop.qtbot.keyClick(board, "x")
    assert desktop.row(0, 7, 9) == "DxD"
    assert board.place() == (who, date(2026, 9, 8))  # the cursor went along to the row of rest
    desktop.qtbot.keyClick(board, "p")
    assert desktop.page.live is not None and desktop.page.live.source(who, date(2026, 9, 8)) == "pinned"
    desktop.qtbot.keyClick(board, Qt.Key.Key_Delete)
    assert desktop.row(0, 7, 9) == "D.D" and heads(board)[-1].endswith("没排")
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Left, Qt.Key.Key_Home):
        desktop.qtbot.keyClick(board, key)
    assert board.place()[1] == date(2026, 9, 1)
    desktop.qtbot.keyClick(board, Qt.Key.Key_Up, Qt.KeyboardModifier.ControlModifier)
    assert board.place()[0] == desktop.people[0]
    met = [board.place()[0]]
    while True:
        desktop.qtbot.keyClick(board, Qt.Key.Key_Down)
        if board.place()[0] == met[-1]:
            break
        met.append(board.place()[0])
    assert sorted(met) == sorted(desktop.people)
    desktop.qtbot.keyClick(board, "c", Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text().startswith("\t2026-09-01")
    desktop.desk.undo()
    assert desktop.row(0, 7, 9) == "DxD"


def test_by_shift_a_name_is_dropped_on_another_row(desktop: Desktop, board: ShiftBoard) -> None:
    who = desktop.people[0]
    start, end = slot(board, who, 3), slot(board, desktop.people[1], 3)
    desktop.qtbot.mousePress(board, Qt.MouseButton.LeftButton, pos=start)
    for point in (start + (end - start) / 2, end):
        QApplication.sendEvent(board, QMouseEvent(QEvent.Type.MouseMove, QPointF(point), QPointF(board.mapToGlobal(point)),
                                                  Qt.MouseButton.NoButton, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier))
    assert board.busy()
    desktop.window.grab()
    desktop.qtbot.mouseRelease(board, Qt.MouseButton.LeftButton, pos=end)
    assert desktop.row(0, 3, 3) == "N" and not board.busy()
    history.undo(desktop.session)
    assert desktop.row(0, 3, 3) == "D"


def test_by_shift_a_drag_shows_beforehand_what_would_break(desktop: Desktop, board: ShiftBoard) -> None:
    who = desktop.people[1]  # the night of the 8th ends 7.5 hours before the day shift of the 9th
    start, there = slot(board, who, 9), board.day_rect("D", "售前", date(2026, 9, 9)).center()
    desktop.qtbot.mousePress(board, Qt.MouseButton.LeftButton, pos=start)
    rest = next(line for line in board.lines if line.code == "休")
    elsewhere = board.frame.cell(rest.top, 8).center().toPoint()
    for point, broken in ((there, True), (elsewhere, False), (start, False), (there, True)):
        QApplication.sendEvent(board, QMouseEvent(QEvent.Type.MouseMove, QPointF(point), QPointF(board.mapToGlobal(point)),
                                                  Qt.MouseButton.NoButton, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier))
        assert board._broken is broken, point
        desktop.window.grab()
    desktop.qtbot.mouseRelease(board, Qt.MouseButton.LeftButton, pos=there)
    assert desktop.row(1, 9, 9) == "D"  # told, not forbidden: the person decides


def test_by_shift_conflicts_filters_and_weeks(desktop: Desktop, board: ShiftBoard) -> None:
    board.go_to(desktop.people[1], date(2026, 9, 9))
    desktop.qtbot.keyClick(board, "b")
    board.go_to(desktop.people[1], date(2026, 9, 1))
    desktop.qtbot.keyClick(board, Qt.Key.Key_F9)
    assert board.place() == (desktop.people[1], date(2026, 9, 9))
    assert desktop.popover().title.text() == "间隔不足：只隔 7 小时 30 分"
    desktop.qtbot.keyClick(board, Qt.Key.Key_F1)
    assert desktop.window.focusWidget() is desktop.popover().buttons[0]
    desktop.qtbot.keyClick(desktop.popover().buttons[0], Qt.Key.Key_Escape)
    desktop.page.span.choose("week")
    assert board.place() == (desktop.people[1], date(2026, 9, 9))
    desktop.qtbot.keyClick(board, Qt.Key.Key_PageDown)
    assert board.scene is not None and board.scene.days[0].day == date(2026, 9, 14)
    desktop.page.shift.choose("N")
    assert [line.code for line in board.lines] == ["N", "N"]
    desktop.page.post.choose("售前客服")
    assert [(line.code, line.post) for line in board.lines] == [("N", "售前")]


def test_by_shift_asks_for_the_menus(desktop: Desktop, board: ShiftBoard) -> None:
    point = slot(board, desktop.people[2], 3)
    reason = QContextMenuEvent.Reason.Mouse
    QApplication.sendEvent(board, QContextMenuEvent(reason, point, board.mapToGlobal(point)))
    shown = open_menu(desktop)
    assert {"白班 08:30–17:30", "钉住这格", "清空"} <= set(shown)
    shown["晚班 17:00–01:00"].trigger()  # type: ignore[attr-defined]
    assert desktop.row(2, 3, 3) == "N"
    desktop.qtbot.keyClick(board, Qt.Key.Key_F2)


def open_menu(desktop: Desktop) -> dict[str, object]:
    made = [one for one in desktop.page.findChildren(QMenu) if one.isVisible() and one.parent() is desktop.page]
    found = {action.text().split("\t")[0]: action for action in made[0].actions() if not action.isSeparator()}
    made[0].close()
    return found


def test_a_column_is_filled_from_its_head(desktop: Desktop) -> None:
    head = QPoint(desktop.spot(0, 9).x(), 20)
    QApplication.sendEvent(desktop.grid, QContextMenuEvent(QContextMenuEvent.Reason.Mouse, head, desktop.grid.mapToGlobal(head)))
    column = open_menu(desktop)["整列填"].menu()  # type: ignore[attr-defined]
    entries = {action.text(): action for action in column.actions() if not action.isSeparator()}
    entries["休息"].trigger()
    assert [desktop.row(person, 9, 9) for person in range(6)] == ["x"] * 6
    desktop.desk.undo()
    assert [desktop.row(person, 9, 9) for person in range(6)] == list("DNDDxN")
    entries["和第一个人一样"].trigger()
    assert [desktop.row(person, 9, 9) for person in range(6)] == ["D"] * 6
    # by keys: the head chooses the column, Ctrl+D fills it with its first cell, a letter with itself
    desktop.qtbot.mouseClick(desktop.grid, Qt.MouseButton.LeftButton, pos=head)
    desktop.press("w")
    assert [desktop.row(person, 9, 9) for person in range(6)] == ["N"] * 6
    desktop.at(0, 9)
    desktop.press("x")
    desktop.qtbot.mouseClick(desktop.grid, Qt.MouseButton.LeftButton, pos=head)
    desktop.press("d", held=Qt.KeyboardModifier.ControlModifier)
    assert [desktop.row(person, 9, 9) for person in range(6)] == ["x"] * 6


def test_who_sees_the_own_row_only_has_no_view_by_shift(session: Session, open_desk: Callable[[], Desktop]) -> None:
    fill(session, {0: "DDDDDx"})
    session.user = User(1, "小林", Role.AGENT, staff.all_employees(session)[0].id)
    desktop = open_desk()
    session.user = None
    assert not desktop.page.by.isVisible() and desktop.grid.isVisible()


@pytest.mark.parametrize(("mode", "size"), [("light", (1366, 768)), ("dark", (1280, 650)), ("dark", (960, 600))])
@pytest.mark.parametrize("span", ["month", "fortnight", "week"])
def test_by_shift_paints_in_every_size(desktop: Desktop, board: ShiftBoard, mode: str, size: tuple[int, int], span: str,
                                       qapp: object) -> None:  # fmt: skip
    theme.apply(qapp, mode)  # type: ignore[arg-type]
    desktop.page.span.choose(span)
    desktop.window.resize(*size)
    picture = desktop.window.grab().toImage()
    board.go_to(desktop.people[2], date(2026, 9, 16))
    spot = board.mapTo(desktop.window, board.cell_rect(desktop.people[0], date(2026, 9, 16)).topLeft() + QPoint(4, 4))
    assert picture.pixelColor(spot).name() == theme.colour("day_bg").name()
    assert not desktop.window.findChildren(ConflictPopover)
    assert {LEAVE, REST}.isdisjoint(line.post for line in board.lines)
