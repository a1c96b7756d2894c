"""The demonstration shop: 12 people, three months that have ended, and the present one up to now.

People, rules and events come from resources/demo; the months are counted back from the clock, so that the shop is
never old. The two earlier months are closed, the last one holds every kind of anomaly and waits for the owner.
"""

from __future__ import annotations

import csv
import io
import zlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

from csdesk.actions import attendance, demo_cases, demo_handover, demo_planning, imports, month, rules, settings, shop, staff
from csdesk.actions.session import Session
from csdesk.actions.staff import all_employees
from csdesk.core.attendance import Correction, Leave, Outing, Overtime, Side, Status
from csdesk.core.calendar import Month
from csdesk.core.payroll import Adjustment
from csdesk.core.problem import UserError
from csdesk.core.roster import REST
from csdesk.core.staff import BasePay, Employee
from csdesk.files import reading
from csdesk.i18n import ROOT
from csdesk.i18n import gettext as _

FOLDER = ROOT / "resources" / "demo"
# Five days, six nights, a rest day, three days: night is never followed by day without a rest between.
PATTERN = "白白白白白晚晚晚晚晚晚休白白白"
ANCHOR = date(2026, 1, 1)
SHOP_NAME = "拾光旗舰店"

Event = tuple[str, int]  # what, minutes


def create(path: Path, clock: Callable[[], datetime]) -> Session:
    """Make the demonstration shop in a new file. UserError where the file exists."""
    shop.ensure_parent(path)
    session = shop.create(path, clock, preset="handbook-1", shop_name=SHOP_NAME, rules=(FOLDER / "rules.json").read_text(encoding="utf-8"))
    try:
        settings.put(session, "department", "客服部")
        fill(session)
    except BaseException:
        session.shop.close()
        path.unlink()  # half a shop is none
        raise
    return session


def fill(session: Session) -> None:
    """Bring people, rosters, punches and records into an empty shop, through the same imports a person uses."""
    last = Month.of(session.now.date()).previous()
    months = (last.previous().previous(), last.previous(), last)
    _bring(session, (FOLDER / "staff.csv").read_bytes(), "staff.csv", "staff", None)
    _settle_in(session, last)
    people = all_employees(session)
    for one in (*months, last.next()):
        _bring(session, _roster_csv(people, one), f"排班表-{one}.csv", "roster", one)
    for offset, one in zip((-2, -1, 0), months, strict=True):
        events = _events(people, one, offset)
        _bring(session, _punch_csv(session, people, one, events), f"考勤机-{one}.csv", "punches", one)
        _records(session, people, one, events)
        _kpi(session, people, one)
        _pay_packets(session, one)
        if offset < 0:
            month.close(session, one, settle="all")
    present = last.next()
    punches = _punch_csv(session, people, present, {})
    if b"\n" in punches.strip():
        _bring(session, punches, f"考勤机-{present}.csv", "punches", present)
    demo_planning.plan(session, people, present, PATTERN, ANCHOR)
    _bring(session, demo_cases.closed_list(people, months, session.now), "投诉售后台账.csv", "cases", None)
    demo_cases.name_causes(session)
    demo_cases.open_cases(session, people)
    demo_handover.fill(session, people)


def summary(session: Session) -> dict[str, object]:
    """What was made: the file, the people, the months."""
    return {
        "shop": str(session.shop.path),
        "people": len(all_employees(session)),
        "months": [str(one) for one in month.months_with_data(session)],
        "closed": [str(one) for one in month.months_with_data(session) if month.frozen(session, one) is not None],
    }


def _bring(session: Session, data: bytes, name: str, kind: str, one: Month | None) -> None:
    options = imports.read_options(session, one)
    file = reading.read(
        data, name, kind=kind, month=one, now=options.now, shifts=options.shifts, codes=options.codes, leave_types=options.leave_types
    )
    ready = imports.preview(session, file)
    if ready.rejected or ready.held:
        raise UserError(_("The demonstration files are damaged"), ready.rejected)
    imports.store(session, ready)


def _settle_in(session: Session, last: Month) -> None:
    """One leaves on the 15th of the last month, one begins on its 10th; where the clock stands before the others' first day,
    they have been there for two years."""
    long_ago = date(last.year - 2, last.month, 1)
    for one in all_employees(session):
        if one.no == "1002":
            start = date(last.year, last.month, 10)
        else:
            start = one.hired if one.hired < last.previous().previous().first else long_ago
        left = date(last.year, last.month, 15) if one.no == "0120" else one.left
        staff.save(session, replace(one, hired=start, left=left, pay=(BasePay(start, one.pay[0].amount),)))


def planned(index: int, day: date) -> str:
    """The rotation's cell of the person with this index: shift name or 休."""
    return PATTERN[((day - ANCHOR).days + index * 5) % len(PATTERN)]


def _days(people: tuple[Employee, ...], one: Month) -> Iterator[tuple[int, Employee, date, str]]:
    for index, person in enumerate(people):
        for day in one.days():
            if person.employed_on(day):
                yield index, person, day, planned(index, day)


