"""The table of time limits: what comes with the program with its grade, and what the owner wrote from a day on."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from PySide6.QtWidgets import QCheckBox, QFileDialog, QLineEdit

from csdesk.actions import case_rules, prints
from csdesk.core.case import MILESTONES
from csdesk.core.case_clock import DAY, Periods
from csdesk.core.case_limits import ALWAYS, GRADE_NAMES, Limit
from csdesk.core.changes import Changes
from csdesk.core.problem import UserError
from csdesk.i18n import N_
from csdesk.i18n import gettext as _
from csdesk.ui import saving
from csdesk.ui.cases.words import GRADE_CHIPS, amount_words, clock_words, hour_words
from csdesk.ui.desk import Desk
from csdesk.ui.kit import Button, ChipSpec, Column, ComboBox, FormDialog, RecordTable, RowButton, TableCard
from csdesk.ui.kit.days import DayEdit, needed_day_problem, parse_day
from csdesk.ui.settings.common import Section

UNITS = {"minutes": N_("minutes"), "hours": N_("hours"), "days": N_("days"), "workdays": N_("working days")}
CLOCKS = {
    "hours": N_("around the clock"),
    "window": N_("only in daily hours"),
    "workdays": N_("working days only"),
    "days": N_("natural days"),
    "roster": N_("only while somebody is on shift"),
}
STARTS = {
    "opened": N_("the case comes in"),
    "goods:received": N_("the goods are received"),
    "goods:to_return": N_("a return is agreed"),
    **MILESTONES,
    "": N_("only by hand"),
}
ENDS = {
    "": N_("the case is resolved"),
    "answered": N_("the buyer is answered"),
    "money:paid": N_("the money is paid"),
    "goods:sent": N_("the goods are sent"),
    "proof_given": N_("Proof handed in"),
    "revisited": N_("the buyer was asked again"),
}


def parse_periods(text: str) -> Periods:
    """'09:00-12:00, 13:00-18:00' as seconds from midnight. UserError where it makes no sense."""
    found = []
    for part in text.replace("：", ":").replace("，", ",").replace("、", ",").replace("–", "-").replace("~", "-").split(","):
        if not part.strip():
            continue
        try:
            start, end = (clock.split(":") for clock in part.split("-"))
            found.append((int(start[0]) * 3600 + int(start[1]) * 60, int(end[0]) * 3600 + int(end[1]) * 60))
        except (ValueError, IndexError) as error:
            raise UserError(_("Daily hours look like 09:00-18:00"), code="window") from error
        if not 0 <= found[-1][0] < found[-1][1] <= 2 * DAY:
            raise UserError(_("Daily hours look like 09:00-18:00"), code="window")
    return tuple(found)


class LimitsSection(Section):
    def __init__(self, desk: Desk) -> None:
        sentence = _("A change holds from its day on; clocks that started before keep theirs. The source tells how sure a limit is.")
        super().__init__(desk, _("Time limits"), sentence)
        self.head.addWidget(Button(_("Import JSON"), "upload", "ghost", on=self.bring_in, small=True))
        self.head.addWidget(Button(_("Export JSON"), "download", "ghost", on=self.export, small=True))
        self.head.addWidget(Button(_("New limit"), "plus", on=self.open_new))
        columns: list[Column[Limit]] = [
            Column("name", N_("Limit"), value=lambda one: _(one.name), width=0, tip=lambda one: _(one.effect) if one.effect else ""),
            Column("amount", N_("How long"), value=lambda one: one.seconds or 0, text=amount_words, width=100),
            Column("clock", N_("Counted"), value=clock_words, width=190, tone="muted"),
            Column("grade", N_("Source"), value=lambda one: one.grade, chip=_chip, width=112),
            Column("since", N_("Since"), value=lambda one: one.valid_from, text=_since, width=92, tone="muted"),
            Column("do", "", value=lambda one: None, width=118, buttons=_buttons),
        ]
        self.table: RecordTable[Limit] = RecordTable(columns, key=lambda one: one.key, name=_("Time limits"))
        self.table.decided.connect(self._decided)
        self.table.opened.connect(self.open_row)
        self.card = TableCard(self.table)
        self.body.addWidget(self.card, 1)

    def refresh(self) -> None:
        table = self.desk.query(case_rules.limits)
        if table is not None:
            rows = table.on(date.max)  # also what holds from a day to come
            self.table.set_records(rows)
            self.card.setFixedHeight(34 * len(rows) + 42)

    def find_in(self) -> bool:
        self.table.begin_filter()
        return True

    def new(self) -> bool:
        self.open_new()
        return True

    def open_new(self) -> None:
        table = self.desk.query(case_rules.limits)
        taken = {one.key for one in table.rows} if table is not None else set()
        key = next(f"own.{number}" for number in range(1, 1000) if f"own.{number}" not in taken)
        LimitDialog(self, Limit(key, "", 24, "hours", "hours", "handbook", "opened", ("answered",), pausable=True)).open()

    def open_row(self, one: Limit) -> None:
        LimitDialog(self, one).open()

    def _decided(self, one: Limit, what: str) -> None:
        if what == "edit":
            self.open_row(one)
        elif self.desk.do(case_rules.forget_limit, one.key, one.valid_from) is not None:
            self.refresh()

    def export(self) -> None:
        """The own rows as JSON."""
        path = saving.ask(self, _("Time limits"), "json")
        text = self.desk.query(case_rules.export_limits) if path is not None else None
        if path is not None and text is not None:
            try:
                prints.save(path, text.encode())
            except UserError as error:
                self.desk.refuse(error)
                return
            saving.done(self.desk, path)

    def bring_in(self) -> None:
        """Own rows from such a file."""
        name, _kind = QFileDialog.getOpenFileName(self, _("Time limits"), "", "JSON (*.json)")
        if not name:
            return
        try:
            with open(name, encoding="utf-8") as file:
                text = file.read()
        except (OSError, UnicodeDecodeError):
            self.desk.toast(_("This file cannot be read"), tone="danger")
            return
        if self.desk.do(case_rules.import_limits, text) is not None:
            self.refresh()


class LimitDialog(FormDialog):
    """One row: how long, on which hours, how sure, from when. A row of one's own also says what starts and what ends it."""

    def __init__(self, section: LimitsSection, one: Limit) -> None:
        super().__init__(section.desk, section, _(one.name) or _("New limit"), width=520, label_width=100)
        self._section, self.limit = section, one
        self._own = one.key.startswith("own.")
        name = QLineEdit(_(one.name))
        name.setReadOnly(not self._own)
        self.form.add("name", _("Limit"), name)
        amount = QLineEdit("" if one.amount is None else str(one.amount))
        self.form.add("amount", _("How long"), amount, check=_number, hint=_("empty = none"))
        self.form.add("unit", _("Unit"), ComboBox([(key, _(words)) for key, words in UNITS.items()], one.unit))
        self.form.add("clock", _("Counted"), ComboBox([(key, _(words)) for key, words in CLOCKS.items()], one.clock))
        periods = ", ".join(f"{hour_words(start)}-{hour_words(end)}" for start, end in one.window)
        self.form.add("window", _("Daily hours"), QLineEdit(periods), check=_window, hint="09:00-18:00")
        if self._own:
            kinds = [("", _("all")), *((kind.key, _(kind.name)) for kind in section.desk.query(case_rules.kinds) or () if kind.active)]
            self.form.add("kind", _("Kind"), ComboBox(kinds, one.kinds[0] if one.kinds else ""))
            self.form.add("on", _("Starts when"), ComboBox([(key, _(words)) for key, words in STARTS.items()], one.on))
            self.form.add("until", _("Ends when"), ComboBox([(key, _(words)) for key, words in ENDS.items()], (*one.until, "")[0]))
        self.form.add("grade", _("Source"), ComboBox([(key, _(words)) for key, words in GRADE_NAMES.items()], one.grade))
        pausable = QCheckBox(_("stands while the case waits for the buyer or the platform"))
        pausable.setChecked(one.pausable)
        self.form.add("pausable", "", pausable)
        self.form.add("from", _("In force from"), DayEdit(section.desk.session.now.date()), check=needed_day_problem)
        self.form["clock"].changed.connect(self._shown)
        self._shown()
        self.body.addWidget(self.form)
        self.button(_("Cancel"), self.reject)
        self.primary(_("Save"), self.save, "check")

    def _shown(self) -> None:
        self.form.show_line("window", self.form["clock"].value() == "window")

    def save(self) -> None:
        if not self.form.valid():
            return
        values = self.form.values()
        day = parse_day(values["from"])
        assert day is not None
        one = replace(
            self.limit, amount=int(values["amount"]) if values["amount"] else None, unit=values["unit"], clock=values["clock"],
            window=parse_periods(values["window"]) if values["clock"] == "window" else (), grade=values["grade"],
            pausable=values["pausable"])  # fmt: skip
        if self._own:
            until = (values["until"],) if values["until"] else ()
            one = replace(one, name=values["name"], on=values["on"], until=until, kinds=(values["kind"],) if values["kind"] else ())
        self.attempt({}, case_rules.save_limit, one, day)

    def written(self, changes: Changes) -> None:
        self._section.refresh()


def _number(text: str) -> str | None:
    return None if not text or text.isdecimal() and int(text) > 0 else _("Write a whole number above 0, or nothing")


def _window(text: str) -> str | None:
    parse_periods(text)
    return None


def _chip(one: Limit) -> ChipSpec:
    tone, icon = GRADE_CHIPS[one.grade]
    return ChipSpec(_(GRADE_NAMES[one.grade]), tone, icon)


def _since(one: Limit) -> str:
    return "" if one.valid_from == ALWAYS else one.valid_from.isoformat()


def _buttons(one: Limit) -> tuple[RowButton, ...]:
    if one.valid_from == ALWAYS:
        return (RowButton("edit", _("Edit")),)
    return (RowButton("edit", _("Edit")), RowButton("forget", _("Take back")))
