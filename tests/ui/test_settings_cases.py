"""The time limits and the kinds of case in the settings, over the demonstration shop."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from csdesk.actions import case, case_rules, case_view, settings, users
from csdesk.core.case import STATUSES, Category, Field, Status
from csdesk.core.case_limits import LIMITS
from csdesk.core.permission import Role
from csdesk.core.problem import UserError
from csdesk.core.users import User
from csdesk.ui.settings.kinds import KindDialog, field_line, parse_field
from csdesk.ui.settings.limits import LimitDialog, parse_periods
from csdesk.ui.settings.statuses import StatusDialog
from tests.ui.conftest import nameless, shop_window

NOW = datetime(2026, 10, 8, 9, 0)


@pytest.fixture
def window(qtbot, tmp_path, demo_file):
    with shop_window(qtbot, tmp_path, demo_file, "settings") as shown:
        yield shown


def part_of(window, name):
    window.open_page("settings", name)
    return window.pages["settings"].sections[name]


def opened(window, kind):
    return next(one for one in window.findChildren(kind) if one.isVisible())


def test_every_limit_with_its_grade(window):
    part = part_of(window, "limits")
    rows = {one.key: one for one in part.table.records()}
    assert set(rows) == {one.key for one in LIMITS} and nameless(part) == []
    columns = {column.id: column for column in part.table.model_.columns}
    assert columns["amount"].shown(rows["jd.extra"]) == "4 小时" and columns["grade"].shown(rows["jd.extra"]) == "官方文本"
    assert columns["clock"].shown(rows["jd.extra"]) == "每天 09:00–18:00 计时"
    assert columns["grade"].shown(rows["pdd.received"]) == "未核实"


def test_a_limit_from_a_day_on_and_back(window):
    part = part_of(window, "limits")
    part.open_row(next(one for one in part.table.records() if one.key == "jd.extra"))
    form = opened(window, LimitDialog)
    form.form["amount"].set_value("6")
    form.form["window"].set_value("9:00-12:00，13:00-18:00")
    form.form["from"].set_value("2026-10-20")
    form.save()
    table = case_rules.limits(window.desk.session)
    assert table.in_force("jd.extra", date(2026, 10, 19)).amount == 4 and table.in_force("jd.extra", date(2026, 10, 20)).amount == 6
    assert table.in_force("jd.extra", date(2026, 10, 20)).window == ((32400, 43200), (46800, 64800))
    row = next(one for one in part.table.records() if one.key == "jd.extra")
    part._decided(row, "forget")
    assert case_rules.limits(window.desk.session).in_force("jd.extra", date(2026, 10, 20)).amount == 4


def test_a_wrong_limit_is_refused_under_its_field(window):
    part = part_of(window, "limits")
    part.open_new()
    form = opened(window, LimitDialog)
    form.form["amount"].set_value("0")
    form.save()
    assert form.isVisible() and form.form["amount"].message.text() == "写大于 0 的整数，或留空"
    form.form["amount"].set_value("3")
    form.save()
    assert form.isVisible() and form.form["name"].message.text()
    form.form["name"].set_value("送货预约回复")
    form.save()
    assert any(one.name == "送货预约回复" for one in part.table.records())


def test_an_own_kind_with_fields_and_check_list(window):
    part = part_of(window, "kinds")
    part.open_new()
    form = opened(window, KindDialog)
    form.form["name"].set_value("大件预约")
    form.form["evidence"].set_value("聊天记录\n预约截图")
    form.form["checks"].set_value("已联系司机")
    form.form["fields"].set_value("楼层 | 数字 *\n电梯 | 选项 | 有/没有")
    form.save()
    one = next(kind for kind in case_rules.kinds(window.desk.session) if kind.name == "大件预约")
    assert one.fields == (Field("楼层", "楼层", "number", (), True), Field("电梯", "电梯", "choice", ("有", "没有")))
    assert one.checks == ("已联系司机",) and one.evidence == ("聊天记录", "预约截图")
    part._decided(one, "use")
    assert not case_rules.kind(window.desk.session, one.key).active


def test_a_kind_of_the_program_stays_translatable(window):
    part = part_of(window, "kinds")
    before = case_rules.kind(window.desk.session, "review")
    part.open_row(before)
    form = opened(window, KindDialog)
    form.form["checks"].set_value("已私信")
    form.save()
    after = case_rules.kind(window.desk.session, "review")
    assert (after.name, after.evidence, after.causes, after.fields) == (before.name, before.evidence, before.causes, before.fields)
    assert after.checks == ("已私信",)


def test_what_the_shop_decides_about_cases(window):
    part = part_of(window, "kinds")
    part.form["case.two_steps_above"].set_value("80")
    part.form["case.reopen"].set_value("continue")
    part.save()
    session = window.desk.session
    assert (settings.get(session, "case.two_steps_above"), settings.get(session, "case.reopen")) == (8000, "continue")


@pytest.mark.parametrize("line", ["楼层 | 数字 *", "电梯 | 选项 | 有/没有", "备注 | 长文字", "到货 | 是否"])
def test_a_field_is_read_as_it_is_written(line):
    assert field_line(parse_field(line, ())) == line


@pytest.mark.parametrize("text", ["9-18", "18:00-09:00", "x", "09:00"])
def test_wrong_daily_hours(text):
    with pytest.raises(UserError):
        parse_periods(text)


def test_a_status_is_made_moved_coloured_and_removed(window, qtbot):
    session = window.desk.session
    part = part_of(window, "statuses")
    assert [one.key for one in part.table.records()] == [one.key for one in STATUSES] and nameless(part) == []
    part.open_new()
    form = opened(window, StatusDialog)
    form.save()
    assert form.isVisible() and form.form["name"].message.text() == "有个状态没有名字"
    form.form["name"].set_value("等买家")
    form.save()
    assert form.isVisible() and "等买家" in form.form["name"].message.text()
    form.form["name"].set_value("等店主批")
    form.form["category"].set_value(Category.PAUSED)
    form.form["waits_for"].set_value("owner")
    form.form["tone"].set_value("warn")
    form.boxes["handling"].setChecked(True)
    assert (form.shown.spec.words, form.shown.spec.tone) == ("等店主批", "warn") and nameless(form.sheet) == []
    form.save()
    made = case_rules.statuses(session)[-1]
    assert made == Status("own1", "等店主批", Category.PAUSED, ("handling",), "owner", "warn")
    columns = {column.id: column for column in part.table.model_.columns}
    assert columns["next"].shown(made) == "处理中" and columns["next"].shown(part.table.records()[0]) == "不限"
    part._decided(made, "up")
    assert case_rules.statuses(session)[-2].key == "own1"
    number = case_view.listed(session).rows[0].id
    case.set_status(session, number, "own1")
    part.refresh()
    told = []
    window.desk.toasted.connect(told.append)
    part._decided(made, "remove")  # a case has it
    assert told[-1].message == "有 1 单是「等店主批」：先换成别的状态" and part.used["own1"] == 1
    with pytest.raises(UserError):  # and goes only where the table says
        case.set_status(session, number, "new")
    window.open_page("cases", number)
    assert (window.pages["cases"].detail.status.spec.words, window.pages["cases"].detail.status.spec.tone) == ("等店主批", "warn")
    case.set_status(session, number, "handling")
    part._decided(made, "remove")
    assert all(one.key != "own1" for one in case_rules.statuses(session))


def test_a_category_in_use_stays_and_one_open_and_one_resolved_status_must_be(window):
    session = window.desk.session
    part = part_of(window, "statuses")
    used = next(one for one in part.table.records() if part.used.get(one.key))
    part.open_row(used)
    form = opened(window, StatusDialog)
    form.form["category"].set_value(Category.RESOLVED if used.category is not Category.RESOLVED else Category.OPEN)
    form.save()
    assert form.isVisible() and form.form["name"].message.text()
    form.reject()
    with pytest.raises(UserError):
        case_rules.save_statuses(session, [one for one in STATUSES if one.category is not Category.RESOLVED])
    with pytest.raises(UserError):
        case_rules.save_statuses(session, [one for one in STATUSES if one.category is not Category.OPEN])
    part.take_usual()
    assert case_rules.statuses(session) == STATUSES


def test_only_the_owner_sees_them(window):
    session = window.desk.session
    users.save_user(session, User(0, "店主", Role.OWNER), "1234")
    users.save_user(session, User(0, "主管", Role.SUPERVISOR), "1234")
    users.sign_in(session, "主管", "1234")
    window.desk.set_session(session)
    window.open_page("settings")
    keys = [item.key for item in window.pages["settings"].list.items]
    assert "limits" not in keys and "kinds" not in keys and "statuses" not in keys
