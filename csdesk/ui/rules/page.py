"""制度: the shop's rules as a form with versions; a draft shows at once what last month would have been."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

from PySide6.QtCore import QEvent, QPoint, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from csdesk.actions import month as actions_month
from csdesk.actions import rules as actions
from csdesk.actions import settings
from csdesk.core import law as law_names
from csdesk.core import rules_json
from csdesk.core.calendar import Month
from csdesk.core.changes import Changes, Topic
from csdesk.core.permission import Permission
from csdesk.core.problem import Problem, UserError
from csdesk.core.rules import RuleBook, RuleVersion
from csdesk.i18n import N_
from csdesk.i18n import gettext as _
from csdesk.ui import memory, saving
from csdesk.ui.desk import Desk
from csdesk.ui.kit import Button, Chip, Dialog, Field, Line, Note, Popover, Text, column, confirm, menu, row, scroll_area
from csdesk.ui.kit.days import DayEdit, needed_day_problem, parse_day
from csdesk.ui.kit.sections import SectionList
from csdesk.ui.page import NARROW, Page
from csdesk.ui.rules import law
from csdesk.ui.rules.draft import MISSING, Draft
from csdesk.ui.rules.effect import EffectPanel
from csdesk.ui.rules.fields import LISTS, Group, group_of, groups, leaves, path_words, shown
from csdesk.ui.rules.form import GroupForm
from csdesk.ui.rules.versions import Shown, VersionList, day_words

PREVIEW_MS = 300
MOST_VERSIONS = 6
PRESETS = {"handbook-1": N_("Handbook 1"), "handbook-2": N_("Handbook 2")}
KEPT = "rules_draft"


class RulesPage(Page):
    name, icon = "rules", "scale"
    topics = frozenset({Topic.RULES, Topic.MONTH, Topic.ATTENDANCE, Topic.ROSTER, Topic.STAFF})
    title = N_("Rules")
    keys = (
        ("F2", N_("Change a cell of a table")),
        ("Del", N_("Remove a row of a table")),
    )

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.book: RuleBook | None = None
        self.draft: Draft | None = None
        self.viewing: RuleVersion | None = None
        self.form: GroupForm | None = None
        self._of: int = -1  # the version that the draft began with
        self.preset = Chip("", "neutral", "book-open", tall=True)
        self.state = Chip("", "accent", "pen-line", tall=True)
        self.header.add_left(self.preset)
        self.header.add_left(self.state)
        self._open_panel = Button(_("Effect, save"), "eye", on=self._toggle_panel)
        self._open_panel.hide()
        self._more = Button(icon="ellipsis", kind="ghost", on=self._more_menu, tip=_("More"))
        self.header.add_right(self._open_panel)
        self.header.add_right(self._more)

        self.sections = SectionList([(group.key, _(group.label), group.icon) for group in groups()], name=_("Parts of the rules"))
        self.sections.chosen.connect(self._show_group)
        self.versions = VersionList()
        self.versions.chosen.connect(self.view_version)
        left = QWidget()
        left.setFixedWidth(158)
        inner = column(self.sections, 10, Line(), 6, Text(_("Versions"), "small", "muted", True), self.versions, None, gap=2)
        left.setLayout(inner)
        self.title_text = Text("", "heading")
        self.clause = Text("", "small", "muted")
        self.date_label = Text(_("In force from"), "body", "muted")
        self.day = Field(DayEdit(name=_("In force from")), check=needed_day_problem)
        self.day.changed.connect(self._day_changed)
        self.day.setFixedWidth(132)
        head = row(self.title_text, self.clause, None, self.date_label, self.day)
        self.area = scroll_area(only_down=True)
        self.old_note = Note("", "accent", "history", buttons=(
            Button(_("Begin a draft with it"), on=self.draft_of_version, small=True),
            Button(_("Back to the draft"), on=self.leave_version, small=True)))  # fmt: skip
        self.old_note.hide()
        middle = column(head, self.old_note, self.area, gap=10)
        line = row(left, middle, gap=18)
        line.setStretch(1, 1)
        self.body.addLayout(line, 1)

        self.effect = EffectPanel(pay=desk.may(Permission.SEE_PAY))
        self.save_button = Button(_("Save as a new version"), "check", "primary", on=self.save).wide()
        self.save_hint = Text("", "small", "muted", wrap=True)
        self.save_hint.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.drop_button = Button(_("Drop the draft"), kind="ghost", on=self.drop)
        self.effect.foot.addWidget(self.save_hint)
        self.effect.foot.addWidget(self.save_button)
        self.effect.foot.addLayout(row(None, self.drop_button, None, Button(_("Export JSON"), kind="ghost", on=self.export), None))
        self.set_panel(self.effect)
        self._preview = QTimer(self)
        self._preview.setSingleShot(True)
        self._preview.setInterval(PREVIEW_MS)
        self._preview.timeout.connect(self.preview)
        self.action(_("Save as a new version"), self.save, "Ctrl+S", icon="check")
        self.action(_("Import rules (JSON)"), self.bring_in, icon="upload")
        self.action(_("Restore the preset's values here"), self.restore_group, icon="rotate-ccw")

    # showing
    def refresh(self) -> None:
        self.book = self.desk.query(actions.book)
        if self.book is None:
            return
        today = self.desk.session.now.date()
        newest = self.book.versions[-1].number
        if self.draft is None or self._of != newest:
            kept = self.draft.as_json() if self.draft is not None and self.draft.changed else None
            self._begin(kept if kept is not None else settings.recall(self.desk.session, KEPT))
        self._show_versions(today)
        self._show_group(self.sections.current)
        self._show_state()
        self.preview()

    def _begin(self, kept: object) -> None:
        """A fresh draft on the newest version; what was typed before lies over it."""
        assert self.book is not None
        base = max(self.book.versions, key=lambda one: (one.effective_from, one.number))
        today = self.desk.session.now.date()
        self._of = self.book.versions[-1].number
        start = max(Month.of(today).next().first, base.effective_from)
        self.draft = Draft(base.rules, start)
        if kept is not None and not self.draft.recall(kept):
            self.draft = Draft(base.rules, start)
        self.day.set_value(self.draft.effective_from.isoformat())
        self._drop_form()

    def _show_versions(self, today: date) -> None:
        assert self.book is not None and self.draft is not None
        now = self.book.version_on(today).number
        here = self.viewing.number if self.viewing is not None else 0
        shown_list = []
        if self.draft.changed:
            shown_list.append(Shown(0, _("Draft"), _("from {day}").format(day=day_words(self.draft.effective_from)), here == 0))
        ordered = sorted(self.book.versions, key=lambda one: (one.effective_from, one.number), reverse=True)
        for one in ordered[:MOST_VERSIONS]:
            start = _("from {day}").format(day=day_words(one.effective_from))
            if one.effective_from.year <= 2000:
                start = _("from the beginning")
            if one.number == now:
                start += _(" · in force")
            marked = here == one.number or (not self.draft.changed and here == 0 and one.number == now)
            shown_list.append(Shown(one.number, _("Version {number}").format(number=one.number), start, marked))
        self.versions.show_versions(shown_list)

    def _show_group(self, key: str) -> None:
        draft = self.draft
        if draft is None:
            return
        group = next(one for one in groups() if one.key == key)
        self.title_text.setText(_(group.label))
        self.clause.setText(_("handbook, section {n}").format(n=group.clause) if group.clause else "")
        viewing = self.viewing
        if self.form is None or self.form.group.key != key:
            self._drop_form()
            shown_draft = draft if viewing is None else Draft(viewing.rules, viewing.effective_from)
            self.form = GroupForm(group, shown_draft, editable=viewing is None)
            self.form.edited.connect(self._edited)
            holder = QWidget()
            layout = QVBoxLayout(holder)
            layout.setContentsMargins(0, 0, 0, 0)
            layout.setSpacing(12)
            layout.addWidget(self.form)
            self._law_place = QVBoxLayout()
            layout.addLayout(self._law_place)
            layout.addStretch(1)
            self.area.setWidget(holder)
            holder.setAutoFillBackground(False)
        else:
            self.form.refresh()
        self._show_law(group)
        self.old_note.setVisible(viewing is not None)
        if viewing is not None:
            by = f" · {viewing.saved_by}" if viewing.saved_by else ""
            when = f" · {viewing.saved_at:%Y-%m-%d %H:%M}" if viewing.saved_at is not None else ""
            self.old_note.say(_("Version {number}, to look at").format(number=viewing.number) + when + by)
        for widget in (self.date_label, self.day):
            widget.setVisible(viewing is None)

    def _drop_form(self) -> None:
        if self.form is not None:
            self.form = None
            taken = self.area.takeWidget()
            if taken is not None:
                taken.hide()
                taken.deleteLater()

    def _show_law(self, group: Group) -> None:
        while self._law_place.count():
            item = self._law_place.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        rules = self.viewing.rules if self.viewing is not None else self.draft.rules if self.draft is not None else None
        if rules is None and self.draft is not None:
            rules = self.draft.base
        hint = law.hint(group.key, rules) if rules is not None else None
        if hint is None:
            return
        button = Button(_("See the law"), kind="link")
        note = Note(_(hint.words), "warn" if hint.warn else "neutral", "scale", more=_(hint.more), buttons=(button,))
        opener = _Law(button, hint)
        button.setProperty("opener", opener)
        button.clicked.connect(opener.show)
        self._law_place.addWidget(note)

    def _show_state(self) -> None:
        draft = self.draft
        if draft is None:
            return
        base = self.viewing.rules if self.viewing is not None else draft.base
        self.preset.say(_("Preset {name}").format(name=_(PRESETS.get(base.preset, base.preset))), "neutral", "book-open")
        changes = draft.changes()
        wrong = len(draft.problems)
        self.state.setVisible(bool(changes))
        if wrong:
            self.state.say(_("{n} values are wrong").format(n=wrong), "danger", "circle-alert")
        else:
            self.state.say(_("{n} changes in the draft").format(n=len(changes)), "accent", "pen-line")
        touched = {group.key for path in changes if (group := group_of(path)) is not None}
        self.sections.set_dots(touched)
        ready = bool(changes) and not wrong and self.viewing is None
        self.save_button.setEnabled(ready)
        self.save_button.set_words(
            _("Save, in force from {day}").format(day=day_words(draft.effective_from)) if changes else _("Save as a new version")
        )
        words = ""
        if self.viewing is not None:
            words = _("You look at an old version")
        elif wrong:
            first = next(iter(draft.problems))
            words = _("First put right: {where}").format(where=path_words(first))
        elif not changes:
            words = _("Nothing is changed yet")
        self.save_hint.setText(words)
        self.save_hint.setVisible(bool(words))
        self.save_hint.set_tone("danger" if wrong else "muted")
        self.drop_button.setVisible(bool(changes))

    # typing
    def _edited(self) -> None:
        if self.draft is None:
            return
        self._keep()
        self._show_state()
        self._show_versions(self.desk.session.now.date())
        if self.form is not None:
            self._show_law(self.form.group)
        self._preview.start()

    def _keep(self) -> None:
        """Nothing typed is lost by a crash, a change of user or of the page."""
        if self.draft is not None:
            settings.remember(self.desk.session, KEPT, self.draft.as_json() if self.draft.changed else None)

    def _day_changed(self) -> None:
        if self.draft is None:
            return
        try:
            day = parse_day(self.day.value())
        except UserError:
            return
        if day is not None:
            self.draft.effective_from = day
            self._keep()
            self._show_state()
            self._show_versions(self.desk.session.now.date())

    def editing(self) -> bool:
        return super().editing()

    def event(self, event: QEvent) -> bool:
        """Ctrl+Z and Ctrl+Y belong to the typing in the draft while there is any."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self._undo_of(event):
            event.accept()
            return True
        return super().event(event)

    def _undo_of(self, event: QKeyEvent) -> str:
        if self.draft is None or self.viewing is not None:
            return ""
        if event.matches(QKeySequence.StandardKey.Undo) and self.draft.can_undo:
            return "undo"
        again = event.key() == Qt.Key.Key_Y and event.modifiers() == Qt.KeyboardModifier.ControlModifier
        if (again or event.matches(QKeySequence.StandardKey.Redo)) and self.draft.can_redo:
            return "redo"
        return ""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        what = self._undo_of(event)
        if what and self.draft is not None:
            self.draft.undo() if what == "undo" else self.draft.redo()
            if self.form is not None:
                self.form.refresh()
            self._edited()
            return
        super().keyPressEvent(event)

    # what last month would have been
    def preview_month(self) -> Month:
        """The last month that is over and has data, else the latest that has."""
        known = actions_month.months_with_data(self.desk.session)
        before = Month.of(self.desk.session.now.date()).previous()
        return before if before in known else actions_month.best_month(self.desk.session)

    def preview(self) -> None:
        """Reckon the draft over the month; the old numbers stay while a value is wrong."""
        self._preview.stop()
        draft = self.draft
        if draft is None or self.desk.closed:
            return
        if self.viewing is not None or not draft.changed:
            self.effect.say(_("Change a value: here stands what last month would have been by the new rules."))
            return
        if draft.rules is None:
            self.effect.wait(len(draft.problems))
            return
        known = actions_month.months_with_data(self.desk.session)
        if not known:
            self.effect.say(_("There is no month with a roster yet to compare with."))
            return
        one = self.preview_month()
        found = self.desk.query(actions_month.what_if, draft.rules, one)
        if found is not None:
            people = self.desk.query(actions_month.attendance_only, one)
            self.effect.show_effect(found, one, [person.name for person in people.employees] if people is not None else [])

    # versions
    def view_version(self, number: int) -> None:
        """Look at a version (0 = back to the draft); the one that the draft began with is the draft while nothing is changed."""
        assert self.book is not None
        if number == 0:
            self.leave_version()
            return
        self.viewing = next(one for one in self.book.versions if one.number == number)
        self._reshow()

    def leave_version(self) -> None:
        self.viewing = None
        self._reshow()

    def draft_of_version(self) -> None:
        """The values of the version shown become the draft."""
        assert self.viewing is not None and self.draft is not None
        plain = rules_json.as_json(self.viewing.rules)
        self.viewing = None
        self.draft.take(plain)
        self._reshow()
        self._edited()

    def _reshow(self) -> None:
        self._drop_form()
        self._show_versions(self.desk.session.now.date())
        self._show_group(self.sections.current)
        self._show_state()
        self.preview()

    # ending a draft
    def save(self) -> None:
        """存为新版本: asks for the day, names what changes."""
        draft = self.draft
        if draft is None or draft.rules is None or not draft.changed or self.viewing is not None:
            return
        if not self.day.validate():
            self.day.control.setFocus()
            return
        SaveDialog(self, draft).open()

    def saved(self, draft: Draft, day: date) -> bool:
        """Written as a version; the draft is gone."""
        assert draft.rules is not None
        if self.desk.do(actions.save, draft.rules, day) is None:
            return False
        self.draft = None
        settings.remember(self.desk.session, KEPT, None)
        self.stale = True
        self._settle()
        return True

    def drop(self) -> None:
        """放弃草稿: the version in force again; asked once, because it can't be undone."""
        if self.draft is not None and self.draft.changed:
            words = _("{n} changes go away. The versions stay as they are.").format(n=len(self.draft.changes()))
            confirm(self, _("Drop the draft"), words, _("Drop the draft"), self._dropped)

    def _dropped(self) -> None:
        self.draft = None
        settings.remember(self.desk.session, KEPT, None)
        self.viewing = None
        self.stale = True
        self._settle()

    def restore_group(self) -> None:
        """恢复范本值 of the part shown; part of the draft, Ctrl+Z takes it back."""
        group = next(one for one in groups() if one.key == self.sections.current)
        self._restore(group.paths)

    def restore_all(self) -> None:
        self._restore(tuple(leaves()) + tuple(LISTS))

    def _restore(self, paths: tuple[str, ...]) -> None:
        if self.draft is None or self.viewing is not None:
            return
        self.draft.restore(paths)
        if self.form is not None:
            self.form.refresh()
        self._edited()

    # JSON
    def export(self) -> None:
        """The draft (or the version shown) as JSON, every key."""
        from csdesk.actions import prints

        draft = self.draft
        rules = self.viewing.rules if self.viewing is not None else draft.rules if draft is not None else None
        if rules is None:
            self.desk.toast(_("First put right what is wrong, then export"), tone="danger")
            return
        path = saving.ask(self, _("Rules"), "json")
        if path is None:
            return
        try:
            prints.save(path, json.dumps(rules_json.as_json(rules), ensure_ascii=False, indent=2).encode())
        except UserError as error:
            self.desk.refuse(error)
            return
        saving.done(self.desk, path)

    def bring_in(self) -> None:
        """A JSON file, whole or a part, into the draft; a wrong value is named and nothing changes."""
        folder = str(memory.get("save_folder") or "")
        chosen, _kind = QFileDialog.getOpenFileName(self, _("Import rules (JSON)"), folder, _("Rules file (*.json)"))
        if chosen:
            self.read_file(Path(chosen))

    def read_file(self, path: Path) -> None:
        if self.draft is None:
            return
        self.viewing = None
        try:
            text = path.read_text("utf-8-sig")
        except OSError as error:
            self.desk.toast(_("{name} can't be read: {why}").format(name=path.name, why=error.strerror or error), tone="danger")
            return
        except UnicodeDecodeError:
            self.desk.toast(_("{name} is no JSON file").format(name=path.name), tone="danger")
            return
        try:
            self.draft.take(actions.parse_text(text))
        except rules_json.WrongRules as error:
            where = path_words(error.path)
            problem = Problem("wrong_rules", error.reason, sheet=where, raw=error.problems[0].raw)
            self.desk.refuse(UserError(_("{name}: {where}: {reason}").format(name=path.name, where=where, reason=error.reason), (problem,)))
            return
        except UserError as error:
            self.desk.refuse(error)
            return
        self._reshow()
        self._edited()
        self.desk.toast(_("{name} lies in the draft; save it to make it count").format(name=path.name))

    def _more_menu(self) -> None:
        shown_menu = menu(
            self,
            ("rotate-ccw", _("Restore the preset's values here"), self.restore_group),
            ("rotate-ccw", _("Restore the whole preset"), self.restore_all),
            None,
            ("upload", _("Import rules (JSON)"), self.bring_in),
            ("file-braces", _("Export JSON"), self.export),
        )
        shown_menu.popup(self._more.mapToGlobal(QPoint(0, self._more.height() + 2)))

    def _toggle_panel(self) -> None:
        self.effect.setVisible(not self.effect.isVisible())

    def _place_panel(self) -> None:
        """In a narrow window the panel covers the form: there it opens only when it is asked for."""
        narrow = self.window().width() < NARROW
        if narrow != (not self._open_panel.isHidden()):
            self._open_panel.setVisible(narrow)
            self.effect.setVisible(not narrow)
        super()._place_panel()

    def goto(self, what: object) -> None:
        """A group by its key, or a path of the rules."""
        group = group_of(str(what))
        self.sections.choose(group.key if group is not None else str(what))

    def _changed(self, changes: Changes) -> None:
        """Only rules make the form stale; the rest only makes the numbers at the right old."""
        if Topic.RULES in changes.topics:
            super()._changed(changes)
        elif changes.topics & self.topics and self.isVisible():
            self._preview.start()


