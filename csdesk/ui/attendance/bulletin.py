"""The weekly bulletin 公布: red packets of a week with their state, paid at one click, as text for the group chat, as PDF."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QSizePolicy, QVBoxLayout, QWidget

from csdesk.actions import attendance, prints
from csdesk.actions.attendance import Bulletin
from csdesk.core.money import grouped
from csdesk.core.payroll import RedPacket
from csdesk.core.permission import Permission
from csdesk.i18n import N_
from csdesk.i18n import gettext as _
from csdesk.ui import icons
from csdesk.ui.attendance import words
from csdesk.ui.desk import Desk
from csdesk.ui.kit import Button, Card, ChipSpec, Column, EmptyState, RecordTable, RowButton, TableCard, Text, paint, row

REASONS = {"late": N_("late {n} min"), "early": N_("left {n} min early"), "correction": N_("correction beyond the free ones")}


@dataclass(frozen=True)
class PacketRow:
    """One red packet of the list, with who sends it; `older`: of an earlier week and still unpaid."""

    packet: RedPacket
    name: str
    no: str
    may: bool
    older: bool = False


def week_text(monday: date) -> str:
    """9月14日–20日"""
    sunday = monday + timedelta(days=6)
    last = _("day {n}").format(n=sunday.day) if sunday.month == monday.month else words.day_text(sunday)
    return f"{words.day_text(monday)}–{last}"


class WeekPicker(QWidget):
    """‹ 9月14日–20日 ›: signal `changed(Monday)`."""

    changed = Signal(object)

    def __init__(self, monday: date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.monday = monday
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._speak()

    def _speak(self) -> None:
        self.setAccessibleName(_("Week {week}").format(week=week_text(self.monday)))

    def sizeHint(self) -> QSize:
        return QSize(round(paint.width(week_text(date(2026, 12, 28)))) + 70, 30)

    def set_week(self, day: date) -> None:
        """The week in which `day` lies."""
        monday = day - timedelta(days=day.weekday())
        if monday != self.monday:
            self.monday = monday
            self._speak()
            self.update()
            self.changed.emit(monday)

    def earlier(self) -> None:
        self.set_week(self.monday - timedelta(days=7))

    def later(self) -> None:
        self.set_week(self.monday + timedelta(days=7))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        rect = QRectF(self.rect())
        paint.box(painter, rect, 6, "surface", "accent" if self.hasFocus() else "line_strong", 2 if self.hasFocus() else 1)
        icons.draw(painter, "chevron-left", 9, 7, "muted", 16)
        icons.draw(painter, "chevron-right", rect.width() - 25, 7, "muted", 16)
        paint.text(painter, rect, week_text(self.monday), "body", "text", paint.CENTRE)
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.position().x() < 34:
            self.earlier()
        elif event.position().x() > self.width() - 34:
            self.later()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Left:
            self.earlier()
        elif event.key() == Qt.Key.Key_Right:
            self.later()
        else:
            super().keyPressEvent(event)


def key_of(one: PacketRow) -> tuple[object, ...]:
    return one.packet.employee_id, one.packet.day, one.packet.reason


def _name(one: PacketRow) -> str:
    return one.name


def _no(one: PacketRow) -> str:
    return one.no


def _day(one: PacketRow) -> date:
    return one.packet.day


def _day_words(one: PacketRow) -> str:
    return words.long_day(one.packet.day)


def _reason(one: PacketRow) -> str:
    why = _(REASONS[one.packet.reason]).format(n=one.packet.minutes)
    return _("from before: {why}").format(why=why) if one.older else why


def _amount(one: PacketRow) -> int:
    packet = one.packet
    return packet.amount * 2 if packet.doubled else packet.amount


def _amount_words(one: PacketRow) -> str:
    return grouped(_amount(one))


def _amount_note(one: PacketRow) -> str:
    return one.packet.basis.text


def _parts(one: PacketRow) -> str:
    return _("{n} parts").format(n=one.packet.parts) if one.packet.parts else _("any number of parts")


def _not_grab(one: PacketRow) -> str:
    return _("{name} himself").format(name=one.name)


def _state(one: PacketRow) -> ChipSpec:
    return {
        "due": ChipSpec(_("due"), "warn", "clock"),
        "doubled": ChipSpec(_("doubled"), "danger", "circle-alert"),
        "paid": ChipSpec(_("paid"), "ok", "check"),
    }[one.packet.state]


def _state_words(one: PacketRow) -> str:
    return _state(one).words


def _buttons(one: PacketRow) -> tuple[RowButton, ...]:
    if not one.may:
        return ()
    if one.packet.state == "paid":
        return (RowButton("unpaid", _("Not paid after all")),)
    return (RowButton("paid", _("Has paid")),)


def _none(one: PacketRow) -> None:
    return None


class BulletinView(QWidget):
    """The segment 公布. Signal `shown(employee id, day)`; `monday()` is the week shown."""

    shown = Signal(object, object)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.bulletin: Bulletin | None = None
        today = desk.session.now.date()
        start = today - timedelta(days=today.weekday() + 7)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        self.week = WeekPicker(start)
        self.week.changed.connect(self.refresh)
        self.said = Text("", "body", "muted")
        self.copy_button = Button(_("Copy for the group chat"), "copy", on=self.copy)
        self.print_button = Button(_("Print…"), "printer", on=self.print_shown)
        layout.addLayout(row(self.week, self.said, None, self.copy_button, self.print_button))
        columns: list[Column[PacketRow]] = [
            Column("name", N_("Sender"), value=_name, suffix=_no, bold=True, width=130),
            Column("day", N_("Day"), value=_day, text=_day_words, width=110),
            Column("reason", N_("Why"), value=_reason, width=0),
            Column("amount", N_("Red packet"), value=_amount, text=_amount_words, align="right", width=88, tip=_amount_note),
            Column("parts", N_("Parts"), value=_parts, width=92, tone="muted"),
            Column("not", N_("May not grab"), value=_not_grab, width=96, tone="muted"),
            Column("state", N_("State"), value=_state_words, chip=_state, width=86),
            Column("do", "", value=_none, buttons=_buttons, width=96, sortable=False),
        ]
        self.table: RecordTable[PacketRow] = RecordTable(columns, key_of, name=_("Red packets of the week"))
        self.table.decided.connect(self._decided)
        self.table.opened.connect(self._opened)
        self.card = TableCard(self.table)
        side = Card(_("Text for the group chat"))
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setAccessibleName(_("Text for the group chat"))
        side.body.addWidget(self.text)
        side.setFixedWidth(300)
        both = QHBoxLayout()
        both.setSpacing(12)
        both.addWidget(self.card, 1)
        both.addWidget(side)
        layout.addLayout(both, 1)

    def refresh(self) -> None:
        """Read the week anew."""
        found = self.desk.query(attendance.bulletin, self.week.monday)
        if found is None:
            return
        self.bulletin = found
        may = self.desk.may(Permission.DECIDE_ATTENDANCE)
        people = {one.id: one for one in found.employees}
        rows, before = (
            [
                PacketRow(packet, people[packet.employee_id].name, people[packet.employee_id].no, may, older)
                for packet in packets
                if packet.employee_id in people
            ]
            for older, packets in ((False, found.packets), (True, found.older))
        )
        self.table.set_records([*rows, *before])
        due = sum(one.owed for one in found.packets)
        paid = sum(1 for one in found.packets if one.state == "paid")
        said = _("{n} red packets, {paid} paid, {due} due").format(n=len(rows), paid=paid, due=grouped(due))
        if before:
            said += _("; {n} of earlier weeks not paid").format(n=len(before))
        self.said.setText(said if rows or before else "")
        self.card.totals.set({"name": _("Sum"), "amount": grouped(sum(_amount(one) for one in rows))} if rows else {})
        self.text.setPlainText(self.desk.query(prints.bulletin_text, self.week.monday) or "")
        if rows or before:
            self.card.show_empty(None)
        else:
            reach = found.covered_until
            if reach is None or reach < self.week.monday:
                said = _("No clock-in records of this week are imported yet.")
            else:
                said = _("Nobody was late or left early with a red packet.")
            self.card.show_empty(EmptyState("megaphone", _("No red packets this week"), said))

    def _decided(self, one: PacketRow, what: str) -> None:
        today = self.desk.session.now.date()
        self.desk.do(attendance.pay_packet, one.packet, today if what == "paid" else None)

    def _opened(self, one: PacketRow) -> None:
        self.shown.emit(one.packet.employee_id, one.packet.day)

    def copy(self) -> None:
        """The bulletin as text, to paste into the group chat."""
        QGuiApplication.clipboard().setText(self.text.toPlainText())
        self.desk.toast(_("Copied, paste it into the group chat"))

    def print_shown(self) -> None:
        """The bulletin of the week as PDF."""
        from csdesk.ui import saving

        name = _("Bulletin {week}").format(week=self.week.monday.isoformat())
        saving.print_paper(self, self.desk, "bulletin", name, self.week.monday)

    def export(self) -> None:
        """The bulletin of the week as Excel."""
        from csdesk.ui import saving

        saving.save_sheet(self, self.desk, "bulletin", _("Bulletin {week}").format(week=self.week.monday.isoformat()), self.week.monday)
