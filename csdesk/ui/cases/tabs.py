"""The tabs over the list: words with a count, a line under the one that is open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from csdesk.i18n import gettext as _
from csdesk.ui import theme
from csdesk.ui.kit import paint


class Tabs(QWidget):
    """`Tabs([("open", "未结"), ...])`; signal `chosen(key)`; ←→ move."""

    chosen = Signal(object)

    def __init__(self, options: Sequence[tuple[str, str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._options = list(options)
        self.current = self._options[0][0]
        self.counts: dict[str, int] = {}
        self._hover = ""
        self.setFixedHeight(36)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._speak()

    def set_counts(self, counts: Mapping[str, int]) -> None:
        self.counts = dict(counts)
        self._speak()
        self.update()

    def choose(self, key: str) -> None:
        """`chosen` is emitted only when it is another one."""
        if key != self.current and any(key == one for one, _words in self._options):
            self.current = key
            self._speak()
            self.update()
            self.chosen.emit(key)

    def show_tab(self, key: str) -> None:
        """Mark a tab without telling anybody ('' = none)."""
        self.current = key
        self._speak()
        self.update()

    def _speak(self) -> None:
        words = dict(self._options).get(self.current, "")
        count = self.counts.get(self.current)
        self.setAccessibleName(f"{_('Cases')} {words} {count if count is not None else ''}".strip())

    def _rects(self) -> list[tuple[str, str, QRectF, float]]:
        x, found = 14.0, []
        for key, words in self._options:
            wide = paint.width(words, "body", True)
            count = self.counts.get(key)
            whole = wide + (paint.width(f"{count}", "small") + 5 if count is not None else 0)
            found.append((key, words, QRectF(x, 0, whole, self.height()), wide))
            x += whole + 18
        return found

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint.hairline(painter, 0, self.height() - 1, self.width())
        for key, words, rect, wide in self._rects():
            here = key == self.current
            tone = "text" if here or key == self._hover else "muted"
            paint.text(painter, QRectF(rect.left(), 0, wide + 2, 34), words, "body", tone, bold=here)
            count = self.counts.get(key)
            if count is not None:
                paint.text(painter, QRectF(rect.left() + wide + 5, 0, 60, 34), f"{count}", "small", "muted")
            if here:
                painter.fillRect(QRectF(rect.left(), self.height() - 2, rect.width(), 2), theme.colour("accent"))
                if self.hasFocus():
                    paint.ring(painter, rect.adjusted(-5, 4, 5, -4))
        painter.end()

    def _at(self, event: QMouseEvent) -> str:
        return next((key for key, _words, rect, _wide in self._rects() if rect.adjusted(-8, 0, 8, 0).contains(event.position())), "")

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hover = self._at(event)
        self.update()

    def leaveEvent(self, event: object) -> None:
        self._hover = ""
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.choose(self._at(event))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()), 0)
        keys = [key for key, _words in self._options]
        if not step:
            super().keyPressEvent(event)
            return
        here = keys.index(self.current) if self.current in keys else 0
        self.choose(keys[max(0, min(len(keys) - 1, here + step))])
