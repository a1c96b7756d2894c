"""The strip that a job of more than 0.3 s shows: what runs, how far, Cancel."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QWidget

from csdesk.i18n import gettext as _
from csdesk.ui import theme
from csdesk.ui.kit import paint
from csdesk.ui.kit.basic import Button, Text


class ProgressStrip(QWidget):
    """Title, bar, words and Cancel (signal `cancelled`). `show_progress(0.4, "312 / 780")`; a share below 0 runs without an end."""

    cancelled = Signal()

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        line = QHBoxLayout(self)
        line.setContentsMargins(14, 7, 8, 7)
        line.setSpacing(12)
        self.title = Text(title)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setRange(0, 0)
        self.bar.setAccessibleName(title)
        self.words = Text("", "small", "muted")
        line.addWidget(self.title)
        line.addWidget(self.bar, 1)
        line.addWidget(self.words)
        self.cancel = Button(_("Cancel"), on=self._cancel, small=True)
        line.addWidget(self.cancel)

    def _cancel(self) -> None:
        self.cancel.setEnabled(False)
        self.words.setText(_("Stopping"))
        self.cancelled.emit()

    def show_progress(self, share: float, words: str = "") -> None:
        if share < 0:
            self.bar.setRange(0, 0)
        else:
            self.bar.setRange(0, 1000)
            self.bar.setValue(round(share * 1000))
        if self.cancel.isEnabled():
            self.words.setText(words)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint.box(painter, QRectF(self.rect()), 8, "raised", "line" if not theme.tokens().dark else "line_strong")
        painter.end()
