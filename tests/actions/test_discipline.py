"""Fines and the fund box through the actions: prices, payment, pay lines, packets of closed months, undo, permission, Excel."""

from __future__ import annotations

import io
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest

from csdesk.actions import discipline, history, month, rules, selftest, settings, shop, staff
from csdesk.actions.discipline import Due
from csdesk.actions.session import Session
from csdesk.core.calendar import Month
from csdesk.core.discipline import Fine, FundEntry
from csdesk.core.permission import Role
from csdesk.core.presets import preset
from csdesk.core.problem import UserError
from csdesk.core.rules import RedPackets
from csdesk.core.staff import BasePay, Employee
from csdesk.core.users import User
from csdesk.store import discipline as store
from csdesk.store import rules as rules_store
from csdesk.store import staff as staff_store
from tests.store.shops import dump

NOW = datetime(2026, 11, 20, 9)
OCTOBER, NOVEMBER = Month(2026, 10), Month(2026, 11)


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    made = shop.create(tmp_path / "a.csdesk", lambda: NOW)
    with made.step("开店", undoable=False):
        rules_store.add_version(made.shop, preset("handbook-2"), date(2026, 1, 1), by="", at=NOW)
        for no, name in (("0007", "李䶮"), ("0012", "陈思远"), ("0013", "陈思远")):
            staff_store.save(made.shop, Employee(0, no, name, hired=date(2026, 1, 1), pay=(BasePay(date(2026, 1, 1), 300000),)))
    yield made
    made.shop.close()


def fine(day: date, kind: str = "complaint", who: int = 1, **more: object) -> Fine:
    return Fine(0, who, day, kind, **more)  # type: ignore[arg-type]


def dues(session: Session, one: Month = OCTOBER) -> list[tuple[str, int | None, str]]:
    return [(due.employee.no, due.amount, due.state) for due in discipline.view(session, one).dues]


def test_the_worked_example(session: Session) -> None:
    for day in (date(2026, 10, 3), date(2026, 10, 20), date(2026, 11, 2)):
        discipline.enter_fine(session, fine(day))
    assert dues(session) == [("0007", 5000, "owed"), ("0007", 10000, "owed")]
    assert dues(session, NOVEMBER) == [("0007", 5000, "owed")]
    told = discipline.enter_fine(session, fine(date(2026, 10, 25), note="第三次"))
    assert told.message == "李䶮：2026-10 第 3 次投诉：制度写的是建议离职"
    third = discipline.view(session, OCTOBER).dues[-1]
    assert (third.state, third.resignation, third.amount) == ("resign", True, None)
    assert discipline.view(session, OCTOBER).owed_sum == 20000
    with pytest.raises(UserError, match="不用交钱"):
        discipline.pay_fine(session, int(str(told.value)), NOW.date())


def test_the_box_holds_what_came_in_less_what_went_out(session: Session) -> None:
    first = int(str(discipline.enter_fine(session, fine(date(2026, 10, 3))).value))
    chat = int(str(discipline.enter_fine(session, fine(date(2026, 10, 4), "private_chat", 2)).value))
    discipline.pay_fine(session, first, date(2026, 10, 9))
    done = discipline.enter_fund(session, FundEntry(0, date(2026, 10, 30), -8050, "团建聚餐"))
    assert done.message == "记好了，结余 −30.50"
    discipline.pay_fine(session, chat, date(2026, 11, 1))
    discipline.enter_fund(session, FundEntry(0, date(2026, 10, 1), 10000, "老账结余"))
    view = discipline.view(session, OCTOBER)
    assert [(row.entry.day.day, row.entry.amount, row.entry.source, row.balance) for row in view.ledger] == [
        (1, 10000, "typed", 10000), (9, 5000, "fine", 15000), (30, -8050, "typed", 6950), (1, 2000, "fine", 8950)]
    assert (view.balance, view.flow(), view.owed) == (8950, (15000, -8050), ())
    discipline.pay_fine(session, first, None)
    assert discipline.view(session, OCTOBER).balance == 3950


