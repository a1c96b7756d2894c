"""A month of punches as each outside program writes it (formats.md 2-8), for fuzzing and for benchmarks.

A punch is (person from 0, work day, moment), a month of them in order of time.
"""

from __future__ import annotations

import io
import random
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta

from tests.files import xls

Punch = tuple[int, date, datetime]
Rows = list[list[object]]
FIRST = date(2026, 8, 1)
MADE = datetime(2026, 10, 8, 9)
_WEEK = "一二三四五六日"


def no(person: int) -> str:
    return f"{person + 1:04d}"


def name(person: int) -> str:
    return f"员工{person + 1:03d}"


def account(person: int) -> str:
    return f"Account{person + 1}"


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


def _xlsx(title: str, rows: Rows) -> bytes:
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet(title)
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            if cell != "":
                sheet.write(number, column, cell)
    book.close()
    return out.getvalue()


def _days(punches: Sequence[Punch]) -> list[date]:
    days = [at.date() for _person, _day, at in punches]
    return [min(days) + timedelta(days=offset) for offset in range((max(days) - min(days)).days + 1)]


def _cells(punches: Sequence[Punch]) -> dict[tuple[int, date], list[str]]:
    """The times of each person under each calendar day."""
    cells: dict[tuple[int, date], list[str]] = {}
    for person, _day, at in punches:
        cells.setdefault((person, at.date()), []).append(f"{at:%H:%M}")
    return cells


def _people(punches: Sequence[Punch]) -> list[int]:
    return sorted({person for person, _day, _at in punches})


def _dingtalk_rows(punches: Sequence[Punch]) -> Rows:
    head = ["姓名", "考勤组", "部门", "工号", "职位", "UserId"]
    last = max(day for _person, day, _at in punches)
    rows: Rows = [[f"原始记录 统计日期：{FIRST} 至 {last}"], [f"报表生成时间：{MADE:%Y-%m-%d %H:%M}"],
                  [*head, "考勤日期", "考勤时间", "打卡时间", "打卡结果", "打卡设备"]]
    for person, day, at in punches:
        stated = f"{day:%y-%m-%d} 星期{_WEEK[day.weekday()]}"
        rows.append([name(person), "组", "客服部", no(person), "", account(person), stated, "", f"{at:%Y-%m-%d %H:%M}", "正常", "考勤机"])
    return rows


def dingtalk(punches: Sequence[Punch]) -> bytes:
    return _xlsx("原始记录", _dingtalk_rows(punches))


def dingtalk_grid(punches: Sequence[Punch]) -> bytes:
    last = max(day for _person, day, _at in punches)
    days = [FIRST + timedelta(days=offset) for offset in range((last - FIRST).days + 1)]
    cells: dict[tuple[int, date], str] = {}
    for person, day, at in punches:
        cells[person, day] = cells.get((person, day), "") + f"{at:%H:%M}  \n"
    head = ["姓名", "考勤组", "部门", "工号", "职位", "UserId"]
    rows: Rows = [[f"打卡时间 统计日期：{FIRST} 至 {last}"], [f"报表生成时间：{MADE:%Y-%m-%d %H:%M}"], [*head, "打卡时间"],
                  [*[""] * 6, *(str(day.day) for day in days)]]
    rows += [[name(person), "组", "客服部", no(person), "", account(person), *(cells.get((person, day), "") for day in days)]
             for person in _people(punches)]
    return _xlsx("打卡时间", rows)


def _wecom(title: str, first: date, last: date) -> Rows:
    return [[title], [f"统计时间:{first:%m-%d} ～ {last:%m-%d}     制表时间:{MADE:%Y-%m-%d %H:%M}(UTC+8)"]]


def wecom_times(punches: Sequence[Punch]) -> bytes:
    days, cells = _days(punches), _cells(punches)
    rows = _wecom("打卡时间记录", days[0], days[-1])
    rows += [["姓名", "账号", "基础信息", "", "", "打卡时间记录"],
             ["", "", "部门", "职务", "工号", *(f"{day.day}\n星期{_WEEK[day.weekday()]}" for day in days)]]
    rows += [[name(person), account(person), "拾光电商/客服部", "--", "--", *("、".join(cells.get((person, day), ["--"])) for day in days)]
             for person in _people(punches)]
    return _xlsx("打卡时间记录", rows)


