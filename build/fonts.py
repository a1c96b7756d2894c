"""Answers for the fonts that every print embeds: cuts them from Noto Sans SC and HK into resources/fonts.

    python build/fonts.py [--from FOLDER] [--out FOLDER]

FOLDER holds the two packages below as .tgz (or unpacked, as <name>/package/); without it npm fetches them. Each
file that is cut is checked against its SHA-256. The results are committed; only who changes a set runs this.

Three files, chosen by size (MB, in brackets compressed, which is what an executable grows by):

    csdesk-sans.ttf       3.7 (2.3)  regular: GB2312, the 8105 characters of the general standard table (every
                                     name registered in China since 2013), the 5,401 common ones of Big5 (what a page
                                     in Traditional Chinese is made of), Latin with pinyin, Greek, Cyrillic, kana, signs
    csdesk-sans-bold.ttf  3.7 (2.3)  bold, the same characters
    csdesk-sans-rare.ttf  7.5 (4.6)  regular: everything else of Noto Sans SC (rest of GBK and Big5, Extension A)
                                     and what Noto Sans HK has beyond it (HKSCS, 1,715 characters)

A bold twin of the rare ones would add 4.6 for a handful of names: they are stroked instead. HanaMinA, the other
candidate for the remainder, adds 1.7 more for 1,733 characters of Extension B that are no mainland or Hong Kong standard,
in another design. Hints, layout tables and most of the name table go: reportlab uses none of them and copies the
rest into every 256 characters it embeds. Every file gets a PostScript name of its own, otherwise reportlab takes the
second font of one name for the first.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
OUT = ROOT / "resources" / "fonts"
PACKAGES = {"sc": "@expo-google-fonts/noto-sans-sc@0.4.3", "hk": "@expo-google-fonts/noto-sans-hk@0.4.3"}
SOURCES = {  # what is read of each package, and its SHA-256
    ("sc", "400Regular/NotoSansSC_400Regular.ttf"): "d45f67f0a7c0ca3f256950777ce6a61cc7ce5f9696d02900cbbaac25f8aa7d16",
    ("sc", "700Bold/NotoSansSC_700Bold.ttf"): "9a38ae0ab28cd5a256f9ea8e00dedc688aac17f7915fcb000572990afa956b96",
    ("hk", "400Regular/NotoSansHK_400Regular.ttf"): "154ee8273741df924c7c509029478389bc4d91994fc51d5213af158ce09d3efb",
    ("sc", "LICENSE_FONT"): "1c05c68c34f9708415aada51f17e1b0092d2cea709bf4a94cd38114f9e73d7d9",
}
COPYRIGHT = "Copyright 2014-2021 Adobe (http://www.adobe.com/), with Reserved Font Name 'Source'. A subset of Noto Sans, SIL OFL 1.1."


def primary(has: set[int]) -> set[int]:
    """The code points of the two primary files: GB2312, the 8105, the common half of Big5, and the letters and signs people type."""
    wanted = set(range(0x20, 0x250)) | set(range(0x2000, 0x2070)) | set(range(0x2100, 0x2400)) | set(range(0x2460, 0x2700))
    wanted |= set(range(0x3000, 0x3040)) | set(range(0xFF00, 0xFFF0)) | set(range(0x1E00, 0x1F00)) | set(range(0x02B0, 0x0370))
    for high in range(0xA1, 0xF8):
        for low in range(0xA1, 0xFF):
            try:
                wanted.add(ord(bytes((high, low)).decode("gb2312")))
            except UnicodeDecodeError:
                continue
    for high in range(0xA4, 0xC7):
        for low in (*range(0x40, 0x7F), *range(0xA1, 0xFF)):
            try:
                wanted.add(ord(bytes((high, low)).decode("big5")))
            except UnicodeDecodeError:
                continue
    wanted |= {ord(sign) for sign in (ROOT / "build" / "tonggui.txt").read_text(encoding="utf-8") if not sign.isspace()}
    return wanted & has


def sources(folder: Path) -> dict[tuple[str, str], bytes]:
    """The files of SOURCES out of the packages in `folder`. Raises SystemExit when one is not what was pinned."""
    found = {}
    for key, digest in SOURCES.items():
        name = PACKAGES[key[0]].rsplit("@", 1)[0].replace("@", "").replace("/", "-")
        packed = sorted(folder.glob(f"{name}-*.tgz"))
        if packed:
            with tarfile.open(packed[0]) as archive:
                stream = archive.extractfile(f"package/{key[1]}")
                assert stream is not None
                data = stream.read()
        else:
            data = (folder / name / "package" / key[1]).read_bytes()
        if hashlib.sha256(data).hexdigest() != digest:
            raise SystemExit(f"{key[1]} of {PACKAGES[key[0]]} is not the pinned file: {hashlib.sha256(data).hexdigest()}")
        found[key] = data
    return found


def fetch(folder: Path) -> None:
    npm = shutil.which("npm")
    if npm is None:
        raise SystemExit("npm is needed to fetch the fonts, or --from with the packages")
    for package in PACKAGES.values():
        subprocess.run([npm, "pack", "--silent", package], cwd=folder, check=True, stdout=sys.stderr)


def cut(data: bytes, codes: set[int]) -> Any:
    """The font with only `codes`, without hints, layout and most names."""
    from fontTools.subset import Options, Subsetter
    from fontTools.ttLib import TTFont

    options = Options()
    options.hinting = False
    options.layout_features = []
    options.drop_tables += ["GSUB", "GPOS", "GDEF", "BASE", "VORG", "vhea", "vmtx", "DSIG", "STAT", "gasp", "prep", "fpgm", "cvt "]
    options.glyph_names = False
    options.notdef_outline = True
    options.name_IDs = []
    options.recalc_timestamp = False
    font = TTFont(io.BytesIO(data), recalcTimestamp=False)
    cutter = Subsetter(options)
    cutter.populate(unicodes=sorted(codes))
    cutter.subset(font)
    return font


def named(font: Any, style: str) -> None:
    """Give the file a family and a PostScript name of its own."""
    from fontTools.ttLib import newTable

    names = newTable("name")
    names.names = []
    full = "Csdesk Sans" if style == "Regular" else f"Csdesk Sans {style}"
    for number, text in ((0, COPYRIGHT), (1, full), (2, "Regular"), (4, full), (6, f"CsdeskSans-{style}"), (13, "SIL OFL 1.1")):
        names.setName(text, number, 3, 1, 0x409)
    font["name"] = names
    font["head"].created = font["head"].modified = 3786912000  # 2024-01-01, so that a second run gives the same bytes


def saved(font: Any, path: Path) -> None:
    font.save(path, reorderTables=True)
    print(f"{path.name}: {path.stat().st_size / 1e6:.2f} MB, {len(font.getBestCmap())} characters")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--from", dest="folder", type=Path)
    parser.add_argument("--out", type=Path, default=OUT)
    asked = parser.parse_args()
    from fontTools.merge import Merger
    from fontTools.ttLib import TTFont

    with tempfile.TemporaryDirectory() as scratch:
        folder = asked.folder or Path(scratch)
        if asked.folder is None:
            fetch(folder)
        files = sources(folder)
        asked.out.mkdir(parents=True, exist_ok=True)
        regular = files["sc", "400Regular/NotoSansSC_400Regular.ttf"]
        kong = files["hk", "400Regular/NotoSansHK_400Regular.ttf"]
        has = set(TTFont(io.BytesIO(regular)).getBestCmap())
        chosen = primary(has)
        for data, style, name in (
            (regular, "Regular", "csdesk-sans.ttf"),
            (files["sc", "700Bold/NotoSansSC_700Bold.ttf"], "Bold", "csdesk-sans-bold.ttf"),
        ):
            font = cut(data, chosen)
            named(font, style)
            saved(font, asked.out / name)
        parts: list[Path] = []
        for data, codes in ((regular, has - chosen), (kong, set(TTFont(io.BytesIO(kong)).getBestCmap()) - has)):
            part = cut(data, codes)
            parts.append(Path(scratch) / f"part{len(parts)}.ttf")
            named(part, "Part")
            part.save(parts[-1])
        rare = Merger().merge([str(part) for part in parts])
        named(rare, "Rare")
        rare["post"].formatType = 3.0
        rare.recalcTimestamp = False
        rare["head"].modified = 3878160922  # of the committed file: the same input gives the same bytes
        saved(rare, asked.out / "csdesk-sans-rare.ttf")
        (asked.out / "OFL.txt").write_bytes(files["sc", "LICENSE_FONT"])


if __name__ == "__main__":
    main()
