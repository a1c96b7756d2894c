"""Answers for the ground of the tests of 投诉售后: the real window on this page over a copy of the demonstration shop."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.ui.conftest import shop_window

if TYPE_CHECKING:
    from csdesk.ui.cases.page import CasesPage
    from csdesk.ui.window import MainWindow


@pytest.fixture
def window(qtbot: Any, tmp_path: Path, demo_file: Path) -> Iterator[MainWindow]:
    with shop_window(qtbot, tmp_path, demo_file, "cases") as made:
        yield made


@pytest.fixture
def page(window: MainWindow) -> CasesPage:
    found: CasesPage = window.pages["cases"]  # type: ignore[assignment]
    return found
