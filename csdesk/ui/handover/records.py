"""The segment 记录: every note with its signatures, and how many of the month were signed late."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from csdesk.actions import handover
from csdesk.actions.handover import NoteRow
from csdesk.core.calendar import Month
from csdesk.core.handover import COMING, LEAVING
from csdesk.i18n import N_
from csdesk.i18n import gettext as _
from csdesk.ui.desk import Desk
from csdesk.ui.handover import words
from csdesk.ui.kit import Column, EmptyState, RecordTable, TableCard, Text


def _signed(row: NoteRow, side: str) -> str:
    return next((f"{one.name} {one.at:%H:%M}" for one in row.signatures if one.side == side), "")


def _instead(row: NoteRow, side: str) -> str:
    return next((one.reason for one in row.signatures if one.side == side), "")


def _columns() -> list[Column[NoteRow]]:
    return [
        Column("title", N_("Shift"), value=lambda r: r.title, sort=lambda r: r.note.cut_off, second=lambda r: r.note.no, bold=True,
               width=0),
        Column("cut", N_("Cut-off"), value=lambda r: r.note.cut_off, text=lambda r: f"{r.note.cut_off:%m-%d %H:%M}", width=96),
        Column("items", N_("Items"), value=lambda r: r.items, align="right", width=60),
        Column("leaving", N_("Handed over by"), value=lambda r: _signed(r, LEAVING), second=lambda r: _instead(r, LEAVING), width=120),
        Column("coming", N_("Taken over by"), value=lambda r: _signed(r, COMING), second=lambda r: _instead(r, COMING), width=120),
        Column("state", N_("State"), value=lambda r: words.state_chip(r).words, chip=words.state_chip, width=118),
        Column("late", N_("Signed late"), value=lambda r: r.late, text=lambda r: words.late_words(r.late), tone="warn", width=130),
    ]  # fmt: skip


class RecordsPane(QWidget):
    """Signal `opened(note id)`."""

    opened = Signal(object)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        self.table: RecordTable[NoteRow] = RecordTable(_columns(), key=lambda r: r.note.id, rows="two", name=_("Earlier handovers"))
        self.table.opened.connect(self._opened)
        self.card = TableCard(self.table, _("Earlier handovers"))
        self.counted = Text("", "small", "muted")
        self.card.head.addWidget(self.counted)
        layout.addWidget(self.card, 1)

    def refresh(self) -> None:
        found = self.desk.query(handover.notes, limit=400) or ()
        self.table.set_records(found)
        sentence = _("Each shift's note stays here with both signatures.")
        self.card.show_empty(None if found else EmptyState("arrow-left-right", _("No handover yet"), sentence, []))
        count = self.desk.query(handover.late_in, Month.of(self.desk.session.now.date()))
        if count is not None:
            self.counted.setText(_("this month {n}, late {late}").format(n=count[0], late=count[1]))

    def _opened(self, row: NoteRow) -> None:
        self.opened.emit(row.note.id)
