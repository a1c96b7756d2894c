"""The attendance page 考勤: the month as a matrix, the day explained, what to decide; records; the weekly bulletin."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from csdesk.actions import attendance, balances, samples, vendor
from csdesk.actions.attendance import AttendanceView
from csdesk.core.attendance import Anomaly, DayType
from csdesk.core.balance import Balance
from csdesk.core.calendar import Month
from csdesk.core.changes import Topic
from csdesk.core.permission import Permission
from csdesk.i18n import N_
from csdesk.i18n import gettext as _
from csdesk.ui.attendance.bulletin import BulletinView
from csdesk.ui.attendance.compare import CompareView
from csdesk.ui.attendance.day_panel import DayPanel
from csdesk.ui.attendance.decide import Decider, DecideTable, buttons_of
from csdesk.ui.attendance.matrix import Legend, Matrix
from csdesk.ui.attendance.records import RecordsView
from csdesk.ui.desk import Desk
from csdesk.ui.kit import Badge, Button, Card, EmptyState, PeriodPicker, Segment, Text, menu, month_text
from csdesk.ui.page import Page
from csdesk.ui.templates import SamplesButton, TemplateButton, try_samples


class AttendancePage(Page):
    """`goto` takes (employee id, day), a day, a Month, or the name of a segment."""

    name, icon = "attendance", "clock"
    title = N_("Attendance")
    keys = (
        ("↑ ↓ ← →", N_("Another person, another day")),
        ("Home  End", N_("First and last day")),
    )
    topics = frozenset({Topic.ATTENDANCE, Topic.ROSTER, Topic.STAFF, Topic.RULES, Topic.CALENDAR, Topic.MONTH})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.view: AttendanceView | None = None
        everybody = desk.may(Permission.SEE_ATTENDANCE)
        self.period = PeriodPicker(desk.query(attendance.open_month) or Month.of(desk.session.now.date()))
        self.period.changed.connect(self._month_changed)
        self.header.add_left(self.period)
        options = [("calendar", _("Calendar")), ("records", _("Records"))]
        if everybody:
            options += [("bulletin", _("Bulletin")), ("compare", _("Compare"))]
        self.segment = Segment(options, name=_("View"))
        self.segment.chosen.connect(self._segment)
        self.header.add_left(self.segment)
        self._make_actions()
        self.body.setContentsMargins(12, 0, 12, 12)
        self.stack = QStackedWidget()
        self.body.addWidget(self.stack, 1)
        self._make_calendar()
        self.records = RecordsView(desk)
        self.records.shown.connect(self.show_day)
        self.stack.addWidget(self.records)
        self.bulletin: BulletinView | None = None
        if everybody:
            self.bulletin = BulletinView(desk)
            self.bulletin.shown.connect(self.show_day)
            self.stack.addWidget(self.bulletin)
        self.compare: CompareView | None = None  # made when first chosen

    def _make_actions(self) -> None:
        decide = Permission.DECIDE_ATTENDANCE
        self.import_action = self.action(
            _("Import attendance"), self.bring_in, "Ctrl+I", icon="upload", permission=Permission.IMPORT_ATTENDANCE
        )
        if samples.files():
            self.action(_("Try with a sample file"), self.try_samples, icon="file-spreadsheet", permission=Permission.IMPORT_ATTENDANCE)
        more = self.button(
            self.action(_("Imports and people to map…"), self.show_imports, icon="history", permission=Permission.IMPORT_ATTENDANCE),
            "ghost",
            words=False,
        )
        self.print_action = self.action(_("Print and Excel…"), self._print_menu, icon="printer", permission=Permission.SEE_ATTENDANCE)
        self.print_button = self.button(self.print_action, "ghost", words=False)
        self.header.add_right(more)
        self.header.add_right(self.print_button)
        self.header.add_right(self.button(self.import_action, kind="primary"))
        if not self.desk.may(Permission.SEE_ATTENDANCE):
            for action in self.actions():
                if action.shortcut().toString() in ("Ctrl+P", "Ctrl+E"):
                    action.setVisible(False)
        self.next_action = self.action(_("Next to decide"), self.next_open, "N", icon="circle-alert", permission=decide)
        self.action(_("Correct a punch…"), self._key_correct, "K", icon="stamp", permission=decide)
        self.action(_("Enter leave…"), self._key_leave, "J", icon="tree-palm", permission=decide)
        self.action(_("Enter an outing…"), self._key_outing, "O", icon="map-pin", permission=decide)

    def _make_calendar(self) -> None:
        self.calendar = QWidget()
        layout = QVBoxLayout(self.calendar)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        self.matrix = Matrix()
        self.matrix.moved.connect(self._cell_moved)
        self.matrix.entered.connect(self._first_button)
        self.matrix.menu_asked.connect(self._cell_menu)
        self.matrix_card = Card().flush()
        self.matrix_card.body.addWidget(self.matrix, 1)
        self.legend = Legend()
        self.matrix_card.body.addWidget(self.legend)
        layout.addWidget(self.matrix_card)
        self.decider = Decider(self.desk, self)
        self.decider.shown.connect(self.show_day)
        self.waiting = DecideTable(self.decider)
        self.waiting.setMinimumHeight(34)
        self.waiting_card = Card(_("To decide, by you")).flush()
        self.count = Badge()
        self.waiting_card.head.insertWidget(1, self.count)
        self.waiting_card.head.addWidget(Text(_("Decided ones leave this list, Ctrl+Z takes them back"), "small", "muted"))
        self.waiting_card.head.setContentsMargins(12, 7, 12, 5)
        self.waiting_card.body.addWidget(self.waiting, 1)
        self.all_done = Text(_("Nothing waits for a decision"), "body", "muted")
        self.all_done.setContentsMargins(12, 4, 12, 12)
        self.waiting_card.body.addWidget(self.all_done)
        self.waiting.current_changed.connect(self._row_chosen)
        layout.addWidget(self.waiting_card)
        layout.addStretch(1)
        self.empty_card = Card()
        self.empty: EmptyState | None = None
        self.empty_card.hide()
        layout.insertWidget(0, self.empty_card, 1)
        self.stack.addWidget(self.calendar)
        self.day = DayPanel()
        self.day.balance_of = self._balance
        self.set_panel(self.day)
        self.day.asked.connect(self._panel_asked)
        self.day.taken_back.connect(self._take_back)
        self.day.earlier.connect(self._day_before)
        self.day.later.connect(self._day_after)
        self.day.hide()

    def _balance(self, employee_id: int, day: date) -> Balance | None:
        return self.desk.query(balances.balance, employee_id, day)

    # showing
    @property
    def month(self) -> Month:
        return self.period.month

    def refresh(self) -> None:
        view = self.desk.query(attendance.month_view, self.month)
        if view is None:
            return
        self.view = view
        self.matrix.set_view(view, self.desk.session.now.date())
        rows = self.desk.query(attendance.to_decide, self.month) or () if view.may_decide else ()
        self.waiting.show_rows(rows)
        self.count.set(len(rows))
        self.waiting.setVisible(bool(rows))
        self.all_done.setVisible(not rows)
        self.waiting_card.setVisible(view.may_decide)
        self.records.show_view(view)
        if self.bulletin is not None and self.segment.current == "bulletin":
            self.bulletin.refresh()
        offered = len(self.desk.query(vendor.offers, self.month) or ())
        self.segment.rename("compare", _("Compare {n}").format(n=offered) if offered else _("Compare"))
        if self.compare is not None and self.segment.current == "compare":
            self.compare.show_month(self.month)
        self._show_empty(view)
        self._place()
        chosen = self.matrix.chosen()
        if chosen is not None:
            self.day.show_day(view, *chosen)
        else:
            self._choose_first(view)

    def _choose_first(self, view: AttendanceView) -> None:
        """The first cell that waits, else the last covered day of the first person: the panel is never empty on a filled month."""
        if not view.result.employees or not self.empty_card.isHidden():
            self.day.hide()
            return
        first = view.result.employees[0].employee_id
        rows = self.waiting.records()
        if rows:
            self.matrix.choose(rows[0].employee.id, rows[0].day, quiet=True)
        else:
            today = self.desk.session.now.date()
            day = min(view.result.covered_until or view.month.first, view.month.last)
            self.matrix.choose(first, today if view.month.first <= today <= day else max(day, view.month.first), quiet=True)
        chosen = self.matrix.chosen()
        if chosen is not None:
            self.day.show_day(view, *chosen)
            self.day.setVisible(self.segment.current == "calendar")

    def _show_empty(self, view: AttendanceView) -> None:
        empty = view.result.covered_until is None
        if self.empty is not None:
            self.empty.hide()
            self.empty.deleteLater()
            self.empty = None
        self.empty_card.setVisible(empty)
        self.matrix_card.setVisible(not empty)
        if not empty:
            return
        self.waiting_card.setVisible(bool(self.waiting.records()))
        self.day.hide()
        month = month_text(view.month)
        if not view.result.employees:
            said = _("Nobody is employed in this month. Import the people first.")
            buttons = []
            if self.desk.may(Permission.EDIT_STAFF):
                buttons = [Button(_("Import people"), "users", "primary", on=self._bring_people), TemplateButton(self.desk, "staff")]
            self.empty = EmptyState("users", _("{month} has no people yet").format(month=month), said, buttons)
        else:
            said = _(
                "Understood are the exports of DingTalk, WeCom, ZK and Deli clocks, plain lists and our templates; any other table once "
                "you say what its columns are. Choose the file, or drop it on this window."
            )
            buttons = []
            if self.desk.may(Permission.IMPORT_ATTENDANCE):
                buttons = [
                    Button(_("Import attendance"), "upload", "primary", on=self.bring_in),
                    TemplateButton(self.desk, "punches"),
                ]
                if samples.files():
                    buttons.append(SamplesButton(self.desk))
            else:
                said = _("They are shown here once the supervisor has imported them.")
            self.empty = EmptyState("clock", _("{month} has no clock-in records yet").format(month=month), said, buttons)
        self.empty_card.body.addWidget(self.empty, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        """The list gets the room of its rows, at most two fifths; the matrix the rest, at most that of its people."""
        room = max(200, self.height() - 56 - 12 - 10)
        rows = len(self.waiting.records())
        wanted = 44 + (rows * 34 + 3 if rows else 34)
        matrix = self.matrix.wanted_height() + self.legend.height() + 4
        if self.waiting_card.isHidden():
            wanted = 0
        listed = min(wanted, max(44 + 3 * 34 + 3, room - matrix, round(room * 0.4)))
        self.waiting_card.setFixedHeight(max(1, listed))
        self.matrix_card.setFixedHeight(max(140, min(matrix, room - listed)))

    def where(self) -> tuple[object, ...]:
        chosen = self.matrix.chosen() if self.segment.current == "calendar" else None
        return () if chosen is None else (chosen,)

    def goto(self, what: object) -> None:
        if isinstance(what, tuple) and len(what) == 2 and isinstance(what[1], date):
            self.show_day(int(what[0]), what[1])
        elif isinstance(what, Month):
            self.period.set_month(what)
        elif isinstance(what, date):
            self.period.set_month(Month.of(what))
        elif isinstance(what, str) and "-" in what:
            self.period.set_month(Month.parse(what))
        elif isinstance(what, str):
            self.segment.choose(what)

    def show_day(self, employee_id: int, day: date) -> None:
        """Go to one person's day in the calendar."""
        self.segment.choose("calendar")
        self.period.set_month(Month.of(day))
        self._settle()
        if self.matrix.choose(employee_id, day):
            self.matrix.setFocus()

    def _month_changed(self) -> None:
        self.stale = True
        self.matrix.cell = None
        self._settle()

    def _segment(self, key: str) -> None:
        if key == "compare" and self.compare is None:
            self.compare = CompareView(self.desk)
            self.compare.shown.connect(self.show_day)
            self.stack.addWidget(self.compare)
        pages = {"calendar": self.calendar, "records": self.records, "bulletin": self.bulletin, "compare": self.compare}
        page = pages[key]
        assert page is not None
        self.stack.setCurrentWidget(page)
        self.period.setVisible(key != "bulletin")
        self.day.setVisible(key == "calendar" and self.empty_card.isHidden() and self.matrix.cell is not None)
        if key == "bulletin" and self.bulletin is not None:
            self.bulletin.refresh()
        if key == "compare" and self.compare is not None:
            self.compare.show_month(self.month)

    def earlier(self) -> None:
        """Alt+←"""
        if self.segment.current == "bulletin" and self.bulletin is not None:
            self.bulletin.week.earlier()
        else:
            self.period.earlier()

    def later(self) -> None:
        """Alt+→"""
        if self.segment.current == "bulletin" and self.bulletin is not None:
            self.bulletin.week.later()
        else:
            self.period.later()

    # the matrix and the panel
    def _cell_moved(self, employee_id: int, day: date) -> None:
        if self.view is None:
            return
        if self.day.isHidden():
            self.day.show()
            self._place_panel()
        self.day.show_day(self.view, employee_id, day)

    def _row_chosen(self, record: object) -> None:
        row = self.waiting.current()
        if row is not None and self.waiting.hasFocus():
            self.matrix.choose(row.employee.id, row.day)

    def next_open(self) -> None:
        """N"""
        self.segment.choose("calendar")
        if self.matrix.next_open():
            self.matrix.setFocus()
        else:
            self.desk.toast(_("Nothing waits for a decision"))

    def _day_before(self) -> None:
        self._step(-1)

    def _day_after(self) -> None:
        self._step(1)

    def _step(self, by: int) -> None:
        cell = self.matrix.cell
        if cell is not None and 0 <= cell[1] + by < len(self.matrix.days):
            self.matrix.choose(self.matrix.rows[cell[0]].person.employee_id, self.matrix.days[cell[1] + by])

    def _first_button(self) -> None:
        """Enter: what the day's row in the list offers first, else the panel's first button."""
        chosen = self.matrix.chosen()
        if chosen is None or self.view is None or not self.view.may_decide:
            return
        row = next((one for one in self.waiting.records() if (one.employee.id, one.day) == chosen), None)
        if row is not None:
            self.decider.run(row, buttons_of(row)[0].id)
            return
        first = next((one for one in (self.day.correct, self.day.leave, self.day.outing, self.day.overtime) if not one.isHidden()), None)
        if first is not None:
            first.click()

    def _panel_asked(self, what: str) -> None:
        self._record(what)

    def _record(self, what: str) -> None:
        chosen = self.matrix.chosen()
        if chosen is None or self.view is None or not self.view.may_decide or self.segment.current != "calendar":
            return
        employee_id, day = chosen
        person = self.view.person(employee_id)
        found = self.view.day(employee_id, day)
        if person is None or found is None or found.kind is DayType.NOT_EMPLOYED:
            return
        if what == "waive":
            self.decider.waive(self.view, employee_id, day)
        elif what in ("correction", "outing") and found.shift is None:
            self.desk.toast(_("There is no shift on this day"), tone="warn")
        else:
            self.decider.record(what, person, day)

    def _key_correct(self) -> None:
        self._record("correction")

    def _key_leave(self) -> None:
        self._record("leave")

    def _key_outing(self) -> None:
        self._record("outing")

    def _enter_overtime(self) -> None:
        self._record("overtime")

    def _waive(self) -> None:
        self._record("waive")

    def _take_back(self, kind: str, record_id: int) -> None:
        self.desk.do(attendance.remove, kind, record_id)

    def _cell_menu(self, point: QPoint) -> None:
        chosen = self.matrix.chosen()
        if chosen is None or self.view is None:
            return
        found = self.view.day(*chosen)
        entries: list[QAction | tuple[str, str, object] | None] = []
        if self.view.may_decide and found is not None and found.kind is not DayType.NOT_EMPLOYED:
            if found.shift is not None:
                entries.append(("stamp", _("Correct a punch…"), self._key_correct))
            entries.append(("tree-palm", _("Enter leave…"), self._key_leave))
            if found.shift is not None:
                entries.append(("map-pin", _("Enter an outing…"), self._key_outing))
            entries.append(("clock", _("Enter overtime…"), self._enter_overtime))
            if any(one not in found.waived and one is not Anomaly.PENDING for one in found.anomalies):
                entries.append(("pen-line", _("Waive, write why…"), self._waive))
            entries.append(None)
        if self.desk.may(Permission.SEE_ROSTER):
            entries.append(("calendar-days", _("Open the roster of the day"), self._open_roster))
        menu(self, *entries).popup(point)  # type: ignore[arg-type]

    def _open_roster(self) -> None:
        chosen = self.matrix.chosen()
        if chosen is not None:
            self.desk.open("roster", chosen[1])

    # importing, printing
    def bring_in(self) -> None:
        """Choose a clock-in file and import it."""
        from csdesk.ui.attendance.import_dialog import choose_and_import

        choose_and_import(self.window(), self.desk, "punches")

    def _bring_people(self) -> None:
        from csdesk.ui.attendance.import_dialog import choose_and_import

        choose_and_import(self.window(), self.desk, "staff")

    def try_samples(self) -> None:
        """Copy the sample files and choose one of them."""
        try_samples(self.window(), self.desk)

    def show_imports(self) -> None:
        """What was imported, with taking back; people who wait to be mapped."""
        from csdesk.ui.attendance.imports_list import ImportsDialog

        ImportsDialog(self.desk, self).open()

    def _print_menu(self) -> None:
        entries = [
            ("printer", _("Attendance sheet, A4…"), self.print_shown),
            ("printer", _("Attendance sheet, A3…"), self.print_large),
            ("file-spreadsheet", _("Attendance as Excel…"), self.export),
        ]
        if self.segment.current == "bulletin" and self.bulletin is not None:
            entries = [
                ("printer", _("Print the bulletin…"), self.bulletin.print_shown),
                ("file-spreadsheet", _("Bulletin as Excel…"), self.bulletin.export),
            ]
        menu(self, *entries).popup(self.print_button.mapToGlobal(QPoint(0, self.print_button.height() + 2)))

    def print_shown(self) -> None:
        """Ctrl+P: the attendance sheet with its signature column (or the bulletin) as PDF, A4."""
        if not self.desk.may(Permission.SEE_ATTENDANCE):
            return
        if self.segment.current == "bulletin" and self.bulletin is not None:
            self.bulletin.print_shown()
        else:
            self._print("A4")

    def print_large(self) -> None:
        """The attendance sheet on A3."""
        self._print("A3")

    def _print(self, size: str) -> None:
        from csdesk.ui import saving

        name = _("Attendance {month} {size}").format(month=self.month, size=size)
        saving.print_paper(self, self.desk, "attendance", name, self.month, size=size)

    def export(self) -> None:
        """Ctrl+E: the attendance sheet (or the bulletin) as Excel."""
        if not self.desk.may(Permission.SEE_ATTENDANCE):
            return
        if self.segment.current == "bulletin" and self.bulletin is not None:
            self.bulletin.export()
            return
        from csdesk.ui import saving

        saving.save_sheet(self, self.desk, "attendance", _("Attendance {month}").format(month=self.month), self.month)

    def focus_body(self) -> None:
        """F6"""
        here = self.stack.currentWidget()
        target: QWidget = self.matrix if here is self.calendar else self.records.table if here is self.records else self.segment
        if self.compare is not None and here is self.compare:
            target = self.compare.table
        target.setFocus(Qt.FocusReason.TabFocusReason)
