"""The cases whose time runs out first, one line each; painted, ↑↓ and Enter or a click: signal `opened(case id)`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from csdesk.core.case import platform_name
from csdesk.core.case_list import CaseRow
from csdesk.i18n import gettext as _
from csdesk.ui import theme
from csdesk.ui.cases import words
from csdesk.ui.kit import menu, paint

STEP = 34
KIND, TITLE, ORDER, OWNER = 90, 110, 150, 70  # what each asks for in a line


class UrgentList(QWidget):
    """Signals: `opened(id)`, `wanted(what, id)` of the right click: take | hand | later."""

    opened = Signal(int)
    wanted = Signal(str, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows: tuple[CaseRow, ...] = ()
        self.now = datetime(1970, 1, 1)
        self.mark = 0
        self.takes = False
        self._hover = -1
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(_("Cases that are due soon"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_rows(self, rows: Sequence[CaseRow], now: datetime) -> None:
        self.rows, self.now = tuple(rows), now
        self.mark = min(self.mark, max(0, len(self.rows) - 1))
        self.setFixedHeight(STEP * len(self.rows) + (8 if self.rows else 0))
        self._speak()
        self.update()

    def tick(self, now: datetime) -> None:
        """A minute is over."""
        self.now = now
        self.update()

    def _speak(self) -> None:
        if self.rows:
            one = self.rows[self.mark]
            self.setAccessibleDescription(f"{words.time_chip(one, self.now).words} {one.kind_name} {one.title} {one.owner}")

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        wide = self.width()
        for number, one in enumerate(self.rows):
            rect = QRectF(0, number * STEP, wide, STEP)
            if number == self._hover:
                painter.fillRect(rect.adjusted(1, 1, -1, 0), theme.colour("hover"))
            paint.hairline(painter, 0, rect.top(), wide)
            words.time_chip(one, self.now).paint(painter, 16, rect.center().y())
            right = float(wide - 16 - OWNER)
            paint.text(painter, QRectF(right, rect.top(), OWNER, STEP), one.owner or _("nobody"), "body",
                       "text" if one.owner else "muted", paint.RIGHT)  # fmt: skip
            left, right = 142.0, right - 12
            if right - left >= KIND + TITLE + ORDER:  # where room is short the order goes first, then the kind; the matter stays
                order = f"{platform_name(one.platform)} {words.short_order(one.order_no)}".strip()
                paint.text(painter, QRectF(right - ORDER, rect.top(), ORDER, STEP), order, "small", "muted")
                right -= ORDER + 12
            if right - left >= KIND + TITLE:
                paint.text(painter, QRectF(left, rect.top(), KIND - 10, STEP), one.kind_name, "body", "muted")
                left += KIND
            paint.text(painter, QRectF(left, rect.top(), right - left, STEP), one.title)
            if self.hasFocus() and number == self.mark:
                paint.ring(painter, rect.adjusted(3, 3, -3, -2))
        painter.end()

    def _at(self, y: float) -> int:
        number = int(y // STEP)
        return number if 0 <= number < len(self.rows) else -1

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        number = self._at(event.position().y())
        if number != self._hover:
            self._hover = number
            self.setCursor(Qt.CursorShape.PointingHandCursor)
            one = self.rows[number] if number >= 0 else None
            self.setToolTip(f"{one.no} {one.title}\n{one.limit_name}" if one is not None else "")
            self.update()

    def leaveEvent(self, event: object) -> None:
        self._hover = -1
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        number = self._at(event.position().y())
        if number >= 0 and event.button() == Qt.MouseButton.LeftButton:
            self.mark = number
            self.opened.emit(self.rows[number].id)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()), 0)
        if step and self.rows:
            self.mark = max(0, min(len(self.rows) - 1, self.mark + step))
            self._speak()
            self.update()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.rows:
            self.opened.emit(self.rows[self.mark].id)
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        by_mouse = event.reason() == QContextMenuEvent.Reason.Mouse
        number = self._at(event.pos().y()) if by_mouse else self.mark
        if 0 <= number < len(self.rows):
            case_id = self.rows[number].id
            entries = [("arrow-right", _("Hand to somebody"), partial(self.wanted.emit, "hand", case_id)),
                       ("bell", _("Remind me later"), partial(self.wanted.emit, "later", case_id))]  # fmt: skip
            if self.takes:
                entries.insert(0, ("user", _("Take it over"), partial(self.wanted.emit, "take", case_id)))
            menu(self, *entries).popup(event.globalPos())
