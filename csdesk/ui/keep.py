"""Answers for what a page shows when it is made anew in another language: month, filters, chosen rows, typed words, place, focus.

The parts of a page are found by the names of its attributes (`self.note.edit`), which are the same in every language.
What no attribute holds (a case, a cell of the roster) the page says itself: `Page.where()` gives what its `goto` takes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QCheckBox, QLineEdit, QPlainTextEdit, QSpinBox, QWidget

from csdesk.ui.kit.choose import PeriodPicker, Segment
from csdesk.ui.kit.form import ComboBox, DateBox
from csdesk.ui.kit.sections import SectionList
from csdesk.ui.kit.table import RecordTable
from csdesk.ui.page import Page

Path = tuple[str, ...]


@dataclass(frozen=True)
class Kept:
    """What a page showed. `choices` decide what it reads, `contents` belong to what it then shows."""

    where: tuple[object, ...]
    choices: Mapping[Path, Any]
    contents: Mapping[Path, Any]
    scrolled: tuple[tuple[int, int], ...]
    focus: Path | None


def keep(page: Page) -> Kept:
    """What this page shows now; an open editor is left first."""
    focus = QApplication.focusWidget()
    if page.editing() and focus is not None and page.isAncestorOf(focus):
        focus.clearFocus()
    choices: dict[Path, Any] = {}
    contents: dict[Path, Any] = {}
    at: Path | None = None
    for path, part in _parts(page):
        for kinds, into in ((_CHOICES, choices), (_CONTENTS, contents)):
            for kind, (read, _write) in kinds.items():
                if isinstance(part, kind):
                    into[path] = read(part)
        if part is focus:
            at = path
    scrolled = tuple((area.horizontalScrollBar().value(), area.verticalScrollBar().value()) for area in _areas(page))
    return Kept(page.where(), choices, contents, scrolled, at)


def choose_again(page: Page, kept: Kept) -> None:
    """Before the page is shown: the month, the segment, the part that was chosen."""
    for path, part in _parts(page):
        if path in kept.choices:
            _write(part, kept.choices[path], _CHOICES)


def show_again(page: Page, kept: Kept) -> None:
    """After it is shown: where it was, what was typed and selected, what was in sight, where the keyboard was."""
    for one in kept.where:
        page.goto(one)
    parts = dict(_parts(page))
    for path, value in kept.contents.items():
        if path in parts:
            _write(parts[path], value, _CONTENTS)
    focus = parts.get(kept.focus) if kept.focus is not None else None
    if focus is not None and focus.isVisible():
        focus.setFocus()
    _scroll(page, kept)
    QTimer.singleShot(0, page, lambda: _scroll(page, kept))  # once more when all has its size


def _scroll(page: Page, kept: Kept) -> None:
    areas = _areas(page)
    if len(areas) == len(kept.scrolled):
        for area, (across, down) in zip(areas, kept.scrolled, strict=True):
            area.horizontalScrollBar().setValue(across)
            area.verticalScrollBar().setValue(down)


def _areas(page: Page) -> list[QAbstractScrollArea]:
    return [one for one in page.findChildren(QAbstractScrollArea) if one.isVisibleTo(page)]


def _parts(page: Page) -> Iterator[tuple[Path, QWidget]]:
    """Every widget inside the page that an attribute holds, outer ones first."""
    seen = {id(page)}
    waiting: list[tuple[Path, object]] = [((), page)]
    while waiting:
        path, owner = waiting.pop(0)
        for name, value in vars(owner).items():
            for key, one in _each(value):
                if isinstance(one, QWidget) and id(one) not in seen and page.isAncestorOf(one) and not one.property("unkept"):
                    seen.add(id(one))
                    own = (*path, name) if key is None else (*path, name, str(key))
                    yield own, one
                    if not isinstance(one, RecordTable) and type(one).__module__.startswith("csdesk."):
                        waiting.append((own, one))


def _each(value: object) -> Iterable[tuple[object, object]]:
    """What an attribute holds: one thing, or those of a dictionary, a list, a tuple, by their key or place."""
    if isinstance(value, dict):
        return tuple(value.items())
    return tuple(enumerate(value)) if isinstance(value, list | tuple) else ((None, value),)


def _write(part: QWidget, value: Any, kinds: Mapping[type, tuple[Callable[[Any], Any], Callable[[Any, Any], object]]]) -> None:
    for kind, (read, write) in kinds.items():
        if isinstance(part, kind) and read(part) != value:
            write(part, value)


def _typed(edit: QPlainTextEdit) -> tuple[str, int]:
    return edit.toPlainText(), edit.textCursor().position()


def _type(edit: QPlainTextEdit, value: tuple[str, int]) -> None:
    if edit.toPlainText() != value[0]:
        edit.setPlainText(value[0])
    cursor = edit.textCursor()
    cursor.setPosition(min(value[1], len(value[0])))
    edit.setTextCursor(cursor)


def _rows(table: RecordTable[Any]) -> tuple[dict[int, str], bool, tuple[int, bool], list[Any], Any]:
    model = table.model_
    return dict(model.column_words), table.filtering(), (model.sorted_by, model.descending), table.selected_keys(), table.current_key()


def _rows_again(table: RecordTable[Any], value: tuple[dict[int, str], bool, tuple[int, bool], list[Any], Any]) -> None:
    words, filtering, (column, descending), keys, current = value
    for number, text in words.items():
        table.filter_column(number, text)
    if filtering:
        table.show_filters()
    if column >= 0:
        table.sort_by(table.model_.columns[column].id, descending=descending)
    table.choose_keys(keys, current)


_CHOICES: dict[type, tuple[Callable[[Any], Any], Callable[[Any, Any], object]]] = {
    PeriodPicker: (lambda part: part.month, lambda part, value: part.set_month(value)),
    Segment: (lambda part: part.current, lambda part, value: part.choose(value)),
    SectionList: (lambda part: part.current, lambda part, value: part.choose(value)),
}
_CONTENTS: dict[type, tuple[Callable[[Any], Any], Callable[[Any, Any], object]]] = {
    ComboBox: (lambda part: part.key(), lambda part, value: part.choose(value)),
    DateBox: (lambda part: part.day(), lambda part, value: part.set_day(value)),
    QCheckBox: (lambda part: part.isChecked(), lambda part, value: part.setChecked(value)),
    QSpinBox: (lambda part: part.value(), lambda part, value: part.setValue(value)),
    QLineEdit: (lambda part: part.text(), lambda part, value: part.setText(value)),
    QPlainTextEdit: (_typed, _type),
    RecordTable: (_rows, _rows_again),
}
