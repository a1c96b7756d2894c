"""What a page shows besides its data: the empty state, a big number, a number that opens its basis, a note with an icon."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from csdesk.ui import icons, theme
from csdesk.ui.kit import paint
from csdesk.ui.kit.basic import Button, Text, paragraph

SENTENCE_WIDE = 440
MOST_BUTTONS = 4  # side by side in an empty state


class IconView(QWidget):
    """An icon in a layout, tinted when painted."""

    def __init__(self, name: str, size: int = 16, tone: str = "muted", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.name, self.tone = name, tone
        self.setFixedSize(size, size)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        icons.draw(painter, self.name, 0, 0, self.tone, self.width())
        painter.end()


class EmptyState(QWidget):
    """Says what this place is for and holds the buttons that fill it: `EmptyState("calendar-days", title, sentence, buttons)`."""

    def __init__(self, icon: str, title: str, sentence: str = "", buttons: Sequence[Button] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 24, 24, 24)
        layout.setSpacing(8)
        layout.addStretch(1)
        layout.addWidget(IconView(icon, 36, "faint"), 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addSpacing(4)
        self.title = Text(title, "heading")
        layout.addWidget(self.title, 0, Qt.AlignmentFlag.AlignHCenter)
        self.sentence = paragraph(sentence, "body", SENTENCE_WIDE, "muted")
        self.sentence.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        if not sentence:
            self.sentence.hide()
        layout.addWidget(self.sentence, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addSpacing(4)
        for start in range(0, len(buttons), MOST_BUTTONS):
            line = QHBoxLayout()
            line.setSpacing(8)
            line.addStretch(1)
            for button in buttons[start : start + MOST_BUTTONS]:
                line.addWidget(button)
            line.addStretch(1)
            layout.addLayout(line)
        layout.addStretch(1)


class StatTile(QWidget):
    """A quiet tile with the one number, its word and a muted sentence: 312 / 新增 / 会写入."""

    def __init__(self, number: str, words: str, note: str = "", tone: str = "text", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 10, 14, 10)
        layout.setSpacing(1)
        self.number = Text(number, "display", tone)
        self.words = Text(words, "body")
        self.note = Text(note, "small", "muted")
        for part in (self.number, self.words, self.note):
            layout.addWidget(part)
        self.note.setVisible(bool(note))

    def say(self, number: str, note: str = "", tone: str = "text") -> None:
        self.number.setText(number)
        self.number.set_tone(tone)
        self.note.setText(note)
        self.note.setVisible(bool(note))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint.box(painter, QRectF(self.rect()), theme.tokens().radius, "sunken")
        painter.end()


class BasisLabel(QAbstractButton):
    """A number with a dotted line under it; a click or Enter opens why it is so: signal `clicked`, or `on`."""

    asked = Signal()

    def __init__(
        self,
        words: str,
        role: str = "body",
        tone: str = "text",
        bold: bool | None = None,
        *,
        on: Callable[[], object] | None = None,
        name: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setText(words)
        self._style = (role, tone, bold)
        self._name = name
        self._call = on
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(f"{name} {words}".strip())
        self.clicked.connect(self._clicked)

    def say(self, words: str, tone: str = "text") -> None:
        self.setText(words)
        self._style = (self._style[0], tone, self._style[2])
        self.setAccessibleName(f"{self._name} {words}".strip())
        self.updateGeometry()
        self.update()

    def _clicked(self) -> None:
        self.asked.emit()
        if self._call is not None:
            self._call()

    def keyPressEvent(self, event) -> None:  # type: ignore[no-untyped-def]
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
            return
        super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        role, _tone, bold = self._style
        return QSize(round(paint.width(self.text(), role, bold)) + 4, round(theme.pixels(role) * 1.7))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        role, tone, bold = self._style
        rect = QRectF(self.rect()).adjusted(2, 0, -2, -2)
        if self.underMouse():
            tone = "accent_text"
        width = paint.text(painter, rect, self.text(), role, tone, paint.LEFT, bold)
        paint.dotted(painter, 2, self.height() - 2, width)
        if self.hasFocus():
            paint.ring(painter, QRectF(self.rect()))
        painter.end()


class Note(QWidget):
    """A sentence on a soft ground with an icon, and buttons at its end: warn, accent (a clause), danger, ok, neutral."""

    def __init__(
        self,
        words: str,
        tone: str = "warn",
        icon: str = "info",
        *,
        more: str = "",
        buttons: Sequence[QWidget] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._tone = tone
        line = QHBoxLayout(self)
        line.setContentsMargins(12, 9, 12, 9)
        line.setSpacing(10)
        word = {"accent": "accent_text", "neutral": "muted"}.get(tone, tone)
        self.icon = IconView(icon, 16, word)
        line.addWidget(self.icon, 0, Qt.AlignmentFlag.AlignTop)
        texts = QVBoxLayout()
        texts.setSpacing(2)
        self.words = Text(words, wrap=True)
        self.more = Text(more, "small", "muted", wrap=True)
        if not more:
            self.more.hide()
        texts.addWidget(self.words)
        texts.addWidget(self.more)
        line.addLayout(texts, 1)
        for button in buttons:
            line.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)

    def say(self, words: str, more: str = "") -> None:
        self.words.setText(words)
        self.more.setText(more)
        self.more.setVisible(bool(more))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint.box(painter, QRectF(self.rect()), theme.tokens().radius, "neutral_soft" if self._tone == "neutral" else f"{self._tone}_soft")
        painter.end()
