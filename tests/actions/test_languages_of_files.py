"""What is written in one language is read back in every other: templates filled in, and exports, of a real shop."""

from __future__ import annotations

import io
import shutil
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from csdesk import i18n
from csdesk.actions import imports, prints, shop, staff
from csdesk.actions.session import Session
from csdesk.core.attendance import Side, Status
from csdesk.core.calendar import Month
from csdesk.core.case import KINDS, PARTIES, PLATFORMS
from csdesk.files import heads
from csdesk.store import evidence

NOW = datetime(2026, 10, 8, 9)
SEPTEMBER = Month(2026, 9)
# What is typed into each template, by the Simplified heads; words of ours are said in the language of the file.
ROWS: dict[str, dict[str, Any]] = {
    "staff": {"工号": "0900", "姓名": "新来的", "岗位": "售前客服", "入职日期": date(2026, 9, 1), "底薪": 2300, "客服昵称": "旗舰店:小新"},
    "roster": {"工号": "0007", "日期": date(2026, 9, 5), "班次": "休"},
    "punches": {"工号": "0007", "打卡时间": datetime(2026, 9, 5, 8, 29)},
    "corrections": {"工号": "0007", "日期": date(2026, 9, 5), "类型": "下班", "补卡时间": "17:30", "证明人": "何立新", "原因": "忘了"},
    "leave": {"工号": "0007", "类型": "事假", "开始时间": datetime(2026, 9, 17), "结束时间": datetime(2026, 9, 18), "状态": "待审批",
              "紧急": "是", "申请时间": datetime(2026, 9, 15, 10), "原因": "家里有事"},
    "overtime": {"工号": "0007", "日期": date(2026, 9, 5), "分钟": 120, "状态": "已拒绝", "调休": "否", "原因": "大促"},
    "cases": {"编号": "A-1", "描述": "漏水", "创建时间": datetime(2026, 9, 5, 9), "费用": 57},
}  # fmt: skip


@pytest.fixture
def session(tmp_path: Path, demo_shop: Path) -> Iterator[Session]:
    path = tmp_path / "店铺.csdesk"
    shutil.copy(demo_shop, path)
    shutil.copytree(evidence.folder(demo_shop), evidence.folder(path))
    made = shop.open_shop(path, lambda: NOW)
    yield made
    made.shop.close()


@pytest.fixture(scope="module")
def demo_shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from csdesk.actions import demo

    path = tmp_path_factory.mktemp("demo") / "demo.csdesk"
    demo.create(path, lambda: NOW).shop.close()
    return path


def filled(session: Session, kind: str, language: str) -> bytes:
    """The template of a kind in a language, one row written into it."""
    i18n.use(language)
    book = openpyxl.load_workbook(io.BytesIO(prints.template(session, kind)))
    sheet = book.worksheets[0]
    row = dict(ROWS[kind])
    if kind == "cases":
        row |= {"类型": i18n.gettext(KINDS[0].name), "渠道": i18n.gettext(PLATFORMS["jd"]), "责任方": i18n.gettext(PARTIES["warehouse"])}
    places = {heads.said(head): head for head in row}
    found = [cell.value for cell in sheet[1]]
    assert set(places) <= set(found), f"{kind} in {language}: {found}"
    for column, head in enumerate(found, 1):
        if head in places:
            value = row[places[head]]
            own = kind == "roster" or places[head] in ("原因",)
            sheet.cell(2, column, heads.said(value) if isinstance(value, str) and not own else value)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize("kind", ROWS)
@pytest.mark.parametrize("written", i18n.LANGUAGES)
def test_templates_are_read_in_every_language(session: Session, kind: str, written: str) -> None:
    path = session.shop.path.with_name("list.xlsx")
    path.write_bytes(filled(session, kind, written))
    known: list[list[object]] = []
    for language in i18n.LANGUAGES:
        i18n.use(language)
        for asked in (kind, None):
            file = imports.read(path, imports.read_options(session), kind=asked)
            assert (file.kind, file.problems) == (kind, ()), (language, asked, file.problems)
            known.append(list(file.drafts))
    assert len(known[0]) == 1 and all(one == known[0] for one in known)
    [draft] = known[0]
    if kind == "leave":
        assert (draft.status, draft.emergency) == (Status.PENDING, True)  # type: ignore[union-attr]
    elif kind == "overtime":
        assert (draft.status, draft.time_off) == (Status.REJECTED, False)  # type: ignore[union-attr]
    elif kind == "corrections":
        assert draft.side is Side.OUT  # type: ignore[union-attr]
    i18n.use("zh_CN")
    ready = imports.preview(session, imports.read(path, imports.read_options(session)))
    assert ready.rejected == () and ready.new + ready.present == 1


@pytest.mark.parametrize("language", i18n.LANGUAGES)
@pytest.mark.parametrize("long", [False, True])
def test_the_roster_comes_back(session: Session, language: str, long: bool) -> None:
    i18n.use(language)
    path = session.shop.path.with_name("roster.xlsx")
    path.write_bytes(prints.sheet(session, "roster", SEPTEMBER, long=long))
    for read in i18n.LANGUAGES:
        i18n.use(read)
        ready = imports.preview(session, imports.read(path, imports.read_options(session)))
        assert (ready.new, ready.rejected) == (0, ()) and ready.present > 300


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_a_cell_in_the_grid_template_is_a_roster(session: Session, language: str) -> None:
    i18n.use(language)
    book = openpyxl.load_workbook(io.BytesIO(prints.template(session, "roster", SEPTEMBER)))
    book.worksheets[0]["C3"] = "休"
    path = session.shop.path.with_name("grid.xlsx")
    book.save(path)
    i18n.use("zh_CN")
    file = imports.read(path, imports.read_options(session), kind="roster")
    assert file.problems == () and len(file.drafts) == 1 and file.kind == "roster"


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_people_and_cases_come_back(session: Session, language: str) -> None:
    from csdesk.files.sheets.staff import staff_file

    i18n.use(language)
    people = session.shop.path.with_name("people.xlsx")
    people.write_bytes(staff_file(staff.all_employees(session), NOW, pay=True))
    ready = imports.preview(session, imports.read(people, imports.read_options(session)))
    assert (ready.new, ready.rejected) == (0, ()) and ready.present == len(staff.all_employees(session))
    cases = session.shop.path.with_name("cases.xlsx")
    cases.write_bytes(prints.sheet(session, "cases", SEPTEMBER))
    ready = imports.preview(session, imports.read(cases, imports.read_options(session)))
    assert (ready.new, ready.rejected) == (0, ()) and ready.present > 3


@pytest.mark.parametrize(
    ("text", "plain"),
    [("Employee No.*", "工号"), (" employee no. ", "工号"), ("狀態", "状态"), ("状态（必填）", "状态"), ("Colour", "colour")],
)
def test_heads(text: str, plain: str) -> None:
    assert heads.key(text) == plain


def test_no_two_heads_are_one_in_any_language() -> None:
    for table in (heads._heads, heads._words):
        for language in i18n.LANGUAGES:
            found = table(i18n.catalogue(language).pgettext)
            assert len(set(found.values())) == len(found)
            assert language != "zh_CN" or all(ours == theirs for ours, theirs in found.items())
