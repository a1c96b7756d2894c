"""What this computer remembers of the window (geometry, column widths, theme, last shop): one small JSON file, never the shop's data."""

from __future__ import annotations

import json
from pathlib import Path

from PySide6.QtCore import QTimer

_path: Path | None = None
_values: dict[str, object] = {}
_timer: QTimer | None = None


def use(path: Path | None) -> None:
    """Read `path` (a broken file counts as empty) and write there from now on; None = nothing is kept."""
    global _path, _values
    _path, _values = path, {}
    if path is not None and path.exists():
        try:
            data = json.loads(path.read_text("utf-8"))
        except (OSError, ValueError):
            return
        _values = data if isinstance(data, dict) else {}


def get(key: str, default: object = None) -> object:
    return _values.get(key, default)


def put(key: str, value: object) -> None:
    """Keep a JSON value; written half a second later or by `flush()`."""
    global _timer
    if _values.get(key) == value:
        return
    _values[key] = value
    if _path is not None:
        if _timer is None:
            _timer = QTimer()
            _timer.setSingleShot(True)
            _timer.setInterval(500)
            _timer.timeout.connect(flush)
        _timer.start()


def flush() -> None:
    """Write now (at the end of the program)."""
    if _path is None:
        return
    try:
        _path.parent.mkdir(parents=True, exist_ok=True)
        scratch = _path.with_suffix(".tmp")
        scratch.write_text(json.dumps(_values, ensure_ascii=False, indent=1), "utf-8")
        scratch.replace(_path)
    except OSError:
        pass  # a read-only profile: the window works, it only forgets
