"""The side panel: a sheet that touches the window's right edge, its middle scrolls, its foot stays."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from csdesk.i18n import gettext as _
from csdesk.ui import theme
from csdesk.ui.kit import paint
from csdesk.ui.kit.basic import Button, Text, scroll_area


class SidePanel(QWidget):
    """`panel.title`, `panel.note` (muted, behind it), `panel.body` (scrolls), `panel.foot` (buttons that stay).

    Signals `earlier`, `later` (arrows in the head, only with `steps=True`) and `closed` (x and Esc, only with `closes=True`).
    `panel.clear()` empties the body before it is filled anew."""

    earlier = Signal()
    later = Signal()
    closed = Signal()

    def __init__(
        self, title: str = "", *, width: int = 288, steps: bool = False, closes: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setFixedWidth(width)
        self._closes = closes
        outer = QVBoxLayout(self)
        outer.setContentsMargins(17, 12, 0, 12)
        outer.setSpacing(6)
        head = QHBoxLayout()
        head.setContentsMargins(0, 0, 8, 0)
        head.setSpacing(4)
        self.title = Text(title, "heading")
        self.note = Text("", "small", "muted")
        head.addWidget(self.title)
        head.addSpacing(4)
        head.addWidget(self.note)
        head.addStretch(1)
        if steps:
            head.addWidget(Button(icon="chevron-left", kind="ghost", on=self.earlier.emit, tip=_("Earlier")))
            head.addWidget(Button(icon="chevron-right", kind="ghost", on=self.later.emit, tip=_("Later")))
        if closes:
            head.addWidget(Button(icon="x", kind="ghost", on=self.close_panel, tip=_("Close")))
        outer.addLayout(head)
        self.area = scroll_area(only_down=True)
        outer.addWidget(self.area, 1)
        self.foot = QVBoxLayout()
        self.foot.setContentsMargins(0, 0, 16, 0)
        self.foot.setSpacing(8)
        outer.addLayout(self.foot)
        self.body: QVBoxLayout
        self.clear()

    def clear(self) -> QVBoxLayout:
        """A fresh, empty body; returns it."""
        inner = QWidget()
        self.body = QVBoxLayout(inner)
        self.body.setContentsMargins(0, 4, 16, 4)
        self.body.setSpacing(8)
        self.body.setAlignment(Qt.AlignmentFlag.AlignTop)
        old: QWidget | None = self.area.takeWidget()  # setWidget would delete it at once, with a button that is just being pressed
        if old is not None:
            old.setParent(self)
            old.hide()
            old.deleteLater()
        self.area.setWidget(inner)
        inner.setAutoFillBackground(False)  # setWidget turns it on
        return self.body

    def close_panel(self) -> None:
        self.hide()
        self.closed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self._closes:
            self.close_panel()
            return
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.colour("surface"))
        paint.hairline(painter, 0, 0, self.height(), vertical=True)
        painter.end()
