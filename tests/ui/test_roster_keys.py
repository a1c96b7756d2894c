"""Which key or pasted word means which shift."""

from __future__ import annotations

import pytest

from csdesk.core.roster import LEAVE, REST
from csdesk.core.rules import Rules, Shift
from csdesk.ui.roster import keys

DAY = Shift("D", "白班", 510, 1050)
NIGHT = Shift("N", "晚班", 1020, 1500)
EARLY = Shift("E1", "早班", 360, 840)
HANDBOOK = Rules(shifts=(DAY, NIGHT))


@pytest.mark.parametrize(
    ("character", "letter"),
    [("白", "B"), ("晚", "W"), ("休", "X"), ("假", "J"), ("早", "Z"), ("中", "Z"), ("夜", "Y"), ("日", "R"), ("啊", "A"), ("座", "Z"),
     ("a", "A"), ("䶮", ""), ("、", ""), ("1", "")],
)
def test_pinyin_initials(character: str, letter: str) -> None:
    assert keys.initial(character) == letter


def test_keys_of_the_handbook() -> None:
    found = keys.keys(HANDBOOK)
    assert {key: found[key] for key in ("B", "W", "X", "J", "D", "N")} == {"B": "D", "W": "N", "X": REST, "J": LEAVE, "D": "D", "N": "N"}


def test_a_code_of_the_shop_goes_before_an_initial() -> None:
    shop = Rules(shifts=(Shift("B", "备班", 510, 1050), DAY, Shift("X", "小班", 600, 900)))
    found = keys.keys(shop)
    assert (found["B"], found["D"], found["X"], found["休"]) == ("B", "D", "X", REST)


@pytest.mark.parametrize(
    ("word", "code"),
    [("白", "D"), ("白班", "D"), ("D", "D"), ("d", "D"), (" 晚 ", "N"), ("w", "N"), ("休", REST), ("休息", REST), ("off", REST),
     ("请假", LEAVE), ("j", LEAVE), ("", None), ("  ", None), ("大夜", "大夜"), ("=SUM(A1)", "=SUM(A1)")],
)
def test_pasted_words(word: str, code: str | None) -> None:
    assert keys.read(word, HANDBOOK) == code


def test_colours_by_the_hours_unless_chosen() -> None:
    rules = Rules(shifts=(DAY, EARLY, NIGHT, Shift("F", "福班", 510, 1050, colour="olive"), Shift("M", "夜班", 1380, 1860)))
    assert keys.tones(rules) == {"D": "day", "E1": "teal", "N": "night", "F": "olive", "M": "rose"}
    assert keys.hours(NIGHT) == "17:00–01:00" and keys.hours(Shift("N", "晚班", 990, 1440)) == "16:30–24:00"
