"""The roster on paper: for the wall, person by person, and as the notice of what was changed since it was given out."""

# ruff: noqa: E501
from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime

import pytest

from csdesk.core.calendar import Month
from csdesk.core.planning import DayNeed, Planning, Promotion, Publication, Published, since_published
from csdesk.core.roster import Cell
from csdesk.core.roster_check import LiveRoster
from csdesk.core.rules import Demand, RuleBook, RuleVersion, Shift
from csdesk.core.staff import Employee
from csdesk.files.paper.letterhead import Paper
from csdesk.files.paper.roster import edition, roster_sheet, strips
from csdesk.files.paper.roster_changes import roster_changes, roster_changes_text
from csdesk.files.paper.roster_people import roster_people
from tests.files import factory
from tests.files.factory import CALENDAR, HEAD, RULES
from tests.files.test_paper import sound, texts

SEPTEMBER = Month(2026, 9)
BOOK = RuleBook((RuleVersion(1, date(2026, 1, 1), RULES),))


def given_out(cells: tuple[Cell, ...], version: int = 2) -> Publication:
    image = {(cell.employee_id, cell.day): (cell.code, cell.post) for cell in cells}
    return Publication(7, SEPTEMBER, datetime(2026, 8, 28, 16, 5), "何立新", image, version=version)


def otherwise(*changes: tuple[int, int, str, str]) -> tuple[Cell, ...]:
    """The factory's September with (employee id, day, code, post) written over it; '' as code blanks."""
    new = {(who, date(2026, 9, day)): (code, post) for who, day, code, post in changes}
    cells = [replace(cell, code=new.get((cell.employee_id, cell.day), (cell.code, cell.post))[0], post=new.get((cell.employee_id, cell.day), ("", cell.post))[1]) for cell in factory.cells()]
    return tuple(cell for cell in cells if cell.code)


def wall(cells: tuple[Cell, ...], people: tuple[Employee, ...] | None = None, **more: object) -> Paper:
    return roster_sheet(SEPTEMBER, cells, people or factory.employees(), HEAD, book=BOOK, calendar=CALENDAR, **more)  # type: ignore[arg-type]


def test_coverage_and_version() -> None:
    text = sound(wall(factory.cells(), planning=Planning(publication=given_out(factory.cells()))))
    for part in ("第 2 版 · 2026-08-28 16:05 发布 · 以此版为准", "白班到岗 需 12", "晚班到岗 需 4", "晚班 组长", "缺", "中秋", "白班组（售前）", "陈思远 A003", "陈思远 B004"):
        assert part in text
    assert "草稿" not in text and "改过" not in text


def test_what_was_never_given_out_is_a_draft_on_every_page() -> None:
    assert all("草稿" in page and "未发布" in page for page in texts(wall(factory.cells(count=51), factory.employees(51))))
    empty = sound(wall(()))
    assert "还没有排班" in empty and "需 12" not in empty


def test_changes_and_other_posts_are_marked_and_explained() -> None:
    cells = otherwise((3, 8, "D", "售后客服"), (10, 14, "休", ""), (11, 14, "", ""))
    text = sound(wall(cells, planning=Planning(publication=given_out(factory.cells()))))
    assert "之后改过 3 格" in text and "以此版为准" not in text
    assert "发布后改过" in text and "小字" in text and len(re.findall("售后(?!组)", text)) == 2
    own = otherwise((3, 8, "D", "售前客服"))  # the own post, written out, is nothing special
    assert len(re.findall("售前", sound(wall(own)))) == len(re.findall("售前", sound(wall(factory.cells()))))


