"""Keeps what follows from the cases up to date: the next deadline for sorting and the search index, whatever changed them."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import cache

from csdesk.actions import case_rules
from csdesk.actions.case_rules import Ground
from csdesk.actions.session import Session
from csdesk.actions.staff import all_employees
from csdesk.core.case import Case, CaseEvent, Kind, Promise, kind_of, platform_name, root_of
from csdesk.core.case_limits import LIMITS
from csdesk.core.case_search import text_of
from csdesk.core.case_targets import CaseClock, clock, merged_events
from csdesk.core.problem import UserError
from csdesk.core.service import Decision, decisions
from csdesk.files.pinyin import initials
from csdesk.i18n import gettext as _
from csdesk.store import case as store
from csdesk.store import case_search, settings
from csdesk.store import service as store_service

_EVERY = frozenset({"holiday_override", "rule_version", "setting", "employee"})
_CHUNK = 1000


def refresh(session: Session) -> None:
    """Make again what is stale: cases that changed, and all open ones when limits, calendar or roster did. Where another window is
    writing just now, what is kept serves once more."""
    shop = session.shop
    try:
        _notice(session)
        ids = store.stale(shop)
        if ids:
            with store.reckoning(shop):
                for start in range(0, len(ids), _CHUNK):
                    _make(session, ids[start:start + _CHUNK])
    except UserError as error:
        if error.code not in ("locked", "read_only") or shop.writing:
            raise


@cache
def _program_table() -> int:
    return zlib.crc32(repr(LIMITS).encode())


def _notice(session: Session) -> None:
    """Find out from the journal whether anything that every clock reads has changed."""
    shop = session.shop
    seen, table = settings.remembered(shop, "case.seen", [0, 0])
    head, tables = store.tables_since(shop, seen)
    if head == seen and table == _program_table():
        return
    every = bool(tables & _EVERY) or table != _program_table()
    if every or "roster_cell" in tables:
        with store.reckoning(shop):
            store.stale_all(shop, roster_only=not every)
            settings.remember(shop, "case.seen", [head, _program_table()])
    elif head - seen > 200:
        settings.remember(shop, "case.seen", [head, _program_table()])


def _make(session: Session, ids: Sequence[int]) -> None:
    shop = session.shop
    parents = store.merges(shop)
    wanted = list(dict.fromkeys([*ids, *(root_of(parents, number) for number in ids)]))
    cases = store.many(shop, wanted)
    gone = [number for number in wanted if number not in cases]
    events = store.events(shop, cases)
    promises: dict[int, list[Promise]] = {}
    for one in store.promises(shop, cases):
        promises.setdefault(one.case_id, []).append(one)
    roots = store.with_members(shop)
    reckoned, limits = [], list[Decision]()
    ground = ground_of(session, cases.values())
    for number, case in cases.items():
        found = clocks_of(session, case, events.get(number, []), roots, ground)
        due, limit = _next(found, promises.get(number, ()))
        first = found[0]
        late = sum(1 for one in found for target in one.targets if target.ended is not None and target.late(session.now))
        roster = any(target.running and target.limit.clock == "roster" for one in found for target in one.targets)
        if case.merged_into is None:  # else its clocks are among those of the case it went into
            limits += decisions(case, found, events.get(number, []))
        reckoned.append((number, due, limit, first.answered_at, first.resolved_at, late, roster))
    store.write_due(shop, reckoned)
    store_service.keep(shop, wanted, limits)
    store.forget_due(shop, gone)
    people = {one.id: one.name for one in all_employees(session)}
    texts: dict[int, str | None] = dict.fromkeys(gone)
    for number, case in cases.items():
        within = [(case, events.get(number, []))]
        if number in roots:
            members = store.members(shop, number)
            histories = store.events(shop, members)
            within += [(one, histories.get(key, [])) for key, one in store.many(shop, members).items()]
        texts[number] = search_text(within, people, ground.kinds) if case.merged_into is None else None  # found by the one it went into
    case_search.write(shop, texts, initials)
    store.fresh(shop, wanted)


def ground_of(session: Session, cases: Iterable[Case]) -> Ground:
    """What these clocks are read with: old ones by the roster of their days."""
    today = session.now.date()
    first = min((one.created_at.date() for one in cases), default=today)
    return case_rules.ground(session) if first > today - timedelta(days=30) else case_rules.ground(session, first, today)


def clocks_of(session: Session, case: Case, events: Sequence[CaseEvent], roots: Iterable[int], ground: Ground) -> list[CaseClock]:
    """The clocks of a case: its own first, then one for each case that was merged into it."""

    def read(one: Case, history: Sequence[CaseEvent]) -> CaseClock:
        return clock(one, history, ground.limits, ground.clocks, kind_of(ground.kinds, one.kind).urgent)

    own = read(case, events)
    if case.id not in roots:
        return [own]
    members = store.members(session.shop, case.id)
    cases, histories = store.many(session.shop, members), store.events(session.shop, members)
    within = {number: (at, histories.get(number, [])) for number, at in members.items()}
    found = [own]
    for number, history in zip(within, merged_events(events, within), strict=True):
        found.append(read(cases[number], history))
    return found


def _next(found: Sequence[CaseClock], promises: Iterable[Promise]) -> tuple[datetime | None, str]:
    best = found[0].next(promises)
    for one in found[1:]:
        other = one.next()
        if other[0] is not None and (best[0] is None or other[0] < best[0]):
            best = other
    return best


def search_text(within: Iterable[tuple[Case, Iterable[CaseEvent]]], people: Mapping[int, str], kinds: Sequence[Kind]) -> str:
    """Everything of a case (and of those merged into it) that the search box looks through, folded."""
    named, numbers, rest = list[str](), list[str](), list[str]()
    for case, events in within:
        named += (case.title, case.buyer, case.product, _(kind_of(kinds, case.kind).name), people.get(case.owner_id or 0, ""))
        numbers += (case.order_no, case.phone, case.waybill, case.no)
        rest += (case.description, case.wish, case.shop, platform_name(case.platform), _(case.cause), *map(str, case.details.values()))
        rest += (one.text for one in events if one.text)
    return text_of(named, numbers, rest)
