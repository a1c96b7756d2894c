"""Whom a file means: id of that source, then employee number, then unique name, then alias; never a guess (formats.md 13.4)."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from csdesk.core.drafts import CaseDraft, CellDraft, Draft, PersonDraft, PersonRef, PunchDraft, Source, StaffDraft
from csdesk.core.problem import Problem
from csdesk.core.staff import Alias, Employee
from csdesk.i18n import gettext as _

_DEPARTED = re.compile(r"[(\[]已?离职[)\]]$")
_INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff\u00ad\u202a-\u202e]")
_BLANKS = re.compile(r"\s+")
_LOST = "?\ufffd□"


def plain_name(name: str) -> str:
    """A name for comparing: NFKC, no blanks, no zero-width characters, no （离职）, lower case (郭Amy = 郭amy)."""
    plain = _BLANKS.sub("", _INVISIBLE.sub("", unicodedata.normalize("NFKC", name)))
    return _DEPARTED.sub("", plain).casefold()


@dataclass(frozen=True, slots=True)
class Duplicate:
    """The same fact of the same person again in one file; `same_as` is where it stands first."""

    draft: PersonDraft
    employee_id: int
    same_as: Source


@dataclass(frozen=True)
class Resolution:
    """`held` wait for a person to be mapped (unknown_employee), `rejected` are refused (ambiguous_name, ambiguous_number,
    identity_conflict, duplicate_cell), `suggested` are outside ids that a match by number or name has taught. `unclear` are the
    refused drafts of people of one name: a person may choose which."""

    matched: tuple[tuple[PersonDraft, int], ...] = ()
    held: tuple[tuple[PersonDraft, Problem], ...] = ()
    rejected: tuple[Problem, ...] = ()
    duplicates: tuple[Duplicate, ...] = ()
    warnings: tuple[Problem, ...] = ()
    suggested: tuple[tuple[int, Alias], ...] = ()
    unclear: tuple[PersonDraft, ...] = ()


@dataclass(frozen=True, slots=True)
class _Answer:
    """Who a reference is: an employee, or a code of trouble with the column to point at."""

    employee: Employee | None
    code: str = ""
    at_name: bool = False
    how: str = ""  # id | no | name
    warning: str = ""
    dated: bool = False
    reason: str = ""  # another sentence than that of the code


_Key = tuple[str, str]


class _Index:
    """The staff file by every name it has."""

    def __init__(self, employees: Sequence[Employee], aliases: Mapping[_Key, int]) -> None:
        self.employees = {person.id: person for person in employees}
        self.by_no = {_folded(person.no): person for person in employees}
        self.by_name: dict[str, list[Employee]] = defaultdict(list)
        self.by_number: dict[str, list[Employee]] = defaultdict(list)
        self.by_alias: dict[_Key, list[tuple[Employee, Alias]]] = defaultdict(list)
        for person in employees:
            self.by_name[plain_name(person.name)].append(person)
            if person.no.isdecimal():
                self.by_number[_bare(person.no)].append(person)
            for alias in person.aliases:
                self.by_alias[alias.source, _value(alias.source, alias.value)].append((person, alias))
        for (source, value), employee_id in aliases.items():
            known = self.employees.get(employee_id)
            if known is not None:
                self.by_alias[source, _value(source, value)].append((known, Alias(source, value)))

    def alias(self, source: str, value: str, day: date) -> tuple[list[Employee], bool]:
        """The people of an outside id on a day, and whether the day mattered."""
        entries = self.by_alias.get((source, _value(source, value)), ())
        dated = any(alias.valid_from or alias.valid_to for _person, alias in entries)
        found: dict[int, Employee] = {}
        for person, alias in entries:
            if (alias.valid_from is None or alias.valid_from <= day) and (alias.valid_to is None or day <= alias.valid_to):
                found[person.id] = person
        return list(found.values()), dated

    def knows(self, source: str, person: Employee) -> bool:
        return any(alias.source == source for alias in person.aliases)


def _bare(number: str) -> str:
    """A number in plain digits without leading zeros, for comparing; anything else, and what is too long for one, as it is."""
    return str(int(number)) if number.isdecimal() and len(number) <= 20 else number


def _folded(number: str) -> str:
    """An employee number for comparing: text, but a full-width digit of a Chinese input method is the digit."""
    return number if number.isascii() else unicodedata.normalize("NFKC", number).strip()


def _value(source: str, value: str) -> str:
    """An outside id for comparing: numbers of a clock as numbers, spellings of a name like names, the rest as written."""
    plain = value.strip()
    if source == "device":
        return _bare(plain)
    if source == "name":
        return plain_name(value)
    return _BLANKS.sub("", unicodedata.normalize("NFKC", plain)).casefold() if source == "nick" else plain


_IDS = (("user_id", "dingtalk"), ("account", "wecom"), ("nick", "nick"))


def _agrees(file_name: str, person: Employee, index: _Index) -> bool:
    """True where the name in the file can be this person's: the same, one inside the other, or with lost characters (李? = 李䶮)."""
    said, own = plain_name(file_name), plain_name(person.name)
    if said == own or said in own or own in said:
        return True
    if any(alias.source in ("name", "nick") and _value("name", alias.value) == said for alias in person.aliases):
        return True
    if any(found.id == person.id for found, _alias in index.by_alias.get(("name", said), ())):
        return True
    if any(mark in said for mark in _LOST):
        pattern = "".join(".{1,2}" if char in _LOST else re.escape(char) for char in said)
        return re.fullmatch(pattern, own) is not None
    return False


