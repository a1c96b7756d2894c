"""A random month, written as the outside program writes it and read back, gives the same facts; the order of rows never matters."""

from __future__ import annotations

import io
import random
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from csdesk.core.drafts import CellDraft, PunchDraft
from csdesk.core.people import resolve
from csdesk.core.rules import Shift
from csdesk.core.staff import Alias, Employee
from csdesk.files import reading

NOW = datetime(2026, 10, 8, 9)
SHIFTS = (Shift("D", "白班", 510, 1050), Shift("N", "晚班", 1020, 1500))
NAMES = ["林晓彤", "陈思远", "陈思远", "欧阳若琳", "李䶮", "郭Amy"]
PEOPLE = tuple(Employee(n + 1, f"{7 + n:04d}", name, aliases=(Alias("dingtalk", f"u{n}"),)) for n, name in enumerate(NAMES))
WEEKDAYS = "一二三四五六日"
Punch = tuple[int, date, datetime, str]  # person, work day, moment, kind


@st.composite
def months(draw: st.DrawFn) -> tuple[date, date, list[Punch]]:
    """A period and the punches in it: per person and day up to four distinct minutes from 00:00 to 06:00 of the next day."""
    first = date(2026, draw(st.integers(1, 9)), draw(st.integers(1, 28)))
    last = first + timedelta(days=draw(st.integers(0, 30)))
    last = min(last, date(2026, 10, 7))
    days = st.integers(0, (last - first).days).map(lambda n: first + timedelta(days=n))
    picks = draw(
        st.lists(
            st.tuples(st.integers(0, len(PEOPLE) - 1), days, st.integers(0, 1800), st.sampled_from(["punch", "makeup", "field"])),
            max_size=40,
        )
    )
    found: dict[tuple[int, datetime], Punch] = {}
    for person, day, minute, kind in picks:
        at = datetime(day.year, day.month, day.day) + timedelta(minutes=minute)
        found.setdefault((person, at), (person, day, at, kind))
    return first, last, list(found.values())


def stated(day: date) -> str:
    return f"{day:%y-%m-%d} 星期{WEEKDAYS[day.weekday()]}"


def workbook(name: str, rows: Sequence[Sequence[str]]) -> bytes:
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet(name)
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            if cell:
                sheet.write_string(number, column, cell)
    book.close()
    return out.getvalue()


HEAD = ["姓名", "考勤组", "部门", "工号", "职位", "UserId"]
RESULT = {"punch": "正常", "makeup": "补卡审批通过", "field": "外勤"}


def base(person: int) -> list[str]:
    return [NAMES[person], "组", "客服部", PEOPLE[person].no if person % 2 else "", "", f"u{person}"]


def raw_report(first: date, last: date, punches: Sequence[Punch]) -> bytes:
    rows = [
        [f"原始记录 统计日期：{first} 至 {last}"],
        ["报表生成时间：2026-10-08 09:00"],
        [*HEAD, "考勤日期", "考勤时间", "打卡时间", "打卡结果", "打卡设备"],
    ]
    for person, day, at, kind in punches:
        rows.append([*base(person), stated(day), "", f"{at:%Y-%m-%d %H:%M}", RESULT[kind], "考勤机"])
        rows.append([*base(person), stated(day), "", f"{at:%Y-%m-%d} 00:00", "打卡无效:此记录已被更新", "考勤机"])
    return workbook("原始记录", rows)


def taken(found: reading.ImportFile) -> set[Any]:
    done = resolve(found.drafts, PEOPLE)
    assert not found.problems and not done.rejected and not done.held and not done.duplicates
    listed = [(number - 1, draft.work_date, draft.at, draft.kind) for draft, number in done.matched if isinstance(draft, PunchDraft)]
    assert len(listed) == len(set(listed))
    return set(listed)


@settings(max_examples=30)
@given(months(), st.randoms(use_true_random=False))
def test_dingtalk_records(month: tuple[date, date, list[Punch]], chance: random.Random) -> None:
    first, last, punches = month
    data = raw_report(first, last, punches)
    if not punches:
        return
    found = reading.read(data, "x", now=NOW)
    assert taken(found) == set(punches) and found.void == len(punches)
    assert found.period == found.covered == (first, last)
    shuffled = list(punches)
    chance.shuffle(shuffled)
    assert taken(reading.read(raw_report(first, last, shuffled), "x", now=NOW)) == set(punches)


