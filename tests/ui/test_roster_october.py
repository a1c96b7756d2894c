"""October for the demonstration shop, from an empty month to the paper on the wall, with keys and mouse in the real window:
a wish refused, a cell pinned, a proposal steered and taken, published, a sick call repaired, printed."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QMenu
from pytestqt.qtbot import QtBot

from csdesk.actions import demo, requests, staff
from csdesk.actions.session import Session
from csdesk.core.attendance import Status
from csdesk.core.calendar import Month
from csdesk.core.roster import LEAVE, REST
from csdesk.store import planning as store_planning
from csdesk.store import roster as store_roster
from csdesk.ui.desk import Desk
from csdesk.ui.kit import Button
from csdesk.ui.roster.page import RosterPage
from csdesk.ui.roster.published import PublishDialog
from csdesk.ui.window import MainWindow
from tests.ui.conftest import awake, nameless, press, save_pdf

NOW = datetime(2026, 9, 16, 9, 0)
OCTOBER = Month(2026, 10)
CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    made = demo.create(tmp_path / "拾光.csdesk", lambda: NOW)
    yield made
    made.shop.close()


def cells(session: Session) -> dict[tuple[int, date], tuple[str, str]]:
    found = store_roster.cells(session.shop, OCTOBER.first, OCTOBER.last)
    return {(cell.employee_id, cell.day): (cell.code, cell.source) for cell in found}


def work(session: Session) -> dict[tuple[int, date], tuple[str, str]]:
    """Shift and post of every cell: a change may be of the post alone."""
    found = store_roster.cells(session.shop, OCTOBER.first, OCTOBER.last)
    return {(cell.employee_id, cell.day): (cell.code, cell.post) for cell in found}


def choose(qtbot: QtBot, page: RosterPage, who: int, day: date, words: str) -> None:
    """Right-click a cell and press an entry."""
    grid = page.grid
    point = grid.cell_rect(who, day).center()
    QApplication.sendEvent(grid, QContextMenuEvent(QContextMenuEvent.Reason.Mouse, point, grid.mapToGlobal(point)))
    made = next(one for one in page.findChildren(QMenu) if one.isVisible() and one.parent() is page)
    action = next(one for one in made.actions() if one.text().split("\t")[0].startswith(words))
    made.close()
    awake(qtbot, page.window())
    action.trigger()


def test_october_from_empty_to_the_wall(qtbot: QtBot, session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    people = {one.no: one.id for one in staff.all_employees(session)}
    desk = Desk(session)
    window = MainWindow(desk)
    qtbot.addWidget(window)
    window.resize(1366, 768)
    window.show()
    window.open_page("roster")
    awake(qtbot, window)
    page = window.page()
    assert isinstance(page, RosterPage)
    page.period.setFocus()
    qtbot.keyClick(page.period, Qt.Key.Key_Right)  # October: nothing is planned yet
    assert page.month == OCTOBER and not cells(session) and page.grid.isHidden()

    # a wish for the first sales day is refused, with the reason
    qtbot.keyClick(window, Qt.Key.Key_F4)
    panel = page.asking.panel
    item = next(one for one in panel.items if one.one.employee is not None and one.one.employee.id == people["0103"])
    item.setFocus()
    qtbot.keyClick(item, Qt.Key.Key_Delete)
    answer = item.findChild(QLineEdit)
    answer.insert("店庆三天都要上")
    qtbot.keyClick(answer, Qt.Key.Key_Return)
    asked = [one for one in requests.requests(session, OCTOBER) if one.kind == "wish"]
    wishes = [(one.employee.id, one.status, one.answer) for one in asked if one.employee is not None]
    assert (people["0103"], Status.REJECTED, "店庆三天都要上") in wishes
    qtbot.keyClick(panel, Qt.Key.Key_Escape)
    assert not panel.isVisible()

    # the proposal: the first roster at once, a cell pinned by right-click while it runs
    proposing = page.proposing
    proposing.seconds = 600
    qtbot.waitUntil(lambda: any(one.isVisible() and one.accessibleName() == "建议排班" for one in page.findChildren(Button)))
    press(qtbot, page, "建议排班")
    qtbot.waitUntil(lambda: proposing.preview is not None, timeout=15000)
    assert page.grid.isVisible() and page.seen is not None and page.seen.blanks() == 0 and not cells(session)
    pinned = people["0012"], date(2026, 10, 18)
    assert page.grid.go_to(*pinned)
    kept = page.seen.code(*pinned)
    choose(qtbot, page, *pinned, "钉住")
    assert cells(session) == {pinned: (kept, "pinned")}
    qtbot.waitUntil(lambda: proposing.search is not None and proposing.search.done > 60_000, timeout=60000)
    assert nameless(page) == []
    qtbot.keyClick(page.grid, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not proposing.running, timeout=10000)
    found = proposing.found
    assert found is not None and not found.conflicts and not found.short and not found.left
    press(qtbot, proposing.panel, "采用这份")
    roster = cells(session)
    assert page.live is not None and page.live.blanks() == 0 and roster[pinned] == (kept, "pinned")
    assert {source for _code, source in roster.values()} == {"accepted", "pinned"}
    assert not [one for one in page.live.violations() if one.hard]

    # given out
    qtbot.mouseClick(page.published.publish, Qt.MouseButton.LeftButton)
    dialog = next(one for one in window.findChildren(PublishDialog) if one.isVisible())
    press(qtbot, dialog, "发布")
    publication = store_planning.publication(session.shop, OCTOBER)
    assert publication is not None and len(publication.cells) == len(roster)

    # somebody is ill whose night would be short: the smallest change, in one step
    live = page.live
    sick, day = next(
        (one.id, day) for day in (date(2026, 10, 10), date(2026, 10, 11), date(2026, 10, 14)) for one in live.employees
        if any(wrong.rule == "short" and wrong.shift == "N" for wrong in live.weigh([(one.id, day, LEAVE)])[0]))
    choose(qtbot, page, sick, day, "有人来不了")
    repairing = page.repairing
    press(qtbot, repairing.panel, "算怎么补")
    qtbot.waitUntil(lambda: bool(repairing.offers), timeout=30000)
    best = repairing.offers[0]
    assert best.hasFocus() and best.mended.proven and best.mended.moves and not best.mended.short
    given = work(session)
    qtbot.keyClick(best, Qt.Key.Key_Return)
    after = cells(session)
    assert after[sick, day] == (LEAVE, "typed") and not [one for one in page.live.of_day(day) if one.rule == "short"]
    changed = {place for place, now in work(session).items() if now != given[place]}
    assert changed == {(sick, day), *(change[:2] for change in best.mended.changes)}
    assert len(changed) < 10 and page.published.changes.isVisible()  # few of 340 cells; marked as changed since they were given out

    # on the wall
    paper = tmp_path / "十月.pdf"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_asked: (str(paper), ""))
    qtbot.keyClick(window, "p", CONTROL)
    save_pdf(qtbot, window)
    pages = PdfReader(io.BytesIO(paper.read_bytes())).pages
    text = "\n".join(one.extract_text() for one in pages)
    assert "2026 年 10 月" in text and "林晓彤" in text and "店庆" in text and len(pages) == 1
    assert f"之后改过 {len(changed)} 格" in text
    assert text.count(LEAVE) >= 1 and text.count(REST) > 20

    # and all of it can be taken back: the repair, the publication, the roster
    desk.undo()
    assert cells(session) == roster
    window.close()
    desk.close()
