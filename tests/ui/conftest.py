"""Answers for the ground of the window tests: theme, a shop in a temporary folder, a desk on it, helpers for clicks and names."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

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
