"""Attendance: the month's matrix, the anomalies to decide, and every decision as one undo step."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from csdesk.actions import balances
from csdesk.actions.calendar import calendar, statutory
from csdesk.actions.month import attendance_only, best_month, frozen, months_with_data
from csdesk.actions.rules import book
from csdesk.actions.session import Session, changed
from csdesk.actions.staff import all_employees, employees
from csdesk.core import balance as core_balance
from csdesk.core.attendance import (
    Anomaly,
    AttendanceDay,
    Correction,
    Decision,
    Leave,
    Outing,
    Overtime,
    PacketPayment,
    Side,
    Status,
    Verdict,
)
from csdesk.core.calendar import Calendar, Month, day_words, month_words
from csdesk.core.changes import Changes, Topic
from csdesk.core.payroll import MonthResult, RedPacket
from csdesk.core.permission import Permission
from csdesk.core.problem import UserError
from csdesk.core.rules import RuleBook
from csdesk.core.staff import Employee
from csdesk.i18n import gettext as _
from csdesk.store import attendance as store
from csdesk.store import batch
from csdesk.store import roster as store_roster

TOPICS = (Topic.ATTENDANCE, Topic.MONTH)


@dataclass(frozen=True)
class AttendanceView:
    """The matrix of a month: people x days, without pay."""

    month: Month
    result: MonthResult
    employees: tuple[Employee, ...]
    rules: RuleBook
    calendar: Calendar
    corrections: tuple[Correction, ...]
    leaves: tuple[Leave, ...]
    outings: tuple[Outing, ...]
    overtimes: tuple[Overtime, ...]
    decisions: tuple[Decision, ...]
    sources: tuple[str, ...]  # files imported for the month
    may_decide: bool
    closed: bool

    def person(self, employee_id: int) -> Employee | None:
        return next((one for one in self.employees if one.id == employee_id), None)

    def day(self, employee_id: int, day: date) -> AttendanceDay | None:
        found = self.result.of(employee_id)
        return None if found is None else next((one for one in found.days if one.day == day), None)


def month_view(session: Session, month: Month) -> AttendanceView:
    """Everything the attendance page shows of a month; an agent sees the own row only."""
    result = attendance_only(session, month)
    ids = {one.employee_id for one in result.employees}
    shop, first, last = session.shop, month.first, month.last
    sources = tuple(
        one.file_name
        for one in batch.batches(shop)
        if one.kind == "punches" and one.undone_at is None and one.period and one.period[0] <= last and first <= one.period[1]
    )
    everybody = session.may(Permission.SEE_ATTENDANCE)
    return AttendanceView(
        month=month,
        result=result,
        employees=tuple(one for one in employees(session) if one.id in ids),
        rules=book(session),
        calendar=calendar(session, frozenset({month.year})),
        corrections=tuple(one for one in store.corrections(shop, first, last) if one.employee_id in ids),
        leaves=tuple(one for one in store.leaves(shop, first, last) if one.employee_id in ids),
        outings=tuple(one for one in store.outings(shop, first, last) if one.employee_id in ids),
        overtimes=tuple(one for one in store.overtimes(shop, first, last) if one.employee_id in ids),
        decisions=tuple(one for one in store.decisions(shop, first, last) if one.employee_id in ids),
        sources=sources if everybody else (),
        may_decide=session.may(Permission.DECIDE_ATTENDANCE) and frozen(session, month) is None,
        closed=frozen(session, month) is not None,
    )


@dataclass(frozen=True)
class ToDecide:
    """One row of the list 「要你定的异常」: an open anomaly of a day, or a request that waits for approval."""

    kind: str  # anomaly | correction | leave | overtime | outing
    employee: Employee
    day: date
    anomaly: Anomaly | None
    record_id: int
    sentence: str
    result: AttendanceDay | None


def to_decide(session: Session, month: Month) -> tuple[ToDecide, ...]:
    """What waits for a person in a month, by day; empty for those who may not decide."""
    if not session.may(Permission.DECIDE_ATTENDANCE):
        return ()
    view = month_view(session, month)
    people = {one.id: one for one in view.employees}
    rules = view.rules
    rows: list[ToDecide] = []
    for one in view.result.employees:
        person = people.get(one.employee_id)
        if person is None:
            continue
        free = rules.on(month.first).corrections.free_per_month
        quota = _("corrections used {used}/{free}").format(used=one.totals.corrections, free="∞" if free is None else free)
        for day in one.days:
            for anomaly in dict.fromkeys(day.open):
                rows.append(ToDecide("anomaly", person, day.day, anomaly, 0, _sentence(anomaly, day, rules, quota), day))
    for correction in view.corrections:
        if correction.status is Status.PENDING and correction.employee_id in people:
            side = _("check-in") if correction.side is Side.IN else _("check-out")
            text = _("{side} {time}, certified by {who}: {reason}").format(
                side=side, time=clock_text(correction.certified), who=correction.certified_by, reason=correction.reason
            )
            rows.append(ToDecide("correction", people[correction.employee_id], correction.day, None, correction.id, text, None))
    for leave in view.leaves:
        if leave.status is Status.PENDING and leave.employee_id in people:
            reason, start, end = leave.reason or _("no reason given"), _when(leave.start, leave), _when(leave.end, leave)
            if start == end:
                text = _("{type} {day}: {reason}").format(type=leave.type, day=start, reason=reason)
            else:
                text = _("{type} {start} to {end}: {reason}").format(type=leave.type, start=start, end=end, reason=reason)
            day_of = max(leave.start.date(), month.first)
            rows.append(ToDecide("leave", people[leave.employee_id], day_of, None, leave.id, text, None))
    for overtime in view.overtimes:
        if overtime.status is Status.PENDING and overtime.employee_id in people:
            text = _("Overtime of {n} minutes waits for approval").format(n=overtime.minutes)
            if overtime.time_off:
                text = _("Overtime of {n} minutes, as time off, waits for approval").format(n=overtime.minutes)
            if overtime.reason:
                text += _(": {reason}").format(reason=overtime.reason)
            rows.append(ToDecide("overtime", people[overtime.employee_id], overtime.day, None, overtime.id, text, None))
    for outing in view.outings:
        if outing.status is Status.PENDING and outing.employee_id in people:
            text = _("Outing {start} to {end}: {reason}").format(
                start=_moment(outing.start), end=_moment(outing.end), reason=outing.reason or _("no reason given")
            )
            rows.append(ToDecide("outing", people[outing.employee_id], outing.start.date(), None, outing.id, text, None))
    asked = _asked(view)
    left = [row for row in rows if row.anomaly is not Anomaly.PENDING or (row.employee.id, row.day) not in asked]
    return tuple(sorted(left, key=lambda row: (row.day, row.employee.no, row.kind)))


def open_month(session: Session) -> Month:
    """The month that attendance opens on: in the first half of a month the one before while it is open, else this one."""
    shown = best_month(session)
    before = shown.previous()
    if session.now.day <= 15 and before in months_with_data(session) and frozen(session, before) is None:
        return before
    return shown


def waiting(session: Session) -> tuple[ToDecide, ...]:
    """What waits for a person now: of this month, and of the one before while it is open."""
    if not session.may(Permission.DECIDE_ATTENDANCE):
        return ()
    shown = best_month(session)
    before = shown.previous()
    rows = to_decide(session, shown)
    if before in months_with_data(session) and frozen(session, before) is None:
        rows = to_decide(session, before) + rows
    return rows


def _asked(view: AttendanceView) -> set[tuple[int, date]]:
    """(employee id, day) on which a request waits that has its own row: the day's anomaly says nothing more."""
    found = {(one.employee_id, one.day) for one in view.corrections if one.status is Status.PENDING}
    waiting: list[Leave | Outing] = [*view.leaves, *view.outings]
    for record in waiting:
        if record.status is Status.PENDING:
            day = max(record.start.date(), view.month.first)
            while day <= min(record.end.date(), view.month.last):
                found.add((record.employee_id, day))
                day += timedelta(days=1)
    return found


