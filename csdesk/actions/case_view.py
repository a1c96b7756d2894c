"""Cases for the screen: the list with its filters and counts, one case with everything around it, the queue of a shift."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from csdesk.actions import case_draft, case_rules, knowledge, settings
from csdesk.actions.case_cost import two_steps_above
from csdesk.actions.case_refresh import clocks_of, ground_of, refresh
from csdesk.actions.case_step import mine_only, opened, value_words
from csdesk.actions.rules import book
from csdesk.actions.session import Session
from csdesk.actions.staff import all_employees
from csdesk.core import case as core
from csdesk.core import case_cost, case_search, case_words, codec, review
from csdesk.core.case import Case, CaseEvent, Category, Evidence, Goods, Kind, Money, Phrase, Promise, Status
from csdesk.core.case_clock import BANDS, Reading, Span
from csdesk.core.case_limits import Limit, source_words
from csdesk.core.case_list import CaseFilter, CaseRow, View
from csdesk.core.case_targets import CaseClock, Target
from csdesk.core.knowledge import SIX_STEPS, KnowledgeEntry
from csdesk.core.permission import Permission
from csdesk.core.review import Review
from csdesk.files.pinyin import initials
from csdesk.i18n import gettext as _
from csdesk.store import case as store
from csdesk.store import case_list
from csdesk.store import case_search as store_search
from csdesk.store import roster as store_roster
from csdesk.store.shop import Row, Shop

FINDER_LIMIT = 20


@dataclass(frozen=True)
class CaseList:
    """The list as a filter shows it. `more`: there are others beyond `rows`. `search`: the folded words that were looked for."""

    filter: CaseFilter
    rows: tuple[CaseRow, ...]
    more: bool
    now: datetime
    may_manage: bool
    search: tuple[str, ...] = ()


def narrowed(session: Session, chosen: CaseFilter) -> CaseFilter:
    """The filter, within what this user may see."""
    mine = mine_only(session)
    return chosen if mine is None else replace(chosen, mine=mine)


def listed(session: Session, chosen: CaseFilter | None = None) -> CaseList:
    """The cases a filter shows, in its order. With `text` only those that hold every word, wherever it stands."""
    chosen = narrowed(session, chosen or CaseFilter())
    refresh(session)
    now, waiting = session.now, case_rules.waiting_statuses(session)
    query = case_search.query(chosen.text)
    if not query.words and chosen.text.strip():
        found: list[Row] = []  # nothing but commas: no case
    elif not query.words:
        found = case_list.rows(session.shop, replace(chosen, limit=chosen.limit + 1), now, waiting=waiting)
    else:
        found = _searched(session, chosen, query, waiting)
    more = len(found) > chosen.limit
    make = _row_maker(session)
    rows = tuple(make(row) for row in found[:chosen.limit])
    return CaseList(chosen, rows, more, now, session.may(Permission.MANAGE_CASES), query.words)


def _searched(session: Session, chosen: CaseFilter, query: case_search.Query, waiting: Sequence[str]) -> list[Row]:
    shop, now = session.shop, session.now
    if chosen.state in ("open", "waiting"):  # few enough to look at each, in the order of the list
        every = case_list.ids_of(shop, chosen, now, waiting=waiting)
        fitting = store_search.fitting(shop, every, query, initials)
        ids = [number for number in every if number in fitting][chosen.offset:chosen.offset + chosen.limit + 1]
        return _in_order(shop, ids)
    where = case_list.condition(chosen, now, waiting)
    find = store_search.find if chosen.mine is None else store_search.among  # the own ones are few beside what a common word finds
    ids = find(shop, query, initials, where, limit=chosen.offset + chosen.limit + 1)[chosen.offset:]
    return _in_order(shop, ids)


def _in_order(shop: Shop, ids: Sequence[int]) -> list[Row]:
    """The rows of these cases, as they are given."""
    found = {row[0]: row for row in case_list.rows_of(shop, ids)}
    return [found[number] for number in ids if number in found]


def _row_maker(session: Session):  # type: ignore[no-untyped-def]
    kinds = {one.key: _(one.name) for one in case_rules.kinds(session)}
    statuses = {one.key: one for one in case_rules.statuses(session)}
    people = {one.id: one.name for one in all_employees(session)}
    limits = {one.key: _(one.name) for one in case_rules.limits(session).on(session.now.date())} | {"promise": _("Promise")}
    categories = {one.value: one for one in Category}
    goods, money = {one.value: one for one in Goods}, {one.value: one for one in Money}
    parse = datetime.fromisoformat

    def make(row: Row) -> CaseRow:
        (number, no, description, kind, platform, shop, buyer, order_no, product, owner, status, category, goods_key, money_key, created,
         due, limit, answered, resolved, late, snoozed, cause, responsible, cost_goods, freight, refund, partial, compensation,
         version) = row
        label = statuses.get(status) or Status(status, status, categories[category])
        cost = (0 if partial else (cost_goods or 0) + (freight or 0)) + (refund or 0) + (compensation or 0)
        return CaseRow(
            number, no, description.split("\n", 1)[0], kind, kinds.get(kind) or kind, platform, shop, buyer, order_no, product, owner,
            people.get(owner, ""), status, _(label.name), categories[category], label.waits_for, goods[goods_key], money[money_key],
            parse(created), parse(due) if due else None, limit or "", limits.get(limit or "", limit or ""), answered is not None,
            parse(resolved) if resolved else None, late or 0, parse(snoozed) if snoozed else None, cause, responsible, cost, version)

    return make


@dataclass(frozen=True)
class CaseCounts:
    """The numbers beside the tabs and in the navigation, of cases that are not resolved; `bands`: by time left."""

    open: int
    mine: int
    waiting: int
    snoozed: int
    bands: Mapping[str, int]

    @property
    def urgent(self) -> int:
        """Over time or within the hour: the red number."""
        return self.bands.get("over", 0) + self.bands.get("hour", 0)


def counts(session: Session, shop: str = "") -> CaseCounts:
    """How many cases there are for this user, of one shop or of all."""
    refresh(session)
    base = narrowed(session, CaseFilter(shop=shop))
    waiting = case_rules.waiting_statuses(session)

    found = case_list.glance(session.shop, base, session.now, waiting=waiting)
    own = session.employee_id
    mine = case_list.count(session.shop, replace(base, owners=(own,)), session.now) if own else found["open"]
    return CaseCounts(found["open"], mine, found["waiting"], found["asleep"], {name: found[name] for name in BANDS})


def reviews_to_look_at(session: Session, shop: str = "") -> int:
    """How many bad reviews without an outcome nobody has looked at today (F20: a look every day)."""
    chosen = narrowed(session, CaseFilter(kind=review.KIND, shop=shop, unlooked=True, snoozed=True))
    return case_list.count(session.shop, chosen, session.now)


def owners_on_shift(session: Session, at: datetime | None = None) -> tuple[int, ...]:
    """The people whose shift runs at a time (now), and 0 for cases of nobody: the `owners` of a shift's queue."""
    now = at or session.now
    rules = book(session)
    found = {0}
    for day in (now.date() - timedelta(days=1), now.date()):
        midnight = datetime(day.year, day.month, day.day)
        for cell in store_roster.cells(session.shop, day, day):
            shift = rules.on(day).shift(cell.code)
            if shift is not None and midnight + timedelta(minutes=shift.start) <= now < midnight + timedelta(minutes=shift.end):
                found.add(cell.employee_id)
    return tuple(sorted(found))


