"""What import-linter cannot say: the core is pure in the standard library, too, and the heavy packages load late."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
CORE = sorted((ROOT / "csdesk" / "core").rglob("*.py"))

# Files, the clock, randomness, the network and other processes have no place in rules.
IMPURE = {
    "asyncio", "glob", "http", "io", "logging", "multiprocessing", "os", "pathlib", "random", "secrets", "shutil", "signal", "socket",
    "sqlite3", "subprocess", "sys", "tempfile", "threading", "time", "urllib", "uuid",
}  # fmt: skip
HEAVY = [
    "reportlab", "python_calamine", "xlsxwriter", "chinese_calendar", "polib", "openpyxl", "pandas", "numpy", "highspy", "PIL", "fontTools",
]  # fmt: skip


def imported(tree: ast.AST) -> set[str]:
    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    return names | {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}


@pytest.mark.parametrize("path", CORE, ids=lambda path: path.stem)
def test_core_is_pure(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for name in imported(tree):
        top = name.partition(".")[0]
        assert top not in IMPURE, f"core imports {name}"
        assert top in sys.stdlib_module_names or name.startswith(("csdesk.core", "csdesk.i18n")) or name == "csdesk", f"core imports {name}"
    called = {node.func.id for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}
    assert not called & {"open", "print", "input", "exec", "eval"}


@pytest.mark.parametrize("path", sorted((ROOT / "csdesk").rglob("*.py")), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_module_says_what_it_answers_for(path: Path) -> None:
    assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))


def test_the_program_loads_nothing_heavy_before_it_is_needed() -> None:
    """Start-up time and memory: what only an import, a print or a new language needs is loaded by these."""
    names = [
        ".".join(path.relative_to(ROOT).with_suffix("").parts) for path in sorted((ROOT / "csdesk").glob("*.py")) if path.stem != "__init__"
    ]
    code = f"import sys, importlib; [importlib.import_module(n) for n in {names!r}]; print(*sorted(set({HEAVY!r}) & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, encoding="utf-8")
    assert (done.stdout.strip(), done.returncode) == ("", 0), done.stderr


def test_no_module_loads_the_mip_library() -> None:
    """It is loaded by a search, in a process of its own: the window's process never has it."""
    paths = [path for path in sorted((ROOT / "csdesk").rglob("*.py")) if path.stem != "__init__"]
    names = [".".join(path.relative_to(ROOT).with_suffix("").parts) for path in paths]
    code = f"import sys, importlib; [importlib.import_module(n) for n in {names!r}]; print({{'highspy', 'numpy'}} & {{*sys.modules}})"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, encoding="utf-8")
    assert (done.stdout.strip(), done.returncode) == ("set()", 0), done.stderr
