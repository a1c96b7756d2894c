"""A chart of the service summary on the screen: the shapes of the print in the colours of the theme, each bar a way to its cases."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QBrush, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from csdesk.core import service_chart as core
from csdesk.core.service_chart import Bar, Label, Path, Shape
from csdesk.ui import theme
from csdesk.ui.kit import paint

SCALE = 1.45  # pixels a point: 7.5 pt print reads as the theme's smallest words
FILLS = {core.DARK: "accent", core.GREY: "faint", core.WHITE: "surface", core.SHADE: "neutral_soft"}
ALIGNS = {core.LEFT: paint.LEFT, core.RIGHT: paint.RIGHT, core.CENTRE: paint.CENTRE}


class Chart(QWidget):
    """`show_shapes(make, high)`: make(wide) gives the shapes for a width in points, `high` is the height. Signal `opened(what, key)`: a bar
    was clicked, or Enter pressed on it; arrows go from bar to bar."""

    opened = Signal(object, object)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._make: Callable[[float], Sequence[Shape]] = _nothing
        self._high = 0.0
        self.shapes: Sequence[Shape] = ()
        self.here = -1
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_shapes(self, make: Callable[[float], Sequence[Shape]], high: float) -> None:
        """Draw another chart."""
        self._make, self._high = make, high
        self.here = -1
        self.setFixedHeight(round(high * SCALE))
        self._remake()

    def _remake(self) -> None:
        self.shapes = self._make(max(self.width() / SCALE, 200.0))
        self.setAccessibleDescription("; ".join(one.tip for one in self.bars()))
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._remake()

    def bars(self) -> list[Bar]:
        """What can be opened, from left to right or from above."""
        return [one for one in self.shapes if isinstance(one, Bar) and one.what]

    def rect_of(self, bar: Bar) -> QRectF:
        """Where a bar is, in pixels; one of no height is still something to hit."""
        rect = QRectF(bar.x * SCALE, bar.y * SCALE, bar.wide * SCALE, bar.high * SCALE)
        return rect if rect.height() >= 6 else rect.adjusted(0, rect.height() - 6, 0, 0)

    def _at(self, point: QPointF) -> int:
        return max((place for place, bar in enumerate(self.bars()) if self.rect_of(bar).contains(point)), default=-1)  # the topmost

    # drawing
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        for shape in self.shapes:
            if isinstance(shape, Bar):
                self._paint_bar(painter, shape)
            elif isinstance(shape, Path):
                _paint_path(painter, shape)
            else:
                _paint_label(painter, shape)
        bars = self.bars()
        if self.hasFocus():
            paint.ring(painter, self.rect_of(bars[self.here]).adjusted(-3, -3, 3, 3) if 0 <= self.here < len(bars) else QRectF(self.rect()))
        painter.end()

    def _paint_bar(self, painter: QPainter, bar: Bar) -> None:
        rect = QRectF(bar.x * SCALE, bar.y * SCALE, bar.wide * SCALE, bar.high * SCALE)
        if bar.fill == core.CLEAR:
            return
        if bar.fill == core.HATCH:
            painter.fillRect(rect, theme.colour("warn_soft"))
            painter.fillRect(rect, QBrush(theme.colour("warn"), Qt.BrushStyle.BDiagPattern))
        else:
            painter.fillRect(rect, theme.colour(FILLS[bar.fill]))
        if bar.fill != core.SHADE and bar.high > 0:
            painter.setPen(QPen(theme.colour("warn" if bar.fill == core.HATCH else "muted"), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(rect)

    # opening
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        over = self._at(event.position()) >= 0
        self.setCursor(Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.ArrowCursor)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._open(self._at(event.position()))

    def _open(self, place: int) -> None:
        bars = self.bars()
        if 0 <= place < len(bars):
            self.opened.emit(bars[place].what, bars[place].key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, count = event.key(), len(self.bars())
        if key in (Qt.Key.Key_Right, Qt.Key.Key_Down) and count:
            self.here = min(self.here + 1, count - 1)
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Up) and count:
            self.here = max(self.here - 1, 0)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open(self.here)
            return
        else:
            super().keyPressEvent(event)
            return
        self.update()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            place = self._at(QPointF(event.pos()))
            if place >= 0:
                QToolTip.showText(event.globalPos(), self.bars()[place].tip, self)
            else:
                QToolTip.hideText()
            return True
        return super().event(event)


def _nothing(_wide: float) -> Sequence[Shape]:
    return ()


def _paint_path(painter: QPainter, path: Path) -> None:
    points = [QPointF(x * SCALE, y * SCALE) for x, y in path.points]
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, path.dots > 0)
    pen = QPen(theme.colour("line_strong" if path.grey else "text" if path.dots else "muted"), 1.6 if path.dots else 1)
    if path.dashed:
        pen.setStyle(Qt.PenStyle.DashLine)
    painter.setPen(pen)
    painter.drawPolyline(QPolygonF(points))
    if path.dots:
        painter.setBrush(theme.colour("surface" if path.dots == 1 else "text"))
        for point in points:
            painter.drawEllipse(point, 3, 3)
    painter.restore()


def _paint_label(painter: QPainter, label: Label) -> None:
    role = "caption" if label.size <= 7.5 else "small"
    wide = label.room * SCALE if label.room else paint.width(label.text, role, label.bold) + 2
    x = label.x * SCALE - {core.LEFT: 0, core.RIGHT: wide, core.CENTRE: wide / 2}[label.align]
    middle = label.y * SCALE - theme.pixels(role) * 0.37
    tone = "on_accent" if label.white else "text" if label.bold or label.size > 7.5 else "muted"
    paint.text(painter, QRectF(x, middle - 10, wide, 20), label.text, role, tone, ALIGNS[label.align], label.bold)
