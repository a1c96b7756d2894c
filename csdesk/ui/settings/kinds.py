"""The kinds of case: what belongs to each, its own fields and check list; and what the shop decided about cases as a whole."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from PySide6.QtWidgets import QLineEdit

from csdesk.actions import case_rules, settings
from csdesk.core.case import PARTIES, Field, Kind
from csdesk.core.changes import Changes
from csdesk.core.money import yuan
from csdesk.core.problem import UserError
from csdesk.i18n import N_
from csdesk.i18n import gettext as _
from csdesk.ui.cases.form import LongEdit
from csdesk.ui.desk import Desk
from csdesk.ui.kit import Button, Card, ChipSpec, Column, ComboBox, Form, FormDialog, RecordTable, RowButton, TableCard, column, scroll_area
from csdesk.ui.kit.basic import spacer
from csdesk.ui.kit.days import amount_problem, parse_amount
from csdesk.ui.settings.common import Section

TYPES = {
    "text": N_("words"),
    "long": N_("long text"),
    "number": N_("number"),
    "date": N_("day"),
    "choice": N_("choice"),
    "yes_no": N_("yes or no"),
}
URGENT = {"": N_("none"), "complaint": N_("as a complaint"), "urgent": N_("as urgent kinds"), "online": N_("as online")}
REOPEN = {
    "restart": N_("begins anew"),
    "continue": N_("goes on with the time that was left"),
    "through": N_("as if it had never been resolved"),
}


def lines(text: str) -> list[str]:
    """The lines that say something."""
    return [" ".join(line.split()) for line in text.splitlines() if line.strip()]


def kept(wanted: Sequence[str], known: Iterable[str]) -> tuple[str, ...]:
    """Texts as they are stored: those of the program stay translatable where nobody changed them."""
    sources = {_(one): one for one in known}
    return tuple(dict.fromkeys(sources.get(one, one) for one in wanted))


def field_line(one: Field) -> str:
    """名称 | 类型 | 选项/选项"""
    parts = [_(one.name), _(TYPES[one.type])]
    if one.choices:
        parts.append("/".join(_(choice) for choice in one.choices))
    return " | ".join(parts) + (" *" if one.required else "")


def parse_field(line: str, before: Sequence[Field]) -> Field:
    """A field from its line; one of the same name keeps its key. UserError where the type is unknown."""
    required = line.endswith("*")
    name, *rest = (part.strip() for part in line.removesuffix("*").replace("｜", "|").split("|"))
    types = {_(words): key for key, words in TYPES.items()}
    if rest and rest[0] not in types:
        raise UserError(_("“{type}” is no type: write one of {types}").format(type=rest[0], types=_(", ").join(types)), code="fields")
    kind = types[rest[0]] if rest else "text"
    old = next((one for one in before if _(one.name) == name), None)
    choices = tuple(part.strip() for part in rest[1].split("/") if part.strip()) if len(rest) > 1 else ()
    if kind == "choice" and not choices:
        raise UserError(_("“{name}” needs its choices: name | choice | A/B/C").format(name=name), code="fields")
    return Field(old.key if old is not None else name, old.name if old is not None else name, kind,
                 kept(choices, old.choices if old is not None else ()), required)  # fmt: skip


class KindsSection(Section):
    def __init__(self, desk: Desk) -> None:
        sentence = _("A kind that cases have is never deleted, only put out of use. Its clocks are in the time limits.")
        super().__init__(desk, _("Kinds of case"), sentence)
        self.head.addWidget(Button(_("New kind"), "plus", on=self.open_new))
        columns: list[Column[Kind]] = [
            Column("name", N_("Kind"), value=lambda one: _(one.name), width=0, bold=True),
            Column("evidence", N_("Evidence"), value=lambda one: len(one.evidence), text=_evidence, width=250, tone="muted", tip=_evidence),
            Column("parties", N_("Usually borne by"), value=_parties, width=110),
            Column("fields", N_("Own fields"), value=lambda one: len(one.fields) or None, align="right", width=86),
            Column("active", "", value=lambda one: one.active, chip=_chip, width=86),
            Column("do", "", value=lambda one: None, width=128, buttons=_buttons),
        ]
        self.table: RecordTable[Kind] = RecordTable(columns, key=lambda one: one.key, name=_("Kinds of case"))
        self.table.decided.connect(self._decided)
        self.table.opened.connect(self.open_row)
        self.card = TableCard(self.table)
        card = Card(dense=True)
        self.form = Form(label_width=170)
        self.form.add("case.two_steps_above", _("Two people approve above"), QLineEdit(), check=amount_problem)
        reopen = ComboBox([(key, _(words)) for key, words in REOPEN.items()])
        self.form.add("case.reopen", _("The clock of a case opened again"), reopen)
        self.form.add("case.remark", _("Flag remark"), QLineEdit(), hint="{shipping} {gift} {wishes} {who} {at}")
        card.body.addWidget(self.form)
        save = Button(_("Save"), "check", on=self.save)
        card.body.addLayout(column(save))
        self.body.addWidget(card)
        self.body.addWidget(self.card, 1)

    def refresh(self) -> None:
        found = self.desk.query(case_rules.kinds) or ()
        self.table.set_records(found)
        self.card.setFixedHeight(34 * len(found) + 42)
        for name, field in self.form.fields.items():
            value = settings.get(self.desk.session, name)
            field.set_value(yuan(value) if isinstance(value, int) else value)

    def save(self) -> None:
        """The three decisions; only what changed is written."""
        if not self.form.valid():
            return
        for name, value in self.form.values().items():
            wanted = (parse_amount(value) or 0) if name == "case.two_steps_above" else value
            if wanted != settings.get(self.desk.session, name):
                self.desk.do(settings.put, name, wanted)

    def new(self) -> bool:
        self.open_new()
        return True

    def find_in(self) -> bool:
        self.table.begin_filter()
        return True

    def open_new(self) -> None:
        taken = {one.key for one in self.desk.query(case_rules.kinds) or ()}
        key = next(f"own{number}" for number in range(1, 1000) if f"own{number}" not in taken)
        KindDialog(self, Kind(key, "")).open()

    def open_row(self, one: Kind) -> None:
        KindDialog(self, one).open()

    def _decided(self, one: Kind, what: str) -> None:
        if what == "edit":
            self.open_row(one)
        elif self.desk.do(case_rules.save_kind, replace(one, active=not one.active)) is not None:
            self.refresh()


class KindDialog(FormDialog):
    """One kind: its name, what belongs to it, its own fields and what is ticked off on the way; one thing a line."""

    def __init__(self, section: KindsSection, one: Kind) -> None:
        super().__init__(section.desk, section, _(one.name) or _("New kind"), width=560, label_width=110)
        self._section, self.kind = section, one
        self.form.add("name", _("Called"), QLineEdit(_(one.name)))
        self.form.add("urgent", _("First answer"), ComboBox([(key, _(words)) for key, words in URGENT.items()], one.urgent))
        party = ComboBox([("", ""), *((key, _(name)) for key, name in PARTIES.items())], (*one.parties, "")[0])
        self.form.add("party", _("Usually borne by"), party)
        for name, label, known in (("evidence", _("Evidence"), one.evidence), ("causes", _("Causes"), one.causes),
                                   ("checks", _("To tick off"), one.checks)):  # fmt: skip
            edit = LongEdit(4)
            edit.setPlainText("\n".join(_(text) for text in known))
            self.form.add(name, label, edit)
        fields = LongEdit(4)
        fields.setPlainText("\n".join(field_line(each) for each in one.fields))
        fields.setPlaceholderText(_("name | type | choice/choice, * at the end = needed"))
        self.form.add("fields", _("Own fields"), fields)
        inner = spacer()
        column(self.form, None, margins=(0, 0, 12, 0), into=inner)
        area = scroll_area(inner, only_down=True)
        area.setMinimumHeight(400)
        self.body.addWidget(area, 1)
        self.button(_("Cancel"), self.reject)
        self.primary(_("Save"), self.save, "check")

    def save(self) -> None:
        values, before = self.form.values(), self.kind
        try:
            fields = tuple(parse_field(line, before.fields) for line in lines(values["fields"]))
            name = before.name if values["name"] == _(before.name) else values["name"]
            parties = tuple(dict.fromkeys(party for party in (values["party"], *before.parties) if party))
            one = replace(
                before, name=name, urgent=values["urgent"], parties=parties, fields=fields,
                evidence=kept(lines(values["evidence"]), before.evidence), causes=kept(lines(values["causes"]), before.causes),
                checks=kept(lines(values["checks"]), before.checks))  # fmt: skip
        except UserError as error:
            self.refused(error, {})
            return
        self.attempt({}, case_rules.save_kind, one)

    def written(self, changes: Changes) -> None:
        self._section.refresh()


def _evidence(one: Kind) -> str:
    return _(", ").join(_(item) for item in one.evidence)


def _parties(one: Kind) -> str:
    return _(", ").join(_(PARTIES[party]) for party in one.parties[:2])


def _chip(one: Kind) -> ChipSpec | None:
    return None if one.active else ChipSpec(_("out of use"), "neutral", "pause")


def _buttons(one: Kind) -> tuple[RowButton, ...]:
    return (RowButton("edit", _("Edit")), RowButton("use", _("Put out of use") if one.active else _("Use again")))
