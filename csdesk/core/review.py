"""The follow-up of a bad review (F20, handbook H1): the six steps of the answer, the look of every day, and how it ended."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from csdesk.core.case import CaseEvent, Phrase
from csdesk.core.knowledge import SIX_STEPS
from csdesk.i18n import N_
from csdesk.i18n import gettext as _

KIND, FIELD = "review", "outcome"  # the kind of case, and its own field that holds the outcome
# What each of the SIX_STEPS says to the buyer, until the shop has a phrase of its own for it. Nobody is paid for a review: it stays his.
TEXTS: tuple[str, ...] = (
    N_("Hello {buyer}, thank you for taking the time to tell us."),
    N_("We are sorry that {product} let you down."),
    N_("We have looked into it: ____. That was our fault, there is no excuse."),
    N_("What suits you best: a new one, a part of the price back, or the missing piece? What you write stays your own decision."),
    N_("So that it does not happen again, we ____."),
    N_("I am {agent}, come straight to me; you hear from me within 24 hours."),
)
# key -> what the field of the case holds
OUTCOMES: Mapping[str, str] = {
    "removed": N_("review removed"), "changed": N_("review changed"), "answered": N_("answered in public"), "stays": N_("review stays"),
}  # fmt: skip
GONE = ("removed", "changed")  # these end the limit within which a review may be changed


@dataclass(frozen=True, slots=True)
class Review:
    """`steps`: when each of the six was last done, None = not yet; `looked`: the last daily look; `outcome`: a key of OUTCOMES or ''."""

    steps: tuple[datetime | None, ...]
    looked: datetime | None
    outcome: str
    ended: datetime | None

    @property
    def done(self) -> int:
        return sum(one is not None for one in self.steps)

    def seen_on(self, now: datetime) -> bool:
        """Whether somebody looked at it today already; doing a step is looking, too."""
        return any(one is not None and one.date() == now.date() for one in (self.looked, self.ended, *self.steps))


def follow_up(events: Iterable[CaseEvent]) -> Review:
    """What the history of a case says of it, oldest entry first."""
    steps: list[datetime | None] = [None] * len(SIX_STEPS)
    looked, outcome, ended = None, "", None
    for one in events:
        if one.kind != "review":
            continue
        if "step" in one.data:
            steps[int(one.data["step"]) - 1] = one.at
        elif "outcome" in one.data:
            outcome, ended = str(one.data["outcome"]), one.at
        else:
            looked = one.at
    return Review(tuple(steps), looked, outcome, ended)


def texts(phrases: Iterable[Phrase]) -> tuple[str, ...]:
    """What each step says: the shop's phrase whose name begins with its number ('2. ...'), else the program's."""
    own = {one.name[0]: one.text for one in phrases if one.name[:1].isdigit() and one.name[1:2] in (".", "．", "、", " ")}
    names = {"buyer": "{买家}", "product": "{商品}", "agent": "{客服}"}  # the variables of phrases
    return tuple(own.get(str(number), _(text).format(**names)) for number, text in enumerate(TEXTS, 1))
