"""Cases: what was said, asked, promised and noted."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from csdesk.actions import settings
from csdesk.actions.case_step import clean_text, done, employee, event, not_to_come, opened, save, step, workable
from csdesk.actions.session import Session
from csdesk.core import case_words
from csdesk.core.case import MILESTONES, PARTIES, SPEAKERS, Promise
from csdesk.core.changes import Changes
from csdesk.core.problem import UserError
from csdesk.i18n import gettext as _
from csdesk.store import case as store


def note(session: Session, case_id: int, text: str, *, said_by: str = "", at: datetime | None = None) -> Changes:
    """Add a note; notes are never changed and never taken back. `said_by`: whose words these are (SPEAKERS)."""
    if said_by not in SPEAKERS:
        raise ValueError(said_by)
    words = clean_text(text, needed=_("The note is empty"))
    return _say(session, case_id, "note", words, at, _("Note saved"), undoable=False, said_by=said_by)


def answered(session: Session, case_id: int, text: str = "", *, at: datetime | None = None) -> Changes:
    """The buyer got an answer: the first one ends the clock of the first answer."""
    return _say(session, case_id, "answered", clean_text(text), at, _("Answer noted"), undoable=False)


def milestone(session: Session, case_id: int, what: str, text: str = "", *, at: datetime | None = None) -> Changes:
    """Something happened from which a limit starts or with which one ends (MILESTONES)."""
    if what not in MILESTONES:
        raise ValueError(what)
    return _say(session, case_id, "milestone", clean_text(text), at, _(MILESTONES[what]), what=what)


def asked(session: Session, case_id: int, party: str, text: str, *, at: datetime | None = None) -> Changes:
    """A question to the warehouse, the courier ...: on record, it clears the agent of the cost of sending again."""
    if party not in PARTIES:
        raise UserError(_("Choose one of the parties"), code="party")
    message = _("Question to {party} noted").format(party=_(PARTIES[party]))
    return _say(session, case_id, "asked", clean_text(text, needed=_("Write what was asked")), at, message, party=party)


def replied(session: Session, case_id: int, party: str, text: str, *, at: datetime | None = None) -> Changes:
    """The answer to such a question."""
    if party not in PARTIES:
        raise UserError(_("Choose one of the parties"), code="party")
    return _say(session, case_id, "replied", clean_text(text, needed=_("Write what was answered")), at, _("Reply noted"), party=party)


def _say(
    session: Session, case_id: int, kind: str, text: str, at: datetime | None, message: str, *, undoable: bool = True, **data: object
) -> Changes:
    case = workable(session, case_id)
    not_to_come(session, at)
    if at is not None and at < case.created_at:
        raise UserError(_("This lies before the case came in"), code="at")
    with step(session, f"{case.no} {message}", undoable=undoable):
        event(session, case_id, kind, text, {name: value for name, value in data.items() if value != ""}, at)
    return done(message, case_id)


def compose_remark(session: Session, *, shipping: str = "", gift: str = "", wishes: str = "") -> str:
    """The flag remark in the shop's format, by this user, now: to be copied into the shop's back end."""
    form = str(settings.get(session, "case.remark"))
    return case_words.remark(form, shipping=shipping, gift=gift, wishes=wishes, who=session.user_name or _("owner"), at=session.now)


def remarked(session: Session, case_id: int, text: str) -> Changes:
    """The flag remark was written to the order: on record, it clears the agent of the cost of sending again."""
    return _say(session, case_id, "remark", clean_text(text, needed=_("The remark is empty")), None, _("Remark noted"))


def snooze(session: Session, case_id: int, until: datetime | None) -> Changes:
    """Hide a case from the lists until a time (None: wake it); no clock stands still for that."""
    case = workable(session, case_id)
    if until is not None and until <= session.now:
        raise UserError(_("Choose a time that is still to come"), code="until")
    with step(session, _("{no}: snoozed").format(no=case.no) if until else _("{no}: woken").format(no=case.no)):
        save(session, case, snoozed_until=until)
        event(session, case_id, "snoozed", "", {"until": until.isoformat() if until else ""})
    return done(_("Back on {moment}").format(moment=f"{until:%m-%d %H:%M}") if until else _("Back in the list"), case_id)


def promise(session: Session, case_id: int, text: str, due: datetime, owner_id: int | None = None) -> Changes:
    """A promise to the buyer, with who keeps it (default: who is in charge) and until when; value = its id."""
    case = workable(session, case_id)
    if due <= session.now:
        raise UserError(_("Choose a time that is still to come"), code="due")
    owner = owner_id or case.owner_id or session.employee_id
    employee(session, owner)
    words = clean_text(text, needed=_("Write what was promised"))
    with step(session, _("{no}: promise").format(no=case.no)):
        moment = session.now.replace(microsecond=0)
        number = store.save_promise(session.shop, Promise(0, case_id, words, owner, due, moment, session.user_name))
        event(session, case_id, "promised", words, {"promise": number, "due": due.isoformat(), "owner": owner})
    return done(_("Promised until {moment}").format(moment=f"{due:%m-%d %H:%M}"), number)


def keep_promise(session: Session, promise_id: int) -> Changes:
    """The promise was kept."""
    found = next((one for one in store.promises(session.shop, None, open_only=True) if one.id == promise_id), None)
    if found is None:
        raise UserError(_("This promise was kept already, or is gone"), code="gone")
    case = opened(session, found.case_id)
    with step(session, _("{no}: promise kept").format(no=case.no)):
        store.save_promise(session.shop, replace(found, kept_at=session.now.replace(microsecond=0)))
        event(session, case.id, "kept", found.text, {"promise": promise_id})
    return done(_("Promise kept"), promise_id)


def revisited(session: Session, case_id: int, text: str, csat: int | None = None) -> Changes:
    """The buyer was asked again: what he said, and how content he is, 1 to 5."""
    case = workable(session, case_id)
    if csat is not None and not 1 <= csat <= 5:
        raise UserError(_("Satisfaction is 1 to 5"), code="csat")
    with step(session, _("{no}: revisit").format(no=case.no)):
        save(session, case, csat=csat if csat is not None else case.csat)
        event(session, case_id, "revisited", clean_text(text), {"csat": csat} if csat is not None else {})
    return done(_("Revisit noted"), case_id)
