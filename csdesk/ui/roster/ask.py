"""Asking: a rest day or a shift one would like, leave, a swap; one's own, by whoever plans anybody's."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time

from PySide6.QtWidgets import QCheckBox, QLineEdit, QWidget

from csdesk.actions import requests
from csdesk.core.attendance import Leave
from csdesk.core.changes import Changes
from csdesk.core.permission import Permission
from csdesk.core.problem import UserError
from csdesk.core.roster import REST
from csdesk.core.roster_check import LiveRoster
from csdesk.core.roster_fix import who_is
from csdesk.core.rules import Rules
from csdesk.core.staff import Employee
from csdesk.i18n import gettext as _
from csdesk.ui.desk import Desk
from csdesk.ui.kit import ComboBox, Dialog, Form, Note, Segment, row
from csdesk.ui.kit.days import DayEdit, day_problem, needed_day_problem, parse_day


class AskDialog(Dialog):
    """`AskDialog(page, desk, live, people, who, day, kind)`, kind: wish | leave | swap. What is refused is said in the dialog."""

    def __init__(
        self, parent: QWidget, desk: Desk, live: LiveRoster, people: Sequence[Employee], who: int, day: date, kind: str = "wish"
    ) -> None:
        super().__init__(parent, _("Ask for"), width=500)
        self.desk, self.live = desk, live
        self._shown_day: date | None = day
        self.kind = Segment([("wish", _("Rest or a shift")), ("leave", _("Leave")), ("swap", _("A swap"))], kind, name=_("What"))
        self.kind.chosen.connect(self._show_kind)
        self.body.addLayout(row(self.kind, None))
        self.trouble = Note("", "danger", "circle-alert")
        self.trouble.hide()
        self.body.addWidget(self.trouble)
        rules = live.rules_on(live.month.first)
        self.form = Form(label_width=72)
        self.person = ComboBox([(one.id, who_is(live, one)) for one in people], who)
        self.form.add("person", _("Employee"), self.person)
        self.form.add("day", _("Day"), DayEdit(day), check=needed_day_problem)
        shifts = [(shift.code, shift.name) for shift in rules.shifts]
        self.form.add("code", _("Would like"), ComboBox([(REST, _("Rest day")), *shifts]))
        self.form.add("last", _("Until"), DayEdit(day), check=self._last_problem)
        self.form.add("type", _("Kind of leave"), ComboBox([(one.name, one.name) for one in rules.leave.types]))
        self.form.add("other_day", _("For their"), DayEdit(empty=_("same day")), check=day_problem)
        self.partner = ComboBox(name=_("With"))
        self.form.add("partner", _("With"), self.partner)
        reason = QLineEdit()
        self.form.add("reason", _("Reason"), reason)
        emergency = QCheckBox(_("An emergency, asked for afterwards"))
        emergency.setAccessibleName(emergency.text())
        self.form.add("emergency", "", emergency)
        self.body.addWidget(self.form)
        self.hint = Note("", "neutral", "info")
        self.body.addWidget(self.hint)
        self.form["person"].changed.connect(self._show_day)
        self.form["day"].changed.connect(self._show_day)
        self.form["other_day"].changed.connect(self._show_day)
        self.form["code"].changed.connect(self._show_day)
        self.form["emergency"].changed.connect(self._show_day)
        self.button(_("Cancel"), self.reject)
        self.ask = self.primary(_("Ask"), self._ask, "send")
        self._show_kind(kind)

    def _show_kind(self, kind: object) -> None:
        shown = {"wish": ("code",), "leave": ("last", "type", "emergency"), "swap": ("other_day", "partner")}[str(kind)]
        for name in ("code", "last", "type", "other_day", "partner", "emergency"):
            self.form.show_line(name, name in shown)
        self.form.show_line("person", self.person.count() > 1)
        self.trouble.hide()
        self._show_day()

    def _day(self) -> date | None:
        try:
            return parse_day(self.form["day"].value())
        except UserError:
            return None

    def _last_problem(self, value: str) -> str | None:
        last, first = parse_day(value), self._day()
        return _("The leave ends before it begins") if last is not None and first is not None and last < first else None

    def _show_day(self) -> None:
        """The notice that is kept, and with whom the day could be swapped."""
        day = self._day()
        if self.kind.current == "leave" and day is not None and parse_day_or_none(self.form["last"].value()) in (None, self._shown_day):
            self.form["last"].set_value(day.isoformat())
        self._shown_day = day
        self.hint.setVisible(day is not None)
        if day is None:
            return
        if self.kind.current == "swap":
            self._show_partners(day)
            return
        rules = self.live.rules_on(self.live.month.first)
        self.hint.say(notice(rules, day, self.desk.session.now.date(), leave=self.kind.current == "leave"))
        rest = self.form["code"].value() == REST
        calm = self.kind.current == "wish" and not rest or self.kind.current == "leave" and self.form["emergency"].value()
        self.hint.setVisible(not calm)

    def _show_partners(self, day: date) -> None:
        other_day = parse_day_or_none(self.form["other_day"].value())
        try:
            found = requests.swap_partners(self.desk.session, self.person.key(), day)
        except UserError as error:
            self.partner.fill([])
            self.hint.say(error.message)
            return
        options = []
        if other_day in (None, day):
            for one in found:
                words = self._held(one.employee, one.code, day)
                options.append((one.employee.id, f"{words} ({one.problems[0].sentence})" if one.problems else words))
        else:  # another day of theirs: what it would break is said with the request
            assert other_day is not None
            options = [(one.employee.id, self._held(one.employee, None, other_day)) for one in found]
        self.partner.fill(options)
        self.hint.say(_("The supervisor decides; both are told by the roster") if options else _("Nobody can swap this day"))

    def _held(self, employee: Employee, code: str | None, day: date) -> str:
        """Somebody and what they have on a day, as far as whoever asks may see it."""
        code = code or self.live.code(employee.id, day)
        shift = self.live.shift_on(day, code)
        return " · ".join(part for part in (who_is(self.live, employee), shift.name if shift else code or "") if part)

    def _ask(self) -> None:
        if not self.form.valid():
            return
        day = self._day()
        assert day is not None
        try:
            done = self._asked(day)
        except UserError as error:
            self.trouble.say(error.message)
            self.trouble.show()
            return
        self.desk.toast(done.message, link=_("Undo"), call=self.desk.undo)
        self.accept()

    def _asked(self, day: date) -> Changes:
        who, values, kind = self.person.key(), self.form.values(), self.kind.current
        if kind == "wish":
            return self.desk.quietly(requests.ask_wish, who, day, values["code"], values["reason"])
        if kind == "swap":
            if values["partner"] is None:
                raise UserError(_("Nobody can swap this day"), code="other")
            return self.desk.quietly(requests.ask_swap, who, day, values["partner"], parse_day(values["other_day"]), values["reason"])
        start, end = (datetime.combine(one, time.min) for one in (day, parse_day(values["last"]) or day))
        leave = Leave(0, who, values["type"] or "", start, end, whole_days=True, emergency=values["emergency"], reason=values["reason"])
        return self.desk.quietly(requests.ask_leave, leave)


def parse_day_or_none(text: str) -> date | None:
    try:
        return parse_day(text)
    except UserError:
        return None


def notice(rules: Rules, day: date, today: date, *, leave: bool) -> str:
    """Whether the rules' notice is kept when asking today."""
    want = rules.leave.notice_days if leave else rules.rest_days.notice_days
    ahead = (day - today).days
    if ahead >= want:
        return _("{n} days ahead; the rules want {want}").format(n=ahead, want=want)
    return _("{n} days ahead, the rules want {want}: it can be asked for all the same").format(n=max(0, ahead), want=want)


def askers(desk: Desk, live: LiveRoster) -> list[Employee]:
    """For whom the person at the desk may ask: for everybody who plans, else for oneself; empty = for nobody."""
    if desk.may(Permission.EDIT_ROSTER):
        return list(live.employees)
    return [one for one in live.employees if one.id == desk.session.employee_id]
