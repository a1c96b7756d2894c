"""The questions of the command `deadline`: calendars and questions as JSON in, each deadline with its reasons out."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from csdesk.core import case_clock
from csdesk.core.calendar import Calendar
from csdesk.core.case_clock import DAY, Hours, Pause, Periods, moment_words
from csdesk.core.problem import Problem, UserError
from csdesk.i18n import gettext as _

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
UNITS = {"minutes": 60, "hours": 3600, "workdays": DAY, "days": DAY}
MOST_DAYS = 3660  # ten years; more is a slip of the pen
YEARS = range(1900, 2200)
_TIME = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?")


class _Wrong(Exception):
    """One value of the file is at fault; the message says which and how to mend it."""


@dataclass(frozen=True)
class _Question:
    id: object
    calendar: str | None
    start: datetime
    unit: str
    amount: int | float
    pauses: tuple[Pause, ...]

    @property
    def seconds(self) -> int:
        return round(self.amount * UNITS[self.unit])

    @property
    def whole_days(self) -> bool:
        return self.unit in ("workdays", "days")


def answer(given: object, holidays: Calendar) -> dict[str, object]:
    """`{"calendars": ..., "questions": ...}` to `{"answers": [{"id", "due", "why"}]}`. `holidays` is the Chinese calendar for workdays.

    minutes and hours: running time of the calendar, natural time without one; due is a local time. workdays and days: whole days from the
    one after the start on (民法典 第201条), pauses push them on; due is the last day, which counts to its 24:00; with a calendar workdays
    are the days on which it opens, and due is the close of the last. A pause without an end holds the clock: due is null.
    Raises UserError with one problem per wrong calendar or question."""
    if not isinstance(given, dict) or not isinstance(given.get("questions"), list):
        raise UserError(_("The file needs “questions”, a list"), code="no_questions")
    problems: list[Problem] = []
    calendars = _calendars(given.get("calendars", {}), problems)
    answers: list[dict[str, object]] = []
    for number, plain in enumerate(given["questions"], 1):
        name = plain["id"] if isinstance(plain, dict) and "id" in plain else number
        try:
            question = _question(plain, name)
            if question.calendar is not None and question.calendar not in calendars:
                raise _Wrong(_("there is no calendar “{name}”; the file has {names}").format(
                    name=question.calendar, names=_(", ").join(calendars) or _("none")))  # fmt: skip
            hours = calendars[question.calendar] if question.calendar is not None else None
            if question.calendar is None or hours is not None:  # a calendar that is wrong was told of already
                answers.append(_answer(question, hours, holidays))
        except (_Wrong, UserError) as wrong:
            message = _("Question {id}: {what}").format(id=name, what=wrong)
            problems.append(Problem(getattr(wrong, "code", "") or "bad_question", message, row=number, raw=str(name)))
    if problems:
        raise UserError(problems[0].message, tuple(problems), "deadline")
    return {"answers": answers}


def _answer(question: _Question, hours: Hours | None, holidays: Calendar) -> dict[str, object]:
    known: Hours | None = hours
    notes: list[str] = []
    if question.unit == "workdays":
        known = Hours.workdays(holidays) if hours is None else _open_days(hours)
    elif question.unit == "days":
        known = None
    days = question.whole_days
    end = case_clock.due(question.start, question.seconds, known, question.pauses, whole_days=days)
    if end is None:
        held = max(start for start, stop in question.pauses if stop is None)
        return {"id": question.id, "due": None, "why": [_("Paused since {moment}, nothing is due until it goes on").format(
            moment=moment_words(held))]}  # fmt: skip
    spans = case_clock.explain(question.start, end, known, question.pauses, whole_days=days)
    notes += case_clock.sentences(spans, days=days)
    if known is not None and known.years is not None:
        for year in range(question.start.year, end.year + 1):
            if year not in known.years:
                notes.append(_("{year} has no holiday table yet: Monday to Friday were taken").format(year=year))
    if days and hours is not None and question.unit == "workdays":
        end = _close(hours, end - timedelta(days=1))
        days = False
    counted = sum(one.seconds for one in spans if one.counted)
    total = _("{n} days").format(n=counted // DAY) if question.whole_days else case_clock.exact_words(counted)
    notes.append(_("Together {total}: due {moment}").format(total=total, moment=moment_words(end, end=True)))
    return {"id": question.id, "due": (end - timedelta(days=1)).date().isoformat() if days else _iso(end), "why": notes}


def _iso(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds" if moment.second else "minutes")


def _open_days(hours: Hours) -> Hours:
    """The days on which a calendar opens, whole."""
    whole = tuple(case_clock.WHOLE_DAY if periods else () for periods in hours.weekly)
    own = {day: case_clock.WHOLE_DAY if periods else () for day, periods in hours.own.items()}
    return Hours(whole, own, hours.holidays)


def _close(hours: Hours, day: datetime) -> datetime:
    periods = hours.of(day.date()) or case_clock.WHOLE_DAY
    return datetime(day.year, day.month, day.day) + timedelta(seconds=periods[-1][1])


# Reading


def _calendars(given: object, problems: list[Problem]) -> dict[str, Hours | None]:
    """The calendars by name; one that is wrong is None, and told of."""
    if not isinstance(given, dict):
        problems.append(Problem("bad_calendar", _("“calendars” must be an object of calendars by name")))
        return {}
    found: dict[str, Hours | None] = {}
    for name, plain in given.items():
        try:
            found[name] = _calendar(plain)
        except _Wrong as wrong:
            found[name] = None
            problems.append(Problem("bad_calendar", _("Calendar {name}: {what}").format(name=name, what=wrong), raw=name))
    return found


def _calendar(plain: object) -> Hours:
    if not isinstance(plain, dict):
        raise _Wrong(_("it must be an object"))
    _only(plain, ("hours", "holidays", "shifts", "breaks"))
    hours = _mapping(plain, "hours")
    unknown = [str(day) for day in hours if day not in WEEKDAYS]
    if unknown:
        raise _Wrong(_("there is no weekday “{name}”; write mon … sun").format(name=unknown[0]))
    weekly = tuple(_periods(hours.get(day, []), f"hours.{day}") for day in WEEKDAYS)
    holidays = plain.get("holidays", [])
    if not isinstance(holidays, list):
        raise _Wrong(_("“{name}” must be a list").format(name="holidays"))
    own = {_day(day, "shifts"): _periods(periods, f"shifts.{day}") for day, periods in _mapping(plain, "shifts").items()}
    breaks: dict[date | int, Periods] = {}
    for day, periods in _mapping(plain, "breaks").items():
        breaks[WEEKDAYS.index(day) if day in WEEKDAYS else _day(day, "breaks")] = _periods(periods, f"breaks.{day}")
    if not any(weekly) and not any(own.values()):
        raise _Wrong(_("it never opens: write at least one period"))
    return Hours(weekly, own, {_day(day, "holidays"): _("holiday") for day in holidays}, breaks)


def _mapping(plain: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = plain.get(name) or {}
    if not isinstance(found, dict):
        raise _Wrong(_("“{name}” must be an object").format(name=name))
    return found


def _only(plain: Mapping[str, Any], names: Sequence[str]) -> None:
    for name in plain:
        if name not in names:
            raise _Wrong(_("there is no key “{name}”; known: {names}").format(name=name, names=_(", ").join(names)))


def _periods(given: object, where: str) -> Periods:
    """[["09:00", "18:00"]] as seconds; an end before the start lies after midnight; 24:00 and beyond may be written, too."""
    if not isinstance(given, list):
        raise _Wrong(_("“{name}” must be a list of periods like [\"09:00\", \"18:00\"]").format(name=where))
    found = []
    for pair in given:
        if not isinstance(pair, list) or len(pair) != 2:
            raise _Wrong(_("“{name}” must be a list of periods like [\"09:00\", \"18:00\"]").format(name=where))
        start, end = (_clock(text, where) for text in pair)
        if start == end or start >= DAY:
            raise _Wrong(_("the period {first}–{last} of “{name}” is empty").format(first=pair[0], last=pair[1], name=where))
        found.append((start, end if end > start else end + DAY))
    return tuple(sorted(found))


def _clock(text: object, where: str) -> int:
    match = _TIME.fullmatch(text.strip()) if isinstance(text, str) else None
    if match is not None:
        hour, minute, second = int(match[1]), int(match[2]), int(match[3] or 0)
        if minute < 60 and second < 60 and hour * 3600 + minute * 60 + second <= 2 * DAY:
            return hour * 3600 + minute * 60 + second
    raise _Wrong(_("“{name}”: {text} is no time like 09:00").format(name=where, text=text))


def _day(text: object, where: str) -> date:
    try:
        if isinstance(text, str):
            day = date.fromisoformat(text.strip())
            if day.year in YEARS:
                return day
    except ValueError:
        pass
    raise _Wrong(_("“{name}”: {text} is no day like 2026-02-14").format(name=where, text=text))


def _question(plain: object, name: object) -> _Question:
    if not isinstance(plain, dict):
        raise _Wrong(_("it must be an object"))
    _only(plain, ("id", "calendar", "start", "pauses", *UNITS))
    asked = [unit for unit in UNITS if unit in plain]
    if len(asked) != 1:
        raise _Wrong(_("write exactly one of {names}").format(names=_(", ").join(UNITS)))
    unit = asked[0]
    amount = plain[unit]
    whole = isinstance(amount, int) or isinstance(amount, float) and unit in ("minutes", "hours")
    if isinstance(amount, bool) or not whole or not 0 <= amount <= MOST_DAYS * DAY // UNITS[unit]:
        raise _Wrong(_("“{name}” must be a number from 0 to {most}").format(name=unit, most=MOST_DAYS * DAY // UNITS[unit]))
    calendar = plain.get("calendar")
    if calendar is not None and not isinstance(calendar, str):
        raise _Wrong(_("“{name}” must be the name of a calendar").format(name="calendar"))
    pauses = plain.get("pauses") or []
    if not isinstance(pauses, list):
        raise _Wrong(_("“{name}” must be a list").format(name="pauses"))
    return _Question(name, calendar, _moment(plain.get("start"), "start"), unit, amount, tuple(_pause(one) for one in pauses))


def _pause(given: object) -> Pause:
    if not isinstance(given, list) or len(given) != 2:
        raise _Wrong(_("a pause is written like [\"2026-11-02T15:00\", \"2026-11-02T16:00\"]"))
    start = _moment(given[0], "pauses")
    end = None if given[1] is None else _moment(given[1], "pauses")
    if end is not None and end < start:
        raise _Wrong(_("the pause from {start} ends before it begins").format(start=moment_words(start)))
    return start, end


def _moment(text: object, where: str) -> datetime:
    try:
        if isinstance(text, str):
            moment = datetime.fromisoformat(text.strip())
            if moment.tzinfo is None and moment.year in YEARS:
                return moment.replace(microsecond=0)
    except ValueError:
        pass
    raise _Wrong(_("“{name}”: {text} is no local time like 2026-11-02T14:01").format(name=where, text=text))
