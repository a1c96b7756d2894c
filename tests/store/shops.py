"""What the tests of the shop file share: a clock, a filled shop, and a dump of everything that a step may change."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from csdesk.core.batch import PunchRow
from csdesk.core.staff import Alias, BasePay, Employee
from csdesk.store import batch, staff
from csdesk.store.shop import Shop

NOW = datetime(2026, 10, 8, 9)
FIRST = date(2026, 9, 1)
NAMES = ("李䶮", "欧阳若琳", "郭Amy", "陈思远", "陈思远")
FACTS = ("employee", "base_pay", "alias", "rule_version", "holiday_override", "roster_cell", "punch", "correction", "leave", "outing",
         "overtime", "decision", "packet_payment", "adjustment", "tax_opening", "closed_month", "user", "setting", "fine", "fund_entry",
         "plan_terms", "promotion", "day_need", "wish", "swap", "open_shift", "publication", "proposal", "case_record", "case_event",
         "case_evidence", "case_promise", "case_link", "phrase", "handover_note",
         "handover_item", "handover_signature", "handover_supplement", "check_item", "check_tick", "log_entry", "knowledge_entry")


def person(number: int, **given: Any) -> Employee:
    """An invented employee; `number` gives the employee number and the name."""
    return Employee(0, f"{number:04d}", NAMES[number % len(NAMES)], hired=date(2026, 1, 1), **{
        "pay": (BasePay(date(2026, 1, 1), 220000),), "aliases": (Alias("dingtalk", f"1709{number:06d}"),), **given})


def make(path: Path, people: int = 3) -> tuple[Shop, list[int]]:
    """A new shop with some people in it, and their ids."""
    shop = Shop.create(path)
    with shop.step("录入员工", by="店长", at=NOW):
        ids = [staff.save(shop, person(number)) for number in range(1, people + 1)]
    return shop, ids


def punches(ids: list[int], days: int, source: str = "dingtalk.attendance_report", second: int = 0) -> list[PunchRow]:
    """Two punches a day and person from 1 September on."""
    return [PunchRow(one, datetime(2026, 9, 1, hour, 25, second) + timedelta(days=day), source_kind=source,
                     work_date=FIRST + timedelta(days=day), sheet="原始记录", row=4 + day, column="I", raw="x")
            for one in ids for day in range(days) for hour in (8, 17)]


def bring(shop: Shop, rows: list[PunchRow], name: str = "九月.xlsx", *, parent: int | None = None) -> tuple[int, tuple[int, int]]:
    """Import punches as one step: the batch id and (new, present)."""
    with shop.step(f"导入 {name}", by="店长", at=NOW) as step_id:
        number = batch.add(shop, kind="punches", file_name=name, sha256=name, format="dingtalk.attendance_report",
                           period=(FIRST, date(2026, 9, 30)), covered=(FIRST, date(2026, 9, 30)), at=NOW, by="店长", step_id=step_id,
                           parent_id=parent)
        counts = batch.add_punches(shop, number, rows)
        batch.set_counts(shop, number, {"new": counts[0], "present": counts[1]})
    return number, counts


def dump(shop: Shop) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table of facts, and the standing batches: what an undo must bring back to the byte."""
    found = {table: shop.rows(f"SELECT * FROM {table} ORDER BY id") for table in FACTS}
    found["batch"] = shop.rows("SELECT * FROM batch WHERE undone_at IS NULL ORDER BY id")
    found["seen"] = shop.rows("""SELECT batch_seen.* FROM batch_seen JOIN batch ON batch.id = batch_id WHERE undone_at IS NULL
                                 ORDER BY batch_id, punch_id""")
    return found
