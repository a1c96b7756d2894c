"""The menus of the roster page: a cell's right-click, F2, a day's head; each entry calls the page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu

from csdesk.actions.repair import Missing
from csdesk.core.permission import Permission
from csdesk.core.roster import LEAVE, REST
from csdesk.core.roster_check import LiveRoster
from csdesk.core.roster_fix import partners, who_is
from csdesk.core.rules import Rules
from csdesk.i18n import gettext as _
from csdesk.ui import icons
from csdesk.ui.roster import keys

if TYPE_CHECKING:
    from csdesk.ui.roster.page import RosterPage

MOST_PARTNERS = 14


class Do:
    """A call with its arguments, for a menu entry."""

    def __init__(self, call: Callable[..., object], *given: object) -> None:
        self._call, self._given = call, given

    def now(self) -> None:
        self._call(*self._given)


def cell_menu(page: RosterPage) -> QMenu:
    """Right-click on a cell: what it can be, pin, swap, leave, why, who changed it."""
    live, view = page.seen, page.view
    assert live is not None and view is not None
    who, day = page.here.place()
    made = _menu(page)
    if view.editable:
        _add_shifts(made, page, day)
        made.addSeparator()
        pinned = live.code(who, day) is not None and live.source(who, day) == "pinned"
        entry(made, "pin", _("Unpin") if pinned else _("Pin the cell"), page.pin, keys_shown="P")
        _add_partners(made, page, live, who, day)
        if page.desk.may(Permission.DECIDE_ATTENDANCE):
            entry(made, "tree-palm", _("Enter leave…"), page.enter_leave)
        entry(made, "user-minus", _("Somebody can't come…"), page.repairing.open)
        entry(made, "user", _("Planning terms of {name}…").format(name=live.employee(who).name), page.open_terms)
        _add_day(made.addMenu(icons.icon("calendar"), _("This day")), page, live, day)
        made.addSeparator()
    if page.asking.may_ask(who) and not view.closed:
        asked = made.addMenu(icons.icon("clipboard-check"), _("Ask for")) if view.editable else made
        entry(asked, "calendar-check", _("Rest or a shift…"), page.asking.ask)
        entry(asked, "tree-palm", _("Leave…"), page.asking.ask_for_leave)
        entry(asked, "arrow-left-right", _("Swap…"), page.asking.ask_for_swap)
        made.addSeparator()
    if wrong := live.of_cell(who, day):
        hard = any(one.hard for one in wrong)
        entry(made, "info", _("Why a conflict") if hard else _("Why a hint"), page.why, keys_shown="F1")
    if page.desk.may(Permission.SEE_ATTENDANCE):
        entry(made, "history", _("Who changed it"), page.show_history)
    if view.editable:
        entry(made, "eraser", _("Clear"), page.here.clear, keys_shown="Del")
    return made


def shift_menu(page: RosterPage) -> QMenu:
    """F2: what the cell can be."""
    assert page.live is not None
    made = _menu(page)
    _add_shifts(made, page, page.here.place()[1])
    return made


def day_menu(page: RosterPage, day: date) -> QMenu | None:
    """Right-click on a day's head or its staffing: one shift for everybody shown, the day's needs; None where nothing can be done."""
    live, view = page.live, page.view
    if live is None or view is None or not view.editable:
        return None
    made = _menu(page)
    _add_day(made, page, live, day)
    return made


def _add_day(made: QMenu, page: RosterPage, live: LiveRoster, day: date) -> None:
    column = made.addMenu(icons.icon("columns-3"), _("The whole column"))
    for code, words, _letter in codes_of(live.rules_on(day)):
        entry(column, "", words, page.fill_day, day, code)
    column.addSeparator()
    entry(column, "arrow-down", _("As the first one"), page.fill_day_down, day)
    entry(column, "eraser", _("Clear"), page.fill_day, day, None)
    made.addSeparator()
    entry(made, "users", _("Needed on this day…"), page.change_needs, day)
    offered = made.addMenu(icons.icon("user-plus"), _("Look for somebody"))
    for one in live.coverage(day):
        shift = live.shift_on(day, one.shift)
        words = f"{shift.name if shift else one.shift} {one.post}".strip()
        words = _("{what}, {n} short").format(what=words, n=one.need - one.have) if one.have < one.need else words
        entry(offered, "", words, page.asking.open_shift, day, one.shift, one.post)
    for one in live.coverage(day) if live.decided(day) else ():
        if one.have < one.need:
            shift = live.shift_on(day, one.shift)
            what = f"{shift.name if shift else one.shift} {one.post}".strip()
            entry(made, "user-search", _("Who could fill {what}").format(what=what), page.repairing.fill_place, day, one.shift, one.post)
            place = Missing(day, one.shift, one.post)
            entry(made, "circle-question-mark", _("Why nobody has {what}").format(what=what), page.doubting.open_place, place)
    entry(made, "megaphone", _("Needs and sales days…"), page.open_sales)


def codes_of(rules: Rules) -> list[tuple[str, str, str]]:
    """What a cell can be: code, words, the letter that types it."""
    letters: dict[str, str] = {}
    for key, code in keys.keys(rules).items():
        if len(key) == 1 and key.isascii():
            letters[code] = key  # the later ones are the initials: B W X J
    found = [(shift.code, f"{shift.name} {keys.hours(shift)}") for shift in rules.shifts]
    found += [(REST, _("Rest day")), (LEAVE, _("On leave"))]
    return [(code, words, letters.get(code, "")) for code, words in found]


def entry(made: QMenu, icon: str, words: str, call: Callable[..., object], *given: object, keys_shown: str = "") -> None:
    """One more line; `keys_shown` stands at its right."""
    action = made.addAction(f"{words}\t{keys_shown}" if keys_shown else words)
    if icon:
        action.setIcon(icons.icon(icon))
    do = Do(call, *given)
    action.setProperty("do", do)
    action.triggered.connect(do.now)


def _menu(page: RosterPage) -> QMenu:
    made = QMenu(page)
    made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    return made


def _add_shifts(made: QMenu, page: RosterPage, day: date) -> None:
    """Every shift, rest and leave; every shift at the other posts that everybody chosen can take."""
    live = page.live
    assert live is not None
    chosen = {who for who, _day in page.here.chosen_cells()}
    owns = {live.employee(who).post for who in chosen}
    for code, words, letter in codes_of(live.rules_on(day)):
        entry(made, "", words, page.here.set_code, code, keys_shown=letter)
    shared = sorted(frozenset.intersection(*(live.posts(who) for who in chosen)))
    others = [post for post in shared if post and (len(owns) > 1 or post not in owns)]
    if any(live.post(who, when) != live.employee(who).post for who, when in page.here.chosen_cells()) and len(owns) == 1:
        others = [*owns, *others]
    if others:
        made.addSeparator()
    for post in others:
        for shift in live.rules_on(day).shifts:
            entry(made, "", f"{shift.name} · {post}", page.here.set_shift, shift.code, post)


def _add_partners(made: QMenu, page: RosterPage, live: LiveRoster, who: int, day: date) -> None:
    if live.code(who, day) is None:
        return
    others = made.addMenu(icons.icon("arrow-left-right"), _("Swap with…"))
    found = partners(live, who, day)
    for partner in found[:MOST_PARTNERS]:
        words = f"{who_is(live, partner.employee)} · {page.here.words_of(day, partner.code)}"
        if partner.problems:
            words = f"{words}  ({partner.problems[0].sentence})"
        entry(others, "triangle-alert" if partner.problems else "", words, page.swap, who, partner.employee.id, day)
    others.setEnabled(bool(found))
