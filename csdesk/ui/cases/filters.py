"""Narrowing the list: a popover with every part of the filter, and the filters a person keeps under a name."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QLineEdit, QWidget

from csdesk.actions import case_rules, case_view
from csdesk.core.case import PLATFORMS
from csdesk.core.case_list import CaseFilter, View
from csdesk.core.permission import Permission
from csdesk.i18n import N_
from csdesk.i18n import gettext as _
from csdesk.ui.cases.words import BAND_NAMES
from csdesk.ui.desk import Desk
from csdesk.ui.kit import Button, ComboBox, Form, Line, Popover, Text, row

ORDERS = {"due": N_("Most urgent first"), "created": N_("Newest first"), "cost": N_("Dearest first")}


class FilterPopover(Popover):
    """What is chosen counts at once: signal `changed(CaseFilter)`."""

    changed = Signal(object)

    def __init__(self, desk: Desk, anchor: QWidget, chosen: CaseFilter) -> None:
        super().__init__(anchor, _("Which cases"), width=340)
        self.desk = desk
        self.chosen = chosen
        every = ("", _("all"))
        self.form = Form(label_width=70)
        kinds = [(one.key, _(one.name)) for one in desk.query(case_rules.kinds) or ()]
        statuses = [(one.key, _(one.name)) for one in desk.query(case_rules.statuses) or ()]
        self.form.add("kind", _("Kind"), ComboBox([every, *kinds], chosen.kind))
        self.form.add("platform", _("Platform"), ComboBox([every, *((key, _(name)) for key, name in PLATFORMS.items())], chosen.platform))
        self.form.add("status", _("Status"), ComboBox([every, *statuses], chosen.status))
        self.form.add("band", _("Time left"), ComboBox([every, *((key, _(name)) for key, name in BAND_NAMES.items())], chosen.band))
        if desk.may(Permission.SEE_CASES):
            people = [(f"{number}", name) for number, name in desk.query(case_view.people) or ()]
            owners = "" if chosen.owners is None else "shift" if len(chosen.owners) != 1 else f"{chosen.owners[0]}"
            options = [every, ("shift", _("queue of this shift")), ("0", _("nobody's")), *people]
            self.form.add("owners", _("In charge"), ComboBox(options, owners))
        self.form.add("order", _("Order"), ComboBox([(key, _(name)) for key, name in ORDERS.items()], chosen.order))
        sleeping = QCheckBox(_("also those that sleep"))
        sleeping.setChecked(chosen.snoozed)
        self.form.add("snoozed", "", sleeping)
        self.form.changed.connect(self._changed)
        self.body.addWidget(self.form)
        self.body.addWidget(Line())
        self.name = QLineEdit()
        self.name.setPlaceholderText(_("Name of this view"))
        self.name.setAccessibleName(_("Name of this view"))
        self.name.returnPressed.connect(self.keep)
        line = row(self.name, Button(_("Keep the view"), "save", on=self.keep))
        line.setStretch(0, 1)
        self.body.addLayout(line)
        self.kept = Text("", "small", "muted", wrap=True)
        self.body.addWidget(self.kept)
        self.kept.hide()

    def _changed(self) -> None:
        values = self.form.values()
        owners = values.pop("owners", "")
        picked: tuple[int, ...] | None = None
        if owners == "shift":
            picked = self.desk.query(case_view.owners_on_shift)
        elif owners:
            picked = (int(owners),)
        self.chosen = replace(self.chosen, owners=picked, **values)
        self.changed.emit(self.chosen)

    def keep(self) -> None:
        """Keep what is chosen under the name."""
        name = self.name.text().strip()
        if name:
            case_view.save_view(self.desk.session, View(name, replace(self.chosen, offset=0)))
            self.kept.setText(_("“{name}” is kept").format(name=name))
            self.kept.show()
            self.name.clear()
