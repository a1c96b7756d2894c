"""Made-up shops for the oracle: seeded, small, and full of edges. `make(seed)` invents one, `drive(...)` puts it through the commands."""

from __future__ import annotations

import calendar
import json
import random
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from tests.commands import Commands
from tests.oracle import handbook
from tests.oracle.handbook import DAY, Correction, Leave, Overtime, Person, Scenario, midnight

MINUTE = timedelta(minutes=1)
NAMES = ["李䶮", "欧阳若琳", "陈思远", "陈思远", "郭Amy"]
NUMBERS = ["0007", "0012", "0013", "113", "A01"]
BASES = ["2200.00", "3000.00", "1999.99", "2601.37", "5000.00", "12000.00", "48000.00", "0.01"]
KINDS = ["事假", "事假", "事假", "事假", "年假", "病假", "婚假", "工伤假"]


def parts(r: random.Random, two: bool) -> dict[str, Any]:
    """A few changed rules."""
    found: dict[str, Any] = {}

    def maybe(chance: float) -> bool:
        return r.random() < chance

    if maybe(0.3):
        found["grace_minutes"] = {"late": r.choice([0, 3, 5, 10]), "early": r.choice([0, 1, 5])}
        if maybe(0.3):
            found["grace_minutes"].pop("early")
    if maybe(0.15):
        found["corrections"] = {"free_per_month": r.choice([0, 1, 2, 5])}
    if maybe(0.2):
        found["rest_days"] = {"per_month": r.choice([0, 1, 3, 4, 5]), "pay_unused": r.random() < 0.8}
    if maybe(0.15):
        found["full_attendance_award"] = r.choice(["300.00", "0.00", "50.50"])
    if maybe(0.15):
        found["base_pay"] = r.choice(["2300.00", "2111.11"])
    if maybe(0.15):
        found["insurance_own_share"] = r.choice(["0", "0.105", "0.333"])
    if maybe(0.1):
        found["income_tax"] = False
    if maybe(0.1):
        found["holiday_pay"] = False
    if maybe(0.1):
        found["missed_punch_absent_days"] = r.choice(["0", "1", "0.5"])
    if maybe(0.15):
        found["absence_ladder"] = r.choice([
            [], [{"days": "1", "deduct_days": "2"}, {"days": "4", "deduct": "month"}], [{"days": "0.5", "deduct_days": "1.5"}],
        ])
    if maybe(0.15):
        found["late_tiers"] = r.choice([
            [],
            [{"up_to": 5, "red_packet": "5.00", "parts": None}, {"up_to": 60, "absent_days": "0.5"}, {"up_to": None, "absent_days": "1"}],
            [{"up_to": 30, "red_packet": "8.88", "parts": 2}],
        ])
    if maybe(0.1):
        found["red_packets"] = r.choice([{"double_when_unpaid": False}, {"unpaid_at_close": "deducted"}, {"unpaid_at_close": "deducted"}])
    if maybe(0.15):
        found["leave"] = {"month_limit_days": r.choice([0, 1, 2, None]), "year_limit_days": r.choice([2, 3, 5, None])}
    if maybe(0.1):
        found["overtime"] = {"work_day": "2", "hours_per_month": r.choice(["174", "166.64"])}
    if maybe(0.2):
        if two:
            found["shifts"] = [
                {"code": "D", "name": "白班", "start": "09:00", "end": "17:15", "unpaid_break_minutes": 45},
                {"code": "N", "name": "晚班", "start": "16:30", "end": "24:00", "unpaid_break_minutes": 0},
            ]
        else:
            found["shifts"] = [
                {"code": "D", "name": "白班", "start": r.choice(["08:30", "08:25", "09:00"]), "end": "17:30",
                 "unpaid_break_minutes": r.choice([0, 60]),
                 "window_before_minutes": r.choice([60, 240, 300]), "window_after_minutes": r.choice([480, 300])},
                {"code": "N", "name": "晚班", "start": "17:00", "end": r.choice(["25:00", "24:00", "26:30"]),
                 "window_before_minutes": 240, "window_after_minutes": r.choice([120, 480, 600])},
            ]
    return found


