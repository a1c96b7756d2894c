"""What is asked about one case or several: to whom, until when, what it costs, what happened elsewhere."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QCheckBox, QLineEdit, QPlainTextEdit, QWidget

from csdesk.actions import case, case_cost, case_evidence, case_limit, case_talk, case_together, case_view, phrase
from csdesk.actions.case_view import CaseView
from csdesk.actions.session import Session
from csdesk.core.case import MILESTONES, PARTIES, Phrase
from csdesk.core.case_list import CaseRow
from csdesk.core.case_words import VARIABLES
from csdesk.core.changes import Changes
from csdesk.core.money import grouped, yuan
from csdesk.core.problem import UserError
from csdesk.i18n import N_
from csdesk.i18n import gettext as _
from csdesk.ui import saving
from csdesk.ui.cases.copying import copy_filled
from csdesk.ui.cases.form import LongEdit, pick
from csdesk.ui.desk import Desk
from csdesk.ui.kit import Button, Column, ComboBox, Dialog, Form, FormDialog, Note, RecordTable, TableCard, Text, row
from csdesk.ui.kit.days import amount_problem, parse_amount, parse_day
from csdesk.ui.pictures import PictureStrip, PictureText

WIDTH = 480


def parse_moment(text: str, now: datetime) -> datetime:
    """'18:30' (today), '9-20 14:00' or '2026-09-20 14:00'. UserError for anything else."""
    words = text.strip().replace("：", ":")
    day_text, _blank, clock = words.rpartition(" ")
    try:
        hour, minute = (int(part) for part in clock.split(":"))
        day = now.date()
        if day_text:
            parts = day_text.replace("/", "-").replace(".", "-").split("-")
            found = parse_day(day_text if len(parts) == 3 or len(day_text) == 8 else f"{now.year}-{day_text}")
            day = found if found is not None else day
        if (hour, minute) == (24, 0):
            return datetime(day.year, day.month, day.day) + timedelta(days=1)
        return datetime(day.year, day.month, day.day, hour, minute)
    except (ValueError, UserError) as error:
        raise UserError(_("A time looks like 18:30 or 2026-09-20 18:30"), code="moment") from error


class CaseDialog(FormDialog):
    """A small form about a case. Ctrl+Z takes back what was saved."""

    def __init__(self, desk: Desk, parent: QWidget, title: str, verb: str = "", *, width: int = WIDTH) -> None:
        super().__init__(desk, parent, title, width=width)
        self.body.addWidget(self.form)
        self.button(_("Cancel"), self.reject)
        self.save_button = self.primary(verb or _("Save"), self.save, "check")

    def moment(self, name: str) -> datetime | None:
        """The time in a field, None where it is wrong (said under the field)."""
        if not self.form[name].validate():
            self.form[name].control.setFocus()
            return None
        return parse_moment(self.form[name].value(), self.desk.session.now)

    def add_moment(self, name: str, label: str, start: datetime) -> None:
        line = QLineEdit(f"{start:%Y-%m-%d %H:%M}")
        self.form.add(name, label, line, check=self._moment_problem, hint=_("18:30 is today"))

    def _moment_problem(self, text: str) -> str | None:
        parse_moment(text, self.desk.session.now)
        return None


class HandOverDialog(CaseDialog):
    """T: one or several cases to somebody."""

    def __init__(self, desk: Desk, parent: QWidget, ids: Sequence[int], present: int | None = None) -> None:
        title = _("Hand over") if len(ids) == 1 else _("Hand over {n} cases").format(n=len(ids))
        super().__init__(desk, parent, title, _("Hand over"))
        self.ids = tuple(ids)
        people = [(number, name) for number, name in desk.query(case_view.people) or () if number != present]
        self.form.add("person", _("To whom"), pick([*people, (None, _("nobody"))], people[0][0] if people else None))

    def save(self) -> None:
        self.attempt({}, case.assign, self.ids, self.form["person"].value())


class ShiftEndDialog(CaseDialog):
    """The end of a shift: everything open of those who leave goes to one who stays."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(desk, parent, _("Hand over the shift's cases"), _("Hand over"))
        people = desk.query(case_view.people) or ()
        on_shift = set(desk.query(case_view.owners_on_shift) or ())
        self.boxes: dict[int, QCheckBox] = {}
        for number, name in people:
            if number in on_shift or not on_shift - {0}:
                box = QCheckBox(name)
                box.setChecked(number in on_shift)
                self.boxes[number] = box
        for at, box in enumerate(self.boxes.values()):
            self.form.add(f"leaves{at}", _("Leaving") if not at else "", box)
        self.form.add("person", _("To whom"), pick(people, people[0][0] if people else None))

    def save(self) -> None:
        leaving = [number for number, box in self.boxes.items() if box.isChecked()]
        self.attempt({}, case.reassign, leaving, self.form["person"].value())


