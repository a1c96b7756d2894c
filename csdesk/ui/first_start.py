"""The first start: four questions (shop, rules, people, how to begin), every answer can be changed later; ends on a filled roster."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QCheckBox, QFileDialog, QLineEdit, QStackedWidget, QWidget

from csdesk import i18n
from csdesk.actions import people_list, shop
from csdesk.actions.people_list import PeopleList
from csdesk.core import presets
from csdesk.core.calendar import Month
from csdesk.i18n import N_
from csdesk.i18n import gettext as _
from csdesk.ui import icons, memory, theme
from csdesk.ui.first_people import PeopleStep
from csdesk.ui.kit import paint
from csdesk.ui.kit.basic import Button, Text, column, row, scroll_area
from csdesk.ui.kit.choose import Segment, month_text
from csdesk.ui.kit.form import Form, NumberBox
from csdesk.ui.kit.states import IconView

if TYPE_CHECKING:
    from csdesk.ui.help import HelpWindow

LONGEST = 80  # signs of a shop's name
CHOICE = 64  # height of a card without lines
STEPS = (
    (N_("Shop"), N_("Name and place")),
    (N_("Rules to begin with"), N_("Shifts, rest, lateness, pay")),
    (N_("The people"), N_("From Excel or by hand")),
    (N_("Begin"), N_("The example, or empty")),
)
PRESETS: dict[str, tuple[str, str, tuple[tuple[str, str, str], ...]]] = {
    "handbook-1": (
        N_("Template 1 · online shop"),
        N_("Red packets when late, KPI, pre-sales and after-sales apart"),
        (
            ("sun", N_("Day shift"), "08:30–17:30"),
            ("moon", N_("Night shift"), N_("17:00–01:00 next day")),
            ("coffee", N_("Days of rest"), N_("2 days a month, unused ones are paid")),
            ("clock-alert", N_("Lateness"), N_("Red packet 10/20/50, half a day over 30 min")),
            ("award", N_("Full attendance"), "200.00"),
            ("wallet", N_("Pay"), N_("Base 2,200.00, paid on the 10th")),
        ),
    ),
    "handbook-2": (
        N_("Template 2 · phone service"),
        N_("One rest day in seven, handover with two signatures, complaint fines"),
        (
            ("sun", N_("Day shift"), "08:30–17:00"),
            ("moon", N_("Night shift"), "16:30–24:00"),
            ("coffee", N_("Days of rest"), N_("Six days on, one off, planned by the supervisor")),
            ("clock-alert", N_("Lateness"), N_("No tiers, the supervisor decides")),
            ("arrow-left-right", N_("Handover"), N_("Written, signed by two")),
            ("box", N_("Complaint"), N_("50 / 100, leaving is suggested at the third")),
        ),
    ),
}


@dataclass
class Answers:
    """What the four questions gave; app.py makes the shop of it."""

    shop_name: str = ""
    path: Path = field(default_factory=Path)
    preset: str = "handbook-1"
    rules: str = ""  # JSON text laid over the preset
    people: str = "excel"  # excel | hand | later
    people_file: Path | None = None
    typed: list[list[str]] = field(default_factory=list)  # number, name, post, entry date of each, as typed
    found: PeopleList = field(default_factory=PeopleList)  # who came of the file or the typing
    propose: Month | None = None  # the month whose roster is proposed at once
    needs: dict[str, int] = field(default_factory=dict)  # shift code to people a day
    begin: str = "empty"  # empty | demo
    owner: str = ""
    password: str = ""  # "" = no sign-in


class Choice(QAbstractButton):
    """A card with a round mark, a title and a sentence, of which one is chosen. `lines`: icon, word, value."""

    def __init__(self, title: str, sentence: str, lines: tuple[tuple[str, str, str], ...] = (), *, height: int = 0) -> None:
        super().__init__()
        self.setText(title)
        self._sentence, self._lines = sentence, lines
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(title)
        self.setAccessibleDescription(sentence)
        self.setFixedHeight(height or (76 + 29 * len(lines) + (10 if lines else 0)))
        self.setMinimumWidth(170)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.modifiers() == Qt.KeyboardModifier.AltModifier:
            event.ignore()  # Alt+←/→ goes to another question, not to another choice
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        rect = QRectF(self.rect())
        on = self.isChecked()
        if on:
            paint.box(painter, rect, 10, "accent_soft", "accent", 2)
        else:
            paint.box(painter, rect, 10, "hover" if self.underMouse() else "raised", "line_strong" if theme.tokens().dark else "line")
        mark = QRectF(18, 19, 18, 18)
        paint.box(painter, mark, 9, "accent" if on else "surface", None if on else "line_strong")
        if on:
            paint.box(painter, mark.adjusted(5, 5, -5, -5), 4, "on_accent")
        paint.text(painter, QRectF(48, 14, rect.width() - 60, 24), self.text(), "heading")
        layout, _height = paint.wrapped(self._sentence, rect.width() - 62, "small")
        painter.setPen(theme.colour("muted"))
        layout.draw(painter, QRectF(48, 38, 1, 1).topLeft())
        y = 72.0
        for icon, word, value in self._lines:
            icons.draw(painter, icon, 18, y + 6, "muted", 16)
            paint.text(painter, QRectF(42, y, 56, 29), word, "body", "muted")
            paint.text(painter, QRectF(100, y, rect.width() - 112, 29), value)
            y += 29
        if self.hasFocus() and not on:
            paint.ring(painter, rect.adjusted(3, 3, -3, -3), 8)
        painter.end()


class FirstStart(QWidget):
    """A window of its own. Signals: `finished(Answers)`, `left()` when closed early, `spoken(language)` when another language is chosen
    (then `reword` asks the same questions in it), `opening(path)` when there is a shop file already.
    `refuse(message)` shows why it did not work."""

    finished = Signal(object)
    left = Signal()
    spoken = Signal(object)
    opening = Signal(object)

    def __init__(self, folder: Path, clock: Callable[[], datetime], *, answers: Answers | None = None) -> None:
        super().__init__()
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("csdesk"))
        self.setAccessibleName(_("First start"))
        self.setAcceptDrops(True)
        room = self.screen().availableGeometry()
        self.setMinimumSize(min(960, room.width()), min(600, room.height() - 40))
        self.resize(min(1366, room.width()), min(740, room.height() - 40))
        self._folder, self._clock = folder, clock
        self._done = False
        self.help: HelpWindow | None = None
        self.answers = answers or _kept()
        self.step = 0
        self._make()

    def _make(self) -> None:
        self.sheet = QWidget(self)
        self.stack = QStackedWidget()
        self._pages: list[tuple[str, str]] = []
        self._make_shop()
        self._make_rules()
        self._make_people()
        self._make_begin()
        self.question = Text("", "title")
        self.sentence = Text("", "body", "muted", wrap=True)
        self.trouble = Text("", "small", "danger", wrap=True)
        self.count = Text("", "small", "muted")
        self.back = Button(_("Back"), "arrow-left", "ghost", on=self.earlier)
        self.next = Button(_("Next"), kind="primary", on=self.later)
        about = Button(_("Help"), "circle-question-mark", "ghost", on=self.show_help, tip=_("Help (F1)"))
        foot = row(self.back, about, None, self.count, 8, self.next)
        self.area = scroll_area(self.stack, only_down=True)  # a small screen shows less of a question
        self.area.installEventFilter(self)
        column(self.question, self.sentence, 6, self.area, self.trouble, foot, gap=8, margins=(262, 28, 30, 22), into=self.sheet)
        self._show()

    def reword(self) -> None:
        """Ask in the language that is spoken now; what was answered stays."""
        self._collect()
        old = self.sheet
        self._make()
        old.hide()
        old.deleteLater()
        if self.help is not None:
            self.help.close()
            self.help.deleteLater()
            self.help = None
        self.setWindowTitle(_("csdesk"))
        self.resizeEvent(None)
        self.sheet.show()
        self._show()

    # the four questions
    def _make_shop(self) -> None:
        page = QWidget()
        self.form = Form(label_width=80)
        self.language = Segment(list(i18n.LANGUAGES.items()), i18n.language, name=_("Language"))
        self.language.chosen.connect(self.spoken)
        self.name = QLineEdit(self.answers.shop_name)
        self.name.setPlaceholderText(_("My shop"))
        self.name.setMaxLength(LONGEST)
        self.form.add("name", _("Shop name"), self.name, check=_filled)
        self.place = QLineEdit()
        self.place.setReadOnly(True)
        self.form.add("path", _("File"), self.place, check=self._free)
        self.other = Button(_("Another place…"), "folder-open", on=self._choose_place)
        self.name.textChanged.connect(self._named)
        had = Text(_("There is a shop file already, from another computer or a backup?"), "small", "muted")
        self.had = Button(_("Open it…"), kind="link", on=self._open_existing)
        words = Text(_("Language"), "body", "muted")
        words.setFixedWidth(80)
        already = row(92, had, self.had, None)
        column(row(words, self.language, None, gap=12), self.form, row(92, self.other, None), 10, already, None, gap=10, into=page)
        self._named()
        self._add(page, _("What is your shop called?"), _("One file holds everything. It stays on this computer."))

    def _make_rules(self) -> None:
        page = QWidget()
        self.presets: dict[str, Choice] = {}
        for key, (title, sentence, lines) in PRESETS.items():
            told = tuple((icon, _(word), _(value)) for icon, word, value in lines)
            card = Choice(_(title), _(sentence), told)
            card.setChecked(key == self.answers.preset)
            self.presets[key] = card
        self.rules_name = Text(_("JSON exported on another computer"), "small", "muted")
        box = column(Text(_("Use a rules file of yours"), bold=True), self.rules_name, gap=1)
        pick = Button(_("Choose file…"), on=self._choose_rules)
        column(row(*self.presets.values(), gap=14), row(IconView("file-braces", 18), box, None, pick, gap=12), None, gap=14, into=page)
        sentence = _("Every number can be changed later; a change counts from the day you set, earlier months stay.")
        self._add(page, _("Which rules to begin with?"), sentence)

    def _make_people(self) -> None:
        page = QWidget()
        self.people = {
            "excel": Choice(_("From Excel"), _("A list you have"), height=CHOICE),
            "hand": Choice(_("By hand"), _("Type or paste here"), height=CHOICE),
            "later": Choice(_("Not now"), _("Begin without people"), height=CHOICE),
        }
        self.people[self.answers.people].setChecked(True)
        self.people_step = PeopleStep(self._folder, self._clock(), self.answers.typed, self.answers.people_file)
        self.people_step.excel.read.connect(self._list_read)
        self.pick_people = self.people_step.excel.pick
        for card in self.people.values():
            card.toggled.connect(self._people_way)
        column(row(*self.people.values(), gap=10), self.people_step, gap=10, into=page).setStretch(1, 1)
        self._people_way()
        self._add(page, _("Who works here?"), _("Numbers stay text, so leading zeros stay. Two people of one name need their numbers."))

    def _people_way(self, _on: bool = False) -> None:
        self.people_step.show_face(next(key for key, card in self.people.items() if card.isChecked()))
        if hasattr(self, "trouble"):
            self.refuse("")

    def _list_read(self) -> None:
        self.answers.people_file = self.people_step.excel.path
        self.refuse("")

    def _make_begin(self) -> None:
        page = QWidget()
        self.begin = {
            "empty": Choice(_("Begin with my shop"), _("The answers so far, nothing else")),
            "demo": Choice(_("Look at the example first"), _("12 people, three months; your own shop can be made any time")),
        }
        self.begin[self.answers.begin].setChecked(True)
        self.begin["demo"].toggled.connect(self._show_proposal)
        self.propose = QCheckBox()
        self.propose.setChecked(True)
        self.needed: dict[str, NumberBox] = {}
        self._needs: QWidget | None = None
        self.proposal = QWidget()
        self._proposal = column(self.propose, gap=6, into=self.proposal)
        self.owner_form = Form(label_width=80)
        self.owner = QLineEdit(self.answers.owner)
        self.owner.setPlaceholderText(_("Owner"))
        self.password = QLineEdit(self.answers.password)
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.again = QLineEdit(self.answers.password)
        self.again.setEchoMode(QLineEdit.EchoMode.Password)
        self.owner_form.add("owner", _("Your name"), self.owner)
        self.owner_form.add("password", _("Password"), self.password, check=_long_enough, hint=_("Empty = whoever opens it is the owner"))
        self.owner_form.add("again", _("Once more"), self.again, check=self._same)
        column(row(*self.begin.values(), gap=14), 2, self.proposal, 2, self.owner_form, None, gap=10, into=page)
        self._add(page, _("How to begin?"), _("A password makes sense where others use this computer, too."))

    def _show_proposal(self, _on: bool = False) -> None:
        """Offered to who gave people: the month, and how many each shift needs."""
        people = 0 if self.begin["demo"].isChecked() else len(self.answers.found.people)
        rules = presets.preset(self.answers.preset)
        self.proposal.setVisible(people > 0)
        self.month = people_list.month_to_propose(self._clock())
        self.propose.setText(_("Propose the roster of {month} at once").format(month=month_text(self.month)))
        if self._needs is not None:
            self._needs.hide()
            self._needs.deleteLater()
        self.needed = {}
        self._needs = QWidget()
        line = row(Text(_("People a day"), "body", "muted"), gap=10, margins=(24, 0, 0, 0))
        for code, need in people_list.first_needs(rules, people).items():
            shift = rules.shift(code)
            assert shift is not None
            self.needed[code] = box = NumberBox(self.answers.needs.get(code, need), 0, 99, name=shift.name)
            line.addWidget(Text(shift.name))
            line.addWidget(box)
        line.addStretch(1)
        self._needs.setLayout(line)
        self._needs.setVisible(not self.answers.rules)  # rules of one's own say it themselves
        self._proposal.addWidget(self._needs)

    def _add(self, page: QWidget, question: str, sentence: str) -> None:
        layout = page.layout()
        assert layout is not None
        layout.setContentsMargins(0, 6, 0, 0)
        self.stack.addWidget(page)
        self._pages.append((question, sentence))

    # files
    def _named(self, _words: str = "") -> None:
        if not self.answers.path.name or self.answers.path.parent == self._folder:
            self.answers.path = self._folder / shop.file_name(self.name.text())
        self.place.setText(str(self.answers.path))

    def _choose_place(self) -> None:
        chosen, _kind = QFileDialog.getSaveFileName(
            self, _("Where to put the shop file"), str(self.answers.path), _("Shop file (*.csdesk)")
        )
        if chosen:
            path = Path(chosen)
            self.answers.path = path if path.suffix else path.with_suffix(".csdesk")
            self.place.setText(str(self.answers.path))
            self.form["path"].validate()

    def _open_existing(self) -> None:
        chosen, _kind = QFileDialog.getOpenFileName(self, _("Open a shop"), str(self._folder), _("Shop file (*.csdesk)"))
        if chosen:
            self.opening.emit(Path(chosen))

    def _choose_rules(self) -> None:
        chosen, _kind = QFileDialog.getOpenFileName(self, _("Rules file"), str(self._folder), "JSON (*.json)")
        if chosen:
            self.take_file(Path(chosen))

    def take_file(self, path: Path) -> None:
        """A file was chosen or dropped: JSON is rules, a table is people."""
        if path.suffix.lower() == ".json":
            try:
                self.answers.rules = path.read_text("utf-8-sig")
            except (OSError, UnicodeDecodeError):
                self.refuse(_("{name} can't be read").format(name=path.name))
                return
            self.rules_name.setText(path.name)
        else:
            self.people["excel"].setChecked(True)
            self.people_step.excel.take(path)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        for url in event.mimeData().urls():
            if url.isLocalFile():
                self.take_file(Path(url.toLocalFile()))

    # checks
    def _free(self, _value: object) -> str:
        return shop.place_trouble(self.answers.path)

    def _same(self, value: object) -> str:
        return "" if value == self.password.text().strip() else _("The two passwords differ")

    def refuse(self, message: str) -> None:
        """Say why it did not work; the answers stay."""
        self.trouble.setText(message)

    # walking
    def _collect(self) -> None:
        answers = self.answers
        answers.shop_name = self.name.text().strip()
        answers.preset = next(key for key, card in self.presets.items() if card.isChecked())
        answers.people = next(key for key, card in self.people.items() if card.isChecked())
        answers.typed = self.people_step.hand.table.rows_typed()
        answers.found = self.people_step.found(answers.people)
        answers.begin = next(key for key, card in self.begin.items() if card.isChecked())
        answers.owner = self.owner.text().strip()
        answers.password = self.password.text().strip()
        if self.step == len(STEPS) - 1:
            wanted = answers.begin == "empty" and answers.found.people and self.propose.isChecked()
            answers.propose = self.month if wanted else None
            answers.needs = {code: box.value() for code, box in self.needed.items()}

    def _valid(self) -> bool:
        if self.step == 0:
            return self.form.valid()
        if self.step == 2:
            way = next(key for key, card in self.people.items() if card.isChecked())
            return self._people_given(way, self.people_step.found(way))
        if self.step == 3:
            return self.owner_form.valid()
        return True

    def _people_given(self, way: str, found: PeopleList) -> bool:
        """Whether going on makes sense; a list with a few bad rows may."""
        if way == "later" or (found.people and not (way == "hand" and found.refused)):
            return True
        if way == "hand":
            wrong = _("Mend the marked rows, or clear them")
            self.refuse(wrong if found.refused else _("Type at least one name, or take “Not now”"))
        elif self.people_step.excel.path is None:
            self.refuse(_("Choose the file, or take “By hand” or “Not now”"))
        else:
            self.refuse(_("Nobody in this file can be taken; choose another one, or take “By hand” or “Not now”"))
        return False

    def later(self) -> None:
        """The next question; after the last one `finished`."""
        self.refuse("")
        if not self._valid():
            return
        self._collect()
        _keep(self.answers)
        if self.step < len(STEPS) - 1:
            self.step += 1
            self._show()
        else:
            self.finished.emit(self.answers)

    def earlier(self) -> None:
        if self.step:
            self._collect()
            self.refuse("")
            self.step -= 1
            self._show()

    def show_help(self) -> HelpWindow:
        """F1: the first ten minutes."""
        from csdesk.ui.help import HelpWindow

        if self.help is None:
            self.help = HelpWindow(self, self._clock)
        self.help.open_page("start")
        self.help.show()
        self.help.raise_()
        return self.help

    def leave(self) -> None:
        """The shop is open: go away without `left`."""
        self._done = True
        memory.put("first_start", None)
        self.close()

    def _show(self) -> None:
        self.stack.setCurrentIndex(self.step)
        question, sentence = self._pages[self.step]
        self.question.setText(question)
        self.sentence.setText(sentence)
        self.count.setText(_("Step {n} of {all}").format(n=self.step + 1, all=len(STEPS)))
        self.back.setVisible(self.step > 0)
        if self.step == len(STEPS) - 1:
            self._show_proposal()
        last = self.step == len(STEPS) - 1
        self.next.set_words(_("Begin") if last else _("Next: {step}").format(step=_(STEPS[self.step + 1][0])))
        first: tuple[Callable[[], object], ...] = (
            self.name.setFocus,
            self.presets[self.answers.preset].setFocus,
            self.people[self.answers.people].setFocus,
            self.begin[self.answers.begin].setFocus,
        )
        first[self.step]()
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        alt = event.modifiers() == Qt.KeyboardModifier.AltModifier
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) or (alt and event.key() == Qt.Key.Key_Right):
            self.later()
        elif alt and event.key() == Qt.Key.Key_Left:
            self.earlier()
        elif event.key() == Qt.Key.Key_F1:
            self.show_help()
        else:
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Alt+←/→ goes to another question, it does not scroll."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.modifiers() == Qt.KeyboardModifier.AltModifier:
            self.keyPressEvent(event)
            return True
        return False

    def closeEvent(self, event: object) -> None:
        if not self._done:
            self._collect()
            _keep(self.answers)
            self.left.emit()

    # looks
    def resizeEvent(self, event: object) -> None:
        wide, high = min(998, self.width() - 32), min(560, self.height() - 32)
        self.sheet.setGeometry((self.width() - wide) // 2, (self.height() - high) // 2, wide, high)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.colour("canvas"))
        sheet = QRectF(self.sheet.geometry())
        painter.setOpacity(0.16 if not theme.tokens().dark else 0.5)
        for grow in (14, 8, 3):
            paint.box(
                painter, sheet.adjusted(-grow, -grow + 10, grow, grow + 10), 10 + grow, "line_strong" if not theme.tokens().dark else "nav"
            )
        painter.setOpacity(1)
        paint.box(painter, sheet, 10, "raised", "line")
        side = QRectF(sheet.left() + 1, sheet.top() + 1, 231, sheet.height() - 2)
        paint.box(painter, side, 9, "nav")
        painter.fillRect(side.adjusted(120, 0, 0, 0), theme.colour("nav"))
        left, top = sheet.left() + 28, sheet.top() + 30
        paint.box(painter, QRectF(left, top, 32, 32), 8, "accent")
        icons.draw(painter, "headset", left + 7, top + 7, "on_accent", 18)
        paint.text(painter, QRectF(left + 42, top - 3, 150, 20), _("csdesk"), "heading")
        paint.text(painter, QRectF(left + 42, top + 15, 150, 18), _("Works without a network"), "small", "muted")
        for number, (title, note) in enumerate(STEPS):
            self._mark(painter, number, left, top + 74 + 66 * number, _(title), self._told(number, _(note)))
        paint.text(painter, QRectF(left, sheet.bottom() - 44, 190, 20), _("Data stays on this computer"), "small", "muted")
        painter.end()

    def _told(self, number: int, note: str) -> str:
        return self.answers.shop_name or note if number == 0 and self.step > 0 else note

    def _mark(self, painter: QPainter, number: int, left: float, top: float, title: str, note: str) -> None:
        circle = QRectF(left, top, 24, 24)
        if number:
            paint.hairline(painter, left + 12, top - 42, 42, "accent" if number <= self.step else "line_strong", vertical=True)
        if number < self.step:
            paint.box(painter, circle, 12, "accent_soft")
            icons.draw(painter, "check", left + 5, top + 5, "accent", 14)
        elif number == self.step:
            paint.box(painter, circle, 12, "accent")
            paint.text(painter, circle, str(number + 1), "small", "on_accent", paint.CENTRE, bold=True)
        else:
            paint.box(painter, circle, 12, "surface", "line_strong")
            paint.text(painter, circle, str(number + 1), "small", "muted", paint.CENTRE)
        words = QRectF(left + 36, top - 7, 164, 20)
        paint.text(painter, words, title, "body", "text" if number <= self.step else "muted", bold=number == self.step)
        paint.text(painter, words.translated(0, 18), note, "small", "muted")


def _filled(value: object) -> str:
    return "" if str(value).strip() else _("Give it a name")


def _long_enough(value: object) -> str:
    length = len(str(value))
    return _("At least {n} characters").format(n=4) if 0 < length < 4 else ""


def _keep(answers: Answers) -> None:
    """Everything but the password, so that closing the window loses nothing."""
    kept = {
        "shop_name": answers.shop_name,
        "preset": answers.preset,
        "people": answers.people,
        "begin": answers.begin,
        "owner": answers.owner,
        "typed": answers.typed,
    }
    memory.put("first_start", kept)


def _kept() -> Answers:
    saved = memory.get("first_start")
    answers = Answers()
    if isinstance(saved, dict):
        answers.shop_name = str(saved.get("shop_name", ""))
        answers.owner = str(saved.get("owner", ""))
        typed = saved.get("typed")
        if isinstance(typed, list):
            answers.typed = [[str(cell) for cell in cells][:4] for cells in typed if isinstance(cells, list)]
        if saved.get("preset") in PRESETS:
            answers.preset = str(saved["preset"])
        if saved.get("people") in ("excel", "hand", "later"):
            answers.people = str(saved["people"])
        if saved.get("begin") in ("empty", "demo"):
            answers.begin = str(saved["begin"])
    return answers
