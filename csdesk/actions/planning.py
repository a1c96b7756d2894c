"""Planning beside the cells: needs and promotions, people's terms, rotations and copies that fill a month, giving it out."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date, timedelta

from csdesk.actions.calendar import calendar
from csdesk.actions.month import frozen
from csdesk.actions.roster import HISTORY, planned, write_cells
from csdesk.actions.rules import book
from csdesk.actions.session import Session, changed
from csdesk.actions.staff import all_employees
from csdesk.core.calendar import Month, day_words, month_words
from csdesk.core.changes import Changes, Topic
from csdesk.core.permission import Permission
from csdesk.core.planning import (
    MOST_PATTERN,
    DayNeed,
    PlanTerms,
    Promotion,
    Publication,
    Published,
    rotated,
    same_weekday_before,
    since_published,
    usual_promotions,
)
from csdesk.core.problem import UserError
from csdesk.core.roster import LEAVE, REST, Cell
from csdesk.core.roster_check import Change, LiveRoster, on_leave
from csdesk.core.staff import Employee
from csdesk.i18n import gettext as _
from csdesk.store import attendance as store_attendance
from csdesk.store import planning as store
from csdesk.store import roster as store_roster

MOST_NEED = 200


# What the days need


def promotions(session: Session, year: int) -> tuple[Promotion, ...]:
    """The promotions of a year, by day."""
    session.require(Permission.SEE_ROSTER)
    return store.promotions(session.shop, date(year, 1, 1), date(year, 12, 31))


def offered_promotions(session: Session, year: int) -> tuple[Promotion, ...]:
    """618, 双11 and 双12 of a year that are not entered yet, ready to be saved (id 0)."""
    known = {one.name for one in promotions(session, year)}
    return tuple(one for one in usual_promotions(year) if one.name not in known)


def save_promotion(session: Session, promotion: Promotion) -> Changes:
    """Add (id 0) or change days on which every need grows; value = the id."""
    session.require(Permission.EDIT_ROSTER)
    if not promotion.name.strip():
        raise UserError(_("Give the promotion a name, such as 618"), code="name")
    if promotion.last < promotion.first or (promotion.last - promotion.first).days > 92:
        raise UserError(_("A promotion ends on or after its first day, within three months"), code="last")
    if not 0 <= promotion.percent <= 500:
        raise UserError(_("Between 0 and 500 percent more people"), code="percent")
    with session.step(_("Promotion {name}").format(name=promotion.name)):
        number = store.save_promotion(session.shop, replace(promotion, name=promotion.name.strip()))
    return changed(Topic.ROSTER, message=_("{name} saved").format(name=promotion.name), value=number)


def remove_promotion(session: Session, number: int) -> Changes:
    """The needs of its days are the usual ones again."""
    session.require(Permission.EDIT_ROSTER)
    with session.step(_("Remove a promotion")):
        store.remove_promotion(session.shop, number)
    return changed(Topic.ROSTER, message=_("Promotion removed"))


def save_need(session: Session, need: DayNeed) -> Changes:
    """The need of one day, shift and post, instead of the rules' number and any promotion."""
    session.require(Permission.EDIT_ROSTER)
    _open(session, Month.of(need.day))
    shift = book(session).on(need.day).shift(need.shift)
    if shift is None:
        raise UserError(_("There is no shift “{code}”").format(code=need.shift), code="shift")
    if not 0 <= need.need <= MOST_NEED:
        raise UserError(_("Between 0 and {n} people").format(n=MOST_NEED), code="need")
    with session.step(_("Need of {day}").format(day=day_words(need.day))):
        store.save_need(session.shop, replace(need, shift=shift.code))
    return changed(Topic.ROSTER, message=_("{day} {shift} {post}: {n} needed").format(
        day=day_words(need.day), shift=shift.name, post=need.post, n=need.need).replace("  ", " "))


def remove_need(session: Session, day: date, shift: str, post: str) -> Changes:
    """Back to the need of the rules and promotions."""
    session.require(Permission.EDIT_ROSTER)
    _open(session, Month.of(day))
    with session.step(_("Need of {day}").format(day=day_words(day))):
        store.remove_need(session.shop, day, shift, post)
    return changed(Topic.ROSTER, message=_("{day} needs what the rules say again").format(day=day_words(day)))


