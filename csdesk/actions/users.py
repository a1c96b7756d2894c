"""Sign-in at a shared desk: who may open the shop file, with which role."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from csdesk.actions.session import Session, changed
from csdesk.core import users as core
from csdesk.core.changes import Changes, Topic
from csdesk.core.permission import Permission, Role
from csdesk.core.problem import UserError
from csdesk.core.users import User
from csdesk.i18n import gettext as _
from csdesk.store import secret
from csdesk.store import users as store
from csdesk.store.shop import Shop

SHORTEST_SECRET = 4


def sign_ins(shop: Shop) -> tuple[User, ...]:
    """The users of a shop, for the sign-in screen, without their secrets; empty = the shop belongs to whoever opens it."""
    return tuple(replace(one, secret="") for one in store.users(shop))


def sign_in(session: Session, name: str, password: str) -> User:
    """Check a PIN or password; sets and returns the session's user. UserError after a wrong one, with the seconds to wait."""
    session.user = confirm(session, name, password)
    return session.user


def confirm(session: Session, name: str, password: str) -> User:
    """The user whose PIN or password this is, without signing in (a signature at a shared desk). UserError as of `sign_in`."""
    found = next((one for one in store.users(session.shop) if one.name == name), None)
    if found is None:
        raise UserError(_("There is no user “{name}”").format(name=name), code="sign_in")
    wait = core.wait(found, session.now)
    if wait:
        raise UserError(_("Wait {n} seconds before the next try").format(n=_seconds(wait)), code="wait")
    if not secret.matches(password, found.secret):
        failed = core.after_wrong_try(found, session.now)
        with session.step(_("Wrong sign-in"), undoable=False):
            store.save(session.shop, failed)
        wait = core.wait(failed, session.now)
        if wait:
            raise UserError(_("Wrong PIN or password; wait {n} seconds").format(n=_seconds(wait)), code="wait")
        raise UserError(_("Wrong PIN or password"), code="sign_in")
    if found.failed or found.locked_until is not None:
        found = core.after_sign_in(found)
        with session.step(_("Sign-in"), undoable=False):
            store.save(session.shop, found)
    return replace(found, secret="")


def _seconds(wait: timedelta) -> int:
    return max(1, round(wait.total_seconds()))


def all_users(session: Session) -> tuple[User, ...]:
    session.require(Permission.EDIT_USERS)
    return sign_ins(session.shop)


def save_user(session: Session, user: User, password: str | None) -> Changes:
    """Add (id 0) or change a user. `password` None keeps the present one. The first user must be an owner."""
    session.require(Permission.EDIT_USERS)
    known = store.users(session.shop)
    if not user.name.strip():
        raise UserError(_("The name is missing"), code="name")
    if any(one.name == user.name and one.id != user.id for one in known):
        raise UserError(_("There is a user “{name}” already").format(name=user.name), code="name")
    others_own = any(one.role is Role.OWNER and one.id != user.id for one in known)
    if user.role is not Role.OWNER and not others_own:
        raise UserError(_("One owner must stay"), code="role")
    before = next((one for one in known if one.id == user.id), None)
    if password is None and before is None:
        raise UserError(_("Choose a PIN or password"), code="password")
    if password is not None and len(password) < SHORTEST_SECRET:
        raise UserError(_("At least {n} characters").format(n=SHORTEST_SECRET), code="password")
    hashed = secret.hashed(password) if password is not None else (before.secret if before else "")
    with session.step(_("User {name}").format(name=user.name), undoable=False):
        user_id = store.save(session.shop, replace(user, secret=hashed, failed=0, locked_until=None))
    if session.user is None:  # the first sign-in: whoever sets it up is signed in as it
        session.user = replace(user, id=user_id, secret="")
    elif session.user.id == user_id:  # the own name or role counts at once
        session.user = replace(user, secret="")
    return changed(Topic.USERS, message=_("{name} saved").format(name=user.name), value=user_id)


def remove_user(session: Session, user_id: int) -> Changes:
    session.require(Permission.EDIT_USERS)
    known = store.users(session.shop)
    gone = next((one for one in known if one.id == user_id), None)
    if gone is None:
        raise UserError(_("This user is gone already"))
    others = [one for one in known if one.id != user_id]
    if others and not any(one.role is Role.OWNER for one in others):
        raise UserError(_("One owner must stay"), code="role")
    if others and session.user is not None and session.user.id == user_id:
        raise UserError(_("You are signed in as {name}; let another owner remove this user").format(name=gone.name), code="self")
    with session.step(_("Remove user {name}").format(name=gone.name), undoable=False):
        store.remove(session.shop, user_id)
    if not others:
        session.user = None  # no sign-in any more: the shop belongs to whoever opens it
    return changed(Topic.USERS, message=_("{name} removed").format(name=gone.name))
