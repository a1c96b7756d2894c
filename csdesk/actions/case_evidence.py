"""Evidence of a case: pictures and documents, kept once by their hash in the folder beside the shop file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from csdesk.actions.case_step import clean_text, done, event, opened, step, workable
from csdesk.actions.session import Session
from csdesk.core.case import Evidence
from csdesk.core.changes import Changes
from csdesk.core.problem import Problem, UserError
from csdesk.files import evidence as files
from csdesk.i18n import gettext as _
from csdesk.store import case as store
from csdesk.store import evidence as folder
from csdesk.store import rows


def add(session: Session, case_id: int, data: bytes, name: str, item: str = "") -> Changes:
    """Keep a picture or document of a case, for a line of its evidence list ('' = none); value = its id (the present one where the case has
    these very bytes already). UserError: empty, too_large (20 MB), not_evidence, disk_full."""
    case = workable(session, case_id)
    ending = files.ending_of(data, name)
    sha256 = folder.keep(session.shop.path, data, ending)
    present = store.evidence(session.shop, [case_id])
    same = next((one for one in present if one.sha256 == sha256 and one.item in ("", item)), None)
    if same is not None and same.item == item:
        return done(_("This is there already"), same.id)
    with step(session, _("{no}: evidence").format(no=case.no)):
        moment = session.now.replace(microsecond=0)
        place = same.position if same else max((each.position for each in present), default=0)
        one = Evidence(same.id if same else 0, case_id, item, clean_text(name)[:200] or sha256[:8], sha256, ending, len(data), moment,
                       session.user_name, place)  # fmt: skip
        number = store.save_evidence(session.shop, one)
        if same is None:
            event(session, case_id, "evidence", _(item) if item else one.name, {"evidence": number, "item": item})
    return done(_("Kept as evidence"), number)


def add_files(session: Session, case_id: int, paths: Sequence[Path], item: str = "") -> Changes:
    """Several files at once; those that cannot be kept are left out and listed in `value` (a tuple of Problem)."""
    refused: list[Problem] = []
    kept = 0
    with step(session, _("Evidence, {n} files").format(n=len(paths))):
        for path in paths:
            try:
                if path.stat().st_size > files.LARGEST:
                    files.ending_of(b"x" * (files.LARGEST + 1), path.name)
                add(session, case_id, path.read_bytes(), path.name, item)
                kept += 1
            except (UserError, OSError) as error:
                message = error.message if isinstance(error, UserError) else _("{name} cannot be read").format(name=path.name)
                refused.append(Problem(getattr(error, "code", "") or "os", message, raw=path.name))
        if not kept:
            raise UserError(refused[0].message if refused else _("No files were given"), tuple(refused), "evidence")
    return done(_("{n} kept as evidence").format(n=kept), tuple(refused))


def set_item(session: Session, evidence_id: int, item: str) -> Changes:
    """Count a piece for another line of the evidence list."""
    found = store.evidence_of(session.shop, evidence_id)
    case = workable(session, found.case_id)
    with step(session, _("{no}: evidence").format(no=case.no)):
        store.save_evidence(session.shop, replace(found, item=item))
    return done(_("Counts for {item}").format(item=_(item)) if item else _("Counts for nothing"), evidence_id)


def move(session: Session, case_id: int, evidence_id: int, to: int) -> Changes:
    """Put a piece at another place among those shown with the case (0 = first): the order in which the files are handed in."""
    case = workable(session, case_id)
    present = list(store.evidence(session.shop, [case_id, *store.members(session.shop, case_id)]))
    found = next((one for one in present if one.id == evidence_id), None)
    if found is None:
        raise rows.gone()
    wanted = [one for one in present if one is not found]
    wanted.insert(max(0, min(to, len(wanted))), found)
    if wanted == present:
        return done("")
    with step(session, _("{no}: order of the evidence").format(no=case.no)):
        for place, one in enumerate(wanted, 1):
            if one.position != place:
                store.save_evidence(session.shop, replace(one, position=place))
    return done(_("Now piece {n} of {m}").format(n=wanted.index(found) + 1, m=len(wanted)), evidence_id)


def remove(session: Session, evidence_id: int) -> Changes:
    """Take a piece away from its case; the file stays in the folder, so this can be undone."""
    found = store.evidence_of(session.shop, evidence_id)
    case = workable(session, found.case_id)
    with step(session, _("{no}: evidence taken away").format(no=case.no)):
        store.remove_evidence(session.shop, evidence_id)
        event(session, case.id, "evidence", _("taken away: {name}").format(name=found.name), {"item": found.item, "removed": True})
    return done(_("Taken away"), evidence_id)


def file(session: Session, evidence_id: int) -> Path:
    """Where the file lies. UserError "missing" where its folder was not copied along with the shop file."""
    found = store.evidence_of(session.shop, evidence_id)
    opened(session, found.case_id)
    return folder.path(session.shop.path, found.sha256, found.ending)


def export(session: Session, case_id: int, target: Path) -> Changes:
    """The evidence of a case as numbered files in a folder, to hand in on the platform's page."""
    case = opened(session, case_id)
    found = store.evidence(session.shop, [case_id, *store.members(session.shop, case_id)])
    if not found:
        raise UserError(_("There is no evidence yet"), code="nothing")
    target.mkdir(parents=True, exist_ok=True)
    for number, one in enumerate(found, 1):
        source = folder.path(session.shop.path, one.sha256, one.ending)
        label = "".join("_" if char in '\\/:*?"<>|' or char < " " else char for char in (_(one.item) or one.name))[:60]
        (target / f"{number:02d} {label}.{one.ending}").write_bytes(source.read_bytes())
    return done(_("{n} files of {no} written").format(n=len(found), no=case.no), target)
