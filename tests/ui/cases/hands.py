"""What the tests of 投诉售后 do with the page: choose a case, a line of a menu, find the dialog that is open, paint a picture."""

from __future__ import annotations

from typing import TypeVar

from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from csdesk.core.case_list import CaseRow
from csdesk.ui.cases.page import CasesPage

W = TypeVar("W", bound=QWidget)


def titled(page: CasesPage, title: str) -> CaseRow:
    """Choose the case of this title, as a click would."""
    row = next(one for one in page.list.model_.rows if one.title == title)
    page.list.choose(row.id)
    return row


def take(words: str) -> None:
    """Choose from the menu that is open."""
    found = next(one for one in QApplication.topLevelWidgets() if isinstance(one, QMenu) and one.isVisible())
    action = next(one for one in found.actions() if one.text() == words)
    action.trigger()
    found.close()


def opened(window: QWidget, kind: type[W]) -> W:
    """The dialog or popover of this class that is open."""
    return next(one for one in window.findChildren(kind) if one.isVisible())


def picture(width: int = 40, height: int = 30, colour: str = "#336699") -> QImage:
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor(colour))
    return image
