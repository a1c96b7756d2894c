"""Answers for the month's check list (月结检查单): is the data complete, what the law says, what comes out, and the owner's signature."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from csdesk.core import law
from csdesk.core.calendar import Calendar, Month
from csdesk.core.money import grouped
from csdesk.core.payroll import MonthResult, Warning
from csdesk.core.rules import Rules
from csdesk.core.staff import Employee
from csdesk.files.paper import words
from csdesk.files.paper.letterhead import Letterhead, Paper
from csdesk.files.paper.page import A4, HEAVY, LIGHT, RIGHT, RULE, Sheet
from csdesk.files.paper.text import wrap
from csdesk.i18n import gettext as _
from csdesk.i18n import pgettext

MARGIN = 44.0
OPEN, FINE, TODO = "open", "fine", "todo"
MOST_BLOCKERS = 40


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the first part. `state`: open (▲), fine (☑) or todo (☐)."""

    state: str
    text: str
    detail: str = ""


def checks(result: MonthResult, employees: Sequence[Employee], *, rules: Rules, calendar: Calendar) -> tuple[Check, ...]:
    """What must be complete before the close, as read from the month; the last line, the signed slips, is done by hand."""
    month = Month.parse(result.month)
    names = words.display_names(result.employees)
    out = []
    until = result.covered_until
    if until is None:
        out.append(Check(OPEN, _("No clock-in data imported")))
    else:
        out.append(Check(FINE if until >= month.last else OPEN, _("Clock-in data up to {day}").format(day=until.isoformat())))
    days = [day for one in result.employees for day in one.days]
    waiting = sum(len(day.open) for day in days)
    every = sum(len(day.anomalies) for day in days)
    settled = _("{n} in all: {corrected} punches corrected, {waived} waived").format(
        n=every, corrected=sum(len(day.corrected) for day in days), waived=sum(len(day.waived) for day in days)
    )
    out.append(Check(OPEN if waiting else FINE, _("{n} anomalies of attendance to decide").format(n=waiting), settled))
    codes = [blocker.code for blocker in result.blockers]
    pending = sum(code in ("pending_leave", "pending_correction", "pending_overtime") for code in codes)
    leave = sum((one.totals.leave_days for one in result.employees), Decimal(0))
    overtime = sum(one.totals.overtime_minutes for one in result.employees)
    detail = _("leave {days} days, overtime {hours} h").format(days=words.days(leave) or "0", hours=words.hours(overtime) or "0")
    text = _("{n} requests wait for approval").format(n=pending) if pending else _("Leave, overtime and corrections are approved")
    out.append(Check(OPEN if pending else FINE, text, detail))
    blank = sum(code in ("blank_day", "leave_cell") for code in codes)
    text = _("{n} days of the roster are blank or leave without a record").format(n=blank) if blank else _("The roster is complete")
    out.append(Check(OPEN if blank else FINE, text))
    without = [names[one.employee_id] for one in result.employees if not any(line.code == "kpi" for line in one.lines)]
    if len(without) < len(result.employees):
        detail = _("without: {names}").format(names=_list(without)) if without else pgettext("paper", "everybody")
        out.append(Check(FINE, _("KPI pay of {n} people").format(n=len(result.employees) - len(without)), detail))
    unpaid = [packet for packet in result.red_packets if packet.state != "paid"]
    if unpaid:
        owed = pgettext("paper", ", ").join(
            f"{names.get(packet.employee_id, '—')} {packet.day:%m-%d} {grouped(packet.owed)}" for packet in unpaid[:6]
        )
        policy = {
            "left": _("they stay on the list, not taken from pay"),
            "fund": _("they go to the fund box"),
            "deducted": _("they are taken from pay (see part 2)"),
        }[rules.red_packets.unpaid_at_close]
        out.append(Check(OPEN, _("{n} red packets not paid").format(n=len(unpaid)), pgettext("list", "; ").join((owed, policy))))
    elif result.red_packets:
        out.append(Check(FINE, _("All {n} red packets are paid").format(n=len(result.red_packets))))
    paid, _why = words.pay_day(month, rules, calendar)
    detail = _("___ / {n}, pay day {day}").format(n=len(result.employees), day=paid.isoformat())
    out.append(Check(TODO, _("All payslips signed and back"), detail))
    return tuple(out)


