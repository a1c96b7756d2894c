"""The table of every page: selects, sorts, filters, edits, copies, remembers its columns; the first columns may stay in sight.

columns = [
    Column("name", N_("Name"), value=lambda p: p.name, width=140, suffix=lambda p: p.no, bold=True),
    Column("pay", N_("Net"), value=lambda p: p.net, text=lambda p: money.grouped(p.net), align="right", basis=True),
]
table = RecordTable(columns, key=lambda p: p.id)
table.set_records(people)          # keeps selection and scroll position by key
table.opened.connect(self._open)   # Enter or a double click: the record
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from math import ceil
from typing import Any, Generic

from PySide6.QtCore import QEvent, QItemSelectionModel, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import (
    QAction,
    QContextMenuEvent,
    QGuiApplication,
    QHideEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemDelegate, QAbstractItemView, QHeaderView, QLineEdit, QTableView, QWidget

from csdesk.i18n import gettext as _
from csdesk.ui.kit import paint
from csdesk.ui.kit.columns import EDGE, PAD, Column, R, RowButton
from csdesk.ui.kit.filter_header import FilterHeader
from csdesk.ui.kit.record_delegate import RecordDelegate, Refusal
from csdesk.ui.kit.record_model import RecordModel


class RecordTable(QTableView, Generic[R]):
    """The table of every page. Signals: `opened(record)` Enter/double click, `current_changed(record|None)`, `decided(record, id)` row
    buttons, `basis_asked(record, column id)`, `menu_asked(record, global point)`, `refused(str)` an edit's message.

    frozen: so many first columns stay when scrolling sideways. cells: select blocks of cells, not rows.
    rows: "normal" 34 px, "two" 44, "dense" 24."""

    opened = Signal(object)
    current_changed = Signal(object)
    decided = Signal(object, object)
    basis_asked = Signal(object, object)
    menu_asked = Signal(object, object)
    refused = Signal(object)
    _wrong: QLineEdit | None = None  # the editor whose text was refused: it stays open with what was typed
    _why: Refusal | None = None
    ROWS = {"normal": 34, "two": 44, "dense": 24}

    def __init__(
        self,
        columns: Sequence[Column[R]],
        key: Callable[[R], Hashable],
        *,
        rows: str = "normal",
        frozen: int = 0,
        cells: bool = False,
        last_line: bool = False,
        name: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.row_height = self.ROWS[rows]
        self.header_height = 32
        self.last_line = last_line
        self.hover_row = -1
        self.hover_button: tuple[int, str] | None = None
        self.shows_cell = cells or any(column.edit is not None for column in columns)
        self._frozen_count = frozen
        self._frozen: RecordTable[R] | None = None
        self._layout_saved: Callable[[str, object], None] | None = None
        self._layout_key = ""
        self._grown: dict[str, int] = {}  # columns that their totals made wider
        self._pressed: tuple[R, str] | None = None
        self.model_: RecordModel[R] = RecordModel(columns, key, self)
        self._setup(name, cells)
        self.setModel(self.model_)
        self._apply_widths()
        self.selectionModel().currentChanged.connect(self._current)
        if frozen:
            self._frozen = _FrozenColumns(self, frozen)

    def _setup(self, name: str, cells: bool) -> None:
        self.setObjectName("list")
        self.setHorizontalHeader(FilterHeader(self, self))
        self.setItemDelegate(RecordDelegate(self))
        self.setShowGrid(False)
        self.setMouseTracking(True)
        self.setFrameShape(self.Shape.NoFrame)
        self.viewport().setAutoFillBackground(False)
        vertical = self.verticalHeader()
        vertical.hide()
        vertical.setMinimumSectionSize(16)
        vertical.setDefaultSectionSize(self.row_height)
        vertical.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setSelectionBehavior(
            QAbstractItemView.SelectionBehavior.SelectItems if cells else QAbstractItemView.SelectionBehavior.SelectRows
        )
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.EditKeyPressed | QAbstractItemView.EditTrigger.AnyKeyPressed)
        self.setTabKeyNavigation(False)
        self.setAccessibleName(name or _("Table"))
        header = self.horizontalHeader()
        header.sectionClicked.connect(self._head_clicked)
        header.sectionResized.connect(self._head_changed)
        header.sectionMoved.connect(self._head_changed)
        copy = QAction(_("Copy with heads"), self)
        copy.setShortcut(QKeySequence(QKeySequence.StandardKey.Copy))
        copy.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        copy.triggered.connect(self.copy)
        self.addAction(copy)
        self.copy_action = copy

    def _apply_widths(self) -> None:
        header = self.horizontalHeader()
        for number, column in enumerate(self.model_.columns):
            if column.width:
                header.resizeSection(number, column.width)
        self._stretch()

    def _stretch(self) -> None:
        free = [number for number, column in enumerate(self.model_.columns) if column.width == 0]
        header = self.horizontalHeader()
        if not free:
            header.setStretchLastSection(True)
            return
        taken = sum(header.sectionSize(n) for n in range(header.count()) if n not in free)
        room = max(116 * len(free), self.viewport().width() - taken)
        for number in free:
            header.resizeSection(number, room // len(free))

    def show_columns(self, ids: Collection[str]) -> None:
        """Show only these columns; the others are hidden until they are named again."""
        for number, column in enumerate(self.model_.columns):
            self.setColumnHidden(number, column.id not in ids)
        self._stretch()

    def widen(self, words: Mapping[str, str]) -> None:
        """Columns grow to what their totals (bold, by column id) need: an amount is never cut. It is not remembered."""
        header = self.horizontalHeader()
        for number, column in enumerate(self.model_.columns):
            if column.width and words.get(column.id):
                need = ceil(paint.width(words[column.id], "body", True)) + PAD + EDGE + 2
                if header.sectionSize(number) < need:
                    self._grown[column.id] = need
                    header.resizeSection(number, need)
        self._stretch()

    # records
    def set_records(self, records: Sequence[R]) -> None:
        """Show these; selection, current cell and scroll position stay where their keys still exist."""
        keep, column = self.selected_keys(), max(0, self.currentIndex().column())
        current = self.current_key()
        scroll = self.verticalScrollBar().value()
        quiet = self.selectionModel().blockSignals(True)
        self.model_.set_records(records)
        self._select(keep, current, column)
        self.selectionModel().blockSignals(quiet)
        self.verticalScrollBar().setValue(scroll)
        self.viewport().update()
        if self.current_key() != current:
            self.current_changed.emit(self.current())

    def _rearranged(self, change: Callable[[], None]) -> None:
        keep, column, current = self.selected_keys(), max(0, self.currentIndex().column()), self.current_key()
        change()
        self._select(keep, current, column)
        self.viewport().update()
        if self._frozen is not None:
            self._frozen.viewport().update()

    def _select(self, keys: Sequence[Hashable], current: Hashable | None, column: int) -> None:
        selection = self.selectionModel()
        flag = QItemSelectionModel.SelectionFlag
        for key in keys:
            row = self.model_.row_of(key)
            if row >= 0:
                how = flag.Select | flag.Rows if self.selectionBehavior() == QAbstractItemView.SelectionBehavior.SelectRows else flag.Select
                selection.select(self.model_.index(row, column), how)
        row = self.model_.row_of(current) if current is not None else -1
        if row >= 0:
            selection.setCurrentIndex(self.model_.index(row, column), flag.NoUpdate)

    def records(self) -> list[R]:
        """What is shown, in the order shown."""
        return self.model_.records

    def current(self) -> R | None:
        return self.model_.record(self.currentIndex())

    def current_key(self) -> Hashable | None:
        record = self.current()
        return None if record is None else self.model_.key(record)

    def selected(self) -> list[R]:
        """The selected records, top to bottom."""
        rows = sorted({index.row() for index in self.selectionModel().selectedIndexes()})
        return [self.model_.records[row] for row in rows if row < len(self.model_.records)]

    def selected_keys(self) -> list[Hashable]:
        return [self.model_.key(record) for record in self.selected()]

    def select_key(self, key: Hashable, column: str = "") -> bool:
        """Make the record with this key the current, selected, visible one; False = not shown."""
        row = self.model_.row_of(key)
        if row < 0:
            return False
        index = self.model_.index(row, self.model_.column_of(column) if column else max(0, self.currentIndex().column()))
        self.setCurrentIndex(index)
        self.scrollTo(index)
        return True

    def choose_keys(self, keys: Sequence[Hashable], current: Hashable | None) -> None:
        """Select the records with these keys, make one of them the current one."""
        if current is not None:
            self.select_key(current)
        self._select(keys, current, max(0, self.currentIndex().column()))

    def editing(self) -> bool:
        return self.state() == QAbstractItemView.State.EditingState

    # sort, filter, layout
    def sort_by(self, column: str, *, descending: bool = False) -> None:
        order = Qt.SortOrder.DescendingOrder if descending else Qt.SortOrder.AscendingOrder
        number = self.model_.column_of(column)
        self._rearranged(lambda: self.model_.sort(number, order))
        self.horizontalHeader().viewport().update()

    def _head_clicked(self, section: int) -> None:
        column = self.model_.columns[section]
        if column.sortable and column.buttons is None:
            again = self.model_.sorted_by == section
            self.sort_by(column.id, descending=again and not self.model_.descending)
            if self._frozen is not None:
                self._frozen.horizontalHeader().viewport().update()

    def place(self) -> None:
        """For the frozen columns: lie exactly over one's own."""

    def filter(self, words: str) -> None:
        """Rows that hold all the words in any column (for a search box of the page)."""
        self._rearranged(lambda: self.model_.filter(words))

    def filter_column(self, number: int, words: str) -> None:
        self._rearranged(lambda: self.model_.filter_column(number, words))

    def filtering(self) -> bool:
        """The line of filters is shown."""
        return bool(self._header().boxes)

    def show_filters(self) -> None:
        self._header().show_filters(True)
        self.updateGeometries()
        if self._frozen is not None:
            self._frozen.begin_filter()

    def begin_filter(self) -> None:
        """Ctrl+F: show the line of filters and go there."""
        self.show_filters()
        header = self._header()
        box = header.boxes[max(0, self.currentIndex().column())]
        (box if box.isVisible() else header.boxes[0]).setFocus()

    def end_filter(self) -> None:
        """Esc in the line of filters: all rows again."""
        for number in list(self.model_.column_words):
            self.model_.column_words[number] = ""
        self._rearranged(lambda: self.model_.set_records(self.model_.every))
        self._header().show_filters(False)
        self.updateGeometries()
        if self._frozen is not None:
            self._frozen.end_filter()
        self.setFocus()

    def _header(self) -> FilterHeader:
        header = self.horizontalHeader()
        assert isinstance(header, FilterHeader)
        return header

    def remember(self, name: str, get: Callable[[str], object], put: Callable[[str, object], None]) -> None:
        """Take column order and widths from `get("table/<name>")` and put every change there (page: `self.remember(table, name)`)."""
        self._layout_key = f"table/{name}"
        saved = get(self._layout_key)
        header = self.horizontalHeader()
        if isinstance(saved, Mapping):
            order, widths = saved.get("order", []), saved.get("widths", {})
            for visual, column in enumerate(order):
                numbers = [i for i, c in enumerate(self.model_.columns) if c.id == column]
                if numbers:
                    header.moveSection(header.visualIndex(numbers[0]), visual)
            for number, one in enumerate(self.model_.columns):
                if one.width and isinstance(widths.get(one.id), int):
                    header.resizeSection(number, widths[one.id])
        self._layout_saved = put

    def _head_changed(self, *_args: object) -> None:
        if self._layout_saved is None or not self.isVisible():
            return
        header = self.horizontalHeader()
        order = [self.model_.columns[header.logicalIndex(i)].id for i in range(header.count())]
        widths = {column.id: header.sectionSize(i) for i, column in enumerate(self.model_.columns) if column.width}
        own = {one.id: self._grown.get(one.id, one.width) for one in self.model_.columns}
        widths = {name: width for name, width in widths.items() if width != own[name]}
        self._layout_saved(self._layout_key, {"order": order, "widths": widths})

    # copy
    def as_tsv(self) -> str:
        """The selection (rows, or the block of cells) with its heads, tab separated: what Excel pastes."""
        indexes = self.selectionModel().selectedIndexes()
        header = self.horizontalHeader()
        rows = sorted({i.row() for i in indexes})
        columns = sorted({i.column() for i in indexes if self.model_.columns[i.column()].buttons is None}, key=header.visualIndex)
        out = io.StringIO()
        writer = csv.writer(out, delimiter="\t", lineterminator="\n")
        writer.writerow([_(self.model_.columns[c].title) for c in columns])
        for row in rows:
            writer.writerow([self._copied(row, c) for c in columns])
        return out.getvalue()

    def _copied(self, row: int, number: int) -> str:
        record, column = self.model_.records[row], self.model_.columns[number]
        words = column.shown(record)
        if column.align == "right":
            words = words.replace("\u2212", "-").replace(",", "")
        return words

    def copy(self) -> None:
        if self.selectionModel().hasSelection():
            QGuiApplication.clipboard().setText(self.as_tsv())

    # mouse and keys
    def _current(self, *_args: object) -> None:
        self.current_changed.emit(self.current())
        if self._frozen is not None:
            self._frozen.viewport().update()

    def _button_at(self, point: QPoint) -> tuple[R, RowButton, int] | None:
        index = self.indexAt(point)
        record = self.model_.record(index)
        if record is None or not index.isValid():
            return None
        column = self.model_.columns[index.column()]
        delegate = self.itemDelegate()
        assert isinstance(delegate, RecordDelegate)
        for rect, button in delegate.button_rects(self.visualRect(index), record, column):
            if rect.contains(point):
                return record, button, index.row()
        return None

    def _decide(self) -> None:
        pressed, self._pressed = self._pressed, None
        if pressed is not None:
            self.decided.emit(*pressed)

    def _basis_at(self, point: QPoint) -> tuple[R, str] | None:
        index = self.indexAt(point)
        record = self.model_.record(index)
        if record is None:
            return None
        column = self.model_.columns[index.column()]
        return (record, column.id) if column.basis_of(record) and column.shown(record) else None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        point = event.position().toPoint()
        hit = self._button_at(point)
        row, hot = self.rowAt(point.y()), (hit[2], hit[1].id) if hit else None
        if (row, hot) != (self.hover_row, self.hover_button):
            self.hover_row, self.hover_button = row, hot
            self.viewport().update()
            if self._frozen is not None:
                self._frozen.hover_row = row
                self._frozen.viewport().update()
        pointing = hit is not None or self._basis_at(point) is not None
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if pointing else Qt.CursorShape.ArrowCursor)
        super().mouseMoveEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self.hover_row, self.hover_button = -1, None
        self.viewport().update()
        super().leaveEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        hit = self._button_at(event.position().toPoint())
        if hit is not None and event.button() == Qt.MouseButton.LeftButton:
            self.setCurrentIndex(self.indexAt(event.position().toPoint()))
            record, button, _row = hit
            self._pressed = (record, button.id)
            QTimer.singleShot(0, self._decide)  # when the press is over: the slot may rebuild the table
            return
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        basis = self._basis_at(event.position().toPoint())
        if basis is not None and event.button() == Qt.MouseButton.LeftButton and event.modifiers() == Qt.KeyboardModifier.NoModifier:
            self.basis_asked.emit(*basis)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if not index.isValid() or event.button() != Qt.MouseButton.LeftButton or self._button_at(event.position().toPoint()):
            return
        if self.model_.flags(index) & Qt.ItemFlag.ItemIsEditable:
            self.edit(index)
        else:
            self.opened.emit(self.model_.record(index))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        index = self.currentIndex()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self.editing():
                event.accept()  # the editor commits; a dialog around the table must not take the key
                return
            record = self.current()
            if record is not None:
                column = self.model_.columns[index.column()]
                if column.basis_of(record) and self.shows_cell:
                    self.basis_asked.emit(record, column.id)
                elif self.model_.flags(index) & Qt.ItemFlag.ItemIsEditable:
                    self.edit(index)
                else:
                    self.opened.emit(record)
            return
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
            return
        super().keyPressEvent(event)

    def mark_wrong(self, editor: QLineEdit | None, message: str) -> None:
        """The text of this editor was refused: it stays, marked, with the reason under it. None = nothing is wrong any more."""
        before, self._wrong = self._wrong, editor
        if before is not None and before is not editor:
            before.setProperty("err", "")
        if self._why is not None:
            self._why.hide()
        if editor is None:
            return
        editor.setProperty("err", "1")
        editor.style().unpolish(editor)
        editor.style().polish(editor)
        editor.setAccessibleDescription(message)
        if self._why is None:
            self._why = Refusal(self.viewport())
        self._why.say(message, editor)
        self.refused.emit(message)

    def _back_to_wrong(self) -> None:
        if self._wrong is not None and self._wrong.isVisible() and self.hasFocus():
            self._wrong.setFocus()
            self._wrong.selectAll()

    def hideEvent(self, event: QHideEvent) -> None:
        """Out of sight nobody corrects it: the old value holds."""
        wrong = self._wrong
        if wrong is not None:
            self.closeEditor(wrong, QAbstractItemDelegate.EndEditHint.RevertModelCache)
        super().hideEvent(event)

    def closeEditor(self, editor: QWidget, hint: Any) -> None:
        if self._wrong is editor and editor is not None:
            if hint != QAbstractItemDelegate.EndEditHint.RevertModelCache:
                QTimer.singleShot(0, self._back_to_wrong)
                return
            self.mark_wrong(None, "")
        super().closeEditor(editor, hint)
        entered = hint == QAbstractItemDelegate.EndEditHint.SubmitModelCache  # Return, not leaving the cell
        down = self.currentIndex().row() + 1
        if entered and not self.model_.last_error and down < self.model_.rowCount():
            self.setCurrentIndex(self.model_.index(down, self.currentIndex().column()))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            if self.current() is not None:
                rect = self.visualRect(self.currentIndex())
                self.menu_asked.emit(self.current(), self.viewport().mapToGlobal(rect.bottomLeft() + QPoint(16, 0)))
            return
        index = self.indexAt(event.pos())
        if index.isValid():
            if not self.selectionModel().isSelected(index):
                self.setCurrentIndex(index)
            self.menu_asked.emit(self.model_.record(index), event.globalPos())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._stretch()
        if self._frozen is not None:
            self._frozen.place()

    def updateGeometries(self) -> None:
        super().updateGeometries()
        header = self.horizontalHeader()
        if isinstance(header, FilterHeader):
            header.place_filters()

    def focusInEvent(self, event: Any) -> None:
        super().focusInEvent(event)
        if not self.currentIndex().isValid() and self.model_.rowCount():
            self.selectionModel().setCurrentIndex(self.model_.index(0, 0), QItemSelectionModel.SelectionFlag.NoUpdate)
        self.viewport().update()


