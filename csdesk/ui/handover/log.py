"""The segments 日志 and 问答入库: the log of a day with its summary, and the questions on their way into the knowledge."""

from __future__ import annotations

from datetime import date, timedelta

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QVBoxLayout, QWidget

from csdesk.actions import log
from csdesk.actions.log import LogView
from csdesk.core import log as core
from csdesk.core.calendar import day_words
from csdesk.core.log import LogEntry
from csdesk.i18n import N_, pgettext
from csdesk.i18n import gettext as _
from csdesk.ui.desk import Desk
from csdesk.ui.handover.dialogs import LogDialog, WordsDialog
from csdesk.ui.kit import Button, Card, ChipSpec, Column, EmptyState, RecordTable, RowButton, TableCard, Text, menu

_ICONS = {"question": "circle-question-mark", "note": "pen-line", "lost": "trending-down", "price": "percent", "summary": "file-text"}


def _state(one: LogEntry) -> ChipSpec | None:
    if one.kind not in core.ASKS:
        return None
    if one.is_open:
        return ChipSpec(_("open"), "warn", "circle-dashed")
    return ChipSpec(_("in the knowledge"), "ok", "book-open") if one.entry_id is not None else ChipSpec(_("answered"), "ok", "check")


def _buttons(one: LogEntry) -> tuple[RowButton, ...]:
    if one.is_open:
        return (RowButton("answer", _("Answer…")),)
    return (RowButton("keep", _("Into the knowledge")),) if one.kind == "question" and one.entry_id is None else ()


def _what(one: LogEntry) -> str:
    return " ".join((one.text or _(one.reason)).split())


def _second(one: LogEntry) -> str:
    who = _(" · ").join(part for part in (_(one.reason) if one.reason and one.text else "", one.product, one.buyer) if part)
    return one.answer and _("→ {answer}").format(answer=" ".join(one.answer.split())) or who


def _columns(*, leads: bool) -> list[Column[LogEntry]]:
    return [
        Column("at", N_("When"), value=lambda r: r.at, text=lambda r: f"{r.at:%m-%d %H:%M}", width=112),
        Column("kind", N_("Kind"), value=lambda r: _(core.KINDS[r.kind]), icon=lambda r: _ICONS[r.kind], width=90),
        Column("what", N_("What"), value=_what, second=_second, width=0, tip=lambda r: "\n".join((r.text, r.answer)).strip()),
        Column("by", N_("By"), value=lambda r: r.by, second=lambda r: r.answered_by, width=86),
        Column("state", N_("State"), value=lambda r: r.answered_at is not None, chip=_state, width=104),
        Column("do", "", value=lambda r: 0, text=lambda r: "", buttons=_buttons if leads else _own_buttons, width=96, sortable=False),
    ]  # fmt: skip


def _own_buttons(one: LogEntry) -> tuple[RowButton, ...]:
    return (RowButton("answer", _("Answer…")),) if one.is_open and one.kind == "question" else ()


class _Entries(QWidget):
    """A table of entries with their decisions."""

    def __init__(self, desk: Desk, name: str, leads: bool) -> None:
        super().__init__()
        self.desk = desk
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        self.table: RecordTable[LogEntry] = RecordTable(_columns(leads=leads), key=lambda r: r.id, rows="two", name=name)
        self.table.decided.connect(self._decided)
        self.table.opened.connect(self._opened)
        self.table.menu_asked.connect(self._menu)
        self.card = TableCard(self.table, name)
        layout.addWidget(self.card, 1)

    def _decided(self, one: LogEntry, what: str) -> None:
        if what == "answer":
            self.answer(one)
        else:
            self.desk.do(log.to_knowledge, one.id)

    def answer(self, one: LogEntry) -> None:
        """Ask for the answer."""
        label = _("Answer") if one.kind == "question" else pgettext("log", "Decision")
        WordsDialog(self, self.desk, " ".join(one.text.split())[:60], label, log.answer, one.id, text=one.answer).open()

    def _opened(self, one: LogEntry) -> None:
        if one.is_open:
            self.answer(one)
        else:
            LogDialog(self, self.desk, one).open()

    def _menu(self, one: LogEntry, point: QPoint) -> None:
        do = _Do(self, one)
        entries: list[tuple[str, str, object] | None] = [("pen-line", _("Change…"), do.change)]
        if one.kind in core.ASKS:
            entries.append(("check", _("Answer…") if one.is_open else _("Change the answer…"), do.answer))
        entries += [None, ("trash-2", _("Remove"), do.remove)]
        menu(self, *entries).popup(point)  # type: ignore[arg-type]


