"""Dialogs of the handover tab: beginning a note, an item, a signature, words of any length, an entry of the log, the check list."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

from csdesk.actions import day_check, handover, log
from csdesk.actions.handover import HandoverView, ItemLine, Signer
from csdesk.actions.staff import employees
from csdesk.core import handover as core
from csdesk.core import log as core_log
from csdesk.core.calendar import day_words
from csdesk.core.changes import Changes
from csdesk.core.day_check import CheckItem
from csdesk.core.log import LogEntry
from csdesk.core.problem import UserError
from csdesk.i18n import gettext as _
from csdesk.ui.desk import Desk
from csdesk.ui.kit import Button, ComboBox, Dialog, Form, Note, Segment, Text, column, row, scroll_area


class _Entering(Dialog):
    """A form whose refusals stand under their field."""

    def __init__(self, parent: QWidget, desk: Desk, title: str, note: str = "", width: int = 560) -> None:
        super().__init__(parent, title, width=width, note=note)
        self.desk = desk
        self.form = Form(label_width=76)
        self.body.addWidget(self.form)

    def carry_out(self, action: Callable[..., Changes], *given: object, **named: object) -> Changes | None:
        """Run an action; a refusal goes to its field, what is done closes the dialog and is said."""
        try:
            changes = self.desk.quietly(action, *given, **named)
        except UserError as error:
            self.form.refused(error, other=self.form.last())
            return None
        self.accept()
        if changes.message:
            undoable = self.desk.can_undo() is not None
            self.desk.toast(changes.message, link=_("Undo") if undoable else "", call=self.desk.undo if undoable else None)
        return changes


def _lines(text: str = "", high: int = 96) -> QPlainTextEdit:
    box = QPlainTextEdit(text)
    box.setFixedHeight(high)
    box.setTabChangesFocus(True)
    return box


class StartDialog(_Entering):
    """Which shift hands over, of which team."""

    def __init__(self, parent: QWidget, desk: Desk, done: Callable[[int], object]) -> None:
        super().__init__(parent, desk, _("Write the handover"), _("The cut-off is now: what comes in later belongs to the next shift."))
        self._done = done
        self.choices = handover.choices(desk.session)
        teams = sorted({one.team for one in employees(desk.session) if one.team})
        options = [(number, self._words(number)) for number in range(len(self.choices))]
        self.shift = ComboBox(options)
        self.team = ComboBox([("", _("the whole shop")), *((team, team) for team in teams)])
        self.form.add("shift", _("Shift"), self.shift)
        self.form.add("team", _("Team"), self.team)
        self.button(_("Cancel"), self.reject)
        if options:
            self.primary(_("Begin"), self._begin, "check")
        else:
            self.form.hide()
            said = _("No shift is on or has just ended without a note. Who works when stands in the roster.")
            self.body.addWidget(Note(said, "neutral", "calendar-days"))

    def _words(self, number: int) -> str:
        run, heir = self.choices[number]
        coming = heir.name if heir is not None else _("nobody planned")
        return _("{day} {leaving} → {coming}, until {time}").format(
            day=day_words(run.day), leaving=run.name, coming=coming, time=f"{run.end:%H:%M}"
        )

    def _begin(self) -> None:
        day, code = self.choices[self.shift.key()][0].key
        changes = self.carry_out(handover.start, day, code, team=self.team.key())
        if changes is not None and isinstance(changes.value, int):
            self._done(changes.value)


class ItemDialog(_Entering):
    """What the writer says of an item: how pressing, who does what by when, what if."""

    def __init__(self, parent: QWidget, desk: Desk, view: HandoverView, line: ItemLine | None) -> None:
        title = _("Add an item") if line is None else f"{line.title} {line.more if line.item.kind == 'case' else ''}".strip()
        super().__init__(parent, desk, title, width=620)
        self.view, self.line = view, line
        item = line.item if line is not None else None
        people = [(None, _("nobody named")), *((one.id, f"{one.no} {one.name}") for one in employees(desk.session))]
        self.severity = ComboBox([(key, _(name)) for key, name in core.SEVERITIES.items()], item.severity if item else "middle")
        self.who = ComboBox(people)
        self.who.choose(item.who_id if item else view.note.receiver_id)
        self.text, self.case_no = QLineEdit(), QLineEdit()
        self.todo, self.what_if = QLineEdit(item.todo if item else ""), QLineEdit(item.what_if if item else "")
        self.due = QLineEdit(f"{item.due:%Y-%m-%d %H:%M}" if item and item.due else "")
        self.due.setFixedWidth(170)
        if item is None:
            self.form.add("case_no", _("Case number"), self.case_no, hint=_("or in own words:"))
        if item is None or item.kind == "matter":
            self.text.setText(item.text if item else "")
            self.form.add("text", _("What"), self.text)
        self.form.add("severity", _("How pressing"), self.severity)
        self.form.add("who_id", _("By whom"), self.who)
        self.form.add("todo", _("Does what"), self.todo)
        self.form.add("due", _("By when"), self.due, check=self._due_wrong, hint=_("20:30 or 9-17 09:30"))
        self.form.add("what_if", _("What if"), self.what_if)
        if item is not None:
            self.button(_("Take off"), self._drop, "trash-2", left=True)
        self.button(_("Cancel"), self.reject)
        self.primary(_("Save"), self._save, "check")

    def _due_wrong(self, text: str) -> str | None:
        core.due_time(text, self.view.note.cut_off)
        return None

    def _save(self) -> None:
        if not self.form.valid():
            return
        values = self.form.values()
        values["due"] = core.due_time(values["due"], self.view.note.cut_off)
        if self.line is None:
            self.carry_out(handover.add_item, self.view.note.id, values.pop("text"), **values)
        else:
            self.carry_out(handover.set_item, self.line.item.id, **values)

    def _drop(self) -> None:
        assert self.line is not None
        self.carry_out(handover.drop_item, self.line.item.id)


class WordsDialog(_Entering):
    """A text of some lines for an action: `action(session, *given, text)`."""

    def __init__(self, parent: QWidget, desk: Desk, title: str, label: str, action: Callable[..., Changes], *given: object,
                 text: str = "", note: str = "", save: str = "", high: int = 120) -> None:  # fmt: skip
        super().__init__(parent, desk, title, note)
        self._action, self._given = action, given
        self.words = _lines(text, high)
        self.form.add("text", label, self.words)
        self.button(_("Cancel"), self.reject)
        self.primary(save or _("Save"), self._save, "check")

    def _save(self) -> None:
        self.carry_out(self._action, *self._given, self.words.toPlainText())


class SignDialog(_Entering):
    """Who signs, with the own PIN where the shop has sign-in. `instead`: a supervisor signs in somebody's place and says why."""

    def __init__(self, parent: QWidget, desk: Desk, view: HandoverView, side: str, *, instead: bool = False) -> None:
        title = _("Sign the handover") if side == core.LEAVING else _("Sign and take over")
        note = _("What is signed is frozen; afterwards only supplements can be added.")
        if instead:
            title, note = _("Sign in somebody's place"), _("It stands on the note that you signed and why. Open items stay open.")
        super().__init__(parent, desk, title, note)
        self.view, self.side, self.instead = view, side, instead
        found = handover.signers(desk.session, view.note.id, side)
        self.signer = ComboBox([(one, self._words(one)) for one in found])
        own = desk.session.employee_id
        wanted = own if own is not None else view.note.writer_id if side == core.LEAVING else view.note.receiver_id
        mine = next((one for one in found if wanted is not None and one.employee_id == wanted), None)
        if mine is None and desk.session.user is not None:
            mine = next((one for one in found if one.user == desk.session.user_name), None)
        if mine is not None:
            self.signer.choose(mine)
        self.secret = QLineEdit()
        self.secret.setEchoMode(QLineEdit.EchoMode.Password)
        self.reason = QLineEdit()
        self.form.add("signer", _("Who signs"), self.signer)
        if any(one.user for one in found):
            self.form.add("secret", _("PIN or password"), self.secret)
        if instead:
            self.form.add("reason", _("Why"), self.reason)
        self.button(_("Cancel"), self.reject)
        self.primary(_("Sign"), self._sign, "signature")
        (self.secret if any(one.user for one in found) else self.reason if instead else self.signer).setFocus()

    def _words(self, one: Signer) -> str:
        name = f"{one.no} {one.name}".strip()
        return _("{name} (this shift)").format(name=name) if one.expected else name

    def _sign(self) -> None:
        signer = self.signer.key()
        if signer is None:
            self.form["signer"].show_trouble(_("Nobody else may sign: let the owner add a lead"))
            return
        if self.instead and not self.reason.text().strip():
            self.form["reason"].show_trouble(_("Write why"))
            self.reason.setFocus()
            return
        self.carry_out(handover.sign, self.view.note.id, self.side, signer, self.secret.text(), reason=self.reason.text())


