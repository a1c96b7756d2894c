"""What is wrong with a roster: conflicts, shortages and lawful limits, as sentences; whole or one typed cell at a time."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from csdesk.core.attendance import Leave, Status
from csdesk.core.calendar import Calendar, Month
from csdesk.core.planning import Planning, RestTerms, Wish, needs_on, rest_terms
from csdesk.core.roster import LEAVE, REST, Cell, Coverage, Load, Violation
from csdesk.core.rules import Demand, RuleBook, Rules, Shift
from csdesk.core.staff import Employee
from csdesk.i18n import gettext as _

BACK = 31  # days before the month that a work run can have begun in
AHEAD = 2  # days after it that a shift of its last day can touch
LAWFUL_OVERTIME_MINUTES = 36 * 60  # a month, 劳动法 第41条
STANDARD_DAY_MINUTES = 8 * 60
STAFFING = ("short", "no_lead", "no_shop")  # rules about a shift of a day, not about a person's cell
LAW = ("work_run", "hours", "holiday_work")  # hints that come from the law
NOTHING = Planning()

Change = tuple[int, date, str | None] | tuple[int, date, str | None, str]  # employee id, day, new code or None = blank[, post]


def check(cells: Iterable[Cell], employees: Sequence[Employee], book: RuleBook, calendar: Calendar, month: Month, *,
          away: Collection[tuple[int, date]] = (), planning: Planning = NOTHING) -> list[Violation]:
    """All violations of `month`, by day. `cells` may reach from 31 days before the month to 2 days after it, so that rest and
    work runs at its edges are judged; cells of people not in `employees` are left out.

    Hard: unknown_code, not_employed, no_nights, wrong_post (neither the own post nor one of the terms), overlap and rest_between
    (handbook 1, amounts in minutes), short (people missing of the day's need; a day on which nobody has a cell yet is not judged).
    Not hard: no_lead (a shift without a lead, where there are at least as many leads as shifts), no_shop (nobody on a shift who
    serves a shop, where there are several), work_run (days in a row, 劳动法 第38条), hours (minutes beyond the standard hours and
    36 h of overtime, 第41条; silent for a year without a calendar), holiday_work (people on a statutory holiday, 第44条),
    long_run and night_run (more days or nights in a row than planned with), rest_short (minutes of rest, less than planned with),
    wish (a day asked for or promised that is otherwise)."""
    return LiveRoster(cells, employees, book, calendar, month, away=away, planning=planning).violations()


def coverage(cells: Iterable[Cell], employees: Sequence[Employee], book: RuleBook, calendar: Calendar, month: Month, *,
             away: Collection[tuple[int, date]] = (), planning: Planning = NOTHING) -> list[Coverage]:
    """Planned and needed people per demand row and day of the month, in the order of the rules' demand rows, then by day."""
    live = LiveRoster(cells, employees, book, calendar, month, away=away, planning=planning)
    by_day = {day: live.coverage(day) for day in month.days()}
    return [row for key in live.demand_rows for day in month.days() for row in by_day[day] if (row.shift, row.post) == key]


def loads(cells: Iterable[Cell], employees: Sequence[Employee], book: RuleBook, calendar: Calendar, month: Month, *,
          away: Collection[tuple[int, date]] = ()) -> dict[int, Load]:
    """What the month asks of each person, by employee id. Minutes are without unpaid breaks; weekends are worked Saturdays and
    Sundays, make-up days included."""
    live = LiveRoster(cells, employees, book, calendar, month, away=away)
    return {employee.id: live.load(employee.id) for employee in employees}


def on_leave(leaves: Iterable[Leave], cells: Iterable[Cell], book: RuleBook) -> frozenset[tuple[int, date]]:
    """(employee id, roster day) of the cells whose whole shift lies in approved leave; half a day of leave is none of them."""
    by_person: dict[int, list[Leave]] = {}
    for leave in leaves:
        if leave.status is Status.APPROVED:
            by_person.setdefault(leave.employee_id, []).append(leave)
    found = set()
    for cell in cells:
        for leave in by_person.get(cell.employee_id, ()):
            if leave.whole_days:
                covered = leave.start.date() <= cell.day <= leave.end.date()
            else:
                shift = book.on(cell.day).shift(cell.code)
                midnight = datetime.combine(cell.day, time.min)
                covered = shift is not None and (
                    leave.start <= midnight + timedelta(minutes=shift.start) and midnight + timedelta(minutes=shift.end) <= leave.end)
            if covered:
                found.add((cell.employee_id, cell.day))
    return frozenset(found)


def fits(wanted: str, post: str) -> bool:
    """Whether a demand row's post ('' = any, 售前 stands for 售前客服, too) counts somebody who works at `post`."""
    return post.startswith(wanted)


def clock(minutes: int) -> str:
    """Minutes from midnight as a clock shows them: 510 -> 08:30, 1440 -> 24:00, 1500 -> 01:00."""
    return "24:00" if minutes == 1440 else f"{minutes // 60 % 24:02d}:{minutes % 60:02d}"


def duration(minutes: int) -> str:
    """450 -> '7 小时 30 分' in the current language."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return _("{m} min").format(m=rest)
    return _("{h} h {m} min").format(h=hours, m=rest) if rest else _("{h} h").format(h=hours)


def shift_table(rules: Rules) -> dict[str, Shift]:
    """Every code, name and letter of the rules' shifts; an earlier shift wins, as in `Rules.shift`."""
    table: dict[str, Shift] = {}
    for shift in rules.shifts:
        for key in (shift.code, shift.name, shift.mark):
            table.setdefault(key, shift)
    return table


@dataclass(frozen=True, slots=True)
class Touched:
    """Whose row and which days have to be shown again after a change."""

    employees: frozenset[int]
    days: frozenset[date]


class _Day:
    """One day's rules, looked up once."""

    __slots__ = ("day", "index", "in_month", "rules", "shifts", "wanted_rest", "demand", "weekend", "statutory", "holiday")

    def __init__(self, day: date, index: int, in_month: bool, rules: Rules, shifts: dict[str, Shift], calendar: Calendar,
                 planning: Planning) -> None:
        self.day = day
        self.index = index
        self.in_month = in_month
        self.rules = rules
        self.shifts = shifts
        self.wanted_rest = max(rules.min_rest_minutes, rules.planning.wanted_rest_minutes)
        # Where nothing is asked for people are counted all the same.
        rows = [Demand(shifts[row.shift].code if row.shift in shifts else row.shift, row.post, row.need) for row in rules.demand]
        rows = rows or [Demand(shift.code, "", 0) for shift in rules.shifts]
        self.demand = needs_on(day, rows, planning.promotions, planning.needs) if in_month else ()
        self.weekend = day.weekday() >= 5
        self.statutory = calendar.is_statutory(day)
        entry = calendar.days.get(day)
        self.holiday = entry.name if entry is not None else ""


class LiveRoster:
    """A month's roster that is checked while it is typed: a change recomputes the rows and days that it touches, nothing else."""

    def __init__(self, cells: Iterable[Cell], employees: Sequence[Employee], book: RuleBook, calendar: Calendar, month: Month, *,
                 away: Collection[tuple[int, date]] = (), planning: Planning = NOTHING) -> None:
        """`away` are (employee id, day) on approved leave for the whole shift (see `on_leave`): the cell counts for nothing."""
        self.month = month
        self.planning = planning
        self.employees = tuple(employees)
        self.calendar = calendar
        self.away = frozenset(away)
        self._start = month.first - timedelta(days=BACK)
        size = BACK + month.length + AHEAD
        tables: dict[int, dict[str, Shift]] = {}
        self._days: list[_Day] = []
        for index in range(size):
            day = self._start + timedelta(days=index)
            rules = book.on(day)
            table = tables.setdefault(id(rules), shift_table(rules))
            self._days.append(_Day(day, index, BACK <= index < size - AHEAD, rules, table, calendar, planning))
        self._workdays = [day for day in month.days() if calendar.is_workday(day)]
        self._leads = frozenset(employee.id for employee in self.employees if employee.is_lead)
        self._people = {employee.id: employee for employee in self.employees}
        self._codes: dict[int, list[str | None]] = {employee.id: [None] * size for employee in self.employees}
        self._sources: dict[int, list[str]] = {employee.id: ["typed"] * size for employee in self.employees}
        self._posts: dict[int, list[str]] = {employee.id: [employee.post] * size for employee in self.employees}
        self._able = {employee.id: frozenset(planning.posts(employee)) for employee in self.employees}
        self._rest_terms: dict[int, RestTerms] = {
            employee.id: rest_terms(self._days[BACK].rules, planning.terms.get(employee.id)) for employee in self.employees}
        self._wishes: dict[int, list[Wish]] = {}
        for wish in planning.wishes:
            if wish.status is not Status.REJECTED and month.first <= wish.day <= month.last:
                self._wishes.setdefault(wish.employee_id, []).append(wish)
        shops = dict.fromkeys(employee.shop for employee in self.employees if employee.shop)
        self._serving = {shop: frozenset(one.id for one in self.employees if planning.serves(one, shop)) for shop in shops}
        if len(shops) < 2:
            self._serving = {}
        for cell in cells:
            index = (cell.day - self._start).days
            if 0 <= index < size and cell.employee_id in self._codes:
                self._codes[cell.employee_id][index] = cell.code
                self._sources[cell.employee_id][index] = cell.source
                if cell.post:
                    self._posts[cell.employee_id][index] = cell.post
        rows: dict[tuple[str, str], None] = {}
        for entry in self._days[BACK:-AHEAD]:
            for row in entry.demand:
                rows[row.shift, row.post] = None
        self.demand_rows: tuple[tuple[str, str], ...] = tuple(rows)
        self._row_violations: dict[int, tuple[Violation, ...]] = {}
        self._loads: dict[int, Load] = {}
        self._blanks: dict[int, int] = {}
        self._day_violations: dict[int, tuple[Violation, ...]] = {}
        self._coverage: dict[int, tuple[Coverage, ...]] = {}
        for employee in self.employees:
            self._judge_row(employee.id)
        for index in range(BACK, size - AHEAD):
            self._judge_day(index)

    # reading

    def employee(self, employee_id: int) -> Employee:
        return self._people[employee_id]

    def rules_on(self, day: date) -> Rules:
        return self._days[(day - self._start).days].rules

    def shift_on(self, day: date, code: str | None) -> Shift | None:
        """The shift that a cell's code means on `day`; None for rest, leave, blank and unknown codes."""
        index = (day - self._start).days
        return self._days[index].shifts.get(code) if code is not None and 0 <= index < len(self._days) else None

    def code(self, employee_id: int, day: date) -> str | None:
        index = (day - self._start).days
        row = self._codes.get(employee_id)
        return row[index] if row is not None and 0 <= index < len(row) else None

    def source(self, employee_id: int, day: date) -> str:
        return self._sources[employee_id][(day - self._start).days]

    def post(self, employee_id: int, day: date) -> str:
        """What the person does on that day: the cell's post, else the own one."""
        return self._posts[employee_id][(day - self._start).days]

    def as_it_is(self, employee_id: int, day: date) -> tuple[int, date, str | None, str]:
        """The change that would write the cell as it stands ('' = the own post)."""
        post = self._posts[employee_id][(day - self._start).days]
        return employee_id, day, self.code(employee_id, day), "" if post == self._people[employee_id].post else post

    def differs(self, change: Change) -> bool:
        """Whether a change would change anything; one that names no post has nothing against the present one."""
        _who, _day, code, post = self.as_it_is(change[0], change[1])
        return code != change[2] or (len(change) == 4 and post != change[3])

    def posts(self, employee_id: int) -> frozenset[str]:
        """The posts a person can take."""
        return self._able[employee_id]

    def taking(self, employee_id: int, day: date, code: str | None, post: str) -> Change:
        """The change that gives a person a code, a shift at a post."""
        own = post == self._people[employee_id].post or self.shift_on(day, code) is None
        return (employee_id, day, code) if own else (employee_id, day, code, post)

    def load(self, employee_id: int) -> Load:
        return self._loads[employee_id]

    def coverage(self, day: date) -> tuple[Coverage, ...]:
        """The demand rows of one day of the month."""
        return self._coverage[(day - self._start).days]

    def decided(self, day: date) -> bool:
        """Whether anybody has a cell on that day; a day without any is not judged."""
        index = (day - self._start).days
        return any(row[index] is not None for row in self._codes.values())

    def blanks(self) -> int:
        """Cells of the month that nobody has decided yet: employed and blank."""
        return sum(self._blanks.values())

    def of_person(self, employee_id: int) -> tuple[Violation, ...]:
        return self._row_violations[employee_id]

    def of_cell(self, employee_id: int, day: date) -> tuple[Violation, ...]:
        """What concerns this cell: violations anchored here, hard ones first. (The other end of a pair is not marked.)"""
        return tuple(sorted((one for one in self._row_violations[employee_id] if one.day == day), key=lambda one: not one.hard))

    def of_day(self, day: date) -> tuple[Violation, ...]:
        """Shortages, missing leads and holiday hints of one day of the month."""
        return self._day_violations[(day - self._start).days]

    def violations(self) -> list[Violation]:
        """All of them, by day, people's before the shifts'."""
        found = [one for row in self._row_violations.values() for one in row]
        found += [one for day in self._day_violations.values() for one in day]
        return sorted(found, key=lambda one: (one.day, one.employee_id is None))

    def standard_minutes(self, employee_id: int) -> int | None:
        """Standard hours of the month for a person (8 h on every working day employed); None in a year without a calendar."""
        if self.month.year not in self.calendar.years:
            return None
        employee = self._people[employee_id]
        return sum(1 for day in self._workdays if employee.employed_on(day)) * STANDARD_DAY_MINUTES

    def cells(self) -> list[Cell]:
        """The cells of the month itself."""
        return [
            Cell(employee.id, entry.day, code, self._sources[employee.id][entry.index], self.as_it_is(employee.id, entry.day)[3])
            for employee in self.employees
            for entry in self._days[BACK:-AHEAD]
            if (code := self._codes[employee.id][entry.index]) is not None
        ]

    # changing

    def copy(self) -> LiveRoster:
        """The same roster, to be changed without this one."""
        other = copy(self)
        for name in ("_codes", "_sources", "_posts"):
            setattr(other, name, {who: list(row) for who, row in getattr(self, name).items()})
        for name in ("_row_violations", "_loads", "_blanks", "_day_violations", "_coverage"):
            setattr(other, name, dict(getattr(self, name)))
        return other

    def put(self, changes: Iterable[Change], source: str = "typed") -> Touched:
        """Write cells (None = blank) and check what they touch again. Cells of strangers or outside the window are left out."""
        people: set[int] = set()
        indexes: set[int] = set()
        for employee_id, day, code, *post in changes:
            index = (day - self._start).days
            if employee_id not in self._codes or not 0 <= index < len(self._days):
                continue
            self._codes[employee_id][index] = code
            self._posts[employee_id][index] = (post[0] if post else "") or self._people[employee_id].post
            self._sources[employee_id][index] = source
            people.add(employee_id)
            indexes.add(index)
        self._judge(people, indexes)
        return Touched(frozenset(people), frozenset(self._days[index].day for index in indexes))

    def weigh(self, changes: Sequence[Change]) -> tuple[tuple[Violation, ...], tuple[Violation, ...]]:
        """(what would be wrong newly, what would be wrong no more) if the changes were made; nothing is changed."""
        people = {change[0] for change in changes if change[0] in self._codes}
        indexes = {(change[1] - self._start).days for change in changes}
        indexes = {index for index in indexes if 0 <= index < len(self._days)}
        codes = {employee_id: list(self._codes[employee_id]) for employee_id in people}
        posts = {employee_id: list(self._posts[employee_id]) for employee_id in people}
        rows = {one: (self._row_violations[one], self._loads[one], self._blanks[one]) for one in people}
        days = {i: (self._day_violations[i], self._coverage[i]) for i in indexes if i in self._day_violations}
        before = self._seen(people, indexes)
        for employee_id, day, code, *post in changes:
            index = (day - self._start).days
            if employee_id in people and index in indexes:
                self._codes[employee_id][index] = code
                self._posts[employee_id][index] = (post[0] if post else "") or self._people[employee_id].post
        self._judge(people, indexes)
        after = self._seen(people, indexes)
        self._codes.update(codes)
        self._posts.update(posts)
        for one, kept in rows.items():
            self._row_violations[one], self._loads[one], self._blanks[one] = kept
        for index, (found, rows_of_day) in days.items():
            self._day_violations[index], self._coverage[index] = found, rows_of_day
        return (
            tuple(one for key, one in after.items() if key not in before or before[key].amount < one.amount),
            tuple(one for key, one in before.items() if key not in after),
        )

    def _seen(self, people: set[int], indexes: set[int]) -> dict[tuple[object, ...], Violation]:
        found = [one for employee_id in people for one in self._row_violations[employee_id]]
        found += [one for index in indexes for one in self._day_violations.get(index, ())]
        return {one.key: one for one in found}

    def _judge(self, people: set[int], indexes: set[int]) -> None:
        for employee_id in people:
            self._judge_row(employee_id)
        for index in indexes:
            if self._days[index].in_month:
                self._judge_day(index)

    # rules

    def _label(self, day: date) -> str:
        if day.year == self.month.year and day.month == self.month.month:
            return _("{d}").format(d=day.day)
        return _("{m}/{d}").format(m=day.month, d=day.day)

    def _judge_row(self, employee_id: int) -> None:
        employee = self._people[employee_id]
        found: list[Violation] = []
        shifts = nights = weekends = rests = minutes = blanks = 0
        last: tuple[_Day, Shift] | None = None
        run = run_start = night_run = 0
        codes, posts, able = self._codes[employee_id], self._posts[employee_id], self._able[employee_id]
        for entry in self._days:
            code = codes[entry.index]
            shift = entry.shifts.get(code) if code is not None else None
            if shift is None or (self.away and (employee_id, entry.day) in self.away):
                if run and entry.index > BACK:
                    self._work_run(found, employee_id, run_start, run)
                run = night_run = 0
                if code is None or not entry.in_month:
                    blanks += code is None and entry.in_month and employee.employed_on(entry.day)
                    continue
                if code == REST:
                    rests += 1
                elif code != LEAVE and shift is None:
                    found.append(Violation(
                        "unknown_code", employee_id, entry.day, 0, _("Unknown shift: {code}").format(code=code),
                        detail=_("The rules of this day have no shift with this code, name or letter")))
                if not employee.employed_on(entry.day):
                    found.append(self._not_employed(employee, entry.day))
                continue
            if not run:
                run_start = entry.index
            run += 1
            night_run = night_run + 1 if shift.is_night else 0
            if entry.in_month:
                shifts += 1
                nights += shift.is_night
                weekends += entry.weekend
                minutes += shift.minutes - shift.unpaid_break_minutes
                if not employee.employed_on(entry.day):
                    found.append(self._not_employed(employee, entry.day))
                elif employee.no_nights and shift.is_night:
                    found.append(Violation(
                        "no_nights", employee_id, entry.day, 1, _("No nights for {name}").format(name=employee.name),
                        detail=_("{day} {shift} until {end}; the staff file says: no nights").format(
                            day=self._label(entry.day), shift=shift.name, end=clock(shift.end))))
                if night_run == entry.rules.planning.max_night_run + 1:
                    found.append(Violation(
                        "night_run", employee_id, entry.day, night_run, _("{n} nights in a row").format(n=night_run), hard=False,
                        detail=_("Planned are at most {limit} (Rules · Planning rosters)").format(limit=night_run - 1)))
                if posts[entry.index] not in able:
                    found.append(Violation(
                        "wrong_post", employee_id, entry.day, 1,
                        _("{name} does not work as {post}").format(name=employee.name, post=posts[entry.index]),
                        detail=_("Own post and those agreed: {posts}").format(
                            posts=_(", ").join(self.planning.posts(employee)) or _("none"))))
            if last is not None:
                before, earlier = last
                gap = (entry.index - before.index) * 1440 + shift.start - earlier.end
                if gap < entry.wanted_rest or gap < 0:
                    self._pair(found, employee_id, before, earlier, entry, shift, gap)
            last = (entry, shift)
        if run:
            self._work_run(found, employee_id, run_start, run)
        standard = self.standard_minutes(employee_id) if minutes > LAWFUL_OVERTIME_MINUTES else None
        if standard is not None and minutes - standard > LAWFUL_OVERTIME_MINUTES:
            anchor = next(entry.day for entry in reversed(self._days[BACK:-AHEAD]) if codes[entry.index] in entry.shifts)
            found.append(Violation(
                "hours", employee_id, anchor, minutes - standard - LAWFUL_OVERTIME_MINUTES,
                _("{name} has {hours} rostered").format(name=employee.name, hours=duration(minutes)), hard=False,
                detail=_("Standard {standard}, that is {over} more; overtime is at most 36 h a month (Labour Law, article 41)").format(
                    standard=duration(standard), over=duration(minutes - standard))))
        for wish in self._wishes.get(employee_id, ()):
            self._wish(found, wish)
        self._row_violations[employee_id] = tuple(found)
        self._loads[employee_id] = Load(employee_id, shifts, nights, weekends, rests, minutes)
        self._blanks[employee_id] = blanks

    def _not_employed(self, employee: Employee, day: date) -> Violation:
        detail = (
            _("Starts on {day}").format(day=employee.hired.isoformat())
            if day < employee.hired
            else _("Last day was {day}").format(day=employee.left.isoformat() if employee.left else "")
        )
        return Violation("not_employed", employee.id, day, 1, _("{name} is not employed on this day").format(name=employee.name),
                         detail=detail)

    def _pair(self, found: list[Violation], employee_id: int, before: _Day, earlier: Shift, after: _Day, later: Shift, gap: int) -> None:
        if not (before.in_month or after.in_month):
            return
        here, other = (after.day, before.day) if after.in_month else (before.day, after.day)
        times = {
            "day": self._label(before.day), "shift": earlier.name, "end": clock(earlier.end),
            "next": self._label(after.day), "next_shift": later.name, "start": clock(later.start),
        }
        if gap < 0:
            found.append(Violation(
                "overlap", employee_id, here, -gap, _("Shifts overlap by {time}").format(time=duration(-gap)),
                detail=_("{day} {shift} ends {end}, but {next} {next_shift} starts {start} (Rules · Roster)").format(**times), other=other))
            return
        if gap >= after.rules.min_rest_minutes:
            found.append(Violation(
                "rest_short", employee_id, here, gap, _("Short rest: only {time}").format(time=duration(gap)), hard=False,
                detail=_("{day} {shift} ends {end} → {next} {next_shift} starts {start}, planned are {least} (Rules · Planning rosters)")
                .format(least=duration(after.wanted_rest), **times), other=other))
            return
        found.append(Violation(
            "rest_between", employee_id, here, gap, _("Too little rest: only {time}").format(time=duration(gap)),
            detail=_("{day} {shift} ends {end} → {next} {next_shift} starts {start}, at least {least} (Rules · Roster · Rest)").format(
                least=duration(after.rules.min_rest_minutes), **times), other=other))

    def _work_run(self, found: list[Violation], employee_id: int, start: int, length: int) -> None:
        """One hint a run and limit: at the first day beyond it, or on the 1st when last month already went beyond it."""
        last = start + length - 1
        lawful = self._days[min(max(BACK, start), len(self._days) - 1)].rules.max_work_run_days
        agreed = self._rest_terms[employee_id].max_run
        times = {"first": self._label(self._days[start].day), "last": self._label(self._days[last].day)}

        def beyond(limit: int) -> date | None:
            anchor = max(start + limit, BACK)
            return self._days[anchor].day if length > limit and anchor <= last and self._days[anchor].in_month else None

        day = beyond(lawful)
        if day is not None:
            found.append(Violation(
                "work_run", employee_id, day, length, _("{n} days in a row without rest").format(n=length), hard=False,
                detail=_("From {first} to {last}; at most {limit} days (Labour Law, article 38; Rules · Roster)").format(
                    limit=lawful, **times)))
        day = beyond(agreed) if agreed != lawful else None
        if day is not None:
            found.append(Violation(
                "long_run", employee_id, day, length, _("{n} days in a row, agreed are {limit}").format(n=length, limit=agreed),
                hard=False, detail=_("From {first} to {last}; by the rest days of the rules or the person's own terms").format(**times)))

    def _wish(self, found: list[Violation], wish: Wish) -> None:
        code = self.code(wish.employee_id, wish.day)
        if code is None or code == LEAVE or (wish.code == REST and (wish.employee_id, wish.day) in self.away):
            return
        wanted, shift = self.shift_on(wish.day, wish.code), self.shift_on(wish.day, code)
        if wanted == shift and (wanted is not None or code == wish.code):
            return
        words = {"name": self._people[wish.employee_id].name, "what": wanted.name if wanted is not None else _("a rest day")}
        promised = wish.status is Status.APPROVED
        found.append(Violation(
            "wish", wish.employee_id, wish.day, 1,
            _("{name} was promised {what}").format(**words) if promised else _("{name} asked for {what}").format(**words), hard=False,
            detail=_("The request was approved; tell {name} before it changes").format(**words) if promised
            else _("The request waits for a decision")))

    def _judge_day(self, index: int) -> None:
        entry = self._days[index]
        day = entry.day
        count: dict[tuple[str, str], int] = {}
        leads_on: set[str] = set()
        on: dict[str, set[int]] = {}
        leads = working = decided = 0
        for employee in self.employees:
            code = self._codes[employee.id][index]
            is_lead = employee.id in self._leads
            if is_lead and employee.employed_on(day):
                leads += 1
            if code is None:
                continue
            decided += 1
            shift = entry.shifts.get(code)
            if shift is None or not employee.employed_on(day) or (employee.id, day) in self.away:
                continue
            working += 1
            key = (shift.code, self._posts[employee.id][index])
            count[key] = count.get(key, 0) + 1
            if self._serving:
                on.setdefault(shift.code, set()).add(employee.id)
            if is_lead:
                leads_on.add(shift.code)
        rows = []
        found: list[Violation] = []
        for row in entry.demand:
            shift_code, post, need = row.shift, row.post, row.need
            have = sum(n for (code, own), n in count.items() if code == shift_code and fits(post, own))
            rows.append(Coverage(shift_code, post, day, have, need))
            if decided and have < need:
                shift = entry.shifts.get(shift_code)
                found.append(Violation(
                    "short", None, day, need - have,
                    _("{day} {shift} {post}: {n} short").format(
                        day=self._label(day), shift=shift.name if shift else shift_code, post=post, n=need - have).replace("  ", " "),
                    detail=_("Need {need}, have {have}").format(need=need, have=have), shift=shift_code, post=post))
        staffed = {code for code, _post in count}
        if leads and leads >= len(entry.rules.shifts):
            for shift in entry.rules.shifts:
                if shift.code in staffed and shift.code not in leads_on:
                    found.append(Violation(
                        "no_lead", None, day, 1, _("{day} {shift}: no lead").format(day=self._label(day), shift=shift.name), hard=False,
                        detail=_("Every shift needs a lead on it"), shift=shift.code))
        for shift in entry.rules.shifts if self._serving else ():
            for shop, serving in self._serving.items():
                if shift.code in on and not on[shift.code] & serving:
                    found.append(Violation(
                        "no_shop", None, day, 1,
                        _("{day} {shift}: nobody for {shop}").format(day=self._label(day), shift=shift.name, shop=shop), hard=False,
                        detail=_("Every shift needs somebody who serves the shop: {names}").format(
                            names=_(", ").join(one.name for one in self.employees if one.id in serving and one.employed_on(day))),
                        shift=shift.code, shop=shop))
        if entry.statutory and working:
            found.append(Violation(
                "holiday_work", None, day, working,
                _("{day} {name}: {n} people work").format(day=self._label(day), name=entry.holiday, n=working), hard=False,
                detail=_("A statutory holiday worked is paid at 300 % and cannot be swapped for time off (Labour Law, article 44)")))
        self._coverage[index] = tuple(rows)
        self._day_violations[index] = tuple(found)
