"""The daily log: writing, answering, and the summary that a lead makes of a day."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from csdesk.actions.session import Session, changed
from csdesk.actions.settings import shop_name
from csdesk.core import log as core
from csdesk.core.calendar import Month, day_words
from csdesk.core.case import LONGEST_FIELD, LONGEST_NOTE
from csdesk.core.changes import Changes, Topic
from csdesk.core.knowledge import KnowledgeEntry
from csdesk.core.log import LogEntry, LogFilter
from csdesk.core.permission import Permission
from csdesk.core.problem import UserError
from csdesk.files.pinyin import initials
from csdesk.i18n import gettext as _
from csdesk.store import log as store

if TYPE_CHECKING:
    from csdesk.files.paper.letterhead import Paper


@dataclass(frozen=True)
class LogView:
    """A part of the log, newest first. `all`: how many entries its days have; `summary`: what the lead wrote of the one day, '' = nothing
    yet; `people`, `reasons`: those that its days have, to choose from."""

    chosen: LogFilter
    entries: tuple[LogEntry, ...]
    all: int
    summary: str
    people: tuple[str, ...]
    reasons: tuple[str, ...]


def view(session: Session, chosen: LogFilter) -> LogView:
    """The log as a filter shows it."""
    session.require(Permission.KEEP_LOG)
    every = store.entries(session.shop, chosen.first, chosen.last)
    found = [one for one in every if one.kind != "summary"]
    summary = next((one.text for one in every if one.kind == "summary"), "") if chosen.day is not None else ""
    reasons = {one.reason for one in found if one.kind == "lost"}
    known = [one for one in core.REASONS if one in reasons]
    shown = tuple(one for one in found if chosen.holds(one, initials))
    people = tuple(sorted({one.by for one in found} - {""}))
    return LogView(chosen, shown, len(found), summary, people, (*known, *sorted(reasons - set(known))))


def day(session: Session, shown: date) -> LogView:
    """One day's log."""
    return view(session, LogFilter(shown, shown))


def questions(session: Session) -> tuple[LogEntry, ...]:
    """What waits for an answer, then what was answered and is no knowledge yet."""
    session.require(Permission.KEEP_LOG)
    return store.open_entries(session.shop) + store.answered_questions(session.shop)


def write(session: Session, draft: LogEntry) -> Changes:
    """Write an entry (id 0) or change an own one, an entry of anybody as a lead; value = its id."""
    session.require(Permission.KEEP_LOG)
    if draft.kind not in core.KINDS or draft.kind == "summary":
        raise UserError(_("Choose what it is"), code="kind")
    before = store.get(session.shop, draft.id) if draft.id else None
    if before is not None and before.by != session.user_name:
        session.require(Permission.HAND_OVER)
    text = _long(draft.text)
    product, buyer, reason = (" ".join(one.split()) for one in (draft.product, draft.buyer, draft.reason))
    if not text and not (draft.kind == "lost" and reason):
        raise UserError(_("Write what it is about"), code="text")
    if draft.kind == "lost" and not reason:
        raise UserError(_("Why did it become no order"), code="reason")
    for code, value in (("product", product), ("buyer", buyer), ("reason", reason)):
        if len(value) > LONGEST_FIELD:
            raise UserError(_("At most {n} characters").format(n=LONGEST_FIELD), code=code)
    at = before.at if before is not None else session.now.replace(microsecond=0)
    one = replace(draft, text=text, product=product, buyer=buyer, reason=reason, at=at)
    if before is None:
        one = replace(one, by=session.user_name, author_id=session.employee_id, answer="", answered_at=None, answered_by="", entry_id=None)
    with session.step(_("Log: {kind}").format(kind=_(core.KINDS[one.kind]))):
        number = store.save(session.shop, one)
    return changed(Topic.HANDOVER, message=_("Written down"), value=number)


def answer(session: Session, entry_id: int, text: str) -> Changes:
    """The answer to a question (by whoever found it), or the decision on a price (a lead's)."""
    session.require(Permission.KEEP_LOG)
    one = store.get(session.shop, entry_id)
    if one.kind == "price":
        session.require(Permission.HAND_OVER)
    if one.kind not in core.ASKS:
        raise UserError(_("Only a question or a price can be answered"), code="kind")
    words = _long(text)
    if not words:
        raise UserError(_("Write the answer"), code="answer")
    with session.step(_("Log: answer")):
        store.save(session.shop, replace(one, answer=words, answered_at=session.now.replace(microsecond=0), answered_by=session.user_name))
    return changed(Topic.HANDOVER, message=_("Answered"))


