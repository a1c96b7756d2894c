"""The third question of the first start: who works here, from an Excel list that is shown before going on, or typed right there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QFileDialog, QStackedWidget, QWidget

from csdesk.actions import people_list, prints
from csdesk.actions.people_list import PeopleList
from csdesk.core.problem import Problem, UserError
from csdesk.i18n import N_
from csdesk.i18n import gettext as _
from csdesk.ui import saving
from csdesk.ui.kit import Button, Column, RecordTable, Text, row
from csdesk.ui.kit.basic import column
from csdesk.ui.kit.table_card import TableCard

SPARE = 2  # blank rows under the last typed one
FIRST_ROWS = 8


@dataclass
class Line:
    """A row of the list: four cells as they stand, and what is wrong with it."""

    place: int  # as the spreadsheet counts
    cells: list[str]
    wrong: str = ""


class PeopleTable(RecordTable[Line]):
    """Number, name, post and entry date of each; typed or pasted where `typing`."""

    changed = Signal()

    def __init__(self, *, typing: bool) -> None:
        self.lines: list[Line] = []
        edit = self._typed if typing else None
        heads = ((N_("Number"), 86), (N_("Name"), 104), (N_("Post"), 112), (N_("Entry"), 104))
        columns = [
            Column(
                str(number), title, value=_At(number).get, width=width, bold=number == 1, sortable=False,
                edit=_Typed(edit, number).put if edit is not None else None,
            )
            for number, (title, width) in enumerate(heads)
        ]  # fmt: skip
        wrong = Column("wrong", N_("What is wrong"), value=_wrong, width=0, tone="danger", icon=_cross, tip=_wrong, sortable=False)
        super().__init__([*columns, wrong], key=_place, rows="dense", cells=typing, name=_("The people"))
        self._typing = typing
        if typing:
            self.type_lines([])

    def type_lines(self, rows: list[list[str]]) -> None:
        """Begin with these rows; there are always blank ones below."""
        self.lines = [Line(number, [*cells, *[""] * (4 - len(cells))]) for number, cells in enumerate(rows, 2)]
        self._grow()
        self.set_records(self.lines)

    def rows_typed(self) -> list[list[str]]:
        """The cells down to the last filled row."""
        filled = [number for number, line in enumerate(self.lines, 1) if any(line.cells)]
        return [line.cells for line in self.lines[: filled[-1]]] if filled else []

    def mark(self, refused: tuple[Problem, ...]) -> None:
        """What is wrong with which row."""
        said = {problem.row: problem.message for problem in reversed(refused)}
        for line in self.lines:
            line.wrong = said.get(line.place, "")
        self.viewport().update()

    def _grow(self) -> None:
        wanted = max(FIRST_ROWS, len(self.rows_typed()) + SPARE)
        self.lines += [Line(len(self.lines) + 2 + more, [""] * 4) for more in range(wanted - len(self.lines))]

    def _typed(self, line: Line, number: int, words: str) -> None:
        line.cells[number] = words
        self._settled([line])

    def _settled(self, lines: list[Line]) -> None:
        for line in lines:
            if line.cells[1] and not line.cells[0]:
                line.cells[0] = people_list.next_number([one.cells[0] for one in self.lines])
        before = len(self.lines)
        self._grow()
        if len(self.lines) != before:
            self.set_records(self.lines)
        self.viewport().update()
        self.changed.emit()

    def paste(self) -> None:
        """A block from Excel, from the current cell on; with its own line of heads by their names."""
        block = people_list.pasted(QGuiApplication.clipboard().text())
        top, left = max(0, self.currentIndex().row()), max(0, self.currentIndex().column())
        if not block:
            return
        self.lines += [Line(len(self.lines) + 2 + more, [""] * 4) for more in range(top + len(block) - len(self.lines))]
        if len(block[0]) == 4:
            left = 0
        for line, cells in zip(self.lines[top:], block, strict=False):
            for number, words in enumerate(cells[: 4 - left], left):
                line.cells[number] = words
        self._settled(self.lines[top : top + len(block)])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._typing and event.matches(QKeySequence.StandardKey.Paste) and not self.editing():
            self.paste()
        elif self._typing and event.matches(QKeySequence.StandardKey.Delete) and not self.editing():
            for index in self.selectionModel().selectedIndexes():
                if index.column() < 4:
                    self.lines[index.row()].cells[index.column()] = ""
            self._settled([])
        else:
            super().keyPressEvent(event)


def _place(line: Line) -> int:
    return line.place


def _wrong(line: Line) -> str:
    return line.wrong


def _cross(line: Line) -> str:
    return "circle-x" if line.wrong else ""


class _At:
    def __init__(self, number: int) -> None:
        self._number = number

    def get(self, line: Line) -> str:
        return line.cells[self._number]


class _Typed:
    def __init__(self, call: object, number: int) -> None:
        self._call, self._number = call, number

    def put(self, line: Line, words: str) -> None:
        self._call(line, self._number, words)  # type: ignore[operator]


class FromExcel(QWidget):
    """Choose a list, see who is in it and which rows can't be taken, before anything is made of it."""

    read = Signal()

    def __init__(self, folder: Path, now: datetime) -> None:
        super().__init__()
        self._folder, self._now = folder, now
        self.found: PeopleList | None = None
        self.path: Path | None = None
        self.pick = Button(_("Choose file…"), "file-spreadsheet", on=self._choose)
        self.template = Button(_("Template for people"), "file-down", on=self._template)
        self.told = Text(_("No file chosen; it can be dropped here, too"), "small", "muted", wrap=True)
        self.table = PeopleTable(typing=False)
        self.card = TableCard(self.table)
        self.card.hide()
        line = row(self.pick, self.template, self.told)
        line.setStretch(2, 1)
        column(line, self.card, None, gap=8, into=self).setStretch(1, 100)

    def _choose(self) -> None:
        title, kinds = _("List of people"), _("Tables (*.xlsx *.xls *.csv)")
        chosen, _kind = QFileDialog.getOpenFileName(self, title, str(self._folder), f"{kinds};;{_('All files')} (*)")
        if chosen:
            self.take(Path(chosen))

    def _template(self) -> None:
        path = saving.ask(self, _("Template for people"), "xlsx")
        if path is None:
            return
        try:
            prints.save(path, prints.blank_template("staff", self._now))
        except UserError as error:
            self._say(error.message, "danger")
            return
        self._say(_("{name} is saved").format(name=path.name), "ok")

    def take(self, path: Path) -> None:
        """Read a list and show it."""
        self.path, self.found = path, None
        try:
            self.found = people_list.read(path, self._now)
        except UserError as error:
            message = error.message
            if error.code == "missing_column":
                message = _("{trouble}. Without numbers: paste the names under “By hand”, they are numbered there").format(trouble=message)
            self._say(_("{name}: {trouble}").format(name=path.name, trouble=message), "danger")
            self.card.hide()
        else:
            self._show(path, self.found)
        self.read.emit()

    def _show(self, path: Path, found: PeopleList) -> None:
        refused = [
            Line(-(one.row or 0), ["", one.raw, "", ""], _("Row {row}: {what}").format(row=one.row, what=one.message))
            for one in found.refused
        ]
        people = [
            Line(one.source.row or 0, [one.no, one.name, one.post, one.hired.isoformat() if one.hired else ""]) for one in found.people
        ]
        self.table.set_records([*refused, *people])
        self.card.show()
        said = _("{name}: {n} people").format(name=path.name, n=len(people))
        if refused:
            said = _("{name}: {n} people, {refused} rows can't be taken; mend them in the file, or go on without them").format(
                name=path.name, n=len(people), refused=len(refused)
            )
        self._say(said, "danger" if not people else "warn" if refused else "ok")

    def _say(self, words: str, tone: str) -> None:
        self.told.setText(words)
        self.told.set_tone(tone)


