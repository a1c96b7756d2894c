"""Unsaved texts of cases: kept at once, outside of every step, by person, case and field; only their own writer takes them away."""

from __future__ import annotations

from csdesk.actions.session import Session
from csdesk.store import settings as store_settings


def keep(session: Session, case_id: int, name: str, text: str) -> None:
    """What is being typed ('' forgets it). `case_id` 0 = a case that is not entered yet."""
    key = _key(session, case_id, name)
    if text:
        store_settings.remember(session.shop, key, {"text": text, "at": session.now.isoformat(timespec="seconds")})
    else:
        store_settings.forget(session.shop, key)


def text(session: Session, case_id: int, name: str) -> str:
    """What this user had typed and not saved."""
    found = store_settings.remembered(session.shop, _key(session, case_id, name))
    return str(found["text"]) if found else ""


def drafts(session: Session) -> dict[tuple[int, str], str]:
    """Every unsaved text of this user: (case, name) -> text. Those of a merged case keep its id."""
    prefix = f"{session.user_name}.case.draft."
    found = {}
    for key, value in store_settings.remembered_all(session.shop, prefix).items():
        number, _dot, name = key.partition(".")
        found[int(number), name] = str(value["text"])
    return found


def _key(session: Session, case_id: int, name: str) -> str:
    return f"{session.user_name}.case.draft.{case_id}.{name}"
