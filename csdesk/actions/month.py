"""The month: judge and pay it, close it, reopen it, settle what changed afterwards."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from csdesk.actions.calendar import calendar
from csdesk.actions.rules import book
from csdesk.actions.session import Session, changed
from csdesk.actions.staff import all_employees
from csdesk.core import codec, month_json
from csdesk.core import month as core
from csdesk.core.calendar import Month, day_words, month_words
from csdesk.core.changes import Changes, Topic
from csdesk.core.closed import ClosedMonth
from csdesk.core.discipline import fined_in, priced
from csdesk.core.facts import MonthFacts
from csdesk.core.money import grouped
from csdesk.core.payroll import Adjustment, Blocker, EmployeeMonth, MonthResult, TaxOpening, YearToDate
from csdesk.core.permission import Permission
from csdesk.core.problem import Problem, UserError
from csdesk.core.rules import Rules
from csdesk.core.staff import Employee
from csdesk.i18n import gettext as _
from csdesk.store import attendance, batch, discipline, roster
from csdesk.store import month as store

HISTORY = timedelta(days=14)  # how far back a run of work days is counted (劳动法 第38条)
MARGIN = timedelta(days=2)  # windows of neighbouring instances reach over the month's edges


def facts(session: Session, month: Month, *, closing: bool = False) -> MonthFacts:
    """All stored facts of one month, with what earlier months of the year carry into it."""
    shop = session.shop
    first, last = month.first - MARGIN, month.last + MARGIN
    live = [one for one in batch.batches(shop) if one.kind == "punches" and one.undone_at is None]
    return MonthFacts(
        month=month,
        employees=all_employees(session),
        rules=book(session),
        calendar=calendar(session, frozenset({first.year, last.year})),
        cells=roster.cells(shop, first - HISTORY, last),
        punches=attendance.punches(
            shop, datetime(first.year, first.month, first.day), datetime(last.year, last.month, last.day, 23, 59, 59)
        ),
        corrections=attendance.corrections(shop, first, last),
        leaves=attendance.leaves(shop, first, last),
        outings=attendance.outings(shop, first, last),
        overtimes=attendance.overtimes(shop, first, last),
        decisions=attendance.decisions(shop, first, last),
        payments=attendance.payments(shop, first, last),
        adjustments=store.adjustments(shop, str(month)),
        carried=_carried(session, month),
        covered=tuple(one.covered for one in live if one.covered and not one.by_work_day),
        covered_work=tuple(one.covered for one in live if one.covered and one.by_work_day),
        now=session.now,
        closing=closing,
        fined=fined_in(priced(discipline.fines(shop), book(session)), month),
    )


def _carried(session: Session, month: Month) -> Mapping[int, YearToDate]:
    """What the months before carry into this one: tax sums and leave of the year, leave of the month before. The chain
    begins with the first month that has a roster; opening balances stand for the months of a year before it."""

    def compute() -> Mapping[int, YearToDate]:
        openings = {one.employee_id: core.opened(one) for one in store.tax_openings(session.shop, month.year)}
        span = roster.span(session.shop)
        before = month.previous()
        if span is None or before < Month.of(span[0]) or before.year > span[1].year + 1:  # a whole year without a roster carries nothing
            return openings
        if month.year > span[0].year + 1:
            _carried(session, Month(month.year - 1, month.month))  # in strides of a year: ten open years don't nest a month deep each
        carried = core.carried_from(derive(session, before), _carried(session, before))
        if month.month == 1:
            return carried | {
                who: replace(opening, last_month_leave_days=carried.get(who, YearToDate()).last_month_leave_days)
                for who, opening in openings.items()
            }
        return openings | carried

    return session.memo(("carried", month), compute)


def frozen(session: Session, month: Month) -> ClosedMonth | None:
    """The record of the month's close, None while it is open."""
    return session.memo(("closed", month), lambda: store.closed(session.shop, str(month)))


