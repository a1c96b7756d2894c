"""为什么排不出来: what can't be, why, with names, and what would mend it, each mend a button that does it and asks again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QVBoxLayout

from csdesk.actions import repair, why
from csdesk.core.problem import UserError
from csdesk.core.roster_check import LiveRoster
from csdesk.i18n import gettext as _
from csdesk.ui.kit import Button, Chip, IconView, Line, Note, Text, month_text, row
from csdesk.ui.kit.basic import paragraph
from csdesk.ui.kit.panel import SidePanel
from csdesk.ui.roster.offers import ROOM, WIDTH, Offer, connect_steps

if TYPE_CHECKING:
    from csdesk.ui.child import Watch
    from csdesk.ui.roster.page import RosterPage


class WhyPanel(SidePanel):
    """Three lines each: what, why, and the mends as buttons (`answer`)."""

    def __init__(self) -> None:
        super().__init__(_("Why not"), width=WIDTH, closes=True)
        self.answer: list[why.Why] = []

    def fresh(self) -> QVBoxLayout:
        self.answer = []
        return self.clear()


class Doubting(QObject):
    """Holds the panel for its page and runs the child that works it out. `mends` are the buttons, as cards."""

    def __init__(self, page: RosterPage) -> None:
        super().__init__(page)
        self.page, self.desk = page, page.desk
        self.panel = WhyPanel()
        self.panel.hide()
        self.panel.setParent(page)
        self.panel.closed.connect(self._closed)
        self.again = Button(_("Ask again"), "refresh-cw", on=self.ask_again).wide()
        self.back = Button(_("Back to the proposal"), "wand-sparkles", "primary", on=self._back).wide()
        self.panel.foot.addLayout(row(self.again, self.back))
        self.mends: list[Offer] = []
        self.prepared: why.Prepared | None = None
        self._fixes: dict[Offer, why.Fix] = {}
        self._places: Sequence[repair.Missing] | None = None
        self._watch: Watch | None = None

    def open(self) -> None:
        """Of the roster as it stands: every place that nobody has, and everything that contradicts itself."""
        self._begin(None)

    def open_place(self, place: repair.Missing) -> None:
        """Of one place that nobody has."""
        self._begin([place])

    def open_proposed(self) -> None:
        """Of what the proposed roster leaves short."""
        found = self.page.proposing.found
        if found is not None:
            self._begin([repair.Missing(one.day, one.shift, one.post) for one in found.short[: why.MOST]])

    def _begin(self, places: Sequence[repair.Missing] | None) -> None:
        view = self.page.view
        if view is None or not view.editable:
            return
        self._places = places
        self.page.proposing.stop()
        self.page.open_panel(self.panel, keep=self.page.proposing.active)
        self.panel.note.setText(month_text(self.page.month))
        self.back.setVisible(self.page.proposing.active)
        self.ask_again()

    def ask_again(self) -> None:
        self._leave()
        layout = self._empty()
        proposed = self._proposed()
        try:
            self.prepared = why.prepare(self.desk.session, self.page.month, self._places, proposed=proposed)
        except UserError as error:
            layout.addWidget(Note(error.message, "danger", "circle-alert"))
            return
        self._watch = self.desk.compute(*self.prepared.work)
        self._watch.over.connect(self._over)
        layout.addWidget(Text(_("Working it out…"), "body", "muted"))
        self.panel.setFocus()

    def _proposed(self) -> LiveRoster | None:
        return self.page.proposing.preview if self.page.proposing.active else None

    def _empty(self) -> QVBoxLayout:
        self.mends, self._fixes = [], {}
        return self.panel.fresh()

    def _leave(self) -> None:
        if self._watch is not None:
            self._watch.leave()
            self._watch = None

    def _over(self) -> None:
        watch, self._watch = self._watch, None
        layout = self._empty()
        if watch is None or self.prepared is None:
            return
        result = getattr(watch.child, "result", None)
        if watch.child.failure is not None:
            layout.addWidget(Note(watch.child.failure.message, "danger", "circle-alert"))
        elif result is not None:
            self._show(why.read(self.prepared, result), layout)

    def _show(self, found: Sequence[why.Why], layout: QVBoxLayout) -> None:
        self.panel.answer = list(found)
        if not found:
            layout.addWidget(Note(_("Nothing contradicts itself, and nobody is missing"), "ok", "circle-check"))
        for number, one in enumerate(found):
            if number:
                layout.addWidget(Line())
            tone = "ok" if one.possible else "danger"
            icon = IconView("circle-check" if one.possible else "triangle-alert", 16, tone)
            layout.addLayout(row(icon, paragraph(one.what, "body", ROOM), None, gap=6))
            for said in one.why:
                layout.addWidget(paragraph(said, "small", ROOM + 20, "muted"))
            if one.proven and not one.possible:
                chip = Chip(_("proven"), "neutral", "badge-check")
                chip.setFocusPolicy(Qt.FocusPolicy.NoFocus)
                layout.addLayout(row(chip, None))
            for fix in one.fixes:
                self._add(fix, layout)
        connect_steps(self.mends)
        if self.mends:
            self.mends[0].setFocus(Qt.FocusReason.TabFocusReason)

    def _add(self, fix: why.Fix, layout: QVBoxLayout) -> None:
        card = Offer(fix.label, fix.mended, _("Do it"))
        card.looked.connect(self._looked)
        card.taken.connect(self._mend)
        self.mends.append(card)
        self._fixes[card] = fix
        layout.addWidget(card)
        card.show()

    def _looked(self, mended: repair.Mended) -> None:
        if not self.page.proposing.active:
            self.page.look_at(mended.changes)

    def _mend(self, card: Offer) -> None:
        """One undo step; then it is asked again, or the proposal goes on."""
        assert self.prepared is not None
        fix = self._fixes[card]
        self.page.look_at(None)
        if self.desk.do(why.mend, self.prepared, fix) is None:
            return
        if self.page.proposing.active:
            self._back()
            self.page.proposing.go_on()
        else:
            self.ask_again()

    def _back(self) -> None:
        self.page.open_panel(self.page.proposing.panel, keep=True)
        self.page.focus_body()

    def _closed(self) -> None:
        self._leave()
        self.prepared = None
        self._empty()
        self.page.look_at(None)
        if self.page.proposing.active:
            self._back()
        else:
            self.page.focus_body()


