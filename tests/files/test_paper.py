"""Every print of a month: what stands on it, however long, short, odd or half-imported the month is."""

# ruff: noqa: E501
from __future__ import annotations

import io
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest
from pypdf import PdfReader

from csdesk.core.attendance import Anomaly, DayType
from csdesk.core.calendar import Month
from csdesk.core.money import grouped
from csdesk.core.payroll import MonthResult, PayLine
from csdesk.core.rules import RuleBook, RuleVersion
from csdesk.core.staff import Employee
from csdesk.files.paper.attendance import attendance_sheet
from csdesk.files.paper.bulletin import bulletin, bulletin_text, tier_text, week_of
from csdesk.files.paper.closing import month_close
from csdesk.files.paper.letterhead import Letterhead, Paper
from csdesk.files.paper.payroll import payroll
from csdesk.files.paper.payslips import payslips
from csdesk.files.paper.roster import roster_sheet
from csdesk.files.paper.roster_people import roster_people
from tests.files import factory
from tests.files.factory import CALENDAR, HEAD, OPEN, RULES

BOOK = RuleBook((RuleVersion(1, date(2026, 1, 1), RULES),))
Make = Callable[[MonthResult, tuple[Employee, ...], Letterhead], Paper]


def roster_of(make: Callable[..., Paper], **more: Any) -> Make:
    def made(result: MonthResult, people: tuple[Employee, ...], head: Letterhead) -> Paper:
        ids = {one.employee_id for one in result.employees}
        cells = [cell for cell in factory.cells(result.month, len(people)) if cell.employee_id in ids]
        listed = [one for one in people if one.id in ids]
        return make(Month.parse(result.month), cells, listed, head, book=BOOK, calendar=CALENDAR, **more)

    return made


PRINTS: dict[str, Make] = {
    "payslips": lambda result, people, head: payslips(result, people, head, rules=RULES, calendar=CALENDAR),
    "payslips one": lambda result, people, head: payslips(result, people, head, rules=RULES, calendar=CALENDAR, per_page=1),
    "payroll": lambda result, people, head: payroll(result, people, head, rules=RULES, calendar=CALENDAR),
    "payroll signed": lambda result, people, head: payroll(result, people, head, rules=RULES, calendar=CALENDAR, signed=True),
    "attendance": lambda result, people, head: attendance_sheet(result, people, head, rules=RULES, calendar=CALENDAR),
    "attendance A3": lambda result, people, head: attendance_sheet(result, people, head, rules=RULES, calendar=CALENDAR, size="A3"),
    "bulletin": lambda result, people, head: bulletin(result, Month.parse(result.month).first.replace(day=23), people, head, rules=RULES),
    "roster": roster_of(roster_sheet),
    "roster A3": roster_of(roster_sheet, size="A3"),
    "roster people": roster_of(roster_people),
    "roster people one": roster_of(roster_people, per_page=1),
    "closing": lambda result, people, head: month_close(result, people, head, rules=RULES, calendar=CALENDAR),
}


def texts(paper: Paper) -> list[str]:
    return [page.extract_text() for page in PdfReader(io.BytesIO(paper.pdf)).pages]


def sound(paper: Paper) -> str:
    """What every print must be; gives its text."""
    reader = PdfReader(io.BytesIO(paper.pdf))
    assert len(reader.pages) == paper.pages >= 1
    total = len(reader.pages)
    out = []
    for number, page in enumerate(reader.pages, 1):
        text = page.extract_text()
        out.append(text)
        if "页 / 共" in text:
            assert f"第 {number} 页 / 共 {total} 页" in text
        resources: Any = page["/Resources"]
        for font in resources["/Font"].values():
            named = font.get_object()
            assert re.fullmatch(r"/[A-Z]{6}\+CsdeskSans-(Regular|Bold|Rare)", named["/BaseFont"])
            assert "/FontFile2" in named["/FontDescriptor"].get_object() and "/ToUnicode" in named
    whole = "\n".join(out)
    assert "None" not in whole and "nan" not in whole and "\x00" not in whole and "{" not in whole
    assert b"Helvetica" not in paper.pdf
    return whole


