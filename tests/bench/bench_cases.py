"""200 000 cases: the list, any search (against LIKE over the same rows), one case, a month's counts, the deadlines of 5 000 open ones."""

from __future__ import annotations

import random
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from csdesk.actions import case_refresh, case_rules, case_view, service, shop
from csdesk.actions.session import Session
from csdesk.core import case_search
from csdesk.core.calendar import Month
from csdesk.core.case import KINDS
from csdesk.core.case_list import CaseFilter
from csdesk.core.case_targets import clock
from csdesk.core.permission import Role
from csdesk.core.staff import Employee
from csdesk.core.users import User
from csdesk.store import case as store
from csdesk.store import case_list, staff

NOW = datetime(2026, 11, 5, 10)
CASES, OPEN = 200_000, 5_000
SURNAMES = "林陈欧李赵周吴孙郭何马唐韩曹邓徐冯沈罗蒋"
GIVEN = "晓思若一梦嘉浩立文诗雨琪豪清喆曦犇颖堃阳"
PRODUCTS = ("316 保温杯 500ml", "316 保温杯 750ml", "吸管杯盖", "加热底座", "滤芯三只装", "儿童水壶", "办公杯礼盒", "旅行茶具")
WORDS = ("两件只到一件", "缺滤芯", "杯盖漏水", "颜色发错", "显示签收未收到", "吸管有异味", "外箱破损", "不想要了", "降价要补差",
         "客服答应送杯刷未发", "加热底座不通电", "称商标与官网不同", "快递三天没动", "少发漏发", "要求全额退款")  # fmt: skip
NOTES = ("问仓库要同批次质检单，老周下午给", "已联系买家，等视频", "快递工单已开，催过两次", "提出换新或退三十，买家不接受", "运单拦截成功")
SEARCHES = ("漏", "漏水", "漏发", "杯盖漏水", "老周 质检", "bwb", "bwb lx", "林晓", "3002", "300218845512", "13800", "sf12345", "漏 保温",
            "全额退款 漏水", "不存在", "lsfblf")  # fmt: skip


def filled(folder: Path) -> Session:
    """A shop with CASES cases of two years; the newest OPEN ones are not resolved. Written past the journal, reckoned by the program."""
    session = shop.create(folder / "大店.csdesk", lambda: NOW)
    rng = random.Random(1)
    with session.step("录入员工"):
        people = [staff.save(session.shop, Employee(0, f"{n:04d}", rng.choice(SURNAMES) + rng.choice(GIVEN))) for n in range(40)]
    connection = session.shop.connection
    triggers = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name LIKE 'case_%'").fetchall()
    for name, _sql in triggers:
        connection.execute(f"DROP TRIGGER {name}")
    kinds = [one.key for one in KINDS if one.key != "revisit"]
    step = timedelta(days=700) / CASES
    cases: list[tuple[Any, ...]] = []
    events: list[tuple[Any, ...]] = []
    for number in range(1, CASES + 1):
        at = NOW - (CASES - number) * step - timedelta(minutes=1)
        text = f"{rng.choice(WORDS)}，{rng.choice(WORDS)}"
        done = number <= CASES - OPEN
        buyer = f"{rng.choice(('jd_', 'tb', ''))}{rng.choice(SURNAMES)}{rng.choice(GIVEN)}{rng.randrange(100):02d}"
        order, waybill = f"{rng.randrange(10**11, 10**12)}", f"SF{rng.randrange(10**12, 10**13)}"
        owner, stamp = rng.choice(people), at.isoformat(timespec="seconds")
        status, category = ("closed", "resolved") if done else rng.choice((("handling", "open"), ("wait_buyer", "paused")))
        platform, party = rng.choice(("jd", "taobao", "tmall", "pdd", "douyin")), rng.choice(("agent", "warehouse", "courier", "buyer"))
        cases.append((number, f"{at:%y%m%d}-{number:06d}", rng.choice(kinds), platform, "旗舰店", buyer, f"138{rng.randrange(10**8):08d}",
                      order, waybill, rng.choice(PRODUCTS), "shipped", text, "退款", owner, stamp, "", status, category, "none", "none",
                      "Quality", party, "", 0, 4100, "[]", "{}", 1, order, buyer, waybill.lower()))  # fmt: skip
        events.append((number, stamp, "registered", "", text, "{}"))
        events.append((number, (at + timedelta(minutes=rng.randrange(2, 90))).isoformat(timespec="seconds"), "answered", "", "", "{}"))
        later = (at + timedelta(hours=rng.randrange(2, 20))).isoformat(timespec="seconds")
        events.append((number, later, "note", "", rng.choice(NOTES), "{}"))
        if done or category == "paused":
            ended = (at + timedelta(hours=rng.randrange(20, 60))).isoformat(timespec="seconds")
            events.append((number, ended, "status", "", "", f'{{"from":"new","to":"{status}","category":"{category}"}}'))
    connection.execute("BEGIN")
    columns = """id, no, kind, platform, shop, buyer, phone, order_no, waybill, product, order_state, description, wish, owner_id,
                 created_at, created_by, status, category, goods, money, cause, responsible, bearer, partial, cost_goods, checked,
                 details, version, order_key, buyer_key, waybill_key"""
    connection.executemany(f"INSERT INTO case_record ({columns}) VALUES ({', '.join('?' * 31)})", cases)
    connection.executemany("INSERT INTO case_event (case_id, at, kind, by, text, data) VALUES (?, ?, ?, ?, ?, ?)", events)
    connection.execute("INSERT INTO case_stale SELECT id FROM case_record")
    for _name, sql in triggers:
        connection.execute(sql)
    connection.execute("COMMIT")
    case_refresh.refresh(session)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return session


