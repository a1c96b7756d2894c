"""Answers for the ground every test stands on: no display, no network, no trace in the home, Chinese, a known time zone, no leak."""

from __future__ import annotations

import gc
import os
import socket
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

# All of this is set before anything of csdesk or Qt is imported, because both read it once.
_HOME = tempfile.TemporaryDirectory(prefix="csdesk-home-", ignore_cleanup_errors=True)
for _name, _part in {
    "HOME": "",
    "USERPROFILE": "",
    "XDG_CONFIG_HOME": "config",
    "XDG_DATA_HOME": "data",
    "XDG_CACHE_HOME": "cache",
    "XDG_STATE_HOME": "state",
    "APPDATA": "roaming",
    "LOCALAPPDATA": "local",
}.items():
    _folder = Path(_HOME.name, _part)
    _folder.mkdir(exist_ok=True)
    os.environ[_name] = str(_folder)
os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ["TZ"] = "CST-8"  # POSIX for UTC+8: needs no time zone data on the machine
for _name in ("CSDESK_PASSWORD", "QT_SCALE_FACTOR", "QT_STYLE_OVERRIDE", "QT_QPA_PLATFORMTHEME"):
    os.environ.pop(_name, None)
if hasattr(time, "tzset"):
    time.tzset()

from csdesk import i18n  # noqa: E402 - after the environment is set

i18n.use("zh_CN")

collect_ignore = [] if sys.platform == "win32" else ["windows"]  # what only Windows can show; build/package.py --check runs it

settings.register_profile("csdesk", deadline=None, max_examples=60, print_blob=True, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ci", settings.get_profile("csdesk"), derandomize=True, database=None)
settings.load_profile("ci" if os.environ.get("CI") else "csdesk")


@pytest.fixture(autouse=True)
def _chinese() -> Iterator[None]:
    """A test may switch the language; the next one finds Chinese again."""
    yield
    if i18n.language != "zh_CN":
        i18n.use("zh_CN")


@pytest.fixture(autouse=True, scope="session")
def _offline() -> Iterator[None]:
    """csdesk is offline: whoever opens a connection to a network address fails the test."""
    connect = socket.socket.connect

    def refuse(self: socket.socket, address: Any) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6):
            raise AssertionError(f"a test opened a network connection to {address!r}")
        connect(self, address)

    patch = pytest.MonkeyPatch()
    patch.setattr(socket.socket, "connect", refuse)
    yield
    patch.undo()


def _windows() -> list[Any]:
    """Top-level widgets without a parent (a menu or a popup list belongs to its window and goes with it)."""
    from PySide6.QtWidgets import QApplication

    return [w for w in QApplication.topLevelWidgets() if w.parent() is None and type(w).__name__ != "QTipLabel"]


def _timers() -> list[Any]:
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication

    app = QApplication.instance()
    return [t for t in app.findChildren(QTimer) if t.isActive()] if app is not None else []


@pytest.fixture(autouse=True)
def _no_leak(request: pytest.FixtureRequest) -> Iterator[None]:
    """After a test of the window: no widget of it left, no timer of it running, no job of it on a thread.

    Windows of a fixture with a wider scope stand before the test begins and are its own business.
    """
    if "qapp" not in request.fixturenames and "qtbot" not in request.fixturenames:
        yield
        return
    request.getfixturevalue("qapp")
    before = {id(w) for w in _windows()} | {id(t) for t in _timers()}
    kept = [*_windows(), *_timers()]  # alive, so that no id is given twice
    yield
    from PySide6.QtCore import QCoreApplication, QEvent, QThreadPool
    from PySide6.QtWidgets import QApplication

    def new(things: list[Any]) -> list[Any]:
        return [thing for thing in things if id(thing) not in before]

    assert QThreadPool.globalInstance().waitForDone(10_000), "a job of this test still runs on a thread"
    QApplication.processEvents()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    if new(_windows()):
        gc.collect()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    left = new(_windows())
    names = [f"{type(w).__name__} {w.objectName()!r} {w.windowTitle()!r}" for w in left]
    for window in left:  # the next test is not to be blamed
        window.close()
        window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    del kept
    assert not names, f"windows left open: {names}"
    running = new(_timers())
    for timer in running:
        timer.stop()
    assert not running, f"timers left running: {[(t.objectName(), t.interval()) for t in running]}"


def pytest_sessionfinish() -> None:
    if "PySide6.QtWidgets" not in sys.modules:
        _HOME.cleanup()
