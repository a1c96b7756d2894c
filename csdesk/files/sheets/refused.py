"""The rows of an import that were refused, as a workbook to mend and to hand on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from csdesk.core import mend
from csdesk.core.problem import Problem
from csdesk.i18n import gettext as _


def refused(problems: Sequence[Problem], made: datetime) -> bytes:
    """One line a problem: sheet, row, column, what stands there, why it was refused, what to do.

    Texts stay texts. `made` dates the workbook."""
    import io

    import xlsxwriter

    stream = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(stream, options)
    book.set_properties({"created": made})
    sheet = book.add_worksheet(_("Refused rows"))
    head = book.add_format({"bold": True, "bottom": 1, "num_format": "@"})
    text = book.add_format({"num_format": "@", "quote_prefix": True})
    for column, (words, wide) in enumerate(((_("Sheet"), 16), (_("Row"), 8), (_("Column"), 8), (_("As it stands"), 28), (_("Why"), 44),
                                             (_("What to do"), 56), (_("Code"), 20))):
        sheet.set_column(column, column, wide)
        sheet.write_string(0, column, words, head)
    for line, one in enumerate(problems, 1):
        sheet.write_string(line, 0, one.sheet or "", text)
        if one.row is not None:
            sheet.write_number(line, 1, one.row)
        sheet.write_string(line, 2, one.column or "", text)
        sheet.write_string(line, 3, one.raw[:32000], text)
        sheet.write_string(line, 4, mend.reason(one), text)
        sheet.write_string(line, 5, mend.mend(one), text)
        sheet.write_string(line, 6, one.code, text)
    sheet.freeze_panes(1, 0)
    book.close()
    return stream.getvalue()
