"""Cases: everything a person does with one; each function writes the change, its entry in the history, and what follows from both."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from csdesk.actions import case_rules, settings
from csdesk.actions.case_step import (
    HANDLE,
    MANAGE,
    clean_text,
    done,
    employee,
    event,
    history,
    merged,
    mine_only,
    not_to_come,
    save,
    step,
    workable,
    written,
)
from csdesk.actions.session import Session, changed
from csdesk.actions.staff import all_employees
from csdesk.core import case as core
from csdesk.core import case_words
from csdesk.core.case import EDITABLE, GOODS_NAMES, LONGEST_FIELD, NAMES, Case, Category, Goods
from csdesk.core.case_targets import REOPEN
from csdesk.core.changes import Changes
from csdesk.core.problem import Problem, UserError
from csdesk.i18n import gettext as _
from csdesk.store import case as store
from csdesk.store import case_list

_NUMBERS = ("order_no", "phone", "waybill")


# Entering


@dataclass(frozen=True)
class Duplicate:
    """A case that may be the same: `why` order (same shop, platform and order), order_elsewhere (same order number), waybill, buyer."""

    why: str
    id: int
    no: str
    title: str
    kind: str
    owner: str
    status: str
    category: Category
    created_at: datetime


def duplicates(session: Session, draft: Case) -> tuple[Duplicate, ...]:
    """Cases that may be the one about to be entered: by shop, platform and order number, then by buyer, then by waybill, folded. Shown to
    everybody who enters cases, but only what is needed to know that they exist. Resolved ones of the same buyer are left out."""
    session.require(HANDLE)
    found: dict[int, str] = {}
    for column, why in (("order_no", "order"), ("waybill", "waybill"), ("buyer", "buyer")):
        for number in store.same(session.shop, column, getattr(draft, column), without=draft.id):
            found.setdefault(number, why)
    parents = store.merges(session.shop)
    cases = store.many(session.shop, found)
    people = {one.id: one.name for one in all_employees(session)}
    result = []
    for number, why in found.items():
        one = cases[number]
        if core.root_of(parents, number) == draft.id or number in parents:
            continue
        if why == "order" and not _same_place(draft, one):
            why = "order_elsewhere"
        if why == "buyer" and (one.category is Category.RESOLVED or not _same_place(draft, one)):
            continue
        kind, status = case_rules.kind(session, one.kind), case_rules.status(session, one.status)
        result.append(Duplicate(why, one.id, one.no, one.title, _(kind.name), people.get(one.owner_id or 0, ""), _(status.name),
                                one.category, one.created_at))  # fmt: skip
    order = ("order", "order_elsewhere", "waybill", "buyer")
    return tuple(sorted(result, key=lambda one: (order.index(one.why), -one.created_at.timestamp())))


def _same_place(one: Case, other: Case) -> bool:
    """The same shop and platform, as far as both are known."""
    shops = {core.folded(one.shop), core.folded(other.shop)} - {""}
    return len(shops) <= 1 and len({one.platform, other.platform} - {""}) <= 1


def _clean(session: Session, draft: Case, before: Mapping[str, object] | None = None) -> Case:
    """What was typed, as it is kept. UserError (code = the field) where it makes no sense. `before`: details that stand there already and
    are not looked at again, since the kind may have changed its fields."""
    kind = case_rules.kind(session, draft.kind)
    if not kind.active:
        raise UserError(_("Choose the kind of case"), code="kind")
    description = clean_text(draft.description)
    if not description:
        raise UserError(_("Write what happened"), code="description")
    texts: dict[str, str] = {}
    for name in ("shop", "buyer", "product", "cause"):
        texts[name] = " ".join(getattr(draft, name).split())
    for name in _NUMBERS:
        texts[name] = core.number_text(getattr(draft, name))
    for name, text in texts.items():
        if len(text) > LONGEST_FIELD:
            message = _("“{field}” is too long, at most {most} characters")
            raise UserError(message.format(field=_(NAMES[name]), most=LONGEST_FIELD), code=name)
    if draft.order_state not in core.ORDER_STATES:
        raise UserError(_("Choose the state of the order"), code="order_state")
    if draft.paid is not None and draft.paid < 0:
        raise UserError(_("An amount can't be below 0"), code="paid")
    if draft.created_at > session.now + timedelta(minutes=5):
        raise UserError(_("This time has not come yet"), code="created_at")
    own, known = {each.key: each for each in kind.fields}, before or {}
    details = {key: core.field_value(own[key], value) if key in own and known.get(key) != value else value
               for key, value in draft.details.items() if value not in (None, "")}  # fmt: skip
    for each in kind.fields:
        if each.required and each.key not in details:
            raise UserError(_("“{field}” is missing").format(field=_(each.name)), code=each.key)
    return replace(draft, description=description, wish=clean_text(draft.wish), details=details,
                   created_at=draft.created_at.replace(microsecond=0), **texts)  # type: ignore[arg-type]  # fmt: skip


def next_no(session: Session, day: datetime) -> str:
    """The next free number of a day: 260913-02."""
    prefix = f"{day:%y%m%d}-"
    return f"{prefix}{store.last_number(session.shop, prefix) + 1:02d}"


def register(session: Session, draft: Case, *, shown: Sequence[int] = (), link_to: int | None = None, answered: bool = False) -> Changes:
    """Enter a case (id 0); value = its id. Who enters it is in charge unless another is named. `shown`: ids of the duplicates that were
    seen; one of the same order that was not is a refusal (code duplicate). `link_to`: same order, other problem. `answered`: the
    buyer has his first answer already."""
    session.require(HANDLE)
    draft = _clean(session, draft)
    unseen = [one for one in duplicates(session, draft) if one.why == "order" and one.id not in (*shown, link_to)]
    if unseen:
        problems = tuple(Problem("duplicate", f"{one.no} {one.kind} {one.status}", raw=str(one.id)) for one in unseen)
        raise UserError(_("This order has case {no} already: open it, or enter another problem of the same order").format(no=unseen[0].no),
                        problems, "duplicate")  # fmt: skip
    first = case_rules.first_status(session)
    owner = draft.owner_id or session.employee_id
    employee(session, owner)
    with step(session, _("Case {what}").format(what=draft.title[:20])):
        case = replace(draft, id=0, no=next_no(session, draft.created_at), owner_id=owner, created_by=session.user_name,
                       created_by_id=session.employee_id, status=first.key, category=first.category, version=1)  # fmt: skip
        case_id = store.save(session.shop, case)
        event(session, case_id, "registered", case.description, at=case.created_at)
        for what in case_rules.kind(session, case.kind).starts:
            event(session, case_id, "milestone", "", {"what": what}, case.created_at)
        if answered:
            event(session, case_id, "answered")
        if link_to is not None:
            store.link(session.shop, case_id, link_to, _("same order, other problem"))
            event(session, case_id, "linked", _("same order, other problem"), {"other": link_to})
    return done(_("{no} entered").format(no=case.no), case_id)


def from_order_line(text: str) -> dict[str, object]:
    """What a line copied from the shop's back end says, as fields of a case."""
    return case_words.order_line(text)


