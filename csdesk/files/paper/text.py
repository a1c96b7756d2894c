"""Answers for letters on paper: which font has a character, how wide a text is, where it breaks, how it is drawn.

All text of a print goes through `runs`: it splits a text by the font that has each character (regular or bold, then
the rare characters, stroked where bold is asked for). What no font has becomes 〓 and is told to the caller.
"""

from __future__ import annotations

import re
import threading
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from csdesk import i18n
from csdesk.core.money import Fen
from csdesk.i18n import ROOT

REGULAR, BOLD, RARE = "csdesk-sans", "csdesk-sans-bold", "csdesk-sans-rare"
GETA = "〓"
_lock = threading.Lock()
_fonts: dict[str, Any] = {}


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of text that one font has; `stroked` where the font lacks a bold."""

    font: str
    text: str
    stroked: bool = False


def font(name: str) -> Any:
    """The reportlab font, read on first use. Raises OSError when the file is missing."""
    if name in _fonts:
        return _fonts[name]
    with _lock:
        if name not in _fonts:
            from reportlab.pdfbase import pdfmetrics, ttfonts

            ttfonts.makeToUnicodeCMap = _to_unicode
            made = ttfonts.TTFont(name, str(ROOT / "resources" / "fonts" / f"{name}.ttf"))
            pdfmetrics.registerFont(made)
            _fonts[name] = made
    return _fonts[name]


def _to_unicode(name: str, subset: list[int]) -> str:
    """reportlab's own map writes characters beyond the BMP as five hex digits, which readers misread: UTF-16BE, blocks of 100."""
    lines = [
        "/CIDInit /ProcSet findresource begin", "12 dict begin", "begincmap", "/CIDSystemInfo",
        f"<< /Registry ({name})", f"/Ordering ({name})", "/Supplement 0", ">> def",
        f"/CMapName /{name} def", "/CMapType 2 def", "1 begincodespacerange", f"<00> <{len(subset) - 1:02X}>", "endcodespacerange",
    ]  # fmt: skip
    pairs = [(index, code) for index, code in enumerate(subset) if code]
    for start in range(0, len(pairs), 100):
        block = pairs[start : start + 100]
        lines.append(f"{len(block)} beginbfchar")
        lines += [f"<{index:02X}> <{chr(code).encode('utf-16-be').hex().upper()}>" for index, code in block]
        lines.append("endbfchar")
    return "\n".join([*lines, "endcmap", "CMapName currentdict /CMap defineresource pop", "end", "end"])


def _glyphs(name: str) -> Any:
    return font(name).face.charToGlyph


@lru_cache(maxsize=20000)
def runs(text: str, bold: bool = False) -> tuple[tuple[Run, ...], str]:
    """The runs of `text` (normalised to NFC, control and format characters dropped) and the characters that no font has."""
    own = BOLD if bold else REGULAR
    glyphs = _glyphs(own)
    out: list[list[Any]] = []
    missing = ""
    for sign in unicodedata.normalize("NFC", text):
        code = ord(sign)
        name, stroked = own, False
        if code not in glyphs or sign < " ":
            if sign in "\t\n\r":
                sign = " "
            elif unicodedata.category(sign) in ("Cc", "Cf") or 0xFE00 <= code <= 0xFE0F or 0xE0100 <= code <= 0xE01EF:
                continue
            elif code in _glyphs(RARE):
                name, stroked = RARE, bold
            else:
                missing += sign
                sign = GETA
        if out and out[-1][0] == name:
            out[-1][1] += sign
        else:
            out.append([name, sign, stroked])
    return tuple(Run(*each) for each in out), missing


@lru_cache(maxsize=20000)
def em(text: str, bold: bool = False) -> float:
    """Width of `text` at size 1."""
    total = 0.0
    for run in runs(text, bold)[0]:
        face = font(run.font).face
        widths, default = face.charWidths, face.defaultWidth
        total += sum([widths.get(ord(sign), default) for sign in run.text])
    return total / 1000


def width(text: str, size: float, bold: bool = False) -> float:
    """Width of `text` in points."""
    return em(text, bold) * size


def narrowing(text: str, size: float, room: float, bold: bool = False) -> float:
    """The horizontal scale (1 = as it is) at which `text` fits into `room` points."""
    wide = em(text, bold) * size
    return 1.0 if wide <= room or wide <= 0 else max(room, 0.1) / wide


