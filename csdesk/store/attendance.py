"""Facts of attendance in the shop file: punches, corrections, leave, outings, overtime, decisions, paid red packets."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from csdesk.core.attendance import (
    Anomaly,
    Claim,
    Correction,
    Decision,
    Leave,
    Outing,
    Overtime,
    PacketPayment,
    Punch,
    Side,
    Status,
    Verdict,
)
from csdesk.store import rows
from csdesk.store.rows import day_of, moment_of, stamp
from csdesk.store.shop import Shop


def punches(shop: Shop, first: datetime, last: datetime) -> tuple[Punch, ...]:
    """All standing punches with first <= at <= last, by time and person."""
    found = shop.rows("""SELECT employee_id, at, kind, source_kind, work_date FROM punch WHERE at BETWEEN ? AND ?
                         ORDER BY at, employee_id, source_kind, kind, device""", (stamp(first), stamp(last)))
    moment = datetime.fromisoformat
    days = {text: day_of(text) for text in {row[4] for row in found}}
    return tuple([Punch(employee_id, moment(at), kind, source, days[text]) for employee_id, at, kind, source, text in found])


def claims(shop: Shop, first: datetime, last: datetime, *, plain: bool = True) -> tuple[Claim, ...]:
    """What files say of standing punches with first <= at <= last, by time; without `plain` only what is more than 正常."""
    found = shop.rows("""SELECT employee_id, at, kind, vendor_result, source_kind, work_date FROM punch
                         WHERE at BETWEEN ? AND ?
                           AND (kind <> 'punch' OR vendor_result NOT IN ('', CASE WHEN ? THEN '' ELSE '正常' END))
                         ORDER BY at, employee_id, source_kind, kind, device""", (stamp(first), stamp(last), int(plain)))
    return tuple(Claim(who, datetime.fromisoformat(at), kind, result, source, day_of(day)) for who, at, kind, result, source, day in found)


def absent_claims(shop: Shop, first: date, last: date) -> tuple[Claim, ...]:
    """What standing imports say of the work days first..last where they have no punch, by day, person and side; of two files of one
    format the later import's word."""
    found = shop.rows("""SELECT claim.employee_id, claim.day, claim.side, claim.result, claim.approval, batch.format
                         FROM claim JOIN batch ON batch.id = claim.batch_id
                         WHERE claim.day BETWEEN ? AND ? AND batch.undone_at IS NULL ORDER BY claim.batch_id, claim.id""",
                      (first.isoformat(), last.isoformat()))
    latest = {(day, who, side, source): (result, approval) for who, day, side, result, approval, source in found}
    return tuple(Claim(who, None, "none", result, source, date.fromisoformat(day), Side(side) if side else None, approval)
                 for (day, who, side, source), (result, approval) in sorted(latest.items()))


def corrections(shop: Shop, first: date, last: date) -> tuple[Correction, ...]:
    """Corrections of the roster days first..last, by day, person and side (in before out)."""
    return tuple(
        Correction(number, employee_id, date.fromisoformat(day), Side(side), certified, punched_at, by, reason, Status(status))
        for number, employee_id, day, side, certified, punched_at, by, reason, status in shop.rows(
            """SELECT id, employee_id, day, side, certified, punched_at, certified_by, reason, status FROM correction
               WHERE day BETWEEN ? AND ? ORDER BY day, employee_id, side""", (first.isoformat(), last.isoformat())))


def save_correction(shop: Shop, correction: Correction) -> int:
    """Write a correction; a second one for the same person, day and side replaces the first (handbook 12)."""
    return rows.put(shop, "correction", correction.id, {
        "employee_id": correction.employee_id, "day": correction.day.isoformat(), "side": correction.side.value,
        "certified": correction.certified, "punched_at": correction.punched_at, "certified_by": correction.certified_by,
        "reason": correction.reason, "status": correction.status.value}, key=("day", "employee_id", "side"))


def remove_correction(shop: Shop, correction_id: int) -> None:
    """Delete a correction. Raises UserError "gone"."""
    rows.remove(shop, "correction", correction_id)


def leaves(shop: Shop, first: date, last: date) -> tuple[Leave, ...]:
    """Leave that touches the calendar days first..last, by start."""
    return tuple(
        Leave(number, employee_id, kind, datetime.fromisoformat(start), datetime.fromisoformat(end), bool(whole), Status(status),
              bool(emergency), moment_of(requested), reason)
        for number, employee_id, kind, start, end, whole, status, emergency, requested, reason in shop.rows(
            """SELECT id, employee_id, type, "start", "end", whole_days, status, emergency, requested_at, reason FROM leave
               WHERE "start" < ? AND "end" >= ? ORDER BY "start", id""", _span(first, last)))


def save_leave(shop: Shop, leave: Leave) -> int:
    """Write a leave; id 0 = new."""
    return rows.put(shop, "leave", leave.id, {
        "employee_id": leave.employee_id, "type": leave.type, "start": stamp(leave.start), "end": stamp(leave.end),
        "whole_days": int(leave.whole_days), "status": leave.status.value, "emergency": int(leave.emergency),
        "requested_at": stamp(leave.requested_at), "reason": leave.reason})


