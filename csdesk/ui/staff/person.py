"""One person in a dialog: the staff record, dated base pay, names in outside sources, who changed what."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QCompleter, QGridLayout, QLineEdit, QStackedWidget, QWidget

from csdesk.actions import history, staff
from csdesk.core.money import Fen, grouped, yuan
from csdesk.core.permission import Permission
from csdesk.core.problem import UserError
from csdesk.core.staff import Alias, BasePay, Employee
from csdesk.i18n import N_
from csdesk.i18n import gettext as _
from csdesk.ui.desk import Desk
from csdesk.ui.kit import (
    Button,
    Column,
    ComboBox,
    Dialog,
    Field,
    Form,
    Line,
    Note,
    RecordTable,
    RowButton,
    Segment,
    TableCard,
    Text,
    column,
    row,
    scroll_area,
)
from csdesk.ui.kit.days import AmountEdit, DayEdit, amount_problem, day_problem, needed_day_problem, parse_amount, parse_day
from csdesk.ui.staff.trail import Told, told

SINCE_EVER = date(1970, 1, 1)  # an import without an entry day: employed since ever
SOURCES = (
    ("dingtalk", N_("DingTalk UserId")),
    ("wecom", N_("WeCom account")),
    ("device", N_("Number in the clock")),
    ("nick", N_("Shop nickname")),
    ("name", N_("Another spelling")),
)
LEVELS = ("客服", "组长", "主管", "店长")


@dataclass(frozen=True)
class _Pay:
    """One line of the pay history: a record and the amount before it."""

    record: BasePay
    before: Fen | None

    @property
    def step(self) -> str:
        if self.before is None or self.before == self.record.amount:
            return ""
        change = self.record.amount - self.before
        return f"+{grouped(change)}" if change > 0 else grouped(change)


class PersonDialog(Dialog):
    """New or known: `PersonDialog(page, desk, None, people)`. Nothing is written before 保存; a wrong value stays with its message."""

    def __init__(self, parent: QWidget, desk: Desk, person: Employee | None, people: Sequence[Employee], *, tab: str = "file") -> None:
        title = f"{person.name} {person.no}" if person is not None else _("New employee")
        super().__init__(parent, title)
        self.desk, self.person, self.people = desk, person, people
        self.today = desk.session.now.date()
        one = person or Employee(0, _next_number(people), "", hired=self.today)
        self.pay = list(one.pay)
        self.aliases = list(one.aliases)
        self._sees_pay = desk.may(Permission.SEE_PAY)
        tabs = [("file", _("Record"))]
        if self._sees_pay:
            tabs.append(("pay", _("Pay")))
        tabs.append(("aliases", _("Outside accounts")))
        if person is not None and self._sees_pay:
            tabs.append(("trail", _("Who changed it")))
        self.tabs = Segment(tabs, name=_("Part"))
        self.tabs.chosen.connect(self.show_tab)
        self.stack = QStackedWidget()
        self.stack.setMinimumHeight(372)
        self.parts: dict[str, QWidget] = {"file": self._file(one)}
        if self._sees_pay:
            self.parts["pay"] = self._pay(one)
        self.parts["aliases"] = self._names()
        if person is not None and self._sees_pay:
            self.parts["trail"] = self._trail(person)
        for part in self.parts.values():
            self.stack.addWidget(part)
        self.trouble = Note("", "danger", "circle-alert")
        self.trouble.hide()
        self.body.addLayout(row(self.tabs, None))
        self.body.addWidget(self.trouble)
        self.body.addWidget(self.stack, 1)
        if person is not None:
            self.button(_("Remove"), self.remove, "trash-2", left=True)
        self.button(_("Cancel"), self.reject)
        self.primary(_("Save"), self.save, "check")
        if tab in self.parts:
            self.tabs.choose(tab)

    # the record
    def _file(self, one: Employee) -> QWidget:
        self.form = Form(label_width=64)
        self.more = Form(label_width=64)
        self.form.add("no", _("Number"), _line(one.no), check=self._no_problem)
        self.form.add("name", _("Name"), _line(one.name), check=_name_problem)
        self.form.add("post", _("Post"), self._offering(one.post, "post"))
        self.form.add("level", _("Level"), self._offering(one.level, "level", LEVELS))
        self.form.add("shop", _("Shop"), self._offering(one.shop, "shop"))
        self.form.add("team", _("Team"), self._offering(one.team, "team"))
        self.form.add("site", _("Place"), self._offering(one.site, "site"))
        hired = None if one.hired == SINCE_EVER else one.hired
        self.more.add("hired", _("Entry"), DayEdit(hired, empty=_("since ever")), check=day_problem)
        self.more.add(
            "left", _("Last day"), DayEdit(one.left, empty=_("employed")), check=self._left_problem, hint=_("the last day employed")
        )
        probation = DayEdit(one.probation_until, empty=_("none"))
        self.more.add("probation_until", _("Probation"), probation, check=day_problem, hint=_("up to this day"))
        nights = QCheckBox(_("No night shifts"))
        nights.setChecked(one.no_nights)
        nights.setAccessibleName(nights.text())
        self.more.add("no_nights", _("Nights"), nights, hint=_("the roster warns"))
        self.lead = Text("", "small", "muted", wrap=True)
        self.more.add_wide(self.lead)
        self.form["level"].changed.connect(self._say_lead)
        self._say_lead()
        part = QWidget()
        both = row(self.form, self.more, gap=28)
        both.setStretch(0, 1)
        both.setStretch(1, 1)
        both.setAlignment(self.more, Qt.AlignmentFlag.AlignTop)
        both.setAlignment(self.form, Qt.AlignmentFlag.AlignTop)
        part.setLayout(both)
        return part

    def _offering(self, value: str, field: str, always: Iterable[str] = ()) -> QLineEdit:
        """A line that offers what other people have there."""
        line = _line(value)
        known = sorted({*always, *(getattr(one, field) for one in self.people)} - {""})
        completer = QCompleter(known, line)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        line.setCompleter(completer)
        return line

    def _say_lead(self) -> None:
        lead = Employee(0, "", "", level=self.form["level"].value()).is_lead
        self.lead.setText(_("Counts as a lead on the roster") if lead else "")

    def _no_problem(self, value: str) -> str | None:
        if not value:
            return _("The number is missing")
        for other in self.people:
            if other.no == value and (self.person is None or other.id != self.person.id):
                return _("Number {no} belongs to {name} already").format(no=value, name=other.name)
        return None

    def _left_problem(self, value: str) -> str | None:
        left = parse_day(value)
        try:
            hired = parse_day(self.more["hired"].value())
        except UserError:
            return None
        if left is not None and hired is not None and left < hired:
            return _("The last day is before the first day")
        return None

    # pay
    def _pay(self, one: Employee) -> QWidget:
        columns: list[Column[_Pay]] = [
            Column("from", N_("From"), value=lambda r: r.record.effective_from, text=_from_day, width=118,
                   edit=self._edit_day),
            Column("amount", N_("Base pay"), value=lambda r: r.record.amount, text=_amount, align="right", width=110,
                   edit=self._edit_amount, edit_text=lambda r: yuan(r.record.amount)),
            Column("step", N_("Change"), value=lambda r: r.step, align="right", width=96, tone="muted"),
            Column("state", "", value=self._state, width=0, tone="muted"),
            Column("do", "", value=lambda r: None, width=84, buttons=lambda r: (RowButton("remove", _("Remove")),)),
        ]  # fmt: skip
        self.pay_table: RecordTable[_Pay] = RecordTable(columns, key=lambda r: r.record.effective_from, name=_("Base pay"))
        self.pay_table.decided.connect(self._drop_pay)
        self.pay_table.refused.connect(self._refused)
        card = TableCard(self.pay_table)
        card.setFixedHeight(176)
        last = max((record.effective_from for record in self.pay), default=None)
        start = one.hired if last is None and one.hired != SINCE_EVER else self.today.replace(day=1)
        self.new_day = Field(DayEdit(start, name=_("From this day")), check=needed_day_problem)
        self.new_amount = Field(AmountEdit(name=_("New base pay"), empty=_("amount"), width=110), check=_needed_amount_problem)
        self.new_amount.control.returnPressed.connect(self.add_pay)  # type: ignore[attr-defined]
        self.add_button = Button(_("Add a raise"), "plus", on=self.add_pay)
        add = row(Text(_("From this day"), "body", "muted"), self.new_day, self.new_amount, self.add_button, None)
        for widget in (self.new_day, self.new_amount, self.add_button):
            add.setAlignment(widget, Qt.AlignmentFlag.AlignTop)
        self.money = Form(label_width=112)
        self.money.add("insurance", _("Insurance premium"), AmountEdit(one.insurance, empty=_("not entered")), check=amount_problem,
                       hint=_("the month's whole premium; the rules say the own share"))  # fmt: skip
        self.money.add(
            "housing_fund", _("Housing fund"), AmountEdit(one.housing_fund or None), check=amount_problem, hint=_("own share a month")
        )
        self.money.add("special_deduction", _("Special deduction"), AmountEdit(one.special_deduction or None), check=amount_problem,
                       hint=_("a month, for the income tax"))  # fmt: skip
        part = QWidget()
        column(card, add, Line(), self.money, None, gap=10, into=part)
        self._show_pay()
        return part

    def _state(self, shown: _Pay) -> str:
        day = shown.record.effective_from
        if day > self.today:
            return _("not yet in force")
        later = [one.effective_from for one in self.pay if day < one.effective_from <= self.today]
        return "" if later else _("in force")

    def _show_pay(self) -> None:
        self.pay.sort(key=lambda record: record.effective_from)
        before: Fen | None = None
        shown = []
        for record in self.pay:
            shown.append(_Pay(record, before))
            before = record.amount
        self.pay_table.set_records(list(reversed(shown)))

    def _edit_day(self, shown: _Pay, words: str) -> None:
        day = parse_day(words)
        if day is None:
            raise UserError(_("Enter the day"), code="day")
        if any(one.effective_from == day for one in self.pay):
            raise UserError(_("There is a base pay from {day} already").format(day=day.isoformat()), code="day")
        self.pay[self.pay.index(shown.record)] = BasePay(day, shown.record.amount)
        self._show_pay()

    def _edit_amount(self, shown: _Pay, words: str) -> None:
        amount = parse_amount(words)
        if amount is None:
            raise UserError(_("An amount looks like 200.00"), code="amount")
        self.pay[self.pay.index(shown.record)] = BasePay(shown.record.effective_from, amount)
        self._show_pay()

    def _drop_pay(self, shown: _Pay, _what: str) -> None:
        self.pay.remove(shown.record)
        self._show_pay()

    def add_pay(self) -> None:
        """The typed raise into the history; the same day replaces."""
        if not all([self.new_day.validate(), self.new_amount.validate()]):
            return
        day, amount = parse_day(self.new_day.value()), parse_amount(self.new_amount.value())
        assert day is not None and amount is not None
        self.pay = [record for record in self.pay if record.effective_from != day] + [BasePay(day, amount)]
        self.new_amount.set_value("")
        self.new_amount.show_trouble("")
        self._show_pay()

    # names outside
    def _names(self) -> QWidget:
        columns: list[Column[Alias]] = [
            Column("source", N_("Source"), value=lambda a: _source(a.source), width=130),
            Column("value", N_("Number or name there"), value=lambda a: a.value, width=0, edit=self._edit_value),
            Column("from", N_("From"), value=lambda a: a.valid_from, text=lambda a: _iso(a.valid_from), width=108, edit=self._edit_from),
            Column("to", N_("To"), value=lambda a: a.valid_to, text=lambda a: _iso(a.valid_to), width=108, edit=self._edit_to),
            Column("do", "", value=lambda a: None, width=84, buttons=lambda a: (RowButton("remove", _("Remove")),)),
        ]
        self.alias_table: RecordTable[Alias] = RecordTable(
            columns, key=lambda a: (a.source, a.value, a.valid_from), name=_("Outside accounts")
        )
        self.alias_table.decided.connect(self._drop_alias)
        self.alias_table.refused.connect(self._refused)
        card = TableCard(self.alias_table)
        self.source = ComboBox([(key, _(words)) for key, words in SOURCES], "dingtalk", name=_("Source"))
        self.source.setFixedWidth(130)
        value = _line("")
        value.setPlaceholderText(_("number or name there"))
        self.new_value = Field(value, check=self._alias_problem)
        value.setAccessibleName(_("Number or name there"))
        value.returnPressed.connect(self.add_alias)
        self.new_from = Field(DayEdit(name=_("From"), empty=_("from the start")), check=day_problem)
        self.new_to = Field(DayEdit(name=_("To"), empty=_("without end")), check=day_problem)
        grid = QGridLayout()
        grid.setSpacing(8)
        grid.setColumnStretch(1, 1)
        for place, widget in enumerate(
            (self.source, self.new_value, self.new_from, self.new_to, Button(_("Add"), "plus", on=self.add_alias))
        ):
            grid.addWidget(widget, 0, place, Qt.AlignmentFlag.AlignTop)
        part = QWidget()
        words = _("Imports find this person by number, name or one of these. A nickname that changed hands has its days.")
        hint = Text(words, "small", "muted", wrap=True)
        column(hint, card, grid, gap=10, into=part)
        self.alias_table.set_records(self.aliases)
        return part

    def _alias_problem(self, value: str) -> str | None:
        if not value:
            return _("Enter the number or name")
        return self._taken(Alias(str(self.source.key()), value))

    def _taken(self, alias: Alias, but: Alias | None = None) -> str | None:
        """Whose it is already, in days that overlap."""
        for other in self.people:
            if self.person is not None and other.id == self.person.id:
                continue
            if any(_clash(one, alias) for one in other.aliases):
                return _("“{value}” belongs to {name} {no} already").format(value=alias.value, name=other.name, no=other.no)
        if any(one is not but and _clash(one, alias) for one in self.aliases):
            return _("“{value}” stands here already").format(value=alias.value)
        return None

    def add_alias(self) -> None:
        if not all([self.new_from.validate(), self.new_to.validate()]):
            return
        start, end = parse_day(self.new_from.value()), parse_day(self.new_to.value())
        alias = Alias(str(self.source.key()), self.new_value.value(), start, end)
        message = _("Enter the number or name") if not alias.value else self._taken(alias)
        if start is not None and end is not None and end < start:
            message = _("The last day is before the first day")
        self.new_value.show_trouble(message or "")
        if message:
            return
        self.aliases.append(alias)
        for field in (self.new_value, self.new_from, self.new_to):
            field.set_value("")
        self.alias_table.set_records(self.aliases)
        self.new_value.control.setFocus()

    def _swap_alias(self, alias: Alias, other: Alias) -> None:
        if other.valid_from is not None and other.valid_to is not None and other.valid_to < other.valid_from:
            raise UserError(_("The last day is before the first day"), code="to")
        message = self._taken(other, but=alias)
        if message:
            raise UserError(message, code="value")
        self.aliases[self.aliases.index(alias)] = other
        self.alias_table.set_records(self.aliases)

    def _edit_value(self, alias: Alias, words: str) -> None:
        if not words:
            raise UserError(_("Enter the number or name"), code="value")
        self._swap_alias(alias, replace(alias, value=words))

    def _edit_from(self, alias: Alias, words: str) -> None:
        self._swap_alias(alias, replace(alias, valid_from=parse_day(words)))

    def _edit_to(self, alias: Alias, words: str) -> None:
        self._swap_alias(alias, replace(alias, valid_to=parse_day(words)))

    def _drop_alias(self, alias: Alias, _what: str) -> None:
        self.aliases.remove(alias)
        self.alias_table.set_records(self.aliases)

    # who changed it
    def _trail(self, person: Employee) -> QWidget:
        inner = QWidget()
        entries = self.desk.query(history.audit, "employee", person.id) or []
        lines = column(gap=8, into=inner, margins=(0, 0, 8, 0))
        for one in told(entries):
            lines.addLayout(_told(one))
            lines.addWidget(Line())
        if not entries:
            lines.addWidget(Text(_("Nobody has changed this record"), "body", "muted"))
        lines.addStretch(1)
        area = scroll_area(inner)
        area.setAccessibleName(_("Who changed it"))
        return area

    # the end
    def show_tab(self, name: str) -> None:
        self.stack.setCurrentWidget(self.parts[name])

    def _refused(self, message: str) -> None:
        self.trouble.say(message)
        self.trouble.show()

    def record(self) -> Employee:
        """What is typed, as a record."""
        base = self.person or Employee(0, "", "")
        text = self.form.values()
        more = self.more.values()
        one = replace(
            base, **text, hired=parse_day(more["hired"]) or SINCE_EVER, left=parse_day(more["left"]),
            probation_until=parse_day(more["probation_until"]), no_nights=more["no_nights"], aliases=tuple(self.aliases),
        )  # fmt: skip
        if not self._sees_pay:
            return one
        money = self.money.values()
        return replace(
            one, pay=tuple(self.pay), insurance=parse_amount(money["insurance"]), housing_fund=parse_amount(money["housing_fund"]) or 0,
            special_deduction=parse_amount(money["special_deduction"]) or 0,
        )  # fmt: skip

    def save(self) -> None:
        """Check, write as one step, close. What is still typed in the line of a raise or an account is taken along."""
        self.trouble.hide()
        if self._sees_pay and self.new_amount.value():
            self.add_pay()
            if self.new_amount.value():
                self.tabs.choose("pay")
                return
        if self.new_value.value():
            self.add_alias()
            if self.new_value.value():
                self.tabs.choose("aliases")
                return
        forms = [("file", self.form), ("file", self.more)] + ([("pay", self.money)] if self._sees_pay else [])
        for tab, form in forms:
            if any(not field.validate() for field in form.fields.values()):
                self.tabs.choose(tab)
                form.valid()
                return
        try:
            changes = self.desk.quietly(staff.save, self.record())
        except UserError as error:
            self._point_at(error)
            return
        self.accept()
        self.desk.toast(changes.message, link=_("Undo"), call=self.desk.undo)

    def _point_at(self, error: UserError) -> None:
        """A refusal goes under its field."""
        code = "no" if error.code == "duplicate_no" else error.code
        for tab, form in (("file", self.form), ("file", self.more)):
            if code in form.fields:
                self.tabs.choose(tab)
                form[code].show_trouble(error.message)
                form[code].control.setFocus()
                return
        self._refused(error.message)

    def remove(self) -> None:
        """Only a person without roster and attendance; others get a last day."""
        assert self.person is not None
        try:
            changes = self.desk.quietly(staff.remove, self.person.id)
        except UserError as error:
            self._refused(error.message)
            self.tabs.choose("file")
            self.more["left"].control.setFocus()
            return
        self.accept()
        self.desk.toast(changes.message, link=_("Undo"), call=self.desk.undo)


def _told(one: Told) -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(12)
    grid.setVerticalSpacing(1)
    grid.setColumnStretch(0, 1)
    grid.addWidget(Text(one.label, bold=True), 0, 0)
    grid.addWidget(Text(one.when, "small", "muted"), 0, 1)
    for number, words in enumerate(one.changes, 1):
        grid.addWidget(Text(words, "small", "muted", wrap=True), number, 0, 1, 2)
    return grid


def _next_number(people: Sequence[Employee]) -> str:
    """One more than the highest number, as wide as it."""
    numbers = [one.no for one in people if one.no.isascii() and one.no.isdigit()]
    if not numbers:
        return "0001"
    last = max(numbers, key=int)
    return str(int(last) + 1).zfill(len(last))


def _from_day(shown: _Pay) -> str:
    return shown.record.effective_from.isoformat()


def _amount(shown: _Pay) -> str:
    return grouped(shown.record.amount)


def _line(value: str) -> QLineEdit:
    return QLineEdit(value)


def _name_problem(value: str) -> str | None:
    return None if value else _("The name is missing")


def _needed_amount_problem(value: str) -> str | None:
    return _("Enter the amount") if parse_amount(value) is None else None


def _source(key: str) -> str:
    return _(dict(SOURCES).get(key, key))


def _iso(day: date | None) -> str:
    return day.isoformat() if day is not None else ""


def _clash(one: Alias, other: Alias) -> bool:
    if one.source != other.source or one.value.casefold() != other.value.casefold():
        return False
    low, high = date.min, date.max
    return (one.valid_from or low) <= (other.valid_to or high) and (other.valid_from or low) <= (one.valid_to or high)
