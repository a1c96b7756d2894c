"""What both ways of showing a roster share: the cursor in words, typing a shift's letter, and the signals to the page."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent, QFocusEvent, QHelpEvent, QKeyEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QScrollBar, QSizePolicy, QToolTip, QWidget

from csdesk.core.roster import Violation
from csdesk.core.roster_check import Change, Touched
from csdesk.i18n import gettext as _
from csdesk.ui.roster import keys, words
from csdesk.ui.roster.frame import ROW, Frame
from csdesk.ui.roster.scene import Scene


class RosterSurface(QWidget):
    """By person (RosterGrid) or by shift (ShiftBoard). It never writes: every edit leaves as a signal.

    edited(list[Change], str): typed, filled, cleared or moved cells with the label of the undo step.
    pasted(list[Change], int): a block from the clipboard; the number of cells that fell off the grid.
    explain(QRect, object, bool): a tuple of violations to explain there, () = hide; True = with the focus.
    pin_asked(): P on the chosen cells. menu_asked(QPoint). day_menu_asked(QPoint, date): a right-click on a day's head or coverage.
    step(int): PgUp / PgDn. chosen(): the cursor moved.
    """

    edited = Signal(object, str)
    pasted = Signal(object, int)
    pin_asked = Signal()
    explain = Signal(QRect, object, bool)
    menu_asked = Signal(QPoint)
    day_menu_asked = Signal(QPoint, object)
    step = Signal(int)
    chosen = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)  # letters are commands here, no pinyin wanted
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(name)
        self.setMinimumSize(420, 160)
        self.scene: Scene | None = None
        self.editable = False
        self.keys: dict[str, str] = {}
        self.frame = Frame(self.width(), self.height(), [], 0, 0)
        self._down = QScrollBar(Qt.Orientation.Vertical, self)
        self._across = QScrollBar(Qt.Orientation.Horizontal, self)
        for bar in (self._down, self._across):
            bar.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            bar.hide()
            bar.valueChanged.connect(self._scrolled)

    # what each way says for itself

    def show_scene(self, scene: Scene, *, editable: bool) -> None:
        """Show it. The cursor stays on the same person and day where both are still there."""
        raise NotImplementedError

    def show_touched(self, touched: Touched) -> None:
        """Repaint, at once, what a change touched."""
        raise NotImplementedError

    def place(self) -> tuple[int, date]:
        """The person and day under the cursor."""
        raise NotImplementedError

    def filled(self) -> bool:
        """There is a cell for the cursor to stand on."""
        return self.scene is not None and bool(self.scene.people) and bool(self.scene.days)

    def chosen_cells(self) -> list[tuple[int, date]]:
        """All chosen cells, row by row."""
        return [self.place()]

    def go_to(self, employee_id: int | None, day: date) -> bool:
        """Put the cursor on a cell (a person that is shown) or on a day; False where it is not shown."""
        raise NotImplementedError

    def cell_rect(self, employee_id: int, day: date) -> QRect:
        raise NotImplementedError

    def day_rect(self, shift: str, post: str, day: date) -> QRect:
        """Where the staffing of a shift on a day is shown (of any post where the row is not there)."""
        raise NotImplementedError

    def tip(self, point: QPointF) -> str:
        """A word on what lies under the mouse; '' = nothing to say."""
        raise NotImplementedError

    def busy(self) -> bool:
        """The mouse is dragging: not the moment to show other data."""
        return False

    def _lay_out(self) -> None:
        raise NotImplementedError

    # in words

    def words_of(self, day: date, code: str | None) -> str:
        """A code as a person says it: 白班, 休, 空."""
        shift = self._scene().live.shift_on(day, code)
        return shift.name if shift else code or _("blank")

    def sentence(self, employee_id: int, day: date) -> str:
        """The cell in words: person, day, shift, what is wrong."""
        return words.sentence(self._scene(), employee_id, day)

    def wrong_here(self) -> tuple[Violation, ...]:
        """What is wrong with the cell under the cursor."""
        return self._scene().live.of_cell(*self.place()) if self.filled() else ()

    def explain_here(self, *, focus: bool = False) -> bool:
        """Say what is wrong with the cell under the cursor (F1: and go to the mends); False where nothing is."""
        found = self.wrong_here()
        if found:
            self.explain.emit(self.cell_rect(*self.place()), found, focus)
        return bool(found)

    def next_conflict(self, step: int = 1) -> None:
        """F9: the next cell in conflict after the cursor, day by day; round at the end."""
        if not self.filled():
            return
        scene = self._scene()
        rows = {one.id: number for number, one in enumerate(scene.people)}
        shown = {head.day for head in scene.days}
        found = {(one.day, one.employee_id) for one in scene.live.violations()
                 if one.hard and one.employee_id in rows and one.day in shown}  # fmt: skip
        spots = sorted((day, rows[who], who) for day, who in found if who is not None)
        if not spots:
            return
        who, day = self.place()
        here = (day, rows[who], who)
        if step > 0:
            spot = next((spot for spot in spots if spot > here), spots[0])
        else:
            spot = next((spot for spot in reversed(spots) if spot < here), spots[-1])
        self.go_to(spot[2], spot[0])
        self.explain_here()

    def _scene(self) -> Scene:
        assert self.scene is not None
        return self.scene

    def _announce(self) -> None:
        """What a screen reader says of the cell under the cursor."""
        if self.filled():
            self.setAccessibleDescription(self.sentence(*self.place()))
            QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.DescriptionChanged))

    # editing

    def set_code(self, code: str | None) -> None:
        """Write one code into every chosen cell."""
        label = _("Roster: {code}").format(code=code) if code else _("Clear the roster")
        self._edit([(*place, code) for place in self.chosen_cells()], label)

    def set_shift(self, code: str, post: str) -> None:
        """Write a shift at a post into every chosen cell, '' where it is the own one."""
        live = self._scene().live
        changes: list[Change] = [(who, day, code, "" if post == live.employee(who).post else post) for who, day in self.chosen_cells()]
        self._edit(changes, _("Roster: {code}").format(code=f"{code} · {post}"))

    def clear(self) -> None:
        """Del: blank the chosen cells."""
        self.set_code(None)

    def _edit(self, changes: Sequence[Change], label: str) -> None:
        """Send on what really changes, or makes a proposed cell one of one's own; cells of days on which the person is not employed
        are left out."""
        if not self.editable:
            return
        live, fixed = self._scene().live, self._scene().fixed
        real = [
            change
            for change in changes
            if (live.differs(change) or (fixed is not None and live.source(*change[:2]) == "accepted"))
            and (change[2] is None or live.employee(change[0]).employed_on(change[1]))
        ]
        if real:
            self.edited.emit(real, label)
            self._announce()

    def _type(self, event: QKeyEvent) -> bool:
        """A shift's letter, or P."""
        held = event.modifiers() & ~(Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier)
        typed = event.text().strip().upper()
        if held or not typed:
            return False
        code = self.keys.get(typed)
        if code is not None:
            self.set_code(code)
            return True
        if typed == "P" and self.editable:
            self.pin_asked.emit()
            return True
        return False

    # size and scrolling

    def sizeHint(self) -> QSize:
        return QSize(900, max(200, self.frame.natural_height))

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._lay_out()

    def _place_frame(self, frame: Frame) -> None:
        """Take a new geometry, scrolled as the old one was."""
        frame.scroll(self.frame.x, self.frame.y)
        self.frame = frame
        self.setMaximumHeight(max(160, frame.natural_height))
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
        self.frame.scroll(self._across.value(), self._down.value())
        self.explain.emit(QRect(), (), False)
        self.update()

    def _reveal(self, row: int, day: int) -> bool:
        """Scroll so that the cell can be seen; True when something moved."""
        x, y = self.frame.x, self.frame.y
        self.frame.show(row, day)
        for bar, value in ((self._down, self.frame.y), (self._across, self.frame.x)):
            bar.blockSignals(True)
            bar.setValue(value)
            bar.blockSignals(False)
        return (x, y) != (self.frame.x, self.frame.y)

    def wheelEvent(self, event: QWheelEvent) -> None:
        delta = event.pixelDelta() if not event.pixelDelta().isNull() else event.angleDelta() * ROW * 3 / 120
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            delta = QPoint(delta.y() or delta.x(), 0)
        if delta.y():
            self._down.setValue(self._down.value() - delta.y())
        if delta.x():
            self._across.setValue(self._across.value() - delta.x())
        event.accept()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            said = self.tip(QPointF(event.pos())) if self.scene is not None and self.scene.days else ""
            if said:
                QToolTip.showText(event.globalPos(), said, self)
            else:
                QToolTip.hideText()
            return True
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_F1
            and self.wrong_here()
        ):
            event.accept()  # on a conflict F1 explains it, elsewhere it is the window's help
            return True
        return super().event(event)

    # focus and theme

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.update()
        self._announce()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.update()


def keys_of(scene: Scene) -> dict[str, str]:
    """Which key writes which code in the month shown."""
    return keys.keys(scene.live.rules_on(scene.live.month.first))
