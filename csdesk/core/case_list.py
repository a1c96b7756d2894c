"""What a list of cases shows and how it is narrowed: one row, one filter, and the filters a person keeps as views."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from csdesk.core.case import Category, Goods, Money
from csdesk.core.case_clock import band
from csdesk.core.money import Fen

STATES = ("open", "waiting", "resolved", "all")  # not resolved; of these those that wait for somebody else; resolved; every one


@dataclass(frozen=True)
class CaseFilter:
    """Every part narrows; '' and None do not. `owners`: in charge is one of these (0 = nobody): the queue of a shift. `mine`: only cases of
    this employee (in charge or entered by). `band`: one of core.case_clock.BANDS. `first`, `last`: days on which it came in, was `answered`
    first or `resolved` last, as `when` says. `ids`: only these, as a figure of the service summary is made of.
    `limit_key`: the limit that is due next. `text` as in the search box. `order`: due | created | resolved | cost; due means the latest
    resolution first among resolved cases, the newest first among all."""

    state: str = "open"
    text: str = ""
    mine: int | None = None
    owners: tuple[int, ...] | None = None
    shop: str = ""
    platform: str = ""
    kind: str = ""
    status: str = ""
    band: str = ""
    cause: str = ""
    party: str = ""
    product: str = ""
    goods: str = ""
    money: str = ""
    limit_key: str = ""
    snoozed: bool = False  # also those that sleep just now
    unlooked: bool = False  # only bad reviews without an outcome that nobody looked at today
    first: date | None = None
    last: date | None = None
    when: str = "created"
    ids: tuple[int, ...] | None = None
    order: str = "due"
    limit: int = 500
    offset: int = 0


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One line of the list, ready to show but for the time left, which grows old: `left(now)` and `band(now)`."""

    id: int
    no: str
    title: str
    kind: str
    kind_name: str
    platform: str
    shop: str
    buyer: str
    order_no: str
    product: str
    owner_id: int | None
    owner: str
    status: str
    status_name: str
    category: Category
    waits_for: str
    goods: Goods
    money: Money
    created_at: datetime
    due: datetime | None
    limit_key: str
    limit_name: str
    answered: bool
    resolved_at: datetime | None
    late: int
    snoozed_until: datetime | None
    cause: str
    responsible: str
    cost: Fen
    version: int

    def left(self, now: datetime) -> int | None:
        """Wall-clock seconds to the next deadline, negative = over; None where nothing is due."""
        return None if self.due is None else int((self.due - now).total_seconds() // 1)

    def band(self, now: datetime) -> str:
        """The band of the time left; paused while every clock stands, '' where the case is done or has no limit."""
        if self.due is not None:
            return band(self.left(now))
        return "paused" if self.category is Category.PAUSED else ""


@dataclass(frozen=True)
class View:
    """A filter under a name, kept by one person."""

    name: str
    filter: CaseFilter
