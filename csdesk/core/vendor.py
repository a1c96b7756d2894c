"""What a clock-in app itself says of a punch, or of a side without one: what it says differently from us, and the records its
approvals ask for (handbook 4, 5, 12; 正常, 迟到15分钟, 补卡审批通过, 请假, 外出, 缺卡 …).

A punch that an app's approval made (kind makeup) is judged like any punch: it costs nothing and uses no quota. As a correction
it would (handbook 4). Which of the two it is, a person says: nothing here changes a result.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from csdesk.core.attendance import AttendanceDay, Claim, Correction, DayType, Leave, Outing, Side, Status
from csdesk.core.leave import DAY, halves, minute_of
from csdesk.core.money import grouped
from csdesk.core.month import state
from csdesk.core.payroll import EmployeeMonth, RedPacket
from csdesk.core.rules import RuleBook, Rules, Shift
from csdesk.i18n import N_
from csdesk.i18n import gettext as _


@dataclass(frozen=True, slots=True)
class Offer:
    """A record that a file's approval asks for. `key` names it for good (ignored ones are kept by it); `needs_look`: the file does
    not say all of it (the kind of leave), so that it is taken over through its form only."""

    key: str
    kind: str  # correction | leave | outing
    employee_id: int
    day: date
    said: str  # the words of the file, with the time of the punch
    record: Correction | Leave | Outing
    needs_look: bool = False


@dataclass(frozen=True, slots=True)
class Difference:
    """One side of one day (None: the whole day) on which the file's result and ours differ, and why as far as we can tell. `at` None:
    the file has no punch there."""

    employee_id: int
    day: date
    side: Side | None
    at: datetime | None
    said: str
    theirs: str  # a key of RESULTS
    ours: str
    our_minutes: int
    reason: str


RESULTS = {
    "normal": N_("on time"),
    "late": N_("late arrival"),
    "early": N_("early leave"),
    "missed": N_("no punch"),
    "absent": N_("absence"),
    "leave": N_("leave"),
    "outing": N_("outing"),
    "makeup": N_("corrected"),
    "none": N_("no shift"),
}
_WORDS = (  # the first that is found; an absence for lateness (旷工迟到) is an absence
    ("makeup", ("补卡", "举证打卡审批通过", "改为正常")),
    ("leave", ("请假",)),
    ("outing", ("外出", "外勤", "出差")),
    ("absent", ("旷工",)),
    ("missed", ("缺卡", "未打卡")),
    ("late", ("迟到",)),
    ("early", ("早退",)),
    ("normal", ("正常", "加班")),
)
_MINUTES = re.compile(r"(\d+)\s*分钟")
_CORRECTED = re.compile(r"补卡申请\D{0,2}(\d{1,2})[-/](\d{1,2})\s+(\d{1,2}):(\d\d)")
_APPROVED_BY = {"dingtalk": N_("DingTalk approval"), "wecom": N_("WeCom approval"), "feishu": N_("Feishu approval")}


def kind_of(result: str) -> str:
    """The key of RESULTS for an app's word; '' for words that say nothing of the result (无需打卡, other apps' texts)."""
    return next((key for key, words in _WORDS if any(word in result for word in words)), "")


def approver(source: str) -> str:
    """Who certified, in words: the approval of the app whose file it is."""
    return _(_APPROVED_BY.get(source.split(".")[0], N_("approval in the file")))


# Whose punch is which side


@dataclass(frozen=True, slots=True)
class _Placed:
    claim: Claim
    day: AttendanceDay
    shift: Shift
    side: Side | None  # None: the file judges the whole day
    minute: int | None  # from the roster day's midnight; None = no punch


def _place(claims: Iterable[Claim], months: Iterable[EmployeeMonth], rules: RuleBook) -> list[_Placed]:
    """Each claim with the day its punch was judged on, one without a punch with the work day it names; days without a shift say
    nothing."""
    where: dict[tuple[int, datetime | date | None], AttendanceDay] = {}
    for month in months:
        for day in month.days:
            where[(month.employee_id, day.day)] = day
            for punch in day.punches:
                where[(month.employee_id, punch.at)] = day
    placed = []
    for claim in claims:
        found = where.get((claim.employee_id, claim.work_date if claim.at is None else claim.at))
        shift = rules.on(found.day).shift(found.shift) if found is not None and found.shift else None
        if found is None or shift is None:
            continue
        if claim.at is None:
            placed.append(_Placed(claim, found, shift, claim.side, None))
            continue
        minute = minute_of(claim.at) - found.day.toordinal() * DAY
        if found.window is not None and not found.window[0] <= claim.at.replace(second=0) <= found.window[1]:
            continue  # a stray punch of the day
        side = Side.IN if 2 * minute <= shift.start + shift.end else Side.OUT
        placed.append(_Placed(claim, found, shift, side, minute))
    return placed


# Offers


def offers(
    claims: Iterable[Claim],
    months: Sequence[EmployeeMonth],
    rules: RuleBook,
    corrections: Iterable[Correction],
    leaves: Iterable[Leave],
    outings: Iterable[Outing],
    ignored: Iterable[str] = (),
) -> tuple[Offer, ...]:
    """The records that approvals in files ask for and that nobody has recorded, refused or ignored yet, by day and person.

    makeup punches that are the judged punch of their side: a correction at that time; 外出, 外勤: an outing over that half of the
    shift; 请假: leave over it, of the kind that the approval names, else of the first kind of the rules, to be looked at. A day
    without a shift offers nothing, and neither does a report of whole days (it is there to compare)."""
    known = {(one.employee_id, one.day, one.side) for one in corrections}
    away: dict[int, list[Leave | Outing]] = {}
    both: list[Leave | Outing] = [*leaves, *outings]
    for record in both:
        away.setdefault(record.employee_id, []).append(record)
    passed = _Ignored(ignored)
    made: dict[tuple[int, date, str, Side | None], list[_Placed]] = {}
    for one in _place(claims, months, rules):
        if one.side is None:
            continue
        said = "makeup" if one.claim.kind == "makeup" else "outing" if one.claim.kind == "field" else kind_of(one.claim.result)
        if said == "makeup" and one.claim.kind not in ("makeup", "none"):
            continue  # 管理员改为正常 on a real punch asks for no correction
        if said in ("makeup", "leave", "outing"):
            made.setdefault((one.claim.employee_id, one.day.day, said, one.side if said == "makeup" else None), []).append(one)
    found = []
    for (who, day, said, side), placed in made.items():
        if side is not None:
            if (who, day, side) in known:
                continue
            punched = [one for one in placed if one.minute is not None] or placed
            chosen = punched[0] if side is Side.IN else punched[-1]
            if _judged_minute(chosen) != chosen.minute:
                continue  # a real punch stands on that side already: a correction would put the worse time in its place
            offer = _correction(chosen, side)
        else:
            if _recorded(away.get(who, ()), placed[0]):
                continue
            offer = _absence(said, placed, rules)
        if not passed.has(offer):
            found.append(offer)
    return tuple(sorted(_joined(found), key=lambda one: (one.day, one.employee_id, one.key)))


class _Ignored:
    """The offers that somebody said to ignore, by their keys; leave of several days covers each of them."""

    def __init__(self, keys: Iterable[str]) -> None:
        self._keys = frozenset(keys)
        self._spans = [key.split("/") for key in self._keys if key.startswith("leave/") and key.count("/") == 3]

    def has(self, offer: Offer) -> bool:
        if offer.key in self._keys:
            return True
        who, day = str(offer.employee_id), offer.day.isoformat()
        return offer.kind == "leave" and any(one[1] == who and one[2] <= day <= one[3] for one in self._spans)


def _joined(found: Iterable[Offer]) -> Iterable[Offer]:
    """Whole days of leave that one approval covers are one record: 9/16 and 9/17 of 年假2.0天（9/16 上午 - 9/17 下午）."""
    left: list[Offer] = []
    open_: dict[tuple[int, str, str], int] = {}  # (person, kind of leave, reason) -> where in `left`
    for one in sorted(found, key=lambda each: (each.employee_id, each.day)):
        record = one.record
        if not isinstance(record, Leave) or not record.whole_days or one.needs_look:
            left.append(one)
            continue
        key = (one.employee_id, record.type, record.reason)
        if key in open_:
            before = left[open_[key]]
            assert isinstance(before.record, Leave)
            name = f"leave/{one.employee_id}/{before.day.isoformat()}/{one.day.isoformat()}"
            left[open_[key]] = replace(before, key=name, record=replace(before.record, end=record.end))
        else:
            open_[key] = len(left)
            left.append(one)
    return left


def _recorded(records: Iterable[Leave | Outing], one: _Placed) -> bool:
    day, shift = one.day.day.toordinal(), one.shift
    return any(any(halves(record, day, day * DAY + shift.start, day * DAY + shift.end)) for record in records)


def _said(one: _Placed) -> str:
    if one.minute is None:
        words, approval = one.claim.result, one.claim.approval
        return _("{said}, {approval}").format(said=words, approval=approval) if approval else words
    clock = f"{one.minute // 60:02d}:{one.minute % 60:02d}"
    return " ".join(part for part in (clock, one.claim.result or _("correction by the app")) if part)


def _correction(one: _Placed, side: Side) -> Offer:
    """At the time of the punch that the app made; without one at the time that the approval names, else at the shift's, to look at."""
    certified, look = one.minute, False
    if certified is None:
        named = _named_minute(one.claim.approval, one.day.day)
        certified, look = (named, False) if named is not None else (one.shift.start if side is Side.IN else one.shift.end, True)
    day = one.day.day
    record = Correction(0, one.claim.employee_id, day, side, certified, certified_by=approver(one.claim.source), reason=one.claim.result)
    key = f"correction/{record.employee_id}/{day.isoformat()}/{side.value}"
    return Offer(key, "correction", record.employee_id, day, _said(one), record, look)


