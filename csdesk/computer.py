"""What belongs to this computer, not to a shop: folders, the shop file used last, window preferences.

Under %LOCALAPPDATA%\\csdesk (Windows) or $XDG_CONFIG_HOME/csdesk, of a portable start in csdesk-data beside the executable. The
preferences are one small JSON file; a broken one is started anew.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from csdesk.i18n import gettext as _

DATA, MARKER = "csdesk-data", "portable.txt"
_beside: Path | None = None  # where a portable start keeps its things
_refused: Path | None = None  # where it should and can't


def begin(arguments: Sequence[str]) -> list[str]:
    """Decide where this start keeps its things: with `--portable`, or where it was used once (the folder or portable.txt is there), beside
    the executable. The arguments without `--portable`."""
    global _beside, _refused
    place = program_folder() / DATA
    _beside = _refused = None
    if "--portable" in arguments or place.is_dir() or place.with_name(MARKER).exists():
        if _writable(place):
            _beside = place
        else:
            _refused = place
    return [word for word in arguments if word != "--portable"]


def program_folder() -> Path:
    """Where the executable lies; of a checkout, where main.py does."""
    return Path(sys.executable).absolute().parent if getattr(sys, "frozen", False) else Path(__file__).resolve().parent.parent


def _writable(place: Path) -> bool:
    try:
        place.mkdir(exist_ok=True)
        with tempfile.TemporaryFile(dir=place):
            return True
    except OSError:
        return False


def warning() -> str:
    """What is to be said where a portable start could not be one; else empty."""
    if _refused is None:
        return ""
    words = _("{wanted} can't be written: settings and logs are in {usual}. Move csdesk to a folder that can be written, like a USB stick")
    return words.format(wanted=_refused, usual=folder())


def folder() -> Path:
    """Where logs and preferences live."""
    if _beside is not None:
        return _beside
    if sys.platform == "win32":
        from csdesk import windows

        base = os.environ.get("LOCALAPPDATA") or windows.known_folder("local") or Path.home() / "AppData" / "Local"
    else:
        base = os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config"
    return Path(base) / "csdesk"


def documents() -> Path:
    """Where a new shop file is offered: Documents wherever Windows has it (OneDrive, another drive), of a portable start its own folder."""
    from csdesk import windows

    if _beside is not None:
        return _beside
    found = windows.known_folder("documents") or Path.home() / "Documents"
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
    path = program_folder() / name if isinstance(name, str) and name else None
    return path if path is not None and path.exists() else None


def remember_shop(path: Path) -> None:
    """Of a portable start by its way from the executable: the stick may have another letter next time."""
    place = os.path.abspath(path)  # a mapped drive keeps its letter
    inside = _beside is not None and Path(place).is_relative_to(program_folder())
    prefer("last_shop", os.path.relpath(place, program_folder()) if inside else place)


def option(arguments: Sequence[str], name: str) -> str:
    """The value of `--name VALUE` or `--name=VALUE`, "" where it is not given."""
    for number, word in enumerate(arguments):
        if word == name and number + 1 < len(arguments):
            return arguments[number + 1]
        if word.startswith(f"{name}="):
            return word.partition("=")[2]
    return ""


def named_shop(arguments: Sequence[str]) -> Path | None:
    """The shop file that a start of the window names."""
    name = option(arguments, "--shop") or next((word for word in arguments if word.lower().endswith(".csdesk")), "")
    return Path(name) if name else None


def wants_command(arguments: Sequence[str]) -> bool:
    """Whether these arguments are a command line; without any, or with only a shop file and options of the window, the window is meant."""
    rest, words = list(arguments), []
    if any(word.partition("=")[0] == "--answer" for word in rest):
        return True
    while rest:
        word = rest.pop(0)
        if word in ("--shop", "--now", "--theme"):
            rest = rest[1:]
        elif not word.startswith(("--shop=", "--now=", "--theme=")):
            words.append(word)
    return bool(words) and not (len(words) == 1 and words[0].lower().endswith(".csdesk"))
