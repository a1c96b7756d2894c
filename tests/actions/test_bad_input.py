"""Bad input through the commands: each is refused with a clear Chinese sentence, nothing is changed, the program goes on."""

from __future__ import annotations

import json
import sqlite3
import zipfile

import pytest

from csdesk import cli
from tests.commands import Commands


@pytest.fixture
def desk(tmp_path):
    commands = Commands(tmp_path)
    commands.staff(["0012", "陈思远", "2025-03-01", "", "2200.00"], ["0013", "陈思远", "2025-03-01", "", "2200.00"], ["0031", "李䶮"])
    return commands


def chinese(answer) -> str:
    assert any("\u4e00" <= char <= "\u9fff" for char in answer["error"]), answer
    return answer["error"]


def unchanged(desk, *arguments) -> dict:
    before = sorted(map(repr, _rows(desk)))
    answer = desk.refused(*arguments)
    chinese(answer)
    assert sorted(map(repr, _rows(desk))) == before
    assert desk.ok("check")["ok"] is True
    return answer


def _rows(desk):
    with sqlite3.connect(desk.shop) as file:
        return [row for table in ("employee", "punch", "roster_cell", "batch", "step") for row in file.execute(f"SELECT * FROM {table}")]


def test_init_refuses_to_overwrite(desk):
    assert "店铺.csdesk" in chinese(desk.refused("init", "--preset", "handbook-2"))


def test_a_name_that_occurs_twice_is_refused_never_guessed(desk):
    path = desk.file("p.csv", "姓名,打卡时间\n陈思远,2026-09-05 08:29\n李䶮,2026-09-05 08:29\n")
    answer = desk.ok("import", "punches", str(path))
    assert answer["new"] == 1
    [problem] = answer["rejected"]
    assert (problem["row"], problem["code"]) == (2, "ambiguous_name")


def test_unknown_people_wait(desk):
    answer = desk.ok("import", "punches", str(desk.file("p.csv", "工号,打卡时间\n0999,2026-09-05 08:29\n0999,2026-09-05 17:31\n")))
    assert (answer["new"], answer["held"], answer["rejected"]) == (0, [{"name": "0999", "rows": 2}], [])


def test_a_month_is_not_closed_while_rows_wait_for_somebody_who_joined_since(desk):
    for no in ("0012", "0013", "0031"):
        desk.staff([no, {"0031": "李䶮"}.get(no, "陈思远"), "2025-03-01", "2026-08-31"])
    times = [[no, f"2026-09-{day} {clock}"] for no in ("0200", "0999") for day in (29, 30) for clock in ("08:25", "17:31")]
    path = desk.file("p.csv", "工号,打卡时间\n" + "\n".join(map(",".join, times)) + "\n0031,2026-08-03 08:25\n")
    assert desk.ok("import", "punches", str(path))["held"] == [{"name": "0200", "rows": 4}, {"name": "0999", "rows": 4}]
    assert desk.show()["problems"] == []  # strangers may wait for ever
    desk.staff(["0200", "欧阳若琳", "2026-09-29", "", "2200.00"])
    desk.roster("0200", "2026-09", "", d29="D", d30="D")
    assert "p.csv" in desk.show()["problems"][0]
    assert "waiting_rows" in {one["code"] for one in unchanged(desk, "month", "close", "2026-09")["problems"]}
    assert desk.ok("import", "punches", str(path))["new"] == 4
    assert desk.show()["problems"] == []
    assert desk.ok("month", "close", "2026-09")["employees"][0]["totals"]["present_days"] == "2"


@pytest.mark.parametrize("no", ["００３３", "0033"])
def test_full_width_digits_of_a_number_are_digits(desk, no):
    desk.table("staff", ["工号", "姓名"], [["００３３", "周梦"]])
    answer = desk.table("punches", ["工号", "打卡时间"], [[no, "2026-09-05 08:29"]])
    assert (answer["new"], answer["held"]) == (1, [])
    assert "0033" in [person["no"] for person in desk.show()["employees"]]


