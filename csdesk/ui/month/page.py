"""月度: what the month costs and what still blocks it; payroll, payslip, close, reopen, settle, print."""

from __future__ import annotations

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QWidget

from csdesk.actions import month as actions
from csdesk.actions.month import CheckItem, MonthView
from csdesk.core.calendar import Month
from csdesk.core.changes import Topic
from csdesk.core.money import Fen, grouped
from csdesk.core.payroll import EmployeeMonth
from csdesk.core.permission import Permission
from csdesk.i18n import N_
from csdesk.i18n import gettext as _
from csdesk.ui import saving
from csdesk.ui.desk import Desk
from csdesk.ui.kit import Button, Column, EmptyState, Note, PeriodPicker, RecordTable, TableCard, menu, month_text
from csdesk.ui.month.checklist import Checklist
from csdesk.ui.month.dialogs import CloseDialog, DifferencesDialog, LawDialog, LinesDialog, ReopenDialog
from csdesk.ui.month.payslip import PayslipPanel
from csdesk.ui.page import Page
from csdesk.ui.templates import TemplateButton

# column id, title, pay-line codes it adds up, width
PAY_COLUMNS = (
    ("base", N_("Base"), ("base",), 82),
    ("kpi", N_("KPI"), ("kpi",), 74),
    ("award", N_("Awards"), ("full_attendance", "award"), 66),
    ("rest", N_("Rest paid"), ("rest_payout",), 66),
    ("overtime", N_("Overtime, holiday"), ("overtime", "holiday"), 76),
    ("other", N_("Other"), ("other_earning",), 66),
    ("leave", N_("Leave"), ("leave",), 74),
    ("absence", N_("Absence"), ("absence",), 74),
    ("insurance", N_("Insurance"), ("insurance", "fund"), 84),
    ("tax", N_("Tax"), ("tax",), 62),
    ("minus", N_("Other deductions"), ("fine", "other_deduction"), 70),
)


class _Sum:
    """Reads one payroll column of a person: the sum of its lines, deductions negative, None where there is none."""

    def __init__(self, codes: tuple[str, ...]) -> None:
        self.codes = codes

    def value(self, one: EmployeeMonth) -> Fen | None:
        found = [line.amount if line.kind == "earning" else -line.amount for line in one.lines if line.code in self.codes]
        return sum(found) if found else None

    def text(self, one: EmployeeMonth) -> str:
        amount = self.value(one)
        return "" if amount is None else grouped(amount)

    def tone(self, one: EmployeeMonth) -> str:
        return "danger" if "absence" in self.codes else "muted" if (self.value(one) or 0) < 0 else "text"


def _columns() -> list[Column[EmployeeMonth]]:
    columns: list[Column[EmployeeMonth]] = [
        Column(
            "name",
            N_("Name"),
            value=lambda one: one.no,
            text=lambda one: one.name,
            suffix=lambda one: one.no,
            width=0,
            sort=lambda one: one.no,
        )
    ]
    for key, title, codes, width in PAY_COLUMNS:
        read = _Sum(codes)
        columns.append(Column(key, title, value=read.value, text=read.text, align="right", width=width, tone=read.tone, basis=True))
    columns.append(Column("gross", N_("Gross"), value=lambda one: one.gross, text=lambda one: grouped(one.gross), align="right", width=82))
    columns.append(
        Column(
            "net", N_("Net"), value=lambda one: one.net, text=lambda one: grouped(one.net), align="right", width=90, bold=True, basis=True
        )
    )
    return columns


