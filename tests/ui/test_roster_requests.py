"""Requests in the real window: asked, approved, refused with a reason, withdrawn, taken; by the supervisor and by an agent."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication, QMenu

from csdesk.actions import attendance, planning, requests, roster, staff
from csdesk.actions.session import Session
from csdesk.core.attendance import Leave, Status
from csdesk.core.permission import Role
from csdesk.core.planning import OpenState, PlanTerms
from csdesk.core.roster import REST
from csdesk.core.users import User
from csdesk.ui import theme
from csdesk.ui.kit import Button, Dialog
from csdesk.ui.pages import PAGES
from csdesk.ui.roster.ask import AskDialog
from csdesk.ui.roster.leave import LeaveDialog
from csdesk.ui.roster.requests import RequestItem
from csdesk.ui.roster.terms import TermsDialog
from tests.ui.conftest import nameless, press
from tests.ui.roster_desktop import SEPTEMBER, WEEKS, Desktop, fill, new_shop


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    made = new_shop(tmp_path)
    fill(made, WEEKS)
    yield made
    made.user = None
    made.shop.close()


def people(session: Session) -> list[int]:
    return [one.id for one in staff.all_employees(session)]


def become(session: Session, person: int) -> None:
    session.user = User(1, "小林", Role.AGENT, people(session)[person])


def items(desktop: Desktop) -> list[RequestItem]:
    return desktop.page.asking.panel.items


def dialog(desktop: Desktop, kind: type[Dialog]) -> Dialog:
    found = [one for one in desktop.window.findChildren(kind) if one.isVisible()]
    assert len(found) == 1
    return found[0]


def menu_of(desktop: Desktop) -> dict[str, object]:
    made = [one for one in desktop.page.findChildren(QMenu) if one.isVisible() and one.parent() is desktop.page]
    found = {action.text().split("\t")[0]: action for action in made[0].actions() if not action.isSeparator()}
    made[0].close()
    return found


def wishes(session: Session) -> list[tuple[int, str, Status, str]]:
    kept = session.user
    session.user = None
    found = roster.month_view(session, SEPTEMBER).planning.wishes
    session.user = kept
    return [(one.day.day, one.code, one.status, one.answer) for one in found]


def test_a_wish_is_approved_by_key(session: Session, open_desk: Callable[[], Desktop]) -> None:
    who = people(session)
    requests.ask_wish(session, who[0], date(2026, 9, 21), REST, "家里有事")
    requests.ask_wish(session, who[4], date(2026, 9, 17), REST)
    desktop = open_desk()
    assert desktop.page.asking.button.accessibleName() == "申请 2"
    desktop.press(Qt.Key.Key_F4)
    assert desktop.page.asking.panel.isVisible() and items(desktop)[0].hasFocus()
    assert nameless(desktop.page) == []
    first = items(desktop)[0]
    assert first.accessibleName() == "陈思远 0015, 心愿, 9月17日 休息, 9月16日提的，提前 1 天，制度要 2 天"
    assert desktop.grid.place() == (who[4], date(2026, 9, 17))  # the grid goes along
    desktop.qtbot.keyClick(first, Qt.Key.Key_Down)
    second = items(desktop)[1]
    assert second.hasFocus() and "家里有事" in second.accessibleName() and desktop.grid.place()[1] == date(2026, 9, 21)
    desktop.qtbot.keyClick(second, Qt.Key.Key_Return)
    assert desktop.row(0, 21, 21) == "x" and wishes(session)[1][2] is Status.APPROVED
    assert desktop.page.live is not None and desktop.page.live.source(who[0], date(2026, 9, 21)) == "pinned"
    assert desktop.page.asking.button.accessibleName() == "申请 1"
    assert [item.one.status for item in items(desktop)] == [Status.PENDING, Status.APPROVED]
    desktop.desk.undo()
    assert desktop.row(0, 21, 21) == "D" and wishes(session)[1][2] is Status.PENDING


def test_a_wish_is_refused_with_its_reason(session: Session, open_desk: Callable[[], Desktop]) -> None:
    requests.ask_wish(session, people(session)[0], date(2026, 9, 21), REST)
    desktop = open_desk()
    desktop.qtbot.mouseClick(desktop.page.asking.button, Qt.MouseButton.LeftButton)
    item = items(desktop)[0]
    desktop.qtbot.keyClick(item, Qt.Key.Key_Delete)
    assert item.answer.isVisible() and item.answer.hasFocus()
    desktop.qtbot.keyClick(item.answer, Qt.Key.Key_Escape)
    assert not item.answer.isVisible() and item.hasFocus()
    desktop.qtbot.keyClick(item, Qt.Key.Key_Delete)
    desktop.qtbot.keyClick(item.answer, Qt.Key.Key_Return)
    assert wishes(session)[0][2] is Status.PENDING and any("为什么" in said for said in desktop.toasts())  # a reason is needed
    desktop.qtbot.keyClicks(item.answer, "too few")
    desktop.qtbot.keyClick(item.answer, Qt.Key.Key_Return)
    assert wishes(session) == [(21, REST, Status.REJECTED, "too few")]
    assert any("too few" in part.text() for part in items(desktop)[0].findChildren(type(desktop.page.header.title)))
    assert desktop.row(0, 21, 21) == "D"


def test_what_a_request_would_break_is_said(session: Session, open_desk: Callable[[], Desktop]) -> None:
    who = people(session)
    requests.ask_swap(session, who[0], date(2026, 9, 9), who[1])  # a night before a day for the other
    requests.ask_leave(session, Leave(0, who[1], "事假", datetime(2026, 9, 22), datetime(2026, 9, 22), whole_days=True))
    desktop = open_desk()
    desktop.press(Qt.Key.Key_F4)
    swap, leave = items(desktop)
    assert "陈思远 间隔不足：只隔 7 小时 30 分" in swap.accessibleName()
    assert "22日 晚班 售前 缺 1 人" in leave.accessibleName()
    press(desktop.qtbot, swap, "批准")
    assert desktop.row(0, 9, 9) == "D"  # refused: it would break a hard rule
    for shown in desktop.window.findChildren(Dialog):
        shown.reject()
    press(desktop.qtbot, items(desktop)[0], "另找人…")  # the smallest change by which the person need not have it
    repair = desktop.page.repairing.panel
    assert repair.isVisible() and repair.kind() == "unable" and repair.who.key() == who[0]
    assert repair.form["first"].value() == "2026-09-09"
    desktop.press(Qt.Key.Key_F4)
    press(desktop.qtbot, items(desktop)[1], "批准")
    assert desktop.row(1, 22, 22) == "j"
    desktop.desk.undo()
    assert desktop.row(1, 22, 22) == "N"


def test_the_supervisor_asks_for_somebody(session: Session, open_desk: Callable[[], Desktop]) -> None:
    desktop = open_desk()
    desktop.at(2, 23)
    desktop.page._menu(desktop.grid.mapToGlobal(desktop.spot(2, 23)))
    asked = menu_of(desktop)["提申请"].menu()  # type: ignore[attr-defined]
    {action.text(): action for action in asked.actions()}["要休息或想上的班…"].trigger()
    shown = dialog(desktop, AskDialog)
    assert isinstance(shown, AskDialog) and nameless(shown) == []
    assert shown.person.key() == people(session)[2] and shown.form["day"].value() == "2026-09-23"
    assert shown.hint.words.text() == "提前 7 天，制度要 2 天"
    shown.form["code"].control.choose("N")  # type: ignore[attr-defined]
    press(desktop.qtbot, shown, "提交")
    assert wishes(session) == [(23, "N", Status.PENDING, "")]
    assert desktop.page.asking.button.accessibleName() == "申请 1"


def test_an_agent_asks_and_withdraws(session: Session, open_desk: Callable[[], Desktop]) -> None:
    requests.ask_wish(session, people(session)[1], date(2026, 9, 25), REST)  # somebody else's: not to be seen
    become(session, 0)
    desktop = open_desk()
    desktop.at(0, 17)
    desktop.press(Qt.Key.Key_F4)
    panel = desktop.page.asking.panel
    assert panel.isVisible() and items(desktop) == []
    press(desktop.qtbot, panel, "要休息或想上的班…")
    shown = dialog(desktop, AskDialog)
    assert isinstance(shown, AskDialog) and not shown.person.isVisible()
    assert shown.hint.words.text() == "提前 1 天，制度要 2 天；照样可以提"
    desktop.qtbot.keyClicks(shown.form["reason"].control, "exam")
    desktop.qtbot.keyClick(shown.form["reason"].control, Qt.Key.Key_Return)
    assert wishes(session)[0] == (17, REST, Status.PENDING, "")
    item = items(desktop)[0]
    assert [one.accessibleName() for one in item.buttons] == ["撤回"] and "exam" in item.accessibleName()
    item.setFocus()
    desktop.qtbot.keyClick(item, Qt.Key.Key_Return)  # the one button
    assert [one[0] for one in wishes(session)] == [25] and items(desktop) == []
    desktop.qtbot.keyClick(panel, Qt.Key.Key_Escape)
    assert not panel.isVisible() and desktop.grid.hasFocus()


def test_an_agent_asks_for_leave_and_a_swap(session: Session, open_desk: Callable[[], Desktop]) -> None:
    become(session, 0)
    desktop = open_desk()
    desktop.at(0, 21)
    desktop.page._menu(desktop.grid.mapToGlobal(desktop.spot(0, 21)))
    offered = menu_of(desktop)
    assert set(offered) == {"要休息或想上的班…", "请假…", "换班…"}
    offered["请假…"].trigger()  # type: ignore[attr-defined]
    shown = dialog(desktop, AskDialog)
    assert isinstance(shown, AskDialog)
    shown.form["day"].set_value("2026-09-22")
    shown.form["day"].changed.emit()
    assert shown.form["last"].value() == "2026-09-22"
    shown.form["last"].set_value("2026-09-20")
    press(desktop.qtbot, shown, "提交")
    assert shown.isVisible() and shown.form["last"].message.text()
    shown.form["last"].set_value("2026-09-23")
    press(desktop.qtbot, shown, "提交")
    view = roster.month_view(session, SEPTEMBER)
    assert [(one.start.day, one.end.day, one.status) for one in view.leaves] == [(22, 23, Status.PENDING)]
    desktop.at(0, 25)
    desktop.page.asking.ask_for_swap()
    shown = dialog(desktop, AskDialog)  # type: ignore[assignment]
    words = [shown.partner.itemText(number) for number in range(shown.partner.count())]
    assert "李䶮 · 休" in words and not any("郭Amy" in word for word in words)  # the same post only
    shown.partner.setCurrentIndex(words.index("李䶮 · 休"))
    press(desktop.qtbot, shown, "提交")
    swaps = roster.month_view(session, SEPTEMBER).planning.swaps
    assert [(one.other_id, one.day.day) for one in swaps] == [(people(session)[2], 25)]
    desktop.at(0, 24)  # a rest day for the other's
    desktop.page.asking.ask_for_swap()
    shown = dialog(desktop, AskDialog)  # type: ignore[assignment]
    shown.form["other_day"].set_value("2026-09-25")
    shown.form["other_day"].changed.emit()
    shown.partner.choose(people(session)[2])
    press(desktop.qtbot, shown, "提交")
    swaps = roster.month_view(session, SEPTEMBER).planning.swaps
    assert [(one.day.day, one.other_day.day) for one in swaps] == [(24, 25), (25, 25)]
    desktop.at(0, 3)  # a day that is over
    desktop.page.asking.ask_for_swap()
    shown = dialog(desktop, AskDialog)  # type: ignore[assignment]
    assert shown.partner.count() == 0
    press(desktop.qtbot, shown, "提交")
    assert shown.isVisible() and shown.trouble.isVisible()
    shown.reject()


def open_shifts(session: Session) -> list[tuple[OpenState, int | None]]:
    return [(one.state, one.employee_id) for one in roster.month_view(session, SEPTEMBER).planning.open_shifts]


def test_an_open_shift_is_offered_taken_and_given(session: Session, open_desk: Callable[[], Desktop]) -> None:
    desktop = open_desk()
    desktop.at(0, 18)
    desktop.page._menu(desktop.grid.mapToGlobal(desktop.spot(0, 18)))
    day = {action.text(): action for action in menu_of(desktop)["这一天"].menu().actions()}  # type: ignore[attr-defined]
    offers = {action.text(): action for action in day["招人顶班"].menu().actions()}
    assert "晚班 售前，缺 1" in offers  # nobody has the night of the 18th
    offers["晚班 售前，缺 1"].trigger()
    assert open_shifts(session) == [(OpenState.OPEN, None)]
    become(session, 1)
    desktop.desk.set_session(session)
    agent = desktop.window.page()
    agent.asking.toggle()
    item = agent.asking.panel.items[0]
    assert item.accessibleName().startswith("等人顶, 顶班, 9月18日 晚班 售前")
    press(desktop.qtbot, item, "我来顶")
    assert open_shifts(session) == [(OpenState.ASKED, people(session)[1])]
    session.user = None
    desktop.desk.set_session(session)
    page = desktop.window.page()
    page.asking.toggle()
    item = page.asking.panel.items[0]
    assert "陈思远 0012" in item.accessibleName()
    press(desktop.qtbot, item, "批准")
    assert open_shifts(session) == [(OpenState.FILLED, people(session)[1])] and desktop.row(1, 18, 18) == "N"
    assert page.asking.panel.items[0].findChildren(Button) == []


def test_an_open_shift_is_given_to_who_can_take_it(session: Session, open_desk: Callable[[], Desktop]) -> None:
    requests.open_shift(session, date(2026, 9, 12), "N", "售前")
    desktop = open_desk()
    desktop.press(Qt.Key.Key_F4)
    item = items(desktop)[0]
    assert item.one.employee is None
    press(desktop.qtbot, item, "给谁…")
    offered = menu_of(desktop)
    assert list(offered) == ["陈思远 0012 · 休", "林晓彤 · 休  (间隔不足：只隔 7 小时 30 分)"]  # those without a conflict first
    offered["陈思远 0012 · 休"].trigger()  # type: ignore[attr-defined]
    assert desktop.row(1, 12, 12) == "N" and open_shifts(session) == [(OpenState.FILLED, people(session)[1])]


def test_what_waits_in_another_month_is_a_click_away(session: Session, open_desk: Callable[[], Desktop]) -> None:
    requests.ask_wish(session, people(session)[0], date(2026, 10, 21), REST)
    desktop = open_desk()
    desktop.press(Qt.Key.Key_F4)
    desktop.qtbot.wait(1)
    assert items(desktop) == []
    press(desktop.qtbot, desktop.page.asking.panel, "2026年10月还有 1 条")
    assert desktop.page.month == SEPTEMBER.next() and len(items(desktop)) == 1


def test_waiting_requests_are_counted_in_the_navigation(session: Session) -> None:
    requests.ask_wish(session, people(session)[0], date(2026, 9, 21), REST)
    badge = next(entry for entry in PAGES if entry.name == "roster").badge
    assert badge is not None and badge(session) == (1, "neutral")
    become(session, 0)
    assert badge(session)[0] == 0


def test_an_emergency_entered_afterwards(session: Session, open_desk: Callable[[], Desktop]) -> None:
    desktop = open_desk()
    desktop.at(3, 3)
    desktop.page.enter_leave()
    shown = dialog(desktop, LeaveDialog)
    assert isinstance(shown, LeaveDialog)
    desktop.qtbot.keyClick(shown.emergency, Qt.Key.Key_Space)
    press(desktop.qtbot, shown, "记请假")
    view = roster.month_view(session, SEPTEMBER)
    assert [(one.emergency, one.status) for one in view.leaves] == [(True, Status.APPROVED)] and desktop.row(3, 3, 3) == "j"
    desktop.press(Qt.Key.Key_F4)
    item = items(desktop)[0]
    assert "事后" in item.accessibleName() and "急事" in item.accessibleName()
    assert attendance.waiting(session) == ()


def test_terms_of_a_person(session: Session, open_desk: Callable[[], Desktop]) -> None:
    desktop = open_desk()
    desktop.at(0, 3)
    desktop.page.open_terms()
    shown = dialog(desktop, TermsDialog)
    assert isinstance(shown, TermsDialog) and nameless(shown) == []
    assert [box.text() for box in shown.posts] == ["售后客服"]
    shown.posts[0].setChecked(True)
    shown.rest.setValue(4)
    line = shown.form["pattern"].control
    line.setText("白白瞎")  # type: ignore[attr-defined]
    press(desktop.qtbot, shown, "保存")
    assert "瞎" in shown.form["pattern"].message.text() and planning.terms(session, people(session)[0]) == PlanTerms(people(session)[0])
    line.clear()  # type: ignore[attr-defined]
    line.setText("白白晚休")  # type: ignore[attr-defined]
    press(desktop.qtbot, shown, "保存")
    assert shown.isVisible() and shown.form["anchor"].message.text()
    shown.form["anchor"].set_value("2026-09-15")
    shown.form["anchor"].changed.emit()
    assert [code for _day, code in shown.preview.days[:5]] == ["D", "N", REST, "D", "D"]  # from the 16th on
    press(desktop.qtbot, shown, "保存")
    assert planning.terms(session, people(session)[0]) == PlanTerms(
        people(session)[0], posts=("售后客服",), rest_days=4, pattern=("D", "D", "N", REST), anchor=date(2026, 9, 15))
    desktop.page.open_terms()
    shown = dialog(desktop, TermsDialog)  # type: ignore[assignment]
    assert shown.form["pattern"].value() == "白 白 晚 休" and shown.posts[0].isChecked()
    shown.reject()


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize("size", [(1366, 768), (1280, 650), (960, 600)])
def test_the_panel_fits(session: Session, open_desk: Callable[[], Desktop], mode: str, size: tuple[int, int], qapp: object) -> None:
    who = people(session)
    requests.ask_wish(session, who[0], date(2026, 9, 21), REST, "很长的原因" * 12)
    requests.ask_swap(session, who[0], date(2026, 9, 9), who[1])
    desktop = open_desk()
    theme.apply(qapp, mode)  # type: ignore[arg-type]
    desktop.window.resize(*size)
    desktop.press(Qt.Key.Key_F4)
    desktop.qtbot.wait(1)
    desktop.window.grab()
    assert desktop.window.width() == size[0]
    panel = desktop.page.asking.panel
    assert panel.geometry().right() <= desktop.page.width()
    for item in items(desktop):
        for part in item.findChildren(type(desktop.page.header.title)):
            assert part.height() >= part.heightForWidth(part.width()) or not part.wordWrap()
    if size[0] >= 1280:
        assert desktop.grid.frame.max_x == 0


def test_asking_for_a_month_without_a_roster(session: Session, open_desk: Callable[[], Desktop]) -> None:
    """Wishes come before the roster does: the button and the dialog are there in an empty month."""
    become(session, 0)
    desktop = open_desk()
    desktop.press(Qt.Key.Key_PageDown)
    page = desktop.page
    assert page.month == SEPTEMBER.next() and not desktop.grid.isVisible() and not page.span.isVisible()
    desktop.qtbot.mouseClick(page.asking.button, Qt.MouseButton.LeftButton)
    press(desktop.qtbot, page.asking.panel, "要休息或想上的班…")
    shown = dialog(desktop, AskDialog)
    assert isinstance(shown, AskDialog) and shown.form["day"].value().startswith("2026-10")
    press(desktop.qtbot, shown, "提交")
    found = roster.month_view(session, SEPTEMBER.next()).planning.wishes
    assert [one.day.month for one in found] == [10] and len(items(desktop)) == 1


def test_a_name_offers_the_terms(session: Session, open_desk: Callable[[], Desktop]) -> None:
    desktop = open_desk()
    name = QPoint(40, desktop.spot(2, 1).y())
    QApplication.sendEvent(desktop.grid, QContextMenuEvent(QContextMenuEvent.Reason.Mouse, name, desktop.grid.mapToGlobal(name)))
    menu_of(desktop)["李䶮 的排班约定…"].trigger()  # type: ignore[attr-defined]
    shown = dialog(desktop, TermsDialog)
    assert isinstance(shown, TermsDialog) and shown.person.id == people(session)[2]
    desktop.qtbot.keyClick(shown, Qt.Key.Key_Escape)