def _when(moment: datetime, leave: Leave) -> str:
    return day_words(moment.date()) if leave.whole_days else _moment(moment)


def _moment(moment: datetime) -> str:
    return f"{day_words(moment.date())} {moment:%H:%M}"


def _sentence(anomaly: Anomaly, day: AttendanceDay, rules: RuleBook, quota: str) -> str:
    shift = rules.on(day.day).shift(day.shift) if day.shift else None
    name = shift.name if shift else ""
    times = _(", ").join(f"{punch.at:%H:%M}" for punch in day.punches)
    if anomaly is Anomaly.MISSED_IN:
        return _("{shift}: no check-in, {quota}").format(shift=name, quota=quota)
    if anomaly is Anomaly.MISSED_OUT:
        return _("{shift}: no check-out, {quota}").format(shift=name, quota=quota)
    if anomaly is Anomaly.NO_ROSTER:
        return _("Punched {times} without a shift").format(times=times)
    if anomaly is Anomaly.LATE:
        return _("{shift}: in {time}, late {n} minutes").format(
            shift=name, time=f"{day.check_in:%H:%M}" if day.check_in else "", n=day.late_minutes
        )
    if anomaly is Anomaly.EARLY:
        return _("{shift}: out {time}, early {n} minutes").format(
            shift=name, time=f"{day.check_out:%H:%M}" if day.check_out else "", n=day.early_minutes
        )
    if anomaly is Anomaly.ABSENT:
        return _("{shift}: no punch at all").format(shift=name)
    return _("On leave in the roster, without a leave record")


