"""A small floating sheet beside what it explains; its parent is the window, Esc closes it and gives the focus back."""

from __future__ import annotations

import contextlib

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QGraphicsDropShadowEffect, QHBoxLayout, QVBoxLayout, QWidget

from csdesk.i18n import gettext as _
from csdesk.ui import theme
from csdesk.ui.kit import paint
from csdesk.ui.kit.basic import Button, Text
from csdesk.ui.kit.states import IconView


def shadow(widget: QWidget, blur: int = 32, down: int = 8) -> None:
    """The shadow of a floating widget; only for small ones that seldom repaint, with the window as parent."""
    effect = QGraphicsDropShadowEffect(widget)
    effect.setBlurRadius(blur)
    effect.setOffset(0, down)
    effect.setColor(QColor(0, 0, 0, theme.tokens().shadow))
    widget.setGraphicsEffect(effect)


class Popover(QWidget):
    """`pop = Popover(anchor, "间隔不足:只隔 7 小时 30 分", icon="triangle-alert", tone="danger")`, fill `pop.body`, then
    `pop.show_at(rect)` with the rectangle (in the anchor's coordinates) that it explains. Deletes itself when closed (signal `closed`)."""

    closed = Signal()

    def __init__(
        self, anchor: QWidget, title: str = "", *, icon: str = "", tone: str = "text", width: int = 324, closes: bool = True
    ) -> None:
        super().__init__(anchor.window())
        self._anchor = anchor
        self._back = QApplication.focusWidget()
        self._focused = False
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setFixedWidth(width)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(14, 10, 14, 14)
        outer.setSpacing(8)
        head = QHBoxLayout()
        head.setSpacing(8)
        if icon:
            head.addWidget(IconView(icon, 16, tone))
        self.title = Text(title, "body", bold=True, wrap=True)
        head.addWidget(self.title, 1)
        if closes:
            head.addWidget(Button(icon="x", kind="ghost", small=True, on=self.close, tip=_("Close")))
        outer.addLayout(head)
        self.body = QVBoxLayout()
        self.body.setSpacing(6)
        outer.addLayout(self.body)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(title)
        shadow(self)

    def show_at(self, rect: QRect, *, focus: bool = True) -> None:
        """Below the rectangle, or above it where there is no room; always inside the window."""
        window = self.window()
        self.adjustSize()
        spot = self._anchor.mapTo(window, rect.bottomLeft()) + QPoint(0, 6)
        if spot.y() + self.height() > window.height() - 8:
            spot.setY(self._anchor.mapTo(window, rect.topLeft()).y() - self.height() - 6)
        spot.setX(max(8, min(spot.x(), window.width() - self.width() - 8)))
        spot.setY(max(8, spot.y()))
        self.move(spot)
        self.show()
        self.raise_()
        self._focused = focus
        if focus:
            self.setFocus()
        # not a filter on the whole application: that would wrap every object of Qt, half-destroyed ones, too
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self._focus_moved)
        window.installEventFilter(self)

    def _focus_moved(self, _old: QWidget | None, new: QWidget | None) -> None:
        if new is not None and new is not self and not self.isAncestorOf(new) and (new is not self._anchor or self._focused):
            self.close()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A press that nothing in the window took, or a new size, closes."""
        if event.type() in (QEvent.Type.MouseButtonPress, QEvent.Type.Resize):
            self.close()
        return False

    def event(self, event: QEvent) -> bool:
        """A letter or digit typed in here is no command of the page below."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            held = event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier)
            if not held and event.text() and event.text().isprintable():
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close()
            return
        super().keyPressEvent(event)

    def closeEvent(self, event: QEvent) -> None:
        self.window().removeEventFilter(self)
        focus = QApplication.focusWidget()
        if self._back is not None and (focus is self or focus is not None and self.isAncestorOf(focus)):
            with contextlib.suppress(RuntimeError):  # what had the focus may be gone
                self._back.setFocus()
        self.closed.emit()
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint.box(painter, QRectF(self.rect()), 10, "raised", "line" if not theme.tokens().dark else "line_strong")
        painter.end()
