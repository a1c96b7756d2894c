"""记假: the leave of one person over the chosen days, entered where it is seen; the cells turn into 假."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QLineEdit, QWidget

from csdesk.core.attendance import Leave, Status
from csdesk.core.rules import Rules
from csdesk.core.staff import Employee
from csdesk.i18n import gettext as _
from csdesk.ui.kit.dialog import Dialog
from csdesk.ui.kit.form import ComboBox, Form

if TYPE_CHECKING:
    from csdesk.ui.desk import Desk


class LeaveDialog(Dialog):
    """Signal `saved(Leave)`: what to store; the page runs the action."""

    saved = Signal(object)

    def __init__(self, parent: QWidget, desk: Desk, employee: Employee, first: date, last: date, rules: Rules) -> None:
        days = (last - first).days + 1
        span = _("{m}/{d}").format(m=first.month, d=first.day)
        if days > 1:
            end = _("{m}/{d}").format(m=last.month, d=last.day)
            span = _("{first} to {last}, {n} days").format(first=span, last=end, n=days)
        super().__init__(parent, _("Leave of {name}").format(name=employee.name), width=460, note=span)
        self._employee, self._first, self._last, self._now = employee, first, last, desk.session.now
        self.kind = ComboBox([(kind.name, kind.name) for kind in rules.leave.types], name=_("Kind of leave"))
        self.status = ComboBox(
            [(Status.APPROVED, _("Approved")), (Status.PENDING, _("Waiting for approval"))], Status.APPROVED, name=_("State")
        )
        self.reason = QLineEdit()
        self.reason.setAccessibleName(_("Reason"))
        self.emergency = QCheckBox(_("An emergency, asked for afterwards"))
        self.emergency.setAccessibleName(self.emergency.text())
        form = Form()
        form.add("kind", _("Kind of leave"), self.kind)
        form.add("status", _("State"), self.status)
        form.add("reason", _("Reason"), self.reason)
        form.add("emergency", "", self.emergency)
        self.body.addWidget(form)
        self.button(_("Cancel"), self.reject)
        self.primary(_("Enter leave"), self._save)

    def _save(self) -> None:
        self.saved.emit(
            Leave(
                id=0,
                employee_id=self._employee.id,
                type=str(self.kind.key() or ""),
                start=datetime.combine(self._first, time.min),
                end=datetime.combine(self._last, time.min),
                whole_days=True,
                status=self.status.key(),
                emergency=self.emergency.isChecked(),
                requested_at=self._now,
                reason=self.reason.text().strip(),
            )
        )
        self.accept()
