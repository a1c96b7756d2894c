"""The items of a note, painted line by line; the active one holds the read-back and its three answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QContextMenuEvent, QFocusEvent, QHideEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QSizePolicy, QWidget

from csdesk.actions.handover import HandoverView, ItemLine
from csdesk.core import handover as core
from csdesk.i18n import N_
from csdesk.i18n import gettext as _
from csdesk.ui import icons, theme
from csdesk.ui.handover import words
from csdesk.ui.kit import Button, ChipSpec, paint

ROW, HEAD = 77, 32
KEEP_MS = 250
HEADS = (N_("How pressing"), N_("What"), N_("Who does what by when"), N_("What if"), N_("Said back"), N_("Answer"))
_SHARES = (0.27, 0.265, 0.235, 0.23)  # of what is left between severity and answer
_NARROW_SHARES = (0.25, 0.24, 0.2, 0.31)  # the three answers still fit beside each other
_HINTS = {"taken": N_("Say it back…"), "question": N_("Your question…"), "returned": N_("Why it goes back…")}


def columns_of(width: int) -> list[tuple[float, float]]:
    """(left, width) of the six columns in so much room."""
    room = width - 62 - 124
    found = [(16.0, 46.0)]
    x = 62.0
    for share in _SHARES if room > 660 else _NARROW_SHARES:
        found.append((x, room * share - 12))
        x += room * share
    return [*found, (x, 112.0)]


class ItemHeads(QWidget):
    """The heads over the columns; they stay while the items scroll."""

    def __init__(self, items: QWidget) -> None:
        super().__init__()
        self._items = items
        self.setFixedHeight(HEAD)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        for (x, wide), head in zip(columns_of(self._items.width()), HEADS, strict=True):
            paint.text(painter, QRectF(x, 0, wide, HEAD), _(head), "small", "muted")
        paint.hairline(painter, 0, HEAD - 1, self.width())
        painter.end()


class _Box(QLineEdit):
    """The line for the receiver's words; keys that mean an answer reach the list while it is empty."""

    def __init__(self, items: ItemList) -> None:
        super().__init__(items)
        self._items = items
        self.setMaxLength(1000)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._items.take_key(event, empty=not self.text()):
            super().keyPressEvent(event)


