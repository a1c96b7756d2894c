"""One month from its facts: judged, priced, paid, checked; and what a later change would make different (handbook 1-12)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from csdesk.core import limits, penalty
from csdesk.core.attendance import KIND_NAMES, Anomaly, AttendanceDay, PacketPayment, Status
from csdesk.core.calendar import Month, day_words
from csdesk.core.facts import MonthFacts
from csdesk.core.ground import Ground
from csdesk.core.judge import judge
from csdesk.core.judged import Judged
from csdesk.core.leave import minute_of
from csdesk.core.money import Fen, grouped, shortest
from csdesk.core.pay import payslip
from csdesk.core.payroll import LINE_NAMES, Adjustment, Blocker, EmployeeMonth, MonthResult, RedPacket, TaxOpening, YearToDate
from csdesk.core.penalty import tier_of
from csdesk.core.rules import LateTier, RuleBook, Rules, RuleVersion, rules_in_month
from csdesk.i18n import gettext as _


def compute(facts: MonthFacts) -> MonthResult:
    """The month of everybody employed on one of its days, by employee number. Pure: equal facts give an equal result, whatever the order of
    the punches. `closed` follows `facts.closing`."""
    ground, everybody = judge(facts)
    payments: dict[int, dict[tuple[date, str], PacketPayment]] = {}
    for payment in facts.payments:
        payments.setdefault(payment.employee_id, {})[(payment.day, payment.reason)] = payment
    adjustments: dict[int, list[Adjustment]] = {}
    for adjustment in facts.adjustments:
        if adjustment.month == str(facts.month):
            adjustments.setdefault(adjustment.employee_id, []).append(adjustment)
    judged = [one for one in everybody if one.days]
    slips: list[EmployeeMonth] = []
    packets: list[RedPacket] = []
    for one in judged:
        key = one.employee.id
        own = penalty.packets(key, one.events, payments.get(key, {}), facts.rules, facts.now)
        packets += own
        slips.append(payslip(ground, one, own, adjustments.get(key, ()), facts.carried.get(key, YearToDate())))
    packets.sort(key=lambda one: one.day)
    return MonthResult(
        month=str(facts.month),
        closed=facts.closing,
        rules=rules_in_month(facts.rules, facts.month.days()),
        covered_until=ground.covered_until(),
        employees=tuple(slips),
        red_packets=tuple(packets),
        warnings=limits.check(ground, judged, slips, packets),
        problems=_problems(facts, everybody),
        blockers=_blockers(ground, judged),
        input_hash=input_hash(facts),
    )


def carry(one: EmployeeMonth) -> YearToDate:
    """What the person's month hands to the next one: tax sums and counted leave of the year, leave of this month (rest quota)."""
    return one.carry


def carried_from(result: MonthResult, before: Mapping[int, YearToDate]) -> dict[int, YearToDate]:
    """By employee id what the month after `result` starts from; who was not employed in it keeps the sums of the year, without
    last month's leave."""
    if result.month.endswith("-12"):
        return {one.employee_id: one.carry for one in result.employees}
    kept = {key: replace(value, last_month_leave_days=Decimal(0)) for key, value in before.items()}
    return kept | {one.employee_id: one.carry for one in result.employees}


def opened(opening: TaxOpening) -> YearToDate:
    """Sums of the months of the year before csdesk as the start of the first month (§12)."""
    return YearToDate(opening.months, opening.earnings, opening.deductions, opening.withheld)


def _problems(facts: MonthFacts, everybody: Iterable[Judged]) -> tuple[str, ...]:
    found = [sentence for one in everybody for sentence in one.problems]
    known = {one.id for one in facts.employees}
    strangers = sorted(
        {one.employee_id for one in facts.punches if one.employee_id not in known and Month.of(one.at.date()) == facts.month}
    )
    found += [_("Punches of a person who is not in the staff file (record {id})").format(id=key) for key in strangers]
    return tuple(found)


# What blocks the close