def _roster_csv(people: tuple[Employee, ...], one: Month) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["工号", "日期", "班次"])
    for _index, person, day, word in _days(people, one):
        writer.writerow([person.no, day.isoformat(), {"白": "白班", "晚": "晚班"}.get(word, REST)])
    return out.getvalue().encode("utf-8-sig")


def _events(people: tuple[Employee, ...], one: Month, offset: int) -> dict[tuple[str, date], Event]:
    """resources/demo/events.csv: the n-th day, night or rest of a person in a month, and what happened."""
    nth: dict[tuple[str, str], list[date]] = {}
    for _index, person, day, word in _days(people, one):
        nth.setdefault((person.no, word), []).append(day)
    found: dict[tuple[str, date], Event] = {}
    with (FOLDER / "events.csv").open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            days = nth.get((row["工号"], row["班"]), [])
            if int(row["月"]) == offset and len(days) >= int(row["第几个"]):
                found[(row["工号"], days[int(row["第几个"]) - 1])] = (row["事"] + "|" + row["说明"], int(row["分钟"] or 0))
    return found


def _jitter(no: str, day: date, salt: str, spread: int) -> int:
    return zlib.crc32(f"{no}{day}{salt}".encode()) % spread


def _punch_csv(session: Session, people: tuple[Employee, ...], one: Month, events: dict[tuple[str, date], Event]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["工号", "姓名", "打卡时间"])
    in_force = rules.book(session)
    for _index, person, day, word in _days(people, one):
        shift = in_force.on(day).shift(word)
        what, minutes = events.get((person.no, day), ("|", 0))
        kind = what.split("|")[0]
        midnight = datetime(day.year, day.month, day.day)
        if shift is None:
            if kind == "无班打卡":
                for clock in (542, 735):
                    writer.writerow([person.no, person.name, f"{midnight + timedelta(minutes=clock):%Y-%m-%d %H:%M:%S}"])
            if kind == "加班":
                for clock in (540, 540 + minutes):
                    writer.writerow([person.no, person.name, f"{midnight + timedelta(minutes=clock):%Y-%m-%d %H:%M:%S}"])
            continue
        start = shift.start - 2 - _jitter(person.no, day, "in", 12)
        end = shift.end + _jitter(person.no, day, "out", 14)
        if kind == "迟到":
            start = shift.start + minutes
        if kind == "早退":
            end = shift.end - minutes
        if kind in ("事假", "病假", "外出", "旷工", "事假待批"):
            continue
        seconds = _jitter(person.no, day, "s", 60)
        moments = []
        if kind not in ("补卡上班", "补卡待批"):
            moments.append(midnight + timedelta(minutes=start, seconds=seconds))
        if kind not in ("补卡下班", "缺卡下班"):
            moments.append(midnight + timedelta(minutes=end, seconds=seconds))
        for moment in moments:
            if moment <= session.now:
                writer.writerow([person.no, person.name, f"{moment:%Y-%m-%d %H:%M:%S}"])
    return out.getvalue().encode("utf-8-sig")


def _records(session: Session, people: tuple[Employee, ...], one: Month, events: dict[tuple[str, date], Event]) -> None:
    ids = {person.no: (index, person.id) for index, person in enumerate(people)}
    for (no, day), (what, minutes) in sorted(events.items(), key=lambda item: (item[0][1], item[0][0])):
        kind, _bar, reason = what.partition("|")
        index, who = ids[no]
        midnight = datetime(day.year, day.month, day.day)
        shift = rules.book(session).on(day).shift(planned(index, day))
        if kind in ("事假", "病假", "事假待批"):
            status = Status.PENDING if kind.endswith("待批") else Status.APPROVED
            asked = midnight - timedelta(days=2) + timedelta(hours=10)
            leave = Leave(0, who, kind[:2], midnight, midnight, True, status, kind == "病假", asked, reason)
            attendance.request_leave(session, leave)
        elif kind in ("补卡上班", "补卡下班", "补卡待批") and shift is not None:
            side = Side.OUT if kind == "补卡下班" else Side.IN
            certified = shift.end if side is Side.OUT else shift.start
            status = Status.PENDING if kind == "补卡待批" else Status.APPROVED
            attendance.correct(session, Correction(0, who, day, side, certified, None, "马文博", reason, status))
        elif kind == "外出" and shift is not None:
            start, end = midnight + timedelta(minutes=shift.start), midnight + timedelta(minutes=shift.end)
            attendance.enter_outing(session, Outing(0, who, start, end, reason))
        elif kind == "加班":
            attendance.enter_overtime(session, Overtime(0, who, day, minutes))


def _kpi(session: Session, people: tuple[Employee, ...], one: Month) -> None:
    for person in people:
        if person.hired <= one.last and (person.left is None or person.left >= one.first):
            amount = 35000 + _jitter(person.no, one.first, "kpi", 12) * 5000
            month.save_adjustment(session, Adjustment(0, person.id, str(one), "kpi", amount, _("KPI of the month")))


def _pay_packets(session: Session, one: Month) -> None:
    """Every second red packet was paid on the Monday of its bulletin."""
    for packet in month.derive(session, one).red_packets[::2]:
        monday = packet.day + timedelta(days=7 - packet.day.weekday())
        attendance.pay_packet(session, packet, monday)