def _answer(ref: PersonRef, day: date, index: _Index) -> _Answer:
    dated = False
    by_id: Employee | None = None
    for field, source in _IDS:
        value = getattr(ref, field)
        if value:
            people, mattered = index.alias(source, value, day)
            dated = dated or mattered
            if len(people) == 1:
                by_id = people[0]
            elif people:
                return _Answer(None, "ambiguous_number", dated=dated)
    how = "id"
    if by_id is None and ref.device_no:
        people, mattered = index.alias("device", ref.device_no, day)
        dated = dated or mattered
        if not people and ref.device_no.isdecimal():
            people = index.by_number.get(_bare(ref.device_no), [])
        if len(people) > 1:
            return _Answer(None, "ambiguous_number", dated=dated)
        by_id, how = (people[0] if people else None), "no"
    by_no = index.by_no.get(_folded(ref.no)) if ref.no else None
    if by_id is not None and by_no is not None and by_id.id != by_no.id:
        return _Answer(None, "identity_conflict", dated=dated)
    person = by_id or by_no
    namesakes, mattered = _by_name(ref, day, index) if ref.name else ([], False)
    dated = dated or mattered
    if person is not None:
        how = how if by_id is not None else "no"
        if not ref.name or any(each.id == person.id for each in namesakes) or _agrees(ref.name, person, index):
            exact = not ref.name or plain_name(ref.name) == plain_name(person.name) or any(each.id == person.id for each in namesakes)
            return _Answer(person, how=how, warning="" if exact else "name_mismatch", dated=dated)
        if namesakes or how == "no":
            return _Answer(None, "identity_conflict", at_name=True, dated=dated)
        return _Answer(person, how=how, warning="name_mismatch", dated=dated)
    if not namesakes:
        numbered = ref.no or ref.user_id or ref.account or ref.device_no or ref.nick
        return _Answer(None, "unknown_employee", at_name=not numbered, dated=dated)
    if len(namesakes) > 1:
        return _Answer(None, "ambiguous_name", at_name=True, dated=dated)
    person = namesakes[0]
    remembered = any(one.id == person.id for one in index.alias("name", ref.name, day)[0])
    if not remembered and _strange(ref, person, index):
        return _Answer(None, "unknown_employee", dated=dated, reason="unknown_number")
    warning = "no_normalised" if ref.no else "" if ref.user_id or ref.account or not (ref.numbered or ref.id_column) else "matched_by_name"
    return _Answer(person, how="name", warning=warning, dated=dated)


