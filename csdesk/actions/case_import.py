"""Rows of a case file into cases with their history, and cases back into such a file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from csdesk.actions import case_rules
from csdesk.actions.case import next_no
from csdesk.actions.case_refresh import refresh
from csdesk.actions.case_step import mine_only
from csdesk.actions.session import Session
from csdesk.actions.staff import all_employees
from csdesk.core.calendar import Month
from csdesk.core.case import (
    LONGEST_FIELD,
    LONGEST_NOTE,
    PARTIES,
    Case,
    CaseEvent,
    cause_of,
    folded,
    kind_named,
    number_text,
    party_of,
    platform_name,
    platform_of,
)
from csdesk.core.case_list import CaseFilter
from csdesk.core.drafts import CaseDraft
from csdesk.core.problem import Problem
from csdesk.i18n import gettext as _
from csdesk.store import case as store
from csdesk.store import case_list


def refusal(session: Session, draft: CaseDraft) -> Problem | None:
    """Why a row cannot become a case of this shop: an unknown kind or party, a text that is too long."""
    place = draft.source
    kinds = case_rules.kinds(session)
    if kind_named(kinds, draft.kind) is None:
        names = _(", ").join(_(one.name) for one in kinds if one.active)
        message = _("There is no kind of case “{kind}”; the shop has {names}").format(kind=draft.kind, names=names)
        return Problem("unknown_case_kind", message, place.sheet, place.row, place.column, draft.kind)
    if party_of(draft.party) is None:
        names = _(", ").join(_(name) for name in PARTIES.values())
        message = _("There is no party “{party}”: write one of {names}").format(party=draft.party, names=names)
        return Problem("unknown_party", message, place.sheet, place.row, None, draft.party)
    short = (draft.no, draft.platform, draft.shop, draft.buyer, draft.order_no, draft.cause)
    if max(map(len, short)) > LONGEST_FIELD or max(len(draft.description), len(draft.wish)) > LONGEST_NOTE:
        message = _("A text of this row is too long: at most {most} characters, {long} of a description").format(
            most=LONGEST_FIELD, long=LONGEST_NOTE)  # fmt: skip
        return Problem("too_long", message, place.sheet, place.row, None, draft.description[:40])
    return None


def new(session: Session, matched: Sequence[tuple[CaseDraft, int]]) -> Iterator[tuple[CaseDraft, int, Case]]:
    """The rows that are no case yet, as cases: known by their number, without one by kind, platform, shop, order, time and text."""
    if not matched:
        return
    numbers = store.all_numbers(session.shop)
    moments = [draft.created_at for draft, _who in matched]
    keys = store.natural_keys(session.shop, min(moments), max(moments))
    kinds, open_status, resolved_status = case_rules.kinds(session), case_rules.first_status(session), case_rules.resolved_status(session)
    for draft, who in matched:
        kind = kind_named(kinds, draft.kind)
        assert kind is not None  # refused before
        status = resolved_status if draft.resolved_at is not None else open_status
        case = Case(
            id=0, kind=kind.key, description=draft.description, created_at=draft.created_at, no=draft.no,
            platform=platform_of(draft.platform), shop=draft.shop, buyer=draft.buyer, order_no=number_text(draft.order_no),
            bought_on=draft.bought_on, wish=draft.wish, owner_id=who or None, created_by=session.user_name, status=status.key,
            category=status.category, responsible=party_of(draft.party) or "", compensation=draft.cost or None,
            cause=cause_of(kind, draft.cause))  # fmt: skip
        key = (case.kind, case.platform, folded(case.shop), folded(case.order_no), case.created_at.isoformat(timespec="seconds"),
               folded(case.description))  # fmt: skip
        known = draft.no in numbers if draft.no else key in keys
        numbers.add(draft.no)
        keys.add(key)
        if not known:
            yield draft, who, case


def write(session: Session, found: Sequence[tuple[CaseDraft, Case]]) -> None:
    """Store new cases with what the file says of their history."""
    from dataclasses import replace

    kinds = {one.key: one for one in case_rules.kinds(session)}
    for draft, case in found:
        if not case.no:
            case = replace(case, no=next_no(session, case.created_at))
        number = store.save(session.shop, case)
        history: list[tuple[datetime, str, str, dict[str, object]]] = [(case.created_at, "registered", case.description, {})]
        history += [(case.created_at, "milestone", "", {"what": what}) for what in kinds[case.kind].starts]
        if draft.answered_at is not None:
            history.append((draft.answered_at, "answered", "", {}))
        if draft.resolved_at is not None:
            before = case_rules.first_status(session).key
            history.append((draft.resolved_at, "status", "", {"from": before, "to": case.status, "category": case.category.value}))
        for at, kind, text, data in history:
            store.add_event(session.shop, CaseEvent(0, number, at, kind, session.user_name, text, data))
    refresh(session)


def sheet(session: Session, period: Month | date) -> bytes:
    """The cases that came in during a month or on a day as XLSX, in the columns of the import template; an agent's own ones."""
    from csdesk.files.sheets.cases import CaseLine, cases

    refresh(session)
    first, last = (period.first, period.last) if isinstance(period, Month) else (period, period)
    chosen = CaseFilter(state="all", order="created", first=first, last=last, mine=mine_only(session))
    rows = case_list.rows(session.shop, chosen, session.now, everything=True)
    known = store.many(session.shop, [row[0] for row in rows])
    people = {one.id: one for one in all_employees(session)}
    names = [one.name for one in people.values()]
    kinds, statuses = case_rules.kinds(session), {one.key: _(one.name) for one in case_rules.statuses(session)}
    titles = {one.key: _(one.name) for one in kinds}
    lines = []
    for row in reversed(rows):
        case = known[row[0]]
        owner = people.get(case.owner_id or 0)
        name = "" if owner is None else owner.name if names.count(owner.name) == 1 else f"{owner.name} {owner.no}"
        lines.append(CaseLine(
            case, titles.get(case.kind, case.kind), platform_name(case.platform), name,
            datetime.fromisoformat(row[17]) if row[17] else None, datetime.fromisoformat(row[18]) if row[18] else None,
            _(PARTIES[case.responsible]) if case.responsible in PARTIES else "", statuses.get(case.status, case.status)))  # fmt: skip
    return cases(lines, str(period), session.now)
