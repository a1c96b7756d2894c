"""The Today page over the demonstration shop: the axis, the decisions, the dates, the empty shop, another role."""

from __future__ import annotations

import shutil
from datetime import date, datetime, timedelta

import pytest
from PySide6.QtCore import Qt

from csdesk.actions import shop, staff, today
from csdesk.core.permission import Role
from csdesk.core.users import User
from csdesk.ui.attendance.dialogs import CorrectionDialog
from csdesk.ui.desk import Desk
from csdesk.ui.kit import Button
from csdesk.ui.window import MainWindow
from tests.ui.conftest import nameless

NOW = datetime(2026, 10, 8, 9, 0)


class Clock:
    """A clock that a test moves."""

    def __init__(self, now):
        self.now = now

    def __call__(self):
        return self.now


@pytest.fixture
def shop_file(tmp_path, demo_file):
    path = tmp_path / "店铺.csdesk"
    shutil.copy(demo_file, path)
    return path


@pytest.fixture
def make(qtbot):
    made = []

    def open_window(session, user=None):
        session.user = user
        window = MainWindow(Desk(session))
        qtbot.addWidget(window)
        window.resize(1366, 768)
        window.show()
        window.open_page("today")
        page = window.pages["today"]
        qtbot.waitUntil(page.isVisible)
        made.append(window)
        return window, page

    yield open_window
    for window in made:
        window.close()
        window.desk.session.shop.close()


def test_who_is_on_shift_and_where_the_clock_is(make, shop_file, qtbot):
    clock = Clock(NOW)
    window, page = make(shop.open_shop(shop_file, clock))
    assert [one.shift.name for one in page.axis.shifts] == ["白班", "晚班"]
    view = page.view
    employed = staff.employees(window.desk.session, on=NOW.date())
    assert sum(len(one.people) for one in view.shifts) + len(view.resting) + len(view.on_leave) == len(employed)
    said = page.axis.accessibleDescription()
    assert all(person.name in said for one in view.shifts for person in one.people)
    posts = [(post, f"{have} / {need}") for post, have, need in view.coverage]
    assert posts and [(one.label, one.said) for one in page.staffing.facts][: len(posts)] == posts
    left = page.axis.bar_rect(0).left()
    clock.now = NOW + timedelta(minutes=30)
    page._tick()
    assert page.axis.now == clock.now and page.axis.bar_rect(0).left() == left
    clock.now = datetime(2026, 10, 9, 0, 30)
    page._tick()
    assert page.axis.shifts[0].day == date(2026, 10, 8)  # the night that is still running
    assert nameless(page) == []


def test_a_decision_here_is_the_same_as_on_the_attendance_page(make, shop_file, qtbot):
    window, page = make(shop.open_shop(shop_file, Clock(NOW)))
    qtbot.waitUntil(lambda: page.count.count == 5)
    table = page.waiting
    missed = next(one for one in table.records() if one.employee.name == "孙浩然")
    table.select_key(table.model_.key(missed))
    qtbot.keyClick(table, Qt.Key.Key_Return)
    form = next(one for one in window.findChildren(CorrectionDialog) if one.isVisible())
    form.form["by"].control.insert("马文博")
    qtbot.mouseClick(form.save_button, Qt.MouseButton.LeftButton)
    assert page.count.count == 4
    window.desk.undo()
    assert page.count.count == 5


def test_a_click_on_a_date_goes_there(make, shop_file, qtbot):
    window, page = make(shop.open_shop(shop_file, Clock(NOW)))
    number = next(n for n, one in enumerate(page.coming.coming) if one.kind == "bulletin")
    page.coming.mark = number
    qtbot.keyClick(page.coming, Qt.Key.Key_Return)
    assert window.page().name == "attendance" and window.page().segment.current == "bulletin"
    window.open_page("today")
    qtbot.waitUntil(lambda: page.count.count == 5)
    qtbot.mouseClick(page.all, Qt.MouseButton.LeftButton)
    assert window.page().name == "attendance"


def test_two_people_of_one_name_are_told_apart(make, shop_file, qtbot):
    window, page = make(shop.open_shop(shop_file, Clock(NOW)))
    qtbot.waitUntil(lambda: page.count.count == 5)
    column = page.waiting.model_.columns[1]
    suffixes = {one.employee.name: column.suffix(one) for one in page.waiting.records()}
    assert suffixes["陈思远"] == "0013" and suffixes["周梦"] == ""


def test_an_empty_shop_says_what_comes_first(make, tmp_path, qtbot):
    session = shop.create(tmp_path / "新店.csdesk", Clock(NOW), preset="handbook-1", shop_name="新店")
    window, page = make(session)
    assert page.axis_empty is not None and "员工" in page.axis_empty.title.text()
    qtbot.waitUntil(lambda: any(one.isVisible() and one.accessibleName() == "导入员工" for one in page.findChildren(Button)))


def test_an_agent_sees_the_shifts_and_nothing_to_decide(make, shop_file, qtbot):
    session = shop.open_shop(shop_file, Clock(NOW))
    who = next(one for one in staff.employees(session) if one.name == "周梦")
    window, page = make(session, User(7, "周梦", Role.AGENT, who.id))
    qtbot.wait(50)
    assert not page.waiting_card.isVisible()
    assert {one.kind for one in page.coming.coming} <= {"holiday", "makeup"}
    assert page.view.to_decide == ()
    assert page.view.coverage == () and {person.name for one in page.axis.shifts for person in one.people} <= {"周梦"}


def test_the_first_paint_judges_nothing(shop_file):
    session = shop.open_shop(shop_file, Clock(NOW))
    today.view(session, decisions=False)
    assert not any(isinstance(key, tuple) and key[0] == "month" for key in session._memo)
    session.shop.close()


def test_the_cases_whose_time_runs_out(make, shop_file, qtbot):
    clock = Clock(NOW)
    window, page = make(shop.open_shop(shop_file, clock))
    rows = page.urgent.rows
    assert [one.due for one in rows] == sorted(one.due for one in rows) and len(rows) == 6
    assert page.urgent.accessibleDescription().startswith("超 7 分")
    clock.now += timedelta(minutes=10)
    page._tick()
    page.urgent._speak()
    assert page.urgent.accessibleDescription().startswith("超 17 分")
    page.urgent.setFocus()
    qtbot.keyClick(page.urgent, Qt.Key.Key_Down)
    qtbot.keyClick(page.urgent, Qt.Key.Key_Return)
    assert window.page().name == "cases" and window.page().case_id == rows[1].id


def test_on_a_narrow_screen_the_cards_lie_below_each_other(make, shop_file, qtbot):
    window, page = make(shop.open_shop(shop_file, Clock(NOW)))
    wide, side = page.waiting_card.width(), page.side
    assert side.x() > page.waiting_card.x()
    window.resize(910, 512)
    qtbot.waitUntil(lambda: side.x() == page.cases_card.x() and side.y() >= page.waiting_card.geometry().bottom())
    assert side.width() == page.waiting_card.width() > 470
    window.resize(1366, 768)
    qtbot.waitUntil(lambda: side.width() == 430 and page.waiting_card.width() == wide)
