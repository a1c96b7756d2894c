"""Canned phrases: written by leads, copied by everybody, with variables that a case fills in."""

from __future__ import annotations

from csdesk.actions.session import Session, changed
from csdesk.core.case import LONGEST_NOTE, Phrase
from csdesk.core.changes import Changes, Topic
from csdesk.core.permission import Permission
from csdesk.core.problem import UserError
from csdesk.i18n import gettext as _
from csdesk.store import case as store


def phrases(session: Session) -> tuple[Phrase, ...]:
    """Every phrase, by category and place."""
    session.require(Permission.HANDLE_CASES)
    return store.phrases(session.shop)


def save(session: Session, one: Phrase) -> Changes:
    """Add (id 0) or change a phrase; value = its id."""
    session.require(Permission.MANAGE_CASES)
    if not one.name.strip():
        raise UserError(_("The phrase needs a name"), code="name")
    if not one.text.strip() or len(one.text) > LONGEST_NOTE:
        raise UserError(_("Write the phrase, at most {most} characters").format(most=LONGEST_NOTE), code="text")
    with session.step(_("Phrase {name}").format(name=one.name)):
        number = store.save_phrase(session.shop, one)
    return changed(Topic.KNOWLEDGE, Topic.CASES, message=_("{name} saved").format(name=one.name), value=number)


def remove(session: Session, phrase_id: int) -> Changes:
    """Delete a phrase."""
    session.require(Permission.MANAGE_CASES)
    with session.step(_("Delete a phrase")):
        store.remove_phrase(session.shop, phrase_id)
    return changed(Topic.KNOWLEDGE, Topic.CASES, message=_("Deleted"))
