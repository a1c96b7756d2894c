"""Answers for payslips: four to an A4 page along cut lines, or one a page, folded to A5, with the person's month below."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from csdesk.core.attendance import AttendanceDay, DayType
from csdesk.core.calendar import Calendar, Month
from csdesk.core.money import Fen, grouped, shortest
from csdesk.core.payroll import EmployeeMonth, MonthResult, PayLine
from csdesk.core.rules import Rules
from csdesk.core.staff import Employee
from csdesk.files.paper import text as letters
from csdesk.files.paper import words
from csdesk.files.paper.letterhead import Letterhead, Paper
from csdesk.files.paper.page import A4, CENTRE, HAIR, HEAVY, LIGHT, QUARTER, QUARTERS, RIGHT, RULE, Sheet
from csdesk.i18n import gettext as _
from csdesk.i18n import pgettext

ITEM, AMOUNT = 58.0, 52.0
HEAD_ROW, TOTAL_ROW, GAP = 11.8, 15.0, 7.0
ONE, MORE, AIR, TIGHT = 14.0, 7.0, 4.5, 11.4
NET_FOOT, NET_HIGH = 46.0, 36.0


def payslips(
    result: MonthResult,
    employees: Sequence[Employee],
    letterhead: Letterhead,
    *,
    rules: Rules,
    calendar: Calendar,
    per_page: int = 4,
    only: Collection[int] | None = None,
) -> Paper:
    """Payslips of the month for everybody in `result`, or the employee ids in `only`, in order of the result.

    `per_page` 4 or 1. Only lines that are not zero, each with its basis in small print (§8); the net pay stands at the same
    height on every slip, in capitals, too. A slip with more lines than a quarter page holds goes on a page of its own.
    An open month is marked as a draft. Raises ValueError for another `per_page`.
    """
    if per_page not in (1, 4):
        raise ValueError(f"per_page is 1 or 4, not {per_page}")
    printer = _Printer(result, employees, letterhead, rules, calendar)
    people = [one for one in result.employees if only is None or one.employee_id in only]
    return printer.four(people) if per_page == 4 else printer.one(people)


@dataclass(frozen=True, slots=True)
class _Row:
    name: str
    basis: tuple[str, ...]
    amount: Fen

    def high(self, air: float) -> float:
        return ONE + MORE * (max(len(self.basis), 1) - 1) + air


class _Printer:
    def __init__(self, result: MonthResult, employees: Sequence[Employee], head: Letterhead, rules: Rules, calendar: Calendar) -> None:
        self.result = result
        self.head = head
        self.rules = rules
        self.calendar = calendar
        self.month = Month.parse(result.month)
        self.staff = {one.id: one for one in employees}
        self.names = words.pay_names()
        self.title = pgettext("paper", "Payslip")
        self.period = words.month_title(self.month)
        paid, why = words.pay_day(self.month, rules, calendar)
        self.paid = _("Pay day {day}").format(day=paid.isoformat()) + (_(" ({why})").format(why=why) if why else "")
        self.sheet = Sheet(A4, f"{self.title} {result.month}", head)

    def state(self) -> str:
        """Rules and state of the month, for the foot of a slip."""
        rules = _("Rules {label}").format(label=self.head.rules_label) if self.head.rules_label else ""
        return " · ".join(part for part in (rules, *words.state(self.head, seconds=False)) if part)

    def advice(self) -> str:
        return _("Sign after comparing with the attendance sheet and this slip.")

    def rows(self, lines: Sequence[PayLine], size: float, room: float, *, tight: bool = False) -> list[_Row]:
        out = []
        for line in lines:
            basis = " ".join(line.basis.text.split("\n"))
            parts = (basis,) if tight else letters.broken(basis, size, room)
            out.append(_Row(self.names.get(line.code, line.code), parts, line.amount))
        return out

    # four to a page

    def four(self, people: Sequence[EmployeeMonth]) -> Paper:
        small = [one for one in people if self._fits(one)]
        large = [one for one in people if not self._fits(one)]
        place = {one.employee_id: index for index, one in enumerate(people, 1)}
        for start in range(0, len(small), 4):
            self.sheet.cut_lines()
            for (x, y), one in zip(QUARTERS, small[start : start + 4], strict=False):
                self._slip(one, x, y, place[one.employee_id], len(people))
            self.sheet.show()
        for one in large:
            self._page(one)
        if not people:
            self._empty()
        return self.sheet.paper()

    def _room(self) -> float:
        """Height for both tables: from below the totals to above the net box."""
        return QUARTER[1] - 55.2 - NET_FOOT - NET_HIGH - 8

    def _plan(self, one: EmployeeMonth) -> tuple[list[list[_Row]], float, bool] | None:
        """Rows of earnings and deductions, air and tightness at which they fit a quarter page; None where they do not."""
        room = QUARTER[0] - ITEM - AMOUNT
        groups = [[line for line in one.lines if line.kind == kind and line.amount] for kind in ("earning", "deduction")]
        fixed = 2 * (HEAD_ROW + TOTAL_ROW) + GAP + (self._extra(one) and 11)
        loose = [self.rows(group, 7, room) for group in groups]
        bare = sum(row.high(0) for group in loose for row in group) + sum(ONE for group in loose if not group)
        count = max(sum(max(len(group), 1) for group in loose), 1)
        air = min(AIR, (self._room() - fixed - bare) / count)
        if air >= 0:
            return loose, air, False
        tight = [self.rows(group, 7, room, tight=True) for group in groups]
        narrow = min((letters.narrowing(row.basis[0], 7, room) for group in tight for row in group if row.basis), default=1.0)
        lines = sum(max(len(group), 1) for group in tight)
        if narrow >= 0.8 and fixed + lines * TIGHT <= self._room():
            return tight, 0.0, True
        return None

    def _fits(self, one: EmployeeMonth) -> bool:
        return self._plan(one) is not None

    def _extra(self, one: EmployeeMonth) -> bool:
        return one.not_collected > 0

    def _slip(self, one: EmployeeMonth, x: float, y: float, number: int, count: int) -> None:
        plan = self._plan(one)
        assert plan is not None
        groups, air, tight = plan
        if self.head.closed_at is None:
            self.sheet.watermark(x + QUARTER[0] / 2, y + QUARTER[1] * 0.42, 58, pgettext("paper", "DRAFT"))
        self._top(one, x, y + QUARTER[1], QUARTER[0], 1.0)
        bottom = self._tables(one, groups, x, y + QUARTER[1] - 55.2, QUARTER[0], 1.0, air, tight)
        if self._extra(one):
            self.sheet.text(x + 3, bottom - 10, self._shortfall(one), 7, room=QUARTER[0] - 6)
        self._net(one, x, y + NET_FOOT, QUARTER[0], 1.0)
        self.sheet.text(x, y + 35, self.paid, 6.5)
        wide = letters.width(self.paid, 6.5)
        self.sheet.text(x + wide + 9, y + 35, self.advice(), 6.5, room=QUARTER[0] - wide - 9)
        drawn = self.sheet.text(x, y + 16, pgettext("paper", "Received by"), 8.5)
        self.sheet.line(x + drawn + 4, y + 14, x + 150, y + 14, RULE)
        drawn = self.sheet.text(x + 161, y + 16, pgettext("paper", "Date"), 8.5)
        self.sheet.line(x + 161 + drawn + 4, y + 14, x + QUARTER[0], y + 14, RULE)
        wide = self.sheet.text(x + QUARTER[0], y, f"{number} / {count}", 6.5, align=RIGHT)
        self.sheet.text(x, y, self.state(), 6.5, room=QUARTER[0] - wide - 8)

    # the parts of a slip, at scale `s`; y is the top

    def _top(self, one: EmployeeMonth, x: float, y: float, wide: float, s: float) -> None:
        sheet = self.sheet
        right = x + wide
        drawn = sheet.text(right, y - 10 * s, self.title, 11 * s, True, align=RIGHT)
        drawn += sheet.text(right - drawn - 6 * s, y - 10 * s, self.period, 9 * s, align=RIGHT)
        person = self.staff.get(one.employee_id)
        shop = " · ".join(dict.fromkeys(part for part in (self.head.shop, person.shop if person is not None else "") if part))
        sheet.text(x, y - 10 * s, shop, 8 * s, room=wide - drawn - 18 * s)
        sheet.line(x, y - 14 * s, right, y - 14 * s, HEAVY)
        post = " · ".join(part for part in (one.no, one.post) if part)
        team = person.team if person is not None else ""
        taken = max(sheet.text(right, y - 24 * s, post, 8 * s, align=RIGHT, room=wide * 0.45),
                    sheet.text(right, y - 34.5 * s, team, 8 * s, align=RIGHT, room=wide * 0.45))  # fmt: skip
        self._name(one.name, x, y - 31 * s, 14 * s, wide - taken - 8 * s)
        totals = one.totals
        step = 0.0
        columns = (
            (pgettext("paper", "Due"), totals.work_days), (pgettext("paper", "Present"), totals.present_days),
            (pgettext("paper", "Rest"), totals.rest_days_used), (pgettext("paper", "Leave taken"), totals.leave_days),
            (pgettext("paper", "Absent"), totals.absent_days),
        )  # fmt: skip
        for label, value in columns:
            at = x + step
            drawn = sheet.text(at, y - 48.5 * s, label, 6.5 * s)
            shown = _("{days} days").format(days=shortest(value)) if value else "—"
            sheet.text(at + drawn + 3 * s, y - 48.5 * s, shown, 7.8 * s, room=wide / 5 - drawn - 4 * s)
            step += wide / 5

    def _name(self, name: str, x: float, y: float, size: float, room: float) -> None:
        self.sheet.name(x, y + size * 0.36, name, size, room, True)

    def _tables(
        self, one: EmployeeMonth, groups: list[list[_Row]], x: float, y: float, wide: float, s: float, air: float, tight: bool
    ) -> float:
        """Both tables from `y` down; gives the y below them."""
        sheet = self.sheet
        point = x + wide - (4 + letters.em(".00") * 8.5) * s
        basis = x + ITEM * s
        room = wide - (ITEM + AMOUNT) * s
        for index, (rows, head, foot, amount) in enumerate((
            (groups[0], pgettext("paper", "Earning"), pgettext("paper", "Gross"), one.gross),
            (groups[1], pgettext("paper", "Deduction"), pgettext("paper", "Deducted"), one.deductions),
        )):  # fmt: skip
            y -= index * GAP * s
            sheet.fill(x, y - HEAD_ROW * s, wide, HEAD_ROW * s, LIGHT)
            base = y - 8.5 * s
            sheet.text(x + 3 * s, base, head, 7.5 * s, True)
            sheet.text(basis, base, pgettext("paper", "Basis"), 7 * s)
            sheet.text(x + wide - 3 * s, base, pgettext("paper", "Amount (yuan)"), 7 * s, align=RIGHT)
            y -= HEAD_ROW * s
            for place, row in enumerate(rows):
                high = (TIGHT if tight else row.high(air)) * s
                first = y - (8.6 if tight else 9.6 + air / 2 - (1.2 if len(row.basis) > 1 else 0)) * s
                if place:
                    sheet.hair(x, y, x + wide, y)
                sheet.text(x + 3 * s, first, row.name, 8.5 * s, room=(ITEM - 5) * s)
                sheet.lines(basis, first + 0.4 * s, row.basis, 7 * s, 8.2 * s, room=room)
                sheet.money(point, first, row.amount, 8.5 * s, room=(AMOUNT - 18) * s)
                y -= high
            if not rows:
                sheet.text(x + 3 * s, y - 10 * s, pgettext("paper", "none"), 8.5 * s)
                y -= (TIGHT if tight else ONE) * s
            elif rows:
                sheet.hair(x, y, x + wide, y)
            sheet.text(x + 3 * s, y - 10.3 * s, foot, 8.5 * s, True)
            sheet.money(point, y - 10.3 * s, amount, 8.5 * s, True)
            y -= TOTAL_ROW * s
            sheet.line(x, y, x + wide, y, RULE)
        return y

    def _net(self, one: EmployeeMonth, x: float, y: float, wide: float, s: float) -> None:
        sheet = self.sheet
        sheet.box(x, y, wide, NET_HIGH * s, HEAVY)
        drawn = sheet.text(x + wide - 7 * s, y + 10.5 * s, f"¥ {grouped(one.net)}", 21 * s, True, align=RIGHT)
        sheet.text(x + 7 * s, y + 23 * s, pgettext("paper", "Net pay"), 10.5 * s, True)
        sheet.text(x + 7 * s, y + 9 * s, _("in capitals {text}").format(text=letters.capitals(one.net)), 7 * s, room=wide - drawn - 24 * s)

    def _shortfall(self, one: EmployeeMonth) -> str:
        return _("{amount} more than there was to pay: not collected.").format(amount=grouped(one.not_collected))

    # one to a page

    def one(self, people: Sequence[EmployeeMonth]) -> Paper:
        for one in people:
            self._page(one)
        if not people:
            self._empty()
        return self.sheet.paper()

    def _page(self, one: EmployeeMonth) -> None:
        sheet, margin = self.sheet, 50.0
        wide = A4[0] - 2 * margin
        groups = [[line for line in one.lines if line.kind == kind and line.amount] for kind in ("earning", "deduction")]
        packets = [packet for packet in self.result.red_packets if packet.employee_id == one.employee_id]
        half, full = A4[1] / 2, A4[1] - 42
        below = 235 + 13 * len(packets)
        month_top = 0.0  # 0: so many lines that the month goes on a page of its own
        for s in (1.3, 1.15, 1.0):
            rows, need = self._measured(groups, s, wide)
            if need <= half - 42:
                month_top = half - 26
                break
        else:
            for s in (1.15, 1.0, 0.85):
                rows, need = self._measured(groups, s, wide)
                if need <= full - below:
                    month_top = full - need - 16
                    break
            else:
                for s in (1.3, 1.15, 1.0, 0.85, 0.7, 0.55):
                    rows, need = self._measured(groups, s, wide)
                    if need <= full - 42:
                        break
        sheet.draft()
        self._top(one, margin, full, wide, s)
        y = self._tables(one, rows, margin, full - 55.2 * s, wide, s, 3, False)
        if self._extra(one):
            sheet.text(margin + 3 * s, y - 10 * s, self._shortfall(one), 7 * s, room=wide)
            y -= 11 * s
        y -= (18 + NET_HIGH) * s
        self._net(one, margin, y, wide, s)
        sheet.text(margin, y - 13 * s, self.paid, 6.5 * s)
        drawn = letters.width(self.paid, 6.5 * s)
        sheet.text(margin + drawn + 9 * s, y - 13 * s, self.advice(), 6.5 * s)
        sheet.signatures(margin, y - 37 * s, (pgettext("paper", "Received by"), pgettext("paper", "Paid by"), pgettext("paper", "Date")))
        foot = (self.state(), _("Pay records are kept for at least two years (Interim Provisions on Payment of Wages, art. 6)"))
        sheet.footer(margin, foot)
        if not month_top:
            sheet.show()
            sheet.draft()
            sheet.header(margin, self.title, f"{self.period}  {one.name}")
            sheet.footer(margin, foot)
            month_top = full - 40
        elif month_top == half - 26:
            sheet.line(14, half, 30, half, 0.5)
            sheet.line(A4[0] - 30, half, A4[0] - 14, half, 0.5)
        self._month(one, margin, month_top, wide)
        sheet.show()

    def _measured(self, groups: Sequence[Sequence[PayLine]], s: float, wide: float) -> tuple[list[list[_Row]], float]:
        """The rows at scale `s` and the height that the pay part of a page needs."""
        rows = [self.rows(group, 7 * s, wide - (ITEM + AMOUNT) * s) for group in groups]
        high = sum(row.high(3) for group in rows for row in group) + sum(ONE for group in rows if not group)
        return rows, s * (55.2 + 2 * (HEAD_ROW + TOTAL_ROW) + GAP + high + 11 + 20 + NET_HIGH + 46)

    def _month(self, one: EmployeeMonth, x: float, y: float, wide: float) -> None:
        """The person's days and red packets, from `y` down."""
        sheet = self.sheet
        drawn = sheet.text(x, y, pgettext("paper", "Attendance of the month"), 9, True)
        sheet.text(x + drawn + 10, y, _("as on the attendance sheet; figures are minutes late or early"), 6.5)
        y -= 8
        by_day = {day.day: day for day in one.days}
        listed = list(self.month.days())
        per_row = 16 if len(listed) == 31 else 15 if len(listed) == 30 else 14 if len(listed) == 28 else 15
        column, high = wide / per_row, 34.0
        for start in range(0, len(listed), per_row):
            for index, day in enumerate(listed[start : start + per_row]):
                left = x + index * column
                entry = self.calendar.days.get(day)
                holiday = self.calendar.is_statutory(day)
                if day.weekday() >= 5 or holiday:
                    sheet.fill(left, y - 11, column, 11, LIGHT)
                sheet.text(left + 2, y - 8.3, str(day.day), 6.8, True)
                label = entry.name if entry is not None and holiday else words.weekday(day)
                sheet.text(left + column - 2, y - 8.3, label, 6.2, align=RIGHT, room=column - 13)
                self._day(by_day.get(day), left, y - high, column, high - 11)
                sheet.box(left, y - high, column, high, HAIR)
            y -= high + 2
        y -= 22
        packets = [packet for packet in self.result.red_packets if packet.employee_id == one.employee_id]
        sheet.text(x, y, pgettext("paper", "Red packets (sent in the group, not taken from pay)"), 9, True)
        if not packets:
            sheet.text(x, y - 14, _("None this month."), 7.5)
        for packet in packets:
            y -= 13
            if y < 42:
                sheet.show()
                y = A4[1] - 60
            shown = by_day.get(packet.day)
            parts = [words.day_title(packet.day), words.packet_reason(packet.reason, packet.minutes)]
            if shown is not None:
                at = shown.check_in if packet.reason == "late" else shown.check_out
                if at is not None:
                    parts.append(_("punched {time}").format(time=f"{at:%H:%M}"))
            parts.append(_("red packet {amount} yuan").format(amount=grouped(packet.amount)) + words.packet_parts(packet.parts))
            parts.append(words.packet_state(packet))
            sheet.text(x, y, "    ".join(parts), 7.5, room=wide)

    def _day(self, day: AttendanceDay | None, x: float, y: float, wide: float, high: float) -> None:
        sheet = self.sheet
        middle = x + wide / 2
        if day is None or day.kind is DayType.NOT_EMPLOYED:
            sheet.hatch(x, y, wide, high)
            return
        if day.kind is DayType.UNROSTERED:
            return
        marks = words.day_marks(day)
        shown = words.shift_mark(day.shift, self.rules) if day.shift else "休"
        if day.leave_days or day.kind is DayType.LEAVE:
            shown = words.leave_mark(day.leave_type)
            marks = ("½", *marks) if 0 < day.leave_days < 1 else marks
        if day.absent_days:
            marks = (words.absent_mark(day.absent_days), *marks)
        sheet.text(middle, y + (13 if marks else 8.5), shown, 9, align=CENTRE)
        if marks:
            sheet.text(middle, y + 4, " ".join(marks), 6.8, True, align=CENTRE, room=wide - 3)

    def _empty(self) -> None:
        self.sheet.header(50, self.title, self.period)
        text = _("Nobody was employed in this month, so there is no payslip. People are entered under Staff.")
        self.sheet.text(50, A4[1] - 90, text, 9, room=A4[0] - 100)
        self.sheet.footer(50, (self.state(),))
        self.sheet.show()
