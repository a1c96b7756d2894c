"""The knowledge beside a case: the entries for its kind and product, unfolded one by one, copied or put into the note with the case's own
names in their places."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from csdesk.actions import case_view
from csdesk.actions.case_view import CaseView
from csdesk.core.knowledge import CATEGORIES, KnowledgeEntry
from csdesk.core.permission import Permission
from csdesk.i18n import gettext as _
from csdesk.ui import icons
from csdesk.ui.cases.copying import copy_filled
from csdesk.ui.desk import Desk
from csdesk.ui.kit import Button, Text, column, paint, row
from csdesk.ui.kit.basic import ListButton, paragraph
from csdesk.ui.pictures import PictureStrip

MOST = 8  # further ones are on the page of the knowledge
ROOM = 224


class EntryLine(ListButton):
    """The title of an entry; a click or Enter unfolds it."""

    def __init__(self, entry: KnowledgeEntry) -> None:
        super().__init__()
        self.entry, self.unfolded = entry, False
        self.setFixedHeight(28)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(_("Knowledge: {title}").format(title=entry.title))
        self.setToolTip(f"{_(CATEGORIES.get(entry.category, entry.category))}\n{entry.body}")

    def sizeHint(self) -> QSize:
        return QSize(200, 28)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        rect = QRectF(self.rect())
        paint.box(painter, rect, 6, "pressed" if self.underMouse() else "sunken")
        icons.draw(painter, "chevron-down" if self.unfolded else "chevron-right", 7, 7, "muted", 14)
        tail = 20 if self.entry.pictures else 0
        paint.text(painter, rect.adjusted(27, 0, -8 - tail, 0), self.entry.title)
        if tail:
            icons.draw(painter, "image", rect.right() - 22, 7, "muted", 14)
        if self.hasFocus():
            paint.ring(painter, rect, 6)
        painter.end()


class KnownEntry(QWidget):
    """One entry: its line, and below it, once unfolded, the text filled in for the case, its pictures, and what is done with it."""

    def __init__(self, part: KnowledgePart, entry: KnowledgeEntry) -> None:
        super().__init__()
        self.entry, self._part = entry, part
        self.line = EntryLine(entry)
        self.line.clicked.connect(self.toggle)
        self.under: QWidget | None = None
        self._box = column(self.line, gap=4, into=self)

    def toggle(self, _checked: bool = False) -> None:
        """Unfold, or fold again."""
        self.line.unfolded = not self.line.unfolded
        if self.under is None:
            self.under = self._make()
            self._box.addWidget(self.under)
        self.under.setVisible(self.line.unfolded)
        self.line.update()
        self._part.unfolded[self.entry.id] = self.line.unfolded

    def _make(self) -> QWidget:
        part, entry = self._part, self.entry
        holder = QWidget()
        copy = Button(_("Copy"), "copy", small=True, on=partial(part.copy, entry))
        insert = Button(_("Into the note"), "pen-line", small=True, on=partial(part.insert, entry))
        more = Button(icon="external-link", kind="ghost", small=True, on=partial(part.show_entry, entry), tip=_("Show it in the knowledge"))
        said = paragraph(part.text(entry), "small", ROOM)
        said.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        verbs = row(copy, insert, None, more, gap=6)
        column(said, PictureStrip(part.desk, entry.pictures), verbs, gap=6, margins=(6, 2, 0, 6), into=holder)
        return holder


class KnowledgePart(QWidget):
    """Signals: `inserted(text)` is to go into the note, `asked()` a new entry is to be written. `unfolded` outlives a refresh."""

    inserted = Signal(str)
    asked = Signal()

    def __init__(self, desk: Desk, view: CaseView, unfolded: dict[int, bool]) -> None:
        super().__init__()
        self.desk, self.view, self.unfolded = desk, view, unfolded
        self.add_button: Button | None = None
        if desk.may(Permission.HAND_OVER):
            self.add_button = Button(icon="plus", kind="ghost", small=True, on=self.asked.emit, tip=_("Write an entry for such cases"))
        self.entries = [KnownEntry(self, one) for one in view.knowledge[:MOST]]
        self.body = column(gap=4, into=self)
        if not self.entries:
            self.body.addWidget(Text(_("No knowledge for this kind yet"), "small", "muted"))
        for one in self.entries:
            self.body.addWidget(one)
            if unfolded.get(one.entry.id):
                one.toggle()
        left = len(view.knowledge) - len(self.entries)
        if left > 0:
            more = Button(_("{n} more in the knowledge").format(n=left), kind="link", small=True, on=partial(desk.open, "knowledge"))
            self.body.addWidget(more)

    def text(self, entry: KnowledgeEntry) -> str:
        """The text for this case."""
        return (self.desk.query(case_view.filled, self.view.case.id, entry.body) or (entry.body, ()))[0]

    def copy(self, entry: KnowledgeEntry) -> None:
        """The text to the clipboard."""
        copy_filled(self.desk, self.view.case.id, entry.title, entry.body)

    def insert(self, entry: KnowledgeEntry) -> None:
        self.inserted.emit(self.text(entry))

    def show_entry(self, entry: KnowledgeEntry) -> None:
        self.desk.open("knowledge", entry.id)
