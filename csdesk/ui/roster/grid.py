"""The roster grid as a widget: shows a checked roster, and turns keys, mouse and clipboard into changes that its page writes."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, Qt, QTimer
from PySide6.QtGui import (
    QContextMenuEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QRegion,
)  # fmt: skip
from PySide6.QtWidgets import QWidget

from csdesk.core.roster import Violation
from csdesk.core.roster_check import Touched
from csdesk.i18n import gettext as _
from csdesk.ui import theme
from csdesk.ui.kit import paint
from csdesk.ui.roster import drawing, edits, words
from csdesk.ui.roster.block import Block, Place
from csdesk.ui.roster.drag import Drag, ghosts
from csdesk.ui.roster.frame import ROW, Frame
from csdesk.ui.roster.scene import Scene, averages
from csdesk.ui.roster.surface import RosterSurface, keys_of

HANDLE = 7
HOVER_MS = 300


class RosterGrid(RosterSurface):
    """People × days, their load at the right, the staffing of the shifts below."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_("Roster grid"), parent)
        self._words: list[tuple[str, str]] = []
        self.spot: Place = (0, 0)
        self.anchor: Place = (0, 0)
        self._drag = Drag()
        self._hover: object = None
        self._hover_timer = QTimer(self)
        self._hover_timer.setSingleShot(True)
        self._hover_timer.setInterval(HOVER_MS)
        self._hover_timer.timeout.connect(self._explain_hovered)

    # what it shows

    def show_scene(self, scene: Scene, *, editable: bool) -> None:
        kept = self.place() if self.filled() else None
        self.scene = scene
        self.keys = keys_of(scene)
        self.editable = editable
        self._tally()
        self._lay_out()
        row, column = 0, next((number for number, head in enumerate(scene.days) if head.today), 0)
        if kept is not None:
            ids = [one.id for one in scene.people]
            row = ids.index(kept[0]) if kept[0] in ids else 0
            column = scene.column_near(kept[1])
        self.spot = self.anchor = (row, column)
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
        before = self._words
        self._tally()
        if self.frame.coverage:
            for number, head in enumerate(scene.days):
                if head.day in touched.days:
                    strip = self.frame.coverage_cell(0, number)
                    region += QRectF(strip.left(), strip.top(), strip.width(), self.height() - strip.top()).toAlignedRect()
            if before != self._words:
                region += QRect(self.frame.load_left, self.frame.strip_top, self.width(), self.height())
        if abs(mean - scene.mean_minutes) <= 0.01 * mean:
            scene.mean_minutes = mean  # every bar is drawn against the mean: it follows in steps
        else:
            region += QRect(self.frame.load_left, self.frame.body_top, self.width(), self.frame.body_height)
        self.repaint(region)

    def _tally(self) -> None:
        if self.scene is not None:
            self.scene.mean_minutes, self._words = averages(self.scene.live, self.scene.people)

    def place(self) -> tuple[int, date]:
        """The person and day under the cursor."""
        return self._scene().cell(*self.spot)

    def chosen_cells(self) -> list[tuple[int, date]]:
        """All chosen cells, row by row."""
        scene = self._scene()
        return [scene.cell(row, day) for row, day in self._block().places()]

    def go_to(self, employee_id: int | None, day: date) -> bool:
        """Put the cursor on a cell (a person that is shown) or on a day; False where it is not in the grid."""
        scene = self._scene()
        column = next((number for number, head in enumerate(scene.days) if head.day == day), None)
        row = self.spot[0] if employee_id is None else next((n for n, one in enumerate(scene.people) if one.id == employee_id), None)
        if column is None or row is None:
            return False
        self._move_to((row, column))
        return True

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

    # size and scrolling

    def _lay_out(self) -> None:
        scene = self.scene
        if scene is not None:
            groups = [len(group) for group in scene.groups]
            self._place_frame(Frame(self.width(), self.height(), groups, len(scene.days), len(scene.lines)))

    def _scrolled(self) -> None:
        x, y = self.frame.x, self.frame.y
        self.frame.scroll(self._across.value(), self._down.value())
        self.explain.emit(QRect(), (), False)
        if x == self.frame.x and not self._drag.kind:  # what stays in sight is moved, only what comes into it is painted
            self.scroll(0, y - self.frame.y, self.frame.body().toRect())
        else:
            self.update()

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
        chosen = self._block()
        handle = self._handle() if self.editable and self.hasFocus() else None
        if not chosen.single:
            drawing.selection(painter, self._rect(chosen), handle)
        if self._drag.kind == "fill" and self._drag.target is not None:
            drawing.dashed(painter, self._rect(chosen.grown_to(self._drag.target)))
        if self.hasFocus() or chosen.single:
            ring = self.frame.cell(*self.spot).adjusted(-1, -1, 1, 1)  # outside a conflict's ring
            paint.ring(painter, ring, 4, "accent" if self.hasFocus() else "line_strong")
            if chosen.single and handle is not None:
                drawing.corner(painter, handle)

    def _rect(self, block: Block) -> QRectF:
        return self.frame.cell(block.top, block.left).united(self.frame.cell(block.bottom, block.right))

    def _handle(self) -> QRectF:
        chosen = self._block()
        cell = self.frame.cell(chosen.bottom, chosen.right)
        return QRectF(cell.right() - HANDLE + 2, cell.bottom() - HANDLE + 2, HANDLE - 1, HANDLE - 1)

    def _block(self) -> Block:
        """The choice."""
        return Block.between(self.anchor, self.spot)

    # moving and choosing

    def _move_to(self, place: Place, *, extend: bool = False) -> None:
        scene = self._scene()
        if not scene.people or not scene.days:
            return
        before = self._dirty()
        self.spot = (max(0, min(len(scene.people) - 1, place[0])), max(0, min(len(scene.days) - 1, place[1])))
        if not extend:
            self.anchor = self.spot
        if self._reveal(*self.spot):
            self.update()
        else:
            self.update(QRegion(before) + self._dirty())
        self._announce()
        self.chosen.emit()

    def _choose(self, block: Block) -> None:
        self.anchor = (block.top, block.left)
        self._move_to((block.bottom, block.right), extend=True)

    def _dirty(self) -> QRect:
        return self._rect(self._block()).toAlignedRect().adjusted(-5, -5, 5, 5)

    def busy(self) -> bool:
        """The mouse is dragging: not the moment to show other data."""
        return bool(self._drag.kind)

    # keys

    def tip(self, point: QPointF) -> str:
        return words.tip(self._scene(), self.frame, point)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            step = {Qt.Key.Key_Tab: 1, Qt.Key.Key_Backtab: -1}.get(Qt.Key(event.key()), 0)
            if step and self._tab(step):
                return True
        return super().event(event)

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
        busy = bool(self._drag.kind) or self.anchor != self.spot
        self._end_drag()
        self.anchor = self.spot
        self.update()
        self.chosen.emit()
        return busy

    # editing

    def fill_down(self) -> None:
        """Ctrl+D: the top row of the block into its other rows; a single row takes what stands above it."""
        self._edit(edits.filled_down(self._scene(), self._block()), _("Fill down"))

    def fill_right(self) -> None:
        """Ctrl+R: the left column of the block into its other columns; a single column takes what stands left of it."""
        self._edit(edits.filled_right(self._scene(), self._block()), _("Fill right"))

    def copy(self) -> None:
        """Ctrl+C: the block as the shifts' letters, tab-separated, as Excel takes it."""
        QGuiApplication.clipboard().setText(edits.as_text(self._scene(), self._block()))

    def paste(self) -> None:
        """Ctrl+V: a block from Excel or from here, from the top left of the choice; repeated where the choice is a multiple of it."""
        if not self.editable:
            return
        text = QGuiApplication.clipboard().text().replace("\r\n", "\n").rstrip("\n")
        if not text.strip():
            return
        changes, lost, block = edits.pasted(self._scene(), self._block(), text)
        self._choose(block)
        if changes or lost:
            self.pasted.emit(changes, lost)

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
            self._drag.kind, self._drag.target = "fill", self.spot
            return
        place = self._place_at(point)
        if place is None:
            self._press_head(point)
            return
        extend = bool(held & Qt.KeyboardModifier.ShiftModifier)
        self._drag.pressed = place
        if self.editable and held & Qt.KeyboardModifier.AltModifier:
            self._drag.kind = "swap"
            self._move_to(place)
        elif self.editable and not extend and place == self.spot == self.anchor and self._scene().code(*place) is not None:
            self._drag.kind = "move"  # a drag from the cell that has the focus moves it; from another one it chooses a block
        else:
            self._drag.kind = "select"
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
        drag = self._drag
        if not drag.kind:
            self._hovering(point)
            return
        place = self._place_at(point, clamp=True)
        if place is None:
            return
        if drag.kind == "select":
            if place != self.spot:
                self._move_to(place, extend=True)
        elif drag.kind == "fill":
            if place != drag.target:
                drag.target = place
                self._reveal(*place)
                self._preview(weigh=False)
        else:
            drag.copying = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
            drag.target = None if place == drag.pressed else place
            self._preview(weigh=True)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self.scene is None:
            return
        drag, scene, block = self._drag, self.scene, self._block()
        changes = drag.changes(scene, block)
        self._end_drag()
        if not changes:
            return
        self._edit([change for _row, _day, change in changes], drag.label())
        if drag.kind == "fill" and drag.target is not None:
            self._choose(block.grown_to(drag.target))
        elif drag.kind == "move" and drag.target is not None:
            self._move_to(drag.target)

    def _end_drag(self) -> None:
        self._drag = Drag()
        if self.scene is not None:
            self.scene.ghosts = {}
        self.update()

    def _preview(self, *, weigh: bool) -> None:
        scene = self._scene()
        scene.ghosts = ghosts(scene, self._drag.changes(scene, self._block()), weigh=weigh)
        self.update()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if self.scene is None or not self.scene.people:
            return
        self._hover_timer.stop()
        if event.reason() == QContextMenuEvent.Reason.Mouse:
            point = QPointF(event.pos())
            place, row, day = self._place_at(point), self.frame.row_at(point.y()), self.frame.day_at(point.x())
            if place is None and row is not None and point.x() < self.frame.days_left:
                place = (row, self.spot[1])  # a name: the person, on the day of the cursor
            if place is None:
                if day is not None:
                    self.day_menu_asked.emit(event.globalPos(), self._scene().days[day].day)
                return
            if not self._block().holds(place):
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
        if not isinstance(self._hover, tuple):
            return QRect(), ()
        if len(self._hover) == 2:
            return words.wrong_in_cell(self._scene(), self.frame, *self._hover)
        _line, line, day = self._hover
        return words.wrong_in_coverage(self._scene(), self.frame, line, day)

    def _explain_hovered(self) -> None:
        rect, found = self._hovered()
        if found:
            self.explain.emit(rect, found, False)

    def leaveEvent(self, event: QEvent) -> None:
        self._hover_timer.stop()
        self._hover = None
        self.explain.emit(QRect(), (), False)
