"""Answers for the service summary as XLSX: the figures beside those of the period before, and a sheet for each table, with real numbers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from csdesk.core import service_words as say
from csdesk.core.service import Kept, Summary
from csdesk.core.service_words import Names
from csdesk.files.sheets.book import COUNT, DATE, MONEY, TEXT, Book, rows, yuan
from csdesk.i18n import gettext as _
from csdesk.i18n import pgettext


def service(found: Summary, names: Names, shop: str, made: datetime) -> bytes:
    """Amounts in yuan, shares in percent, times in minutes."""
    title = f"{pgettext('service', 'Service summary')} {say.title(found.period)}"
    book = Book(title, shop, made)
    table = book.sheet(pgettext("service", "Service summary"))
    before = found.before
    heads = ["", say.title(found.period)]
    if before is not None:
        heads.append(_("{first} to {last}").format(first=before.period.first, last=before.period.last))
    table.heads(0, heads)
    columns = [_figures(one) for one in (found, before) if one is not None]
    for place, (label, kind, _value) in enumerate(columns[0]):
        table.put(place + 1, 0, label)
        for column, figures in enumerate(columns, 1):
            table.put(place + 1, column, figures[place][2], kind)
    table.finish(freeze=(1, 1), repeat=(0, 0), footer=f"{shop} {title}")

    def sheet(name: str, labels: Sequence[str], values: Sequence[Sequence[object]], kinds: Sequence[str]) -> None:
        one = book.sheet(name)
        one.heads(0, labels)
        last = rows(one, 1, values, kinds)
        one.finish(freeze=(1, 1), repeat=(0, 0), filter_row=0, last=(last - 1, len(labels) - 1), footer=f"{shop} {title}")

    cases, received, resolved = pgettext("service", "Cases"), pgettext("service", "Received"), pgettext("service", "Resolved")
    person, complaints = pgettext("service", "Person"), pgettext("service", "Complaints about service")
    limits = [pgettext("service", "Limits"), pgettext("service", "Limits kept"), pgettext("service", "Share") + " %"]
    causes = [(say.cause(one.key), one.n) for one in found.causes]
    if found.no_cause:
        causes.append((say.cause(""), found.no_cause))
    sheet(pgettext("service", "Causes"), [pgettext("service", "Cause"), cases], causes, (TEXT, COUNT))
    people = [(names.person(one.id), one.received, one.resolved, *_kept(one.limits), one.complaints) for one in found.agents]
    sheet(pgettext("service", "By agent"), [person, received, resolved, *limits, complaints], people, (TEXT, *[COUNT] * 6))
    sheet(pgettext("service", "By kind"), [pgettext("service", "Kind"), received, *limits],
          [(names.kind(one.key), one.received, *_kept(one.limits)) for one in found.kinds], (TEXT, COUNT, COUNT, COUNT, COUNT))  # fmt: skip
    sheet(pgettext("service", "Cost by whose doing it was"),
          [pgettext("service", "Whose doing"), cases, pgettext("service", "Cost (yuan)")],
          [(say.party(one.key), one.cases, yuan(one.cost)) for one in found.parties], (TEXT, COUNT, MONEY))  # fmt: skip
    sheet(pgettext("service", "Products with most cases"), [pgettext("service", "Product"), cases],
          [(one.key, one.n) for one in found.products], (TEXT, COUNT))  # fmt: skip
    sheet(pgettext("service", "Why inquiries became no order"), [pgettext("service", "Reason"), pgettext("service", "Inquiries")],
          [(say.cause(one.key), one.n) for one in found.lost], (TEXT, COUNT))  # fmt: skip
    sheet(pgettext("service", "Day by day"), [pgettext("service", "Date"), received, resolved],
          [(one.day, one.received, one.resolved) for one in found.days], (DATE, COUNT, COUNT))  # fmt: skip
    return book.data()


def _figures(one: Summary) -> list[tuple[str, str, object]]:
    total, count = one.csat
    return [
        (pgettext("service", "Received"), COUNT, one.received),
        (pgettext("service", "Resolved"), COUNT, one.resolved),
        (pgettext("service", "Carried in"), COUNT, one.carried),
        (pgettext("service", "In work at the end"), COUNT, one.left),
        (pgettext("service", "Answered"), COUNT, one.answered),
        (pgettext("service", "Revisited"), COUNT, one.revisited),
        (pgettext("service", "Limits"), COUNT, one.limits.of),
        (pgettext("service", "Limits kept"), COUNT, one.limits.kept),
        (pgettext("service", "Kept") + " %", COUNT, _share(one.limits)),
        (pgettext("service", "First answer, median, minutes"), COUNT, _minutes(one.answer_seconds)),
        (pgettext("service", "Agent's doing"), COUNT, one.agent_fault),
        (pgettext("service", "Cost (yuan)"), MONEY, yuan(one.cost)),
        (pgettext("service", "Satisfaction, 1 to 5"), COUNT, Decimal(total) / count if count else None),
    ]


def _kept(limits: Kept) -> tuple[object, object, object]:
    return limits.of, limits.kept, _share(limits)


def _share(limits: Kept) -> Decimal | None:
    found = limits.percent
    return None if found is None else Decimal(str(found))


def _minutes(seconds: int | None) -> Decimal | None:
    return None if seconds is None else (Decimal(seconds) / 60).quantize(Decimal("0.1"))
