"""The follow-up of a bad review in its case: six steps with a text to copy and a tick, the look of today, the outcome."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from csdesk.actions import case_review
from csdesk.actions.case_view import CaseView
from csdesk.core import review as core
from csdesk.core.knowledge import SIX_STEPS
from csdesk.core.review import OUTCOMES, Review
from csdesk.i18n import gettext as _
from csdesk.ui import icons
from csdesk.ui.cases import words
from csdesk.ui.cases.copying import copy_filled
from csdesk.ui.desk import Desk
from csdesk.ui.kit import Button, Line, Text, column, menu, paint, row
from csdesk.ui.kit.basic import ListButton


class StepLine(ListButton):
    """One step: what it is, and since when it is done; a click ticks it."""

    def __init__(self, name: str, when: str, *, next_: bool) -> None:
        super().__init__()
        self._name, self._when, self._next = name, when, next_
        self.setFixedHeight(26)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(f"{name} {when or _('not yet')}")

    def sizeHint(self) -> QSize:
        return QSize(240, 26)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        rect = QRectF(self.rect())
        if self.underMouse():
            paint.box(painter, rect, 5, "hover")
        done = bool(self._when)
        icons.draw(painter, "circle-check" if done else "circle", 0, 5, "ok" if done else "accent" if self._next else "muted", 16)
        side = paint.text(painter, rect.adjusted(0, 0, -6, 0), self._when, "small", "muted", paint.RIGHT)
        paint.text(painter, rect.adjusted(23, 0, -side - 12, 0), self._name, "body", "muted" if done else "text", bold=self._next)
        if self.hasFocus():
            paint.ring(painter, rect, 5)
        painter.end()


class ReviewPart(QWidget):
    """The section of the page; it is there for cases of this kind only."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.view: CaseView | None = None
        self.lines: list[StepLine] = []
        self.told = Text("", "small", "muted")
        self.look_button = Button(_("Looked at today"), "eye", small=True, on=self.look, tip=_("It stands there as before"))
        self.end_button = Button(_("Outcome"), "check", small=True, on=self._outcomes)
        self._box = column(gap=0)
        self._inner: QWidget | None = None
        head = row(Text(_("Follow-up of the review"), bold=True), self.told, None, self.look_button, self.end_button)
        column(Line(), 4, head, self._box, gap=6, into=self)

    def show_view(self, view: CaseView) -> None:
        self.view = view
        self.setVisible(view.review is not None)
        old, self._inner = self._inner, None
        if old is not None:
            old.hide()
            old.deleteLater()
        if view.review is not None:
            self._fill(view, view.review)

    def _fill(self, view: CaseView, found: Review) -> None:
        if found.ended is not None:
            self.told.setText(f"{_(OUTCOMES[found.outcome])} · {words.when(found.ended, view.now)}")
        elif found.seen_on(view.now):
            self.told.setText(_("looked at today"))
        else:
            self.told.setText(_("not looked at today"))
        self.told.set_tone("ok" if found.ended is not None else "muted" if found.seen_on(view.now) else "warn")
        work = view.case.merged_into is None
        self.look_button.setVisible(work and found.ended is None and not found.seen_on(view.now))
        self.end_button.setVisible(work)
        first = next((place for place, at in enumerate(found.steps) if at is None), -1)
        self.lines, holder = [], QWidget()
        lines = column(gap=0, into=holder)
        for place, (name, at, text) in enumerate(zip(SIX_STEPS, found.steps, core.texts(view.phrases), strict=True)):
            line = StepLine(_(name), words.when(at, view.now) if at is not None else "", next_=place == first)
            line.setToolTip(text)
            line.setEnabled(work)
            line.clicked.connect(partial(self.tick, place + 1))
            tip = _("Copy the text of step {n}").format(n=place + 1)
            copy = Button(icon="copy", kind="ghost", small=True, on=partial(self.copy, place + 1), tip=tip)
            both = row(line, copy, gap=4)
            both.setStretch(0, 1)
            lines.addLayout(both)
            self.lines.append(line)
        self._inner = holder
        self._box.addWidget(holder)

    def text(self, number: int) -> str:
        """What a step says; a phrase of the shop whose name begins with its number replaces the program's text."""
        return core.texts(self.view.phrases)[number - 1] if self.view is not None else ""

    def copy(self, number: int) -> None:
        """The text of a step, filled in, to the clipboard."""
        if self.view is not None:
            copy_filled(self.desk, self.view.case.id, _(SIX_STEPS[number - 1]), self.text(number))

    def tick(self, number: int, _checked: bool = False) -> None:
        """A step is done, now."""
        if self.view is not None:
            self.desk.do(case_review.take, self.view.case.id, number)

    def look(self) -> None:
        """The look of today: nothing has changed."""
        if self.view is not None:
            self.desk.do(case_review.look, self.view.case.id)

    def _outcomes(self) -> None:
        entries = [("check", _(name), partial(self.end, key)) for key, name in OUTCOMES.items()]
        menu(self, *entries).popup(self.end_button.mapToGlobal(self.end_button.rect().bottomLeft()))

    def end(self, outcome: str) -> None:
        """How it ended."""
        if self.view is not None:
            self.desk.do(case_review.end, self.view.case.id, outcome)
