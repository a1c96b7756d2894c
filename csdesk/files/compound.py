"""Is an .xls sound enough to be read? A cyclic chain or a false count in it makes the reading library ask for all memory and
end the program, which no `except` can stop. So the counts and chains that the library trusts are checked here first.
"""

from __future__ import annotations

import struct
from array import array

_FREE, _END, _RESERVED = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFA
_CELLS = frozenset({0x0006, 0x00BD, 0x00D6, 0x00FD, 0x0203, 0x0204, 0x0205, 0x027E})


class Broken(ValueError):
    """The file contradicts itself."""


class TooWide(ValueError):
    """The filled cells lie so far apart that the rectangle around them would eat the memory."""


def streams(data: bytes) -> tuple[str, ...]:
    """The names in the directory of a compound file whose counts and chains were found sound. Raises Broken."""
    return tuple(name for name, _start, _size in _Compound(data).entries)


def check_workbook(data: bytes, most: int) -> None:
    """Walk the records of the workbook stream as the reading library does. `most`: cells of the rectangle around the filled
    cells of one sheet. Raises Broken, TooWide."""
    book = _Compound(data)
    named = {name.casefold(): (start, size) for name, start, size in book.entries}
    place = named.get("workbook") or named.get("book")
    if place is None:
        raise Broken("no workbook")
    stream = book.stream(*place)
    sheets, _cells = _walk(stream, 0)
    for offset in sheets:
        if offset < len(stream):
            _inner, (rows, columns) = _walk(stream, offset)
            if rows * columns > most:
                raise TooWide


class _Compound:
    def __init__(self, data: bytes) -> None:
        if len(data) < 512:
            raise Broken("short")
        self.data = data
        version, _order, shift = struct.unpack_from("<HHH", data, 26)
        if (version, shift) not in ((3, 9), (4, 12)):
            raise Broken("sector size")
        self.size = 1 << shift
        self.sectors = len(data) // self.size
        directories, fats, first_directory = struct.unpack_from("<III", data, 40)
        self.cutoff, first_mini, minis, first_difat, difats = struct.unpack_from("<IIIII", data, 56)
        if max(directories, fats, minis, difats) > self.sectors + 1:
            raise Broken("counts")
        self.fat = self._fat(first_difat)
        table = self.chain(first_directory)
        self.entries: list[tuple[str, int, int]] = []
        for at in range(0, len(table) - 127, 128):
            length = struct.unpack_from("<H", table, at + 64)[0]
            kind = table[at + 66]
            start, size = struct.unpack_from("<IQ", table, at + 116)
            if version == 3:
                size &= 0xFFFFFFFF
            if size > len(data):
                raise Broken("size of a stream")
            name = table[at:at + max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")
            self.entries.append((name, start, size))
            if at == 0:
                self.root = start
            elif (kind or name) and size and size >= self.cutoff:
                self.chain(start)
        if not self.entries:
            raise Broken("no directory")
        self.mini_fat = _numbers(self.chain(first_mini)) if minis else array("I")
        self.mini = self.chain(self.root) if minis or self.mini_fat else b""
        for name, start, size in self.entries[1:]:
            if name and 0 < size < self.cutoff:
                self._mini_chain(start)

    def _sector(self, number: int) -> bytes:
        at = (number + 1) * self.size
        if at >= len(self.data):
            raise Broken("sector")
        return self.data[at:at + self.size]

    def _fat(self, following: int) -> array[int]:
        numbers = list(struct.unpack_from("<109I", self.data, 76))
        seen: set[int] = set()
        while following < _RESERVED:
            if following in seen or len(seen) > self.sectors:
                raise Broken("cycle")
            seen.add(following)
            more = _numbers(self._sector(following))
            if not more:
                raise Broken("sector")
            following = more.pop()
            numbers.extend(more)
        listed = [number for number in numbers if number != _FREE]
        if len(listed) > self.sectors + 1:
            raise Broken("counts")
        fat = array("I")
        for number in listed:
            fat.extend(_numbers(self._sector(number)))
        return fat

    def chain(self, start: int) -> bytes:
        """The bytes of a chain of sectors."""
        parts: list[bytes] = []
        seen = 0
        while start != _END:
            if start >= len(self.fat) or seen > self.sectors:
                raise Broken("cycle")
            parts.append(self._sector(start))
            start = self.fat[start]
            seen += 1
        return b"".join(parts)

    def _mini_chain(self, start: int) -> bytes:
        parts: list[bytes] = []
        while start != _END:
            if start >= len(self.mini_fat) or len(parts) > len(self.mini_fat):
                raise Broken("cycle")
            parts.append(self.mini[start * 64:start * 64 + 64])
            start = self.mini_fat[start]
        return b"".join(parts)

    def stream(self, start: int, size: int) -> bytes:
        return (self._mini_chain(start) if size < self.cutoff else self.chain(start))[:size]


def _numbers(data: bytes) -> array[int]:
    found = array("I")
    found.frombytes(data[:len(data) // 4 * 4])
    return found


def _walk(stream: bytes, at: int) -> tuple[list[int], tuple[int, int]]:
    """The sheets' offsets and (rows, columns) of the filled cells of one substream; checks the counts that are trusted."""
    sheets: list[int] = []
    rows = columns = 0
    end = len(stream)
    unpack = struct.Struct("<HH").unpack_from
    while at + 4 <= end:
        kind, length = unpack(stream, at)
        body = at + 4
        at = body + length
        if kind in _CELLS:
            if length >= 4 and body + 4 <= end:
                row, column = unpack(stream, body)
                if kind == 0x00BD and length >= 6 and at <= end:
                    column = max(column, struct.unpack_from("<H", stream, at - 2)[0])
                rows, columns = max(rows, row + 1), max(columns, column + 1)
        elif kind == 0x0200:
            rows, columns = _dimensions(stream[body:at], rows, columns)
        elif kind == 0x0085:
            if length >= 4 and body + 4 <= end:
                sheets.append(struct.unpack_from("<I", stream, body)[0])
        elif kind == 0x00FC:
            if length >= 8 and body + 8 <= end and struct.unpack_from("<I", stream, body + 4)[0] > end:
                raise Broken("strings")
        elif kind == 0x000A:
            break
    return sheets, (rows, columns)


def _dimensions(body: bytes, rows: int, columns: int) -> tuple[int, int]:
    """The stated rectangle counts like filled cells: room for it is taken at once."""
    if len(body) == 14:
        first, last, left, right = struct.unpack_from("<IIHH", body)
    elif len(body) == 10:
        first, last, left, right = struct.unpack_from("<HHHH", body)
    else:
        return rows, columns
    if last > 70000 or last < first or right < left or right > 16384:
        if (last, right) == (0, 0):
            return rows, columns
        raise Broken("dimensions")
    return max(rows, last), max(columns, right)
