"""A month of punches as each outside program writes it (formats.md 2-8), for fuzzing and for benchmarks.

A punch is (person from 0, work day, moment), a month of them in order of time. Clocks and tables that have a column or a row a day
write a time after midnight under the day it happens, or (`began`) under the work day, on which the shift began.
"""

from __future__ import annotations

import io
import random
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from functools import partial

from tests.files import xls

Punch = tuple[int, date, datetime]
Rows = list[list[object]]
FIRST = date(2026, 8, 1)
_WEEK = "一二三四五六日"


_named: Sequence[tuple[str, str, str, str]] = ()


def about(people: Sequence[tuple[str, str, str, str]]) -> None:
    """From now on person n is the n-th of these (number, name, account, number in the clock); without any they are invented."""
    global _named
    _named = people


def no(person: int) -> str:
    return _named[person][0] if _named else f"{person + 1:04d}"


def name(person: int) -> str:
    return _named[person][1] if _named else f"员工{person + 1:03d}"


def account(person: int) -> str:
    return _named[person][2] if _named else f"Account{person + 1}"


def device(person: int) -> str:
    return _named[person][3] if _named else str(person + 1)


def month(people: int, days: int = 31, seed: int = 7) -> list[Punch]:
    """An early shift for most, for every third a late one that ends after midnight; some punch three times."""
    chance = random.Random(seed)
    found: list[Punch] = []
    for day in (FIRST + timedelta(days=offset) for offset in range(days)):
        for person in range(people):
            late = person % 3 == 0
            start = datetime(day.year, day.month, day.day) + timedelta(minutes=1020 if late else 510)
            end = start + timedelta(hours=8 if late else 9)
            found.append((person, day, start - timedelta(seconds=chance.randint(0, 1200))))
            found.append((person, day, end + timedelta(seconds=chance.randint(0, 1200))))
            if chance.random() < 0.1:
                found.append((person, day, end + timedelta(seconds=chance.randint(1300, 2400))))
    return sorted(found, key=lambda punch: (punch[2], punch[0]))


def xlsx(title: str, rows: Rows) -> bytes:
    """A workbook of one sheet."""
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    book.set_properties({"created": datetime(2026, 11, 2, 9)})  # the same bytes on any day
    sheet = book.add_worksheet(title)
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            if cell != "":
                sheet.write(number, column, cell)
    book.close()
    return out.getvalue()


def _days(punches: Sequence[Punch], began: bool = False) -> list[date]:
    """All days from the first to the last: work days (`began`) or those on which the punches are."""
    days = [day if began else at.date() for _person, day, at in punches]
    return [min(days) + timedelta(days=offset) for offset in range((max(days) - min(days)).days + 1)]


def _made(punches: Sequence[Punch]) -> datetime:
    """When a report of these punches is made: on the third day after."""
    last = max(at for _person, _day, at in punches)
    return datetime(last.year, last.month, last.day, 9) + timedelta(days=3)


def _cells(punches: Sequence[Punch], began: bool = False) -> dict[tuple[int, date], list[str]]:
    """The times of each person under each day."""
    cells: dict[tuple[int, date], list[str]] = {}
    for person, day, at in punches:
        cells.setdefault((person, day if began else at.date()), []).append(f"{at:%H:%M}")
    return cells


def _stated(day: date, form: str) -> str:
    return f"{day:{form}} 星期{_WEEK[day.weekday()]}"


def _next(day: date, at: datetime) -> str:
    """A time of day as 次日01:03 where it is on the day after."""
    return f"{'次日' if at.date() > day else ''}{at:%H:%M}"


def _people(punches: Sequence[Punch]) -> list[int]:
    return sorted({person for person, _day, _at in punches})


def _dingtalk(title: str, punches: Sequence[Punch], *heads: str) -> Rows:
    days = _days(punches, began=True)
    return [[f"{title} 统计日期：{days[0]} 至 {days[-1]}"], [f"报表生成时间：{_made(punches):%Y-%m-%d %H:%M}"],
            ["姓名", "考勤组", "部门", "工号", "职位", "UserId", *heads]]


