"""Handovers: the note that makes itself, its items, answers and two signatures, supplements; who may do what with them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from csdesk.actions import case_rules, case_view, handover_draft, settings, users
from csdesk.actions.rules import book
from csdesk.actions.session import Session, changed
from csdesk.actions.staff import all_employees
from csdesk.core import case as core_case
from csdesk.core import handover as core
from csdesk.core.calendar import Month
from csdesk.core.case import LONGEST_NOTE, Category
from csdesk.core.case_list import CaseFilter, CaseRow
from csdesk.core.changes import Changes, Topic
from csdesk.core.handover import LEAVING, HandoverItem, HandoverNote, Run, Seen, Signature, Supplement
from csdesk.core.permission import Permission, may
from csdesk.core.problem import UserError
from csdesk.core.staff import Employee
from csdesk.i18n import gettext as _
from csdesk.store import case as store_case
from csdesk.store import handover as store
from csdesk.store import log as store_log
from csdesk.store import roster as store_roster

SEE, WRITE, OVERRIDE = Permission.KEEP_LOG, Permission.HAND_OVER, Permission.OVERRIDE_HANDOVER
_TIME_AHEAD = 14  # days in which the shift that inherits is looked for


@dataclass(frozen=True)
class ItemLine:
    """One item as it is shown: its number, what it is about in two lines, how many shifts it was handed on, who, the time left."""

    number: int
    item: HandoverItem
    title: str
    more: str
    who: str
    age: int
    resolved: bool  # the case was resolved meanwhile
    case_id: int | None = None


@dataclass(frozen=True)
class NoteRow:
    """One line of the earlier notes. `late`: how long the receiver took beyond the deadline."""

    note: HandoverNote
    state: str
    signatures: tuple[Signature, ...]
    late: timedelta
    items: int

    @property
    def title(self) -> str:
        """9月16日 白班 → 晚班"""
        return title(self.note)


@dataclass(frozen=True)
class HandoverView:
    """One note with everything around it. `blocked`: why the receiver can't sign yet, '' = nothing is in the way."""

    note: HandoverNote
    lines: tuple[ItemLine, ...]
    signatures: Mapping[str, Signature]
    supplements: tuple[Supplement, ...]
    state: str
    now: datetime
    writer: str
    receiver: str
    blocked: str
    may_write: bool
    may_override: bool
    late: timedelta
    hidden: int = 0  # items of other people's cases, which an agent does not see
    seen: tuple[Seen, ...] = ()
    unseen: tuple[str, ...] = ()  # users on the coming shift who have not opened it
    skipped: tuple[Run, ...] = ()  # shifts since the note before that left none
    works_both: bool = False  # the writer is on the coming shift, too: somebody else has to take over

    @property
    def counts(self) -> dict[str, int]:
        """How many items have which answer."""
        found: dict[str, int] = {}
        for one in self.lines:
            found[one.item.answer] = found.get(one.item.answer, 0) + 1
        return found


@dataclass(frozen=True)
class Signer:
    """Somebody who may sign on a side: a person of the staff file or, with sign-in, a user. `expected`: of the shift in question."""

    name: str
    no: str
    employee_id: int | None
    user: str  # the name to sign in with, '' = the shop has no sign-in
    expected: bool


def title(note: HandoverNote) -> str:
    """9月16日 白班 → 晚班, with the team or shop where the note is of one."""
    words = _("{month}/{day} {leaving} → {coming}").format(
        month=note.day.month, day=note.day.day, leaving=note.shift_name, coming=note.coming_name or _("nobody planned"))
    scope = _(" · ").join(part for part in (note.shop, note.team) if part)
    return _("{what} ({scope})").format(what=words, scope=scope) if scope else words


def facts_words(facts: Mapping[str, int]) -> str:
    """新增 9 件，结 11 件，未结 31 件，12 小时内到期 4 件，纠纷 2 件，答应的事 1 件，问仓库 3 次."""
    sentences = (
        ("opened", _("{n} new")), ("closed", _("{n} resolved")), ("open", _("{n} still open")), ("due", _("{n} due within 12 h")),
        ("disputes", _("{n} disputes")), ("promises", _("{n} promises")), ("asked", _("{n} questions to the warehouse")),
    )  # fmt: skip
    always = ("opened", "closed", "open")
    return _(", ").join(text.format(n=facts.get(key, 0)) for key, text in sentences if key in always or facts.get(key))


