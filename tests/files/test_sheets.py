"""XLSX twins: real numbers and dates, no formula anywhere, and what is exported can be imported."""

# ruff: noqa: E501
from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import openpyxl
import pytest

from csdesk.core.attendance import Side, Status
from csdesk.core.calendar import Month
from csdesk.core.drafts import CaseDraft, CellDraft, CorrectionDraft, LeaveDraft, OvertimeDraft, PunchDraft, StaffDraft
from csdesk.core.payroll import MonthResult
from csdesk.core.problem import UserError
from csdesk.core.rules import RuleBook, RuleVersion
from csdesk.core.staff import Employee
from csdesk.files.reading import read
from csdesk.files.sheets.attendance import attendance
from csdesk.files.sheets.bulletin import bulletin
from csdesk.files.sheets.payroll import payroll, payslips
from csdesk.files.sheets.roster import roster
from csdesk.files.sheets.templates import KINDS, fields, template
from tests.files import factory
from tests.files.factory import CALENDAR, HEAD, RULES

BOOK = RuleBook((RuleVersion(1, date(2026, 1, 1), RULES),))
NOW = datetime(2026, 10, 8, 9, 0)
Make = Callable[[MonthResult, tuple[Employee, ...]], bytes]
TWINS: dict[str, Make] = {
    "attendance": lambda result, people: attendance(result, people, HEAD, rules=RULES, calendar=CALENDAR),
    "payroll": lambda result, people: payroll(result, people, HEAD, rules=RULES, calendar=CALENDAR),
    "payslips": lambda result, people: payslips(result, people, HEAD, rules=RULES, calendar=CALENDAR),
    "bulletin": lambda result, people: bulletin(result, Month.parse(result.month).first.replace(day=23), people, HEAD, rules=RULES),
    "roster": lambda result, people: roster(Month.parse(result.month), factory.cells(result.month, len(people)), people, HEAD, book=BOOK, calendar=CALENDAR),
}


def opened(data: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(data))


def values(data: bytes, sheet: int = 0) -> list[tuple[Any, ...]]:
    return list(opened(data).worksheets[sheet].iter_rows(values_only=True))


