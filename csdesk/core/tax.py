"""Income tax by cumulative withholding (累计预扣法, handbook section 10)."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from csdesk.core.money import Fen, rounded

ALLOWANCE: Fen = 500_000  # 5000 yuan a month

# (cumulative taxable up to in 分, rate, quick deduction in 分)
BRACKETS: tuple[tuple[Fen | None, Decimal, Fen], ...] = (
    (3_600_000, Decimal("0.03"), 0),
    (14_400_000, Decimal("0.10"), 252_000),
    (30_000_000, Decimal("0.20"), 1_692_000),
    (42_000_000, Decimal("0.25"), 3_192_000),
    (66_000_000, Decimal("0.30"), 5_292_000),
    (96_000_000, Decimal("0.35"), 8_592_000),
    (None, Decimal("0.45"), 18_192_000),
)


def bracket(taxable: Fen) -> tuple[Decimal, Fen]:
    """(rate, quick deduction) of a cumulative taxable amount; a limit itself still belongs to the lower row."""
    for limit, rate, quick in BRACKETS:
        if limit is None or taxable <= limit:
            return rate, quick
    raise AssertionError("the last row has no limit")


def taxable(earnings: Fen, deductions: Fen, months: int) -> Fen:
    """Cumulative taxable amount in 分, never below 0: earnings − 5000 × months − deductions (own insurance, fund, special)."""
    return max(0, earnings - ALLOWANCE * months - deductions)


def withheld(base: Fen, before: Fen) -> Fen:
    """Tax of the month in 分: base × rate − quick deduction − tax already withheld, never below 0; rounded once, half up."""
    rate, quick = bracket(base)
    return max(0, rounded(Fraction(rate) * base - quick - before))
