"""The smallest parts: text in a role and tone, buttons, cards, hairlines, and short words for layouts and menus."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QAction, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QMenu,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from csdesk.ui import icons, theme
from csdesk.ui.kit import paint

W = TypeVar("W", bound=QWidget)
UNBOUNDED = 16777215  # the greatest width and height that a widget may have (QWIDGETSIZE_MAX, which PySide6 does not name)


@dataclass(frozen=True)
class TextStyle:
    role: str = "body"
    tone: str = "text"
    bold: bool | None = None


class Text(QLabel):
    """Words in a role (display, title, heading, body, small, caption) and tone (text, muted, danger, warn, ok, accent, faint)."""

    def __init__(
        self,
        words: str = "",
        role: str = "body",
        tone: str = "text",
        bold: bool | None = None,
        *,
        wrap: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(words, parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setFont(theme.font(role, bold))
        self.setWordWrap(wrap)
        if tone != "text":
            self.setProperty("tone", tone)

    def set_tone(self, tone: str) -> None:
        if self.property("tone") != tone:
            self.setProperty("tone", tone)
            theme.restyle(self)


def paragraph(words: str, role: str, room: int, tone: str = "text") -> Text:
    """Wrapped words of a known width: a scrolling area does not ask for the height that its width needs."""
    text = Text(words, role, tone, wrap=True)
    text.setFixedSize(room, max(0, text.heightForWidth(room - 2)))  # a line that just fits may be drawn as two
    return text


class Button(QPushButton):
    """A verb that does something. kind: "" (bordered), "primary" (one a screen), "ghost" (quiet), "link" (accent words).

    `on` is called without arguments (give a bound method, not a lambda: a lambda keeps the page alive). An icon-only button
    must have `tip`, which is its accessible name, too."""

    def __init__(
        self,
        words: str = "",
        icon: str = "",
        kind: str = "",
        on: Callable[[], object] | None = None,
        *,
        tip: str = "",
        small: bool = False,
        tone: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(f" {words}" if icon and words else words, parent)
        self._icon, self._tone = icon, tone
        self._call = on
        if kind:
            self.setProperty("kind", kind)
        if small:
            self.setProperty("small", "1")
            self.setFont(theme.font("small"))
        elif kind == "primary":
            self.setFont(theme.font("body", True))
        if not words:
            self.setProperty("bare", "1")
            self.setFixedWidth(24 if small else 30)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(words or tip)
        self.setToolTip(tip)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        if icon:
            self.setIconSize(QSize(14, 14) if small else QSize(16, 16))
            self._tint()
        if on is not None:
            self.clicked.connect(self._clicked)

    def _clicked(self) -> None:
        if self._call is not None:
            self._call()

    def wide(self) -> Button:
        """Takes the width there is (side by side at a panel's foot); returns itself."""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        return self

    def set_words(self, words: str) -> None:
        self.setText(f" {words}" if self._icon else words)
        self.setAccessibleName(words)

    def _tint(self) -> None:
        kind = self.property("kind")
        tone = self._tone or {"primary": "on_accent", "link": "accent_text"}.get(kind, "muted")
        self.setIcon(icons.icon(self._icon, tone, self.iconSize().width()))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and self._icon:
            self._tint()

    def keyPressEvent(self, event) -> None:  # type: ignore[no-untyped-def]
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
            return
        super().keyPressEvent(event)


class Card(QWidget):
    """A white sheet on the canvas: `card.body` is its vertical layout.

    With a title it has a head row: `card.head` (add buttons at its end)."""

    def __init__(self, title: str = "", *, padding: int = 16, dense: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        padding = 12 if dense else padding
        outer = QVBoxLayout(self)
        outer.setContentsMargins(1, 1, 1, 1)
        outer.setSpacing(0)
        self.head = QHBoxLayout()
        self.title = Text(title, "heading")
        self.badge: QLabel | None = None
        if title:
            self.head.setContentsMargins(padding, 8, padding - 4, 6)
            self.head.setSpacing(8)
            self.head.addWidget(self.title)
            self.head.addStretch(1)
            outer.addLayout(self.head)
        else:
            self.title.hide()
            self.title.setParent(self)
        self.body = QVBoxLayout()
        self.body.setContentsMargins(padding, 4 if title else padding, padding, padding)
        self.body.setSpacing(8)
        outer.addLayout(self.body, 1)

    def flush(self) -> Card:
        """No padding inside: for a table or rows that reach the card's edges."""
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(0)
        return self

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint.box(painter, QRectF(self.rect()), theme.tokens().radius, "surface", "line")
        painter.end()


class Line(QWidget):
    """A hairline across (or down)."""

    def __init__(self, *, vertical: bool = False, tone: str = "line", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tone = tone
        if vertical:
            self.setFixedWidth(1)
        else:
            self.setFixedHeight(1)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.colour(self._tone))
        painter.end()


class Avatar(QWidget):
    """A circle (or a square with `square`) with the first character of a name."""

    def __init__(self, name: str, size: int = 30, *, square: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.name, self._square = name, square
        self.setFixedSize(size, size)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        rect = QRectF(self.rect())
        paint.box(painter, rect, 7 if self._square else rect.width() / 2, "accent" if self._square else "neutral_soft")
        paint.text(painter, rect, self.name[:1].upper(), "heading", "on_accent" if self._square else "text", paint.CENTRE)
        painter.end()


def _fill(layout: QBoxLayout, items: tuple[QWidget | QLayout | int | None, ...]) -> None:
    for item in items:
        if item is None:
            layout.addStretch(1)
        elif isinstance(item, int):
            layout.addSpacing(item)
        elif isinstance(item, QWidget):
            layout.addWidget(item)
        else:
            layout.addLayout(item)


class ListButton(QAbstractButton):
    """A button painted as a line of a list: Enter presses it, up and down go to its neighbours."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        elif event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.focusNextPrevChild(event.key() == Qt.Key.Key_Down)
        else:
            super().keyPressEvent(event)


def scroll_area(inner: QWidget | None = None, *, only_down: bool = False) -> QScrollArea:
    """An area without frame or ground that scrolls `inner`. `only_down`: never sideways, and Tab goes past the area into it."""
    area = QScrollArea()
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setWidgetResizable(True)
    if only_down:
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.viewport().setAutoFillBackground(False)
    if inner is not None:
        area.setWidget(inner)
        inner.setAutoFillBackground(False)  # setWidget turns it on
    return area


def row(*items: QWidget | QLayout | int | None, gap: int = 8, margins: tuple[int, int, int, int] = (0, 0, 0, 0)) -> QHBoxLayout:
    """Things side by side; None = stretch, a number = that many pixels."""
    layout = QHBoxLayout()
    layout.setContentsMargins(*margins)
    layout.setSpacing(gap)
    _fill(layout, items)
    return layout


def column(
    *items: QWidget | QLayout | int | None,
    gap: int = 8,
    margins: tuple[int, int, int, int] = (0, 0, 0, 0),
    into: QWidget | None = None,
) -> QVBoxLayout:
    """Things below each other; None = stretch, a number = that many pixels. `into`: the widget that it lays out."""
    layout = QVBoxLayout() if into is None else QVBoxLayout(into)
    layout.setContentsMargins(*margins)
    layout.setSpacing(gap)
    _fill(layout, items)
    return layout


def spacer() -> QWidget:
    """An empty widget that takes the room."""
    widget = QWidget()
    widget.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
    return widget


def accessible(widget: W, name: str, description: str = "") -> W:
    """Give a widget the name that a screen reader speaks; returns the widget."""
    widget.setAccessibleName(name)
    if description:
        widget.setAccessibleDescription(description)
    return widget


def menu(parent: QWidget, *entries: QAction | tuple[str, str, Callable[[], object]] | None) -> QMenu:
    """A menu of actions or (icon, words, call); None = a line. Show it with `.popup(point)`; it goes away by itself."""
    result = QMenu(parent)
    result.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    for entry in entries:
        if entry is None:
            result.addSeparator()
        elif isinstance(entry, QAction):
            result.addAction(entry)
        else:
            icon, words, call = entry
            action = QAction(words, result)
            if icon:
                action.setIcon(icons.icon(icon))
            action.triggered.connect(_Call(call, action).run)
            result.addAction(action)
    return result


class _Call:
    """Calls without the `checked` argument; lives as long as its action."""

    def __init__(self, call: Callable[[], object], owner: QAction) -> None:
        self.call = call
        owner.setProperty("call", self)

    def run(self, checked: bool = False) -> None:
        self.call()
