"""The service summary of a week or month: how many cases, how fast, which limits were kept, why, whose doing, at what cost (F22, F33)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from statistics import median

from csdesk.core.calendar import Month
from csdesk.core.case import Case, CaseEvent
from csdesk.core.case_targets import CaseClock
from csdesk.core.money import Fen

TARGET = Decimal("0.95")  # the part of the limits that a team means to keep, where its rules do not say another


@dataclass(frozen=True, slots=True)
class Period:
    """A calendar month, or a week from Monday to Sunday; both days inclusive."""

    first: date
    last: date

    @staticmethod
    def of(asked: Month | date) -> Period:
        """The month, or the week of a day."""
        if isinstance(asked, Month):
            return Period(asked.first, asked.last)
        monday = asked - timedelta(days=asked.weekday())
        return Period(monday, monday + timedelta(days=6))

    @property
    def month(self) -> Month | None:
        """None for a week."""
        found = Month.of(self.first)
        return found if (self.first, self.last) == (found.first, found.last) else None

    @property
    def start(self) -> datetime:
        return datetime(self.first.year, self.first.month, self.first.day)

    @property
    def end(self) -> datetime:
        """The midnight after; not within."""
        return datetime(self.last.year, self.last.month, self.last.day) + timedelta(days=1)

    def holds(self, at: datetime | None) -> bool:
        return at is not None and self.start <= at < self.end

    def days(self) -> tuple[date, ...]:
        return tuple(self.first + timedelta(days=number) for number in range((self.last - self.first).days + 1))

    def before(self, now: datetime) -> Period:
        """What it is compared with: the month or week before; of a period that still runs only as many days of it as have begun."""
        asked = self.month
        whole = Period.of(asked.previous()) if asked is not None else Period.of(self.first - timedelta(days=7))
        if not self.start <= now < self.end:
            return whole
        begun = (now.date() - self.first).days
        return Period(whole.first, min(whole.first + timedelta(days=begun), whole.last))


@dataclass(frozen=True, slots=True)
class Fact:
    """What of a case is counted; `cost` in 分. Merged cases are none: they count as the one they went into."""

    id: int
    kind: str
    cause: str
    product: str
    owner_id: int | None
    responsible: str
    blamed_id: int | None
    cost: Fen
    created_at: datetime
    answered_at: datetime | None
    resolved_at: datetime | None
    no: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """A limit of ours that was kept, or that ran out (or will) at `at`. `owner_id`: who is in charge of the case then, None = nobody."""

    case_id: int
    kind: str
    limit: str
    at: datetime
    kept: bool
    owner_id: int | None


def owner_at(case: Case, events: Iterable[CaseEvent], at: datetime) -> int | None:
    """Who was in charge at a moment; a case that was never handed over has always been its owner's."""
    owner, known = case.owner_id, False
    for event in events:
        if event.kind != "assigned":
            continue
        if event.at > at:
            return owner if known else event.data.get("from")
        owner, known = event.data.get("to"), True
    return owner


def decisions(case: Case, clocks: Iterable[CaseClock], events: Sequence[CaseEvent]) -> list[Decision]:
    """The limits of ours of a case: kept in the moment that met them or resolved the case, broken in the moment that they ran out. So each
    counts once, in one period; one that is held by a pause is not decided. Limits of the buyer never count. `clocks`: its own, and those
    of the cases that were merged into it."""
    found = []
    for clock in clocks:
        for target in clock.targets:
            if not target.ours:
                continue
            if target.ended is not None and (target.due is None or target.ended <= target.due):
                at, kept = target.ended, True
            elif target.due is not None:
                at, kept = target.due, False
            else:
                continue
            found.append(Decision(case.id, case.kind, target.limit.key, at, kept, owner_at(case, events, at)))
    return found


@dataclass(frozen=True, slots=True)
class Count:
    """How many there are of something: a cause, a product, a reason. '' = not written."""

    key: str
    n: int


@dataclass(frozen=True, slots=True)
class Kept:
    """Limits that were decided, and how many of them were kept."""

    kept: int = 0
    of: int = 0

    @property
    def broken(self) -> int:
        return self.of - self.kept

    @property
    def percent(self) -> float | None:
        """With one decimal, never rounded up to 100; None where nothing was decided."""
        if not self.of:
            return None
        return 100.0 if self.kept == self.of else min(round(self.kept * 100 / self.of, 1), 99.9)

    def below(self, target: Decimal) -> bool:
        """Below the target (0-1), exactly."""
        return self.kept < self.of * target


