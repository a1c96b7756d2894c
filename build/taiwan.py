"""Answers for the catalogues in Traditional Chinese: makes resources/locale/zh_TW from zh_CN, by OpenCC and our own words.

`messages.py` calls it. OpenCC (Apache-2.0) is fetched into build/out on first use: nothing that is shipped or tested needs it.
Every entry carries the Simplified sentence that it was made from as its comment, so that one which is behind can be told without it.
A sentence that reads badly is mended here, in `WORDS` or `SENTENCES`, never in the .po files: they are written anew each time.
"""

from __future__ import annotations

import hashlib
import re
import sys
from collections.abc import Callable
from pathlib import Path

import dev

ROOT = Path(__file__).resolve().parent.parent
OPENCC = "OpenCC==1.4.2"
FROM, TO = "zh_CN", "zh_TW"

# What OpenCC's Taiwan phrases leave or get wrong here; in this order, each on what the ones before made.
WORDS = (
    ("釋出", "發布"), ("發佈", "發布"), ("公佈", "公布"), ("隻讀", "唯讀"), ("隻", "只"), ("籤", "簽"), ("臺", "台"), ("里", "裡"),
    ("后", "後"), ("周", "週"), ("賬", "帳"), ("回復", "回覆"), ("專案", "項目"), ("型別", "類型"), ("程式碼", "代碼"),
    ("許可權", "權限"), ("稽核", "審核"), ("演算法", "算法"), ("二進位制", "二進位"), ("文本", "文字"), ("模板", "範本"),
    ("快捷鍵", "快速鍵"), ("回車", "Enter "), ("質量", "品質"), ("質檢", "品檢"), ("合同", "合約"), ("粘到", "貼到"),
    ("雙擊", "按兩下"), ("網路盤", "網路磁碟"), ("MIT 許可", "MIT 授權"), ("窗口裡沒有打卡", "時段裡沒有打卡"),
    ("打卡視窗", "打卡時段"), ("窗口", "視窗"), ("導過", "匯入過"), ("導一次", "匯入一次"), ("導兩次", "匯入兩次"),
    ("接著導", "接著匯入"), ("導到", "匯入到"), ("再導打卡", "再匯入打卡"), ("導不出來", "匯不出來"), ("或導那", "或匯入那"),
    ("導回來", "匯回來"), ("導錯了", "匯錯了"), ("排班表", "班表"), ("列表", "清單"), ("列出現", "欄出現"),
    ("鏈接", "連結"), ("滑塊", "滑桿"), ("撤銷", "復原"), ("聯網", "連網"), ("拖動", "拖曳"), ("攢", "累積"), ("“", "「"), ("”", "」"),
)  # fmt: skip
PATTERNS = (
    # In Taiwan a row of a table is 列 and a column 欄; a line of a text stays 行. Verbs (列印, 列出 ...) stay, too.
    (re.compile(r"(?<![序系排下陳只])列(?![印出為入舉])"), "欄"),
    (re.compile(r"(?<=[}一二兩三幾這第哪每空料期些的整萬\d])( ?)行(?!第|為|一條)"), r"\1列"),
    # Pay is 薪資; the statutory minimum and the name of the law keep their word.
    (re.compile(r"(?<!最低)工資(?!支付暫行)"), "薪資"),
    (re.compile(r"Enter (?=[，。；：、）]|$)"), "Enter"),
)
# By msgid, where no rule helps.
SENTENCES = {
    "Row": "列",
    "Column": "欄",
}


def renew(root: Path = ROOT) -> list[str]:
    """Write every zh_TW catalogue anew from zh_CN; the lines name the files that changed."""
    import polib

    convert = converter()
    source, target = root / "resources" / "locale" / FROM, root / "resources" / "locale" / TO
    target.mkdir(parents=True, exist_ok=True)
    done = []
    for path in sorted(source.glob("*.po")):
        made = polib.POFile(wrapwidth=0)
        made.metadata = {"Content-Type": "text/plain; charset=UTF-8", "Language": TO}
        for entry in polib.pofile(str(path)):
            if entry.translated():
                words = traditional(entry.msgstr, convert, entry.msgid)
                made.append(polib.POEntry(msgid=entry.msgid, msgctxt=entry.msgctxt, msgstr=words, comment=entry.msgstr))
        text, out = f"{made}\n", target / path.name
        if not out.exists() or out.read_text(encoding="utf-8") != text:
            out.write_text(text, encoding="utf-8", newline="\n")
            done.append(f"{TO}/{out.name}")
    for old in target.glob("*.po"):
        if not (source / old.name).exists():
            old.unlink()
            done.append(f"{TO}/{old.name} is gone")
    return done


def renew_help(root: Path = ROOT) -> list[str]:
    """Write the help in zh_TW anew from zh_CN; the lines name the files that changed. Each begins with the hash of what it was made of."""
    convert = converter()
    source, target = root / "resources" / "help" / FROM, root / "resources" / "help" / TO
    target.mkdir(parents=True, exist_ok=True)
    done = []
    for path in sorted(source.glob("*.md")):
        words, out = path.read_text(encoding="utf-8"), target / path.name
        text = f"<!-- {hashlib.sha256(words.encode()).hexdigest()[:16]} -->\n{traditional(words, convert)}"
        if not out.exists() or out.read_text(encoding="utf-8") != text:
            out.write_text(text, encoding="utf-8", newline="\n")
            done.append(f"{TO}/{out.name}")
    return done


def traditional(text: str, convert: Callable[[str], str], msgid: str = "") -> str:
    """A Simplified sentence in Traditional Chinese as it is written in Taiwan."""
    if msgid in SENTENCES:
        return SENTENCES[msgid]
    made = convert(text)
    for ours, theirs in WORDS:
        made = made.replace(ours, theirs)
    for pattern, by in PATTERNS:
        made = pattern.sub(by, made)
    return made


def converter() -> Callable[[str], str]:
    """OpenCC from Simplified to Traditional with Taiwan's phrases. Raises SystemExit where it cannot be fetched."""
    folder = ROOT / "build" / "out" / OPENCC.replace("==", "-")
    if not folder.is_dir() and not dev.pip((sys.executable, "-m", "pip", "install", "--no-deps", "--target", folder, OPENCC)):
        raise SystemExit(f"{OPENCC} could not be installed; it is needed to renew {TO}")
    sys.path.append(str(folder))
    import opencc

    convert: Callable[[str], str] = opencc.OpenCC("s2twp").convert
    return convert
