"""The sample files that ship: one of every format that is imported, about the people of the demonstration shop, to try an import with."""

from __future__ import annotations

import shutil
from pathlib import Path

from csdesk.core.problem import UserError
from csdesk.i18n import ROOT
from csdesk.i18n import gettext as _

FOLDER = ROOT / "resources" / "samples"
LIST = "samples.json"  # for the self-test


def files() -> tuple[Path, ...]:
    """The samples; none where they were not shipped."""
    return tuple(sorted(path for path in FOLDER.glob("*") if path.is_file() and path.name != LIST)) if FOLDER.is_dir() else ()


def copy(folder: Path) -> tuple[Path, ...]:
    """Put the samples into a folder; a file that is there already stays as it is. UserError where nothing can be written there."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for sample in files():
            if not (folder / sample.name).exists():
                shutil.copyfile(sample, folder / sample.name)
    except OSError as error:
        message = _("Nothing can be written to the folder {folder}; choose another place").format(folder=folder)
        raise UserError(message, code="folder") from error
    return tuple(folder / sample.name for sample in files())
