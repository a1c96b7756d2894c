"""Planning in the shop file: terms, promotions, needs of a day, wishes, swaps, open shifts, publications, taken proposals."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any

from csdesk.core.attendance import Status
from csdesk.core.calendar import Month
from csdesk.core.planning import DayNeed, OpenShift, OpenState, PlanTerms, Promotion, Publication, Swap, TakenProposal, Wish
from csdesk.core.roster import Cell
from csdesk.store import rows
from csdesk.store.rows import day_of, iso, moment_of, stamp
from csdesk.store.shop import Shop


def terms(shop: Shop) -> dict[int, PlanTerms]:
    """What is agreed with each person who has anything of their own, by employee id."""
    return {
        who: PlanTerms(who, tuple(json.loads(posts)), tuple(json.loads(shops)), rest, run, tuple(json.loads(pattern)), day_of(anchor))
        for who, posts, shops, rest, run, pattern, anchor in shop.rows(
            "SELECT employee_id, posts, shops, rest_days, max_run, pattern, anchor FROM plan_terms ORDER BY employee_id")
    }


def save_terms(shop: Shop, one: PlanTerms) -> None:
    """Write a person's terms; those that say nothing of their own are no row."""
    if one == PlanTerms(one.employee_id):
        shop.run("DELETE FROM plan_terms WHERE employee_id = ?", (one.employee_id,))
        return
    rows.put(shop, "plan_terms", 0, {
        "employee_id": one.employee_id, "posts": _text(one.posts), "shops": _text(one.shops), "rest_days": one.rest_days,
        "max_run": one.max_run, "pattern": _text(one.pattern), "anchor": iso(one.anchor)}, key=("employee_id",))


def promotions(shop: Shop, first: date, last: date) -> tuple[Promotion, ...]:
    """Promotions that touch the days first..last, by day."""
    return tuple(
        Promotion(number, date.fromisoformat(start), date.fromisoformat(end), name, percent)
        for number, start, end, name, percent in shop.rows(
            """SELECT id, "first", "last", name, percent FROM promotion WHERE "first" <= ? AND "last" >= ? ORDER BY "first", id""",
            (last.isoformat(), first.isoformat())))


def save_promotion(shop: Shop, one: Promotion) -> int:
    """Write a promotion; id 0 = new. Raises UserError "gone"."""
    return rows.put(shop, "promotion", one.id, {
        "first": one.first.isoformat(), "last": one.last.isoformat(), "name": one.name, "percent": one.percent})


def remove_promotion(shop: Shop, number: int) -> None:
    """Delete a promotion. Raises UserError "gone"."""
    rows.remove(shop, "promotion", number)


def needs(shop: Shop, first: date, last: date) -> tuple[DayNeed, ...]:
    """Typed needs of the days first..last, by day, shift and post."""
    return tuple(
        DayNeed(date.fromisoformat(day), shift, post, need)
        for day, shift, post, need in shop.rows(
            "SELECT day, shift, post, need FROM day_need WHERE day BETWEEN ? AND ? ORDER BY day, shift, post",
            (first.isoformat(), last.isoformat())))


def save_need(shop: Shop, one: DayNeed) -> None:
    """Write the need of a day, shift and post; a later one replaces."""
    rows.put(shop, "day_need", 0, {"day": one.day.isoformat(), "shift": one.shift, "post": one.post, "need": one.need},
             key=("day", "shift", "post"))


def remove_need(shop: Shop, day: date, shift: str, post: str) -> None:
    """Back to the rules' demand; one that was not typed stays as it is."""
    shop.run("DELETE FROM day_need WHERE day = ? AND shift = ? AND post = ?", (day.isoformat(), shift, post))


def wishes(shop: Shop, first: date, last: date) -> tuple[Wish, ...]:
    """Wishes for the days first..last, by day and person."""
    return tuple(
        Wish(number, who, date.fromisoformat(day), code, Status(status), moment_of(asked), reason, moment_of(decided), by, answer)
        for number, who, day, code, status, asked, reason, decided, by, answer in shop.rows(
            """SELECT id, employee_id, day, code, status, asked_at, reason, decided_at, decided_by, answer FROM wish
               WHERE day BETWEEN ? AND ? ORDER BY day, employee_id""", (first.isoformat(), last.isoformat())))


def save_wish(shop: Shop, one: Wish) -> int:
    """Write a wish; a second one of the same person and day replaces the first."""
    return rows.put(shop, "wish", one.id, {
        "employee_id": one.employee_id, "day": one.day.isoformat(), "code": one.code, **_request(one)}, key=("day", "employee_id"))


def remove_wish(shop: Shop, number: int) -> None:
    """Delete a wish. Raises UserError "gone"."""
    rows.remove(shop, "wish", number)


