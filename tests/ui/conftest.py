"""Answers for the ground of the window tests: theme, a shop in a temporary folder, a desk on it, helpers for clicks and names."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from csdesk.ui import memory, theme

NOW = datetime(2026, 9, 16, 16, 42)


@pytest.fixture(autouse=True)
def _ground(qapp: QApplication) -> Iterator[None]:
    """The light theme, nothing remembered."""
    memory.use(None)
    theme.apply(qapp, "light")
    yield
    theme.apply(qapp, "light")


def nameless(widget: QWidget) -> list[str]:
    """Focusable, visible parts of `widget` that a screen reader cannot name. A test of a page asserts that this is empty."""
    found = []
    for part in [widget, *widget.findChildren(QWidget)]:
        if not part.isVisible() or part.focusPolicy() == Qt.FocusPolicy.NoFocus or not (part.focusPolicy() & Qt.FocusPolicy.TabFocus):
            continue
        if part.objectName() in ("qt_spinbox_lineedit",) or part.focusProxy() is not None:
            continue
        text = getattr(part, "text", None)
        words = part.accessibleName() or (text() if callable(text) and part.metaObject().className() != "QLineEdit" else "")
        if not str(words).strip():
            found.append(f"{type(part).__name__} {part.objectName()}")
    return found


def awake(qtbot: object, window: QWidget) -> None:
    """Give the window the keyboard: shortcuts only work in the active window, and fixtures of pytest-qt lose it between phases."""
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)  # type: ignore[attr-defined]


@pytest.fixture(scope="session")
def demo_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration shop as of 8 October 2026; copy it, don't write to it."""
    from csdesk.actions import demo

    path = tmp_path_factory.mktemp("demo") / "demo.csdesk"
    demo.create(path, lambda: datetime(2026, 10, 8, 9, 0)).shop.close()
    return path
