"""Answers for a person's roster as a calendar file (.ics, RFC 5545): one event a shift, for the phone or any calendar program.

Sixty lines of our own instead of a package: only writing is needed, and only events of a fixed shape. Times carry Asia/Shanghai, the
clock that shifts are lived by, so that a phone abroad still rings at the shop's 08:30. An event keeps its UID (person and roster
day) and every later file has a higher SEQUENCE: importing it again moves events instead of doubling them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta

from csdesk.core.calendar import Month
from csdesk.core.roster import Cell
from csdesk.core.rules import RuleBook, Shift
from csdesk.core.staff import Employee
from csdesk.files.paper import words
from csdesk.i18n import gettext as _

ZONE, AHEAD = "Asia/Shanghai", timedelta(hours=8)  # no summer time since 1991
LONGEST = 75  # octets of a line
_EPOCH = datetime(2020, 1, 1)
_TIMEZONE = (
    "BEGIN:VTIMEZONE", f"TZID:{ZONE}", "BEGIN:STANDARD", "DTSTART:19700101T000000", "TZOFFSETFROM:+0800", "TZOFFSETTO:+0800",
    "TZNAME:CST", "END:STANDARD", "END:VTIMEZONE",
)  # fmt: skip


def roster_ics(
    month: Month,
    cells: Sequence[Cell],
    one: Employee,
    *,
    book: RuleBook,
    shop: str,
    identity: str,
    made: datetime,
    draft: bool = False,
    given: Mapping[date, str] | None = None,
) -> bytes:
    """The shifts of one person in a month; rest, leave and blank days are no events, a night ends on the next day.

    `identity` tells the shop from others in the UIDs; `draft`: not published, the events are tentative; `given`: shift codes by day of
    what was published at any time, so that a day that is free by now is cancelled in a calendar that has it.
    """
    codes = {cell.day: cell for cell in cells if cell.employee_id == one.id and Month.of(cell.day) == month and one.employed_on(cell.day)}
    lines = [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//csdesk//roster//ZH", "CALSCALE:GREGORIAN", "METHOD:PUBLISH",
        f"X-WR-CALNAME:{_text(_('{name}, shifts').format(name=one.name))}", f"X-WR-TIMEZONE:{ZONE}", *_TIMEZONE,
    ]  # fmt: skip
    for day in month.days():
        cell, rules = codes.get(day), book.on(day)
        shift = rules.shift(cell.code) if cell is not None else None
        gone = rules.shift((given or {}).get(day, "")) if shift is None else None
        if shift is not None and cell is not None:
            post = cell.post if cell.post != one.post else ""
            lines += _event(day, shift, f"{shift.name}·{post}" if post else shift.name, "TENTATIVE" if draft else "CONFIRMED",
                            one, shop, identity, made)  # fmt: skip
        elif gone is not None:
            lines += _event(day, gone, _("Cancelled: {shift}").format(shift=gone.name), "CANCELLED", one, shop, identity, made)
    return "".join(f"{part}\r\n" for line in (*lines, "END:VCALENDAR") for part in folded(line)).encode()


def _event(day: date, shift: Shift, title: str, status: str, one: Employee, shop: str, identity: str, made: datetime) -> list[str]:
    midnight = datetime.combine(day, time.min)
    start, end = midnight + timedelta(minutes=shift.start), midnight + timedelta(minutes=shift.end)
    return [
        "BEGIN:VEVENT",
        f"UID:{day:%Y%m%d}-{one.id}@{identity}.csdesk",
        f"SEQUENCE:{max(0, int((made - _EPOCH).total_seconds() // 60))}",
        f"DTSTAMP:{made - AHEAD:%Y%m%dT%H%M%SZ}",
        f"DTSTART;TZID={ZONE}:{start:%Y%m%dT%H%M%S}",
        f"DTEND;TZID={ZONE}:{end:%Y%m%dT%H%M%S}",
        f"SUMMARY:{_text(title)}",
        f"DESCRIPTION:{_text(' · '.join(part for part in (words.shift_times(shift), shop, one.name) if part))}",
        *([f"LOCATION:{_text(one.site)}"] if one.site else []),
        f"STATUS:{status}",
        "END:VEVENT",
    ]


def _text(text: str) -> str:
    """A value of type TEXT: backslash, semicolon, comma and line break escaped, other control characters dropped."""
    plain = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\r\n", "\n").replace("\n", "\\n")
    return "".join(sign for sign in plain if sign >= " " and sign != "\x7f")


def folded(line: str) -> list[str]:
    """A line in pieces of at most 75 octets, none of which cuts a character; all but the first begin with a blank."""
    if len(line.encode()) <= LONGEST:
        return [line]
    pieces, piece, size = [], "", 0
    for sign in line:
        octets = len(sign.encode())
        if size + octets > LONGEST:
            pieces.append(piece)
            piece, size = " ", 1
        piece, size = piece + sign, size + octets
    return [*pieces, piece]
