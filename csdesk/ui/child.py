"""Child processes as the window sees them: looked at by a timer, never waited for, ended with the shop."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QObject, QTimer, Signal

from csdesk.core.problem import Problem

LOOK_MS = 40


class Child(Protocol):
    """What `csdesk.solve.child` has: a job or a search."""

    ended: bool
    failure: Problem | None

    def poll(self) -> bool: ...
    def cancel(self) -> None: ...
    def kill(self) -> None: ...


class Watch(QObject):
    """Looks after one child (`desk.watch`). `news`: something arrived; `over`: it ended, by itself or not. `leave()` cancels it and
    tells nothing more."""

    news = Signal()
    over = Signal()

    def __init__(self, child: Child, parent: QObject) -> None:
        super().__init__(parent)
        self.child = child
        self._told = True
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()

    def look(self) -> None:
        """Take what arrived."""
        news = self.child.poll()
        if self.child.ended:
            self._timer.stop()
        if news and self._told:
            self.news.emit()
        if self.child.ended:
            if self._told:
                self.over.emit()
            self.deleteLater()

    def cancel(self) -> None:
        """Ask it to stop; `over` follows within a second."""
        self.child.cancel()

    def leave(self) -> None:
        """Cancel it, and hear nothing of it any more."""
        self._told = False
        self.child.cancel()

    def end(self) -> None:
        """End it now: the shop is closed."""
        self._told = False
        self._timer.stop()
        self.child.kill()
        self.deleteLater()
