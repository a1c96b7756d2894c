"""The templates of the commands: any column order, CSV in three encodings or XLSX, numbers as text, each refusal with its cell."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest

from csdesk.core.attendance import Side, Status
from csdesk.core.calendar import Month
from csdesk.core.drafts import CellDraft, CorrectionDraft, LeaveDraft, OvertimeDraft, PersonRef, PunchDraft, Source, StaffDraft
from csdesk.core.people import resolve
from csdesk.core.problem import UserError
from csdesk.core.rules import Shift
from csdesk.core.staff import Alias, Employee
from csdesk.files import reading

NOW = datetime(2026, 10, 8, 9)
SHIFTS = (Shift("D", "白班", 510, 1050), Shift("N", "晚班", 1020, 1500))
Rows = Sequence[Sequence[Any]]


def csv_bytes(rows: Rows, encoding: str = "utf-8", mark: str = ",", newline: str = "\r\n") -> bytes:
    quoted = [[f'"{cell}"' if mark in str(cell) or "\n" in str(cell) else str(cell) for cell in row] for row in rows]
    return newline.join(mark.join(row) for row in quoted).encode(encoding)


def xlsx_bytes(rows: Rows, name: str = "Sheet1", merge: Sequence[tuple[int, int, int, int]] = ()) -> bytes:
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet(name)
    formats = {
        date: book.add_format({"num_format": "yyyy-mm-dd"}),
        datetime: book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"}),
        time: book.add_format({"num_format": "hh:mm"}),
        timedelta: book.add_format({"num_format": "[h]:mm"}),
    }
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            if isinstance(cell, str):
                sheet.write_string(number, column, cell)
            elif isinstance(cell, int | float):
                sheet.write_number(number, column, cell)
            elif cell is not None:
                sheet.write_datetime(number, column, cell, formats[type(cell)])
    for top, left, bottom, right in merge:
        sheet.merge_range(top, left, bottom, right, rows[top][left])
    book.close()
    return out.getvalue()


def read(data: bytes, kind: str | None = None, **more: Any) -> reading.ImportFile:
    return reading.read(data, "file.csv", kind=kind, now=NOW, shifts=SHIFTS, **more)


def codes(found: reading.ImportFile) -> list[tuple[str, int | None, str | None, str]]:
    return [(each.code, each.row, each.column, each.raw) for each in found.problems]


STAFF = [
    [
        "工号",
        "姓名",
        "岗位",
        "职级",
        "店铺",
        "班组",
        "地点",
        "入职日期",
        "离职日期",
        "底薪",
        "生效日期",
        "社保总额",
        "钉钉UserId",
        "企业微信账号",
        "考勤机号",
        "客服昵称",
    ],
    [
        "0007",
        "林晓彤",
        "售前客服",
        "组长",
        "拾光旗舰店",
        "售前组",
        "杭州",
        "2025-03-01",
        "",
        "2,200.00",
        "2025-03-01",
        "1000",
        "170964429882211150",
        "LinXiaoTong",
        "7",
        "拾光旗舰店:小彤、拾光专营店:小彤",
    ],
    ["0031", "李䶮", "", "", "", "", "", "2025/3/1", "2026年9月15日", "2350.5", "", "", "", "", "", ""],
]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("kind", ["staff", None])
def test_staff_in_every_encoding(encoding: str, kind: str | None) -> None:
    found = read(csv_bytes(STAFF, encoding), kind)
    assert (found.format, found.kind, found.problems) == ("template.staff", "staff", ())
    first, second = found.drafts
    assert isinstance(first, StaffDraft) and isinstance(second, StaffDraft)
    assert (first.no, first.name, first.post, first.level, first.site) == ("0007", "林晓彤", "售前客服", "组长", "杭州")
    assert (first.base_pay, first.insurance, first.hired, first.left) == (220000, 100000, date(2025, 3, 1), None)
    assert first.nicks == ("拾光旗舰店:小彤", "拾光专营店:小彤") and first.user_id == "170964429882211150" and first.device_no == "7"
    assert (second.name, second.base_pay, second.insurance, second.left) == ("李䶮", 235050, None, date(2026, 9, 15))
    assert first.source.row == 2 and first.source.sheet is None


def test_columns_in_any_order_and_unknown_ones_noted() -> None:
    found = read(csv_bytes([["血型", "姓名*", "工号 *"], ["A", "林晓彤", "0007"]]), "staff")
    (draft,) = found.drafts
    assert isinstance(draft, StaffDraft) and draft.no == "0007" and draft.given == {"no", "name"}
    assert [(each.code, each.column, each.raw) for each in found.warnings] == [("unknown_column", "A", "血型")]


@pytest.mark.parametrize(
    ("cell", "no", "warned"),
    [("0007", "0007", False), ('="0007"', "0007", False), ("\t0007", "0007", False), ("'0007", "0007", False), (" 0007 ", "0007", False)],
)
def test_forced_text_in_csv(cell: str, no: str, warned: bool) -> None:
    data = f"工号,姓名\r\n{cell},林晓彤\r\n".encode()
    found = read(data, "staff")
    assert [draft.no for draft in found.drafts if isinstance(draft, StaffDraft)] == [no] and bool(found.warnings) is warned


def test_a_number_cell_is_text_with_a_warning() -> None:
    found = read(xlsx_bytes([["工号", "姓名"], [7.0, "林晓彤"], ["0012", "陈思远"]]), "staff")
    assert [draft.no for draft in found.drafts if isinstance(draft, StaffDraft)] == ["7", "0012"]
    assert [(each.code, each.row, each.column, each.raw) for each in found.warnings] == [("number_cell", 2, "A", "7")]


def test_staff_refusals() -> None:
    head = ["工号", "姓名", "底薪", "入职日期", "离职日期"]
    rows = [
        head,
        ["", "甲", "", "", ""],
        ["1", "", "", "", ""],
        ["2", "乙", "12.345", "", ""],
        ["3", "丙", "-5", "", ""],
        ["4", "丁", "", "去年", ""],
        ["5", "戊", "", "2026-02-30", ""],
        ["6", "己", "", "2026-03-01", "2026-02-01"],
        ["7", "庚", "", "", ""],
        ["7", "辛", "", "", ""],
        ["", "", "", "", ""],
        ["合计", "", "", "", ""],
    ]
    found = read(csv_bytes(rows), "staff")
    assert codes(found) == [
        ("missing_no", 2, "A", ""),
        ("missing_name", 3, "B", ""),
        ("bad_amount", 4, "C", "12.345"),
        ("bad_amount", 5, "C", "-5"),
        ("bad_date", 6, "D", "去年"),
        ("bad_date", 7, "D", "2026-02-30"),
        ("end_before_start", 8, "E", "2026-02-01"),
        ("duplicate_no", 10, "A", "7"),
    ]
    assert [draft.no for draft in found.drafts if isinstance(draft, StaffDraft)] == ["7"]
    assert [(each.code, each.source.row) for each in found.ignored] == [("header", 1), ("blank", 11), ("footer", 12)]


@pytest.mark.parametrize(
    ("cell", "at"),
    [
        ("2026-09-05 08:29", datetime(2026, 9, 5, 8, 29)),
        ("2026-09-05 08:29:59", datetime(2026, 9, 5, 8, 29, 59)),
        ("2026/9/5 8:29", datetime(2026, 9, 5, 8, 29)),
        ("2026年9月5日 08：29", datetime(2026, 9, 5, 8, 29)),
        ("2026-09-05T08:29:00", datetime(2026, 9, 5, 8, 29)),
        ("2026/9/29 下午 05:33", datetime(2026, 9, 29, 17, 33)),
        ("2026/9/29 星期二 8:20", datetime(2026, 9, 29, 8, 20)),
        ("46266.354166667", datetime(2026, 9, 1, 8, 30)),
        ("20260905 08:29", datetime(2026, 9, 5, 8, 29)),
        ("2026.9.5 上午 12:01", datetime(2026, 9, 5, 0, 1)),
    ],
)
def test_moments(cell: str, at: datetime) -> None:
    found = read(csv_bytes([["工号", "打卡时间"], ["0007", cell]]), "punches")
    assert [draft.at for draft in found.drafts if isinstance(draft, PunchDraft)] == [at] and not found.problems
    assert found.covered == (at.date().replace(day=1), at.date()) and found.period is None


@pytest.mark.parametrize(
    ("days", "first"),
    [
        (["2026-09-03", "2026-09-30"], "2026-09-01"),
        (["2026-08-04", "2026-09-01", "2026-09-30"], "2026-08-01"),  # absent on the first days of a file of two months, too
        (["2026-08-31", "2026-09-01", "2026-09-30"], "2026-08-31"),  # a night of August in a file of September
    ],
)
def test_a_file_without_a_period_covers_from_the_first_of_its_month(days: list[str], first: str) -> None:
    found = read(csv_bytes([["工号", "打卡时间"], *(["0007", f"{day} 17:00"] for day in days)]), "punches")
    assert found.covered is not None and [one.isoformat() for one in found.covered] == [first, "2026-09-30"]


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("", "missing_time"),
        ("2026-09-05", "missing_time"),
        ("2026-09-31 08:30", "bad_datetime"),
        ("2026-09-05 24:30", "bad_datetime"),
        ("8点半", "bad_datetime"),
        ("9/29", "bad_datetime"),
        ("2047-09-05 08:29", "out_of_plausible_range"),
        ("2016-09-05 08:29", "out_of_plausible_range"),
        ("1e400", "bad_datetime"),
        ("99999999999 08:00", "bad_datetime"),
    ],
)
def test_bad_moments(cell: str, code: str) -> None:
    found = read(csv_bytes([["工号", "打卡时间"], ["0007", cell], ["0007", "2026-09-05 08:29"]]), "punches")
    assert codes(found) == [(code, 2, "B", cell)] and len(found.drafts) == 1


def test_punches_of_typed_cells() -> None:
    rows = [["姓名", "打卡时间"], ["林晓彤", datetime(2026, 9, 5, 8, 29, 59)], ["林晓彤", 46270.75], ["林晓彤", date(2026, 9, 6)]]
    found = read(xlsx_bytes(rows))
    assert found.format == "template.punches" and found.sheet == "Sheet1"
    assert [draft.at for draft in found.drafts if isinstance(draft, PunchDraft)] == [
        datetime(2026, 9, 5, 8, 29, 59),
        datetime(2026, 9, 5, 18),
    ]
    assert codes(found) == [("missing_time", 4, "B", "2026-09-06")]


def test_name_or_number() -> None:
    people = (Employee(1, "0007", "林晓彤"), Employee(2, "0012", "陈思远"), Employee(3, "0013", "陈思远"), Employee(4, "0031", "李䶮"))
    at = "2026-09-05 08:29"
    rows = [
        ["工号", "姓名", "打卡时间"],
        ["0007", "", at],
        ["", "林　晓彤（离职）", "2026-09-06 08:29"],
        ["", "陈思远", at],
        ["0013", "陈思远", at],
        ["0013", "林晓彤", at],
        ["0031", "李?", at],
        ["0099", "王五", at],
        ["", "李?", at],
        ["", "", at],
        ["7", "", at],
    ]
    found = read(csv_bytes(rows), "punches")
    assert codes(found) == [("no_identity", 10, "A", "")]
    done = resolve(found.drafts, people)
    assert [(draft.source.row, number) for draft, number in done.matched] == [(2, 1), (3, 1), (5, 3), (7, 4)]
    assert [(each.code, each.row, each.column, each.raw) for each in done.rejected] == [
        ("ambiguous_name", 4, "B", "陈思远"),
        ("identity_conflict", 6, "B", "林晓彤 / 0013"),
    ]
    assert [(problem.code, problem.row, problem.raw) for _draft, problem in done.held] == [
        ("unknown_employee", 8, "王五 / 0099"),
        ("unknown_employee", 9, "李?"),
        ("unknown_employee", 11, "7"),
    ]
    assert [(each.code, each.row) for each in done.warnings] == [("matched_by_name", 3), ("name_mismatch", 7)]


def test_a_number_nobody_has_beside_a_known_name_is_asked_for() -> None:
    """A colleague of the same name may be new: the number must be known, or written with other zeros only."""
    rows = [["工号", "姓名", "打卡时间"], ["0099", "林晓彤", "2026-09-05 08:29"], ["7", "林晓彤", "2026-09-05 17:29"]]
    done = resolve(read(csv_bytes(rows), "punches").drafts, (Employee(1, "0007", "林晓彤"),))
    assert [(problem.code, problem.row, problem.raw) for _draft, problem in done.held] == [("unknown_employee", 2, "林晓彤 / 0099")]
    assert [draft.source.row for draft, _number in done.matched] == [3] and [each.code for each in done.warnings] == ["no_normalised"]


def test_an_outside_id_is_learned_and_a_dated_alias_counts_in_its_time() -> None:
    ref = PersonRef(name="林晓彤", user_id="u7", id_column="F", name_column="A")
    moments = [datetime(2026, 9, day, 8, 30) for day in (1, 20)]
    drafts = [PunchDraft(ref, at, "punch", None, "", "", Source("原始记录", n, "I"), "") for n, at in enumerate(moments, 4)]
    done = resolve(drafts, (Employee(1, "0007", "林晓彤"),))
    assert done.suggested == ((1, Alias("dingtalk", "u7")),) and len(done.matched) == 2 and not done.warnings
    people = (
        Employee(1, "0007", "林晓彤", aliases=(Alias("dingtalk", "u7", None, date(2026, 9, 10)),)),
        Employee(2, "0008", "王小明", aliases=(Alias("dingtalk", "u7", date(2026, 9, 11)),)),
    )
    nameless = PersonRef(user_id="u7")
    drafts = [PunchDraft(nameless, at, "punch", None, "", "", Source("原始记录", n, "I"), "") for n, at in enumerate(moments, 4)]
    assert [number for _draft, number in resolve(drafts, people).matched] == [1, 2]


def test_numbers_of_a_clock_are_numbers_and_never_guessed() -> None:
    def punch(no: str, row: int) -> PunchDraft:
        return PunchDraft(PersonRef(device_no=no), datetime(2026, 9, row, 8, 30), "punch", None, "", "", Source(None, row), f"{no}\t…")

    done = resolve(
        [punch("7", 1), punch("00000007", 2), punch("12", 3)],
        (Employee(1, "0007", "林"), Employee(2, "0012", "陈"), Employee(3, "12", "王")),
    )
    assert [number for _draft, number in done.matched] == [1, 1]
    assert [(each.code, each.raw) for each in done.rejected] == [("ambiguous_number", "12\t…")]


def test_a_name_lost_to_gbk_is_found_by_number() -> None:
    data = "工号,姓名,打卡时间\n0031,李䶮,2026-09-05 08:29\n".encode("gbk", "replace")
    assert "李?".encode("gbk") in data
    done = resolve(read(data, "punches").drafts, (Employee(4, "0031", "李䶮"),))
    assert [number for _draft, number in done.matched] == [4] and [each.code for each in done.warnings] == ["name_mismatch"]


CORRECTIONS = ["工号", "日期", "类型", "补卡时间", "打卡时间", "证明人", "原因"]


@pytest.mark.parametrize(
    ("certified", "minutes"),
    [
        ("17:30", 1050),
        ("25:00", 1500),
        ("24:00", 1440),
        ("次日01:00", 1500),
        ("次日 1:00", 1500),
        ("8:30:59", 510),
        ("17：30", 1050),
        ("2026-09-06 01:00", 1500),
        ("0.5", 720),
    ],
)
def test_correction_times_in_csv(certified: str, minutes: int) -> None:
    found = read(csv_bytes([CORRECTIONS, ["0007", "2026-09-05", "下班", certified, "", "王主管", "忘了"]]), "corrections")
    (draft,) = found.drafts
    assert isinstance(draft, CorrectionDraft) and not found.problems
    assert (draft.day, draft.side, draft.certified, draft.punched_at, draft.certified_by, draft.reason) == (
        date(2026, 9, 5),
        Side.OUT,
        minutes,
        None,
        "王主管",
        "忘了",
    )


def test_correction_times_in_cells() -> None:
    rows = [
        CORRECTIONS,
        ["0007", date(2026, 9, 5), "上班", time(8, 30), time(8, 40), "王主管", ""],
        ["0007", datetime(2026, 9, 5), "下班", timedelta(hours=25), datetime(2026, 9, 6, 1, 10), "王主管", ""],
        ["0007", 46270, "下班", 17.5 / 24, "", "王主管", ""],
    ]
    found = read(xlsx_bytes(rows))
    assert found.format == "template.corrections" and not found.problems
    assert [(draft.certified, draft.punched_at) for draft in found.drafts if isinstance(draft, CorrectionDraft)] == [
        (510, 520),
        (1500, 1510),
        (1050, None),
    ]


def test_correction_refusals() -> None:
    good = ["0007", "2026-09-05", "上班", "08:30", "", "王主管", ""]
    rows = [CORRECTIONS]
    for column, cell in (
        (0, ""),
        (1, "9月5日"),
        (2, "中班"),
        (2, ""),
        (3, ""),
        (3, "25:61"),
        (3, "49:00"),
        (4, "早上"),
        (5, ""),
        (1, "2047-09-05"),
    ):
        rows.append([cell if index == column else each for index, each in enumerate(good)])
    found = read(csv_bytes(rows), "corrections")
    assert [each.code for each in found.problems] == [
        "missing_no",
        "bad_date",
        "bad_side",
        "missing_value",
        "missing_time",
        "bad_time",
        "bad_time",
        "bad_time",
        "missing_value",
        "out_of_plausible_range",
    ]
    assert [each.column for each in found.problems] == ["A", "B", "C", "C", "D", "D", "D", "E", "F", "B"]


LEAVE = ["工号", "类型", "开始时间", "结束时间", "状态", "紧急", "申请时间", "原因"]


def test_leave() -> None:
    rows = [
        LEAVE,
        ["0007", "事假", "2026-09-05", "2026-09-06", "", "", "2026-09-03", "家事"],
        ["0007", "病假", "2026-09-10 08:30", "2026-09-10 12:00", "待审批", "是", "2026-09-10 07:50", ""],
        ["0007", "年假", "2026-09-11 17:00", "2026-09-11 24:00", "已拒绝", "否", "", ""],
    ]
    found = read(csv_bytes(rows), "leave", leave_types=("事假", "病假", "年假"))
    assert not found.problems
    first, second, third = (draft for draft in found.drafts if isinstance(draft, LeaveDraft))
    assert first.whole_days and (first.start, first.end) == (datetime(2026, 9, 5), datetime(2026, 9, 6)) and first.status is Status.APPROVED
    assert first.requested_at == datetime(2026, 9, 3) and not first.emergency and first.reason == "家事"
    assert not second.whole_days and second.emergency and second.status is Status.PENDING
    assert third.end == datetime(2026, 9, 12) and third.status is Status.REJECTED


def test_leave_cells() -> None:
    rows = [
        LEAVE[:4],
        ["0007", "事假", date(2026, 9, 5), date(2026, 9, 5)],
        ["0007", "事假", datetime(2026, 9, 6, 8, 30), datetime(2026, 9, 6, 12)],
    ]
    first, second = (draft for draft in read(xlsx_bytes(rows), "leave").drafts if isinstance(draft, LeaveDraft))
    assert first.whole_days and first.start == first.end and not second.whole_days


def test_leave_refusals() -> None:
    bad = [
        ["0007", "事假", "2026-09-06", "2026-09-05"],
        ["0007", "事假", "2026-09-05 08:00", "2026-09-06"],
        ["0007", "冬眠", "2026-09-05", "2026-09-05"],
        ["0007", "事假", "", "2026-09-05"],
        ["0007", "事假", "2026-09-05", "2047-09-05"],
        ["0007", "", "2026-09-05", "2026-09-05"],
        ["0007", "事假", "2026-09-05 08:30", "2026-09-05 08:30"],
    ]
    found = read(
        csv_bytes(
            [
                LEAVE,
                *bad,
                ["0007", "事假", "2026-09-05", "2026-09-05", "好", "", "", ""],
                ["0007", "事假", "2026-09-05", "2026-09-05", "", "也许", "", ""],
            ]
        ),
        "leave",
        leave_types=("事假",),
    )
    assert [each.code for each in found.problems] == [
        "end_before_start",
        "mixed_days_and_times",
        "unknown_leave_type",
        "missing_date",
        "out_of_plausible_range",
        "missing_value",
        "end_before_start",
        "bad_status",
        "bad_yes_no",
    ]


def test_overtime() -> None:
    head = ["工号", "日期", "分钟", "状态"]
    rows = [
        head,
        ["0007", "2026-09-05", "120", "已批准"],
        ["0007", "2026-09-06", "90.0", "待审批"],
        ["0007", "2026-09-05", "1.5", "已批准"],
        ["0007", "2026-09-05", "-10", "已批准"],
        ["0007", "2026-09-05", "1500", "已批准"],
        ["0007", "2026-09-07", "60", ""],
        ["0007", "2026-09-05", "", "已批准"],
    ]
    found = read(csv_bytes(rows))
    assert found.format == "template.overtime"
    assert [(draft.day, draft.minutes, draft.status) for draft in found.drafts if isinstance(draft, OvertimeDraft)] == [
        (date(2026, 9, 5), 120, Status.APPROVED),
        (date(2026, 9, 6), 90, Status.PENDING),
        (date(2026, 9, 7), 60, Status.APPROVED),
    ]
    assert [each.code for each in found.problems] == ["bad_number", "bad_number", "bad_number", "missing_value"]


def test_roster_long() -> None:
    head = ["工号", "日期", "班次"]
    found = read(
        csv_bytes(
            [
                head,
                ["0007", "2026-09-05", "D"],
                ["0007", "2026-09-06", "晚班"],
                ["0007", "2026-09-07", "休"],
                ["0007", "2026-09-08", "假"],
                ["0007", "2026-09-09", "年假"],
                ["0007", "2026-09-10", "大夜"],
                ["0007", "2026-09-05", "N"],
                ["0007", "2026-09-07", "休息"],
            ]
        )
    )
    assert found.format == "template.roster_long" and codes(found) == [("unknown_code", 7, "C", "大夜")]
    done = resolve(found.drafts, (Employee(1, "0007", "林晓彤"),))
    assert [draft.code for draft, _number in done.matched if isinstance(draft, CellDraft)] == ["D", "N", "休", "假", "假"]
    assert [(each.code, each.row) for each in done.rejected] == [("duplicate_cell", 8)]
    assert [each.draft.source.row for each in done.duplicates] == [9]
    assert [each.code for each in found.warnings] == ["leave_in_roster"]


def grid(days: Sequence[Any], *people: Sequence[Any], heads: Sequence[str] = ("工号", "姓名")) -> list[list[Any]]:
    return [[*heads, *days], *([*row] for row in people)]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_roster_grid_template(encoding: str) -> None:
    rows = grid(range(1, 32), ["0007", "林晓彤", *(["D", "D", "N", "休", "假", "", *["D"] * 24]), "D"])
    found = read(csv_bytes(rows, encoding), "roster", month=Month(2026, 9))
    assert found.format == "template.roster_grid" and found.kind == "roster"
    assert found.period == (date(2026, 9, 1), date(2026, 9, 30))
    cells = [draft for draft in found.drafts if isinstance(draft, CellDraft)]
    assert [(cell.day.day, cell.code) for cell in cells[:5]] == [(1, "D"), (2, "D"), (3, "N"), (4, "休"), (5, "假")] and len(cells) == 29
    assert codes(found) == [("outside_month", 2, "AG", "D")]
    assert resolve(found.drafts, (Employee(1, "0007", "林晓彤"),)).matched[0][1] == 1


@pytest.mark.parametrize(
    "days",
    [
        [f"2026-09-{day:02d}" for day in range(1, 31)],
        [f"9/{day}" for day in range(1, 31)],
        [f"9月{day}日" for day in range(1, 31)],
        [f"{day}日" for day in range(1, 31)],
        [f"{day}\n周{'一二三四五六日'[date(2026, 9, day).weekday()]}" for day in range(1, 31)],
        [date(2026, 9, day) for day in range(1, 31)],
        [46265.0 + day for day in range(1, 31)],
        [float(day) for day in range(1, 31)],
    ],
)
def test_day_headers(days: list[Any]) -> None:
    found = read(xlsx_bytes(grid(days, ["0007", "林晓彤", *["D"] * 30])), "roster", month=Month(2026, 9))
    assert [draft.day for draft in found.drafts if isinstance(draft, CellDraft)] == [date(2026, 9, day) for day in range(1, 31)]


def test_roster_grid_across_months() -> None:
    rows = [["2026年8月21日至2026年9月20日排班表"], ["姓名\\日期", *range(21, 32), *range(1, 21)], ["林晓彤", *["D"] * 31]]
    found = read(xlsx_bytes(rows), "roster")
    assert found.period == (date(2026, 8, 21), date(2026, 9, 20)) and len(found.drafts) == 31


def test_roster_grid_merged_and_totals() -> None:
    rows = [
        ["2026年9月排班表"],
        ["组别", "姓名", *range(1, 31), "合计"],
        ["售前", "林晓彤", "D", "休", "", *["D"] * 27, 28],
        ["", "在岗人数", *[1] * 30],
        ["说明：D=08:30-17:30"],
    ]
    found = read(xlsx_bytes(rows, merge=[(2, 3, 2, 4)]))
    assert [draft.code for draft in found.drafts if isinstance(draft, CellDraft)][:4] == ["D", "休", "休", "D"]
    assert [(each.code, each.source.row) for each in found.ignored] == [("title", 1), ("header", 2), ("totals", 4), ("legend", 5)]


WRONG_MONTH = [
    (grid([f"2026-08-{day:02d}" for day in range(1, 31)], ["0007", "林", *["D"] * 30]), "roster", "wrong_month"),
    ([["2026年8月排班表"], *grid(range(1, 31), ["0007", "林", *["D"] * 30])], "roster", "wrong_month"),
    (grid([f"{day} {'二三四五六日一'[(day + 1) % 7]}" for day in range(1, 31)], ["0007", "林", *["D"] * 30]), "roster", "wrong_month"),
    (grid([*range(21, 32), *range(1, 21)], ["0007", "林", *["D"] * 31]), "roster", "month_needed"),
    ([["工号", "日期", "班次"], ["0007", "2026-08-05", "D"]], "roster", "wrong_month"),
    ([["工号", "打卡时间"], ["0007", "2026-08-05 08:30"]], "punches", "wrong_month"),
    ([CORRECTIONS, ["0007", "2026-08-05", "上班", "08:30", "", "王", ""]], "corrections", "wrong_month"),
]


@pytest.mark.parametrize(("rows", "kind", "code"), WRONG_MONTH)
def test_wrong_month(rows: Rows, kind: str, code: str) -> None:
    with pytest.raises(UserError) as caught:
        read(csv_bytes(rows), kind, month=Month(2026, 9))
    assert caught.value.code == code


def test_a_grid_without_month_asks_for_it() -> None:
    data = csv_bytes(grid(range(1, 31), ["0007", "林", *["D"] * 30]))
    with pytest.raises(UserError) as caught:
        read(data, "roster")
    assert caught.value.code == "month_needed"
    assert reading.read(data, "排班表_2026年9月.csv", kind="roster", now=NOW, shifts=SHIFTS).period == (date(2026, 9, 1), date(2026, 9, 30))


@pytest.mark.parametrize(
    ("head", "kind", "column"),
    [
        (["工号"], "staff", "姓名"),
        (["姓名", "岗位"], "staff", "工号"),
        (["工号", "日期", "类型", "补卡时间"], "corrections", "证明人"),
        (["打卡时间", "备注"], "punches", "工号或姓名"),
        (["工号", "日期", "状态"], "overtime", "分钟"),
        (["工号", "日期"], "roster", "班次"),
    ],
)
def test_a_missing_column_is_named(head: list[str], kind: str, column: str) -> None:
    with pytest.raises(UserError) as caught:
        read(csv_bytes([head, ["x"] * len(head)]), kind)
    assert caught.value.code == "missing_column" and column in caught.value.message


def test_a_column_that_is_there_twice_is_refused() -> None:
    with pytest.raises(UserError) as caught:
        read(csv_bytes([["工号", "打卡时间", "打卡时间"], ["0007", "2026-09-05 08:30", ""]]), "punches")
    assert caught.value.code == "duplicate_column"


def test_a_file_of_another_kind_is_named() -> None:
    with pytest.raises(UserError) as caught:
        read(csv_bytes(STAFF), "punches")
    assert caught.value.code in ("wrong_kind", "missing_column")
    with pytest.raises(UserError) as caught:
        read(csv_bytes([["工号", "打卡时间"], ["0007", "2026-09-05 08:30"]]), "roster")
    assert caught.value.code == "wrong_kind" and "打卡记录" in caught.value.message


def test_formulas_without_results_are_said() -> None:
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["工号", "日期", "班次"])
    sheet.append(["0007", "2026-09-05", '=IF(1,"D","N")'])
    out = io.BytesIO()
    book.save(out)
    with pytest.raises(UserError) as caught:
        read(out.getvalue(), "roster")
    assert caught.value.code == "formulas_not_calculated"


def test_formats_can_be_forced() -> None:
    data = csv_bytes([["工号", "打卡时间"], ["0007", "2026-09-05 08:30"]])
    for name in ("punches", "template.punches"):
        assert read(data, "punches", format=name).format == "template.punches"
    for name, code in (("dingtalk", "unknown_layout"), ("nonsense", "unknown_format"), ("leave", "wrong_kind")):
        with pytest.raises(UserError) as caught:
            read(data, "punches", format=name)
        assert caught.value.code == code
    assert "dingtalk.attendance_report" in reading.format_names() and "dingtalk" in reading.format_names()


def test_progress_and_cancel() -> None:
    rows = [["工号", "打卡时间"], *(["0007", f"2026-09-{1 + n % 28:02d} 08:{n % 60:02d}"] for n in range(5000))]
    steps: list[tuple[int, int]] = []
    read(csv_bytes(rows), "punches", progress=lambda done, total: steps.append((done, total)))
    assert len(steps) >= 3 and steps[-1] == (1, 1)
    with pytest.raises(UserError) as caught:
        read(csv_bytes(rows), "punches", cancelled=lambda: True)
    assert caught.value.code == "cancelled"
