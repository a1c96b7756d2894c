"""基金箱: who owes what for which breach, whether it came in, and what the box took in and paid out."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from PySide6.QtCore import QPoint

from csdesk.actions import discipline as actions
from csdesk.actions import service
from csdesk.actions.discipline import Due, FundView
from csdesk.core import law
from csdesk.core.calendar import Month
from csdesk.core.changes import Topic
from csdesk.core.discipline import Fine, FundEntry, LedgerRow
from csdesk.core.money import Fen, grouped
from csdesk.core.permission import Permission
from csdesk.core.problem import UserError
from csdesk.i18n import N_, pgettext
from csdesk.i18n import gettext as _
from csdesk.ui import saving
from csdesk.ui.desk import Desk
from csdesk.ui.fund.dialogs import AllowDialog, CollectDialog, EntryDialog, FineDialog, PaidDialog
from csdesk.ui.kit import (
    Button,
    Card,
    ChipSpec,
    Column,
    EmptyState,
    Line,
    Note,
    PeriodPicker,
    Popover,
    RecordTable,
    RowButton,
    Segment,
    TableCard,
    Text,
    column,
    menu,
    month_text,
    row,
)
from csdesk.ui.page import Page

CHIPS = {
    "owed": ("warn", "clock"),
    "paid": ("ok", "check"),
    "pay": ("accent", "wallet"),
    "collected": ("ok", "wallet"),
    "short": ("danger", "triangle-alert"),
    "resign": ("danger", "user-minus"),
    "free": ("neutral", "minus"),
}


def _state(due: Due) -> ChipSpec:
    tone, icon = CHIPS[due.state]
    return ChipSpec(actions.state_words(due), tone, icon)


def _short(due: Due) -> str:
    """The second line: which complaint of the month, and the note; the whole sum is behind the amount."""
    number = _("no. {n} of the month").format(n=due.number) if due.number else ""
    return _(" · ").join(part for part in (number, due.note) if part) or due.basis.text


def _whole(due: Due) -> str:
    return _(" · ").join(part for part in (due.basis.text, due.note) if part)


def _buttons(due: Due) -> tuple[RowButton, ...]:
    return (RowButton("paid", pgettext("fund", "Paid in")),) if due.state == "owed" else ()


def _due_columns() -> list[Column[Due]]:
    return [
        Column("day", N_("Day"), value=lambda r: r.day, text=lambda r: f"{r.day:%m-%d}", width=66, tip=lambda r: r.day.isoformat()),
        Column("who", N_("Name"), value=lambda r: r.employee.no, text=lambda r: r.employee.name, second=lambda r: r.employee.no, width=86,
               bold=True),
        Column("what", N_("Breach"), value=lambda r: r.what, second=_short, width=0, tip=_whole),
        Column("amount", N_("Amount"), value=lambda r: r.amount, text=lambda r: grouped(r.amount) if r.amount else "", align="right",
               width=84, basis=True),
        Column("state", N_("State"), value=actions.state_words, chip=_state, width=146,
               tip=lambda r: _("came in on {day}").format(day=r.since.isoformat()) if r.since else ""),
        Column("do", "", value=lambda r: r.state != "owed", text=lambda r: "", buttons=_buttons, width=80, sortable=False),
    ]  # fmt: skip


def _signed(amount: Fen) -> str:
    return f"+{grouped(amount)}" if amount > 0 else grouped(amount)


def _amount_of(line: LedgerRow) -> str:
    entry = line.entry
    return _("owed {amount}").format(amount=grouped(entry.owed)) if entry.owed else _signed(entry.amount)


class FundPage(Page):
    name, icon = "fund", "coins"
    topics = frozenset({Topic.CASES, Topic.FUND, Topic.MONTH, Topic.ATTENDANCE, Topic.STAFF, Topic.RULES, Topic.SETTINGS})
    title = N_("Fund box")

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.month = Month.of(desk.session.now.date())
        self.view: FundView | None = None
        self.period = PeriodPicker(self.month)
        self.period.changed.connect(self._period_changed)
        self.header.add_left(self.period)
        add = self.action(_("Enter a fine"), self.new, icon="plus")
        entry = self.action(_("Money in or out"), self.new_entry, "Ctrl+Shift+N", icon="arrow-left-right")
        self.action(_("Paid in today"), self.pay_current, "Ctrl+Return", icon="check")
        self.header.add_right(Button(icon="printer", on=self.print_shown, tip=_("Print") + " (Ctrl+P)"))
        self.header.add_right(Button(icon="file-spreadsheet", on=self.export, tip=_("To Excel") + " (Ctrl+E)"))
        if desk.may(Permission.EDIT_SETTINGS):
            self._more = Button(icon="ellipsis", kind="ghost", on=self._more_menu, tip=_("More"))
            self.header.add_right(self._more)
        self.header.add_right(self.button(entry))
        self.header.add_right(self.button(add, "primary"))
        self.balance = Text("", "display")
        self.came, self.went, self.owed = Text("", "title"), Text("", "title"), Text("", "title")
        self.owed_count = Text("", "small", "muted")
        sums = Card(padding=12)
        came, went, owed = _("Came in this month"), _("Went out this month"), _("Still owed, all months")
        sums.body.addLayout(
            row(
                column(Text(_("Balance"), "small", "muted"), self.balance, None, gap=2),
                Line(vertical=True),
                column(Text(came, "small", "muted"), self.came, None, gap=2),
                column(Text(went, "small", "muted"), self.went, None, gap=2),
                column(Text(owed, "small", "muted"), row(self.owed, self.owed_count, None, gap=6), None, gap=2),
                None,
                gap=28,
            )
        )
        self.body.addWidget(sums)
        self.law = Note(actions.fines_warning(), "neutral", "scale", more=law.said(actions.LAW))
        self.body.addWidget(self.law)
        self.offered = Note("", "warn", "message-square-warning", buttons=[Button(_("Enter a fine…"), on=self.enter_offered, small=True)])
        self.body.addWidget(self.offered)
        self.unfined: tuple[Fine, ...] = ()
        self.dues: RecordTable[Due] = RecordTable(_due_columns(), key=lambda r: r.key, rows="two", name=_("Fines"))
        self.dues.decided.connect(self._decided)
        self.dues.opened.connect(self._due_opened)
        self.dues.menu_asked.connect(self._due_menu)
        self.dues.basis_asked.connect(self._explain)
        self.remember(self.dues, "fines")
        self.due_card = TableCard(self.dues, _("Fines and moved red packets"))
        self.which = Segment([("month", _("This month")), ("owed", _("All still owed"))], name=pgettext("fund", "Which"))
        self.which.chosen.connect(self._show_dues)
        self.due_card.head.addWidget(self.which)
        ledger = pgettext("fund", "Ledger")
        self.ledger: RecordTable[LedgerRow] = RecordTable(self._ledger_columns(), key=lambda r: r.entry.ref, rows="two", name=ledger)
        self.ledger.opened.connect(self._line_opened)
        self.ledger.menu_asked.connect(self._line_menu)
        self.remember(self.ledger, "fund_ledger")
        self.ledger_card = TableCard(self.ledger, ledger)
        self.ledger_card.title.setFixedHeight(self.which.sizeHint().height())
        tables = row(self.due_card, self.ledger_card, gap=12)
        tables.setStretch(0, 57)
        tables.setStretch(1, 43)
        self.body.addLayout(tables, 1)

    def _ledger_columns(self) -> list[Column[LedgerRow]]:
        return [
            Column("day", N_("Day"), value=lambda r: r.entry.day, text=lambda r: r.entry.day.isoformat(), width=100),
            Column("reason", N_("For what"), value=lambda r: r.entry.reason, second=self._whose, width=0, tip=lambda r: r.entry.reason),
            Column("amount", N_("Amount"), value=lambda r: r.entry.amount, text=_amount_of, align="right", width=104,
                   tone=lambda r: "warn" if r.entry.owed else "text"),
            Column("balance", N_("Balance"), value=lambda r: r.balance, text=lambda r: grouped(r.balance), align="right", width=96,
                   bold=True, tone=lambda r: "danger" if r.balance < 0 else "text"),
        ]  # fmt: skip

    def _whose(self, line: LedgerRow) -> str:
        if line.entry.employee_id is None:
            return _("written by hand")
        names = self.view.names if self.view is not None else {}
        return names.get(line.entry.employee_id, "")

    # showing
    def refresh(self) -> None:
        self.view = view = self.desk.query(actions.view, self.month)
        if view is None:
            return
        came, went = view.flow()
        self.balance.setText(grouped(view.balance))
        self.balance.set_tone("danger" if view.balance < 0 else "text")
        self.came.setText(grouped(came))
        self.went.setText(grouped(went))
        self.owed.setText(grouped(view.owed_sum))
        self.owed.set_tone("warn" if view.owed else "text")
        self.owed_count.setText(_("{n} items").format(n=len(view.owed)))
        self.unfined = self.desk.query(service.unfined, self.month) or ()
        counts = Counter(view.names.get(one.employee_id, "") for one in self.unfined)
        named = _(", ").join(f"{name} {n}" for name, n in counts.most_common())
        self.offered.say(_("{n} complaints about service are no fine yet: {names}").format(n=len(self.unfined), names=named))
        self.offered.setVisible(bool(self.unfined))
        self._show_dues()
        self._show_ledger(view)

    def enter_offered(self) -> None:
        """The dialog of a fine, filled in with the first complaint that has none."""
        if self.view is not None and self.unfined:
            FineDialog(self, self.desk, self.view, self.unfined[0]).open()

    def _show_dues(self) -> None:
        view = self.view
        if view is None:
            return
        everything = self.which.current == "owed"
        shown = view.owed if everything else view.dues
        self.dues.set_records(shown)
        empty = None
        if not shown:
            if everything:
                empty = EmptyState("circle-check", _("Nobody owes the box anything"))
            elif not view.dues:
                sentence = _("Complaints, private chats, leaked contacts: the price follows from the rules.")
                button = Button(_("Enter a fine"), "plus", on=self.new)
                empty = EmptyState("badge-check", _("No fines in {month}").format(month=month_text(self.month)), sentence, [button])
        self.due_card.show_empty(empty)
        if empty is None:
            self.due_card.totals.set({"what": _("{n} in all").format(n=len(shown)), "amount": grouped(sum(r.amount or 0 for r in shown))})

    def _show_ledger(self, view: FundView) -> None:
        self.ledger.set_records(tuple(reversed(view.ledger)))
        empty = None
        if not view.ledger:
            button = Button(_("Money in or out"), "arrow-left-right", on=self.new_entry)
            sentence = _("Paid fines come in by themselves; what is in the box already and what it pays for is written here.")
            empty = EmptyState("coins", _("The ledger is empty"), sentence, [button])
        self.ledger_card.show_empty(empty)

    def _period_changed(self, month: Month) -> None:
        self.month = month
        self.which.choose("month")
        self.refresh()

    def goto(self, what: object) -> None:
        """A Month or '2026-09'."""
        if isinstance(what, str) and "-" in what:
            what = Month.parse(what)
        if isinstance(what, Month):
            self.period.set_month(what)

    def earlier(self) -> None:
        self.period.earlier()

    def later(self) -> None:
        self.period.later()

    def find_here(self) -> None:
        self.dues.begin_filter()

    # fines
    def new(self) -> None:
        """Ctrl+N: a fine."""
        self._edit(None)

    def _edit(self, fine: Fine | None) -> None:
        view = self.view
        if view is None:
            return
        if not view.people:
            self.desk.toast(_("Nobody is employed in this month"), tone="warn")
            return
        FineDialog(self, self.desk, view, fine).open()

    def _decided(self, due: Due, what: str) -> None:
        today = self.desk.session.now.date()
        if due.fine is not None:
            self.desk.do(actions.pay_fine, due.fine.id, today)
        elif due.packet is not None:
            self.desk.do(actions.pay_packet, due.packet, today)

    def pay_current(self) -> None:
        """Ctrl+Enter: what is selected came in today."""
        due = self.dues.current()
        if due is not None and due.state == "owed":
            self._decided(due, "paid")

    def _due_opened(self, due: Due) -> None:
        if due.fine is not None and due.state in ("owed", "resign", "free"):
            self._edit(due.fine)
        elif due.fine is not None:
            self.desk.refuse(UserError(_("This fine is paid or in the pay already; take that back first"), code="settled"))

    def _explain(self, due: Due, name: str) -> None:
        """Why it is this much: the sum, the clause with its version, the note, when it came in."""
        pop = Popover(self.dues, _(" · ").join((due.employee.name, due.what, grouped(due.amount or 0))), icon="coins")
        rules = _("handbook {clause}, rules version {version}")
        clause = rules.format(clause=due.basis.clause, version=due.basis.rules_version) if due.basis.rules_version else due.basis.clause
        came = _("came in on {day}").format(day=due.since.isoformat()) if due.since else ""
        for words, tone in ((due.basis.text, "text"), (due.note, "text"), (actions.state_words(due), "muted"), (came, "muted"),
                            (clause, "muted")):  # fmt: skip
            if words:
                pop.body.addWidget(Text(words, "body" if tone == "text" else "small", tone, wrap=True))
        cell = self.dues.model_.index(self.dues.model_.row_of(due.key), self.dues.model_.column_of(name))
        pop.show_at(self.dues.visualRect(cell))

    def _due_menu(self, due: Due, point: QPoint) -> None:
        do = _Do(self, due)
        entries: list[tuple[str, str, object] | None] = []
        if due.state == "owed":
            entries += [("check", _("Paid in today"), do.paid), ("calendar", _("Paid in on another day…"), do.paid_on)]
        if due.state == "paid":
            entries.append(("undo-2", _("Not paid after all"), do.unpaid))
        if due.fine is not None and self.view is not None:
            if due.state == "owed" and self.view.may_collect:
                entries.append(("wallet", _("Through pay…"), do.collect))
            if due.state == "pay" and self.desk.may(Permission.CLOSE_MONTH):
                entries.append(("undo-2", _("Not through pay"), do.release))
            if due.state in ("owed", "resign", "free"):
                entries.append(("pen-line", _("Change…"), do.edit))
            entries += [None, ("trash-2", _("Remove"), do.remove)]
        menu(self, *entries).popup(point)  # type: ignore[arg-type]

    # the ledger
    def new_entry(self) -> None:
        """Ctrl+Shift+N: money in or out."""
        EntryDialog(self, self.desk, self.month, None).open()

    def _line_opened(self, line: LedgerRow) -> None:
        if line.entry.source == "typed":
            EntryDialog(self, self.desk, self.month, line.entry).open()
        else:
            self._show_due(line.entry)

    def _show_due(self, entry: FundEntry) -> None:
        """The fine or packet that a line comes from."""
        due = next((one for one in actions.all_dues(self.desk.session) if one.key == entry.ref), None)
        if due is not None:
            self.which.choose("month")
            self.period.set_month(Month.of(due.day))
            self.dues.select_key(due.key)
            self.dues.setFocus()

    def _line_menu(self, line: LedgerRow, point: QPoint) -> None:
        do = _Line(self, line.entry)
        if line.entry.source == "typed":
            menu(self, ("pen-line", _("Change…"), do.edit), None, ("trash-2", _("Remove"), do.remove)).popup(point)
        else:
            menu(self, ("search", _("Show where it comes from"), do.show)).popup(point)

    # the switch, Excel
    def _more_menu(self) -> None:
        on = self.view is not None and self.view.through_pay
        words = _("Never through pay again") if on else _("Allow fines through pay…")
        shown = menu(self, ("wallet", words, self._forbid if on else self._allow))
        shown.popup(self._more.mapToGlobal(QPoint(0, self._more.height() + 2)))

    def _allow(self) -> None:
        AllowDialog(self, self.desk).open()

    def _forbid(self) -> None:
        self.desk.do(actions.allow_through_pay, False)

    def export(self) -> None:
        """Ctrl+E: fines of the month and the ledger as Excel."""
        path = saving.ask(self, f"{_('Fund box')} {self.month}", "xlsx")
        data = self.desk.query(actions.export, self.month) if path is not None else None
        if path is not None and data is not None:
            self._write(path, data)

    def print_shown(self) -> None:
        """Ctrl+P: the month's fines and ledger."""
        made = self.desk.query(actions.paper, self.month)
        if made is not None:
            saving.print_made(self, self.desk, made, f"{_('Fund box')} {self.month}")

    def _write(self, path: Path, data: bytes) -> None:
        from csdesk.actions import prints

        try:
            prints.save(path, data)
        except UserError as error:
            self.desk.refuse(error)
            return
        saving.done(self.desk, path)