class SaveDialog(Dialog):
    """Asks the day; names the changes, old and new."""

    def __init__(self, page: RulesPage, draft: Draft) -> None:
        note = _("Days before keep the version of before. A version can't be undone, only replaced by a later one.")
        super().__init__(page, _("Save as a new version"), width=560, note=note)
        self._page, self._draft = page, draft
        self.day = Field(DayEdit(draft.effective_from, name=_("In force from")), check=needed_day_problem)
        self.body.addLayout(row(Text(_("In force from"), "body", "muted"), self.day, None))
        self.warning = Note("", "warn", "triangle-alert")
        self.body.addWidget(self.warning)
        self.day.changed.connect(self._warn)
        self._warn()
        inner = QWidget()
        lines = column(gap=6, into=inner, margins=(0, 0, 8, 0))
        for path in draft.changes():
            old, new = draft.old(path), draft.get(path)
            lines.addLayout(row(Text(path_words(path)), None, Text(_words(path, old), "body", "muted"), Text("→", "body", "muted"),
                                Text(_words(path, new), bold=True)))  # fmt: skip
        lines.addStretch(1)
        area = scroll_area(inner)
        area.setAccessibleName(_("Changes"))
        area.setMinimumHeight(min(260, inner.sizeHint().height() + 4))
        self.body.addWidget(area)
        self.button(_("Cancel"), self.reject)
        self.primary(_("Save"), self._save, "check")

    def _warn(self) -> None:
        try:
            day = parse_day(self.day.value())
        except UserError:
            day = None
        today = self._page.desk.session.now.date()
        words = ""
        if day is not None and day < Month.of(today).first:
            words = _("The months from {day} are reckoned anew; closed ones keep their result and show the difference")
            words = words.format(day=day.isoformat())
        elif day is not None and day.day != 1:
            words = _("Quota, ladder, award and limits go by the rules of the 1st: they count from the next month")
        self.warning.say(words)
        self.warning.setVisible(bool(words))

    def _save(self) -> None:
        if not self.day.validate():
            self.day.control.setFocus()
            return
        day = parse_day(self.day.value())
        assert day is not None
        self.accept()
        self._page.saved(self._draft, day)


