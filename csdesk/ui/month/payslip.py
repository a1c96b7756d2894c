"""The payslip of one person beside the payroll: every line with its basis, what changed since last month."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from csdesk.actions.month import MonthView
from csdesk.core.calendar import day_words
from csdesk.core.money import grouped, shortest
from csdesk.core.payroll import LINE_NAMES, EmployeeMonth, PayLine
from csdesk.i18n import gettext as _
from csdesk.ui.kit import Button, Chip, IconView, Line, SidePanel, Text, column, month_text, row


class PayslipPanel(SidePanel):
    """Shows one EmployeeMonth; `on_edit` opens the pay lines, `on_print` prints this slip."""

    def __init__(self, on_edit: Callable[[], object], on_print: Callable[[], object], parent: QWidget | None = None) -> None:
        super().__init__(steps=True, closes=True, width=280, parent=parent)
        self.edit = Button(_("Pay lines…"), "pen-line", on=on_edit)
        self.print = Button(_("Print"), "printer", on=on_print)
        self.foot.addLayout(row(self.edit.wide(), self.print.wide()))

    def show_nobody(self) -> None:
        self.title.setText("")
        self.note.setText("")
        self.clear()
        self.edit.hide()
        self.print.hide()

    def show_person(self, view: MonthView, one: EmployeeMonth) -> None:
        """Result, facts, sum, basis: the same order everywhere."""
        self.title.setText(one.name)
        self.note.setText(f"{one.no} · {one.post}" if one.post else one.no)
        self.edit.setVisible(view.closed is None)
        self.print.show()
        body = self.clear()
        day = day_words(view.pay_day)
        body.addWidget(
            Text(_("Payslip of {month}, paid on {day}").format(month=month_text(view.month), day=day), "small", "muted", wrap=True)
        )
        earnings = [line for line in one.lines if line.kind == "earning"]
        deductions = [line for line in one.lines if line.kind == "deduction"]
        for line in earnings:
            self._line(line, "")
        if not earnings:
            body.addWidget(Text(_("Nothing earned this month"), "small", "muted"))
        body.addWidget(Line())
        body.addLayout(_sum(_("Gross"), grouped(one.gross)))
        if deductions:
            body.addSpacing(4)
            for line in deductions:
                self._line(line, "\u2212")
        body.addWidget(Line(tone="line_strong"))
        net = Text(grouped(one.net), "title")
        body.addLayout(row(Text(_("Net"), "heading"), None, net))
        self.net = net
        if one.not_collected:
            body.addWidget(Text(_("{amount} could not be collected").format(amount=grouped(one.not_collected)), "small", "warn", wrap=True))
        if one.dismissal_proposed:
            body.addLayout(row(Chip(_("Dismissal is proposed by the rules"), "danger", "triangle-alert"), None))
        body.addSpacing(10)
        totals = one.totals
        facts = _("present {present} of {days} days · rest {rest} · nights {nights}").format(
            present=shortest(totals.present_days),
            days=shortest(totals.work_days),
            rest=shortest(totals.rest_days_used),
            nights=totals.night_count,
        )
        body.addLayout(_fact("footprints", facts))
        before = view.before.of(one.employee_id) if view.before is not None else None
        if before is not None:
            body.addLayout(_fact("trending-up" if one.net >= before.net else "trending-down", _compared(before, one, view)))

    def _line(self, line: PayLine, sign: str) -> None:
        amount = Text(f"{sign}{grouped(line.amount)}", "body")
        basis = Text(line.basis.text, "small", "muted", wrap=True)
        if not line.basis.text:
            basis.hide()
        clause = Text(line.basis.clause, "caption", "muted")
        head = row(Text(_(LINE_NAMES[line.code]), "body"), clause, None, amount, gap=6)
        self.body.addLayout(column(head, basis, gap=1))


def _sum(words: str, amount: str):  # type: ignore[no-untyped-def]
    return row(Text(words, "body", bold=True), None, Text(amount, "body", bold=True))


def _fact(icon: str, words: str):  # type: ignore[no-untyped-def]
    mark = IconView(icon, 14)
    line = row(mark, Text(words, "small", "muted", wrap=True), gap=7)
    line.setAlignment(mark, Qt.AlignmentFlag.AlignTop)
    line.setStretch(1, 1)
    return line


def _compared(before: EmployeeMonth, now: EmployeeMonth, view: MonthView) -> str:
    """What is different from last month, largest line first."""
    was = {line.code: line.amount if line.kind == "earning" else -line.amount for line in before.lines}
    became = {line.code: line.amount if line.kind == "earning" else -line.amount for line in now.lines}
    parts = {code: became.get(code, 0) - was.get(code, 0) for code in {**was, **became}}
    moved = sorted((code for code, amount in parts.items() if amount), key=lambda code: -abs(parts[code]))[:3]
    difference = now.net - before.net
    if not difference:
        return _("the same as in {month}").format(month=month_text(view.month.previous()))
    words = _(", ").join(_(LINE_NAMES[code]) for code in moved)
    sentence = _("{amount} more than in {month}: {lines}") if difference > 0 else _("{amount} less than in {month}: {lines}")
    return sentence.format(amount=grouped(abs(difference)), month=month_text(view.month.previous()), lines=words)
