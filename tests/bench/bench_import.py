"""The whole import of a DingTalk export, 200 people x 31 days: from the file to the committed batch, against the bare library
and against the naive way (openpyxl, one INSERT and commit per row)."""

from __future__ import annotations

import sqlite3
import tempfile
import time
from datetime import datetime
from pathlib import Path
from typing import Any

from tests.bench import bench_import_read as sample

NOW = datetime(2026, 10, 8, 9)


def run() -> list[dict[str, Any]]:
    from python_calamine import CalamineWorkbook

    from csdesk.actions import imports, shop, staff
    from csdesk.core.staff import Alias, Employee

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "拾光电商_考勤报表_20260801-20260831.xlsx"
        punches = sample.write(path)
        session = shop.create(Path(folder) / "a.csdesk", lambda: NOW)
        with session.step("staff"):
            for number in range(sample.PEOPLE):
                aliases = (Alias("dingtalk", f"1709644298{number:08d}"),)
                staff.store.save(session.shop, Employee(0, f"{number:04d}", f"员工{number:03d}", aliases=aliases))
        imports.read(path, imports.read_options(session), kind="punches")  # every module is loaded, as in a running program

        def ours() -> float:
            start = time.perf_counter()
            file = imports.read(path, imports.read_options(session), kind="punches")
            done = imports.store(session, imports.preview(session, file))
            took = time.perf_counter() - start
            assert isinstance(done.value, dict) and done.value["new"] == punches
            imports.undo(session, int(str(done.value["batch"])))
            return took

        def library() -> float:
            start = time.perf_counter()
            book = CalamineWorkbook.from_path(str(path))
            for name in book.sheet_names:
                book.get_sheet_by_name(name).to_python(skip_empty_area=False)
            return time.perf_counter() - start

        def naive() -> float:
            import openpyxl

            start = time.perf_counter()
            rows = openpyxl.load_workbook(path, read_only=True)["原始记录"].iter_rows(min_row=4, values_only=True)
            file = sqlite3.connect(Path(folder) / "naive.db", isolation_level=None)
            file.execute("PRAGMA journal_mode = wal")
            file.execute("CREATE TABLE IF NOT EXISTS punch (no, at, result, UNIQUE (no, at))")
            for row in rows:
                file.execute("INSERT OR REPLACE INTO punch VALUES (?, ?, ?)", (row[3], row[8], row[9]))
            file.close()
            return time.perf_counter() - start

        mine = min(ours() for _again in range(5))
        bare = min(library() for _again in range(5))
        slow = min(naive() for _again in range(2))
        session.shop.close()
    what = f"{punches} punches of {sample.PEOPLE} people x {sample.DAYS} days, from file to committed"
    return [
        {"name": "import / bare calamine", "ours": mine, "other": bare, "ratio": mine / bare, "limit": 3.0, "what": what},
        {"name": "import / openpyxl and row by row", "ours": mine, "other": slow, "ratio": mine / slow, "limit": 0.25, "what": what},
    ]
