"""What a receiver has typed to an item and not yet given as an answer: kept at once, outside of every step, by person and item."""

from __future__ import annotations

from csdesk.actions.session import Session
from csdesk.core.permission import Permission
from csdesk.store import settings as store_settings


def keep(session: Session, item_id: int, text: str) -> None:
    """What is being typed ('' forgets it). UserError: forbidden."""
    session.require(Permission.HAND_OVER)
    key = f"{_prefix(session)}{item_id}"
    if text:
        store_settings.remember(session.shop, key, text)
    else:
        store_settings.forget(session.shop, key)


def drafts(session: Session) -> dict[int, str]:
    """Every such text of this user by item."""
    return {int(number): str(text) for number, text in store_settings.remembered_all(session.shop, _prefix(session)).items()}


def _prefix(session: Session) -> str:
    return f"{session.user_name}.handover.draft."
