"""How the window starts, as processes of their own: a second start, a start that dies, where a portable one keeps its things."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from csdesk import computer

ROOT = Path(__file__).resolve().parent.parent
# main.py, with what happens first; the shop file that is open is told on standard output
START = """
import sys
sys.argv = ["csdesk", *sys.argv[1:]]
BEFORE
from csdesk.ui.window import MainWindow
entered = MainWindow.enter
def enter(self, desk, **more):
    entered(self, desk, **more)
    print(desk.session.shop.path.name, flush=True)
MainWindow.enter = enter
import main
sys.exit(main.main())
"""


class Starts:
    """Starts csdesk with a home of its own; ends what still runs."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.running: list[subprocess.Popen[str]] = []

    def __call__(self, *arguments: str, before: str = "") -> subprocess.Popen[str]:
        environment = {**os.environ, "XDG_CONFIG_HOME": str(self.home), "LOCALAPPDATA": str(self.home), "PYTHONFAULTHANDLER": ""}
        one = subprocess.Popen(
            [sys.executable, "-c", START.replace("BEFORE", before), *arguments],
            cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8",
        )  # fmt: skip
        self.running.append(one)
        return one

    def log(self) -> str:
        path = self.home / "csdesk" / "log" / "csdesk.log"
        return path.read_text("utf-8") if path.exists() else ""


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Starts]:
    made = Starts(tmp_path / "home")
    yield made
    for one in made.running:
        one.kill()
        one.communicate()


@pytest.fixture
def shops(tmp_path: Path) -> tuple[Path, Path]:
    from datetime import datetime

    from csdesk.actions import shop

    found = (tmp_path / "一店.csdesk", tmp_path / "二店.csdesk")
    for path in found:
        shop.create(path, lambda: datetime(2026, 9, 16)).shop.close()
    return found


def line(one: subprocess.Popen[str]) -> str:
    assert one.stdout is not None
    return one.stdout.readline().strip()


def until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.05)


def test_a_second_start_hands_its_shop_over_and_ends(start: Starts, shops: tuple[Path, Path]) -> None:
    first = start(str(shops[0]))
    assert line(first) == "一店.csdesk"
    second = start(str(shops[1]))
    assert second.wait(30) == 0 and line(first) == "二店.csdesk" and second.communicate()[0] == ""
    third = start()
    assert third.wait(30) == 0 and first.poll() is None
    last = json.loads((start.home / "csdesk" / "preferences.json").read_text("utf-8"))["last_shop"]
    assert Path(last).name == "二店.csdesk"


def test_two_at_once_are_one_window(start: Starts, shops: tuple[Path, Path]) -> None:
    both = [start(str(shops[0])), start(str(shops[0]))]
    until(lambda: any(one.poll() is not None for one in both))
    done = next(one for one in both if one.poll() is not None)
    assert done.returncode == 0
    assert next(one for one in both if one is not done).poll() is None


def test_a_killed_predecessor_and_a_clock_of_its_own_stand_in_nobodys_way(start: Starts, shops: tuple[Path, Path]) -> None:
    first = start(str(shops[0]))
    assert line(first) == "一店.csdesk"
    own = start(str(shops[0]), "--now", "2026-09-16T09:00")
    assert line(own) == "一店.csdesk"
    own.kill()
    first.kill()
    first.wait()
    again = start(str(shops[1]))
    assert line(again) == "二店.csdesk"
    until(lambda: "did not end by itself" in start.log())


def test_a_command_never_goes_through_the_window(start: Starts, shops: tuple[Path, Path]) -> None:
    first = start(str(shops[0]))
    assert line(first) == "一店.csdesk"
    command = start("check", "--shop", str(shops[0]))
    assert json.loads(command.communicate(timeout=30)[0])["ok"] is True


