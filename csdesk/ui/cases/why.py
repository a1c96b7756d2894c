"""为什么是这个时间: the rule, the stretches that count and that do not, their sum, the grade of the source."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from csdesk.actions.case_view import ClockLine
from csdesk.core.case_clock import Span, exact_words
from csdesk.core.case_limits import GRADE_NAMES
from csdesk.core.permission import Permission
from csdesk.i18n import gettext as _
from csdesk.ui.cases import words
from csdesk.ui.desk import Desk
from csdesk.ui.kit import Button, Chip, Line, Popover, Text, column, paint, row, scroll_area
from csdesk.ui.kit.chip import hatch

MOST_ROWS = 8  # so many are shown at once, the rest scrolls


class SpanBar(QWidget):
    """The time from the start to the deadline: solid = counted and gone, outlined = counted and still to come, hatched = does not count."""

    def __init__(self, spans: Sequence[Span], now: datetime, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.spans, self.now = tuple(spans), now
        self.setFixedHeight(34)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        whole = QRectF(0, 2, self.width(), 12)
        paint.box(painter, whole, 3, "neutral_soft")
        start, end = self.spans[0].start, self.spans[-1].end
        length = max(1.0, (end - start).total_seconds())

        def at(moment: datetime) -> float:
            return whole.width() * (moment - start).total_seconds() / length

        for one in self.spans:
            rect = QRectF(at(one.start), whole.top(), max(2.0, at(one.end) - at(one.start)), whole.height())
            if not one.counted:
                hatch(painter, rect, "text", 0.2)
                continue
            gone = at(min(max(self.now, one.start), one.end)) - rect.left()
            if gone > 0:
                paint.box(painter, QRectF(rect.left(), rect.top(), gone, rect.height()), 3, "accent")
            if gone < rect.width() - 1:
                paint.box(painter, rect.adjusted(gone, 0, 0, 0), 3, "accent_soft", "accent")
        taken: list[QRectF] = []
        last = f"{end:%H:%M}"
        spot = QRectF(self.width() - 40, 17, 40, 16)
        paint.text(painter, spot, last, "caption", "text", paint.RIGHT, True)
        taken.append(spot)
        for one in (one for one in self.spans if one.counted):
            for moment in (one.start, one.end):
                x = at(moment)
                label = QRectF(min(max(0.0, x - 1), self.width() - 34), 17, 34, 16)
                if not any(label.intersects(other.adjusted(-4, 0, 4, 0)) for other in taken):
                    paint.text(painter, label, f"{moment:%H:%M}", "caption", "muted")
                    taken.append(label)
        painter.end()


def reason(span: Span) -> str:
    """Why a stretch does not count, in two words."""
    if span.why == "paused":
        return _("paused")
    if span.why == "start":
        return _("the day itself")
    return _("not counted, {name}").format(name=span.name) if span.name else _("not counted")


def stretch(span: Span, now: datetime) -> str:
    """今天 14:30 → 18:00"""
    end = words.when(span.end, now, end=True)
    if span.start.date() == span.end.date():
        end = f"{span.end:%H:%M}"
    return f"{words.when(span.start, now)} → {end}"


def show_why(desk: Desk, anchor: QWidget, line: ClockLine, now: datetime) -> Popover:
    """Open the popover under what was clicked."""
    target = line.target
    title = (
        _("Why {moment}").format(moment=words.when(target.due, now, end=True)) if target.due is not None else _("Why the clock stands")
    )
    popover = Popover(anchor, title, width=330)
    said = _("As the platform shows it, typed by hand") if target.fixed else words.rule_words(target.limit)
    popover.body.addWidget(Text(_("Rule: {rule}").format(rule=said), "small", "muted", wrap=True))
    if line.spans:
        popover.body.addWidget(SpanBar(line.spans, now))
        popover.body.addWidget(_rows(line, now))
        popover.body.addWidget(Line())
        total = sum(one.seconds for one in line.spans if one.counted)
        whole = target.due is not None and (target.limit.whole_days or total == target.limit.seconds)
        words_total = words.amount_words(target.limit) if whole else exact_words(total)
        popover.body.addLayout(row(Text(_("Sum"), bold=True), None, Text(words_total, bold=True)))
    tone, icon = words.GRADE_CHIPS[target.limit.grade]
    grade = Chip(_(GRADE_NAMES[target.limit.grade]), tone, icon, tall=True)
    foot: list[QWidget | None] = [grade, Text(_pauses(line), "small", "muted"), None]
    if desk.may(Permission.EDIT_RULES):
        foot.append(Button(_("Change limits"), kind="link", small=True, on=partial(desk.open, "settings", "limits")))
    popover.body.addSpacing(4)
    popover.body.addLayout(row(*foot))
    if target.limit.effect:
        popover.body.addWidget(Text(_(target.limit.effect), "small", "muted", wrap=True))
    popover.setProperty("line", line)
    popover.show_at(anchor.rect())
    return popover


def _rows(line: ClockLine, now: datetime) -> QWidget:
    holder = QWidget()
    lines = column(gap=5, into=holder)
    for one in line.spans:
        tone = "text" if one.counted else "muted"
        said = exact_words(one.seconds) if one.counted else reason(one)
        lines.addLayout(row(Text(stretch(one, now), "body", tone), None, Text(said, "body", tone)))
    if len(line.spans) <= MOST_ROWS:
        return holder
    area = scroll_area(holder, only_down=True)
    area.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    area.setAccessibleName(_("Stretches of time"))
    area.setFixedHeight(MOST_ROWS * 23)
    return area


def _pauses(line: ClockLine) -> str:
    count = len(line.target.pauses)
    if not line.target.limit.pausable:
        return _("runs on while we wait")
    return _("paused {n} times").format(n=count) if count else _("never paused")

