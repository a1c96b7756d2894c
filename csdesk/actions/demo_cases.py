"""The demonstration shop's cases: a closed list of three months, and some of every kind that wait for somebody just now.

Their texts come from resources/demo/cases.json; times there are minutes before the clock and after the case came in.
"""

from __future__ import annotations

import csv
import io
import json
import struct
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from csdesk.actions import case, case_cost, case_evidence, case_rules, case_talk, case_together, case_view, phrase
from csdesk.actions.session import Session
from csdesk.core.calendar import Month
from csdesk.core.case import NAMES, Case, Goods, Money, Phrase
from csdesk.core.case_list import CaseFilter
from csdesk.core.money import fen
from csdesk.core.permission import Role
from csdesk.core.staff import Employee
from csdesk.core.users import User
from csdesk.files.sheets.cases import HEADS
from csdesk.i18n import ROOT
from csdesk.i18n import gettext as _
from csdesk.store import case as store

FOLDER = ROOT / "resources" / "demo"
PER_MONTH = 14
PLATFORMS = ("京东", "淘宝", "天猫", "拼多多", "抖音")
PRODUCTS = ("316 保温杯 500ml", "吸管杯盖", "旅行茶具", "儿童水壶", "办公杯礼盒", "滤芯三只装", "加热底座")
AFTER_SALES = ("0013", "0025", "0031", "1002", "2088")


def told() -> Mapping[str, Any]:
    """What the demonstration tells of cases."""
    found: Mapping[str, Any] = json.loads((FOLDER / "cases.json").read_text(encoding="utf-8"))
    return found


