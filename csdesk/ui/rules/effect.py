"""若上月就这样: what the draft would have made of the last month, by tier, by person, in sum; and the buttons that end a draft."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from csdesk.core.calendar import Month
from csdesk.core.money import Fen, grouped
from csdesk.core.month import PersonChange, RulesEffect
from csdesk.i18n import gettext as _
from csdesk.ui.kit import Line, Note, SidePanel, Text, month_text, paint, row

MOST_PEOPLE = 10


def signed(amount: Fen) -> str:
    """+40.00, −73.33, 0.00"""
    return f"+{grouped(amount)}" if amount > 0 else grouped(amount)


class PersonBar(QWidget):
    """What stays (grey) and what comes on top (accent) or falls away (outlined), as lengths of one scale."""

    def __init__(self, now: Fen, then: Fen, most: Fen) -> None:
        super().__init__()
        self.now, self.then, self.most = now, then, max(most, 1)
        self.setFixedHeight(10)
        self.setMinimumWidth(64)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        scale = self.width() / self.most
        low, high = min(self.now, self.then) * scale, max(self.now, self.then) * scale
        paint.box(painter, QRectF(0, 0, max(low, 3), 10), 2, "line_strong")
        if high > low:
            rect = QRectF(low + 1, 0, max(high - low - 1, 3), 10)
            paint.box(painter, rect, 2, "accent" if self.then > self.now else None, "accent")
        painter.end()


class EffectPanel(SidePanel):
    """`show_effect(effect, month)`; without one `say(words)`. The old numbers stay until the new ones are there."""

    def __init__(self, *, pay: bool) -> None:
        super().__init__(_("Had it been so last month:"), width=300)
        self._pay = pay
        self.effect: RulesEffect | None = None
        self._twice: set[str] = set()
        self.sum = Text("", "display", "accent", parent=self)
        self.sum.hide()

    def say(self, words: str) -> None:
        """Nothing to compare: why, and what to do."""
        self.effect = None
        body = self.clear()
        body.addWidget(Text(words, "body", "muted", wrap=True))

    def wait(self, wrong: int) -> None:
        """So many values are wrong: the numbers shown are of before."""
        words = _("{n} values are wrong; these are the numbers of before").format(n=wrong)
        if self.effect is None:
            self.say(_("{n} values are wrong; put them right to see the effect").format(n=wrong))
        elif not any(isinstance(self.body.itemAt(n).widget(), Note) for n in range(self.body.count())):  # type: ignore[union-attr]
            self.body.insertWidget(0, Note(words, "warn", "triangle-alert"))

    def show_effect(self, effect: RulesEffect, month: Month, names: Sequence[str]) -> None:
        """`names`: of everybody in the month; who shares one is told apart by the number."""
        self.effect = effect
        people = len(names)
        self._twice = {name for name in names if names.count(name) > 1}
        body = self.clear()
        events = sum(tier.count_then for tier in effect.tiers)
        words = _("{month} · {people} people · {n} times late or early").format(month=month_text(month), people=people, n=events)
        body.addWidget(Text(words, "small", "muted", wrap=True))
        packets, net = effect.packets_then - effect.packets_now, effect.net_then - effect.net_now
        self.sum = Text(signed(packets), "display", "accent" if packets else "text")
        body.addLayout(row(self.sum, Text(self._share(effect, packets), "small", "muted"), None))
        if self._pay:
            words = _("Pay {amount}").format(amount=signed(net)) if net else _("Pay does not change")
            body.addWidget(Text(words, "body", "text" if net else "muted", bool(net)))
        if effect.tiers:
            body.addLayout(self._tiers(effect))
        self._people(effect, people)

    def _share(self, effect: RulesEffect, packets: Fen) -> str:
        if not packets:
            return _("red packets stay as they are")
        if not effect.packets_now:
            return _("red packets")
        share = abs(packets) * 100 // effect.packets_now
        return (_("red packets, {n} % more") if packets > 0 else _("red packets, {n} % less")).format(n=share)

    def _tiers(self, effect: RulesEffect) -> QGridLayout:
        grid = QGridLayout()
        grid.setContentsMargins(0, 6, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(5)
        grid.setColumnStretch(0, 1)
        right = Qt.AlignmentFlag.AlignRight
        for place, words in enumerate((_("Tier"), _("times"), _("now"), _("then"))):
            grid.addWidget(Text(words, "small", "muted"), 0, place, right if place else Qt.AlignmentFlag.AlignLeft)
        line = 1
        for tier in effect.tiers:
            if not (tier.count_now or tier.count_then):
                continue
            changed = (tier.amount_now, tier.count_now) != (tier.amount_then, tier.count_then)
            times = str(tier.count_now) if tier.count_now == tier.count_then else f"{tier.count_now} → {tier.count_then}"
            grid.addWidget(Line(), line, 0, 1, 4)
            grid.addWidget(Text(tier.name), line + 1, 0)
            grid.addWidget(Text(times), line + 1, 1, right)
            grid.addWidget(Text(grouped(tier.amount_now) if tier.amount_now else "–", "body", "muted"), line + 1, 2, right)
            then = grouped(tier.amount_then) if tier.amount_then else "–"
            grid.addWidget(Text(then, "body", "accent" if changed else "muted", changed), line + 1, 3, right)
            line += 2
        grid.addWidget(Line(tone="line_strong"), line, 0, 1, 4)
        grid.addWidget(Text(_("Sum"), bold=True), line + 1, 0)
        grid.addWidget(Text(str(sum(tier.count_then for tier in effect.tiers)), bold=True), line + 1, 1, right)
        grid.addWidget(Text(grouped(effect.packets_now), "body", "muted"), line + 1, 2, right)
        grid.addWidget(Text(grouped(effect.packets_then), bold=True), line + 1, 3, right)
        return grid

    def _people(self, effect: RulesEffect, people: int) -> None:
        body = self.body
        body.addSpacing(8)
        body.addWidget(Text(_("Who is affected"), "small", "muted", True))
        touched = sorted(effect.people, key=self._weight, reverse=True)
        if not self._pay:
            touched = [one for one in touched if one.packets_now != one.packets_then]
        most = max((max(self._values(one)) for one in touched), default=1)
        for one in touched[:MOST_PEOPLE]:
            now, then = self._values(one)
            name = f"{one.name} {one.no}" if one.name in self._twice else one.name
            words = Text(name)
            words.setFixedWidth(92)
            change = Text(signed(then - now), "body", "accent")
            change.setMinimumWidth(56)
            change.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            line = row(words, PersonBar(now, then, most), change)
            line.setStretch(1, 1)
            body.addLayout(line)
            net = one.net_then - one.net_now
            if self._pay and net and one.packets_now != one.packets_then:
                body.addLayout(row(None, Text(_("Pay of this person {amount}").format(amount=signed(net)), "small", "muted")))
        more = len(touched) - MOST_PEOPLE
        rest = _("nobody") if not touched else _("and {n} more").format(n=more) if more > 0 else ""
        if rest:
            body.addWidget(Text(rest, "small", "muted"))
        words_of_rest = _("The other {n} people stay the same").format(n=people - len(touched)) if touched else ""
        kept = _("The pay of that month is not changed by this.")
        body.addWidget(Text(_("; ").join(part for part in (words_of_rest, kept) if part), "small", "muted", wrap=True))

    def _values(self, one: PersonChange) -> tuple[Fen, Fen]:
        """Packets where they change, else the net pay."""
        if one.packets_now != one.packets_then or not self._pay:
            return one.packets_now, one.packets_then
        return one.net_now, one.net_then

    def _weight(self, one: PersonChange) -> Fen:
        now, then = self._values(one)
        return abs(then - now)
