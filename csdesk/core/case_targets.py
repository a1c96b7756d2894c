"""Which clocks a case has, read from its events alone: what started each, what stopped it, what paused it, when it is due."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from csdesk.core import case_clock
from csdesk.core.case import Case, CaseEvent, Promise
from csdesk.core.case_clock import Pause, Reading, Span
from csdesk.core.case_limits import ALWAYS, Clocks, Limit, LimitTable, changed_amount

REOPEN = ("restart", "continue", "through")  # written on the case when it is opened again


@dataclass(frozen=True, slots=True)
class Target:
    """One clock of a case. `ended`: when it was met, or the case resolved; `due` None = held by a pause that goes on.

    `fixed`: the deadline was typed as the platform shows it."""

    limit: Limit
    start: datetime
    due: datetime | None
    pauses: tuple[Pause, ...] = ()
    ended: datetime | None = None
    fixed: bool = False

    @property
    def running(self) -> bool:
        return self.ended is None

    @property
    def ours(self) -> bool:
        return self.limit.whose == "us"

    def late(self, now: datetime) -> bool:
        """Whether our limit was broken: met after it was due, or still not met."""
        return self.ours and self.due is not None and (self.ended or now) > self.due

    def read(self, now: datetime, clocks: Clocks) -> Reading:
        """The clock at a moment."""
        seconds = self.limit.seconds or 0
        if self.fixed and self.due is not None:
            total = int((self.due - self.start).total_seconds())
            return case_clock.read(self.start, total, now)
        return case_clock.read(self.start, seconds, now, clocks.of(self.limit), self.pauses, whole_days=self.limit.whole_days)

    def share(self, percent: int, clocks: Clocks) -> datetime | None:
        """When so much of the running time is used up; None while a pause holds the clock before that."""
        if self.fixed and self.due is not None:
            return self.start + (self.due - self.start) * percent / 100
        seconds = (self.limit.seconds or 0) * percent // 100
        begin = self.start
        if self.limit.whole_days:  # from the first day that counts on, and to the second
            begin = datetime(begin.year, begin.month, begin.day) + timedelta(days=1)
        return case_clock.due(begin, seconds, clocks.of(self.limit), self.pauses)

    def spans(self, now: datetime, clocks: Clocks) -> tuple[Span, ...]:
        """Every stretch from the start to the deadline (to `now` while it is held): what counts, and why the rest does not."""
        end = self.due if self.due is not None else max(now, self.start)
        if self.fixed:
            return (Span(self.start, end),)
        return case_clock.explain(self.start, end, clocks.of(self.limit), self.pauses, whole_days=self.limit.whole_days)


@dataclass(frozen=True, slots=True)
class CaseClock:
    """What the events say of a case's time."""

    targets: tuple[Target, ...] = ()
    answered_at: datetime | None = None
    resolved_at: datetime | None = None  # when it was resolved last; going on to another resolved status does not move it
    paused_since: datetime | None = None
    reopened: int = 0

    def next(self, promises: Iterable[Promise] = ()) -> tuple[datetime | None, str]:
        """The next deadline of ours and the key of its limit ('promise' for a promise)."""
        best: datetime | None = None
        key = ""
        for one in self.targets:
            if one.ended is None and one.due is not None and one.limit.whose == "us" and (best is None or one.due < best):
                best, key = one.due, one.limit.key
        for promise in promises:
            if promise.kept_at is None and (best is None or promise.due < best):
                best, key = promise.due, "promise"
        return best, key

    def current(self) -> Target | None:
        """The clock that a list shows: the one of ours due first; else one that is held; else the buyer's."""
        running = [one for one in self.targets if one.running]
        due = [one for one in running if one.ours and one.due is not None]
        if due:
            return min(due, key=lambda one: one.due or datetime.max)
        ours = [one for one in running if one.ours]
        return ours[0] if ours else running[0] if running else None


def happenings(event: CaseEvent) -> tuple[str, ...]:
    """What an event may start or stop: opened, answered, goods:…, money:…, a milestone, resolved, revisited."""
    kind = event.kind
    if kind in ("goods", "money"):
        return (f"{kind}:{event.data.get('to', '')}",)
    if kind == "milestone":
        return (str(event.data.get("what", "")),)
    if kind == "registered":
        return ("opened",)
    if kind in ("answered", "revisited"):
        return (kind,)
    return ()


class _Run:
    """A clock while its history is read."""

    __slots__ = ("by_resolution", "due", "ended", "limit", "start")

    def __init__(self, limit: Limit, start: datetime) -> None:
        self.limit, self.start = limit, start
        self.ended: datetime | None = None
        self.by_resolution = False
        self.due: datetime | None = None


