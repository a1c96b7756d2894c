"""All records of the month in one list: corrections, leave, outings, overtime, decisions; approve, refuse, change, take back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from csdesk.actions import attendance
from csdesk.actions.attendance import AttendanceView
from csdesk.core.attendance import Correction, Decision, Leave, Outing, Overtime, Status
from csdesk.core.staff import Employee
from csdesk.i18n import N_
from csdesk.i18n import gettext as _
from csdesk.ui.attendance import words
from csdesk.ui.attendance.day_panel import leave_span, verdict_text
from csdesk.ui.attendance.dialogs import (
    CorrectionDialog,
    FactDialog,
    LeaveDialog,
    OutingDialog,
    OvertimeDialog,
    RefuseDialog,
    print_form_of,
)
from csdesk.ui.desk import Desk
from csdesk.ui.kit import Button, ChipSpec, Column, EmptyState, RecordTable, RowButton, Segment, TableCard, menu, row
from csdesk.ui.templates import TemplateButton

Fact = Correction | Leave | Outing | Overtime | Decision
KINDS = {
    "correction": ChipSpec(N_("Correction"), "accent", "stamp"),
    "leave": ChipSpec(N_("Leave"), "leave", "tree-palm"),
    "outing": ChipSpec(N_("Outing"), "accent", "map-pin"),
    "overtime": ChipSpec(N_("Overtime"), "neutral", "clock"),
    "decision": ChipSpec(N_("Decision"), "neutral", "pen-line"),
}
STATES = {
    Status.APPROVED: ChipSpec(N_("approved"), "ok", "check"),
    Status.PENDING: ChipSpec(N_("waits for approval"), "warn", "circle-dashed"),
    Status.REJECTED: ChipSpec(N_("refused"), "danger", "undo-2"),
}


@dataclass(frozen=True)
class Record:
    """One fact as a row of the list."""

    kind: str
    fact: Fact
    employee: Employee
    day: date
    what: str
    why: str
    status: Status | None
    may: bool


def records_of(view: AttendanceView) -> list[Record]:
    """Every fact of the month, newest first."""
    people = {one.id: one for one in view.employees}
    may = view.may_decide
    found: list[Record] = []
    for c in view.corrections:
        said = f"{words.side_text(c.side.value)} {words.clock(c.certified)}"
        if c.punched_at is not None:
            said += _(", punched later at {time}").format(time=words.clock(c.punched_at))
        why = " · ".join(part for part in (_("certified by {who}").format(who=c.certified_by) if c.certified_by else "", c.reason) if part)
        found.append(Record("correction", c, people[c.employee_id], c.day, said, why, c.status, may))
    for v in view.leaves:
        said = f"{v.type} {leave_span(v.start, v.end, v.whole_days)}"
        why = " · ".join(part for part in (_("emergency") if v.emergency else "", v.reason) if part)
        found.append(Record("leave", v, people[v.employee_id], v.start.date(), said, why, v.status, may))
    for o in view.outings:
        said = f"{o.start:%H:%M}–{words.moment_text(o.end, o.start.date())}"
        found.append(Record("outing", o, people[o.employee_id], o.start.date(), said, o.reason, o.status, may))
    for t in view.overtimes:
        said = _("{span}, as time off").format(span=words.span(t.minutes)) if t.time_off else words.span(t.minutes)
        found.append(Record("overtime", t, people[t.employee_id], t.day, said, t.reason, t.status, may))
    for d in view.decisions:
        found.append(Record("decision", d, people[d.employee_id], d.day, verdict_text(d.verdict, d.anomaly), d.reason, None, may))
    return sorted(found, key=lambda one: (one.day, one.employee.no, one.kind), reverse=True)


def key_of(record: Record) -> tuple[str, int]:
    return record.kind, record.fact.id


def _chip(record: Record) -> ChipSpec:
    spec = KINDS[record.kind]
    return ChipSpec(_(spec.words), spec.tone, spec.icon)


def _state(record: Record) -> ChipSpec | None:
    if record.status is None:
        return None
    spec = STATES[record.status]
    return ChipSpec(_(spec.words), spec.tone, spec.icon)


def _buttons(record: Record) -> tuple[RowButton, ...]:
    if not record.may:
        return ()
    if record.status is Status.PENDING:
        return (RowButton("approve", _("Approve")), RowButton("refuse", _("Refuse")))
    return (RowButton("remove", _("Take back")),)


def _kind_words(record: Record) -> str:
    return _chip(record).words


def _name(record: Record) -> str:
    return record.employee.name


def _no(record: Record) -> str:
    return record.employee.no


def _day(record: Record) -> date:
    return record.day


def _day_words(record: Record) -> str:
    return words.long_day(record.day)


def _what(record: Record) -> str:
    return record.what


def _why(record: Record) -> str:
    return record.why


def _state_words(record: Record) -> str:
    spec = _state(record)
    return spec.words if spec is not None else ""


def _none(record: Record) -> None:
    return None


class RecordsView(QWidget):
    """The segment 记录. Signal `shown(employee id, day)` for Enter on a decision or 看这一天."""

    shown = Signal(object, object)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.view: AttendanceView | None = None
        self.dialog: FactDialog | None = None
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        options = [("", _("All")), *((kind, _(spec.words)) for kind, spec in KINDS.items())]
        self.filter = Segment(options, name=_("Kind"))
        self.filter.chosen.connect(self._fill)
        self.add = Button(_("Record…"), "plus", on=self._add)
        layout.addLayout(row(self.filter, None, self.add))
        columns: list[Column[Record]] = [
            Column("kind", N_("Kind"), value=_kind_words, chip=_chip, width=96),
            Column("name", N_("Person"), value=_name, suffix=_no, bold=True, width=140),
            Column("day", N_("Day"), value=_day, text=_day_words, width=118),
            Column("what", N_("What"), value=_what, width=240),
            Column("why", N_("Why"), value=_why, width=0, tone="muted"),
            Column("state", N_("State"), value=_state_words, chip=_state, width=110),
            Column("do", "", value=_none, buttons=_buttons, width=140, sortable=False),
        ]
        self.table: RecordTable[Record] = RecordTable(columns, key_of, name=_("Records of the month"))
        self.card = TableCard(self.table)
        layout.addWidget(self.card, 1)
        self.table.decided.connect(self._decided)
        self.table.opened.connect(self.change)
        self.table.menu_asked.connect(self._menu)

    def show_view(self, view: AttendanceView) -> None:
        """The records of a month."""
        self.view = view
        self.add.setVisible(view.may_decide)
        self._fill()

    def _fill(self) -> None:
        if self.view is None:
            return
        wanted = self.filter.current
        found = [one for one in records_of(self.view) if not wanted or one.kind == wanted]
        self.table.set_records(found)
        if found:
            self.card.show_empty(None)
        else:
            said = _("Corrections, leave, outings, overtime and what was waived or confirmed stand here.")
            buttons: list[Button] = []
            if self.view.may_decide:
                buttons = [Button(_("Record…"), "plus", on=self._add)]
                buttons += [TemplateButton(self.desk, kind) for kind in ("corrections", "leave", "overtime")]
            self.card.show_empty(EmptyState("stamp", _("Nothing is recorded this month"), said, buttons))

    def _decided(self, record: Record, what: str) -> None:
        if what == "remove":
            self.desk.do(attendance.remove, record.kind, record.fact.id)
        elif what == "refuse":
            self._open(RefuseDialog(self.desk, self, record.employee, record.day, record.kind, record.fact.id))
        elif self.view is not None:
            self.desk.do(attendance.settle_request, record.kind, record.fact.id, Status.APPROVED, self.view.month)

    def change(self, record: Record) -> None:
        """Enter: change a record in its form; a decision shows its day."""
        fact = record.fact
        if not record.may or isinstance(fact, Decision):
            self.shown.emit(record.employee.id, record.day)
        elif isinstance(fact, Correction):
            self._open(CorrectionDialog(self.desk, self, record.employee, record.day, record=fact))
        elif isinstance(fact, Leave):
            self._open(LeaveDialog(self.desk, self, record.employee, record.day, record=fact))
        elif isinstance(fact, Outing):
            self._open(OutingDialog(self.desk, self, record.employee, record.day, record=fact))
        else:
            self._open(OvertimeDialog(self.desk, self, record.employee, record.day, record=fact))

    def _menu(self, record: Record, point: QPoint) -> None:
        calls = _Calls(self, record)
        entries: list[tuple[str, str, Sequence[object]] | tuple[str, str, object]] = [("eye", _("Show the day"), calls.show)]
        if record.may:
            if not isinstance(record.fact, Decision):
                entries.append(("pen-line", _("Change…"), calls.change))
            if record.status is Status.PENDING:
                entries += [("check", _("Approve"), calls.approve), ("undo-2", _("Refuse, write why…"), calls.refuse)]
            if record.kind in ("correction", "leave", "outing"):
                entries.append(("printer", _("Print the form…"), calls.print_form))
            entries.append(("eraser", _("Take back"), calls.remove))
        menu(self, *entries).popup(point)  # type: ignore[arg-type]

    def print_form(self, record: Record) -> None:
        """The record as its form to sign."""
        print_form_of(self.desk, self, record.kind, record.fact.id, record.employee, record.day)

    def _add(self) -> None:
        entries = (
            ("stamp", _("Correct a punch…"), self.new_correction),
            ("tree-palm", _("Enter leave…"), self.new_leave),
            ("map-pin", _("Enter an outing…"), self.new_outing),
            ("clock", _("Enter overtime…"), self.new_overtime),
            None,
            ("upload", _("Import corrections"), self._import_corrections),
            ("upload", _("Import leave"), self._import_leave),
            ("upload", _("Import overtime"), self._import_overtime),
        )
        menu(self, *entries).popup(self.add.mapToGlobal(QPoint(0, self.add.height() + 2)))

    def _import_corrections(self) -> None:
        self._import("corrections")

    def _import_leave(self) -> None:
        self._import("leave")

    def _import_overtime(self) -> None:
        self._import("overtime")

    def _import(self, kind: str) -> None:
        from csdesk.ui.attendance.import_dialog import choose_and_import

        choose_and_import(self.window(), self.desk, kind)

    def new_correction(self) -> None:
        self._open(CorrectionDialog(self.desk, self, day=self._usual_day()))

    def new_leave(self) -> None:
        self._open(LeaveDialog(self.desk, self, day=self._usual_day()))

    def new_outing(self) -> None:
        self._open(OutingDialog(self.desk, self, day=self._usual_day()))

    def new_overtime(self) -> None:
        self._open(OvertimeDialog(self.desk, self, day=self._usual_day()))

    def _usual_day(self) -> date:
        assert self.view is not None
        today = self.desk.session.now.date()
        return today if self.view.month.first <= today <= self.view.month.last else self.view.result.covered_until or self.view.month.first

    def _open(self, dialog: FactDialog) -> None:
        self.dialog = dialog
        dialog.destroyed.connect(self._gone)
        dialog.open()

    def _gone(self) -> None:
        self.dialog = None


class _Calls:
    def __init__(self, view: RecordsView, record: Record) -> None:
        self._view, self._record = view, record

    def show(self) -> None:
        self._view.shown.emit(self._record.employee.id, self._record.day)

    def change(self) -> None:
        self._view.change(self._record)

    def approve(self) -> None:
        self._view._decided(self._record, "approve")

    def refuse(self) -> None:
        self._view._decided(self._record, "refuse")

    def print_form(self) -> None:
        self._view.print_form(self._record)

    def remove(self) -> None:
        self._view._decided(self._record, "remove")
