"""Who is at the desk, on which shop file, at what time: the first argument of every action."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar, cast

from csdesk import i18n
from csdesk.core.changes import Changes, Topic
from csdesk.core.permission import Permission, Role, may
from csdesk.core.problem import UserError
from csdesk.core.users import User
from csdesk.i18n import gettext as _
from csdesk.store import settings
from csdesk.store.shop import Shop

Value = TypeVar("Value")


@dataclass
class Session:
    """Made only by app and cli. `user` None = a shop without sign-in: whoever opens it is the owner."""

    shop: Shop
    clock: Callable[[], datetime]
    user: User | None = None
    _memo: dict[object, tuple[int, object]] = field(default_factory=dict)
    _kept: dict[object, object] = field(default_factory=dict)

    @property
    def now(self) -> datetime:
        return self.clock()

    @property
    def role(self) -> Role:
        return Role.OWNER if self.user is None else self.user.role

    @property
    def user_name(self) -> str:
        return "" if self.user is None else self.user.name

    @property
    def employee_id(self) -> int | None:
        return None if self.user is None else self.user.employee_id

    def may(self, permission: Permission) -> bool:
        sees_pay = self.role is Role.SUPERVISOR and bool(settings.get(self.shop, "supervisor_sees_pay", False))
        return may(self.role, permission, supervisor_sees_pay=sees_pay)

    def require(self, permission: Permission) -> None:
        """Raises UserError (code `forbidden`) where the role may not."""
        if not self.may(permission):
            raise UserError(_("Your role may not do this; ask the owner"), code="forbidden")

    def step(self, label: str, *, undoable: bool = True) -> AbstractContextManager[int]:
        """One transaction, one undo step, written under this user and time."""
        return self.shop.step(label, by=self.user_name, at=self.now, undoable=undoable)

    def memo(self, key: object, compute: Callable[[], Value]) -> Value:
        """A derived value, kept until any step is written by anybody (the journal's head moves); its words are of one language."""
        if self.shop.writing:
            return compute()
        key = i18n.language, key
        head = self.shop.head()
        found = self._memo.get(key)
        if found is not None and found[0] == head:
            return cast(Value, found[1])
        value = compute()
        if len(self._memo) > 64:
            self._memo.clear()
        self._memo[key] = (head, value)
        return value

    def keep(self, key: object, compute: Callable[[], Value]) -> Value:
        """A value that follows from something that never changes (a frozen month), kept as long as the session."""
        if key not in self._kept:
            self._kept[key] = compute()
        return cast(Value, self._kept[key])


def changed(*topics: Topic, message: str = "", value: object = None) -> Changes:
    return Changes(frozenset(topics), message, value)
