"""How the time left, moments, rules of a limit and order numbers are written on the pages of cases."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from csdesk.core.calendar import day_words
from csdesk.core.case import STATUS_TONES, Category, Status
from csdesk.core.case_clock import MIDNIGHT, left_words
from csdesk.core.case_limits import Limit
from csdesk.core.case_list import CaseRow
from csdesk.i18n import N_
from csdesk.i18n import gettext as _
from csdesk.ui.kit import ChipSpec

BAND_NAMES = {
    "over": N_("over time"),
    "hour": N_("below 1 h"),
    "six": N_("1–6 h"),
    "day": N_("6–24 h"),
    "later": N_("above 24 h"),
    "paused": N_("clock stands"),
}
STATUS_ICONS = {Category.OPEN: "circle-dot", Category.PAUSED: "pause", Category.RESOLVED: "check"}
# band -> tone and icon of its chip (tokens.md, section 4)
_CHIPS = {
    "over": ("solid", "alarm-clock"),
    "hour": ("danger", "timer"),
    "six": ("warn", "clock"),
    "day": ("accent", "clock"),
    "later": ("neutral", "clock"),
    "paused": ("neutral", "pause"),
}
# band -> tone of the large number
TONES = {"over": "danger", "hour": "danger", "six": "warn", "day": "accent", "later": "text", "paused": "muted"}
_DAYS = {0: N_("today {time}"), -1: N_("yesterday {time}"), 1: N_("tomorrow {time}")}
_UNITS = {"minutes": N_("{n} min"), "hours": N_("{n} h"), "days": N_("{n} d"), "workdays": N_("{n} working days")}
GRADE_CHIPS = {
    "A": ("ok", "badge-check"),
    "B": ("neutral", "check-check"),
    "C": ("warn", "circle-question-mark"),
    "handbook": ("accent", "book-open"),
}


def time_chip(row: CaseRow, now: datetime) -> ChipSpec:
    """The chip of a case's time left; what it waits for where the clock stands, how it ended where it is resolved."""
    band = row.band(now)
    left = row.left(now)
    if band == "paused":
        return ChipSpec(row.status_name, *_CHIPS["paused"])
    if band and left is not None:
        return ChipSpec(left_words(left), *_CHIPS[band])
    if row.category is Category.RESOLVED:
        return ChipSpec(row.status_name, "ok", "check")
    return ChipSpec(_("no limit"), "neutral", "clock")


def status_chip(one: Status) -> ChipSpec:
    """The chip of a status in its colour."""
    return ChipSpec(_(one.name), one.tone or STATUS_TONES[one.category], STATUS_ICONS[one.category])


def state_words(row: CaseRow, now: datetime) -> str:
    """What stands behind the chip: not answered yet, or the status where the chip does not say it."""
    if row.category is Category.RESOLVED or row.band(now) == "paused":
        return ""
    return row.status_name if row.answered else _("no first answer")


def when(moment: datetime, now: datetime, *, end: bool = False) -> str:
    """今天 14:30, 昨天 19:40, 9月13日 16:21; `end`: midnight is the 24:00 of the day before."""
    clock = f"{moment:%H:%M}"
    if end and moment.time() == MIDNIGHT:
        moment, clock = moment - timedelta(days=1), "24:00"
    words = _DAYS.get((moment.date() - now.date()).days)
    if words is not None:
        return _(words).format(time=clock)
    return f"{day_of(moment.date(), now)} {clock}"


def day_of(day: date, now: datetime) -> str:
    """9月13日, in another year 2025-09-13."""
    return day_words(day) if day.year == now.year else day.isoformat()


def short_order(number: str) -> str:
    """…4471 0926: the last eight digits, as a list shows them."""
    tail = number[-8:]
    return ("…" if len(number) > 8 else "") + (f"{tail[:4]} {tail[4:]}" if tail.isdigit() and len(tail) == 8 else tail)


def long_order(number: str) -> str:
    """3002 1884 5512: the whole number in groups of four, for reading aloud."""
    return " ".join(number[at : at + 4] for at in range(0, len(number), 4)) if number.isdigit() else number


def amount_words(limit: Limit) -> str:
    """4 小时, 7 个工作日; empty where no number is known."""
    return "" if limit.amount is None else _(_UNITS[limit.unit]).format(n=limit.amount)


def clock_words(limit: Limit) -> str:
    """On which hours a limit runs."""
    if limit.clock == "window":
        periods = _(", ").join(f"{hour_words(start)}–{hour_words(end)}" for start, end in limit.window)
        return _("counted daily {periods}").format(periods=periods)
    if limit.clock == "workdays":
        return _("working days only")
    if limit.clock == "roster":
        return _("only while somebody is on shift")
    if limit.clock == "days":
        return _("natural days from the next midnight") if limit.next_day else _("natural days")
    return _("around the clock")


def rule_words(limit: Limit) -> str:
    """京东补充举证，4 小时，每天 09:00–18:00 计时"""
    return _(", ").join(part for part in (_(limit.name), amount_words(limit), clock_words(limit)) if part)


def hour_words(seconds: int) -> str:
    """Seconds from midnight as 09:00, 26:00."""
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}"
