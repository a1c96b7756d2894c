"""One person's payslip: pay lines in the order of handbook section 8, each rounded once, each with its arithmetic as basis."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from csdesk.core import tax
from csdesk.core.attendance import Basis, DayType
from csdesk.core.calendar import day_words
from csdesk.core.ground import Ground
from csdesk.core.judged import Judged
from csdesk.core.money import Fen, grouped, rounded, shortest
from csdesk.core.payroll import Adjustment, EmployeeMonth, PayLine, RedPacket, Totals, YearToDate
from csdesk.core.penalty import ladder_row
from csdesk.core.rules import LadderRow, Rules
from csdesk.core.staff import Employee
from csdesk.i18n import gettext as _

HOLIDAY_MINUTES = 480  # a statutory holiday is paid for at most 8 hours an instance (§1)
# What is taken first where the earnings do not reach (§12).
COLLECTED_FIRST = ("insurance", "fund", "tax", "leave", "absence", "fine", "other_deduction")


def payslip(
    ground: Ground, judged: Judged, packets: Sequence[RedPacket], adjustments: Sequence[Adjustment], carried: YearToDate
) -> EmployeeMonth:
    """The month of one person: totals, pay lines, net = max(0, gross − deductions), and what it hands to the next month."""
    slip = _Slip(ground, judged, packets, adjustments, carried)
    slip.earn()
    gross = sum(line.amount for line in slip.lines)
    slip.deduct(gross)
    deductions = sum(line.amount for line in slip.lines if line.kind == "deduction")
    lines, collected = _collected(slip.lines, gross)
    employee = judged.employee
    totals = slip.totals()
    return EmployeeMonth(
        employee_id=employee.id,
        no=employee.no,
        name=employee.name,
        post=employee.post,
        days=tuple(judged.days),
        totals=totals,
        lines=lines,
        gross=gross,
        deductions=deductions,
        net=max(0, gross - deductions),
        not_collected=max(0, deductions - gross),
        dismissal_proposed=slip.row is not None and slip.row.whole_month,
        carry=slip.carry(collected.get("tax", 0)),
    )


def base_on(employee: Employee, rules: Rules, day: date) -> Fen:
    """Monthly base pay in force on the day: the staff file's, else the rules' (§8, §12)."""
    amount = employee.base_pay_on(day)
    return rules.base_pay if amount is None else amount


def rest_quota(rules: Rules, last_month_leave: Decimal, employed: int, length: int) -> Decimal | None:
    """Rest days of the month: pro rata by calendar days, down to half days, in a month of entry or exit; 0 after more than the
    limit of counted leave in the month before; None where the rules have no quota (§5, §12)."""
    quota = rules.rest_days.per_month
    if quota is None:
        return None
    limit = rules.leave.month_limit_days
    if limit is not None and last_month_leave > limit:
        return Decimal(0)
    if employed >= length:
        return quota
    return Decimal((Fraction(quota) * 2 * employed / length).__floor__()) / 2


def _collected(lines: Sequence[PayLine], gross: Fen) -> tuple[tuple[PayLine, ...], dict[str, Fen]]:
    """What is collected of each deduction, in the order of §12; a line that is not collected whole says so."""
    left = gross
    taken: dict[str, Fen] = {}
    amounts = {line.code: line.amount for line in lines}
    for code in COLLECTED_FIRST:
        taken[code] = min(left, amounts.get(code, 0))
        left -= taken[code]
    result = []
    for line in lines:
        if line.kind == "deduction" and taken[line.code] < line.amount:
            rest = line.amount - taken[line.code]
            text = line.basis.text + _("; not collected {amount}, the pay does not reach").format(amount=grouped(rest))
            line = PayLine(line.code, line.amount, Basis(line.basis.clause, text, line.basis.refs, line.basis.rules_version))
        result.append(line)
    return tuple(result), taken


class _Slip:
    """The lines while they grow."""

    def __init__(
        self, ground: Ground, judged: Judged, packets: Sequence[RedPacket], adjustments: Sequence[Adjustment], carried: YearToDate
    ) -> None:
        self.ground, self.judged, self.employee = ground, judged, judged.employee
        self.packets, self.carried = packets, carried
        self.rules = ground.month_rules
        self.version = ground.versions[ground.first].number
        self.length = ground.month.length
        first, last = ground.month.first, ground.month.last
        employee = judged.employee
        self.begin = max(first, employee.hired)
        self.end = last if employee.left is None else min(last, employee.left)
        self.employed = (self.end - self.begin).days + 1
        self.full_base = self.base(self.end)
        self.whole_month = employee.hired <= first and (employee.left is None or employee.left >= last)
        self.quota = rest_quota(self.rules, carried.last_month_leave_days, self.employed, self.length)
        self.lines: list[PayLine] = []
        self.row: LadderRow | None = None
        self.adjustments: dict[str, list[Adjustment]] = {}
        for one in sorted(adjustments, key=lambda one: one.id):
            self.adjustments.setdefault(one.code, []).append(one)
        self.month_earnings = 0
        self.month_deductions = 0

    def base(self, day: date) -> Fen:
        return base_on(self.employee, self.ground.versions[day.toordinal()].rules, day)

    def add(self, code: str, amount: Fen, clause: str, text: str, refs: Iterable[str] = ()) -> None:
        if amount:
            self.lines.append(PayLine(code, amount, Basis(clause, text, tuple(refs), self.version)))

    @property
    def unused_rest(self) -> Decimal:
        return Decimal(0) if self.quota is None else max(Decimal(0), self.quota - self.judged.rest_used)

    # Earnings

    def earn(self) -> None:
        self._base()
        self._typed("kpi")
        award = self.rules.full_attendance_award
        if award and self.whole_month and not self.judged.broken:
            self.add("full_attendance", award, "§7", _("No late, early leave, leave or absence in the whole month"))
        self._typed("award")
        unused = self.unused_rest
        if self.rules.rest_days.pay_unused and unused:
            amount = rounded(Fraction(self.full_base) / self.length * Fraction(unused))
            text = _("{unused} of {quota} rest days not taken: {base} ÷ {length} days × {unused} = {amount}").format(
                unused=shortest(unused),
                quota=shortest(self.quota or Decimal(0)),
                base=grouped(self.full_base),
                length=self.length,
                amount=grouped(amount),
            )
            self.add("rest_payout", amount, "§5", text)
        self._overtime()
        self._holiday()
        self._typed("other_earning")

    def _base(self) -> None:
        spans: list[list[Fen]] = []  # [amount, days]
        changes = {record.effective_from for record in self.employee.pay} | {v.effective_from for v in self.ground.facts.rules.versions}
        starts = [self.begin, *sorted(day for day in changes if self.begin < day <= self.end)]
        for start, after in zip(starts, [*starts[1:], self.end + timedelta(days=1)], strict=True):
            amount, days = self.base(start), (after - start).days
            if spans and spans[-1][0] == amount:
                spans[-1][1] += days
            else:
                spans.append([amount, days])
        total = rounded(sum((Fraction(amount) * days / self.length for amount, days in spans), Fraction(0)))
        if len(spans) == 1 and spans[0][1] == self.length:
            text = _("Monthly pay {amount}, employed the whole month: {length} of {length} days").format(
                amount=grouped(total), length=self.length
            )
        else:
            parts = [
                _("{amount} × {days} ÷ {length} days").format(amount=grouped(amount), days=days, length=self.length)
                for amount, days in spans
            ]
            text = " + ".join(parts) + f" = {grouped(total)}" + self._because()
        self.add("base", total, "§8", text, (self.begin.isoformat(), self.end.isoformat()))

    def _because(self) -> str:
        reasons = []
        if self.begin > self.ground.month.first:
            reasons.append(_("entry {day}").format(day=self.begin.isoformat()))
        if self.end < self.ground.month.last:
            reasons.append(_("exit {day}").format(day=self.end.isoformat()))
        reasons += [
            _("new pay from {day}").format(day=record.effective_from.isoformat())
            for record in self.employee.pay
            if self.begin < record.effective_from <= self.end
        ]
        return _(" ({reasons})").format(reasons=_(", ").join(reasons)) if reasons else ""

    def _typed(self, code: str, clause: str = "§8") -> None:
        entries = self.adjustments.get(code, ())
        if not entries:
            return
        total = sum(entry.amount for entry in entries)
        text = entries[0].reason or grouped(total)
        if len(entries) > 1:
            text = " + ".join(f"{entry.reason} {grouped(entry.amount)}".strip() for entry in entries) + f" = {grouped(total)}"
        self.add(code, total, clause, text, tuple(entry.settles for entry in entries if entry.settles))

    def _overtime(self) -> None:
        groups: dict[tuple[str, Fen, Decimal, Decimal], list[tuple[date, int]]] = {}
        for day in self.judged.days:
            paid = day.overtime_minutes - day.time_off_minutes
            if not paid:
                continue
            number = day.day.toordinal()
            rates = self.ground.versions[number].rules.overtime
            if number in self.ground.statutory:
                name, rate = _("statutory holiday"), rates.holiday
            elif day.kind is DayType.REST:
                name, rate = _("rest day"), rates.rest_day
            else:
                name, rate = _("working day"), rates.work_day
            groups.setdefault((name, self.base(day.day), rate, rates.hours_per_month), []).append((day.day, paid))
        total = Fraction(0)
        parts, refs = [], []
        for (name, base, rate, hours), days in groups.items():
            minutes = sum(count for _day, count in days)
            total += _hourly(base, hours, minutes, rate)
            parts.append(
                _("{name} {days}: {base} ÷ {hours} hours × {minutes} minutes ÷ 60 × {rate}").format(
                    name=name,
                    days=_days(day for day, _count in days),
                    base=grouped(base),
                    hours=shortest(hours),
                    minutes=minutes,
                    rate=shortest(rate),
                )
            )
            refs += [day.isoformat() for day, _count in days]
        if parts:
            amount = rounded(total)
            text = _("; ").join(parts) + f" = {grouped(amount)}"
            off = [day for day in self.judged.days if day.time_off_minutes]
            if off:
                text += _("; {days}: {minutes} minutes as time off, not paid").format(
                    days=_days(day.day for day in off), minutes=sum(day.time_off_minutes for day in off)
                )
            self.add("overtime", amount, "§1", text, refs)

    def _holiday(self) -> None:
        groups: dict[tuple[Fen, Decimal, Decimal], int] = {}  # (base, hours, rate) -> minutes
        parts, refs = [], []
        statutory = self.ground.statutory
        for day in self.judged.days:
            if not day.worked_minutes or not statutory:
                continue
            number = day.day.toordinal()
            if number not in statutory:
                continue
            rules = self.ground.versions[number].rules
            if not rules.holiday_pay:
                continue
            minutes = min(HOLIDAY_MINUTES, day.worked_minutes)
            base, rates = self.base(day.day), rules.overtime
            key = (base, rates.hours_per_month, rates.holiday)
            groups[key] = groups.get(key, 0) + minutes
            entry = self.ground.facts.calendar.days.get(day.day)
            parts.append(
                _("{name} {day} worked: {base} ÷ {hours} hours × {minutes} minutes ÷ 60 × {rate}").format(
                    name=entry.name if entry is not None else "",
                    day=_days((day.day,)),
                    base=grouped(base),
                    hours=shortest(rates.hours_per_month),
                    minutes=minutes,
                    rate=shortest(rates.holiday),
                )
            )
            refs.append(day.day.isoformat())
        if parts:
            total = sum((_hourly(base, hours, minutes, rate) for (base, hours, rate), minutes in groups.items()), Fraction(0))
            amount = rounded(total)
            self.add("holiday", amount, "§1", _("; ").join(parts) + f" = {grouped(amount)}", refs)

    # Deductions

    def deduct(self, gross: Fen) -> None:
        leave = self._leave()
        absence = self._absence(gross)
        self._fines()
        insurance = self._insurance()
        fund = self.employee.housing_fund
        self.add("fund", fund, "§8", _("Own share of the housing fund {amount} a month").format(amount=grouped(fund)))
        self.month_earnings = max(0, gross - leave - absence)
        self.month_deductions = insurance + fund + self.employee.special_deduction
        self._tax()
        self._typed("other_deduction")

    def _leave(self) -> Fen:
        groups: dict[tuple[str, Fen, Decimal], list[tuple[date, int]]] = {}
        for taken in self.judged.leaves:
            if taken.paid < 1:
                groups.setdefault((taken.type, self.base(taken.day), taken.paid), []).append((taken.day, taken.halves))
        total = Fraction(0)
        parts, refs = [], []
        for (name, base, paid), days in groups.items():
            count = Decimal(sum(halves for _day, halves in days)) / 2
            total += Fraction(base) / self.length * Fraction(count) * (1 - Fraction(paid))
            text = _("{name} {count} days ({days}): {base} ÷ {length} days × {count}").format(
                name=name,
                count=shortest(count),
                days=_days(day for day, _halves in days),
                base=grouped(base),
                length=self.length,
            )
            if paid:
                text += _(" × {part} % ({paid} % paid)").format(part=shortest((1 - paid) * 100), paid=shortest(paid * 100))
            parts.append(text)
            refs += [day.isoformat() for day, _halves in days]
        amount = rounded(total)
        self.add("leave", amount, "§5", _("; ").join(parts) + f" = {grouped(amount)}", refs)
        return amount

    def _absence(self, gross: Fen) -> Fen:
        days = [day for day in self.judged.days if day.absent_days]
        if not days:
            return 0
        absent = sum((day.absent_days for day in days), Decimal(0))
        row = self.row = ladder_row(absent, self.rules.absence_ladder)
        listed = _days(day.day for day in days)
        refs = [day.day.isoformat() for day in days]
        if row is None:
            amount = self.unpaid_absence()
            parts = [
                _("{base} ÷ {length} days × {count}").format(base=grouped(base), length=self.length, count=shortest(count))
                for base, count in self._absent_by_base().items()
            ]
            text = _("Absent {absent} days ({days}), the unpaid time: {parts} = {amount}").format(
                absent=shortest(absent), days=listed, parts=" + ".join(parts), amount=grouped(amount)
            )
        elif row.deduct_days is None:
            kept = sum(line.amount for line in self.lines if line.code in ("overtime", "holiday"))
            amount = gross - kept
            text = _("Absent {absent} days ({days}) → the whole month's pay, dismissal is proposed").format(
                absent=shortest(absent), days=listed
            )
            if kept:
                text += _(": {gross} − {kept} of overtime and holiday pay = {amount}").format(
                    gross=grouped(gross), kept=grouped(kept), amount=grouped(amount)
                )
        else:
            amount = rounded(Fraction(self.full_base) / self.length * Fraction(row.deduct_days))
            text = _("Absent {absent} days ({days}) → {deduct} days' pay: {base} ÷ {length} days × {deduct} = {amount}").format(
                absent=shortest(absent),
                days=listed,
                deduct=shortest(row.deduct_days),
                base=grouped(self.full_base),
                length=self.length,
                amount=grouped(amount),
            )
        self.add("absence", amount, "§6", text, refs)
        return amount

    def unpaid_absence(self) -> Fen:
        """The pay of the absent time alone, in 分: days × daily pay, each day by the base in force on it (§12)."""
        total = sum((Fraction(base) * Fraction(count) for base, count in self._absent_by_base().items()), Fraction(0))
        return rounded(total / self.length)

    def _absent_by_base(self) -> dict[Fen, Decimal]:
        found: dict[Fen, Decimal] = {}
        for day in self.judged.days:
            if day.absent_days:
                base = self.base(day.day)
                found[base] = found.get(base, Decimal(0)) + day.absent_days
        return found

    def _fines(self) -> None:
        entries = self.adjustments.get("fine", ())
        parts = [f"{entry.reason} {grouped(entry.amount)}".strip() for entry in entries]
        total = sum(entry.amount for entry in entries)
        refs = [entry.settles for entry in entries if entry.settles]
        if self.rules.red_packets.unpaid_at_close == "deducted":
            for packet in self.packets:
                if packet.owed:
                    parts.append(_("red packet of {day} {amount}").format(day=_days((packet.day,)), amount=grouped(packet.owed)))
                    refs.append(packet.day.isoformat())
                    total += packet.owed
        text = " + ".join(parts)
        if len(parts) > 1:
            text += f" = {grouped(total)}"
        self.add("fine", total, "§3", text, refs)

    def _insurance(self) -> Fen:
        kinds = self.rules.insurance_kinds
        if kinds:
            total = Fraction(0)
            parts = []
            for kind in kinds:
                base = self.full_base if kind.base is None else kind.base
                total += Fraction(base) * Fraction(kind.rate)
                parts.append(_("{name} {base} × {rate} %").format(name=kind.name, base=grouped(base), rate=shortest(kind.rate * 100)))
            amount = rounded(total)
            self.add("insurance", amount, "§8", " + ".join(parts) + f" = {grouped(amount)}")
            return amount
        premium, share = self.employee.insurance or 0, self.rules.insurance_own_share
        amount = rounded(Fraction(premium) * Fraction(share))
        text = _("{share} % of the premium {premium}").format(share=shortest(share * 100), premium=grouped(premium))
        self.add("insurance", amount, "§8", f"{text} = {grouped(amount)}")
        return amount

    # Tax

    @property
    def months(self) -> int:
        """Months of the year for the allowance: from the first with a roster of this person (§12)."""
        return max(1, self.carried.tax_months + 1)

    def _tax(self) -> None:
        if not self.rules.income_tax:
            return
        before = self.carried
        earnings, deductions = before.tax_earnings + self.month_earnings, before.tax_deductions + self.month_deductions
        taxable = tax.taxable(earnings, deductions, self.months)
        amount = tax.withheld(taxable, before.tax_withheld)
        if not amount:
            return
        rate, quick = tax.bracket(taxable)
        text = _("Cumulative {earnings} − 5,000.00 × {months} months − {deductions} = {taxable}; × {rate} %").format(
            earnings=grouped(earnings),
            months=self.months,
            deductions=grouped(deductions),
            taxable=grouped(taxable),
            rate=shortest(rate * 100),
        )
        if quick:
            text += _(" − quick deduction {quick}").format(quick=grouped(quick))
        if before.tax_withheld:
            text += _(" − withheld before {amount}").format(amount=grouped(before.tax_withheld))
        self.add("tax", amount, "§10", f"{text} = {grouped(amount)}")

    def carry(self, withheld: Fen) -> YearToDate:
        """What the next month starts from; January starts anew but for the leave of December (rest quota)."""
        counted = Decimal(sum(taken.halves for taken in self.judged.leaves if taken.counts)) / 2
        if self.ground.month.month == 12:
            return YearToDate(last_month_leave_days=counted)
        before = self.carried
        if not self.judged.rostered and not before.tax_months:
            # The year's sums begin with the first month that has a roster of this person (§12): earnings without their
            # month's allowance would be taxed too high.
            return replace(before, leave_days=before.leave_days + counted, last_month_leave_days=counted)
        return YearToDate(
            tax_months=before.tax_months + 1,
            tax_earnings=before.tax_earnings + self.month_earnings,
            tax_deductions=before.tax_deductions + self.month_deductions,
            tax_withheld=before.tax_withheld + withheld,
            leave_days=before.leave_days + counted,
            last_month_leave_days=counted,
        )

    def totals(self) -> Totals:
        judged = self.judged
        late = early = late_minutes = missed = worked = overtime = 0
        absent = leave = Decimal(0)
        for day in judged.days:
            worked += day.worked_minutes
            overtime += day.overtime_minutes
            if not day.anomalies and not day.leave_days:
                continue
            absent += day.absent_days
            leave += day.leave_days
            waived = {anomaly.value for anomaly in day.waived}
            if day.late_minutes and "late" not in waived:
                late += 1
                late_minutes += day.late_minutes
            if day.early_minutes and "early" not in waived:
                early += 1
            missed += (day.missed_in and "missed_in" not in waived) + (day.missed_out and "missed_out" not in waived)
        return Totals(
            work_days=Decimal(judged.work_days),
            present_days=judged.present,
            late_count=late,
            late_minutes=late_minutes,
            early_count=early,
            missed_count=missed,
            corrections=judged.corrections,
            absent_days=absent,
            leave_days=leave,
            rest_days_used=Decimal(judged.rest_used),
            rest_days_left=self.unused_rest,
            night_count=judged.nights,
            overtime_minutes=overtime,
            worked_minutes=worked,
        )


def _hourly(base: Fen, hours: Decimal, minutes: int, rate: Decimal) -> Fraction:
    """base ÷ hours of the month × minutes ÷ 60 × rate, exact, in 分 (headless.md, the rules)."""
    return Fraction(base) / Fraction(hours) * Fraction(minutes, 60) * Fraction(rate)


def _days(days: Iterable[date]) -> str:
    """'9/5、9/6' in the language of the user."""
    return _(", ").join(day_words(day) for day in days)
