"""Dialogs of the fund box: a fine, a typed line of the ledger, another day of payment, the pay line, the owner's switch."""

from __future__ import annotations

from datetime import date

from PySide6.QtWidgets import QLineEdit, QWidget

from csdesk.actions import discipline as actions
from csdesk.actions.discipline import Due, FundView
from csdesk.core import law
from csdesk.core.calendar import Month
from csdesk.core.changes import Changes
from csdesk.core.discipline import KIND_NAMES, KINDS, Fine, FundEntry
from csdesk.core.money import Fen, fen, grouped, yuan
from csdesk.core.problem import UserError
from csdesk.i18n import gettext as _
from csdesk.i18n import pgettext
from csdesk.ui.desk import Desk
from csdesk.ui.kit import ComboBox, DateBox, Dialog, Form, Note, Segment, Text


def amount_of(text: str) -> Fen | None:
    """A typed amount in 分, None where nothing is typed; UserError with what is wrong."""
    if not text.strip():
        return None
    try:
        amount = fen(text)
    except ValueError as error:
        raise UserError(_("An amount looks like 200.00"), code="amount") from error
    if amount <= 0:
        raise UserError(_("The amount must be above 0"), code="amount")
    return amount


def _amount_message(text: str) -> str | None:
    amount_of(text)
    return None


def _wanted(text: str) -> str | None:
    return None if amount_of(text) is not None else _("An amount looks like 200.00")


def _usual_day(desk: Desk, month: Month) -> date:
    """Today, in an earlier month its last day."""
    return min(desk.session.now.date(), month.last)


class _Entering(Dialog):
    """A form whose refusals stand under their field; the toast offers Undo."""

    def __init__(self, parent: QWidget, desk: Desk, title: str, note: str = "") -> None:
        super().__init__(parent, title, width=520, note=note)
        self.desk = desk
        self.form = Form(label_width=72)
        self.body.addWidget(self.form)

    def refused(self, error: UserError) -> None:
        self.form.refused(error, other=self.form.last())

    def finish(self, changes: Changes) -> None:
        self.accept()
        self.desk.toast(changes.message, link=_("Undo"), call=self.desk.undo)


class FineDialog(_Entering):
    """Who, what, when; the amount follows from the rules unless one is typed. `fine` with the id 0 is a new one, filled in."""

    def __init__(self, parent: QWidget, desk: Desk, view: FundView, fine: Fine | None) -> None:
        is_new = fine is None or not fine.id
        super().__init__(parent, desk, _("Enter a fine") if is_new else _("Change the fine"))
        self.fine = fine
        self.person = ComboBox([(one.id, f"{one.no} {one.name}") for one in view.people])
        self.kind = ComboBox([(kind, _(KIND_NAMES[kind])) for kind in KINDS])
        self.day = DateBox(fine.day if fine else _usual_day(desk, view.month))
        self.amount = QLineEdit()
        self.amount.setFixedWidth(120)
        self.note_ = QLineEdit()
        self.form.add("person", _("Person"), self.person)
        self.form.add("kind", _("Breach"), self.kind)
        self.form.add("day", _("Day"), self.day)
        self.form.add("amount", _("Amount"), self.amount, check=_amount_message, hint=_("empty = by the rules"))
        self.form.add("note", pgettext("fund", "Remark"), self.note_)
        if fine is not None:
            self.person.choose(fine.employee_id)
            self.kind.choose(fine.kind)
            self.amount.setText("" if fine.amount is None else yuan(fine.amount))
            self.note_.setText(fine.note)
        self.told = Text("", "body", "muted", wrap=True)
        self.body.addWidget(self.told)
        self.form.changed.connect(self._tell)
        self._tell()
        self.button(_("Cancel"), self.reject)
        self.primary(pgettext("fund", "Enter") if is_new else _("Save"), self._save, "check")

    def _read(self) -> Fine:
        values = self.form.values()
        number = self.fine.id if self.fine else 0
        return Fine(number, values["person"], values["day"], values["kind"], amount_of(values["amount"]), values["note"])

    def _tell(self) -> None:
        """The price that it will have, before it is saved."""
        try:
            told = self.desk.query(actions.quote, self._read())
        except UserError:
            told = None
        self.told.setText(told.basis.text if told is not None else "")

    def _save(self) -> None:
        if not self.form.valid():
            return
        try:
            changes = self.desk.quietly(actions.enter_fine, self._read())
        except UserError as error:
            self.refused(error)
            return
        self.finish(changes)


