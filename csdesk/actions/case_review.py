"""Cases: the follow-up of a bad review, step by step, looked at every day, to its outcome (F20)."""

from __future__ import annotations

from csdesk.actions.case_step import clean_text, done, event, save, step, workable
from csdesk.actions.session import Session
from csdesk.core.case import Case
from csdesk.core.changes import Changes
from csdesk.core.knowledge import SIX_STEPS
from csdesk.core.problem import UserError
from csdesk.core.review import FIELD, GONE, KIND, OUTCOMES
from csdesk.i18n import gettext as _


def take(session: Session, case_id: int, number: int, text: str = "") -> Changes:
    """A step (1 to 6) of the answer was done: `text` is what was said."""
    if not 1 <= number <= len(SIX_STEPS):
        raise ValueError(number)
    case = _review(session, case_id)
    with step(session, _("{no}: bad review").format(no=case.no)):
        event(session, case_id, "review", clean_text(text), {"step": number})
    return done(_("Step {n} of 6 done").format(n=number), case_id)


def look(session: Session, case_id: int, text: str = "") -> Changes:
    """The look of today: the review stands as it stood, or what was seen."""
    case = _review(session, case_id)
    with step(session, _("{no}: bad review").format(no=case.no)):
        event(session, case_id, "review", clean_text(text))
    return done(_("Looked at today"), case_id)


def end(session: Session, case_id: int, outcome: str) -> Changes:
    """How it ended (OUTCOMES); also in the case's own field. Removed and changed end the limit of the platform."""
    if outcome not in OUTCOMES:
        raise ValueError(outcome)
    case = _review(session, case_id)
    with step(session, _("{no}: bad review").format(no=case.no)):
        save(session, case, details={**case.details, FIELD: OUTCOMES[outcome]})
        event(session, case_id, "review", "", {"outcome": outcome})
        if outcome in GONE:
            event(session, case_id, "milestone", "", {"what": "review_changed"})
    return done(_("Outcome: {outcome}").format(outcome=_(OUTCOMES[outcome])), case_id)


def _review(session: Session, case_id: int) -> Case:
    case = workable(session, case_id)
    if case.kind != KIND:
        raise UserError(_("This case is no bad review; change its kind first"), code="kind")
    return case
