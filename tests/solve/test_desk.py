"""The bridge between the shop and the model: what is allowed, carried and asked for, and back; every roster passes the check."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from csdesk import i18n
from csdesk.core.attendance import Leave, Status
from csdesk.core.calendar import Calendar, DayKind, Holiday, Month
from csdesk.core.fairness import Carried, ahead_of_share, carried
from csdesk.core.planning import DayNeed, Planning, PlanTerms, Promotion, Publication, Wish
from csdesk.core.roster import LEAVE, REST, Cell
from csdesk.core.roster_check import LiveRoster
from csdesk.core.rules import Demand, PlanningRules, RestDays, RuleBook, Rules, RuleVersion, Shift
from csdesk.core.staff import Employee
from csdesk.solve.cost import cost
from csdesk.solve.desk import Desk, by_slider, desk, scaled
from csdesk.solve.engine import solve
from csdesk.solve.model import OFF
from csdesk.solve.supply import fillers, short, supply

NOVEMBER = Month(2026, 11)
DAY, NIGHT = Shift("D", "白班", 510, 1050), Shift("N", "晚班", 1020, 1500)
CALENDAR = Calendar({date(2026, 11, 4): Holiday(date(2026, 11, 4), DayKind.STATUTORY, "节")}, frozenset({2026}))
PRE, AFTER = "售前客服", "售后客服"


@pytest.fixture(autouse=True)
def chinese() -> Iterator[None]:
    i18n.use("zh_CN")
    yield
    i18n.use("en")


def day(number: int) -> date:
    return date(2026, 11, number)


def book(*demand: Demand, quota: int | None = 2, **more: object) -> RuleBook:
    rest = RestDays(None if quota is None else Decimal(quota))
    rules = Rules(shifts=(DAY, NIGHT), demand=demand, rest_days=rest, **more)  # type: ignore[arg-type]
    return RuleBook([RuleVersion(1, date(2026, 1, 1), rules)])


def person(number: int, post: str = PRE, **more: object) -> Employee:
    return Employee(number, f"{number:04d}", f"员工{number}", post, **more)  # type: ignore[arg-type]


def live(people: list[Employee], cells: list[Cell] = [], rules: RuleBook | None = None, **more: object) -> LiveRoster:  # noqa: B006
    return LiveRoster(cells, people, rules or book(), CALENDAR, NOVEMBER, **more)  # type: ignore[arg-type]


def can(problem: Desk, row: int, number: int) -> list[str]:
    """The cells that a person's day may become."""
    return [
        REST if value == OFF else f"{problem.work[value - 1].code}/{problem.work[value - 1].post[:2]}"
        for value in problem.model.people[row].allowed[number - 1]]


