"""Painting that looks right: text on one baseline, hairlines, rounded boxes, wrapped lines. For delegates and painted widgets."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QTextLayout, QTextOption

from csdesk.ui import theme

LEFT, RIGHT, CENTRE = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight, Qt.AlignmentFlag.AlignHCenter


def text(
    painter: QPainter,
    rect: QRectF,
    words: str,
    role: str = "body",
    tone: str = "text",
    align: Qt.AlignmentFlag = LEFT,
    bold: bool | None = None,
) -> float:
    """Draw one line, elided, its Chinese glyphs centred in `rect`; returns the width drawn. `tone` is a token.

    The baseline is computed: Qt's AlignVCenter moves a line by a pixel as soon as it holds a Chinese character."""
    measure = theme.metrics(role, bold)
    words = measure.elidedText(words, Qt.TextElideMode.ElideRight, rect.width() + 1)
    width = measure.horizontalAdvance(words)
    if align & RIGHT:
        x = rect.right() - width
    elif align & CENTRE:
        x = rect.center().x() - width / 2
    else:
        x = rect.left()
    painter.setFont(theme.font(role, bold))
    painter.setPen(theme.colour(tone))
    painter.drawText(QPointF(x, round(rect.center().y() + theme.pixels(role) * 0.37)), words)
    return width


def width(words: str, role: str = "body", bold: bool | None = None) -> float:
    """Advance of one line in logical pixels."""
    return theme.metrics(role, bold).horizontalAdvance(words)


def hairline(painter: QPainter, x: float, y: float, length: float, tone: str = "line", *, vertical: bool = False) -> None:
    """One logical pixel, filled, so that it stays sharp at 125 and 150 %."""
    painter.fillRect(QRectF(x, y, 1, length) if vertical else QRectF(x, y, length, 1), theme.colour(tone))


def box(
    painter: QPainter,
    rect: QRectF,
    radius: float,
    fill: str | None,
    border: str | None = None,
    pen: float = 1.0,
    style: Qt.PenStyle = Qt.PenStyle.SolidLine,
) -> None:
    """A rounded box; fill and border are tokens or None. The border lies inside `rect`."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(theme.colour(fill) if fill else QColor(Qt.GlobalColor.transparent))
    if border:
        line = QPen(theme.colour(border), pen)
        line.setStyle(style)
        painter.setPen(line)
        rect = rect.adjusted(pen / 2, pen / 2, -pen / 2, -pen / 2)
    else:
        painter.setPen(Qt.PenStyle.NoPen)
    painter.drawRoundedRect(rect, radius, radius)
    painter.restore()


def ring(painter: QPainter, rect: QRectF, radius: float = 4, tone: str = "accent", pen: float = 2.0) -> None:
    """The focus ring (accent, 2 px) or a conflict ring (danger), inside `rect`."""
    box(painter, rect, radius, None, tone, pen)


def dotted(painter: QPainter, x: float, y: float, length: float, tone: str = "faint") -> None:
    """The fine dotted line under a number that opens its basis."""
    colour = theme.colour(tone)
    step = 0
    while step < length:
        painter.fillRect(QRectF(x + step, y, 1, 1), colour)
        step += 3


def wrapped(words: str, room: float, role: str = "small", bold: bool | None = None) -> tuple[QTextLayout, float]:
    """A laid-out paragraph of at most `room` width and its height; keeps ，。」 off the start of a line.

    Draw it with `.draw(painter, point)`."""
    layout = QTextLayout(words, theme.font(role, bold))
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    height = 0.0
    step = round(theme.pixels(role) * 1.45)
    layout.beginLayout()
    while (line := layout.createLine()).isValid():
        line.setLineWidth(room)
        line.setPosition(QPointF(0, height))
        height += step
    layout.endLayout()
    return layout, height
