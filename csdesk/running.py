"""One window a person: the first start holds a lock, a later one hands its shop file over and ends.

The lock is on a file beside the preferences; the system takes it away when a program dies, however it dies. They talk by a named pipe on
Windows, on Linux by a socket without a file. Each desktop session has its own. What talks is imported after the window stands.
"""

from __future__ import annotations

import json
import os
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from csdesk import computer, windows

if TYPE_CHECKING:
    from multiprocessing.connection import Listener

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


class Running:
    """This is the run that others hand over to, as long as it keeps this."""

    def __init__(self, lock: IO[bytes]) -> None:
        self._lock = lock
        self._listener: Listener | None = None
        self._thread: threading.Thread | None = None
        self._over = False

    def listen(self, call: Callable[[Request], None]) -> None:
        """From now on `call` hears, on a thread of its own, what other starts ask."""
        from multiprocessing.connection import Listener

        with suppress(OSError):  # then other starts open a window of their own
            self._listener = Listener(_name(), backlog=8)
            self._thread = threading.Thread(target=self._serve, args=(self._listener, call), daemon=True)
            self._thread.start()

    def _serve(self, listener: Listener, call: Callable[[Request], None]) -> None:
        while not self._over:
            try:
                with listener.accept() as caller:
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
        """The next start is the one."""
        self._over = True
        if self._thread is not None and self._listener is not None:
            from multiprocessing.connection import Client

            with suppress(OSError):
                Client(_name()).close()  # wakes the thread
            self._thread.join(1)
            self._listener.close()
        self._lock.close()


def claim() -> Running | None:
    """The lock, where no other run has it (or where nothing can be written: then nobody has)."""
    try:
        computer.folder().mkdir(parents=True, exist_ok=True)
        stream = (computer.folder() / f"running-{windows.session()}.lock").open("ab")
    except OSError:
        return None
    try:
        if sys.platform == "win32":
            import msvcrt

            stream.seek(0)
            msvcrt.locking(stream.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        stream.close()
        return None
    return Running(stream)


def hand_over(shop: Path | None) -> bool:
    """Ask the run that has the lock to come to the front with this shop file; False where it does not answer."""
    from multiprocessing.connection import Client

    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        try:
            with Client(_name()) as other:
                if not other.poll(TAKE_SECONDS):
                    return False
                windows.let_forward(int(other.recv_bytes(100)))
                other.send_bytes(json.dumps({"shop": os.path.abspath(shop) if shop else None}).encode())
                return other.poll(2 * TAKE_SECONDS) and other.recv_bytes(100) == b"taken"
        except (FileNotFoundError, ConnectionRefusedError):
            time.sleep(0.1)  # it does not listen yet
        except (OSError, EOFError, ValueError):
            return False
    return False


def _name() -> str:
    import hashlib

    key = f"{windows.session()} {os.path.normcase(computer.folder().absolute())}"
    name = f"csdesk-{hashlib.sha256(key.encode()).hexdigest()[:24]}"
    return "\\\\.\\pipe\\" + name if sys.platform == "win32" else "\0" + name
