"""The sample files give exactly what their expected.json says: records, duplicates, ignored, rejected, warnings."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from csdesk.core.drafts import CellDraft, PunchDraft, Source
from csdesk.core.people import Resolution, resolve
from csdesk.core.problem import Problem, UserError
from csdesk.core.rules import Shift
from csdesk.core.staff import Employee
from csdesk.files import reading

DINGTALK = "01_拾光电商_考勤报表_20260901-20260930.xlsx"
ROSTER = "11_排班表_2026年9月.xlsx"


def expected(samples: Path, name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((samples / f"{name}.expected.json").read_text(encoding="utf-8"))
    return found


def source(place: Source | Problem) -> dict[str, Any]:
    return {"sheet": place.sheet, "row": place.row} | ({"col": place.column} if place.column else {})


def record(draft: Any, employee: Employee) -> dict[str, Any]:
    row: dict[str, Any] = {"employee_no": employee.no, "name": employee.name, "source": source(draft.source)}
    if isinstance(draft, CellDraft):
        return row | {"date": draft.day.isoformat(), "code": draft.code}
    assert isinstance(draft, PunchDraft)
    return row | {
        "timestamp": draft.at.isoformat(),
        "kind": draft.kind,
        "vendor_result": draft.vendor_result,
        "work_date": draft.work_date.isoformat() if draft.work_date else None,
    }


def same(mine: Iterable[dict[str, Any]], theirs: list[dict[str, Any]], *, drop: tuple[str, ...] = ()) -> None:
    """Equal as multisets, compared on the keys that the expectation has."""
    listed = list(mine)
    assert len(listed) == len(theirs)
    keys = [key for key in theirs[0] if key not in drop] if theirs else []
    assert sorted(json.dumps({key: row.get(key) for key in keys}, sort_keys=True) for row in listed) == sorted(
        json.dumps({key: row.get(key) for key in keys}, sort_keys=True) for row in theirs
    )


def problems(found: reading.ImportFile, people: Resolution) -> list[Problem]:
    return [*found.problems, *(problem for _draft, problem in people.held), *people.rejected]


def check(found: reading.ImportFile, people: Resolution, want: dict[str, Any], employees: tuple[Employee, ...]) -> None:
    """Every list of an expectation against what was read."""
    by_id = {person.id: person for person in employees}
    assert found.format == want["format"]
    same((record(draft, by_id[number]) for draft, number in people.matched), want["records"])
    doubles = [
        {
            "employee_no": by_id[each.employee_id].no,
            "source": source(each.draft.source),
            "same_as": each.same_as.row,
            "timestamp": each.draft.at.isoformat() if isinstance(each.draft, PunchDraft) else None,
        }
        for each in people.duplicates
    ]
    same(
        doubles,
        [
            row | {"same_as": row["same_as"]["row"] if isinstance(row["same_as"], dict) else row["source"]["row"]}
            for row in want["duplicates"]
        ],
        drop=("name",),
    )
    same(
        ({"source": source(each.source), "code": each.code} for each in found.ignored),
        [{"source": row["source"], "code": row["code"]} for row in want["ignored"]],
    )
    same(
        ({"source": source(each), "code": each.code, "raw": each.raw} for each in problems(found, people)), want["rejected"], drop=("why",)
    )
    same(({"source": source(each), "code": each.code} for each in (*found.warnings, *people.warnings)), want["warnings"], drop=("why",))
    assert found.void == sum(row["code"] == "vendor_invalid" for row in want["ignored"])


def test_dingtalk(samples: Path, employees: tuple[Employee, ...], now: datetime) -> None:
    found = reading.read((samples / DINGTALK).read_bytes(), DINGTALK, now=now)
    check(found, resolve(found.drafts, employees), expected(samples, DINGTALK), employees)
    assert found.sheet == "原始记录" and found.period == found.covered
    assert [each.isoformat() for each in found.period or ()] == ["2026-09-01", "2026-09-30"]
    assert found.generated_at == datetime(2026, 10, 8, 9)


OTHERS = [
    "02_上下班打卡_打卡时间记录.xlsx",
    "03_上下班打卡_日报_20260901-20260930.xlsx",
    "04_1_标准报表.xls",
    "05_1_(9月)员工刷卡记录表.xls",
    "06_1_attlog.dat",
    "07_AGL_001.TXT",
    "08_考勤记录_GBK.csv",
]


@pytest.mark.parametrize("name", OTHERS)
def test_other_sources(name: str, samples: Path, employees: tuple[Employee, ...], now: datetime) -> None:
    found = reading.read((samples / name).read_bytes(), name, kind="punches", now=now)
    check(found, resolve(found.drafts, employees), expected(samples, name), employees)


def test_wecom_daily_by_its_first_sheet(samples: Path, employees: tuple[Employee, ...], now: datetime) -> None:
    found = reading.read((samples / OTHERS[1]).read_bytes(), OTHERS[1], now=now, sheet="概况统计与打卡明细")
    by_id = {person.id: person for person in employees}
    people = resolve(found.drafts, employees)
    same(
        (record(draft, by_id[number]) for draft, number in people.matched),
        expected(samples, OTHERS[1])["alt_概况统计与打卡明细"]["records"],
    )


def test_one_file_after_another(samples: Path, employees: tuple[Employee, ...], now: datetime) -> None:
    """A raw row is new by (format, person, second); the calculation sees distinct (person, minute)."""
    rows: set[tuple[str, int, datetime]] = set()
    minutes: set[tuple[int, datetime]] = set()
    steps = json.loads((samples / "cross_import.expected.json").read_text(encoding="utf-8"))["steps"]
    assert len(steps) == 8
    for step in (*steps, *({"file": row["file"], "raw_rows_added": 0, "distinct_minutes_added": 0} for row in steps)):
        found = reading.read((samples / step["file"]).read_bytes(), step["file"], now=now)
        listed = [(number, draft.at) for draft, number in resolve(found.drafts, employees).matched if isinstance(draft, PunchDraft)]
        before = len(rows), len(minutes)
        rows |= {(found.format, number, at) for number, at in listed}
        minutes |= {(number, at.replace(second=0)) for number, at in listed}
        assert (len(rows) - before[0], len(minutes) - before[1]) == (step["raw_rows_added"], step["distinct_minutes_added"]), step["file"]
        assert len(minutes) == step.get("distinct_minutes_total", len(minutes))


@pytest.mark.parametrize("sheet", ["打卡时间", "每日统计"])
def test_dingtalk_by_another_sheet(sheet: str, samples: Path, employees: tuple[Employee, ...], now: datetime) -> None:
    found = reading.read((samples / DINGTALK).read_bytes(), DINGTALK, now=now, sheet=sheet)
    people = resolve(found.drafts, employees)
    by_id = {person.id: person for person in employees}
    want = expected(samples, DINGTALK)[f"alt_{sheet}"]["records"]
    same((record(draft, by_id[number]) for draft, number in people.matched), want, drop=("ambiguous",))
    ambiguous = [row["source"] for row in want if row.get("ambiguous")]
    assert [source(each) for each in found.warnings if each.code == "ambiguous_day"] == ambiguous
    assert not found.problems and not people.rejected and not people.held


def test_only_the_monthly_sheet_is_refused(samples: Path, now: datetime) -> None:
    with pytest.raises(UserError) as caught:
        reading.read((samples / DINGTALK).read_bytes(), DINGTALK, now=now, sheet="月度汇总")
    assert caught.value.code == "summary_only" and "原始记录" in caught.value.message


def test_roster(samples: Path, employees: tuple[Employee, ...], now: datetime) -> None:
    want = expected(samples, ROSTER)
    codes = {raw: code for raw, code in want["given"]["codes"].items() if raw}
    numbers = {person.no: person.id for person in employees}
    aliases = {("name", name): numbers[no] for name, no in want["given"]["aliases"].items()}
    found = reading.read((samples / ROSTER).read_bytes(), ROSTER, kind="roster", now=now, codes=codes)
    check(found, resolve(found.drafts, employees, aliases), want, employees)
    assert found.covered is None


def test_roster_by_its_own_legend(samples: Path, employees: tuple[Employee, ...], now: datetime) -> None:
    """早=08:30-17:30 in the legend of the file is the shop's day shift, whatever it is called there."""
    shifts = (Shift("D", "白班", 510, 1050), Shift("N", "晚班", 1020, 1500))
    found = reading.read((samples / ROSTER).read_bytes(), ROSTER, now=now, shifts=shifts)
    codes = {draft.raw: draft.code for draft in found.drafts if isinstance(draft, CellDraft)}
    assert codes == {"早": "D", "晚": "N", "休": "休", "年": "假"}
    assert {each.raw for each in found.problems} == {"A", "X", "早/晚"}
    assert [each.code for each in found.warnings] == ["leave_in_roster"]


def test_refused_files(samples: Path, now: datetime) -> None:
    wanted = json.loads((samples / "refuse" / "expected.json").read_text(encoding="utf-8"))
    assert len(wanted) == 6
    for row in wanted:
        with pytest.raises(UserError) as caught:
            reading.read((samples / "refuse" / row["file"]).read_bytes(), row["file"], now=now)
        assert caught.value.code == row["code"], row["file"]
        assert any("\u4e00" <= char <= "\u9fff" for char in caught.value.message) and "：" in caught.value.message