def _by_name(ref: PersonRef, day: date, index: _Index) -> tuple[list[Employee], bool]:
    """The people a name may mean: an alias (a remembered answer) decides, else everybody of this name."""
    people, dated = index.alias("name", ref.name, day)
    if not people:
        spelled, mattered = index.alias("name", ref.name.strip(), day)
        people, dated = spelled, dated or mattered
    return (people or index.by_name.get(plain_name(ref.name), [])), dated


def _strange(ref: PersonRef, person: Employee, index: _Index) -> bool:
    """A unique name is not enough where the file brings a number or id that contradicts the one the staff file has."""
    if ref.no and _bare(ref.no) != _bare(person.no):
        return True
    if ref.device_no and (index.knows("device", person) or person.no.isdecimal()):
        return True
    return any(getattr(ref, field) and index.knows(source, person) for field, source in _IDS[:2])


def sentence(code: str) -> str:
    """What is wrong with a person's identity, and how to mend it."""
    return {
        "unknown_employee": _("Nobody in the staff file: choose the person, add him, or leave the rows out"),
        "unknown_number": _("The name is in the staff file, this number or account is not: choose the person once"),
        "ambiguous_name": _("Several people have this name: write the employee number, or choose the person"),
        "ambiguous_number": _("Several people have this number or account: mend the staff file"),
        "identity_conflict": _("Name and number belong to different people: mend one of them"),
        "duplicate_cell": _("This person has another shift on this day further up: keep one of them"),
        "name_mismatch": _("The name in the file differs, the number decides"),
        "matched_by_name": _("No number in the file, matched by the unique name"),
        "no_normalised": _("The number is written with other leading zeros in the staff file"),
        "after_leaving": _("Rows after the last day employed"),
    }.get(code, code)


def suggestion(ref: PersonRef, employees: Sequence[Employee]) -> Employee | None:
    """Who an unknown person most likely is: the only one whose name or number is like the file's; None where it is a guess."""
    index = _Index(employees, {})
    alike = [one for one in employees if ref.name and _agrees(ref.name, one, index)]
    if not alike:
        number = next((text for text in (ref.no, ref.device_no) if text.isdecimal()), "")
        alike = index.by_number.get(_bare(number), []) if number else []
    return alike[0] if len(alike) == 1 else None


def namesakes(ref: PersonRef, employees: Sequence[Employee]) -> tuple[Employee, ...]:
    """Everybody whose name is the file's."""
    return tuple(one for one in employees if ref.name and plain_name(one.name) == plain_name(ref.name))


