"""The people who may sign in, in the shop file. Wrong tries are counted but not journalled; the secret is never journalled."""

from __future__ import annotations

from csdesk.core.permission import Role
from csdesk.core.problem import UserError
from csdesk.core.users import User
from csdesk.i18n import gettext as _
from csdesk.store import rows
from csdesk.store.rows import moment_of, stamp
from csdesk.store.shop import Shop


def users(shop: Shop) -> tuple[User, ...]:
    """All users, by name."""
    return tuple(
        User(number, name, Role(role), employee_id, secret, failed, moment_of(locked))
        for number, name, role, employee_id, secret, failed, locked in shop.rows(
            "SELECT id, name, role, employee_id, secret, failed, locked_until FROM user ORDER BY name"))


def save(shop: Shop, user: User) -> int:
    """Write a user; id 0 = new. Cannot be undone. Raises UserError "duplicate_name", "gone"."""
    if shop.rows("SELECT 1 FROM user WHERE name = ? AND id <> ?", (user.name, user.id)):
        raise UserError(_("There is already a user named {name}.").format(name=user.name), code="duplicate_name")
    return rows.put(shop, "user", user.id, {
        "name": user.name, "role": user.role.value, "employee_id": user.employee_id, "secret": user.secret, "failed": user.failed,
        "locked_until": stamp(user.locked_until)})


def remove(shop: Shop, user_id: int) -> None:
    """Delete a user. Raises UserError "gone"."""
    rows.remove(shop, "user", user_id)
