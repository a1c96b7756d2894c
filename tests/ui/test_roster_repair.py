"""Repairing a roster and asking why not, in the real window: worked out in child processes, shown in the grid, taken in one step."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu

from csdesk.actions import planning, proposals, requests, roster, rules, shop, staff
from csdesk.actions.repair import Missing
from csdesk.actions.session import Session
from csdesk.core.attendance import Leave
from csdesk.core.calendar import Month
from csdesk.core.planning import DayNeed
from csdesk.core.roster import LEAVE, REST
from csdesk.solve.engine import solve
from csdesk.store import attendance as store_attendance
from csdesk.store import roster as store_roster
from tests.ui.conftest import awake, nameless, press
from tests.ui.roster_desktop import NOW, Desktop, new_shop

OCTOBER = Month(2026, 10)


@pytest.fixture(scope="module")
def shop_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Six people whose October was proposed, taken and given out."""
    folder = tmp_path_factory.mktemp("repair")
    made = new_shop(folder)
    prepared = proposals.prepare(made, OCTOBER)
    proposals.take(made, prepared, solve(prepared.desk.model, 1, 20_000).rows, seed=1, iterations=20_000)
    planning.publish(made, OCTOBER)
    made.shop.close()
    return folder / "shop.csdesk"


@pytest.fixture
def session(tmp_path: Path, shop_file: Path) -> Iterator[Session]:
    shutil.copy(shop_file, tmp_path / "shop.csdesk")
    made = shop.open_shop(tmp_path / "shop.csdesk", lambda: NOW)
    yield made
    made.shop.close()


@pytest.fixture
def open_october(open_desk: Callable[[], Desktop]) -> Callable[[], Desktop]:
    def make() -> Desktop:
        one = open_desk()
        one.page.period.set_month(OCTOBER)
        one.grid.setFocus()
        return one

    return make


def stored(session: Session) -> dict[tuple[int, date], tuple[str, str]]:
    found = store_roster.cells(session.shop, OCTOBER.first, OCTOBER.last)
    return {(cell.employee_id, cell.day): (cell.code, cell.source) for cell in found}


def on_night(session: Session, first: int = 10) -> tuple[int, date]:
    """Somebody who works the only night of a day."""
    cells = store_roster.cells(session.shop, OCTOBER.first, OCTOBER.last)
    nights = {day: [cell.employee_id for cell in cells if cell.day == day and cell.code == "N"] for day in OCTOBER.days()}
    return next((who[0], day) for day, who in nights.items() if len(who) == 1 and day.day >= first)


def menu_call(desktop: Desktop, made: QMenu, words: str) -> None:
    """Press the entry of a menu that begins with these words."""
    action = next(one for one in made.actions() if one.text().split("\t")[0].startswith(words))
    made.close()
    awake(desktop.qtbot, desktop.window)
    action.trigger()


def test_a_sick_call_is_repaired_in_one_step(session: Session, open_october: Callable[[], Desktop]) -> None:
    who, day = on_night(session)
    before = stored(session)
    desktop = open_october()
    page, repairing = desktop.page, desktop.page.repairing
    assert desktop.grid.go_to(who, day)
    page._menu(desktop.grid.mapToGlobal(desktop.grid.cell_rect(who, day).center()))
    menu_call(desktop, next(one for one in page.findChildren(QMenu) if one.isVisible()), "有人来不了")
    panel = repairing.panel
    assert panel.isVisible() and panel.what.currentText() == "病假" and panel.who.key() == who
    assert panel.form["first"].value() == panel.form["last"].value() == day.isoformat()
    press(desktop.qtbot, panel, "算怎么补")
    desktop.qtbot.waitUntil(lambda: bool(repairing.offers), timeout=20000)
    first = repairing.offers[0]
    assert first.hasFocus() and nameless(panel) == []
    assert len(repairing.offers) >= 2 and first.mended.proven and not first.mended.short
    assert repairing.offers[-1].mended.short and first.mended.price < repairing.offers[-1].mended.price  # to enter it, nobody moves
    assert page.seen is not page.live and page.seen is not None and page.here.scene is not None  # the grid shows the first one
    assert all(page.seen.code(change[0], change[1]) == change[2] for change in first.mended.changes)
    assert page.here.scene.moved == {change[:2] for change in first.mended.changes}
    desktop.qtbot.keyClick(first, Qt.Key.Key_Down)
    assert repairing.offers[1].hasFocus() and stored(session) == before
    desktop.qtbot.keyClick(repairing.offers[1], Qt.Key.Key_Up)
    desktop.qtbot.keyClick(first, Qt.Key.Key_Return)
    after = stored(session)
    assert not panel.isVisible() and page.seen is page.live
    assert after[who, day] == (LEAVE, "typed") and all(after[change[:2]][0] == change[2] for change in first.mended.changes)
    assert [one.type for one in store_attendance.leaves(session.shop, day, day)] == ["病假"]
    live = page.live
    assert live is not None and not [one for one in live.of_day(day) if one.rule == "short"]
    desktop.desk.undo()
    assert stored(session) == before and not store_attendance.leaves(session.shop, day, day)