def _words(path: str, value: object) -> str:
    """A plain value of a path, for the list of changes."""
    if value is MISSING:
        return _("none")
    if isinstance(value, dict):
        return str(value.get("name") or value.get("red_packet") or value.get("up_to") or value.get("days") or "…")
    if isinstance(value, list):
        return _("{n} rows").format(n=len(value))
    if path in leaves():
        return shown(leaves()[path].kind, value) or _("empty")
    head, _bracket, rest = path.partition("[")
    key = rest.partition("]")[2].lstrip(".")
    kind = next((one.kind for one in LISTS[head].columns if one.key == key), "text") if head in LISTS else "text"
    if key == "deduct":
        return _("the whole month") if value == "month" else _("none")
    return shown(kind if kind not in ("shift",) else "text", value) or _("empty")


class _Law:
    """The articles of a hint beside its button."""

    def __init__(self, anchor: QWidget, hint: law.Hint) -> None:
        self._anchor, self._hint = anchor, hint

    def show(self) -> None:
        popover = Popover(self._anchor, _("What the law says"), icon="scale", tone="muted", width=380)
        for name, words in self._hint.articles:
            popover.body.addWidget(Text(law_names.said(name), "body", bold=True))
            popover.body.addWidget(Text(_(words), "small", "muted", wrap=True))
        popover.show_at(self._anchor.rect())


