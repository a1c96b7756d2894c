"""The one object between the pages and the actions: runs them, tells what changed, shows refusals and Undo, runs long jobs.

    desk.do(roster.set_cells, changes)             # -> Changes | None (None = refused, already said)
    people = desk.query(staff.people) or ()        # a read; a refusal is a toast and None
    desk.job(reading.read, data, name, on_done=self._read, title=_("Reading {name}").format(name=name))
    self.watch = desk.watch(proposals.search(prepared, seed, seconds=60))   # a child process; ends with the shop

Actions get the session first: `desk.do(action, a, b)` calls `action(session, a, b)`.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Concatenate, ParamSpec, TypeVar

from PySide6.QtCore import QObject, QTimer, Signal

from csdesk.core.changes import Changes, Topic
from csdesk.core.permission import Permission
from csdesk.core.problem import UserError
from csdesk.i18n import gettext as _

if TYPE_CHECKING:
    from concurrent.futures import Future, ThreadPoolExecutor

    from csdesk.actions.session import Session
    from csdesk.ui.child import Child, Watch
    from csdesk.ui.kit.toast import ToastSpec

P = ParamSpec("P")
T = TypeVar("T")
POLL = 1000  # ms between looks at the journal's head


class Cancelled(Exception):
    """Raised by a job that saw `cancelled()`; nothing is shown for it."""


class Job(QObject):
    """One pure job on the worker thread. Its signals come on the main thread. `cancel()` asks it to stop.

    The worker touches no signal (connecting one while another thread emits it crashes): it leaves word, a timer looks."""

    progressed = Signal(object, object)  # share 0..1 (below 0: unknown), words
    done = Signal(object)
    failed = Signal(object)  # UserError
    over = Signal()  # after any end

    def __init__(self, title: str, parent: QObject) -> None:
        super().__init__(parent)
        self.title = title
        self.running = True
        self._stop = threading.Event()
        self._word: tuple[float, str] | None = None
        self._future: Future[object] | None = None
        self._look = QTimer(self)
        self._look.setInterval(20)
        self._look.timeout.connect(self.look)

    def cancel(self) -> None:
        self._stop.set()

    def cancelled(self) -> bool:
        """For the job's function: True once Cancel was pressed."""
        return self._stop.is_set()

    def progress(self, share: float, words: str | int = "") -> None:
        """For the job's function, on its thread: a share with words, or (done, total). Raises Cancelled once Cancel was pressed."""
        if self._stop.is_set():
            raise Cancelled
        if isinstance(words, int):
            share, words = (share / words if words else -1.0), f"{share:,} / {words:,}"
        self._word = (share, words)

    def watch(self, future: Future[object]) -> None:
        self._future = future
        self._look.start()

    def look(self) -> None:
        """On the main thread: pass on how far it is, and its end."""
        word, self._word = self._word, None
        if word is not None:
            self.progressed.emit(*word)
        future = self._future
        if future is None or not future.done() or not self.running:
            return
        self._look.stop()
        self.running = False
        self.over.emit()
        self.deleteLater()
        error = None if future.cancelled() else future.exception()
        if error is None:
            if not self._stop.is_set():
                self.done.emit(future.result())
        elif isinstance(error, UserError):
            self.failed.emit(error)
        elif not isinstance(error, Cancelled):
            raise error


