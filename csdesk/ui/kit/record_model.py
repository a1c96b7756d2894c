"""The rows of a table: records in declared columns, sorted, filtered, edited. Keeps no selection and paints nothing."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import Any, Generic

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QWidget

from csdesk.core.problem import UserError
from csdesk.i18n import gettext as _
from csdesk.ui.kit.columns import Column, R

Index = QModelIndex | QPersistentModelIndex
RECORD = Qt.ItemDataRole.UserRole


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
