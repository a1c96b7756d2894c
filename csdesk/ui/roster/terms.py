"""What is agreed with one person for planning: other posts and shops, rest days, the longest run, a rotation with its next days."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QCheckBox, QLineEdit, QSizePolicy, QWidget

from csdesk.actions import planning
from csdesk.core.money import shortest
from csdesk.core.planning import PlanTerms, read_pattern
from csdesk.core.problem import UserError
from csdesk.core.roster import REST
from csdesk.core.rules import Rules
from csdesk.core.staff import Employee
from csdesk.i18n import gettext as _
from csdesk.ui.desk import Desk
from csdesk.ui.kit import Dialog, Form, Note, NumberBox, paint
from csdesk.ui.kit.days import DayEdit, day_problem, parse_day
from csdesk.ui.kit.flow import Flow
from csdesk.ui.roster import keys
from csdesk.ui.roster.cells import Look, draw

PREVIEW = 14


class TermsDialog(Dialog):
    """Nothing is written before 保存; what makes no sense is said at its field. What the staff file says (nights, lead) stays there."""

    def __init__(self, parent: QWidget, desk: Desk, person: Employee, people: Sequence[Employee], rules: Rules) -> None:
        super().__init__(parent, _("Planning: {name} {no}").format(name=person.name, no=person.no), width=620)
        self.desk, self.person, self.rules = desk, person, rules
        terms = desk.query(planning.terms, person.id) or PlanTerms(person.id)
        posts = {one.post for one in people} | set(terms.posts)
        posts |= {row.post for row in rules.demand if not any(post.startswith(row.post) for post in posts)}
        self.posts = _boxes(sorted(post for post in posts if post and not person.post.startswith(post)), terms.posts)
        shops = {one.shop for one in people} | set(terms.shops)
        self.shops = _boxes(sorted(shops - {"", person.shop}), terms.shops)
        self.form = Form(label_width=84)
        if self.posts:
            self.form.add("posts", _("Other posts"), Flow(self.posts))
        if self.shops:
            self.form.add("shops", _("Other shops"), Flow(self.shops))
        quota = rules.rest_days.per_month
        self.rest = _optional(terms.rest_days, 0, 31, _("by the rules"))
        said = shortest(quota) if quota is not None else "–"
        self.form.add("rest_days", _("Rest days"), self.rest, hint=_("a month; the rules say {n}").format(n=said))
        self.run = _optional(terms.max_run, 1, 31, _("by the rules"))
        self.form.add("max_run", _("Longest run"), self.run, hint=_("days in a row"))
        line = QLineEdit(" ".join(_letter(rules, code) for code in terms.pattern))
        line.setPlaceholderText(_("for example 白白白晚晚休; empty = none"))
        self.form.add("pattern", _("Rotation"), line, check=self._pattern_problem)
        anchor = DayEdit(terms.anchor, empty=_("a day"))
        self.form.add("anchor", _("Begins on"), anchor, check=day_problem, hint=_("the day of its first shift"))
        self.preview = Preview()
        self.form.add_wide(self.preview)
        self.body.addWidget(self.form)
        self.trouble = Note("", "danger", "circle-alert")
        self.trouble.hide()
        self.body.addWidget(self.trouble)
        self.form["pattern"].changed.connect(self._show)
        self.form["anchor"].changed.connect(self._show)
        self.button(_("Cancel"), self.reject)
        self.primary(_("Save"), self._save, "check")
        self._show()

    def _pattern_problem(self, value: str) -> str | None:
        read_pattern(value, self.rules)
        return None

    def terms(self) -> PlanTerms:
        """What the fields say. UserError where one of them makes no sense."""
        pattern = read_pattern(self.form["pattern"].value(), self.rules)
        return PlanTerms(
            self.person.id,
            posts=tuple(box.text() for box in self.posts if box.isChecked()),
            shops=tuple(box.text() for box in self.shops if box.isChecked()),
            rest_days=_chosen(self.rest),
            max_run=_chosen(self.run),
            pattern=pattern,
            anchor=parse_day(self.form["anchor"].value()) if pattern else None,
        )

    def _show(self) -> None:
        today = self.desk.session.now.date()
        try:
            terms = self.terms()
        except UserError:
            terms = PlanTerms(self.person.id)
        days = [today + timedelta(days=number) for number in range(PREVIEW)]
        self.preview.show_days(self.rules, [(day, terms.rotation_on(day)) for day in days])

    def _save(self) -> None:
        if not self.form.valid():
            return
        try:
            done = self.desk.quietly(planning.save_terms, self.terms())
        except UserError as error:
            if not self.form.refused(error):
                self.trouble.say(error.message)
                self.trouble.show()
            return
        self.desk.toast(done.message, link=_("Undo"), call=self.desk.undo)
        self.accept()


class Preview(QWidget):
    """The next two weeks of a rotation, as the grid will show them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.days: list[tuple[date, str | None]] = []
        self._rules = Rules()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(PREVIEW * 30, 44)

    def show_days(self, rules: Rules, days: Sequence[tuple[date, str | None]]) -> None:
        self._rules, self.days = rules, list(days)
        told = " ".join(f"{day.day} {_letter(rules, code)}" for day, code in days if code is not None)
        self.setAccessibleName(_("The next two weeks: {days}").format(days=told) if told else _("No rotation"))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        tones = keys.tones(self._rules)
        for number, (day, code) in enumerate(self.days):
            rect = QRectF(96 + number * 30, 0, 30, 16)
            tone = "muted" if day.weekday() < 5 else "holiday_fg"
            paint.text(painter, rect, str(day.day), "caption", tone, paint.CENTRE)
            if code is not None:
                kind = "rest" if code == REST else tones.get(code, "day")
                draw(painter, QRectF(rect.left(), 18, 28, 24), Look(kind, _letter(self._rules, code)), self.devicePixelRatioF())
        if not any(code for _day, code in self.days):
            paint.text(painter, QRectF(96, 20, self.width() - 96, 20), _("Without a rotation nothing is filled in"), "small", "muted")
        painter.end()


def _letter(rules: Rules, code: str) -> str:
    shift = rules.shift(code)
    return shift.mark if shift is not None else code


def _boxes(words: Sequence[str], chosen: Sequence[str]) -> list[QCheckBox]:
    found = []
    for word in words:
        box = QCheckBox(word)
        box.setAccessibleName(word)
        box.setChecked(word in chosen)
        found.append(box)
    return found


def _optional(value: int | None, low: int, high: int, empty: str) -> NumberBox:
    """A number, or below its lowest the words for none."""
    box = NumberBox(low - 1 if value is None else value, low - 1, high)
    box.setSpecialValueText(empty)
    return box


def _chosen(box: NumberBox) -> int | None:
    return None if box.value() == box.minimum() else box.value()
