"""建议排班: a search in child processes whose best roster so far stands in the grid, until it is taken or left."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from csdesk.actions import proposals
from csdesk.core.calendar import Month
from csdesk.core.roster_check import LiveRoster, Touched
from csdesk.core.rules import PlanningRules
from csdesk.i18n import gettext as _
from csdesk.i18n import pgettext
from csdesk.ui.kit import Button, Chip, Segment, Text, row
from csdesk.ui.roster.proposal_panel import ProposalPanel

if TYPE_CHECKING:
    from csdesk.solve import child
    from csdesk.solve.cost import Cost
    from csdesk.solve.model import Rows
    from csdesk.ui.child import Watch
    from csdesk.ui.roster.page import RosterPage
    from csdesk.ui.roster.scene import Scene

SECONDS = 60
SEED = 1  # the same month gives the same roster; going on takes the next one
RING_MS, RING_STEP = 600, 200  # a moved cell bears its ring
MOST_RINGS = 40  # where more move at once no ring says anything
FEW = 15  # people, among whom helpers are looked for while it runs; among more when it stands
WAIT_MS = 300  # after the last key or slider, before the search begins anew

Place = tuple[int, date]


@dataclass(frozen=True)
class Propose:
    """For the page's `goto`: show this month and begin to propose its roster."""

    month: Month