def result_of(session: Session, closed: ClosedMonth) -> MonthResult:
    """The frozen result of one close, also of one that was taken back."""
    return session.keep(("result", closed.id), lambda: codec.load(MonthResult, json.loads(closed.result)))


def derive(session: Session, month: Month) -> MonthResult:
    """The month as closed, else as the facts say now. For the actions' own use: it holds pay."""

    def compute() -> MonthResult:
        closed = frozen(session, month)
        if closed is not None:
            return result_of(session, closed)
        found = core.compute(facts(session, month))
        return replace(found, blockers=(*found.blockers, *_waiting_rows(session, month)))

    minute = session.now.replace(second=0, microsecond=0)  # windows close with the clock
    return session.memo(("month", month, minute), compute)


def _waiting_rows(session: Session, month: Month) -> Iterator[Blocker]:
    """Imports with rows of people who joined the staff file only afterwards: without them a day at work would be an absence."""
    from csdesk.actions import imports  # which asks this module what is closed

    text = _("{n} rows of {name} wait for people who are in the staff file by now: check that import again, or import the file again")
    for name, rows in imports.known_by_now(session, month).items():
        yield Blocker("waiting_rows", text.format(n=rows, name=name))


def result(session: Session, month: Month) -> MonthResult:
    """The month with pay, for those who may see pay."""
    session.require(Permission.SEE_PAY)
    return derive(session, month)


def attendance_only(session: Session, month: Month) -> MonthResult:
    """The month without any pay: everybody's for those who may see attendance, else the own row."""
    found = derive(session, month)
    everybody = session.may(Permission.SEE_ATTENDANCE)
    if not everybody:
        session.require(Permission.SEE_OWN)
    people = tuple(_stripped(one) for one in found.employees if everybody or one.employee_id == session.employee_id)
    numbers = {one.no for one in people}
    return replace(
        found,
        employees=people,
        red_packets=tuple(one for one in found.red_packets if everybody or one.employee_id == session.employee_id),
        warnings=tuple(replace(one, amount=None) for one in found.warnings if one.code in ATTENDANCE_WARNINGS and everybody),
        problems=found.problems if everybody else (),
        blockers=tuple(one for one in found.blockers if everybody) if numbers else (),
    )


ATTENDANCE_WARNINGS = frozenset(
    {"no_holiday_table", "work_run", "leave_notice", "leave_over_year_limit", "unknown_leave_type", "overtime_over_36_hours"}
)


def _stripped(one: EmployeeMonth) -> EmployeeMonth:
    return replace(one, lines=(), gross=0, deductions=0, net=0, not_collected=0, carry=YearToDate())


def show(session: Session, month: Month) -> dict[str, object]:
    """`month show`: the JSON of the contract; what the role may not see is not in it."""
    pay = session.may(Permission.SEE_PAY)
    found = derive(session, month) if pay else attendance_only(session, month)
    waiting = tuple(one.message for one in found.blockers if one.code == "waiting_rows")
    return month_json.as_json(replace(found, problems=(*found.problems, *waiting)), show_pay=pay)


def close(session: Session, month: Month, *, settle: str = "nothing") -> Changes:
    """Freeze the month (handbook 12: what is undecided blocks it). UserError lists the blockers.

    `settle` says what the close itself may decide: "nothing" (the window asks for each), "missed" (a missed punch without
    correction is absent half a day at the close, §4), "all" (waiting requests and leave cells count as refused, too)."""
    session.require(Permission.CLOSE_MONTH)
    if frozen(session, month) is not None:
        raise UserError(_("{month} is closed already").format(month=month_words(month)), code="closed")
    open_now = derive(session, month)

    def settled(one: Blocker) -> bool:
        return bool(one.at_close) and not one.hard and (settle == "all" or (settle == "missed" and one.code == "open_anomaly"))

    blockers = [one for one in open_now.blockers if not settled(one)]
    if blockers:
        problems = tuple(Problem(one.code, one.message) for one in blockers)
        raise UserError(
            _("{month} can't be closed: {n} things are undecided").format(month=month_words(month), n=len(blockers)), problems, "blocked"
        )
    final = replace(core.compute(facts(session, month, closing=True)), closed=True)
    with session.step(_("Close {month}").format(month=month_words(month)), undoable=False):
        store.close(
            session.shop,
            str(month),
            result=json.dumps(codec.dump(final), ensure_ascii=False, separators=(",", ":")),
            input_hash=final.input_hash,
            by=session.user_name,
            at=session.now,
        )
    return changed(Topic.MONTH, Topic.ATTENDANCE, message=_("{month} is closed").format(month=month_words(month)), value=final)


