"""The knowledge page: searched while typing, copied, changed by leads, read by agents; and the demonstration shop's handovers."""

from __future__ import annotations

import io
import shutil
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from csdesk.actions import handover, knowledge, log, shop
from csdesk.core.handover import OLD
from csdesk.core.permission import Role
from csdesk.core.users import User
from csdesk.ui.finder import Finder
from csdesk.ui.kit import Dialog
from csdesk.ui.knowledge.page import KnowledgePage
from tests.ui.conftest import awake, nameless, press, shop_window


def test_it_is_searched_copied_and_changed(qtbot: Any, tmp_path: Path, demo_file: Path) -> None:
    with shop_window(qtbot, tmp_path, demo_file, "knowledge") as window:
        awake(qtbot, window)
        page = window.pages["knowledge"]
        assert isinstance(page, KnowledgePage) and len(page.table.records()) >= 25 and nameless(page) == []
        qtbot.keyClick(window, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
        page.words.insert("差评 道歉")
        assert [one.title for one in page.table.records()] == ["差评六步"]
        press(qtbot, page, "复制文字")
        assert QApplication.clipboard().text().startswith("1. 称呼买家")
        page.words.setText("没有这样的事")
        assert page.card.empty is not None and not page.shown.isVisible()
        page.words.clear()
        qtbot.keyClick(window, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
        [asked] = [one for one in window.findChildren(Dialog) if one.isVisible()]
        press(qtbot, asked, "保存")
        assert asked.form["title"].message.text()  # type: ignore[attr-defined]
        asked.title_.insert("开机白屏怎么办")  # type: ignore[attr-defined]
        asked.category.choose("review")  # type: ignore[attr-defined]
        assert asked.text.toPlainText().count("\n") == 5  # type: ignore[attr-defined]
        press(qtbot, asked, "保存")
        assert knowledge.entries(window.desk.session, "白屏")[0].category == "review"


def test_it_has_the_order_of_a_newcomer_and_marks_what_is_looked_for(qtbot: Any, tmp_path: Path, demo_file: Path) -> None:
    with shop_window(qtbot, tmp_path, demo_file, "knowledge") as window:
        page = window.pages["knowledge"]
        assert isinstance(page, KnowledgePage)
        categories = [one.category for one in page.table.records()]
        assert list(dict.fromkeys(categories)) == ["rule", "product", "shipping", "phrase", "review", "answer"]
        assert {"差评六步", "易碎品怎么包", "少发怎么查"} <= {one.title for one in page.table.records()}
        assert "<span" not in page.body_text.text()
        qtbot.keyClicks(page.words, "xg")  # 吸管
        assert page.table.records() and all("吸管" in one.title + one.product for one in page.table.records())
        assert ">吸管</span>" in page.shown.title.text()
        page.words.setText("道歉")
        assert page.body_text.text().count(">道歉</span>") == 1 and "<br>" in page.body_text.text()


def test_an_entry_stands_beside_several_kinds(qtbot: Any, tmp_path: Path, demo_file: Path) -> None:
    with shop_window(qtbot, tmp_path, demo_file, "knowledge") as window:
        page, session = window.pages["knowledge"], window.desk.session
        assert isinstance(page, KnowledgePage)
        page.goto(knowledge.entries(session, "退回的怎么验")[0].id)
        page.table.opened.emit(page.table.current())
        [asked] = [one for one in window.findChildren(Dialog) if one.isVisible()]
        boxes = asked.kinds.boxes  # type: ignore[attr-defined]
        assert asked.kinds.keys() == ("return", "exchange") and nameless(asked) == []  # type: ignore[attr-defined]
        for key in ("exchange", "damage"):
            qtbot.mouseClick(boxes[key], Qt.MouseButton.LeftButton)
        press(qtbot, asked, "保存")
        assert knowledge.entries(session, "退回的怎么验")[0].kinds == ("return", "damage")
        assert "退货退款、破损" in page.told.text()


def test_it_is_found_by_ctrl_k_and_printed(qtbot: Any, tmp_path: Path, demo_file: Path) -> None:
    with shop_window(qtbot, tmp_path, demo_file, "today") as window:
        awake(qtbot, window)
        qtbot.keyClick(window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
        [finder] = window.findChildren(Finder)
        finder.line.insert("保温多久")
        assert [(one.words, one.kind) for one in finder.found] == [("316 保温杯 保温多久", "知识库")]
        qtbot.keyClick(finder.line, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: "knowledge" in window.pages and window.pages["knowledge"].isVisible())
        page = window.pages["knowledge"]
        assert isinstance(page, KnowledgePage) and page.shown.title.text() == "316 保温杯 保温多久"
        awake(qtbot, window)
        qtbot.keyClick(window, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
        asked: Any = next(one for one in window.findChildren(Dialog) if one.isVisible())
        text = PdfReader(io.BytesIO(asked.made.pdf)).pages[0].extract_text()
        assert "保温多久" in text and "6 小时后 68℃" in text
        asked.reject()
        whole = knowledge.paper(window.desk.session, [one.id for one in page.table.records()])
        assert whole.pages >= 2 and not whole.missing


def test_an_agent_reads_it(qtbot: Any, tmp_path: Path, demo_file: Path) -> None:
    with shop_window(qtbot, tmp_path, demo_file, "today") as window:
        window.desk.session.user = User(9, "陈思远", Role.AGENT)
        page = KnowledgePage(window.desk)
        qtbot.addWidget(page)
        page.resize(1200, 700)
        page.show()
        assert page.table.records() and not page.leads
        page.table.opened.emit(page.table.records()[0])
        assert not [one for one in page.findChildren(Dialog) if one.isVisible()]
        page.hide()


def test_the_demonstration_shop_has_handovers(tmp_path: Path, demo_file: Path) -> None:
    session = shop.open_shop(shutil.copy(demo_file, tmp_path / "店.csdesk"), lambda: datetime(2026, 10, 8, 9, 0))
    try:
        rows = handover.notes(session)
        assert [one.state for one in rows] == ["waiting", "done", "done", "done"]
        view = handover.view(session)
        assert view is not None and any(line.age >= OLD for line in view.lines) and view.counts.get("question") == 1
        assert all(handover.seal_stands(session, one.note.id) for one in rows)
        assert log.day(session, date(2026, 10, 8) - timedelta(days=1)).summary
    finally:
        session.shop.close()
