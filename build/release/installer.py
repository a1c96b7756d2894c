"""Answers for csdesk-setup.exe: NSIS over installer.nsi, the folder that was built inside."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from release import version
from release.builder import ICON, MOMENT, Failed

SCRIPT = Path(__file__).with_name("installer.nsi")
NAME = "csdesk-setup.exe"


def make(folder: Path, target: Path) -> None:
    """The installer of the built `folder`. Failed where makensis refuses or is not there."""
    makensis = shutil.which("makensis")
    if makensis is None:
        raise Failed("makensis is missing: install NSIS 3 for an installer")
    numbers = ".".join(map(str, version.numbers(version.version())))
    told = {"SOURCE": folder, "OUT": target, "VERSION": version.version(), "NUMBERS": numbers, "ICON": ICON}
    words = [f"-D{name}={value}" for name, value in told.items()]
    for file in (folder, *folder.rglob("*")):
        os.utime(file, (int(MOMENT), int(MOMENT)))
    done = subprocess.run(
        [makensis, "-V2", "-INPUTCHARSET", "UTF8", *words, SCRIPT], env={**os.environ, "SOURCE_DATE_EPOCH": MOMENT},
        capture_output=True, encoding="utf-8", errors="replace")
    if done.returncode:
        raise Failed("\n".join((done.stdout + done.stderr).splitlines()[-15:]))
