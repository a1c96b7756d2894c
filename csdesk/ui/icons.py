"""Answers for icons: Lucide SVGs (ISC licence, resources/icons), tinted by a token when painted and kept."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QApplication

from csdesk.i18n import ROOT
from csdesk.ui import theme

FOLDER = ROOT / "resources" / "icons"
_kept: dict[tuple[str, str, int, float], QPixmap] = {}


def svg(name: str, tint: str, stroke: float = 1.75) -> bytes:
    """The text of an icon with the tint (#RRGGBB) and the stroke width in place. FileNotFoundError for an unknown name."""
    text = (FOLDER / f"{name}.svg").read_text("utf-8")
    return text.replace("currentColor", tint).replace('stroke-width="2"', f'stroke-width="{stroke}"').encode()


def pixmap(name: str, tone: str = "muted", size: int = 16, ratio: float = 0.0) -> QPixmap:
    """The icon in the colour of the token `tone` at `size` logical pixels, sharp at the screen's ratio."""
    ratio = ratio or _ratio()
    tint = theme.colour(tone).name()
    key = (name, tint, size, ratio)
    found = _kept.get(key)
    if found is None:
        from PySide6.QtSvg import QSvgRenderer

        edge = round(size * ratio)
        found = QPixmap(edge, edge)
        found.fill(Qt.GlobalColor.transparent)
        painter = QPainter(found)
        QSvgRenderer(QByteArray(svg(name, tint))).render(painter, QRectF(0, 0, edge, edge))
        painter.end()
        found.setDevicePixelRatio(ratio)
        _kept[key] = found
    return found


def draw(painter: QPainter, name: str, x: float, y: float, tone: str = "muted", size: int = 16) -> None:
    """Paint the icon with its top left corner at (x, y), on whole device pixels."""
    ratio = painter.device().devicePixelRatioF()
    painter.drawPixmap(round(x), round(y), pixmap(name, tone, size, ratio))


def icon(name: str, tone: str = "muted", size: int = 16, disabled: str = "faint") -> QIcon:
    """A QIcon for menus and plain buttons; make it anew after a change of theme (kit.Button does so itself)."""
    result = QIcon(pixmap(name, tone, size))
    result.addPixmap(pixmap(name, disabled, size), QIcon.Mode.Disabled)
    return result


def forget() -> None:
    """Drop all kept pixmaps (the theme changed)."""
    _kept.clear()


def _ratio() -> float:
    app = QApplication.instance()
    return app.devicePixelRatio() if isinstance(app, QApplication) else 1.0
