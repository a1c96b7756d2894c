"""The attendance page over the demonstration shop: the matrix, the day, decisions, records, the bulletin, with mouse and keys."""

from __future__ import annotations

import shutil
from datetime import date, datetime, timedelta

import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from csdesk.actions import attendance, balances, shop
from csdesk.core.attendance import Anomaly, DayType, Leave, Side, Status
from csdesk.core.calendar import Month
from csdesk.core.permission import Role
from csdesk.core.problem import UserError
from csdesk.core.users import User
from csdesk.ui.attendance import words
from csdesk.ui.attendance.day_panel import recorded
from csdesk.ui.attendance.dialogs import CorrectionDialog, LeaveDialog, OutingDialog, OvertimeDialog, RefuseDialog, WaiveDialog
from csdesk.ui.attendance.matrix import HEAD, NAME, ROW
from csdesk.ui.desk import Desk
from csdesk.ui.finder import Finder
from csdesk.ui.kit import Button, Dialog
from csdesk.ui.window import MainWindow
from tests.ui.conftest import awake, nameless, save_pdf

NOW = datetime(2026, 10, 8, 9, 0)
SEPTEMBER = Month(2026, 9)


@pytest.fixture
def shop_file(tmp_path, demo_file):
    path = tmp_path / "店铺.csdesk"
    shutil.copy(demo_file, path)
    return path


def opened(qtbot, path, user=None):
    session = shop.open_shop(path, lambda: NOW)
    session.user = user
    window = MainWindow(Desk(session))
    qtbot.addWidget(window)
    window.resize(1366, 768)
    window.show()
    window.open_page("attendance")
    qtbot.waitUntil(lambda: window.pages["attendance"].isVisible())
    return window


def shut(window):
    session = window.desk.session
    window.close()
    session.shop.close()


@pytest.fixture
def window(qtbot, shop_file):
    window = opened(qtbot, shop_file)
    yield window
    shut(window)


@pytest.fixture
def page(window):
    return window.pages["attendance"]


def dialog(window, kind=Dialog):
    return next(one for one in window.findChildren(kind) if one.isVisible())


def press(qtbot, where, name):
    found = [one for one in where.findChildren(Button) if one.isVisible() and one.accessibleName() == name]
    assert found, f"no button {name}"
    qtbot.mouseClick(found[0], Qt.MouseButton.LeftButton)


def person(page, name, no=""):
    return next(one for one in page.view.employees if one.name == name and (not no or one.no == no))


WHAT = {
    "late": lambda one: one.late_minutes,
    "early": lambda one: one.early_minutes,
    "absent": lambda one: one.absent_days and not (one.missed_in or one.missed_out),
    "missed": lambda one: one.missed_out or one.missed_in,
    "corrected": lambda one: one.corrected,
    "outing": lambda one: one.outing,
    "leave": lambda one: one.leave_days,
    "no_roster": lambda one: Anomaly.NO_ROSTER in one.anomalies,
    "pending": lambda one: Anomaly.PENDING in one.anomalies,
    "rest": lambda one: one.kind is DayType.REST,
    "not_employed": lambda one: one.kind is DayType.NOT_EMPLOYED,
    "day": lambda one: one.shift == "D" and one.judged and not one.anomalies and not one.leave_days and not one.corrected,
    "night": lambda one: one.shift == "N" and one.judged and not one.anomalies and not one.leave_days and not one.corrected,
}


def day_of(page, name, what, no=""):
    """The first day of the month on which a person of the demonstration was late, absent, resting ..."""
    found = page.view.result.of(person(page, name, no).id)
    return next(one.day for one in found.days if WHAT[what](one))


def go(page, name, what, no=""):
    page.show_day(person(page, name, no).id, day_of(page, name, what, no))


def row_of(page, name):
    return next(one for one in page.waiting.records() if one.employee.name == name)


