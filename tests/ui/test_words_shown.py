"""What stands on pages, in dialogs, on paper and in Excel: in English no Chinese but the shop's own, in Traditional no Simplified."""

from __future__ import annotations

import io
import re
import shutil
import sqlite3
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from pypdf import PdfReader
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLabel, QLineEdit, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from csdesk import i18n
from csdesk.actions import discipline, prints, shop
from csdesk.actions.session import Session
from csdesk.core.calendar import Month
from csdesk.store import attendance as store
from csdesk.store import evidence
from csdesk.ui.desk import Desk
from csdesk.ui.kit import Dialog, Segment, paint
from csdesk.ui.kit.sections import SectionList
from csdesk.ui.window import MainWindow

SEPTEMBER = Month(2026, 9)
CHINESE, SIGNS = re.compile("[\u3400-\u9fff]+"), re.compile("[\u3001-\u3011\uff01-\uff5e]")
# Names of foreign things (sheets of DingTalk and WeCom), digits of an amount in capitals, the languages' own names.
FOREIGN = "原始记录 打卡详情 简体中文 繁體中文 零壹贰叁肆伍陆柒捌玖拾佰仟万亿元角分整负 休假 组长 主管 店长 客服 白·售后 白班·售后客服"


@pytest.fixture
def session(tmp_path: Path, demo_file: Path) -> Iterator[Session]:
    path = tmp_path / "店铺.csdesk"
    shutil.copy(demo_file, path)
    shutil.copytree(evidence.folder(demo_file), evidence.folder(path))
    made = shop.open_shop(path, lambda: datetime(2026, 10, 8, 9))
    yield made
    made.shop.close()


