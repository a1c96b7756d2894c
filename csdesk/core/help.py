"""The help as records: its small Markdown read into blocks, and the search in them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

TITLE, HEAD, TEXT, ITEM, STEP, PICTURE = "title", "head", "text", "item", "step", "picture"
_INLINE = re.compile(r"\*\*(?P<bold>[^*]+)\*\*|`(?P<key>[^`]+)`|\[(?P<words>[^\]]+)\]\((?P<link>[^)]+)\)")
_STEP = re.compile(r"(\d+)\. (.+)")
_PICTURE = re.compile(r"!\[([^\]]*)\]\(([^)]+)\)")


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of a line: plain, bold, a key to press, or a link to another page (`roster`) or to a heading of it (`roster#2`)."""

    text: str
    bold: bool = False
    key: bool = False
    link: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """One block: its kind, its words, the number of a step, the file of a picture."""

    kind: str
    spans: tuple[Span, ...]
    number: int = 0
    file: str = ""

    @property
    def words(self) -> str:
        return "".join(span.text for span in self.spans)


@dataclass(frozen=True, slots=True)
class HelpPage:
    """One page: `name` as in the navigation of the window."""

    name: str
    blocks: tuple[Block, ...]

    @property
    def title(self) -> str:
        return next((block.words for block in self.blocks if block.kind == TITLE), self.name)


@dataclass(frozen=True, slots=True)
class Hit:
    """A block that holds the words: of which page, under which heading (0 = above the first), and the line itself."""

    page: str
    title: str
    head: int
    heading: str
    words: str


def spans(line: str) -> tuple[Span, ...]:
    """A line with its bold words, keys and links."""
    found, at = [], 0
    for match in _INLINE.finditer(line):
        if match.start() > at:
            found.append(Span(line[at : match.start()]))
        if match["bold"]:
            found.append(Span(match["bold"], bold=True))
        elif match["key"]:
            found.append(Span(match["key"], key=True))
        else:
            found.append(Span(match["words"], link=match["link"]))
        at = match.end()
    if at < len(line):
        found.append(Span(line[at:]))
    return tuple(found)


def parse(name: str, text: str) -> HelpPage:
    """Markdown of one line a block: # title, ## heading, - item, 1. step, ![words](picture), else a paragraph."""
    blocks: list[Block] = []
    for line in (raw.strip() for raw in text.splitlines()):
        if not line or line.startswith("<!--"):
            continue
        picture, step = _PICTURE.fullmatch(line), _STEP.fullmatch(line)
        if picture is not None:
            blocks.append(Block(PICTURE, (Span(picture[1]),), file=picture[2]))
        elif step is not None:
            blocks.append(Block(STEP, spans(step[2]), int(step[1])))
        elif line.startswith("## "):
            blocks.append(Block(HEAD, spans(line[3:])))
        elif line.startswith("# "):
            blocks.append(Block(TITLE, spans(line[2:])))
        elif line.startswith("- "):
            blocks.append(Block(ITEM, spans(line[2:])))
        else:
            blocks.append(Block(TEXT, spans(line)))
    return HelpPage(name, tuple(blocks))


def search(pages: Sequence[HelpPage], words: str) -> tuple[Hit, ...]:
    """Every block that holds all of the words, headings first within a page."""
    wanted = words.lower().split()
    found: list[tuple[bool, Hit]] = []
    if not wanted:
        return ()
    for page in pages:
        head, heading, own = 0, "", []
        for block in page.blocks:
            if block.kind == HEAD:
                head, heading = head + 1, block.words
            if block.kind != PICTURE and all(word in block.words.lower() for word in wanted):
                own.append((block.kind not in (TITLE, HEAD), Hit(page.name, page.title, head, heading, block.words)))
        found += sorted(own, key=lambda one: one[0])
    return tuple(hit for _plain, hit in found)


def links(page: HelpPage) -> tuple[str, ...]:
    return tuple(span.link for block in page.blocks for span in block.spans if span.link)


def keys(page: HelpPage) -> tuple[str, ...]:
    return tuple(span.text for block in page.blocks for span in block.spans if span.key)


def heads(page: HelpPage) -> int:
    """How many headings there are: anchors run from 1."""
    return sum(block.kind == HEAD for block in page.blocks)


@dataclass(frozen=True, slots=True)
class News:
    """What a version brought."""

    version: str
    blocks: tuple[Block, ...]


def news(page: HelpPage) -> tuple[News, ...]:
    """The entries of the page of news: a heading begins with its version."""
    found: list[News] = []
    for block in page.blocks:
        if block.kind == HEAD:
            found.append(News(block.words.split()[0], ()))
        elif found:
            found[-1] = News(found[-1].version, (*found[-1].blocks, block))
    return tuple(found)


def since(entries: Sequence[News], version: str) -> tuple[News, ...]:
    """What is newer than a version; the newest alone where nobody knows which was used before ("")."""
    if not version:
        return tuple(entries[:1])
    return tuple(one for one in entries if _parts(one.version) > _parts(version))


def _parts(version: str) -> tuple[int, ...]:
    return tuple(int(part) if part.isdecimal() else 0 for part in version.split("."))