class ByHand(QWidget):
    """Type or paste; wrong rows say why beside them."""

    def __init__(self, rows: list[list[str]], now: datetime) -> None:
        super().__init__()
        self._now = now
        self.found = PeopleList()
        self.table = PeopleTable(typing=True)
        self.table.changed.connect(self.check)
        self.told = Text(_("A block from Excel can be pasted (Ctrl+V). Who has no number gets one."), "small", "muted", wrap=True)
        column(self.told, TableCard(self.table), gap=8, into=self).setStretch(1, 1)
        self.table.type_lines(rows)
        self.check()

    def check(self) -> None:
        """Read what is typed as the import would."""
        try:
            self.found = people_list.typed(self.table.rows_typed(), self._now)
        except UserError as error:
            self.told.setText(error.message)
            self.told.set_tone("danger")
            return
        self.table.mark(self.found.refused)
        people, refused = len(self.found.people), len(self.found.refused)
        if people or refused:
            said = _("{n} people").format(n=people)
            if refused:
                said = _("{n} people, {refused} rows can't be taken yet").format(n=people, refused=refused)
            self.told.setText(said)
            self.told.set_tone("warn" if refused else "muted")


class PeopleStep(QWidget):
    """The faces of the question: excel, hand, later; the shown one by `show_face`."""

    def __init__(self, folder: Path, now: datetime, typed: list[list[str]], file: Path | None) -> None:
        super().__init__()
        self.excel = FromExcel(folder, now)
        self.hand = ByHand(typed, now)
        self.faces = {"excel": self.excel, "hand": self.hand, "later": QWidget()}
        said = Text(_("People can be added under Staff at any time; until then there is nothing to plan."), "small", "muted", wrap=True)
        column(said, None, into=self.faces["later"])
        self.stack = QStackedWidget()
        for face in self.faces.values():
            self.stack.addWidget(face)
        column(self.stack, into=self)
        if file is not None and file.exists():
            self.excel.take(file)

    def show_face(self, name: str) -> None:
        self.stack.setCurrentWidget(self.faces[name])

    def found(self, name: str) -> PeopleList:
        """Who was found by this way."""
        if name == "excel":
            return self.excel.found or PeopleList()
        return self.hand.found if name == "hand" else PeopleList()
