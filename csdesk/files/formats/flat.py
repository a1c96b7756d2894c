"""Flat lists of punches (formats.md 5e and 8): one row per person and moment, from clock software or a generic CSV.

The header names a number or a name and a moment (日期时间), or a day (考勤日期) and one or more times (考勤时间).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from csdesk.core.drafts import PersonRef, PunchDraft, Source
from csdesk.core.profile import fingerprint
from csdesk.files import values
from csdesk.files.cells import Book, letters
from csdesk.files.formats.base import AfterMidnight, Format, Found, Moments, Parsed, Request, covered_by
from csdesk.i18n import gettext as _

TEXT, SHEET = "csv.flat_punches", "zk.flat"
_FIELDS = {
    "device_no": ("考勤号码", "登记号码", "设备工号", "考勤号", "考勤机号"),
    "no": ("员工工号", "工号", "员工编号", "人员编号"),
    "name": ("姓名", "员工姓名", "名字"),
    "at": ("日期时间", "出勤时间", "打卡时间", "刷卡日期时间", "打卡日期时间", "签到时间", "datetime"),
    "day": ("刷卡日期", "考勤日期", "打卡日期", "日期"),
    "time": ("刷卡时间", "考勤时间", "时间"),
    "device": ("机器号", "设备编号", "设备号", "打卡设备"),
}
_FOOTERS = ("合计", "总计", "小计", "备注", "说明", "制表", "共")
_TIME = re.compile(r"^\d{1,2}:\d\d(?::\d\d)?$")


@dataclass(frozen=True)
class Place:
    """The header row (from 0) and its fields' columns."""

    header: int
    fields: dict[str, int]


def recognise(book: Book, request: Request) -> Found | None:
    for name in request.sheets(book)[:8]:
        for index, row in enumerate(book.sheet(name).rows[:10]):
            fields: dict[str, int] = {}
            heads = [values.key(cell) if type(cell) is str else "" for cell in row]
            for field, words in _FIELDS.items():
                for word in words:
                    if field not in fields and word in heads:
                        fields[field] = heads.index(word)
            if {"签退时间", "对应时段"} & set(heads):  # results computed by the clock's software, not punches
                continue
            if "at" not in fields and "day" not in fields and "time" in fields:
                fields["at"] = fields.pop("time")
            if {"device_no", "no", "name"} & fields.keys() and ("at" in fields or {"day", "time"} <= fields.keys()):
                titles = "、".join(values.text(row[column]) for column in sorted(fields.values()))
                return Found(name, _("columns {titles}").format(titles=titles), Place(index, fields))
    return None


def parse(book: Book, found: Found, request: Request) -> Parsed:
    assert isinstance(found.detail, Place)
    header, fields = found.detail.header, found.detail.fields
    sheet = book.sheet(found.sheet)
    text_file = book.is_text
    out = Parsed("punches", found.sheet, TEXT if text_file else SHEET)
    for index in range(header):
        out.skip("title" if any(cell != "" for cell in sheet.rows[index]) else "blank", index + 1)
    out.skip("header", header + 1)
    width = len(sheet.rows[header])
    moments = Moments(request.now)
    low, high = moments.low, moments.high
    people: dict[tuple[Any, ...], PersonRef] = {}
    main = fields.get("at", fields.get("time", 0))
    device_at, no_at, name_at, machine = (fields.get(field, -1) for field in ("device_no", "no", "name", "device"))
    numbered, timed = max(device_at, no_at) >= 0, "at" in fields

    def letter(field: str) -> str:
        return "" if text_file or field not in fields else letters(fields[field])

    column = None if text_file else letters(main)
    night = AfterMidnight(f"{out.format}/{fingerprint(values.key(cell) for cell in sheet.rows[header])[:12]}", request)
    for index in range(header + 1, len(sheet.rows)):
        if not index & 1023:
            request.ticker.step(index, len(sheet.rows))
        row, number = sheet.rows[index], index + 1
        filled = values.first_filled(row, 4)
        if not filled:
            out.skip("blank", number)
            continue
        if len(filled) <= 3 and values.normal(filled[0]).startswith(_FOOTERS):
            out.skip("footer", number)
            continue
        if len(row) < width and len(row) <= main:
            out.refuse("malformed", number, None, ",".join(values.text(cell) for cell in row))
            continue
        row = [*row, *[""] * (width - len(row)), ""]  # the last one is the cell of a field without a column
        raw_identity = (row[device_at], row[no_at], row[name_at])
        person = people.get(raw_identity)
        if person is None:
            device_no, no, name = ("" if (part := values.text(each)) in values.EMPTY else part for each in raw_identity)
            person = PersonRef(name=name, no=no, device_no=device_no, shown=" / ".join(part for part in (name, device_no or no) if part),
                               id_column=letter("device_no") or letter("no"), name_column=letter("name"), numbered=numbered)
            people[raw_identity] = person
        if person.empty:
            out.refuse("no_identity", number, column, "")
            continue
        raw = row[main]
        try:
            at_once, wrong = ([moments(raw)], []) if timed else _of_day(row[fields["day"]], raw)
        except values.BadValue as bad:
            out.refuse(bad.code, number, column, values.text(raw))
            continue
        for token in wrong:
            out.refuse("bad_time", number, column, token)
        day = None if timed or not at_once else at_once[0].date()
        latest = -1
        for at in at_once:
            if not low <= at <= high:
                out.refuse("out_of_plausible_range", number, column, values.text(raw))
                continue
            if day is not None:
                seconds = at.hour * 3600 + at.minute * 60 + at.second
                at += timedelta(days=night.days_on(seconds, latest, partial(_sample, person, day, raw)))
                latest = max(latest, seconds)
            out.drafts.append(PunchDraft(person, at, "punch", day if night.previous else None, "", values.text(row[machine]),
                                         Source(sheet.name, number, column), values.text(raw)))
        if type(raw) is not str:
            continue
        if ":" not in raw and values.is_serial(raw):
            out.warn("excel_serial", number, column, values.text(raw))
        elif "午" in raw or "凌晨" in raw:
            out.warn("normalised", number, column, raw)
    out.covered = covered_by(out.drafts)
    if out.covered is not None and night.previous:  # the night's end does not answer for the next day
        out.covered = out.covered[0], max(draft.day for draft in out.drafts if isinstance(draft, PunchDraft))
    out.night = night.found()
    return out


def _sample(person: PersonRef, day: date, raw: Any) -> str:
    return f"{person.name or person.no or person.device_no} {day.month}/{day.day}: {values.text(raw)}"


def _of_day(day: Any, times: Any) -> tuple[list[datetime], list[str]]:
    """The moments of a day cell and a cell of one or more times (13:30:58  22:37:56), and the pieces of it that are no time."""
    stated = values.parse_date(day)
    start = datetime(stated.year, stated.month, stated.day)
    if not isinstance(times, str):
        return [start + timedelta(minutes=values.parse_minutes(times, stated))], []
    tokens = re.split(r"[\s,;、]+", values.normal(times))
    if tokens == [""]:
        raise values.BadValue("missing_time")
    found: list[datetime] = []
    wrong: list[str] = []
    for token in tokens:
        hour, minute, second = (int(part) for part in (token + ":00").split(":")[:3]) if _TIME.match(token) else (24, 0, 0)
        if hour > 23 or minute > 59 or second > 59:
            wrong.append(token)
        else:
            found.append(start + timedelta(hours=hour, minutes=minute, seconds=second))
    return found, wrong


FORMAT = Format("csv.flat_punches", "flat", ("punches",), recognise, parse)
