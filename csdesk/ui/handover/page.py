"""The handover tab 交接班: the note between two shifts, the daily log, questions that become knowledge, the notes before."""

from __future__ import annotations

from datetime import date

from PySide6.QtWidgets import QStackedWidget, QWidget

from csdesk.actions import day_check, handover, log
from csdesk.actions.day_check import CheckLine
from csdesk.actions.handover import HandoverView, NoteRow
from csdesk.core.changes import Topic
from csdesk.core.log import LogEntry, LogFilter
from csdesk.core.permission import Permission
from csdesk.i18n import N_, pgettext
from csdesk.i18n import gettext as _
from csdesk.ui import saving
from csdesk.ui.desk import Desk
from csdesk.ui.handover.dialogs import ChecksDialog, StartDialog, shift_words
from csdesk.ui.handover.log import LogPane, QuestionsPane
from csdesk.ui.handover.note import NotePane
from csdesk.ui.handover.records import RecordsPane
from csdesk.ui.handover.side import CheckLineButton, Lines, LogButton, NoteButton, done_words
from csdesk.ui.kit import Button, Card, Segment, Text, column, row, scroll_area
from csdesk.ui.page import Page

SIDE = 244
ROOM = 1000  # of the page: below it the right column does not stand beside the note
MOST = 3  # entries of the log and earlier notes at the side