# One case


@dataclass(frozen=True)
class ClockLine:
    """One clock of a case at this moment, with its reasons: `spans` from the start to the deadline, `source` the grade and since when.

    `of` is the number of the merged case it belongs to, '' = this one."""

    target: Target
    reading: Reading
    spans: tuple[Span, ...]
    name: str
    source: str
    of: str = ""

    @property
    def limit(self) -> Limit:
        return self.target.limit


@dataclass(frozen=True)
class EventLine:
    """One entry of the timeline, newest first: who, when, what in words, and of which case where it came by a merge."""

    event: CaseEvent
    title: str
    text: str
    by: str
    of: str = ""


@dataclass(frozen=True)
class CaseView:
    """Everything the page shows of one case."""

    case: Case
    kind: Kind
    status: Status
    next_statuses: tuple[Status, ...]
    owner: str
    now: datetime
    clocks: tuple[ClockLine, ...]  # running first, by deadline
    clock: CaseClock
    timeline: tuple[EventLine, ...]
    evidence: tuple[Evidence, ...]
    missing: tuple[str, ...]  # lines of the evidence list with nothing yet
    promises: tuple[Promise, ...]
    links: tuple[CaseRow, ...]
    merged: tuple[CaseRow, ...]  # cases that went into this one
    others: tuple[CaseRow, ...]  # of the same buyer, newest first
    phrases: tuple[Phrase, ...]
    knowledge: tuple[KnowledgeEntry, ...]  # for its kind and its product
    approval: case_cost.Approval
    cleared: str  # why the agent does not bear the cost of sending again, '' = nothing on record
    drafts: Mapping[tuple[int, str], str]  # unsaved texts of this user, of this case and those merged into it
    review: Review | None  # the follow-up, of a bad review only
    may_manage: bool
    may_approve: bool

    def main_clock(self) -> ClockLine | None:
        """The one that is shown large: what is due first."""
        return self.clocks[0] if self.clocks else None