class SnoozeDialog(CaseDialog):
    """Out of sight until a time; the clock runs on."""

    def __init__(self, desk: Desk, parent: QWidget, ids: Sequence[int]) -> None:
        super().__init__(desk, parent, _("Remind me later"), _("Until then out of the list"))
        self.ids = tuple(ids)
        now = desk.session.now
        tomorrow = (now + timedelta(days=1)).replace(hour=9, minute=0)
        quick = [(_("in 1 h"), now + timedelta(hours=1)), (_("in 3 h"), now + timedelta(hours=3)), (_("tomorrow 09:00"), tomorrow),
                 (_("in 3 days"), tomorrow + timedelta(days=2))]  # fmt: skip
        self.add_moment("until", _("Until"), quick[0][1])
        buttons = [Button(words, small=True, on=partial(self._take, moment)) for words, moment in quick]
        self.form.add_wide(_holder(*buttons))

    def _take(self, moment: datetime) -> None:
        self.form["until"].set_value(f"{moment:%Y-%m-%d %H:%M}")

    def save(self) -> None:
        until = self.moment("until")
        if until is not None:
            if len(self.ids) == 1:
                self.attempt({}, case_talk.snooze, self.ids[0], until)
            else:
                self.attempt({}, case.bulk, self.ids, partial(_snooze, until=until))


def _snooze(session: Session, case_id: int, *, until: datetime) -> Changes:
    return case_talk.snooze(session, case_id, until)


class PromiseDialog(CaseDialog):
    """What the buyer was promised, by whom it is kept, until when."""

    def __init__(self, desk: Desk, parent: QWidget, view: CaseView) -> None:
        super().__init__(desk, parent, _("Promise something to the buyer"))
        self.case_id = view.case.id
        self.form.add("text", _("What"), QLineEdit())
        start = (desk.session.now + timedelta(hours=2)).replace(second=0)
        self.add_moment("due", _("Until"), start)
        self.form.add("person", _("Kept by"), pick(desk.query(case_view.people) or (), view.case.owner_id))

    def save(self) -> None:
        due = self.moment("due")
        if due is not None:
            self.attempt({}, case_talk.promise, self.case_id, self.form["text"].value(), due, self.form["person"].value())


class HappenedDialog(CaseDialog):
    """Something happened at the platform or on the way from which a limit starts, or with which one ends."""

    def __init__(self, desk: Desk, parent: QWidget, case_id: int) -> None:
        super().__init__(desk, parent, _("Something happened outside"))
        self.case_id = case_id
        self.form.add("what", _("What"), pick([(key, _(name)) for key, name in MILESTONES.items()], "proof_asked"))
        self.add_moment("at", _("When"), desk.session.now)
        self.form.add("text", _("In words"), QLineEdit())

    def save(self) -> None:
        at = self.moment("at")
        if at is not None:
            self.attempt({}, case_talk.milestone, self.case_id, self.form["what"].value(), self.form["text"].value(), at=at)


class LimitDialog(CaseDialog):
    """The deadline as the platform's page shows it, typed by hand."""

    def __init__(self, desk: Desk, parent: QWidget, view: CaseView, key: str = "") -> None:
        super().__init__(desk, parent, _("Type a deadline"))
        self.case_id = view.case.id
        self._key = key
        known = next((one for one in view.clocks if one.limit.key == key), None)
        name = QLineEdit(_(known.name) if known is not None else "")
        name.setReadOnly(known is not None)
        self.form.add("name", _("Limit"), name)
        due = known.target.due if known is not None else None
        self.add_moment("due", _("Due"), due or desk.session.now + timedelta(hours=24))

    def save(self) -> None:
        due = self.moment("due")
        if due is not None:
            self.attempt({}, case_limit.set_due, self.case_id, self._key or self.form["name"].value(), due)


