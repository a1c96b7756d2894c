"""The knowledge of the shop: searching it, showing it beside a case, and keeping it (leads)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from csdesk.actions import case_rules
from csdesk.actions.session import Session, changed
from csdesk.core import case_search
from csdesk.core import knowledge as core
from csdesk.core.calendar import Month
from csdesk.core.case import LONGEST_FIELD, LONGEST_NOTE, Case, CaseEvent
from csdesk.core.case_search import fold
from csdesk.core.changes import Changes, Topic
from csdesk.core.knowledge import KnowledgeEntry
from csdesk.core.permission import Permission
from csdesk.core.problem import UserError
from csdesk.files.pinyin import initials
from csdesk.i18n import gettext as _
from csdesk.i18n import pgettext
from csdesk.store import log as store

if TYPE_CHECKING:
    from csdesk.files.paper.letterhead import Paper


def entries(session: Session, words: str = "", category: str = "") -> tuple[KnowledgeEntry, ...]:
    """The entries that hold all the words, of one category or of all."""
    session.require(Permission.KEEP_LOG)
    return core.found(store.knowledge(session.shop), words, category, initials)


def spots(text: str, words: str) -> tuple[tuple[int, int], ...]:
    """Where in a text what is looked for stands."""
    return case_search.spots(text, words, initials)


def paper(session: Session, ids: Collection[int]) -> Paper:
    """Some entries as PDF, in the order of the page. UserError (code `nothing`) where there is none of them."""
    from csdesk.actions.prints import letterhead
    from csdesk.files.paper.plain import Part, texts

    chosen = [one for one in entries(session) if one.id in ids]
    if not chosen:
        raise UserError(_("There is no entry to print"), code="nothing")
    parts = [Part(one.title, _(" · ").join(part for part in (_(core.CATEGORIES.get(one.category, one.category)), one.product) if part),
                  one.body) for one in chosen]  # fmt: skip
    period = _("{n} entries").format(n=len(parts)) if len(parts) > 1 else ""
    return texts(pgettext("paper", "Knowledge"), period, parts, letterhead(session, Month.of(session.now.date())))


def for_case(session: Session, case: Case) -> tuple[KnowledgeEntry, ...]:
    """What belongs beside a case: written for its kind and its product, then for its kind, then for its product."""
    every = session.memo("knowledge", lambda: store.knowledge(session.shop)) if session.may(Permission.KEEP_LOG) else ()
    product = fold(case.product)

    def rank(one: KnowledgeEntry) -> int:
        return 2 * (case.kind in one.kinds) + (bool(one.product) and fold(one.product) in product)

    return tuple(sorted((one for one in every if rank(one)), key=rank, reverse=True))


def draft_of(case: Case, events: Sequence[CaseEvent]) -> KnowledgeEntry:
    """An entry to be written for cases like this one, begun with the last answer to the buyer. `events`: newest first."""
    body = next((one.text for one in events if one.kind == "answered" and one.text), "")
    return KnowledgeEntry(0, "answer", case.title[:LONGEST_FIELD], body, (case.kind,), case.product)


def save(session: Session, one: KnowledgeEntry) -> Changes:
    """Add (id 0) or change an entry; value = its id."""
    session.require(Permission.HAND_OVER)
    title, body = " ".join(one.title.split()), one.body.strip()
    if one.category not in core.CATEGORIES:
        raise UserError(_("Choose the category"), code="category")
    if not title or len(title) > LONGEST_FIELD:
        raise UserError(_("The title has 1 to {n} characters").format(n=LONGEST_FIELD), code="title")
    if not body or len(body) > LONGEST_NOTE:
        raise UserError(_("Write the entry, at most {n} characters").format(n=LONGEST_NOTE), code="body")
    known = {kind.key for kind in case_rules.kinds(session)}
    kinds = tuple(kind for kind in one.kinds if kind in known)
    made = replace(one, title=title, body=body, kinds=kinds, changed_at=session.now.replace(microsecond=0), changed_by=session.user_name)
    with session.step(_("Knowledge: {title}").format(title=title)):
        number = store.save_knowledge(session.shop, made)
    return changed(Topic.KNOWLEDGE, message=_("{name} saved").format(name=title), value=number)


def remove(session: Session, entry_id: int) -> Changes:
    """Delete an entry."""
    session.require(Permission.HAND_OVER)
    with session.step(_("Delete a knowledge entry")):
        store.remove_knowledge(session.shop, entry_id)
    return changed(Topic.KNOWLEDGE, message=_("Deleted"))
