"""The list of cases: two lines each, read page by page, so that 200 000 open as fast as twenty."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from PySide6.QtCore import (
    QAbstractListModel,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QPainter
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from csdesk.actions import case_view
from csdesk.core.case_list import CaseFilter, CaseRow
from csdesk.i18n import gettext as _
from csdesk.ui import theme
from csdesk.ui.cases import words
from csdesk.ui.desk import Desk
from csdesk.ui.kit import paint

HEIGHT, PAGE = 66, 200
NO_PARENT = QModelIndex()
Index = QModelIndex | QPersistentModelIndex


class CaseModel(QAbstractListModel):
    """The rows of a filter as far as they were looked at."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent)
        self.desk = desk
        self.filter = CaseFilter(limit=PAGE)
        self.rows: list[CaseRow] = []
        self._more = False

    def show_filter(self, chosen: CaseFilter, at_least: int = 0) -> None:
        """Read a filter anew; `at_least` rows are kept in reach, so that a refresh does not jump."""
        self.filter = chosen
        found = self.desk.query(case_view.listed, replace(chosen, limit=max(PAGE, at_least), offset=0))
        self.beginResetModel()
        self.rows = list(found.rows) if found is not None else []
        self._more = found is not None and found.more
        self.endResetModel()

    def rowCount(self, parent: Index = NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def canFetchMore(self, parent: Index) -> bool:
        return self._more and not parent.isValid()

    def fetchMore(self, parent: Index) -> None:
        found = self.desk.query(case_view.listed, replace(self.filter, limit=PAGE, offset=len(self.rows)))
        rows = found.rows if found is not None else ()
        self._more = found is not None and found.more
        if rows:
            self.beginInsertRows(QModelIndex(), len(self.rows), len(self.rows) + len(rows) - 1)
            self.rows += rows
            self.endInsertRows()

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or index.row() >= len(self.rows):
            return None
        row = self.rows[index.row()]
        if role == Qt.ItemDataRole.AccessibleTextRole or role == Qt.ItemDataRole.DisplayRole:
            now = self.desk.session.now
            return f"{row.title}, {row.kind_name}, {words.time_chip(row, now).words}, {row.owner}"
        if role == Qt.ItemDataRole.ToolTipRole:
            platform = " ".join(part for part in (row.no, row.shop, row.buyer, row.order_no) if part)
            return f"{row.title}\n{platform}"
        return None

    def place(self, case_id: int | None) -> int:
        """The line of a case, -1 where it is not in reach."""
        return next((number for number, row in enumerate(self.rows) if row.id == case_id), -1)


class CaseDelegate(QStyledItemDelegate):
    """Paints one case: what and which kind, below it the time left, the state and who is in charge."""

    def __init__(self, view: CaseListView) -> None:
        super().__init__(view)
        self._view = view
        self.now: datetime = view.desk.session.now

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(0, HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row = self._view.model_.rows[index.row()]
        rect = QRectF(option.rect)
        state = option.state
        selected = bool(state & QStyle.StateFlag.State_Selected)
        if selected:
            painter.fillRect(rect, theme.colour("accent_soft"))
            painter.fillRect(QRectF(rect.left(), rect.top(), 3, rect.height()), theme.colour("accent"))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, theme.colour("hover"))
        paint.hairline(painter, rect.left() + (0 if selected else 14), rect.bottom(), rect.width())
        upper, lower = QRectF(rect.left() + 14, rect.top() + 8, rect.width() - 26, 22), rect.top() + 47
        side = paint.text(painter, upper, row.kind_name, "small", "muted", paint.RIGHT)
        paint.text(painter, upper.adjusted(0, 0, -side - 10, 0), row.title, "body", "text", bold=True)
        chip = words.time_chip(row, self.now)
        used = chip.paint(painter, upper.left(), lower, selected=selected)
        line = QRectF(upper.left(), lower - 11, upper.width(), 22)
        who = paint.text(painter, line, row.owner or _("nobody"), "small", "text" if row.owner else "muted", paint.RIGHT)
        paint.text(painter, line.adjusted(used + 8, 0, -who - 8, 0), words.state_words(row, self.now), "small", "muted")
        if state & QStyle.StateFlag.State_HasFocus and self._view.hasFocus():
            paint.ring(painter, rect.adjusted(3, 2, -2, -3))


class CaseListView(QListView):
    """↑↓ choose, Shift and Ctrl choose several, Enter goes into the case. Signals: `chosen(id)` of the current one, `marked()` when the set
    of chosen ones changes, `entered_case()`, `menu_asked(QPoint)`."""

    chosen = Signal(int)
    marked = Signal()
    entered_case = Signal()
    menu_asked = Signal(object)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.model_ = CaseModel(desk, self)
        self._quiet = False
        self.setModel(self.model_)
        self.delegate_ = CaseDelegate(self)
        self.setItemDelegate(self.delegate_)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(_("Cases"))
        self.verticalScrollBar().setSingleStep(HEIGHT // 2)
        self.selectionModel().currentChanged.connect(self._current)
        self.selectionModel().selectionChanged.connect(self._marked)

    def show_filter(self, chosen: CaseFilter, current: int | None, marked: Sequence[int] = ()) -> None:
        """The rows of a filter; what was current and marked stays so where it is still there. `current` None: the first."""
        same = chosen == self.model_.filter
        top = self.verticalScrollBar().value() if same else 0
        self._quiet = True
        self.delegate_.now = self.desk.session.now
        self.model_.show_filter(chosen, len(self.model_.rows) if same else 0)
        place = self.model_.place(current) if current is not None else min(0, len(self.model_.rows) - 1)
        if place >= 0:
            self.selectionModel().setCurrentIndex(self.model_.index(place), QItemSelectionModel.SelectionFlag.ClearAndSelect)
            wanted = QItemSelection()
            for number in marked:
                found = self.model_.place(number)
                if found >= 0:
                    wanted.select(self.model_.index(found), self.model_.index(found))
            if len(marked) > 1:
                self.selectionModel().select(wanted, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        self.verticalScrollBar().setValue(top)
        if place >= 0 and not same:
            self.scrollTo(self.model_.index(place))
        self._quiet = False

    def choose(self, case_id: int) -> bool:
        """Make a case the current one; False where it is not in reach."""
        place = self.model_.place(case_id)
        if place >= 0:
            self.setCurrentIndex(self.model_.index(place))
        return place >= 0

    def marked_ids(self) -> list[int]:
        """The chosen cases, in the order of the list."""
        places = sorted(index.row() for index in self.selectionModel().selectedIndexes())
        return [self.model_.rows[place].id for place in places]

    def tick(self, now: datetime) -> None:
        """A minute is over."""
        self.delegate_.now = now
        self.viewport().update()

    def _current(self, index: QModelIndex, _before: QModelIndex) -> None:
        if not self._quiet and index.isValid():
            self.chosen.emit(self.model_.rows[index.row()].id)

    def _marked(self, *_args: object) -> None:
        if not self._quiet:
            self.marked.emit()

    def keyboardSearch(self, search: str) -> None:
        """Letters are commands here."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self.entered_case.emit()
            return
        super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if self.marked_ids():
            self.menu_asked.emit(event.globalPos())
