"""The segments 日志 and 问答入库: the log of a day with its summary, and the questions on their way into the knowledge."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from csdesk.actions import log
from csdesk.actions.log import LogView
from csdesk.core import log as core
from csdesk.core import service_words as say
from csdesk.core.calendar import Month, day_words
from csdesk.core.log import LogEntry, LogFilter
from csdesk.core.service import Period
from csdesk.i18n import N_, pgettext
from csdesk.i18n import gettext as _
from csdesk.ui import saving
from csdesk.ui.desk import Desk
from csdesk.ui.handover.dialogs import LogDialog, WordsDialog
from csdesk.ui.kit import (
    Button,
    Card,
    ChipSpec,
    Column,
    ComboBox,
    EmptyState,
    RecordTable,
    RowButton,
    SearchBox,
    Segment,
    TableCard,
    Text,
    menu,
    row,
)

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
        Column("at", N_("When"), value=lambda r: r.at, text=lambda r: f"{r.at:%Y-%m-%d %H:%M}", width=152),
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
    """The log of a day, week or month, or all of it, narrowed by kind, person, reason and words."""

    def __init__(self, desk: Desk, leads: bool) -> None:
        super().__init__(desk, _("Log of the day"), leads)
        self.day = desk.session.now.date()
        self.view: LogView | None = None
        spans = (("day", pgettext("log", "Day")), ("week", pgettext("log", "Week")), ("month", pgettext("log", "Month")),
                 ("all", pgettext("log", "All")))  # fmt: skip
        self.span = Segment(spans, name=_("Which days"))
        self.kind = ComboBox([("", _("every kind")), *((key, _(core.KINDS[key])) for key in core.WRITTEN)], name=_("Kind"))
        self.by = ComboBox([(None, pgettext("log", "everybody"))], name=_("By"))
        self.reason = ComboBox([(None, _("every reason"))], name=_("Why no order"))
        self.words = SearchBox(_("Search the log"), width=150)
        self.span.chosen.connect(self.refresh)
        self.words.textChanged.connect(self.refresh)
        for box in (self.kind, self.by, self.reason):
            box.setMaximumWidth(130)
            box.currentIndexChanged.connect(self.refresh)
        back = Button(icon="chevron-left", kind="ghost", on=self.earlier, tip=_("Earlier"), small=True)
        on = Button(icon="chevron-right", kind="ghost", on=self.later, tip=_("Later"), small=True)
        self.steps = (back, on)
        self.counted = Text("", "small", "muted")
        for part in (self.counted, back, on, Button(_("Write down"), "plus", on=self.write, small=True)):
            self.card.head.addWidget(part)
        self.summary_card = Card(_("Summary of the day"))
        self.summary = Text("", wrap=True)
        self.summary_card.body.addWidget(self.summary)
        self.make = Button(_("Write the summary…"), "pen-line", on=self._summarise, small=True)
        self.copy_button = Button(_("Copy for the group"), "copy", on=self.copy, small=True)
        self.print_button = Button(icon="printer", kind="ghost", on=self.print_day, tip=_("Print the day"), small=True)
        for part in (self.print_button, self.copy_button, self.make):
            self.summary_card.head.addWidget(part)
        self.make.setVisible(leads)
        layout = self.layout()
        assert isinstance(layout, QVBoxLayout)
        layout.insertLayout(0, row(self.span, self.kind, self.by, self.reason, None, self.words))
        layout.addWidget(self.summary_card)

    # which part of it
    @property
    def chosen(self) -> LogFilter:
        """What is shown."""
        month, week = Month.of(self.day), self.day - timedelta(days=self.day.weekday())
        first, last = {"day": (self.day, self.day), "week": (week, week + timedelta(days=6)), "month": (month.first, month.last),
                       "all": (None, None)}[self.span.current]  # fmt: skip
        return LogFilter(first, last, self.kind.key() or "", self.by.key(), self.reason.key(), self.words.text())

    def show_filter(self, chosen: LogFilter) -> None:
        """From a figure to its entries: a day, week or month with the rest of the filter."""
        self._quiet(True)
        self.day = chosen.first or self.day
        spans = {None: "all", 1: "day", 7: "week"}
        length = (chosen.last - chosen.first).days + 1 if chosen.first is not None and chosen.last is not None else None
        self.span.choose(spans.get(length, "month"))
        self.words.setText(chosen.text)
        for box, key in ((self.kind, chosen.kind), (self.by, chosen.by), (self.reason, chosen.reason)):
            if key is not None and box.findData(key) < 0:
                box.addItem(key or _("no reason given"), key)
            box.choose(key)
        self._quiet(False)
        self.refresh()

    def _quiet(self, quiet: bool) -> None:
        for part in (self.span, self.words, self.kind, self.by, self.reason):
            part.blockSignals(quiet)

    def show_day(self, day: date) -> None:
        """The whole log of a day."""
        self.show_filter(LogFilter(day, day))

    def earlier(self) -> None:
        self._go(-1)

    def later(self) -> None:
        self._go(1)

    def _go(self, step: int) -> None:
        month = Month.of(self.day)
        if self.span.current == "month":
            self.day = (month.next() if step > 0 else month.previous()).first
        else:
            self.day += timedelta(days=step * (7 if self.span.current == "week" else 1))
        self.refresh()

    def refresh(self, *_changed: object) -> None:
        chosen = self.chosen
        self.view = view = self.desk.query(log.view, chosen)
        if view is None:
            return
        whole = chosen.first is None or chosen.last is None
        period = _("the whole log") if chosen.first is None or chosen.last is None else say.title(Period(chosen.first, chosen.last))
        self.card.title.setText(_("Log of {day}").format(day=day_words(self.day) if chosen.day is not None else period))
        narrowed = replace(chosen, first=None, last=None) != LogFilter()
        self.counted.setText(_("{n} of {all}").format(n=len(view.entries), all=view.all) if narrowed else "")
        for step in self.steps:
            step.setVisible(not whole)
        self.by.fill([(None, pgettext("log", "everybody")), *((name, name) for name in self._with(view.people, chosen.by))])
        self.by.setVisible(self.by.count() > 1)
        reasons = [(one, _(one) if one else _("no reason given")) for one in self._with(view.reasons, chosen.reason)]
        self.reason.fill([(None, _("every reason")), *reasons])
        self.reason.setVisible(self.reason.count() > 1)
        self.table.set_records(view.entries)
        self.card.show_empty(self._empty(narrowed) if not view.entries else None)
        self.summary_card.setVisible(chosen.day is not None)
        self.summary.setText(view.summary or _("No summary yet; it is made from the log."))
        self.summary.set_tone("text" if view.summary else "muted")
        self.copy_button.setVisible(bool(view.summary))
        self.print_button.setVisible(bool(view.summary or view.entries))

    def _with(self, found: Sequence[str], chosen: str | None) -> list[str]:
        """What there is to choose, and what is chosen."""
        return [*found, *([chosen] if chosen is not None and chosen not in found else [])]

    def _empty(self, narrowed: bool) -> EmptyState:
        if narrowed:
            return EmptyState("search", _("No entry fits"), "", [Button(_("Clear the filter"), on=self.clear_filter)])
        sentence = _("What was asked, what was found out, which sale was lost and why: a line each, when it happens.")
        return EmptyState("book-open", _("Nothing written yet"), sentence, [Button(_("Write down"), "plus", on=self.write)])

    def clear_filter(self) -> None:
        """The same days with all that they have."""
        chosen = self.chosen
        self.show_filter(LogFilter(chosen.first, chosen.last))

    # doing
    def write(self) -> None:
        """Ctrl+N here."""
        LogDialog(self, self.desk).open()

    def copy(self) -> None:
        """The summary of the day, to paste into the chat group."""
        QApplication.clipboard().setText(self.desk.query(log.group_text, self.day) or "")
        self.desk.toast(pgettext("knowledge", "Copied"))

    def print_day(self) -> None:
        """The summary and the log of the day on paper."""
        made = self.desk.query(log.paper, self.day)
        if made is not None:
            saving.print_made(self, self.desk, made, f"{_('Summary of the day')} {self.day}")

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
