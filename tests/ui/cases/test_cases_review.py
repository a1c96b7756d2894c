"""The follow-up of a bad review on the real window: six steps with texts, the look of every day, the outcome; and its queue."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from csdesk.actions import case, case_review, case_view, phrase
from csdesk.core.case import Case, Phrase
from csdesk.core.case_list import CaseFilter
from csdesk.core.problem import UserError
from tests.ui.cases.hands import take, titled
from tests.ui.conftest import nameless, press

TITLE = "「吸管有异味」两星"


def test_six_steps_with_a_text_to_copy_and_the_time_of_each(page, window, qtbot):
    titled(page, TITLE)
    part = page.detail.review
    assert part.isVisible() and len(part.lines) == 6 and nameless(part) == []
    qtbot.wait(1)
    press(qtbot, part, "复制第 1 步的话")
    assert QGuiApplication.clipboard().text() == "tb_夏天的风您好，谢谢您花时间告诉我们。"
    phrase.save(window.desk.session, Phrase(0, "2. 道歉", "{商品}没做好，是我们的错", "评价", ("review",)))
    window.desk.look()
    qtbot.wait(1)
    press(qtbot, part, "复制第 2 步的话")
    assert QGuiApplication.clipboard().text() == f"{page.view.case.product}没做好，是我们的错"  # the shop's own words
    part.lines[0].setFocus()
    qtbot.keyClick(part.lines[0], Qt.Key.Key_Return)
    assert page.view.review.steps[0] == datetime(2026, 10, 8, 9) and page.view.review.done == 1
    assert page.view.timeline[0].text == "1. 称呼买家，谢谢评价"
    assert part.told.text() == "今天已看"
    window.desk.undo()
    assert page.view.review.done == 0
    titled(page, "显示签收，买家未收到")
    assert not part.isVisible()
    QGuiApplication.clipboard().clear()


def test_the_outcome_stands_in_the_case_and_ends_the_limit(page, window, qtbot):
    titled(page, TITLE)
    assert any(one.limit.key == "tb.review" and one.target.running for one in page.view.clocks)
    page.detail.review._outcomes()
    take("评价已改")
    assert page.view.case.details["outcome"] == "review changed" and page.view.review.outcome == "changed"
    assert not any(one.limit.key == "tb.review" and one.target.running for one in page.view.clocks)
    assert [one.text for one in page.view.timeline if one.event.kind == "review"] == ["结果：评价已改"]
    assert "评价已改" in page.detail.review.told.text() and not page.detail.review.look_button.isVisible()


def test_the_daily_queue_empties_while_one_looks(page, window, qtbot):
    session = window.desk.session
    for number in range(2):
        draft = Case(0, "review", f"差评{number}", session.now - timedelta(hours=3 + number), platform="taobao", order_no=f"77{number}88")
        case.register(session, draft)
    window.desk.look()
    page.views_menu()
    take("今天要看的中差评（3）")
    assert {one.kind for one in page.list.model_.rows} == {"review"} and len(page.list.model_.rows) == 3
    assert "今天还没看" in page.narrowed.text()
    for left in (2, 1, 0):
        number = page.case_id
        qtbot.wait(1)
        press(qtbot, page.detail.review, "今天看过了")
        assert len(page.list.model_.rows) == left and page.case_id != number
    assert page.empty is not None
    session.clock = lambda: datetime(2026, 10, 9, 9)  # the next day they are to be looked at again
    assert case_view.reviews_to_look_at(session) == 3


@pytest.mark.parametrize("outcome", ["removed", "changed", "answered", "stays"])
def test_every_outcome_takes_it_out_of_the_queue(page, window, outcome):
    session = window.desk.session
    number = titled(page, TITLE).id
    queue = CaseFilter(kind="review", unlooked=True)
    assert [one.id for one in case_view.listed(session, queue).rows] == [number]
    case_review.end(session, number, outcome)
    session.clock = lambda: datetime(2026, 10, 12, 9)
    assert case_view.listed(session, queue).rows == ()
    assert case_view.view(session, number).review.outcome == outcome


def test_what_is_no_bad_review_has_no_steps(page, window):
    session = window.desk.session
    number = titled(page, "显示签收，买家未收到").id
    with pytest.raises(UserError) as refused:
        case_review.look(session, number)
    assert refused.value.code == "kind" and case_view.view(session, number).review is None
