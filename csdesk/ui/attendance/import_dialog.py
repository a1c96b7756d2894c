"""The import dialog of every kind: choose, read on the worker thread, preview, say who unknown people are, then store or not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QFrame, QGridLayout, QHBoxLayout, QLineEdit, QProgressBar, QScrollArea, QVBoxLayout, QWidget

from csdesk.actions import imports, samples, staff
from csdesk.actions.imports import Answers, Held, Preview
from csdesk.core.calendar import Month
from csdesk.core.drafts import PersonRef, StaffDraft
from csdesk.core.permission import Permission
from csdesk.core.problem import Problem, UserError
from csdesk.core.profile import PREVIOUS, SAME, Profile
from csdesk.core.staff import Employee
from csdesk.i18n import N_
from csdesk.i18n import gettext as _
from csdesk.ui import memory
from csdesk.ui.attendance import words
from csdesk.ui.attendance.night import NightQuestion
from csdesk.ui.attendance.problems_list import MOST_ROWS, ProblemList, Refused
from csdesk.ui.desk import Desk, Job
from csdesk.ui.kit import (
    Button,
    ComboBox,
    DateBox,
    Dialog,
    Form,
    IconView,
    Note,
    PeriodPicker,
    RecordTable,
    StatTile,
    Text,
    row,
)
from csdesk.ui.templates import TemplateButton, try_samples

TITLES = {
    "": N_("Import"),
    "punches": N_("Import attendance"),
    "roster": N_("Import a roster"),
    "staff": N_("Import people"),
    "corrections": N_("Import corrections"),
    "leave": N_("Import leave"),
    "overtime": N_("Import overtime"),
    "cases": N_("Import cases"),
}
FORMATS = {
    "dingtalk.attendance_report": N_("DingTalk attendance report"),
    "wecom.punch_times": N_("WeCom punch times"),
    "wecom.daily": N_("WeCom daily report"),
    "wecom.monthly": N_("WeCom month report, only to compare"),
    "zk.standard_report": N_("Clock, standard report"),
    "deli.punch_table": N_("Deli clock, punch table"),
    "zk.flat": N_("Clock software, list"),
    "csv.flat_punches": N_("List of punches"),
    "zk.attlog": N_("Clock, attlog"),
    "glog.text": N_("Clock, GLog"),
    "mapped": N_("Your own table"),
    "roster.grid": N_("Roster, people × days"),
    "template.staff": N_("Our template for people"),
    "template.roster": N_("Our template for the roster"),
    "template.roster_long": N_("Our template for the roster"),
    "template.roster_grid": N_("Our template for the roster"),
    "template.punches": N_("Our template for punches"),
    "template.corrections": N_("Our template for corrections"),
    "template.leave": N_("Our template for leave"),
    "template.overtime": N_("Our template for overtime"),
}
PAGES = {**dict.fromkeys(("punches", "corrections", "leave", "overtime"), "attendance"), "roster": "roster"}  # where an import is seen
HELP = {"staff": ("staff", 1), "roster": ("roster", 6), "cases": ("cases", 1)}  # page and heading of the help
PATTERN = "*.xlsx *.xls *.csv *.txt *.xlsm *.dat"
MOST_HELD = 3  # notes shown at once; the rest is counted
UNKNOWN = ("unknown_layout", "wrong_kind", "missing_column", "summary_only", "not_a_table")


def choose_and_import(window: QWidget, desk: Desk, kind: str | None = None, month: Month | None = None) -> ImportDialog | None:
    """Ask for files, then import them one after the other; None = none was chosen."""
    folder = str(memory.get("import_folder") or "")
    title = _(TITLES[kind or ""])
    chosen, _filter = QFileDialog.getOpenFileNames(window, title, folder, f"{_('Excel and text files')} ({PATTERN});;{_('All files')} (*)")
    if not chosen:
        return None
    memory.put("import_folder", str(Path(chosen[0]).parent))
    return start(window, desk, [Path(name) for name in chosen], kind, month)


def start(window: QWidget, desk: Desk, paths: Sequence[Path], kind: str | None = None, month: Month | None = None) -> ImportDialog:
    """Open the dialog on these files."""
    dialog = ImportDialog(window, desk, paths, kind, month)
    dialog.open()
    return dialog


def read_file(
    path: Path,
    options: imports.ReadOptions,
    kind: str | None,
    progress: Callable[..., None],
    cancelled: Callable[[], bool],
) -> object:
    """The job on the worker thread: the reader counts rows, the strip shows a share."""

    def told(done: int, total: int) -> None:
        progress(done / total if total else -1.0, f"{done} / {total}" if total > 1 else "")

    return imports.read(path, options, kind=kind, progress=told, cancelled=cancelled)


class HeldLine(QWidget):
    """One unknown person: what the file says, how many rows, and who it may be."""

    def __init__(self, dialog: ImportDialog, held: Held, staff_list: Sequence[Employee], may_add: bool) -> None:
        super().__init__()
        self._dialog, self.held = dialog, held
        buttons: list[QWidget] = []
        guess = held.suggestion
        if guess is not None:
            self.yes = Button(_("Is {name}").format(name=guess.name), on=self._suggested, small=True)
            buttons.append(self.yes)
        self.choice = ComboBox(
            [(0, _("Choose the person…")), *((one.id, f"{one.name}  {one.no}") for one in staff_list)], 0, name=_("Who is it"), asks=True
        )
        self.choice.setMaximumWidth(150)
        self.choice.activated.connect(self._chosen)
        buttons.append(self.choice)
        if may_add:
            self.new = Button(_("Join the staff"), on=self._new, small=True)
            buttons.append(self.new)
        self.ignore = Button(_("Leave out"), on=self._ignore, small=True)
        buttons.append(self.ignore)
        name = shown(held.ref)
        said = _("“{name}”: {n} rows, nobody in the staff file").format(name=name, n=held.rows)
        if held.namesakes:
            said = _("“{name}”: {n} rows, {people} people have this name").format(name=name, n=held.rows, people=len(held.namesakes))
        if guess is not None:
            said = _("“{name}”: {n} rows, is it {guess} {no}?").format(name=name, n=held.rows, guess=guess.name, no=guess.no)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        self.note = Note(said, "warn", "user-search", buttons=buttons)
        line.addWidget(self.note)

    def _suggested(self) -> None:
        assert self.held.suggestion is not None
        self._dialog.answer(self.held.ref, self.held.suggestion.id)

    def _chosen(self) -> None:
        if self.choice.key():
            self._dialog.answer(self.held.ref, self.choice.key())

    def _new(self) -> None:
        self._dialog.ask_new(self.held)

    def _ignore(self) -> None:
        self._dialog.leave_out(self.held.ref)


def shown(ref: PersonRef) -> str:
    """A person as the file names him."""
    parts = dict.fromkeys(part for part in (ref.name or ref.nick, ref.no or ref.device_no) if part)
    return ref.shown or " ".join(parts) or ref.user_id or ref.account


class NewPersonDialog(Dialog):
    """A person of the file who is not in the staff file yet: number, name and first day, then the preview goes on."""

    def __init__(self, parent: ImportDialog, held: Held, no: str) -> None:
        super().__init__(parent, _("Join the staff"), width=440, note=_("The person is added together with the import, in one step"))
        self._import, self.held = parent, held
        self.form = Form(label_width=80)
        self.form.add("no", _("Staff number"), QLineEdit(no), check=_needed)
        self.form.add("name", _("Name"), QLineEdit(held.ref.name or held.ref.nick or held.ref.shown), check=_needed)
        first = parent.first_day(held.ref)
        self.form.add("hired", _("First day"), DateBox(first), hint=_("base pay counts from here"))
        self.body.addWidget(self.form)
        self.button(_("Cancel"), self.reject)
        self.primary(_("Take over"), self._take, "check")

    def _take(self) -> None:
        if self.form.valid():
            value = self.form.values()
            self.accept()
            self._import.join(self.held.ref, Employee(0, value["no"], value["name"], hired=value["hired"]))


def _needed(text: str) -> str | None:
    return None if text else _("This is missing")


class CodeLine(QWidget):
    """A roster code that nobody knows: what it means, said once."""

    def __init__(self, dialog: ImportDialog, code: str, count: int, options: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        self._dialog, self._code = dialog, code
        self.choice = ComboBox([("?", _("What does it mean…")), *options], "?", name=_("What does it mean"), asks=True)
        self.choice.setMaximumWidth(150)
        self.choice.activated.connect(self._chosen)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        said = _("“{code}” stands in {n} cells, no shift is called so").format(code=code, n=count)
        line.addWidget(Note(said, "warn", "circle-question-mark", buttons=[self.choice]))

    def _chosen(self) -> None:
        if self.choice.key() != "?":
            self._dialog.mean(self._code, self.choice.key())


class _Scroll(QScrollArea):
    """The middle of the dialog: as high as its content, scrolls where the window is too low for it."""

    def __init__(self) -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.viewport().setAutoFillBackground(False)

    def sizeHint(self) -> QSize:
        inner = self.widget()
        if inner is None:
            return QSize(400, 40)
        high = inner.heightForWidth(654) if inner.hasHeightForWidth() else inner.sizeHint().height()
        return QSize(400, high + 2)

    def minimumSizeHint(self) -> QSize:
        return QSize(200, 60)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        done = super().eventFilter(watched, event)
        if event.type() == QEvent.Type.LayoutRequest and watched is self.widget():
            self.updateGeometry()
        return done


class ImportDialog(Dialog):
    """`start(window, desk, paths, kind, month)`. Nothing is written before the primary button; further files queue up."""

    def __init__(self, window: QWidget, desk: Desk, paths: Sequence[Path], kind: str | None = None, month: Month | None = None) -> None:
        super().__init__(window, _(TITLES[kind or ""]))
        self.desk, self.kind, self.month = desk, kind, month
        self.help_at = HELP.get(kind or "", ("attendance", 1))
        self.queue = list(paths)
        self.path = self.queue.pop(0)
        self.ready: Preview | None = None
        self.answers = Answers()
        self.job: Job | None = None
        self.held_lines: list[HeldLine] = []
        self.code_lines: list[CodeLine] = []
        self.night: NightQuestion | None = None
        self.trouble: UserError | None = None
        self.mapping: tuple[Profile, str | None] | None = None  # made just now for this file
        self.setAcceptDrops(True)
        self.area = _Scroll()
        self.inner = QWidget()
        self.area.setWidget(self.inner)
        self.inner.setAutoFillBackground(False)
        self.body.addWidget(self.area, 1)
        self.change = self.button(_("Change the mapping"), self.map_columns, "columns-3", left=True)
        self.later = Text(_("one step to undo after the import"), "small", "muted")
        self.foot.insertWidget(1, self.later)
        self.cancel_button = self.button(_("Cancel"), self.reject)
        self.go = self.primary(_("Import"), self.store, "check")
        self.refused: RecordTable[Refused] | None = None
        self.read()

    # reading
    def read(self) -> None:
        """Read the present file on the worker thread."""
        self.ready, self.trouble = None, None
        self.note.setText(self._file_words())
        self.note.show()
        for part in (self.go, self.change, self.later):
            part.hide()
        layout = self._fresh()
        bar = QProgressBar()
        bar.setTextVisible(False)
        bar.setRange(0, 0)
        bar.setAccessibleName(_("Reading {name}").format(name=self.path.name))
        said = Text(_("Reading {name}").format(name=self.path.name), "body", "muted")
        layout.addWidget(said)
        layout.addWidget(bar)
        self._bar, self._said = bar, said
        options = self.desk.query(imports.read_options, self.month)
        if options is None:
            return
        options = replace(options, codes={**options.codes, **self.answers.codes}, after_midnight=self.answers.after_midnight)
        if self.mapping is not None:
            options = replace(options, profile=self.mapping[0], sheet=self.mapping[1])
        self.job = self.desk.job(
            read_file,
            self.path,
            options,
            self.kind,
            on_done=self._read,
            on_failed=self._failed,
            title=_("Reading {name}").format(name=self.path.name),
        )
        self.job.progressed.connect(self._progressed)

    def _file_words(self) -> str:
        if self.queue:
            return _("{name}, {n} more files after it").format(name=self.path.name, n=len(self.queue))
        return self.path.name

    def _progressed(self, share: float, said: str) -> None:
        if self.ready is None and self.trouble is None and share >= 0:
            self._bar.setRange(0, 1000)
            self._bar.setValue(round(share * 1000))

    def _read(self, file: object) -> None:
        self.job = None
        if not isinstance(file, imports.ImportFile):
            return
        try:
            self.ready = imports.preview(self.desk.session, file, self.answers)
        except UserError as error:
            self._failed(error)
            return
        self.show_preview()

    def _failed(self, error: UserError) -> None:
        """The file as a whole can't be used: say what was seen and what to do instead."""
        self.job = None
        if error.code == "cancelled":
            return
        self.trouble = error
        for part in (self.go, self.change, self.later):
            part.hide()
        layout = self._fresh()
        layout.addWidget(Note(error.message, "danger", "circle-alert", more="\n".join(one.message for one in error.problems[:6])))
        if error.code == "month_needed":
            self.period = PeriodPicker(self.month or Month.of(self.desk.session.now.date()))
            read = Button(_("Read it as this month"), "check", on=self._with_month)
            layout.addLayout(row(Text(_("Which month is it?"), "body", "muted"), self.period, read, None))
        self.map_button: Button | None = None
        if error.code in UNKNOWN:
            self._seen = QVBoxLayout()
            layout.addLayout(self._seen)
            self.desk.job(imports.seen, self.path, on_done=self._show_seen, on_failed=self._not_seen)
            if self.kind in (None, "punches") and error.code != "not_a_table":
                self.map_button = Button(_("Say what the columns are…"), "columns-3", "primary", on=self.map_columns)
                said = Text(_("Once for each clock; the next such file is read by itself"), "small", "muted")
                layout.addLayout(row(self.map_button, said, None))
            kinds = [self.kind] if self.kind else ["punches", "roster", "staff"]
            layout.addWidget(Text(_("Or copy it into our template, which is always understood:"), "body", "muted"))
            layout.addLayout(row(*(TemplateButton(self.desk, kind) for kind in kinds), None))
        other = Button(_("Choose another file…"), "folder-open", on=self._other)
        tried = Button(_("Try with a sample file"), "file-spreadsheet", on=self._try_samples)
        tried.setVisible(bool(samples.files()))
        layout.addLayout(row(other, tried, None))
        if self.queue:
            layout.addLayout(row(Button(_("Go on with the next file"), "chevron-right", on=self._next), None))
        (self.map_button or other).setFocus()

    def _try_samples(self) -> None:
        self.reject()
        try_samples(self.window(), self.desk)

    def _show_seen(self, found: Sequence[tuple[str | None, tuple[str, ...]]]) -> None:
        """What stands in a file that nobody understands: sheets and their first rows."""
        if self.trouble is None:
            return
        for name, cells in found[:4]:
            first = _(", ").join(cells[:8]) or _("empty")
            said = (
                _("Sheet “{name}” begins with: {cells}").format(name=name, cells=first)
                if name
                else _("It begins with: {cells}").format(cells=first)
            )
            self._seen.addWidget(Text(said, "small", "muted", wrap=True))

    def _not_seen(self, error: UserError) -> None:
        """It can't even be opened; the message above says so."""

    def _with_month(self) -> None:
        self.month = self.period.month
        self.read()

    def map_columns(self) -> None:
        """Say by hand what the columns of this file are."""
        from csdesk.ui.attendance.wizard import WizardDialog

        known = self.ready.file.format if self.ready is not None else ""
        WizardDialog(self, self.desk, self.path, self.month, self.mapped, "" if known == "mapped" else known).open()

    def mapped(self, profile: Profile, sheet: str | None, month: Month | None) -> None:
        """The mapping is kept: read this file by it."""
        self.mapping, self.month, self.answers = (profile, sheet), month, Answers()
        self.read()

    def _other(self) -> None:
        folder = str(self.path.parent)
        chosen, _filter = QFileDialog.getOpenFileName(self, _(TITLES[self.kind or ""]), folder, f"{_('All files')} (*)")
        if chosen:
            self.path = Path(chosen)
            self.answers, self.mapping = Answers(), None
            self.read()

    # the preview
    def _fresh(self) -> QVBoxLayout:
        fresh = QWidget()
        layout = QVBoxLayout(fresh)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        self.inner = fresh
        self.held_lines, self.code_lines, self.refused, self.night = [], [], None, None
        old = self.area.takeWidget()  # setWidget would delete it at once, and its box is still in the midst of the choice
        old.setParent(self)
        old.hide()
        old.deleteLater()
        self.area.setWidget(fresh)
        fresh.setAutoFillBackground(False)
        return layout

    def show_preview(self) -> None:
        """What the import would do."""
        ready = self.ready
        if ready is None:
            return
        self.title.setText(_(TITLES[ready.file.kind]))
        self.note.setText(self._file_words())
        layout = self._fresh()
        layout.addLayout(self._facts(ready))
        layout.addLayout(self._tiles(ready))
        for note in self._warnings(ready):
            layout.addWidget(note)
        self._night(layout, ready)
        self._codes(layout, ready)
        self._held(layout, ready)
        if ready.rejected:
            self._rejected(layout, ready)
        joining = sum(one.rows for one in ready.joining)
        count = ready.new + joining
        self.go.set_words(_("Import {n} rows").format(n=count) if count else _("Import"))
        self.go.setVisible(True)
        self.later.setVisible(True)
        self.change.setVisible(ready.file.kind == "punches" and not ready.file.format.startswith("template."))
        usable = ready.usable
        asked = self.night is not None and self.night.answer is None
        self.go.setEnabled(usable and not asked)
        why = _("Say first under which day the clock writes a time after midnight") if asked else ""
        self.go.setToolTip(why if usable else _("No row of this file can be used"))
        (self.night.same if self.night is not None and asked else self.go).setFocus()

    def _facts(self, ready: Preview) -> QGridLayout:
        file = ready.file
        grid = QGridLayout()
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(10)
        grid.setColumnStretch(2, 1)
        name = _(FORMATS[file.format]) if file.format in FORMATS else file.format
        if file.sheet:
            name = _("{format} · sheet “{sheet}”").format(format=name, sheet=file.sheet)
        held = len(ready.held)
        people = _("{n} people matched").format(n=ready.people)
        if held:
            people = _("{n} people matched, {held} unknown").format(n=ready.people, held=held)
        facts = [("file-spreadsheet", _("Format"), name, file.reason)]
        named = file.period or file.covered
        if named is not None:
            first, last = named
            span = _("{first} to {last}, {n} days").format(
                first=_("{year}/").format(year=first.year) + words.day_text(first), last=words.day_text(last), n=(last - first).days + 1
            )
            facts.append(("calendar", _("Period"), span, _("later days are not judged absent") if file.kind == "punches" else ""))
        facts.append(("users", _("The people"), people, _("rows of unknown people wait until they are mapped") if held else ""))
        if ready.claims:
            told = _("{n} results without a punch").format(n=len(ready.claims))
            facts.append(("arrow-left-right", _("Compared"), told, _("they change nothing by themselves")))
        for line, (icon, label, said, why) in enumerate(facts):
            grid.addWidget(IconView(icon, 16), line, 0)
            grid.addWidget(Text(label, "body", "muted"), line, 1)
            grid.addWidget(Text(said, "body", bold=True), line, 2)
            grid.addWidget(Text(why, "small", "muted"), line, 3, Qt.AlignmentFlag.AlignRight)
        grid.setColumnMinimumWidth(1, 44)
        return grid

    def _tiles(self, ready: Preview) -> QHBoxLayout:
        joining = sum(one.rows for one in ready.joining)
        refused = len(ready.rejected)
        tiles = [
            StatTile(str(ready.new + joining), _("New rows"), _("will be stored")),
            StatTile(str(ready.present), _("There already"), _("skipped, never counted twice")),
        ]
        if ready.file.kind == "punches":
            tiles.append(StatTile(str(ready.file.void), _("Void"), _("marked invalid by the tool")))
        tiles.append(StatTile(str(refused), _("Not usable"), _("listed below") if refused else _("none"), "danger" if refused else "text"))
        line = row(*tiles, gap=10)
        for number in range(len(tiles)):
            line.setStretch(number, 1)
        return line

    def _warnings(self, ready: Preview) -> list[Note]:
        notes = []
        before = ready.same_file
        if before is not None:
            said = _("This very file was imported on {day} already; nothing is stored twice").format(day=f"{before.at:%Y-%m-%d %H:%M}")
            notes.append(Note(said, "accent", "history"))
        if ready.closed_months:
            named = _(", ").join(_("{year}/{month}").format(year=one.year, month=one.month) for one in ready.closed_months)
            if ready.file.kind == "punches":
                more = _("The closed result stays; the difference is shown on the month page")
            else:
                more = _("Reopen the month first, else nothing can be stored")
            notes.append(Note(_("{months} is closed").format(months=named), "warn", "lock", more=more))
        kinds: dict[str, list[Problem]] = {}
        for one in ready.warnings:
            kinds.setdefault(one.message, []).append(one)
        for said, found in list(kinds.items())[:2]:
            where = _("{n} rows, first in row {row}").format(n=len(found), row=found[0].row) if found[0].row is not None else ""
            notes.append(Note(said, "neutral", "info", more=where))
        for one_joining in ready.joining:
            joins = ready.answers.added[one_joining.ref]
            said = _("{name} {no} joins the staff with this import, {n} rows").format(name=joins.name, no=joins.no, n=one_joining.rows)
            notes.append(Note(said, "ok", "user-plus"))
        return notes

    def _night(self, layout: QVBoxLayout, ready: Preview) -> None:
        """Ask once for each clock; a remembered answer is said and can be changed."""
        night = ready.file.night
        if night is None:
            return
        if night.said and self.answers.after_midnight is None:
            told = _("{n} times after midnight are read as on the next day, as was said of this clock")
            if night.after_midnight == PREVIOUS:
                told = _("{n} times after midnight are read as of the day the shift began, as was said of this clock")
            self.turn = Button(_("Read them the other way"), on=self._turn_night, small=True)
            layout.addWidget(Note(told.format(n=night.count), "neutral", "moon", more=night.sample, buttons=[self.turn]))
            return
        more = _("{n} times in this file depend on it, such as {sample}. Kept for this clock").format(n=night.count, sample=night.sample)
        self.night = NightQuestion(night.after_midnight if night.said else None, more)
        self.night.said.connect(self.say_night)
        layout.addWidget(self.night)

    def _turn_night(self) -> None:
        assert self.ready is not None and self.ready.file.night is not None
        self.say_night(SAME if self.ready.file.night.after_midnight == PREVIOUS else PREVIOUS)

    def say_night(self, answer: str) -> None:
        """This clock writes times after midnight so (same | previous); the file is read again, the answer kept with the import."""
        self.answers = replace(self.answers, after_midnight=answer)
        self.read()

    def _codes(self, layout: QVBoxLayout, ready: Preview) -> None:
        unknown: dict[str, int] = {}
        for one in ready.rejected:
            if one.code == "unknown_code" and one.raw:
                unknown[one.raw] = unknown.get(one.raw, 0) + 1
        if not unknown:
            return
        options = self.desk.query(imports.read_options, self.month)
        if options is None:
            return
        meanings = [(shift.code, shift.name) for shift in options.shifts]
        meanings += [("休", _("rest")), ("假", _("on leave")), ("", _("leave blank"))]
        for code, count in list(unknown.items())[:MOST_HELD]:
            line = CodeLine(self, code, count, meanings)
            self.code_lines.append(line)
            layout.addWidget(line)

    def _held(self, layout: QVBoxLayout, ready: Preview) -> None:
        for held in ready.unclear[:MOST_HELD]:
            twins = HeldLine(self, held, held.namesakes, may_add=False)
            self.held_lines.append(twins)
            layout.addWidget(twins)
        if not ready.held:
            return
        known = self.desk.query(staff.employees) or ()
        may_add = self.desk.may(Permission.EDIT_STAFF)
        for held in ready.held[:MOST_HELD]:
            line = HeldLine(self, held, known, may_add)
            self.held_lines.append(line)
            layout.addWidget(line)
        rest = len(ready.held) - MOST_HELD
        if rest > 0:
            layout.addWidget(Text(_("and {n} more people; they can be mapped after the import, too").format(n=rest), "small", "muted"))

    def _rejected(self, layout: QVBoxLayout, ready: Preview) -> None:
        named = {(draft.source.sheet, draft.source.row): shown(draft.person) for draft, _who in ready.matched if hasattr(draft, "person")}
        listed = ProblemList(self.desk, ready.rejected, self.path.stem, named, high=MOST_ROWS)
        layout.addWidget(listed, 1)
        self.problems, self.refused = listed, listed.table

    # answers
    def _again(self, answers: Answers) -> None:
        self.answers = answers
        assert self.ready is not None
        try:
            self.ready = imports.preview(self.desk.session, self.ready.file, answers)
        except UserError as error:
            self.desk.refuse(error)
            return
        self.show_preview()

    def answer(self, ref: PersonRef, employee_id: int) -> None:
        """The person of the file is this one of the staff; remembered when the import is stored."""
        self._again(replace(self.answers, people={**self.answers.people, ref: employee_id}))

    def leave_out(self, ref: PersonRef) -> None:
        """The rows of this person are not imported."""
        self._again(replace(self.answers, ignored=self.answers.ignored | {ref}))

    def join(self, ref: PersonRef, person: Employee) -> None:
        """The person is new: added to the staff together with the import."""
        self._again(replace(self.answers, added={**self.answers.added, ref: person}))

    def ask_new(self, held: Held) -> None:
        known = {one.no for one in self.desk.query(staff.employees) or ()}
        no = held.ref.no or held.ref.device_no
        if not no or no in known:
            no = str(max((int(number) for number in known if number.isdecimal()), default=0) + 1).zfill(4)
        NewPersonDialog(self, held, no).open()

    def first_day(self, ref: PersonRef):  # type: ignore[no-untyped-def]
        """The first day on which the file knows the person."""
        assert self.ready is not None
        waiting = (*self.ready.held_drafts, *self.ready.held_claims)
        days = [draft.day for draft in waiting if draft.person == ref]
        return min(days, default=self.desk.session.now.date())

    def mean(self, code: str, means: str) -> None:
        """An unknown roster code means this; the file is read again with it."""
        codes: Mapping[str, str] = {**self.answers.codes, code: means}
        self.answers = replace(self.answers, codes=codes)
        self.read()

    # the end
    def store(self) -> None:
        """Write the preview as one step."""
        if self.ready is None or not self.go.isEnabled():
            return
        done = self.desk.do(imports.store, self.ready)
        if done is None:
            return
        if self.queue:
            self._next()
        else:
            self.accept()
            self._show_month(self.ready)

    def _show_month(self, ready: Preview) -> None:
        """Go where the import is to be seen: to its month, unless that is shown already."""
        page = PAGES.get(ready.file.kind)
        days = [draft.day for draft in ready.file.drafts if not isinstance(draft, StaffDraft)]
        if page is None or not days:
            return
        months = Counter(map(Month.of, days))
        here = getattr(self.window(), "page", lambda: None)()  # the window class must not be known here
        if here is None or here.name != page or getattr(here, "month", None) not in months:
            self.desk.open(page, months.most_common(1)[0][0])

    def _next(self) -> None:
        self.path = self.queue.pop(0)
        self.answers, self.mapping = Answers(), None
        self.read()

    def reject(self) -> None:
        if self.job is not None:
            self.job.cancel()
        super().reject()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Files dropped here queue up, too."""
        self.add([Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()])

    def add(self, paths: Sequence[Path]) -> None:
        """Further files queue up behind the present one."""
        self.queue += paths
        self.note.setText(self._file_words())
        if self.trouble is not None and self.queue:
            self._next()