class CostDialog(CaseDialog):
    """Whose doing it was, who bears it, what it costs; the rules of the handbook answer under the field."""

    AMOUNTS = ("cost_goods", "cost_freight", "refund", "compensation")

    def __init__(self, desk: Desk, parent: QWidget, view: CaseView) -> None:
        super().__init__(desk, parent, _("Responsibility and cost"))
        self.base = one = view.case
        parties = [("", ""), *((key, _(name)) for key, name in PARTIES.items())]
        usual = view.kind.parties[0] if view.kind.parties else ""
        self.form.add("responsible", _("whose doing"), ComboBox(parties, one.responsible or usual))
        self.form.add("bearer", _("who bears it"), ComboBox(parties, one.bearer))
        people = desk.query(case_view.people) or ()
        self.form.add("blamed_id", _("which agent"), pick([(None, ""), *people], one.blamed_id))
        labels = (_("cost of the goods"), _("freight both ways"), _("refund"), _("compensation"))
        for name, label in zip(self.AMOUNTS, labels, strict=True):
            amount = getattr(one, name)
            self.form.add(name, label, QLineEdit("" if amount is None else yuan(amount)), check=amount_problem)
        partial_box = QCheckBox(_("a part of the price, the buyer keeps the goods"))
        partial_box.setChecked(one.partial)
        self.form.add("partial", "", partial_box)
        self.law = case_cost.fraud(one)
        if self.law is not None:
            amount, said, food = self.law
            put = Button(_("Put in {amount}").format(amount=grouped(amount)), on=self._put_law, small=True)
            self.body.addWidget(Note(said, "neutral", "scale", more=food, buttons=[put]))
        self.told = Note("", "ok", "shield-check")
        self.body.addWidget(self.told)
        self._cleared = view.cleared
        self._limit = case_cost.two_steps_above(desk.session)
        self.form.changed.connect(self._tell)
        self._tell()

    def _put_law(self) -> None:
        if self.law is not None:
            self.form["compensation"].control.setText(yuan(self.law[0]))  # type: ignore[attr-defined]

    def _tell(self) -> None:
        amounts: dict[str, int] = {}
        for name in self.AMOUNTS:
            with contextlib.suppress(UserError):
                amounts[name] = parse_amount(self.form[name].value()) or 0
        exchange = amounts.get("cost_goods", 0) + amounts.get("cost_freight", 0)
        total = (0 if self.form["partial"].value() else exchange) + amounts.get("refund", 0) + amounts.get("compensation", 0)
        said = _("An exchange costs {amount}, a partial refund is never above it").format(amount=grouped(exchange))
        steps = _("{total} needs two people to approve").format(total=grouped(total)) if total > self._limit else _(
            "{total} needs one person to approve").format(total=grouped(total))  # fmt: skip
        self.told.say(said, "\n".join(part for part in (steps, self._cleared) if part))

    def save(self) -> None:
        if not self.form.valid():
            return
        values = self.form.values()
        wanted = {name: parse_amount(values[name]) for name in self.AMOUNTS}
        rest = {name: values[name] for name in ("responsible", "bearer", "blamed_id", "partial")}
        self.attempt({}, case_cost.set_cost, self.base, **wanted, **rest)


class RemarkDialog(CaseDialog):
    """The flag remark in the shop's format; it is copied for the shop's back end and stands on record."""

    def __init__(self, desk: Desk, parent: QWidget, case_id: int) -> None:
        super().__init__(desk, parent, _("Flag remark"), _("Copy and note it"))
        self.case_id = case_id
        for name, label in (("shipping", _("Shipping")), ("gift", _("Gift")), ("wishes", _("Other wishes"))):
            self.form.add(name, label, QLineEdit())
        self.shown = Note("", "accent", "pin")
        self.body.addWidget(self.shown)
        self.form.changed.connect(self._tell)
        self._tell()

    def text(self) -> str:
        values = self.form.values()
        return self.desk.query(case_talk.compose_remark, shipping=values["shipping"], gift=values["gift"], wishes=values["wishes"]) or ""

    def _tell(self) -> None:
        self.shown.say(self.text())

    def save(self) -> None:
        text = self.text()
        if self.attempt({}, case_talk.remarked, self.case_id, text):
            QGuiApplication.clipboard().setText(text)


