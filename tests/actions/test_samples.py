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
