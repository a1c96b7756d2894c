"""The look of a table's cells, the editor in a cell, and the sentence under an editor whose text was refused."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractItemModel, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLineEdit, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from csdesk.i18n import gettext as _
from csdesk.ui import icons, theme
from csdesk.ui.kit import paint
from csdesk.ui.kit.columns import ALIGN, EDGE, PAD, Column, RowButton
from csdesk.ui.kit.record_model import Index

if TYPE_CHECKING:
    from csdesk.ui.kit.table import RecordTable


class RecordDelegate(QStyledItemDelegate):
    """Paints every cell of a RecordTable: background, hairline, selection bar, text on one baseline, chips, buttons."""

    def __init__(self, table: RecordTable[Any]) -> None:
        super().__init__(table)
        self._table = table

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        model = self._table.model_
        record = model.record(index)
        if record is None:
            return
        column = model.columns[index.column()]
        rect = QRectF(option.rect)
        state = option.state
        selected = bool(state & QStyle.StateFlag.State_Selected)
        header = self._table.horizontalHeader()
        visual = header.visualIndex(index.column())
        first, last = visual == 0, visual == header.count() - 1
        ground = "accent_soft" if selected else "hover" if index.row() == self._table.hover_row else "surface"
        painter.fillRect(rect, theme.colour(ground))
        if index.row() < len(model.records) - 1 or self._table.last_line:
            paint.hairline(painter, rect.left(), rect.bottom() - 1, rect.width())
        if selected and first:
            painter.fillRect(QRectF(rect.left(), rect.top(), 3, rect.height()), theme.colour("accent"))
        inner = rect.adjusted(EDGE if first else PAD, 0, -(EDGE if last else PAD), -1)
        if column.buttons is not None:
            self._buttons(painter, index, record, column)
        else:
            self._content(painter, inner, record, column, selected)
        if index == self._table.currentIndex() and self._table.hasFocus() and self._table.shows_cell:
            paint.ring(painter, rect.adjusted(1, 1, -1, -2))

    def _content(self, painter: QPainter, rect: QRectF, record: Any, column: Column[Any], selected: bool) -> None:
        middle = rect.center().y()
        if column.chip is not None:
            spec = column.chip(record)
            if spec is not None:
                wide = spec.width()
                x = (
                    rect.right() - wide
                    if column.align == "right"
                    else rect.center().x() - wide / 2
                    if column.align == "center"
                    else rect.left()
                )
                spec.paint(painter, x, middle, selected=selected)
            return
        tone, bold, words = column.tone_of(record), column.bold_of(record), column.shown(record)
        if column.icon is not None and (name := column.icon(record)):
            icons.draw(painter, name, rect.left(), middle - 8, tone if tone != "text" else "muted", 16)
            rect = rect.adjusted(22, 0, 0, 0)
        if column.second is not None:
            upper = QRectF(rect.left(), middle - 19, rect.width(), 20)
            paint.text(
                painter, QRectF(rect.left(), middle - 1, rect.width(), 18), column.second(record), "small", "muted", ALIGN[column.align]
            )
            rect = upper
        wide = paint.text(painter, rect, words, "body", tone, ALIGN[column.align], bold)
        if words and column.basis_of(record):
            x = rect.right() - wide if column.align == "right" else rect.left()
            paint.dotted(painter, x, round(rect.center().y() + 9), wide)
        if column.suffix is not None and (more := column.suffix(record)):
            paint.text(painter, rect.adjusted(wide + 6, 0, 0, 0), more, "caption", "muted")

    def button_rects(self, rect: QRect, record: Any, column: Column[Any]) -> list[tuple[QRectF, RowButton]]:
        """Where the row's buttons are, left to right, packed at the right edge."""
        if column.buttons is None:
            return []
        result: list[tuple[QRectF, RowButton]] = []
        right = rect.right() - 12.0
        for button in reversed(column.buttons(record)):
            wide = round(paint.width(button.words, "small")) + 18
            result.insert(0, (QRectF(right - wide, rect.center().y() - 12, wide, 24), button))
            right -= wide + 6
        return result

    def _buttons(self, painter: QPainter, index: Index, record: Any, column: Column[Any]) -> None:
        for rect, button in self.button_rects(self._table.visualRect(index), record, column):
            hot = self._table.hover_button == (index.row(), button.id)
            paint.box(painter, rect, 6, "hover" if hot else "surface", "line_strong")
            paint.text(painter, rect, button.words, "small", "text", paint.CENTRE)

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        editor = QLineEdit(parent)
        editor.setProperty("cell", "1")
        column = self._table.model_.columns[index.column()]
        editor.setAlignment(ALIGN[column.align] | Qt.AlignmentFlag.AlignVCenter)
        editor.setAccessibleName(_(column.title))
        return editor

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        assert isinstance(editor, QLineEdit)
        editor.setText(str(index.data(Qt.ItemDataRole.EditRole)))

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        assert isinstance(editor, QLineEdit)
        table = self._table
        if model.setData(index, editor.text()):
            table.mark_wrong(None, "")
        elif table.model_.last_error:
            table.mark_wrong(editor, table.model_.last_error)

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        editor.setGeometry(option.rect.adjusted(1, 1, -1, -2))

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(self._table.model_.columns[index.column()].width or 100, self._table.row_height)


class Refusal(QWidget):
    """The sentence under an editor whose text was refused."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._parent = parent
        self.words = ""
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def say(self, words: str, under: QWidget) -> None:
        """At the editor's lower edge, above it where there is no room below."""
        self.words = words
        self.setAccessibleName(words)
        wide = min(self._parent.width() - 8, round(paint.width(words, "small")) + 34)
        x = max(4, min(under.x(), self._parent.width() - wide - 4))
        y = under.geometry().bottom() + 3
        if y + 26 > self._parent.height():
            y = max(0, under.y() - 28)
        self.setGeometry(x, y, wide, 26)
        self.show()
        self.raise_()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint.box(painter, QRectF(self.rect()), 5, "danger_soft", "danger")
        icons.draw(painter, "circle-alert", 8, 6, "danger", 14)
        paint.text(painter, QRectF(27, 0, self.width() - 32, 26), self.words, "small", "danger")
        painter.end()
