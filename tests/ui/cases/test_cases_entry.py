"""登记 by the keyboard alone: every key is pressed and counted; letters choose the kind, own fields are checked by their type."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from csdesk.actions import case_rules
from csdesk.core.case import Field
from csdesk.ui import memory
from csdesk.ui.cases.entry import EditDialog, EntryDialog
from csdesk.ui.kit import PickBox
from tests.ui.cases.hands import opened, titled
from tests.ui.conftest import awake, press

CONTROL, SHIFT, NONE = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.NoModifier
KEYS_A_SECOND = 5  # of somebody who types all day


class Keyboard:
    """Presses keys where the focus is, and counts them."""

    def __init__(self, qtbot) -> None:
        self.qtbot, self.count = qtbot, 0

    def key(self, key: Qt.Key, modifier: Qt.KeyboardModifier = NONE) -> None:
        self.count += 1
        self.qtbot.keyClick(QApplication.focusWidget(), key, modifier)

    def type(self, text: str) -> None:
        for char in text:
            self.count += 1
            self.qtbot.keyClick(QApplication.focusWidget(), char)

    def tab(self, times: int = 1) -> None:
        for _time in range(times):
            self.key(Qt.Key.Key_Tab)

    @property
    def seconds(self) -> float:
        return self.count / KEYS_A_SECOND


@pytest.fixture
def keyboard(qtbot, window, page):
    awake(qtbot, window)
    page.list.setFocus()
    yield Keyboard(qtbot)
    QGuiApplication.clipboard().clear()


def test_a_pasted_order_line_makes_a_case_in_forty_keys(page, window, keyboard):
    line = "订单编号：３００２ １８８４ ５５１２ ７７７７\t买家昵称：jd_新客\t实付：129.00\t下单时间：2026-10-01 京东"
    QGuiApplication.clipboard().setText(line)
    keyboard.key(Qt.Key.Key_N, CONTROL)
    form = opened(window, EntryDialog)
    keyboard.key(Qt.Key.Key_V, CONTROL)
    keyboard.key(Qt.Key.Key_Return)  # to the kind
    keyboard.type("ps")
    assert form.form.kind_box.hits.isVisible() and form.form["kind"].value() == "damage"
    keyboard.key(Qt.Key.Key_Return)
    keyboard.type("beigai liekai, huanxin ")  # the letters that a pinyin keyboard needs for 杯盖裂开，换新
    keyboard.key(Qt.Key.Key_Return, CONTROL)
    one = page.view.case
    assert (one.kind, one.order_no, one.buyer, one.platform, one.paid) == ("damage", "3002188455127777", "jd_新客", "jd", 12900)
    assert keyboard.count <= 40 and keyboard.seconds < 10
    assert page.view.case.description == "beigai liekai, huanxin"


def test_every_field_typed_by_hand_takes_less_than_half_a_minute(page, window, keyboard):
    keyboard.key(Qt.Key.Key_N, CONTROL)
    form = opened(window, EntryDialog)
    keyboard.tab()
    keyboard.type("sf")  # 少发
    keyboard.tab()
    keyboard.type("que lvxin ")
    keyboard.tab()
    keyboard.type("tb")
    keyboard.tab()
    keyboard.type("220334455112233")
    keyboard.key(Qt.Key.Key_Return)
    keyboard.type("tb_xia07")
    keyboard.key(Qt.Key.Key_Return)
    keyboard.type("lvxin ")
    keyboard.key(Qt.Key.Key_Return)
    keyboard.type("39")
    keyboard.key(Qt.Key.Key_Return)
    keyboard.type("20261001")
    keyboard.key(Qt.Key.Key_Return)
    keyboard.type("yf")  # 已发货
    keyboard.key(Qt.Key.Key_Return)
    keyboard.type("bufa ")
    keyboard.key(Qt.Key.Key_Return)
    keyboard.type("13800001111")
    keyboard.key(Qt.Key.Key_Return)
    keyboard.type("SF1400123456789")
    keyboard.key(Qt.Key.Key_Return, CONTROL)
    assert not form.isVisible()
    one = page.view.case
    assert (one.kind, one.platform, one.order_no, one.buyer, one.product, one.paid) == (
        "short", "taobao", "220334455112233", "tb_xia07", "lvxin", 3900)
    assert (str(one.bought_on), one.order_state, one.wish, one.phone, one.waybill) == (
        "2026-10-01", "shipped", "bufa", "13800001111", "SF1400123456789")
    assert keyboard.seconds < 30


def test_enter_reaches_every_field_and_saves_in_the_last(page, window, keyboard):
    keyboard.key(Qt.Key.Key_N, CONTROL)
    form = opened(window, EntryDialog)
    form.form["description"].set_value("走一遍")
    reached = []
    wanted = [name for name, field in form.form.fields.items() if field.isVisible()]
    while form.isVisible() and len(reached) < 40:
        here = QApplication.focusWidget()
        reached += [name for name, field in form.form.fields.items() if field.control is here]
        if here is form.form["description"].control:
            keyboard.tab()  # Enter is a new line there
        else:
            keyboard.key(Qt.Key.Key_Return)
    assert reached == wanted and page.view.case.description == "走一遍"


def test_shift_tab_goes_back_to_the_order_line(page, window, keyboard):
    keyboard.key(Qt.Key.Key_N, CONTROL)
    form = opened(window, EntryDialog)
    keyboard.tab(2)
    assert form.form["description"].control.hasFocus()
    keyboard.key(Qt.Key.Key_Tab, SHIFT)
    keyboard.key(Qt.Key.Key_Tab, SHIFT)
    assert form.line.hasFocus()
    form.reject()


def test_letters_narrow_and_escape_brings_back(page, window, keyboard):
    memory.put("case_kind", "return")
    keyboard.key(Qt.Key.Key_N, CONTROL)
    form = opened(window, EntryDialog)
    keyboard.tab()
    box = form.form.kind_box
    assert isinstance(box, PickBox) and form.form["kind"].value() == "return"
    keyboard.type("f")
    assert len(box.fitting) > 1
    keyboard.type("w")
    assert form.form["kind"].value() == "service" and box.hits.words == ["服务投诉"]
    keyboard.key(Qt.Key.Key_Backspace)
    assert box.typed == "f" and box.currentIndex() == box.fitting[0] and len(box.hits.words) > 1
    before = form.form["kind"].value()
    keyboard.key(Qt.Key.Key_Down)
    assert form.form["kind"].value() != before
    keyboard.key(Qt.Key.Key_Escape)
    assert form.form["kind"].value() == "return" and form.isVisible() and not box.hits.isVisible()
    keyboard.type("9")
    assert box.fitting == () and form.form["kind"].value() == "return"
    keyboard.tab()
    assert not box.hits.isVisible()
    keyboard.key(Qt.Key.Key_Escape)
    assert not form.isVisible()


def test_the_same_order_is_told_before_anything_is_saved(page, window, qtbot, keyboard):
    known = titled(page, "保温杯漏水，平台要补充举证")
    count = page.tabs.counts["open"]
    QGuiApplication.clipboard().setText(f"订单编号：{known.order_no} 京东")
    keyboard.key(Qt.Key.Key_N, CONTROL)
    form = opened(window, EntryDialog)
    keyboard.key(Qt.Key.Key_V, CONTROL)
    keyboard.key(Qt.Key.Key_Return)
    keyboard.type("jf")
    keyboard.tab()
    keyboard.type("you lou le")
    keyboard.key(Qt.Key.Key_Return, CONTROL)  # faster than the look after a quarter of a second
    assert form.isVisible() and known.no in form.same[0].words.text() and page.tabs.counts["open"] == count
    qtbot.waitUntil(form.same[0].isVisible)
    press(qtbot, form, "打开")
    assert not form.isVisible() and page.case_id == known.id


def test_own_fields_have_editors_of_their_type(page, window, qtbot):
    session = window.desk.session
    kind = case_rules.kind(session, "repair")
    fields = (*kind.fields, Field("weight", "重量", "number", required=True), Field("sent", "寄出日", "date"),
              Field("mend", "怎么修", "choice", ("换件", "退厂")), Field("paid_by_us", "运费我们出", "yes_no"))  # fmt: skip
    case_rules.save_kind(session, replace(kind, fields=fields))
    memory.put("case_kind", "repair")
    page.new()
    form = opened(window, EntryDialog).form
    dialog = opened(window, EntryDialog)
    form["description"].set_value("底座不热")
    dialog.save()
    assert dialog.isVisible() and "重量" in form["details.weight"].message.text()  # needed
    form["details.weight"].set_value("一斤")
    dialog.save()
    assert dialog.isVisible() and "重量" in form["details.weight"].message.text()
    form["details.weight"].set_value("１,２００.50")
    form["details.sent"].set_value("2026-13-01")
    dialog.save()
    assert dialog.isVisible() and form["details.sent"].message.text()
    form["details.sent"].set_value("2026年10月2日")
    form["details.mend"].set_value("退厂")
    form["details.paid_by_us"].set_value(True)
    dialog.save()
    assert not dialog.isVisible()
    assert page.view.case.details == {"weight": "1200.5", "sent": "2026-10-02", "mend": "退厂", "paid_by_us": True}
    case_rules.save_kind(session, replace(kind, fields=(Field("mend", "怎么修", "number"),)))  # the kind changed since
    page.edit()
    again = opened(window, EditDialog)
    again.form["wish"].set_value("快点")
    again.save()
    assert not again.isVisible() and page.view.case.wish == "快点" and page.view.case.details["mend"] == "退厂"
