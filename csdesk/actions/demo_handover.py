"""The demonstration shop's handovers: the last days' notes signed by both, one that waits with a question and an item handed on three
shifts; the check list, the log of some days, the knowledge."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta

from csdesk.actions import day_check, handover, knowledge, log
from csdesk.actions.handover import Signer
from csdesk.actions.session import Session
from csdesk.core.day_check import CheckItem
from csdesk.core.handover import COMING, LEAVING
from csdesk.core.knowledge import KnowledgeEntry
from csdesk.core.log import LogEntry
from csdesk.core.permission import Role
from csdesk.core.staff import Employee
from csdesk.core.users import User
from csdesk.i18n import ROOT
from csdesk.store import case as store

FILE = ROOT / "resources" / "demo" / "knowledge.json"
HANDOVERS = 4  # the newest waits
# Days ago, the minute of that day (today: minutes ago), then the entry.
LOG = (
    (0, 24, "question", "礼盒能不能分开寄两个地址", "", "", ""),
    (0, 15, "lost", "看了三款，嫌贵", "316 保温杯 500ml", "tb_小鹿", "Too dear"),
    (0, 6, "note", "晚上 20:00 有直播，咨询会多；口令见知识库", "", "", ""), (1, 700, "question", "问杯盖能否单卖", "", "", ""),
    (1, 890, "price", "团购 50 只，问 29 元一只", "316 保温杯 500ml", "jd_晴07", ""), (1, 1140, "lost", "", "儿童水壶", "", "Out of stock"),
    (2, 820, "question", "大促价保到几号", "", "", ""),
)  # fmt: skip
ANSWERS = {"问杯盖能否单卖": "可以，39 元", "大促价保到几号": "付款后 15 天"}


def fill(session: Session, people: tuple[Employee, ...]) -> None:
    """Knowledge, check list, log and handovers up to now."""
    for category, title, body, product, kinds in json.loads(FILE.read_text(encoding="utf-8")):
        knowledge.save(session, KnowledgeEntry(0, category, title, body, tuple(kinds), product))
    day_check.take_usual(session)
    staff = tuple(one.id for one in people if one.left is None)
    day_check.save(session, [*day_check.items(session), CheckItem(0, "卫生轮值", "", staff)])
    _log(session, people)
    now = session.now
    runs = [one for one in handover.all_runs(session, now.date()) + handover.all_runs(session, now.date() - timedelta(days=4))
            if one.start + timedelta(hours=7, minutes=30) <= now]  # fmt: skip
    last = sorted({one.key: one for one in runs}.values(), key=lambda one: one.end)[-HANDOVERS:]
    for number, run in enumerate(last):
        with _at(session, min(now, run.end - timedelta(minutes=50))):
            _hand_over(session, run.day, run.code, done=number + 1 < len(last), first=number == 0)


def _hand_over(session: Session, day: date, shift: str, *, done: bool, first: bool) -> None:
    made = handover.start(session, day, shift).value
    assert isinstance(made, int)
    if first:
        key = "仓库备用钥匙在门卫，周一还"
        handover.add_item(session, made, key, severity="middle", todo="还给老周", what_if="老周不在 → 交门卫，拍照")
    view = handover.view(session, made)
    assert view is not None
    kept = 0
    for line in view.lines:
        later = line.case_id is not None and store.get(session.shop, line.case_id).created_at > view.note.cut_off
        kept += not later and line.item.kind != "matter"
        if later or (kept > 5 and line.item.kind != "matter"):  # what came in later was not known then
            handover.drop_item(session, line.item.id)
    handover.set_notices(session, made, "晚上 20:00 有直播，咨询会多\n仓库 18:00 后没人，急件打值班电话")
    for item in day_check.lines(session, day, shift)[:5]:
        day_check.tick(session, item.item.id, day, shift, True)
    _sign(session, made, LEAVING)
    view = handover.view(session, made)
    assert view is not None
    answers = (("taken", "知道了，先做这件"), ("question", "仓库几点有人"), ("taken", "到点前回买家"))
    for number, line in enumerate(view.lines if done else view.lines[:2]):
        handover.answer(session, line.item.id, *(answers[number % 3] if not done or number else answers[0]))
    if done:
        with _at(session, session.now + timedelta(minutes=24)):
            _sign(session, made, COMING)


def _sign(session: Session, note_id: int, side: str) -> None:
    found: tuple[Signer, ...] = handover.signers(session, note_id, side)
    if found:
        handover.sign(session, note_id, side, found[0])


def _log(session: Session, people: tuple[Employee, ...]) -> None:
    writers = [one for one in people if one.left is None]
    for place, (days, minutes, kind, text, product, buyer, reason) in enumerate(LOG):
        midnight = datetime.combine(session.now.date() - timedelta(days=days), time())
        moment = midnight + timedelta(minutes=minutes) if days else session.now - timedelta(minutes=minutes)
        with _at(session, moment, writers[place % len(writers)]):
            number = log.write(session, LogEntry(0, session.now, kind, text, product=product, buyer=buyer, reason=reason)).value
            if text in ANSWERS and isinstance(number, int):
                log.answer(session, number, ANSWERS[text])
    yesterday = session.now.date() - timedelta(days=1)
    words = log.proposed_summary(session, yesterday)
    if words:
        log.save_summary(session, yesterday, words)


@contextmanager
def _at(session: Session, moment: datetime, who: Employee | None = None) -> Iterator[None]:
    """Everything inside happens at that moment, by this person."""
    clock, user = session.clock, session.user
    session.clock = lambda: moment
    if who is not None:
        session.user = User(0, who.name, Role.LEAD, who.id)
    try:
        yield
    finally:
        session.clock, session.user = clock, user