class HandoverPage(Page):
    """Shows the note that waits; the right column stays beside every segment."""

    name, icon = "handover", "arrow-left-right"
    title = N_("Handovers")
    keys = (
        ("↓ ↑", N_("Next and previous item without an answer")),
        ("Enter", N_("Take over, with what was typed as the read-back")),
        ("?", N_("Ask a question")),
        ("Del", N_("Return the item")),
        ("Alt+↑  Alt+↓", N_("Move the item up or down, while the note is a draft")),
    )
    topics = frozenset({Topic.HANDOVER, Topic.CASES, Topic.STAFF, Topic.ROSTER, Topic.RULES, Topic.KNOWLEDGE})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.view: HandoverView | None = None
        self.shown: int | None = None  # the note that was chosen; None = the one that waits
        leads = desk.may(Permission.HAND_OVER)
        self.parts = (("note", pgettext("handover", "Note")), ("log", _("Log")), ("questions", _("Into the knowledge")),
                      ("records", _("Records")))  # fmt: skip
        self.segment = Segment(self.parts, name=_("Shown"))
        self.segment.chosen.connect(self._segment_chosen)
        self.header.add_left(self.segment)
        self.begin = self.action(_("Write the handover"), self.begin_note, "Ctrl+N", icon="plus", permission=Permission.HAND_OVER)
        self.action(_("Write into the log"), self.write_log, "Ctrl+Shift+N", icon="pen-line")
        printing = self.action(_("Print the handover"), self.print_note, "Ctrl+P", icon="printer", permission=Permission.HAND_OVER)
        self.header.add_right(self.button(printing, words=False))
        self.header.add_right(self.button(self.begin))
        self.note = NotePane(desk)
        self.log = LogPane(desk, leads)
        self.questions = QuestionsPane(desk, leads)
        self.records = RecordsPane(desk)
        self.records.opened.connect(self.open_note)
        self.stack = QStackedWidget()
        self.panes: dict[str, QWidget] = {"note": self.note, "log": self.log, "questions": self.questions, "records": self.records}
        for pane in self.panes.values():
            self.stack.addWidget(pane)
        self.side = self._side(leads)
        self.narrow = False
        self.both = row(self.stack, self.side, gap=12)
        self.both.setStretch(0, 1)
        self.body.addLayout(self.both, 1)
        for table, name in ((self.log.table, "log"), (self.questions.table, "questions"), (self.records.table, "handovers")):
            self.remember(table, name)

    def _side(self, leads: bool) -> QWidget:
        self.checks_card, self.log_card = Card(_("Check list")), Card(_("Today's log"))
        self.before_card = Card(pgettext("handover", "Before"))
        self.done = Text("", "small", "muted")
        self.checks_card.head.addWidget(self.done)
        self.usual = Button(_("Take the usual list"), on=self._usual, small=True)
        if leads:
            self.checks_card.head.addWidget(Button(icon="pen-line", kind="ghost", on=self._change_checks, tip=_("Change the check list"),
                                                   small=True))  # fmt: skip
        self.log_card.head.addWidget(Button(_("Write down"), "plus", "ghost", on=self.write_log, small=True))
        self.checks = Lines(_("No check list yet."))
        self.checks.chosen.connect(self._tick)
        self.entries = Lines(_("Nothing written today."))
        self.entries.chosen.connect(self._open_entry)
        self.before = Lines(_("None yet."))
        self.before.chosen.connect(self._open_row)
        for card, lines in ((self.checks_card, self.checks), (self.log_card, self.entries), (self.before_card, self.before)):
            card.body.addWidget(lines)
        self.checks_card.body.addWidget(self.usual)
        inner = QWidget()
        column(self.checks_card, self.log_card, self.before_card, None, gap=12, into=inner)
        area = scroll_area(inner, only_down=True)
        area.setFixedWidth(SIDE)
        return area

    def _place_panel(self) -> None:
        """Where there is no room beside the note, the right column is a part of its own."""
        super()._place_panel()
        narrow = self.width() < ROOM
        if narrow == self.narrow:
            return
        self.narrow = narrow
        if narrow:
            self.panes["side"] = self.side
            self.stack.addWidget(self.side)
            self.side.setMinimumWidth(0)
            self.side.setMaximumWidth(self.maximumWidth())
        else:
            del self.panes["side"]
            self.stack.removeWidget(self.side)
            self.both.addWidget(self.side)
            self.side.setFixedWidth(SIDE)
            self.side.show()
        self.segment.fill((*self.parts, ("side", _("Check list"))) if narrow else self.parts)

    # showing
    def refresh(self) -> None:
        if self.shown is not None and not any(one.note.id == self.shown for one in self.desk.query(handover.notes, limit=400) or ()):
            self.shown = None  # it was dropped
        self.view = view = self.desk.query(handover.view, self.shown)
        if view is not None and self.segment.current == "note" and self.desk.query(handover.saw, view.note.id):
            self.view = view = self.desk.query(handover.view, view.note.id)
        begin = Button(_("Write the handover"), "plus", "primary", on=self.begin_note) if self.begin.isVisible() else None
        self.note.show_view(view, begin)
        pane = self.panes[self.segment.current]
        if isinstance(pane, LogPane | QuestionsPane | RecordsPane):
            pane.refresh()
        self._show_side()

    def _show_side(self) -> None:
        now = self.desk.session.now
        run = self.desk.query(handover.present_shift)
        self.check_day, self.check_shift = (run.day, run.code) if run is not None else (now.date(), "")
        lines = self.desk.query(day_check.lines, self.check_day, self.check_shift) or ()
        self.checks.fill([CheckLineButton(line) for line in lines])
        self.checks_card.title.setText(_("Check list of the {shift}").format(shift=run.name) if run is not None else _("Check list"))
        self.done.setText(done_words(lines))
        self.usual.setVisible(not lines and self.desk.may(Permission.HAND_OVER))
        today = self.desk.query(log.day, now.date())
        self.entries.fill([LogButton(one) for one in (today.entries if today is not None else ())[:MOST]])
        here = self.view.note.id if self.view is not None else 0
        rows = [one for one in self.desk.query(handover.notes, limit=MOST + 1) or () if one.note.id != here]
        self.before.fill([NoteButton(one) for one in rows[:MOST]])

    def _segment_chosen(self, key: object) -> None:
        self.stack.setCurrentWidget(self.panes[str(key)])
        self.refresh()

    def open_note(self, note_id: object) -> None:
        """Show one note in the first segment."""
        self.shown = int(note_id) if isinstance(note_id, int) else None
        if self.segment.current != "note":
            self.segment.choose("note")
        else:
            self.refresh()

    def where(self) -> tuple[object, ...]:
        return (self.shown,) if self.shown is not None and self.segment.current == "note" else ()

    def goto(self, what: object) -> None:
        """A note's id, or 'log', 'questions', 'records'; a day or a filter: the log."""
        if isinstance(what, int):
            self.open_note(what)
        elif isinstance(what, date | LogFilter):
            self.segment.choose("log")
            self.log.show_filter(what if isinstance(what, LogFilter) else LogFilter(what, what))
        elif isinstance(what, str) and what in self.panes:
            self.segment.choose(what)

    def find_here(self) -> None:
        """Ctrl+F: the words to look for in the log."""
        if self.segment.current != "log":
            self.segment.choose("log")
        self.log.words.setFocus()

    def focus_body(self) -> None:
        """F6: the items of the note, else the first list."""
        if self.segment.current == "note" and self.view is not None and self.view.lines:
            self.note.items.setFocus()
        else:
            super().focus_body()

    def keep(self) -> None:
        self.note.items.keep_now()

    # doing
    def begin_note(self) -> None:
        """Ctrl+N: the note of a shift."""
        StartDialog(self, self.desk, self.open_note).open()

    def write_log(self) -> None:
        """Ctrl+Shift+N: an entry of the log."""
        self.log.write()

    def print_note(self) -> None:
        """Ctrl+P: the note that is shown."""
        if self.view is None:
            self.desk.toast(_("There is no handover to print"), tone="warn")
            return
        note = self.view.note
        saving.print_paper(self, self.desk, "handover", f"{_('Handovers')}-{note.no}", note.day, only=(note.id,))

    def _tick(self, line: CheckLine) -> None:
        self.desk.do(day_check.tick, line.item.id, self.check_day, self.check_shift, line.tick is None)

    def _change_checks(self) -> None:
        ChecksDialog(self, self.desk, shift_words(self.desk, self.desk.session.now.date())).open()

    def _usual(self) -> None:
        self.desk.do(day_check.take_usual)

    def _open_entry(self, one: LogEntry) -> None:
        self.goto(one.at.date())
        self.log.table.select_key(one.id)

    def _open_row(self, one: NoteRow) -> None:
        self.open_note(one.note.id)
