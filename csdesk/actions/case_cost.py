"""Cases: whose doing it was, what it costs, who approves, where the money is."""

from __future__ import annotations

from datetime import datetime

from csdesk.actions import settings
from csdesk.actions.case_step import MANAGE, done, employee, event, history, merged, not_to_come, save, step, value_words, workable, written
from csdesk.actions.session import Session, changed
from csdesk.core import case as core
from csdesk.core import case_cost
from csdesk.core.case import COSTS, MONEY_NAMES, NAMES, Case, Money
from csdesk.core.case_limits import fraud_compensation, fraud_words
from csdesk.core.changes import Changes
from csdesk.core.money import Fen, grouped
from csdesk.core.permission import Permission
from csdesk.core.problem import UserError
from csdesk.i18n import gettext as _

CLAIMS = ("fake", "dispute", "12315")  # kinds of case in which a buyer may claim deceit


def set_cost(session: Session, /, base: Case, **wanted: object) -> Changes:
    """Whose doing it was, who bears it, what it costs (分); merged like `change`. Approvals given before do not count any more.

    UserError by the handbook's rules (core.case_cost.check)."""
    unknown = set(wanted) - COSTS
    if unknown:
        raise ValueError(f"no field of the cost: {unknown}")
    with step(session, _("{no}: cost").format(no=base.no)):
        present = workable(session, base.id)
        after = merged(session, base, present, wanted)
        if after.blamed_id is not None and after.blamed_id != present.blamed_id:
            employee(session, after.blamed_id)
        case_cost.check(after, history(session, present.id))
        difference = core.changes(present, after)
        if not difference:
            return changed()
        again = present.money is Money.TO_PAY and after.total_cost != present.total_cost
        save(session, present, money=Money.TO_APPROVE if again else present.money,
             **{name: new for name, (_old, new) in difference.items()})  # fmt: skip
        text = _(", ").join(f"{_(NAMES[name])} {value_words(session, name, new)}" for name, (_old, new) in difference.items())
        event(session, present.id, "cost", text, {"fields": written(difference)})
        if again:
            event(session, present.id, "money", "", {"from": Money.TO_PAY.value, "to": Money.TO_APPROVE.value})
    return done(_("{no}: cost written, together {total}").format(no=present.no, total=grouped(after.total_cost)), present.id)


def fraud(case: Case) -> tuple[Fen, str, str] | None:
    """What the law gives the buyer in a claim of deceit: the compensation in 分, in words, and for food; None where nobody claims that, or
    what was paid is not written."""
    if case.kind not in CLAIMS or not case.paid:
        return None
    return fraud_compensation(case.paid), *fraud_words(case.paid)


def approve(session: Session, case_id: int) -> Changes:
    """Approve what a case costs: one step, above the shop's limit two by different people, the second by a supervisor or the owner.

    With the last step the money is to be paid."""
    session.require(MANAGE)
    case = workable(session, case_id)
    if not case.total_cost:
        raise UserError(_("There is no cost to approve"), code="nothing")
    state = case_cost.approval(case, history(session, case_id), two_steps_above(session))
    if state.done:
        raise UserError(_("{total} is approved already").format(total=grouped(case.total_cost)), code="approved")
    case_cost.check(case, history(session, case_id))
    if state.given:
        session.require(Permission.APPROVE_COST)
        if session.user is not None and session.user_name in state.given:
            raise UserError(_("The second step is another person's: above {limit} two must agree").format(
                limit=grouped(two_steps_above(session))), code="same_person")  # fmt: skip
    number = len(state.given) + 1
    last = number >= state.need
    with step(session, _("{no}: approved {total}").format(no=case.no, total=grouped(case.total_cost))):
        event(session, case_id, "approved", grouped(case.total_cost), {"step": number, "need": state.need})
        if last and case.money in (Money.NONE, Money.TO_APPROVE):
            save(session, case, money=Money.TO_PAY)
            event(session, case_id, "money", "", {"from": case.money.value, "to": Money.TO_PAY.value})
        elif case.money is Money.NONE:
            save(session, case, money=Money.TO_APPROVE)
            event(session, case_id, "money", "", {"from": case.money.value, "to": Money.TO_APPROVE.value})
    message = _("{total} approved") if last else _("First step given, {total} needs one more person")
    return done(message.format(total=grouped(case.total_cost)), case_id)


def set_money(session: Session, case_id: int, to: Money, *, at: datetime | None = None) -> Changes:
    """Where the money is. What is to be paid out needs its approvals first, and nothing is paid before it is to be paid."""
    before = workable(session, case_id)
    not_to_come(session, at)
    if before.money is to:
        return changed()
    if to in (Money.TO_PAY, Money.PAID) and before.total_cost:
        state = case_cost.approval(before, history(session, case_id), two_steps_above(session))
        if not state.done:
            message = _("{total} needs {need} approvals, {given} are given")
            raise UserError(message.format(total=grouped(before.total_cost), need=state.need, given=len(state.given)), code="approval")
    with step(session, _("{no}: {status}").format(no=before.no, status=_(MONEY_NAMES[to]))):
        save(session, before, money=to)
        event(session, case_id, "money", "", {"from": before.money.value, "to": to.value}, at)
    return done(_("{no}: {status}").format(no=before.no, status=_(MONEY_NAMES[to])), case_id)


def two_steps_above(session: Session) -> int:
    value = settings.get(session, "case.two_steps_above")
    return value if isinstance(value, int) else 0
