"""The rules: read, save as a new version, export, import. What a change would have cost is asked of the month."""

from __future__ import annotations

import json
from datetime import date

from csdesk.actions.session import Session, changed
from csdesk.core import rules_json
from csdesk.core.changes import Changes, Topic
from csdesk.core.permission import Permission
from csdesk.core.problem import UserError
from csdesk.core.rules import RuleBook, Rules
from csdesk.i18n import gettext as _
from csdesk.store import rules as store


def book(session: Session) -> RuleBook:
    return session.memo("rules", lambda: store.book(session.shop))


def export(session: Session) -> dict[str, object]:
    """The rules in force today as JSON, every key; amounts of pay only for those who may see pay."""
    session.require(Permission.EDIT_RULES)
    return rules_json.as_json(book(session).on(session.now.date()))


def save(session: Session, rules: Rules, effective_from: date) -> Changes:
    """A new version in force from a day; earlier days keep theirs. Not undone: a later version replaces it."""
    session.require(Permission.EDIT_RULES)
    rules_json.parse(rules_json.as_json(rules), rules)  # raises UserError naming the key that makes no sense
    with session.step(_("Rules from {day}").format(day=effective_from.isoformat()), undoable=False):
        version = store.add_version(session.shop, rules, effective_from, by=session.user_name, at=session.now)
    message = _("Rules version {number} in force from {day}").format(number=version.number, day=effective_from.isoformat())
    return changed(Topic.RULES, Topic.ROSTER, Topic.ATTENDANCE, Topic.MONTH, message=message, value=version)


def import_json(session: Session, text: str, effective_from: date) -> Changes:
    """Lay a part of the rules (JSON) over those in force on that day. UserError names an unknown key or wrong value."""
    session.require(Permission.EDIT_RULES)
    return save(session, rules_json.parse(parse_text(text), book(session).on(effective_from)), effective_from)


def parse_text(text: str) -> dict[str, object]:
    try:
        data = json.loads(text)
    except json.JSONDecodeError as error:
        message = _("The rules file is no JSON: line {line}, column {column}").format(line=error.lineno, column=error.colno)
        raise UserError(message, code="bad_json") from error
    if not isinstance(data, dict):
        raise UserError(_("The rules file must hold one JSON object"), code="bad_json")
    return data
