"""The form of one group of rules, generated from the fields: cards of controls and tables, old values beside, messages under."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from csdesk.core.balance import COMP_OFF
from csdesk.i18n import gettext as _
from csdesk.ui.kit import Button, Card, ComboBox, Field, Form, Note, Text
from csdesk.ui.kit.days import DayEdit
from csdesk.ui.rules.draft import Draft
from csdesk.ui.rules.fields import EMPTY, LISTS, UNITS, Group, Leaf, leaves, shown, typed
from csdesk.ui.rules.tables import RulesTable, RulesTableCard

WIDE = 104


class GroupForm(QWidget):
    """All values of a group. Signal `edited` after each change of the draft."""

    edited = Signal()

    def __init__(self, group: Group, draft: Draft, *, editable: bool = True) -> None:
        super().__init__()
        self.group, self.draft, self.editable = group, draft, editable
        self.fields: dict[str, LeafField] = {}
        self.tables: dict[str, RulesTableCard] = {}
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(12)
        waiting: list[Leaf] = []
        self.comp_off: Note | None = None
        if editable and "leave.types" in group.paths:
            said = _("The rules have no leave 调休: comp-off that was earned can't be taken")
            add = Button(_("Add it, fully paid"), "plus", on=self._add_comp_off, small=True)
            self.comp_off = Note(said, "warn", "tree-palm", buttons=[add])
            self._layout.addWidget(self.comp_off)
            self._show_comp_off()
        only = sum(path in LISTS for path in group.paths) == 1 and group.paths[0] in LISTS
        for path in group.paths:
            if path in LISTS:
                self._card(waiting)
                waiting = []
                self._table(path, title=not only)
            else:
                waiting.append(leaves()[path])
        self._card(waiting)

    def _table(self, path: str, *, title: bool) -> None:
        table = RulesTable(LISTS[path], self.draft, editable=self.editable)
        table.edited.connect(self._edited)
        card = RulesTableCard(table, title=title)
        self.tables[path] = card
        self._layout.addWidget(card)

    def _card(self, wanted: Sequence[Leaf]) -> None:
        if not wanted:
            return
        card = Card()
        form = Form(label_width=150)
        for leaf in wanted:
            field = LeafField(leaf, self.draft, form, editable=self.editable)
            field.edited.connect(self._edited)
            self.fields[leaf.path] = field
        card.body.addWidget(form)
        self._layout.addWidget(card)

    def _add_comp_off(self) -> None:
        self.draft.add_row("leave.types", name=COMP_OFF[0], paid="1", counts=False)
        self._edited()

    def _show_comp_off(self) -> None:
        if self.comp_off is not None:
            names = [row.get("name") for row in self.draft.get("leave.types")]
            self.comp_off.setVisible(not any(name in COMP_OFF for name in names))

    def _edited(self) -> None:
        self.refresh()
        self.edited.emit()

    def refresh(self) -> None:
        """Values, old values and messages anew (after undo, or a change elsewhere); a control in which somebody types stays."""
        self._show_comp_off()
        for field in self.fields.values():
            field.refresh()
        for card in self.tables.values():
            if not card.table.editing():
                card.refresh()


class LeafField(QWidget):
    """One value with its control in a form."""

    edited = Signal()

    def __init__(self, leaf: Leaf, draft: Draft, form: Form, *, editable: bool) -> None:
        super().__init__()
        self.hide()  # only the parts stand in the form
        self.leaf, self.draft = leaf, draft
        self.control = self._make()
        self.control.setEnabled(editable)
        self.field: Field = form.add(leaf.path, _(leaf.label), self.control, check=self._check)
        self.unit = self._unit()
        self.parts: QLineEdit | None = None
        if leaf.kind == "packet":
            self._packet(editable)
        self.setParent(form)
        self.refresh()
        self.field.changed.connect(self._typed)

    def _make(self) -> QWidget:
        leaf = self.leaf
        if leaf.kind == "bool":
            box = QCheckBox(_(leaf.label))
            box.setText(_("yes"))
            return box
        if leaf.kind == "choice":
            combo = ComboBox([(one, shown("choice", one)) for one in leaf.choices])
            combo.setFixedWidth(190)
            return combo
        if leaf.kind == "day":
            return DayEdit(empty=_(EMPTY.get(leaf.path, "")))
        line = QLineEdit()
        line.setFixedWidth(WIDE)
        line.setPlaceholderText(_(EMPTY[leaf.path]) if leaf.path in EMPTY else "")
        if leaf.kind != "text":
            line.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        return line

    def _packet(self, editable: bool) -> None:
        """A red packet: amount, and in how many parts."""
        assert isinstance(self.control, QLineEdit)
        self.control.setPlaceholderText(_("none"))
        self.parts = QLineEdit()
        self.parts.setFixedWidth(56)
        self.parts.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.parts.setAccessibleName(_("Parts"))
        self.parts.setPlaceholderText(_("any"))
        self.parts.setEnabled(editable)
        self.parts.textEdited.connect(self._typed)
        layout = self.field.layout()
        assert layout is not None
        item = layout.itemAt(0)
        line = item.layout() if item is not None else None
        assert isinstance(line, QHBoxLayout)
        line.insertWidget(1, Text(_("yuan, in parts:"), "small", "muted"))
        line.insertWidget(2, self.parts)

    def _unit(self) -> str:
        unit = _(UNITS.get(self.leaf.unit, self.leaf.unit)) if self.leaf.unit else ""
        if self.leaf.unit == "day":
            unit = _("of the next month")
        return unit

    def plain(self) -> Any:
        return self.draft.get(self.leaf.path)

    def _typed(self, *_args: object) -> None:
        leaf, value = self.leaf, self.field.value()
        if leaf.kind == "packet":
            assert self.parts is not None
            amount = typed("amount", str(value), optional=True)
            parts = typed("int", self.parts.text(), optional=True)
            plain: Any = None if amount is None and parts is None else {"red_packet": amount, "parts": parts}
        elif leaf.kind in ("bool", "choice"):
            plain = value
        else:
            plain = typed(leaf.kind, str(self.control.text()), optional=leaf.optional)  # type: ignore[attr-defined]
        if self.draft.set(leaf.path, plain):
            self.edited.emit()

    def refresh(self) -> None:
        leaf, plain = self.leaf, self.plain()
        quiet = self.field.blockSignals(True)
        focused = self.control.hasFocus() or (self.parts is not None and self.parts.hasFocus())
        if leaf.kind in ("bool", "choice"):
            self.field.set_value(plain)
        elif leaf.kind == "packet":
            if not focused:
                assert self.parts is not None and isinstance(self.control, QLineEdit)
                entry = plain if isinstance(plain, dict) else {}
                self.control.setText(shown("amount", entry.get("red_packet")))
                self.parts.setText(shown("int", entry.get("parts")))
        elif isinstance(self.control, QLineEdit):
            words = shown(leaf.kind, plain)
            if not focused or typed(leaf.kind, self.control.text(), optional=leaf.optional) != plain:
                self.control.setText(words)
        self.field.blockSignals(quiet)
        old = self.draft.old(leaf.path)
        if old != plain:
            self.field.hint.setText((f"{self.unit} · " if self.unit else "") + _("was {values}").format(values=self._old(old)))
            self.field.hint.set_tone("accent")
        else:
            self.field.hint.setText(self.unit)
            self.field.hint.set_tone("muted")
        self.field.hint.setVisible(bool(self.field.hint.text()))
        self.field.show_trouble(self._check())

    def _check(self, _value: object = None) -> str:
        """What is wrong with the value: the draft knows."""
        path = self.leaf.path
        return next((reason for one, reason in self.draft.problems.items() if one == path or one.startswith(f"{path}.")), "")

    def _old(self, old: Any) -> str:
        if self.leaf.kind == "packet":
            return _("none") if old is None else shown("amount", old.get("red_packet"))
        words = shown(self.leaf.kind, old)
        return words or (_(EMPTY[self.leaf.path]) if self.leaf.path in EMPTY else _("empty"))
