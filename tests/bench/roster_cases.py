"""The two kinds of roster cases as `Model`, and rosters back in the judge's format (both defined by samples/roster_check.py).

desk: a month of a customer-service desk (JSON). nurse: an instance of Curtois and Qu (text in sections).
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from csdesk.solve.model import NEVER, OFF, Cover, Demand, Model, Person, Price, Rows, Value

SAMPLES = Path(__file__).resolve().parents[2].parent / "shared" / "samples"
POSTS = ("pre", "after")


@dataclass(frozen=True)
class Case:
    """One case file: `kind` (desk or nurse) is what the judge wants to hear, `cells` the judge's cell for each value."""

    path: Path
    kind: str
    model: Model
    cells: tuple[Any, ...]

    def judged(self, rows: Rows) -> dict[str, list[Any]]:
        """The roster as the judge reads it."""
        return {person.label: [self.cells[value] for value in row] for person, row in zip(self.model.people, rows, strict=True)}


def read(path: Path) -> Case:
    """A case file of either kind."""
    text = path.read_text(encoding="utf-8-sig")
    return desk(path, json.loads(text)) if text.lstrip().startswith("{") else nurse(path, text)


def desk(path: Path, case: dict[str, Any]) -> Case:
    days, weights = case["days"], case["weights"]
    names = list(case["shifts"])
    pairs = [(shift, post) for shift in names for post in POSTS]
    values = tuple(
        Value(names.index(shift), f"{shift}/{post}", case["shifts"][shift]["start"], case["shifts"][shift]["end"], shift == "N")
        for shift, post in pairs
    )
    of_shift = {shift: tuple(n for n, pair in enumerate(pairs, 1) if pair[0] == shift) for shift in names}
    working = tuple(range(1, len(pairs) + 1))

    def close(before: int, after: int) -> bool:
        return OFF not in (before, after) and 1440 + values[after - 1].start - values[before - 1].end < case["min_rest_minutes"]

    def changes(before: int, after: int) -> bool:
        return OFF not in (before, after) and values[before - 1].shift != values[after - 1].shift

    nights_needed = sum(need for key, need in case["demand"].items() if key.split("/")[1] == "N")
    nightly = sum(days - len(agent["leave"]) for agent in case["agents"] if agent["night"])

    def person(agent: dict[str, Any]) -> Person:
        own = [n for n, (_, post) in enumerate(pairs, 1) if post in agent["posts"]]
        usual = (OFF, *(n for n in own if agent["night"] or not values[n - 1].night))

        def allowed(day: int) -> tuple[int, ...]:
            if str(day) in agent["pins"]:
                return tuple(n for n in own if n in of_shift[agent["pins"][str(day)]])
            return (OFF,) if day in agent["leave"] else usual

        available = days - len(agent["leave"])
        share = nights_needed * available / nightly if agent["night"] else 0
        return Person(
            label=agent["id"],
            allowed=tuple(allowed(day) for day in range(days)),
            rest_counts=tuple(day not in agent["leave"] for day in range(days)),
            before=of_shift[agent["last_shift"]][0] if agent["run_before"] else OFF,
            run_before=agent["run_before"],
            max_run=agent["max_run"],
            max_night_run=case["max_nights_in_a_row"],
            least_rest=min(agent["min_off"], available),
            target_rest=agent["target_off"],
            night_low=math.floor(share) if agent["night"] else 0,
            night_high=math.ceil(share) if agent["night"] else NEVER,
            shares_nights=agent["night"] and len(agent["leave"]) <= 3,
            shares_weekends=len(agent["leave"]) <= 3,
        )

    agents = case["agents"]
    everybody = range(len(agents))
    leaders = tuple(n for n in everybody if agents[n]["leader"])
    shops = [tuple(n for n in everybody if shop in agents[n]["shops"]) for shop in range(case["shops"])]
    size = range(len(pairs) + 1)
    model = Model(
        days=days,
        values=values,
        people=tuple(map(person, agents)),
        forbidden=tuple(tuple(close(a, b) for b in size) for a in size),
        change=tuple(tuple(weights["change"] * changes(a, b) for b in size) for a in size),
        weekends=tuple((day,) for day in case["weekend_days"]),
        prices=tuple(Price("wish", n, day, working, weights["wish"]) for n in everybody for day in sorted(set(agents[n]["wishes"]))),
        demands=tuple(
            Demand(day, (n,), case["demand"][f"{day}/{shift}/{post}"], weights["under"], weights["over"])
            for day in range(days)
            for n, (shift, post) in enumerate(pairs, 1)
        ),
        covers=tuple(
            Cover(reason, day, of_shift[shift], people, weights[reason])
            for day in range(days)
            for shift in case["shop_cover"]
            for reason, people in [("leader", leaders), *(("shop", shop) for shop in shops)]
        ),
        rest_price=weights["rest"],
        night_price=weights["nightdev"],
        nights_range_price=weights["nrange"],
        weekends_range_price=weights["wrange"],
    )
    return Case(path, "desk", model, (None, *map(list, pairs)))


def nurse(path: Path, text: str) -> Case:
    sections: dict[str, list[list[str]]] = {}
    name = ""
    for line in map(str.strip, text.splitlines()):
        if line.startswith("SECTION_"):
            name = line.removeprefix("SECTION_")
            sections[name] = []
        elif line and not line.startswith("#"):
            sections[name].append(line.split(","))
    days = int(sections["HORIZON"][0][0])
    shifts = [row[0] for row in sections["SHIFTS"]]
    number = {shift: n for n, shift in enumerate(shifts, 1)}
    size = range(len(shifts) + 1)
    banned = {number[row[0]]: {number[shift] for shift in row[2].split("|") if shift} for row in sections["SHIFTS"]}
    days_off = {row[0]: {int(day) for day in row[1:] if day} for row in sections.get("DAYS_OFF", [])}

    def person(row: list[str]) -> Person:
        limits = dict(limit.split("=") for limit in row[1].split("|"))
        most = (days, *(int(limits.get(shift, 0)) for shift in shifts))
        usual = tuple(n for n in size if most[n])
        max_minutes, min_minutes, max_run, min_run, min_off, max_weekends = map(int, row[2:8])
        return Person(
            label=row[0],
            allowed=tuple((OFF,) if day in days_off.get(row[0], ()) else usual for day in range(days)),
            rest_counts=(True,) * days,
            max_run=max_run,
            min_run=min_run,
            min_off_run=min_off,
            most=most,
            min_minutes=min_minutes,
            max_minutes=max_minutes,
            max_weekends=max_weekends,
        )

    people = tuple(map(person, sections["STAFF"]))
    who = {person.label: n for n, person in enumerate(people)}
    wanted = [
        Price(kind, who[label], int(day), tuple(n for n in size if (n == number[shift]) == (kind == "off")), int(price))
        for kind in ("on", "off")
        for label, day, shift, price in sections.get(f"SHIFT_{kind.upper()}_REQUESTS", [])
    ]
    model = Model(
        days=days,
        values=tuple(Value(n, row[0], minutes=int(row[1])) for n, row in enumerate(sections["SHIFTS"])),
        people=people,
        forbidden=tuple(tuple(b in banned.get(a, ()) for b in size) for a in size),
        weekends=tuple((first + 5, first + 6) for first in range(0, days - 6, 7)),
        prices=tuple(wanted),
        demands=tuple(
            Demand(int(day), (number[shift],), int(need), int(under), int(over)) for day, shift, need, under, over in sections["COVER"]
        ),
    )
    return Case(path, "nurse", model, (None, *shifts))