def _named_minute(approval: str, day: date) -> int | None:
    """The time that 补卡申请（09-08 17:30） names for a work day, in minutes from its midnight; None where it names none near it."""
    found = _CORRECTED.search(approval)
    if found is None:
        return None
    month, number, hour, minute = (int(part) for part in found.groups())
    for after in (0, 1):
        near = day + timedelta(days=after)
        if (near.month, near.day) == (month, number) and hour < 24 and minute < 60:
            return after * DAY + hour * 60 + minute
    return None


def leave_kind(approval: str, rules: Rules) -> str:
    """The kind of leave that an approval names (年假2.0天…), '' where it is none of the rules'."""
    names = sorted((kind.name for kind in rules.leave.types), key=len, reverse=True)
    parts = [part.strip() for part in re.split(r"[，,；;\n]", approval)]
    return next((name for part in parts for name in names if part.startswith(name)), "")


def _absence(said: str, placed: Sequence[_Placed], rules: RuleBook) -> Offer:
    """An outing or leave over the halves of the shift whose punches the file marks; both halves make the whole shift."""
    one = placed[0]
    who, day, shift = one.claim.employee_id, one.day.day, one.shift
    sides = {each.side for each in placed}
    midnight = datetime.combine(day, time())
    middle = (shift.start + shift.end) // 2
    start = midnight + timedelta(minutes=shift.start if Side.IN in sides else middle)
    end = midnight + timedelta(minutes=shift.end if Side.OUT in sides else middle)
    words = _(", ").join(dict.fromkeys(_said(each) for each in placed))
    reason = _("{who}: {said}").format(who=approver(one.claim.source), said=words)
    key = f"{said}/{who}/{day.isoformat()}"
    if said == "outing":
        return Offer(key, said, who, day, words, Outing(0, who, start, end, reason))
    types = rules.on(day).leave.types
    named = next((name for each in placed if (name := leave_kind(each.claim.approval, rules.on(day)))), "")
    kind = named or (types[0].name if types else "")
    whole = len(sides) == 2
    if whole:
        start = end = midnight
    record = Leave(0, who, kind, start, end, whole, emergency=False, reason=reason)
    return Offer(key, said, who, day, words, record, needs_look=not named)


