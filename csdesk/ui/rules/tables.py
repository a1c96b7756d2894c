"""A list of the rules as a table edited in place: F2 or typing edits, Enter goes down, Del takes a row away, old values stand beside."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QStyleOptionViewItem, QWidget

from csdesk.i18n import N_
from csdesk.i18n import gettext as _
from csdesk.ui.kit import Button, Card, Column, ComboBox, RecordTable, RowButton, Text, row
from csdesk.ui.kit.record_delegate import RecordDelegate
from csdesk.ui.rules.draft import MISSING, Draft
from csdesk.ui.rules.fields import List, ListColumn, shown, typed

Index = QModelIndex | QPersistentModelIndex


class _Cell:
    """Reads and writes one column of the draft, by row number."""

    def __init__(self, table: RulesTable, column: ListColumn) -> None:
        self.table, self.column = table, column

    def path(self, number: int) -> str:
        base = f"{self.table.spec.path}[{number}]"
        return f"{base}.{self.column.key}" if self.column.key else base

    def plain(self, number: int) -> Any:
        draft = self.table.draft
        if self.column.kind == "deduct":
            entry = draft.get(f"{self.table.spec.path}[{number}]") or {}
            return None if "deduct" in entry else entry.get("deduct_days", "")
        return draft.get(self.path(number))

    def value(self, number: int) -> str:
        return self.text(number)

    def edit_text(self, number: int) -> str:
        return shown(self.kind(number), self.plain(number))

    def kind(self, _number: int) -> str:
        return {"deduct": "decimal", "shift": "text"}.get(self.column.kind, self.column.kind)

    def text(self, number: int) -> str:
        value = self.plain(number)
        if self.column.kind == "deduct" and value is None:
            return _("the whole month")
        if value in (None, "") and self.column.empty:
            if self.column.key == "parts" and draft_packet(self.table.draft, number) is None:
                return ""
            return _(self.column.empty).strip()
        if self.column.kind == "shift":
            return next((words for code, words in self.table.shift_options() if code == value), str(value))
        return shown(self.kind(number), value)

    def tone(self, number: int) -> str:
        if self.trouble(number):
            return "danger"
        value = self.plain(number)
        return "muted" if value in (None, "") else "text"

    def trouble(self, number: int) -> str:
        problems = self.table.draft.problems
        if self.column.kind == "deduct":
            base = f"{self.table.spec.path}[{number}]"
            return problems.get(f"{base}.deduct_days") or problems.get(f"{base}.deduct", "")
        return problems.get(self.path(number), "")

    def changed(self, number: int) -> bool:
        return self.old(number) is not MISSING and self.old(number) != self.plain(number)

    def old(self, number: int) -> Any:
        draft = self.table.draft
        if self.column.kind == "deduct":
            entry = draft.old(f"{self.table.spec.path}[{number}]")
            if entry is MISSING or entry is None:
                return MISSING
            return None if "deduct" in entry else entry.get("deduct_days")
        return draft.old(self.path(number))

    def bold(self, number: int) -> bool:
        return self.changed(number)

    def tip(self, number: int) -> str:
        return self.trouble(number)

    def edit(self, number: int, words: str) -> None:
        """A wrong value is kept, marked and explained: nothing that was typed is lost."""
        draft = self.table.draft
        if self.column.kind == "deduct":
            whole = words.strip().casefold() in ("", "整月", "全月", "month", _("the whole month").casefold())
            done = draft.set_deduct(f"{self.table.spec.path}[{number}]", None if whole else typed("decimal", words, optional=False))
        elif self.column.kind == "choice":
            value = next((one for one in self.column.choices if str(one) == words), words)
            done = draft.set(self.path(number), value)
        else:
            done = draft.set(self.path(number), typed(self.kind(number), words, optional=self.column.optional))
        if done:
            self.table.later()


class ChoiceDelegate(RecordDelegate):
    """Like every table's, but a column of choices is edited by a list."""

    def _column(self, index: Index) -> ListColumn | None:
        table = self._table
        assert isinstance(table, RulesTable)
        return table.cells.get(table.model_.columns[index.column()].id)

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        table, column = self._table, self._column(index)
        assert isinstance(table, RulesTable)
        if column is None or column.kind not in ("choice", "shift"):
            return super().createEditor(parent, option, index)
        if column.kind == "shift":
            options = table.shift_options()
        else:
            options = [(str(one), shown("choice", one)) for one in column.choices]
        box = ComboBox(options, name=_(column.label), parent=parent)
        box.activated.connect(self._picked)
        return box

    def _picked(self, _number: int) -> None:
        box = self.sender()
        if isinstance(box, QWidget):
            self.commitData.emit(box)
            self.closeEditor.emit(box)

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        if isinstance(editor, ComboBox):
            table = self._table
            assert isinstance(table, RulesTable)
            number = table.model_.record(index)
            cell = table.readers[table.model_.columns[index.column()].id]
            editor.choose(str(cell.plain(number)) if number is not None else "")
            return
        super().setEditorData(editor, index)

    def setModelData(self, editor: QWidget, model: Any, index: Index) -> None:
        if isinstance(editor, ComboBox):
            model.setData(index, editor.key())
            return
        super().setModelData(editor, model, index)


