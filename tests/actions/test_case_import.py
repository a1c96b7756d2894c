"""Case files: in by preview, once, undone as a batch; out in the same columns; what a row may not say."""

from __future__ import annotations

import csv
import io
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from csdesk import cli
from csdesk.actions import case_view, imports, prints
from csdesk.actions.session import Session
from csdesk.core.case import Category
from csdesk.core.case_list import CaseFilter
from csdesk.files import reading
from csdesk.store.shop import Shop
from tests.commands import Commands

HEAD = ["编号", "类型", "渠道", "店铺", "买家", "订单号", "购买日期", "描述", "诉求", "负责人", "创建时间", "首次响应时间", "解决时间",
        "责任方", "费用", "原因"]  # fmt: skip
FULL = ["A-7", "退货退款", "京东", "旗舰店", "jd_晴07", "3002 1884５５１２", "2026-09-06", "保温杯漏水，要退", "全额退", "陈思远 0013",
        "2026-09-13 16:21", "2026-09-13 16:27:30", "2026-09-15 10:00", "仓库（同批杯盖）", "57.00", "质量问题"]  # fmt: skip


@pytest.fixture
def desk(tmp_path: Path) -> Commands:
    commands = Commands(tmp_path)
    commands.staff(["0012", "陈思远", "2025-03-01"], ["0013", "陈思远", "2025-03-01"], ["0031", "李䶮", "2025-03-01"])
    return commands


def rows(desk: Commands) -> tuple[Any, ...]:
    session = _open(desk)
    try:
        return case_view.listed(session, CaseFilter(state="all", order="created")).rows
    finally:
        session.shop.close()


def _open(desk: Commands) -> Session:
    return Session(Shop.open(desk.shop, now=cli._moment(desk.now)), lambda: cli._moment(desk.now))


def short(**given: str) -> list[str]:
    row = dict.fromkeys(HEAD, "") | {"类型": "补发", "描述": "少一件", "创建时间": "2026-09-13 16:21"} | given
    return [row[name] for name in HEAD]


@pytest.mark.parametrize(("said", "kind"), [("假货", "fake"), ("退货", "return"), ("少发漏发", "short"), ("12315", "12315")])
def test_a_kind_is_known_by_a_beginning_that_only_it_has(desk: Commands, said: str, kind: str) -> None:
    assert desk.table("cases", HEAD, [short(类型=said)])["new"] == 1
    assert rows(desk)[0].kind == kind


def test_a_file_becomes_cases_with_their_history_once(desk: Commands) -> None:
    answer = desk.table("cases", HEAD, [FULL, short(负责人="李䶮"), short(描述="少两件")])
    assert (answer["format"], answer["new"], answer["present"], answer["held"], answer["rejected"]) == ("template.cases", 3, 0, [], [])
    a, b, c = sorted(rows(desk), key=lambda one: one.id)
    assert (a.no, a.kind, a.platform, a.order_no, a.owner, a.answered) == ("A-7", "return", "jd", "300218845512", "陈思远", True)
    assert (a.resolved_at, a.responsible, a.cost, a.category) == (datetime(2026, 9, 15, 10), "warehouse", 5700, Category.RESOLVED)
    assert a.cause == "Quality" and b.cause == ""  # kept as the kind's own cause, so that it is counted with the others
    assert (b.no, b.owner, b.due, c.no, c.owner) == ("260913-01", "李䶮", datetime(2026, 9, 13, 16, 51), "260913-02", "")
    again = desk.table("cases", HEAD, [FULL, short(负责人="李䶮"), short(描述="少两件"), short(描述=" 少　两件 ")])
    assert (again["new"], again["present"]) == (0, 4)
    desk.ok("import", "undo", str(answer["batch"]))
    assert rows(desk) == ()
    assert desk.table("cases", HEAD, [FULL])["new"] == 1
    assert desk.ok("check")["ok"]


