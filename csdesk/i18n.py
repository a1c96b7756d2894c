"""Answers for the language of every sentence a person reads: gettext over the catalogues in resources/locale.

Source strings are English; `zh_CN` is the default, `zh_TW` is made from it (build/taiwan.py). A catalogue is a folder
of `.po` files (one per area of the program, so that two people can translate at once). A packaged program carries one
compiled `.mo`; a checkout compiles its `.po` files with polib on first use and keeps the result under build/out.
"""

from __future__ import annotations

import gettext as _gettext
import sys
import tempfile
from functools import cache
from pathlib import Path

LANGUAGES = {"zh_CN": "简体中文", "zh_TW": "繁體中文", "en": "English"}
ROOT = Path(getattr(sys, "_MEIPASS", "") or Path(__file__).resolve().parent.parent)
_catalogue: _gettext.NullTranslations = _gettext.NullTranslations()
language = "en"


def use(name: str) -> None:
    """Switch every later `_()` to the language `name` (a key of LANGUAGES)."""
    global _catalogue, language
    language = name
    _catalogue = catalogue(name)


def gettext(message: str) -> str:
    """The sentence in the current language; placeholders are filled by the caller with `.format`."""
    return _catalogue.gettext(message) if message else ""


def pgettext(context: str, message: str) -> str:
    """Like gettext where one English word has two translations (context tells which)."""
    return _catalogue.pgettext(context, message)


def catalogue(name: str) -> _gettext.NullTranslations:
    """The sentences of one language (a key of LANGUAGES), whatever the present one is."""
    return _gettext.NullTranslations() if name == "en" else _read(name)


@cache
def _read(name: str) -> _gettext.NullTranslations:
    with _compiled(name).open("rb") as stream:
        return _gettext.GNUTranslations(stream)


@cache
def everywhere(message: str) -> tuple[str, ...]:
    """The sentence in every language: for words that a file may say in another one than the window."""
    return tuple(dict.fromkeys([message, *(catalogue(name).gettext(message) for name in LANGUAGES)]))


def N_(message: str) -> str:
    """Mark a literal for translation where it stands; it is translated when it is shown, with `gettext`."""
    return message


def _compiled(name: str) -> Path:
    folder = ROOT / "resources" / "locale" / name
    packaged = folder / "csdesk.mo"
    if packaged.exists():
        return packaged
    sources = sorted(folder.glob("*.po"))
    newest = max(source.stat().st_mtime_ns for source in sources)
    for out in (ROOT / "build" / "out" / "locale", Path(tempfile.gettempdir()) / "csdesk-locale"):
        target = out / f"{name}-{newest}-{sum(s.stat().st_size for s in sources)}.mo"
        if target.exists():
            return target
        try:
            out.mkdir(parents=True, exist_ok=True)
            _compile(sources, target)
        except OSError:
            continue
        return target
    raise OSError(f"no place to write the catalogue {name}")


def _compile(sources: list[Path], target: Path) -> None:
    import polib

    merged = polib.POFile()
    merged.metadata = {"Content-Type": "text/plain; charset=UTF-8"}
    seen: set[tuple[str | None, str]] = set()
    for source in sources:
        for entry in polib.pofile(str(source)):
            key = (entry.msgctxt, entry.msgid)
            if entry.translated() and key not in seen:
                seen.add(key)
                merged.append(entry)
    scratch = target.with_suffix(f".{id(merged)}.tmp")
    merged.save_as_mofile(str(scratch))
    scratch.replace(target)
