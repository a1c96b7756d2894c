"""Undo at a shared PC: everybody his own steps, another person's only by right."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest

from csdesk.actions import history, shop
from csdesk.actions.session import Session
from csdesk.core.permission import Role
from csdesk.core.problem import UserError
from csdesk.core.staff import Employee
from csdesk.core.users import User
from csdesk.store import roster, staff

NOW = datetime(2026, 10, 8, 9)
DAY = date(2026, 9, 1)


@pytest.fixture
def session(tmp_path: Path) -> Session:
    made = shop.create(tmp_path / "a.csdesk", lambda: NOW)
    made.user = User(1, "店长", Role.OWNER)
    with made.step("录入员工"):
        staff.save(made.shop, Employee(0, "0007", "李䶮"))
    return made


@pytest.mark.parametrize(
    ("role", "roster_too", "staff_too"),
    [(Role.OWNER, True, True), (Role.SUPERVISOR, True, False), (Role.LEAD, False, False), (Role.AGENT, False, False)],
)
def test_anothers_step_only_by_right(session: Session, role: Role, roster_too: bool, staff_too: bool) -> None:
    with session.step("排班"):
        roster.write(session.shop, [(1, DAY, "D", "typed")])
    session.user = User(2, "小王", role)
    for allowed, label in ((roster_too, "排班"), (staff_too, "录入员工")):
        if not allowed:
            assert history.can_undo(session) is None
            with pytest.raises(UserError) as caught:
                history.undo(session)
            assert caught.value.code == "forbidden" and "店长" in caught.value.message
            break
        assert history.can_undo(session) == label
        history.undo(session)
        assert history.can_redo(session) == label
    assert len(roster.cells(session.shop, DAY, DAY)) == (0 if roster_too else 1)
    session.shop.close()


def test_own_steps_always(session: Session) -> None:
    session.user = User(2, "小王", Role.SUPERVISOR)
    with session.step("认领"):  # a supervisor may not edit the staff file, but his import learned an alias
        staff.save(session.shop, Employee(0, "0008", "郭Amy"))
    assert history.can_undo(session) == "认领"
    history.undo(session)
    session.user = User(3, "阿力", Role.LEAD)
    assert history.can_redo(session) is None
    with pytest.raises(UserError):
        history.redo(session)
    session.user = User(2, "小王", Role.SUPERVISOR)
    history.redo(session)
    assert len(staff.employees(session.shop)) == 2
    session.shop.close()