@dataclass(frozen=True, slots=True)
class Agent:
    """One person. `received`: cases that came in and are in his charge now; `resolved`: those of
    his that were resolved; `complaints`:
    complaints about service in which he is named as the agent whose doing it was."""

    id: int
    received: int
    resolved: int
    limits: Kept
    complaints: int


@dataclass(frozen=True, slots=True)
class KindLine:
    key: str
    received: int
    limits: Kept


@dataclass(frozen=True, slots=True)
class PartyLine:
    """One party: the cases that came in and were its doing, and what they cost the shop, in 分. '' = not decided."""

    key: str
    cases: int
    cost: Fen


@dataclass(frozen=True, slots=True)
class Day:
    day: date
    received: int
    resolved: int


@dataclass(frozen=True)
class Summary:
    """What a period was. A merged case counts as the one it went into.

    By the day on which it came in: `received`, causes, products, kinds, parties, `agent_fault`, `cost`, complaints. By the moment at which
    it happened: `resolved` (the last resolution of a case that is resolved now), `answered` (first answer; a case resolved without one was
    answered by that), `revisited` and satisfaction, `limits`. `carried`: came in before and not resolved then; `left`: still open at the
    end, exactly carried + received - resolved. `answer_seconds`: the median from coming in to the first answer, in natural time.
    `target`: the part of the limits that should be kept, 0-1.
    """

    period: Period
    now: datetime
    received: int
    resolved: int
    answered: int
    revisited: int
    carried: int
    answer_seconds: int | None
    limits: Kept
    agent_fault: int
    cost: Fen
    csat: tuple[int, int]  # sum, count
    causes: tuple[Count, ...]  # most first; those without a cause are not among them
    no_cause: int
    products: tuple[Count, ...]
    kinds: tuple[KindLine, ...]
    agents: tuple[Agent, ...]
    parties: tuple[PartyLine, ...]
    lost: tuple[Count, ...]  # inquiries that became no order, by reason
    days: tuple[Day, ...]
    target: Decimal = TARGET
    came: tuple[Fact, ...] = field(default=(), repr=False)  # the cases that came in
    broken: tuple[Decision, ...] = field(default=(), repr=False)
    complaints: tuple[Fact, ...] = field(default=(), repr=False)  # about service, an agent named: what discipline is offered
    before: Summary | None = None

    @property
    def left(self) -> int:
        return self.carried + self.received - self.resolved

    @property
    def running(self) -> bool:
        return self.period.start <= self.now < self.period.end

    @property
    def is_empty(self) -> bool:
        return not (self.received or self.resolved or self.answered or self.revisited or self.limits.of or self.carried or self.lost)


