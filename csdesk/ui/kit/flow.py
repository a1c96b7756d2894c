"""A line of widgets that goes on in a second line where there is no room; what stands at its end keeps to the right."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

GAP, LINE = 8, 30


class Flow(QWidget):
    """`Flow([segment, combo, chip, ...], end=buttons)`: hidden ones take no room; its height follows the number of lines.
    `line`: how high a line is."""

    def __init__(
        self, items: Sequence[QWidget], *, end: QWidget | None = None, line: int = LINE, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._line = line
        self._items, self._end = list(items), end
        for one in (*items, *((end,) if end is not None else ())):
            one.setParent(self)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(line)

    def minimumSizeHint(self) -> QSize:
        return QSize(max((one.sizeHint().width() for one in self._shown()), default=0), self._line)

    def _shown(self) -> list[QWidget]:
        found = [*self._items, *((self._end,) if self._end is not None else ())]
        return [one for one in found if not one.isHidden()]

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._place()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self._place()
        return super().event(event)

    def _place(self) -> None:
        x = y = 0
        for one in self._shown():
            size = one.sizeHint().boundedTo(one.maximumSize()).expandedTo(one.minimumSize())
            if x and x + size.width() > self.width():
                x, y = 0, y + self._line + GAP
            left = max(x, self.width() - size.width()) if one is self._end else x
            one.setGeometry(left, y + (self._line - size.height()) // 2, size.width(), size.height())
            x += size.width() + GAP
        self.setFixedHeight(y + self._line)
