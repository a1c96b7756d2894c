"""排班: the month's grid with its filters, conflicts and prints. What is typed is shown at once and written in the same breath."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from PySide6.QtCore import QPoint, QRect, Qt, QTimer
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QMenu, QWidget

from csdesk.actions import roster
from csdesk.core.attendance import Leave
from csdesk.core.calendar import Month
from csdesk.core.changes import Changes, Topic
from csdesk.core.permission import Permission
from csdesk.core.problem import Problem, UserError
from csdesk.core.roster import LEAVE, REST, Cell, Violation
from csdesk.core.roster_check import LAW, STAFFING, Change, LiveRoster, on_leave
from csdesk.core.roster_fix import Fix, partners, swapped, who_is
from csdesk.core.rules import Rules
from csdesk.core.staff import Employee
from csdesk.i18n import N_, pgettext
from csdesk.i18n import gettext as _
from csdesk.ui import icons
from csdesk.ui.desk import Desk
from csdesk.ui.kit import Button, Card, Chip, EmptyState, PeriodPicker, Segment, menu, month_text, row
from csdesk.ui.kit.form import ComboBox
from csdesk.ui.page import Page
from csdesk.ui.roster import keys
from csdesk.ui.roster.explain import ConflictPopover, HistoryPopover
from csdesk.ui.roster.grid import RosterGrid
from csdesk.ui.roster.leave import LeaveDialog
from csdesk.ui.roster.legend import Legend

GRACE_MS = 250  # on the way from a cell to its popover
MOST_PARTNERS = 14


class _Do:
    """A call with its arguments, for a menu entry."""

    def __init__(self, call: object, *given: object) -> None:
        self._call, self._given = call, given

    def now(self) -> None:
        self._call(*self._given)  # type: ignore[operator]


class RosterPage(Page):
    name, icon = "roster", "calendar-days"
    topics = frozenset({Topic.ROSTER, Topic.STAFF, Topic.RULES, Topic.CALENDAR, Topic.MONTH})
    title = N_("Roster")
    help = N_(
        "Type a shift's letter into a cell; Enter goes down, Tab to the right, Del clears. Shift and arrows choose a block, its lower "
        "right corner fills, Ctrl+C and Ctrl+V work with Excel. Drag a chosen cell to move or swap it, with Ctrl to copy, with Alt to "
        "swap the whole day of two people. P pins, F2 offers the shifts, F9 goes to the next conflict, F1 on a conflict says why and what "
        "would help. Page up and down change the month."
    )

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.month = Month.of(desk.session.now.date())
        self.week: date | None = None  # Monday of the week shown, None = the month
        self.view: roster.RosterView | None = None
        self.live: LiveRoster | None = None
        self._writing = False
        self._blank_wanted: Month | None = None  # 自己排 was pressed for this month
        self._jumped: dict[str, int] = {}
        self.popover: ConflictPopover | None = None
        self._hovering = False
        self._leaving = QTimer(self)
        self._leaving.setSingleShot(True)
        self._leaving.setInterval(GRACE_MS)
        self._leaving.timeout.connect(self._maybe_close)

        self.period = PeriodPicker(self.month)
        self.period.changed.connect(self._period_changed)
        self.header.add_left(self.period)
        edit = Permission.EDIT_ROSTER
        self._undo = Button(icon="undo-2", kind="ghost", on=desk.undo, tip=_("Undo (Ctrl+Z)"))
        self._redo = Button(icon="redo-2", kind="ghost", on=desk.redo, tip=_("Redo (Ctrl+Y)"))
        self._print = Button(icon="printer", kind="ghost", on=self.print_shown, tip=_("Print the roster (Ctrl+P)"))
        self._more = Button(icon="ellipsis", kind="ghost", on=self._more_menu, tip=_("More"))
        for button in (self._undo, self._redo):
            if not desk.may(edit):
                button.hide()
        for button in (self._undo, self._redo, self._print, self._more):
            self.header.add_right(button)

        self.span = Segment([("month", pgettext("span", "Month")), ("week", pgettext("span", "Week"))], name=_("Span"))
        self.span.chosen.connect(self._span_chosen)
        self.post = ComboBox(name=_("Post"))
        self.shift = ComboBox(name=_("Shift"))
        for box in (self.post, self.shift):
            box.setFixedWidth(104)
            box.currentIndexChanged.connect(self._filter_changed)
        self.conflicts = Chip(tall=True, on=self.next_conflict)
        self.shortages = Chip(tall=True, on=self.next_shortage)
        self.leadless = Chip(tall=True, on=self.next_leadless)
        self.shopless = Chip(tall=True, on=self.next_shopless)
        self.hints = Chip(tall=True, on=self.next_hint)
        self.notes = Chip(tall=True, on=self.next_note)
        self.state = Chip(tall=True)
        self.bring = Button(_("Import Excel"), "upload", on=self.bring_in)
        self.go_on = Button(_("Continue last month"), "copy", on=self.continue_pattern)
        self.tools = QWidget()
        self.tools.setLayout(
            row(
                self.span,
                self.post,
                self.shift,
                self.conflicts,
                self.shortages,
                self.leadless,
                self.shopless,
                self.hints,
                self.notes,
                None,
                self.state,
                self.go_on,
                self.bring,
                gap=8,
            )
        )
        self.body.addWidget(self.tools)
        self.body.setSpacing(8)

        self.grid = RosterGrid()
        self.grid.edited.connect(self.write)
        self.grid.pasted.connect(self._paste)
        self.grid.pin_asked.connect(self.pin)
        self.grid.explain.connect(self._explain)
        self.grid.menu_asked.connect(self._menu)
        self.grid.step.connect(self._step)
        self.grid.chosen.connect(self._close_popover)
        self.legend = Legend()
        self.body.addWidget(self.grid, 1)
        self.body.addWidget(self.legend)
        self._empty_holder: QWidget | None = None
        self.body.addStretch(0)

        self.action(_("Next conflict"), self.next_conflict, icon="triangle-alert")
        self.action(_("Continue last month"), self.continue_pattern, icon="copy", permission=edit)
        self.action(_("Copy last week"), self.copy_last_week, icon="calendar-range", permission=edit)
        self._import = self.action(_("Import a roster from Excel"), self.bring_in, icon="upload", permission=edit)
        self.action(_("Choose a shift"), self._shift_menu, "F2", permission=edit)
        self.action(_("To today"), self.to_today)

    # showing

    def editing(self) -> bool:
        return self.grid.busy() or super().editing()

    def refresh(self) -> None:
        self._close_popover()
        self.view = self.desk.query(roster.month_view, self.month)
        self._import.setVisible(self._can_import())
        view = self.view
        if view is None:
            return
        away = on_leave(view.leaves, view.cells, view.rules)
        self.live = LiveRoster(view.cells, view.employees, view.rules, view.calendar, self.month, away=away, planning=view.planning)
        posts = list(dict.fromkeys(one.post for one in view.employees if one.post))
        rules = view.rules.on(self.month.first)
        self.post.fill([("", _("All posts")), *((post, post) for post in posts)])
        shifts = [(shift.code, shift.name) for shift in rules.shifts]
        self.shift.fill([("", _("All shifts")), *shifts, (REST, _("Rest day")), (LEAVE, _("On leave"))])
        self.legend.show_rules(rules, editable=view.editable)
        self._show()

    def _show(self) -> None:
        view, live = self.view, self.live
        if view is None or live is None:
            return
        self._show_empty(view)
        self.grid.show_roster(
            live,
            self._groups(view),
            self._days(),
            today=self.desk.session.now.date(),
            editable=view.editable,
            lines=self._lines(live),
            dim=self.shift.key() or None,
            counts=_("{n} people").format(n=len(self._shown_people(view))),
            week=self.week is not None,
        )
        self._count()

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

    def _days(self) -> list[date]:
        if self.week is None:
            return list(self.month.days())
        return [day for day in (self.week + timedelta(days=n) for n in range(7)) if self.month.first <= day <= self.month.last]

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
        found = counted(live.violations())
        if not self.desk.may(Permission.SEE_ROSTER):
            found = [one for one in found if one.employee_id is not None]
        for chip, group, words, tone, icon in (
            (self.conflicts, "conflict", _("Conflicts {n}"), "danger", "triangle-alert"),
            (self.shortages, "short", _("Short {n}"), "danger", "users"),
            (self.leadless, "no_lead", _("No lead {n}"), "warn", "users"),
            (self.shopless, "no_shop", _("No shop {n}"), "warn", "users"),
            (self.hints, "law", _("Law {n}"), "neutral", "scale"),
            (self.notes, "hint", _("Hints {n}"), "neutral", "info"),
        ):
            count = sum(1 for one in found if kind(one) == group)
            said = words.format(n=count)
            if chip.spec.words != said:
                chip.say(said, tone, icon)
            chip.setVisible(count > 0)
        frozen = _("Closed") if view.closed else "" if view.editable else _("Read only")
        self.state.say(frozen, "neutral", "lock")
        self.state.setVisible(bool(frozen))
        self.bring.setVisible(self._can_import())
        self.go_on.setVisible(view.editable and live.blanks() > 0 and self._empty_holder is None)

    def _show_empty(self, view: roster.RosterView) -> None:
        if self._empty_holder is not None:
            self._empty_holder.hide()
            self.body.removeWidget(self._empty_holder)
            self._empty_holder.deleteLater()
            self._empty_holder = None
        bare = not any(Month.of(cell.day) == self.month for cell in view.cells)
        shown = not view.employees or (bare and (not view.editable or self._blank_wanted != self.month))
        for part in (self.grid, self.legend, self.tools):
            part.setVisible(not shown)
        if not shown:
            return
        if not view.employees:
            title, words = _("Nobody works here in {month}").format(month=month_text(self.month)), _("The grid needs people first.")
            buttons = [Button(_("To the staff"), "users", "primary", on=self._to_staff)] if self.desk.may(Permission.EDIT_STAFF) else []
        else:
            title = _("No roster for {month} yet").format(month=month_text(self.month))
            words = _("Go on with last month's pattern, bring in an Excel sheet, or type it yourself.") if view.editable else ""
            buttons = (
                [
                    Button(_("Continue last month"), "copy", "primary", on=self.continue_pattern),
                    Button(_("Import Excel"), "upload", on=self.bring_in),
                    Button(_("Type it"), "pen-line", on=self._start_blank),
                ]
                if view.editable
                else []
            )
            if buttons and not self._can_import():
                buttons.pop(1)
        card = Card().flush()
        card.body.addWidget(EmptyState("calendar-days", title, words, buttons))
        self._empty_holder = card
        self.body.insertWidget(0, card, 1)

    def _to_staff(self) -> None:
        self.desk.open("staff")

    def _start_blank(self) -> None:
        self._blank_wanted = self.month
        self._show()
        self.grid.setFocus()

    def focus_body(self) -> None:
        self.grid.setFocus() if self.grid.isVisible() else super().focus_body()

    def goto(self, what: object) -> None:
        """A month, a day, a person's id, or (person's id, day)."""
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
        if self.live is not None and self.grid.isVisible() and (person is not None or day is not None):
            here = self.desk.session.now.date()
            self.grid.go_to(person, day or (here if Month.of(here) == self.month else self.month.first))
            self.grid.setFocus()

    # months and weeks

    def _period_changed(self, month: Month) -> None:
        self.month = month
        if self.week is not None and not any(Month.of(self.week + timedelta(days=n)) == month for n in range(7)):
            self.week = month.first - timedelta(days=month.first.weekday())
        self._jumped.clear()
        self.stale = True
        self._settle()

    def _span_chosen(self, key: str) -> None:
        if key == "week" and self.live is not None:
            day = self.grid.place()[1] if self.grid.scene is not None and self.grid.scene.people else self.month.first
            self.week = day - timedelta(days=day.weekday())
        else:
            self.week = None
        self._show()
        self.grid.setFocus()

    def _step(self, step: int) -> None:
        """PgUp and PgDn, Alt+← and Alt+→: a month, in the week's view a week."""
        if self.week is None:
            self.period.set_month(self.month.next() if step > 0 else self.month.previous())
            return
        self.week += timedelta(days=7 * step)
        month = Month.of(self.week) if step < 0 else Month.of(self.week + timedelta(days=6))
        if step < 0 and Month.of(self.week + timedelta(days=6)) == self.month:
            month = self.month
        if step > 0 and Month.of(self.week) == self.month:
            month = self.month
        if month != self.month:
            self.period.set_month(month)
        else:
            self._show()

    def earlier(self) -> None:
        self._step(-1)

    def later(self) -> None:
        self._step(1)

    def to_today(self) -> None:
        self.goto(self.desk.session.now.date())

    def _filter_changed(self) -> None:
        self._jumped.clear()
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
        live = self.live
        if live is None:
            return False
        before = [(live.as_it_is(who, day), live.source(who, day)) for who, day, *_rest in changes]
        self._writing = True
        try:
            self.grid.show_touched(live.put(changes))
            try:
                self.desk.quietly(roster.write_cells, list(changes), label=label)
            except UserError as error:
                for change, source in before:
                    self.grid.show_touched(live.put([change], source))
                self.desk.refuse(error)
                return False
        finally:
            self._writing = False
        self._count()
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
        """P: pin the chosen cells, or free them when all of them are pinned."""
        live = self.live
        if live is None or self.view is None or not self.view.editable:
            return
        cells = []
        for who, day in self.grid.chosen_cells():
            code = live.code(who, day)
            if code is not None:
                cells.append(Cell(who, day, code, live.source(who, day), live.as_it_is(who, day)[3]))
        if cells:
            self.desk.do(roster.pin, cells, pinned=any(cell.source != "pinned" for cell in cells))

    def continue_pattern(self) -> None:
        """从上月接着轮: everybody's pattern goes on into the blank cells."""
        self.desk.do(roster.continue_from_last_month, self.month)
        self.grid.setFocus()

    def copy_last_week(self) -> None:
        """The week before into the blank cells of the week under the cursor, for everybody shown; leave is not copied."""
        live = self.live
        if live is None or self.view is None or not self.view.editable or not self.grid.isVisible():
            return
        day = self.grid.place()[1]
        monday = day - timedelta(days=day.weekday())
        days = [one for one in (monday + timedelta(days=n) for n in range(7)) if Month.of(one) == self.month]
        changes: list[Change] = []
        for one in self._shown_people(self.view):
            for day in days:
                code = live.code(one.id, day - timedelta(days=7))
                if code not in (None, LEAVE) and live.code(one.id, day) is None and one.employed_on(day):
                    changes.append((one.id, day, code))
        if changes:
            self.write(changes, _("Copy last week"))
        else:
            self.desk.toast(_("Nothing to copy: the week is full, or the one before is blank"), tone="accent")

    def _can_import(self) -> bool:
        """The window owns the import dialog; where it has none nothing offers it."""
        return self.desk.may(Permission.EDIT_ROSTER) and callable(getattr(self.window(), "import_file", None))

    def bring_in(self) -> None:
        """Import a roster sheet."""
        if self._can_import():
            getattr(self.window(), "import_file")(kind="roster", month=self.month)  # noqa: B009 - the window class must not be known here

    # conflicts

    def _close_popover(self) -> None:
        if self.popover is not None:
            popover, self.popover = self.popover, None
            popover.close()

    def _popover_gone(self) -> None:
        if self.sender() is self.popover or self.popover is None:
            self.popover = None

    def _explain(self, rect: QRect, found: tuple[Violation, ...], focus: bool) -> None:
        if not found:
            if self.popover is not None and self._hovering:
                self._leaving.start()
            return
        self._leaving.stop()
        self._close_popover()
        if self.live is None or self.view is None:
            return
        self._hovering = not focus and self.grid.underMouse() and rect.contains(self.grid.mapFromGlobal(QCursor.pos()))
        popover = ConflictPopover(self.grid, self.live, found, editable=self.view.editable)
        popover.fixed.connect(self._fix)
        popover.closed.connect(self._popover_gone)
        self.popover = popover
        popover.show_at(rect, focus=focus)
        if focus and popover.buttons:
            popover.buttons[0].setFocus(Qt.FocusReason.TabFocusReason)

    def _maybe_close(self) -> None:
        if self.popover is None or not self._hovering:
            return
        if self.popover.underMouse():
            self._leaving.start()
        else:
            self._close_popover()

    def _fix(self, fix: Fix) -> None:
        self.popover = None
        self.write(fix.changes, fix.label)
        self.grid.setFocus()

    def next_conflict(self) -> None:
        self._jump("conflict")

    def next_shortage(self) -> None:
        self._jump("short")

    def next_leadless(self) -> None:
        self._jump("no_lead")

    def next_shopless(self) -> None:
        self._jump("no_shop")

    def next_hint(self) -> None:
        self._jump("law")

    def next_note(self) -> None:
        self._jump("hint")

    def _jump(self, group: str) -> None:
        """Go to the next one of a kind and explain it there; round at the end."""
        live = self.live
        if live is None:
            return
        found = [one for one in counted(live.violations()) if kind(one) == group]
        if not found:
            return
        if self.week is not None:
            self.span.choose("month")
        number = self._jumped.get(group, -1) + 1
        self._jumped[group] = number = number if number < len(found) else 0
        one = found[number]
        if one.employee_id is not None and self.post.key() and live.employee(one.employee_id).post != self.post.key():
            self.post.choose("")
        self.grid.setFocus()
        if one.employee_id is None:
            self.grid.go_to(None, one.day)
            self._explain(self.grid.day_rect(one.shift, one.post, one.day), (one,), False)
        elif self.grid.go_to(one.employee_id, one.day):
            self._explain(self.grid.cell_rect(one.employee_id, one.day), (one,), False)

    # the menu of a cell

    def _menu(self, point: QPoint) -> None:
        live, view = self.live, self.view
        if live is None or view is None:
            return
        who, day = self.grid.place()
        made = QMenu(self)
        made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if view.editable:
            self._add_shifts(made, live.rules_on(day))
            made.addSeparator()
            pinned = live.code(who, day) is not None and live.source(who, day) == "pinned"
            self._entry(made, "pin", _("Unpin") if pinned else _("Pin the cell"), "P", self.pin)
            self._add_partners(made, live, who, day)
            if view.leaves is not None and self.desk.may(Permission.DECIDE_ATTENDANCE):
                self._entry(made, "tree-palm", _("Enter leave…"), "", self.enter_leave)
            made.addSeparator()
        if live.of_cell(who, day):
            hard = any(one.hard for one in live.of_cell(who, day))
            self._entry(made, "info", _("Why a conflict") if hard else _("Why a hint"), "F1", self._why)
        if self.desk.may(Permission.SEE_ATTENDANCE):
            self._entry(made, "history", _("Who changed it"), "", self.show_history)
        if view.editable:
            self._entry(made, "eraser", _("Clear"), "Del", self.grid.clear)
        made.popup(point)

    def _entry(self, made: QMenu, icon: str, words: str, keys_shown: str, call: object) -> None:
        action = made.addAction(f"{words}\t{keys_shown}" if keys_shown else words)
        if icon:
            action.setIcon(icons.icon(icon))
        do = _Do(call)
        action.setProperty("do", do)
        action.triggered.connect(do.now)

    def _add_shifts(self, made: QMenu, rules: Rules) -> None:
        letters: dict[str, str] = {}
        for key, code in keys.keys(rules).items():
            if len(key) == 1 and key.isascii():
                letters[code] = key  # the later ones are the initials: B W X J
        for shift in rules.shifts:
            do = _Do(self.grid.set_code, shift.code)
            self._entry(made, "", f"{shift.name} {keys.hours(shift)}", letters.get(shift.code, ""), do.now)
        for code, words in ((REST, _("Rest day")), (LEAVE, _("On leave"))):
            self._entry(made, "", words, letters.get(code, ""), _Do(self.grid.set_code, code).now)

    def _shift_menu(self) -> None:
        """F2: what the cell can be."""
        if self.live is None or self.view is None or not self.view.editable or not self.grid.isVisible():
            return
        who, day = self.grid.place()
        made = QMenu(self)
        made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._add_shifts(made, self.live.rules_on(day))
        made.popup(self.grid.mapToGlobal(self.grid.cell_rect(who, day).bottomLeft()))

    def _add_partners(self, made: QMenu, live: LiveRoster, who: int, day: date) -> None:
        if live.code(who, day) is None:
            return
        others = made.addMenu(icons.icon("arrow-left-right"), _("Swap with…"))
        found = partners(live, who, day)
        for partner in found[:MOST_PARTNERS]:
            words = f"{who_is(live, partner.employee)} · {self.grid.words_of(day, partner.code)}"
            if partner.problems:
                words = f"{words}  ({partner.problems[0].sentence})"
            self._entry(others, "triangle-alert" if partner.problems else "", words, "", _Do(self.swap, who, partner.employee.id, day).now)
        others.setEnabled(bool(found))

    def swap(self, who: int, other: int, day: date) -> None:
        """Two people change their shifts of a day."""
        live = self.live
        if live is not None:
            self.write(swapped(live, who, other, day) or (), _("Swap shifts"))

    def _why(self) -> None:
        self.grid.explain_here(focus=True)

    def show_history(self) -> None:
        """谁改过: every change of the cell."""
        if self.live is None:
            return
        who, day = self.grid.place()
        entries = self.desk.query(roster.cell_history, who, day)
        if entries is not None:
            title = self.grid.sentence(who, day).split(", ")
            words = self.grid.words_of
            shown = [(one.at, one.by, words(day, one.before), words(day, one.after), one.label) for one in entries]
            popover = HistoryPopover(self.grid, " · ".join(title[:2]), shown)
            popover.show_at(self.grid.cell_rect(who, day))

    def enter_leave(self) -> None:
        """记假: over the chosen days of the person under the cursor."""
        live = self.live
        if live is None:
            return
        who, day = self.grid.place()
        days = sorted(one for person, one in self.grid.chosen_cells() if person == who) or [day]
        dialog = LeaveDialog(self, self.desk, live.employee(who), days[0], days[-1], live.rules_on(day))
        dialog.saved.connect(self._save_leave)
        dialog.open()

    def _save_leave(self, leave: Leave) -> None:
        self.desk.do(roster.enter_leave, leave)
        self.grid.setFocus()

    # out

    def _file_name(self) -> str:
        return _("Roster {month}").format(month=month_text(self.month))

    def print_shown(self) -> None:
        from csdesk.ui import saving

        saving.save_paper(self, self.desk, "roster", self._file_name(), self.month)

    def export(self) -> None:
        from csdesk.ui import saving

        saving.save_sheet(self, self.desk, "roster", self._file_name(), self.month)

    def _more_menu(self) -> None:
        entries: list[tuple[str, str, object] | None] = [
            ("file-spreadsheet", f"{_('To Excel')}\tCtrl+E", self.export),
            ("printer", f"{_('Print the roster')}\tCtrl+P", self.print_shown),
            ("calendar-check", _("To today"), self.to_today),
        ]
        if self._can_import():
            entries += [None, ("upload", _("Import Excel"), self.bring_in)]
        if self.view is not None and self.view.editable:
            entries += [None, ("copy", _("Continue last month"), self.continue_pattern)]
            entries += [("calendar-range", _("Copy last week"), self.copy_last_week)]
        shown = menu(self, *entries)  # type: ignore[arg-type]
        shown.popup(self._more.mapToGlobal(QPoint(0, self._more.height() + 2)))


def kind(one: Violation) -> str:
    """Which chip counts it: conflict, short, no_lead, no_shop, law or hint."""
    if one.rule in STAFFING:
        return one.rule
    return "conflict" if one.hard else "law" if one.rule in LAW else "hint"


def counted(found: Sequence[Violation]) -> list[Violation]:
    """What the chips count: every conflict and shortage, but a hint once a person (the first of the month)."""
    seen: set[tuple[str, int | None, date | None]] = set()
    result = []
    for one in found:
        key = (one.rule, one.employee_id, None if one.employee_id is not None else one.day)
        if one.hard or one.rule in STAFFING or key not in seen:
            result.append(one)
            seen.add(key)
    return result
