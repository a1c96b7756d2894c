"""A shift change as people do it: the note that makes itself, answers, two signatures, what stays frozen; check list, log, knowledge."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from csdesk.actions import case, case_talk, day_check, handover, handover_draft, history, knowledge, log, prints, shop, users
from csdesk.actions.handover import Signer
from csdesk.actions.session import Session
from csdesk.core.calendar import Month
from csdesk.core.case import Case
from csdesk.core.day_check import CheckItem
from csdesk.core.handover import COMING, LEAVING
from csdesk.core.knowledge import KnowledgeEntry
from csdesk.core.log import LogEntry, LogFilter
from csdesk.core.permission import Role
from csdesk.core.problem import UserError
from csdesk.core.staff import Employee
from csdesk.core.users import User
from csdesk.store import roster, staff
from csdesk.store.shop import Shop

DAY = date(2026, 9, 16)
START = datetime(2026, 9, 16, 16, 40)
PEOPLE = (("0007", "林晓彤", "组长", "售前组"), ("0031", "李䶮", "组长", "售后组"), ("0012", "陈思远", "客服", "售前组"),
          ("0025", "唐诗涵", "客服", "售后组"))  # fmt: skip
SHIFTS = {"林晓彤": "D", "陈思远": "D", "李䶮": "N", "唐诗涵": "N"}


class Desk:
    """A shop with two leads and two agents; days on D and N; `as_user` is a second window of another person."""

    def __init__(self, folder: Path) -> None:
        self.now = START
        self.session = shop.create(folder / "店.csdesk", lambda: self.now, shop_name="拾光旗舰店")
        self.windows = [self.session]
        with self.session.step("开店", undoable=False):
            self.people = {
                name: staff.save(self.session.shop, Employee(0, no, name, level=level, team=team, hired=date(2025, 1, 1)))
                for no, name, level, team in PEOPLE
            }
            roster.write(self.session.shop, [(self.people[name], DAY + timedelta(days=day), code, "typed")
                                             for name, code in SHIFTS.items() for day in range(4)])  # fmt: skip

    def as_user(self, name: str, role: Role) -> Session:
        made = Session(Shop.open(self.session.shop.path, now=self.now), lambda: self.now, User(9, name, role, self.people.get(name)))
        self.windows.append(made)
        return made

    def case(self, kind: str = "short", text: str = "两件只到一件", **given: Any) -> int:
        made = case.register(self.session, Case(0, kind, text, given.pop("at", self.now), **given))
        assert isinstance(made.value, int)
        return made.value

    def start(self, shift: str = "D", day: date = DAY, **given: Any) -> int:
        made = handover.start(self.session, day, shift, **given).value
        assert isinstance(made, int)
        return made

    def sign(self, note_id: int, side: str, name: str, **given: Any) -> None:
        handover.sign(self.session, note_id, side, Signer(name, "", self.people[name], "", True), **given)

    def answer_all(self, note_id: int) -> None:
        for line in shown(self.session, note_id).lines:
            handover.answer(self.session, line.item.id, "taken", "知道了")

    def hand_over(self, shift: str, day: date, leaving: str, coming: str) -> int:
        number = self.start(shift, day)
        self.sign(number, LEAVING, leaving)
        self.answer_all(number)
        self.sign(number, COMING, coming)
        return number


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path)
    yield made
    for one in made.windows:
        one.shop.close()


def shown(session: Session, note_id: int | None = None) -> handover.HandoverView:
    found = handover.view(session, note_id)
    assert found is not None
    return found


def refused(call: Callable[[], object]) -> str:
    with pytest.raises(UserError) as caught:
        call()
    assert any("\u4e00" <= letter <= "\u9fff" for letter in caught.value.message), caught.value.message
    return caught.value.code


def test_the_note_makes_itself(desk: Desk) -> None:
    desk.now = START - timedelta(hours=3)
    dispute = desk.case("dispute", "保温杯漏水，平台要补充举证", platform="jd", order_no="30021884 5512", owner_id=desk.people["李䶮"])
    desk.case("exchange", "换货，三天后到期")  # beyond the twelve hours
    asked = desk.case("short", "少一个杯盖", owner_id=desk.people["陈思远"])
    case_talk.asked(desk.session, asked, "warehouse", "查打包称重")
    done = desk.case("repair", "盖子松")
    case.set_status(desk.session, done, "resolved")
    log.write(desk.session, LogEntry(0, desk.now, "question", "礼盒能分寄吗"))
    desk.now = START
    assert [(run.code, heir.code if heir else "") for run, heir in handover.choices(desk.session)] == [("D", "N")]
    view = shown(desk.session, desk.start())
    assert (view.note.no, view.note.cut_off, view.writer, view.receiver) == ("JJ-20260916-1", START, "林晓彤", "李䶮")
    assert handover.title(view.note) == "9月16日 白班 → 晚班"
    lines = {line.case_id: line for line in view.lines}
    assert lines[dispute].title == "京东 …5512 纠纷／介入" and lines[dispute].who == "李䶮"
    assert lines[dispute].item.severity == "high" and lines[dispute].more == "保温杯漏水，平台要补充举证"
    assert done not in lines and [line.more for line in view.lines if line.item.kind == "question"] == ["礼盒能分寄吗"]
    facts = view.note.facts
    assert {name: facts[name] for name in ("opened", "closed", "open", "asked", "disputes")} == {
        "opened": 4, "closed": 1, "open": 3, "asked": 1, "disputes": 1}  # fmt: skip
    desk.case("short", "冻结以后才来的")
    assert len(shown(desk.session, view.note.id).lines) == len(view.lines)  # the next shift's note has it


def test_a_whole_shift_change(desk: Desk) -> None:
    desk.case("dispute", "漏水")
    number = desk.start()
    (line,) = shown(desk.session, number).lines
    handover.set_item(desk.session, line.item.id, todo="拿质检单并提交", what_if="没给 → 交同批检测照", who_id=desk.people["李䶮"])
    handover.add_item(desk.session, number, "仓库 18:00 后没人", severity="low")
    handover.set_notices(desk.session, number, "晚上八点直播\n\n口令见知识库")
    assert refused(lambda: handover.answer(desk.session, line.item.id, "taken", "好")) == "order"
    assert refused(lambda: desk.sign(number, COMING, "李䶮")) == "order"
    desk.sign(number, LEAVING, "林晓彤")
    view = shown(desk.session, number)
    assert view.state == "waiting" and view.blocked == "还有 2 条没答复：第 1、2 条"
    assert view.note.notices == ("晚上八点直播", "口令见知识库")
    assert [one.name for one in handover.signers(desk.session, number, COMING)] == ["李䶮", "唐诗涵"]
    for change in (
        lambda: handover.set_item(desk.session, line.item.id, todo="改口"), lambda: handover.add_item(desk.session, number, "再加"),
        lambda: handover.drop_item(desk.session, line.item.id), lambda: handover.drop(desk.session, number),
        lambda: handover.set_notices(desk.session, number, "改"),
    ):  # fmt: skip
        assert refused(change) == "signed"
    first, second = view.lines
    assert refused(lambda: handover.answer(desk.session, first.item.id, "taken", "")) == "read_back"
    handover.answer(desk.session, first.item.id, "returned", "质检单要白班去要")
    assert refused(lambda: desk.sign(number, COMING, "李䶮")) == "unanswered"
    assert refused(lambda: desk.sign(number, COMING, "林晓彤")) == "same_person"
    handover.answer(desk.session, second.item.id, "taken", "急件打值班电话")
    desk.now += timedelta(minutes=24)
    desk.sign(number, COMING, "李䶮")
    view = shown(desk.session, number)
    assert (view.state, view.blocked, view.late) == ("done", "", timedelta(0))
    assert {side: (one.name, one.at.strftime("%H:%M")) for side, one in view.signatures.items()} == {
        LEAVING: ("林晓彤", "16:40"), COMING: ("李䶮", "17:04")}  # fmt: skip
    assert refused(lambda: handover.answer(desk.session, first.item.id, "taken", "又想接")) == "signed"
    handover.supplement(desk.session, number, "老周 18:20 来电，质检单明早给")
    view = shown(desk.session, number)
    assert [one.text for one in view.supplements] == ["老周 18:20 来电，质检单明早给"] and handover.seal_stands(desk.session, number)


def test_what_is_signed_is_never_undone(desk: Desk) -> None:
    desk.case("dispute", "漏水")
    number = desk.start()
    extra = handover.add_item(desk.session, number, "写错的").value
    assert isinstance(extra, int)
    handover.drop_item(desk.session, extra)
    knowledge.save(desk.session, KnowledgeEntry(0, "rule", "保价", "15 天"))
    desk.sign(number, LEAVING, "林晓彤")
    assert history.can_undo(desk.session) == "知识：保价"  # other people's work stays undoable, the note does not
    history.undo(desk.session)
    assert history.can_undo(desk.session) not in (None, "知识：保价")
    while history.can_undo(desk.session):
        assert "JJ-" not in (history.can_undo(desk.session) or "")
        history.undo(desk.session)
    view = shown(desk.session, number)
    assert view.state == "waiting" and len(view.lines) == 1 and handover.seal_stands(desk.session, number)
    handover.answer(desk.session, view.lines[0].item.id, "taken", "好")
    history.undo(desk.session)  # an answer can be taken back until the receiver has signed
    assert shown(desk.session, number).blocked
    desk.answer_all(number)
    desk.sign(number, COMING, "李䶮")
    assert history.can_undo(desk.session) is None


def test_a_draft_is_undone_and_dropped(desk: Desk) -> None:
    number = desk.start()
    assert refused(desk.start) == "there"
    history.undo(desk.session)
    assert handover.view(desk.session) is None
    history.redo(desk.session)
    assert shown(desk.session).note.id == number
    handover.drop(desk.session, number)
    assert handover.notes(desk.session) == ()
    history.undo(desk.session)
    assert shown(desk.session).note.no == "JJ-20260916-1"


def test_open_items_come_back_with_their_age_until_cleared(desk: Desk) -> None:
    number = desk.case("dispute", "漏水")
    first = desk.start()
    handover.add_item(desk.session, first, "仓库钥匙在门卫")
    desk.sign(first, LEAVING, "林晓彤")
    desk.answer_all(first)
    desk.sign(first, COMING, "李䶮")
    ages = []
    for hours, shift, day, leaving, coming in (
        (8, "N", DAY, "李䶮", "林晓彤"), (24, "D", DAY + timedelta(days=1), "林晓彤", "李䶮"),
        (32, "N", DAY + timedelta(days=1), "李䶮", "林晓彤"),
    ):  # fmt: skip
        desk.now = START + timedelta(hours=hours)
        note_id = desk.hand_over(shift, day, leaving, coming)
        ages.append(sorted((line.age, line.item.kind) for line in shown(desk.session, note_id).lines))
    assert ages == [[(1, "case"), (1, "matter")], [(2, "case"), (2, "matter")], [(3, "case"), (3, "matter")]]
    matter = next(line for line in shown(desk.session, note_id).lines if line.item.kind == "matter")
    handover.clear(desk.session, matter.item.id)
    case.set_status(desk.session, number, "resolved")
    desk.now = START + timedelta(hours=48)
    last = desk.start("D", DAY + timedelta(days=2))
    assert shown(desk.session, last).lines == ()
    desk.sign(last, LEAVING, "林晓彤")  # nothing to hand over: still two signatures
    assert shown(desk.session, last).state == "waiting"
    desk.sign(last, COMING, "李䶮")
    assert shown(desk.session, last).state == "done"


def test_one_person_works_both_shifts(desk: Desk) -> None:
    with desk.session.step("连班"):
        roster.write(desk.session.shop, [(desk.people["李䶮"], DAY, "休", "typed"), (desk.people["林晓彤"], DAY, "N", "typed"),
                                         (desk.people["陈思远"], DAY, "D", "typed")])  # fmt: skip
    number = desk.start("D")
    note = shown(desk.session, number).note
    assert note.coming_name == "晚班" and note.writer_id == desk.people["陈思远"] and note.receiver_id == desk.people["林晓彤"]
    desk.sign(number, LEAVING, "林晓彤")  # he was there all day and writes it himself
    assert refused(lambda: desk.sign(number, COMING, "林晓彤")) == "same_person"
    assert "林晓彤" not in [one.name for one in handover.signers(desk.session, number, COMING)]
    assert shown(desk.session, number).works_both
    desk.sign(number, COMING, "唐诗涵")


def test_a_shift_that_nobody_works_is_passed_over_and_lateness_is_counted(desk: Desk) -> None:
    with desk.session.step("没人上晚班"):
        roster.write(desk.session.shop, [(desk.people[name], DAY, "休", "typed") for name in ("李䶮", "唐诗涵")])
    number = desk.start("D")
    note = shown(desk.session, number).note
    assert (note.coming_day, note.coming_shift) == (DAY + timedelta(days=1), "D")
    desk.sign(number, LEAVING, "林晓彤")
    desk.now = datetime(2026, 9, 17, 9, 30)
    assert shown(desk.session, number).late == timedelta(minutes=30)  # 08:30 and half an hour
    desk.sign(number, COMING, "陈思远")
    assert handover.late_in(desk.session, Month(2026, 9)) == (1, 1)


def test_a_supervisor_signs_in_somebodys_place(desk: Desk) -> None:
    desk.case("dispute", "漏水")
    number = desk.start()
    desk.sign(number, LEAVING, "林晓彤")
    desk.session.user = User(1, "林晓彤", Role.LEAD, desk.people["林晓彤"])
    assert refused(lambda: desk.sign(number, COMING, "李䶮", reason="他没来")) == "forbidden"
    desk.session.user = User(2, "马文博", Role.SUPERVISOR)
    desk.sign(number, COMING, "李䶮", reason="他没来，打过两次电话")
    assert shown(desk.session, number).signatures[COMING].reason == "他没来，打过两次电话"


def test_the_order_is_the_writers_until_it_is_signed(desk: Desk) -> None:
    number = desk.start()
    first, second, third = (handover.add_item(desk.session, number, text).value for text in ("甲", "乙", "丙"))
    assert isinstance(first, int) and isinstance(third, int)

    def order() -> list[str]:
        return [line.title for line in shown(desk.session, number).lines]

    assert order() == ["甲", "乙", "丙"]
    handover.move_item(desk.session, third, 0)
    assert order() == ["丙", "甲", "乙"]
    handover.add_item(desk.session, number, "丁")
    assert order() == ["丙", "甲", "乙", "丁"]  # what is new stands last
    handover.move_item(desk.session, first, 1)  # where it is
    history.undo(desk.session)
    history.undo(desk.session)
    assert order() == ["甲", "乙", "丙"]
    handover.move_item(desk.session, third, 1)
    desk.sign(number, LEAVING, "林晓彤")
    assert handover.seal_stands(desk.session, number) and order() == ["甲", "丙", "乙"]
    assert refused(lambda: handover.move_item(desk.session, first, 2)) == "signed"
    assert refused(lambda: handover.move_item(desk.as_user("唐诗涵", Role.AGENT), first, 2)) == "forbidden"
    assert second == 2


def test_who_has_seen_it(desk: Desk) -> None:
    for name, role in (("店长", Role.OWNER), ("林晓彤", Role.LEAD), ("李䶮", Role.LEAD), ("唐诗涵", Role.AGENT)):
        users.save_user(desk.session, User(0, name, role, desk.people.get(name)), "1357")
    number = desk.start()
    agent = desk.as_user("唐诗涵", Role.AGENT)
    assert not handover.saw(agent, number)  # a draft is nobody's to read
    [writer, *_rest] = handover.signers(desk.session, number, LEAVING)
    handover.sign(desk.session, number, LEAVING, writer, "1357")
    assert shown(agent, number).unseen == ("唐诗涵", "李䶮")
    assert handover.saw(agent, number) and not handover.saw(agent, number)
    desk.now += timedelta(minutes=5)
    view = shown(desk.session, number)
    assert [(one.name, one.at) for one in view.seen] == [("唐诗涵", START)] and view.unseen == ("李䶮",)
    assert desk.session.shop.can_undo() != "看过"  # no step of anybody
    desk.session.user = None
    assert not handover.saw(desk.session, number)


def test_shifts_without_a_note_are_named(desk: Desk) -> None:
    assert not shown(desk.session, desk.start("D")).skipped
    desk.now = datetime(2026, 9, 17, 16, 40)
    desk.sign(1, LEAVING, "林晓彤")
    view = shown(desk.session, desk.start("D", DAY + timedelta(days=1)))
    assert [(one.day, one.name) for one in view.skipped] == [(DAY, "晚班")]


def test_what_is_typed_to_an_item_is_kept_for_its_writer(desk: Desk) -> None:
    desk.case("dispute", "漏水")
    number = desk.start()
    desk.sign(number, LEAVING, "林晓彤")
    item = shown(desk.session, number).lines[0].item.id
    other = desk.as_user("李䶮", Role.LEAD)
    handover_draft.keep(desk.session, item, "写到一半")
    assert handover_draft.drafts(desk.session) == {item: "写到一半"} and handover_draft.drafts(other) == {}
    handover.answer(desk.session, item, "taken", "写完了")
    assert handover_draft.drafts(desk.session) == {}


def test_with_sign_in_everybody_signs_with_the_own_pin(desk: Desk) -> None:
    for name, role in (("店长", Role.OWNER), ("林晓彤", Role.LEAD), ("李䶮", Role.LEAD), ("唐诗涵", Role.AGENT)):
        users.save_user(desk.session, User(0, name, role, desk.people.get(name)), "1357" if name != "李䶮" else "2468")
    number = desk.start()
    leaving = handover.signers(desk.session, number, LEAVING)
    assert [(one.name, one.expected) for one in leaving] == [("林晓彤", True), ("店长", False), ("李䶮", False)]
    assert refused(lambda: desk.sign(number, LEAVING, "林晓彤")) == "signer"
    assert refused(lambda: handover.sign(desk.session, number, LEAVING, leaving[0], "2468")) == "sign_in"
    handover.sign(desk.session, number, LEAVING, leaving[0], "1357")
    agent = Signer("唐诗涵", "", desk.people["唐诗涵"], "唐诗涵", True)
    assert refused(lambda: handover.sign(desk.session, number, COMING, agent, "1357")) == "forbidden"
    coming = handover.signers(desk.session, number, COMING)
    assert [one.name for one in coming] == ["李䶮", "店长"]
    handover.sign(desk.session, number, COMING, coming[0], "２４６８")
    assert desk.session.user is not None and desk.session.user.name == "店长"  # a signature is no sign-in


def test_an_agent_reads_and_sees_only_the_own_cases(desk: Desk) -> None:
    desk.case("dispute", "别人的", owner_id=desk.people["李䶮"])
    desk.case("dispute", "自己的", owner_id=desk.people["唐诗涵"])
    number = desk.start()
    handover.add_item(desk.session, number, "仓库钥匙在门卫")
    agent = desk.as_user("唐诗涵", Role.AGENT)
    view = shown(agent, number)
    assert sorted(line.more or line.title for line in view.lines) == ["仓库钥匙在门卫", "自己的"] and view.hidden == 1
    assert not view.may_write
    for call in (
        lambda: handover.start(agent, DAY, "N"), lambda: handover.add_item(agent, number, "x"),
        lambda: handover.supplement(agent, number, "x"),
        lambda: handover.answer(agent, view.lines[0].item.id, "taken", "x"), lambda: day_check.save(agent, []),
        lambda: log.save_summary(agent, DAY, "x"), lambda: knowledge.save(agent, KnowledgeEntry(0, "rule", "x", "y")),
    ):  # fmt: skip
        assert refused(call) == "forbidden"


def test_a_team_has_its_own_note(desk: Desk) -> None:
    desk.case("dispute", "售后的", owner_id=desk.people["唐诗涵"])
    desk.case("dispute", "售前的", owner_id=desk.people["陈思远"])
    number = desk.start(team="售后组")
    assert [line.more for line in shown(desk.session, number).lines] == ["售后的"]
    assert handover.title(shown(desk.session, number).note) == "9月16日 白班 → 晚班（售后组）"
    assert shown(desk.session, desk.start()).note.no == "JJ-20260916-2"  # beside that of everybody


@pytest.mark.parametrize("text", ["x" * 10_001, "   "])
def test_bad_words_are_refused(desk: Desk, text: str) -> None:
    number = desk.start()
    assert refused(lambda: handover.add_item(desk.session, number, text)) == "text"
    assert refused(lambda: handover.add_item(desk.session, number, case_no="没有这单")) == "case_no"
    assert refused(lambda: log.write(desk.session, LogEntry(0, desk.now, "question", text))) == "text"
    handover.add_item(desk.session, number, "表情😀 和\n换行")
    desk.sign(number, LEAVING, "林晓彤")
    assert refused(lambda: handover.supplement(desk.session, number, text)) == "text"


def test_a_day_is_printed(desk: Desk) -> None:
    desk.case("dispute", "漏水")
    desk.start()
    desk.start(team="售后组")
    paper = prints.paper(desk.session, "handover", DAY)
    assert paper.pdf.startswith(b"%PDF") and paper.pages == 2
    assert prints.paper(desk.session, "handover", DAY, only=(1,)).pages == 1
    assert refused(lambda: prints.paper(desk.session, "handover", DAY + timedelta(days=1))) == "nothing"
    assert refused(lambda: prints.paper(desk.session, "handover", Month(2026, 9))) == "period"
    agent = desk.as_user("唐诗涵", Role.AGENT)
    assert refused(lambda: prints.paper(agent, "handover", DAY)) == "forbidden"


# Check list, log, knowledge


def test_the_check_list_of_a_shift(desk: Desk) -> None:
    day_check.take_usual(desk.session)
    rota = tuple(desk.people[name] for name in ("李䶮", "唐诗涵"))
    day_check.save(desk.session, [*day_check.items(desk.session)[:2], CheckItem(0, "卫生轮值", "N", rota)])
    assert [one.item.text for one in day_check.lines(desk.session, DAY, "D")] == ["客服号挂起或转给下一班", "待付款催付"]
    turns = {day_check.lines(desk.session, DAY + timedelta(days=day), "N")[2].turn for day in (0, 1)}
    assert turns == {"李䶮", "唐诗涵"}
    first = day_check.lines(desk.session, DAY, "D")[0].item.id
    agent = desk.as_user("唐诗涵", Role.AGENT)
    day_check.tick(agent, first, DAY, "D", True, "剩 3 单")
    tick = day_check.lines(desk.session, DAY, "D")[0].tick
    assert tick is not None and (tick.by, tick.at, tick.note) == ("唐诗涵", START, "剩 3 单")
    assert day_check.lines(desk.session, DAY, "N")[0].tick is None
    history.undo(agent)
    assert day_check.lines(desk.session, DAY, "D")[0].tick is None
    day_check.save(desk.session, [])
    assert day_check.lines(desk.session, DAY, "D") == () and refused(lambda: day_check.tick(agent, first, DAY, "D", True)) == "gone"


def test_a_question_becomes_knowledge(desk: Desk) -> None:
    agent = desk.as_user("陈思远", Role.AGENT)
    number = log.write(agent, LogEntry(0, desk.now, "question", "杯盖能单卖吗", product="保温杯")).value
    assert isinstance(number, int)
    assert refused(lambda: log.to_knowledge(desk.session, number)) == "answer"
    log.answer(desk.session, number, "可以，39 元")
    made = log.to_knowledge(desk.session, number).value
    assert [(one.id, one.title, one.body, one.product) for one in knowledge.entries(agent, "杯盖")] == [
        (made, "杯盖能单卖吗", "可以，39 元", "保温杯")]  # fmt: skip
    assert refused(lambda: log.to_knowledge(desk.session, number)) == "there"
    assert log.questions(agent) == ()
    history.undo(desk.session)
    assert knowledge.entries(agent) == () and [one.id for one in log.questions(agent)] == [number]


def test_lost_sales_prices_and_the_summary_of_the_day(desk: Desk) -> None:
    agent = desk.as_user("陈思远", Role.AGENT)
    assert refused(lambda: log.write(agent, LogEntry(0, desk.now, "lost", "看了三款"))) == "reason"
    log.write(agent, LogEntry(0, desk.now, "lost", "看了三款", reason="Too dear", product="保温杯", buyer="tb_小鹿"))
    price = log.write(agent, LogEntry(0, desk.now, "price", "团购 50 只问 29 元")).value
    assert isinstance(price, int)
    assert refused(lambda: log.answer(agent, price, "可以")) == "forbidden"
    log.answer(desk.session, price, "32 元可以")
    assert refused(lambda: log.save_summary(agent, DAY, "小结")) == "forbidden"
    words = log.proposed_summary(desk.session, DAY)
    assert words == "没成交 1 单（太贵 1）\n要价 1 个，没定 0 个\n- 团购 50 只问 29 元 → 32 元可以"
    log.save_summary(desk.session, DAY, words + "\n明早问仓库备货")
    desk.now += timedelta(days=1)
    log.save_summary(desk.session, DAY, "改过的小结")  # the day after
    assert log.group_text(agent, DAY) == "【拾光旗舰店】9月16日\n改过的小结"
    printed = PdfReader(io.BytesIO(log.paper(agent, DAY).pdf)).pages[0].extract_text()
    assert all(text in printed for text in ("当天小结", "改过的小结", "看了三款 · 太贵 · 保温杯 · tb_小鹿", "→ 32 元可以"))
    assert refused(lambda: log.paper(agent, DAY - timedelta(days=9))) == "nothing" and log.group_text(agent, DAY - timedelta(days=9)) == ""
    view = log.day(agent, DAY)
    assert view.summary == "改过的小结" and len(view.entries) == 2
    log.save_summary(desk.session, DAY, "")
    assert log.day(agent, DAY).summary == ""


def test_the_log_is_narrowed_by_kind_person_reason_days_and_words(desk: Desk) -> None:
    agent = desk.as_user("陈思远", Role.AGENT)
    for session, kind, text, reason in ((agent, "lost", "看了三款", "Too dear"), (agent, "question", "杯盖能单卖吗", ""),
                                        (desk.session, "lost", "没有蓝色", "Out of stock")):  # fmt: skip
        log.write(session, LogEntry(0, desk.now, kind, text, reason=reason, product="保温杯"))
    desk.now += timedelta(days=3)
    log.write(agent, LogEntry(0, desk.now, "lost", "发货要三天", reason="Shipping too slow"))
    month = LogFilter(DAY.replace(day=1), DAY.replace(day=30))
    wanted = ((month, 4), (LogFilter(DAY, DAY), 3), (LogFilter(), 4), (replace(month, kind="lost"), 3), (replace(month, by="陈思远"), 3),
              (replace(month, reason="Too dear"), 1), (replace(month, text="三 款"), 1), (replace(month, text="bwb"), 3),
              (replace(month, text="嫌 bwb"), 0), (replace(month, kind="lost", by="陈思远", text="太贵"), 1),
              (replace(month, kind="question", reason="Too dear"), 0))  # fmt: skip
    assert [len(log.view(desk.session, chosen).entries) for chosen, _n in wanted] == [n for _chosen, n in wanted]
    view = log.view(desk.session, replace(month, kind="question"))
    assert (view.all, view.people, view.reasons) == (4, ("陈思远",), ("Too dear", "Out of stock", "Shipping too slow"))


def test_knowledge_beside_a_case(desk: Desk) -> None:
    knowledge.save(desk.session, KnowledgeEntry(0, "review", "差评六步", "先谢", ("review", "不存在的")))
    assert [one.kinds for one in knowledge.for_case(desk.session, Case(0, "review", "差评", desk.now))] == [("review",)]
    assert knowledge.for_case(desk.session, Case(0, "short", "少发", desk.now)) == ()
    assert refused(lambda: knowledge.save(desk.session, KnowledgeEntry(0, "没有", "x", "y"))) == "category"
