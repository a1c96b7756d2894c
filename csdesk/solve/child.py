"""Pure work in child processes, watched from a window that never waits: look with `poll`, end with `cancel` or `kill`.

`Job` runs one function, `Proposal` the search for a roster: two seeds side by side, the best of both at any time. A child is a
fresh Python (spawn) at lower priority; it ends by itself when its parent is gone. Nothing here waits except `wait`, for programs
without a window. The engine is imported by the children alone.
"""

from __future__ import annotations

import contextlib
import gc
import multiprocessing
import os
import signal
import sys
import threading
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from typing import Any, Generic, TypeVar

from csdesk.core.problem import Problem
from csdesk.i18n import gettext as _
from csdesk.solve.cost import Cost, cost
from csdesk.solve.model import Model, Rows

REPORT_SECONDS = 0.25  # between two reports of a child
PATIENCE_SECONDS = 1.0  # from a cancel to the kill
BELOW_NORMAL = 0x4000  # a priority class of Windows

T = TypeVar("T")


class Link:
    """The child's end: reports now and then, and hears when to pause and to stop (a parent that is gone wants that, too)."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._next = 0.0
        self._stopped = False

    def due(self) -> bool:
        """Whether it is time for the next report."""
        return time.monotonic() >= self._next

    def report(self, value: object) -> None:
        self._next = time.monotonic() + REPORT_SECONDS
        with contextlib.suppress(OSError):
            self._connection.send(("report", value))

    def cancelled(self) -> bool:
        """Whether to stop; while there is a pause it waits here."""
        try:
            while not self._stopped and self._connection.poll():
                word = self._connection.recv()
                while word == "pause":
                    word = self._connection.recv()
                self._stopped = word == "stop"
        except (EOFError, OSError):
            self._stopped = True
        return self._stopped


class Job(Generic[T]):
    """`function(*arguments)` in a child, begun at once; `linked` gives it a `Link` as first argument.

    Function, arguments and result travel between processes, so the function stands at the top of a module. Ended (`ended`), a job
    has its `result`, or a `failure` to show (its `raw` is for the log), or neither where it was cancelled. `reports` are those of
    a linked function since the last `poll`."""

    def __init__(self, function: Callable[..., T], *arguments: Any, linked: bool = False) -> None:
        self.result: T | None = None
        self.failure: Problem | None = None
        self.reports: list[Any] = []
        self.ended = False
        self._linked = linked
        self._deadline: float | None = None
        context = multiprocessing.get_context("spawn")
        self.connection, far = context.Pipe()
        self._process = context.Process(target=_child, args=(far, function, arguments, linked), daemon=True)
        self._trouble = ""
        self._starter = threading.Thread(target=self._start, args=(far,), daemon=True)
        self._starter.start()

    def _start(self, far: Connection) -> None:
        """On a thread, because a new process reads its arguments when it is ready for them."""
        try:
            self._process.start()
        except Exception:  # whatever the system says: the job failed, and poll finds the closed pipe
            self._trouble = traceback.format_exc()
        finally:
            far.close()

    def poll(self) -> bool:
        """Take what arrived, without waiting; True where there is something new."""
        if self.ended:
            return False
        self.reports = []
        try:
            while not self.ended and self.connection.poll():
                kind, value = self.connection.recv()
                if kind == "report":
                    self.reports.append(value)
                elif kind == "result":
                    self.result = value
                    self._end()
                else:
                    self._fail(value)
        except (EOFError, OSError):
            self._process.join(0.05)
            self._fail(self._trouble or f"the child ended with {self._process.exitcode}")
        if not self.ended and self._deadline is not None and time.monotonic() >= self._deadline:
            self.kill()
        return bool(self.reports) or self.ended

    def cancel(self, patience: float = PATIENCE_SECONDS) -> None:
        """Ask a linked child for what it has; any other, and one that does not answer in time, is killed."""
        if self.ended or self._deadline is not None:
            return
        self._deadline = time.monotonic() + (patience if self._linked else 0)
        with contextlib.suppress(OSError):
            self.connection.send("stop")

    def pause(self, on: bool) -> None:
        """A linked child waits where it next asks whether to stop, until it goes on."""
        if not self.ended and self._deadline is None:
            with contextlib.suppress(OSError):
                self.connection.send("pause" if on else "go")

    def kill(self) -> None:
        """End it now, whatever it does."""
        if not self.ended:
            self._starter.join()
            if self._process.pid is not None:
                self._process.kill()
            self._end()

    def wait(self) -> T | None:
        """The result, waited for; None where there is none."""
        while not self.ended:
            wait([self.connection], timeout=0.1)
            self.poll()
        return self.result

    def _fail(self, detail: str) -> None:
        if self._deadline is None:  # a child that was told to stop may end as it likes
            sentence = _("The calculation stopped by itself; nothing was changed. Try it once more.")
            self.failure = Problem("child_failed", sentence, raw=detail)
        self._end()

    def _end(self) -> None:
        self.ended = True
        self.connection.close()


def _child(connection: Connection, function: Callable[..., Any], arguments: tuple[Any, ...], linked: bool) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C in a terminal is the parent's business
    _step_back()
    link = Link(connection)
    with contextlib.suppress(OSError):  # a parent that is gone
        try:
            connection.send(("result", function(link, *arguments) if linked else function(*arguments)))
        except Exception:
            connection.send(("failure", traceback.format_exc()))


def _step_back() -> None:
    """The window comes first."""
    with contextlib.suppress(OSError, AttributeError):
        if sys.platform == "win32":
            import ctypes

            kernel = ctypes.windll.kernel32
            kernel.SetPriorityClass(ctypes.c_void_p(-1), BELOW_NORMAL)  # -1: this process
        else:
            os.nice(5)


# -- the proposal


@dataclass(frozen=True)
class Report:
    """How far a search is: proposals `done`, and the best roster so far with what it costs."""

    seed: int
    done: int
    rows: Rows
    cost: Cost


def prepare(link: Link, model: Model, seed: int, seconds: float, begun: Rows | None = None) -> int:
    """Report a complete roster at once (unless it is `begun` with one), then say how many proposals fit into `seconds` on this machine."""
    from csdesk.solve.engine import iterations_for
    from csdesk.solve.first import first

    rows = begun or first(model, seed)
    if not begun:
        link.report(Report(seed, 0, rows, cost(model, rows)))
    return iterations_for(model, seconds, rows)


def search(link: Link, model: Model, seed: int, iterations: int, start: Rows | None = None) -> Report:
    """`solve`, reporting the best so far."""
    from csdesk.solve.engine import solve

    gc.disable()
    last: Rows | None = None
    price = Cost({}, ())

    def progress(done: int, _searched: int, rows: Rows) -> None:
        nonlocal last, price
        if link.due():
            if rows != last:
                last, price = rows, cost(model, rows)
            link.report(Report(seed, done, rows, price))

    found = solve(model, seed, iterations, start, progress=progress, cancelled=link.cancelled)
    return Report(seed, found.done, found.rows, found.cost)


class Proposal:
    """Two searches for one roster, begun at once; `best` is a complete roster as soon as there is one.

    (seed, iterations, the model's digest, VERSION) give the same `best` again once it ended `whole` (by itself, and not begun from
    `start`, a roster that is there already and that it betters); iterations are measured first where only `seconds` are said. `done`
    counts the proposals of both searches, of `total` (0 while measuring)."""

    def __init__(self, model: Model, seed: int, *, seconds: float = 60, iterations: int | None = None, start: Rows | None = None) -> None:
        self.model, self.seed, self.iterations, self.start = model, seed, iterations, start
        self.seeds = 2 * seed, 2 * seed + 1
        self.best: Report | None = None if start is None else Report(self.seeds[0], 0, start, cost(model, start))
        self.failure: Problem | None = None
        self.ended = False
        self._done: dict[int, int] = {}
        self._first: Rows | None = None
        self._cancelled = False
        self.paused = False
        self._prepare: Job[int] | None = None
        self._searches: list[Job[Report]] = []
        if iterations is None:
            self._prepare = Job(prepare, model, self.seeds[0], seconds, start, linked=True)
        else:
            self._begin(iterations)

    @property
    def done(self) -> int:
        return sum(self._done.values())

    @property
    def total(self) -> int:
        return len(self.seeds) * (self.iterations or 0)

    def poll(self) -> bool:
        """Take what arrived, without waiting; True where there is something new."""
        news = False
        for job in self._running():
            news |= job.poll()
            for report in [*job.reports, *([job.result] if isinstance(job.result, Report) else [])]:
                self._heard(report)
            if job.failure and not self.failure:
                self.failure = job.failure
                self.cancel()
        if self._prepare and self._prepare.result and not self._searches and not self._cancelled:
            self._begin(self._prepare.result)
        self.ended = not self._running()
        return news

    @property
    def whole(self) -> bool:
        """Both searches came to their end, from nothing: it can be made again."""
        return self.ended and not self._cancelled and self.failure is None and self.start is None

    def pause(self, on: bool) -> None:
        """Both searches stand still, or go on."""
        self.paused = on
        for job in self._searches:
            job.pause(on)

    def cancel(self) -> None:
        """Stop within a second; `best` stays what it is then."""
        self._cancelled = True
        if self._prepare:
            self._prepare.cancel(0)  # what it has was reported
        for job in self._searches:
            job.cancel()

    def kill(self) -> None:
        """Stop now."""
        self._cancelled = True
        for job in self._running():
            job.kill()
        self.ended = True

    def wait(self) -> Report | None:
        """The best roster, waited for."""
        while not self.ended:
            wait([job.connection for job in self._running()], timeout=0.1)
            self.poll()
        return self.best

    def _begin(self, iterations: int) -> None:
        self.iterations = iterations
        starts = [self.start or self._first, self.start]  # what the search of the first seed would begin with is there already
        self._searches = [
            Job(search, self.model, seed, iterations, start, linked=True) for seed, start in zip(self.seeds, starts, strict=True)]
        if self.paused:
            self.pause(True)

    def _running(self) -> list[Job[Any]]:
        return [job for job in (self._prepare, *self._searches) if job and not job.ended]

    def _heard(self, report: Report) -> None:
        self._done[report.seed] = report.done
        if report.seed == self.seeds[0] and not self._searches:
            self._first = report.rows
        if self.best is None or _rank(report) <= _rank(self.best):
            self.best = report


def _rank(report: Report) -> tuple[int, int, int]:
    """Fewest broken hard rules, then the price, then the lower seed: the same choice whoever is faster."""
    return sum(broken.amount for broken in report.cost.broken), report.cost.total, report.seed