def resolve(drafts: Iterable[Draft], employees: Sequence[Employee], aliases: Mapping[tuple[str, str], int] | None = None,
            said: Mapping[PersonRef, int] | None = None) -> Resolution:
    """Give every draft its employee. `aliases` are answers beyond those in the staff file: (source, value) -> employee id,
    sources as in `Alias`; `said` is what a person said of this file: reference -> employee id. Within one file the same person and
    moment (punches) or day (cells) counts once.

    Names are compared after `plain_name`; numbers exactly, but numbers of a clock (device_no) as numbers.
    """
    index = _Index(employees, aliases or {})
    matched: list[tuple[PersonDraft, int]] = []
    held: list[tuple[PersonDraft, Problem]] = []
    rejected: list[Problem] = []
    duplicates: list[Duplicate] = []
    warnings: list[Problem] = []
    suggested: dict[tuple[int, str, str], None] = {}
    unclear: list[PersonDraft] = []
    answers: dict[int, _Answer] = {}
    kept: list[PersonRef] = []  # keeps the references alive, so that their id() stays theirs
    punches: dict[tuple[int, object, str], PunchDraft] = {}
    cells: dict[tuple[int, date], CellDraft] = {}
    told: set[tuple[str, object]] = set()
    told_problems: set[Problem] = set()
    for draft in drafts:
        if isinstance(draft, StaffDraft):  # says who somebody is, refers to nobody
            continue
        if isinstance(draft, CaseDraft) and draft.person.empty:  # in nobody's charge
            matched.append((draft, 0))
            continue
        ref = draft.person
        answer = answers.get(id(ref))
        if answer is None:
            known = index.employees.get(said.get(ref, 0)) if said else None
            answer = _Answer(known) if known is not None else _answer(ref, draft.day, index)
            kept.append(ref)
            if not answer.dated:
                answers[id(ref)] = answer
            if answer.employee is not None and known is None:
                _learn(ref, answer.employee, index, suggested)
        person = answer.employee
        if person is None:
            problem = _problem(draft, ref, answer)
            if answer.code == "unknown_employee":
                held.append((draft, problem))
                continue
            if answer.code == "ambiguous_name":
                unclear.append(draft)
            if problem not in told_problems:  # one row of a grid holds many facts of the one person
                told_problems.add(problem)
                rejected.append(problem)
            continue
        if answer.warning and (answer.warning, person.id) not in told:
            told.add((answer.warning, person.id))
            warnings.append(Problem(answer.warning, sentence(answer.warning), draft.source.sheet, draft.source.row,
                                    ref.name_column or draft.source.column, ref.shown or ref.name))
        if person.left is not None and draft.day > person.left + _tail(draft) and ("after_leaving", person.id) not in told:
            told.add(("after_leaving", person.id))
            warnings.append(Problem("after_leaving", sentence("after_leaving"), draft.source.sheet, draft.source.row, draft.source.column,
                                    f"{person.name} {draft.day}"))
        if isinstance(draft, PunchDraft):
            key = (person.id, draft.at, draft.kind)
            first = punches.setdefault(key, draft)
            if first is not draft:
                duplicates.append(Duplicate(draft, person.id, first.source))
                continue
        elif isinstance(draft, CellDraft):
            before = cells.setdefault((person.id, draft.day), draft)
            if before is not draft:
                if (before.code, before.post) == (draft.code, draft.post):
                    duplicates.append(Duplicate(draft, person.id, before.source))
                else:
                    rejected.append(Problem("duplicate_cell", sentence("duplicate_cell"), draft.source.sheet, draft.source.row,
                                            draft.source.column, draft.raw))
                continue
        matched.append((draft, person.id))
    return Resolution(tuple(matched), tuple(held), tuple(rejected), tuple(duplicates), tuple(warnings),
                      tuple((employee_id, Alias(source, value)) for employee_id, source, value in suggested), tuple(unclear))


def _tail(draft: PersonDraft) -> timedelta:
    """A calendar day says less than a work day: the last night ends on the day after the last day employed."""
    return timedelta(days=1 if isinstance(draft, PunchDraft) and draft.work_date is None else 0)


def _learn(ref: PersonRef, person: Employee, index: _Index, suggested: dict[tuple[int, str, str], None]) -> None:
    """An outside id that nobody has yet, brought by a row that is known by number or name."""
    for field, source in _IDS[:2]:
        value = getattr(ref, field)
        if value and (source, value) not in index.by_alias:
            suggested[person.id, source, value] = None


def _problem(draft: PersonDraft, ref: PersonRef, answer: _Answer) -> Problem:
    column = (ref.name_column if answer.at_name else ref.id_column) or ref.name_column or draft.source.column
    raw = draft.raw if "\t" in draft.raw else ref.shown or draft.raw  # a line of a clock is shown whole
    if answer.code == "ambiguous_name":
        raw = " ".join(ref.name.split())
    message = sentence(answer.reason or answer.code)
    return Problem(answer.code, message, draft.source.sheet, draft.source.row, column, raw)
