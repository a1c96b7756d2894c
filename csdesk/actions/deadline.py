"""The command `deadline`: when is it due, and why; needs no shop file."""

from __future__ import annotations

import json

from csdesk.core import deadlines
from csdesk.core.calendar import Calendar, Holiday
from csdesk.core.problem import UserError
from csdesk.files import holidays
from csdesk.i18n import gettext as _


def answer(text: str) -> dict[str, object]:
    """The questions of a JSON text, answered by the program's own Chinese calendar. UserError where the text is wrong."""
    try:
        given = json.loads(text)
    except json.JSONDecodeError as error:
        message = _("The file is no JSON: line {line}, column {column}").format(line=error.lineno, column=error.colno)
        raise UserError(message, code="bad_json") from error
    except RecursionError as error:
        raise UserError(_("The JSON is nested too deeply"), code="bad_json") from error
    return deadlines.answer(given, chinese_calendar())


def chinese_calendar() -> Calendar:
    """Every year of which the program knows the State Council's notice."""
    days, years = holidays.special_days(frozenset(holidays.FESTIVALS))
    return Calendar({day: Holiday(day, entry.kind, _(entry.name)) for day, entry in days.items()}, years)
