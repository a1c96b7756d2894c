"""Import of any outside file: read, preview, store as one batch, take back; rows of unknown people wait for a person.

`read` is a pure job for a worker thread; `preview` and `store` touch the shop file and stay on the main thread.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path

from csdesk.actions.import_facts import FactWriter
from csdesk.actions.month import frozen
from csdesk.actions.rules import book
from csdesk.actions.session import Session, changed
from csdesk.actions.staff import all_employees
from csdesk.actions.staff import save as save_employee
from csdesk.core import codec, people
from csdesk.core.batch import Batch, HeldRow
from csdesk.core.calendar import Month, month_words
from csdesk.core.changes import Changes, Topic
from csdesk.core.drafts import (
    CaseDraft,
    CellDraft,
    ClaimDraft,
    CorrectionDraft,
    Draft,
    LeaveDraft,
    OvertimeDraft,
    PersonDraft,
    PersonRef,
    PunchDraft,
    StaffDraft,
)
from csdesk.core.permission import Permission
from csdesk.core.problem import Problem, UserError
from csdesk.core.profile import Clock, Profile
from csdesk.core.rules import RuleBook, Shift
from csdesk.core.staff import Alias, Employee
from csdesk.files import reading
from csdesk.files.reading import ImportFile as ImportFile
from csdesk.i18n import gettext as _
from csdesk.store import batch as store_batch
from csdesk.store import planning as store_planning
from csdesk.store import roster as store_roster
from csdesk.store import settings as store_settings
from csdesk.store import staff as store_staff

KINDS = ("staff", "roster", "punches", "corrections", "leave", "overtime", "cases")
_FIXED_BY_CLOSE = frozenset({"corrections", "leave", "overtime", "roster"})  # facts that a closed month neither takes nor gives
CLOCKS = "import.clocks"
_NEEDS = {
    "staff": Permission.EDIT_STAFF,
    "roster": Permission.EDIT_ROSTER,
    "punches": Permission.IMPORT_ATTENDANCE,
    "corrections": Permission.DECIDE_ATTENDANCE,
    "leave": Permission.DECIDE_ATTENDANCE,
    "overtime": Permission.DECIDE_ATTENDANCE,
    "cases": Permission.MANAGE_CASES,
}
_TOPICS = {
    "staff": frozenset({Topic.STAFF, Topic.ROSTER, Topic.ATTENDANCE, Topic.MONTH}),
    "roster": frozenset({Topic.ROSTER, Topic.ATTENDANCE, Topic.MONTH}),
    "punches": frozenset({Topic.ATTENDANCE, Topic.MONTH, Topic.STAFF}),
    "corrections": frozenset({Topic.ATTENDANCE, Topic.MONTH}),
    "leave": frozenset({Topic.ATTENDANCE, Topic.MONTH, Topic.ROSTER}),
    "overtime": frozenset({Topic.ATTENDANCE, Topic.MONTH}),
    "cases": frozenset({Topic.CASES}),
}
# Which source kind an id of a PersonRef belongs to, for remembering a mapped person.
_REF_SOURCES = (("dingtalk", "user_id"), ("wecom", "account"), ("device", "device_no"), ("nick", "nick"), ("name", "name"))


@dataclass(frozen=True)
class ReadOptions:
    """What the shop knows that a parser needs: taken once on the main thread, handed to the worker."""

    now: datetime
    shifts: tuple[Shift, ...]
    codes: Mapping[str, str] = field(default_factory=dict)  # remembered answers for unknown roster codes
    rules: RuleBook | None = None  # a roster cell is read by the shifts of its day
    posts: tuple[str, ...] = ()  # that a roster cell may name
    leave_types: tuple[str, ...] = ()
    month: Month | None = None
    profiles: tuple[Profile, ...] = ()  # the mappings of unknown tables that people of the shop made
    profile: Profile | None = None  # read by this one, whatever the file looks like
    sheet: str | None = None
    clocks: Mapping[str, str] = field(default_factory=dict)  # source -> the day of times after midnight, as people said
    after_midnight: str | None = None  # the answer for this file


def read_options(session: Session, month: Month | None = None) -> ReadOptions:
    codes = store_settings.get(session.shop, "import.roster_codes", {})
    rules = book(session).on((month or Month.of(session.now.date())).first)
    said = {one.source: one.after_midnight for one in clocks(session)}
    return ReadOptions(
        session.now,
        rules.shifts,
        dict(codes),
        rules=book(session),
        posts=posts(session),
        leave_types=tuple(one.name for one in rules.leave.types),
        month=month,
        profiles=mappings(session),
        clocks=said,
    )


def posts(session: Session) -> tuple[str, ...]:
    """Every post that somebody has or can take, that the rules ask for, or that stands in the roster."""
    known = [one.post for one in all_employees(session)]
    known += [post for one in store_planning.terms(session.shop).values() for post in one.posts]
    known += [row.post for version in book(session).versions for row in version.rules.demand]
    known += store_roster.posts(session.shop)
    return tuple(dict.fromkeys(post for post in known if post))


def clocks(session: Session) -> tuple[Clock, ...]:
    """The clocks of which somebody said to which day their times after midnight belong (csdesk/actions/profiles.py)."""
    return tuple(codec.load(Clock, one) for one in store_settings.get(session.shop, CLOCKS, []))


def mappings(session: Session) -> tuple[Profile, ...]:
    """How the shop's own tables are to be read, as people said (csdesk/actions/profiles.py)."""
    return tuple(codec.load(Profile, one) for one in store_settings.get(session.shop, "import.profiles", []))


