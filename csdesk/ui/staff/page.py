"""员工: everybody who works or worked here, in a table; Enter opens a person, Ctrl+N makes one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from PySide6.QtCore import QPoint

from csdesk.actions import rules, staff
from csdesk.core.changes import Topic
from csdesk.core.money import Fen, grouped
from csdesk.core.permission import Permission
from csdesk.core.problem import UserError
from csdesk.core.staff import Employee
from csdesk.i18n import N_
from csdesk.i18n import gettext as _
from csdesk.ui import saving
from csdesk.ui.desk import Desk
from csdesk.ui.kit import Button, ChipSpec, Column, EmptyState, RecordTable, SearchBox, Segment, TableCard, Text, menu, row
from csdesk.ui.page import Page
from csdesk.ui.staff.person import SINCE_EVER, PersonDialog
from csdesk.ui.templates import TemplateButton, save_template


@dataclass(frozen=True)
class Line:
    """A row: the record, whether employed today, the base pay in force (None = the viewer may not know it)."""

    one: Employee
    state: str  # employed | coming | left
    pay: Fen | None
    pay_of_rules: bool


def _pay_columns() -> list[Column[Line]]:
    return [
        Column("pay", N_("Base pay"), value=lambda r: r.pay, align="right", width=88,
               text=lambda r: "" if r.pay is None else grouped(r.pay),
               tone=lambda r: "muted" if r.pay_of_rules else "text",
               tip=lambda r: _("None is entered: the base pay of the rules") if r.pay_of_rules else ""),
        Column("insurance", N_("Insurance"), value=lambda r: r.one.insurance, align="right", width=84,
               text=lambda r: "" if r.one.insurance is None else grouped(r.one.insurance)),
    ]  # fmt: skip


def _columns(*, pay: bool) -> list[Column[Line]]:
    columns: list[Column[Line]] = [
        Column("no", N_("Number"), value=lambda r: r.one.no, width=74, tone="muted"),
        Column("name", N_("Name"), value=lambda r: r.one.name, width=118, bold=True),
        Column("state", N_("State"), value=lambda r: r.state, chip=_chip, width=84),
        Column("post", N_("Post"), value=lambda r: r.one.post, width=0),
        Column("level", N_("Level"), value=lambda r: r.one.level, width=76),
        Column("shop", N_("Shop"), value=lambda r: r.one.shop, width=104),
        Column("team", N_("Team"), value=lambda r: r.one.team, width=84),
        Column("site", N_("Place"), value=lambda r: r.one.site, width=70),
        Column("hired", N_("Entry"), value=lambda r: r.one.hired, text=lambda r: _day(r.one.hired), width=94),
        Column("left", N_("Last day"), value=lambda r: r.one.left, text=lambda r: _day(r.one.left), width=94),
    ]
    return columns + (_pay_columns() if pay else [])


def _day(day: date | None) -> str:
    return "" if day is None or day == SINCE_EVER else day.isoformat()


def _chip(line: Line) -> ChipSpec:
    return {
        "employed": ChipSpec(_("employed"), "ok", "circle-dot"),
        "coming": ChipSpec(_("not yet"), "accent", "calendar-plus"),
        "left": ChipSpec(_("left"), "neutral", "user-minus"),
    }[line.state]


class StaffPage(Page):
    name, icon = "staff", "users"
    topics = frozenset({Topic.STAFF, Topic.RULES})
    title = N_("Staff")

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.people: tuple[Employee, ...] = ()
        self.lines: list[Line] = []
        self.dialog: PersonDialog | None = None
        self.state = Segment([("here", _("Employed")), ("left", _("Left")), ("all", _("All"))], name=_("Who"))
        self.state.chosen.connect(self._show)
        self.search = SearchBox(_("Number, name, post, team"))
        self.search.textChanged.connect(self._searched)
        self.count = Text("", "small", "muted")
        self.body.addLayout(row(self.state, self.search, self.count, None, gap=12))
        sees_pay = desk.may(Permission.SEE_PAY)
        self.table: RecordTable[Line] = RecordTable(_columns(pay=sees_pay), key=lambda r: r.one.id, frozen=2, name=_("Staff"))
        self.table.opened.connect(self._opened)
        self.table.menu_asked.connect(self._menu)
        self.remember(self.table, "staff")
        self.card = TableCard(self.table)
        self.body.addWidget(self.card, 1)
        edit = Permission.EDIT_STAFF
        bring = self.action(_("Import staff"), self.bring_in, icon="upload", permission=edit)
        add = self.action(_("New employee"), self.new, icon="user-plus", permission=edit)
        self.action(_("Download the staff template"), self.save_template, icon="file-down", permission=edit)
        self._more = Button(icon="ellipsis", kind="ghost", on=self._more_menu, tip=_("More"))
        self.header.add_right(self._more)
        self.header.add_right(self.button(bring))
        self.header.add_right(self.button(add, "primary"))

    # showing
    def refresh(self) -> None:
        self.people = self.desk.query(staff.employees) or ()
        today = self.desk.session.now.date()
        sees_pay = self.desk.may(Permission.SEE_PAY)
        usual = rules.book(self.desk.session).on(today).base_pay if sees_pay else None
        self.lines = []
        for one in self.people:
            state = "coming" if one.hired > today else "employed" if one.employed_on(today) else "left"
            own = one.base_pay_on(today)
            self.lines.append(Line(one, state, own if own is not None else usual, own is None))
        self._show()

    def _show(self) -> None:
        wanted = {"here": ("employed", "coming"), "left": ("left",), "all": ("employed", "coming", "left")}[self.state.current]
        shown = [line for line in self.lines if line.state in wanted]
        self.table.set_records(shown)
        left = sum(line.state == "left" for line in self.lines)
        words = _("{n} people").format(n=len(self.lines) - left)
        self.count.setText(words + (_(", {n} left").format(n=left) if left else ""))
        self.search.setVisible(bool(self.people))
        self._show_empty(shown)

    def _show_empty(self, shown: list[Line]) -> None:
        if not self.people:
            if self.card.empty is None:
                buttons = [
                    Button(_("Import staff"), "upload", "primary", on=self.bring_in),
                    Button(_("New employee"), "user-plus", on=self.new),
                    TemplateButton(self.desk, "staff"),
                ]
                sentence = _("Roster, attendance and pay need to know who works here. Excel with number and name is enough to begin.")
                self.card.show_empty(EmptyState("users", _("Nobody is in the staff file yet"), sentence, buttons))
        elif not shown and self.state.current == "left":
            self.card.show_empty(EmptyState("users", _("Nobody has left")))
        elif self.card.empty is not None:
            self.card.show_empty(None)

    def _searched(self, words: str) -> None:
        self.table.filter(words)

    def goto(self, what: object) -> None:
        """A person (id or record): shown and opened."""
        if self.stale:
            self.stale = False
            self.refresh()
        key = what.id if isinstance(what, Employee) else what
        line = next((one for one in self.lines if one.one.id == key), None)
        if line is None:
            return
        self.search.clear()
        if line.state == "left" and self.state.current == "here":
            self.state.choose("all")
        self.table.select_key(key)
        self._open(line.one)

    def find_here(self) -> None:
        """Ctrl+F: the filter of every column."""
        self.table.begin_filter()

    def earlier(self) -> None:
        self._step(-1)

    def later(self) -> None:
        self._step(1)

    def _step(self, step: int) -> None:
        row_now = self.table.currentIndex().row() + step
        if 0 <= row_now < self.table.model_.rowCount():
            self.table.selectRow(row_now)

    # one person
    def new(self) -> None:
        """Ctrl+N"""
        self._open(None)

    def _opened(self, line: Line | None) -> None:
        if line is not None:
            self._open(line.one)

    def _open(self, person: Employee | None, tab: str = "file") -> None:
        if not self.desk.may(Permission.EDIT_STAFF):
            return
        self.dialog = PersonDialog(self, self.desk, person, self.people, tab=tab)
        self.dialog.destroyed.connect(self._gone)
        self.dialog.open()

    def _gone(self) -> None:
        self.dialog = None

    def _menu(self, line: Line, point: QPoint) -> None:
        one = line.one
        entries: list[tuple[str, str, object] | None] = [("pen-line", _("Open"), _Do(self, one, "file").now)]
        if self.desk.may(Permission.SEE_PAY):
            entries += [
                ("trending-up", _("Raise…"), _Do(self, one, "pay").now),
                ("history", _("Who changed it"), _Do(self, one, "trail").now),
            ]
        entries += [
            ("link", _("Outside accounts…"), _Do(self, one, "aliases").now),
            ("calendar-days", _("See the roster"), _Go(self.desk, one.id).now),
            ("calendar-check", _("Planning terms…"), _Terms(self, one).now),
            None,
            ("trash-2", _("Remove"), _Remove(self.desk, one.id).now),
        ]
        menu(self, *entries).popup(point)  # type: ignore[arg-type]

    def open_terms(self, person: Employee) -> None:
        """What is agreed with the person for planning."""
        from csdesk.ui.roster.terms import TermsDialog

        book = self.desk.query(rules.book)
        if book is not None:
            TermsDialog(self, self.desk, person, self.people, book.on(self.desk.session.now.date())).open()

    # Excel
    def bring_in(self) -> None:
        """Import people; the window owns the import dialog."""
        call = getattr(self.window(), "import_file", None)
        if call is not None:
            call(kind="staff")

    def save_template(self) -> None:
        """An empty Excel file with the heads that the import understands."""
        save_template(self, self.desk, "staff")

    def export(self) -> None:
        """Ctrl+E: the staff file as Excel, in the template's layout, so that it can be imported again."""
        path = saving.ask(self, _("Staff"), "xlsx")
        data = self.desk.query(staff.export) if path is not None else None
        if path is not None and data is not None:
            self._write(path, data)

    def _write(self, path: Path, data: bytes) -> None:
        from csdesk.actions import prints

        try:
            prints.save(path, data)
        except UserError as error:
            self.desk.refuse(error)
            return
        saving.done(self.desk, path)

    def _more_menu(self) -> None:
        shown = menu(
            self,
            ("file-spreadsheet", f"{_('To Excel')}\tCtrl+E", self.export),
            ("file-down", _("Download the staff template"), self.save_template),
        )
        shown.popup(self._more.mapToGlobal(QPoint(0, self._more.height() + 2)))


class _Do:
    def __init__(self, page: StaffPage, person: Employee, tab: str) -> None:
        self._page, self._person, self._tab = page, person, tab

    def now(self) -> None:
        self._page._open(self._person, self._tab)


class _Terms:
    def __init__(self, page: StaffPage, person: Employee) -> None:
        self._page, self._person = page, person

    def now(self) -> None:
        self._page.open_terms(self._person)


class _Go:
    def __init__(self, desk: Desk, employee_id: int) -> None:
        self._desk, self._id = desk, employee_id

    def now(self) -> None:
        self._desk.open("roster", self._id)


class _Remove:
    def __init__(self, desk: Desk, employee_id: int) -> None:
        self._desk, self._id = desk, employee_id

    def now(self) -> None:
        self._desk.do(staff.remove, self._id)