class Desk(QObject):
    """Holds the session. Signals: `changed(Changes)` after every action, undo, or change by another window; `toasted(ToastSpec)`;
    `troubled(UserError)` for a refusal with a list of problems; `job_started(Job)`; `session_changed()`; `going(page name, what)`."""

    changed = Signal(object)
    toasted = Signal(object)
    troubled = Signal(object)
    job_started = Signal(object)
    session_changed = Signal()
    going = Signal(object, object)

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self._executor: ThreadPoolExecutor | None = None
        self._jobs: list[Job] = []
        self._watches: list[Watch] = []
        self._head = -1
        self.closed = False  # a timer that still fires after the window closed reads nothing any more
        self._poll = QTimer(self)
        self._poll.setInterval(POLL)
        self._poll.timeout.connect(self.look)

    def start(self) -> None:
        """Begin to watch the journal (the window calls it once it is shown)."""
        self._head = self._read_head()
        self._poll.start()

    def set_session(self, session: Session) -> None:
        """Another user signed in, or another shop was opened."""
        self._end_children()
        self.session = session
        self._head = self._read_head()
        self.session_changed.emit()

    def may(self, permission: Permission | None) -> bool:
        """True where the user may; None = everybody. For hiding (never greying) what is not allowed."""
        return permission is None or self.session.may(permission)

    # actions
    def do(self, action: Callable[Concatenate[Session, P], Changes], *args: P.args, **kwargs: P.kwargs) -> Changes | None:
        """Run an action. Emits `changed`; its message becomes a toast, with Undo when it wrote a step. A refusal is shown; then None."""
        self._catch_up()
        before = self._read_head()
        try:
            changes = action(self.session, *args, **kwargs)
        except UserError as error:
            self.refuse(error)
            return None
        self._head = self._read_head()
        wrote = self._head != before
        self.changed.emit(changes)
        if changes.message:
            undoable = wrote and self.can_undo() is not None
            self.toast(changes.message, link=_("Undo") if undoable else "", call=self.undo if undoable else None)
        return changes

    def quietly(self, action: Callable[Concatenate[Session, P], Changes], *args: P.args, **kwargs: P.kwargs) -> Changes:
        """Like `do` without any toast: for typing in a grid. UserError passes to the caller, who shows it at the cell."""
        self._catch_up()
        changes = action(self.session, *args, **kwargs)
        self._head = self._read_head()
        self.changed.emit(changes)
        return changes

    def query(self, read: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs) -> T | None:
        """A read for a screen; a refusal becomes a toast and None."""
        if self.closed:
            return None
        try:
            return read(self.session, *args, **kwargs)
        except UserError as error:
            self.refuse(error)
            return None

    def refuse(self, error: UserError) -> None:
        """Show a refusal: one sentence as a toast, a list of problems as a dialog."""
        if error.problems:
            self.troubled.emit(error)
        else:
            self.toast(error.message, tone="danger")

    def toast(self, message: str, more: str = "", *, tone: str = "ok", link: str = "", call: Callable[[], object] | None = None) -> None:
        """Say something at the bottom left for six seconds. tone: ok, danger, warn, accent."""
        from csdesk.ui.kit.toast import ToastSpec

        spec: ToastSpec = ToastSpec(message, more, tone, link, call)
        self.toasted.emit(spec)

    def open(self, page: str, what: object = None) -> None:
        """Go to another page; its `goto(what)` shows the place (a person's id, a day, a month ...)."""
        self.going.emit(page, what)

    # undo
    def undo(self) -> None:
        from csdesk.actions import history

        self._history(history.undo)

    def redo(self) -> None:
        from csdesk.actions import history

        self._history(history.redo)

    def _history(self, action: Callable[[Session], Changes]) -> None:
        try:
            changes = action(self.session)
        except UserError as error:
            self.refuse(error)
            return
        self._head = self._read_head()
        self.changed.emit(changes)
        if changes.message:
            self.toast(changes.message, tone="accent")

    def can_undo(self) -> str | None:
        """The label of the step that Ctrl+Z would take back."""
        from csdesk.actions import history

        return history.can_undo(self.session)

    def can_redo(self) -> str | None:
        from csdesk.actions import history

        return history.can_redo(self.session)

    # another window on the same file
    def _read_head(self) -> int:
        from csdesk.actions import history

        return history.head(self.session)

    def _catch_up(self) -> None:
        """What another window wrote since the last look must not hide behind a step of this one."""
        if self._head >= 0:
            self.look()

    def look(self) -> None:
        """Has another window written? Then tell the pages what (called each second)."""
        from csdesk.actions import history

        head = self._read_head()
        if head != self._head:
            before, self._head = self._head, head
            topics = history.topics_since(self.session, before) if before >= 0 else frozenset(Topic)
            if topics:
                self.changed.emit(Changes(topics))

    # jobs
    def job(
        self,
        work: Callable[..., T],
        *args: object,
        on_done: Callable[[T], object] | None = None,
        on_failed: Callable[[UserError], object] | None = None,
        title: str = "",
        **kwargs: object,
    ) -> Job:
        """Run a pure function on the worker thread (never one that touches the database). Where it has parameters named `progress`
        or `cancelled` they get `job.progress(share, words)` and `job.cancelled()`. `on_done(result)` runs on the main thread; a
        UserError goes to `on_failed` or is shown. After 0.3 s the window shows a strip with Cancel."""
        import inspect

        job = Job(title, self)
        names = inspect.signature(work).parameters
        if "progress" in names and "progress" not in kwargs:
            kwargs["progress"] = job.progress
        if "cancelled" in names and "cancelled" not in kwargs:
            kwargs["cancelled"] = job.cancelled
        if on_done is not None:
            job.done.connect(on_done)
        job.failed.connect(on_failed if on_failed is not None else self.refuse)
        job.over.connect(self._job_over)
        self._jobs.append(job)
        if self._executor is None:
            from concurrent.futures import ThreadPoolExecutor

            self._executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix="job")
        future: Future[object] = self._executor.submit(work, *args, **kwargs)
        job.watch(future)
        self.job_started.emit(job)
        return job

    def _job_over(self) -> None:
        self._jobs = [job for job in self._jobs if job.running]

    def jobs(self) -> list[Job]:
        """What runs now."""
        return [job for job in self._jobs if job.running]

    def busy(self) -> bool:
        """A job is running."""
        return bool(self._jobs)

    # child processes
    def watch(self, child: Child) -> Watch:
        """Look after a child process until it ends; it is ended when the shop is closed or another user signs in."""
        from csdesk.ui.child import Watch

        self._watches = [one for one in self._watches if not one.child.ended]
        self._watches.append(Watch(child, self))
        return self._watches[-1]

    def compute(self, function: Callable[..., object], *arguments: object) -> Watch:
        """A pure function of a module's top in a child process: its `result` or `failure` are in the watch's `child` when it is over."""
        from csdesk.solve.child import Job

        return self.watch(Job(function, *arguments))

    def _end_children(self) -> None:
        watches, self._watches = self._watches, []
        for one in watches:
            if not one.child.ended:
                one.end()

    def close(self) -> None:
        """Stop watching and cancel what runs; from now on nothing is read."""
        self.closed = True
        self._poll.stop()
        self._end_children()
        for job in self._jobs:
            job.cancel()
        if self._executor is not None:
            self._executor.shutdown(wait=True, cancel_futures=True)
            self._executor = None
        for job in self._jobs:
            job.look()
