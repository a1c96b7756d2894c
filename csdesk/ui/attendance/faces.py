"""What one cell of the attendance matrix shows: a dot, a letter or minutes, and in which tone."""

from __future__ import annotations

from dataclasses import dataclass

from csdesk.core.attendance import Anomaly, AttendanceDay, DayType, Side
from csdesk.core.rules import Shift
from csdesk.i18n import N_
from csdesk.i18n import gettext as _
from csdesk.ui.attendance import words

# tone -> (ground, word); "" = no ground
TONES = {
    "warn": ("warn_soft", "warn"),
    "danger": ("danger_soft", "danger"),
    "accent": ("accent_soft", "accent_text"),
    "leave": ("leave_bg", "leave_fg"),
    "neutral": ("neutral_soft", "muted"),
    "ask": ("night_bg", "night_fg"),
    "rest": ("", "rest_fg"),
    "faint": ("", "faint"),
}
# Letters of the cells, as short as they can be.
LETTERS = {
    "absent": N_("cell: absent"),
    "missed": N_("cell: missed punch"),
    "corrected": N_("cell: corrected"),
    "outing": N_("cell: outing"),
    "leave": N_("cell: leave"),
    "rest": N_("cell: rest"),
}


@dataclass(frozen=True, slots=True)
class Face:
    """`dot`: "" | day | night. `mark` with its `tone`. `open`: a person must decide. `waits`: a request waits for approval."""

    mark: str = ""
    tone: str = ""
    dot: str = ""
    open: bool = False
    waits: bool = False


NOTHING = Face()


def letter(name: str) -> str:
    return _(LETTERS[name])


def face_of(day: AttendanceDay, shift: Shift | None, letters: dict[str, str]) -> Face:
    """The cell of one judged day; `letters` are the translated LETTERS."""
    anomalies, waived = day.anomalies, day.waived
    if not anomalies:
        if day.kind is DayType.NOT_EMPLOYED:
            return NOTHING
        if shift is None:
            if day.leave_days or day.kind is DayType.LEAVE:
                return Face(letters["leave"], "leave")
            if day.kind in (DayType.REST, DayType.HOLIDAY):
                return Face(letters["rest"], "rest")
            return Face("–", "faint") if day.kind is DayType.UNROSTERED else NOTHING
        if day.leave_days or day.kind is DayType.LEAVE:
            return Face(letters["leave"], "leave")
        if not day.judged:
            return NOTHING
        if day.corrected:
            return Face(letters["corrected"], "accent")
        if day.outing:
            return Face(letters["outing"], "accent")
        return Face(dot="night" if shift.is_night else "day")
    waits = Anomaly.PENDING in day.open
    still = bool(day.open) and not waits
    if Anomaly.ABSENT in anomalies or (day.absent_days and not (day.missed_in or day.missed_out)):
        gone = Anomaly.ABSENT in waived or not day.absent_days
        return Face(letters["absent"], "neutral" if gone else "danger", open=still, waits=waits)
    if day.missed_in or day.missed_out:
        kind = Anomaly.MISSED_IN if day.missed_in else Anomaly.MISSED_OUT
        if waits:
            return Face(letters["corrected"], "accent", waits=True)
        return Face(letters["missed"], "neutral" if kind in waived else "danger", open=still)
    if Anomaly.LATE in anomalies or Anomaly.EARLY in anomalies:
        excused = all(one in waived for one in anomalies if one in (Anomaly.LATE, Anomaly.EARLY))
        minutes = max(day.late_minutes, day.early_minutes)
        return Face(str(minutes), "neutral" if excused else "warn", open=still, waits=waits)
    if Anomaly.NO_ROSTER in anomalies:
        return Face("?", "neutral" if Anomaly.NO_ROSTER in waived else "ask", open=still)
    return Face(letters["leave"], "leave", waits=True)


def sentence(day: AttendanceDay, shift: Shift | None) -> str:
    """One line for the tooltip and for a screen reader."""
    parts = [words.long_day(day.day)]
    if shift is not None:
        parts.append(f"{shift.name} {words.shift_hours(shift)}")
    elif day.kind is DayType.REST:
        parts.append(_("Rest day"))
    elif day.kind is DayType.HOLIDAY:
        parts.append(_("Statutory holiday"))
    elif day.kind is DayType.UNROSTERED:
        parts.append(_("Nothing is planned"))
    for side, at in ((Side.IN, day.check_in), (Side.OUT, day.check_out)):
        if at is not None:
            parts.append(f"{words.side_text(side.value)} {words.moment_text(at, day.day)}")
    parts += [spec.words for spec in words.day_chips(day)]
    return " · ".join(parts)