def _blockers(ground: Ground, judged: list[Judged]) -> tuple[Blocker, ...]:
    facts, month = ground.facts, ground.month
    found: list[Blocker] = []
    if facts.now.date() <= month.last:
        found.append(Blocker("not_ended", _("The month has not ended yet")))
    until = ground.covered_until()
    unjudged = sorted(day for one in judged for day in one.unjudged)
    if until is None:
        found.append(Blocker("no_import", _("No clock-in records are imported for this month")))
    elif unjudged:
        text = _("Clock-in records reach up to {until}; {n} shifts are not judged yet, the first on {day}").format(
            until=until.isoformat(), n=len(unjudged), day=unjudged[0].isoformat()
        )
        found.append(Blocker("covered", text, day=unjudged[0]))
    if facts.closing:
        return tuple(found)
    names = {one.employee.id: f"{one.employee.no} {one.employee.name}" for one in judged}
    for one in judged:
        found += _own_blockers(one, names[one.employee.id])
    refused = _("counts as refused")
    first, last = month.first, month.last
    for leave in sorted(facts.leaves, key=lambda one: (one.start, one.id)):
        if leave.status is Status.PENDING and leave.employee_id in names and leave.start.date() <= last and leave.end.date() >= first:
            text = _("{who}: {type} from {day} waits for approval").format(
                who=names[leave.employee_id], type=leave.type, day=day_words(leave.start.date())
            )
            found.append(Blocker("pending_leave", text, leave.employee_id, max(first, leave.start.date()), False, refused))
    for outing in sorted(facts.outings, key=lambda one: (one.start, one.id)):
        if outing.status is Status.PENDING and outing.employee_id in names and outing.start.date() <= last and outing.end.date() >= first:
            text = _("{who}: outing on {day} waits for approval").format(who=names[outing.employee_id], day=day_words(outing.start.date()))
            found.append(Blocker("pending_outing", text, outing.employee_id, max(first, outing.start.date()), False, refused))
    for correction in sorted(facts.corrections, key=lambda one: (one.day, one.id)):
        if correction.status is Status.PENDING and correction.employee_id in names and first <= correction.day <= last:
            text = _("{who}: correction of {day} waits for approval").format(
                who=names[correction.employee_id], day=day_words(correction.day)
            )
            found.append(Blocker("pending_correction", text, correction.employee_id, correction.day, False, refused))
    for overtime in sorted(facts.overtimes, key=lambda one: (one.day, one.id)):
        if overtime.status is Status.PENDING and overtime.employee_id in names and first <= overtime.day <= last:
            text = _("{who}: overtime on {day} waits for approval").format(who=names[overtime.employee_id], day=day_words(overtime.day))
            found.append(Blocker("pending_overtime", text, overtime.employee_id, overtime.day, False, refused))
    return tuple(found)


def _own_blockers(one: Judged, who: str) -> list[Blocker]:
    key = one.employee.id
    found = [
        Blocker("blank_day", _("{who}: nothing is planned on {day}").format(who=who, day=day_words(day)), key, day) for day in one.blanks
    ]
    found += [
        Blocker(
            "leave_cell",
            _("{who}: leave cell on {day} without approved leave").format(who=who, day=day_words(day)),
            key,
            day,
            False,
            _("counts as refused: absent unless punched"),
        )
        for day in one.unsettled_leave_cells
    ]
    for day in one.days:
        for anomaly in day.open:
            if anomaly is Anomaly.PENDING:
                continue  # its request is listed by itself
            text, at_close = _open_sentence(day, anomaly)
            hard = anomaly is Anomaly.NO_ROSTER
            found.append(
                Blocker("open_anomaly", _("{who}: {text}").format(who=who, text=text), key, day.day, hard, at_close, anomaly.value)
            )
    return found


def _open_sentence(day: AttendanceDay, anomaly: Anomaly) -> tuple[str, str]:
    when = day.day.isoformat()
    if anomaly is Anomaly.NO_ROSTER:
        return _("{day} worked without roster").format(day=when), _("stays unpaid")
    if anomaly is Anomaly.MISSED_IN:
        return _("{day} no check-in").format(day=when), _("absent for the part of a day that the rules say")
    if anomaly is Anomaly.MISSED_OUT:
        return _("{day} no check-out").format(day=when), _("absent for the part of a day that the rules say")
    minutes = day.late_minutes if anomaly is Anomaly.LATE else day.early_minutes
    text = _("{day} a punch in the middle of the shift ({n} minutes)").format(day=when, n=minutes)
    return text, _("stands as late or early leave")


# Hash of the inputs


