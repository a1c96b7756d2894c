"""The versions of the rules in the shop file: added, never changed."""

from __future__ import annotations

import json
from datetime import date, datetime

from csdesk.core.problem import UserError
from csdesk.core.rules import RuleBook, Rules, RuleVersion
from csdesk.i18n import gettext as _
from csdesk.store.rows import moment_of, stamp
from csdesk.store.shop import Shop


def book(shop: Shop) -> RuleBook:
    """All versions, ascending by the day they take effect. Raises UserError "no_rules" for a shop without any."""
    versions = [
        RuleVersion(number, date.fromisoformat(start), _rules(shop, text), moment_of(saved_at), saved_by)
        for number, start, text, saved_at, saved_by in shop.rows(
            "SELECT id, effective_from, rules, saved_at, saved_by FROM rule_version ORDER BY effective_from, id")
    ]
    if not versions:
        raise UserError(_("This shop has no rules yet."), code="no_rules")
    return RuleBook(tuple(versions))


def add_version(shop: Shop, rules: Rules, effective_from: date, *, by: str, at: datetime) -> RuleVersion:
    """A new version in force from a day; earlier months do not move. Cannot be undone, only followed by another version."""
    from csdesk.core import rules_json

    text = json.dumps(rules_json.as_json(rules), ensure_ascii=False, separators=(",", ":"))
    cursor = shop.run(
        """INSERT INTO rule_version (id, effective_from, rules, saved_at, saved_by)
           VALUES ((SELECT coalesce(max(id), 0) + 1 FROM rule_version), ?, ?, ?, ?)""",
        (effective_from.isoformat(), text, stamp(at), by))
    assert cursor.lastrowid is not None
    return RuleVersion(cursor.lastrowid, effective_from, rules, at, by)


def _rules(shop: Shop, text: str) -> Rules:
    known = shop.cache.get(text)
    if known is None:
        from csdesk.core import presets, rules_json

        data = json.loads(text)
        known = shop.cache[text] = rules_json.parse(data, presets.preset(data["preset"]))
    assert isinstance(known, Rules)
    return known