class _Do:
    def __init__(self, pane: _Entries, one: LogEntry) -> None:
        self._pane, self._one = pane, one

    def change(self) -> None:
        LogDialog(self._pane, self._pane.desk, self._one).open()

    def answer(self) -> None:
        self._pane.answer(self._one)

    def remove(self) -> None:
        self._pane.desk.do(log.remove, self._one.id)


class LogPane(_Entries):
    """The log of one day."""

    def __init__(self, desk: Desk, leads: bool) -> None:
        super().__init__(desk, _("Log of the day"), leads)
        self.day = desk.session.now.date()
        self.view: LogView | None = None
        for button in (Button(icon="chevron-left", kind="ghost", on=self.earlier, tip=_("The day before"), small=True),
                       Button(icon="chevron-right", kind="ghost", on=self.later, tip=_("The day after"), small=True)):  # fmt: skip
            self.card.head.addWidget(button)
        self.card.head.addWidget(Button(_("Write down"), "plus", on=self.write, small=True))
        self.summary_card = Card(_("Summary of the day"))
        self.summary = Text("", wrap=True)
        self.summary_card.body.addWidget(self.summary)
        self.make = Button(_("Write the summary…"), "pen-line", on=self._summarise, small=True)
        self.summary_card.head.addWidget(self.make)
        self.make.setVisible(leads)
        layout = self.layout()
        assert layout is not None
        layout.addWidget(self.summary_card)

    def earlier(self) -> None:
        self.show_day(self.day - timedelta(days=1))

    def later(self) -> None:
        self.show_day(self.day + timedelta(days=1))

    def show_day(self, day: date) -> None:
        """Another day."""
        self.day = day
        self.refresh()

    def refresh(self) -> None:
        self.view = view = self.desk.query(log.day, self.day)
        if view is None:
            return
        self.card.title.setText(_("Log of {day}").format(day=day_words(self.day)))
        self.table.set_records(view.entries)
        empty = None
        if not view.entries:
            sentence = _("What was asked, what was found out, which sale was lost and why: a line each, when it happens.")
            empty = EmptyState("book-open", _("Nothing written yet"), sentence, [Button(_("Write down"), "plus", on=self.write)])
        self.card.show_empty(empty)
        self.summary.setText(view.summary or _("No summary yet; it is made from the log."))
        self.summary.set_tone("text" if view.summary else "muted")

    def write(self) -> None:
        """Ctrl+N here."""
        LogDialog(self, self.desk).open()

    def _summarise(self) -> None:
        if self.view is not None:
            text = self.view.summary or self.desk.query(log.proposed_summary, self.day) or ""
            title = _("Summary of {day}").format(day=day_words(self.day))
            WordsDialog(self, self.desk, title, _("Summary"), log.save_summary, self.day, text=text, high=240,
                        note=_("Made from the log; add what tomorrow needs.")).open()  # fmt: skip


class QuestionsPane(_Entries):
    """What waits for an answer, and answers that are no knowledge yet."""

    def __init__(self, desk: Desk, leads: bool) -> None:
        super().__init__(desk, _("Questions on their way into the knowledge"), leads)

    def refresh(self) -> None:
        found = self.desk.query(log.questions) or ()
        self.table.set_records(found)
        sentence = _("Questions of the log come here until they are answered and taken into the knowledge.")
        self.card.show_empty(None if found else EmptyState("circle-check", _("Every question is answered and kept"), sentence, []))
