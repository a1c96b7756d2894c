"""Every sentence a person may read has its Chinese, in both scripts; nothing is translated twice, differently, or for nobody."""

from __future__ import annotations

from pathlib import Path

import messages
import pytest

from csdesk import i18n


def test_every_sentence_is_translated() -> None:
    found = messages.problems("zh_CN")
    assert not found, f"{len(found)} (python build/dev.py messages lists them and adds what is missing):\n" + "\n".join(found)


def test_every_sentence_is_in_traditional_chinese() -> None:
    found = [*messages.problems("zh_TW"), *messages.behind()]
    assert not found, f"{len(found)} (python build/dev.py messages makes zh_TW anew):\n" + "\n".join(found)


def test_the_printed_fonts_have_every_character_of_every_language() -> None:
    from csdesk.files.paper import text

    wanted = {sign for language in ("zh_CN", "zh_TW") for entry in messages.entries(language) for sign in entry.translation}
    runs, missing = text.runs("".join(sorted(wanted)), True)
    assert missing == "" and not any(run.stroked for run in runs)  # a true bold one, too


def test_the_running_program_finds_the_translation() -> None:
    assert i18n.gettext("Full-attendance award") == "全勤奖"
    i18n.use("en")
    assert i18n.gettext("Full-attendance award") == "Full-attendance award"
    assert i18n.gettext("") == ""
    i18n.use("zh_TW")
    assert i18n.gettext("Full-attendance award") == "全勤獎"


def shop(root: Path, source: str, **catalogues: str) -> Path:
    (root / "csdesk").mkdir()
    (root / "csdesk" / "part.py").write_text(source, encoding="utf-8")
    folder = root / "resources" / "locale" / "zh_CN"
    folder.mkdir(parents=True)
    for name, text in catalogues.items():
        (folder / f"{name}.po").write_text(messages.HEADER.format(language="zh_CN") + "\n" + text, encoding="utf-8")
    return root


@pytest.mark.parametrize(
    ("source", "catalogue", "says"),
    [
        ('_("One")', 'msgid "One"\nmsgstr "一"\n', ""),
        ('_("One")', "", "no zh_CN for 'One'"),
        ('_("One")', 'msgid "One"\nmsgstr ""\n', "no zh_CN for 'One'"),
        ('_("One")', '#, fuzzy\nmsgid "One"\nmsgstr "一"\n', "no zh_CN for 'One'"),
        ('_("One " "two")', 'msgid "One two"\nmsgstr "一二"\n', ""),
        ('_("One" if x else "Two")', 'msgid "One"\nmsgstr "一"\n', "no zh_CN for 'Two'"),
        ('i18n.gettext("One")', "", "no zh_CN for 'One'"),
        ('N_("One")', "", "no zh_CN for 'One'"),
        ("N_(name)", "", "not a literal"),
        ("_(name)", "", ""),
        ('_(f"{n} days")', "", "not a literal"),
        ('_("{n} days".format(n=1))', "", "not a literal"),
        ('_("One" + name)', "", "not a literal"),
        ('pgettext("verb", "Open")', 'msgid "Open"\nmsgstr "开"\n', "no zh_CN for 'Open' (context 'verb')"),
        ('pgettext("verb", "Open")', 'msgctxt "verb"\nmsgid "Open"\nmsgstr "打开"\n', ""),
        ('_("{n} days").format(n=1)', 'msgid "{n} days"\nmsgstr "{m} 天"\n', "has ['n'], its translation ['m']"),
        ('_("{n} of {m}")', 'msgid "{n} of {m}"\nmsgstr "{m} 中的 {n}"\n', ""),
        ('_("{n} days")', 'msgid "{n} days"\nmsgstr "{n 天"\n', "expected '}'"),
        ("", 'msgid "One"\nmsgstr "一"\n', "nobody uses 'One'"),
        ('_("One")', 'msgid "One"\nmsgstr "一"\n\nmsgid "One"\nmsgstr "一"\n', "stands twice"),
    ],
)
def test_what_is_found(tmp_path: Path, source: str, catalogue: str, says: str) -> None:
    found = messages.problems("zh_CN", shop(tmp_path, source, part=catalogue))
    assert says in "\n".join(found) if says else not found


def test_two_catalogues_must_agree(tmp_path: Path) -> None:
    root = shop(tmp_path, '_("One")', a='msgid "One"\nmsgstr "一"\n', b='msgid "One"\nmsgstr "壹"\n')
    assert "a.po says '一', b.po '壹'" in "\n".join(messages.problems("zh_CN", root))


def test_missing_ones_go_where_their_neighbours_are(tmp_path: Path) -> None:
    root = shop(tmp_path, '_("One"); _("Two \\"x\\"\\n")', house='msgid "One"\nmsgstr "一"\n')
    assert messages.add_missing("zh_CN", root) == ["house.po: 'Two \"x\"\\n'"]
    assert messages.add_missing("zh_CN", root) == []
    assert [(e.text, e.translation) for e in messages.entries("zh_CN", root)] == [("One", "一"), ('Two "x"\n', "")]
    assert len(messages.problems("zh_CN", root)) == 1


@pytest.mark.parametrize(
    ("simple", "comment", "made", "says"),
    [
        ("导入文件", "导入文件", "匯入檔案", ""),
        ("导入文件", "导入", "匯入檔案", "'One' is behind zh_CN"),
        ("导入文件", "导入文件", "导入檔案", "still has 导"),
    ],
)
def test_traditional_follows_simplified(tmp_path: Path, simple: str, comment: str, made: str, says: str) -> None:
    root = shop(tmp_path, '_("One")', part=f'msgid "One"\nmsgstr "{simple}"\n')
    folder = root / "resources" / "locale" / "zh_TW"
    folder.mkdir()
    entry = f'#. {comment}\nmsgid "One"\nmsgstr "{made}"\n'
    (folder / "part.po").write_text(messages.HEADER.format(language="zh_TW") + "\n" + entry, encoding="utf-8")
    found = messages.behind(root)
    assert says in "\n".join(found) if says else not found
