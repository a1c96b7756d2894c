"""The segment 对照 over the demonstration shop: approvals of a file taken over or ignored, differences shown; balances in the forms."""

from __future__ import annotations

import shutil
from datetime import date, datetime, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from csdesk.actions import attendance, balances, shop, staff, vendor
from csdesk.core.attendance import DayType, Leave, Side, Status
from csdesk.core.batch import ClaimRow, PunchRow
from csdesk.core.calendar import Month
from csdesk.store import attendance as store
from csdesk.store import batch
from csdesk.ui.attendance.day_panel import Lines
from csdesk.ui.attendance.dialogs import CorrectionDialog, LeaveDialog
from csdesk.ui.desk import Desk
from csdesk.ui.kit import Button
from csdesk.ui.window import MainWindow
from tests.ui.conftest import nameless, save_pdf

NOW = datetime(2026, 10, 8, 9, 0)
SEPTEMBER = Month(2026, 9)
DING = "dingtalk.attendance_report"


def plain_days(session):
    """Good day shifts of the first person: nothing late, no record."""
    result = attendance.month_view(session, SEPTEMBER).result.employees[0]
    return result.employee_id, [
        one
        for one in result.days
        if one.shift == "D" and one.kind is DayType.WORK and one.check_in and not (one.anomalies or one.corrected or one.outing)
    ]


def bring(session):
    """Rows as DingTalk writes them: two approved corrections, an outing, leave, and a punch it calls late."""
    who, days = plain_days(session)

    def at(one, hour, minute):
        return datetime(one.day.year, one.day.month, one.day.day, hour, minute)

    rows = [
        PunchRow(who, at(days[0], 17, 59), "makeup", DING, "", days[0].day, "补卡审批通过"),
        PunchRow(who, at(days[1], 17, 59), "makeup", DING, "", days[1].day, "补卡审批通过"),
        PunchRow(who, at(days[2], 8, 20), "punch", DING, "", days[2].day, "外出"),
        PunchRow(who, at(days[3], 8, 10), "punch", DING, "", days[3].day, "请假"),
        PunchRow(who, days[4].check_in, "punch", DING, "", days[4].day, "迟到"),
    ]
    with session.step("file") as step:
        number = batch.add(
            session.shop, kind="punches", file_name="考勤报表.xlsx", sha256="0" * 64, format=DING, period=None, covered=None,
            at=NOW, by="", step_id=step,
        )  # fmt: skip
        batch.add_punches(session.shop, number, rows)
    return who, days


@pytest.fixture
def window(qtbot, tmp_path, demo_file):
    path = tmp_path / "店铺.csdesk"
    shutil.copy(demo_file, path)
    session = shop.open_shop(path, lambda: NOW)
    session.given = bring(session)
    window = MainWindow(Desk(session))
    qtbot.addWidget(window)
    window.resize(1366, 768)
    window.show()
    window.open_page("attendance")
    qtbot.waitUntil(lambda: window.pages["attendance"].isVisible())
    yield window
    window.close()
    session.shop.close()


@pytest.fixture
def page(window):
    page = window.pages["attendance"]
    page.segment.choose("compare")
    return page


def click(qtbot, table, record, which):
    index = table.model_.index(table.model_.row_of(table.model_.key(record)), table.model_.column_of("do"))
    column = table.model_.columns[index.column()]
    rects = table.itemDelegate().button_rects(table.visualRect(index), record, column)
    with qtbot.waitSignal(table.decided):
        qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=rects[which][0].center().toPoint())


def offer(page, day):
    return next(one for one in page.compare.found.offers if one.offer.day == day)


def test_nothing_is_recorded_by_itself_and_the_count_is_shown(page):
    assert dict(page.segment._options)["compare"] == "对照 4"
    assert [one.offer.kind for one in page.compare.found.offers] == ["correction", "correction", "outing", "leave"]
    assert [one.employee.no for one in page.compare.found.differences if one.difference.said == "迟到"]
    assert nameless(page.compare) == []


def test_adopting_by_a_click_records_and_uses_the_quota(qtbot, window, page):
    session, (who, days) = window.desk.session, window.desk.session.given
    before = attendance.month_view(session, SEPTEMBER).result.of(who).totals.corrections
    row = offer(page, days[0].day)
    assert f"补卡 {before} → {before + 1} 次" in row.effect
    click(qtbot, page.compare.offers, row, 0)
    after = attendance.month_view(session, SEPTEMBER)
    assert after.result.of(who).totals.corrections == before + 1
    record = next(one for one in after.corrections if one.employee_id == who and one.day == days[0].day)
    assert (record.certified, record.certified_by, record.status) == (1079, "钉钉审批", Status.APPROVED)
    assert dict(page.segment._options)["compare"] == "对照 3"
    window.desk.undo()
    assert dict(page.segment._options)["compare"] == "对照 4"


