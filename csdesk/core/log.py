"""The daily log: questions met and their answers, inquiries that became no order, wishes for a special price (F24, F29)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from csdesk.core.case_search import Initials, query, text_of
from csdesk.i18n import N_
from csdesk.i18n import gettext as _

KINDS: Mapping[str, str] = {
    "question": N_("Question"), "note": N_("Log note"), "lost": N_("Lost sale"), "price": N_("Special price"),
    "summary": N_("Summary of the day"),
}  # fmt: skip
WRITTEN = tuple(key for key in KINDS if key != "summary")  # by anybody; the summary is the lead's
ASKS = ("question", "price")  # wait for an answer
REASONS: tuple[str, ...] = (
    N_("Too dear"), N_("Out of stock"), N_("No such product"), N_("Shipping too slow"), N_("Doubts the quality"), N_("Answered too late"),
    N_("Only asked"), N_("Other reason"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class LogEntry:
    """One entry. `reason` (msgid of REASONS or own words), `product` and `buyer` of lost sales and prices; `entry_id`: the knowledge entry
    that was made of a question."""

    id: int
    at: datetime
    kind: str
    text: str
    by: str = ""
    author_id: int | None = None
    product: str = ""
    buyer: str = ""
    reason: str = ""
    answer: str = ""
    answered_at: datetime | None = None
    answered_by: str = ""
    entry_id: int | None = None

    @property
    def is_open(self) -> bool:
        """Somebody still waits for the answer."""
        return self.kind in ASKS and self.answered_at is None


@dataclass(frozen=True)
class LogFilter:
    """Every part narrows; '' and None do not. `first`, `last`: the days, both inclusive; `by`: who wrote it; `reason` '' = none was given;
    `text`: all its words, wherever they stand."""

    first: date | None = None
    last: date | None = None
    kind: str = ""
    by: str | None = None
    reason: str | None = None
    text: str = ""

    @property
    def day(self) -> date | None:
        """The one day that is asked for, None for more of them."""
        return self.first if self.first is not None and self.first == self.last else None

    def holds(self, one: LogEntry, initials: Initials) -> bool:
        """Whether an entry of these days is among them; words are also found by their pinyin initials."""
        if (self.kind and one.kind != self.kind) or (self.by is not None and one.by != self.by):
            return False
        if self.reason is not None and (one.kind != "lost" or one.reason != self.reason):
            return False
        if not self.text.strip():
            return True
        reason = _(one.reason) if one.reason else ""
        return query(self.text).fits(text_of((one.text, one.answer, reason, one.product, one.buyer, one.by), (), ()), initials)


def day_words(day: date, entries: Iterable[LogEntry]) -> str:
    """The summary of a day as a text to go on from: what was asked and answered, what is open, what was lost and why."""
    found = [one for one in entries if one.at.date() == day and one.kind != "summary"]
    questions = [one for one in found if one.kind == "question"]
    lines = []
    if questions:
        answered = [one for one in questions if not one.is_open]
        lines.append(_("Questions: {n}, answered {done}").format(n=len(questions), done=len(answered)))
        lines += [_("- {question} → {answer}").format(question=one.text, answer=one.answer) for one in answered]
        lines += [_("- {question} (open)").format(question=one.text) for one in questions if one.is_open]
    lost = [one for one in found if one.kind == "lost"]
    if lost:
        counts = Counter(_(one.reason) if one.reason else _("no reason given") for one in lost)
        parts = _(", ").join(_("{reason} {n}").format(reason=reason, n=count) for reason, count in counts.most_common())
        lines.append(_("Lost sales: {n} ({reasons})").format(n=len(lost), reasons=parts))
    prices = [one for one in found if one.kind == "price"]
    if prices:
        lines.append(_("Special prices asked for: {n}, open {open}").format(n=len(prices), open=sum(one.is_open for one in prices)))
        lines += [_("- {question} → {answer}").format(question=one.text, answer=one.answer) for one in prices if not one.is_open]
        lines += [_("- {question} (open)").format(question=one.text) for one in prices if one.is_open]
    notes = [one for one in found if one.kind == "note"]
    lines += [_("- {text}").format(text=one.text) for one in notes]
    return "\n".join(lines)
