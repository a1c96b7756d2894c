"""The import dialog over the demonstration shop: preview, unknown people, refused rows, several files, undo, the list of imports."""

from __future__ import annotations

import csv
import shutil
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QFileDialog

from csdesk.actions import imports, shop, staff
from csdesk.core.calendar import Month
from csdesk.ui.attendance.import_dialog import ImportDialog, NewPersonDialog
from csdesk.ui.attendance.imports_list import ImportsDialog
from csdesk.ui.desk import Desk
from csdesk.ui.kit import Button, Note, StatTile
from csdesk.ui.window import MainWindow
from tests.ui.conftest import awake, nameless

NOW = datetime(2026, 10, 8, 9, 0)
DATA = Path(__file__).parent.parent / "data" / "attendance"


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


def table(path, *rows, head=("工号", "姓名", "打卡时间")):
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        csv.writer(stream).writerows([head, *rows])
    return path


GOOD = (["0103", "周梦", "2026-10-05 08:25:10"], ["0103", "周梦", "2026-10-05 17:35:10"])
UNKNOWN = (["", "李?", "2026-10-06 08:25:10"], ["0207", "王小满", "2026-10-06 08:26:10"], ["0207", "王小满", "2026-10-06 17:25:10"])
BAD = (["0012", "陈思远", "2026-10-32 08:25:10"], ["0115", "吴嘉怡", ""], ["0115", "吴嘉怡", "2047-10-05 08:25:10"])


def begin(qtbot, window, path, kind="punches", **more):
    window.import_file(kind, path, **more)
    dialog = window.findChildren(ImportDialog)[-1]
    qtbot.waitUntil(lambda: dialog.ready is not None or dialog.trouble is not None)
    return dialog


def press(qtbot, where, name):
    def found():
        return [one for one in where.findChildren(Button) if one.isVisible() and one.accessibleName().startswith(name)]

    qtbot.waitUntil(lambda: bool(found()), timeout=2000)
    qtbot.mouseClick(found()[0], Qt.MouseButton.LeftButton)


def tiles(dialog):
    return {one.words.text(): one.number.text() for one in dialog.inner.findChildren(StatTile)}


def said(dialog):
    return " ".join(one.words.text() for one in dialog.inner.findChildren(Note))


def punches(window):
    return sum(1 for batch in imports.batches(window.desk.session) if batch.undone_at is None and batch.kind == "punches")


def test_preview_says_what_would_happen_and_writes_nothing(window, qtbot, tmp_path):
    before = window.desk.session.shop.head()
    dialog = begin(qtbot, window, table(tmp_path / "十月.csv", *GOOD, *UNKNOWN, *BAD))
    assert tiles(dialog) == {"新增": "2", "已经有": "0", "作废": "0", "不能用": "3"}
    assert dialog.go.text().strip() == "导入 2 条"
    assert [one.problem.row for one in dialog.refused.records()] == [7, 8, 9]
    assert [one.held.suggestion.name if one.held.suggestion else "" for one in dialog.held_lines] == ["李䶮", ""]
    assert nameless(dialog.sheet) == []
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert window.desk.session.shop.head() == before


def test_unknown_people_are_told_who_they_are_and_all_is_one_step(window, qtbot, tmp_path):
    page = window.pages["attendance"]
    before = punches(window)
    dialog = begin(qtbot, window, table(tmp_path / "十月.csv", *GOOD, *UNKNOWN))
    press(qtbot, dialog.held_lines[0], "是 李䶮")
    assert dialog.go.text().strip() == "导入 3 条" and len(dialog.held_lines) == 1
    press(qtbot, dialog.held_lines[0], "新人")
    new = dialog.findChildren(NewPersonDialog)[0] if dialog.findChildren(NewPersonDialog) else window.findChildren(NewPersonDialog)[0]
    assert new.form["no"].value() == "0207" and new.form["hired"].value() == date(2026, 10, 6)
    qtbot.keyClick(new, Qt.Key.Key_Return)
    assert "王小满 0207 随这次导入加进员工表，2 行" in said(dialog)
    assert dialog.go.text().strip() == "导入 5 条" and not dialog.held_lines
    qtbot.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
    session = window.desk.session
    people = {one.name: one for one in staff.employees(session)}
    assert people["王小满"].hired == date(2026, 10, 6)
    assert [alias.value for alias in people["李䶮"].aliases if alias.source == "name"] == ["李?"]
    page.period.set_month(Month(2026, 10))
    assert {"王小满", "李䶮"} <= {one.person.name for one in page.matrix.rows}
    press(qtbot, window.toast, "撤销")
    assert "王小满" not in {one.name for one in staff.employees(session)}
    assert punches(window) == before


