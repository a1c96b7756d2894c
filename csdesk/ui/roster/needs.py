"""How many are needed: of one day in a small dialog, and the sales days of a year with every day set by hand in a larger one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from csdesk.actions import planning, roster
from csdesk.core.calendar import day_words
from csdesk.core.permission import Permission
from csdesk.core.planning import DayNeed, Promotion
from csdesk.core.problem import UserError
from csdesk.core.roster import Coverage
from csdesk.core.roster_check import LiveRoster
from csdesk.i18n import N_
from csdesk.i18n import gettext as _
from csdesk.ui.desk import Desk
from csdesk.ui.kit import Button, Column, Dialog, Field, Form, NumberBox, RecordTable, RowButton, TableCard, row
from csdesk.ui.kit.days import DayEdit, needed_day_problem, parse_day
from csdesk.ui.roster.scene import Scene

NEED_HIGH, PERCENT_HIGH = 200, 500


class NeedDialog(Dialog):
    """这天改需要: every shift and post of one day. Signal `wanted(dict)`: (shift, post) -> number, or None = as usual again."""

    wanted = Signal(object)

    def __init__(self, parent: QWidget, scene: Scene, day: date) -> None:
        super().__init__(parent, _("Needed on {day}").format(day=day_words(day)), width=440)
        live = scene.live
        self.rows: list[Coverage] = list(live.coverage(day))
        self.boxes: list[NumberBox] = []
        self._set = {(one.shift, one.post) for one in live.planning.needs if one.day == day}
        form = Form(label_width=120)
        for number, one in enumerate(self.rows):
            shift = live.rules_on(day).shift(one.shift)
            label = f"{shift.name if shift else one.shift} {one.post}".strip()
            box = NumberBox(one.need, 0, NEED_HIGH, name=label)
            self.boxes.append(box)
            usual = scene.usual.get((one.shift, one.post), 0)
            hint = _("have {n}, usual {usual}") if usual != one.need else _("have {n}")
            form.add(str(number), label, box, hint=hint.format(n=one.have, usual=usual))
        self.body.addWidget(form)
        if self._set:
            self.button(_("As usual again"), self._usual, "rotate-ccw", left=True)
        self.button(_("Cancel"), self.reject)
        self.primary(_("Save"), self._save, "check")

    def _save(self) -> None:
        changed = {(one.shift, one.post): box.value() for one, box in zip(self.rows, self.boxes, strict=True) if box.value() != one.need}
        if changed:
            self.wanted.emit(changed)
        self.accept()

    def _usual(self) -> None:
        self.wanted.emit(dict.fromkeys(self._set))
        self.accept()


class SalesDialog(Dialog):
    """需要和大促: the sales days of the month's year, and the days of the month that were set by hand. What is changed here is
    written at once, a step each."""

    def __init__(self, parent: QWidget, desk: Desk, live: LiveRoster) -> None:
        super().__init__(parent, _("Needs and sales days"), width=720)
        self.desk, self.live, self.month = desk, live, live.month
        self.note.setText(_("On the days of a sale every need grows by the percentage, rounded up to whole people."))
        self.note.show()
        self.table: RecordTable[Promotion] = RecordTable(
            [
                Column("name", N_("Sale"), value=lambda r: r.name, width=0, bold=True, edit=self._edit("name")),
                Column("first", N_("From"), value=lambda r: r.first.isoformat(), width=112, edit=self._edit("first")),
                Column("last", N_("To"), value=lambda r: r.last.isoformat(), width=112, edit=self._edit("last")),
                Column("percent", N_("More people"), value=lambda r: r.percent, text=lambda r: f"{r.percent} %", align="right", width=96,
                       edit=self._edit("percent"), edit_text=lambda r: str(r.percent)),
                Column("do", "", value=lambda r: None, width=84, buttons=lambda r: (RowButton("remove", _("Remove")),)),
            ],
            key=lambda r: r.id,
            name=_("Sales days"),
        )  # fmt: skip
        self.table.decided.connect(self._remove)
        card = TableCard(self.table)
        card.setFixedHeight(172)
        self.body.addWidget(card)
        self.offered = QWidget()
        self.body.addWidget(self.offered)
        self.name = Field(_named(QLineEdit(), _("Sale")), check=_name_problem)
        self.first = Field(DayEdit(live.month.first, name=_("From")), check=needed_day_problem)
        self.last = Field(DayEdit(live.month.first, name=_("To")), check=needed_day_problem)
        self.percent = NumberBox(30, 0, PERCENT_HIGH, suffix=" %", name=_("More people"))
        add = row(self.name, self.first, self.last, self.percent, Button(_("Add"), "plus", on=self.add))
        add.setStretch(0, 1)
        self.body.addLayout(add)
        self.needs: RecordTable[DayNeed] = RecordTable(
            [
                Column("day", N_("Day set by hand"), value=lambda r: r.day, text=lambda r: day_words(r.day), width=150),
                Column("what", N_("Shift and post"), value=lambda r: r.shift, text=self._what, width=0),
                Column("need", N_("Needed"), value=lambda r: r.need, align="right", width=80),
                Column("do", "", value=lambda r: None, width=84, buttons=lambda r: (RowButton("usual", _("As usual")),)),
            ],
            key=lambda r: (r.day, r.shift, r.post),
            name=_("Days set by hand"),
        )
        self.needs.decided.connect(self._usual)
        self.needs_card = TableCard(self.needs)
        self.needs_card.setFixedHeight(140)
        self.body.addWidget(self.needs_card)
        if desk.may(Permission.EDIT_RULES):
            self.button(_("Usual needs: the rules"), self._to_rules, "scale", left=True)
        self.primary(_("Done"))
        self._show()

    def _what(self, need: DayNeed) -> str:
        shift = self.live.shift_on(need.day, need.shift)
        return f"{shift.name if shift else need.shift} {need.post}".strip()

    def _show(self) -> None:
        year = self.month.year
        self.table.set_records(list(self.desk.query(planning.promotions, year) or ()))
        view = self.desk.query(roster.month_view, self.month)
        self.needs.set_records(list(view.planning.needs) if view is not None else [])
        self.needs_card.setVisible(self.needs.model_.rowCount() > 0)
        fresh = QWidget()
        buttons = [_Offer(self, one) for one in self.desk.query(planning.offered_promotions, year) or ()]
        fresh.setLayout(row(*(one.button for one in buttons), None))
        self.body.replaceWidget(self.offered, fresh)
        self.offered.deleteLater()
        self.offered = fresh
        fresh.setVisible(bool(buttons))

    def _edit(self, field: str) -> Callable[[Promotion, str], object]:
        def edit(one: Promotion, text: str) -> None:
            value: object = text.strip()
            if field in ("first", "last"):
                value = parse_day(text)
                if value is None:
                    raise UserError(_("Enter the day"), code="day")
            elif field == "percent":
                digits = text.replace("%", "").strip()
                if not digits.isdecimal():
                    raise UserError(_("A percentage looks like 30"), code="percent")
                value = int(digits)
            self.desk.quietly(planning.save_promotion, replace(one, **{field: value}))  # type: ignore[arg-type]
            self._show()

        return edit

    def add(self) -> None:
        """The sale that is typed below the table."""
        if not all([self.name.validate(), self.first.validate(), self.last.validate()]):
            return
        first, last = parse_day(self.first.value()), parse_day(self.last.value())
        assert first is not None and last is not None
        if self.save(Promotion(0, first, last, self.name.value(), self.percent.value())):
            self.name.set_value("")

    def save(self, one: Promotion) -> bool:
        done = self.desk.do(planning.save_promotion, one)
        self._show()
        return done is not None

    def _remove(self, one: Promotion, _what: str) -> None:
        self.desk.do(planning.remove_promotion, one.id)
        self._show()

    def _usual(self, need: DayNeed, _what: str) -> None:
        self.desk.do(planning.set_needs, need.day, {(need.shift, need.post): None})
        self._show()

    def _to_rules(self) -> None:
        self.accept()
        self.desk.open("rules", "demand")


class _Offer:
    """A sale that every shop knows, as a button."""

    def __init__(self, dialog: SalesDialog, one: Promotion) -> None:
        self._dialog, self._one = dialog, one
        said = _("Add {name} {first} to {last}").format(name=one.name, first=day_words(one.first), last=day_words(one.last))
        self.button = Button(said, "plus", on=self.take, small=True)

    def take(self) -> None:
        self._dialog.save(self._one)


def _named(line: QLineEdit, name: str) -> QLineEdit:
    line.setAccessibleName(name)
    line.setPlaceholderText(name)
    return line


def _name_problem(value: str) -> str | None:
    return None if value else _("Give the sale a name")