def test_what_a_day_may_become() -> None:
    people = [
        person(1), person(2, no_nights=True), person(3, hired=day(10), left=day(20)), person(4),
        person(5, AFTER), person(6)]
    cells = [
        Cell(1, day(1), "N", "typed"), Cell(1, day(2), REST, "pinned"), Cell(1, day(3), "D", "accepted"), Cell(1, day(4), "D", "auto"),
        Cell(1, day(5), LEAVE), Cell(1, day(6), "??")]
    planning = Planning(
        terms={4: PlanTerms(4, posts=(AFTER, "打杂"))},
        wishes=(Wish(1, 6, day(1), REST, Status.APPROVED), Wish(2, 6, day(2), "N", Status.APPROVED), Wish(3, 6, day(3), REST)),
    )
    leaves = [
        Leave(1, 6, "事假", datetime(2026, 11, 7), datetime(2026, 11, 8), True),
        Leave(2, 6, "事假", datetime(2026, 11, 9, 8), datetime(2026, 11, 9, 18)),
        Leave(4, 6, "事假", datetime(2026, 11, 11, 8, 30), datetime(2026, 11, 11, 12)),
        Leave(3, 6, "事假", datetime(2026, 11, 10), datetime(2026, 11, 10), True, Status.PENDING),
    ]
    rules = book(Demand("D", "售前", 1), Demand("D", "售后", 1), Demand("N", "", 1))
    problem = desk(live(people, cells, rules, planning=planning), leaves=leaves)
    whole = [REST, "D/售前", "N/售前"]
    assert [can(problem, 0, number) for number in range(1, 8)] == [["N/售前"], [REST], whole, whole, [REST], [REST], whole]
    assert can(problem, 1, 1) == [REST, "D/售前"]
    assert [can(problem, 2, number) for number in (9, 10, 20, 21)] == [[REST], whole, whole, [REST]]
    assert sorted(can(problem, 3, 1)) == sorted([REST, "D/售前", "N/售前", "D/售后", "N/售后"])  # 打杂 serves no need that 售前 does not
    assert can(problem, 4, 1) == [REST, "D/售后", "N/售后"]
    assert [can(problem, 5, number) for number in (1, 2, 3, 7, 8, 9, 10, 11)] == [
        [REST], ["N/售前"], whole, [REST], [REST], [REST, "N/售前"], whole, whole]
    counts = problem.model.people[5].rest_counts
    assert [counts[number - 1] for number in (1, 4, 7, 8)] == [True, False, False, False]  # the 4th is a statutory holiday
    assert problem.settled == {(1, day(number)) for number in (1, 2, 5, 6)}
    kept = desk(live(people, cells, rules, planning=planning), leaves=leaves, keep=True)
    assert can(kept, 0, 3) == ["D/售前"]
    past = desk(live(people, cells, rules, planning=planning), leaves=leaves, frozen_before=day(4))
    assert (can(past, 0, 3), can(past, 0, 4)) == (["D/售前"], whole)
    given = Planning(publication=Publication(1, NOVEMBER, datetime(2026, 10, 30), "", {(1, day(3)): ("D", ""), (1, day(4)): ("N", "")}))
    out = desk(live(people, cells, rules, planning=given))
    assert (can(out, 0, 3), can(out, 0, 4)) == (["D/售前"], whole)  # the 4th was changed since


def test_what_last_month_brings_along_and_the_next_one_holds() -> None:
    cells = [Cell(1, date(2026, 10, 31) - timedelta(days=back), "N" if back < 2 else "D") for back in range(5)]
    cells += [Cell(1, date(2026, 12, 1), "D"), Cell(1, date(2026, 10, 26), REST)]
    problem = desk(live([person(1), person(2)], cells))
    one, two = problem.model.people
    assert (problem.work[one.before - 1].code, one.run_before, one.night_run_before) == ("N", 5, 2)
    assert (two.before, two.run_before, two.night_run_before) == (OFF, 0, 0)
    assert len(problem.days) == 31 and can(problem, 0, 31) == ["D/售前"]
    assert problem.model.forbidden[one.before][1]  # no day after a night
    assert problem.changes(problem.present)[-1][1] == day(30)  # the next month is never written


def test_terms_shares_and_what_the_year_carries() -> None:
    people = [person(1), person(2), person(3, no_nights=True), person(4, hired=day(16))]
    year = {1: Carried(30, 10, 2, 100), 2: Carried(10, 20, 0, 100), 3: Carried(0, 15, 1, 100)}
    planning = Planning(terms={2: PlanTerms(2, rest_days=6, max_run=5)})
    problem = desk(live(people, [], book(Demand("N", "", 1)), planning=planning), year=year)
    one, two, three, four = problem.model.people
    assert [(each.target_rest, each.least_rest, each.max_run) for each in (one, two, four)] == [(2, 2, 14), (6, 6, 5), (1, 1, 14)]
    assert (one.night_low, one.night_high) == (9, 9) and (two.night_low, two.night_high) == (15, 15)  # 12 each by days, 3 owed
    assert (four.night_low, four.night_high) == (6, 6)
    assert [each.shares_nights for each in problem.model.people] == [True, True, False, False]
    assert [each.shares_weekends for each in problem.model.people] == [True, True, True, False]
    assert three.night_high > 31
    holiday = {(price.person, price.price) for price in problem.model.prices if price.reason == "holiday"}
    assert holiday == {(0, 10), (2, 5)}
    assert ahead_of_share({1: 20, 2: 0}, {1: 50, 2: 50}) == {1: 3, 2: -3}


def test_the_year_so_far() -> None:
    cells = [Cell(1, day(4), "D"), Cell(1, day(7), "N"), Cell(1, day(8), REST), Cell(2, day(7), "x")]
    assert carried(cells, book(), CALENDAR) == {1: Carried(nights=1, weekends=1, holidays=1, shifts=2)}


