"""Who bears what a case costs, and who must agree: the handbook's rules on responsibility, partial refunds and approval."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from csdesk.core.case import PARTIES, Case, CaseEvent
from csdesk.core.money import Fen, grouped
from csdesk.core.problem import UserError
from csdesk.i18n import gettext as _


@dataclass(frozen=True, slots=True)
class Approval:
    """How far the approval of a case's cost is: `need` steps, those given by whom, since the cost was last written."""

    need: int
    given: tuple[str, ...]

    @property
    def done(self) -> bool:
        return len(self.given) >= self.need


def approval(case: Case, events: Sequence[CaseEvent], two_steps_above: Fen) -> Approval:
    """One step up to the shop's limit (分), two by different people above it; a cost that is written anew is approved anew."""
    given: list[str] = []
    for event in events:
        if event.kind == "cost":
            given = []
        elif event.kind == "approved":
            given.append(event.by)
    return Approval(2 if case.total_cost > two_steps_above else 1, tuple(given))


def on_record(events: Sequence[CaseEvent], kind: str, party: str = "") -> bool:
    """Whether the history holds such an entry, for `asked` of this party."""
    return any(one.kind == kind and (not party or one.data.get("party") == party) for one in events)


def check(case: Case, events: Sequence[CaseEvent]) -> None:
    """UserError (code = the field) where the costs of a case break a rule.

    A partial refund is never above the cost of an exchange (F17). The cost of sending again is on the agent only when the remark was
    missing and no question to the warehouse is on record (F18)."""
    for name in ("cost_goods", "cost_freight", "refund", "compensation"):
        if (getattr(case, name) or 0) < 0:
            raise UserError(_("An amount can't be below 0"), code=name)
    for name in ("responsible", "bearer"):
        if getattr(case, name) and getattr(case, name) not in PARTIES:
            raise UserError(_("Choose one of the parties"), code=name)
    if case.partial and case.refund:
        if case.exchange_cost is None:
            raise UserError(_("Write what an exchange would cost first: a partial refund may not be above it"), code="refund")
        if case.refund > case.exchange_cost:
            message = _("A partial refund of {refund} is above the cost of an exchange, {cost}: exchange, or refund at most that")
            raise UserError(message.format(refund=grouped(case.refund), cost=grouped(case.exchange_cost)), code="refund")
    if case.refund and case.paid is not None and case.refund > case.paid:
        message = _("The refund {refund} is above the price paid, {paid}: what is more is compensation")
        raise UserError(message.format(refund=grouped(case.refund), paid=grouped(case.paid)), code="refund")
    if case.bearer == "agent" and case.exchange_cost and not case.partial:
        if on_record(events, "asked", "warehouse"):
            raise UserError(_("The warehouse was asked, it is on record: the agent does not bear the cost of sending again"), code="bearer")
        if on_record(events, "remark"):
            raise UserError(_("The remark was written, it is on record: the agent does not bear the cost of sending again"), code="bearer")
    if case.blamed_id is not None and "agent" not in (case.responsible, case.bearer):
        raise UserError(_("Name an agent only where the agent is responsible or bears the cost"), code="blamed_id")


def cleared(events: Sequence[CaseEvent]) -> str:
    """Why the agent is clear of the cost of sending again; '' where nothing on record clears him."""
    if on_record(events, "asked", "warehouse"):
        return _("The warehouse was asked: the agent is clear")
    if on_record(events, "remark"):
        return _("The remark was written: the agent is clear")
    return ""
