"""Who may do what with handovers, the check list, the log, the knowledge and the service summary: every action against every role."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from csdesk.actions import day_check, handover, handover_draft, knowledge, log, prints, search, service
from csdesk.actions.session import Session
from csdesk.core.calendar import Month
from csdesk.core.handover import LEAVING
from csdesk.core.knowledge import KnowledgeEntry
from csdesk.core.log import LogEntry, LogFilter
from csdesk.core.permission import Role
from csdesk.core.problem import UserError
from csdesk.core.users import User
from csdesk.store.shop import Shop
from tests.actions.test_handover import DAY, START, Desk

SEPTEMBER = Month(2026, 9)
ALL, LEADS, SUPERVISORS = "osla", "osl", "os"  # owner, supervisor, lead, agent
LETTERS = {Role.OWNER: "o", Role.SUPERVISOR: "s", Role.LEAD: "l", Role.AGENT: "a"}
Call = Callable[[Session], object]


def _matter(session: Session) -> int:
    """The item of the draft in own words."""
    return int(session.shop.rows("SELECT id FROM handover_item WHERE kind = 'matter'")[0][0])


TABLE: tuple[tuple[str, str, Call], ...] = (
    ("read the note", ALL, lambda s: handover.view(s, 1)),
    ("list the notes", ALL, lambda s: handover.notes(s)),
    ("be known to have seen it", ALL, lambda s: handover.saw(s, 1)),
    ("begin a note", LEADS, lambda s: handover.start(s, DAY, "N")),
    ("drop a draft", LEADS, lambda s: handover.drop(s, 2)),
    ("add an item", LEADS, lambda s: handover.add_item(s, 2, "钥匙在门卫")),
    ("change an item", LEADS, lambda s: handover.set_item(s, _matter(s), todo="还钥匙")),
    ("move an item", LEADS, lambda s: handover.move_item(s, _matter(s), 0)),
    ("take an item off", LEADS, lambda s: handover.drop_item(s, _matter(s))),
    ("say what to know", LEADS, lambda s: handover.set_notices(s, 2, "直播")),
    ("answer", LEADS, lambda s: handover.answer(s, 1, "taken", "知道了")),
    ("keep a half answer", LEADS, lambda s: handover_draft.keep(s, 1, "半句")),
    ("settle an item", LEADS, lambda s: handover.clear(s, 1)),
    ("supplement", LEADS, lambda s: handover.supplement(s, 1, "补一句")),
    ("print handovers", LEADS, lambda s: prints.paper(s, "handover", DAY)),
    ("tick the check list", ALL, lambda s: day_check.tick(s, 1, DAY, "D", True)),
    ("change the check list", LEADS, lambda s: day_check.save(s, [])),
    ("read the log", ALL, lambda s: log.view(s, LogFilter())),
    ("write into the log", ALL, lambda s: log.write(s, LogEntry(0, s.now, "note", "晚上直播"))),
    ("answer a question", ALL, lambda s: log.answer(s, 1, "能")),
    ("decide a price", LEADS, lambda s: log.answer(s, 2, "32 元")),
    ("change what another wrote", LEADS, lambda s: log.write(s, LogEntry(3, s.now, "note", "改"))),
    ("delete what another wrote", LEADS, lambda s: log.remove(s, 3)),
    ("make knowledge of an answer", LEADS, lambda s: log.to_knowledge(s, 4)),
    ("write the summary of the day", LEADS, lambda s: log.save_summary(s, DAY, "小结")),
    ("copy the summary", ALL, lambda s: log.group_text(s, DAY)),
    ("print the day", ALL, lambda s: log.paper(s, DAY)),
    ("search the knowledge", ALL, lambda s: knowledge.entries(s, "杯")),
    ("print knowledge", ALL, lambda s: knowledge.paper(s, [1])),
    ("write knowledge", LEADS, lambda s: knowledge.save(s, KnowledgeEntry(0, "rule", "保价", "15 天"))),
    ("delete knowledge", LEADS, lambda s: knowledge.remove(s, 1)),
    ("see the service summary", LEADS, lambda s: service.view(s, SEPTEMBER)),
    ("see what is behind it", LEADS, lambda s: service.behind(s, service.summary(service.Period.of(SEPTEMBER), (), (), s.now, carried=0,
                                                                                   complaint_kinds=()), "left")),
    ("print the service summary", LEADS, lambda s: prints.paper(s, "service", SEPTEMBER)),
    ("the service summary as a workbook", LEADS, lambda s: prints.sheet(s, "service", SEPTEMBER)),
)  # fmt: skip


NAMES = {Role.OWNER: "马文博", Role.SUPERVISOR: "何立新", Role.LEAD: "李䶮", Role.AGENT: "唐诗涵"}


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A shop with a signed note, a draft, a check list, a log and an entry of knowledge."""
    made = Desk(tmp_path_factory.mktemp("roles"))
    session = made.session
    made.case("dispute", "漏水", owner_id=made.people["李䶮"])
    made.case("short", "自己的保温杯", owner_id=made.people["唐诗涵"])
    made.case("short", "别人的保温杯", owner_id=made.people["李䶮"])
    made.case("service", "态度差", responsible="agent", blamed_id=made.people["唐诗涵"])
    made.sign(made.start(), LEAVING, "林晓彤")  # note 1, item 1
    second = made.start("D", date(2026, 9, 17))  # note 2, a draft
    handover.add_item(session, second, "仓库钥匙")
    day_check.take_usual(session)
    for kind, text in (("question", "杯盖单卖吗"), ("price", "问 29 元"), ("note", "直播"), ("question", "能分寄吗")):
        log.write(session, LogEntry(0, made.now, kind, text))
    log.answer(session, 4, "不能")
    knowledge.save(session, KnowledgeEntry(0, "product", "保温杯", "12 小时"))
    path = session.shop.path
    session.shop.close()
    return path