def reopen(session: Session, month: Month, why: str) -> Changes:
    """Open a closed month again, with the owner's reason; the frozen result stays in the history."""
    session.require(Permission.CLOSE_MONTH)
    if frozen(session, month) is None:
        raise UserError(_("{month} is not closed").format(month=month_words(month)), code="open")
    if not why.strip():
        raise UserError(_("Write why the month is opened again"), code="why")
    with session.step(_("Reopen {month}").format(month=month_words(month)), undoable=False):
        store.reopen(session.shop, str(month), why=why.strip(), by=session.user_name, at=session.now)
    return changed(Topic.MONTH, Topic.ATTENDANCE, message=_("{month} is open again").format(month=month_words(month)))


@dataclass(frozen=True)
class ClosedDifference:
    """What a closed month would pay if it were closed again today."""

    month: Month
    differences: tuple[core.Difference, ...]


def differences(session: Session, month: Month) -> ClosedDifference | None:
    """Edits after the close, as differences per person; None where the month is open or nothing changed."""
    session.require(Permission.SEE_PAY)
    closed = frozen(session, month)
    if closed is None:
        return None

    def compute() -> ClosedDifference | None:
        now = core.compute(replace(facts(session, month, closing=True), now=closed.closed_at))  # packets as they stood at the close
        if now.input_hash == closed.input_hash:
            return None
        return ClosedDifference(month, core.differences(derive(session, month), now))

    return session.memo(("differences", month), compute)


def settle(session: Session, month: Month) -> Changes:
    """Settle a closed month's differences by post-adjustment lines in the next open month."""
    session.require(Permission.CLOSE_MONTH)
    found = differences(session, month)
    target = month.next()
    while frozen(session, target) is not None:
        target = target.next()
    if found is None or not found.differences:
        raise UserError(_("Nothing has changed in {month} since it was closed").format(month=month_words(month)))
    settled = [one for one in store.adjustments(session.shop, None) if one.settles == str(month)]
    lines = []
    for one in found.differences:
        paid = sum(_signed(line) for line in settled if line.employee_id == one.employee_id)
        rest = one.net - paid
        if rest:
            code = "other_earning" if rest > 0 else "other_deduction"
            lines.append(
                Adjustment(
                    0, one.employee_id, str(target), code, abs(rest), _("Settles {month}").format(month=month_words(month)), str(month)
                )
            )
    if not lines:
        raise UserError(_("The differences of {month} are settled already").format(month=month_words(month)))
    with session.step(_("Settle {month}").format(month=month_words(month))):
        for line in lines:
            store.save_adjustment(session.shop, line)
    return changed(
        Topic.MONTH,
        message=_("{n} differences of {month} are paid with {target}").format(
            n=len(lines), month=month_words(month), target=month_words(target)
        ),
    )


def _signed(line: Adjustment) -> int:
    return line.amount if line.code == "other_earning" else -line.amount


def adjustments(session: Session, month: Month) -> tuple[Adjustment, ...]:
    session.require(Permission.SEE_PAY)
    return tuple(store.adjustments(session.shop, str(month)))