def test_needs_leads_shops_and_prices() -> None:
    people = [person(1, level="组长", shop="拾光"), person(2, level="组长", shop="暮光"), person(3, shop="拾光"), person(4)]
    planning = Planning(
        promotions=(Promotion(1, day(11), day(11), "双11", 100),), needs=(DayNeed(day(12), "D", "", 5),),
        wishes=(Wish(1, 1, day(3), REST), Wish(2, 2, day(3), "N")))
    problem = desk(live(people, [Cell(3, day(2), "D", "accepted")], book(Demand("D", "", 1)), planning=planning), refused={2})
    needs = {(problem.days[one.day].day, one.need, one.under) for one in problem.model.demands if one.day in (9, 10, 11)}
    assert needs == {(10, 1, 100), (11, 2, 200), (12, 5, 100)}
    covers = [(one.reason, one.people, shop) for one, shop in zip(problem.model.covers, problem.shops, strict=True) if one.day == 0]
    assert covers == [("leader", (0, 1), ""), ("shop", (0, 2, 3), "拾光"), ("shop", (1, 3), "暮光")]
    prices = [(one.reason, one.person, one.day, len(one.values), one.price) for one in problem.model.prices]
    assert prices == [("wish", 0, 2, 2, 20), ("wish", 1, 2, 2, 40), ("accepted", 2, 1, 2, 30)]


def test_sliders_double_and_halve_the_prices() -> None:
    assert [scaled("wish", PlanningRules(wishes=weight)) for weight in range(5)] == [0, 10, 20, 40, 80]
    assert [scaled("under", PlanningRules(staffing=weight)) for weight in range(5)] == [0, 13, 25, 50, 100]
    assert [scaled("change", PlanningRules(stability=weight)) for weight in range(5)] == [0, 3, 6, 12, 24]
    assert by_slider({"over": 4, "under": 100, "nrange": 10}) == {
        "staffing": 104, "leads": 0, "wishes": 0, "fairness": 10, "stability": 0}


def test_supply_is_weighed_before_any_search() -> None:
    people = [person(1), person(2), person(3, AFTER)]
    rules = book(Demand("D", "售前", 2), Demand("D", "", 3), Demand("N", "售后", 1))
    leaves = [Leave(1, 1, "事假", datetime(2026, 11, 9), datetime(2026, 11, 9), True)]
    found = supply(desk(live(people, [], rules), leaves=leaves))
    # 3 people for four places each day; one more is away on the 9th
    assert [(one.day.day, one.need, one.can) for one in found.days if one.day.day in (8, 9)] == [(8, 4, 3), (9, 4, 2)]
    assert len(found.days) == 30 and found.need == 120 and found.can == 3 * 28
    assert supply(desk(live(people, [], book(Demand("D", "", 3))))).days == ()
    nobody = supply(desk(live(people, [], book(Demand("D", "美工", 1)))))
    assert [(one.need, one.can) for one in nobody.days][:1] == [(1, 0)]


def test_who_could_fill_a_place_and_at_what_price() -> None:
    people = [person(1), person(2), person(3, no_nights=True)]
    cells = [Cell(1, day(12), "D"), *(Cell(2, day(number), "D", "auto") for number in (10,))]
    problem = desk(live(people, cells, book(Demand("N", "", 1))))
    number = next(n for n, one in enumerate(problem.model.demands) if problem.days[one.day] == day(11))
    assert (number, 1) in short(problem, problem.present)
    found = fillers(problem, problem.present, problem.model.demands[number])
    assert [(problem.people[one.person].id, [broken.rule for broken in one.broken]) for one in found] == [(2, []), (1, ["succession"])]
    assert found[0].price == 3 + 10 - 12 - 15  # another shift, nights apart; nearer to the fair share and to two rest days


cell = st.tuples(
    st.integers(1, 6), st.integers(-4, 31), st.sampled_from(["D", "N", REST, LEAVE]),
    st.sampled_from(["typed", "pinned", "accepted", "auto"]))
wish = st.tuples(st.integers(1, 6), st.integers(0, 29), st.sampled_from(["D", "N", REST]), st.sampled_from(list(Status)))
absence = st.tuples(st.integers(1, 6), st.integers(0, 29), st.integers(0, 3), st.sampled_from(list(Status)))


