"""Cases as people work on them: entering, changing beside each other, clocks, cost, belonging together, evidence, who sees what."""

from __future__ import annotations

import contextlib
import random
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as settings_
from hypothesis import strategies as st

from csdesk.actions import (
    case,
    case_cost,
    case_draft,
    case_evidence,
    case_limit,
    case_refresh,
    case_rules,
    case_talk,
    case_together,
    case_view,
    case_warn,
    history,
    phrase,
    picture,
    settings,
    shop,
)
from csdesk.actions.session import Session
from csdesk.core import case_search
from csdesk.core.case import KINDS, STATUSES, Case, Category, Goods, Kind, Money, Phrase, Status
from csdesk.core.case import Field as CaseField
from csdesk.core.case_list import CaseFilter, View
from csdesk.core.permission import Role
from csdesk.core.problem import Problem, UserError
from csdesk.core.roster import Cell
from csdesk.core.staff import Employee
from csdesk.core.users import User
from csdesk.files.pinyin import initials
from csdesk.store import case as store
from csdesk.store import evidence as store_evidence
from csdesk.store import roster, staff
from csdesk.store.shop import Shop

START = datetime(2026, 9, 16, 14, 30)
PNG = b"\x89PNG\r\n\x1a\n" + b"x" * 40


class Desk:
    """A shop with four people and one clock; `as_user` opens a second window of another person on the same file."""

    def __init__(self, folder: Path) -> None:
        self.now = START
        self.session = shop.create(folder / "店.csdesk", lambda: self.now, shop_name="拾光旗舰店")
        with self.session.step("录入员工"):
            self.people = {name: staff.save(self.session.shop, Employee(0, no, name, hired=date(2025, 1, 1)))
                           for no, name in (("0007", "李䶮"), ("0008", "郭Amy"), ("0025", "欧阳若琳"))}  # fmt: skip
        self.windows: list[Session] = [self.session]

    def as_user(self, name: str, role: Role) -> Session:
        found = Session(Shop.open(self.session.shop.path, now=self.now), lambda: self.now, User(9, name, role, self.people.get(name)))
        self.windows.append(found)
        return found

    def later(self, **given: float) -> None:
        self.now += timedelta(**given)

    def register(self, kind: str = "short", text: str = "两件只到一件", session: Session | None = None, **given: Any) -> int:
        made = case.register(session or self.session, Case(0, kind, text, given.pop("at", self.now), **given))
        assert isinstance(made.value, int)
        return made.value


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path)
    yield made
    for one in made.windows:
        one.shop.close()


def refusal(call: Callable[[], object]) -> UserError:
    with pytest.raises(UserError) as caught:
        call()
    assert any("\u4e00" <= letter <= "\u9fff" for letter in caught.value.message), caught.value.message
    return caught.value


def same_as_reckoned(session: Session) -> None:
    """The kept deadlines are what the events give."""
    case_refresh.refresh(session)
    kept = store.kept_due(session.shop)
    with session.shop.db.atomic():
        session.shop.connection.execute("INSERT OR IGNORE INTO case_stale SELECT id FROM case_record")
        case_refresh.refresh(session)
        assert store.kept_due(session.shop) == kept
    assert set(kept) == {number for (number,) in session.shop.rows("SELECT id FROM case_record")}


# Entering


def test_a_case_is_entered_with_its_clocks(desk: Desk) -> None:
    text = "保温杯漏水，平台要补充举证\n买家很急"
    number = desk.register("dispute", text, platform="jd", order_no=" ３００２ 1884 5512 ", buyer="jd_晴07")
    found = case_view.view(desk.session, number)
    assert (found.case.no, found.case.order_no, found.case.title) == ("260916-01", "300218845512", "保温杯漏水，平台要补充举证")
    assert [(line.limit.key, line.target.due) for line in found.clocks] == [
        ("team.urgent", START + timedelta(minutes=30)), ("jd.dispute", START + timedelta(hours=24)),
    ]  # fmt: skip
    assert found.missing == found.kind.evidence and found.status.category is Category.OPEN
    assert [line.title for line in found.timeline] == ["平台介入", "登记"]
    desk.later(minutes=1)
    desk.register(text="第二单")
    assert [row.no for row in case_view.listed(desk.session).rows] == ["260916-01", "260916-02"]


def test_the_jd_window_explains_itself(desk: Desk) -> None:
    number = desk.register("dispute", "漏水", platform="jd", at=START - timedelta(days=1))
    case_talk.answered(desk.session, number, "已安抚")
    case_talk.milestone(desk.session, number, "proof_asked", "出厂质检")
    desk.later(hours=2)
    main = case_view.view(desk.session, number).main_clock()
    assert main is not None and main.target.due == datetime(2026, 9, 17, 9, 30)
    assert (main.reading.remaining, main.reading.running, main.reading.band, main.source) == (17 * 3600, 2 * 3600, "day", "官方文本")
    assert [(one.seconds, one.why) for one in main.spans] == [(12600, ""), (54000, "closed"), (1800, "")]
    case_talk.milestone(desk.session, number, "proof_given")
    assert case_view.view(desk.session, number).clock.next() == (None, "")


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"kind": "nonsense"}, "kind"), ({"description": " \n "}, "description"), ({"description": "长" * 10_001}, "text"),
        ({"order_no": "1" * 201}, "order_no"), ({"created_at": START + timedelta(hours=1)}, "created_at"), ({"paid": -1}, "paid"),
        ({"order_state": "flying"}, "order_state"), ({"owner_id": 999}, "person"),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_refused(desk: Desk, given: dict[str, Any], code: str) -> None:
    draft = replace(Case(0, "short", "少发", START), **given)
    assert refusal(lambda: case.register(desk.session, draft)).code == code
    assert case_view.listed(desk.session).rows == ()


