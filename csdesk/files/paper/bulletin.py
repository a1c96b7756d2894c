"""Answers for the weekly bulletin (考勤公布): the week's red packets, the doubled ones, punches to correct; as a page and for the chat."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from csdesk.core.attendance import Anomaly, AttendanceDay, DayType
from csdesk.core.money import Fen, grouped, shortest
from csdesk.core.payroll import MonthResult, RedPacket
from csdesk.core.rules import Rules
from csdesk.core.staff import Employee
from csdesk.files.paper import words
from csdesk.files.paper.letterhead import Letterhead, Paper
from csdesk.files.paper.page import A4, HEAVY, LIGHT, RIGHT, RULE, Sheet
from csdesk.files.paper.text import width, wrap
from csdesk.i18n import gettext as _
from csdesk.i18n import pgettext

MARGIN, ROW, HEAD_ROW = 44.0, 25.0, 18.0


@dataclass(frozen=True, slots=True)
class Missed:
    """A punch to be corrected: whose, which, how many corrections the person has had in the month."""

    employee_id: int
    name: str
    day: date
    shift: str
    what: str
    corrections: int
    supervisor: str


@dataclass(frozen=True, slots=True)
class Packet:
    packet: RedPacket
    name: str
    shift: str
    reason: str
    punched: str  # 08:41, or ''


@dataclass(frozen=True)
class Week:
    """What a bulletin says of Monday to Sunday. `late`: days late or early, for shops without tiers. `clean` of `people`: without both."""

    first: date
    packets: tuple[Packet, ...]
    older: tuple[Packet, ...]  # of earlier weeks, unpaid
    missed: tuple[Missed, ...]
    late: tuple[tuple[str, AttendanceDay, str], ...]
    clean: int
    people: int

    @property
    def last(self) -> date:
        return self.first + timedelta(days=6)

    @property
    def deadline(self) -> date:
        """The Monday by whose end the packets are to be paid (§3)."""
        return self.first + timedelta(days=7)

    @property
    def amount(self) -> Fen:
        return sum(each.packet.amount for each in self.packets)

    @property
    def unpaid(self) -> tuple[Packet, ...]:
        return tuple(each for each in self.packets if each.packet.state != "paid")


def week_of(results: MonthResult | Sequence[MonthResult], day: date, employees: Sequence[Employee], rules: Rules) -> Week:
    """The week (Mon–Sun) of `day`; `results` are the months it touches (§3: by roster day), and the month before for older packets."""
    months = (results,) if isinstance(results, MonthResult) else tuple(results)
    first = day - timedelta(days=day.weekday())
    last = first + timedelta(days=6)
    staff = {one.id: one for one in employees}
    people = {one.employee_id: one for month in months for one in month.employees}
    names = words.display_names(list(people.values()))
    days = {(each.employee_id, each.day): each for month in months for one in month.employees for each in one.days}

    def told(packet: RedPacket) -> Packet:
        judged = days.get((packet.employee_id, packet.day))
        at = None
        if judged is not None:
            at = judged.check_in if packet.reason == "late" else judged.check_out
        return Packet(
            packet, names.get(packet.employee_id, "—"), words.shift_name(judged.shift if judged else None, rules),
            words.packet_reason(packet.reason, packet.minutes), f"{at:%H:%M}" if at is not None else "",
        )  # fmt: skip

    listed = [packet for month in months for packet in month.red_packets]
    listed.sort(key=lambda each: (each.day, each.employee_id, each.reason))
    missed, late, seen, unclean = [], [], set(), set()
    for (employee_id, when), judged in sorted(days.items(), key=lambda item: (item[0][1], item[0][0])):
        if not first <= when <= last or judged.kind is DayType.NOT_EMPLOYED:
            continue
        seen.add(employee_id)
        person = people[employee_id]
        for flag, anomaly, text in (
            (judged.missed_in, Anomaly.MISSED_IN, pgettext("paper", "check-in")),
            (judged.missed_out, Anomaly.MISSED_OUT, pgettext("paper", "check-out")),
        ):
            if flag and anomaly not in judged.waived:
                corrections = next(
                    (each.totals.corrections for month in months if month.month == f"{when:%Y-%m}" for each in month.employees
                     if each.employee_id == employee_id), person.totals.corrections,
                )  # fmt: skip
                shift = words.shift_name(judged.shift, rules)
                lead = _supervisor(staff.get(employee_id), employees, when)
                missed.append(Missed(employee_id, names[employee_id], when, shift, text, corrections, lead))
        for minutes, anomaly, reason in ((judged.late_minutes, Anomaly.LATE, "late"), (judged.early_minutes, Anomaly.EARLY, "early")):
            if minutes and anomaly not in judged.waived:
                unclean.add(employee_id)
                late.append((names[employee_id], judged, words.packet_reason(reason, minutes)))
    return Week(
        first,
        tuple(told(each) for each in listed if first <= each.day <= last),
        tuple(told(each) for each in listed if each.day < first and each.state != "paid"),
        tuple(missed), tuple(late), len(seen - unclean), len(seen),
    )  # fmt: skip


def _supervisor(person: Employee | None, employees: Sequence[Employee], day: date) -> str:
    """Who may certify: the supervisor of the team, else of the shop; '' where the staff file names none."""
    above = [one for one in employees if ("主管" in one.level or "店长" in one.level) and one.employed_on(day)]
    if person is not None:
        above.sort(key=lambda one: (one.team != person.team, one.shop != person.shop, one.id == person.id, one.no))
    return above[0].name if above else ""


def tier_text(rules: Rules) -> str:
    """1–10 分 10.00 元，分 5 份；…；超过 30 分按缺勤半天，不发红包。 '' without tiers."""
    parts, low = [], 1
    for tier in rules.late_tiers:
        span = _("{low}–{high} min").format(low=low, high=tier.up_to) if tier.up_to else _("over {low} min").format(low=low - 1)
        if tier.red_packet:
            shares = _("in {parts} parts").format(parts=tier.parts) if tier.parts else _("in any number of parts")
            parts.append(_("{span} {amount} yuan, {shares}").format(span=span, amount=grouped(tier.red_packet), shares=shares))
        elif tier.absent_days:
            parts.append(_("{span} counts as absent for {days} days, no red packet").format(span=span, days=shortest(tier.absent_days)))
        low = (tier.up_to or 0) + 1
    return _("{text}.").format(text=pgettext("list", "; ").join(parts)) if parts else ""


def _day_label(day: date) -> str:
    return f"{day:%m-%d} {words.week_name(day)}"


def _span(week: Week) -> str:
    return _("{first} ({first_day}) to {last} ({last_day})").format(
        first=week.first.isoformat(), first_day=words.weekday(week.first), last=f"{week.last:%m-%d}", last_day=words.weekday(week.last)
    )


def bulletin(
    results: MonthResult | Sequence[MonthResult], day: date, employees: Sequence[Employee], letterhead: Letterhead, *, rules: Rules
) -> Paper:
    """The bulletin of the week (Mon–Sun) of `day`, to hang out and to read; red packets yes, pay no (§3, §4)."""
    return _Printer(week_of(results, day, employees, rules), results, letterhead, rules).print()


def bulletin_text(results: MonthResult | Sequence[MonthResult], day: date, employees: Sequence[Employee], *, rules: Rules) -> str:
    """The same for the group chat: who, when, how much, doubled or not, and until when to pay."""
    week = week_of(results, day, employees, rules)
    lines = [_("[Attendance] week {number}, {span}").format(number=week.first.isocalendar()[1], span=_span(week))]
    if week.packets:
        lines += ["", _("Red packets: {n}, {amount} yuan in all").format(n=len(week.packets), amount=grouped(week.amount))]
        for number, each in enumerate(week.packets, 1):
            packet = each.packet
            lines.append(
                f"{number}. {each.name}  {_day_label(packet.day)}  {each.reason}  "
                + _("{amount} yuan").format(amount=grouped(packet.amount))
                + words.packet_parts(packet.parts) + "  " + words.packet_state(packet)
            )  # fmt: skip
    if week.older:
        lines += ["", _("Earlier ones not paid:")]
        for each in week.older:
            lines.append(f"- {each.name}  {_day_label(each.packet.day)}  {each.reason}  {words.packet_state(each.packet)}")
    if not rules.late_tiers and week.late:
        lines += ["", _("Late and early:")]
        lines += [f"- {name}  {_day_label(judged.day)}  {reason}" for name, judged, reason in week.late]
    if week.missed:
        lines += ["", _("Punches to correct:")]
        lines += [f"- {each.name}  {_day_label(each.day)}  {each.shift}  {each.what}" for each in week.missed]
    until = reached(results)
    if until is None or until < week.first:
        lines += ["", no_data()]
    elif not (week.packets or week.older or week.missed or (week.late and not rules.late_tiers)):
        lines += ["", _("Nothing to report. Thank you, everybody!")]
    if until is not None and week.first <= until < week.last:
        lines += ["", _("clock-in data up to {day}").format(day=until.isoformat())]
    if week.unpaid:
        lines += ["", deadline_text(week, rules)]
    return "\n".join(lines)


def reached(results: MonthResult | Sequence[MonthResult]) -> date | None:
    """The last day that imports cover."""
    months = (results,) if isinstance(results, MonthResult) else tuple(results)
    return max((month.covered_until for month in months if month.covered_until is not None), default=None)


def no_data() -> str:
    return _("No clock-in data of this week yet. Import the file of the clock under Attendance, then print again.")


def deadline_text(week: Week, rules: Rules) -> str:
    """Until when to pay, what happens then, and that senders may not grab their own."""
    until = words.day_title(week.deadline)
    if rules.red_packets.double_when_unpaid:
        return _("Pay in the group by {day} 24:00, after that it doubles once. Who sends one may not grab it.").format(day=until)
    return _("Pay in the group by {day} 24:00. Who sends one may not grab it.").format(day=until)


class _Printer:
    def __init__(self, week: Week, results: MonthResult | Sequence[MonthResult], head: Letterhead, rules: Rules) -> None:
        self.week = week
        self.head = head
        self.rules = rules
        self.title = pgettext("paper", "Attendance bulletin")
        self.number = _("Week {number}").format(number=week.first.isocalendar()[1])
        self.until = reached(results)
        self.sheet = Sheet(A4, f"{self.title} {week.first.isoformat()}", head)
        self.right = A4[0] - MARGIN
        self.y = 0.0
        self.sections = 0

    def print(self) -> Paper:
        week = self.week
        self._header()
        self._figures()
        if not (week.packets or week.older or week.missed or (week.late and not self.rules.late_tiers)):
            covered = self.until is not None and self.until >= week.first
            text = _("Nobody late or early, no punch missing this week. Thank you, everybody!") if covered else no_data()
            self.sheet.text(MARGIN, self.y - 20, text, 11, room=self.right - MARGIN)
            self.y -= 50
        if week.packets:
            self._packets()
        if week.older:
            self._older()
        if week.late and not self.rules.late_tiers:
            self._late()
        if week.missed:
            self._missed()
        self._rules()
        self._end()
        return self.sheet.paper()

    def _header(self) -> None:
        sheet, y = self.sheet, A4[1] - 58
        wide = sheet.text(MARGIN, y, self.title, 24, True)
        wide += 16 + sheet.text(MARGIN + wide + 16, y, self.number, 14, True)
        told = self.head.printed_at.date()
        published = _("published {day} ({weekday})").format(day=told.isoformat(), weekday=words.weekday(told))
        taken = max(sheet.text(self.right, y + 10, self.head.owner, 8.5, True, align=RIGHT, room=150),
                    sheet.text(self.right, y - 2, published, 8.2, align=RIGHT))  # fmt: skip
        sheet.text(MARGIN + wide + 14, y, _span(self.week), 11, room=self.right - MARGIN - wide - 24 - taken)
        sheet.line(MARGIN, A4[1] - 68, self.right, A4[1] - 68, HEAVY)
        self.y = A4[1] - 68

    def _figures(self) -> None:
        sheet, week = self.sheet, self.week
        y, third = self.y, (self.right - MARGIN) / 3
        open_ones = len(week.unpaid)
        later = self.head.printed_at.date() > week.deadline
        if later or not self.rules.red_packets.double_when_unpaid:
            label, value = pgettext("paper", "not paid"), _("{n} packets").format(n=open_ones)
            if open_ones:
                owed = sum(each.packet.owed for each in week.unpaid)
                value = _("{n} packets, {amount} yuan now").format(n=open_ones, amount=grouped(owed))
        else:
            label = _("to pay by {day} 24:00").format(day=words.day_title(week.deadline))
            value = _("{n} packets, then doubled").format(n=open_ones) if open_ones else _("{n} packets").format(n=0)
        for index, (small, large) in enumerate((
            (pgettext("paper", "Red packets"), _("{n} packets").format(n=len(week.packets))),
            (pgettext("paper", "Amount"), _("{amount} yuan").format(amount=grouped(week.amount))),
            (label, value),
        )):  # fmt: skip
            x = MARGIN + index * third
            sheet.text(x, y - 25, small, 9)
            sheet.text(x, y - 43, large, 15 if index < 2 else 12, True, room=third - 10)
        self.y = y - 50

    def _need(self, high: float) -> bool:
        """Begin a new page when `high` does not fit above the foot; True when it did."""
        if self.y - high >= 62:
            return False
        self._foot()
        self.sheet.show()
        self._header()
        self.y -= 10
        return True

    def _section(self, text: str, more: str = "", rows: int = 1) -> None:
        self._need(28 + HEAD_ROW + ROW * min(rows, 2))
        self.sections += 1
        counted = pgettext("paper", "{n}. {title}").format(n=words.numeral(self.sections), title=text)
        self.sheet.text(MARGIN, self.y - 28, counted + more, 11, True)
        self.y -= 37

    def _heads(self, labels: Sequence[tuple[float, str, bool]]) -> None:
        """Column heads at x, right-aligned where asked."""
        sheet = self.sheet
        sheet.fill(MARGIN, self.y - HEAD_ROW, self.right - MARGIN, HEAD_ROW, LIGHT)
        for x, label, right in labels:
            sheet.text(x, self.y - 12, label, 8.2, True, align=RIGHT if right else 0)
        sheet.line(MARGIN, self.y, self.right, self.y, RULE)
        sheet.line(MARGIN, self.y - HEAD_ROW, self.right, self.y - HEAD_ROW, RULE)
        self.y -= HEAD_ROW

    def _row(self, labels: Sequence[tuple[float, str, bool]]) -> float:
        """Room for a row, with the heads again on a new page; gives its baseline."""
        if self._need(ROW):
            self._heads(labels)
        self.y -= ROW
        self.sheet.line(MARGIN, self.y, self.right, self.y, 0.5)
        return self.y + ROW / 2 - 3.6

    def _state(self, x: float, y: float, packet: RedPacket) -> None:
        sheet = self.sheet
        sheet.tick_box(x, y - 1.4, 10.5, packet.state == "paid")
        if packet.state == "paid":
            sheet.text(x + 15, y, pgettext("paper", "paid"), 10)
        elif packet.state == "doubled":
            sheet.text(x + 15, y, _("doubled {amount}").format(amount=grouped(packet.owed)), 9, True, room=self.right - x - 15)
        else:
            sheet.text(x + 15, y, pgettext("paper", "not paid"), 10, True)

    def _packets(self) -> None:
        sheet = self.sheet
        xs = [MARGIN + n for n in (4, 92, 166, 212, 338, 400, 435, 447)]
        labels = (
            (xs[0], pgettext("paper", "Name"), False),
            (xs[1], pgettext("paper", "Date"), False),
            (xs[2], pgettext("paper", "Shift"), False),
            (xs[3], pgettext("paper", "What"), False),
            (xs[4], pgettext("paper", "Punch"), True),
            (xs[5], pgettext("paper", "Packet (yuan)"), True),
            (xs[6], pgettext("paper", "Parts"), True),
            (xs[7], pgettext("paper", "State"), False),
        )
        self._section(pgettext("paper", "Red packets of the week"), rows=len(self.week.packets))
        self._heads(labels)
        for each in self.week.packets:
            y = self._row(labels)
            packet = each.packet
            sheet.text(xs[0], y, each.name, 11, True, room=xs[1] - xs[0] - 4)
            sheet.text(xs[1], y, _day_label(packet.day), 10)
            sheet.text(xs[2], y, each.shift, 10, room=xs[3] - xs[2] - 4)
            sheet.text(xs[3], y, each.reason, 10, room=xs[4] - xs[3] - 32)
            sheet.text(xs[4], y, each.punched, 10, align=RIGHT)
            sheet.money(xs[5] - width(".00", 11, True), y, packet.amount, 11, True)
            parts = _("{n} parts").format(n=packet.parts) if packet.parts else pgettext("paper", "any")
            sheet.text(xs[6], y, parts, 10, align=RIGHT)
            self._state(xs[7], y, packet)

    def _older(self) -> None:
        sheet = self.sheet
        xs = [MARGIN + n for n in (4, 92, 166, 355, 434, 447)]
        labels = (
            (xs[0], pgettext("paper", "Name"), False),
            (xs[1], pgettext("paper", "Date"), False),
            (xs[2], pgettext("paper", "What"), False),
            (xs[3], pgettext("paper", "Packet before"), True),
            (xs[4], pgettext("paper", "Now (yuan)"), True),
            (xs[5], pgettext("paper", "State"), False),
        )
        title = _("Earlier ones not paid, doubled (once only)") if self.rules.red_packets.double_when_unpaid else _("Earlier ones not paid")
        self._section(title, rows=len(self.week.older))
        self._heads(labels)
        for each in self.week.older:
            y = self._row(labels)
            packet = each.packet
            sheet.text(xs[0], y, each.name, 11, True, room=xs[1] - xs[0] - 4)
            sheet.text(xs[1], y, _day_label(packet.day), 10)
            sheet.text(xs[2], y, each.reason, 10, room=xs[3] - xs[2] - 70)
            cents = width(".00", 11, True)
            sheet.money(xs[3] - cents, y, packet.amount, 11, True)
            sheet.money(xs[4] - cents, y, packet.owed, 11, True)
            sheet.tick_box(xs[5], y - 1.4, 10.5, False)
            sheet.text(xs[5] + 15, y, pgettext("paper", "not paid"), 10, True)

    def _late(self) -> None:
        sheet = self.sheet
        xs = [MARGIN + n for n in (4, 110, 210, 290, 420)]
        labels = (
            (xs[0], pgettext("paper", "Name"), False),
            (xs[1], pgettext("paper", "Date"), False),
            (xs[2], pgettext("paper", "Shift"), False),
            (xs[3], pgettext("paper", "What"), False),
            (xs[4], pgettext("paper", "Punch"), False),
        )
        self._section(_("Late and early, for the supervisor to decide"), rows=len(self.week.late))
        self._heads(labels)
        for name, judged, reason in self.week.late:
            y = self._row(labels)
            times = "–".join(f"{at:%H:%M}" for at in (judged.check_in, judged.check_out) if at is not None)
            sheet.text(xs[0], y, name, 11, True, room=xs[1] - xs[0] - 4)
            shift = words.shift_name(judged.shift, self.rules)
            for x, text in ((xs[1], _day_label(judged.day)), (xs[2], shift), (xs[3], reason), (xs[4], times)):
                sheet.text(x, y, text, 10)

    def _missed(self) -> None:
        sheet = self.sheet
        xs = [MARGIN + n for n in (4, 92, 166, 212, 282, 372)]
        labels = tuple((x, label, False) for x, label in zip(xs, (
            pgettext("paper", "Name"), pgettext("paper", "Date"), pgettext("paper", "Shift"), pgettext("paper", "Missing"),
            pgettext("paper", "Corrections so far"), pgettext("paper", "Supervisor in charge"),
        ), strict=True))  # fmt: skip
        half = shortest(self.rules.missed_punch_absent_days)
        more = _(" (corrected when the supervisor certifies; at the close each counts as absent for {days} days)").format(days=half)
        self._section(_("Punches to correct"), more, rows=len(self.week.missed))
        self._heads(labels)
        free = self.rules.corrections.free_per_month
        for each in self.week.missed:
            y = self._row(labels)
            within = free is None or each.corrections < free
            count = _("{n} times, free").format(n=each.corrections) if within else _("{n} times, quota used").format(n=each.corrections)
            sheet.text(xs[0], y, each.name, 11, True, room=xs[1] - xs[0] - 4)
            values = (_day_label(each.day), each.shift, each.what, count, each.supervisor)
            for index, text in enumerate(values):
                end = xs[index + 2] if index + 2 < len(xs) else self.right
                sheet.text(xs[index + 1], y, text, 10, room=end - xs[index + 1] - 4)

    def _rules(self) -> None:
        sheet, week = self.sheet, self.week
        lines = [tier_text(self.rules)]
        if self.rules.late_tiers:
            lines.append(deadline_text(week, self.rules) + _(" Late and early leave of one day count apart."))
            senders = list(dict.fromkeys(each.name for each in (*week.packets, *week.older) if each.packet.state != "paid"))
            if senders:
                lines.append(_("May not grab the packet they send: {names}.").format(names=pgettext("paper", ", ").join(senders)))
        lines.append(_("Something wrong? Tell the supervisor, with a screenshot of the punch."))
        room = self.right - MARGIN - 12
        wrapped = [wrap(line, 9, room) for line in lines if line]
        self._need(44 + sum(len(each) for each in wrapped) * 14)
        self._section(pgettext("paper", "Rules"), rows=0)
        for each in wrapped:
            self.sheet.text(MARGIN + 2, self.y - 8, "•", 9)
            self.y = sheet.lines(MARGIN + 10, self.y - 8, each, 9, 14) + 8 - 1.5

    def _end(self) -> None:
        sheet, y = self.sheet, 62.0
        self._need(24)
        text = _("Neither late nor early this week: {clean} / {people} people").format(clean=self.week.clean, people=self.week.people)
        wide = sheet.text(self.right, y, text, 9, align=RIGHT)
        labels = (pgettext("paper", "Supervisor"), pgettext("paper", "Published by"))
        sheet.signatures(MARGIN, y, labels, self.right - MARGIN - wide - 20)
        self._foot()
        sheet.show()

    def _foot(self) -> None:
        data = _("clock-in data up to {day}").format(day=self.until.isoformat()) if self.until else _("no clock-in data yet")
        rules = _("Rules {label}, section 3").format(label=self.head.rules_label) if self.head.rules_label else ""
        self.sheet.footer(MARGIN, (f"{self.number} {self.title}", data, rules, words.printed(self.head)))
