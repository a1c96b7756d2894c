"""The table of a year's special days: statutory (3x), days off, make-up days; from the kept library, completed by the owner."""

from __future__ import annotations

from PySide6.QtWidgets import QLineEdit

from csdesk.actions import calendar
from csdesk.actions.calendar import SpecialDay
from csdesk.core.calendar import DayKind
from csdesk.core.problem import UserError
from csdesk.i18n import N_
from csdesk.i18n import gettext as _
from csdesk.ui.desk import Desk
from csdesk.ui.kit import Button, Card, ChipSpec, Column, ComboBox, Field, Note, RecordTable, RowButton, TableCard, row
from csdesk.ui.kit.days import DayEdit, needed_day_problem, parse_day
from csdesk.ui.settings.common import Section, YearPicker

WEEKDAYS = (N_("Monday"), N_("Tuesday"), N_("Wednesday"), N_("Thursday"), N_("Friday"), N_("Saturday"), N_("Sunday"))
KINDS: dict[DayKind | None, tuple[str, str, str]] = {  # words, tone, icon
    DayKind.STATUTORY: (N_("Statutory, 3×"), "danger", "party-popper"),
    DayKind.OFF: (N_("Day off"), "leave", "coffee"),
    DayKind.MAKEUP: (N_("Make-up work day"), "neutral", "briefcase"),
    None: (N_("Ordinary day"), "plain", "minus"),
}


class HolidaysSection(Section):
    def __init__(self, desk: Desk) -> None:
        sentence = _("Work on a statutory holiday is paid 300 %; days off and make-up days only move the pay day and the office calendar.")
        super().__init__(desk, _("Holidays"), sentence)
        self.years = YearPicker(desk.session.now.year)
        self.years.changed.connect(self._year)
        self.head.addWidget(self.years)
        self.note = Note("", "warn", "triangle-alert")
        self.body.addWidget(self.note)
        self.new_day = Field(DayEdit(name=_("Day")), check=self._day_problem)
        kinds = [(kind, _(words)) for kind, (words, _tone, _icon) in KINDS.items()]
        self.new_kind = ComboBox(kinds, DayKind.STATUTORY, name=_("Kind of day"))
        self.new_kind.setFixedWidth(150)
        self.new_name = QLineEdit()
        self.new_name.setPlaceholderText(_("name, e.g. Spring Festival"))
        self.new_name.setAccessibleName(_("Name"))
        self.new_name.setMaxLength(20)
        self.new_name.returnPressed.connect(self.add)
        card = Card(dense=True)
        line = row(self.new_day, self.new_kind, self.new_name, Button(_("Enter the day into the table"), "calendar-plus", on=self.add))
        line.setStretch(2, 1)
        card.body.addLayout(line)
        self.body.addWidget(card)
        columns: list[Column[SpecialDay]] = [
            Column("day", N_("Day"), value=lambda d: d.day, text=lambda d: d.day.isoformat(), width=116),
            Column("weekday", N_("Weekday"), value=lambda d: d.day.weekday(), text=lambda d: _(WEEKDAYS[d.day.weekday()]), width=76),
            Column("kind", N_("Kind"), value=lambda d: d.kind.value if d.kind else "", chip=_chip, width=140),
            Column("name", N_("Called"), value=lambda d: d.name, width=0, edit=self._rename),
            Column("source", N_("From where"), value=_source, width=130, tone="muted"),
            Column("do", "", value=lambda d: None, width=128, buttons=_buttons),
        ]
        self.table: RecordTable[SpecialDay] = RecordTable(columns, key=lambda d: d.day, name=_("Holidays"))
        self.table.decided.connect(self._decided)
        self.table.opened.connect(self._fill)
        self.card = TableCard(self.table)
        self.body.addWidget(self.card, 1)

    def refresh(self) -> None:
        found = calendar.year_table(self.desk.session, self.years.year)
        self.table.set_records(found.days)
        self.card.setFixedHeight(max(3, len(found.days)) * 34 + 42)
        self.note.setVisible(not found.published)
        if not found.published:
            more = _("The State Council announces a year's holidays the autumn before. Enter the days here, or update csdesk.")
            if any(day.typed for day in found.days):
                words = _("{year} is not in the kept table: only the days below count").format(year=found.year)
            else:
                words = _("{year} has no holiday table: nothing is taken for a holiday").format(year=found.year)
            self.note.say(words, more)

    def _year(self, _year: int) -> None:
        self.refresh()

    def _day_problem(self, value: str) -> str | None:
        return needed_day_problem(value)

    def _fill(self, day: SpecialDay) -> None:
        """Enter on a row: into the line above, to change it."""
        self.new_day.set_value(day.day.isoformat())
        self.new_kind.choose(day.kind)
        self.new_name.setText(day.name)
        self.new_kind.setFocus()

    def new(self) -> bool:
        self.new_day.control.setFocus()
        return True

    def find_in(self) -> bool:
        self.table.begin_filter()
        return True

    def add(self) -> None:
        """The typed day into the table; the same day again replaces."""
        if not self.new_day.validate():
            self.new_day.control.setFocus()
            return
        day = parse_day(self.new_day.value())
        assert day is not None
        if self.desk.do(calendar.set_day, day, self.new_kind.key(), self.new_name.text().strip()) is None:
            return
        self.new_day.set_value("")
        self.new_day.show_trouble("")
        self.new_name.clear()
        if day.year != self.years.year:
            self.years._go(day.year - self.years.year)
        else:
            self.refresh()
        self.table.select_key(day)

    def _rename(self, day: SpecialDay, words: str) -> None:
        if len(words) > 20:
            raise UserError(_("At most 20 characters"), code="name")
        self.desk.quietly(calendar.set_day, day.day, day.kind, words)

    def _decided(self, day: SpecialDay, what: str) -> None:
        if what == "forget":
            self.desk.do(calendar.forget_day, day.day)
        else:
            self.desk.do(calendar.set_day, day.day, None, day.name)


def _chip(day: SpecialDay) -> ChipSpec:
    words, tone, icon = KINDS[day.kind]
    return ChipSpec(_(words), tone, icon)


def _source(day: SpecialDay) -> str:
    return _("typed here") if day.typed else _("yearly notice")


def _buttons(day: SpecialDay) -> tuple[RowButton, ...]:
    if day.typed:
        return (RowButton("forget", _("Back to the notice") if day.library is not None else _("Remove")),)
    return (RowButton("ordinary", _("Make it ordinary")),)
