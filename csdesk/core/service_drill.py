"""From a figure, a bar or a row of the service summary to the cases behind it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from csdesk.core.case_list import CaseFilter
from csdesk.core.log import LogFilter
from csdesk.core.service import Summary, pareto


def cases(found: Summary, what: str, key: object = None) -> CaseFilter | None:
    """What the list of cases must show; None where nothing stands behind it. `what`: received | resolved | answered, replied | kept |
    fault | cost | others (the causes without a bar of their own) | uncaused, or with a key cause | product | kind | late (of a kind) |
    party | day | resolved (on a day) | agent | complaints."""
    period = found.period
    came = CaseFilter(state="all", order="created", first=period.first, last=period.last)
    if what == "received":
        return came
    if what == "resolved":
        done = replace(came, when=what, state="resolved", order="resolved")
        return replace(done, first=key, last=key) if isinstance(key, date) else done
    if what in ("answered", "replied"):
        return replace(came, when="answered")
    if what == "fault":
        return replace(came, party="agent")
    if what == "cost":
        return replace(came, order="cost")
    if what == "day" and isinstance(key, date):
        return replace(came, first=key, last=key)
    if what in ("cause", "product", "kind", "party") and key:
        text = {what: str(key)}
        return replace(came, cause=text.get("cause", ""), product=text.get("product", ""), kind=text.get("kind", ""),
                       party=text.get("party", ""))  # fmt: skip
    if what == "complaints" and key:
        return replace(came, order="created", first=None, last=None,
                       ids=tuple(one.id for one in found.complaints if str(one.blamed_id) == str(key)))  # fmt: skip
    if what == "party":
        return only(one.id for one in found.came if not one.responsible)
    if what == "uncaused":
        return only(one.id for one in found.came if not one.cause)
    if what == "others":
        shown = {bar.key for bar in pareto(found.causes)}
        return only(one.id for one in found.came if one.cause and one.cause not in shown)
    if what == "kept":
        return only(one.case_id for one in found.broken)
    if what == "late":
        return only(one.case_id for one in found.broken if one.kind == key)
    if what == "agent" and isinstance(key, int):
        return only(one.case_id for one in found.broken if (one.owner_id or 0) == key) or replace(came, owners=(key,))
    return None


def lost(found: Summary, reason: str) -> LogFilter:
    """What the log must show for the lost sales of one reason."""
    return LogFilter(found.period.first, found.period.last, "lost", reason=reason)


def only(ids: Iterable[int]) -> CaseFilter | None:
    """These cases, whatever became of them; None where there is none."""
    chosen = tuple(sorted(set(ids)))
    return CaseFilter(state="all", order="created", ids=chosen) if chosen else None
