"""A handover: which shift ends and which one inherits, what it must know, who may sign, what is late (handbook 2, F23)."""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from csdesk.core.case import LONGEST_NOTE
from csdesk.core.problem import UserError
from csdesk.core.roster import Cell
from csdesk.core.rules import Rules
from csdesk.i18n import N_
from csdesk.i18n import gettext as _

AHEAD = timedelta(hours=12)  # what is due within them is the next shift's business
GRACE = timedelta(minutes=30)  # after the coming shift began, where the leaving one is over by then
OLD = 3  # shifts an item was handed on: from here on it is red
SEVERITIES: Mapping[str, str] = {"high": N_("High"), "middle": N_("Middle"), "low": N_("Low")}
ANSWERS: Mapping[str, str] = {"": N_("to answer"), "taken": N_("taken"), "question": N_("has a question"), "returned": N_("returned")}
LEAVING, COMING = "leaving", "coming"
PRESSING = ("dispute", "fake", "12315")  # kinds of case that are high until they are over


# Which shift hands over to which


@dataclass(frozen=True, slots=True)
class Run:
    """One shift of one roster day with the people on it; a shift that nobody works is none."""

    day: date
    code: str
    name: str
    start: datetime
    end: datetime
    people: tuple[int, ...]

    @property
    def key(self) -> tuple[date, str]:
        return self.day, self.code


def runs(cells: Iterable[Cell], rules_on: Callable[[date], Rules]) -> tuple[Run, ...]:
    """The shifts that somebody is rostered for, by start. `rules_on`: the rules in force on a day."""
    found: dict[tuple[date, str], list[int]] = {}
    for cell in cells:
        found.setdefault((cell.day, cell.code), []).append(cell.employee_id)
    made = []
    for (day, code), people in found.items():
        shift = rules_on(day).shift(code)
        if shift is not None:
            midnight = datetime(day.year, day.month, day.day)
            start, end = midnight + timedelta(minutes=shift.start), midnight + timedelta(minutes=shift.end)
            made.append(Run(day, code, shift.name, start, end, tuple(sorted(people))))
    return tuple(sorted(made, key=lambda one: (one.start, one.end, one.code)))


def inherits(leaving: Run, found: Iterable[Run]) -> Run | None:
    """Who takes over from a shift: the first one that did not begin before it and is still there when it is over. So shifts that overlap
    hand on to each other, and a shift that nobody works is passed over. None: nothing is planned after it."""
    later = [one for one in found if one.start >= leaving.start and one.end > leaving.end]
    return min(later, key=lambda one: (one.start, one.end, one.code), default=None)


def to_hand_over(found: Iterable[Run], now: datetime, done: Iterable[tuple[date, str]]) -> tuple[Run, ...]:
    """Shifts that have begun, ended at most 12 hours ago and have no note yet; what ends first stands first."""
    there = set(done)
    return tuple(sorted((one for one in found if one.start <= now <= one.end + AHEAD and one.key not in there),
                        key=lambda one: (one.end, one.start)))  # fmt: skip


# The note


@dataclass(frozen=True, slots=True)
class Signature:
    """One of the two. `reason`: why a supervisor signed in somebody's place; '' = signed in person."""

    id: int
    note_id: int
    side: str  # LEAVING | COMING
    employee_id: int | None
    name: str
    at: datetime
    reason: str = ""

    def is_by(self, employee_id: int | None, name: str) -> bool:
        """Whether this person signed: by the staff file, or by the name where a user is no employee."""
        return self.employee_id == employee_id if employee_id is not None or self.employee_id is not None else self.name == name


@dataclass(frozen=True, slots=True)
class HandoverNote:
    """One note per shift, shop and team ('' = all). Times are those of the roster at the cut-off. `facts`: the counts of the shift then;
    `seal`: the hash of what was signed, '' = a draft."""

    id: int
    no: str  # JJ-20260924-1
    day: date
    shift: str
    shift_name: str
    ends_at: datetime
    cut_off: datetime
    shop: str = ""
    team: str = ""
    coming_day: date | None = None
    coming_shift: str = ""
    coming_name: str = ""
    begins_at: datetime | None = None
    writer_id: int | None = None
    receiver_id: int | None = None
    facts: Mapping[str, int] = field(default_factory=dict)
    notices: tuple[str, ...] = ()
    seal: str = ""

    @property
    def deadline(self) -> datetime:
        """Until when both should have signed: when the shift is over and the next one had half an hour."""
        return max(self.ends_at, (self.begins_at or self.ends_at) + GRACE)


