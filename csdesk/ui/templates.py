"""What stands beside every import: the empty template to fill in, and the sample files to try it with."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import QWidget

from csdesk.actions import prints, samples
from csdesk.core.calendar import Month
from csdesk.core.problem import UserError
from csdesk.i18n import N_
from csdesk.i18n import gettext as _
from csdesk.ui import memory, saving
from csdesk.ui.desk import Desk
from csdesk.ui.kit.basic import Button

TEMPLATES = {
    "punches": N_("Template for punches"),
    "roster": N_("Template for the roster"),
    "staff": N_("Template for people"),
    "corrections": N_("Template for corrections"),
    "leave": N_("Template for leave"),
    "overtime": N_("Template for overtime"),
    "cases": N_("Template for cases"),
}


def save_template(parent: QWidget, desk: Desk, kind: str, month: Month | None = None) -> None:
    """Save an empty template of a kind; the roster of a `month` as its grid."""
    path = saving.ask(parent, _(TEMPLATES[kind]), "xlsx")
    if path is None:
        return
    try:
        prints.save(path, prints.template(desk.session, kind, month))
    except UserError as error:
        desk.refuse(error)
        return
    saving.done(desk, path)


class TemplateButton(Button):
    """Saves a template where the person wants it."""

    def __init__(self, desk: Desk, kind: str, month: Month | None = None) -> None:
        super().__init__(_(TEMPLATES[kind]), "file-down", on=self._save)
        self._desk, self._kind, self._month = desk, kind, month

    def _save(self) -> None:
        save_template(self, self._desk, self._kind, self._month)


class SamplesButton(Button):
    """Copies the sample files into a folder, then lets one of them be imported."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(_("Try with a sample file"), "file-spreadsheet", on=self._try)
        self._desk = desk

    def _try(self) -> None:
        try_samples(self.window(), self._desk)


def try_samples(window: QWidget, desk: Desk) -> None:
    """Copy the samples into a folder of their own under the documents (another one where that can't be written), and choose one there."""
    documents = Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation))
    folder = documents / _("csdesk samples")
    try:
        samples.copy(folder)
    except UserError:
        chosen = saving.ask_folder(window, _("Folder for the sample files"))
        if chosen is None:
            return
        folder = chosen / folder.name
        try:
            samples.copy(folder)
        except UserError as error:
            desk.refuse(error)
            return
    memory.put("import_folder", str(folder))
    start = getattr(window, "import_file", None)  # the window class must not be known here
    if start is not None:
        start()