class RevisitDialog(CaseDialog):
    """The buyer was asked again."""

    def __init__(self, desk: Desk, parent: QWidget, view: CaseView) -> None:
        super().__init__(desk, parent, _("Revisit"))
        self.case_id = view.case.id
        self.form.add("text", _("What he said"), LongEdit(3))
        marks = [(None, _("not asked")), *((mark, "★" * mark) for mark in (5, 4, 3, 2, 1))]
        self.form.add("csat", _("Satisfaction"), ComboBox(marks, view.case.csat))

    def save(self) -> None:
        self.attempt({}, case_talk.revisited, self.case_id, self.form["text"].value(), self.form["csat"].value())


class DisputeDialog(Dialog):
    """The sheet of a dispute: what the platform wants to see, what is still missing, and the text to hand in."""

    def __init__(self, desk: Desk, parent: QWidget, view: CaseView) -> None:
        super().__init__(parent, _("Statement and proof {no}").format(no=view.case.no))
        self.desk, self.case_id, self._no = desk, view.case.id, view.case.no
        if view.missing:
            said = _("Still missing: {items}").format(items=_(", ").join(_(one) for one in view.missing))
            self.body.addWidget(Note(said, "warn", "circle-dashed"))
        else:
            self.body.addWidget(Note(_("Everything on the list is there"), "ok", "circle-check"))
        law = case_cost.fraud(view.case)
        if law is not None:
            self.body.addWidget(Note(law[1], "neutral", "scale", more=law[2]))
        self.text = QPlainTextEdit(desk.query(case_view.appeal_text, view.case.id) or "")
        self.text.setAccessibleName(_("Text to hand in"))
        self.text.setTabChangesFocus(True)
        self.text.setMinimumHeight(320)
        self.body.addWidget(self.text, 1)
        if view.evidence:
            self.button(_("Make a proof folder"), self.export, "folder-open", left=True)
        self.button(_("Close"), self.reject)
        self.primary(_("Copy the text"), self.copy, "copy")

    def copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text.toPlainText())
        self.desk.toast(_("The text is copied"))

    def export(self) -> None:
        folder = saving.ask_folder(self, _("Proof {no}").format(no=self._no))
        if folder is not None:
            self.desk.do(case_evidence.export, self.case_id, folder)


class ChooseCaseDialog(Dialog):
    """Find another case by any words, to link it with this one or to merge this one into it."""

    def __init__(self, desk: Desk, parent: QWidget, title: str, view: CaseView, act: Callable[[Session, int, int], Changes]) -> None:
        super().__init__(parent, title)
        self.desk, self._view, self._act = desk, view, act
        self.line = QLineEdit()
        self.line.setPlaceholderText(_("Case number, order, buyer, words"))
        self.line.setAccessibleName(_("Case number, order, buyer, words"))
        self.line.textChanged.connect(self.search)
        self.body.addWidget(self.line)
        columns: list[Column[CaseRow]] = [
            Column("no", N_("case number"), value=_no, width=96),
            Column("title", N_("what happened"), value=_title, width=0),
            Column("buyer", N_("buyer"), value=_buyer, width=130),
            Column("status", N_("status"), value=_status, width=96),
        ]
        self.table: RecordTable[CaseRow] = RecordTable(columns, key=_id, name=_("Cases"))
        self.table.opened.connect(self._take)
        card = TableCard(self.table)
        card.setFixedHeight(260)
        self.body.addWidget(card)
        self.button(_("Cancel"), self.reject)
        self.primary(title, self.save, "check")
        self.search("")

    def search(self, words: str) -> None:
        """What fits; without words the other cases of the same buyer."""
        rows = self.desk.query(case_view.find, words) or () if words.strip() else self._view.others
        others = [one for one in rows if one.id != self._view.case.id]
        self.table.set_records(others)
        if others:
            self.table.select_key(others[0].id)

    def save(self) -> None:
        chosen = self.table.current()
        if chosen is not None:
            self._take(chosen)

    def _take(self, chosen: CaseRow) -> None:
        if self.desk.do(self._act, self._view.case.id, chosen.id) is not None:
            self.accept()


def link_dialog(desk: Desk, parent: QWidget, view: CaseView) -> ChooseCaseDialog:
    return ChooseCaseDialog(desk, parent, _("Link with"), view, case_together.link)


def merge_dialog(desk: Desk, parent: QWidget, view: CaseView) -> ChooseCaseDialog:
    return ChooseCaseDialog(desk, parent, _("Merge into"), view, case_together.merge)


