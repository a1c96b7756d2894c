"""服务: what a month or week was like for the buyers who waited; every figure, bar and row opens its cases."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

from PySide6.QtWidgets import QWidget

from csdesk.actions import discipline
from csdesk.actions import service as actions
from csdesk.actions.calendar import calendar
from csdesk.core import service_chart
from csdesk.core import service_words as say
from csdesk.core.calendar import Month
from csdesk.core.changes import Topic
from csdesk.core.discipline import Fine
from csdesk.core.log import LogFilter
from csdesk.core.money import grouped
from csdesk.core.service import Period, Summary
from csdesk.i18n import N_, pgettext
from csdesk.i18n import gettext as _
from csdesk.ui import saving
from csdesk.ui.desk import Desk
from csdesk.ui.fund.dialogs import FineDialog
from csdesk.ui.kit import (
    BasisLabel,
    Button,
    Card,
    Column,
    EmptyState,
    Line,
    PeriodPicker,
    RecordTable,
    RowButton,
    Segment,
    TableCard,
    Text,
    column,
    row,
    scroll_area,
)
from csdesk.ui.page import Page
from csdesk.ui.service.chart import Chart

FIGURES = (
    ("received", N_("Received cases")), ("resolved", N_("Resolved cases")), ("kept", N_("Limits kept in time")),
    ("answered", N_("First answer, median")), ("fault", N_("Cases by an agent's doing")), ("cost", N_("What they cost")),
)  # fmt: skip


@dataclass(frozen=True)
class TableRow:
    """One row of a table behind the charts; `what` and `key` lead to its cases. `broken`: the limits of its kind that were not kept."""

    what: str
    key: str
    name: str
    n: int
    cost: str = ""
    kept: str = ""
    broken: int = 0
    fines: tuple[Fine, ...] = ()  # that may be entered for the complaints


def rows_of(found: Summary, names: say.Names, which: str, unfined: Sequence[Fine] = ()) -> tuple[TableRow, ...]:
    """The rows of one of the tables: party | kind | product | lost | complaints."""
    if which == "party":
        return tuple(TableRow("party", one.key, say.party(one.key), one.cases, grouped(one.cost)) for one in found.parties)
    if which == "kind":
        return tuple(TableRow("kind", one.key, names.kind(one.key), one.received,
                              kept=f"{one.limits.kept}/{one.limits.of}" if one.limits.of else "", broken=one.limits.broken)
                     for one in found.kinds)  # fmt: skip
    if which == "product":
        return tuple(TableRow("product", one.key, one.key, one.n) for one in found.products)
    if which == "complaints":
        own = {one.id: tuple(fine for fine in unfined if fine.employee_id == one.id) for one in found.agents}
        return tuple(TableRow("complaints", str(one.id), names.person(one.id), one.complaints, fines=own[one.id])
                     for one in found.agents if one.complaints)  # fmt: skip
    return tuple(TableRow("lost", one.key, say.cause(one.key), one.n) for one in found.lost)


def _buttons(one: TableRow) -> tuple[RowButton, ...]:
    if one.broken:
        return (RowButton("late", pgettext("service", "{n} not kept").format(n=one.broken)),)
    return (RowButton("fine", _("Enter a fine…")),) if one.fines else ()


def _columns() -> list[Column[TableRow]]:
    return [
        Column("name", N_("Counted by"), value=lambda one: one.name, width=0, tip=lambda one: one.name),
        Column("n", N_("Count"), value=lambda one: one.n, align="right", width=84, bold=True),
        Column("cost", N_("What they cost"), value=lambda one: one.cost, align="right", width=110),
        Column("kept", N_("In time"), value=lambda one: one.kept, align="right", width=110),
        Column("do", "", value=lambda one: len(one.fines) or one.broken, text=lambda one: "", buttons=_buttons, width=110, sortable=False),
    ]


class Lines(QWidget):
    """Sentences below each other, each with the arrow that leads to what it tells of."""

    def __init__(self) -> None:
        super().__init__()
        self._lines = column(gap=6, into=self)
        self.words: list[Text] = []

    def fill(self, lines: Sequence[tuple[str, Callable[[], object]]]) -> None:
        """Say these instead."""
        while self._lines.count():
            widget = item.widget() if (item := self._lines.takeAt(0)) is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.words = [Text(text, wrap=True) for text, _go in lines]
        for words, (text, go) in zip(self.words, lines, strict=True):
            line = QWidget()
            line.setLayout(row(words, Button(icon="arrow-right", kind="ghost", on=go, tip=_("Show: {what}").format(what=text), small=True)))
            self._lines.addWidget(line)


class ServicePage(Page):
    name, icon = "service", "chart-column"
    topics = frozenset({Topic.CASES, Topic.FUND, Topic.HANDOVER, Topic.STAFF, Topic.ROSTER, Topic.CALENDAR, Topic.RULES, Topic.SETTINGS})
    title = N_("Service")

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        today = desk.session.now.date()
        self.day = today
        self.found: Summary | None = None
        self.which = Segment([("month", pgettext("service", "Month")), ("week", pgettext("service", "Week"))], name=_("Month or week"))
        self.which.chosen.connect(self._which)
        self.picker = PeriodPicker(Month.of(today))
        self.picker.changed.connect(self._month_chosen)
        self.week = QWidget()
        self.week_words = Text("", "body")
        self.week.setLayout(row(Button(icon="chevron-left", kind="ghost", on=self.earlier, tip=_("The week before")), self.week_words,
                                Button(icon="chevron-right", kind="ghost", on=self.later, tip=_("The week after")), gap=4))  # fmt: skip
        self.week.hide()
        for part in (self.which, self.picker, self.week):
            self.header.add_left(part)
        self.header.add_right(Button(icon="printer", on=self.print_shown, tip=_("Print") + " (Ctrl+P)"))
        self.header.add_right(Button(icon="file-spreadsheet", on=self.export, tip=_("To Excel") + " (Ctrl+E)"))
        self.figures: dict[str, BasisLabel] = {}
        self.units: dict[str, Text] = {}
        self._make()

    def _make(self) -> None:
        self.whole = QWidget()
        figures = Card(padding=12)
        line = row(gap=22)
        for place, (key, words) in enumerate(FIGURES):
            if place:
                line.addWidget(Line(vertical=True))
            figure = self.figures[key] = BasisLabel("", "display", name=_(words), on=partial(self._open, key))
            unit = self.units[key] = Text("", "small", "muted")
            line.addLayout(column(Text(_(words), "small", "muted"), row(figure, unit, None, gap=4), gap=2))
            line.setStretch(line.count() - 1, 1)
        self.state, self.compared = Text("", "small", "muted"), Text("", "small", "muted", wrap=True)
        states = row(gap=4)
        for key, words in (("left", pgettext("service", "In work at the end")), ("carried", pgettext("service", "Carried over")),
                           ("replied", pgettext("service", "Answered")), ("revisited", pgettext("service", "Revisited"))):  # fmt: skip
            figure = self.figures[key] = BasisLabel("", "small", name=words, on=partial(self._open, key))
            states.addWidget(Text(words, "small", "muted"))
            states.addWidget(figure)
            states.addSpacing(14)
        states.addWidget(self.state, 1)
        figures.body.addLayout(line)
        figures.body.addLayout(states)
        figures.body.addWidget(self.compared)
        self.causes, causes = self._chart(pgettext("service", "Causes"))
        self.agents, agents = self._chart(pgettext("service", "Kept limits by agent"))
        self.days, days = self._chart(pgettext("service", "Day by day"))
        self.uncaused = Button(" ", kind="link", on=partial(self._open, "uncaused"), small=True)
        causes[0].head.addWidget(self.uncaused)
        self.notes = {self.causes: causes[1], self.agents: agents[1], self.days: days[1]}
        self.points = Card(pgettext("service", "What stands out"))
        self.point_lines = Lines()
        self.points.body.addWidget(self.point_lines)
        self.table: RecordTable[TableRow] = RecordTable(_columns(), key=lambda one: (one.what, one.key), name=_("Table"))
        self.table.opened.connect(self._row_opened)
        self.table.decided.connect(self._decided)
        self.table_card = TableCard(self.table, _("Behind it"))
        self.tables = Segment([("party", _("Whose doing")), ("kind", _("Kind")), ("product", _("Product")),
                               ("lost", pgettext("service", "No order")), ("complaints", pgettext("service", "Complaints"))],
                              name=_("Which table"))  # fmt: skip
        self.tables.chosen.connect(self._show_table)
        self.table_card.head.addWidget(self.tables)
        left = column(causes[0], days[0], None, gap=12)
        right = column(agents[0], self.points, self.table_card, gap=12)
        both = row(left, right, gap=12)
        both.setStretch(0, 54)
        both.setStretch(1, 46)
        column(figures, both, into=self.whole, gap=12)
        self.area = scroll_area(self.whole, only_down=True)
        self.body.addWidget(self.area, 1)
        said = _("Cases are entered under Cases, or imported from a list.")
        to_cases = Button(_("To the cases"), "message-square-warning", on=self._to_cases)
        self.empty = EmptyState("chart-column", _("No case in this time"), said, [to_cases])
        self.body.addWidget(self.empty, 1)
        self.empty.hide()

    def _to_cases(self) -> None:
        self.desk.open("cases")

    def _chart(self, title: str) -> tuple[Chart, tuple[Card, Text]]:
        card, note, chart = Card(title), Text("", "small", "muted", wrap=True), Chart(title)
        chart.opened.connect(self._open)
        card.body.addWidget(note)
        card.body.addWidget(chart)
        return chart, (card, note)

    # showing
    @property
    def asked(self) -> Month | date:
        return self.picker.month if self.which.current == "month" else self.day

    def refresh(self) -> None:
        self.found = found = self.desk.query(actions.view, self.asked)
        if found is None:
            return
        self.week_words.setText(say.title(Period.of(self.day)))
        self.empty.setVisible(found.is_empty)
        self.area.setVisible(not found.is_empty)
        names = self.desk.query(actions.names)
        table = self.desk.query(calendar, frozenset({found.period.first.year, found.period.last.year}))
        if found.is_empty or names is None or table is None:
            return
        self._show_figures(found)
        high = service_chart.PARETO_HIGH if found.causes else 0
        self.causes.setVisible(bool(found.causes))
        self.causes.show_shapes(partial(service_chart.causes, found.causes), high)
        self.agents.setVisible(bool(found.agents))
        self.agents.show_shapes(partial(service_chart.agents, found.agents, names, target=found.target),
                                service_chart.agents_high(len(found.agents)))  # fmt: skip
        self.days.show_shapes(partial(service_chart.days, found, table), service_chart.DAYS_HIGH)
        for chart, note in ((self.causes, say.causes_note), (self.agents, say.limits_note), (self.days, say.days_note)):
            self.notes[chart].setText(note(found))
        lines = say.points(found, names)
        self.points.setVisible(bool(lines))
        self.point_lines.fill([(one.text, partial(self._open, one.what, one.key)) for one in lines])
        self.uncaused.setText(pgettext("service", "{n} without a cause").format(n=found.no_cause))
        self.uncaused.setAccessibleName(self.uncaused.text())
        self.uncaused.setVisible(bool(found.no_cause))
        self._show_table()

    def _show_figures(self, found: Summary) -> None:
        wait, unit = say.wait(found.answer_seconds)
        cases = pgettext("service", "cases")
        shown = {
            "received": (str(found.received), cases), "resolved": (str(found.resolved), cases), "kept": (say.percent(found.limits), "%"),
            "answered": (wait, unit), "fault": (str(found.agent_fault), cases), "cost": (grouped(found.cost), pgettext("service", "yuan")),
        }  # fmt: skip
        for key, (figure, words) in shown.items():
            tone = "warn" if key == "kept" and found.limits.below(found.target) else "text"
            self.figures[key].say(figure or "–", tone)
            self.units[key].setText(words if figure else "")
        for key, count in (("left", found.left), ("carried", found.carried), ("replied", found.answered), ("revisited", found.revisited)):
            self.figures[key].say(str(count))
        self.state.setText(_("as of {moment}").format(moment=f"{found.now:%m-%d %H:%M}") if found.running else "")
        self.compared.setText(say.compared(found))

    def _show_table(self) -> None:
        found, names = self.found, self.desk.query(actions.names)
        if found is None or names is None:
            return
        unfined = self.desk.query(actions.unfined, self.asked) if self.tables.current == "complaints" else None
        shown = rows_of(found, names, self.tables.current, unfined or ())
        self.table.set_records(shown)
        self.table.setColumnHidden(2, self.tables.current != "party")
        self.table.setColumnHidden(3, self.tables.current != "kind")
        self.table.setColumnHidden(4, not any(one.fines or one.broken for one in shown))
        self.table_card.setMinimumHeight(98 + 34 * min(max(len(shown), 5), 12))
        self.table_card.show_empty(None if shown else EmptyState("circle-check", _("Nothing here in this time")))

    # choosing the period
    def _which(self) -> None:
        week = self.which.current == "week"
        if week and Month.of(self.day) != self.picker.month:
            self.day = self.picker.month.first
        elif not week:
            quiet = self.picker.blockSignals(True)
            self.picker.set_month(Month.of(self.day))
            self.picker.blockSignals(quiet)
        self.picker.setVisible(not week)
        self.week.setVisible(week)
        self.refresh()

    def _month_chosen(self, month: Month) -> None:
        today = self.desk.session.now.date()
        self.day = today if Month.of(today) == month else month.first
        self.refresh()

    def earlier(self) -> None:
        self._go(-1)

    def later(self) -> None:
        self._go(1)

    def _go(self, step: int) -> None:
        if self.which.current == "week":
            self.day += timedelta(days=7 * step)
            self.refresh()
        elif step < 0:
            self.picker.earlier()
        else:
            self.picker.later()

    def where(self) -> tuple[object, ...]:
        return (self.asked,)

    def goto(self, what: object) -> None:
        """A Month, or a day of a week."""
        if isinstance(what, Month):
            self.which.choose("month")
            self.picker.set_month(what)
        elif isinstance(what, date):
            self.day = what
            self.which.choose("week")
            self.refresh()

    # going on
    def _open(self, what: str, key: object = None) -> None:
        chosen = self.desk.query(actions.behind, self.found, what, key) if self.found is not None else None
        if chosen is not None:
            self.desk.open("handover" if isinstance(chosen, LogFilter) else "cases", chosen)

    def _row_opened(self, one: TableRow) -> None:
        self._open(one.what, one.key)

    def _decided(self, one: TableRow, what: str) -> None:
        if what == "late":
            self._open("late", one.key)
        else:
            self._offer_fine(one)

    def _offer_fine(self, one: TableRow) -> None:
        """The dialog of the fund box, filled in with the first complaint that no fine names yet."""
        fine = one.fines[0]
        view = self.desk.query(discipline.view, Month.of(fine.day))
        if view is not None:
            FineDialog(self, self.desk, view, fine).open()

    def _file_name(self) -> str:
        return f"{_('Service summary')} {self.picker.month if self.which.current == 'month' else Period.of(self.day).first}"

    def print_shown(self) -> None:
        """Ctrl+P: the summary as PDF."""
        saving.print_paper(self, self.desk, "service", self._file_name(), self.asked)

    def export(self) -> None:
        """Ctrl+E: the summary as Excel."""
        saving.save_sheet(self, self.desk, "service", self._file_name(), self.asked)
