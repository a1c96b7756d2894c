"""The segment 对照: what the imported files say that we do not. Approvals offered as records, and results that differ."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from csdesk.actions import vendor
from csdesk.actions.vendor import Comparison, DifferenceRow, OfferRow
from csdesk.core.attendance import Correction, Leave
from csdesk.core.calendar import Month
from csdesk.core.vendor import RESULTS
from csdesk.i18n import N_
from csdesk.i18n import gettext as _
from csdesk.ui.attendance import words
from csdesk.ui.attendance.day_panel import leave_span
from csdesk.ui.attendance.dialogs import CorrectionDialog, FactDialog, LeaveDialog
from csdesk.ui.attendance.records import KINDS
from csdesk.ui.desk import Desk
from csdesk.ui.kit import Button, ChipSpec, Column, EmptyState, RecordTable, RowButton, TableCard, Text, menu, row


def _offer_chip(one: OfferRow) -> ChipSpec:
    spec = KINDS[one.offer.kind]
    return ChipSpec(_(spec.words), spec.tone, spec.icon)


def _offer_kind(one: OfferRow) -> str:
    return _offer_chip(one).words


def _offer_name(one: OfferRow) -> str:
    return one.employee.name


def _offer_no(one: OfferRow) -> str:
    return one.employee.no


def _offer_day(one: OfferRow) -> date:
    return one.offer.day


def _offer_day_words(one: OfferRow) -> str:
    return words.long_day(one.offer.day)


def _offer_said(one: OfferRow) -> str:
    return one.offer.said


def record_words(one: OfferRow) -> str:
    """The record as it would be entered."""
    record = one.offer.record
    if isinstance(record, Correction):
        return _("{side} {time}, certified by {who}").format(
            side=words.side_text(record.side.value), time=words.clock(record.certified), who=record.certified_by
        )
    if isinstance(record, Leave):
        span = leave_span(record.start, record.end, record.whole_days)
        return _("{kind} {span}; choose the kind").format(kind=record.type, span=span) if one.offer.needs_look else f"{record.type} {span}"
    return f"{words.moment_text(record.start, one.offer.day)}–{words.moment_text(record.end, one.offer.day)}"


def _effect(one: OfferRow) -> str:
    return one.effect


def _none(one: object) -> None:
    return None


def _offer_buttons(one: OfferRow) -> tuple[RowButton, ...]:
    return (RowButton("adopt", _("Adopt…") if one.offer.needs_look else _("Adopt")), RowButton("ignore", _("Ignore")))


def _offer_key(one: OfferRow) -> str:
    return one.offer.key


def _name(one: DifferenceRow) -> str:
    return one.employee.name


def _no(one: DifferenceRow) -> str:
    return one.employee.no


def _day(one: DifferenceRow) -> date:
    return one.difference.day


def _day_words(one: DifferenceRow) -> str:
    return words.long_day(one.difference.day)


def _side(one: DifferenceRow) -> str:
    return words.side_text(one.difference.side.value) if one.difference.side is not None else _("whole day")


def _at(one: DifferenceRow) -> str:
    return words.moment_text(one.difference.at, one.difference.day) if one.difference.at is not None else "–"


def _theirs(one: DifferenceRow) -> str:
    return one.difference.said


def _ours(one: DifferenceRow) -> str:
    said = _(RESULTS[one.difference.ours])
    minutes = one.difference.our_minutes
    return _("{what} {n} min").format(what=said, n=minutes) if minutes else said


def _why(one: DifferenceRow) -> str:
    return one.difference.reason


def _key(one: DifferenceRow) -> tuple[object, ...]:
    found = one.difference
    return found.employee_id, found.day, found.side, found.at


class CompareView(QWidget):
    """Offers on top while there are any, differences below. Signal `shown(employee id, day)`: go to the day in the calendar."""

    shown = Signal(object, object)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.found: Comparison | None = None
        self.dialog: FactDialog | None = None
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        self.offered = Text("", "body", "text", True)
        self.note = Text(_("Until then such a punch counts like any other; nothing is recorded by itself"), "small", "muted")
        self.again = Button("", kind="link", on=self._again)
        self.all = Button(_("Adopt all"), "check", on=self.adopt_all)
        self.offer_head = QWidget()
        self.offer_head.setLayout(row(self.offered, self.note, None, self.again, self.all))
        layout.addWidget(self.offer_head)
        offer_columns: list[Column[OfferRow]] = [
            Column("kind", N_("Kind"), value=_offer_kind, chip=_offer_chip, width=80),
            Column("name", N_("Person"), value=_offer_name, suffix=_offer_no, bold=True, width=120),
            Column("day", N_("Day"), value=_offer_day, text=_offer_day_words, width=112),
            Column("said", N_("The file says"), value=_offer_said, width=140, tip=_offer_said),
            Column("record", N_("Would be recorded"), value=record_words, width=270),
            Column("effect", N_("What changes"), value=_effect, width=0, tone="muted"),
            Column("do", "", value=_none, buttons=_offer_buttons, width=150, sortable=False),
        ]
        self.offers: RecordTable[OfferRow] = RecordTable(offer_columns, _offer_key, name=_("Approvals in the file"))
        self.offers.decided.connect(self.decide)
        self.offers.opened.connect(self._opened)
        self.offers.menu_asked.connect(self._menu)
        self.offers_card = TableCard(self.offers)
        layout.addWidget(self.offers_card, 1)
        self.differing = Text("", "body", "text", True)
        self.sheet = Button(_("As Excel…"), "file-spreadsheet", on=self.export)
        layout.addLayout(row(self.differing, None, self.sheet))
        columns: list[Column[DifferenceRow]] = [
            Column("name", N_("Person"), value=_name, suffix=_no, bold=True, width=130),
            Column("day", N_("Day"), value=_day, text=_day_words, width=118),
            Column("side", N_("Side"), value=_side, width=60),
            Column("at", N_("Punch"), value=_at, width=92),
            Column("theirs", N_("The file says"), value=_theirs, width=170, tip=_theirs),
            Column("ours", N_("Here"), value=_ours, width=140),
            Column("why", N_("Why"), value=_why, width=0, tone="muted"),
        ]
        self.table: RecordTable[DifferenceRow] = RecordTable(columns, _key, name=_("Results that differ"))
        self.table.opened.connect(self._show)
        self.card = TableCard(self.table)
        layout.addWidget(self.card, 2)

    def show_month(self, month: Month) -> None:
        """Compare a month anew."""
        found = self.desk.query(vendor.comparison, month)
        if found is None:
            return
        self.found = found
        number = len(found.offers)
        self.offered.setText(_("{n} approvals in the file are not recorded").format(n=number))
        self.again.setText(_("{n} ignored, list them again").format(n=found.ignored))
        self.again.setVisible(bool(found.ignored) and found.may_decide)
        self.all.setVisible(any(not one.offer.needs_look for one in found.offers))
        self.note.setVisible(bool(number))
        self.offer_head.setVisible(bool(number or found.ignored) and found.may_decide)
        self.offers_card.setVisible(bool(number))
        self.offers.set_records(found.offers)
        self.differing.setText(_("{n} results differ from the file's").format(n=len(found.differences)))
        self.sheet.setVisible(bool(found.differences))
        self.table.set_records(found.differences)
        if found.differences:
            self.card.show_empty(None)
        elif found.said:
            said = _("The files say {n} results of their app; all agree with ours.").format(n=found.said)
            self.card.show_empty(EmptyState("check", _("No result differs"), said))
        else:
            said = _("Clocks write times only. DingTalk's 原始记录 and WeCom's 打卡详情 also write what they make of each punch.")
            self.card.show_empty(EmptyState("clock", _("The files of this month say no results"), said))

    # offers
    def decide(self, one: OfferRow, what: str) -> None:
        """adopt | ignore"""
        if what == "ignore":
            self.desk.do(vendor.ignore, one.offer)
        elif one.offer.needs_look and isinstance(one.offer.record, Leave):
            self._open(LeaveDialog(self.desk, self, one.employee, one.offer.day, record=one.offer.record))
        elif one.offer.needs_look and isinstance(one.offer.record, Correction):
            self._open(CorrectionDialog(self.desk, self, one.employee, one.offer.day, record=one.offer.record))
        else:
            self.desk.do(vendor.adopt, one.offer)

    def adopt_all(self) -> None:
        """Take over what needs no look, as one step."""
        if self.found is not None:
            self.desk.do(vendor.adopt_all, self.found.month)

    def _open(self, dialog: FactDialog) -> None:
        self.dialog = dialog
        dialog.destroyed.connect(self._gone)
        dialog.open()

    def _gone(self) -> None:
        self.dialog = None

    def _again(self) -> None:
        if self.found is not None:
            self.desk.do(vendor.offer_again, self.found.month)

    def _opened(self, one: OfferRow) -> None:
        self.shown.emit(one.employee.id, one.offer.day)

    def _menu(self, one: OfferRow, point: QPoint) -> None:
        calls = _Calls(self, one)
        entries = [
            ("check", _("Adopt"), calls.adopt),
            ("eraser", _("Ignore"), calls.ignore),
            ("eye", _("Show the day"), calls.show),
        ]
        menu(self, *entries).popup(point)

    # differences
    def _show(self, one: DifferenceRow) -> None:
        self.shown.emit(one.employee.id, one.difference.day)

    def export(self) -> None:
        """The differences as Excel."""
        if self.found is None:
            return
        from csdesk.ui import saving

        saving.save_sheet(self, self.desk, "comparison", _("Results compared {month}").format(month=self.found.month), self.found.month)


class _Calls:
    def __init__(self, view: CompareView, one: OfferRow) -> None:
        self._view, self._one = view, one

    def adopt(self) -> None:
        self._view.decide(self._one, "adopt")

    def ignore(self) -> None:
        self._view.decide(self._one, "ignore")

    def show(self) -> None:
        self._view.shown.emit(self._one.employee.id, self._one.offer.day)
