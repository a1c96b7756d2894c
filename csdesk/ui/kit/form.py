"""Forms: label, control, message under it; a field is checked when it is left."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import QDate, QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QWheelEvent
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QCheckBox,
    QComboBox,
    QDateEdit,
    QDoubleSpinBox,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from csdesk.core.problem import UserError
from csdesk.ui import theme
from csdesk.ui.kit.basic import Text
from csdesk.ui.kit.states import IconView


class ComboBox(QComboBox):
    """Keys with words; the wheel does not change what is not in focus.

    asks: what is chosen is carried out at once, so keys open the list and only Enter or a click in it chooses."""

    def __init__(
        self,
        options: Sequence[tuple[Any, str]] = (),
        current: Any = None,
        *,
        name: str = "",
        asks: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.asks = asks
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(name)
        self.fill(options, current)

    def fill(self, options: Sequence[tuple[Any, str]], current: Any = None) -> None:
        """Other options; keeps the key that was chosen where it still exists."""
        keep = current if current is not None else self.key()
        quiet = self.blockSignals(True)
        self.clear()
        for key, words in options:
            self.addItem(words, key)
        self.choose(keep)
        self.blockSignals(quiet)

    def key(self) -> Any:
        return self.currentData()

    def choose(self, key: Any) -> None:
        for number in range(self.count()):
            if self.itemData(number) == key:
                self.setCurrentIndex(number)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        moves = event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown, Qt.Key.Key_Home, Qt.Key.Key_End)
        if self.asks and (moves or event.text().isprintable() and event.text()):
            self.showPopup()
            return
        super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus() and not self.asks:
            super().wheelEvent(event)
        else:
            event.ignore()


class DateBox(QDateEdit):
    """A day, typed or from the calendar: `box.day()`, `box.set_day(date)`."""

    def __init__(self, day: date, *, name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(QDate(day.year, day.month, day.day), parent)
        self.setCalendarPopup(True)
        self.setDisplayFormat("yyyy-MM-dd")
        self.setFixedWidth(132)
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def day(self) -> date:
        value = self.date()
        return date(value.year(), value.month(), value.day())

    def set_day(self, day: date) -> None:
        self.setDate(QDate(day.year, day.month, day.day))

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


class NumberBox(QSpinBox):
    """A whole number with limits."""

    def __init__(
        self, value: int = 0, low: int = 0, high: int = 9999, *, suffix: str = "", name: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setRange(low, high)
        self.setValue(value)
        self.setSuffix(suffix)
        self.setFixedWidth(96)
        self.lineEdit().setTextMargins(7, 0, 0, 0)  # a styled spin box ignores its padding
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


class Field(QWidget):
    """A control with a muted hint behind it and, when wrong, a message under it.

    `check(value)` returns the message or raises UserError; "" or None = right."""

    changed = Signal()

    def __init__(
        self, control: QWidget, *, check: Callable[[Any], str | None] | None = None, hint: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.control = control
        self._check = check
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(3)
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(control, 0 if control.maximumWidth() < 1000 or isinstance(control, QCheckBox) else 1)
        self.hint = Text(hint, "small", "muted")
        if not hint:
            self.hint.hide()
        line.addWidget(self.hint)
        if control.maximumWidth() < 1000 or isinstance(control, QCheckBox):
            line.addStretch(1)
        outer.addLayout(line)
        self._trouble = QWidget()
        under = QHBoxLayout(self._trouble)
        under.setContentsMargins(0, 0, 0, 0)
        under.setSpacing(5)
        under.addWidget(IconView("circle-alert", 13, "danger"))
        self.message = Text("", "small", "danger", wrap=True)
        under.addWidget(self.message, 1)
        self._trouble.hide()
        outer.addWidget(self._trouble)
        control.installEventFilter(self)
        self._watch()

    def _watch(self) -> None:
        control = self.control
        if isinstance(control, QLineEdit):
            control.textEdited.connect(self._edited)
        elif isinstance(control, QComboBox):
            control.currentIndexChanged.connect(self._edited)
        elif isinstance(control, QDateEdit):
            control.dateChanged.connect(self._edited)
        elif isinstance(control, QSpinBox | QDoubleSpinBox):
            control.valueChanged.connect(self._edited)
        elif isinstance(control, QCheckBox):
            control.toggled.connect(self._edited)
        elif isinstance(control, QPlainTextEdit):
            control.textChanged.connect(self._edited)

    def _edited(self, *_args: object) -> None:
        if not self._trouble.isHidden():
            self.validate()  # a message goes away as soon as it is no longer true
        self.changed.emit()

    def value(self) -> Any:
        """text, combo key, date, int or bool, by the control."""
        control = self.control
        if isinstance(control, QLineEdit):
            return control.text().strip()
        if isinstance(control, ComboBox):
            return control.key()
        if isinstance(control, DateBox):
            return control.day()
        if isinstance(control, QSpinBox | QDoubleSpinBox):
            return control.value()
        if isinstance(control, QCheckBox):
            return control.isChecked()
        if isinstance(control, QPlainTextEdit):
            return control.toPlainText().strip()
        if isinstance(control, QComboBox):
            return control.currentText()
        raise TypeError(type(control).__name__)

    def set_value(self, value: Any) -> None:
        control = self.control
        if isinstance(control, QLineEdit):
            control.setText(str(value))
        elif isinstance(control, ComboBox):
            control.choose(value)
        elif isinstance(control, DateBox):
            control.set_day(value)
        elif isinstance(control, QSpinBox | QDoubleSpinBox):
            control.setValue(value)
        elif isinstance(control, QCheckBox):
            control.setChecked(bool(value))
        elif isinstance(control, QPlainTextEdit):
            control.setPlainText(str(value))
        else:
            raise TypeError(type(control).__name__)

    def validate(self) -> bool:
        """Check now; shows or hides the message."""
        message = ""
        if self._check is not None:
            try:
                message = self._check(self.value()) or ""
            except UserError as error:
                message = error.message
            except ValueError as error:
                message = str(error)
        self.show_trouble(message)
        return not message

    def show_trouble(self, message: str) -> None:
        """Put a message under the field from outside (an action's refusal); "" = none."""
        wrong = "1" if message else ""
        self.message.setText(message)
        self._trouble.setVisible(bool(message))
        if (self.control.property("wrong") or "") != wrong:
            self.control.setProperty("wrong", wrong)
            theme.restyle(self.control)
        self.control.setAccessibleDescription(message)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if (
            event.type() == QEvent.Type.FocusOut
            and watched is self.control
            and not (isinstance(self.control, QComboBox | QAbstractSpinBox) and self.control.findChild(QWidget, "qt_calendar_calendarview"))
        ):
            self.validate()
        return False


class Form(QWidget):
    """Labels left, fields right: `form.add("name", _("Name"), QLineEdit(), check=...)`, `form.valid()`, `form.values()`.

    signal `changed` at every edit; `form["name"]` is the Field."""

    changed = Signal()

    def __init__(self, *, label_width: int = 96, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.fields: dict[str, Field] = {}
        self.labels: dict[str, Text] = {}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(9)
        self._grid.setColumnMinimumWidth(0, label_width)
        self._grid.setColumnStretch(1, 1)

    def __getitem__(self, name: str) -> Field:
        return self.fields[name]

    def refused(self, error: UserError, name: str = "", *, other: str = "") -> bool:
        """Put a refusal under the field `name` (the error's code unless given), else under `other`; False where there is neither."""
        field = self.fields.get(name or error.code) or self.fields.get(other)
        if field is None:
            return False
        field.show_trouble(error.message)
        field.control.setFocus()
        return True

    def last(self) -> str:
        """The name of the last field."""
        return next(reversed(self.fields))

    def add(self, name: str, label: str, control: QWidget, *, check: Callable[[Any], str | None] | None = None, hint: str = "") -> Field:
        """One more line; the label becomes the control's accessible name."""
        field = Field(control, check=check, hint=hint)
        field.changed.connect(self.changed)
        if not control.accessibleName():
            control.setAccessibleName(label)
        words = Text(label, "body", "muted")
        words.setFixedHeight(30)
        words.setBuddy(control)
        line = self._grid.rowCount()
        self._grid.addWidget(words, line, 0, Qt.AlignmentFlag.AlignTop)
        self._grid.addWidget(field, line, 1)
        self.fields[name] = field
        self.labels[name] = words
        return field

    def show_line(self, name: str, shown: bool) -> None:
        """Hide a line that does not apply now, or show it again."""
        self.fields[name].setVisible(shown)
        self.labels[name].setVisible(shown)

    def add_beside(self, label: str, widget: QWidget) -> None:
        """Something under the controls that holds no value, with a label."""
        line = self._grid.rowCount()
        words = Text(label, "body", "muted")
        words.setFixedHeight(30)
        self._grid.addWidget(words, line, 0, Qt.AlignmentFlag.AlignTop)
        self._grid.addWidget(widget, line, 1)

    def add_wide(self, widget: QWidget) -> None:
        """Something across both columns."""
        self._grid.addWidget(widget, self._grid.rowCount(), 0, 1, 2)

    def values(self) -> dict[str, Any]:
        return {name: field.value() for name, field in self.fields.items()}

    def valid(self) -> bool:
        """Checks all; the focus goes to the first wrong one."""
        wrong = [field for field in self.fields.values() if not field.validate()]
        if wrong:
            wrong[0].control.setFocus()
        return not wrong
