"""The matrix of attendance, 200 people × 31 days, on the real page over a real shop file: opening a month, and scrolling it.

In time of the processor: painting offscreen is nothing else, and a machine that is busy with other things does not count.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

from tests.bench.measure import application, window_with

PEOPLE, FRAMES, TURNS = 200, 240, 5
NOW = datetime(2026, 11, 5, 9)


def run() -> list[dict[str, Any]]:
    from csdesk.ui.attendance.page import AttendancePage

    app = application()
    with tempfile.TemporaryDirectory() as folder:
        session = _shop(Path(folder) / "bench.csdesk")

        def opened(work: Callable[[Any], None]) -> float:
            """Seconds of the processor from asking for the page until it is painted; then `work` with its matrix."""
            window = window_with(session, "attendance", lambda: AttendancePage)
            app.processEvents()
            start = time.process_time()
            window.open_page("attendance")
            app.processEvents()
            window.repaint()
            took = time.process_time() - start
            page = window.page()
            assert isinstance(page, AttendancePage) and len(page.matrix.rows) == PEOPLE
            work(page.matrix)
            window.desk.close()
            window.close()
            window.deleteLater()
            app.processEvents()
            return took

        def scroll(matrix: Any) -> None:
            bar = matrix.verticalScrollBar()
            assert bar.maximum() > 2000
            for frame in range(FRAMES):
                start = time.process_time()
                bar.setValue(frame * 37 % bar.maximum())
                matrix.viewport().repaint()
                frames.append(time.process_time() - start)

        frames: list[float] = []
        fresh = []
        for _turn in range(3):
            session._memo.clear()
            fresh.append(opened(lambda matrix: None))
        known = min(opened(lambda matrix: None) for _turn in range(TURNS))
        opened(scroll)
        session.shop.close()
    frames.sort()
    middle, slow = statistics.median(frames), frames[int(len(frames) * 0.95)]
    size = f"{PEOPLE} people × 31 days"
    return [
        {
            "name": "matrix, open", "ours": known, "other": None, "ratio": known * 1000, "limit": 150.0, "unit": "ms",
            "what": f"the page of attendance with {size}, made, filled and painted; the months are reckoned, as the navigation has done by "
                    f"then for its badge. With both months still to be reckoned (right after a change): {min(fresh) * 1000:.0f} ms",
        },
        {
            "name": "matrix, scroll", "ours": slow, "other": None, "ratio": slow * 1000, "limit": 16.7, "unit": "ms",
            "what": f"one frame of {FRAMES} while scrolling {size}; 95 of 100 are faster (median {middle * 1000:.1f} ms)",
        },
    ]


def _shop(path: Path) -> Any:
    from csdesk.actions import shop
    from csdesk.core.batch import PunchRow
    from csdesk.core.staff import Employee
    from csdesk.store import batch, roster, staff
    from tests.bench.bench_engine import facts

    session = shop.create(path, lambda: NOW)
    given = facts(PEOPLE)
    with session.step("bench") as step:
        for one in given.employees:
            staff.save(session.shop, Employee(0, one.no, one.name, hired=one.hired, pay=one.pay, insurance=one.insurance))
        roster.write(session.shop, [(cell.employee_id, cell.day, cell.code, "typed") for cell in given.cells])
        period = date(2026, 10, 1), date(2026, 10, 31)
        number = batch.add(session.shop, kind="punches", file_name="1_attlog.dat", sha256="", format="zk.attlog", period=None,
                           covered=period, at=NOW, by="", step_id=step)
        batch.add_punches(session.shop, number, [PunchRow(one.employee_id, one.at, "punch", "zk.attlog") for one in given.punches])
    return session