@pytest.mark.parametrize(
    ("kind", "header", "rows", "shown"),
    [
        ("overtime", ["工号", "日期", "分钟"], [["0012", "2026-09-06", 60], ["0012", "2026-09-06", 90]], ("overtime_minutes", 90)),
        ("corrections", ["工号", "日期", "类型", "补卡时间", "证明人"],
         [["0012", "2026-09-05", "上班", "08:50", "王"], ["0012", "2026-09-05", "上班", "08:20", "王"]], ("in", "2026-09-05T08:20")),
        ("leave", ["工号", "类型", "开始时间", "结束时间", "状态"],
         [["0012", "事假", "2026-09-05", "2026-09-05", status] for status in ("待审批", "已批准")], ("leave_days", "1")),
    ],
)  # fmt: skip
def test_a_fact_that_stands_twice_in_a_file_counts_once_and_the_later_row_counts(desk, kind, header, rows, shown):
    desk.table("roster", ["工号", "日期", "班次"], [["0012", "2026-09-05", "D"], ["0012", "2026-09-06", "休"]])
    desk.table("punches", ["工号", "打卡时间"], [["0012", "2026-09-30 12:00"]])
    assert desk.table(kind, header, rows)["new"] == 1
    assert desk.table(kind, header, rows)["new"] == 0
    field, value = shown
    assert value in [day[field] for day in desk.person("0012")["days"]]


@pytest.mark.parametrize("stamp", ["2047-09-05 08:29", "2009-09-05 08:29"])
def test_a_date_beyond_reason(desk, stamp):
    answer = desk.ok("import", "punches", str(desk.file("p.csv", f"工号,打卡时间\n0012,{stamp}\n0031,2026-09-05 08:29\n")))
    [problem] = answer["rejected"]
    assert (problem["row"], problem["code"], problem["raw"]) == (2, "out_of_plausible_range", stamp)


def test_wrong_month_of_a_punch_file(desk):
    path = desk.file("p.csv", "工号,打卡时间\n0012,2026-08-05 08:29\n")
    answer = unchanged(desk, "import", "punches", str(path), "--month", "2026-09")
    assert answer["code"] == "wrong_month"


def test_truncated_and_foreign_and_missing_files(desk, tmp_path):
    whole = tmp_path / "a.xlsx"
    with zipfile.ZipFile(whole, "w") as archive:
        archive.writestr("xl/workbook.xml", "x" * 5000)
    half = tmp_path / "b.xlsx"
    half.write_bytes(whole.read_bytes()[:300])
    html = tmp_path / "c.xls"
    html.write_text("<html><table><tr><td>姓名</td></tr></table></html>", encoding="utf-8")
    locked = tmp_path / "d.xlsx"
    locked.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 4096)
    for path in (half, html, locked, whole, tmp_path / "nothing.xlsx", tmp_path):
        unchanged(desk, "import", "punches", str(path))


def test_shop_files_that_are_none(desk, tmp_path):
    text = tmp_path / "t.csdesk"
    text.write_text("工号,姓名", encoding="utf-8")
    other = tmp_path / "o.csdesk"
    with sqlite3.connect(other) as file:
        file.execute("CREATE TABLE x (y)")
    newer = tmp_path / "n.csdesk"
    newer.write_bytes(desk.shop.read_bytes())
    with sqlite3.connect(newer) as file:
        file.execute("PRAGMA user_version = 900")
    codes = []
    for path in (text, other, newer, tmp_path / "missing.csdesk"):
        before = path.read_bytes() if path.exists() else None
        desk.shop = path
        answer = desk.refused("month", "show", "2026-09")
        chinese(answer)
        codes.append(answer["code"])
        assert (path.read_bytes() if path.exists() else None) == before
    assert codes == ["not_a_shop", "not_a_shop", "newer_version", "missing"]