class MonthPage(Page):
    name, icon = "month", "wallet"
    topics = frozenset({Topic.MONTH, Topic.ATTENDANCE, Topic.ROSTER, Topic.STAFF, Topic.RULES, Topic.CALENDAR, Topic.SETTINGS})
    title = N_("Pay month")
    keys = (
        ("Enter", N_("Why this amount")),
    )

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.month = actions.best_month(desk.session)
        before = self.month.previous()
        if before in actions.months_with_data(desk.session) and actions.frozen(desk.session, before) is None:
            self.month = before  # the month that waits to be closed
        self.view: MonthView | None = None
        self.period = PeriodPicker(self.month)
        self.period.changed.connect(self._period_changed)
        self.header.add_left(self.period)
        self.header.add_right(Button(_("Print"), "printer", on=self.print_shown, tip="Ctrl+P"))
        self.header.add_right(Button(_("To Excel"), "file-spreadsheet", on=self.export, tip="Ctrl+E"))
        self.checklist = Checklist()
        self.checklist.asked.connect(self._go)
        self.checklist.close_asked.connect(self.close_month)
        self.checklist.reopen_asked.connect(self.reopen)
        self.body.setContentsMargins(12, 0, 12, 12)
        self.body.addWidget(self.checklist)
        self.changed_note = Note("", "accent", "history", buttons=(Button(_("Look"), on=self._show_differences, small=True),))
        self.changed_note.hide()
        self.body.addWidget(self.changed_note)
        self.table: RecordTable[EmployeeMonth] = RecordTable(
            _columns(), key=lambda one: one.employee_id, rows="dense", frozen=1, name=_("Payroll")
        )
        self.table.current_changed.connect(self._person_changed)
        self.table.opened.connect(self._opened)
        self.table.basis_asked.connect(self._opened)
        self.remember(self.table, "payroll")
        self.card = TableCard(self.table)
        self.body.addWidget(self.card, 1)
        self.body.addStretch(0)
        self.slip = PayslipPanel(self.edit_lines, self.print_slip)
        self.slip.closed.connect(self.table.setFocus)
        self.slip.earlier.connect(self._person_before)
        self.slip.later.connect(self._person_after)
        self.set_panel(self.slip)
        self.action(_("Close the month"), self.close_month, icon="lock", permission=Permission.CLOSE_MONTH)
        self.action(_("Pay lines…"), self.edit_lines, "F2", icon="pen-line", permission=Permission.CLOSE_MONTH)
        self.action(_("Legal hints"), self.show_law, icon="scale")

    # showing
    def _place_panel(self) -> None:
        """Where the payslip lies over the sums and the close it comes when it is asked for."""
        before = self.panel_beside()
        super()._place_panel()
        if self.panel_beside() != before:
            self.slip.setVisible(not before)

    def refresh(self) -> None:
        self.view = self.desk.query(actions.view, self.month)
        view = self.view
        if view is None:
            return
        self.checklist.show_view(view)
        people = view.result.employees
        empty = None
        if not people:
            people_button = Button(_("Import people"), "upload", "primary", on=self._import_staff)
            empty = EmptyState(
                "users",
                _("Nobody is employed in this month"),
                _("People come from an Excel list or are entered one by one."),
                [people_button, TemplateButton(self.desk, "staff")],
            )
        elif not view.has_data:
            roster = Button(_("To the roster"), "calendar-days", "primary", on=self._to_roster)
            sentence = _("Plan the roster and import the clock-in records; the payroll then computes itself.")
            buttons = [roster, Button(_("Import attendance"), "upload", on=self._import_punches), TemplateButton(self.desk, "punches")]
            empty = EmptyState("wallet", _("{month} has no data yet").format(month=month_text(self.month)), sentence, buttons)
        self.card.show_empty(empty)
        used = [key for key, _title, codes, _width in PAY_COLUMNS if any(line.code in codes for one in people for line in one.lines)]
        self.table.show_columns({"name", "gross", "net", *used})
        self.table.set_records(people)
        rows = self.table.row_height * len(people) + self.table.header_height + 54  # with the totals and a bar for scrolling
        self.card.setMaximumHeight(rows if empty is None else 16_777_215)
        if empty is None:
            totals = self._totals(people)
            self.table.widen(totals)
            self.card.totals.set(totals)
            if self.table.current() is None and people:
                self.table.select_key(people[0].employee_id)
        if view.differences:
            net = sum(one.net for one in view.differences)
            words = _("{n} people would be paid differently since the close, {amount} in all")
            self.changed_note.say(words.format(n=len(view.differences), amount=grouped(net)))
        self.changed_note.setVisible(bool(view.differences))
        self._person_changed(self.table.current() if empty is None else None)

    def _totals(self, people: tuple[EmployeeMonth, ...]) -> dict[str, str]:
        words = {"name": _("Total, {n} people").format(n=len(people))}
        for key, _title, codes, _width in PAY_COLUMNS:
            found = [amount for one in people if (amount := _Sum(codes).value(one)) is not None]
            if found:
                words[key] = grouped(sum(found))
        words["gross"] = grouped(sum(one.gross for one in people))
        words["net"] = grouped(sum(one.net for one in people))
        return words

    def _person_changed(self, one: EmployeeMonth | None) -> None:
        if one is None or self.view is None:
            self.slip.show_nobody()
        else:
            self.slip.show_person(self.view, one)

    def _opened(self, one: EmployeeMonth, column: object = None) -> None:
        self._person_changed(one)
        self.slip.show()

    def _step(self, by: int) -> None:
        row = self.table.currentIndex().row() + by
        if 0 <= row < self.table.model_.rowCount():
            self.table.setCurrentIndex(self.table.model_.index(row, 0))

    def _person_before(self) -> None:
        self._step(-1)

    def _person_after(self) -> None:
        self._step(1)

    def goto(self, what: object) -> None:
        """A Month, '2026-09', or an employee id."""
        if isinstance(what, str) and "-" in what:
            what = Month.parse(what)
        if isinstance(what, Month):
            self.period.set_month(what)
        elif isinstance(what, (int, str)) and str(what).isdigit():
            self.table.select_key(int(what))

    def _period_changed(self, month: Month) -> None:
        self.month = month
        self.refresh()

    def earlier(self) -> None:
        self.period.earlier()

    def later(self) -> None:
        self.period.later()

    def find_here(self) -> None:
        self.table.begin_filter()

    # doing
    def _go(self, item: CheckItem) -> None:
        if item.key == "law":
            self.show_law()
        elif item.page:
            self.desk.open(item.page, item.goto or (self.month if item.page in ("attendance", "roster") else None))

    def show_law(self) -> None:
        if self.view is not None:
            LawDialog(self, self.view).open()

    def close_month(self) -> None:
        if self.view is not None and self.view.closed is None and not self.view.blocked:
            CloseDialog(self, self.desk, self.view).open()

    def reopen(self) -> None:
        if self.view is not None and self.view.closed is not None:
            ReopenDialog(self, self.desk, self.view).open()

    def _show_differences(self) -> None:
        if self.view is not None:
            DifferencesDialog(self, self.desk, self.view).open()

    def edit_lines(self) -> None:
        one = self.table.current()
        if self.view is not None and one is not None and self.view.closed is None:
            LinesDialog(self, self.desk, self.view, one).open()

    def _import_staff(self) -> None:
        window: QWidget = self.window()
        if hasattr(window, "import_file"):
            window.import_file(kind="staff")

    def _import_punches(self) -> None:
        window: QWidget = self.window()
        if hasattr(window, "import_file"):
            window.import_file(kind="punches", month=self.month)

    def _to_roster(self) -> None:
        self.desk.open("roster", self.month)

    # paper
    def print_shown(self) -> None:
        menu(
            self,
            ("receipt", _("Payslips, four on a page"), self._print_payslips),
            ("file-text", _("Payslips, one on a page"), self._print_single),
            ("table", _("Payroll"), self._print_payroll),
            ("calendar-check", _("Attendance sheet"), self._print_attendance),
            ("clipboard-check", _("Check list of the close"), self._print_close),
        ).popup(self._under_header())

    def export(self) -> None:
        menu(
            self,
            ("table", _("Payroll"), self._export_payroll),
            ("receipt", _("Payslips"), self._export_payslips),
            ("calendar-check", _("Attendance sheet"), self._export_attendance),
        ).popup(self._under_header())

    def _under_header(self) -> QPoint:
        return self.header.mapToGlobal(QPoint(self.header.width() - 230, self.header.height() - 6))

    def _name(self, words: str) -> str:
        return f"{words} {self.month}"

    def _print_payslips(self) -> None:
        saving.print_paper(self, self.desk, "payslips", self._name(_("Payslips")), self.month, per_page=4)

    def _print_single(self) -> None:
        saving.print_paper(self, self.desk, "payslips", self._name(_("Payslips")), self.month, per_page=1)

    def print_slip(self) -> None:
        one = self.table.current()
        if one is not None:
            name = f"{_('Payslip')} {one.no} {one.name} {self.month}"
            saving.print_paper(self, self.desk, "payslips", name, self.month, per_page=1, only=(one.employee_id,))

    def _print_payroll(self) -> None:
        saving.print_paper(self, self.desk, "payroll", self._name(_("Payroll")), self.month)

    def _print_attendance(self) -> None:
        saving.print_paper(self, self.desk, "attendance", self._name(_("Attendance sheet")), self.month)

    def _print_close(self) -> None:
        saving.print_paper(self, self.desk, "close", self._name(_("Check list of the close")), self.month)

    def _export_payroll(self) -> None:
        saving.save_sheet(self, self.desk, "payroll", self._name(_("Payroll")), self.month)

    def _export_payslips(self) -> None:
        saving.save_sheet(self, self.desk, "payslips", self._name(_("Payslips")), self.month)

    def _export_attendance(self) -> None:
        saving.save_sheet(self, self.desk, "attendance", self._name(_("Attendance sheet")), self.month)
