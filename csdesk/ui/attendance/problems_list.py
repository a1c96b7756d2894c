"""The rows of an import that can't be used: where, what stands there, why, what to do; filtered, exported, looked at again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QVBoxLayout, QWidget

from csdesk.actions import imports, prints
from csdesk.core import mend
from csdesk.core.batch import Batch
from csdesk.core.problem import Problem, UserError
from csdesk.i18n import N_
from csdesk.i18n import gettext as _
from csdesk.ui import saving
from csdesk.ui.desk import Desk
from csdesk.ui.kit import Button, Column, ComboBox, Dialog, EmptyState, RecordTable, TableCard, Text, row

MOST_ROWS = 5  # as high as this many rows inside the preview


@dataclass(frozen=True)
class Refused:
    """A refused row with its number in the list and, where the file says it elsewhere in the row, its person."""

    number: int
    problem: Problem
    person: str


def _number(one: Refused) -> int:
    return one.number


def _where(one: Refused) -> str:
    return str(one.problem.row) if one.problem.row is not None else ""


def _row_number(one: Refused) -> int:
    return one.problem.row or 0


def _column(one: Refused) -> str:
    return one.problem.column or ""


def _sheet(one: Refused) -> str:
    return one.problem.sheet or ""


def _person(one: Refused) -> str:
    return one.person


def _raw(one: Refused) -> str:
    return " ".join(one.problem.raw.split()) or _("(empty)")


def _why(one: Refused) -> str:
    return mend.reason(one.problem)


def _what_to_do(one: Refused) -> str:
    return mend.mend(one.problem)


def _message(one: Refused) -> str:
    return one.problem.message


def _cross(one: Refused) -> str:
    return "circle-user" if one.problem.code == "unknown_employee" else "circle-x"


class ProblemList(QWidget):
    """`ProblemList(desk, problems, stem)`: the heading with filter and export, and the table (`table`).

    `people`: (sheet, row) -> whose row it is. `high` rows are shown at once, 0 = as many as there is room for."""

    def __init__(self, desk: Desk, problems: Sequence[Problem], stem: str, people: Mapping[tuple[str | None, int], str] | None = None,
                 *, high: int = 0, wide: bool = False) -> None:  # fmt: skip
        super().__init__()
        self._desk, self._stem = desk, stem
        known = people or {}
        self.all = [Refused(number, one, known.get((one.sheet, one.row or 0), "")) for number, one in enumerate(problems)]
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        said = _("{n} rows not stored") if wide else _("{n} rows can't be used")
        self.heading = Text(said.format(n=len(self.all)), "body", bold=True)
        self.export_button = Button(_("Export these {n} rows").format(n=len(self.all)), "file-down", "link", on=self.export)
        kinds = mend.kinds(problems)
        every = [("", _("all kinds")), *((code, _("{words}, {n}").format(words=words, n=count)) for code, words, count in kinds)]
        self.kinds = ComboBox(every, "", name=_("Filter by reason"))
        self.kinds.setMaximumWidth(240)
        self.kinds.activated.connect(self.narrow)
        self.kinds.setVisible(False)
        layout.addLayout(row(self.heading, self.kinds, None, self.export_button))
        if len(kinds) > 1:
            self.kinds.setVisible(True)
        columns: list[Column[Refused]] = []
        if len({one.problem.sheet for one in self.all}) > 1 or (wide and any(one.problem.sheet for one in self.all)):
            columns.append(Column("sheet", N_("Sheet"), value=_sheet, width=96, tone="muted"))
        columns += [
            Column("row", N_("Row"), value=_row_number, text=_where, width=52, align="right", tone="muted"),
            Column("column", N_("Column"), value=_column, width=48, tone="muted"),
        ]
        if any(one.person for one in self.all):
            columns.append(Column("person", N_("Person"), value=_person, width=84))
        columns += [
            Column("raw", N_("As it stands"), value=_raw, width=190 if wide else 150, tip=_raw),
            Column("why", N_("Why it can't be used"), value=_why, second=_what_to_do, width=0, icon=_cross, tip=_message),
        ]
        self.table: RecordTable[Refused] = RecordTable(columns, _number, rows="two", name=_("Rows that can't be used"))
        self.table.set_records(self.all)
        self.card = TableCard(self.table)
        if high:
            tall = 42 + 44 * min(high, len(self.all))
            self.card.setMinimumHeight(tall) if len(self.all) > high else self.card.setFixedHeight(tall)
        layout.addWidget(self.card, 1)

    def shown(self) -> list[Refused]:
        """The rows that the filter leaves."""
        code = self.kinds.key()
        return [one for one in self.all if not code or one.problem.code == code]

    def narrow(self) -> None:
        """Only the rows of one reason."""
        rows = self.shown()
        self.table.set_records(rows)
        self.export_button.set_words(_("Export these {n} rows").format(n=len(rows)))

    def export(self) -> None:
        """The rows shown as a workbook; what stands in the cells stays text."""
        path = saving.ask(self, _("Refused rows of {name}").format(name=self._stem), "xlsx")
        if path is None:
            return
        try:
            prints.save(path, imports.refused_sheet([one.problem for one in self.shown()], self._desk.session.now))
        except UserError as error:
            self._desk.refuse(error)
            return
        saving.done(self._desk, path)


class ProblemsDialog(Dialog):
    """What is left of one import: rows refused, rows that wait for a person; `again` looks once more who they are."""

    def __init__(self, desk: Desk, parent: QWidget, batch: Batch) -> None:
        super().__init__(parent, _("What an import left over"), width=900, note=batch.file_name)
        self.desk, self.batch = desk, batch
        self.list: ProblemList | None = None
        self.inner = QWidget()
        self.body.addWidget(self.inner, 1)
        self.again = self.button(_("Check again"), self.check_again, "refresh-cw", left=True)
        self.why = Text(_("after people were mapped or joined the staff"), "small", "muted")
        self.foot.insertWidget(1, self.why)
        self.primary(_("Close"))
        self.refresh()

    def refresh(self) -> None:
        """Read the problems anew."""
        found = self.desk.query(imports.problems, self.batch.id) or ()
        fresh = QWidget()
        layout = QVBoxLayout(fresh)
        layout.setContentsMargins(0, 0, 0, 0)
        if found:
            self.list = ProblemList(self.desk, found, self.batch.file_name.rpartition(".")[0] or self.batch.file_name, wide=True)
            self.list.card.setMinimumHeight(360)
            layout.addWidget(self.list, 1)
        else:
            self.list = None
            layout.addWidget(EmptyState("circle-check", _("Nothing is left over"), _("Every row of this import is stored")))
        waiting = any(one.code == "unknown_employee" for one in found)
        stands = self.batch.undone_at is None and self.desk.may(imports.needed(self.batch.kind))
        self.again.setVisible(waiting and stands)
        self.why.setVisible(waiting and stands)
        self.body.replaceWidget(self.inner, fresh)
        self.inner.hide()
        self.inner.deleteLater()
        self.inner = fresh

    def check_again(self) -> None:
        """Look again for the people of the rows that wait."""
        if self.desk.do(imports.recheck, self.batch.id) is not None:
            self.refresh()
