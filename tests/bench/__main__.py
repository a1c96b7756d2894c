"""`python -m tests.bench [NAME [OPTIONS]]`: runs the benchmarks and prints one table; exits 1 when one is over its limit.

What begins with a dash and all after it goes to the `run` of the one benchmark named."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

HEAD = ("name", "ours", "other", "ratio", "limit", "")


def names() -> list[str]:
    return sorted(path.stem.removeprefix("bench_") for path in Path(__file__).parent.glob("bench_*.py"))


def line(row: dict[str, Any]) -> tuple[str, ...]:
    unit = row.get("unit", "x")
    verdict = "over" if row["ratio"] > row["limit"] else "ok"
    return row["name"], seconds(row["ours"]), seconds(row["other"]), f"{row['ratio']:.2f} {unit}", f"{row['limit']:g} {unit}", verdict


def seconds(value: float | None) -> str:
    if value is None:
        return "-"
    return f"{value * 1000:.1f} ms" if value < 1 else f"{value:.2f} s"


def table(rows: Sequence[dict[str, Any]]) -> str:
    cells = [HEAD, *map(line, rows)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(HEAD))]
    return "\n".join(
        row[0].ljust(widths[0]) + "".join(f"  {cell:>{width}}" for cell, width in zip(row[1:], widths[1:], strict=True)) for row in cells
    )


def main(arguments: Sequence[str]) -> int:
    known = names()
    dash = next((n for n, word in enumerate(arguments) if word.startswith("-")), len(arguments))
    chosen, options = arguments[:dash], arguments[dash:]
    unknown = [name for name in chosen if name not in known]
    if options and len(chosen) != 1:
        print("options belong to one benchmark: NAME OPTIONS", file=sys.stderr)
        return 2
    if unknown or not known:
        print(f"no benchmark {', '.join(unknown)}; there are: {', '.join(known) or 'none'}", file=sys.stderr)
        return 2
    rows: list[dict[str, Any]] = []
    for name in chosen or known:
        print(f"running {name}", file=sys.stderr, flush=True)
        rows += importlib.import_module(f"tests.bench.bench_{name}").run(*([options] if options else []))
    print(table(rows))
    for row in rows:
        print(f"{row['name']}: {row['what']}")
    return 1 if any(row["ratio"] > row["limit"] for row in rows) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