def click_row(qtbot, page, name, which):
    """A real click on the n-th button of a person's row."""
    table = page.waiting
    index = table.model_.index(table.model_.row_of(table.model_.key(row_of(page, name))), table.model_.column_of("do"))
    column = table.model_.columns[index.column()]
    rects = table.itemDelegate().button_rects(table.visualRect(index), row_of(page, name), column)
    with qtbot.waitSignal(table.decided):
        qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=rects[which][0].center().toPoint())


def fill(field, text):
    field.control.clear()
    field.control.insert(text)


def face(page, name, what, no=""):
    who = person(page, name, no).id
    row = next(one for one in page.matrix.rows if one.person.employee_id == who)
    day = what if isinstance(what, date) else day_of(page, name, what, no)
    return row.cells[day.day - 1]


def test_opens_on_the_month_that_still_has_to_be_decided(page):
    assert page.month == SEPTEMBER
    assert len(page.matrix.rows) == 12
    assert page.count.count == 5
    assert nameless(page) == []


@pytest.mark.parametrize(
    ("name", "no", "what", "mark", "tone"),
    [
        ("周梦", "", "late", "11", "warn"),
        ("李䶮", "", "early", "12", "warn"),
        ("赵一凡", "", "absent", "旷", "danger"),
        ("何立新", "", "absent", "旷", "danger"),
        ("孙浩然", "", "missed", "缺", "danger"),
        ("林晓彤", "", "corrected", "补", "accent"),
        ("欧阳若琳", "", "outing", "外", "accent"),
        ("吴嘉怡", "", "leave", "假", "leave"),
        ("郭Amy", "", "no_roster", "?", "ask"),
        ("陈思远", "0012", "rest", "休", "rest"),
        ("何立新", "", "not_employed", "", ""),
    ],
)
def test_what_a_cell_shows(page, name, no, what, mark, tone):
    found = face(page, name, what, no)
    assert (found.mark, found.tone) == (mark, tone)


def test_in_order_by_day_and_by_night(page):
    assert face(page, "林晓彤", "day").dot == "day"
    assert face(page, "林晓彤", "night").dot == "night"
    assert face(page, "周梦", "pending").waits and face(page, "孙浩然", "missed").open


def test_totals_stand_beside_the_person(page):
    row = next(one for one in page.matrix.rows if one.person.name == "周梦")
    packets = [one for one in page.view.result.red_packets if one.employee_id == row.person.employee_id]
    price = sum(one.amount * 2 if one.doubled else one.amount for one in packets)
    assert len(packets) == 1 and row.totals == ("1", "", f"{price // 100}.00")
    twins = [one.suffix for one in page.matrix.rows if one.person.name == "陈思远"]
    assert twins == ["0012", "0013"]


def test_arrows_move_and_the_panel_follows(page, window, qtbot):
    awake(qtbot, window)
    go(page, "周梦", "late")
    late = day_of(page, "周梦", "late")
    assert page.day.title.text() == "周梦"
    qtbot.keyClick(page.matrix, Qt.Key.Key_Right)
    assert page.day.where == (person(page, "周梦").id, late + timedelta(days=1))
    qtbot.keyClick(page.matrix, Qt.Key.Key_Down)
    assert page.day.title.text() == "吴嘉怡"
    qtbot.keyClick(page.matrix, Qt.Key.Key_End)
    assert page.day.where[1] == date(2026, 9, 30)
    press(qtbot, page.day, "往前")
    assert page.day.where[1] == date(2026, 9, 29)