@dataclass(frozen=True, slots=True)
class HandoverItem:
    """One thing that the next shift must know. `kind`: case | question (of the log) | matter; `ref_id` its id; `text`: the number of the
    case, or what a matter says. `carried_from`: the item of the note before that says the same."""

    id: int
    note_id: int
    kind: str
    ref_id: int | None = None
    text: str = ""
    severity: str = "middle"
    who_id: int | None = None
    todo: str = ""
    due: datetime | None = None
    what_if: str = ""
    position: int = 0
    carried_from: int | None = None
    answer: str = ""  # a key of ANSWERS
    read_back: str = ""
    answered_at: datetime | None = None
    answered_by: str = ""
    cleared_at: datetime | None = None
    cleared_by: str = ""

    @property
    def subject(self) -> tuple[str, object]:
        """What it is about, the same in every note."""
        return self.kind, self.text if self.kind == "matter" else self.ref_id


@dataclass(frozen=True, slots=True)
class Supplement:
    """What was added after the signature; it changes nothing above it."""

    id: int
    note_id: int
    text: str
    at: datetime
    by: str = ""


@dataclass(frozen=True, slots=True)
class Seen:
    """A user had the signed note before the eyes, the first time at `at`."""

    name: str
    at: datetime


def state(signatures: Iterable[Signature]) -> str:
    """draft | waiting (for the receiver) | done."""
    sides = {one.side for one in signatures}
    return "done" if COMING in sides else "waiting" if LEAVING in sides else "draft"


def severity(kind: str, seconds_left: int | None) -> str:
    """How pressing a case is for the next shift: disputes and what is due within the hour, what is due within six, the rest."""
    if kind in PRESSING or (seconds_left is not None and seconds_left <= 3600):
        return "high"
    return "middle" if seconds_left is not None and seconds_left <= 6 * 3600 else "low"


def ordered(items: Iterable[HandoverItem]) -> tuple[HandoverItem, ...]:
    """The order on every note: severity, then the writer's own order, then what is due first."""
    rank = tuple(SEVERITIES)
    return tuple(sorted(items, key=lambda one: (rank.index(one.severity), one.position, one.due or datetime.max, one.id)))


def moved(items: Iterable[HandoverItem], item_id: int, place: int) -> tuple[HandoverItem, ...]:
    """The items that change when one is put at a place of the order (from 0). What is more pressing stands above: an item that is put among
    others becomes as pressing as they are."""
    line = list(ordered(items))
    one = next(item for item in line if item.id == item_id)
    before = {item.id: item for item in line}
    line.remove(one)
    place = max(0, min(place, len(line)))
    rank = tuple(SEVERITIES)
    most = rank.index(line[place - 1].severity) if place else 0
    least = rank.index(line[place].severity) if place < len(line) else len(rank) - 1
    line.insert(place, replace(one, severity=rank[max(most, min(rank.index(one.severity), least))]))
    after = (replace(item, position=number) for number, item in enumerate(line, 1))
    return tuple(item for item in after if item != before[item.id])


def skipped(before: tuple[date, str], here: tuple[date, str], found: Sequence[Run], noted: Collection[tuple[date, str]]) -> tuple[Run, ...]:
    """The shifts that inherited one from the other between two notes and left none. `before`, `here`: day and code of their shifts;
    `noted`: the shifts that have one."""
    left: list[Run] = []
    at = next((one for one in found if one.key == before), None)
    while at is not None and at.key != here:
        at = inherits(at, found)
        left += [at] if at is not None and at.key not in (here, *noted) else []
    return tuple(left) if at is not None else ()


def ages(items: Iterable[HandoverItem], before: Mapping[int, HandoverItem]) -> dict[int, int]:
    """How many shifts each item was handed on before this note. `before`: earlier items by id; a cycle (of a damaged file) ends."""
    found = {}
    for item in items:
        seen: set[int] = set()
        at = item.carried_from
        while at is not None and at not in seen:
            seen.add(at)
            at = before[at].carried_from if at in before else None
        found[item.id] = len(seen)
    return found


