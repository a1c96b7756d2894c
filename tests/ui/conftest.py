"""Answers for the ground of the window tests: theme, a shop in a temporary folder, a desk on it, helpers for clicks and names."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from csdesk.ui import memory, theme

if TYPE_CHECKING:
    from csdesk.ui.window import MainWindow

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


@contextmanager
def shop_window(qtbot: Any, folder: Path, demo_file: Path, page: str) -> Iterator[MainWindow]:
    """The real window over a copy of the demonstration shop, 1366 x 768, with one page shown; all is closed again at the end."""
    from csdesk.actions import shop
    from csdesk.store import evidence
    from csdesk.ui.desk import Desk
    from csdesk.ui.window import MainWindow

    path = folder / "店铺.csdesk"
    shutil.copy(demo_file, path)
    shutil.copytree(evidence.folder(demo_file), evidence.folder(path))
    session = shop.open_shop(path, lambda: datetime(2026, 10, 8, 9, 0))
    desk = Desk(session)
    window = MainWindow(desk)
    qtbot.addWidget(window)
    window.resize(1366, 768)
    window.show()
    window.open_page(page)
    qtbot.waitUntil(lambda: window.pages[page].isVisible())
    yield window
    window.close()
    desk.close()
    session.shop.close()


def press(qtbot: Any, where: QWidget, words: str) -> None:
    """Click the visible button that says these words."""
    from csdesk.ui.kit import Button

    found = [one for one in where.findChildren(Button) if one.isVisible() and one.accessibleName() == words]
    assert found, f"no button {words}"
    qtbot.mouseClick(found[0], Qt.MouseButton.LeftButton)


@pytest.fixture
def open_desk(qtbot: Any, session: Any) -> Iterator[Callable[[], Any]]:
    """Opens the roster in a real window, as often as asked, over the shop of the test's own `session`."""
    from tests.ui.roster_desktop import Desktop

    opened: list[Desktop] = []

    def make() -> Desktop:
        opened.append(Desktop(qtbot, session))
        return opened[-1]

    yield make
    for one in opened:
        one.desk.close()


def save_pdf(qtbot: Any, window: QWidget) -> None:
    """The print dialog that is open: what was printed goes into a PDF (the system's dialog answers where)."""
    from csdesk.ui.printing import PrintDialog

    dialogs = [one for one in window.findChildren(PrintDialog) if one.isVisible()]
    assert len(dialogs) == 1, dialogs
    press(qtbot, dialogs[0], "存成 PDF")
