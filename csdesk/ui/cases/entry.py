"""登记: a new case in half a minute, by the keyboard alone; and the same fields of a case that is there."""

from __future__ import annotations

from functools import partial
from itertools import pairwise

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QCheckBox, QLineEdit, QWidget

from csdesk.actions import case, case_draft, case_view
from csdesk.actions.case import Duplicate
from csdesk.core.case import Case
from csdesk.core.problem import UserError
from csdesk.i18n import N_
from csdesk.i18n import gettext as _
from csdesk.ui import memory
from csdesk.ui.cases.form import CaseForm, pick
from csdesk.ui.desk import Desk
from csdesk.ui.kit import Button, Dialog, Note, Text, column, row, scroll_area

DRAFT = "entry"
WHY = {
    "order": N_("Same order: {no} {title}, {status}"),
    "order_elsewhere": N_("Same order number at another shop: {no} {title}, {status}"),
    "waybill": N_("Same waybill: {no} {title}, {status}"),
    "buyer": N_("This buyer has {no} {title}, {status}"),
}


class _FormDialog(Dialog):
    """A case form that scrolls where the window is low; Enter goes from field to field, Ctrl+Enter saves from anywhere."""

    def __init__(self, desk: Desk, parent: QWidget, title: str, kind: str) -> None:
        super().__init__(parent, title, width=620)
        self.desk = desk
        self.form = CaseForm(desk, kind)
        inner = QWidget()
        column(self.form, None, margins=(0, 0, 12, 0), into=inner)
        self.area = scroll_area(inner, only_down=True)
        self.area.setMinimumHeight(380)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.save()
            return
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.go_on():
            return
        super().keyPressEvent(event)

    def go_on(self) -> bool:
        """Enter in a field goes to the next one; False in the last, where it saves."""
        here = QApplication.focusWidget()
        lines = [field.control for field in self.form.fields.values() if field.isVisible()]
        if here is None or isinstance(here, Button) or not lines or here is lines[-1]:
            return False
        self.focusNextPrevChild(True)
        return True

    def save(self) -> None:
        raise NotImplementedError


class EntryDialog(_FormDialog):
    """Ctrl+N. Paste a line of the shop's back end into the first field: what it says is filled in. Signals: `entered(id)`, `asked(id)` an
    existing case is to be opened."""

    entered = Signal(int)
    asked = Signal(int)

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(desk, parent, _("Enter a case"), str(memory.get("case_kind") or "return"))
        self.line = QLineEdit()
        self.line.setPlaceholderText(_("Paste a line of the shop's back end here: it fills in what it says"))
        self.line.setAccessibleName(_("Order line"))
        self.line.textChanged.connect(self._read_line)
        self.read = Text("", "small", "muted", wrap=True)
        self.read.hide()
        self.body.addWidget(self.line)
        self.body.addWidget(self.read)
        self.same: list[Note] = []
        self.same_box = column(gap=6)
        self.body.addLayout(self.same_box)
        people = desk.query(case_view.people) or ()
        self.owner = pick([(None, _("me")), *people])
        self.form.add("owner_id", _("In charge"), self.owner)
        self.answered = QCheckBox(_("The buyer has his first answer"))
        self.form.add("answered", "", self.answered)
        self.body.addWidget(self.area, 1)
        self.found: tuple[Duplicate, ...] = ()
        self.link_to: int | None = None
        self.button(_("Cancel"), self.reject)
        self.save_button = self.primary(_("Enter a case"), self.save, "check")
        self._look = QTimer(self)
        self._look.setSingleShot(True)
        self._look.setInterval(250)
        self._look.timeout.connect(self.look)
        kept = case_draft.text(desk.session, 0, DRAFT)
        if kept and self.form.recall(kept):
            self.read.setText(_("What you had typed and not saved is here again"))
            self.read.show()
        self.form.changed.connect(self._look.start)
        self.form.kind_box.currentIndexChanged.connect(self._set_order)
        self._set_order()

    def _set_order(self, _index: int = 0) -> None:
        """Tab and Enter go from the order line through the fields as they stand, also those that came with another kind."""
        for one, other in pairwise([self.line, *(field.control for field in self.form.fields.values()), self.save_button]):
            QWidget.setTabOrder(one, other)

    def _read_line(self, text: str) -> None:
        if len(text) < 8:
            return
        filled = self.form.fill(case.from_order_line(text))
        if filled:
            self.read.setText(_("Filled in: {fields}").format(fields=_(", ").join(filled)))
            self.read.show()

    def look(self) -> None:
        """Keep what is typed, and look for cases that may be the same."""
        self._look.stop()
        case_draft.keep(self.desk.session, 0, DRAFT, self.form.as_draft())
        try:
            draft = self.draft()
        except UserError:
            return
        found = self.desk.query(case.duplicates, draft) or ()
        if found != self.found:
            self.found = found
            self._show_same()

    def draft(self) -> Case:
        """What is typed as a case."""
        values = self.form.of_case()
        values.pop("answered")
        return Case(0, created_at=self.desk.session.now.replace(microsecond=0), **values)

    def _show_same(self) -> None:
        for old in self.same:
            old.hide()
            old.deleteLater()
        self.same = []
        for one in self.found[:3]:
            words = _(WHY[one.why]).format(no=one.no, title=one.title, status=one.status)
            buttons = [Button(_("Open it"), small=True, on=partial(self._go, one.id))]
            if one.why == "order":
                buttons.append(Button(_("Another problem"), small=True, on=partial(self._other_problem, one.id)))
            note = Note(words, "warn", "copy", more=f"{one.kind} · {one.owner}" if one.owner else one.kind, buttons=buttons)
            self.same.append(note)
            self.same_box.addWidget(note)
        if self.link_to is not None and all(one.id != self.link_to for one in self.found):
            self.link_to = None

    def _go(self, case_id: int) -> None:
        """Open what exists; what was typed is kept."""
        self.asked.emit(case_id)
        self.reject()

    def _other_problem(self, case_id: int) -> None:
        self.link_to = case_id
        self.read.setText(_("It will be linked as another problem of the same order"))
        self.read.show()

    def save(self) -> None:
        """Enter it; a refusal stands under its field, what exists of the same order is shown first."""
        self._look.stop()
        seen = tuple(one.id for one in self.found)
        shown_orders = [one for one in self.found if one.why == "order"]
        try:
            draft = self.draft()
            changes = self.desk.quietly(case.register, draft, shown=seen if self.link_to is not None or not shown_orders else (),
                                        link_to=self.link_to, answered=self.answered.isChecked())  # fmt: skip
        except UserError as error:
            if error.code == "duplicate":
                self.look()
                self.read.setText(error.message)
                self.read.set_tone("warn")
                self.read.show()
            elif not self.form.show_problem(error):
                self.desk.refuse(error)
            return
        case_draft.keep(self.desk.session, 0, DRAFT, "")
        memory.put("case_kind", draft.kind)
        assert isinstance(changes.value, int)
        self.accept()
        self.desk.toast(changes.message, link=_("Undo"), call=self.desk.undo)
        self.entered.emit(changes.value)

    def reject(self) -> None:
        self._look.stop()
        typed = self.form.as_draft()
        case_draft.keep(self.desk.session, 0, DRAFT, typed if self.form["description"].value() or self.form["order_no"].value() else "")
        super().reject()


