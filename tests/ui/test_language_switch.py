"""The language is switched in the middle of work: what was typed, chosen, filtered, scrolled and opened is there in the other one."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from csdesk import i18n
from csdesk.actions import handover, roster
from csdesk.app import Program
from csdesk.core.calendar import Month
from csdesk.store import evidence
from csdesk.ui import memory
from csdesk.ui.kit import Dialog
from csdesk.ui.page import Page
from csdesk.ui.window import MainWindow
from tests.ui.conftest import awake

CONTROL = Qt.KeyboardModifier.ControlModifier
SEPTEMBER = Month(2026, 9)


@pytest.fixture
def program(qtbot: QtBot, tmp_path: Path, demo_file: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Program]:
    """The whole program on a copy of the demonstration shop."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "config"))
    path = tmp_path / "店铺.csdesk"
    shutil.copy(demo_file, path)
    shutil.copytree(evidence.folder(demo_file), evidence.folder(path))
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    made = Program(app, lambda: datetime(2026, 10, 8, 9, 0))
    assert made.open(path)
    window = made.window
    assert window is not None
    window.showNormal()
    window.resize(1366, 768)
    awake(qtbot, window)
    yield made
    made.close()


def at(program: Program, name: str) -> Page:
    """Go to a page."""
    window = program.window
    assert window is not None
    window.open_page(name)
    return window.pages[name]


def switch(qtbot: QtBot, program: Program, language: str) -> MainWindow:
    """As the menu does it."""
    window = program.window
    assert window is not None
    window.asked.emit(f"language:{language}")
    assert i18n.language == language and memory.get("language") == language
    qtbot.wait(1)  # deferred: old pages go, new ones get their size
    return window


def test_a_half_written_note_its_case_and_the_filter(qtbot: QtBot, program: Program) -> None:
    page = at(program, "cases")
    page._tab("all")
    qtbot.keyClick(page, Qt.Key.Key_F, CONTROL)
    digits = page.view.case.order_no[-4:]
    qtbot.keyClicks(page.search, digits)
    page._search_now()
    rows = page.list.model().rowCount()
    page.list.setCurrentIndex(page.list.model().index(rows - 1, 0))
    case = page.case_id
    assert rows > 0 and case is not None
    edit = page.detail.note.edit
    edit.setFocus()
    qtbot.keyClicks(edit, "half a sentence, and ")
    for language in ("en", "zh_TW", "zh_CN"):
        window = switch(qtbot, program, language)
        now = window.pages["cases"]
        assert now is not page and now.case_id == case and now.filter == page.filter and now.search.text() == digits
        assert now.list.model().rowCount() == rows
        assert now.detail.note.edit.toPlainText() == "half a sentence, and "
        assert QApplication.focusWidget() is now.detail.note.edit
        page = now
    qtbot.keyClicks(page.detail.note.edit, "the rest")
    qtbot.keyClick(page.detail.note.edit, Qt.Key.Key_Return, CONTROL)
    assert page.detail.note.edit.toPlainText() == "" and program.desk.can_undo() is not None


def test_the_month_with_its_filters_order_and_row(qtbot: QtBot, program: Program) -> None:
    page = at(program, "month")
    assert page.month == SEPTEMBER and "月薪" in page.view.result.employees[0].lines[0].basis.text
    page.period.set_month(Month(2026, 8))
    page.table.begin_filter()
    number = next(i for i, one in enumerate(page.table.model_.columns) if one.id == "name")
    page.table._header().boxes[number].setText("林")  # the key of a Chinese character is none
    page.table.sort_by("net", descending=True)
    page.table.selectRow(0)
    shown, chosen = [one.employee_id for one in page.table.records()], page.table.current_key()
    assert 0 < len(shown) < 12
    window = switch(qtbot, program, "en")
    now = window.pages["month"]
    assert now.period.month == Month(2026, 8) and now.month == Month(2026, 8)
    assert [one.employee_id for one in now.table.records()] == shown and now.table.current_key() == chosen
    assert now.table.filtering() and now.table._header().boxes[number].text() == "林"
    assert (now.table.model_.sorted_by, now.table.model_.descending) == (page.table.model_.sorted_by, page.table.model_.descending)
    assert now.slip.isVisible()
    now.period.set_month(SEPTEMBER)  # what was worked out before is worked out again in the new words
    assert now.view.result.employees[0].lines[0].basis.text.startswith("Monthly pay")


