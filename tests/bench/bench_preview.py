"""How soon the first page of a print is seen: the dialog with 40 payroll pages against the library's bare rendering of that page."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from datetime import datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))
from tests.bench.measure import best  # noqa: E402

COUNT = 750  # people: 40 pages


def run() -> list[dict[str, Any]]:
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from pypdfium2 import PdfDocument
    from PySide6.QtWidgets import QApplication

    from csdesk import i18n
    from csdesk.actions import shop
    from csdesk.files.paper.payroll import payroll
    from csdesk.ui import memory, theme
    from csdesk.ui.desk import Desk
    from csdesk.ui.printing import PrintDialog
    from csdesk.ui.window import MainWindow
    from tests.files import factory

    i18n.use("zh_CN")
    memory.use(None)
    app = QApplication.instance() or QApplication([])
    theme.apply(app, "light")  # type: ignore[arg-type]
    people = factory.employees(COUNT)
    made = payroll(factory.result(count=COUNT), people, factory.HEAD, rules=factory.RULES, calendar=factory.CALENDAR)
    folder = tempfile.mkdtemp()
    session = shop.create(Path(folder, "店铺.csdesk"), lambda: datetime(2026, 10, 8, 9), preset="handbook-1", shop_name="店铺")
    desk = Desk(session)
    window = MainWindow(desk, [])
    window.resize(1366, 768)
    window.show()
    wide: list[float] = []

    def ours() -> None:
        dialog = PrintDialog(window, desk, made, "工资表")
        dialog.open()
        while dialog.preview.waiting():
            app.processEvents()
        wide[:] = [dialog.preview._places[0].width()]
        dialog.reject()

    def bare() -> None:
        document = PdfDocument(made.pdf)
        page = document[0]
        page.render(scale=wide[0] / page.get_width()).close()
        page.close()
        document.close()

    mine = best(ours)
    other = best(bare)
    window.close()
    desk.close()
    session.shop.close()
    shutil.rmtree(folder, ignore_errors=True)
    what = f"seconds from the click to the first of {made.pages} pages seen; other: that page rendered by the library alone"
    absolute = {"other": None, "ratio": mine * 1000, "limit": 300, "unit": "ms"}
    return [
        {"name": "first page of a print", "ours": mine, "other": other, "ratio": mine / other, "limit": 12.0, "what": what},
        {"name": "first page of a print, in time", "ours": mine, **absolute, "what": what},
    ]


if __name__ == "__main__":
    for line in run():
        print(f"{line['name']}: {line['ours']:.3f} s, ratio {line['ratio']:.2f} (limit {line['limit']})")
