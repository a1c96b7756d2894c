"""Cases that belong together: linked, merged into one, taken apart again."""

from __future__ import annotations

from csdesk.actions.case_step import MANAGE, clean_text, done, event, opened, step, workable
from csdesk.actions.session import Session
from csdesk.core import case as core
from csdesk.core.changes import Changes
from csdesk.core.problem import UserError
from csdesk.i18n import gettext as _
from csdesk.store import case as store


def link(session: Session, case_id: int, other_id: int, why: str = "") -> Changes:
    """Two cases that belong together and stay two."""
    case, other = workable(session, case_id), opened(session, other_id)
    if case_id == other_id:
        raise UserError(_("This is the same case"), code="same")
    text = clean_text(why) or _("same order, other problem")
    with step(session, _("Link {no} and {other}").format(no=case.no, other=other.no)):
        store.link(session.shop, case_id, other_id, text)
        event(session, case_id, "linked", text, {"other": other_id})
        event(session, other_id, "linked", text, {"other": case_id})
    return done(_("{no} and {other} are linked").format(no=case.no, other=other.no), case_id)


def unlink(session: Session, case_id: int, other_id: int) -> Changes:
    case, other = workable(session, case_id), opened(session, other_id)
    with step(session, _("Unlink {no} and {other}").format(no=case.no, other=other.no)):
        store.unlink(session.shop, case_id, other_id)
    return done(_("{no} and {other} are no longer linked").format(no=case.no, other=other.no), case_id)


def merge(session: Session, case_id: int, into: int) -> Changes:
    """Put a case into another one that is about the same. Nothing of it moves: its entries, evidence, promises and drafts keep its id and
    are shown with those of the other, its deadlines go on there. `unmerge` is the exact reverse."""
    session.require(MANAGE)
    case = workable(session, case_id)
    parents = store.merges(session.shop)
    target = core.root_of(parents, into)
    if target == core.root_of(parents, case_id):
        raise UserError(_("These are one case already"), code="same")
    other = opened(session, target)
    moment = session.now.replace(microsecond=0)
    with step(session, _("Merge {no} into {other}").format(no=case.no, other=other.no)):
        store.set_merged(session.shop, case_id, target, moment)
        event(session, target, "merged", f"{case.no} {case.title}", {"other": case_id}, moment)
        event(session, case_id, "merged", other.no, {"into": target}, moment)
    return done(_("{no} is merged into {other}").format(no=case.no, other=other.no), target)


def unmerge(session: Session, case_id: int) -> Changes:
    """Take a case out of the one it was merged into: it is what it was."""
    session.require(MANAGE)
    case = opened(session, case_id)
    if case.merged_into is None:
        raise UserError(_("This case is not merged"), code="not_merged")
    other = store.get(session.shop, case.merged_into)
    with step(session, _("Take {no} out of {other}").format(no=case.no, other=other.no)):
        store.set_merged(session.shop, case_id, None, None)
        event(session, other.id, "unmerged", f"{case.no} {case.title}", {"other": case_id})
        event(session, case_id, "unmerged", other.no, {"into": other.id})
    return done(_("{no} stands alone again").format(no=case.no), case_id)
