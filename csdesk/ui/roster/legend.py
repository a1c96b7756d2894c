"""The line under the grid: what the colours mean and how to type."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from csdesk.core.roster import LEAVE, REST
from csdesk.i18n import gettext as _
from csdesk.ui.kit import paint
from csdesk.ui.roster import keys
from csdesk.ui.roster.cells import Look, draw
from csdesk.ui.roster.scene import Scene


class Legend(QWidget):
    """Painted samples of cells with their words; the hint how to type at the right, where there is room."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._items: list[tuple[Look, str]] = []
        self._ringed = ""  # the words whose sample bears the ring of a moved cell
        self._hint = ""

    def sizeHint(self) -> QSize:
        return QSize(600, 26)

    def explain(self, scene: Scene, *, by_shift: bool, editable: bool) -> None:
        """What the shop's shifts look like, and the marks that this month has."""
        live, tones = scene.live, scene.tones
        rules = live.rules_on(live.month.first)
        self._items, self._ringed = [], ""
        if scene.fixed is not None and rules.shifts:
            self._explain_proposal(Look(tones[rules.shifts[0].code], rules.shifts[0].mark), Look(
                tones[rules.shifts[-1].code], rules.shifts[-1].mark), compared=scene.before is not None)
            return
        for shift in rules.shifts:
            times = _("{name} {start}–{end} next day") if shift.end > 1440 else "{name} {start}–{end}"
            start, end = keys.hours(shift).split("–")
            self._items.append((Look(tones[shift.code], shift.mark), times.format(name=shift.name, start=start, end=end)))
        self._items += [(Look("rest", REST), _("Rest day")), (Look("leave", LEAVE), _("On leave"))]
        if rules.shifts:
            first, last = rules.shifts[0], rules.shifts[-1]
            day, night = Look(tones[first.code], first.mark), Look(tones[last.code], last.mark)
            cells = live.cells()
            self._items.append((day._replace(pinned=True), _("Pinned")))
            if any(cell.source in ("accepted", "auto") for cell in cells):
                self._items.append((night._replace(soft=True), _("Proposed or by rotation")))
            if any(cell.post for cell in cells):
                self._items.append((day._replace(post=True), _("Other post")))
            if live.planning.publication is not None:
                self._items.append((night._replace(changed=True), _("Changed since published")))
            self._items.append((day._replace(conflict=True), _("Conflict")))
        letters = " ".join(
            dict.fromkeys(
                [keys.initial(shift.mark[:1]) or shift.code for shift in rules.shifts] + [keys.initial(REST), keys.initial(LEAVE)]
            )
        )
        hint = _("Type {letters} · drag a name to another row") if by_shift else _(
            "Type {letters} · drag the corner to fill · drag a cell to swap"
        )  # fmt: skip
        self._hint = hint.format(letters=letters) if editable else ""
        self.setAccessibleName(", ".join(words for _look, words in self._items))
        self.update()

    def _explain_proposal(self, day: Look, night: Look, *, compared: bool) -> None:
        """What the cells of a proposed roster mean."""
        self._ringed = _("Just moved")
        self._items = [(day._replace(pinned=True), _("Yours, it stays")), (night, _("Proposed")), (day, self._ringed)]
        said = _("left: now, right: proposed") if compared else ""
        self._hint = said or _("You can type while it runs; it goes on around your cells")
        self.setAccessibleName(", ".join(words for _look, words in self._items))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        x = 0.0
        middle = self.height() / 2
        for look, words in self._items:
            if x + 29 + paint.width(words, "small") > self.width():
                break
            draw(painter, QRectF(x, middle - 11, 23, 22), look, self.devicePixelRatioF())
            if words == self._ringed:
                paint.ring(painter, QRectF(x, middle - 11, 23, 22), 4, "accent", 1.5)
            x += 29
            x += paint.text(painter, QRectF(x, 0, self.width() - x, self.height()), words, "small", "muted") + 18
        if self._hint and self.width() - x > paint.width(self._hint, "small") + 8:
            paint.text(painter, QRectF(x, 0, self.width() - x, self.height()), self._hint, "small", "muted", paint.RIGHT)
        painter.end()