def test_undo_brings_back_every_byte(session: Session) -> None:
    states = [dump(session.shop)]
    number = int(str(discipline.enter_fine(session, fine(date(2026, 10, 3))).value))
    states.append(dump(session.shop))
    discipline.pay_fine(session, number, NOW.date())
    states.append(dump(session.shop))
    entry = int(str(discipline.enter_fund(session, FundEntry(0, NOW.date(), -100, "水果")).value))
    states.append(dump(session.shop))
    discipline.enter_fund(session, FundEntry(entry, NOW.date(), -250, "水果和奶茶"))
    states.append(dump(session.shop))
    discipline.remove_fund(session, entry)
    states.append(dump(session.shop))
    discipline.remove_fine(session, number)
    for before in reversed(states):
        history.undo(session)
        assert dump(session.shop) == before
    for after in states[1:]:
        history.redo(session)
        assert dump(session.shop) == after


@pytest.mark.parametrize(
    ("given", "code"),
    [
        (fine(date(2026, 10, 3), who=99), "person"),
        (fine(date(2026, 11, 21)), "day"),
        (fine(date(2025, 12, 31)), "day"),
        (fine(date(2026, 10, 3), "other", note="迟到"), "amount"),
        (fine(date(2026, 10, 3), "other", amount=500), "note"),
        (fine(date(2026, 10, 3), amount=0), "amount"),
        (fine(date(2026, 10, 3), amount=-1), "amount"),
        (fine(date(2026, 10, 3), "rudeness"), "kind"),
    ],
)
def test_what_is_refused(session: Session, given: Fine, code: str) -> None:
    before = dump(session.shop)
    with pytest.raises(UserError) as caught:
        discipline.enter_fine(session, given)
    assert caught.value.code == code
    assert dump(session.shop) == before


def test_a_paid_complaint_keeps_its_place(session: Session) -> None:
    later = int(str(discipline.enter_fine(session, fine(date(2026, 10, 20))).value))
    with pytest.raises(UserError, match="发生之前"):
        discipline.pay_fine(session, later, date(2026, 10, 19))
    discipline.pay_fine(session, later, date(2026, 10, 21))
    with pytest.raises(UserError, match="10-20 的投诉已经结清"):
        discipline.enter_fine(session, fine(date(2026, 10, 5)))
    with pytest.raises(UserError, match="已经交了"):
        discipline.enter_fine(session, replace(store.fines(session.shop)[0], note="改一下"))
    discipline.enter_fine(session, fine(date(2026, 10, 5), who=2))
    discipline.pay_fine(session, later, None)
    discipline.enter_fine(session, fine(date(2026, 10, 5)))
    assert dues(session) == [("0007", 5000, "owed"), ("0012", 5000, "owed"), ("0007", 10000, "owed")]


def test_through_pay_only_where_switched_on(session: Session) -> None:
    number = int(str(discipline.enter_fine(session, fine(date(2026, 10, 3), note="买家张三")).value))
    with pytest.raises(UserError) as caught:
        discipline.collect(session, number)
    assert caught.value.code == "off"
    discipline.allow_through_pay(session, True)
    before = dump(session.shop)
    discipline.collect(session, number)
    [line] = month.adjustments(session, OCTOBER)
    assert (line.code, line.amount, line.employee_id, line.reason) == ("fine", 5000, 1, "投诉 2026-10-03 买家张三")
    assert dues(session) == [("0007", 5000, "pay")]
    assert discipline.view(session, OCTOBER).balance == 0  # comes in with the close
    with pytest.raises(UserError, match="从工资扣"):
        discipline.pay_fine(session, number, NOW.date())
    with pytest.raises(UserError, match="已从工资扣"):
        discipline.collect(session, number)
    collected = dump(session.shop)
    month.remove_adjustment(session, line.id)  # on the month's page: the fine is owed again
    assert dues(session) == [("0007", 5000, "owed")]
    history.undo(session)
    assert dump(session.shop) == collected
    history.redo(session)
    history.undo(session)
    discipline.release(session, number)
    assert dump(session.shop) == before
    history.undo(session)
    discipline.remove_fine(session, number)
    assert month.adjustments(session, OCTOBER) == () and store.fines(session.shop) == ()


