"""What planning knows beside the roster's cells: who can do what, how many are needed, what people ask for, what was published."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import Enum

from csdesk.core.attendance import Status
from csdesk.core.calendar import Month
from csdesk.core.problem import UserError
from csdesk.core.roster import REST, Cell
from csdesk.core.rules import Demand, Rules
from csdesk.core.staff import Employee
from csdesk.i18n import gettext as _

MOST_PATTERN = 62  # days of a rotation


@dataclass(frozen=True, slots=True)
class PlanTerms:
    """What is agreed with one person beyond the staff file: other `posts` and `shops` this person can take (beside the own ones), rest
    days a month and days in a row (None = by the rules), and a rotation: `pattern[(day - anchor) mod n]`, codes or 休."""

    employee_id: int
    posts: tuple[str, ...] = ()
    shops: tuple[str, ...] = ()
    rest_days: int | None = None
    max_run: int | None = None
    pattern: tuple[str, ...] = ()
    anchor: date | None = None

    def rotation_on(self, day: date) -> str | None:
        """The pattern's code on a day, before its anchor, too; None without a pattern."""
        if not self.pattern or self.anchor is None:
            return None
        return self.pattern[(day - self.anchor).days % len(self.pattern)]


@dataclass(frozen=True, slots=True)
class Promotion:
    """大促 (双11, 618, own): on the days first..last every need grows by `percent`, rounded up to whole people."""

    id: int
    first: date
    last: date
    name: str
    percent: int


@dataclass(frozen=True, slots=True)
class DayNeed:
    """The need of one shift and post on one day, typed by a person: stands instead of the rules' demand and of any promotion."""

    day: date
    shift: str
    post: str
    need: int


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody asks of one day: `code` is 休 or a shift's code. Approved = promised, so the planner treats it as fixed;
    waiting = weighed; refused = paid double in the next month (F05)."""

    id: int
    employee_id: int
    day: date
    code: str
    status: Status = Status.PENDING
    asked_at: datetime | None = None
    reason: str = ""
    decided_at: datetime | None = None
    decided_by: str = ""
    answer: str = ""


@dataclass(frozen=True, slots=True)
class Swap:
    """Two people change cells: what `employee_id` has on `day` against what `other_id` has on `other_day` (often the same day)."""

    id: int
    employee_id: int
    day: date
    other_id: int
    other_day: date
    status: Status = Status.PENDING
    asked_at: datetime | None = None
    reason: str = ""
    decided_at: datetime | None = None
    decided_by: str = ""
    answer: str = ""


class OpenState(Enum):
    OPEN = "open"
    ASKED = "asked"
    FILLED = "filled"


@dataclass(frozen=True, slots=True)
class OpenShift:
    """A shift that waits for somebody (招人顶班): open, asked for by `employee_id`, or filled."""

    id: int
    day: date
    shift: str
    post: str = ""
    note: str = ""
    state: OpenState = OpenState.OPEN
    employee_id: int | None = None


Place = tuple[int, date]  # employee id, day


@dataclass(frozen=True)
class Publication:
    """A month's roster as it was given out: (code, post) by person and day; blank cells are not in it. `version` counts the month's
    publications from 1."""

    id: int
    month: Month
    at: datetime
    by: str
    cells: Mapping[Place, tuple[str, str]]
    note: str = ""
    version: int = 1


@dataclass(frozen=True, slots=True)
class Published:
    """One cell that is different from what was given out; None = blank."""

    employee_id: int
    day: date
    before: tuple[str, str] | None
    after: tuple[str, str] | None


@dataclass(frozen=True, slots=True)
class TakenProposal:
    """How a proposal that was taken can be made again: same input (digest), seed, iterations and engine, same roster. `iterations` 0:
    it was stopped, or something was changed under way, so that it can't."""

    id: int
    month: Month
    at: datetime
    by: str
    seed: int
    iterations: int
    digest: str
    engine: str
    cost: int


@dataclass(frozen=True)
class Planning:
    """Everything of this module that a stretch of days is planned and checked with; empty = nothing was ever planned."""

    terms: Mapping[int, PlanTerms] = field(default_factory=dict)  # by employee id
    promotions: tuple[Promotion, ...] = ()
    needs: tuple[DayNeed, ...] = ()
    wishes: tuple[Wish, ...] = ()
    swaps: tuple[Swap, ...] = ()
    open_shifts: tuple[OpenShift, ...] = ()
    publication: Publication | None = None

    def posts(self, employee: Employee) -> tuple[str, ...]:
        """The posts a person can take, the own one first."""
        terms = self.terms.get(employee.id)
        return (employee.post, *(post for post in terms.posts if post != employee.post)) if terms is not None else (employee.post,)

    def serves(self, employee: Employee, shop: str) -> bool:
        """Whether a person serves a shop (店铺); who belongs to none serves every one."""
        terms = self.terms.get(employee.id)
        return not employee.shop or employee.shop == shop or (terms is not None and shop in terms.shops)


