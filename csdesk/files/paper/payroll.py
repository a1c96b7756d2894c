"""Answers for the payroll (工资表): A4 landscape, people by team with subtotals, carry lines between pages, the total in capitals."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from csdesk.core.calendar import Calendar, Month
from csdesk.core.money import Fen, grouped, shortest
from csdesk.core.payroll import EmployeeMonth, MonthResult
from csdesk.core.rules import Rules
from csdesk.core.staff import Employee
from csdesk.files.paper import text as letters
from csdesk.files.paper import words
from csdesk.files.paper.letterhead import Letterhead, Paper
from csdesk.files.paper.page import A4_LANDSCAPE, CENTRE, DARK, HAIR, LIGHT, RIGHT, RULE, Sheet
from csdesk.i18n import gettext as _
from csdesk.i18n import pgettext

MARGIN, TOP, HEAD = 34.0, 531.8, 26.0
FOOT_LAST, FOOT_MORE = 80.0, 58.0
SMALLEST, TALLEST, SIGNED = 15.6, 18.0, 20.0
Take = Callable[[EmployeeMonth], Fen]


@dataclass(frozen=True, slots=True)
class Column:
    """One column of figures. `group`: earning, deduction or net; `total` is printed bold and ends its group."""

    key: str
    label: str
    wide: float
    take: Take
    group: str
    total: bool = False


def _codes(*codes: str) -> Take:
    return lambda one: sum(line.amount for line in one.lines if line.code in codes)


def columns(result: MonthResult) -> list[Column]:
    """The columns of figures of a payroll; the two for anything else only where somebody has such a line."""
    out = [
        Column("base", pgettext("paper", "Base pay"), 45, _codes("base"), "earning"),
        Column("kpi", pgettext("paper", "KPI"), 43, _codes("kpi"), "earning"),
        Column("award", pgettext("paper", "Full att./award"), 41, _codes("full_attendance", "award"), "earning"),
        Column("rest", pgettext("paper", "Unused rest days"), 39, _codes("rest_payout"), "earning"),
        Column("overtime", pgettext("paper", "Overtime, holiday"), 42, _codes("overtime", "holiday"), "earning"),
        Column("more", pgettext("paper", "Others"), 36, _codes("other_earning"), "earning"),
        Column("gross", pgettext("paper", "Gross"), 48, lambda one: one.gross, "earning", True),
        Column("leave", pgettext("paper", "Leave"), 38, _codes("leave"), "deduction"),
        Column("absence", pgettext("paper", "Absence"), 38, _codes("absence"), "deduction"),
        Column("insurance", pgettext("paper", "Insurance, fund"), 43, _codes("insurance", "fund"), "deduction"),
        Column("tax", pgettext("paper", "Tax"), 36, _codes("tax"), "deduction"),
        Column("less", pgettext("paper", "Other ded."), 33, _codes("fine", "other_deduction"), "deduction"),
        Column("deducted", pgettext("paper", "Deducted"), 46, lambda one: one.deductions, "deduction", True),
        Column("net", pgettext("paper", "Net pay"), 54, lambda one: one.net, "net", True),
    ]
    return [one for one in out if one.key != "more" or any(one.take(person) for person in result.employees)]


@dataclass(slots=True)
class _Row:
    kind: str  # title | person | subtotal | total | before | after
    label: str = ""
    person: EmployeeMonth | None = None
    number: int = 0
    sums: Mapping[str, Fen] = field(default_factory=dict)


def payroll(
    result: MonthResult,
    employees: Sequence[Employee],
    letterhead: Letterhead,
    *,
    rules: Rules,
    calendar: Calendar,
    signed: bool = False,
) -> Paper:
    """The payroll of the month: everybody of `result` by team. `signed`: rows high enough (20) for people to sign on it.

    Blank is zero; a group title never ends a page, the total never stands alone; pages carry running sums over.
    """
    return _Printer(result, employees, letterhead, rules, calendar, signed).print()


class _Printer:
    def __init__(
        self, result: MonthResult, employees: Sequence[Employee], head: Letterhead, rules: Rules, calendar: Calendar, signed: bool
    ) -> None:
        self.result = result
        self.head = head
        self.month = Month.parse(result.month)
        self.groups = words.groups(result.employees, {one.id: one for one in employees})
        self.title = pgettext("paper", "Payroll")
        paid, _why = words.pay_day(self.month, rules, calendar)
        self.period = words.month_span(self.month) + "    " + _("Pay day {day}").format(day=paid.isoformat())
        self.smallest = SIGNED if signed else SMALLEST
        self.tallest = SIGNED if signed else TALLEST
        self.columns = columns(result)
        self.sheet = Sheet(A4_LANDSCAPE, f"{self.title} {result.month}", head)
        room = self.sheet.width - 2 * MARGIN
        fixed = [18.0, 30.0, 58.0, 40.0, 26.0]
        taken = sum(fixed) + sum(one.wide for one in self.columns)
        sign = max(room - taken, 42.0)
        scale = room / (taken + sign)
        self.left: list[float] = [MARGIN]
        for wide in (*fixed, *(one.wide for one in self.columns), sign):
            self.left.append(self.left[-1] + wide * scale)

    def print(self) -> Paper:
        pages = self._pages()
        for number, rows in enumerate(pages):
            self._page(rows, number + 1 == len(pages))
        return self.sheet.paper()

    # what stands on which page

    def _sums(self, people: Sequence[EmployeeMonth]) -> dict[str, Fen]:
        return {one.key: sum(one.take(person) for person in people) for one in self.columns}

    def _blocks(self) -> list[tuple[str, list[_Row]]]:
        """Rows that stay together, each block with the title of its group."""
        blocks: list[tuple[str, list[_Row]]] = []
        number = 0
        several = len(self.groups) > 1
        for name, members in self.groups:
            for index, person in enumerate(members):
                number += 1
                rows = [_Row("person", person=person, number=number)]
                if several and index == 0:
                    rows.insert(0, _Row("title", name))
                if several and index + 1 == len(members):
                    label = _("{group} subtotal {n} people").format(group=name, n=len(members))
                    rows.append(_Row("subtotal", label, sums=self._sums(members)))
                blocks.append((name if several else "", rows))
        if blocks:
            label = _("Total {n} people").format(n=number)
            blocks[-1][1].append(_Row("total", label, sums=self._sums(self.result.employees)))
        return blocks

    def _pages(self) -> list[list[_Row]]:
        rest = self._blocks()
        most_last = int((TOP - HEAD - FOOT_LAST) / self.smallest)
        most = int((TOP - HEAD - FOOT_MORE) / self.smallest) - 1
        pages: list[list[_Row]] = []
        done: list[EmployeeMonth] = []
        while True:
            page: list[_Row] = []
            if done:
                page.append(_Row("before", _("Brought forward ({n} people)").format(n=len(done)), sums=self._sums(done)))
                if rest and rest[0][0] and rest[0][1][0].kind != "title":
                    page.append(_Row("title", _("{group} (continued)").format(group=rest[0][0])))
            if len(page) + sum(len(rows) for _name, rows in rest) <= most_last:
                pages.append(page + [row for _name, rows in rest for row in rows])
                return pages
            while len(rest) > 1 and len(page) + len(rest[0][1]) <= most:
                for row in rest.pop(0)[1]:
                    page.append(row)
                    if row.person is not None:
                        done.append(row.person)
            page.append(_Row("after", _("Carried forward ({n} people)").format(n=len(done)), sums=self._sums(done)))
            pages.append(page)

    # drawing

    def _page(self, rows: list[_Row], last: bool) -> None:
        sheet = self.sheet
        if self.head.closed_at is None:
            sheet.draft()
        unit = _("Unit: yuan") + (f"    {_('Rules {label}').format(label=self.head.rules_label)}" if self.head.rules_label else "")
        sheet.header(MARGIN, self.title, self.period, unit)
        high = min(self.tallest, max(self.smallest, (TOP - HEAD - (FOOT_LAST if last else FOOT_MORE)) / max(len(rows), 1)))
        right = self.left[-1]
        y = TOP - HEAD
        bottom = y - high * len(rows)
        sheet.fill(MARGIN, y, right - MARGIN, HEAD, LIGHT)
        for index, row in enumerate(rows):
            if row.kind in ("subtotal", "total"):
                sheet.fill(MARGIN, y - (index + 1) * high, right - MARGIN, high, LIGHT if row.kind == "subtotal" else DARK)
        self._head()
        for row in rows:
            self._row(row, y, high)
            y -= high
            if row.kind == "person":
                sheet.hair(MARGIN, y, right, y)
            else:
                sheet.line(MARGIN, y, right, y, RULE)
            if row.kind in ("title", "subtotal"):
                sheet.line(MARGIN, y + high, right, y + high, RULE)
        if rows:
            for place in self._rules():
                sheet.line(self.left[place], bottom, self.left[place], TOP, RULE)
        if last:
            self._last(bottom)
        sheet.signatures(MARGIN, 43, (
            pgettext("paper", "Prepared by"), pgettext("paper", "Checked by supervisor"),
            pgettext("paper", "Approved by owner"), pgettext("paper", "Date"),
        ))  # fmt: skip
        parts = (self.head.shop, *words.state(self.head), words.reach(self.result), words.printed(self.head))
        sheet.footer(MARGIN, (*parts, _("Confidential: owner and those entitled only")))
        sheet.show()

    def _rules(self) -> list[int]:
        """The columns before which a vertical rule stands."""
        places = [5]
        for index, column in enumerate(self.columns):
            if column.total:
                places.append(6 + index)
        return places

    def _head(self) -> None:
        sheet, y = self.sheet, TOP - HEAD
        middle = y + HEAD / 2 - 2.7
        sheet.line(MARGIN, TOP, self.left[-1], TOP, RULE)
        sheet.line(MARGIN, y, self.left[-1], y, RULE)
        labels = (pgettext("paper", "Nr"), pgettext("paper", "Number"), pgettext("paper", "Name"), pgettext("paper", "Post"))
        for index, label in enumerate(labels):
            x, room = self.left[index] + (5 if index == 0 else 2), self.left[index + 1] - self.left[index] - 4
            sheet.text(x, middle, label, 7.5, True, room=room)
        room = self.left[5] - self.left[4] - 4
        sheet.text(self.left[5] - 3, middle, pgettext("paper", "Days present"), 7.5, True, align=RIGHT, room=room)
        for group, label in (("earning", pgettext("paper", "Earnings")), ("deduction", pgettext("paper", "Deductions"))):
            places = [5 + index for index, one in enumerate(self.columns) if one.group == group]
            start, end = self.left[places[0]], self.left[places[-1] + 1]
            sheet.text((start + end) / 2, y + 17, label, 7, True, align=CENTRE)
            sheet.line(start + 4, y + 13.6, end - 4, y + 13.6, HAIR)
        for index, column in enumerate(self.columns):
            right, room = self.left[6 + index] - 4, self.left[6 + index] - self.left[5 + index] - 6
            if column.group == "net":
                sheet.text(right, middle, column.label, 8.5, True, align=RIGHT, room=room)
            else:
                sheet.text(right, y + 4.6, column.label, 6.8, column.total, align=RIGHT, room=room)
        sheet.text((self.left[-2] + self.left[-1]) / 2, middle, pgettext("paper", "Signature"), 7.5, True, align=CENTRE)

    def _row(self, row: _Row, y: float, high: float) -> None:
        sheet = self.sheet
        middle = y - high / 2
        base = middle - 2.75
        person = row.person
        if person is None:
            bold = row.kind in ("title", "subtotal", "total")
            sheet.text(MARGIN + 2, middle - 3, row.label, 8.2 if bold else 7.6, bold, room=self.left[5] - MARGIN - 4)
            if row.kind != "title":
                for index, column in enumerate(self.columns):
                    self._amount(index, base, row.sums[column.key], bold or column.total, zero=column.total)
            return
        sheet.text((self.left[0] + self.left[1]) / 2, base, str(row.number), 7.2, align=CENTRE)
        sheet.text(self.left[1] + 2, base, person.no, 7.2, room=self.left[2] - self.left[1] - 4)
        sheet.name(self.left[2] + 2, middle, person.name, 8.5, self.left[3] - self.left[2] - 5)
        sheet.text(self.left[3] + 2, base, person.post, 7, room=self.left[4] - self.left[3] - 4)
        if person.totals.present_days:
            sheet.number(self.left[5] - 9, base, shortest(person.totals.present_days), 7.6)
        for index, column in enumerate(self.columns):
            self._amount(index, base, column.take(person), column.total, zero=column.total)

    def _amount(self, index: int, y: float, amount: Fen, bold: bool, *, zero: bool) -> None:
        if not amount and not zero:
            return
        size = 8.5 if self.columns[index].group == "net" else 7.6
        cents = letters.width(".00", size, True)
        right = self.left[6 + index] - 3.5
        self.sheet.money(right - cents, y, amount, size, bold, room=right - cents - self.left[5 + index] - 1.5)

    def _last(self, bottom: float) -> None:
        """The total in capitals and the notes, below the table."""
        sheet = self.sheet
        if not self.result.employees:
            sheet.text(MARGIN, bottom - 18, _("Nobody was employed in this month. People are entered under Staff."), 9)
            return
        net = sum(one.net for one in self.result.employees)
        text = _("Net total ¥ {amount}    in capitals {capitals}").format(amount=grouped(net), capitals=letters.capitals(net))
        sheet.text(MARGIN, bottom - 11, text, 9, True, room=sheet.width - 2 * MARGIN)
        notes = [_("Blank is zero. Absence is deducted by the shop's ladder; how it differs from the law is on the month's check list.")]
        short = [one for one in self.result.employees if one.not_collected]
        if short:
            listed = pgettext("paper", ", ").join(f"{one.name} {grouped(one.not_collected)}" for one in short)
            notes.append(_("Deductions beyond the earnings are not collected: {list}.").format(list=listed))
        sheet.text(MARGIN, bottom - 21, " ".join(notes), 6.8, room=sheet.width - 2 * MARGIN)
