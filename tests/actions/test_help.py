"""The help is whole in every language: every page, picture, link and key that it names is there; it is found, and printed."""

from __future__ import annotations

import hashlib
import io
import json
from datetime import datetime
from pathlib import Path

import pytest
from pypdf import PdfReader

from csdesk import cli, i18n
from csdesk.actions import help as texts
from csdesk.core import help as core
from csdesk.core.help import HEAD, PICTURE, STEP, TITLE, Span
from csdesk.ui.pages import PAGES

LANGUAGES = list(i18n.LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_of_the_window_has_its_help(language: str) -> None:
    i18n.use(language)
    assert texts.folder(language).name == language
    assert set(texts.ORDER) == {"start", *(entry.name for entry in PAGES)}
    for page in texts.pages():
        kinds = [block.kind for block in page.blocks]
        assert kinds.count(TITLE) == 1 and kinds[0] == TITLE and core.heads(page) >= 1, page.name
        if page.name != texts.NEWS:
            assert core.heads(page) >= 6 and kinds.count(STEP) >= 5, page.name  # five things people do, and what to do when


@pytest.mark.parametrize("language", LANGUAGES)
def test_links_and_pictures_lead_somewhere(language: str) -> None:
    i18n.use(language)
    names = {page.name: core.heads(page) for page in texts.pages()}
    used = set()
    for page in texts.pages():
        for link in core.links(page):
            name, _mark, head = link.partition("#")
            assert name in names and (not head or 1 <= int(head) <= names[name]), (page.name, link)
        for block in page.blocks:
            if block.kind == PICTURE:
                assert texts.picture(block.file).is_file() and block.words, (page.name, block.file)
                used.add(texts.picture(block.file).name)
    assert used == {path.name for path in (texts.folder(language) / "pictures").iterdir()}  # none is shipped for nothing


def test_the_languages_say_the_same() -> None:
    shapes = []
    for language in LANGUAGES:
        i18n.use(language)
        shapes.append([(page.name, [block.kind for block in page.blocks if block.kind in (HEAD, PICTURE)]) for page in texts.pages()])
    assert shapes[0] == shapes[1] == shapes[2]


def test_traditional_chinese_is_made_of_what_stands_there_now() -> None:
    for path in sorted((texts.FOLDER / "zh_CN").glob("*.md")):
        made = (texts.FOLDER / "zh_TW" / path.name).read_text("utf-8").splitlines()[0]
        now = hashlib.sha256(path.read_text("utf-8").encode()).hexdigest()[:16]
        assert made == f"<!-- {now} -->", f"{path.name}: run build/dev.py pictures"


def test_it_is_small_enough_to_ship() -> None:
    assert sum(path.stat().st_size for path in texts.FOLDER.rglob("*") if path.is_file()) < 2_500_000


def test_a_line_in_its_pieces() -> None:
    assert core.spans("按 `F1` 看[排班](roster#2)，**采用**才写") == (
        Span("按 "), Span("F1", key=True), Span(" 看"), Span("排班", link="roster#2"), Span("，"), Span("采用", bold=True), Span("才写"))
    page = core.parse("x", "# 名\n\n## 一\n1. 做\n2. 再做\n- 点\n![图](a.png)\n话\n")
    assert [(block.kind, block.number) for block in page.blocks] == [
        ("title", 0), ("head", 0), ("step", 1), ("step", 2), ("item", 0), ("picture", 0), ("text", 0)]


@pytest.mark.parametrize(("words", "page"), [("钉住", "roster"), ("补卡 证明", "attendance"), ("备份 U", "settings"), ("没有这样的话", "")])
def test_search(words: str, page: str) -> None:
    hits = texts.search(words)
    assert [hit.page for hit in hits if hit.page == page][:1] == ([page] if page else [])
    assert page or not hits
    assert all(word.lower() in hit.words.lower() for hit in hits for word in words.split())


def test_news_since() -> None:
    entries = core.news(core.parse("news", "# 新\n## 0.10.0 · 三\n- c\n## 0.9.1\n- b\n## 0.9.0\n- a\n"))
    assert [one.version for one in core.since(entries, "0.9.0")] == ["0.10.0", "0.9.1"]
    assert [one.version for one in core.since(entries, "")] == ["0.10.0"]
    assert core.since(entries, "0.10.0") == ()


@pytest.mark.parametrize("language", LANGUAGES)
def test_on_paper(language: str) -> None:
    i18n.use(language)
    made = texts.paper(datetime(2026, 10, 8, 9, 0))
    assert not made.missing
    pages = [one.extract_text() for one in PdfReader(io.BytesIO(made.pdf)).pages]
    assert len(pages) == made.pages > len(texts.ORDER)
    for page in texts.pages():
        if page.name != texts.NEWS:
            number = next(n for n, text in enumerate(pages[1:], 2) if text.lstrip().startswith(page.title))
            assert f"{page.title}" in pages[0] and str(number) in pages[0]


def test_the_sheet_of_shortcuts() -> None:
    parts = [(f"页 {n}", [(f"做 {n}.{m}", f"Ctrl+{m}") for m in range(20)]) for n in range(14)]
    made = texts.shortcuts(parts, datetime(2026, 10, 8, 9, 0))
    text = "".join(one.extract_text() for one in PdfReader(io.BytesIO(made.pdf)).pages)
    assert made.pages > 1 and all(f"做 {n}.{m}" in text for n in range(14) for m in range(20))


def test_the_command_writes_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "帮助.pdf"
    assert cli.main(["help", "--out", str(out), "--now", "2026-10-08T09:00"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["help"] == str(out) and len(PdfReader(out).pages) == answer["pages"]
