"""The files of evidence, each once by its hash, in a folder beside the shop file: `<name>.csdesk.files/ab/abcd….png`."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from csdesk.core.problem import UserError
from csdesk.i18n import gettext as _
from csdesk.store.errors import translated


def folder(shop_path: Path) -> Path:
    """Where the files of a shop are kept."""
    return shop_path.with_name(shop_path.name + ".files")


def place(root: Path, sha256: str, ending: str) -> Path:
    """The file of a hash in such a folder."""
    return root / sha256[:2] / f"{sha256}.{ending}"


def keep(shop_path: Path, data: bytes, ending: str) -> str:
    """Write a file once and return its hash; what is there already stays. Raises UserError: disk_full, no_access."""
    sha256 = hashlib.sha256(data).hexdigest()
    target = place(folder(shop_path), sha256, ending)
    if target.exists() and target.stat().st_size == len(data):
        return sha256
    scratch = target.with_name(target.name + ".part")
    with translated():
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            with scratch.open("wb") as stream:
                stream.write(data)
                stream.flush()
                os.fsync(stream.fileno())
            os.replace(scratch, target)
        finally:
            with suppress(OSError):
                scratch.unlink(missing_ok=True)
    return sha256


def path(shop_path: Path, sha256: str, ending: str) -> Path:
    """The file of a piece of evidence. UserError "missing" where it is not there: its folder was not copied with the shop file."""
    found = place(folder(shop_path), sha256, ending)
    if not found.exists():
        message = _("The file is not in the folder {folder}: it was not copied along with the shop file")
        raise UserError(message.format(folder=folder(shop_path).name), code="missing")
    return found


def copy(source: Path, target: Path) -> int:
    """Bring every file of one folder that the other lacks; how many. A file is immutable under its hash, so what is there is right."""
    count = 0
    if not source.is_dir():
        return 0
    with translated():
        for one in sorted(source.glob("??/*.*")):
            wanted = target / one.parent.name / one.name
            if one.suffix == ".part" or wanted.exists() and wanted.stat().st_size == one.stat().st_size:
                continue
            wanted.parent.mkdir(parents=True, exist_ok=True)
            scratch = wanted.with_name(wanted.name + ".part")
            shutil.copyfile(one, scratch)
            os.replace(scratch, wanted)
            count += 1
    return count


def problems(shop_path: Path, kept: Iterable[tuple[str, str, int | None]]) -> list[str]:
    """Which of the files (hash, ending, size where it is known) are missing or damaged, as sentences."""
    root = folder(shop_path)
    found = []
    for sha256, ending, size in kept:
        one = place(root, sha256, ending)
        if not one.exists():
            found.append(_("A file of evidence is missing: {name}").format(name=one.name))
        elif size not in (None, one.stat().st_size) or hashlib.sha256(one.read_bytes()).hexdigest() != sha256:
            found.append(_("A file of evidence is damaged: {name}").format(name=one.name))
    return found
