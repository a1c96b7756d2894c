"""GLog text of OEM clocks (formats.md 7): AGL_001.TXT in its variants; EnNo is the third field, the moment the last one."""

from __future__ import annotations

import re
from datetime import datetime

from csdesk.core.drafts import PersonRef, PunchDraft, Source
from csdesk.core.problem import UserError
from csdesk.files import values
from csdesk.files.cells import Book
from csdesk.files.formats.base import Format, Found, Parsed, Request, covered_by
from csdesk.i18n import gettext as _

ID = "glog.text"
_HEAD = re.compile(r"^\s*N?o\t\s*TMNo\s*\tEnNo", re.IGNORECASE)
_SLASHED = re.compile(r"^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})\s+(\d{1,2}:\d\d(?::\d\d)?)$")


def recognise(book: Book, request: Request) -> Found | None:
    if book.text is not None and _HEAD.match(book.text[:200]):
        return Found(None, _("first line: {line}").format(line="No TMNo EnNo …"))
    return None


def parse(book: Book, found: Found, request: Request) -> Parsed:
    assert book.text is not None
    out = Parsed("punches", None, ID)
    lines = book.text.rstrip("\0").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    while lines and not lines[-1].strip("\0 \t"):
        lines.pop()
    head = [field.strip().casefold() for field in lines[0].split("\t")]
    out.skip("header", 1)
    month_first = _month_first(lines)
    low, high = values.plausible(request.now)
    people: dict[tuple[str, str], PersonRef] = {}
    for number, line in enumerate(lines[1:], 2):
        if not number & 2047:
            request.ticker.step(number, len(lines))
        raw = line.replace("\0", "").strip()
        if not raw:
            out.skip("blank", number)
            continue
        fields = [field.strip() for field in line.replace("\0", "").rstrip("\r\n").split("\t")]
        while fields and not fields[-1]:
            fields.pop()
        if len(fields) < 4:
            out.refuse("malformed", number, None, raw)
            continue
        no = fields[2]
        if not no.strip("0"):
            out.refuse("no_identity", number, None, no)
            continue
        try:
            at = _moment(fields[-1], month_first)
        except values.BadValue as bad:
            out.refuse("bad_datetime" if bad.code == "missing_time" else bad.code, number, None, fields[-1])
            continue
        if not low <= at <= high:
            out.refuse("out_of_plausible_range", number, None, fields[-1])
            continue
        name = fields[head.index("name")] if len(fields) == len(head) and "name" in head else ""
        person = people.get((no, name))
        if person is None:
            person = people[no, name] = PersonRef(name=name, device_no=no, shown=" / ".join(part for part in (no, name) if part))
        out.drafts.append(PunchDraft(person, at, "punch", None, "", fields[1], Source(None, number), raw))
    out.covered = covered_by(out.drafts)
    return out


def _month_first(lines: list[str]) -> bool:
    """Whether 09/05/2026 is September: decided over the whole file by a part above 12; refused where nothing decides."""
    dates = [match for line in lines[1:] if (match := _SLASHED.match(line.rstrip("\0\r \t").rpartition("\t")[2].strip()))]
    if not dates or any(int(match[2]) > 12 for match in dates):
        return True
    if any(int(match[1]) > 12 for match in dates) or all(match[1] == match[2] for match in dates):
        return False
    raise UserError(_("Day and month cannot be told apart in this file: set the clock to year-month-day and export again"),
                    code="ambiguous_dates")


def _moment(text: str, month_first: bool) -> datetime:
    match = _SLASHED.match(text)
    if match:
        month, day = (match[1], match[2]) if month_first else (match[2], match[1])
        text = f"{match[3]}-{month}-{day} {match[4]}"
    return values.parse_datetime(text)


FORMAT = Format(ID, "glog", ("punches",), recognise, parse)