# Reading


def view(session: Session, note_id: int | None = None) -> HandoverView | None:
    """One note; without an id the newest that is not done, else the newest; None where there is none. UserError: forbidden, gone."""
    session.require(SEE)
    if note_id is None:
        newest = notes(session, limit=10)
        shown = next((one for one in newest if one.state != "done"), newest[0] if newest else None)
        if shown is None:
            return None
        note_id = shown.note.id
    note = store.note(session.shop, note_id)
    items = core.ordered(store.items(session.shop, (note_id,)))
    signatures = store.signatures(session.shop, (note_id,))
    every = _lines(session, note, items)
    lines = tuple(one for one in every if _may_see(session, one))
    people = _people(session)
    left = core.unanswered(items)
    state = core.state(signatures)
    blocked = core.open_words(left) if left else ""
    if state == "draft":
        blocked = _("The leaving shift signs first")
    return HandoverView(
        note, lines, {one.side: one for one in signatures}, store.supplements(session.shop, note_id), state, session.now,
        people[note.writer_id].name if note.writer_id in people else "",
        people[note.receiver_id].name if note.receiver_id in people else "",
        "" if state == "done" else blocked, session.may(WRITE), session.may(OVERRIDE), core.late(note, signatures, session.now),
        len(every) - len(lines), *_seen(session, note, state), _skipped(session, note),
        note.writer_id is not None and note.writer_id in _coming(session, note),
    )  # fmt: skip


def saw(session: Session, note_id: int) -> bool:
    """Keep that this user has a signed note before the eyes; False where that is known already, or nobody has signed in."""
    session.require(SEE)
    if not session.user_name or not store.note(session.shop, note_id).seal:
        return False
    if any(one.name == session.user_name for one in store.seen(session.shop, note_id)):
        return False
    store.saw(session.shop, note_id, session.user_name, session.now.replace(microsecond=0))
    return True


def _seen(session: Session, note: HandoverNote, state: str) -> tuple[tuple[Seen, ...], tuple[str, ...]]:
    """Who has seen a signed note, and which users of the coming shift have not."""
    found = store.seen(session.shop, note.id)
    if state == "draft":
        return found, ()
    there = _coming(session, note)
    names = {one.name for one in found}
    return found, tuple(user.name for user in users.sign_ins(session.shop) if user.employee_id in there and user.name not in names)


def _coming(session: Session, note: HandoverNote) -> set[int]:
    """Who is on the coming shift."""
    if note.coming_day is None:
        return set()
    cells = store_roster.cells(session.shop, note.coming_day, note.coming_day)
    return {cell.employee_id for cell in cells if cell.code == note.coming_shift}


def _skipped(session: Session, note: HandoverNote) -> tuple[Run, ...]:
    before = store.before(session.shop, note)
    if before is None:
        return ()
    noted = {(one.day, one.shift) for one in store.notes(session.shop, first=before.day, last=note.day)
             if (one.team, one.shop) == (note.team, note.shop)}  # fmt: skip
    cells = store_roster.cells(session.shop, before.day, note.day)
    return core.skipped((before.day, before.shift), (note.day, note.shift), core.runs(cells, book(session).on), noted)


def notes(session: Session, *, limit: int = 60, first: date | None = None, last: date | None = None) -> tuple[NoteRow, ...]:
    """The newest notes, or those of some days."""
    session.require(SEE)
    found = store.notes(session.shop, limit=limit, first=first, last=last)
    ids = [one.id for one in found]
    signed: dict[int, list[Signature]] = {}
    for signature in store.signatures(session.shop, ids):
        signed.setdefault(signature.note_id, []).append(signature)
    counts: dict[int, int] = {}
    for item in store.items(session.shop, ids):
        counts[item.note_id] = counts.get(item.note_id, 0) + 1
    now = session.now
    return tuple(
        NoteRow(one, core.state(signed.get(one.id, ())), tuple(signed.get(one.id, ())), core.late(one, signed.get(one.id, ()), now),
                counts.get(one.id, 0))
        for one in found
    )  # fmt: skip


