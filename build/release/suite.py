"""Answers for the tests under Windows Python: the part of the suite where Windows differs, and tests/windows, which runs only there."""

from __future__ import annotations

import re
from pathlib import Path

from release.program import Broken
from release.windows_python import WindowsPython
from release.wine import Wine, windows_path

ROOT = Path(__file__).resolve().parents[2]
PARTS = ("tests/windows", "tests/store/test_shop.py", "tests/store/test_backup.py", "tests/files/test_sheets.py", "tests/files/test_ics.py",
         "tests/core/test_handbook_examples.py")
RUN = "import site, sys; site.addsitedir(sys.argv[1]); import pytest; sys.exit(pytest.main(sys.argv[2:]))"
SECONDS = 900


def proof(wine: Wine, python: WindowsPython, parts: tuple[str, ...] = PARTS) -> str:
    """Run them; how many passed. Broken where one failed or none ran."""
    scratch = wine.drive / "测 试"
    scratch.mkdir(exist_ok=True)
    options = ("-p", "no:cacheprovider", "-o", "addopts=--import-mode=importlib", "--basetemp", "C:\\测 试\\temp")
    words = ("-c", RUN, windows_path(python.tests), *options, *parts)
    variables = {"CI": "1", "PYTHONDONTWRITEBYTECODE": "1", "PYTHONPATH": windows_path(ROOT)}
    done = wine.run(windows_path(python.exe), *words, seconds=SECONDS, cwd=ROOT, variables=variables)
    last = done.stdout.strip().splitlines()[-1:] or [done.stderr.strip()[-300:]]
    (wine.prefix.parent / "suite.log").write_text(done.stdout + done.stderr, encoding="utf-8")
    passed = re.search(r"[1-9]\d* passed", done.stdout)
    if done.returncode or passed is None:
        raise Broken(f"{last[0]} (suite.log)")
    return passed[0]
