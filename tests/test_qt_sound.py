"""The Qt binding keeps its references: PySide6 6.12.0 on CPython 3.11 lost one to None in every call that returns nothing."""

from __future__ import annotations

import sys
from typing import Any


def test_calls_that_return_nothing_keep_the_count_of_none(qapp: Any) -> None:
    from PySide6.QtCore import QObject

    thing = QObject()
    thing.setObjectName("x")
    before = sys.getrefcount(None)
    for _ in range(1000):
        thing.setObjectName("x")
    after = sys.getrefcount(None)
    assert abs(after - before) < 100
