"""Answers for a list of cases as XLSX, in the columns of the import template, so that it can be read back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from csdesk.core.case import Case
from csdesk.files.heads import said
from csdesk.files.sheets.book import DATE, MONEY, TEXT, TIME, WRAP, Book, rows, yuan
from csdesk.i18n import gettext as _
from csdesk.i18n import pgettext

HEADS = ("编号", "类型", "渠道", "店铺", "买家", "订单号", "购买日期", "描述", "诉求", "负责人", "创建时间", "首次响应时间", "解决时间",
         "责任方", "费用", "原因")  # fmt: skip
_KINDS = (TEXT, TEXT, TEXT, TEXT, TEXT, TEXT, DATE, WRAP, WRAP, TEXT, TIME, TIME, TIME, TEXT, MONEY, TEXT, TEXT)


@dataclass(frozen=True)
class CaseLine:
    """One row: the case and what of it is words or follows from its history."""

    case: Case
    kind: str
    platform: str
    owner: str
    answered_at: datetime | None
    resolved_at: datetime | None
    party: str
    status: str


def cases(lines: Sequence[CaseLine], period: str, made: datetime) -> bytes:
    """One row a case, oldest first; the status stands behind the template's columns. Seconds of times are kept in the cells."""
    title = pgettext("template", "Cases")
    book = Book(f"{title} {period}", "csdesk", made)
    table = book.sheet(f"{title} {period}")
    table.heads(0, [*map(said, HEADS), _("Status")])
    values = [
        (one.case.no, one.kind, one.platform, one.case.shop, one.case.buyer, one.case.order_no, one.case.bought_on, one.case.description,
         one.case.wish, one.owner, one.case.created_at, one.answered_at, one.resolved_at, one.party,
         yuan(one.case.total_cost) if one.case.total_cost else None, _(one.case.cause), one.status)
        for one in lines
    ]  # fmt: skip
    last = rows(table, 1, values, _KINDS)
    table.finish(freeze=(1, 1), repeat=(0, 0), landscape=True, widths={7: 40.0, 8: 20.0}, filter_row=0, last=(last - 1, len(HEADS)))
    return book.data()
