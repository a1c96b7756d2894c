"""A proposed roster in words: every soft rule it breaks with its price, and what stays short, why, and who could still help."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from csdesk.core.calendar import day_words
from csdesk.core.roster import LEAVE, REST
from csdesk.core.roster_check import LiveRoster
from csdesk.core.roster_fix import who_is
from csdesk.core.staff import Employee
from csdesk.i18n import N_
from csdesk.i18n import gettext as _
from csdesk.solve.cost import Broken, count_nights, count_rests, count_weekends, spread
from csdesk.solve.desk import Desk
from csdesk.solve.model import Demand, Rows
from csdesk.solve.supply import DaySupply, MonthSupply, fillers

MOST_PRICED = 6  # shortages whose helpers are worked out; the others are named only
MOST_NAMES = 6


@dataclass(frozen=True)
class Reason:
    """One soft rule that a roster breaks: `rule` is a reason of the cost (under, over, leader, shop, wish, rest ...); the prices of
    all reasons add up to the cost."""

    rule: str
    price: int
    sentence: str
    employee: Employee | None = None
    day: date | None = None


@dataclass(frozen=True)
class Shortage:
    """A need that is not met: `away` says who can't and why, `helpers` who could and what it would cost (where that was `priced`)."""

    day: date
    shift: str
    post: str
    need: int
    missing: int
    sentence: str
    away: tuple[str, ...] = ()
    helpers: tuple[Helper, ...] = ()
    priced: bool = True


@dataclass(frozen=True)
class Helper:
    """Somebody who could take a missing place: the price, and the hard rule in the way ('' = none)."""

    employee: Employee
    code: str
    post: str
    price: int
    but: str
    sentence: str


def reasons(desk: Desk, live: LiveRoster, rows: Rows) -> list[Reason]:
    """Every reason that costs something, dearest first."""
    return sorted(_reasons(desk, live, rows), key=lambda one: (-one.price, one.day or date.max, one.rule))


def _reasons(desk: Desk, live: LiveRoster, rows: Rows) -> Iterator[Reason]:
    model = desk.model
    for number, demand in enumerate(model.demands):
        more = sum(row[demand.day] in demand.values for row in rows) - demand.need
        day, place = desk.days[demand.day], place_words(desk, number)
        if more < 0 and demand.under:
            yield Reason("under", demand.under * -more, _("{place}: {n} short").format(place=place, n=-more), day=day)
        elif more > 0 and demand.over:
            yield Reason("over", demand.over * more, _("{place}: {n} more than needed").format(place=place, n=more), day=day)
    for cover, shop in zip(model.covers, desk.shops, strict=True):
        if cover.price and not any(rows[person][cover.day] in cover.values for person in cover.people):
            day = desk.days[cover.day]
            shift = desk.work[cover.values[0] - 1].shift.name if cover.values else ""
            if cover.reason == "leader":
                words = _("{day} {shift}: no lead").format(day=day_words(day), shift=shift)
            else:
                words = _("{day} {shift}: nobody for {shop}").format(day=day_words(day), shift=shift, shop=shop)
            yield Reason(cover.reason, cover.price, words, day=day)
    said = {
        "wish": N_("{name} asked for {day} otherwise"), "accepted": N_("{name} {day}: an accepted shift changes"),
        "changed": N_("{name} {day}: a published shift changes"), "holiday": N_("{name} works on {day} and had more holidays than others"),
    }
    for price in model.prices:
        if rows[price.person][price.day] in price.values:
            person, day = desk.people[price.person], desk.days[price.day]
            words = _(said[price.reason]).format(name=who_is(live, person), day=day_words(day))
            yield Reason(price.reason, price.price, words, person, day)
    for person, own, row in zip(desk.people, model.people, rows, strict=True):
        name, rests, nights = who_is(live, person), count_rests(own, row), count_nights(model, row)
        if own.target_rest is not None and rests != own.target_rest and model.rest_price:
            yield Reason("rest", model.rest_price * abs(rests - own.target_rest), _("{name}: {n} rest days, {want} wanted").format(
                name=name, n=rests, want=own.target_rest), person)
        off = max(0, own.night_low - nights, nights - own.night_high)
        if off and model.night_price:
            share = f"{own.night_low}–{own.night_high}" if own.night_low != own.night_high else str(own.night_low)
            yield Reason("nightdev", model.night_price * off, _("{name}: {n} nights, the fair share is {share}").format(
                name=name, n=nights, share=share), person)
        changes = sum(model.change[a][b] for a, b in pairwise(row)) if model.change else 0
        if changes:
            count = sum(bool(model.change[a][b]) for a, b in pairwise(row))
            yield Reason("change", changes, _("{name}: {n} times another shift the next day").format(name=name, n=count), person)
    both = list(zip(model.people, rows, strict=True))
    apart = spread([own.nights_carried + count_nights(model, row) for own, row in both if own.shares_nights])
    if apart and model.nights_range_price:
        yield Reason("nrange", model.nights_range_price * apart, _("Nights lie {n} apart, earlier months counted").format(n=apart))
    apart = spread([own.weekends_carried + count_weekends(model, row) for own, row in both if own.shares_weekends])
    if apart and model.weekends_range_price:
        yield Reason("wrange", model.weekends_range_price * apart, _("Weekend days lie {n} apart, earlier months counted").format(n=apart))


