"""The page 投诉售后 over a real shop file: list, case, notes, drafts, evidence, filters, bulk changes, two windows, roles."""

from __future__ import annotations

import shutil
from datetime import datetime

import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QMenu

from csdesk.actions import case_draft, case_view, shop
from csdesk.core.case import Category
from csdesk.core.permission import Role
from csdesk.core.users import User
from csdesk.ui.cases import dialogs, words
from csdesk.ui.cases.entry import EditDialog, EntryDialog
from csdesk.ui.desk import Desk
from csdesk.ui.kit import Popover
from csdesk.ui.window import MainWindow
from tests.ui.cases.hands import opened, picture, take, titled
from tests.ui.conftest import awake, nameless, press

NOW = datetime(2026, 10, 8, 9, 0)
CONTROL = Qt.KeyboardModifier.ControlModifier


def test_the_most_urgent_case_is_first_and_shown(page):
    rows = page.list.model_.rows
    assert [one.due for one in rows if one.due] == sorted(one.due for one in rows if one.due)
    assert page.case_id == rows[0].id and page.detail.title.text() == rows[0].title
    assert words.time_chip(rows[0], NOW).words == "超 7 分" and page.case_panel.number.text() == "超 7 分"
    assert page.tabs.counts["open"] == len(rows)
    assert nameless(page) == []


def test_arrows_go_through_the_list_and_enter_into_the_case(page, qtbot):
    page.list.setFocus()
    qtbot.keyClick(page.list, Qt.Key.Key_Down)
    assert page.case_id == page.list.model_.rows[1].id and page.detail.title.text() == page.list.model_.rows[1].title
    qtbot.keyClick(page.list, Qt.Key.Key_Return)
    assert page.detail.note.edit.hasFocus()


def test_a_note_is_saved_with_the_keyboard(page, qtbot):
    edit = page.detail.note.edit
    edit.setFocus()
    qtbot.keyClicks(edit, "called the buyer")
    edit.insertPlainText("，已说明😀" + "长" * 9000)
    qtbot.keyClick(edit, Qt.Key.Key_Return, CONTROL)
    assert edit.toPlainText() == "" and page.view.timeline[0].text.startswith("called the buyer，已说明😀")
    assert case_draft.drafts(page.desk.session) == {}
    edit.insertPlainText("长" * 10_001)
    qtbot.keyClick(edit, Qt.Key.Key_Return, CONTROL)
    assert len(edit.toPlainText()) == 10_001 and len(page.view.timeline[0].text) < 10_001  # refused, and nothing lost


def test_a_draft_outlives_another_case_a_refresh_and_a_crash(page, window, qtbot):
    edit, first = page.detail.note.edit, page.case_id
    edit.insertPlainText("写到一半")
    page.list.choose(page.list.model_.rows[2].id)
    assert edit.toPlainText() == ""
    page.list.choose(first)
    assert edit.toPlainText() == "写到一半"
    page.stale = True
    page._settle()
    assert edit.toPlainText() == "写到一半"
    edit.insertPlainText("，又写一句")
    qtbot.waitUntil(lambda: case_draft.text(page.desk.session, first, "note") == "写到一半，又写一句")
    window.reload()  # as after a crash: everything is made anew from the file
    page = window.pages["cases"]
    page.open_case(first)
    assert page.detail.note.edit.toPlainText() == "写到一半，又写一句"


def test_the_status_by_its_key_and_back(page, window, qtbot):
    awake(qtbot, window)
    page.list.setFocus()
    number = page.case_id
    qtbot.keyClick(page.list, Qt.Key.Key_S)
    take("等买家")
    assert page.view.case.id == number and page.view.case.category is Category.PAUSED
    assert page.detail.status.spec.words == "等买家"
    window.desk.undo()
    assert page.view.case.category is Category.OPEN


def test_why_the_deadline_is_when_it_is(page, window, qtbot):
    titled(page, "保温杯漏水，平台要补充举证")
    qtbot.mouseClick(page.case_panel.why_button, Qt.MouseButton.LeftButton)
    popover = next(one for one in window.findChildren(Popover) if one.isVisible())
    line = popover.property("line")
    assert sum(one.seconds for one in line.spans if one.counted) == 4 * 3600
    assert popover.title.text() == f"为什么是{words.when(line.target.due, NOW, end=True)}"
    qtbot.keyClick(popover, Qt.Key.Key_Escape)


def test_the_next_step_is_the_primary_button(page, qtbot):
    titled(page, "保温杯漏水，平台要补充举证")
    assert page.case_panel.step.value == "proof_given"
    qtbot.mouseClick(page.case_panel.next_button, Qt.MouseButton.LeftButton)
    assert page.view.timeline[0].event.data["what"] == "proof_given"
    assert not any(one.target.running and one.limit.key == "jd.extra" for one in page.view.clocks)


