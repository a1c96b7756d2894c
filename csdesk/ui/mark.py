"""The sign of csdesk, a headset on a rounded square: for the window's icon and the splash."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap

from csdesk.ui import icons, theme


def draw(painter: QPainter, x: float, y: float, size: int) -> None:
    """Paint it with its top left corner at (x, y)."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.colour("accent"))
    painter.drawRoundedRect(QRectF(x, y, size, size), size * 0.22, size * 0.22)
    inside = round(size * 0.6)
    icons.draw(painter, "headset", x + (size - inside) / 2, y + (size - inside) / 2, "on_accent", inside)


def icon() -> QIcon:
    """In the sizes of a title bar and a task bar."""
    result = QIcon()
    for size in (16, 24, 32, 48, 64):
        pixmap = QPixmap(size, size)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        draw(painter, 0, 0, size)
        painter.end()
        result.addPixmap(pixmap)
    return result
