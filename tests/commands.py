"""A shop driven by the commands alone, as an accountant or a scheduled task would: files in, JSON out."""

from __future__ import annotations

import contextlib
import csv
import io
import json
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from csdesk import cli

NOW = "2026-10-08T09:00"


class Commands:
    """`run` calls one command in this process and gives (exit code, answer)."""

    def __init__(self, folder: Path, *, now: str = NOW, preset: str = "handbook-1", rules: dict[str, Any] | None = None) -> None:
        self.folder = folder
        self.shop = folder / "店铺.csdesk"
        self.now = now
        self.count = 0
        extra = ["--rules", str(self.file("rules.json", json.dumps(rules)))] if rules else []
        self.ok("init", "--preset", preset, *extra)

    def run(self, *arguments: str, now: str | None = None) -> tuple[int, dict[str, Any]]:
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = cli.main([*arguments, "--shop", str(self.shop), "--now", now or self.now])
        answer = json.loads(out.getvalue())
        assert isinstance(answer, dict)
        return code, answer

    def ok(self, *arguments: str, now: str | None = None) -> dict[str, Any]:
        code, answer = self.run(*arguments, now=now)
        assert code == 0, answer
        return answer

    def refused(self, *arguments: str, now: str | None = None) -> dict[str, Any]:
        code, answer = self.run(*arguments, now=now)
        assert code == 1, answer
        return answer

    def file(self, name: str, text: str) -> Path:
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        return path

    def table(self, kind: str, header: Sequence[str], rows: Iterable[Sequence[object]], *more: str) -> dict[str, Any]:
        """Write a CSV of the template and import it."""
        self.count += 1
        out = io.StringIO()
        writer = csv.writer(out)
        writer.writerow(header)
        writer.writerows(rows)
        return self.ok("import", kind, str(self.file(f"{kind}-{self.count}.csv", out.getvalue())), *more)

    def staff(self, *rows: Sequence[object]) -> dict[str, Any]:
        """Rows of (工号, 姓名, 入职日期, 离职日期, 底薪, 社保总额); shorter rows leave the rest blank."""
        header = ["工号", "姓名", "入职日期", "离职日期", "底薪", "社保总额"]
        return self.table("staff", header, [list(row) + [""] * (len(header) - len(row)) for row in rows])

    def roster(self, no: str, month: str, default: str = "D", **days: str) -> dict[str, Any]:
        """A whole month of one person: `default` on every day but those named d5="休"; '' leaves a day blank."""
        first = date.fromisoformat(f"{month}-01")
        rows = []
        day = first
        while day.month == first.month:
            code = days.get(f"d{day.day}", default)
            if code:
                rows.append([no, day.isoformat(), code])
            day += timedelta(days=1)
        return self.table("roster", ["工号", "日期", "班次"], rows)

    def punches(self, no: str, *times: str) -> dict[str, Any]:
        return self.table("punches", ["工号", "打卡时间"], [[no, one] for one in times])

    def in_order(self, no: str, month: str, *, rest: Sequence[int] = (), **days: Sequence[str]) -> dict[str, Any]:
        """Day-shift punches 08:25 and 17:35 on every day of the month but `rest`; d5=("08:41", "17:30") replaces a day."""
        first = date.fromisoformat(f"{month}-01")
        times = []
        day = first
        while day.month == first.month:
            clocks = days.get(f"d{day.day}", () if day.day in rest else ("08:25", "17:35"))
            times += [f"{day.isoformat()} {clock}" for clock in clocks]
            day += timedelta(days=1)
        last = day - timedelta(days=1)
        # One more punch of nobody's shift would be an anomaly; the file covers up to its last punch, so the last day needs one.
        assert any(one.startswith(last.isoformat()) for one in times), "the last day of the month needs a punch"
        return self.punches(no, *times)

    def show(self, month: str = "2026-09", now: str | None = None) -> dict[str, Any]:
        return self.ok("month", "show", month, now=now)

    def person(self, no: str = "0007", month: str = "2026-09") -> dict[str, Any]:
        return next(one for one in self.show(month)["employees"] if one["no"] == no)

    def day(self, day: str, no: str = "0007") -> dict[str, Any]:
        return next(one for one in self.person(no, day[:7])["days"] if one["date"] == day)

    def lines(self, no: str = "0007", month: str = "2026-09") -> dict[str, str]:
        return {line["code"]: line["amount"] for line in self.person(no, month)["pay_lines"]}
