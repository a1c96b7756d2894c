"""Every noun comes back from the shop file as it went in; replacing and refusing as the handbook says."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csdesk.core import presets
from csdesk.core.attendance import Anomaly, Correction, Decision, Leave, Outing, Overtime, PacketPayment, Side, Status, Verdict
from csdesk.core.calendar import DayKind, DayOverride, Month
from csdesk.core.payroll import Adjustment, TaxOpening
from csdesk.core.permission import Role
from csdesk.core.problem import UserError
from csdesk.core.roster import Cell
from csdesk.core.staff import Alias, BasePay, Employee
from csdesk.core.users import DELAYS, User, after_sign_in, after_wrong_try, wait
from csdesk.store import attendance, calendar, month, roster, rules, secret, settings, staff, users
from csdesk.store.shop import Shop
from tests.store.shops import FIRST, NOW, make, person

LAST = date(2026, 9, 30)
T = TypeVar("T")


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    made, _ids = make(tmp_path / "a.csdesk")
    yield made
    made.close()


def step(shop: Shop, work: Callable[[], T]) -> T:
    with shop.step("x", by="b", at=NOW):
        return work()


def code_of(shop: Shop, work: Callable[[], object]) -> str:
    with pytest.raises(UserError) as caught:
        step(shop, work)
    return caught.value.code


def test_employees(shop: Shop) -> None:
    one = Employee(0, "0099", "欧阳若琳䶮", "售前客服", "组长", "拾光电商", "售前组", "二部", date(2026, 3, 16), date(2026, 12, 31),
                   (BasePay(date(2026, 3, 16), 220000), BasePay(date(2026, 9, 1), 250050)), 123456, 5000, 100000, date(2026, 6, 15), True,
                   (Alias("device", "0007", date(2026, 1, 1), date(2026, 6, 30)), Alias("dingtalk", "manager4417"), Alias("name", "小欧")))
    number = step(shop, lambda: staff.save(shop, one))
    assert staff.employees(shop)[-1] == replace(one, id=number)
    assert [found.no for found in staff.employees(shop)] == ["0001", "0002", "0003", "0099"]
    changed = replace(one, id=number, left=None, pay=(BasePay(date(2026, 9, 1), 260000),), insurance=None,
                      aliases=(Alias("device", "0007", date(2026, 1, 1)), Alias("nick", "小欧")))
    assert step(shop, lambda: staff.save(shop, changed)) == number
    assert staff.employees(shop)[-1] == changed
    step(shop, lambda: staff.add_alias(shop, number, Alias("name", "若琳")))
    step(shop, lambda: staff.add_alias(shop, number, Alias("name", "若琳", None, date(2026, 9, 9))))
    assert staff.employees(shop)[-1].aliases[1:] == (Alias("name", "若琳", None, date(2026, 9, 9)), Alias("nick", "小欧"))


def test_two_people_of_one_name_but_never_of_one_number(shop: Shop) -> None:
    step(shop, lambda: staff.save(shop, replace(person(3), no="0012", name="陈思远")))
    step(shop, lambda: staff.save(shop, replace(person(3), no="0013", name="陈思远")))
    assert code_of(shop, lambda: staff.save(shop, replace(person(3), no="0013"))) == "duplicate_no"
    assert len(staff.employees(shop)) == 5


def test_a_person_with_records_is_not_deleted(shop: Shop) -> None:
    step(shop, lambda: roster.write(shop, [(1, FIRST, "D", "typed")]))
    assert code_of(shop, lambda: staff.remove(shop, 1)) == "in_use"
    assert staff.employees(shop)[0].pay != ()  # nothing of it is gone
    step(shop, lambda: staff.remove(shop, 2))
    assert code_of(shop, lambda: staff.remove(shop, 2)) == "gone"
    assert [one.id for one in staff.employees(shop)] == [1, 3]


def test_roster_cells(shop: Shop) -> None:
    step(shop, lambda: roster.write(shop, [(1, FIRST, "D", "typed"), (1, FIRST, "N", "accepted"), (2, LAST, "休", "auto"),
                                           (2, LAST + timedelta(days=1), "假", "typed")]))
    assert roster.cells(shop, FIRST, LAST) == (Cell(1, FIRST, "N", "accepted"), Cell(2, LAST, "休", "auto"))
    step(shop, lambda: roster.write(shop, [(1, FIRST, None, "typed"), (3, FIRST, None, "typed")]))
    assert roster.cells(shop, FIRST, LAST) == (Cell(2, LAST, "休", "auto"),)


def test_corrections_replace_on_the_same_side(shop: Shop) -> None:
    one = Correction(0, 1, FIRST, Side.IN, 510, 521, "王主管", "忘记打卡", Status.PENDING)
    first = step(shop, lambda: attendance.save_correction(shop, one))
    second = step(shop, lambda: attendance.save_correction(shop, replace(one, certified=512)))
    out = step(shop, lambda: attendance.save_correction(shop, replace(one, side=Side.OUT, certified=1500, punched_at=None)))
    assert second == first
    assert attendance.corrections(shop, FIRST, LAST) == (
        replace(one, id=first, certified=512), replace(one, id=out, side=Side.OUT, certified=1500, punched_at=None))
    assert attendance.corrections(shop, FIRST + timedelta(days=1), LAST) == ()
    # turned to the other side by editing: what stood there gives way
    step(shop, lambda: attendance.save_correction(shop, replace(one, id=first, side=Side.OUT)))
    assert attendance.corrections(shop, FIRST, LAST) == (replace(one, id=first, side=Side.OUT),)
    step(shop, lambda: attendance.remove_correction(shop, first))
    assert code_of(shop, lambda: attendance.remove_correction(shop, first)) == "gone"
    assert code_of(shop, lambda: attendance.save_correction(shop, replace(one, id=first))) == "gone"


def test_leave_and_outings_by_overlap(shop: Shop) -> None:
    leave = Leave(0, 1, "事假", datetime(2026, 8, 30, 8, 30), datetime(2026, 9, 1, 0, 30), False, Status.APPROVED, True,
                  datetime(2026, 8, 29, 20), "发烧")
    whole = Leave(0, 2, "年假", datetime(2026, 9, 30), datetime(2026, 9, 30), True, Status.PENDING)
    outing = Outing(0, 1, datetime(2026, 9, 30, 23), datetime(2026, 10, 1, 1), "仓库", Status.REJECTED)
    ids = step(shop, lambda: [attendance.save_leave(shop, leave), attendance.save_leave(shop, whole), attendance.save_outing(shop, outing)])
    assert attendance.leaves(shop, FIRST, LAST) == (replace(leave, id=ids[0]), replace(whole, id=ids[1]))
    assert attendance.leaves(shop, FIRST + timedelta(days=1), LAST - timedelta(days=1)) == ()
    assert attendance.outings(shop, FIRST, LAST) == attendance.outings(shop, LAST, LAST) == (replace(outing, id=ids[2]),)
    assert attendance.outings(shop, date(2026, 10, 2), date(2026, 10, 2)) == ()
    step(shop, lambda: attendance.save_leave(shop, replace(leave, id=ids[0], status=Status.REJECTED)))
    assert attendance.leaves(shop, FIRST, FIRST)[0].status is Status.REJECTED
    step(shop, lambda: [attendance.remove_leave(shop, ids[0]), attendance.remove_outing(shop, ids[2])])
    assert (len(attendance.leaves(shop, FIRST, LAST)), attendance.outings(shop, FIRST, LAST)) == (1, ())


def test_overtime_decisions_and_payments_replace(shop: Shop) -> None:
    overtime = step(shop, lambda: attendance.save_overtime(shop, Overtime(0, 1, FIRST, 120)))
    assert step(shop, lambda: attendance.save_overtime(shop, Overtime(0, 1, FIRST, 90, Status.PENDING))) == overtime
    assert attendance.overtimes(shop, FIRST, LAST) == (Overtime(overtime, 1, FIRST, 90, Status.PENDING),)
    step(shop, lambda: attendance.save_overtime(shop, Overtime(overtime, 1, FIRST, 60, time_off=True, reason="大促")))
    assert attendance.overtimes(shop, FIRST, LAST) == (Overtime(overtime, 1, FIRST, 60, time_off=True, reason="大促"),)
    late = step(shop, lambda: attendance.save_decision(shop, Decision(0, 1, FIRST, Anomaly.LATE, Verdict.KEPT)))
    waived = Decision(late, 1, FIRST, Anomaly.LATE, Verdict.WAIVED, "停电")
    step(shop, lambda: attendance.save_decision(shop, replace(waived, id=0)))
    early = step(shop, lambda: attendance.save_decision(shop, Decision(0, 1, FIRST, Anomaly.EARLY, Verdict.CONFIRMED)))
    assert set(attendance.decisions(shop, FIRST, LAST)) == {waived, Decision(early, 1, FIRST, Anomaly.EARLY, Verdict.CONFIRMED)}
    step(shop, lambda: [attendance.remove_overtime(shop, overtime), attendance.remove_decision(shop, late)])
    assert (attendance.overtimes(shop, FIRST, LAST), len(attendance.decisions(shop, FIRST, LAST))) == ((), 1)
    paid = PacketPayment(1, FIRST, "late", date(2026, 9, 7))
    step(shop, lambda: [attendance.pay_packet(shop, paid), attendance.pay_packet(shop, replace(paid, reason="early"))])
    step(shop, lambda: attendance.pay_packet(shop, replace(paid, paid_on=date(2026, 9, 8))))
    assert attendance.payments(shop, FIRST, LAST) == (replace(paid, reason="early"), replace(paid, paid_on=date(2026, 9, 8)))
    step(shop, lambda: attendance.unpay_packet(shop, 1, FIRST, "early"))
    assert attendance.payments(shop, FIRST, LAST) == (replace(paid, paid_on=date(2026, 9, 8)),)


def test_rules_are_versions(shop: Shop) -> None:
    assert code_of(shop, lambda: rules.book(shop)) == "no_rules"
    first, second = presets.preset("handbook-1"), presets.preset("handbook-2")
    step(shop, lambda: rules.add_version(shop, first, date(2026, 1, 1), by="店长", at=NOW))
    dear = replace(first, full_attendance_award=30000, announced_on=date(2026, 9, 1))
    later = step(shop, lambda: rules.add_version(shop, dear, date(2026, 9, 1), by="店长", at=NOW))
    step(shop, lambda: rules.add_version(shop, second, date(2026, 6, 1), by="店长", at=NOW))
    book = rules.book(shop)
    assert [(version.number, version.effective_from) for version in book.versions] == [
        (1, date(2026, 1, 1)), (3, date(2026, 6, 1)), (2, date(2026, 9, 1))]
    assert book.on(date(2026, 5, 31)) == first
    assert book.on(date(2026, 6, 1)) == second
    assert book.version_on(LAST) == later
    shop.cache.clear()
    assert rules.book(shop) == book
    assert shop.can_undo() == "录入员工"  # a version is never undone


def test_calendar_overrides(shop: Shop) -> None:
    rows = [DayOverride(date(2027, 10, 1), DayKind.STATUTORY, "国庆节"), DayOverride(date(2026, 9, 20), None)]
    for row in (*rows, replace(rows[1], kind=DayKind.MAKEUP), rows[1]):
        step(shop, lambda row=row: calendar.save_override(shop, row))
    assert calendar.overrides(shop) == (rows[1], rows[0])
    step(shop, lambda: calendar.remove_override(shop, date(2026, 9, 20)))
    assert calendar.overrides(shop) == (rows[0],)


def test_closing_and_reopening_keep_the_history(shop: Shop) -> None:
    september = Month(2026, 9)
    assert month.closed(shop, september) is None
    assert code_of(shop, lambda: month.reopen(shop, september, why="x", by="b", at=NOW)) == "not_closed"
    first = step(shop, lambda: month.close(shop, september, result='{"a": "李䶮"}', input_hash="h1", by="店长", at=NOW))
    assert month.closed(shop, "2026-09") == first
    assert month.closed_months(shop) == ("2026-09",)
    assert code_of(shop, lambda: month.close(shop, september, result="", input_hash="", by="b", at=NOW)) == "already_closed"
    later = NOW + timedelta(days=1)
    step(shop, lambda: month.reopen(shop, september, why="漏了一张补卡单", by="老板", at=later))
    assert month.closed(shop, september) is None
    second = step(shop, lambda: month.close(shop, september, result="{}", input_hash="h2", by="店长", at=later))
    assert month.history(shop, september) == (
        replace(first, reopened_at=later, reopened_by="老板", why="漏了一张补卡单"), second)


def test_adjustments_and_tax_openings(shop: Shop) -> None:
    award = Adjustment(0, 1, "2026-09", "award", 10000, "好评", "")
    settles = Adjustment(0, 1, "2026-10", "other_earning", 1, "补发", "2026-09")
    ids = step(shop, lambda: [month.save_adjustment(shop, award), month.save_adjustment(shop, settles)])
    assert month.adjustments(shop) == (replace(award, id=ids[0]), replace(settles, id=ids[1]))
    assert month.adjustments(shop, Month(2026, 10)) == (replace(settles, id=ids[1]),)
    step(shop, lambda: month.save_adjustment(shop, replace(award, id=ids[0], amount=20000)))
    step(shop, lambda: month.remove_adjustment(shop, ids[1]))
    assert month.adjustments(shop) == (replace(award, id=ids[0], amount=20000),)
    opening = TaxOpening(1, 2026, 3, 900000, 1, 2)
    step(shop, lambda: [month.save_tax_opening(shop, opening), month.save_tax_opening(shop, replace(opening, withheld=3))])
    assert month.tax_openings(shop, 2026) == (replace(opening, withheld=3),)
    assert month.tax_openings(shop, 2025) == ()
    step(shop, lambda: month.remove_tax_opening(shop, 1, 2026))
    assert month.tax_openings(shop, 2026) == ()


def test_users(shop: Shop) -> None:
    owner = User(0, "店长", Role.OWNER, 1, secret.hashed("1234"))
    number = step(shop, lambda: users.save(shop, owner))
    tried = replace(owner, id=number, failed=4, locked_until=NOW)
    step(shop, lambda: users.save(shop, tried))
    assert users.users(shop) == (tried,)
    assert code_of(shop, lambda: users.save(shop, replace(owner, role=Role.LEAD))) == "duplicate_name"
    assert code_of(shop, lambda: staff.remove(shop, 1)) == "in_use"
    step(shop, lambda: users.remove(shop, number))
    assert users.users(shop) == ()


@pytest.mark.parametrize("value", [None, 1, "拾光", [1, "a"], {"b": {"c": True}}])
def test_settings_and_memos(shop: Shop, value: object) -> None:
    assert settings.get(shop, "k", "default") == "default"
    step(shop, lambda: settings.put(shop, "k", value))
    assert settings.get(shop, "k", "default") == value
    head = shop.head()
    settings.remember(shop, "columns", value)
    settings.remember(shop, "columns", value)
    assert (settings.remembered(shop, "columns"), settings.remembered(shop, "none", 3), shop.head()) == (value, 3, head)


def test_secrets() -> None:
    stored = secret.hashed("１２３４")
    assert stored != secret.hashed("１２３４")
    assert secret.matches("1234", stored)  # full-width digits of the input method are the same PIN
    assert not secret.matches("12345", stored)
    assert "1234" not in stored
    for broken in ("", "plain", "scrypt$1$2", "md5$1$1$1$a$b"):
        assert not secret.matches("", broken)


def test_three_tries_are_free_then_the_wait_grows() -> None:
    user, now = User(1, "a", Role.AGENT), NOW
    waits: list[timedelta] = []
    for _try in range(7):
        user = after_wrong_try(user, now)
        waits.append(wait(user, now))
        now += wait(user, now)
        assert wait(user, now) == timedelta(0)
    assert [int(one.total_seconds()) for one in waits] == [0, 0, 0, 5, 30, 300, 300]
    assert after_sign_in(user) == User(1, "a", Role.AGENT)


@given(st.integers(0, 9), st.timedeltas(timedelta(days=-400), timedelta(days=400)))
def test_a_clock_set_back_locks_nobody_out(tries: int, shift: timedelta) -> None:
    user = User(1, "a", Role.AGENT)
    for _try in range(tries):
        user = after_wrong_try(user, NOW)
    assert timedelta(0) <= wait(user, NOW + shift) <= DELAYS[-1]