@pytest.mark.parametrize("name", PRINTS)
def test_a_month(name: str) -> None:
    paper = PRINTS[name](factory.result(), factory.employees(), HEAD)
    text = sound(paper)
    assert paper.missing == () and paper.problems == ()
    assert paper.pdf == PRINTS[name](factory.result(), factory.employees(), HEAD).pdf
    if name not in ("bulletin", "closing"):
        assert all(part in text for part in ("李䶮", "欧阳若琳", "郭Amy", "沈𬱟", "阿依努尔·", "阿卜杜热西提"))


@pytest.mark.parametrize("name", PRINTS)
@pytest.mark.parametrize("count", [0, 1, 21])
def test_few_and_many_people(name: str, count: int) -> None:
    result = factory.result(count=count)
    text = sound(PRINTS[name](result, factory.employees(count), OPEN))
    if not count and name != "closing" and name != "bulletin":
        assert "这个月没有在职的人" in text or "没有工资单" in text


@pytest.mark.parametrize("name", PRINTS)
@pytest.mark.parametrize("month", ["2026-02", "2028-02", "2026-10"])
def test_every_length_of_month(name: str, month: str) -> None:
    sound(PRINTS[name](factory.result(month, 5), factory.employees(5, month), HEAD))


@pytest.mark.parametrize("name", PRINTS)
def test_a_long_name_a_missing_glyph_and_a_hostile_text(name: str) -> None:
    people = factory.employees()
    names = ["买买提" * 8, "\U0002a6d6某", "(李)\\(Tj", "Maximilian von und zu Hohenlohe-Langenburg"]
    odd = tuple(replace(one, name=names[index] if index < 4 else one.name, team="很长很长的班组名" * 4) for index, one in enumerate(people))
    result = factory.result()
    result = replace(result, employees=tuple(replace(one, name=odd[index].name, post="一个特别长的岗位名称" * 3) for index, one in enumerate(result.employees)))
    paper = PRINTS[name](result, odd, HEAD)
    text = sound(paper)
    if name not in ("bulletin", "closing"):
        assert paper.missing == ("\U0002a6d6",)
        assert "U+2A6D6" in paper.problems[0] and "〓" in text
        assert "(李)\\(Tj" in text.replace("\n", "")


@pytest.mark.parametrize("name", ["payslips", "payslips one", "payroll", "closing"])
def test_pay_of_an_open_month_is_a_draft_on_every_page(name: str) -> None:
    assert all("草稿" in page for page in texts(PRINTS[name](factory.result(count=9, closed=False), factory.employees(9), OPEN)))
    assert all("草稿" not in page for page in texts(PRINTS[name](factory.result(count=9), factory.employees(9), HEAD)))


def test_payroll_totals_and_capitals() -> None:
    result = factory.result()
    text = sound(payroll(result, factory.employees(), HEAD, rules=RULES, calendar=CALENDAR))
    for total in (sum(one.gross for one in result.employees), sum(one.deductions for one in result.employees), sum(one.net for one in result.employees)):
        assert grouped(total) in text.replace("\n", "")
    assert "大写 伍万玖仟柒佰元壹角玖分" in text and "小计" in text and "过次页" not in text


def test_payroll_carries_over() -> None:
    result = factory.result(count=60)
    pages = texts(payroll(result, factory.employees(60), HEAD, rules=RULES, calendar=CALENDAR))
    assert len(pages) >= 3
    for before, after in zip(pages, pages[1:], strict=False):
        carried, brought = re.search(r"过次页（(\d+) 人）", before), re.search(r"承前页（(\d+) 人）", after)
        assert carried and brought and carried[1] == brought[1]
    assert "总计" in pages[-1] and re.search(r"[ABC]\d+", pages[-1])
    assert "过次页" not in pages[-1] and "承前页" not in pages[0]


