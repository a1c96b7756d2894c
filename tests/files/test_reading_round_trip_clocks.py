"""Random months as WeCom, clocks and clock software write them, read back to the same punches."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from csdesk.core.calendar import Month
from csdesk.core.drafts import PunchDraft
from csdesk.core.people import resolve
from csdesk.core.problem import UserError
from csdesk.core.staff import Alias, Employee
from csdesk.files import reading

NOW = datetime(2027, 2, 8, 9)
NAMES = ["林晓彤", "陈思远", "陈思远", "欧阳若琳", "郭Amy"]
PEOPLE = tuple(
    Employee(n + 1, f"{7 + n:04d}", name, aliases=(Alias("wecom", f"Acc{n}"), Alias("device", str(7 + n)))) for n, name in enumerate(NAMES)
)
WEEKDAYS = "一二三四五六日"
Facts = tuple[date, date, set[tuple[int, datetime]]]


@st.composite
def facts(draw: st.DrawFn) -> Facts:
    """A period, over the change of year as well, and distinct seconds of people in it."""
    first = draw(st.sampled_from([date(2026, 9, 1), date(2026, 12, 26), date(2026, 2, 14), date(2026, 12, 1)]))
    last = first + timedelta(days=draw(st.integers(1, 30)))
    seconds = st.integers(0, ((last - first).days + 1) * 86400 - 1)
    start = datetime(first.year, first.month, first.day)
    picks = draw(st.lists(st.tuples(st.integers(0, len(PEOPLE) - 1), seconds), min_size=1, max_size=40))
    return first, last, {(person, start + timedelta(seconds=second)) for person, second in picks}


def minutes(found: set[tuple[int, datetime]]) -> set[tuple[int, datetime]]:
    return {(person, at.replace(second=0)) for person, at in found}


def taken(found: reading.ImportFile) -> set[tuple[int, datetime]]:
    done = resolve(found.drafts, PEOPLE)
    assert not found.problems and not done.rejected and not done.held and not done.duplicates
    return {(number - 1, draft.at) for draft, number in done.matched if isinstance(draft, PunchDraft)}


def workbook(rows: Sequence[Sequence[object]], name: str = "Sheet1") -> bytes:
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet(name)
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            if cell != "":
                sheet.write(number, column, cell)
    book.close()
    return out.getvalue()


def cells(month: Facts, person: int, night: timedelta = timedelta(0)) -> list[list[str]]:
    """The times of each day of one person, in order; what lies less than `night` after midnight stands under the day before."""
    first, last, found = month
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    own = [at for _person, at in sorted(minutes(found)) if _person == person]
    return [[f"{at:%H:%M}" for at in own if (at - night).date() == day] for day in days]


NIGHT = timedelta(hours=5)  # what the reader takes for the night without shifts


def told_otherwise(month: Facts) -> tuple[Facts, set[tuple[int, datetime]]]:
    """The month without what a clock that writes nights under the day before would put in front of it, and what is left of it."""
    first, last, found = month
    left = {(person, at) for person, at in minutes(found) if (at - NIGHT).date() >= first}
    return (first, last, left), left


def labels(month: Facts, form: str) -> list[object]:
    first, last, _found = month
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    return [f"{day.day}\n星期{WEEKDAYS[day.weekday()]}" if form == "text" else day.day for day in days]


def made(month: Facts) -> datetime:
    return datetime(month[1].year, month[1].month, month[1].day, 9) + timedelta(days=3)


@settings(max_examples=25)
@given(facts())
def test_wecom_times(month: Facts) -> None:
    first, last, found = month
    rows: list[list[object]] = [
        ["打卡时间记录"],
        [f"统计时间:{first:%m-%d} ～ {last:%m-%d}     制表时间:{made(month):%Y-%m-%d %H:%M}(UTC+8)"],
        ["姓名", "账号", "基础信息", "", "", "打卡时间记录"],
        ["", "", "部门", "职务", "工号", *labels(month, "text")],
    ]
    rows += [
        [name, f"Acc{person}", "", "--", "--", *("、".join(each) or "--" for each in cells(month, person))]
        for person, name in enumerate(NAMES)
    ]
    read = reading.read(workbook(rows), "x", now=NOW)
    assert taken(read) == minutes(found) and (read.period, read.covered) == ((first, last), (first, last))


@settings(max_examples=25)
@given(facts())
def test_wecom_daily(month: Facts) -> None:
    """Newest day first; a punch before six belongs to the work day before and is written 次日."""
    first, last, found = month
    rows: list[list[object]] = [["打卡详情"], [f"统计时间:{first:%m-%d} ～ {last:%m-%d} 制表时间:{made(month):%Y-%m-%d %H:%M}(UTC+8)"]]
    rows += [["日期", "姓名", "账号", "打卡类型", "应打卡时间", "实际打卡时间", "打卡状态"], [""]]
    for person, at in sorted(minutes(found), key=lambda each: each[1], reverse=True):
        before = at.hour < 6 and at.date() > first
        day = at.date() - timedelta(days=1) if before else at.date()
        said = f"{day:%Y/%m/%d} 星期{WEEKDAYS[day.weekday()]}"
        rows.append([said, NAMES[person], f"Acc{person}", "上班", "--", f"{'次日' if before else ''}{at:%H:%M}", "正常"])
        rows.append([said, NAMES[person], f"Acc{person}", "上班", "--", "00:01", "失效 正常"])
    read = reading.read(workbook(rows), "x", now=NOW)
    assert taken(read) == minutes(found) and read.void == len(minutes(found)) and read.format == "wecom.daily"


@settings(max_examples=25)
@given(facts(), st.sampled_from(["", "\n"]))
def test_zk_workbook(month: Facts, between: str) -> None:
    first, last, found = month
    rows: list[list[object]] = [
        ["考 勤 记 录 表"],
        [""],
        ["考勤时间", "", f"{first} ~ {last}", "", "制表时间", "", f"{made(month):%Y-%m-%d}"],
        labels(month, "number"),
    ]
    for person, name in enumerate(NAMES):
        rows.append(["工 号:", "", PEOPLE[person].no, "", "", "", "", "", "姓 名:", "", name, "", "部 门:", "客服"])
        rows.append([between.join(each) for each in cells(month, person)])
    read = reading.read(workbook(rows), "x", now=NOW)
    assert taken(read) == minutes(found) and read.format == "zk.standard_report" and read.covered == (first, last)


@settings(max_examples=25)
@given(facts())
def test_deli_workbook(month: Facts) -> None:
    """At most two times a cell, the rest in the rows below; every person has his own row of days."""
    first, last, found = month
    rows: list[list[object]] = [
        [""] * 8 + ["员 工 刷 卡 记 录 表"],
        [""],
        [""] * 25 + [f"考勤日期：{first}～{last}"],
        [""] * 25 + [f"制表时间：{made(month)}"],
    ]
    for person, name in enumerate(NAMES):
        rows.append(["", "工号：", "", str(7 + person), "", "姓名：", name, "部门：", "客服"])
        rows.append(["", *labels(month, "number")])
        listed = cells(month, person)
        for line in range(max(1, max((len(each) + 1) // 2 for each in listed))):
            rows.append(
                [
                    "",
                    *(
                        "\n".join(part) + ("\n     " if len(part) == 1 else "") if (part := each[line * 2 : line * 2 + 2]) else ""
                        for each in listed
                    ),
                ]
            )
    read = reading.read(workbook(rows), "x", now=NOW)
    assert taken(read) == minutes(found) and read.format == "deli.punch_table"


def zk(month: Facts, night: timedelta = timedelta(0)) -> bytes:
    first, last, _found = month
    rows: list[list[object]] = [["考 勤 记 录 表"], [""], ["考勤时间", "", f"{first} ~ {last}"], labels(month, "number")]
    for person, name in enumerate(NAMES):
        rows += [["工 号:", "", PEOPLE[person].no, "", "姓 名:", name], ["".join(each) for each in cells(month, person, night)]]
    return workbook(rows)


def deli(month: Facts, night: timedelta = timedelta(0)) -> bytes:
    first, last, _found = month
    rows: list[list[object]] = [["员 工 刷 卡 记 录 表"], [f"考勤日期：{first}～{last}"]]
    for person, name in enumerate(NAMES):
        listed = cells(month, person, night)
        rows += [["", "工号：", "", str(7 + person), "", "姓名：", name], ["", *labels(month, "number")]]
        for line in range(max(1, max(len(each) for each in listed))):
            rows.append(["", *(each[line] if line < len(each) else "" for each in listed)])
    return workbook(rows)


@settings(max_examples=25)
@given(facts(), st.sampled_from([zk, deli]))
def test_a_clock_that_writes_nights_under_the_day_they_began(month: Facts, write: Callable[..., bytes]) -> None:
    """The same month on month edges and over the change of year, by either convention: the same punches, once it is said which."""
    written, left = told_otherwise(month)
    if not left:
        return
    read = reading.read(write(written, NIGHT), "3_x.xls", now=NOW, after_midnight="previous")
    assert taken(read) == left
    nights = [at for _person, at in left if at.hour < 5]
    assert (read.night.count if read.night is not None else 0) == len(nights)
    assert read.night is None or (read.night.source, read.night.said) == (f"{read.format}/3", True)
    same = reading.read(write(month), "x.xls", now=NOW, after_midnight="same")
    assert taken(same) == minutes(month[2])


HEADS = "工号,姓名,考勤日期,考勤时间"


@pytest.mark.parametrize(
    ("said", "expected", "covered"),
    [
        (None, ["12-31 01:03", "12-31 16:52"], (date(2026, 12, 1), date(2026, 12, 31))),
        ("same", ["12-31 01:03", "12-31 16:52"], (date(2026, 12, 1), date(2026, 12, 31))),
        ("previous", ["12-31 16:52", "01-01 01:03"], (date(2026, 12, 1), date(2026, 12, 31))),
    ],
)
def test_times_of_a_day_in_a_flat_list(said: str | None, expected: list[str], covered: object) -> None:
    text = f"{HEADS}\n0007,林晓彤,2026-12-31,16:52  01:03\n" if said == "previous" else f"{HEADS}\n0007,林晓彤,2026-12-31,01:03  16:52\n"
    read = reading.read(text.encode(), "x.csv", now=NOW, after_midnight=said)
    assert sorted(f"{at:%m-%d %H:%M}" for _who, at in taken(read)) == sorted(expected)
    assert read.night is not None and (read.night.count, read.night.said) == (1, said is not None)
    assert read.covered == covered


def test_a_bad_time_beside_good_ones_of_a_flat_list() -> None:
    """The good ones stay, the bad one is refused by itself (formats.md 12)."""
    read = reading.read(f"{HEADS}\n0007,林晓彤,2026-12-30,08:20  17:4  25:10 17:31\n0007,林晓彤,2026-12-31,\n".encode(), "x.csv", now=NOW)
    assert [f"{draft.at:%H:%M}" for draft in read.drafts if isinstance(draft, PunchDraft)] == ["08:20", "17:31"]
    assert [(one.code, one.row, one.raw) for one in read.problems] == [
        ("bad_time", 2, "17:4"),
        ("bad_time", 2, "25:10"),
        ("missing_time", 3, ""),
    ]


def test_moments_with_their_own_date_are_not_asked_about() -> None:
    read = reading.read("工号,姓名,日期时间\n0007,林晓彤,2026-12-31 01:03\n".encode(), "x.csv", now=NOW)
    assert read.night is None


@settings(max_examples=25)
@given(facts(), st.sampled_from(["\n", "\r\n"]), st.integers(0, 300))
def test_attlog(month: Facts, newline: str, padding: int) -> None:
    _first, last, found = month
    lines = [f"{7 + person:>9}\t{at}\t1\t0\t1\t0" for person, at in sorted(found, key=lambda each: each[1])]
    read = reading.read((newline.join(lines) + newline).encode() + b"\0" * padding, "x.dat", now=NOW)
    assert taken(read) == found and read.format == "zk.attlog" and read.covered is not None
    assert read.covered[1] == max(at.date() for _person, at in found) <= last


GLOG = {
    "modern": (
        "No\tTMNo\tEnNo\tName\tGMNo\tMode\tIn/Out\tAntipass\tProxyWork\tDateTime",
        "{n}\t1\t{no:08d}\t{name}\t1\tFP\tDutyOn\t0\t0\t{at:%Y-%m-%d}  {at:%H:%M:%S}",
    ),
    "old": ("No\tTMNo\tEnNo\tName\tINOUT\tMode\tDateTime", "{n}\t1\t{no:08d}\t\t1\t1\t{at:%Y/%m/%d  %H:%M:%S}"),
    "lost": ("o\tTMNo\tEnNo\tName\tINOUT\tMode\tDateTime", "{n}\t1\t{no}\t{name}\t1\t1\t{at:%Y-%m-%d %H:%M:%S}"),
    "short": ("No\tTMNo\tEnNo\tName\t\t\tGMNo\tMode\tDateTime", "{n}\t1\t{no:08d}\t{name}\t1\t1\t{at:%m/%d/%Y %H:%M:%S}"),
}


@settings(max_examples=30)
@given(facts(), st.sampled_from(sorted(GLOG)), st.sampled_from(["utf-8", "gb18030", "utf-16"]))
def test_glog(month: Facts, variant: str, encoding: str) -> None:
    _first, _last, found = month
    head, line = GLOG[variant]
    lines = [
        line.format(n=n, no=7 + person, name=NAMES[person], at=at)
        for n, (person, at) in enumerate(sorted(found, key=lambda each: each[1]), 1)
    ]
    data = ("\r\n".join([head, *lines]) + "\r\n").encode(encoding)
    try:
        read = reading.read(data, "x", now=NOW)
    except UserError as error:  # 09/05 and 05/09 alone cannot be told apart
        assert error.code == "ambiguous_dates" and variant == "short" and all(at.day <= 12 for _person, at in found)
        return
    assert taken(read) == found and read.format == "glog.text"


FLAT = [
    ("考勤号码,姓名,日期时间,机器号", "{no},{name},{at:%Y/%m/%d %H:%M:%S},1"),
    ("部门,姓名,登记号码,出勤时间", "客服,{name},{no:04d},{at:%Y/%m/%d} 星期{week} {at:%H:%M:%S}"),
    ("设备工号,员工工号,姓名,部门,考勤日期,考勤时间", "{no},{no:04d},{name},客服,{at:%Y-%m-%d},{at:%H:%M:%S}"),
    ("姓名,登记号码,刷卡日期,刷卡时间,设备编号", '{name},="{no}",{at:%Y-%m-%d},{at:%H:%M:%S},1'),
]


@settings(max_examples=30)
@given(facts(), st.sampled_from(FLAT), st.sampled_from(["utf-8-sig", "gb18030"]), st.booleans())
def test_flat_lists(month: Facts, form: tuple[str, str], encoding: str, titled: bool) -> None:
    _first, _last, found = month
    lines = ["考勤机原始记录"] if titled else []
    lines.append(form[0])
    lines += [form[1].format(no=7 + person, name=NAMES[person], at=at, week=WEEKDAYS[at.weekday()]) for person, at in found]
    read = reading.read(("\r\n".join([*lines, "", "合计"]) + "\r\n").encode(encoding), "x", now=NOW)
    assert taken(read) == found and read.format == "csv.flat_punches"


def test_a_period_without_year_over_the_change_of_year() -> None:
    month = (date(2026, 12, 26), date(2027, 1, 25), {(0, datetime(2026, 12, 31, 23, 59)), (0, datetime(2027, 1, 1, 0, 12))})
    rows: list[list[object]] = [
        ["打卡时间记录"],
        ["统计时间:12-26 ～ 01-25     制表时间:2027-01-28 09:00(UTC+8)"],
        ["姓名", "账号", "基础信息", "", "", "打卡时间记录"],
    ]
    rows.append(["", "", "部门", "职务", "工号", *labels(month, "text")])
    rows.append([NAMES[0], "Acc0", "", "", "", *("、".join(each) for each in cells(month, 0))])
    data = workbook(rows)
    assert taken(reading.read(data, "x", now=NOW)) == month[2]
    with pytest.raises(UserError) as caught:
        reading.read(data, "x", now=NOW, month=Month(2026, 11))
    assert caught.value.code == "wrong_month"


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        (
            [["上下班打卡_月报"], ["统计时间:09-01 ～ 09-30 制表时间:2026-10-08 09:00"], ["姓名", "账号"], [""], ["林", "a"]],
            "missing_column",
        ),
        ([["打卡时间记录"], ["统计时间:x 制表时间:2026-10-08 09:00"], ["姓名", "账号"], [""], ["林", "a"]], "bad_period"),
        (
            [
                ["打卡时间记录"],
                ["统计时间:09-01 ～ 09-03 制表时间:2026-10-08 09:00"],
                ["姓名", "账号", "打卡时间记录"],
                ["", "", "1", "2"],
                ["林", "a"],
            ],
            "grid_mismatch",
        ),
        ([["考勤记录表"], [""], ["考勤时间"], [1, 2, 3], ["工号:", "1", "姓名:", "林"], ["08:30"]], "month_needed"),
        (
            [["考勤记录表"], [""], ["考勤时间", "2026-09-01 ~ 2026-09-30"], [5, 6, 7], ["工号:", "1", "姓名:", "林"], ["08:30"]],
            "grid_mismatch",
        ),
    ],
)
def test_refusals(rows: list[list[object]], code: str) -> None:
    with pytest.raises(UserError) as caught:
        reading.read(workbook(rows), "x", now=NOW)
    assert caught.value.code == code
