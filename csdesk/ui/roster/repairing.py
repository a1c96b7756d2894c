"""有人来不了: who, what, which days; the three smallest changes of the roster, shown in the grid, one of them taken."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from csdesk.actions import repair
from csdesk.core.calendar import Month
from csdesk.core.planning import USUAL_PERCENT, Promotion
from csdesk.core.problem import UserError
from csdesk.core.roster_check import LiveRoster
from csdesk.core.roster_fix import who_is
from csdesk.i18n import gettext as _
from csdesk.ui.kit import Button, ComboBox, Form, Line, Note, NumberBox, Text, month_text, row
from csdesk.ui.kit.basic import paragraph
from csdesk.ui.kit.days import DayEdit, needed_day_problem, parse_day
from csdesk.ui.kit.panel import SidePanel
from csdesk.ui.roster.offers import ROOM, WIDTH, Offer, connect_steps

if TYPE_CHECKING:
    from csdesk.ui.child import Watch
    from csdesk.ui.roster.page import RosterPage

FIELDS = {  # what happened -> the lines of the form that it needs
    "ill": ("who", "first", "last"), "leaving": ("who", "first"), "unable": ("who", "first"),
    "promotion": ("name", "percent", "first", "last"),
}  # fmt: skip


class RepairPanel(SidePanel):
    """The form, and under it what could be done (`answer`)."""

    def __init__(self) -> None:
        super().__init__(_("Somebody can't come"), width=WIDTH, closes=True)
        self.what = ComboBox()
        self.who = ComboBox()
        self.form = Form(label_width=56)
        self.form.add("what", _("What"), self.what)
        self.form.add("who", _("Employee"), self.who)
        self.form.add("name", _("Name"), QLineEdit(), check=_name_problem)
        self.form.add("percent", _("More people"), NumberBox(USUAL_PERCENT, 1, 500, suffix=" %"))
        self.form.add("first", _("From"), DayEdit(), check=needed_day_problem)
        self.form.add("last", _("To"), DayEdit(), check=self._last_problem)
        self.form["what"].changed.connect(self.show_lines)
        self.form["first"].changed.connect(self._first_changed)
        self.body.addWidget(self.form)
        self.ask = Button(_("Work out who can step in"), "search").wide()
        self.stop = Button(_("Cancel")).wide()
        self.stop.hide()
        self.body.addLayout(row(self.ask, self.stop))
        self.trouble = Note("", "danger", "circle-alert")
        self.trouble.hide()
        self.body.addWidget(self.trouble)
        self.answer = QWidget()
        self.body.addWidget(self.answer)
        self._first: date | None = None

    def fill(self, live: LiveRoster, who: int, first: date, last: date) -> None:
        """For a person and days of the month."""
        self.note.setText(month_text(live.month))
        types = [one.name for one in live.rules_on(first).leave.types]
        kinds: list[tuple[Any, str]] = [(("ill", name), name) for name in types]
        kinds += [
            (("leaving", ""), _("Leaves the firm")), (("unable", ""), _("Can't have this shift")),
            (("promotion", ""), _("A sales day is added")),
        ]  # fmt: skip
        sick = next((key for key, words in kinds if "病" in words), kinds[0][0])
        self.what.fill(kinds, sick)
        self.who.fill([(one.id, who_is(live, one)) for one in live.employees], who)
        self.form["first"].set_value(first.isoformat())
        self.form["last"].set_value(last.isoformat())
        self._first = first
        self.show_lines()
        self.say("")
        self.clear_answer()

    def kind(self) -> str:
        return str((self.what.key() or ("ill", ""))[0])

    def show_lines(self) -> None:
        """Only what the kind of event needs."""
        kind = self.kind()
        for name in ("who", "name", "percent", "first", "last"):
            self.form.show_line(name, name in FIELDS[kind])
        words = {"leaving": _("Last working day"), "unable": _("Day")}
        self.form.labels["first"].setText(words.get(kind, _("From")))

    def _first_changed(self) -> None:
        """The end goes along with the begin."""
        first, last = _day(self.form["first"].value()), _day(self.form["last"].value())
        if first is not None and (last is None or last == self._first or last < first):
            self.form["last"].set_value(first.isoformat())
        self._first = first

    def _last_problem(self, value: str) -> str | None:
        last, first = parse_day(value), _day(self.form["first"].value())
        return _("It ends before it begins") if last is None or (first is not None and last < first) else None

    def happening(self) -> repair.Happening | None:
        """What the form says; None where a line is wrong."""
        kind = self.kind()
        if not all(self.form[name].validate() for name in FIELDS[kind]):
            return None
        first = parse_day(self.form["first"].value())
        last = parse_day(self.form["last"].value()) if kind in ("ill", "promotion") else first
        assert first is not None and last is not None
        who = self.who.key()
        if kind == "ill":
            return repair.Ill(who, first, last, self.what.key()[1])
        if kind == "leaving":
            return repair.Leaving(who, first)
        if kind == "unable":
            return repair.Unable(who, first)
        return repair.Promoted(Promotion(0, first, last, self.form["name"].value(), self.form["percent"].value()))

    def say(self, trouble: str) -> None:
        self.trouble.say(trouble)
        self.trouble.setVisible(bool(trouble))

    def show_working(self, on: bool) -> None:
        self.ask.setVisible(not on)
        self.stop.setVisible(on)

    def clear_answer(self) -> QVBoxLayout:
        """An empty place under the form; returns its layout."""
        fresh = QWidget()
        layout = QVBoxLayout(fresh)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        self.body.replaceWidget(self.answer, fresh)
        fresh.show()  # at once: a card in it is to have the keyboard
        self.answer.hide()
        self.answer.deleteLater()
        self.answer = fresh
        return layout


class Repairing(QObject):
    """Holds the panel for its page and runs the child that works it out."""

    def __init__(self, page: RosterPage) -> None:
        super().__init__(page)
        self.page, self.desk = page, page.desk
        self.panel = RepairPanel()
        self.panel.hide()
        self.panel.setParent(page)
        self.panel.ask.clicked.connect(self.ask)
        self.panel.stop.clicked.connect(self.cancel)
        self.panel.closed.connect(self._closed)
        self.offers: list[Offer] = []
        self.prepared: repair.Prepared | None = None
        self._watch: Watch | None = None

    def open(self) -> None:
        """For the chosen person and days."""
        live, view = self.page.live, self.page.view
        if live is None or view is None or not view.editable or not live.employees:
            return
        self.page.proposing.close()
        who, days = live.employees[0].id, [max(live.month.first, self.desk.session.now.date())]
        if self.page.here.filled():
            who, day = self.page.here.place()
            days = sorted(one for person, one in self.page.here.chosen_cells() if person == who) or [day]
        self.panel.fill(live, who, days[0], days[-1])
        self.page.open_panel(self.panel)
        self.panel.what.setFocus(Qt.FocusReason.TabFocusReason)

    def open_for(self, who: int, day: date) -> None:
        """For somebody who can't have the shift of a day."""
        self.page.here.go_to(who, day)
        self.open()
        if self.panel.isVisible():
            self.panel.what.choose(("unable", ""))
            self.panel.show_lines()

    def fill_place(self, day: date, shift: str, post: str) -> None:
        """A place that nobody has: who could step in."""
        self.open()
        if self.panel.isVisible():
            self._work_out(repair.Missing(day, shift, post))

    def ask(self) -> None:
        happening = self.panel.happening()
        if happening is not None:
            self._work_out(happening)

    def _month(self, happening: repair.Happening) -> Month:
        """The month in which it happens: the one shown, unless its days lie in another one."""
        first = getattr(happening, "first", None) or getattr(happening, "day", None)
        return Month.of(first) if isinstance(first, date) else self.page.month

    def _work_out(self, happening: repair.Happening) -> None:
        self.cancel()
        self.panel.say("")
        self.panel.clear_answer()
        self.offers = []
        self.page.look_at(None)
        month = self._month(happening)
        if month != self.page.month:
            self.page.period.set_month(month)
        try:
            self.prepared = repair.prepare(self.desk.session, month, happening)
        except UserError as error:
            self.panel.say(error.message)
            return
        self._watch = self.desk.compute(*self.prepared.work)
        self._watch.over.connect(self._over)
        self.panel.show_working(True)
        self.panel.clear_answer().addWidget(Text(_("Working it out…"), "body", "muted"))

    def cancel(self) -> None:
        """Leave what is being worked out."""
        if self._watch is not None:
            self._watch.leave()
            self._watch = None
            self.panel.clear_answer()
        self.panel.show_working(False)

    def _over(self) -> None:
        watch, self._watch = self._watch, None
        self.panel.show_working(False)
        layout = self.panel.clear_answer()
        if watch is None or self.prepared is None:
            return
        if watch.child.failure is not None:
            self.panel.say(watch.child.failure.message)
            return
        result = getattr(watch.child, "result", None)
        if result is not None:
            self._show(repair.read(self.prepared, result), layout)

    def _show(self, found: repair.Repairs, layout: QVBoxLayout) -> None:
        layout.addWidget(Line())
        title = paragraph(found.title, "heading", ROOM + 20)
        layout.addWidget(title)
        if found.typed:
            layout.addWidget(paragraph(_("Nothing else helps: cells that you typed would move"), "small", ROOM + 20, "warn"))
        self.offers = []
        for number, one in enumerate(found.offers):
            count = len(one.moves)
            said = _("{n} cells change").format(n=count) if count else _("Nobody else has to move")
            offer = Offer(said, one, _("Take this one"))
            if one.proven:
                offer.add_chip(_("proven smallest") if not number else _("proven, next smallest"))
            self.offers.append(offer)
        if not found.offers or found.offers[0].moves:
            said = _("Only enter it, move nobody")
            self.offers.append(Offer(said, found.untouched, _("Only enter it")))
        if not found.offers:
            said = _("No change makes it better than it is") if found.untouched.short else _("Nobody else has to move")
            layout.addWidget(paragraph(said, "body", ROOM + 20))
        for offer in self.offers:
            offer.looked.connect(self._looked)
            offer.taken.connect(self._take)
            layout.addWidget(offer)
            offer.show()
        connect_steps(self.offers)
        self.offers[0].setFocus(Qt.FocusReason.TabFocusReason)

    def _looked(self, mended: repair.Mended) -> None:
        """The grid shows what it would be."""
        self.page.look_at(mended.changes)

    def _take(self, offer: Offer) -> None:
        assert self.prepared is not None
        self.page.look_at(None)
        if self.desk.do(repair.take, self.prepared, offer.mended) is not None:
            self.panel.close_panel()

    def _closed(self) -> None:
        self.cancel()
        self.offers, self.prepared = [], None
        self.page.look_at(None)
        self.page.focus_body()


def _day(text: str) -> date | None:
    try:
        return parse_day(text)
    except UserError:
        return None


def _name_problem(value: str) -> str | None:
    return None if value else _("Give the sale a name")
