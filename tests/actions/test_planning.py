"""Needs, promotions, terms, rotations, copies and publications through the actions, with permission, undo and refusals."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from csdesk.actions import attendance, history, imports, month, planning, roster, shop, staff
from csdesk.actions.session import Session
from csdesk.core.attendance import Anomaly, Overtime, Status, Verdict
from csdesk.core.calendar import Month
from csdesk.core.permission import Role
from csdesk.core.planning import DayNeed, PlanTerms, Promotion, Published, read_pattern, usual_promotions
from csdesk.core.presets import preset
from csdesk.core.problem import UserError
from csdesk.core.roster import REST
from csdesk.core.staff import Employee
from csdesk.core.users import User
from csdesk.store import rules as rules_store
from csdesk.store import staff as staff_store

NOW = datetime(2026, 10, 20, 9)
OCTOBER, NOVEMBER = Month(2026, 10), Month(2026, 11)


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    made = shop.create(tmp_path / "a.csdesk", lambda: NOW)
    with made.step("开店", undoable=False):
        rules_store.add_version(made.shop, preset("handbook-1"), date(2026, 1, 1), by="", at=NOW)
        for no, name, post in (("0007", "李䶮", "售前客服"), ("0012", "陈思远", "售前客服"), ("0013", "陈思远", "售后客服")):
            staff_store.save(made.shop, Employee(0, no, name, post, hired=date(2026, 1, 1)))
    yield made
    made.shop.close()


def at_the_desk(session: Session, role: Role, employee_id: int | None = None) -> None:
    session.user = User(1, "某人", role, employee_id)


def row(session: Session, who: int, month_: Month = NOVEMBER) -> str:
    cells = {cell.day: cell for cell in roster.month_view(session, month_).cells if cell.employee_id == who}
    return "".join(cells[day].code if day in cells else "." for day in month_.days())


def test_needs_and_promotions(session: Session) -> None:
    assert [one.name for one in planning.offered_promotions(session, 2026)] == ["618", "双11", "双12"]
    eleven = usual_promotions(2026)[1]
    assert planning.save_promotion(session, eleven).value == 1
    assert [one.name for one in planning.offered_promotions(session, 2026)] == ["618", "双12"]
    done = planning.save_need(session, DayNeed(date(2026, 11, 11), "晚班", "售前客服", 3))
    assert done.message == "11月11日 晚班 售前客服 需要 3 人"
    seen = roster.month_view(session, NOVEMBER).planning
    assert (seen.promotions[0].name, seen.promotions[0].percent) == ("双11", 30)
    assert seen.needs == (DayNeed(date(2026, 11, 11), "N", "售前客服", 3),)
    planning.remove_need(session, date(2026, 11, 11), "N", "售前客服")
    planning.remove_promotion(session, 1)
    history.undo(session)
    seen = roster.month_view(session, NOVEMBER).planning
    assert (len(seen.promotions), seen.needs) == (1, ())


@pytest.mark.parametrize(
    ("promotion", "code"),
    [
        (Promotion(0, date(2026, 11, 10), date(2026, 11, 9), "双11", 30), "last"),
        (Promotion(0, date(2026, 11, 10), date(2027, 11, 9), "双11", 30), "last"),
        (Promotion(0, date(2026, 11, 10), date(2026, 11, 11), " ", 30), "name"),
        (Promotion(0, date(2026, 11, 10), date(2026, 11, 11), "双11", -1), "percent"),
    ],
)
def test_promotions_that_make_no_sense(session: Session, promotion: Promotion, code: str) -> None:
    with pytest.raises(UserError) as error:
        planning.save_promotion(session, promotion)
    assert error.value.code == code


@pytest.mark.parametrize(
    ("terms", "code"),
    [
        (PlanTerms(99), "gone"),
        (PlanTerms(1, rest_days=32), "rest_days"),
        (PlanTerms(1, max_run=0), "max_run"),
        (PlanTerms(1, pattern=("D", "Q"), anchor=date(2026, 11, 1)), "pattern"),
        (PlanTerms(1, pattern=("D",) * 63, anchor=date(2026, 11, 1)), "pattern"),
        (PlanTerms(1, pattern=("D", REST)), "anchor"),
    ],
)
def test_terms_that_make_no_sense(session: Session, terms: PlanTerms, code: str) -> None:
    with pytest.raises(UserError) as error:
        planning.save_terms(session, terms)
    assert error.value.code == code
    assert planning.terms(session, 1) == PlanTerms(1)


def test_rotation_as_it_is_typed() -> None:
    rules = preset("handbook-1")
    assert read_pattern("白白晚晚休", rules) == read_pattern("D D，N、晚班 休", rules) == ("D", "D", "N", "N", REST)
    assert read_pattern("白班", rules) == ("D",)
    assert read_pattern("", rules) == ()
    with pytest.raises(UserError, match="“早”"):
        read_pattern("早早休", rules)


def test_rotation_fills_blank_cells_from_its_anchor(session: Session) -> None:
    with pytest.raises(UserError, match="轮转"):
        planning.fill_rotation(session, NOVEMBER)
    planning.save_terms(session, PlanTerms(1, posts=("售后客服", " ", "售前客服"), pattern=("D", "N", REST), anchor=date(2026, 12, 3)))
    assert planning.terms(session, 1).posts == ("售后客服",)
    roster.write_cells(session, [(1, date(2026, 11, 2), REST)])
    planning.fill_rotation(session, NOVEMBER)
    assert row(session, 1).startswith("N休DN休D")  # the anchor is 32 days after the 1st: 32 = 10 × 3 + 2, so it begins with N
    assert row(session, 2) == "." * 30
    sources = {cell.day.day: cell.source for cell in roster.month_view(session, NOVEMBER).cells if cell.employee_id == 1}
    assert (sources[1], sources[2]) == ("auto", "typed")
    with pytest.raises(UserError) as error:
        planning.fill_rotation(session, NOVEMBER)
    assert error.value.code == "nothing"
    history.undo(session)
    assert row(session, 1) == "." + REST + "." * 28


def test_a_copied_month_goes_by_the_weekday(session: Session) -> None:
    roster.write_cells(session, [(1, day, REST if day.weekday() == 0 else "D", "售后客服") for day in OCTOBER.days()])
    roster.write_cells(session, [(1, date(2026, 10, 8), "假")])
    planning.copy_month(session, NOVEMBER)
    text = row(session, 1)
    assert [number for number, code in enumerate(text, 1) if code == REST] == [2, 9, 16, 23, 30]
    assert text[4] == "."  # 5 November is four weeks after the leave of 8 October
    posts = {cell.post for cell in roster.month_view(session, NOVEMBER).cells if cell.day >= NOVEMBER.first and cell.code == "D"}
    assert posts == {"售后客服"}


def test_a_copied_week_leaves_decided_cells(session: Session) -> None:
    monday = date(2026, 11, 2)
    roster.write_cells(session, [(who, monday + timedelta(days=number), "DNDND休休"[number]) for who in (1, 2) for number in range(7)])
    roster.write_cells(session, [(1, date(2026, 11, 10), REST)])
    planning.copy_week(session, date(2026, 11, 5), date(2026, 11, 12), [1])
    assert row(session, 1)[8:15] == "D休DND休休"
    assert row(session, 2)[8:15] == "......."


def test_who_leaves_with_comp_off_is_told(session: Session) -> None:
    person = next(one for one in staff.all_employees(session) if one.id == 1)
    roster.write_cells(session, [(1, date(2026, 11, 7), REST)])
    attendance.enter_overtime(session, Overtime(0, 1, date(2026, 11, 7), 240, Status.APPROVED, time_off=True))
    made = staff.save(session, replace(person, left=date(2026, 11, 30)))
    assert made.message.endswith("；还有 4 小时调休没休：在 2026-11-30 前休掉，或者付钱")
    assert "调休" not in staff.save(session, replace(person, left=date(2026, 11, 30), team="售后组")).message  # said once
    assert "调休" not in staff.save(session, replace(next(one for one in staff.all_employees(session) if one.id == 2),
                                                   left=date(2026, 11, 30))).message  # fmt: skip


def test_a_copied_week_stays_in_its_month(session: Session) -> None:
    roster.write_cells(session, [(1, date(2026, 11, 23) + timedelta(days=number), "DNDND休休"[number]) for number in range(7)])
    planning.copy_week(session, date(2026, 11, 23), date(2026, 11, 30))
    assert row(session, 1)[22:] == "DNDND休休D"
    assert not [cell for cell in roster.month_view(session, Month(2026, 12)).cells if cell.day.month == 12]  # that is another page
    planning.copy_week(session, date(2026, 11, 24), date(2026, 12, 1))
    assert [cell.day.day for cell in roster.month_view(session, Month(2026, 12)).cells if cell.day.month == 12] == [1, 2, 3, 4, 5, 6]


def test_publishing_and_what_changed_since(session: Session) -> None:
    with pytest.raises(UserError) as error:
        planning.publish(session, NOVEMBER)
    assert error.value.code == "no_roster"
    assert planning.changes_since(session, NOVEMBER) == []
    roster.write_cells(session, [(who, day, "D") for who in (1, 2) for day in NOVEMBER.days()])
    planning.publish(session, NOVEMBER, " 第一版 ")
    roster.write_cells(session, [(1, date(2026, 11, 5), REST), (2, date(2026, 11, 6), None)])
    expected = [
        Published(1, date(2026, 11, 5), ("D", ""), (REST, "")),
        Published(2, date(2026, 11, 6), ("D", ""), None),
    ]
    assert planning.changes_since(session, NOVEMBER) == expected
    found = roster.month_view(session, NOVEMBER).planning.publication
    assert found is not None and (found.note, found.at) == ("第一版", NOW)
    at_the_desk(session, Role.AGENT, 1)
    assert planning.changes_since(session, NOVEMBER) == expected[:1]
    own = roster.month_view(session, NOVEMBER).planning.publication
    assert own is not None and {who for who, _day in own.cells} == {1}


@pytest.mark.parametrize("role", [Role.AGENT, Role.LEAD])
def test_only_who_plans_may_plan(session: Session, role: Role) -> None:
    at_the_desk(session, role, 1)
    for call in (
        lambda: planning.save_promotion(session, usual_promotions(2026)[0]),
        lambda: planning.remove_promotion(session, 1),
        lambda: planning.save_need(session, DayNeed(date(2026, 11, 1), "D", "", 1)),
        lambda: planning.remove_need(session, date(2026, 11, 1), "D", ""),
        lambda: planning.save_terms(session, PlanTerms(1, rest_days=9)),
        lambda: planning.fill_rotation(session, NOVEMBER),
        lambda: planning.copy_month(session, NOVEMBER),
        lambda: planning.copy_week(session, date(2026, 11, 1), date(2026, 11, 8)),
        lambda: planning.publish(session, NOVEMBER),
    ):
        with pytest.raises(UserError) as error:
            call()
        assert error.value.code == "forbidden"


def test_a_closed_month_keeps_its_needs(session: Session, tmp_path: Path) -> None:
    roster.write_cells(session, [(who, day, REST) for who in (1, 2, 3) for day in Month(2026, 9).days()])
    punches = tmp_path / "p.csv"
    punches.write_text("工号,打卡时间\n0007,2026-09-01 08:20\n0007,2026-09-30 08:20\n", encoding="utf-8")
    imports.store(session, imports.preview(session, imports.read(punches, imports.read_options(session, Month(2026, 9)), kind="punches")))
    for day in (date(2026, 9, 1), date(2026, 9, 30)):
        attendance.decide(session, 1, day, Anomaly.NO_ROSTER, Verdict.CONFIRMED)
    month.close(session, Month(2026, 9), settle="all")
    with pytest.raises(UserError) as error:
        planning.save_need(session, DayNeed(date(2026, 9, 11), "D", "", 3))
    assert error.value.code == "closed"
