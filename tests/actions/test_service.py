"""The service summary from a shop file: whose limit it was, merged cases, who may see it, the print, the workbook, the commands."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from pypdf import PdfReader

from csdesk.actions import case, case_cost, case_talk, case_together, history, log, prints, rules, service
from csdesk.core.calendar import Month
from csdesk.core.case import Case
from csdesk.core.case_list import CaseFilter
from csdesk.core.log import LogEntry, LogFilter
from csdesk.core.permission import Role
from csdesk.core.rules import ServiceRules
from csdesk.core.service import Count, Kept
from csdesk.store import case as store
from csdesk.store import staff
from tests.actions.test_case import Desk, refusal
from tests.commands import Commands

SEPTEMBER = Month(2026, 9)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path)
    yield made
    for one in made.windows:
        one.shop.close()


def base(desk: Desk, number: int) -> Case:
    return store.get(desk.session.shop, number)


def worked(desk: Desk) -> None:
    """16 September, 14:30: a short shipment answered in 10 minutes by its owner; a damage answered too late, after it was handed over."""
    people = desk.people
    first = desk.register("short", "两件只到一件", owner_id=people["李䶮"], product="保温杯")
    second = desk.register("damage", "外箱破损", owner_id=people["李䶮"], product="保温杯")
    desk.later(minutes=10)
    case_talk.answered(desk.session, first, "已安排补发")
    desk.later(minutes=30)  # 15:10: the 30 minutes of the damage ran out at 15:00
    case.assign(desk.session, [second], people["郭Amy"])
    case_talk.answered(desk.session, second, "抱歉久等")
    case.change(desk.session, base(desk, first), cause="Short or missing")
    case_cost.set_cost(desk.session, base(desk, first), responsible="warehouse", bearer="warehouse", cost_goods=3900)
    desk.later(hours=2)
    case.set_status(desk.session, first, "resolved")
    case_talk.revisited(desk.session, first, "满意", 5)


def test_a_month_from_the_file(desk: Desk) -> None:
    worked(desk)
    log.write(desk.session, LogEntry(0, desk.now, "lost", "嫌贵", reason="Too dear"))
    found = service.view(desk.session, SEPTEMBER)
    assert (found.received, found.resolved, found.left, found.answered, found.revisited, found.csat) == (2, 1, 1, 2, 1, (5, 1))
    assert found.answer_seconds == (10 + 40) * 60 / 2
    # kept: the first answer and the 24 h of the short shipment; broken: the first answer of the damage, in the charge of 李䶮 at 15:00
    assert found.limits == Kept(2, 3)
    mine, hers = (next(one for one in found.agents if one.id == desk.people[name]) for name in ("李䶮", "郭Amy"))
    assert (mine.limits, hers.limits) == (Kept(2, 3), Kept())
    assert [(one.key, one.cost) for one in found.parties if one.key] == [("warehouse", 3900)]
    assert (found.causes, found.products, found.lost) == ((Count("Short or missing", 1),), (Count("保温杯", 2),), (Count("Too dear", 1),))
    # the week says the same, the weeks and months beside it nothing
    week = service.view(desk.session, date(2026, 9, 18))
    assert (week.received, week.limits, week.period.first) == (2, Kept(2, 3), date(2026, 9, 14))
    assert service.view(desk.session, Month(2026, 8)).is_empty
    assert service.view(desk.session, Month(2026, 10)).carried == 1


def test_what_is_in_work_carried_and_revisited_has_its_cases(desk: Desk) -> None:
    worked(desk)
    found = service.view(desk.session, SEPTEMBER)
    second = 2
    for what, count, ids in (("left", found.left, (second,)), ("carried", found.carried, None), ("revisited", found.revisited, (1,))):
        chosen = service.behind(desk.session, found, what)
        assert (chosen.ids if isinstance(chosen, CaseFilter) else None) == ids and count == len(ids or ()), what
    october = service.view(desk.session, Month(2026, 10))
    carried = service.behind(desk.session, october, "carried")
    assert isinstance(carried, CaseFilter) and carried.ids == (second,) and october.carried == 1
    assert refusal(lambda: service.behind(desk.as_user("陈思远", Role.AGENT), found, "left")).code == "forbidden"
    assert service.behind(desk.session, found, "lost", "Too dear") == LogFilter(date(2026, 9, 1), date(2026, 9, 30), "lost",
                                                                                reason="Too dear")  # fmt: skip


def test_the_target_is_that_of_the_last_day(desk: Desk) -> None:
    now = rules.book(desk.session).on(date(2026, 9, 30))
    rules.save(desk.session, replace(now, service=ServiceRules(Decimal("0.8"))), date(2026, 10, 1))
    assert [service.view(desk.session, Month(2026, month)).target for month in (9, 10)] == [Decimal("0.95"), Decimal("0.8")]


def test_undo_takes_it_back(desk: Desk) -> None:
    before = service.view(desk.session, SEPTEMBER)
    number = desk.register("short", "两件只到一件")
    assert service.view(desk.session, SEPTEMBER).received == 1
    history.undo(desk.session)
    assert service.view(desk.session, SEPTEMBER) == before
    history.redo(desk.session)
    desk.later(hours=1)
    found = service.view(desk.session, SEPTEMBER)
    assert found.limits == Kept(0, 1) and found.broken[0].case_id == number and found.broken[0].owner_id is None


def test_a_merged_case_counts_as_the_one_it_went_into(desk: Desk) -> None:
    first = desk.register("short", "两件只到一件")
    again = desk.register("short", "又来问")
    apart = service.view(desk.session, SEPTEMBER)
    case_together.merge(desk.session, again, first)
    desk.later(minutes=10)
    case_talk.answered(desk.session, first, "已安排补发")
    found = service.view(desk.session, SEPTEMBER)
    assert (apart.received, found.received, found.answered, found.limits) == (2, 1, 1, Kept(2, 2))  # each first answer was owed
    case_together.unmerge(desk.session, again)
    assert service.view(desk.session, SEPTEMBER).received == 2


def test_complaints_count_for_who_is_named(desk: Desk) -> None:
    number = desk.register("service", "态度差", owner_id=desk.people["李䶮"])
    assert all(not one.complaints for one in service.view(desk.session, SEPTEMBER).agents)
    case_cost.set_cost(desk.session, base(desk, number), responsible="agent", blamed_id=desk.people["郭Amy"])
    found = service.view(desk.session, SEPTEMBER)
    assert {one.id: one.complaints for one in found.agents if one.complaints} == {desk.people["郭Amy"]: 1}
    assert found.agent_fault == 1


def test_leads_see_it_agents_do_not(desk: Desk) -> None:
    worked(desk)
    assert service.view(desk.as_user("欧阳若琳", Role.LEAD), SEPTEMBER).received == 2
    agent = desk.as_user("李䶮", Role.AGENT)
    for call in (lambda: service.view(agent, SEPTEMBER), lambda: prints.paper(agent, "service", SEPTEMBER),
                 lambda: prints.sheet(agent, "service", SEPTEMBER)):  # fmt: skip
        assert refusal(call).code == "forbidden"


def text_of(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


def test_print_and_workbook_hold_the_same_values(desk: Desk) -> None:
    worked(desk)
    paper = prints.paper(desk.session, "service", SEPTEMBER)
    text = text_of(paper.pdf)
    for part in ("服务汇总", "2026 年 9 月", "66.7", "39.00", "少发漏发", "李䶮", "2/3", "全组 3 个时限，按时 2 个", "保温杯",
                 "这段时间还没过完", "目标 95%", f"第 1 页 / 共 {paper.pages} 页"):
        assert part in text, part
    assert "None" not in text and paper.problems == ()
    assert prints.paper(desk.session, "service", SEPTEMBER).pdf == paper.pdf
    book = openpyxl.load_workbook(io.BytesIO(prints.sheet(desk.session, "service", SEPTEMBER)))
    figures = {row[0]: row[1] for row in book["服务汇总"].iter_rows(min_row=2, values_only=True)}
    assert (figures["受理"], figures["按时率 %"], figures["赔付（元）"], figures["首次回应中位数（分钟）"]) == (2, 66.7, 39, 25)
    assert next(book["按客服"].iter_rows(min_row=2, max_col=6, values_only=True)) == ("李䶮", 1, 1, 3, 2, 66.7)
    assert len(list(book["每日受理与解决"].iter_rows(min_row=2))) == 30


def test_an_empty_period_says_so(desk: Desk) -> None:
    paper = prints.paper(desk.session, "service", Month(2026, 8))
    assert paper.pages == 1 and "这段时间没有受理也没有解决的单子" in text_of(paper.pdf)
    assert prints.sheet(desk.session, "service", Month(2026, 8))


def test_many_people_and_long_names(desk: Desk) -> None:
    for number in range(60):
        name, created = f"很长很长的商品名称{number}" * 8, desk.now - timedelta(days=number % 16)
        desk.register("short", "少件", product=name, cause=f"原因{number}", at=created)
    paper = prints.paper(desk.session, "service", SEPTEMBER)
    text = text_of(paper.pdf)
    assert "只列前 12 个，全部 60 个在 Excel 里" in text and "其他" in text and paper.pages < 5


def test_one_agent_with_a_rare_name(desk: Desk) -> None:
    who = next(iter(desk.people.values()))
    with desk.session.step("改名"):
        staff.save(desk.session.shop, replace(next(one for one in staff.employees(desk.session.shop) if one.id == who), name="𬱟㛃䶮"))
    desk.register("short", "少件", owner_id=who)
    for asked in (SEPTEMBER, date(2026, 9, 16), Month(2025, 2)):
        paper = service.paper(desk.session, asked)
        assert not paper.missing and not paper.problems and paper.pages <= 2
    assert "𬱟㛃䶮" in text_of(service.paper(desk.session, SEPTEMBER).pdf)


def test_the_commands(tmp_path: Path) -> None:
    shop = Commands(tmp_path)
    shop.table("cases", ["编号", "类型", "描述", "创建时间", "首次响应时间", "解决时间"],
               [["A1", "补发", "两件只到一件", "2026-09-16 14:30", "2026-09-16 14:40", "2026-09-16 18:00"]])  # fmt: skip
    out = tmp_path / "服务.pdf"
    for period, title in (("2026-09", "2026 年 9 月"), ("2026-09-18", "2026-09-14至2026-09-20")):
        answer = shop.ok("print", "service", period, "--out", str(out))
        assert answer["pages"] >= 1 and title in text_of(out.read_bytes()), json.dumps(answer, ensure_ascii=False)
    sheet = tmp_path / "服务.xlsx"
    shop.ok("export", "service", "2026-09", "--out", str(sheet))
    assert openpyxl.load_workbook(sheet)["服务汇总"]["B2"].value == 1