def test_a_screenshot_becomes_evidence_for_what_is_missing(page, window, qtbot):
    awake(qtbot, window)
    titled(page, "显示签收，买家未收到")
    missing, count = page.view.missing, len(page.view.evidence)
    QGuiApplication.clipboard().setImage(picture())
    page.list.setFocus()
    qtbot.keyClick(page.list, Qt.Key.Key_V, CONTROL)
    assert len(page.view.evidence) == count + 1 and page.view.evidence[-1].item == missing[0]
    assert len(page.detail.evidence.thumbs) == count + 1 and page.view.missing == missing[1:]
    data = QMimeData()
    data.setImageData(picture(50, 20))
    page.detail.note.edit.insertFromMimeData(data)  # also while a note is being written
    assert len(page.view.evidence) == count + 2
    window.desk.undo()
    assert len(page.view.evidence) == count + 1
    QGuiApplication.clipboard().clear()


@pytest.mark.parametrize(("content", "said"), [(b"GIF89a" + b"0" * (30 * 1048576), "MB"), (b"no picture", "不"), (b"", "空")])
def test_what_is_no_evidence_is_refused_in_a_sentence(page, window, tmp_path, content, said):
    path = tmp_path / "图.png"
    path.write_bytes(content)
    count = len(page.view.evidence)
    told = []
    window.desk.toasted.connect(told.append)
    window.desk.troubled.connect(told.append)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    page.take(data)
    assert len(page.view.evidence) == count and said in told[-1].message
    for shown in window.findChildren(dialogs.Dialog):
        shown.reject()


def test_a_phrase_is_copied_filled_in(page, window, qtbot):
    awake(qtbot, window)
    page.list.setFocus()
    qtbot.keyClick(page.list, Qt.Key.Key_1)
    text = QGuiApplication.clipboard().text()
    assert text and "{" not in text


def test_words_of_the_filter_narrow_the_list(page, window, qtbot):
    awake(qtbot, window)
    qtbot.keyClick(page.list, Qt.Key.Key_F, CONTROL)
    assert page.search.hasFocus()
    page.search.setText("杯刷")
    qtbot.waitUntil(lambda: 0 < len(page.list.model_.rows) < page.tabs.counts["open"])
    assert page.list.model_.rows[0].title == "称客服答应送杯刷，未发"
    page.search.setText("没有这个词")
    qtbot.waitUntil(lambda: page.empty is not None)
    assert page.empty.title.text() == "没有符合的单子"
    press(qtbot, page, "清除筛选")
    assert len(page.list.model_.rows) == page.tabs.counts["open"] and page.empty is None


def test_a_filter_is_kept_as_a_view(page, window, qtbot):
    awake(qtbot, window)
    popover = page.open_filter()
    popover.form["kind"].control.setFocus()
    qtbot.keyClick(popover.form["kind"].control, Qt.Key.Key_S)  # a letter here is no command of the page
    assert not any(isinstance(one, QMenu) and one.isVisible() for one in QApplication.topLevelWidgets())
    popover.form["kind"].control.choose("dispute")
    assert {one.kind for one in page.list.model_.rows} == {"dispute"}
    popover.name.setText("纠纷")
    popover.keep()
    popover.close()
    page.clear_filter()
    assert len({one.kind for one in page.list.model_.rows}) > 1
    page.views_menu()
    take("纠纷")
    assert {one.kind for one in page.list.model_.rows} == {"dispute"}