def set_needs(session: Session, day: date, wanted: Mapping[tuple[str, str], int | None]) -> Changes:
    """Several needs of one day as one undo step: (shift, post) -> people, None = what the rules and promotions say."""
    session.require(Permission.EDIT_ROSTER)
    with session.step(_("Need of {day}").format(day=day_words(day))):
        for (shift, post), need in wanted.items():
            if need is None:
                remove_need(session, day, shift, post)
            else:
                save_need(session, DayNeed(day, shift, post, need))
    return changed(Topic.ROSTER, message=_("Needs of {day} saved").format(day=day_words(day)))


# People's terms


def terms(session: Session, employee_id: int) -> PlanTerms:
    """What is agreed with one person beyond the staff file; all empty where nothing is."""
    if employee_id != session.employee_id:
        session.require(Permission.SEE_ROSTER)
    return store.terms(session.shop).get(employee_id, PlanTerms(employee_id))


def save_terms(session: Session, one: PlanTerms) -> Changes:
    """Other posts and shops, rest days, longest run and rotation of a person. UserError names the field that makes no sense."""
    session.require(Permission.EDIT_ROSTER)
    person = next((each for each in all_employees(session) if each.id == one.employee_id), None)
    if person is None:
        raise UserError(_("This person is not in the staff file any more"), code="gone")
    if one.rest_days is not None and not 0 <= one.rest_days <= 31:
        raise UserError(_("Between 0 and 31 rest days a month"), code="rest_days")
    if one.max_run is not None and not 1 <= one.max_run <= 31:
        raise UserError(_("Between 1 and 31 days in a row"), code="max_run")
    if len(one.pattern) > MOST_PATTERN:
        raise UserError(_("A rotation has at most {n} days").format(n=MOST_PATTERN), code="pattern")
    rules = book(session).on(session.now.date())
    for code in one.pattern:
        if code != REST and rules.shift(code) is None:
            raise UserError(_("“{word}” is neither a shift nor {rest}").format(word=code, rest=REST), code="pattern")
    if one.pattern and one.anchor is None:
        raise UserError(_("Say on which day the rotation begins"), code="anchor")
    tidy = replace(
        one,
        posts=tuple(dict.fromkeys(post.strip() for post in one.posts if post.strip() and post.strip() != person.post)),
        shops=tuple(dict.fromkeys(shop.strip() for shop in one.shops if shop.strip() and shop.strip() != person.shop)),
        anchor=one.anchor if one.pattern else None,
    )
    with session.step(_("Terms of {name}").format(name=person.name)):
        store.save_terms(session.shop, tidy)
    return changed(Topic.ROSTER, Topic.STAFF, message=_("{name} saved").format(name=person.name))


# Filling a month


def fill_rotation(session: Session, month: Month, people: Collection[int] | None = None) -> Changes:
    """The blank cells of a month by each person's rotation (of these people, None = of all), as one undo step."""
    session.require(Permission.EDIT_ROSTER)
    known = [one for one in store.terms(session.shop).values() if one.pattern and (people is None or one.employee_id in people)]
    if not known:
        raise UserError(_("Nobody has a rotation; enter one in the person's terms"), code="no_rotation")
    rules = book(session)
    wanted: list[Change] = [
        change for change in rotated(known, all_employees(session), month)
        if change[2] == REST or rules.on(change[1]).shift(change[2]) is not None
    ]
    return _fill(session, wanted, _("Fill the rotation"))


def copy_month(session: Session, month: Month, people: Collection[int] | None = None) -> Changes:
    """The blank cells of a month from the month before, weekday by weekday, as one undo step; leave is not copied."""
    session.require(Permission.EDIT_ROSTER)
    return _copy(session, {day: same_weekday_before(day) for day in month.days()}, people, _("Copy last month"))


