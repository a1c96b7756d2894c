"""GLog text of OEM clocks (formats.md 7): AGL_001.TXT in its variants; EnNo is the third field, the moment the last one."""

from __future__ import annotations

import re

from csdesk.core.drafts import PersonRef, PunchDraft, Source
from csdesk.core.problem import UserError
from csdesk.files import values
from csdesk.files.cells import Book
from csdesk.files.formats.base import Format, Found, Moments, Parsed, Request, covered_by
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
    lines = book.text.replace("\0", "").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    while lines and not lines[-1].strip(" \t"):
        lines.pop()
    head = [field.strip().casefold() for field in lines[0].split("\t")]
    named, width = head.index("name") if "name" in head else -1, len(head)
    out.skip("header", 1)
    rows = [line.rstrip().split("\t") for line in lines]
    month_first = _month_first(rows)
    moments = Moments(request.now)
    low, high = moments.low, moments.high
    people: dict[tuple[str, str], PersonRef] = {}
    for index in range(1, len(lines)):
        number = index + 1
        if not number & 2047:
            request.ticker.step(number, len(lines))
        raw, fields = lines[index].strip(), rows[index]
        if not raw:
            out.skip("blank", number)
            continue
        if len(fields) < 4:
            out.refuse("malformed", number, None, raw)
            continue
        no, device, said = fields[2].strip(), fields[1].strip(), fields[-1].strip()
        if not no.strip("0"):
            out.refuse("no_identity", number, None, no)
            continue
        try:
            at = moments(_year_first(said, month_first))
        except values.BadValue as bad:
            out.refuse("bad_datetime" if bad.code == "missing_time" else bad.code, number, None, said)
            continue
        if not low <= at <= high:
            out.refuse("out_of_plausible_range", number, None, said)
            continue
        name = fields[named].strip() if len(fields) == width and named >= 0 else ""
        person = people.get((no, name))
        if person is None:
            person = people[no, name] = PersonRef(name=name, device_no=no, shown=" / ".join(part for part in (no, name) if part))
        out.drafts.append(PunchDraft(person, at, "punch", None, "", device, Source(None, number), raw))
    out.covered = covered_by(out.drafts)
    return out


def _month_first(rows: list[list[str]]) -> bool:
    """Whether 09/05/2026 is September: decided over the whole file by a part above 12; refused where nothing decides."""
    dates = [match for row in rows[1:] if (match := _SLASHED.match(row[-1].strip()))]
    if not dates or any(int(match[2]) > 12 for match in dates):
        return True
    if any(int(match[1]) > 12 for match in dates) or all(match[1] == match[2] for match in dates):
        return False
    raise UserError(_("Day and month cannot be told apart in this file: set the clock to year-month-day and export again"),
                    code="ambiguous_dates")


def _year_first(text: str, month_first: bool) -> str:
    match = _SLASHED.match(text)
    if match is None:
        return text
    month, day = (match[1], match[2]) if month_first else (match[2], match[1])
    return f"{match[3]}-{month}-{day} {match[4]}"


FORMAT = Format(ID, "glog", ("punches",), recognise, parse)