def late_in(session: Session, month: Month) -> tuple[int, int]:
    """(notes of a month, how many of them were signed late or still wait beyond their deadline)."""
    found = notes(session, limit=500, first=month.first, last=month.last)
    return len(found), sum(bool(one.late) for one in found)


def waiting(session: Session) -> tuple[NoteRow, ...]:
    """Notes that are not signed by both."""
    return tuple(one for one in notes(session, limit=20) if one.state != "done")


def all_runs(session: Session, day: date) -> tuple[Run, ...]:
    """The shifts around a day: two days before, as far ahead as somebody inherits."""
    cells = store_roster.cells(session.shop, day - timedelta(days=2), day + timedelta(days=_TIME_AHEAD))
    return core.runs(cells, book(session).on)


def choices(session: Session, team: str = "", shop: str = "") -> tuple[tuple[Run, Run | None], ...]:
    """Shifts that can be handed over now, each with the one that inherits; what ends first stands first."""
    found = all_runs(session, session.now.date())
    done = [(one.day, one.shift) for one in store.notes(session.shop, limit=40) if (one.team, one.shop) == (team, shop)]
    return tuple((one, core.inherits(one, found)) for one in core.to_hand_over(found, session.now, done))


def present_shift(session: Session) -> Run | None:
    """The shift whose check list is due: of those that are on the one that ends first, else the one that ended last."""
    found = [one for one in all_runs(session, session.now.date()) if one.start <= session.now]
    here = [one for one in found if session.now < one.end]
    return min(here, key=lambda one: one.end) if here else max(found, key=lambda one: one.end, default=None)


def signers(session: Session, note_id: int, side: str) -> tuple[Signer, ...]:
    """Who may sign on a side, the leads of that shift first."""
    note = store.note(session.shop, note_id)
    day, code = (note.day, note.shift) if side == LEAVING else (note.coming_day, note.coming_shift)
    there = {cell.employee_id for cell in store_roster.cells(session.shop, day, day) if cell.code == code} if day else set()
    people = _people(session)
    known = users.sign_ins(session.shop)
    found = []
    if known:
        for user in known:
            if may(user.role, WRITE):
                person = people.get(user.employee_id or 0)
                found.append(Signer(user.name, person.no if person else "", user.employee_id, user.name, user.employee_id in there))
    else:
        today = session.now.date()
        found = [Signer(one.name, one.no, one.id, "", one.id in there and one.is_lead) for one in people.values()
                 if one.employed_on(today) and (one.is_lead or one.id in there)]  # fmt: skip
    taken = next((one for one in store.signatures(session.shop, (note_id,)) if one.side != side), None)
    left = [one for one in found if taken is None or not taken.is_by(one.employee_id, one.name)]
    return tuple(sorted(left, key=lambda one: (not one.expected, one.employee_id not in there, one.no, one.name)))


# Writing the note


def start(session: Session, day: date, shift: str, *, team: str = "", shop: str = "") -> Changes:
    """Begin the note of a shift: the cut-off is now, what is open goes into it. value = its id. UserError where there is one."""
    session.require(WRITE)
    found = all_runs(session, day)
    run = next((one for one in found if one.key == (day, shift)), None)
    if run is None:
        raise UserError(_("Nobody is rostered for this shift: enter the roster of the day first"), code="shift")
    earlier = store.notes(session.shop, limit=20, first=day, last=day)
    if any((one.shift, one.team, one.shop) == (shift, team, shop) for one in earlier):
        raise UserError(_("This shift has its note already; add a supplement to it"), code="there")
    coming = core.inherits(run, found)
    cut_off = session.now.replace(microsecond=0)
    numbers = [int(one.no.rpartition("-")[2]) for one in earlier]
    note = HandoverNote(
        0, f"JJ-{day:%Y%m%d}-{max(numbers, default=0) + 1}", day, shift, run.name, run.end, cut_off, shop, team,
        coming.day if coming else None, coming.code if coming else "", coming.name if coming else "", coming.start if coming else None,
        _writer(session, run, team), _receiver(session, coming, team, _writer(session, run, team)))  # fmt: skip
    made, facts = _outstanding(session, note, run, coming)
    with session.step(_("Handover {no}").format(no=note.no)):
        number = store.save_note(session.shop, replace(note, facts=facts))
        for item in made:
            store.save_item(session.shop, replace(item, note_id=number))
    return changed(Topic.HANDOVER, message=_("{n} items, cut-off {time}").format(n=len(made), time=f"{cut_off:%H:%M}"), value=number)