def test_a_change_of_before_is_undone_after(qtbot: QtBot, program: Program) -> None:
    def cells() -> dict[tuple[int, date], str]:
        view = program.desk.query(roster.month_view, Month(2026, 10))
        return {(one.employee_id, one.day): one.code for one in view.cells}

    page = at(program, "roster")
    place = page.view.employees[2].id, date(2026, 10, 20)
    page.goto(place)
    before = cells()
    qtbot.keyClick(page.here, "w" if before.get(place) != "N" else "b")
    assert cells() != before
    window = switch(qtbot, program, "zh_TW")
    assert window.pages["roster"].here.place() == page.here.place()
    qtbot.keyClick(window, Qt.Key.Key_Z, CONTROL)
    assert cells() == before


def test_the_roster_shows_the_same_weeks_and_cell(qtbot: QtBot, program: Program) -> None:
    page = at(program, "roster")
    page.period.set_month(SEPTEMBER)
    page.span.choose("week")
    person = page.view.employees[3].id
    page.goto((person, date(2026, 9, 17)))
    page.post.choose(page.view.employees[3].post)
    shown = page.shown
    window = switch(qtbot, program, "en")
    now = window.pages["roster"]
    assert (now.month, now.shown, now.here.place()) == (SEPTEMBER, shown, (person, date(2026, 9, 17)))
    assert now.post.key() == page.view.employees[3].post and now.span.current == "week"


def test_a_search_a_segment_and_a_row_of_the_staff(qtbot: QtBot, program: Program) -> None:
    page = at(program, "staff")
    page.state.choose("all")
    awake(qtbot, program.window)
    page.search.setFocus()
    qtbot.keyClicks(page.search, "00")
    page.table.selectRow(3)
    key, rows = page.table.current_key(), len(page.table.records())
    other = at(program, "fund")
    other.period.set_month(SEPTEMBER)
    window = switch(qtbot, program, "en")
    assert window.page() is window.pages["fund"] and window.pages["fund"].period.month == SEPTEMBER and "staff" not in window.pages
    now = at(program, "staff")  # a page that was not in sight shows what it showed, too
    assert now.state.current == "all" and now.search.text() == "00" and now.table.current_key() == key and len(now.table.records()) == rows


def test_a_draft_of_the_rules(qtbot: QtBot, program: Program) -> None:
    page = at(program, "rules")
    page.goto("base_pay")
    edit = page.form.fields["base_pay"].control
    edit.setFocus()
    edit.selectAll()
    qtbot.keyClicks(edit, "2512")
    window = switch(qtbot, program, "en")
    now = window.pages["rules"]
    assert now.sections.current == page.sections.current
    assert now.form.fields["base_pay"].control.text() in ("2512", "2512.00") and now.draft.changed


def test_an_open_dialog_is_finished_first(qtbot: QtBot, program: Program) -> None:
    window = program.window
    page = at(program, "cases")
    page.new()
    dialog = next(one for one in window.findChildren(Dialog) if one.isVisible())
    window.asked.emit("language:en")
    assert i18n.language == "zh_CN" and dialog.isVisible()
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: i18n.language == "en")
    assert window.pages["cases"].add_button.accessibleName() == "Enter a case"


def test_a_proposal_holds_the_language(qtbot: QtBot, program: Program) -> None:
    page = at(program, "roster")
    page.period.set_month(Month(2026, 11))
    page.proposing.begin()
    assert page.proposing.active
    program.window.asked.emit("language:en")
    assert i18n.language == "zh_CN" and program.window.toast is not None and "先采用或停下" in program.window.toast.spec.message
    page.proposing.close()
    switch(qtbot, program, "en")
    assert program.window.pages["roster"].month == Month(2026, 11)


def test_the_settings_do_not_switch_back(qtbot: QtBot, program: Program) -> None:
    at(program, "settings").goto("look")
    window = switch(qtbot, program, "en")
    assert i18n.language == "en" and window.pages["settings"].list.current == "look"
    part = window.pages["settings"].section()
    part.language.choose("zh_TW")
    assert i18n.language == "zh_TW" and window.pages["settings"].list.current == "look"


def test_half_typed_words_of_a_handover(qtbot: QtBot, program: Program) -> None:
    page = at(program, "handover")
    notes = [one.note for one in program.desk.query(handover.notes, limit=9) or () if one.state == "waiting"]
    page.open_note(notes[0].id)
    items = page.note.items
    items.setFocus()
    qtbot.keyClick(items, Qt.Key.Key_Down)
    qtbot.keyClicks(items.box, "said back until h")
    window = switch(qtbot, program, "en")
    now = window.pages["handover"]
    assert now.shown == notes[0].id and now.note.items.box.text() == "said back until h"
    now.segment.choose("log")
    window = switch(qtbot, program, "zh_CN")
    assert window.pages["handover"].segment.current == "log"
