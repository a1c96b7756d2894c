"""The first start in its real window: languages, people from a list or typed, bad inputs, and the roster proposed at its end."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit
from pytestqt.qtbot import QtBot

from csdesk import computer, i18n
from csdesk.actions import rules, settings, shop, staff
from csdesk.app import Program
from csdesk.core.calendar import Month
from csdesk.ui.first_start import FirstStart
from tests.ui.conftest import nameless

NOW = datetime(2026, 11, 28, 9, 0)
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def program(qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Program]:
    monkeypatch.setattr(computer, "documents", lambda: tmp_path)
    made = Program(qapp, lambda: NOW)
    yield made
    made.close()
    made.deleteLater()


def at(qtbot: QtBot, program: Program, step: int, name: str = "拾光旗舰店") -> FirstStart:
    """The window at a question, the ones before answered by Enter."""
    program.first_start()
    first = program.first
    assert first is not None
    qtbot.waitExposed(first)
    first.name.insert(name)  # no input method here
    for _question in range(step):
        qtbot.mouseClick(first.next, LEFT)
    assert first.step == step
    return first


def test_language_is_chosen_and_answers_stay(qtbot: QtBot, program: Program) -> None:
    first = at(qtbot, program, 0)
    assert first.question.text() == "店叫什么名字？" and nameless(first) == []
    place = first.language._rects()[list(i18n.LANGUAGES).index("en")].center().toPoint()
    qtbot.mouseClick(first.language, LEFT, pos=place)
    assert i18n.language == "en" and first.question.text() == "What is your shop called?"
    assert first.name.text() == "拾光旗舰店" and first.language.current == "en"
    qtbot.mouseClick(first.next, LEFT)
    assert first.step == 1


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("拾光\\/:*?\"<>|旗舰店", "拾光旗舰店.csdesk"),
        ("店" * 80, "店" * 40 + ".csdesk"),
        (" . ", None),
        ("con", "con_.csdesk"),
    ],
)
def test_any_name_gives_a_file(qtbot: QtBot, program: Program, tmp_path: Path, name: str, file: str | None) -> None:
    first = at(qtbot, program, 0, name)
    assert first.answers.path == tmp_path / (file or "我的店.csdesk")
    assert first.name.text() == name


def test_a_place_that_takes_no_file_is_said_at_once(qtbot: QtBot, program: Program, tmp_path: Path) -> None:
    first = at(qtbot, program, 0)
    (tmp_path / "文件").write_text("x", "utf-8")
    first.answers.path = tmp_path / "文件" / "店.csdesk"  # a file where the folder should be
    qtbot.mouseClick(first.next, LEFT)
    assert first.step == 0 and "换个地方" in first.form["path"].message.text()
    first.answers.path = tmp_path / "有了.csdesk"
    first.answers.path.write_text("x", "utf-8")
    qtbot.mouseClick(first.next, LEFT)
    assert first.step == 0 and first.form["path"].message.text()


def test_bad_lists_are_told_before_going_on(qtbot: QtBot, program: Program, tmp_path: Path) -> None:
    first = at(qtbot, program, 2)
    excel = first.people_step.excel
    nameless_list = tmp_path / "没工号.csv"
    nameless_list.write_text("姓名,岗位\n林晓彤,售前客服\n", "utf-8-sig")
    picture = tmp_path / "截图.xlsx"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40)
    for path, said in ((nameless_list, "工号"), (picture, "表格"), (tmp_path, "文件夹"), (tmp_path / "没有.xlsx", "没有")):
        first.take_file(path)
        assert said in excel.told.text() and not excel.card.isVisible(), excel.told.text()
        qtbot.mouseClick(first.next, LEFT)
        assert first.step == 2 and first.trouble.text()
    twice = tmp_path / "重号.csv"
    twice.write_text("工号,姓名\n0007,林晓彤\n0007,陈思远\n", "utf-8-sig")
    first.take_file(twice)
    assert excel.card.isVisible() and not first.trouble.text()
    refused, taken = excel.table.records()
    assert refused.wrong.startswith("第 3 行") and taken.cells[:2] == ["0007", "林晓彤"]
    qtbot.mouseClick(first.next, LEFT)
    assert first.step == 3


def test_three_hundred_people_from_a_list(qtbot: QtBot, program: Program, tmp_path: Path) -> None:
    first = at(qtbot, program, 2)
    path = tmp_path / "集团.csv"
    path.write_text("工号,姓名,岗位\n" + "".join(f"{n:04d},员工{n},客服\n" for n in range(1, 301)), "utf-8-sig")
    first.take_file(path)
    assert len(first.people_step.excel.table.records()) == 300
    qtbot.mouseClick(first.next, LEFT)
    assert [box.value() for box in first.needed.values()] == [99, 93]  # what fits into the boxes
    qtbot.mouseClick(first.propose, LEFT, pos=QPoint(8, first.propose.height() // 2))
    qtbot.mouseClick(first.next, LEFT)
    assert program.desk is not None and len(staff.employees(program.desk.session)) == 300


def typed(qtbot: QtBot, first: FirstStart, column: int, row: int, words: str) -> None:
    """Type into a cell of the table by hand."""
    table = first.people_step.hand.table
    table.setFocus()
    table.setCurrentIndex(table.model_.index(row, column))
    qtbot.keyClick(table, Qt.Key.Key_F2)
    editor = next(one for one in table.findChildren(QLineEdit) if one.isVisible())
    editor.selectAll()
    editor.insert(words)
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not table.editing())


def test_people_typed_and_pasted_end_on_a_proposed_roster(qtbot: QtBot, program: Program) -> None:
    first = at(qtbot, program, 2)
    qtbot.mouseClick(first.people["hand"], LEFT)
    hand = first.people_step.hand
    assert nameless(first) == []
    qtbot.mouseClick(first.next, LEFT)
    assert first.step == 2 and first.trouble.text()  # nobody yet
    typed(qtbot, first, 1, 0, "林晓彤")
    assert hand.table.lines[0].cells[:2] == ["0001", "林晓彤"]  # numbered by itself
    typed(qtbot, first, 3, 0, "昨天")
    assert hand.table.lines[0].wrong
    qtbot.mouseClick(first.next, LEFT)
    assert first.step == 2 and first.trouble.text()
    typed(qtbot, first, 3, 0, "2025-03-01")
    assert not hand.table.lines[0].wrong
    QGuiApplication.clipboard().setText("岗位\t姓名\t工号\n售后客服\t陈思远\t0012\n售前客服\t李䶮\t\n售后客服\t周梦\t\n")
    hand.table.setCurrentIndex(hand.table.model_.index(1, 0))
    qtbot.keyClick(hand.table, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert [line.cells[:3] for line in hand.table.lines[1:4]] == [
        ["0012", "陈思远", "售后客服"], ["0013", "李䶮", "售前客服"], ["0014", "周梦", "售后客服"]]
    hand.table.clearSelection()
    hand.table.selectRow(3)
    qtbot.keyClick(hand.table, Qt.Key.Key_Delete)
    assert len(hand.found.people) == 3
    qtbot.mouseClick(first.next, LEFT)
    assert first.step == 3 and "2026年12月" in first.propose.text() and first.propose.isChecked()
    assert {code: box.value() for code, box in first.needed.items()} == {"D": 1, "N": 1}
    qtbot.mouseClick(first.next, LEFT)
    window, desk = program.window, program.desk
    assert window is not None and desk is not None and program.first is None
    assert [one.name for one in staff.employees(desk.session)] == ["林晓彤", "陈思远", "李䶮"]
    assert [(one.shift, one.post, one.need) for one in rules.book(desk.session).versions[0].rules.demand] == [("D", "", 1), ("N", "", 1)]
    page = window.pages["roster"]
    assert window.page() is page and page.month == Month(2026, 12) and page.proposing.active
    qtbot.waitUntil(lambda: page.proposing.rows is not None, timeout=20_000)
    page.proposing.stop()
    qtbot.waitUntil(lambda: not page.proposing.running, timeout=20_000)
    page.proposing.take()
    assert page.live is not None and all(page.live.code(one.id, day) for one in page.live.employees for day in page.month.days())


def test_closing_keeps_what_was_typed(qtbot: QtBot, program: Program) -> None:
    first = at(qtbot, program, 2)
    qtbot.mouseClick(first.people["hand"], LEFT)
    typed(qtbot, first, 1, 0, "林晓彤")
    first.close()
    program.first_start()
    again = program.first
    assert again is not None and again.name.text() == "拾光旗舰店" and again.people["hand"].isChecked()
    assert again.people_step.hand.table.lines[0].cells[:2] == ["0001", "林晓彤"]


def test_the_example_asks_for_no_roster(qtbot: QtBot, program: Program, tmp_path: Path) -> None:
    first = at(qtbot, program, 2)
    path = tmp_path / "名单.csv"
    path.write_text("工号,姓名\n0007,林晓彤\n", "utf-8-sig")
    first.take_file(path)
    qtbot.mouseClick(first.next, LEFT)
    qtbot.mouseClick(first.begin["demo"], LEFT)
    assert not first.proposal.isVisible()
    qtbot.mouseClick(first.next, LEFT)
    assert program.desk is not None and settings.shop_name(program.desk.session) == "拾光旗舰店"
    assert len(staff.employees(program.desk.session)) == 12


def test_f1_tells_of_the_first_ten_minutes(qtbot: QtBot, program: Program) -> None:
    first = at(qtbot, program, 1)
    qtbot.keyClick(first, Qt.Key.Key_F1)
    assert first.help is not None and first.help.isVisible() and first.help.here == ("start", 0)
    first.help.close()


def test_a_shop_that_is_there_is_opened_without_questions(
    qtbot: QtBot, program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop.create(tmp_path / "搬来的.csdesk", lambda: NOW, shop_name="搬来的店").shop.close()
    first = at(qtbot, program, 0, "")
    chosen = tmp_path / "不是店.csdesk"
    chosen.write_text("x", "utf-8")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", staticmethod(lambda *_given: (str(chosen), "")))
    said: list[str] = []
    monkeypatch.setattr(program, "_say", said.append)
    qtbot.mouseClick(first.had, LEFT)
    assert said and program.first is first  # told why, the questions stay
    chosen = tmp_path / "搬来的.csdesk"
    qtbot.mouseClick(first.had, LEFT)
    assert program.first is None and program.desk is not None
    assert settings.shop_name(program.desk.session) == "搬来的店"