class PhrasesDialog(Dialog):
    """Every phrase; who manages cases writes them. Enter copies the chosen one, filled in for the case."""

    def __init__(self, desk: Desk, parent: QWidget, view: CaseView) -> None:
        super().__init__(parent, _("Phrases"), note=_("Variables: {names}").format(names=" ".join("{" + one + "}" for one in VARIABLES)))
        self.desk, self._view = desk, view
        columns: list[Column[Phrase]] = [
            Column("category", N_("Category"), value=_category, width=96, tone="muted"),
            Column("name", N_("Called"), value=_name, width=130),
            Column("text", N_("Text"), value=_text, width=0),
        ]
        self.table: RecordTable[Phrase] = RecordTable(columns, key=_phrase_id, name=_("Phrases"))
        self.table.opened.connect(self._copy)
        self.table.current_changed.connect(self._show)
        card = TableCard(self.table)
        card.setFixedHeight(200)
        self.body.addWidget(card)
        self.form = Form(label_width=70)
        self.form.add("category", _("Category"), QLineEdit())
        self.form.add("name", _("Called"), QLineEdit())
        text = PictureText("", 92)
        self.form.add("text", _("Text"), text)
        self.pictures = PictureStrip(desk, editable=view.may_manage)
        text.pasted.connect(self.pictures.take)
        self.form.add_beside(_("Pictures"), self.pictures)
        self.only = QCheckBox(_("only for {kind}").format(kind=_(view.kind.name)))
        self.form.add("only", "", self.only)
        self._id = 0
        self.body.addWidget(self.form)
        self.form.setVisible(view.may_manage)
        if view.may_manage:
            self.button(_("New phrase"), self.new, "plus", left=True)
            self.button(_("Delete"), self.remove, "trash-2")
            self.button(_("Save"), self.save, "check")
        self.primary(_("Copy"), self.copy, "copy")
        self.refresh()

    def refresh(self) -> None:
        self.table.set_records(self.desk.query(phrase.phrases) or ())

    def _show(self, one: Phrase | None) -> None:
        if one is not None:
            self._id = one.id
            for name in ("category", "name", "text"):
                self.form[name].set_value(getattr(one, name))
            self.pictures.show_pictures(one.pictures)
            self.only.setChecked(self._view.case.kind in one.kinds)

    def new(self) -> None:
        self._id = 0
        for name in ("category", "name", "text"):
            self.form[name].set_value("")
        self.pictures.show_pictures(())
        self.form["name"].control.setFocus()

    def save(self) -> None:
        """Write the phrase of the form."""
        before = next((one for one in self.desk.query(phrase.phrases) or () if one.id == self._id), None)
        kinds = set(before.kinds) if before is not None else set()
        kinds = kinds | {self._view.case.kind} if self.only.isChecked() else kinds - {self._view.case.kind}
        values = self.form.values()
        one = Phrase(self._id, values["name"], values["text"], values["category"], tuple(sorted(kinds)),
                     self.pictures.names, before.position if before else 99)  # fmt: skip
        try:
            changes = self.desk.quietly(phrase.save, one)
        except UserError as error:
            if not self.form.refused(error):
                self.desk.refuse(error)
            return
        self.refresh()
        self.table.select_key(changes.value)

    def remove(self) -> None:
        if self._id and self.desk.do(phrase.remove, self._id) is not None:
            self._id = 0
            self.refresh()

    def copy(self) -> None:
        chosen = self.table.current()
        if chosen is not None:
            self._copy(chosen)

    def _copy(self, one: Phrase) -> None:
        if copy_filled(self.desk, self._view.case.id, one.name, one.text):
            self.accept()


def _holder(*buttons: Button) -> QWidget:
    holder = QWidget()
    holder.setLayout(row(Text("", "small"), *buttons, None, gap=6))
    return holder


def _id(one: CaseRow) -> int:
    return one.id


def _no(one: CaseRow) -> str:
    return one.no


def _title(one: CaseRow) -> str:
    return one.title


def _buyer(one: CaseRow) -> str:
    return one.buyer


def _status(one: CaseRow) -> str:
    return one.status_name


def _phrase_id(one: Phrase) -> int:
    return one.id


def _category(one: Phrase) -> str:
    return one.category


def _name(one: Phrase) -> str:
    return one.name


def _text(one: Phrase) -> str:
    return " ".join(one.text.split())