def test_a_remembered_person_is_known_the_next_time(window, qtbot, tmp_path):
    dialog = begin(qtbot, window, table(tmp_path / "一.csv", ["0999", "小梦", "2026-10-06 08:26:10"]))
    line = dialog.held_lines[0]
    who = next(one.id for one in staff.employees(window.desk.session) if one.name == "周梦")
    line.choice.choose(who)
    line.choice.activated.emit(line.choice.currentIndex())
    qtbot.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
    again = begin(qtbot, window, table(tmp_path / "二.csv", ["0999", "小梦", "2026-10-06 17:26:10"]))
    assert not again.held_lines and tiles(again)["新增"] == "1" and tiles(again)["不能用"] == "0"


def test_left_out_people_are_not_stored(window, qtbot, tmp_path):
    dialog = begin(qtbot, window, table(tmp_path / "十月.csv", *GOOD, *UNKNOWN))
    press(qtbot, dialog.held_lines[1], "不要")
    press(qtbot, dialog.held_lines[0], "不要")
    qtbot.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
    assert imports.held(window.desk.session) == ()


def test_rows_of_unknown_people_wait_and_are_mapped_later(window, qtbot, tmp_path):
    dialog = begin(qtbot, window, table(tmp_path / "十月.csv", *GOOD, *UNKNOWN))
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    assert len(imports.held(window.desk.session)) == 3
    window.pages["attendance"].show_imports()
    listed = window.findChildren(ImportsDialog)[0]
    assert nameless(listed.sheet) == []
    press(qtbot, listed.lines[0], "是 李䶮")
    press(qtbot, listed.lines[0], "不要")
    assert imports.held(window.desk.session) == () and not listed.lines


def test_an_import_is_taken_back_in_the_list(window, qtbot, tmp_path):
    before = punches(window)
    dialog = begin(qtbot, window, table(tmp_path / "十月.csv", *GOOD))
    qtbot.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
    assert punches(window) == before + 1
    window.pages["attendance"].show_imports()
    listed = window.findChildren(ImportsDialog)[0]
    newest = max(listed.table.records(), key=lambda one: one.id)
    assert newest.file_name == "十月.csv" and newest.counts["new"] == 2
    listed.table.decided.emit(newest, "undo")
    assert punches(window) == before


def test_the_same_file_again_adds_nothing(window, qtbot, tmp_path):
    path = table(tmp_path / "十月.csv", *GOOD)
    qtbot.mouseClick(begin(qtbot, window, path).go, Qt.MouseButton.LeftButton)
    dialog = begin(qtbot, window, path)
    assert tiles(dialog)["新增"] == "0" and tiles(dialog)["已经有"] == "2"
    assert "导过了" in said(dialog)


def test_refused_rows_go_to_excel(window, qtbot, tmp_path, monkeypatch):
    dialog = begin(qtbot, window, table(tmp_path / "十月.csv", *GOOD, *BAD, ["0103", "=1+1", "=cmd"]))
    target = tmp_path / "不能用.xlsx"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *a, **k: (str(target), ""))
    press(qtbot, dialog, "导出这")
    sheet = openpyxl.load_workbook(target).active
    assert sheet.max_row == len(dialog.ready.rejected) + 1 and sheet["D2"].value == "2026-10-32 08:25:10"
    assert all(cell.data_type != "f" for line in sheet.iter_rows() for cell in line)