def test_a_locked_shop_file(desk, monkeypatch):
    from csdesk.store import shop as store

    monkeypatch.setattr(store, "BUSY_MS", 50)
    monkeypatch.setattr(store.Shop.open, "__kwdefaults__", {"busy_ms": 50})
    path = desk.file("p.csv", "工号,打卡时间\n0012,2026-09-05 08:29\n")
    holder = sqlite3.connect(desk.shop, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    try:
        answer = desk.refused("import", "punches", str(path))
    finally:
        holder.rollback()
        holder.close()
    assert answer["code"] == "locked"
    assert desk.ok("import", "punches", str(path))["new"] == 1


@pytest.mark.parametrize(
    ("rules", "key"),
    [
        ({"late_tears": []}, "late_tears"),
        ({"late_tiers": [{"up_to": 10, "red_packet": "zehn"}]}, "late_tiers[0].red_packet"),
        ({"base_pay": "-1.00"}, "base_pay"),
        ({"insurance_own_share": "30"}, "insurance_own_share"),
        ({"shifts": [{"code": "D", "name": "白班", "start": "08:30", "end": "08:00"}]}, "shifts[0]"),
    ],
)
def test_wrong_rules_are_refused_by_name(desk, rules, key):
    path = desk.file("r.json", json.dumps(rules))
    answer = unchanged(desk, "rules", "import", str(path), "--from", "2026-09-01")
    assert key in answer["error"]


def test_every_wrong_key_of_the_rules_is_named_at_once(desk):
    rules = {"late_tears": [], "base_pay": "x", "leave": {"bar": 1, "year_limit_days": -1}, "late_tiers": [{"up_to": 0}, {"parts": 1}]}
    answer = unchanged(desk, "rules", "import", str(desk.file("r.json", json.dumps(rules))), "--from", "2026-09-01")
    said = "\n".join(one["message"] for one in answer["problems"])
    for key in ("late_tears", "base_pay", "leave.bar", "leave.year_limit_days", "late_tiers[0].up_to", "late_tiers[1].up_to"):
        assert key in said
    assert answer["error"] == answer["problems"][0]["message"]


def test_rules_that_are_no_json(desk):
    assert "第 1 行" in unchanged(desk, "rules", "import", str(desk.file("r.json", "{,}")), "--from", "2026-09-01")["error"]


def test_a_print_that_cannot_be_written(desk, tmp_path):
    (tmp_path / "folder.pdf").mkdir()
    answer = desk.refused("print", "roster", "2026-09", "--out", str(tmp_path / "folder.pdf"))
    assert answer["code"] == "not_writable"
    assert not list(tmp_path.glob(".*.part"))


@pytest.mark.parametrize(
    "arguments", [["month"], ["month", "show", "2026-13"], ["frobnicate"], ["import", "moons", "x.csv"], ["print", "roster", "2026-09"]]
)
def test_wrong_usage_exits_with_2(arguments, capsys):
    assert cli.main(arguments) == 2
    assert json.loads(capsys.readouterr().out)["problems"] == []


def test_roster_rows_with_unknown_codes_and_days_outside_employment(desk):
    desk.staff(["0100", "郭Amy", "2026-09-10", "2026-09-20", "2200.00"])
    text = "工号,日期,班次\n0100,2026-09-09,D\n0100,2026-09-10,D\n0100,2026-09-11,倒班\n0100,2026-09-31,D\n"
    answer = desk.ok("import", "roster", str(desk.file("r.csv", text)))
    assert answer["new"] == 1
    assert {one["row"] for one in answer["rejected"]} == {2, 4, 5}


def test_a_closed_month_takes_no_corrections(desk):
    desk.staff(["0200", "欧阳若琳", "2026-09-29", "2026-09-30", "2200.00"])
    for no in ("0012", "0013", "0031"):
        desk.staff([no, {"0031": "李䶮"}.get(no, "陈思远"), "2025-03-01", "2026-08-31"])
    desk.roster("0200", "2026-09", "", d29="D", d30="D")
    desk.punches("0200", *(f"2026-09-{day} {clock}" for day in (29, 30) for clock in ("08:25", "17:31")))
    desk.ok("month", "close", "2026-09")
    path = desk.file("c.csv", "工号,日期,类型,补卡时间,证明人\n0200,2026-09-29,上班,08:30,马文博\n")
    assert unchanged(desk, "import", "corrections", str(path))["code"] == "closed"
    assert unchanged(desk, "month", "close", "2026-09")["code"] == "closed"
    desk.ok("month", "reopen", "2026-09", "--why", "漏了补卡")
    assert desk.ok("import", "corrections", str(path))["new"] == 1


def test_a_closed_month_gives_no_roster_back_and_says_so_of_late_punches(desk):
    for no in ("0012", "0013", "0031"):
        desk.staff([no, {"0031": "李䶮"}.get(no, "陈思远"), "2025-03-01", "2026-08-31"])
    desk.staff(["0200", "欧阳若琳", "2026-09-29", "", "2200.00"])
    batch = desk.roster("0200", "2026-09", "", d29="D", d30="D")["batch"]
    desk.punches("0200", *(f"2026-09-{day} {clock}" for day in (29, 30) for clock in ("08:25", "17:31")))
    desk.ok("month", "close", "2026-09")
    assert unchanged(desk, "import", "undo", str(batch))["code"] == "closed"
    over = ["0200", "事假", "2026-08-31", "2026-09-29"]
    path = desk.file("l.csv", "工号,类型,开始时间,结束时间\n" + ",".join(over))
    assert unchanged(desk, "import", "leave", str(path))["code"] == "closed"
    assert [one["code"] for one in desk.ok("import", "leave", str(path), "--dry-run")["warnings"]] == ["closed_month"]
    before = desk.show()["employees"]
    late = desk.punches("0200", "2026-09-29 18:31", "2026-10-01 08:20")
    assert (late["new"], [one["code"] for one in late["warnings"]]) == (2, ["closed_month"])
    assert desk.show()["employees"] == before
    desk.ok("month", "reopen", "2026-09", "--why", "排错了")
    desk.ok("import", "undo", str(batch))