def test_ten_thousand_characters_and_emoji_are_kept(desk: Desk) -> None:
    number = desk.register(text="😊少发" * 3)
    words = "漏" * 9_990 + "😊" * 10
    case_talk.note(desk.session, number, f"  {words}\n")
    assert case_view.view(desk.session, number).timeline[0].text == words
    assert refusal(lambda: case_talk.note(desk.session, number, words + "x")).code == "text"
    assert [row.id for row in case_view.find(desk.session, "😊")] == [number]


def test_duplicates_are_shown_before_saving(desk: Desk) -> None:
    first = desk.register(platform="jd", shop="旗舰店", order_no="300218845512", buyer="晴天", waybill="SF1234567890123")

    def found(**given: Any) -> list[tuple[str, int]]:
        return [(one.why, one.id) for one in case.duplicates(desk.session, Case(0, "short", "x", START, **given))]

    assert found(platform="jd", shop="旗舰店", order_no="3002 1884 ５５１２") == [("order", first)]
    assert found(platform="pdd", shop="旗舰店", order_no="300218845512") == [("order_elsewhere", first)]
    assert found(platform="jd", buyer=" 晴 天") == [("buyer", first)]
    assert found(platform="jd", buyer="晴天", waybill="sf1234567890123") == [("waybill", first)]
    assert found(platform="pdd", buyer="晴天") == [] == found(order_no="")
    error = refusal(lambda: desk.register("return", "不想要了", platform="jd", order_no="3002 18845512"))
    assert error.code == "duplicate" and [one.raw for one in error.problems] == [str(first)]
    second = case.register(desk.session, Case(0, "return", "不想要了", START, platform="jd", order_no="300218845512"), link_to=first).value
    assert isinstance(second, int)
    assert [row.id for row in case_view.view(desk.session, first).links] == [second]
    case.set_status(desk.session, first, "resolved")
    assert found(platform="jd", buyer="晴天") == []  # a resolved one of the same buyer is no duplicate


def test_an_order_line_fills_what_it_can(desk: Desk) -> None:
    found = case.from_order_line(
        "京东订单编号：300218845512  买家昵称：jd_晴07  实付：¥129.00  下单时间：2026-09-06 10:12:33  手机：13800138000")  # fmt: skip
    assert found == {"order_no": "300218845512", "buyer": "jd_晴07", "paid": 12900, "bought_on": date(2026, 9, 6),
                     "phone": "13800138000", "platform": "jd"}  # fmt: skip
    assert case.from_order_line("260906-123456789012345\t316 保温杯\t￥39.9\tSF1234567890123") == {
        "order_no": "260906-123456789012345", "paid": 3990, "waybill": "SF1234567890123", "platform": "pdd"}  # fmt: skip
    assert case.from_order_line("你好") == {}
    spaced = case.from_order_line("订单号: 3002 1884 5512 京东 买家: 小林")
    assert (spaced["order_no"], spaced["platform"], spaced["buyer"]) == ("300218845512", "jd", "小林")


# Beside each other


def test_two_windows_different_fields_merge_the_same_field_shows_both(desk: Desk) -> None:
    number = desk.register(buyer="甲")
    other = desk.as_user("欧阳若琳", Role.LEAD)
    mine, theirs = store.get(desk.session.shop, number), case_view.view(other, number).case
    case.change(other, theirs, product="保温杯", buyer="乙")
    case.change(desk.session, mine, wish="补发")
    found = store.get(desk.session.shop, number)
    assert (found.product, found.buyer, found.wish, found.version) == ("保温杯", "乙", "补发", 3)
    error = refusal(lambda: case.change(desk.session, mine, buyer="丙", waybill="SF1"))
    assert error.code == "conflict"
    [problem] = error.problems
    assert all(part in problem.message for part in ("买家", "乙", "丙")) and problem.column == "buyer"
    assert store.get(desk.session.shop, number) == found
    case.change(desk.session, found, buyer="丙")
    assert store.get(other.shop, number).buyer == "丙"
    assert case.change(desk.session, store.get(desk.session.shop, number), buyer="丙").message == ""


def test_notes_of_two_windows_never_clash_and_are_never_undone(desk: Desk) -> None:
    number = desk.register()
    other = desk.as_user("欧阳若琳", Role.LEAD)
    for turn in range(3):
        case_talk.note(desk.session, number, f"甲 {turn}")
        case_talk.note(other, number, f"乙 {turn}", said_by="warehouse")
    texts = [line.text for line in case_view.view(desk.session, number).timeline]
    assert texts[:6] == ["乙 2", "甲 2", "乙 1", "甲 1", "乙 0", "甲 0"]
    assert history.can_undo(desk.session) == "单子 两件只到一件"  # the notes are no steps to take back
    assert refusal(lambda: history.undo(desk.session)).code == "changed_since"  # and what they rest on stays
    assert len(case_view.view(desk.session, number).timeline) == 7


def test_a_draft_is_never_lost(desk: Desk) -> None:
    first, second = desk.register(), desk.register(text="另一单")
    case_draft.keep(desk.session, first, "note", "写到一半")
    case_draft.keep(desk.session, 0, "description", "还没登记的")
    steps = desk.session.shop.head()
    other = desk.as_user("欧阳若琳", Role.LEAD)
    assert case_draft.text(other, first, "note") == ""  # each has the own ones
    case_together.merge(desk.session, first, second)
    assert case_view.view(desk.session, second).drafts == {(first, "note"): "写到一半"}
    history.undo(desk.session)
    desk.session.shop.close()
    again = Session(Shop.open(desk.session.shop.path, now=desk.now), lambda: desk.now)
    desk.windows.append(again)
    assert case_draft.text(again, first, "note") == "写到一半" and case_draft.text(again, 0, "description") == "还没登记的"
    assert again.shop.head() > steps
    case_draft.keep(again, first, "note", "")
    assert case_draft.drafts(again) == {(0, "description"): "还没登记的"}


