"""What an app's file says of punches: approvals offered as records, results that differ from ours and why."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time, timedelta

import pytest

from csdesk.core import month, vendor
from csdesk.core.attendance import Claim, Leave, Outing, Punch, Side, Status
from csdesk.core.rules import RuleBook
from tests.core.world import World

DING = "dingtalk.attendance_report"

WORDS = [
    ("正常", "normal"),
    ("加班", "normal"),
    ("迟到", "late"),
    ("严重迟到", "late"),
    ("迟到15分钟", "late"),
    ("旷工迟到", "absent"),
    ("旷工480分钟", "absent"),
    ("早退179分钟", "early"),
    ("缺卡（09:00）", "missed"),
    ("未打卡", "missed"),
    ("补卡审批通过", "makeup"),
    ("正常(补卡)", "makeup"),
    ("管理员马文博改为正常", "makeup"),
    ("请假", "leave"),
    ("无需打卡（请假）", "leave"),
    ("外出", "outing"),
    ("外勤", "outing"),
    ("出差", "outing"),
    ("地点异常1次", ""),
    ("", ""),
]


@pytest.mark.parametrize(("said", "kind"), WORDS)
def test_words_of_the_apps(said, kind):
    assert vendor.kind_of(said) == kind


class Files(World):
    """A world whose punches also carry what their app says."""

    def __init__(self, *args, **more):
        super().__init__(*args, **more)
        self.claims = []

    def says(self, day, clock, result, kind="punch", who=1, work_day=0):
        hours, minutes = map(int, clock.split(":"))
        at = datetime.combine(self.day(day), time()) + timedelta(hours=hours, minutes=minutes)
        self.punches.append(Punch(who, at, kind, DING))
        self.claims.append(Claim(who, at, kind, result, DING, self.day(work_day or day)))
        return self

    def silent(self, day, side, result, approval="", source=DING, who=1):
        """The app has no punch there; `side` '' = it speaks of the whole day."""
        self.claims.append(Claim(who, None, "none", result, source, self.day(day), Side(side) if side else None, approval))
        return self

    def _given(self):
        return self.claims, self.result().employees, RuleBook(self.versions)

    def offers(self, ignored=()):
        return vendor.offers(*self._given(), self.lists["corrections"], self.lists["leaves"], self.lists["outings"], ignored)

    def differences(self):
        return vendor.differences(*self._given(), self.lists["corrections"], self.lists["leaves"], self.lists["outings"])

    def effect(self, offer):
        kind = {"correction": "corrections", "leave": "leaves", "outing": "outings"}[offer.kind]
        facts = self.facts()
        then = month.compute(replace(facts, **{kind: (*getattr(facts, kind), offer.record)}))
        now = self.result()
        free = self.versions[0].rules.corrections.free_per_month
        return vendor.effect(now.of(1), then.of(1), now.red_packets, then.red_packets, free)


def files(preset="handbook-1"):
    return Files(preset).person().roster("D", d6="休", d20="休", d5="N")


def test_a_makeup_punch_is_offered_as_a_correction_of_its_side():
    world = (
        files()
        .says(2, "8:30", "补卡审批通过", "makeup")
        .says(2, "17:31", "正常")
        .says(3, "8:29", "正常")
        .says(3, "17:30", "补卡审批通过", "makeup")
    )
    found = world.offers()
    assert [(one.kind, one.day.day, one.record.side, one.record.certified) for one in found] == [
        ("correction", 2, Side.IN, 510),
        ("correction", 3, Side.OUT, 1050),
    ]
    assert found[0].record.certified_by == "钉钉审批" and not found[0].needs_look
    assert found[0].said == "08:30 补卡审批通过"


def test_a_makeup_punch_after_midnight_belongs_to_the_night():
    world = files().says(5, "16:55", "正常").says(5, "25:00", "补卡审批通过", "makeup")
    (one,) = world.offers()
    assert (one.day.day, one.record.side, one.record.certified) == (5, Side.OUT, 1500)


@pytest.mark.parametrize("status", list(Status))
def test_a_side_that_has_a_record_is_not_offered_again(status):
    world = files().says(2, "8:30", "补卡审批通过", "makeup")
    assert world.offers()
    assert not world.correct(2, "in", "08:30", status=status).offers()


def test_what_is_ignored_stays_away_and_a_day_off_offers_nothing():
    world = files().says(2, "8:30", "补卡审批通过", "makeup").says(20, "9:00", "补卡审批通过", "makeup")
    (one,) = world.offers()
    assert not world.offers([one.key])


def test_taking_over_uses_the_quota_and_says_so():
    world = files()
    for day in (1, 2, 3, 4):
        world.says(day, "8:29", "正常").says(day, "17:30", "补卡审批通过", "makeup")
    found = world.offers()
    assert len(found) == 4
    assert world.effect(found[0]) == "补卡 0 → 1 次（免费 3 次）"
    for day in (1, 2, 3):
        world.correct(day, "out", "17:30")
    (last,) = world.offers()
    assert world.effect(last) == "补卡 3 → 4 次（免费 3 次）；多一个红包 10.00"


def test_an_outing_covers_the_halves_whose_punches_the_file_marks():
    world = files().says(2, "8:40", "外出").says(2, "17:31", "正常").says(3, "9:00", "外勤", "field").says(3, "17:00", "外勤", "field")
    first, second = world.offers()
    assert isinstance(first.record, Outing) and isinstance(second.record, Outing)
    assert (f"{first.record.start:%d %H:%M}", f"{first.record.end:%H:%M}") == ("02 08:30", "13:00")
    assert (f"{second.record.start:%d %H:%M}", f"{second.record.end:%H:%M}") == ("03 08:30", "17:30")
    assert world.effect(first) == "少一个红包 10.00；2 号：迟到 10 分钟 → 上班"
    assert not world.outing("2026-09-02T08:30", "2026-09-02T13:00").outing("2026-09-03T08:30", "2026-09-03T17:30").offers()


def test_leave_does_not_say_its_kind_and_is_to_be_looked_at():
    world = files().says(2, "8:25", "请假").says(2, "17:31", "请假").says(3, "13:00", "请假").says(3, "17:31", "正常")
    whole, half = world.offers()
    assert isinstance(whole.record, Leave) and whole.needs_look and whole.record.whole_days
    assert not half.record.whole_days and (f"{half.record.start:%H:%M}", f"{half.record.end:%H:%M}") == ("08:30", "13:00")
    assert not world.leave("年假", "2026-09-02").leave("事假", "2026-09-03T08:30", "2026-09-03T12:00").offers()


def differ(world):
    return [(one.day.day, one.side.value, one.said, one.ours, one.our_minutes, one.reason) for one in world.differences()]


def test_agreement_is_no_difference():
    world = files().says(1, "8:25", "正常").says(1, "17:31", "正常").says(2, "8:40", "迟到").says(2, "17:00", "早退30分钟")
    world.says(3, "9:30", "旷工迟到").says(3, "17:30", "补卡审批通过", "makeup").says(4, "8:20", "外勤", "field").says(
        4, "17:30", "无需打卡"
    )
    assert differ(world) == []


def test_other_shift_times_grace_and_minutes():
    world = files().says(1, "8:40", "正常").says(2, "8:25", "迟到").says(3, "8:45", "迟到10分钟").says(4, "17:00", "正常")
    late, early_in, minutes, early = differ(world)
    assert late[3:5] == ("late", 10) and "08:30" in late[5]
    assert early_in[3:] == ("normal", 0, "本店 08:30 上班")
    assert minutes[3:5] == ("late", 15)
    assert early[1:5] == ("out", "正常", "early", 30)


def test_our_grace_is_named():
    world = Files("handbook-1", rules={"grace_minutes": {"late": 5}}).person().roster("D", d6="休", d20="休")
    (one,) = differ(world.says(1, "8:34", "迟到").says(1, "17:30", "正常"))
    assert one[3] == "normal" and "5" in one[5]


def test_a_correction_and_leave_of_ours_are_the_reason():
    world = files().says(1, "8:40", "迟到").says(1, "17:30", "正常").correct(1, "in", "08:30")
    world.says(2, "8:40", "迟到").says(2, "17:30", "正常").leave("事假", "2026-09-02")
    corrected, leave, _out = differ(world)
    assert corrected[3] == "makeup" and corrected[5] == "这里有补卡，证明人 主管"
    assert leave[3] == "leave" and leave[5] == "这里记了请假或外出"


def test_another_punch_and_the_app_without_leave_here():
    world = files().says(1, "8:25", "正常").says(1, "8:45", "迟到").says(1, "17:31", "正常")
    assert differ(world) == []  # the judged punch's word is the side's word
    world.says(2, "8:31", "请假").says(2, "17:31", "正常")
    (one,) = differ(world)
    assert one[3] == "late" and one[5] == "这里没有请假记录"


def test_a_day_without_a_shift_differs_where_the_app_judged_it():
    world = files().says(20, "9:00", "迟到").says(20, "17:00", "正常")
    assert differ(world) == [(20, "in", "迟到", "none", 0, "这个时间没有排班")]


def test_open_days_are_not_compared():
    world = files().says(1, "8:40", "正常").says(2, "8:40", "正常")
    world.now = datetime.combine(world.day(2), time(12))
    assert [one[0] for one in differ(world)] == [1]


def test_two_files_that_say_it_of_one_punch_are_one_difference():
    world = files().says(20, "9:00", "迟到").says(20, "9:00", "迟到32分钟")
    assert [one[2] for one in differ(world)] == ["迟到32分钟"]


def test_a_makeup_punch_beside_a_better_real_one_is_not_offered():
    world = files().says(2, "8:25", "正常").says(2, "8:30", "补卡审批通过", "makeup").says(2, "17:31", "正常")
    assert world.offers() == ()
    assert len(files().says(2, "8:40", "迟到").says(2, "8:30", "补卡审批通过", "makeup").offers()) == 1


LEAVE = "年假2.0天（9/2 上午 - 9/3 下午）"


def test_leave_without_a_punch_is_offered_as_the_approval_names_it():
    """The kind is known: both days are one record that needs no look."""
    world = files()
    for day in (2, 3):
        world.silent(day, "in", "请假", LEAVE).silent(day, "out", "请假", LEAVE)
    (one,) = world.offers()
    assert (one.kind, one.needs_look, one.record.type, one.record.whole_days) == ("leave", False, "年假", True)
    assert (one.record.start.day, one.record.end.day, one.key) == (2, 3, "leave/1/2026-09-02/2026-09-03")
    assert LEAVE in one.said and world.effect(one) == "2 号：缺勤 1 天 → 请假 1 天；3 号：缺勤 1 天 → 请假 1 天"
    assert world.offers([one.key]) == ()
    world.leave("年假", "2026-09-03")
    assert [(one.record.start.day, one.record.end.day) for one in world.offers()] == [(2, 2)]
    assert world.offers(["leave/1/2026-09-02"]) == ()


@pytest.mark.parametrize("approval", ["", "看牙1.0天（9/2 上午 - 9/2 下午）"])
def test_leave_of_a_kind_that_is_not_said_is_to_be_looked_at(approval):
    world = files().silent(2, "in", "请假", approval).says(2, "17:31", "正常")
    (one,) = world.offers()
    assert one.needs_look and (f"{one.record.start:%H:%M}", f"{one.record.end:%H:%M}") == ("08:30", "13:00")


def test_an_outing_without_a_punch_covers_its_side():
    world = files().silent(2, "in", "外出").says(2, "17:31", "正常").silent(3, "in", "出差").silent(3, "out", "出差")
    first, second = world.offers()
    assert [(f"{one.record.start:%d %H:%M}", f"{one.record.end:%H:%M}") for one in (first, second)] == [
        ("02 08:30", "13:00"),
        ("03 08:30", "17:30"),
    ]
    assert world.effect(first) == "2 号：上班缺卡 → 上班"


CORRECTED = [
    ("补卡申请（09-02 17:31）", 2, 1051, False),
    ("加班09-02 18:00到09-02 19:06 1小时，补卡申请09-02 17:30到09-02 17:30", 2, 1050, False),
    ("补卡申请09-06 01:00到09-06 01:00", 5, 1500, False),  # the night of the 5th
    ("补卡申请（09-12 17:31）", 2, 1050, True),  # of another day: the shift's end, to look at
    ("", 2, 1050, True),
]


@pytest.mark.parametrize(("approval", "day", "minute", "look"), CORRECTED)
def test_a_correction_without_a_punch_is_offered_at_the_time_it_names(approval, day, minute, look):
    world = files().silent(day, "out", "补卡审批通过", approval)
    (one,) = world.offers()
    assert (one.record.side, one.record.certified, one.needs_look) == (Side.OUT, minute, look)
    assert not world.says(day, "17:20" if day == 2 else "24:30", "正常").offers()  # a real punch stands there


def test_what_only_misses_asks_for_nothing():
    world = files().silent(2, "in", "缺卡").silent(3, "in", "旷工").silent(20, "in", "请假").silent(4, "", "正常（请假）", LEAVE)
    assert world.offers() == ()


def test_sides_without_a_punch_agree():
    world = files().says(1, "8:25", "正常").silent(1, "out", "缺卡（17:30）")  # missed on both sides
    world.silent(2, "in", "缺卡").silent(2, "out", "缺卡")  # no punch at all: an absence here
    world.silent(3, "in", "旷工").silent(3, "out", "旷工480分钟")
    world.silent(4, "in", "请假").silent(4, "out", "请假").leave("事假", "2026-09-04")
    assert differ(world) == []


SILENT = [
    ("请假", lambda world: world, "absent", "这里没有请假记录"),
    ("外出", lambda world: world, "absent", "这里没有记外出"),
    ("补卡审批通过", lambda world: world, "absent", "这里没有记补卡"),
    ("缺卡", lambda world: world.correct(2, "in", "08:30"), "makeup", "这里有补卡，证明人 主管"),
    ("旷工", lambda world: world.leave("事假", "2026-09-02"), "leave", "这里记了请假或外出"),
    ("缺卡", lambda world: world.punch(2, "08:25"), "normal", "这里按另一次打卡 08:25 算"),
]


@pytest.mark.parametrize(("result", "change", "ours", "reason"), SILENT)
def test_sides_without_a_punch_that_differ(result, change, ours, reason):
    (one,) = differ(change(files().silent(2, "in", result)))
    assert one == (2, "in", result, ours, 0, reason)


def test_a_missing_punch_on_a_day_off_here():
    (one,) = files().silent(20, "in", "缺卡").differences()
    assert (one.at, one.side, one.ours, one.reason) == (None, Side.IN, "none", "这一天这里没有排班")


WECOM = "wecom.monthly"
WHOLE = [  # what the month report says of the 2nd, the punches here, (ours, minutes) or None where both say the same
    ("正常", ("8:25", "17:31"), None),
    ("正常（休息）", ("8:25", "17:31"), None),
    ("迟到10分钟", ("8:40", "17:31"), None),
    ("迟到10分钟; 早退30分钟", ("8:40", "17:00"), None),
    ("旷工480分钟", (), None),
    ("缺卡2次", (), None),
    ("缺卡1次", ("8:25",), None),
    ("旷工迟到; ", ("9:30", "17:31"), None),
    ("迟到84分钟; 缺卡1次", ("8:40",), ("late", 10)),
    ("正常", ("8:40", "17:31"), ("late", 10)),
    ("迟到10分钟", ("8:25", "17:31"), ("normal", 0)),
    ("正常（请假）", (), ("absent", 0)),
    ("正常（休息）", (), ("absent", 0)),
    ("缺卡1次", ("8:40", "17:31"), ("late", 10)),
    ("迟到10分钟", ("8:40",), ("missed", 0)),
]


@pytest.mark.parametrize(("result", "times", "expected"), WHOLE)
def test_days_of_the_month_report(result, times, expected):
    world = files().punch(2, *times).silent(2, "", result, source=WECOM)
    found = world.differences()
    assert [(one.ours, one.our_minutes) for one in found] == ([expected] if expected else [])
    assert all((one.side, one.at, one.day.day) == (None, None, 2) and one.reason for one in found)


def test_leave_of_the_month_report_is_not_explained_by_a_correction():
    world = files().punch(2, "8:25").correct(2, "out", "17:30").silent(2, "", "正常（请假）", LEAVE, source=WECOM)
    (one,) = world.differences()
    assert (one.theirs, one.ours, one.reason) == ("leave", "normal", "这里没有请假记录")
    assert one.said == f"正常（请假）; {LEAVE}"


def test_the_month_report_is_silent_where_a_file_of_the_app_names_the_side():
    world = files().says(2, "8:40", "正常").silent(2, "", "正常", source=WECOM)
    assert [one.side for one in world.differences()] == [None, Side.IN]  # another app's word is another word
    world.claims = [replace(one, source="wecom.daily") if one.at else one for one in world.claims]
    assert [one.side for one in world.differences()] == [Side.IN]
