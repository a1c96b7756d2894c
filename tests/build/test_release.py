"""What a release is made of, without making one: the lock, the contents, the version, the reader of Windows files."""

from __future__ import annotations

import ast
import gettext
import re
import struct
import zlib
from pathlib import Path

import pytest
from release import archive, closure, contents, lock, version
from release.pe import AMD64, PE, NotPE

import csdesk

ROOT = Path(__file__).resolve().parents[2]


def test_the_lock_names_what_the_requirements_name() -> None:
    locked = lock.read("packages")
    for name, pinned in lock.wanted(lock.PACKAGES).items():
        assert locked.get(name, ("",))[0] == pinned, f"{name}: run build/package.py --lock"
    tests = lock.read("tests")
    for name, pinned in lock.wanted(lock.TESTS).items():
        if name not in lock.TOOLS:
            assert {**locked, **tests}.get(name, ("",))[0] == pinned, f"{name}: run build/package.py --lock"
    for section in ("python", "packages", "tests"):
        for name, (_number, hashes) in lock.read(section).items():
            assert hashes and all(re.fullmatch("[0-9a-f]{64}", one) for one in hashes), name


def test_a_package_with_code_of_its_own_is_locked_for_every_python_on_windows_and_linux() -> None:
    locked = lock.read("packages")
    for name in ("numpy", "pillow", "python-calamine", "highspy"):
        assert len(locked[name][1]) == 2 * len(lock.PYTHONS), name
    assert len(locked["pyside6-essentials"][1]) == 2


def test_a_lock_without_a_section_is_refused() -> None:
    with pytest.raises(ValueError, match="no section tests"):
        lock.read("tests", "# -- packages: all\na==1 --hash=sha256:00\n")


def test_the_program_carries_what_it_reads() -> None:
    inside = {f"{folder}/{Path(file).name}" for file, folder in contents.resources()}
    for wanted in ("resources/fonts/csdesk-sans.ttf", "resources/fonts/csdesk-sans-bold.ttf", "resources/fonts/csdesk-sans-rare.ttf",
                   "resources/fonts/OFL.txt", "resources/icons/headset.svg", "resources/icons/LICENSE.txt", "resources/demo/staff.csv",
                   "resources/pinyin.txt", "resources/NOTICES.md", "resources/csdesk.ico", "licenses/csdesk/LICENSE"):
        assert wanted in inside
    named = {
        f"resources/{match}"
        for path in (ROOT / "csdesk").rglob("*.py")
        for match in re.findall(r'"resources" / "([\w.]+)"', path.read_text(encoding="utf-8"))
    }
    carried = {"/".join(name.split("/")[:2]) for name in inside} | {"resources/locale"}
    assert named <= carried


def test_catalogues_are_compiled_for_every_language(tmp_path: Path) -> None:
    made = {folder: file for file, folder in contents.catalogues(tmp_path)}
    assert set(made) == {f"resources/locale/{path.name}" for path in (ROOT / "resources" / "locale").iterdir() if path.is_dir()}
    with Path(made["resources/locale/zh_CN"]).open("rb") as stream:
        assert gettext.GNUTranslations(stream).gettext("Roster") == "排班"


@pytest.mark.parametrize(
    ("name", "stays"),
    [
        (r"PySide6\plugins\platforms\qwindows.dll", True),
        (r"PySide6\plugins\imageformats\qjpeg.dll", True),
        (r"PySide6\plugins\imageformats\qwebp.dll", True),
        (r"PySide6\plugins\imageformats\qico.dll", True),
        (r"PySide6\plugins\styles\qmodernwindowsstyle.dll", True),
        (r"PySide6\translations\qtbase_zh_CN.qm", True),
        (r"PySide6\translations\qtbase_de.qm", False),
        (r"PySide6\opengl32sw.dll", False),
        (r"PySide6\Qt6Widgets.dll", True),
        (r"numpy.libs\msvcp140-a4c2229bdc2a2a630acdc095b4d86008.dll", True),
    ],
)
def test_parts_of_qt(name: str, stays: bool) -> None:
    assert contents.wanted(name) is stays


def test_the_version_resource_says_csdesks_version() -> None:
    assert version.version() == csdesk.__version__
    ast.parse(version.resource(), mode="eval")
    assert f"'{csdesk.__version__}'" in version.resource()
    assert version.numbers("1.2.3") == (1, 2, 3, 0)
    assert version.numbers("2.0rc1") == (2, 0, 0, 0)


