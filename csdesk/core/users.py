"""Who may sign in: the user record, and how long to wait after wrong tries."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from csdesk.core.permission import Role

FREE_TRIES = 3
DELAYS = (timedelta(seconds=5), timedelta(seconds=30), timedelta(minutes=5))


@dataclass(frozen=True, slots=True)
class User:
    """A person who signs in. `secret` is the opaque hash of PIN or password ('' = none set, cannot sign in)."""

    id: int
    name: str
    role: Role
    employee_id: int | None = None
    secret: str = ""
    failed: int = 0  # wrong tries in a row
    locked_until: datetime | None = None


def wait(user: User, now: datetime) -> timedelta:
    """How long this user must still wait before the next try; zero when free."""
    if user.locked_until is None or user.locked_until <= now:
        return timedelta(0)
    # A clock that was set back must not lock anybody out for longer than the longest delay.
    return min(user.locked_until - now, DELAYS[-1])


def after_wrong_try(user: User, now: datetime) -> User:
    """The user after one more wrong try: three are free, then 5 s, 30 s and 5 min each."""
    failed = user.failed + 1
    over = failed - FREE_TRIES
    locked = now + DELAYS[min(over, len(DELAYS)) - 1] if over > 0 else None
    return replace(user, failed=failed, locked_until=locked)


def after_sign_in(user: User) -> User:
    """The user after the right secret: the count of wrong tries starts anew."""
    return replace(user, failed=0, locked_until=None)
