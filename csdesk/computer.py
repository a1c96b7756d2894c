"""What belongs to this computer, not to a shop: folders, the shop file used last, window preferences.

One small JSON file under %LOCALAPPDATA%\\csdesk (Windows) or $XDG_CONFIG_HOME/csdesk; a broken one is started anew.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path


def folder() -> Path:
    """Where logs and preferences live."""
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA") or str(Path.home() / "AppData" / "Local")
    else:
        base = os.environ.get("XDG_CONFIG_HOME") or str(Path.home() / ".config")
    return Path(base) / "csdesk"


def documents() -> Path:
    """Where a new shop file is offered."""
    found = Path.home() / "Documents"
    return found if found.is_dir() else Path.home()


def preferences() -> dict[str, object]:
    try:
        data = json.loads((folder() / "preferences.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return data if isinstance(data, dict) else {}


def prefer(key: str, value: object) -> None:
    """Keep one preference; a computer that lets nothing be written just forgets it."""
    data = preferences() | {key: value}
    path = folder() / "preferences.json"
    scratch = path.with_suffix(".new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        scratch.write_text(json.dumps(data, ensure_ascii=False, indent=1), encoding="utf-8")
        os.replace(scratch, path)
    except OSError:
        return


def last_shop() -> Path | None:
    """The shop file used last, if it is still there."""
    name = preferences().get("last_shop")
    path = Path(name) if isinstance(name, str) and name else None
    return path if path is not None and path.exists() else None


def remember_shop(path: Path) -> None:
    prefer("last_shop", str(path.resolve()))


def wants_command(arguments: Sequence[str]) -> bool:
    """Whether these arguments are a command line; without any, or with only a shop file and options of the window, the window is meant."""
    rest = list(arguments)
    if any(word.partition("=")[0] == "--answer" for word in rest):
        return True
    while rest:
        if rest[0] in ("--shop", "--now", "--theme"):
            rest = rest[2:]
        elif rest[0].startswith(("--shop=", "--now=", "--theme=")):
            rest = rest[1:]
        else:
            return not (len(rest) == 1 and rest[0].endswith(".csdesk"))
    return False