def test_several_at_once(page, window, qtbot):
    page.list.setFocus()
    first = page.list.model_.rows[0]
    qtbot.keyClick(page.list, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    ids = page.chosen()
    assert len(ids) == 2 and first.id in ids and page.bulk.isVisible()
    page.hand_over()
    form = opened(window, dialogs.HandOverDialog)
    target = form.form["person"].value()
    form.save()
    rows = {one.id: one for one in page.list.model_.rows}
    assert {rows[number].owner_id for number in ids} == {target}
    page._bulk_status("wait_buyer")
    rows = {one.id: one for one in page.list.model_.rows}
    assert {rows[number].status for number in ids} == {"wait_buyer"}
    window.desk.undo()
    rows = {one.id: one for one in page.list.model_.rows}
    assert rows[first.id].status == first.status


def test_a_new_case_by_the_keyboard_alone(page, window, qtbot):
    awake(qtbot, window)
    qtbot.keyClick(page.list, Qt.Key.Key_N, CONTROL)
    form = opened(window, EntryDialog)
    assert form.line.hasFocus()
    line = "订单编号：３００２ １８８４ ５５１２ ７７７７\t买家昵称：jd_新客\t实付：129.00\t下单时间：2026-10-01 京东"
    QGuiApplication.clipboard().setText(line)
    qtbot.keyClick(form.line, Qt.Key.Key_V, CONTROL)
    assert form.form["buyer"].value() == "jd_新客" and form.form["paid"].value() == "129.00"
    form.form["description"].control.setFocus()
    form.form["description"].control.insertPlainText("杯盖裂了")
    qtbot.keyClick(form.form["description"].control, Qt.Key.Key_Return, CONTROL)
    assert page.view.case.description == "杯盖裂了" and page.view.case.order_no == "3002188455127777"
    assert page.view.case.paid == 12900 and page.view.case.platform == "jd"
    QGuiApplication.clipboard().clear()


def test_what_exists_of_the_order_is_shown_before_a_second_one(page, window, qtbot):
    known = titled(page, "保温杯漏水，平台要补充举证")
    page.new()
    form = opened(window, EntryDialog)
    form.form["description"].set_value("同一单又来一件事")
    form.form["platform"].set_value(known.platform)
    form.form["order_no"].set_value(f" {known.order_no[:4]} {known.order_no[4:]}")
    form.save()
    assert form.isVisible() and known.no in form.same[0].words.text()
    qtbot.waitUntil(form.same[0].isVisible)
    press(qtbot, form, "同单另一件事")
    form.save()
    assert page.view.case.description == "同一单又来一件事" and [one.id for one in page.view.links] == [known.id]


def test_a_new_case_that_was_not_saved_is_there_again(page, window, qtbot):
    page.new()
    form = opened(window, EntryDialog)
    form.form["description"].set_value("还没写完")
    form.reject()
    page.new()
    form = opened(window, EntryDialog)
    assert form.form["description"].value() == "还没写完"
    form.reject()


def second(qtbot, window):
    """Another window on the same file."""
    session = shop.open_shop(window.desk.session.shop.path, lambda: NOW)
    other = MainWindow(Desk(session))
    qtbot.addWidget(other)
    other.resize(1366, 768)
    other.show()
    other.open_page("cases")
    qtbot.waitUntil(other.pages["cases"].isVisible)
    return other


def test_two_windows_on_one_shop_file(page, window, qtbot):
    other = second(qtbot, window)
    there = other.pages["cases"]
    number = titled(page, "保温杯漏水，平台要补充举证").id
    there.open_case(number)
    page.detail.note.edit.insertPlainText("这边写到一半")
    page.edit()
    mine = opened(window, EditDialog)
    there.edit()
    theirs = opened(other, EditDialog)
    mine.form["wish"].set_value("换新")
    mine.form["buyer"].set_value("买家甲")
    theirs.form["product"].set_value("杯盖")
    theirs.form["buyer"].set_value("买家乙")
    theirs.save()
    mine.save()  # the product merges, the buyer was changed by both
    assert mine.isVisible() and "买家乙" in mine.clash.more.text() and "买家甲" in mine.clash.more.text()
    qtbot.waitUntil(mine.clash.isVisible)
    press(qtbot, mine, "用对方的")
    found = case_view.view(window.desk.session, number).case
    assert (found.buyer, found.product, found.wish) == ("买家乙", "杯盖", "换新")
    there.detail.note.edit.insertPlainText("那边的记录")
    there.detail.note.save()
    window.desk.look()
    assert any(one.text == "那边的记录" for one in page.view.timeline)
    assert page.detail.note.edit.toPlainText() == "这边写到一半"
    page.detail.note.save()
    other.desk.look()
    assert [one.text for one in there.view.timeline[:2]] == ["这边写到一半", "那边的记录"]
    other.close()
    other.desk.session.shop.close()


def test_an_agent_sees_only_the_own_cases(tmp_path, demo_file, qtbot):
    path = tmp_path / "店.csdesk"
    shutil.copy(demo_file, path)
    session = shop.open_shop(path, lambda: NOW)
    rows = case_view.listed(session).rows
    one = next(each for each in rows if each.owner_id)
    stranger = next(each for each in rows if each.owner_id not in (one.owner_id, None))
    session.user = User(7, one.owner, Role.AGENT, one.owner_id)
    window = MainWindow(Desk(session))
    qtbot.addWidget(window)
    window.show()
    window.open_page("cases")
    page = window.pages["cases"]
    shown = page.list.model_.rows
    assert shown and {each.owner_id for each in shown} == {one.owner_id}
    assert "month" not in [entry.name for entry in window.entries()]
    page.open_case(stranger.id)
    assert page.view is None or page.view.case.id != stranger.id
    assert not any(action.isVisible() and action.text() in ("下班交单", "导入单子") for action in page.actions())
    page.hand_over()
    form = opened(window, dialogs.HandOverDialog)
    assert form.form["person"].control.count() > 1
    form.reject()
    window.close()
    session.shop.close()