def closed_list(people: Sequence[Employee], months: Sequence[Month], now: datetime) -> bytes:
    """The resolved cases of these months as a file of the case template."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(HEADS)
    rows = told()["resolved"]
    names = {one.no: one for one in people}
    for month in months:
        for number in range(PER_MONTH):
            key = f"{month}.{number}"
            kind, text, party, cost, late = rows[(number * 5 + month.month * 7) % len(rows)]
            day = date(month.year, month.month, 1 + _luck(key, "day", month.length))
            created = datetime(day.year, day.month, day.day, 9) + timedelta(minutes=_luck(key, "at", 12 * 60))
            answered = created + timedelta(minutes=(45 if late else 2) + _luck(key, "answer", 8))
            resolved = created + timedelta(minutes=120 + _luck(key, "done", 2 * 1440))
            if resolved > now:
                continue
            can = [names[no] for no in AFTER_SALES if no in names and names[no].employed_on(day)]
            owner = can[_luck(key, "owner", len(can))]
            product = PRODUCTS[_luck(key, "product", len(PRODUCTS))]
            order = f"{220 + number}{_luck(key, 'order', 10**9):09d}{_luck(key, 'tail', 10**6):06d}"
            writer.writerow([
                "", kind, PLATFORMS[_luck(key, "platform", 5)], "拾光旗舰店", f"买家{_luck(key, 'buyer', 9000) + 1000}", order,
                (day - timedelta(days=3)).isoformat(), f"{product}：{text}", "", f"{owner.name} {owner.no}", f"{created:%Y-%m-%d %H:%M}",
                f"{answered:%Y-%m-%d %H:%M}", f"{resolved:%Y-%m-%d %H:%M}", party, cost])  # fmt: skip
    return out.getvalue().encode("utf-8-sig")


def name_causes(session: Session) -> None:
    """What the file cannot say of the resolved cases: the cause, the first of the kind oftenest, and the product, which begins the text."""
    with session.step(_(NAMES["cause"])):
        for one in store.many(session.shop, [row.id for row in case_view.listed(session, CaseFilter(state="all")).rows]).values():
            causes = case_rules.kind(session, one.kind).causes
            if causes:
                place = min(_luck(one.order_no, salt, len(causes)) for salt in ("cause", "again"))
                store.save(session.shop, replace(one, cause=causes[place], product=one.description.partition("：")[0]))


def open_cases(session: Session, people: Sequence[Employee]) -> None:
    """Phrases, and the cases that wait, entered and worked on by the people of the shop at the times that are told."""
    found = told()
    for place, (category, name, text, kinds) in enumerate(found["phrases"]):
        phrase.save(session, Phrase(0, name, text, category, tuple(kinds), position=place))
    names = {one.no: one for one in people}
    numbers = [_tell(session, one, names) for one in found["open"]]
    by_order = {one["order"]: number for one, number in zip(found["open"], numbers, strict=True)}
    case_together.link(session, by_order["2203344551122099887"], by_order["2203344551122099886"])
    first, again = by_order["261110-334455667788221"], _tell(session, {
        "kind": "short", "platform": "pdd", "text": "同一单又来问滤芯", "buyer": "多多用户8841", "order": "261110-334455667788221",
        "owner": "0013", "ago": 300, "steps": [[2, "answered", "和前一单一起跟"]]}, names)  # fmt: skip
    case_together.merge(session, again, first)


def _tell(session: Session, told_of: Mapping[str, Any], people: Mapping[str, Employee]) -> int:
    """One case with its history, each step at its own time under its own name."""
    start = (session.now - timedelta(minutes=told_of["ago"])).replace(second=0, microsecond=0)
    owner = people.get(told_of["owner"])
    present = [start]
    desk = Session(session.shop, lambda: present[0], _user(owner))
    draft = Case(
        0, told_of["kind"], told_of["text"], start, platform=told_of["platform"], shop="拾光旗舰店", buyer=told_of["buyer"],
        phone=told_of.get("phone", ""), order_no=told_of["order"], waybill=told_of.get("waybill", ""), product=told_of.get("product", ""),
        bought_on=start.date() - timedelta(days=7), paid=fen(told_of["paid"]) if "paid" in told_of else None,
        order_state=told_of.get("order_state", ""), wish=told_of.get("wish", ""), details=told_of.get("details", {}))  # fmt: skip
    seen = [one.id for one in case.duplicates(desk, draft)]
    number = case.register(desk, draft, shown=seen).value
    assert isinstance(number, int)
    if owner is None:
        case.assign(desk, [number], None)
    for minutes, what, *given in told_of["steps"]:
        present[0] = start + timedelta(minutes=minutes)
        _step(desk, number, what, given, people)
    return number


def _step(desk: Session, number: int, what: str, given: Sequence[Any], people: Mapping[str, Employee]) -> None:
    if what == "answered":
        case_talk.answered(desk, number, given[0])
    elif what == "note":
        case_talk.note(desk, number, given[0])
    elif what == "buyer":
        case_talk.note(desk, number, given[0], said_by="buyer")
    elif what == "asked":
        case_talk.asked(desk, number, *given)
    elif what == "milestone":
        case_talk.milestone(desk, number, *given)
    elif what == "status":
        case.set_status(desk, number, given[0])
    elif what == "goods":
        case.set_goods(desk, number, Goods(given[0]))
    elif what == "money":
        case_cost.set_money(desk, number, Money(given[0]))
    elif what == "remark":
        shipping, gift, wishes = given
        case_talk.remarked(desk, number, case_talk.compose_remark(desk, shipping=shipping, gift=gift, wishes=wishes))
    elif what == "cost":
        case_cost.set_cost(desk, store.get(desk.shop, number), **given[0])
    elif what == "approve":
        case_cost.approve(Session(desk.shop, desk.clock, _user(people[given[0]])), number)
    elif what == "promise":
        case_talk.promise(desk, number, given[0], desk.now + timedelta(minutes=given[1]))
    elif what == "snooze":
        case_talk.snooze(desk, number, desk.now + timedelta(minutes=given[0]))
    elif what == "evidence":
        drawn, name, item = given
        items = case_rules.kind(desk, store.get(desk.shop, number).kind).evidence
        case_evidence.add(desk, number, picture(drawn, number), name, items[item])


def _user(person: Employee | None) -> User:
    """Whoever does it; the demonstration has no sign-in, so the entries only get a name."""
    if person is None:
        return User(0, "", Role.OWNER)
    return User(0, person.name, Role.OWNER, person.id)


def _luck(key: str, salt: str, spread: int) -> int:
    """The same number every time, from 0 to spread - 1."""
    return zlib.crc32(f"{key}{salt}".encode()) % spread


# Pictures, drawn

Colour = tuple[int, int, int]
WIDE, HIGH = 240, 160


def picture(what: str, number: int) -> bytes:
    """A small drawing as PNG: chat | page | label | box | parcel; the number makes each file its own."""
    image = [[(241, 243, 246)] * WIDE for _line in range(HIGH)]

    def box(x: int, y: int, wide: int, high: int, colour: Colour) -> None:
        for line in range(y, y + high):
            image[line][x:x + wide] = [colour] * wide

    if what == "chat":
        for line, (x, wide, colour) in enumerate(((20, 110, (255, 255, 255)), (70, 150, (188, 226, 178)), (20, 80, (255, 255, 255)),
                                                  (100, 120, (188, 226, 178)))):  # fmt: skip
            box(x, 14 + line * 36, wide, 22, colour)
    elif what == "page":
        box(0, 0, WIDE, 20, (200, 55, 50))
        box(16, 36, 90, 90, (205, 219, 235))
        for line in range(6):
            box(122, 40 + line * 14, 100 - line * 9, 6, (120, 130, 145))
    elif what == "label":
        box(0, 0, WIDE, HIGH, (247, 242, 230))
        for bar in range(40):
            box(24 + bar * 5, 16, 1 + (number + bar * bar) % 4, 40, (40, 40, 40))
        for line in range(5):
            box(24, 72 + line * 15, 180 - line * 22, 6, (120, 120, 120))
    else:
        box(0, 0, WIDE, HIGH, (182, 148, 106))
        box(60, 46, 120, 80, (146, 108, 66))
        box(60, 46, 120, 18, (166, 126, 82))
        box(114, 46, 12, 80, (206, 180, 140))
    box(WIDE - 4 - number % 20, HIGH - 4, 4, 4, (200, 200, 200))
    rows = b"".join(b"\0" + bytes(channel for pixel in line for channel in pixel) for line in image)

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", WIDE, HIGH, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows, 9)) + chunk(b"IEND", b"")
