"""Rosters proposed by the product's own engine, judged by samples/roster_check.py, beside the figures of roster.md (R1-R4, R7-R9).

    python build/dev.py bench roster                     every sample, 3 seconds each: valid everywhere, and how far one gets
    python build/dev.py bench roster --seconds 60        the targets (about a quarter of an hour); 10 judges those of 10 seconds
    python build/dev.py bench roster --only desk-40      the samples whose name begins so
    python build/dev.py bench roster --case FILE --seconds 60 --seed 1 --out ROSTER.json     any case file of the two kinds
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from csdesk.solve.child import Proposal
from csdesk.solve.engine import VERSION, solve
from csdesk.solve.model import OFF, Model
from tests.bench.roster_cases import SAMPLES, Case, read

FREE = float("inf")  # a figure without a limit
DESK = {"desk-12-1": (420, 450, 0.5, 396), "desk-40-1": (490, 600, 1, 454), "desk-200-1": (2700, 4000, 3, 2406)}
# must in 60 s, must in 10 s, seconds to the first roster, what roster.md reached in 60 s


@dataclass(frozen=True)
class Outcome:
    """One case solved: the judge's words, and how it went."""

    case: Case
    judged: dict[str, Any]
    proposals: int
    first_seconds: float
    longest_poll: float
    seconds: float

    @property
    def rate(self) -> float:
        """Proposals a second, of both searches."""
        return self.proposals / (self.seconds - self.first_seconds)


def propose(case: Case, seconds: float, seed: int, out: Path) -> Outcome:
    """A proposal as the window makes it; the roster is written to `out` for the judge."""
    begin = time.perf_counter()
    proposal = Proposal(case.model, seed, seconds=seconds)
    longest = time.perf_counter() - begin
    first = 0.0
    while not proposal.ended:
        looked = time.perf_counter()
        proposal.poll()
        longest = max(longest, time.perf_counter() - looked)
        if proposal.best and not first:
            first = time.perf_counter() - begin
        time.sleep(0.02)
    if proposal.failure or proposal.best is None:
        raise AssertionError(f"{case.path.name}: {proposal.failure.raw if proposal.failure else 'no roster'}")
    took = time.perf_counter() - begin
    out.write_text(json.dumps(case.judged(proposal.best.rows)), encoding="utf-8")
    command = [sys.executable, SAMPLES / "roster_check.py", case.kind, case.path, out]
    told = subprocess.run(command, capture_output=True, encoding="utf-8")
    judged = json.loads(told.stdout)
    if judged["cost"] != proposal.best.cost.total or bool(judged["hard"]) != bool(proposal.best.cost.broken):
        raise AssertionError(f"{case.path.name}: the judge says {judged}, the engine {proposal.best.cost}")
    return Outcome(case, judged, proposal.done, first, longest, took)


def told(outcome: Outcome, beside: str) -> str:
    judged = outcome.judged
    hard = f"{len(judged['hard'])} HARD RULES BROKEN" if judged["hard"] else "valid"
    times = f"{outcome.rate / 1e6:.2f} M/s, first {outcome.first_seconds:.2f} s, {outcome.seconds:.0f} s"
    reasons = " ".join(f"{reason} {price}" for reason, price in judged["by"].items())
    return f"{outcome.case.path.stem:12} {judged['cost']:6} {hard}  {beside}  {times}  {reasons}"


def line(name: str, value: float, limit: float, what: str, unit: str = "") -> dict[str, Any]:
    return {"name": name, "ours": None, "other": None, "ratio": value, "limit": limit, "unit": unit, "what": what}


