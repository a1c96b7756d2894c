"""The handbook read a second time: a plain, slow reckoning of a whole month, written from its words and not from csdesk.core.

It knows nothing of files or databases. `months(scenario)` gives one dict a month, shaped as `month show` answers (without basis texts).
"""

from __future__ import annotations

import calendar
import copy
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any

DAY = timedelta(days=1)
DAYS_2026 = "1-1 2-16 2-17 2-18 2-19 4-5 5-1 5-2 6-19 9-25 10-1 10-2 10-3"
STATUTORY = {date(2026, *map(int, one.split("-"))) for one in DAYS_2026.split()}
ORDER = ["late", "early", "missed_in", "missed_out", "absent", "pending", "no_roster"]
OWN_LAW = [("年假", "1"), ("婚假", "1"), ("产假", "1"), ("丧假", "1"), ("工伤假", "1"), ("病假", "0.6")]

ONE: dict[str, Any] = {
    "shifts": [
        {"code": "D", "name": "白班", "start": "08:30", "end": "17:30"},
        {"code": "N", "name": "晚班", "start": "17:00", "end": "25:00"},
    ],
    "grace_minutes": {"late": 0, "early": 0},
    "late_tiers": [
        {"up_to": 10, "red_packet": "10.00", "parts": 5},
        {"up_to": 20, "red_packet": "20.00", "parts": None},
        {"up_to": 30, "red_packet": "50.00", "parts": 5},
        {"up_to": None, "absent_days": "0.5"},
    ],
    "red_packets": {"double_when_unpaid": True, "unpaid_at_close": "left"},
    "corrections": {"free_per_month": 3, "beyond_missed_out": {"red_packet": "10.00", "parts": 5}},
    "missed_punch_absent_days": "0.5",
    "absence_ladder": [
        {"days": "0.5", "deduct_days": "3"},
        {"days": "1", "deduct_days": "5"},
        {"days": "2", "deduct_days": "10"},
        {"days": "3", "deduct": "month"},
    ],
    "rest_days": {"per_month": 2, "pay_unused": True},
    "leave": {
        "month_limit_days": 3,
        "year_limit_days": 30,
        "types": [{"name": "事假", "paid": "0", "counts": True}] + [{"name": n, "paid": p, "counts": False} for n, p in OWN_LAW],
    },
    "full_attendance_award": "200.00",
    "base_pay": "2200.00",
    "insurance_own_share": "0.30",
    "income_tax": True,
    "holiday_pay": True,
    "overtime": {"work_day": "1.5", "rest_day": "2", "holiday": "3", "hours_per_month": "174"},
}
TWO: dict[str, Any] = {
    **copy.deepcopy(ONE),
    "shifts": [
        {"code": "D", "name": "白班", "start": "08:30", "end": "17:00"},
        {"code": "N", "name": "晚班", "start": "16:30", "end": "24:00"},
    ],
    "late_tiers": [],
    "absence_ladder": [],
    "rest_days": {"per_month": None, "pay_unused": False},
    "full_attendance_award": "0.00",
    "base_pay": "0.00",
    "insurance_own_share": "0",
}
TWO["leave"].update(month_limit_days=None, year_limit_days=None)

TAX = [
    (36_000, 3, 0), (144_000, 10, 2_520), (300_000, 20, 16_920), (420_000, 25, 31_920), (660_000, 30, 52_920), (960_000, 35, 85_920),
    (None, 45, 181_920),
]


@dataclass
class Person:
    no: str
    name: str
    entry: date
    exit: date | None = None
    bases: list[tuple[date, str]] = field(default_factory=list)  # (in force from, yuan)
    premium: str | None = None

    def employed(self, day: date) -> bool:
        return self.entry <= day and (self.exit is None or day <= self.exit)

    def base(self, day: date, rules: dict[str, Any]) -> Fraction:
        found = Fraction(rules["base_pay"])
        for start, amount in sorted(self.bases, key=lambda one: one[0]):
            if start <= day:
                found = Fraction(amount)
        return found


@dataclass
class Correction:
    no: str
    day: date
    side: str  # in / out
    certified: datetime
    punched: datetime | None = None


