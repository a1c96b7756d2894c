"""What stands on the screen while a slow start loads the rest of the program: sign and name, nothing that can be clicked."""

from __future__ import annotations

import time

from PySide6.QtCore import QEvent, QObject, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QApplication, QWidget

from csdesk.i18n import gettext as _
from csdesk.ui import mark, theme
from csdesk.ui.kit import paint

SIZE = QSize(320, 168)
PATIENCE = 0.15  # s, for the screen to show it


class Splash(QWidget):
    """Painted at once; it goes when the window that it waits for (`until`) is painted."""

    def __init__(self) -> None:
        super().__init__(None, Qt.WindowType.SplashScreen | Qt.WindowType.FramelessWindowHint | Qt.WindowType.WindowStaysOnTopHint)
        self.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setWindowTitle(_("csdesk"))
        self.painted = False
        room = self.screen().availableGeometry()
        self.setGeometry(QRectF(0, 0, SIZE.width(), SIZE.height()).toRect())
        self.move(room.center().x() - SIZE.width() // 2, room.center().y() - SIZE.height() // 2)

    def appear(self) -> None:
        """Show it before anything else is loaded."""
        self.show()
        end = time.monotonic() + PATIENCE
        while not self.painted and time.monotonic() < end:
            QApplication.processEvents()

    def until(self, window: QWidget) -> None:
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            watched.removeEventFilter(self)
            QTimer.singleShot(0, self._go)
        return False

    def _go(self) -> None:
        self.close()
        self.deleteLater()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.colour("line_strong"), 1))
        painter.setBrush(theme.colour("surface"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 12, 12)
        mark.draw(painter, (self.width() - 56) / 2, 32, 56)
        paint.text(painter, QRectF(0, 104, self.width(), 28), _("csdesk"), "title", align=paint.CENTRE)
        paint.text(painter, QRectF(0, 132, self.width(), 16), _("One moment"), "small", "muted", paint.CENTRE)
        self.painted = True
