"""The statuses of cases: label, category, order and colour, and which may follow which."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtWidgets import QCheckBox, QLineEdit

from csdesk.actions import case_rules
from csdesk.core.case import PARTIES, Category, Status
from csdesk.core.changes import Changes
from csdesk.i18n import N_
from csdesk.i18n import gettext as _
from csdesk.ui.cases.words import status_chip
from csdesk.ui.desk import Desk
from csdesk.ui.kit import Button, Chip, ChipSpec, Column, ComboBox, FormDialog, RecordTable, RowButton, TableCard, Text, column, row
from csdesk.ui.kit.basic import spacer
from csdesk.ui.kit.flow import Flow
from csdesk.ui.settings.common import Section

CATEGORIES = {
    Category.OPEN: N_("open: its clocks run"),
    Category.PAUSED: N_("paused: the team's clocks stand"),
    Category.RESOLVED: N_("resolved: its clocks have ended"),
}
TONES = {"": N_("as its category"), "accent": N_("blue"), "neutral": N_("grey"), "ok": N_("green"), "warn": N_("amber"),
         "danger": N_("red"), "teal": N_("teal"), "rose": N_("rose"), "olive": N_("olive")}  # fmt: skip


class StatusesSection(Section):
    def __init__(self, desk: Desk) -> None:
        sentence = _("The label is yours, the clocks read only the category. A new case has the first open status of this order.")
        super().__init__(desk, _("Statuses of cases"), sentence)
        self.head.addWidget(Button(_("New status"), "plus", on=self.open_new))
        columns: list[Column[Status]] = [
            Column("name", N_("Status"), value=lambda one: _(one.name), chip=status_chip, width=150, sortable=False),
            Column("category", N_("Category"), value=lambda one: _(CATEGORIES[one.category]), width=190, tone="muted", sortable=False),
            Column("next", N_("May be followed by"), value=self._next, width=0, tip=self._next, sortable=False),
            Column("cases", N_("Cases"), value=lambda one: self.used.get(one.key) or None, align="right", width=70, sortable=False),
            Column("do", "", value=lambda one: None, width=206, buttons=self._buttons, sortable=False),
        ]
        self.used: dict[str, int] = {}
        self.table: RecordTable[Status] = RecordTable(columns, key=lambda one: one.key, name=_("Statuses of cases"))
        self.table.decided.connect(self._decided)
        self.table.opened.connect(self.open_row)
        self.card = TableCard(self.table)
        self.body.addWidget(self.card, 1)
        self.usual = Button(_("As the program brings them"), "rotate-ccw", "ghost", on=self.take_usual, small=True)
        self.body.addLayout(column(self.usual))

    def statuses(self) -> tuple[Status, ...]:
        return self.desk.query(case_rules.statuses) or ()

    def refresh(self) -> None:
        found = self.statuses()
        self.used = dict(self.desk.query(case_rules.statuses_in_use) or {})
        self.table.set_records(found)
        self.card.setFixedHeight(34 * len(found) + 42)

    def _next(self, one: Status) -> str:
        names = {each.key: _(each.name) for each in self.statuses()}
        return _(", ").join(names.get(key, key) for key in one.next) or _("any")

    def _buttons(self, one: Status) -> tuple[RowButton, ...]:
        keys = [each.key for each in self.statuses()]
        found = [RowButton("edit", _("Edit"))]
        if keys and one.key != keys[0]:
            found.append(RowButton("up", _("Up")))
        if keys and one.key != keys[-1]:
            found.append(RowButton("down", _("Down")))
        return (*found, RowButton("remove", _("Remove")))

    def new(self) -> bool:
        self.open_new()
        return True

    def open_new(self) -> None:
        taken = {one.key for one in self.statuses()}
        key = next(f"own{number}" for number in range(1, 1000) if f"own{number}" not in taken)
        StatusDialog(self, Status(key, "", Category.OPEN)).open()

    def open_row(self, one: Status) -> None:
        StatusDialog(self, one).open()

    def _decided(self, one: Status, what: str) -> None:
        if what == "edit":
            self.open_row(one)
            return
        present = list(self.statuses())
        place = next((at for at, each in enumerate(present) if each.key == one.key), None)
        if place is None:
            return
        if what == "remove":
            kept = [replace(each, next=tuple(key for key in each.next if key != one.key)) for each in present if each.key != one.key]
            self._write(kept)
        else:
            to = place + (1 if what == "down" else -1)
            present.insert(to, present.pop(place))
            self._write(present)

    def _write(self, wanted: Sequence[Status]) -> None:
        if self.desk.do(case_rules.save_statuses, wanted) is not None:
            self.refresh()

    def take_usual(self) -> None:
        """The table of the program again."""
        if self.desk.do(case_rules.usual_statuses) is not None:
            self.refresh()


class StatusDialog(FormDialog):
    """One status; without any tick every status may follow."""

    def __init__(self, section: StatusesSection, one: Status) -> None:
        super().__init__(section.desk, section, _(one.name) or _("New status"), width=520, label_width=110)
        self._section, self.status = section, one
        self.form.add("name", _("Called"), QLineEdit(_(one.name)))
        self.form.add("category", _("Category"), ComboBox([(key, _(words)) for key, words in CATEGORIES.items()], one.category))
        waits = [("", _("nobody")), *((key, _(name)) for key, name in PARTIES.items())]
        self.form.add("waits_for", _("Waits for"), ComboBox(waits, one.waits_for))
        self.form.add("tone", _("Colour"), ComboBox([(key, _(words)) for key, words in TONES.items()], one.tone))
        self.shown = Chip("", "accent", "circle-dot", tall=True)
        looks = spacer()
        looks.setLayout(row(self.shown, None))
        self.form.add_beside(_("Looks like"), looks)
        self.boxes: dict[str, QCheckBox] = {}
        for other in section.statuses():
            if other.key != one.key:
                box = QCheckBox(_(other.name))
                box.setChecked(other.key in one.next)
                self.boxes[other.key] = box
        self.form.add_beside(_("Then may follow"), Flow([*self.boxes.values()]))
        self.body.addWidget(self.form)
        self.body.addWidget(Text(_("Nothing ticked: every status may follow"), "small", "muted"))
        self.button(_("Cancel"), self.reject)
        self.primary(_("Save"), self.save, "check")
        self.form.changed.connect(self._show)
        self._show()

    def typed(self) -> Status:
        """The status as the form says."""
        values, before = self.form.values(), self.status
        following = tuple(key for key, box in self.boxes.items() if box.isChecked())
        name = before.name if values["name"] == _(before.name) else values["name"]
        return replace(before, name=name, category=values["category"], waits_for=values["waits_for"], tone=values["tone"], next=following)

    def _show(self) -> None:
        spec: ChipSpec = status_chip(self.typed())
        self.shown.say(spec.words or "…", spec.tone, spec.icon)

    def save(self) -> None:
        one = self.typed()
        present = [one if each.key == one.key else each for each in self._section.statuses()]
        if all(each.key != one.key for each in present):
            present.append(one)
        self.attempt({"statuses": "name"}, case_rules.save_statuses, present)

    def written(self, changes: Changes) -> None:
        self._section.refresh()
