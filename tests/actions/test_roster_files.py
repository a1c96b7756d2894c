"""The roster as files: its prints; out and in again, what was exported changes nothing, what nobody can read is said and stays."""

from __future__ import annotations

import io
import json
from datetime import date, datetime

import openpyxl
import pytest
from pypdf import PdfReader

from csdesk.actions import imports, planning, prints, roster, rules, shop
from csdesk.actions import staff as actions_staff
from csdesk.core.calendar import Month
from csdesk.core.permission import Role
from csdesk.core.roster import Cell
from csdesk.core.staff import Employee
from csdesk.core.users import User
from csdesk.store import roster as store
from tests.commands import Commands

OCTOBER = Month(2026, 10)
NOW = datetime(2026, 10, 8, 9)
FIVE = (("0007", "陈思远", "售前客服"), ("0012", "陈思远", "售后客服"), ("0031", "李䶮", "售前客服"), ("甲-1", "=沈𬱟", "主管"),
        ("0100", "郭Amy", "售后客服"))  # fmt: skip


@pytest.fixture
def session(tmp_path):
    """Five people, one of them until the 20th; on 16 October 晚班 (code N) is called 夜班 and a new shift M takes over the name 晚班."""
    made = shop.create(tmp_path / "店铺.csdesk", lambda: NOW, preset="handbook-1", shop_name="拾光电商")
    for no, name, post in FIVE:
        left = date(2026, 10, 20) if no == "0100" else None
        actions_staff.save(made, Employee(0, no, name, post, hired=date(2025, 3, 1), left=left))
    renamed = [("D", "白班", "08:30", "17:30"), ("N", "夜班", "17:00", "25:00"), ("M", "晚班", "12:00", "21:00")]
    shifts = [dict(zip(("code", "name", "start", "end"), one, strict=True)) for one in renamed]
    rules.import_json(made, json.dumps({"shifts": shifts}), date(2026, 10, 16))
    planned = []
    for number, one in enumerate(actions_staff.employees(made)):
        for day in OCTOBER.days():
            code = ("D", "N", "休", "假", "M", "")[(number + day.day) % 6]
            if not code or not one.employed_on(day) or (code == "M" and day.day < 16):
                continue
            post = "售后客服" if one.post == "售前客服" and day.day % 5 == 0 and code in "DN" else ""
            planned.append((one.id, day, code, ("typed", "pinned", "accepted", "auto")[day.day % 4], post))
    with made.step("排班"):
        store.write(made.shop, planned)
    yield made
    made.shop.close()


def bring(session, data: bytes, name: str = "排班表.xlsx"):
    path = session.shop.path.with_name(name)
    path.write_bytes(data)
    return imports.preview(session, imports.read(path, imports.read_options(session), kind="roster"))


def edited(data: bytes, **cells: str | None) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(data))
    for place, text in cells.items():
        book.worksheets[0][place].value = text
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def all_cells(session) -> tuple[Cell, ...]:
    return store.cells(session.shop, OCTOBER.first, OCTOBER.last)


def cell(session, no: str, day: int) -> Cell | None:
    who = next(one.id for one in actions_staff.employees(session) if one.no == no)
    return next((one for one in all_cells(session) if (one.employee_id, one.day.day) == (who, day)), None)


@pytest.mark.parametrize("long", [False, True])
def test_what_was_exported_changes_nothing(session, long):
    before = all_cells(session)
    ready = bring(session, prints.sheet(session, "roster", OCTOBER, long=long))
    assert (ready.new, ready.present) == (0, len(before))
    assert not ready.rejected and not ready.held and not ready.warnings
    imports.store(session, ready)
    assert all_cells(session) == before  # sources and posts, too


@pytest.mark.parametrize("long", [False, True])
def test_an_emptied_roster_comes_back_from_its_file(session, long):
    before = {(one.employee_id, one.day): (one.code, one.post) for one in all_cells(session)}
    data = prints.sheet(session, "roster", OCTOBER, long=long)
    roster.write_cells(session, [(who, day, None) for who, day in before])
    assert not all_cells(session)
    assert imports.store(session, bring(session, data)).value["new"] == len(before)
    assert {(one.employee_id, one.day): (one.code, one.post) for one in all_cells(session)} == before


