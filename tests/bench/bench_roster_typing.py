"""Typing one roster cell at 200 people × 31 days, on the real page over a real shop file, until conflicts and coverage are repainted."""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from tests.bench.measure import application, window_with

PEOPLE, KEYS = 200, 60
NOW = datetime(2026, 10, 16, 9)


def run() -> list[dict[str, Any]]:
    from PySide6.QtCore import QEvent, Qt
    from PySide6.QtGui import QKeyEvent

    from csdesk.core.roster_check import LiveRoster
    from csdesk.ui.roster.page import RosterPage

    app = application()
    with tempfile.TemporaryDirectory() as folder:
        session = _shop(Path(folder) / "bench.csdesk")
        window = window_with(session, "roster", _load)
        window.open_page("roster")
        app.processEvents()
        page = window.page()
        assert isinstance(page, RosterPage) and page.live is not None and page.view is not None
        grid, live, view = page.grid, page.live, page.view
        grid.setFocus()
        painted: list[float] = []
        grid.installEventFilter(_Watch(painted, grid))

        def press() -> None:
            day_shift = live.code(*grid.place()) == "D"
            key, text = (Qt.Key.Key_W, "w") if day_shift else (Qt.Key.Key_B, "b")
            app.sendEvent(grid, QKeyEvent(QEvent.Type.KeyPress, key, Qt.KeyboardModifier.NoModifier, text))

        until_painted, until_written = [], []
        for number in range(KEYS):
            grid.go_to(view.employees[number % 20].id, view.month.first + timedelta(days=3 + number % 20))
            app.processEvents()
            painted.clear()
            start = time.perf_counter()
            press()
            until_written.append(time.perf_counter() - start)
            assert painted, "the key did not repaint the grid"
            until_painted.append(painted[0] - start)
            app.processEvents()

        def naive(number: int) -> None:
            """What a plain grid does: check the whole month again and paint everything."""
            employee = view.employees[number % 20]
            live.put([(employee.id, view.month.first + timedelta(days=3 + number % 20), "N" if number % 2 else "D")])
            LiveRoster(view.cells, view.employees, view.rules, view.calendar, view.month)
            grid.repaint()

        whole = _times(naive, 10)
        window.desk.close()
        window.close()
        window.deleteLater()
        app.processEvents()
        session.shop.close()
    ours, other = statistics.median(until_painted), statistics.median(whole)
    worst = sorted(until_painted)[int(len(until_painted) * 0.95)]
    return [{
        "name": "roster_typing", "ours": ours, "other": other, "ratio": ours * 1000, "limit": 16.0, "unit": "ms",
        "what": f"one key in the month grid, {PEOPLE} × {view.month.length}, until conflicts, coverage and load are repainted "
                f"(median; 95 of 100 under {worst * 1000:.1f} ms; on disk after {statistics.median(until_written) * 1000:.1f} ms); "
                "other = whole check, whole repaint",
    }]


def _load() -> Any:
    from csdesk.ui.roster.page import RosterPage

    return RosterPage


def _times(work: Callable[[int], None], count: int) -> list[float]:
    found = []
    for number in range(count):
        start = time.perf_counter()
        work(number)
        found.append(time.perf_counter() - start)
    return found


def _Watch(painted: list[float], parent: Any) -> Any:
    from PySide6.QtCore import QEvent, QObject

    class Watch(QObject):
        """Lets the grid paint and notes when it is done."""

        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            if event.type() == QEvent.Type.Paint:
                watched.removeEventFilter(self)
                try:
                    watched.event(event)
                finally:
                    watched.installEventFilter(self)
                painted.append(time.perf_counter())
                return True
            return False

    return Watch(parent)


def _shop(path: Path) -> Any:
    from dataclasses import replace

    from csdesk.actions import rules, shop
    from csdesk.core.rules import Demand
    from csdesk.core.staff import Employee
    from csdesk.store import roster, staff

    session = shop.create(path, _now)
    base = rules.book(session).on(NOW.date())
    needs = (("D", "售前", 60), ("D", "售后", 50), ("N", "售前", 30), ("N", "售后", 25))
    demand = tuple(Demand(code, post, need) for code, post, need in needs)
    rules.save(session, replace(base, demand=demand), date(2026, 1, 1))
    first = date(2026, 9, 1)
    with session.step("bench"):
        people = [
            staff.save(session.shop, Employee(
                0, f"{number:04d}", f"员工{number}", post="售前客服" if number % 2 else "售后客服",
                level="组长" if number % 9 == 0 else "客服"))
            for number in range(1, PEOPLE + 1)
        ]
        pattern = "DDDDDNNNNNx"
        roster.write(session.shop, [
            (who, first + timedelta(days=day), "休" if (code := pattern[(who * 3 + day) % 11]) == "x" else code, "typed")
            for who in people for day in range(62)
        ])
    return session


def _now() -> datetime:
    return NOW