@settings(max_examples=25, deadline=None)
@given(st.lists(cell, max_size=60), st.lists(wish, max_size=6), st.lists(absence, max_size=3), st.booleans(), st.integers(0, 99))
def test_every_roster_of_an_engine_passes_the_check_and_moves_no_typed_cell(
    written: list[tuple[int, int, str, str]], wished: list[tuple[int, int, str, Status]], absent: list[tuple[int, int, int, Status]],
    keep: bool, seed: int,
) -> None:
    people = [
        person(1, level="组长"), person(2, AFTER, level="组长"), person(3, no_nights=True), person(4, AFTER, hired=day(9)),
        person(5, left=day(20)), person(6)]
    plan = {
        (who, NOVEMBER.first + timedelta(days=at)): Cell(who, NOVEMBER.first + timedelta(days=at), code, source)
        for who, at, code, source in written if people[who - 1].employed_on(NOVEMBER.first + timedelta(days=at))}
    planning = Planning(
        terms={6: PlanTerms(6, (AFTER,))},
        wishes=tuple(Wish(n, who, NOVEMBER.first + timedelta(days=at), code, status) for n, (who, at, code, status) in enumerate(wished)))
    leaves = [
        Leave(n, who, "事假", datetime(2026, 11, 1) + timedelta(days=at), datetime(2026, 11, 1) + timedelta(days=at + more), True, status)
        for n, (who, at, more, status) in enumerate(absent)]
    rules = book(Demand("D", "售前", 2), Demand("D", "售后", 1), Demand("N", "", 1))
    before = live(people, list(plan.values()), rules, planning=planning)
    problem = desk(before, leaves=leaves, keep=keep)
    rows = solve(problem.model, seed, 1500).rows
    assert not [one for one in cost(problem.model, rows).broken if one.rule == "allowed"]
    changes = problem.changes(rows)
    fixed = {place for place, one in plan.items() if keep or one.source in ("typed", "pinned")}
    assert not fixed & {change[:2] for change in changes}
    after = before.copy()
    after.put(changes, "accepted")
    assert after.blanks() == 0
    # What a hard rule is broken by lies between cells that were fixed, never where the engine had a choice.
    was = {one.key for one in before.violations() if one.hard}
    promised = {(one.employee_id, one.day) for one in planning.wishes if one.status is Status.APPROVED}
    for one in after.violations():
        if one.hard and one.rule != "short" and one.key not in was:
            assert {(one.employee_id, one.day), (one.employee_id, one.other)} & promised


def test_rows_and_cells_are_two_ways_to_say_the_same() -> None:
    people = [person(1), person(2, AFTER)]
    planning = Planning(terms={1: PlanTerms(1, (AFTER,))})
    problem = desk(live(people, [], book(Demand("D", "售前", 1), Demand("D", "售后", 1)), planning=planning))
    source = random.Random(3)
    rows = tuple(bytes(source.choice(allowed) for allowed in one.allowed) for one in problem.model.people)
    after = live(people, [], book(Demand("D", "售前", 1), Demand("D", "售后", 1)), planning=planning)
    after.put(problem.changes(rows), "typed")
    assert desk(after).present == rows
    assert desk(after).changes(rows) == []
    some = problem.changes(rows, people=[1], days=[day(5)])
    assert [change[:2] for change in some] == [(1, day(5))]


def test_rows_of_an_earlier_problem_are_taken_over() -> None:
    needs = book(Demand("D", "售前", 1), Demand("N", "售前", 1))
    before = desk(live([person(1), person(2)], [], needs))
    rows = tuple(bytes(one.allowed[number][-1] for number in range(30)) for one in before.model.people)
    typed = [Cell(1, day(7), REST, "typed"), Cell(3, day(1), "D", "typed")]
    after = desk(live([person(3), person(1)], typed, needs))  # one is gone, one came, one cell was typed
    taken = after.rows_of(before, rows)
    assert taken[1] == rows[0][:6] + bytes([OFF]) + rows[0][7:]
    assert taken[0] == after.present[0]
    assert all(value in allowed for row, one in zip(taken, after.model.people, strict=True)
               for value, allowed in zip(row, one.allowed, strict=True))
