"""The short message at the bottom left of a page: six seconds, stays while hovered, with an Undo link."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPoint, QRectF, Qt, QTimer
from PySide6.QtGui import QEnterEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from csdesk.i18n import gettext as _
from csdesk.ui import theme
from csdesk.ui.kit import paint
from csdesk.ui.kit.basic import Button, Text
from csdesk.ui.kit.popover import shadow
from csdesk.ui.kit.states import IconView

SECONDS = 6


@dataclass(frozen=True)
class ToastSpec:
    """What a toast says: message, a muted second line, tone (ok, danger, warn, accent), and a link with its call."""

    message: str
    more: str = ""
    tone: str = "ok"
    link: str = ""
    call: Callable[[], object] | None = None


class Toast(QWidget):
    """One message over `host` (the page area). Made by the window for `Desk.toasted`; pages call `desk.toast(...)`."""

    def __init__(self, host: QWidget, spec: ToastSpec) -> None:
        super().__init__(host)
        self.spec = spec
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setFixedWidth(330 if len(spec.message) < 40 else 440)
        line = QHBoxLayout(self)
        line.setContentsMargins(14, 10, 8, 10)
        line.setSpacing(8)
        icon = {"ok": "circle-check", "danger": "circle-alert", "warn": "triangle-alert", "accent": "info"}[spec.tone]
        line.addWidget(IconView(icon, 16, spec.tone), 0, Qt.AlignmentFlag.AlignVCenter)
        words = QVBoxLayout()
        words.setSpacing(1)
        words.addWidget(Text(spec.message, wrap=True))
        if spec.more:
            words.addWidget(Text(spec.more, "small", "muted", wrap=True))
        line.addLayout(words, 1)
        self.link = Button(spec.link, kind="link", on=self._follow) if spec.link else None
        if self.link is not None:
            line.addWidget(self.link)
        line.addWidget(Button(icon="x", kind="ghost", small=True, on=self.close, tip=_("Close")))
        self.setAccessibleName(spec.message)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SECONDS * 1000)
        self._timer.timeout.connect(self.close)
        shadow(self)

    def _follow(self) -> None:
        self.close()
        if self.spec.call is not None:
            self.spec.call()

    def appear(self) -> None:
        """At the bottom left of the host."""
        self.adjustSize()
        self.place()
        self.show()
        self.raise_()
        self._timer.start()

    def place(self) -> None:
        host = self.parentWidget()
        if host is not None:
            self.move(QPoint(16, host.height() - self.height() - 16))

    def enterEvent(self, event: QEnterEvent) -> None:
        self._timer.stop()

    def leaveEvent(self, event: QEvent) -> None:
        self._timer.start()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint.box(painter, QRectF(self.rect()), 8, "raised", "line" if not theme.tokens().dark else "line_strong")
        painter.end()
