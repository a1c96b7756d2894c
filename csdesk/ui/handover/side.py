"""The right column of the handover tab: the check list of the shift, today's log, the notes before."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from csdesk.actions.day_check import CheckLine
from csdesk.actions.handover import NoteRow
from csdesk.core.log import LogEntry
from csdesk.i18n import gettext as _
from csdesk.ui import icons
from csdesk.ui.handover import words
from csdesk.ui.kit import Text, paint
from csdesk.ui.kit.basic import ListButton


class CheckLineButton(ListButton):
    """One line to tick: box, words, and who did it when or whose turn it is."""

    def __init__(self, line: CheckLine) -> None:
        super().__init__()
        self.line = line
        self.setCheckable(True)
        self.setChecked(line.tick is not None)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        tick = line.tick
        if tick is not None:
            self.more = " ".join(part for part in (f"{tick.at:%H:%M}", tick.by, tick.note) if part)
        else:
            self.more = _("today {name}").format(name=line.turn) if line.turn else ""
        self.setAccessibleName(f"{line.item.text} {self.more}".strip())
        self.setToolTip(self.accessibleName())

    def sizeHint(self) -> QSize:
        return QSize(180, 38 if self.more else 26)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        done = self.line.tick is not None
        icons.draw(painter, "square-check" if done else "square", 0, 7 if self.more else 5, "accent" if done else "muted", 16)
        room = self.width() - 26
        paint.text(painter, QRectF(26, 2, room, 20), self.line.item.text, "body", "text")
        if self.more:
            paint.text(painter, QRectF(26, 20, room, 16), self.more, "small", "muted")
        if self.hasFocus():
            paint.ring(painter, QRectF(self.rect()))
        painter.end()


class Lines(QWidget):
    """A column of buttons: signal `chosen(record)`; what is said when there is none."""

    chosen = Signal(object)

    def __init__(self, empty: str) -> None:
        super().__init__()
        self._empty = empty
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(2)
        self.buttons: list[ListButton] = []

    def fill(self, buttons: Sequence[ListButton]) -> None:
        while self._layout.count():
            item = self._layout.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.buttons = list(buttons)
        for button in self.buttons:
            self._layout.addWidget(button)
            button.clicked.connect(self._clicked)
        if not self.buttons:
            self._layout.addWidget(Text(self._empty, "small", "muted", wrap=True))

    def _clicked(self) -> None:
        sender = self.sender()
        if isinstance(sender, CheckLineButton | LogButton | NoteButton):
            self.chosen.emit(sender.line)


class LogButton(ListButton):
    """15:20 徐婉清 / 问杯盖能否单卖 → 可以，39 元."""

    def __init__(self, line: LogEntry) -> None:
        super().__init__()
        self.line = line
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        text = " ".join((line.text or _(line.reason)).split())
        self.said = _("{question} → {answer}").format(question=text, answer=line.answer) if line.answer else text
        self.setAccessibleName(f"{line.at:%H:%M} {line.by} {self.said}")
        self.setToolTip(self.said)

    def sizeHint(self) -> QSize:
        return QSize(180, 42)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint.text(painter, QRectF(0, 2, 40, 20), f"{self.line.at:%H:%M}", "small", "muted")
        room = self.width() - 42
        used = paint.text(painter, QRectF(42, 2, room, 20), self.line.by, "body", "text", bold=True)
        if self.line.is_open:
            icons.draw(painter, "circle-question-mark", 42 + used + (6 if used else 0), 5, "warn", 14)
        paint.text(painter, QRectF(42, 21, room, 18), self.said, "small", "muted")
        if self.hasFocus():
            paint.ring(painter, QRectF(self.rect()))
        painter.end()


class NoteButton(ListButton):
    """9月15日 晚班 → 白班 with its state."""

    def __init__(self, line: NoteRow) -> None:
        super().__init__()
        self.line = line
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.state = words.state_chip(line)
        self.setAccessibleName(f"{line.title} {self.state.words}")
        self.setToolTip(_(" · ").join(part for part in (line.title, self.state.words, words.late_words(line.late)) if part))

    def sizeHint(self) -> QSize:
        return QSize(180, 26)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        tone = "warn" if self.line.late else self.state.tone
        icon = "clock-alert" if self.line.late else self.state.icon
        icons.draw(painter, icon, self.width() - 16, 5, tone, 15)
        paint.text(painter, QRectF(0, 2, self.width() - 24, 21), self.line.title, "body", "text")
        if self.hasFocus():
            paint.ring(painter, QRectF(self.rect()))
        painter.end()


def done_words(lines: Sequence[CheckLine]) -> str:
    """4／6"""
    return _("{n}/{of}").format(n=sum(one.tick is not None for one in lines), of=len(lines)) if lines else ""
