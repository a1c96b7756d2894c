"""Pictures of phrases and of knowledge: kept once by their hash with the evidence, named in the record as `<hash>.png`."""

from __future__ import annotations

from pathlib import Path

from csdesk.actions.session import Session
from csdesk.core.case import PICTURES
from csdesk.core.permission import Permission
from csdesk.core.problem import UserError
from csdesk.files import evidence as files
from csdesk.i18n import gettext as _
from csdesk.store import evidence as folder


def keep(session: Session, data: bytes, name: str) -> str:
    """Keep a picture in the shop's folder; what goes into `pictures` of the record. UserError: empty, too_large (20 MB), not_picture."""
    session.require(Permission.MANAGE_CASES)
    try:
        ending = files.ending_of(data, name)
    except UserError as error:
        if error.code != "not_evidence":
            raise
        ending = ""
    if ending not in PICTURES:
        raise UserError(_("{name} is no picture").format(name=name), code="not_picture")
    return f"{folder.keep(session.shop.path, data, ending)}.{ending}"


def keep_file(session: Session, path: Path) -> str:
    """The same of a file; a large one is refused before it is read. UserError: as `keep`, os."""
    try:
        data = path.read_bytes() if path.stat().st_size <= files.LARGEST else bytes(files.LARGEST + 1)
    except OSError as error:
        raise UserError(_("{name} cannot be read").format(name=path.name), code="os") from error
    return keep(session, data, path.name)


def file(session: Session, name: str) -> Path:
    """Where a picture lies. UserError "missing" where its folder was not copied along with the shop file."""
    session.require(Permission.HANDLE_CASES)
    sha256, _dot, ending = name.partition(".")
    return folder.path(session.shop.path, sha256, ending)