def clock_text(minutes: int) -> str:
    """1500 -> '25:00': a time counted from the roster day's midnight."""
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def _writable(session: Session, *days: date) -> None:
    session.require(Permission.DECIDE_ATTENDANCE)
    _unfrozen(session, *days)


def _unfrozen(session: Session, *days: date) -> None:
    for day in days:
        month = Month.of(day)
        if frozen(session, month) is not None:
            raise UserError(_("{month} is closed; reopen it first").format(month=month_words(month)), code="closed")


def correct(session: Session, correction: Correction) -> Changes:
    """A correction 补卡 (§4): needs the certified time and who certified it; a second one for the same side replaces."""
    _writable(session, correction.day)
    if correction.status is not Status.REJECTED and not correction.certified_by.strip():
        raise UserError(_("Write who certifies the time"), code="certified_by")
    cells = {cell.employee_id: cell.code for cell in store_roster.cells(session.shop, correction.day, correction.day)}
    if book(session).on(correction.day).shift(cells.get(correction.employee_id, "")) is None:
        raise UserError(_("There is no shift on {day} to correct").format(day=day_words(correction.day)), code="no_shift")
    with session.step(_("Correction")):
        record = store.save_correction(session.shop, correction)
    view = attendance_only(session, Month.of(correction.day)).of(correction.employee_id)
    used = view.totals.corrections if view else 0
    free = book(session).on(correction.day.replace(day=1)).corrections.free_per_month
    message = _("Corrected; {n} this month").format(n=used)
    if free is not None and used > free:
        message = _("Corrected; {n} this month, {free} are free").format(n=used, free=free)
    return changed(*TOPICS, message=message, value=record)


def request_leave(session: Session, leave: Leave) -> Changes:
    """Enter leave (§5): whoever decides anybody's, others their own as a new request that waits. The type must be one of the rules';
    a late notice is said, it changes no money."""
    last = leave.end.date()
    asks = leave.id == 0 and leave.status is Status.PENDING and leave.employee_id == session.employee_id
    if not asks:
        session.require(Permission.DECIDE_ATTENDANCE)
    _unfrozen(session, leave.start.date(), last)
    if leave.end < leave.start:
        raise UserError(_("The leave ends before it begins"), code="end")
    rules = book(session).on(leave.start.date())
    if rules.leave.types and rules.leave.type_named(leave.type) is None:
        known = _(", ").join(kind.name for kind in rules.leave.types)
        raise UserError(_("There is no leave type “{type}”; the rules know {known}").format(type=leave.type, known=known), code="type")
    for other in store.leaves(session.shop, leave.start.date(), last):
        if (
            other.employee_id == leave.employee_id
            and other.id != leave.id
            and other.status is not Status.REJECTED
            and _overlap(other, leave)
        ):
            raise UserError(
                _("There is leave on {day} already").format(day=day_words(max(other.start, leave.start).date())), code="overlap"
            )
    with session.step(_("Leave")):
        record = store.save_leave(session.shop, leave)
    message = _("Leave saved")
    if leave.requested_at is not None and not leave.emergency:
        ahead = (leave.start.date() - leave.requested_at.date()).days
        if ahead < rules.leave.notice_days:
            message = _("Leave saved; asked for {n} days ahead, the rules want {want}").format(n=ahead, want=rules.leave.notice_days)
    if leave.type in core_balance.COMP_OFF and leave.status is not Status.REJECTED:
        left = balances.balance(session, leave.employee_id, last)
        if left is not None and left.comp_left < 0:
            message += _("; {n} h more comp-off than was earned").format(n=core_balance.hours(-left.comp_left))
    return changed(*TOPICS, Topic.ROSTER, message=message, value=record)


