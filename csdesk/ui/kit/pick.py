"""Choosing from many options by typing a part of one: its words or the initials of its pinyin."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QEvent, QPoint, QRectF, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from csdesk.ui.kit import paint
from csdesk.ui.kit.form import ComboBox

MOST, HIGH = 8, 26
Among = Callable[[Sequence[str], str], Sequence[int]]  # options and what was typed -> the places of those that fit, best first


class Hits(QWidget):
    """What fits so far, under the box: painted, never focused; a click takes one."""

    def __init__(self, box: PickBox) -> None:
        host: QWidget = box
        while (above := host.parentWidget()) is not None and not above.isWindow():
            host = above
        super().__init__(host)
        self._box, self._host = box, host
        self.words: list[str] = []
        self.current = 0
        self.hide()

    def show_words(self, words: Sequence[str], current: int) -> None:
        self.words, self.current = list(words[:MOST]), current
        corner = self._box.mapTo(self._host, QPoint(0, self._box.height() + 2))
        self.setGeometry(corner.x(), corner.y(), self._box.width(), 8 + HIGH * max(1, len(self.words)))
        if self.geometry().bottom() > self._host.height():  # no room below: above the box
            self.move(corner.x(), corner.y() - self._box.height() - self.height() - 4)
        self.show()
        self.raise_()
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        place = int(event.position().y() - 4) // HIGH
        if 0 <= place < len(self.words):
            self._box.take(place)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        rect = QRectF(self.rect()).adjusted(0, 0, -1, -1)
        paint.box(painter, rect, 6, "raised", "line_strong")
        for place, said in enumerate(self.words):
            line = QRectF(4, 4 + place * HIGH, rect.width() - 8, HIGH)
            if place == self.current:
                paint.box(painter, line, 5, "accent_soft")
            paint.text(painter, line.adjusted(8, 0, -8, 0), said, "body", "text", bold=place == self.current)
        if not self.words:
            paint.text(painter, QRectF(12, 4, rect.width() - 24, HIGH), self._box.nothing, "body", "muted")
        painter.end()


class PickBox(ComboBox):
    """A ComboBox that letters narrow: the best fit is chosen at once, ↑↓ go through what fits, Backspace takes a letter back, Esc brings
    back what was chosen before. `among` says what fits, `nothing` is shown where nothing does."""

    def __init__(
        self, options: Sequence[tuple[Any, str]] = (), current: Any = None, *, among: Among, nothing: str = "–", name: str = ""
    ) -> None:
        super().__init__(options, current, name=name)
        self._among, self.nothing = among, nothing
        self.typed = ""
        self.fitting: tuple[int, ...] = ()
        self._before = self.currentIndex()
        self.hits: Hits | None = None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, text = event.key(), event.text()
        plain = not event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier)
        if plain and text.isprintable() and text and (self.typed or text != " "):
            self.narrow(self.typed + text)
        elif self.typed and key == Qt.Key.Key_Backspace:
            self.narrow(self.typed[:-1])
        elif self.typed and key == Qt.Key.Key_Escape:
            self.setCurrentIndex(self._before)
            self._end()
        elif self.typed and key in (Qt.Key.Key_Up, Qt.Key.Key_Down) and self.fitting:
            here = self.fitting.index(self.currentIndex()) if self.currentIndex() in self.fitting else 0
            self._choose(max(0, min(min(MOST, len(self.fitting)) - 1, here + (1 if key == Qt.Key.Key_Down else -1))))
        else:
            if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._end()
            super().keyPressEvent(event)

    def narrow(self, typed: str) -> None:
        """What fits these letters; where none does the choice stays."""
        if not self.typed:
            self._before = self.currentIndex()
        self.typed = typed
        if not typed:
            self.setCurrentIndex(self._before)
            self._end()
            return
        self.fitting = tuple(self._among([self.itemText(number) for number in range(self.count())], typed))
        self._choose(0)

    def _choose(self, place: int) -> None:
        if self.fitting:
            self.setCurrentIndex(self.fitting[place])
        if self.hits is None:
            self.hits = Hits(self)
        self.hits.show_words([self.itemText(number) for number in self.fitting], place)

    def take(self, place: int) -> None:
        """One of what fits, by a click."""
        self.setCurrentIndex(self.fitting[place])
        self._end()

    def _end(self) -> None:
        self.typed, self.fitting = "", ()
        if self.hits is not None:
            self.hits.hide()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._end()
        super().focusOutEvent(event)

    def event(self, event: QEvent) -> bool:
        # Esc ends the typing first, and only then closes the dialog
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self.typed:
            event.accept()
            return True
        return super().event(event)