def effect(
    before: EmployeeMonth, after: EmployeeMonth, packets_before: Sequence[RedPacket], packets_after: Sequence[RedPacket], free: int | None
) -> str:
    """What a record would change for its person in the month, in words; `free`: corrections that cost nothing."""
    parts = []
    was, now = before.totals.corrections, after.totals.corrections
    if was != now and free is None:
        parts.append(_("corrections {was} → {now}").format(was=was, now=now))
    elif was != now:
        parts.append(_("corrections {was} → {now}, {free} are free").format(was=was, now=now, free=free))
    owed = sum(one.amount for one in packets_after) - sum(one.amount for one in packets_before)
    if owed > 0:
        parts.append(_("red packet {amount} more").format(amount=grouped(owed)))
    elif owed < 0:
        parts.append(_("red packet {amount} less").format(amount=grouped(-owed)))
    days = {one.day: one for one in after.days}
    for old in before.days:
        new = days.get(old.day)
        if new is not None and state(old) != state(new):
            parts.append(_("day {n}: {was} → {now}").format(n=old.day.day, was=state(old), now=state(new)))
    return _("; ").join(parts) or _("no result changes")


# Differences


def differences(
    claims: Iterable[Claim],
    months: Sequence[EmployeeMonth],
    rules: RuleBook,
    corrections: Iterable[Correction],
    leaves: Iterable[Leave] = (),
    outings: Iterable[Outing] = (),
) -> tuple[Difference, ...]:
    """Sides of judged days that the file calls something else than we do, by day and person; whole days where a report has no sides
    and no other file of that app speaks of the day. Void rows of a file are not imported and cannot differ; a day without a shift
    differs only where the app judged it late, early, missed or absent."""
    given = list(claims)
    placed = _place(given, months, rules)
    records = {
        (one.employee_id, one.day, one.side): one for one in sorted(corrections, key=lambda one: one.id) if one.status is Status.APPROVED
    }
    away: dict[int, list[Leave | Outing]] = {}
    both: list[Leave | Outing] = [*leaves, *outings]
    for record in both:
        if record.status is Status.APPROVED:
            away.setdefault(record.employee_id, []).append(record)
    found = [*_unplanned(given, placed, months)]
    best: dict[tuple[int, date, Side], _Placed] = {}
    whole: dict[tuple[int, date], _Placed] = {}
    for one in placed:
        if not one.day.judged or not kind_of(one.claim.result):
            continue
        if one.side is None:
            whole[(one.claim.employee_id, one.day.day)] = one
            continue
        key = (one.claim.employee_id, one.day.day, one.side)
        judged = _judged_minute(one)
        better = one.minute is not None and (one.minute == judged or best.get(key, one).minute is None)
        if key not in best or better:  # the word for the punch that we judge, where there is one
            best[key] = one
    for key, one in best.items():
        theirs, (ours, minutes) = kind_of(one.claim.result), _ours(one)
        counted = minutes_said(one.claim.result) if theirs in _TIMED else None
        if (theirs == ours and counted in (None, minutes)) or (theirs != ours and _same(theirs, ours, one)):
            continue
        reason = _reason(one, theirs, ours, records.get(key), away.get(key[0], ()), rules)
        found.append(Difference(key[0], key[1], key[2], one.claim.at, one.claim.result, theirs, ours, minutes, reason))
    spoken = {(who, day, _app(one.claim.source)) for (who, day, _side), one in best.items()}
    for (who, day), one in whole.items():
        if (who, day, _app(one.claim.source)) not in spoken:
            found += _whole_day(one, [records.get((who, day, side)) for side in Side], away.get(who, ()))
    return tuple(sorted(found, key=lambda one: (one.day, one.employee_id, one.side.value if one.side else "")))