@pytest.fixture
def as_role(filled: Path, tmp_path: Path) -> Iterator[Callable[[Role], Session]]:
    """Opens a copy of the shop as somebody of a role."""
    path = tmp_path / "店.csdesk"
    shutil.copy(filled, path)
    opened: list[Shop] = []

    def make(role: Role) -> Session:
        opened.append(Shop.open(path, now=START))
        people = {name: number for number, name in opened[-1].rows("SELECT id, name FROM employee")}
        return Session(opened[-1], lambda: START, User(9, NAMES[role], role, people.get(NAMES[role])))

    yield make
    for shop in opened:
        shop.close()


@pytest.mark.parametrize("role", list(Role), ids=[role.value for role in Role])
@pytest.mark.parametrize(("who", "call"), [row[1:] for row in TABLE], ids=[row[0] for row in TABLE])
def test_what_a_role_may(as_role: Callable[[Role], Session], role: Role, who: str, call: Call) -> None:
    session = as_role(role)
    if LETTERS[role] in who:
        call(session)
        return
    before = session.shop.head()
    with pytest.raises(UserError) as caught:
        call(session)
    assert caught.value.code == "forbidden" and session.shop.head() == before


def test_a_fine_is_offered_to_who_may_enter_one(as_role: Callable[[Role], Session]) -> None:
    offered = {role: len(service.unfined(as_role(role), SEPTEMBER)) for role in Role}
    assert offered == {Role.OWNER: 1, Role.SUPERVISOR: 1, Role.LEAD: 0, Role.AGENT: 0}


def test_what_an_agent_finds_by_ctrl_k(as_role: Callable[[Role], Session]) -> None:
    found = search.find(as_role(Role.AGENT), "保温杯")
    assert [(one.kind, one.title) for one in found] == [("case", "自己的保温杯"), ("entry", "保温杯")]


def test_an_agent_sees_of_a_note_what_is_nobodys_secret(as_role: Callable[[Role], Session]) -> None:
    view = handover.view(as_role(Role.AGENT), 1)
    assert view is not None and view.hidden and not view.may_write
    told = " ".join(f"{line.title} {line.more} {line.item.todo}" for line in view.lines)
    assert "漏水" not in told and "别人的" not in told
