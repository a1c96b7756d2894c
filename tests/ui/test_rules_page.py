"""The rules page over the demonstration shop: generated form, typing in tables, wrong values, what-if, undo, versions, JSON."""

from __future__ import annotations

import dataclasses
import json
import typing
from datetime import date, datetime
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QFileDialog, QLineEdit

from csdesk.actions import month, rules, settings
from csdesk.core import presets, rules_json
from csdesk.core.calendar import Month
from csdesk.core.problem import UserError
from csdesk.core.rules import Rules
from csdesk.ui.kit import Dialog
from csdesk.ui.rules import law
from csdesk.ui.rules.draft import Draft
from csdesk.ui.rules.fields import GROUPS, LISTS, groups, leaves, path_words, shown, typed
from csdesk.ui.rules.form import GroupForm
from tests.ui.conftest import awake, nameless, press, shop_window

NOW = datetime(2026, 10, 8, 9, 0)
HERE = presets.preset("handbook-1")


@pytest.fixture
def window(qtbot, tmp_path, demo_file):
    with shop_window(qtbot, tmp_path, demo_file, "rules") as shown:
        yield shown


def cell(qtbot, window, table, row, column, words):
    """Type into a cell like a person: F2, text, Enter."""
    awake(qtbot, window)
    table.setFocus()
    table.setCurrentIndex(table.model_.index(row, table.model_.column_of(column)))
    qtbot.keyClick(table, Qt.Key.Key_F2)
    editor = table.findChild(QLineEdit)
    editor.selectAll()
    editor.insert(words)
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not table.editing())
    qtbot.wait(20)


def test_every_value_of_the_rules_has_one_place_in_the_form():
    def tuples(cls, prefix=""):
        hints = typing.get_type_hints(cls)
        for field in dataclasses.fields(cls):
            hint = hints[field.name]
            if typing.get_origin(hint) is tuple:
                yield prefix + field.name
            elif dataclasses.is_dataclass(hint):
                yield from tuples(hint, f"{prefix}{field.name}.")

    assert set(tuples(Rules)) == set(LISTS)
    places = [path for group in groups() for path in group.paths]
    assert sorted(places) == sorted([*leaves(), *LISTS])
    assert groups() == GROUPS  # nothing fell into the last group for want of a place
    assert all(leaf.label and leaf.label[0].isupper() for leaf in leaves().values())


@pytest.mark.parametrize("name", presets.NAMES)
def test_every_form_shows_its_presets_and_changes_nothing(qtbot, name):
    for group in groups():
        draft = Draft(presets.preset(name), date(2026, 11, 1))
        form = GroupForm(group, draft)
        qtbot.addWidget(form)
        form.show()
        form.refresh()
        assert not draft.changed and draft.rules == draft.base and not draft.problems
        assert nameless(form) == []


def test_rules_without_comp_off_offer_it(qtbot):
    types = tuple(one for one in HERE.leave.types if one.name != "调休")
    base = dataclasses.replace(HERE, leave=dataclasses.replace(HERE.leave, types=types))
    draft = Draft(base, date(2026, 11, 1))
    form = GroupForm(next(one for one in groups() if one.key == "leave"), draft)
    qtbot.addWidget(form)
    form.show()
    assert form.comp_off.isVisible() and nameless(form) == []
    press(qtbot, form, "加上，全薪")
    added = draft.rules.leave.type_named("调休")
    assert (added.paid, added.counts) == (1, False) and not form.comp_off.isVisible() and not draft.problems
    assert draft.undo() and draft.rules.leave.type_named("调休") is None
    form.refresh()
    assert form.comp_off.isVisible()


@pytest.mark.parametrize(
    ("kind", "text", "plain", "again"),
    [
        ("int", "12", 12, "12"), ("int", "zwölf", "zwölf", "zwölf"), ("amount", "30", "30.00", "30.00"),
        ("amount", "2，200", "2200.00", "2200.00"),
        ("amount", "x", "x", "x"), ("percent", "30", "0.3", "30"), ("percent", "60%", "0.6", "60"), ("percent", "12.5", "0.125", "12.5"),
        ("decimal", "1。5", "1.5", "1.5"), ("time", "0830", "08:30", "08:30"), ("time", "25：00", "25:00", "25:00"),
        ("day", "2026/9/1", "2026-09-01", "2026-09-01"), ("day", "morgen", "morgen", "morgen"), ("int", "", None, ""),
    ],
)  # fmt: skip
def test_typed_and_shown(kind, text, plain, again):
    assert typed(kind, text, optional=True) == plain
    assert shown(kind, plain) == again