def samples(seconds: float, seed: int, only: str, out: Path) -> list[dict[str, Any]]:
    """Every sample solved and judged; the targets hold for 60 and for 10 seconds."""
    best = {}
    with (SAMPLES / "roster-benchmark" / "best_known.csv").open(encoding="utf-8") as stream:
        best = {row["instance"]: int(row["best_known_solution"]) for row in csv.DictReader(stream)}
    rows: list[dict[str, Any]] = []
    gaps: dict[str, float] = {}
    invalid = 0
    paths = [*(SAMPLES / "roster-desk" / f"{name}.json" for name in DESK)]
    paths += [SAMPLES / "roster-benchmark" / f"Instance{n}.txt" for n in range(1, 13)]
    for path in paths:
        if not path.stem.startswith(only):
            continue
        outcome = propose(read(path), seconds, seed, out)
        cost = outcome.judged["cost"]
        invalid += bool(outcome.judged["hard"])
        if path.stem in best:
            gaps[path.stem] = 100 * (cost / best[path.stem] - 1)
            print(told(outcome, f"best known {best[path.stem]}, gap {gaps[path.stem]:.1f} %"), flush=True)
        else:
            long, short, first, reached = DESK[path.stem]
            print(told(outcome, f"roster.md {reached}"), flush=True)
            limit = long if seconds == 60 else short if seconds == 10 else FREE
            if seconds >= 10:
                rows.append(line(f"{path.stem}, no lead", outcome.judged["by"].get("leader", 0), 0, "price of shifts without a lead"))
            rows.append(line(path.stem, cost, limit, f"R3 R3b: price after {seconds:g} s; roster.md has {reached} after 60 s"))
            rows.append(line(f"{path.stem}, first", outcome.first_seconds, first, "R4: the first complete roster, from a cold start", "s"))
            rows.append(line(f"{path.stem}, window", 1000 * outcome.longest_poll, 50, "R8: the longest that the window waits", "ms"))
    for name, numbers, limit in (("R1", range(1, 9), 6), ("R2", range(9, 13), 25)):
        some = [gaps[f"Instance{n}"] for n in numbers if f"Instance{n}" in gaps]
        if some:
            what = f"mean gap to the best known after {seconds:g} s; roster.md has 4.0 % for 1-8 after 60 s"
            rows.append(line(f"{name}, {len(some)} instances", sum(some) / len(some), limit if seconds == 60 else FREE, what, "%"))
    rows.append(line("not valid", invalid, 0, "samples with a broken hard rule"))
    return rows


def fingerprint(path: str, seed: int, iterations: int) -> str:
    return hashlib.sha256(b"".join(solve(read(Path(path)).model, seed, iterations).rows)).hexdigest()


def same(path: Path) -> dict[str, Any]:
    """R7 in five fresh processes with different hash seeds."""
    code = f"from tests.bench.bench_roster import fingerprint; print(fingerprint({str(path)!r}, 1, 30_000))"
    found = {
        subprocess.run(
            [sys.executable, "-c", code], env={**os.environ, "PYTHONHASHSEED": str(n)}, capture_output=True, encoding="utf-8", check=True
        ).stdout
        for n in range(5)
    }
    return line("same again", len(found), 1, f"R7: different rosters of five runs of one seed (engine version {VERSION})")


def stopped(case: Case) -> dict[str, Any]:
    proposal = Proposal(case.model, 1, seconds=60)
    while not proposal.done:
        proposal.poll()
        time.sleep(0.02)
    begin = time.perf_counter()
    proposal.cancel()
    while not proposal.ended:
        proposal.poll()
        time.sleep(0.002)
    return line("cancel", time.perf_counter() - begin, 1, "R8: from a cancel to the end of both searches", "s")


def pinned(model: Model, source: random.Random) -> Model:
    """The same with a fifth of the cells typed at random."""
    return replace(
        model,
        people=tuple(
            replace(person, allowed=tuple((source.choice(allowed),) if source.random() < 0.2 else allowed for allowed in person.allowed))
            for person in model.people
        ),
    )


def typed_cells(case: Case) -> dict[str, Any]:
    """R9 over a hundred cases."""
    changed = 0
    for number in range(100):
        model = pinned(case.model, random.Random(number))
        start = tuple(bytes(day[-1] for day in person.allowed) for person in model.people)
        rows = solve(model, number, 2000, start=start if number % 2 else None).rows
        changed += sum(
            len(allowed) == 1 and value != allowed[0]
            for person, row in zip(model.people, rows, strict=True)
            for allowed, value in zip(person.allowed, row, strict=True)
        )
        assert any(value != OFF for row in rows for value in row)
    return line("typed cells", changed, 0, "R9: typed cells changed in 100 random cases")


def run(arguments: Sequence[str] = ()) -> list[dict[str, Any]]:
    parser = argparse.ArgumentParser(prog="bench roster", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=3)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="")
    parser.add_argument("--case", type=Path)
    parser.add_argument("--out", type=Path)
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        out = options.out or Path(folder, "roster.json")
        if options.case:
            outcome = propose(read(options.case), options.seconds, options.seed, out)
            print(told(outcome, f"seed {options.seed}"))
            return [line("not valid", bool(outcome.judged["hard"]), 0, str(options.case))]
        if not (SAMPLES / "roster_check.py").exists():
            print(f"no roster samples in {SAMPLES}: skipped")
            return []
        rows = samples(options.seconds, options.seed, options.only, out)
        if not options.only:
            small = SAMPLES / "roster-desk" / "desk-12-1.json"
            rows += [same(small), stopped(read(small.with_stem("desk-40-1"))), typed_cells(read(small))]
        return rows
