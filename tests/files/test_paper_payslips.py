"""Payslips: what stands on them, when they are long, short, odd or a draft."""

# ruff: noqa: E501
from __future__ import annotations

import io
from dataclasses import replace
from datetime import date

import pytest
from pypdf import PdfReader

from csdesk.core.calendar import Month
from csdesk.core.money import grouped
from csdesk.files.paper import words
from csdesk.files.paper.letterhead import Paper
from csdesk.files.paper.payslips import payslips
from csdesk.files.paper.text import two_lines
from tests.files import factory
from tests.files.factory import CALENDAR, HEAD, OPEN, RULES


def made(result=None, people=None, head=HEAD, **more) -> Paper:  # type: ignore[no-untyped-def]
    return payslips(result or factory.result(), people or factory.employees(), head, rules=RULES, calendar=CALENDAR, **more)


def texts(paper: Paper) -> list[str]:
    return [page.extract_text() for page in PdfReader(io.BytesIO(paper.pdf)).pages]


def fonts(paper: Paper) -> set[str]:
    found = set()
    for page in PdfReader(io.BytesIO(paper.pdf)).pages:
        for font in page["/Resources"]["/Font"].values():
            font = font.get_object()
            found.add(font["/BaseFont"])
            assert "/FontFile2" in font["/FontDescriptor"].get_object() and "/ToUnicode" in font
    return found


def test_four_to_a_page() -> None:
    result = factory.result()
    paper = made(result)
    assert paper.pages == 5 and paper.missing == ()
    pages = texts(paper)
    assert len(pages) == 5
    text = "\n".join(pages)
    for one in result.employees:
        assert one.name in text and grouped(one.net) in text and grouped(one.gross) in text
        for line in one.lines:
            assert grouped(line.amount) in text
    assert "None" not in text and "nan" not in text
    assert "贰仟" in text and "校验 51F0-A2C9" in text and "草稿" not in text
    assert all("CsdeskSans" in name for name in fonts(paper))


def test_equal_input_gives_equal_bytes() -> None:
    assert made().pdf == made().pdf


def test_an_open_month_is_a_draft() -> None:
    assert all(page.count("草稿") == 8 for page in texts(made(head=OPEN)))
    assert all("草稿" in page for page in texts(made(head=OPEN, per_page=1)))


def test_one_a_page_shows_the_month_and_the_packets() -> None:
    paper = made(per_page=1, only={5})
    (text,) = texts(paper)
    assert "李䶮" in text and "已翻倍为 20.00 元" in text and "早7" in text and "第 1 页 / 共 1 页" in text


@pytest.mark.parametrize(("count", "pages"), [(14, 1), (20, 1), (30, 2)])
def test_many_lines(count: int, pages: int) -> None:
    long = factory.long_slip(count)
    paper = made(replace(factory.result(), employees=(long,)))
    assert paper.pages == pages
    text = "".join(texts(paper))
    assert all(grouped(line.amount) in text for line in long.lines)


def test_a_slip_too_long_gets_its_own_page_and_the_others_close_up() -> None:
    result = factory.result()
    assert made(replace(result, employees=(factory.long_slip(18), *result.employees[:4]))).pages == 2


def test_nothing_earned_and_nobody_employed() -> None:
    nothing = factory.month_of(factory.employees()[7], (), ())
    (text,) = texts(made(replace(factory.result(), employees=(nothing,))))
    assert "¥ 0.00" in text and "零元整" in text
    (text,) = texts(made(replace(factory.result(), employees=())))
    assert "没有工资单" in text


def test_what_was_not_collected_is_said() -> None:
    one = factory.result().employees[1]
    short = replace(one, deductions=one.gross + 6713, net=0, not_collected=6713)
    for per_page in (1, 4):
        assert "67.13" in texts(made(replace(factory.result(), employees=(short,)), per_page=per_page))[0]


@pytest.mark.parametrize("month", ["2026-02", "2026-09", "2026-10", "2028-02"])
def test_every_length_of_month(month: str) -> None:
    paper = made(factory.result(month), factory.employees(20, month), per_page=1, only={1, 8})
    assert paper.pages == 2
    assert all(str(Month.parse(month).length) in page for page in texts(paper))


def test_a_missing_glyph_is_reported_with_the_text() -> None:
    result = factory.result()
    odd = replace(result.employees[0], name="何\U0002a6d6")
    paper = made(replace(result, employees=(odd,)))
    assert paper.missing == ("\U0002a6d6",)
    assert len(paper.problems) == 1 and "U+2A6D6" in paper.problems[0] and "何" in paper.problems[0]
    assert "何〓" in texts(paper)[0]


def test_two_hundred() -> None:
    assert made(factory.result(count=200), factory.employees(200)).pages == 50


@pytest.mark.parametrize(
    ("name", "parts"),
    [("阿依努尔·阿卜杜热西提", ("阿依努尔·", "阿卜杜热西提")), ("一二三四五六七八九十", ("一二三四五", "六七八九十")), ("Anna Maria Smith", ("Anna", "Maria Smith"))],
)
def test_a_long_name_breaks_at_its_dot(name: str, parts: tuple[str, str]) -> None:
    assert two_lines(name) == parts


def test_a_name_far_too_long_is_never_cut() -> None:
    name = "阿卜杜拉" * 9
    one = replace(factory.result().employees[0], name=name)
    text = "".join(texts(made(replace(factory.result(), employees=(one,))))).replace("\n", "")
    assert name[:18] in text and name[18:] in text


@pytest.mark.parametrize(
    ("month", "day", "why"),
    [("2026-09", date(2026, 10, 10), "周六，调休上班"), ("2026-12", date(2027, 1, 8), "原为 1 月 10 日，周日"), ("2026-10", date(2026, 11, 10), "")],
)
def test_pay_day(month: str, day: date, why: str) -> None:
    assert words.pay_day(Month.parse(month), RULES, CALENDAR) == (day, why)