def clock(case: Case, events: Sequence[CaseEvent], limits: LimitTable, clocks: Clocks, urgent: str = "") -> CaseClock:
    """The clocks of a case. `events` ascending by time; `urgent` is that of the kind. Every clock reads only the status category."""
    plan = limits.starting(case.kind, case.platform)
    runs: dict[str, _Run] = {}
    pauses: list[Pause] = []
    paused: datetime | None = None
    resolved: datetime | None = None
    is_resolved = False
    answered: datetime | None = None
    reopened = 0
    for event in events:
        kind, at = event.kind, event.at
        if kind == "status":
            category = event.data.get("category")
            if paused is not None and category != "paused":
                pauses.append((paused, at))
                paused = None
            if category == "resolved":
                if not is_resolved:
                    is_resolved, resolved = True, at
                    for run in runs.values():
                        if run.ended is None:
                            run.ended, run.by_resolution = at, True
                continue
            if is_resolved:
                is_resolved = False
                reopened += 1
                _reopen(runs, str(event.data.get("reopen", "restart")), at, resolved or at, pauses, clocks)
            if category == "paused" and paused is None:
                paused = at
            continue
        if kind == "target":
            _by_hand(runs, event, limits)
            continue
        for word in happenings(event):
            if word == "answered" and answered is None:
                answered = at
            for run in runs.values():
                if run.ended is None and word in run.limit.until and at >= run.start:
                    run.ended = at
            for key in plan.get(word, ()):
                limit = limits.in_force(key, at.date())
                if limit is not None and limit.amount is not None and _holds(limit.when, case, urgent):
                    runs[key] = _Run(limit, at)
                    if is_resolved and word == "opened":
                        runs[key].ended = at
    if paused is not None:
        pauses.append((paused, None))
    targets = tuple(_target(run, tuple(pauses), clocks) for run in runs.values())
    if answered is None:
        answered = resolved
    return CaseClock(targets, answered, resolved if is_resolved else None, paused, reopened)


def _target(run: _Run, pauses: tuple[Pause, ...], clocks: Clocks) -> Target:
    limit = run.limit
    if run.due is not None:
        return Target(limit, run.start, run.due, (), run.ended, True)
    own = _until(pauses, run.ended) if limit.pausable and pauses else ()
    end = case_clock.due(run.start, limit.seconds or 0, clocks.of(limit), own, whole_days=limit.whole_days)
    return Target(limit, run.start, end, own, run.ended)


def _until(pauses: tuple[Pause, ...], ended: datetime | None) -> tuple[Pause, ...]:
    """The pauses a clock had while it ran."""
    if ended is None:
        return pauses
    return tuple((start, min(end or ended, ended)) for start, end in pauses if start < ended)


def _reopen(
    runs: Mapping[str, _Run], mode: str, at: datetime, resolved: datetime, pauses: list[Pause], clocks: Clocks
) -> None:
    """What the resolution had stopped goes on: from now with the whole time (restart), with the time that was left (continue), or as if it
    had never been resolved (through). A clock that is not ours to stop went on anyhow: it runs still, or its time passed while the case
    was resolved and it stays ended."""
    for run in runs.values():
        if not run.by_resolution:
            continue
        if not run.limit.pausable:
            end = _target(run, (), clocks).due
            if end is not None and end <= at:
                continue
        elif mode == "restart":
            run.start, run.due = at, None
        run.ended, run.by_resolution = None, False
    if mode == "continue":
        pauses.append((resolved, at))


def _by_hand(runs: dict[str, _Run], event: CaseEvent, limits: LimitTable) -> None:
    """An entry `target`: {"limit", and "start", "amount" with "unit", "due", "drop" or "done"}. The pauses stay what they were."""
    data = event.data
    key = str(data.get("limit", ""))
    if data.get("drop"):
        runs.pop(key, None)
        return
    run = runs.get(key)
    if run is None or "start" in data:
        start = datetime.fromisoformat(data["start"]) if "start" in data else event.at
        limit = limits.in_force(key, start.date())
        if limit is None:
            limit = Limit(key, key, 1, "days", "days", "handbook", pausable=True, valid_from=ALWAYS)  # an own one: its key is its name
        run = runs[key] = _Run(limit, start)
    if "amount" in data:
        run.limit = changed_amount(run.limit, int(data["amount"]), str(data["unit"]))
        run.due = None
    if "due" in data:
        run.due = datetime.fromisoformat(data["due"])
    if data.get("done"):
        run.ended = event.at


def _holds(when: str, case: Case, urgent: str) -> bool:
    if not when:
        return True
    name, _equals, values = when.partition("=")
    if name == "urgent":
        value = urgent
    elif name == "order_state":
        value = case.order_state
    else:
        given = case.details.get(name)
        value = ("yes" if given else "no") if isinstance(given, bool) else str(given or "")
    return value in values.split("|")


def merged_events(own: Sequence[CaseEvent], members: Mapping[int, tuple[datetime, Sequence[CaseEvent]]]) -> list[list[CaseEvent]]:
    """The histories to reckon for the cases that were merged into one: each member's up to the merge, then that of the case it went into.
    Every history gives clocks of its own, so no deadline is lost by a merge."""
    found = []
    for merged_at, events in members.values():
        before = [one for one in events if one.at <= merged_at and one.kind not in ("merged", "unmerged")]
        found.append(before + [one for one in own if one.at > merged_at and one.kind != "registered"])
    return found