def test_a_file_that_nobody_understands_says_what_it_saw(window, qtbot, tmp_path, monkeypatch):
    path = tmp_path / "别的.csv"
    path.write_text("商品,价格\n水杯,12\n", encoding="utf-8")
    dialog = begin(qtbot, window, path)
    assert dialog.trouble is not None and not dialog.go.isVisible()
    qtbot.waitUntil(lambda: dialog._seen.count() > 0)
    assert "商品、价格" in dialog._seen.itemAt(0).widget().text()
    target = tmp_path / "模板.xlsx"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *a, **k: (str(target), ""))
    press(qtbot, dialog, "打卡模板")
    assert target.exists()
    good = table(tmp_path / "十月.csv", *GOOD)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *a, **k: (str(good), ""))
    press(qtbot, dialog, "换一个文件…")
    qtbot.waitUntil(lambda: dialog.ready is not None)
    assert tiles(dialog)["新增"] == "2"


def test_a_roster_code_is_said_once(window, qtbot, tmp_path):
    path = table(tmp_path / "排班.csv", ["0103", "2026-11-02", "早"], ["0103", "2026-11-03", "晚班"], head=("工号", "日期", "班次"))
    dialog = begin(qtbot, window, path, "roster")
    assert [one._code for one in dialog.code_lines] == ["早"]
    dialog.code_lines[0].choice.choose("D")
    dialog.code_lines[0].choice.activated.emit(1)
    qtbot.waitUntil(lambda: dialog.ready is not None)
    assert tiles(dialog) == {"新增": "2", "已经有": "0", "不能用": "0"}
    qtbot.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
    assert imports.read_options(window.desk.session).codes == {"早": "D"}


def test_a_grid_without_a_month_asks_for_it(window, qtbot, tmp_path):
    path = table(tmp_path / "排班.csv", ["周梦", "白", "晚", "休"], head=("姓名", "1", "2", "3"))
    dialog = begin(qtbot, window, path, "roster")
    assert dialog.trouble is not None and dialog.trouble.code == "month_needed"
    dialog.period.set_month(Month(2026, 11))
    press(qtbot, dialog, "按这个月读")
    qtbot.waitUntil(lambda: dialog.ready is not None)
    assert tiles(dialog)["新增"] == "3"


def test_files_dropped_on_the_window_queue_up(window, qtbot, tmp_path):
    paths = [table(tmp_path / "一.csv", GOOD[0]), table(tmp_path / "二.csv", GOOD[1])]
    before = punches(window)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(one)) for one in paths])
    drop = QDropEvent(QPointF(600, 300), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    window.dropEvent(drop)
    dialog = window.findChildren(ImportDialog)[-1]
    qtbot.waitUntil(lambda: dialog.ready is not None)
    assert dialog.note.text() == "一.csv，后面还有 1 个"
    qtbot.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: dialog.ready is not None and dialog.path.name == "二.csv")
    qtbot.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
    assert punches(window) == before + 2 and not dialog.isVisible()


def test_ctrl_i_asks_for_a_file(window, qtbot, tmp_path, monkeypatch):
    good = table(tmp_path / "十月.csv", *GOOD)
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *a, **k: ([str(good)], ""))
    awake(qtbot, window)
    qtbot.keyClick(window.pages["attendance"].matrix, Qt.Key.Key_I, Qt.KeyboardModifier.ControlModifier)
    dialog = window.findChildren(ImportDialog)[-1]
    qtbot.waitUntil(lambda: dialog.ready is not None)
    assert dialog.title.text() == "导入考勤"