def test_an_import_taken_back_leaves_sources_and_posts_as_they_were(session):
    before = all_cells(session)
    data = prints.sheet(session, "roster", OCTOBER)
    number = imports.store(session, bring(session, edited(data, C3="休", E3="白·售后", C4="晚班·售后客服"))).value["batch"]
    assert all_cells(session) != before
    imports.undo(session, number)
    assert all_cells(session) == before


def test_one_edited_cell_is_one_change(session):
    data = prints.sheet(session, "roster", OCTOBER)
    grid = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]
    row = next(row for row in range(3, 8) if grid.cell(row, 1).value == "0007")
    assert grid.cell(row, 2).value == "陈思远" and grid.cell(row, 7).value in ("白班·售后客服", "晚班·售后客服", "休", "假", None)
    ready = bring(session, edited(data, **{f"C{row}": "白·售后", f"D{row}": None}))  # a blank cell takes nothing away
    before = cell(session, "0007", 2)
    imports.store(session, ready)
    assert ready.new == 1 and cell(session, "0007", 2) == before
    assert (cell(session, "0007", 1).code, cell(session, "0007", 1).post) == ("D", "售后客服")
    again = bring(session, edited(data, **{f"C{row}": "白"}))  # without a post: the own one again
    assert again.new == 1 and imports.store(session, again) and cell(session, "0007", 1).post == ""


UNREADABLE = [
    ("倒班", "unknown_code", "倒班"),
    ("倒·售后", "unknown_code", "倒"),
    ("白·仓库", "unknown_post", "仓库"),
    ("白·", "unknown_post", "白·"),
    ("休·售后客服", "unknown_code", "休·售后客服"),
    ("M", "unknown_code", "M"),  # not before the 16th
]


@pytest.mark.parametrize(("text", "code", "raw"), UNREADABLE)
def test_what_nobody_can_read_is_said_and_the_cell_stays(session, text, code, raw):
    before = all_cells(session)
    ready = bring(session, edited(prints.sheet(session, "roster", OCTOBER), C4=text, D4="夜班"))  # 夜班 is not before the 16th, either
    found = [(one.row, one.column, one.code, one.raw) for one in ready.rejected]
    assert found == [(4, "C", code, raw), (4, "D", "unknown_code", "夜班")]
    assert ready.new == 0 and all(any("一" <= sign <= "鿿" for sign in one.message) for one in ready.rejected)
    imports.store(session, ready)
    assert all_cells(session) == before


def test_a_remembered_word_stays_behind_the_rules(session):
    imports.remember_code(session, "倒", "D")
    imports.remember_code(session, "白班", "N")
    data = prints.sheet(session, "roster", OCTOBER)
    assert bring(session, data).new == 0
    ready = bring(session, edited(data, C4="倒·售后"))
    assert not ready.rejected
    assert [(draft.code, draft.post) for draft, _who in ready.matched if draft.raw == "倒·售后"] == [("D", "售后客服")]


def test_a_word_remembered_for_a_shift_that_is_gone_is_refused(session):
    imports.remember_code(session, "早", "X")
    [problem] = bring(session, edited(prints.sheet(session, "roster", OCTOBER), C4="早")).rejected
    assert problem.code == "unknown_code" and "2026-10-01" in problem.message and "X" in problem.message