@pytest.mark.parametrize("count", range(18, 34))
def test_payroll_pages_hold_everybody_once(count: int) -> None:
    result = factory.result(count=count)
    text = sound(payroll(result, factory.employees(count), HEAD, rules=RULES, calendar=CALENDAR))
    for one in result.employees:
        assert len(re.findall(rf"\b{one.no}\b", text)) == 1


def test_payroll_shows_other_earnings_and_what_was_not_collected() -> None:
    result = factory.result()
    one = result.employees[2]
    more = factory.month_of(factory.employees()[2], one.days, (*one.lines, PayLine("other_earning", 123456), PayLine("fine", 9999999)))
    result = replace(result, employees=(*result.employees[:2], more, *result.employees[3:]))
    text = sound(payroll(result, factory.employees(), HEAD, rules=RULES, calendar=CALENDAR)).replace("\n", "")
    assert "1,234.56" in text and grouped(more.not_collected) in text and "99,999.99" in text


def test_attendance_marks() -> None:
    text = sound(attendance_sheet(factory.result(), factory.employees(), HEAD, rules=RULES, calendar=CALENDAR))
    for mark in ("迟11", "早7", "缺½", "缺1", "缺卡", "补", "事", "27.5", "26.5"):
        assert mark in text
    assert "工资" not in text.replace("工资支付", "") and "元" not in text


def test_attendance_names_whose_overtime_is_taken_as_time_off() -> None:
    given = factory.result(count=3)
    first = given.employees[0]
    worked = replace(first.days[2], overtime_minutes=90, time_off_minutes=90)
    changed = replace(first, days=(*first.days[:2], worked, *first.days[3:]))
    results = (replace(given, employees=(one, *given.employees[1:])) for one in (first, changed))
    plain, marked = (sound(attendance_sheet(one, factory.employees(3), HEAD, rules=RULES, calendar=CALENDAR)) for one in results)
    assert "换调休" not in plain and f"* 其中换调休、不付加班费：{first.name} 1.5 小时" in marked


def test_attendance_beyond_the_import_is_white_not_absent() -> None:
    result = factory.result(closed=False, covered=date(2026, 9, 10))
    paper = attendance_sheet(result, factory.employees(), OPEN, rules=RULES, calendar=CALENDAR, only={1})
    text = sound(paper)
    assert text.count("白") == 9 + 2  # nine worked days, the title and the legend
    assert "打卡数据到 2026-09-10" in text


def test_attendance_of_some() -> None:
    text = sound(attendance_sheet(factory.result(), factory.employees(), HEAD, rules=RULES, calendar=CALENDAR, only={5, 19}))
    assert "李䶮" in text and "沈𬱟" in text and "何立新" not in text
    with pytest.raises(ValueError, match="A5"):
        attendance_sheet(factory.result(), factory.employees(), HEAD, rules=RULES, calendar=CALENDAR, size="A5")


def test_bulletin_says_who_when_how_much() -> None:
    text = sound(bulletin(factory.result(), date(2026, 9, 23), factory.employees(), replace(HEAD, printed_at=datetime(2026, 9, 28, 9)), rules=RULES))
    for part in ("第 39 周", "2026-09-21（一）", "4 个", "90.00 元", "2 个，过后翻倍", "沈𬱟", "曹淼", "迟到 24 分", "陈思远（B004）", "李䶮", "20.00", "蒋堃", "上班卡", "何立新", "19 人"):
        assert part in text, part
    assert "2,200" not in text  # no pay


def test_bulletin_for_the_chat() -> None:
    assert bulletin_text(factory.result(), date(2026, 9, 27), factory.employees(), rules=RULES) == (
        "【考勤公布】第 39 周  2026-09-21（一）至 09-27（日）\n\n"
        "红包 4 个，共 90.00 元\n"
        "1. 沈𬱟  09-21 周一  超额补卡（下班）  10.00 元，分 5 份  已发\n"
        "2. 曹淼  09-23 周三  迟到 24 分  50.00 元，分 5 份  未发\n"
        "3. 欧阳若琳  09-24 周四  早退 12 分  20.00 元  未发\n"
        "4. 陈思远（B004）  09-24 周四  迟到 4 分  10.00 元，分 5 份  已发\n\n"
        "以前没发的：\n- 李䶮  09-16 周三  迟到 10 分  未发，已翻倍为 20.00 元\n\n"
        "缺卡待补：\n- 蒋堃  09-26 周六  白班  上班卡\n\n"
        "9 月 28 日 24:00 前发到群里，过后翻倍一次。发的人自己不能抢。"
    )