# A word: number with its unit, 第 n 条, Latin words and numbers, else one sign at a time.
_WORD = re.compile(
    r"第 ?[\d.]+ ?[条周页天次年号]"
    r"|[×÷=+−-]? ?[¥]?\d[\d.,:/½-]*(?: ?[%‰年月日天次分份元人个条时班号起至页周]+)?"
    r"|[A-Za-z0-9_.@#/&'’%-]+"
    r"| +|.",
    re.DOTALL,
)
_NO_START = "，。；：、！？）」』》”’%…·,.;:!?)]}"
_HANG = "，。；：、）」』》"
_NO_END = "（「『《“‘¥([{"


@lru_cache(maxsize=8000)
def wrap(text: str, size: float, room: float, bold: bool = False) -> tuple[str, ...]:
    """Lines of at most `room` points: numbers stay with their units, no line begins with a closing mark or ends with an opening
    one, a closing mark may hang over the edge. A word longer than a line is broken anywhere. '' gives no line."""
    lines: list[str] = []
    for paragraph in unicodedata.normalize("NFC", text).split("\n"):
        lines += _wrapped(paragraph, size, room, bold)
    return tuple(lines)


def _wrapped(text: str, size: float, room: float, bold: bool) -> list[str]:
    words: list[str] = []
    for word in _WORD.findall(text):
        if words and (word[0] in _NO_START or words[-1][-1] in _NO_END) and word.strip():
            words[-1] += word
        else:
            words.append(word)
    lines, line = [], ""
    for word in words:
        grown = line + word
        if width(grown.rstrip().rstrip(_HANG) if line else grown.rstrip(), size, bold) <= room:
            line = grown
            continue
        if line.strip():
            lines.append(line.rstrip())
        line = word.lstrip()
        while width(line, size, bold) > room and len(line) > 1:
            cut = next((n for n in range(len(line) - 1, 1, -1) if width(line[:n], size, bold) <= room), 1)
            lines.append(line[:cut])
            line = line[cut:]
    if line.strip():
        lines.append(line.rstrip())
    return lines


def broken(text: str, size: float, room: float, bold: bool = False) -> tuple[str, ...]:
    """Reason, then arithmetic: one line when it fits, else broken where a colon, an arrow or a semicolon lets it, else wrapped."""
    if width(text, size, bold) <= room:
        return (text,) if text else ()
    for mark, after in (("：", 1), (": ", 2), ("→", 0), ("；", 1), ("; ", 2), ("，", 1)):
        places = [at.start() + after for at in re.finditer(re.escape(mark), text)]
        for place in reversed(places):
            first, second = text[:place].strip(), text[place:].strip()
            bare = first.rstrip("：:；;，, ")
            if second and width(bare, size, bold) <= room and width(second, size, bold) <= room:
                return (first if mark in ("；", "; ", "，") else bare, second)
    return wrap(text, size, room, bold)


_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")
_GROUPS = ("", "万", "亿", "万亿")


_TRADITIONAL = str.maketrans("贰叁陆万亿负", "貳參陸萬億負")


def capitals(amount: Fen) -> str:
    """An amount in 分 in capital figures (大写) by the rules for bills: 1001000 -> 壹万零壹拾元整, 271345 -> 贰仟柒佰壹拾叁元肆角伍分;
    in the script of the language."""
    made = _capitals(amount)
    return made.translate(_TRADITIONAL) if i18n.language == "zh_TW" else made


def _capitals(amount: Fen) -> str:
    sign = "负" if amount < 0 else ""
    yuan, cents = divmod(abs(amount), 100)
    text = _whole(yuan) + "元" if yuan else ""
    tens, ones = divmod(cents, 10)
    if not cents:
        return sign + (text or "零元") + "整"
    if tens:
        text += _DIGITS[tens] + "角"
    elif yuan:
        text += "零"
    text += _DIGITS[ones] + "分" if ones else "整"
    return sign + text


def two_lines(name: str) -> tuple[str, str]:
    """A long name in two parts: behind the dot nearest to the middle, at a blank, else in half."""
    places = [index + 1 for index, sign in enumerate(name[:-1]) if sign in "·•・ -" and index]
    middle = len(name) / 2
    cut = min(places, key=lambda place: abs(place - middle)) if places else (len(name) + 1) // 2
    return name[:cut].strip(), name[cut:].strip()


def _whole(number: int) -> str:
    groups = []
    while number:
        number, low = divmod(number, 10000)
        groups.append(low)
    text = ""
    for index in range(len(groups) - 1, -1, -1):
        group = groups[index]
        if not group:
            continue
        part, gap = "", False
        for place in (3, 2, 1, 0):
            digit = group // 10**place % 10
            if digit:
                part += ("零" if gap and part else "") + _DIGITS[digit] + _PLACES[place]
                gap = False
            else:
                gap = True
        if text and (group < 1000 or (index + 1 < len(groups) and groups[index + 1] % 10 == 0)):
            part = "零" + part
        text += part + _GROUPS[index]
    return text
