"""The shop file itself: make, open, back up, restore, check."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from csdesk.actions.session import Session, changed
from csdesk.core.changes import Changes
from csdesk.core.permission import Permission
from csdesk.core.problem import UserError
from csdesk.core.rules import Demand
from csdesk.i18n import gettext as _
from csdesk.store import backup as store_backup
from csdesk.store import case as store_case
from csdesk.store import evidence as store_evidence
from csdesk.store import settings as store_settings
from csdesk.store.shop import Shop

LONGEST_NAME = 40  # signs of a file's name
RESERVED = frozenset(["CON", "PRN", "AUX", "NUL", *(f"{name}{n}" for name in ("COM", "LPT") for n in range(1, 10))])  # of Windows
FIRST_RULES_FROM = date(2000, 1, 1)  # the first version judges every earlier day, too


def create(
    path: Path,
    clock: Callable[[], datetime],
    *,
    preset: str = "handbook-1",
    shop_name: str = "",
    rules: str = "",
    needs: Mapping[str, int] | None = None,
) -> Session:
    """A new shop file with the rules of a preset, over which `rules` (JSON) is laid; `needs` (shift code to people a day) where these say
    nothing of it. Refuses to overwrite."""
    from csdesk.actions import rules as actions_rules
    from csdesk.core import presets, rules_json
    from csdesk.store import rules as store_rules

    base = presets.preset(preset)
    final = rules_json.parse(actions_rules.parse_text(rules), base) if rules else base
    if needs and not final.demand:
        final = replace(final, demand=tuple(Demand(shift, "", need) for shift, need in needs.items() if need))
    shop = Shop.create(path)
    session = Session(shop, clock)
    with session.step(_("New shop"), undoable=False):
        store_rules.add_version(shop, final, FIRST_RULES_FROM, by="", at=session.now)
        if shop_name.strip():
            store_settings.put(shop, "shop_name", shop_name.strip())
    return session


def open_shop(path: Path, clock: Callable[[], datetime]) -> Session:
    """Open a shop file; the daily backup is made where it is due. UserError codes: not_a_shop, newer_version, locked, damaged."""
    shop = Shop.open(path, now=clock())
    session = Session(shop, clock)
    store_backup.automatic(shop, clock())
    return session


def backup(session: Session, to: Path | None = None) -> Changes:
    """A consistent copy of the shop file; value = its path."""
    session.require(Permission.BACKUP)
    target = session.shop.backup(to, now=session.now)
    return changed(message=_("Backed up to {path}").format(path=target), value=target)


def restore(path: Path, source: Path, now: datetime) -> Path:
    """Put a backup in the place of the shop file; returns where the present file is kept."""
    return store_backup.restore(path, source, now=now)


@dataclass(frozen=True)
class Copy:
    """One backup of this shop file."""

    path: Path
    made_at: datetime
    size: int  # bytes


def copies(session: Session) -> tuple[Copy, ...]:
    """The backups beside the shop file, newest first."""
    session.require(Permission.BACKUP)
    found = []
    for path in store_backup.copies(session.shop.path):
        with suppress(OSError):  # gone since the folder was read
            state = path.stat()
            found.append(Copy(path, datetime.fromtimestamp(state.st_mtime), state.st_size))
    return tuple(found)


def backup_folder(session: Session) -> Path:
    """Where the automatic backups lie."""
    return store_backup.folder(session.shop.path)


def check(session: Session) -> list[str]:
    """Integrity of the file and of the evidence beside it: sentences of what is wrong, empty when sound."""
    return session.shop.check() + store_evidence.problems(
        session.shop.path, (*store_case.kept_files(session.shop), *store_case.kept_pictures(session.shop)))


def network_warning(path: Path) -> str:
    """A sentence where the file lies on a network drive, on which SQLite is not safe; else empty."""
    if not store_backup.is_network_drive(path):
        return ""
    return _("This file lies on a network drive, where it can be damaged; keep it on this computer and copy backups there")


def file_name(shop_name: str) -> str:
    """The name of a shop's file: what no file system takes is left out, and it stays short enough for what lies beside it."""
    stem = "".join(sign for sign in shop_name if sign.isprintable() and sign not in '\\/:*?"<>|').strip(". ")[:LONGEST_NAME].strip(". ")
    if not stem:
        stem = _("My shop")
    if stem.upper() in RESERVED:
        stem += "_"
    return f"{stem}.csdesk"


def place_trouble(path: Path) -> str:
    """Why no new shop file can be put there, with the mend; empty where it can."""
    if path.exists():
        return _("There is a file of this name already")
    folder = path.parent
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    try:
        with tempfile.TemporaryFile(dir=folder):
            return ""
    except OSError:
        return _("Nothing can be written to the folder {folder}; choose another place").format(folder=path.parent)


def ensure_parent(path: Path) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UserError(_("The folder {path} can't be made").format(path=path.parent), code="folder") from error
