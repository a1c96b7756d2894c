"""The audit trail of a person in words: which step, when, by whom, what was before and what is now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from csdesk.core.journal import AuditEntry
from csdesk.core.money import grouped
from csdesk.i18n import N_
from csdesk.i18n import gettext as _

MONEY = frozenset({"insurance", "housing_fund", "special_deduction", "amount"})
WORDS: Mapping[str, str] = {
    "no": N_("Number"),
    "name": N_("Name"),
    "post": N_("Post"),
    "level": N_("Level"),
    "shop": N_("Shop"),
    "team": N_("Team"),
    "site": N_("Place"),
    "hired": N_("Entry"),
    "left": N_("Last day"),
    "insurance": N_("Insurance premium"),
    "housing_fund": N_("Housing fund"),
    "special_deduction": N_("Special deduction"),
    "probation_until": N_("Probation"),
    "no_nights": N_("No night shifts"),
}


@dataclass(frozen=True)
class Told:
    """One step of the trail."""

    label: str
    when: str
    changes: tuple[str, ...]


def told(entries: Sequence[AuditEntry]) -> tuple[Told, ...]:
    """The trail, newest step first; a step that was taken back says so."""
    steps: dict[int, list[AuditEntry]] = {}
    for entry in entries:
        steps.setdefault(entry.step_id, []).append(entry)
    found = []
    for step_id in sorted(steps, reverse=True):
        first = steps[step_id][0]
        changes = tuple(words for entry in steps[step_id] for words in _changes(entry))
        if not changes:
            continue
        label = first.label if first.kind == "do" else _("Undone: {label}").format(label=first.label)
        if first.kind == "redo":
            label = _("Redone: {label}").format(label=first.label)
        when = f"{first.by or _('Owner')} {first.at:%Y-%m-%d %H:%M}"
        found.append(Told(label, when, changes))
    return tuple(found)


def _changes(entry: AuditEntry) -> list[str]:
    before, after = entry.before or {}, entry.after or {}
    if entry.table == "base_pay":
        day = str(after.get("effective_from") or before.get("effective_from"))
        was, now = _shown("amount", before.get("amount")), _shown("amount", after.get("amount"))
        return [_("Base pay from {day}: {before} → {after}").format(day=day, before=was, after=now)]
    if entry.table == "alias":
        was, now = str(before.get("value") or _("none")), str(after.get("value") or _("none"))
        return [] if was == now else [_("Outside account: {before} → {after}").format(before=was, after=now)]
    lines = []
    for key, words in WORDS.items():
        if before.get(key) == after.get(key) or (entry.before is None and after.get(key) in (None, "", 0)):
            continue
        if entry.before is None:
            lines.append(f"{_(words)} {_shown(key, after.get(key))}")
        else:
            lines.append(
                _("{field}: {before} → {after}").format(
                    field=_(words), before=_shown(key, before.get(key)), after=_shown(key, after.get(key))
                )
            )
    return [_(", ").join(lines)] if entry.before is None and lines else lines


def _shown(key: str, value: object) -> str:
    if value in (None, ""):
        return _("none")
    if key in MONEY and isinstance(value, int):
        return grouped(value)
    if key == "no_nights":
        return _("yes") if value else _("no")
    return str(value)