@dataclass
class Leave:
    no: str
    kind: str
    start: date | datetime
    end: date | datetime
    status: str = "approved"  # approved / waiting / refused


@dataclass
class Overtime:
    no: str
    day: date
    minutes: int
    status: str = "approved"


@dataclass
class Scenario:
    preset: str
    rules: list[tuple[date | None, dict[str, Any]]]  # parts, in order of their day; None = from the beginning
    staff: list[Person]
    roster: dict[tuple[str, date], str]
    punches: dict[str, list[datetime]]
    corrections: list[Correction]
    leaves: list[Leave]
    overtimes: list[Overtime]
    covered: list[tuple[date, date]]
    months: list[tuple[int, int]]
    now: datetime
    close: bool = False


@dataclass
class Instance:
    day: date
    code: str
    start: datetime
    end: datetime
    opens: datetime
    closes: datetime
    unpaid_break: int
    punches: list[datetime] = field(default_factory=list)

    @property
    def middle(self) -> datetime:
        return self.start + (self.end - self.start) / 2


def merged(old: Any, new: Any) -> Any:
    """Objects merge key by key, everything else is replaced whole."""
    if isinstance(old, dict) and isinstance(new, dict):
        return {**old, **{key: merged(old.get(key), value) for key, value in new.items()}}
    return copy.deepcopy(new)


def clock(text: str) -> timedelta:
    hours, minutes = text.split(":")
    return timedelta(hours=int(hours), minutes=int(minutes))


def midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day)


def cents(amount: Fraction) -> int:
    """Half up, away from nothing below zero (no line is negative)."""
    return int((amount * 100 + Fraction(1, 2)).__floor__())


def yuan(amount: int) -> str:
    return f"{amount // 100}.{amount % 100:02d}"


def count(number: Fraction) -> str:
    return f"{float(number):g}"


def month_days(month: tuple[int, int]) -> list[date]:
    return [date(*month, d) for d in range(1, calendar.monthrange(*month)[1] + 1)]


