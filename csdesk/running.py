"""One window a person: the first start listens, a later one hands over its shop file and ends.

A named pipe on Windows, a socket without a file on Linux: whoever has its name is the one that runs, and the system takes the name away
when a program dies, however it dies. Of each desktop session and each folder of preferences there is one.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Client, Listener
from pathlib import Path
from typing import Any

from csdesk import computer, windows

START_SECONDS = 15.0  # a program that is just starting answers when its window stands
TAKE_SECONDS = 5.0  # a window that does not answer in this time hangs


class Request:
    """Another start asks: come to the front, open this shop file (None = just that)."""

    def __init__(self, shop: Path | None) -> None:
        self.shop = shop
        self._lock = threading.Lock()
        self._state = ""
        self._taken = threading.Event()

    def take(self) -> bool:
        """The window does it; False where the other start no longer waits."""
        with self._lock:
            if not self._state:
                self._state = "taken"
                self._taken.set()
        return self._state == "taken"

    def wait(self, seconds: float) -> bool:
        """Whether it was taken in time; later it will not be."""
        self._taken.wait(seconds)
        with self._lock:
            self._state = self._state or "dropped"
        return self._state == "taken"


class Listening:
    """The name is ours. What arrives before `answer` waits."""

    def __init__(self, listener: Listener) -> None:
        self._listener = listener
        self._thread: threading.Thread | None = None
        self._over = False

    def answer(self, call: Callable[[Request], None]) -> None:
        """From now on `call` hears, on a thread of its own, what other starts ask."""
        self._thread = threading.Thread(target=self._serve, args=(call,), daemon=True)
        self._thread.start()

    def _serve(self, call: Callable[[Request], None]) -> None:
        while not self._over:
            try:
                with self._listener.accept() as caller:
                    self._hear(caller, call)
            except (OSError, EOFError, ValueError, KeyError):
                continue  # whoever came speaks another language, or is gone

    def _hear(self, caller: Any, call: Callable[[Request], None]) -> None:
        if self._over:
            return
        caller.send_bytes(str(os.getpid()).encode())
        if not caller.poll(TAKE_SECONDS):
            return
        shop = json.loads(caller.recv_bytes(100_000))["shop"]
        request = Request(Path(shop) if shop else None)
        call(request)
        caller.send_bytes(b"taken" if request.wait(TAKE_SECONDS) else b"")

    def close(self) -> None:
        """Give the name back."""
        self._over = True
        if self._thread is not None:
            with suppress(OSError):
                Client(_name()).close()  # wakes the thread
            self._thread.join(1)
        self._listener.close()


def claim() -> Listening | None:
    """The name, where no other run has it."""
    try:
        return Listening(Listener(_name(), backlog=8))
    except OSError:
        return None


def hand_over(shop: Path | None) -> bool:
    """Ask the run that has the name to come to the front with this shop file; False where it does not answer."""
    try:
        with Client(_name()) as other:
            if not other.poll(START_SECONDS):
                return False
            windows.let_forward(int(other.recv_bytes(100)))
            other.send_bytes(json.dumps({"shop": os.path.abspath(shop) if shop else None}).encode())
            return other.poll(2 * TAKE_SECONDS) and other.recv_bytes(100) == b"taken"
    except (OSError, EOFError, ValueError):
        return False


def _name() -> str:
    place = os.path.normcase(computer.folder().absolute())
    if sys.platform == "win32":
        return "\\\\.\\pipe\\" + _digest(f"{os.environ.get('USERNAME')} {windows.session()} {place}")
    return "\0" + _digest(f"{os.getuid()} {place}")


def _digest(text: str) -> str:
    return f"csdesk-{hashlib.sha256(text.encode()).hexdigest()[:24]}"