class LogDialog(_Entering):
    """An entry of the daily log: a question, a note, a lost sale, a wish for a special price."""

    def __init__(self, parent: QWidget, desk: Desk, entry: LogEntry | None = None) -> None:
        super().__init__(parent, desk, _("Write into the log") if entry is None else _("Change the entry"), width=600)
        self.entry = entry
        kinds = [(key, _(core_log.KINDS[key])) for key in core_log.WRITTEN]
        self.kind = Segment(kinds, entry.kind if entry else "question", name=_("Kind"))
        self.kind.chosen.connect(self._kind_chosen)
        self.text = _lines(entry.text if entry else "", 90)
        self.reason = ComboBox([("", ""), *((one, _(one)) for one in core_log.REASONS)], entry.reason if entry else "")
        self.product, self.buyer = QLineEdit(entry.product if entry else ""), QLineEdit(entry.buyer if entry else "")
        self.form.add_wide(self.kind)
        self.form.add("text", _("What"), self.text)
        self.form.add("reason", _("Why no order"), self.reason)
        self.form.add("product", _("Product"), self.product)
        self.form.add("buyer", _("Buyer"), self.buyer)
        self._kind_chosen(self.kind.current)
        self.button(_("Cancel"), self.reject)
        self.primary(_("Write down"), self._save, "check")
        self.text.setFocus()

    def _kind_chosen(self, kind: object) -> None:
        self.form.show_line("reason", kind == "lost")
        self.form.show_line("buyer", kind in ("lost", "price"))
        self.form.show_line("product", kind != "note")

    def _save(self) -> None:
        values = self.form.values()
        kind = self.kind.current
        made = LogEntry(
            self.entry.id if self.entry else 0, self.desk.session.now, kind, values["text"], self.entry.by if self.entry else "",
            self.entry.author_id if self.entry else None, values["product"] if kind != "note" else "",
            values["buyer"] if kind in ("lost", "price") else "", values["reason"] if kind == "lost" else "",
            self.entry.answer if self.entry else "", self.entry.answered_at if self.entry else None,
            self.entry.answered_by if self.entry else "", self.entry.entry_id if self.entry else None,
        )  # fmt: skip
        self.carry_out(log.write, made)


