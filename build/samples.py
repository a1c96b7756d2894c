"""Answers for resources/samples: one small file of every format that is imported, about the people of the demonstration shop.

    python build/samples.py        writes them anew, the same bytes every time (the writers of the tests make them)

They are for trying an import out, and for the self-test of an installed program: `samples.json` says what comes of each.
"""

from __future__ import annotations

import csv
import io
import json
import sys
import tempfile
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.files import exports  # noqa: E402

OUT = ROOT / "resources" / "samples"
NOW = datetime(2026, 11, 2, 9)
MONDAY = date(2026, 10, 12)
DAYS = 7
HEADS = {
    "补卡": ["工号", "日期", "类型", "补卡时间", "打卡时间", "证明人", "原因"],
    "请假": ["工号", "类型", "开始时间", "结束时间", "状态", "紧急", "申请时间", "原因"],
    "加班": ["工号", "日期", "分钟", "状态", "原因"],
    "单子": [
        "编号", "类型", "渠道", "店铺", "买家", "订单号", "购买日期", "描述", "诉求", "负责人", "创建时间", "首次响应时间", "解决时间",
        "责任方", "费用",
    ],
}  # fmt: skip


def people() -> list[dict[str, str]]:
    """The staff list of the demonstration shop."""
    with (ROOT / "resources" / "demo" / "staff.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def planned(person: int, day: date) -> str:
    """Two days of rest a week, every third person at night."""
    if (day.toordinal() + person) % 7 < 2:
        return "休"
    return "晚班" if person % 3 == 2 else "白班"


def punches(count: int) -> list[exports.Punch]:
    """A week: everybody in time, but for one late, one who left early and one missing punch."""
    found: list[exports.Punch] = []
    for number in range(DAYS):
        day = MONDAY + timedelta(days=number)
        for person in range(count):
            shift = planned(person, day)
            if shift == "休":
                continue
            begin, end = (1020, 1500) if shift == "晚班" else (510, 1050)
            begin += 14 if (person, number) == (1, 3) else -3 - (person * 5 + number * 3) % 11
            end += -25 if (person, number) == (3, 2) else 2 + (person * 7 + number) % 13
            midnight = datetime(day.year, day.month, day.day)
            moments = [midnight + timedelta(minutes=begin, seconds=person)]
            if (person, number) != (4, 4):
                moments.append(midnight + timedelta(minutes=end, seconds=number))
            found += [(person, day, at) for at in moments]
    return sorted(found, key=lambda punch: (punch[2], punch[0]))


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(head)
    writer.writerows(rows)
    return out.getvalue().encode("utf-8-sig")


def files() -> dict[str, tuple[str, bytes]]:
    """Name -> (kind of import, content)."""
    staff = people()
    week = punches(len(staff))
    grid: exports.Rows = [["工号", "姓名", *(MONDAY.day + number for number in range(DAYS))]]
    grid += [[one["工号"], one["姓名"], *(planned(person, MONDAY + timedelta(days=number))[0] for number in range(DAYS))]
             for person, one in enumerate(staff)]
    days = [MONDAY + timedelta(days=number) for number in range(DAYS)]
    found: dict[str, tuple[str, bytes]] = {
        "员工.csv": ("staff", (ROOT / "resources" / "demo" / "staff.csv").read_text("utf-8").encode("utf-8-sig")),
        "排班.csv": ("roster", table(["工号", "日期", "班次"], (
            [one["工号"], day, planned(person, day)] for person, one in enumerate(staff) for day in days))),
        "排班表 2026年10月.xlsx": ("roster", exports.xlsx("排班表", grid)),
        "补卡.csv": ("corrections", table(HEADS["补卡"], [
            ["0031", "2026-10-16", "下班", "2026-10-17 10:00", "2026-10-16 17:34", "欧阳若琳", "忘了打卡"]])),
        "请假.csv": ("leave", table(HEADS["请假"], [
            ["0012", "事假", "2026-10-20", "2026-10-20", "已批准", "否", "2026-10-16 11:00", "办证"],
            ["0102", "年假", "2026-10-21", "2026-10-22", "已批准", "否", "2026-10-14 09:30", ""]])),
        "加班.csv": ("overtime", table(HEADS["加班"], [["2088", "2026-10-17", "120", "已批准", "大促备货"]])),
        "单子.csv": ("cases", table(HEADS["单子"], [
            ["", "换货", "天猫", "拾光旗舰店", "买家1024", "221500000000001024", "2026-10-09", "吸管杯盖：收到少一只", "补发", "李䶮 0031",
             "2026-10-12 10:05", "2026-10-12 10:08", "2026-10-13 15:20", "仓库", "6.00"],
            ["", "服务投诉", "京东", "拾光旗舰店", "买家2048", "222500000000002048", "2026-10-10", "旅行茶具：说好的日子没到", "退运费",
             "陈思远 0013", "2026-10-13 19:40", "2026-10-13 19:44", "", "快递", "12.00"]])),
    }  # fmt: skip
    titles = {
        "dingtalk.attendance_report": "钉钉考勤报表.xlsx", "wecom.punch_times": "企业微信打卡时间记录.xlsx",
        "wecom.daily": "企业微信日报.xlsx", "zk.standard_report": "中控标准报表.xls", "deli.punch_table": "得力员工刷卡记录表.xls",
        "zk.flat": "考勤机明细.xlsx",
        "csv.flat_punches": "考勤机明细.csv", "zk.attlog": "1_attlog.dat", "glog.text": "AGL_001.TXT", "template.punches": "打卡.csv",
    }  # fmt: skip
    exports.about([(one["工号"], one["姓名"], "", one["考勤机号"]) for one in staff])
    for way, (_name, write) in exports.WRITERS.items():
        if way in titles:
            account = "企业微信账号" if way.startswith("wecom") else "钉钉UserId"
            exports.about([(one["工号"], one["姓名"], one[account], one["考勤机号"]) for one in staff])
            found[titles[way]] = ("punches", write(week))
    exports.about([(one["工号"], one["姓名"], one["企业微信账号"], one["考勤机号"]) for one in staff])
    found["企业微信月报.xlsx"] = ("punches", exports.wecom_month(week))
    exports.about(())
    return found


def outcome(folder: Path, made: dict[str, tuple[str, bytes]]) -> list[dict[str, object]]:
    """What a new shop makes of each file: format, new facts, what the tool says to compare. Nothing may be refused or wait."""
    from csdesk.actions import imports, shop

    found: list[dict[str, object]] = []
    session = shop.create(folder / "samples.csdesk", lambda: NOW)
    try:
        for name, (kind, _content) in made.items():
            ready = imports.preview(session, imports.read(OUT / name, imports.read_options(session), kind=kind))
            assert not ready.rejected and not ready.held, (name, ready.rejected, ready.held)
            answer = imports.store(session, ready).value
            assert isinstance(answer, dict)
            found.append({"file": name, "kind": kind, "format": answer["format"], "new": answer["new"], "claims": len(ready.claims)})
            if kind != "staff":
                imports.undo(session, answer["batch"])
    finally:
        session.shop.close()
    return found


def main() -> None:
    made = files()
    OUT.mkdir(exist_ok=True)
    for old in OUT.iterdir():
        old.unlink()
    for name, (_kind, content) in made.items():
        (OUT / name).write_bytes(content)
    with tempfile.TemporaryDirectory() as folder:
        lines = outcome(Path(folder), made)
    text = ",\n".join(json.dumps(one, ensure_ascii=False) for one in lines)
    (OUT / "samples.json").write_text(f"[\n{text}\n]\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