# Status, clocks


def test_pauses_reopening_and_undo_keep_the_deadlines_right(desk: Desk) -> None:
    number = desk.register("repair", "不通电", buyer="晴")
    session = desk.session
    desk.later(hours=2)
    case.set_status(session, number, "wait_buyer")
    same_as_reckoned(session)
    row = case_view.listed(session).rows[0]
    assert (row.due, row.band(desk.now), row.waits_for) == (None, "paused", "buyer")
    desk.later(hours=3)
    case.set_status(session, number, "handling")
    assert case_view.listed(session).rows[0].due == START + timedelta(hours=27)
    history.undo(session)
    assert case_view.listed(session).rows[0].due is None
    history.redo(session)
    same_as_reckoned(session)
    case.set_status(session, number, "resolved")
    resolved = desk.now
    desk.later(hours=1)
    case.set_status(session, number, "closed")
    assert case_view.view(session, number).clock.resolved_at == resolved
    assert refusal(lambda: case.set_status(session, number, "new")).code == "status"
    settings.put(session, "case.reopen", "continue")
    desk.later(hours=9)
    case.set_status(session, number, "handling")
    assert case_view.listed(session).rows[0].due == START + timedelta(hours=37)
    same_as_reckoned(session)


def test_a_changed_table_moves_only_what_starts_later(desk: Desk) -> None:
    session = desk.session
    desk.register(text="旧单", at=START - timedelta(days=1))
    row = next(one for one in case_rules.limits(session).on(START.date()) if one.key == "short")
    for step in (case_talk.answered, partial(case_talk.milestone, what="proof_given")):
        step(session, 1)
    case_rules.save_limit(session, replace(row, amount=12, until=()), START.date())
    desk.register(text="新单")
    case_talk.answered(session, 2)
    dues = {one.title: one.due for one in case_view.listed(session).rows}
    assert dues == {"旧单": None, "新单": START + timedelta(hours=12)}
    case_rules.forget_limit(session, "short", START.date())
    assert {one.title: one.due for one in case_view.listed(session).rows} == {"旧单": None, "新单": START + timedelta(hours=24)}
    assert refusal(lambda: case_rules.forget_limit(session, "short", START.date())).code == "gone"
    text = case_rules.export_limits(session)
    assert text == "[]" and refusal(lambda: case_rules.import_limits(session, '[{"key": 7}]')).code == "bad_json"


def test_the_roster_decides_when_the_first_answer_is_due(desk: Desk) -> None:
    number = desk.register("service", "没发杯刷", at=datetime(2026, 9, 16, 1, 30))  # the night ended at 01:00
    session = desk.session
    assert case_view.listed(session).rows[0].due == datetime(2026, 9, 16, 8, 40)
    with session.step("排班"):
        roster.write(session.shop, [(desk.people["李䶮"], date(2026, 9, 16), "N", "typed")])  # nobody on the day shift
    assert case_view.listed(session).rows[0].due == datetime(2026, 9, 16, 17, 10)
    same_as_reckoned(session)
    assert case_view.owners_on_shift(session, datetime(2026, 9, 17, 0, 59)) == (0, desk.people["李䶮"])
    assert case_view.owners_on_shift(session, datetime(2026, 9, 17, 1, 0)) == (0,)
    assert number and isinstance(Cell(1, date(2026, 9, 16), "N"), Cell)


def test_limits_of_one_case(desk: Desk) -> None:
    number = desk.register()
    session = desk.session
    case_limit.set_due(session, number, "short", START + timedelta(hours=3))
    assert case_view.listed(session).rows[0].due == START + timedelta(minutes=30)  # the first answer is due before
    case_limit.end(session, number, "team.urgent")
    assert case_view.listed(session).rows[0].due == START + timedelta(hours=3)
    case_limit.start(session, number, "short", amount=5, unit="hours")
    assert case_view.listed(session).rows[0].due == START + timedelta(hours=5)
    case_limit.end(session, number, "short", dropped=True)
    assert case_view.listed(session).rows[0].due is None
    case_limit.set_due(session, number, "平台倒计时", START + timedelta(hours=1))
    assert case_view.listed(session).rows[0].limit_name == "平台倒计时"
    assert refusal(lambda: case_limit.start(session, number, "short", amount=0, unit="hours")).code == "amount"
    same_as_reckoned(session)


def test_snooze_and_promises(desk: Desk) -> None:
    number = desk.register()
    session = desk.session
    case_talk.snooze(session, number, START + timedelta(hours=2))
    assert case_view.listed(session).rows == () and case_view.counts(session).snoozed == 1
    assert [row.id for row in case_view.listed(session, CaseFilter(snoozed=True)).rows] == [number]
    desk.later(hours=2)
    assert [row.id for row in case_view.listed(session).rows] == [number]
    case_talk.answered(session, number)
    promised = case_talk.promise(session, number, "下班前给方案", desk.now + timedelta(hours=1)).value
    assert case_view.listed(session).rows[0].limit_name == "承诺"
    assert isinstance(promised, int)
    case_talk.keep_promise(session, promised)
    assert case_view.listed(session).rows[0].due == START + timedelta(hours=24)
    assert refusal(lambda: case_talk.keep_promise(session, promised)).code == "gone"
    assert refusal(lambda: case_talk.promise(session, number, "x", START)).code == "due"
    history.undo(session)
    assert case_view.listed(session).rows[0].limit_key == "promise"
    same_as_reckoned(session)


# Cost


