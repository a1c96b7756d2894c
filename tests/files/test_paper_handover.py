"""The handover on paper: everything that is on the note, however long it is; answers ticked; nothing to hand over is said."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from csdesk.core.handover import COMING, LEAVING, HandoverItem, HandoverNote, Signature, Supplement
from csdesk.files.paper.handover import HandoverPage, Line, handover
from csdesk.files.paper.letterhead import Letterhead
from tests.files.test_paper import sound

CUT = datetime(2026, 9, 24, 16, 50)
HEAD = Letterhead("拾光电商", datetime(2026, 9, 24, 17, 5), "客服部")
NOTE = HandoverNote(1, "JJ-20260924-1", date(2026, 9, 24), "D", "白班", CUT + timedelta(minutes=40), CUT, coming_name="晚班",
                    facts={"opened": 9}, notices=("晚上 20:00 有直播",), seal="8c41d07e93b2" + "0" * 52)  # fmt: skip
SIGNED = (Signature(1, 1, LEAVING, 1, "林晓彤", CUT + timedelta(minutes=2)), Signature(2, 1, COMING, 2, "吴嘉怡", CUT, "接班人没来"))


def line(number: int, **given: object) -> Line:
    no, due = f"260924-{number:02d}", CUT + timedelta(hours=3, minutes=10)
    item = HandoverItem(number, 1, "case", number, no, "high", 1, "查打包称重与监控", due, "若仓库无重量记录：直接补发，责任记仓库")
    item = replace(item, **given)  # type: ignore[arg-type]
    return Line(item, f"{no} 淘宝 …1195", "少发 1 件，仓库称已发两件", "高俊杰", number % 5)


def page(lines: tuple[Line, ...], note: HandoverNote = NOTE) -> HandoverPage:
    checks = (("客服软件全部下线或转接晚班", True), ("桌面、电源、门窗", False))
    return HandoverPage(note, "林晓彤", "吴嘉怡", lines, ("新增 9 件",), checks, SIGNED,
                        (Supplement(1, 1, "老周 18:20 来电", CUT, "吴嘉怡"),))  # fmt: skip


def test_a_page_says_everything() -> None:
    lines = (line(3, answer="returned", read_back="质检单要白班去要"), line(1, severity="low", due=None, what_if=""))
    paper = handover([page(lines)], HEAD)
    text = sound(paper)
    assert paper.pages == 1
    for words in (
        "交接单", "2026-09-24（四）", "白班 → 晚班", "JJ-20260924-1", "一、未结事项 2 件", "260924-03 淘宝 …1195", "查打包称重与监控",
        "剩余 3 小时 10 分（16:50 起）", "质检单要白班去要", "已交接 3 班", "若仓库无重量记录", "二、班末检查", "桌面、电源、门窗",
        "新增 9 件", "晚上 20:00 有直播", "系统确认 09-24 16:52", "代签：接班人没来", "8C41-D07E-93B2", "老周 18:20 来电",
    ):  # fmt: skip
        assert words.replace(" ", "") in text.replace(" ", ""), words


def test_nothing_to_hand_over_is_said_and_signed() -> None:
    text = sound(handover([page((), replace(NOTE, coming_name="", seal=""))], HEAD))
    assert "无事交接" in text and "四、签字" in text and "没排人" in text


@pytest.mark.parametrize("count", [1, 8, 9, 10, 11, 40])
def test_long_notes_go_on_over_the_page(count: int) -> None:
    paper = handover([page(tuple(line(number) for number in range(1, count + 1)))], HEAD)
    text = sound(paper)
    assert all(f"260924-{number:02d}" in text for number in range(1, count + 1)) and "五、补充" in text
    assert paper.pages == handover([page(tuple(line(number) for number in range(1, count + 1)))], HEAD).pages


def test_odd_words_and_two_notes() -> None:
    long = line(1, todo="很长的要做的事" * 1400, what_if="万一" * 60, read_back="复述😀" * 20)
    odd = page((replace(long, title="x" * 80, more="事情" * 90, who="欧阳若琳·阿卜杜拉"),), replace(NOTE, notices=("通知" * 5000,)))
    paper = handover([odd, page(())], HEAD)
    assert paper.pages >= 2 and sound(paper)
