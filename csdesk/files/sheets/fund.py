"""Answers for the fund box as XLSX: the fines of a month, and the ledger with its balance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from csdesk.core.calendar import Month
from csdesk.core.discipline import DueRow, LedgerRow
from csdesk.core.money import Fen
from csdesk.files.sheets.book import DATE, MONEY, TEXT, WRAP, Book, rows, yuan
from csdesk.i18n import gettext as _
from csdesk.i18n import pgettext


def fund_box(
    month: Month, dues: Sequence[DueRow], ledger: Sequence[LedgerRow], names: Mapping[int, str], shop: str, made: datetime
) -> bytes:
    """Two sheets: fines and moved packets of the month, and the whole ledger, oldest first. Amounts in yuan."""
    title = pgettext("fund", "Fund box")
    book = Book(f"{title} {month}", shop, made)
    fines = book.sheet(_("Fines {month}").format(month=month))
    heads = [pgettext("fund", "Date"), pgettext("fund", "No."), pgettext("fund", "Person"), pgettext("fund", "Breach"),
             pgettext("fund", "Amount"), pgettext("fund", "State"), pgettext("fund", "Came in on"), pgettext("fund", "Remark"),
             pgettext("fund", "Why")]  # fmt: skip
    fines.heads(0, heads)
    values = [
        (one.day, one.no, one.name, one.what, None if one.amount is None else yuan(one.amount), one.state, one.since, one.note,
         one.basis.text)
        for one in dues
    ]  # fmt: skip
    last = rows(fines, 1, values, (DATE, TEXT, TEXT, TEXT, MONEY, TEXT, DATE, WRAP, WRAP))
    fines.put(last, 0, pgettext("fund", "Total"), bold=True, top=1)
    fines.put(last, 4, yuan(sum(one.amount or 0 for one in dues)), MONEY, bold=True, top=1)
    fines.finish(freeze=(1, 3), repeat=(0, 0), landscape=True, widths={7: 30.0, 8: 40.0}, footer=f"{shop} {title} {month}")
    table = book.sheet(pgettext("fund", "Ledger"))
    table.heads(0, [pgettext("fund", "Date"), pgettext("fund", "What for"), pgettext("fund", "Person"), pgettext("fund", "In"),
                    pgettext("fund", "Out"), pgettext("fund", "Still owed"), pgettext("fund", "Balance")])  # fmt: skip
    lines = [
        (row.entry.day, row.entry.reason, names.get(row.entry.employee_id or 0, ""), _some(max(row.entry.amount, 0)),
         _some(max(-row.entry.amount, 0)), _some(row.entry.owed), yuan(row.balance))
        for row in ledger
    ]  # fmt: skip
    last = rows(table, 1, lines, (DATE, TEXT, TEXT, MONEY, MONEY, MONEY, MONEY))
    table.put(last, 0, pgettext("fund", "Total"), bold=True, top=1)
    amounts = [row.entry.amount for row in ledger]
    came, went = sum(one for one in amounts if one > 0), sum(one for one in amounts if one < 0)
    sums = (came, -went, sum(row.entry.owed for row in ledger), came + went)
    for column, amount in enumerate(sums, 3):
        table.put(last, column, yuan(amount), MONEY, bold=True, top=1)
    table.finish(freeze=(1, 0), repeat=(0, 0), footer=f"{shop} {title}")
    return book.data()


def _some(amount: Fen) -> object:
    """Empty is blank, not 0."""
    return yuan(amount) if amount else None