def input_hash(facts: MonthFacts) -> str:
    """SHA-256 (hex) over what the month's result depends on, in an order of its own: the clock, names and the order of records
    do not matter."""
    import hashlib

    month = facts.month
    first, last = month.first, month.last
    low, high = first - timedelta(days=2), last + timedelta(days=2)
    digest = hashlib.sha256()

    def put(name: str, values: Iterable[Any]) -> None:
        digest.update(f"{name}:".encode())
        digest.update(repr(sorted(values)).encode())

    digest.update(f"{month}:{facts.closing}".encode())
    put(
        "employees",
        (
            repr(
                (one.id, one.no, one.hired, one.left, one.pay, one.insurance, one.housing_fund, one.special_deduction, one.probation_until)
            )
            for one in facts.employees
        ),
    )
    put("rules", (repr((v.number, v.effective_from, v.rules)) for v in facts.rules.versions if v.effective_from <= last))
    put("calendar", (repr(facts.calendar.days[day]) for day in month.days() if day in facts.calendar.days))
    put("years", (month.year in facts.calendar.years,))
    days = {day: n for n, day in enumerate(low + timedelta(days=k) for k in range((high - low).days + 1))}
    put("cells", (f"{one.employee_id} {days[one.day]} {one.code}" for one in facts.cells if one.day in days))
    # One whole number a punch (person, minute): two of one minute are one, and seconds do not count.
    begin, after = datetime.combine(low, time()), datetime.combine(high + timedelta(days=1), time())
    minutes = {one.employee_id << 32 | minute_of(one.at) for one in facts.punches if begin <= one.at < after}
    digest.update(b"punches:" + repr(sorted(minutes)).encode())
    put("covered", (f"{a}/{b}" for a, b in facts.covered if b >= first and a <= last))
    put("covered_work", (f"{a}/{b}" for a, b in facts.covered_work if b >= first and a <= last))
    put("corrections", (repr(one) for one in facts.corrections if first <= one.day <= last))
    put("leaves", (repr(one) for one in facts.leaves if one.start.date() <= last and one.end.date() >= first))
    put("outings", (repr(one) for one in facts.outings if one.start.date() <= last and one.end.date() >= first))
    put("overtimes", (repr(one) + " as time off" * one.time_off for one in facts.overtimes if first <= one.day <= last))
    put("decisions", (repr(one) for one in facts.decisions if first <= one.day <= last))
    if facts.rules.on(first).red_packets.unpaid_at_close == "deducted":  # else paying a packet changes nothing that is closed
        put("payments", (repr(one) for one in facts.payments if first <= one.day <= last))
    put("adjustments", (repr(one) for one in facts.adjustments if one.month == str(month)))
    put("carried", (repr((key, value)) for key, value in facts.carried.items()))
    return digest.hexdigest()


# Differences to a closed month


@dataclass(frozen=True, slots=True)
class Difference:
    """What a closed month would be now for one person: net before and after in 分, and what changed as sentences."""

    employee_id: int
    no: str
    name: str
    net_before: Fen
    net_now: Fen
    changes: tuple[str, ...]

    @property
    def net(self) -> Fen:
        """Positive: the person is owed this much more; negative: was paid too much."""
        return self.net_now - self.net_before


def differences(frozen: MonthResult, now: MonthResult) -> tuple[Difference, ...]:
    """Per person whose lines or days differ from the frozen month, by number; `now` is computed as at the close (closing, the
    same clock)."""
    before = {one.employee_id: one for one in frozen.employees}
    after = {one.employee_id: one for one in now.employees}
    found = []
    for key in sorted(before.keys() | after.keys(), key=lambda key: (before.get(key) or after[key]).no):
        old, new = before.get(key), after.get(key)
        changes = tuple(_changes(old, new))
        if changes:
            one = old or after[key]
            found.append(Difference(key, one.no, one.name, old.net if old else 0, new.net if new else 0, changes))
    return tuple(found)


def _changes(old: EmployeeMonth | None, new: EmployeeMonth | None) -> Iterable[str]:
    was, became = _amounts(old), _amounts(new)
    for code in [*was, *(code for code in became if code not in was)]:
        if was.get(code, 0) != became.get(code, 0):
            yield _("{line}: {before} → {now}").format(
                line=_(LINE_NAMES[code]), before=grouped(was.get(code, 0)), now=grouped(became.get(code, 0))
            )
    days = {day.day: day for day in new.days} if new else {}
    for day in old.days if old else ():
        other = days.get(day.day)
        if other is None or _face(day) != _face(other):
            yield _("{day}: {before} → {now}").format(day=day.day.isoformat(), before=state(day), now=state(other))


def _amounts(one: EmployeeMonth | None) -> dict[str, Fen]:
    amounts: dict[str, Fen] = {}
    for line in one.lines if one else ():
        amounts[line.code] = amounts.get(line.code, 0) + line.amount
    return amounts


def _face(day: AttendanceDay) -> tuple[object, ...]:
    return (day.kind, day.shift, day.check_in, day.check_out, day.late_minutes, day.early_minutes, day.missed_in, day.missed_out,
            day.absent_days, day.leave_days, day.overtime_minutes)  # fmt: skip


