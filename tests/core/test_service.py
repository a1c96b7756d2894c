"""The service summary: small sets of cases with figures reckoned by hand."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from csdesk.core import service_chart
from csdesk.core import service_words as say
from csdesk.core.calendar import Calendar, Month
from csdesk.core.case import Case, CaseEvent
from csdesk.core.case_limits import Limit
from csdesk.core.case_targets import CaseClock, Target
from csdesk.core.service import TARGET, Count, Decision, Fact, Kept, Period, Summary, decisions, owner_at, pareto, summary
from csdesk.core.service_chart import Bar, Label, top_of

SEPTEMBER = Period.of(Month(2026, 9))
NOW = datetime(2026, 10, 8, 18, 25)


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-{text}")


def fact(number: int, created: str, answered: str = "", resolved: str = "", **given: Any) -> Fact:
    values = {"kind": "short", "cause": "", "product": "", "owner_id": 1, "responsible": "", "blamed_id": None, "cost": 0, **given}
    return Fact(number, created_at=at(created), answered_at=at(answered) if answered else None,
                resolved_at=at(resolved) if resolved else None, **values)  # fmt: skip


def limit(moment: str, kept: bool, owner: int | None = 1, kind: str = "short", case: int = 1) -> Decision:
    return Decision(case, kind, "team.urgent", at(moment), kept, owner)


FACTS = [
    fact(1, "08-31T23:59:59", "09-01T00:00:00", "09-01T10:00"),  # came in August, answered and resolved in September
    fact(2, "09-01T00:00", "09-01T00:05", "09-30T23:59:59", cause="Quality", product="保温杯", responsible="agent", cost=1050, blamed_id=1,
         kind="service"),
    fact(3, "09-15T08:00", "09-15T08:10", "10-01T00:00", cause="Quality", product="保温杯", responsible="courier", cost=2000, owner_id=2),
    fact(4, "09-30T23:59:59", "", "", cause="Wear", owner_id=None, cost=300),
    fact(5, "10-01T00:00", "10-01T00:01", "", cause="Wear"),  # October
]  # fmt: skip
LIMITS = [
    limit("08-31T23:59:59", False), limit("09-01T00:00", True), limit("09-03T09:00", False), limit("09-03T10:00", False),
    limit("09-30T23:59:59", True, 2), limit("10-01T00:00", True, 2), limit("09-20T00:00", True, None, "dispute"),
]  # fmt: skip
REVISITS = [(at("09-05T10:00"), 4), (at("09-06T10:00"), None), (at("09-07T10:00"), 3), (at("10-01T00:00"), 1)]


def september(**given: Any) -> Summary:
    values: dict[str, Any] = {"carried": 1, "complaint_kinds": {"service"}, "revisits": REVISITS, "handlers": (7,),
                              "lost": ["Too dear", "Out of stock", "Too dear"], **given}  # fmt: skip
    return summary(SEPTEMBER, FACTS, LIMITS, NOW, **values)


def test_each_thing_counts_in_the_period_in_which_it_happened() -> None:
    found = september()
    assert (found.received, found.resolved, found.answered, found.carried, found.left) == (3, 2, 3, 1, 2)
    assert found.answer_seconds == 300  # 1 s, 300 s, 600 s
    assert (found.revisited, found.csat) == (3, (7, 2))
    assert (found.agent_fault, found.cost) == (1, 3350)
    assert (found.causes, found.no_cause) == ((Count("Quality", 2), Count("Wear", 1)), 0)
    assert found.products == (Count("保温杯", 2),)
    assert found.lost == (Count("Too dear", 2), Count("Out of stock", 1))
    assert sum(one.received for one in found.days) == 3 and sum(one.resolved for one in found.days) == 2
    assert (found.days[0].received, found.days[0].resolved, found.days[-1].received, found.days[-1].resolved) == (1, 1, 1, 1)
    assert [(one.key, one.cases, one.cost) for one in found.parties] == [("courier", 1, 2000), ("agent", 1, 1050), ("", 1, 300)]


def test_kept_limits_by_agent_and_kind() -> None:
    found = september()
    assert found.limits == Kept(3, 5) and found.limits.percent == 60.0
    assert {one.id: one.limits for one in found.agents} == {1: Kept(1, 3), 2: Kept(1, 1), 7: Kept(), 0: Kept(1, 1)}
    assert [one.id for one in found.agents] == [2, 1, 7, 0]  # best first, without limits last, nobody at the end
    assert {one.key: (one.received, one.limits) for one in found.kinds} == {
        "short": (2, Kept(2, 4)), "service": (1, Kept()), "dispute": (0, Kept(1, 1))}  # fmt: skip
    assert {one.id: one.complaints for one in found.agents if one.complaints} == {1: 1}
    assert [one.at for one in found.broken] == [at("09-03T09:00"), at("09-03T10:00")]


def test_a_limit_that_has_not_run_out_is_not_broken_yet() -> None:
    limits = [limit("09-10T12:00", False), limit("09-10T12:00", True)]
    for now, counted in (("09-10T11:00", Kept(1, 1)), ("09-10T12:00", Kept(1, 1)), ("09-10T12:00:01", Kept(1, 2))):
        assert summary(SEPTEMBER, [], limits, at(now), carried=0, complaint_kinds=()).limits == counted


@pytest.mark.parametrize(("kept", "of", "percent", "below"), [
    (0, 0, None, False), (19, 20, 95.0, False), (94, 99, 94.9, True), (9499, 10000, 95.0, True), (9999, 10000, 99.9, False),
    (5, 5, 100.0, False), (0, 4, 0.0, True),
])  # fmt: skip
def test_a_share_is_never_flattered(kept: int, of: int, percent: float | None, below: bool) -> None:
    assert (Kept(kept, of).percent, Kept(kept, of).below(TARGET)) == (percent, below)


@pytest.mark.parametrize(("kept", "of", "target", "below"), [
    (9, 10, "0.9", False), (8, 10, "0.9", True), (975, 1000, "0.975", False), (0, 0, "1", False), (0, 3, "0", False), (99, 100, "1", True),
])  # fmt: skip
def test_the_target_is_the_shops(kept: int, of: int, target: str, below: bool) -> None:
    assert Kept(kept, of).below(Decimal(target)) is below


def test_the_target_stands_on_the_chart_and_in_its_note() -> None:
    found = september(target=Decimal("0.33"))
    shapes = service_chart.agents(found.agents, say.Names({}, {}), 507, found.target)
    assert "目标 33%" in [one.text for one in shapes if isinstance(one, Label)]
    assert {one.fill for one in shapes if isinstance(one, Bar)} == {"grey"}  # 1 of 3 is above it
    assert "低于目标 33 %" in say.limits_note(found)
    assert [say.share(Decimal(one)) for one in ("0.95", "0.975", "1", "0.9", "0")] == ["95", "97.5", "100", "90", "0"]


@pytest.mark.parametrize(("asked", "now", "first", "last", "before"), [
    (Month(2026, 9), "10-08T09:00", "2026-09-01", "2026-09-30", ("2026-08-01", "2026-08-31")),
    (Month(2026, 10), "10-08T09:00", "2026-10-01", "2026-10-31", ("2026-09-01", "2026-09-08")),
    (Month(2026, 3), "03-31T09:00", "2026-03-01", "2026-03-31", ("2026-02-01", "2026-02-28")),
    (date(2026, 10, 8), "10-08T09:00", "2026-10-05", "2026-10-11", ("2026-09-28", "2026-10-01")),
    (date(2026, 10, 4), "10-08T09:00", "2026-09-28", "2026-10-04", ("2026-09-21", "2026-09-27")),
])  # fmt: skip
def test_what_a_period_is_and_is_compared_with(asked: Month | date, now: str, first: str, last: str, before: tuple[str, str]) -> None:
    found = Period.of(asked)
    assert (found.first.isoformat(), found.last.isoformat()) == (first, last)
    earlier = found.before(at(now))
    assert (earlier.first.isoformat(), earlier.last.isoformat()) == before


LIMIT = Limit("own", "own", 1, "hours", "hours", "handbook")
BUYERS = Limit("buyer", "buyer", 1, "hours", "hours", "A", whose="buyer")


def test_when_a_limit_is_decided() -> None:
    start, due = at("09-30T23:30"), at("10-01T00:30")
    case = Case(1, "short", "x", start, owner_id=3)
    table = [
        (Target(LIMIT, start, due, ended=at("10-01T00:30")), [("10-01T00:30", True)]),  # met in the last second
        (Target(LIMIT, start, due, ended=at("10-02T08:00")), [("10-01T00:30", False)]),  # broken when it ran out, not when it ended
        (Target(LIMIT, start, due), [("10-01T00:30", False)]),  # runs: broken then, if nothing comes
        (Target(LIMIT, start, None), []),  # held by a pause
        (Target(BUYERS, start, due), []),
    ]
    for target, wanted in table:
        found = decisions(case, [CaseClock((target,))], ())
        assert [(one.at, one.kept, one.owner_id) for one in found] == [(at(moment), kept, 3) for moment, kept in wanted]


def test_a_limit_belongs_to_who_was_in_charge_then() -> None:
    case = Case(1, "short", "x", at("09-01T08:00"), owner_id=3)
    events = [CaseEvent(1, 1, at("09-01T08:00"), "registered"),
              CaseEvent(2, 1, at("09-01T16:30"), "assigned", data={"from": 1, "to": 2}),
              CaseEvent(3, 1, at("09-02T16:30"), "assigned", data={"from": 2, "to": 3})]  # fmt: skip
    moments = ("09-01T08:10", "09-01T16:29:59", "09-01T16:30", "09-02T10:00", "09-03T10:00")
    assert [owner_at(case, events, at(one)) for one in moments] == [1, 1, 2, 2, 3]
    assert owner_at(case, events[:1], at("09-03T10:00")) == 3


def test_pareto() -> None:
    counts = [Count(str(n), n) for n in (46, 38, 31, 22, 17, 11, 6, 5, 3, 1)]  # 180
    found = pareto(counts)
    assert [(one.key, one.n) for one in found][-2:] == [("6", 6), (None, 9)]
    assert [one.vital for one in found] == [True, True, True, True, True, False, False, False]  # 137 of 180 is below 80 %, 154 above
    assert found[3].share == 137 / 180 and found[-1].share == 1
    assert pareto([]) == () and [one.n for one in pareto(counts[:8])] == [one.n for one in counts[:8]]


@pytest.mark.parametrize(("most", "parts", "top"), [(0, 4, 4), (4, 4, 4), (5, 4, 8), (46, 4, 48), (14, 2, 14), (15, 2, 16), (700, 4, 720),
                                                    (48213, 4, 52000)])
def test_axes_end_in_whole_parts(most: int, parts: int, top: int) -> None:
    assert top_of(most, parts) == top and top >= most and top % parts == 0


def test_charts_hold_the_values_of_the_summary() -> None:
    found, names = september(), say.Names({}, {1: "李䶮", 2: "郭Amy"})
    bars = [one for one in service_chart.causes(found.causes, 507) if isinstance(one, Bar)]
    assert [(one.what, one.key) for one in bars] == [("cause", "Quality"), ("cause", "Wear")] and bars[0].high == 2 * bars[1].high
    agents = service_chart.agents(found.agents, names, 507)
    assert [(one.key, one.fill) for one in agents if isinstance(one, Bar)] == [(2, "grey"), (1, "hatch"), (0, "grey")]
    words = [one.text for one in agents if isinstance(one, Label)]
    assert "33.3%" in words and "1/3" in words and "这段时间没有单子" in words
    days = [one for one in service_chart.days(found, Calendar(), 507) if isinstance(one, Bar)]
    assert sum(one.fill == "shade" for one in days) == 8 and sum(one.what == "day" for one in days) == 30
    for shapes in (bars, days):
        assert all(one.x >= 0 and one.x + one.wide <= 507 and one.y >= 0 for one in shapes)
    assert service_chart.causes((), 507) == ()


def test_a_long_name_under_a_bar_is_halved() -> None:
    causes = (Count("运输破损", 3), Count("Not described", 1), *(Count(f"原因{number}", 1) for number in range(6)))
    for wide, wanted in ((507, {"运输破损"}), (260, {"运输", "破损", "Not", "described"})):
        shapes = service_chart.causes(causes, wide)
        words = {one.text: one for one in shapes if isinstance(one, Label)}
        lowest = max(one.y + one.high for one in shapes if isinstance(one, Bar))
        assert wanted <= set(words)
        assert all(lowest < words[text].y <= service_chart.PARETO_HIGH for text in wanted)


def test_the_comparison_and_what_stands_out() -> None:
    before = summary(SEPTEMBER.before(NOW), [fact(9, "08-02T08:00", responsible="agent", cost=5000)],
                     [limit("08-03T08:00", True)], NOW, carried=0, complaint_kinds=())  # fmt: skip
    found = september(before=before)
    assert say.compared(found) == "较 8月1日至8月31日：受理 +2、按时率 −40.0 个百分点、客服责任 ±0、赔付 −16.50 元"
    names = say.Names({}, {1: "李䶮"})
    assert say.Point("李䶮超时 2 个，其中 2 个在 9月3日。", "agent", 1) in say.points(found, names)
    assert say.Point("3 个咨询没成交，最多的原因是太贵（2 个）。", "lost", "Too dear") in say.points(found, names)
    assert [say.wait(one) for one in (None, 45, 384, 7200)] == [("", ""), ("45", "秒"), ("6.4", "分钟"), ("2.0", "小时")]
