"""Matched drafts into stored facts, kind by kind: what of a file is new, what can't stand, what is written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

from csdesk.actions import case_import
from csdesk.actions.attendance import swap_refused
from csdesk.actions.calendar import statutory
from csdesk.actions.rules import book
from csdesk.actions.session import Session
from csdesk.actions.staff import all_employees
from csdesk.core.attendance import Correction, Leave, Overtime, Status
from csdesk.core.batch import ClaimRow, PunchRow
from csdesk.core.case import Case
from csdesk.core.drafts import CaseDraft, CellDraft, ClaimDraft, CorrectionDraft, Draft, LeaveDraft, OvertimeDraft, PunchDraft, StaffDraft
from csdesk.core.problem import Problem
from csdesk.core.roster import LEAVE, REST
from csdesk.core.rules import RuleBook
from csdesk.core.staff import Alias, BasePay, Employee
from csdesk.i18n import gettext as _
from csdesk.store import attendance as store_attendance
from csdesk.store import batch as store_batch
from csdesk.store import roster as store_roster
from csdesk.store import staff as store_staff

Record = Employee | Correction | Leave | Overtime | Case


class FactWriter:
    """Turns matched drafts into stored facts, kind by kind; `count` tells beforehand what `write` will find new."""

    def __init__(self, session: Session, kind: str, format: str) -> None:
        self.session = session
        self.shop = session.shop
        self.kind = kind
        self.format = format

    def count(self, matched: list[tuple[Draft, int]]) -> tuple[int, int, list[Problem]]:
        """(new, present, refused); drops the refused from `matched`."""
        refused = self._refuse(matched)
        if self.kind == "punches":
            times = [draft.at for draft, _who in matched if isinstance(draft, PunchDraft)]
            overlap = bool(times) and store_batch.any_between(self.shop, min(times), max(times))
            present = store_batch.known(self.shop, self._punch_rows(matched)) if overlap else 0
            return len(times) - present, present, refused  # people.resolve keeps the first of equal punches
        new = sum(1 for _item in self._changes(matched))
        return new, len(matched) - new, refused

    def write(self, matched: Sequence[tuple[Draft, int]], batch_id: int) -> tuple[int, int]:
        if self.kind == "punches":
            claims = [(draft, who) for draft, who in matched if isinstance(draft, ClaimDraft)]
            store_batch.add_claims(self.shop, batch_id, [_claim_row(draft, who) for draft, who in claims])
            return store_batch.add_punches(self.shop, batch_id, self._punch_rows(matched))
        items = list(self._changes(matched))
        if self.kind == "roster":
            store_roster.write(
                self.shop,
                [(who, draft.day, draft.code, "typed", draft.post) for draft, who, _record in items if isinstance(draft, CellDraft)],
            )
        for _draft, _who, record in items:
            if isinstance(record, Employee):
                store_staff.save(self.shop, record)
            elif isinstance(record, Correction):
                store_attendance.save_correction(self.shop, record)
            elif isinstance(record, Leave):
                store_attendance.save_leave(self.shop, record)
            elif isinstance(record, Overtime):
                store_attendance.save_overtime(self.shop, record)
        if self.kind == "cases":
            case_import.write(self.session, [(draft, record) for draft, _who, record in items
                                             if isinstance(draft, CaseDraft) and isinstance(record, Case)])  # fmt: skip
        return len(items), len(matched) - len(items)

    def _punch_rows(self, matched: Sequence[tuple[Draft, int]]) -> list[PunchRow]:
        devices = _device_counts(self.format)
        found = []
        for draft, who in matched:
            if isinstance(draft, PunchDraft):
                place, device = draft.source, draft.device if devices else ""
                found.append(PunchRow(who, draft.at, draft.kind, self.format, device, draft.work_date, draft.vendor_result, place.sheet,
                                      place.row, place.column, draft.raw))
        return found

    def _refuse(self, matched: list[tuple[Draft, int]]) -> list[Problem]:
        """Rows that name a known person but can't stand."""
        refused: list[Problem] = []
        if self.kind == "cases":
            problems = [case_import.refusal(self.session, draft) if isinstance(draft, CaseDraft) else None for draft, _who in matched]
            matched[:] = [pair for pair, problem in zip(matched, problems, strict=True) if problem is None]
            refused += [problem for problem in problems if problem is not None]
        if self.kind == "roster":
            staff = {one.id: one for one in all_employees(self.session)}
            in_force = book(self.session)
            kept: list[tuple[Draft, int]] = []
            for draft, who in matched:
                problem = _cell_trouble(draft, staff[who], in_force) if isinstance(draft, CellDraft) else None
                if problem is None:
                    kept.append((draft, who))
                else:
                    refused.append(problem)
            matched[:] = kept
        if self.kind == "overtime":
            for draft, who in list(matched):
                if isinstance(draft, OvertimeDraft) and draft.time_off and statutory(self.session, draft.day):
                    place = draft.source
                    refused.append(
                        Problem("swapped_holiday", swap_refused(draft.day), place.sheet, place.row, place.column, draft.raw)
                    )
                    matched.remove((draft, who))
        if self.kind == "leave":
            for draft, who in list(matched):
                if not isinstance(draft, LeaveDraft):
                    continue
                rules = book(self.session).on(draft.day)
                if rules.leave.types and rules.leave.type_named(draft.type) is None:
                    known = _(", ").join(one.name for one in rules.leave.types)
                    message = _("There is no leave type “{type}”; the rules know {known}").format(type=draft.type, known=known)
                    refused.append(
                        Problem("unknown_leave_type", message, draft.source.sheet, draft.source.row, draft.source.column, draft.type)
                    )
                    matched.remove((draft, who))
        return refused

    def _changes(self, matched: Sequence[tuple[Draft, int]]) -> Iterator[tuple[Draft, int, Record | None]]:
        """(draft, employee id, record) of every draft that is not stored exactly so already."""
        if self.kind == "staff":
            yield from self._staff_changes(matched)
            return
        if self.kind == "cases":
            yield from case_import.new(self.session, [(draft, who) for draft, who in matched if isinstance(draft, CaseDraft)])
            return
        matched = _last_of_each(matched)
        days = [draft.day for draft, _who in matched if not isinstance(draft, StaffDraft)]
        if not days:
            return
        first, last = min(days), max(days) + timedelta(days=1)
        if self.kind == "roster":
            cells = {(cell.employee_id, cell.day): (cell.code, cell.post) for cell in store_roster.cells(self.shop, first, last)}
            for draft, who in matched:
                if isinstance(draft, CellDraft) and cells.get((who, draft.day)) != (draft.code, draft.post):
                    yield draft, who, None
        elif self.kind == "corrections":
            known_c = {(one.employee_id, one.day, one.side): one for one in store_attendance.corrections(self.shop, first, last)}
            for draft, who in matched:
                if isinstance(draft, CorrectionDraft):
                    c = Correction(
                        0, who, draft.day, draft.side, draft.certified, draft.punched_at, draft.certified_by, draft.reason, Status.APPROVED
                    )
                    key = (who, draft.day, draft.side)
                    before_c = known_c.get(key)
                    if before_c is None or replace(before_c, id=0) != c:
                        known_c[key] = c
                        yield draft, who, c
        elif self.kind == "leave":
            last = max([last] + [draft.end.date() for draft, _who in matched if isinstance(draft, LeaveDraft)])
            known_l = {replace(one, id=0) for one in store_attendance.leaves(self.shop, first, last)}
            same_span = {(one.employee_id, one.type, one.start, one.end): one for one in store_attendance.leaves(self.shop, first, last)}
            for draft, who in matched:
                if isinstance(draft, LeaveDraft):
                    v = Leave(
                        0,
                        who,
                        draft.type,
                        draft.start,
                        draft.end,
                        draft.whole_days,
                        draft.status,
                        draft.emergency,
                        draft.requested_at,
                        draft.reason,
                    )
                    if v not in known_l:
                        known_l.add(v)
                        before = same_span.get((who, draft.type, draft.start, draft.end))
                        yield draft, who, v if before is None else replace(v, id=before.id)
        elif self.kind == "overtime":
            known_o = {(one.employee_id, one.day): replace(one, id=0) for one in store_attendance.overtimes(self.shop, first, last)}
            for draft, who in matched:
                if isinstance(draft, OvertimeDraft):
                    stored = known_o.get((who, draft.day))
                    time_off = draft.time_off if draft.time_off is not None else stored is not None and stored.time_off
                    reason = draft.reason or (stored.reason if stored is not None else "")
                    o = Overtime(0, who, draft.day, draft.minutes, draft.status, time_off, reason)
                    if known_o.get((who, draft.day)) != o:
                        known_o[(who, draft.day)] = o
                        yield draft, who, o

    def _staff_changes(self, matched: Sequence[tuple[Draft, int]]) -> Iterator[tuple[Draft, int, Record | None]]:
        """A row of the staff file as the record it makes; a changed base pay is a raise from its day (handbook 12, Pay)."""
        known = {one.id: one for one in all_employees(self.session)}
        by_no = {one.no: one for one in known.values()}
        month_start = self.session.now.date().replace(day=1)
        for draft, who in matched:
            if not isinstance(draft, StaffDraft):
                continue
            before = known.get(who) or by_no.get(draft.no)
            after = _merged(before, draft, month_start)
            if before != after:
                by_no[after.no] = after
                if before is not None and before.id:
                    known[before.id] = after
                yield draft, who, after


