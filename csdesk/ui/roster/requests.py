"""申请: what people ask of the roster as one list at the side; approved, refused with a reason, withdrawn, taken, by button and key."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QPoint, QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from csdesk.actions.requests import Request
from csdesk.core.attendance import Status
from csdesk.core.calendar import Month, day_words
from csdesk.i18n import N_, pgettext
from csdesk.i18n import gettext as _
from csdesk.ui import theme
from csdesk.ui.kit import Button, Chip, IconView, Line, Text, month_text, paint, row
from csdesk.ui.kit.basic import paragraph
from csdesk.ui.kit.panel import SidePanel

KINDS = {
    "wish": (N_("Wish"), "neutral", "calendar-check"),
    "leave": (N_("Leave asked"), "leave", "tree-palm"),
    "swap": (N_("Swap"), "accent", "arrow-left-right"),
    "open": (N_("Open shift"), "warn", "user-plus"),
}
WIDTH = 304
ROOM = WIDTH - 66  # for the words of an item, beside the margins and the scroll bar
MOST_DONE, MOST_PROBLEMS = 30, 3


def name_of(one: Request, twice: frozenset[str]) -> str:
    """Whose request, with the number where two people bear the name."""
    if one.employee is None:
        return _("Somebody wanted")
    return f"{one.employee.name} {one.employee.no}" if one.employee.name in twice else one.employee.name


def asked_words(one: Request) -> tuple[str, str]:
    """When it was asked and whether the notice was kept, with its tone."""
    if one.asked_at is None or one.ahead is None:
        return "", "muted"
    said = _("Asked on {day}, {n} days ahead").format(day=day_words(one.asked_at.date()), n=one.ahead)
    if one.ahead < 0:
        said = _("Asked on {day}, afterwards").format(day=day_words(one.asked_at.date()))
    if one.emergency:
        return _("{said}, an emergency").format(said=said), "muted"
    if one.late:
        return _("{said}; the rules want {n}").format(said=said, n=one.notice), "warn"
    return said, "muted"


def problem_words(one: Request) -> list[tuple[str, bool, str]]:
    """What would be wrong newly, each once, with the name where it is somebody else's: sentence, hard, detail."""
    names = {each.id: each.name for each in (one.employee, one.other) if each is not None}
    found: dict[str, tuple[str, bool, str]] = {}
    for problem in sorted(one.problems, key=lambda each: not each.hard):
        name = names.get(problem.employee_id or 0, "")
        own = one.employee is not None and problem.employee_id == one.employee.id
        said = problem.sentence if own or not name or name in problem.sentence else f"{name} {problem.sentence}"
        found.setdefault(said, (said, problem.hard, problem.detail))
    return list(found.values())


def outcome_words(one: Request) -> str:
    """How it was decided."""
    said = _("Approved") if one.status is Status.APPROVED else _("Refused")
    who = " ".join(part for part in (one.decided_by, day_words(one.decided_at.date()) if one.decided_at else "") if part)
    return " · ".join(part for part in (said, one.answer, who) if part)