def test_a_report_of_dingtalk(window, qtbot):
    report = next(DATA.glob("01_*.xlsx"))
    dialog = begin(qtbot, window, report, None)
    assert dialog.title.text() == "导入考勤" and dialog.ready.file.format == "dingtalk.attendance_report"
    assert int(tiles(dialog)["作废"]) == dialog.ready.file.void
    assert dialog.sheet.height() <= window.height()


@pytest.mark.parametrize("name", sorted(one.name for one in (DATA / "refuse").iterdir() if one.suffix in (".xlsx", ".xls", ".csv")))
def test_what_can_not_be_used_is_said_and_changes_nothing(window, qtbot, name):
    before = window.desk.session.shop.head()
    dialog = begin(qtbot, window, DATA / "refuse" / name, None)
    assert dialog.trouble is not None or dialog.ready is not None
    if dialog.trouble is not None:
        assert any("一" <= char <= "鿿" for char in dialog.trouble.message)
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert window.desk.session.shop.head() == before


def test_whose_day_a_time_after_midnight_is_is_asked_once_for_a_clock(window, qtbot):
    report = next(DATA.glob("04_*.xls"))
    dialog = begin(qtbot, window, report)
    assert dialog.night is not None and dialog.night.answer is None and not dialog.go.isEnabled()
    assert "凌晨" in dialog.go.toolTip() and nameless(dialog) == []
    assert dialog.sheet.height() <= window.height()
    read = dialog.ready
    qtbot.mouseClick(dialog.night.previous, Qt.MouseButton.LeftButton, pos=dialog.night.previous.rect().center())
    qtbot.waitUntil(lambda: dialog.ready is not None and dialog.ready is not read)
    later = {draft.at for draft in dialog.ready.file.drafts} - {draft.at for draft in read.file.drafts}
    assert later and dialog.night.answer == "previous" and dialog.go.isEnabled()
    dialog.night.same.click()
    qtbot.waitUntil(lambda: dialog.ready is not None and dialog.night is not None and dialog.night.answer == "same")
    assert {draft.at for draft in dialog.ready.file.drafts} == {draft.at for draft in read.file.drafts}
    qtbot.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not dialog.isVisible())
    (clock,) = imports.clocks(window.desk.session)
    assert (clock.source, clock.after_midnight) == ("zk.standard_report/4", "same")  # the 04 in front of the name
    again = begin(qtbot, window, report)
    assert again.night is None and again.go.isEnabled() and "按“记在第二天”读" in said(again)
    again.turn.click()  # a remembered answer can be changed where it is seen
    qtbot.waitUntil(lambda: again.ready is not None and again.night is not None)
    assert again.night.answer == "previous"
    again.reject()
    window.desk.undo()
    assert imports.clocks(window.desk.session) == ()


def test_people_of_one_name_are_refused_until_somebody_says_which(window, qtbot, tmp_path):
    rows = (["陈思远", "2026-10-05 08:20:10"], ["陈思远", "2026-10-05 17:35:10"], ["周梦", "2026-10-05 08:25:10"])
    path = table(tmp_path / "打卡.csv", *rows, head=("姓名", "打卡时间"))
    dialog = begin(qtbot, window, path)
    assert dialog.ready.new == 1 and {one.code for one in dialog.ready.rejected} == {"ambiguous_name"}
    (line,) = dialog.held_lines
    assert "有 2 个人叫这个名字" in said(dialog) and not hasattr(line, "new")
    second = next(one for one in line.held.namesakes if one.no == "0013")
    assert {one.no for one in line.held.namesakes} == {"0012", "0013"}
    dialog.answer(line.held.ref, second.id)
    assert dialog.ready.new == 3 and dialog.ready.rejected == () and dialog.held_lines == []
    qtbot.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not dialog.isVisible())
    people = {one.no: one for one in staff.employees(window.desk.session)}
    assert not any(alias.value == "陈思远" for alias in people["0013"].aliases)  # a name of two says nothing of the next file
    again = begin(qtbot, window, path)
    assert [one.held.rows for one in again.held_lines] == [2]
    again.reject()
