"""The matrix of a month: people × days, painted by itself; head, names and totals stay while the rest scrolls."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QToolTip, QWidget

from csdesk.actions.attendance import AttendanceView
from csdesk.core.attendance import AttendanceDay
from csdesk.core.calendar import DayKind
from csdesk.core.money import grouped
from csdesk.core.payroll import EmployeeMonth
from csdesk.i18n import N_
from csdesk.i18n import gettext as _
from csdesk.ui import icons, theme
from csdesk.ui.attendance import faces, words
from csdesk.ui.kit import paint
from csdesk.ui.kit.chip import hatch

HEAD, ROW, NAME = 37, 21, 104
COLUMN, WIDEST = 17, 27
TOTALS = ((N_("Late"), 38), (N_("Missed"), 38), (N_("Red packets"), 62))
EDGE = 12


@dataclass(frozen=True, slots=True)
class Row:
    """One person: the faces of the month's days and the words of the totals."""

    person: EmployeeMonth
    suffix: str  # the staff number where two people have one name
    cells: tuple[faces.Face, ...]
    totals: tuple[str, ...]


class Matrix(QAbstractScrollArea):
    """Arrows move the cell; signals `moved(employee id, day)`, `entered()` for Enter, `menu_asked(global point)`."""

    moved = Signal(object, object)
    entered = Signal()
    menu_asked = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows: list[Row] = []
        self.days: list[date] = []
        self.view: AttendanceView | None = None
        self.today = date(1970, 1, 1)
        self.covered_until: date | None = None
        self.cell: tuple[int, int] | None = None  # row, day number from 0
        self._shifts: dict[tuple[str, int], object] = {}
        self._tints: list[str] = []
        self._marks: list[str] = []
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setAutoFillBackground(False)
        self.viewport().setMouseTracking(True)
        self.setAccessibleName(_("Attendance of the month"))
        self.verticalScrollBar().setSingleStep(ROW)
        self.horizontalScrollBar().setSingleStep(COLUMN)
        self.verticalScrollBar().valueChanged.connect(self._scrolled)
        self.horizontalScrollBar().valueChanged.connect(self._scrolled)

    # what is shown
    def set_view(self, view: AttendanceView, today: date) -> None:
        """Show a month; the chosen cell stays on its person and day where they still exist."""
        keep = self.chosen()
        self.view, self.today = view, today
        self.days = list(view.month.days())
        self.covered_until = view.result.covered_until
        letters = {name: faces.letter(name) for name in faces.LETTERS}
        names: dict[str, int] = {}
        for one in view.result.employees:
            names[one.name] = names.get(one.name, 0) + 1
        packets: dict[int, int] = {}
        for packet in view.result.red_packets:
            price = packet.owed or (packet.amount * 2 if packet.doubled else packet.amount)
            packets[packet.employee_id] = packets.get(packet.employee_id, 0) + price
        self.rows = []
        rules = {day: view.rules.on(day) for day in self.days}
        for one in view.result.employees:
            days = {day.day: day for day in one.days}
            cells = []
            for day in self.days:
                found = days.get(day)
                if found is None:
                    cells.append(faces.NOTHING)
                else:
                    shift = rules[day].shift(found.shift) if found.shift else None
                    cells.append(faces.face_of(found, shift, letters))
            late = one.totals.late_count + one.totals.early_count
            owed = packets.get(one.employee_id, 0)
            totals = (str(late or ""), str(one.totals.missed_count or ""), grouped(owed) if owed else "")
            self.rows.append(Row(one, one.no if names[one.name] > 1 else "", tuple(cells), totals))
        self._tints, self._marks = [], []
        for day in self.days:
            entry = view.calendar.days.get(day)
            kind = entry.kind if entry is not None else None
            off = kind is DayKind.OFF or (kind is None and day.weekday() >= 5)
            self._tints.append("holiday" if kind is DayKind.STATUTORY else "weekend" if off else "")
            self._marks.append(_("work day mark") if kind is DayKind.MAKEUP else words.short_weekday(day))
        self.cell = None
        if keep is not None:
            self.choose(*keep, quiet=True)
        self._measure()
        self.updateGeometry()
        self.viewport().update()

    def chosen(self) -> tuple[int, date] | None:
        """(employee id, day) of the chosen cell."""
        if self.cell is None or self.cell[0] >= len(self.rows):
            return None
        return self.rows[self.cell[0]].person.employee_id, self.days[self.cell[1]]

    def choose(self, employee_id: int, day: date, *, quiet: bool = False) -> bool:
        """Choose and show a cell; False = it is not in the matrix. `quiet`: without `moved`."""
        row = next((i for i, one in enumerate(self.rows) if one.person.employee_id == employee_id), -1)
        if row < 0 or day not in self.days:
            return False
        self._set(row, self.days.index(day), quiet=quiet)
        return True

    def day_of(self, row: int, number: int) -> AttendanceDay | None:
        """The judged day of a cell."""
        wanted = self.days[number]
        return next((one for one in self.rows[row].person.days if one.day == wanted), None)

    def next_open(self) -> bool:
        """N: the next cell with something to decide, day by day from the chosen one, around the end; False = there is none."""
        order = [(number, row) for number in range(len(self.days)) for row in range(len(self.rows))]
        spots = [(n, r) for n, r in order if self.rows[r].cells[n].open or self.rows[r].cells[n].waits]
        if not spots:
            return False
        here = (self.cell[1], self.cell[0]) if self.cell is not None else (-1, -1)
        number, row = next((spot for spot in spots if spot > here), spots[0])
        self._set(row, number)
        return True

    def _set(self, row: int, number: int, *, quiet: bool = False) -> None:
        self.cell = (row, number)
        self._show_cell()
        found = self.day_of(row, number)
        spoken = f"{self.rows[row].person.name} {faces.sentence(found, self._shift(found)) if found else words.long_day(self.days[number])}"
        self.setAccessibleDescription(spoken)
        self.viewport().update()
        if not quiet:
            self.moved.emit(self.rows[row].person.employee_id, self.days[number])

    def _shift(self, day: AttendanceDay):  # type: ignore[no-untyped-def]
        return self.view.rules.on(day.day).shift(day.shift) if self.view is not None and day.shift else None

    # geometry
    def _column(self) -> float:
        room = self.viewport().width() - NAME - self._totals_width()
        return float(max(COLUMN, min(WIDEST, room // max(1, len(self.days)))))

    @staticmethod
    def _totals_width() -> int:
        return sum(width for _words, width in TOTALS) + EDGE

    def _measure(self) -> None:
        view = self.viewport().size()
        wide = self._column() * len(self.days)
        across, down = self.horizontalScrollBar(), self.verticalScrollBar()
        across.setPageStep(max(1, view.width() - NAME - self._totals_width()))
        across.setRange(0, max(0, round(wide) - (view.width() - NAME - self._totals_width())))
        down.setPageStep(max(1, view.height() - HEAD))
        down.setRange(0, max(0, len(self.rows) * ROW - (view.height() - HEAD)))

    def sizeHint(self) -> QSize:
        wide = NAME + COLUMN * max(28, len(self.days)) + self._totals_width()
        return QSize(wide, self.wanted_height())

    def wanted_height(self) -> int:
        """With all rows visible, and the scroll bar where the days need one."""
        bar = self.horizontalScrollBar()
        return HEAD + max(1, len(self.rows)) * ROW + 1 + (bar.sizeHint().height() if bar.maximum() > 0 else 0)

    def minimumSizeHint(self) -> QSize:
        return QSize(420, HEAD + 3 * ROW)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._measure()

    def _scrolled(self, _value: int) -> None:
        self.viewport().update()

    def cell_rect(self, row: int, number: int) -> QRect:
        """Where a cell is in the viewport."""
        column = self._column()
        x = NAME + number * column - self.horizontalScrollBar().value()
        return QRect(round(x), HEAD + row * ROW - self.verticalScrollBar().value(), round(column), ROW)

    def _at(self, point: QPoint) -> tuple[int, int] | None:
        if point.y() < HEAD or not self.rows:
            return None
        row = (point.y() - HEAD + self.verticalScrollBar().value()) // ROW
        number = int((point.x() - NAME + self.horizontalScrollBar().value()) // self._column())
        if not 0 <= row < len(self.rows):
            return None
        if point.x() < NAME:
            return row, -1
        if point.x() > self._totals_left():
            return row, -1
        return (row, number) if 0 <= number < len(self.days) else None

    def _totals_left(self) -> float:
        return self.viewport().width() - self._totals_width()

    def _show_cell(self) -> None:
        if self.cell is None:
            return
        row, number = self.cell
        down, across, column = self.verticalScrollBar(), self.horizontalScrollBar(), self._column()
        top, room = row * ROW, max(ROW, self.viewport().height() - HEAD)
        if top < down.value():
            down.setValue(top)
        elif top + ROW > down.value() + room:
            down.setValue(top + ROW - room)
        left, wide = round(number * column), max(COLUMN, self.viewport().width() - NAME - self._totals_width())
        if left < across.value():
            across.setValue(left)
        elif left + column > across.value() + wide:
            across.setValue(round(left + column - wide))

    # painting
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        wide, high = self.viewport().width(), self.viewport().height()
        column = self._column()
        across, down = self.horizontalScrollBar().value(), self.verticalScrollBar().value()
        first = down // ROW
        last = min(len(self.rows), (down + high - HEAD) // ROW + 1)
        totals = self._totals_left()
        body = QRectF(NAME, 0, max(0.0, totals - NAME), high)
        bottom = min(high, HEAD + len(self.rows) * ROW - down)
        painter.save()
        painter.setClipRect(body)
        self._paint_ground(painter, column, across, bottom)
        painter.setClipRect(QRectF(NAME, HEAD, body.width(), high - HEAD))
        for row in range(first, last):
            self._paint_row(painter, row, column, across, HEAD + row * ROW - down)
        painter.restore()
        painter.save()
        painter.setClipRect(QRectF(0, HEAD, wide, high - HEAD))
        for row in range(first, last):
            self._paint_edges(painter, row, HEAD + row * ROW - down, totals, wide)
        self._paint_chosen(painter, body)
        painter.restore()
        self._paint_head(painter, column, across, totals, wide)
        self._paint_label(painter, column, across, body, bottom)
        painter.end()

    def _paint_ground(self, painter: QPainter, column: float, across: int, bottom: float) -> None:
        for number, tint in enumerate(self._tints):
            x = NAME + number * column - across
            if tint == "weekend" and not self._beyond(number):
                painter.fillRect(QRectF(x, HEAD, column, bottom - HEAD), theme.colour("weekend"))
            elif tint == "holiday" and not self._beyond(number):
                painter.save()
                painter.setOpacity(0.55)
                painter.fillRect(QRectF(x, HEAD, column, bottom - HEAD), theme.colour("holiday"))
                painter.restore()
        start = self._first_beyond()
        if start < len(self.days):
            x = NAME + start * column - across
            right = NAME + len(self.days) * column - across
            hatch(painter, QRectF(max(NAME, x), HEAD, right - max(NAME, x), bottom - HEAD), "muted", 0.10)

    def _first_beyond(self) -> int:
        """The number of the first day after what the imports cover."""
        if self.covered_until is None:
            return 0
        return next((n for n, day in enumerate(self.days) if self.covered_until is not None and day > self.covered_until), len(self.days))

    def _beyond(self, number: int) -> bool:
        return number >= self._first_beyond()

    def _paint_row(self, painter: QPainter, row: int, column: float, across: int, top: float) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle = round(top + ROW / 2 - 0.5)
        ratio = self.devicePixelRatioF()
        plain, night = _dot("faint", ratio), _dot("night_fg", ratio)
        for number, face in enumerate(self.rows[row].cells):
            if face is faces.NOTHING:
                continue
            x = NAME + number * column - across
            if face.dot:
                painter.drawPixmap(QPointF(round(x + column / 2) - 3.5, middle - 3), night if face.dot == "night" else plain)
                continue
            ground, tone = faces.TONES[face.tone]
            box = min(18.0, column - 1)
            rect = QRectF(round(x + (column - box) / 2), top + 1, box, ROW - 3)
            if ground:
                paint.box(painter, rect, 3, ground)
            if face.waits:
                paint.box(painter, rect, 3, None, tone, 1, Qt.PenStyle.DashLine)
            bold = bool(ground) and face.tone not in ("neutral",)
            paint.text(painter, rect, face.mark, "small", tone, paint.CENTRE, bold)
            if face.open:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(theme.colour("danger"))
                painter.drawEllipse(QPointF(rect.right() - 0.5, rect.top() + 1), 2.4, 2.4)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)

    def _paint_edges(self, painter: QPainter, row: int, top: float, totals: float, wide: float) -> None:
        one = self.rows[row]
        surface = theme.colour("surface")
        painter.fillRect(QRectF(0, top, NAME, ROW), surface)
        painter.fillRect(QRectF(totals, top, wide - totals, ROW), surface)
        name = QRectF(EDGE, top, NAME - EDGE - 2, ROW - 1)
        here = self.cell is not None and self.cell[0] == row
        used = paint.text(painter, name, one.person.name, "body", "text", bold=True if here else None)
        if one.suffix:
            paint.text(painter, name.adjusted(used + 4, 0, 0, 0), one.suffix, "caption", "muted")
        x = totals
        for number, (_title, width) in enumerate(TOTALS):
            paint.text(painter, QRectF(x, top, width, ROW - 1), one.totals[number], "body", "text", paint.RIGHT)
            x += width
        if row < len(self.rows) - 1:
            paint.hairline(painter, 0, top + ROW - 1, wide)

    def _paint_head(self, painter: QPainter, column: float, across: int, totals: float, wide: float) -> None:
        painter.fillRect(QRectF(0, 0, wide, HEAD - 1), theme.colour("surface"))
        painter.save()
        painter.setClipRect(QRectF(NAME, 0, max(0.0, totals - NAME), HEAD))
        beyond = self._first_beyond()
        for number, day in enumerate(self.days):
            rect = QRectF(NAME + number * column - across, 0, column, HEAD - 1)
            if rect.right() < NAME or rect.left() > totals:
                continue
            tint, tone = self._tints[number], "text"
            if tint:
                painter.fillRect(rect, theme.colour(tint))
            if tint == "holiday":
                tone = "holiday_fg"
            elif number >= beyond:
                tone = "muted"
            if day == self.today:
                paint.box(painter, rect.adjusted(0.5, 2, -0.5, -1), 4, "accent")
                tone = "on_accent"
            paint.text(painter, QRectF(rect.left(), 2, column, 18), str(day.day), "small", tone, paint.CENTRE, number < beyond)
            under = tone if tone != "text" else "muted"
            paint.text(painter, QRectF(rect.left(), 19, column, 15), self._marks[number], "tiny", under, paint.CENTRE)
        painter.restore()
        paint.text(painter, QRectF(EDGE, 0, NAME - EDGE, HEAD - 1), _("{n} people").format(n=len(self.rows)), "small", "muted")
        x = totals
        for title, width in TOTALS:
            paint.text(painter, QRectF(x, 0, width, HEAD - 1), _(title), "small", "muted", paint.RIGHT)
            x += width
        paint.hairline(painter, 0, HEAD - 1, wide)

    def _paint_chosen(self, painter: QPainter, body: QRectF) -> None:
        if self.cell is None:
            return
        rect = self.cell_rect(*self.cell)
        painter.save()
        painter.setClipRect(body.adjusted(-2, HEAD, 2, 0))
        paint.ring(painter, QRectF(rect).adjusted(-0.5, -1, 0.5, 0), 4, "accent" if self.hasFocus() else "line_strong")
        painter.restore()

    def _paint_label(self, painter: QPainter, column: float, across: int, body: QRectF, bottom: float) -> None:
        start = self._first_beyond()
        if self.covered_until is None or start >= len(self.days) or not self.rows:
            return
        left = max(NAME, NAME + start * column - across)
        right = min(body.right(), NAME + len(self.days) * column - across)
        said = _("Clock-in records reach {day}, later days are not judged").format(day=words.day_text(self.covered_until))
        width = paint.width(said, "body") + 46
        if right - left < 60:
            return
        x = max(NAME + 4.0, min((left + right) / 2 - width / 2, body.right() - width - 4))
        y = HEAD + max(6.0, (min(bottom, body.bottom()) - HEAD) / 2 - 15)
        rect = QRectF(round(x), round(y), round(width), 30)
        paint.box(painter, rect, 8, "surface", "line_strong" if theme.tokens().dark else "line")
        icons.draw(painter, "download", rect.left() + 11, rect.top() + 7, "muted", 16)
        paint.text(painter, rect.adjusted(34, 0, -10, 0), said, "body", "muted")

    # mouse and keys
    def mousePressEvent(self, event: QMouseEvent) -> None:
        spot = self._at(event.position().toPoint())
        if spot is None:
            return
        row, number = spot
        if number < 0:
            number = self.cell[1] if self.cell is not None else 0
        self._set(row, number)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            if self.cell is not None:
                self.menu_asked.emit(self.viewport().mapToGlobal(self.cell_rect(*self.cell).bottomLeft()))
            return
        spot = self._at(self.viewport().mapFrom(self, event.pos()))
        if spot is not None and spot[1] >= 0:
            self._set(*spot)
            self.menu_asked.emit(event.globalPos())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if not self.rows:
            super().keyPressEvent(event)
            return
        row, number = self.cell if self.cell is not None else (0, -1)
        page = max(1, (self.viewport().height() - HEAD) // ROW - 1)
        steps = {
            Qt.Key.Key_Left: (0, -1),
            Qt.Key.Key_Right: (0, 1),
            Qt.Key.Key_Up: (-1, 0),
            Qt.Key.Key_Down: (1, 0),
            Qt.Key.Key_PageUp: (-page, 0),
            Qt.Key.Key_PageDown: (page, 0),
            Qt.Key.Key_Home: (0, -len(self.days)),
            Qt.Key.Key_End: (0, len(self.days)),
        }
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self.cell is not None:
                self.entered.emit()
        elif key in steps and not event.modifiers() & Qt.KeyboardModifier.AltModifier:
            by_row, by_day = steps[Qt.Key(key)]
            row = max(0, min(len(self.rows) - 1, row + by_row))
            number = max(0, min(len(self.days) - 1, number + by_day))
            self._set(row, number)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: object) -> None:
        super().focusInEvent(event)  # type: ignore[arg-type]
        self.viewport().update()

    def focusOutEvent(self, event: object) -> None:
        super().focusOutEvent(event)  # type: ignore[arg-type]
        self.viewport().update()

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            spot = self._at(event.pos())
            found = self.day_of(*spot) if spot is not None and spot[1] >= 0 else None
            if found is not None and spot is not None:
                name = self.rows[spot[0]].person.name
                QToolTip.showText(event.globalPos(), f"{name} · {faces.sentence(found, self._shift(found))}", self.viewport())
            else:
                QToolTip.hideText()
            return True
        return super().viewportEvent(event)


_dots: dict[tuple[str, float], QPixmap] = {}


def _dot(tone: str, ratio: float) -> QPixmap:
    """The dot of a day in order, 6 px, painted once: a month has thousands of them."""
    tint = theme.colour(tone).name()
    found = _dots.get((tint, ratio))
    if found is None:
        found = QPixmap(round(6 * ratio), round(6 * ratio))
        found.setDevicePixelRatio(ratio)
        found.fill(Qt.GlobalColor.transparent)
        painter = QPainter(found)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour(tone))
        painter.drawEllipse(QPointF(3, 3), 2.1, 2.1)
        painter.end()
        _dots[(tint, ratio)] = found
    return found


class Legend(QWidget):
    """What the dots and squares mean, under the matrix."""

    ITEMS = (
        ("dot", "faint", N_("In order, day")),
        ("dot", "night_fg", N_("In order, night")),
        ("warn", "", N_("Minutes late or early")),
        ("danger", "", N_("Missed punch, absent")),
        ("accent", "", N_("Correction, outing")),
        ("leave", "", N_("On leave")),
        ("open", "", N_("To decide")),
    )

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(27)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint.hairline(painter, 0, 0, self.width())
        x, middle = float(EDGE), self.height() / 2
        for kind, tone, said in self.ITEMS:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            if kind in ("dot", "open"):
                painter.setBrush(theme.colour(tone or "danger"))
                painter.drawEllipse(QPointF(x + 4, middle), 2.2, 2.2)
                x += 14
            else:
                ground, word = faces.TONES[kind]
                paint.box(painter, QRectF(x, middle - 6, 12, 12), 3, ground, word)
                x += 18
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
            x += paint.text(painter, QRectF(x, 0, 220, self.height()), _(said), "small", "muted") + 18
        painter.end()