# Changing


def change(session: Session, /, base: Case, **wanted: object) -> Changes:
    """Write some fields of a case that was read as `base`. What another person changed meanwhile in other fields stays; where both changed
    the same field to different values nothing is written: UserError (code conflict) with one problem per field that says both."""
    unknown = set(wanted) - EDITABLE
    if unknown:
        raise ValueError(f"not to be written directly: {unknown}")
    with step(session, _("Case {no}").format(no=base.no)):
        present = workable(session, base.id)
        after = _clean(session, merged(session, base, present, wanted), present.details)
        difference = core.changes(present, after)
        if not difference:
            return changed()
        save(session, present, **{name: new for name, (_old, new) in difference.items()})
        event(session, present.id, "changed", "", {"fields": written(difference)})
        if "kind" in difference:  # what such a case begins with has happened now, where it is not on record
            known = {one.data.get("what") for one in history(session, present.id)}
            for what in case_rules.kind(session, after.kind).starts:
                if what not in known:
                    event(session, present.id, "milestone", "", {"what": what})
    said = _(", ").join(_(NAMES[name]) for name in difference)
    return done(_("{no}: {fields} changed").format(no=present.no, fields=said), present.id)


def set_status(session: Session, case_id: int, to: str, *, at: datetime | None = None) -> Changes:
    """Another status, as the transition table allows. Opening a resolved case again follows the shop's setting, which is written on it."""
    before = workable(session, case_id)
    statuses = case_rules.statuses(session)
    after = core.status_of(statuses, to)
    if before.status == to:
        return changed()
    if not core.may_follow(statuses, before.status, to):
        raise UserError(_("From “{status}” a case does not go to “{to}”").format(
            status=_(core.status_of(statuses, before.status).name), to=_(after.name)), code="status")  # fmt: skip
    not_to_come(session, at)
    data: dict[str, object] = {"from": before.status, "to": to, "category": after.category.value}
    if before.category is Category.RESOLVED and after.category is not Category.RESOLVED:
        mode = str(settings.get(session, "case.reopen"))
        data["reopen"] = mode if mode in REOPEN else REOPEN[0]
    with step(session, _("{no}: {status}").format(no=before.no, status=_(after.name))):
        save(session, before, status=to, category=after.category)
        event(session, case_id, "status", "", data, at)
    return done(_("{no}: {status}").format(no=before.no, status=_(after.name)), case_id)


