"""Answers for payroll and payslips as XLSX: every pay line a real number, totals as numbers, nothing to be calculated by the sheet."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from csdesk.core.calendar import Calendar, Month
from csdesk.core.payroll import DEDUCTIONS, EARNINGS, EmployeeMonth, MonthResult
from csdesk.core.rules import Rules
from csdesk.core.staff import Employee
from csdesk.files.heads import said
from csdesk.files.paper import words
from csdesk.files.paper.letterhead import Letterhead
from csdesk.files.paper.text import capitals
from csdesk.files.sheets.book import COUNT, MONEY, TEXT, WRAP, Book, Table, rows, yuan
from csdesk.i18n import gettext as _
from csdesk.i18n import pgettext

ALWAYS = ("base", "leave", "absence", "insurance", "tax")


def payroll(result: MonthResult, employees: Sequence[Employee], letterhead: Letterhead, *, rules: Rules, calendar: Calendar) -> bytes:
    """One row per person with one column per kind of pay line that somebody has, subtotals by team, the total; a second sheet
    with every line and its basis."""
    staff = {one.id: one for one in employees}
    used = {line.code for one in result.employees for line in one.lines if line.amount} | set(ALWAYS)
    names = words.pay_names()
    title = pgettext("paper", "Payroll")
    book = Book(f"{title} {result.month}", letterhead.owner, letterhead.printed_at)
    table = book.sheet(f"{title} {result.month}")
    _title(table, result, letterhead, title, rules, calendar)
    earnings = [code for code in EARNINGS if code in used]
    deductions = [code for code in DEDUCTIONS if code in used]
    short = any(one.not_collected for one in result.employees)
    labels = (
        said("工号"), said("姓名"), pgettext("paper", "Team"), pgettext("paper", "Post"), pgettext("paper", "Days present"),
        *(names[code] for code in earnings), pgettext("paper", "Gross"),
        *(names[code] for code in deductions), pgettext("paper", "Deducted"),
        pgettext("paper", "Net pay"), *((pgettext("paper", "Not collected"),) if short else ()), pgettext("paper", "Signature"),
    )  # fmt: skip
    table.heads(2, labels)
    groups = words.groups(result.employees, staff)
    row = 3
    bold_columns = {5 + len(earnings), 6 + len(earnings) + len(deductions), 7 + len(earnings) + len(deductions)}

    def money(people: Sequence[EmployeeMonth]) -> list[int]:
        def of(code: str) -> int:
            return sum(line.amount for one in people for line in one.lines if line.code == code)

        out = [of(code) for code in earnings] + [sum(one.gross for one in people)]
        out += [of(code) for code in deductions] + [sum(one.deductions for one in people), sum(one.net for one in people)]
        return out + ([sum(one.not_collected for one in people)] if short else [])

    def line(people: Sequence[EmployeeMonth], **more: object) -> None:
        for index, amount in enumerate(money(people)):
            total = 5 + index in bold_columns
            value = yuan(amount) if amount or total else None
            table.put(row, 5 + index, value, MONEY, **({"bold": True} if total else {}), **more)

    for name, members in groups:
        for one in members:
            for column, text in enumerate((one.no, one.name, name, one.post)):
                table.put(row, column, text)
            table.put(row, 4, one.totals.present_days, COUNT)
            line([one])
            row += 1
        if len(groups) > 1:
            label = _("{group} subtotal {n} people").format(group=name, n=len(members))
            row = _sum_row(table, row, label, len(labels), "#EFEFEF")
            line(members, bg_color="#EFEFEF", top=1)
            row += 1
    if result.employees:
        _sum_row(table, row, _("Total {n} people").format(n=len(result.employees)), len(labels), "#D9D9D9")
        line(result.employees, bg_color="#D9D9D9", top=1)
        net = sum(one.net for one in result.employees)
        table.note(row + 1, 0, _("in capitals {text}").format(text=capitals(net)), bold=True)
    else:
        table.note(row, 0, _("Nobody was employed in this month. People are entered under Staff."))
    last = len(labels) - 1
    table.finish(freeze=(3, 2), repeat=(2, 2), landscape=True, widths={last: 14.0}, footer=title)
    _lines(book, result, [one for _name, members in groups for one in members])
    return book.data()


def _sum_row(table: Table, row: int, label: str, columns: int, grey: str) -> int:
    table.note(row, 0, label, bold=True, bg_color=grey, top=1)
    for column in range(1, columns):
        table.put(row, column, None, bg_color=grey, top=1)
    return row


def _title(table: Table, result: MonthResult, head: Letterhead, title: str, rules: Rules, calendar: Calendar) -> None:
    month = Month.parse(result.month)
    paid, why = words.pay_day(month, rules, calendar)
    parts = [
        words.month_span(month), _("Pay day {day}").format(day=paid.isoformat()) + (_(" ({why})").format(why=why) if why else ""),
        _("Unit: yuan"), *words.state(head), words.reach(result), words.printed(head),
    ]  # fmt: skip
    table.note(0, 0, f"{head.owner}  {title}", bold=True, font_size=14)
    table.note(1, 0, "  ".join(part for part in parts if part))


def _lines(book: Book, result: MonthResult, people: Sequence[EmployeeMonth]) -> None:
    names = words.pay_names()
    table = book.sheet(pgettext("paper", "Pay lines"))
    labels = (
        said("工号"), said("姓名"), pgettext("paper", "Kind"), pgettext("paper", "Pay line"), pgettext("paper", "Amount (yuan)"),
        pgettext("paper", "Basis"), pgettext("paper", "Clause"),
    )  # fmt: skip
    table.heads(0, labels)
    records = [
        (
            one.no, one.name, pgettext("paper", "Earnings") if line.kind == "earning" else pgettext("paper", "Deductions"),
            names.get(line.code, line.code), yuan(line.amount), line.basis.text, line.basis.clause,
        )
        for one in people for line in one.lines
    ]  # fmt: skip
    last = rows(table, 1, records, (TEXT, TEXT, TEXT, TEXT, MONEY, WRAP, TEXT))
    table.finish(freeze=(1, 2), repeat=(0, 0), widths={5: 46.0}, filter_row=0, last=(max(last - 1, 0), len(labels) - 1), widest=60)


def payslips(
    result: MonthResult,
    employees: Sequence[Employee],
    letterhead: Letterhead,
    *,
    rules: Rules,
    calendar: Calendar,
    only: Collection[int] | None = None,
) -> bytes:
    """One block per person as on the printed slip (lines, basis, gross, deducted, net, capitals), and the lines as a list."""
    staff = {one.id: one for one in employees}
    people = [one for one in result.employees if only is None or one.employee_id in only]
    names = words.pay_names()
    title = pgettext("paper", "Payslip")
    book = Book(f"{title} {result.month}", letterhead.owner, letterhead.printed_at)
    table = book.sheet(f"{title} {result.month}")
    _title(table, result, letterhead, title, rules, calendar)
    row, breaks = 3, []
    if not people:
        table.note(row, 0, _("Nobody was employed in this month, so there is no payslip. People are entered under Staff."))
    for number, one in enumerate(people, 1):
        person = staff.get(one.employee_id)
        team = person.team if person is not None else ""
        place = " · ".join(part for part in (one.post, team) if part)
        for column, text in enumerate((one.name, one.no, place, words.month_title(Month.parse(result.month)))):
            table.put(row, column, text, bold=True, bg_color="#E6E6E6", top=2)
        row += 1
        present = _("due {due} days, present {present} days, rest {rest}, leave {leave}, absent {absent}").format(
            due=words.days(one.totals.work_days) or "0", present=words.days(one.totals.present_days) or "0",
            rest=words.days(one.totals.rest_days_used) or "0", leave=words.days(one.totals.leave_days) or "0",
            absent=words.days(one.totals.absent_days) or "0",
        )  # fmt: skip
        table.note(row, 0, present, font_size=9)
        row += 1
        for kind, head, foot, total in (
            ("earning", pgettext("paper", "Earning"), pgettext("paper", "Gross"), one.gross),
            ("deduction", pgettext("paper", "Deduction"), pgettext("paper", "Deducted"), one.deductions),
        ):
            heads = (head, pgettext("paper", "Amount (yuan)"), pgettext("paper", "Basis"), pgettext("paper", "Clause"))
            for column, label in enumerate(heads):
                table.put(row, column, label, bold=True, bottom=1)
            row += 1
            for line in one.lines:
                if line.kind == kind and line.amount:
                    table.put(row, 0, names.get(line.code, line.code))
                    table.put(row, 1, yuan(line.amount), MONEY)
                    table.put(row, 2, line.basis.text, WRAP)
                    table.put(row, 3, line.basis.clause)
                    row += 1
            table.put(row, 0, foot, bold=True, top=1)
            table.put(row, 1, yuan(total), MONEY, bold=True, top=1)
            row += 1
        table.put(row, 0, pgettext("paper", "Net pay"), bold=True, top=1, bottom=1)
        table.put(row, 1, yuan(one.net), MONEY, bold=True, top=1, bottom=1)
        table.note(row, 2, _("in capitals {text}").format(text=capitals(one.net)), bold=True, top=1, bottom=1)
        row += 1
        if one.not_collected:
            table.put(row, 0, pgettext("paper", "Not collected"))
            table.put(row, 1, yuan(one.not_collected), MONEY)
            row += 1
        table.put(row, 0, pgettext("paper", "Received by"))
        table.put(row, 2, pgettext("paper", "Date"))
        row += 2
        if number % 3 == 0 and number < len(people):
            breaks.append(row)
    table.sheet.set_h_pagebreaks(breaks[:1000])
    table.finish(freeze=(2, 0), widths={0: 18.0, 1: 14.0, 2: 46.0, 3: 16.0}, footer=title)
    _lines(book, result, people)
    return book.data()