def test_ignoring_is_kept_and_listed_again(qtbot, window, page):
    days = window.desk.session.given[1]
    click(qtbot, page.compare.offers, offer(page, days[1].day), 1)
    assert len(page.compare.found.offers) == 3 and page.compare.found.ignored == 1
    qtbot.mouseClick(page.compare.again, Qt.MouseButton.LeftButton)
    assert len(page.compare.found.offers) == 4 and page.compare.found.ignored == 0


def test_all_at_once_leaves_leave_to_be_looked_at(qtbot, window, page):
    session, (who, days) = window.desk.session, window.desk.session.given
    qtbot.mouseClick(page.compare.all, Qt.MouseButton.LeftButton)
    assert [one.offer.kind for one in page.compare.found.offers] == ["leave"]
    assert not page.compare.all.isVisible()
    click(qtbot, page.compare.offers, page.compare.found.offers[0], 0)
    form = next(one for one in window.findChildren(LeaveDialog) if one.isVisible())
    assert not form.form["how"].value()
    assert form._balances is not None and "年假" in form._balances.accessibleName()
    form.form["type"].set_value("年假")
    qtbot.mouseClick(form.save_button, Qt.MouseButton.LeftButton)
    assert not page.compare.found.offers
    taken = [one for one in store.leaves(session.shop, days[3].day, days[3].day) if one.employee_id == who]
    assert [(one.type, one.whole_days) for one in taken] == [("年假", False)]


def test_a_difference_leads_to_its_day_and_to_excel(qtbot, window, page, tmp_path, monkeypatch):
    table = page.compare.table
    path = tmp_path / "对照.xlsx"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args, **_more: (str(path), ""))
    qtbot.mouseClick(page.compare.sheet, Qt.MouseButton.LeftButton)
    assert path.read_bytes()[:2] == b"PK"
    row = next(one for one in table.records() if one.difference.said == "迟到")
    table.opened.emit(row)
    assert page.segment.current == "calendar"
    assert page.matrix.chosen() == (row.employee.id, row.difference.day)


def test_balances_stand_in_the_panel_and_follow_what_is_entered(window, page):
    session, (who, days) = window.desk.session, window.desk.session.given
    page.show_day(who, days[5].day)
    lines = [part.accessibleName() for part in page.day.findChildren(Lines)]
    assert any("本年年假" in said for said in lines)
    person = next(one for one in staff.employees(session) if one.id == who)
    before = balances.balance(session, who, days[5].day)
    day = datetime(days[5].day.year, days[5].day.month, days[5].day.day)
    attendance.request_leave(session, Leave(0, person.id, "年假", day, day, True, requested_at=day))
    attendance.request_leave(session, Leave(0, person.id, "事假", day + timedelta(days=40), day + timedelta(days=40), True))
    after = balances.balance(session, who, days[5].day)
    assert after.annual_used == before.annual_used + 1
    assert after.leave_used == before.leave_used + 1  # October is planned already: it counts as of September, too


def test_leave_over_the_end_of_a_month_is_one_record_judged_in_both(window):
    session, (who, _days) = window.desk.session, window.desk.session.given
    attendance.request_leave(session, Leave(0, who, "事假", datetime(2026, 9, 29), datetime(2026, 10, 7), True, Status.PENDING))
    (record,) = [one for one in store.leaves(session.shop, date(2026, 9, 29), date(2026, 10, 7)) if one.employee_id == who]
    waiting = [one for one in attendance.waiting(session) if one.kind == "leave" and one.record_id == record.id]
    assert {Month.of(one.day) for one in waiting} == {SEPTEMBER, SEPTEMBER.next()}
    attendance.settle_request(session, "leave", record.id, Status.REJECTED, SEPTEMBER, "双节人手不够")
    (refused,) = [one for one in store.leaves(session.shop, date(2026, 9, 29), date(2026, 10, 7)) if one.employee_id == who]
    assert refused.status is Status.REJECTED and refused.reason == "退回：双节人手不够"
    attendance.settle_request(session, "leave", record.id, Status.APPROVED, SEPTEMBER.next())
    for month in (SEPTEMBER, SEPTEMBER.next()):
        found = attendance.month_view(session, month)
        days = {one.day for one in found.result.of(who).days if one.leave_days}
        planned = {
            one.day
            for one in found.result.of(who).days
            if date(2026, 9, 29) <= one.day <= date(2026, 10, 7) and one.shift and not found.calendar.is_statutory(one.day)
        }
        assert days >= planned and planned


def test_offers_are_not_for_a_closed_month(window):
    session = window.desk.session
    assert vendor.offers(session, SEPTEMBER.previous()) == ()
    assert not any(
        isinstance(one, Button) and one.isVisible() and one.accessibleName() == "全部采用" for one in window.findChildren(Button)
    )