def set_goods(session: Session, case_id: int, to: Goods, *, at: datetime | None = None) -> Changes:
    """Where the goods are: to be returned, on the way back, received, sent out."""
    before = workable(session, case_id)
    not_to_come(session, at)
    if before.goods is to:
        return changed()
    with step(session, _("{no}: {status}").format(no=before.no, status=_(GOODS_NAMES[to]))):
        save(session, before, goods=to)
        event(session, case_id, "goods", "", {"from": before.goods.value, "to": to.value}, at)
    return done(_("{no}: {status}").format(no=before.no, status=_(GOODS_NAMES[to])), case_id)


# In charge


def assign(session: Session, ids: Sequence[int], employee_id: int | None) -> Changes:
    """Put one or many cases into somebody's charge as one undo step; None = nobody's. An agent may hand on the own ones."""
    person = employee(session, employee_id)
    cases = [workable(session, number) for number in ids]
    mine = mine_only(session)
    if mine is not None and any(one.owner_id != mine for one in cases):
        raise UserError(_("You can hand on your own cases only"), code="forbidden")
    moved = [one for one in cases if one.owner_id != employee_id]
    name = person.name if person is not None else _("nobody")
    if not moved:
        return changed(message=_("They are in the charge of {name} already").format(name=name))
    with step(session, _("{n} cases to {name}").format(n=len(moved), name=name)):
        for one in moved:
            save(session, one, owner_id=employee_id)
            event(session, one.id, "assigned", name, {"from": one.owner_id, "to": employee_id})
    return done(_("{n} cases to {name}").format(n=len(moved), name=name), tuple(one.id for one in moved))


def reassign(session: Session, leaving: Sequence[int], employee_id: int) -> Changes:
    """At the end of a shift: everything open of the people who leave goes to one who stays, as one undo step."""
    session.require(MANAGE)
    ids = case_list.open_of(session.shop, leaving)
    if not ids:
        raise UserError(_("Nobody who leaves has an open case"), code="nothing")
    return assign(session, ids, employee_id)


def bulk(session: Session, ids: Sequence[int], act: Callable[[Session, int], Changes]) -> Changes:
    """The same thing for many cases as one undo step: `bulk(session, ids, partial(set_status, to="resolved"))`. Those that refuse are left
    as they are and listed in `value` (a tuple of Problem); where all refuse nothing is done."""
    session.require(HANDLE)
    refused: list[Problem] = []
    count = 0
    with step(session, _("{n} cases").format(n=len(ids))):
        for number in ids:
            try:
                act(session, number)
                count += 1
            except UserError as error:
                refused.append(Problem(error.code, f"{_no(session, number)}: {error.message}", raw=str(number)))
        if not count:
            raise UserError(_("None of the {n} cases can be changed").format(n=len(ids)), tuple(refused), "bulk")
    message = _("{n} cases changed, {m} refused").format(n=count, m=len(refused)) if refused else _("{n} cases changed").format(n=count)
    return done(message, tuple(refused))


def _no(session: Session, case_id: int) -> str:
    found = store.many(session.shop, [case_id])
    return found[case_id].no if case_id in found else str(case_id)