def copy_week(session: Session, source: date, target: date, people: Collection[int] | None = None) -> Changes:
    """The blank cells of the week of `target` from the week of `source` (any day of each), as one undo step; leave is not copied, and no
    day of another month is filled: it is not on the page."""
    session.require(Permission.EDIT_ROSTER)
    apart = timedelta(days=(source - timedelta(days=source.weekday()) - target + timedelta(days=target.weekday())).days)
    monday = target - timedelta(days=target.weekday())
    days = [day for number in range(7) if Month.of(day := monday + timedelta(days=number)) == Month.of(target)]
    return _copy(session, {day: day + apart for day in days}, people, _("Copy a week"))


def _copy(session: Session, sources: dict[date, date], people: Collection[int] | None, label: str) -> Changes:
    first, last = min(sources.values()), max(sources.values())
    found = {(cell.employee_id, cell.day): cell for cell in store_roster.cells(session.shop, first, last)}
    wanted: list[Change] = []
    for one in all_employees(session):
        for day, source in sources.items():
            cell = found.get((one.id, source))
            if cell is not None and cell.code != LEAVE and one.employed_on(day) and (people is None or one.id in people):
                wanted.append((one.id, day, cell.code, cell.post))
    return _fill(session, wanted, label)


def _fill(session: Session, wanted: list[Change], label: str) -> Changes:
    """Write into blank cells only."""
    days = [change[1] for change in wanted]
    taken: set[tuple[int, date]] = set()
    if days:
        taken = {(cell.employee_id, cell.day) for cell in store_roster.cells(session.shop, min(days), max(days))}
    blank = [change for change in wanted if change[:2] not in taken]
    if not blank:
        raise UserError(_("Nothing to fill: every cell is decided, or there is nothing to take it from"), code="nothing")
    return write_cells(session, blank, source="auto", label=label)


# Giving it out


def publish(session: Session, month: Month, note: str = "") -> Changes:
    """Give the month's roster out: what changes from now on is marked and can be printed as a notice."""
    session.require(Permission.EDIT_ROSTER)
    cells = store_roster.cells(session.shop, month.first, month.last)
    if not cells:
        raise UserError(_("There is no roster of {month} to give out").format(month=month_words(month)), code="no_roster")
    with session.step(_("Publish {month}").format(month=month_words(month))):
        number = store.publish(session.shop, month, cells, at=session.now, by=session.user_name, note=note.strip())
    return changed(Topic.ROSTER, message=_("{month} is published").format(month=month_words(month)), value=number)


def publication(session: Session, month: Month) -> Publication | None:
    """The last publication of a month; an agent sees the own row of it."""
    found = store.publication(session.shop, month)
    if found is None or session.may(Permission.SEE_ROSTER):
        return found
    return replace(found, cells={place: cell for place, cell in found.cells.items() if place[0] == session.employee_id})


def changes_since(session: Session, month: Month) -> list[Published]:
    """Every cell that is no longer as it was given out, by day and person; empty for a month that was never given out."""
    found = publication(session, month)
    if found is None:
        return []
    seen: tuple[Cell, ...] = store_roster.cells(session.shop, month.first, month.last)
    if not session.may(Permission.SEE_ROSTER):
        seen = tuple(cell for cell in seen if cell.employee_id == session.employee_id)
    return since_published(found, seen)


def in_month(session: Session, month: Month) -> tuple[Employee, ...]:
    """Everybody employed on some day of a month, for the actions' own reckoning."""
    return tuple(one for one in all_employees(session) if one.hired <= month.last and (one.left is None or one.left >= month.first))


def month_live(session: Session, month: Month) -> LiveRoster:
    """The whole month as it is checked, with everybody's cells."""
    people = in_month(session, month)
    first, last = month.first - HISTORY, month.last + timedelta(days=2)
    rules = book(session)
    cells = store_roster.cells(session.shop, first, last)
    away = on_leave(store_attendance.leaves(session.shop, month.first, month.last), cells, rules)
    return LiveRoster(
        cells, people, rules, calendar(session, frozenset({first.year, last.year})), month, away=away,
        planning=planned(session, month, {one.id for one in people}))


def _open(session: Session, month: Month) -> None:
    if frozen(session, month) is not None:
        raise UserError(_("{month} is closed; reopen it first").format(month=month_words(month)), code="closed")