def place_words(desk: Desk, number: int) -> str:
    """The place of the model's demand with this number: 11月11日 晚班 售后客服"""
    demand, (code, post) = desk.model.demands[number], desk.needs[number]
    name = next((work.shift.name for work in desk.work if work.code == code), code)
    return " ".join(part for part in (day_words(desk.days[demand.day]), name, post) if part)


def broken_words(desk: Desk, live: LiveRoster, broken: Broken) -> str:
    """A hard rule of planning that fixed cells leave no way to keep."""
    person = desk.people[broken.person]
    words = {
        "allowed": N_("{name} {day}: can't work this"), "succession": N_("{name} {day}: less rest than planned before this shift"),
        "max_run": N_("{name} {day}: more days in a row than agreed"), "night_run": N_("{name} {day}: too many nights in a row"),
        "least_rest": N_("{name}: fewer rest days than agreed, {n} missing"),
    }
    day = day_words(desk.days[broken.day]) if broken.day is not None else ""
    return _(words.get(broken.rule, broken.rule)).format(name=who_is(live, person), day=day, n=broken.amount)


def shortages(
    desk: Desk, live: LiveRoster, rows: Rows, missing: list[tuple[int, int]], *, most_priced: int = MOST_PRICED
) -> list[Shortage]:
    """What stays short, with who can't and why, and who still could."""
    found = []
    for count, (number, n) in enumerate(missing):
        demand = desk.model.demands[number]
        day = desk.days[demand.day]
        code, post = desk.needs[number]
        away = away_words(desk, live, demand)
        helpers: list[Helper] = []
        for one in fillers(desk, rows, demand) if count < most_priced else ():
            person, taken = desk.people[one.person], desk.work[one.value - 1]
            but = broken_words(desk, live, one.broken[0]) if one.broken else ""
            words = _("{name} could, price {price}").format(name=who_is(live, person), price=max(0, one.price))
            if but:
                words = _("{name} only against a rule: {rule}").format(name=who_is(live, person), rule=but)
            helpers.append(Helper(person, taken.code, "" if taken.post == person.post else taken.post, one.price, but, words))
        sentence = _("{place}: {n} short").format(place=place_words(desk, number), n=n)
        found.append(Shortage(day, code, post, demand.need, n, sentence, away, tuple(helpers), count < most_priced))
    return found


def away_words(desk: Desk, live: LiveRoster, demand: Demand, people: Collection[int] | None = None) -> tuple[str, ...]:
    """Who of those with the post (of the rows `people` only) can't fill a place on that day, by cause: 唐诗涵、陆明哲 请假."""
    day = desk.days[demand.day]
    posts = {desk.work[value - 1].post for value in demand.values}
    if not demand.values:
        return (_("Nobody has this post"),)
    night = desk.work[demand.values[0] - 1].shift.is_night
    causes: dict[str, list[str]] = {}
    for number, (person, row) in enumerate(zip(desk.people, desk.model.people, strict=True)):
        if not posts & live.posts(person.id) or any(value in demand.values for value in row.allowed[demand.day]):
            continue
        if people is not None and number not in people:
            continue
        place = (person.id, day)
        code = live.code(person.id, day)
        if not person.employed_on(day):
            cause = N_("not employed")
        elif code == LEAVE or place in desk.leave or place in live.away:
            cause = N_("on leave")
        elif code is not None and live.shift_on(day, code) is not None and place in desk.settled:
            cause = N_("on another shift")
        elif code == REST and place in desk.settled:
            cause = N_("rest day as written")
        elif night and person.no_nights:
            cause = N_("no nights")
        else:
            cause = N_("promised otherwise")
        causes.setdefault(cause, []).append(who_is(live, person))
    return tuple(
        _("{names}: {cause}").format(names=_(", ").join(names[:MOST_NAMES]) + ("…" if len(names) > MOST_NAMES else ""), cause=_(cause))
        for cause, names in causes.items())


def supply_words(found: MonthSupply) -> list[str]:
    """The supply in sentences, where it is not enough."""
    words = [day_supply_words(one) for one in found.days]
    if found.can < found.need:
        whole = _("The month needs {need} shifts; with their rest days people can work {can}").format(need=found.need, can=found.can)
        words.insert(0, whole)
    return words


def day_supply_words(one: DaySupply) -> str:
    return _("{day}: {need} needed, {can} can work").format(day=day_words(one.day), need=one.need, can=one.can)
