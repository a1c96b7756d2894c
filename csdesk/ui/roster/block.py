"""A block of cells in the grid: the rows and days between two places."""

from __future__ import annotations

from typing import NamedTuple

Place = tuple[int, int]  # row, day


class Block(NamedTuple):
    """Rows `top` to `bottom`, days `left` to `right`, all of them in it."""

    top: int
    left: int
    bottom: int
    right: int

    @classmethod
    def between(cls, one: Place, other: Place) -> Block:
        (a, b), (c, d) = one, other
        return cls(min(a, c), min(b, d), max(a, c), max(b, d))

    @property
    def single(self) -> bool:
        return (self.top, self.left) == (self.bottom, self.right)

    @property
    def high(self) -> int:
        return self.bottom - self.top + 1

    @property
    def wide(self) -> int:
        return self.right - self.left + 1

    def holds(self, place: Place) -> bool:
        return self.top <= place[0] <= self.bottom and self.left <= place[1] <= self.right

    def places(self) -> list[Place]:
        """Its cells, row by row."""
        return [(row, day) for row in range(self.top, self.bottom + 1) for day in range(self.left, self.right + 1)]

    def grown_to(self, place: Place) -> Block:
        """Grown so far that it reaches the place, along the longer way."""
        top, left, bottom, right = self
        row, day = place
        down, across = max(row - bottom, top - row, 0), max(day - right, left - day, 0)
        if down == across == 0:
            return self
        if down >= across:
            return Block(min(top, row), left, max(bottom, row), right)
        return Block(top, min(left, day), bottom, max(right, day))
