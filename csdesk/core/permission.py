"""Who may do and see what: one table role x permission. Checked in actions, mirrored (hidden, not greyed) by the window."""

from __future__ import annotations

from enum import Enum


class Role(Enum):
    OWNER = "owner"
    SUPERVISOR = "supervisor"
    LEAD = "lead"
    AGENT = "agent"


class Permission(Enum):
    SEE_OWN = "see_own"  # own roster, own attendance
    SEE_ROSTER = "see_roster"
    SEE_ATTENDANCE = "see_attendance"  # everybody's punches and results, without money
    SEE_PAY = "see_pay"  # any amount that belongs to a person's pay; red packets are public in the group chat
    EDIT_STAFF = "edit_staff"
    EDIT_ROSTER = "edit_roster"
    IMPORT_ATTENDANCE = "import_attendance"
    DECIDE_ATTENDANCE = "decide_attendance"  # corrections, leave, outings, overtime, waivers
    EDIT_RULES = "edit_rules"
    CLOSE_MONTH = "close_month"
    EDIT_SETTINGS = "edit_settings"
    EDIT_USERS = "edit_users"
    BACKUP = "backup"
    HANDLE_CASES = "handle_cases"  # register cases and work on the own ones
    SEE_CASES = "see_cases"  # everybody's
    MANAGE_CASES = "manage_cases"  # hand over, merge, import, first step of an approval
    APPROVE_COST = "approve_cost"  # the second step
    KEEP_LOG = "keep_log"  # read the handover and the knowledge, write the log, tick the check list
    HAND_OVER = "hand_over"  # write and sign handovers, answer questions, edit knowledge and the check list
    OVERRIDE_HANDOVER = "override_handover"  # sign in somebody's place, with a reason


_AGENT = frozenset({Permission.SEE_OWN, Permission.HANDLE_CASES, Permission.KEEP_LOG})
_LEAD = _AGENT | {Permission.SEE_ROSTER, Permission.SEE_CASES, Permission.MANAGE_CASES, Permission.HAND_OVER}
_SUPERVISOR = _LEAD | {
    Permission.SEE_ATTENDANCE,
    Permission.EDIT_ROSTER,
    Permission.IMPORT_ATTENDANCE,
    Permission.DECIDE_ATTENDANCE,
    Permission.BACKUP,
    Permission.APPROVE_COST,
    Permission.OVERRIDE_HANDOVER,
}

GRANTS: dict[Role, frozenset[Permission]] = {
    Role.OWNER: frozenset(Permission),
    Role.SUPERVISOR: frozenset(_SUPERVISOR),
    Role.LEAD: _LEAD,
    Role.AGENT: _AGENT,
}


def may(role: Role, permission: Permission, *, supervisor_sees_pay: bool = False) -> bool:
    """True where the table grants it; the owner may let supervisors see pay (product.md, the people)."""
    if permission is Permission.SEE_PAY and role is Role.SUPERVISOR:
        return supervisor_sees_pay
    return permission in GRANTS[role]
