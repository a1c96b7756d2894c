"""A person maps the table of an unknown clock, imports it, mends what is wrong, takes it back and imports again."""

from __future__ import annotations

import csv
import shutil
from datetime import datetime

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from csdesk.actions import attendance, imports, profiles, shop, staff
from csdesk.core.calendar import Month
from csdesk.core.problem import UserError
from csdesk.core.staff import Employee
from csdesk.ui.attendance.import_dialog import ImportDialog
from csdesk.ui.attendance.imports_list import ImportsDialog
from csdesk.ui.attendance.problems_list import ProblemsDialog
from csdesk.ui.attendance.wizard import WizardDialog
from csdesk.ui.desk import Desk
from csdesk.ui.kit import Button, StatTile
from csdesk.ui.window import MainWindow
from tests.ui.conftest import nameless

NOW = datetime(2026, 10, 8, 9, 0)
HEAD = (["前台门禁通行记录"], ["人员", "卡面", "日子", "早上", "离开", "门"])


@pytest.fixture
def window(qtbot, tmp_path, demo_file):
    path = tmp_path / "店铺.csdesk"
    shutil.copy(demo_file, path)
    session = shop.open_shop(path, lambda: NOW)
    window = MainWindow(Desk(session))
    qtbot.addWidget(window)
    window.resize(1366, 768)
    window.show()
    window.open_page("attendance")
    qtbot.waitUntil(lambda: window.pages["attendance"].isVisible())
    yield window
    window.close()
    session.shop.close()


def table(path, *rows, head=HEAD):
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        csv.writer(stream).writerows([*head, *rows])
    return path


def begin(qtbot, window, path, kind="punches"):
    window.import_file(kind, path)
    dialog = window.findChildren(ImportDialog)[-1]
    qtbot.waitUntil(lambda: dialog.ready is not None or dialog.trouble is not None)
    return dialog


def wizard(qtbot, window):
    qtbot.waitUntil(lambda: any(one.isVisible() and one.sketch is not None for one in window.findChildren(WizardDialog)))
    return next(one for one in window.findChildren(WizardDialog) if one.isVisible())


def press(qtbot, where, name):
    def found():
        return [one for one in where.findChildren(Button) if one.isVisible() and one.accessibleName().startswith(name)]

    qtbot.waitUntil(lambda: bool(found()), timeout=3000)
    qtbot.mouseClick(found()[-1], Qt.MouseButton.LeftButton)


def click_row(qtbot, table_, number):
    index = table_.model().index(number, 1)
    table_.scrollTo(index)
    qtbot.mouseClick(table_.viewport(), Qt.MouseButton.LeftButton, pos=table_.visualRect(index).center())


def mean(qtbot, wizard_, head, words):
    choice = next(one.choice for one in wizard_.lines if one.name.text() == head)
    choice.setFocus()
    choice.setCurrentIndex(choice.findText(words))


def tiles(where):
    return {one.words.text(): one.number.text() for one in where.findChildren(StatTile)}


ROWS = (
    ["周梦", "0103", "2026-10-05", "08:24", "17:35", "东"],
    ["李䶮", "0031", "2026-10-05", "16:52", "01:03", "西"],
    ["周梦", "0103", "2026-10-06", "8点半", "17:36", "东"],
    ["周梦", "0103", "2026-10-32", "08:25", "17:36", "东"],
    ["", "", "2026-10-06", "08:26", "17:31", "西"],
    ["王小满", "0207", "2026-10-06", "08:27", "17:30", "西"],
)
MENDED = (*ROWS[:2], ["周梦", "0103", "2026-10-06", "08:30", "17:36", "东"], ["周梦", "0103", "2026-10-02", "08:25", "17:36", "东"],
          ["林晓彤", "0007", "2026-10-06", "08:26", "17:31", "西"], ROWS[5])  # fmt: skip


