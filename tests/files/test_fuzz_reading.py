"""A slice of the fuzzing, and every finding of it as a case of its own."""

from __future__ import annotations

import io
import time
from collections import Counter
from datetime import date, datetime

import pytest

from csdesk.core import profile as p
from csdesk.core.drafts import PersonRef, PunchDraft, Source
from csdesk.core.people import resolve, suggestion
from csdesk.core.problem import UserError
from csdesk.core.profile import ColumnUse, Profile
from csdesk.core.staff import Employee
from csdesk.files import cells, reading
from csdesk.files.formats import mapped
from tests.files import fuzz_reading

NOW = datetime(2026, 10, 8, 9)


def test_damaged_files_end_in_a_result_or_a_refusal() -> None:
    seen = Counter(fuzz_reading.check(20260901, number) for number in range(220))
    assert seen["read"] > 50 and seen["damaged_file"] > 20 and len(seen) > 8, seen


def test_a_child_process_reports_what_it_read() -> None:
    out = io.StringIO()
    assert fuzz_reading.run(7, 5, out) == []
    assert "5 files:" in out.getvalue() and "MB" in out.getvalue()


def codes(text: str, **more: object) -> list[str]:
    """The codes of the refused rows of a text file; a refusal of the whole file is its code alone."""
    try:
        found = reading.read(text.encode(), "x.csv", now=NOW, **more)  # type: ignore[arg-type]
    except UserError as error:
        return [error.code]
    resolve(found.drafts, ())
    return [each.code for each in found.problems]


LONG = "9" * 5000  # longer than Python turns into a number


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (f"工号,打卡时间\n{LONG},2026-09-05 08:29\n", []),
        (f"考勤号码,日期时间\n{LONG},2026-09-05 08:29\n", []),
        (f"{LONG}\t2026-09-05 08:29:00\t1\t0\t1\t0\n" + "7\t2026-09-05 08:29:00\t1\t0\t1\t0\n" * 9, ["malformed"]),
        ("打卡时间 统计日期：2026-09-01 至 2026-09-02\n报表生成时间：2026-10-08 09:00\n姓名,部门,UserId,打卡时间\n"
         f",,,1,{LONG}\n林,客服,u,08:29,\n", ["grid_mismatch"]),
        ("原始记录 统计日期：2026-09-01 至 2026-09-30\n报表生成时间：2026-10-08 09:00\n姓名,工号,UserId,考勤日期,打卡时间,打卡结果\n"
         "林,7,u,9999-12-31,2026-09-05 08:29,正常\n林,7,u,0001-01-01,2026-09-05 08:29,正常\n林,7,u,26-09-05 星期六,2026-09-05 08:29,正常\n",
         ["bad_date", "bad_date"]),
        ("姓名,考勤日期,考勤时间\n林,9999-12-31,01:03\n林,2026-09-05,01:03\n", ["out_of_plausible_range"]),
        ("打卡时间记录\n统计时间:09-01 ～ 09-30 制表时间:2026-10-08 09:00(UTC+8)\n", ["no_rows"]),
    ],
)  # fmt: skip
@pytest.mark.parametrize("after_midnight", [p.SAME, p.PREVIOUS])
def test_findings(text: str, wanted: list[str], after_midnight: str) -> None:
    assert codes(text, after_midnight=after_midnight) == wanted


def test_a_mapped_day_at_the_end_of_time() -> None:
    mine = Profile("", "x", 0, 0, p.COLUMNS, (ColumnUse(p.NAME, 0), ColumnUse(p.DAY, 1), ColumnUse(p.TIME, 2)), p.PREVIOUS)
    text = "谁,哪天,几点\n林晓彤,9999-12-31,01:03\n林晓彤,2026-09-05,01:03\n"
    assert codes(text, profile=mine) == ["out_of_plausible_range"]


def test_a_number_too_long_for_one_is_nobody() -> None:
    staff = (Employee(1, "0007", "林晓彤"), Employee(2, LONG, "陈思远"))
    for number, whose in (("7", [1]), (LONG, [2]), ("1" + LONG, [])):
        ref = PersonRef(device_no=number)
        draft = PunchDraft(ref, NOW, "punch", None, "", "", Source(None, 1), "")
        assert [who for _draft, who in resolve([draft], staff).matched] == whose
        assert suggestion(PersonRef(no=number), staff) == (staff[whose[0] - 1] if whose else None)


@pytest.mark.parametrize("cell", ["1 " * 15000 + ")", "9" * 30000 + "x", "【" * 30000, "[" * 30000, "(" * 30000, "08:29、" * 5000])
def test_a_cell_full_of_one_thing_takes_no_time(cell: str) -> None:
    table = f"姓名,工号,打卡时间,{cell}\n林晓彤,0007,{cell},x\n{cell},{cell},2026-09-05 08:29,x\n"
    start = time.process_time()
    codes(table)
    codes(table.replace("打卡时间", "何时"))
    mapped.guess(reading.sketch(table.encode(), "x.csv").sheets[0])
    mapped.times_of(cell, True)
    assert time.process_time() - start < 3  # it took minutes


def test_more_lines_or_fields_than_memory_has_room_for() -> None:
    for text in ("\n" * 400_000 + "x", "\r" * 400_000 + "x", "," * (cells.MAX_AREA + 1) + "\n"):
        assert codes("工号,打卡时间\n" + text) == ["too_large"]
    many = "工号,打卡时间\n" + "".join(f"7,2026-09-05 08:{n % 60:02d}\n" for n in range(2000))
    assert codes(many) == [] and date(2026, 9, 5) == reading.read(many.encode(), "x", now=NOW).covered[1]  # type: ignore[index]