def drop(session: Session, note_id: int) -> Changes:
    """Throw a draft away, so that the shift can begin a new one."""
    note = _draft(session, note_id)
    with session.step(_("Drop the draft {no}").format(no=note.no)):
        store.remove_note(session.shop, note_id)
    return changed(Topic.HANDOVER, message=_("{no} dropped").format(no=note.no))


def set_item(session: Session, item_id: int, **given: object) -> Changes:
    """Change what the writer says of an item: severity, who_id, todo, due, what_if, text (of a matter), position."""
    item = store.item(session.shop, item_id)
    note = _draft(session, item.note_id)
    allowed = {"severity", "who_id", "todo", "due", "what_if", "position"} | ({"text"} if item.kind == "matter" else set())
    if not set(given) <= allowed:
        raise TypeError(f"not of an item: {set(given) - allowed}")
    for name in ("todo", "what_if", "text"):
        if name in given:
            given[name] = _clean(str(given[name]), name)
    after = replace(item, **given)  # type: ignore[arg-type]
    if after.severity not in core.SEVERITIES:
        raise UserError(_("Choose how pressing it is"), code="severity")
    if after.kind == "matter" and not after.text:
        raise UserError(_("Write what it is about"), code="text")
    with session.step(_("{no}: item").format(no=note.no)):
        store.save_item(session.shop, after)
    return changed(Topic.HANDOVER)


def add_item(session: Session, note_id: int, text: str = "", *, case_no: str = "", severity: str = "middle", who_id: int | None = None,
             todo: str = "", due: datetime | None = None, what_if: str = "") -> Changes:
    """One more item, of a case (by its number) or in own words; value = its id."""
    note = _draft(session, note_id)
    present = store.items(session.shop, (note_id,))
    if case_no.strip():
        found = store_case.by_no(session.shop, core_case.number_text(case_no))
        if found is None:
            raise UserError(_("There is no case {no}").format(no=case_no.strip()), code="case_no")
        case_id = core_case.root_of(store_case.merges(session.shop), found)
        if any(one.kind == "case" and one.ref_id == case_id for one in present):
            raise UserError(_("This case is on the note already"), code="case_no")
        item = HandoverItem(0, note_id, "case", case_id, store_case.get(session.shop, case_id).no)
    else:
        item = HandoverItem(0, note_id, "matter", None, _clean(text, "text"))
        if not item.text:
            raise UserError(_("Write what it is about"), code="text")
    if severity not in core.SEVERITIES:
        raise UserError(_("Choose how pressing it is"), code="severity")
    last = max((one.position for one in present), default=0)
    item = replace(item, severity=severity, who_id=who_id, todo=_clean(todo, "todo"), due=due, what_if=_clean(what_if, "what_if"),
                   position=last + 1 if last else 0)  # fmt: skip
    with session.step(_("{no}: item").format(no=note.no)):
        number = store.save_item(session.shop, item)
    return changed(Topic.HANDOVER, message=_("Added to {no}").format(no=note.no), value=number)


def move_item(session: Session, item_id: int, place: int) -> Changes:
    """Put an item of a draft at a place of its order (from 0); among items more or less pressing it becomes as pressing as they are."""
    note = _draft(session, store.item(session.shop, item_id).note_id)
    changing = core.moved(store.items(session.shop, (note.id,)), item_id, place)
    if not changing:
        return changed()
    with session.step(_("{no}: order of the items").format(no=note.no)):
        for one in changing:
            store.save_item(session.shop, one)
    return changed(Topic.HANDOVER)


def drop_item(session: Session, item_id: int) -> Changes:
    """Take an item off a draft."""
    item = store.item(session.shop, item_id)
    note = _draft(session, item.note_id)
    with session.step(_("{no}: item taken off").format(no=note.no)):
        store.remove_item(session.shop, item_id)
    return changed(Topic.HANDOVER, message=_("Taken off the note"))