def read(
    path: Path,
    options: ReadOptions,
    *,
    kind: str | None = None,
    format: str | None = None,
    progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> ImportFile:
    """Read and parse a file; pure, for a worker thread. UserError with a code and what to do instead."""
    data = reading.load(path)
    return reading.read(
        data,
        path.name,
        kind=kind,
        format=format,
        month=options.month,
        now=options.now,
        shifts=options.shifts,
        codes=options.codes,
        rules=options.rules,
        posts=options.posts,
        leave_types=options.leave_types,
        sheet=options.sheet,
        profiles=options.profiles,
        profile=options.profile,
        clocks=options.clocks,
        after_midnight=options.after_midnight,
        progress=progress,
        cancelled=cancelled,
    )


def seen(path: Path) -> tuple[tuple[str | None, tuple[str, ...]], ...]:
    """What stands in a file whatever it is: each sheet (None in a text file) with the words of its first filled row. Pure."""
    return reading.seen(reading.load(path))


@dataclass(frozen=True)
class Sniffed:
    """A file of a known format, its rows not read."""

    path: Path
    sha256: str
    format: str
    kind: str


def sniff(path: Path, options: ReadOptions) -> Sniffed | None:
    """What a file is, without reading its rows; None where it is nothing known or cannot be opened. Pure, for a worker thread."""
    import hashlib

    try:
        data = reading.load(path)
        format_id, kind = reading.recognise(data, path.name, now=options.now, shifts=options.shifts, profiles=options.profiles)
    except UserError:
        return None
    return Sniffed(path, hashlib.sha256(data).hexdigest(), format_id, kind)


def imported(session: Session, sha256: str) -> bool:
    """True where a standing import has these very bytes."""
    return store_batch.by_sha(session.shop, sha256) is not None


@dataclass(frozen=True)
class Held:
    """Rows of one person whom nobody knows yet."""

    ref: PersonRef
    rows: int
    suggestion: Employee | None = None
    namesakes: tuple[Employee, ...] = ()  # several people have this name: one of them, if any


@dataclass(frozen=True)
class Answers:
    """What a person said of the unknown people of one file: who they are, who joins the staff, whose rows are left out;
    and what unknown roster codes mean (they were given to the reader already and are remembered with the import)."""

    people: Mapping[PersonRef, int] = field(default_factory=dict)  # employee id
    added: Mapping[PersonRef, Employee] = field(default_factory=dict)  # records with id 0
    ignored: frozenset[PersonRef] = frozenset()
    codes: Mapping[str, str] = field(default_factory=dict)
    after_midnight: str | None = None  # of this clock: same | previous, given to the reader already; kept with the import


@dataclass(frozen=True)
class Preview:
    """What an import would do; nothing is written yet."""

    file: ImportFile
    matched: tuple[tuple[Draft, int], ...]  # draft, employee id (0 = a new person of a staff file)
    held_drafts: tuple[PersonDraft, ...]
    held: tuple[Held, ...]
    rejected: tuple[Problem, ...]
    warnings: tuple[Problem, ...]
    duplicates: int
    new: int
    present: int
    aliases: tuple[tuple[int, Alias], ...]  # ids learned from the file
    same_file: Batch | None
    closed_months: tuple[Month, ...]
    answers: Answers = Answers()
    joining: tuple[Held, ...] = ()  # people whom `store` adds to the staff first; their rows are not in `new` yet
    claims: tuple[tuple[ClaimDraft, int], ...] = ()  # what the file says of days without a punch; no facts, only to compare and to offer
    held_claims: tuple[ClaimDraft, ...] = ()
    unclear: tuple[Held, ...] = ()  # people of one name, whose rows are refused until somebody says which

    @property
    def usable(self) -> bool:
        """Whether any row of the file can be used."""
        return bool(self.matched or self.held_drafts or self.claims or self.held_claims)

    @property
    def people(self) -> int:
        return len({who for _draft, who in (*self.matched, *self.claims)})


def preview(session: Session, file: ImportFile, answers: Answers | None = None) -> Preview:
    """Match people, count what is new and what is there already. `answers` say who the unknown people are."""
    session.require(_NEEDS[file.kind])
    said = answers or Answers()
    drafts = [one for one in file.drafts if isinstance(one, StaffDraft) or one.person not in said.ignored]
    staff = all_employees(session)
    found = people.resolve(drafts, staff, said=said.people)
    matched: list[tuple[Draft, int]] = list(found.matched)
    still = [draft for draft, _problem in found.held]
    matched += _by_number([draft for draft in file.drafts if isinstance(draft, StaffDraft)], all_employees(session))
    rejected = list(file.problems) + list(found.rejected)
    writer = FactWriter(session, file.kind, file.format)
    new, present, refused = writer.count(matched)
    rejected += refused
    claims = _claims(session, file, said, still)
    rejected += claims.rejected
    months = {Month.of(day) for day in {day for draft, _who in matched for day in _days(draft)}}
    return Preview(
        file=file,
        matched=tuple(matched),
        held_drafts=tuple(still),
        held=_grouped([draft for draft in still or claims.held if draft.person not in said.added], all_employees(session)),
        rejected=tuple(sorted(rejected, key=lambda one: (one.sheet or "", one.row or 0))),
        warnings=(*file.warnings, *found.warnings),
        duplicates=len(found.duplicates),
        new=new,
        present=present,
        aliases=(*found.suggested, *claims.aliases, *_taught(said, staff)),
        same_file=store_batch.by_sha(session.shop, file.sha256),
        closed_months=tuple(sorted(month for month in months if frozen(session, month) is not None)),
        answers=said,
        joining=_grouped([draft for draft in still or claims.held if draft.person in said.added], all_employees(session)),
        claims=tuple(claims.matched),
        held_claims=tuple(claims.held),
        unclear=tuple(replace(one, suggestion=None, namesakes=people.namesakes(one.ref, staff)) for one in _grouped(found.unclear, staff)),
    )


def _taught(said: Answers, staff: Sequence[Employee]) -> list[tuple[int, Alias]]:
    """What the answers teach for the next file. A name that several people have says nothing beyond this file."""
    found = []
    for ref, who in said.people.items():
        alias = _alias_of(ref)
        if alias is not None and not (alias.source == "name" and len(people.namesakes(ref, staff)) > 1):
            found.append((who, alias))
    return found


@dataclass(frozen=True)
class _Claims:
    """The claims of a file with their people; problems and new aliases only where the file has nothing else."""

    matched: Sequence[tuple[ClaimDraft, int]]
    held: Sequence[ClaimDraft]
    rejected: Sequence[Problem] = ()
    aliases: Sequence[tuple[int, Alias]] = ()


def _claims(session: Session, file: ImportFile, said: Answers, held: Sequence[PersonDraft]) -> _Claims:
    """Whom the rows without a punch mean. Beside punches they say nothing new about people: those of unknown people wait only with
    the punches of the same person, and nothing is refused twice."""
    if not file.claims:
        return _Claims((), ())
    ignored, answered = {_identity(ref) for ref in said.ignored}, {_identity(ref): who for ref, who in said.people.items()}
    claims = [one for one in file.claims if _identity(one.person) not in ignored]
    known = {one.person: answered[_identity(one.person)] for one in claims if _identity(one.person) in answered}
    found = people.resolve(claims, all_employees(session), said=known)
    matched = [(draft, who) for draft, who in found.matched if isinstance(draft, ClaimDraft)]
    waiting: list[ClaimDraft] = []
    refs = {_identity(draft.person): draft.person for draft in held}
    for draft, _problem in found.held:
        assert isinstance(draft, ClaimDraft)
        key = _identity(draft.person)
        if not file.drafts:
            waiting.append(draft)
        elif key in refs:
            waiting.append(replace(draft, person=refs[key]))
    if file.drafts:
        return _Claims(matched, waiting)
    return _Claims(matched, waiting, found.rejected, found.suggested)


def _identity(ref: PersonRef) -> tuple[str, ...]:
    """Who is meant, wherever in the file it stands."""
    return ref.name, ref.no, ref.user_id, ref.account, ref.device_no, ref.nick


def _by_number(drafts: Sequence[StaffDraft], staff: Sequence[Employee]) -> list[tuple[Draft, int]]:
    """Whom each row of a staff file means; 0 = a new person. 7 in a cell of numbers is 0007 where the name agrees."""
    by_no = {one.no: one.id for one in staff}
    bare: dict[tuple[str, str], list[int]] = {}
    for one in staff:
        bare.setdefault((one.no.lstrip("0"), one.name), []).append(one.id)
    found: list[tuple[Draft, int]] = []
    for draft in drafts:
        alike = bare.get((draft.no, draft.name), [])  # only a number that lost its zeros
        found.append((draft, by_no.get(draft.no) or (alike[0] if len(alike) == 1 else 0)))
    return found


def _alias_of(ref: PersonRef) -> Alias | None:
    """The outside name under which a mapped person is remembered; None where the file only has an employee number."""
    return next((Alias(source, getattr(ref, name)) for source, name in _REF_SOURCES if getattr(ref, name)), None)


def _join(session: Session, ready: Preview) -> Preview:
    """Add the people who join to the staff, then the preview with their rows. UserError names what is wrong with one."""
    said = dict(ready.answers.people)
    for one in ready.joining:
        number = save_employee(session, ready.answers.added[one.ref]).value
        assert isinstance(number, int)
        said[one.ref] = number
    return preview(session, ready.file, replace(ready.answers, people=said, added={}))


def _grouped(held: Sequence[PersonDraft], staff: Sequence[Employee]) -> tuple[Held, ...]:
    """The people of these rows; rows without a punch count only for whom there are no others."""
    counts: dict[PersonRef, int] = {}
    quiet: dict[PersonRef, int] = {}
    for draft in held:
        of = quiet if isinstance(draft, ClaimDraft) else counts
        of[draft.person] = of.get(draft.person, 0) + 1
    counts = quiet | counts
    return tuple(Held(ref, rows, people.suggestion(ref, staff)) for ref, rows in counts.items())


def store(session: Session, ready: Preview) -> Changes:
    """Write a preview as one batch and one undo step; value = the answer of the contract (a dict)."""
    file = ready.file
    session.require(_NEEDS[file.kind])
    if file.kind in _FIXED_BY_CLOSE:
        _refuse_closed(ready.closed_months)
    if not ready.usable:
        message = _("No row of {name} can be used").format(name=file.file_name)
        raise UserError(message, ready.rejected, "nothing_usable")
    with session.step(_("Import {name}").format(name=file.file_name)) as step_id:
        if ready.joining:
            ready = _join(session, ready)
        if ready.answers.codes:
            codes = dict(store_settings.get(session.shop, "import.roster_codes", {}))
            store_settings.put(session.shop, "import.roster_codes", codes | dict(ready.answers.codes))
        if file.night is not None and ready.answers.after_midnight is not None:
            keep_clock(session, Clock(file.night.source, file.file_name, ready.answers.after_midnight))
        batch_id = store_batch.add(
            session.shop,
            kind=file.kind,
            file_name=file.file_name,
            sha256=file.sha256,
            format=file.format,
            period=file.period,
            covered=file.covered,
            at=session.now,
            by=session.user_name,
            step_id=step_id,
            by_work_day=file.by_work_day,
        )
        new, present = FactWriter(session, file.kind, file.format).write((*ready.matched, *ready.claims), batch_id)
        for who, alias in ready.aliases:
            store_staff.add_alias(session.shop, who, alias)
        _supersede(session, ready, batch_id)
        waiting = (*ready.held_drafts, *ready.held_claims)
        store_batch.hold(session.shop, batch_id, [HeldRow(_ref_plain(one.person), _draft_plain(one)) for one in waiting])
        store_batch.add_issues(session.shop, batch_id, ready.rejected)
        held = sum(one.rows for one in ready.held)
        counts = {"new": new, "present": present, "void": file.void, "held": held, "rejected": len(ready.rejected)}
        store_batch.set_counts(session.shop, batch_id, counts)
    answer = answer_of(ready, batch_id, new, present)
    message = _("{new} new, {present} there already").format(new=new, present=present)
    if ready.claims:
        message += _(", {n} results without a punch to compare").format(n=len(ready.claims))
    if ready.held:
        message += _(", {n} people to map").format(n=len(ready.held))
    return Changes(_TOPICS[file.kind], message, answer)


def keep_clock(session: Session, clock: Clock) -> None:
    """Write inside a step what was said of a clock; the answer before is replaced."""
    others = [one for one in clocks(session) if one.source != clock.source]
    store_settings.put(session.shop, CLOCKS, [codec.dump(one) for one in (*others, clock)])


def _supersede(session: Session, ready: Preview, batch_id: int) -> None:
    """Rows of earlier files that waited for a person and stand in this one too wait no longer; undoing this batch brings them back."""
    kind = ready.file.kind
    kinds = {one.id: one.kind for one in store_batch.batches(session.shop)}
    waiting = [row for row in store_batch.held(session.shop, None) if kinds[row.batch_id] == kind]
    if not waiting:
        return
    people_waiting = {codec.load(PersonRef, dict(row.person)) for row in waiting}
    here: list[PersonDraft] = [draft for draft, _who in ready.matched if not isinstance(draft, StaffDraft)]
    here += [draft for draft, _who in ready.claims]
    held_now: list[PersonDraft] = [*ready.held_drafts, *ready.held_claims]
    said = {_fact(_draft_plain(one)) for one in (*here, *held_now) if one.person in people_waiting}
    store_batch.take_held(session.shop, [row.id for row in waiting if _fact(row.data) in said], into=batch_id)


def _fact(plain: Mapping[str, object]) -> str:
    """What a row says, wherever in a file it stands."""
    return json.dumps({key: value for key, value in plain.items() if key not in ("source", "raw")}, sort_keys=True)


def _days(draft: Draft) -> tuple[date, ...]:
    """The days whose months a row touches: of a leave its first and its last."""
    if isinstance(draft, StaffDraft | CaseDraft):
        return ()
    return (draft.day, draft.end.date()) if isinstance(draft, LeaveDraft) else (draft.day,)


def _refuse_closed(months: Iterable[Month]) -> None:
    for month in months:
        raise UserError(_("{month} is closed; reopen it first").format(month=month_words(month)), code="closed")


def answer_of(ready: Preview, batch_id: int | None, new: int, present: int) -> dict[str, object]:
    """The JSON of the contract."""
    file = ready.file
    return {
        "format": file.format,
        "batch": batch_id,
        "new": new,
        "present": present,
        "void": file.void,
        "duplicates": ready.duplicates,
        "claims": len(ready.claims),
        "period": None if file.period is None else [day.isoformat() for day in file.period],
        "held": [{"name": one.ref.shown or one.ref.name or one.ref.no, "rows": one.rows} for one in ready.held],
        "rejected": [problem.as_json() for problem in ready.rejected],
        "warnings": [problem.as_json() for problem in (*_seen_before(ready), *_closed(ready), *_night_assumed(file), *ready.warnings)],
    }


def _closed(ready: Preview) -> tuple[Problem, ...]:
    """Closed months that the file touches: late punches are kept, but the frozen result stays; anything else would be refused."""
    late = _("{month} is closed: its result stays, the month page shows the difference")
    words = _("{month} is closed; reopen it first") if ready.file.kind in _FIXED_BY_CLOSE else late
    return tuple(Problem("closed_month", words.format(month=month_words(month))) for month in ready.closed_months)


def _seen_before(ready: Preview) -> tuple[Problem, ...]:
    before = ready.same_file
    if before is None:
        return ()
    message = _("This very file was imported at {at} (number {n})").format(at=before.at.strftime("%m-%d %H:%M"), n=before.id)
    return (Problem("same_file", message),)


def _night_assumed(file: ImportFile) -> tuple[Problem, ...]:
    """Nobody said to which day this clock's times after midnight belong: they were read as most clocks write them."""
    night = file.night
    if night is None or night.said:
        return ()
    text = _("{n} times after midnight ({sample}) were read as on the day under which they stand; where this clock writes a night under "
             "the day it began, import with --after-midnight previous")
    return (Problem("after_midnight_assumed", text.format(n=night.count, sample=night.sample), file.sheet, raw=night.sample),)


def undo(session: Session, batch_id: int) -> Changes:
    """Take one import back; punches that another live batch also brought stay. UserError: closed (as for the import) ..."""
    found = store_batch.get(session.shop, batch_id)
    session.require(_NEEDS.get(found.kind, Permission.IMPORT_ATTENDANCE))
    if found.kind in _FIXED_BY_CLOSE and found.undone_at is None:
        months = {Month.of(day) for day in store_batch.days(session.shop, batch_id)}
        _refuse_closed(month for month in sorted(months) if frozen(session, month) is not None)
    done = store_batch.undo(session.shop, batch_id, by=session.user_name, at=session.now)
    return Changes(
        done.topics | _TOPICS.get(found.kind, frozenset()), _("Import of {name} taken back").format(name=found.file_name), batch_id
    )


def refused_sheet(problems: Sequence[Problem], made: datetime) -> bytes:
    """The refused rows of an import as a workbook: where they stand, what stands there, why they were refused."""
    from csdesk.files.sheets import refused

    return refused.refused(problems, made)


def needed(kind: str) -> Permission:
    """Who may see, check again and take back imports of a kind: whoever looks after attendance; for cases, whoever manages these."""
    return Permission.MANAGE_CASES if kind == "cases" else Permission.IMPORT_ATTENDANCE


def batches(session: Session, kind: str = "") -> tuple[Batch, ...]:
    """Every import, or those of a kind ('cases')."""
    session.require(needed(kind))
    return tuple(one for one in store_batch.batches(session.shop) if kind in ("", one.kind))


def held(session: Session) -> tuple[HeldRow, ...]:
    """Rows of live imports that still wait for a person."""
    session.require(Permission.IMPORT_ATTENDANCE)
    return store_batch.held(session.shop, None)


def held_people(session: Session) -> tuple[Held, ...]:
    """The people whose rows wait, with how many and who each may be."""
    kinds = {one.id: one.kind for one in store_batch.batches(session.shop)}
    rows = [row for row in held(session) if kinds[row.batch_id] in _DRAFTS]
    return _grouped([_draft_load(kinds[row.batch_id], row.data) for row in rows], all_employees(session))


def _held_of(session: Session, ref: PersonRef) -> list[HeldRow]:
    """The rows of live imports that wait for this person."""
    return [row for row in store_batch.held(session.shop, None) if codec.load(PersonRef, dict(row.person)) == ref]


def _child(session: Session, parent: Batch, step_id: int, *, ignored: bool = False) -> int:
    """A batch that takes over held rows of `parent` (or, `ignored`, drops them) and is undone with it; its id."""
    return store_batch.add(
        session.shop,
        kind="ignored" if ignored else parent.kind,
        file_name=parent.file_name,
        sha256="",
        format=parent.format,
        period=None if ignored else parent.period,
        covered=None,
        at=session.now,
        by=session.user_name,
        step_id=step_id,
        parent_id=parent.id,
    )


def map_person(session: Session, ref: PersonRef, employee_id: int) -> Changes:
    """Say who a held person is: remembered as an alias, the held rows are stored under the batch that brought them."""
    session.require(Permission.IMPORT_ATTENDANCE)
    rows = _held_of(session, ref)
    if not rows:
        raise UserError(_("No rows wait for this person any more"))
    with session.step(_("Map {name}").format(name=ref.shown or ref.name or ref.no)) as step_id:
        alias = _alias_of(ref)
        if alias is not None:
            store_staff.add_alias(session.shop, employee_id, alias)
        stored = 0
        for parent_id in dict.fromkeys(row.batch_id for row in rows):
            own = [row for row in rows if row.batch_id == parent_id]
            parent = store_batch.get(session.shop, parent_id)
            drafts: list[tuple[Draft, int]] = [(_draft_load(parent.kind, row.data), employee_id) for row in own]
            batch_id = _child(session, parent, step_id)
            new, _present = FactWriter(session, parent.kind, parent.format).write(drafts, batch_id)
            stored += new
            store_batch.take_held(session.shop, [row.id for row in own], into=batch_id)
    return Changes(_TOPICS["punches"] | _TOPICS["roster"], _("{n} rows stored").format(n=stored), stored)


def problems(session: Session, batch_id: int) -> tuple[Problem, ...]:
    """What an import left over, in the order of the file: the rows refused, and those that still wait for a person."""
    batch = store_batch.get(session.shop, batch_id)
    session.require(needed(batch.kind))
    found = list(store_batch.issues(session.shop, batch_id))
    if batch.kind in _DRAFTS:
        for row in store_batch.held(session.shop, batch_id):
            draft = _draft_load(batch.kind, row.data)
            place, ref = draft.source, draft.person
            said = ref.shown or ref.name or ref.no or ref.device_no
            raw = draft.raw if said in draft.raw else f"{said}  {draft.raw}".strip()
            found.append(Problem("unknown_employee", people.sentence("unknown_employee"), place.sheet, place.row, place.column, raw))
    return tuple(sorted(found, key=lambda one: (one.sheet or "", one.row or 0)))


def recheck(session: Session, batch_id: int) -> Changes:
    """Look again whose the waiting rows of an import are (people were mapped, mended or joined); those found are stored.

    Raises UserError: already_undone, nobody (still nobody knows them), closed."""
    batch = store_batch.get(session.shop, batch_id)
    session.require(_NEEDS.get(batch.kind, Permission.IMPORT_ATTENDANCE))
    if batch.undone_at is not None:
        raise UserError(_("This import is taken back; there is nothing to check"), code="already_undone")
    rows = store_batch.held(session.shop, batch_id)
    drafts = [_draft_load(batch.kind, row.data) for row in rows]
    refs: dict[PersonRef, PersonRef] = {}
    drafts = [replace(draft, person=refs.setdefault(draft.person, draft.person)) for draft in drafts]
    number_of = {id(draft): row.id for draft, row in zip(drafts, rows, strict=True)}
    found = people.resolve(drafts, all_employees(session))
    matched: list[tuple[Draft, int]] = list(found.matched)
    writer = FactWriter(session, batch.kind, batch.format)
    writer.count(matched)  # drops what the rules or the staff file refuse; it goes on waiting
    if not matched:
        raise UserError(_("The {n} waiting rows are still nobody's: map the person first").format(n=len(rows)), code="nobody")
    if batch.kind != "punches":
        for draft, _who in matched:
            if not isinstance(draft, StaffDraft) and frozen(session, Month.of(draft.day)) is not None:
                raise UserError(_("{month} is closed; reopen it first").format(month=Month.of(draft.day)), code="closed")
    with session.step(_("Check {name} again").format(name=batch.file_name)) as step_id:
        into = _child(session, batch, step_id)
        new, _present = writer.write(matched, into)
        taken = [number_of[id(draft)] for draft, _who in matched]
        taken += [number_of[id(one.draft)] for one in found.duplicates if id(one.draft) in number_of]
        store_batch.take_held(session.shop, taken, into=into)
    left = len(rows) - len(taken)
    message = _("{n} rows stored, {left} still wait").format(n=new, left=left) if left else _("{n} rows stored").format(n=new)
    return Changes(_TOPICS[batch.kind], message, new)


def known_by_now(session: Session, month: Month) -> dict[str, int]:
    """File name -> rows of this month that wait for a person whom the staff file knows by now; until `recheck` they don't count."""
    staff = all_employees(session)
    found: dict[str, int] = {}
    asked: dict[int, list[HeldRow]] = {}
    for row in store_batch.held_once(session.shop):
        asked.setdefault(row.batch_id, []).append(row)
    for number, once in asked.items():
        batch = store_batch.get(session.shop, number)
        if batch.kind == "cases" or not people.resolve([_draft_load(batch.kind, row.data) for row in once], staff).matched:
            continue
        drafts = [_draft_load(batch.kind, row.data) for row in store_batch.held(session.shop, number)]
        here = [one for one in drafts if not isinstance(one, ClaimDraft) and month in {Month.of(day) for day in _days(one)}]
        matched: list[tuple[Draft, int]] = list(people.resolve(here, staff).matched)
        new, _present, _refused = FactWriter(session, batch.kind, batch.format).count(matched)
        if new:
            found[batch.file_name] = found.get(batch.file_name, 0) + new
    return found


def ignore_person(session: Session, ref: PersonRef) -> Changes:
    """Drop the held rows of somebody who is none of ours (a robot, the shop's main account)."""
    session.require(Permission.IMPORT_ATTENDANCE)
    rows = _held_of(session, ref)
    with session.step(_("Ignore {name}").format(name=ref.shown or ref.name or ref.no)) as step_id:
        for parent_id in dict.fromkeys(row.batch_id for row in rows):
            batch_id = _child(session, store_batch.get(session.shop, parent_id), step_id, ignored=True)
            store_batch.take_held(session.shop, [row.id for row in rows if row.batch_id == parent_id], into=batch_id)
    return changed(Topic.ATTENDANCE, message=_("{n} rows ignored").format(n=len(rows)))


def remember_code(session: Session, code: str, means: str) -> Changes:
    """What an unknown roster code means from now on: a shift code, 休, 假 or '' (blank)."""
    session.require(Permission.EDIT_ROSTER)
    known = dict(store_settings.get(session.shop, "import.roster_codes", {}))
    known[code] = means
    with session.step(_("Remember {value}").format(value=code)):
        store_settings.put(session.shop, "import.roster_codes", known)
    return changed(Topic.SETTINGS, message=_("Remembered"))


_DRAFTS: dict[str, type[PersonDraft]] = {
    "punches": PunchDraft,
    "roster": CellDraft,
    "corrections": CorrectionDraft,
    "leave": LeaveDraft,
    "overtime": OvertimeDraft,
    "cases": CaseDraft,
}


def _ref_plain(ref: PersonRef) -> dict[str, object]:
    plain = codec.dump(ref)
    assert isinstance(plain, dict)
    return plain


def _draft_plain(draft: PersonDraft) -> dict[str, object]:
    plain = codec.dump(draft)
    assert isinstance(plain, dict)
    return plain


def _draft_load(kind: str, plain: Mapping[str, object]) -> PersonDraft:
    cls: type[PersonDraft] = ClaimDraft if kind == "punches" and "at" not in plain else _DRAFTS[kind]
    return codec.load(cls, dict(plain))
