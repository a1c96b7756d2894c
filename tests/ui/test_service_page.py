"""The page 服务 over the demonstration shop: its figures, charts and tables lead to the cases behind them; week, print, Excel, roles."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog

from csdesk.actions import case, case_cost, case_talk, discipline, rules, service
from csdesk.core.calendar import Month
from csdesk.core.permission import Role
from csdesk.core.rules import ServiceRules
from csdesk.core.service import Summary, pareto
from csdesk.core.service_chart import Bar, Label
from csdesk.core.users import User
from csdesk.store import case as store
from csdesk.ui import theme
from csdesk.ui.kit import Button, Dialog
from csdesk.ui.pages import PAGES
from tests.ui.conftest import awake, nameless, press, save_pdf, shop_window

SEPTEMBER = Month(2026, 9)


@pytest.fixture
def window(qtbot, tmp_path, demo_file):
    with shop_window(qtbot, tmp_path, demo_file, "service") as made:
        made.pages["service"].goto(SEPTEMBER)
        yield made


@pytest.fixture
def page(window):
    return window.pages["service"]


def cases_shown(qtbot, window) -> int:
    """How many cases the page of cases lists now."""
    qtbot.waitUntil(lambda: window.pages["cases"].isVisible())
    return window.pages["cases"].list.model().rowCount()


def back(qtbot, window) -> None:
    window.open_page("service")
    qtbot.waitUntil(lambda: window.pages["service"].isVisible())


def click_bar(qtbot, chart, bar: Bar) -> None:
    qtbot.mouseClick(chart, Qt.MouseButton.LeftButton, pos=chart.rect_of(bar).center().toPoint())


def test_the_figures_and_what_is_behind_them(qtbot, window, page) -> None:
    found = service.view(window.desk.session, SEPTEMBER)
    assert found.received > 10 and found.limits.broken
    assert page.figures["received"].text() == str(found.received) and page.figures["cost"].text()
    wanted = {"received": found.received, "resolved": found.resolved, "answered": found.answered, "fault": found.agent_fault,
              "cost": found.received, "kept": len({one.case_id for one in found.broken})}  # fmt: skip
    for key, count in wanted.items():
        qtbot.mouseClick(page.figures[key], Qt.MouseButton.LeftButton)
        assert cases_shown(qtbot, window) == count, key
        back(qtbot, window)
    assert nameless(page) == []


def test_bars_lead_to_their_cases_by_mouse_and_keys(qtbot, window, page) -> None:
    found = service.view(window.desk.session, SEPTEMBER)
    day = next(one for one in page.days.bars() if one.high)
    count = next(one.received for one in found.days if one.day == day.key)
    page.area.ensureWidgetVisible(page.days)
    click_bar(qtbot, page.days, day)
    assert cases_shown(qtbot, window) == count
    narrowed = window.pages["cases"].narrowed.text()
    assert f"{day.key} 受理" in narrowed
    back(qtbot, window)
    cause = page.causes.bars()[0]
    click_bar(qtbot, page.causes, cause)
    assert cases_shown(qtbot, window) == found.causes[0].n and cause.key == found.causes[0].key
    back(qtbot, window)
    awake(qtbot, window)
    page.agents.setFocus()
    late = next(place for place, one in enumerate(page.agents.bars()) if one.fill == "hatch")
    for _press in range(late + 1):
        qtbot.keyClick(page.agents, Qt.Key.Key_Right)
    bar = page.agents.bars()[late]
    qtbot.keyClick(page.agents, Qt.Key.Key_Return)
    assert cases_shown(qtbot, window) == len({one.case_id for one in found.broken if one.owner_id == bar.key})
    window.pages["cases"].clear_filter()
    assert window.pages["cases"].filter.ids is None


def behind_bar(found: Summary, bar: Bar) -> int:
    """How many cases the summary counts for a bar."""
    if bar.what in ("cause", "others"):
        shown = [one.key for one in pareto(found.causes)]
        return sum(one.n for one in found.causes if (one.key == bar.key if bar.what == "cause" else one.key not in shown))
    if bar.what in ("day", "resolved"):
        day = next(one for one in found.days if one.day == bar.key)
        return day.received if bar.what == "day" else day.resolved
    late = len({one.case_id for one in found.broken if (one.owner_id or 0) == bar.key})
    return late or next(one.received for one in found.agents if one.id == bar.key)


def test_every_figure_bar_row_and_sentence_opens_as_many_as_it_says(qtbot, window, page) -> None:
    session = window.desk.session
    one = store.get(session.shop, service.view(session, SEPTEMBER).came[0].id)
    window.desk.do(case_talk.revisited, one.id, "满意", 5)  # on 8 October
    for number, cause in enumerate(("甲", "乙", "丙", "丁", "戊")):  # more causes than bars
        window.desk.do(case.change, store.get(session.shop, service.view(session, SEPTEMBER).came[number].id), cause=cause)
    page.refresh()
    for month in (SEPTEMBER, Month(2026, 10)):
        back(qtbot, window)
        page.goto(month)
        found = service.view(session, month)
        late = len({one.case_id for one in found.broken})
        figures = {"received": found.received, "resolved": found.resolved, "answered": found.answered, "replied": found.answered,
                   "fault": found.agent_fault, "cost": found.received, "kept": late, "left": found.left, "carried": found.carried,
                   "revisited": found.revisited}  # fmt: skip
        assert set(figures) == set(page.figures)
        for key, count in figures.items():
            qtbot.mouseClick(page.figures[key], Qt.MouseButton.LeftButton)
            if count:  # nothing behind a 0
                assert cases_shown(qtbot, window) == count, (month, key)
                back(qtbot, window)
        for chart in (page.causes, page.agents, page.days):
            bars = [bar for bar in chart.bars() if bar.high]
            for bar in bars[:2] + bars[-3:]:
                click_bar(qtbot, chart, bar)
                assert cases_shown(qtbot, window) == behind_bar(found, bar), (month, bar)
                back(qtbot, window)
        if month == SEPTEMBER:
            assert page.causes.bars()[-1].what == "others"
        if found.no_cause:
            press(qtbot, page, f"没写原因 {found.no_cause} 件")
            assert cases_shown(qtbot, window) == found.no_cause
            back(qtbot, window)
        for which in ("party", "kind", "product", "complaints"):
            page.tables.choose(which)
            for line in page.table.model_.records[:3] + page.table.model_.records[-1:]:
                page.table.opened.emit(line)
                if line.n:
                    assert cases_shown(qtbot, window) == line.n, (month, line)
                    back(qtbot, window)
                if line.broken:
                    page.table.decided.emit(line, "late")
                    assert cases_shown(qtbot, window) == len({one.case_id for one in found.broken if one.kind == line.key}), line
                    back(qtbot, window)


def test_a_lost_sale_opens_the_log_and_a_sentence_its_cases(qtbot, window, page) -> None:
    page.goto(Month(2026, 10))
    found = service.view(window.desk.session, Month(2026, 10))
    page.tables.choose("lost")
    assert page.table.model_.rowCount() == len(found.lost) > 1
    line = page.table.model_.records[1]
    page.table.opened.emit(line)
    handover: Any = window.pages["handover"]
    qtbot.waitUntil(lambda: handover.isVisible())
    entries = handover.log.table.records()
    assert len(entries) == line.n and {(one.kind, one.reason) for one in entries} == {("lost", line.key)}
    assert handover.log.card.title.text() == "2026年10月 日志" and handover.log.reason.currentText() == line.name
    handover.log.clear_filter()
    assert len(handover.log.table.records()) > line.n and handover.log.reason.key() is None
    back(qtbot, window)
    arrow = page.point_lines.findChildren(Button)[0]
    told = page.point_lines.words[0].text()
    assert arrow.accessibleName() == f"打开：{told}" and told.startswith("单子最多的商品")
    qtbot.mouseClick(arrow, Qt.MouseButton.LeftButton)
    assert cases_shown(qtbot, window) == found.products[0].n


def test_the_target_of_the_rules_stands_on_the_page(qtbot, window, page) -> None:
    session = window.desk.session
    assert "目标 95%" in [one.text for one in page.agents.shapes if isinstance(one, Label)]
    now = rules.book(session).on(date(2026, 9, 30))
    window.desk.do(rules.save, replace(now, service=ServiceRules(Decimal("0.6"))), date(2026, 1, 1))
    qtbot.waitUntil(lambda: "目标 60%" in [one.text for one in page.agents.shapes if isinstance(one, Label)])
    assert "低于目标 60 %" in page.notes[page.agents].text()
    window.open_page("rules")
    window.pages["rules"].sections.choose("service")
    assert page.notes[page.days].text()


def test_a_complaint_is_offered_as_a_fine_and_never_entered_by_itself(qtbot, window, page) -> None:
    session = window.desk.session
    found = service.view(session, SEPTEMBER)
    number = next(one for (one,) in session.shop.rows("SELECT id FROM case_record WHERE kind = 'service' AND created_at LIKE '2026-09%'"))
    agent = found.agents[0].id
    window.desk.do(case_cost.set_cost, store.get(session.shop, number), responsible="agent", bearer="owner", blamed_id=agent)
    before = len(discipline.all_dues(session))
    page.tables.choose("complaints")
    row = page.table.model_.records[0]
    assert (row.n, len(row.fines)) == (1, 1) and len(discipline.all_dues(session)) == before
    page.table.opened.emit(row)
    assert cases_shown(qtbot, window) == 1
    back(qtbot, window)
    page.table.decided.emit(row, "fine")
    dialog = next(one for one in window.findChildren(Dialog) if one.isVisible())
    assert dialog.note_.text() == f"单子 {store.get(session.shop, number).no}"
    dialog.amount.setText("50.00")  # these rules name no price
    press(qtbot, dialog, "记下")
    assert len(discipline.all_dues(session)) == before + 1
    assert page.table.model_.records[0].fines == ()  # offered once
    window.desk.undo()
    assert len(page.table.model_.records[0].fines) == 1


def test_the_fund_box_tells_of_complaints_without_a_fine(qtbot, window, page) -> None:
    session = window.desk.session
    found = service.view(session, SEPTEMBER)
    number = next(one for (one,) in session.shop.rows("SELECT id FROM case_record WHERE kind = 'service' AND created_at LIKE '2026-09%'"))
    agent = next(one.id for one in found.agents if one.id)
    window.open_page("fund")
    fund: Any = window.pages["fund"]
    fund.goto(SEPTEMBER)
    assert not fund.offered.isVisible()
    window.desk.do(case_cost.set_cost, store.get(session.shop, number), responsible="agent", bearer="owner", blamed_id=agent)
    qtbot.waitUntil(fund.offered.isVisible)
    assert fund.offered.words.text() == f"有 1 件服务投诉还没记罚款：{service.names(session).people[agent]} 1"
    before = len(fund.dues.model_.records)
    press(qtbot, fund, "记罚款…")
    dialog = next(one for one in window.findChildren(Dialog) if one.isVisible())
    dialog.amount.setText("50.00")  # these rules name no price
    press(qtbot, dialog, "记下")
    assert len(fund.dues.model_.records) == before + 1 and not fund.offered.isVisible()


def test_weeks_and_other_months(qtbot, window, page) -> None:
    page.which.choose("week")
    assert page.week.isVisible() and not page.picker.isVisible() and page.week_words.text() == "2026-08-31至2026-09-06"
    press(qtbot, page, "下一周")
    assert page.week_words.text() == "2026-09-07至2026-09-13"
    assert page.figures["received"].text() == str(service.view(window.desk.session, page.day).received)
    page.which.choose("month")
    assert page.picker.month == SEPTEMBER
    page.goto(Month(2025, 1))
    assert page.empty.isVisible() and not page.area.isVisible()
    page.later()
    page.goto(SEPTEMBER)
    assert page.area.isVisible()


def test_print_and_excel_are_the_screen(qtbot, window, page, tmp_path, monkeypatch) -> None:
    chosen = iter([tmp_path / "服务.pdf", tmp_path / "服务.xlsx"])
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_given: (str(next(chosen)), ""))
    awake(qtbot, window)
    qtbot.keyClick(page, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    save_pdf(qtbot, window)
    text = PdfReader(tmp_path / "服务.pdf").pages[0].extract_text()
    assert page.figures["kept"].text() in text and page.figures["cost"].text() in text and page.compared.text()[:6] in text
    qtbot.keyClick(page, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    sheet = openpyxl.load_workbook(tmp_path / "服务.xlsx")["服务汇总"]
    assert str(sheet["B2"].value) == page.figures["received"].text()


def test_dark_and_narrow(qtbot, window, page) -> None:
    theme.apply(QApplication.instance(), "dark")
    window.resize(1024, 700)
    page.refresh()
    image = page.grab()
    assert not image.isNull()
    for chart in (page.agents, page.days):
        assert all(chart.rect_of(one).right() <= chart.width() for one in chart.bars())


def test_leads_have_the_page_agents_do_not(qtbot, window) -> None:
    entry = next(one for one in PAGES if one.name == "service")
    session = window.desk.session
    for role, sees in ((Role.OWNER, True), (Role.SUPERVISOR, True), (Role.LEAD, True), (Role.AGENT, False)):
        session.user = User(9, "某", role, None)
        assert session.may(entry.permission) is sees
    session.user = None
