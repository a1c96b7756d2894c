"""The list of people before there is a shop file: from Excel or typed, read by the reader of the import, so that both mean the same."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from csdesk.actions import imports
from csdesk.actions.session import Session
from csdesk.core.calendar import Month
from csdesk.core.drafts import StaffDraft
from csdesk.core.problem import Problem
from csdesk.core.rules import Rules
from csdesk.files import reading
from csdesk.files.heads import key
from csdesk.files.reading import ImportFile
from csdesk.i18n import gettext as _

HEADS = ("工号", "姓名", "岗位", "入职日期")  # of what is typed, in the order of its columns
PROPOSED_UNTIL = 15  # up to this day the present month is proposed, later the next one


@dataclass(frozen=True)
class PeopleList:
    """Who was found, and the rows that can't be taken (row 1 is the line of heads)."""

    file: ImportFile | None = None
    people: tuple[StaffDraft, ...] = ()
    refused: tuple[Problem, ...] = ()


def read(path: Path, now: datetime) -> PeopleList:
    """A staff list in any table file. UserError where the file as a whole is none; its message says the mend."""
    return _found(reading.load(path), path.name, now)


def typed(rows: Sequence[Sequence[str]], now: datetime) -> PeopleList:
    """Rows of number, name, post and entry date as somebody typed them; blank rows are nobody. Problems keep the place of the row:
    the first typed one is row 2."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(HEADS)
    for row in rows:
        writer.writerow([*row, *[""] * (len(HEADS) - len(row))] if any(cell.strip() for cell in row) else [])
    if not any(cell.strip() for row in rows for cell in row):
        return PeopleList()
    return _found(out.getvalue().encode("utf-8-sig"), _("typed at the first start"), now)


def _found(data: bytes, name: str, now: datetime) -> PeopleList:
    file = reading.read(data, name, kind="staff", now=now)
    return PeopleList(file, tuple(one for one in file.drafts if isinstance(one, StaffDraft)), file.problems)


def pasted(text: str) -> list[list[str]]:
    """A block from Excel as rows in the order of HEADS: by its own line of heads where it has one, else as it stands."""
    rows = [[cell.strip() for cell in row] for row in csv.reader(io.StringIO(text), delimiter="\t")]
    rows = [row for row in rows if any(row)]
    heads = [key(cell) for cell in rows[0]] if rows else []
    if key("姓名") not in heads:
        return rows
    places = [heads.index(key(head)) if key(head) in heads else -1 for head in HEADS]
    return [[row[at] if 0 <= at < len(row) else "" for at in places] for row in rows[1:]]


def next_number(known: Sequence[str]) -> str:
    """The number of somebody who was typed without one: one above the highest, as long as the longest (at least four digits)."""
    numbers = [one for one in known if one.isdecimal() and one.isascii()]
    width = max((len(one) for one in numbers), default=4)
    return str(max((int(one) for one in numbers), default=0) + 1).zfill(width)


def store(session: Session, found: PeopleList) -> None:
    """Put the people into a new shop; the refused rows were shown before and stay listed with the import. UserError: none was stored."""
    if found.people and found.file is not None:
        imports.store(session, imports.preview(session, found.file))


def month_to_propose(now: datetime) -> Month:
    """The month whose roster is made first."""
    month = Month.of(now.date())
    return month if now.day <= PROPOSED_UNTIL else month.next()


def first_needs(rules: Rules, people: int) -> dict[str, int]:
    """How many a shift may need when `people` work by these rules, shift code to people a day: what their days of rest leave, two thirds
    of it in the first shift. Only a proposal to begin with."""
    rest = float(rules.rest_days.per_month) if rules.rest_days.per_month is not None else 30 / 7
    can = int(people * max(0.0, 30 - rest) / 30)
    codes = [shift.code for shift in rules.shifts]
    if not codes:
        return {}
    others = codes[1:]
    share = can // 3 // len(others) if others else 0
    share = max(share, 1) if can > len(others) else share
    return {codes[0]: max(0, can - share * len(others)), **dict.fromkeys(others, share)}
