"""Night shifts by every after-midnight convention of formats.md 1: whatever a file does with 01:03, it joins the roster day on which the
shift began, at the edges of months and at the change of year, from one file as from a file a month."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from tests.commands import Commands
from tests.files import exports
from tests.files.exports import Punch

SHIFTS = [
    {"code": "D", "name": "白班", "start": "08:30", "end": "17:30"},
    {"code": "N", "name": "晚班", "start": "17:00", "end": "25:00"},
]
YEAR = date(2025, 12, 31)
EDGES = (date(2024, 2, 29), YEAR, date(2026, 2, 28), date(2026, 8, 31))


WAYS = exports.WRITERS | exports.VARIANTS
# Which files are cut into months by work days: a night is in the file of the day it began.
BY_WORK_DAY = ("dingtalk", "wecom.daily")


def by_work_day(way: str) -> bool:
    return way.startswith(BY_WORK_DAY) or way.endswith("began")


def nights(edge: date) -> list[Punch]:
    """Four nights around the edge, then a day shift on the day after the last night has ended."""
    found: list[Punch] = []
    for offset in range(-1, 3):
        day = edge + timedelta(days=offset)
        midnight = datetime(day.year, day.month, day.day)
        found += [(0, day, midnight + timedelta(minutes=1012 + offset)), (0, day, midnight + timedelta(minutes=1503 + offset))]
    day = edge + timedelta(days=4)
    found += [(0, day, datetime(day.year, day.month, day.day, 8, 22)), (0, day, datetime(day.year, day.month, day.day, 17, 34))]
    return found


def shop(folder: Path) -> Commands:
    """One person with the roster of the days around every edge."""
    desk = Commands(folder, now="2026-10-08T09:00", rules={"shifts": SHIFTS})
    desk.table("staff", ["工号", "姓名", "入职日期", "钉钉UserId", "企业微信账号", "考勤机号"],
               [[exports.no(0), exports.name(0), "2023-01-01", exports.account(0), exports.account(0), "1"]])
    codes = enumerate(["N", "N", "N", "N", "休", "D"], -1)
    rows = [[exports.no(0), edge + timedelta(days=offset), code] for offset, code in codes for edge in EDGES]
    desk.table("roster", ["工号", "日期", "班次"], rows)
    return desk


def bring(desk: Commands, way: str, punches: list[Punch], *, monthly: bool) -> None:
    """Import the punches, in one file or in a file a month as the program cuts them."""
    name, write = WAYS[way]
    say = ("--after-midnight", "previous") if way.endswith("began") else ()
    parts: dict[str, list[Punch]] = {}
    for punch in punches:
        parts.setdefault(f"{punch[1] if by_work_day(way) else punch[2]:%Y%m}" if monthly else "", []).append(punch)
    for part in parts.values():
        path = desk.folder / name
        path.write_bytes(write(part))
        answer = desk.ok("import", "punches", str(path), *say)
        assert answer["format"] == way.partition(",")[0]
        assert (answer["new"], answer["present"], answer["held"], answer["rejected"]) == (len(part), 0, [], [])


def judged(desk: Commands, days: Iterable[date]) -> dict[date, tuple[str | None, str | None, list[str]]]:
    """When he came and went on these roster days, and what is wrong with them."""
    wanted = list(days)
    shown = {month: desk.person(exports.no(0), month)["days"] for month in {f"{day:%Y-%m}" for day in wanted}}
    listed = {one["date"]: one for month in shown.values() for one in month}
    return {day: (listed[str(day)]["in"], listed[str(day)]["out"], listed[str(day)]["anomalies"]) for day in wanted}


def moment(at: datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%M}"


@pytest.mark.parametrize("monthly", [False, True], ids=["one file", "a file a month"])
@pytest.mark.parametrize("way", WAYS)
def test_a_night_joins_the_day_it_began(way: str, monthly: bool, tmp_path: Path) -> None:
    desk = shop(tmp_path)
    want = {}
    for edge in EDGES:
        punches = nights(edge)
        bring(desk, way, punches, monthly=monthly)
        want |= {day: (moment(come), moment(go), []) for (_a, day, come), (_b, _c, go) in zip(punches[::2], punches[1::2], strict=True)}
    assert judged(desk, want) == want


@pytest.mark.parametrize("way", [way for way in WAYS if not way.endswith("打卡时间")])  # the one thing that this grid does not tell
def test_both_punches_after_midnight_are_of_the_night_that_began_before(way: str, tmp_path: Path) -> None:
    """The last night of the year, with both punches in the new one: he came after the middle of the shift, the check-in is missing."""
    start, before = datetime(YEAR.year, YEAR.month, YEAR.day), YEAR - timedelta(days=1)
    come, go = start - timedelta(minutes=428), start + timedelta(minutes=63)
    late, end = start + timedelta(days=1, minutes=4), start + timedelta(days=1, minutes=64)
    desk = shop(tmp_path)
    bring(desk, way, [(0, before, come), (0, before, go), (0, YEAR, late), (0, YEAR, end), *nights(YEAR)[-2:]], monthly=False)
    assert judged(desk, [before, YEAR]) == {before: (moment(come), moment(go), []), YEAR: (None, moment(end), ["missed_in"])}


@pytest.mark.parametrize("way", [way for way in WAYS if way.endswith("began") or way in ("attlog", "zk.flat", "wecom.daily")])
def test_only_a_file_by_work_day_answers_for_the_end_of_its_last_night(way: str, tmp_path: Path) -> None:
    """The check-out of the file's last night is missing: a file by work day says so, one by calendar day ends at midnight."""
    day = date(2026, 8, 31)
    midnight = datetime(day.year, day.month, day.day)
    come = midnight + timedelta(minutes=1012)
    night = midnight - timedelta(days=1)
    desk = shop(tmp_path)
    before = [(0, night.date(), night + timedelta(minutes=1010)), (0, night.date(), night + timedelta(minutes=1501))]
    bring(desk, way, [*before, (0, day, come)], monthly=False)
    assert judged(desk, [day]) == {day: (moment(come), None, ["missed_out"] if by_work_day(way) else [])}