def test_a_partial_refund_is_never_above_an_exchange(desk: Desk) -> None:
    number = desk.register(paid=12900)
    session = desk.session

    def cost(**given: object) -> object:
        return case_cost.set_cost(session, store.get(session.shop, number), **given)

    assert refusal(lambda: cost(refund=3000, partial=True)).code == "refund"  # nobody knows what an exchange costs
    cost(cost_goods=4100, cost_freight=1600)
    error = refusal(lambda: cost(refund=5701, partial=True))
    assert error.code == "refund" and "57.00" in error.message and "57.01" in error.message
    cost(refund=5700, partial=True, responsible="warehouse", bearer="warehouse")
    found = store.get(session.shop, number)
    assert (found.total_cost, found.exchange_cost) == (5700, 5700)
    assert refusal(lambda: cost(refund=12901, partial=False)).code == "refund"  # above the price: that is compensation
    assert refusal(lambda: cost(refund=-1)).code == "refund"


def test_sending_again_is_on_the_agent_only_without_remark_and_question(desk: Desk) -> None:
    session = desk.session
    who = desk.people["李䶮"]
    blame = {"bearer": "agent", "responsible": "agent", "blamed_id": who, "cost_goods": 4100}
    numbers = [desk.register(text=text) for text in ("没备注", "问过仓库", "写过备注")]
    case_talk.asked(session, numbers[1], "warehouse", "同批次质检单在哪")
    case_talk.remarked(session, numbers[2], "顺丰,杯刷,放前台,林晓彤,2026-09-16 14:30")
    case_cost.set_cost(session, store.get(session.shop, numbers[0]), **blame)
    for number, says in ((numbers[1], "问过仓库"), (numbers[2], "写过备注")):
        error = refusal(lambda number=number: case_cost.set_cost(session, store.get(session.shop, number), **blame))
        assert error.code == "bearer" and says in error.message
        assert "客服免责" in case_view.view(session, number).cleared
    asked_courier = desk.register(text="问的是快递")
    case_talk.asked(session, asked_courier, "courier", "到哪了")
    case_cost.set_cost(session, store.get(session.shop, asked_courier), **blame)
    moved = {"bearer": "", "responsible": "buyer"}
    assert refusal(lambda: case_cost.set_cost(session, store.get(session.shop, numbers[0]), **moved)).code == "blamed_id"


def test_two_steps_above_the_limit(desk: Desk) -> None:
    number = desk.register()
    lead, boss = desk.as_user("欧阳若琳", Role.LEAD), desk.as_user("马文博", Role.SUPERVISOR)
    agent = desk.as_user("李䶮", Role.AGENT)
    case.assign(desk.session, [number], desk.people["李䶮"])
    case_cost.set_cost(agent, store.get(agent.shop, number), compensation=5000, bearer="owner")
    assert refusal(lambda: case_cost.approve(agent, number)).code == "forbidden"
    assert refusal(lambda: case_cost.set_money(agent, number, Money.PAID)).code == "approval"
    case_cost.approve(lead, number)  # 50.00: one step
    assert store.get(agent.shop, number).money is Money.TO_PAY
    case_cost.set_cost(agent, store.get(agent.shop, number), compensation=5001)  # written anew, approved anew
    assert store.get(agent.shop, number).money is Money.TO_APPROVE
    case_cost.approve(lead, number)
    assert refusal(lambda: case_cost.approve(lead, number)).code == "forbidden"  # the second step is not the lead's
    assert refusal(lambda: case_cost.set_money(agent, number, Money.PAID)).code == "approval"
    case_cost.approve(boss, number)
    assert refusal(lambda: case_cost.approve(boss, number)).code == "approved"
    case_cost.set_money(agent, number, Money.PAID)
    assert store.get(agent.shop, number).money is Money.PAID
    again = desk.register(text="又一单")
    case_cost.set_cost(boss, store.get(boss.shop, again), compensation=9900)
    case_cost.approve(boss, again)
    assert refusal(lambda: case_cost.approve(boss, again)).code == "same_person"


# Belonging together


def test_merge_then_unmerge_is_the_identity(desk: Desk) -> None:
    session = desk.session
    first = desk.register("short", "两件只到一件", buyer="晴", order_no="1111111111")
    second = desk.register("return", "缺滤芯要退", buyer="晴", order_no="2222222222")
    case_talk.note(session, first, "问过仓库")
    case_talk.promise(session, first, "今晚答复", desk.now + timedelta(hours=5))

    def state() -> object:
        shop_ = session.shop
        events = {number: [one for one in history_ if one.kind not in ("merged", "unmerged")]
                  for number, history_ in store.events(shop_, [first, second]).items()}  # fmt: skip
        case_refresh.refresh(session)
        return store.many(shop_, [first, second]), events, store.promises(shop_, [first, second]), store.kept_due(shop_)

    before = state()
    case_together.merge(session, first, second)
    merged = case_view.view(session, second)
    assert [row.id for row in merged.merged] == [first] and {line.of for line in merged.timeline} == {"", "260916-01"}
    assert {line.limit.key for line in merged.clocks} >= {"short"} and len(case_view.listed(session).rows) == 1
    assert case_view.listed(session).rows[0].due == START + timedelta(minutes=30)  # the merged one's deadline is not forgotten
    assert [row.id for row in case_view.find(session, "问过仓库")] == [second] == [row.id for row in case_view.find(session, "1111111111")]
    assert refusal(lambda: case_talk.note(session, first, "x")).code == "merged"
    same_as_reckoned(session)
    case_together.unmerge(session, first)
    assert state() == before
    assert refusal(lambda: case_together.unmerge(session, first)).code == "not_merged"
    same_as_reckoned(session)