def unanswered(items: Iterable[HandoverItem]) -> tuple[int, ...]:
    """The numbers (from 1, as shown) of the items that the receiver has not answered."""
    return tuple(number for number, one in enumerate(ordered(items), 1) if not one.answer)


def answered(item: HandoverItem, answer: str, text: str, by: str, at: datetime) -> HandoverItem:
    """The item with the receiver's answer. UserError (code `read_back`) where the words are missing: what is taken is read back, a
    question is asked, what is returned has a reason."""
    words = text.strip()
    if answer not in ANSWERS or not answer:
        raise UserError(_("Answer with taken, a question or returned"), code="answer")
    if not words:
        needed = {"taken": _("Say it back in your own words, then take it"), "question": _("Write the question"),
                  "returned": _("Write why it goes back")}  # fmt: skip
        raise UserError(needed[answer], code="read_back")
    if len(words) > LONGEST_NOTE:
        raise UserError(_("At most {n} characters").format(n=LONGEST_NOTE), code="read_back")
    return replace(item, answer=answer, read_back=words, answered_at=at, answered_by=by)


def seal(note: HandoverNote, items: Iterable[HandoverItem]) -> str:
    """The hash of what the writer signs: 64 hexadecimal digits. Answers are not in it: they come after."""
    content = [
        note.no, note.day.isoformat(), note.shift, note.shop, note.team, note.cut_off.isoformat(), sorted(note.facts.items()),
        list(note.notices),
        [[one.kind, one.ref_id, one.text, one.severity, one.who_id, one.todo, one.due.isoformat() if one.due else "", one.what_if]
         for one in ordered(items)],
    ]  # fmt: skip
    return hashlib.sha256(json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


def check_signature(side: str, signatures: Sequence[Signature], items: Iterable[HandoverItem], employee_id: int | None, name: str,
                    reason: str = "") -> None:
    """UserError where this signature may not be given now: there already, out of turn, writer and receiver one person, items without an
    answer. With a `reason` (a supervisor in somebody's place) items may stay open."""
    there = {one.side: one for one in signatures}
    if side in there:
        raise UserError(_("{name} has signed here already").format(name=there[side].name), code="signed")
    if side == LEAVING:
        return
    if LEAVING not in there:
        raise UserError(_("The leaving shift signs first"), code="order")
    if there[LEAVING].is_by(employee_id, name):
        raise UserError(_("{name} wrote this note; somebody else has to take it over").format(name=name), code="same_person")
    left = unanswered(items)
    if left and not reason:
        raise UserError(open_words(left), code="unanswered")


def open_words(numbers: Sequence[int]) -> str:
    """Why the receiver can't sign: 还有 2 条没答复：第 3、4 条."""
    return _("{n} without an answer: no. {numbers}").format(n=len(numbers), numbers=_(", ").join(map(str, numbers)))


def due_time(text: str, after: datetime) -> datetime | None:
    """A typed time: 20:30 (the next one), 9-17 09:30, 2026-09-17 09:30; '' = None. UserError (code `due`) for anything else."""
    plain = unicodedata.normalize("NFKC", text).strip()
    if not plain:
        return None
    found = re.fullmatch(r"(?:(?:(\d{4})[-/.年])?(\d{1,2})[-/.月](\d{1,2})日?\s+)?(\d{1,2}):(\d{2})", plain)
    try:
        if found is None:
            raise ValueError(plain)
        year, month, day, hour, minute = (int(part) if part else None for part in found.groups())
        if month is None or day is None:
            at = after.replace(hour=hour or 0, minute=minute or 0, second=0, microsecond=0)
            return at if at > after else at + timedelta(days=1)
        at = datetime(year or after.year, month, day, hour or 0, minute or 0)
        return at if year or at > after - timedelta(days=180) else at.replace(year=at.year + 1)
    except ValueError as error:
        raise UserError(_("A time looks like 20:30 or 9-17 09:30"), code="due") from error


def late(note: HandoverNote, signatures: Iterable[Signature], now: datetime) -> timedelta:
    """How long after the deadline the receiver signed, or how long it is over by now; zero in time."""
    done = next((one.at for one in signatures if one.side == COMING), now)
    return max(timedelta(0), done - note.deadline)
