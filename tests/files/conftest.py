"""What the reading tests share: the invented team of the sample files, and the moment at which they were made."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from csdesk.core.staff import Alias, Employee

DATA = Path(__file__).resolve().parent.parent / "data" / "attendance"


def team() -> tuple[Employee, ...]:
    listed = json.loads((DATA / "team.json").read_text(encoding="utf-8"))["employees"]
    return tuple(_employee(number, row) for number, row in enumerate(listed, 1))


def _employee(number: int, row: dict[str, Any]) -> Employee:
    sources = {"dingtalk": "dingtalk_userid", "wecom": "wecom_account", "device": "device_pin", "nick": "shop_nick"}
    return Employee(
        number,
        row["employee_no"],
        row["name"],
        hired=date.fromisoformat(row["hired"]),
        left=date.fromisoformat(row["left"]) if row["left"] else None,
        aliases=tuple(Alias(source, row[key]) for source, key in sources.items()),
    )


@pytest.fixture(scope="session")
def employees() -> tuple[Employee, ...]:
    return team()


@pytest.fixture(scope="session")
def now() -> datetime:
    return datetime(2026, 10, 8, 9)


@pytest.fixture(scope="session")
def samples() -> Path:
    return DATA
