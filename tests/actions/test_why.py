"""Why not: what stands in the way, in words, and every fix does what its button says, as one step."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from csdesk.actions import attendance, history, planning, requests, roster, staff, why
from csdesk.actions.repair import Missing
from csdesk.actions.session import Session
from csdesk.actions.why import Prepared, Why
from csdesk.core.attendance import Leave, Status
from csdesk.core.permission import Role
from csdesk.core.planning import PlanTerms
from csdesk.core.problem import UserError
from csdesk.core.roster import REST
from csdesk.core.users import User
from csdesk.solve.child import Job
from csdesk.solve.diagnose import closed
from csdesk.store import planning as store_planning
from tests.actions.test_repair import NOVEMBER, NOW, cells, chinese, conflicts, needed, planned, session

__all__ = ["chinese", "planned", "session"]


def answers(session: Session, places: list[Missing] | None = None) -> tuple[Prepared, tuple[Why, ...]]:
    prepared = why.prepare(session, NOVEMBER, places)
    function, doubt = prepared.work
    return prepared, why.read(prepared, function(doubt))


def leave(session: Session, who: int, day: date) -> None:
    start = datetime(day.year, day.month, day.day)
    roster.enter_leave(session, Leave(0, who, "事假", start, start, whole_days=True))


def away(session: Session, day: date, but: int = 0) -> Missing:
    """Everybody but `but` people is on leave on a day, so that the night stays short."""
    for one in staff.all_employees(session)[but:]:
        leave(session, one.id, day)
    live = planning.month_live(session, NOVEMBER)
    return Missing.of(next(one for one in live.of_day(day) if one.rule == "short" and one.shift == "N"))


def test_the_promises_are_what_the_problem_keeps(session: Session) -> None:
    """What may be worked with every promise in force is exactly what a proposal may plan."""
    who, day = needed(session, date(2026, 11, 12))
    for other in sorted({2, 4, who}):
        leave(session, other, date(2026, 11, 25))
    start = datetime(2026, 11, 20, 8)
    attendance.request_leave(session, Leave(0, who, "事假", start, start + timedelta(hours=10)))
    wish = requests.ask_wish(session, who, date(2026, 11, 22), REST).value
    requests.decide(session, "wish", wish, approve=True)
    requests.ask_wish(session, who, date(2026, 11, 23), "N")
    roster.write_cells(session, [(who, day, REST), (who, day + timedelta(days=1), "D")])
    roster.write_cells(session, [(who + 1, day, "N")])
    someone = next(one for one in staff.all_employees(session) if one.id == who + 1)
    prepared = why.prepare(session, NOVEMBER)
    left = closed(prepared.doubt.model, prepared.doubt.bans)
    for number, (person, row) in enumerate(zip(prepared.desk.people, prepared.desk.model.people, strict=True)):
        assert left[number] == row.allowed, person.name
    assert prepared.doubt.rows == prepared.desk.present and someone.no_nights is False


def test_everybody_is_on_leave(session: Session) -> None:
    day = date(2026, 11, 18)
    place = away(session, day)
    before = cells(session)
    prepared, (found,) = answers(session, [place])
    assert found.what == "11月18日 晚班 缺 2 人" and not found.possible and found.proven
    assert any("请假" in words for words in found.why) and len(found.fixes) == 3
    fix = found.fixes[0]
    assert fix.label.startswith("推迟 员工") and fix.label.count("推迟") == 2 and fix.mended.short == ()
    why.mend(session, prepared, fix)
    assert {one.status for one in roster.month_view(session, NOVEMBER).leaves} == {Status.APPROVED}
    assert len(roster.month_view(session, NOVEMBER).leaves) == 7
    live = planning.month_live(session, NOVEMBER)
    assert not [one for one in live.of_day(day) if one.rule == "short" and one.shift == "N"]
    history.undo(session)
    assert cells(session) == before and len(roster.month_view(session, NOVEMBER).leaves) == 9


def test_two_pinned_shifts_that_lie_too_close(session: Session) -> None:
    day = date(2026, 11, 17)
    roster.write_cells(session, [(3, day, "N"), (3, day + timedelta(days=1), "D")], source="pinned")
    prepared, found = answers(session, [])
    (one,) = found
    assert one.what == "员工2：定下的几样没法都顾上"
    assert set(one.why) == {"11月17日 晚班钉住了", "11月18日 白班钉住了"}
    assert {fix.label for fix in one.fixes} == {"放开 员工2 11月17日 的晚班", "放开 员工2 11月18日 的白班"}
    assert "rest_between" in conflicts(session)
    for fix in one.fixes:
        why.mend(session, prepared, fix)
        assert "rest_between" not in conflicts(session)
        history.undo(session)


def test_a_promise_is_taken_back(session: Session) -> None:
    who, day = needed(session, date(2026, 11, 12))
    everything = planning.month_live(session, NOVEMBER).cells()
    roster.pin(session, [cell for cell in everything if cell.employee_id != who], pinned=True)
    wish = requests.ask_wish(session, who, day, REST).value
    requests.decide(session, "wish", wish, approve=True)
    prepared, (found,) = answers(session, [Missing(day, "N")])
    assert found.what == f"11月{day.day}日 晚班 缺 1 人"
    fix = next(fix for fix in found.fixes if fix.label.startswith("收回"))
    assert fix.label == f"收回答应 员工{who - 1} 11月{day.day}日 的休"
    why.mend(session, prepared, fix)
    assert cells(session)[who, day] == ("N", "accepted") and "short" not in conflicts(session)
    (kept,) = store_planning.wishes(session.shop, day, day)
    assert kept.status is Status.REJECTED and kept.answer == "排班需要"


def test_somebody_who_works_no_nights(session: Session) -> None:
    who, day = needed(session, date(2026, 11, 12))
    person = next(one for one in staff.all_employees(session) if one.id == who)
    staff.save(session, replace(person, no_nights=True))
    everything = planning.month_live(session, NOVEMBER).cells()
    roster.pin(session, [cell for cell in everything if (cell.employee_id, cell.day) != (who, day)], pinned=True)
    roster.write_cells(session, [(who, at, REST) for (one, at), (code, _source) in cells(session).items() if one == who and code == "N"])
    roster.write_cells(session, [(who, day, None)])
    prepared, (found,) = answers(session, [Missing(day, "N")])
    assert f"员工{who - 1} 不上晚班" in found.why
    fix = next(fix for fix in found.fixes if fix.label == f"让 员工{who - 1} 上晚班")
    why.mend(session, prepared, fix)
    assert not next(one for one in staff.all_employees(session) if one.id == who).no_nights
    assert cells(session)[who, day][0] == "N"


def test_a_rule_is_gone_beyond_by_a_person(session: Session) -> None:
    """What breaks a limit of planning is written as typed: a person decided it."""
    who, day = needed(session, date(2026, 11, 12))
    planning.save_terms(session, PlanTerms(who, max_run=1))
    everything = planning.month_live(session, NOVEMBER).cells()
    roster.pin(session, [cell for cell in everything if cell.employee_id != who], pinned=True)
    mine = [cell for cell in everything if cell.employee_id == who]
    roster.write_cells(session, [(who, cell.day, REST) for cell in mine if cell.day >= NOW.date()], source="accepted")
    roster.write_cells(session, [(who, day - timedelta(days=1), "N"), (who, day + timedelta(days=1), "N")])
    prepared, (found,) = answers(session, [Missing(day, "N")])
    assert f"员工{who - 1} 连上太多天" in found.why
    fix = next(fix for fix in found.fixes if "连上" in fix.label)
    assert fix.label == f"员工{who - 1} 连上 3 天" and [move.day for move in fix.mended.moves] == [day]
    why.mend(session, prepared, fix)
    assert cells(session)[who, day] == ("N", "typed")


def test_it_is_possible_after_all(session: Session) -> None:
    who, day = needed(session, date(2026, 11, 12))
    roster.write_cells(session, [(who, day, REST)])
    prepared, (found,) = answers(session, [Missing(day, "N")])
    assert found.possible and found.why == ("排得开，不用谁让步",)
    (fix,) = found.fixes
    assert fix.label == "就这么排" and fix.mended.moves
    why.mend(session, prepared, fix)
    assert cells(session)[who, day] == (REST, "typed") and "short" not in conflicts(session)


def test_nobody_helps(session: Session) -> None:
    planning.set_needs(session, date(2026, 11, 18), {("N", ""): 20})
    _prepared, found = answers(session)
    (one,) = found
    assert one.what.startswith("11月18日 晚班 缺 ") and one.fixes == () and one.why[-1] == "谁让步都不够，得再找一个人"


def test_a_lead_is_missing(session: Session) -> None:
    leads = [one.id for one in staff.all_employees(session) if one.is_lead]
    day = date(2026, 11, 18)
    for who in leads:
        leave(session, who, day)
    _prepared, found = answers(session, [Missing(day, "N", rule="no_lead")])
    (one,) = found
    assert one.what == "11月18日 晚班 没有组长" and any("请假" in words for words in one.why)
    assert one.fixes and "推迟" in one.fixes[0].label


def test_the_work_runs_in_a_child(session: Session) -> None:
    place = away(session, date(2026, 11, 18), but=1)
    prepared = why.prepare(session, NOVEMBER, [place])
    found = Job(*prepared.work).wait()
    function, doubt = prepared.work
    assert found is not None and why.read(prepared, found) == why.read(prepared, function(doubt))


def test_who_may_and_what_changed_meanwhile(session: Session) -> None:
    place = away(session, date(2026, 11, 18), but=1)
    prepared, (found,) = answers(session, [place])
    change = found.fixes[0].mended.changes[0]
    roster.write_cells(session, [(change[0], change[1], REST)])
    with pytest.raises(UserError) as refused:
        why.mend(session, prepared, found.fixes[0])
    assert refused.value.code == "stale"
    session.user = User(2, "组长", Role.LEAD)
    with pytest.raises(UserError):
        why.prepare(session, NOVEMBER)


def test_nothing_is_wrong(session: Session) -> None:
    _prepared, found = answers(session)
    assert found == ()