class _FrozenColumns(RecordTable[R]):
    """The first columns once more, above the table, so that they stay when it scrolls sideways. Shares model and selection."""

    def __init__(self, main: RecordTable[R], count: int) -> None:
        QTableView.__init__(self, main)
        self._main, self._count = main, count
        self.row_height, self.header_height, self.last_line = main.row_height, main.header_height, main.last_line
        self.hover_row, self.hover_button, self.shows_cell = -1, None, main.shows_cell
        self._frozen, self._frozen_count, self._layout_saved, self._layout_key, self._pressed = None, 0, None, "", None
        self.model_ = main.model_
        self._setup(main.accessibleName(), main.selectionBehavior() == QAbstractItemView.SelectionBehavior.SelectItems)
        self.setModel(main.model_)
        self.setSelectionModel(main.selectionModel())
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # before the proxy: with one, Qt hands the policy on to it
        self.setFocusProxy(main)
        self.horizontalHeader().setSectionsMovable(False)
        main.horizontalHeader().setFirstSectionMovable(False)
        for number in range(count, len(main.model_.columns)):
            self.setColumnHidden(number, True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for number in range(count):
            self.setColumnWidth(number, main.columnWidth(number))
        main.verticalScrollBar().valueChanged.connect(self.verticalScrollBar().setValue)
        self.verticalScrollBar().valueChanged.connect(main.verticalScrollBar().setValue)
        main.horizontalScrollBar().valueChanged.connect(self._shown)
        main.horizontalHeader().sectionResized.connect(self._main_resized)
        self.horizontalHeader().sectionResized.connect(self._own_resized)
        for name in ("opened", "decided", "basis_asked", "menu_asked", "refused"):
            getattr(self, name).connect(getattr(main, name))
        self.place()
        self._shown(0)

    def _shown(self, value: int) -> None:
        self.setVisible(value > 0)

    def _stretch(self) -> None:
        return

    def _main_resized(self, section: int, _old: int, new: int) -> None:
        if section < self._count:
            self.setColumnWidth(section, new)
            self.place()

    def _own_resized(self, section: int, _old: int, new: int) -> None:
        if section < self._count and self._main.columnWidth(section) != new:
            self._main.setColumnWidth(section, new)

    def _head_clicked(self, section: int) -> None:
        self._main._head_clicked(section)

    def filter_column(self, number: int, words: str) -> None:
        self._main.filter_column(number, words)

    def begin_filter(self) -> None:
        self._header().show_filters(True)
        self.updateGeometries()

    def end_filter(self) -> None:
        if self._header().boxes:
            self._header().show_filters(False)
            self.updateGeometries()
            self._main.end_filter()

    def _current(self, *_args: object) -> None:
        self.viewport().update()

    def place(self) -> None:
        wide = sum(self._main.columnWidth(number) for number in range(self._count))
        bar = self._main.horizontalScrollBar()
        low = bar.height() if bar.isVisible() else 0
        self.setGeometry(0, 0, wide, self._main.height() - low)
        self.raise_()
