"""How fast the prints are: 200 payslips against the same strings drawn with bare reportlab, the other prints as a share of that."""

from __future__ import annotations

import io
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest import mock

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))

from csdesk import i18n  # noqa: E402
from csdesk.files.paper import text as letters  # noqa: E402
from csdesk.files.paper.letterhead import Paper  # noqa: E402
from csdesk.files.paper.page import A4, Sheet  # noqa: E402
from csdesk.files.paper.payslips import payslips  # noqa: E402
from tests.files import factory  # noqa: E402


def best(work: Callable[[], Any], times: int = 5) -> float:
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return min(taken)


def strings(work: Callable[[], Paper]) -> list[list[tuple[float, float, str, float, bool]]]:
    """Every string a print draws, page by page."""
    pages: list[list[tuple[float, float, str, float, bool]]] = [[]]
    draw, show = Sheet.text, Sheet.show

    def noted(self: Sheet, x: float, y: float, text: str, size: float, bold: bool = False, **more: Any) -> float:
        pages[-1].append((x, y, text, size, bold))
        return draw(self, x, y, text, size, bold, **more)

    def shown(self: Sheet) -> None:
        show(self)
        pages.append([])

    with mock.patch.object(Sheet, "text", noted), mock.patch.object(Sheet, "show", shown):
        work()
    return [page for page in pages if page]


def bare(pages: list[list[tuple[float, float, str, float, bool]]]) -> bytes:
    from reportlab.pdfgen.canvas import Canvas

    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=A4, invariant=1, pageCompression=1, initialFontName=letters.REGULAR)
    for page in pages:
        for x, y, text, size, bold in page:
            canvas.setFont(letters.BOLD if bold else letters.REGULAR, size)
            canvas.drawString(x, y, text)
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


def run() -> list[dict[str, Any]]:
    i18n.use("zh_CN")
    result, people = factory.result(count=200), factory.employees(200)

    def slips() -> Paper:
        letters.runs.cache_clear()
        letters.em.cache_clear()
        letters.wrap.cache_clear()
        return payslips(result, people, factory.HEAD, rules=factory.RULES, calendar=factory.CALENDAR)

    pages = strings(slips)
    ours, other = best(slips), best(lambda: bare(pages))
    return [
        {"name": "200 payslips as PDF", "ours": ours, "other": other, "ratio": ours / other, "limit": 2.0,
         "what": "seconds for 200 payslips, four a page, from cold caches; other: the same strings with bare reportlab"},
    ]  # fmt: skip


if __name__ == "__main__":
    for line in run():
        print(f"{line['name']}: {line['ours']:.3f} s, other {line['other']:.3f} s, ratio {line['ratio']:.2f} (limit {line['limit']})")
