"""The head of a table: titles over their columns, the arrow of the sorted one, the line of filters (Ctrl+F)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QHeaderView, QLineEdit, QWidget

from csdesk.i18n import gettext as _
from csdesk.ui import icons, theme
from csdesk.ui.kit import paint
from csdesk.ui.kit.columns import ALIGN, EDGE, PAD

if TYPE_CHECKING:
    from csdesk.ui.kit.table import RecordTable


class FilterHeader(QHeaderView):
    """The head: sort arrow, aligned titles, and (Ctrl+F) a line of filters under the titles."""

    def __init__(self, table: RecordTable[Any], parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._table = table
        self.boxes: list[QLineEdit] = []
        self.setHighlightSections(False)
        self.setSectionsClickable(True)
        self.setSectionsMovable(True)
        self.setMinimumSectionSize(24)
        self.sectionResized.connect(self._moved)
        self.sectionMoved.connect(self._moved)
        self.setAccessibleName(_("Column heads"))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self._table.header_height + (30 if self.boxes else 0))

    def paintSection(self, painter: QPainter, rect: QRect, index: int) -> None:
        model = self._table.model_
        column = model.columns[index]
        visual = self.visualIndex(index)
        painter.fillRect(rect, theme.colour("surface"))
        paint.hairline(painter, rect.left(), rect.bottom(), rect.width())
        left = EDGE if visual == 0 else PAD
        right = EDGE if visual == self.count() - 1 else PAD
        area = QRectF(rect.left() + left, rect.top(), rect.width() - left - right, self._table.header_height)
        words = _(column.title)
        if model.sorted_by == index:
            arrow = "arrow-down" if model.descending else "arrow-up"
            wide = min(paint.width(words, "small") + 4, area.width() - 14)
            x = area.right() - 14 if column.align == "right" else area.left() + wide
            icons.draw(painter, arrow, x, area.center().y() - 6, "text", 12)
            area.adjust(0, 0, -16, 0)
        paint.text(painter, area, words, "small", "text" if model.sorted_by == index else "muted", ALIGN[column.align])

    def show_filters(self, shown: bool) -> None:
        if shown and not self.boxes:
            for number, column in enumerate(self._table.model_.columns):
                box = QLineEdit(self)
                box.setProperty("filter", "1")
                box.setFont(theme.font("small"))
                box.setPlaceholderText(_("Filter"))
                box.setAccessibleName(_("Filter {column}").format(column=_(column.title)))
                box.setText(self._table.model_.column_words.get(number, ""))
                box.setProperty("column", number)
                box.textChanged.connect(self._typed)
                box.installEventFilter(self)
                box.show()
                self.boxes.append(box)
        elif not shown and self.boxes:
            for box in self.boxes:
                box.hide()
                box.deleteLater()
            self.boxes = []
        self.geometriesChanged.emit()
        self.updateGeometry()
        self._moved()

    def _typed(self, words: str) -> None:
        box = self.sender()
        if isinstance(box, QLineEdit):
            self._table.filter_column(int(box.property("column")), words)

    def eventFilter(self, watched: Any, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() == Qt.Key.Key_Escape:
                self._table.end_filter()
                return True
            if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._table.setFocus()
                if not self._table.currentIndex().isValid() and self._table.model_.rowCount():
                    self._table.selectRow(0)
                return True
        return super().eventFilter(watched, event)

    def _moved(self) -> None:
        for number, box in enumerate(self.boxes):
            x, wide = self.sectionViewportPosition(number), self.sectionSize(number)
            box.setGeometry(x + 4, self._table.header_height, wide - 8, 24)
            box.setVisible(not self.isSectionHidden(number) and wide > 30)

    def place_filters(self) -> None:
        self._moved()
