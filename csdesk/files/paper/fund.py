"""Answers for the fund box on paper: the month's fines, the month's lines of the ledger with the balance before and after, signatures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from csdesk.core.calendar import Month
from csdesk.core.discipline import DueRow, LedgerRow
from csdesk.core.money import Fen, grouped
from csdesk.files.paper import words
from csdesk.files.paper.letterhead import Letterhead, Paper
from csdesk.files.paper.page import A4, HAIR, HEAVY, LIGHT, RIGHT, RULE, Sheet
from csdesk.files.paper.text import wrap
from csdesk.i18n import gettext as _
from csdesk.i18n import pgettext

MARGIN = 36.0
LOWEST = 76.0  # above the signatures and the footer
ROW, LINE = 17.0, 11.5


def fund_sheet(
    month: Month, dues: Sequence[DueRow], ledger: Sequence[LedgerRow], names: Mapping[int, str], letterhead: Letterhead
) -> Paper:
    """One A4 document; `ledger` is the whole one, oldest first. An owed packet stands with its amount and moves no balance."""
    return _Printer(month, dues, ledger, names, letterhead).print()


class _Printer:
    def __init__(
        self, month: Month, dues: Sequence[DueRow], ledger: Sequence[LedgerRow], names: Mapping[int, str], head: Letterhead
    ) -> None:
        self.month, self.dues, self.names, self.head = month, dues, names, head
        self.lines = [row for row in ledger if Month.of(row.entry.day) == month]
        before = [row.balance for row in ledger if Month.of(row.entry.day) < month]
        self.before: Fen = before[-1] if before else 0
        self.title = pgettext("fund", "Fund box")
        self.sheet = Sheet(A4, f"{self.title} {month}", head)
        self.right = A4[0] - MARGIN
        self.y = 0.0
        self.heads: tuple[tuple[float, str, bool], ...] = ()

    def print(self) -> Paper:
        self._begin()
        self._fines()
        self._ledger()
        labels = (pgettext("fund", "Kept by"), pgettext("fund", "Checked by"), pgettext("fund", "Date"))
        self.sheet.signatures(MARGIN, 52, labels)
        self.sheet.show()
        return self.sheet.paper()

    def _begin(self) -> None:
        self.sheet.header(MARGIN, self.title, words.month_title(self.month))
        self.sheet.footer(MARGIN, (words.printed(self.head),))
        self.y = A4[1] - 56

    def _need(self, high: float) -> None:
        if self.y - high >= LOWEST:
            return
        self.sheet.show()
        self._begin()
        self.y -= 10
        self._heads()

    def _section(self, text: str, more: str, heads: tuple[tuple[float, str, bool], ...]) -> None:
        self.heads = ()
        self._need(80)
        wide = self.sheet.text(MARGIN, self.y - 22, text, 11, True)
        self.sheet.text(MARGIN + wide + 12, self.y - 22, more, 8.5, room=self.right - MARGIN - wide - 12)
        self.y -= 30
        self.heads = heads
        self._heads()

    def _heads(self) -> None:
        if not self.heads:
            return
        sheet = self.sheet
        sheet.fill(MARGIN, self.y - ROW, self.right - MARGIN, ROW, LIGHT)
        sheet.line(MARGIN, self.y, self.right, self.y, HEAVY)
        for x, label, right in self.heads:
            sheet.text(MARGIN + x, self.y - 11.5, label, 8, True, align=RIGHT if right else 0)
        sheet.line(MARGIN, self.y - ROW, self.right, self.y - ROW, RULE)
        self.y -= ROW

    def _row(self, cells: Sequence[tuple[str, bool]], wrapped: tuple[int, float] | None = None, bold: bool = False) -> None:
        """One row under the heads; `wrapped` is the index of the cell that may take several lines, and its room."""
        lines: Sequence[str] = ("",)
        if wrapped is not None:
            lines = wrap(cells[wrapped[0]][0], 8.5, wrapped[1]) or ("",)
        high = ROW + LINE * (len(lines) - 1)
        self._need(high)
        for index, ((x, _label, right), (text, strong)) in enumerate(zip(self.heads, cells, strict=True)):
            if wrapped is not None and index == wrapped[0]:
                self.sheet.lines(MARGIN + x, self.y - 11.5, lines, 8.5, LINE, bold)
            else:
                room = self.heads[index + 1][0] - x - 6 if not right and index + 1 < len(self.heads) and not self.heads[index + 1][2] else 0
                self.sheet.text(MARGIN + x, self.y - 11.5, text, 8.5, bold or strong, align=RIGHT if right else 0, room=room)
        self.y -= high
        self.sheet.line(MARGIN, self.y, self.right, self.y, HAIR)

    def _fines(self) -> None:
        heads = (
            (4.0, pgettext("fund", "Date"), False), (44.0, pgettext("fund", "No."), False), (84.0, pgettext("fund", "Person"), False),
            (146.0, pgettext("fund", "Breach"), False), (420.0, pgettext("fund", "Amount"), True),
            (432.0, pgettext("fund", "State"), False),
        )  # fmt: skip
        self._section(_("Fines and moved red packets"), _("{n} in all").format(n=len(self.dues)), heads)
        for one in self.dues:
            why = _(" · ").join(part for part in (one.basis.text, one.note) if part)
            amount = grouped(one.amount) if one.amount else ""
            cells = ((f"{one.day:%m-%d}", False), (one.no, False), (one.name, True), (why, False), (amount, False), (one.state, False))
            self._row(cells, (3, 220))
        if not self.dues:
            self.sheet.text(MARGIN + 4, self.y - 12, _("None."), 8.5)
            self.y -= ROW
        total = grouped(sum(one.amount or 0 for one in self.dues))
        self._row((("", False), ("", False), (pgettext("fund", "Total"), True), ("", False), (total, True), ("", False)))
        self.y -= 10

    def _ledger(self) -> None:
        heads = (
            (4.0, pgettext("fund", "Date"), False), (44.0, pgettext("fund", "What for"), False), (236.0, pgettext("fund", "Person"), False),
            (352.0, pgettext("fund", "In"), True), (410.0, pgettext("fund", "Out"), True), (462.0, pgettext("fund", "Still owed"), True),
            (519.0, pgettext("fund", "Balance"), True),
        )  # fmt: skip
        self._section(pgettext("fund", "Ledger"), _("amounts in yuan"), heads)
        self._row((("", False), (_("carried over"), False), *[("", False)] * 4, (grouped(self.before), True)))
        for row in self.lines:
            entry = row.entry
            self._row(
                (
                    (f"{entry.day:%m-%d}", False), (entry.reason, False), (self.names.get(entry.employee_id or 0, ""), False),
                    (_some(max(entry.amount, 0)), False), (_some(max(-entry.amount, 0)), False), (_some(entry.owed), False),
                    (grouped(row.balance), True),
                ),
                (1, 184),
            )  # fmt: skip
        came = sum(row.entry.amount for row in self.lines if row.entry.amount > 0)
        went = -sum(row.entry.amount for row in self.lines if row.entry.amount < 0)
        last = self.lines[-1].balance if self.lines else self.before
        owed = sum(row.entry.owed for row in self.lines)
        cells = ("", pgettext("fund", "Total"), "", _some(came), _some(went), _some(owed), grouped(last))
        self._row(tuple((text, True) for text in cells))


def _some(amount: Fen) -> str:
    return grouped(amount) if amount else ""
