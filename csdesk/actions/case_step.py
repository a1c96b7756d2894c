"""What every change of a case goes through: who may, the step with its entry in the history, and merging with what others wrote."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime, timedelta

from csdesk.actions import case_rules
from csdesk.actions.case_refresh import refresh
from csdesk.actions.session import Session, changed
from csdesk.actions.staff import all_employees
from csdesk.core import case as core
from csdesk.core.case import GOODS_NAMES, LONGEST_NOTE, MONEY_NAMES, NAMES, PARTIES, Case, CaseEvent, Category, Goods, Money
from csdesk.core.changes import Changes, Topic
from csdesk.core.money import grouped
from csdesk.core.permission import Permission
from csdesk.core.problem import Problem, UserError
from csdesk.core.staff import Employee
from csdesk.i18n import gettext as _
from csdesk.store import case as store

HANDLE = Permission.HANDLE_CASES
MANAGE = Permission.MANAGE_CASES


def mine_only(session: Session) -> int | None:
    """The employee whose cases alone this user may see; None for who sees all. 0 = nobody's (a user who is no employee)."""
    session.require(HANDLE)
    return None if session.may(Permission.SEE_CASES) else session.employee_id or 0


def opened(session: Session, case_id: int) -> Case:
    """One case, for who may see it. UserError: forbidden, gone."""
    mine = mine_only(session)
    found = store.get(session.shop, case_id)
    if mine is not None and mine not in (found.owner_id, found.created_by_id):
        raise UserError(_("This case belongs to somebody else; ask the lead"), code="forbidden")
    return found


def workable(session: Session, case_id: int) -> Case:
    """A case that can be worked on. UserError where it went into another one."""
    found = opened(session, case_id)
    if found.merged_into is not None:
        into = store.get(session.shop, core.root_of(store.merges(session.shop), case_id))
        raise UserError(_("This case was merged into {no}; work there").format(no=into.no), code="merged")
    return found


@contextmanager
def step(session: Session, label: str, *, undoable: bool = True) -> Iterator[None]:
    """A step of the journal after which deadlines and index are right again."""
    with session.step(label, undoable=undoable):
        yield
        refresh(session)


def save(session: Session, before: Case, **given: object) -> Case:
    """Write new values of a case that was read as `before`; inside a step. UserError where somebody wrote it in between."""
    if store.get(session.shop, before.id).version != before.version:
        raise UserError(_("{no} was changed this very moment; try again").format(no=before.no), code="changed_since")
    after = replace(before, version=before.version + 1, **given)  # type: ignore[arg-type]
    store.save(session.shop, after)
    return after


def event(session: Session, case_id: int, kind: str, text: str = "", data: Mapping[str, object] | None = None,
          at: datetime | None = None) -> int:
    """Append an entry to a case's history, now or at a time."""
    moment = (at or session.now).replace(microsecond=0)
    return store.add_event(session.shop, CaseEvent(0, case_id, moment, kind, session.user_name, text, data or {}))


def done(message: str, value: object = None) -> Changes:
    """What an action on cases answers."""
    return changed(Topic.CASES, message=message, value=value)


def clean_text(text: str, *, needed: str = "") -> str:
    """A text as it is kept: no blanks at its ends, at most LONGEST_NOTE characters."""
    plain = text.strip()
    if needed and not plain:
        raise UserError(needed, code="text")
    if len(plain) > LONGEST_NOTE:
        message = _("The text has {n} characters, at most {most} are kept: split it into several notes")
        raise UserError(message.format(n=len(plain), most=LONGEST_NOTE), code="text")
    return plain


def not_to_come(session: Session, at: datetime | None, code: str = "at") -> None:
    """UserError where a time that is told of lies ahead."""
    if at is not None and at > session.now + timedelta(minutes=5):
        raise UserError(_("This time has not come yet"), code=code)


def employee(session: Session, employee_id: int | None) -> Employee | None:
    """Who is to be in charge (None: nobody). UserError where the person is not employed today."""
    if employee_id is None:
        return None
    found = next((one for one in all_employees(session) if one.id == employee_id), None)
    if found is None:
        raise UserError(_("This person is not in the staff file any more"), code="person")
    if not found.employed_on(session.now.date()):
        raise UserError(_("{name} does not work here today any more").format(name=found.name), code="person")
    return found


def history(session: Session, case_id: int) -> list[CaseEvent]:
    """The own entries of a case, oldest first."""
    return store.events(session.shop, [case_id]).get(case_id, [])


def merged(session: Session, base: Case, present: Case, wanted: Mapping[str, object]) -> Case:
    """What was wanted, laid over what stands there now. UserError (code conflict): one problem per field that both changed."""
    after, clashes = core.merge(base, present, wanted)
    if clashes:
        who = _last_writer(session, present.id)
        problems = tuple(_clash(session, one, who) for one in clashes)
        raise UserError(problems[0].message, problems, "conflict")
    return after


def _clash(session: Session, one: core.Clash, who: str) -> Problem:
    name, _dot, detail = one.name.partition(".")
    shown = detail or _(NAMES.get(name, name))
    message = _("“{field}” was changed by {who} meanwhile: there stands “{theirs}”, you wrote “{mine}”").format(
        field=shown, who=who, theirs=value_words(session, name, one.theirs), mine=value_words(session, name, one.mine))  # fmt: skip
    return Problem("conflict", message, column=one.name, raw=str(plain(one.theirs)))


def _last_writer(session: Session, case_id: int) -> str:
    return next((one.by for one in reversed(history(session, case_id)) if one.by), "") or _("somebody else")


def value_words(session: Session, name: str, value: object) -> str:
    """A value of a field as a person reads it."""
    if value is None or value == "":
        return _("empty")
    if name in ("owner_id", "blamed_id"):
        return next((one.name for one in all_employees(session) if one.id == value), str(value))
    if name == "kind":
        return _(case_rules.kind(session, str(value)).name)
    if name == "status":
        return _(case_rules.status(session, str(value)).name)
    if name == "platform":
        return core.platform_name(str(value))
    if name == "order_state":
        return _(core.ORDER_STATES.get(str(value), str(value)))
    if name in ("responsible", "bearer"):
        return _(PARTIES.get(str(value), str(value)))
    if name in ("paid", "cost_goods", "cost_freight", "refund", "compensation") and isinstance(value, int):
        return grouped(value)
    if isinstance(value, Goods):
        return _(GOODS_NAMES[value])
    if isinstance(value, Money):
        return _(MONEY_NAMES[value])
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    return _(value) if isinstance(value, str) and name == "cause" else str(value)


def plain(value: object) -> object:
    """A value of a field as JSON."""
    if isinstance(value, Goods | Money | Category):
        return value.value
    if isinstance(value, date):  # a moment, too
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


def written(difference: Mapping[str, tuple[object, object]]) -> dict[str, list[object]]:
    """Changed fields as they stand in the history: name -> [before, after]."""
    return {name: [plain(old), plain(new)] for name, (old, new) in difference.items()}
