"""The roster by shift: a row for every shift and post, in it the people of each day, and a gap for everybody who is missing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QContextMenuEvent, QGuiApplication, QKeyEvent, QKeySequence, QMouseEvent, QPainter, QPaintEvent, QRegion
from PySide6.QtWidgets import QWidget

from csdesk.core.roster import LEAVE, REST, Violation
from csdesk.core.roster_check import Change, Touched, fits
from csdesk.core.staff import Employee
from csdesk.i18n import gettext as _
from csdesk.ui import theme
from csdesk.ui.kit import paint
from csdesk.ui.roster import drawing, words
from csdesk.ui.roster.cells import draw, foreground
from csdesk.ui.roster.frame import HEAD, ROW, Frame
from csdesk.ui.roster.scene import Scene
from csdesk.ui.roster.surface import RosterSurface, keys_of

Slot = tuple[int, int]  # row, day
Key = tuple[str, str]  # code, post of a row


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the board: a shift's code with a post, REST, LEAVE or '' = not decided yet; `size` people at most on one day."""

    code: str
    post: str
    size: int
    top: int  # its first row


class ShiftBoard(RosterSurface):
    """Shift × post by day. The cursor stands on a person; a letter, P, Del and the menu work as in the grid by person."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_("Roster by shift"), parent)
        self.lines: list[Line] = []
        self.spot: Slot = (0, 0)
        self._columns: list[dict[Key, list[Employee]]] = []
        self._people: dict[Slot, Employee] = {}
        self._spots: dict[tuple[int, date], Slot] = {}
        self._gaps: dict[Slot, Violation] = {}
        self._pressed: Slot | None = None
        self._target: tuple[int, int] | None = None  # line, day
        self._broken = False  # dropped there, a rule would not hold

    # what it shows

    def show_scene(self, scene: Scene, *, editable: bool) -> None:
        kept = self.place() if self.filled() else None
        self.scene = scene
        self.keys = keys_of(scene)
        self.editable = editable
        self._fill()
        self._lay_out()
        today = next((head.day for head in scene.days if head.today), scene.days[0].day if scene.days else None)
        if kept is not None and scene.days:
            self._settle(kept[0], scene.days[scene.column_near(kept[1])].day)
        elif today is not None:
            self._settle(None, today)
        self._announce()
        self.updateGeometry()
        self.update()

    def show_touched(self, touched: Touched) -> None:
        scene = self.scene
        if scene is None:
            return
        kept = self.place() if self.filled() else None
        before = self.lines
        numbers = [number for number, head in enumerate(scene.days) if head.day in touched.days]
        for number in numbers:
            self._columns[number] = self._column(number)
        self._arrange()
        if kept is not None:
            self._settle(*kept)
        if self.lines != before:
            self._lay_out()
            self.updateGeometry()
            self.repaint()
            return
        region = QRegion()
        for number in numbers:
            region += QRectF(self.frame.column_left(number), 0, self.frame.column, self.height()).toAlignedRect().adjusted(-3, 0, 3, 0)
        self.repaint(region)

    def _fill(self) -> None:
        """Who is in which row on which day."""
        self._columns = [self._column(number) for number in range(len(self._scene().days))]
        self._arrange()

    def _column(self, number: int) -> dict[Key, list[Employee]]:
        """The people of one day by the row that counts them."""
        scene = self._scene()
        day = scene.days[number].day
        found: dict[Key, list[Employee]] = {}
        for employee in scene.people:
            code = scene.live.code(employee.id, day)
            if code is None and not employee.employed_on(day):
                continue
            key = self._line_of(employee, day, code)
            if scene.dim in (None, key[0]):
                found.setdefault(key, []).append(employee)
        return found

    def _arrange(self) -> None:
        """The rows that the columns need, and where everybody and every gap stands in them."""
        scene = self._scene()
        self._people, self._spots, self._gaps, self.lines = {}, {}, {}, []
        order = {REST: 1, LEAVE: 2, "": 3}
        more = {key: None for column in self._columns for key in column if key not in scene.lines}
        short = [
            {(one.shift, one.post): one for one in scene.live.of_day(head.day) if one.rule == "short"} for head in scene.days
        ]  # fmt: skip
        row = 0
        for key in [*scene.lines, *sorted(more, key=lambda key: order.get(key[0], 0))]:
            size = 1
            for number, column in enumerate(self._columns):
                people = column.get(key, ())
                for place, employee in enumerate(people):
                    self._people[row + place, number] = employee
                    self._spots[employee.id, scene.days[number].day] = (row + place, number)
                missing = short[number].get(key)
                deep = len(people) + (missing.amount if missing is not None else 0)
                if missing is not None:
                    for gap in range(len(people), deep):
                        self._gaps[row + gap, number] = missing
                size = max(size, deep)
            self.lines.append(Line(*key, size, row))
            row += size

    def _line_of(self, employee: Employee, day: date, code: str | None) -> Key:
        """The row that counts the person: the one whose post says most."""
        scene = self._scene()
        shift = scene.live.shift_on(day, code)
        if code is None:
            return "", ""
        if shift is None or (employee.id, day) in scene.live.away:
            return (LEAVE, "") if shift is not None else (code, "")
        own = scene.live.post(employee.id, day)
        posts = [post for of, post in scene.lines if of == shift.code and fits(post, own)]
        return shift.code, max(posts, key=len) if posts else own

    def filled(self) -> bool:
        return bool(self._people)

    def place(self) -> tuple[int, date]:
        return self._people[self.spot].id, self._scene().days[self.spot[1]].day

    def go_to(self, employee_id: int | None, day: date) -> bool:
        if not any(head.day == day for head in self._scene().days) or not self.filled():
            return False
        if employee_id is not None and (employee_id, day) not in self._spots:
            return False
        self._settle(employee_id, day)
        self._moved()
        return True

    def _settle(self, employee_id: int | None, day: date) -> None:
        """The cursor on the person, else on somebody of the day, else on anybody."""
        if employee_id is not None and (employee_id, day) in self._spots:
            self.spot = self._spots[employee_id, day]
            return
        column = self._scene().column_near(day)
        rows = sorted(row for row, number in self._people if number == column)
        if rows:
            self.spot = (min(rows, key=lambda row: abs(row - self.spot[0])), column)
        elif self._people:
            self.spot = min(self._people)

    def cell_rect(self, employee_id: int, day: date) -> QRect:
        return self.frame.cell(*self._spots.get((employee_id, day), self.spot)).toAlignedRect()

    def day_rect(self, shift: str, post: str, day: date) -> QRect:
        column = self._scene().column_near(day)
        lines = [line for line in self.lines if line.code == shift]
        line = next((one for one in lines if one.post == post), lines[0] if lines else None)
        if line is None:
            return self.frame.head(column).toAlignedRect()
        gaps = [row for row in range(line.top, line.top + line.size) if (row, column) in self._gaps]
        return self.frame.cell(gaps[0] if gaps else line.top, column).toAlignedRect()

    def tip(self, point: QPointF) -> str:
        scene = self._scene()
        row, day = self.frame.row_at(point.y()), self.frame.day_at(point.x())
        if row is None or day is None:
            return words.tip(scene, self.frame, point) if point.y() < self.frame.body_top else ""
        employee = self._people.get((row, day))
        if employee is not None:
            return self.sentence(employee.id, scene.days[day].day)
        gap = self._gaps.get((row, day))
        return f"{gap.sentence}\n{gap.detail}" if gap is not None else ""

    def busy(self) -> bool:
        return self._pressed is not None

    def _lay_out(self) -> None:
        if self.scene is not None:
            sizes = [line.size for line in self.lines]
            self._place_frame(Frame(self.width(), self.height(), sizes, len(self.scene.days), 0, loads=(0,)))

    # painting

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        frame, scene, clip = self.frame, self.scene, QRectF(event.rect())
        painter.setClipRect(clip)
        painter.fillRect(clip, theme.colour("canvas"))
        sheet = QRectF(0, 0, self.width(), min(self.height(), frame.natural_height))
        paint.box(painter, sheet, theme.tokens().radius, "surface", "line")
        if scene is not None and scene.days:
            painter.save()
            painter.setClipRect(frame.days_area(), Qt.ClipOperation.IntersectClip)
            drawing.tint_columns(painter, scene, frame, clip, 1, HEAD + min(frame.body_height, frame.content) - 2)
            painter.restore()
            drawing.head(painter, scene, frame, clip)
            paint.hairline(painter, 0, frame.body_top - 1, frame.width)
            painter.setClipRect(frame.body(), Qt.ClipOperation.IntersectClip)
            self._paint_lines(painter, scene)
            painter.setClipRect(frame.days_area(), Qt.ClipOperation.IntersectClip)
            self._paint_people(painter, scene, clip)
            drawing.today_frame(painter, scene, frame)
        painter.end()

    def _paint_lines(self, painter: QPainter, scene: Scene) -> None:
        frame = self.frame
        for y in frame.breaks:
            paint.hairline(painter, 0, frame.body_top + y - frame.y, frame.width)
        for line in self.lines:
            rect = QRectF(0, frame.row_top(line.top), frame.days_left, ROW)
            mark, name, tone = self.heading(line)
            wide = paint.text(painter, rect.adjusted(12, 0, 0, 0), mark, "small", tone, bold=True)
            need = scene.usual.get((line.code, line.post), 0)
            said = _("need {n}").format(n=need) if need else ""
            used = paint.text(painter, rect.adjusted(0, 0, -6, 0), said, "caption", "muted", paint.RIGHT)
            paint.text(painter, rect.adjusted(12 + wide + 7, 0, -10 - used, 0), name, "small")

    def heading(self, line: Line) -> tuple[str, str, str]:
        """Letter, words and token of a row's head."""
        shift = self._scene().live.rules_on(self._scene().live.month.first).shift(line.code)
        if shift is not None:
            return shift.mark, line.post or _("everybody"), foreground(self._scene().tones.get(shift.code, "day"))
        if line.code == REST:
            return REST, _("Rest day"), "rest_fg"
        if line.code == LEAVE:
            return LEAVE, _("On leave"), "leave_fg"
        return (line.code[:2], _("Unknown shift"), "danger") if line.code else ("", _("not decided"), "muted")

    def _paint_people(self, painter: QPainter, scene: Scene, clip: QRectF) -> None:
        frame, ratio = self.frame, self.devicePixelRatioF()
        here = self._people.get(self.spot)
        if self._target is not None:
            line = self.lines[self._target[0]]
            top = frame.cell(line.top, self._target[1])
            area = top.united(frame.cell(line.top + line.size - 1, self._target[1]))
            painter.fillRect(area, theme.colour("danger_soft" if self._broken else "accent_soft"))
            paint.ring(painter, area.adjusted(1, 1, -1, -1), 4, "danger" if self._broken else "accent", 1.5)
        rings: dict[int, frozenset[date]] = {}
        rows = [row for row in range(len(frame.tops)) if frame.row_top(row) < clip.bottom() and frame.row_top(row) + ROW > clip.top()]
        for day, head in enumerate(scene.days):
            left = frame.column_left(day)
            if left >= clip.right() or left + frame.column <= clip.left():
                continue
            for row in rows:
                employee, rect = self._people.get((row, day)), frame.cell(row, day)
                if employee is not None:
                    if employee.id not in rings:
                        rings[employee.id] = drawing.rings(scene.live, employee.id)
                    look = drawing.look(scene, employee, head.day, rings[employee.id])
                    draw(painter, rect, look._replace(letter=short_name(scene, employee, frame.column - 4), faded=False), ratio)
                    if here is employee and (row, day) != self.spot:
                        paint.ring(painter, rect.adjusted(1, 1, -1, -1), 3, "accent", 1)
                elif (row, day) in self._gaps:
                    paint.box(painter, rect.adjusted(1, 1, -1, -1), 3, "danger_soft", "danger", 1, Qt.PenStyle.DashLine)
                    paint.text(painter, rect, _("short"), "caption", "danger", paint.CENTRE)
        if here is not None:
            paint.ring(painter, frame.cell(*self.spot).adjusted(-1, -1, 1, 1), 4, "accent" if self.hasFocus() else "line_strong")

    # keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self.filled() or not (self._navigate(event) or self._command(event) or self._type(event)):
            event.ignore()

    def _navigate(self, event: QKeyEvent) -> bool:
        key, held = Qt.Key(event.key()), event.modifiers()
        if held & Qt.KeyboardModifier.AltModifier:
            return False
        row, day = self.spot
        jump = bool(held & Qt.KeyboardModifier.ControlModifier)
        back = key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and bool(held & Qt.KeyboardModifier.ShiftModifier)
        if key in (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            up = key == Qt.Key.Key_Up or back
            rows = sorted(other for other, number in self._people if number == day and (other < row if up else other > row))
            if rows:
                self.spot = (rows[0 if up == jump else -1], day)
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Home, Qt.Key.Key_End):
            left = key in (Qt.Key.Key_Left, Qt.Key.Key_Home)
            days = sorted({number for _row, number in self._people if (number < day if left else number > day)})
            if days:
                far = jump or key in (Qt.Key.Key_Home, Qt.Key.Key_End)
                column = days[0 if left == far else -1]
                rows = [other for other, number in self._people if number == column]
                self.spot = (min(rows, key=lambda other: abs(other - row)), column)
        elif key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            self.step.emit(-1 if key == Qt.Key.Key_PageUp else 1)
            return True
        else:
            return False
        self._moved()
        return True

    def _moved(self) -> None:
        self._reveal(*self.spot)
        self.update()
        self._announce()
        self.chosen.emit()

    def _command(self, event: QKeyEvent) -> bool:
        key = event.key()
        if event.matches(QKeySequence.StandardKey.Copy):
            QGuiApplication.clipboard().setText(self.as_text())
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.clear()
        elif key == Qt.Key.Key_F9:
            self.next_conflict(-1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1)
        elif key == Qt.Key.Key_F1:
            return self.explain_here(focus=True)
        else:
            return False
        return True

    def as_text(self) -> str:
        """The board as Excel takes it: days across, a row for each shift and post, names in the cells."""
        scene = self._scene()
        rows = [["", *(head.day.isoformat() for head in scene.days)]]
        for line in self.lines:
            mark, name, _tone = self.heading(line)
            cells = [
                " ".join(self._people[row, day].name for row in range(line.top, line.top + line.size) if (row, day) in self._people)
                for day in range(len(scene.days))
            ]
            rows.append([f"{mark} {name}".strip(), *cells])
        return "\n".join("\t".join(row) for row in rows)

    # mouse

    def _slot_at(self, point: QPointF) -> Slot | None:
        row, day = self.frame.row_at(point.y()), self.frame.day_at(point.x())
        return None if row is None or day is None else (row, day)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.explain.emit(QRect(), (), False)
        slot = self._slot_at(event.position())
        if slot is None or event.button() != Qt.MouseButton.LeftButton:
            return
        if slot in self._people:
            self.spot = slot
            self._pressed = slot if self.editable else None
            self._moved()
        elif slot in self._gaps:
            self.explain.emit(self.frame.cell(*slot).toAlignedRect(), (self._gaps[slot],), True)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._pressed is None or not event.buttons() & Qt.MouseButton.LeftButton:
            return
        row = self.frame.row_at(event.position().y())
        number = None if row is None else next(n for n, line in enumerate(self.lines) if line.top <= row < line.top + line.size)
        own = next(n for n, line in enumerate(self.lines) if line.top <= self._pressed[0] < line.top + line.size)
        target = None if number in (None, own) else (number or 0, self._pressed[1])
        if target != self._target:
            self._target, self._broken = target, target is not None and self._breaks(self._pressed, target)
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        pressed, target = self._pressed, self._target
        self._pressed = self._target = None
        self.update()
        if pressed is not None and target is not None and pressed in self._people:
            self._drop(self._people[pressed], self._scene().days[pressed[1]].day, self.lines[target[0]])

    def _drop(self, employee: Employee, day: date, line: Line) -> None:
        """Dropped on another row: that shift at a post the person can take, rest, leave, or blank."""
        label = _("Roster: {code}").format(code=line.code) if line.code else _("Clear the roster")
        self._edit([self._change(employee, day, line)], label)

    def _change(self, employee: Employee, day: date, line: Line) -> Change:
        live = self._scene().live
        posts = [post for post in (live.post(employee.id, day), *live.planning.posts(employee)) if fits(line.post, post)]
        return live.taking(employee.id, day, line.code or None, posts[0] if posts else employee.post)

    def _breaks(self, pressed: Slot, target: tuple[int, int]) -> bool:
        """Whether a hard rule would break for the person who is dragged there."""
        scene, employee = self._scene(), self._people[pressed]
        added, _gone = scene.live.weigh([self._change(employee, scene.days[target[1]].day, self.lines[target[0]])])
        return any(one.hard and one.employee_id == employee.id for one in added)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if not self.filled():
            return
        if event.reason() != QContextMenuEvent.Reason.Mouse:
            self.menu_asked.emit(self.mapToGlobal(self.frame.cell(*self.spot).center().toPoint()))
            return
        point = QPointF(event.pos())
        slot, day = self._slot_at(point), self.frame.day_at(point.x())
        if slot is not None and slot in self._people:
            self.spot = slot
            self._moved()
            self.menu_asked.emit(event.globalPos())
        elif day is not None:
            self.day_menu_asked.emit(event.globalPos(), self._scene().days[day].day)


def short_name(scene: Scene, employee: Employee, room: float) -> str:
    """The name as far as there is room: whole, or its last two characters; with the number's end where two bear it."""
    twice = employee.name in scene.twice
    whole = f"{employee.name} {employee.no}" if twice else employee.name
    if paint.width(whole, "small") <= room:
        return whole
    if twice:
        return f"{employee.name[-1]}{employee.no[-2:]}"
    latin = "".join(letter for letter in employee.name if letter.isascii()).strip()
    return latin.split()[-1] if latin and employee.name[-1].isascii() else employee.name[-2:]