class RulesTable(RecordTable[int]):
    """The rows are numbers of the list in the draft. Signal `edited` after each change (rows may have moved)."""

    edited = Signal()

    def __init__(self, spec: List, draft: Draft, *, editable: bool) -> None:
        self.spec, self.draft, self.editable = spec, draft, editable
        self.readers: dict[str, _Cell] = {}
        self.cells: dict[str, ListColumn] = {}
        columns: list[Column[int]] = []
        if spec.derived == "tier":
            columns.append(Column("_from", N_("From (min)"), value=self._from, align="right", width=84, tone="muted", sortable=False))
        if spec.derived == "nth":
            columns.append(Column("_nth", N_("Which"), value=self._nth, width=130, tone="muted", sortable=False))
        for number, one in enumerate(spec.columns):
            cell = _Cell(self, one)
            name = one.key or "value"
            self.readers[name], self.cells[name] = cell, one
            columns.append(
                Column(
                    name, one.label, value=cell.value, text=cell.text, tone=cell.tone, bold=cell.bold, tip=cell.tip, width=one.width,
                    align="right" if one.kind in ("int", "amount", "decimal", "percent", "deduct") else "left",
                    edit=cell.edit if editable else None, edit_text=cell.edit_text, sortable=False,
                )
            )  # fmt: skip
            if spec.derived == "tier" and number == 0:
                what, tone = self._what, self._what_tone
                columns.append(
                    Column("_what", N_("Consequence"), value=what, icon=self._what_icon, tone=tone, width=112, sortable=False)
                )
        columns.append(Column("_note", "", value=self._note, tone=self._note_tone, width=0, sortable=False, tip=self._note))
        if editable:
            columns.append(Column("_do", "", value=_nothing, width=64, buttons=_remove_button, sortable=False))
        super().__init__(columns, key=_same, name=_(spec.label))
        self.setItemDelegate(ChoiceDelegate(self))
        self.setSelectionMode(RecordTable.SelectionMode.SingleSelection)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.decided.connect(self._removed)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._tell)
        self.reload()

    def reload(self) -> None:
        rows = self.draft.rows(self.spec.path)
        self.set_records(range(rows))
        self._fit()

    def _fit(self) -> None:
        """As high as its rows; in a narrow window the sideways scroll bar lies under them, not over the last."""
        wide = sum(self.columnWidth(number) for number in range(len(self.model_.columns)))
        bar = 14 if wide > self.viewport().width() else 0
        self.setFixedHeight(self.header_height + self.model_.rowCount() * self.row_height + 2 + bar)

    def _stretch(self) -> None:
        """The notes take the room that is left, at least a little."""
        note = self.model_.column_of("_note")
        taken = sum(self.columnWidth(number) for number in range(len(self.model_.columns)) if number != note)
        self.setColumnWidth(note, max(60, self.viewport().width() - taken))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def later(self) -> None:
        """After the editor is closed: show rows anew, tell the page."""
        self.viewport().update()
        self._timer.start()

    def _tell(self) -> None:
        self.reload()
        self.edited.emit()

    def shift_options(self) -> list[tuple[str, str]]:
        return [(str(one.get("code", "")), str(one.get("name") or one.get("code", ""))) for one in self.draft.get("shifts")]

    # derived columns
    def _from(self, number: int) -> str:
        before = self.draft.get(f"late_tiers[{number - 1}].up_to") if number else 0
        return str(before + 1) if isinstance(before, int) else ""

    def _nth(self, number: int) -> str:
        return _("time {n}").format(n=number + 1)

    def _tier(self, number: int) -> tuple[Any, Any]:
        entry = self.draft.get(f"late_tiers[{number}]") or {}
        return entry.get("red_packet"), entry.get("absent_days")

    def _what(self, number: int) -> str:
        packet, days = self._tier(number)
        if days not in (None, "0"):
            return _("absent half a day") if days == "0.5" else _("absent {days} day").format(days=days)
        return _("Red packet") if packet is not None else _("only listed")

    def _what_icon(self, number: int) -> str:
        packet, days = self._tier(number)
        return "user-x" if days not in (None, "0") else "gift" if packet is not None else "list"

    def _what_tone(self, number: int) -> str:
        packet, days = self._tier(number)
        return "danger" if days not in (None, "0") else "text" if packet is not None else "muted"

    def _troubles(self, number: int) -> list[str]:
        own = [
            _("{name}: {text}").format(name=_(cell.column.label), text=cell.trouble(number))
            for cell in self.readers.values()
            if cell.trouble(number)
        ]
        whole = self.draft.problems.get(f"{self.spec.path}[{number}]")
        return own + ([whole] if whole else [])

    def _note(self, number: int) -> str:
        troubles = self._troubles(number)
        if troubles:
            return _("; ").join(troubles)
        if self.draft.origin[self.spec.path][number] is None:
            return _("new")
        parts = []
        for cell in self.readers.values():
            if cell.changed(number):
                parts.append(self._old_words(cell, number))
        if not parts and self.spec.path == "leave.types" and (self.draft.get(f"leave.types[{number}]") or {}).get("provisional"):
            return _("placeholder of the preset, set it")
        return _("was {values}").format(values=" · ".join(parts)) if parts else ""

    def _old_words(self, cell: _Cell, number: int) -> str:
        old = cell.old(number)
        if cell.column.kind == "deduct" and old is None:
            return _("the whole month")
        if old in (None, ""):
            return _(cell.column.empty).strip() or _("empty") if cell.column.empty.strip() else _("empty")
        return shown(cell.kind(number), old)

    def _note_tone(self, number: int) -> str:
        if self._troubles(number):
            return "danger"
        words = self._note(number)
        return "warn" if words == _("placeholder of the preset, set it") else "accent_text"

    # rows
    def add(self) -> None:
        number = self.draft.add_row(self.spec.path)
        self._tell()
        first = self.model_.column_of(next(iter(self.readers)))
        self.setFocus()
        self.setCurrentIndex(self.model_.index(number, first))

    def _removed(self, number: int, _what: str) -> None:
        self.draft.remove_row(self.spec.path, number)
        self._tell()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        number = self.current()
        if event.key() == Qt.Key.Key_Delete and self.editable and number is not None and not self.editing():
            self._removed(number, "remove")
            return
        super().keyPressEvent(event)

    def wheelEvent(self, event: Any) -> None:
        event.ignore()  # the form scrolls


