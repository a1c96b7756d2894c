"""Canned phrases: written by leads, copied by everybody, with variables that a case fills in."""

from __future__ import annotations

from pathlib import Path

from csdesk.actions.session import Session, changed
from csdesk.core.case import LONGEST_NOTE, PICTURES, Phrase
from csdesk.core.changes import Changes, Topic
from csdesk.core.permission import Permission
from csdesk.core.problem import UserError
from csdesk.files import evidence as files
from csdesk.i18n import gettext as _
from csdesk.store import case as store
from csdesk.store import evidence as folder


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


def keep_picture(session: Session, data: bytes, name: str) -> str:
    """Keep a picture for a phrase in the shop's folder; what goes into `Phrase.pictures`. UserError: too_large, not_evidence ..."""
    session.require(Permission.MANAGE_CASES)
    ending = files.ending_of(data, name)
    if ending not in PICTURES:
        raise UserError(_("{name} is no picture").format(name=name), code="not_picture")
    return f"{folder.keep(session.shop.path, data, ending)}.{ending}"


def picture(session: Session, name: str) -> Path:
    """Where a picture of a phrase lies. UserError "missing" where its folder was not copied along with the shop file."""
    session.require(Permission.HANDLE_CASES)
    sha256, _dot, ending = name.partition(".")
    return folder.path(session.shop.path, sha256, ending)


def remove(session: Session, phrase_id: int) -> Changes:
    """Delete a phrase."""
    session.require(Permission.MANAGE_CASES)
    with session.step(_("Delete a phrase")):
        store.remove_phrase(session.shop, phrase_id)
    return changed(Topic.KNOWLEDGE, Topic.CASES, message=_("Deleted"))
