"""What happened to a case, newest first: only ever added to. Painted, so that long histories open at once."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QContextMenuEvent, QGuiApplication, QPainter, QPaintEvent, QResizeEvent, QTextLayout
from PySide6.QtWidgets import QSizePolicy, QWidget

from csdesk.actions.case_view import CaseView, EventLine
from csdesk.i18n import gettext as _
from csdesk.ui import icons, theme
from csdesk.ui.cases import words
from csdesk.ui.kit import menu, paint

_ICONS = {
    "registered": "plus",
    "status": "refresh-cw",
    "goods": "box",
    "money": "banknote",
    "changed": "pen-line",
    "note": "user",
    "answered": "send",
    "milestone": "scale",
    "asked": "circle-question-mark",
    "replied": "message-square-warning",
    "evidence": "image",
    "assigned": "arrow-right",
    "cost": "coins",
    "approved": "stamp",
    "promised": "clock",
    "kept": "check",
    "linked": "link",
    "merged": "arrow-left-right",
    "unmerged": "split",
    "snoozed": "bell",
    "remark": "pin",
    "target": "timer",
    "revisited": "phone",
    "review": "thermometer",
}
TEXT_LEFT, GAP = 40, 12


@dataclass
class _Entry:
    """One entry as it is drawn: its head, its wrapped text and what it started or cleared."""

    icon: str
    who: str
    when: str
    text: str
    after: str
    layout: QTextLayout | None = None
    height: float = 0.0
    top: float = 0.0


class Timeline(QWidget):
    """Its height follows its width."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.entries: list[_Entry] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_view(self, view: CaseView) -> None:
        self.entries = [self._entry(view, one) for one in view.timeline]
        self.setAccessibleName(_("Course of the case"))
        self.setAccessibleDescription("\n".join(f"{one.who} {one.when} {one.text}" for one in self.entries[:20]))
        self._lay_out()

    def _entry(self, view: CaseView, line: EventLine) -> _Entry:
        event = line.event
        spoken = event.kind == "note" and bool(event.data.get("said_by"))
        who = line.title if spoken else line.by or _("owner")
        text = line.text or line.title
        if line.text and event.kind != "note":
            text = _("{title}: {text}").format(title=line.title, text=line.text)
        after = ""
        if event.kind in ("asked", "remark") and view.cleared:
            after = view.cleared
        elif event.kind in ("milestone", "goods", "target"):
            started = [one for one in view.clocks if one.target.ours and one.target.start == event.at]
            if started:
                after = words.rule_words(started[0].limit)
        if line.of:
            text = f"[{line.of}] {text}"
        return _Entry(_ICONS.get(event.kind, "circle"), who, words.when(event.at, view.now), text, after)

    def _lay_out(self) -> None:
        room = max(80, self.width() - TEXT_LEFT)
        y = 0.0
        for one in self.entries:
            one.layout, text_height = paint.wrapped(one.text, room, "body")
            one.top = y
            one.height = 20 + text_height + (19 if one.after else 0) + GAP
            y += one.height
        self.setFixedHeight(max(1, round(y)))
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        if event.size().width() != event.oldSize().width():
            self._lay_out()

    def sizeHint(self) -> QSize:
        return QSize(300, self.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        shown = QRectF(event.rect())
        for number, one in enumerate(self.entries):
            if one.top > shown.bottom() or one.top + one.height < shown.top():
                continue
            if number < len(self.entries) - 1:
                paint.hairline(painter, 13, one.top + 28, one.height - 28, "line_strong", vertical=True)
            first = number == 0
            paint.box(painter, QRectF(0, one.top + 1, 26, 26), 13, "surface", "accent" if first else "line_strong")
            icons.draw(painter, one.icon, 6, one.top + 7, "accent" if first else "muted", 14)
            head = QRectF(TEXT_LEFT, one.top, self.width() - TEXT_LEFT, 18)
            wide = paint.text(painter, head, one.who, "body", "text", bold=True)
            paint.text(painter, head.adjusted(wide + 8, 0, 0, 0), one.when, "small", "muted")
            painter.setPen(theme.colour("text"))
            if one.layout is not None:
                one.layout.draw(painter, QPointF(TEXT_LEFT, one.top + 20))
            if one.after:
                low = QRectF(TEXT_LEFT, one.top + one.height - GAP - 19, self.width() - TEXT_LEFT, 18)
                paint.text(painter, low, one.after, "small", "accent_text")
        painter.end()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        y = event.pos().y()
        found = next((one for one in self.entries if one.top <= y < one.top + one.height), None)
        if found is not None:
            self._copied = found.text
            menu(self, ("copy", _("Copy the text"), self._copy)).popup(event.globalPos())

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._copied)