def own_words(session: Session) -> str:
    """Everything that the shop itself wrote into its file; not the journal, whose steps are in the language of their day."""
    with sqlite3.connect(session.shop.path) as file:
        tables = [name for (name,) in file.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        rows = [row for name in tables if not re.search("journal|step|index", name) for row in file.execute(f'SELECT * FROM "{name}"')]
    file.close()
    return "\n".join(value for row in rows for value in row if isinstance(value, str)) + session.shop.path.name


def wrong(text: str, language: str, own: str) -> str:
    """What of a text is in the wrong language."""
    if language == "en":
        found = [one for one in CHINESE.findall(text) if not theirs(one, own) and not all(sign in FOREIGN for sign in one)]
        return " ".join(found) or ("" if CHINESE.search(text) else "".join(SIGNS.findall(text)))
    signs = "".join(one for one in CHINESE.findall(text) if one not in own)
    return "".join(sign for sign in signs if sign not in FOREIGN and sign not in own and not in_big5(sign))


def theirs(text: str, own: str) -> bool:
    """Whether the shop wrote this, or pieces of which it is joined (a team and a name on one line of paper)."""
    while len(text) > 1:
        size = next((size for size in range(len(text), 1, -1) if text[:size] in own), 0)
        if not size:
            return False
        text = text[size:]
    return text in own


def in_big5(sign: str) -> bool:
    try:
        sign.encode("big5")
    except UnicodeEncodeError:
        return False
    return True


def spoken(part: QWidget) -> Iterator[str]:
    """The words of a widget that are not painted by our own code."""
    if isinstance(part, QLabel | QAbstractButton | QLineEdit):
        yield part.text()
    if isinstance(part, QLineEdit | QPlainTextEdit):
        yield part.placeholderText()
    if isinstance(part, QPlainTextEdit):
        yield part.toPlainText()
    yield from (part.accessibleName(), part.accessibleDescription(), part.toolTip(), part.windowTitle())
    yield from (action.text() for action in part.actions() if isinstance(action, QAction))
    if isinstance(part, QComboBox):
        yield from (part.itemText(index) for index in range(part.count()))


class Reader:
    """Goes through the window and keeps every text in the wrong language, with where it stands."""

    def __init__(self, window: MainWindow, language: str, own: str, monkeypatch: pytest.MonkeyPatch) -> None:
        self.window, self.language, self.own = window, language, own
        self.found: dict[str, str] = {}
        self.seen = 0
        self._painted: set[str] = set()
        for name, place in (("text", 2), ("wrapped", 0)):
            monkeypatch.setattr(paint, name, self._listening(getattr(paint, name), place))

    def _listening(self, draw: Any, place: int) -> Any:
        def heard(*given: Any, **more: Any) -> Any:
            self._painted.add(str(given[place]))
            return draw(*given, **more)

        return heard

    def read(self, where: str) -> None:
        QApplication.processEvents()
        self._painted.clear()
        self.window.grab()
        texts = {one for part in (self.window, *self.window.findChildren(QWidget)) if part.isVisible() for one in spoken(part)}
        for text in texts | self._painted:
            self.seen += bool(text)
            trouble = wrong(text, self.language, self.own)
            if trouble:
                self.found.setdefault(text, f"{where}: {trouble} in {text!r}")

    def dialog(self, where: str, opened: Any) -> None:
        opened()
        self.read(where)
        for one in self.window.findChildren(Dialog):
            if one.isVisible():
                one.reject()
        QApplication.processEvents()


@pytest.mark.parametrize("language", ["en", "zh_TW"])
def test_every_page_and_its_dialogs(qtbot: QtBot, session: Session, language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    own = own_words(session)
    i18n.use(language)
    desk = Desk(session)
    window = MainWindow(desk)
    qtbot.addWidget(window)
    window.resize(1366, 768)
    window.show()
    reader = Reader(window, language, own, monkeypatch)
    for entry in window.entries():
        window.open_page(entry.name)
        page: Any = window.pages[entry.name]
        reader.read(entry.name)
        for value in list(vars(page).values()):
            if isinstance(value, Segment):
                first = value.current
                for key, _words in list(value._options):
                    value.choose(key)
                    reader.read(f"{entry.name} {key}")
                value.choose(first)
            elif isinstance(value, SectionList):
                for key in list(value.items):
                    value.choose(key)
                    reader.read(f"{entry.name} {key}")
    pages: Any = window.pages
    opened = {
        "cases": pages["cases"].new, "staff": pages["staff"].new, "fund": pages["fund"].new, "handover": pages["handover"].write_log,
        "knowledge": pages["knowledge"].add, "month": pages["month"].edit_lines,
    }  # fmt: skip
    for name, call in opened.items():
        window.open_page(name)
        reader.dialog(f"dialog of {name}", call)
    window.open_page("attendance")
    day = pages["attendance"].day
    pages["attendance"].matrix.next_open()
    reader.read("a day of the attendance")
    for name in ("correct", "leave", "outing", "overtime", "waive"):
        button = getattr(day, name)
        if button.isVisible():
            reader.dialog(f"attendance {name}", button.click)
    reader.dialog("shortcuts", window.show_shortcuts)
    assert reader.seen > 1500 and not reader.found, "\n".join(reader.found.values())
    window.close()
    desk.close()


@pytest.mark.parametrize("language", ["en", "zh_TW"])
def test_paper_and_excel(session: Session, language: str) -> None:
    own = own_words(session)
    i18n.use(language)
    papers = {name: prints.paper(session, name, SEPTEMBER) for name in prints.PAPERS if name != "roster-changes"}
    papers["one payslip a page"] = prints.paper(session, "payslips", SEPTEMBER, per_page=1)
    papers["changes"] = prints.paper(session, "roster-changes", Month(2026, 10))
    papers["handover"] = prints.paper(session, "handover", date(2026, 10, 7))
    papers["fund"] = discipline.paper(session, SEPTEMBER)
    span = date(2026, 1, 1), date(2027, 1, 1)
    for kind, known in (("correction", store.corrections), ("leave", store.leaves), ("outing", store.outings)):
        papers[kind] = prints.form(session, kind, known(session.shop, *span)[0].id)
    found = []
    for name, made in papers.items():
        assert not made.missing, name
        for page in PdfReader(io.BytesIO(made.pdf)).pages:
            for line in page.extract_text().splitlines():
                if wrong(line, language, own):
                    found.append(f"{name}: {wrong(line, language, own)} in {line}")
    books = {name: prints.sheet(session, name, SEPTEMBER) for name in prints.SHEETS}
    for name, data in books.items():
        book = openpyxl.load_workbook(io.BytesIO(data))
        texts = [*book.sheetnames, *(cell.value for sheet in book for row in sheet for cell in row if isinstance(cell.value, str))]
        found += [f"{name}.xlsx: {wrong(text, language, own)} in {text}" for text in texts if wrong(text, language, own)]
    assert not found, "\n".join(dict.fromkeys(found))
