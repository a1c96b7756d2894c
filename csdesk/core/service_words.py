"""The words of a service summary: its title, its comparison, what stands out; the same on the screen and on paper."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from csdesk.core.calendar import day_words, month_words
from csdesk.core.case import PARTIES
from csdesk.core.money import grouped
from csdesk.core.service import Kept, Period, Summary
from csdesk.i18n import gettext as _
from csdesk.i18n import pgettext


@dataclass(frozen=True)
class Names:
    """Kinds by key (msgids or own words) and people by id."""

    kinds: Mapping[str, str]
    people: Mapping[int, str]

    def kind(self, key: str) -> str:
        name = self.kinds.get(key) or key
        return _(name)

    def person(self, number: int) -> str:
        """0 and who is unknown: nobody."""
        return self.people.get(number) or pgettext("service", "Nobody in charge")


def cause(key: str | None) -> str:
    """A cause as a person reads it; None = the others."""
    return pgettext("service", "Others") if key is None else _(key) if key else pgettext("service", "Not written")


def party(key: str) -> str:
    return _(PARTIES[key]) if key in PARTIES else key or pgettext("service", "Not decided yet")


def title(period: Period) -> str:
    """2026年9月, or 2026-09-07 – 2026-09-13"""
    return month_words(period.month) if period.month else _("{first} to {last}").format(first=period.first, last=period.last)


def wait(seconds: int | None) -> tuple[str, str]:
    """A length of time as a figure and its unit, ('', '') where there is none."""
    if seconds is None:
        return "", ""
    if seconds < 60:
        return str(seconds), pgettext("service", "s")
    if seconds < 90 * 60:
        return f"{seconds / 60:.1f}", pgettext("service", "min")
    return f"{seconds / 3600:.1f}", pgettext("service", "h")


def percent(limits: Kept) -> str:
    """92.6, '' where nothing was decided."""
    found = limits.percent
    return "" if found is None else f"{found:.1f}"


def share(part: Decimal) -> str:
    """A part of the whole in percent: 0.95 as 95, 0.975 as 97.5."""
    return f"{(part * 100).normalize():f}"


def signed(number: float, places: int = 0) -> str:
    """+3, −2.5, ±0: a difference with its sign."""
    text = f"{abs(number):.{places}f}"
    if not float(text):
        return "±0"
    return f"+{text}" if number > 0 else f"\u2212{text}"


def compared(found: Summary) -> str:
    """What changed since the period before."""
    before = found.before
    if before is None:
        return ""
    parts = [_("received {n}").format(n=signed(found.received - before.received))]
    now, then = found.limits.percent, before.limits.percent
    if now is not None and then is not None:
        parts.append(_("kept {n} points").format(n=signed(now - then, 1)))
    parts.append(_("agent's doing {n}").format(n=signed(found.agent_fault - before.agent_fault)))
    difference = found.cost - before.cost
    parts.append(_("cost {amount}").format(amount=f"+{grouped(difference)}" if difference > 0 else grouped(difference)))
    than = _("{first} to {last}").format(first=day_words(before.period.first), last=day_words(before.period.last))
    return _("Against {than}: {what}").format(than=than, what=_(", ").join(parts))


def state(found: Summary) -> str:
    """What is still in work, answered and revisited."""
    return _("in work at the end {left} (carried {carried}) · answered {answered} · revisited {revisited}").format(
        left=found.left, carried=found.carried, answered=found.answered, revisited=found.revisited)  # fmt: skip


def causes_note(found: Summary) -> str:
    total = sum(one.n for one in found.causes)
    if not total:
        return _("No case has a cause written")
    top = found.causes[:4]
    share = round(sum(one.n for one in top) * 100 / total)
    text = _("the first {n} are {share} %; dark: the causes up to 80 %, line: all so far").format(n=len(top), share=share)
    return text + (_("; {n} cases without a cause").format(n=found.no_cause) if found.no_cause else "")


def limits_note(found: Summary) -> str:
    if not found.limits.of:
        return _("no limit was met or broken")
    return _("all together {of} limits, kept {kept}; hatched: below the target of {target} %").format(
        of=found.limits.of, kept=found.limits.kept, target=share(found.target))  # fmt: skip


def days_note(found: Summary) -> str:
    return _("bars: received, line: resolved; grey: days off; open at the end {left} (carried {carried} + {received} − {resolved})").format(
        left=found.left, carried=found.carried, received=found.received, resolved=found.resolved)  # fmt: skip


@dataclass(frozen=True)
class Point:
    """A sentence with its figures; `what` and `key`: the way to what is behind it."""

    text: str
    what: str
    key: object = None


def points(found: Summary, names: Names) -> list[Point]:
    """What stands out."""
    lines = list[Point]()
    if found.causes:
        top = found.causes[0]
        text = _("Commonest cause: {cause}, {n} of {all} cases.").format(cause=cause(top.key), n=top.n, all=found.received)
        lines.append(Point(text, "cause", top.key))
    if found.products and found.products[0].n > 1:
        top = found.products[0]
        lines.append(Point(_("Most cases about {product}: {n}.").format(product=top.key, n=top.n), "product", top.key))
    by_agent = Counter(one.owner_id or 0 for one in found.broken)
    for number, n in sorted(by_agent.items(), key=lambda one: (-one[1], one[0]))[:2]:
        days = Counter(one.at.date() for one in found.broken if (one.owner_id or 0) == number)
        day, most = max(days.items(), key=lambda one: (one[1], one[0]))
        text = _("{name} broke {n} limits.") if most < 2 else _("{name} broke {n} limits, {most} of them on {day}.")
        lines.append(Point(text.format(name=names.person(number), n=n, most=most, day=day_words(day)), "agent", number))
    if found.lost:
        top = found.lost[0]
        total = sum(one.n for one in found.lost)
        text = _("{n} inquiries became no order, most often: {reason} ({top}).").format(n=total, reason=cause(top.key), top=top.n)
        lines.append(Point(text, "lost", top.key))
    if found.csat[1]:
        text = _("Satisfaction {mean} of 5 in {n} revisits.").format(mean=f"{found.csat[0] / found.csat[1]:.1f}", n=found.csat[1])
        lines.append(Point(text, "revisited"))
    return lines
