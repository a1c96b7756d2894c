"""The evidence of a case on the real window: its order by drag and by keys, taking away, what it is handed in as."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt

from csdesk.actions import case_evidence
from tests.ui.cases.hands import titled
from tests.ui.conftest import awake

CONTROL, LEFT = Qt.KeyboardModifier.ControlModifier, Qt.MouseButton.LeftButton


def names(page):
    return [one.name for one in page.view.evidence]


@pytest.fixture
def three(page, tmp_path, qtbot):
    """A case with three pieces."""
    titled(page, "显示签收，买家未收到")
    for number in range(3 - len(page.view.evidence)):
        path = tmp_path / f"图{number}.pdf"
        path.write_bytes(b"%PDF-" + bytes([number]))
        page.keep_files([path])
    assert len(page.view.evidence) == 3
    qtbot.wait(1)
    return page


def test_a_piece_is_dragged_to_another_place(three, window, qtbot):
    first, second, third = names(three)
    part = three.detail.evidence
    thumb, goal = part.thumbs[0], part.thumbs[2]
    start = thumb.rect().center()
    end = thumb.mapFrom(part.line, goal.geometry().center() + QPoint(10, 0))
    qtbot.mousePress(thumb, LEFT, pos=start)
    for share in (0.2, 0.6, 1.0):
        qtbot.mouseMove(thumb, start + (end - start) * share)
    qtbot.mouseRelease(thumb, LEFT, pos=end)
    assert names(three) == [second, third, first]
    window.desk.undo()
    assert names(three) == [first, second, third]


def test_a_piece_is_moved_and_taken_away_by_keys(three, window, qtbot, tmp_path):
    awake(qtbot, window)
    first, second, third = names(three)
    three.detail.evidence.thumbs[2].setFocus()
    qtbot.keyClick(three.detail.evidence.thumbs[2], Qt.Key.Key_Left, CONTROL)
    assert names(three) == [first, third, second]
    assert three.detail.evidence.thumbs[1].hasFocus()  # it goes along, so that the key may be pressed again
    qtbot.keyClick(three.detail.evidence.thumbs[1], Qt.Key.Key_Left, CONTROL)
    qtbot.keyClick(three.detail.evidence.thumbs[0], Qt.Key.Key_Left, CONTROL)  # nothing lies before the first
    assert names(three) == [third, first, second]
    case_evidence.export(window.desk.session, three.case_id, tmp_path / "举证")
    assert sorted(one.name[:2] for one in (tmp_path / "举证").iterdir()) == ["01", "02", "03"]
    path = tmp_path / "新.pdf"
    path.write_bytes(b"%PDF-new")
    three.keep_files([path])
    assert names(three)[-1] == "新.pdf"  # what comes later comes last
    qtbot.wait(1)
    qtbot.keyClick(three.detail.evidence.thumbs[0], Qt.Key.Key_Delete)
    assert names(three) == [first, second, "新.pdf"]