def remove_leave(shop: Shop, leave_id: int) -> None:
    """Delete a leave. Raises UserError "gone"."""
    rows.remove(shop, "leave", leave_id)


def outings(shop: Shop, first: date, last: date) -> tuple[Outing, ...]:
    """Outings that touch the calendar days first..last, by start."""
    return tuple(
        Outing(number, employee_id, datetime.fromisoformat(start), datetime.fromisoformat(end), reason, Status(status))
        for number, employee_id, start, end, reason, status in shop.rows(
            """SELECT id, employee_id, "start", "end", reason, status FROM outing WHERE "start" < ? AND "end" >= ?
               ORDER BY "start", id""", _span(first, last)))


def save_outing(shop: Shop, outing: Outing) -> int:
    """Write an outing; id 0 = new."""
    return rows.put(shop, "outing", outing.id, {
        "employee_id": outing.employee_id, "start": stamp(outing.start), "end": stamp(outing.end), "reason": outing.reason,
        "status": outing.status.value})


def remove_outing(shop: Shop, outing_id: int) -> None:
    """Delete an outing. Raises UserError "gone"."""
    rows.remove(shop, "outing", outing_id)


def overtimes(shop: Shop, first: date, last: date) -> tuple[Overtime, ...]:
    """Overtime records of the roster days first..last, by day and person."""
    return tuple(
        Overtime(number, employee_id, date.fromisoformat(day), minutes, Status(status), bool(time_off), reason)
        for number, employee_id, day, minutes, status, time_off, reason in shop.rows(
            """SELECT id, employee_id, day, minutes, status, time_off, reason FROM overtime
               WHERE day BETWEEN ? AND ? ORDER BY day, employee_id""", (first.isoformat(), last.isoformat())))


def save_overtime(shop: Shop, overtime: Overtime) -> int:
    """Write an overtime record; a later one of the same person and day replaces (handbook 12)."""
    return rows.put(shop, "overtime", overtime.id, {
        "employee_id": overtime.employee_id, "day": overtime.day.isoformat(), "minutes": overtime.minutes,
        "status": overtime.status.value, "time_off": int(overtime.time_off), "reason": overtime.reason}, key=("day", "employee_id"))


def remove_overtime(shop: Shop, overtime_id: int) -> None:
    """Delete an overtime record. Raises UserError "gone"."""
    rows.remove(shop, "overtime", overtime_id)


def decisions(shop: Shop, first: date, last: date) -> tuple[Decision, ...]:
    """Decisions on anomalies of the roster days first..last, by day and person."""
    return tuple(
        Decision(number, employee_id, date.fromisoformat(day), Anomaly(anomaly), Verdict(verdict), reason)
        for number, employee_id, day, anomaly, verdict, reason in shop.rows(
            """SELECT id, employee_id, day, anomaly, verdict, reason FROM decision WHERE day BETWEEN ? AND ?
               ORDER BY day, employee_id, anomaly""", (first.isoformat(), last.isoformat())))


def save_decision(shop: Shop, decision: Decision) -> int:
    """Write a decision; a later one on the same anomaly of the same person and day replaces."""
    return rows.put(shop, "decision", decision.id, {
        "employee_id": decision.employee_id, "day": decision.day.isoformat(), "anomaly": decision.anomaly.value,
        "verdict": decision.verdict.value, "reason": decision.reason}, key=("day", "employee_id", "anomaly"))


def remove_decision(shop: Shop, decision_id: int) -> None:
    """Delete a decision. Raises UserError "gone"."""
    rows.remove(shop, "decision", decision_id)


def payments(shop: Shop, first: date, last: date) -> tuple[PacketPayment, ...]:
    """Red packets of the roster days first..last that are marked as paid."""
    return tuple(
        PacketPayment(employee_id, date.fromisoformat(day), reason, date.fromisoformat(paid_on))
        for employee_id, day, reason, paid_on in shop.rows(
            """SELECT employee_id, day, reason, paid_on FROM packet_payment WHERE day BETWEEN ? AND ?
               ORDER BY day, employee_id, reason""", (first.isoformat(), last.isoformat())))


def pay_packet(shop: Shop, payment: PacketPayment) -> None:
    """Mark a red packet as paid; again = another day of payment."""
    rows.put(shop, "packet_payment", 0, {
        "employee_id": payment.employee_id, "day": payment.day.isoformat(), "reason": payment.reason,
        "paid_on": payment.paid_on.isoformat()}, key=("day", "employee_id", "reason"))


def unpay_packet(shop: Shop, employee_id: int, day: date, reason: str) -> None:
    """Take the mark off a red packet; one without a mark stays as it is."""
    shop.run("DELETE FROM packet_payment WHERE day = ? AND employee_id = ? AND reason = ?", (day.isoformat(), employee_id, reason))


def _span(first: date, last: date) -> tuple[str, str]:
    return (last + timedelta(days=1)).isoformat(), first.isoformat()
