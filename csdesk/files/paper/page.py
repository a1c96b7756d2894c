"""Answers for a page: the canvas all documents draw on, with header, footer, signature lines, boxes, hatch and draft mark.

Sizes are points (1 pt = 0.353 mm), the origin is the lower left corner. Text is always solid black or white on black, greys
are fills only, so that a black-and-white laser prints what the screen shows. Drawn as plain page operators: reportlab brings
the fonts and the file, which keeps two hundred payslips well under a second.
"""

from __future__ import annotations

import io
import math
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from csdesk.core.money import Fen, grouped
from csdesk.files.paper import text as letters
from csdesk.files.paper.letterhead import Letterhead, Paper
from csdesk.i18n import gettext as _
from csdesk.i18n import pgettext

A4 = (595.2756, 841.8898)
A4_LANDSCAPE = (A4[1], A4[0])
ROOT2 = math.sqrt(2)
LEFT, RIGHT, CENTRE = 0, 1, 2
LIGHT, NIGHT, DARK = 0.9, 0.8, 0.78  # fills of 10, 20 and 22 %
HAIR, RULE, HEAVY = 0.3, 0.6, 1.0
QUARTER = (251.6, 374.9)  # what stands on a quarter of an A4 page
QUARTERS = tuple((x, y) for y in (A4[1] / 2 + 20, 26.0) for x in (26.0, A4[0] / 2 + 20))  # its lower left corners


