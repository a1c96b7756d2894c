"""What the roster shows at the moment: people, days, checked cells, what was published; made by the page, read by the painting."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from csdesk.core.calendar import DayKind
from csdesk.core.roster_check import Change, LiveRoster
from csdesk.core.staff import Employee
from csdesk.i18n import gettext as _
from csdesk.i18n import pgettext
from csdesk.ui.roster import keys


@dataclass(frozen=True, slots=True)
class DayHead:
    """What a column says of its day: tint is '', weekend or holiday; `promotion` is the name of a sale on it."""

    day: date
    second: str
    tint: str
    today: bool
    name: str = ""
    promotion: str = ""


@dataclass(slots=True)
class Scene:
    """What is shown: `groups` of people × `days`, the staffing `lines` (shift, post) under them."""

    live: LiveRoster
    groups: list[list[Employee]]
    days: list[DayHead]
    lines: list[tuple[str, str]]
    tones: dict[str, str]
    twice: frozenset[str]  # names that two people bear
    dim: str | None = None  # a shift code: the others are faded
    quota: float | None = None  # rest days a month
    counts: str = ""
    usual: dict[tuple[str, str], int] = field(default_factory=dict)  # what a staffing row needs where no day says another number
    mean_minutes: float = 0.0
    ghosts: dict[tuple[int, int], tuple[str | None, bool]] = field(default_factory=dict)  # (row, day) -> code, breaks a hard rule
    fixed: frozenset[tuple[int, date]] | None = None  # where the cells are proposed: (person, day) of those that no proposal moves
    moved: set[tuple[int, date]] = field(default_factory=set)  # just moved by a proposal: they bear a ring
    before: LiveRoster | None = None  # compared with this one: a cell that is different is split
    people: list[Employee] = field(init=False)

    def __post_init__(self) -> None:
        self.people = [one for group in self.groups for one in group]

    def cell(self, row: int, day: int) -> tuple[int, date]:
        """The person and day of a cell."""
        return self.people[row].id, self.days[day].day

    def column_near(self, day: date) -> int:
        """The column of the day, else of the same day of the month, else the first."""
        found = [number for number, head in enumerate(self.days) if head.day == day]
        found += [number for number, head in enumerate(self.days) if head.day.day == day.day]
        return found[0] if found else 0

    def changed(self, employee_id: int, day: date) -> bool:
        """Whether a cell is no longer as it was published."""
        publication = self.live.planning.publication
        if publication is None or not self.live.month.first <= day <= self.live.month.last:
            return False
        _who, _day, code, post = self.live.as_it_is(employee_id, day)
        return publication.cells.get((employee_id, day)) != (None if code is None else (code, post))

    def code(self, row: int, day: int) -> str | None:
        """What stands in a cell; None = nothing."""
        return self.live.code(*self.cell(row, day))

    def giving(self, row: int, day: int, from_row: int, from_day: int) -> Change:
        """The change that puts what stands in another cell here: at its post where this person can take that, else at the own one."""
        (who, when), giver = self.cell(row, day), self.cell(from_row, from_day)
        post = self.live.post(*giver)
        return self.live.taking(who, when, self.live.code(*giver), post if post in self.live.posts(who) else self.live.employee(who).post)


def scene_of(
    live: LiveRoster,
    groups: Sequence[Sequence[Employee]],
    days: Sequence[date],
    *,
    today: date,
    lines: Sequence[tuple[str, str]],
    dim: str | None = None,
    counts: str = "",
) -> Scene:
    """Put together what is shown of a checked month."""
    rules = live.rules_on(live.month.first)
    names = [one.name for one in live.employees]
    quota = rules.rest_days.per_month
    return Scene(
        live,
        [list(group) for group in groups],
        [_head(live, day, today) for day in days],
        list(lines),
        keys.tones(rules),
        frozenset(name for name in names if names.count(name) > 1),
        dim,
        float(quota) if quota is not None else None,
        counts,
        {(shift.code if (shift := rules.shift(row.shift)) else row.shift, row.post): row.need for row in rules.demand},
    )


def _head(live: LiveRoster, day: date, today: date) -> DayHead:
    weekdays = (
        pgettext("roster head", "Mon"), pgettext("roster head", "Tue"), pgettext("roster head", "Wed"), pgettext("roster head", "Thu"),
        pgettext("roster head", "Fri"), pgettext("roster head", "Sat"), pgettext("roster head", "Sun"),
    )  # fmt: skip
    entry = live.calendar.days.get(day)
    second, tint, name = weekdays[day.weekday()], "weekend" if day.weekday() >= 5 else "", ""
    if entry is not None and entry.kind is DayKind.MAKEUP:
        second, tint, name = pgettext("roster head", "work"), "", entry.name
    elif entry is not None:
        tint, name = "holiday", entry.name
        if entry.kind is DayKind.STATUTORY:
            second = entry.name[:2]
    sales = [one for one in live.planning.promotions if one.first <= day <= one.last]
    return DayHead(day, second, tint, day == today, name, max(sales, key=lambda one: one.percent).name if sales else "")


def averages(live: LiveRoster, people: Iterable[Employee]) -> tuple[float, list[tuple[str, str]]]:
    """Mean minutes of people employed the whole month, and the sentences of the lower right corner."""
    month = live.month
    loads = [live.load(one.id) for one in people if one.employed_on(month.first) and one.employed_on(month.last)]
    loads = [one for one in loads if one.shifts]
    short = sum(1 for day in month.days() for one in live.of_day(day) if one.rule == "short")
    words = [(_("{n} shifts short").format(n=short), "danger")] if short else []
    if not loads:
        return 0.0, words
    mean = sum(one.minutes for one in loads) / len(loads)
    nights = [one.nights for one in loads if one.nights]
    weekends = [one.weekends for one in loads]
    if nights:
        words.append((_("Nights differ by {n}").format(n=max(nights) - min(nights)), "muted"))
    words.append((_("Weekend days differ by {n}").format(n=max(weekends) - min(weekends)), "muted"))
    words.append((_("{n} hours on average").format(n=round(mean / 60)), "muted"))
    return mean, words