def _base(person: int) -> list[object]:
    return [name(person), "组", "客服部", no(person), "", account(person)]


def dingtalk(punches: Sequence[Punch]) -> bytes:
    rows = _dingtalk("原始记录", punches, "考勤日期", "考勤时间", "打卡时间", "打卡结果", "打卡设备")
    rows += [[*_base(person), _stated(day, "%y-%m-%d"), "", f"{at:%Y-%m-%d %H:%M}", "正常", "考勤机"] for person, day, at in punches]
    return xlsx("原始记录", rows)


def dingtalk_daily(punches: Sequence[Punch]) -> bytes:
    heads = [f"{side}{n}打卡{what}" for n in (1, 2, 3) for side in ("上班", "下班") for what in ("时间", "结果")]
    rows = [*_dingtalk("每日汇总", punches, "日期", "班次", *heads), []]
    taken: dict[tuple[int, date], list[object]] = {}
    for person, day, at in punches:
        taken.setdefault((person, day), []).extend((_next(day, at).replace("日", "日 "), "正常"))
    rows += [[*_base(person), _stated(day, "%y-%m-%d"), "晚班", *cells] for (person, day), cells in taken.items()]
    return xlsx("每日统计", rows)


def dingtalk_grid(punches: Sequence[Punch]) -> bytes:
    days, cells = _days(punches, began=True), _cells(punches, began=True)
    rows: Rows = [*_dingtalk("打卡时间", punches, "打卡时间"), [*[""] * 6, *(str(day.day) for day in days)]]
    rows += [[*_base(person), *("".join(f"{each}  \n" for each in cells.get((person, day), ())) for day in days)]
             for person in _people(punches)]
    return xlsx("打卡时间", rows)


def _wecom(title: str, punches: Sequence[Punch], days: Sequence[date]) -> Rows:
    return [[title], [f"统计时间:{days[0]:%m-%d} ～ {days[-1]:%m-%d}     制表时间:{_made(punches):%Y-%m-%d %H:%M}(UTC+8)"]]


def wecom_times(punches: Sequence[Punch]) -> bytes:
    days, cells = _days(punches), _cells(punches)
    rows = _wecom("打卡时间记录", punches, days)
    rows += [["姓名", "账号", "基础信息", "", "", "打卡时间记录"],
             ["", "", "部门", "职务", "工号", *(f"{day.day}\n星期{_WEEK[day.weekday()]}" for day in days)]]
    rows += [[name(person), account(person), "拾光电商/客服部", "--", "--", *("、".join(cells.get((person, day), ["--"])) for day in days)]
             for person in _people(punches)]
    return xlsx("打卡时间记录", rows)


def wecom_daily(punches: Sequence[Punch]) -> bytes:
    rows = _wecom("打卡详情", punches, _days(punches, began=True))
    rows += [["日期", "姓名", "账号", "部门", "职务", "所属规则", "打卡类型", "应打卡时间", "实际打卡时间", "打卡状态", "打卡地点"], [""]]
    for person, day, at in reversed(punches):
        rows.append([_stated(day, "%Y/%m/%d"), name(person), account(person), "客服部", "--", "客服", "上班", "--", _next(day, at), "正常",
                     "客服部"])
    return xlsx("打卡详情", rows)


def wecom_summary(punches: Sequence[Punch]) -> bytes:
    """The first sheet of the 日报 alone: a row a day, 上班1 and 下班1 (up to 3)."""
    rows = _wecom("概况统计与打卡明细", punches, _days(punches, began=True))
    groups = [f"{side}{n}" for n in (1, 2, 3) for side in ("上班", "下班")]
    rows += [["时间", "姓名", "账号", "基础信息", "", "", "考勤概况", *(cell for group in groups for cell in (group, "")), "打卡时间记录"],
             ["", "", "", "部门", "职务", "工号", "考勤结果", *["打卡时间", "打卡状态"] * 6, ""]]
    taken: dict[tuple[int, date], list[object]] = {}
    for person, day, at in punches:
        taken.setdefault((person, day), []).extend((_next(day, at), "正常"))
    for (person, day), cells in reversed(taken.items()):
        cells += ["--"] * (12 - len(cells))
        rows.append([_stated(day, "%Y/%m/%d"), name(person), account(person), "客服部", "--", "--", "正常", *cells, "08:00"])
    return xlsx("概况统计与打卡明细", rows)


