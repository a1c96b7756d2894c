"""Answers for the staff file as XLSX: the columns of the import template, so that it can be edited in Excel and imported again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from csdesk.core.staff import Employee
from csdesk.files.heads import said
from csdesk.files.sheets.book import Book, yuan
from csdesk.files.sheets.templates import fields
from csdesk.i18n import pgettext

PAY_HEADS = frozenset({"底薪", "生效日期", "社保总额"})
SINCE_EVER = date(1970, 1, 1)  # no entry day was entered


def staff_file(employees: Sequence[Employee], made: datetime, *, pay: bool) -> bytes:
    """All people as rows under the template's heads; without `pay` the columns of pay are left out. The base pay is the one in force."""
    columns = [one for one in fields("staff") if pay or one.head not in PAY_HEADS]
    book = Book(pgettext("template", "Staff"), "", made)
    table = book.sheet(pgettext("template", "Staff"))
    table.heads(0, [said(one.head) for one in columns])
    for row, one in enumerate(employees, 1):
        values = _values(one, made.date())
        for place, column in enumerate(columns):
            table.put(row, place, values[column.head], column.kind)
    table.finish(freeze=(1, 2), repeat=(0, 0), landscape=True, filter_row=0, last=(len(employees), len(columns) - 1))
    return book.data()


def _values(one: Employee, today: date) -> dict[str, object]:
    past = [record for record in one.pay if record.effective_from <= today]
    pay = past[-1] if past else one.pay[0] if one.pay else None
    return {
        "工号": one.no,
        "姓名": one.name,
        "岗位": one.post,
        "职级": one.level,
        "店铺": one.shop,
        "班组": one.team,
        "地点": one.site,
        "入职日期": None if one.hired == SINCE_EVER else one.hired,
        "离职日期": one.left,
        "底薪": yuan(pay.amount) if pay is not None else None,
        "生效日期": pay.effective_from if pay is not None else None,
        "社保总额": yuan(one.insurance) if one.insurance is not None else None,
        "钉钉UserId": _alias(one, "dingtalk", today),
        "企业微信账号": _alias(one, "wecom", today),
        "考勤机号": _alias(one, "device", today),
        "客服昵称": "；".join(alias.value for alias in one.aliases if alias.source == "nick" and _valid(alias.valid_to, today)),
    }


def _alias(one: Employee, source: str, today: date) -> str:
    return next((alias.value for alias in reversed(one.aliases) if alias.source == source and _valid(alias.valid_to, today)), "")


def _valid(last: date | None, today: date) -> bool:
    return last is None or last >= today