def wecom_daily(punches: Sequence[Punch]) -> bytes:
    rows = _wecom("打卡详情", min(day for _person, day, _at in punches), max(day for _person, day, _at in punches))
    rows += [["日期", "姓名", "账号", "部门", "职务", "所属规则", "打卡类型", "应打卡时间", "实际打卡时间", "打卡状态", "打卡地点"], [""]]
    for person, day, at in reversed(punches):
        rows.append([f"{day:%Y/%m/%d} 星期{_WEEK[day.weekday()]}", name(person), account(person), "客服部", "--", "客服", "上班", "--",
                     f"{'次日' if at.date() > day else ''}{at:%H:%M}", "正常", "客服部"])
    return _xlsx("打卡详情", rows)


def _zk_rows(punches: Sequence[Punch]) -> Rows:
    days, cells = _days(punches), _cells(punches)
    rows: Rows = [["考 勤 记 录 表"], [], ["考勤时间", "", f"{days[0]} ~ {days[-1]}", *[""] * 6, "制表时间", "", f"{MADE:%Y-%m-%d}"],
                  [day.day for day in days]]
    for person in _people(punches):
        rows.append(["工 号:", "", no(person), *[""] * 5, "姓 名:", "", name(person), *[""] * 7, "部 门:", "", "客服部"])
        rows.append(["".join(cells.get((person, day), [])) for day in days])
    return rows


def zk_report(punches: Sequence[Punch]) -> bytes:
    return xls.workbook({"排班信息": [["排班信息"]], "考勤记录": _zk_rows(punches)})


def deli(punches: Sequence[Punch]) -> bytes:
    days, cells = _days(punches), _cells(punches)
    rows: Rows = [[*[""] * 8, "员 工 刷 卡 记 录 表"], [], [*[""] * 25, f"考勤日期：{days[0]}～{days[-1]}"],
                  [*[""] * 25, f"制表时间：{MADE:%Y-%m-%d %H:%M}"]]
    for person in _people(punches):
        rows.append(["", "工号：", "", str(person + 1), *[""] * 6, "姓名：", name(person), *[""] * 5, "部门：", "客服部"])
        rows.append(["", *(day.day for day in days)])
        listed = [cells.get((person, day), []) for day in days]
        for line in range(max(1, *((len(each) + 1) // 2 for each in listed))):
            parts = [each[line * 2:line * 2 + 2] for each in listed]
            rows.append(["", *("\n".join(part) + ("\n     " if len(part) == 1 else "") for part in parts)])
    return xls.workbook({"员工刷卡记录表": rows})


def _flat_rows(punches: Sequence[Punch]) -> Rows:
    rows: Rows = [["部门", "姓名", "考勤号码", "日期时间", "机器号", "编号", "比对方式", "卡号"]]
    rows += [["客服部", name(person), str(person + 1), f"{at.year}/{at.month}/{at.day} {at:%H:%M:%S}", "1", "", "指纹", ""]
             for person, _day, at in punches]
    return rows


def zk_flat(punches: Sequence[Punch]) -> bytes:
    return _xlsx("Sheet1", _flat_rows(punches))


def flat_csv(punches: Sequence[Punch]) -> bytes:
    return "".join(",".join(map(str, row)) + "\r\n" for row in _flat_rows(punches)).encode("gb18030")


def attlog(punches: Sequence[Punch]) -> bytes:
    return "".join(f"{person + 1:>9}\t{at}\t1\t{n & 1}\t1\t0\r\n" for n, (person, _day, at) in enumerate(punches)).encode() + b"\0" * 40


def glog(punches: Sequence[Punch]) -> bytes:
    head = "No\tTMNo\tEnNo\tName\tGMNo\tMode\tIn/Out\tAntipass\tProxyWork\tDateTime\r\n"
    lines = (f"{n:06d}\t1\t{person + 1:08d}\t{name(person)}\t1\tFP\tDutyOn\t0\t0\t{at:%Y-%m-%d  %H:%M:%S}\r\n"
             for n, (person, _day, at) in enumerate(punches, 1))
    return (head + "".join(lines)).encode("utf-16")


def template(punches: Sequence[Punch]) -> bytes:
    lines = (f"{no(person)},{name(person)},{at:%Y-%m-%d %H:%M:%S}\r\n" for person, _day, at in punches)
    return ("工号,姓名,打卡时间\r\n" + "".join(lines)).encode("utf-8-sig")


WRITERS: dict[str, tuple[str, Callable[[Sequence[Punch]], bytes]]] = {
    "dingtalk.attendance_report": ("考勤报表.xlsx", dingtalk),
    "dingtalk.attendance_report, grid": ("考勤报表.xlsx", dingtalk_grid),
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
