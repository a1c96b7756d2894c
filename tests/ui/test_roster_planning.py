"""Marks of cells, needs and sales days, publishing and what changed since, copies and rotations: in the real window."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu

from csdesk.actions import history, planning, roster, staff
from csdesk.actions.session import Session
from csdesk.core.permission import Role
from csdesk.core.planning import DayNeed, PlanTerms, Promotion
from csdesk.core.users import User
from csdesk.ui import theme
from csdesk.ui.kit import Dialog
from csdesk.ui.roster import drawing, words
from csdesk.ui.roster.cells import Look
from csdesk.ui.roster.needs import NeedDialog, SalesDialog
from csdesk.ui.roster.published import ChangesPopover, PublishDialog
from tests.ui.conftest import nameless, press
from tests.ui.roster_desktop import SEPTEMBER, WEEKS, Desktop, fill, new_shop


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    made = new_shop(tmp_path)
    fill(made, WEEKS)
    yield made
    made.shop.close()


def look(desktop: Desktop, person: int, day: int) -> Look:
    scene = desktop.grid.scene
    assert scene is not None
    return drawing.look(scene, scene.live.employee(desktop.people[person]), date(2026, 9, day), frozenset())


def menu_of(desktop: Desktop) -> dict[str, object]:
    made = [one for one in desktop.page.findChildren(QMenu) if one.isVisible() and one.parent() is desktop.page]
    found = {action.text().split("\t")[0]: action for action in made[0].actions() if not action.isSeparator()}
    made[0].close()
    return found


def dialog(desktop: Desktop, kind: type[Dialog]) -> Dialog:
    found = [one for one in desktop.window.findChildren(kind) if one.isVisible()]
    assert len(found) == 1
    return found[0]


def test_another_post_is_offered_marked_and_told(session: Session, open_desk: Callable[[], Desktop]) -> None:
    people = [one.id for one in staff.all_employees(session)]
    planning.save_terms(session, PlanTerms(people[0], posts=("售后客服",)))
    desktop = open_desk()
    desktop.at(0, 3)
    desktop.press(Qt.Key.Key_F2)
    offered = menu_of(desktop)
    assert {"白班 08:30–17:30", "白班 · 售后客服", "晚班 · 售后客服"} <= set(offered)
    offered["白班 · 售后客服"].trigger()  # type: ignore[attr-defined]
    assert look(desktop, 0, 3).post and not look(desktop, 0, 4).post
    assert desktop.grid.sentence(people[0], date(2026, 9, 3)).endswith("白班 08:30–17:30, 做售后客服")
    assert words.tip(desktop.grid.scene, desktop.grid.frame, QPointF(desktop.spot(0, 3))) == "做售后客服"  # type: ignore[arg-type]
    assert roster.month_view(session, SEPTEMBER).cells[12].post == "售后客服"
    rows = {(row.shift, row.post): row.have for row in desktop.page.live.coverage(date(2026, 9, 3))}  # type: ignore[union-attr]
    assert rows["D", "售后"] == 2 and rows["D", "售前"] == 1
    desktop.press(Qt.Key.Key_Right)
    desktop.press("r", held=Qt.KeyboardModifier.ControlModifier)  # filled from the left: at the same post
    assert look(desktop, 0, 4).post
    desktop.at(1, 3)
    desktop.press("d", held=Qt.KeyboardModifier.ControlModifier)  # from above: somebody else, who has the own post only
    assert desktop.row(1, 3, 3) == "D" and not look(desktop, 1, 3).post
    desktop.at(0, 3)
    desktop.press(Qt.Key.Key_F2)
    menu_of(desktop)["白班 · 售前客服"].trigger()  # type: ignore[attr-defined]
    assert not look(desktop, 0, 3).post
    desktop.at(1, 3)
    desktop.press(Qt.Key.Key_F2)
    assert not any("·" in word for word in menu_of(desktop))


def test_sources_can_be_told_apart(session: Session, open_desk: Callable[[], Desktop]) -> None:
    people = [one.id for one in staff.all_employees(session)]
    roster.write_cells(session, [(people[0], date(2026, 9, 3), "N")], source="accepted")
    roster.write_cells(session, [(people[0], date(2026, 9, 4), "N")], source="auto")
    desktop = open_desk()
    desktop.at(0, 5)
    desktop.press("p")
    assert [(look(desktop, 0, day).soft, look(desktop, 0, day).pinned) for day in (2, 3, 4, 5)] == [
        (False, False), (True, False), (True, False), (False, True)]
    assert [desktop.grid.sentence(people[0], date(2026, 9, day)).split(", ")[3:4] for day in (2, 3, 4, 5)] == [
        [], ["建议的"], ["轮到的"], ["已钉住"]]
    assert "建议或轮到的" in desktop.page.legend.accessibleName()
    desktop.at(0, 3)
    desktop.press("b")
    assert not look(desktop, 0, 3).soft  # typed over: a person's now


def test_draft_published_changed_and_published_again(session: Session, open_desk: Callable[[], Desktop]) -> None:
    desktop = open_desk()
    bar = desktop.page.published
    assert bar.draft.isVisible() and bar.draft.spec.words == "草稿" and not bar.changes.isVisible()
    press(desktop.qtbot, bar, "发布")
    shown = dialog(desktop, PublishDialog)
    line = shown.findChild(QLineEdit)
    desktop.qtbot.keyClicks(line, "on the wall")
    desktop.qtbot.keyClick(line, Qt.Key.Key_Return)
    found = planning.publication(session, SEPTEMBER)
    assert found is not None and found.note == "on the wall" and len(found.cells) == 180
    assert not bar.draft.isVisible() and bar.words.text() == "已发布 9月16日" and not bar.changes.isVisible()
    desktop.at(0, 8)
    desktop.press("x", Qt.Key.Key_Right, Qt.Key.Key_Delete)
    assert bar.changes.accessibleName() == "之后改了 2 格"
    assert look(desktop, 0, 8).changed and look(desktop, 0, 9) == Look("blank", changed=True) and not look(desktop, 0, 7).changed
    assert desktop.grid.sentence(desktop.people[0], date(2026, 9, 8)).endswith("发布时是白班")
    desktop.at(3, 1)
    desktop.qtbot.mouseClick(bar.changes, Qt.MouseButton.LeftButton)
    popover = desktop.window.findChild(ChangesPopover)
    assert popover is not None
    press(desktop.qtbot, popover, "9月9日 林晓彤  白班 → 空")
    assert desktop.grid.place() == (desktop.people[0], date(2026, 9, 9))
    press(desktop.qtbot, bar, "重新发布")
    press(desktop.qtbot, dialog(desktop, PublishDialog), "重新发布")
    assert not bar.changes.isVisible() and not look(desktop, 0, 8).changed
    desktop.desk.undo()
    assert bar.changes.accessibleName() == "之后改了 2 格"


def test_who_may_not_publish_reads_when_it_was(session: Session, open_desk: Callable[[], Desktop]) -> None:
    planning.publish(session, SEPTEMBER)
    session.user = User(1, "小林", Role.AGENT, staff.all_employees(session)[0].id)
    desktop = open_desk()
    assert desktop.page.published.words.text() == "已发布 9月16日" and not desktop.page.published.publish.isVisible()
    session.user = None


def strip(desktop: Desktop, line: int, day: int) -> QPoint:
    return desktop.grid.frame.coverage_cell(line, day - 1).center().toPoint()


def test_needs_of_a_day_from_the_strip(session: Session, open_desk: Callable[[], Desktop]) -> None:
    desktop = open_desk()
    point = strip(desktop, 0, 9)
    reason = QContextMenuEvent.Reason.Mouse
    QApplication.sendEvent(desktop.grid, QContextMenuEvent(reason, point, desktop.grid.mapToGlobal(point)))
    menu_of(desktop)["这天改需要…"].trigger()  # type: ignore[attr-defined]
    shown = dialog(desktop, NeedDialog)
    assert nameless(shown) == []
    box = shown.boxes[0]  # type: ignore[attr-defined]
    box.setFocus()
    box.selectAll()
    desktop.qtbot.keyClicks(box, "4")
    press(desktop.qtbot, shown, "保存")
    assert planning_needs(session) == (DayNeed(date(2026, 9, 9), "D", "售前", 4),)
    row = desktop.page.live.coverage(date(2026, 9, 9))[0]  # type: ignore[union-attr]
    assert (row.need, row.have) == (4, 2)
    assert words.tip(desktop.grid.scene, desktop.grid.frame, QPointF(point)) == "需 4 人，有 2 人\n这天手工改过，平时 1"  # type: ignore[arg-type]
    desktop.page.change_needs(date(2026, 9, 9))
    press(desktop.qtbot, dialog(desktop, NeedDialog), "恢复平时的")
    assert planning_needs(session) == ()
    desktop.desk.undo()
    assert len(planning_needs(session)) == 1


def planning_needs(session: Session) -> tuple[DayNeed, ...]:
    return roster.month_view(session, SEPTEMBER).planning.needs


def test_sales_days(session: Session, open_desk: Callable[[], Desktop]) -> None:
    planning.save_need(session, DayNeed(date(2026, 9, 3), "N", "售前", 2))
    desktop = open_desk()
    desktop.page.open_sales()
    shown = dialog(desktop, SalesDialog)
    assert isinstance(shown, SalesDialog) and nameless(shown) == []
    press(desktop.qtbot, shown, "加 双11 11月10日到11月12日")
    assert [(one.name, one.percent) for one in planning.promotions(session, 2026)] == [("双11", 30)]
    assert not any("双11" in one.accessibleName() for one in shown.offered.findChildren(QLineEdit))
    shown.name.control.setFocus()
    shown.name.set_value("周年庆")
    shown.first.set_value("2026-09-20")
    shown.last.set_value("2026-09-21")
    shown.percent.setValue(100)
    press(desktop.qtbot, shown, "添加")
    assert [one.name for one in planning.promotions(session, 2026)] == ["周年庆", "双11"]
    shown.table.model_.columns[3].edit(planning.promotions(session, 2026)[0], "150 %")  # type: ignore[misc]
    assert planning.promotions(session, 2026)[0].percent == 150
    assert shown.needs_card.isVisible()
    shown.needs.decided.emit(roster.month_view(session, SEPTEMBER).planning.needs[0], "usual")
    assert planning_needs(session) == () and not shown.needs_card.isVisible()
    press(desktop.qtbot, shown, "好了")
    heads = {head.day.day: head.promotion for head in desktop.grid.scene.days if head.promotion}  # type: ignore[union-attr]
    assert heads == {20: "周年庆", 21: "周年庆"}
    tip = words.tip(desktop.grid.scene, desktop.grid.frame, QPointF(strip(desktop, 0, 20)))  # type: ignore[arg-type]
    assert tip.endswith("周年庆多要 150%，平时 1")
    desktop.page.open_sales()
    shown = dialog(desktop, SalesDialog)  # type: ignore[assignment]
    shown.table.decided.emit(planning.promotions(session, 2026)[0], "remove")
    assert [one.name for one in planning.promotions(session, 2026)] == ["双11"]
    shown.reject()


def test_copies_and_rotations(session: Session, open_desk: Callable[[], Desktop]) -> None:
    people = [one.id for one in staff.all_employees(session)]
    planning.save_terms(session, PlanTerms(people[3], pattern=("D", "D", "N", "休"), anchor=date(2026, 10, 1)))
    desktop = open_desk()
    desktop.press(Qt.Key.Key_PageDown)
    desktop.qtbot.wait(1)
    press(desktop.qtbot, desktop.page, "自己输入")
    desktop.page.fill_rotation()
    live = desktop.page.live
    assert live is not None and [live.code(people[3], date(2026, 10, day)) for day in range(1, 6)] == ["D", "D", "N", "休", "D"]
    assert live.source(people[3], date(2026, 10, 1)) == "auto"
    desktop.page.copy_last_month()
    live = desktop.page.live
    assert live is not None and live.code(people[0], date(2026, 10, 1)) == live.code(people[0], date(2026, 9, 3))
    assert live.code(people[3], date(2026, 10, 1)) == "D" and live.blanks() == 0
    history.undo(session)
    history.undo(session)
    assert not any(cell.day.month == 10 for cell in roster.month_view(session, SEPTEMBER.next()).cells)


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize("size", [(1366, 768), (1280, 650), (960, 600)])
def test_marks_paint_and_the_toolbar_keeps_its_place(
    session: Session, open_desk: Callable[[], Desktop], mode: str, size: tuple[int, int], qapp: object
) -> None:
    people = [one.id for one in staff.all_employees(session)]
    planning.save_promotion(session, Promotion(0, date(2026, 9, 20), date(2026, 9, 20), "周年庆", 50))
    planning.publish(session, SEPTEMBER)
    roster.write_cells(session, [(people[0], date(2026, 9, 1), "D", "售后客服"), (people[1], date(2026, 9, 1), "D")])
    desktop = open_desk()
    theme.apply(qapp, mode)  # type: ignore[arg-type]
    desktop.window.resize(*size)
    desktop.qtbot.wait(1)
    picture = desktop.window.grab().toImage()
    assert desktop.window.size().width() == size[0]
    tools = desktop.page.tools
    shown = [one for one in (desktop.page.span, desktop.page.wrong.chips["short"], desktop.page.end) if one.isVisible()]
    assert all(tools.rect().contains(one.geometry()) for one in shown)
    corner = desktop.grid.mapTo(desktop.window, desktop.grid.cell_rect(people[1], date(2026, 9, 1)).topLeft() + QPoint(3, 3))
    assert picture.pixelColor(corner).name() == theme.colour("accent").name()