def words(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


def who(session, no: str) -> int:
    return next(one.id for one in actions_staff.employees(session) if one.no == no)


def test_prints_say_what_was_given_out_and_what_changed_since(session):
    assert "草稿" in words(prints.paper(session, "roster", OCTOBER).pdf)
    assert "还没有发布" in prints.roster_changes_text(session, OCTOBER)
    planning.publish(session, OCTOBER)
    planning.publish(session, OCTOBER)
    assert "第 2 版 · 2026-10-08 09:00 发布 · 以此版为准" in words(prints.paper(session, "roster", OCTOBER).pdf)
    assert "没有改动" in words(prints.paper(session, "roster-changes", OCTOBER).pdf)
    before = cell(session, "0031", 2)
    roster.write_cells(session, [(who(session, "0031"), date(2026, 10, 2), "休")])
    assert "之后改过 1 格" in words(prints.paper(session, "roster", OCTOBER, size="A3").pdf)
    assert "之后改过 1 格" in words(prints.paper(session, "roster-people", OCTOBER, only=[who(session, "0031")]).pdf)
    assert "李䶮" in words(prints.paper(session, "roster-changes", OCTOBER).pdf)
    assert f"1. 10-02 周五  李䶮  {before.code if before else '未排'} → 休" in prints.roster_changes_text(session, OCTOBER)


def test_calendars_cancel_what_was_given_out_and_is_free_now(session):
    day = next(one.day for one in all_cells(session) if one.code == "D" and one.employee_id == who(session, "0031"))
    planning.publish(session, OCTOBER)
    roster.write_cells(session, [(who(session, "0031"), day, "休")])
    planning.publish(session, OCTOBER)  # whoever imported the first version still has the shift
    made = {name.partition(" ")[0]: data.decode() for name, data in prints.calendars(session, OCTOBER)}
    assert list(made) == ["0007", "0012", "0031", "0100", "甲-1"]
    assert made["0031"].count("STATUS:CANCELLED") == 1 and sum(text.count("CANCELLED") for text in made.values()) == 1
    for no, text in made.items():
        mine = [one for one in all_cells(session) if one.employee_id == who(session, no)]
        assert text.count("STATUS:CONFIRMED") == sum(one.code in ("D", "N", "M") for one in mine)
    identities = {line.partition("@")[2] for text in made.values() for line in text.split("\r\n") if line.startswith("UID:")}
    assert identities == {f"{session.shop.identity()}.csdesk"}


def test_an_agent_takes_only_the_own_roster_along(session):
    planning.publish(session, OCTOBER)
    roster.write_cells(session, [(one.employee_id, one.day, None) for one in all_cells(session) if one.day.day == 4])
    session.user = User(1, "小彤", Role.AGENT, employee_id=who(session, "0031"))
    assert [name for name, _data in prints.calendars(session, OCTOBER)] == ["0031 李䶮 2026-10.ics"]
    assert "共改 1 处" in prints.roster_changes_text(session, OCTOBER)
    for what in ("roster", "roster-people", "roster-changes"):
        text = words(prints.paper(session, what, OCTOBER).pdf)
        assert "李䶮" in text and "沈" not in text and "郭" not in text


def test_the_commands(tmp_path):
    desk = Commands(tmp_path)
    desk.staff(["0012", "陈思远", "2025-03-01"], ["0013", "陈/思远", "2025-03-01", "2026-08-31"], ["0031", "李䶮", "2026-09-10"])
    desk.roster("0012", "2026-09", d5="休", d6="N")
    out = tmp_path / "出"
    answer = desk.ok("print", "roster-people", "2026-09", "--out", str(out / "各人.pdf"))
    assert (answer["pages"], answer["problems"]) == (1, [])
    assert desk.ok("print", "roster-people", "2026-09", "--out", str(out / "各人.pdf"), "--per-page", "1")["pages"] == 2
    answer = desk.ok("print", "roster-changes", "2026-09", "--out", str(out / "变更.pdf"))
    assert "还没有发布" in answer["text"]
    assert desk.ok("export", "ics", "2026-09", "--out", str(out / "日历"))["files"] == ["0012 陈思远 2026-09.ics", "0031 李䶮 2026-09.ics"]
    assert {path.name for path in (out / "日历").iterdir()} == {"0012 陈思远 2026-09.ics", "0031 李䶮 2026-09.ics"}
    desk.ok("export", "ics", "2026-09", "--out", str(out / "一人.ics"), "--no", "0012")
    assert (out / "一人.ics").read_bytes() == (out / "日历" / "0012 陈思远 2026-09.ics").read_bytes()
    august = desk.ok("export", "ics", "2026-08", "--out", str(out / "八月"))
    assert august["files"] == ["0012 陈思远 2026-08.ics", "0013 陈_思远 2026-08.ics"]
    for refused in (("2026-09", "--no", "0099"), ("2026-09", "--no", "0013"), ("2024-01",), ("2026-09-05",)):
        assert desk.refused("export", "ics", *refused, "--out", str(tmp_path / "nichts"))["code"] in ("nobody", "period")
    assert not (tmp_path / "nichts").exists()
    grid, rows = out / "格子.xlsx", out / "行.xlsx"
    desk.ok("export", "roster", "2026-09", "--out", str(grid))
    desk.ok("export", "roster", "2026-09", "--out", str(rows), "--long")
    for path, format in ((grid, "template.roster_grid"), (rows, "template.roster_long")):
        answer = desk.ok("import", "roster", str(path))
        assert (answer["format"], answer["new"], answer["present"], answer["rejected"]) == (format, 0, 30, [])