def test_an_unknown_clock_is_mapped_imported_mended_undone_and_imported_again(window, qtbot, tmp_path):
    session = window.desk.session
    before = len(imports.batches(session))
    dialog = begin(qtbot, window, table(tmp_path / "前台门禁_10月.csv", *ROWS))
    assert dialog.trouble.code == "unknown_layout"
    press(qtbot, dialog, "指定对应关系")
    asked = wizard(qtbot, window)
    # the header: a wrong row, then the right one
    assert asked.guess.first_header == 1
    click_row(qtbot, asked.table, 0)
    assert asked.guess.first_header == 0
    click_row(qtbot, asked.table, 1)
    assert asked.guess.first_header == asked.guess.last_header == 1 and nameless(asked) == []
    press(qtbot, asked, "下一步")
    for head, words in (("人员", "姓名"), ("卡面", "工号"), ("日子", "日期"), ("早上", "上班"), ("离开", "下班"), ("门", "不用")):
        mean(qtbot, asked, head, words)
    assert not asked.next.isEnabled() and "凌晨" in asked.hint.text() and nameless(asked) == []
    qtbot.mouseClick(asked.previous, Qt.MouseButton.LeftButton, pos=asked.previous.rect().center())
    if not asked.previous.isChecked():
        asked.previous.click()
    assert asked.next.isEnabled()
    press(qtbot, asked, "下一步")
    qtbot.waitUntil(lambda: asked.file is not None)
    assert tiles(asked.inner) == {"打卡": "7", "人员": "3", "不能用": "3"}
    shown = {(one.draft.person.name, f"{one.draft.at:%m-%d %H:%M}") for one in asked.sample.records()}
    assert ("李䶮", "10-06 01:03") in shown and nameless(asked) == []
    assert asked.title_.text() == "前台门禁"
    asked.title_.setFocus()
    asked.title_.selectAll()
    qtbot.keyClicks(asked.title_, "QT-1")
    press(qtbot, asked, "保存并预览")
    qtbot.waitUntil(lambda: dialog.ready is not None)
    # the preview: three problems, one unknown person
    assert dialog.ready.file.format == "mapped" and "QT-1" in dialog.ready.file.reason
    assert tiles(dialog.inner)["新增"] == "5" and tiles(dialog.inner)["不能用"] == "3"
    assert [(one.problem.row, one.problem.column, one.problem.code) for one in dialog.refused.records()] == [
        (5, "D", "bad_time"), (6, "C", "bad_date"), (7, "D", "no_identity")]  # fmt: skip
    assert [one.held.rows for one in dialog.held_lines] == [2]
    qtbot.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
    assert len(imports.batches(session)) == before + 1 and len(imports.held(session)) == 2
    # taken back, the file mended, imported again: straight to the preview
    window.desk.undo()
    assert all(one.undone_at is not None for one in imports.batches(session) if one.format == "mapped")
    assert len(profiles.profiles(session)) == 1
    dialog = begin(qtbot, window, table(tmp_path / "前台门禁_10月_改.csv", *MENDED))
    assert dialog.ready is not None and dialog.trouble is None
    assert tiles(dialog.inner)["新增"] == "10" and tiles(dialog.inner)["不能用"] == "0"
    who = next(one.id for one in staff.employees(session) if one.name == "吴嘉怡")
    line = dialog.held_lines[0]
    line.choice.choose(who)
    line.choice.activated.emit(line.choice.currentIndex())
    assert tiles(dialog.inner)["新增"] == "12"
    qtbot.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
    batch = max((one for one in imports.batches(session) if one.undone_at is None), key=lambda one: one.id)
    assert batch.counts["new"] == 12 and batch.covered[1].isoformat() == "2026-10-06"
    view = attendance.month_view(session, Month(2026, 10))
    assert view is not None


def test_a_kept_mapping_may_be_changed_and_comes_up_filled_in(window, qtbot, tmp_path):
    session = window.desk.session
    path = table(tmp_path / "门禁.csv", *ROWS[:2])
    dialog = begin(qtbot, window, path)
    press(qtbot, dialog, "指定对应关系")
    asked = wizard(qtbot, window)
    press(qtbot, asked, "下一步")
    mean(qtbot, asked, "早上", "不用")
    mean(qtbot, asked, "离开", "时间")
    asked.same.click()
    press(qtbot, asked, "下一步")
    qtbot.waitUntil(lambda: asked.file is not None)
    press(qtbot, asked, "保存并预览")
    qtbot.waitUntil(lambda: dialog.ready is not None)
    assert [f"{draft.at:%d %H:%M}" for draft, _who in dialog.ready.matched] == ["05 17:35", "05 01:03"]
    press(qtbot, dialog, "修改对应关系")
    asked = wizard(qtbot, window)
    press(qtbot, asked, "下一步")
    assert asked.same.isChecked() and [one.choice.key() for one in asked.lines][3:5] == ["", "time"]
    mean(qtbot, asked, "早上", "上班")
    mean(qtbot, asked, "离开", "下班")
    press(qtbot, asked, "下一步")
    qtbot.waitUntil(lambda: asked.file is not None)
    press(qtbot, asked, "上一步")
    assert asked.step == 1
    press(qtbot, asked, "下一步")
    qtbot.waitUntil(lambda: asked.file is not None)
    press(qtbot, asked, "保存并预览")
    qtbot.waitUntil(lambda: dialog.ready is not None)
    assert [f"{draft.at:%d %H:%M}" for draft, _who in dialog.ready.matched] == ["05 08:24", "05 17:35", "05 16:52", "06 01:03"]
    assert len(profiles.profiles(session)) == 1
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)


