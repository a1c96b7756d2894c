"""The table of every page: sorting, filtering, selection by key, editing, copying, row buttons, remembered widths, frozen columns."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from csdesk.core import money
from csdesk.core.problem import UserError
from csdesk.ui.kit import Column, RecordTable, RowButton, TableCard, paint
from tests.ui.conftest import nameless


@dataclass(frozen=True)
class Person:
    id: int
    name: str
    hired: date | None
    days: Decimal
    net: int


PEOPLE = [
    Person(1, "李䶮", date(2026, 9, 5), Decimal("10"), 315345),
    Person(2, "陈思远", date(2025, 12, 31), Decimal("9.5"), -220),
    Person(3, "郭Amy", None, Decimal("2"), 265345),
    Person(4, "陈思远", date(2026, 1, 2), Decimal("30"), 0),
]


class Ground:
    """A table with an edit that can be refused, and what its signals said."""

    def __init__(self, qtbot: QtBot, *, frozen: int = 0, width: int = 700) -> None:
        self.said: list[object] = []
        self.people = list(PEOPLE)
        columns: list[Column[Person]] = [
            Column("name", "Name", value=lambda p: p.name, width=140, suffix=lambda p: f"00{p.id}", edit=self.rename),
            Column("hired", "Hired in the test", value=lambda p: p.hired, width=120),
            Column("days", "Days", value=lambda p: p.days, align="right"),
            Column("net", "Net", value=lambda p: p.net, text=lambda p: money.grouped(p.net) if p.net else "", align="right", basis=True),
            Column("do", "", value=lambda p: None, buttons=lambda p: (RowButton("fix", "补卡"), RowButton("keep", "先放着")), width=160),
        ]
        self.table: RecordTable[Person] = RecordTable(columns, key=lambda p: p.id, frozen=frozen, name="员工")
        self.table.set_records(self.people)
        self.table.opened.connect(lambda p: self.said.append(("opened", p.id)))
        self.table.decided.connect(lambda p, what: self.said.append((what, p.id)))
        self.table.basis_asked.connect(lambda p, column: self.said.append((column, p.id)))
        self.table.refused.connect(self.said.append)
        self.card = TableCard(self.table)
        self.card.resize(width, 320)
        qtbot.addWidget(self.card)
        self.card.show()
        qtbot.waitExposed(self.card)

    def rename(self, person: Person, name: str) -> None:
        if not name:
            raise UserError("名字不能空")
        self.people = [replace(p, name=name) if p.id == person.id else p for p in self.people]
        self.table.set_records(self.people)

    def ids(self) -> list[int]:
        return [p.id for p in self.table.records()]

    def spot(self, row: int, column: int, part: float = 0.5) -> QPoint:
        rect = self.table.visualRect(self.table.model_.index(row, column))
        return QPoint(int(rect.left() + rect.width() * part), rect.center().y())


@pytest.fixture
def ground(qtbot: QtBot) -> Ground:
    return Ground(qtbot)


def head(ground: Ground, column: int) -> QPoint:
    header = ground.table.horizontalHeader()
    return QPoint(header.sectionViewportPosition(column) + 12, 14)


def test_head_sorts_what_a_proxy_would_not(qtbot: QtBot, ground: Ground) -> None:
    viewport = ground.table.horizontalHeader().viewport()
    qtbot.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=head(ground, 1))
    assert ground.ids() == [2, 4, 1, 3]  # days, empty last
    qtbot.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=head(ground, 1))
    assert ground.ids() == [1, 4, 2, 3]  # empty stays last
    qtbot.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=head(ground, 2))
    assert ground.ids() == [3, 2, 1, 4]  # Decimal, not text


def test_selection_stays_with_its_record(qtbot: QtBot, ground: Ground) -> None:
    qtbot.mouseClick(ground.table.viewport(), Qt.MouseButton.LeftButton, pos=ground.spot(2, 1))
    assert ground.table.current() == PEOPLE[2]
    ground.table.sort_by("days")
    assert ground.table.current() == PEOPLE[2] and ground.table.selected_keys() == [3]
    ground.table.set_records([replace(p, net=p.net + 1) for p in reversed(PEOPLE)])
    current = ground.table.current()
    assert current is not None and (current.id, current.net) == (3, 265346)
    seen: list[object] = []
    ground.table.current_changed.connect(seen.append)
    ground.table.set_records([PEOPLE[0]])
    assert ground.table.current() is None and seen == [None]


def test_ctrl_f_line_filters_and_esc_leaves(qtbot: QtBot, ground: Ground) -> None:
    ground.table.begin_filter()
    box = QGuiApplication.focusObject()
    assert isinstance(box, QLineEdit)
    box.insert("思远")
    assert ground.ids() == [2, 4] and ground.table.model_.filtered
    qtbot.keyClicks(box, " 1")
    assert ground.ids() == []  # the words of one column as they stand
    qtbot.keyClick(box, Qt.Key.Key_Escape)
    assert ground.ids() == [1, 2, 3, 4] and not ground.table.model_.filtered
    ground.table.filter("思远 004")
    assert ground.ids() == [4]


def test_edit_with_keys_moves_down(qtbot: QtBot, ground: Ground) -> None:
    table = ground.table
    table.select_key(1, "name")
    table.setFocus()
    qtbot.keyClick(table, Qt.Key.Key_F2)
    editor = table.findChild(QLineEdit)
    assert editor is not None and editor.text() == "李䶮" and table.editing()
    editor.selectAll()
    editor.insert("李龑")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not table.editing())
    assert table.records()[0].name == "李龑"
    assert table.current() == PEOPLE[1]


def test_a_refused_edit_says_why_and_stays(qtbot: QtBot, ground: Ground) -> None:
    table = ground.table
    table.select_key(1, "name")
    table.setFocus()
    qtbot.keyClick(table, Qt.Key.Key_Return)
    editor = table.findChild(QLineEdit)
    assert editor is not None
    editor.setText("   ")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.wait(20)
    assert ground.said == ["名字不能空"] and table.current() == PEOPLE[0]
    assert table.editing() and editor.isVisible() and editor.text() == "   "  # what was typed stays
    assert editor.property("err") == "1" and table._why is not None and table._why.words == "名字不能空"
    editor.setText("李龑")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not table.editing())
    assert table.records()[0].name == "李龑" and not table._why.isVisible()


def test_esc_leaves_a_refused_edit(qtbot: QtBot, ground: Ground) -> None:
    table = ground.table
    table.select_key(1, "name")
    table.setFocus()
    qtbot.keyClick(table, Qt.Key.Key_Return)
    editor = table.findChild(QLineEdit)
    assert editor is not None
    editor.clear()
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.wait(20)
    qtbot.keyClick(editor, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not table.editing())
    assert table.records()[0] == PEOPLE[0]


def test_copy_has_heads_and_real_numbers(qtbot: QtBot, ground: Ground) -> None:
    ground.table.setFocus()
    ground.table.selectAll()
    qtbot.keyClick(ground.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines[0].split("\t")[1:] == ["Hired in the test", "Days", "实发"]
    assert lines[2] == "陈思远\t2025-12-31\t9.5\t-2.20"
    assert lines[4].endswith("\t30\t")  # empty is blank, not 0


def test_row_buttons_basis_and_opening(qtbot: QtBot, ground: Ground) -> None:
    table = ground.table
    rects = table.itemDelegate().button_rects(table.visualRect(table.model_.index(1, 4)), PEOPLE[1], table.model_.columns[4])  # type: ignore[attr-defined]
    qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=rects[1][0].center().toPoint())
    qtbot.waitUntil(lambda: ground.said == [("keep", 2)])
    qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=ground.spot(0, 3))
    qtbot.mouseDClick(table.viewport(), Qt.MouseButton.LeftButton, pos=ground.spot(2, 1))
    assert ground.said[1:] == [("net", 1), ("opened", 3)]


def test_widths_and_order_are_remembered(qtbot: QtBot, ground: Ground) -> None:
    kept: dict[str, object] = {}
    ground.table.remember("people", kept.get, kept.__setitem__)
    ground.table.horizontalHeader().resizeSection(1, 177)
    ground.table.horizontalHeader().moveSection(1, 0)
    other = Ground(qtbot)
    other.table.remember("people", kept.get, kept.__setitem__)
    assert other.table.columnWidth(1) == 177 and other.table.horizontalHeader().visualIndex(1) == 0


def test_frozen_columns_stay(qtbot: QtBot) -> None:
    ground = Ground(qtbot, frozen=1, width=320)
    frozen = ground.table._frozen
    assert frozen is not None and not frozen.isVisible()
    assert ground.table.focusPolicy() & Qt.FocusPolicy.TabFocus  # the keyboard gets into the table
    ground.table.horizontalScrollBar().setValue(80)
    assert frozen.isVisible() and frozen.width() == 140
    qtbot.mouseClick(frozen.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(20, 20))
    assert ground.table.current() == PEOPLE[0]


def test_everything_has_a_name(ground: Ground) -> None:
    ground.table.begin_filter()
    holder: QWidget = ground.card
    assert nameless(holder) == []


def test_columns_grow_to_their_totals(qtbot: QtBot) -> None:
    table = RecordTable([Column("name", "Name", value=str, width=0), Column("pay", "Net", value=str, width=40, align="right")], key=str)
    qtbot.addWidget(table)
    saved: list[dict[str, dict[str, int]]] = []
    table.remember("x", lambda _key: None, lambda _key, value: saved.append(value))  # type: ignore[arg-type]
    table.resize(400, 200)
    table.show()
    table.widen({"name": "合计", "pay": "1,234,567.89"})
    assert table.columnWidth(1) >= paint.width("1,234,567.89", "body", True) + 26
    assert not any(one["widths"] for one in saved)  # nobody chose it
    wide = table.columnWidth(1)
    table.widen({"pay": "1.00"})
    assert table.columnWidth(1) == wide  # they only grow
