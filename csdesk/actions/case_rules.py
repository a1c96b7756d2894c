"""What cases go by in this shop: kinds, statuses, the table of limits, and the hours their clocks run on."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from csdesk.actions.calendar import calendar
from csdesk.actions.rules import book
from csdesk.actions.session import Session, changed
from csdesk.core import case_limits, codec
from csdesk.core.case import KINDS, STATUSES, Category, Kind, Status, check_statuses, kind_of, status_of
from csdesk.core.case_clock import Hours
from csdesk.core.case_limits import Clocks, Limit, LimitTable
from csdesk.core.changes import Changes, Topic
from csdesk.core.permission import Permission
from csdesk.core.problem import UserError
from csdesk.files.holidays import FESTIVALS
from csdesk.i18n import gettext as _
from csdesk.store import roster
from csdesk.store import settings as store

_YEARS = frozenset(FESTIVALS)
_ROSTER_BACK, _ROSTER_AHEAD = timedelta(days=40), timedelta(days=10)  # roster limits are minutes: nothing older still runs


def kinds(session: Session) -> tuple[Kind, ...]:
    """Every kind: those of the program as the shop changed them, then its own. One that is no longer used is not active."""

    def compute() -> tuple[Kind, ...]:
        own = {one.key: one for one in (codec.load(Kind, plain) for plain in store.get(session.shop, "case.kinds", []))}
        found = [own.pop(one.key, one) for one in KINDS]
        return (*found, *own.values())

    return session.memo("case.kinds", compute)


def kind(session: Session, key: str) -> Kind:
    return kind_of(kinds(session), key)


def save_kind(session: Session, one: Kind) -> Changes:
    """Add or change a kind of case (the owner's). A kind that cases have is never deleted, only put out of use."""
    session.require(Permission.EDIT_RULES)
    if not one.key.strip() or not one.name.strip():
        raise UserError(_("The kind needs a name"), code="name")
    if any(_(other.name) == _(one.name) and other.key != one.key for other in kinds(session)):
        raise UserError(_("There is a kind “{name}” already").format(name=_(one.name)), code="name")
    if len({each.key for each in one.fields}) < len(one.fields) or any(not each.name.strip() for each in one.fields):
        raise UserError(_("Every field needs a name of its own"), code="fields")
    own = {plain["key"]: plain for plain in store.get(session.shop, "case.kinds", [])}
    own[one.key] = codec.dump(one)
    with session.step(_("Kind of case {name}").format(name=_(one.name))):
        store.put(session.shop, "case.kinds", list(own.values()))
    return changed(Topic.CASES, Topic.SETTINGS, message=_("{name} saved").format(name=_(one.name)))


def statuses(session: Session) -> tuple[Status, ...]:
    """The statuses in their order, with the transition table."""

    def compute() -> tuple[Status, ...]:
        own = store.get(session.shop, "case.statuses")
        return STATUSES if own is None else tuple(codec.load(Status, plain) for plain in own)

    return session.memo("case.statuses", compute)


def status(session: Session, key: str) -> Status:
    return status_of(statuses(session), key)


def waiting_statuses(session: Session) -> tuple[str, ...]:
    """The statuses in which a case waits for somebody else."""
    return tuple(one.key for one in statuses(session) if one.waits_for)


def first_status(session: Session) -> Status:
    """What a new case has."""
    return next(one for one in statuses(session) if one.category is Category.OPEN)


def resolved_status(session: Session) -> Status:
    return next(one for one in statuses(session) if one.category is Category.RESOLVED)


def statuses_in_use(session: Session) -> dict[str, int]:
    """How many cases have each status."""
    session.require(Permission.EDIT_RULES)
    return dict(session.shop.rows("SELECT status, count(*) FROM case_record GROUP BY status"))


def usual_statuses(session: Session) -> Changes:
    """The statuses of the program again (the owner's); refused while cases have one that is not among them."""
    return save_statuses(session, STATUSES)


def save_statuses(session: Session, wanted: Sequence[Status]) -> Changes:
    """The whole table of statuses (the owner's). A status that cases have must stay."""
    session.require(Permission.EDIT_RULES)
    check_statuses(wanted)
    keys = {one.key for one in wanted}
    for key, count in statuses_in_use(session).items():
        if key not in keys:
            name = _(status(session, key).name)
            raise UserError(_("{n} cases are “{status}”: give them another status first").format(n=count, status=name), code="statuses")
        if next(one for one in wanted if one.key == key).category is not status(session, key).category:
            name = _(status(session, key).name)
            message = _("{n} cases are “{status}”; its category decides their clocks and must stay").format(n=count, status=name)
            raise UserError(message, code="statuses")
    with session.step(_("Statuses of cases")):
        store.put(session.shop, "case.statuses", [codec.dump(one) for one in wanted])
    return changed(Topic.CASES, Topic.SETTINGS, message=_("Saved"))


# Limits


def limits(session: Session) -> LimitTable:
    """The table of limits: the program's rows and the shop's own."""
    return session.memo("case.limits", lambda: case_limits.table(_own_limits(session)))


def _own_limits(session: Session) -> tuple[Limit, ...]:
    return tuple(codec.load(Limit, plain) for plain in store.get(session.shop, "case.limits", []))


def save_limit(session: Session, row: Limit, valid_from: date) -> Changes:
    """A row of the table in force from a day (the owner's): clocks that started before keep theirs."""
    session.require(Permission.EDIT_RULES)
    case_limits.check(row)
    row = replace(row, valid_from=valid_from)
    own = [one for one in _own_limits(session) if (one.key, one.valid_from) != (row.key, valid_from)]
    with session.step(_("Limit {name}").format(name=_(row.name))):
        store.put(session.shop, "case.limits", [codec.dump(one) for one in (*own, row)])
    return changed(Topic.CASES, Topic.SETTINGS, message=_("{name} saved").format(name=_(row.name)))


def forget_limit(session: Session, key: str, valid_from: date) -> Changes:
    """Take an own row back: what held before holds again."""
    session.require(Permission.EDIT_RULES)
    own = _own_limits(session)
    left = [one for one in own if (one.key, one.valid_from) != (key, valid_from)]
    if len(left) == len(own):
        raise UserError(_("This limit comes with the program; write another one that holds from a day"), code="gone")
    with session.step(_("Limit {name}").format(name=key)):
        store.put(session.shop, "case.limits", [codec.dump(one) for one in left])
    return changed(Topic.CASES, Topic.SETTINGS, message=_("Saved"))


def export_limits(session: Session) -> str:
    """The shop's own rows as JSON text."""
    session.require(Permission.EDIT_RULES)
    return json.dumps([codec.dump(one) for one in _own_limits(session)], ensure_ascii=False, indent=1)


def import_limits(session: Session, text: str) -> Changes:
    """Own rows from the JSON of `export_limits`; rows of the same key and day are replaced. UserError names what is wrong."""
    session.require(Permission.EDIT_RULES)
    try:
        given = tuple(codec.load(Limit, plain) for plain in json.loads(text))
    except (ValueError, TypeError) as error:
        raise UserError(_("This is no table of limits: {why}").format(why=error), code="bad_json") from error
    for row in given:
        case_limits.check(row)
    own = {(one.key, one.valid_from): one for one in (*_own_limits(session), *given)}
    with session.step(_("Import limits")):
        store.put(session.shop, "case.limits", [codec.dump(one) for one in own.values()])
    return changed(Topic.CASES, Topic.SETTINGS, message=_("{n} limits read").format(n=len(given)))


@dataclass(frozen=True)
class Ground:
    """All that clocks are read with; taken once for many cases."""

    kinds: tuple[Kind, ...]
    limits: LimitTable
    clocks: Clocks


def ground(session: Session, first: date | None = None, last: date | None = None) -> Ground:
    """For the clocks that run now; with `first` and `last` for those that ran on these days."""
    if first is None or last is None:
        return Ground(kinds(session), limits(session), clocks(session))
    roster_hours = _roster_hours(session, first - _ROSTER_BACK, last + _ROSTER_AHEAD)
    return Ground(kinds(session), limits(session), Clocks(clocks(session).workdays, roster_hours))


# Hours


def clocks(session: Session) -> Clocks:
    """The hours of working days (the shop's calendar) and of the roster: a day counts while anybody is on shift, a day without a roster
    by the shifts of the rules."""
    today = session.now.date()
    first, last = today - _ROSTER_BACK, today + _ROSTER_AHEAD
    return session.memo("case.clocks", lambda: Clocks(Hours.workdays(calendar(session, _YEARS)), _roster_hours(session, first, last)))


def _roster_hours(session: Session, first: date, last: date) -> Hours | None:
    rules = book(session)
    standard = tuple((shift.start * 60, shift.end * 60) for shift in rules.on(session.now.date()).shifts)
    if not standard:
        return None
    codes: dict[date, set[str]] = {}
    for cell in roster.cells(session.shop, first, last):
        codes.setdefault(cell.day, set()).add(cell.code)
    own = {}
    for day, found in codes.items():
        on = tuple((shift.start * 60, shift.end * 60) for shift in rules.on(day).shifts if shift.code in found)
        if on:  # a day on which only rest is written is not planned yet
            own[day] = on
    return Hours((standard,) * 7, own)