def test_a_feishu_month_is_dropped_and_mapped(window, qtbot, tmp_path):
    from tests.files.test_mapped import FEISHU

    dialog = begin(qtbot, window, table(tmp_path / "飞书.csv", *FEISHU, head=()), kind=None)
    press(qtbot, dialog, "指定对应关系")
    asked = wizard(qtbot, window)
    press(qtbot, asked, "下一步")
    assert asked.listed.isChecked()
    asked.previous.click()
    press(qtbot, asked, "下一步")
    qtbot.waitUntil(lambda: asked.file is not None)
    assert tiles(asked.inner) == {"打卡": "11", "人员": "2", "不能用": "1"}
    press(qtbot, asked, "保存并预览")
    qtbot.waitUntil(lambda: dialog.ready is not None)
    assert dialog.ready.people == 2
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)


def test_a_grid_without_a_month_asks_which(window, qtbot, tmp_path):
    rows = [["姓名", *map(str, range(1, 31))], ["周梦", *["08:25 17:31"] * 30], ["李䶮", *["-"] * 30]]
    dialog = begin(qtbot, window, table(tmp_path / "打卡.csv", *rows, head=()))
    press(qtbot, dialog, "指定对应关系")
    asked = wizard(qtbot, window)
    press(qtbot, asked, "下一步")
    asked.same.click()
    press(qtbot, asked, "下一步")
    qtbot.waitUntil(lambda: asked.trouble is not None)
    asked.period.set_month(Month(2026, 9))
    press(qtbot, asked, "按这个月读")
    qtbot.waitUntil(lambda: asked.file is not None)
    press(qtbot, asked, "保存并预览")
    qtbot.waitUntil(lambda: dialog.ready is not None)
    assert dialog.ready.file.period[0].isoformat() == "2026-09-01"
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)


PLAIN = (["工号", "姓名", "打卡时间"],)
LEFT = (
    ["0103", "周梦", "2026-10-05 08:25:10"],
    ["0207", "王小满", "2026-10-05 08:26:10"],
    ["0207", "王小满", "2026-10-05 17:26:10"],
    ["0012", "陈思远", "2026-10-32 08:25:10"],
    ["0115", "吴嘉怡", ""],
    ["0115", "吴嘉怡", "=1+1"],
)


def test_what_an_import_left_over_is_seen_filtered_exported_and_checked_again(window, qtbot, tmp_path, monkeypatch):
    session = window.desk.session
    dialog = begin(qtbot, window, table(tmp_path / "十月.csv", *LEFT, head=PLAIN))
    listed = dialog.problems
    assert len(listed.table.records()) == 3 and not listed.kinds.isHidden()
    listed.kinds.choose("bad_datetime")
    listed.kinds.activated.emit(1)
    assert [one.problem.row for one in listed.table.records()] == [5, 7]
    qtbot.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
    window.pages["attendance"].show_imports()
    imports_dialog = window.findChildren(ImportsDialog)[0]
    batch = imports_dialog.table.records()[0]
    imports_dialog.table.decided.emit(batch, "problems")
    shown = window.findChildren(ProblemsDialog)[0]
    assert nameless(shown) == []
    assert [(one.problem.row, one.problem.code) for one in shown.list.table.records()] == [
        (3, "unknown_employee"), (4, "unknown_employee"), (5, "bad_datetime"), (6, "missing_time"), (7, "bad_datetime")]  # fmt: skip
    shown.list.kinds.choose("missing_time")
    shown.list.kinds.activated.emit(1)
    target = tmp_path / "问题.xlsx"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *a, **k: (str(target), ""))
    press(qtbot, shown, "导出这 1")
    sheet = openpyxl.load_workbook(target).active
    assert [cell.value for cell in sheet[1]] == ["工作表", "行", "列", "原样", "原因", "怎么改", "代码"]
    assert [cell.value for cell in sheet[2]][-1] == "missing_time" and sheet.max_row == 2
    # nobody knows them yet: refused, nothing written
    head = session.shop.head()
    press(qtbot, shown, "重新检查")
    assert session.shop.head() == head and len(imports.held(session)) == 2
    # he joins the staff meanwhile
    staff.save(session, Employee(0, "0207", "王小满"))
    press(qtbot, shown, "重新检查")
    assert imports.held(session) == () and [one.problem.row for one in shown.list.table.records()] == [5, 6, 7]
    assert shown.again.isHidden()
    child = max(imports.batches(session), key=lambda one: one.id)
    assert child.parent_id == batch.id
    window.desk.undo()
    assert len(imports.held(session)) == 2
    qtbot.keyClick(shown, Qt.Key.Key_Escape)


def test_an_import_taken_back_is_not_checked_again(window, qtbot, tmp_path):
    session = window.desk.session
    dialog = begin(qtbot, window, table(tmp_path / "十月.csv", *LEFT[:3], head=PLAIN))
    qtbot.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
    batch = max(imports.batches(session), key=lambda one: one.id)
    imports.undo(session, batch.id)
    with pytest.raises(UserError) as refused:
        imports.recheck(session, batch.id)
    assert refused.value.code == "already_undone"