def test_a_crash_below_python_is_told_at_the_next_start(start: Starts, shops: tuple[Path, Path]) -> None:
    dies = "from PySide6.QtCore import QTimer; import faulthandler; QTimer.singleShot(400, faulthandler._sigsegv)"
    in_time = f"""
import csdesk.app
from csdesk.app import Program
begun = Program.start
def begin(self, path):
    begun(self, path)
    {dies.replace('; import', chr(10) + '    import').replace('; QTimer', chr(10) + '    QTimer')}
Program.start = begin
"""
    first = start(str(shops[0]), before=in_time)
    assert first.wait(30) != 0
    tells = """
from csdesk.ui.crash import Crashes
told = Crashes.tell_last
def tell(self, text):
    told(self, text)
    print("TOLD", self.boxes[0].text(), [button.text() for button in self.boxes[0].buttons()], flush=True)
    if not "_sigsegv" in self.boxes[0].detailedText():
        print(self.boxes[0].detailedText(), flush=True)
    from PySide6.QtWidgets import QApplication
    self.boxes[0].done(0)
    QApplication.instance().quit()
Crashes.tell_last = tell
"""
    second = start(str(shops[0]), before=tells)
    words = second.communicate(timeout=30)[0]
    assert second.returncode == 0
    assert "TOLD csdesk 上次自己关了" in words and "打开日志文件夹" in words and "复制" in words
    assert "Fatal Python error" in start.log()
    third = start(str(shops[0]), before=tells + "\nfrom PySide6.QtCore import QTimer\n")
    assert line(third) == "一店.csdesk"
    time.sleep(0.6)
    assert third.poll() is None  # nothing is told twice


def test_a_slow_start_shows_a_splash_until_the_window_is_painted(start: Starts, shops: tuple[Path, Path]) -> None:
    tells = """
from csdesk import windows
from csdesk.ui.splash import Splash
from csdesk.ui.window import MainWindow
appear, go, painted = Splash.appear, Splash._go, MainWindow._tell_painted
def tell_appear(self):
    appear(self)
    print("splash", self.painted, flush=True)
def tell_go(self):
    go(self)
    print("gone", self.isVisible(), flush=True)
def tell_painted(self):
    print("window", flush=True)
    painted(self)
Splash.appear, Splash._go, MainWindow._tell_painted = tell_appear, tell_go, tell_painted
import time
time.sleep(0.5)  # a cold disk
"""
    first = start(str(shops[0]), before=tells)
    words = [line(first) for _each in range(4)]
    assert words[0] == "splash True" and sorted(words[1:]) == sorted(["window", "gone False", "一店.csdesk"])
    until(lambda: "csdesk 0" in start.log() or "csdesk 1" in start.log())


# Where a start keeps its things


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A packaged program's folder."""
    folder = tmp_path / "程序 夹"
    folder.mkdir()
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", str(folder / "csdesk.exe"))
    yield folder
    monkeypatch.undo()
    computer.begin([])


def test_portable_keeps_all_beside_the_executable_and_sticks(program: Path, tmp_path: Path) -> None:
    usual = computer.folder()
    assert computer.begin(["--portable", "month", "show"]) == ["month", "show"]
    beside = program / "csdesk-data"
    assert computer.folder() == computer.documents() == beside != usual and computer.warning() == ""
    (beside / "店.csdesk").touch()
    computer.remember_shop(beside / "店.csdesk")
    elsewhere = tmp_path / "店.csdesk"
    assert computer.begin([]) == [] and computer.folder() == beside
    assert computer.last_shop() == beside / "店.csdesk"
    moved = program.rename(tmp_path / "U 盘")
    sys.executable = str(moved / "csdesk.exe")
    computer.begin([])
    assert computer.last_shop() == moved / "csdesk-data" / "店.csdesk"
    elsewhere.touch()
    computer.remember_shop(elsewhere)
    assert computer.last_shop() == elsewhere


def test_a_marker_is_enough(program: Path) -> None:
    assert computer.begin([]) == [] and computer.folder().parent != program
    (program / "portable.txt").touch()
    computer.begin([])
    assert computer.folder() == program / "csdesk-data"


def test_where_nothing_can_be_written_it_says_so_and_takes_the_usual_place(program: Path) -> None:
    usual = computer.folder()
    (program / "csdesk-data").touch()  # a file in the way, as a disk that refuses
    computer.begin(["--portable"])
    assert computer.folder() == usual
    assert str(program / "csdesk-data") in computer.warning() and str(usual) in computer.warning()


def test_without_any_folder_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LOCALAPPDATA", "XDG_CONFIG_HOME"):
        monkeypatch.delenv(name, raising=False)
    assert computer.folder().name == "csdesk" and computer.folder().is_absolute()
    assert computer.documents().is_dir()


@pytest.mark.parametrize(("arguments", "command"), [
    ([], False),
    (["店.csdesk"], False),
    (["D:\\店\\店.CSDESK", "--now", "2026-09-16T09:00"], False),
    (["--theme=dark", "--shop", "店.csdesk"], False),
    (["--help"], True),
    (["check"], True),
    (["--shop", "店.csdesk", "month", "show", "2026-09"], True),
    (["restore", "店.csdesk"], True),
    (["--answer", "a.json"], True),
    (["dance"], True),
])
def test_what_is_a_command(arguments: list[str], command: bool) -> None:
    assert computer.wants_command(arguments) is command
