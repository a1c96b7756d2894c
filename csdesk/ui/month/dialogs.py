"""Dialogs of the month: typed pay lines of a person, the close with its sums, the reason to reopen, the legal hints."""

from __future__ import annotations

from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

from csdesk.actions import month as actions
from csdesk.actions.month import MonthView
from csdesk.core import law
from csdesk.core.money import fen, grouped
from csdesk.core.payroll import LINE_NAMES, Adjustment, EmployeeMonth
from csdesk.core.problem import UserError
from csdesk.i18n import gettext as _
from csdesk.ui.desk import Desk
from csdesk.ui.kit import Button, ComboBox, Dialog, Form, IconView, Line, Note, Text, column, month_text, row

TYPED = ("kpi", "award", "other_earning", "fine", "other_deduction")


def amount_of(text: str) -> int:
    """A typed amount in 分; UserError with what is wrong."""
    try:
        amount = fen(text)
    except ValueError as error:
        raise UserError(_("An amount looks like 200.00"), code="amount") from error
    if amount <= 0:
        raise UserError(_("The amount must be above 0; choose a deduction to take money off"), code="amount")
    return amount


def _amount_message(text: str) -> str | None:
    amount_of(text)
    return None


class LinesDialog(Dialog):
    """The typed lines of one person in a month: add one, take one back. Everything else is computed."""

    def __init__(self, parent: QWidget, desk: Desk, view: MonthView, person: EmployeeMonth) -> None:
        note = _("Lines typed here stand on the payslip; all others follow from attendance and rules.")
        super().__init__(
            parent, _("Pay lines of {name}, {month}").format(name=person.name, month=month_text(view.month)), width=560, note=note
        )
        self.desk, self.view, self.person = desk, view, person
        self.lines = [one for one in view.adjustments if one.employee_id == person.employee_id]
        for one in self.lines:
            self.body.addLayout(self._shown(one))
        if self.lines:
            self.body.addWidget(Line())
        self.form = Form()
        self.code = ComboBox([(code, _(LINE_NAMES[code])) for code in TYPED], "kpi", name=_("Line"))
        self.amount = QLineEdit()
        self.amount.setFixedWidth(120)
        self.reason = QLineEdit()
        self.form.add("code", _("Line"), self.code)
        self.form.add("amount", _("Amount"), self.amount, check=_amount_message, hint=_("CNY"))
        self.form.add("reason", _("For what"), self.reason)
        self.body.addWidget(self.form)
        self.button(_("Cancel"), self.reject)
        self.primary(_("Add the line"), self._add, "plus")

    def _shown(self, one: Adjustment):  # type: ignore[no-untyped-def]
        words = _(LINE_NAMES[one.code])
        remove = Button(icon="trash-2", kind="ghost", small=True, on=_Remove(self, one).now, tip=_("Remove {line}").format(line=words))
        return row(Text(words, bold=True), Text(one.reason, "small", "muted"), None, Text(grouped(one.amount)), remove)

    def _add(self) -> None:
        if not self.form.valid():
            return
        values = self.form.values()
        line = Adjustment(0, self.person.employee_id, str(self.view.month), values["code"], amount_of(values["amount"]), values["reason"])
        try:
            changes = self.desk.quietly(actions.save_adjustment, line)
        except UserError as error:
            field = error.code if error.code in self.form.fields else "amount"
            self.form[field].show_trouble(error.message)
            self.form[field].control.setFocus()
            return
        self.accept()
        self.desk.toast(changes.message, link=_("Undo"), call=self.desk.undo)

    def take_back(self, one: Adjustment) -> None:
        if self.desk.do(actions.remove_adjustment, one.id) is not None:
            self.accept()


class _Remove:
    def __init__(self, dialog: LinesDialog, one: Adjustment) -> None:
        self._dialog, self._one = dialog, one

    def now(self) -> None:
        self._dialog.take_back(self._one)


