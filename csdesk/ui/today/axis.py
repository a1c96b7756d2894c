"""The axis of the day: each shift on duty as a bar, who is on it, and where the clock is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from csdesk.actions.today import OnShift
from csdesk.core.staff import Employee
from csdesk.i18n import gettext as _
from csdesk.ui import icons, theme
from csdesk.ui.attendance import words
from csdesk.ui.kit import paint

HEAD, LINE, BAR, LEFT = 22, 54, 26, 88


def tones(one: OnShift) -> tuple[str, str]:
    """(ground, word) tokens of a shift's bar."""
    colour = one.shift.colour or ("night" if one.shift.is_night else "day")
    return f"{colour}_bg", f"{colour}_fg"


def names(people: Sequence[Employee], everybody: Sequence[Employee]) -> str:
    """Names in one line; people of one name with their numbers; a dot between posts."""
    count: dict[str, int] = {}
    for one in everybody:
        count[one.name] = count.get(one.name, 0) + 1
    posts: dict[str, list[str]] = {}
    for one in people:
        posts.setdefault(one.post, []).append(f"{one.name} {one.no}" if count.get(one.name, 0) > 1 else one.name)
    return "  ·  ".join("  ".join(each) for each in posts.values())


class DayAxis(QWidget):
    """`show_shifts(shifts, now)`; a click on a bar emits `opened(roster day)`."""

    opened = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.shifts: tuple[OnShift, ...] = ()
        self.now = datetime(1970, 1, 1)
        self.first = self.last = self.now
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(_("On shift now"))
        self.setMouseTracking(True)

    def show_shifts(self, shifts: Sequence[OnShift], now: datetime) -> None:
        """These shifts, with the clock at `now`."""
        self.shifts, self.now = tuple(shifts), now
        start = min((one.start for one in shifts), default=now)
        end = max((one.end for one in shifts), default=now)
        self.first = min(start, now).replace(minute=0, second=0, microsecond=0)
        if (start - self.first) < timedelta(minutes=20):
            self.first -= timedelta(hours=1)
        self.last = max(end, now) + timedelta(minutes=75)
        self.last = self.last.replace(minute=0, second=0, microsecond=0)
        everybody = [person for one in shifts for person in one.people]
        self.setAccessibleDescription(
            "; ".join(f"{one.shift.name} {words.shift_hours(one.shift)}: {names(one.people, everybody)}" for one in shifts)
        )
        self.setFixedHeight(HEAD + LINE * max(1, len(self.shifts)) + 2)
        self.updateGeometry()
        self.update()

    def tick(self, now: datetime) -> None:
        """The clock went on."""
        self.now = now
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(600, HEAD + LINE * max(1, len(self.shifts)) + 2)

    def _x(self, moment: datetime) -> float:
        whole = (self.last - self.first).total_seconds() or 1
        return LEFT + (self.width() - LEFT - 20) * (moment - self.first).total_seconds() / whole

    def bar_rect(self, number: int) -> QRectF:
        """Where the bar of a shift is."""
        one = self.shifts[number]
        left = self._x(max(one.start, self.first))
        return QRectF(left, HEAD + number * LINE + 3, self._x(one.end) - left, BAR)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        hours = (self.last - self.first).total_seconds() / 3600
        step = 2 if hours <= 24 else 4
        marker = self._x(self.now)
        hour = self.first
        while hour <= self.last:
            x = self._x(hour)
            if hour.hour % step == 0:
                paint.hairline(painter, round(x), HEAD - 2, self.height() - HEAD + 2, vertical=True)
                if abs(x - marker) > 46:
                    paint.text(painter, QRectF(x - 30, 0, 60, 18), f"{hour:%H:%M}", "caption", "muted", paint.CENTRE)
            hour += timedelta(hours=1)
        for number, one in enumerate(self.shifts):
            self._paint_bar(painter, number, one)
        if self.first <= self.now <= self.last:
            painter.fillRect(QRectF(round(marker) - 1, HEAD - 4, 2, self.height() - HEAD + 4), theme.colour("accent"))
            label = QRectF(round(marker) - 22, 1, 44, 18)
            paint.box(painter, label, 4, "accent")
            paint.text(painter, label, f"{self.now:%H:%M}", "caption", "on_accent", paint.CENTRE, True)
        everybody = [person for one in self.shifts for person in one.people]
        for number, one in enumerate(self.shifts):
            self._paint_words(painter, number, one, everybody)
        painter.end()

    def _paint_bar(self, painter: QPainter, number: int, one: OnShift) -> None:
        rect = self.bar_rect(number)
        ground, word = tones(one)
        paint.box(painter, rect, 6, ground)
        if self.now > one.start:
            done = QRectF(rect.left(), rect.bottom() - 3, max(0.0, min(self._x(self.now), rect.right()) - rect.left()), 3)
            painter.save()
            painter.setClipRect(done)
            paint.box(painter, rect, 6, word)
            painter.restore()

    def _paint_words(self, painter: QPainter, number: int, one: OnShift, everybody: Sequence[Employee]) -> None:
        rect = self.bar_rect(number)
        _ground, word = tones(one)
        running = one.start <= self.now < one.end
        icons.draw(painter, "moon" if one.shift.is_night else "sun", 0, rect.center().y() - 8, word if running else "muted", 16)
        paint.text(painter, QRectF(24, rect.top(), LEFT - 30, BAR), one.shift.name, "body", "text", bold=True)
        inner = rect.adjusted(10, 0, -8, -1)
        marker = self._x(self.now)
        if inner.left() - 6 < marker < inner.left() + 96 and rect.right() - marker > 200:
            inner.setLeft(marker + 8)  # the line of the clock does not cross the hours
        wide = paint.text(painter, inner, self._hours(one), "body", word, bold=True)
        leads = [person.name for person in one.people if person.is_lead]
        said = _("{n} people").format(n=len(one.people))
        if leads:
            said += _(" · lead {names}").format(names=_(", ").join(leads))
        paint.text(painter, inner.adjusted(wide + 12, 0, 0, 0), said, "body", word)
        people = names(one.people, everybody)
        used = paint.width(people, "small") + 4
        x = max(float(LEFT), min(inner.left() if inner.left() > rect.left() + 10 else rect.left(), self.width() - 8 - used))
        room = min(used, self.width() - x - 8)
        under = QRectF(x, rect.bottom() + 1, room, 20)
        if not x < marker < x + room:
            painter.fillRect(under, theme.colour("surface"))
        paint.text(painter, under, people, "small", "muted")

    def _hours(self, one: OnShift) -> str:
        hours = words.shift_hours(one.shift)
        return _("since yesterday {hours}").format(hours=hours) if one.day < self.now.date() else hours

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        for number, one in enumerate(self.shifts):
            if self.bar_rect(number).contains(event.position()):
                self.opened.emit(one.day)
                return

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        over = any(self.bar_rect(number).contains(event.position()) for number in range(len(self.shifts)))
        self.setCursor(Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.ArrowCursor)