def test_a_click_chooses_the_cell(page, qtbot):
    row = next(n for n, one in enumerate(page.matrix.rows) if one.person.name == "李䶮")
    spot = page.matrix.cell_rect(row, 1).center()
    assert spot.y() > HEAD + row * ROW and spot.x() > NAME
    qtbot.mouseClick(page.matrix.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    assert page.day.where == (person(page, "李䶮").id, date(2026, 9, 2))


def test_the_day_explains_itself(page):
    from csdesk.ui.attendance.day_panel import ClauseCard, Lines, Pairs, TimeBar

    go(page, "周梦", "late")
    assert page.day.findChildren(TimeBar)
    said = " ".join(one.accessibleName() for kind in (Lines, Pairs, ClauseCard) for one in page.day.body.parentWidget().findChildren(kind))
    for part in ("08:41:", "上班打卡 秒数舍去 08:41", "− 班次开始 08:30", "= 迟到 11 分", "制度第三条", "红包 20.00", "补卡 0／3"):
        assert part in said, said


def test_n_goes_round_all_that_waits(page, window, qtbot):
    awake(qtbot, window)
    page.matrix.setFocus()
    seen = []
    for _n in range(5):
        qtbot.keyClick(page.matrix, Qt.Key.Key_N)
        seen.append((page.day.title.text(), page.day.where[1].day))
    assert set(seen) == {(one.employee.name, one.day.day) for one in page.waiting.records()}


def test_a_correction_by_its_button_is_one_step(page, window, qtbot):
    missed = day_of(page, "孙浩然", "missed")
    click_row(qtbot, page, "孙浩然", 0)
    form = dialog(window, CorrectionDialog)
    assert form.form["side"].value() is Side.OUT and form.form["certified"].value() == "25:00"
    fill(form.form["certified"], "25:61")
    qtbot.mouseClick(form.save_button, Qt.MouseButton.LeftButton)
    assert form.isVisible() and "25:00" in form.form["certified"].message.text()
    fill(form.form["certified"], "24:50")
    qtbot.mouseClick(form.save_button, Qt.MouseButton.LeftButton)
    assert form.form["by"].message.text() == "还没填"
    fill(form.form["by"], "马文博")
    qtbot.keyClick(form, Qt.Key.Key_Return)
    assert not form.isVisible()
    made = next(one for one in page.view.corrections if one.employee_id == person(page, "孙浩然").id)
    assert (made.certified, made.certified_by, made.status) == (24 * 60 + 50, "马文博", Status.APPROVED)
    assert page.count.count == 4 and face(page, "孙浩然", missed).mark == "10"  # left 10 minutes before 25:00
    press(qtbot, window.toast, "撤销")
    assert page.count.count == 5 and face(page, "孙浩然", missed).mark == "缺"


def test_absent_half_a_day_is_confirmed_at_once(page, window, qtbot):
    missed = day_of(page, "孙浩然", "missed")
    click_row(qtbot, page, "孙浩然", 1)
    found = page.view.day(person(page, "孙浩然").id, missed)
    assert str(found.absent_days) == "0.5" and page.count.count == 4
    awake(qtbot, window)
    qtbot.keyClick(page.matrix, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert page.count.count == 5


def test_requests_are_approved_and_refused(page, window, qtbot):
    asked = day_of(page, "马文博", "pending")
    click_row(qtbot, page, "马文博", 0)
    assert face(page, "马文博", asked).tone == "accent" and not face(page, "马文博", asked).waits
    click_row(qtbot, page, "周梦", 1)
    form = dialog(window, RefuseDialog)
    qtbot.mouseClick(form.save_button, Qt.MouseButton.LeftButton)
    assert form.isVisible() and not form.form.valid()  # nobody is refused without a reason
    fill(form.form["reason"], "那天人手不够")
    qtbot.mouseClick(form.save_button, Qt.MouseButton.LeftButton)
    assert [one.status for one in page.view.leaves if one.employee_id == person(page, "周梦").id] == [Status.REJECTED]


def test_punches_without_a_shift_become_overtime(page, window, qtbot):
    worked = day_of(page, "郭Amy", "no_roster")
    click_row(qtbot, page, "郭Amy", 0)
    form = dialog(window, OvertimeDialog)
    assert form.form["minutes"].value() == 193
    qtbot.mouseClick(form.save_button, Qt.MouseButton.LeftButton)
    assert page.view.day(person(page, "郭Amy").id, worked).overtime_minutes == 193
    assert "郭Amy" not in [one.employee.name for one in page.waiting.records()]


def test_enter_on_a_cell_presses_the_first_button(page, window, qtbot):
    awake(qtbot, window)
    go(page, "郭Amy", "no_roster")
    qtbot.keyClick(page.matrix, Qt.Key.Key_Return)
    assert dialog(window, OvertimeDialog)
    qtbot.keyClick(dialog(window), Qt.Key.Key_Escape)
    go(page, "周梦", "day")
    qtbot.keyClick(page.matrix, Qt.Key.Key_Return)
    assert dialog(window, CorrectionDialog)


def test_keys_open_the_forms(page, window, qtbot):
    awake(qtbot, window)
    go(page, "周梦", "day")
    for key, kind in ((Qt.Key.Key_K, CorrectionDialog), (Qt.Key.Key_J, LeaveDialog), (Qt.Key.Key_O, OutingDialog)):
        qtbot.keyClick(page.matrix, key)
        found = dialog(window, kind)
        assert nameless(found.sheet) == []
        qtbot.keyClick(found, Qt.Key.Key_Escape)
        qtbot.waitUntil(lambda: not window.findChildren(Dialog))


def test_leave_from_a_time_to_a_time(page, window, qtbot):
    free = day_of(page, "周梦", "day")
    go(page, "周梦", "day")
    press(qtbot, page.day, "记请假")
    form = dialog(window, LeaveDialog)
    assert not form.form["first_time"].isVisible()
    form.form["how"].set_value(False)
    assert form.form["first_time"].isVisible()
    fill(form.form["first_time"], "08:30")
    fill(form.form["last_time"], "8点")
    qtbot.mouseClick(form.save_button, Qt.MouseButton.LeftButton)
    assert form.isVisible()
    fill(form.form["last_time"], "13:00")
    qtbot.mouseClick(form.save_button, Qt.MouseButton.LeftButton)
    made = [one for one in page.view.leaves if one.employee_id == person(page, "周梦").id and one.start.date() == free]
    assert [(one.start.hour, one.end.hour, one.whole_days) for one in made] == [(8, 13, False)]
    page.show_day(person(page, "周梦").id, free)
    press(qtbot, page.day, "记请假")
    again = dialog(window, LeaveDialog)
    qtbot.mouseClick(again.save_button, Qt.MouseButton.LeftButton)
    assert "已有" in again.form["first"].message.text() or again.form["first"].message.text()


def test_waiving_needs_a_reason_and_can_be_taken_back_in_the_panel(page, window, qtbot):
    late = day_of(page, "周梦", "late")
    go(page, "周梦", "late")
    press(qtbot, page.day, "不罚，写原因…")
    form = dialog(window, WaiveDialog)
    qtbot.mouseClick(form.save_button, Qt.MouseButton.LeftButton)
    assert form.isVisible()
    fill(form.form["reason"], "台风，地铁停运")
    qtbot.mouseClick(form.save_button, Qt.MouseButton.LeftButton)
    assert face(page, "周梦", late).tone == "neutral"
    assert Anomaly.LATE in page.view.day(person(page, "周梦").id, late).waived
    back = []
    qtbot.waitUntil(lambda: back.extend(b for b in page.day.findChildren(Button) if b.isVisible() and "台风" in b.toolTip()) or bool(back))
    qtbot.mouseClick(back[0], Qt.MouseButton.LeftButton)
    assert face(page, "周梦", late).tone == "warn"


def test_right_click_on_a_row_offers_the_rest(page, window, qtbot):
    row = row_of(page, "孙浩然")
    shown = page.decider.menu_of(row)
    assert {"补卡", "旷工半天", "记请假…", "记外出…", "不罚，写原因…", "先放着", "看这一天"} <= {one.text() for one in shown.actions()}
    next(one for one in shown.actions() if one.text() == "先放着").trigger()
    shown.close()
    assert page.count.count == 5  # still to be decided
    page.matrix.menu_asked.emit(page.matrix.mapToGlobal(QPoint(10, 10)))
    opened_menu = next(one for one in page.findChildren(QMenu) if one.isVisible())
    opened_menu.close()


def test_records_are_listed_filtered_changed_and_taken_back(page, window, qtbot):
    page.segment.choose("records")
    records = page.records
    view = page.view
    everything = (*view.corrections, *view.leaves, *view.outings, *view.overtimes, *view.decisions)
    assert records.table.model_.rowCount() == len(everything) > 8
    records.filter.choose("leave")
    assert {one.kind for one in records.table.records()} == {"leave"}
    records.filter.choose("correction")
    before = len(records.table.records())
    first = next(one for one in records.table.records() if one.status is Status.APPROVED)
    records.change(first)
    form = dialog(window, CorrectionDialog)
    assert form.form["by"].value() == "马文博"
    fill(form.form["reason"], "打卡机换了")
    qtbot.mouseClick(form.save_button, Qt.MouseButton.LeftButton)
    assert any("打卡机换了" in one.why for one in records.table.records())
    records.table.decided.emit(records.table.records()[0], "remove")
    assert len(records.table.records()) == before - 1
    assert nameless(page) == []


def test_a_record_for_anybody_from_the_list(page, window, qtbot):
    page.segment.choose("records")
    page.records.new_overtime()
    form = dialog(window, OvertimeDialog)
    form.form["person"].set_value(person(page, "吴嘉怡").id)
    form.day_box.set_day(date(2026, 9, 4))
    form.form["minutes"].set_value(90)
    qtbot.mouseClick(form.save_button, Qt.MouseButton.LeftButton)
    assert [one.minutes for one in page.view.overtimes if one.employee_id == person(page, "吴嘉怡").id] == [90]


def test_the_bulletin_is_paid_copied_and_printed(page, window, qtbot, tmp_path, monkeypatch):
    page.segment.choose("bulletin")
    view = page.bulletin
    owing = next(one for one in page.view.result.red_packets if one.state == "doubled")
    view.week.set_week(owing.day)
    week = view.week.monday
    listed = [one for one in page.view.result.red_packets if week <= one.day <= week + timedelta(days=6)]
    assert {one.packet for one in view.table.records() if not one.older} == set(listed)
    states = [one.packet.state for one in view.table.records()]
    owes = states.index("doubled")
    view.table.decided.emit(view.table.records()[owes], "paid")
    assert view.table.records()[owes].packet.state == "paid"
    view.table.decided.emit(view.table.records()[owes], "unpaid")
    assert [one.packet.state for one in view.table.records()] == states
    qtbot.mouseClick(view.copy_button, Qt.MouseButton.LeftButton)
    assert all(one.name in QGuiApplication.clipboard().text() for one in view.table.records())
    target = tmp_path / "公布.pdf"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *a, **k: (str(target), ""))
    qtbot.mouseClick(view.print_button, Qt.MouseButton.LeftButton)
    save_pdf(qtbot, page.window())
    assert target.read_bytes().startswith(b"%PDF")
    qtbot.keyClick(view.week, Qt.Key.Key_Left)
    assert view.week.monday == week - timedelta(days=7)
    assert nameless(page) == []


def test_what_is_owed_from_earlier_weeks_is_paid_in_the_list_of_this_one(page, window, qtbot):
    page.segment.choose("bulletin")
    view = page.bulletin
    owing = {one for one in page.view.result.red_packets if one.owed}
    assert owing and {one.packet for one in view.table.records()} == owing and all(one.older for one in view.table.records())
    assert f"以前还有 {len(owing)} 个没发" in view.said.text()
    first = view.table.records()[0]
    assert "以前没发" in view.text.toPlainText() and first.name in view.text.toPlainText()
    view.table.decided.emit(first, "paid")
    assert first.packet not in {one.packet for one in view.table.records()} and first.name not in view.text.toPlainText()
    window.desk.undo()
    assert {one.packet for one in view.table.records()} == owing


def test_the_sheet_prints_and_goes_to_excel(page, window, qtbot, tmp_path, monkeypatch):
    chosen = []

    def ask(_parent, _title, name, *_rest):
        target = tmp_path / name.rsplit("/", 1)[-1]
        chosen.append(target)
        return str(target), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", ask)
    awake(qtbot, window)
    qtbot.keyClick(page.matrix, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    save_pdf(qtbot, window)
    page.print_large()
    save_pdf(qtbot, window)
    qtbot.keyClick(page.matrix, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    assert [one.suffix for one in chosen] == [".pdf", ".pdf", ".xlsx"]
    assert chosen[0].read_bytes()[:4] == b"%PDF" and chosen[2].read_bytes()[:2] == b"PK"


def test_a_closed_month_offers_no_decision(page, window):
    page.period.set_month(Month(2026, 8))
    assert page.view.closed and not page.waiting_card.isVisible()
    assert not page.day.correct.isVisible() and not page.day.waive.isVisible()


def test_a_month_without_records_says_so_and_offers_the_import(page, window):
    page.period.set_month(Month(2027, 3))
    assert page.empty is not None and not page.matrix_card.isVisible() and not page.day.isVisible()
    assert "2027年3月" in page.empty.title.text()


def test_an_agent_sees_the_own_row_and_decides_nothing(qtbot, shop_file):
    session = shop.open_shop(shop_file, lambda: NOW)
    who = next(one for one in attendance.month_view(session, SEPTEMBER).employees if one.name == "周梦")
    session.shop.close()
    window = opened(qtbot, shop_file, User(7, "周梦", Role.AGENT, who.id))
    page = window.pages["attendance"]
    page.period.set_month(SEPTEMBER)
    assert [one.person.name for one in page.matrix.rows] == ["周梦"]
    assert page.bulletin is None and not page.waiting_card.isVisible()
    visible = {one.accessibleName() for one in page.findChildren(Button) if one.isVisible()}
    assert not visible & {"导入考勤", "补卡", "记请假", "记外出", "不罚，写原因…", "打印和 Excel…"}
    page.segment.choose("records")
    assert {one.employee.name for one in page.records.table.records()} == {"周梦"}
    assert not page.records.add.isVisible()
    shut(window)


def test_a_second_window_sees_the_decision(page, window, qtbot, shop_file):
    other = shop.open_shop(shop_file, lambda: NOW)
    row = row_of(page, "孙浩然")
    attendance.decide(other, row.employee.id, row.day, row.anomaly, attendance.Verdict.CONFIRMED)
    other.shop.close()
    window.desk.look()
    assert page.count.count == 4


@pytest.mark.parametrize(
    ("text", "minutes"),
    [("17:30", 1050), ("25:00", 1500), ("1730", 1050), ("8:05", 485), ("08：30", 510), ("36:00", 2160)],
)
def test_times_are_read_as_typed(text, minutes):
    assert words.parse_clock(text) == minutes


@pytest.mark.parametrize("text", ["", "25:61", "8点", "37:00", "1:2", "-1:00", "abc"])
def test_what_is_no_time(text):
    assert words.parse_clock(text) is None


class Shows(QObject):
    """Notes every widget that is shown as a window of its own."""

    def __init__(self):
        super().__init__()
        self.seen = []

    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.seen.append(type(watched).__name__)
        return False


def test_nothing_flashes_up_as_a_window_of_its_own(window, page, qtbot, qapp):
    shows = Shows()
    qapp.installEventFilter(shows)
    go(page, "周梦", "late")
    for name in ("today", "roster", "staff", "month", "attendance"):
        window.open_page(name)
        qapp.processEvents()
    page.segment.choose("records")
    page.segment.choose("bulletin")
    page.segment.choose("calendar")
    go(page, "周梦", "late")
    press(qtbot, page.day, "补卡")
    qtbot.keyClick(dialog(window), Qt.Key.Key_Escape)
    qapp.removeEventFilter(shows)
    assert shows.seen == []


def test_two_hundred_people_are_shown_at_once(page, qapp):
    import time
    from dataclasses import replace

    everybody = tuple(
        replace(one, employee_id=one.employee_id + 1000 * part, no=f"{part:02d}{one.no}", name=f"{one.name}{part}")
        for part in range(17)
        for one in page.view.result.employees
    )
    big = replace(page.view, result=replace(page.view.result, employees=everybody))
    taken = []
    for _n in range(3):
        start = time.process_time()
        page.matrix.set_view(big, NOW.date())
        page.matrix.viewport().repaint()
        taken.append(time.process_time() - start)
    assert len(page.matrix.rows) == 204 and min(taken) < 0.15
    last = page.matrix.rows[-1].person.employee_id
    assert page.matrix.choose(last, date(2026, 9, 30))
    shown = page.matrix.cell_rect(*page.matrix.cell)
    assert page.matrix.viewport().rect().contains(shown)


def test_overtime_as_time_off_is_kept_as_a_balance_and_refused_with_a_reason(page, window, qtbot):
    page.segment.choose("records")
    page.records.new_overtime()
    form = dialog(window, OvertimeDialog)
    somebody = person(page, "吴嘉怡")
    form.form["person"].set_value(somebody.id)
    form.day_box.set_day(date(2026, 9, 25))
    form.form["minutes"].set_value(240)
    form.form["time_off"].set_value(True)
    qtbot.mouseClick(form.save_button, Qt.MouseButton.LeftButton)
    assert form.isVisible() and "300%" in form.form.fields["time_off"].message.text()  # a statutory holiday is paid
    form.day_box.set_day(date(2026, 9, 6))
    fill(form.form["reason"], "大促值守")
    form.form["status"].set_value(Status.PENDING)
    qtbot.mouseClick(form.save_button, Qt.MouseButton.LeftButton)
    row = next(one for one in page.waiting.records() if one.kind == "overtime")
    assert "换调休" in row.sentence and "大促值守" in row.sentence
    left = balances.balance(window.desk.session, somebody.id, date(2026, 9, 30))
    assert left.comp_earned == 0  # nobody has approved it
    page.decider.run(row, "refuse")
    asked = dialog(window, RefuseDialog)
    fill(asked.form["reason"], "排班已经够了")
    qtbot.mouseClick(asked.save_button, Qt.MouseButton.LeftButton)
    (record,) = [one for one in page.records.table.records() if one.kind == "overtime" and one.employee.id == somebody.id]
    assert record.status is Status.REJECTED and record.why == "大促值守；退回：排班已经够了"
    said = recorded(page.view, somebody.id, date(2026, 9, 6))
    assert [text for kind, _id, text in said if kind == "overtime"] == ["加班 4 小时，换调休（已退回） · 大促值守；退回：排班已经够了"]
    attendance.settle_request(window.desk.session, "overtime", row.record_id, Status.APPROVED, page.view.month)
    left = balances.balance(window.desk.session, somebody.id, date(2026, 9, 30))
    assert (left.comp_earned, left.comp_left) == (240, 240)
    leave = Leave(0, somebody.id, "调休", datetime(2026, 9, 28), datetime(2026, 9, 28), whole_days=True)
    assert "多休了 4 小时" in attendance.request_leave(window.desk.session, leave).message
    left = balances.balance(window.desk.session, somebody.id, date(2026, 9, 30))
    assert (left.comp_used, left.comp_left) == (1, -240)
    with pytest.raises(UserError) as refused:
        attendance.settle_request(window.desk.session, "overtime", row.record_id, Status.REJECTED, page.view.month, "  ")
    assert refused.value.code == "reason"


def test_on_a_narrow_screen_the_search_gives_its_room_to_the_segments(qtbot, window, page):
    wide = page.header.search.width()
    window.resize(910, 600)
    qtbot.waitUntil(lambda: page.header.search.width() < wide)
    qtbot.waitUntil(lambda: page.segment.width() >= page.segment.sizeHint().width())
    qtbot.mouseClick(page.header.search, Qt.MouseButton.LeftButton)
    finders = window.findChildren(Finder)
    assert len(finders) == 1 and finders[0].isVisible()
    finders[0].close()
