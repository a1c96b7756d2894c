"""Ctrl+K: finds a person, a page, a month or a command while typing; Enter goes there."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QRectF, Qt
from PySide6.QtGui import QAction, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget

from csdesk.i18n import gettext as _
from csdesk.ui import icons, theme
from csdesk.ui.kit import paint
from csdesk.ui.kit.popover import shadow

if TYPE_CHECKING:
    from csdesk.ui.window import MainWindow

ROW, MOST = 30, 9


@dataclass(frozen=True)
class Found:
    icon: str
    words: str
    note: str
    kind: str
    go: Callable[[], object]


class Finder(QWidget):
    """The sheet over the window: a line to type in, below it what was found; ↑↓ Enter Esc."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._back = QApplication.focusWidget()
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMouseTracking(True)
        self.setFixedWidth(520)
        self.found: list[Found] = []
        self.mark = 0
        layout = QVBoxLayout(self)
        layout.setContentsMargins(40, 6, 56, 6)
        layout.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.line = QLineEdit()
        self.line.setProperty("flat", "1")
        self.line.setPlaceholderText(_("Search people, pages, commands"))
        self.line.setAccessibleName(_("Search people, pages, commands"))
        self.line.setFixedHeight(34)
        self.line.textChanged.connect(self.search)
        self.line.installEventFilter(self)
        layout.addWidget(self.line)
        shadow(self)

    def open(self) -> None:
        self.search("")
        self.move(max(8, (self._window.width() - self.width()) // 2), 64)
        self.show()
        self.raise_()
        self.line.setFocus()

    def search(self, words: str) -> None:
        """People and months by a query, then pages, then commands; all words must be in."""
        wanted = words.casefold().split()
        pages = [Found(e.icon, _(e.title), "", _("Page"), _Page(self._window, e.name).go) for e in self._window.entries()]
        commands = [self._command(a) for a in self._actions()]
        rest = [f for f in [*pages, *commands] if all(word in f.words.casefold() for word in wanted)]
        self.found = [*(self._people(words) if wanted else []), *rest][:MOST]
        self.mark = 0
        self.setFixedHeight(52 + ROW * max(1, len(self.found)) + 6)
        self._speak()
        self.update()

    def _actions(self) -> list[QAction]:
        page = self._window.page()
        titles = {_(e.title) for e in self._window.entries()}
        own = page.actions() if page is not None else []
        return [a for a in [*own, *self._window.actions()] if a.isVisible() and a.isEnabled() and a.text() not in titles]

    def _command(self, action: QAction) -> Found:
        keys = action.shortcut().toString()
        return Found(str(action.property("icon_name") or "chevron-right"), action.text(), keys, _("Command"), action.trigger)

    def _people(self, words: str) -> list[Found]:
        from csdesk.actions import search

        names = {entry.name for entry in self._window.entries()}
        result = []
        for hit in self._window.desk.query(search.find, words) or ():
            if hit.kind == "person":
                page = "staff" if "staff" in names else "roster"
                if page in names:
                    result.append(Found("user", hit.title, hit.note, _("Person"), _Page(self._window, page, int(hit.key)).go))
            elif hit.kind == "case":
                if "cases" in names:
                    go = _Page(self._window, "cases", int(hit.key)).go
                    result.append(Found("message-square-warning", hit.title, hit.note, _("Case"), go))
            elif hit.kind == "entry":
                if "knowledge" in names:
                    go = _Page(self._window, "knowledge", int(hit.key)).go
                    result.append(Found("book-open", hit.title, hit.note, _("Knowledge"), go))
            elif "month" in names:
                result.append(Found("calendar", hit.title, hit.note, _("Month"), _Page(self._window, "month", hit.key).go))
        return result

    def _speak(self) -> None:
        if self.found:
            self.line.setAccessibleDescription(f"{self.found[self.mark].words} {self.found[self.mark].kind}")

    def _row(self, number: int) -> QRectF:
        return QRectF(6, 48 + number * ROW, self.width() - 12, ROW)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint.box(painter, QRectF(self.rect()), 10, "raised", "line_strong" if theme.tokens().dark else "line")
        icons.draw(painter, "search", 16, 14, "muted", 16)
        paint.text(painter, QRectF(self.width() - 50, 6, 36, 34), "Esc", "caption", "muted", paint.RIGHT)
        paint.hairline(painter, 6, 43, self.width() - 12)
        if not self.found:
            paint.text(painter, self._row(0).adjusted(12, 0, 0, 0), _("Nothing found"), "body", "muted")
        for number, found in enumerate(self.found):
            rect = self._row(number)
            if number == self.mark:
                paint.box(painter, rect, 6, "hover")
            icons.draw(painter, found.icon, rect.left() + 9, rect.center().y() - 8, "muted", 16)
            wide = paint.text(painter, rect.adjusted(34, 0, -110, 0), found.words)
            paint.text(painter, rect.adjusted(34 + wide + 10, 0, -70, 0), found.note, "small", "muted")
            paint.text(painter, rect.adjusted(0, 0, -10, 0), found.kind, "small", "muted", paint.RIGHT)
        painter.end()

    def _take(self) -> None:
        if not self.found:
            return
        go = self.found[self.mark].go
        self.leave()
        go()

    def leave(self) -> None:
        """Close and give the focus back."""
        if self._back is not None:
            with contextlib.suppress(RuntimeError):  # what had the focus may be gone
                self._back.setFocus()
        self.close()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() in (QEvent.Type.KeyPress, QEvent.Type.ShortcutOverride):
            step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()), 0)
            ours = bool(step) or event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_Enter)
            if event.type() == QEvent.Type.ShortcutOverride:
                event.accept()
                return True
            if step and self.found:
                self.mark = (self.mark + step) % len(self.found)
                self._speak()
                self.update()
            elif event.key() == Qt.Key.Key_Escape:
                self.leave()
            elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._take()
            return ours
        if event.type() == QEvent.Type.FocusOut and self.isVisible():
            self.close()
        return False

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        for number in range(len(self.found)):
            if self._row(number).contains(event.position()) and number != self.mark:
                self.mark = number
                self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.mouseMoveEvent(event)
        if any(self._row(number).contains(event.position()) for number in range(len(self.found))):
            self._take()


class _Page:
    def __init__(self, window: MainWindow, name: str, what: object = None) -> None:
        self._window, self._name, self._what = window, name, what

    def go(self) -> None:
        self._window.open_page(self._name, self._what)
