"""The versions of the rules as a short list: the draft, the one in force, the ones before; a click shows one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from csdesk.i18n import gettext as _
from csdesk.ui import theme
from csdesk.ui.kit import paint
from csdesk.ui.kit.basic import ListButton


def day_words(day: date) -> str:
    """10月1日, with the year where it helps: 2025年6月1日; the first version of all judges every earlier day."""
    return _("{year}-{month}-{day}").format(year=day.year, month=day.month, day=day.day)


@dataclass(frozen=True)
class Shown:
    key: int  # number of the version, 0 = the draft
    title: str
    note: str
    here: bool = False


class VersionItem(ListButton):
    """A dot, the version, from when."""

    def __init__(self, one: Shown, parent: VersionList) -> None:
        super().__init__(parent)
        self.one, self._list = one, parent
        self.setText(one.title)
        self.setAccessibleName(f"{one.title} {one.note}")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.clicked.connect(self._taken)

    def _taken(self) -> None:
        self._list.chosen.emit(self.one.key)

    def sizeHint(self) -> QSize:
        return QSize(158, 40)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        rect = QRectF(self.rect())
        if self.underMouse():
            paint.box(painter, rect, 6, "hover" if theme.tokens().dark else "pressed")
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("accent" if self.one.here else "line_strong"))
        painter.drawEllipse(QPointF(15, 12), 4, 4)
        tone = "accent_text" if self.one.here else "text"
        paint.text(painter, QRectF(28, 2, rect.width() - 32, 20), self.one.title, "body", tone, bold=self.one.here)
        paint.text(painter, QRectF(28, 20, rect.width() - 32, 18), self.one.note, "small", "muted")
        if self.hasFocus():
            paint.ring(painter, rect, 6)
        painter.end()


class VersionList(QWidget):
    """Signal `chosen(number)`."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(2)
        self.items: list[VersionItem] = []

    def show_versions(self, versions: Sequence[Shown]) -> None:
        if [item.one for item in self.items] == list(versions):
            return
        for item in self.items:
            item.hide()
            item.deleteLater()
        self.items = [VersionItem(one, self) for one in versions]
        for item in self.items:
            self._layout.addWidget(item)
