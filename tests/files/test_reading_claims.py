"""What a tool says of sides and days without a punch, read back: DingTalk 每日统计 and 原始记录, WeCom 日报 and 月报."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from csdesk.core.drafts import ClaimDraft
from csdesk.core.problem import UserError
from csdesk.files import reading
from csdesk.files.formats.wecom_month import split

NOW = datetime(2026, 10, 8, 9)
DATA = Path(__file__).parent.parent / "data" / "attendance"
WEEKDAYS = "一二三四五六日"


def book(**sheets: Sequence[Sequence[object]]) -> bytes:
    import xlsxwriter

    out = io.BytesIO()
    made = xlsxwriter.Workbook(out, {"in_memory": True})
    for name, rows in sheets.items():
        sheet = made.add_worksheet(name)
        for number, row in enumerate(rows):
            for column, cell in enumerate(row):
                if cell != "":
                    sheet.write(number, column, cell)
    made.close()
    return out.getvalue()


def said(claims: Sequence[ClaimDraft]) -> list[tuple[str, str, str, str, str]]:
    return sorted((one.person.name, f"{one.day:%m-%d}", one.side.value if one.side else "", one.result, one.approval) for one in claims)


LEAVE = "年假09-16 17:00到09-18 01:00 2天"
SAMPLE = [
    ("周梦", "09-16", "in", "请假", LEAVE), ("周梦", "09-16", "out", "请假", LEAVE), ("周梦", "09-17", "in", "请假", LEAVE),
    ("周梦", "09-17", "out", "请假", LEAVE), ("李䶮", "09-09", "in", "缺卡", ""), ("林晓彤", "09-08", "out", "缺卡", ""),
    ("郭Amy", "09-18", "in", "缺卡", ""), ("郭Amy", "09-18", "out", "缺卡", ""),
]  # fmt: skip


@pytest.mark.parametrize("sheet", [None, "每日统计"])
def test_dingtalk_says_it_in_its_daily_sheet(sheet: str | None) -> None:
    path = next(DATA.glob("01_*.xlsx"))
    found = reading.read(path.read_bytes(), path.name, now=NOW, sheet=sheet)
    assert said(found.claims) == sorted(SAMPLE)
    assert {one.source.sheet for one in found.claims} == {"每日统计"}


@pytest.mark.parametrize("sheet", [None, "概况统计与打卡明细"])
def test_wecom_says_it_in_both_sheets(sheet: str | None) -> None:
    path = next(DATA.glob("03_*.xlsx"))
    found = reading.read(path.read_bytes(), path.name, now=NOW, sheet=sheet)
    assert [(one[0], one[1], one[2]) for one in said(found.claims)] == [(one[0], one[1], one[2]) for one in sorted(SAMPLE)]
    words = {(one.result, one.approval) for one in found.claims if one.person.name == "周梦"}
    assert words == {("无需打卡（请假）", "年假2.0天（9/16 上午 - 9/17 下午）")}


def records(*rows: Sequence[str]) -> list[list[str]]:
    head = ["姓名", "工号", "UserId", "考勤日期", "考勤时间", "打卡时间", "打卡结果", "打卡设备"]
    return [["原始记录 统计日期：2026-09-01 至 2026-09-30"], ["报表生成时间：2026-10-08 09:00"], head, *(list(row) for row in rows)]


def test_rows_of_the_raw_records_without_a_time() -> None:
    """考勤时间 tells which side; a time that should be there (正常) is still refused."""
    who, day = ("林晓彤", "0007", "17"), "26-09-02 星期三"
    found = reading.read(
        book(原始记录=records(
            (*who, day, "2026-09-02 08:30", "2026-09-02 08:24", "正常", "考勤机"),
            (*who, day, "2026-09-02 17:30", "", "缺卡", ""),
            (*who, "26-09-03 星期四", "2026-09-03 08:30", "", "请假", ""),
            (*who, "26-09-03 星期四", "2026-09-03 17:30", "", "外出", ""),
            (*who, "26-09-04 星期五", "2026-09-04 17:30", "", "正常", ""),
            (*who, "26-10-04 星期日", "2026-10-04 17:30", "", "缺卡", ""),
        )),
        "x", now=NOW,
    )  # fmt: skip
    assert [one[1:4] for one in said(found.claims)] == [("09-02", "out", "缺卡"), ("09-03", "in", "请假"), ("09-03", "out", "外出")]
    assert [one.code for one in found.problems] == ["missing_time"] and len(found.drafts) == 1


def test_a_row_that_is_cut_off_in_front_of_the_identity() -> None:
    head = ["姓名", "考勤日期", "考勤时间", "打卡时间", "打卡结果", "UserId"]
    rows = [["原始记录 统计日期：2026-09-01 至 2026-09-30"], [""], head, ["林晓彤", "26-09-02 星期三", "2026-09-02 17:30", "", "缺卡"]]
    rows += [["林晓彤", "26-09-03 星期四", "2026-09-03 08:30", "2026-09-03 08:24", "正常", "17"]]
    found = reading.read(book(原始记录=rows), "x", now=NOW)
    assert [one[1:4] for one in said(found.claims)] == [("09-02", "in", "缺卡")] and len(found.drafts) == 1


@pytest.mark.parametrize(
    ("times", "shift", "expected"),
    [
        (("", "缺卡", "", "", "", "", "17:31", "正常"), "早班", [("in", "缺卡")]),
        (("08:20", "正常", "", "缺卡", "", "缺卡", "17:31", "正常"), "早班", []),  # the break of a split shift
        (("08:20", "正常", "12:00", "正常", "13:00", "正常", "", "早退缺卡"), "早班", [("out", "早退缺卡")]),
        (("", "未打卡", "", "未打卡", "", "", "", ""), "休息", []),
        (("", "正常", "", "正常", "", "", "", ""), "自由工时", []),
        (("", "旷工", "", "旷工", "", "", "", ""), "早班", [("in", "旷工"), ("out", "旷工")]),
    ],
)
def test_the_ends_of_a_day(times: Sequence[str], shift: str, expected: list[tuple[str, str]]) -> None:
    places = [f"{side}{n}打卡{what}" for n in (1, 2) for side in ("上班", "下班") for what in ("时间", "结果")]
    head = ["姓名", "UserId", "日期", "班次", *places]
    rows = [["每日汇总 统计日期：2026-09-01 至 2026-09-30"], ["报表生成时间：2026-10-08 09:00"], head, [""]]
    rows.append(["林晓彤", "17", "26-09-02 星期三", shift, *times])
    daily = [*rows, ["林晓彤", "17", "26-09-03 星期四", "早班", "08:20", "正常"]]
    found = reading.read(book(每日统计=daily), "x", now=NOW)
    assert [(one.side.value if one.side else "", one.result) for one in found.claims] == expected


CELLS = [
    ("正常 ;", "正常", ""),
    ("正常（休息） ;", "正常（休息）", ""),
    ("旷工550分钟 ;", "旷工550分钟", ""),
    ("迟到84分钟; 缺卡1次;", "迟到84分钟; 缺卡1次", ""),
    ("地点异常1次 ;", "地点异常1次", ""),
    ("正常（请假） ; \n 年假1.0天（3/18 上午 - 3/18 下午）", "正常（请假）", "年假1.0天（3/18 上午 - 3/18 下午）"),
    ("正常（补卡） ; \n 补卡申请（03-23 18:00）", "正常（补卡）", "补卡申请（03-23 18:00）"),
    ("正常（出差） ; \n 出差48.0小时（9/1 - 9/2）", "正常（出差）", "出差48.0小时（9/1 - 9/2）"),
    ("--", "", ""),
    ("", "", ""),
]


@pytest.mark.parametrize(("cell", "result", "approval"), CELLS)
def test_a_cell_of_the_month_report(cell: str, result: str, approval: str) -> None:
    assert split(cell) == (result, approval)


def month_report(first: date, cells: Sequence[Sequence[str]], label: str) -> bytes:
    days = [first + timedelta(days=n) for n in range(len(cells[0]))]
    period = f"统计时间:{days[0]:%m-%d} ～ {days[-1]:%m-%d}     制表时间:{days[-1] + timedelta(days=2):%Y-%m-%d} 15:29(UTC+8)"
    rows: list[list[object]] = [
        ["上下班打卡_月报"],
        [period],
        ["姓名", "账号", "基础信息", "", "考勤概况", "打卡明细"],
        ["", "", "部门", "工号", "应打卡天数", *(label.format(day=day, week=WEEKDAYS[day.weekday()]) for day in days)],
    ]
    rows += [[f"员工{n}", f"Acc{n}", "客服部", "--", 22.0, *own] for n, own in enumerate(cells)]
    return book(上下班打卡_月报=[*rows, [], ["制表人：王主管"]])


@settings(max_examples=30)
@given(st.data(), st.sampled_from([date(2026, 9, 1), date(2025, 12, 20)]), st.sampled_from(["{day.day}\n星期{week}", "{day:%m-%d}"]))
def test_a_month_report_reads_back_and_covers_nothing(data: st.DataObject, first: date, label: str) -> None:
    length = data.draw(st.integers(1, 31))
    row = st.lists(st.sampled_from(CELLS), min_size=length, max_size=length)
    people = data.draw(st.lists(row, min_size=1, max_size=4))
    found = reading.read(month_report(first, [[cell for cell, _r, _a in own] for own in people], label), "x", now=NOW) if any(
        result for own in people for _cell, result, _a in own) else None  # fmt: skip
    if found is None:
        return
    expected = sorted(
        (f"员工{n}", f"{first + timedelta(days=at):%m-%d}", "", result, approval)
        for n, own in enumerate(people)
        for at, (_cell, result, approval) in enumerate(own)
        if result
    )
    assert said(found.claims) == expected
    assert (found.format, found.drafts, found.covered) == ("wecom.monthly", (), None)
    assert found.period == (first, first + timedelta(days=length - 1))


def test_a_month_report_whose_days_do_not_fit_is_refused() -> None:
    with pytest.raises(UserError) as caught:
        reading.read(month_report(date(2026, 9, 1), [["正常 ;"] * 5], "{day.month}"), "x", now=NOW)
    assert caught.value.code == "grid_mismatch"
