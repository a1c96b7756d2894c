"""Where everything of the grid lies: names, days, load strip, coverage strip; pure geometry in logical pixels."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF

NAMES, HEAD, ROW, GAP, COVERAGE = 124, 40, 23, 5, 21
LEAST, NARROW, WIDEST = 21, 24, ((7, 190), (14, 90), (31, 46))  # of a column; at most so wide up to so many days
BAR = 12  # a scroll bar under or beside the days
LOADS = (243, 152, 0)  # the load strip: with its bar, without it, not at all; the first that fits beside the days
COVERAGE_TOP, COVERAGE_FOOT = 5, 6


class Frame:
    """Laid out anew whenever the size, the rows or the days change; `x` and `y` are the scroll offsets."""

    def __init__(self, width: int, height: int, groups: Sequence[int], days: int, coverage: int, *, loads: Sequence[int] = LOADS) -> None:
        """`groups` are the numbers of rows of each group."""
        self.width, self.height = width, height
        self.days = days
        self.coverage = coverage
        self.tops: list[int] = []
        self.breaks: list[int] = []  # content y of the hairline between two groups
        top = 2
        for number, size in enumerate(groups):
            if number:
                self.breaks.append(top + GAP // 2)
                top += GAP
            for _row in range(size):
                self.tops.append(top)
                top += ROW
        self.content = top + 3
        self.strip = COVERAGE_TOP + coverage * COVERAGE + COVERAGE_FOOT if coverage else 0
        self.load = next((load for load in loads if NAMES + NARROW * days + load <= width), loads[-1])
        down = self.content > height - HEAD - self.strip - 1  # rows scroll: without a load strip their bar needs its own room
        room = width - NAMES - (self.load or (BAR if down else 0))
        widest = next(most for count, most in WIDEST if days <= count)
        self.column = max(LEAST, min(widest, room // max(1, days)))
        self.days_left = NAMES
        self.days_width = min(room, self.column * days)
        self.load_left = NAMES + self.days_width + 4 if self.load else width
        self.max_x = max(0, self.column * days - self.days_width)
        self.bar = BAR if self.max_x else 0
        self.body_top = HEAD
        self.body_height = max(ROW, min(self.content, height - HEAD - self.bar - self.strip - 1))
        self.strip_top = self.body_top + self.body_height + self.bar
        self.max_y = max(0, self.content - self.body_height)
        self.x = 0
        self.y = 0

    @property
    def natural_height(self) -> int:
        """The height at which nothing scrolls."""
        return HEAD + self.content + self.bar + self.strip + 1

    def scroll(self, x: int, y: int) -> None:
        self.x = max(0, min(self.max_x, x))
        self.y = max(0, min(self.max_y, y))

    def column_left(self, day: int) -> int:
        return self.days_left + day * self.column - self.x

    def row_top(self, row: int) -> int:
        return self.body_top + self.tops[row] - self.y

    def cell(self, row: int, day: int) -> QRectF:
        return QRectF(self.column_left(day), self.row_top(row), self.column, ROW)

    def row(self, row: int) -> QRectF:
        return QRectF(0, self.row_top(row), self.width, ROW)

    def head(self, day: int) -> QRectF:
        return QRectF(self.column_left(day), 0, self.column, HEAD)

    def coverage_cell(self, line: int, day: int) -> QRectF:
        return QRectF(self.column_left(day), self.strip_top + 1 + COVERAGE_TOP + line * COVERAGE, self.column, COVERAGE)

    def coverage_line(self, line: int) -> QRectF:
        return QRectF(0, self.strip_top + 1 + COVERAGE_TOP + line * COVERAGE, self.width, COVERAGE)

    def body(self) -> QRectF:
        return QRectF(0, self.body_top, self.width, self.body_height)

    def days_area(self) -> QRectF:
        """Head, rows and strip between the names and the load."""
        return QRectF(self.days_left, 0, self.days_width, self.height)

    def day_at(self, x: float, *, clamp: bool = False) -> int | None:
        number = int((x - self.days_left + self.x) // self.column)
        if clamp:
            return max(0, min(self.days - 1, number))
        inside = self.days_left <= x < self.days_left + self.days_width
        return number if inside and 0 <= number < self.days else None

    def row_at(self, y: float, *, clamp: bool = False) -> int | None:
        if not self.tops:
            return None
        inside = self.body_top <= y < self.body_top + self.body_height
        if not inside and not clamp:
            return None
        at = y - self.body_top + self.y
        best = None
        for number, top in enumerate(self.tops):
            if top <= at:
                best = number
        if clamp:
            return best if best is not None else 0
        return best if best is not None and at < self.tops[best] + ROW else None

    def line_at(self, y: float) -> int | None:
        """The coverage line at a height."""
        if not self.coverage:
            return None
        number = int((y - self.strip_top - 1 - COVERAGE_TOP) // COVERAGE)
        return number if 0 <= number < self.coverage else None

    def show(self, row: int, day: int) -> None:
        """Scroll so that the cell can be seen."""
        top = self.tops[row]
        y = min(self.y, top - 2)
        y = max(y, top + ROW + 3 - self.body_height)
        left = day * self.column
        x = max(min(self.x, left), left + self.column - self.days_width)
        self.scroll(x, y)