def _app(source: str) -> str:
    return source.split(".")[0]


_BAD = ("absent", "missed", "late", "early", "leave")  # what changes a day; the worst first
_TIMED = ("late", "early")  # of which the minutes count


def _whole_day(one: _Placed, corrections: Sequence[Correction | None], away: Iterable[Leave | Outing]) -> Iterable[Difference]:
    """The difference of a day that the file judges as a whole (迟到84分钟; 缺卡1次;), none where both say the same."""
    day = one.day
    theirs: dict[str, int | None] = {}
    for part in re.split(r"[;；]", one.claim.result):
        if kind_of(part) in _BAD:
            theirs[kind_of(part)] = minutes_said(part)
    ours: dict[str, int] = {}
    gone = day.absent_days and not (day.late_minutes or day.early_minutes or day.missed_in or day.missed_out)
    for kind, minutes, holds in (
        ("absent", 0, bool(gone)),
        ("missed", 0, day.missed_in or day.missed_out),
        ("late", day.late_minutes, bool(day.late_minutes)),
        ("early", day.early_minutes, bool(day.early_minutes)),
        ("leave", 0, bool(day.leave_days)),
    ):
        if holds:
            ours[kind] = minutes
    if "absent" in theirs and day.absent_days and {"late", "early"} & ours.keys():
        theirs.pop("absent")  # 旷工迟到: our lateness that costs half a day
        theirs |= {kind: None for kind in ("late", "early") if kind in ours}
    if "missed" in theirs and "absent" in ours and "absent" not in theirs:
        theirs["absent"] = theirs.pop("missed")  # 缺卡2次: no punch at all
    differ = [
        kind
        for kind in _BAD
        if (kind in ours) != (kind in theirs) or (kind in ours and kind in _TIMED and theirs[kind] not in (None, ours[kind]))
    ]
    if not differ:
        return
    here, there = (next((kind for kind in (*differ, *_BAD) if kind in own), "normal") for own in (ours, theirs))
    correction = next((record for record in corrections if record is not None and record.side in day.corrected), None)
    if correction is not None and set(differ) != {"leave"}:
        reason = _("Corrected here, certified by {who}").format(who=correction.certified_by)
    elif _recorded(away, one):
        reason = _("Leave or an outing is recorded here")
    elif "leave" in theirs and "leave" not in ours:
        reason = _("No leave is recorded here")
    elif any(word in one.claim.result for word in ("休息", "未排班")):
        reason = _("The app has no shift on this day; {name} here").format(name=one.shift.name)
    else:
        reason = _("The app counts this day differently; shift {name} {start}–{end} here").format(
            name=one.shift.name, start=_clock(one.shift.start), end=_clock(one.shift.end)
        )
    said = "; ".join(part for part in (one.claim.result, one.claim.approval) if part)
    yield Difference(one.claim.employee_id, day.day, None, None, said, there, here, ours.get(here, 0), reason)


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"