@settings_(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_merging_and_taking_apart_is_the_identity_whatever_happened(desk: Desk, data: st.DataObject) -> None:
    """Any cases with any history, merged in any order, also through one another, then taken apart: everything is what it was."""
    session = desk.session
    kinds = ("short", "return", "dispute", "service")
    ids = [desk.register(data.draw(st.sampled_from(kinds)), f"第{number}单", buyer="晴") for number in range(data.draw(st.integers(2, 4)))]
    for _turn in range(data.draw(st.integers(0, 6))):
        number = data.draw(st.sampled_from(ids))
        what = data.draw(st.sampled_from(("note", "answered", "pause", "promise", "evidence", "milestone")))
        if what == "note":
            case_talk.note(session, number, data.draw(st.text("漏水慢 ab\n", min_size=1).filter(str.strip)))
        elif what == "answered":
            case_talk.answered(session, number, "在查")
        elif what == "pause":
            case.set_status(session, number, "wait_buyer")
        elif what == "promise":
            case_talk.promise(session, number, "今晚答复", desk.now + timedelta(hours=data.draw(st.integers(1, 9))))
        elif what == "evidence":
            case_evidence.add(session, number, PNG + bytes([data.draw(st.integers(0, 9))]), "图.png")
        else:
            case_talk.milestone(session, number, "proof_asked")
        desk.now += timedelta(minutes=data.draw(st.integers(0, 300)))

    def state() -> object:
        case_refresh.refresh(session)
        events = {number: [one for one in found if one.kind not in ("merged", "unmerged")]
                  for number, found in store.events(session.shop, ids).items()}  # fmt: skip
        due = {number: kept for number, kept in store.kept_due(session.shop).items() if number in ids}
        return store.many(session.shop, ids), events, store.promises(session.shop, ids), store.evidence(session.shop, ids), due

    before, done = state(), []
    for _turn in range(data.draw(st.integers(1, 3))):
        alone = [number for number in ids if store.get(session.shop, number).merged_into is None]
        if len(alone) < 2:
            break
        first, into = data.draw(st.permutations(alone).map(lambda order: order[:2]))
        case_together.merge(session, first, into)
        done.append(first)
    same_as_reckoned(session)
    for number in data.draw(st.permutations(done)):
        case_together.unmerge(session, number)
    assert state() == before
    same_as_reckoned(session)


def test_a_cycle_of_merges_cannot_be_made(desk: Desk) -> None:
    session = desk.session
    a, b, c = (desk.register(text=text) for text in "甲乙丙")
    case_together.merge(session, a, b)
    case_together.merge(session, b, c)
    assert [row.id for row in case_view.view(session, c).merged] == [a, b]
    for one, other in ((c, a), (c, b), (c, c)):
        assert refusal(lambda one=one, other=other: case_together.merge(session, one, other)).code == "same"
    d = desk.register(text="丁")
    case_together.merge(session, d, a)  # goes to the end of the chain
    assert store.merges(session.shop) == {a: b, b: c, d: c}
    case_together.unmerge(session, b)
    assert [row.id for row in case_view.view(session, b).merged] == [a]
    same_as_reckoned(session)


def test_links_and_the_customers_other_cases(desk: Desk) -> None:
    a, b = desk.register(text="甲", buyer="晴天"), desk.register(text="乙", buyer=" 晴　天 ")
    case_together.link(desk.session, a, b)
    found = case_view.view(desk.session, b)
    assert [row.id for row in found.links] == [a] == [row.id for row in found.others]
    case_together.unlink(desk.session, b, a)
    assert case_view.view(desk.session, a).links == ()
    assert refusal(lambda: case_together.link(desk.session, a, a)).code == "same"


# In charge, many at once


def test_assign_bulk_and_the_end_of_a_shift(desk: Desk) -> None:
    session, people = desk.session, desk.people
    numbers = [desk.register(text=f"单{n}") for n in range(4)]
    case.assign(session, numbers[:3], people["李䶮"])
    case.assign(session, numbers[3:], people["郭Amy"])
    case.set_status(session, numbers[0], "resolved")
    case.reassign(session, [people["李䶮"]], people["欧阳若琳"])
    assert [row.owner for row in case_view.listed(session, CaseFilter(state="all", order="created")).rows] == [
        "郭Amy", "欧阳若琳", "欧阳若琳", "李䶮"]  # fmt: skip
    history.undo(session)
    done = case.bulk(session, numbers, partial(case.set_status, to="closed"))
    assert done.value == () and case_view.counts(session).open == 0
    mixed = case.bulk(session, [*numbers, 999], partial(case.set_status, to="handling"))
    assert isinstance(mixed.value, tuple) and len(mixed.value) == 1
    assert refusal(lambda: case.bulk(session, [998, 999], partial(case.set_status, to="closed"))).code == "bulk"
    assert refusal(lambda: case.assign(session, numbers, 77)).code == "person"
    history.undo(session)
    assert case_view.counts(session).open == 0


# Evidence


def test_evidence_is_kept_once_by_its_hash(desk: Desk, tmp_path: Path) -> None:
    session = desk.session
    number, other = desk.register("damage", "碎了"), desk.register("damage", "也碎了")
    item = next(one for one in KINDS if one.key == "damage").evidence[0]
    first = case_evidence.add(session, number, PNG, "截图.png", item).value
    assert case_evidence.add(session, number, PNG, "截图.png", item).value == first
    case_evidence.add(session, other, PNG, "截图.png")
    found = case_view.view(session, number)
    assert len(found.evidence) == 1 and item not in found.missing and len(found.missing) == 2
    assert isinstance(first, int)
    path = case_evidence.file(session, first)
    assert path.read_bytes() == PNG and path.parent.parent.name == "店.csdesk.files"
    assert len(list(path.parent.parent.rglob("*.png"))) == 1
    history.undo(session)
    assert case_view.view(session, other).evidence == ()
    case_evidence.remove(session, first)
    history.undo(session)
    assert case_view.view(session, number).evidence == found.evidence
    case_evidence.export(session, number, tmp_path / "举证包")
    assert [one.name for one in (tmp_path / "举证包").iterdir()] == ["01 外箱.png"]
    assert shop.check(session) == []
    path.write_bytes(PNG[:-1])
    assert any("坏了" in line for line in shop.check(session))
    path.unlink()
    assert refusal(lambda: case_evidence.file(session, first)).code == "missing"
    assert any("不见了" in line for line in shop.check(session))


@pytest.mark.parametrize(
    ("data", "name", "code"),
    [
        (PNG + b"x" * (30 * 1024 * 1024), "大图.png", "too_large"),
        (b"", "空.png", "empty"),
        (b"MZ\x90\0" + b"x" * 100, "图片.png", "not_evidence"),
        (b"hello", "说明.txt", "not_evidence"),
        (b"PK\x03\x04" + b"evil.exe" * 9, "资料.docx", "not_evidence"),
    ],
)
def test_what_is_no_evidence_is_refused(desk: Desk, data: bytes, name: str, code: str) -> None:
    number = desk.register()
    error = refusal(lambda: case_evidence.add(desk.session, number, data, name))
    assert error.code == code and name in error.message
    assert case_view.view(desk.session, number).evidence == ()
    assert not store_evidence.folder(desk.session.shop.path).exists()


def test_several_files_at_once(desk: Desk, tmp_path: Path) -> None:
    number = desk.register()
    (tmp_path / "a.png").write_bytes(PNG)
    (tmp_path / "b.pdf").write_bytes(b"%PDF-1.7 x")
    (tmp_path / "c.exe").write_bytes(b"MZ")
    done = case_evidence.add_files(desk.session, number, [tmp_path / name for name in ("a.png", "b.pdf", "c.exe", "none.png")])
    assert isinstance(done.value, tuple) and [one.raw for one in done.value] == ["c.exe", "none.png"]
    assert [one.ending for one in case_view.view(desk.session, number).evidence] == ["png", "pdf"]


def test_backup_and_restore_bring_the_evidence_along(desk: Desk, tmp_path: Path) -> None:
    number = desk.register()
    case_evidence.add(desk.session, number, PNG, "a.png")
    target = tmp_path / "别处" / "拷贝.csdesk"
    shop.backup(desk.session, target)
    copied = list((tmp_path / "别处" / "拷贝.csdesk.files").rglob("*.png"))
    assert len(copied) == 1 and copied[0].read_bytes() == PNG
    desk.session.shop.close()
    shutil.rmtree(store_evidence.folder(desk.session.shop.path))
    shop.restore(desk.session.shop.path, target, desk.now)
    again = shop.open_shop(desk.session.shop.path, lambda: desk.now)
    desk.windows.append(again)
    assert shop.check(again) == []
    automatic = tmp_path / "店.csdesk.backups"
    assert len(list((automatic / "files").rglob("*.png"))) == 1  # one store for all the daily copies


# Who sees what


def test_an_agent_sees_and_touches_the_own_cases_only(desk: Desk) -> None:
    session = desk.session
    mine, others, free = desk.register(text="我的"), desk.register(text="别人的"), desk.register(text="没人的")
    case.assign(session, [mine], desk.people["李䶮"])
    case.assign(session, [others], desk.people["郭Amy"])
    agent = desk.as_user("李䶮", Role.AGENT)
    entered = desk.register(text="我登记的", session=agent)
    case.assign(agent, [entered], desk.people["郭Amy"])  # the own one, handed on; still seen by who entered it
    assert {row.title for row in case_view.listed(agent, CaseFilter(state="all")).rows} == {"我的", "我登记的"}
    assert case_view.counts(agent).open == 2
    assert {row.title for row in case_view.find(agent, "的")} == {"我的", "我登记的"}
    for number in (others, free):
        for call in (lambda number=number: case_view.view(agent, number), lambda number=number: case_talk.note(agent, number, "x"),
                     lambda number=number: case.set_status(agent, number, "closed"),
                     lambda number=number: case.assign(agent, [number], None),
                     lambda number=number: case_evidence.add(agent, number, PNG, "a.png")):  # fmt: skip
            assert refusal(call).code == "forbidden"
    for call in (lambda: case_together.merge(agent, mine, entered), lambda: case_rules.save_statuses(agent, STATUSES),
                 lambda: case.reassign(agent, [1], 2), lambda: phrase.save(agent, Phrase(0, "a", "b"))):  # fmt: skip
        assert refusal(call).code == "forbidden"
    lead = desk.as_user("欧阳若琳", Role.LEAD)
    assert len(case_view.listed(lead, CaseFilter(state="all")).rows) == 4
    stranger = desk.as_user("路人", Role.AGENT)
    assert case_view.listed(stranger, CaseFilter(state="all")).rows == ()
    assert case_view.view(agent, mine).others == ()


# Lists, views, phrases, rules


def test_filters_and_bands(desk: Desk) -> None:
    session = desk.session
    a = desk.register("short", "少发", platform="jd", shop="一店", cause="Short or missing")
    b = desk.register("review", "两星", platform="taobao", shop="二店")
    c = desk.register("revisit", "回访", details={"tier": "A"})
    desk.later(minutes=40)

    def ids(**given: Any) -> list[int]:
        return [row.id for row in case_view.listed(session, CaseFilter(**given)).rows]

    assert ids() == [a, b, c] and ids(shop="一店") == [a] and ids(kind="review") == [b] and ids(platform="jd") == [a]
    assert ids(band="over") == [a] and ids(band="day") == [b] and ids(band="later") == [c] and ids(limit_key="revisit.a") == [c]
    assert case_view.counts(session).bands == {"over": 1, "hour": 0, "six": 0, "day": 1, "later": 1, "paused": 0}
    case.set_status(session, b, "wait_platform")
    assert ids(state="waiting") == [b] and ids(band="paused") == []  # Taobao's 30 days go on
    case.set_status(session, a, "resolved")
    assert ids(state="resolved") == [a] and ids() == [b, c] and ids(state="all", order="created") == [c, b, a]
    assert ids(first=date(2026, 9, 17)) == [] and ids(first=date(2026, 9, 16), last=date(2026, 9, 16)) == [b, c]
    assert ids(text="星") == [b] and ids(text="hf") == [c] and ids(state="all", text="少", shop="二店") == []
    page = case_view.listed(session, CaseFilter(state="all", order="created", limit=2))
    assert (len(page.rows), page.more) == (2, True)
    view = View("急的", CaseFilter(band="over", shop="一店", owners=(0, 1), first=date(2026, 9, 1)))
    case_view.save_view(session, view)
    assert case_view.saved_views(session) == (view,)
    case_view.forget_view(session, "急的")
    assert case_view.saved_views(session) == ()


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("漏", True), ("漏水", True), ("水 杯", True), ("杯 漏", True), ("杯漏水", True), ("漏杯", False), ("ｊｄ＿晴", True),
        ("晴07", True), ("5512", True), ("３００２１８８４", True), ("3002 1884 5512", True), ("13800138000", True), ("0013", True),
        ("sf123", True), ("bwb", True), ("bwbls", True), ("lsbwb", False), ("BWB 5512", True), ("ly", True), ("316", True),
        ("500ml", True), ("仓库老周", True), ("ckl", False), ("260916", True), ("京东", True), ("jf", True), (",,,", False),
        ("不存在的字", False), ("旗舰", True), ("漏发", False), ("dtb", False),
    ],
)  # fmt: skip
def test_one_box_finds_everything(desk: Desk, typed: str, found: bool) -> None:
    number = desk.register(
        "dispute", "保温杯漏水", platform="jd", shop="旗舰店", order_no="3002 1884 5512", buyer="jd_晴07", phone="13800138000",
        waybill="SF1234567890123", product="316 保温杯 500ml", owner_id=desk.people["李䶮"],
    )  # fmt: skip
    case_talk.note(desk.session, number, "问仓库老周要质检单")
    for chosen in (CaseFilter(text=typed), CaseFilter(state="all", text=typed)):
        assert bool(case_view.listed(desk.session, chosen).rows) is found


