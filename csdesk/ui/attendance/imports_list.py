"""What was imported, with taking back; and the people of earlier imports who still wait to be mapped."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from csdesk.actions import imports, staff
from csdesk.actions.imports import Held
from csdesk.core.batch import Batch
from csdesk.core.staff import Employee
from csdesk.i18n import N_
from csdesk.i18n import gettext as _
from csdesk.ui.attendance import words
from csdesk.ui.attendance.import_dialog import FORMATS, shown
from csdesk.ui.attendance.problems_list import ProblemsDialog
from csdesk.ui.desk import Desk
from csdesk.ui.kit import Button, ChipSpec, Column, ComboBox, Dialog, Note, RecordTable, RowButton, TableCard, Text

KINDS = {
    "punches": N_("Punches"),
    "roster": N_("Roster"),
    "staff": N_("The people"),
    "corrections": N_("Corrections"),
    "leave": N_("Leave"),
    "overtime": N_("Overtime"),
    "cases": N_("Cases"),
    "ignored": N_("Left out"),
}


def _kind(batch: Batch) -> str:
    return _(KINDS.get(batch.kind, batch.kind))


def _file(batch: Batch) -> str:
    return batch.file_name


def _format(batch: Batch) -> str:
    if batch.format.startswith("template."):
        return _("in the columns of the template")
    return _(FORMATS[batch.format]) if batch.format in FORMATS else batch.format


def _at(batch: Batch) -> datetime:
    return batch.at


def _at_words(batch: Batch) -> str:
    return f"{words.day_text(batch.at.date())} {batch.at:%H:%M}"


def _by(batch: Batch) -> str:
    return batch.by or _("owner")


def _period(batch: Batch) -> str:
    if batch.period is None:
        return ""
    first, last = batch.period
    return words.day_text(first) if first == last else f"{words.day_text(first)}–{words.day_text(last)}"


def _new(batch: Batch) -> int | None:
    return batch.counts.get("new")


def _chip(batch: Batch) -> ChipSpec | None:
    if batch.undone_at is not None:
        return ChipSpec(_("taken back"), "neutral", "undo-2")
    if batch.parent_id is not None:
        return ChipSpec(_("mapped later"), "accent", "user-search")
    return ChipSpec(_("stands"), "ok", "check")


def _state(batch: Batch) -> str:
    spec = _chip(batch)
    return spec.words if spec is not None else ""


def _buttons(batch: Batch) -> tuple[RowButton, ...]:
    found = []
    if batch.undone_at is None and _left(batch):
        found.append(RowButton("problems", _("See problems")))
    if batch.undone_at is None and batch.parent_id is None:
        found.append(RowButton("undo", _("Take back")))
    return tuple(found)


def _left(batch: Batch) -> int:
    """How many rows were refused or waited when it was imported."""
    return batch.counts.get("rejected", 0) + batch.counts.get("held", 0)


def _none(batch: Batch) -> None:
    return None


def _id(batch: Batch) -> int:
    return batch.id


class WaitingLine(QWidget):
    """One person of earlier imports: who is it?"""

    def __init__(self, dialog: ImportsDialog, held: Held, known: Sequence[Employee]) -> None:
        super().__init__()
        self._dialog, self.held = dialog, held
        buttons: list[QWidget] = []
        if held.suggestion is not None:
            self.yes = Button(_("Is {name}").format(name=held.suggestion.name), on=self._suggested, small=True)
            buttons.append(self.yes)
        people = [(p.id, f"{p.name}  {p.no}") for p in known]
        self.choice = ComboBox([(0, _("Choose the person…")), *people], 0, name=_("Who is it"), asks=True)
        self.choice.setMaximumWidth(150)
        self.choice.activated.connect(self._chosen)
        self.ignore = Button(_("Leave out"), on=self._ignore, small=True)
        buttons += [self.choice, self.ignore]
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        said = _("“{name}”: {n} rows wait, nobody in the staff file").format(name=shown(held.ref), n=held.rows)
        line.addWidget(Note(said, "warn", "user-search", buttons=buttons))

    def _suggested(self) -> None:
        assert self.held.suggestion is not None
        self._dialog.map_to(self.held, self.held.suggestion.id)

    def _chosen(self) -> None:
        if self.choice.key():
            self._dialog.map_to(self.held, self.choice.key())

    def _ignore(self) -> None:
        self._dialog.ignore(self.held)


class ImportsDialog(Dialog):
    """The list of imports, of all or of one kind ('cases'); held people above that of all."""

    def __init__(self, desk: Desk, parent: QWidget, kind: str = "") -> None:
        note = "" if kind else _("Punches that another import also brought stay when one is taken back")
        super().__init__(parent, _("Imports"), width=920, note=note)
        self.desk, self._kind = desk, kind
        self.lines: list[WaitingLine] = []
        self.waiting = QWidget()
        self.body.addWidget(self.waiting)
        columns: list[Column[Batch]] = [
            Column("kind", N_("Kind"), value=_kind, width=70),
            Column("file", N_("File"), value=_file, width=0, second=_format),
            Column("period", N_("Period"), value=_period, width=140),
            Column("new", N_("New rows"), value=_new, width=60, align="right"),
            Column("at", N_("Imported"), value=_at, text=_at_words, width=112),
            Column("by", N_("By"), value=_by, width=72, tone="muted"),
            Column("state", N_("State"), value=_state, chip=_chip, width=104),
            Column("do", "", value=_none, buttons=_buttons, width=148, sortable=False),
        ]
        self.table: RecordTable[Batch] = RecordTable(columns, _id, rows="two", name=_("Imports"))
        self.table.decided.connect(self._decided)
        self.card = TableCard(self.table)
        self.card.setMinimumHeight(360)
        self.body.addWidget(self.card, 1)
        self.primary(_("Close"))
        self.refresh()

    def refresh(self) -> None:
        """Read imports and waiting people anew."""
        batches = self.desk.query(imports.batches, self._kind) or ()
        self.table.set_records(sorted(batches, key=_at, reverse=True))
        fresh = QWidget()
        layout = QVBoxLayout(fresh)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        self.lines = []
        held = () if self._kind else self.desk.query(imports.held_people) or ()
        known = self.desk.query(staff.employees) or () if held else ()
        for one in held[:4]:
            line = WaitingLine(self, one, known)
            self.lines.append(line)
            layout.addWidget(line)
        if len(held) > 4:
            layout.addWidget(Text(_("and {n} more people").format(n=len(held) - 4), "small", "muted"))
        self.body.replaceWidget(self.waiting, fresh)
        self.waiting.hide()
        self.waiting.deleteLater()
        self.waiting = fresh
        fresh.setVisible(bool(held))

    def _decided(self, batch: Batch, what: str) -> None:
        if what == "problems":
            shown_ = ProblemsDialog(self.desk, self, batch)
            shown_.accepted.connect(self.refresh)
            shown_.open()
            return
        if self.desk.do(imports.undo, batch.id) is not None:
            self.refresh()

    def map_to(self, held: Held, employee_id: int) -> None:
        """The waiting rows are this person's; remembered for later imports."""
        if self.desk.do(imports.map_person, held.ref, employee_id) is not None:
            self.refresh()

    def ignore(self, held: Held) -> None:
        """The waiting rows are nobody's."""
        if self.desk.do(imports.ignore_person, held.ref) is not None:
            self.refresh()
