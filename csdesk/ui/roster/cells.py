"""How one roster cell looks: fill, hatch, letter, marks, conflict ring; painted once per look and size, then copied."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap, QPolygonF

from csdesk.ui import theme
from csdesk.ui.kit import paint

FILLED = ("day", "night", "teal", "rose", "olive", "leave")
_kept: dict[tuple[object, ...], QPixmap] = {}


class Look(NamedTuple):
    """kind: day night teal rose olive leave rest unknown away (not employed) blank.

    Marks: a corner = pinned; a dot = changed since it was published; a spine at the left = at another post than the own one; a short
    line under the letter = not by hand, but from a proposal or a rotation."""

    kind: str
    letter: str = ""
    pinned: bool = False
    conflict: bool = False
    faded: bool = False
    changed: bool = False
    post: bool = False
    soft: bool = False


BLANK = Look("blank")


def foreground(kind: str) -> str:
    """The token in which a cell of this kind writes."""
    return f"{kind}_fg" if kind in FILLED else "rest_fg" if kind == "rest" else "danger" if kind == "unknown" else "muted"


def draw(painter: QPainter, rect: QRectF, look: Look, ratio: float) -> None:
    """Paint the cell at `rect` (logical), snapped to whole device pixels."""
    if look == BLANK:
        return
    left, top = round(rect.left() * ratio), round(rect.top() * ratio)
    wide, high = round(rect.right() * ratio) - left, round(rect.bottom() * ratio) - top
    tokens = theme.tokens()
    key = (look, wide, high, ratio, tokens.dark)
    found = _kept.get(key)
    if found is None:
        if len(_kept) > 600:
            _kept.clear()
        found = QPixmap(wide, high)
        found.setDevicePixelRatio(ratio)
        found.fill(Qt.GlobalColor.transparent)
        brush = QPainter(found)
        brush.setRenderHint(QPainter.RenderHint.Antialiasing)
        _paint(brush, QRectF(0, 0, wide / ratio, high / ratio), look)
        brush.end()
        _kept[key] = found
    painter.drawPixmap(QPointF(left / ratio, top / ratio), found)


def _paint(painter: QPainter, rect: QRectF, look: Look) -> None:
    if look.faded:
        painter.setOpacity(0.28)
    inner = rect.adjusted(1, 1, -1, -1)
    tone = foreground(look.kind)
    if look.kind in FILLED:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour(f"{look.kind}_bg"))
        painter.drawRoundedRect(inner, 3, 3)
    elif look.kind == "rest":
        pen = QPen(theme.colour("line_strong"), 1)
        pen.setStyle(Qt.PenStyle.DotLine)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(inner.adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
    if look.kind in ("leave", "away"):
        colour = QColor(theme.colour("leave_fg" if look.kind == "leave" else "line_strong"))
        colour.setAlphaF(0.13 if look.kind == "leave" else 0.45)
        painter.save()
        painter.setClipRect(inner)
        painter.setPen(QPen(colour, 1))
        x = inner.left() - inner.height()
        while x < inner.right():
            painter.drawLine(QPointF(x, inner.bottom()), QPointF(x + inner.height(), inner.top()))
            x += 4
        painter.restore()
    if look.letter:
        role = next((role for role in ("small", "caption") if paint.width(look.letter, role) <= rect.width() - 3), "tiny")
        paint.text(painter, rect, look.letter, role, tone, paint.CENTRE)
    if look.post:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour(tone))
        painter.drawRoundedRect(QRectF(inner.left(), inner.top() + 3, 2.5, inner.height() - 6), 1, 1)
    if look.soft:
        painter.fillRect(QRectF(inner.center().x() - 4, inner.bottom() - 3, 8, 1), theme.colour(tone))
    if look.pinned:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour(tone))
        corner = inner.topRight()
        painter.drawPolygon(QPolygonF([corner - QPointF(6, 0), corner, corner + QPointF(0, 6)]))
    if look.changed:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("accent"))
        painter.drawEllipse(QPointF(inner.left() + 2.5, inner.top() + 2.5), 2, 2)
    if look.conflict or look.kind == "unknown":
        painter.setPen(QPen(theme.colour("danger"), 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(rect.adjusted(2, 2, -2, -2), 3, 3)
