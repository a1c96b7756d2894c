"""Answers for what a packaged csdesk carries and what it leaves out: resources, catalogues, licences; parts of Qt and packages."""

from __future__ import annotations

import importlib.metadata
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
RESOURCES = ROOT / "resources"
Data = tuple[str, str]  # file, folder inside the program

# What packages would bring along and csdesk never asks for. polib compiles catalogues, which are compiled here already;
# highspy's Python part alone uses numpy (csdesk/solve/linear.py).
EXCLUDED = [
    "tkinter", "unittest", "pydoc", "doctest", "lib2to3", "setuptools", "pkg_resources", "distutils", "polib", "pip",
    "PIL.ImageTk", "PIL._imagingtk", "PIL._avif", "PIL.AvifImagePlugin", "PIL._webp", "PIL.WebPImagePlugin", "PIL._imagingcms",
    "PIL._imagingft", "PIL._imagingmath", "PIL._imagingmorph", "numpy", "charset_normalizer.cd__mypyc",
    "reportlab.graphics.barcode", "reportlab.graphics.charts", "reportlab.graphics.samples", "reportlab.graphics.widgets",
    "PySide6.QtNetwork", "PySide6.QtOpenGL", "PySide6.QtQml", "PySide6.QtQuick", "ssl", "_ssl",
]
# Parts of Qt by a piece of their path: software OpenGL, plugins for touch keyboards, networks, formats that nobody imports.
WITHOUT = (
    "opengl32sw", "qdirect2d", "qminimal", "qoffscreen", "plugins/tls", "plugins/networkinformation", "plugins/generic",
    "plugins/platforminputcontexts/qtvirtualkeyboard", "imageformats/qtiff", "imageformats/qtga", "imageformats/qwbmp",
    "imageformats/qicns", "imageformats/qpdf", "qt6opengl", "qt6quick", "qt6qml", "qt6pdf", "qt6virtualkeyboard",
    "qt6svgwidgets", "qt6network.dll",
)
ON_WINDOWS_WITHOUT = ("qoffscreen", "qminimal")
TRANSLATIONS = ("qtbase_zh_cn.qm", "qtbase_zh_tw.qm")  # the words of Qt's own dialogs
CHECKOUT_ONLY = ("screenshot.png",)
PACKAGES_SHIPPED = (
    "pyside6-essentials", "shiboken6", "peewee", "python-calamine", "xlsxwriter", "reportlab", "pillow", "charset-normalizer",
    "chinesecalendar", "highspy", "pypdfium2", "pyinstaller",
)


def wanted(name: str) -> bool:
    """Whether a file that packages bring along stays (its name inside the program)."""
    path = name.replace("\\", "/").lower()
    if any(part in path for part in WITHOUT) and not (sys.platform != "win32" and any(part in path for part in ON_WINDOWS_WITHOUT)):
        return False
    if "/translations/" in path and path.endswith(".qm"):
        return path.endswith(TRANSLATIONS)
    return True


def datas(scratch: Path) -> list[Data]:
    """Resources, compiled catalogues (made in `scratch`) and licence texts, as the spec hands them to PyInstaller."""
    return [*resources(), *catalogues(scratch / "locale"), *licences()]


def resources() -> list[Data]:
    found = [(str(ROOT / "LICENSE"), "licenses/csdesk")]
    for path in sorted(RESOURCES.rglob("*")):
        inside = path.relative_to(RESOURCES)
        if path.is_file() and inside.parts[0] != "locale" and path.name not in CHECKOUT_ONLY:
            found.append((str(path), (Path("resources") / inside.parent).as_posix()))
    return found


def catalogues(scratch: Path) -> list[Data]:
    """One compiled catalogue a language (i18n looks for it first)."""
    from csdesk import i18n

    found = []
    for folder in sorted((RESOURCES / "locale").iterdir()):
        sources = sorted(folder.glob("*.po"))
        if sources:
            target = scratch / folder.name / "csdesk.mo"
            target.parent.mkdir(parents=True, exist_ok=True)
            i18n._compile(sources, target)
            found.append((str(target), f"resources/locale/{folder.name}"))
    return found


def licences() -> list[Data]:
    """The licence texts of Python and of every package inside."""
    found: list[Data] = []
    for name in PACKAGES_SHIPPED:
        for number, path in enumerate(_licence_files(name)):  # several of a package may have one name
            found.append((str(path), f"licenses/{name}" + (f"/{number + 1}" if number else "")))
    python = Path(sys.base_prefix) / "LICENSE.txt"
    if python.exists():
        found.append((str(python), "licenses/python"))
    return found


def _licence_files(name: str) -> Iterator[Path]:
    for file in sorted(importlib.metadata.files(name) or [], key=str):
        inside = file.as_posix().lower()
        if ".dist-info/" in inside and ("/licen" in inside or "/notice" in inside or "copying" in inside):
            path = Path(str(file.locate()))
            if path.is_file():
                yield path
