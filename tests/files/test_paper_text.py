"""Letters on paper: fonts, fallback, capitals, breaks."""

from __future__ import annotations

import pytest
from fontTools.ttLib import TTFont

from csdesk import i18n
from csdesk.files.paper import text
from csdesk.i18n import ROOT

FONTS = ROOT / "resources" / "fonts"


@pytest.mark.parametrize(
    ("amount", "says"),
    [
        (0, "零元整"),
        (5, "伍分"),
        (50, "伍角整"),
        (271345, "贰仟柒佰壹拾叁元肆角伍分"),
        (1001000, "壹万零壹拾元整"),
        (822190, "捌仟贰佰贰拾壹元玖角整"),
        (270812, "贰仟柒佰零捌元壹角贰分"),
        (10005, "壹佰元零伍分"),
        (6163819, "陆万壹仟陆佰叁拾捌元壹角玖分"),
        (10000000, "壹拾万元整"),
        (10010010010, "壹亿零壹拾万零壹佰元壹角整"),
        (120034500, "壹佰贰拾万零叁佰肆拾伍元整"),
        (-1050, "负壹拾元伍角整"),
    ],
)
def test_capitals(amount: int, says: str) -> None:
    assert text.capitals(amount) == says


def test_capitals_in_the_other_script() -> None:
    i18n.use("zh_TW")
    assert text.capitals(-2_00_02_36_30) == "負貳佰萬零貳佰參拾陸元參角整"
    i18n.use("en")
    assert text.capitals(3_158_62) == "叁仟壹佰伍拾捌元陆角贰分"


@pytest.mark.parametrize("bold", [False, True])
@pytest.mark.parametrize("name", ["李䶮", "㛃", "沈𬱟", "喆堃犇淼昇", "郭Amy", "阿依努尔·阿卜杜热西提", "龍顏㐂𠮷" [:3], "−½¥×÷→〓○—–…"])
def test_every_character_has_a_glyph(name: str, bold: bool) -> None:
    assert text.runs(name, bold)[1] == ""


def test_a_missing_glyph_is_told_and_printed_as_geta() -> None:
    pieces, missing = text.runs("李\U0002a6d6好")
    assert missing == "\U0002a6d6"
    assert "".join(piece.text for piece in pieces) == "李〓好"


def test_a_rare_character_is_stroked_where_bold_is_asked_for() -> None:
    assert [(piece.text, piece.stroked) for piece in text.runs("王㐂", True)[0]] == [("王", False), ("㐂", True)]
    assert not any(piece.stroked for piece in text.runs("王㐂")[0])


def test_invisible_characters_do_not_print_and_accents_are_composed() -> None:
    pieces, missing = text.runs("\ufeff陈\u200b思\t远\u0007e\u0301\ufe0f")
    assert ("".join(piece.text for piece in pieces), missing) == ("陈思 远é", "")


@pytest.mark.parametrize(
    ("sentence", "room"),
    [
        ("缺勤扣款多于未出勤的工资：赵一凡 扣 220.00，未出勤 36.67；孙浩然 扣 366.67，未出勤 73.34。多扣 476.66。", 150),
        ("单号 TK20260924-017 的责任（客服）已判，金额 1,234.56 元。", 60),
    ],
)
def test_lines_fit_and_break_well(sentence: str, room: float) -> None:
    lines = text.wrap(sentence, 9, room)
    assert "".join(lines).replace(" ", "") == sentence.replace(" ", "")
    for line in lines:
        assert text.width(line.rstrip("，。；：、）」』》"), 9) <= room
        assert line[0] not in "，。；：、）" and line[-1] not in "（「¥"
    assert not any(line.endswith(("TK20260924-", "1,", "1,234.")) for line in lines)


def test_a_basis_breaks_before_its_arithmetic() -> None:
    assert text.broken("中秋 9 月 25 日在岗 8 小时：2,200 ÷ 174 × 8 × 3", 7, 140) == ("中秋 9 月 25 日在岗 8 小时", "2,200 ÷ 174 × 8 × 3")
    assert text.broken("全月在职", 7, 140) == ("全月在职",)
    assert text.broken("", 7, 140) == ()


def test_committed_fonts_are_what_they_say() -> None:
    names, covered = set(), []
    for name in (text.REGULAR, text.BOLD, text.RARE):
        with TTFont(FONTS / f"{name}.ttf", lazy=True) as font:
            names.add(font["name"].getDebugName(6))
            covered.append(set(font.getBestCmap()))
    assert len(names) == 3  # two fonts of one PostScript name would print as one
    assert covered[0] == covered[1]
    table = {ord(sign) for sign in (ROOT / "build" / "tonggui.txt").read_text(encoding="utf-8") if not sign.isspace()}
    assert len(table) == 1467 and table <= covered[0]
    assert not covered[0] & covered[2]
    gbk = {bytes((high, low)) for high in range(0x81, 0xFF) for low in range(0x40, 0xFF)}
    han = {ord(sign) for pair in gbk for sign in [pair.decode("gbk", "ignore")] if len(sign) == 1 and "\u4e00" <= sign <= "\u9fa5"}
    assert len(han) == 20902 and han <= covered[0] | covered[2]
    assert (FONTS / "OFL.txt").read_text(encoding="utf-8").count("SIL OPEN FONT LICENSE")
