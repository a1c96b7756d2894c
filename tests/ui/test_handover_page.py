"""A shift change with mouse and keys, as the leaving and as the coming lead; the log on its way into the knowledge; who sees what."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from csdesk.actions import case, handover, handover_draft, log, shop, users
from csdesk.actions.session import Session
from csdesk.core.case import Case
from csdesk.core.log import LogEntry
from csdesk.core.permission import Role
from csdesk.core.staff import Employee
from csdesk.core.users import User
from csdesk.store import roster, staff
from csdesk.ui.desk import Desk
from csdesk.ui.handover.items import ROW, columns_of
from csdesk.ui.handover.page import HandoverPage
from csdesk.ui.kit import Dialog
from csdesk.ui.window import MainWindow
from tests.ui.conftest import awake, nameless, press

DAY = date(2026, 9, 16)
PEOPLE = (("0007", "林晓彤", "组长", "D"), ("0031", "李䶮", "组长", "N"), ("0012", "陈思远", "客服", "D"), ("0025", "唐诗涵", "客服", "N"))


class Clock:
    now = datetime(2026, 9, 16, 16, 40)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def session(tmp_path: Path, clock: Clock) -> Iterator[Session]:
    made = shop.create(tmp_path / "店.csdesk", lambda: clock.now, shop_name="拾光旗舰店")
    with made.step("开店", undoable=False):
        for no, name, level, code in PEOPLE:
            number = staff.save(made.shop, Employee(0, no, name, level=level, hired=date(2025, 1, 1)))
            roster.write(made.shop, [(number, DAY + timedelta(days=day), code, "typed") for day in range(3)])
    for text, order, owner in (("保温杯漏水，平台要补充举证", "300218845512", 2), ("称商标与官网不同", "300218840099", 4)):
        case.register(made, Case(0, "dispute", text, clock.now - timedelta(hours=2), platform="jd", order_no=order, owner_id=owner))
    yield made
    made.shop.close()


def signed_in(session: Session) -> None:
    """Everybody gets a PIN of the own."""
    for number, (name, role, pin) in enumerate((("店长", Role.OWNER, "0000"), ("林晓彤", Role.LEAD, "1357"), ("李䶮", Role.LEAD, "2468"),
                                                ("唐诗涵", Role.AGENT, "9999"))):  # fmt: skip
        who = {"林晓彤": 1, "李䶮": 2, "唐诗涵": 4}.get(name)
        users.save_user(session, User(0, name, role, who), pin)
        assert number >= 0


def opened(qtbot: Any, session: Session, name: str = "") -> MainWindow:
    if name:
        found = next(one for one in users.sign_ins(session.shop) if one.name == name)
        session.user = found
    window = MainWindow(Desk(session))
    qtbot.addWidget(window)
    window.resize(1366, 768)
    window.show()
    window.open_page("handover")
    qtbot.waitUntil(lambda: window.pages["handover"].isVisible())
    awake(qtbot, window)
    return window


def close(window: MainWindow) -> None:
    window.close()
    window.desk.close()


def page_of(window: MainWindow) -> HandoverPage:
    page = window.pages["handover"]
    assert isinstance(page, HandoverPage)
    return page


def dialog(window: QWidget) -> Any:
    return next(one for one in window.findChildren(Dialog) if one.isVisible())


def type_into(widget: Any, words: str) -> None:
    """As an input method does."""
    widget.setFocus()
    widget.insertPlainText(words) if hasattr(widget, "insertPlainText") else widget.insert(words)


def sign(qtbot: Any, window: MainWindow, button: str, pin: str) -> None:
    press(qtbot, page_of(window).note, button)
    asked = dialog(window)
    qtbot.keyClicks(asked.secret, pin)
    press(qtbot, asked, "签字")


def row_menu(qtbot: Any, page: HandoverPage, row: int) -> QMenu:
    items = page.note.items
    items.choose(row)
    line = items.current()
    assert line is not None
    items.menu_asked.emit(line, items.mapToGlobal(items.rect().center()))
    [shown] = [one for one in page.findChildren(QMenu) if one.isVisible()]
    return shown


def choose(qtbot: Any, shown: QMenu, words: str) -> None:
    [action] = [one for one in shown.actions() if one.text() == words]
    qtbot.mouseClick(shown, Qt.MouseButton.LeftButton, pos=shown.actionGeometry(action).center())


def test_a_whole_shift_change(qtbot: Any, session: Session, clock: Clock) -> None:
    signed_in(session)
    window = opened(qtbot, session, "林晓彤")
    page = page_of(window)
    assert page.note.empty is not None and nameless(page) == []
    # the leaving lead: the note makes itself, she says who does what, adds one thing and signs
    qtbot.keyClick(window, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    asked = dialog(window)
    assert asked.shift.currentText() == "9月16日 白班 → 晚班，到 17:30"
    press(qtbot, asked, "开始")
    items = page.note.items
    assert [line.title for line in items.lines] == ["京东 …0099 纠纷／介入", "京东 …5512 纠纷／介入"]
    qtbot.mouseDClick(items, Qt.MouseButton.LeftButton, pos=QPoint(300, 20))
    asked = dialog(window)
    for box, words in ((asked.todo, "向仓库拿质检单并提交"), (asked.what_if, "没给 → 交同批检测照")):
        box.clear()
        type_into(box, words)
    asked.due.clear()
    qtbot.keyClicks(asked.due, "25:00")
    press(qtbot, asked, "保存")
    assert asked.form["due"].message.text() == "时间写成 20:30 或 9-17 09:30"
    asked.due.clear()
    qtbot.keyClicks(asked.due, "20:30")
    press(qtbot, asked, "保存")
    line = items.lines[1]  # due later than before: it moved down
    assert (line.item.todo, line.item.what_if) == ("向仓库拿质检单并提交", "没给 → 交同批检测照")
    assert line.item.due == datetime(2026, 9, 16, 20, 30)
    press(qtbot, page.note, "加一条")
    asked = dialog(window)
    press(qtbot, asked, "保存")
    assert asked.form["text"].message.text() == "写清什么事"
    type_into(asked.text, "仓库 18:00 后没人")
    press(qtbot, asked, "保存")
    press(qtbot, page.note, "本班情况…")
    type_into(dialog(window).words, "晚上八点直播")
    press(qtbot, dialog(window), "保存")
    assert page.note.notices.text() == "· 晚上八点直播" and len(items.lines) == 3
    sign(qtbot, window, "签字交班", "2468")
    asked = dialog(window)
    assert asked.form["secret"].message.text() == "密码不对"  # the other lead's
    asked.secret.clear()
    qtbot.keyClicks(asked.secret, "1357")
    press(qtbot, asked, "签字")
    qtbot.waitUntil(lambda: page.note.view.state == "waiting")
    assert page.note.boxes["leaving"].told.text() == "今天 16:40 已签"
    assert not page.note.add.isVisible() and page.note.frozen.accessibleName() == "截止 今天 16:40，内容已冻结"
    close(window)
    # the coming lead: answers each, is held back by the one he has not read, returns one, signs, and hears of something later
    clock.now += timedelta(minutes=24)
    window = opened(qtbot, session, "李䶮")
    page = page_of(window)
    items, box = page.note.items, page.note.boxes["coming"]
    assert box.told.text() == "还有 3 条没答复：第 1、2、3 条" and not box.sign.isEnabled()
    items.setFocus()
    qtbot.keyClick(items, Qt.Key.Key_Return)
    assert items.box.hasFocus() and items.lines[0].item.answer == ""  # without a read-back nothing is taken
    type_into(items.box, "晚上八点半前交，缺质检单")
    qtbot.keyClick(items.box, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: items.active == 1)
    assert items.lines[0].item.answer == "taken"
    qtbot.mouseClick(items, Qt.MouseButton.LeftButton, pos=QPoint(300, ROW + 20))
    assert items.box.hasFocus()
    qtbot.keyClick(items.box, Qt.Key.Key_Delete)
    assert items.box.placeholderText() == "为什么退回…"
    type_into(items.box, "质检单得白班去要")
    qtbot.keyClick(items.box, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: items.active == 2)
    assert items.lines[1].item.answer == "returned"
    assert box.told.text() == "还有 1 条没答复：第 3 条" and not box.sign.isEnabled()
    type_into(items.box, "几点有人")
    press(qtbot, items, "有疑问")
    qtbot.waitUntil(lambda: box.told.text() == "都答复了")
    choose(qtbot, row_menu(qtbot, page, 2), "重新答复")
    assert items.box.text() == "几点有人"
    items.box.clear()
    type_into(items.box, "急件打值班电话")
    press(qtbot, items, "接下")
    qtbot.waitUntil(lambda: items.lines[2].item.answer == "taken")
    assert nameless(page) == []
    sign(qtbot, window, "签收接班", "2468")
    qtbot.waitUntil(lambda: page.note.view.state == "done")
    assert (box.name.text(), box.told.text(), box.more.text()) == ("李䶮", "今天 17:04 已签", "3 条答了 3 条")
    press(qtbot, page.note, "补一条说明")
    type_into(dialog(window).words, "老周 18:20 来电，质检单明早给")
    press(qtbot, dialog(window), "保存")
    assert page.note.more.text() == "补充 今天 17:04 李䶮：老周 18:20 来电，质检单明早给"
    qtbot.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert page.note.view.state == "done" and len(handover.notes(session)) == 1
    page.segment.choose("records")
    [row] = page.records.table.model_.records
    assert row.title == "9月16日 白班 → 晚班" and page.records.counted.text() == "本月 1 张，迟签 0 张"
    close(window)


def test_without_sign_in_people_are_chosen_and_a_draft_is_dropped(qtbot: Any, session: Session) -> None:
    window = opened(qtbot, session)
    page = page_of(window)
    press(qtbot, page.note, "写交接")
    press(qtbot, dialog(window), "开始")
    press(qtbot, page.note, "放弃草稿")
    assert page.note.empty is not None
    qtbot.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: page.note.view is not None)
    press(qtbot, page.note, "签字交班")
    assert dialog(window).signer.currentText() == "0007 林晓彤（本班）"
    press(qtbot, dialog(window), "签字")
    press(qtbot, page.note.boxes["coming"], "代签…")
    press(qtbot, dialog(window), "签字")
    assert dialog(window).form["reason"].message.text() == "写上原因"
    type_into(dialog(window).reason, "接班人没来")
    press(qtbot, dialog(window), "签字")
    qtbot.waitUntil(lambda: page.note.view.state == "done")
    assert page.note.boxes["coming"].more.text() == "代签：接班人没来"
    close(window)


def test_an_agent_reads_ticks_and_writes_the_log_only(qtbot: Any, session: Session) -> None:
    handover.start(session, DAY, "D")
    signed_in(session)
    window = opened(qtbot, session, "唐诗涵")
    page = page_of(window)
    assert [line.more for line in page.note.items.lines] == ["称商标与官网不同"] and page.note.hidden.text() == "另有 1 条是别人的单子"
    shown = {button.accessibleName() for button in page.findChildren(type(page.note.add)) if button.isVisible()}
    assert not shown & {"写交接", "加一条", "放弃草稿", "签字交班", "签收接班", "代签…", "改检查单", "用常用的一套", "写小结…"}
    assert not page.begin.isVisible() and "month" not in window.nav.items
    qtbot.keyClick(window, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    asked = dialog(window)
    type_into(asked.text, "杯盖能单卖吗")
    press(qtbot, asked, "写一条")
    assert [button.line.text for button in page.entries.buttons] == ["杯盖能单卖吗"]
    assert nameless(page) == []
    close(window)


def titles(page: HandoverPage) -> list[str]:
    return [line.title for line in page.note.items.lines]


def test_the_writer_puts_the_items_in_order(qtbot: Any, session: Session) -> None:
    handover.start(session, DAY, "D")
    for text in ("甲", "乙"):
        handover.add_item(session, 1, text)
    window = opened(qtbot, session)
    page = page_of(window)
    items = page.note.items
    first, second = "京东 …0099 纠纷／介入", "京东 …5512 纠纷／介入"
    assert titles(page) == [first, second, "甲", "乙"]
    items.setFocus()
    qtbot.keyClick(items, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert titles(page) == [second, first, "甲", "乙"] and items.active == 1  # it goes with the item
    qtbot.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: titles(page) == [first, second, "甲", "乙"])
    # by drag: the last above the first, where all is high
    qtbot.mousePress(items, Qt.MouseButton.LeftButton, pos=QPoint(300, 3 * ROW + 30))
    for y in (3 * ROW, 2 * ROW, ROW, 10):
        qtbot.mouseMove(items, QPoint(300, y))
    assert items._gap == 0
    qtbot.keyClick(items, Qt.Key.Key_Escape)  # not after all
    qtbot.mouseRelease(items, Qt.MouseButton.LeftButton, pos=QPoint(300, 10))
    assert titles(page) == [first, second, "甲", "乙"] and items._gap == -1
    qtbot.mousePress(items, Qt.MouseButton.LeftButton, pos=QPoint(300, 3 * ROW + 30))
    for y in (3 * ROW, 2 * ROW, ROW, 10):
        qtbot.mouseMove(items, QPoint(300, y))
    qtbot.mouseRelease(items, Qt.MouseButton.LeftButton, pos=QPoint(300, 10))
    assert titles(page) == ["乙", first, second, "甲"] and items.lines[0].item.severity == "high"
    choose(qtbot, row_menu(qtbot, page, 0), "下移（Alt+↓）")
    assert titles(page) == [first, "乙", second, "甲"]
    press(qtbot, page.note, "签字交班")
    press(qtbot, dialog(window), "签字")
    qtbot.waitUntil(lambda: page.note.view.state == "waiting")
    qtbot.keyClick(items, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    qtbot.mousePress(items, Qt.MouseButton.LeftButton, pos=QPoint(300, 3 * ROW + 30))
    qtbot.mouseMove(items, QPoint(300, 10))
    qtbot.mouseRelease(items, Qt.MouseButton.LeftButton, pos=QPoint(300, 10))
    assert titles(page) == [first, "乙", second, "甲"] and handover.seal_stands(session, 1)
    close(window)


def test_who_has_seen_it_and_a_read_back_that_outlives_the_window(qtbot: Any, session: Session, clock: Clock) -> None:
    signed_in(session)
    handover.start(session, DAY, "D")
    handover.sign(session, 1, "leaving", next(one for one in handover.signers(session, 1, "leaving") if one.name == "林晓彤"), "1357")
    window = opened(qtbot, session, "唐诗涵")
    assert page_of(window).note.seen.text() == "看过：唐诗涵 今天 16:40 · 还没看：李䶮"
    close(window)
    clock.now += timedelta(minutes=2)
    window = opened(qtbot, session, "李䶮")
    page = page_of(window)
    assert page.note.seen.text() == "看过：唐诗涵 今天 16:40、李䶮 今天 16:42"
    items = page.note.items
    items.setFocus()
    qtbot.keyClicks(items, "ba dian ban qian jiao")
    page.refresh()
    assert items.box.text() == "ba dian ban qian jiao" and items.box.hasFocus()
    first = items.lines[0].item.id
    qtbot.waitUntil(lambda: handover_draft.drafts(session) == {first: "ba dian ban qian jiao"})
    qtbot.keyClick(items.box, Qt.Key.Key_Down)
    qtbot.keyClicks(items.box, "zhi jian dan")
    close(window)  # less than a moment later
    window = opened(qtbot, session, "李䶮")
    items = page_of(window).note.items
    assert items.box.text() == "ba dian ban qian jiao"
    items.setFocus()
    qtbot.keyClick(items.box, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: items.active == 1)
    assert items.box.text() == "zhi jian dan" and list(handover_draft.drafts(session)) == [items.lines[1].item.id]
    close(window)


WRITES = """
import sys
from datetime import datetime
from pathlib import Path
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from csdesk.actions import handover_draft, shop
from csdesk.ui.desk import Desk
from csdesk.ui.window import MainWindow

