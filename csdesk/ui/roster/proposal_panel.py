"""The side of a proposal under way: what it costs and why, how the cost fell, what stays short, five sliders, stop and take."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import fields

from PySide6.QtCore import QPointF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPainterPath, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QSlider, QVBoxLayout, QWidget

from csdesk.actions.proposals import SLIDERS, Prepared, Proposal, supply_lines
from csdesk.core.rules import PlanningRules
from csdesk.i18n import N_
from csdesk.i18n import gettext as _
from csdesk.ui import theme
from csdesk.ui.kit import Button, IconView, Line, Text, month_text, paint, row
from csdesk.ui.kit.basic import paragraph
from csdesk.ui.kit.panel import SidePanel

WIDTH = 296
ROOM = WIDTH - 17 - 16 - 10  # beside the margins and the scroll bar
STOPS = (N_("not at all"), N_("a little"), N_("as usual"), N_("much"), N_("very much"))
NAMES = {one.name: one.metadata["label"] for one in fields(PlanningRules) if one.name in SLIDERS}  # as the rules' form calls them
MOST_SHORT = 4


class Curve(QWidget):
    """How the cost fell: `add(share, cost)`, share 0..1 of the work."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.points: list[tuple[float, int]] = []
        self.setFixedHeight(64)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(_("How the cost fell"))

    def sizeHint(self) -> QSize:
        return QSize(200, 64)

    def start(self) -> None:
        self.points = []
        self.update()

    def add(self, share: float, cost: int) -> None:
        if not self.points or share > self.points[-1][0] or cost != self.points[-1][1]:
            self.points.append((share, cost))
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        floor = self.height() - 4.0
        paint.hairline(painter, 0, floor, self.width())
        if self.points:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            heights = [math.log(1 + cost) for _share, cost in self.points]  # the last tenth counts, too
            low, high = min(heights), max(heights)
            places = [
                QPointF(3 + share * (self.width() - 6), 4 + (floor - 7) * ((high - one) / (high - low) if high > low else 1))
                for one, (share, _cost) in zip(heights, self.points, strict=True)
            ]
            line = QPainterPath(places[0])
            for place in places[1:]:
                line.lineTo(place)
            ground = QPainterPath(line)
            ground.lineTo(places[-1].x(), floor)
            ground.lineTo(places[0].x(), floor)
            painter.fillPath(ground, theme.colour("accent_soft"))
            painter.setPen(QPen(theme.colour("accent"), 2))
            painter.drawPath(line)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme.colour("accent")))
            painter.drawEllipse(places[-1], 3, 3)
        painter.end()


class _Slider(QSlider):
    """Five stops; the wheel scrolls the panel."""

    def __init__(self) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self.setRange(0, len(STOPS) - 1)
        self.setPageStep(1)
        self.setFixedHeight(18)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


class Weight(QWidget):
    """One slider with its name, the word of its stop, and what it costs in the best roster so far. Signal `weighed(name, stop)`."""

    weighed = Signal(str, int)

    def __init__(self, name: str, words: str) -> None:
        super().__init__()
        self.name = name
        self.slider = _Slider()
        self.slider.setAccessibleName(words)
        self.stop = Text("", "small", "muted")
        self.price = Text("", "small", "muted")
        for one in (self.stop, self.price):
            one.setAlignment(Qt.AlignmentFlag.AlignRight)
            one.setFixedWidth(44)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 2)
        lines.setSpacing(1)
        lines.addLayout(row(Text(words), None, self.stop, gap=0))
        lines.addLayout(row(self.slider, self.price, gap=6))
        self.slider.valueChanged.connect(self._moved)

    def show_stop(self, stop: int) -> None:
        """Put it where it is, without telling."""
        quiet = self.slider.blockSignals(True)
        self.slider.setValue(stop)
        self.slider.blockSignals(quiet)
        self._say(stop)

    def _moved(self, stop: int) -> None:
        self._say(stop)
        self.weighed.emit(self.name, stop)

    def _say(self, stop: int) -> None:
        self.stop.setText(_(STOPS[stop]))
        self.slider.setAccessibleDescription(_(STOPS[stop]))


