"""Which key or pasted word means which shift: the letter, the code, the name, the initial of the Chinese letter (白 = B)."""

from __future__ import annotations

from csdesk.core.roster import LEAVE, REST
from csdesk.core.rules import Rules, Shift

# GB 2312 sorts its first level by pinyin: the first character of every initial (there is none for I, U, V).
_BORDERS = (
    (0xB0A1, "A"), (0xB0C5, "B"), (0xB2C1, "C"), (0xB4EE, "D"), (0xB6EA, "E"), (0xB7A2, "F"), (0xB8C1, "G"), (0xB9FE, "H"), (0xBBF7, "J"),
    (0xBFA6, "K"), (0xC0AC, "L"), (0xC2E8, "M"), (0xC4C3, "N"), (0xC5B6, "O"), (0xC5BE, "P"), (0xC6DA, "Q"), (0xC8BB, "R"), (0xC8F6, "S"),
    (0xCBFA, "T"), (0xCDDA, "W"), (0xCEF4, "X"), (0xD1B9, "Y"), (0xD4D1, "Z"),
)  # fmt: skip
_LAST = 0xD7F9
_WORDS = {REST: REST, "休息": REST, "OFF": REST, LEAVE: LEAVE, "请假": LEAVE}


def initial(character: str) -> str:
    """The pinyin initial of a common Chinese character, upper case ('白' -> 'B'); '' where it is not known."""
    try:
        raw = character.encode("gb2312")
    except UnicodeEncodeError:
        return ""
    if len(raw) != 2:
        return character.upper() if character.isalpha() else ""
    value = raw[0] * 256 + raw[1]
    if not _BORDERS[0][0] <= value <= _LAST:
        return ""
    found = ""
    for border, letter in _BORDERS:
        if value < border:
            break
        found = letter
    return found


def keys(rules: Rules) -> dict[str, str]:
    """Single keys (upper case) to cell codes: a shift's own code and letter first, then the initials B W X J of 白 晚 休 假."""
    found: dict[str, str] = {}
    for shift in rules.shifts:
        for key in (shift.code, shift.mark):
            if len(key) == 1:
                found.setdefault(key.upper(), shift.code)
    for mark, code in [(shift.mark, shift.code) for shift in rules.shifts] + [(REST, REST), (LEAVE, LEAVE)]:
        found.setdefault(mark, code)
        letter = initial(mark[:1])
        if letter:
            found.setdefault(letter, code)
    return found


def read(word: str, rules: Rules) -> str | None:
    """A pasted cell as a code; None = empty. A word that means nothing comes back as it is, for the refusal to name it."""
    word = word.strip()
    if not word:
        return None
    if word.upper() in _WORDS:
        return _WORDS[word.upper()]
    shift = rules.shift(word)
    if shift is not None:
        return shift.code
    return keys(rules).get(word.upper(), word)


def tones(rules: Rules) -> dict[str, str]:
    """A colour pair per shift code: the shop's choice, else day or night by the hours, then teal, olive and rose."""
    spare = {False: ["day", "teal", "olive"], True: ["night", "rose"]}
    found: dict[str, str] = {}
    for shift in rules.shifts:
        if shift.colour:
            found[shift.code] = shift.colour
            continue
        rest = spare[shift.is_night]
        found[shift.code] = rest.pop(0) if len(rest) > 1 else rest[0]
    return found


def hours(shift: Shift) -> str:
    """'08:30–17:30'; a time of the next day says so on its own in the legend."""
    return f"{shift.start // 60 % 24:02d}:{shift.start % 60:02d}–{_end(shift.end)}"


def _end(minutes: int) -> str:
    return "24:00" if minutes == 1440 else f"{minutes // 60 % 24:02d}:{minutes % 60:02d}"
