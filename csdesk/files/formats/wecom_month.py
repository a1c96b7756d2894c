"""WeCom 月报 (formats.md 3c): a column a day with what WeCom makes of it and no times. Only to compare; it covers no day.

Cells are `正常 ;`, `迟到84分钟; 缺卡1次;`, `正常（请假） ; \\n 年假1.0天（3/18 上午 - 3/18 下午）`.
"""

from __future__ import annotations

import re
from datetime import timedelta

from csdesk.core.drafts import ClaimDraft, Source
from csdesk.core.problem import UserError
from csdesk.files import values
from csdesk.files.cells import Book, letters
from csdesk.files.formats import wecom
from csdesk.files.formats.base import Format, Found, Parsed, Request, misfit
from csdesk.i18n import gettext as _

ID = "wecom.monthly"
TITLE, DAYS = "上下班打卡_月报", "打卡明细"
_APPROVAL = re.compile(r"^\S*?(?:申请|\d(?:\.\d+)?(?:天|小时))\s*[（(]")
_DAY = re.compile(r"^(?:\d{1,2}[-/月])?0?(\d{1,2})(?!\d)")


def recognise(book: Book, request: Request) -> Found | None:
    for name in request.sheets(book, (TITLE,))[:8]:
        if wecom._title(book, name) == TITLE:
            return Found(name, _("title of the sheet: {title}").format(title=TITLE))
    return None


def parse(book: Book, found: Found, request: Request) -> Parsed:
    """Every day of every person as a claim. Raises UserError: bad_period, wrong_month, missing_column, grid_mismatch."""
    sheet = book.sheet(found.sheet)
    out = Parsed("punches", found.sheet, ID)
    first, last = wecom._stated(sheet, out, request)
    out.covered = None
    table = wecom._Table(sheet, out)
    groups = [values.key(cell) for cell in sheet.rows[2]]
    if DAYS not in groups:
        raise UserError(_("The column {name} is missing: export the report again with all columns").format(name=DAYS),
                        code="missing_column")
    start = groups.index(DAYS)
    end = next((column for column in range(start + 1, len(groups)) if groups[column]), len(sheet.rows[3]))
    labels = [values.normal(cell) for cell in sheet.rows[3][start:end]]
    while labels and not labels[-1]:
        labels.pop()
    days = [first + timedelta(days=offset) for offset in range((last - first).days + 1)]
    fitting = [match for label in labels if (match := _DAY.match(label))]
    if [int(match[1]) for match in fitting] != [day.day for day in days] or len(labels) != len(days):
        raise misfit(first, last)
    places = [(start + offset, letters(start + offset), day) for offset, day in enumerate(days)]
    for number, row in table.body(request):
        few = wecom._filled(row)
        if few < 2:
            out.skip("footer" if few else "blank", number)
            continue
        person = table.person(row)
        if person.empty:
            out.refuse("no_identity", number, letters(table.name), "")
            continue
        for column, letter, day in places:
            result, approval = split(values.text(row[column]))
            if result:
                out.claims.append(ClaimDraft(person, day, None, result, approval, Source(sheet.name, number, letter)))
    return out


def split(text: str) -> tuple[str, str]:
    """(what WeCom makes of the day, the requests that it names) of a cell; '' for what it leaves out."""
    parts = [part.strip() for part in re.split(r"[;；\n]", text) if part.strip() and part.strip() not in values.EMPTY]
    asked = [part for part in parts if _APPROVAL.match(part)]
    return "; ".join(part for part in parts if part not in asked), "; ".join(asked)


FORMAT = Format(ID, "wecom_month", ("punches",), recognise, parse)
