"""Conflicts, shortages, lawful hints and their mends, whole and one cell at a time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from csdesk import i18n
from csdesk.core.attendance import Leave, Status
from csdesk.core.calendar import Calendar, DayKind, Holiday, Month
from csdesk.core.planning import DayNeed, Planning, PlanTerms, Promotion, Wish, rest_terms
from csdesk.core.roster import LEAVE, REST, Cell, Violation, continued
from csdesk.core.roster_check import LiveRoster, check, coverage, loads, on_leave
from csdesk.core.roster_fix import fixes, partners, swapped
from csdesk.core.rules import Demand, PlanningRules, RestDays, RuleBook, Rules, RuleVersion, Shift
from csdesk.core.staff import Employee

SEPTEMBER = Month(2026, 9)
DAY = Shift("D", "白班", 510, 1050)
NIGHT = Shift("N", "晚班", 1020, 1500)
CALENDAR = Calendar(
    {
        date(2026, 9, 20): Holiday(date(2026, 9, 20), DayKind.MAKEUP, "国庆节"),
        date(2026, 9, 25): Holiday(date(2026, 9, 25), DayKind.STATUTORY, "中秋节"),
    },
    frozenset({2026}),
)


@pytest.fixture(autouse=True)
def chinese() -> Iterator[None]:
    i18n.use("zh_CN")
    yield
    i18n.use("en")


def book(*demand: Demand, min_rest: int = 480, run: int = 6, shifts: tuple[Shift, ...] = (DAY, NIGHT)) -> RuleBook:
    rules = Rules(shifts=shifts, demand=demand, min_rest_minutes=min_rest, max_work_run_days=run)
    return RuleBook([RuleVersion(1, date(2026, 1, 1), rules)])


def person(number: int, name: str = "", **more: object) -> Employee:
    return Employee(number, f"{number:04d}", name or f"员工{number}", **{"post": "售前客服", **more})  # type: ignore[arg-type]


def row(number: int, text: str, start: date = date(2026, 9, 1)) -> list[Cell]:
    codes = {"D": "D", "N": "N", "x": REST, "j": LEAVE}
    return [Cell(number, start + timedelta(days=at), codes.get(mark, mark)) for at, mark in enumerate(text) if mark != "."]


def found(cells: list[Cell], people: list[Employee], rules: RuleBook | None = None, month: Month = SEPTEMBER) -> list[Violation]:
    return check(cells, people, rules or book(), CALENDAR, month)


def brief(violations: list[Violation]) -> list[tuple[str, int | None, int, int, bool]]:
    return [(one.rule, one.employee_id, one.day.day, one.amount, one.hard) for one in violations]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("NxDx", []),
        ("DNxD", []),
        ("ND", [("rest_between", 1, 2, 450, True)]),
        ("xxND", [("rest_between", 1, 4, 450, True)]),
        ("D?", [("unknown_code", 1, 2, 0, True)]),
        ("DDDDDDx", []),
        ("DDDDDDD", [("work_run", 1, 7, 7, False)]),
        ("DDDDDDDDjDDDDDDD", [("work_run", 1, 7, 8, False), ("work_run", 1, 16, 7, False)]),
    ],
)
def test_rows(text: str, expected: list[tuple[str, int, int, int, bool]]) -> None:
    assert brief(found(row(1, text), [person(1)])) == expected


def test_rest_conflict_says_the_two_times_and_the_rule() -> None:
    (one,) = found(row(1, "ND", date(2026, 9, 18)), [person(1)])
    assert one.sentence == "间隔不足：只隔 7 小时 30 分"
    assert one.detail == "18日 晚班 01:00 下班 → 19日 白班 08:30 上班，\n最少 8 小时（制度 · 排班 · 班次间隔）"
    assert one.other == date(2026, 9, 18)


@pytest.mark.parametrize(
    ("text", "planning", "expected"),
    [
        ("ND", PlanningRules(), [("rest_short", 1, 2, 510, False)]),
        ("ND", PlanningRules(wanted_rest_minutes=510), []),
        ("NNNNNN", PlanningRules(), [("night_run", 1, 6, 6, False)]),
        ("NNNNNxN", PlanningRules(), []),
        ("NNNNNNN", PlanningRules(max_night_run=6), [("night_run", 1, 7, 7, False)]),
        ("D" * 15, PlanningRules(), [("long_run", 1, 15, 15, False)]),
    ],
)
def test_what_planning_wants_is_hinted_at(text: str, planning: PlanningRules, expected: list[tuple[str, int, int, int, bool]]) -> None:
    rules = Rules(shifts=(DAY, Shift("N", "晚班", 990, 1440)), planning=planning)
    all_found = found(row(1, text), [person(1)], RuleBook([RuleVersion(1, date(2026, 1, 1), rules)]))
    assert brief([one for one in all_found if one.rule != "work_run"]) == expected


@pytest.mark.parametrize(
    ("per_month", "terms", "expected"),
    [
        (2, None, (2, 2, 14)),
        (4, None, (4, 4, 6)),
        (None, None, (5, 4, 6)),
        (0, None, (0, 0, 31)),
        (2, PlanTerms(1, rest_days=4), (4, 4, 6)),
        (2, PlanTerms(1, max_run=10), (2, 2, 10)),
        (None, PlanTerms(1, posts=("售后客服",)), (5, 4, 6)),
    ],
)
def test_rest_days_and_runs_follow_from_the_rules_or_the_terms(
    per_month: int | None, terms: PlanTerms | None, expected: tuple[int, int, int]
) -> None:
    rules = Rules(rest_days=RestDays(None if per_month is None else Decimal(per_month)))
    got = rest_terms(rules, terms)
    assert (got.target, got.least, got.max_run) == expected


def test_a_run_beyond_what_was_agreed() -> None:
    planning = Planning(terms={1: PlanTerms(1, max_run=4)})
    (one,) = check(row(1, "DDDDDx"), [person(1)], book(), CALENDAR, SEPTEMBER, planning=planning)
    assert (one.rule, one.day.day, one.amount, one.hard) == ("long_run", 5, 5, False)
    assert one.sentence == "连上 5 天，说好最多 4 天"


def test_needs_of_the_day_promotions_and_other_posts() -> None:
    people = [person(1), person(2), person(3, post="售后客服")]
    rules = book(Demand("D", "售前", 2), Demand("D", "售后", 1))
    cells = [Cell(1, date(2026, 9, 1), "D"), Cell(2, date(2026, 9, 1), "D", post="售后客服"), *row(3, "xx"), *row(1, "D", date(2026, 9, 2))]
    planning = Planning(
        terms={2: PlanTerms(2, ("售后客服",))},
        promotions=(Promotion(1, date(2026, 9, 2), date(2026, 9, 2), "店庆", 50),),
        needs=(DayNeed(date(2026, 9, 1), "D", "售前", 1),),
    )
    live = LiveRoster(cells, people, rules, CALENDAR, SEPTEMBER, planning=planning)
    assert [(one.have, one.need) for one in live.coverage(date(2026, 9, 1))] == [(1, 1), (1, 1)]
    assert [(one.have, one.need) for one in live.coverage(date(2026, 9, 2))] == [(1, 3), (0, 2)]
    short = next(one for one in live.of_day(date(2026, 9, 2)) if one.post == "售后")
    day = date(2026, 9, 2)
    assert [fix.changes[0] for fix in fixes(live, short)] == [(2, day, "D", "售后客服"), (3, day, "D")]  # 1 can't take the post
    wrong = LiveRoster([Cell(1, date(2026, 9, 1), "D", post="售后客服")], people, book(), CALENDAR, SEPTEMBER, planning=planning)
    assert brief(list(wrong.of_person(1))) == [("wrong_post", 1, 1, 1, True)]
    assert [fix.label for fix in fixes(wrong, wrong.of_person(1)[0])][0] == "回本岗"


def test_a_swap_takes_the_posts_along() -> None:
    people = [person(1), person(2, post="售后客服")]
    day = date(2026, 9, 1)
    cells = [Cell(1, day, "D"), Cell(2, day, "N")]
    live = LiveRoster(cells, people, book(), CALENDAR, SEPTEMBER)
    assert swapped(live, 1, 2, day) is None
    both = Planning(terms={1: PlanTerms(1, ("售后客服",)), 2: PlanTerms(2, ("售前客服",))})
    live = LiveRoster(cells, people, book(), CALENDAR, SEPTEMBER, planning=both)
    changes = swapped(live, 1, 2, day)
    assert changes == ((1, day, "N", "售后客服"), (2, day, "D", "售前客服"))
    live.put(changes)
    assert live.cells() == [Cell(1, day, "N", post="售后客服"), Cell(2, day, "D", post="售前客服")]
    assert live.violations() == []


def test_every_shop_on_every_shift() -> None:
    people = [person(1, shop="拾光"), person(2, shop="拾光"), person(3, shop="暮光"), person(4)]
    assert [one.sentence for one in found([*row(1, "D"), *row(2, "N"), *row(3, "D")], people)] == ["1日 晚班 暮光 没人管"]
    assert found([*row(1, "D"), *row(4, "N"), *row(3, "D")], people) == []  # 4 belongs to no shop and serves all
    taught = Planning(terms={2: PlanTerms(2, shops=("暮光",))})
    assert check([*row(1, "D"), *row(2, "N"), *row(3, "D")], people, book(), CALENDAR, SEPTEMBER, planning=taught) == []
    live = LiveRoster([*row(1, "D"), *row(2, "N"), *row(3, "x")], people, book(), CALENDAR, SEPTEMBER)
    assert [fix.label for fix in fixes(live, live.of_day(date(2026, 9, 1))[0])] == ["员工4 上白班", "员工3 上白班"]


def test_wishes_are_weighed_and_promises_kept() -> None:
    def wish(code: str, status: Status) -> Planning:
        return Planning(wishes=(Wish(1, 1, date(2026, 9, 1), code, status),))

    def said(text: str, planning: Planning) -> list[str]:
        return [one.sentence for one in check(row(1, text), [person(1)], book(), CALENDAR, SEPTEMBER, planning=planning)]

    assert said("D", wish(REST, Status.PENDING)) == ["员工1 申请了休息"]
    assert said("D", wish(REST, Status.APPROVED)) == ["答应过 员工1 休息"]
    assert said("D", wish(REST, Status.REJECTED)) == said("x", wish(REST, Status.APPROVED)) == said(".", wish(REST, Status.APPROVED)) == []
    assert said("D", wish("N", Status.PENDING)) == ["员工1 申请了晚班"]
    assert said("D", wish("白班", Status.PENDING)) == []


def test_overlap_of_a_long_shift() -> None:
    long = Shift("L", "通宵班", 1200, 2000)
    (one,) = found([Cell(1, date(2026, 9, 1), "L"), Cell(1, date(2026, 9, 2), "D")], [person(1)], book(shifts=(DAY, NIGHT, long)))
    assert (one.rule, one.day.day, one.amount) == ("overlap", 2, 50)
    assert one.sentence == "两个班重叠 50 分"


def test_the_edges_of_the_month_count() -> None:
    before = row(1, "DDDDDN", date(2026, 8, 26))
    assert brief(found([*before, *row(1, "D")], [person(1)])) == [("rest_between", 1, 1, 450, True), ("work_run", 1, 1, 7, False)]
    after = [*row(1, "N", date(2026, 9, 30)), *row(1, "D", date(2026, 10, 1))]
    assert brief(found(after, [person(1)])) == [("rest_between", 1, 30, 450, True)]
    # a conflict between two days of August is August's
    assert found(row(1, "ND", date(2026, 8, 30)), [person(1)]) == []
    # last month already went beyond the limit: said on the 1st
    assert brief(found([*row(1, "DDDDDDDDD", date(2026, 8, 23)), *row(1, "D")], [person(1)])) == [("work_run", 1, 1, 10, False)]


def test_people_rules() -> None:
    people = [person(1, no_nights=True), person(2, hired=date(2026, 9, 2)), person(3, left=date(2026, 9, 1))]
    cells = [*row(1, "N"), *row(2, "DD"), *row(3, "Dx")]
    assert brief(found(cells, people)) == [
        ("no_nights", 1, 1, 1, True), ("not_employed", 2, 1, 1, True), ("not_employed", 3, 2, 1, True)]


def test_hours_beyond_the_lawful_overtime() -> None:
    eight = Shift("D", "白班", 510, 1050, unpaid_break_minutes=60)
    rules = book(run=31, shifts=(eight,))
    # 22 working days are 176 h; 26 shifts are 208 h (32 over, fine), 27 are 216 h (40 over)
    assert found(row(1, "x" * 4 + "D" * 26), [person(1)], rules)[0].rule == "holiday_work"
    assert len(found(row(1, "x" * 4 + "D" * 26), [person(1)], rules)) == 1
    hint = [one for one in found(row(1, "x" * 3 + "D" * 27), [person(1)], rules) if one.rule == "hours"]
    assert [(one.amount, one.hard) for one in hint] == [(240, False)]
    assert hint[0].detail == "标准工时 176 小时，多出 40 小时；加班每月不超过 36 小时（劳动法 第41条）"
    # a year without a calendar is never guessed
    assert [one for one in check(row(1, "D" * 30), [person(1)], rules, Calendar(), SEPTEMBER) if one.rule == "hours"] == []


def test_coverage_and_shortage() -> None:
    people = [person(1), person(2), person(3, post="售后客服")]
    rules = book(Demand("D", "售前", 2), Demand("晚班", "", 1))
    cells = [*row(1, "Dxx"), *row(2, "DDx"), *row(3, "NNx")]
    assert brief(found(cells, people, rules)) == [
        ("short", None, 2, 1, True), ("short", None, 3, 2, True), ("short", None, 3, 1, True)]
    assert found(cells, people, rules)[0].sentence == "2日 白班 售前 缺 1 人"
    rows = coverage(cells, people, rules, CALENDAR, SEPTEMBER)
    assert [(one.shift, one.post, one.have, one.need) for one in rows if one.day.day == 2] == [("D", "售前", 1, 2), ("N", "", 1, 1)]
    assert len(rows) == 60


def test_a_lead_on_every_shift() -> None:
    people = [person(1, level="组长"), person(2, level="主管"), person(3), person(4)]
    cells = [*row(1, "DD"), *row(2, "NN"), *row(3, "DD"), *row(4, "NN")]
    assert found(cells, people) == []
    assert brief(found([*row(1, "D"), *row(3, "D"), *row(4, "N")], people)) == [("no_lead", None, 1, 1, False)]
    # one lead cannot stand on two shifts: not asked for
    assert found([*row(1, "D"), *row(4, "N")], [people[0], people[3]]) == []


def test_statutory_holiday_is_a_hint() -> None:
    (one,) = found(row(1, "D", date(2026, 9, 25)), [person(1)])
    assert (one.rule, one.amount, one.hard) == ("holiday_work", 1, False)
    assert one.sentence == "25日 中秋节有 1 人上班"


def test_loads_count_weekends_with_make_up_days() -> None:
    load = loads(row(1, "DDDDDNNxDDjD" + "D" * 9), [person(1)], book(), CALENDAR, SEPTEMBER)[1]
    assert (load.shifts, load.nights, load.rests) == (19, 2, 1)
    assert load.weekends == 6  # 5, 6, 12, 13, 19 and the make-up Sunday 20
    assert load.minutes == 17 * 540 + 2 * 480


def test_fixes_are_tried_before_they_are_offered() -> None:
    people = [person(1), person(2, "李䶮"), person(3)]
    cells = [*row(1, "ND"), *row(2, "NN"), *row(3, "DD")]
    live = LiveRoster(cells, people, book(), CALENDAR, SEPTEMBER)
    (one,) = live.violations()
    offered = fixes(live, one)
    assert [fix.label for fix in offered] == ["2日改晚班", "2日改休", "1日改白班"]
    for fix in offered:
        again = LiveRoster(cells, people, book(), CALENDAR, SEPTEMBER)
        again.put(fix.changes)
        assert again.violations() == []
    assert live.violations() == [one]


def test_swapping_into_a_conflict_is_not_offered() -> None:
    people = [person(1), person(2, "李䶮")]
    live = LiveRoster([*row(1, "ND"), *row(2, "NND", date(2026, 9, 1))], people, book(), CALENDAR, SEPTEMBER)
    target = live.of_cell(1, date(2026, 9, 2))[0]
    labels = [fix.label for fix in fixes(live, target)]
    assert "和 李䶮 换" not in labels  # he worked the night before, too


def test_a_fix_that_leaves_a_shift_short_says_so_and_comes_last() -> None:
    people = [person(1), person(2)]
    live = LiveRoster([*row(1, "ND"), *row(2, "xx")], people, book(Demand("D", "", 1), Demand("N", "", 1)), CALENDAR, SEPTEMBER)
    labels = [fix.label for fix in fixes(live, live.of_cell(1, date(2026, 9, 2))[0])]
    assert labels[0] == "和 员工2 换"
    assert labels[1:] == ["2日改晚班（缺 1 人）", "2日改休（缺 1 人）"]


def test_shortage_is_mended_by_somebody_who_can() -> None:
    people = [person(1), person(2), person(3, post="售后客服")]
    live = LiveRoster([*row(1, "Nx"), *row(2, "xx"), *row(3, "xx")], people, book(Demand("D", "售前", 1)), CALENDAR, SEPTEMBER)
    short = live.of_day(date(2026, 9, 2))[0]
    assert [fix.label for fix in fixes(live, short)] == ["员工2 上白班"]  # 1 comes from the night, 3 has another post


def test_partners_put_the_harmless_swap_first() -> None:
    people = [person(1), person(2), person(3), person(4, post="售后客服")]
    live = LiveRoster([*row(1, "xD"), *row(2, "NN"), *row(3, "xN"), *row(4, "NN")], people, book(), CALENDAR, SEPTEMBER)
    found = partners(live, 1, date(2026, 9, 2))
    assert [(one.employee.id, len(one.problems)) for one in found] == [(3, 0), (2, 1)]


def test_pattern_goes_on() -> None:
    rotation = "DDDDDxNNNNNx" * 3
    start = date(2026, 8, 31) - timedelta(days=len(rotation) - 1)
    cells = row(1, rotation.replace("DDDDDxNNNNNxDDDDDx", "DDjDDxNNNNNxDDDDDx", 1), start)
    people = [person(1, left=date(2026, 9, 20)), person(2)]
    written = continued(cells, people, SEPTEMBER)
    assert "".join({"D": "D", "N": "N", REST: "x"}[code] for _id, _day, code in written) == "DDDDDxNNNNNxDDDDDxNN"
    assert {employee_id for employee_id, _day, _code in written} == {1}


def test_without_a_pattern_the_same_weekday_four_weeks_before() -> None:
    text = "DNxDDxNNxDxDDNxxDNNxDDxNxDDD"
    written = continued(row(1, text, date(2026, 9, 1) - timedelta(days=28)), [person(1)], SEPTEMBER)
    assert "".join({"D": "D", "N": "N", REST: "x"}[code] for _id, _day, code in written) == text + text[:2]


people_in = [
    person(1, level="组长"), person(2, no_nights=True), person(3, post="售后客服"), person(4, level="主管", left=date(2026, 9, 12))]
edit = st.tuples(st.integers(1, 4), st.integers(-3, 18), st.sampled_from(["D", "N", REST, LEAVE, "?", None]))


@settings(max_examples=60, deadline=None)
@given(st.lists(edit, max_size=60), st.lists(edit, max_size=6))
def test_typing_gives_what_a_whole_check_gives(first: list[tuple[int, int, str | None]], later: list[tuple[int, int, str | None]]) -> None:
    rules = book(Demand("D", "售前", 1), Demand("N", "", 1))
    plan = {(who, SEPTEMBER.first + timedelta(days=at)): code for who, at, code in first}
    live = LiveRoster([Cell(who, day, code) for (who, day), code in plan.items() if code], people_in, rules, CALENDAR, SEPTEMBER)
    for who, at, code in later:
        day = SEPTEMBER.first + timedelta(days=at)
        before = live.violations()
        live.weigh([(who, day, code)])
        assert live.violations() == before
        touched = live.put([(who, day, code)])
        assert touched.employees == {who} and touched.days == {day}
        plan[who, day] = code
        cells = [Cell(who, day, code) for (who, day), code in plan.items() if code]
        assert live.violations() == check(cells, people_in, rules, CALENDAR, SEPTEMBER)
        assert {one.id: live.load(one.id) for one in people_in} == loads(cells, people_in, rules, CALENDAR, SEPTEMBER)


def test_undecided_days_are_counted_while_employed() -> None:
    live = LiveRoster(row(1, "Dx"), [person(1, left=date(2026, 9, 10))], book(), CALENDAR, SEPTEMBER)
    assert live.blanks() == 8
    live.put([(1, date(2026, 9, 3), "D"), (1, date(2026, 9, 1), None)])
    live.weigh([(1, date(2026, 9, 4), "D")])
    assert live.blanks() == 8


def test_approved_leave_over_a_shift_counts_as_away() -> None:
    def leave(first: datetime, last: datetime, *, whole: bool = False, status: Status = Status.APPROVED) -> Leave:
        return Leave(1, 1, "事假", first, last, whole, status)

    rules = book(Demand("D", "", 1))
    cells = row(1, "DDD")
    whole = leave(datetime(2026, 9, 1), datetime(2026, 9, 1), whole=True)
    exact = leave(datetime(2026, 9, 2, 8, 30), datetime(2026, 9, 2, 17, 30))
    half = leave(datetime(2026, 9, 3, 8, 30), datetime(2026, 9, 3, 12))
    waiting = leave(datetime(2026, 9, 3), datetime(2026, 9, 3), whole=True, status=Status.PENDING)
    away = on_leave([whole, exact, half, waiting], cells, rules)
    assert away == {(1, date(2026, 9, 1)), (1, date(2026, 9, 2))}
    wrong = check(cells, [person(1)], rules, CALENDAR, SEPTEMBER, away=away)
    assert brief(wrong) == [("short", None, 1, 1, True), ("short", None, 2, 1, True)]
    assert loads(cells, [person(1)], rules, CALENDAR, SEPTEMBER, away=away)[1].shifts == 1