class Checks(QWidget):
    """Lines of (tone, icon, words, what explains it), made anew only when they say something else."""

    def __init__(self, room: int = ROOM) -> None:
        super().__init__()
        self.lines = QVBoxLayout(self)
        self.lines.setContentsMargins(0, 0, 0, 0)
        self.lines.setSpacing(6)
        self.said: tuple[tuple[str, str, str, str], ...] = ()
        self._room = room

    def say(self, said: Sequence[tuple[str, str, str, str]]) -> None:
        if tuple(said) == self.said:
            return
        self.said = tuple(said)
        while (item := self.lines.takeAt(0)) is not None:
            old = item.widget()
            if old is not None:
                old.hide()
                old.deleteLater()
        for tone, icon, words, more in self.said:
            part = QWidget()
            inner = QVBoxLayout(part)
            inner.setContentsMargins(0, 0, 0, 0)
            inner.setSpacing(1)
            first = row(IconView(icon, 16, tone), paragraph(words, "body", self._room - 24), None, gap=8)
            first.setAlignment(Qt.AlignmentFlag.AlignTop)
            inner.addLayout(first)
            if more:
                inner.addLayout(row(24, paragraph(more, "small", self._room - 24, "muted"), None, gap=0))
            self.lines.addWidget(part)
            part.show()


class ProposalPanel(SidePanel):
    """Signals: `weighed(name, stop)`; `stop_asked()`: stop, or go on when it stands; `take_asked()`; `part_asked()`: the chosen cells."""

    weighed = Signal(str, int)
    stop_asked = Signal()
    take_asked = Signal()
    part_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_("Proposed roster"), width=WIDTH, closes=True, parent=parent)
        self.supply = Checks()
        self.number = Text("", "display")
        self.started = Text("", "small", "muted")
        self.clock = Text("", "small", "muted")
        self.curve = Curve()
        self.checks = Checks()
        self.why = Button(_("Why, and what would help"), "circle-question-mark", "link", small=True)
        self.weights = {name: Weight(name, _(words)) for name, words in NAMES.items()}
        body = self.body
        body.setSpacing(6)
        body.addWidget(self.supply)
        body.addSpacing(4)
        body.addLayout(row(self.number, self.started, None, self.clock, gap=10))
        body.addWidget(self.curve)
        body.addWidget(self.checks)
        body.addLayout(row(self.why, None))
        body.addWidget(Line())
        body.addLayout(row(Text(_("What counts more"), "small", "muted", bold=True), None, Text(_("Price"), "small", "muted")))
        for one in self.weights.values():
            one.weighed.connect(self.weighed)
            body.addWidget(one)
        self.note_line = Text("", "small", "muted", wrap=True)
        self.part = Button("x", on=self.part_asked.emit).wide()
        self.stop = Button(_("Stop"), "square", on=self.stop_asked.emit, tip=_("Esc; the space bar pauses")).wide()
        self.go_on = Button(_("Go on"), "play", on=self.stop_asked.emit).wide()
        self.go_on.hide()
        self.take = Button(_("Take this one"), "check", "primary", on=self.take_asked.emit).wide()
        self.foot.addWidget(self.note_line)
        self.foot.addWidget(self.part)
        self.foot.addLayout(row(self.stop, self.go_on, self.take))

    def begin(self, prepared: Prepared, weights: PlanningRules) -> None:
        """A search begins: supply against demand comes first."""
        self.note.setText(month_text(prepared.month))
        self.show_supply(prepared)
        self.show_weights(weights)
        self.number.setText("…")
        self.started.setText("")
        self.clock.setText("")
        self.checks.say(())
        self.why.hide()
        self.part.hide()
        self.take.setEnabled(False)
        self.say_note(_("Taken, it can still be undone in one step (Ctrl+Z)"))

    def show_supply(self, prepared: Prepared) -> None:
        enough, lines = supply_lines(prepared)
        tone, icon = ("ok", "circle-check") if enough else ("warn", "triangle-alert")
        self.supply.say([(tone, icon, words, "") for words in lines])

    def show_weights(self, weights: PlanningRules) -> None:
        for name, one in self.weights.items():
            one.show_stop(getattr(weights, name))

    def show_cost(self, total: int, sliders: Mapping[str, int], started: int) -> None:
        """The big number, and what makes it up."""
        self.number.setText(f"{total:,}")
        self.number.setAccessibleName(_("costs {n}").format(n=f"{total:,}"))
        self.started.setText(_("began at {n}").format(n=f"{started:,}"))
        for name, one in self.weights.items():
            one.price.setText(f"{sliders.get(name, 0):,}")
        self.take.setEnabled(True)

    def show_found(self, found: Proposal, *, leads: bool) -> None:
        """The hard rules, the leads, what stays short."""
        said = [*hard_lines(found), *lead_lines(found, leads=leads), *short_lines(found)]
        self.checks.say(said)
        self.why.setVisible(bool(found.short or found.unkept or found.conflicts))

    def show_state(self, words: str, *, running: bool) -> None:
        """第 38 秒/60 秒, or that it stands."""
        self.clock.setText(words)
        if self.stop.isVisible() and not running and self.stop.hasFocus():
            self.go_on.setFocus()
        self.stop.setVisible(running)
        self.go_on.setVisible(not running)

    def show_part(self, cells: int) -> None:
        """How many chosen cells could be taken alone; 0 = none are chosen."""
        self.part.setVisible(cells > 0)
        if cells:
            self.part.set_words(_("Take only the {n} chosen cells").format(n=cells))

    def say_note(self, words: str, tone: str = "muted") -> None:
        """The line over the buttons."""
        self.note_line.setText(words)
        self.note_line.set_tone(tone)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            event.ignore()  # the page stops the search first
            return
        super().keyPressEvent(event)


