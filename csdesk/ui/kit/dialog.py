"""A dialog over the window: 700 wide, a scrim behind it, Esc closes, the focus returns to where it came from."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPoint, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from csdesk.i18n import gettext as _
from csdesk.ui import theme
from csdesk.ui.kit import paint
from csdesk.ui.kit.basic import Button, Text


class _Sheet(QWidget):
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint.box(painter, QRectF(self.rect()), 10, "raised", "line" if not theme.tokens().dark else "line_strong")
        painter.end()


class Dialog(QWidget):
    """`dialog = Dialog(self, _("Import attendance"))`; fill `dialog.body`; `dialog.button(_("Cancel"), dialog.reject)`,
    `dialog.primary(_("Import"), self._import)`; `dialog.open()`. Not a blocking call: connect `accepted` and `rejected`
    (or subclass and override `accept`). While it is open the shortcuts of the window rest. Deletes itself when closed."""

    help_at: tuple[str, int] = ("", 0)  # F1: page and heading of the help; "" = that of the page shown
    accepted = Signal()
    rejected = Signal()

    def __init__(self, parent: QWidget, title: str, *, width: int = 700, note: str = "") -> None:
        super().__init__(parent.window())
        self._back = QApplication.focusWidget()
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAccessibleName(title)
        self.sheet = _Sheet(self)
        self._width = width
        outer = QVBoxLayout(self.sheet)
        outer.setContentsMargins(23, 18, 23, 18)
        outer.setSpacing(12)
        head = QHBoxLayout()
        self.title = Text(title, "title")
        head.addWidget(self.title, 1)
        head.addWidget(Button(icon="x", kind="ghost", on=self.reject, tip=_("Close")))
        outer.addLayout(head)
        self.note = Text(note, "body", "muted", wrap=True)
        if not note:
            self.note.hide()
        outer.addWidget(self.note)
        self.body = QVBoxLayout()
        self.body.setSpacing(10)
        outer.addLayout(self.body, 1)
        self.foot = QHBoxLayout()
        self.foot.setSpacing(10)
        self.foot.addStretch(1)
        outer.addLayout(self.foot)
        self._primary: Button | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def button(self, words: str, on: Callable[[], object], icon: str = "", *, left: bool = False) -> Button:
        """A plain button at the foot (`left`: at its left end)."""
        made = Button(words, icon, on=on)
        self.foot.insertWidget(0, made) if left else self.foot.addWidget(made)
        return made

    def primary(self, words: str, on: Callable[[], object] | None = None, icon: str = "") -> Button:
        """The one primary button (Enter); without `on` it accepts."""
        self._primary = Button(words, icon, "primary", on=on or self.accept)
        self.foot.addWidget(self._primary)
        return self._primary

    def open(self) -> Dialog:
        """Show it over the window and put the focus on its first field."""
        window = self.window()
        self.setGeometry(0, 0, window.width(), window.height())
        window.installEventFilter(self)
        self.show()
        self.raise_()
        self._place()
        self.setFocus()
        self._start()
        return self

    def _place(self) -> None:
        width = min(self._width, self.width() - 32)
        self.sheet.setFixedWidth(width)
        layout = self.sheet.layout()
        assert layout is not None
        layout.activate()
        wanted = layout.totalHeightForWidth(width) if layout.hasHeightForWidth() else self.sheet.sizeHint().height()
        height = min(max(wanted, 140), self.height() - 32)
        self.sheet.setGeometry((self.width() - width) // 2, max(16, (self.height() - height) // 2), width, height)

    def resizeEvent(self, event: QEvent) -> None:
        self._place()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and isinstance(watched, QWidget):
            self.setGeometry(0, 0, watched.width(), watched.height())
        return False

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self._place()
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            # taken as a key, not as a shortcut of the window below; the dialog's own actions stay
            pressed = QKeySequence(event.keyCombination())
            if not any(pressed in action.shortcuts() for action in self.actions()):
                event.accept()
                return True
        return super().event(event)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab stays inside the dialog: Qt's order, and from its end to the first thing again."""
        before = QApplication.focusWidget()
        super().focusNextPrevChild(forward)
        now = QApplication.focusWidget()
        if now is None or now is before or not self.isAncestorOf(now):
            inside = self._inside()
            if inside:
                inside[0 if forward else -1].setFocus(Qt.FocusReason.TabFocusReason)
        return True

    def _inside(self) -> list[QWidget]:
        """What can have the focus, in reading order. (QWidget.nextInFocusChain() is not safe from Python: table headers get lost.)"""
        found = [
            w for w in self.sheet.findChildren(QWidget) if w.focusPolicy() & Qt.FocusPolicy.TabFocus and w.isVisible() and w.isEnabled()
        ]
        places = [(w.mapTo(self.sheet, w.rect().topLeft()), w) for w in found if w.focusProxy() is None]
        return [w for _place, w in sorted(places, key=_reading)]

    def _start(self) -> None:
        inside = self._inside()
        fields = [w for w in inside if not isinstance(w, Button)]
        if fields or inside:
            (fields or ([self._primary] if self._primary is not None else inside))[0].setFocus(Qt.FocusReason.TabFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.reject()
        elif event.key() == Qt.Key.Key_F1 and (help_ := getattr(self.window(), "show_help", None)) is not None:
            help_(*self.help_at)  # the window class must not be known here
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._primary is not None and self._primary.isEnabled():
            self._primary.click()
        else:
            event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()  # what lies below is out of reach

    def accept(self) -> None:
        self._leave()
        self.accepted.emit()
        self.close()

    def reject(self) -> None:
        self._leave()
        self.rejected.emit()
        self.close()

    def _leave(self) -> None:
        self.window().removeEventFilter(self)
        self.window().setProperty("dialog_closed", time.monotonic())
        back = self._back
        with contextlib.suppress(RuntimeError):  # what had the focus may be gone
            if back is not None and back.isVisible() and back.window() is self.window():
                back.setFocus()
                return
        begin = getattr(self.window(), "focus_page", None)  # never to a toast's 撤销, which happens to be next
        if begin is not None:
            begin()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.colour("scrim"))
        # two soft boxes instead of a blur effect: a dialog repaints often
        spot = QRectF(self.sheet.geometry())
        painter.setOpacity(0.25)
        for grow in (12, 7, 3):
            paint.box(painter, spot.adjusted(-grow, -grow + 8, grow, grow + 8), 10 + grow, "scrim")
        painter.end()


def _reading(place: tuple[QPoint, QWidget]) -> tuple[int, int]:
    return place[0].y() // 12, place[0].x()


def confirm(parent: QWidget, title: str, sentence: str, verb: str, on: Callable[[], object], *, danger: bool = False) -> Dialog:
    """Ask once before something that Ctrl+Z does not take back: `confirm(self, title, sentence, _("Reopen"), self._reopen)`."""
    dialog = Dialog(parent, title, width=460, note=sentence)
    dialog.button(_("Cancel"), dialog.reject)
    dialog.primary(verb, icon="triangle-alert" if danger else "")
    dialog.accepted.connect(on)
    dialog.setProperty("then", on)  # a connection alone does not keep the object of a bound method alive
    return dialog.open()