def test_roles(session: Session) -> None:
    number = int(str(discipline.enter_fine(session, fine(date(2026, 10, 3))).value))
    discipline.allow_through_pay(session, True)
    session.user = User(2, "王主管", Role.SUPERVISOR)
    discipline.enter_fine(session, fine(date(2026, 10, 4), "private_chat", 2))
    view = discipline.view(session, OCTOBER)
    assert not view.may_collect
    assert all(one.pay == () for one in view.people) and all(due.employee.pay == () for due in view.dues)
    with pytest.raises(UserError) as caught:
        discipline.collect(session, number)
    assert caught.value.code == "forbidden"
    for role in (Role.LEAD, Role.AGENT):
        session.user = User(3, "小王", role, 1)
        for refused in (
            lambda: discipline.view(session, OCTOBER),
            lambda: discipline.enter_fine(session, fine(date(2026, 10, 4))),
            lambda: discipline.enter_fund(session, FundEntry(0, NOW.date(), 1, "x")),
            lambda: discipline.export(session, OCTOBER),
            lambda: discipline.allow_through_pay(session, True),
        ):
            with pytest.raises(UserError) as caught:
                refused()
            assert caught.value.code == "forbidden"


def test_who_has_a_fine_stays_in_the_staff_file(session: Session) -> None:
    discipline.enter_fine(session, fine(date(2026, 10, 3)))
    with pytest.raises(UserError):
        staff.remove(session, 1)
    staff.remove(session, 3)


def test_the_excel_holds_fines_and_ledger(session: Session) -> None:
    number = int(str(discipline.enter_fine(session, fine(date(2026, 10, 3), note="=1+1")).value))
    discipline.enter_fine(session, fine(date(2026, 10, 8)))
    discipline.pay_fine(session, number, date(2026, 10, 9))
    discipline.enter_fund(session, FundEntry(0, date(2026, 10, 30), -2000, "奶茶"))
    book = openpyxl.load_workbook(io.BytesIO(discipline.export(session, OCTOBER)))
    assert book.sheetnames == ["罚款 2026-10", "收支账"]
    fines, ledger = [[[cell.value for cell in row] for row in sheet.iter_rows()] for sheet in book]
    assert fines[1][1:6] == ["0007", "李䶮", "投诉", 50, "已交"]
    assert fines[1][7] == "=1+1" and book.worksheets[0].cell(2, 8).data_type == "s"
    assert fines[3][4] == 150
    assert [row[3:] for row in ledger[1:]] == [[50, None, None, 50], [None, 20, None, 30], [50, 20, 0, 30]]


def test_the_paper_says_the_same(session: Session) -> None:
    import pypdf

    discipline.enter_fund(session, FundEntry(0, date(2026, 9, 30), 5000, "老账结余"))
    number = int(str(discipline.enter_fine(session, fine(date(2026, 10, 3), note="买家张三说等了很久没有人回答，" * 4)).value))
    discipline.pay_fine(session, number, date(2026, 10, 9))
    for day in range(1, 31):
        discipline.enter_fund(session, FundEntry(0, date(2026, 10, day), -100, f"第 {day} 天的水果"))
    made = discipline.paper(session, OCTOBER)
    pages = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(made.pdf)).pages]
    assert made.missing == () and made.pages == len(pages) == 2
    for words in ("基金箱", "李䶮", "2026-10 第 1 次投诉：按制度罚 50.00", "上月结余", "50.00"):
        assert words in pages[0]
    assert "第 30 天的水果" in pages[1] and "70.00" in pages[1] and "30.00" in pages[1]


def test_the_check_list_names_the_law(session: Session) -> None:
    assert "fines" not in [one.code for one in month.result(session, OCTOBER).warnings]
    discipline.enter_fine(session, fine(date(2026, 10, 3)))
    discipline.enter_fine(session, fine(date(2026, 10, 4), "private_chat"))
    discipline.enter_fine(session, fine(date(2026, 11, 4), "private_chat", 2))
    [warning] = [one for one in month.result(session, OCTOBER).warnings if one.code == "fines"]
    assert (warning.employees, warning.amount, warning.article) == (("0007",), 7000, discipline.LAW)


