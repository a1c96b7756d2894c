"""What a column of a table declares about its cells: value, words, width, tone, chip, buttons, how it is edited."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from csdesk.ui.kit import paint
from csdesk.ui.kit.chip import ChipSpec

R = TypeVar("R")
ALIGN = {"left": paint.LEFT, "right": paint.RIGHT, "center": paint.CENTRE}
PAD, EDGE = 10, 16  # beside a cell's words; before the first and behind the last column


@dataclass(frozen=True)
class RowButton:
    """A small decision in a row; `RecordTable.decided` gives (record, id)."""

    id: str
    words: str


@dataclass(frozen=True)
class Column(Generic[R]):
    """One declared column. `title` is a msgid. All callables take the record.

    value: what is sorted by (None sorts last) and, without `text`, shown. text: what is shown, filtered and copied.
    align: left | right | center. width: pixels; 0 = takes the room that is left. sort: another sort key than `value`.
    tone: the token of the text ("muted", "danger", ...). bold. second: a muted line under the first. suffix: muted caption
    behind the text (a staff number). chip: a ChipSpec instead of text. icon: Lucide name before the text. basis: the number has
    a dotted line and a click emits `basis_asked(record, column id)`. buttons: row decisions, painted at the right.
    edit: makes the cell editable; called with (record, new text); raises UserError to refuse (the message stays under the editor).
    edit_text: what the editor starts with. tip: tooltip."""

    id: str
    title: str
    value: Callable[[R], Any]
    text: Callable[[R], str] | None = None
    align: str = "left"
    width: int = 100
    sort: Callable[[R], Any] | None = None
    tone: Callable[[R], str] | str = "text"
    bold: Callable[[R], bool] | bool = False
    second: Callable[[R], str] | None = None
    suffix: Callable[[R], str] | None = None
    chip: Callable[[R], ChipSpec | None] | None = None
    icon: Callable[[R], str] | None = None
    basis: Callable[[R], bool] | bool = False
    buttons: Callable[[R], Sequence[RowButton]] | None = None
    edit: Callable[[R, str], object] | None = None
    edit_text: Callable[[R], str] | None = None
    tip: Callable[[R], str] | None = None
    sortable: bool = True

    def shown(self, record: R) -> str:
        if self.text is not None:
            return self.text(record)
        if self.chip is not None:
            spec = self.chip(record)
            return spec.words if spec else ""
        value = self.value(record)
        return "" if value is None else str(value)

    def tone_of(self, record: R) -> str:
        return self.tone if isinstance(self.tone, str) else self.tone(record)

    def bold_of(self, record: R) -> bool:
        return self.bold if isinstance(self.bold, bool) else self.bold(record)

    def basis_of(self, record: R) -> bool:
        return self.basis if isinstance(self.basis, bool) else self.basis(record)