class _CheckRow(QWidget):
    """One line of the list: its words, its shift, whose turn."""

    def __init__(self, item: CheckItem, shifts: list[tuple[str, str]], rotas: list[tuple[tuple[int, ...], str]]) -> None:
        super().__init__()
        self.item = item
        self.text = QLineEdit(item.text)
        self.text.setAccessibleName(_("Line of the check list"))
        self.shift = ComboBox(shifts, item.shift, name=_("Shift"))
        self._rotas = [people for people, _words in rotas]
        options = [(number, words) for number, (_people, words) in enumerate(rotas)]
        if item.people not in self._rotas:
            self._rotas.append(item.people)
            options.append((len(options), _("as it is")))
        self.rota = ComboBox(options, self._rotas.index(item.people), name=_("Whose turn"))
        self.gone = Button(icon="x", kind="ghost", on=self._take_off, tip=_("Take off"), small=True)
        self.off = False
        self.setLayout(row(self.text, self.shift, self.rota, self.gone, gap=8))

    def _take_off(self) -> None:
        self.off = True
        self.hide()

    def read(self) -> CheckItem | None:
        """The line as it should be, None where it was taken off."""
        if self.off or not self.text.text().strip():
            return None
        return CheckItem(self.item.id, self.text.text(), self.shift.key(), self._rotas[self.rota.key()], self.item.position)


class ChecksDialog(Dialog):
    """The check list and the cleaning rota, line by line."""

    def __init__(self, parent: QWidget, desk: Desk, shifts: list[tuple[str, str]]) -> None:
        super().__init__(parent, _("Change the check list"), note=_("A line with a rota names whose turn it is each day."))
        self.desk = desk
        self.shifts = [("", _("every shift")), *shifts]
        people = employees(desk.session)
        teams = sorted({one.team for one in people if one.team})
        rotas: list[tuple[tuple[int, ...], str]] = [((), _("no rota")), (tuple(one.id for one in people), _("all in turn"))]
        rotas += [(tuple(one.id for one in people if one.team == team), _("{team} in turn").format(team=team)) for team in teams]
        self.rotas = rotas
        self.rows: list[_CheckRow] = []
        inner = QWidget()
        self._list = column(None, gap=6, into=inner)
        area = scroll_area(inner, only_down=True)
        area.setMinimumHeight(260)
        self.body.addWidget(area, 1)
        for item in day_check.items(desk.session):
            self._add(item)
        self.trouble = Text("", "small", "danger", wrap=True)
        self.body.addWidget(self.trouble)
        self.button(_("One more line"), self._more, "plus", left=True)
        self.button(_("Cancel"), self.reject)
        self.primary(_("Save"), self._save, "check")

    def _add(self, item: CheckItem) -> _CheckRow:
        made = _CheckRow(item, self.shifts, self.rotas)
        self.rows.append(made)
        self._list.insertWidget(self._list.count() - 1, made)
        return made

    def _more(self) -> None:
        self._add(CheckItem(0, "")).text.setFocus()

    def _save(self) -> None:
        wanted = [found for found in (one.read() for one in self.rows) if found is not None]
        try:
            changes = self.desk.quietly(day_check.save, wanted)
        except UserError as error:
            self.trouble.setText(error.message)
            return
        self.accept()
        self.desk.toast(changes.message, link=_("Undo"), call=self.desk.undo)


def shift_words(desk: Desk, day: date) -> list[tuple[str, str]]:
    """(code, name) of the shifts in force on a day."""
    from csdesk.actions.rules import book

    return [(one.code, one.name) for one in book(desk.session).on(day).shifts]
