"""Answers for what lies inside an executable of PyInstaller: its archive of files, and in it the archive of Python modules."""

from __future__ import annotations

import marshal
import struct
import zlib
from dataclasses import dataclass
from pathlib import Path

MAGIC = b"MEI\014\013\012\013\016"
COOKIE = struct.Struct("!8sIIII64s")
ENTRY = struct.Struct("!IIIIBc")


class NotPacked(ValueError):
    """The file carries no archive of PyInstaller."""


@dataclass(frozen=True)
class Entry:
    """Where one file lies in the executable: `place` from the start of the executable, `length` bytes there, perhaps compressed."""

    name: str
    place: int
    length: int
    compressed: bool
    kind: str


def entries(data: bytes) -> list[Entry]:
    """What the executable carries. NotPacked where it carries nothing."""
    cookie = data.rfind(MAGIC)
    if cookie < 0 or cookie + COOKIE.size > len(data):
        raise NotPacked("no archive of PyInstaller")
    _magic, length, toc, toc_length, _python, _library = COOKIE.unpack_from(data, cookie)
    start = cookie + COOKIE.size - length
    at, found = start + toc, []
    while at < start + toc + toc_length:
        size, place, packed, _whole, compressed, kind = ENTRY.unpack_from(data, at)
        name = data[at + ENTRY.size : at + size].rstrip(b"\0").decode("utf-8")
        found.append(Entry(name.replace("\\", "/"), start + place, packed, bool(compressed), kind.decode()))
        at += size
    return found


def content(data: bytes, entry: Entry) -> bytes:
    packed = data[entry.place : entry.place + entry.length]
    return zlib.decompress(packed) if entry.compressed else packed


def files(path: Path) -> dict[str, bytes]:
    """Name inside the program to content: of a one-file executable, or of a folder with its executable."""
    if path.is_dir():
        inside = path / "_internal"
        found = {one.relative_to(inside).as_posix(): one.read_bytes() for one in inside.rglob("*") if one.is_file()}
        return found | {one.name: one.read_bytes() for one in path.iterdir() if one.is_file()}
    data = path.read_bytes()
    found = {entry.name: content(data, entry) for entry in entries(data) if entry.kind in "bxnZ"}
    return found | {path.name: data}


def module(data: bytes, name: str) -> tuple[int, int]:
    """Place and length of a Python module in an executable (its modules lie in an archive of their own that is not compressed)."""
    modules = next(entry for entry in entries(data) if entry.kind == "z")
    start = modules.place
    toc = struct.unpack_from("!i", data, start + 8)[0]
    table = dict(marshal.loads(data[start + toc : start + modules.length]))
    _kind, place, length = table[name]
    return start + place, length
