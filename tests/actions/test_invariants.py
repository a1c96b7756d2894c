"""What must hold for every month: importing twice is importing once, the order of rows never matters, undo restores the bytes,
every payslip adds up, and nobody sees pay who may not."""

from __future__ import annotations

import random
import shutil
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from csdesk.actions import history, imports, month, shop, users
from csdesk.core.calendar import Month
from csdesk.core.permission import Permission, Role
from csdesk.core.problem import UserError
from csdesk.core.users import User
from csdesk.files import reading
from tests.commands import Commands

NOW = datetime(2026, 10, 8, 9, 0)
SEPTEMBER = Month(2026, 9)


@pytest.fixture(scope="module")
def template(tmp_path_factory) -> Path:
    """A shop with two people of one name and a rostered September."""
    desk = Commands(tmp_path_factory.mktemp("shop"))
    desk.staff(["0012", "陈思远", "2025-03-01", "", "2200.00", "1000.00"], ["0031", "李䶮", "2026-09-09", "", "2400.00"])
    desk.roster("0012", "2026-09", d6="休", d20="休", d3="N", d4="休")
    desk.roster("0031", "2026-09", **{f"d{n}": "" for n in range(1, 9)}, d12="休", d25="N", d26="N", d27="休")
    return desk.shop


minutes = st.integers(min_value=-300, max_value=33 * 24 * 60)
punch_rows = st.lists(st.tuples(st.sampled_from(["0012", "0031"]), minutes), min_size=1, max_size=60)


def punch_file(rows) -> bytes:
    start = datetime(2026, 9, 1)
    lines = ["工号,打卡时间"] + [f"{no},{start + timedelta(minutes=at):%Y-%m-%d %H:%M:%S}" for no, at in rows]
    return "\n".join(lines).encode()


def bring(session, data: bytes, name: str = "punches.csv"):
    options = imports.read_options(session)
    file = reading.read(data, name, kind="punches", now=options.now, shifts=options.shifts)
    return imports.store(session, imports.preview(session, file)).value


def dump(session) -> list[object]:
    """Every fact of the shop, as stored."""
    tables = [
        name
        for (name,) in session.shop.rows("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
        if name not in ("step", "journal", "journal_now", "batch", "batch_seen", "import_issue", "held_row", "punch_undone")
        and not name.startswith(("sqlite_", "case_index"))  # the index of the search follows from case_text
    ]
    return [(name, sorted(map(repr, session.shop.rows(f'SELECT * FROM "{name}"')))) for name in tables]


@settings(max_examples=25)
@given(rows=punch_rows, seed=st.integers(0, 2**16))
def test_import_twice_is_once_order_is_nothing_undo_is_before(template, tmp_path_factory, rows, seed):
    folder = tmp_path_factory.mktemp("one")
    path = folder / "a.csdesk"
    shutil.copy(template, path)
    session = shop.open_shop(path, lambda: NOW)
    try:
        empty = dump(session)
        bring(session, punch_file(rows))
        once, shown = dump(session), month.show(session, SEPTEMBER)
        again = bring(session, punch_file(rows))
        assert again["new"] == 0
        assert (dump(session), month.show(session, SEPTEMBER)) == (once, shown)
        for one in shown["employees"]:
            earned = sum(round(float(line["amount"]) * 100) for line in one["pay_lines"] if line["kind"] == "earning")
            taken = sum(round(float(line["amount"]) * 100) for line in one["pay_lines"] if line["kind"] == "deduction")
            cents = {key: round(float(one[key]) * 100) for key in ("gross", "deductions", "net", "not_collected")}
            assert (cents["gross"], cents["deductions"]) == (earned, taken)
            assert cents["net"] - cents["not_collected"] == earned - taken
        history.undo(session)
        history.undo(session)
        assert dump(session) == empty
        mixed = list(rows)
        random.Random(seed).shuffle(mixed)
        bring(session, punch_file(mixed))
        assert month.show(session, SEPTEMBER) == shown
    finally:
        session.shop.close()


@settings(max_examples=40)
@given(hired=st.integers(1, 30), length=st.integers(0, 29), base=st.integers(1, 2_000_000))
def test_base_pay_of_a_part_of_the_month_is_its_days(template, tmp_path_factory, hired, length, base):
    from csdesk.actions import staff
    from csdesk.core.staff import BasePay, Employee

    left = min(hired + length, 30)
    path = tmp_path_factory.mktemp("two") / "a.csdesk"
    shutil.copy(template, path)
    session = shop.open_shop(path, lambda: NOW)
    try:
        first, last = date(2026, 9, hired), date(2026, 9, left)
        who = staff.save(session, Employee(0, "0999", "郭Amy", hired=first, left=last, pay=(BasePay(first, base),))).value
        line = next((one for one in month.result(session, SEPTEMBER).of(who).lines if one.code == "base"), None)
        exact = base * (left - hired + 1) / 30
        assert abs((line.amount if line else 0) - exact) <= 0.5
    finally:
        session.shop.close()


PAY_WORDS = ("gross", "net", "deductions", "pay_lines", "not_collected")


def pay_in(plain) -> list[str]:
    """Keys of pay anywhere in an answer."""
    if isinstance(plain, dict):
        return [key for key in plain if key in PAY_WORDS] + [found for value in plain.values() for found in pay_in(value)]
    if isinstance(plain, list):
        return [found for value in plain for found in pay_in(value)]
    return []


@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.LEAD, Role.AGENT])
def test_pay_reaches_only_those_who_may_see_it(template, tmp_path, role, monkeypatch):
    desk = Commands.__new__(Commands)
    desk.folder, desk.shop, desk.now, desk.count = tmp_path, tmp_path / "a.csdesk", "2026-10-08T09:00", 0
    shutil.copy(template, desk.shop)
    session = shop.open_shop(desk.shop, lambda: NOW)
    bring(session, punch_file([("0012", 510), ("0031", 15 * 24 * 60 + 505)]))
    users.save_user(session, User(0, "店主", Role.OWNER), "owner-1")
    users.save_user(session, User(0, "小李", role, employee_id=2), "other-1")
    session.shop.close()
    assert desk.refused("month", "show", "2026-09")["code"] == "sign_in"
    monkeypatch.setenv("CSDESK_PASSWORD", "wrong")
    assert desk.refused("month", "show", "2026-09", "--user", "小李")["code"] == "sign_in"
    monkeypatch.setenv("CSDESK_PASSWORD", "other-1")
    shown = desk.ok("month", "show", "2026-09", "--user", "小李")
    assert pay_in(shown) == []
    assert "2200.00" not in str(shown) and "2400.00" not in str(shown)
    if role is not Role.SUPERVISOR:
        assert [one["no"] for one in shown["employees"]] == ["0031"]
    for what in ("payslips", "payroll", "close"):
        assert desk.refused("print", what, "2026-09", "--out", str(tmp_path / "x.pdf"), "--user", "小李")["code"] == "forbidden"
    assert desk.refused("export", "payroll", "2026-09", "--out", str(tmp_path / "x.xlsx"), "--user", "小李")["code"] == "forbidden"
    assert desk.refused("rules", "export", "--user", "小李")["code"] == "forbidden"
    assert desk.refused("month", "close", "2026-09", "--user", "小李")["code"] == "forbidden"
    monkeypatch.setenv("CSDESK_PASSWORD", "owner-1")
    assert pay_in(desk.ok("month", "show", "2026-09", "--user", "店主"))