def run() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    with tempfile.TemporaryDirectory() as folder:
        begin = time.perf_counter()
        session = filled(Path(folder))
        made = time.perf_counter() - begin
        size = session.shop.path.stat().st_size / 1e6

        def line(name: str, what: str, limit: float, times: list[float]) -> None:
            found.append({"name": name, "what": what, "ours": statistics.median(times), "other": None, "ratio": max(times) * 1000,
                          "limit": limit, "unit": "ms"})  # fmt: skip

        line("list opens", f"{OPEN} open of {CASES} cases, first 500; made in {made:.0f} s, {size:.0f} MB", 150,
             _times(lambda: case_view.listed(session, CaseFilter())))  # fmt: skip
        line("list of resolved", "newest first", 150, _times(lambda: case_view.listed(session, CaseFilter(state="resolved"))))
        over = CaseFilter(band="over", platform="jd")
        line("list filtered", "over time, of one platform", 150, _times(lambda: case_view.listed(session, over)))
        line("counts", "beside the tabs", 150, _times(lambda: case_view.counts(session)))
        search = [statistics.median(_times(lambda typed=typed: case_view.find(session, typed), 3)) for typed in SEARCHES]
        like = [statistics.median(_times(lambda typed=typed: _like(session, typed), 1)) for typed in SEARCHES]
        each = " | ".join(f"{typed} {took * 1000:.1f}" for typed, took in zip(SEARCHES, search, strict=True))
        line("any search", f"the slowest of {each}", 100, search)
        found.append({"name": "search / LIKE", "what": "all searches together over LIKE on the same text", "ours": sum(search),
                      "other": sum(like), "ratio": sum(search) / sum(like), "limit": 1 / 20})  # fmt: skip
        rare = CaseFilter(state="resolved", text="漏", kind="repair", platform="jd", first=(NOW - timedelta(days=690)).date(),
                          last=(NOW - timedelta(days=688)).date())  # fmt: skip
        line("search narrowed", "a common word, a filter that few old cases pass", 100, _times(lambda: case_view.listed(session, rare)))
        agent = Session(session.shop, lambda: NOW, User(1, "客服", Role.AGENT, 7))
        line("search of an agent", "a common word in the own cases", 100, _times(lambda: case_view.find(agent, "漏")))
        line("one case", "detail with everything around it", 50, _times(lambda: case_view.view(session, CASES - 10)))
        line("service", "summary of a month with the month before, processor time", 1000, _service(session))
        line("deadlines", f"of {OPEN} open cases, from their events", 200, _deadlines(session))
        session.shop.close()
    return found


def _times(work: Callable[[], object], count: int = 5) -> list[float]:
    found = []
    for _turn in range(count):
        begin = time.perf_counter()
        work()
        found.append(time.perf_counter() - begin)
    return found


def _service(session: Session) -> list[float]:
    found = []
    for month in (Month(2025, 10), Month(2026, 9), Month(2026, 10), Month(2026, 11)):
        begin = time.process_time()
        service.view(session, month)
        found.append(time.process_time() - begin)
    return found


def _like(session: Session, typed: str) -> object:
    words = case_search.query(typed).words
    where = " AND ".join("text LIKE ?" for _word in words)
    return session.shop.rows(f"SELECT id FROM case_text WHERE {where}", [f"%{word}%" for word in words])


def _deadlines(session: Session) -> list[float]:
    ids = [row[0] for row in case_list.rows(session.shop, CaseFilter(snoozed=True), NOW, everything=True)]
    cases, events = store.many(session.shop, ids), store.events(session.shop, ids)
    limits, hours = case_rules.limits(session), case_rules.clocks(session)
    urgent = {one.key: one.urgent for one in case_rules.kinds(session)}
    assert len(cases) == OPEN
    return _times(lambda: [clock(one, events[one.id], limits, hours, urgent[one.kind]).next() for one in cases.values()])