def test_paths_in_words():
    assert path_words("late_tiers[1].red_packet") == "迟到早退 · 档次 · 第 2 行 · 红包"
    assert path_words("base_pay") == "工资和社保 · 底薪"
    assert path_words("shifts[0].end").startswith("班次和打卡 · 班次 · 第 1 行")
    assert path_words("nonsense") == "nonsense"


def test_all_wrong_values_are_named_and_none_is_lost():
    draft = Draft(HERE, date(2026, 11, 1))
    draft.set("base_pay", "viel")
    draft.set("late_tiers[1].red_packet", "-1")
    draft.set("shifts[0].end", "07:00")
    draft.set("leave.types[0].paid", "2")
    assert set(draft.problems) == {"base_pay", "late_tiers[1].red_packet", "shifts[0].end", "leave.types[0].paid"}
    assert draft.rules is None and draft.get("base_pay") == "viel"
    right = {"base_pay": "2300.00", "late_tiers[1].red_packet": "30.00", "shifts[0].end": "18:00", "leave.types[0].paid": "0"}
    for path, value in right.items():
        draft.set(path, value)
    assert not draft.problems and draft.rules.base_pay == 230000
    for _step in range(8):
        assert draft.undo()
    assert draft.rules == HERE and not draft.changed
    assert draft.redo() and draft.get("base_pay") == "viel"


def test_rows_sort_themselves_and_keep_their_old_values():
    draft = Draft(HERE, date(2026, 11, 1))
    draft.set("late_tiers[0].up_to", 25)  # goes behind the tier up to 20
    assert [row["up_to"] for row in draft.get("late_tiers")] == [20, 25, 30, None]
    assert draft.old("late_tiers[1].up_to") == 10 and draft.old("late_tiers[0].up_to") == 20
    assert draft.changes() == ["late_tiers[1].up_to"]
    number = draft.add_row("late_tiers")
    assert number == 3 and draft.get("late_tiers[3].up_to") == 40 and draft.get("late_tiers[4].up_to") is None
    assert draft.rules is not None and "late_tiers[3]" in draft.changes()
    draft.remove_row("late_tiers", 3)
    draft.set_deduct("absence_ladder[0]", None)
    assert "absence_ladder[1].deduct_days" in draft.problems  # less than the whole month below it
    draft.set_deduct("absence_ladder[0]", "4")
    assert draft.rules.absence_ladder[0].deduct_days == Decimal(4)


def test_a_kept_draft_comes_back_and_a_foreign_one_does_not():
    draft = Draft(HERE, date(2026, 11, 1))
    draft.set("late_tiers[1].red_packet", "halb")
    draft.add_row("demand")
    kept = json.loads(json.dumps(draft.as_json()))
    again = Draft(HERE, date(2027, 1, 1))
    assert again.recall(kept)
    assert again.plain == draft.plain and again.problems == draft.problems and again.effective_from == date(2026, 11, 1)
    wrong = {**kept, "plain": {**kept["plain"], "shifts": 7}}
    for nonsense in (None, {}, {"plain": 3}, {"plain": {"shifts": []}}, {**kept, "from": "never"}, wrong):
        fresh = Draft(HERE, date(2027, 1, 1))
        assert not fresh.recall(nonsense)
        assert fresh.rules is not None


def test_the_law_speaks_where_it_applies():
    assert law.hint("late", HERE) is law.FINES and law.hint("late", presets.preset("handbook-2")) is None
    assert law.hint("pay", HERE) is law.PAY and law.hint("pay", dataclasses.replace(HERE, holiday_pay=False)) is law.HOLIDAY
    assert law.hint("law", HERE) is law.ANNOUNCE and law.hint("law", dataclasses.replace(HERE, announced_on=date(2026, 9, 1))) is None
    assert law.hint("absence", HERE) is law.ABSENCE and law.hint("award", HERE) is None