class RulesTableCard(Card):
    """The table with its button to add a row, its message where the list as a whole is wrong, and how it is edited."""

    def __init__(self, table: RulesTable, *, title: bool) -> None:
        super().__init__(_(table.spec.label) if title else "")
        self.flush()
        self.table = table
        self.body.setContentsMargins(0, 3, 0, 3)
        self.body.addWidget(table)
        self.message = Text("", "small", "danger", wrap=True)
        self.message.setContentsMargins(16, 4, 16, 4)
        self.body.addWidget(self.message)
        if table.editable:
            self.add = Button(_(table.spec.add), "plus", "ghost", on=table.add)
            hint = Text(_("F2 edits · Enter goes down · Del removes · Ctrl+Z undoes"), "small", "muted")
            self.body.addLayout(row(self.add, None, hint, margins=(8, 3, 16, 3)))
        self.refresh()

    def refresh(self) -> None:
        self.table.reload()
        message = self.table.draft.problems.get(self.table.spec.path, "")
        self.message.setText(message)
        self.message.setVisible(bool(message))


def _nothing(_number: int) -> None:
    return None


def _same(number: int) -> int:
    return number


def _remove_button(_number: int) -> tuple[RowButton, ...]:
    return (RowButton("remove", _("Remove")),)


def draft_packet(draft: Draft, number: int) -> Any:
    """The red packet of a tier; None = it has none, so nothing is divided."""
    return draft.get(f"late_tiers[{number}].red_packet")
