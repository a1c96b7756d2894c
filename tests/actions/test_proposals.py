"""`roster propose` and taking a proposal: what stays, what is written, what is answered, bad input; the same seed, the same roster."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from csdesk.actions import history, planning, proposals, requests, roster, shop
from csdesk.actions.proposal_words import reasons
from csdesk.actions.session import Session
from csdesk.core.calendar import Month
from csdesk.core.planning import PlanTerms, usual_promotions
from csdesk.core.presets import preset
from csdesk.core.problem import UserError
from csdesk.core.roster import REST
from csdesk.core.roster_check import check
from csdesk.core.rules import Demand, Rules
from csdesk.core.staff import Employee
from csdesk.solve.cost import cost
from csdesk.solve.engine import solve
from csdesk.store import planning as store
from csdesk.store import rules as rules_store
from csdesk.store import staff as staff_store
from tests.commands import Commands

NOW = datetime(2026, 10, 20, 9)
NOVEMBER = Month(2026, 11)
RULES: dict[str, Any] = {"demand": [{"shift": "D", "post": "售前", "need": 1}, {"shift": "D", "post": "售后", "need": 1},
                                    {"shift": "N", "post": "", "need": 1}]}


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    made = shop.create(tmp_path / "a.csdesk", lambda: NOW)
    base = preset("handbook-1")
    rules = Rules(shifts=base.shifts, leave=base.leave, demand=(Demand("D", "售前", 1), Demand("D", "售后", 1), Demand("N", "", 1)))
    with made.step("开店", undoable=False):
        rules_store.add_version(made.shop, rules, date(2026, 1, 1), by="", at=NOW)
        for number in range(6):
            post = "售前客服" if number % 2 else "售后客服"
            staff_store.save(made.shop, Employee(0, f"00{number + 10}", f"员工{number}", post, hired=date(2026, 1, 1)))
    yield made
    made.shop.close()


@pytest.fixture
def desk(tmp_path: Path) -> Commands:
    commands = Commands(tmp_path, now="2026-10-20T09:00", rules=RULES)
    rows = [[f"00{number + 10}", f"员工{number}", "售前客服" if number % 2 else "售后客服", "2026-01-01"] for number in range(6)]
    commands.table("staff", ["工号", "姓名", "岗位", "入职日期"], rows)
    return commands


def propose(desk: Commands, *more: str, month: str = "2026-11") -> dict[str, Any]:
    return desk.ok("roster", "propose", "--month", month, "--seconds", "0.2", *more)


def cells(desk: Commands) -> dict[tuple[int, str], tuple[str, str, str]]:
    import sqlite3

    with sqlite3.connect(desk.shop) as file:
        return {(who, day): (code, source, post) for who, day, code, source, post in file.execute(
            "SELECT employee_id, day, code, source, post FROM roster_cell")}


def test_a_month_is_filled_and_the_answer_adds_up(desk: Commands) -> None:
    desk.table("roster", ["工号", "日期", "班次"], [["0010", "2026-11-05", "N"], ["0010", "2026-11-07", "休"]])
    answer = propose(desk)
    assert (answer["month"], answer["written"], answer["kept"], answer["hard"], answer["left"]) == ("2026-11", 178, 2, [], [])
    assert answer["score"] == sum(answer["by"].values()) == sum(answer["sliders"].values()) == sum(one["price"] for one in answer["soft"])
    assert answer["short"] == [] and answer["supply"]["days"] == []
    assert {one["rule"] for one in answer["hints"]} <= {"work_run", "hours", "holiday_work"}  # 28 days a month are the rules' own wish
    written = cells(desk)
    assert len(written) == 180
    assert written[1, "2026-11-05"] == ("N", "typed", "") and written[1, "2026-11-07"] == ("休", "typed", "")
    assert {source for _code, source, _post in written.values()} == {"typed", "accepted"}
    again = propose(desk, "--keep")
    assert again["written"] == 0 and again["messages"][0].startswith("没有写入") and cells(desk) == written


def test_the_same_seed_gives_the_same_roster(desk: Commands, tmp_path: Path) -> None:
    before = desk.shop.read_bytes()
    first = propose(desk, "--seed", "7")
    rows = cells(desk)
    desk.shop.write_bytes(before)
    second = propose(desk, "--seed", "7")
    assert (first, rows) == (second, cells(desk))


def test_bad_input_is_refused_or_said(desk: Commands) -> None:
    assert desk.refused("roster", "propose", "--month", "2025-11")["code"] == "nobody"
    for wrong in (["--month", "2026-13"], ["--month", "2026-11", "--seconds", "0"], ["--month", "2026-11", "--seed", "x"], []):
        assert desk.run("roster", "propose", *wrong)[0] == 2
    days = [date(2026, 10, 1) + timedelta(days=number) for number in range(31)]
    desk.table("roster", ["工号", "日期", "班次"], [[f"00{number + 10}", day.isoformat(), "休"] for number in range(6) for day in days])
    desk.table("punches", ["工号", "打卡时间"], [["0010", "2026-10-01 08:20"], ["0010", "2026-10-31 08:20"]], "--month", "2026-10")
    full = propose(desk, month="2026-10")
    assert full["written"] == 0 and len(full["short"]) == 93  # everybody rests as written: said, not changed
    assert full["short"][0]["why"] == ["员工1、员工3、员工5 已写休"]
    assert full["short"][0]["message"] == "10月1日 白班 售前 缺 1 人"


def test_a_demand_above_all_supply_is_filled_as_far_as_it_goes(desk: Commands) -> None:
    rules = desk.file("more.json", '{"demand": [{"shift": "D", "post": "", "need": 9}, {"shift": "N", "post": "美工", "need": 1}]}')
    desk.ok("rules", "import", str(rules), "--from", "2026-01-01")
    answer = propose(desk)
    assert answer["supply"]["days"][0] == {"date": "2026-11-01", "need": 10, "can": 6, "message": "11月1日：要 10 人，能上的只有 6 人"}
    assert answer["messages"][0] == "这个月要 300 个班，扣掉休息大家最多能上 168 个"
    nobody = next(one for one in answer["short"] if one["post"] == "美工")
    assert (nobody["have"], nobody["why"], nobody["helpers"]) == (0, ["没有人做这个岗位"], [])
    assert answer["hard"] == [] and answer["unkept"] == []


def test_pins_that_contradict_are_said_and_stand(desk: Commands) -> None:
    desk.table("roster", ["工号", "日期", "班次"], [["0010", "2026-11-05", "N"], ["0010", "2026-11-06", "D"]])
    answer = propose(desk)
    assert [(one["rule"], one["no"], one["date"]) for one in answer["hard"]] == [("rest_between", "0010", "2026-11-06")]
    assert answer["unkept"] == ["员工0 11月6日：和前一个班隔得不够"]
    assert cells(desk)[1, "2026-11-06"] == ("D", "typed", "")


def test_somebody_who_leaves_and_days_that_are_over(desk: Commands) -> None:
    desk.table("staff", ["工号", "姓名", "岗位", "入职日期", "离职日期"], [["0011", "员工1", "售前客服", "2026-01-01", "2026-11-15"]])
    answer = propose(desk)
    assert answer["written"] == 165
    assert max(day for who, day in cells(desk) if who == 2) == "2026-11-15"
    code, later = desk.run("roster", "propose", "--month", "2026-11", "--seconds", "0.2", "--seed", "9", now="2026-11-20T09:00")
    assert code == 0
    assert all(one["date"] is None or one["rule"] != "accepted" or one["date"] >= "2026-11-20" for one in later["soft"])


def test_a_closed_shop_answers_for_agents_too(session: Session) -> None:
    from csdesk.core.permission import Role
    from csdesk.core.users import User

    session.user = User(1, "小李", Role.AGENT, 1)
    with pytest.raises(UserError) as error:
        proposals.prepare(session, NOVEMBER)
    assert error.value.code == "forbidden"


def test_taking_only_some_people_or_days_and_what_was_typed_meanwhile(session: Session) -> None:
    prepared = proposals.prepare(session, NOVEMBER)
    rows = solve(prepared.desk.model, 1, 2000).rows
    found = proposals.read(prepared, rows)
    assert len(found.changes) == 180 and not found.conflicts and not found.unkept and not found.left
    assert sum(one.price for one in found.reasons) == found.cost
    roster.write_cells(session, [(1, date(2026, 11, 3), REST), (2, date(2026, 11, 3), None)])
    week = [date(2026, 11, number) for number in range(1, 8)]
    done = proposals.take(session, prepared, rows, seed=1, iterations=2000, people=[1, 3], days=week)
    written = [change[:2] for change in done.value]  # type: ignore[attr-defined]
    assert (1, date(2026, 11, 3)) not in written and 10 <= len(written) <= 13
    kept = {cell.day: cell for cell in roster.month_view(session, NOVEMBER).cells if cell.employee_id == 1}
    assert (kept[date(2026, 11, 3)].code, kept[date(2026, 11, 3)].source) == (REST, "typed")
    assert kept[date(2026, 11, 1)].source == "accepted"
    (noted,) = store.proposals(session.shop, NOVEMBER)
    assert (noted.seed, noted.iterations, noted.digest, noted.cost) == (1, 2000, prepared.desk.model.digest(), found.cost)
    history.undo(session)
    assert store.proposals(session.shop, NOVEMBER) == ()
    assert len([cell for cell in roster.month_view(session, NOVEMBER).cells if cell.day.month == 11]) == 1
    with pytest.raises(UserError) as error:
        proposals.take(session, prepared, rows, seed=1, iterations=2000, days=[])
    assert error.value.code == "nothing"


def test_the_reasons_add_up_to_the_cost_of_any_roster(session: Session) -> None:
    with session.step("更多", undoable=False):
        for person in staff_store.employees(session.shop):
            shop_name = "拾光" if person.id % 2 else "暮光"
            staff_store.save(session.shop, replace(person, shop=shop_name, level="组长" if person.id < 4 else "", no_nights=person.id == 6))
    for month in (9, 10):
        roster.write_cells(session, [(who, date(2026, month, number), "N") for who in (1, 2) for number in range(1, 25, who)])
    roster.write_cells(session, [(3, date(2026, 11, 5), "N"), (4, date(2026, 11, 6), "D")], source="accepted")
    planning.save_promotion(session, usual_promotions(2026)[1])
    requests.ask_wish(session, 1, date(2026, 11, 7), REST)
    requests.ask_wish(session, 2, date(2026, 11, 8), "N")
    prepared = proposals.prepare(session, NOVEMBER)
    source = random.Random(1)
    seen = set()
    for _round in range(20):
        rows = tuple(bytes(source.choice(allowed) for allowed in one.allowed) for one in prepared.desk.model.people)
        found = reasons(prepared.desk, prepared.live, rows)
        seen |= {one.rule for one in found}
        assert sum(one.price for one in found) == cost(prepared.desk.model, rows).total
    assert seen == {"under", "over", "leader", "shop", "wish", "rest", "nightdev", "nrange", "wrange", "accepted", "change"}


def test_a_promise_that_would_break_a_rule_is_left_blank_and_said(session: Session) -> None:
    number = requests.ask_wish(session, 1, date(2026, 11, 6), "D").value
    requests.decide(session, "wish", number, approve=True)  # type: ignore[arg-type]
    roster.write_cells(session, [(1, date(2026, 11, 6), None), (1, date(2026, 11, 5), "N")])
    prepared = proposals.prepare(session, NOVEMBER)
    found = proposals.read(prepared, solve(prepared.desk.model, 1, 2000).rows)
    assert found.left == ((1, date(2026, 11, 6)),)
    assert (1, date(2026, 11, 6)) not in {change[:2] for change in found.changes}


def test_a_proposal_passes_the_check_of_typing(session: Session) -> None:
    planning.save_terms(session, PlanTerms(1, posts=("售前客服",)))
    prepared = proposals.prepare(session, NOVEMBER)
    rows = solve(prepared.desk.model, 4, 4000).rows
    proposals.take(session, prepared, rows, seed=4, iterations=4000)
    view = roster.month_view(session, NOVEMBER)
    wrong = check(view.cells, view.employees, view.rules, view.calendar, NOVEMBER, planning=view.planning)
    assert [one for one in wrong if one.hard] == []
    assert not {"rest_short", "night_run", "long_run"} & {one.rule for one in wrong}
