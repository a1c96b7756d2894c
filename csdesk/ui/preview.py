"""The pages of a document below each other, drawn when they come into sight; the window stays alive with hundreds of them."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from csdesk.i18n import gettext as _
from csdesk.ui import theme
from csdesk.ui.kit import paint
from csdesk.ui.printer import INCH, image

if TYPE_CHECKING:
    from csdesk.ui.printer import Source

GAP, EDGE = 14, 16  # between pages, around them
KEPT = 12  # drawn pages that are kept


class Preview(QAbstractScrollArea):
    """`preview.show_pages((1, 2, 5))`, `preview.set_grey(True)`, `preview.set_whole(False)` = as wide as there is room.

    signal `at(page)`: the page that stands in the middle is another one."""

    at = Signal(object)

    def __init__(self, source: Source, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._source = source
        self.pages: tuple[int, ...] = tuple(range(1, len(source.sizes) + 1))
        self.grey, self.whole = False, True
        self.current = 0
        self._places: list[QRectF] = []
        self._drawn: OrderedDict[tuple[int, int, bool], QPixmap] = OrderedDict()
        self._next = QTimer(self)  # one page a turn of the event loop
        self._next.setSingleShot(True)
        self._next.timeout.connect(self._draw_one)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)  # else its coming would change the width
        self.setMinimumSize(260, 200)
        self.verticalScrollBar().valueChanged.connect(self._moved)
        self.setAccessibleName(_("Preview"))

    def sizeHint(self) -> QSize:
        return QSize(700, 900)

    def show_pages(self, pages: tuple[int, ...]) -> None:
        """Show these pages in this order."""
        if pages != self.pages:
            self.pages = pages
            self._lay()

    def set_grey(self, grey: bool) -> None:
        self.grey = grey
        self.viewport().update()

    def set_whole(self, whole: bool) -> None:
        """Whole pages, or pages as wide as the room."""
        self.whole = whole
        self._lay()

    def go(self, steps: int) -> None:
        """So many pages on (back where negative)."""
        if self._places:
            index = max(0, min(len(self._places) - 1, self._index() + steps))
            self.verticalScrollBar().setValue(round(self._places[index].top() - EDGE))

    def waiting(self) -> bool:
        """A page in sight is still to be drawn."""
        return self._missing() is not None

    # the layout
    def _lay(self) -> None:
        """Where each page stands; what is in the middle stays there."""
        index = self._index() if self._places else 0
        room = QRectF(self.viewport().rect()).adjusted(EDGE, EDGE, -EDGE, -EDGE)
        self._places, y = [], float(EDGE)
        for page in self.pages:
            width, height = self._source.sizes[page - 1]
            scale = max(room.width(), 40) / width
            if self.whole:
                scale = min(scale, max(room.height(), 40) / height)
            scale = min(scale, 2.0 * 96 / INCH)
            self._places.append(QRectF(round(EDGE + (room.width() - width * scale) / 2), y, round(width * scale), round(height * scale)))
            y += round(height * scale) + GAP
        bar = self.verticalScrollBar()
        bar.setRange(0, max(0, round(y - GAP + EDGE - self.viewport().height())))
        bar.setPageStep(self.viewport().height())
        bar.setSingleStep(48)
        if index < len(self._places):
            bar.setValue(round(self._places[index].top() - EDGE))
        self._moved()
        self.viewport().update()

    def _index(self) -> int:
        """Which place is in the middle of what is seen."""
        middle = self.verticalScrollBar().value() + self.viewport().height() / 2
        return next((n for n, place in enumerate(self._places) if place.bottom() + GAP > middle), max(0, len(self._places) - 1))

    def _moved(self) -> None:
        page = self.pages[self._index()] if self.pages and self._places else 0
        if page != self.current:
            self.current = page
            self.at.emit(page)

    def _seen(self) -> list[tuple[int, QRectF]]:
        """The pages in sight, and where they stand in the viewport."""
        top = self.verticalScrollBar().value()
        moved = [(page, place.translated(0, -top)) for page, place in zip(self.pages, self._places, strict=False)]
        return [(page, place) for page, place in moved if place.bottom() >= 0 and place.top() <= self.viewport().height()]

    # drawing
    def _key(self, page: int, place: QRectF) -> tuple[int, int, bool]:
        return page, round(place.width() * self.devicePixelRatioF()), self.grey

    def _missing(self) -> tuple[int, QRectF] | None:
        return next(((page, place) for page, place in self._seen() if self._key(page, place) not in self._drawn), None)

    def _draw_one(self) -> None:
        found = self._missing()
        if found is None:
            return
        page, place = found
        key = self._key(page, place)
        dots = key[1] / self._source.sizes[page - 1][0] * INCH
        pixmap = QPixmap.fromImage(image(self._source.render(page, dots, grey=self.grey)))
        pixmap.setDevicePixelRatio(self.devicePixelRatioF())
        self._drawn[key] = pixmap
        while len(self._drawn) > max(KEPT, len(self._seen())):
            self._drawn.popitem(last=False)
        self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.fillRect(self.viewport().rect(), theme.colour("neutral_soft"))
        for page, place in self._seen():
            key = self._key(page, place)
            pixmap = self._drawn.get(key)
            painter.fillRect(place, Qt.GlobalColor.white)  # paper is white in the dark theme, too
            if pixmap is not None:
                self._drawn.move_to_end(key)
                painter.drawPixmap(place, pixmap, QRectF(pixmap.rect()))
            paint.box(painter, place.adjusted(-1, -1, 1, 1), 0, None, "line_strong")
        if self.hasFocus():
            paint.ring(painter, QRectF(self.viewport().rect()))
        painter.end()
        if self._missing() is not None:
            self._next.start(0)

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        bar = self.verticalScrollBar()
        step = {Qt.Key.Key_PageDown: 1, Qt.Key.Key_PageUp: -1}.get(Qt.Key(event.key()))
        if step is not None:
            self.go(step)
        elif event.key() == Qt.Key.Key_Home:
            bar.setValue(0)
        elif event.key() == Qt.Key.Key_End:
            bar.setValue(bar.maximum())
        elif event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            bar.setValue(bar.value() + (48 if event.key() == Qt.Key.Key_Down else -48))
        else:
            event.ignore()  # Esc and Enter belong to the dialog