@settings(max_examples=20)
@given(months())
def test_dingtalk_daily(month: tuple[date, date, list[Punch]]) -> None:
    first, last, punches = month
    days: dict[tuple[int, date], list[Punch]] = {}
    for punch in punches:
        days.setdefault((punch[0], punch[1]), []).append(punch)
    heads = [f"{side}{n}打卡{what}" for n in (1, 2, 3) for side in ("上班", "下班") for what in ("时间", "结果")]
    rows = [
        [f"每日汇总 统计日期：{first} 至 {last}"],
        ["报表生成时间：2026-10-08 09:00"],
        [*HEAD, "日期", "workDate", "班次", *heads, "请假"],
        [""] * 21 + ["事假(小时)"],
    ]
    kept: set[Punch] = set()
    for (person, day), listed in days.items():
        cells: list[str] = []
        for _person, _day, at, kind in sorted(listed, key=lambda punch: punch[2])[:6]:
            kept.add((person, day, at, kind))
            cells += [f"{'次日 ' if at.date() > day else ''}{at:%H:%M}", RESULT[kind]]
        rows.append([*base(person), stated(day), "1788192000000", "早班 08:30-17:30", *cells])
    if kept:
        found = reading.read(workbook("每日统计", rows), "x", now=NOW)
        assert taken(found) == kept and found.covered == (first, last)


@settings(max_examples=20)
@given(months())
def test_dingtalk_grid(month: tuple[date, date, list[Punch]]) -> None:
    """What the grid can say: the first time of a cell on its own day, all within 24 hours of it."""
    first, last, punches = month
    length = (last - first).days + 1
    days: dict[tuple[int, date], list[datetime]] = {}
    for person, day, at, _kind in sorted(punches, key=lambda punch: punch[2]):
        listed = days.setdefault((person, day), [])
        if (listed and at - listed[0] < timedelta(days=1)) or (not listed and at.date() == day):
            listed.append(at)
    labels = [str((first + timedelta(days=n)).day) if n % 3 else "六" for n in range(length)]
    rows = [[f"打卡时间 统计日期：{first} 至 {last}"], ["报表生成时间：2026-10-08 09:00"], [*HEAD, "打卡时间"], [""] * 6 + labels]
    for person in range(len(PEOPLE)):
        cells = ["".join(f"{at:%H:%M}  \n" for at in days.get((person, first + timedelta(days=n)), ())) for n in range(length)]
        rows.append([*base(person), *cells])
    want = {(person, day, at, "punch") for (person, day), listed in days.items() for at in listed}
    if want:
        assert taken(reading.read(workbook("打卡时间", rows), "x", now=NOW)) == want


ENCODINGS = st.sampled_from(["utf-8", "utf-8-sig", "gb18030", "utf-16"])


@settings(max_examples=30)
@given(months(), ENCODINGS, st.randoms(use_true_random=False))
def test_punch_template(month: tuple[date, date, list[Punch]], encoding: str, chance: random.Random) -> None:
    _first, _last, punches = month
    if not punches:
        return
    moments = {(person, at + timedelta(seconds=chance.randrange(60))) for person, _day, at, _kind in punches}
    columns = ["工号", "姓名", "打卡时间", "备注"]
    chance.shuffle(columns)
    lines = [",".join(columns)]
    for person, at in moments:
        form = chance.choice(["%Y-%m-%d %H:%M:%S", "%Y/%m/%d %H:%M:%S", "%Y年%m月%d日 %H:%M:%S", "%Y-%m-%dT%H:%M:%S"])
        cells = {"工号": PEOPLE[person].no, "姓名": chance.choice(["", NAMES[person]]), "打卡时间": at.strftime(form), "备注": "x"}
        lines.append(",".join(cells[column] for column in columns))
    found = reading.read("\r\n".join(lines).encode(encoding), "x", kind="punches", now=NOW)
    done = resolve(found.drafts, PEOPLE)
    assert {(number - 1, draft.at) for draft, number in done.matched if isinstance(draft, PunchDraft)} == moments
    days = [at.date() for _person, at in moments]
    assert found.covered is not None and found.covered[0] <= min(days) and found.covered[1] == max(days)
    assert [each.code for each in found.warnings] == ["unknown_column"]


@settings(max_examples=25)
@given(
    st.integers(1, 12),
    st.lists(st.lists(st.sampled_from(["D", "N", "休", "假", ""]), min_size=31, max_size=31), min_size=1, max_size=6),
    ENCODINGS,
)
def test_roster_templates(number: int, plans: list[list[str]], encoding: str) -> None:
    """The grid and the long form of one plan read to the same cells."""
    from csdesk.core.calendar import Month

    month = Month(2026, number)
    days = list(month.days())
    want = {(person, day, code) for person, plan in enumerate(plans) for day, code in zip(days, plan, strict=False) if code}
    rows = [["工号", "姓名", *(str(day.day) for day in days)]]
    rows += [[PEOPLE[person].no, NAMES[person], *plan[: len(days)]] for person, plan in enumerate(plans)]
    grid = "\n".join(",".join(row) for row in rows)
    long = "日期,班次,工号\n" + "\n".join(f"{day},{code},{PEOPLE[person].no}" for person, day, code in want)
    for text in (grid, long):
        if not want:
            continue
        found = reading.read(text.encode(encoding), "x", kind="roster", month=month, now=NOW, shifts=SHIFTS)
        done = resolve(found.drafts, PEOPLE)
        assert {(each - 1, draft.day, draft.code) for draft, each in done.matched if isinstance(draft, CellDraft)} == want
        assert not found.problems