def test_phrases_with_variables(desk: Desk) -> None:
    session = desk.session
    number = desk.register("dispute", "漏水", platform="jd", buyer="晴")
    made = phrase.save(session, Phrase(0, "先安抚", "亲爱的{买家}，订单{订单号}我们在跟，{店铺}客服{客服}", "介入", ("dispute",))).value
    phrase.save(session, Phrase(0, "通用", "您好"))
    phrase.save(session, Phrase(0, "别的", "维修", kinds=("repair",)))
    found = case_view.view(session, number).phrases
    assert [one.name for one in found] == ["先安抚", "通用"]
    assert case_view.filled(session, number, found[0].text) == ("亲爱的晴，订单{订单号}我们在跟，拾光旗舰店客服{客服}", ("订单号", "客服"))
    assert case_view.filled(session, number, "a { b")[0] == "a { b"
    assert isinstance(made, int)
    phrase.remove(session, made)
    assert refusal(lambda: phrase.save(session, Phrase(0, " ", "x"))).code == "name"
    drawn = picture.keep(session, PNG, "安装图.png")
    phrase.save(session, Phrase(0, "安装", "照图装", pictures=(drawn,)))
    [kept] = [one for one in phrase.phrases(session) if one.name == "安装"]
    assert picture.file(session, kept.pictures[0]).read_bytes() == PNG
    assert refusal(lambda: picture.keep(session, b"%PDF-1.7", "a.pdf")).code == "not_picture"