def test_a_tier_changed_by_keys_shows_last_month_and_becomes_a_version(window, qtbot):
    page = window.pages["rules"]
    session = window.desk.session
    assert not page.save_button.isEnabled() and page.save_hint.text() == "还没有改动"
    page.sections.items[0].setFocus()
    qtbot.keyClick(page.sections.items[0], Qt.Key.Key_Down)
    qtbot.keyClick(page.sections.items[1], Qt.Key.Key_Down)
    assert page.title_text.text() == "迟到早退"
    table = page.form.tables["late_tiers"].table
    assert [table._what(number) for number in range(4)] == ["红包", "红包", "红包", "旷工半天"]
    assert [table._from(number) for number in range(4)] == ["1", "11", "21", "31"]
    cell(qtbot, window, table, 1, "red_packet", "30")
    assert table.currentIndex().row() == 2  # Enter goes down
    assert table._note(1) == "原来 20.00" and page.state.spec.words == "草稿改了 1 处"
    qtbot.waitUntil(lambda: page.effect.effect is not None)
    before = month.result(session, Month(2026, 9))
    wanted = month.what_if(session, page.draft.rules, Month(2026, 9))
    assert page.effect.effect == wanted and wanted.packets_then - wanted.packets_now == 2000
    assert page.effect.sum.text() == "+20.00" and nameless(window) == []
    assert month.result(session, Month(2026, 9)) == before
    page.day.control.clear()
    page.day.control.insert("2026-12-01")
    press(qtbot, page, "存为新版本，2026年12月1日 起")
    asked = next(one for one in window.findChildren(Dialog) if one.isVisible())
    press(qtbot, asked, "保存")
    version = rules.book(session).version_on(date(2026, 12, 1))
    assert version.number == 2 and version.rules.late_tiers[1].red_packet == 3000
    assert rules.book(session).on(date(2026, 11, 30)).late_tiers[1].red_packet == 2000
    assert not page.draft.changed and settings.recall(session, "rules_draft") is None
    assert [item.one.title for item in page.versions.items] == ["第 2 版", "第 1 版"]


