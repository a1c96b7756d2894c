"""Typed values that a person may leave empty: a day (with a calendar to choose from) and an amount of money."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QDate, QEvent, QPoint, Qt
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QCalendarWidget, QFrame, QLineEdit, QVBoxLayout, QWidget

from csdesk.core.money import Fen, fen, yuan
from csdesk.core.problem import UserError
from csdesk.i18n import gettext as _
from csdesk.ui import icons


def parse_day(text: str) -> date | None:
    """'2026-09-01', '2026/9/1', '2026.9.1', '2026年9月1日' or '20260901' as a day, '' as None. UserError for anything else."""
    words = text.strip()
    if not words:
        return None
    for mark in "/.年月":
        words = words.replace(mark, "-")
    parts = words.removesuffix("日").split("-")
    if len(parts) == 1 and len(parts[0]) == 8:
        parts = [parts[0][:4], parts[0][4:6], parts[0][6:]]
    try:
        year, month, day = (int(part) for part in parts)
        found = date(year, month, day)
    except ValueError as error:
        raise UserError(_("A day looks like 2026-09-01"), code="day") from error
    if not 1950 <= found.year <= 2100:
        raise UserError(_("The year must lie between 1950 and 2100"), code="day")
    return found


def day_problem(text: str) -> str | None:
    """A field's check: a day or nothing."""
    parse_day(text)
    return None


def needed_day_problem(text: str) -> str | None:
    """A field's check: a day must be there."""
    return _("Enter the day") if parse_day(text) is None else None


def parse_amount(text: str) -> Fen | None:
    """'2,200.00' -> 220000, '' -> None. UserError for anything that is no amount of at least 0."""
    words = text.strip().replace("，", "").removeprefix("¥").removeprefix("￥")
    if not words:
        return None
    try:
        amount = fen(words)
    except ValueError as error:
        raise UserError(_("An amount looks like 200.00"), code="amount") from error
    if not 0 <= amount <= 10**10:
        raise UserError(_("An amount lies between 0.00 and 100,000,000.00"), code="amount")
    return amount


def amount_problem(text: str) -> str | None:
    """A field's check: an amount or nothing."""
    parse_amount(text)
    return None


class DayEdit(QLineEdit):
    """A day, typed, or chosen from a calendar (the icon, or Alt+Down); empty = none."""

    def __init__(self, day: date | None = None, *, name: str = "", empty: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedWidth(132)
        self.setAccessibleName(name)
        self.setPlaceholderText(empty)
        self._open_action = QAction(_("Choose a day"), self)
        self._open_action.triggered.connect(self.open_calendar)
        self.addAction(self._open_action, QLineEdit.ActionPosition.TrailingPosition)
        self._tint()
        self.set_day(day)

    def day(self) -> date | None:
        """The day typed; UserError where it is none."""
        return parse_day(self.text())

    def set_day(self, day: date | None) -> None:
        self.setText(day.isoformat() if day is not None else "")

    def open_calendar(self) -> None:
        """Below the field; a click or Enter takes the day, Esc leaves it."""
        frame = QFrame(self, Qt.WindowType.Popup)
        frame.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        layout = QVBoxLayout(frame)
        layout.setContentsMargins(1, 1, 1, 1)
        calendar = QCalendarWidget()
        calendar.setAccessibleName(self.accessibleName())
        calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        calendar.setFirstDayOfWeek(Qt.DayOfWeek.Monday)
        try:
            day = self.day()
        except UserError:
            day = None
        if day is not None:
            calendar.setSelectedDate(QDate(day.year, day.month, day.day))
        calendar.clicked.connect(self._taken)
        calendar.activated.connect(self._taken)
        calendar.clicked.connect(frame.close)
        calendar.activated.connect(frame.close)
        layout.addWidget(calendar)
        frame.move(self.mapToGlobal(QPoint(0, self.height() + 3)))
        frame.show()
        calendar.setFocus()

    def _taken(self, day: QDate) -> None:
        self.set_day(date(day.year(), day.month(), day.day()))
        self.textEdited.emit(self.text())
        self.editingFinished.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self.open_calendar()
            return
        super().keyPressEvent(event)

    def _tint(self) -> None:
        self._open_action.setIcon(icons.icon("calendar"))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_open_action"):
            self._tint()


class AmountEdit(QLineEdit):
    """An amount in yuan, right-aligned; empty = none."""

    def __init__(
        self, amount: Fen | None = None, *, name: str = "", empty: str = "", width: int = 132, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setFixedWidth(width)
        self.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.setAccessibleName(name)
        self.setPlaceholderText(empty)
        self.set_amount(amount)

    def amount(self) -> Fen | None:
        return parse_amount(self.text())

    def set_amount(self, amount: Fen | None) -> None:
        self.setText(yuan(amount) if amount is not None else "")
