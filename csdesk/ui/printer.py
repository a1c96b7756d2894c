"""Answers for the printers of this computer: which there are, what paper they take, and how pages go out at their true size."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QMarginsF, QRectF, QSizeF
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

from csdesk.core.problem import UserError
from csdesk.i18n import gettext as _
from csdesk.ui import memory

if TYPE_CHECKING:
    from csdesk.actions.prints import Pixels

FINEST = 300  # dots an inch: more is not seen on paper, and a page takes four times the memory
INCH = 72.0  # points


class Source(Protocol):
    """What can be printed (actions.prints.pages): page sizes in points, and pages of pixels."""

    sizes: tuple[tuple[float, float], ...]

    def render(self, page: int, dots: float, *, grey: bool = False) -> Pixels: ...


@dataclass(frozen=True)
class Job:
    """What goes to a printer: page numbers from 1 in their order; `fit` scales to what the printer can reach of its paper."""

    pages: tuple[int, ...]
    copies: int = 1
    grey: bool = False
    fit: bool = False


def names() -> list[str]:
    """The printers of this computer, the default one first."""
    found = list(QPrinterInfo.availablePrinterNames())
    default = QPrinterInfo.defaultPrinterName()
    return sorted(found, key=lambda name: name != default)


def remembered(size: QPageSize) -> str:
    """The printer that this size of paper went to last."""
    return str(memory.get(f"printer_{size.key()}") or "")


def remember(size: QPageSize, name: str) -> None:
    memory.put(f"printer_{size.key()}", name)


def page_size(points: tuple[float, float]) -> QPageSize:
    """The paper of a page, whichever way it is turned: A4, A3, A5, or a size of its own."""
    return QPageSize(QSizeF(min(points), max(points)), QPageSize.Unit.Point, "", QPageSize.SizeMatchPolicy.FuzzyMatch)


def takes(name: str, size: QPageSize) -> bool:
    """Whether the printer says that it has such paper; one that says nothing is believed to."""
    known = QPrinterInfo.printerInfo(name).supportedPageSizes()
    return not known or any(one.isEquivalentTo(size) for one in known)


def printer(name: str) -> QPrinter:
    """The printer of this name, at its own resolution."""
    return QPrinter(QPrinterInfo.printerInfo(name), QPrinter.PrinterMode.HighResolution)


def image(pixels: Pixels) -> QImage:
    """The pixels as an image that keeps them alive."""
    kind = QImage.Format.Format_Grayscale8 if pixels.grey else QImage.Format.Format_RGB32
    return QImage(pixels.data, pixels.width, pixels.height, pixels.stride, kind).copy()


def send(device: QPrinter, source: Source, job: Job, title: str = "") -> None:
    """Print. A page stands at its exact size and place on the sheet unless `fit` is asked for. UserError where the printer refuses."""
    device.setDocName(title)
    device.setFullPage(True)
    device.setColorMode(QPrinter.ColorMode.GrayScale if job.grey else QPrinter.ColorMode.Color)
    rounds = 1
    if device.supportsMultipleCopies():
        device.setCopyCount(job.copies)
        device.setCollateCopies(True)
    else:
        rounds = job.copies
    order = job.pages * rounds
    _lay(device, source.sizes[order[0] - 1], job.fit)
    with _painter(device) as painter:
        for number, page in enumerate(order):
            if number:
                _lay(device, source.sizes[page - 1], job.fit)
                if not device.newPage():
                    raise _refused(device)
            dots = min(device.resolution(), FINEST)
            painter.drawImage(_place(device, source.sizes[page - 1], job.fit), image(source.render(page, dots, grey=job.grey)))


def _lay(device: QPrinter, points: tuple[float, float], fit: bool) -> None:
    """The sheet for a page: its own size and turn; with `fit` the printer's own where it has no such paper."""
    size = page_size(points)
    if fit and device.printerName() and not takes(device.printerName(), size):
        size = QPrinterInfo.printerInfo(device.printerName()).defaultPageSize()
    turn = QPageLayout.Orientation.Landscape if points[0] > points[1] else QPageLayout.Orientation.Portrait
    layout = QPageLayout(size, turn, QMarginsF(0, 0, 0, 0), QPageLayout.Unit.Point)
    layout.setMode(QPageLayout.Mode.FullPageMode)
    device.setPageLayout(layout)


def _place(device: QPrinter, points: tuple[float, float], fit: bool) -> QRectF:
    """Where a page lies on the sheet, in the device's pixels from the sheet's corner."""
    scale = device.resolution() / INCH
    width, height = points[0] * scale, points[1] * scale
    if not fit:
        return QRectF(0, 0, width, height)
    layout = device.pageLayout()
    layout.setUnits(QPageLayout.Unit.Point)
    least = layout.minimumMargins() * scale
    room = QRectF(layout.fullRectPixels(device.resolution())).marginsRemoved(least)
    share = min(1.0, room.width() / width, room.height() / height)
    made = QRectF(0, 0, width * share, height * share)
    made.moveCenter(room.center())
    return made


@contextmanager
def _painter(device: QPrinter) -> Iterator[QPainter]:
    painter = QPainter()
    if not painter.begin(device):
        raise _refused(device)
    try:
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        yield painter
    except BaseException:
        device.abort()
        raise
    finally:
        painter.end()


def _refused(device: QPrinter) -> UserError:
    message = _("The printer {name} takes nothing now. See whether it is on and has paper, or save the PDF")
    return UserError(message.format(name=device.printerName()), code="printer")