class _Do:
    """What the menu of a due does."""

    def __init__(self, page: FundPage, due: Due) -> None:
        self._page, self._due = page, due

    def paid(self) -> None:
        self._page._decided(self._due, "paid")

    def paid_on(self) -> None:
        PaidDialog(self._page, self._page.desk, self._due).open()

    def unpaid(self) -> None:
        if self._due.fine is not None:
            self._page.desk.do(actions.pay_fine, self._due.fine.id, None)
        elif self._due.packet is not None:
            self._page.desk.do(actions.pay_packet, self._due.packet, None)

    def collect(self) -> None:
        if self._due.fine is not None:
            CollectDialog(self._page, self._page.desk, self._due).open()

    def release(self) -> None:
        if self._due.fine is not None:
            self._page.desk.do(actions.release, self._due.fine.id)

    def edit(self) -> None:
        self._page._edit(self._due.fine)

    def remove(self) -> None:
        if self._due.fine is not None:
            self._page.desk.do(actions.remove_fine, self._due.fine.id)


class _Line:
    """What the menu of a ledger line does."""

    def __init__(self, page: FundPage, entry: FundEntry) -> None:
        self._page, self._entry = page, entry

    def edit(self) -> None:
        EntryDialog(self._page, self._page.desk, self._page.month, self._entry).open()

    def remove(self) -> None:
        self._page.desk.do(actions.remove_fund, self._entry.id)

    def show(self) -> None:
        self._page._show_due(self._entry)
