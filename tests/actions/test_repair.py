"""A roster that was given out is repaired: what is offered, what is written, what it is called, one step to take it back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from csdesk import i18n
from csdesk.actions import attendance, history, planning, proposals, repair, roster, shop, staff
from csdesk.actions.repair import Happening, Ill, Leaving, Missing, Prepared, Promoted, Repairs, Unable
from csdesk.actions.session import Session
from csdesk.core.calendar import Month
from csdesk.core.permission import Role
from csdesk.core.planning import Promotion
from csdesk.core.presets import preset
from csdesk.core.problem import UserError
from csdesk.core.roster import LEAVE, REST
from csdesk.core.rules import Demand, Rules
from csdesk.core.staff import Employee
from csdesk.core.users import User
from csdesk.solve.child import Job
from csdesk.solve.desk import TIERS
from csdesk.solve.engine import solve
from csdesk.store import roster as store_roster
from csdesk.store import rules as rules_store
from csdesk.store import staff as staff_store

NOW = datetime(2026, 11, 5, 9)
NOVEMBER = Month(2026, 11)
NEEDS = (Demand("D", "售前", 3), Demand("D", "售后", 2), Demand("N", "", 2))


@pytest.fixture(autouse=True)
def chinese() -> Iterator[None]:
    i18n.use("zh_CN")
    yield
    i18n.use("en")


@pytest.fixture(scope="module")
def planned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A shop of nine whose November was proposed, taken and given out."""
    path = tmp_path_factory.mktemp("repair") / "a.csdesk"
    made = shop.create(path, lambda: datetime(2026, 10, 20, 9))
    base = preset("handbook-1")
    rules = Rules(shifts=base.shifts, leave=base.leave, demand=NEEDS)
    with made.step("开店", undoable=False):
        rules_store.add_version(made.shop, rules, date(2026, 1, 1), by="", at=made.now)
        for number in range(9):
            post, level = ("售前客服", "售后客服")[number % 3 == 0], "组长" if number < 4 else "客服"
            staff_store.save(made.shop, Employee(0, f"00{number + 10}", f"员工{number}", post, level, hired=date(2026, 1, 1)))
    prepared = proposals.prepare(made, NOVEMBER)
    proposals.take(made, prepared, solve(prepared.desk.model, 1, 30_000).rows, seed=1, iterations=30_000)
    planning.publish(made, NOVEMBER)
    made.shop.close()
    return path


@pytest.fixture
def session(planned: Path, tmp_path: Path) -> Iterator[Session]:
    path = tmp_path / "a.csdesk"
    path.write_bytes(planned.read_bytes())
    made = shop.open_shop(path, lambda: NOW)
    yield made
    made.shop.close()


def cells(session: Session) -> dict[tuple[int, date], tuple[str, str]]:
    found = store_roster.cells(session.shop, NOVEMBER.first, NOVEMBER.last + timedelta(days=40))
    return {(cell.employee_id, cell.day): (cell.code, cell.source) for cell in found}


def offers(session: Session, happening: Happening) -> tuple[Prepared, Repairs]:
    prepared = repair.prepare(session, NOVEMBER, happening)
    function, *arguments = prepared.work
    return prepared, repair.read(prepared, function(*arguments))


def needed(session: Session, first: date) -> tuple[int, date]:
    """Somebody on a night that has nobody to spare, on `first` or soon after."""
    found = cells(session)
    for day in (first + timedelta(days=number) for number in range(9)):
        there = [who for (who, at), (code, _source) in sorted(found.items()) if at == day and code == "N"]
        if len(there) == 2:
            return there[0], day
    raise AssertionError("no night without a spare")


def conflicts(session: Session) -> list[str]:
    live = planning.month_live(session, NOVEMBER)
    return [one.rule for one in live.violations() if one.hard]