def test_wrong_values_stay_with_their_message(window, qtbot):
    page = window.pages["rules"]
    page.goto("late")
    table = page.form.tables["late_tiers"].table
    cell(qtbot, window, table, 0, "red_packet", "zehn")
    assert table.readers["red_packet"].text(0) == "zehn" and table._note_tone(0) == "danger" and "红包" in table._note(0)
    assert not page.save_button.isEnabled() and "迟到早退" in page.save_hint.text()
    field = page.form.fields["grace_minutes.late"]
    field.control.setFocus()
    field.control.selectAll()
    qtbot.keyClicks(field.control, "999")
    assert field.field.message.text() and field.control.text() == "999" and page.state.spec.words == "2 处不对"
    table.setFocus()
    assert field.field.message.text()  # leaving the field keeps the message
    window.open_page("staff")
    window.open_page("rules")
    assert page.form.fields["grace_minutes.late"].control.text() == "999"
    qtbot.keyClick(page, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(page, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(page, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert page.form.fields["grace_minutes.late"].control.text() == "0" and set(page.draft.problems) == {"late_tiers[0].red_packet"}
    awake(qtbot, window)
    table.setFocus()
    qtbot.keyClick(table, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)  # the draft's, not the journal's
    assert not page.draft.changed and not page.draft.problems
    assert month.result(window.desk.session, Month(2026, 9)).employees


def test_rows_checkboxes_choices_and_dropping(window, qtbot):
    page = window.pages["rules"]
    page.goto("leave")
    box = page.form.fields["rest_days.pay_unused"].control
    assert isinstance(box, QCheckBox) and box.isChecked()
    awake(qtbot, window)
    box.setFocus()
    qtbot.keyClick(box, Qt.Key.Key_Space)
    assert page.draft.rules.rest_days.pay_unused is False
    card = page.form.tables["leave.types"]
    press(qtbot, card, "加一种")
    assert page.draft.problems  # without a name
    cell(qtbot, window, card.table, 8, "name", "陪产假")
    card.table.readers["counts"].edit(8, "False")
    cell(qtbot, window, card.table, 8, "paid", "100%")
    assert page.draft.rules.leave.type_named("陪产假").paid == 1 and page.draft.rules.leave.type_named("陪产假").counts is False
    sick = next(number for number in range(9) if page.draft.get(f"leave.types[{number}].name") == "病假")
    cell(qtbot, window, card.table, sick, "paid", "80")
    assert page.draft.rules.leave.type_named("病假").provisional is False
    card.table.setCurrentIndex(card.table.model_.index(8, 0))
    qtbot.keyClick(card.table, Qt.Key.Key_Delete)
    assert page.draft.rules.leave.type_named("陪产假") is None
    page.goto("award")
    page.form.fields["full_attendance_award"].control.setFocus()
    page.form.fields["full_attendance_award"].control.selectAll()
    qtbot.keyClicks(page.form.fields["full_attendance_award"].control, "300")
    assert page.form.fields["full_attendance_award"].field.hint.text().endswith("原来 200.00")
    press(qtbot, page, "放弃草稿")
    press(qtbot, next(one for one in window.findChildren(Dialog) if one.isVisible()), "放弃草稿")
    assert not page.draft.changed and page.form.fields["full_attendance_award"].control.text() == "200.00"


def test_a_draft_survives_another_window(window, qtbot):
    page = window.pages["rules"]
    page.draft.set("base_pay", "2500.00")
    page._edited()
    window.reload()
    again = window.pages["rules"]
    assert again is not page and again.draft.get("base_pay") == "2500.00"
    again.restore_group()
    again.goto("pay")
    again.restore_group()
    assert again.draft.get("base_pay") == "2200.00"


def test_old_versions_are_looked_at_and_taken(window, qtbot):
    session = window.desk.session
    page = window.pages["rules"]
    rules.save(session, dataclasses.replace(rules.book(session).on(NOW.date()), base_pay=260000), date(2026, 10, 1))
    page.refresh()
    page.goto("pay")
    assert page.form.fields["base_pay"].control.text() == "2600.00"
    page.versions.items[1].setFocus()
    qtbot.keyClick(page.versions.items[1], Qt.Key.Key_Return)
    assert page.form.fields["base_pay"].control.text() == "2200.00" and not page.form.fields["base_pay"].control.isEnabled()
    assert not page.form.tables["insurance_kinds"].table.editable and not page.save_button.isEnabled()
    press(qtbot, page, "用它起草")
    assert page.viewing is None and page.draft.rules.base_pay == 220000 and page.draft.changes() == ["base_pay"]


def test_json_out_and_in(window, qtbot, tmp_path, monkeypatch):
    page = window.pages["rules"]
    out = tmp_path / "制度.json"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: (str(out), ""))
    page.export()
    data = json.loads(out.read_text("utf-8"))
    assert data == rules_json.as_json(page.draft.base)
    (tmp_path / "part.json").write_text('{"late_tiers": [{"up_to": 15, "red_packet": "12.00"}]}', "utf-8")
    page.read_file(tmp_path / "part.json")
    assert page.draft.rules.late_tiers[0].red_packet == 1200 and page.draft.rules.base_pay == page.draft.base.base_pay
    told = []
    window.desk.troubled.disconnect()
    window.desk.troubled.connect(told.append)
    before = page.draft.plain
    (tmp_path / "wrong.json").write_text('{"late_tiers": [{"up_to": 10}, {"up_to": 5}]}', "utf-8")
    page.read_file(tmp_path / "wrong.json")
    error = told[0]
    assert isinstance(error, UserError) and error.problems[0].sheet == "迟到早退 · 档次 · 第 2 行 · 到（分）"
    assert page.draft.plain == before
    for name, text in (("none.json", None), ("broken.json", "{")):
        if text is not None:
            (tmp_path / name).write_text(text, "utf-8")
        page.read_file(tmp_path / name)
    assert page.draft.plain == before


def test_a_narrow_window_hides_the_numbers_until_they_are_asked_for(window, qtbot):
    page = window.pages["rules"]
    window.resize(1000, 640)
    qtbot.waitUntil(lambda: not page.effect.isVisible())
    press(qtbot, page, "看效果、保存")
    assert page.effect.isVisible() and page.save_button.isVisible()
    window.resize(1366, 768)
    qtbot.waitUntil(lambda: page.effect.isVisible() and page.effect.x() == page.width() - 300)
