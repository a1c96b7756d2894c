"""The check list of a shift and the cleaning rota: shown, ticked, and changed by a lead."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from csdesk.actions.session import Session, changed
from csdesk.actions.staff import all_employees
from csdesk.core.changes import Changes, Topic
from csdesk.core.day_check import CheckItem, Tick, turn
from csdesk.core.permission import Permission
from csdesk.core.problem import UserError
from csdesk.i18n import N_
from csdesk.i18n import gettext as _
from csdesk.store import handover as store
from csdesk.store import roster as store_roster

LONGEST = 200
# A list to begin with (handbook 2, training deck); a lead takes it over with one click.
USUAL: tuple[str, ...] = (
    N_("Service accounts set to away or handed on"), N_("Unpaid orders reminded"), N_("Unshipped orders agreed with the warehouse"),
    N_("New phrases read"), N_("Today's bad reviews seen and entered"), N_("Phone, keys, petty cash"), N_("Desk, power, doors and windows"),
)  # fmt: skip


@dataclass(frozen=True)
class CheckLine:
    """One line for a day and shift: who ticked it, and whose turn it is ('' = everybody's)."""

    item: CheckItem
    tick: Tick | None
    turn: str


def lines(session: Session, day: date, shift: str) -> tuple[CheckLine, ...]:
    """The check list of one shift of a day."""
    session.require(Permission.KEEP_LOG)
    ticks = {one.item_id: one for one in store.ticks(session.shop, day) if one.shift == shift}
    working = {cell.employee_id for cell in store_roster.cells(session.shop, day, day) if cell.code == shift}
    names = {one.id: one.name for one in all_employees(session)}
    return tuple(CheckLine(one, ticks.get(one.id), names.get(turn(one.people, day, working) or 0, ""))
                 for one in store.check_items(session.shop) if one.shift in ("", shift))  # fmt: skip


def items(session: Session) -> tuple[CheckItem, ...]:
    """The whole list, for changing it."""
    session.require(Permission.KEEP_LOG)
    return store.check_items(session.shop)


def tick(session: Session, item_id: int, day: date, shift: str, done: bool, note: str = "") -> Changes:
    """Tick a line off, or (False) not after all."""
    session.require(Permission.KEEP_LOG)
    item = next((one for one in store.check_items(session.shop) if one.id == item_id), None)
    if item is None:
        raise UserError(_("This line was taken off the check list"), code="gone")
    with session.step(_("Check list: {text}").format(text=item.text)):
        if done:
            store.tick(session.shop, Tick(0, item_id, day, shift, session.now.replace(microsecond=0), session.user_name, note.strip()))
        else:
            store.untick(session.shop, item_id, day, shift)
    return changed(Topic.HANDOVER)


def save(session: Session, wanted: Sequence[CheckItem]) -> Changes:
    """The list as it should be, in this order; ids that are missing are taken off."""
    session.require(Permission.HAND_OVER)
    texts = [one.text.strip() for one in wanted]
    if any(not text or len(text) > LONGEST for text in texts):
        raise UserError(_("Each line needs 1 to {n} characters").format(n=LONGEST), code="text")
    with session.step(_("Check list changed")):
        keep = {one.id for one in wanted}
        for old in store.check_items(session.shop):
            if old.id not in keep:
                store.remove_check_item(session.shop, old.id)
        for position, (one, text) in enumerate(zip(wanted, texts, strict=True)):
            store.save_check_item(session.shop, CheckItem(one.id, text, one.shift, one.people, position))
    return changed(Topic.HANDOVER, message=_("Check list saved"))


def take_usual(session: Session) -> Changes:
    """Begin with the usual list."""
    return save(session, [CheckItem(0, _(text)) for text in USUAL])
