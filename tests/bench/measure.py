"""What the benchmarks measure with: the shortest of several runs, and the real window with one page of it."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from csdesk.actions.session import Session
    from csdesk.ui.window import MainWindow


def best(work: Callable[[], Any], times: int = 5) -> float:
    """Seconds of the shortest of several runs."""
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return min(taken)


def application() -> QApplication:
    """The one application, in Chinese and light, without the preferences of this computer."""
    from PySide6.QtWidgets import QApplication

    from csdesk import i18n
    from csdesk.ui import memory, theme

    i18n.use("zh_CN")
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    memory.use(None)
    theme.apply(app, "light")
    return app


def window_with(session: Session, name: str, page: Callable[[], type[Any]]) -> MainWindow:
    """The window of 1366 x 768 on a shop with this one page, shown but not opened; `page` loads its class."""
    from csdesk.ui.desk import Desk
    from csdesk.ui.pages import Entry
    from csdesk.ui.window import MainWindow

    desk = Desk(session)
    desk.start()
    window = MainWindow(desk, [Entry(name, name.title(), "clock", page)])
    window.resize(1366, 768)
    window.show()
    return window
