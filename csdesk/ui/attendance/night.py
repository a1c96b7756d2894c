"""The question that no file answers: under which day a clock writes a time after midnight. In the wizard and in the preview."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QRadioButton, QVBoxLayout, QWidget

from csdesk.core import profile as p
from csdesk.i18n import gettext as _
from csdesk.ui.kit import Text, paint


class NightPicture(QWidget):
    """Two days side by side with what stands in their cells."""

    def __init__(self, cells: tuple[str, str]) -> None:
        super().__init__()
        self._cells = cells
        self.setFixedSize(QSize(250, 48))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        for place, (day, words) in enumerate(zip((_("the 4th"), _("the 5th")), self._cells, strict=True)):
            box = QRectF(place * 125 + 0.5, 0.5, 121, 47)
            paint.box(painter, box, 5, "surface", "line_strong")
            paint.text(painter, QRectF(box.x() + 8, 4, 106, 16), day, "small", "muted")
            paint.text(painter, QRectF(box.x() + 8, 22, 106, 20), words, "body", "text" if words != "-" else "faint")
        painter.end()


class NightQuestion(QWidget):
    """Two answers with a picture each. Signal `said(answer)`: same | previous; `answer` None = nothing is chosen yet."""

    said = Signal(str)

    def __init__(self, answer: str | None, more: str = "") -> None:
        super().__init__()
        inside = QVBoxLayout(self)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(6)
        inside.addWidget(Text(_("A late shift of the 4th ends at 01:03. Where does the clock write it?"), "body", bold=True))
        if more:
            inside.addWidget(Text(more, "small", "muted", wrap=True))
        self._group = QButtonGroup(self)
        self.same = QRadioButton(_("on the next day"))
        self.previous = QRadioButton(_("on the day the shift began"))
        for button, meaning in ((self.same, p.SAME), (self.previous, p.PREVIOUS)):
            button.setAccessibleName(button.text())
            self._group.addButton(button)
            button.setChecked(answer == meaning)
        self._group.buttonClicked.connect(self._say)
        pictures = QGridLayout()
        pictures.setHorizontalSpacing(28)
        pictures.setColumnStretch(2, 1)
        pictures.addWidget(self.same, 0, 0)
        pictures.addWidget(NightPicture(("16:52", "01:03")), 1, 0)
        pictures.addWidget(self.previous, 0, 1)
        pictures.addWidget(NightPicture(("16:52  01:03", "-")), 1, 1)
        inside.addLayout(pictures)

    @property
    def answer(self) -> str | None:
        """same | previous, None where nothing is chosen."""
        return p.SAME if self.same.isChecked() else p.PREVIOUS if self.previous.isChecked() else None

    def _say(self) -> None:
        self.said.emit(self.answer)
