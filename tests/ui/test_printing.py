"""The print dialog over the real shop: what is seen, what goes out, at its true size; a computer with and without printers."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtGui import QDesktopServices, QImage
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from csdesk.actions import prints
from csdesk.core.calendar import Month
from csdesk.files.paper.letterhead import Paper
from csdesk.files.paper.page import A4, Sheet
from csdesk.ui import memory, printer
from csdesk.ui.kit import Button
from csdesk.ui.preview import KEPT
from csdesk.ui.printing import PrintDialog
from csdesk.ui.window import MainWindow
from tests.files import factory
from tests.ui.conftest import awake, nameless, press, shop_window

SEPTEMBER = Month(2026, 9)
CONTROL = Qt.KeyboardModifier.ControlModifier
DOTS, MM = 120, 25.4


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path, demo_file: Path) -> Iterator[MainWindow]:
    with shop_window(qtbot, tmp_path, demo_file, "month") as made:
        yield made


@pytest.fixture
def printers(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[Path]:
    """A computer with two printers, of which only the second takes A3; what they print lands in files."""
    out: list[Path] = []

    def device(name: str) -> QPrinter:
        made = QPrinter(QPrinter.PrinterMode.HighResolution)
        made.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        out.append(tmp_path / f"{name} {len(out)}.pdf")
        made.setOutputFileName(str(out[-1]))
        return made

    monkeypatch.setattr(printer, "names", lambda: ["前台", "仓库"])
    monkeypatch.setattr(printer, "takes", lambda name, size: name == "仓库" or size.name() != "A3")
    monkeypatch.setattr(printer, "printer", device)
    return out


def opened(window: MainWindow, what: str = "payslips", **more: object) -> PrintDialog:
    made = prints.paper(window.desk.session, what, SEPTEMBER, **more)  # type: ignore[arg-type]
    dialog = PrintDialog(window, window.desk, made, "九月")
    dialog.open()
    return dialog


def many(count: int) -> Paper:
    """A document of so many pages."""
    sheet = Sheet(A4, "", factory.HEAD)
    for number in range(count):
        sheet.text(100, 400, f"第 {number + 1} 页", 40)
        sheet.show()
    return sheet.paper()


def inked(pdf: bytes, page: int) -> QImage:
    pages = prints.pages(Paper(pdf, 0))
    found = printer.image(pages.render(page, DOTS, grey=True))
    pages.close()
    return found


def edges(image: QImage) -> tuple[int, int, int, int]:
    """Left, top, right and bottom of what is black."""
    rows = [bytes(image.constScanLine(y))[: image.width()] for y in range(image.height())]
    dark = [(y, row) for y, row in enumerate(rows) if min(row) < 90]
    left = min(next(x for x, value in enumerate(row) if value < 90) for _y, row in dark)
    right = max(next(x for x in range(len(row) - 1, -1, -1) if row[x] < 90) for _y, row in dark)
    return left, dark[0][0], right, dark[-1][0]


def difference(one: QImage, other: QImage) -> float:
    """How far apart two pages are, 0 to 255, a millimetre's blur forgiven."""
    smooth = Qt.TransformationMode.SmoothTransformation
    small = [each.scaled(210, 297, Qt.AspectRatioMode.IgnoreAspectRatio, smooth) for each in (one, other)]
    pairs = zip(bytes(small[0].constBits()), bytes(small[1].constBits()), strict=True)
    return sum(abs(a - b) for a, b in pairs) / (210 * 297)


@pytest.mark.parametrize(("what", "more"), [("payslips", {}), ("payroll", {}), ("attendance", {"size": "A3"})])
def test_printed_pages_are_where_they_were(qtbot: QtBot, window: MainWindow, tmp_path: Path, what: str, more: dict[str, object]) -> None:
    made = prints.paper(window.desk.session, what, SEPTEMBER, **more)  # type: ignore[arg-type]
    source, path = prints.pages(made), tmp_path / "gedruckt.pdf"
    device = QPrinter(QPrinter.PrinterMode.HighResolution)
    device.setOutputFileName(str(path))
    printer.send(device, source, printer.Job((1,), grey=True), "九月")
    read = PdfReader(path)
    box = read.pages[0].mediabox
    assert len(read.pages) == 1
    for ours, theirs in zip(sorted(source.sizes[0]), sorted((float(box.width), float(box.height))), strict=True):
        assert abs(ours - theirs) < 72 / MM  # the same sheet
    before, after = inked(made.pdf, 1), inked(path.read_bytes(), 1)
    for ours, theirs in zip(edges(before), edges(after), strict=True):
        assert abs(ours - theirs) <= DOTS / MM, (edges(before), edges(after))
    assert difference(before, after) < 4
    source.close()