@pytest.fixture(scope="module")
def closed_demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration shop with September closed under rules that move unpaid packets to the fund box."""
    from csdesk.actions import demo

    path = tmp_path_factory.mktemp("fund") / "demo.csdesk"
    made = demo.create(path, lambda: datetime(2026, 10, 8, 9))
    with made.step("制度", undoable=False):
        wanted = replace(rules.book(made).on(date(2026, 9, 1)), red_packets=RedPackets(True, "fund"))
        rules_store.add_version(made.shop, wanted, date(2026, 9, 1), by="", at=made.now)
    selftest.decide_all(made, Month(2026, 9))
    month.close(made, Month(2026, 9))
    made.shop.close()
    return path


@pytest.fixture
def demo_session(tmp_path: Path, closed_demo: Path) -> Iterator[Session]:
    path = tmp_path / "demo.csdesk"
    shutil.copy(closed_demo, path)
    made = shop.open_shop(path, lambda: NOW)
    yield made
    made.shop.close()


def test_unpaid_packets_of_a_closed_month_are_owed_to_the_box(demo_session: Session) -> None:
    session, september = demo_session, Month(2026, 9)
    frozen = month.result(session, september)
    unpaid = [one for one in frozen.red_packets if one.owed]
    assert unpaid
    view = discipline.view(session, september)
    assert (view.balance, view.owed_sum) == (0, sum(one.owed for one in unpaid))
    assert {row.entry.day for row in view.ledger} == {date(2026, 10, 8)}
    due: Due = view.owed[0]
    assert due.packet is not None
    with pytest.raises(UserError, match="2026-10-08 才转入"):
        discipline.pay_packet(session, due.packet, date(2026, 10, 7))
    discipline.pay_packet(session, due.packet, date(2026, 10, 12))
    after = discipline.view(session, september)
    assert (after.balance, after.owed_sum) == (due.amount, view.owed_sum - (due.amount or 0))
    assert after.ledger[-1].entry.day == date(2026, 10, 12)
    assert month.differences(session, september) is None  # the closed month stays as it was
    history.undo(session)
    assert discipline.view(session, september).balance == 0
    month.reopen(session, september, "补一张请假单")
    assert discipline.view(session, september).ledger == ()


def test_what_came_in_stays_when_the_month_is_opened_again(demo_session: Session) -> None:
    session, september = demo_session, Month(2026, 9)
    due = discipline.view(session, september).owed[0]
    assert due.packet is not None
    discipline.pay_packet(session, due.packet, date(2026, 10, 12))
    owed = discipline.view(session, september).owed_sum
    month.reopen(session, september, "补一张请假单")
    view = discipline.view(session, september)
    assert (view.balance, view.owed_sum) == (due.amount, 0)
    month.close(session, september)
    view = discipline.view(session, september)
    assert (view.balance, view.owed_sum) == (due.amount, owed)


def test_left_and_deducted_packets_do_not_reach_the_box(demo_session: Session) -> None:
    session = demo_session
    month.reopen(session, Month(2026, 9), "换制度")
    with session.step("制度", undoable=False):
        wanted = replace(rules.book(session).on(date(2026, 9, 1)), red_packets=RedPackets(True, "left"))
        rules_store.add_version(session.shop, wanted, date(2026, 9, 1), by="", at=session.now)
    month.close(session, Month(2026, 9))
    view = discipline.view(session, Month(2026, 9))
    assert (view.ledger, view.dues) == ((), ())


def test_a_collected_fine_comes_in_with_the_close(demo_session: Session) -> None:
    session, september = demo_session, Month(2026, 9)
    month.reopen(session, september, "补罚款")
    person = next(one for one in staff.all_employees(session) if one.employed_on(date(2026, 9, 10)))
    number = int(str(discipline.enter_fine(session, Fine(0, person.id, date(2026, 9, 10), "other", 3000, "辱骂同事")).value))
    settings.put(session, "fines_through_pay", True)
    discipline.collect(session, number)
    month.close(session, september)
    [due] = [one for one in discipline.view(session, september).dues if one.fine]
    assert (due.state, due.received, due.since) == ("collected", 3000, NOW.date())
    assert discipline.view(session, september).balance == 3000
    for refused in (lambda: discipline.release(session, number), lambda: discipline.remove_fine(session, number)):
        with pytest.raises(UserError) as caught:
            refused()
        assert caught.value.code == "closed"
