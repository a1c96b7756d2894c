"""Answers for the pictures of the help: takes them from the real window over the demonstration shop, small enough to ship.

`python build/dev.py pictures` writes resources/help/<language>/pictures anew, and the texts in Traditional Chinese from the Simplified
ones; look at what changed before it is committed.
"""

from __future__ import annotations

import io
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ["TZ"] = "CST-8"

from PySide6.QtCore import QRect  # noqa: E402 - the environment comes first
from PySide6.QtTest import QTest  # noqa: E402
from PySide6.QtWidgets import QApplication, QWidget  # noqa: E402

from csdesk import i18n  # noqa: E402
from csdesk.actions import demo  # noqa: E402
from csdesk.core.calendar import Month  # noqa: E402
from csdesk.ui import memory, theme  # noqa: E402
from csdesk.ui.desk import Desk  # noqa: E402
from csdesk.ui.first_start import FirstStart  # noqa: E402
from csdesk.ui.kit.dialog import Dialog  # noqa: E402
from csdesk.ui.window import MainWindow  # noqa: E402

NOW = datetime(2026, 10, 8, 9, 0)
SIZE = (1366, 768)
COLOURS = 64
Shot = tuple[str, QWidget, QRect | None]


def shots(window: MainWindow, folder: Path) -> Iterator[Shot]:
    """Name, widget, and the part of it; each is grabbed before the next is made."""

    def page(name: str, what: object = None) -> QWidget:
        window.open_page(name, what)
        settle()
        return window.pages[name]

    yield "today", page("today"), QRect(0, 0, 1214, 640)
    roster = page("roster", Month(2026, 10))
    yield "roster", roster, QRect(0, 0, 1214, 560)
    getattr(roster, "proposing").begin()  # noqa: B009 - of the page's own class
    QTest.qWait(4000)
    getattr(roster, "proposing").stop()  # noqa: B009
    QTest.qWait(500)
    yield "roster-proposal", roster, QRect(0, 0, 1214, 768)
    getattr(roster, "proposing").close()  # noqa: B009
    yield "attendance", page("attendance", Month(2026, 9)), QRect(0, 0, 1214, 700)
    window.import_file("punches", punches(folder))
    QTest.qWait(1200)
    [dialog] = [one for one in window.findChildren(Dialog) if one.isVisible()]
    yield "attendance-import", dialog.sheet, None
    dialog.reject()
    yield "cases", page("cases"), QRect(0, 0, 1214, 768)
    yield "handover", page("handover"), QRect(0, 0, 1214, 700)
    yield "month", page("month", Month(2026, 9)), QRect(0, 0, 1214, 700)
    yield "service", page("service", Month(2026, 9)), QRect(0, 0, 1214, 700)
    yield "staff", page("staff"), QRect(0, 0, 1214, 520)
    yield "fund", page("fund"), QRect(0, 0, 1214, 520)
    yield "knowledge", page("knowledge"), QRect(0, 0, 1214, 520)
    yield "rules", page("rules"), QRect(0, 0, 1214, 700)
    yield "settings", page("settings", "users"), QRect(0, 0, 1214, 520)


def first_shots(folder: Path) -> Iterator[Shot]:
    """The first start with a list that has a bad row."""
    people = folder / "员工名单.csv"
    rows = ["工号,姓名,岗位,入职日期", "0007,林晓彤,售前客服,2025-03-01", "0012,陈思远,售前客服,2025-03-01", ",周梦,售后客服,2026-01-05"]
    people.write_text("\n".join([*rows, "0025,欧阳若琳,售后客服,2025-06-01", "0031,赵一凡,售后客服,2026-02-01"]), "utf-8-sig")
    first = FirstStart(folder, lambda: NOW)
    first.resize(*SIZE)
    first.show()
    first.name.setText("拾光旗舰店")
    first.later()
    first.later()
    first.take_file(people)
    settle()
    sheet = first.sheet.geometry()
    yield "start-people", first, sheet
    first.later()
    settle()
    yield "start-begin", first, sheet
    first.leave()


def punches(folder: Path) -> Path:
    """A few rows as a clock writes them, one of a person nobody knows."""
    rows = [f"0007,林晓彤,2026-10-{day:02d} 08:2{day}:00" for day in range(1, 8)]
    path = folder / "考勤机-10月.csv"
    path.write_text("\n".join(["工号,姓名,打卡时间", *rows, "0099,临时工甲,2026-10-02 08:31:00"]), "utf-8-sig")
    return path


def settle() -> None:
    for _turn in range(6):
        QApplication.processEvents()
        QTest.qWait(30)


def small(widget: QWidget, part: QRect | None) -> bytes:
    """The picture as a PNG of few colours."""
    from PIL import Image
    from PySide6.QtCore import QBuffer

    found = widget.grab(part) if part is not None else widget.grab()
    buffer = QBuffer()
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    found.save(buffer, "PNG")
    image = Image.open(io.BytesIO(bytes(buffer.data().data()))).convert("RGB")
    out = io.BytesIO()
    image.quantize(COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
    return out.getvalue()


def take(language: str) -> int:
    """All pictures in one language; their bytes together."""
    i18n.use(language)
    memory.use(None)
    target = ROOT / "resources" / "help" / language / "pictures"
    target.mkdir(parents=True, exist_ok=True)
    total, names = 0, set()
    with tempfile.TemporaryDirectory() as kept:
        folder = Path(kept)
        session = demo.create(folder / "demo.csdesk", lambda: NOW)
        desk = Desk(session)
        window = MainWindow(desk)
        window.resize(*SIZE)
        window.show()
        makers: tuple[Callable[[], Iterator[Shot]], ...] = (lambda: first_shots(folder), lambda: shots(window, folder))
        for make in makers:
            for name, widget, part in make():
                data = small(widget, part)
                (target / f"{name}.png").write_bytes(data)
                total += len(data)
                names.add(f"{name}.png")
        window.close()
        desk.close()
        session.shop.close()
    for old in target.glob("*.png"):
        if old.name not in names:
            old.unlink()
    return total


def main() -> int:
    import taiwan

    print("\n".join(taiwan.renew_help()))
    app = QApplication([])
    theme.apply(app, "light")
    for language in i18n.LANGUAGES:
        print(f"{language}: {take(language) / 1000:.0f} kB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
