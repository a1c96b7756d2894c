"""Knowledge of the shop: product facts, phrases, answers to bad reviews, rules of shipping and packing; and how it is searched (F26)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from csdesk.core.case_search import Initials, query, text_of
from csdesk.i18n import N_

# In the order in which somebody new would read.
CATEGORIES: Mapping[str, str] = {
    "rule": N_("House rules"), "product": N_("Products"), "shipping": N_("Shipping and packing"), "phrase": N_("Phrases"),
    "review": N_("Bad reviews"), "answer": N_("Questions answered"),
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


def found(entries: Iterable[KnowledgeEntry], words: str, category: str, initials: Initials) -> tuple[KnowledgeEntry, ...]:
    """The entries that hold every word, title and product also by the initials of their pinyin; those with all of it in the title first,
    else as somebody new would read: the house first, then the goods, then the work."""
    wanted, rank = query(words), tuple(CATEGORIES)
    hits = []
    for one in entries:
        if category and one.category != category:
            continue
        named = (one.title, one.product)
        if wanted.fits(text_of(named, (), (one.body,)), initials):
            in_title = wanted.fits(text_of(named, (), ()), initials)
            hits.append(((not in_title, rank.index(one.category) if one.category in rank else len(rank), one.title, one.id), one))
    return tuple(one for _key, one in sorted(hits, key=lambda pair: pair[0]))