def set_notices(session: Session, note_id: int, text: str) -> Changes:
    """What else the next shift should know, a line each."""
    note = _draft(session, note_id)
    lines = tuple(line.strip() for line in _clean(text, "notices").split("\n") if line.strip())
    if lines == note.notices:
        return changed()
    with session.step(_("{no}: notices").format(no=note.no)):
        store.save_note(session.shop, replace(note, notices=lines))
    return changed(Topic.HANDOVER)


# Answering and signing


def answer(session: Session, item_id: int, what: str, text: str) -> Changes:
    """The receiver's answer to an item: taken | question | returned, with the words to it."""
    session.require(WRITE)
    item = store.item(session.shop, item_id)
    note = store.note(session.shop, item.note_id)
    signatures = store.signatures(session.shop, (note.id,))
    state = core.state(signatures)
    if state == "draft":
        raise UserError(_("The leaving shift signs first"), code="order")
    if state == "done":
        raise UserError(_("{no} is signed by both; add a supplement").format(no=note.no), code="signed")
    writer = next(one for one in signatures if one.side == LEAVING)
    if session.user is not None and writer.is_by(session.employee_id, session.user_name):
        raise UserError(_("Who wrote the note can't answer it; let the coming shift do it"), code="same_person")
    after = core.answered(item, what, text, session.user_name or _receiver_name(session, note), session.now.replace(microsecond=0))
    with session.step(_("{no}: {answer}").format(no=note.no, answer=_(core.ANSWERS[what]))):
        store.save_item(session.shop, after)
        handover_draft.keep(session, item_id, "")
    return changed(Topic.HANDOVER)


def sign(session: Session, note_id: int, side: str, signer: Signer, secret: str = "", *, reason: str = "") -> Changes:
    """Sign on a side; with sign-in by the signer's own PIN. `reason`: a supervisor signs in somebody's place, whatever is still open.
    A signature is never undone, nor anything that was written on the note before it."""
    session.require(SEE)
    if signer.user:
        user = users.confirm(session, signer.user, secret)
        role, who, name = user.role, user.employee_id, user.name
    else:
        person = _people(session).get(signer.employee_id or 0)
        if users.sign_ins(session.shop) or person is None:
            raise UserError(_("Choose who signs"), code="signer")
        role, who, name = session.role, person.id, person.name
    words = _clean(reason, "reason")
    if not may(role, OVERRIDE if words else WRITE):
        raise UserError(_("{name} may not sign this; a lead or supervisor may").format(name=name), code="forbidden")
    note, items = store.note(session.shop, note_id), store.items(session.shop, (note_id,))
    present = store.signatures(session.shop, (note_id,))
    core.check_signature(side, present, items, who, name, words)
    with session.step(_("{no}: {name} signed").format(no=note.no, name=name), undoable=False):
        if side == LEAVING:
            note = replace(note, writer_id=who, seal=core.seal(note, items))
        else:
            note = replace(note, receiver_id=who)
        store.save_note(session.shop, note)
        store.sign(session.shop, Signature(0, note_id, side, who, name, session.now.replace(microsecond=0), words))
    return changed(Topic.HANDOVER, message=_("{name} signed {no}").format(name=name, no=note.no))


def supplement(session: Session, note_id: int, text: str) -> Changes:
    """Add a marked supplement to a signed note; it changes nothing above it."""
    session.require(WRITE)
    note = store.note(session.shop, note_id)
    if not note.seal:
        raise UserError(_("{no} is still a draft: change it directly").format(no=note.no), code="draft")
    words = _clean(text, "text")
    if not words:
        raise UserError(_("Write the supplement"), code="text")
    with session.step(_("{no}: supplement").format(no=note.no), undoable=False):
        store.add_supplement(session.shop, Supplement(0, note_id, words, session.now.replace(microsecond=0), session.user_name))
    return changed(Topic.HANDOVER, message=_("Supplement added to {no}").format(no=note.no))


