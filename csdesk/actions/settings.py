"""Settings of the shop: names, preferences; one JSON value per key."""

from __future__ import annotations

from csdesk.actions.session import Session, changed
from csdesk.core.changes import Changes, Topic
from csdesk.core.permission import Permission
from csdesk.i18n import gettext as _
from csdesk.store import settings as store

DEFAULTS: dict[str, object] = {
    "shop_name": "",
    "department": "",
    "supervisor_sees_pay": False,
    "lock_after_minutes": 15,
    "payslips_per_page": 4,
    "fines_through_pay": False,
    "case.reopen": "restart",  # what a clock does when a case is opened again: restart | continue | through
    "case.two_steps_above": 5000,  # 分: what costs more is approved by two people
    "case.remark": "{shipping},{gift},{wishes},{who},{at}",  # the shop's flag remark
}


def get(session: Session, key: str) -> object:
    return store.get(session.shop, key, DEFAULTS.get(key))


def put(session: Session, key: str, value: object) -> Changes:
    """Change one setting of the shop (the owner's)."""
    session.require(Permission.EDIT_SETTINGS)
    with session.step(_("Change a setting")):
        store.put(session.shop, key, value)
    return changed(Topic.SETTINGS, message=_("Saved"))


def remember(session: Session, key: str, value: object) -> None:
    """Keep a view preference of this user (column widths, last month): no permission, no undo step."""
    store.remember(session.shop, f"{session.user_name}.{key}", value)


def recall(session: Session, key: str, default: object = None) -> object:
    return store.remembered(session.shop, f"{session.user_name}.{key}", default)


def shop_name(session: Session) -> str:
    return str(get(session, "shop_name") or session.shop.path.stem)
