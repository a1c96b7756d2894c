"""Undo brings back the bytes before, redo the bytes after; both refuse where somebody changed the rows since."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from csdesk.core.attendance import Anomaly, Correction, Decision, Leave, Outing, Overtime, PacketPayment, Side, Verdict
from csdesk.core.calendar import DayKind, DayOverride
from csdesk.core.changes import Topic
from csdesk.core.payroll import Adjustment, TaxOpening
from csdesk.core.permission import Role
from csdesk.core.problem import UserError
from csdesk.core.staff import Alias, BasePay
from csdesk.core.users import User
from csdesk.store import attendance, batch, calendar, month, roster, staff, users
from csdesk.store import settings as shop_settings
from csdesk.store.shop import Shop
from tests.store.shops import FIRST, NOW, bring, dump, make, person, punches

TEXT = st.text(st.characters(exclude_categories=("Cs",)), max_size=8)
DAYS = st.integers(0, 3).map(lambda number: FIRST + timedelta(days=number))
Edit = Callable[[Shop, list[int]], object]


def employee(ids: list[int], index: int) -> int:
    return ids[index % len(ids)]


def edits() -> st.SearchStrategy[Edit]:
    who = st.integers(0, 2)
    moments = st.integers(0, 5000).map(lambda minutes: datetime(2026, 9, 1) + timedelta(minutes=minutes))

    def change_person(shop: Shop, ids: list[int], index: int, name: str, pay: int, alias: str) -> None:
        found = next(one for one in staff.employees(shop) if one.id == employee(ids, index))
        staff.save(shop, replace(found, name=name, pay=(BasePay(date(2026, 1, 1), 1), BasePay(FIRST, pay)),
                                 aliases=(Alias("name", alias), Alias("device", "7", FIRST))))

    return st.one_of(
        st.builds(lambda i, d, c: lambda s, ids: roster.write(s, [(employee(ids, i), d, c, "typed")]), who, DAYS,
                  st.sampled_from(["D", "N", "休", None])),
        st.builds(lambda i, n, p, a: lambda s, ids: change_person(s, ids, i, n, p, a), who, TEXT, st.integers(0, 10**12), TEXT),
        st.builds(lambda i, d, c, r: lambda s, ids: attendance.save_correction(
            s, Correction(0, employee(ids, i), d, Side.IN, c, None, "王", r)), who, DAYS, st.integers(0, 1500), TEXT),
        st.builds(lambda i, m, r: lambda s, ids: attendance.save_leave(
            s, Leave(0, employee(ids, i), "事假", m, m + timedelta(hours=3), reason=r)), who, moments, TEXT),
        st.builds(lambda i, m: lambda s, ids: attendance.save_outing(s, Outing(0, employee(ids, i), m, m)), who, moments),
        st.builds(lambda i, d, n: lambda s, ids: attendance.save_overtime(s, Overtime(0, employee(ids, i), d, n)), who, DAYS,
                  st.integers(0, 300)),
        st.builds(lambda i, d, v, r: lambda s, ids: attendance.save_decision(
            s, Decision(0, employee(ids, i), d, Anomaly.LATE, v, r)), who, DAYS, st.sampled_from(Verdict), TEXT),
        st.builds(lambda i, d: lambda s, ids: attendance.pay_packet(s, PacketPayment(employee(ids, i), d, "late", d)), who, DAYS),
        st.builds(lambda i, d: lambda s, ids: attendance.unpay_packet(s, employee(ids, i), d, "late"), who, DAYS),
        st.builds(lambda i, a, r: lambda s, ids: month.save_adjustment(
            s, Adjustment(0, employee(ids, i), "2026-09", "award", a, r)), who, st.integers(0, 10**10), TEXT),
        st.builds(lambda i, a: lambda s, ids: month.save_tax_opening(s, TaxOpening(employee(ids, i), 2026, 1, a, 0, 0)), who,
                  st.integers(0, 10**10)),
        st.builds(lambda d, k, n: lambda s, _ids: calendar.save_override(s, DayOverride(d, k, n)), DAYS,
                  st.sampled_from([None, *DayKind]), TEXT),
        st.builds(lambda d: lambda s, _ids: calendar.remove_override(s, d), DAYS),
        st.builds(lambda v: lambda s, _ids: shop_settings.put(s, "k", v), TEXT),
        st.just(lambda s, _ids: [attendance.remove_leave(s, one.id) for one in attendance.leaves(s, FIRST, date(2026, 12, 31))]),
        st.just(lambda s, _ids: [attendance.remove_correction(s, one.id) for one in attendance.corrections(s, FIRST, date(2026, 12, 31))]),
        st.just(lambda s, _ids: staff.save(s, person(50 + len(staff.employees(s))))),
    )


@settings(max_examples=40)
@given(st.lists(st.lists(edits(), min_size=1, max_size=5), min_size=1, max_size=6), st.data())
def test_undo_and_redo_are_exact(steps: list[list[Edit]], data: st.DataObject) -> None:
    """Any row of edits: every undo gives the table contents before its step, every redo those after it, in any walk."""
    with TemporaryDirectory() as folder:
        shop, ids = make(Path(folder) / "a.csdesk")
        states, head = [dump(shop)], shop.head()
        for number, step in enumerate(steps):
            with shop.step(str(number), by="b", at=NOW):
                for edit in step:
                    edit(shop, ids)
                if number % 2:
                    row = punches(ids, number + 1)
                    own = batch.add(shop, kind="punches", file_name="f", sha256=str(number), format="f", period=None, covered=None, at=NOW,
                                    by="b", step_id=shop.rows("SELECT step_id FROM journal_now")[0][0])
                    batch.add_punches(shop, own, row)
            if shop.head() != head:
                states.append(dump(shop))
                head = shop.head()
        place = len(states) - 1
        for back in data.draw(st.lists(st.booleans(), max_size=10)) + [True] * len(states) + [False] * len(states):
            if back and place > 0:
                shop.undo(by="b", at=NOW)
                place -= 1
            elif not back and place < len(states) - 1:
                shop.redo(by="b", at=NOW)
                place += 1
            assert dump(shop) == states[place]
        assert shop.check() == []
        shop.close()


def write(shop: Shop, label: str, *cells: tuple[int, int, str | None]) -> None:
    with shop.step(label, by="店长", at=NOW):
        roster.write(shop, [(one, FIRST + timedelta(days=day), code, "typed") for one, day, code in cells])


def codes(shop: Shop) -> dict[tuple[int, int], str]:
    return {(cell.employee_id, (cell.day - FIRST).days): cell.code for cell in roster.cells(shop, FIRST, date(2026, 9, 30))}


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    made, _ids = make(tmp_path / "a.csdesk")
    yield made
    made.close()


def code_of(work: Callable[[], object]) -> str:
    with pytest.raises(UserError) as caught:
        work()
    return caught.value.code


def test_labels_and_the_redo_line(shop: Shop) -> None:
    write(shop, "一", (1, 0, "D"))
    write(shop, "二", (1, 1, "D"))
    assert (shop.can_undo(), shop.can_redo()) == ("二", None)
    following = shop.next_undo()
    assert following is not None and (following.by, following.topics) == ("店长", {Topic.ROSTER})
    done = shop.undo(by="b", at=NOW)
    assert (done.label, done.undone_at) == ("二", NOW)
    assert shop.undo(by="b", at=NOW).label == "一"
    assert (shop.can_undo(), shop.can_redo()) == ("录入员工", "一")
    assert shop.redo(by="b", at=NOW).label == "一"
    assert (shop.can_undo(), shop.can_redo()) == ("一", "二")
    write(shop, "三", (2, 0, "D"))  # a new step ends the redo line
    assert (shop.can_undo(), shop.can_redo()) == ("三", None)
    assert code_of(lambda: shop.redo(by="b", at=NOW)) == "nothing_to_redo"
    assert shop.undo(by="b", at=NOW).label == "三"
    assert shop.undo(by="b", at=NOW).label == "一"
    assert shop.undo(by="b", at=NOW).label == "录入员工"
    assert code_of(lambda: shop.undo(by="b", at=NOW)) == "nothing_to_undo"
    assert [step.label for step in shop.steps(3)] == ["录入员工", "一", "三"]


def test_undo_of_an_old_step_keeps_what_came_after(shop: Shop) -> None:
    write(shop, "一", (1, 0, "D"), (2, 0, "D"))
    old = shop.steps(1)[0].id
    write(shop, "二", (1, 1, "N"))
    shop.undo_step(old, by="b", at=NOW)
    assert codes(shop) == {(1, 1): "N"}
    assert shop.can_redo() == "一"
    shop.redo(by="b", at=NOW)
    assert codes(shop) == {(1, 0): "D", (2, 0): "D", (1, 1): "N"}


def test_undo_is_refused_wholly_when_a_row_changed_since(shop: Shop) -> None:
    write(shop, "一", (1, 0, "D"), (2, 0, "D"))
    old = shop.steps(1)[0].id
    write(shop, "二", (1, 0, "N"))
    before, head = dump(shop), shop.head()
    assert code_of(lambda: shop.undo_step(old, by="b", at=NOW)) == "changed_since"
    assert (dump(shop), shop.head()) == (before, head)
    assert shop.check() == []


def test_undo_is_refused_when_later_facts_rest_on_it(shop: Shop) -> None:
    with shop.step("新人", by="b", at=NOW):
        number = staff.save(shop, person(20))
    hired = shop.steps(1)[0].id
    write(shop, "排班", (number, 0, "D"))
    before = dump(shop)
    assert code_of(lambda: shop.undo_step(hired, by="b", at=NOW)) == "changed_since"
    assert dump(shop) == before
    shop.undo(by="b", at=NOW)
    shop.undo_step(hired, by="b", at=NOW)
    assert len(staff.employees(shop)) == 3


def test_undo_is_refused_when_the_place_is_taken(shop: Shop) -> None:
    with shop.step("删除", by="b", at=NOW):
        staff.remove(shop, 1)
    gone = shop.steps(1)[0].id
    with shop.step("新人", by="b", at=NOW):
        staff.save(shop, person(1))
    assert code_of(lambda: shop.undo_step(gone, by="b", at=NOW)) == "changed_since"


def test_what_cannot_be_undone(shop: Shop) -> None:
    write(shop, "排班", (1, 0, "D"))
    with shop.step("用户", by="b", at=NOW):
        users.save(shop, User(0, "店长", Role.OWNER))
    assert shop.can_undo() == "排班"  # skipped
    user = shop.steps(1)[0]
    assert not user.undoable
    assert code_of(lambda: shop.undo_step(user.id, by="b", at=NOW)) == "not_undoable"
    with shop.step("关账", by="b", at=NOW):
        month.close(shop, "2026-09", result="{}", input_hash="h", by="b", at=NOW)
    assert shop.can_undo() is None  # nothing below a close, so that the closed month's facts never move by Ctrl+Z
    assert code_of(lambda: shop.undo(by="b", at=NOW)) == "nothing_to_undo"
    write(shop, "排班二", (1, 1, "D"))
    shop.undo(by="b", at=NOW)
    assert shop.can_redo() == "排班二"
    with shop.step("重开", by="b", at=NOW):
        month.reopen(shop, "2026-09", why="错", by="b", at=NOW)
    assert (shop.can_undo(), shop.can_redo()) == (None, None)
    assert code_of(lambda: shop.undo_step(10**6, by="b", at=NOW)) == "no_step"
    undo = next(step for step in shop.steps() if step.kind == "undo")
    assert code_of(lambda: shop.undo_step(undo.id, by="b", at=NOW)) == "not_undoable"


def test_undone_twice_is_refused_and_undo_is_no_part_of_a_step(shop: Shop) -> None:
    write(shop, "一", (1, 0, "D"))
    step = shop.undo(by="b", at=NOW)
    assert code_of(lambda: shop.undo_step(step.id, by="b", at=NOW)) == "already_undone"
    with pytest.raises(RuntimeError), shop.step("x", by="b", at=NOW):
        shop.undo(by="b", at=NOW)


def test_a_step_marked_as_not_undoable_is_passed_over(shop: Shop) -> None:
    write(shop, "一", (1, 0, "D"))
    with shop.step("设置", by="b", at=NOW, undoable=False):
        shop_settings.put(shop, "k", 1)
    assert shop.can_undo() == "一"


def test_audit_tells_who_changed_what(shop: Shop) -> None:
    later = NOW + timedelta(hours=1)
    found = staff.employees(shop)[0]
    with shop.step("加薪", by="老板", at=later):
        staff.save(shop, replace(found, pay=(BasePay(date(2026, 1, 1), 250000),)))
    shop.undo(by="店长", at=later)
    trail = shop.audit("employee", found.id)
    assert [(entry.table, entry.kind, entry.by) for entry in trail] == [
        ("employee", "do", "店长"), ("base_pay", "do", "店长"), ("alias", "do", "店长"), ("base_pay", "do", "老板"),
        ("base_pay", "undo", "店长")]
    raised = trail[3]
    assert (raised.label, raised.at, raised.undone_at) == ("加薪", later, later)
    assert raised.before is not None and raised.after is not None
    assert (raised.before["amount"], raised.after["amount"]) == (220000, 250000)
    assert trail[0].before is None


def test_the_secret_is_never_journalled(shop: Shop) -> None:
    with shop.step("用户", by="b", at=NOW):
        number = users.save(shop, User(0, "店长", Role.OWNER, secret="scrypt$very-secret"))
    with shop.step("改密码", by="b", at=NOW):
        users.save(shop, User(number, "店长", Role.OWNER, secret="scrypt$other-secret"))
    head = shop.head()
    with shop.step("试错", by="b", at=NOW):
        users.save(shop, User(number, "店长", Role.OWNER, secret="scrypt$other-secret", failed=3, locked_until=NOW))
    assert shop.head() == head  # wrong tries are no step
    assert users.users(shop)[0].failed == 3
    assert "secret" not in "".join(f"{a}{b}" for a, b in shop.rows("SELECT before, after FROM journal")).replace("secret_changed", "")
    last = shop.audit("user", number)[-1].after
    assert last is not None and last["secret_changed"] == 1


def test_an_import_goes_back_and_comes_back_through_the_journal(shop: Shop) -> None:
    ids = [one.id for one in staff.employees(shop)]
    before = dump(shop)
    bring(shop, punches(ids, 3))
    after = dump(shop)
    for _round in range(2):
        shop.undo(by="b", at=NOW)
        assert dump(shop) == before
        shop.redo(by="b", at=NOW)
        assert dump(shop) == after
    shop.undo(by="b", at=NOW)
    shop.undo(by="b", at=NOW)  # also the people whom undone punches name
    assert staff.employees(shop) == ()
    shop.redo(by="b", at=NOW)
    shop.redo(by="b", at=NOW)
    assert dump(shop) == after
    assert shop.check() == []
