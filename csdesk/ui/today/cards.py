"""The cards beside the axis: how the day is staffed, and the dates that are coming; both painted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from csdesk.actions.today import Coming, TodayView
from csdesk.i18n import gettext as _
from csdesk.ui import icons, theme
from csdesk.ui.attendance import words
from csdesk.ui.kit import ChipSpec, paint
from csdesk.ui.today.axis import names

ICONS = {
    "makeup": "briefcase",
    "bulletin": "megaphone",
    "holiday": "party-popper",
    "roster": "calendar-plus",
    "close": "lock",
    "pay": "wallet",
}
STEP = 51


@dataclass(frozen=True)
class Fact:
    icon: str
    label: str
    said: str
    tone: str = "text"
    icon_tone: str = "muted"
    chip: ChipSpec | None = None


def facts_of(view: TodayView) -> list[Fact]:
    """Coverage per post, who is on leave, who rests today."""
    found = []
    for post, have, need in view.coverage:
        short = have < need
        tone = "danger" if short else "text"
        found.append(Fact("triangle-alert" if short else "check", post, f"{have} / {need}", tone, "danger" if short else "ok"))
    if view.on_leave:
        kinds = dict.fromkeys(kind for _person, kind in view.on_leave if kind)
        chip = ChipSpec(next(iter(kinds)), "leave") if len(kinds) == 1 else None
        said = names([person for person, _kind in view.on_leave], [])
        found.append(Fact("user-minus", _("On leave"), said, icon_tone="warn", chip=chip))
    if view.resting:
        found.append(Fact("coffee", _("Resting"), names(view.resting, [])))
    return found


class Staffing(QWidget):
    """Lines of icon, word and names."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.facts: list[Fact] = []
        self.setFixedWidth(226)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)

    def show_view(self, view: TodayView) -> None:
        self.facts = facts_of(view)
        self.setAccessibleName("; ".join(f"{one.label} {one.said}" for one in self.facts))
        self.setToolTip("\n".join(f"{one.label}  {one.said}" for one in self.facts))
        self.setMinimumHeight(28 * len(self.facts))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(226, 28 * len(self.facts))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint.hairline(painter, 0, 0, self.height(), vertical=True)
        label = max((paint.width(one.label) for one in self.facts), default=0) + 36
        for number, one in enumerate(self.facts):
            rect = QRectF(18, number * 28, self.width() - 18, 28)
            icons.draw(painter, one.icon, rect.left(), rect.center().y() - 8, one.icon_tone, 16)
            paint.text(painter, QRectF(rect.left() + 24, rect.top(), label - 24, 28), one.label, "body", "muted")
            room = rect.width() - label - (one.chip.width() + 8 if one.chip else 0)
            bold = one.tone == "danger" or "/" in one.said
            used = paint.text(painter, QRectF(rect.left() + label, rect.top(), room, 28), one.said, "body", one.tone, bold=bold)
            if one.chip is not None:
                one.chip.paint(painter, rect.left() + label + used + 8, rect.center().y())
        painter.end()


class ComingList(QWidget):
    """The next dates, two lines each; ↑↓ and Enter, or a click: signal `opened(Coming)`."""

    opened = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.coming: tuple[Coming, ...] = ()
        self.today = date(1970, 1, 1)
        self.mark = 0
        self._hover = -1
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(_("Coming dates"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_dates(self, coming: Sequence[Coming], today: date) -> None:
        self.coming, self.today = tuple(coming), today
        self.mark = min(self.mark, max(0, len(self.coming) - 1))
        self.setFixedHeight(STEP * len(self.coming))
        self._speak()
        self.update()

    def _speak(self) -> None:
        if self.coming:
            one = self.coming[self.mark]
            self.setAccessibleDescription(f"{words.long_day(one.day)} {one.title}. {one.note}")

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        for number, one in enumerate(self.coming):
            rect = QRectF(0, number * STEP, self.width(), STEP)
            if number == self._hover:
                painter.fillRect(rect.adjusted(1, 1, -1, 0), theme.colour("hover"))
            paint.hairline(painter, 0, rect.top(), self.width())
            upper, lower = QRectF(16, rect.top() + 6, 64, 20), QRectF(16, rect.top() + 25, 64, 18)
            paint.text(painter, upper, words.day_text(one.day), "body", "text", bold=True)
            paint.text(painter, lower, words.weekday(one.day), "small", "muted")
            holiday = one.kind == "holiday"
            icons.draw(painter, ICONS.get(one.kind, "calendar"), 84, rect.top() + 8, "danger" if holiday else "muted", 16)
            away = _("{n} days").format(n=(one.day - self.today).days) if one.day != self.today else _("today")
            far = paint.text(painter, QRectF(0, upper.top(), self.width() - 16, 20), away, "small", "muted", paint.RIGHT)
            title = QRectF(107, upper.top(), self.width() - 107 - far - 24, 20)
            paint.text(painter, title, one.title, "body", "danger" if holiday else "text", bold=True if holiday else None)
            paint.text(painter, QRectF(107, lower.top(), self.width() - 123, 18), one.note, "small", "muted")
            if self.hasFocus() and number == self.mark:
                paint.ring(painter, rect.adjusted(3, 3, -3, -2))
        painter.end()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        number = int(event.position().y() // STEP)
        if number != self._hover:
            self._hover = number
            self.setCursor(Qt.CursorShape.PointingHandCursor)
            one = self.coming[number] if 0 <= number < len(self.coming) else None
            self.setToolTip(f"{one.title}\n{one.note}" if one is not None else "")
            self.update()

    def leaveEvent(self, event: object) -> None:
        self._hover = -1
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        number = int(event.position().y() // STEP)
        if 0 <= number < len(self.coming):
            self.mark = number
            self.opened.emit(self.coming[number])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()), 0)
        if step and self.coming:
            self.mark = max(0, min(len(self.coming) - 1, self.mark + step))
            self._speak()
            self.update()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.coming:
            self.opened.emit(self.coming[self.mark])
        else:
            super().keyPressEvent(event)