def summary(
    period: Period, facts: Iterable[Fact], limits: Iterable[Decision], now: datetime, *, carried: int, complaint_kinds: Collection[str],
    revisits: Iterable[tuple[datetime, int | None]] = (), handlers: Iterable[int] = (), lost: Iterable[str] = (),
    before: Summary | None = None, target: Decimal = TARGET,
) -> Summary:  # fmt: skip
    """Count a period. `facts`: at least every case that came in, was answered or resolved in it; `limits`: at least every one decided in
    it; `revisits`: when, and the satisfaction 1-5; `handlers`: people who are listed though nothing happened; `lost`: one reason a lost
    sale. What lies outside the period or after `now` does not count."""
    came: list[Fact] = []
    received, resolved = Counter[date](), Counter[date]()
    by_owner, by_resolver, named = Counter[int](), Counter[int](), list[Fact]()
    waits: list[float] = []
    for fact in facts:
        if period.holds(fact.created_at):
            came.append(fact)
            received[fact.created_at.date()] += 1
            by_owner[fact.owner_id or 0] += 1
            if fact.kind in complaint_kinds and fact.blamed_id is not None:
                named.append(fact)
        if fact.answered_at is not None and period.holds(fact.answered_at):
            waits.append(max(0.0, (fact.answered_at - fact.created_at).total_seconds()))
        if fact.resolved_at is not None and period.holds(fact.resolved_at):
            resolved[fact.resolved_at.date()] += 1
            by_resolver[fact.owner_id or 0] += 1
    kept, of = Counter[tuple[str, object]](), Counter[tuple[str, object]]()
    broken: list[Decision] = []
    for one in limits:
        if period.holds(one.at) and (one.kept or one.at < now):
            for key in (("", ""), ("kind", one.kind), ("agent", one.owner_id or 0)):
                of[key] += 1
                kept[key] += one.kept
            if not one.kept:
                broken.append(one)
    asked = [given for at, given in revisits if period.holds(at)]
    csat = [given for given in asked if given]

    def together(what: str, key: object) -> Kept:
        return Kept(kept[what, key], of[what, key])

    kinds, causes, products = (Counter(getattr(one, name) for one in came) for name in ("kind", "cause", "product"))
    complaints = Counter(one.blamed_id for one in named if one.blamed_id is not None)
    people = {*handlers, *by_owner, *by_resolver, *complaints, *(key for what, key in of if what == "agent" and isinstance(key, int))}
    agents = [Agent(key, by_owner[key], by_resolver[key], together("agent", key), complaints[key]) for key in people]
    blamed, cost = Counter[str](), Counter[str]()
    for case in came:
        blamed[case.responsible] += 1
        cost[case.responsible] += case.cost
    parties = [PartyLine(key, n, cost[key]) for key, n in blamed.items()]
    listed = {*kinds, *(str(key) for what, key in of if what == "kind")}
    return Summary(
        period, now, len(came), resolved.total(), len(waits), len(asked), carried, round(median(waits)) if waits else None,
        together("", ""), blamed["agent"], cost.total(), (sum(csat), len(csat)),
        causes=_counts(causes), no_cause=causes[""], products=_counts(products),
        kinds=tuple(KindLine(key, kinds[key], together("kind", key)) for key in sorted(listed, key=lambda key: (-kinds[key], key))),
        agents=tuple(sorted(agents, key=_agent_order)), parties=tuple(sorted(parties, key=_party_order)),
        lost=tuple(Count(key, n) for key, n in sorted(Counter(lost).items(), key=lambda one: (-one[1], one[0]))),
        days=tuple(Day(day, received[day], resolved[day]) for day in period.days()),
        target=target,
        came=tuple(came),
        broken=tuple(sorted(broken, key=lambda one: (one.at, one.case_id))),
        complaints=tuple(sorted(named, key=lambda one: (one.created_at, one.id))),
        before=before,
    )  # fmt: skip


def _counts(found: Mapping[str, int]) -> tuple[Count, ...]:
    """What was written, most first."""
    return tuple(Count(key, n) for key, n in sorted(found.items(), key=lambda one: (-one[1], one[0])) if key)


def _agent_order(one: Agent) -> tuple[object, ...]:
    """Best first, those without a limit last, nobody's cases at the very end."""
    share = one.limits.kept / one.limits.of if one.limits.of else -1.0
    return (not one.id, not one.limits.of, -share, -one.limits.of, one.id)


def _party_order(one: PartyLine) -> tuple[object, ...]:
    """Dearest first, the undecided last."""
    return (not one.key, -one.cost, -one.cases, one.key)


BARS = 8


@dataclass(frozen=True, slots=True)
class ParetoBar:
    """`key` None = all the others together. `share`: of all up to and with this bar, 0-1; `vital`: needed to reach 80 %."""

    key: str | None
    n: int
    share: float
    vital: bool


def pareto(causes: Sequence[Count], bars: int = BARS) -> tuple[ParetoBar, ...]:
    """The causes as bars, most first; what does not fit in one bar at the end."""
    total = sum(one.n for one in causes)
    shown: list[tuple[str | None, int]] = [(one.key, one.n) for one in causes[:bars]]
    if len(causes) > bars:
        shown = [*shown[:bars - 1], (None, sum(one.n for one in causes[bars - 1:]))]
    found, reached = [], 0
    for key, n in shown:
        vital = reached * 100 < total * 80 and key is not None
        reached += n
        found.append(ParetoBar(key, n, reached / total, vital))
    return tuple(found)
