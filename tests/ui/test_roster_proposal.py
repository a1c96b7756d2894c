"""Proposing a roster in the real window: searched in child processes, watched, steered, taken wholly or in part, or left."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from csdesk.actions import planning, roster, rules, shop, staff
from csdesk.actions.session import Session
from csdesk.core.calendar import Month
from csdesk.core.planning import DayNeed
from csdesk.core.roster import REST, Cell
from csdesk.core.rules import Demand
from csdesk.store import planning as store_planning
from csdesk.store import roster as store_roster
from csdesk.ui import theme
from csdesk.ui.kit import Button
from csdesk.ui.roster.proposing import Proposing
from tests.ui.conftest import nameless, press
from tests.ui.roster_desktop import NOW, Desktop, new_shop

OCTOBER = Month(2026, 10)
ROOT = Path(__file__).resolve().parents[2]
LONG, SHORT = 600, 0.4  # seconds of search: more than a test takes, and soon over


@pytest.fixture(scope="module")
def shop_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("proposal")
    new_shop(folder).shop.close()
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
        return one

    return make


def cells(session: Session) -> list[Cell]:
    return list(store_roster.cells(session.shop, OCTOBER.first, OCTOBER.last))


def begin(desktop: Desktop, seconds: float = LONG) -> Proposing:
    """The button, and the first roster in the grid."""
    proposing = desktop.page.proposing
    proposing.seconds = seconds
    desktop.qtbot.waitUntil(lambda: "建议排班" in offered(desktop))
    press(desktop.qtbot, desktop.page, "建议排班")
    desktop.qtbot.waitUntil(lambda: proposing.preview is not None, timeout=15000)
    return proposing


def offered(desktop: Desktop) -> list[str]:
    """The buttons of the page that can be seen."""
    return [one.accessibleName() for one in desktop.page.findChildren(Button) if one.isVisible()]


def ends(desktop: Desktop) -> None:
    desktop.qtbot.waitUntil(lambda: not desktop.page.proposing.running, timeout=20000)


def test_from_empty_to_a_roster_in_one_undo_step(session: Session, open_october: Callable[[], Desktop]) -> None:
    desktop = open_october()
    proposing = begin(desktop, SHORT)
    panel = proposing.panel
    assert panel.isVisible() and desktop.grid.isVisible() and not desktop.page.tools.isVisible()
    assert [words for _tone, _icon, words, _more in panel.supply.said] == ["要上 93 个班，大家能上 174 个"]
    assert desktop.page.seen is not desktop.page.live and desktop.page.seen is not None
    assert desktop.page.seen.blanks() == 0 and cells(session) == []
    ends(desktop)
    assert int(panel.number.text().replace(",", "")) == sum(int(one.price.text().replace(",", "")) for one in panel.weights.values())
    assert [words for _tone, _icon, words, _more in panel.checks.said] == ["硬规则：0 处违反", "不缺人"]
    assert panel.clock.text() == "算完了" and panel.go_on.isVisible() and not panel.stop.isVisible()
    assert len(panel.curve.points) > 1 and nameless(panel) == [] and nameless(proposing.bar) == []
    shown = {(cell.employee_id, cell.day): cell.code for cell in desktop.page.seen.cells()}

    press(desktop.qtbot, panel, "采用这份")
    stored = cells(session)
    assert {(cell.employee_id, cell.day): cell.code for cell in stored} == shown and {cell.source for cell in stored} == {"accepted"}
    assert not panel.isVisible() and not proposing.active and desktop.page.tools.isVisible()
    assert desktop.toasts() == [f"采用了 {len(stored)} 格"]
    (noted,) = store_planning.proposals(session.shop, OCTOBER)
    assert noted.seed == 1 and noted.iterations > 0
    desktop.desk.undo()
    assert cells(session) == [] and desktop.page.grid.isHidden()


def test_esc_stops_and_keeps_the_best_and_esc_again_leaves(session: Session, open_october: Callable[[], Desktop]) -> None:
    desktop = open_october()
    proposing = begin(desktop)
    assert desktop.grid.hasFocus()
    desktop.press(Qt.Key.Key_Escape)
    ends(desktop)
    assert proposing.active and proposing.panel.clock.text() == "已停止" and desktop.page.seen is proposing.preview
    desktop.press(Qt.Key.Key_Escape)
    assert not proposing.active and not proposing.panel.isVisible() and cells(session) == []
    assert desktop.grid.isHidden() and desktop.page.isVisible()  # 10 月还没有排班


def test_the_space_bar_pauses(open_october: Callable[[], Desktop]) -> None:
    desktop = open_october()
    proposing = begin(desktop)
    assert proposing.search is not None
    desktop.qtbot.waitUntil(lambda: proposing.search.done > 0, timeout=15000)  # type: ignore[union-attr]
    desktop.press(Qt.Key.Key_Space)
    assert proposing.panel.clock.text() == "暂停中"
    desktop.qtbot.wait(600)  # what was under way arrives
    proposing.search.poll()
    done = proposing.search.done
    desktop.qtbot.wait(600)
    assert proposing.search.done == done and proposing.running
    desktop.press(Qt.Key.Key_Space)
    desktop.qtbot.waitUntil(lambda: proposing.search.done > done, timeout=15000)  # type: ignore[union-attr]
    desktop.press(Qt.Key.Key_Space)
    proposing.stop()  # a pause does not keep it from stopping
    ends(desktop)


def test_what_is_typed_while_it_runs_stays(session: Session, open_october: Callable[[], Desktop]) -> None:
    desktop = open_october()
    proposing = begin(desktop)
    search = proposing.search
    who, day = desktop.people[1], date(2026, 10, 20)
    assert desktop.grid.go_to(who, day)
    desktop.press("x")
    assert [(cell.employee_id, cell.day, cell.code, cell.source) for cell in cells(session)] == [(who, day, REST, "typed")]
    assert desktop.page.seen is not None and desktop.page.seen.code(who, day) == REST
    desktop.qtbot.waitUntil(lambda: proposing.search is not search, timeout=5000)
    other = desktop.people[2], date(2026, 10, 21)
    assert desktop.grid.go_to(*other)
    kept = desktop.page.seen.code(*other)
    desktop.page.pin()  # 保留这一格
    assert desktop.page.live is not None and desktop.page.live.source(*other) == "pinned" and desktop.page.live.code(*other) == kept
    desktop.qtbot.waitUntil(lambda: proposing.running and proposing.search.done > 0, timeout=15000)  # type: ignore[union-attr]
    assert proposing.search is not None and proposing.search.start is not None  # from the best so far
    proposing.stop()
    ends(desktop)
    press(desktop.qtbot, proposing.panel, "采用这份")
    found = {(cell.employee_id, cell.day): (cell.code, cell.source) for cell in cells(session)}
    assert found[who, day] == (REST, "typed") and found[other] == (kept, "pinned") and len(found) == 6 * 31
    assert store_planning.proposals(session.shop, OCTOBER)[0].iterations == 0  # it can't be made again


def test_a_slider_weighs_anew_from_the_best_so_far(open_october: Callable[[], Desktop]) -> None:
    desktop = open_october()
    proposing = begin(desktop, SHORT)
    ends(desktop)
    panel, best = proposing.panel, proposing.search
    weight = panel.weights["fairness"]
    assert weight.stop.text() == "一般"
    weight.slider.setFocus()
    desktop.qtbot.keyClick(weight.slider, Qt.Key.Key_Right)
    desktop.qtbot.keyClick(weight.slider, Qt.Key.Key_Right)
    assert weight.stop.text() == "很重"
    desktop.qtbot.waitUntil(lambda: proposing.search is not best, timeout=5000)
    assert proposing.search is not None and proposing.search.start == proposing.rows
    assert proposing.prepared is not None and proposing.prepared.desk.model.rest_price == 60
    assert int(panel.number.text().replace(",", "")) == sum(int(one.price.text().replace(",", "")) for one in panel.weights.values())
    ends(desktop)


def test_only_the_chosen_block_is_taken(session: Session, open_october: Callable[[], Desktop]) -> None:
    desktop = open_october()
    proposing = begin(desktop, SHORT)
    ends(desktop)
    grid, panel = desktop.grid, proposing.panel
    assert not panel.part.isVisible()
    grid.setFocus()
    assert grid.go_to(desktop.people[0], date(2026, 10, 5))
    for _step in range(6):
        desktop.press(Qt.Key.Key_Right, held=Qt.KeyboardModifier.ShiftModifier)
    desktop.press(Qt.Key.Key_Down, held=Qt.KeyboardModifier.ShiftModifier)
    press(desktop.qtbot, panel, "只采用选中的 14 格")
    assert {(cell.employee_id, cell.day.day) for cell in cells(session)} == {
        (who, day) for who in desktop.people[:2] for day in range(5, 12)}
    assert proposing.active and desktop.page.seen is not None and desktop.page.seen.blanks() == 0
    desktop.desk.undo()
    assert cells(session) == [] and proposing.active


def test_the_segments_show_what_is_there_and_both(
    qapp: QApplication, session: Session, open_october: Callable[[], Desktop]
) -> None:
    roster.write_cells(session, [(staff.all_employees(session)[0].id, date(2026, 10, 1), "N")])
    desktop = open_october()
    proposing = begin(desktop, SHORT)
    ends(desktop)
    page = desktop.page
    proposing.which.choose("present")
    assert page.seen is page.live and page.here.scene is not None and page.here.scene.fixed is None
    proposing.which.choose("both")
    assert page.seen is proposing.preview and page.here.scene.before is page.live
    theme.apply(qapp, "dark")
    assert not page.grab().isNull()
    proposing.which.choose("proposed")
    assert page.here.scene.before is None and (desktop.people[0], date(2026, 10, 1)) in (page.here.scene.fixed or ())


def test_a_crash_of_a_child_is_a_message_and_changes_nothing(session: Session, open_october: Callable[[], Desktop]) -> None:
    desktop = open_october()
    proposing = begin(desktop)
    search = proposing.search
    assert search is not None
    desktop.qtbot.waitUntil(lambda: search.done > 0, timeout=15000)
    search._searches[0]._process.kill()
    ends(desktop)
    assert proposing.panel.note_line.text() == "计算自己停了，什么都没改。再试一次。"
    assert cells(session) == [] and desktop.page.seen is proposing.preview  # the best so far can still be taken
    press(desktop.qtbot, proposing.panel, "继续")
    desktop.qtbot.waitUntil(lambda: proposing.search is not search and proposing.running, timeout=5000)


def test_what_another_window_writes_is_seen(session: Session, open_october: Callable[[], Desktop]) -> None:
    desktop = open_october()
    proposing = begin(desktop)
    other = shop.open_shop(session.shop.path, lambda: NOW)
    who, day = desktop.people[3], date(2026, 10, 9)
    roster.write_cells(other, [(who, day, REST)])
    other.shop.close()
    before = proposing.search
    desktop.desk.look()
    assert desktop.page.seen is not None and desktop.page.seen.code(who, day) == REST
    assert proposing.search is not before and proposing.running


def test_closing_the_shop_ends_the_children(open_october: Callable[[], Desktop]) -> None:
    desktop = open_october()
    search = begin(desktop).search
    assert search is not None
    desktop.desk.close()
    assert search.ended and not any(job._process.is_alive() for job in search._searches if not job._process.join(5))


def test_nobody_and_more_than_everybody(session: Session, open_october: Callable[[], Desktop]) -> None:
    base = rules.book(session).on(NOW.date())
    for one in staff.all_employees(session)[3:]:
        planning.set_needs(session, date(2026, 10, one.id), {("N", "售后"): 9})
    planning.save_need(session, DayNeed(date(2026, 10, 3), "D", "售前", 40))
    desktop = open_october()
    proposing = begin(desktop, SHORT)
    ends(desktop)
    said = [words for _tone, _icon, words, _more in proposing.panel.supply.said]
    assert any(words.startswith("10月3日") for words in said), said
    short = [(words, more) for _tone, _icon, words, more in proposing.panel.checks.said if "缺" in words]
    assert short and short[0][0].startswith("还缺 ") and all(more for _words, more in short[:2]), short
    proposing.close()
    assert base.demand == (Demand("D", "售前", 1), Demand("N", "售前", 1), Demand("D", "售后", 1))

    desktop.page.period.set_month(Month(2025, 6))  # nobody was employed
    assert "建议排班" not in offered(desktop)
    proposing.begin()
    assert not proposing.active and desktop.toasts()[-1].startswith("2025年6月没有在职的人")


def test_pins_that_contradict_and_somebody_who_leaves(session: Session, open_october: Callable[[], Desktop]) -> None:
    people = staff.all_employees(session)
    first, second = date(2026, 10, 8), date(2026, 10, 9)
    pins = [Cell(people[0].id, first, "N", "pinned"), Cell(people[0].id, second, "D", "pinned")]  # 7 hours and a half between them
    roster.pin(session, pins, pinned=True)
    staff.save(session, replace(people[4], left=date(2026, 10, 15)))
    desktop = open_october()
    proposing = begin(desktop, SHORT)
    ends(desktop)
    panel = proposing.panel
    (tone, _icon, words, more) = panel.checks.said[0]
    assert (tone, words) == ("danger", "硬规则：你排的有 1 处违反") and "7 小时 30 分" in more and panel.why.isVisible()
    press(desktop.qtbot, panel, "采用这份")
    found = {(cell.employee_id, cell.day): cell.code for cell in cells(session)}
    assert (found[people[0].id, first], found[people[0].id, second]) == ("N", "D")
    assert sorted(day.day for who, day in found if who == people[4].id) == list(range(1, 16))
    assert desktop.page.live is not None and len([one for one in desktop.page.live.violations() if one.hard and one.rule != "short"]) == 1


def test_the_window_never_has_the_engine(tmp_path: Path, session: Session) -> None:
    """Neither the search nor the MIP library is loaded where the window lives: a proposal is made, and a look at the modules."""
    code = f"""
import sys
if __name__ == "__main__":
    from datetime import datetime
    from csdesk.actions import proposals, shop
    from csdesk.core.calendar import Month
    import csdesk.ui.roster.page
    session = shop.open_shop({str(session.shop.path)!r}, lambda: datetime(2026, 9, 16, 10))
    prepared = proposals.prepare(session, Month(2026, 10))
    best = proposals.search(prepared, 1, seconds=1, iterations=2000).wait()
    assert best is not None and proposals.read(prepared, best.rows).changes
    heavy = {{"highspy", "numpy", "csdesk.solve.engine", "csdesk.solve.first", "csdesk.solve.board", "csdesk.solve.rebuild"}}
    print(*sorted(heavy & {{*sys.modules}}))
    session.shop.close()
"""
    script = tmp_path / "look.py"
    script.write_text(code, encoding="utf-8")
    done = subprocess.run([sys.executable, str(script)], cwd=ROOT, capture_output=True, encoding="utf-8", env={**_environment()})
    assert (done.stdout.strip(), done.returncode) == ("", 0), done.stderr


def _environment() -> dict[str, str]:
    import os

    return {**os.environ, "PYTHONPATH": str(ROOT), "QT_QPA_PLATFORM": "offscreen"}
