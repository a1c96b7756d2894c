"""The sample files through the commands: what is stored, present, held and refused, and what taking a batch back leaves."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import pytest

from tests.commands import Commands

NOW_TIME = datetime(2026, 10, 8)
DATA = Path(__file__).parents[1] / "data" / "attendance"
DINGTALK = "01_拾光电商_考勤报表_20260901-20260930.xlsx"
ROSTER = "11_排班表_2026年9月.xlsx"
TEAM = json.loads((DATA / "team.json").read_text(encoding="utf-8"))
STAFF = ["工号", "姓名", "班组", "入职日期", "离职日期", "钉钉UserId", "企业微信账号", "考勤机号", "客服昵称"]


@pytest.fixture
def desk(tmp_path):
    shifts = [
        {"code": "早", "name": "早班", "start": "08:30", "end": "17:30"},
        {"code": "晚", "name": "晚班", "start": "17:00", "end": "25:00"},
    ]
    commands = Commands(tmp_path, rules={"shifts": shifts})
    rows = [
        [one["employee_no"], one["name"], one["department"], one["hired"], one["left"] or ""]
        + [one["dingtalk_userid"], one["wecom_account"], one["device_pin"], one["shop_nick"]]
        for one in TEAM["employees"]
    ]
    commands.table("staff", STAFF, rows)
    return commands


def expected(name):
    return json.loads((DATA / f"{name}.expected.json").read_text(encoding="utf-8"))


def facts(desk):
    from csdesk.store.shop import Shop

    with Shop.open(desk.shop, now=NOW_TIME) as shop:
        tables = ("punch", "roster_cell", "alias", "employee", "correction", "leave", "overtime")
        return {table: shop.rows(f"SELECT * FROM {table} ORDER BY 1, 2, 3") for table in tables}


def test_dingtalk_export(desk):
    wanted = expected(DINGTALK)
    answer = desk.ok("import", "punches", str(DATA / DINGTALK))
    void = sum(1 for one in wanted["ignored"] if one["code"] == "vendor_invalid")
    assert (answer["format"], answer["new"], answer["present"], answer["void"]) == (wanted["format"], len(wanted["records"]), 0, void)
    assert answer["period"] == ["2026-09-01", "2026-09-30"]
    unknown = [one for one in wanted["rejected"] if one["code"] == "unknown_employee"]
    assert [one["rows"] for one in answer["held"]] == [1] * len(unknown)
    refused = sorted((one["source"]["row"], one["code"], one["raw"]) for one in wanted["rejected"] if one["code"] != "unknown_employee")
    assert sorted((one["row"], one["code"], one["raw"]) for one in answer["rejected"]) == refused
    assert all(one["message"] for one in answer["rejected"])
    assert [one["code"] for one in answer["warnings"]] == [one["code"] for one in wanted["warnings"]]


def test_a_second_import_adds_nothing_and_undo_leaves_what_was_before(desk):
    before = facts(desk)
    first = desk.ok("import", "punches", str(DATA / DINGTALK))
    once = facts(desk)
    second = desk.ok("import", "punches", str(DATA / DINGTALK))
    assert (second["new"], second["present"]) == (0, first["new"])
    assert facts(desk) == once
    desk.ok("import", "undo", str(second["batch"]))
    assert facts(desk) == once
    desk.ok("import", "undo", str(first["batch"]))
    assert facts(desk) == before
    assert desk.refused("import", "undo", str(first["batch"]))["error"]
    assert desk.refused("import", "undo", "999")["error"]


def test_dry_run_writes_nothing(desk):
    before = desk.shop.read_bytes()
    answer = desk.ok("import", "punches", str(DATA / DINGTALK), "--dry-run")
    assert (answer["batch"], answer["new"]) == (None, 458)
    assert desk.shop.read_bytes() == before


def test_roster_grid(desk):
    wanted = expected(ROSTER)
    aliases = {no: name for name, no in wanted["given"]["aliases"].items()}
    from csdesk.actions import shop, staff
    from csdesk.core.staff import Alias

    session = shop.open_shop(desk.shop, lambda: NOW_TIME)
    for one in staff.all_employees(session):
        if one.no in aliases:
            staff.add_alias(session, one.id, Alias("name", aliases[one.no]))
    from csdesk.actions import imports

    for code, means in {"A": "早", "B": "晚", "年": "假"}.items():
        imports.remember_code(session, code, means)
    session.shop.close()
    answer = desk.ok("import", "roster", str(DATA / ROSTER), "--month", "2026-09")
    assert (answer["format"], answer["new"]) == ("roster.grid", len(wanted["records"]))
    refused = sorted((one["source"]["row"], one["code"]) for one in wanted["rejected"] if one["code"] != "unknown_employee")
    assert sorted((one["row"], one["code"]) for one in answer["rejected"]) == refused
    assert [one["name"] for one in answer["held"]] == ["新人丙"]


@pytest.mark.parametrize("case", json.loads((DATA / "refuse" / "expected.json").read_text(encoding="utf-8")), ids=lambda case: case["code"])
def test_files_refused_as_a_whole(desk, case):
    before = facts(desk)
    answer = desk.refused("import", "punches", str(DATA / "refuse" / case["file"]))
    assert answer["code"] == case["code"]
    assert any("\u4e00" <= char <= "\u9fff" for char in answer["error"])
    assert facts(desk) == before


def _said(desk):
    from csdesk.actions import shop, vendor
    from csdesk.core.calendar import Month

    session = shop.open_shop(desk.shop, lambda: datetime(2026, 10, 8, 9))
    try:
        return vendor.comparison(session, Month(2026, 9))
    finally:
        session.shop.close()


def _roster(desk):
    by_no = {one["employee_no"]: one for one in TEAM["employees"]}
    rows = [[no, day, code] for no, day, code in _cells() if by_no[no]]
    desk.table("roster", ["工号", "日期", "班次"], rows)


def _cells():
    """周梦 works late on the 16th and 17th, 郭Amy early on the 18th, as the true roster of the team has it."""
    numbers = {one["name"]: one["employee_no"] for one in TEAM["employees"]}
    for day in range(1, 31):
        yield numbers["周梦"], f"2026-09-{day:02d}", "晚" if day in (16, 17) else "休"
        yield numbers["郭Amy"], f"2026-09-{day:02d}", "早" if day in (18, 21) else "休"


@pytest.mark.parametrize("name", [DINGTALK, "03_上下班打卡_日报_20260901-20260930.xlsx"])
def test_what_a_file_says_without_a_punch_goes_and_comes_back_with_it(desk, name):
    _roster(desk)
    first = desk.ok("import", "punches", str(DATA / name))
    assert first["claims"] == 8
    found = _said(desk)
    leave = next(one for one in found.offers if one.offer.kind == "leave")
    assert (leave.employee.name, leave.offer.record.type, leave.offer.needs_look) == ("周梦", "年假", False)
    assert (leave.offer.record.start.day, leave.offer.record.end.day) == (16, 17)
    assert not [one for one in found.differences if one.employee.name == "郭Amy" and one.difference.day.day == 18]  # both: no punch at all
    second = desk.ok("import", "punches", str(DATA / name))
    assert second["new"] == 0 and _said(desk) == found
    desk.ok("import", "undo", str(second["batch"]))
    assert _said(desk) == found
    desk.ok("import", "undo", str(first["batch"]))
    assert (_said(desk).offers, _said(desk).said) == ((), 0)
    desk.ok("import", "punches", str(DATA / name))
    assert _said(desk) == found


def test_an_offer_taken_over_is_a_record_and_undone_like_one(desk):
    from csdesk.actions import shop, vendor
    from csdesk.core.calendar import Month
    from csdesk.store import attendance as store

    _roster(desk)
    desk.ok("import", "punches", str(DATA / DINGTALK))
    session = shop.open_shop(desk.shop, lambda: datetime(2026, 10, 8, 9))
    month = Month(2026, 9)
    offer = next(one for one in vendor.offers(session, month) if one.kind == "leave")
    vendor.adopt(session, offer)
    assert [(one.type, one.start.day, one.end.day) for one in store.leaves(session.shop, month.first, month.last)] == [("年假", 16, 17)]
    assert offer.key not in [one.key for one in vendor.offers(session, month)]
    session.shop.undo(by="", at=session.now)
    vendor.ignore(session, offer)
    assert "leave" not in [one.kind for one in vendor.offers(session, month)]
    vendor.offer_again(session, month)
    assert offer.key in [one.key for one in vendor.offers(session, month)]
    session.shop.close()


def test_a_month_report_brings_no_punch_and_judges_nobody_absent(desk, tmp_path):
    from tests.files.test_reading_claims import month_report

    _roster(desk)
    path = tmp_path / "上下班打卡_月报.xlsx"
    days = ["正常（休息） ;"] * 30
    days[17], days[20] = "迟到15分钟;", "正常 ;"
    path.write_bytes(month_report(datetime(2026, 9, 1).date(), [days], "{day.day}"))
    answer = desk.ok("import", "punches", str(path), "--dry-run")
    assert (answer["format"], answer["new"], answer["claims"], [one["name"] for one in answer["held"]]) == (
        "wecom.monthly", 0, 0, ["员工0 / Acc0"])  # fmt: skip
    first = desk.ok("import", "punches", str(path))
    assert desk.show("2026-09")["covered_until"] is None
    from csdesk.actions import imports, shop, staff

    session = shop.open_shop(desk.shop, lambda: datetime(2026, 10, 8, 9))
    amy = next(one for one in staff.all_employees(session) if one.name == "郭Amy")
    (held,) = imports.held_people(session)
    assert held.rows == 30
    imports.map_person(session, held.ref, amy.id)
    session.shop.close()
    desk.punches(amy.no, "2026-09-18 08:25", "2026-09-18 17:31", "2026-09-21 08:25", "2026-09-21 17:31")
    (one,) = _said(desk).differences
    assert (one.employee.name, one.difference.side, one.difference.ours) == ("郭Amy", None, "normal")
    desk.ok("import", "undo", str(first["batch"]))
    assert _said(desk).differences == ()