def test_ill_for_two_days(session: Session) -> None:
    before = cells(session)
    who, day = needed(session, date(2026, 11, 12))
    prepared, found = offers(session, Ill(who, day, day + timedelta(days=1), "病假", "发烧"))
    assert found.title == f"员工{who - 1}：病假 11月{day.day}日至11月{day.day + 1}日" and not found.typed
    assert found.untouched.price >= 100 and found.untouched.short and not found.untouched.moves
    assert 1 <= len(found.offers) <= 3
    assert [one.price for one in found.offers] == sorted(one.price for one in found.offers)
    for one in found.offers:
        assert one.price == sum(price for _words, price in one.parts) < found.untouched.price
        assert one.proven and one.moves and all(move.day >= NOW.date() for move in one.moves)
        assert all("→" in move.sentence and "11月" in move.sentence for move in one.moves)
    best = found.offers[0]
    assert best.short == ()
    done = repair.take(session, prepared, best)
    after = cells(session)
    assert {place for place in after if after[place] != before[place]} <= {
        *((move.employee.id, move.day) for move in best.moves), (who, day), (who, day + timedelta(days=1))}  # fmt: skip
    assert after[who, day][0] == LEAVE
    for move in best.moves:
        assert after[move.employee.id, move.day] == (move.after[0], "accepted")
    (leave,) = roster.month_view(session, NOVEMBER).leaves
    assert (leave.type, leave.reason, leave.emergency) == ("病假", "发烧", True)
    assert conflicts(session) == [] and len(planning.changes_since(session, NOVEMBER)) >= len(best.moves)
    assert "修好" in done.message
    history.undo(session)
    assert cells(session) == before and roster.month_view(session, NOVEMBER).leaves == ()


@pytest.mark.parametrize("number", range(6, 29, 4))
def test_every_offer_passes_the_check(session: Session, number: int) -> None:
    """The check that runs while typing finds no new conflict in any offer but the places that it says stay short."""
    day = date(2026, 11, number)
    who = next(one for (one, at), (code, _source) in sorted(cells(session).items()) if at == day and code != REST)
    prepared, found = offers(session, Ill(who, day, day + timedelta(days=number % 3), "病假"))
    for one in (found.untouched, *found.offers):
        repair.take(session, prepared, one)
        broken = [violation for violation in planning.month_live(session, NOVEMBER).violations() if violation.hard]
        assert {violation.rule for violation in broken} <= {"short"} and bool(broken) == any("缺" in words for words in one.short)
        history.undo(session)


def test_nothing_moves_when_nobody_asks_for_it(session: Session) -> None:
    who, day = needed(session, date(2026, 11, 12))
    before = cells(session)
    prepared, found = offers(session, Ill(who, day, day, "病假"))
    repair.take(session, prepared, found.untouched)
    after = cells(session)
    assert {place for place in after if after[place] != before[place]} == {(who, day)}
    assert "short" in conflicts(session)


def test_the_work_runs_in_a_child(session: Session) -> None:
    who, day = needed(session, date(2026, 11, 12))
    prepared = repair.prepare(session, NOVEMBER, Ill(who, day, day, "病假"))
    answer = Job(*prepared.work).wait()
    assert answer is not None
    function, *arguments = prepared.work
    assert repair.read(prepared, answer) == repair.read(prepared, function(*arguments))


def test_somebody_leaves(session: Session) -> None:
    who, _day = needed(session, date(2026, 11, 27))
    last = date(2026, 11, 26)
    with session.step("十二月"):
        store_roster.write(session.shop, [(who, date(2026, 12, 1), "D", "typed")])
    prepared, found = offers(session, Leaving(who, last))
    assert found.title == f"员工{who - 1} 离职，最后一天 11月26日"
    best = found.offers[0]
    repair.take(session, prepared, best)
    assert not any(at > last for person, at in cells(session) if person == who)
    assert next(one for one in staff.all_employees(session) if one.id == who).left == last
    assert set(conflicts(session)) <= ({"short"} if best.short else set())


def test_a_supervisor_repairs_but_does_not_touch_the_staff_file(session: Session) -> None:
    session.user = User(1, "主管", Role.SUPERVISOR)
    who, day = needed(session, date(2026, 11, 27))
    prepared, found = offers(session, Leaving(who, day - timedelta(days=1)))
    repair.take(session, prepared, found.offers[0])
    assert next(one for one in staff.all_employees(session) if one.id == who).left is None
    session.user = User(2, "组长", Role.LEAD)
    with pytest.raises(UserError):
        repair.prepare(session, NOVEMBER, Leaving(who, day))


def test_a_promotion_is_added(session: Session) -> None:
    resting = [at for (_who, at), (code, _source) in sorted(cells(session).items()) if code == REST and at.day >= 24]
    day = max(resting, key=resting.count)  # nobody can be added on a day that everybody works
    prepared, found = offers(session, Promoted(Promotion(0, day, day, "店庆", 50)))
    assert found.title == "大促 店庆" and found.untouched.short
    best = found.offers[0]
    assert all(move.day.day in range(20, 31) for move in best.moves)
    repair.take(session, prepared, best)
    assert [one.name for one in planning.promotions(session, 2026)] == ["店庆"]
    assert ("short" in conflicts(session)) == bool(best.short)