def clear(session: Session, item_id: int) -> Changes:
    """An item is settled: it does not come back in the next note. A case that is resolved clears itself."""
    session.require(WRITE)
    item = store.item(session.shop, item_id)
    with session.step(_("Item of a handover settled")):
        store.save_item(session.shop, replace(item, cleared_at=session.now.replace(microsecond=0), cleared_by=session.user_name))
    return changed(Topic.HANDOVER, message=_("Settled: it does not come back"))


def seal_stands(session: Session, note_id: int) -> bool:
    """Whether a signed note still has the content that was signed."""
    note, items = store.note(session.shop, note_id), store.items(session.shop, (note_id,))
    return bool(note.seal) and core.seal(note, items) == note.seal


# What goes into a note


def _outstanding(session: Session, note: HandoverNote, run: Run, coming: Run | None) -> tuple[list[HandoverItem], dict[str, int]]:
    """The items of a new note, and the counts of the shift."""
    people = _people(session)
    team = {one.id for one in people.values() if one.team == note.team} if note.team else None
    there = set(coming.people) if coming else set()
    horizon = note.cut_off + core.AHEAD
    cases: dict[int, CaseRow] = {}
    facts = {"open": 0, "due": 0, "disputes": 0, "promises": 0}

    def take(rows: Sequence[CaseRow]) -> int:
        fitting = [one for one in rows if team is None or one.owner_id is None or one.owner_id in team]
        cases.update((one.id, one) for one in fitting)
        return len(fitting)

    near = case_view.listed(session, CaseFilter(shop=note.shop, snoozed=True, order="due")).rows
    facts["due"] = take([one for one in near if one.due is not None and one.due <= horizon])
    facts["promises"] = sum(one.limit_key == "promise" for one in cases.values())
    for kind in core.PRESSING:
        facts["disputes"] += take(case_view.listed(session, CaseFilter(shop=note.shop, kind=kind, snoozed=True)).rows)
    waiting_rows = case_view.listed(session, CaseFilter(state="waiting", shop=note.shop, snoozed=True)).rows
    take([one for one in waiting_rows if one.waits_for in ("warehouse", "courier")])
    facts["open"] = case_view.counts(session, note.shop).open
    before = store.before(session.shop, note)
    since = before.cut_off if before is not None else run.start
    facts.update(store.case_counts(session.shop, since, note.cut_off, sorted(team) if team is not None else None))

    made = [_case_item(session, one, note, there) for one in cases.values()]
    questions = [one for one in store_log.open_entries(session.shop) if one.kind == "question"]
    made += [HandoverItem(0, 0, "question", one.id, severity="low", todo=_("Answer it")) for one in questions]
    if before is not None:
        made = _carried(session, made, before)
    return made, facts


def _case_item(session: Session, row: CaseRow, note: HandoverNote, there: set[int]) -> HandoverItem:
    left = row.left(note.cut_off)
    promise = next((one for one in store_case.promises(session.shop, (row.id,)) if one.kept_at is None), None)
    if promise is not None and row.limit_key == "promise":
        todo = promise.text
    elif row.waits_for in ("warehouse", "courier"):
        todo = _("Ask the {party} again").format(party=_(core_case.PARTIES[row.waits_for]))
    else:
        todo = row.limit_name or row.status_name
    who = row.owner_id if row.owner_id in there else note.receiver_id
    return HandoverItem(0, 0, "case", row.id, row.no, severity=core.severity(row.kind, left), who_id=who, todo=todo, due=row.due)


def _carried(session: Session, made: list[HandoverItem], before: HandoverNote) -> list[HandoverItem]:
    """The new items, those that stood on the note before marked as carried, and what is open from there but not among them."""
    shop = session.shop
    earlier = {one.subject: one for one in store.items(shop, (before.id,)) if one.cleared_at is None}
    result = []
    for item in made:
        was = earlier.pop(item.subject, None)
        if was is not None:
            item = replace(item, carried_from=was.id, what_if=was.what_if, position=was.position)
        result.append(item)
    parents = store_case.merges(shop)
    roots = {one.ref_id: core_case.root_of(parents, one.ref_id) for one in earlier.values() if one.kind == "case" and one.ref_id}
    cases = store_case.many(shop, roots.values())
    log = store_log.many(shop, [one.ref_id for one in earlier.values() if one.kind == "question" and one.ref_id])
    there = {one.subject for one in result}
    for was in earlier.values():
        ref = roots.get(was.ref_id or 0) if was.kind == "case" else was.ref_id
        case = cases.get(ref or 0)
        if was.kind == "case" and (case is None or case.category is Category.RESOLVED or ("case", ref) in there):
            continue
        if was.kind == "question" and (ref not in log or not log[ref or 0].is_open):
            continue
        text = case.no if case is not None else was.text
        result.append(HandoverItem(0, 0, was.kind, ref, text, was.severity, was.who_id, was.todo, was.due, was.what_if, was.position,
                                   was.id))  # fmt: skip
    return result


