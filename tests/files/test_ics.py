"""A person's shifts as a calendar file: what RFC 5545 asks for, nights that end tomorrow, a second file that moves the events."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csdesk.core.calendar import Month
from csdesk.core.roster import Cell
from csdesk.core.rules import RuleBook, RuleVersion
from csdesk.core.staff import Employee
from csdesk.files.ics import folded, roster_ics
from tests.files.factory import RULES

OCTOBER = Month(2026, 10)
MADE = datetime(2026, 10, 8, 6, 30)
BOOK = RuleBook((RuleVersion(1, date(2026, 1, 1), RULES),))
ONE = Employee(12, "0012", "陈思远", "售前客服", site="杭州; 3 号楼, 2 层", hired=date(2025, 3, 1), left=date(2026, 10, 30))


def cells(**days: str) -> list[Cell]:
    """d5="N" or d5="D·售后客服"."""
    found = []
    for day, text in days.items():
        code, _dot, post = text.partition("·")
        found.append(Cell(12, date(2026, 10, int(day[1:])), code, post=post))
    return found


def made(listed: list[Cell], **more: object) -> bytes:
    own: dict[str, object] = {"book": BOOK, "shop": "拾光电商", "identity": "0a1b", "made": MADE, **more}
    return roster_ics(OCTOBER, listed, ONE, **own)  # type: ignore[arg-type]


def events(data: bytes) -> list[dict[str, str]]:
    """The events as name (without parameters) -> value, read as a calendar program does: unfolded, then by line."""
    lines = data.decode().replace("\r\n ", "").split("\r\n")
    assert lines[-1] == "" and lines[0] == "BEGIN:VCALENDAR" and lines[-2] == "END:VCALENDAR"
    found: list[dict[str, str]] = []
    for line in lines:
        if line == "BEGIN:VEVENT":
            found.append({})
        elif found and found[-1].get("END") != "VEVENT":
            name, _colon, value = line.partition(":")
            found[-1][name.partition(";")[0]] = value
    return found


def test_one_event_a_shift_and_none_for_rest() -> None:
    listed = cells(d1="D", d2="N", d3="休", d4="假", d5="D·售后客服", d6="X", d31="D")
    listed += [Cell(12, date(2026, 9, 30), "D"), Cell(7, date(2026, 10, 9), "D")]
    found = events(made(listed))
    assert [(one["DTSTART"], one["DTEND"], one["SUMMARY"]) for one in found] == [
        ("20261001T083000", "20261001T173000", "白班"),
        ("20261002T170000", "20261003T010000", "晚班"),
        ("20261005T083000", "20261005T173000", "白班·售后客服"),
    ]  # 3 rest, 4 leave, 6 unknown, 31 after the last day
    assert found[0]["LOCATION"] == "杭州\\; 3 号楼\\, 2 层" and found[0]["DESCRIPTION"] == "白班 08:30–17:30 · 拾光电商 · 陈思远"
    assert {one["STATUS"] for one in found} == {"CONFIRMED"}
    assert {one["STATUS"] for one in events(made(listed, draft=True))} == {"TENTATIVE"}
    assert not events(made([])) and made([]).endswith(b"END:VTIMEZONE\r\nEND:VCALENDAR\r\n")


def test_the_file_is_as_the_standard_asks() -> None:
    data = made(cells(d1="D", d2="N"))
    assert b"\n" not in data.replace(b"\r\n", b"") and all(len(line) <= 75 for line in data.split(b"\r\n"))
    text = data.decode()
    for line in ("VERSION:2.0", "PRODID:-//csdesk//roster//ZH", "TZID:Asia/Shanghai", "TZOFFSETTO:+0800", "X-WR-CALNAME:陈思远 的班"):
        assert f"\r\n{line}\r\n" in text
    assert text.count("BEGIN:VEVENT") == text.count("END:VEVENT") == text.count("DTSTART;TZID=Asia/Shanghai:") == 2
    assert {one["DTSTAMP"] for one in events(data)} == {"20261007T223000Z"}
    assert made(cells(d1="D", d2="N")) == data


def test_a_later_file_moves_the_events_of_the_first() -> None:
    first = {one["UID"]: one for one in events(made(cells(d1="D", d2="D", d3="D")))}
    given_out = {date(2026, 10, 1): "D", date(2026, 10, 2): "D", date(2026, 10, 3): "D", date(2026, 10, 4): "休"}
    later = {one["UID"]: one for one in events(made(cells(d1="D", d2="N", d3="休"), made=MADE + timedelta(hours=2), given=given_out))}
    assert first.keys() == later.keys() and len(first) == 3
    assert [one["STATUS"] for one in later.values()] == ["CONFIRMED", "CONFIRMED", "CANCELLED"]
    assert [one["SUMMARY"] for one in later.values()] == ["白班", "晚班", "取消：白班"]
    assert all(int(later[uid]["SEQUENCE"]) > int(first[uid]["SEQUENCE"]) for uid in first)
    other = {one["UID"] for one in events(made(cells(d1="D"), identity="ffff"))}
    assert not other & first.keys()
    somebody = [Cell(13, date(2026, 10, 1), "D")]
    data = roster_ics(OCTOBER, somebody, replace(ONE, id=13), book=BOOK, shop="", identity="0a1b", made=MADE)
    assert not {one["UID"] for one in events(data)} & first.keys()


def test_texts_cannot_break_out() -> None:
    evil = "坏\r\nEND:VEVENT\\;,\x07\nX"
    data = roster_ics(OCTOBER, cells(d1="D"), replace(ONE, name=evil, site=evil), book=BOOK, shop=evil, identity="a", made=MADE)
    (one,) = events(data)
    assert one["LOCATION"] == "坏\\nEND:VEVENT\\\\\\;\\,\\nX" and b"\x07" not in data


@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]), max_size=300))
def test_folding_keeps_every_character(line: str) -> None:
    pieces = folded(line)
    assert all(len(piece.encode()) <= 75 for piece in pieces) and all(piece.startswith(" ") for piece in pieces[1:])
    assert pieces[0] + "".join(piece[1:] for piece in pieces[1:]) == line


@pytest.mark.parametrize("name", ["沈𬱟" * 30, "Maximilian " * 12])
def test_long_names_are_folded_between_characters(name: str) -> None:
    data = roster_ics(OCTOBER, cells(d1="D"), replace(ONE, name=name), book=BOOK, shop="", identity="a", made=MADE)
    assert name.strip() in re.sub("\r\n ", "", data.decode())
