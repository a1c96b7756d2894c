"""A status as icon + word on a soft ground: never colour alone. As a widget and as a thing a table's delegate paints."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from csdesk.ui import icons, theme
from csdesk.ui.kit import paint

# tone -> (ground, word)
TONES: dict[str, tuple[str, str]] = {
    "danger": ("danger_soft", "danger"),
    "warn": ("warn_soft", "warn"),
    "ok": ("ok_soft", "ok"),
    "accent": ("accent_soft", "accent_text"),
    "neutral": ("neutral_soft", "muted"),
    "solid": ("danger", "surface"),
    "leave": ("leave_bg", "leave_fg"),
    "day": ("day_bg", "day_fg"),
    "night": ("night_bg", "night_fg"),
    "teal": ("teal_bg", "teal_fg"),
    "rose": ("rose_bg", "rose_fg"),
    "olive": ("olive_bg", "olive_fg"),
    "plain": ("", "muted"),
}
HEIGHT, PADDING, ICON, GAP = 20, 7, 13, 4


@dataclass(frozen=True)
class ChipSpec:
    """What a chip says: words, tone (danger, warn, ok, accent, neutral, solid, leave, day, night, plain), Lucide icon."""

    words: str
    tone: str = "neutral"
    icon: str = ""

    def width(self) -> float:
        return paint.width(self.words, "small", self.tone == "solid") + 2 * PADDING + ((ICON + GAP) if self.icon else 0)

    def paint(self, painter: QPainter, x: float, middle: float, *, selected: bool = False, height: int = HEIGHT) -> float:
        """Draw with the left edge at x, centred on `middle`; on a selected row an accent chip takes the surface. Returns the width."""
        ground, word = TONES[self.tone]
        width = self.width()
        rect = QRectF(round(x), round(middle - height / 2), round(width), height)
        if ground:
            if selected and self.tone == "accent":
                ground = "surface"
            paint.box(painter, rect, 5, ground)
        left = rect.left() + PADDING
        if self.icon:
            icons.draw(painter, self.icon, left, rect.center().y() - ICON / 2, word, ICON)
            left += ICON + GAP
        area = QRectF(left, rect.top(), rect.right() - left, height)
        paint.text(painter, area, self.words, "small", word, bold=True if self.tone == "solid" else None)
        return width


class Chip(QAbstractButton):
    """A chip to put into a layout. With `on` it can be clicked (a filter, a jump); else it only says something."""

    def __init__(
        self,
        words: str = "",
        tone: str = "neutral",
        icon: str = "",
        *,
        tall: bool = False,
        on: object = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.spec = ChipSpec(words, tone, icon)
        self._height = 24 if tall else HEIGHT
        self._call = on
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        if callable(on):
            self.setCursor(Qt.CursorShape.PointingHandCursor)
            self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            self.clicked.connect(self._clicked)
        self.setAccessibleName(words)

    def _clicked(self) -> None:
        if callable(self._call):
            self._call()

    def say(self, words: str, tone: str = "neutral", icon: str = "") -> None:
        """Show another state."""
        self.spec = ChipSpec(words, tone, icon)
        self.setAccessibleName(words)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(round(self.spec.width()), self._height)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if callable(self._call):
            super().mousePressEvent(event)
        else:
            event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        self.spec.paint(painter, 0, self.height() / 2, height=self._height)
        if self.hasFocus():
            paint.ring(painter, QRectF(self.rect()), 5)
        painter.end()


class Badge(QWidget):
    """A small count in a pill (behind a card's title, in the navigation); hidden when the count is 0."""

    def __init__(self, count: int = 0, tone: str = "neutral", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.count, self.tone = count, tone
        self.set(count, tone)

    def set(self, count: int, tone: str = "neutral") -> None:
        self.count, self.tone = count, tone
        self.setAccessibleName(str(count))
        if count <= 0 or self.parentWidget() is not None:
            self.setVisible(count > 0)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(max(20, round(paint.width(str(self.count), "caption")) + 12), 18)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_badge(painter, QRectF(self.rect()), self.count, self.tone)
        painter.end()


def paint_badge(painter: QPainter, rect: QRectF, count: int, tone: str) -> None:
    ground, word = TONES[tone]
    paint.box(painter, rect, min(9.0, rect.height() / 2) if tone != "square" else 5, ground or "neutral_soft")
    paint.text(painter, rect, str(count), "caption", word, paint.CENTRE)


def hatch(painter: QPainter, rect: QRectF, tone: str = "leave_fg", opacity: float = 0.13) -> None:
    """The 45° texture of leave (step 4 px), so that it is told apart without colour."""
    painter.save()
    painter.setClipRect(rect)
    painter.setOpacity(opacity)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(theme.colour(tone))
    x = rect.left() - rect.height()
    while x < rect.right():
        painter.drawLine(int(x), int(rect.bottom()), int(x + rect.height()), int(rect.top()))
        x += 4
    painter.restore()