class Proposing(QObject):
    """Holds `button`, `bar` (over the grid while it runs) and `panel` for its page. `seen` is the roster that the grid shows."""

    def __init__(self, page: RosterPage) -> None:
        super().__init__(page)
        self.page, self.desk = page, page.desk
        self.seconds: float = SECONDS
        self.button = Button(_("Propose a roster"), "wand-sparkles", "primary", on=self.begin)
        self.panel = ProposalPanel()
        self.panel.hide()
        self.panel.setParent(page)
        self.chip = Chip(tall=True)
        self.chip.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.said = Text("", "small", "muted")
        self.which = Segment(
            [("proposed", pgettext("proposal", "Proposed")), ("present", pgettext("proposal", "Present")),
             ("both", pgettext("proposal", "Compare"))],
            name=_("Which roster"),
        )  # fmt: skip
        self.which.chosen.connect(self._which_chosen)
        self.bar = QWidget()
        self.bar.setLayout(row(self.chip, self.said, None, self.which))
        self.bar.hide()
        self.prepared: proposals.Prepared | None = None
        self.search: child.Proposal | None = None
        self.rows: Rows | None = None  # the best so far, and what it is
        self.found: proposals.Proposal | None = None
        self.preview: LiveRoster | None = None
        self._watch: Watch | None = None
        self._weights = PlanningRules()
        self._seed = SEED
        self._iterations: int | None = None  # as measured for the first search
        self._started = 0  # what the first roster of this search cost
        self._places: dict[Place, object] = {}  # what the preview differs in from the roster
        self._moved: set[Place] = set()
        self._rings: list[tuple[set[Place], int]] = []  # moved together, and how many steps they bear their ring still
        self._ringing = QTimer(self)
        self._ringing.setInterval(RING_STEP)
        self._ringing.timeout.connect(self._calm)
        self._touched: set[Place] = set()  # to be painted in the next turn: reading and painting in one would be felt
        self._painting = QTimer(self)
        self._painting.setSingleShot(True)
        self._painting.setInterval(0)
        self._painting.timeout.connect(self._paint)
        self._taking = False
        self._anew = QTimer(self)
        self._anew.setSingleShot(True)
        self._anew.setInterval(WAIT_MS)
        self._anew.timeout.connect(self._search_anew)
        panel = self.panel
        panel.weighed.connect(self._weighed)
        panel.stop_asked.connect(self.stop_or_go_on)
        panel.take_asked.connect(self.take)
        panel.part_asked.connect(self.take_chosen)
        panel.closed.connect(self.close)
        panel.why.clicked.connect(self._why)

    @property
    def active(self) -> bool:
        return self.prepared is not None

    @property
    def running(self) -> bool:
        return self.search is not None and not self.search.ended

    @property
    def seen(self) -> LiveRoster | None:
        """The proposed roster, where the grid shows it."""
        return self.preview if self.active and self.which.current != "present" else None

    def mark(self, scene: Scene) -> None:
        """What a scene of the proposed roster says beside its cells."""
        prepared = self.prepared
        if prepared is None or self.seen is None:
            return
        desk = prepared.desk
        scene.fixed = frozenset(
            (person.id, day)
            for person, row in zip(desk.people, desk.model.people, strict=True)
            for day, allowed in zip(desk.days, row.allowed, strict=True)
            if len(allowed) == 1
        )
        scene.moved = self._moved
        scene.before = self.page.live if self.which.current == "both" else None

    # beginning and ending

    def begin(self) -> None:
        """Supply against demand, then a roster in the grid that gets better."""
        view, live = self.page.view, self.page.live
        if self.active or view is None or live is None or not view.editable:
            return
        self._weights = live.rules_on(self.page.month.first).planning
        prepared = self.desk.query(proposals.prepare, self.page.month, weights=self._weights)
        if prepared is None:
            return
        self.prepared = prepared
        self._seed, self._iterations = SEED, None
        self.panel.begin(prepared, self._weights)
        self.page.open_panel(self.panel)
        published = view.planning.publication is not None
        self.said.setText(
            _("What is published, typed or pinned stays") if published else _("Not published yet; what you typed or pinned stays"))
        self.bar.show()
        self._search(None)
        self.page.show_again()

    def close(self) -> None:
        """Leave it; nothing was written."""
        if self._watch is not None:
            self._watch.leave()
            self._watch = None
        was = self.active
        self._anew.stop()
        self.prepared = self.search = self.rows = self.found = self.preview = None
        self._places, self._rings = {}, []
        self._moved.clear()
        self._ringing.stop()
        self._painting.stop()
        self._touched = set()
        self.bar.hide()
        self.panel.hide()
        self.which.choose("proposed")
        if was and not self.desk.closed:
            self.page.doubting.panel.hide()
            self.page.show_again()
            self.page.focus_body()

    # searching

    def _search(self, start: Rows | None) -> None:
        assert self.prepared is not None
        if self._watch is not None:
            self._watch.leave()
        self._anew.stop()
        self.search = proposals.search(self.prepared, self._seed, seconds=self.seconds, iterations=self._iterations, start=start)
        self._watch = self.desk.watch(self.search)
        self._watch.news.connect(self._news)
        self._watch.over.connect(self._over)
        self.panel.curve.start()
        self.panel.say_note(_("Taken, it can still be undone in one step (Ctrl+Z)"))
        self._show_state()

    def _news(self) -> None:
        """Something came from the children: about four times a second."""
        search = self.search
        if search is None or self._anew.isActive():
            return
        self._iterations = self._iterations or search.iterations
        if search.best is not None and search.best.rows != self.rows:
            self._show_rows(search.best.rows, search.best.cost)
        if search.best is not None:
            self.panel.curve.add(search.done / search.total if search.total else 0.0, search.best.cost.total)
        self._show_state()

    def _over(self) -> None:
        search = self.search
        if search is not None and search.failure is not None:
            self.panel.say_note(search.failure.message, "danger")
            self.desk.toast(search.failure.message, tone="danger")
        self._watch = None
        if self.rows is not None and self.found is not None and any(not one.priced for one in self.found.short):
            self._show_rows(self.rows)
        self._show_state()

    def _show_state(self) -> None:
        search = self.search
        if search is None:
            return
        share = search.done / search.total if search.total else 0.0
        words = _("second {n} of {of}").format(n=min(round(self.seconds), int(share * self.seconds)), of=round(self.seconds))
        if not self.running:
            words = _("done") if search.whole or share >= 1 else _("stopped")
        elif search.paused:
            words = _("paused")
        self.panel.show_state(words, running=self.running)
        said = _("Proposal under way") if self.running and not search.paused else _("Proposal, standing")
        if self.chip.spec.words != said:
            self.chip.say(said, "accent", "wand-sparkles")

    def stop_or_go_on(self) -> None:
        """Esc: stop and keep the best, nothing is written; once it stands, go on from there with other luck."""
        if self.running:
            self.stop()
        elif self.active:
            self.go_on()

    def go_on(self) -> None:
        self._seed += 1
        self._search(self.rows)

    def stop(self) -> None:
        if self._watch is not None:
            if self.search is not None and self.search.paused:
                self.search.pause(False)
            self._watch.cancel()

    def pause(self) -> None:
        """The space bar."""
        if self.search is not None and self.running:
            self.search.pause(not self.search.paused)
            self._show_state()

    def key(self, event: QKeyEvent) -> bool:
        """A key that nobody else wanted: space pauses, Esc stops, and leaves when it stands."""
        if not self.active:
            return False
        if event.key() == Qt.Key.Key_Space and not event.modifiers():
            self.pause()
        elif event.key() == Qt.Key.Key_Escape:
            if self.running:
                self.stop()
            else:
                self.close()
        else:
            return False
        return True

    def _weighed(self, name: str, stop: int) -> None:
        self._weights = replace(self._weights, **{name: stop})
        self._anew.start()

    def edited(self) -> None:
        """A cell was typed: it stays as it is, and the search goes on around it in a moment."""
        if self.active:
            self._anew.start()

    def refresh(self) -> None:
        """The shop changed, here or in another window."""
        if self.active and not self._taking:
            self._prepare_anew(search=self.running)

    def _search_anew(self) -> None:
        self._prepare_anew(search=True)

    def _prepare_anew(self, *, search: bool) -> None:
        """The month as it is now, from the best roster so far."""
        before, rows = self.prepared, self.rows
        if before is None:
            return
        prepared = self.desk.query(proposals.prepare, before.month, weights=self._weights)
        if prepared is None:
            self.close()
            return
        same = prepared.desk.model == before.desk.model
        self.prepared = prepared
        self.preview, self._places, self.rows = None, {}, None
        self.panel.show_supply(prepared)
        if rows is not None:
            self._show_rows(prepared.desk.rows_of(before.desk, rows))
        if search and not (same and self.running):
            self._search(self.rows)
        self._show_state()

    # showing

    def _show_rows(self, rows: Rows, priced: Cost | None = None) -> None:
        """Another roster is the best: its cells, its cost, what it leaves open."""
        prepared = self.prepared
        assert prepared is not None
        helpers = not self.running or len(prepared.desk.people) <= FEW
        found = self.found = proposals.read(prepared, rows, priced, helpers=helpers)
        if self.rows is None:
            self._started = found.cost
        first, self.rows, self.preview = self.preview is None, rows, found.live
        before, self._places = self._places, {change[:2]: change for change in found.changes}
        if first:
            self.page.show_again()
            focus = self.page.window().focusWidget()
            if focus is None or not self.panel.isAncestorOf(focus):
                self.page.focus_body()
        else:
            self._show_moved({place for place in {*before, *self._places} if before.get(place) != self._places.get(place)})
        self.panel.show_cost(found.cost, found.sliders, self._started)
        self.panel.show_found(found, leads=any(one.reason == "leader" for one in prepared.desk.model.covers))
        self.show_chosen()

    def _show_moved(self, places: set[Place]) -> None:
        scene = self.page.here.scene
        if self.seen is None or scene is None:
            return
        scene.live = self.seen
        if len(places) <= MOST_RINGS:
            self._moved |= places
            self._rings.append((places, RING_MS // RING_STEP))
            self._ringing.start()
        self._touched |= places
        self._painting.start()

    def _paint(self) -> None:
        places, self._touched = self._touched, set()
        if self.seen is not None:
            self.page.here.show_touched(Touched(frozenset(who for who, _day in places), frozenset(day for _who, day in places)))

    def _calm(self) -> None:
        """Rings go after a moment."""
        self._rings = [(places, steps - 1) for places, steps in self._rings]
        before = {who for who, _day in self._moved}
        self._moved.clear()
        self._moved.update(*(places for places, steps in self._rings if steps > 0))
        self._rings = [one for one in self._rings if one[1] > 0]
        if not self._rings:
            self._ringing.stop()
        if self.seen is not None and before:
            self.page.here.show_touched(Touched(frozenset(before), frozenset()))

    def _why(self) -> None:
        self.page.doubting.open_proposed()

    def _which_chosen(self, _key: str) -> None:
        if self.active:
            self.page.show_again()

    def show_chosen(self) -> None:
        """A block is chosen in the grid: it can be taken alone."""
        if self.active:
            cells = self.page.here.chosen_cells() if self.seen is not None and self.page.here.filled() else []
            self.panel.show_part(sum(place in self._places for place in cells) if len(cells) > 1 else 0)

    # taking

    def take(self) -> None:
        """采用这份: one undo step."""
        if self._take(None):
            self.close()

    def take_chosen(self) -> None:
        """Only the chosen people and days; the search goes on with the rest."""
        cells = self.page.here.chosen_cells()
        if self._take(cells):
            self._prepare_anew(search=self.running)

    def _take(self, cells: list[Place] | None) -> bool:
        prepared, search, rows = self.prepared, self.search, self.rows
        if prepared is None or search is None or rows is None:
            return False
        people = None if cells is None else {who for who, _day in cells}
        days = None if cells is None else {day for _who, day in cells}
        self._taking = True
        try:
            done = self.desk.do(
                proposals.take, prepared, rows, seed=self._seed, iterations=proposals.again(search), people=people, days=days)
        finally:
            self._taking = False
        return done is not None

