"""Undo, redo, who changed this, and what another window on the same file has changed."""

from __future__ import annotations

from csdesk.actions.session import Session
from csdesk.core.changes import Changes, Topic
from csdesk.core.journal import AuditEntry, StepInfo
from csdesk.core.permission import Permission
from csdesk.core.problem import UserError
from csdesk.i18n import gettext as _

_NEEDS = {
    Topic.STAFF: Permission.EDIT_STAFF,
    Topic.ROSTER: Permission.EDIT_ROSTER,
    Topic.ATTENDANCE: Permission.DECIDE_ATTENDANCE,
    Topic.MONTH: Permission.CLOSE_MONTH,
    Topic.RULES: Permission.EDIT_RULES,
    Topic.CALENDAR: Permission.EDIT_RULES,
    Topic.USERS: Permission.EDIT_USERS,
    Topic.SETTINGS: Permission.EDIT_SETTINGS,
    Topic.FUND: Permission.DECIDE_ATTENDANCE,
    Topic.CASES: Permission.MANAGE_CASES,
    Topic.HANDOVER: Permission.HAND_OVER,
    Topic.KNOWLEDGE: Permission.MANAGE_CASES,
}


def can_undo(session: Session) -> str | None:
    """The label of the step that Ctrl+Z takes back, None where there is nothing."""
    step = session.shop.next_undo()
    return step.label if step is not None and _may(session, step) else None


def can_redo(session: Session) -> str | None:
    step = session.shop.next_redo()
    return step.label if step is not None and _may(session, step) else None


def _may(session: Session, step: StepInfo) -> bool:
    """Own steps always; another person's only where the role may make such changes itself (a shared PC, a second window)."""
    return step.by == session.user_name or all(session.may(_NEEDS[topic]) for topic in step.topics)


def _check(session: Session, step: StepInfo | None) -> None:
    if step is not None and not _may(session, step):
        raise UserError(
            _("“{label}” was done by {name}; your role may not take it back or repeat it").format(
                label=step.label, name=step.by or _("the owner")
            ),
            code="forbidden",
        )


def undo(session: Session) -> Changes:
    """Take the last step back. UserError when there is nothing or a row has changed since."""
    _check(session, session.shop.next_undo())
    info = session.shop.undo(by=session.user_name, at=session.now)
    return Changes(info.topics, _("Undone: {label}").format(label=info.label))


def redo(session: Session) -> Changes:
    _check(session, session.shop.next_redo())
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