def no_formula(data: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            if name.startswith("xl/worksheets/sheet"):
                text = archive.read(name).decode()
                assert "<f>" not in text and "<f " not in text and "<hyperlink" not in text
            assert "externalLink" not in name


@pytest.mark.parametrize("name", TWINS)
@pytest.mark.parametrize(("month", "count"), [("2026-09", 20), ("2026-02", 1), ("2026-10", 0)])
def test_every_twin_is_safe(name: str, month: str, count: int) -> None:
    data = TWINS[name](factory.result(month, count), factory.employees(count, month))
    no_formula(data)
    assert data == TWINS[name](factory.result(month, count), factory.employees(count, month))
    for sheet in opened(data).worksheets:
        assert all(value != "None" for row in sheet.iter_rows(values_only=True) for value in row)
        assert sheet.freeze_panes


@pytest.mark.parametrize("evil", ["=1+1", "+8613800000000", "-1", "@SUM(A1)", "\t=1", "＝1+1", "=HYPERLINK(\"http://x\")", "http://x.example", "0007"])
def test_texts_stay_texts(evil: str) -> None:
    people = tuple(replace(one, name=evil, team=evil, no=f"A{index}") for index, one in enumerate(factory.employees(3)))
    result = factory.result(count=3)
    result = replace(result, employees=tuple(replace(one, name=evil, post=evil) for one in result.employees))
    for name, make in TWINS.items():
        data = make(result, people)
        no_formula(data)
        if name != "bulletin":
            cells = [cell for sheet in opened(data).worksheets for row in sheet.iter_rows() for cell in row if cell.value == evil]
            assert cells and all(cell.data_type == "s" for cell in cells)
            if evil[0] in "=+-@＝":
                assert all(cell.style is not None and cell.quotePrefix for cell in cells)


def test_payroll_holds_exact_numbers() -> None:
    result = factory.result()
    rows = values(TWINS["payroll"](result, factory.employees()))
    head = rows[2]
    gross, net, base = head.index("应发合计"), head.index("实发"), head.index("基本工资")
    people = {one.no: one for one in result.employees}
    seen = 0
    for row in rows[3:]:
        if row[0] in people:
            one = people[row[0]]
            seen += 1
            assert (Decimal(str(row[gross])) * 100, Decimal(str(row[net])) * 100) == (one.gross, one.net)
            assert Decimal(str(row[base])) * 100 == sum(line.amount for line in one.lines if line.code == "base")
    assert seen == 20
    total = next(row for row in rows if row[0] == "总计  20 人")
    assert Decimal(str(total[net])) * 100 == sum(one.net for one in result.employees)
    book = opened(TWINS["payroll"](result, factory.employees()))
    assert book.worksheets[0].cell(5, base + 1).number_format == "#,##0.00"
    lines = values(TWINS["payroll"](result, factory.employees()), 1)
    assert len(lines) - 1 == sum(len(one.lines) for one in result.employees)


def test_attendance_holds_real_dates() -> None:
    data = TWINS["attendance"](factory.result(), factory.employees())
    rows = values(data)
    assert rows[2][4] == datetime(2026, 9, 1) and rows[2][33] == datetime(2026, 9, 30)
    shown = next(row for row in rows if row[1] == "赵一凡")
    assert shown[4 + 13] == "白班 迟到 31 分 缺勤 0.5 天"
    days = values(data, 1)
    assert days[0][:3] == ("工号", "姓名", "日期") and isinstance(days[1][2], datetime) and isinstance(days[1][4], datetime)
    assert not any("工资" in str(value) for row in rows for value in row)


def test_payslips_of_some() -> None:
    rows = values(payslips(factory.result(), factory.employees(), HEAD, rules=RULES, calendar=CALENDAR, only={5}))
    flat = [value for row in rows for value in row if value is not None]
    assert "李䶮" in flat and "何立新" not in flat and 2677.45 in flat


def test_bulletin_amounts() -> None:
    rows = values(TWINS["bulletin"](factory.result(), factory.employees()))
    assert ("沈𬱟", datetime(2026, 9, 21), "周一", "白班", "超额补卡（下班）", "17:31", 10, 5, 10, "已发", "本周") in [row[:11] for row in rows]


@pytest.mark.parametrize("month", ["2026-09", "2026-02", "2026-10"])
def test_the_exported_roster_is_imported_as_it_was(month: str) -> None:
    people = factory.employees(20, month)
    cells = factory.cells(month)
    file = read(roster(Month.parse(month), cells, people, HEAD, book=BOOK, calendar=CALENDAR), "排班表.xlsx", now=NOW, shifts=RULES.shifts)
    assert file.kind == "roster" and not file.problems and not file.warnings
    by_no = {one.no: one.id for one in people}
    drafts = [each for each in file.drafts if isinstance(each, CellDraft)]
    assert {(by_no[each.person.no], each.day, each.code) for each in drafts} == {(cell.employee_id, cell.day, cell.code) for cell in cells}


@pytest.mark.parametrize("kind", KINDS)
def test_an_empty_template_imports_nothing(kind: str) -> None:
    data = template(kind, rules=RULES)
    no_formula(data)
    with pytest.raises(UserError) as refused:
        read(data, f"{kind}.xlsx", kind=kind, now=NOW, shifts=RULES.shifts)
    assert refused.value.code == "no_rows"
    assert [row[0] for row in values(data, 1)[1:]][: len(fields(kind))] == [each.head for each in fields(kind)]


@pytest.mark.parametrize("kind", KINDS)
def test_a_template_filled_with_its_examples_is_imported(kind: str) -> None:
    book = opened(template(kind, rules=RULES))
    for column, each in enumerate(fields(kind, RULES), 1):
        book.worksheets[0].cell(2, column).value = each.example  # type: ignore[assignment]
    stream = io.BytesIO()
    book.save(stream)
    file = read(stream.getvalue(), f"{kind}.xlsx", now=NOW, shifts=RULES.shifts)
    assert file.kind == kind and not file.problems, file.problems
    (draft,) = file.drafts
    if isinstance(draft, StaffDraft):
        assert (draft.no, draft.name, draft.base_pay, draft.insurance, draft.hired) == ("0007", "林晓彤", 220000, 100000, date(2025, 3, 1))
    elif isinstance(draft, CellDraft):
        assert (draft.person.no, draft.day, draft.code) == ("0007", date(2026, 9, 5), "D")
    elif isinstance(draft, PunchDraft):
        assert draft.at == datetime(2026, 9, 5, 8, 29)
    elif isinstance(draft, CorrectionDraft):
        assert (draft.side, draft.certified, draft.punched_at) == (Side.IN, 510, 521)
    elif isinstance(draft, LeaveDraft):
        assert (draft.type, draft.whole_days, draft.status) == ("事假", True, Status.APPROVED)
    elif isinstance(draft, CaseDraft):
        assert (draft.kind, draft.person.no, draft.cost, draft.created_at) == ("退货退款", "0013", 5700, datetime(2026, 9, 13, 16, 21))
    else:
        assert isinstance(draft, OvertimeDraft) and draft.minutes == 120


def test_a_roster_template_of_a_month_is_a_grid_of_its_people() -> None:
    data = template("roster", rules=RULES, employees=factory.employees(), month=Month(2026, 9))
    book = opened(data)
    assert book.worksheets[0].max_row == 22
    book.worksheets[0].cell(3, 3).value = "晚班"
    stream = io.BytesIO()
    book.save(stream)
    file = read(stream.getvalue(), "排班.xlsx", now=NOW, shifts=RULES.shifts)
    (draft,) = file.drafts
    assert isinstance(draft, CellDraft) and (draft.person.no, draft.day, draft.code) == ("A001", date(2026, 9, 1), "N")


def test_an_unknown_template_is_refused() -> None:
    with pytest.raises(ValueError, match="kpi"):
        template("kpi")