def view(session: Session, case_id: int) -> CaseView:
    """One case. UserError: forbidden, gone."""
    refresh(session)
    case = opened(session, case_id)
    shop, now = session.shop, session.now
    members = store.members(shop, case_id)
    ids = [case_id, *members]
    events = store.events(shop, ids)
    numbers = {number: one.no for number, one in store.many(shop, members).items()}
    found = clocks_of(session, case, events.get(case_id, []), {case_id} if members else (), ground_of(session, (case,)))
    kind, statuses = case_rules.kind(session, case.kind), case_rules.statuses(session)
    evidence = store.evidence(shop, ids)
    make = _row_maker(session)

    def rows(wanted: Sequence[int]) -> tuple[CaseRow, ...]:
        chosen = narrowed(session, CaseFilter(state="all", order="created"))
        return tuple(make(row) for row in case_list.rows(shop, chosen, now, ids=wanted, everything=True)) if wanted else ()

    own = events.get(case_id, [])
    return CaseView(
        case=case,
        kind=kind,
        status=core.status_of(statuses, case.status),
        next_statuses=tuple(one for one in statuses if core.may_follow(statuses, case.status, one.key)),
        owner=next((one.name for one in all_employees(session) if one.id == case.owner_id), ""),
        now=now,
        clocks=tuple(_clock_lines(session, found, list(members), numbers, now)),
        clock=found[0],
        timeline=tuple(_timeline(session, events, case_id, numbers)),
        evidence=evidence,
        missing=core.missing_evidence(kind, evidence),
        promises=store.promises(shop, ids),
        links=rows(list(store.links(shop, case_id))),
        merged=tuple(make(row) for row in case_list.rows_of(shop, list(members))),
        others=rows([number for number in store.same(shop, "buyer", case.buyer, without=case_id, limit=50) if number not in members]),
        phrases=phrases_for(session, case.kind),
        knowledge=knowledge.for_case(session, case),
        approval=case_cost.approval(case, own, two_steps_above(session)),
        cleared=case_cost.cleared(own),
        review=review.follow_up(own) if case.kind == review.KIND else None,
        drafts={key: text for key, text in case_draft.drafts(session).items() if key[0] in ids},
        may_manage=session.may(Permission.MANAGE_CASES),
        may_approve=session.may(Permission.APPROVE_COST),
    )


def _clock_lines(
    session: Session, found: Sequence[CaseClock], members: Sequence[int], numbers: Mapping[int, str], now: datetime
) -> list[ClockLine]:
    hours = case_rules.clocks(session)
    lines = []
    for at, clock in enumerate(found):
        of = numbers.get(members[at - 1], "") if at else ""
        for target in clock.targets:
            lines.append(ClockLine(target, target.read(target.ended or now, hours), target.spans(now, hours), _(target.limit.name),
                                   source_words(target.limit), of))  # fmt: skip
    far = datetime.max
    return sorted(lines, key=lambda one: (one.target.ended is not None, not one.target.ours, one.target.due or far))


def _timeline(session: Session, events: Mapping[int, Sequence[CaseEvent]], case_id: int, numbers: Mapping[int, str]) -> list[EventLine]:
    every = sorted((one for history in events.values() for one in history), key=lambda one: (one.at, one.id), reverse=True)
    return [EventLine(one, *_event_words(session, one), one.by, numbers.get(one.case_id, "") if one.case_id != case_id else "")
            for one in every]  # fmt: skip


