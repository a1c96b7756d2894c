"""The commands as an outsider meets them: one JSON object whatever happens, files imported twice, rows that waited."""

from __future__ import annotations

import contextlib
import io
import json
from pathlib import Path

import pytest

from csdesk import cli
from csdesk.store import batch
from csdesk.store.shop import Shop
from tests.commands import Commands


@pytest.fixture
def commands(tmp_path: Path) -> Commands:
    return Commands(tmp_path)


def _waiting(commands: Commands) -> int:
    shop = Shop.open(commands.shop, now=cli._moment(commands.now))
    try:
        return len(batch.held(shop, None))
    finally:
        shop.close()


def test_a_fault_of_the_program_is_still_one_json_object(commands: Commands) -> None:
    def broken(path: Path) -> None:
        raise ZeroDivisionError(path.name)

    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = cli.main(["check", "--shop", str(commands.shop)], remember=broken)
    answer = json.loads(out.getvalue())
    assert (code, answer["code"], answer["problems"]) == (1, "bug", [])
    assert "ZeroDivisionError" in answer["error"] and "Traceback" in err.getvalue()


@pytest.mark.parametrize("month", ["9999-12", "0001-01", "2026-13", "2026", "x"])
def test_a_month_nobody_means_is_wrong_usage(commands: Commands, month: str) -> None:
    code, answer = commands.run("month", "show", month)
    assert code == 2 and month in answer["error"] and answer["problems"] == []


@pytest.mark.parametrize("month", ["1900-01", "2999-12"])
@pytest.mark.parametrize("what", ["attendance", "payslips", "payroll", "roster", "bulletin"])
def test_a_month_far_away_is_shown_and_exported(commands: Commands, month: str, what: str) -> None:
    assert commands.show(month)["employees"] == []
    commands.ok("export", what, month, "--out", str(commands.folder / "far.xlsx"))


def test_years_without_a_close_and_the_far_future_are_paid(commands: Commands) -> None:
    commands.staff(("0007", "李䶮", "2016-01-01"))
    commands.table("roster", ["工号", "日期", "班次"], [["0007", "2016-01-04", "D"], ["0007", "2026-09-01", "D"]])
    for month in ("2026-09", "2028-02", "2999-12"):
        assert commands.person("0007", month)["gross"]


def test_a_number_without_its_zeros_is_no_second_person(commands: Commands) -> None:
    commands.staff(("0007", "李䶮", "2016-01-01", "", "2300.00"), ("0012", "陈思远"), ("0013", "陈思远"))
    commands.staff(("7", "李䶮", "", "", "2400.00"), ("12", "陈思远"))
    commands.staff(("7", "周梦"))
    numbers = [(one["no"], one["name"]) for one in commands.show()["employees"]]
    assert numbers == [("0007", "李䶮"), ("0012", "陈思远"), ("0013", "陈思远"), ("7", "周梦")]


def test_the_selftest_passes_in_the_first_hour_of_a_month(commands: Commands) -> None:
    assert commands.ok("selftest", now="2026-03-01T00:00")["ok"] is True


def test_the_same_file_again_is_said(commands: Commands) -> None:
    path = str(commands.file("people.csv", "工号,姓名\n0007,李䶮\n"))
    first = commands.ok("import", "staff", path)
    assert first["warnings"] == []
    again = commands.ok("import", "staff", path)
    assert again["new"] == 0 and [one["code"] for one in again["warnings"]] == ["same_file"]
    assert str(first["batch"]) in again["warnings"][0]["message"]


def test_rows_that_waited_are_stored_by_the_same_file_once_the_person_is_known(commands: Commands) -> None:
    commands.staff(("0007", "李䶮"))
    path = str(commands.file("punches.csv", "工号,姓名,打卡时间\n0007,李䶮,2026-09-01 08:20\n0099,王新,2026-09-01 08:21\n"))
    assert commands.ok("import", "punches", path)["held"] == [{"name": "王新 / 0099", "rows": 1}]
    assert _waiting(commands) == 1
    commands.ok("import", "punches", path)
    assert _waiting(commands) == 1  # the same row does not wait twice
    commands.staff(("0099", "王新"))
    known = commands.ok("import", "punches", path)
    assert (known["new"], known["present"], known["held"]) == (1, 1, [])
    assert _waiting(commands) == 0
    commands.ok("import", "undo", str(known["batch"]))
    assert _waiting(commands) == 1


NIGHTS = "工号,姓名,考勤日期,考勤时间\n0007,李䶮,2026-09-05,01:03  16:52\n"


def test_whose_day_a_time_after_midnight_is_has_a_default_that_is_said(commands: Commands) -> None:
    commands.staff(("0007", "李䶮", "2026-01-01"))
    path = str(commands.file("打卡.csv", NIGHTS))
    (warning,) = commands.ok("import", "punches", path, "--dry-run")["warnings"]
    assert warning["code"] == "after_midnight_assumed" and "01:03" in warning["message"] and "previous" in warning["message"]
    done = commands.ok("import", "punches", path)
    assert [one["code"] for one in done["warnings"]] == ["after_midnight_assumed"]  # nobody said it: it is said again
    assert commands.ok("import", "punches", path, "--after-midnight", "previous", "--dry-run")["new"] == 1
    commands.ok("import", "undo", str(done["batch"]))
    done = commands.ok("import", "punches", path, "--after-midnight", "previous")
    assert (done["new"], done["warnings"]) == (2, [])
    again = commands.ok("import", "punches", path)  # kept for this clock
    assert (again["new"], again["present"]) == (0, 2)
    assert [one["code"] for one in again["warnings"]] == ["same_file"]
    assert commands.run("import", "punches", path, "--after-midnight", "perhaps")[0] == 2