def test_a_backup_is_put_back_only_by_the_owner_unless_the_file_is_beyond_opening(template, tmp_path, monkeypatch):
    desk = Commands.__new__(Commands)
    desk.folder, desk.shop, desk.now, desk.count = tmp_path, tmp_path / "a.csdesk", "2026-10-08T09:00", 0
    shutil.copy(template, desk.shop)
    old = str(shutil.copy(template, tmp_path / "old.csdesk"))
    session = shop.open_shop(desk.shop, lambda: NOW)
    users.save_user(session, User(0, "店主", Role.OWNER), "owner-1")
    users.save_user(session, User(0, "小李", Role.SUPERVISOR), "other-1")
    session.shop.close()
    assert desk.refused("restore", old)["code"] == "sign_in"
    monkeypatch.setenv("CSDESK_PASSWORD", "other-1")
    assert desk.refused("restore", old, "--user", "小李")["code"] == "forbidden"
    assert desk.refused("month", "show", "2026-09")["code"] == "sign_in"  # nothing was put in its place
    monkeypatch.setenv("CSDESK_PASSWORD", "owner-1")
    cut = tmp_path / "cut.csdesk"
    cut.write_bytes(desk.shop.read_bytes()[:100_000])
    answer = desk.refused("restore", str(cut), "--user", "店主")
    assert answer["code"] == "damaged" and "cut.csdesk" in answer["error"]
    desk.ok("restore", old, "--user", "店主")
    desk.ok("month", "show", "2026-09")  # the old file has no sign-in
    desk.shop.write_bytes(b"\x00" * 5000)
    desk.ok("restore", old)


def test_three_wrong_tries_then_waiting(template, tmp_path):
    path = tmp_path / "a.csdesk"
    shutil.copy(template, path)
    clock = [NOW]
    session = shop.open_shop(path, lambda: clock[0])
    users.save_user(session, User(0, "店主", Role.OWNER), "2580")
    codes = []
    for _try in range(5):
        with pytest.raises(UserError) as caught:
            users.sign_in(session, "店主", "0000")
        codes.append(caught.value.code)
    assert codes == ["sign_in", "sign_in", "sign_in", "wait", "wait"]
    with pytest.raises(UserError):
        users.sign_in(session, "店主", "2580")
    clock[0] = NOW + timedelta(seconds=6)
    assert users.sign_in(session, "店主", "2580").role is Role.OWNER
    assert session.may(Permission.SEE_PAY)
    session.shop.close()
