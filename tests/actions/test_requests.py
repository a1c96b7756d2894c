"""What people ask of the roster and what is decided: own and others', notice, conflicts, one undo step, refusals with a reason."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest

from csdesk.actions import history, planning, requests, roster, shop
from csdesk.actions.session import Session
from csdesk.core.attendance import Leave, Status
from csdesk.core.calendar import Month
from csdesk.core.permission import Role
from csdesk.core.planning import OpenState, PlanTerms
from csdesk.core.presets import preset
from csdesk.core.problem import UserError
from csdesk.core.roster import LEAVE, REST
from csdesk.core.rules import Demand, Rules
from csdesk.core.staff import BasePay, Employee
from csdesk.core.users import User
from csdesk.store import rules as rules_store
from csdesk.store import staff as staff_store

NOW = datetime(2026, 11, 10, 9)
NOVEMBER = Month(2026, 11)


def day(number: int) -> date:
    return date(2026, 11, number)


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    made = shop.create(tmp_path / "a.csdesk", lambda: NOW)
    base = preset("handbook-1")
    rules = Rules(shifts=base.shifts, leave=base.leave, demand=(Demand("D", "售前", 1),))
    with made.step("开店", undoable=False):
        rules_store.add_version(made.shop, rules, date(2026, 1, 1), by="", at=NOW)
        for no, name, post in (("0007", "李䶮", "售前客服"), ("0012", "陈思远", "售前客服"), ("0013", "周梦", "售后客服")):
            staff_store.save(made.shop, Employee(0, no, name, post, hired=date(2026, 1, 1), pay=(BasePay(date(2026, 1, 1), 220000),)))
    roster.write_cells(made, [(who, one, "D" if who != 2 else "N") for who in (1, 2, 3) for one in NOVEMBER.days()])
    yield made
    made.shop.close()


def sit(session: Session, role: Role, employee_id: int | None = None) -> None:
    session.user = User(1, {Role.AGENT: "小李", Role.SUPERVISOR: "马主管"}.get(role, "组长"), role, employee_id)


def code(session: Session, who: int, one: date) -> tuple[str, str] | None:
    cells = roster.month_view(session, NOVEMBER).cells
    return next(((cell.code, cell.source) for cell in cells if (cell.employee_id, cell.day) == (who, one)), None)


def refused(call: object) -> str:
    with pytest.raises(UserError) as error:
        call()  # type: ignore[operator]
    return error.value.code


def rows(session: Session) -> list[tuple[str, str, str, Status]]:
    found = requests.requests(session, NOVEMBER)
    return [(one.kind, one.employee.no if one.employee else "", one.what, one.status) for one in found]


def test_a_wish_asked_decided_and_undone(session: Session) -> None:
    sit(session, Role.AGENT, 1)
    assert requests.ask_wish(session, 1, day(20), REST, " 看病 ").message == "11月20日的申请交了"
    late = requests.ask_wish(session, 1, day(11), REST)
    assert late.message == "11月11日的申请交了：提前 1 天，制度要提前 2 天"
    found = requests.requests(session, NOVEMBER)
    assert [(one.first, one.ahead, one.notice, one.late, one.own, one.reason) for one in found] == [
        (day(11), 1, 2, True, True, ""), (day(20), 10, 2, False, True, "看病")]
    assert requests.waiting(session) == 0  # nothing for an agent to decide
    sit(session, Role.SUPERVISOR)
    assert requests.waiting(session) == 2
    found = requests.requests(session, NOVEMBER)
    assert [one.sentence for one in found[1].problems] == ["20日 白班 售前 缺 1 人"]
    assert all(not one.own and one.employee is not None and one.employee.pay == () for one in found)
    requests.decide(session, "wish", found[1].id, approve=True)
    assert code(session, 1, day(20)) == (REST, "pinned")
    assert refused(lambda: requests.decide(session, "wish", found[0].id, approve=False)) == "answer"
    requests.decide(session, "wish", found[0].id, approve=False, answer="大促缺人")
    done = requests.requests(session, NOVEMBER)
    assert [(one.status, one.answer, one.decided_by) for one in done] == [
        (Status.REJECTED, "大促缺人", "马主管"), (Status.APPROVED, "", "马主管")]
    history.undo(session)
    history.undo(session)
    assert code(session, 1, day(20)) == ("D", "typed")
    assert {one.status for one in requests.requests(session, NOVEMBER)} == {Status.PENDING}


def test_what_an_agent_may_not(session: Session) -> None:
    sit(session, Role.AGENT, 1)
    assert refused(lambda: requests.ask_wish(session, 2, day(20), REST)) == "forbidden"
    assert refused(lambda: requests.ask_wish(session, 1, day(9), REST)) == "over"
    assert refused(lambda: requests.ask_wish(session, 1, day(20), "X")) == "code"
    assert refused(lambda: requests.ask_swap(session, 2, day(20), 1)) == "forbidden"
    assert refused(lambda: requests.open_shift(session, day(20), "D")) == "forbidden"
    leave = Leave(0, 2, "事假", datetime(2026, 11, 20), datetime(2026, 11, 20), True)
    assert refused(lambda: requests.ask_leave(session, leave)) == "forbidden"
    number = requests.ask_wish(session, 1, day(20), REST).value
    assert refused(lambda: requests.decide(session, "wish", number, approve=True)) == "forbidden"  # type: ignore[arg-type]
    assert refused(lambda: requests.give_open_shift(session, 1, 1)) == "forbidden"
    sit(session, Role.AGENT, 2)
    assert rows(session) == []  # of the others nothing
    assert refused(lambda: requests.withdraw(session, "wish", number)) == "forbidden"  # type: ignore[arg-type]
    sit(session, Role.AGENT, 1)
    requests.withdraw(session, "wish", number)  # type: ignore[arg-type]
    assert rows(session) == []
    assert refused(lambda: requests.withdraw(session, "wish", number)) == "gone"  # type: ignore[arg-type]


def test_a_promise_is_not_replaced_by_the_one_who_got_it(session: Session) -> None:
    requests.decide(session, "wish", requests.ask_wish(session, 1, day(20), REST).value, approve=True)  # type: ignore[arg-type]
    sit(session, Role.AGENT, 1)
    assert refused(lambda: requests.ask_wish(session, 1, day(20), "N")) == "approved"


def test_leave_waits_is_seen_beside_wishes_and_becomes_cells(session: Session) -> None:
    roster.write_cells(session, [(1, day(21), REST)])
    sit(session, Role.AGENT, 1)
    leave = Leave(0, 1, "事假", datetime(2026, 11, 20), datetime(2026, 11, 22), True, Status.APPROVED, reason="搬家")
    number = requests.ask_leave(session, leave).value
    assert rows(session) == [("leave", "0007", "11月20日到11月22日 事假", Status.PENDING)]
    sit(session, Role.SUPERVISOR)
    requests.decide(session, "leave", number, approve=True)  # type: ignore[arg-type]
    assert [code(session, 1, day(one)) for one in (20, 21, 22)] == [(LEAVE, "typed"), (REST, "typed"), (LEAVE, "typed")]
    history.undo(session)
    assert code(session, 1, day(20)) == ("D", "typed")
    assert rows(session)[0][3] is Status.PENDING


def test_a_swap_is_asked_checked_and_done(session: Session) -> None:
    roster.write_cells(session, [(1, day(19), REST), (1, day(21), REST), (2, day(19), REST), (2, day(21), REST)])
    sit(session, Role.AGENT, 1)
    partners = requests.swap_partners(session, 1, day(20))
    assert [(one.employee.no, len(one.problems), one.employee.pay) for one in partners] == [("0012", 0, ())]
    assert refused(lambda: requests.ask_swap(session, 1, day(20), 1)) == "other"
    assert refused(lambda: requests.ask_swap(session, 1, day(20), 3)) == "post"
    assert refused(lambda: requests.ask_swap(session, 1, day(19), 2)) == "same"
    assert refused(lambda: requests.ask_swap(session, 1, day(20), 2, date(2026, 12, 1))) == "other_day"
    number = requests.ask_swap(session, 1, day(20), 2, reason="想早睡").value
    assert rows(session) == [("swap", "0007", "11月20日 白班 换 陈思远 的 11月20日 晚班", Status.PENDING)]
    sit(session, Role.AGENT, 2)
    assert len(rows(session)) == 1  # the other one sees it, too
    sit(session, Role.SUPERVISOR)
    requests.decide(session, "swap", number, approve=True)  # type: ignore[arg-type]
    assert (code(session, 1, day(20)), code(session, 2, day(20))) == (("N", "typed"), ("D", "typed"))
    history.undo(session)
    assert code(session, 1, day(20)) == ("D", "typed")


def test_a_swap_that_breaks_a_hard_rule_is_not_approved(session: Session) -> None:
    number = requests.ask_swap(session, 1, day(20), 2).value
    (asked,) = requests.requests(session, NOVEMBER)
    assert [one.rule for one in asked.problems if one.hard] == ["rest_between", "rest_between"]  # night, and day the next morning
    assert refused(lambda: requests.decide(session, "swap", number, approve=True)) == "conflict"  # type: ignore[arg-type]
    assert requests.requests(session, NOVEMBER)[0].status is Status.PENDING
    requests.decide(session, "swap", number, approve=False, answer="第二天要上早班")  # type: ignore[arg-type]
    assert requests.requests(session, NOVEMBER)[0].status is Status.REJECTED
    assert code(session, 1, day(20)) == ("D", "typed")


def test_two_days_of_a_swap_change_wholly(session: Session) -> None:
    roster.write_cells(session, [(1, day(24), REST), (2, day(20), REST), (2, day(24), "D"), (2, day(19), "D"), (2, day(23), "D")])
    number = requests.ask_swap(session, 1, day(20), 2, day(24)).value
    requests.decide(session, "swap", number, approve=True)  # type: ignore[arg-type]
    assert [code(session, who, day(one)) for who, one in ((1, 20), (2, 20), (1, 24), (2, 24))] == [
        (REST, "typed"), ("D", "typed"), ("D", "typed"), (REST, "typed")]


def test_an_open_shift_is_offered_asked_for_and_given(session: Session) -> None:
    roster.write_cells(session, [(1, day(20), REST), (1, day(19), REST)])
    (first, second) = requests.open_shift(session, day(20), "晚班", "售前客服", "大促", count=2).value  # type: ignore[misc]
    sit(session, Role.AGENT, 1)
    assert [row[:3] for row in rows(session)] == [("open", "", "11月20日 晚班 售前客服")] * 2
    requests.ask_open_shift(session, first)
    assert refused(lambda: requests.ask_open_shift(session, first)) == "taken"
    sit(session, Role.SUPERVISOR)
    assert requests.waiting(session) == 1
    assert refused(lambda: requests.give_open_shift(session, second)) == "employee"
    assert refused(lambda: requests.decide(session, "open", first, approve=True)) == "conflict"  # the day shift of the 21st follows
    roster.write_cells(session, [(1, day(21), REST)])
    requests.decide(session, "open", first, approve=True)
    assert code(session, 1, day(20)) == ("N", "typed")
    states = [one.state for one in roster.month_view(session, NOVEMBER).planning.open_shifts]
    assert states == [OpenState.FILLED, OpenState.OPEN]
    history.undo(session)
    assert code(session, 1, day(20)) == (REST, "typed")
    requests.withdraw(session, "open", second)
    assert len(rows(session)) == 1


def test_a_shift_at_another_post_is_given_with_it(session: Session) -> None:
    planning.save_terms(session, PlanTerms(3, posts=("售前客服",)))
    roster.write_cells(session, [(3, day(20), REST)])
    (number,) = requests.open_shift(session, day(20), "D", "售前客服").value  # type: ignore[misc]
    requests.give_open_shift(session, number, 3)
    cell = next(one for one in roster.month_view(session, NOVEMBER).cells if (one.employee_id, one.day) == (3, day(20)))
    assert (cell.code, cell.post) == ("D", "售前客服")


def test_asking_for_a_day_of_no_employment(session: Session) -> None:
    assert refused(lambda: requests.ask_wish(session, 1, date(2025, 12, 1), REST)) == "not_employed"
    assert refused(lambda: requests.ask_wish(session, 77, day(20), REST)) == "gone"
