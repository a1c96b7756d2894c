"""Judging one person's days: late, early, missed, absent, leave, corrections and their quota (handbook 2-5, 12)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from operator import attrgetter
from typing import Any

from csdesk.core import leave as leave_rules
from csdesk.core.attendance import (
    Anomaly,
    AttendanceDay,
    Basis,
    Correction,
    DayType,
    Decision,
    Leave,
    Outing,
    Overtime,
    Punch,
    Side,
    Status,
    Verdict,
)
from csdesk.core.calendar import day_words
from csdesk.core.facts import MonthFacts
from csdesk.core.ground import MARGIN, Ground, at
from csdesk.core.instances import Instance, attribute, instances
from csdesk.core.judged import HALF, ONE, ZERO, Event, Judged, LeaveTaken
from csdesk.core.leave import DAY
from csdesk.core.money import grouped, shortest
from csdesk.core.penalty import tier_of
from csdesk.core.roster import LEAVE, REST
from csdesk.core.staff import Employee
from csdesk.i18n import gettext as _

_PUNCH_ORDER = attrgetter("at", "kind", "source")
_BY_PERSON = attrgetter("employee_id")


def judge(facts: MonthFacts) -> tuple[Ground, list[Judged]]:
    """The common ground, and every person by number; who is not employed on a day of the month has no `days`."""
    ground = Ground(facts)
    punches = _by_person(facts.punches)
    cells: dict[int, dict[int, str]] = {}
    for cell in facts.cells:
        cells.setdefault(cell.employee_id, {})[cell.day.toordinal()] = cell.code
    corrections, leaves, outings = _by_person(facts.corrections), _by_person(facts.leaves), _by_person(facts.outings)
    overtimes, decisions = _by_person(facts.overtimes), _by_person(facts.decisions)
    judged = []
    for employee in sorted(facts.employees, key=lambda one: (one.no, one.id)):
        key = employee.id
        judged.append(
            judge_person(
                ground,
                employee,
                cells.get(key, {}),
                punches.get(key, ()),
                corrections.get(key, ()),
                leaves.get(key, ()),
                outings.get(key, ()),
                overtimes.get(key, ()),
                decisions.get(key, ()),
            )
        )
    return ground, judged


def _by_person(records: Sequence[Any]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for record in records:
        key = record.employee_id
        if key in found:
            found[key].append(record)
        else:
            found[key] = [record]
    return found


def current_overtimes(overtimes: Iterable[Overtime]) -> dict[int, Overtime]:
    """The record of each roster day (ordinal): a later one replaces (§12)."""
    return {one.day.toordinal(): one for one in sorted(overtimes, key=attrgetter("id"))}


def current_corrections(corrections: Iterable[Correction]) -> dict[tuple[int, Side], Correction]:
    """The record of each roster day (ordinal) and side: a second one replaces the first; refused ones do not count (§12)."""
    alive = [one for one in corrections if one.status is not Status.REJECTED]
    alive.sort(key=lambda one: (one.status is Status.APPROVED, one.id))  # a waiting one replaces nothing yet
    return {(one.day.toordinal(), one.side): one for one in alive}


def judge_person(
    ground: Ground,
    employee: Employee,
    cells: Mapping[int, str],
    punches: Sequence[Punch] = (),
    corrections: Sequence[Correction] = (),
    leaves: Sequence[Leave] = (),
    outings: Sequence[Outing] = (),
    overtimes: Sequence[Overtime] = (),
    decisions: Sequence[Decision] = (),
) -> Judged:
    """One person's days of the month. The order of no argument matters but of records that replace each other (by id)."""
    return _Person(ground, employee, cells, punches, corrections, leaves, outings, overtimes, decisions).judged()


