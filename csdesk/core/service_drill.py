"""From a figure, a bar or a row of the service summary to the cases behind it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from csdesk.core.case_list import CaseFilter
from csdesk.core.service import Summary


def cases(found: Summary, what: str, key: object = None) -> CaseFilter | None:
    """What the list of cases must show; None where nothing stands behind it. `what`: received | resolved | answered | kept | fault | cost,
    or with a key cause | product | kind | party | day | agent | complaints."""
    period = found.period
    came = CaseFilter(state="all", order="created", first=period.first, last=period.last)
    if what == "received":
        return came
    if what == "resolved":
        return replace(came, when=what, state="resolved", order="resolved")
    if what == "answered":
        return replace(came, when=what)
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
    if what == "kept":
        return _broken(found, None)
    if what == "agent" and isinstance(key, int):
        return _broken(found, key) or replace(came, owners=(key,))
    return None


def _broken(found: Summary, owner: int | None) -> CaseFilter | None:
    """The cases of which a limit was broken, of one person or of all."""
    ids = sorted({one.case_id for one in found.broken if owner is None or (one.owner_id or 0) == owner})
    return CaseFilter(state="all", order="created", ids=tuple(ids)) if ids else None