class CloseDialog(Dialog):
    """Names the three sums and the legal hints before the month is frozen."""

    def __init__(self, parent: QWidget, desk: Desk, view: MonthView) -> None:
        super().__init__(parent, _("Close {month}").format(month=month_text(view.month)), width=560)
        self.desk, self.view = desk, view
        people = view.result.employees
        sums = (
            (_("Gross"), sum(one.gross for one in people)),
            (_("Deductions"), sum(one.deductions - one.not_collected for one in people)),
            (_("Net"), sum(one.net for one in people)),
        )
        tiles = [column(Text(words, "small", "muted"), Text(grouped(amount), "title"), gap=2) for words, amount in sums]
        self.body.addLayout(
            row(column(Text(_("Headcount"), "small", "muted"), Text(str(len(people)), "title"), gap=2), 24, *tiles, None, gap=28)
        )
        for warning in view.result.warnings:
            self.body.addWidget(Note(warning.message, "warn", "scale", more=law.said(warning.article)))
        explain = _(
            "The result is frozen. Later changes are shown as differences and settled with a later month; reopening needs a reason."
        )
        self.body.addWidget(Text(explain, "small", "muted", wrap=True))
        self.button(_("Cancel"), self.reject)
        self.primary(_("Close the month"), self._close, "lock")

    def _close(self) -> None:
        if self.desk.do(actions.close, self.view.month) is not None:
            self.accept()


class ReopenDialog(Dialog):
    """A closed month is opened again only with a reason, which stays in the history."""

    def __init__(self, parent: QWidget, desk: Desk, view: MonthView) -> None:
        note = _("The frozen result stays in the history; who opened it and why is written down.")
        super().__init__(parent, _("Reopen {month}").format(month=month_text(view.month)), width=480, note=note)
        self.desk, self.view = desk, view
        self.why = QPlainTextEdit()
        self.why.setFixedHeight(72)
        self.why.setTabChangesFocus(True)
        self.form = Form(label_width=64)
        self.form.add("why", _("Why"), self.why)
        self.body.addWidget(self.form)
        self.button(_("Cancel"), self.reject)
        self.primary(_("Reopen"), self._reopen, "lock-open")

    def _reopen(self) -> None:
        try:
            changes = self.desk.quietly(actions.reopen, self.view.month, self.why.toPlainText())
        except UserError as error:
            self.form["why"].show_trouble(error.message)
            self.why.setFocus()
            return
        self.accept()
        self.desk.toast(changes.message)


class LawDialog(Dialog):
    """The lawful limits that the month touches: what, whose, how much, which article."""

    def __init__(self, parent: QWidget, view: MonthView) -> None:
        note = _("csdesk changes no number for these; the owner decides. They are printed on the check list of the close.")
        super().__init__(parent, _("Legal hints of {month}").format(month=month_text(view.month)), note=note)
        names = {one.no: one.name for one in view.result.employees}
        for warning in view.result.warnings:
            who = _(", ").join(names.get(no, no) for no in warning.employees[:8])
            if len(warning.employees) > 8:
                who += _(" and {n} more").format(n=len(warning.employees) - 8)
            amount = grouped(warning.amount) if warning.amount is not None else ""
            line = row(
                IconView("scale", 16, "warn"),
                column(
                    Text(warning.message, wrap=True),
                    Text(_(" · ").join(part for part in (law.said(warning.article), who) if part), "small", "muted", wrap=True),
                    gap=1,
                ),
                Text(amount, bold=True),
                gap=10,
            )
            line.setStretch(1, 1)
            self.body.addLayout(line)
        if not view.result.warnings:
            self.body.addWidget(Text(_("none"), "body", "muted"))
        self.primary(_("Close"), self.accept)


class DifferencesDialog(Dialog):
    """What a closed month would pay now, per person, and the button that settles it with the next open month."""

    def __init__(self, parent: QWidget, desk: Desk, view: MonthView) -> None:
        super().__init__(parent, _("{month} has changed since its close").format(month=month_text(view.month)), width=620)
        self.desk, self.view = desk, view
        for one in view.differences:
            sign = "+" if one.net > 0 else ""
            amount = Text(f"{sign}{grouped(one.net)}", bold=True)
            changes = Text(_("; ").join(one.changes), "small", "muted", wrap=True)
            self.body.addLayout(row(column(Text(f"{one.name} {one.no}", bold=True), changes, gap=1), None, amount, gap=10))
        self.button(_("Cancel"), self.reject)
        if any(one.net for one in view.differences):
            self.primary(_("Settle with the next open month"), self._settle, "check")

    def _settle(self) -> None:
        if self.desk.do(actions.settle, self.view.month) is not None:
            self.accept()
