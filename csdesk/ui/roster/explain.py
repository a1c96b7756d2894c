"""The popover of a conflict: rule, the two times, how much, and up to three mends as buttons."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from csdesk.core.roster import Violation
from csdesk.core.roster_check import LAW, STAFFING, LiveRoster
from csdesk.core.roster_fix import Fix, fixes
from csdesk.i18n import gettext as _
from csdesk.ui.kit.basic import Button, Text, row
from csdesk.ui.kit.popover import Popover

WIDTH = 324


def icon_of(one: Violation) -> tuple[str, str]:
    """(icon, tone) of a violation: red needs a person, amber a lead, grey is the law or a hint."""
    if one.rule in STAFFING:
        return ("users", "danger" if one.hard else "warn")
    return ("triangle-alert", "danger") if one.hard else ("scale" if one.rule in LAW else "info", "muted")


class FixButton(Button):
    """A mend; a click hands it to the popover."""

    picked = Signal(object)

    def __init__(self, fix: Fix) -> None:
        super().__init__(fix.label)
        self.fix = fix
        self.clicked.connect(self._pick)

    def _pick(self) -> None:
        self.picked.emit(self.fix)


class ConflictPopover(Popover):
    """`ConflictPopover(grid, live, found, editable=True)`; signal `fixed(Fix)`. It closes when a mend is chosen."""

    fixed = Signal(object)

    def __init__(self, anchor: QWidget, live: LiveRoster, found: Sequence[Violation], *, editable: bool) -> None:
        first = found[0]
        icon, tone = icon_of(first)
        super().__init__(anchor, first.sentence, icon=icon, tone=tone, width=WIDTH, closes=False)
        self.buttons: list[FixButton] = []
        for number, one in enumerate(found):
            if number:
                self.body.addWidget(Text(one.sentence, "body", bold=True, wrap=True))
            self.body.addWidget(Text(one.detail, "small", "muted", wrap=True))
        offered = fixes(live, first) if editable else []
        for fix in offered:
            button = FixButton(fix)
            button.picked.connect(self._fix)
            self.buttons.append(button)
        self._lay(self.buttons)
        if editable and not offered and first.rule != "holiday_work":
            self.body.addWidget(Text(_("No simple mend: every other cell would break a rule"), "small", "muted", wrap=True))

    def _lay(self, buttons: Sequence[FixButton]) -> None:
        """As many buttons a line as there is room."""
        line: list[FixButton] = []
        used = 0
        for button in buttons:
            wide = button.sizeHint().width() + 8
            if line and used + wide > WIDTH - 26:
                self.body.addLayout(row(*line, None))
                line, used = [], 0
            line.append(button)
            used += wide
        if line:
            self.body.addSpacing(2)
            self.body.addLayout(row(*line, None))

    def _fix(self, fix: object) -> None:
        self.fixed.emit(fix)
        self.close()


class HistoryPopover(Popover):
    """谁改过: every change of a cell, newest first: (when, who, from, to, step)."""

    def __init__(self, anchor: QWidget, title: str, entries: Sequence[tuple[datetime, str, str, str, str]]) -> None:
        super().__init__(anchor, title, icon="history", tone="muted", width=WIDTH)
        if not entries:
            self.body.addWidget(Text(_("Nobody has changed this cell"), "small", "muted", wrap=True))
        for at, who, before, after, label in entries[:12]:
            when = _("{month}/{day} {time}").format(month=at.month, day=at.day, time=f"{at:%H:%M}")
            words = _("{before} → {after}").format(before=before, after=after)
            self.body.addLayout(row(Text(words), Text(label, "small", "muted"), None, Text(f"{who} {when}".strip(), "small", "muted")))
        if len(entries) > 12:
            self.body.addWidget(Text(_("and {n} earlier ones").format(n=len(entries) - 12), "small", "muted"))
