"""Answers for one build: PyInstaller over csdesk.spec, natively or with a Windows Python under Wine, the same bytes every time."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from release import version
from release.windows_python import WindowsPython
from release.wine import Wine, windows_path

ROOT = Path(__file__).resolve().parents[2]
SPEC = ROOT / "build" / "csdesk.spec"
MANIFEST = Path(__file__).with_name("manifest.xml")
ICON = ROOT / "resources" / "csdesk.ico"
MOMENT = "1767225600"  # 2026-01-01: the time that every file inside bears, so that two builds are the same
SECONDS = 900
Run = Callable[[Sequence[str], Mapping[str, str]], "subprocess.CompletedProcess[str]"]


class Failed(Exception):
    """PyInstaller gave up; the text is its last words."""


def under_wine(wine: Wine, python: WindowsPython, out: Path, spec: Path = SPEC) -> Path:
    """Build for Windows into `out`/dist; the folder."""

    def run(words: Sequence[str], variables: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
        return wine.run(windows_path(python.exe), *words, seconds=SECONDS, variables=variables)

    return _build(run, windows_path, out, spec, windows=True)


def native(python: Path, out: Path, spec: Path = SPEC) -> Path:
    """Build for the machine that this runs on into `out`/dist; the folder."""

    def run(words: Sequence[str], variables: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
        return subprocess.run([python, *words], env={**os.environ, **variables}, capture_output=True, encoding="utf-8", errors="replace")

    return _build(run, str, out, spec, windows=os.name == "nt")


def _build(run: Run, named: Callable[[Path], str], out: Path, spec: Path, windows: bool) -> Path:
    dist, work = out / "dist", out / "work"
    for folder in (dist, work):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
    variables = {"PYTHONHASHSEED": "0", "SOURCE_DATE_EPOCH": MOMENT, "PYTHONDONTWRITEBYTECODE": "1", "PYTHONUTF8": "1"}
    if windows:
        told = work / "version.txt"
        told.write_text(version.resource(), encoding="utf-8")
        variables |= {"CSDESK_ICON": named(ICON), "CSDESK_VERSION_FILE": named(told), "CSDESK_MANIFEST": named(MANIFEST)}
    folders = ("--distpath", named(dist), "--workpath", named(work))
    done = run(("-m", "PyInstaller", "--noconfirm", "--clean", *folders, named(spec)), variables)
    (out / "build.log").write_text(done.stdout + done.stderr, encoding="utf-8")
    if done.returncode:
        raise Failed("\n".join(done.stderr.splitlines()[-15:]))
    return dist