def state(day: AttendanceDay | None) -> str:
    """A day's result in a few words: late 5, absent 0.5 ...; its kind where nothing is to be said."""
    if day is None:
        return _("nothing")
    parts = []
    if day.late_minutes:
        parts.append(_("late {n}").format(n=day.late_minutes))
    if day.early_minutes:
        parts.append(_("early {n}").format(n=day.early_minutes))
    if day.missed_in:
        parts.append(_("no check-in"))
    if day.missed_out:
        parts.append(_("no check-out"))
    if day.absent_days:
        parts.append(_("absent {days}").format(days=shortest(day.absent_days)))
    if day.leave_days:
        parts.append(_("leave {days}").format(days=shortest(day.leave_days)))
    if day.overtime_minutes:
        parts.append(_("overtime {n}").format(n=day.overtime_minutes))
    return _(", ").join(parts) or _(KIND_NAMES[day.kind.value])


# What other rules would have made of the month


@dataclass(frozen=True, slots=True)
class TierChange:
    """Events (late and early) of one tier, and the price of its packets, under the present and the new rules; 分."""

    name: str
    count_now: int
    count_then: int
    amount_now: Fen
    amount_then: Fen


@dataclass(frozen=True, slots=True)
class PersonChange:
    employee_id: int
    no: str
    name: str
    net_now: Fen
    net_then: Fen
    packets_now: Fen
    packets_then: Fen


@dataclass(frozen=True, slots=True)
class RulesEffect:
    """What the month would have been under other rules: by tier, by person whose net or packets change, in sum; 分."""

    month: str
    tiers: tuple[TierChange, ...]
    people: tuple[PersonChange, ...]
    net_now: Fen
    net_then: Fen
    packets_now: Fen
    packets_then: Fen


def compare_rules(facts: MonthFacts, new_rules: Rules) -> RulesEffect:
    """The month under its rules and, whole, under `new_rules`; packets by price, without doubling."""
    now = compute(facts)
    then = compute(replace(facts, rules=RuleBook((RuleVersion(0, facts.month.first, new_rules),))))
    old_counts, new_counts = _by_tier(now, facts.rules.on), _by_tier(then, lambda _day: new_rules)
    order = {*_tier_keys(facts.rules.on(facts.month.first)), *_tier_keys(new_rules), *old_counts, *new_counts}
    tiers = tuple(
        TierChange(_tier_name(key), *_interleaved(old_counts.get(key, (0, 0)), new_counts.get(key, (0, 0)))) for key in sorted(order)
    )
    was, became = _packets_by_person(now), _packets_by_person(then)
    people = []
    for old, new in zip(now.employees, then.employees, strict=True):
        key = old.employee_id
        change = PersonChange(key, old.no, old.name, old.net, new.net, was.get(key, 0), became.get(key, 0))
        if change.net_now != change.net_then or change.packets_now != change.packets_then:
            people.append(change)
    return RulesEffect(
        str(facts.month),
        tiers,
        tuple(people),
        sum(one.net for one in now.employees),
        sum(one.net for one in then.employees),
        sum(was.values()),
        sum(became.values()),
    )


_TierKey = tuple[int, int]  # from, up to (minutes); without end and without tier sort last
_NO_END, _NO_TIER = 10**6, 2 * 10**6


def _tier_keys(rules: Rules) -> list[_TierKey]:
    keys, low = [], 1
    for tier in rules.late_tiers:
        keys.append((low, tier.up_to or _NO_END))
        low = (tier.up_to or 0) + 1
    return keys


def _tier_name(key: _TierKey) -> str:
    if key[1] == _NO_TIER:
        return _("without a tier")
    if key[1] == _NO_END:
        return _("over {n} minutes").format(n=key[0] - 1)
    return _("{low}–{high} minutes").format(low=key[0], high=key[1])


def _by_tier(result: MonthResult, rules_on: Any) -> dict[_TierKey, tuple[int, Fen]]:
    found: dict[_TierKey, tuple[int, Fen]] = {}
    for one in result.employees:
        for day in one.days:
            for minutes, anomaly in ((day.late_minutes, Anomaly.LATE), (day.early_minutes, Anomaly.EARLY)):
                if not minutes or anomaly in day.waived:
                    continue
                rules = rules_on(day.day)
                tier: LateTier | None = tier_of(minutes, rules.late_tiers)
                key = (1, _NO_TIER) if tier is None else _tier_keys(rules)[rules.late_tiers.index(tier)]
                count, amount = found.get(key, (0, 0))
                found[key] = (count + 1, amount + (tier.red_packet or 0 if tier is not None else 0))
    return found


def _interleaved(old: tuple[int, Fen], new: tuple[int, Fen]) -> tuple[int, int, Fen, Fen]:
    return old[0], new[0], old[1], new[1]


def _packets_by_person(result: MonthResult) -> dict[int, Fen]:
    found: dict[int, Fen] = {}
    for packet in result.red_packets:
        found[packet.employee_id] = found.get(packet.employee_id, 0) + packet.amount
    return found
