"""The card of handovers that are not signed by both: who wrote it, who takes it over, what is in it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout

from csdesk.actions import handover
from csdesk.core import handover as core
from csdesk.core.handover import LEAVING
from csdesk.i18n import gettext as _
from csdesk.i18n import pgettext
from csdesk.ui.desk import Desk
from csdesk.ui.handover import words
from csdesk.ui.kit import Badge, Button, Card, Chip, IconView, Text, row


class HandoverCard(Card):
    """Signal `opened(note id)`; 0 = the page."""

    opened = Signal(object)

    def __init__(self, desk: Desk) -> None:
        super().__init__(_("Handovers not signed"))
        self.desk = desk
        self.note_id = 0
        self.count = Badge()
        self.head.insertWidget(1, self.count)
        self.open = Button(_("Open the note"), "chevron-right", "ghost", on=self._open, small=True)
        self.head.addWidget(self.open)
        self.title_ = Text("", "body", bold=True)
        self.chip = Chip("", "warn", "pen-line")
        self.body.addLayout(row(self.title_, None, self.chip, gap=8))
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(2, 1)
        self.icons = [IconView("check", 15, "ok") for _line in range(3)]
        self.said = [Text("") for _line in range(3)]
        self.labels = [Text(label, "body", "muted") for label in (_("Handed over by"), _("Taken over by"), pgettext("handover", "Content"))]
        for line in range(3):
            grid.addWidget(self.labels[line], line, 0)
            grid.addWidget(self.icons[line], line, 1)
            grid.addWidget(self.said[line], line, 2)
        self.body.addLayout(grid)
        self.nothing = Text(_("Every handover is signed"), "body", "muted")
        self.body.addWidget(self.nothing)

    def refresh(self) -> None:
        rows = self.desk.query(handover.waiting) or ()
        self.count.set(len(rows))
        view = self.desk.query(handover.view, rows[0].note.id) if rows else None
        for part in (self.title_, self.chip, *self.icons, *self.said, *self.labels):
            part.setVisible(view is not None)
        self.nothing.setVisible(view is None)
        self.note_id = view.note.id if view is not None else 0
        if view is None:
            return
        self.title_.setText(handover.title(view.note))
        spec = words.state_chip(rows[0])
        self.chip.say(spec.words, spec.tone, spec.icon)
        leaving = view.signatures.get(LEAVING)
        written = f"{leaving.name}  {_('signed {moment}').format(moment=words.moment(leaving.at, view.now))}" if leaving else view.writer
        late = words.late_words(view.late)
        receiver = "  ".join(part for part in (view.receiver or _("nobody named"), "" if leaving is None else view.blocked, late) if part)
        old = sum(line.age >= core.OLD for line in view.lines)
        content = _("{n} items, {old} of them handed on {shifts} shifts or more") if old else pgettext("handover", "{n} items")
        content = content.format(n=len(view.lines), old=old, shifts=core.OLD)
        states = ((written, "check" if leaving else "circle-dashed", "ok" if leaving else "warn"), (receiver, "circle-dashed", "warn"),
                  (content, "history" if old else "file-text", "danger" if old else "muted"))  # fmt: skip
        for icon, text, (said, name, tone) in zip(self.icons, self.said, states, strict=True):
            text.setText(said)
            icon.name, icon.tone = name, tone
            icon.update()

    def _open(self) -> None:
        self.opened.emit(self.note_id)