def test_fit_keeps_the_margins_of_the_printer(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    made, path = many(1), tmp_path / "out.pdf"
    source = prints.pages(made)
    device = QPrinter(QPrinter.PrinterMode.HighResolution)
    device.setOutputFileName(str(path))
    printer.send(device, source, printer.Job((1,), fit=True), "")
    for ours, theirs in zip(edges(inked(made.pdf, 1)), edges(inked(path.read_bytes(), 1)), strict=True):
        assert abs(ours - theirs) <= DOTS / MM * 8  # a PDF has no edge that it cannot reach
    source.close()


def test_the_dialog_prints_what_was_chosen(qtbot: QtBot, window: MainWindow, printers: list[Path]) -> None:
    dialog = opened(window)
    qtbot.waitUntil(lambda: not dialog.preview.waiting())
    assert nameless(dialog) == [] and len(dialog.preview.pages) == 3
    awake(qtbot, window)
    qtbot.keyClicks(dialog.range, "3-")
    qtbot.keyClicks(dialog.range, "2")
    assert dialog.preview.pages == (3, 2)
    dialog.copies.setValue(2)
    dialog.colour.choose("grey")
    assert dialog.preview.grey
    qtbot.keyClick(dialog.range, Qt.Key.Key_Return)
    assert len(PdfReader(printers[0]).pages) == 4 and printers[0].name.startswith("前台")
    assert window.toast is not None and "4 页已送打印机" in window.toast.spec.message
    again = opened(window)
    again.printers.choose("仓库")
    again.side_of.choose("odd")
    press(qtbot, again, "打印")
    assert len(PdfReader(printers[1]).pages) == 2
    assert opened(window).printers.key() == "仓库"  # remembered for A4 ...
    other = opened(window, "attendance", size="A3")
    assert other.printers.key() == "前台" and not other.scale.isEnabled() and other.scale.current == "fit"  # ... not for A3
    assert "没有 A3" in other.hint.text()
    other.printers.choose("仓库")
    assert other.scale.current == "exact" and other.hint.text() == ""
    assert memory.get("printer_A4") == "仓库"


def test_wrong_pages_are_said_and_nothing_is_printed(qtbot: QtBot, window: MainWindow, printers: list[Path]) -> None:
    dialog = opened(window)
    awake(qtbot, window)
    qtbot.keyClicks(dialog.range, "7")
    press(qtbot, dialog, "打印")
    assert dialog.isVisible() and not printers and "没有第 7 页" in dialog.form["range"].message.text()
    assert dialog.preview.pages == (1, 2, 3)
    dialog.range.setText("1")
    dialog.side_of.choose("even")
    assert dialog.preview.pages == () and dialog.where.text() == "没有页"
    press(qtbot, dialog, "打印")
    assert dialog.isVisible() and not printers and window.toast is not None and "没有要印的页" in window.toast.spec.message


@pytest.mark.qt_log_ignore("QPainter::begin", extend=True)  # Qt says it, too
def test_a_printer_that_refuses_is_said(qtbot: QtBot, window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def device(name: str) -> QPrinter:
        made = QPrinter(QPrinter.PrinterMode.HighResolution)
        made.setOutputFileName(str(tmp_path / "no folder" / "out.pdf"))
        return made

    monkeypatch.setattr(printer, "names", lambda: ["前台"])
    monkeypatch.setattr(printer, "printer", device)
    dialog = opened(window)
    press(qtbot, dialog, "打印")
    assert dialog.isVisible() and window.toast is not None and window.toast.spec.tone == "danger"
    assert memory.get("printer_A4") is None


def test_without_a_printer_the_pdf_is_one_click(qtbot: QtBot, window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(printer, "names", list)
    viewed: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: viewed.append(url.toLocalFile()))
    window.open_page("attendance")
    awake(qtbot, window)
    qtbot.keyClick(window, Qt.Key.Key_P, CONTROL)
    dialog = window.findChildren(PrintDialog)[-1]
    words = [one.accessibleName() for one in dialog.findChildren(Button) if one.isVisible()]
    assert "打印" not in words and "存成 PDF" in words and not dialog.printers.isVisible()
    press(qtbot, dialog, "用 PDF 阅读器打开")
    assert Path(viewed[0]).read_bytes() == dialog.made.pdf
    target = tmp_path / "工资条.pdf"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_asked: (str(target), ""))
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    assert target.read_bytes() == dialog.made.pdf and not dialog.isVisible()


def test_many_pages_stay_alive(qtbot: QtBot, window: MainWindow) -> None:
    started = time.perf_counter()
    dialog = PrintDialog(window, window.desk, many(200), "二百页")
    dialog.open()
    preview = dialog.preview
    qtbot.waitUntil(lambda: not preview.waiting())
    assert time.perf_counter() - started < 3
    assert 1 <= len(preview._drawn) <= 3  # only what is seen
    preview.setFocus()
    qtbot.keyClick(preview, Qt.Key.Key_End)
    qtbot.waitUntil(lambda: not preview.waiting())
    assert dialog.where.text() == "第 200 页，共 200 页"
    for _ in range(30):
        qtbot.keyClick(preview, Qt.Key.Key_PageUp)
        qtbot.waitUntil(lambda: not preview.waiting())
    assert preview.current == 170 and len(preview._drawn) <= KEPT
    dialog.zoom.choose("width")
    assert preview.current == 170  # what is in the middle stays there
    qtbot.keyClick(preview, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_who_may_not_see_pay_cannot_print_it(qtbot: QtBot, window: MainWindow) -> None:
    from csdesk.core.permission import Role
    from csdesk.core.users import User
    from csdesk.ui import saving

    window.desk.session.user = User(1, "小梦", Role.LEAD)
    saving.print_paper(window, window.desk, "payslips", "工资条", SEPTEMBER)
    assert not window.findChildren(PrintDialog) and window.toast is not None and window.toast.spec.tone == "danger"
