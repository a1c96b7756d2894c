"""Answers for the proofs of a Windows release, one line each: what was built loads, works alone, and would fail if it lacked something."""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from release import archive, closure, contents, drive, installed, negative
from release.desktop import Desktop, NotSeen
from release.program import Broken, Program, Refused
from release.wine import Wine

ROOT = Path(__file__).resolve().parents[2]
NEEDED = ("PySide6/plugins/platforms/qwindows.dll", "PySide6/plugins/imageformats/qjpeg.dll", "PySide6/plugins/imageformats/qwebp.dll",
          "PySide6/plugins/imageformats/qgif.dll", "PySide6/plugins/imageformats/qico.dll", "PySide6/translations/qtbase_zh_CN.qm",
          "PySide6/translations/qtbase_zh_TW.qm", "licenses/python/LICENSE.txt")


@dataclass
class Report:
    """The lines, as they come; `failed` counts those that are not ok."""

    say: Callable[[str], None]
    failed: int = 0
    begun: float = field(default_factory=time.monotonic)

    def proof(self, name: str, work: Callable[[], str]) -> None:
        """Do `work` and say how it went; its answer stands behind the name."""
        begun = time.monotonic()
        try:
            word, told = "ok", work()
        except Exception as error:  # whatever goes wrong: the next proof is tried, too
            word, told = "FAILED", f"{error if isinstance(error, Broken) else repr(error)}"
            self.failed += 1
        self.say(f"{word:7}{time.monotonic() - begun:6.1f} s  {name}: {told}")


def windows(report: Report, dist: Path, display: str, scratch: Path) -> None:
    """Every proof of what lies in `dist`: csdesk.exe, the folder csdesk and the installer."""
    exe, folder = dist / "csdesk.exe", dist / "csdesk"
    for built in (exe, folder):
        report.proof(f"{built.name} asks only for what it has and Windows 10 has", lambda built=built: _closed(built))  # type: ignore[misc]
        report.proof(f"{built.name} carries every resource", lambda built=built: _complete(built))  # type: ignore[misc]
    with fresh(display, scratch) as wine:
        alone = Program.placed(wine, exe)
        report.proof("csdesk.exe alone: self-test", lambda: _selftest(alone))
        report.proof("csdesk.exe alone: its window", lambda: _window(alone))
    with fresh(display, scratch) as wine:
        apart = Program.placed(wine, folder)
        report.proof("folder: self-test", lambda: _selftest(apart))
        report.proof("folder: shop files of every older version", lambda: _old_files(apart))
        report.proof("folder: its window", lambda: _window(apart))
        report.proof("each thing taken away is noticed", lambda: _negative(report, apart))
    with fresh(display, scratch, alone=False) as wine:  # the host's fonts stand for those of Windows: the pictures are looked at
        seen = Program.placed(wine, folder)
        report.proof("folder: driven by mouse and keys", lambda: _driven(seen, dist.parent / "pictures"))
    with fresh(display, scratch) as wine:
        report.proof("installer: installs, opens shop files, leaves all data behind", lambda: installed.proof(wine, dist))


@contextlib.contextmanager
def fresh(display: str, scratch: Path, *, alone: bool = True) -> Iterator[Wine]:
    """A new Windows with no C++ runtime but the program's own; `alone`: nothing of the host is in reach either, not even fonts."""
    scratch.mkdir(parents=True, exist_ok=True)
    wine = Wine(Path(tempfile.mkdtemp(dir=scratch, prefix="fresh-")) / "prefix", display, strict=True)
    wine.make()
    if alone:
        wine.alone()
    try:
        yield wine
    finally:
        wine.end()
        shutil.rmtree(wine.prefix.parent, ignore_errors=True)


def _closed(built: Path) -> str:
    inside = archive.files(built)
    found = closure.troubles(inside)
    if found:
        raise Broken("; ".join(found))
    return f"{sum(data[:2] == b'MZ' for data in inside.values())} libraries"


def _complete(built: Path) -> str:
    inside = {name.replace("\\", "/") for name in archive.files(built)}
    wanted = [f"{folder}/{Path(file).name}" for file, folder in contents.resources()]
    wanted += [f"resources/locale/{path.name}/csdesk.mo" for path in (ROOT / "resources" / "locale").iterdir() if path.is_dir()]
    missing = [name for name in (*wanted, *NEEDED) if name.replace("/./", "/") not in inside]
    if missing:
        raise Broken(f"it lacks {', '.join(missing)}")
    return f"{len(inside)} files"


def _selftest(program: Program) -> str:
    return ", ".join(program.selftest())


def _old_files(program: Program) -> str:
    """Every shop file of an older version is brought up to date when it is opened, with a backup beside it."""
    new = program.folder / "新.csdesk"
    program.command("init", "--shop", new, "--preset", "handbook-1")
    old = sorted((ROOT / "tests" / "data").glob("v*.csdesk"), key=lambda path: int(path.stem[1:]))
    for path in old:
        copy = program.folder / f"旧 {path.name}"
        shutil.copy(path, copy)
        with contextlib.suppress(Refused):  # it has an owner with a password; who asks is shown the door, after it was opened
            program.command("check", "--shop", copy)
        if _schema(copy) != _schema(new):
            raise Broken(f"{path.name} was not brought up to date")
        if not [one for one in copy.with_name(f"{copy.name}.backups").glob("*.csdesk") if _schema(one) == int(path.stem[1:])]:
            raise Broken(f"{path.name} was brought up to date without a backup")
    return f"{len(old)} files to version {_schema(new)}, each with its backup"


def _schema(shop: Path) -> int:
    with contextlib.closing(sqlite3.connect(f"file:{shop}?mode=ro", uri=True)) as connection:
        return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _window(program: Program) -> str:
    shop = program.folder / "演示 店.csdesk"
    program.command("demo", "--out", shop)
    with program.window("--shop", program.named(shop)) as seconds:
        return f"there after {seconds:.1f} s"


def _driven(program: Program, pictures: Path) -> str:
    """A person's first ten minutes, with a picture of each step; then the shop file must hold what was done."""
    files = program.wine.drive / "files"
    drive.prepare(files)
    shutil.rmtree(pictures, ignore_errors=True)
    desktop = Desktop(program.wine.display)
    words = ("explorer", f"/desktop=csdesk,{drive.WIDTH}x{drive.HEIGHT}", program.exe, "--now", drive.NOW)
    with program.wine.started(*words, cwd=program.folder):
        desktop.focus(desktop.wait_window(".", 60))
        person = drive.Person(desktop, program.named(files) + "\\", pictures)
        try:
            drive.first_ten_minutes(person)
        except NotSeen:
            desktop.save(pictures / "the end.png")
            raise
        shop = next((program.wine.drive / "users").glob("*/Documents/*.csdesk"))
        desktop.wait(lambda: not shop.with_name(f"{shop.name}-wal").exists(), "the end of the program")
    return drive.proved(shop, files) + f"; {person.count} pictures in {pictures.name}"


def _negative(report: Report, program: Program) -> str:
    count = 0
    for name, told in negative.proofs(program):
        report.say(f"             without {name}: {told[:110]}")
        count += 1
    return f"{count} of {count}"
