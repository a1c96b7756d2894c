"""The check list over the payroll: what is done, what blocks the close, and the button that closes the month."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QGridLayout, QSizePolicy, QVBoxLayout, QWidget

from csdesk.actions.month import CheckItem, MonthView
from csdesk.i18n import gettext as _
from csdesk.ui import icons
from csdesk.ui.kit import Button, Card, Line, Text, paint, row

ICONS = {
    "ok": ("circle-check", "ok"),
    "block": ("circle-x", "danger"),
    "warn": ("triangle-alert", "warn"),
    "todo": ("circle-dashed", "muted"),
}


class CheckButton(QAbstractButton):
    """One item: icon, title, what is so; a click goes to where it is mended."""

    def __init__(self, item: CheckItem, on: Callable[[CheckItem], object], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.item = item
        self._call = on
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(f"{item.title}: {item.note}")
        self.setToolTip(item.more or item.note)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.clicked.connect(self._clicked)

    def _clicked(self) -> None:
        self._call(self.item)

    def sizeHint(self) -> QSize:
        return QSize(150, 38)

    def keyPressEvent(self, event) -> None:  # type: ignore[no-untyped-def]
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
            return
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        name, tone = ICONS[self.item.state]
        if self.underMouse():
            paint.box(painter, QRectF(self.rect()), 6, "hover")
        icons.draw(painter, name, 4, 3, tone, 16)
        room = self.width() - 30
        words = "danger" if self.item.state == "block" else "text"
        paint.text(painter, QRectF(27, 0, room, 20), self.item.title, "body", words, bold=True)
        paint.text(painter, QRectF(27, 18, room, 18), self.item.note, "small", "muted")
        if self.hasFocus():
            paint.ring(painter, QRectF(self.rect()))
        painter.end()


class Checklist(Card):
    """Signals: `asked(CheckItem)` an item was clicked; `close_asked`, `reopen_asked`."""

    asked = Signal(object)
    close_asked = Signal()
    reopen_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(dense=True, parent=parent)
        self.grid = QGridLayout()
        self.grid.setHorizontalSpacing(14)
        self.grid.setVerticalSpacing(6)
        self.close_button = Button(_("Close the month"), "lock", "primary", on=self.close_asked.emit)
        self.reopen_button = Button(_("Reopen"), "lock-open", on=self.reopen_asked.emit)
        self.state = Text("", "small", "muted", wrap=True)
        self.state.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        right = QWidget()
        right.setFixedWidth(168)
        side = QVBoxLayout(right)
        side.setContentsMargins(8, 0, 0, 0)
        side.setSpacing(6)
        side.addStretch(1)
        for widget in (self.close_button, self.reopen_button):
            widget.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            side.addWidget(widget)
        side.addWidget(self.state)
        side.addStretch(1)
        self.body.addLayout(row(self.grid, Line(vertical=True), right, gap=10))
        self.items: dict[str, CheckButton] = {}

    def show_view(self, view: MonthView) -> None:
        """The items of a month and whether it can be closed, in words with the count."""
        for button in self.items.values():
            self.grid.removeWidget(button)
            button.hide()
            button.deleteLater()
        self.items = {}
        for place, item in enumerate(view.checks):
            button = CheckButton(item, self.asked.emit)
            self.items[item.key] = button
            self.grid.addWidget(button, place % 2, place // 2)
        closed = view.closed is not None
        self.close_button.setVisible(not closed)
        self.reopen_button.setVisible(closed)
        self.close_button.setEnabled(view.blocked == 0)
        if view.closed is not None:
            who = _(" by {who}").format(who=view.closed.by) if view.closed.by else ""
            self.state.setText(_("Closed {when}").format(when=f"{view.closed.closed_at:%m-%d %H:%M}") + who)
            self.state.set_tone("muted")
        elif view.blocked:
            self.state.setText(_("{n} items are not done").format(n=view.blocked))
            self.state.set_tone("danger")
        else:
            self.state.setText(_("Everything is decided"))
            self.state.set_tone("muted")