def test_the_flag_remark_has_the_shops_format(desk: Desk) -> None:
    user = desk.as_user("李䶮", Role.AGENT)
    assert case_talk.compose_remark(user, shipping="顺丰", gift="杯刷", wishes="放前台，别打电话\n谢谢") == (
        "顺丰,杯刷,放前台、别打电话、谢谢,李䶮,2026-09-16 14:30")  # fmt: skip
    assert case_talk.compose_remark(user) == ",,,李䶮,2026-09-16 14:30"


def test_an_appeal_names_what_there_is_and_what_is_missing(desk: Desk) -> None:
    number = desk.register("dispute", "漏水", platform="jd", buyer="晴", order_no="300218845512",
                           details={"claim": "杯盖漏水", "appeal": "同批次质检合格"})  # fmt: skip
    case_evidence.add(desk.session, number, PNG, "聊天.png", "Chat")
    case_talk.milestone(desk.session, number, "proof_asked", "出厂质检")
    text = case_view.appeal_text(desk.session, number)
    for part in ("拾光旗舰店", "300218845512", "京东", "杯盖漏水", "同批次质检合格", "出厂质检", "1. 聊天记录: 聊天.png", "待补：页面快照"):
        assert part in text, text


def test_revisit_and_own_kinds(desk: Desk) -> None:
    session = desk.session
    field = CaseField("gift", "哪个赠品", required=True)
    own = Kind("gift", "赠品漏发", ("打包照片",), ("warehouse",), fields=(field,), checks=("问仓库",))
    case_rules.save_kind(session, own)
    assert refusal(lambda: desk.register("gift", "没给杯刷")).code == "gift"
    number = desk.register("gift", "没给杯刷", details={"gift": "杯刷"})
    found = case_view.view(session, number)
    assert found.missing == ("打包照片",) and found.kind == own
    case.change(session, found.case, checked=("问仓库",))
    assert store.get(session.shop, number).checked == ("问仓库",)
    case_talk.revisited(session, number, "满意", 5)
    assert store.get(session.shop, number).csat == 5
    assert refusal(lambda: case_talk.revisited(session, number, "", 6)).code == "csat"
    case_rules.save_kind(session, replace(own, active=False))
    assert refusal(lambda: desk.register("gift", "x", details={"gift": "y"})).code == "kind"
    assert refusal(lambda: case_rules.save_kind(session, replace(own, key="other"))).code == "name"
    case.set_goods(session, number, Goods.SENT)
    assert case_view.view(session, number).timeline[0].text == "已寄出"


