"""The initials of the pinyin of a character, from resources/pinyin.txt (build/pinyin.py makes it); read when first asked for."""

from __future__ import annotations

from functools import cache

from csdesk.i18n import ROOT


@cache
def _table() -> dict[str, str]:
    table: dict[str, str] = {}
    for line in (ROOT / "resources" / "pinyin.txt").read_text(encoding="utf-8").splitlines():
        letters, _tab, chars = line.partition("\t")
        table.update(dict.fromkeys(chars, letters))
    return table


def initials(char: str) -> str:
    """漏 -> 'l', 重 -> 'zc'; '' for what has no reading."""
    return _table().get(char, "")
