"""What the roster page does with requests: the panel at the side, asking, deciding, open shifts and who takes them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtWidgets import QMenu

from csdesk.actions import requests
from csdesk.actions.requests import Request
from csdesk.core.attendance import Status
from csdesk.core.permission import Permission
from csdesk.core.planning import OpenShift, OpenState, Planning
from csdesk.core.roster import LEAVE
from csdesk.core.roster_check import LiveRoster, fits
from csdesk.core.roster_fix import who_is
from csdesk.core.staff import Employee
from csdesk.i18n import gettext as _
from csdesk.i18n import pgettext
from csdesk.ui.kit import Button, row
from csdesk.ui.roster import menus
from csdesk.ui.roster.ask import AskDialog, askers
from csdesk.ui.roster.requests import RequestsPanel

if TYPE_CHECKING:
    from csdesk.actions.roster import RosterView
    from csdesk.ui.roster.page import RosterPage

MOST_TAKERS = 16


class Asking(QObject):
    """Holds the panel (`panel`) and the button that opens it (`button`) for its page."""

    def __init__(self, page: RosterPage) -> None:
        super().__init__(page)
        self.page, self.desk = page, page.desk
        self.decides = self.desk.may(Permission.EDIT_ROSTER)
        self.button = Button(pgettext("roster", "Requests"), "clipboard-check", on=self.toggle, tip=_("Requests (F4)"))
        self.panel = RequestsPanel()
        self.panel.hide()
        self.panel.setParent(page)
        self.panel.decided.connect(self._decide)
        self.panel.withdrawn.connect(self._withdraw)
        self.panel.taken.connect(self._take)
        self.panel.give_asked.connect(self._offer)
        self.panel.mend_asked.connect(self._mend)
        self.panel.entered.connect(self._show_place)
        self.panel.month_asked.connect(page.period.set_month)
        self.panel.closed.connect(self._closed)
        self.ask_wish = Button(_("Rest or a shift…"), "calendar-check", on=self.ask)
        self.ask_leave = Button(_("Leave…"), "tree-palm", on=self.ask_for_leave)
        self.ask_swap = Button(_("Swap…"), "arrow-left-right", on=self.ask_for_swap)
        for one in (self.ask_wish, self.ask_leave, self.ask_swap):
            one.wide()
        self.panel.foot.addLayout(row(self.ask_wish))
        self.panel.foot.addLayout(row(self.ask_leave, self.ask_swap))

    # showing

    def refresh(self, view: RosterView) -> None:
        """Count what waits on the button; fill the panel where it is open."""
        count = waiting(view) if self.decides else 0
        self.button.set_words(_("Requests {n}").format(n=count) if count else pgettext("roster", "Requests"))
        self.button.setVisible(self.decides or bool(self._people()))
        for one in (self.ask_wish, self.ask_leave, self.ask_swap):
            one.setVisible(bool(self._people()) and not view.closed)
        if self.panel.isVisible():
            self._fill()

    def _fill(self) -> None:
        live = self.page.live
        found = self.desk.query(requests.requests, self.page.month)
        if live is not None and found is not None:
            names = [one.name for one in live.employees]
            twice = frozenset(name for name in names if names.count(name) > 1)
            elsewhere = self.desk.query(requests.waiting_months) or {}
            self.panel.show_requests(found, twice, decides=self.decides, month=self.page.month, elsewhere=elsewhere)

    def toggle(self) -> None:
        """F4: open the list with the keyboard in it, or close it."""
        if self.panel.isVisible():
            self.panel.close_panel()
        elif self.page.live is not None:
            self.page.open_panel(self.panel)
            self._fill()
            self.panel.begin()

    def _closed(self) -> None:
        self.page.focus_body()

    def _mend(self, one: Request) -> None:
        """A swap that would break a rule: the smallest change of the roster by which the person need not have this shift."""
        if one.employee is not None:
            self.page.repairing.open_for(one.employee.id, one.first)

    def _show_place(self, one: Request) -> None:
        """The grid goes along to the day that is asked for."""
        live = self.page.live
        if live is not None and self.page.here.filled() and live.month.first <= one.first <= live.month.last:
            self.page.reach(one.first)
            self.page.here.go_to(one.employee.id if one.employee is not None else None, one.first)

    # asking

    def _people(self) -> list[Employee]:
        return askers(self.desk, self.page.live) if self.page.live is not None else []

    def ask(self, kind: str = "wish") -> None:
        """For the person and day under the cursor where one may ask for them."""
        live, people = self.page.live, self._people()
        if live is None or not people:
            return
        who, day = people[0].id, self.desk.session.now.date()
        if self.page.here.filled():
            place = self.page.here.place()
            day = place[1]
            who = place[0] if any(one.id == place[0] for one in people) else who
        AskDialog(self.page, self.desk, live, people, who, day, kind).open()

    def ask_for_leave(self) -> None:
        self.ask("leave")

    def ask_for_swap(self) -> None:
        self.ask("swap")

    def may_ask(self, employee_id: int) -> bool:
        return any(one.id == employee_id for one in self._people())

    # deciding

    def _decide(self, one: Request, approve: bool, answer: str) -> None:
        self.desk.do(requests.decide, one.kind, one.id, approve=approve, answer=answer)

    def _withdraw(self, one: Request) -> None:
        self.desk.do(requests.withdraw, one.kind, one.id)

    # open shifts

    def open_shift(self, day: date, shift: str, post: str) -> None:
        """招人顶班: offer a shift to everybody."""
        self.desk.do(requests.open_shift, day, shift, post)

    def _take(self, one: Request) -> None:
        self.desk.do(requests.ask_open_shift, one.id)

    def _give(self, number: int, employee_id: int) -> None:
        self.desk.do(requests.give_open_shift, number, employee_id)

    def _offer(self, one: Request, point: QPoint) -> None:
        """Who could take it: those without a new conflict first, with what they have on the day."""
        live, view = self.page.live, self.page.view
        shown = next((each for each in view.planning.open_shifts if each.id == one.id), None) if view is not None else None
        if live is None or shown is None:
            return
        made = QMenu(self.page)
        made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for employee, wrong in takers(live, shown)[:MOST_TAKERS]:
            words = f"{who_is(live, employee)} · {self.page.here.words_of(shown.day, live.code(employee.id, shown.day))}"
            words = f"{words}  ({wrong})" if wrong else words
            menus.entry(made, "triangle-alert" if wrong else "", words, self._give, shown.id, employee.id)
        if made.isEmpty():
            made.addAction(_("Nobody can take it")).setEnabled(False)
        made.popup(point)


def waiting(view: RosterView) -> int:
    """Requests of the month that somebody has to decide."""
    planning: Planning = view.planning
    states = [one.status for one in planning.wishes] + [one.status for one in planning.swaps] + [one.status for one in view.leaves]
    return states.count(Status.PENDING) + sum(one.state is OpenState.ASKED for one in planning.open_shifts)


def takers(live: LiveRoster, shift: OpenShift) -> list[tuple[Employee, str]]:
    """Everybody whose posts allow it and who does not work or is away then, with the first conflict it would make."""
    found = []
    for one in live.employees:
        code = live.code(one.id, shift.day)
        post = next((each for each in live.planning.posts(one) if not shift.post or fits(shift.post, each)), None)
        if post is None or not one.employed_on(shift.day) or code == LEAVE or live.shift_on(shift.day, code) is not None:
            continue
        added, _gone = live.weigh((live.taking(one.id, shift.day, shift.shift, post),))
        wrong = next((each.sentence for each in added if each.hard and each.rule != "short"), "")
        found.append((one, wrong))
    return sorted(found, key=lambda each: bool(each[1]))