def to_knowledge(session: Session, entry_id: int, category: str = "answer") -> Changes:
    """Make a knowledge entry of an answered question; value = its id."""
    session.require(Permission.HAND_OVER)
    one = store.get(session.shop, entry_id)
    if one.kind != "question" or one.is_open:
        raise UserError(_("Answer the question first"), code="answer")
    if one.entry_id is not None:
        raise UserError(_("This is knowledge already"), code="there")
    title, _newline, rest = one.text.partition("\n")
    body = "\n".join(part for part in (rest.strip(), one.answer) if part)
    with session.step(_("Question into the knowledge")):
        moment = session.now.replace(microsecond=0)
        entry = KnowledgeEntry(0, category, title[:LONGEST_FIELD], body, (), one.product, moment, session.user_name)
        number = store.save_knowledge(session.shop, entry)
        store.save(session.shop, replace(one, entry_id=number))
    return changed(Topic.HANDOVER, Topic.KNOWLEDGE, message=_("Now in the knowledge"), value=number)


def remove(session: Session, entry_id: int) -> Changes:
    """Delete an own entry, or anybody's as a lead."""
    session.require(Permission.KEEP_LOG)
    if store.get(session.shop, entry_id).by != session.user_name:
        session.require(Permission.HAND_OVER)
    with session.step(_("Delete an entry of the log")):
        store.remove(session.shop, entry_id)
    return changed(Topic.HANDOVER, message=_("Deleted"))


def proposed_summary(session: Session, shown: date) -> str:
    """The summary of a day as the log gives it."""
    session.require(Permission.KEEP_LOG)
    return core.day_words(shown, reversed(store.entries(session.shop, shown, shown)))


def save_summary(session: Session, shown: date, text: str) -> Changes:
    """The lead's summary of a day; an empty text takes it away."""
    session.require(Permission.HAND_OVER)
    words = _long(text)
    before = next((one for one in store.entries(session.shop, shown, shown) if one.kind == "summary"), None)
    moment = session.now.replace(microsecond=0)
    if moment.date() != shown:  # written on the day after: it stands at the end of its day
        moment = moment.replace(year=shown.year, month=shown.month, day=shown.day, hour=23, minute=59, second=59)
    with session.step(_("Summary of {day}").format(day=shown.isoformat())):
        if not words and before is not None:
            store.remove(session.shop, before.id)
        elif words:
            store.save(session.shop, LogEntry(before.id if before else 0, before.at if before else moment, "summary", words,
                                              session.user_name, session.employee_id))  # fmt: skip
    return changed(Topic.HANDOVER, message=_("Summary saved") if words else _("Summary taken away"))


def group_text(session: Session, shown: date) -> str:
    """The summary of a day for the chat group, with its heading; '' where none is written."""
    summary = day(session, shown).summary
    return f"{_('[{shop}] {day}').format(shop=shop_name(session), day=day_words(shown))}\n{summary}" if summary else ""


def paper(session: Session, shown: date) -> Paper:
    """The summary of a day and below it its log, as PDF. UserError (code `nothing`) for a day with neither."""
    from csdesk.actions.prints import letterhead
    from csdesk.files.paper.plain import Part, texts

    found = day(session, shown)
    if not found.summary and not found.entries:
        raise UserError(_("Nothing is written of {day}").format(day=shown.isoformat()), code="nothing")
    parts = [Part("", "", found.summary)] if found.summary else []
    lines = []
    for one in reversed(found.entries):
        said = _(" · ").join(part for part in (one.text, _(one.reason) if one.reason else "", one.product, one.buyer) if part)
        who = " ".join(part for part in (f"{one.at:%H:%M}", _(core.KINDS[one.kind]), one.by) if part)
        lines.append(f"{who}  " + (_("{question} → {answer}").format(question=said, answer=one.answer) if one.answer else said))
    if lines:
        parts.append(Part(_("Log of the day"), _("{n} entries").format(n=len(lines)), "\n".join(lines)))
    return texts(_("Summary of the day"), day_words(shown), parts, letterhead(session, Month.of(shown)))


def _long(text: str) -> str:
    plain = text.strip()
    if len(plain) > LONGEST_NOTE:
        raise UserError(_("At most {n} characters").format(n=LONGEST_NOTE), code="text")
    return plain
