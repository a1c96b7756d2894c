"""Answers for the signed forms on A5: 请假单, 外出申请单, 补卡单, with what is recorded, what is left, the rule and three signatures."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from csdesk.core.attendance import Correction, Leave, Outing, Side, Status
from csdesk.core.balance import Line
from csdesk.core.money import shortest
from csdesk.core.rules import Rules, Shift
from csdesk.core.staff import Employee
from csdesk.files.paper import text as letters
from csdesk.files.paper import words
from csdesk.files.paper.letterhead import Letterhead, Paper
from csdesk.files.paper.page import HAIR, HEAVY, LIGHT, RULE, Sheet
from csdesk.files.paper.text import wrap
from csdesk.i18n import gettext as _
from csdesk.i18n import pgettext

A5_LANDSCAPE = (595.2756, 419.5276)
MARGIN = 36.0
ROW = 27.0
LABEL = 74.0

Fact = Correction | Leave | Outing


def title_of(record: Fact) -> str:
    """请假单, 外出申请单 or 补卡单"""
    if isinstance(record, Correction):
        return pgettext("paper", "Punch correction")
    return pgettext("paper", "Leave request") if isinstance(record, Leave) else pgettext("paper", "Outing request")


def form(
    record: Fact, employee: Employee, letterhead: Letterhead, *, rules: Rules, balances: Sequence[Line] = (), shift: str = ""
) -> Paper:
    """One record as a form to sign, half an A4. `rules`: those of its first day; `balances`: as of that day; `shift`: the shift of the
    day in words, for corrections and outings."""
    title = title_of(record)
    sheet = Sheet(A5_LANDSCAPE, f"{title} {employee.name}", letterhead)
    day = record.day if isinstance(record, Correction) else record.start.date()
    number = f"{day:%Y%m%d}-{record.id:04d}" if record.id else ""
    sheet.header(MARGIN, title, number, words.printed(letterhead))
    rows = [
        [(pgettext("paper", "Name"), employee.name), (pgettext("paper", "No."), employee.no)],
        [(pgettext("paper", "Post"), employee.post), (pgettext("paper", "Team"), employee.team or employee.shop)],
        *_rows(record, shift),
        [(pgettext("paper", "Decision"), _state(record.status))],
    ]
    y = _table(sheet, rows, letterhead_top(sheet))
    y = _balances(sheet, balances, y)
    _notice(sheet, _rule(record, rules), y)
    labels = (
        pgettext("paper", "Applicant / date"),
        pgettext("paper", "Certified by / date") if isinstance(record, Correction) else pgettext("paper", "Supervisor / date"),
        pgettext("paper", "Owner / date"),
    )
    sheet.signatures(MARGIN, 50, labels)
    sheet.footer(MARGIN, (letterhead.owner, _("A copy belongs to the month's attendance sheet")))
    sheet.show()
    return sheet.paper()


def shift_text(shift: Shift | None) -> str:
    """白班 08:30–17:30, or that none is planned."""
    return words.shift_times(shift) if shift is not None else pgettext("paper", "none planned")


def letterhead_top(sheet: Sheet) -> float:
    """Where the table begins, below the header's rule."""
    return sheet.height - 66


def _rows(record: Fact, shift: str) -> list[list[tuple[str, str]]]:
    if isinstance(record, Correction):
        later = words.clock(record.punched_at) if record.punched_at is not None else "—"
        return [
            [(pgettext("paper", "Day"), _day(record.day)), (pgettext("paper", "Shift"), shift)],
            [
                (pgettext("paper", "Side"), _("check-in") if record.side is Side.IN else _("check-out")),
                (pgettext("paper", "Certified time"), words.clock(record.certified)),
            ],
            [(pgettext("paper", "Certified by"), record.certified_by), (pgettext("paper", "Punched later at"), later)],
            [(pgettext("paper", "Reason"), record.reason)],
        ]
    if isinstance(record, Leave):
        asked = record.requested_at
        said = f"{asked:%Y-%m-%d}" if asked is not None else ""
        if record.emergency:
            said = pgettext("list", "; ").join(part for part in (said, _("emergency, told by telephone first")) if part)
        return [
            [(pgettext("paper", "Kind of leave"), record.type), (pgettext("paper", "Asked on"), said)],
            [
                (pgettext("paper", "From"), _moment(record.start, record.whole_days)),
                (pgettext("paper", "To"), _moment(record.end, record.whole_days)),
            ],
            [(pgettext("paper", "Reason"), record.reason)],
        ]
    return [
        [(pgettext("paper", "Day"), _day(record.start.date())), (pgettext("paper", "Shift"), shift)],
        [(pgettext("paper", "From"), _moment(record.start, False)), (pgettext("paper", "To"), _moment(record.end, False))],
        [(pgettext("paper", "Where and why"), record.reason)],
    ]


