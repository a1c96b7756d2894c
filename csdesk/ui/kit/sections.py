"""The list of parts at the left of a long page: icon and word, a dot for what has changed; arrows move, a click chooses."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QVBoxLayout, QWidget

from csdesk.ui import icons, theme
from csdesk.ui.kit import paint


class SectionItem(QAbstractButton):
    """One part. `dot`: something was changed in it."""

    def __init__(self, key: str, words: str, icon: str, parent: SectionList) -> None:
        super().__init__(parent)
        self.key, self.icon_name, self.dot = key, icon, False
        self._list = parent
        self.setText(words)
        self.setAccessibleName(words)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.clicked.connect(self._taken)

    def _taken(self) -> None:
        self._list.choose(self.key)

    def sizeHint(self) -> QSize:
        return QSize(158, 32)

    def set_dot(self, dot: bool) -> None:
        if dot != self.dot:
            self.dot = dot
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        rect = QRectF(self.rect())
        here = self._list.current == self.key
        if here:
            paint.box(painter, rect, 6, "accent_soft")
        elif self.underMouse():
            paint.box(painter, rect, 6, "pressed" if not theme.tokens().dark else "hover")
        icons.draw(painter, self.icon_name, 10, rect.center().y() - 8, "accent" if here else "muted", 16)
        tone = "accent_text" if here else "text"
        paint.text(painter, rect.adjusted(34, 0, -18 if self.dot else -6, 0), self.text(), "body", tone, bold=here)
        if self.dot:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("accent"))
            painter.drawEllipse(QPointF(rect.right() - 14, rect.center().y()), 3, 3)
        if self.hasFocus():
            paint.ring(painter, rect, 6)
        painter.end()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._list.step(1 if event.key() == Qt.Key.Key_Down else -1)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)


class SectionList(QWidget):
    """`SectionList([("shifts", words, icon), ...])`; signal `chosen(key)`; `set_dots({"shifts"})`."""

    chosen = Signal(object)

    def __init__(self, entries: Sequence[tuple[str, str, str]], *, name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.current = entries[0][0] if entries else ""
        self.items = [SectionItem(key, words, icon, self) for key, words, icon in entries]
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        for item in self.items:
            layout.addWidget(item)

    def choose(self, key: str) -> None:
        """Emits `chosen` only when it is another one."""
        if key != self.current and any(item.key == key for item in self.items):
            self.current = key
            for item in self.items:
                item.update()
            self.chosen.emit(key)

    def step(self, by: int) -> None:
        """The part above or below; the focus goes along."""
        keys = [item.key for item in self.items]
        number = max(0, min(len(keys) - 1, keys.index(self.current) + by))
        self.choose(keys[number])
        self.items[number].setFocus(Qt.FocusReason.TabFocusReason)

    def set_dots(self, keys: set[str]) -> None:
        for item in self.items:
            item.set_dot(item.key in keys)
