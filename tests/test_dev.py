"""build/dev.py by itself: what it says and decides without installing anything."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

import dev
import pytest

ROOT = Path(dev.__file__).parent.parent


def call(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "build/dev.py", *arguments], cwd=ROOT, capture_output=True, encoding="utf-8")


def test_it_needs_nothing_but_the_standard_library() -> None:
    tree = ast.parse((ROOT / "build" / "dev.py").read_text(encoding="utf-8"), feature_version=(3, 11))
    imported = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    imported |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {name.partition(".")[0] for name in imported} <= sys.stdlib_module_names


@pytest.mark.parametrize("arguments", [(), ("nonsense",), ("tests",)])
def test_a_wrong_command_shows_the_commands(arguments: tuple[str, ...]) -> None:
    done = call(*arguments)
    assert done.returncode == 2
    assert not done.stdout
    for name in dev.COMMANDS:
        assert f"build/dev.py {name}" in done.stderr


def test_help() -> None:
    done = call("--help")
    assert (done.returncode, done.stderr) == (0, "")
    assert "build/dev.py test" in done.stdout


def test_a_changed_requirement_changes_the_stamp(tmp_path: Path) -> None:
    wanted = tmp_path / "requirements.txt"
    wanted.write_text("a==1\n", encoding="utf-8")
    before = dev.stamp_of([wanted])
    assert dev.stamp_of([wanted]) == before
    wanted.write_text("a==2\n", encoding="utf-8")
    assert dev.stamp_of([wanted]) != before


def test_every_requirement_is_pinned_and_says_why() -> None:
    for file in dev.LEVELS["test"]:
        for line in file.read_text(encoding="utf-8").splitlines():
            if line and not line.startswith("#"):
                name, _, reason = line.partition("#")
                assert "==" in name and ":" in reason, line


def test_only_one_at_a_time(tmp_path: Path) -> None:
    with (tmp_path / "lock").open("a+") as first, (tmp_path / "lock").open("a+") as second:
        assert dev.lock(first.fileno())
        assert not dev.lock(second.fileno())
    with (tmp_path / "lock").open("a+") as third:
        assert dev.lock(third.fileno())


def test_the_run_of_continuous_integration_is_the_test_command() -> None:
    script = ROOT / ".ci" / "run"
    assert "build/dev.py test" in script.read_text(encoding="utf-8")
    assert os.name == "nt" or os.access(script, os.X_OK)


@pytest.mark.parametrize(
    ("months", "closed", "wanted"),
    [
        (["2026-07", "2026-08", "2026-09", "2026-10"], ["2026-07", "2026-08"], ("2026-08", "2026-09")),
        (["2026-11", "2026-12", "2027-01"], ["2026-12", "2026-11"], ("2026-12", "2027-01")),
        (["2026-08"], ["2026-08"], ("2026-08", "")),
    ],
)
def test_the_last_closed_month_is_printed(months: list[str], closed: list[str], wanted: tuple[str, str]) -> None:
    assert dev.demo_months({"months": months, "closed": closed}) == wanted


def test_no_name_of_a_package_index_in_the_tools() -> None:
    for name in ("build/dev.py", ".ci/run", "requirements.txt", "tests/requirements.txt", "pyproject.toml"):
        assert "://" not in (ROOT / name).read_text(encoding="utf-8"), name


def test_every_package_that_is_shipped_has_its_notice() -> None:
    notices = (ROOT / "resources" / "NOTICES.md").read_text(encoding="utf-8").lower()
    for line in (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            name = line.partition("==")[0].lower().removesuffix("-essentials")
            assert name in notices, name
    for folder in ("fonts", "icons"):
        assert f"resources/{folder}/" in notices
