"""A table in a card: to its edges, with the row of totals under it, or an empty state in its place."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from csdesk.ui.kit import paint
from csdesk.ui.kit.basic import Card
from csdesk.ui.kit.columns import ALIGN, EDGE, PAD
from csdesk.ui.kit.table import RecordTable


class Totals(QWidget):
    """The row under a table that adds up: painted over the table's columns, stays when the body scrolls."""

    def __init__(self, table: RecordTable[Any], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._table = table
        self.words: dict[str, str] = {}
        self.setFixedHeight(34)
        table.horizontalHeader().sectionResized.connect(self._moved)
        table.horizontalHeader().sectionMoved.connect(self._moved)
        table.horizontalScrollBar().valueChanged.connect(self._moved)

    def _moved(self, *_args: object) -> None:
        self.update()

    def set(self, words: Mapping[str, str]) -> None:
        self.words = dict(words)
        self.setAccessibleName(" ".join(self.words.values()))
        self.setVisible(bool(words))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint.hairline(painter, 0, 0, self.width(), "line_strong")
        header = self._table.horizontalHeader()
        for number, column in enumerate(self._table.model_.columns):
            words = self.words.get(column.id)
            if not words or header.isSectionHidden(number):
                continue
            visual = header.visualIndex(number)
            left = EDGE if visual == 0 else PAD
            right = EDGE if visual == header.count() - 1 else PAD
            x, wide = header.sectionViewportPosition(number), header.sectionSize(number)
            paint.text(painter, QRectF(x + left, 0, wide - left - right, self.height()), words, "body", "text", ALIGN[column.align], True)
        painter.end()


class TableCard(Card):
    """A card that holds a RecordTable to its edges: `card.table`.

    `card.totals.set({"net": "56,372.21"})`; `card.show_empty(widget)` in place of rows."""

    def __init__(self, table: RecordTable[Any], title: str = "", parent: QWidget | None = None) -> None:
        super().__init__(title, parent=parent)
        self.flush()
        self.table = table
        self.totals = Totals(table)
        self.totals.hide()
        self.empty: QWidget | None = None
        holder = QVBoxLayout()
        holder.setContentsMargins(0, 3, 0, 3)
        holder.setSpacing(0)
        holder.addWidget(table, 1)
        holder.addWidget(self.totals)
        self.body.addLayout(holder, 1)

    def show_empty(self, widget: QWidget | None) -> None:
        """An EmptyState instead of the table; None = the table again."""
        if self.empty is not None and self.empty is not widget:
            self.empty.hide()
            self.empty.deleteLater()
        self.empty = widget
        self.table.setVisible(widget is None)
        if widget is not None:
            self.totals.hide()
            self.body.addWidget(widget, 1)
