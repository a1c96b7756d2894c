"""Bytes to neutral cells: what kind of file this is, its sheets as rows of plain values, and the limits a file must keep.

No parser sees the library that reads a workbook. Reading is lazy: only the sheets that are asked for are decoded.
"""

from __future__ import annotations

import csv
import io
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from csdesk.core.problem import UserError
from csdesk.i18n import gettext as _

if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook

MAX_BYTES = 50 * 1024 * 1024
MAX_UNPACKED = 300 * 1024 * 1024
MAX_AREA = 3_000_000  # cells of the rectangle around the filled cells: the reading library holds all of them
MAX_ROWS = 300_000  # 200 people for a year; every row costs memory, however narrow


@dataclass(frozen=True, slots=True)
class Merged:
    """A merged range, 0-based and inclusive."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True)
class Sheet:
    """Rows of values: str, int, float, bool, date, time, datetime, timedelta; '' = empty. Row 0 is the sheet's first row.

    `name` is None for a text file. Rows of a text file may differ in length.
    """

    name: str | None
    rows: list[list[Any]]
    merged: tuple[Merged, ...] = ()


class Book:
    """A table file: its sheet names, and each sheet when asked for. `text` is the decoded text of a text file, else None."""

    def __init__(self, *, text: str | None = None, workbook: CalamineWorkbook | None = None, package: bytes = b"",
                 tick: Callable[[], None] = lambda: None) -> None:
        self.text = text
        self._workbook = workbook
        self._package = package  # the bytes of an xlsx, for what the reading library does not tell
        self._tick = tick
        self._sheets: dict[str | None, Sheet] = {}
        self._parts: dict[str, str] | None = None
        self.names: tuple[str | None, ...] = (None,) if workbook is None else tuple(_guarded(lambda: workbook.sheet_names))

    @property
    def is_text(self) -> bool:
        return self.text is not None

    def sheet(self, name: str | None) -> Sheet:
        """The cells of one sheet. Raises UserError (damaged_file, too_large)."""
        found = self._sheets.get(name)
        if found is None:
            self._tick()
            found = self._read_text() if self._workbook is None else self._read_sheet(str(name))
            self._sheets[name] = found
        return found

    def sheets_named_first(self, names: Sequence[str]) -> list[str | None]:
        """All sheet names, those in `names` first and in that order."""
        return sorted(self.names, key=lambda name: names.index(name) if name in names else len(names))

    def uncalculated(self, name: str | None) -> bool:
        """True where a sheet of an xlsx holds formulas without a stored result: their cells look empty."""
        xml = self._sheet_xml(name)
        return bool(xml) and _UNCALCULATED.search(xml) is not None

    def _read_text(self) -> Sheet:
        assert self.text is not None
        return Sheet(None, _table(self.text))

    def _read_sheet(self, name: str) -> Sheet:
        workbook = self._workbook
        assert workbook is not None
        if self._package:
            xml = self._sheet_xml(name)
            for each in [xml] if xml else _all_sheets(self._package):
                _check_area(each)
        found = _guarded(lambda: workbook.get_sheet_by_name(name))
        if _too_much(found.total_height, found.total_width):
            raise _too_wide()
        rows = _guarded(lambda: found.to_python(skip_empty_area=False))
        ranges = _guarded(lambda: found.merged_cell_ranges) or []
        merged = tuple(Merged(top, left, bottom, right) for (top, left), (bottom, right) in ranges)
        return Sheet(name, rows, merged)

    def _sheet_xml(self, name: str | None) -> bytes:
        if not self._package or name is None:
            return b""
        if self._parts is None:
            self._parts = _sheet_parts(self._package)
        part = self._parts.get(name)
        return _unpack(self._package, part) if part else b""


# A text result (t="str") may well be empty: ="" is stored so.
_UNCALCULATED = re.compile(rb"<c\b(?![^>]*\bt=.str)[^>]*>\s*<f\b(?:[^>]*/>|[^>]*>[^<]*</f>)\s*(?:<v\s*/>|<v>\s*</v>)?\s*</c>")
_WIDE = re.compile(rb' r="(?:[A-Z]{3}|[B-Z][A-Z])\d')
_PLACE = re.compile(rb"""\sr=["']([A-Z]{1,3})(\d{1,7})["']""")


def _check_area(xml: bytes) -> None:
    """Refuse a sheet whose filled cells lie so far apart that the rectangle around them would eat the memory."""
    if not xml:
        return
    last = xml.rfind(b"<row ")
    match = re.search(rb'\br="(\d+)"', xml[last:last + 400]) if last >= 0 else None
    height = int(match[1]) if match else 0
    cells = xml.count(b"<c ")
    if not _too_much(height, 52) and cells > 2000 and b" r='" not in xml and not _WIDE.search(xml):
        return
    width = 1
    for found in _PLACE.finditer(xml):
        width = max(width, _number(found[1].decode()))
        height = max(height, int(found[2]))
    if _too_much(height, width):
        raise _too_wide()


def _too_much(height: int, width: int) -> bool:
    return height * width > MAX_AREA or height > MAX_ROWS


def _number(letters: str) -> int:
    value = 0
    for letter in letters:
        value = value * 26 + ord(letter) - 64
    return value


def _too_wide() -> UserError:
    return UserError(_("The sheet is too big: delete the empty rows and columns far away from the table, save, and try again"),
                     code="too_large")


def open_book(data: bytes, *, tick: Callable[[], None] = lambda: None) -> Book:
    """Recognise the container by its first bytes (never by the extension) and open it.

    Raises UserError with code too_large, empty_file, binary_glog, html_as_xls, xml_as_xls, encrypted, damaged_file,
    not_a_table, binary_file or bad_encoding.
    """
    if len(data) > MAX_BYTES:
        raise too_large()
    if not data.strip(b"\0 \r\n\t\xef\xbb\xbf\xff\xfe"):
        raise UserError(_("The file is empty: export it again"), code="empty_file")
    head = data[:4096]
    if head.startswith(b"ZoucqGENLOG"):
        raise UserError(_("This is the clock's binary record: export the text record (TXT) on the clock, it is called AGL_001.TXT"),
                        code="binary_glog")
    if head.startswith(b"PK"):
        _check_package(data)
        return _open_workbook(data, package=True, tick=tick)
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        _check_compound(data)
        return _open_workbook(data, package=False, tick=tick)
    for magic in _FOREIGN:
        if head.startswith(magic):
            raise not_a_table()
    plain = head.lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if plain.startswith(b"<?xml"):
        raise UserError(_("This is an XML file under another name: open it in Excel or WPS and save it as .xlsx"), code="xml_as_xls")
    if plain.startswith((b"<html", b"<!doctype html", b"<table", b"<meta", b"<head", b"<body", b"<div")):
        raise UserError(_("This is a web page named like a workbook: open it in Excel or WPS and save it as .xlsx"), code="html_as_xls")
    text = decode(data)
    if max(text.count("\n"), text.count("\r")) > MAX_ROWS:
        raise UserError(_("The file has more than 300,000 lines: export a shorter period and try again"), code="too_large")
    return Book(text=text, tick=tick)


_FOREIGN = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM6", b"RIFF", b"%PDF", b"MZ", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"SQLite format",
            b"\x00\x00\x00\x18ftyp", b"\x00\x00\x00 ftyp", b"II*\0", b"MM\0*", b"{\\rtf")


