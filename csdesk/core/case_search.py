"""The words under which a case is found: single characters and pairs of Chinese, parts of numbers, initials of pinyin."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise, product

Initials = Callable[[str], str]  # the initials of one character ('' = none, two where it has two readings): 重 -> zc
MOST_WORDS, LONGEST = 12, 64
SPLIT = "\x1e"  # between what is also found by pinyin and the rest; fields are told apart by newlines
_PIECES = re.compile(r"[a-z0-9]+|[^\W\d_]|[^\s\w]|\w")  # after folding: a run of letters and digits, or one other character
_MARK = "\u03c0"  # before the initials of a pair, so that they are no word
_GONE = dict.fromkeys((0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0x00AD, 0x200E, 0x200F, 0xFE0F))
_CHINESE = ((0x2E80, 0xA000), (0xF900, 0xFB00), (0x20000, 0x32400))  # code points of its characters
_BLANKS = re.compile(r"[^\S\n\x1e]+")
_IDLE_BLANK = re.compile(r" (?![a-z0-9])|(?<![a-z0-9]) ")


def fold(text: str) -> str:
    """Full width to half, lower case, no invisible characters; blanks stay between two words of letters and digits only."""
    plain = unicodedata.normalize("NFKC", text).casefold().translate(_GONE)
    return _IDLE_BLANK.sub("", _BLANKS.sub(" ", plain))


def text_of(named: Iterable[str], numbers: Iterable[str], rest: Iterable[str]) -> str:
    """The folded text of a case: what is also found by pinyin initials, numbers without their blanks, everything else."""
    first = "\n".join(filter(None, map(fold, named)))
    bare = (fold(one).replace(" ", "").replace("-", "") for one in numbers)
    return first + SPLIT + "\n".join(filter(None, (*bare, *map(fold, rest))))


def tokens(text: str, initials: Initials) -> list[str]:
    """Every index word of a folded text, each once."""
    named, _split, rest = text.partition(SPLIT)
    found: dict[str, None] = {}
    for line in (named + "\n" + rest).split("\n"):
        before = ""
        for piece in _PIECES.findall(line):
            wide = _wide(piece)
            for word in _words(piece):
                found[word] = None
            if wide and before:
                found[before + piece] = None
            before = piece if wide else ""
    for line in named.split("\n"):
        for pair in _initial_pairs(line, initials):
            found[_MARK + pair] = None
    return list(found)


def _wide(piece: str) -> bool:
    """One character that is no letter or digit of ours: Chinese and the like."""
    return len(piece) == 1 and piece > "\u2e7f" and piece.isalnum()


def _words(piece: str) -> Iterable[str]:
    if len(piece) >= 3:
        return {piece[at:at + 3] for at in range(len(piece) - 2)}
    if piece.isalnum():
        return (piece,)
    return (f"ux{ord(piece):x}",) if ord(piece) > 0x7F else ()  # an emoji is a word, a comma is none


def _initial_pairs(line: str, initials: Initials) -> Iterable[str]:
    sounds = [initials(char) if char > "\u2e7f" else "" for char in line]
    for one, other in pairwise(sounds):
        if one and other:
            yield from map("".join, product(one, other))


@dataclass(frozen=True)
class Query:
    """What was typed, folded, and the expression for the index ('' = nothing to look for)."""

    words: tuple[str, ...]
    expression: str

    def fits(self, text: str, initials: Initials) -> bool:
        """Whether every word is really in a folded text, as written, as a number without its hyphens, or as initials."""
        named = text.partition(SPLIT)[0]
        return all(
            word in text or ("-" in word and word.replace("-", "") in text) or (_latin(word) and _sounds(named, word, initials))
            for word in self.words
        )


def query(typed: str) -> Query:
    """Words in any order, each found as written or, letters only, as the initials of pinyin."""
    words = tuple(dict.fromkeys(word[:LONGEST] for word in (fold(part) for part in typed.split()) if word))[:MOST_WORDS]
    parts = []
    for word in words:
        written = _all(_query_tokens(word))
        spoken = _all(tuple(_MARK + one + other for one, other in pairwise(word))) if _latin(word) and len(word) > 1 else ""
        parts.append(f"({written} OR {spoken})" if written and spoken else written or spoken)
    usable = tuple(word for word, part in zip(words, parts, strict=True) if part)
    return Query(usable, " AND ".join(part for part in parts if part))


def among(options: Sequence[str], typed: str, initials: Initials) -> tuple[int, ...]:
    """The places of the options that hold every typed word, or whose pinyin initials do; those that begin with it first."""
    wanted = query(typed)
    if not wanted.words:
        return tuple(range(len(options))) if not typed.strip() else ()
    first = wanted.words[0]
    found = []
    for place, option in enumerate(options):
        text = fold(option)
        if wanted.fits(text, initials):
            begins = text.startswith(first) or (_latin(first) and _sounds(text[:len(first)], first, initials))
            found.append((not begins, place))
    return tuple(place for _rank, place in sorted(found))


def spots(text: str, typed: str, initials: Initials) -> tuple[tuple[int, int], ...]:
    """Where the typed words stand in a text, as (begin, end) in order: as written, or where their letters are the initials."""
    folded = [(place, sign) for place, char in enumerate(text) for sign in fold(char) if not sign.isspace()]
    plain = "".join(sign for _place, sign in folded)
    marked: set[int] = set()
    for word in (fold(part).replace(" ", "") for part in typed.split()):
        at = plain.find(word) if word else -1
        while at >= 0:
            marked.update(place for place, _sign in folded[at:at + len(word)])
            at = plain.find(word, at + 1)
        if _latin(word) and len(word) > 1:
            sounds = [initials(char) if char > "\u2e7f" else "" for char in text]
            for start in range(len(sounds) - len(word) + 1):
                if all(letter in sounds[start + step] for step, letter in enumerate(word)):
                    marked.update(range(start, start + len(word)))
    found: list[tuple[int, int]] = []
    for place in sorted(marked):
        if found and found[-1][1] == place:
            found[-1] = (found[-1][0], place + 1)
        else:
            found.append((place, place + 1))
    return tuple(found)


def _query_tokens(word: str) -> tuple[str, ...]:
    """The rarest words that must be there: pairs where there are pairs."""
    pieces = _PIECES.findall(word)
    found: dict[str, None] = {}
    for at, piece in enumerate(pieces):
        neighbour = any(_wide(pieces[near]) for near in (at - 1, at + 1) if 0 <= near < len(pieces))
        if _wide(piece) and neighbour:
            if at and _wide(pieces[at - 1]):
                found[pieces[at - 1] + piece] = None
            continue
        if len(piece) < 3 and len(pieces) > 1 and piece.isascii():
            continue  # in the text it may be a part of a longer number; `fits` looks
        for one in _words(piece):
            found[one] = None
    return tuple(found)


def _all(words: Sequence[str]) -> str:
    if not words:
        return ""
    joined = " AND ".join(f'"{word}"' for word in words)
    return f"({joined})" if len(words) > 1 else joined


def _latin(word: str) -> bool:
    return word.isascii() and word.isalpha()


def _sounds(text: str, word: str, initials: Initials) -> bool:
    """Whether the letters are the initials of neighbouring characters."""
    pattern = _spoken(word, initials)
    return pattern is not None and pattern.search(text) is not None


@lru_cache(64)
def _spoken(word: str, initials: Initials) -> re.Pattern[str] | None:
    """Characters whose initials are these letters, in this order; None where a letter begins none."""
    classes = [_by_initial(initials).get(letter, "") for letter in word]
    return re.compile("".join(f"[{chars}]" for chars in classes)) if all(classes) else None


@cache
def _by_initial(initials: Initials) -> Mapping[str, str]:
    """Every character by each of its initials: one search over a text instead of a look at each of its characters."""
    found: dict[str, list[str]] = {}
    for first, last in _CHINESE:
        for char in map(chr, range(first, last)):
            for letter in initials(char):
                found.setdefault(letter, []).append(char)
    return {letter: "".join(chars) for letter, chars in found.items()}
