"""The dialogs of a crash: of one that the program survives, once a traceback, and of the run before, which did not survive its own."""

from __future__ import annotations

import os
import sys
from types import TracebackType
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from csdesk import traces
from csdesk.i18n import gettext as _

if TYPE_CHECKING:
    from PySide6.QtWidgets import QMessageBox


class Crashes(QObject):
    """Catches what nobody caught, on any thread: log, then one dialog per traceback with Copy; the program goes on."""

    caught = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._seen: set[str] = set()
        self.caught.connect(self._show)
        self.boxes: list[QMessageBox] = []

    def install(self) -> None:
        import threading

        sys.excepthook = self.hook
        threading.excepthook = self._thread_hook

    def _thread_hook(self, args: object) -> None:
        self.hook(args.exc_type, args.exc_value, args.exc_traceback)  # type: ignore[attr-defined]

    def hook(self, kind: type[BaseException], error: BaseException, where: TracebackType | None) -> None:
        """As sys.excepthook: any thread, never raises."""
        if issubclass(kind, KeyboardInterrupt):
            os._exit(130)
        import traceback

        text = "".join(traceback.format_exception(kind, error, where))
        traces.log().error(text)
        if text not in self._seen:
            self._seen.add(text)
            self.caught.emit(text)

    def _show(self, text: str) -> None:
        self._open("Critical", _("Something went wrong. Nothing is lost; you can go on."), text)

    def tell_last(self, text: str) -> None:
        """The run before ended hard: said once, when the window stands."""
        words = _("csdesk closed by itself last time. What you had entered is saved; you can go on.")
        self._open("Information", words, text)

    def _open(self, icon: str, words: str, text: str) -> None:
        from PySide6.QtWidgets import QMessageBox

        box = QMessageBox(QMessageBox.Icon[icon], _("csdesk"), words)
        box.setInformativeText(_("Please send this to whoever looks after csdesk."))
        box.setDetailedText(text)
        copy = box.addButton(_("Copy"), QMessageBox.ButtonRole.ActionRole)
        folder = box.addButton(_("Open log folder"), QMessageBox.ButtonRole.ActionRole)
        box.setDefaultButton(box.addButton(_("Go on"), QMessageBox.ButtonRole.AcceptRole))
        for button, call in ((copy, _CopyText(text, copy).now), (folder, _open_folder)):
            button.clicked.disconnect()  # it does not close the dialog
            button.clicked.connect(call)
        box.finished.connect(self._closed)
        self.boxes.append(box)
        box.open()

    def _closed(self) -> None:
        self.boxes = [box for box in self.boxes if box.isVisible()]


class _CopyText:
    def __init__(self, text: str, owner: QObject) -> None:
        self._text = text
        owner.setProperty("kept", self)

    def now(self) -> None:
        from PySide6.QtGui import QGuiApplication

        QGuiApplication.clipboard().setText(self._text)


def _open_folder() -> None:
    from PySide6.QtCore import QUrl
    from PySide6.QtGui import QDesktopServices

    QDesktopServices.openUrl(QUrl.fromLocalFile(str(traces.folder())))
