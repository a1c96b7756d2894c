"""The help that ships: its pages in the language spoken, its pictures, its search, and the whole of it as one PDF."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from csdesk import i18n
from csdesk.core import help as core
from csdesk.core.help import HelpPage, Hit, News

if TYPE_CHECKING:
    from csdesk.files.paper.letterhead import Paper

FOLDER = i18n.ROOT / "resources" / "help"
ORDER = (
    "start", "today", "roster", "attendance", "cases", "handover", "month", "service", "staff", "fund", "knowledge", "rules", "settings",
)  # fmt: skip
NEWS = "news"


def folder(language: str) -> Path:
    """Where the pages of a language lie; a language without help of its own reads the English one."""
    own = FOLDER / language
    return own if own.is_dir() else FOLDER / "en"


@lru_cache(maxsize=4)
def _read(language: str) -> tuple[HelpPage, ...]:
    return tuple(core.parse(name, (folder(language) / f"{name}.md").read_text("utf-8")) for name in (*ORDER, NEWS))


def pages() -> tuple[HelpPage, ...]:
    """Every page in its order, the news last."""
    return _read(i18n.language)


def page(name: str) -> HelpPage:
    """One page; the first one for a name that has none."""
    return next((one for one in pages() if one.name == name), pages()[0])


def picture(file: str) -> Path:
    """The picture that a page names."""
    return folder(i18n.language) / file


def search(words: str) -> tuple[Hit, ...]:
    """Where the help says these words."""
    return core.search(pages(), words)


def news(version: str) -> tuple[News, ...]:
    """What is new since the version that was used before."""
    return core.since(core.news(page(NEWS)), version)


def paper(made: datetime) -> Paper:
    """The whole help as one A4 document with a table of contents."""
    from csdesk.files.paper import help as printed

    return printed.help_book([one for one in pages() if one.name != NEWS], picture, made)


def shortcuts(parts: Sequence[tuple[str, Sequence[tuple[str, str]]]], made: datetime) -> Paper:
    """The shortcuts on one sheet: each part with its title, and (what it does, keys)."""
    from csdesk.files.paper import help as printed

    return printed.shortcut_sheet(parts, made)
