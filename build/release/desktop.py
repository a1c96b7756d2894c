"""Answers for hands and eyes on an X display: real mouse and keys (xdotool), screenshots and their pixels, waiting for what shows."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")
PATIENCE = 30.0
LOOK = 0.05  # seconds between two looks


class NotSeen(Exception):
    """What should have shown did not in time."""


@dataclass(frozen=True)
class Picture:
    """A screenshot: rows of red, green, blue."""

    width: int
    height: int
    data: bytes

    def at(self, x: int, y: int) -> tuple[int, int, int]:
        place = 3 * (y * self.width + x)
        red, green, blue = self.data[place : place + 3]
        return red, green, blue

    def colours(self) -> int:
        """How many different colours a sample of it has; an empty screen has a few."""
        return len({self.data[place : place + 3] for place in range(0, len(self.data), 3 * 7)})


@dataclass(frozen=True)
class Desktop:
    """One X display, by its name."""

    display: str

    def _run(self, *words: str) -> bytes:
        done = subprocess.run(words, env={**os.environ, "DISPLAY": self.display, "LC_ALL": "C.UTF-8"}, capture_output=True, timeout=60)
        return done.stdout

    def windows(self, title: str) -> list[str]:
        """The windows to be seen whose title matches, a regular expression."""
        return self._run("xdotool", "search", "--onlyvisible", "--name", title).decode().split()

    def wait_window(self, title: str, seconds: float = PATIENCE) -> str:
        return self.wait(lambda: self.windows(title), f"a window {title!r}", seconds)[0]

    def wait(self, seen: Callable[[], T | None], what: str, seconds: float = PATIENCE) -> T:
        """What `seen` answers as soon as it is something. NotSeen after `seconds`."""
        end = time.monotonic() + seconds
        while not (found := seen()):
            if time.monotonic() > end:
                raise NotSeen(f"{what} did not show within {seconds:.0f} s")
            time.sleep(LOOK)
        return found

    def wait_still(self, what: str = "the screen", seconds: float = PATIENCE) -> Picture:
        """The screen when two looks a third of a second apart are the same."""
        last = b""

        def still() -> Picture | None:
            nonlocal last
            time.sleep(0.3)
            now = self.picture()
            same, last = now.data == last, now.data
            return now if same else None

        return self.wait(still, f"{what}, at rest,", seconds)

    def click(self, x: int, y: int, times: int = 1, button: int = 1) -> None:
        move = ("mousemove", "--sync", str(x), str(y), "sleep", "0.05")
        self._run("xdotool", *move, "click", "--repeat", str(times), "--delay", "60", str(button))

    def key(self, *keys: str) -> None:
        """Keys by their X names, like ctrl+k or Return, one after the other."""
        self._run("xdotool", "key", "--clearmodifiers", "--delay", "60", *keys)

    def type(self, text: str) -> None:
        self._run("xdotool", "type", "--delay", "40", text)

    def focus(self, window: str) -> None:
        """Give it the keys, as a window manager would."""
        self._run("xdotool", "windowfocus", "--sync", window)

    def picture(self) -> Picture:
        data = self._run("import", "-silent", "-window", "root", "-depth", "8", "ppm:-")
        kind, width, height, rest = data.split(None, 3)
        assert kind == b"P6", kind
        return Picture(int(width), int(height), rest.split(b"\n", 1)[1])

    def save(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._run("import", "-silent", "-window", "root", str(path))