def test_a_dry_run_writes_nothing(desk: Commands) -> None:
    assert desk.table("cases", HEAD, [FULL], "--dry-run")["new"] == 1
    assert rows(desk) == ()


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"类型": "外星投诉"}, "unknown_case_kind"),
        ({"类型": ""}, "missing_value"),
        ({"描述": ""}, "missing_value"),
        ({"创建时间": ""}, "missing_date"),
        ({"创建时间": "2026-02-30 10:00"}, "bad_datetime"),
        ({"创建时间": "2027-09-13 16:21"}, "in_future"),
        ({"创建时间": "2015-09-13 16:21"}, "out_of_plausible_range"),
        ({"解决时间": "2026-09-13 16:20"}, "before_created"),
        ({"首次响应时间": "2026-09-12"}, "before_created"),
        ({"费用": "五十"}, "bad_amount"),
        ({"购买日期": "昨天"}, "bad_date"),
        ({"责任方": "天气"}, "unknown_party"),
        ({"买家": "长" * 201}, "too_long"),
        ({"描述": "长" * 10_001}, "too_long"),
        ({"负责人": "陈思远"}, "ambiguous_name"),
    ],
)
def test_a_row_that_cannot_stand_is_refused_with_its_reason(desk: Commands, given: dict[str, str], code: str) -> None:
    answer = desk.table("cases", HEAD, [short(**given), short(描述="好的一行")])
    assert answer["new"] == 1
    [problem] = answer["rejected"]
    assert (problem["row"], problem["code"]) == (2, code), problem
    assert any(char >= "\u4e00" for char in problem["message"]), problem


def test_a_number_twice_counts_once(desk: Commands) -> None:
    answer = desk.table("cases", HEAD, [short(编号="7"), short(编号="7", 描述="别的")])
    assert (answer["new"], [one["code"] for one in answer["rejected"]]) == (1, ["duplicate_case"])


def test_a_cause_of_ones_own_is_kept_as_written(desk: Commands) -> None:
    desk.table("cases", HEAD, [short(原因="  仓库 盘点 "), short(描述="二", 原因="少发漏发")])
    assert {one.cause for one in rows(desk)} == {"仓库 盘点", "Short or missing"}


def test_rows_of_unknown_people_wait(desk: Commands) -> None:
    text = io.StringIO()
    csv.writer(text).writerows([HEAD, short(负责人="王新"), short(描述="无人的")])
    path = str(desk.file("cases.csv", text.getvalue()))
    answer = desk.ok("import", "cases", path)
    assert (answer["new"], answer["held"]) == (1, [{"name": "王新", "rows": 1}])
    desk.staff(["0099", "王新", "2025-03-01"])
    again = desk.ok("import", "cases", path)
    assert (again["new"], again["present"], again["held"]) == (1, 1, [])
    assert {one.owner for one in rows(desk)} == {"王新", ""}


def test_what_goes_out_comes_in_again_and_adds_nothing(desk: Commands, tmp_path: Path) -> None:
    desk.table("cases", HEAD, [FULL, short(负责人="李䶮"), short(描述="=1+1\n第二行", 买家="@乙")])
    out = tmp_path / "单子.xlsx"
    desk.ok("export", "cases", "2026-09", "--out", str(out))
    answer = desk.ok("import", "cases", str(out))
    assert (answer["new"], answer["present"], answer["rejected"]) == (0, 3, [])
    other = Commands(tmp_path / "另一家") if (tmp_path / "另一家").mkdir() is None else desk
    other.staff(["0012", "陈思远", "2025-03-01"], ["0013", "陈思远", "2025-03-01"], ["0031", "李䶮", "2025-03-01"])
    assert other.ok("import", "cases", str(out))["new"] == 3

    def shown(commands: Commands) -> list[tuple[object, ...]]:
        return [(one.no, one.title, one.buyer, one.owner, one.due, one.resolved_at, one.cost, one.status, one.cause)
                for one in rows(commands)]

    assert shown(other) == shown(desk)
    assert desk.ok("export", "cases", "2026-08", "--out", str(out))["out"] == str(out)


def test_the_template_is_read_as_what_it_is(desk: Commands) -> None:
    session = _open(desk)
    try:
        data = prints.template(session, "cases")
        with pytest.raises(Exception, match="没有"):
            reading.read(data, "模板.xlsx", kind="cases", now=session.now)
        assert "cases" in imports.KINDS
    finally:
        session.shop.close()