def wecom_month(punches: Sequence[Punch]) -> bytes:
    """The 月报: what WeCom makes of each day, without a time."""
    days, cells = _days(punches, began=True), _cells(punches, began=True)
    rows = _wecom("上下班打卡_月报", punches, days)
    words = {0: "--", 1: "缺卡1次;"}
    head: list[object] = ["", "", "部门", "工号", "应打卡天数", *(f"{day.day}\n星期{_WEEK[day.weekday()]}" for day in days)]
    rows += [["姓名", "账号", "基础信息", "", "考勤概况", "打卡明细"], head]
    rows += [[name(person), account(person), "客服部", "--", len(days),
              *(words.get(len(cells.get((person, day), ())), "正常 ;") for day in days)] for person in _people(punches)]
    return xlsx("上下班打卡_月报", rows)


def _zk_rows(punches: Sequence[Punch], began: bool) -> Rows:
    days, cells = _days(punches, began), _cells(punches, began)
    made = f"{_made(punches):%Y-%m-%d}"
    rows: Rows = [["考 勤 记 录 表"], [], ["考勤时间", "", f"{days[0]} ~ {days[-1]}", *[""] * 6, "制表时间", "", made],
                  [day.day for day in days]]
    for person in _people(punches):
        rows.append(["工 号:", "", no(person), *[""] * 5, "姓 名:", "", name(person), *[""] * 7, "部 门:", "", "客服部"])
        rows.append(["".join(cells.get((person, day), [])) for day in days])
    return rows


def zk_report(punches: Sequence[Punch], began: bool = False) -> bytes:
    return xls.workbook({"排班信息": [["排班信息"]], "考勤记录": _zk_rows(punches, began)})