def small_pe(imports: dict[str, list[str]], *, machine: int = AMD64, mark: bytes = b"") -> bytes:
    """A library with one section that imports by name; nothing runs in it."""
    base, place = 0x1000, 0x200
    body = bytearray(0x600)
    descriptors, free = 0, 20 * (len(imports) + 1)

    def put(data: bytes) -> int:
        nonlocal free
        at, free = free, free + len(data)
        body[at:free] = data
        return base + at

    for number, (library, names) in enumerate(imports.items()):
        hints = [put(b"\0\0" + name.encode() + b"\0") for name in names]
        thunks = put(struct.pack(f"<{len(hints) + 1}Q", *hints, 0))
        struct.pack_into("<5I", body, descriptors + 20 * number, thunks, 0, 0, put(library.encode() + b"\0"), thunks)
    optional = struct.pack("<H", 0x20B).ljust(108, b"\0") + struct.pack("<I", 16)
    optional += struct.pack("<4I", 0, 0, base, 20 * (len(imports) + 1)).ljust(128, b"\0")
    header = b"PE\0\0" + struct.pack("<HHIIIHH", machine, 1, 0, 0, 0, len(optional), 0x2022) + optional
    header += struct.pack("<8s4I", b".rdata", len(body), base, len(body), place).ljust(40, b"\0")
    start = (b"MZ".ljust(0x3C, b"\0") + struct.pack("<I", 0x80) + mark).ljust(0x80, b"\0")
    return (start + header).ljust(place, b"\0") + bytes(body)


def test_what_a_windows_file_asks_for() -> None:
    file = PE(small_pe({"KERNEL32.dll": ["Sleep", "ExitProcess"], "USER32.dll": ["MessageBoxW"]}))
    assert file.machine == AMD64 and not file.wine
    assert file.imports() == {"kernel32.dll": ["Sleep", "ExitProcess"], "user32.dll": ["MessageBoxW"]}
    assert PE(small_pe({}, mark=b"Wine builtin DLL")).wine
    for wrong in (b"", b"MZ", b"#!/bin/sh\n" * 20):
        with pytest.raises(NotPE):
            PE(wrong)


def test_a_library_that_nobody_has_is_told() -> None:
    good = small_pe({"KERNEL32.dll": ["Sleep"], "api-ms-win-crt-heap-l1-1-0.dll": ["malloc"], "ours.dll": ["x"]})
    assert closure.troubles({"a/ours.dll": small_pe({}), "b/good.pyd": good, "notes.txt": b"MIT"}) == []
    assert closure.troubles({"good.pyd": good}) == ["good.pyd asks for ours.dll, which nobody has"]
    assert closure.troubles({"old.dll": small_pe({}, machine=0x14C)}) == ["old.dll is not for x86-64"]
    assert closure.troubles({"u.dll": small_pe({}, mark=b"Wine builtin DLL")}) == ["u.dll is Wine's own"]
    assert closure.troubles({"notes.txt": b"MIT"}) == ["there is no Windows file in it"]


def packed(files: dict[str, bytes]) -> bytes:
    """An executable as PyInstaller packs it: the start, the files one after the other, the table, the cookie."""
    body, table = b"", b""
    for name, data in files.items():
        squeezed = zlib.compress(data)
        length = archive.ENTRY.size + len(name.encode()) + 1
        table += archive.ENTRY.pack(length, len(body), len(squeezed), len(data), 1, b"b") + name.encode() + b"\0"
        body += squeezed
    cookie = archive.COOKIE.size
    return b"MZ start" + body + table + archive.COOKIE.pack(
        archive.MAGIC, len(body) + len(table) + cookie, len(body), len(table), 312, b"python312.dll")


def test_what_lies_in_a_packed_executable(tmp_path: Path) -> None:
    inside = {"PySide6\\Qt6Core.dll": b"core" * 100, "_sqlite3.pyd": b"lite"}
    exe = tmp_path / "csdesk.exe"
    exe.write_bytes(packed(inside))
    assert archive.files(exe) == {"PySide6/Qt6Core.dll": b"core" * 100, "_sqlite3.pyd": b"lite", "csdesk.exe": exe.read_bytes()}
    with pytest.raises(archive.NotPacked):
        archive.entries(b"MZ nothing")