def test_a_cell_that_somebody_can_not_have(session: Session) -> None:
    who, day = needed(session, date(2026, 11, 17))
    prepared, found = offers(session, Unable(who, day))
    assert found.title == f"员工{who - 1} 上不了 11月{day.day}日 的晚班"
    repair.take(session, prepared, found.offers[0])
    assert cells(session)[who, day][0] != "N" and "rest_between" not in conflicts(session)
    with pytest.raises(UserError) as refused:
        repair.prepare(session, NOVEMBER, Unable(who, next(at for (one, at), (code, _s) in cells(session).items()
                                                             if one == who and code == REST and at > day)))
    assert refused.value.code == "no_shift"


def test_a_place_that_nobody_has(session: Session) -> None:
    who, day = needed(session, date(2026, 11, 18))
    roster.write_cells(session, [(who, day, REST)])
    live = planning.month_live(session, NOVEMBER)
    violation = next(one for one in live.of_day(day) if one.rule == "short")
    prepared, found = offers(session, Missing.of(violation))
    assert found.title.startswith(f"补上 11月{day.day}日 晚班")
    best = found.offers[0]
    repair.take(session, prepared, best)
    assert cells(session)[who, day] == (REST, "typed") and conflicts(session) == []


def test_typed_cells_move_only_where_nothing_else_helps(session: Session) -> None:
    who, day = needed(session, date(2026, 11, 12))
    everything = list(store_roster.cells(session.shop, NOVEMBER.first, NOVEMBER.last))
    roster.pin(session, everything, pinned=False)
    _prepared, found = offers(session, Ill(who, day, day, "病假"))
    assert found.typed and found.offers and not found.offers[0].short
    roster.pin(session, everything, pinned=True)
    _prepared, found = offers(session, Ill(who, day, day, "病假"))
    assert not found.typed and found.offers == () and found.untouched.short


def test_a_roster_that_changed_meanwhile(session: Session) -> None:
    who, day = needed(session, date(2026, 11, 12))
    prepared, found = offers(session, Ill(who, day, day, "病假"))
    move = found.offers[0].moves[0]
    roster.write_cells(session, [(move.employee.id, move.day, REST)])
    before = cells(session)
    with pytest.raises(UserError) as refused:
        repair.take(session, prepared, found.offers[0])
    assert refused.value.code == "stale" and cells(session) == before


@pytest.mark.parametrize(("happening", "code"), [
    (Ill(1, date(2026, 11, 3), date(2026, 11, 4), "病假"), "over"),
    (Ill(1, date(2026, 11, 13), date(2026, 11, 12), "病假"), "end"),
    (Ill(99, date(2026, 11, 12), date(2026, 11, 12), "病假"), "gone"),
    (Leaving(1, date(2026, 11, 30)), "over"),
    (Missing(date(2026, 11, 12), "D", "仓库"), "nothing"),
    (Promoted(Promotion(0, date(2026, 11, 12), date(2026, 11, 12), "小", 0)), "nothing"),
])  # fmt: skip
def test_what_cannot_be_repaired(session: Session, happening: Happening, code: str) -> None:
    with pytest.raises(UserError) as refused:
        repair.prepare(session, NOVEMBER, happening)
    assert refused.value.code == code


def test_leave_that_is_there_already(session: Session) -> None:
    who, day = needed(session, date(2026, 11, 12))
    prepared, found = offers(session, Ill(who, day, day, "病假"))
    repair.take(session, prepared, found.untouched)
    with pytest.raises(UserError) as refused:
        repair.prepare(session, NOVEMBER, Ill(who, day, day, "病假"))
    assert refused.value.code == "overlap"
    live = planning.month_live(session, NOVEMBER)
    violation = next(one for one in live.of_day(day) if one.rule == "short")
    prepared, found = offers(session, Missing.of(violation))
    repair.take(session, prepared, found.offers[0])
    assert conflicts(session) == [] and attendance.month_view(session, NOVEMBER).month == NOVEMBER


def test_every_reason_has_words() -> None:
    assert set(repair.PARTS) == set(TIERS) - {"promotion", "accepted"}


def test_blank_cells_are_filled_first(session: Session) -> None:
    who, day = needed(session, date(2026, 11, 12))
    resting = [one for (one, at), (code, _source) in cells(session).items() if at == day and code == REST]
    roster.write_cells(session, [(one, day + timedelta(days=number), None) for one in resting for number in range(3)])
    _prepared, found = offers(session, Ill(who, day, day, "病假"))
    blank = [move for one in found.offers for move in one.moves if move.before is None]
    assert blank and {move.employee.id for move in blank} <= set(resting) and all(move.sentence.split("：")[1][0] == "没" for move in blank)
    for one in found.offers:
        assert dict(one.parts).get("已经发出去的班要改", 0) == 30 * sum(move.before is not None for move in one.moves)
