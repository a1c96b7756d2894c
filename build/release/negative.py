"""Answers for whether the proofs would notice: a program from which one thing was taken must fail them, every time, quickly."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from release import archive, closure
from release.program import Broken, Program

QUICK = 45  # seconds until a program that hangs counts as broken
INSIDE = "_internal"
MIGRATIONS = "csdesk.store.migrations"


def _selftest(program: Program) -> None:
    program.selftest(seconds=QUICK)


def _window(program: Program) -> None:
    with program.window(seconds=QUICK):
        pass


def _closure(program: Program) -> None:
    found = closure.troubles(archive.files(program.folder))
    if found:
        raise Broken(found[0])


# What is taken away, and the proof that must fail for it.
CASES: tuple[tuple[str, tuple[str, ...], Callable[[Program], None]], ...] = (
    ("SQLite's module", ("_sqlite3.pyd",), _selftest),
    ("the platform plug-in", ("PySide6/plugins/platforms/qwindows.dll",), _window),
    ("a font", ("resources/fonts/csdesk-sans.ttf",), _selftest),
    ("a translation", ("resources/locale/zh_CN/csdesk.mo",), _selftest),
    ("the C++ runtime, starting", ("PySide6/MSVCP140.dll", "shiboken6/MSVCP140.dll"), _window),
    ("the C++ runtime, by what is asked for", ("PySide6/MSVCP140.dll", "shiboken6/MSVCP140.dll"), _closure),
    ("the C runtime of Python", ("VCRUNTIME140.dll",), _selftest),
)


def proofs(program: Program) -> Iterator[tuple[str, str]]:
    """Take away one thing after the other: its name, and how it was noticed. Broken where nobody noticed."""
    for name, files, proof in CASES:
        with without(program, files):
            yield name, _noticed(name, program, proof)
    with damaged(program, MIGRATIONS):
        yield "the migrations", _noticed("the migrations", program, _selftest)


def _noticed(name: str, program: Program, proof: Callable[[Program], None]) -> str:
    try:
        proof(program)
    except Broken as error:
        return str(error)
    finally:
        program.wine.end()
    raise Broken(f"without {name} the proof still passes")


@contextmanager
def without(program: Program, files: tuple[str, ...]) -> Iterator[None]:
    """The program without some of its files, for as long as the block runs."""
    store = program.folder.with_name("taken away")
    moved: list[tuple[Path, Path]] = []
    try:
        for number, name in enumerate(files):
            target = store / str(number)
            target.parent.mkdir(exist_ok=True)
            source = program.folder / INSIDE / name
            shutil.move(source, target)
            moved.append((source, target))
        yield
    finally:
        for source, target in moved:
            shutil.move(target, source)


@contextmanager
def damaged(program: Program, module: str) -> Iterator[None]:
    """The program with one of its Python modules unreadable (the steps of the shop file's schema are such a module, no file)."""
    exe = program.folder / "csdesk.exe"
    whole = exe.read_bytes()
    place, length = archive.module(whole, module)
    try:
        exe.write_bytes(whole[:place] + bytes(length) + whole[place + length :])
        yield
    finally:
        exe.write_bytes(whole)