def swaps(shop: Shop, first: date, last: date) -> tuple[Swap, ...]:
    """Swaps of which either day lies in first..last, by day."""
    return tuple(
        Swap(number, who, date.fromisoformat(day), other, date.fromisoformat(other_day), Status(status), moment_of(asked), reason,
             moment_of(decided), by, answer)
        for number, who, day, other, other_day, status, asked, reason, decided, by, answer in shop.rows(
            """SELECT id, employee_id, day, other_id, other_day, status, asked_at, reason, decided_at, decided_by, answer FROM swap
               WHERE day BETWEEN ?1 AND ?2 OR other_day BETWEEN ?1 AND ?2 ORDER BY day, id""",
            (first.isoformat(), last.isoformat())))


def save_swap(shop: Shop, one: Swap) -> int:
    """Write a swap; id 0 = new. Raises UserError "gone"."""
    return rows.put(shop, "swap", one.id, {
        "employee_id": one.employee_id, "day": one.day.isoformat(), "other_id": one.other_id, "other_day": one.other_day.isoformat(),
        **_request(one)})


def open_shifts(shop: Shop, first: date, last: date) -> tuple[OpenShift, ...]:
    """Open, asked and filled shifts of the days first..last, by day."""
    return tuple(
        OpenShift(number, date.fromisoformat(day), shift, post, note, OpenState(state), who)
        for number, day, shift, post, note, state, who in shop.rows(
            "SELECT id, day, shift, post, note, status, employee_id FROM open_shift WHERE day BETWEEN ? AND ? ORDER BY day, id",
            (first.isoformat(), last.isoformat())))


def save_open_shift(shop: Shop, one: OpenShift) -> int:
    """Write an open shift; id 0 = new. Raises UserError "gone"."""
    return rows.put(shop, "open_shift", one.id, {
        "day": one.day.isoformat(), "shift": one.shift, "post": one.post, "note": one.note, "status": one.state.value,
        "employee_id": one.employee_id})


def remove_open_shift(shop: Shop, number: int) -> None:
    """Delete an open shift. Raises UserError "gone"."""
    rows.remove(shop, "open_shift", number)


def publication(shop: Shop, month: Month) -> Publication | None:
    """What was given out last for a month; None before the first time."""
    return next(_publications(shop, month, "ORDER BY id DESC LIMIT 1"), None)


def publications(shop: Shop, month: Month) -> tuple[Publication, ...]:
    """Everything that was given out for a month, oldest first."""
    return tuple(_publications(shop, month, "ORDER BY id"))


def _publications(shop: Shop, month: Month, which: str) -> Iterator[Publication]:
    found = shop.rows(
        f"""SELECT id, at, by, note, cells, (SELECT count(*) FROM publication AS older WHERE older.month = one.month AND older.id <= one.id)
            FROM publication AS one WHERE month = ? {which}""", (str(month),))
    for number, at, by, note, text, version in found:
        cells = {
            (int(who), date.fromisoformat(day)): (code, post)
            for who, row in json.loads(text).items() for day, (code, post) in row.items()
        }
        yield Publication(number, month, datetime.fromisoformat(at), by, cells, note, version)


def publish(shop: Shop, month: Month, cells: Iterable[Cell], *, at: datetime, by: str, note: str = "") -> int:
    """Keep the month's cells as given out."""
    image: dict[str, dict[str, list[str]]] = {}
    for cell in sorted(cells, key=lambda one: (one.employee_id, one.day)):
        if month.first <= cell.day <= month.last:
            image.setdefault(str(cell.employee_id), {})[cell.day.isoformat()] = [cell.code, cell.post]
    return rows.put(shop, "publication", 0, {"month": str(month), "at": stamp(at), "by": by, "note": note, "cells": _text(image)})


def proposals(shop: Shop, month: Month) -> tuple[TakenProposal, ...]:
    """The proposals that were taken into a month, oldest first."""
    return tuple(
        TakenProposal(number, month, datetime.fromisoformat(at), by, seed, iterations, digest, engine, cost)
        for number, at, by, seed, iterations, digest, engine, cost in shop.rows(
            "SELECT id, at, by, seed, iterations, digest, engine, cost FROM proposal WHERE month = ? ORDER BY id", (str(month),)))


def keep_proposal(shop: Shop, one: TakenProposal) -> int:
    """Note that a proposal was taken, with what is needed to make it again."""
    return rows.put(shop, "proposal", 0, {
        "month": str(one.month), "at": stamp(one.at), "by": one.by, "seed": one.seed, "iterations": one.iterations,
        "digest": one.digest, "engine": one.engine, "cost": one.cost})


def _request(one: Wish | Swap) -> dict[str, object]:
    return {"status": one.status.value, "asked_at": stamp(one.asked_at), "reason": one.reason, "decided_at": stamp(one.decided_at),
            "decided_by": one.decided_by, "answer": one.answer}


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
