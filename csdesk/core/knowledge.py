"""Knowledge of the shop: product facts, phrases, answers to bad reviews, rules of shipping and packing; and how it is searched (F26)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from csdesk.core.case_search import fold
from csdesk.i18n import N_

CATEGORIES: Mapping[str, str] = {
    "product": N_("Products"), "phrase": N_("Phrases"), "review": N_("Bad reviews"), "shipping": N_("Shipping and packing"),
    "rule": N_("House rules"), "answer": N_("Questions answered"),
}  # fmt: skip
# The six steps of an answer to a bad review (training deck): an empty entry of that category begins with them.
SIX_STEPS: tuple[str, ...] = (
    N_("1. Thank for the review and name the buyer"), N_("2. Say sorry for what went wrong"), N_("3. Say what happened, without excuses"),
    N_("4. Offer a mend: exchange, part refund, a gift"), N_("5. Say what we change, so that it does not happen again"),
    N_("6. Ask to be contacted, and follow up within 24 h"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class KnowledgeEntry:
    """One entry. `kinds`: keys of the kinds of case it is shown beside (() = none); `pictures` as of a phrase."""

    id: int
    category: str
    title: str
    body: str
    kinds: tuple[str, ...] = ()
    product: str = ""
    changed_at: datetime | None = None
    changed_by: str = ""
    pictures: tuple[str, ...] = ()


def found(entries: Iterable[KnowledgeEntry], words: str, category: str = "") -> tuple[KnowledgeEntry, ...]:
    """The entries that hold every word, wherever it stands, full width and capitals folded; those with all of it in the title first."""
    wanted = [fold(word) for word in words.split()]
    hits = []
    for one in entries:
        if category and one.category != category:
            continue
        title = fold(f"{one.title} {one.product}")
        text = f"{title} {fold(one.body)}"
        if all(word in text for word in wanted):
            hits.append((not all(word in title for word in wanted), one))
    return tuple(one for _rank, one in sorted(hits, key=lambda pair: pair[0]))