def make(seed: int) -> Scenario:
    r = random.Random(seed)
    preset = "handbook-2" if r.random() < 0.25 else "handbook-1"
    months = r.choice([[(2026, 9)], [(2026, 9)], [(2026, 10)], [(2026, 8), (2026, 9)], [(2026, 9), (2026, 10)],
                       [(2026, 8), (2026, 9), (2026, 10)], [(2026, 1), (2026, 2)], [(2026, 4), (2026, 5)],
                       [(2025, 12), (2026, 1)], [(2026, 8), (2026, 9), (2026, 10)]])
    first = date(*months[0], 1)
    last = date(*months[-1], calendar.monthrange(*months[-1])[1])
    days = [first + DAY * n for n in range((last - first).days + 1)]
    close = r.random() < 0.35
    rules: list[tuple[date | None, dict[str, Any]]] = []
    if r.random() < 0.5:
        rules.append((None, parts(r, preset == "handbook-2")))
    if r.random() < 0.3:
        start = r.choice([first, r.choice(days), r.choice(days)])
        part = parts(r, preset == "handbook-2")
        if part:
            rules.append((start, part))
    calm = r.random() < 0.25  # few troubles: awards, quotas and limits are reached
    staff, roster, punches = [], {}, {}
    corrections, leaves, overtimes = [], [], []
    for n in range(r.choice([1, 1, 2, 3, 4])):
        entry, leaving = date(2025, 3, 1), None
        if r.random() < 0.2:
            entry = r.choice(days)
        if r.random() < 0.15:
            leaving = max(entry, r.choice(days))
        person = Person(NUMBERS[n], NAMES[n], entry, leaving)
        if r.random() < 0.85:
            person.bases.append((entry, r.choice(BASES)))
        if r.random() < 0.3:
            person.bases.append((r.choice(days), r.choice(BASES)))
        person.premium = r.choice([None, None, "0", "1000.00", "888.88"])
        staff.append(person)
        # Sometimes the roster of a person begins later than the others'.
        begin = first if close or r.random() < 0.85 else r.choice(days)
        block = r.choice([["D"], ["N"], ["D", "N"], ["D", "D", "N", "N"]])
        for day in days:
            code = block[(day.toordinal() // r.choice([1, 2])) % len(block)]
            if r.random() < (0.05 if calm else 0.12):
                code = "休"
            elif r.random() < (0.0 if calm else 0.015):
                code = "假"
            elif not close and r.random() < 0.04:
                code = ""
            if code and day >= begin and (person.employed(day) or r.random() < 0.05):
                roster[person.no, day] = code
    until = last + DAY
    covered_last = until if close or r.random() < 0.7 else r.choice(days)
    scenario = Scenario(preset, rules, staff, roster, punches, corrections, leaves, overtimes, [(first, covered_last)], months,
                        midnight(covered_last) + timedelta(days=r.choice([1, 2, 5, 12, 30]), hours=r.randint(0, 23)), close)
    if not close and r.random() < 0.15:
        scenario.now = midnight(r.choice(days)) + timedelta(minutes=r.randint(0, 1439))
    reckoning = handbook.Reckoning(scenario)
    for person in staff:
        times: list[datetime] = []
        for day in days:
            one = reckoning.instance(person, day)
            if one is None:
                if r.random() < 0.02 and not close:
                    times.append(midnight(day) + timedelta(minutes=r.randint(0, 1439)))
                continue
            times += punch_day(r, one, calm)
        punches[person.no] = times
    cut = midnight(covered_last + DAY)
    for no in punches:
        punches[no] = [p + timedelta(seconds=r.choice([0, 0, 1, 59])) for p in punches[no] if p < cut and p >= midnight(first)]
    if close:  # a punch of nobody's shift blocks the close
        for person in staff:
            stray = reckoning.instances(person)[1]
            punches[person.no] = [p for p in punches[person.no] if p.replace(second=0) not in stray]
    # Somebody who punches on the first and the last day, so that the file covers exactly these days.
    staff.append(Person("9999", "钟点工", date(2025, 1, 1), date(2025, 6, 30)))
    punches["9999"] = [midnight(first) + timedelta(hours=9), midnight(covered_last) + timedelta(hours=9)]
    for person in staff[:-1]:
        ask(r, reckoning, person, days, calm, close)
    return scenario


def punch_day(r: random.Random, one: handbook.Instance, calm: bool) -> list[datetime]:
    if r.random() > (0.05 if calm else 0.3):
        return [one.start - MINUTE * r.randint(0, 30), one.end + MINUTE * r.randint(0, 60)]
    edge = [0, 1, 2, 3, 5, 6, 9, 10, 11, 19, 20, 21, 29, 30, 31, 59, 60, 61, 130, 240, 241]
    start, end = one.start + MINUTE * r.choice(edge), one.end - MINUTE * r.choice(edge)
    good_in, good_out = one.start - MINUTE * r.randint(0, 240), one.end + MINUTE * r.choice([0, 5, 70, 200, 479, 480])
    choice = r.randint(0, 9)
    if choice == 0:
        return []
    if choice == 1:
        return [r.choice([start, good_in])]
    if choice == 2:
        return [r.choice([end, good_out])]
    if choice == 3:
        return [start, good_out]
    if choice == 4:
        return [good_in, end]
    if choice == 5:
        return [start, end]
    if choice == 6:
        return [one.opens + MINUTE * r.choice([-1, 0, 1]), one.closes + MINUTE * r.choice([-1, 0, 1])]
    if choice == 7:
        return [good_in, one.middle + MINUTE * r.choice([-1, 0, 1]), *([good_out] if r.random() < 0.5 else [])]
    if choice == 8:  # the border of a night and the day after it
        return [good_in, one.end + MINUTE * r.choice([195, 210, 224, 225, 226, 240, 254, 255, 256, 260, 265])]
    return [good_in, good_in + MINUTE * 3, good_out - MINUTE * 7, good_out, one.start + MINUTE * r.randint(30, 200)]


def ask(r: random.Random, reckoning: handbook.Reckoning, person: Person, days: list[date], calm: bool, close: bool) -> None:
    """Corrections, leave and overtime of one person."""
    s = reckoning.s
    taken: set[date] = set()
    for _ in range(r.choice([0, 0, 1, 2]) if calm else r.choice([0, 1, 2, 3, 5])):
        day = r.choice(days)
        kind, form = r.choice(KINDS), r.randint(0, 5)
        status = r.choice(["approved"] * 7 + ["refused"] + ["approved" if close and r.random() < 0.7 else "waiting"])
        length = r.choice([1, 1, 1, 2, 3, 4, 5, 8])
        start: date | datetime = day
        end: date | datetime = day + DAY * (length - 1)
        one = reckoning.instance(person, day)
        if form >= 2 and one:
            wide = (one.start - MINUTE * 30, one.end + MINUTE * 15)
            half = {2: (one.start, one.middle), 3: (one.middle, one.end), 4: (one.start, one.end), 5: wide}[form]
            if r.random() < 0.2:
                half = (one.start + MINUTE, one.end - MINUTE)
            if r.random() < 0.2:
                half = (half[0], half[1] + DAY * r.randint(1, 3))
            start, end = half
        span = {(start if not isinstance(start, datetime) else start.date()) + DAY * n for n in range(-1, 12)}
        span = {d for d in span if d <= (end.date() if isinstance(end, datetime) else end)}
        if span & taken and r.random() < 0.7:
            continue
        taken |= span
        s.leaves.append(Leave(person.no, kind, start, end, status))
    for day in days:
        if s.roster.get((person.no, day)) == "假" and day not in taken and (close or r.random() < 0.7):
            s.leaves.append(Leave(person.no, r.choice(KINDS), day, day, "approved"))
    for _ in range(0 if calm else r.choice([0, 0, 1, 3, 7])):
        day, side = r.choice(days), r.choice(["in", "out", "out"])
        one = reckoning.instance(person, day)
        if one is None:
            continue
        at = (one.start if side == "in" else one.end) + MINUTE * r.choice([0, 0, 0, -5, 5, 12, -12, 35, -35])
        punched = one.start + MINUTE * r.choice([0, 8, 25, 45]) if side == "in" and r.random() < 0.5 else None
        s.corrections.append(Correction(person.no, day, side, at, punched))
    for _ in range(r.choice([0, 0, 0, 1, 2])):
        waiting = not close and r.random() < 0.2
        day = r.choice(days)
        if person.employed(day):
            s.overtimes.append(Overtime(person.no, day, r.choice([1, 30, 45, 60, 120, 125, 480]), "waiting" if waiting else "approved"))


def stamp(moment: date | datetime) -> str:
    return moment.isoformat(" ", timespec="minutes") if isinstance(moment, datetime) else moment.isoformat()


def since(day: date, moment: datetime, r: random.Random) -> str:
    """A time of a roster day: 17:30, 25:00 or the full moment."""
    if r.random() < 0.3:
        return stamp(moment)
    minutes = int((moment - midnight(day)).total_seconds() // 60)
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def drive(s: Scenario, folder: Path) -> list[dict[str, Any]]:
    """The answers of `month show` for each month."""
    r = random.Random(len(s.roster))
    now = s.now.isoformat(timespec="minutes")
    start = s.rules[0][1] if s.rules and s.rules[0][0] is None else None
    desk = Commands(folder, now=now, preset=s.preset, rules=start)
    for day, part in s.rules:
        if day is not None:
            desk.ok("rules", "import", str(desk.file("later.json", json.dumps(part))), "--from", day.isoformat())
    header = ["工号", "姓名", "入职日期", "离职日期", "底薪", "生效日期", "社保总额"]

    def put(kind: str, header: list[str], rows: list[list[Any]]) -> None:
        if rows:
            answer = desk.table(kind, header, rows)
            # A roster row of somebody not employed that day is refused: it is no instance for the oracle either.
            assert not [one for one in answer["rejected"] if one["code"] != "not_employed"] and not answer["held"], answer

    people = []
    for p in s.staff:
        start_pay, amount = p.bases[0] if p.bases else ("", "")
        people.append([p.no, p.name, p.entry, p.exit or "", amount, start_pay, p.premium or ""])
    put("staff", header, people)
    put("staff", ["工号", "姓名", "底薪", "生效日期"], [[p.no, p.name, base, day] for p in s.staff for day, base in p.bases[1:]])
    employed = {p.no: p.employed for p in s.staff}
    if any(employed[no](day) for no, day in s.roster):
        put("roster", ["工号", "日期", "班次"], [[no, day, code] for (no, day), code in sorted(s.roster.items())])
    put("punches", ["工号", "打卡时间"], [[no, one.isoformat(" ")] for no, times in s.punches.items() for one in times])
    corrections = []
    for c in s.corrections:
        punched = since(c.day, c.punched, r) if c.punched else ""
        corrections.append([c.no, c.day, {"in": "上班", "out": "下班"}[c.side], since(c.day, c.certified, r), punched, "王店长", "忘打"])
    put("corrections", ["工号", "日期", "类型", "补卡时间", "打卡时间", "证明人", "原因"], corrections)
    words = {"approved": "已批准", "waiting": "待审批", "refused": "已拒绝"}
    leaves = [[one.no, one.kind, stamp(one.start), stamp(one.end), words[one.status]] for one in s.leaves]
    put("leave", ["工号", "类型", "开始时间", "结束时间", "状态"], leaves)
    put("overtime", ["工号", "日期", "分钟", "状态"], [[o.no, o.day, o.minutes, words[o.status]] for o in s.overtimes])
    found = []
    for year, month in s.months:
        name = f"{year}-{month:02d}"
        if s.close:
            desk.ok("month", "close", name, "--refuse-waiting")
        found.append(desk.show(name))
    return found


def differences(mine: dict[str, Any], theirs: dict[str, Any]) -> list[str]:
    """Every place where the two readings of a month differ, basis texts aside."""
    found: list[str] = []

    def same(where: str, a: Any, b: Any) -> None:
        if a != b:
            found.append(f"{where}: oracle {a!r}, csdesk {b!r}")

    for key in ("month", "closed", "covered_until"):
        same(key, mine[key], theirs[key])
    same("people", [p["no"] for p in mine["employees"]], [p["no"] for p in theirs["employees"]])
    for a, b in zip(mine["employees"], theirs["employees"], strict=False):
        who = a["no"]
        for x, y in zip(a["days"], b["days"], strict=True):
            for key in x:
                same(f"{who} {x['date']} {key}", x[key], y.get(key))
        for key in a["totals"]:
            same(f"{who} {mine['month']} totals {key}", a["totals"][key], b["totals"].get(key))
        same(f"{who} {mine['month']} lines", *[[(one["code"], one["kind"], one["amount"]) for one in p["pay_lines"]] for p in (a, b)])
        for key in ("gross", "deductions", "net", "not_collected"):
            same(f"{who} {mine['month']} {key}", a[key], b[key])
    packets = [sorted(m["red_packets"], key=lambda p: (p["no"], p["date"], p["reason"])) for m in (mine, theirs)]
    same(f"{mine['month']} red packets", *[[{k: v for k, v in p.items() if k != "name"} for p in one] for one in packets])
    return found