class EntryDialog(_Entering):
    """Money that went out of the box or came in otherwise."""

    def __init__(self, parent: QWidget, desk: Desk, month: Month, entry: FundEntry | None) -> None:
        super().__init__(parent, desk, _("Money in or out"), _("Paid fines come in by themselves; write only the rest here."))
        self.entry = entry
        self.way = Segment([("out", pgettext("fund", "Out")), ("in", pgettext("fund", "In"))], name=pgettext("fund", "Direction"))
        self.day = DateBox(entry.day if entry else _usual_day(desk, month))
        self.amount = QLineEdit()
        self.amount.setFixedWidth(120)
        self.reason = QLineEdit()
        self.reason.setPlaceholderText(_("team dinner, fruit, last year's balance…"))
        self.form.add_wide(self.way)
        self.form.add("amount", _("Amount"), self.amount, check=_wanted, hint=_("CNY"))
        self.form.add("day", _("Day"), self.day)
        self.form.add("reason", _("For what"), self.reason)
        if entry is not None:
            self.way.choose("in" if entry.amount > 0 else "out")
            self.amount.setText(yuan(abs(entry.amount)))
            self.reason.setText(entry.reason)
        self.button(_("Cancel"), self.reject)
        self.primary(_("Save") if entry else pgettext("fund", "Enter"), self._save, "check")

    def _save(self) -> None:
        if not self.form.valid():
            return
        values = self.form.values()
        amount = amount_of(values["amount"]) or 0
        signed = amount if self.way.current == "in" else -amount
        made = FundEntry(self.entry.id if self.entry else 0, values["day"], signed, values["reason"])
        try:
            changes = self.desk.quietly(actions.enter_fund, made)
        except UserError as error:
            self.refused(error)
            return
        self.finish(changes)


class PaidDialog(_Entering):
    """The money came in on another day than today."""

    def __init__(self, parent: QWidget, desk: Desk, due: Due) -> None:
        super().__init__(parent, desk, _("{name} paid {amount}").format(name=due.employee.name, amount=grouped(due.amount or 0)))
        self.due = due
        self.form.add("paid_on", _("Day"), DateBox(desk.session.now.date()))
        self.button(_("Cancel"), self.reject)
        self.primary(_("Save"), self._save, "check")

    def _save(self) -> None:
        day = self.form.values()["paid_on"]
        try:
            if self.due.fine is not None:
                changes = self.desk.quietly(actions.pay_fine, self.due.fine.id, day)
            else:
                assert self.due.packet is not None
                changes = self.desk.quietly(actions.pay_packet, self.due.packet, day)
        except UserError as error:
            self.refused(error)
            return
        self.finish(changes)


class CollectDialog(Dialog):
    """The fine as a line of the pay, with the legal hint before it."""

    def __init__(self, parent: QWidget, desk: Desk, due: Due) -> None:
        assert due.fine is not None
        self.fine_id = due.fine.id
        self.month = actions.collecting_month(desk.session, due.fine)
        title = _("{amount} through the pay of {name}, {month}").format(
            amount=grouped(due.amount or 0), name=due.employee.name, month=self.month
        )
        super().__init__(parent, title, width=560)
        self.desk = desk
        self.body.addWidget(Note(actions.fines_warning(), "warn", "scale", more=law.said(actions.LAW)))
        self.body.addWidget(
            Text(_("It stands on the payslip as a fine with its reason, and comes into the box when the month is closed."), wrap=True)
        )
        self.button(_("Cancel"), self.reject)
        self.primary(_("Through pay"), self._collect, "wallet")

    def _collect(self) -> None:
        if self.desk.do(actions.collect, self.fine_id, self.month) is not None:
            self.accept()


class AllowDialog(Dialog):
    """The owner's switch: fines may be collected through pay."""

    def __init__(self, parent: QWidget, desk: Desk) -> None:
        super().__init__(parent, _("Allow fines through pay"), width=560)
        self.desk = desk
        self.body.addWidget(Note(actions.fines_warning(), "warn", "scale", more=law.said(actions.LAW)))
        self.body.addWidget(Text(_("Each fine is still chosen one by one, with a right-click; nothing is deducted by itself."), wrap=True))
        self.button(_("Cancel"), self.reject)
        self.primary(_("Allow"), self._allow, "check")

    def _allow(self) -> None:
        if self.desk.do(actions.allow_through_pay, True) is not None:
            self.accept()
