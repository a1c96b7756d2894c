"""Shift instances: where their punch windows border each other, and whose punch is whose (handbook 1, 12)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from operator import attrgetter

from csdesk.core.attendance import Punch
from csdesk.core.ground import Ground
from csdesk.core.leave import DAY
from csdesk.core.roster import LEAVE, REST
from csdesk.core.rules import RuleVersion, Shift
from csdesk.core.staff import Employee


class Instance:
    """One shift instance: roster day (ordinal), start and end, and its punch window, already cut at the neighbours' borders."""

    __slots__ = ("day", "shift", "version", "start", "end", "opens", "closes", "cut_opens", "cut_closes", "punches", "minutes")

    def __init__(self, day: int, shift: Shift, version: RuleVersion) -> None:
        self.day, self.shift, self.version = day, shift, version
        self.start, self.end = day * DAY + shift.start, day * DAY + shift.end
        self.opens, self.closes = self.start - shift.window_before_minutes, self.end + shift.window_after_minutes
        self.cut_opens, self.cut_closes = self.opens, self.closes
        self.punches: list[Punch] = []
        self.minutes: list[int] = []  # of the punches


def instances(ground: Ground, employee: Employee, cells: Mapping[int, str]) -> list[Instance]:
    """The person's shift instances around the month, by start, with windows cut at the border of neighbours (§1, §12)."""
    found = []
    for day, code in cells.items():
        if code in (REST, LEAVE) or day not in ground.dates or not employee.employed_on(ground.dates[day]):
            continue
        version = ground.versions[day]
        shift = ground.shifts[id(version)].get(code)
        if shift is not None:
            found.append(Instance(day, shift, version))
    found.sort(key=attrgetter("start"))
    for one, other in zip(found, found[1:], strict=False):
        if one.closes >= other.opens:
            # A punch exactly on the border goes to the later one; it lies half-way between end and start, kept whole by rounding up.
            border = min(max(-((one.end + other.start) // -2), other.opens), one.closes + 1)
            one.cut_closes = min(one.cut_closes, border)
            other.cut_opens = max(other.cut_opens, border)
    return found


def attribute(found: Sequence[Instance], punches: Iterable[Punch]) -> list[Punch]:
    """Puts every punch (ascending) to its instance; returns those in no window (§12: edges belong to the window)."""
    left: list[Punch] = []
    low, count = 0, len(found)
    for punch in punches:
        moment = punch.at
        minute = moment.toordinal() * DAY + moment.hour * 60 + moment.minute
        while low < count and found[low].closes < minute:
            low += 1
        owner: Instance | None = None
        for index in range(low, count):
            candidate = found[index]
            if candidate.start - DAY > minute:  # no window opens earlier than a day before its shift
                break
            if candidate.opens <= minute <= candidate.closes and (owner is None or 2 * minute >= owner.end + candidate.start):
                owner = candidate
        if owner is None:
            left.append(punch)
        else:
            owner.punches.append(punch)
            owner.minutes.append(minute)
    return left
