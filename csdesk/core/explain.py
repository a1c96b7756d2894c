"""Why a day's figures are what they are: window, judged punches, worked minutes, as sentences a screen can show (handbook 1, 2, 12)."""

from __future__ import annotations

from datetime import datetime, timedelta

from csdesk.core.attendance import AttendanceDay, Basis, Punch, Side
from csdesk.core.judged import HALF, ONE
from csdesk.core.money import shortest
from csdesk.core.rules import RuleVersion
from csdesk.i18n import gettext as _


def explain(day: AttendanceDay, version: RuleVersion) -> tuple[Basis, ...]:
    """Every step from the punches to the day's result: the window, each punch's part, the worked minutes, then the consequences
    of `day.basis`. `version` is the one in force on the day."""
    shift = version.rules.shift(day.shift) if day.shift is not None else None
    if shift is None or day.window is None:
        return day.basis
    number = version.number
    midnight = datetime(day.day.year, day.day.month, day.day.day)
    start, end = midnight + timedelta(minutes=shift.start), midnight + timedelta(minutes=shift.end)
    opens, closes = day.window
    text = _("{shift} {start}–{end}, punches count from {opens} to {closes}").format(
        shift=shift.name, start=_when(start, day), end=_when(end, day), opens=_when(opens, day), closes=_when(closes, day)
    )
    found = [Basis("§1", text, rules_version=number)]
    for punch in day.punches:
        text = _("{time} {part}").format(time=_when(punch.at, day, seconds=True), part=_part(punch, day, start, end))
        found.append(Basis("§1", text, (punch.at.isoformat(),), number))
    if not day.judged:
        found.append(Basis("§2", _("Not judged yet: the window is open, or no import covers the end of the shift"), rules_version=number))
    elif day.worked_minutes:
        found.append(Basis("§12", _worked(day, start, end, shift.unpaid_break_minutes), rules_version=number))
    return (*found, *day.basis)


def _part(punch: Punch, day: AttendanceDay, start: datetime, end: datetime) -> str:
    if day.window is not None and not day.window[0] <= punch.at <= day.window[1] + timedelta(minutes=1):
        return _("in no window")
    moment = punch.at.replace(second=0, microsecond=0)
    if moment == day.check_in and Side.IN not in day.corrected:
        return _("check-in")
    if moment == day.check_out and Side.OUT not in day.corrected:
        return _("check-out")
    nearer = _("nearer to the start") if moment - start <= end - moment else _("nearer to the end")
    return _("kept, not judged ({why})").format(why=nearer)


def _worked(day: AttendanceDay, start: datetime, end: datetime, pause: int) -> str:
    middle = start + timedelta(minutes=int((end - start).total_seconds()) // 120)
    first = max(day.check_in, start) if day.check_in is not None else middle
    last = min(day.check_out, end) if day.check_out is not None else middle
    whole = int((last - first).total_seconds()) // 60
    text = _("Worked {first} to {last}: {minutes} minutes").format(first=_when(first, day), last=_when(last, day), minutes=whole)
    if day.leave_days == HALF or day.check_in is None or day.check_out is None:
        return text + _(", the free half ends in the middle of the shift")
    if pause and day.leave_days < ONE:
        text += _(" − {pause} break = {minutes}").format(pause=pause, minutes=shortest(day.worked_minutes))
    return text


def _when(moment: datetime, day: AttendanceDay, *, seconds: bool = False) -> str:
    """'25:20' for 01:20 of the next day; the times of a roster day count on from its midnight."""
    rest = moment - datetime(day.day.year, day.day.month, day.day.day)
    total = int(rest.total_seconds())
    if total < 0:
        return f"{moment:%m-%d %H:%M}"
    text = f"{total // 3600:02d}:{total // 60 % 60:02d}"
    return f"{text}:{total % 60:02d}" if seconds and total % 60 else text
