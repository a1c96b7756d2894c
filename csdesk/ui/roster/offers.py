"""Cards of changes that could be made: what it means, before → after, what stays short, and the button that does it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QEnterEvent, QFocusEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from csdesk.actions.repair import Mended
from csdesk.i18n import gettext as _
from csdesk.ui import theme
from csdesk.ui.kit import Button, Chip, IconView, Text, paint, row
from csdesk.ui.kit.basic import paragraph

WIDTH = 304
ROOM = WIDTH - 66  # for the words of a card, beside the margins and the scroll bar
MOST_MOVES = 10


class Offer(QWidget):
    """One way: `title`, its price, each cell before → after, what stays short. Enter takes it, ↑↓ go on; what has the keyboard or the
    mouse is shown in the grid. Signals `looked(Mended)`, `taken(Offer)`, `stepped(int)`."""

    looked = Signal(object)
    taken = Signal(object)
    stepped = Signal(int)

    def __init__(self, title: str, mended: Mended, button: str, *, lines: Sequence[str] = ()) -> None:
        super().__init__()
        self.mended = mended
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 8, 10, 8)
        layout.setSpacing(3)
        price = Text(_("price {n}").format(n=f"{mended.price:,}"), "small", "muted")
        layout.addWidget(paragraph(title, "body", ROOM))
        for said in lines:
            layout.addWidget(paragraph(said, "small", ROOM, "muted"))
        moves = [one.sentence for one in mended.moves]
        for said in moves[:MOST_MOVES]:
            layout.addWidget(paragraph(said, "small", ROOM))
        if len(moves) > MOST_MOVES:
            layout.addWidget(Text(_("and {n} more").format(n=len(moves) - MOST_MOVES), "small", "muted"))
        for said in mended.short:
            layout.addLayout(row(IconView("triangle-alert", 13, "danger"), paragraph(said, "small", ROOM - 18, "danger"), None, gap=5))
        if len(mended.parts) > 1 or (mended.parts and not moves):
            said = _(", ").join(f"{name} {price:,}" for name, price in mended.parts)
            layout.addWidget(paragraph(said, "small", ROOM, "muted"))
        self.button = Button(button, on=self._take, small=True)
        self._foot = row(self.button, gap=6)
        layout.addLayout(self._foot)
        self._foot.addStretch(1)
        self._foot.addWidget(price)
        self.setMinimumHeight(layout.totalSizeHint().height())  # a scrolling area would press it
        self.setAccessibleName(", ".join([title, *lines, *moves, *mended.short]))

    def add_chip(self, words: str) -> None:
        """A word beside the button: 已证明最小."""
        chip = Chip(words, "ok", "badge-check")
        chip.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._foot.insertWidget(1, chip)

    def _take(self) -> None:
        self.taken.emit(self)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.hasFocus():
            self.button.click()
        elif event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down) and self.hasFocus():
            self.stepped.emit(1 if event.key() == Qt.Key.Key_Down else -1)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.update()
        self.looked.emit(self.mended)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.update()

    def enterEvent(self, event: QEnterEvent) -> None:
        self.looked.emit(self.mended)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint.box(painter, QRectF(self.rect()), theme.tokens().radius, "sunken")
        if self.hasFocus():
            paint.ring(painter, QRectF(self.rect()), theme.tokens().radius)
        painter.end()


def connect_steps(offers: Sequence[Offer]) -> None:
    """↑↓ go from card to card."""
    for number, one in enumerate(offers):
        one.stepped.connect(_Step(offers, number).go)


class _Step:
    def __init__(self, offers: Sequence[Offer], number: int) -> None:
        self._offers, self._number = offers, number
        offers[number].setProperty("step", self)

    def go(self, step: int) -> None:
        number = self._number + step
        if 0 <= number < len(self._offers):
            self._offers[number].setFocus(Qt.FocusReason.TabFocusReason)
