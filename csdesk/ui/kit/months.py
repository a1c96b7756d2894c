"""The little window that a PeriodPicker opens: a year with its twelve months."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from csdesk.core.calendar import Month
from csdesk.i18n import gettext as _
from csdesk.ui import icons
from csdesk.ui.kit import paint


class MonthMenu(QWidget):
    """Arrows move, PgUp/PgDn change the year, Enter or a click chooses; signal `chosen(Month)`."""

    chosen = Signal(object)
    CELL_W, CELL_H, HEAD = 62, 34, 40

    def __init__(self, month: Month, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup | Qt.WindowType.FramelessWindowHint)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)
        self.setMouseTracking(True)
        self._now, self._mark = month, month
        self.resize(4 * self.CELL_W + 16, self.HEAD + 3 * self.CELL_H + 12)
        self.setAccessibleName(_("Choose a month"))

    def popup_below(self, widget: QWidget) -> None:
        self.move(widget.mapToGlobal(QPoint(0, widget.height() + 4)))
        self.show()
        self.setFocus()

    def _rect(self, number: int) -> QRectF:
        line, place = divmod(number - 1, 4)
        return QRectF(8 + place * self.CELL_W, self.HEAD + line * self.CELL_H, self.CELL_W, self.CELL_H).adjusted(2, 2, -2, -2)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint.box(painter, QRectF(self.rect()), 8, "raised", "line_strong")
        paint.text(painter, QRectF(0, 4, self.width(), 34), str(self._mark.year), "heading", "text", paint.CENTRE)
        icons.draw(painter, "chevron-left", 16, 13)
        icons.draw(painter, "chevron-right", self.width() - 32, 13)
        for number in range(1, 13):
            rect = self._rect(number)
            here = Month(self._mark.year, number)
            if here == self._now:
                paint.box(painter, rect, 6, "accent_soft")
            if here == self._mark:
                paint.ring(painter, rect, 6)
            words = _("Month {month}").format(month=number)
            paint.text(painter, rect, words, "body", "accent_text" if here == self._now else "text", paint.CENTRE)
        painter.end()

    def _take(self, month: Month) -> None:
        self.chosen.emit(month)
        self.close()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        point = event.position()
        if not QRectF(self.rect()).contains(point):
            self.close()
        elif point.y() < self.HEAD:
            step = -1 if point.x() < 48 else 1 if point.x() > self.width() - 48 else 0
            self._mark = Month(self._mark.year + step, self._mark.month)
            self.update()
        else:
            for number in range(1, 13):
                if self._rect(number).contains(point):
                    self._take(Month(self._mark.year, number))
                    return

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        steps = {
            Qt.Key.Key_Left: -1,
            Qt.Key.Key_Right: 1,
            Qt.Key.Key_Up: -4,
            Qt.Key.Key_Down: 4,
            Qt.Key.Key_PageUp: -12,
            Qt.Key.Key_PageDown: 12,
        }
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._take(self._mark)
        elif key == Qt.Key.Key_Escape:
            self.close()
        elif Qt.Key(key) in steps:
            number = self._mark.year * 12 + self._mark.month - 1 + steps[Qt.Key(key)]
            self._mark = Month(number // 12, number % 12 + 1)
            self.update()
