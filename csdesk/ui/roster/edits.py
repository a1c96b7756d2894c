"""What an edit of the grid would write, and what a copy takes: blocks of cells to changes and text, and back."""

from __future__ import annotations

from csdesk.core.roster_check import Change
from csdesk.ui.roster import keys
from csdesk.ui.roster.block import Block
from csdesk.ui.roster.scene import Scene


def filled_down(scene: Scene, block: Block) -> list[Change]:
    """The top row of the block into its other rows; a single row takes what stands above it."""
    source = block.top if block.top != block.bottom else block.top - 1
    if source < 0:
        return []
    rest = block._replace(top=source + 1)
    return [scene.giving(row, day, source, day) for row, day in rest.places()]


def filled_right(scene: Scene, block: Block) -> list[Change]:
    """The left column of the block into its other columns; a single column takes what stands left of it."""
    source = block.left if block.left != block.right else block.left - 1
    if source < 0:
        return []
    rest = block._replace(left=source + 1)
    return [scene.giving(row, day, row, source) for row, day in rest.places()]


def as_text(scene: Scene, block: Block) -> str:
    """The block as the shifts' letters, tab-separated, as Excel takes it."""
    days = range(block.left, block.right + 1)
    lines = ["\t".join(_letter(scene, row, day) for day in days) for row in range(block.top, block.bottom + 1)]
    return "\n".join(lines)


def _letter(scene: Scene, row: int, day: int) -> str:
    code = scene.code(row, day)
    shift = scene.live.shift_on(scene.days[day].day, code)
    return shift.mark if shift else code or ""


def pasted(scene: Scene, block: Block, text: str) -> tuple[list[Change], int, Block]:
    """A block of text laid from the top left of the choice, repeated where the choice is a multiple of it: what changes, how many
    cells fell off the grid, and the block it covers (which may reach beyond the grid)."""
    lines = [line.split("\t") for line in text.split("\n")]
    high, wide = len(lines), max(len(line) for line in lines)
    top, left = block.top, block.left
    rows = block.high if block.high % high == 0 else high
    days = block.wide if block.wide % wide == 0 else wide
    changes: list[Change] = []
    lost = 0
    for row in range(rows):
        line = lines[row % high]
        for day in range(days):
            if top + row >= len(scene.people) or left + day >= len(scene.days):
                lost += 1
                continue
            who, when = scene.cell(top + row, left + day)
            word = line[day % wide] if day % wide < len(line) else ""
            code = keys.read(word, scene.live.rules_on(when))
            if code != scene.live.code(who, when):
                changes.append((who, when, code))
    return changes, lost, Block(top, left, top + rows - 1, left + days - 1)
