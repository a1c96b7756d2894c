"""The right side of a case: how much time is left and why, whose doing and what it costs, promises, phrases, other cases of the buyer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from csdesk.actions import case_cost, case_limit, case_talk
from csdesk.actions.case_view import CaseView, ClockLine
from csdesk.core.case import PARTIES, Money, Phrase
from csdesk.core.case_clock import exact_words, left_words
from csdesk.core.case_list import CaseRow
from csdesk.core.case_next import Step, next_step
from csdesk.core.money import grouped
from csdesk.i18n import gettext as _
from csdesk.i18n import pgettext
from csdesk.ui import icons, theme
from csdesk.ui.cases import words
from csdesk.ui.cases.copying import copy_filled
from csdesk.ui.cases.known import KnowledgePart
from csdesk.ui.cases.why import show_why
from csdesk.ui.desk import Desk
from csdesk.ui.kit import Button, Line, SidePanel, Text, menu, paint, row
from csdesk.ui.kit.basic import ListButton
from csdesk.ui.pictures import PictureStrip

MOST_PHRASES = 9  # the keys 1 … 9
MOST_OTHERS = 6


class TimeBar(QWidget):
    """How much of the time is used: 6 px."""

    def __init__(self, share: float, tone: str) -> None:
        super().__init__()
        self._share, self._tone = max(0.0, min(1.0, share)), tone
        self.setFixedHeight(6)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        rect = QRectF(self.rect())
        paint.box(painter, rect, 3, "neutral_soft")
        if self._share > 0:
            paint.box(painter, QRectF(0, 0, max(6.0, rect.width() * self._share), 6), 3, self._tone)
        painter.end()


class Boxed(QWidget):
    """A short sentence on a soft ground with an icon, as high as its words need."""

    def __init__(self, said: str, tone: str, icon: str, wide: int = 236) -> None:
        super().__init__()
        self._tone, self._icon = tone, icon
        self._layout, height = paint.wrapped(said, wide - 40, "small")
        self.setFixedHeight(round(height) + 10)
        self.setAccessibleName(said)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint.box(painter, QRectF(self.rect()), 6, f"{self._tone}_soft")
        icons.draw(painter, self._icon, 9, 6, self._tone, 14)
        painter.setPen(theme.colour(self._tone))
        self._layout.draw(painter, QPointF(31, 5))
        painter.end()


class PhraseLine(ListButton):
    """A phrase in two lines; a click or its number copies it, filled in."""

    def __init__(self, phrase: Phrase, number: int) -> None:
        super().__init__()
        self.phrase, self._number = phrase, number
        self.setFixedHeight(46)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(_("Copy phrase {n}: {name}").format(n=number, name=phrase.name))
        self.setToolTip(phrase.text)

    def sizeHint(self) -> QSize:
        return QSize(200, 46)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        rect = QRectF(self.rect())
        paint.box(painter, rect, 6, "pressed" if self.underMouse() else "sunken")
        name = f"{self.phrase.category} · {self.phrase.name}" if self.phrase.category else self.phrase.name
        paint.text(painter, rect.adjusted(10, 4, -34, -22), name)
        paint.text(painter, rect.adjusted(10, 22, -34, -4), " ".join(self.phrase.text.split()), "small", "muted")
        icons.draw(painter, "copy", rect.right() - 26, 7, "muted", 14)
        paint.text(painter, QRectF(rect.right() - 30, 24, 22, 16), str(self._number), "caption", "muted", paint.CENTRE)
        if self.hasFocus():
            paint.ring(painter, rect, 6)
        painter.end()


class OtherLine(ListButton):
    """Another case in one line."""

    def __init__(self, one: CaseRow, now: datetime) -> None:
        super().__init__()
        self.row, self._now = one, now
        self.setFixedHeight(26)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(_("Open {no} {title}").format(no=one.no, title=one.title))
        self.setToolTip(f"{one.no} {one.title}\n{one.status_name}")

    def sizeHint(self) -> QSize:
        return QSize(200, 26)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        rect = QRectF(self.rect())
        if self.underMouse():
            paint.box(painter, rect, 5, "hover")
        side = paint.text(painter, rect.adjusted(0, 0, -4, 0), self.row.status_name, "small", "muted", paint.RIGHT)
        paint.text(painter, rect.adjusted(4, 0, -side - 12, 0), self.row.title, "body", "accent_text")
        if self.hasFocus():
            paint.ring(painter, rect, 5)
        painter.end()


class CasePanel(SidePanel):
    """Signals: `hand_over()`, `stepped(Step)` the primary button, `edit_cost()`, `promise()`, `edit_phrases()`, `set_limit(key)`,
    `open_case(id)`, `insert(text)` is to go into the note, `write_entry()` a new entry of the knowledge."""

    hand_over = Signal()
    stepped = Signal(object)
    edit_cost = Signal()
    promise = Signal()
    edit_phrases = Signal()
    set_limit = Signal(str)
    open_case = Signal(int)
    insert = Signal(str)
    write_entry = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(_("Time limit"), width=272, parent=parent)
        self.desk = desk
        self.view: CaseView | None = None
        self.why_button: Button | None = None
        self.number: Text | None = None
        self.step: Step | None = None
        self.next_button = Button(_("Go on working"), "check", "primary", on=self.take_step).wide()
        self.hand_button = Button(pgettext("short", "Hand on"), on=self.hand_over.emit, tip=_("Hand to somebody (T)"))
        self.foot.addLayout(row(self.hand_button, self.next_button))
        self.phrases: tuple[Phrase, ...] = ()
        self.known: KnowledgePart | None = None
        self._unfolded: dict[int, bool] = {}

    def show_view(self, view: CaseView) -> None:
        self.view = view
        place = self.area.verticalScrollBar().value()
        self.clear()
        self.body.setSpacing(6)
        self._show_time(view)
        self._show_cost(view)
        self._show_promises(view)
        self._show_phrases(view)
        self._show_knowledge(view)
        self._show_cases(_("This buyer's other cases"), view.others)
        self._show_cases(_("Linked cases"), view.links)
        self.step = next_step(view.case, view.clock, view.next_statuses) if view.case.merged_into is None else None
        if self.step is not None and self.step.kind == "approve" and not view.may_manage:
            self.step = None
        self.next_button.setVisible(self.step is not None)
        self.hand_button.setVisible(view.case.merged_into is None)
        if self.step is not None:
            self.next_button.set_words(_(self.step.name))
        self.area.verticalScrollBar().setValue(place)

    def tick(self, view: CaseView) -> None:
        """A minute is over: only the time moves."""
        line = view.main_clock()
        if self.number is not None and line is not None and line.reading.remaining is not None and line.target.running:
            self.number.setText(left_words(line.reading.remaining))
            self.number.set_tone(words.TONES[line.reading.band])

    def take_step(self) -> None:
        if self.step is not None:
            self.stepped.emit(self.step)

    # the parts
    def _show_time(self, view: CaseView) -> None:
        running = [one for one in view.clocks if one.target.running]
        self.number = self.why_button = None
        if not running:
            ended = [one for one in view.clocks if one.target.ended is not None]
            late = any(one.target.late(view.now) for one in ended)
            said = _("Every limit is met") if ended and not late else _("A limit was broken") if late else _("Nothing is limited here")
            self.body.addWidget(Text(said, "body", "danger" if late else "muted", wrap=True))
            for one in ended[:4]:
                self.body.addWidget(self._clock_button(one, view.now))
            return
        line = running[0]
        reading = line.reading
        if line.target.due is not None and reading.remaining is not None:
            self.body.addWidget(Text(_("due {moment}").format(moment=words.when(line.target.due, view.now, end=True)), "body", "muted"))
            self.number = Text(left_words(reading.remaining), "display", words.TONES[reading.band])
        else:
            self.body.addWidget(Text(_(line.name), "body", "muted"))
            self.number = Text(_("the clock stands"), "display", "muted")
        self.number.setAccessibleName(_("Time left {words}").format(words=self.number.text()))
        self.body.addWidget(self.number)
        used = 1 - reading.running / reading.total if reading.total else 0.0
        tone = {"over": "danger", "hour": "danger", "six": "warn"}.get(reading.band, "accent")
        self.body.addWidget(TimeBar(used, tone))
        if line.limit.clock in ("window", "workdays", "roster") and not line.target.fixed:
            left = exact_words(reading.running // 60 * 60)
            said = _("running time {left} of {total}").format(left=left, total=exact_words(reading.total))
            self.body.addWidget(Text(said, "small", "muted", wrap=True))
        self.body.addWidget(Text(_(line.name) + (f" · {line.of}" if line.of else ""), "small", "muted", wrap=True))
        self.why_button = Button(_("Why this time"), "circle-question-mark", "link", small=True)
        self.why_button.clicked.connect(partial(self._why, self.why_button, line))
        more = Button(icon="ellipsis", kind="ghost", small=True, tip=_("More for this limit"))
        more.clicked.connect(partial(self._limit_menu, more, line))
        self.body.addLayout(row(self.why_button, None, more))
        for one in running[1:4]:
            self.body.addWidget(self._clock_button(one, view.now))

    def _clock_button(self, line: ClockLine, now: datetime) -> QWidget:
        left = line.reading.remaining
        if line.target.ended is not None:
            said = _("late") if line.target.late(now) else _("met")
        else:
            said = _("the clock stands") if left is None else left_words(left)
        made = Button(f"{_(line.name)}  {said}", "circle-question-mark", "link", small=True, tip=_(line.name))
        made.setMaximumWidth(236)
        made.clicked.connect(partial(self._why, made, line))
        return made

    def _why(self, anchor: QWidget, line: ClockLine, _checked: bool = False) -> None:
        show_why(self.desk, anchor, line, self.desk.session.now)

    def open_why(self) -> None:
        """The popover of the limit that is due first."""
        if self.why_button is not None:
            self.why_button.click()

    def _limit_menu(self, anchor: QWidget, line: ClockLine, _checked: bool = False) -> None:
        key = line.limit.key
        menu(
            self,
            ("check", _("This limit is met"), partial(self._end, key, False)),
            ("clock", _("Type the deadline as the platform shows it"), partial(self.set_limit.emit, key)),
            ("x", _("Does not apply to this case"), partial(self._end, key, True)),
        ).popup(anchor.mapToGlobal(anchor.rect().bottomLeft()))

    def _end(self, key: str, dropped: bool) -> None:
        if self.view is not None:
            self.desk.do(case_limit.end, self.view.case.id, key, dropped=dropped)

    def _head(self, title: str, *buttons: Button) -> None:
        self.body.addSpacing(4)
        self.body.addWidget(Line())
        self.body.addLayout(row(Text(title, "small", bold=True), None, *buttons))

    def _show_cost(self, view: CaseView) -> None:
        one = view.case
        edit = Button(icon="pen-line", kind="ghost", small=True, on=self.edit_cost.emit, tip=_("Write responsibility and cost"))
        self._head(_("Responsibility and cost"), edit)
        cause = _(" ({reasons})").format(reasons=_(one.cause)) if one.cause else ""
        lines = [(_("whose doing"), _(PARTIES.get(one.responsible, one.responsible)) + cause if one.responsible else "")]
        lines.append((_("who bears it"), _(PARTIES.get(one.bearer, one.bearer))))
        lines += [(label, "" if amount is None else grouped(amount)) for label, amount in (
            (_("cost of the goods"), one.cost_goods), (_("freight both ways"), one.cost_freight),
            (_("partial refund") if one.partial else _("refund"), one.refund), (_("compensation"), one.compensation))]  # fmt: skip
        shown = [(label, said) for label, said in lines if said]
        for label, said in shown:
            self.body.addLayout(row(Text(label, "body", "muted"), None, Text(said)))
        if not shown:
            self.body.addWidget(Text(_("Nothing is written yet"), "small", "muted"))
        if one.total_cost:
            self.body.addWidget(Line())
            self.body.addLayout(row(Text(_("Sum"), bold=True), None, Text(grouped(one.total_cost), bold=True)))
        if one.exchange_cost is not None:
            said = _("An exchange costs {amount}, a partial refund is never above it").format(amount=grouped(one.exchange_cost))
            self.body.addWidget(Boxed(said, "ok", "shield-check"))
        if view.cleared:
            self.body.addWidget(Text(view.cleared, "small", "accent", wrap=True))
        if one.total_cost and one.money is not Money.PAID:
            state = view.approval
            said = _("approved by {names}").format(names=_(", ").join(state.given)) if state.done else _("approved {n} of {need}").format(
                n=len(state.given), need=state.need)  # fmt: skip
            line = row(Text(said, "small", "ok" if state.done else "warn", wrap=True), None)
            if not state.done and (view.may_approve if state.given else view.may_manage):
                line.addWidget(Button(_("Approve"), "stamp", small=True, on=self.approve))
            self.body.addLayout(line)

    def approve(self) -> None:
        if self.view is not None:
            self.desk.do(case_cost.approve, self.view.case.id)

    def _show_promises(self, view: CaseView) -> None:
        waiting = [one for one in view.promises if one.kept_at is None]
        add = Button(icon="plus", kind="ghost", small=True, on=self.promise.emit, tip=_("Promise something to the buyer"))
        self._head(_("Promises"), add)
        if not waiting:
            self.body.addWidget(Text(_("No open promise"), "small", "muted"))
        for one in waiting:
            over = one.due < view.now
            said = Text(_("{text}, until {moment}").format(text=one.text, moment=words.when(one.due, view.now)), "small",
                        "danger" if over else "text", wrap=True)  # fmt: skip
            line = row(said, Button(_("Kept"), small=True, on=partial(self._kept, one.id)))
            line.setStretch(0, 1)
            self.body.addLayout(line)

    def _kept(self, promise_id: int) -> None:
        self.desk.do(case_talk.keep_promise, promise_id)

    def _show_phrases(self, view: CaseView) -> None:
        self.phrases = view.phrases[:MOST_PHRASES]
        self._head(_("Phrases"), Button(_("More"), kind="ghost", small=True, on=self.edit_phrases.emit))
        if not self.phrases:
            self.body.addWidget(Text(_("No phrase for this kind yet"), "small", "muted"))
        for number, one in enumerate(self.phrases, 1):
            line = PhraseLine(one, number)
            line.clicked.connect(partial(self.copy_phrase, number))
            self.body.addWidget(line)
            if one.pictures:
                self.body.addWidget(PictureStrip(self.desk, one.pictures))

    def _show_knowledge(self, view: CaseView) -> None:
        self.known = KnowledgePart(self.desk, view, self._unfolded)
        self.known.inserted.connect(self.insert)
        self.known.asked.connect(self.write_entry)
        self._head(_("Knowledge"), *((self.known.add_button,) if self.known.add_button is not None else ()))
        self.body.addWidget(self.known)

    def copy_phrase(self, number: int, _checked: bool = False) -> None:
        """1 … 9: the phrase, filled in, to the clipboard; what has no value is named."""
        if self.view is None or number > len(self.phrases):
            return
        phrase = self.phrases[number - 1]
        copy_filled(self.desk, self.view.case.id, phrase.name, phrase.text)

    def _show_cases(self, title: str, rows: Sequence[CaseRow]) -> None:
        if not rows or self.view is None:
            return
        self._head(f"{title} {len(rows)}")
        for one in rows[:MOST_OTHERS]:
            line = OtherLine(one, self.view.now)
            line.clicked.connect(partial(self._open, one.id))
            self.body.addWidget(line)

    def _open(self, case_id: int, _checked: bool = False) -> None:
        self.open_case.emit(case_id)