def _overlap(a: Leave, b: Leave) -> bool:
    def span(leave: Leave) -> tuple[datetime, datetime]:
        if leave.whole_days:
            first, last = leave.start.date(), leave.end.date() + timedelta(days=1)
            return datetime(first.year, first.month, first.day), datetime(last.year, last.month, last.day)
        return leave.start, leave.end

    return span(a)[0] < span(b)[1] and span(b)[0] < span(a)[1]


def enter_outing(session: Session, outing: Outing) -> Changes:
    """外出: presence elsewhere, with its reason."""
    _writable(session, outing.start.date())
    if outing.end <= outing.start:
        raise UserError(_("The outing ends before it begins"), code="end")
    with session.step(_("Outing")):
        record = store.save_outing(session.shop, outing)
    return changed(*TOPICS, message=_("Outing saved"), value=record)


def enter_overtime(session: Session, overtime: Overtime) -> Changes:
    """Overtime of one person and day, paid or (`time_off`) taken as comp-off; a later record of the day replaces.

    UserError: closed, minutes, statutory (a statutory holiday is paid, never swapped)."""
    _writable(session, overtime.day)
    if not 0 < overtime.minutes <= 24 * 60:
        raise UserError(_("Overtime must be between 1 and 1440 minutes"), code="minutes")
    if overtime.time_off and statutory(session, overtime.day):
        raise UserError(swap_refused(overtime.day), code="statutory")
    with session.step(_("Overtime")):
        record = store.save_overtime(session.shop, overtime)
    message = _("Overtime saved")
    if overtime.time_off and overtime.status is Status.APPROVED:
        message = _("Overtime saved, as {n} h of comp-off, not paid").format(n=core_balance.hours(overtime.minutes))
        if not any(kind.name in core_balance.COMP_OFF for kind in book(session).on(session.now.date()).leave.types):
            message += _("; add the leave type 调休, fully paid, to the rules so that it can be taken")
    return changed(*TOPICS, message=message, value=record)


def swap_refused(day: date) -> str:
    """Why overtime of a statutory holiday is not taken as time off."""
    return _("{day} is a statutory holiday: its overtime is paid at 300 %, it can't be swapped for time off (Labour Law, art. 44)").format(
        day=day_words(day)
    )


def decide(session: Session, employee_id: int, day: date, anomaly: Anomaly, verdict: Verdict, reason: str = "") -> Changes:
    """Waive (needs a reason), confirm or keep an anomaly."""
    _writable(session, day)
    if verdict is Verdict.WAIVED and not reason.strip():
        raise UserError(_("Write why it is waived"), code="reason")
    with session.step(_("Decision")):
        record = store.save_decision(session.shop, Decision(0, employee_id, day, anomaly, verdict, reason.strip()))
    words = {Verdict.WAIVED: _("Waived"), Verdict.CONFIRMED: _("Confirmed"), Verdict.KEPT: _("Kept for later")}
    return changed(*TOPICS, message=words[verdict], value=record)