def test_bulletin_over_the_end_of_a_month_reads_both() -> None:
    september, october = factory.result(), factory.result("2026-10")
    late = replace(september.red_packets[2], day=date(2026, 9, 30))
    week = week_of((replace(september, red_packets=(late,)), october), date(2026, 10, 1), factory.employees(), RULES)
    assert week.first == date(2026, 9, 28) and [each.packet for each in week.packets] == [late]
    assert week.people == 20


def test_bulletin_without_data_and_without_tiers() -> None:
    empty = replace(factory.result("2026-08", 3), covered_until=None)
    assert "还没有打卡数据" in bulletin_text(empty, date(2026, 8, 26), factory.employees(3), rules=RULES)
    assert "谢谢大家" in bulletin_text(factory.result("2026-08", 3), date(2026, 8, 26), factory.employees(3), rules=RULES)
    second = replace(RULES, late_tiers=())
    result = replace(factory.result(), red_packets=())
    text = sound(bulletin(result, date(2026, 9, 8), factory.employees(), HEAD, rules=second))
    assert "由主管处理" in text and "迟到 11 分" in text and tier_text(second) == ""
    assert "迟到 11 分" in bulletin_text(result, date(2026, 9, 8), factory.employees(), rules=second)


def test_a_very_long_bulletin_repeats_its_heads() -> None:
    packets = factory.packets()[1:] * 20
    pages = texts(bulletin(replace(factory.result(), red_packets=packets), date(2026, 9, 23), factory.employees(), HEAD, rules=RULES))
    assert len(pages) >= 3
    assert all("份数" in page for page in pages[:-1]) and sum(page.count("曹淼") for page in pages) >= 20


def test_tiers_in_words() -> None:
    assert tier_text(RULES) == "1–10 分 10.00 元，分 5 份；11–20 分 20.00 元，份数不限；21–30 分 50.00 元，分 5 份；超过 30 分按缺勤 0.5 天，不发红包。"


def test_closing_lists_what_is_open() -> None:
    text = sound(month_close(factory.result(closed=False), factory.employees(), OPEN, rules=RULES, calendar=CALENDAR)).replace("\n", "")
    for part in ("考勤异常 1 条待定", "1 个申请待审批", "红包 3 个未发", "蒋堃 9 月 26 日上班缺卡", "劳动法 第 38 条", "知悉并保留", "59,700.19", "王小明", "还有 2 条", "未关账"):
        assert part in text, part
    many = replace(factory.result(closed=False), warnings=factory.WARNINGS * 12)
    assert len(texts(month_close(many, factory.employees(), OPEN, rules=RULES, calendar=CALENDAR))) >= 3


def test_waived_anomalies_leave_no_mark() -> None:
    result = factory.result()
    one = result.employees[3]
    days = tuple(replace(day, waived=(Anomaly.LATE,)) if day.late_minutes else day for day in one.days)
    text = sound(attendance_sheet(replace(result, employees=(replace(one, days=days),)), factory.employees(), HEAD, rules=RULES, calendar=CALENDAR))
    assert text.count("迟11") == 1  # the legend's


def test_days_of_every_kind_draw() -> None:
    result = factory.result()
    one = result.employees[0]
    kinds = [replace(one.days[0], kind=kind, shift=None) for kind in DayType]
    days = tuple(replace(day, day=date(2026, 9, 1 + index)) for index, day in enumerate(kinds))
    for make in (PRINTS["attendance"], PRINTS["payslips one"]):
        sound(make(replace(result, employees=(replace(one, days=days),)), factory.employees(), HEAD))