def save_adjustment(session: Session, line: Adjustment) -> Changes:
    """A typed pay line: kpi, award, other_earning, fine or other_deduction, with its reason."""
    session.require(Permission.CLOSE_MONTH)
    if line.amount <= 0:
        raise UserError(_("The amount must be above 0; choose a deduction to take money off"), code="amount")
    if line.code in ("fine", "other_deduction", "other_earning") and not line.reason.strip():
        raise UserError(_("Write what the line is for; it stands on the payslip"), code="reason")
    month = Month.parse(line.month)
    if frozen(session, month) is not None:
        raise UserError(_("{month} is closed; reopen it or pay the difference next month").format(month=month_words(month)), code="closed")
    with session.step(_("Pay line")):
        line_id = store.save_adjustment(session.shop, line)
    return changed(Topic.MONTH, message=_("Saved"), value=line_id)


def remove_adjustment(session: Session, line_id: int) -> Changes:
    session.require(Permission.CLOSE_MONTH)
    with session.step(_("Remove a pay line")):
        store.remove_adjustment(session.shop, line_id)
    return changed(Topic.MONTH, message=_("Removed"))


def tax_openings(session: Session, year: int) -> tuple[TaxOpening, ...]:
    """The opening sums of a year, by person; pay is the owner's."""
    session.require(Permission.SEE_PAY)
    return store.tax_openings(session.shop, year)


def save_tax_opening(session: Session, opening: TaxOpening) -> Changes:
    """Sums of earlier months of the year that are not in csdesk."""
    session.require(Permission.CLOSE_MONTH)
    if not 0 <= opening.months <= 11:
        raise UserError(_("Earlier months of the year are 0 to 11"), code="months")
    if min(opening.earnings, opening.deductions, opening.withheld) < 0:
        raise UserError(_("An opening amount can't be below 0"), code="amount")
    with session.step(_("Opening balance")):
        if opening.months or opening.earnings or opening.deductions or opening.withheld:
            store.save_tax_opening(session.shop, opening)
        else:
            store.remove_tax_opening(session.shop, opening.employee_id, opening.year)
    return changed(Topic.MONTH, message=_("Saved"))


def what_if(session: Session, rules: Rules, month: Month) -> core.RulesEffect:
    """What `rules` would have changed in a month: by tier, by person, in money."""
    session.require(Permission.EDIT_RULES)
    return core.compare_rules(facts(session, month), rules)


def pay_day(session: Session, month: Month) -> date:
    """The day on which the month is paid: the 10th of the next month, on a rest day or holiday the working day before (§8)."""
    following = month.next()
    day = date(following.year, following.month, book(session).on(month.first).pay_day)
    table = calendar(session, frozenset({day.year}))
    while not table.is_workday(day):
        day -= timedelta(days=1)
    return day


def months_with_data(session: Session) -> tuple[Month, ...]:
    """Every month from the first roster day to the last, for pickers; empty in a new shop."""
    span = roster.span(session.shop)
    if span is None:
        return ()
    months = [Month.of(span[0])]
    while months[-1] < Month.of(span[1]):
        months.append(months[-1].next())
    return tuple(months)


def best_month(session: Session) -> Month:
    """The month a screen opens on: this one if it has a roster, else the last one that has."""
    now = Month.of(session.now.date())
    known = months_with_data(session)
    return now if not known or now in known else max((one for one in known if one <= now), default=known[-1])


@dataclass(frozen=True)
class CheckItem:
    """One item of the check list before the close. state: ok | block | warn | todo; `page` and `goto` say where it is mended."""

    key: str
    title: str
    note: str
    state: str
    page: str = ""
    goto: object = None
    more: str = ""  # all that is wrong, a line each


@dataclass(frozen=True)
class MonthView:
    """Everything the month page shows."""

    month: Month
    result: MonthResult
    before: MonthResult | None  # the month before, where it has a roster
    employees: tuple[Employee, ...]
    adjustments: tuple[Adjustment, ...]
    checks: tuple[CheckItem, ...]
    closed: ClosedMonth | None
    differences: tuple[core.Difference, ...]
    pay_day: date
    has_data: bool

    @property
    def blocked(self) -> int:
        return sum(1 for item in self.checks if item.state == "block")