def _list(names: Sequence[str], most: int = 6) -> str:
    shown = pgettext("paper", ", ").join(names[:most])
    return shown if len(names) <= most else _("{names} and {n} more").format(names=shown, n=len(names) - most)


def month_close(
    result: MonthResult, employees: Sequence[Employee], letterhead: Letterhead, *, rules: Rules, calendar: Calendar
) -> Paper:
    """The check list of the close: data, what still blocks it, warnings with article and two boxes to decide, results, signature."""
    return _Printer(result, employees, letterhead, rules, calendar).print()


class _Printer:
    def __init__(self, result: MonthResult, employees: Sequence[Employee], head: Letterhead, rules: Rules, calendar: Calendar) -> None:
        self.result = result
        self.head = head
        self.checks = checks(result, employees, rules=rules, calendar=calendar)
        self.month = Month.parse(result.month)
        self.title = pgettext("paper", "Month check list")
        self.sheet = Sheet(A4, f"{self.title} {result.month}", head)
        self.right = A4[0] - MARGIN
        self.y = 0.0
        self.sections = 0

    def print(self) -> Paper:
        self._begin()
        self._data()
        self._blockers()
        self._warnings()
        self._results()
        self._end()
        return self.sheet.paper()

    def _begin(self) -> None:
        self.sheet.draft()
        rules = _("Rules {label}").format(label=self.head.rules_label) if self.head.rules_label else ""
        state = "" if self.result.closed else pgettext("paper", " (not closed)")
        self.sheet.header(MARGIN, self.title, words.month_title(self.month) + state, rules)
        self.y = A4[1] - 56

    def _need(self, high: float) -> bool:
        if self.y - high >= 66:
            return False
        self._foot()
        self.sheet.show()
        self._begin()
        self.y -= 8
        return True

    def _section(self, text: str, more: str, rows: float) -> None:
        self._need(30 + rows)
        self.sections += 1
        label = pgettext("paper", "{n}. {title}").format(n=words.numeral(self.sections), title=text)
        wide = self.sheet.text(MARGIN, self.y - 20, label, 11, True)
        self.sheet.text(MARGIN + wide + 12, self.y - 20, more, 8.5)
        self.y -= 26

    def _sign(self, state: str, x: float, y: float) -> None:
        if state == OPEN:
            self.sheet.alert(x - 1, y - 1.6, 12)
        else:
            self.sheet.tick_box(x, y - 1.8, 9.6, state == FINE)

    def _data(self) -> None:
        sheet = self.sheet
        self._section(pgettext("paper", "Data"), _("everything but slips and red packets must be ticked before the close"), 60)
        for each in self.checks:
            lines = wrap(each.detail, 8.5, self.right - MARGIN - 190)
            self._need(15.5 * max(len(lines), 1))
            self.y -= 15.5
            self._sign(each.state, MARGIN + 2, self.y)
            sheet.text(MARGIN + 20, self.y, each.text, 9, each.state != FINE, room=166)
            end = sheet.lines(MARGIN + 190, self.y, lines, 8.5, 12)
            self.y = min(self.y, end + 12)

    def _blockers(self) -> None:
        lines = [blocker.message for blocker in self.result.blockers] + list(self.result.problems)
        if not lines:
            return
        blocked = _("{n} left").format(n=len(self.result.blockers)) if self.result.blockers else _("for information")
        self.y -= 8
        title = pgettext("paper", "Still open") if self.result.blockers else pgettext("paper", "To note")
        self._section(title, blocked, 40)
        for number, text in enumerate(lines[:MOST_BLOCKERS]):
            wrapped = wrap(text, 8.5, self.right - MARGIN - 22)
            self._need(13 * len(wrapped))
            self.y -= 14
            self._sign(OPEN if number < len(self.result.blockers) else TODO, MARGIN + 2, self.y)
            self.y = self.sheet.lines(MARGIN + 20, self.y, wrapped, 8.5, 12.5) + 12.5
        if len(lines) > MOST_BLOCKERS:
            self._need(14)
            self.y -= 14
            self.sheet.text(MARGIN + 20, self.y, _("and {n} more, see the Month tab").format(n=len(lines) - MOST_BLOCKERS), 8.5)

    def _heads(self) -> None:
        sheet = self.sheet
        sheet.fill(MARGIN, self.y - 17, self.right - MARGIN, 17, LIGHT)
        sheet.line(MARGIN, self.y, self.right, self.y, HEAVY)
        for x, label in zip((20.0, 226.0, 374.0, 436.0), (
            pgettext("paper", "Reminder"), pgettext("paper", "Basis"), pgettext("paper", "Concerns"), pgettext("paper", "Owner decides"),
        ), strict=True):  # fmt: skip
            sheet.text(MARGIN + x, self.y - 11.5, label, 8, True)
        sheet.line(MARGIN, self.y - 17, self.right, self.y - 17, RULE)
        self.y -= 17

    def _warnings(self) -> None:
        self.y -= 8
        more = _("they change no number; the owner decides each, the decision is kept with the close")
        self._section(pgettext("paper", "Reminders of the law"), more, 70)
        if not self.result.warnings:
            self.sheet.text(MARGIN + 20, self.y - 12, _("None."), 9)
            self.y -= 16
            return
        self.y -= 4
        self._heads()
        for each in self.result.warnings:
            self._warning(each)

    def _warning(self, each: Warning) -> None:
        sheet = self.sheet
        message = wrap(each.message, 9, 196)
        article = wrap(law.said(each.article), 8.5, 136, True)
        high = max(len(message), len(article), 2) * 13 + 9
        if self._need(high):
            self._heads()
        top = self.y - 13
        sheet.alert(MARGIN + 2, top - 2, 12)
        sheet.lines(MARGIN + 20, top, message, 9, 13)
        sheet.lines(MARGIN + 226, top, article, 8.5, 13, True)
        if each.employees:
            sheet.text(MARGIN + 374, top, _("{n} people").format(n=len(each.employees)), 9, True, room=60)
        for index, label in enumerate((_("mend and compute again"), _("known, keep it"))):
            sheet.tick_box(MARGIN + 436, top - 1.4 - 13 * index, 8.6, False)
            sheet.text(MARGIN + 448.5, top - 13 * index, label, 8, room=self.right - MARGIN - 448.5)
        self.y -= high
        sheet.line(MARGIN, self.y, self.right, self.y, 0.5)

    def _results(self) -> None:
        sheet, people = self.sheet, self.result.employees
        self.y -= 8
        self._section(pgettext("paper", "Result"), "", 50)
        quarter = (self.right - MARGIN) / 4
        for index, (label, value) in enumerate((
            (pgettext("paper", "People"), str(len(people))),
            (pgettext("paper", "Gross"), grouped(sum(one.gross for one in people))),
            (pgettext("paper", "Deducted"), grouped(sum(one.deductions for one in people))),
            (pgettext("paper", "Net pay in all"), grouped(sum(one.net for one in people))),
        )):  # fmt: skip
            x = MARGIN + index * quarter
            sheet.text(x, self.y - 11, label, 8.5)
            sheet.text(x, self.y - 28, value, 15, True, room=quarter - 8)
        note = _("After the close the data are frozen; later changes show as differences and are settled by a line of the next month.")
        short = sum(one.not_collected for one in people)
        if short:
            note += _(" Not collected (deductions beyond the earnings): {amount}.").format(amount=grouped(short))
        lines = wrap(note + _(" Reopening needs the owner's reason."), 8, self.right - MARGIN)
        self.y = sheet.lines(MARGIN, self.y - 44, lines, 8, 11.5)

    def _end(self) -> None:
        sheet, y = self.sheet, 52.0
        self._need(0)
        wide = 0.0
        if self.head.closed_at is not None and self.head.check_code:
            wide = 14 + sheet.text(self.right, y, _("Check {code}").format(code=self.head.check_code), 7.5, align=RIGHT)
        labels = (pgettext("paper", "Signature of the owner"), pgettext("paper", "Date"))
        sheet.signatures(MARGIN, y, labels, (self.right - MARGIN) * 0.8 if not wide else self.right - MARGIN - wide - 60)
        self._foot()
        sheet.show()

    def _foot(self) -> None:
        kept = _("Pay records are kept for at least two years (Interim Provisions on Payment of Wages, art. 6)")
        self.sheet.footer(MARGIN, (*words.state(self.head), kept, words.printed(self.head)))
