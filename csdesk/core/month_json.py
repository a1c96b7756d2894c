"""The month as the JSON of `month show`: exactly the contract's keys, order and formats (headless.md)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from csdesk.core.attendance import AttendanceDay
from csdesk.core.money import shortest, yuan
from csdesk.core.payroll import EmployeeMonth, MonthResult, Totals

# Warnings whose sentence or amount tells of somebody's pay.
PAY_WARNINGS = frozenset(
    {
        "below_minimum_wage",
        "absence_over_unpaid_time",
        "deduction_over_20_percent",
        "rest_payout_rate",
        "probation_pay",
        "no_base_pay",
        "insurance_missing",
        "packets_deducted",
        "not_collected",
    }
)


def as_json(result: MonthResult, *, show_pay: bool = True) -> dict[str, Any]:
    """`result` as plain JSON values. Without `show_pay`: no pay lines, sums, or warnings that tell of pay; red packets are public."""
    numbers = {one.employee_id: one.no for one in result.employees}
    return {
        "month": result.month,
        "closed": result.closed,
        "rules": [{"version": number, "effective_from": day.isoformat()} for number, day in result.rules],
        "covered_until": result.covered_until.isoformat() if result.covered_until is not None else None,
        "employees": [_employee(one, show_pay) for one in result.employees],
        "red_packets": [
            {
                "no": numbers.get(packet.employee_id, ""),
                "date": packet.day.isoformat(),
                "reason": packet.reason,
                "minutes": packet.minutes,
                "amount": yuan(packet.amount),
                "owed": yuan(packet.owed),
                "parts": packet.parts,
                "state": packet.state,
            }
            for packet in result.red_packets
        ],
        "warnings": [
            {
                "code": warning.code,
                "message": warning.message,
                "article": warning.article,
                "employees": list(warning.employees),
                "amount": yuan(warning.amount) if warning.amount is not None else None,
            }
            for warning in result.warnings
            if show_pay or warning.code not in PAY_WARNINGS
        ],
        "problems": list(result.problems),
    }


def _employee(one: EmployeeMonth, show_pay: bool) -> dict[str, Any]:
    plain: dict[str, Any] = {
        "no": one.no,
        "name": one.name,
        "post": one.post,
        "days": [_day(day) for day in one.days],
        "totals": _totals(one.totals),
    }
    if show_pay:
        plain["pay_lines"] = [
            {"code": line.code, "kind": line.kind, "amount": yuan(line.amount), "basis": line.basis.text} for line in one.lines
        ]
        plain["gross"] = yuan(one.gross)
        plain["deductions"] = yuan(one.deductions)
        plain["net"] = yuan(one.net)
        plain["not_collected"] = yuan(one.not_collected)
    return plain


def _day(day: AttendanceDay) -> dict[str, Any]:
    return {
        "date": day.day.isoformat(),
        "shift": day.shift,
        "kind": day.kind.value,
        "in": _time(day.check_in),
        "out": _time(day.check_out),
        "late_minutes": day.late_minutes,
        "early_minutes": day.early_minutes,
        "missed_in": day.missed_in,
        "missed_out": day.missed_out,
        "absent_days": shortest(day.absent_days),
        "leave_days": shortest(day.leave_days),
        "worked_minutes": day.worked_minutes,
        "overtime_minutes": day.overtime_minutes,
        "anomalies": [anomaly.value for anomaly in day.anomalies],
    }


def _time(moment: datetime | None) -> str | None:
    return moment.isoformat(timespec="minutes") if moment is not None else None


def _totals(totals: Totals) -> dict[str, Any]:
    return {
        "work_days": shortest(totals.work_days),
        "present_days": shortest(totals.present_days),
        "late_count": totals.late_count,
        "late_minutes": totals.late_minutes,
        "early_count": totals.early_count,
        "missed_count": totals.missed_count,
        "corrections": totals.corrections,
        "absent_days": shortest(totals.absent_days),
        "leave_days": shortest(totals.leave_days),
        "rest_days_used": shortest(totals.rest_days_used),
        "rest_days_left": shortest(totals.rest_days_left),
    }
