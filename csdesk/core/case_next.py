"""What a case most likely needs next: the one step that its page offers as the primary button."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from csdesk.core.case import Case, Category, Money, Status
from csdesk.core.case_targets import CaseClock
from csdesk.i18n import N_


@dataclass(frozen=True, slots=True)
class Step:
    """`kind` answered | milestone | approve | money | status, and what of it (`value`: the milestone, the money state, the status)."""

    kind: str
    value: str
    name: str  # msgid
    icon: str = "check"


def next_step(case: Case, clock: CaseClock, following: Sequence[Status]) -> Step | None:
    """The likeliest step; None where nothing is left to do. `following`: the statuses that may come now."""
    if case.category is Category.RESOLVED:
        closed = next((one for one in following if one.category is Category.RESOLVED), None)
        return Step("status", closed.key, closed.name, "lock") if closed is not None and case.status != closed.key else None
    if case.category is Category.OPEN:
        if any(one.running and one.ours and "proof_given" in one.limit.until and one.limit.on != "opened" for one in clock.targets):
            return Step("milestone", "proof_given", N_("Hand in the proof"), "send")
        if clock.answered_at is None:
            return Step("answered", "", N_("Answered the buyer"), "send")
    if case.money is Money.TO_APPROVE:
        return Step("approve", "", N_("Approve the cost"), "stamp")
    if case.money is Money.TO_PAY:
        return Step("money", Money.PAID.value, N_("Paid out"), "banknote")
    wanted = Category.OPEN if case.category is Category.PAUSED else Category.RESOLVED
    for one in following:
        if one.category is wanted and (wanted is Category.RESOLVED or one.key != "new"):
            name = one.name if wanted is Category.RESOLVED else N_("Go on working")
            return Step("status", one.key, name, "check" if wanted is Category.RESOLVED else "play")
    return None
