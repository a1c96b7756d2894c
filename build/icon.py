"""Makes resources/csdesk.ico, the icon of the executable and of shop files: the headset of Lucide on a rounded square of the accent.

    python build/icon.py        (with the environment of build/dev.py)

Small sizes are bitmaps and large ones PNGs, as every Windows reads them.
"""

from __future__ import annotations

import os
import struct
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "resources" / "csdesk.ico"
SIZES = (16, 20, 24, 32, 40, 48, 64, 128, 256)
ACCENT, ON_ACCENT = "#2B5BD0", "#FFFFFF"  # of the light theme


def main() -> None:
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    pictures = [(size, _picture(size)) for size in SIZES]
    head = struct.pack("<HHH", 0, 1, len(pictures))
    place = len(head) + 16 * len(pictures)
    for size, data in pictures:
        head += struct.pack("<BBBBHHII", size % 256, size % 256, 0, 0, 1, 32, len(data), place)
        place += len(data)
    TARGET.write_bytes(head + b"".join(data for _size, data in pictures))


def _picture(size: int) -> bytes:
    from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRectF, Qt
    from PySide6.QtGui import QColor, QImage, QPainter
    from PySide6.QtSvg import QSvgRenderer

    image = QImage(size, size, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(ACCENT))
    edge = size / 32
    painter.drawRoundedRect(QRectF(edge / 2, edge / 2, size - edge, size - edge), size * 0.22, size * 0.22)
    source = (ROOT / "resources" / "icons" / "headset.svg").read_text(encoding="utf-8")
    width = "2.4" if size <= 24 else "2"  # thin strokes vanish in the small ones
    source = source.replace("currentColor", ON_ACCENT).replace('stroke-width="2"', f'stroke-width="{width}"')
    QSvgRenderer(QByteArray(source.encode())).render(painter, QRectF(size * 0.2, size * 0.2, size * 0.6, size * 0.6))
    painter.end()
    if size < 64:
        return _bitmap(image, size)
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]  # a device is a device
    return bytes(buffer.data().data())


def _bitmap(image: object, size: int) -> bytes:
    """A bitmap as icons hold it: from below, with an empty mask under it (the alpha counts)."""
    bits = bytes(image.constBits())  # type: ignore[attr-defined]
    rows = [bits[4 * size * row : 4 * size * (row + 1)] for row in range(size)]
    head = struct.pack("<IiiHHIIiiII", 40, size, 2 * size, 1, 32, 0, 0, 0, 0, 0, 0)
    return head + b"".join(reversed(rows)) + bytes((size + 31) // 32 * 4 * size)


if __name__ == "__main__":
    main()
