"""The signed forms of the demonstration shop as PDF, and the Monday of the bulletin."""

from __future__ import annotations

import io
from datetime import datetime

import pytest
from pypdf import PdfReader

from csdesk.actions import attendance, demo, prints, today
from csdesk.actions.settings import shop_name
from csdesk.core.calendar import Month
from csdesk.core.permission import Role
from csdesk.core.problem import UserError
from csdesk.core.users import User

SEPTEMBER = Month(2026, 9)


@pytest.fixture(scope="module")
def session(tmp_path_factory):
    made = demo.create(tmp_path_factory.mktemp("forms") / "店铺.csdesk", lambda: datetime(2026, 10, 8, 9))
    yield made
    made.shop.close()


@pytest.fixture(autouse=True)
def _owner_again(session):
    yield
    session.user = None
    session.clock = lambda: datetime(2026, 10, 8, 9)


def records(session, kind):
    view = attendance.month_view(session, SEPTEMBER)
    return {"correction": view.corrections, "leave": view.leaves, "outing": view.outings}[kind]


FORMS = [("correction", "补卡单", "证明的时间"), ("leave", "请假单", "申请日期"), ("outing", "外出申请单", "去哪")]


@pytest.mark.parametrize(("kind", "title", "label"), FORMS)
def test_a_form_says_what_is_recorded_what_is_left_and_the_rule(session, kind, title, label):
    for record in records(session, kind):
        made = prints.form(session, kind, record.id)
        assert (made.pages, made.missing) == (1, ())
        page = PdfReader(io.BytesIO(made.pdf)).pages[0]
        assert [round(float(side)) for side in page.mediabox[2:]] == [595, 420]  # A5 across
        text = page.extract_text()
        name = attendance.name_of(session, record.employee_id)
        for word in (title, label, name, record.reason, shop_name(session), "申请人／日期", "店主／日期", "本年年假", "本月补卡"):
            assert word in text.replace("\n", ""), word


def test_a_record_that_is_gone_and_one_of_somebody_else(session):
    with pytest.raises(UserError) as refused:
        prints.form(session, "leave", 99999)
    assert refused.value.code == "gone"
    leave = records(session, "leave")[0]
    session.user = User(1, "客服", Role.AGENT, leave.employee_id + 1, "", 0, None)
    with pytest.raises(UserError) as refused:
        prints.form(session, "leave", leave.id)
    assert refused.value.code == "forbidden"
    session.user = User(1, "客服", Role.AGENT, leave.employee_id, "", 0, None)
    assert prints.form(session, "leave", leave.id).pages == 1


@pytest.mark.parametrize(("now", "day"), [("2026-10-08", "2026-10-12"), ("2026-10-12", "2026-10-12"), ("2026-10-13", "2026-10-19")])
def test_the_bulletin_stands_on_today_up_to_its_monday(session, now, day):
    session.clock = lambda: datetime.fromisoformat(f"{now}T09:00")
    (one,) = [one for one in today.view(session, decisions=False).coming if one.kind == "bulletin"]
    assert one.day.isoformat() == day
