"""Settings of the shop (journalled facts) and memos of a window (what it remembers; no fact, no undo)."""

from __future__ import annotations

import json
from typing import Any

from csdesk.store import rows
from csdesk.store.errors import translated
from csdesk.store.shop import Shop


def get(shop: Shop, key: str, default: Any = None) -> Any:
    """The value of a setting as plain JSON data."""
    found = shop.rows("SELECT value FROM setting WHERE key = ?", (key,))
    return json.loads(found[0][0]) if found else default


def put(shop: Shop, key: str, value: Any) -> None:
    """Write a setting (plain JSON data), inside a step."""
    rows.put(shop, "setting", 0, {"key": key, "value": json.dumps(value, ensure_ascii=False, sort_keys=True)}, key=("key",))


def named(shop: Shop, prefix: str) -> tuple[str, ...]:
    """The keys of the settings that begin with `prefix`, without it."""
    found = shop.rows("SELECT key FROM setting WHERE substr(key, 1, ?) = ? ORDER BY key", (len(prefix), prefix))
    return tuple(key[len(prefix):] for (key,) in found)


def drop(shop: Shop, key: str) -> None:
    """Remove a setting, inside a step; one that is not there stays away."""
    shop.run("DELETE FROM setting WHERE key = ?", (key,))


def remembered(shop: Shop, key: str, default: Any = None) -> Any:
    """What a window noted under this key."""
    found = shop.rows("SELECT value FROM memo WHERE key = ?", (key,))
    return json.loads(found[0][0]) if found else default


def remember(shop: Shop, key: str, value: Any) -> None:
    """Note column widths, the last folder and the like: outside the journal, needs no step."""
    with translated():
        shop.connection.execute("INSERT INTO memo (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
                            (key, json.dumps(value, ensure_ascii=False)))


def forget(shop: Shop, key: str) -> None:
    """Drop a note of a window."""
    with translated():
        shop.connection.execute("DELETE FROM memo WHERE key = ?", (key,))


def remembered_all(shop: Shop, prefix: str) -> dict[str, Any]:
    """Every note whose key begins so, by the rest of its key."""
    found = shop.rows("SELECT key, value FROM memo WHERE substr(key, 1, ?) = ? ORDER BY key", (len(prefix), prefix))
    return {key[len(prefix):]: json.loads(value) for key, value in found}
