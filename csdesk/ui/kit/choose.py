"""Choosing what is shown: segments, the period ‹ 2026年9月 ›, the search box."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QWidget

from csdesk.core.calendar import Month
from csdesk.i18n import gettext as _
from csdesk.ui import icons, theme
from csdesk.ui.kit import paint


def month_text(month: Month) -> str:
    """2026年9月"""
    return _("{year}/{month}").format(year=month.year, month=month.month)


class Segment(QWidget):
    """A few words of which one is chosen: `Segment([("pay", "工资"), ("sheet", "考勤表")])`; signal `chosen(str)`; arrows move."""

    chosen = Signal(object)

    def __init__(self, options: Sequence[tuple[str, str]], current: str = "", *, name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._options = list(options)
        self.current = current or self._options[0][0]
        self._hover = -1
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._name = name
        self._speak()

    def _speak(self) -> None:
        words = dict(self._options)[self.current]
        self.setAccessibleName(f"{self._name} {words}".strip())

    def choose(self, key: str) -> None:
        """Choose from the program: `chosen` is emitted only when it is another one."""
        if key != self.current and any(key == option for option, _words in self._options):
            self.current = key
            self._speak()
            self.update()
            self.chosen.emit(key)

    def fill(self, options: Sequence[tuple[str, str]]) -> None:
        """Other options; where the chosen one is gone, the first is chosen."""
        self._options = list(options)
        if all(key != self.current for key, _words in options):
            self.choose(options[0][0])
        self._speak()
        self.updateGeometry()
        self.update()

    def rename(self, key: str, words: str) -> None:
        """Other words for an option, e.g. with a count."""
        options = [(option, words if option == key else was) for option, was in self._options]
        if options != self._options:
            self._options = options
            self._speak()
            self.updateGeometry()
            self.update()

    def _widths(self) -> list[float]:
        return [round(paint.width(words, "body", True)) + 26 for _key, words in self._options]

    def _rects(self) -> list[QRectF]:
        x, result = 2.0, []
        for width in self._widths():
            result.append(QRectF(x, 2, width, self.height() - 4))
            x += width
        return result

    def sizeHint(self) -> QSize:
        return QSize(round(sum(self._widths())) + 4, 30)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint.box(painter, QRectF(self.rect()), 7, "neutral_soft")
        for index, (rect, (key, words)) in enumerate(zip(self._rects(), self._options, strict=True)):
            if key == self.current:
                paint.box(painter, rect, 6, "surface", "line_strong" if theme.tokens().dark else "line")
                paint.text(painter, rect, words, "body", "text", paint.CENTRE, bold=True)
            else:
                paint.text(painter, rect, words, "body", "text" if index == self._hover else "muted", paint.CENTRE)
        if self.hasFocus():
            paint.ring(painter, QRectF(self.rect()), 7)
        painter.end()

    def _at(self, event: QMouseEvent) -> int:
        return next((i for i, rect in enumerate(self._rects()) if rect.contains(event.position())), -1)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hover = self._at(event)
        self.update()

    def leaveEvent(self, event: object) -> None:
        self._hover = -1
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self._at(event)
        if index >= 0 and event.button() == Qt.MouseButton.LeftButton:
            self.choose(self._options[index][0])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()), 0)
        if not step:
            super().keyPressEvent(event)
            return
        keys = [key for key, _words in self._options]
        self.choose(keys[max(0, min(len(keys) - 1, keys.index(self.current) + step))])


class PeriodPicker(QWidget):
    """‹ 2026年9月 ›: signal `changed(Month)`; `earlier()` / `later()` are what Alt+←/→ call; the middle opens a year of months."""

    changed = Signal(object)

    def __init__(self, month: Month, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.month = month
        self._hover = 0
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(month_text(month))

    def sizeHint(self) -> QSize:
        return QSize(round(paint.width(month_text(Month(2026, 12)))) + 62, 30)

    def set_month(self, month: Month) -> None:
        """Show another month; emits `changed` when it is another one."""
        if month != self.month:
            self.month = month
            self.setAccessibleName(month_text(month))
            self.update()
            self.changed.emit(month)

    def earlier(self) -> None:
        self.set_month(self.month.previous())

    def later(self) -> None:
        self.set_month(self.month.next())

    def _part(self, x: float) -> int:
        return -1 if x < 28 else 1 if x > self.width() - 28 else 0

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        rect = QRectF(self.rect())
        paint.box(painter, rect, 6, "surface", "accent" if self.hasFocus() else "line_strong", 2 if self.hasFocus() else 1)
        middle = rect.height() / 2
        for part, name, x in ((-1, "chevron-left", 9.0), (1, "chevron-right", rect.width() - 25)):
            icons.draw(painter, name, x, middle - 8, "text" if self.underMouse() and self._hover == part else "muted", 16)
        paint.text(painter, rect, month_text(self.month), "body", "text", paint.CENTRE)
        painter.end()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hover = self._part(event.position().x())
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        part = self._part(event.position().x())
        if part < 0:
            self.earlier()
        elif part > 0:
            self.later()
        else:
            self._open()

    def _open(self) -> None:
        from csdesk.ui.kit.months import MonthMenu

        choice = MonthMenu(self.month, self)
        choice.chosen.connect(self.set_month)
        choice.popup_below(self)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Left:
            self.earlier()
        elif event.key() == Qt.Key.Key_Right:
            self.later()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space, Qt.Key.Key_Down):
            self._open()
        else:
            super().keyPressEvent(event)


class SearchBox(QLineEdit):
    """A line with a magnifier: `textChanged` as ever; Esc empties it, a second Esc leaves it."""

    def __init__(self, placeholder: str = "", *, width: int = 226, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setPlaceholderText(placeholder)
        self.setAccessibleName(placeholder)
        self.setFixedWidth(width)
        self.setTextMargins(22, 0, 0, 0)
        self.setClearButtonEnabled(False)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        icons.draw(painter, "search", 10, self.height() / 2 - 8, "muted", 16)
        painter.end()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
            return
        super().keyPressEvent(event)