class ItemList(QWidget):
    """Signals: `answered(item id, answer, text)`, `opened(ItemLine)` (double click, Enter), `menu_asked(ItemLine, point)`.

    ↓ goes on, typing begins the read-back, Enter takes, ? asks, Del returns. In a draft Alt+↑↓ or a drag puts an item elsewhere."""

    answered = Signal(object, object, object)
    opened = Signal(object)
    menu_asked = Signal(object, object)
    placed = Signal(object, object)  # item id, its new place in the order of a draft
    typed = Signal(object, object)  # item id, what stands in the box, a moment after it was typed
    moved = Signal(object)  # the middle of the active line, for scrolling

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.view: HandoverView | None = None
        self.lines: Sequence[ItemLine] = ()
        self.active = -1
        self.again = 0  # the item whose answer is given anew
        self.meaning = "taken"
        self._typed: dict[int, str] = {}
        self._hover = -1
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.box = _Box(self)
        self.box.setAccessibleName(_("Said back"))
        self.box.textEdited.connect(self._edited)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(KEEP_MS)
        self._later.timeout.connect(self.keep)
        self._grip: QPointF | None = None  # where a drag began
        self._gap = -1  # before which line the dragged one would stand
        self.take = Button(_("Take"), on=self._take, small=True, parent=self)
        self.ask = Button(_("Question it"), on=self._ask, small=True, parent=self)
        self.back = Button(_("Return"), on=self._return, small=True, parent=self)
        self._place()

    # showing
    def show_view(self, view: HandoverView, drafts: Mapping[int, str] = MappingProxyType({})) -> None:
        """Another state of this note, or another note; the active line and what was typed stay. `drafts`: what was typed at another time,
        by item."""
        same = self.view is not None and self.view.note.id == view.note.id
        key = self.lines[self.active].item.id if same and 0 <= self.active < len(self.lines) else 0
        self.keep_now()
        self._keep_typed()
        self._typed = {**drafts, **self._typed}
        self.view, self.lines = view, view.lines
        self.again = self.again if same else 0
        ids = [one.item.id for one in self.lines]
        at = ids.index(key) if key in ids else -1
        if self._answers() and (at < 0 or (self.lines[at].item.answer and self.again != key)):
            at = self._next_open(at)
        self.active = at if at >= 0 else 0 if self.lines else -1
        self.setFixedHeight(ROW * len(self.lines) + 1)
        self._place()

    def _answers(self) -> bool:
        return self.view is not None and self.view.state == "waiting" and self.view.may_write

    def _next_open(self, after: int) -> int:
        """The next line without an answer, from the top again after the last one; -1 = none."""
        order = [*range(after + 1, len(self.lines)), *range(after + 1)]
        return next((at for at in order if not self.lines[at].item.answer), -1)

    def current(self) -> ItemLine | None:
        return self.lines[self.active] if 0 <= self.active < len(self.lines) else None

    def choose(self, at: int) -> None:
        """Make a line the active one."""
        if 0 <= at < len(self.lines) and at != self.active:
            self.keep_now()
            self._keep_typed()
            self.active, self.again, self.meaning = at, 0, "taken"
            self._place()

    def answer_again(self, line: ItemLine) -> None:
        """Give another answer to an item, as long as the note is not signed."""
        self.choose([one.item.id for one in self.lines].index(line.item.id))
        self.again = line.item.id
        self._typed[line.item.id] = line.item.read_back
        self._place()
        self.box.setFocus()

    def _keep_typed(self) -> None:
        line = self.current()
        if line is not None and not self.box.isHidden():
            self._typed[line.item.id] = self.box.text()

    def _edited(self, _text: str) -> None:
        self._later.start()

    def keep_now(self) -> None:
        """Hand out what was typed a moment ago, before something else stands in the box."""
        if self._later.isActive():
            self.keep()

    def hideEvent(self, event: QHideEvent) -> None:
        self.keep_now()
        super().hideEvent(event)

    def keep(self) -> None:
        """Hand out what stands in the box now."""
        self._later.stop()
        line = self.current()
        if line is not None and not self.box.isHidden():
            self.typed.emit(line.item.id, self.box.text())

    def _orders(self) -> bool:
        return self.view is not None and self.view.state == "draft" and self.view.may_write and len(self.lines) > 1

    def _put(self, place: int) -> None:
        line = self.current()
        if line is not None and 0 <= place < len(self.lines) and place != self.active:
            self.placed.emit(line.item.id, place)

    def _open_now(self) -> bool:
        line = self.current()
        return line is not None and self._answers() and (not line.item.answer or self.again == line.item.id)

    def _place(self) -> None:
        shown, line = self._open_now(), self.current()
        typing = self.box.hasFocus()
        if shown and line is not None:
            x, wide = columns_of(self.width())[4]
            top = ROW * self.active
            self.box.setGeometry(round(x) - 5, top + 8, round(wide), 30)
            if self.box.text() != self._typed.get(line.item.id, ""):
                self.box.setText(self._typed.get(line.item.id, ""))
            self.box.setPlaceholderText(_(_HINTS[self.meaning]))
            left = round(x) - 5
            for button in (self.take, self.ask, self.back):
                size = button.sizeHint()
                button.setGeometry(left, top + 44, size.width(), 24)
                left += size.width() + 6
        for part in (self.box, self.take, self.ask, self.back):
            part.setVisible(shown)
        if typing and not shown:
            self.setFocus()
        name = _("Items of the handover")
        if line is not None:
            item = line.item
            self.setAccessibleDescription(f"{line.number}. {line.title} {line.more} {line.who} {item.todo} {_(core.ANSWERS[item.answer])}")
        self.setAccessibleName(name)
        self.update()
        if self.active >= 0:
            self.moved.emit(ROW * self.active + ROW // 2)

    def sizeHint(self) -> QSize:
        return QSize(800, ROW * len(self.lines) + 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        columns = columns_of(self.width())
        for at, line in enumerate(self.lines):
            self._paint_line(painter, at, line, columns)
        if self._gap >= 0:
            painter.fillRect(QRectF(0, max(0, ROW * self._gap - 2), self.width(), 3), theme.colour("accent"))
        painter.end()

    def _paint_line(self, painter: QPainter, at: int, line: ItemLine, columns: Sequence[tuple[float, float]]) -> None:
        top = ROW * at
        here = at == self.active
        item, now = line.item, self.view.now if self.view is not None else None
        if here:
            painter.fillRect(QRectF(0, top, self.width(), ROW - 1), theme.colour("accent_soft"))
            painter.fillRect(QRectF(0, top, 3, ROW - 1), theme.colour("accent"))
        elif at == self._hover:
            painter.fillRect(QRectF(0, top, self.width(), ROW - 1), theme.colour("hover"))
        paint.hairline(painter, 0, top + ROW - 1, self.width())

        def pair(column: int, first: str, second: str, *, tone: str = "text", bold: bool = False) -> None:
            x, wide = columns[column]
            paint.text(painter, QRectF(x, top + 7, wide, 20), first, "body", tone, bold=bold or None)
            self._lines(painter, second, x, top + 27, wide, 2, "small", "muted")

        tone, icon = words.SEVERITY[item.severity]
        icons.draw(painter, icon, columns[0][0], top + 10, tone, 14)
        paint.text(painter, QRectF(columns[0][0] + 17, top + 7, 28, 20), _(core.SEVERITIES[item.severity]), "body", tone, bold=True)
        pair(1, line.title, line.more, bold=True)
        when = words.until(line, now) if now is not None else ""
        over = now is not None and item.due is not None and item.due < now and not line.resolved
        pair(2, "  ".join(part for part in (line.who, when) if part), item.todo, tone="danger" if over else "text")
        self._lines(painter, item.what_if, columns[3][0], top + 9, columns[3][1], 3, "body", "text")
        if not (here and self._open_now()):
            said = _("“{words}”").format(words=item.read_back) if item.read_back else ""
            if not said and self._answers():
                said = _("Say it back to take it")
            self._lines(painter, said, columns[4][0], top + 9, columns[4][1], 3, "body" if item.read_back else "small",
                        "text" if item.read_back else "muted")  # fmt: skip
        x = columns[5][0]
        drop = 0
        if line.resolved:
            ChipSpec(_("Resolved"), "ok", "circle-check").paint(painter, x, top + 19)
            drop = 25
        elif self.view is not None and self.view.state != "draft":
            words.answer_chip(item.answer).paint(painter, x, top + 19)
            drop = 25
        if line.age >= core.OLD:
            ChipSpec(words.age_words(line.age), "solid", "history").paint(painter, x, top + 19 + drop)
        elif line.age:
            paint.text(painter, QRectF(x + 2, top + 9 + drop, columns[5][1], 20), words.age_words(line.age), "small", "muted")
        if here and self.hasFocus():
            paint.ring(painter, QRectF(3, top + 1, self.width() - 6, ROW - 3))

    def _lines(self, painter: QPainter, text: str, x: float, y: float, wide: float, most: int, role: str, tone: str) -> None:
        """At most so many lines; the last one ends with … where more would follow."""
        if not text:
            return
        text = " ".join(text.split())
        layout, _height = paint.wrapped(text, wide, role)
        step = round(theme.pixels(role) * 1.45)
        for number in range(min(most, layout.lineCount())):
            line = layout.lineAt(number)
            part = text[line.textStart():line.textStart() + line.textLength()]
            if number == most - 1 and layout.lineCount() > most:
                part = text[line.textStart():]
            paint.text(painter, QRectF(x, y + step * number - 1, wide, step), part, role, tone)

    # answering
    def _send(self, what: str) -> None:
        line = self.current()
        if line is None:
            return
        text = self.box.text().strip()
        if not text:
            self.meaning = what
            self._place()
            self.box.setFocus()
            return
        number = line.item.id
        self._later.stop()
        self._typed.pop(number, None)
        self.box.clear()
        self.meaning, self.again = "taken", 0
        self.answered.emit(number, what, text)

    def put_back(self, item_id: int, text: str) -> None:
        """The answer was refused: what was typed stands there again."""
        self._typed[item_id] = text
        self._place()

    def _take(self) -> None:
        self._send("taken")

    def _ask(self) -> None:
        self._send("question")

    def _return(self) -> None:
        self._send("returned")

    def take_key(self, event: QKeyEvent, *, empty: bool) -> bool:
        """A key in the list or its line: True = it meant something here."""
        key = event.key()
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up) and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            if self._orders():
                self._put(self.active + (1 if key == Qt.Key.Key_Down else -1))
            return True
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            step = 1 if key == Qt.Key.Key_Down else -1
            following = self._next_open(self.active) if step > 0 and self._answers() else self.active + step
            typing = self.box.hasFocus()
            self.choose(following if following >= 0 else self.active + step)
            if typing and self._open_now():
                self.box.setFocus()
            return True
        if key == Qt.Key.Key_Escape and self._gap >= 0:
            self._grip = None
            self._drop_gap()
            return True
        if key == Qt.Key.Key_Escape and self.meaning != "taken":
            self.meaning = "taken"
            self._place()
            return True
        if not self._open_now():
            if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.current() is not None:
                self.opened.emit(self.current())
                return True
            return False
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._send(self.meaning)
            return True
        if empty and (event.text() in ("?", "？") or key == Qt.Key.Key_Delete):
            self.meaning = "returned" if key == Qt.Key.Key_Delete else "question"
            self._place()
            self.box.setFocus()
            return True
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.take_key(event, empty=not self.box.text()):
            return
        if self._open_now() and event.text().isprintable() and event.text():
            self.box.setFocus()
            self.box.insert(event.text())
            return
        super().keyPressEvent(event)

    # the mouse
    def _at(self, y: float) -> int:
        at = int(y // ROW)
        return at if 0 <= at < len(self.lines) else -1

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at = self._at(event.position().y())
        if self._grip is not None and event.buttons() & Qt.MouseButton.LeftButton:
            if self._gap >= 0 or (event.position() - self._grip).manhattanLength() >= QApplication.startDragDistance():
                self._gap = max(0, min(round(event.position().y() / ROW), len(self.lines)))
                self.setCursor(Qt.CursorShape.ClosedHandCursor)
                self.moved.emit(int(event.position().y()))
                self.update()
            return
        if at != self._hover:
            self._hover = at
            line = self.lines[at] if at >= 0 else None
            parts = (line.title, line.more, line.item.todo, line.item.what_if, line.item.read_back) if line else ()
            self.setToolTip("\n".join(part for part in parts if part))
            self.update()

    def leaveEvent(self, event: object) -> None:
        self._hover = -1
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.choose(self._at(event.position().y()))
        self._grip = event.position() if self._orders() and event.button() == Qt.MouseButton.LeftButton else None
        if self._open_now() and event.button() == Qt.MouseButton.LeftButton:
            self.box.setFocus()
        else:
            self.setFocus()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        gap, self._grip = self._gap, None
        self._drop_gap()
        if gap >= 0:
            self._put(gap - 1 if gap > self.active else gap)

    def _drop_gap(self) -> None:
        if self._gap >= 0:
            self._gap = -1
            self.unsetCursor()
            self.update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self._at(event.position().y()) >= 0 and self.current() is not None:
            self.opened.emit(self.current())

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        if not by_key:
            self.choose(self._at(event.pos().y()))
        line = self.current()
        if line is not None:
            spot = QPointF(80, ROW * self.active + 30).toPoint() if by_key else event.pos()
            self.menu_asked.emit(line, QPoint(self.mapToGlobal(spot)))

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()
