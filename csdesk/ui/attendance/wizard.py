"""The mapping wizard for a table that no format knows: where its header is, what its columns mean, five rows as a sample."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtWidgets import (
    QCheckBox,
    QGridLayout,
    QLineEdit,
    QProgressBar,
    QVBoxLayout,
    QWidget,
)

from csdesk.actions import imports, profiles
from csdesk.core import profile as p
from csdesk.core.calendar import Month
from csdesk.core.drafts import PunchDraft
from csdesk.core.problem import UserError
from csdesk.core.profile import Guess, Profile, SheetSketch, Sketch
from csdesk.i18n import N_
from csdesk.i18n import gettext as _
from csdesk.ui.attendance.night import NightQuestion
from csdesk.ui.desk import Desk, Job
from csdesk.ui.kit import (
    Button,
    Column,
    ComboBox,
    Dialog,
    IconView,
    Line,
    Note,
    PeriodPicker,
    RecordTable,
    Segment,
    StatTile,
    TableCard,
    Text,
    row,
    scroll_area,
)

MEANINGS = {
    "": N_("not used"),
    p.NAME: N_("Name"),
    p.NO: N_("Staff number"),
    p.DAY: N_("Day"),
    p.TIME: N_("Time"),
    p.MOMENT: N_("Day and time"),
    p.IN: N_("Start of work"),
    p.OUT: N_("End of work"),
    p.STATUS: N_("Status"),
}
STEPS = (N_("1  Which row is the header"), N_("2  What the columns are"), N_("3  Is it read right"))
ORDERS = {p.YMD: N_("year month day"), p.DMY: N_("day first: 05/09 is 5 September"), p.MDY: N_("month first: 05/09 is 9 May")}
WIDEST = 40  # columns shown in the table of the first rows
SAMPLE = 5


def letter(column: int) -> str:
    """0 -> A, 26 -> AA."""
    first, second = divmod(column, 26)
    return (letter(first - 1) if first else "") + chr(65 + second)


@dataclass(frozen=True)
class Line_:
    """One row of the file as it stands."""

    number: int
    cells: tuple[str, ...]


class _Header:
    """Which rows are the header, for the table that shows them bold."""

    def __init__(self) -> None:
        self.first, self.last = 0, 0

    def has(self, line: Line_) -> bool:
        return self.first <= line.number - 1 <= self.last

    def tone(self, line: Line_) -> str:
        return "accent" if self.has(line) else "muted" if line.number - 1 < self.first else "text"


class _Cell:
    """Reads one column of a row."""

    def __init__(self, column: int) -> None:
        self._column = column

    def text(self, line: Line_) -> str:
        return " ".join(line.cells[self._column].split()) if self._column < len(line.cells) else ""


def _number(line: Line_) -> int:
    return line.number


@dataclass(frozen=True)
class Sample:
    """One punch as the mapping reads it."""

    number: int
    draft: PunchDraft


def _sample_number(one: Sample) -> int:
    return one.number


def _sample_name(one: Sample) -> str:
    return one.draft.person.name


def _sample_no(one: Sample) -> str:
    return one.draft.person.no or one.draft.person.device_no


def _sample_at(one: Sample) -> str:
    at = one.draft.at
    return f"{at:%Y-%m-%d %H:%M:%S}" if at.second else f"{at:%Y-%m-%d %H:%M}"


def _sample_day(one: Sample) -> str:
    return f"{one.draft.work_date:%m-%d}" if one.draft.work_date is not None else _("by the roster")


def _sample_raw(one: Sample) -> str:
    return " ".join(one.draft.raw.split())


def _sample_place(one: Sample) -> str:
    return f"{one.draft.source.column or ''}{one.draft.source.row}"


class ColumnLine:
    """The widgets of one column of the file: its letter and header, examples, and the choice."""

    def __init__(self, column: int, head: str, examples: str, field: str, options: Sequence[tuple[str, str]]) -> None:
        self.column = column
        self.name = Text(head or _("(no header)"), "body", "text" if head else "muted", bold=bool(head))
        self.name.setToolTip(head)
        self.name.setMaximumWidth(230)
        self.examples = Text(examples, "small", "muted")
        self.examples.setToolTip(examples)
        self.choice = ComboBox(options, field, name=_("Column {column} {head}").format(column=letter(column), head=head))
        self.choice.setFixedWidth(140)


class WizardDialog(Dialog):
    """`WizardDialog(parent, desk, path, month, taken)`: `taken(profile, sheet, month)` is called when the mapping is kept.

    `over`: the format whose recognition the mapping is to overrule."""

    def __init__(self, parent: QWidget, desk: Desk, path: Path, month: Month | None,
                 taken: Callable[[Profile, str | None, Month | None], object], over: str = "") -> None:  # fmt: skip
        super().__init__(parent, _("Mapping of the columns"), width=900, note=path.name)
        self.desk, self.path, self.month, self._taken, self._over = desk, path, month, taken, over
        self.step = 0
        self.sketch: Sketch | None = None
        self.part: SheetSketch | None = None
        self.guess: Guess | None = None
        self.fields: list[str] = []
        self.after_midnight: str | None = None
        self.status_lists = False
        self.date_order: str = ""
        self.name = ""
        self.lines: list[ColumnLine] = []
        self.file: imports.ImportFile | None = None
        self.trouble: UserError | None = None
        self.job: Job | None = None
        self._header = _Header()
        self._quiet = False
        self.steps = Text("", "heading")
        self.body.addWidget(self.steps)
        self.inner = QWidget()
        self.body.addWidget(self.inner, 1)
        self.back = self.button(_("Back"), self.go_back, "chevron-left", left=True)
        self.hint = Text("", "small", "muted")
        self.foot.insertWidget(1, self.hint)
        self.button(_("Cancel"), self.reject)
        self.next = self.primary(_("Next"), self.go_on)
        self._wait(_("Reading {name}").format(name=path.name))
        self.next.setEnabled(False)
        self.back.hide()
        self.job = desk.job(profiles.sketch, path, on_done=self._sketched, on_failed=self._failed,
                            title=_("Reading {name}").format(name=path.name))  # fmt: skip

    # the frame
    def _fresh(self) -> QVBoxLayout:
        fresh = QWidget()
        layout = QVBoxLayout(fresh)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        self.body.replaceWidget(self.inner, fresh)
        self.inner.hide()
        self.inner.deleteLater()
        self.inner = fresh
        return layout

    def _wait(self, words: str) -> None:
        layout = self._fresh()
        bar = QProgressBar()
        bar.setTextVisible(False)
        bar.setRange(0, 0)
        bar.setAccessibleName(words)
        layout.addWidget(Text(words, "body", "muted"))
        layout.addWidget(bar)

    def _failed(self, error: UserError) -> None:
        self.job = None
        self.trouble = error
        layout = self._fresh()
        layout.addWidget(Note(error.message, "danger", "circle-alert"))
        if error.code == "month_needed":
            self.period = PeriodPicker(self.month or Month.of(self.desk.session.now.date()))
            self.this_month = Button(_("Read it as this month"), on=self._with_month)
            layout.addLayout(row(self.period, self.this_month, None))
        layout.addStretch(1)
        self.next.setEnabled(False)

    def _with_month(self) -> None:
        self.month = self.period.month
        self.show_sample()

    def show_step(self, step: int) -> None:
        """0 the header, 1 the columns, 2 the sample."""
        self.step = step
        self.steps.setText(_(STEPS[step]))
        self.back.setVisible(step > 0)
        self.hint.setText("")
        self.next.set_words(_("Keep and preview") if step == 2 else _("Next"))
        self.next.setEnabled(True)
        (self.show_header, self.show_columns, self.show_sample)[step]()

    def go_on(self) -> None:
        """The primary button."""
        if not self.next.isEnabled():
            return
        if self.step == 2:
            self.keep()
        else:
            self.show_step(self.step + 1)

    def go_back(self) -> None:
        if self.job is not None:
            self.job.cancel()
            self.job = None
        if self.step:
            self.show_step(self.step - 1)

    def reject(self) -> None:
        if self.job is not None:
            self.job.cancel()
        super().reject()

    # step 1
    def _sketched(self, sketch: object) -> None:
        self.job = None
        if not isinstance(sketch, Sketch):
            return
        self.sketch = sketch
        self.take_sheet(sketch.likely)
        self.show_step(0)

    def take_sheet(self, number: int) -> None:
        """Another sheet of the file; its header is guessed."""
        assert self.sketch is not None
        self.part = self.sketch.sheets[number]
        self._guessed(profiles.guess(self.part))

    def take_header(self, first: int, last: int) -> None:
        """Other header rows, from 0; (-1, -1) = there is none."""
        assert self.part is not None
        self._guessed(profiles.guess(self.part, (first, last)))

    def _guessed(self, guess: Guess) -> None:
        assert self.part is not None
        self.guess, self.fields = guess, list(guess.fields)
        self._header.first, self._header.last = guess.first_header, guess.last_header
        self.status_lists = guess.status_lists
        self.date_order = guess.date_order or ""
        before = self.desk.query(profiles.known, self.part, guess)
        if before is not None:
            self.fields = [""] * self.part.width
            for use in before.columns:
                at = guess.heads.index(use.head) if use.head and guess.heads.count(use.head) == 1 else use.index
                if at < len(self.fields):
                    self.fields[at] = use.field
            self.after_midnight, self.status_lists = before.after_midnight, before.status_lists
            self.date_order, self.name = before.date_order, before.name

    def show_header(self) -> None:
        """Step 1: the sheet, and in its first rows the header."""
        assert self.sketch is not None and self.part is not None and self.guess is not None
        sheet = self.part
        layout = self._fresh()
        names = [(number, one.name or "") for number, one in enumerate(self.sketch.sheets)]
        line: list[QWidget | int | None] = []
        if len(names) > 1:
            self.sheets = ComboBox(names, self.sketch.sheets.index(sheet), name=_("Sheet"))
            self.sheets.setMaximumWidth(220)
            self.sheets.activated.connect(self._other_sheet)
            line += [Text(_("Sheet"), "body", "muted"), self.sheets, 8]
        self.height_ = ComboBox([(1, _("one row")), (2, _("two rows")), (3, _("three rows"))],
                                max(1, self.guess.last_header - self.guess.first_header + 1), name=_("Rows of the header"))  # fmt: skip
        self.height_.activated.connect(self._other_height)
        self.without = QCheckBox(_("There is no header"))
        self.without.setChecked(self.guess.first_header < 0)
        self.height_.setEnabled(self.guess.first_header >= 0)
        self.without.toggled.connect(self._toggle_header)
        line += [Text(_("Click the row with the names of the columns. It has"), "body", "muted"), self.height_, None, self.without]
        layout.addLayout(row(*line))
        columns: list[Column[Line_]] = [Column("row", N_("Row"), value=_number, width=44, align="right", tone="muted", sortable=False)]
        for number in range(min(sheet.width, WIDEST)):
            cell = _Cell(number)
            wide = self._column_width(number)
            columns.append(
                Column(
                    str(number),
                    letter(number),
                    value=cell.text,
                    width=wide,
                    tone=self._header.tone,
                    bold=self._header.has,
                    tip=cell.text,
                    sortable=False,
                )
            )
        self.table: RecordTable[Line_] = RecordTable(columns, _number, rows="dense", name=_("First rows of the file"))
        self._quiet = True
        self.table.set_records([Line_(number, cells) for number, cells in enumerate(sheet.shown, 1)])
        if self.guess.first_header >= 0:
            self.table.select_key(self.guess.first_header + 1)
        self._quiet = False
        self.table.current_changed.connect(self._row_chosen)
        card = TableCard(self.table)
        card.setMinimumHeight(390)
        layout.addWidget(card, 1)
        self.next.setEnabled(sheet.rows > 0)
        self.table.setFocus()

    def _column_width(self, column: int) -> int:
        assert self.part is not None
        longest = max((sum(2 if ord(char) > 255 else 1 for char in cells[column]) for cells in self.part.shown), default=0)
        return min(170, max(48, longest * 7 + 22))

    def _other_sheet(self) -> None:
        self.take_sheet(self.sheets.key())
        self.show_header()

    def _other_height(self) -> None:
        assert self.guess is not None and self.part is not None
        first = max(self.guess.first_header, 0)
        self.take_header(first, min(first + self.height_.key() - 1, len(self.part.shown) - 1))
        self.table.viewport().update()

    def _toggle_header(self, none: bool) -> None:
        self.take_header(-1, -1) if none else self.take_header(0, 0)
        self.height_.setEnabled(not none)
        self.table.viewport().update()

    def _row_chosen(self, line: Line_ | None) -> None:
        if line is None or self._quiet or self.part is None:
            return
        self._quiet = True
        self.without.setChecked(False)
        self._quiet = False
        first = line.number - 1
        self.take_header(first, min(first + self.height_.key() - 1, len(self.part.shown) - 1))
        self.height_.setEnabled(True)
        self.table.viewport().update()

    # step 2
    def show_columns(self) -> None:
        """Step 2: what each column means, and what cannot be seen in the file."""
        assert self.guess is not None and self.part is not None
        guess, sheet = self.guess, self.part
        layout = self._fresh()
        grid_mode = guess.layout == p.GRID
        if guess.days or grid_mode:
            self.layouts = Segment([(p.GRID, _("One column a day")), (p.COLUMNS, _("One row a punch or a day"))], guess.layout,
                                   name=_("Layout"))  # fmt: skip
            self.layouts.chosen.connect(self._other_layout)
            ends = letter(guess.days[0]), letter(guess.days[-1])
            said = _("columns {first} to {last} are {n} days").format(first=ends[0], last=ends[1], n=len(guess.days))
            layout.addLayout(row(self.layouts, Text(said, "small", "muted"), None))
        inner = QWidget()
        lines = QGridLayout(inner)
        lines.setContentsMargins(2, 2, 10, 2)
        lines.setHorizontalSpacing(12)
        lines.setVerticalSpacing(6)
        lines.setColumnStretch(2, 1)
        fields = ("", p.NAME, p.NO) if grid_mode else ("", *p.FIELDS)
        options = [(field, _(MEANINGS[field])) for field in fields]
        self.lines = []
        number = 0
        for column in range(sheet.width):
            if grid_mode and column in guess.days:
                continue
            head = guess.heads[column] if guess.heads[column] else self._raw_head(column)
            examples = self._examples(column)
            if not head and not examples:
                continue
            one = ColumnLine(column, head, examples, self.fields[column], options)
            one.choice.currentIndexChanged.connect(self._chosen)
            lines.addWidget(Text(letter(column), "small", "muted"), number, 0)
            lines.addWidget(one.name, number, 1)
            lines.addWidget(one.examples, number, 2)
            lines.addWidget(one.choice, number, 3)
            self.lines.append(one)
            number += 1
        area = scroll_area(inner, only_down=True)
        area.setMinimumHeight(min(290, 40 * number + 8))
        layout.addWidget(area, 1)
        layout.addWidget(Line())
        self._questions(layout)
        self._chosen()
        if self.lines:
            self.lines[0].choice.setFocus()

    def _raw_head(self, column: int) -> str:
        assert self.part is not None and self.guess is not None
        if self.guess.first_header < 0:
            return ""
        cells = self.part.shown[self.guess.last_header] if self.guess.last_header < len(self.part.shown) else ()
        return " ".join(cells[column].split()) if column < len(cells) else ""

    def _examples(self, column: int) -> str:
        assert self.part is not None and self.guess is not None
        found = dict.fromkeys(" ".join(cells[column].split()) for cells in self.part.shown[self.guess.last_header + 1 :])
        text = _(", ").join([one for one in found if one][:3])
        return text if len(text) <= 64 else f"{text[:63]}…"

    def _questions(self, layout: QVBoxLayout) -> None:
        """What a person must say because no file does."""
        self.night = NightQuestion(self.after_midnight)
        self.same, self.previous = self.night.same, self.night.previous
        self.night.said.connect(self._night_said)
        layout.addWidget(self.night)
        self.listed = QCheckBox(_("The cells say a state too, like 正常(08:58)"))
        self.listed.setChecked(self.status_lists)
        self.listed.toggled.connect(self._list_said)
        self.order = ComboBox([("", _("Choose…")), *((key, _(words)) for key, words in ORDERS.items())], self.date_order,
                              name=_("Order of the date"))  # fmt: skip
        self.order.activated.connect(self._order_said)
        self.order_line = QWidget()
        line = QVBoxLayout(self.order_line)
        line.setContentsMargins(0, 0, 0, 0)
        line.addLayout(row(Text(_("Order of the date"), "body", "muted"), self.order, None))
        layout.addWidget(self.listed)
        layout.addWidget(self.order_line)
        assert self.guess is not None
        self.order_line.setVisible(self.guess.date_order != p.YMD)

    def _other_layout(self, layout: object) -> None:
        assert self.guess is not None and self.part is not None
        other = Guess(self.guess.first_header, self.guess.last_header, self.guess.heads, str(layout), self.guess.fields, self.guess.days,
                      self.guess.status_lists, self.guess.date_order)  # fmt: skip
        self.guess = other
        self.show_columns()

    def _chosen(self) -> None:
        """A meaning was chosen: the questions that follow, and whether it is complete."""
        for one in self.lines:
            self.fields[one.column] = one.choice.key()
        made = self.profile()
        timed = made.layout == p.GRID or any(made.of(field) for field in (p.TIME, p.IN, p.OUT))
        self.night.setVisible(made.day_apart and timed)
        self.listed.setVisible(timed)
        lacks = p.gaps(made)
        needs_order = self.guess is not None and self.guess.date_order is None and not self.date_order
        self.hint.setText(profiles.lack(lacks) if lacks else _("Say the order of the date") if needs_order else "")
        self.next.setEnabled(not lacks and not needs_order)

    def _night_said(self, answer: str) -> None:
        self.after_midnight = answer
        self._chosen()

    def _list_said(self, on: bool) -> None:
        self.status_lists = on

    def _order_said(self) -> None:
        self.date_order = self.order.key()
        self._chosen()

    def profile(self) -> Profile:
        """The mapping as chosen so far."""
        assert self.guess is not None and self.part is not None
        fields = list(self.fields)
        if self.guess.layout == p.GRID:
            fields = [field if field in (p.NAME, p.NO) and column not in self.guess.days else "" for column, field in enumerate(fields)]
        made = profiles.make(self.part, self.guess, fields, name=self.name, after_midnight=self.after_midnight,
                             status_lists=self.status_lists, date_order=self.date_order or p.YMD, over=self._over)  # fmt: skip
        return made

    # step 3
    def show_sample(self) -> None:
        """Step 3: the file read by the mapping."""
        assert self.part is not None
        self._wait(_("Reading {name}").format(name=self.path.name))
        self.next.setEnabled(False)
        self.file, self.trouble = None, None
        options = self.desk.query(imports.read_options, self.month)
        if options is None:
            return
        self.job = self.desk.job(_try_out, self.path, options, self.profile(), self.part.name, on_done=self._tried, on_failed=self._failed,
                                 title=_("Reading {name}").format(name=self.path.name))  # fmt: skip

    def _tried(self, file: object) -> None:
        self.job = None
        if not isinstance(file, imports.ImportFile) or self.step != 2:
            return
        self.file = file
        layout = self._fresh()
        drafts = [one for one in file.drafts if isinstance(one, PunchDraft)]
        people = {one.person for one in drafts}
        bad = len(file.problems)
        tiles = (
            StatTile(str(len(drafts)), _("Punches"), _("read in all")),
            StatTile(str(len(people)), _("The people"), _("in this file")),
            StatTile(str(bad), _("Not usable"), _("listed in the preview") if bad else _("none"), "danger" if bad else "text"),
        )
        line = row(*tiles, gap=10)
        for number in range(len(tiles)):
            line.setStretch(number, 1)
        layout.addLayout(line)
        layout.addWidget(Text(_("Compare these with the file"), "body", bold=True))
        columns: list[Column[Sample]] = [
            Column("place", N_("Cell"), value=_sample_place, width=64, tone="muted", sortable=False),
            Column("raw", N_("As it stands"), value=_sample_raw, width=0, sortable=False, tip=_sample_raw),
            Column("name", N_("Name"), value=_sample_name, width=110, bold=True, sortable=False),
            Column("no", N_("Staff number"), value=_sample_no, width=84, sortable=False),
            Column("at", N_("Read as"), value=_sample_at, width=160, bold=True, sortable=False),
            Column("day", N_("Roster day"), value=_sample_day, width=84, tone="muted", sortable=False),
        ]
        self.sample: RecordTable[Sample] = RecordTable(columns, _sample_number, name=_("Sample"))
        self.sample.set_records([Sample(number, draft) for number, draft in enumerate(_five(drafts))])
        card = TableCard(self.sample)
        card.setFixedHeight(42 + 34 * max(1, min(SAMPLE, len(drafts))))
        layout.addWidget(card)
        if file.problems:
            first = file.problems[0]
            where = f"{first.column or ''}{first.row or ''}"
            said = _("{place} “{raw}”: {message}").format(place=where, raw=first.raw or _("(empty)"), message=first.message)
            more = _("and {n} more rows").format(n=bad - 1) if bad > 1 else ""
            layout.addWidget(Note(said, "warn", "triangle-alert", more=more))
        self.title_ = QLineEdit(self.name or re.sub(r"\d+[年月日号]?|[\s_\-.()（）]+", " ", self.path.stem).strip() or self.path.stem)
        self.title_.setAccessibleName(_("Name of the mapping"))
        self.title_.setPlaceholderText(_("such as the name of the clock"))
        layout.addSpacing(4)
        hint = Text(_("The next file with this header goes straight to the preview"), "small", "muted")
        layout.addLayout(row(IconView("save", 16), Text(_("Name of the mapping"), "body", "muted"), self.title_, hint, None))
        self.title_.setMaximumWidth(260)
        layout.addStretch(1)
        self.next.setEnabled(bool(drafts))
        self.hint.setText("" if drafts else _("No punch was found: go back and look at the columns again"))
        self.title_.setFocus()

    def keep(self) -> None:
        """Keep the mapping, then on to the preview of the import."""
        if self.file is None or self.part is None:
            return
        self.name = self.title_.text().strip()
        made = self.profile()
        if self.desk.do(profiles.save, made) is None:
            return
        self.accept()
        self._taken(made, self.part.name, self.month)


def _try_out(path: Path, options: imports.ReadOptions, chosen: Profile, sheet: str | None, progress: Callable[..., None],
             cancelled: Callable[[], bool]) -> object:  # fmt: skip
    def told(done: int, total: int) -> None:
        progress(done / total if total else -1.0, "")

    return profiles.try_out(path, options, chosen, sheet, progress=told, cancelled=cancelled)


def _five(drafts: Sequence[PunchDraft]) -> list[PunchDraft]:
    """Five punches that tell most: of different rows, one or two after midnight among them."""
    night = [one for one in drafts if one.at.hour < 5][:2]
    rows: dict[int, PunchDraft] = {}
    for one in drafts:
        rows.setdefault(one.source.row, one)
    chosen = dict.fromkeys([*night, *list(rows.values())[:SAMPLE], *drafts[:SAMPLE]])
    places = {id(one): number for number, one in enumerate(drafts)}
    return sorted(list(chosen)[:SAMPLE], key=lambda one: places.get(id(one), 0))
