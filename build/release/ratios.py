"""Answers for how big and how slow csdesk is beside the smallest PySide6 program: size, and the start until something is in the window.

Both are one file, built with the same Python and Qt. The small one is built with PyInstaller's defaults, so it carries parts of Qt that
csdesk leaves out (software OpenGL, QtNetwork); starts alternate, the first of each does not count, of the rest the median does."""

from __future__ import annotations

import shutil
import statistics
from pathlib import Path

from release.builder import SECONDS, Failed
from release.program import Broken, Program
from release.windows_python import WindowsPython
from release.wine import Wine, windows_path

BARE = Path(__file__).with_name("bare.py")
STARTS = 5
LARGEST, SLOWEST = 1.6, 1.6


def bare(wine: Wine, python: WindowsPython, out: Path) -> Path:
    """The smallest program, built with the Windows Python."""
    shutil.rmtree(out, ignore_errors=True)
    folders = ("--distpath", windows_path(out), "--workpath", windows_path(out / "work"), "--specpath", windows_path(out / "work"))
    options = ("--noconfirm", "--clean", "--onefile", "--windowed", "--name", "csdesk", *folders)
    done = wine.run(windows_path(python.exe), "-m", "PyInstaller", *options, windows_path(BARE), seconds=SECONDS)
    if done.returncode:
        raise Failed("\n".join(done.stderr.splitlines()[-15:]))
    return out / "csdesk.exe"


def proof(wine: Wine, exe: Path, small: Path) -> str:
    """Compare in a Windows; the figures. Broken where csdesk is over a limit."""
    size = exe.stat().st_size / small.stat().st_size
    ours, theirs = Program.placed(wine, exe), Program.placed(wine, small, "small")
    seconds: tuple[list[float], list[float]] = ([], [])
    for _number in range(STARTS + 1):
        for found, program, title in zip(seconds, (ours, theirs), ("客服台", "bare"), strict=True):
            with program.window(title=title, few=title == "bare") as took:
                found.append(took)
            wine.end()
    start = statistics.median(seconds[0][1:]) / statistics.median(seconds[1][1:])
    told = (f"size {exe.stat().st_size / 1e6:.1f} : {small.stat().st_size / 1e6:.1f} MB = {size:.2f}, start to window "
            f"{statistics.median(seconds[0][1:]):.2f} : {statistics.median(seconds[1][1:]):.2f} s = {start:.2f}")
    if size > LARGEST or start > SLOWEST:
        raise Broken(f"{told}; at most {LARGEST} and {SLOWEST}")
    return told