@pytest.mark.parametrize("count", [26, 51, 200])
def test_pages_hold_everybody_once(count: int) -> None:
    people = tuple(replace(one, name=f"员工{index:03d}号") for index, one in enumerate(factory.employees(count)))
    paper = wall(factory.cells(count=count), people, size="A3")
    text = sound(paper)
    assert all(text.count(one.name) == 1 for one in people)
    assert paper.pages >= -(-count // 25)
    with pytest.raises(ValueError, match="A5"):
        wall((), size="A5")


def test_who_is_on_leave_counts_for_nothing() -> None:
    live = [LiveRoster(factory.cells(), factory.employees(), BOOK, CALENDAR, SEPTEMBER, away=away) for away in ((), {(9, date(2026, 9, 1))})]
    (before, *_rest), (after, *_) = ([each.days[0] for each in strips(one) if each.label == "晚班到岗 需 4"] for one in live)
    assert (before, after) == (("6", False), ("5", False))
    leads = [next(each.days[0] for each in strips(one) if each.label == "晚班 组长") for one in live]
    assert leads == [("有", False), ("缺", True)]


def test_a_need_that_is_not_the_usual_one_is_written_out() -> None:
    more = RuleBook((*BOOK.versions, RuleVersion(2, date(2026, 9, 29), replace(RULES, demand=(Demand("D", "", 14), Demand("N", "", 4))))))
    day, night, *_leads = strips(LiveRoster(factory.cells(), factory.employees(), more, CALENDAR, SEPTEMBER))
    assert (day.label, day.days[0], day.days[27:]) == ("白班到岗 需 12", ("13", False), (("13", False), ("13/14", True), ("13/14", True)))
    assert all("/" not in text for text, _short in night.days)
    none = RuleBook((RuleVersion(1, date(2026, 1, 1), replace(RULES, demand=())),))
    assert [each.label for each in strips(LiveRoster(factory.cells(), factory.employees(), none, CALENDAR, SEPTEMBER))][:2] == ["白班到岗", "晚班到岗"]


def test_a_promotion_stands_above_the_need_it_raises() -> None:
    planning = Planning(promotions=(Promotion(1, date(2026, 9, 9), date(2026, 9, 10), "99大促", 50),), needs=(DayNeed(date(2026, 9, 11), "N", "", 7),))
    live = LiveRoster(factory.cells(), factory.employees(), BOOK, CALENDAR, SEPTEMBER, planning=planning)
    sale, day, night, *_leads = strips(live)
    assert sale.label == "99大促" and [index + 1 for index, (said, _short) in enumerate(sale.days) if said] == [9, 10]
    assert [day.days[index] for index in (7, 8, 9)] == [("11", True), ("11/18", True), ("12/18", True)]
    assert [night.days[index] for index in (8, 9, 10)] == [("6/6", False), ("6/6", False), ("5/7", True)]
    text = sound(wall(factory.cells(), planning=planning))
    assert "99大促" in text and text.count("+50%") == 2 and "11/18" in text


def test_every_mark_is_explained_however_many_shifts() -> None:
    names = ("白班", "早班", "中班", "晚班", "午夜班", "巡班")
    shifts = tuple(Shift(f"S{number}", name, 420 + 60 * number, 960 + 60 * number) for number, name in enumerate(names))
    before = RuleVersion(1, date(2026, 1, 1), RULES)
    book = RuleBook((before, RuleVersion(2, date(2026, 9, 10), replace(RULES, shifts=shifts, demand=()))))
    cells = [replace(cell, code=f"S{(cell.day.day + cell.employee_id) % 6}") if cell.code in "DN" and cell.day.day >= 10 else cell for cell in factory.cells()]
    text = sound(roster_sheet(SEPTEMBER, cells, factory.employees(), HEAD, book=book, calendar=CALENDAR))
    assert all(f"{shift.name} {shift.start // 60:02d}:00–" in text for shift in shifts)
    assert "晚班 17:00–次日 01:00" in text  # of the rules before the 10th
    (page, *_more) = texts(roster_people(SEPTEMBER, cells, factory.employees(), HEAD, book=book, calendar=CALENDAR, only={9}, per_page=1))
    assert all(re.search(f"{name} [0-9:]+–[0-9:]+，", page) for name in names) and "晚班 17:00–次日 01:00，" in page


def test_the_word_for_the_wall_stands_on_it() -> None:
    said = replace(given_out(factory.cells()), note="国庆后按此执行")
    assert "说明：国庆后按此执行" in sound(wall(factory.cells(), planning=Planning(publication=said)))
    assert "说明：国庆后按此执行" in sound(roster_changes(SEPTEMBER, said, changes(), factory.employees(), HEAD, book=BOOK))
    assert roster_changes_text(SEPTEMBER, said, changes(), factory.employees(), book=BOOK).endswith("主管。\n说明：国庆后按此执行")


def test_somebody_at_another_post_counts_there() -> None:
    wanted = RuleBook((RuleVersion(1, date(2026, 1, 1), replace(RULES, demand=(Demand("D", "售前", 6), Demand("D", "售后", 6)))),))
    live = LiveRoster(otherwise((4, 1, "D", "售后客服")), factory.employees(), wanted, CALENDAR, SEPTEMBER)
    before, after, *_leads = strips(live)
    assert [(each.label, each.days[0][0], each.days[1][0]) for each in (before, after)] == [("白班 售前 需 6", "5", "6"), ("白班 售后 需 6", "7", "6")]


def test_each_person_has_a_calendar_with_the_own_changes() -> None:
    cells = otherwise((3, 8, "D", "售后客服"), (3, 9, "N", ""), (10, 14, "休", ""))
    paper = roster_people(SEPTEMBER, cells, factory.employees(), HEAD, book=BOOK, calendar=CALENDAR, publication=given_out(factory.cells()))
    pages = texts(paper)
    assert paper.pages == len(pages) == 5 and not paper.missing
    (page,) = [each for each in pages if "A003" in each]
    for part in ("陈思远", "售前客服", "白班组（售前）", "售后", "白班 08:30–17:30，27 天", "晚班 17:00–次日 01:00，1 天", "休 2", "之后改过 2 格", "以此版为准", "中秋", "2026 年 9 月"):
        assert part in page, part
    alone = roster_people(SEPTEMBER, cells, factory.employees(), HEAD, book=BOOK, calendar=CALENDAR, per_page=1, only={8})
    assert alone.pages == 1 and "徐婉清" in sound(alone) and "草稿" in sound(alone)
    with pytest.raises(ValueError, match="2"):
        roster_people(SEPTEMBER, cells, factory.employees(), HEAD, book=BOOK, calendar=CALENDAR, per_page=2)


def test_a_person_without_a_cell_is_told_so() -> None:
    text = sound(roster_people(SEPTEMBER, (), factory.employees(1), HEAD, book=BOOK, calendar=CALENDAR))
    assert "还没有排班" in text


CHANGED = ((12, 9, "D", "售后客服"), (3, 9, "N", ""), (10, 14, "休", ""), (11, 14, "", ""))


def changes() -> list[Published]:
    return since_published(given_out(factory.cells()), otherwise(*CHANGED))


def test_the_notice_of_changes() -> None:
    paper = roster_changes(SEPTEMBER, given_out(factory.cells()), changes(), factory.employees(), HEAD, book=BOOK)
    text = sound(paper)
    for part in ("排班变更通知", "第 2 版，2026-08-28 16:05 发布", "09-09 周三", "陈思远（A003）", "陈思远（B004）", "白班·售后客服 08:30–17:30", "晚班 17:00–次日 01:00", "09-14 周一", "孙浩然", "未排", "共改 4 处", "知悉签字"):
        assert part in text, part


def test_the_notice_for_the_chat() -> None:
    assert roster_changes_text(SEPTEMBER, given_out(factory.cells()), changes(), factory.employees(), book=BOOK) == (
        "【排班变更】2026 年 9 月（第 2 版，2026-08-28 16:05 发布以后）\n"
        "1. 09-09 周三  陈思远（A003）  白班 → 晚班 17:00–次日 01:00\n"
        "2. 09-09 周三  陈思远（B004）  晚班 → 白班·售后客服 08:30–17:30\n"
        "3. 09-14 周一  孙浩然  晚班 → 休\n"
        "4. 09-14 周一  郭Amy  晚班 → 未排\n\n"
        "共改 4 处。来不了的请马上告诉主管。"
    )


def test_a_long_notice_repeats_its_heads() -> None:
    nothing = Publication(1, SEPTEMBER, datetime(2026, 8, 28, 16, 5), "", {})
    listed = since_published(nothing, factory.cells())
    pages = texts(roster_changes(SEPTEMBER, nothing, listed, factory.employees(), HEAD, book=BOOK))
    assert len(pages) > 10 and all("改为" in page for page in pages)
    assert sum(len(re.findall(r"\d{2}:\d{2}–", page)) for page in pages) == sum(cell.code in "DN" for cell in factory.cells())
    assert "共改" in pages[-1] and "共改" not in pages[0]


@pytest.mark.parametrize(("publication", "sentence"), [(None, "还没有发布"), (given_out(factory.cells()), "发布以后没有改动")])
def test_a_notice_without_changes_says_why(publication: Publication | None, sentence: str) -> None:
    assert sentence in sound(roster_changes(SEPTEMBER, publication, (), factory.employees(), HEAD, book=BOOK))
    assert sentence in roster_changes_text(SEPTEMBER, publication, (), factory.employees(), book=BOOK)


def test_the_edition_in_words() -> None:
    assert edition(None, 0, HEAD) == "未发布，草稿 · 打印 2026-10-08 18:20"
