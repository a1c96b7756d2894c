"""The rules as they are being changed: plain values by path, what is wrong with them, what differs from the version in force, undo."""

from __future__ import annotations

import copy
import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from csdesk.core import presets, rules_json
from csdesk.core.problem import UserError
from csdesk.core.rules import Rules
from csdesk.ui.rules.fields import LISTS, leaves

MOST_STEPS = 200
_STEP = re.compile(r"([a-z_]+)|\[(\d+)\]")


class Draft:
    """`rules` is None while a value is wrong; `problems` then says which, by path. Wrong values are kept as they were typed."""

    def __init__(self, base: Rules, effective_from: date) -> None:
        self.base = base
        self.base_plain = rules_json.as_json(base)
        self.plain: dict[str, Any] = copy.deepcopy(self.base_plain)
        self.effective_from = effective_from
        # where each row of a list came from: the number of its row in the base, None = added
        self.origin: dict[str, list[int | None]] = {path: list(range(len(value_at(self.base_plain, path) or []))) for path in LISTS}
        self.problems: dict[str, str] = {}
        self.rules: Rules | None = base
        self._undo: list[tuple[dict[str, Any], dict[str, list[int | None]]]] = []
        self._redo: list[tuple[dict[str, Any], dict[str, list[int | None]]]] = []

    # reading
    def get(self, path: str) -> Any:
        return value_at(self.plain, path)

    def old(self, path: str) -> Any:
        """The value in force at the same place (a row is followed to where it came from); MISSING where there is none."""
        for table in LISTS:
            if path.startswith(f"{table}["):
                number, _close, key = path[len(table) + 1 :].partition("]")
                origins = self.origin[table]
                came = origins[int(number)] if int(number) < len(origins) else None
                return MISSING if came is None else value_at(self.base_plain, f"{table}[{came}]{key}")
        return value_at(self.base_plain, path)

    def rows(self, table: str) -> int:
        return len(self.get(table) or [])

    @property
    def changed(self) -> bool:
        return self.plain != self.base_plain

    def changes(self) -> list[str]:
        """Paths that differ; an added row counts as one, rows taken away as one of their table."""
        found = [path for path in leaves() if self.get(path) != value_at(self.base_plain, path)]
        for table in LISTS:
            before, now = value_at(self.base_plain, table) or [], self.get(table) or []
            if len([one for one in self.origin[table] if one is not None]) < len(before):
                found.append(table)
            for number, entry in enumerate(now):
                came = self.origin[table][number]
                if came is None:
                    found.append(f"{table}[{number}]")
                elif isinstance(entry, dict):
                    keys = {*entry, *before[came]}
                    found += [f"{table}[{number}].{key}" for key in sorted(keys) if entry.get(key) != before[came].get(key)]
                elif entry != before[came]:
                    found.append(f"{table}[{number}]")
        return found

    # writing
    def set(self, path: str, value: Any) -> bool:
        """Another value; False when it is the same. A list that has an order sorts itself."""
        if self.get(path) == value:
            return False
        self._keep()
        put(self.plain, path, value)
        table = path.partition("[")[0]
        if table == "leave.types" and path.endswith(".paid"):
            self.get(path.rpartition(".")[0]).pop("provisional", None)  # set by the owner now
        if table in LISTS:
            self._sort(table)
        self.check()
        return True

    def set_deduct(self, row: str, value: Any) -> bool:
        """A step of the ladder: so many days' pay, or None = the whole month's."""
        entry = self.get(row)
        wanted = {"days": entry["days"], "deduct": "month"} if value is None else {"days": entry["days"], "deduct_days": value}
        if entry == wanted:
            return False
        return self.set(row, wanted)

    def add_row(self, table: str, **values: Any) -> int:
        """One more row, with some of its values already there; returns its number."""
        self._keep()
        new = {**copy.deepcopy(LISTS[table].new), **values} if values else copy.deepcopy(LISTS[table].new)
        rows = self.get(table)
        if table == "late_tiers" and rows and rows[-1].get("up_to") is None:
            place = len(rows) - 1  # before the tier without end
            new["up_to"] = ((rows[-2].get("up_to") or 0) if len(rows) > 1 else 0) + 10
        else:
            place = len(rows)
        if table == "demand" and self.plain["shifts"]:
            new["shift"] = self.plain["shifts"][0]["code"]
        rows.insert(place, new)
        self.origin[table].insert(place, None)
        self.check()
        return place

    def remove_row(self, table: str, number: int) -> None:
        self._keep()
        del self.get(table)[number]
        del self.origin[table][number]
        self.check()

    def _sort(self, table: str) -> None:
        order = LISTS[table].order
        rows = self.get(table)
        if not order or not all(isinstance(row.get(order), int | str) or row.get(order) is None for row in rows):
            return
        keys: list[float] = []
        for row in rows:
            value = row.get(order)
            try:
                keys.append(float("inf") if value is None else float(value))
            except ValueError:
                return  # a wrong value stays where it is
        places = sorted(range(len(rows)), key=lambda number: keys[number])
        rows[:] = [rows[number] for number in places]
        self.origin[table] = [self.origin[table][number] for number in places]

    def take(self, plain: Mapping[str, Any], *, whole: bool = False) -> None:
        """Lay a part of the rules over the draft (an import, a version). UserError of rules_json for a wrong value: nothing changes."""
        rules = rules_json.parse(plain, self.rules or self.base)
        self._keep()
        self.plain = rules_json.as_json(rules)
        for table in LISTS:
            before, now = value_at(self.base_plain, table) or [], self.get(table) or []
            self.origin[table] = [number if number < len(before) else None for number in range(len(now))]
        self.check()

    def restore(self, paths: tuple[str, ...]) -> None:
        """The preset's values of these paths."""
        wanted = rules_json.as_json(presets.preset(self.base.preset))
        self._keep()
        for path in paths:
            put(self.plain, path, copy.deepcopy(value_at(wanted, path)))
            if path in LISTS:
                before = value_at(self.base_plain, path) or []
                self.origin[path] = [number if number < len(before) else None for number in range(self.rows(path))]
        self.check()

    def check(self) -> None:
        """Parse the whole draft; each wrong value is named, as if the others were right."""
        self.problems, self.rules = {}, None
        plain = copy.deepcopy(self.plain)
        for _try in range(60):
            try:
                rules = rules_json.parse(plain, self.base)
            except rules_json.WrongRules as error:
                if error.path in self.problems or not self._mend(plain, error.path):
                    self.problems.setdefault(error.path, error.reason)
                    return
                self.problems[error.path] = error.reason
                continue
            if not self.problems:
                self.rules = rules
            return

    def _mend(self, plain: dict[str, Any], path: str) -> bool:
        """Put something right in the place of a wrong value, so that the next one is found; False where that can't be done."""
        old = self.old(path)
        if old is not MISSING and value_at(plain, path) != old:
            put(plain, path, copy.deepcopy(old))
            return True
        return False

    # undo of typing
    def _keep(self) -> None:
        self._undo.append((copy.deepcopy(self.plain), copy.deepcopy(self.origin)))
        del self._undo[:-MOST_STEPS]
        self._redo.clear()

    def undo(self) -> bool:
        return self._swap(self._undo, self._redo)

    def redo(self) -> bool:
        return self._swap(self._redo, self._undo)

    def _swap(self, source: list[Any], target: list[Any]) -> bool:
        if not source:
            return False
        target.append((self.plain, self.origin))
        self.plain, self.origin = source.pop()
        self.check()
        return True

    @property
    def can_undo(self) -> bool:
        return bool(self._undo)

    @property
    def can_redo(self) -> bool:
        return bool(self._redo)

    # keeping
    def as_json(self) -> dict[str, object]:
        """For the memory of the shop file: nothing typed is lost by a crash or a change of user."""
        return {"plain": self.plain, "origin": self.origin, "from": self.effective_from.isoformat()}

    def recall(self, kept: object) -> bool:
        """Take a kept draft; False where it does not fit this program any more."""
        if not isinstance(kept, dict) or not isinstance(kept.get("plain"), dict):
            return False
        plain = copy.deepcopy(self.base_plain)
        if set(kept["plain"]) != set(plain):
            return False
        self.plain = copy.deepcopy(kept["plain"])
        origin = kept.get("origin")
        try:
            for table in LISTS:
                numbers = origin[table] if isinstance(origin, dict) else []
                length, known = len(self.get(table) or []), len(value_at(self.base_plain, table) or [])
                fits = len(numbers) == length and all(one is None or 0 <= one < known for one in numbers)
                self.origin[table] = list(numbers) if fits else [n if n < known else None for n in range(length)]
            self.effective_from = date.fromisoformat(str(kept.get("from")))
            self.check()
        except (KeyError, TypeError, ValueError, AttributeError, UserError):
            self.plain = plain
            self.origin = {table: list(range(len(value_at(plain, table) or []))) for table in LISTS}
            self.check()
            return False
        return True


class _Missing:
    def __repr__(self) -> str:
        return "MISSING"


MISSING: Any = _Missing()


def value_at(plain: Any, path: str) -> Any:
    """The value at a path; None where a key or row is missing."""
    for name, number in _STEP.findall(path):
        if number:
            if not isinstance(plain, list) or int(number) >= len(plain):
                return None
            plain = plain[int(number)]
        else:
            if not isinstance(plain, dict):
                return None
            plain = plain.get(name)
    return plain


def put(plain: Any, path: str, value: Any) -> None:
    steps: list[Any] = [int(number) if number else name for name, number in _STEP.findall(path)]
    for step, following in zip(steps[:-1], steps[1:], strict=True):
        if isinstance(plain, dict) and not isinstance(plain.get(step), dict | list):
            plain[step] = [] if isinstance(following, int) else {}
        plain = plain[step]
    plain[steps[-1]] = value