def too_large() -> UserError:
    return UserError(_("The file is bigger than 50 MB: export a shorter period and try again"), code="too_large")


def encrypted() -> UserError:
    return UserError(_("The file has a password: open it in Excel or WPS, remove the password, save, and try again"), code="encrypted")


def damaged() -> UserError:
    return UserError(_("The file is damaged or not complete: download or export it again"), code="damaged_file")


def not_a_table() -> UserError:
    return UserError(_("This is not a table file: choose the exported .xlsx, .xls, .csv, .txt or .dat"), code="not_a_table")


def load(path: str | Path) -> bytes:
    """The bytes of a file for `reading.read`. Raises UserError: file_missing, is_directory, file_locked, too_large."""
    place = Path(path)
    try:
        if place.is_dir():
            raise UserError(_("{name} is a folder: choose the file in it").format(name=place.name or place), code="is_directory")
        if not place.exists():
            raise UserError(_("There is no file {name}").format(name=place), code="file_missing")
        if not place.is_file():  # a pipe or a device would be waited for without end
            raise not_a_table()
        if place.stat().st_size > MAX_BYTES:
            raise too_large()
        with place.open("rb") as stream:
            return stream.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        raise UserError(_("{name} cannot be opened: close it in the other program, and try again").format(name=place.name),
                        code="file_locked") from error