def test_a_form_is_printed_from_the_dialog_and_from_the_list(qtbot, window, page, tmp_path, monkeypatch):
    session, (who, days) = window.desk.session, window.desk.session.given
    asked = []

    def ask(_parent, name, start, *_more):
        asked.append(name)
        return str(tmp_path / f"{name}.pdf"), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", ask)
    page.show_day(who, days[6].day)
    qtbot.mouseClick(page.day.leave, Qt.MouseButton.LeftButton)
    form = next(one for one in window.findChildren(LeaveDialog) if one.isVisible())
    qtbot.mouseClick(form.print_button, Qt.MouseButton.LeftButton)
    save_pdf(qtbot, window)
    name = next(one.name for one in staff.employees(session) if one.id == who)
    assert asked == [f"请假单 {name} {days[6].day.isoformat()}"]
    assert (tmp_path / f"{asked[0]}.pdf").read_bytes()[:5] == b"%PDF-"
    page.segment.choose("records")
    record = next(one for one in page.records.table.records() if one.kind == "correction")
    page.records.print_form(record)
    save_pdf(qtbot, window)
    assert asked[1].startswith("补卡单 ") and (tmp_path / f"{asked[1]}.pdf").exists()


def test_a_refusal_says_why(qtbot, window, page):
    session = window.desk.session
    row = next(one for one in page.waiting.records() if one.kind == "leave")
    page.decider.run(row, "refuse")
    form = page.decider.dialog
    qtbot.mouseClick(form.save_button, Qt.MouseButton.LeftButton)
    assert form.isVisible()  # the reason is missing
    form.form["reason"].control.setText("那天人手不够")
    qtbot.mouseClick(form.save_button, Qt.MouseButton.LeftButton)
    kept = next(one for one in store.leaves(session.shop, row.day, row.day) if one.id == row.record_id)
    assert kept.status is Status.REJECTED and kept.reason.endswith("退回：那天人手不够")
    assert row.record_id not in [one.record_id for one in page.waiting.records() if one.kind == "leave"]


def test_what_a_file_says_of_days_without_a_punch(qtbot, window, page):
    session, (who, days) = window.desk.session, window.desk.session.given
    rows = [
        ClaimRow(who, days[5].day, None, "迟到15分钟; 缺卡1次"),
        ClaimRow(who, days[6].day, Side.OUT, "补卡审批通过"),
    ]
    with session.step("file") as step:
        number = batch.add(
            session.shop, kind="punches", file_name="月报.xlsx", sha256="1" * 64, format="wecom.monthly", period=None, covered=None,
            at=NOW, by="", step_id=step,
        )  # fmt: skip
        batch.add_claims(session.shop, number, rows)
    page.compare.show_month(SEPTEMBER)
    (row,) = [one for one in page.compare.found.differences if one.difference.said.startswith("迟到15")]
    index = page.compare.table.model_.row_of(page.compare.table.model_.key(row))
    shown = [page.compare.table.model_.index(index, column).data() for column in range(7)]
    assert shown[2] == "整天" and shown[3] == "–" and row.difference.theirs == "missed"
    assert not [one for one in page.compare.found.offers if one.offer.day == days[6].day]  # a real punch stands on that side
    window.desk.undo()
    page.compare.show_month(SEPTEMBER)
    assert not [one for one in page.compare.found.differences if one.difference.said.startswith("迟到15")]


def test_a_correction_whose_time_nobody_names_is_taken_over_through_its_form(qtbot, window, page):
    session = window.desk.session
    view = attendance.month_view(session, SEPTEMBER)
    who, missed = next(
        (one.employee_id, day) for one in view.result.employees for day in one.days if day.missed_out and Side.OUT not in day.corrected
    )
    with session.step("file") as step:
        number = batch.add(
            session.shop, kind="punches", file_name="日报.xlsx", sha256="2" * 64, format="wecom.daily", period=None, covered=None,
            at=NOW, by="", step_id=step,
        )  # fmt: skip
        batch.add_claims(session.shop, number, [ClaimRow(who, missed.day, Side.OUT, "正常(补卡)")])
    page.compare.show_month(SEPTEMBER)
    (row,) = [one for one in page.compare.found.offers if one.offer.day == missed.day and one.offer.employee_id == who]
    assert row.offer.needs_look
    click(qtbot, page.compare.offers, row, 0)
    form = page.compare.dialog
    assert isinstance(form, CorrectionDialog) and form.form["by"].value() == "企业微信审批"
    form.form["certified"].control.setText("23:40")
    qtbot.mouseClick(form.save_button, Qt.MouseButton.LeftButton)
    (record,) = [one for one in attendance.month_view(session, SEPTEMBER).corrections if one.employee_id == who and one.day == missed.day]
    assert (record.certified, record.side) == (1420, Side.OUT)
