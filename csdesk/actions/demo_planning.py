"""What the demonstration shop has planned: rotations and other posts, a promotion, wishes with their decisions, a swap and an open shift
that wait, and the present month as it was given out, with two cells changed since."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta

from csdesk.actions import planning, requests, roster
from csdesk.actions.session import Session
from csdesk.core.calendar import Month
from csdesk.core.permission import Permission
from csdesk.core.planning import PlanTerms, Promotion
from csdesk.core.roster import REST
from csdesk.core.roster_check import LiveRoster
from csdesk.core.roster_fix import partners
from csdesk.core.staff import Employee
from csdesk.i18n import gettext as _

ALSO = {"0102": ("售后客服",), "2088": ("售前客服",)}  # number -> other posts


def plan(session: Session, people: tuple[Employee, ...], present: Month, pattern: str, anchor: date) -> None:
    """Plan the present month and the next one; `pattern` and `anchor` are those of the rotation that everybody works."""
    session.require(Permission.EDIT_ROSTER)
    codes = tuple({"白": "D", "晚": "N"}.get(word, REST) for word in pattern)
    for index, person in enumerate(people):
        if person.left is None:
            planning.save_terms(session, PlanTerms(
                person.id, posts=ALSO.get(person.no, ()), pattern=codes, anchor=anchor - timedelta(days=5 * index)))
    following = present.next()
    planning.save_promotion(session, Promotion(
        0, following.first + timedelta(days=9), following.first + timedelta(days=11), _("Shop anniversary"), 50))
    known = {person.no: person for person in people}
    with _at(session, datetime.combine(present.first - timedelta(days=8), time(10))):
        promised = requests.ask_wish(session, known["0115"].id, _rest_day(session, known["0115"], present), REST, _("Birthday"))
        refused = requests.ask_wish(session, known["1001"].id, present.last - timedelta(days=1), REST, _("Concert"))
    with _at(session, datetime.combine(present.first - timedelta(days=6), time(16))):
        requests.decide(session, "wish", _number(promised.value), approve=True)
        requests.decide(session, "wish", _number(refused.value), approve=False, answer=_("Three are away that day"))
        planning.publish(session, present)
    requests.ask_wish(session, known["0103"].id, following.first + timedelta(days=9), REST, _("Going home"))
    requests.ask_wish(session, known["0012"].id, following.first + timedelta(days=17), "D", _("Evening class"))
    requests.open_shift(session, following.first + timedelta(days=10), "N", "售后客服", _("Promotion, somebody more is needed"))
    coming = [day for day in present.days() if day > session.now.date()]
    for _change in range(2):  # two cells changed since the roster was given out
        live = planning.month_live(session, present)
        changed = {one.employee_id: one.day for one in planning.changes_since(session, present)}
        days = [day for day in coming if day not in changed.values()]
        spare = next((one for one in _spare(live, days) if one[0] not in changed), None)
        if spare is not None:
            roster.write_cells(session, [(*spare, REST)], label=_("Rest day moved"))
    wanted = next(_wanted(planning.month_live(session, present), coming), None)
    if wanted is not None:
        requests.ask_swap(session, *wanted, reason=_("Doctor in the evening"))


def _rest_day(session: Session, person: Employee, month: Month) -> date:
    """A day on which the rotation rests: the promise agrees with what is planned."""
    live = planning.month_live(session, month)
    return next((day for day in month.days() if live.code(person.id, day) == REST), month.last)


def _spare(live: LiveRoster, days: list[date]) -> Iterator[tuple[int, date]]:
    """Who could rest on a day without anybody missing."""
    for day in days:
        for one in live.employees:
            here = live.shift_on(day, live.code(one.id, day)) is not None and live.source(one.id, day) != "pinned"
            if here and not any(wrong.hard for wrong in live.weigh([(one.id, day, REST)])[0]):
                yield one.id, day


def _wanted(live: LiveRoster, days: list[date]) -> Iterator[tuple[int, date, int]]:
    """(person on a night, day, somebody on another shift with whom it could be changed)."""
    for day in days:
        for one in live.employees:
            shift = live.shift_on(day, live.code(one.id, day))
            for partner in partners(live, one.id, day) if shift is not None and shift.is_night else ():
                if live.shift_on(day, partner.code) is not None:
                    yield one.id, day, partner.employee.id


@contextmanager
def _at(session: Session, moment: datetime) -> Iterator[None]:
    """Everything inside happens at that moment."""
    clock = session.clock
    session.clock = lambda: moment
    try:
        yield
    finally:
        session.clock = clock


def _number(value: object) -> int:
    assert isinstance(value, int)
    return value