class EditDialog(_FormDialog):
    """The fields of a case that is there. What another window changed meanwhile in other fields stays; a field that both changed is named
    with both values, and nothing is lost of what was typed."""

    def __init__(self, desk: Desk, parent: QWidget, one: Case) -> None:
        super().__init__(desk, parent, _("Case {no}").format(no=one.no), one.kind)
        self.base = one
        self.form.show_case(one)
        self.trouble = row(gap=0)
        self.clash: Note | None = None
        self.body.addLayout(self.trouble)
        self.body.addWidget(self.area, 1)
        self.button(_("Cancel"), self.reject)
        self.save_button = self.primary(_("Save"), self.save, "check")
        self._before, self._raw = self.form.of_case(), self.form.values()
        self._fields: tuple[str, ...] = ()

    def save(self) -> None:
        if self.clash is not None:
            self.clash.hide()
            self.clash.deleteLater()
            self.clash = None
        try:
            wanted = {name: value for name, value in self.form.of_case().items() if value != self._before[name]}
            if not wanted:
                self.reject()
                return
            if "details" in wanted:  # key by key, over what stands there now
                was, now = self._before["details"], wanted["details"]
                own = {key: now.get(key, "") for key in {*was, *now} if was.get(key) != now.get(key)}
                wanted["details"] = {key: value for key, value in {**self.base.details, **own}.items() if value not in ("", None)}
            changes = self.desk.quietly(case.change, self.base, **wanted)
        except UserError as error:
            if error.code == "conflict":
                self._show_clash(error)
            elif not self.form.show_problem(error):
                self.desk.refuse(error)
            return
        self.accept()
        if changes.message:
            self.desk.toast(changes.message, link=_("Undo"), call=self.desk.undo)

    def _show_clash(self, error: UserError) -> None:
        more = "\n".join(problem.message for problem in error.problems)
        buttons = [Button(_("Keep mine"), small=True, on=self._mine), Button(_("Take theirs"), small=True, on=self._theirs)]
        self.clash = Note(_("Somebody changed the same meanwhile"), "warn", "users", more=more, buttons=buttons)
        self.trouble.addWidget(self.clash)
        self._fields = tuple(problem.column or "" for problem in error.problems)

    def _mine(self) -> None:
        """Write over what the other wrote, now that it was seen."""
        self._read_again()
        self.save()

    def _theirs(self) -> None:
        """Take the other's values for these fields; what else was typed stays."""
        typed = self.form.values()
        self._read_again()
        self.form.show_case(self.base)
        self._before, before = self.form.of_case(), self._raw
        self._raw = self.form.values()
        for name, value in typed.items():
            if value != before.get(name) and name not in self._fields:
                self.form[name].set_value(value)
        self.save()

    def _read_again(self) -> None:
        view = self.desk.query(case_view.view, self.base.id)
        if view is not None:
            self.base = view.case