def hard_lines(found: Proposal) -> list[tuple[str, str, str, str]]:
    """硬规则：0 处违反; what typed cells break and what fixed cells make impossible."""
    broken = [f"{one.sentence}: {one.detail}" for one in found.conflicts]
    if not broken and not found.unkept and not found.left:
        return [("ok", "circle-check", _("Hard rules: none broken"), "")]
    lines = []
    if broken:
        words = _("Hard rules: what you typed breaks {n}").format(n=len(broken))
        lines.append(("danger", "triangle-alert", words, "\n".join(broken[:3])))
    if found.unkept:
        words = _("Fixed cells leave no way to keep {n} limits").format(n=len(found.unkept))
        lines.append(("warn", "triangle-alert", words, "\n".join(found.unkept[:3])))
    if found.left:
        lines.append(("warn", "triangle-alert", _("{n} cells stay blank: anything would break a rule").format(n=len(found.left)), ""))
    return lines


def lead_lines(found: Proposal, *, leads: bool) -> list[tuple[str, str, str, str]]:
    """每班都有组长; shops likewise."""
    lines = []
    without = [one.sentence for one in found.reasons if one.rule == "leader"]
    if without:
        lines.append(("warn", "triangle-alert", _("{n} shifts without a lead").format(n=len(without)), _(", ").join(without[:3])))
    elif leads:
        lines.append(("ok", "circle-check", _("A lead on every shift"), ""))
    bare = [one.sentence for one in found.reasons if one.rule == "shop"]
    if bare:
        lines.append(("warn", "triangle-alert", _("{n} shifts on which a shop has nobody").format(n=len(bare)), _(", ").join(bare[:3])))
    return lines


def short_lines(found: Proposal) -> list[tuple[str, str, str, str]]:
    """还缺 1 格: which, who can't, who could and at what price."""
    if not found.short:
        return [("ok", "circle-check", _("Nobody is missing"), "")]
    lines = []
    missing = sum(one.missing for one in found.short)
    for number, one in enumerate(found.short[:MOST_SHORT]):
        words = one.sentence if number else _("Still {n} short: {place}").format(n=missing, place=one.sentence)
        more = [_("; ").join(one.away)] if one.away else []
        more += [helper.sentence for helper in one.helpers[:2]] or ([_("Nobody could")] if one.priced else [])
        lines.append(("warn", "triangle-alert", words, "\n".join(more)))
    if len(found.short) > MOST_SHORT:
        lines.append(("warn", "triangle-alert", _("and {n} more").format(n=len(found.short) - MOST_SHORT), ""))
    return lines
