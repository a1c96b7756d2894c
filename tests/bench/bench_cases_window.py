"""The page 投诉售后 over 200 000 cases on the real window: opening, another case, a search while typing.

In time of the processor: painting offscreen is nothing else, and a machine that is busy with other things does not count.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.bench.measure import application, window_with

TURNS = 5
WORDS = ("漏", "杯盖漏水", "bwb", "138", "不存在")


def run() -> list[dict[str, Any]]:
    from PySide6.QtWidgets import QWidget

    from csdesk.ui.cases.page import CasesPage
    from tests.bench.bench_cases import CASES, OPEN, filled

    app = application()
    found: list[dict[str, Any]] = []
    with tempfile.TemporaryDirectory() as folder:
        session = filled(Path(folder))

        def timed(window: QWidget, work: Callable[[], object]) -> float:
            """Seconds of the processor until what `work` changed is painted."""
            start = time.process_time()
            work()
            app.processEvents()
            window.repaint()
            return time.process_time() - start

        opened, details, searches = [], [], dict[str, list[float]]()
        for _turn in range(TURNS):
            session._memo.clear()
            window = window_with(session, "cases", lambda: CasesPage)
            app.processEvents()
            opened.append(timed(window, lambda window=window: window.open_page("cases")))  # type: ignore[misc]
            page = window.page()
            assert isinstance(page, CasesPage) and page.tabs.counts["open"] == OPEN
            for row in page.list.model_.rows[3:9]:
                details.append(timed(window, lambda page=page, row=row: page.list.choose(row.id)))  # type: ignore[misc]
            for typed in WORDS:
                page.search.setText(typed)
                searches.setdefault(typed, []).append(timed(window, page._search_now))
            window.desk.close()
            window.close()
            window.deleteLater()
            app.processEvents()
        session.shop.close()

    def line(name: str, what: str, took: float, limit: float) -> None:
        found.append({"name": name, "what": what, "ours": took, "other": None, "ratio": took * 1000, "limit": limit, "unit": "ms"})

    first, warm = opened[0], statistics.median(opened[1:])
    line("cases, open", f"the page made, filled and painted, {OPEN} open of {CASES} cases; the first time in a process, with everything "
                        f"still to be loaded and every icon to be drawn: {first * 1000:.0f} ms", warm, 150.0)  # fmt: skip
    line("cases, detail", "another case of the list, painted with all around it", statistics.median(details), 50.0)
    each = {typed: statistics.median(times) for typed, times in searches.items()}
    told = " | ".join(f"{typed} {took * 1000:.0f}" for typed, took in each.items())
    line("cases, search box", f"from the word to the painted list, the slowest of {told}", max(each.values()), 100.0)
    return found
