"""Answers for a release: builds csdesk as executables, and proves that what was built runs.

    python build/package.py                     build for this machine (Windows or Linux)
    python build/package.py --windows           build for Windows on Debian, under Wine
    python build/package.py --check --windows   prove that what was built for Windows runs
    python build/package.py --lock              write build/release/lock.txt again from the requirements

Made are one executable, a folder with one, and for Windows an installer of the folder (native: where NSIS's makensis is found).
The results lie in build/out/dist (for Windows) and build/out/dist-linux. Every download is pinned by its hash in the lock. On Debian,
as root, what is missing of Wine and its companions is installed.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import dev
from release import builder, check, installer, lock, ratios, suite, wine
from release.windows_python import WindowsPython
from release.wine import Wine

OUT = dev.OUT
DIST = OUT / "dist"
LINUX_DIST = OUT / "dist-linux"
WINDOWS = OUT / "windows"  # Wine's prefix, the Windows Python, scratch
NATIVE = OUT / "package"  # the environment of a native build, scratch


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="build/package.py", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--windows", action="store_true", help="for Windows, on Debian under Wine")
    parser.add_argument("--check", action="store_true", help="prove what was built, a line for each proof (with --windows)")
    parser.add_argument("--lock", action="store_true", help="renew the lock")
    options = parser.parse_args(arguments)
    pip = (environment(), "-m", "pip", "--disable-pip-version-check")
    if options.lock:
        lock.renew(pip)
        return 0
    begun = time.monotonic()
    if options.check:
        failed = check_windows()
        dev.say(f"checked in {time.monotonic() - begun:.0f} s: " + (f"{failed} FAILED" if failed else "all ok"))
        return 1 if failed else 0
    if options.windows:
        for_windows(pip)
    else:
        native(pip)
    dev.say(f"built in {time.monotonic() - begun:.0f} s")
    return 0


def environment() -> Path:
    """The Python of an environment of its own for building; made when it is not there."""
    python = NATIVE / "venv" / ("Scripts/python.exe" if dev.WINDOWS else "bin/python")
    if not python.exists():
        dev.say("making an environment for building")
        subprocess.run([sys.executable, "-m", "venv", NATIVE / "venv"], check=True)
    return python


def native(pip: Sequence[str | Path]) -> Path:
    requirements = NATIVE / "lock.txt"
    requirements.write_text("\n".join(lock.lines(lock.read("packages"))), encoding="utf-8")
    dev.say("installing what the lock names")
    packages = [*pip, "install", "-qq", "--require-hashes", "--no-deps", "--only-binary=:all:"]
    subprocess.run([*packages, "-r", requirements], check=True)
    dev.say("building")
    dist = publish(builder.native(Path(pip[0]), NATIVE), DIST if dev.WINDOWS else LINUX_DIST)
    if dev.WINDOWS:
        setup(dist)
    return dist


def for_windows(pip: Sequence[str | Path]) -> Path:
    tools()
    with wine.screen() as display:
        machine, python = windows(display, pip)
        try:
            dev.say("building for Windows")
            dist = publish(builder.under_wine(machine, python, WINDOWS), DIST)
        finally:
            machine.end()
    setup(dist)
    return dist


def setup(dist: Path) -> None:
    """The installer beside what was built."""
    dev.say("packing the installer")
    installer.make(dist / "csdesk", dist / installer.NAME)
    dev.say(f"  {(dist / installer.NAME).relative_to(dev.ROOT)}  {size(dist / installer.NAME) / 1e6:.1f} MB")


def check_windows() -> int:
    """Prove what lies in build/out/dist; how many proofs failed."""
    tools()
    report = check.Report(dev.say)
    with wine.screen() as display:
        check.windows(report, DIST, display, WINDOWS)
        machine, python = windows(display, (environment(), "-m", "pip", "--disable-pip-version-check"))
        report.proof("tests under Windows Python", lambda: suite.proof(machine, python))
        report.proof("beside the smallest program", lambda: compared(machine, python))
        machine.end()
    return report.failed


def compared(machine: Wine, python: WindowsPython) -> str:
    """Size and start of csdesk.exe beside the smallest program, built now."""
    small = ratios.bare(machine, python, WINDOWS / "bare")
    with check.fresh(machine.display, WINDOWS, alone=False) as other:
        return ratios.proof(other, DIST / "csdesk.exe", small)


def windows(display: str, pip: Sequence[str | Path]) -> tuple[Wine, WindowsPython]:
    """The Windows that builds, with its Python; made when they are not there."""
    machine, python = Wine(WINDOWS / "prefix", display), WindowsPython(WINDOWS / "python")
    if not machine.exists():
        dev.say("making a Windows under Wine")
        machine.make()
    dev.say("preparing the Windows Python")
    python.prepare(machine, pip)
    return machine, python


def tools() -> None:
    """Wine and what goes with it, installed where they are missing (Debian, as root)."""
    missing = sorted({package for command, package in wine.PACKAGES.items() if shutil.which(command) is None})
    if missing:
        dev.apt_install([*missing, *(["wine64"] if "wine" in missing else [])], f"install once: sudo apt-get install {' '.join(missing)}")


def publish(built: Path, target: Path) -> Path:
    """Put what was built where a person finds it."""
    target.mkdir(parents=True, exist_ok=True)
    for one in built.iterdir():
        old = target / one.name
        if old.is_dir():
            shutil.rmtree(old)
        else:
            old.unlink(missing_ok=True)
        shutil.move(one, old)
        dev.say(f"  {old.relative_to(dev.ROOT)}  {size(old) / 1e6:.1f} MB")
    return target


def size(path: Path) -> int:
    return sum(one.stat().st_size for one in path.rglob("*") if one.is_file()) if path.is_dir() else path.stat().st_size


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except (dev.Stop, builder.Failed, wine.TooSlow) as stop:
        print(stop, file=sys.stderr)
        sys.exit(1)
