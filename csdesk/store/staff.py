"""The staff file in the shop file: employees with their dated base pay and aliases."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from datetime import date

from csdesk.core.problem import UserError
from csdesk.core.staff import Alias, BasePay, Employee
from csdesk.i18n import gettext as _
from csdesk.store import rows
from csdesk.store.rows import day_of, iso
from csdesk.store.shop import Shop


def employees(shop: Shop) -> tuple[Employee, ...]:
    """Everybody, also those who left, by employee number."""
    pay: dict[int, list[BasePay]] = defaultdict(list)
    for employee_id, start, amount in shop.rows("SELECT employee_id, effective_from, amount FROM base_pay ORDER BY effective_from"):
        pay[employee_id].append(BasePay(date.fromisoformat(start), amount))
    aliases: dict[int, list[Alias]] = defaultdict(list)
    for employee_id, source, value, start, end in shop.rows(
            "SELECT employee_id, source, value, valid_from, valid_to FROM alias ORDER BY employee_id, source, value, valid_from"):
        aliases[employee_id].append(Alias(source, value, day_of(start), day_of(end)))
    return tuple(
        Employee(
            id=number, no=no, name=name, post=post, level=level, shop=brand, team=team, site=site, hired=date.fromisoformat(hired),
            left=day_of(left), pay=tuple(pay[number]) if number in pay else (), insurance=insurance, housing_fund=fund,
            special_deduction=special, probation_until=day_of(probation), no_nights=bool(no_nights),
            aliases=tuple(aliases[number]) if number in aliases else ())
        for number, no, name, post, level, brand, team, site, hired, left, insurance, fund, special, probation, no_nights in shop.rows(
            """SELECT id, no, name, post, level, shop, team, site, hired, "left", insurance, housing_fund, special_deduction,
               probation_until, no_nights FROM employee ORDER BY no""")
    )


def save(shop: Shop, employee: Employee) -> int:
    """Write a person with all base pay and aliases; id 0 = new. Raises UserError "duplicate_no", "gone"."""
    if shop.rows("SELECT 1 FROM employee WHERE no = ? AND id <> ?", (employee.no, employee.id)):
        raise UserError(_("The employee number {no} is already in use.").format(no=employee.no), code="duplicate_no")
    number = rows.put(shop, "employee", employee.id, {
        "no": employee.no, "name": employee.name, "post": employee.post, "level": employee.level, "shop": employee.shop,
        "team": employee.team, "site": employee.site, "hired": employee.hired.isoformat(), "left": iso(employee.left),
        "insurance": employee.insurance, "housing_fund": employee.housing_fund, "special_deduction": employee.special_deduction,
        "probation_until": iso(employee.probation_until), "no_nights": int(employee.no_nights)})
    _save_pay(shop, number, employee.pay)
    _save_aliases(shop, number, employee.aliases)
    return number


def _save_pay(shop: Shop, employee_id: int, pay: tuple[BasePay, ...]) -> None:
    wanted = {record.effective_from.isoformat(): record.amount for record in pay}
    for number, start in shop.rows("SELECT id, effective_from FROM base_pay WHERE employee_id = ?", (employee_id,)):
        if start not in wanted:
            rows.remove(shop, "base_pay", number)
    for start, amount in sorted(wanted.items()):
        rows.put(shop, "base_pay", 0, {"employee_id": employee_id, "effective_from": start, "amount": amount},
                 key=("employee_id", "effective_from"))


def _save_aliases(shop: Shop, employee_id: int, aliases: tuple[Alias, ...]) -> None:
    wanted = {(alias.source, alias.value, iso(alias.valid_from)): iso(alias.valid_to) for alias in aliases}
    for number, source, value, start, end in shop.rows(
            "SELECT id, source, value, valid_from, valid_to FROM alias WHERE employee_id = ?", (employee_id,)):
        key = (source, value, start)
        if key not in wanted:
            rows.remove(shop, "alias", number)
            continue
        until = wanted.pop(key)
        if until != end:
            shop.run("UPDATE alias SET valid_to = ? WHERE id = ?", (until, number))
    shop.run_many("INSERT INTO alias (employee_id, source, value, valid_from, valid_to) VALUES (?, ?, ?, ?, ?)",
                  [(employee_id, source, value, start, until) for (source, value, start), until in wanted.items()])


def add_alias(shop: Shop, employee_id: int, alias: Alias) -> None:
    """One more name of a person in an outside source; the same one again changes nothing but its last day."""
    found = shop.rows("SELECT id FROM alias WHERE employee_id = ? AND source = ? AND value = ? AND valid_from IS ?",
                      (employee_id, alias.source, alias.value, iso(alias.valid_from)))
    rows.put(shop, "alias", found[0][0] if found else 0, {
        "employee_id": employee_id, "source": alias.source, "value": alias.value, "valid_from": iso(alias.valid_from),
        "valid_to": iso(alias.valid_to)})


def remove(shop: Shop, employee_id: int) -> None:
    """Delete a person of whom nothing else is stored. Raises UserError "in_use" (enter the last day instead), "gone"."""
    shop.run("DELETE FROM base_pay WHERE employee_id = ?", (employee_id,))
    shop.run("DELETE FROM alias WHERE employee_id = ?", (employee_id,))
    try:
        rows.remove(shop, "employee", employee_id)
    except sqlite3.IntegrityError as error:
        raise UserError(_("This person has roster cells, punches or other records. Enter the last day instead of deleting."),
                        code="in_use") from error


def has_records(shop: Shop, employee_id: int) -> bool:
    """Whether any roster cell, punch, attendance record or case names this person: then the record must stay."""
    tables = ("roster_cell", "punch", "correction", "leave", "outing", "overtime", "decision", "packet_payment", "adjustment", "fine",
              "plan_terms", "wish", "swap", "open_shift")
    in_charge = (("case_record", "owner_id"), ("case_record", "created_by_id"), ("case_record", "blamed_id"), ("case_promise", "owner_id"))
    if shop.rows("""SELECT 1 FROM claim JOIN batch ON batch.id = batch_id WHERE claim.employee_id = ? AND undone_at IS NULL LIMIT 1""",
                 (employee_id,)):
        return True
    return any(shop.rows(f'SELECT 1 FROM "{table}" WHERE employee_id = ? LIMIT 1', (employee_id,)) for table in tables) or any(
        shop.rows(f"SELECT 1 FROM {table} WHERE {column} = ? LIMIT 1", (employee_id,)) for table, column in in_charge)
