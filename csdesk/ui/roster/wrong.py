"""What is wrong with the roster shown: chips that count it and jump to it, the popover that explains it and offers mends."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QRect, Qt, QTimer
from PySide6.QtGui import QCursor

from csdesk.core.roster import Violation
from csdesk.core.roster_check import LAW, STAFFING, LiveRoster
from csdesk.core.roster_fix import Fix
from csdesk.i18n import N_
from csdesk.i18n import gettext as _
from csdesk.ui.kit import Chip
from csdesk.ui.roster.explain import ConflictPopover

if TYPE_CHECKING:
    from csdesk.ui.roster.page import RosterPage

GRACE_MS = 250  # on the way from a cell to its popover
CHIPS = {  # kind -> words, tone, icon; in the order of the toolbar
    "conflict": (N_("Conflicts {n}"), "danger", "triangle-alert"),
    "short": (N_("Short {n}"), "danger", "users"),
    "no_lead": (N_("No lead {n}"), "warn", "users"),
    "no_shop": (N_("No shop {n}"), "warn", "users"),
    "law": (N_("Law {n}"), "neutral", "scale"),
    "hint": (N_("Hints {n}"), "neutral", "info"),
}


class Wrong(QObject):
    """Holds the chips (`chips`, by kind) and the open popover (`popover`) for its page."""

    def __init__(self, page: RosterPage) -> None:
        super().__init__(page)
        self.page = page
        self._jumps = {kind: _Jump(self, kind) for kind in CHIPS}
        self.chips = {kind: Chip(tall=True, on=jump.now) for kind, jump in self._jumps.items()}
        self.popover: ConflictPopover | None = None
        self._jumped: dict[str, int] = {}
        self._hovering = False
        self._leaving = QTimer(self)
        self._leaving.setSingleShot(True)
        self._leaving.setInterval(GRACE_MS)
        self._leaving.timeout.connect(self._maybe_close)

    def count(self, live: LiveRoster, *, staffing: bool) -> None:
        """How many of what; a chip without a count goes away. Not `staffing`: who looks sees the own row only."""
        found = [one for one in counted(live.violations()) if staffing or one.employee_id is not None]
        for kind, (words, tone, icon) in CHIPS.items():
            count = sum(1 for one in found if kind_of(one) == kind)
            said = _(words).format(n=count)
            chip = self.chips[kind]
            if chip.spec.words != said:
                chip.say(said, tone, icon)
            chip.setVisible(count > 0)

    def forget(self) -> None:
        """Other days or people are shown: the next jump begins at the first again."""
        self._jumped.clear()

    # going there

    def next(self, kind: str) -> None:
        """Go to the next one of a kind and explain it there; round at the end."""
        page, live = self.page, self.page.live
        found = [one for one in counted(live.violations()) if kind_of(one) == kind] if live is not None else []
        if live is None or not found:
            return
        number = self._jumped.get(kind, -1) + 1
        self._jumped[kind] = number = number if number < len(found) else 0
        one = found[number]
        if one.employee_id is not None and page.post.key() and live.employee(one.employee_id).post != page.post.key():
            page.post.choose("")
        page.reach(one.day)
        page.here.setFocus()
        if one.employee_id is None:
            page.here.go_to(None, one.day)
            self.explain(page.here.day_rect(one.shift, one.post, one.day), (one,), False)
        elif page.here.go_to(one.employee_id, one.day):
            self.explain(page.here.cell_rect(one.employee_id, one.day), (one,), False)

    # saying why

    def explain(self, rect: QRect, found: tuple[Violation, ...], focus: bool) -> None:
        """A popover at `rect`; none = the mouse left, so it goes after a moment. `focus`: the keyboard goes to the mends."""
        if not found:
            if self.popover is not None and self._hovering:
                self._leaving.start()
            return
        self._leaving.stop()
        self.close()
        page = self.page
        if page.live is None or page.view is None:
            return
        self._hovering = not focus and page.here.underMouse() and rect.contains(page.here.mapFromGlobal(QCursor.pos()))
        popover = ConflictPopover(page.here, page.live, found, editable=page.view.editable)
        popover.fixed.connect(self._fix)
        popover.closed.connect(self._gone)
        self.popover = popover
        popover.show_at(rect, focus=focus)
        if focus and popover.buttons:
            popover.buttons[0].setFocus(Qt.FocusReason.TabFocusReason)

    def close(self) -> None:
        if self.popover is not None:
            popover, self.popover = self.popover, None
            popover.close()

    def _gone(self) -> None:
        if self.sender() is self.popover or self.popover is None:
            self.popover = None

    def _maybe_close(self) -> None:
        if self.popover is None or not self._hovering:
            return
        if self.popover.underMouse():
            self._leaving.start()
        else:
            self.close()

    def _fix(self, fix: Fix) -> None:
        self.popover = None
        self.page.write(fix.changes, fix.label)
        self.page.here.setFocus()


class _Jump:
    def __init__(self, wrong: Wrong, kind: str) -> None:
        self._next: Callable[[str], None] = wrong.next
        self._kind = kind

    def now(self) -> None:
        self._next(self._kind)


def kind_of(one: Violation) -> str:
    """Which chip counts it."""
    if one.rule in STAFFING:
        return one.rule
    return "conflict" if one.hard else "law" if one.rule in LAW else "hint"


def counted(found: Sequence[Violation]) -> list[Violation]:
    """What the chips count: every conflict and shortage, but a hint once a person (the first of the month)."""
    seen: set[tuple[str, int | None, date | None]] = set()
    result = []
    for one in found:
        key = (one.rule, one.employee_id, None if one.employee_id is not None else one.day)
        if one.hard or one.rule in STAFFING or key not in seen:
            result.append(one)
            seen.add(key)
    return result