class RequestItem(QWidget):
    """One request: who, what, when asked, what it would break, and the buttons. Enter approves, Del refuses, ↑↓ go on."""

    decided = Signal(object, bool, str)  # request, approve, answer
    withdrawn = Signal(object)
    taken = Signal(object)
    give_asked = Signal(object, QPoint)
    mend_asked = Signal(object)
    entered = Signal(object)
    stepped = Signal(int)

    def __init__(self, one: Request, twice: frozenset[str], *, decides: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.one = one
        self.decides = decides
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 8, 10, 8)
        layout.setSpacing(4)
        words, tone, icon = KINDS[one.kind]
        chip = Chip()
        chip.say(_(words), tone, icon)
        chip.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        layout.addLayout(row(Text(name_of(one, twice), "body", bold=True), None, chip))
        layout.addWidget(paragraph(one.what, "body", ROOM))
        asked, asked_tone = asked_words(one)
        if asked:
            layout.addWidget(paragraph(asked, "small", ROOM, asked_tone))
        if one.reason:
            layout.addWidget(paragraph(_("“{words}”").format(words=one.reason), "small", ROOM, "muted"))
        wrong = problem_words(one)
        for said, hard, detail in wrong[:MOST_PROBLEMS]:
            tone = "danger" if hard else "warn"
            line = paragraph(said, "small", ROOM - 18, tone)
            line.setToolTip(detail)
            layout.addLayout(row(IconView("triangle-alert", 13, tone), line, None, gap=5))
        if len(wrong) > MOST_PROBLEMS:
            layout.addWidget(Text(_("and {n} more").format(n=len(wrong) - MOST_PROBLEMS), "small", "muted"))
        self.buttons: list[Button] = []
        self.answer = QLineEdit()
        self.answer.setPlaceholderText(_("Why not?"))
        self.answer.setAccessibleName(_("Why it is refused"))
        self.answer.returnPressed.connect(self._refuse)
        self.answer.hide()
        if one.status is Status.PENDING:
            self._add_buttons()
        elif one.kind != "open":
            layout.addWidget(paragraph(outcome_words(one), "small", ROOM, "ok" if one.status is Status.APPROVED else "danger"))
        else:
            layout.addWidget(Text(_("Taken"), "small", "ok"))
        layout.addWidget(self.answer)
        if self.buttons:
            layout.addLayout(row(*self.buttons, None, gap=6))
        told = [name_of(one, twice), _(words), one.what, asked, one.reason, *(said for said, _hard, _detail in wrong)]
        self.setAccessibleName(", ".join(part for part in told if part))

    def _add_buttons(self) -> None:
        one = self.one
        if self.decides and one.employee is not None:
            self.buttons.append(Button(_("Approve"), on=self.approve, small=True, tip=_("Enter")))
            self.buttons.append(Button(_("Refuse…"), on=self.ask_why, small=True, tip=_("Del")))
            if one.kind == "swap" and any(hard for _said, hard, _detail in problem_words(one)):
                self.buttons.append(Button(_("Another way…"), on=self._mend, small=True, tip=_("Who else could take this shift")))
        elif self.decides:
            self.buttons.append(Button(_("Give to…"), on=self._give, small=True))
            self.buttons.append(Button(_("Withdraw"), on=self._withdraw, small=True))
        elif one.own:
            self.buttons.append(Button(_("Withdraw"), on=self._withdraw, small=True))
        elif one.kind == "open" and one.employee is None:
            self.buttons.append(Button(_("I take it"), on=self._take, small=True))

    def approve(self) -> None:
        self.decided.emit(self.one, True, "")

    def ask_why(self) -> None:
        """A refusal needs its reason: the line opens, Enter sends it."""
        if self.one.kind == "open":
            self.decided.emit(self.one, False, _("somebody else takes it"))
            return
        self.answer.show()
        self.answer.setFocus()

    def _refuse(self) -> None:
        self.decided.emit(self.one, False, self.answer.text().strip())

    def _withdraw(self) -> None:
        self.withdrawn.emit(self.one)

    def _take(self) -> None:
        self.taken.emit(self.one)

    def _mend(self) -> None:
        self.mend_asked.emit(self.one)

    def _give(self) -> None:
        button = self.buttons[0]
        self.give_asked.emit(self.one, button.mapToGlobal(QPoint(0, button.height() + 2)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        can = self.one.status is Status.PENDING and self.hasFocus()
        if key in (Qt.Key.Key_Up, Qt.Key.Key_Down) and self.hasFocus():
            self.stepped.emit(1 if key == Qt.Key.Key_Down else -1)
        elif key == Qt.Key.Key_Escape and self.answer.hasFocus():
            self.answer.hide()
            self.setFocus()
        elif can and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.buttons:
            self.buttons[0].click()
        elif can and key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and len(self.buttons) > 1 and self.one.employee is not None:
            self.ask_why()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.update()
        self.entered.emit(self.one)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.setFocus()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self.one.status is Status.PENDING:
            paint.box(painter, QRectF(self.rect()), theme.tokens().radius, "sunken")
        if self.hasFocus():
            paint.ring(painter, QRectF(self.rect()), theme.tokens().radius)
        painter.end()


class RequestsPanel(SidePanel):
    """The list of a month. Signals of its items: `decided(Request, bool, str)`, `withdrawn(Request)`, `taken(Request)`,
    `give_asked(Request, QPoint)`, `mend_asked(Request)`: a swap that can't be, `entered(Request)`; `month_asked(Month)`: where others
    wait. `foot` is for the page's buttons."""

    decided = Signal(object, bool, str)
    withdrawn = Signal(object)
    taken = Signal(object)
    give_asked = Signal(object, QPoint)
    mend_asked = Signal(object)
    entered = Signal(object)
    month_asked = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(pgettext("roster", "Requests"), width=WIDTH, closes=True, parent=parent)
        self.items: list[RequestItem] = []

    def show_requests(
        self, found: Sequence[Request], twice: frozenset[str], *, decides: bool, month: Month, elsewhere: Mapping[Month, int]
    ) -> None:
        """Waiting ones first; `elsewhere`: how many wait in other months. The focus stays at its place in the list, so that one
        decides down the line."""
        at = next((number for number, item in enumerate(self.items) if item.hasFocus() or item.isAncestorOf(self.focus())), None)
        self.note.setText(month_text(month))
        body = self.clear()
        self.items = []
        waiting = [one for one in found if one.status is Status.PENDING]
        done = [one for one in found if one.status is not Status.PENDING]
        if not waiting:
            body.addWidget(Text(_("Nothing waits for a decision") if decides else _("Nothing asked for"), "body", "muted", wrap=True))
        for one in waiting:
            body.addWidget(self._item(one, twice, decides=decides))
        for other, count in elsewhere.items():
            if other != month:
                said = _("{month}: {n} more wait").format(month=month_text(other), n=count)
                body.addWidget(Button(said, "calendar-days", "link", on=_Month(self, other).show, small=True))
        if done:
            body.addSpacing(4)
            body.addWidget(Text(_("Decided"), "small", "muted"))
        for number, one in enumerate(done[:MOST_DONE]):
            if number:
                body.addWidget(Line())
            body.addWidget(self._item(one, twice, decides=decides))
        for item in self.items:
            item.show()  # at once, not with the next event: the first one is to have the keyboard
        if at is not None and self.items:
            self.items[min(at, len(self.items) - 1)].setFocus()

    def focus(self) -> QWidget:
        """What has the keyboard in this window."""
        return self.window().focusWidget() or self

    def _item(self, one: Request, twice: frozenset[str], *, decides: bool) -> RequestItem:
        item = RequestItem(one, twice, decides=decides)
        item.decided.connect(self.decided)
        item.withdrawn.connect(self.withdrawn)
        item.taken.connect(self.taken)
        item.give_asked.connect(self.give_asked)
        item.mend_asked.connect(self.mend_asked)
        item.entered.connect(self._entered)
        item.stepped.connect(self._step)
        self.items.append(item)
        return item

    def _entered(self, one: object) -> None:
        item = self.focus()
        if isinstance(item, RequestItem):
            self.area.ensureWidgetVisible(item, 0, 8)
        self.entered.emit(one)

    def _step(self, step: int) -> None:
        at = next((number for number, item in enumerate(self.items) if item.hasFocus()), None)
        if at is not None and 0 <= at + step < len(self.items):
            self.items[at + step].setFocus(Qt.FocusReason.TabFocusReason)

    def begin(self) -> None:
        """The keyboard goes to the first request, else to the first button."""
        if self.items:
            self.items[0].setFocus(Qt.FocusReason.TabFocusReason)
        else:
            buttons = [one for one in self.findChildren(Button) if one.isVisible()]
            buttons[-1].setFocus(Qt.FocusReason.TabFocusReason)


class _Month:
    def __init__(self, panel: RequestsPanel, month: Month) -> None:
        self._panel, self._month = panel, month

    def show(self) -> None:
        self._panel.month_asked.emit(self._month)