app = QApplication([])
session = shop.open_shop(Path(sys.argv[1]), lambda: datetime(2026, 9, 16, 17, 4))
window = MainWindow(Desk(session))
window.show()
window.open_page("handover")
items = window.pages["handover"].note.items
items.setFocus()
QTest.keyClicks(items, "half a sen")
while not handover_draft.drafts(session):
    QTest.qWait(50)
print("typed", flush=True)
QTest.qWait(60000)
"""


def test_what_was_typed_outlives_a_kill(qtbot: Any, session: Session) -> None:
    handover.start(session, DAY, "D")
    handover.sign(session, 1, "leaving", handover.signers(session, 1, "leaving")[0])
    child = subprocess.Popen([sys.executable, "-c", WRITES, str(session.shop.path)], stdout=subprocess.PIPE, text=True)
    try:
        assert child.stdout is not None and child.stdout.readline() == "typed\n"
    finally:
        child.kill()
        child.communicate()
    window = opened(qtbot, session)
    items = page_of(window).note.items
    qtbot.waitUntil(lambda: items.box.text() == "half a sen")
    assert items.lines[0].item.answer == ""
    close(window)


def test_overlapping_shifts_one_person_on_both_and_a_shift_left_out(qtbot: Any, session: Session, clock: Clock) -> None:
    with session.step("连班"):
        roster.write(session.shop, [(1, DAY, "N", "typed"), (2, DAY, "D", "typed"), (3, DAY + timedelta(days=1), "N", "typed")])
    clock.now = datetime(2026, 9, 16, 17, 10)  # the night shift is there since 16:30 or 17:00, the day shift is until 17:30
    window = opened(qtbot, session)
    page = page_of(window)
    press(qtbot, page.note, "写交接")
    asked = dialog(window)
    assert [asked.shift.itemText(number) for number in range(asked.shift.count())] == [
        "9月16日 白班 → 晚班，到 17:30", "9月16日 晚班 → 白班，到 01:00"]
    press(qtbot, asked, "开始")
    press(qtbot, page.note, "签字交班")
    dialog(window).signer.setCurrentIndex(next(n for n in range(9) if "林晓彤" in dialog(window).signer.itemText(n)))
    press(qtbot, dialog(window), "签字")
    qtbot.waitUntil(lambda: page.note.view.state == "waiting")
    assert "林晓彤两班都在，要别人签收" in page.note.boxes["coming"].more.text() and not page.note.skipped.isVisible()
    for line in page.note.items.lines:
        window.desk.do(handover.answer, line.item.id, "taken", "好")
    press(qtbot, page.note, "签收接班")
    assert "林晓彤" not in "".join(dialog(window).signer.itemText(number) for number in range(dialog(window).signer.count()))
    press(qtbot, dialog(window), "签字")
    qtbot.waitUntil(lambda: page.note.view.state == "done")
    clock.now = datetime(2026, 9, 17, 17, 0)  # nobody wrote the note of the night
    press(qtbot, page, "写交接")
    press(qtbot, dialog(window), "开始")
    assert page.note.skipped.text() == "前面漏了 1 班没写交接：9月16日 晚班"
    close(window)


def test_today_tells_of_the_note_that_waits(qtbot: Any, session: Session) -> None:
    window = opened(qtbot, session)
    window.open_page("today")
    card: Any = window.pages["today"].handover_card  # type: ignore[attr-defined]
    assert card.nothing.isVisible() and not card.title_.isVisible()
    window.open_page("handover")
    window.desk.do(handover.start, DAY, "D")
    [leaving, *_others] = handover.signers(session, 1, "leaving")
    window.desk.do(handover.sign, 1, "leaving", leaving)
    window.open_page("today")
    qtbot.waitUntil(lambda: bool(card.title_.isVisible()))
    assert [one.text() for one in card.said] == ["林晓彤  今天 16:40 已签", "李䶮  还有 2 条没答复：第 1、2 条", "2 条"]
    press(qtbot, card, "打开交接单")
    qtbot.waitUntil(lambda: window.pages["handover"].isVisible())
    qtbot.waitUntil(lambda: window.nav.items["handover"].count == 1)
    close(window)


def test_the_check_list_and_a_question_into_the_knowledge(qtbot: Any, session: Session) -> None:
    window = opened(qtbot, session)
    page = page_of(window)
    press(qtbot, page.side, "用常用的一套")
    assert page.done.text() == "0／7" and page.checks_card.title.text() == "白班检查单"
    qtbot.mouseClick(page.checks.buttons[1], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.done.text() == "1／7")
    press(qtbot, page.side, "改检查单")
    asked = dialog(window)
    press(qtbot, asked, "加一行")
    type_into(asked.rows[-1].text, "卫生轮值")
    asked.rows[-1].rota.setCurrentIndex(1)
    press(qtbot, asked, "保存")
    assert page.done.text() == "1／8" and page.checks.buttons[-1].more in ("今天 林晓彤", "今天 陈思远")
    page.segment.choose("log")
    press(qtbot, page.log, "写一条")
    type_into(dialog(window).text, "礼盒能分寄吗")
    press(qtbot, dialog(window), "写一条")
    page.segment.choose("questions")
    page.questions.table.opened.emit(page.questions.table.model_.records[0])
    type_into(dialog(window).words, "不能")
    press(qtbot, dialog(window), "保存")
    assert page.questions.table.model_.records[0].answer == "不能"
    page.questions.table.decided.emit(page.questions.table.model_.records[0], "keep")
    qtbot.waitUntil(lambda: not page.questions.table.model_.records)
    page.segment.choose("log")
    press(qtbot, page.log, "写小结…")
    press(qtbot, dialog(window), "保存")
    assert page.log.summary.text() == "问题 1 个，答了 1 个\n- 礼盒能分寄吗 → 不能"
    press(qtbot, page.log, "复制到群里")
    assert QApplication.clipboard().text() == "【拾光旗舰店】9月16日\n问题 1 个，答了 1 个\n- 礼盒能分寄吗 → 不能"
    press(qtbot, page.log, "打印这一天")
    assert dialog(window).made.pages == 1
    dialog(window).reject()
    assert nameless(page) == []
    close(window)


def test_the_log_of_a_month_is_searched(qtbot: Any, session: Session, clock: Clock) -> None:
    written = ((0, "lost", "嫌贵", "Too dear"), (0, "question", "杯盖能单卖吗", ""), (-3, "lost", "没蓝色", "Out of stock"))
    for day, kind, text, reason in written:
        moment, clock.now = clock.now, clock.now + timedelta(days=day)
        log.write(session, LogEntry(0, clock.now, kind, text, reason=reason))
        clock.now = moment
    window = opened(qtbot, session)
    page = page_of(window)
    page.segment.choose("log")
    pane = page.log

    def shown() -> list[str]:
        return [one.text for one in pane.table.records()]

    assert shown() == ["杯盖能单卖吗", "嫌贵"] and pane.summary_card.isVisible() and not pane.counted.text()
    pane.span.choose("month")
    assert len(shown()) == 3 and pane.card.title.text() == "2026年9月 日志" and not pane.summary_card.isVisible()
    pane.kind.choose("lost")
    assert shown() == ["嫌贵", "没蓝色"] and pane.counted.text() == "3 条里的 2 条"
    pane.reason.choose("Out of stock")
    assert shown() == ["没蓝色"]
    qtbot.keyClick(window, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert pane.words.hasFocus()
    qtbot.keyClicks(pane.words, "xg")
    qtbot.waitUntil(lambda: shown() == [] and pane.card.empty is not None and pane.card.empty.isVisible())
    press(qtbot, pane, "清除筛选")
    assert len(shown()) == 3 and pane.words.text() == ""
    qtbot.keyClicks(pane.words, "mls")  # 没蓝色
    assert shown() == ["没蓝色"]
    pane.clear_filter()
    press(qtbot, pane, "往前")
    assert shown() == [] and pane.card.title.text() == "2026年8月 日志"
    pane.span.choose("all")
    assert len(shown()) == 3 and not pane.steps[0].isVisible()
    assert nameless(page) == []
    close(window)


def test_where_there_is_no_room_the_right_column_is_a_part_of_its_own(qtbot: Any, session: Session) -> None:
    handover.start(session, DAY, "D")
    handover.sign(session, 1, "leaving", handover.signers(session, 1, "leaving")[0])
    window = opened(qtbot, session)
    page = page_of(window)
    assert page.side.isVisible() and "side" not in page.panes
    window.resize(960, 600)  # 1366 x 768 at 150 %
    qtbot.waitUntil(lambda: page.narrow)
    items = page.note.items
    assert not page.side.isVisible()
    buttons = (items.take, items.ask, items.back)
    qtbot.waitUntil(lambda: buttons[-1].geometry().right() < columns_of(items.width())[5][0])
    assert all(one.isVisible() for one in buttons)
    page.segment.choose("side")
    assert page.side.isVisible() and nameless(page) == []
    window.resize(1366, 768)
    qtbot.waitUntil(lambda: not page.narrow)
    assert page.segment.current == "note" and page.side.isVisible() and page.note.isVisible()
    close(window)


@pytest.mark.parametrize("words", ["light", "dark"])
def test_it_paints_in_both_themes(qtbot: Any, qapp: Any, session: Session, words: str) -> None:
    from csdesk.ui import theme

    theme.apply(qapp, words)
    handover.start(session, DAY, "D")
    window = opened(qtbot, session)
    items = page_of(window).note.items
    assert items.height() == ROW * 2 + 1 and not window.grab().isNull()
    close(window)
