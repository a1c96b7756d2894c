"""The least .xls there is: one or more sheets of texts and numbers as BIFF8 in a compound file, as clocks write them."""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence

_SECTOR = 512
_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def workbook(sheets: Mapping[str, Sequence[Sequence[object]]]) -> bytes:
    """The bytes of a workbook; a cell is a text, a number, or '' for nothing."""
    bodies = [_sheet(rows) for rows in sheets.values()]
    names = [struct.pack("<IHBB", 0, 0, len(name), 1) + name.encode("utf-16-le") for name in sheets]
    start = 20 + sum(4 + len(name) for name in names) + 4  # where the first sheet begins: after BOF, the names and EOF
    globals_ = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 0))
    for name, body in zip(names, bodies, strict=True):
        globals_ += _record(0x0085, struct.pack("<I", start) + name[4:])
        start += len(body)
    return _compound(b"".join((globals_, _record(0x000A, b""), *bodies)))


def _record(kind: int, body: bytes) -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def _sheet(rows: Sequence[Sequence[object]]) -> bytes:
    parts = [_record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 0)),
             _record(0x0200, struct.pack("<IIHHH", 0, len(rows), 0, max((len(row) for row in rows), default=0), 0))]
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            place = struct.pack("<HHH", number, column, 0)
            if isinstance(cell, int | float):
                parts.append(_record(0x0203, place + struct.pack("<d", cell)))
            elif cell != "":
                text = str(cell)
                parts.append(_record(0x0204, place + struct.pack("<HB", len(text), 1) + text.encode("utf-16-le")))
    return b"".join((*parts, _record(0x000A, b"")))


def _compound(stream: bytes) -> bytes:
    """A compound file with this one stream, long enough to lie in sectors of its own."""
    stream = stream.ljust(4096, b"\0")
    length = -(-len(stream) // _SECTOR)
    fats = 1
    while fats * 128 < length + 1 + fats:
        fats += 1
    chain = [*([_FAT] * fats), _END, *range(fats + 2, fats + 1 + length), _END]
    table = struct.pack(f"<{fats * 128}I", *chain, *([_FREE] * (fats * 128 - len(chain))))
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(10)
    head += struct.pack("<IIIIIIII", fats, fats, 0, 4096, _END, 0, _END, 0)
    head += struct.pack("<109I", *range(fats), *([_FREE] * (109 - fats)))
    directory = _entry("Root Entry", 5, 1, _END, 0) + _entry("Workbook", 2, _FREE, fats + 1, len(stream)) + 2 * _entry("", 0, _FREE, 0, 0)
    return head + table + directory + stream.ljust(length * _SECTOR, b"\0")


def _entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    text = name.encode("utf-16-le")
    return (text.ljust(64, b"\0") + struct.pack("<HBBIII", len(text) + 2 if name else 0, kind, 1, _FREE, _FREE, child)
            + bytes(36) + struct.pack("<IQ", start, size))