def test_esc_leaves_everything(session: Session, open_october: Callable[[], Desktop]) -> None:
    who, day = on_night(session)
    before = stored(session)
    desktop = open_october()
    repairing = desktop.page.repairing
    assert desktop.grid.go_to(who, day)
    repairing.open()
    press(desktop.qtbot, repairing.panel, "算怎么补")
    press(desktop.qtbot, repairing.panel, "取消")  # while it works
    assert not repairing.offers and repairing.panel.ask.isVisible()
    press(desktop.qtbot, repairing.panel, "算怎么补")
    desktop.qtbot.waitUntil(lambda: bool(repairing.offers), timeout=20000)
    desktop.qtbot.keyClick(repairing.offers[0], Qt.Key.Key_Escape)
    assert not repairing.panel.isVisible() and desktop.page.seen is desktop.page.live and stored(session) == before
    assert desktop.grid.hasFocus()


def test_what_cannot_be_worked_out_is_said_in_the_panel(session: Session, open_october: Callable[[], Desktop]) -> None:
    desktop = open_october()
    repairing = desktop.page.repairing
    repairing.open()
    panel = repairing.panel
    panel.form["first"].set_value("2026-10-40")
    press(desktop.qtbot, panel, "算怎么补")
    assert panel.form["first"].message.text() == "日期写成 2026-09-01" and not panel.stop.isVisible()
    panel.form["first"].set_value("2026-09-02")
    panel.form["last"].set_value("2026-09-02")
    press(desktop.qtbot, panel, "算怎么补")
    assert panel.trouble.isVisible() and panel.trouble.words.text()
    panel.what.choose(("unable", ""))
    rest = next(place for place, (code, _source) in stored(session).items() if code == REST)
    panel.who.choose(rest[0])
    panel.form["first"].set_value(rest[1].isoformat())
    press(desktop.qtbot, panel, "算怎么补")
    assert "没有班" in panel.trouble.words.text()


@pytest.mark.parametrize("kind", ["leaving", "promotion", "unable"])
def test_the_other_events(session: Session, open_october: Callable[[], Desktop], kind: str) -> None:
    who, day = on_night(session, 26)
    desktop = open_october()
    repairing, panel = desktop.page.repairing, desktop.page.repairing.panel
    assert desktop.grid.go_to(who, day)
    repairing.open()
    panel.what.choose((kind, ""))
    panel.form["name"].set_value("双十加场")
    panel.form["percent"].set_value(60)
    press(desktop.qtbot, panel, "算怎么补")
    desktop.qtbot.waitUntil(lambda: bool(repairing.offers), timeout=30000)
    assert [one.button.accessibleName() for one in repairing.offers][-1] == "只记下"
    desktop.qtbot.mouseClick(repairing.offers[0].button, Qt.MouseButton.LeftButton)
    assert not panel.isVisible()
    person = next(one for one in staff.all_employees(session) if one.id == who)
    assert (person.left == day) == (kind == "leaving")
    assert bool(planning.promotions(session, 2026)) == (kind == "promotion")
    if kind == "unable":
        assert stored(session)[who, day][0] != "N"


