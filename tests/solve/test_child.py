"""Child processes: what they find arrives, they stop when told, and a crash of one is a value."""

from __future__ import annotations

import os
import time
from collections.abc import Callable

from csdesk.solve.child import Job, Link, Proposal
from csdesk.solve.cost import cost
from csdesk.solve.model import Demand, Model, Person, Value


def until(done: Callable[[], bool], seconds: float = 30) -> float:
    """Look until it is so; the seconds it took."""
    begin = time.monotonic()
    while not done():
        assert time.monotonic() - begin < seconds
        time.sleep(0.005)
    return time.monotonic() - begin


def team(people: int = 6, days: int = 14) -> Model:
    """Two shifts, one of them at night, a little too much to do."""
    anybody = Person("A", ((0, 1, 2),) * days, (True,) * days, max_run=6, target_rest=4, shares_nights=True)
    return Model(
        days=days,
        values=(Value(0, "D", 510, 1050), Value(1, "N", 1020, 1500, night=True)),
        people=(anybody,) * people,
        forbidden=((False,) * 3, (False,) * 3, (False, True, False)),
        demands=tuple(Demand(day, (value,), need, 100, 2) for day in range(days) for value, need in ((1, 3), (2, 2))),
        rest_price=15,
        nights_range_price=10,
    )


def double(number: int) -> int:
    return 2 * number


def dies(code: int) -> None:
    os._exit(code)


def fails() -> None:
    raise LookupError("no such thing")


def sleeps() -> None:
    time.sleep(60)


def counts(link: Link) -> str:
    number = 0
    while not link.cancelled():
        number += 1
        if link.due():
            link.report(number)
    return "stopped"


def test_a_job_has_its_result() -> None:
    job = Job(double, 21)
    assert job.wait() == 42
    assert job.failure is None
    assert not job.poll()


def test_a_crash_is_a_failure_with_a_sentence() -> None:
    for job, words in ((Job(dies, 7), "7"), (Job(fails), "no such thing")):
        assert job.wait() is None
        assert job.failure is not None
        assert (job.failure.code, words in job.failure.raw) == ("child_failed", True)
        assert job.failure.message == "计算自己停了，什么都没改。再试一次。"


def test_reports_come_and_a_cancel_is_heard() -> None:
    job = Job(counts, linked=True)
    seen: list[int] = []
    until(lambda: bool(job.poll() and (seen.extend(job.reports) or seen)))
    job.cancel()
    assert until(lambda: bool(job.poll() and job.ended)) < 1
    assert (job.result, job.failure) == ("stopped", None)


def test_who_does_not_listen_is_killed() -> None:
    job = Job(sleeps)
    job.cancel()
    until(lambda: bool(job.poll() and job.ended), seconds=5)
    assert (job.result, job.failure) == (None, None)


def test_a_proposal_is_complete_at_once_gets_better_and_is_the_same_again() -> None:
    model = team()
    proposal = Proposal(model, 3, iterations=20_000)
    best = proposal.wait()
    assert best is not None and proposal.failure is None
    assert (proposal.done, proposal.total) == (40_000, 40_000)
    assert best.cost == cost(model, best.rows)
    assert not best.cost.broken
    assert Proposal(model, 3, iterations=20_000).wait() == best


def test_a_proposal_of_so_many_seconds_measures_first_and_stops_when_told() -> None:
    proposal = Proposal(team(), 1, seconds=600)
    until(lambda: bool(proposal.poll() and proposal.best))
    until(lambda: bool(proposal.poll() and proposal.done))
    assert 0 < proposal.done < proposal.total
    proposal.cancel()
    assert until(lambda: proposal.poll() or proposal.ended) < 1.5
    until(lambda: proposal.poll() or proposal.ended)
    best = proposal.best
    assert best is not None and not best.cost.broken


def test_a_proposal_can_be_cancelled_before_it_began() -> None:
    proposal = Proposal(team(), 1)
    proposal.cancel()
    until(lambda: proposal.poll() or proposal.ended, seconds=5)
    assert proposal.failure is None


def test_a_killed_proposal_is_over_at_once() -> None:
    proposal = Proposal(team(), 1, iterations=10_000_000)
    proposal.kill()
    assert proposal.ended and not proposal.poll()


def test_a_search_pauses_goes_on_and_stops_out_of_a_pause() -> None:
    search = Proposal(team(), 1, iterations=50_000_000)
    until(lambda: search.poll() and search.done > 0)
    search.pause(True)
    time.sleep(0.6)
    search.poll()
    done = search.done
    time.sleep(0.6)
    assert not search.poll() and search.done == done and not search.ended
    search.pause(False)
    until(lambda: search.poll() and search.done > done)
    search.pause(True)
    search.cancel()
    assert until(lambda: search.poll() and search.ended) < 3 and search.best is not None and not search.whole


def test_a_search_goes_on_from_a_roster_and_is_never_worse() -> None:
    first = Proposal(team(), 1, iterations=4000)
    found = first.wait()
    assert found is not None and first.whole
    more = Proposal(team(), 2, iterations=2000, start=found.rows)
    assert more.best is not None and more.best.cost == found.cost
    better = more.wait()
    assert better is not None and better.cost.total <= found.cost.total and not more.whole
