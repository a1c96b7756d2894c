"""Which shift inherits, how items are ordered and grow old, and who may sign: tables of cases, and laws that hold for any roster."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csdesk.core import case_search, handover
from csdesk.core.day_check import turn
from csdesk.core.handover import COMING, LEAVING, HandoverItem, HandoverNote, Run, Signature
from csdesk.core.knowledge import KnowledgeEntry, found
from csdesk.core.log import LogEntry, day_words
from csdesk.core.problem import UserError
from csdesk.files.pinyin import initials

DAY = date(2026, 9, 16)
MIDNIGHT = datetime(2026, 9, 16)
NOW = MIDNIGHT + timedelta(hours=16, minutes=40)


def run(code: str, start: int, end: int, day: int = 0, people: tuple[int, ...] = (1,)) -> Run:
    """A shift from `start` to `end` in minutes of its day, `day` days after the 16th."""
    midnight = MIDNIGHT + timedelta(days=day)
    return Run(DAY + timedelta(days=day), code, code, midnight + timedelta(minutes=start), midnight + timedelta(minutes=end), people)


D, N, TOMORROW = run("D", 510, 1050), run("N", 1020, 1500), run("D", 510, 1050, 1)
MIDDLE, SHORT = run("M", 720, 1200), run("S", 510, 720)


@pytest.mark.parametrize(
    ("leaving", "there", "heir"),
    [
        (D, (D, N, TOMORROW), N),  # 17:00 is before 17:30: they overlap
        (run("D", 510, 990), (run("D", 510, 990), N), N),  # 16:30 ends before 17:00 begins
        (N, (D, N, TOMORROW), TOMORROW),
        (D, (D, TOMORROW), TOMORROW),  # nobody works the night: it is passed over
        (D, (D, MIDDLE, N), MIDDLE),
        (MIDDLE, (D, MIDDLE, N), N),
        (SHORT, (SHORT, D, N), D),  # who began at the same time and stays
        (N, (D, N), None),
        (run("N", 1020, 1440), (run("N", 1020, 1440), TOMORROW), TOMORROW),  # ends at 24:00
    ],
)
def test_who_inherits(leaving: Run, there: tuple[Run, ...], heir: Run | None) -> None:
    assert handover.inherits(leaving, there) == heir


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 1440), st.integers(60, 720)), min_size=1, max_size=12))
def test_somebody_who_inherits_is_there_when_the_shift_is_over(shifts: list[tuple[int, int, int]]) -> None:
    runs = [run(str(number), start, start + long, day) for number, (day, start, long) in enumerate(shifts)]
    for leaving in runs:
        heir = handover.inherits(leaving, runs)
        others = [one for one in runs if one.end > leaving.end and one.start >= leaving.start]
        assert (heir is None) == (not others)
        if heir is not None:
            assert heir.end > leaving.end and all(heir.start <= one.start for one in others)


@pytest.mark.parametrize(
    ("at", "done", "offered"),
    [
        (MIDNIGHT + timedelta(hours=16), (), ["D"]),
        (MIDNIGHT + timedelta(hours=17, minutes=10), (), ["D", "N"]),
        (MIDNIGHT + timedelta(hours=17, minutes=10), (D.key,), ["N"]),
        (MIDNIGHT + timedelta(hours=29), (), ["D", "N"]),  # 05:00: both can still be written up
        (MIDNIGHT + timedelta(hours=36), (), ["N", "D"]),  # noon: the day shift of the 16th is over for more than 12 hours
        (MIDNIGHT, (), []),
    ],
)
def test_what_can_be_handed_over(at: datetime, done: tuple[tuple[date, str], ...], offered: list[str]) -> None:
    found_runs = handover.to_hand_over((D, N, TOMORROW), at, done)
    assert [one.code for one in found_runs] == offered


@pytest.mark.parametrize(
    ("kind", "left", "severity"),
    [("short", -60, "high"), ("short", 3600, "high"), ("short", 3601, "middle"), ("short", 21600, "middle"), ("short", 21601, "low"),
     ("short", None, "low"), ("dispute", None, "high"), ("fake", 90000, "high"), ("12315", 900000, "high")],
)  # fmt: skip
def test_how_pressing(kind: str, left: int | None, severity: str) -> None:
    assert handover.severity(kind, left) == severity


def item(number: int, **given: object) -> HandoverItem:
    return replace(HandoverItem(number, 1, "matter", text=f"事{number}"), **given)  # type: ignore[arg-type]


def test_items_stand_by_severity_then_the_writers_order_then_what_is_due() -> None:
    late, soon = NOW + timedelta(hours=5), NOW + timedelta(hours=1)
    items = [item(1, severity="low"), item(2, due=late), item(3, due=soon), item(4, severity="high"), item(5, position=-1, due=late)]
    assert [one.id for one in handover.ordered(items)] == [4, 5, 3, 2, 1]
    assert handover.unanswered([replace(one, answer="taken") if one.id == 3 else one for one in items]) == (1, 2, 4, 5)


ORDER = [item(1, severity="high"), item(2, severity="high"), item(3), item(4), item(5, severity="low")]


@pytest.mark.parametrize(
    ("number", "place", "order", "severity"),
    [
        (3, 3, [1, 2, 4, 3, 5], "middle"),  # within its own
        (1, 1, [2, 1, 3, 4, 5], "high"),
        (5, 2, [1, 2, 5, 3, 4], "middle"),  # up to the more pressing: as pressing as what follows
        (5, 0, [5, 1, 2, 3, 4], "high"),
        (1, 4, [2, 3, 4, 5, 1], "low"),
        (2, 2, [1, 3, 2, 4, 5], "middle"),
        (3, 2, [1, 2, 3, 4, 5], "middle"),  # where it is
        (4, 99, [1, 2, 3, 5, 4], "low"),
        (4, -1, [4, 1, 2, 3, 5], "high"),
    ],
)
def test_an_item_is_put_elsewhere(number: int, place: int, order: list[int], severity: str) -> None:
    after = {one.id: one for one in (*ORDER, *handover.moved(ORDER, number, place))}
    assert [one.id for one in handover.ordered(after.values())] == order
    assert after[number].severity == severity
    assert all(after[one.id].severity == one.severity for one in ORDER if one.id != number)
    assert (handover.seal(note(), after.values()) == handover.seal(note(), ORDER)) is (order == [1, 2, 3, 4, 5])  # the order is signed


@given(st.lists(st.tuples(st.sampled_from(tuple(handover.SEVERITIES)), st.integers(0, 3)), min_size=1, max_size=8), st.data())
def test_what_is_more_pressing_always_stands_above(given_: list[tuple[str, int]], data: st.DataObject) -> None:
    items = [item(number, severity=severity, position=position) for number, (severity, position) in enumerate(given_, 1)]
    number, place = data.draw(st.sampled_from(items)).id, data.draw(st.integers(0, len(items) - 1))
    after = {one.id: one for one in (*items, *handover.moved(items, number, place))}
    line = handover.ordered(after.values())
    assert line[place].id == number
    assert [one.id for one in line if one.id != number] == [one.id for one in handover.ordered(items) if one.id != number]


def test_shifts_that_left_no_note() -> None:
    found = (D, N, TOMORROW, run("N", 1020, 1500, 1))
    assert handover.skipped(D.key, TOMORROW.key, found, {D.key}) == (N,)
    assert handover.skipped(D.key, TOMORROW.key, found, {D.key, N.key}) == ()
    assert handover.skipped(D.key, found[3].key, found, {D.key}) == (N, TOMORROW)
    assert handover.skipped(D.key, (DAY, "X"), found, set()) == () == handover.skipped((DAY, "X"), D.key, found, set())


def test_age_in_shifts() -> None:
    before = {1: item(1), 2: item(2, carried_from=1), 3: item(3, carried_from=2), 8: item(8, carried_from=9), 9: item(9, carried_from=8)}
    new = [item(10), item(11, carried_from=1), item(12, carried_from=3), item(13, carried_from=8)]
    assert handover.ages(new, before) == {10: 0, 11: 1, 12: 3, 13: 2}  # a cycle of a damaged file ends


def note(**given: object) -> HandoverNote:
    base = HandoverNote(1, "JJ-20260916-1", DAY, "D", "白班", D.end, NOW, begins_at=N.start)
    return replace(base, **given)  # type: ignore[arg-type]


def test_the_seal_is_of_what_the_writer_said() -> None:
    items = [item(1), item(2, kind="case", ref_id=7, text="260916-01")]
    sealed = handover.seal(note(), items)
    assert len(sealed) == 64
    assert sealed == handover.seal(note(receiver_id=5), [items[1], items[0]])  # the same, whoever takes it
    assert sealed == handover.seal(note(), [replace(one, answer="taken", read_back="好") for one in items])
    for other in (
        handover.seal(note(cut_off=NOW + timedelta(seconds=1)), items), handover.seal(note(notices=("直播",)), items),
        handover.seal(note(), [replace(items[0], what_if="退"), items[1]]), handover.seal(note(), items[:1]),
        handover.seal(note(), [items[0], replace(items[1], ref_id=8)]), handover.seal(note(facts={"open": 1}), items),
    ):  # fmt: skip
        assert other != sealed


def signature(side: str, who: int | None = 1, name: str = "林晓彤", at: datetime = NOW) -> Signature:
    return Signature(0, 1, side, who, name, at)


@pytest.mark.parametrize(
    ("side", "there", "answers", "who", "reason", "code"),
    [
        (LEAVING, [], [""], 1, "", ""),
        (LEAVING, [signature(LEAVING)], [""], 2, "", "signed"),
        (COMING, [], ["taken"], 2, "", "order"),
        (COMING, [signature(LEAVING)], ["taken"], 1, "", "same_person"),
        (COMING, [signature(LEAVING)], ["taken"], 1, "一个人连两班", "same_person"),
        (COMING, [signature(LEAVING)], ["taken", ""], 2, "", "unanswered"),
        (COMING, [signature(LEAVING)], ["taken", ""], 2, "接班人没来", ""),
        (COMING, [signature(LEAVING)], ["taken", "question", "returned"], 2, "", ""),
        (COMING, [signature(LEAVING)], [], 2, "", ""),  # nothing to hand over: two signatures all the same
        (COMING, [signature(LEAVING), signature(COMING, 2)], [], 3, "", "signed"),
    ],
)
def test_who_may_sign(side: str, there: list[Signature], answers: list[str], who: int, reason: str, code: str) -> None:
    items = [item(number, answer=answer) for number, answer in enumerate(answers, 1)]
    if not code:
        handover.check_signature(side, there, items, who, "某人", reason)
        return
    with pytest.raises(UserError) as caught:
        handover.check_signature(side, there, items, who, "某人", reason)
    assert caught.value.code == code


def test_two_users_without_a_staff_file_are_told_apart_by_name() -> None:
    with pytest.raises(UserError):
        handover.check_signature(COMING, [signature(LEAVING, None, "店长")], [], None, "店长")
    handover.check_signature(COMING, [signature(LEAVING, None, "店长")], [], None, "主管")


@pytest.mark.parametrize("answer", ["taken", "question", "returned"])
def test_an_answer_needs_words(answer: str) -> None:
    with pytest.raises(UserError) as caught:
        handover.answered(item(1), answer, "  ", "李䶮", NOW)
    assert caught.value.code == "read_back"
    done = handover.answered(item(1), answer, " 九点半前交 ", "李䶮", NOW)
    assert (done.answer, done.read_back, done.answered_by, done.answered_at) == (answer, "九点半前交", "李䶮", NOW)


@pytest.mark.parametrize(
    ("ends", "begins", "signed", "late"),
    [
        (D.end, N.start, D.end, 0),  # 17:30: the overlap is over, and half an hour after 17:00
        (D.end, N.start, D.end + timedelta(minutes=12), 12),
        (run("D", 510, 990).end, N.start, MIDNIGHT + timedelta(hours=17, minutes=30), 0),  # 16:30 / 17:00: until 17:30
        (D.end, TOMORROW.start, TOMORROW.start + timedelta(minutes=45), 15),  # nobody worked the night
        (D.end, None, D.end + timedelta(minutes=31), 1),
        (D.end, N.start, None, 0),  # still to come
    ],
)
def test_how_late(ends: datetime, begins: datetime | None, signed: datetime | None, late: int) -> None:
    there = [] if signed is None else [signature(COMING, 2, "李䶮", signed)]
    assert handover.late(note(ends_at=ends, begins_at=begins), there, NOW) == timedelta(minutes=late)


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("", None), ("20:30", datetime(2026, 9, 16, 20, 30)), ("０９：３０", datetime(2026, 9, 17, 9, 30)),
        ("9-17 09:30", datetime(2026, 9, 17, 9, 30)), ("9月17日 9:05", datetime(2026, 9, 17, 9, 5)),
        ("2027-01-02 09:30", datetime(2027, 1, 2, 9, 30)), ("1-2 09:30", datetime(2027, 1, 2, 9, 30)),
    ],
)  # fmt: skip
def test_a_typed_time(text: str, due: datetime | None) -> None:
    assert handover.due_time(text, NOW) == due


@pytest.mark.parametrize("text", ["晚上", "25:00", "9-31 10:00", "10", "2-29 10:00"])
def test_a_wrong_time(text: str) -> None:
    with pytest.raises(UserError) as caught:
        handover.due_time(text, NOW)
    assert caught.value.code == "due"


@pytest.mark.parametrize(("people", "working"), [((), {1}), ((1, 2, 3), set()), ((1, 2, 3), {4})])
def test_nobodys_turn(people: tuple[int, ...], working: set[int]) -> None:
    assert turn(people, DAY, working) is None


@given(st.lists(st.integers(1, 9), min_size=1, max_size=6, unique=True), st.integers(0, 400))
def test_the_rota_is_fair_and_passes_over_who_is_off(people: list[int], first: int) -> None:
    days = [DAY + timedelta(days=first + number) for number in range(len(people))]
    assert sorted(turn(people, day, set(people)) or 0 for day in days) == sorted(people)
    for day in days:
        off = turn(people, day, set(people))
        left = set(people) - {off}
        assert turn(people, day, left) in left or (not left and turn(people, day, left) is None)


def test_the_summary_of_a_day_tells_of_its_log() -> None:
    at = MIDNIGHT + timedelta(hours=10)
    entries = [
        LogEntry(1, at, "question", "杯盖能单卖吗", answer="可以，39 元", answered_at=at), LogEntry(2, at, "question", "礼盒能分寄吗"),
        LogEntry(3, at, "lost", "", reason="Too dear"), LogEntry(4, at, "lost", "", reason="Too dear"),
        LogEntry(5, at, "lost", "", reason="要蓝色"), LogEntry(6, at, "note", "晚上有直播"),
        LogEntry(7, at - timedelta(days=1), "note", "昨天的"),
    ]  # fmt: skip
    assert day_words(DAY, entries).split("\n") == [
        "问题 2 个，答了 1 个", "- 杯盖能单卖吗 → 可以，39 元", "- 礼盒能分寄吗（没答）", "没成交 3 单（太贵 2、要蓝色 1）", "- 晚上有直播",
    ]  # fmt: skip
    assert day_words(DAY, []) == ""


@pytest.mark.parametrize(("text", "words", "marked"), [
    ("316 保温杯 保温多久", "保温", ["保温", "保温"]), ("吸管有味道", "xg", ["吸管"]), ("漏水，漏了水", "漏水 lls", ["漏水", "漏了水"]),
    ("ＡＢＣ 杯", "abc", ["ＡＢＣ"]), ("保 温", "保温", ["保", "温"]), ("甲乙", "", []), ("甲乙", "x", []), ("长重", "cz", ["长重"]),
    ("😀杯杯杯", "杯杯", ["杯杯杯"]),
])  # fmt: skip
def test_what_is_looked_for_is_marked(text: str, words: str, marked: list[str]) -> None:
    assert [text[begin:end] for begin, end in case_search.spots(text, words, initials)] == marked


def test_knowledge_is_found_by_every_word_of_it() -> None:
    entries = [KnowledgeEntry(1, "product", "保温杯 保温多久", "12 小时，开水 95℃"),
               KnowledgeEntry(2, "shipping", "开水壶怎么包", "双层气泡"),
               KnowledgeEntry(3, "rule", "保价 15 天", "按订单付款日算")]  # fmt: skip
    assert [one.id for one in found(entries, "保温", "", initials)] == [1]
    assert [one.id for one in found(entries, "开水", "", initials)] == [2, 1]  # in the title before in the text
    assert [one.id for one in found(entries, "１２ 小时", "", initials)] == [1]
    assert [one.id for one in found(entries, "", "rule", initials)] == [3]
    assert [one.id for one in found(entries, "", "", initials)] == [3, 1, 2]  # house rules, products, shipping
    assert [one.id for one in found(entries, "bwb 12", "", initials)] == [1]
    assert found(entries, "没有", "", initials) == ()
