"""What a clock-in app itself says of a punch: what it says differently from us, and the records its approvals ask for
(handbook 4, 5, 12; 正常, 迟到15分钟, 补卡审批通过, 请假, 外出, 缺卡 …).

A punch that an app's approval made (kind makeup) is judged like any punch: it costs nothing and uses no quota. As a correction
it would (handbook 4). Which of the two it is, a person says: nothing here changes a result.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from csdesk.core.attendance import AttendanceDay, Claim, Correction, Leave, Outing, Side, Status
from csdesk.core.leave import DAY, halves, minute_of
from csdesk.core.money import grouped
from csdesk.core.month import state
from csdesk.core.payroll import EmployeeMonth, RedPacket
from csdesk.core.rules import RuleBook, Shift
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
    """One side of one day on which the file's result and ours differ, and why as far as we can tell."""

    employee_id: int
    day: date
    side: Side
    at: datetime
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
    side: Side
    minute: int  # from the roster day's midnight


def _place(claims: Iterable[Claim], months: Iterable[EmployeeMonth], rules: RuleBook) -> list[_Placed]:
    """Each claim with the day its punch was judged on; punches on days without a shift say nothing."""
    where: dict[tuple[int, datetime], AttendanceDay] = {}
    for month in months:
        for day in month.days:
            for punch in day.punches:
                where[(month.employee_id, punch.at)] = day
    placed = []
    for claim in claims:
        found = where.get((claim.employee_id, claim.at))
        shift = rules.on(found.day).shift(found.shift) if found is not None and found.shift else None
        if found is None or shift is None:
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
    shift; 请假: leave over it, of the first kind of the rules, to be looked at. A punch on a day without a shift offers nothing."""
    known = {(one.employee_id, one.day, one.side) for one in corrections}
    away: dict[int, list[Leave | Outing]] = {}
    both: list[Leave | Outing] = [*leaves, *outings]
    for record in both:
        away.setdefault(record.employee_id, []).append(record)
    passed = frozenset(ignored)
    made: dict[tuple[int, date, str, Side | None], list[_Placed]] = {}
    for one in _place(claims, months, rules):
        said = "makeup" if one.claim.kind == "makeup" else "outing" if one.claim.kind == "field" else kind_of(one.claim.result)
        if said == "makeup" and one.claim.kind != "makeup":
            continue  # 管理员改为正常 on a real punch asks for no correction
        if said in ("makeup", "leave", "outing"):
            made.setdefault((one.claim.employee_id, one.day.day, said, one.side if said == "makeup" else None), []).append(one)
    found = []
    for (who, day, said, side), placed in made.items():
        if side is not None:
            if (who, day, side) in known:
                continue
            chosen = placed[0] if side is Side.IN else placed[-1]
            if _judged_minute(chosen) != chosen.minute:
                continue  # a real punch stands on that side already: a correction would put the worse time in its place
            offer = _correction(chosen)
        else:
            if _recorded(away.get(who, ()), placed[0]):
                continue
            offer = _absence(said, placed, rules)
        if offer.key not in passed:
            found.append(offer)
    return tuple(sorted(found, key=lambda one: (one.day, one.employee_id, one.key)))


def _recorded(records: Iterable[Leave | Outing], one: _Placed) -> bool:
    day, shift = one.day.day.toordinal(), one.shift
    return any(any(halves(record, day, day * DAY + shift.start, day * DAY + shift.end)) for record in records)


def _said(one: _Placed) -> str:
    clock = f"{one.minute // 60:02d}:{one.minute % 60:02d}"
    return " ".join(part for part in (clock, one.claim.result or _("correction by the app")) if part)


def _correction(one: _Placed) -> Offer:
    record = Correction(
        0, one.claim.employee_id, one.day.day, one.side, one.minute, certified_by=approver(one.claim.source), reason=one.claim.result
    )
    key = f"correction/{record.employee_id}/{record.day.isoformat()}/{record.side.value}"
    return Offer(key, "correction", record.employee_id, record.day, _said(one), record)


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
    kind = types[0].name if types else ""
    whole = len(sides) == 2
    if whole:
        start = end = midnight
    return Offer(key, said, who, day, words, Leave(0, who, kind, start, end, whole, emergency=False, reason=reason), needs_look=True)


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
    """Sides of judged days that the file calls something else than we do, by day and person. Void rows of a file are not imported and
    cannot differ; a punch of a day without a shift differs only where the app judged it late, early or absent."""
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
    for one in placed:
        if not one.day.judged or not kind_of(one.claim.result):
            continue
        key = (one.claim.employee_id, one.day.day, one.side)
        judged = _judged_minute(one)
        if key not in best or one.minute == judged:  # the word for the punch that we judge, where there is one
            best[key] = one
    for key, one in best.items():
        theirs, (ours, minutes) = kind_of(one.claim.result), _ours(one)
        if (theirs == ours and minutes_said(one.claim.result) in (None, minutes)) or (theirs != ours and _same(theirs, ours, one)):
            continue
        reason = _reason(one, theirs, ours, records.get(key), away.get(key[0], ()), rules)
        found.append(Difference(key[0], key[1], key[2], one.claim.at, one.claim.result, theirs, ours, minutes, reason))
    return tuple(sorted(found, key=lambda one: (one.day, one.employee_id, one.side.value)))


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
    return theirs == "absent" and ours in ("late", "early") and one.day.absent_days > 0


def _reason(one: _Placed, theirs: str, ours: str, correction: Correction | None, away: Iterable[Leave | Outing], rules: RuleBook) -> str:
    """Why, as far as it can be told: a record of ours, another punch, the roster's day, the grace, the shift's times."""
    if one.side in one.day.corrected and correction is not None:
        return _("Corrected here, certified by {who}").format(who=correction.certified_by)
    if _recorded(away, one):
        return _("Leave or an outing is recorded here")
    if theirs == "leave":
        return _("No leave is recorded here")
    judged = _judged_minute(one)
    if judged is not None and judged != one.minute:
        return _("Judged here by another punch, {time}").format(time=f"{judged // 60:02d}:{judged % 60:02d}")
    if one.claim.work_date is not None and one.claim.work_date != one.day.day:
        return _("The file counts it to {day}").format(day=one.claim.work_date.isoformat())
    edge = one.shift.start if one.side is Side.IN else one.shift.end
    clock = f"{edge // 60:02d}:{edge % 60:02d}"
    given = rules.on(one.day.day).grace_minutes
    grace = given.late if one.side is Side.IN else given.early
    off = one.minute - edge if one.side is Side.IN else edge - one.minute
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
    known = {(one.claim.employee_id, one.claim.at) for one in placed}
    found: dict[tuple[int, date, Side, datetime], Difference] = {}
    days: Mapping[tuple[int, datetime], AttendanceDay] = {
        (month.employee_id, punch.at): day for month in months for day in month.days for punch in day.punches
    }
    for claim in claims:
        theirs = kind_of(claim.result)
        day = days.get((claim.employee_id, claim.at))
        if day is None or (claim.employee_id, claim.at) in known or theirs not in ("late", "early", "absent", "missed"):
            continue
        side = Side.OUT if theirs == "early" else Side.IN
        reason = _("No shift is planned here at this time")
        key = (claim.employee_id, day.day, side, claim.at.replace(second=0))
        if key not in found or len(claim.result) > len(found[key].said):  # of two files the one that says more
            found[key] = Difference(claim.employee_id, day.day, side, claim.at, claim.result, theirs, "none", 0, reason)
    return found.values()


def minutes_said(result: str) -> int | None:
    """The minutes an app's word names (迟到15分钟); None where it names none."""
    found = _MINUTES.search(result)
    return int(found.group(1)) if found else None
