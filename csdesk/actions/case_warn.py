"""Warnings before a deadline: half the time, 80 %, due, over; each is told once to each user, also after a restart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from csdesk.actions import case_view
from csdesk.actions.case_refresh import clocks_of, ground_of
from csdesk.actions.session import Session
from csdesk.core.case_clock import STAGES, stages_between
from csdesk.core.case_limits import Clocks
from csdesk.core.case_list import CaseFilter, CaseRow
from csdesk.core.case_targets import Target
from csdesk.store import case as store
from csdesk.store import settings


@dataclass(frozen=True)
class _Marks:
    """Which clock a case's next deadline is (limit and start, or the typed deadline), and when which stage comes, ascending."""

    clock: str
    stages: tuple[tuple[datetime, str], ...]


@dataclass(frozen=True)
class CaseWarning:
    """A deadline of a case has come to a stage (core.case_clock.STAGES) since this user was told last; the highest one counts."""

    row: CaseRow
    stage: str


def new(session: Session) -> tuple[CaseWarning, ...]:
    """What this user has not been told yet of the cases he may see, the most pressing first; asking marks it as told."""
    now = session.now
    rows = case_view.listed(session, replace(CaseFilter(), limit=100_000)).rows
    key = f"{session.user_name}.case.told"
    told: dict[str, list[str]] = settings.remembered(session.shop, key, {})
    marks = _marks(session, [row for row in rows if row.due is not None])
    found: list[CaseWarning] = []
    kept: dict[str, list[str]] = {}
    for row in rows:
        number = str(row.id)
        clock, known = told.get(number, ("", ""))
        if row.id not in marks:  # held by a pause: what was told stays told
            if known:
                kept[number] = [clock, known]
            continue
        mark = marks[row.id]
        known = known if clock == mark.clock else ""
        stage = next((name for moment, name in reversed(mark.stages) if now >= moment), "")
        if stages_between(known, stage):
            found.append(CaseWarning(row, stage))
            known = stage
        if known:
            kept[number] = [mark.clock, known]
    if kept != told:
        settings.remember(session.shop, key, kept)
    return tuple(sorted(found, key=lambda one: (-STAGES.index(one.stage), one.row.due or now)))


def _marks(session: Session, rows: Sequence[CaseRow]) -> dict[int, _Marks]:
    """The stages of each case's next deadline; reckoned once for a deadline."""
    cache: dict[int, tuple[datetime | None, str, _Marks]] = session.keep("case.stages", dict)
    wanted = [row for row in rows if row.id not in cache or cache[row.id][:2] != (row.due, row.limit_key)]
    if wanted:
        ids = [row.id for row in wanted]
        cases, events = store.many(session.shop, ids), store.events(session.shop, ids)
        roots, ground = store.with_members(session.shop), ground_of(session, cases.values())
        for row in wanted:
            found = clocks_of(session, cases[row.id], events.get(row.id, []), roots, ground)
            target = next((target for clock in found for target in clock.targets
                           if target.running and (target.limit.key, target.due) == (row.limit_key, row.due)), None)  # fmt: skip
            cache[row.id] = row.due, row.limit_key, _stages(row, target, ground.clocks)
    return {row.id: cache[row.id][2] for row in rows}


def _stages(row: CaseRow, target: Target | None, hours: Clocks) -> _Marks:
    """Without a target it is a promise, which is told when it is due."""
    assert row.due is not None
    half, most = (target.share(50, hours), target.share(80, hours)) if target is not None else (None, None)
    over = row.due + timedelta(minutes=1)  # within the minute it is due, then over
    began = row.due if target is None or target.fixed else target.start
    found = ((half, "half"), (most, "most"), (row.due, "due"), (over, "over"))
    return _Marks(f"{row.limit_key} {began.isoformat()}", tuple((moment, name) for moment, name in found if moment is not None))
