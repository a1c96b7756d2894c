"""What the law says to a group of the rules: shown beside it, never a change of a number (handbook section 9)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from csdesk.core.rules import Rules
from csdesk.i18n import N_


@dataclass(frozen=True)
class Hint:
    """`words` and `more` are msgids; `articles`: (name, text) of each article, as msgids."""

    words: str
    more: str
    articles: tuple[tuple[str, str], ...]
    warn: bool = True


FINES = Hint(
    N_("Fines have no national legal basis since 2008, Guangdong can penalise the employer"),
    N_("Safer: the same money as full-attendance or performance award"),
    (
        (
            "国务院令 第516号",
            N_("Repeals the regulation on rewards and punishments of workers, on which fines rested, from 15 January 2008"),
        ),
        (
            "广东省劳动保障监察条例 第51条",
            N_("Rules with fines, and wages cut without a law: the authority orders it to be put right and may fine the employer"),
        ),
    ),
)
ABSENCE = Hint(
    N_("Deducting more than the unpaid time has no legal basis"),
    N_("Without a ladder absence costs its days × daily pay; more is safer as a lost award"),
    (
        (
            "工资支付暂行规定 第15条",
            N_("The employer may not withhold wages; only tax, own insurance and what a court orders may be taken"),
        ),
        ("工资支付暂行规定 第16条", N_("Damage: at most 20 % of the month's wage, and what is left not below the minimum wage")),
    ),
)
REST = Hint(
    N_("At least one rest day a week; work on a rest day is paid 200 %"),
    N_("The pay-out of unused rest days at 100 % is listed as a hint at the month's close"),
    (
        ("劳动法 第38条", N_("The employer grants at least one day of rest a week")),
        ("劳动法 第44条", N_("Overtime at least 150 %, on rest days without time off 200 %, on statutory holidays 300 %")),
    ),
    warn=False,
)
HOLIDAY = Hint(
    N_("Statutory holidays below 300 % are unlawful, time off instead too"),
    N_("Overtime at most 36 hours a month; pay not below the local minimum wage"),
    (
        ("劳动法 第44条", N_("Overtime at least 150 %, on rest days without time off 200 %, on statutory holidays 300 %")),
        ("劳动法 第41条", N_("Overtime as a rule one hour a day, at most three a day and 36 a month")),
        ("劳动法 第48条", N_("Wages may not be below the local minimum wage")),
    ),
)
PAY = Hint(
    N_("Everybody needs social insurance; pay not below the local minimum wage"),
    N_("Probation pay at least 80 % of the agreed pay"),
    (
        ("社会保险法 第58条", N_("The employer registers a worker for social insurance within 30 days")),
        ("劳动法 第48条", N_("Wages may not be below the local minimum wage")),
        ("劳动合同法 第20条", N_("Probation pay: at least 80 % of the agreed wage and not below the minimum wage")),
    ),
    warn=False,
)
ANNOUNCE = Hint(
    N_("The rules have no day of announcement to the staff"),
    N_("Rules bind the staff only once they were announced; let everybody sign for them"),
    (("劳动合同法 第4条", N_("Rules that touch the workers are discussed with them and announced or made known to them")),),
)


def hint(group: str, rules: Rules) -> Hint | None:
    """The hint of a group under these rules."""
    found: dict[str, Any] = {
        "late": FINES if any(tier.red_packet for tier in rules.late_tiers) else None,
        "punch": FINES if rules.corrections.beyond_missed_out is not None else None,
        "fines": FINES if rules.fines.complaint or rules.fines.private_chat or rules.fines.leaking_contacts else None,
        "absence": ABSENCE if _beyond(rules) else None,
        "leave": REST if rules.rest_days.per_month is not None and rules.rest_days.pay_unused else None,
        "pay": HOLIDAY if not rules.holiday_pay or rules.overtime.holiday < 3 or rules.overtime.rest_day < 2 else PAY,
        "law": ANNOUNCE if rules.announced_on is None else None,
    }
    one: Hint | None = found.get(group)
    return one


def _beyond(rules: Rules) -> bool:
    rows: Sequence[Any] = rules.absence_ladder
    return any(row.deduct_days is None or row.deduct_days > row.days or row.deduct_days > Decimal(31) for row in rows)