def _open_workbook(data: bytes, *, package: bool, tick: Callable[[], None]) -> Book:
    from python_calamine import CalamineWorkbook, PasswordError

    tick()
    try:
        workbook = _guarded(lambda: CalamineWorkbook.from_filelike(io.BytesIO(data)))
    except UserError as error:
        if isinstance(error.__cause__, PasswordError):
            raise encrypted() from error
        raise
    return Book(workbook=workbook, package=data if package else b"", tick=tick)


def _guarded(call: Callable[[], Any]) -> Any:
    """Run the reading library; whatever it does to a broken file (its panics are no Exceptions) is one refusal."""
    try:
        return call()
    except BaseException as error:
        if isinstance(error, KeyboardInterrupt | SystemExit | GeneratorExit | UserError):
            raise
        raise damaged() from error


def _check_compound(data: bytes) -> None:
    """Refuse a password, and an .xls whose inner counts would make the reading library take all memory."""
    from csdesk.files import compound

    try:
        names = compound.streams(data)
        if "EncryptedPackage" in names or "EncryptionInfo" in names:
            raise encrypted()
        compound.check_workbook(data, MAX_AREA)
    except compound.TooWide as error:
        raise _too_wide() from error
    except (compound.Broken, struct.error, IndexError) as error:
        raise (encrypted() if "EncryptedPackage".encode("utf-16-le") in data else damaged()) from error


