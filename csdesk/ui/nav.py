"""The navigation at the left: shop, pages with icon, word and count, the user at the foot."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QVBoxLayout, QWidget

from csdesk.i18n import gettext as _
from csdesk.ui import icons, theme
from csdesk.ui.kit import paint
from csdesk.ui.kit.basic import ListButton
from csdesk.ui.pages import Entry

WIDTH, WIDEST = 152, 190  # pixels: where the words of a language need more they get it
ROOM = 88  # beside the widest word: margins, icon, a count


class NavItem(ListButton):
    """One page: icon, word, count. Up and down move, Enter or a click opens."""

    def __init__(self, name: str, words: str, icon: str, *, small: bool = False, tip: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.name, self.icon_name, self.small = name, icon, small
        self.count, self.tone, self.here = 0, "neutral", False
        self.setText(words)
        self.setAccessibleName(words)
        self.setToolTip(tip)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(WIDTH - 18, 29 if self.small else 34)

    def set_here(self, here: bool) -> None:
        if here != self.here:
            self.here = here
            self.update()

    def set_count(self, count: int, tone: str = "neutral") -> None:
        if (count, tone) != (self.count, self.tone):
            self.count, self.tone = count, tone
            self.setAccessibleName(f"{self.text()} {count}" if count else self.text())
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        rect = QRectF(self.rect())
        dark = theme.tokens().dark
        if self.here:
            paint.box(painter, rect, 8, "pressed" if dark else "surface", None if dark else "line")
        elif self.underMouse():
            paint.box(painter, rect, 8, "hover" if dark else "pressed")
        size = 15 if self.small else 17
        left = 25 if self.small else 11
        icons.draw(painter, self.icon_name, left, rect.center().y() - size / 2, "accent" if self.here else "muted", size)
        wide = max(20.0, paint.width(str(self.count), "caption") + 12) if self.count else 0.0
        words = rect.adjusted(left + size + 9, 0, -8 - (wide + 4 if wide else 0), 0)
        paint.text(painter, words, self.text(), "body", "text" if self.here or not self.small else "muted", bold=self.here)
        if self.count:
            from csdesk.ui.kit.chip import paint_badge

            paint_badge(painter, QRectF(rect.right() - wide - 7, rect.center().y() - 8, wide, 17), self.count, self.tone)
        if self.hasFocus():
            paint.ring(painter, rect, 8)
        painter.end()


class Block(QAbstractButton):
    """Two lines beside a picture letter: the shop at the head, the user at the foot; a click opens its menu."""

    def __init__(self, *, square: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.square, self.second = square, ""
        self.setFixedHeight(44 if square else 42)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def say(self, first: str, second: str) -> None:
        self.setText(first)
        self.second = second
        self.setAccessibleName(f"{first} {second}")
        self.update()

    def menu_point(self) -> QPoint:
        return self.mapToGlobal(QPoint(4, self.height() + 2 if self.square else 0))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        rect = QRectF(self.rect())
        if self.underMouse():
            paint.box(painter, rect, 8, "hover" if theme.tokens().dark else "pressed")
        size = 28 if self.square else 30
        spot = QRectF(3, rect.center().y() - size / 2, size, size)
        paint.box(painter, spot, 7 if self.square else size / 2, "accent" if self.square else "neutral_soft")
        paint.text(painter, spot, self.text()[:1].upper(), "heading", "on_accent" if self.square else "text", paint.CENTRE)
        right = 18 if self.square else 4
        middle = rect.center().y()
        lines = QRectF(39 if self.square else 41, 0, rect.width() - 39 - right, 0)
        paint.text(painter, QRectF(lines.left(), middle - 17, lines.width(), 18), self.text(), "body", "text", bold=True)
        paint.text(painter, QRectF(lines.left(), middle, lines.width(), 16), self.second, "caption", "muted")
        if self.square and self.isEnabled():
            icons.draw(painter, "chevrons-up-down", rect.width() - 16, middle - 7, "muted", 14)
        if self.hasFocus():
            paint.ring(painter, rect, 8)
        painter.end()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
            return
        super().keyPressEvent(event)


class Navigation(QWidget):
    """Signals: `opened(page name)`. `fill(entries)` shows what the user may see; `set_here(name)`; `set_count(name, n, tone)`."""

    opened = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedWidth(WIDTH)
        self._line = QVBoxLayout(self)
        self._line.setContentsMargins(9, 6, 10, 8)
        self._line.setSpacing(3)
        self.shop = Block(square=True)
        self.user = Block(square=False)
        self.items: dict[str, NavItem] = {}
        self.more: NavItem | None = None
        self._small: list[NavItem] = []
        self._line.addWidget(self.shop)
        self._line.addSpacing(7)
        self._pages = QVBoxLayout()
        self._pages.setSpacing(3)
        self._line.addLayout(self._pages)
        self._line.addStretch(1)
        self._line.addWidget(self.user)

    def fill(self, entries: Sequence[Entry]) -> None:
        """These pages, sub-pages under 更多 (folded until one of them is open or 更多 is pressed)."""
        while self._pages.count():
            item = self._pages.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.items, self.more, self._small = {}, None, []
        number = 0
        for entry in entries:
            if entry.more and self.more is None:
                number += 1
                self.more = self._add("more", _("More"), "layout-grid", tip=f"Ctrl+{number}")
                self.more.clicked.connect(self._toggle)
            if not entry.more:
                number += 1
            made = self._add(entry.name, _(entry.title), entry.icon, small=entry.more, tip="" if entry.more else f"Ctrl+{number}")
            made.clicked.connect(self._clicked)
            self.items[entry.name] = made
            if entry.more:
                made.hide()
                self._small.append(made)
        widest = max((paint.width(one.text(), "body", True) for one in self.items.values() if not one.small), default=0.0)
        self.setFixedWidth(min(WIDEST, max(WIDTH, round(widest) + ROOM)))

    def _add(self, name: str, words: str, icon: str, *, small: bool = False, tip: str = "") -> NavItem:
        item = NavItem(name, words, icon, small=small, tip=tip, parent=self)
        self._pages.addWidget(item)
        item.show()
        return item

    def _clicked(self) -> None:
        item = self.sender()
        if isinstance(item, NavItem):
            self.opened.emit(item.name)

    def _toggle(self) -> None:
        self.unfold(not self._small[0].isVisible())

    def unfold(self, shown: bool) -> None:
        """Show or hide the sub-pages (the open one always stays in sight)."""
        keep = any(item.here for item in self._small)
        for item in self._small:
            item.setVisible(shown or keep)

    def set_here(self, name: str) -> None:
        for item in self.items.values():
            item.set_here(item.name == name)
        if any(item.name == name for item in self._small):
            self.unfold(True)

    def set_count(self, name: str, count: int, tone: str = "neutral") -> None:
        if name in self.items:
            self.items[name].set_count(count, tone)

    def take_focus(self) -> None:
        """F6 comes here: the open page's item."""
        here = [item for item in self.items.values() if item.here and item.isVisible()]
        target = here[0] if here else self.shop
        target.setFocus(Qt.FocusReason.TabFocusReason)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.colour("nav"))
        paint.hairline(painter, self.width() - 1, 0, self.height(), vertical=True)
        paint.hairline(painter, 12, self.user.y() - 6, self.width() - 26)
        painter.end()