def settle_request(session: Session, kind: str, record_id: int, status: Status, month: Month, note: str = "") -> Changes:
    """Approve or refuse a waiting correction, leave, overtime or outing of a month. `note`: why, kept behind the reason of the
    request; a refusal needs one. UserError: forbidden, reason, closed, gone."""
    session.require(Permission.DECIDE_ATTENDANCE)
    if status is Status.REJECTED and not note.strip():
        raise UserError(_("Write why it is refused: the person who asked will want to know"), code="reason")
    shop, first, last = session.shop, month.first - timedelta(days=31), month.last + timedelta(days=31)
    with session.step(_("Approve") if status is Status.APPROVED else _("Refuse")):
        if kind == "correction":
            correction = next(one for one in store.corrections(shop, first, last) if one.id == record_id)
            _writable(session, correction.day)
            store.save_correction(shop, replace(correction, status=status, reason=_noted(correction.reason, status, note)))
        elif kind == "leave":
            leave = next(one for one in store.leaves(shop, first, last) if one.id == record_id)
            _writable(session, leave.start.date(), leave.end.date())
            store.save_leave(shop, replace(leave, status=status, reason=_noted(leave.reason, status, note)))
        elif kind == "overtime":
            overtime = next(one for one in store.overtimes(shop, first, last) if one.id == record_id)
            _writable(session, overtime.day)
            store.save_overtime(shop, replace(overtime, status=status, reason=_noted(overtime.reason, status, note)))
        else:
            outing = next(one for one in store.outings(shop, first, last) if one.id == record_id)
            _writable(session, outing.start.date())
            store.save_outing(shop, replace(outing, status=status, reason=_noted(outing.reason, status, note)))
    return changed(*TOPICS, message=_("Approved") if status is Status.APPROVED else _("Refused"))


def _noted(reason: str, status: Status, note: str) -> str:
    note = note.strip()
    if not note:
        return reason
    said = _("approved: {why}") if status is Status.APPROVED else _("refused: {why}")
    return _("; ").join(part for part in (reason, said.format(why=note)) if part)


def remove(session: Session, kind: str, record_id: int) -> Changes:
    """Take back a correction, leave, outing, overtime or decision."""
    session.require(Permission.DECIDE_ATTENDANCE)
    removers = {
        "correction": store.remove_correction,
        "leave": store.remove_leave,
        "outing": store.remove_outing,
        "overtime": store.remove_overtime,
        "decision": store.remove_decision,
    }
    with session.step(_("Take back")):
        removers[kind](session.shop, record_id)
    return changed(*TOPICS, message=_("Taken back"))


@dataclass(frozen=True)
class Bulletin:
    """The weekly list 考勤公布: Monday to Sunday by roster day; `older` are packets of earlier weeks that are still unpaid."""

    monday: date
    packets: tuple[RedPacket, ...]
    older: tuple[RedPacket, ...]
    days: tuple[AttendanceDay, ...]  # days with something to correct or absent
    employees: tuple[Employee, ...]
    rules: RuleBook
    covered_until: date | None


def bulletin(session: Session, day: date) -> Bulletin:
    """The list of the week in which `day` lies; a week over a month's edge takes both months."""
    session.require(Permission.SEE_ATTENDANCE)
    monday = day - timedelta(days=day.weekday())
    sunday = monday + timedelta(days=6)
    packets: list[RedPacket] = []
    older: list[RedPacket] = []
    days: list[AttendanceDay] = []
    covered: date | None = None
    first = Month.of(monday)
    if first.previous() in months_with_data(session):
        older += attendance_only(session, first.previous()).red_packets
    for month in dict.fromkeys((first, Month.of(sunday))):
        found = attendance_only(session, month)
        older += found.red_packets
        packets += [one for one in found.red_packets if monday <= one.day <= sunday]
        for person in found.employees:
            days += [one for one in person.days if monday <= one.day <= sunday and one.anomalies]
        if found.covered_until is not None:
            covered = max(covered or found.covered_until, found.covered_until)
    packets.sort(key=lambda one: (one.day, one.employee_id, one.reason))
    days.sort(key=lambda one: (one.day, one.employee_id))
    unpaid = sorted((one for one in older if one.day < monday and one.owed), key=lambda one: (one.day, one.employee_id, one.reason))
    return Bulletin(monday, tuple(packets), tuple(unpaid), tuple(days), tuple(employees(session)), book(session), covered)


def pay_packet(session: Session, packet: RedPacket, paid_on: date | None) -> Changes:
    """Mark a red packet as paid on a day, or (None) as not paid."""
    session.require(Permission.DECIDE_ATTENDANCE)
    with session.step(_("Red packet")):
        if paid_on is None:
            store.unpay_packet(session.shop, packet.employee_id, packet.day, packet.reason)
        else:
            store.pay_packet(session.shop, PacketPayment(packet.employee_id, packet.day, packet.reason, paid_on))
    return changed(*TOPICS, message=_("Not paid") if paid_on is None else _("Paid"))


def name_of(session: Session, employee_id: int) -> str:
    return next((one.name for one in all_employees(session) if one.id == employee_id), "")