def _event_words(session: Session, one: CaseEvent) -> tuple[str, str]:
    """The heading of an entry, and its text."""
    data = one.data
    title = _(core.EVENTS.get(one.kind, one.kind))
    if one.kind == "status":
        return title, _(case_rules.status(session, str(data.get("to", ""))).name)
    if one.kind in ("goods", "money"):
        to = str(data.get("to", ""))
        return title, _(core.GOODS_NAMES[Goods(to)] if one.kind == "goods" else core.MONEY_NAMES[Money(to)])
    if one.kind == "milestone":
        return _(core.MILESTONES.get(str(data.get("what", "")), title)), one.text
    if one.kind in ("asked", "replied"):
        return f"{title} · {_(core.PARTIES.get(str(data.get('party', '')), ''))}", one.text
    if one.kind == "note" and data.get("said_by"):
        return _(core.PARTIES.get(str(data["said_by"]), str(data["said_by"]))), one.text
    if one.kind == "changed":
        fields: Mapping[str, Sequence[object]] = data.get("fields", {})
        parts = [_("{field}: {before} → {after}").format(
            field=_(core.NAMES.get(name, name)), before=value_words(session, name, pair[0]), after=value_words(session, name, pair[1]))
            for name, pair in fields.items() if name not in ("details", "checked")]  # fmt: skip
        parts += [_(core.NAMES[name]) for name in ("details", "checked") if name in fields]
        return title, _(", ").join(parts)
    if one.kind == "snoozed" and data.get("until"):
        return title, _("until {moment}").format(moment=str(data["until"]).replace("T", " ")[:16])
    if one.kind == "target":
        limit = case_rules.limits(session).in_force(str(data.get("limit", "")), one.at.date())
        return title, _(limit.name) if limit is not None else str(data.get("limit", ""))
    if one.kind == "review":
        if "step" in data:
            return title, _(", ").join(part for part in (_(SIX_STEPS[int(data["step"]) - 1]), one.text) if part)
        if "outcome" in data:
            return title, _("Outcome: {outcome}").format(outcome=_(review.OUTCOMES.get(str(data["outcome"]), str(data["outcome"]))))
        return title, one.text or _("looked at, it stands as before")
    if one.kind == "revisited" and data.get("csat"):
        return title, _("{text} satisfaction {n} of 5").format(text=one.text, n=data["csat"]).strip()
    return title, one.text


def people(session: Session) -> tuple[tuple[int, str], ...]:
    """Who works here today, by number: id and name, with the staff number where two share a name. Names only, for handing cases on."""
    session.require(Permission.HANDLE_CASES)
    found = [one for one in all_employees(session) if one.employed_on(session.now.date())]
    names = [one.name for one in found]
    return tuple((one.id, one.name if names.count(one.name) == 1 else f"{one.name} {one.no}") for one in found)


# Phrases, saved views, the finder


def phrases_for(session: Session, kind: str) -> tuple[Phrase, ...]:
    """The phrases for a kind of case, its own before the general ones."""
    found = [one for one in store.phrases(session.shop) if not one.kinds or kind in one.kinds]
    return tuple(sorted(found, key=lambda one: not one.kinds))


def filled(session: Session, case_id: int, text: str) -> tuple[str, tuple[str, ...]]:
    """A text (a phrase, an entry of the knowledge) with its variables filled in for a case, and the variables that have no value there."""
    case = opened(session, case_id)
    name = session.user_name
    values = case_words.variables(case, agent=name, shop=settings.shop_name(session), now=session.now)
    return case_words.fill(text, values)


def appeal_text(session: Session, case_id: int) -> str:
    """The text of a statement to the platform, made from the case, its history and its evidence."""
    case = opened(session, case_id)
    history = store.events(session.shop, [case_id]).get(case_id, [])
    kind = case_rules.kind(session, case.kind)
    return case_words.appeal(case, kind, history, store.evidence(session.shop, [case_id]), settings.shop_name(session))


def saved_views(session: Session) -> tuple[View, ...]:
    """The filters this user keeps."""
    kept = settings.recall(session, "case.views", [])
    return tuple(codec.load(View, plain) for plain in kept) if isinstance(kept, list) else ()


def save_view(session: Session, one: View) -> None:
    """Keep a filter under its name; the same name replaces."""
    kept = [each for each in saved_views(session) if each.name != one.name]
    settings.remember(session, "case.views", [codec.dump(each) for each in (*kept, one)])


def forget_view(session: Session, name: str) -> None:
    settings.remember(session, "case.views", [codec.dump(each) for each in saved_views(session) if each.name != name])


def choices(session: Session, column: str) -> tuple[str, ...]:
    """The shops, products or causes in use, commonest first, for lists to choose from."""
    return session.memo(("case.choices", column), lambda: tuple(case_list.values_of(session.shop, column)))


def find(session: Session, words: str, limit: int = FINDER_LIMIT) -> tuple[CaseRow, ...]:
    """Cases by any words, newest first: for the box that finds everything."""
    return listed(session, CaseFilter(state="all", text=words, limit=limit)).rows if words.strip() else ()