def deli(punches: Sequence[Punch], began: bool = False) -> bytes:
    days, cells = _days(punches, began), _cells(punches, began)
    rows: Rows = [[*[""] * 8, "员 工 刷 卡 记 录 表"], [], [*[""] * 25, f"考勤日期：{days[0]}～{days[-1]}"],
                  [*[""] * 25, f"制表时间：{_made(punches):%Y-%m-%d %H:%M}"]]
    for person in _people(punches):
        rows.append(["", "工号：", "", device(person), *[""] * 6, "姓名：", name(person), *[""] * 5, "部门：", "客服部"])
        rows.append(["", *(day.day for day in days)])
        listed = [cells.get((person, day), []) for day in days]
        for line in range(max(1, *((len(each) + 1) // 2 for each in listed))):
            parts = [each[line * 2:line * 2 + 2] for each in listed]
            rows.append(["", *("\n".join(part) + ("\n     " if len(part) == 1 else "") for part in parts)])
    return xls.workbook({"员工刷卡记录表": rows})


def _flat_rows(punches: Sequence[Punch]) -> Rows:
    rows: Rows = [["部门", "姓名", "考勤号码", "日期时间", "机器号", "编号", "比对方式", "卡号"]]
    rows += [["客服部", name(person), device(person), f"{at.year}/{at.month}/{at.day} {at:%H:%M:%S}", "1", "", "指纹", ""]
             for person, _day, at in punches]
    return rows


def zk_flat(punches: Sequence[Punch]) -> bytes:
    return xlsx("Sheet1", _flat_rows(punches))


def zk_cells(punches: Sequence[Punch]) -> bytes:
    """The flat list with moments as date cells, as the clock's software writes an .xls; seconds are lost to nobody."""
    rows: Rows = [["登记号码", "姓名", "出勤时间"]]
    rows += [[device(person), name(person), (at - datetime(1899, 12, 30)) / timedelta(days=1)] for person, _day, at in punches]
    return xls.workbook({"Sheet1": rows})


def flat_csv(punches: Sequence[Punch]) -> bytes:
    return "".join(",".join(map(str, row)) + "\r\n" for row in _flat_rows(punches)).encode("gb18030")


def flat_days(punches: Sequence[Punch], began: bool = False) -> bytes:
    """A flat list with a row a day: 考勤日期 and its times apart."""
    cells = _cells(punches, began).items()
    lines = [f"{device(person)},{no(person)},{name(person)},{day},{'  '.join(times)}\r\n" for (person, day), times in cells]
    return ("设备工号,员工工号,姓名,考勤日期,考勤时间\r\n" + "".join(lines)).encode("utf-8-sig")


def attlog(punches: Sequence[Punch]) -> bytes:
    return "".join(f"{device(person):>9}\t{at}\t1\t{n & 1}\t1\t0\r\n" for n, (person, _day, at) in enumerate(punches)).encode() + b"\0" * 40


def attlog_named(punches: Sequence[Punch]) -> bytes:
    """The variant with five fields: the name second."""
    return "".join(f"{device(person)}\t{name(person)}\t{at}\t1\t0\n" for person, _day, at in punches).encode()


def glog(punches: Sequence[Punch]) -> bytes:
    head = "No\tTMNo\tEnNo\tName\tGMNo\tMode\tIn/Out\tAntipass\tProxyWork\tDateTime\r\n"
    lines = (f"{n:06d}\t1\t{device(person):0>8}\t{name(person)}\t1\tFP\tDutyOn\t0\t0\t{at:%Y-%m-%d  %H:%M:%S}\r\n"
             for n, (person, _day, at) in enumerate(punches, 1))
    return (head + "".join(lines)).encode("utf-16")


def template(punches: Sequence[Punch]) -> bytes:
    lines = (f"{no(person)},{name(person)},{at:%Y-%m-%d %H:%M:%S}\r\n" for person, _day, at in punches)
    return ("工号,姓名,打卡时间\r\n" + "".join(lines)).encode("utf-8-sig")


Writer = Callable[[Sequence[Punch]], bytes]
# Format id -> the file's name and its writer; further ways of the same formats, by the words after the comma
WRITERS: dict[str, tuple[str, Writer]] = {
    "dingtalk.attendance_report": ("考勤报表.xlsx", dingtalk),
    "dingtalk.attendance_report, 打卡时间": ("考勤报表.xlsx", dingtalk_grid),
    "wecom.punch_times": ("上下班打卡_打卡时间记录.xlsx", wecom_times),
    "wecom.daily": ("上下班打卡_日报.xlsx", wecom_daily),
    "zk.standard_report": ("1_标准报表.xls", zk_report),
    "deli.punch_table": ("1_员工刷卡记录表.xls", deli),
    "zk.flat": ("考勤记录.xlsx", zk_flat),
    "csv.flat_punches": ("考勤记录.csv", flat_csv),
    "zk.attlog": ("1_attlog.dat", attlog),
    "glog.text": ("AGL_001.TXT", glog),
    "template.punches": ("打卡.csv", template),
}
VARIANTS: dict[str, tuple[str, Writer]] = {
    "dingtalk.attendance_report, 每日统计": ("考勤报表.xlsx", dingtalk_daily),
    "wecom.daily, 概况统计": ("上下班打卡_日报.xlsx", wecom_summary),
    "zk.standard_report, began": ("1_标准报表.xls", partial(zk_report, began=True)),
    "deli.punch_table, began": ("1_员工刷卡记录表.xls", partial(deli, began=True)),
    "zk.flat, date cells": ("考勤记录.xls", zk_cells),
    "csv.flat_punches, by days": ("考勤记录.csv", flat_days),
    "csv.flat_punches, by days, began": ("考勤记录.csv", partial(flat_days, began=True)),
    "zk.attlog, names": ("1_attlog.dat", attlog_named),
}