class Reckoning:
    def __init__(self, scenario: Scenario) -> None:
        self.s = scenario
        preset = ONE if scenario.preset == "handbook-1" else TWO
        self.versions: list[tuple[date, dict[str, Any]]] = []
        rules = preset
        for start, part in [(None, {}), *scenario.rules]:
            rules = merged(rules, part)
            self.versions.append((start or date.min, rules))
        people = {p.no: p for p in scenario.staff}
        self.roster = {(no, day): code for (no, day), code in scenario.roster.items() if people[no].employed(day)}
        self.people: dict[str, Any] = {}
        self.tax_book: dict[tuple[str, int], dict[int, dict[str, int]]] = {}

    def rules(self, day: date) -> dict[str, Any]:
        return [rules for start, rules in self.versions if start <= day][-1]

    # -- shift instances and whose punch is whose

    def instance(self, person: Person, day: date) -> Instance | None:
        code = self.roster.get((person.no, day))
        if not person.employed(day):
            return None
        for shift in self.rules(day)["shifts"]:
            if shift["code"] == code:
                start, end = midnight(day) + clock(shift["start"]), midnight(day) + clock(shift["end"])
                before, after = shift.get("window_before_minutes", 240), shift.get("window_after_minutes", 480)
                opens, closes = start - timedelta(minutes=before), end + timedelta(minutes=after)
                return Instance(day, code, start, end, opens, closes, shift.get("unpaid_break_minutes", 0))
        return None

    def instances(self, person: Person) -> tuple[dict[date, Instance], list[datetime]]:
        """Every instance of a person with its punches, and the punches of no window."""
        days = sorted(day for no, day in self.roster if no == person.no)
        found = [one for one in (self.instance(person, day) for day in days) if one]
        stray = []
        for punch in sorted({p.replace(second=0) for p in self.s.punches.get(person.no, [])}):
            holders = [one for one in found if one.opens <= punch <= one.closes]
            while len(holders) > 1:
                early, late = holders[0], holders[1]
                border = early.end + (late.start - early.end) / 2
                holders.remove(early if punch >= border else late)
            if holders:
                holders[0].punches.append(punch)
            else:
                stray.append(punch)
        for early, late in zip(found, found[1:], strict=False):
            if late.opens <= early.closes:
                early.closes = max(min(early.closes, early.end + (late.start - early.end) / 2), late.opens)
        return {one.day: one for one in found}, stray

    def covers(self, day: date) -> bool:
        return any(first <= day <= last for first, last in self.s.covered)

    def judged(self, one: Instance) -> bool:
        last = one.end.date() - DAY if one.end.time() == datetime.min.time() else one.end.date()
        return self.covers(last) and one.closes <= self.s.now

    # -- leave

    def half(self, leave: Leave, day: date, one: Instance | None) -> set[str]:
        """Which halves of a roster day this leave holds. A 假 cell without times is taken whole by any leave that touches the day."""
        if not isinstance(leave.start, datetime):
            return {"in", "out"} if leave.start <= day <= leave.end else set()
        assert isinstance(leave.end, datetime)
        if one is None:
            dawn = midnight(day) + timedelta(hours=4)
            return {"in", "out"} if leave.start < dawn + DAY and dawn < leave.end else set()
        sides = set()
        if leave.start <= one.start < leave.end:
            sides.add("in")
        if leave.start < one.end <= leave.end:
            sides.add("out")
        return sides

    def leave_sides(self, person: Person) -> dict[tuple[date, str], tuple[str, dict[str, Any]]]:
        """(roster day, side) → (approved or waiting, leave type): what stands after the year's limit."""
        instances, _ = self.instances(person)
        cells = {day for (no, day), code in self.roster.items() if no == person.no and code == "假" and person.employed(day)}
        asked = {}
        # What is approved stands over what is still asked for; of two approved ones the earlier begun takes the half.
        begun = sorted(self.s.leaves, key=lambda one: (one.start.isoformat(), self.s.leaves.index(one)), reverse=True)
        for status in ("waiting", "approved"):
            for leave in begun:
                if leave.no == person.no and leave.status == status:
                    for day in set(instances) | cells:
                        for side in self.half(leave, day, instances.get(day)):
                            asked[day, side] = (status, leave.kind)
        found = {}
        used: dict[int, Fraction] = {}
        for (day, side), (status, name) in sorted(asked.items()):
            kind = next(t for t in self.rules(day)["leave"]["types"] if t["name"] == name)
            limit = self.rules(day.replace(day=1))["leave"]["year_limit_days"]
            if status == "approved" and day in STATUTORY:
                status = "free"
            if status == "approved" and kind["counts"]:
                if limit is not None and used.get(day.year, 0) + Fraction(1, 2) > Fraction(limit):
                    continue
                used[day.year] = used.get(day.year, Fraction(0)) + Fraction(1, 2)
            found[day, side] = (status, kind)
        return found

    def known(self, person: Person) -> tuple[dict[date, Instance], list[datetime], dict[tuple[date, str], tuple[str, dict[str, Any]]]]:
        """Instances, stray punches and leave of a person, reckoned once for all months."""
        if person.no not in self.people:
            self.people[person.no] = (*self.instances(person), self.leave_sides(person))
        return self.people[person.no]

    # -- one person's month

    def person(self, person: Person, month: tuple[int, int], closing: bool) -> tuple[dict[str, Any], list[dict[str, Any]]]:
        days = month_days(month)
        first = self.rules(days[0])
        instances, stray, sides = self.known(person)
        corrections = {(c.day, c.side): c for c in self.s.corrections if c.no == person.no}
        overtime = {o.day: o for o in self.s.overtimes if o.no == person.no}
        size = len(days)
        free_left = first["corrections"]["free_per_month"]
        total: dict[str, Any] = dict.fromkeys(["late_count", "late_minutes", "early_count", "missed_count", "corrections"], 0)
        total.update(work=Fraction(0), present=Fraction(0), absent=Fraction(0), leave=Fraction(0), rest=0)
        shown, packets = [], []
        pay = dict.fromkeys(["leave", "overtime", "holiday", "unpaid"], Fraction(0))
        whole = True
        for day in days:
            rules = self.rules(day)
            cell = self.roster.get((person.no, day)) if person.employed(day) else None
            one = instances.get(day)
            base = person.base(day, rules)
            row: dict[str, Any] = {"date": day.isoformat(), "shift": one.code if one else None, "in": None, "out": None}
            row.update(late_minutes=0, early_minutes=0, missed_in=False, missed_out=False, worked_minutes=0, overtime_minutes=0)
            anomalies = set()
            absent = Fraction(0)
            on_leave = [s for s in ("in", "out") if sides.get((day, s), ("",))[0] == "approved"]
            pending = [s for s in ("in", "out") if sides.get((day, s), ("",))[0] == "waiting"]
            if cell == "假" and not on_leave and not pending and day not in STATUTORY:
                settled = [one for one in self.s.leaves if one.no == person.no and one.status != "waiting"]  # refused, or over the limit
                asked = any(self.half(one, day, None) for one in settled)
                pending = [] if asked else ["in", "out"]
            if closing or (cell == "假" and day in STATUTORY):
                pending = []
            free = [s for s in ("in", "out") if sides.get((day, s), ("",))[0] == "free"]
            left = [s for s in ("in", "out") if s not in on_leave and s not in pending and s not in free]

            for side in left if one and self.judged(one) else []:
                fix = corrections.get((day, side))
                if fix:
                    total["corrections"] += 1
            real_in = real_out = None
            if one:
                real_in = min((p for p in one.punches if p - one.start <= one.end - p), default=None)
                real_out = max((p for p in one.punches if p - one.start > one.end - p), default=None)
                time = {"in": real_in, "out": real_out}
                for side in left:
                    fix = corrections.get((day, side))
                    if not fix:
                        continue
                    time[side] = fix.certified
                    if not self.judged(one):
                        continue
                    beyond = free_left is not None and free_left <= 0
                    if free_left is not None:
                        free_left -= 1
                    if beyond:
                        whole = False
                        if side == "in":
                            time[side] = fix.punched or real_in or fix.certified
                        elif rules["corrections"]["beyond_missed_out"]:
                            packets.append(self.packet(person, day, "correction", 0, rules["corrections"]["beyond_missed_out"], rules))
                for side in left:
                    row[side] = time[side].isoformat(timespec="minutes") if time[side] else None
                if self.judged(one) and left:
                    nothing = not one.punches and not any((day, s) in corrections for s in left)
                    if nothing:
                        anomalies.add("absent")
                        absent = Fraction(len(left), 2)
                    for side in left if not nothing else []:
                        at = time[side]
                        word = {"in": "late", "out": "early"}[side]
                        if at is None:
                            anomalies.add(f"missed_{side}")
                            row[f"missed_{side}"] = True
                            total["missed_count"] += 1
                            if closing:
                                absent += Fraction(rules["missed_punch_absent_days"])
                            continue
                        minutes = int(((at - one.start) if side == "in" else (one.end - at)).total_seconds() // 60)
                        if minutes <= 0 or minutes <= rules["grace_minutes"][word]:
                            continue
                        anomalies.add(word)
                        row[f"{word}_minutes"] = minutes
                        total[f"{word}_count"] += 1
                        if side == "in":
                            total["late_minutes"] += minutes
                        whole = False
                        tier = next((t for t in rules["late_tiers"] if t["up_to"] is None or minutes <= t["up_to"]), {})
                        absent += Fraction(tier.get("absent_days") or 0)
                        if tier.get("red_packet"):
                            packets.append(self.packet(person, day, word, minutes, tier, rules))
                    absent = min(absent, Fraction(len(left), 2))
                    if not any(row[f"missed_{s}"] for s in left) and not nothing:
                        begin = max(time["in"], one.start) if "in" in left else one.middle.replace(second=0)
                        end = min(time["out"], one.end) if "out" in left else one.middle.replace(second=0)
                        worked = int((end - begin).total_seconds() // 60) - (one.unpaid_break if len(left) == 2 else 0)
                        row["worked_minutes"] = max(0, worked)
                        if day in STATUTORY and rules["holiday_pay"]:
                            hourly = base / Fraction(rules["overtime"]["hours_per_month"]) * Fraction(rules["overtime"]["holiday"])
                            pay["holiday"] += hourly * Fraction(max(0, min(worked, 480)), 60)
            over = self.covers(day) and midnight(day + DAY) <= self.s.now
            if not one and cell == "假" and left and over and day not in STATUTORY and not any(p.date() == day for p in stray):
                anomalies.add("absent")
                absent = Fraction(len(left), 2)

            extra = overtime.get(day)
            if extra and extra.status == "approved" and person.employed(day):
                row["overtime_minutes"] = extra.minutes
                rate = rules["overtime"]["holiday" if day in STATUTORY else "rest_day" if cell == "休" else "work_day"]
                pay["overtime"] += base / Fraction(rules["overtime"]["hours_per_month"]) * Fraction(extra.minutes, 60) * Fraction(rate)
            if any(p.date() == day for p in stray) and (one or not row["overtime_minutes"]):
                anomalies.add("no_roster")
            if pending:
                anomalies.add("pending")
            for side in on_leave:
                kind = sides[day, side][1]
                pay["leave"] += base / size * Fraction(1, 2) * (1 - Fraction(kind["paid"]))
                if Fraction(kind["paid"]) < 1:
                    whole = False
            row["kind"] = self.kind(person, day, cell, one, on_leave, free, absent)
            row["absent_days"], row["leave_days"] = count(absent), count(Fraction(len(on_leave), 2))
            row["anomalies"] = [name for name in ORDER if name in anomalies]
            if absent:
                whole = False
                pay["unpaid"] += absent * base / size
            if cell == "休" and day not in STATUTORY:
                total["rest"] += 1
            total["absent"] += absent
            total["leave"] += Fraction(len(on_leave), 2)
            if one or (cell == "假" and day not in STATUTORY):
                total["work"] += 1
                if one and self.judged(one):
                    total["present"] += 1 - absent - Fraction(len(on_leave) + len(pending) + len(free), 2)
            shown.append(row)

        employed = [d for d in days if person.employed(d)]
        quota = self.quota(person, month, len(employed), size)
        left_over = max(Fraction(0), quota - total["rest"])
        ladder_base = person.base(employed[-1], self.rules(employed[-1]))
        earn: dict[str, int] = {"base": cents(sum((person.base(d, self.rules(d)) for d in employed), Fraction(0)) / size)}
        if whole and len(employed) == size:
            earn["full_attendance"] = cents(Fraction(first["full_attendance_award"]))
        if first["rest_days"]["pay_unused"]:
            earn["rest_payout"] = cents(left_over * ladder_base / size)
        earn["overtime"] = cents(pay["overtime"])
        earn["holiday"] = cents(pay["holiday"])
        gross = sum(earn.values())
        cut = {"leave": cents(pay["leave"])}
        step = [s for s in first["absence_ladder"] if total["absent"] and Fraction(s["days"]) <= total["absent"]]
        row_reached = max(step, key=lambda s: Fraction(s["days"])) if step else None
        if row_reached is None:
            cut["absence"] = cents(pay["unpaid"])
        elif row_reached.get("deduct") == "month":
            cut["absence"] = gross - earn["overtime"] - earn["holiday"]
        else:
            cut["absence"] = cents(Fraction(row_reached["deduct_days"]) * ladder_base / size)
        if first["red_packets"]["unpaid_at_close"] == "deducted":
            cut["fine"] = sum(cents(Fraction(p["owed"])) for p in packets)
        cut["insurance"] = cents(Fraction(person.premium or 0) * Fraction(first["insurance_own_share"]))
        cut["tax"] = self.tax(person, month, gross, max(0, gross - cut["leave"] - cut["absence"]), cut["insurance"], first["income_tax"])
        lines = [{"code": c, "kind": "earning", "amount": yuan(a)} for c, a in earn.items() if a]
        lines += [{"code": c, "kind": "deduction", "amount": yuan(a)} for c, a in cut.items() if a]
        rest = gross - sum(cut.values())
        totals = {key: total[key] for key in ("late_count", "late_minutes", "early_count", "missed_count", "corrections")}
        totals.update(work_days=count(total["work"]), present_days=count(total["present"]), absent_days=count(total["absent"]))
        totals.update(leave_days=count(total["leave"]), rest_days_used=count(Fraction(total["rest"])), rest_days_left=count(left_over))
        answer = {"no": person.no, "name": person.name, "days": shown, "totals": totals, "pay_lines": lines, "gross": yuan(gross)}
        answer.update(deductions=yuan(sum(cut.values())), net=yuan(max(0, rest)), not_collected=yuan(max(0, -rest)))
        return answer, packets

    def kind(
        self, person: Person, day: date, cell: str | None, one: Instance | None, on_leave: list[str], free: list[str], absent: Fraction
    ) -> str:
        if not person.employed(day):
            return "not_employed"
        if one:
            return "leave" if len(on_leave) + len(free) == 2 else "work"
        if cell is None:
            return "unrostered"
        if day in STATUTORY:
            return "holiday"
        return "rest" if cell == "休" else "work" if absent and not on_leave else "leave"

    def packet(self, person: Person, day: date, reason: str, minutes: int, price: dict[str, Any], rules: dict[str, Any]) -> dict[str, Any]:
        monday = day + timedelta(days=7 - day.weekday())
        doubled = rules["red_packets"]["double_when_unpaid"] and self.s.now >= midnight(monday + DAY)
        amount = cents(Fraction(price["red_packet"]))
        row = {"no": person.no, "date": day.isoformat(), "reason": reason, "minutes": minutes, "amount": yuan(amount)}
        return {**row, "owed": yuan(amount * 2 if doubled else amount), "parts": price["parts"], "state": "doubled" if doubled else "due"}

    def quota(self, person: Person, month: tuple[int, int], employed: int, size: int) -> Fraction:
        rest = self.rules(date(*month, 1))["rest_days"]["per_month"]
        if rest is None:
            return Fraction(0)
        last = date(*month, 1) - DAY
        limit = self.rules(date(*month, 1))["leave"]["month_limit_days"]
        counted = [day for (day, _), (status, kind) in self.known(person)[2].items() if status == "approved" and kind["counts"]]
        before = [day for day in counted if day.replace(day=1) == last.replace(day=1)]
        if limit is not None and Fraction(len(before), 2) > Fraction(limit):
            return Fraction(0)
        return Fraction((Fraction(rest) * employed / size * 2).__floor__(), 2)

    def tax(self, person: Person, month: tuple[int, int], gross: int, earned: int, own: int, on: bool) -> int:
        """Cumulative withholding; the months before have been reckoned in their order. A month before the first roster stands alone."""
        year, number = month
        first = min((d.month for no, d in self.roster if no == person.no and d.year == year and d.month <= number), default=number)
        book = self.tax_book.setdefault((person.no, year), {})
        so_far = [one for key, one in book.items() if first <= key < number]
        taxable = Fraction(sum(o["earned"] - o["own"] for o in so_far) + earned - own, 100) - 5000 * (number - first + 1)
        rate, quick = next((r, q) for top, r, q in TAX if top is None or taxable <= top)
        withheld = Fraction(sum(o["tax"] for o in so_far), 100)
        due = max(0, cents(max(Fraction(0), taxable) * Fraction(rate, 100) - quick - withheld)) if on else 0
        book[number] = {"earned": earned, "own": own, "tax": min(due, max(0, gross - own))}  # what is not collected is not withheld
        return due

    def month(self, month: tuple[int, int], closing: bool) -> dict[str, Any]:
        days = month_days(month)
        employees, packets = [], []
        for person in sorted(self.s.staff, key=lambda p: p.no):
            if any(person.employed(d) for d in days):
                shown, owed = self.person(person, month, closing)
                employees.append(shown)
                packets += owed
        last = [d for d in days if self.covers(d)]
        answer = {"month": f"{month[0]}-{month[1]:02d}", "closed": closing, "covered_until": last[-1].isoformat() if last else None}
        return {**answer, "employees": employees, "red_packets": packets}


def months(scenario: Scenario) -> list[dict[str, Any]]:
    """Every month of the scenario in its order, each closed before the next one when the scenario closes."""
    reckoning = Reckoning(scenario)
    return [reckoning.month(month, scenario.close) for month in scenario.months]
