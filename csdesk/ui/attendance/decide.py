"""Deciding where it is seen: the two likeliest decisions of each row as buttons, the rest behind the right click.

Shared by the attendance page and by Today.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtWidgets import QMenu, QWidget

from csdesk.actions import attendance
from csdesk.actions.attendance import AttendanceView, ToDecide
from csdesk.core.attendance import Anomaly, Side, Status, Verdict
from csdesk.core.calendar import Month
from csdesk.core.permission import Permission
from csdesk.core.staff import Employee
from csdesk.i18n import N_
from csdesk.i18n import gettext as _
from csdesk.ui.attendance import words
from csdesk.ui.attendance.dialogs import CorrectionDialog, FactDialog, LeaveDialog, OutingDialog, OvertimeDialog, RefuseDialog, WaiveDialog
from csdesk.ui.desk import Desk
from csdesk.ui.kit import ChipSpec, Column, RecordTable, RowButton, menu

_PAIRS: dict[Anomaly, tuple[tuple[str, str], ...]] = {
    Anomaly.MISSED_IN: (("correction", N_("Correct a punch")), ("confirm", N_("Absent half a day"))),
    Anomaly.MISSED_OUT: (("correction", N_("Correct a punch")), ("confirm", N_("Absent half a day"))),
    Anomaly.NO_ROSTER: (("overtime", N_("Enter overtime")), ("confirm", N_("No working time"))),
    Anomaly.LATE: (("confirm", N_("Confirm")), ("correction", N_("Add proof"))),
    Anomaly.EARLY: (("confirm", N_("Confirm")), ("correction", N_("Add proof"))),
    Anomaly.ABSENT: (("confirm", N_("Confirm")), ("correction", N_("Add proof"))),
    Anomaly.PENDING: (("leave", N_("Enter leave")), ("roster", N_("Go to the roster"))),
}


def chip_of(row: ToDecide) -> ChipSpec:
    """What kind of thing waits."""
    if row.anomaly is None:
        return words.request_chip(row.kind)
    if row.anomaly is Anomaly.PENDING:
        return ChipSpec(_("No record"), "leave", "tree-palm")
    return words.anomaly_chip(row.anomaly, row.result)


def buttons_of(row: ToDecide) -> tuple[RowButton, ...]:
    """The two likeliest decisions."""
    if row.anomaly is None:
        return (RowButton("approve", _("Approve")), RowButton("refuse", _("Refuse")))
    return tuple(RowButton(key, _(said)) for key, said in _PAIRS[row.anomaly])


def key_of(row: ToDecide) -> tuple[object, ...]:
    return row.kind, row.employee.id, row.day, row.anomaly, row.record_id


def _name(row: ToDecide) -> str:
    return row.employee.name


def _chip_words(row: ToDecide) -> str:
    return chip_of(row).words


def _day(row: ToDecide) -> date:
    return row.day


def _short_day(row: ToDecide) -> str:
    return _("day {n}").format(n=row.day.day)


def _long_day(row: ToDecide) -> str:
    return words.day_text(row.day)


def _sentence(row: ToDecide) -> str:
    return row.sentence


def _nothing(row: ToDecide) -> None:
    return None


def columns(suffix: Callable[[ToDecide], str], *, months: bool = False) -> list[Column[ToDecide]]:
    """Chip, person (`suffix`: what tells people of one name apart), day (`months`: with its month), sentence, decisions."""
    return [
        Column("kind", N_("Kind"), value=_chip_words, chip=chip_of, width=106),
        Column("name", N_("Person"), value=_name, suffix=suffix, bold=True, width=104),
        Column("day", N_("Day"), value=_day, text=_long_day if months else _short_day, width=72 if months else 58, tone="muted"),
        Column("sentence", N_("What"), value=_sentence, width=0),
        Column("do", "", value=_nothing, buttons=buttons_of, width=190, sortable=False),
    ]


class DecideTable(RecordTable[ToDecide]):
    """The rows that wait, without a head; Enter presses the first button of a row. `decider` carries out."""

    def __init__(self, decider: Decider, *, months: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(columns(self._number, months=months), key_of, name=_("To decide"), parent=parent)
        self._twins: frozenset[str] = frozenset()
        self.horizontalHeader().hide()
        self.setWordWrap(False)
        self._decider = decider
        self.decided.connect(decider.run)
        self.opened.connect(self._first)
        self.menu_asked.connect(self._menu)

    def _number(self, record: ToDecide) -> str:
        return record.employee.no if record.employee.name in self._twins else ""

    def show_rows(self, rows: Sequence[ToDecide]) -> None:
        """These rows; people of one name get their staff number."""
        from csdesk.actions import staff

        names = [one.name for one in self._decider.desk.query(staff.employees) or ()]
        self._twins = frozenset(name for name in names if names.count(name) > 1)
        self.set_records(rows)

    def _first(self, record: ToDecide) -> None:
        self._decider.run(record, buttons_of(record)[0].id)

    def _menu(self, record: ToDecide, point: QPoint) -> None:
        self._decider.menu_of(record).popup(point)


class Decider(QObject):
    """Carries decisions out; `dialog` is the form that is open. Signal `shown(employee id, day)`: the person asked to see the day."""

    shown = Signal(object, object)

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent)
        self.desk = desk
        self._host = parent
        self.dialog: FactDialog | None = None

    def run(self, row: ToDecide, what: str) -> None:
        """One decision of a row: an id of `buttons_of` or of the menu."""
        if what == "approve":
            self.desk.do(attendance.settle_request, row.kind, row.record_id, Status.APPROVED, Month.of(row.day))
        elif what == "refuse":
            self._open(RefuseDialog(self.desk, self._host, row.employee, row.day, row.kind, row.record_id))
        elif what == "confirm" and row.anomaly is not None:
            self.desk.do(attendance.decide, row.employee.id, row.day, row.anomaly, Verdict.CONFIRMED)
        elif what == "keep" and row.anomaly is not None:
            self.desk.do(attendance.decide, row.employee.id, row.day, row.anomaly, Verdict.KEPT)
        elif what == "waive" and row.anomaly is not None:
            self._open(WaiveDialog(self.desk, self._host, row.employee, row.day, [row.anomaly]))
        elif what == "show":
            self.shown.emit(row.employee.id, row.day)
        else:
            self.record(what, row.employee, row.day, _side_of(row.anomaly))

    def record(self, what: str, employee: Employee, day: date, side: Side | None = None) -> None:
        """Open the form of a fact: correction, leave, outing, overtime; roster goes to that day's roster."""
        if what == "correction":
            self._open(CorrectionDialog(self.desk, self._host, employee, day, side=side))
        elif what == "leave":
            self._open(LeaveDialog(self.desk, self._host, employee, day))
        elif what == "outing":
            self._open(OutingDialog(self.desk, self._host, employee, day))
        elif what == "overtime":
            self._open(OvertimeDialog(self.desk, self._host, employee, day))
        elif what == "roster":
            self.desk.open("roster", day)

    def waive(self, view: AttendanceView, employee_id: int, day: date) -> None:
        """Ask for the reason of a waiver of one of the day's anomalies."""
        person, found = view.person(employee_id), view.day(employee_id, day)
        if person is None or found is None:
            return
        left = [one for one in dict.fromkeys(found.anomalies) if one not in found.waived and one is not Anomaly.PENDING]
        if left:
            self._open(WaiveDialog(self.desk, self._host, person, day, left))

    def _open(self, dialog: FactDialog) -> None:
        self.dialog = dialog
        dialog.destroyed.connect(self._gone)
        dialog.open()

    def _gone(self) -> None:
        self.dialog = None

    def menu_of(self, row: ToDecide) -> QMenu:
        """All that can be decided of a row."""
        entries: list[tuple[str, str, str]] = []
        if row.anomaly is None:
            entries += [("check", _("Approve"), "approve"), ("undo-2", _("Refuse, write why…"), "refuse")]
        else:
            entries += [("", button.words, button.id) for button in buttons_of(row)]
            known = {button.id for button in buttons_of(row)}
            more = (
                ("stamp", _("Correct a punch…"), "correction"),
                ("tree-palm", _("Enter leave…"), "leave"),
                ("map-pin", _("Enter an outing…"), "outing"),
                ("pen-line", _("Waive, write why…"), "waive"),
                ("clock", _("Keep for later"), "keep"),
            )
            wanted = more if row.anomaly is not Anomaly.NO_ROSTER else more[3:]
            if row.anomaly is Anomaly.PENDING:
                wanted = more[1:3]
            entries += [entry for entry in wanted if entry[2] not in known]
        entries += [("eye", _("Show the day"), "show")]
        if self.desk.may(Permission.SEE_ROSTER):
            entries += [("calendar-days", _("Open the roster of the day"), "roster")]
        return menu(self._host, *((icon, said, _Run(self, row, what).now) for icon, said, what in entries))


class _Run:
    def __init__(self, decider: Decider, row: ToDecide, what: str) -> None:
        self._decider, self._row, self._what = decider, row, what

    def now(self) -> None:
        self._decider.run(self._row, self._what)


def _side_of(anomaly: Anomaly | None) -> Side | None:
    if anomaly in (Anomaly.MISSED_OUT, Anomaly.EARLY):
        return Side.OUT
    return Side.IN if anomaly in (Anomaly.MISSED_IN, Anomaly.LATE, Anomaly.ABSENT) else None