USUAL_PERCENT = 30  # 3 people become 4, 2 become 3, 1 becomes 2


def usual_promotions(year: int) -> tuple[Promotion, ...]:
    """The sales days every shop knows, with their usual days; ready to be taken over or changed (id 0)."""
    days = ((6, 16, 18, "618"), (11, 10, 12, "双11"), (12, 10, 12, "双12"))
    return tuple(Promotion(0, date(year, month, first), date(year, month, last), name, USUAL_PERCENT) for month, first, last, name in days)


def read_pattern(text: str, rules: Rules) -> tuple[str, ...]:
    """A rotation as it is typed, 白白白晚晚休 or D D N 休: codes of the rules' shifts and 休. Without blanks or commas each character
    is one day. Raises UserError for a word that is neither a shift nor 休."""
    words = text.replace("，", " ").replace(",", " ").replace("、", " ").split()
    if len(words) == 1 and words[0] != REST and rules.shift(words[0]) is None:
        words = list(words[0])
    codes = []
    for word in words:
        shift = rules.shift(word)
        if shift is None and word != REST:
            raise UserError(_("“{word}” is neither a shift nor {rest}").format(word=word, rest=REST), code="pattern")
        codes.append(REST if shift is None else shift.code)
    if len(codes) > MOST_PATTERN:
        raise UserError(_("A rotation has at most {n} days").format(n=MOST_PATTERN), code="pattern")
    return tuple(codes)


def days_ahead(day: date, asked_at: datetime) -> int:
    """How many calendar days ahead something was asked for (§5: for the 20th the 18th is 2 days ahead)."""
    return (day - asked_at.date()).days


@dataclass(frozen=True, slots=True)
class RestTerms:
    """What a whole month asks for one person, in days: rest days wanted, the fewest, and the longest run of work days."""

    target: int
    least: int
    max_run: int


def rest_terms(rules: Rules, terms: PlanTerms | None = None) -> RestTerms:
    """Rest days and longest run of a person for a whole month: agreed ones, else by the rules. A quota of q rest days a month is the
    target and the least, and lets people work the longer of the rules' days in a row and 30 / q - 1 (2 a month: 14 days; 4: 6).
    Rules without a quota mean six days on, one off: 5 wanted, 4 at least, 6 in a row."""
    quota = terms.rest_days if terms is not None else None
    if quota is None and rules.rest_days.per_month is not None:
        quota = int(rules.rest_days.per_month)
    if quota is None:
        found = RestTerms(5, 4, min(6, rules.max_work_run_days))
    else:
        found = RestTerms(quota, quota, max(rules.max_work_run_days, 30 // quota - 1 if quota else 31))
    if terms is not None and terms.max_run is not None:
        found = RestTerms(found.target, found.least, terms.max_run)
    return found


def needs_on(
    day: date, demand: Iterable[Demand], promotions: Iterable[Promotion] = (), typed: Iterable[DayNeed] = ()
) -> tuple[Demand, ...]:
    """What a day needs, in the order of the rules' demand rows, then typed rows that the rules have not. A typed need stands alone; else
    the rules' number grows by the largest percentage of the promotions of that day, rounded up."""
    percent = max((one.percent for one in promotions if one.first <= day <= one.last), default=0)
    own = {(one.shift, one.post): one.need for one in typed if one.day == day}
    rows = [Demand(row.shift, row.post, own.pop((row.shift, row.post), -(-row.need * (100 + percent) // 100))) for row in demand]
    return (*rows, *(Demand(shift, post, need) for (shift, post), need in own.items()))


def rotated(terms: Iterable[PlanTerms], employees: Iterable[Employee], month: Month) -> list[tuple[int, date, str]]:
    """The month by each person's rotation, employed days only: (employee id, day, code)."""
    people = {one.id: one for one in employees}
    return [
        (one.employee_id, day, code)
        for one in terms
        if one.employee_id in people
        for day in month.days()
        if people[one.employee_id].employed_on(day) and (code := one.rotation_on(day)) is not None
    ]


def same_weekday_before(day: date) -> date:
    """The day of the month before that a copied month takes for `day`: four weeks earlier, from the 29th on five."""
    return day - timedelta(days=28 if day.day <= 28 else 35)


def since_published(publication: Publication, cells: Iterable[Cell]) -> list[Published]:
    """Every cell of the published month that is no longer as it was given out, by day and person."""
    month = publication.month
    now = {(cell.employee_id, cell.day): (cell.code, cell.post) for cell in cells if month.first <= cell.day <= month.last}
    places = {place for place in {*now, *publication.cells} if now.get(place) != publication.cells.get(place)}
    return [Published(*place, publication.cells.get(place), now.get(place)) for place in sorted(places, key=lambda one: (one[1], one[0]))]
