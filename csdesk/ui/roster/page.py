"""排班: the month's grid with its filters, conflicts and prints. What is typed is shown at once and written in the same breath."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from functools import partial

from PySide6.QtCore import QPoint
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from csdesk.actions import planning, roster
from csdesk.core.attendance import Leave
from csdesk.core.calendar import Month
from csdesk.core.changes import Changes, Topic
from csdesk.core.permission import Permission
from csdesk.core.planning import Published, since_published
from csdesk.core.problem import Problem, UserError
from csdesk.core.roster import LEAVE, REST, Cell
from csdesk.core.roster_check import Change, LiveRoster, on_leave
from csdesk.core.roster_fix import swapped
from csdesk.core.staff import Employee
from csdesk.i18n import N_, pgettext
from csdesk.i18n import gettext as _
from csdesk.ui.desk import Desk
from csdesk.ui.kit import Button, Card, Chip, EmptyState, PeriodPicker, Segment, menu, month_text, row
from csdesk.ui.kit.flow import Flow
from csdesk.ui.kit.form import ComboBox
from csdesk.ui.kit.panel import SidePanel
from csdesk.ui.page import Page
from csdesk.ui.roster import menus
from csdesk.ui.roster.asking import Asking
from csdesk.ui.roster.board import ShiftBoard
from csdesk.ui.roster.doubting import Doubting
from csdesk.ui.roster.explain import HistoryPopover
from csdesk.ui.roster.grid import RosterGrid
from csdesk.ui.roster.leave import LeaveDialog
from csdesk.ui.roster.legend import Legend
from csdesk.ui.roster.needs import NeedDialog, SalesDialog
from csdesk.ui.roster.out import Out
from csdesk.ui.roster.proposing import Propose, Proposing
from csdesk.ui.roster.published import ChangesPopover, PublishDialog, PublishedBar
from csdesk.ui.roster.repairing import Repairing
from csdesk.ui.roster.scene import Scene, scene_of
from csdesk.ui.roster.span import WEEKS, Span
from csdesk.ui.roster.surface import RosterSurface
from csdesk.ui.roster.terms import TermsDialog
from csdesk.ui.roster.wrong import Wrong
from csdesk.ui.templates import TemplateButton


class RosterPage(Page):
    name, icon = "roster", "calendar-days"
    topics = frozenset({Topic.ROSTER, Topic.STAFF, Topic.RULES, Topic.CALENDAR, Topic.MONTH})
    title = N_("Roster")
    keys = (
        ("B W X J", N_("Set the shift by its letter: day, night, rest, leave")),
        ("P", N_("Pin the cell, or free it")),
        ("Del", N_("Clear the chosen cells")),
        ("Ctrl+D", N_("Fill down")),
        ("Ctrl+R", N_("Fill to the right")),
        ("PgUp  PgDn", N_("Month or weeks before and after")),
        ("F9", N_("Next conflict")),
        ("F1", N_("On a conflict: why, and what mends it")),
        ("Space", N_("Pause a proposal that runs")),
    )

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.month = Month.of(desk.session.now.date())
        self.shown = Span(self.month)
        self.view: roster.RosterView | None = None
        self.live: LiveRoster | None = None
        self._differs: set[tuple[int, date]] = set()  # cells that are no longer as they were published
        self._writing = False
        self._blank_wanted: Month | None = None  # 自己排 was pressed for this month

        self.period = PeriodPicker(self.month)
        self.period.changed.connect(self._period_changed)
        self.header.add_left(self.period)
        self.by = Segment([("person", pgettext("roster", "By person")), ("shift", pgettext("roster", "By shift"))], name=_("Rows"))
        self.by.chosen.connect(self._by_chosen)
        self.header.add_left(self.by)
        self.by.setVisible(desk.may(Permission.SEE_ROSTER))
        edit = Permission.EDIT_ROSTER
        self._undo = Button(icon="undo-2", kind="ghost", on=desk.undo, tip=_("Undo (Ctrl+Z)"))
        self._redo = Button(icon="redo-2", kind="ghost", on=desk.redo, tip=_("Redo (Ctrl+Y)"))
        self._print = Button(icon="printer", kind="ghost", on=self.print_shown, tip=_("Print the roster (Ctrl+P)"))
        self._more = Button(icon="ellipsis", kind="ghost", on=self._more_menu, tip=_("More"))
        self.out = Out(self, desk, lambda: self.month)
        for button in (self._undo, self._redo):
            if not desk.may(edit):
                button.hide()
        for button in (self._undo, self._redo, self._print, self._more):
            self.header.add_right(button)

        spans = [("month", pgettext("span", "Month")), ("fortnight", pgettext("span", "Two weeks")), ("week", pgettext("span", "Week"))]
        self.span = Segment(spans, name=_("Span"))
        self.span.chosen.connect(self._span_chosen)
        self.post = ComboBox(name=_("Post"))
        self.shift = ComboBox(name=_("Shift"))
        for box in (self.post, self.shift):
            box.setFixedWidth(104)
            box.currentIndexChanged.connect(self._filter_changed)
        self.wrong = Wrong(self)
        self.state = Chip(tall=True)
        self.published = PublishedBar()
        self.published.publish_asked.connect(self.ask_publish)
        self.published.changes_asked.connect(self.show_changes)
        self.asking = Asking(self)
        self.proposing = Proposing(self)
        self.repairing = Repairing(self)
        self.doubting = Doubting(self)
        self._looked: LiveRoster | None = None  # what a change that is offered would make of the roster
        self._looked_cells: set[tuple[int, date]] = set()
        self.end = QWidget()
        self.end.setLayout(row(self.state, self.published, self.asking.button, self.proposing.button))
        self.tools = Flow((self.span, self.post, self.shift, *self.wrong.chips.values()), end=self.end)
        self.body.addWidget(self.tools)
        self.body.addWidget(self.proposing.bar)
        self.body.setSpacing(8)

        self.grid, self.board = RosterGrid(), ShiftBoard()
        for surface in (self.grid, self.board):
            surface.edited.connect(self.write)
            surface.pasted.connect(self._paste)
            surface.pin_asked.connect(self.pin)
            surface.explain.connect(self.wrong.explain)
            surface.menu_asked.connect(self._menu)
            surface.day_menu_asked.connect(self._day_menu)
            surface.step.connect(self._step)
            surface.chosen.connect(self.wrong.close)
            surface.chosen.connect(self.proposing.show_chosen)
            self.body.addWidget(surface, 1)
        self.board.hide()
        self.legend = Legend()
        self.body.addWidget(self.legend)
        self._empty_holder: QWidget | None = None
        self.body.addStretch(0)

        self.action(_("Next conflict"), self.next_conflict, icon="triangle-alert")
        self.action(_("Propose a roster"), self.proposing.begin, icon="wand-sparkles", permission=edit)
        self.action(_("Somebody can't come"), self.repairing.open, icon="user-minus", permission=edit)
        self.action(_("Why not"), self.doubting.open, icon="circle-question-mark", permission=edit)
        self.action(_("Continue last month"), self.continue_pattern, icon="copy", permission=edit)
        self.action(_("Needs and sales days"), self.open_sales, icon="megaphone", permission=edit)
        self.action(_("Publish the roster"), self.ask_publish, icon="send", permission=edit)
        self.action(_("Copy last week"), self.copy_last_week, icon="calendar-range", permission=edit)
        self.action(_("Copy last month"), self.copy_last_month, icon="calendar-days", permission=edit)
        self.action(_("Fill by everybody's rotation"), self.fill_rotation, icon="refresh-cw", permission=edit)
        self._import = self.action(_("Import a roster from Excel"), self.bring_in, icon="upload", permission=edit)
        self.action(_("Choose a shift"), self._shift_menu, "F2", permission=edit)
        self.action(pgettext("roster", "Requests"), self.asking.toggle, "F4", icon="clipboard-check")
        self.action(_("Ask for a rest day or a shift"), self.asking.ask, icon="calendar-check")
        self.action(_("Ask for leave"), self.asking.ask_for_leave, icon="tree-palm")
        self.action(_("Ask for a swap"), self.asking.ask_for_swap, icon="arrow-left-right")
        self.action(_("Planning terms of the person"), self.open_terms, icon="user", permission=edit)
        self.action(_("To today"), self.to_today)

    # showing

    @property
    def here(self) -> RosterSurface:
        """What is shown: the grid by person or the board by shift."""
        return self.board if self.by.current == "shift" else self.grid

    def editing(self) -> bool:
        return self.here.busy() or super().editing()

    def refresh(self) -> None:
        self.wrong.close()
        self._looked, self._looked_cells = None, set()
        self.view = self.desk.query(roster.month_view, self.month)
        self._import.setVisible(self._can_import())
        view = self.view
        if view is None:
            return
        away = on_leave(view.leaves, view.cells, view.rules)
        self.live = LiveRoster(view.cells, view.employees, view.rules, view.calendar, self.month, away=away, planning=view.planning)
        self._differs = {(one.employee_id, one.day) for one in self._since()}
        posts = list(dict.fromkeys(one.post for one in view.employees if one.post))
        rules = view.rules.on(self.month.first)
        self.post.fill([("", _("All posts")), *((post, post) for post in posts)])
        shifts = [(shift.code, shift.name) for shift in rules.shifts]
        self.shift.fill([("", _("All shifts")), *shifts, (REST, _("Rest day")), (LEAVE, _("On leave"))])
        self._show()
        self.asking.refresh(view)
        self.proposing.refresh()

    @property
    def seen(self) -> LiveRoster | None:
        """What the grid shows: a proposed roster while there is one, else the roster as it stands."""
        return self.proposing.seen or self._looked or self.live

    def look_at(self, changes: Sequence[Change] | None) -> None:
        """Show what changes that are offered would make of the roster; None = the roster as it stands."""
        if self.live is None or (changes is None and self._looked is None):
            return
        self._looked, self._looked_cells = None, set()
        if changes is not None:
            self._looked = self.live.copy()
            self._looked.put(changes, source="accepted")
            self._looked_cells = {change[:2] for change in changes}
            if changes and changes[0][1] in self.month.days():
                self.reach(changes[0][1])
        self._show()

    def show_again(self) -> None:
        """What is shown is another roster, or stands on other ground."""
        self._show()

    def open_panel(self, panel: SidePanel, *, keep: bool = False) -> None:
        """One panel at the side: another one closes, or only goes out of sight (`keep`)."""
        while self.panel is not None and self.panel is not panel and self.panel.isVisible():
            self.panel.hide() if keep else self.panel.close_panel()  # closing one may open the one it came from
        if self.panel is not panel:
            self.set_panel(panel)
        panel.show()
        panel.raise_()

    def _show(self) -> None:
        view, live = self.view, self.seen
        if view is None or live is None:
            return
        self.tools.setVisible(not self.proposing.active)
        self._show_empty(view)
        scene = self._scene(view, live)
        self.here.show_scene(scene, editable=view.editable)
        self.legend.explain(scene, by_shift=self.here is self.board, editable=view.editable)
        self._count()

    def _scene(self, view: roster.RosterView, live: LiveRoster) -> Scene:
        scene = scene_of(
            live,
            self._groups(view),
            self.shown.days(),
            today=self.desk.session.now.date(),
            lines=self._lines(live),
            dim=self.shift.key() or None,
            counts=_("{n} people").format(n=len(self._shown_people(view))),
        )
        self.proposing.mark(scene)
        if self._looked is not None and live is self._looked:
            scene.moved = self._looked_cells
        return scene

    def _shown_people(self, view: roster.RosterView) -> list[Employee]:
        post = self.post.key() or ""
        return [one for one in view.employees if not post or one.post == post]

    def _groups(self, view: roster.RosterView) -> list[list[Employee]]:
        """By post where there are several, else by team; in the order in which the posts first appear."""
        people = self._shown_people(view)
        by_post = len({one.post for one in people}) > 1
        groups: dict[str, list[Employee]] = {}
        for one in people:
            groups.setdefault(one.post if by_post else one.team, []).append(one)
        return list(groups.values())

    def _lines(self, live: LiveRoster) -> list[tuple[str, str]]:
        if not self.desk.may(Permission.SEE_ROSTER):
            return []  # the own row alone says nothing of coverage
        post, shift = self.post.key() or "", self.shift.key() or ""
        if shift in (REST, LEAVE):
            shift = ""
        return [(code, of) for code, of in live.demand_rows if (not post or post.startswith(of)) and (not shift or code == shift)]

    def _count(self) -> None:
        """The chips: how many of what; a chip without a count goes away."""
        live, view = self.live, self.view
        if live is None or view is None:
            return
        frozen = _("Closed") if view.closed else "" if view.editable else _("Read only")
        self.state.say(frozen, "neutral", "lock")
        self.state.setVisible(bool(frozen))
        if self._empty_holder is not None:
            return
        self.wrong.count(live, staffing=self.desk.may(Permission.SEE_ROSTER))
        self.published.say(view.planning.publication, len(self._differs), may=view.editable, closed=view.closed)

    def _since(self) -> list[Published]:
        """The cells that are no longer as they were published."""
        publication = self.view.planning.publication if self.view is not None else None
        return since_published(publication, self.live.cells()) if publication is not None and self.live is not None else []

    def _show_empty(self, view: roster.RosterView) -> None:
        if self._empty_holder is not None:
            self._empty_holder.hide()
            self.body.removeWidget(self._empty_holder)
            self._empty_holder.deleteLater()
            self._empty_holder = None
        bare = not any(Month.of(cell.day) == self.month for cell in view.cells)
        shown = not view.employees or (
            bare and self.proposing.seen is None and (not view.editable or self._blank_wanted != self.month))
        self.legend.setVisible(not shown)
        for part in (self.span, self.post, self.shift, *self.wrong.chips.values(), self.published):
            part.setVisible(not shown)
        self.proposing.button.setVisible(not shown and view.editable)
        for surface in (self.grid, self.board):
            surface.setVisible(not shown and surface is self.here)
        if shown:
            card = Card().flush()
            card.body.addWidget(self._empty(view))
            self._empty_holder = card
            self.body.insertWidget(1, card, 1)

    def _empty(self, view: roster.RosterView) -> EmptyState:
        """What a month without people or without a roster says, and the buttons that fill it."""
        month = month_text(self.month)
        if not view.employees:
            staff: list[Button] = []
            if self.desk.may(Permission.EDIT_STAFF):
                staff = [Button(_("To the staff"), "users", "primary", on=self._to_staff), TemplateButton(self.desk, "staff")]
            title, words = _("Nobody works here in {month}").format(month=month), _("The grid needs people first.")
            return EmptyState("calendar-days", title, words, staff)
        title = _("No roster for {month} yet").format(month=month)
        if not view.editable:
            return EmptyState("calendar-days", title, _("It is shown here once it is planned."))
        buttons = [
            Button(_("Propose a roster"), "wand-sparkles", "primary", on=self.proposing.begin),
            Button(_("Continue last month"), "copy", on=self.continue_pattern),
        ]
        if any(one.pattern for one in view.planning.terms.values()):
            buttons.append(Button(_("Fill by everybody's rotation"), "refresh-cw", on=self.fill_rotation))
        if self._can_import():
            buttons += [Button(_("Import Excel"), "upload", on=self.bring_in), TemplateButton(self.desk, "roster", self.month)]
        buttons.append(Button(_("Type it"), "pen-line", on=self._start_blank))
        words = _("Have one proposed, go on with last month's pattern, bring in an Excel sheet, or type it yourself.")
        return EmptyState("calendar-days", title, words, buttons)

    def _to_staff(self) -> None:
        self.desk.open("staff")

    def _start_blank(self) -> None:
        self._blank_wanted = self.month
        self._show()
        self.here.setFocus()

    def focus_body(self) -> None:
        self.here.setFocus() if self.here.isVisible() else super().focus_body()

    def where(self) -> tuple[object, ...]:
        return (self.here.place(),) if self.here.isVisible() and self.here.filled() else (self.month,)

    def held(self) -> str:
        return _("A proposed roster is open: take it or stop it first, then switch the language") if self.proposing.active else ""

    def goto(self, what: object) -> None:
        """A month, a day, a person's id, (person's id, day), or a month to propose."""
        if isinstance(what, Propose):
            self.goto(what.month)
            self.proposing.begin()
            return
        person, day = what if isinstance(what, tuple) and len(what) == 2 else (None, None)
        if isinstance(what, int):
            person = what
        elif isinstance(what, date):
            day = what
        month = what if isinstance(what, Month) else Month.of(day) if day is not None else self.month
        if month != self.month:
            self.period.set_month(month)
        if person is not None and self.post.key():
            self.post.choose("")
        if self.live is not None and self.here.isVisible() and (person is not None or day is not None):
            today = self.desk.session.now.date()
            day = day or (today if Month.of(today) == self.month else self.month.first)
            self.reach(day)
            self.here.go_to(person, day)
            self.here.setFocus()

    def reach(self, day: date) -> None:
        """The weeks shown hold the day."""
        if day not in self.shown.days():
            self.shown = Span.around(self.month, self.shown.weeks, day)
            self._show()

    # months and weeks

    def _period_changed(self, month: Month) -> None:
        self.proposing.close()
        self.month = month
        self.shown = self.shown.in_month(month)
        self.wrong.forget()
        self.stale = True
        self._settle()

    def _span_chosen(self, key: str) -> None:
        day = self.here.place()[1] if self.here.filled() else self.month.first
        self.shown = Span.around(self.month, WEEKS[key], day)
        self._show()
        self.here.setFocus()

    def _by_chosen(self, _key: str) -> None:
        left = self.grid if self.here is self.board else self.board
        place = left.place() if left.filled() else None
        self._show()
        if place is not None and self.here.filled():
            self.here.go_to(*place)
        self.here.setFocus()

    def _step(self, step: int) -> None:
        """PgUp and PgDn, Alt+← and Alt+→: a month, in the views of weeks as many weeks."""
        self.shown = self.shown.stepped(step)
        if self.shown.month != self.month:
            self.period.set_month(self.shown.month)
        else:
            self._show()

    def earlier(self) -> None:
        self._step(-1)

    def later(self) -> None:
        self._step(1)

    def to_today(self) -> None:
        self.goto(self.desk.session.now.date())

    def _filter_changed(self) -> None:
        self.wrong.forget()
        self._show()

    def find_here(self) -> None:
        """Ctrl+F: the filter of posts."""
        self.post.setFocus()
        self.post.showPopup()

    # writing

    def _changed(self, changes: Changes) -> None:
        if not self._writing:
            super()._changed(changes)

    def write(self, changes: Sequence[Change], label: str) -> bool:
        """Show the change with its conflicts at once, then store it as one undo step; a refusal takes it off the grid again."""
        self.desk.look()  # what another window wrote comes first
        self.look_at(None)
        live = self.live
        if live is None:
            return False
        before = [(live.as_it_is(who, day), live.source(who, day)) for who, day, *_rest in changes]
        self._writing = True
        try:
            touched = live.put(changes)
            if self.proposing.preview is not None:
                touched = self.proposing.preview.put(changes)
            self.here.show_touched(touched)
            try:
                self.desk.quietly(roster.write_cells, list(changes), label=label)
            except UserError as error:
                for change, source in before:
                    self.here.show_touched(live.put([change], source))
                self.proposing.refresh()
                self.desk.refuse(error)
                return False
        finally:
            self._writing = False
        scene = self.here.scene
        for who, day, *_rest in changes:  # what is no longer as published, without comparing the whole month
            self._differs.discard((who, day))
            if scene is not None and scene.changed(who, day):
                self._differs.add((who, day))
        self._count()
        self.proposing.edited()
        return True

    def _paste(self, changes: list[Change], lost: int) -> None:
        """A pasted block: one undo step; what was refused is listed, the rest stands."""
        problems: list[Problem] = []
        if changes:
            try:
                done = self.desk.quietly(roster.paste_cells, changes)
                if isinstance(done.value, tuple):
                    problems += [one for one in done.value if isinstance(one, Problem)]
                self.desk.toast(done.message, link=_("Undo"), call=self.desk.undo)
            except UserError as error:
                problems += error.problems or (Problem(error.code, error.message),)
        count = len(problems) + lost
        if lost:
            problems.append(Problem("outside", _("{n} cells of the block lie outside the grid").format(n=lost)))
        if problems:
            self.desk.refuse(UserError(_("{n} cells were not pasted").format(n=count), tuple(problems), "cells"))

    def pin(self) -> None:
        """P: pin the chosen cells, or free them when all of them are pinned; a proposed one is kept like this."""
        live = self.seen
        if live is None or self.view is None or not self.view.editable:
            return
        cells = []
        for who, day in self.here.chosen_cells():
            code = live.code(who, day)
            if code is not None:
                cells.append(Cell(who, day, code, live.source(who, day), live.as_it_is(who, day)[3]))
        if cells:
            self.desk.do(roster.pin, cells, pinned=any(cell.source != "pinned" for cell in cells))

    def continue_pattern(self) -> None:
        """从上月接着轮: everybody's pattern goes on into the blank cells."""
        self.desk.do(roster.continue_from_last_month, self.month)
        self.here.setFocus()

    def copy_last_week(self) -> None:
        """The week before into the blank cells of the week under the cursor, for everybody shown; leave is not copied."""
        if self._may_fill() and self.here.filled():
            day = self.here.place()[1]
            self._fill(planning.copy_week, day - timedelta(days=7), day)

    def copy_last_month(self) -> None:
        """The month before, weekday by weekday, into the blank cells, for everybody shown."""
        if self._may_fill():
            self._fill(planning.copy_month, self.month)

    def fill_rotation(self) -> None:
        """Everybody's own rotation into the blank cells of the month."""
        if self._may_fill():
            self._fill(planning.fill_rotation, self.month)

    def _may_fill(self) -> bool:
        return self.view is not None and self.view.editable

    def _fill(self, action: Callable[..., Changes], *given: object) -> None:
        assert self.view is not None
        self.desk.do(action, *given, {one.id for one in self._shown_people(self.view)})
        self.here.setFocus()

    def fill_day(self, day: date, code: str | None) -> None:
        """One code into the whole column of a day, for everybody shown."""
        live = self.live
        if live is not None and self.view is not None:
            people = [one for one in self._shown_people(self.view) if one.employed_on(day) and live.code(one.id, day) != code]
            if people:
                self.write([(one.id, day, code) for one in people], _("Fill a column"))

    def fill_day_down(self, day: date) -> None:
        """What the first one has on a day, for everybody shown."""
        if self.live is not None and self.view is not None:
            first = next((one for one in self._shown_people(self.view) if self.live.code(one.id, day) is not None), None)
            if first is not None:
                self.fill_day(day, self.live.code(first.id, day))

    def _can_import(self) -> bool:
        """The window owns the import dialog; where it has none nothing offers it."""
        return self.desk.may(Permission.EDIT_ROSTER) and callable(getattr(self.window(), "import_file", None))

    def bring_in(self) -> None:
        """Import a roster sheet."""
        if self._can_import():
            getattr(self.window(), "import_file")(kind="roster", month=self.month)  # noqa: B009 - the window class must not be known here

    # people's terms

    def open_terms(self) -> None:
        """约定: other posts, rest days, rotation of the person under the cursor."""
        live, view = self.live, self.view
        if live is not None and view is not None and self.desk.may(Permission.EDIT_ROSTER) and self.here.filled():
            who, day = self.here.place()
            TermsDialog(self, self.desk, live.employee(who), view.employees, live.rules_on(day)).open()

    # needs

    def change_needs(self, day: date) -> None:
        """这天改需要: of every shift and post."""
        if self.here.scene is not None and self.view is not None and self.view.editable:
            dialog = NeedDialog(self, self.here.scene, day)
            dialog.wanted.connect(partial(self._set_needs, day))
            dialog.open()

    def _set_needs(self, day: date, wanted: dict[tuple[str, str], int | None]) -> None:
        self.desk.do(planning.set_needs, day, wanted)

    def open_sales(self) -> None:
        """需要和大促: the sales days of the year and the days set by hand."""
        if self.live is not None and self.view is not None and self.view.editable:
            SalesDialog(self, self.desk, self.live).open()

    # giving it out

    def ask_publish(self) -> None:
        """发布: says what is open, asks for a word."""
        live, view = self.live, self.view
        if live is None or view is None or not view.editable or self._empty_holder is not None:
            return
        dialog = PublishDialog(self, self.month, live, self._since(), again=view.planning.publication is not None)
        dialog.wanted.connect(self._publish)
        dialog.open()

    def _publish(self, note: str) -> None:
        self.desk.do(planning.publish, self.month, note)

    def show_changes(self) -> None:
        """之后改了 n 格: which ones."""
        if self.live is not None and (changes := self._since()):
            popover = ChangesPopover(self.published, self.live, changes)
            popover.picked.connect(self._go_to_change)
            popover.show_at(self.published.changes.geometry())

    def _go_to_change(self, change: Published) -> None:
        self.goto((change.employee_id, change.day))

    def next_conflict(self) -> None:
        self.wrong.next("conflict")

    # the menu of a cell

    def _menu(self, point: QPoint) -> None:
        if self.here.filled() and self.view is not None:
            menus.cell_menu(self).popup(point)

    def _day_menu(self, point: QPoint, day: date) -> None:
        if self.view is not None and (made := menus.day_menu(self, day)) is not None:
            made.popup(point)

    def _shift_menu(self) -> None:
        """F2: what the cell can be."""
        if self.view is not None and self.view.editable and self.here.isVisible() and self.here.filled():
            made = menus.shift_menu(self)
            made.popup(self.here.mapToGlobal(self.here.cell_rect(*self.here.place()).bottomLeft()))

    def swap(self, who: int, other: int, day: date) -> None:
        """Two people change their shifts of a day."""
        live = self.seen
        if live is not None:
            self.write(swapped(live, who, other, day) or (), _("Swap shifts"))

    def why(self) -> None:
        self.here.explain_here(focus=True)

    def show_history(self) -> None:
        """谁改过: every change of the cell."""
        if self.live is None:
            return
        who, day = self.here.place()
        entries = self.desk.query(roster.cell_history, who, day)
        if entries is not None:
            title = self.here.sentence(who, day).split(", ")
            words = self.here.words_of
            shown = [(one.at, one.by, words(day, one.before), words(day, one.after), one.label) for one in entries]
            popover = HistoryPopover(self.here, " · ".join(title[:2]), shown)
            popover.show_at(self.here.cell_rect(who, day))

    def enter_leave(self) -> None:
        """记假: over the chosen days of the person under the cursor."""
        live = self.live
        if live is None:
            return
        who, day = self.here.place()
        days = sorted(one for person, one in self.here.chosen_cells() if person == who) or [day]
        dialog = LeaveDialog(self, self.desk, live.employee(who), days[0], days[-1], live.rules_on(day))
        dialog.saved.connect(self._save_leave)
        dialog.open()

    def _save_leave(self, leave: Leave) -> None:
        self.desk.do(roster.enter_leave, leave)
        self.here.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self.proposing.key(event):
            super().keyPressEvent(event)

    # out

    def print_shown(self) -> None:
        self.out.wall()

    def export(self) -> None:
        self.out.excel()

    def _more_menu(self) -> None:
        entries: list[tuple[str, str, object] | None] = [*self.out.entries(), None, ("calendar-check", _("To today"), self.to_today)]
        if self._can_import():
            entries += [None, ("upload", _("Import Excel"), self.bring_in)]
        if self.view is not None and self.view.editable:
            entries += [None, ("copy", _("Continue last month"), self.continue_pattern)]
            entries += [
                ("calendar-range", _("Copy last week"), self.copy_last_week),
                ("calendar-days", _("Copy last month"), self.copy_last_month),
                ("refresh-cw", _("Fill by everybody's rotation"), self.fill_rotation),
                None,
                ("megaphone", _("Needs and sales days…"), self.open_sales),
                ("user-minus", _("Somebody can't come…"), self.repairing.open),
                ("circle-question-mark", _("Why not…"), self.doubting.open),
            ]
        shown = menu(self, *entries)  # type: ignore[arg-type]
        shown.popup(self._more.mapToGlobal(QPoint(0, self._more.height() + 2)))