class Sheet:
    """Pages of one document. `scale` √2 makes the same page an A3. Close with `paper()`."""

    def __init__(self, size: tuple[float, float], title: str, head: Letterhead, *, scale: float = 1.0) -> None:
        from reportlab.pdfgen.canvas import Canvas

        self.width, self.height = size
        self.scale = scale
        self.head = head
        self.pages = 0
        self._done: list[tuple[list[str], tuple[float, list[str]] | None, list[Callable[[Any], object]]]] = []
        self._foot: tuple[float, list[str]] | None = None
        self.missing: dict[str, None] = {}
        self.problems: dict[str, None] = {}
        self._shapes: dict[tuple[str, bool], list[tuple[str, str, bool]]] = {}
        self._stream = io.BytesIO()
        letters.font(letters.REGULAR)
        letters.font(letters.BOLD)
        self._canvas: Any = Canvas(
            self._stream, pagesize=(self.width * scale, self.height * scale), invariant=1, pageCompression=1,
            initialFontName=letters.REGULAR, lang="zh-CN",
        )  # fmt: skip
        self._canvas.setTitle(title)
        self._canvas.setAuthor(head.owner)
        self._canvas.setCreator("csdesk")
        self._canvas.setSubject(title)
        self._canvas.setViewerPreference("PrintScaling", "None")
        self._begin()

    def _begin(self) -> None:
        self._code: list[str] = []
        self._out: Callable[[str], None] = self._code.append
        self._foot = None
        self._extras: list[Callable[[Any], object]] = []  # what the file wants to be told of a page when it is written
        if self.scale != 1:
            self._out(f"{self.scale:.5f} 0 0 {self.scale:.5f} 0 0 cm")

    # text

    def _shape(self, text: str, bold: bool) -> list[tuple[str, str, bool]]:
        """Font resource, escaped bytes and stroke of each piece of `text`, once per document."""
        key = (text, bold)
        found = self._shapes.get(key)
        if found is None:
            pieces, missing = letters.runs(text, bold)
            if missing:
                self.missing.update(dict.fromkeys(missing))
                self.problems[
                    _("{text}: no font has {signs} ({codes}), printed as {geta}").format(
                        text=text.strip(), signs=" ".join(dict.fromkeys(missing)),
                        codes=" ".join(f"U+{ord(sign):04X}" for sign in dict.fromkeys(missing)), geta=letters.GETA,
                    )
                ] = None  # fmt: skip
            found = []
            document, escape = self._canvas._doc, self._canvas._escape
            for piece in pieces:
                font = letters.font(piece.font)
                for subset, data in font.splitString(piece.text, document):
                    found.append((font.getSubsetInternalName(subset, document), escape(data), piece.stroked))
            self._shapes[key] = found
        return found

    def text(
        self, x: float, y: float, text: str, size: float, bold: bool = False, *, align: int = LEFT, room: float = 0, white: bool = False
    ) -> float:
        """Draw one line with its baseline at `y`; narrowed when wider than `room` (0 = no limit). Gives the width drawn."""
        if not text:
            return 0.0
        wide = letters.em(text, bold) * size
        narrow = 1.0
        if room and wide > room:
            narrow = max(room, 0.1) / wide
            wide = room
        if align == RIGHT:
            x -= wide
        elif align == CENTRE:
            x -= wide / 2
        code = [f"BT 1 0 0 1 {x:.2f} {y:.2f} Tm"]
        if white:
            code.insert(0, "1 g 1 G")
        if narrow != 1.0:
            code.append(f"{narrow * 100:.2f} Tz")
        current, stroke = "", False
        for name, data, stroked in self._shape(text, bold):
            if name != current:
                code.append(f"{name} {size:.4g} Tf")
                current = name
            if stroked is not stroke:
                code.append(f"{size / 36:.2f} w 2 Tr" if stroked else "0 Tr")
                stroke = stroked
            code.append(f"({data}) Tj")
        if stroke:
            code.append("0 Tr")
        if narrow != 1.0:
            code.append("100 Tz")
        code.append("ET")
        if white:
            code.append("0 g 0 G")
        self._out(" ".join(code))
        return wide

    def lines(self, x: float, y: float, lines: Iterable[str], size: float, leading: float, bold: bool = False, *, room: float = 0) -> float:
        """Draw lines downwards, the first baseline at `y`; gives the baseline after the last."""
        for line in lines:
            self.text(x, y, line, size, bold, room=room)
            y -= leading
        return y

    def name(self, x: float, middle: float, name: str, size: float, room: float, bold: bool = False, *, high: float = 100) -> None:
        """A person's name, its Han centred on `middle`: full size, narrowed to 80 %, then in two lines (within `high`); never cut."""
        if letters.narrowing(name, size, room, bold) >= 0.8:
            self.text(x, middle - size * 0.36, name, size, bold, room=room)
            return
        first, second = letters.two_lines(name)
        small = min(size * 0.7, high * 0.45)
        self.text(x, middle + small * 0.18, first, small, bold, room=room)
        self.text(x, middle - small * 0.88, second, small, bold, room=room)

    def number(self, point: float, y: float, text: str, size: float, bold: bool = False, *, room: float = 0, white: bool = False) -> None:
        """A number with its decimal point at `point`: the integer part ends there, the rest begins there. `room`: for the integer part."""
        at = text.find(".")
        whole, rest = (text, "") if at < 0 else (text[:at], text[at:])
        self.text(point, y, whole, size, bold, align=RIGHT, room=room, white=white)
        if rest:
            self.text(point, y, rest, size, bold, white=white)

    def money(self, point: float, y: float, amount: Fen, size: float, bold: bool = False, *, room: float = 0) -> None:
        """An amount with thousands and two decimals, the point at `point`; a negative one with −."""
        self.number(point, y, grouped(amount), size, bold, room=room)

    # shapes

    def hair(self, x1: float, y1: float, x2: float, y2: float) -> None:
        """The thinnest line, in grey: between rows and columns."""
        self._out(f"0.4 w 0.5 G {x1:.2f} {y1:.2f} m {x2:.2f} {y2:.2f} l S 0 G")

    def line(self, x1: float, y1: float, x2: float, y2: float, thick: float = RULE, *, grey: float = 0, dash: str = "") -> None:
        """A straight line; `grey` 0 is black."""
        code = f"{thick:.2f} w {x1:.2f} {y1:.2f} m {x2:.2f} {y2:.2f} l S"
        if grey:
            code = f"{grey:.2f} G {code} 0 G"
        self._out(f"[{dash}] 0 d {code} [] 0 d" if dash else code)

    def fill(self, x: float, y: float, wide: float, high: float, grey: float = LIGHT) -> None:
        self._out(f"{grey:.2f} g {x:.2f} {y:.2f} {wide:.2f} {high:.2f} re f 0 g")

    def box(self, x: float, y: float, wide: float, high: float, thick: float = RULE) -> None:
        self._out(f"{thick:.2f} w {x:.2f} {y:.2f} {wide:.2f} {high:.2f} re S")

    def circle(self, x: float, y: float, radius: float, thick: float = 0.5) -> None:
        k = radius * 0.5523
        self._out(
            f"{thick:.2f} w {x + radius:.2f} {y:.2f} m "
            f"{x + radius:.2f} {y + k:.2f} {x + k:.2f} {y + radius:.2f} {x:.2f} {y + radius:.2f} c "
            f"{x - k:.2f} {y + radius:.2f} {x - radius:.2f} {y + k:.2f} {x - radius:.2f} {y:.2f} c "
            f"{x - radius:.2f} {y - k:.2f} {x - k:.2f} {y - radius:.2f} {x:.2f} {y - radius:.2f} c "
            f"{x + k:.2f} {y - radius:.2f} {x + radius:.2f} {y - k:.2f} {x + radius:.2f} {y:.2f} c S"
        )

    def dot(self, x: float, y: float, radius: float, *, filled: bool) -> None:
        """A mark on a line: black, or white with a black edge."""
        k = radius * 0.5523
        self._out(
            f"{0 if filled else 1} g 0.8 w {x + radius:.2f} {y:.2f} m "
            f"{x + radius:.2f} {y + k:.2f} {x + k:.2f} {y + radius:.2f} {x:.2f} {y + radius:.2f} c "
            f"{x - k:.2f} {y + radius:.2f} {x - radius:.2f} {y + k:.2f} {x - radius:.2f} {y:.2f} c "
            f"{x - radius:.2f} {y - k:.2f} {x - k:.2f} {y - radius:.2f} {x:.2f} {y - radius:.2f} c "
            f"{x + k:.2f} {y - radius:.2f} {x + radius:.2f} {y - k:.2f} {x + radius:.2f} {y:.2f} c B 0 g"
        )

    def hatch(self, x: float, y: float, wide: float, high: float, step: float = 3.2, *, black: bool = False) -> None:
        """Lines at 45°, in register across neighbouring boxes; `black` and heavier where the hatch says something itself."""
        pen = "0.5 w 0 G" if black else "0.25 w 0.55 G"
        code = [f"q {x:.2f} {y:.2f} {wide:.2f} {high:.2f} re W n {pen}"]
        first = math.floor((x - y - high) / step)
        last = math.ceil((x + wide - y) / step)
        for n in range(first, last + 1):
            start = n * step + y
            code.append(f"{start:.2f} {y:.2f} m {start + high:.2f} {y + high:.2f} l")
        self._out(" ".join([*code, "S Q"]))

    def tick_box(self, x: float, y: float, side: float, ticked: bool) -> None:
        """☐ or ☑ as a shape; no font of ours has them."""
        self.box(x, y, side, side, 0.7)
        if ticked:
            self._out(
                f"{side / 8:.2f} w {x + side * 0.2:.2f} {y + side * 0.5:.2f} m {x + side * 0.42:.2f} {y + side * 0.25:.2f} l "
                f"{x + side * 0.8:.2f} {y + side * 0.78:.2f} l S"
            )

    def alert(self, x: float, y: float, side: float) -> None:
        """A black triangle with a white exclamation mark."""
        self._out(f"{x:.2f} {y:.2f} m {x + side:.2f} {y:.2f} l {x + side / 2:.2f} {y + side * 0.9:.2f} l f")
        self.text(x + side / 2, y + side * 0.1, "!", side * 0.68, True, align=CENTRE, white=True)

    def scissors(self, x: float, y: float, down: bool = False) -> None:
        """A small pair of scissors at the start of a cut line."""
        turn = "0 -1 1 0" if down else "1 0 0 1"
        self._out(f"q {turn} {x:.2f} {y:.2f} cm 0.6 w")
        self.circle(1.5, 2.1, 1.5, 0.6)
        self.circle(1.5, -2.1, 1.5, 0.6)
        self._out("2.7 1.2 m 9 -2.2 l S 2.7 -1.2 m 9 2.2 l S Q")

    def watermark(self, x: float, y: float, size: float, text: str, *, outline: bool = False) -> None:
        """Large in 10 % grey, rising, its middle at (x, y). Drawn before anything else; as an `outline` after everything, for a page
        whose fills would hide it."""
        cos, sin = math.cos(math.radians(30)), math.sin(math.radians(30))
        self._out(f"q {cos:.4f} {sin:.4f} {-sin:.4f} {cos:.4f} {x:.2f} {y:.2f} cm 0.9 g")
        if outline:
            self._out("1 Tr 0.8 w 0.55 G")
        self.text(0, -size * 0.36, text, size, True, align=CENTRE)
        self._out("0 g 0 Tr Q")

    def corner(self, x: float, y: float, side: float) -> None:
        """A black triangle whose right angle is at (x, y), the upper right corner of a cell: this one was changed."""
        self._out(f"{x:.2f} {y:.2f} m {x - side:.2f} {y:.2f} l {x:.2f} {y - side:.2f} l f")

    def picture(self, x: float, y: float, wide: float, high: float, path: Path) -> None:
        """A picture, its lower left corner at (x, y)."""
        self._extras.append(lambda canvas: canvas.drawImage(str(path), x, y, wide, high))

    @staticmethod
    def picture_size(path: Path) -> tuple[int, int]:
        """Width and height of a picture in pixels."""
        from reportlab.lib.utils import ImageReader

        found: tuple[int, int] = ImageReader(str(path)).getSize()
        return found

    def mark(self, name: str, title: str) -> None:
        """This page is where `name` begins: for links, and in the outline of the file."""

        def tell(canvas: Any) -> None:
            canvas.bookmarkPage(name)
            canvas.addOutlineEntry(title, name)

        self._extras.append(tell)

    def link(self, x: float, y: float, wide: float, high: float, name: str) -> None:
        """A click into this rectangle goes to the page that is marked so."""
        self._extras.append(lambda canvas: canvas.linkAbsolute("", name, (x, y, x + wide, y + high), Border="[0 0 0]"))

    # parts of a page

    def cut_lines(self) -> None:
        """Dashed lines that cut an A4 page into four quarters, each with its pair of scissors."""
        self.line(self.width / 2, 14, self.width / 2, self.height - 14, 0.5, dash="4 3")
        self.line(14, self.height / 2, self.width - 14, self.height / 2, 0.5, dash="4 3")
        self.scissors(18, self.height / 2)
        self.scissors(self.width / 2, self.height - 16, down=True)

    def draft(self) -> None:
        """The mark of an open month across the page."""
        if self.head.closed_at is None:
            self.watermark(self.width / 2, self.height / 2, 96, pgettext("paper", "DRAFT"))

    def header(self, margin: float, title: str, period: str, second: str = "") -> None:
        """Title and period on the left, shop and a second line on the right, a rule below."""
        y = self.height - 46
        wide = self.text(margin, y, title, 16, True)
        right = max(letters.width(self.head.owner, 8.5, True), letters.width(second, 7))
        right = min(right, (self.width - 2 * margin) * 0.4)
        self.text(margin + wide + 13, y, period, 10, room=self.width - 2 * margin - wide - right - 30)
        self.text(self.width - margin, y + 6, self.head.owner, 8.5, True, align=RIGHT, room=right)
        self.text(self.width - margin, y - 5, second, 7, align=RIGHT, room=right)
        self.line(margin, self.height - 56, self.width - margin, self.height - 56, HEAVY)

    def footer(self, margin: float, parts: Sequence[str]) -> None:
        """What the sheet is on the left, page x of y on the right (written when the number of pages is known)."""
        self._foot = (margin, [part for part in parts if part])

    def _footer(self, margin: float, parts: list[str], page: int) -> None:
        self.line(margin, 33, self.width - margin, 33, HAIR)
        number = _("Page {page} of {pages}").format(page=page, pages=self.pages)
        wide = self.text(self.width - margin, 22, number, 7.5, align=RIGHT)
        self.text(margin, 22, " · ".join(parts), 6.5, room=self.width - 2 * margin - wide - 12)

    def signatures(self, margin: float, y: float, labels: Sequence[str], wide: float = 0) -> None:
        """A row of lines to sign on, equally spread over `wide` (default: the page), each at least 110 long where the page allows."""
        each = (wide or self.width - 2 * margin) / len(labels)
        for index, label in enumerate(labels):
            x = margin + index * each
            drawn = self.text(x, y, label, 8.5)
            self.line(x + drawn + 4, y - 2, x + each - (18 if index + 1 < len(labels) else 0), y - 2, RULE)

    def show(self) -> None:
        """Finish the page and begin the next."""
        self.pages += 1
        self._done.append((self._code, self._foot, self._extras))
        self._begin()

    def paper(self) -> Paper:
        """The finished document. At least one page was shown."""
        for number, (code, foot, extras) in enumerate(self._done, 1):
            if foot is not None:
                self._out = code.append
                self._footer(*foot, number)
            self._canvas._code[:] = code
            for tell in extras:
                tell(self._canvas)
            self._canvas.showPage()
        self._canvas._code.clear()
        self._canvas.save()
        return Paper(self._stream.getvalue(), self.pages, tuple(self.missing), tuple(self.problems))