def test_why_nobody_and_a_mend(session: Session, open_october: Callable[[], Desktop]) -> None:
    """Everybody who could is on leave or pinned: each way out is a button that does it."""
    day = date(2026, 10, 14)
    before_sale = staff.all_employees(session)[:3]
    for one in before_sale[:2]:
        start = datetime(day.year, day.month, day.day)
        roster.enter_leave(session, Leave(0, one.id, "事假", start, start, whole_days=True))
    roster.write_cells(session, [(before_sale[2].id, day, REST)])
    desktop = open_october()
    page, doubting = desktop.page, desktop.page.doubting
    assert page.live is not None and [one.shift for one in page.live.of_day(day) if one.rule == "short"] == ["D", "N"]
    page._day_menu(desktop.grid.mapToGlobal(desktop.grid.cell_rect(before_sale[0].id, day).center()), day)
    menu_call(desktop, next(one for one in page.findChildren(QMenu) if one.isVisible()), "晚班 售前 为什么没人")
    desktop.qtbot.waitUntil(lambda: bool(doubting.mends), timeout=20000)
    (found,) = doubting.panel.answer
    assert found.what == "10月14日 晚班 售前：缺 1" or "缺 1" in found.what
    assert any(before_sale[0].name in one and "请假" in one for one in found.why) and nameless(doubting.panel) == []
    labels = [fix.label for fix in found.fixes]
    assert len(labels) >= 2 and doubting.mends[0].hasFocus()
    before = stored(session)
    press(desktop.qtbot, doubting.mends[0], "就这么办")
    assert stored(session) != before
    desktop.qtbot.waitUntil(lambda: bool(doubting.panel.answer), timeout=20000)  # asked again
    assert not [one for one in page.live.of_day(day) if (one.rule, one.shift) == ("short", "N")]
    desktop.desk.undo()
    assert stored(session) == before
    doubting.panel.close_panel()


def test_nothing_to_ask(session: Session, open_october: Callable[[], Desktop]) -> None:
    desktop = open_october()
    doubting = desktop.page.doubting
    doubting.open()
    desktop.qtbot.waitUntil(lambda: doubting._watch is None, timeout=20000)
    assert doubting.panel.answer == [] and not doubting.mends
    desktop.qtbot.keyClick(doubting.panel, Qt.Key.Key_Escape)
    assert not doubting.panel.isVisible()


def test_why_a_proposal_stays_short(session: Session, open_october: Callable[[], Desktop]) -> None:
    """Promises leave nobody for a night; taking one back mends it, and the proposal goes on by itself."""
    november, day = OCTOBER.next(), date(2026, 11, 17)
    before_sale = staff.all_employees(session)[:3]
    for one in before_sale:
        wish = requests.ask_wish(session, one.id, day, REST).value
        requests.decide(session, "wish", wish, approve=True)
    planning.save_need(session, DayNeed(day, "D", "售前", 0))
    desktop = open_october()
    page, proposing, doubting = desktop.page, desktop.page.proposing, desktop.page.doubting
    page.period.set_month(november)
    proposing.seconds = 0.4
    proposing.begin()
    desktop.qtbot.waitUntil(lambda: proposing.preview is not None and not proposing.running, timeout=20000)
    assert [one.sentence for one in proposing.found.short] and proposing.panel.why.isVisible()  # type: ignore[union-attr]
    press(desktop.qtbot, proposing.panel, "为什么，怎么办")
    desktop.qtbot.waitUntil(lambda: bool(doubting.mends), timeout=20000)
    assert proposing.active and not proposing.panel.isVisible() and doubting.panel.isVisible()
    desktop.qtbot.keyClick(doubting.panel, Qt.Key.Key_Escape)  # back, nothing lost
    assert proposing.active and proposing.panel.isVisible() and not doubting.panel.isVisible()
    press(desktop.qtbot, proposing.panel, "为什么，怎么办")
    desktop.qtbot.waitUntil(lambda: bool(doubting.mends), timeout=20000)
    before = proposing.search
    press(desktop.qtbot, doubting.mends[0], "就这么办")
    assert proposing.panel.isVisible() and proposing.search is not before
    desktop.qtbot.waitUntil(lambda: not proposing.running, timeout=20000)
    assert not proposing.found.short, [one.sentence for one in proposing.found.short]  # type: ignore[union-attr]
    assert Missing(day, "N", "售前").shift == "N" and rules.book(session).on(day).demand
    proposing.close()