def _cell_trouble(draft: CellDraft, person: Employee, rules: RuleBook) -> Problem | None:
    """Why a roster cell can't stand: nobody's day, or a shift that the rules of its day have not."""
    place = draft.source
    if not person.employed_on(draft.day):
        message = _("{name} is not employed on {day}").format(name=person.name, day=draft.day.isoformat())
        return Problem("not_employed", message, place.sheet, place.row, place.column, draft.raw)
    if draft.code not in (REST, LEAVE) and rules.on(draft.day).shift(draft.code) is None:
        message = _("The rules of {day} have no shift “{code}”").format(day=draft.day.isoformat(), code=draft.code)
        return Problem("unknown_code", message, place.sheet, place.row, place.column, draft.raw)
    return None


def _last_of_each(matched: Sequence[tuple[Draft, int]]) -> list[tuple[Draft, int]]:
    """A row about the same fact of the same person replaces the one before it, within a file as between files (handbook 12)."""
    last: dict[tuple[object, ...], tuple[Draft, int]] = {}
    for draft, who in matched:
        fact: tuple[object, ...]
        if isinstance(draft, CorrectionDraft):
            fact = (draft.day, draft.side)
        elif isinstance(draft, LeaveDraft):
            fact = (draft.type, draft.start, draft.end, draft.whole_days)
        elif isinstance(draft, OvertimeDraft):
            fact = (draft.day,)
        else:
            fact = (len(last),)  # a roster cell that comes twice was refused before
        last[who, *fact] = (draft, who)
    return list(last.values())


