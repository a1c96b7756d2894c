"""What is asked about a case: cost, promises, what happened outside, remark, merging, sleeping; each on the real window."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from csdesk.actions import case_cost, case_view, imports
from csdesk.core.case import Money
from csdesk.core.money import grouped, yuan
from csdesk.core.permission import Role
from csdesk.core.problem import UserError
from csdesk.core.users import User
from csdesk.files.sheets.cases import HEADS
from csdesk.ui.attendance.import_dialog import ImportDialog
from csdesk.ui.attendance.imports_list import ImportsDialog
from csdesk.ui.cases import dialogs
from csdesk.ui.finder import Finder
from csdesk.ui.kit import Note
from tests.ui.cases.hands import opened, titled
from tests.ui.conftest import nameless, press

NOW = datetime(2026, 10, 8, 9, 0)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("18:30", datetime(2026, 10, 8, 18, 30)),
        ("10-9 7:05", datetime(2026, 10, 9, 7, 5)),
        ("2026/12/31 24:00", datetime(2027, 1, 1)),
        ("20：00", datetime(2026, 10, 8, 20, 0)),
    ],
)
def test_a_time_is_typed_short(text, moment):
    assert dialogs.parse_moment(text, NOW) == moment


@pytest.mark.parametrize("text", ["", "25:99", "下午", "13-40 10:00", "10"])
def test_what_is_no_time_is_refused(text):
    with pytest.raises(UserError):
        dialogs.parse_moment(text, NOW)


def test_a_partial_refund_is_never_above_the_exchange(page, window):
    titled(page, "保温杯漏水，平台要补充举证")  # an exchange costs 57.00
    page.cost()
    form = opened(window, dialogs.CostDialog)
    assert nameless(form.sheet) == []
    form.form["refund"].set_value("57.01")
    form.form["partial"].set_value(True)
    form.save()
    assert form.isVisible() and "57.00" in form.form["refund"].message.text()
    form.form["refund"].set_value("57.00")
    form.save()
    assert page.view.case.refund == 5700 and page.view.case.total_cost == 5700
    assert page.view.approval.need == 2  # above 50.00 two must agree


def test_a_claim_of_deceit_shows_what_the_law_gives(page, window, qtbot):
    titled(page, "保温杯漏水，平台要补充举证")
    page.cost()
    form = opened(window, dialogs.CostDialog)
    paid = page.view.case.paid
    wanted = max(3 * paid, 50000)
    assert form.law[0] == wanted and f"再赔 {grouped(wanted)}" in form.law[1]
    press(qtbot, form.sheet, f"填 {grouped(wanted)}")
    assert form.form["compensation"].value() == yuan(wanted)
    form.reject()
    page.dispute()
    sheet = opened(window, dialogs.DisputeDialog)
    assert [note.words.text() for note in sheet.findChildren(Note)][-1] == form.law[1]
    sheet.reject()
    assert case_cost.fraud(replace(page.view.case, kind="short")) is None and case_cost.fraud(replace(page.view.case, paid=None)) is None


def test_two_steps_by_the_buttons(page, window, qtbot):
    titled(page, "保温杯漏水，平台要补充举证")
    for money in (Money.TO_APPROVE, Money.TO_PAY):
        qtbot.wait(1)  # a button that came with the refresh is shown by the next turn of the loop
        press(qtbot, page.case_panel, "批准")
        assert page.view.case.money is money
    assert page.view.approval.done and page.view.approval.given == ("", "")


def test_a_promise_is_the_next_deadline_until_it_is_kept(page, window, qtbot):
    row = page.list.model_.rows[6]
    page.list.choose(row.id)
    page.promise()
    form = opened(window, dialogs.PromiseDialog)
    form.form["text"].set_value("中午前回电")
    form.form["due"].set_value("08:00")
    form.save()
    assert form.isVisible() and form.form["due"].message.text()  # gone by already
    form.form["due"].set_value("09:20")
    form.save()
    shown = next(one for one in page.list.model_.rows if one.id == row.id)
    assert (shown.due, shown.limit_key) == (datetime(2026, 10, 8, 9, 20), "promise")
    page.case_panel._kept(next(one.id for one in page.view.promises if one.text == "中午前回电"))
    assert next(one for one in page.list.model_.rows if one.id == row.id).limit_key != "promise"


def test_the_platform_asks_for_proof_and_a_clock_starts(page, window):
    row = titled(page, "保温杯漏水，平台要补充举证")
    page.happened()
    form = opened(window, dialogs.HappenedDialog)
    form.form["what"].set_value("verdict")
    form.form["at"].set_value("08:30")
    form.save()
    assert page.view.case.id == row.id
    assert any(one.limit.key == "jd.verdict" and one.target.start == datetime(2026, 10, 8, 8, 30) for one in page.view.clocks)


def test_the_flag_remark_is_copied_in_the_format_of_the_shop(page, window):
    page.remark()
    form = opened(window, dialogs.RemarkDialog)
    form.form["shipping"].set_value("顺丰")
    form.form["gift"].set_value("杯刷，一把")
    form.save()
    assert QGuiApplication.clipboard().text() == "顺丰,杯刷、一把,,店主,2026-10-08 09:00"
    assert page.view.timeline[0].event.kind == "remark" and page.view.cleared


def test_merged_and_taken_apart_again(page, window, qtbot):
    first, other = page.list.model_.rows[0], page.list.model_.rows[1]
    count = len(page.list.model_.rows)
    page.merge()
    form = opened(window, dialogs.ChooseCaseDialog)
    form.line.setText(other.no)
    form.save()
    assert len(page.list.model_.rows) == count - 1
    page.open_case(other.id)
    assert [one.id for one in page.view.merged] == [first.id]
    page.detail.unmerge(first.id)
    assert len(page.list.model_.rows) == count and page.view.merged == ()


def test_linked_with_another_one(page, window):
    other = page.list.model_.rows[2]
    page.link()
    form = opened(window, dialogs.ChooseCaseDialog)
    form.line.setText(other.title)
    form.save()
    assert [one.id for one in page.view.links] == [other.id]


def test_a_sleeping_case_comes_back(page, window, qtbot):
    row = page.list.model_.rows[0]
    page.snooze()
    form = opened(window, dialogs.SnoozeDialog)
    press(qtbot, form, "3 小时后")
    form.save()
    assert row.id not in {one.id for one in page.list.model_.rows}
    page.open_case(row.id)
    page.detail.wake()
    assert row.id in {one.id for one in page.list.model_.rows}


def test_the_statement_names_what_is_missing(page, window, qtbot):
    titled(page, "保温杯漏水，平台要补充举证")
    page.dispute()
    form = opened(window, dialogs.DisputeDialog)
    assert "3002188455127777" not in form.text.toPlainText() and page.view.case.order_no in form.text.toPlainText()
    press(qtbot, form, "复制文字")
    assert QGuiApplication.clipboard().text() == form.text.toPlainText()
    form.reject()


def test_a_phrase_is_written_and_used(page, window):
    page.phrases()
    form = opened(window, dialogs.PhrasesDialog)
    form.new()
    form.form["name"].set_value("催件")
    form.form["text"].set_value("亲，{订单号} 已经催了")
    form.only.setChecked(True)
    form.save()
    form.copy()
    assert QGuiApplication.clipboard().text() == f"亲，{page.view.case.order_no} 已经催了"
    assert "催件" in [one.name for one in page.case_panel.phrases]


def test_the_end_of_a_shift(page, window):
    page.shift_end()
    form = opened(window, dialogs.ShiftEndDialog)
    leaving = {number for number, box in form.boxes.items() if box.isChecked()}
    stays = next(number for number, _name in case_view.people(window.desk.session) if number not in leaving)
    form.form["person"].set_value(stays)
    form.save()
    assert not any(one.owner_id in leaving for one in page.list.model_.rows)
    window.desk.undo()
    assert any(one.owner_id in leaving for one in page.list.model_.rows)


def test_a_file_of_cases_is_previewed_and_taken_back(page, window, qtbot, tmp_path):
    path = tmp_path / "单子.csv"
    lines = [",".join(HEADS)]
    for kind, order in (("退货退款", "300299887766"), ("怪类型", "300299887767")):
        lines.append(f",{kind},京东,拾光旗舰店,甲,{order},,杯子裂了,,,2026-10-07 10:00")
    path.write_text("\n".join(line + "," * (len(HEADS) - 1 - line.count(",")) for line in lines), encoding="utf-8-sig")
    window.import_file("cases", path)
    dialog = opened(window, ImportDialog)
    qtbot.waitUntil(lambda: dialog._primary is not None and dialog._primary.isVisible() and dialog._primary.isEnabled())
    count = page.tabs.counts["open"]
    dialog._primary.click()
    qtbot.waitUntil(lambda: page.tabs.counts["open"] == count + 1)
    window.desk.undo()
    assert page.tabs.counts["open"] == count


def test_a_lead_takes_an_import_of_cases_back(page, window, qtbot, tmp_path):
    """Leads import cases, but have no access to the attendance page, where the imports of all kinds stand."""
    session = window.desk.session
    path = tmp_path / "单子.csv"
    row = dict.fromkeys(HEADS, "") | {"类型": "换货", "描述": "换个颜色", "创建时间": "2026-10-07 10:00", "原因": "尺码颜色不对"}
    wrong = row | {"类型": "怪类型"}
    path.write_text("\n".join(",".join(one.values()) for one in ({head: head for head in HEADS}, row, wrong)), encoding="utf-8-sig")
    count = page.tabs.counts["open"]
    session.user = User(7, "组长", Role.LEAD)
    window.desk.session_changed.emit()
    page = window.pages["cases"]
    window.import_file("cases", path)
    dialog = opened(window, ImportDialog)
    qtbot.waitUntil(lambda: dialog._primary is not None and dialog._primary.isVisible() and dialog._primary.isEnabled())
    dialog._primary.click()
    qtbot.waitUntil(lambda: page.tabs.counts["open"] == count + 1)
    page.show_imports()
    listed = opened(window, ImportsDialog)
    assert {one.kind for one in listed.table.records()} == {"cases"} and nameless(listed.sheet) == []
    batch = next(one for one in listed.table.records() if one.file_name == "单子.csv")
    assert batch.counts["rejected"] == 1 and imports.problems(session, batch.id)[0].code == "unknown_case_kind"
    listed._decided(batch, "undo")
    assert page.tabs.counts["open"] == count
    listed.reject()
    with pytest.raises(UserError):
        imports.batches(session)
    session.user = None


def test_the_box_that_finds_everything_goes_to_a_case(page, window, qtbot):
    row = page.list.model_.rows[3]
    window.open_page("today")
    window.palette_open()
    finder = window.findChildren(Finder)[-1]
    finder.line.setText(row.order_no)
    qtbot.keyClick(finder.line, Qt.Key.Key_Return)
    assert window.page() is page and page.view.case.id == row.id


def test_narrow_the_right_side_goes_over_the_case(page, window):
    window.resize(1100, 650)
    page._place_panel()
    assert page.case_panel.height() <= 230 and page.case_panel.maximumWidth() > 1000
    window.resize(1366, 768)
    page._place_panel()
    assert page.case_panel.width() == 272
