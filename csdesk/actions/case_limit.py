"""Cases: the time limits of a single one, set by hand."""

from __future__ import annotations

from datetime import datetime

from csdesk.actions.case_step import done, event, not_to_come, step, workable
from csdesk.actions.session import Session
from csdesk.core.case_limits import UNITS
from csdesk.core.changes import Changes
from csdesk.core.problem import UserError
from csdesk.i18n import gettext as _


def set_due(session: Session, case_id: int, limit: str, due: datetime) -> Changes:
    """The deadline as the platform shows it, typed by hand; for a limit of the table by its key, or for an own one by any name."""
    case = workable(session, case_id)
    if not limit.strip():
        raise UserError(_("The limit needs a name"), code="name")
    with step(session, _("{no}: time limit").format(no=case.no)):
        event(session, case_id, "target", "", {"limit": limit, "due": due.replace(microsecond=0).isoformat()})
    return done(_("Due {moment}").format(moment=f"{due:%m-%d %H:%M}"), case_id)


def start(session: Session, case_id: int, limit: str, *, at: datetime | None = None, amount: int | None = None,
                unit: str = "") -> Changes:
    """Start a limit of the table now (or at a time), or change its amount for this case; pauses stay what they were."""
    case = workable(session, case_id)
    not_to_come(session, at)
    if amount is not None and (unit not in UNITS or amount <= 0):
        raise UserError(_("The amount must be above 0"), code="amount")
    data: dict[str, object] = {"limit": limit}
    if at is not None or amount is None:
        data["start"] = (at or session.now).replace(microsecond=0).isoformat()
    if amount is not None:
        data |= {"amount": amount, "unit": unit}
    with step(session, _("{no}: time limit").format(no=case.no)):
        event(session, case_id, "target", "", data)
    return done(_("Time limit set"), case_id)


def end(session: Session, case_id: int, limit: str, *, dropped: bool = False) -> Changes:
    """A limit is met; or (dropped) it does not apply to this case at all."""
    case = workable(session, case_id)
    with step(session, _("{no}: time limit").format(no=case.no)):
        event(session, case_id, "target", "", {"limit": limit, "drop" if dropped else "done": True})
    return done(_("Time limit taken away") if dropped else _("Time limit met"), case_id)
