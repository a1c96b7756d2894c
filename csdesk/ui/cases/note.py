"""The box in which the next entry of a case is written; what stands in it outlives a refresh, a crash and a second window."""

from __future__ import annotations

from PySide6.QtCore import QMimeData, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from csdesk.actions import case_draft, case_talk
from csdesk.core.changes import Changes
from csdesk.core.problem import UserError
from csdesk.i18n import N_
from csdesk.i18n import gettext as _
from csdesk.ui.desk import Desk
from csdesk.ui.kit import Button, ComboBox, column, row

KEEP_MS = 250
NAME = "note"
# What an entry is: key -> words. note:who and asked:party tell whose.
KINDS = {
    "note": N_("Case note"),
    "answered": N_("Answered the buyer"),
    "note:buyer": N_("The buyer said"),
    "note:platform": N_("The platform said"),
    "asked:warehouse": N_("Asked the warehouse"),
    "replied:warehouse": N_("The warehouse answered"),
    "asked:courier": N_("Asked the courier"),
    "replied:courier": N_("The courier answered"),
}


class NoteEdit(QPlainTextEdit):
    """Grows up to six lines. Ctrl+Enter: signal `done`; a picture in the clipboard: signal `picture(QMimeData)`."""

    done = Signal()
    picture = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setPlaceholderText(_("Write what was done, Ctrl+Enter saves; a screenshot with Ctrl+V"))
        self.setAccessibleName(_("Case note"))
        self.setTabChangesFocus(True)
        self.textChanged.connect(self.grow)
        self.grow()

    def grow(self) -> None:
        wanted = round(self.document().size().height())
        lines = max(1, min(6, wanted))
        shown = Qt.ScrollBarPolicy.ScrollBarAsNeeded if wanted > 6 else Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        self.setVerticalScrollBarPolicy(shown)
        self.setFixedHeight(20 + lines * self.fontMetrics().lineSpacing())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.done.emit()
            return
        super().keyPressEvent(event)

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        return source.hasImage() or source.hasUrls() or super().canInsertFromMimeData(source)

    def insertFromMimeData(self, source: QMimeData) -> None:
        if (source.hasImage() or source.hasUrls()) and not source.hasText() or source.hasUrls():
            self.picture.emit(source)
            return
        super().insertFromMimeData(source)


class NoteBox(QWidget):
    """The box with what kind of entry it is. Text belongs to the case it was typed for: `show_case(id, draft)` keeps the old one."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.case_id = 0
        self._kept = ""
        self.edit = NoteEdit()
        self.kind = ComboBox([(key, _(words)) for key, words in KINDS.items()], "note", name=_("Kind of entry"))
        self.save_button = Button(_("Save the note"), "check", on=self.save, tip=_("Save the note (Ctrl+Enter)"))
        self.kind.setFixedWidth(150)
        self.under = QWidget()
        self.under.setLayout(row(self.kind, None, self.save_button))
        self.under.hide()
        self.kind.currentIndexChanged.connect(self._unfold)
        column(self.edit, self.under, gap=6, into=self)
        self.edit.done.connect(self.save)
        self.edit.textChanged.connect(self._typed)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(KEEP_MS)
        self._later.timeout.connect(self.keep)

    def show_case(self, case_id: int, draft: str) -> None:
        """Another case: what was typed stays with the one before, its own draft comes. The same case: nothing is touched."""
        if case_id == self.case_id:
            if draft and not self.edit.toPlainText():
                self._fill(draft)
            return
        self.keep()
        self.case_id = case_id
        self.kind.choose("note")
        self._fill(draft)

    def _fill(self, text: str) -> None:
        self._kept = text
        quiet = self.edit.blockSignals(True)
        self.edit.setPlainText(text)
        self.edit.blockSignals(quiet)
        self.edit.grow()
        self._unfold()
        self.edit.moveCursor(self.edit.textCursor().MoveOperation.End)

    def _typed(self) -> None:
        self._later.start()
        self._unfold()

    def _unfold(self, _index: int = 0) -> None:
        """What kind of entry it is, and the button, as soon as there is one."""
        self.under.setVisible(bool(self.edit.toPlainText()) or self.kind.key() != "note")

    def keep(self) -> None:
        """Put what stands here into the shop file, now."""
        self._later.stop()
        text = self.edit.toPlainText()
        if self.case_id and text != self._kept and not self.desk.closed:
            try:
                case_draft.keep(self.desk.session, self.case_id, NAME, text)
            except UserError:  # another window is writing just now: at the next key again
                self._later.start()
                return
            self._kept = text

    def begin(self, kind: str) -> None:
        """Start an entry of a kind."""
        self.kind.choose(kind)
        self._unfold()
        self.edit.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def insert(self, text: str) -> None:
        """Put a text in at the cursor, on a line of its own."""
        cursor = self.edit.textCursor()
        cursor.insertText(text if cursor.atBlockStart() else "\n" + text)
        self.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def save(self) -> None:
        """Ctrl+Enter: write the entry; the text stays where it is refused."""
        text = self.edit.toPlainText()
        what, _colon, who = str(self.kind.key()).partition(":")
        session, number = self.desk.session, self.case_id
        done: Changes | None
        if what == "answered":
            done = self.desk.do(case_talk.answered, number, text)
        elif what == "asked":
            done = self.desk.do(case_talk.asked, number, who, text)
        elif what == "replied":
            done = self.desk.do(case_talk.replied, number, who, text)
        else:
            done = self.desk.do(case_talk.note, number, text, said_by=who)
        if done is None:
            return
        self._later.stop()
        if case_draft.text(session, number, NAME) in (text, self._kept):  # what another window typed meanwhile is not ours to drop
            case_draft.keep(session, number, NAME, "")
        self._fill("")
        self.kind.choose("note")