def test_statuses_in_use_stay(desk: Desk) -> None:
    session = desk.session
    desk.register()
    extra = (*STATUSES, Status("call", "待打电话", Category.OPEN, ("handling",)))
    case_rules.save_statuses(session, extra)
    case.set_status(session, 1, "call")
    assert refusal(lambda: case.set_status(session, 1, "resolved")).code == "status"
    assert refusal(lambda: case_rules.save_statuses(session, STATUSES)).code == "statuses"
    paused = tuple(replace(one, category=Category.PAUSED) if one.key == "call" else one for one in extra)
    assert refusal(lambda: case_rules.save_statuses(session, paused)).code == "statuses"
    for wrong in ((STATUSES[0],), (*STATUSES, STATUSES[0]), (replace(STATUSES[0], next=("nowhere",)), *STATUSES[1:])):
        assert refusal(lambda wrong=wrong: case_rules.save_statuses(session, wrong)).code == "statuses"
    assert isinstance(Problem("a", "b"), Problem)


# Warnings


def test_each_warning_is_told_once_also_after_a_restart(desk: Desk) -> None:
    number = desk.register("repair", "不通电")  # 24 hours to the contact
    other = desk.as_user("欧阳若琳", Role.LEAD)
    heard: list[tuple[float, str]] = []
    for hours in range(0, 30, 2):
        desk.now = START + timedelta(hours=hours)
        heard += [(hours, one.stage) for one in case_warn.new(desk.session)]
        assert case_warn.new(desk.session) == ()
    assert heard == [(12, "half"), (20, "most"), (24, "due"), (26, "over")]
    assert [one.stage for one in case_warn.new(other)] == ["over"]  # told to each user, the highest only
    again = Session(Shop.open(desk.session.shop.path, now=desk.now), lambda: desk.now)
    desk.windows.append(again)
    assert case_warn.new(again) == ()
    case.set_status(again, number, "wait_buyer")
    desk.later(hours=1)
    assert case_warn.new(again) == ()
    case.set_status(again, number, "handling")
    assert case_warn.new(again) == ()  # the same clock, later: nothing is told twice
    case_limit.set_due(again, number, "team.repair_contact", desk.now + timedelta(hours=1))
    assert [one.stage for one in case_warn.new(again)] == ["most"]  # another deadline is told anew
    case.set_status(again, number, "resolved")
    assert case_warn.new(again) == ()


def test_another_kind_starts_its_own_clocks(desk: Desk) -> None:
    number = desk.register("return", "漏水要退", platform="jd")
    desk.later(hours=3)
    for kind in ("dispute", "return", "dispute"):
        case.change(desk.session, store.get(desk.session.shop, number), kind=kind)
    found = case_view.view(desk.session, number)
    [target] = [line.target for line in found.clocks if line.limit.key == "jd.dispute"]
    assert target.due == START + timedelta(hours=27)
    same_as_reckoned(desk.session)


# Whatever is done in whatever order


@pytest.mark.parametrize("seed", range(4))
def test_what_is_kept_follows_from_the_events_whatever_is_done(desk: Desk, seed: int) -> None:
    luck, session = random.Random(seed), desk.session
    kinds, platforms = [one.key for one in KINDS if one.key != "revisit"], ("jd", "taobao", "pdd")
    numbers = [desk.register(luck.choice(kinds), text, platform=luck.choice(platforms))
               for text in ("杯盖漏水", "少发滤芯", "显示签收未收到", "外箱破损")]  # fmt: skip
    milestones, notes = ("proof_asked", "proof_given", "intervened", "verdict"), ("问过仓库", "催了快递", "买家说漏水")
    acts: tuple[Callable[[int, int], object], ...] = (
        lambda one, _other: case.set_status(session, one, luck.choice(STATUSES).key),
        lambda one, _other: case.set_goods(session, one, luck.choice(list(Goods))),
        lambda one, _other: case_talk.milestone(session, one, luck.choice(milestones)),
        lambda one, _other: case_talk.note(session, one, luck.choice(notes)),
        lambda one, _other: case_talk.answered(session, one),
        lambda one, _other: case_talk.promise(session, one, "今晚答复", desk.now + timedelta(hours=5)),
        lambda one, _other: case_talk.snooze(session, one, desk.now + timedelta(hours=1)),
        lambda one, _other: case.change(session, store.get(session.shop, one), buyer=luck.choice("甲乙丙"), product=luck.choice("杯壶")),
        lambda one, other: case_together.merge(session, one, other),
        lambda one, _other: case_together.unmerge(session, one),
        lambda _one, _other: history.undo(session),
        lambda _one, _other: history.redo(session),
    )
    for _turn in range(45):
        desk.later(minutes=luck.randrange(1, 400))
        with contextlib.suppress(UserError):
            luck.choice(acts)(luck.choice(numbers), luck.choice(numbers))
    same_as_reckoned(session)
    assert session.shop.check() == []
    texts: dict[int, str] = dict(session.shop.rows("SELECT id, text FROM case_text"))
    parents = store.merges(session.shop)
    assert set(texts) == {number for number in store.many(session.shop, numbers) if number not in parents}
    for word in ("漏", "漏水", "仓库", "快递", "滤芯", "bg", "杯", "壶", "签收未", "260916", "没有的"):
        query = case_search.query(word)
        expected = {number for number, text in texts.items() if query.fits(text, initials)}
        assert {row.id for row in case_view.find(session, word)} == expected, word