def _claim_row(draft: ClaimDraft, who: int) -> ClaimRow:
    place = draft.source
    return ClaimRow(who, draft.day, draft.side, draft.result, draft.approval, place.sheet, place.row, place.column)


def _device_counts(format: str) -> bool:
    """A DingTalk device is a phone or wall clock named by hand; only real clock memories tell devices apart."""
    return format.startswith(("zk.", "glog.", "deli."))


def _merged(before: Employee | None, draft: StaffDraft, month_start: date) -> Employee:
    one = before or Employee(0, draft.no, draft.name)  # without an entry date: employed since ever
    changes: dict[str, object] = {"name": draft.name}
    for name in ("post", "level", "shop", "team", "site", "insurance", "left"):
        if getattr(draft, name) not in (None, ""):  # a blank cell changes nothing: wages hang on these
            changes[name] = getattr(draft, name)
    if draft.hired is not None:
        changes["hired"] = draft.hired
    one = replace(one, **changes)  # type: ignore[arg-type]
    if draft.base_pay is not None:
        latest = before.base_pay_on(draft.effective_from or month_start) if before else None
        if before is None or latest != draft.base_pay:
            start = draft.effective_from or (one.hired if before is None else month_start)
            pay = [record for record in one.pay if record.effective_from != start] + [BasePay(start, draft.base_pay)]
            one = replace(one, pay=tuple(sorted(pay, key=lambda record: record.effective_from)))
    aliases = list(one.aliases)
    named = [("dingtalk", draft.user_id), ("wecom", draft.account), ("device", draft.device_no), *(("nick", nick) for nick in draft.nicks)]
    for source, value in named:
        if value and not any(alias.source == source and alias.value == value for alias in aliases):
            if source != "nick":
                aliases = [alias for alias in aliases if alias.source != source]
            aliases.append(Alias(source, value))
    return replace(one, aliases=tuple(aliases))