class _Person:
    """The running counts of one person's month: correction quota, year limit, run of work days."""

    def __init__(
        self,
        ground: Ground,
        employee: Employee,
        cells: Mapping[int, str],
        punches: Sequence[Punch],
        corrections: Sequence[Correction],
        leaves: Sequence[Leave],
        outings: Sequence[Outing],
        overtimes: Sequence[Overtime],
        decisions: Sequence[Decision],
    ) -> None:
        self.ground, self.employee, self.cells = ground, employee, cells
        self.punches = sorted(punches, key=_PUNCH_ORDER)
        self.corrections = current_corrections(corrections) if corrections else {}
        self.leaves = leave_rules.in_order(leaves) if leaves else []
        self.refused = [one for one in leaves if one.status is Status.REJECTED]
        if ground.closing:  # waiting leave counts as refused at the close (§12)
            self.leaves = [one for one in self.leaves if one.status is Status.APPROVED]
        self.outings = [one for one in outings if one.status is Status.APPROVED or (one.status is Status.PENDING and not ground.closing)]
        self.overtimes = current_overtimes(overtimes) if overtimes else {}
        self.decisions = {(one.day.toordinal(), one.anomaly): one for one in sorted(decisions, key=attrgetter("id"))} if decisions else {}
        carried = ground.facts.carried.get(employee.id)
        self.limit = leave_rules.YearLimit(carried.leave_days if carried else ZERO, ground.month_rules.leave.year_limit_days)
        self.free = ground.month_rules.corrections.free_per_month
        self.result = Judged(employee, [])
        self.held: set[int] = set()  # id() of the leave records that hold a half of some shift

    def judged(self) -> Judged:
        ground, employee, result = self.ground, self.employee, self.result
        hired = employee.hired.toordinal()
        left = employee.left.toordinal() if employee.left is not None else ground.last + MARGIN
        employed = hired <= ground.last and left >= ground.first
        if not employed and not self.punches:
            return result
        found = instances(ground, employee, self.cells)
        strays: dict[int, list[Punch]] = {}
        for punch in attribute(found, self.punches):
            strays.setdefault(punch.at.toordinal(), []).append(punch)
        by_day = {one.day: one for one in found}
        run = self._run_before(by_day)
        for day in range(ground.first, ground.last + 1):
            stray = strays.get(day, ())
            if not hired <= day <= left:
                if stray:
                    result.problems.append(self._stray_sentence(day, stray))
                if employed:  # a punch in no window is no_roster, whatever its day is (§12); here there is nothing to decide
                    anomalies = (Anomaly.NO_ROSTER,) if stray else ()
                    when = ground.dates[day]
                    result.days.append(
                        AttendanceDay(employee.id, when, None, DayType.NOT_EMPLOYED, anomalies=anomalies, punches=tuple(stray))
                    )
                continue
            instance = by_day.get(day)
            if day in self.cells:
                result.rostered = True
            if instance is not None:
                judged = self._instance(instance, stray)
            else:
                judged = self._without(day, stray)
            result.days.append(judged)
            run = run + 1 if instance is not None and judged.kind is not DayType.LEAVE else 0
            if run and (result.work_run is None or run > result.work_run[0]):
                result.work_run = (run, ground.dates[day])
        for (day, _side), correction in sorted(self.corrections.items(), key=lambda item: (item[0][0], item[0][1].value)):
            if ground.first <= day <= ground.last and day not in by_day:
                result.problems.append(
                    _("{no} {name}: correction of {day} belongs to no shift and changes nothing").format(
                        no=employee.no, name=employee.name, day=correction.day.isoformat()
                    )
                )
        for day, overtime in sorted(self.overtimes.items()):
            if ground.first <= day <= ground.last and not hired <= day <= left:
                result.problems.append(
                    _("{no} {name}: overtime on {day}, but is not employed on that day; not paid").format(
                        no=employee.no, name=employee.name, day=overtime.day.isoformat()
                    )
                )
        self._unheld_leaves(by_day)
        return result

    def _run_before(self, by_day: Mapping[int, Instance]) -> int:
        """Days in a row with a shift up to the end of the month before, as far as the facts reach."""
        run = 0
        while (
            self.cells.get(day := self.ground.first - run - 1, REST) not in (REST, LEAVE)
            and self.employee.hired.toordinal() <= day
            and (day not in self.ground.dates or day in by_day)
        ):
            run += 1
        return run

    def _stray_sentence(self, day: int, stray: Sequence[Punch]) -> str:
        times = _(", ").join(f"{one.at:%H:%M}" for one in stray)
        return _("{no} {name}: punched on {day} {times}, but is not employed on that day").format(
            no=self.employee.no, name=self.employee.name, day=self.ground.dates[day].isoformat(), times=times
        )

    def _verdict(self, day: int, anomaly: Anomaly) -> Verdict | None:
        decision = self.decisions.get((day, anomaly)) if self.decisions else None
        return decision.verdict if decision is not None else None

    def _waiver(self, day: int, anomaly: Anomaly) -> str:
        reason = self.decisions[(day, anomaly)].reason
        return _(" → waived: {reason}").format(reason=reason) if reason else _(" → waived")

    # A day without a shift

    def _without(self, day: int, stray: Sequence[Punch]) -> AttendanceDay:
        ground, result = self.ground, self.result
        code = self.cells.get(day)
        statutory = day in ground.statutory
        overtime, time_off = self._overtime(day)
        when = ground.dates[day]
        anomalies: list[Anomaly] = []
        still: list[Anomaly] = []
        basis: list[Basis] = []
        leave_days = absent = ZERO
        type_name = ""
        if code == REST:
            kind = DayType.HOLIDAY if statutory else DayType.REST
            if not statutory:
                result.rest_used += 1
        elif code == LEAVE and statutory:
            kind = DayType.HOLIDAY
        elif code == LEAVE:
            kind = DayType.LEAVE
            result.work_days += 1
            record_of = next((one for one in self.leaves if leave_rules.touches(one, day)), None)
            taken = 0
            if record_of is not None and record_of.status is Status.APPROVED:
                type_name = record_of.type
                paid, counts = leave_rules.terms(ground.versions[day].rules, type_name)
                taken = sum(not counts or self.limit.take() for _half in range(2))
                leave_days = taken * HALF
                self._take(when, type_name, taken, day)
                if taken < 2:
                    result.over_limit.append(when)
            ready = ground.now >= (day + 1) * DAY and ground.is_covered(day, (day + 1) * DAY)
            asked = record_of is not None or any(leave_rules.touches(one, day) for one in self.refused)
            if taken == 2:
                pass
            elif (not asked or (record_of is not None and record_of.status is Status.PENDING)) and not ground.closing:
                anomalies.append(Anomaly.PENDING)
                still.append(Anomaly.PENDING)
                result.unsettled_leave_cells.append(when)
                basis.append(Basis("§12", _("A leave cell without approved leave: counts as refused at the close"), (when.isoformat(),)))
            elif ready and not stray:
                kind = DayType.WORK if not taken else DayType.LEAVE
                anomalies.append(Anomaly.ABSENT)
                text = _("A leave cell without approved leave and no punch: absent {days} day").format(days=shortest(ONE - leave_days))
                if self._verdict(day, Anomaly.ABSENT) is Verdict.WAIVED:
                    text += self._waiver(day, Anomaly.ABSENT)
                else:
                    absent = ONE - leave_days
                    result.broken.append(_("{day} absent").format(day=_short(when)))
                basis.append(Basis("§5", text, (when.isoformat(),), ground.versions[day].number))
        else:
            kind = DayType.UNROSTERED
            result.blanks.append(when)
            if code is not None:
                result.problems.append(
                    _("{no} {name}: the roster of {day} says {code}, which no shift is called").format(
                        no=self.employee.no, name=self.employee.name, day=when.isoformat(), code=code
                    )
                )
        if stray and not overtime:
            self._no_roster(day, stray, anomalies, still, basis)
        waived = tuple(one for one in anomalies if self._verdict(day, one) is Verdict.WAIVED)
        return AttendanceDay(
            self.employee.id,
            when,
            None,
            kind,
            absent_days=absent,
            leave_days=leave_days,
            leave_type=type_name,
            overtime_minutes=overtime,
            anomalies=tuple(anomalies),
            judged=True,
            open=tuple(still),
            punches=tuple(stray),
            waived=waived,
            basis=tuple(basis),
            time_off_minutes=time_off,
        )

    def _overtime(self, day: int) -> tuple[int, int]:
        """(approved minutes, those of them taken as time off); a statutory holiday is paid, never swapped (劳动法 第44条)."""
        record = self.overtimes.get(day)
        if record is None or record.status is not Status.APPROVED:
            return 0, 0
        return record.minutes, record.minutes if record.time_off and day not in self.ground.statutory else 0

    def _no_roster(self, day: int, stray: Sequence[Punch], anomalies: list[Anomaly], still: list[Anomaly], basis: list[Basis]) -> None:
        anomalies.append(Anomaly.NO_ROSTER)
        verdict = self._verdict(day, Anomaly.NO_ROSTER)
        times = _(", ").join(f"{one.at:%H:%M}" for one in stray)
        text = _("Punched {times}, in no shift's window: worked without roster, unpaid without an overtime record").format(times=times)
        if verdict in (None, Verdict.KEPT) and not self.ground.closing:
            still.append(Anomaly.NO_ROSTER)
        if verdict is Verdict.WAIVED:
            text += self._waiver(day, Anomaly.NO_ROSTER)
        basis.append(Basis("§2", text, tuple(one.at.isoformat(timespec="minutes") for one in stray)))

    def _take(self, when: date, type_name: str, taken: int, day: int) -> None:
        """Counts approved leave of one day, in halves, for the leave line, the month's limit and full attendance."""
        if not taken:
            return
        rules = self.ground.versions[day].rules
        paid, counts = leave_rules.terms(rules, type_name)
        if rules.leave.type_named(type_name) is None:
            self.result.unknown_leave.add(type_name)
        self.result.leaves.append(LeaveTaken(when, type_name, taken, paid, counts))
        if paid < 1:
            self.result.broken.append(_("{day} {type}").format(day=_short(when), type=type_name))

    # A day with a shift

    def _instance(self, one: Instance, stray: Sequence[Punch]) -> AttendanceDay:
        ground, result = self.ground, self.result
        day, start, end, shift = one.day, one.start, one.end, one.shift
        when = ground.dates[day]
        version = one.version
        rules = version.rules
        overtime, time_off = self._overtime(day) if self.overtimes else (0, 0)
        result.work_days += 1
        anomalies: list[Anomaly] = []
        still: list[Anomaly] = []
        basis: list[Basis] = []
        corrected: list[Side] = []

        # Leave, half by half; a statutory day costs nothing and counts nowhere.
        leave_in = leave_out = pending_in = pending_out = False
        leave_days = ZERO
        type_name = ""
        if self.leaves:
            leave_in, leave_out, pending_in, pending_out, leave_days, type_name = self._leave_of(one)

        # The punches of the window: nearer to the start, nearer to the end.
        punches = one.punches
        check_in = check_out = None
        if punches:
            middle = (start + end) // 2
            minute = one.minutes[0]
            if minute <= middle:
                check_in = minute
            minute = one.minutes[-1]
            if minute > middle:
                check_out = minute
        real_in, real_out = check_in, check_out

        # Outings: the covered side counts as punched in time.
        outing_in = outing_out = False
        for outing in self.outings:
            held_in, held_out = leave_rules.halves(outing, day, start, end)
            if outing.status is Status.PENDING:
                pending_in, pending_out = pending_in or (held_in and not leave_in), pending_out or (held_out and not leave_out)
            else:
                outing_in, outing_out = outing_in or held_in, outing_out or held_out
        if outing_in:
            check_in = start if check_in is None else min(check_in, start)
            pending_in = False
        if outing_out:
            check_out = end if check_out is None else max(check_out, end)
            pending_out = False

        free_in, free_out = leave_in or pending_in, leave_out or pending_out
        ready = ground.now >= one.cut_closes and ground.is_covered(day, end)
        waiting = False
        if self.corrections:
            for side in (Side.IN, Side.OUT):
                correction = self.corrections.get((day, side))
                if correction is None or (free_in if side is Side.IN else free_out) or (outing_in if side is Side.IN else outing_out):
                    continue
                if correction.status is Status.PENDING:
                    waiting = waiting or not ground.closing
                    continue
                minute, beyond = self._correct(one, correction, real_in, ready)
                if beyond is not None:
                    basis.append(beyond)
                corrected.append(side)
                if side is Side.IN:
                    check_in = minute
                else:
                    check_out = minute

        excused = (free_in + free_out) * HALF
        late = early = 0
        absent = ZERO
        missed_in = missed_out = False
        worked = 0
        if free_in and free_out:
            ready = not (pending_in or pending_out)
        elif ready:
            nothing = not punches and check_in is None and check_out is None
            if nothing and waiting:
                pass  # nothing but a waiting correction: costs nothing yet
            elif nothing:
                anomalies.append(Anomaly.ABSENT)
                text = _("No punch for {shift}: absent {days} day").format(shift=shift.name, days=shortest(ONE - excused))
                if self._verdict(day, Anomaly.ABSENT) is Verdict.WAIVED:
                    text += self._waiver(day, Anomaly.ABSENT)
                else:
                    absent = ONE - excused
                    result.broken.append(_("{day} absent").format(day=_short(when)))
                basis.append(Basis("§2", text, (when.isoformat(),), version.number))
            else:
                missed_in = not free_in and check_in is None
                missed_out = not free_out and check_out is None
                if not free_in and check_in is not None and check_in > start:
                    delay = check_in - start
                    if delay > rules.grace_minutes.late:
                        late = delay
                        absent += self._tier(one, Anomaly.LATE, "late", late, check_in, anomalies, basis)
                        if real_in is not None and check_in == real_in and Side.IN not in corrected:
                            self._odd(one, Anomaly.LATE, check_in, still)
                if not free_out and check_out is not None and check_out < end:
                    delay = end - check_out
                    if delay > rules.grace_minutes.early:
                        early = delay
                        absent += self._tier(one, Anomaly.EARLY, "early", early, check_out, anomalies, basis)
                        if real_out is not None and check_out == real_out and Side.OUT not in corrected:
                            self._odd(one, Anomaly.EARLY, check_out, still)
                if missed_in:
                    absent += self._missed(one, Anomaly.MISSED_IN, waiting, anomalies, still, basis)
                if missed_out:
                    absent += self._missed(one, Anomaly.MISSED_OUT, waiting, anomalies, still, basis)
                # Two half-day absences of one day make one day, never more; a leave half cannot be absent as well.
                absent = min(absent, ONE - excused)
                if not (missed_in or missed_out):
                    worked = self._worked(one, free_in, free_out, check_in, check_out)
        if pending_in or pending_out or waiting:
            anomalies.append(Anomaly.PENDING)
            still.append(Anomaly.PENDING)
            basis.append(Basis("§12", _("A request waits: costs nothing yet, counts as refused at the close"), (when.isoformat(),)))
        if free_in and free_out:
            pass
        elif not ready:
            result.unjudged.append(when)
        else:
            result.present += ONE - excused - absent
            if shift.is_night and absent < ONE - excused:
                result.nights += 1
        if stray:
            self._no_roster(day, stray, anomalies, still, basis)
        if ground.closing:
            still = []
        waived: tuple[Anomaly, ...] = ()
        if self.decisions:
            waived = tuple(anomaly for anomaly in anomalies if self._verdict(day, anomaly) is Verdict.WAIVED)
        return AttendanceDay(
            self.employee.id,
            when,
            shift.code,
            DayType.LEAVE if leave_in and leave_out else DayType.WORK,
            ground.at(check_in) if check_in is not None and not free_in else None,
            ground.at(check_out) if check_out is not None and not free_out else None,
            late,
            early,
            missed_in,
            missed_out,
            absent,
            leave_days,
            type_name,
            worked,
            overtime,
            tuple(anomalies),
            ready,
            tuple(still),
            tuple(punches) if not stray else tuple(sorted((*punches, *stray), key=_PUNCH_ORDER)),
            tuple(corrected),
            outing_in or outing_out,
            waived,
            (ground.at(one.cut_opens), ground.at(one.cut_closes)),
            tuple(basis),
            time_off,
        )

    def _leave_of(self, one: Instance) -> tuple[bool, bool, bool, bool, Decimal, str]:
        """(approved check-in half, check-out half, waiting ones, counted days, type) of an instance."""
        ground = self.ground
        day, when = one.day, ground.dates[one.day]
        approved: list[Leave | None] = [None, None]
        pending = [False, False]
        for record in self.leaves:
            for half, held in enumerate(leave_rules.halves(record, day, one.start, one.end)):
                if not held:
                    continue
                self.held.add(id(record))
                if approved[half] is not None:
                    continue
                if record.status is Status.APPROVED:
                    approved[half] = record
                else:
                    pending[half] = True
        if approved == [None, None]:
            return False, False, pending[0], pending[1], ZERO, ""
        if day in ground.statutory:
            return approved[0] is not None, approved[1] is not None, pending[0], pending[1], ZERO, ""
        counted = [False, False]
        taken: dict[str, int] = {}
        for half, leave in enumerate(approved):
            if leave is None:
                continue
            _paid, counts = leave_rules.terms(one.version.rules, leave.type)
            if counts and not self.limit.take():
                if when not in self.result.over_limit:
                    self.result.over_limit.append(when)
                continue
            counted[half] = True
            taken[leave.type] = taken.get(leave.type, 0) + 1
        for name, count in taken.items():
            self._take(when, name, count, day)
        return counted[0], counted[1], pending[0], pending[1], sum(taken.values()) * HALF, "、".join(taken)

    def _correct(self, one: Instance, correction: Correction, real_in: int | None, ready: bool) -> tuple[int, Basis | None]:
        """The judged minute of a corrected side, and the packet's basis beyond the quota (§4, §12)."""
        midnight = one.day * DAY
        certified = midnight + correction.certified
        if not ready:
            return certified, None
        result = self.result
        result.corrections += 1
        if self.free is None or result.corrections <= self.free:
            return certified, None
        result.corrections_beyond += 1
        when = self.ground.dates[one.day]
        result.broken.append(_("{day} correction no. {n}").format(day=_short(when), n=result.corrections))
        if correction.side is Side.IN:
            if correction.punched_at is not None:
                minute = midnight + correction.punched_at
            else:
                minute = real_in if real_in is not None else certified
            text = _("Correction no. {n} of the month, {free} are free: judged by {time}").format(
                n=result.corrections, free=self.free, time=_clock(minute, one.day)
            )
            return minute, Basis("§4", text, (when.isoformat(),), one.version.number)
        price = one.version.rules.corrections.beyond_missed_out
        text = _("Correction no. {n} of the month, {free} are free").format(n=result.corrections, free=self.free)
        if price is not None:
            text += _(" → red packet {amount}").format(amount=grouped(price.red_packet)) + _parts(price.parts)
        basis = Basis("§4", text, (when.isoformat(),), one.version.number)
        if price is not None:
            result.events.append(Event(when, "correction", 0, price.red_packet, price.parts, basis))
        return certified, basis

    def _tier(
        self, one: Instance, anomaly: Anomaly, reason: str, minutes: int, minute: int, anomalies: list[Anomaly], basis: list[Basis]
    ) -> Decimal:
        """Lists a late or early event with its consequence; returns the absent part of the day (§3)."""
        anomalies.append(anomaly)
        when = self.ground.dates[one.day]
        text = (
            _("{time}, shift starts {edge}: late {n} minutes")
            if anomaly is Anomaly.LATE
            else _("{time}, shift ends {edge}: left {n} minutes early")
        ).format(time=_clock(minute, one.day), edge=_clock(one.start if anomaly is Anomaly.LATE else one.end, one.day), n=minutes)
        refs = (when.isoformat(), at(minute).isoformat(timespec="minutes"))
        if self._verdict(one.day, anomaly) is Verdict.WAIVED:
            basis.append(Basis("§3", text + self._waiver(one.day, anomaly), refs, one.version.number))
            return ZERO
        self.result.broken.append((_("{day} late") if anomaly is Anomaly.LATE else _("{day} left early")).format(day=_short(when)))
        tier = tier_of(minutes, one.version.rules.late_tiers)
        absent = ZERO
        if tier is None:
            text += _(" → listed, the supervisor decides")
        else:
            if tier.red_packet:
                text += _(" → red packet {amount}").format(amount=grouped(tier.red_packet)) + _parts(tier.parts)
            if tier.absent_days:
                absent = tier.absent_days
                text += _(" → absent {days} day").format(days=shortest(absent))
        basis.append(Basis("§3", text, refs, one.version.number))
        if tier is not None and tier.red_packet:
            self.result.events.append(Event(when, reason, minutes, tier.red_packet, tier.parts, basis[-1]))
        return absent

    def _odd(self, one: Instance, anomaly: Anomaly, minute: int, still: list[Anomaly]) -> None:
        """A punch in the middle half of the shift is a lunch punch rather than a check: it stands, but asks for a decision (§12)."""
        quarter = (one.end - one.start) // 4
        if one.start + quarter < minute < one.end - quarter and self._verdict(one.day, anomaly) in (None, Verdict.KEPT):
            still.append(anomaly)

    def _missed(
        self, one: Instance, anomaly: Anomaly, waiting: bool, anomalies: list[Anomaly], still: list[Anomaly], basis: list[Basis]
    ) -> Decimal:
        """A missed punch: open in an open month, part of a day's absence once confirmed or closed (§4, §12)."""
        anomalies.append(anomaly)
        verdict = self._verdict(one.day, anomaly)
        when = self.ground.dates[one.day]
        days = one.version.rules.missed_punch_absent_days
        text = _("No check-in") if anomaly is Anomaly.MISSED_IN else _("No check-out")
        absent = ZERO
        if verdict is Verdict.WAIVED:
            text += self._waiver(one.day, anomaly)
        elif verdict is Verdict.CONFIRMED or self.ground.closing:
            absent = days
            text += _(" and no correction → absent {days} day").format(days=shortest(days))
            if days:
                self.result.broken.append(_("{day} missed punch").format(day=_short(when)))
        else:
            text += _(": still open; without a correction absent {days} day at the close").format(days=shortest(days))
            if not waiting:
                still.append(anomaly)
        basis.append(Basis("§4", text, (when.isoformat(),), one.version.number))
        return absent

    def _worked(self, one: Instance, free_in: bool, free_out: bool, check_in: int | None, check_out: int | None) -> int:
        """From max(check-in, start) to min(check-out, end) less the unpaid break; a free half ends in the middle, without break (§12)."""
        middle = (one.start + one.end) // 2
        first = middle if free_in or check_in is None else max(check_in, one.start)
        last = middle if free_out or check_out is None else min(check_out, one.end)
        pause = 0 if free_in or free_out else one.shift.unpaid_break_minutes
        return max(0, last - first - pause)

    def _unheld_leaves(self, by_day: Mapping[int, Instance]) -> None:
        """Lists leave by the hour on a day with a shift that holds neither its start nor its end (§12)."""
        for record in self.leaves:
            day = record.start.toordinal()
            if record.whole_days or id(record) in self.held or not self.ground.first <= day <= self.ground.last or day not in by_day:
                continue
            self.result.problems.append(
                _("{no} {name}: {type} {start} – {end} holds neither the start nor the end of the shift and is not counted").format(
                    no=self.employee.no,
                    name=self.employee.name,
                    type=record.type,
                    start=f"{record.start:%Y-%m-%d %H:%M}",
                    end=f"{record.end:%H:%M}",
                )
            )


def _short(day: date) -> str:
    return day_words(day)


def _parts(parts: int | None) -> str:
    return _(" in {n} parts").format(n=parts) if parts else ""


def _clock(minute: int, day: int) -> str:
    """'01:20' of the next day as '25:20' of the roster day."""
    rest = minute - day * DAY
    return f"{rest // 60:02d}:{rest % 60:02d}" if rest >= 0 else f"{at(minute):%m-%d %H:%M}"
