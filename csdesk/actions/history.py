"""Undo, redo, who changed this, and what another window on the same file has changed."""

from __future__ import annotations

from csdesk.actions.session import Session
from csdesk.core.changes import Changes, Topic
from csdesk.core.journal import AuditEntry
from csdesk.core.permission import Permission
from csdesk.i18n import gettext as _


def can_undo(session: Session) -> str | None:
    """The label of the step that Ctrl+Z takes back, None where there is nothing."""
    return session.shop.can_undo()


def can_redo(session: Session) -> str | None:
    return session.shop.can_redo()


def undo(session: Session) -> Changes:
    """Take the last step back. UserError when there is nothing or a row has changed since."""
    info = session.shop.undo(by=session.user_name, at=session.now)
    return Changes(info.topics, _("Undone: {label}").format(label=info.label))


def redo(session: Session) -> Changes:
    info = session.shop.redo(by=session.user_name, at=session.now)
    return Changes(info.topics, _("Redone: {label}").format(label=info.label))


def head(session: Session) -> int:
    return session.shop.head()


def topics_since(session: Session, since: int) -> frozenset[Topic]:
    return session.shop.topics_since(since)


def audit(session: Session, table: str, row_id: int) -> list[AuditEntry]:
    """Every change of one record, newest first. Pay and rules are the owner's."""
    if table in ("base_pay", "employee", "adjustment", "tax_opening", "rule_version", "closed_month"):
        session.require(Permission.SEE_PAY)
    else:
        session.require(Permission.SEE_ATTENDANCE)
    return session.shop.audit(table, row_id)
