"""What the sections of the settings share: a card with a heading and a sentence, the picker of a year."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from csdesk.i18n import gettext as _
from csdesk.ui.desk import Desk
from csdesk.ui.kit import Button, Text, column, row


class Section(QWidget):
    """One part of the page. `refresh()` reads anew; `self.body` is filled by the part."""

    def __init__(self, desk: Desk, title: str, sentence: str = "") -> None:
        super().__init__()
        self.desk = desk
        self.head = row(Text(title, "heading"), None)
        self.sentence = Text(sentence, "small", "muted", wrap=True)
        self.sentence.setVisible(bool(sentence))
        self.body = QVBoxLayout()
        self.body.setSpacing(12)
        column(self.head, self.sentence, self.body, gap=8, into=self)

    def refresh(self) -> None:
        """Read and show."""

    def find_in(self) -> bool:
        """Ctrl+F: the filter of the section's table; False where there is none."""
        return False

    def new(self) -> bool:
        """Ctrl+N; False where there is nothing to add."""
        return False


class YearPicker(QWidget):
    """‹ 2026 年 ›: signal `changed(int)`."""

    changed = Signal(object)

    def __init__(self, year: int) -> None:
        super().__init__()
        self.year = year
        self.words = Text("", "body", bold=True)
        self.setLayout(
            row(
                Button(icon="chevron-left", kind="ghost", on=self.earlier, tip=_("The year before")),
                self.words,
                Button(icon="chevron-right", kind="ghost", on=self.later, tip=_("The year after")),
                gap=2,
            )
        )
        self._show()

    def _show(self) -> None:
        self.words.setText(_("{year}").format(year=self.year))

    def earlier(self) -> None:
        self._go(-1)

    def later(self) -> None:
        self._go(1)

    def _go(self, by: int) -> None:
        self.year += by
        self._show()
        self.changed.emit(self.year)