def _lines(session: Session, note: HandoverNote, items: Sequence[HandoverItem]) -> tuple[ItemLine, ...]:
    shop = session.shop
    parents = store_case.merges(shop)
    roots = {number: core_case.root_of(parents, number) for number in _case_ids(items)}
    cases = store_case.many(shop, roots.values())
    log = store_log.many(shop, [one.ref_id for one in items if one.kind == "question" and one.ref_id])
    people = _people(session)
    ages = core.ages(items, store.chain(shop, items))
    lines = []
    for number, item in enumerate(items, 1):
        case = cases.get(roots.get(item.ref_id or 0, 0)) if item.kind == "case" else None
        if case is not None:
            kind = _(case_rules.kind(session, case.kind).name)
            tail = f"…{case.order_no[-4:]}" if case.order_no else case.no
            heading, more = f"{core_case.platform_name(case.platform)} {tail} {kind}".strip(), case.title
        elif item.kind == "question" and item.ref_id in log:
            heading, more = _("Question"), log[item.ref_id].text
        elif item.kind == "matter":
            first, _newline, rest = item.text.partition("\n")
            heading, more = first, rest.strip()
        else:
            heading, more = item.text or _("Question"), _("no longer there")
        who = people[item.who_id].name if item.who_id in people else ""
        resolved = case is not None and case.category is Category.RESOLVED
        lines.append(ItemLine(number, item, heading, more, who, ages.get(item.id, 0), resolved, case.id if case is not None else None))
    return tuple(lines)


def _may_see(session: Session, line: ItemLine) -> bool:
    """An agent sees what is nobody's secret: matters, questions, and the own cases."""
    if session.may(Permission.SEE_CASES) or line.case_id is None:
        return True
    case = store_case.get(session.shop, line.case_id)
    return session.employee_id is not None and session.employee_id in (case.owner_id, case.created_by_id, line.item.who_id)


# Small things


def _people(session: Session) -> dict[int, Employee]:
    return {one.id: one for one in all_employees(session)}


def _case_ids(items: Sequence[HandoverItem]) -> list[int]:
    return [one.ref_id for one in items if one.kind == "case" and one.ref_id is not None]


def _leads(session: Session, run: Run | None, team: str) -> list[Employee]:
    people = _people(session)
    found = [people[one] for one in run.people if one in people] if run else []
    leads = [one for one in found if one.is_lead]
    return sorted(leads or found, key=lambda one: (bool(team) and one.team != team, one.no))


def _writer(session: Session, run: Run, team: str) -> int | None:
    if session.employee_id is not None:
        return session.employee_id
    return next((one.id for one in _leads(session, run, team)), None)


def _receiver(session: Session, run: Run | None, team: str, writer: int | None) -> int | None:
    """The lead of the coming shift, never the writer: who works both hands over to somebody else."""
    return next((one.id for one in _leads(session, run, team) if one.id != writer), None)


def _receiver_name(session: Session, note: HandoverNote) -> str:
    people = _people(session)
    return people[note.receiver_id].name if note.receiver_id in people else settings.shop_name(session)


def _draft(session: Session, note_id: int) -> HandoverNote:
    session.require(WRITE)
    note = store.note(session.shop, note_id)
    if note.seal:
        raise UserError(_("{no} is signed and frozen; add a supplement").format(no=note.no), code="signed")
    return note


def _clean(text: str, code: str) -> str:
    plain = text.strip()
    if len(plain) > LONGEST_NOTE:
        raise UserError(_("At most {n} characters").format(n=LONGEST_NOTE), code=code)
    return plain
