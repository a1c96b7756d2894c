"""Answers for what leaves the program: prints are shown first, files are put where the person wants them, with a link that opens them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QWidget

from csdesk import computer
from csdesk.core.calendar import Month
from csdesk.core.problem import UserError
from csdesk.i18n import gettext as _
from csdesk.ui import memory
from csdesk.ui.desk import Desk

if TYPE_CHECKING:
    from csdesk.actions.prints import Paper


def ask(parent: QWidget, name: str, ending: str) -> Path | None:
    """Where to? The folder of the last time is offered first; None when the person steps back."""
    folder = str(memory.get("save_folder") or computer.documents())
    kind = {"pdf": _("PDF document"), "xlsx": _("Excel workbook"), "json": _("Rules file"), "csdesk": _("Shop file")}[ending]
    chosen, _kind = QFileDialog.getSaveFileName(parent, name, str(Path(folder) / f"{name}.{ending}"), f"{kind} (*.{ending})")
    if not chosen:
        return None
    path = Path(chosen)
    if path.suffix.lower() != f".{ending}":
        path = path.with_name(f"{path.name}.{ending}")
    memory.put("save_folder", str(path.parent))
    return path


def ask_folder(parent: QWidget, title: str) -> Path | None:
    """Into which folder? That of the last time is offered first; None when the person steps back."""
    folder = str(memory.get("save_folder") or computer.documents())
    chosen = QFileDialog.getExistingDirectory(parent, title, folder)
    if not chosen:
        return None
    memory.put("save_folder", chosen)
    return Path(chosen)


class _Open:
    """Opens the file in whatever program the system has for it."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def now(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._path)))


def done(desk: Desk, path: Path, more: str = "") -> None:
    """Say that it is written, with 打开."""
    desk.toast(_("{name} is saved").format(name=path.name), more, link=_("Open it"), call=_Open(path).now)


def print_paper(parent: QWidget, desk: Desk, what: str, name: str, period: object, **more: object) -> None:
    """A document of actions.prints: the pages are shown, and go to a printer or into a PDF."""
    from csdesk.actions import prints

    try:
        made = prints.paper(desk.session, what, period, **more)  # type: ignore[arg-type]
    except UserError as error:
        desk.refuse(error)
        return
    print_made(parent, desk, made, name)


def print_form(parent: QWidget, desk: Desk, kind: str, record_id: int, name: str) -> None:
    """One record as its form to sign, likewise."""
    from csdesk.actions import prints

    try:
        made = prints.form(desk.session, kind, record_id)
    except UserError as error:
        desk.refuse(error)
        return
    print_made(parent, desk, made, name)


def print_made(parent: QWidget, desk: Desk, made: Paper, name: str) -> None:
    """A finished document, likewise."""
    from csdesk.ui.printing import PrintDialog

    PrintDialog(parent, desk, made, name).open()


def save_sheet(parent: QWidget, desk: Desk, what: str, name: str, period: object) -> Path | None:
    """The Excel twin of a document. Returns the path when it was written."""
    from csdesk.actions import prints

    path = ask(parent, name, "xlsx")
    if path is None:
        return None
    try:
        prints.save(path, prints.sheet(desk.session, what, period))  # type: ignore[arg-type]
    except UserError as error:
        desk.refuse(error)
        return None
    done(desk, path)
    return path


def save_calendars(parent: QWidget, desk: Desk, month: Month) -> tuple[Path, ...]:
    """A month's roster as one calendar file a person, into a folder. Returns what was written."""
    from csdesk.actions import prints

    folder = ask_folder(parent, _("Folder for the calendar files"))
    if folder is None:
        return ()
    try:
        made = prints.save_calendars(desk.session, folder, month)
    except UserError as error:
        desk.refuse(error)
        return ()
    more = _("Send each person the own file; opened on the phone, the shifts stand in its calendar")
    desk.toast(_("{n} calendar files are saved").format(n=len(made)), more, link=_("Open the folder"), call=_Open(folder).now)
    return made