def _judged_minute(one: _Placed) -> int | None:
    moment = one.day.check_in if one.side is Side.IN else one.day.check_out
    return None if moment is None else minute_of(moment) - one.day.day.toordinal() * DAY


def _ours(one: _Placed) -> tuple[str, int]:
    """Our word for that side of the day, and its minutes."""
    day = one.day
    if one.side in day.corrected and not (day.late_minutes if one.side is Side.IN else day.early_minutes):
        return "makeup", 0
    if day.leave_days >= 1:
        return "leave", 0
    if one.side is Side.IN:
        if day.late_minutes:
            return "late", day.late_minutes
        if day.missed_in:
            return "missed", 0
        gone = day.check_in is None
    else:
        if day.early_minutes:
            return "early", day.early_minutes
        if day.missed_out:
            return "missed", 0
        gone = day.check_out is None
    if gone and day.leave_days:
        return "leave", 0
    if gone and day.absent_days:
        return "absent", 0
    return ("outing" if day.outing and gone else "normal"), 0


def _same(theirs: str, ours: str, one: _Placed) -> bool:
    """Two words for one thing: 补卡 is on time here as long as it stands as a punch; an app's 旷工迟到 is our lateness that costs half
    a day; who punched on an outing is on time."""
    good = {"normal", "makeup", "outing"}
    if theirs in good and ours in good:
        return True
    if one.minute is None and theirs == "missed" and ours == "absent":
        return True  # neither side has a punch: together they are an absence
    return theirs == "absent" and ours in ("late", "early") and one.day.absent_days > 0


