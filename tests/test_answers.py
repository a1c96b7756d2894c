"""The commands of the program itself, started as a person or a scheduled task starts them: streams, `--answer FILE`, exit codes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


def start(*arguments: str, before: str = "", stdin: int | None = subprocess.DEVNULL) -> subprocess.CompletedProcess[str]:
    """main.py in a process of its own; `before` is what happens to that process first."""
    code = f"import sys; sys.argv = ['csdesk', *sys.argv[1:]]; {before}\nimport main\nsys.exit(main.main())"
    return subprocess.run(
        [sys.executable, "-c", code, *arguments], cwd=ROOT, stdin=stdin, capture_output=True, encoding="utf-8", timeout=60,
    )  # fmt: skip


@pytest.fixture
def answer(tmp_path: Path) -> Path:
    return tmp_path / "答.json"


def test_the_answer_goes_into_the_file_and_nothing_stays_beside_it(tmp_path: Path, answer: Path) -> None:
    done = start("init", "--preset", "handbook-1", "--shop", str(tmp_path / "店.csdesk"), "--answer", str(answer))
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert json.loads(answer.read_text("utf-8"))["preset"] == "handbook-1"
    assert sorted(one.name for one in tmp_path.iterdir()) == ["店.csdesk", answer.name]


@pytest.mark.parametrize(("arguments", "code"), [
    (["month", "show", "2026-09", "--shop", "/missing/店.csdesk"], 1),
    (["month", "show", "2026-99"], 2),
    (["dance"], 2),
    (["--shop"], 2),
    ([], 2),
])
def test_refusals_and_wrong_usage_are_answered_there_too(answer: Path, arguments: list[str], code: int) -> None:
    answer.write_text('{"ok": true}', "utf-8")  # of an earlier run
    done = start(*arguments, f"--answer={answer}")
    assert (done.returncode, done.stdout) == (code, "")
    found = json.loads(answer.read_text("utf-8"))
    assert found["error"] and found["problems"] == [] and found["error"] in done.stderr


def test_an_answer_that_cannot_be_written_is_known_before_anything_is_done(tmp_path: Path) -> None:
    for place in (tmp_path / "no folder" / "a.json", tmp_path):
        done = start("init", "--preset", "handbook-1", "--shop", str(tmp_path / "店.csdesk"), "--answer", str(place))
        assert done.returncode == 2 and json.loads(done.stdout)["code"] == "os"
        assert not (tmp_path / "店.csdesk").exists()


def test_without_streams_it_answers_in_the_file_alone(tmp_path: Path, answer: Path) -> None:
    """A windowed program has no streams; a command with sign-in then asks for no password."""
    shop = tmp_path / "店.csdesk"
    bare = "sys.stdin = sys.stdout = sys.stderr = None"
    assert start("init", "--preset", "handbook-1", "--shop", str(shop), "--answer", str(answer), before=bare).returncode == 0
    assert start("month", "show", "2026-99", before=bare).returncode == 2
    script = f"""
from datetime import datetime
from pathlib import Path
from csdesk.actions import shop, users
from csdesk.core.permission import Role
from csdesk.core.users import User
session = shop.open_shop(Path({str(shop)!r}), lambda: datetime(2026, 9, 16))
users.save_user(session, User(0, "店主", Role.OWNER), "quite secret")
session.shop.close()
"""
    subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=True)
    done = start("month", "show", "2026-09", "--user", "店主", "--shop", str(shop), "--answer", str(answer), before=bare)
    assert done.returncode == 1
    assert json.loads(answer.read_text("utf-8"))["code"] == "sign_in"


def test_a_missing_catalogue_is_an_answer(answer: Path) -> None:
    done = start("check", "--answer", str(answer), before="import csdesk.i18n as i; from pathlib import Path; i.ROOT = Path('/nowhere')")
    assert done.returncode == 1 and json.loads(answer.read_text("utf-8"))["error"]


def test_words_reach_a_pipe_in_utf_8_whatever_the_locale(tmp_path: Path) -> None:
    environment = {**os.environ, "LC_ALL": "C", "PYTHONIOENCODING": "ascii"}
    done = subprocess.run([sys.executable, "main.py", "--shop", str(tmp_path / "店.csdesk"), "check"], cwd=ROOT, env=environment,
                          stdin=subprocess.DEVNULL, capture_output=True, timeout=60)  # fmt: skip
    assert done.returncode == 1 and "店.csdesk" in json.loads(done.stdout.decode("utf-8"))["error"]
    assert "店.csdesk" in done.stderr.decode("utf-8")
