"""How fast the prints are: 200 payslips against the same strings drawn with bare reportlab, and the other prints likewise."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any
from unittest import mock

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))

from csdesk import i18n  # noqa: E402
from csdesk.core.calendar import Month  # noqa: E402
from csdesk.core.rules import RuleBook, RuleVersion  # noqa: E402
from csdesk.files.paper import text as letters  # noqa: E402
from csdesk.files.paper.attendance import attendance_sheet  # noqa: E402
from csdesk.files.paper.letterhead import Paper  # noqa: E402
from csdesk.files.paper.page import A4, Sheet  # noqa: E402
from csdesk.files.paper.payroll import payroll  # noqa: E402
from csdesk.files.paper.payslips import payslips  # noqa: E402
from csdesk.files.paper.roster import roster_sheet  # noqa: E402
from csdesk.files.paper.roster_people import roster_people  # noqa: E402
from tests.bench.measure import best  # noqa: E402
from tests.files import factory  # noqa: E402

MONTH = Month(2026, 9)


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

    book = RuleBook((RuleVersion(1, date(2026, 1, 1), factory.RULES),))
    cells = factory.cells("2026-09", 200)
    own: dict[str, Any] = {"rules": factory.RULES, "calendar": factory.CALENDAR}
    plan: dict[str, Any] = {"book": book, "calendar": factory.CALENDAR}
    works: list[tuple[str, Callable[[], Paper]]] = [
        ("200 payslips as PDF", slips),
        ("payroll of 200 people as PDF", lambda: payroll(result, people, factory.HEAD, **own)),
        ("attendance sheet of 200 people as PDF", lambda: attendance_sheet(result, people, factory.HEAD, **own)),
        ("roster of 200 people on A3 as PDF", lambda: roster_sheet(MONTH, cells, people, factory.HEAD, size="A3", **plan)),
        ("roster of each of 200 people as PDF", lambda: roster_people(MONTH, cells, people, factory.HEAD, **plan)),
    ]
    out = []
    for name, work in works:
        pages = strings(work)
        ours, other = best(work), best(lambda pages=pages: bare(pages))
        what = f"seconds for {len(pages)} pages; other: the same strings with bare reportlab, without a line or a fill"
        out.append({"name": name, "ours": ours, "other": other, "ratio": ours / other, "limit": 2.0, "what": what})
    return out


if __name__ == "__main__":
    for line in run():
        print(f"{line['name']}: {line['ours']:.3f} s, other {line['other']:.3f} s, ratio {line['ratio']:.2f} (limit {line['limit']})")
