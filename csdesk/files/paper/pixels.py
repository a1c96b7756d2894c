"""Answers for a finished PDF as pixels: for the preview and for printers, from the very bytes that are saved."""

from __future__ import annotations

from dataclasses import dataclass

INCH = 72.0  # points


@dataclass(frozen=True, slots=True)
class Pixels:
    """One page: rows of `stride` bytes, four a pixel (blue, green, red, unused), or one where `grey`."""

    width: int
    height: int
    stride: int
    grey: bool
    data: bytes


class Pages:
    """An open PDF; `sizes` are the pages' width and height in points. Of one thread; `close` it."""

    def __init__(self, pdf: bytes) -> None:
        from pypdfium2 import PdfDocument

        self._document = PdfDocument(pdf)
        self.sizes: tuple[tuple[float, float], ...] = tuple(self._document.get_page_size(n) for n in range(len(self._document)))

    def render(self, page: int, dots: float, *, grey: bool = False) -> Pixels:
        """The page (from 1) at `dots` an inch, on white. Raises IndexError where there is no such page."""
        if not 1 <= page <= len(self.sizes):
            raise IndexError(page)
        opened = self._document[page - 1]
        try:
            bitmap = opened.render(scale=dots / INCH, grayscale=grey, prefer_bgrx=True, fill_color=(255, 255, 255, 255))
            try:
                return Pixels(bitmap.width, bitmap.height, bitmap.stride, grey, bytes(bitmap.buffer))
            finally:
                bitmap.close()
        finally:
            opened.close()

    def text(self, page: int) -> str:
        """The letters of the page (from 1), as a reader copies them."""
        opened = self._document[page - 1]
        try:
            words = opened.get_textpage()
            try:
                return str(words.get_text_range())
            finally:
                words.close()
        finally:
            opened.close()

    def close(self) -> None:
        self._document.close()
