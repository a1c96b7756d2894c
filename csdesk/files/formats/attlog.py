"""attlog.dat of ZK clocks (formats.md 6): PIN, moment, device, state … by tabs; the whole memory of the clock, dirt included."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from csdesk.core.drafts import PersonRef, PunchDraft, Source
from csdesk.files import values
from csdesk.files.cells import Book
from csdesk.files.formats.base import Format, Found, Parsed, Request, covered_by
from csdesk.i18n import gettext as _

ID = "zk.attlog"
_LINE = re.compile(r"^\s*\w+(?:\t[^\t]*)?\t\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\t|$)")
_MOMENT = re.compile(r"\s*\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\s*$")
_UNSET = "1515870810"  # 0x5A5A5A5A, an erased workcode
_MINUTE = timedelta(minutes=1)


def recognise(book: Book, request: Request) -> Found | None:
    if book.text is None:
        return None
    lines = [line for line in book.text[:40000].splitlines() if line.strip("\0 \r")][:300]
    hits = sum(1 for line in lines if _LINE.match(line))
    if lines and hits > 0.8 * len(lines):
        return Found(None, _("{n} of {all} lines are: number, moment, clock").format(n=hits, all=len(lines)))
    return None


def parse(book: Book, found: Found, request: Request) -> Parsed:
    assert book.text is not None
    out = Parsed("punches", None, ID)
    low, high = values.plausible(request.now)
    people: dict[str, PersonRef] = {}
    before: dict[str, datetime] = {}
    whole = book.text.rstrip("\0")
    padded = len(book.text) > len(whole)
    lines = whole.replace("\0", "").replace("\r\n", "\n").split("\n")
    if lines and not lines[-1].strip() and not padded:
        lines.pop()
    add = out.drafts.append
    for number, line in enumerate(lines, 1):
        if not number & 2047:
            request.ticker.step(number, len(lines))
        raw = line.strip(" \r")
        pin, *fields = raw.split("\t")
        pin = pin.strip()
        if not pin and not raw.strip():
            out.skip("blank", number)
            continue
        named = not fields or not _MOMENT.match(fields[0])
        if _UNSET in raw and _UNSET in fields or pin.startswith("ZZZZ") and not pin.strip("Z"):
            out.refuse("flash_fill", number, None, raw)
            continue
        if not pin or len(pin) > 20 or len(fields) < 2:
            out.refuse("malformed", number, None, raw)
            continue
        try:
            at = datetime.fromisoformat(fields[named].strip()) if not named or _MOMENT.match(fields[1]) else None
        except ValueError:
            at = None
        if at is None:
            out.refuse("malformed" if number == len(lines) else "bad_datetime", number, None, raw)
            continue
        if not low <= at <= high:
            out.refuse("out_of_plausible_range", number, None, raw)
            continue
        person = people.get(pin)
        if person is None:
            name = fields[0].strip() if named else ""
            person = people[pin] = PersonRef(name=name, device_no=pin, shown=" / ".join(part for part in (pin, name) if part))
            if pin.isdecimal() and pin != str(int(pin)):
                out.warn("pin_normalised", number, None, pin, _("The number {pin} counts as {number}").format(pin=pin, number=int(pin)))
        same = pin.lstrip("0")
        last = before.get(same)
        if last is not None and last != at and abs(at - last) < _MINUTE:
            out.warn("near_duplicate", number, None, raw, _("Seconds after the punch before: kept, counts once"))
        before[same] = at
        device = fields[named + 1].strip() if len(fields) > named + 1 else ""
        add(PunchDraft(person, at, "punch", None, "", device, Source(None, number), raw))
    if padded:
        out.skip("nul_padding", len(lines))
    out.covered = covered_by(out.drafts)
    return out


FORMAT = Format(ID, "attlog", ("punches",), recognise, parse)
