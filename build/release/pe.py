"""Answers for what a Windows file (PE, x86-64) asks for and offers: machine, imports with their names, delay imports, exports."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

AMD64 = 0x8664
EXPORTS, IMPORTS, RESOURCES, DELAYED = 0, 1, 2, 13
WINE = (b"Wine builtin DLL", b"Wine placeholder DLL")


class NotPE(ValueError):
    """Not a Windows file."""


@dataclass(frozen=True)
class PE:
    """One file, whole in memory."""

    data: bytes

    def __post_init__(self) -> None:
        if self.data[:2] != b"MZ" or self.data[self._header : self._header + 4] != b"PE\0\0":
            raise NotPE("not a Windows file")

    @property
    def _header(self) -> int:
        return self._word(0x3C) if len(self.data) >= 0x40 else 0

    def _word(self, at: int, form: str = "<I") -> int:
        return int(struct.unpack_from(form, self.data, at)[0])

    @property
    def machine(self) -> int:
        return self._word(self._header + 4, "<H")

    @property
    def wine(self) -> bool:
        """Whether this is a library of Wine's own, which a release must never carry."""
        return any(mark in self.data[:512] for mark in WINE)

    @cached_property
    def _sections(self) -> list[tuple[int, int, int]]:
        """Address, size and place in the file of every section."""
        count, size = self._word(self._header + 6, "<H"), self._word(self._header + 20, "<H")
        first = self._header + 24 + size
        found = []
        for number in range(count):
            length, address, raw, place = struct.unpack_from("<4I", self.data, first + 40 * number + 8)
            found.append((address, max(length, raw), place))
        return found

    def _place(self, address: int) -> int:
        for start, size, place in self._sections:
            if start <= address < start + size:
                return address - start + place
        raise NotPE(f"nothing lies at {address:#x}")

    def _directory(self, number: int) -> int:
        """The place of a directory in the file, 0 where there is none."""
        at = self._header + 24 + 112 + 8 * number
        address = self._word(at) if self._word(self._header + 24 + 108) > number else 0
        return self._place(address) if address else 0

    def _name(self, place: int) -> str:
        return self.data[place : self.data.index(b"\0", place)].decode("ascii")

    def imports(self) -> dict[str, list[str]]:
        """Library (in small letters) to the names taken from it, at the start and at first use."""
        found: dict[str, list[str]] = {}
        for number, step, name_at, thunk_at in ((IMPORTS, 20, 12, (0, 16)), (DELAYED, 32, 4, (16, 16))):
            place = self._directory(number)
            while place and self._word(place + name_at):
                library = self._name(self._place(self._word(place + name_at))).lower()
                thunks = self._word(place + thunk_at[0]) or self._word(place + thunk_at[1])
                found.setdefault(library, []).extend(self._names(self._place(thunks)))
                place += step
        return found

    def _names(self, place: int) -> Iterator[str]:
        while value := self._word(place, "<Q"):
            if not value >> 63:  # else by number
                yield self._name(self._place(value) + 2)
            place += 8

    def exports(self) -> list[str]:
        place = self._directory(EXPORTS)
        if not place:
            return []
        count, names = self._word(place + 24), self._word(place + 32)
        return [self._name(self._place(self._word(self._place(names) + 4 * number))) for number in range(count)]
