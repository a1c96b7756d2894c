"""A small shop for tests of the engine: one month, one or more people, facts written shortly."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from csdesk.core import judge, month, presets, rules_json
from csdesk.core.attendance import (
    Anomaly,
    AttendanceDay,
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
from csdesk.core.calendar import Calendar, DayKind, Holiday, Month
from csdesk.core.facts import MonthFacts
from csdesk.core.money import fen, yuan
from csdesk.core.payroll import Adjustment, EmployeeMonth, MonthResult, YearToDate
from csdesk.core.roster import Cell
from csdesk.core.rules import RuleBook, RuleVersion
from csdesk.core.staff import BasePay, Employee

MID_AUTUMN = date(2026, 9, 25)
NATIONAL = (date(2026, 10, 1), date(2026, 10, 2), date(2026, 10, 3))
CALENDAR = Calendar(
    {MID_AUTUMN: Holiday(MID_AUTUMN, DayKind.STATUTORY, "中秋节")} | {day: Holiday(day, DayKind.STATUTORY, "国庆节") for day in NATIONAL},
    frozenset({2026}),
)


class World:
    """September 2026 under handbook-1, everything covered and over, unless said otherwise. People are 1, 2, ... in order of `person`."""

    def __init__(self, preset: str = "handbook-1", month: str = "2026-09", rules: Mapping[str, Any] | None = None) -> None:
        self.month = Month.parse(month)
        base = presets.preset(preset)
        self.versions = [RuleVersion(1, date(2020, 1, 1), rules_json.parse(rules, base) if rules else base)]
        self.employees: list[Employee] = []
        self.cells: dict[tuple[int, date], str] = {}
        self.punches: list[Punch] = []
        self.lists: dict[str, list[Any]] = {
            name: [] for name in ("corrections", "leaves", "outings", "overtimes", "decisions", "payments", "adjustments")
        }
        self.carried: dict[int, YearToDate] = {}
        self.covered: list[tuple[date, date]] = [(self.month.first - timedelta(days=40), self.month.last + timedelta(days=40))]
        self.covered_work: list[tuple[date, date]] = []
        self.now = datetime.combine(self.month.last + timedelta(days=8), time(9))
        self.calendar = CALENDAR

    def rules_from(self, day: str, data: Mapping[str, Any]) -> World:
        rules = rules_json.parse(data, self.versions[-1].rules)
        self.versions.append(RuleVersion(len(self.versions) + 1, date.fromisoformat(day), rules))
        return self

    def person(self, no: str = "", *, hired: str = "2025-03-01", left: str = "", pay: str = "", **more: Any) -> World:
        key = len(self.employees) + 1
        if "insurance" in more:
            more["insurance"] = fen(more["insurance"])
        pays = tuple(BasePay(date.fromisoformat(part.split("=")[0]), fen(part.split("=")[1])) for part in pay.split() if part)
        gone = date.fromisoformat(left) if left else None
        self.employees.append(Employee(key, no or f"{key:04d}", f"员工{key}", hired=date.fromisoformat(hired), left=gone, pay=pays, **more))
        return self

    def day(self, number: int) -> date:
        """1 = the first of the month; 0 and less, and beyond the last: neighbours."""
        return self.month.first + timedelta(days=number - 1)

    def roster(self, default: str | None = "D", who: int = 1, **codes: str) -> World:
        """`default` on every day employed, but d5='N' on the 5th (d0 = the last of the month before; '' = blank)."""
        one = self.employees[who - 1]
        for day in self.month.days():
            if default and one.employed_on(day):
                self.cells[who, day] = default
        for name, code in codes.items():
            key = (who, self.day(int(name[1:].replace("m", "-"))))
            if code:
                self.cells[key] = code
            else:
                self.cells.pop(key, None)
        return self

    def present(self, but: Iterable[int] = (), who: int = 1) -> World:
        """Punches exactly at start and end of every rostered shift of the month, but on these days."""
        book = RuleBook(self.versions)
        for (person, day), code in sorted(self.cells.items()):
            shift = book.on(day).shift(code)
            if person != who or shift is None or Month.of(day) != self.month or day.day in but:
                continue
            midnight = datetime.combine(day, time())
            self.punches += [Punch(who, midnight + timedelta(minutes=shift.start)), Punch(who, midnight + timedelta(minutes=shift.end))]
        return self

    def punch(self, day: int, *times: str, who: int = 1) -> World:
        """'25:20' is 01:20 of the next day."""
        for text in times:
            parts = [int(part) for part in text.split(":")]
            midnight = datetime.combine(self.day(day), time())
            self.punches.append(
                Punch(who, midnight + timedelta(hours=parts[0], minutes=parts[1], seconds=parts[2] if len(parts) > 2 else 0))
            )
        return self

    def _add(self, name: str, record: Any) -> World:
        self.lists[name].append(record)
        return self

    def _next(self, name: str) -> int:
        return len(self.lists[name]) + 1

    def correct(self, day: int, side: str, certified: str, punched_at: str = "", status: Status = Status.APPROVED, who: int = 1) -> World:
        minutes = rules_json.time_minutes
        record = Correction(
            self._next("corrections"),
            who,
            self.day(day),
            Side(side),
            minutes(certified),
            minutes(punched_at) if punched_at else None,
            "主管",
            status=status,
        )
        return self._add("corrections", record)

    def leave(self, kind: str, start: str, end: str = "", status: Status = Status.APPROVED, who: int = 1, **more: Any) -> World:
        end = end or start
        whole = len(start) == 10
        record = Leave(self._next("leaves"), who, kind, datetime.fromisoformat(start), datetime.fromisoformat(end), whole, status, **more)
        return self._add("leaves", record)

    def outing(self, start: str, end: str, status: Status = Status.APPROVED, who: int = 1) -> World:
        record = Outing(self._next("outings"), who, datetime.fromisoformat(start), datetime.fromisoformat(end), status=status)
        return self._add("outings", record)

    def overtime(self, day: int, minutes: int, status: Status = Status.APPROVED, who: int = 1) -> World:
        return self._add("overtimes", Overtime(self._next("overtimes"), who, self.day(day), minutes, status))

    def decide(self, day: int, anomaly: str, verdict: str, reason: str = "", who: int = 1) -> World:
        record = Decision(self._next("decisions"), who, self.day(day), Anomaly(anomaly), Verdict(verdict), reason)
        return self._add("decisions", record)

    def paid(self, day: int, reason: str, on: str, who: int = 1) -> World:
        return self._add("payments", PacketPayment(who, self.day(day), reason, date.fromisoformat(on)))

    def typed(self, code: str, amount: str, reason: str = "", who: int = 1) -> World:
        return self._add("adjustments", Adjustment(self._next("adjustments"), who, str(self.month), code, fen(amount), reason))

    def facts(self, closing: bool = False) -> MonthFacts:
        return MonthFacts(
            month=self.month,
            employees=tuple(self.employees),
            rules=RuleBook(tuple(self.versions)),
            calendar=self.calendar,
            cells=tuple(Cell(who, day, code) for (who, day), code in self.cells.items()),
            punches=tuple(self.punches),
            carried=self.carried,
            covered=tuple(self.covered),
            covered_work=tuple(self.covered_work),
            now=self.now,
            closing=closing,
            **{name: tuple(records) for name, records in self.lists.items()},
        )

    def result(self, closing: bool = False) -> MonthResult:
        return month.compute(self.facts(closing))

    def one(self, closing: bool = False, who: int = 1) -> EmployeeMonth:
        found = self.result(closing).of(who)
        assert found is not None
        return found

    def on(self, day: int, closing: bool = False, who: int = 1) -> AttendanceDay:
        return self.one(closing, who).days[day - 1]

    def closed(self) -> EmployeeMonth:
        return self.one(closing=True)


def amounts(one: EmployeeMonth) -> dict[str, str]:
    """Code → '2200.00'; a code stands once."""
    found = {line.code: yuan(line.amount) for line in one.lines}
    assert len(found) == len(one.lines)
    return found


def codes(day: AttendanceDay) -> list[str]:
    return [anomaly.value for anomaly in day.anomalies]


def quiet(rests: Iterable[int] = (6, 20), holiday_rest: bool = True, **more: Any) -> World:
    """One person, day shifts, present to the minute, on these rest days; Mid-Autumn is free, so that nothing else is paid."""
    world = World(**more).person()
    world.roster("D", **{f"d{number}": "休" for number in rests})
    if holiday_rest:
        world.roster(None, d25="休")
    return world


__all__ = ["MID_AUTUMN", "Decimal", "World", "amounts", "codes", "judge", "quiet", "replace"]
