"""Opening balances of the income tax: the sums of a year's months that are not in csdesk, per person, typed into the table."""

from __future__ import annotations

from dataclasses import dataclass, replace

from csdesk.actions import month, staff
from csdesk.core.money import Fen, grouped, yuan
from csdesk.core.payroll import TaxOpening
from csdesk.core.problem import UserError
from csdesk.core.staff import Employee
from csdesk.i18n import N_
from csdesk.i18n import gettext as _
from csdesk.ui.desk import Desk
from csdesk.ui.kit import Column, RecordTable, TableCard
from csdesk.ui.kit.days import parse_amount
from csdesk.ui.settings.common import Section, YearPicker


@dataclass(frozen=True)
class Line:
    one: Employee
    opening: TaxOpening


class _Amount:
    """Reads and writes one of the sums."""

    def __init__(self, section: TaxSection, name: str) -> None:
        self._section, self._name = section, name

    def value(self, line: Line) -> Fen | None:
        found: Fen = getattr(line.opening, self._name)
        return found or None

    def text(self, line: Line) -> str:
        amount = self.value(line)
        return "" if amount is None else grouped(amount)

    def edit_text(self, line: Line) -> str:
        amount = self.value(line)
        return "" if amount is None else yuan(amount)

    def edit(self, line: Line, words: str) -> None:
        amount = parse_amount(words) or 0
        self._section.store(replace(line.opening, **{self._name: amount}))


class TaxSection(Section):
    def __init__(self, desk: Desk) -> None:
        sentence = _(
            "The cumulative tax needs the months of this year before csdesk: months, earnings (gross less leave and absence), own "
            "insurance with fund and special deductions, and the tax withheld. Who began here this year needs nothing."
        )
        super().__init__(desk, _("Tax, opening balances"), sentence)
        self.years = YearPicker(desk.session.now.year)
        self.years.changed.connect(self._year)
        self.head.addWidget(self.years)
        amounts = [
            ("earnings", N_("Earnings so far"), 130),
            ("deductions", N_("Insurance and deductions"), 150),
            ("withheld", N_("Tax withheld"), 120),
        ]
        columns: list[Column[Line]] = [
            Column("name", N_("Name"), value=lambda r: r.one.no, text=lambda r: r.one.name, suffix=lambda r: r.one.no, width=0),
            Column("months", N_("Months"), value=lambda r: r.opening.months or None, align="right", width=90, edit=self._months),
        ]
        for name, title, width in amounts:
            reads = _Amount(self, name)
            edits = {"edit": reads.edit, "edit_text": reads.edit_text}
            columns.append(Column(name, title, value=reads.value, text=reads.text, align="right", width=width, **edits))  # type: ignore[arg-type]
        self.table: RecordTable[Line] = RecordTable(columns, key=lambda r: r.one.id, name=_("Tax, opening balances"))
        self.table.refused.connect(self._refused)
        self.card = TableCard(self.table)
        self.body.addWidget(self.card)

    def refresh(self) -> None:
        year = self.years.year
        found = {one.employee_id: one for one in self.desk.query(month.tax_openings, year) or ()}
        people = self.desk.query(staff.employees) or ()
        lines = [
            Line(one, found.get(one.id) or TaxOpening(one.id, year, 0, 0, 0, 0))
            for one in people
            if one.hired.year <= year and (one.left is None or one.left.year >= year)
        ]
        self.table.set_records(lines)
        self.card.setFixedHeight(max(3, len(lines)) * 34 + 42)

    def _year(self, _year: int) -> None:
        self.refresh()

    def _months(self, line: Line, words: str) -> None:
        if words and not (words.isascii() and words.isdigit()):
            raise UserError(_("Earlier months of the year are 0 to 11"), code="months")
        self.store(replace(line.opening, months=int(words or 0)))

    def store(self, opening: TaxOpening) -> None:
        """One cell, one undo step; UserError stays at the cell."""
        self.desk.quietly(month.save_tax_opening, opening)

    def _refused(self, message: str) -> None:
        self.desk.toast(message, tone="danger")

    def find_in(self) -> bool:
        self.table.begin_filter()
        return True