def _reason(one: _Placed, theirs: str, ours: str, correction: Correction | None, away: Iterable[Leave | Outing], rules: RuleBook) -> str:
    """Why, as far as it can be told: a record of ours, another punch, the roster's day, the grace, the shift's times."""
    if one.side in one.day.corrected and correction is not None:
        return _("Corrected here, certified by {who}").format(who=correction.certified_by)
    if _recorded(away, one):
        return _("Leave or an outing is recorded here")
    if theirs == "leave":
        return _("No leave is recorded here")
    if one.minute is None and theirs == "outing":
        return _("No outing is recorded here")
    if one.minute is None and theirs == "makeup":
        return _("No correction is recorded here")
    judged = _judged_minute(one)
    if judged is not None and judged != one.minute:
        return _("Judged here by another punch, {time}").format(time=f"{judged // 60:02d}:{judged % 60:02d}")
    if one.claim.work_date is not None and one.claim.work_date != one.day.day:
        return _("The file counts it to {day}").format(day=one.claim.work_date.isoformat())
    edge = one.shift.start if one.side is Side.IN else one.shift.end
    clock = _clock(edge)
    given = rules.on(one.day.day).grace_minutes
    grace = given.late if one.side is Side.IN else given.early
    off = 0 if one.minute is None else one.minute - edge if one.side is Side.IN else edge - one.minute
    if ours == "normal" and 0 < off <= grace:
        return _("{n} minutes, within the grace of {grace} here").format(n=off, grace=grace)
    if ours == "normal" and theirs in ("late", "early"):
        text = _("The shift starts at {time} here") if one.side is Side.IN else _("The shift ends at {time} here")
        return text.format(time=clock)
    if ours in ("late", "early") and theirs in ("normal", "makeup"):
        text = (
            _("The shift starts at {time} here, grace {grace}; the app has other times or more grace")
            if one.side is Side.IN
            else _("The shift ends at {time} here, grace {grace}; the app has other times or more grace")
        )
        return text.format(time=clock, grace=grace)
    if theirs == ours:
        text = _("The shift starts at {time} here") if one.side is Side.IN else _("The shift ends at {time} here")
        return text.format(time=clock)
    return _("The app counts this side differently; shift {name} {start}–{end} here").format(
        name=one.shift.name,
        start=f"{one.shift.start // 60:02d}:{one.shift.start % 60:02d}",
        end=f"{one.shift.end // 60:02d}:{one.shift.end % 60:02d}",
    )


def _unplanned(claims: Sequence[Claim], placed: Sequence[_Placed], months: Iterable[EmployeeMonth]) -> Iterable[Difference]:
    """What the app judged on days for which no shift is planned here."""
    known = {(one.claim.employee_id, one.claim.at) for one in placed if one.claim.at is not None}
    found: dict[tuple[object, ...], Difference] = {}
    days: dict[tuple[int, datetime | date | None], AttendanceDay] = {}
    for month in months:
        for day in month.days:
            if day.shift is None and day.kind not in (DayType.NOT_EMPLOYED, DayType.LEAVE):
                days[(month.employee_id, day.day)] = day
            for punch in day.punches:
                days[(month.employee_id, punch.at)] = day
    for claim in claims:
        theirs = kind_of(claim.result)
        found_day = days.get((claim.employee_id, claim.work_date if claim.at is None else claim.at))
        if found_day is None or (claim.employee_id, claim.at) in known or theirs not in ("late", "early", "absent", "missed"):
            continue
        side = claim.side if claim.at is None else Side.OUT if theirs == "early" else Side.IN
        reason = _("No shift is planned here at this time") if claim.at is not None else _("No shift is planned here on this day")
        key = (claim.employee_id, found_day.day, side, claim.at and claim.at.replace(second=0))
        if key not in found or len(claim.result) > len(found[key].said):  # of two files the one that says more
            found[key] = Difference(claim.employee_id, found_day.day, side, claim.at, claim.result, theirs, "none", 0, reason)
    return found.values()


def minutes_said(result: str) -> int | None:
    """The minutes an app's word names (迟到15分钟); None where it names none."""
    found = _MINUTES.search(result)
    return int(found.group(1)) if found else None
