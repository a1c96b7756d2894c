"""Which pages of a document are printed: what a person types ("1-3,5"), and all, odd or even ones."""

from __future__ import annotations

import re
import unicodedata

from csdesk.core.problem import UserError
from csdesk.i18n import gettext as _

_SEPARATORS = re.compile(r"[,，、;；\s]+")
_DASHES = re.compile(r"\s*[-–—−~～至到]\s*")
_PART = re.compile(r"(\d*)-(\d*)|(\d+)")


def pages(text: str, count: int) -> tuple[int, ...]:
    """The pages that `text` names out of 1 … `count`, in the order written, none twice.

    "1-3,5" and the same in Chinese signs; "3-" goes to the end, "-3" begins at the first, "5-3" counts down; "" is all of
    them. Raises UserError (code `pages`) for what is no page and for a page that is not there."""
    plain = _DASHES.sub("-", unicodedata.normalize("NFKC", text).strip())
    found: dict[int, None] = {}
    parts = [part for part in _SEPARATORS.split(plain) if part]
    if not parts and not plain:
        return tuple(range(1, count + 1))
    for part in parts or [plain]:
        match = _PART.fullmatch(part)
        if match is None or part == "-":
            raise UserError(_("“{text}” are no pages: write them like 1-3,5").format(text=part), code="pages")
        first = int(match[3] or match[1] or 1)
        last = int(match[3] or match[2] or count)
        for page in (first, last):
            if not 1 <= page <= count:
                raise UserError(_("There is no page {page}: the document has {n}").format(page=page, n=count), code="pages")
        step = 1 if first <= last else -1
        found.update(dict.fromkeys(range(first, last + step, step)))
    return tuple(found)


def of_side(chosen: tuple[int, ...], side: str) -> tuple[int, ...]:
    """All of them, or those with an odd or an even number (`side`: all, odd, even)."""
    return chosen if side == "all" else tuple(page for page in chosen if page % 2 == (side == "odd"))
