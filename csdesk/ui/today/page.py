"""The Today page 今日: who is on shift now, what waits for a decision, which dates are coming."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from csdesk.actions import attendance, case, case_view, today
from csdesk.actions.attendance import ToDecide
from csdesk.actions.today import Coming, TodayView
from csdesk.core.calendar import Month
from csdesk.core.case_list import CaseFilter
from csdesk.core.changes import Topic
from csdesk.core.permission import Permission
from csdesk.i18n import N_
from csdesk.i18n import gettext as _
from csdesk.ui.attendance import words
from csdesk.ui.attendance.decide import Decider, DecideTable
from csdesk.ui.desk import Desk
from csdesk.ui.kit import Badge, Button, Card, EmptyState, Text, row, scroll_area
from csdesk.ui.kit.basic import UNBOUNDED
from csdesk.ui.page import Page
from csdesk.ui.templates import TemplateButton
from csdesk.ui.today.axis import DayAxis
from csdesk.ui.today.cards import ComingList, Staffing
from csdesk.ui.today.handover import HandoverCard
from csdesk.ui.today.urgent import UrgentList

MOST = 8  # rows shown here; the rest is on the attendance page
MOST_CASES = 6  # likewise, on the page of cases
SIDE, NARROW = 430, 1000  # width of the right cards; of a page on which they go below


class TodayPage(Page):
    """The first page; it looks again each minute, so that the line of the clock and the shifts on duty go on."""

    name, icon = "today", "sun"
    title = N_("Today")
    keys = (
        ("↑ ↓", N_("Another row of the card")),
    )
    topics = frozenset({Topic.STAFF, Topic.ROSTER, Topic.ATTENDANCE, Topic.MONTH, Topic.RULES, Topic.CALENDAR, Topic.CASES, Topic.HANDOVER})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.view: TodayView | None = None
        self.rows: tuple[ToDecide, ...] = ()
        self.axis_card = Card(_("On shift now"))
        self.roster_button = Button(_("Today's roster"), "calendar-days", "ghost", on=self._open_roster, small=True)
        self.axis_card.head.addWidget(self.roster_button)
        self.axis = DayAxis()
        self.axis.opened.connect(self._open_day)
        self.staffing = Staffing()
        holder = QWidget()
        both = row(self.axis, self.staffing, gap=18)
        holder.setLayout(both)
        self.axis_row = holder
        self.axis_card.body.addWidget(holder)
        self.axis_empty: EmptyState | None = None
        self.body.addWidget(self.axis_card)
        self._make_cases()
        self.decider = Decider(desk, self)
        self.decider.shown.connect(self._show_day)
        self.waiting = DecideTable(self.decider, months=True)
        self.waiting_card = Card(_("For you to decide")).flush()
        self.count = Badge()
        self.waiting_card.head.insertWidget(1, self.count)
        self.all = Button(_("All {n}").format(n=0), "chevron-right", "ghost", on=self._open_attendance, small=True)
        self.waiting_card.head.addWidget(self.all)
        self.waiting_card.body.addWidget(self.waiting)
        self.nothing = Text(_("Nothing waits for you"), "body", "muted")
        self.nothing.setContentsMargins(16, 4, 16, 14)
        self.waiting_card.body.addWidget(self.nothing)
        self.coming_card = Card(_("Coming up")).flush()
        self.coming = ComingList()
        self.coming.opened.connect(self._open_coming)
        self.coming_card.body.addWidget(self.coming)
        self.none_coming = Text(_("No dates in the next 30 days"), "body", "muted")
        self.none_coming.setContentsMargins(16, 4, 16, 14)
        self.coming_card.body.addWidget(self.none_coming)
        self.handover_card = HandoverCard(desk)
        self.handover_card.opened.connect(self._open_handover)
        if not desk.may(Permission.HAND_OVER):  # who signs; showing a widget without a parent would flash up a window
            self.handover_card.hide()
        left, right, self.side = QVBoxLayout(), QVBoxLayout(), QWidget()
        left.addWidget(self.cases_card)
        left.addWidget(self.waiting_card)
        left.addStretch(1)
        right.addWidget(self.handover_card)
        right.addWidget(self.coming_card)
        right.addStretch(1)
        right.setContentsMargins(0, 0, 0, 0)
        self.side.setLayout(right)
        self.side.setFixedWidth(SIDE)
        below = QWidget()
        self.cards = row(left, self.side, gap=12)
        below.setLayout(self.cards)
        self.cards.setStretch(0, 1)
        self.body.addWidget(scroll_area(below, only_down=True), 1)  # on a low screen the cards scroll, the axis stays
        self.decides = desk.may(Permission.DECIDE_ATTENDANCE)
        self.waiting_card.setVisible(self.decides)
        self._minute = QTimer(self)
        self._minute.setSingleShot(True)
        self._minute.timeout.connect(self._tick)

    def _place_panel(self) -> None:
        """Where there is no room beside them the right cards go below the others."""
        narrow = self.width() < NARROW
        self.cards.setDirection(QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight)
        self.side.setMinimumWidth(0 if narrow else SIDE)
        self.side.setMaximumWidth(UNBOUNDED if narrow else SIDE)

    def _make_cases(self) -> None:
        """The card of cases whose time runs out; for who handles cases."""
        self.handles = self.desk.may(Permission.HANDLE_CASES)
        self.cases_card = Card(_("Cases that are due soon")).flush()
        self.cases_count = Badge()
        self.cases_card.head.insertWidget(1, self.cases_count)
        self.all_cases = Button(_("All {n} cases").format(n=0), "chevron-right", "ghost", on=self._open_cases, small=True)
        self.cases_card.head.addWidget(self.all_cases)
        self.urgent = UrgentList()
        self.urgent.takes = self.desk.session.employee_id is not None
        self.urgent.opened.connect(self._open_case)
        self.urgent.wanted.connect(self._case_wanted)
        self.cases_card.body.addWidget(self.urgent)
        self.no_cases = Text(_("No case is due soon"), "body", "muted")
        self.no_cases.setContentsMargins(16, 4, 16, 14)
        self.cases_card.body.addWidget(self.no_cases)
        if not self.handles:
            self.cases_card.hide()
        if self.handles:
            self.header.add_right(Button(_("Enter a case"), "plus", "primary", on=self._new_case))

    def _show_cases(self) -> None:
        if not self.handles:
            return
        found = self.desk.query(case_view.listed, CaseFilter(limit=MOST_CASES))
        counts = self.desk.query(case_view.counts)
        if found is None or counts is None:
            return
        rows = [one for one in found.rows if one.due is not None]
        self.urgent.show_rows(rows, found.now)
        self.urgent.setVisible(bool(rows))
        self.no_cases.setVisible(not rows)
        self.cases_count.set(sum(counts.bands.get(band, 0) for band in ("over", "hour", "six", "day")))
        self.all_cases.setVisible(counts.open > 0)
        self.all_cases.set_words(_("All {n} cases").format(n=counts.open))

    def focus_body(self) -> None:
        """F6, and when the page opens: the cases, the decisions, else the dates."""
        lists = [one for one in (self.urgent, self.waiting) if not one.isHidden() and one.isVisibleTo(self)]
        (lists[0] if lists else self.coming).setFocus()

    def refresh(self) -> None:
        first = self.view is None
        view = self.desk.query(today.view, decisions=False)
        if view is None:
            return
        self.view = view
        if self.desk.may(Permission.HAND_OVER):
            self.handover_card.refresh()
        day = view.now.date()
        self.header.say(words.long_day(day))
        self._show_axis(view)
        self.coming.show_dates(view.coming, day)
        self.coming.setVisible(bool(view.coming))
        self.none_coming.setVisible(not view.coming)
        self._show_cases()
        self._wind()
        if first:
            self.nothing.hide()
            self.all.hide()
            self.focus_body()
            QTimer.singleShot(0, self, self._decisions)  # judging a month takes longer than the first paint may
        else:
            self._decisions()

    def _decisions(self) -> None:
        """The list of what waits."""
        if not self.decides:
            return
        self.rows = self.desk.query(attendance.waiting) or ()
        rows = self.rows[:MOST]
        self.waiting.show_rows(rows)
        self.waiting.setVisible(bool(rows))
        self.waiting.setFixedHeight(34 * len(rows) + 4)
        self.nothing.setVisible(not rows)
        self.count.set(len(self.rows))
        self.all.setVisible(bool(rows))
        self.all.set_words(_("All {n}").format(n=len(self.rows)))
        if self.coming.hasFocus():
            self.focus_body()

    def _show_axis(self, view: TodayView) -> None:
        if self.axis_empty is not None:
            self.axis_empty.hide()
            self.axis_empty.deleteLater()
            self.axis_empty = None
        filled = bool(view.shifts or view.resting or view.on_leave)
        self.axis_row.setVisible(filled)
        self.roster_button.setVisible(filled)
        if filled:
            self.axis.show_shifts(view.shifts, view.now)
            self.staffing.show_view(view)
            self.staffing.setVisible(bool(self.staffing.facts))
            return
        self.axis_empty = self._empty(view)
        self.axis_card.body.addWidget(self.axis_empty)

    def _empty(self, view: TodayView) -> EmptyState:
        if not view.has_staff:
            buttons = []
            if self.desk.may(Permission.EDIT_STAFF):
                buttons = [Button(_("Import people"), "users", "primary", on=self._import_people), TemplateButton(self.desk, "staff")]
            said = _("Bring the people in from Excel first; then the roster, then the clock-in file.")
            return EmptyState("users", _("Nobody is in the staff file yet"), said, buttons)
        may = self.desk.may(Permission.EDIT_ROSTER)
        month = _("{year}/{month}").format(year=view.month.year, month=view.month.month)
        if not view.has_roster:
            buttons = [Button(_("Make the roster"), "calendar-days", "primary", on=self._open_roster)] if may else []
            return EmptyState(
                "calendar-days", _("{month} has no roster yet").format(month=month), _("Who is on shift is shown here."), buttons
            )
        return EmptyState("coffee", _("Nobody is on shift today"), "", [])

    # the clock
    def _wind(self) -> None:
        now = self.desk.session.now
        self._minute.start(1000 * (60 - now.second) + 50)

    def _tick(self) -> None:
        """A minute is over: the line moves; a shift that ended or a new day is read anew."""
        if not self.isVisible():
            self.stale = True
            return
        now = self.desk.session.now
        view = self.view
        if view is None or now.date() != view.now.date() or any(view.now < one.end <= now for one in view.shifts):
            self.stale = True
            self._settle()
            return
        self.axis.tick(now)
        self.urgent.tick(now)
        self._wind()

    def hideEvent(self, event: object) -> None:
        super().hideEvent(event)  # type: ignore[arg-type]
        self._minute.stop()
        self.stale = True

    # going on
    def _open_cases(self) -> None:
        self.desk.open("cases")

    def _open_case(self, case_id: int) -> None:
        self.desk.open("cases", case_id)

    def _new_case(self) -> None:
        self.desk.open("cases", "new")

    def _case_wanted(self, what: str, case_id: int) -> None:
        """The right click on a case."""
        from csdesk.ui.cases import dialogs

        own = self.desk.session.employee_id
        if what == "take" and own is not None:
            self.desk.do(case.assign, [case_id], own)
        elif what == "hand":
            dialogs.HandOverDialog(self.desk, self, [case_id]).open()
        elif what == "later":
            dialogs.SnoozeDialog(self.desk, self, [case_id]).open()

    def _open_roster(self) -> None:
        self.desk.open("roster", self.desk.session.now.date())

    def _open_day(self, day: object) -> None:
        self.desk.open("roster", day)

    def _open_handover(self, note_id: object) -> None:
        self.desk.open("handover", note_id or None)

    def _open_attendance(self) -> None:
        first = self.rows[0].day if self.rows else self.desk.session.now.date()
        self.desk.open("attendance", Month.of(first))

    def _show_day(self, employee_id: int, day: object) -> None:
        self.desk.open("attendance", (employee_id, day))

    def _open_coming(self, one: Coming) -> None:
        if one.kind == "bulletin":
            self.desk.open("attendance", "bulletin")
        elif one.kind == "pay":
            self.desk.open("month", Month.of(one.day).previous())
        else:
            self.desk.open("roster", one.day)

    def _import_people(self) -> None:
        from csdesk.ui.attendance.import_dialog import choose_and_import

        choose_and_import(self.window(), self.desk, "staff")
