"""How days, times, states and clauses are written on the attendance and today pages."""

from __future__ import annotations

from datetime import date, datetime

from csdesk.core.attendance import Anomaly, AttendanceDay, Punch
from csdesk.core.calendar import day_words
from csdesk.core.money import shortest
from csdesk.core.rules import Shift
from csdesk.i18n import N_, pgettext
from csdesk.i18n import gettext as _
from csdesk.ui.kit import ChipSpec

WEEKDAYS = (N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"), N_("Fri"), N_("Sat"), N_("Sun"))
SHORT_WEEKDAYS = (N_("Mo"), N_("Tu"), N_("We"), N_("Th"), N_("Fr"), N_("Sa"), N_("Su"))
# Sections of the handbook, as a clause card names them.
CLAUSES = {
    "§1": N_("Rules section 1 · shifts and overtime"),
    "§2": N_("Rules section 2 · what a day can be"),
    "§3": N_("Rules section 3 · late and early"),
    "§4": N_("Rules section 4 · missed punches"),
    "§5": N_("Rules section 5 · leave and rest"),
    "§6": N_("Rules section 6 · absence"),
    "§7": N_("Rules section 7 · full attendance"),
    "§8": N_("Rules section 8 · pay"),
    "§12": N_("Rules · points settled"),
}
_SOURCES = (
    ("dingtalk.", N_("DingTalk import")),
    ("wecom.", N_("WeCom import")),
    ("feishu.", N_("Feishu import")),
    ("zk.", N_("Clock import")),
    ("glog.", N_("Clock import")),
    ("deli.", N_("Clock import")),
    ("template.", N_("Table import")),
    ("csv.", N_("Table import")),
    ("mapped", N_("Table import")),
)


def day_text(day: date) -> str:
    """9月9日"""
    return day_words(day)


def weekday(day: date) -> str:
    """周三"""
    return _(WEEKDAYS[day.weekday()])


def short_weekday(day: date) -> str:
    """三"""
    return _(SHORT_WEEKDAYS[day.weekday()])


def long_day(day: date) -> str:
    """9月9日 周三"""
    return f"{day_text(day)} {weekday(day)}"


def clock(minutes: int) -> str:
    """1500 -> 25:00, minutes from the roster day's midnight."""
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def minutes_of(moment: datetime, day: date) -> int:
    """Minutes of a moment from the midnight of a roster day; seconds are cut."""
    return (moment.toordinal() - day.toordinal()) * 1440 + moment.hour * 60 + moment.minute


def moment_text(moment: datetime, day: date, *, seconds: bool = False) -> str:
    """08:41, 次日 01:20, 前日 23:50: as seen from a roster day."""
    words = f"{moment:%H:%M:%S}" if seconds else f"{moment:%H:%M}"
    apart = (moment.date() - day).days
    if apart == 1:
        return _("next day {time}").format(time=words)
    if apart == -1:
        return _("day before {time}").format(time=words)
    return words if apart == 0 else f"{moment:%m-%d} {words}"


def shift_hours(shift: Shift) -> str:
    """08:30–17:30, 17:00–次日 01:00"""
    end = clock(shift.end) if shift.end <= 1440 else _("next day {time}").format(time=clock(shift.end - 1440))
    return f"{clock(shift.start)}–{end}"


def span(minutes: int) -> str:
    """9 小时, 8 小时 49 分, 40 分"""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return _("{n} min").format(n=rest)
    if not rest:
        return _("{n} h").format(n=hours)
    return _("{hours} h {minutes} min").format(hours=hours, minutes=rest)


def days(number: object) -> str:
    """0.5 天"""
    return _("{n} days").format(n=shortest(number))  # type: ignore[arg-type]


def parse_clock(text: str) -> int | None:
    """17:30 -> 1050, 25:00 -> 1500, 1730 -> 1050; None where it is no time up to 36:00."""
    plain = text.strip().replace("：", ":").replace(".", ":")
    if ":" not in plain and plain.isdecimal() and len(plain) in (3, 4):
        plain = f"{plain[:-2]}:{plain[-2:]}"
    hours, colon, minutes = plain.partition(":")
    if not colon or not hours.isdecimal() or not minutes.isdecimal() or len(minutes) != 2:
        return None
    value = int(hours) * 60 + int(minutes)
    return value if int(minutes) < 60 and value <= 36 * 60 else None


def clause_title(clause: str) -> str:
    """制度第三条 · 迟到早退; a law keeps its name."""
    return _(CLAUSES[clause]) if clause in CLAUSES else clause


def source_text(punch: Punch) -> str:
    """考勤机 · 钉钉导入"""
    origin = next((_(words) for start, words in _SOURCES if punch.source.startswith(start)), punch.source)
    kind = {"makeup": _("Correction by the vendor"), "field": _("Field punch")}.get(punch.kind, "")
    return f"{kind} · {origin}" if kind and origin else kind or origin


def anomaly_chip(anomaly: Anomaly, day: AttendanceDay | None) -> ChipSpec:
    """What an anomaly is, as icon and word."""
    if anomaly is Anomaly.LATE or anomaly is Anomaly.EARLY:
        minutes = 0 if day is None else day.late_minutes if anomaly is Anomaly.LATE else day.early_minutes
        if day is not None and day.absent_days and not (day.missed_in or day.missed_out):
            return ChipSpec(_("Absent half a day"), "danger", "user-x")
        words = _("Late {n} min") if anomaly is Anomaly.LATE else _("Left {n} min early")
        return ChipSpec(words.format(n=minutes), "warn", "clock-alert")
    if anomaly in (Anomaly.MISSED_IN, Anomaly.MISSED_OUT):
        return ChipSpec(_("Missed punch"), "warn", "fingerprint-pattern")
    if anomaly is Anomaly.ABSENT:
        return ChipSpec(_("Absent a day") if day is None or day.absent_days >= 1 else _("Absent half a day"), "danger", "user-x")
    if anomaly is Anomaly.NO_ROSTER:
        return ChipSpec(_("No shift"), "neutral", "circle-question-mark")
    return ChipSpec(_("Waiting"), "warn", "circle-dashed")


REQUEST_CHIPS = {
    "correction": ChipSpec(N_("Correction waits"), "accent", "stamp"),
    "leave": ChipSpec(N_("Leave waits"), "leave", "tree-palm"),
    "overtime": ChipSpec(N_("Overtime waits"), "accent", "clock"),
    "outing": ChipSpec(N_("Outing waits"), "accent", "map-pin"),
}


def request_chip(kind: str) -> ChipSpec:
    """A request that waits for approval."""
    spec = REQUEST_CHIPS[kind]
    return ChipSpec(_(spec.words), spec.tone, spec.icon)


def day_chips(day: AttendanceDay) -> list[ChipSpec]:
    """The state of one judged day: every anomaly, else in order, leave, rest."""
    found = [anomaly_chip(one, day) if one not in day.waived else waived_chip(one, day) for one in dict.fromkeys(day.anomalies)]
    if found and any(spec.words == found[0].words for spec in found[1:]):
        found = list({spec.words: spec for spec in found}.values())
    if day.leave_days:
        found.append(ChipSpec(day.leave_type or _("Leave"), "leave", "tree-palm"))
    if day.outing:
        found.append(ChipSpec(_("Outing"), "accent", "map-pin"))
    if day.corrected:
        found.append(ChipSpec(_("Corrected"), "accent", "stamp"))
    if not found and day.shift is not None and day.judged:
        found.append(ChipSpec(_("In order"), "ok", "check"))
    return found


def waived_chip(anomaly: Anomaly, day: AttendanceDay) -> ChipSpec:
    """An anomaly without consequence."""
    return ChipSpec(_("{what}, waived").format(what=anomaly_chip(anomaly, day).words), "neutral", "check")


def side_text(side: str) -> str:
    """上班, 下班"""
    return pgettext("side of a shift", "in") if side == "in" else pgettext("side of a shift", "out")
