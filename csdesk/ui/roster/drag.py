"""A drag in the grid: what is dragged from where to where, and which cells it would change."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from csdesk.core.roster_check import Change
from csdesk.i18n import gettext as _
from csdesk.ui.roster.block import Block, Place
from csdesk.ui.roster.scene import Scene

Written = tuple[int, int, Change]  # row, day of the cell, and what is written into it


@dataclass(slots=True)
class Drag:
    """From the press of the mouse to its release; `kind` '' = there is none."""

    kind: str = ""  # '' | select | fill | move | swap
    pressed: Place | None = None
    target: Place | None = None
    copying: bool = False

    def label(self) -> str:
        """Of the undo step."""
        return {"fill": _("Fill the roster"), "swap": _("Swap shifts")}.get(
            self.kind, _("Copy a cell") if self.copying else _("Move a cell")
        )

    def changes(self, scene: Scene, block: Block) -> list[Written]:
        """What the cells would hold if it ended now; `block` is the choice."""
        if self.target is None:
            return []
        if self.kind == "fill":
            return _filled(scene, block, block.grown_to(self.target))
        if self.kind in ("move", "swap") and self.pressed is not None:
            return self._moved(scene, self.pressed, self.target)
        return []

    def _moved(self, scene: Scene, pressed: Place, target: Place) -> list[Written]:
        (row, day), (to_row, to_day) = pressed, target
        if self.kind == "swap":  # two people, the day on which the drag began
            if to_row == row:
                return []
            return [(row, day, scene.giving(row, day, to_row, day)), (to_row, day, scene.giving(to_row, day, row, day))]
        there = (to_row, to_day, scene.giving(to_row, to_day, row, day))
        if self.copying:
            return [there]
        return [there, (row, day, scene.giving(row, day, to_row, to_day))]


def _filled(scene: Scene, block: Block, grown: Block) -> list[Written]:
    return [
        (row, day, scene.giving(row, day, block.top + (row - block.top) % block.high, block.left + (day - block.left) % block.wide))
        for row, day in grown.places()
        if not block.holds((row, day))
    ]


def ghosts(scene: Scene, changes: list[Written], *, weigh: bool) -> dict[Place, tuple[str | None, bool]]:
    """Preview: what the cells would hold, and where that is not allowed; `weigh`: where a hard rule would break, too."""
    broken: set[tuple[int | None, date]] = set()
    if weigh and changes:
        added, _gone = scene.live.weigh([change for _row, _day, change in changes])
        broken = {(one.employee_id, one.day) for one in added if one.hard and one.employee_id is not None}
        broken |= {(one.employee_id, one.other) for one in added if one.hard and one.employee_id is not None and one.other}
    found: dict[Place, tuple[str | None, bool]] = {}
    for row, day, change in changes:
        employee, when = scene.people[row], scene.days[day].day
        found[row, day] = (change[2], (employee.id, when) in broken or not employee.employed_on(when))
    return found
