"""Tables: records in declared columns, sorted and filtered in the model, painted by one delegate, edited, copied, remembered.

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
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from PySide6.QtCore import (
    QAbstractItemModel,
    QAbstractTableModel,
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import (
    QAction,
    QContextMenuEvent,
    QGuiApplication,
    QHideEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QHeaderView,
    QLineEdit,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from csdesk.core.problem import UserError
from csdesk.i18n import gettext as _
from csdesk.ui import icons, theme
from csdesk.ui.kit import paint
from csdesk.ui.kit.basic import Card
from csdesk.ui.kit.chip import ChipSpec

R = TypeVar("R")
Index = QModelIndex | QPersistentModelIndex
ALIGN = {"left": paint.LEFT, "right": paint.RIGHT, "center": paint.CENTRE}
RECORD = Qt.ItemDataRole.UserRole


@dataclass(frozen=True)
class RowButton:
    """A small decision in a row; `RecordTable.decided` gives (record, id)."""

    id: str
    words: str


@dataclass(frozen=True)
class Column(Generic[R]):
    """One declared column. `title` is a msgid. All callables take the record.

    value: what is sorted by (None sorts last) and, without `text`, shown. text: what is shown, filtered and copied.
    align: left | right | center. width: pixels; 0 = takes the room that is left. sort: another sort key than `value`.
    tone: the token of the text ("muted", "danger", ...). bold. second: a muted line under the first. suffix: muted caption
    behind the text (a staff number). chip: a ChipSpec instead of text. icon: Lucide name before the text. basis: the number has
    a dotted line and a click emits `basis_asked(record, column id)`. buttons: row decisions, painted at the right.
    edit: makes the cell editable; called with (record, new text); raises UserError to refuse (the message stays under the editor).
    edit_text: what the editor starts with. tip: tooltip."""

    id: str
    title: str
    value: Callable[[R], Any]
    text: Callable[[R], str] | None = None
    align: str = "left"
    width: int = 100
    sort: Callable[[R], Any] | None = None
    tone: Callable[[R], str] | str = "text"
    bold: Callable[[R], bool] | bool = False
    second: Callable[[R], str] | None = None
    suffix: Callable[[R], str] | None = None
    chip: Callable[[R], ChipSpec | None] | None = None
    icon: Callable[[R], str] | None = None
    basis: Callable[[R], bool] | bool = False
    buttons: Callable[[R], Sequence[RowButton]] | None = None
    edit: Callable[[R, str], object] | None = None
    edit_text: Callable[[R], str] | None = None
    tip: Callable[[R], str] | None = None
    sortable: bool = True

    def shown(self, record: R) -> str:
        if self.text is not None:
            return self.text(record)
        if self.chip is not None:
            spec = self.chip(record)
            return spec.words if spec else ""
        value = self.value(record)
        return "" if value is None else str(value)

    def tone_of(self, record: R) -> str:
        return self.tone if isinstance(self.tone, str) else self.tone(record)

    def bold_of(self, record: R) -> bool:
        return self.bold if isinstance(self.bold, bool) else self.bold(record)

    def basis_of(self, record: R) -> bool:
        return self.basis if isinstance(self.basis, bool) else self.basis(record)


class RecordModel(QAbstractTableModel, Generic[R]):
    """Records as rows.

    Sorting uses `sorted` on the columns' keys (a proxy model mis-sorts Decimal and dates); filtering is by shown words."""

    def __init__(self, columns: Sequence[Column[R]], key: Callable[[R], Hashable], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self.key = key
        self.every: list[R] = []
        self.records: list[R] = []
        self.sorted_by = -1
        self.descending = False
        self.words = ""
        self.column_words: dict[int, str] = {}
        self.desk_error: Callable[[UserError], None] | None = None
        self.last_error = ""

    def set_records(self, records: Sequence[R]) -> None:
        """Show these; sort and filter stay. One reset."""
        self.beginResetModel()
        self.every = list(records)
        self._arrange()
        self.endResetModel()

    def filter(self, words: str) -> None:
        """Only rows that hold each of the words in some column."""
        if words != self.words:
            self.words = words
            self.set_records(self.every)

    def filter_column(self, column: int, words: str) -> None:
        """Only rows whose shown text of that column holds the words."""
        if words != self.column_words.get(column, ""):
            self.column_words[column] = words
            self.set_records(self.every)

    @property
    def filtered(self) -> bool:
        return bool(self.words.strip() or any(words.strip() for words in self.column_words.values()))

    def _arrange(self) -> None:
        rows = self.every
        wanted = self.words.lower().split()
        if wanted:
            rows = [r for r in rows if all(any(word in self._search_text(c, r) for c in self.columns) for word in wanted)]
        for number, words in self.column_words.items():
            if words.strip():
                column = self.columns[number]
                rows = [r for r in rows if words.strip().lower() in self._search_text(column, r)]
        if 0 <= self.sorted_by < len(self.columns):
            column = self.columns[self.sorted_by]
            key = column.sort or column.value
            filled = [r for r in rows if key(r) is not None]
            blank = [r for r in rows if key(r) is None]
            rows = sorted(filled, key=key, reverse=self.descending) + blank
        self.records = list(rows)

    @staticmethod
    def _search_text(column: Column[R], record: R) -> str:
        parts = [column.shown(record)]
        if column.suffix is not None:
            parts.append(column.suffix(record))
        if column.second is not None:
            parts.append(column.second(record))
        return " ".join(parts).lower()

    def record(self, index: Index | int) -> R | None:
        row = index if isinstance(index, int) else index.row() if index.isValid() else -1
        return self.records[row] if 0 <= row < len(self.records) else None

    def row_of(self, key: Hashable) -> int:
        """Row of the record with this key, -1 = not shown."""
        return next((i for i, record in enumerate(self.records) if self.key(record) == key), -1)

    def column_of(self, name: str) -> int:
        return next(i for i, column in enumerate(self.columns) if column.id == name)

    # Qt
    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.records)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        record = self.record(index)
        if record is None:
            return None
        column = self.columns[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.shown(record)
        if role == Qt.ItemDataRole.EditRole:
            return column.edit_text(record) if column.edit_text is not None else column.shown(record)
        if role == Qt.ItemDataRole.ToolTipRole and column.tip is not None:
            return column.tip(record)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{_(column.title)} {column.shown(record)}".strip()
        if role == RECORD:
            return record
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole and 0 <= section < len(self.columns):
            return _(self.columns[section].title)
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        if index.isValid() and self.columns[index.column()].edit is not None:
            flags |= Qt.ItemFlag.ItemIsEditable
        return flags

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        record = self.record(index)
        if record is None or role != Qt.ItemDataRole.EditRole:
            return False
        column = self.columns[index.column()]
        if column.edit is None:
            return False
        self.last_error = ""
        words = str(value).strip()
        if words == str(self.data(index, Qt.ItemDataRole.EditRole)).strip():
            return True
        try:
            column.edit(record, words)
        except UserError as error:
            self.last_error = error.message
            return False
        return True

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        self.sorted_by, self.descending = column, order == Qt.SortOrder.DescendingOrder
        self.set_records(self.every)


class RecordDelegate(QStyledItemDelegate):
    """Paints every cell of a RecordTable: background, hairline, selection bar, text on one baseline, chips, buttons."""

    PAD, EDGE = 10, 16

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
        inner = rect.adjusted(self.EDGE if first else self.PAD, 0, -(self.EDGE if last else self.PAD), -1)
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


class _Why(QWidget):
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
        left = RecordDelegate.EDGE if visual == 0 else RecordDelegate.PAD
        right = RecordDelegate.EDGE if visual == self.count() - 1 else RecordDelegate.PAD
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
    _why: _Why | None = None
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
        room = max(130 * len(free), self.viewport().width() - taken)
        for number in free:
            header.resizeSection(number, room // len(free))

    def show_columns(self, ids: Collection[str]) -> None:
        """Show only these columns; the others are hidden until they are named again."""
        for number, column in enumerate(self.model_.columns):
            self.setColumnHidden(number, column.id not in ids)
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

    def begin_filter(self) -> None:
        """Ctrl+F: show the line of filters and go there."""
        header = self._header()
        header.show_filters(True)
        self.updateGeometries()
        if self._frozen is not None:
            self._frozen.begin_filter()
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
            self._why = _Why(self.viewport())
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
        self.setFocusProxy(main)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
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
            left = RecordDelegate.EDGE if visual == 0 else RecordDelegate.PAD
            right = RecordDelegate.EDGE if visual == header.count() - 1 else RecordDelegate.PAD
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