def view(session: Session, month: Month) -> MonthView:
    """The month for who may see pay: payroll, check list, differences since the close."""
    found = result(session, month)
    known = months_with_data(session)
    changed_since = differences(session, month)
    return MonthView(
        month=month,
        result=found,
        before=derive(session, month.previous()) if month.previous() in known else None,
        employees=all_employees(session),
        adjustments=adjustments(session, month),
        checks=tuple(_checks(session, month, found)),
        closed=frozen(session, month),
        differences=changed_since.differences if changed_since else (),
        pay_day=pay_day(session, month),
        has_data=month in known,
    )


def _checks(session: Session, month: Month, found: MonthResult) -> Iterator[CheckItem]:
    """The check list of a month, in the order in which an owner works it off."""
    blockers = () if found.closed else found.blockers
    by_code: dict[str, list[Blocker]] = {}
    for one in blockers:
        by_code.setdefault(one.code, []).append(one)

    def first(*codes: str) -> object:
        """Where the first thing lies: (person, day), a day, or the month."""
        one = next((one for code in codes for one in by_code.get(code, ())), None)
        if one is None or one.day is None:
            return month
        return one.day if one.employee_id is None else (one.employee_id, one.day)

    def item(key: str, title: str, good: str, codes: tuple[str, ...], page: str) -> CheckItem:
        wrong = [one for code in codes for one in by_code.get(code, ())]
        if not wrong:
            return CheckItem(key, title, good, "ok", page)
        named = [(names[one.employee_id], one.day) for one in wrong if one.employee_id in names and one.day is not None]
        whose = [_("{name} day {n}").format(name=name, n=day.day) for name, day in named]
        note = _("{n}: {first}").format(n=len(wrong), first=_(", ").join(whose)) if whose else wrong[0].message
        return CheckItem(key, title, note, "block", page, first(*codes), "\n".join(one.message for one in wrong[:12]))

    names = {one.employee_id: one.name for one in found.employees}
    until = found.covered_until
    covered = _("imported up to {day}").format(day=day_words(until)) if until else _("nothing is imported")
    yield item("punches", _("Punches"), covered, ("no_import", "covered", "waiting_rows"), "attendance")
    yield item("roster", _("Roster"), _("every day is planned"), ("blank_day", "leave_cell"), "roster")
    yield item("anomalies", _("Anomalies"), _("all decided"), ("open_anomaly",), "attendance")
    requests = ("pending_correction", "pending_leave", "pending_overtime", "pending_outing")
    yield item("requests", _("Requests"), _("nothing waits"), requests, "attendance")
    unpaid = [one for one in found.red_packets if one.state != "paid"]
    if not found.red_packets:
        packets = CheckItem("packets", _("Red packets"), _("none this month"), "ok", "attendance")
    elif unpaid:
        owed = grouped(sum(one.owed for one in unpaid))
        packets = CheckItem("packets", _("Red packets"), _("{n} not paid, {owed}").format(n=len(unpaid), owed=owed), "warn", "attendance")
    else:
        packets = CheckItem("packets", _("Red packets"), _("all {n} paid").format(n=len(found.red_packets)), "ok", "attendance")
    yield packets
    if found.warnings:
        yield CheckItem("law", _("Legal hints"), _("{n}, they don't stop the close").format(n=len(found.warnings)), "warn")
    else:
        yield CheckItem("law", _("Legal hints"), _("none"), "ok")
    versions = found.rules
    yield CheckItem(
        "rules",
        _("Rules"),
        _("one version all month") if len(versions) == 1 else _("{n} versions in the month").format(n=len(versions)),
        "ok",
        "rules",
    )
    yield item("ended", _("Month's end"), _("the month is over"), ("not_ended",), "")
