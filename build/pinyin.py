"""Answers for resources/pinyin.txt: the initials of the pinyin of every common character, cut from pypinyin's table.

    python build/pinyin.py FOLDER        FOLDER holds the unpacked wheel of pypinyin 0.55.0 (MIT)

The search needs nothing but the first letter of each reading: 100 KB here instead of 20 MB of tables in memory. One line is
the initials of one or two readings, a tab, and the characters that have them; the commoner reading comes first. The result
is committed; only who changes the set runs this.
"""

from __future__ import annotations

import json
import sys
import unicodedata
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OUT = ROOT / "resources" / "pinyin.txt"


def initials(readings: str) -> str:
    """'zhòng,chóng' -> 'zc': the first letters of the two commonest readings that differ in them."""
    letters = dict.fromkeys(unicodedata.normalize("NFD", one)[0] for one in readings.split(",") if one)
    return "".join(letter for letter in letters if letter.isascii() and letter.isalpha())[:2]


def main() -> int:
    readings = json.loads(Path(sys.argv[1], "pypinyin", "pinyin_dict.json").read_text(encoding="utf-8"))
    general = {ord(sign) for sign in (ROOT / "build" / "tonggui.txt").read_text(encoding="utf-8") if not sign.isspace()}
    groups: dict[str, list[str]] = {}
    for code in sorted(set(range(0x4E00, 0xA000)) | general):
        found = initials(readings.get(str(code), ""))
        if found:
            groups.setdefault(found, []).append(chr(code))
    text = "".join(f"{letters}\t{''.join(groups[letters])}\n" for letters in sorted(groups))
    OUT.write_text(text, encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