def _check_package(data: bytes) -> None:
    """Refuse a broken zip, another kind of document, and one that unpacks to more than it may."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            entries = package.infolist()
    except Exception as error:
        raise damaged() from error
    names = {entry.filename for entry in entries}
    if any(entry.flag_bits & 1 for entry in entries):
        raise encrypted()
    if sum(entry.file_size for entry in entries) > MAX_UNPACKED or len(entries) > 5000:
        raise UserError(_("The file unpacks to more than 300 MB: export a shorter period and try again"), code="zip_bomb")
    if "content.xml" in names or any(name.endswith("workbook.bin") for name in names):
        raise UserError(_("This is another kind of workbook (.ods or .xlsb): save it as .xlsx in Excel or WPS"), code="other_workbook")
    if not any(name.startswith(("xl/", "/xl/")) for name in names):
        raise not_a_table()
    for entry in entries:  # what the reading library will unpack without asking for a sheet
        if entry.filename.endswith("sharedStrings.xml") and entry.compress_size > MAX_UNPACKED // 1030:
            _unpack(data, entry.filename)


def _unpack(data: bytes, part: str) -> bytes:
    """One member of a package, never more than its stated size (a lying directory is a damaged file)."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            info = package.getinfo(part)
            with package.open(info) as stream:
                return stream.read(min(info.file_size, MAX_UNPACKED) + 1)
    except (zipfile.BadZipFile, zlib.error, KeyError, OSError, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
        raise damaged() from error


def _all_sheets(data: bytes) -> Iterator[bytes]:
    """Every part that looks like a sheet, for a package whose directory of sheets is not understood."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        names = package.namelist()
    for name in names:
        if name.endswith(".xml") and b"<sheetData" in (xml := _unpack(data, name)):
            yield xml


def _sheet_parts(data: bytes) -> dict[str, str]:
    """Sheet name -> member of the package. Empty where the package is not laid out as an xlsx."""
    from html import unescape

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            names = package.namelist()
            start = package.read("_rels/.rels").decode("utf-8", "replace")
            found = re.search(r'Target="/?([^"]*?)([^"/]*)"', next(tag for tag in _RELATION.findall(start) if "/officeDocument" in tag))
            folder, name = (found[1], found[2]) if found else ("xl/", "workbook.xml")
            book = package.read(f"{folder}{name}").decode("utf-8", "replace")
            relations = package.read(f"{folder}_rels/{name}.rels").decode("utf-8", "replace")
    except Exception:
        return {}
    targets: dict[str, str] = {}
    for tag in _RELATION.findall(relations):
        pairs = dict(re.findall(r'(\w+)="([^"]*)"', tag))
        target = unescape(pairs.get("Target", ""))
        targets[pairs.get("Id", "")] = target[1:] if target.startswith("/") else f"{folder}{target}"
    parts: dict[str, str] = {}
    for tag in re.findall(r"<(?:\w+:)?sheet\b[^>]*>", book):
        pairs = dict(re.findall(r'([\w:]+)="([^"]*)"', tag))
        part = targets.get(next((value for key, value in pairs.items() if key.endswith(":id")), ""), "")
        if part in names:
            parts[unescape(pairs.get("name", ""))] = part
    return parts


_RELATION = re.compile(r"<(?:\w+:)?Relationship\b[^>]*>")


def decode(data: bytes) -> str:
    """The text of a text file: BOM, then UTF-16 by its NUL pattern, then strict UTF-8, then strict GB18030 (formats.md 13.1).

    UTF-8 comes before GB18030: Chinese UTF-8 often decodes as GB18030, the reverse almost never. Trailing NULs stay in
    the text (a clock's flash is padded with them). Raises UserError: binary_file, bad_encoding.
    """
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            return _checked(_decoded(data, encoding))
    sample = data.rstrip(b"\0")[:4000]
    zeros = sample.count(0)
    if zeros and zeros >= len(sample) * 0.2:
        odd = sample[1::2].count(0)
        return _checked(_decoded(data, "utf-16-le" if odd * 2 >= zeros else "utf-16-be"))
    for encoding in ("utf-8", "gb18030"):
        try:
            return _checked(data.decode(encoding))
        except UnicodeDecodeError:
            continue
    raise UserError(_("The encoding of the text is not readable: open the file in Excel or WPS and save it as .xlsx"), code="bad_encoding")


def _decoded(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise UserError(_("The encoding of the text is not readable: open the file in Excel or WPS and save it as .xlsx"),
                        code="bad_encoding") from error


def _checked(text: str) -> str:
    """Refuse a program's binary file that happens to decode: control characters in bulk."""
    sample = text.rstrip("\0")[:20000]
    strange = sum(1 for char in sample if char < " " and char not in "\t\r\n\f\v\x1a")
    if strange > 16 and strange > len(sample) * 0.02:
        raise UserError(_("This is not a text file: choose the exported .xlsx, .xls, .csv, .txt or .dat"), code="binary_file")
    return text


def _table(text: str) -> list[list[Any]]:
    """A text table as rows; the delimiter (comma, tab, semicolon, full-width comma) is the one that most lines have."""
    body = text.rstrip("\0\x1a").replace("\0", "")
    lines = [line for line in body[:100_000].splitlines()[:200] if line.strip()]
    counts = {mark: sum(1 for line in lines if mark in line) for mark in (",", "\t", ";", "，")}
    widths = {mark: sum(line.count(mark) for line in lines) for mark in counts}
    delimiter = max(counts, key=lambda mark: (counts[mark], widths[mark]))
    if body.count(delimiter) > MAX_AREA:
        raise _too_wide()
    try:
        return list(csv.reader(io.StringIO(body, newline=""), delimiter=delimiter))
    except csv.Error as error:  # a field of more than 128 KB
        raise damaged() from error


_LETTERS: list[str] = []


def letters(index: int) -> str:
    """0 -> 'A', 26 -> 'AA'."""
    if not _LETTERS:
        for number in range(1, 703):
            first, second = divmod(number - 1, 26)
            _LETTERS.append((chr(64 + first) if first else "") + chr(65 + second))
    if index < len(_LETTERS):
        return _LETTERS[index]
    first, second = divmod(index, 26)
    return letters(first - 1) + chr(65 + second)


@dataclass
class Ticker:
    """Progress and cancel of one reading: `tick()` at stations, `step(done, total)` in loops."""

    progress: Callable[[int, int], None] | None = None
    cancelled: Callable[[], bool] | None = None
    last: int = field(default=0)

    def tick(self) -> None:
        if self.cancelled is not None and self.cancelled():
            raise UserError(_("Cancelled: nothing was imported"), code="cancelled")

    def step(self, done: int, total: int) -> None:
        self.tick()
        if self.progress is not None:
            self.progress(done, total)
