"""The roster grid as a widget: shows a checked roster, and turns keys, mouse and clipboard into changes that its page writes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QContextMenuEvent,
    QFocusEvent,
    QGuiApplication,
    QHelpEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QRegion,
    QResizeEvent,
    QWheelEvent,
)  # fmt: skip
from PySide6.QtWidgets import QScrollBar, QSizePolicy, QToolTip, QWidget

from csdesk.core.roster import Violation
from csdesk.core.roster_check import Change, LiveRoster, Touched
from csdesk.core.staff import Employee
from csdesk.i18n import gettext as _
from csdesk.ui import theme
from csdesk.ui.kit import paint
from csdesk.ui.roster import drawing, keys
from csdesk.ui.roster.frame import ROW, Frame

HANDLE = 7
HOVER_MS = 300
Place = tuple[int, int]  # row, day


class RosterGrid(QWidget):
    """`show_roster(live, groups, ...)` shows it. It never writes: every edit leaves as a signal.

    edited(list[Change], str): typed, filled, cleared or moved cells with the label of the undo step.
    pasted(list[Change], int): a block from the clipboard; the number of cells that fell off the grid.
    explain(QRect, object, bool): a tuple of violations to explain there, () = hide; True = with the focus.
    pin_asked(): P on the chosen cells. menu_asked(QPoint). step(int): PgUp / PgDn. chosen(): the cursor moved.
    """

    edited = Signal(object, str)
    pasted = Signal(object, int)
    pin_asked = Signal()
    explain = Signal(QRect, object, bool)
    menu_asked = Signal(QPoint)
    step = Signal(int)
    chosen = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)  # letters are commands here, no pinyin wanted
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(_("Roster grid"))
        self.setMinimumSize(420, 160)
        self.scene: drawing.Scene | None = None
        self.editable = False
        self._groups: list[int] = []
        self._keys: dict[str, str] = {}
        self._words: list[tuple[str, str]] = []
        self.spot: Place = (0, 0)
        self.anchor: Place = (0, 0)
        self._pressed: Place | None = None
        self._drag = ""  # '' | select | fill | move | swap
        self._copying = False
        self._target: Place | None = None
        self._hover: object = None
        self._hover_timer = QTimer(self)
        self._hover_timer.setSingleShot(True)
        self._hover_timer.setInterval(HOVER_MS)
        self._hover_timer.timeout.connect(self._explain_hovered)
        self._down = QScrollBar(Qt.Orientation.Vertical, self)
        self._across = QScrollBar(Qt.Orientation.Horizontal, self)
        for bar in (self._down, self._across):
            bar.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            bar.hide()
            bar.valueChanged.connect(self._scrolled)
        self.frame = Frame(self.width(), self.height(), [], 0, 0)

    # what it shows

    def show_roster(
        self,
        live: LiveRoster,
        groups: Sequence[Sequence[Employee]],
        days: Sequence[date],
        *,
        today: date,
        editable: bool,
        lines: Sequence[tuple[str, str]],
        dim: str | None = None,
        counts: str = "",
        week: bool = False,
    ) -> None:
        """Show `groups` of people × `days`. The cursor stays on the same person and day where both are still there."""
        kept = self.place() if self.scene is not None and self.scene.people else None
        people = [employee for group in groups for employee in group]
        rules = live.rules_on(live.month.first)
        names = [one.name for one in live.employees]
        quota = rules.rest_days.per_month
        self._keys = keys.keys(rules)
        self.scene = drawing.Scene(
            live,
            people,
            drawing.day_heads(live, list(days), today),
            list(lines),
            keys.tones(rules),
            frozenset(name for name in names if names.count(name) > 1),
            dim,
            week,
            float(quota) if quota is not None else None,
            counts=counts,
        )
        self._people = {one.id: one for one in people}
        self._groups = [len(group) for group in groups]
        self.editable = editable
        self._tally()
        self._lay_out()
        self.spot = self.anchor = (0, 0)
        if kept is not None:
            ids = [one.id for one in people]
            row = ids.index(kept[0]) if kept[0] in ids else min(self.spot[0], len(ids) - 1)
            column = next((n for n, head in enumerate(self.scene.days) if head.day == kept[1]), None)
            if column is None:
                column = next((n for n, head in enumerate(self.scene.days) if head.day.day == kept[1].day), 0)
            self.spot = self.anchor = (max(0, row), column)
        else:
            column = next((n for n, head in enumerate(self.scene.days) if head.today), 0)
            self.spot = self.anchor = (0, column)
        self._announce()
        self.updateGeometry()
        self.update()

    def show_touched(self, touched: Touched) -> None:
        """Repaint, at once, exactly what a change touched: the rows, the coverage of the days and the sums."""
        scene = self.scene
        if scene is None:
            return
        region = QRegion()
        rows = {one.id: number for number, one in enumerate(scene.people)}
        for employee_id in touched.employees:
            if employee_id in rows:
                region += self.frame.row(rows[employee_id]).toAlignedRect()
        mean = scene.mean_minutes
        words = self._words
        self._tally()
        if self.frame.coverage:
            for number, head in enumerate(scene.days):
                if head.day in touched.days:
                    strip = self.frame.coverage_cell(0, number)
                    region += QRectF(strip.left(), strip.top(), strip.width(), self.height() - strip.top()).toAlignedRect()
            if words != self._words:
                region += QRect(self.frame.load_left, self.frame.strip_top, self.width(), self.height())
        if abs(mean - scene.mean_minutes) <= 0.01 * mean:
            scene.mean_minutes = mean  # every bar is drawn against the mean: it follows in steps
        else:
            region += QRect(self.frame.load_left, self.frame.body_top, self.width(), self.frame.body_height)
        self.repaint(region)

    def _tally(self) -> None:
        if self.scene is not None:
            self.scene.mean_minutes, self._words = drawing.averages(self.scene.live, self._people, self.scene.live.month.length)

    def place(self) -> tuple[int, date]:
        """The person and day under the cursor."""
        scene = self._scene()
        return scene.people[self.spot[0]].id, scene.days[self.spot[1]].day

    def chosen_cells(self) -> list[tuple[int, date]]:
        """All chosen cells, row by row."""
        scene = self._scene()
        top, left, bottom, right = self._block()
        return [(scene.people[row].id, scene.days[day].day) for row in range(top, bottom + 1) for day in range(left, right + 1)]

    def go_to(self, employee_id: int | None, day: date) -> bool:
        """Put the cursor on a cell (a person that is shown) or on a day; False where it is not in the grid."""
        scene = self._scene()
        column = next((number for number, head in enumerate(scene.days) if head.day == day), None)
        row = self.spot[0] if employee_id is None else next((n for n, one in enumerate(scene.people) if one.id == employee_id), None)
        if column is None or row is None:
            return False
        self._move_to((row, column))
        return True

    def words_of(self, day: date, code: str | None) -> str:
        """A code as a person says it: 白班, 休, 空."""
        shift = self._scene().live.shift_on(day, code)
        return shift.name if shift else code or _("blank")

    def cell_rect(self, employee_id: int, day: date) -> QRect:
        scene = self._scene()
        row = next(number for number, one in enumerate(scene.people) if one.id == employee_id)
        column = next(number for number, head in enumerate(scene.days) if head.day == day)
        return self.frame.cell(row, column).toAlignedRect()

    def day_rect(self, shift: str, post: str, day: date) -> QRect:
        """The coverage cell of a shift (of any post where the row is not there)."""
        scene = self._scene()
        column = next((number for number, head in enumerate(scene.days) if head.day == day), 0)
        line = next((n for n, key in enumerate(scene.lines) if key == (shift, post)), None)
        if line is None:
            line = next((n for n, key in enumerate(scene.lines) if key[0] == shift), None)
        rect = self.frame.head(column) if line is None else self.frame.coverage_cell(line, column)
        return rect.toAlignedRect()

    def explain_here(self, *, focus: bool = False) -> bool:
        """Say what is wrong with the cell under the cursor (F1: and go to the mends); False where nothing is."""
        if self.scene is None or not self.scene.people:
            return False
        employee_id, day = self.place()
        found = self.scene.live.of_cell(employee_id, day)
        if found:
            self.explain.emit(self.cell_rect(employee_id, day), found, focus)
        return bool(found)

    def _scene(self) -> drawing.Scene:
        assert self.scene is not None
        return self.scene

    # size and scrolling

    def sizeHint(self) -> QSize:
        return QSize(900, max(200, self.frame.natural_height))

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._lay_out()

    def _lay_out(self) -> None:
        scene = self.scene
        if scene is None:
            return
        x, y = self.frame.x, self.frame.y
        self.frame = Frame(self.width(), self.height(), self._groups, len(scene.days), len(scene.lines))
        self.frame.scroll(x, y)
        self.setMaximumHeight(max(160, self.frame.natural_height))
        frame = self.frame
        down = (self._down, frame.max_y, frame.body_height, frame.y)
        across = (self._across, frame.max_x, frame.days_width, frame.x)
        for bar, most, page, value in (down, across):
            bar.blockSignals(True)
            bar.setRange(0, most)
            bar.setPageStep(page)
            bar.setSingleStep(ROW)
            bar.setValue(value)
            bar.blockSignals(False)
            bar.setVisible(most > 0)
        self._down.setGeometry(self.width() - 11, frame.body_top, 10, frame.body_height)
        self._across.setGeometry(frame.days_left, frame.strip_top - 10, frame.days_width, 10)

    def _scrolled(self) -> None:
        x, y = self.frame.x, self.frame.y
        self.frame.scroll(self._across.value(), self._down.value())
        self.explain.emit(QRect(), (), False)
        if x == self.frame.x and not self._drag:  # what stays in sight is moved, only what comes into it is painted
            self.scroll(0, y - self.frame.y, self.frame.body().toRect())
        else:
            self.update()

    def wheelEvent(self, event: QWheelEvent) -> None:
        delta = event.pixelDelta() if not event.pixelDelta().isNull() else event.angleDelta() * ROW * 3 / 120
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            delta = QPoint(delta.y() or delta.x(), 0)
        if delta.y():
            self._down.setValue(self._down.value() - delta.y())
        if delta.x():
            self._across.setValue(self._across.value() - delta.x())
        event.accept()

    # painting

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        region = event.region()
        for number, rect in enumerate(list(region)):  # type: ignore[call-overload]
            if number > 12:  # many crumbs: paint their bounds once
                self._paint(painter, QRectF(region.boundingRect()))
                break
            self._paint(painter, QRectF(rect))
        painter.end()

    def _paint(self, painter: QPainter, clip: QRectF) -> None:
        frame, scene = self.frame, self.scene
        painter.save()
        painter.setClipRect(clip)
        painter.fillRect(clip, theme.colour("canvas"))
        sheet = QRectF(0, 0, self.width(), min(self.height(), frame.natural_height))
        paint.box(painter, sheet, theme.tokens().radius, "surface", "line")
        if scene is None or not scene.days:
            painter.restore()
            return
        painter.save()
        painter.setClipRect(frame.days_area(), Qt.ClipOperation.IntersectClip)
        drawing.tint_columns(painter, scene, frame, clip, 1, frame.body_top + min(frame.body_height, frame.content) - 2)
        if frame.coverage:
            drawing.tint_columns(painter, scene, frame, clip, frame.strip_top + 1, sheet.bottom() - frame.strip_top - 6)
        painter.restore()
        if clip.top() < frame.body_top:
            drawing.head(painter, scene, frame, clip)
        paint.hairline(painter, 0, frame.body_top - 1, frame.width)
        body = clip.intersected(frame.body())
        if not body.isEmpty():
            painter.save()
            painter.setClipRect(body, Qt.ClipOperation.IntersectClip)
            self._paint_body(painter, body)
            painter.restore()
        if clip.right() > frame.load_left:
            paint.hairline(painter, frame.load_left, 1, frame.body_top + frame.body_height - 1, vertical=True)
        if clip.bottom() > frame.strip_top:
            drawing.coverage(painter, scene, frame, clip)
            if clip.right() > frame.load_left:
                drawing.summary(painter, scene, frame, self._words)
        painter.restore()

    def _paint_body(self, painter: QPainter, clip: QRectF) -> None:
        frame, scene = self.frame, self._scene()
        ratio = self.devicePixelRatioF()
        for y in frame.breaks:
            paint.hairline(painter, 0, frame.body_top + y - frame.y, frame.width)
        for number in range(len(scene.people)):
            top = frame.row_top(number)
            if top < clip.bottom() and top + ROW > clip.top():
                drawing.row(painter, scene, frame, number, clip, ratio)
        painter.setClipRect(QRectF(frame.days_left, frame.body_top, frame.days_width, frame.body_height), Qt.ClipOperation.IntersectClip)
        drawing.today_frame(painter, scene, frame)
        if scene.people:
            self._paint_choice(painter)

    def _paint_choice(self, painter: QPainter) -> None:
        top, left, bottom, right = self._block()
        single = (top, left) == (bottom, right)
        block = self._rect(top, left, bottom, right)
        handle = self._handle() if self.editable and self.hasFocus() else None
        if not single:
            drawing.selection(painter, block, handle)
        if self._drag == "fill" and self._target is not None:
            drawing.dashed(painter, self._rect(*self._filled_block()))
        if self.hasFocus() or single:
            ring = self.frame.cell(*self.spot).adjusted(-1, -1, 1, 1)  # outside a conflict's ring
            paint.ring(painter, ring, 4, "accent" if self.hasFocus() else "line_strong")
            if single and handle is not None:
                drawing.corner(painter, handle)

    def _rect(self, top: int, left: int, bottom: int, right: int) -> QRectF:
        return self.frame.cell(top, left).united(self.frame.cell(bottom, right))

    def _handle(self) -> QRectF:
        _top, _left, bottom, right = self._block()
        cell = self.frame.cell(bottom, right)
        return QRectF(cell.right() - HANDLE + 2, cell.bottom() - HANDLE + 2, HANDLE - 1, HANDLE - 1)

    def _block(self) -> tuple[int, int, int, int]:
        (a, b), (c, d) = self.anchor, self.spot
        return min(a, c), min(b, d), max(a, c), max(b, d)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.update()
        self._announce()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.update()

    # moving and choosing

    def _move_to(self, place: Place, *, extend: bool = False) -> None:
        scene = self._scene()
        if not scene.people or not scene.days:
            return
        before = self._dirty()
        self.spot = (max(0, min(len(scene.people) - 1, place[0])), max(0, min(len(scene.days) - 1, place[1])))
        if not extend:
            self.anchor = self.spot
        if self._reveal(self.spot):
            self.update()
        else:
            self.update(QRegion(before) + self._dirty())
        self._announce()
        self.chosen.emit()

    def _reveal(self, place: Place) -> bool:
        """Scroll so that the cell can be seen; True when something moved."""
        x, y = self.frame.x, self.frame.y
        self.frame.show(*place)
        for bar, value in ((self._down, self.frame.y), (self._across, self.frame.x)):
            bar.blockSignals(True)
            bar.setValue(value)
            bar.blockSignals(False)
        return (x, y) != (self.frame.x, self.frame.y)

    def _dirty(self) -> QRect:
        return self._rect(*self._block()).toAlignedRect().adjusted(-5, -5, 5, 5)

    def _announce(self) -> None:
        """What a screen reader says of the cell under the cursor."""
        scene = self.scene
        if scene is None or not scene.people or not scene.days:
            return
        employee_id, day = self.place()
        self.setAccessibleDescription(self.sentence(employee_id, day))
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.DescriptionChanged))

    def sentence(self, employee_id: int, day: date) -> str:
        """The cell in words: person, day, shift, what is wrong."""
        scene = self._scene()
        live, head = scene.live, next((one for one in scene.days if one.day == day), None)
        code = live.code(employee_id, day)
        shift = live.shift_on(day, code)
        what = f"{shift.name} {keys.hours(shift)}" if shift else code or _("not decided")
        if shift is not None and (employee_id, day) in live.away:
            what = f"{what}, {_('On leave')}"
        when = _("{m}/{d} {weekday}").format(m=day.month, d=day.day, weekday=head.second if head else "")
        wrong = [one.sentence for one in live.of_cell(employee_id, day)]
        return ", ".join([live.employee(employee_id).name, when, what, *wrong])

    def busy(self) -> bool:
        """The mouse is dragging: not the moment to show other data."""
        return bool(self._drag)

    # keys

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            words = self._tip(QPointF(event.pos()))
            if words:
                QToolTip.showText(event.globalPos(), words, self)
            else:
                QToolTip.hideText()
            return True
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            if event.key() == Qt.Key.Key_F1 and self._wrong_here():
                event.accept()  # on a conflict F1 explains it, elsewhere it is the window's help
                return True
            return super().event(event)
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            step = {Qt.Key.Key_Tab: 1, Qt.Key.Key_Backtab: -1}.get(Qt.Key(event.key()), 0)
            if step and self._tab(step):
                return True
        return super().event(event)

    def _wrong_here(self) -> bool:
        return self.scene is not None and bool(self.scene.people) and bool(self.scene.live.of_cell(*self.place()))

    def _tab(self, step: int) -> bool:
        """Tab walks the cells of a row while editing and leaves the grid at its ends."""
        scene = self.scene
        if scene is None or not self.editable or not scene.people:
            return False
        row, day = self.spot
        day += step
        if not 0 <= day < len(scene.days):
            row, day = row + step, 0 if step > 0 else len(scene.days) - 1
            if not 0 <= row < len(scene.people):
                return False
        self._move_to((row, day))
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        scene = self.scene
        if scene is None or not scene.people or not scene.days:
            event.ignore()
            return
        if not (self._navigate(event) or self._command(event) or self._type(event)):
            event.ignore()  # F1 without a conflict and whatever else belongs to the page or the window

    def _navigate(self, event: QKeyEvent) -> bool:
        key, held = event.key(), event.modifiers()
        scene = self._scene()
        row, day = self.spot
        jump = bool(held & Qt.KeyboardModifier.ControlModifier)
        if held & Qt.KeyboardModifier.AltModifier:
            return False
        last_row, last_day = len(scene.people) - 1, len(scene.days) - 1
        places = {
            Qt.Key.Key_Left: (row, 0 if jump else day - 1),
            Qt.Key.Key_Right: (row, last_day if jump else day + 1),
            Qt.Key.Key_Up: (0 if jump else row - 1, day),
            Qt.Key.Key_Down: (last_row if jump else row + 1, day),
            Qt.Key.Key_Home: (0 if jump else row, 0),
            Qt.Key.Key_End: (last_row if jump else row, last_day),
        }
        place = places.get(Qt.Key(key))
        if place is not None:
            self._move_to(place, extend=bool(held & Qt.KeyboardModifier.ShiftModifier))
            return True
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._move_to((row + (-1 if held & Qt.KeyboardModifier.ShiftModifier else 1), day))
            return True
        if key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            self.step.emit(-1 if key == Qt.Key.Key_PageUp else 1)
            return True
        return False

    def _command(self, event: QKeyEvent) -> bool:
        key = event.key()
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.matches(QKeySequence.StandardKey.Cut):
            self.copy()
            self.clear()
        elif event.matches(QKeySequence.StandardKey.Paste):
            self.paste()
        elif event.matches(QKeySequence.StandardKey.SelectAll):
            scene = self._scene()
            self.anchor = (0, 0)
            self._move_to((len(scene.people) - 1, len(scene.days) - 1), extend=True)
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.clear()
        elif key == Qt.Key.Key_D and event.modifiers() == Qt.KeyboardModifier.ControlModifier:
            self.fill_down()
        elif key == Qt.Key.Key_R and event.modifiers() == Qt.KeyboardModifier.ControlModifier:
            self.fill_right()
        elif key == Qt.Key.Key_F9:
            self.next_conflict(-1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1)
        elif key == Qt.Key.Key_F1:
            return self.explain_here(focus=True)
        elif key == Qt.Key.Key_Escape:
            return self._escape()
        else:
            return False
        return True

    def _escape(self) -> bool:
        busy = bool(self._drag) or self.anchor != self.spot
        self._end_drag()
        self.anchor = self.spot
        self.update()
        self.chosen.emit()
        return busy

    def _type(self, event: QKeyEvent) -> bool:
        held = event.modifiers() & ~(Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier)
        words = event.text().strip().upper()
        if held or not words:
            return False
        code = self._keys.get(words)
        if code is not None:
            self.set_code(code)
            return True
        if words == "P" and self.editable:
            self.pin_asked.emit()
            return True
        return False

    # editing

    def set_code(self, code: str | None) -> None:
        """Write one code into every chosen cell."""
        what = code or ""
        label = _("Roster: {code}").format(code=what) if code else _("Clear the roster")
        self._edit([(who, day, code) for who, day in self.chosen_cells()], label)

    def clear(self) -> None:
        """Del: blank the chosen cells."""
        self.set_code(None)

    def fill_down(self) -> None:
        """Ctrl+D: the top row of the block into its other rows; a single row takes what stands above it."""
        scene = self._scene()
        top, left, bottom, right = self._block()
        source = top
        if top == bottom:
            source = top - 1
            if source < 0:
                return
        rows = range(source + 1, bottom + 1)
        self._edit(
            [(scene.people[row].id, scene.days[day].day, self._code(source, day)) for row in rows for day in range(left, right + 1)],
            _("Fill down"),
        )

    def fill_right(self) -> None:
        """Ctrl+R: the left column of the block into its other columns; a single column takes what stands left of it."""
        scene = self._scene()
        top, left, bottom, right = self._block()
        source = left if left != right else left - 1
        if source < 0:
            return
        days = range(source + 1, right + 1)
        self._edit(
            [(scene.people[row].id, scene.days[day].day, self._code(row, source)) for row in range(top, bottom + 1) for day in days],
            _("Fill right"),
        )

    def copy(self) -> None:
        """Ctrl+C: the block as the shifts' letters, tab-separated, as Excel takes it."""
        top, left, bottom, right = self._block()
        lines = ["\t".join(self._letter(row, day) for day in range(left, right + 1)) for row in range(top, bottom + 1)]
        QGuiApplication.clipboard().setText("\n".join(lines))

    def paste(self) -> None:
        """Ctrl+V: a block from Excel or from here, from the top left of the choice; repeated where the choice is a multiple of it."""
        if not self.editable:
            return
        text = QGuiApplication.clipboard().text().replace("\r\n", "\n").rstrip("\n")
        if not text.strip():
            return
        scene = self._scene()
        block = [line.split("\t") for line in text.split("\n")]
        high, wide = len(block), max(len(line) for line in block)
        top, left, bottom, right = self._block()
        rows, days = bottom - top + 1, right - left + 1
        rows = rows if rows % high == 0 else high
        days = days if days % wide == 0 else wide
        changes: list[Change] = []
        lost = 0
        for row in range(rows):
            line = block[row % high]
            for day in range(days):
                if top + row >= len(scene.people) or left + day >= len(scene.days):
                    lost += 1
                    continue
                when = scene.days[left + day].day
                word = line[day % wide] if day % wide < len(line) else ""
                code = keys.read(word, scene.live.rules_on(when))
                who = scene.people[top + row].id
                if code != scene.live.code(who, when):
                    changes.append((who, when, code))
        self.anchor = (top, left)
        self._move_to((top + rows - 1, left + days - 1), extend=True)
        if changes or lost:
            self.pasted.emit(changes, lost)

    def _edit(self, changes: list[Change], label: str) -> None:
        """Send on what really changes; cells of days on which the person is not employed are left out."""
        if not self.editable:
            return
        live = self._scene().live
        real = [
            (who, day, code)
            for who, day, code in changes
            if live.code(who, day) != code and (code is None or live.employee(who).employed_on(day))
        ]
        if real:
            self.edited.emit(real, label)
            self._announce()

    def _code(self, row: int, day: int) -> str | None:
        scene = self._scene()
        return scene.live.code(scene.people[row].id, scene.days[day].day)

    def _letter(self, row: int, day: int) -> str:
        scene = self._scene()
        code = self._code(row, day)
        shift = scene.live.shift_on(scene.days[day].day, code)
        return shift.mark if shift else code or ""

    def next_conflict(self, step: int = 1) -> None:
        """F9: the next cell in conflict after the cursor, day by day; round at the end."""
        scene = self._scene()
        ids = {one.id: number for number, one in enumerate(scene.people)}
        shown = {head.day: number for number, head in enumerate(scene.days)}
        spots = sorted(
            {
                (shown[one.day], ids[one.employee_id])
                for one in scene.live.violations()
                if one.hard and one.employee_id in ids and one.day in shown
            }
        )
        if not spots:
            return
        here = (self.spot[1], self.spot[0])
        if step > 0:
            day, row = next((spot for spot in spots if spot > here), spots[0])
        else:
            day, row = next((spot for spot in reversed(spots) if spot < here), spots[-1])
        self._move_to((row, day))
        self.explain_here()

    # mouse

    def _place_at(self, point: QPointF, *, clamp: bool = False) -> Place | None:
        row, day = self.frame.row_at(point.y(), clamp=clamp), self.frame.day_at(point.x(), clamp=clamp)
        return None if row is None or day is None else (row, day)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        scene = self.scene
        if scene is None or not scene.people or event.button() != Qt.MouseButton.LeftButton:
            return
        self._hover_timer.stop()
        self.explain.emit(QRect(), (), False)
        point, held = event.position(), event.modifiers()
        if self.editable and self._handle().adjusted(-3, -3, 3, 3).contains(point):
            self._drag, self._target = "fill", self.spot
            return
        place = self._place_at(point)
        if place is None:
            self._press_head(point)
            return
        extend = bool(held & Qt.KeyboardModifier.ShiftModifier)
        self._pressed = place
        if self.editable and held & Qt.KeyboardModifier.AltModifier:
            self._drag = "swap"
            self._move_to(place)
        elif self.editable and not extend and place == self.spot == self.anchor and self._code(*place) is not None:
            self._drag = "move"  # a drag from the cell that has the focus moves it; from another one it chooses a block
        else:
            self._drag = "select"
            self._move_to(place, extend=extend)

    def _press_head(self, point: QPointF) -> None:
        """A name chooses the row, a day the column."""
        scene = self._scene()
        row, day = self.frame.row_at(point.y()), self.frame.day_at(point.x())
        if row is not None and point.x() < self.frame.days_left:
            self.anchor = (row, 0)
            self._move_to((row, len(scene.days) - 1), extend=True)
        elif day is not None and point.y() < self.frame.body_top:
            self.anchor = (0, day)
            self._move_to((len(scene.people) - 1, day), extend=True)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        scene = self.scene
        if scene is None or not scene.people:
            return
        point = event.position()
        if not self._drag:
            self._hovering(point)
            return
        place = self._place_at(point, clamp=True)
        if place is None:
            return
        if self._drag == "select":
            if place != self.spot:
                self._move_to(place, extend=True)
        elif self._drag == "fill":
            if place != self._target:
                self._target = place
                self._reveal(place)
                self._ghosts([(row, day, code) for (row, day), code in self._filled().items()], weigh=False)
        else:
            self._copying = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
            self._target = None if place == self._pressed else place
            self._ghosts(self._moved(), weigh=True)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        drag, changes, target = self._drag, [], self._target
        if drag == "fill" and target is not None:
            changes = [(row, day, code) for (row, day), code in self._filled().items()]
        elif drag in ("move", "swap") and target is not None:
            changes = self._moved()
        block = self._filled_block() if drag == "fill" and target is not None else None
        label = {"fill": _("Fill the roster"), "swap": _("Swap shifts")}.get(drag, _("Copy a cell") if self._copying else _("Move a cell"))
        self._end_drag()
        if not changes:
            return
        scene = self._scene()
        self._edit([(scene.people[row].id, scene.days[day].day, code) for row, day, code in changes], label)
        if block is not None:
            self.anchor = (block[0], block[1])
            self._move_to((block[2], block[3]), extend=True)
        elif target is not None and drag == "move":
            self._move_to(target)

    def _end_drag(self) -> None:
        self._drag, self._target, self._pressed, self._copying = "", None, None, False
        if self.scene is not None:
            self.scene.ghosts = {}
        self.update()

    def _ghosts(self, changes: list[tuple[int, int, str | None]], *, weigh: bool) -> None:
        """Preview: what the cells would hold, red where a hard rule would break."""
        scene = self._scene()
        broken: set[tuple[int | None, date]] = set()
        if weigh and changes:
            added, _gone = scene.live.weigh([(scene.people[row].id, scene.days[day].day, code) for row, day, code in changes])
            broken = {(one.employee_id, one.day) for one in added if one.hard and one.employee_id is not None}
            broken |= {(one.employee_id, one.other) for one in added if one.hard and one.employee_id is not None and one.other}
        scene.ghosts = {}
        for row, day, code in changes:
            employee, when = scene.people[row], scene.days[day].day
            scene.ghosts[row, day] = (code, (employee.id, when) in broken or not employee.employed_on(when))
        self.update()

    def _moved(self) -> list[tuple[int, int, str | None]]:
        if self._pressed is None or self._target is None:
            return []
        (row, day), (to_row, to_day) = self._pressed, self._target
        if self._drag == "swap":  # two people, the day on which the drag began
            if to_row == row:
                return []
            return [(row, day, self._code(to_row, day)), (to_row, day, self._code(row, day))]
        own = self._code(row, day)
        if self._copying:
            return [(to_row, to_day, own)]
        return [(to_row, to_day, own), (row, day, self._code(to_row, to_day))]

    def _filled_block(self) -> tuple[int, int, int, int]:
        """The choice grown to the fill's target, along the longer way."""
        top, left, bottom, right = self._block()
        if self._target is None:
            return top, left, bottom, right
        row, day = self._target
        down, across = max(row - bottom, top - row, 0), max(day - right, left - day, 0)
        if down == across == 0:
            return top, left, bottom, right
        if down >= across:
            return min(top, row), left, max(bottom, row), right
        return top, min(left, day), bottom, max(right, day)

    def _filled(self) -> dict[Place, str | None]:
        top, left, bottom, right = self._block()
        high, wide = bottom - top + 1, right - left + 1
        to_top, to_left, to_bottom, to_right = self._filled_block()
        return {
            (row, day): self._code(top + (row - top) % high, left + (day - left) % wide)
            for row in range(to_top, to_bottom + 1)
            for day in range(to_left, to_right + 1)
            if not (top <= row <= bottom and left <= day <= right)
        }

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if self.scene is None or not self.scene.people:
            return
        self._hover_timer.stop()
        if event.reason() == QContextMenuEvent.Reason.Mouse:
            place = self._place_at(QPointF(event.pos()))
            if place is None:
                return
            top, left, bottom, right = self._block()
            if not (top <= place[0] <= bottom and left <= place[1] <= right):
                self._move_to(place)
            self.menu_asked.emit(event.globalPos())
        else:
            self.menu_asked.emit(self.mapToGlobal(self.frame.cell(*self.spot).center().toPoint()))

    # hovering

    def _hovering(self, point: QPointF) -> None:
        at: object = self._place_at(point)
        if at is None:
            line, day = self.frame.line_at(point.y()), self.frame.day_at(point.x())
            at = ("line", line, day) if line is not None and day is not None else None
        corner = self.editable and self.hasFocus() and self._handle().adjusted(-3, -3, 3, 3).contains(point)
        self.setCursor(Qt.CursorShape.CrossCursor if corner else Qt.CursorShape.ArrowCursor)
        if at != self._hover:
            self._hover = at
            self.explain.emit(QRect(), (), False)
            if self._hovered()[1]:
                self._hover_timer.start()
            else:
                self._hover_timer.stop()

    def _hovered(self) -> tuple[QRect, tuple[Violation, ...]]:
        """What is under the mouse and wrong there."""
        scene = self._scene()
        if not isinstance(self._hover, tuple):
            return QRect(), ()
        if len(self._hover) == 2:
            row, day = self._hover
            found = scene.live.of_cell(scene.people[row].id, scene.days[day].day)
            return self.frame.cell(row, day).toAlignedRect(), tuple(one for one in found if one.hard)
        _line, line, day = self._hover
        shift, post = scene.lines[line]
        staffing = tuple(
            one
            for one in scene.live.of_day(scene.days[day].day)
            if one.shift == shift and (one.rule == "no_lead" or (one.rule == "short" and one.post == post))
        )
        return self.frame.coverage_cell(line, day).toAlignedRect(), staffing

    def _explain_hovered(self) -> None:
        rect, found = self._hovered()
        if found:
            self.explain.emit(rect, found, False)

    def leaveEvent(self, event: QEvent) -> None:
        self._hover_timer.stop()
        self._hover = None
        self.explain.emit(QRect(), (), False)

    def _tip(self, point: QPointF) -> str:
        """A word on a day's head, a coverage cell or a load value."""
        scene = self.scene
        if scene is None or not scene.days:
            return ""
        day, line, row = self.frame.day_at(point.x()), self.frame.line_at(point.y()), self.frame.row_at(point.y())
        if day is not None and point.y() < self.frame.body_top:
            head = scene.days[day]
            words = [_("{m}/{d} {weekday}").format(m=head.day.month, d=head.day.day, weekday=head.second), head.name]
            words += [one.sentence for one in scene.live.of_day(head.day) if one.rule == "holiday_work"]
            return "\n".join(word for word in words if word)
        if day is not None and line is not None:
            shift, post = scene.lines[line]
            for one in scene.live.coverage(scene.days[day].day):
                if (one.shift, one.post) == (shift, post):
                    return _("Need {need}, have {have}").format(need=one.need, have=one.have)
        if row is not None and point.x() >= self.frame.load_left:
            found = scene.live.of_person(scene.people[row].id)
            return "\n".join(f"{one.sentence}\n{one.detail}" for one in found if one.rule == "hours")
        if row is not None and point.x() < self.frame.days_left:
            employee = scene.people[row]
            return " ".join(word for word in (employee.no, employee.name, employee.post, employee.level) if word)
        return ""
