"""The self-test finds what a package lacks, and the sample files that it reads are those that the script makes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import samples

from csdesk.actions import imports
from csdesk.files.formats import FORMATS

ROOT = Path(__file__).resolve().parents[2]
RESOURCES = ROOT / "resources"


def test_the_samples_are_what_the_script_makes() -> None:
    made = samples.files()
    assert {one.name for one in samples.OUT.iterdir()} == {*made, "samples.json"}
    for name, (_kind, content) in made.items():
        assert (samples.OUT / name).read_bytes() == content, f"{name}: run build/samples.py"


def test_every_kind_and_format_has_a_sample_with_the_counts_that_are_known(tmp_path: Path) -> None:
    known = json.loads((samples.OUT / "samples.json").read_text("utf-8"))
    assert samples.outcome(tmp_path, samples.files()) == known
    found = {one["format"] for one in known}
    assert found - {"zk.flat"} == {one.id for one in FORMATS} - {"roster.grid"} | {"template.roster_grid"}  # further names of two
    assert {one["kind"] for one in known} == set(imports.KINDS)
    assert all(one["new"] or one["claims"] for one in known)


def without(folder: Path, *lost: str) -> Path:
    """A program folder whose resources lack these (links to the real ones otherwise)."""
    for path in RESOURCES.rglob("*.*"):
        name = path.relative_to(RESOURCES).as_posix()
        if path.is_file() and not any(name == one or name.startswith(f"{one}/") for one in lost):
            target = folder / "resources" / name
            target.parent.mkdir(parents=True, exist_ok=True)
            os.symlink(path, target)
    return folder


@pytest.mark.parametrize(("lost", "step"), [
    ("locale/zh_TW", "languages"),
    ("locale/zh_CN/handover.po", "languages"),
    ("fonts/csdesk-sans-rare.ttf", "fonts"),
    ("fonts/csdesk-sans-bold.ttf", "fonts"),
    ("samples/AGL_001.TXT", "imports"),
    ("demo/cases.json", "demo"),
])  # fmt: skip
def test_what_is_missing_stops_it_and_is_named(tmp_path: Path, lost: str, step: str) -> None:
    root = without(tmp_path, lost)
    code = f"import sys; sys.argv = ['csdesk', 'selftest']; import csdesk.i18n as i, pathlib; i.ROOT = pathlib.Path({str(root)!r}); "
    done = run(code + "import main; sys.exit(main.main())")
    assert done.returncode == 1
    answer = json.loads(done.stdout)
    assert (answer["code"], f"“{step}”" in answer["error"]) == ("selftest", True), answer["error"]


def test_a_missing_migration_stops_it() -> None:
    code = "import sys; sys.argv = ['csdesk', 'selftest']; import csdesk.store.migrations as m; m.MIGRATIONS = m.MIGRATIONS[:5]; "
    done = run(code + "import main; sys.exit(main.main())")
    assert done.returncode == 1 and json.loads(done.stdout)["code"] == "selftest"


def run(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, encoding="utf-8", timeout=120
    )