def _day(day: date) -> str:
    return f"{day.isoformat()} {words.week_name(day)}"


def _moment(moment: datetime, whole: bool) -> str:
    return _day(moment.date()) if whole else f"{_day(moment.date())} {moment:%H:%M}"


def _state(status: Status) -> str:
    return {
        Status.APPROVED: pgettext("paper", "approved"),
        Status.PENDING: pgettext("paper", "waits for approval"),
        Status.REJECTED: pgettext("paper", "refused"),
    }[status]


def _table(sheet: Sheet, rows: Sequence[Sequence[tuple[str, str]]], top: float) -> float:
    """Label and value, two pairs a row; a single pair takes the row, in two lines where it must. Gives the lower edge."""
    wide = sheet.width - 2 * MARGIN
    y = top
    for number, row in enumerate(rows):  # the fills first: they would cover the lines
        for index in range(len(row)):
            sheet.fill(MARGIN + index * wide / len(row), y - (number + 1) * ROW, LABEL, ROW, LIGHT)
    sheet.line(MARGIN, y, MARGIN + wide, y, HEAVY)
    for row in rows:
        each = wide / len(row)
        for index, (label, value) in enumerate(row):
            x = MARGIN + index * each
            sheet.text(x + 6, y - ROW / 2 - 3, label, 8.5, True, room=LABEL - 10)
            lines = wrap(value, 9.5, each - LABEL - 14)
            if len(lines) > 1:
                lines = wrap(value, 8, each - LABEL - 14)
            if len(lines) > 2:
                lines = (lines[0], "".join(lines[1:]))
            start = y - ROW / 2 - 3.4 if len(lines) < 2 else y - ROW / 2 + 2.6
            sheet.lines(x + LABEL + 7, start, lines, 9.5 if len(lines) < 2 else 8, 10.4, room=each - LABEL - 12)
            if index:
                sheet.line(x, y, x, y - ROW, HAIR)
        y -= ROW
        sheet.line(MARGIN, y, MARGIN + wide, y, HAIR)
    sheet.line(MARGIN, y, MARGIN + wide, y, RULE)
    return y


def _balances(sheet: Sheet, balances: Sequence[Line], y: float) -> float:
    if not balances:
        return y
    needed = [max(letters.em(one.label) * 7.5, letters.em(one.text, True) * 8.5) + 8 for one in balances]
    each = (sheet.width - 2 * MARGIN - sum(needed)) / len(balances)  # what is left over, or lacking, for every column alike
    x = MARGIN
    for one, need in zip(balances, needed, strict=True):
        sheet.text(x, y - 14, one.label, 7.5, room=need + each - 8)
        sheet.text(x, y - 26, one.text, 8.5, True, room=need + each - 8)
        x += need + each
    return y - 30


def _rule(record: Fact, rules: Rules) -> str:
    """What the shop's rules say of it, in one paragraph."""
    if isinstance(record, Correction):
        free = rules.corrections.free_per_month
        if free is None:
            return _("The certified time stands as the punch and is judged like one.")
        return _(
            "The first {free} corrections of a month are free: the certified time stands as the punch. From the next one on a check-in "
            "is judged by the time it was punched later, a check-out costs a red packet. Without a correction a missed punch is absence "
            "of {days} day at the close of the month."
        ).format(free=free, days=shortest(rules.missed_punch_absent_days))
    if isinstance(record, Outing):
        return _("What the outing covers counts as being there in time. An outing that is not approved is judged by the punches.")
    kind = rules.leave.type_named(record.type)
    text = _("Leave is asked for {n} days ahead; an emergency is told by telephone and the form follows. Not approved is absence.").format(
        n=rules.leave.notice_days
    )
    if kind is not None and kind.paid >= 1:
        return text + _(" {kind} is paid in full.").format(kind=record.type)
    if kind is not None and kind.paid > 0:
        return text + _(" {kind} keeps {share} % of the day's pay.").format(kind=record.type, share=shortest(kind.paid * 100))
    text += _(" {kind} is not paid.").format(kind=record.type)
    limit = rules.leave.month_limit_days
    if limit is not None and (kind is None or kind.counts):
        text += _(" More than {limit} days in a month: no rest days in the next one.").format(limit=shortest(limit))
    return text


def _notice(sheet: Sheet, text: str, y: float) -> None:
    lines = wrap(text, 8, sheet.width - 2 * MARGIN)
    sheet.lines(MARGIN, y - 13, lines, 8, 11.5)
