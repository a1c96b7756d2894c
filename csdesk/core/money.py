"""Exact money: amounts are integers in 分 (fen, 1/100 yuan); rounding happens once per pay line, half up."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

Fen = int  # an amount of money in 分


def fen(yuan: str | int | Decimal) -> Fen:
    """'2200.00' -> 220000. Raises ValueError on more than two decimals or on anything that is no amount."""
    try:
        amount = Decimal(str(yuan).replace(",", "").strip()) * 100
    except ArithmeticError as error:
        raise ValueError(f"not an amount: {yuan!r}") from error
    if not amount.is_finite() or amount != int(amount):
        raise ValueError(f"not an amount with two decimals: {yuan!r}")
    return int(amount)


def yuan(amount: Fen) -> str:
    """220000 -> '2200.00'; the form of every amount in JSON."""
    sign = "-" if amount < 0 else ""
    return f"{sign}{abs(amount) // 100}.{abs(amount) % 100:02d}"


def grouped(amount: Fen) -> str:
    """220000 -> '2,200.00', negative with U+2212; the form on screen and paper."""
    sign = "\u2212" if amount < 0 else ""
    return f"{sign}{abs(amount) // 100:,}.{abs(amount) % 100:02d}"


def rounded(amount: Fraction | int) -> Fen:
    """Half up (away from zero at .5) to whole 分: handbook section 8."""
    value = Fraction(amount)
    whole = (abs(value) + Fraction(1, 2)).__floor__()
    return whole if value >= 0 else -whole


def shortest(number: Decimal | Fraction | int) -> str:
    """The shortest decimal of a day count: Decimal('1.0') -> '1', Fraction(1, 2) -> '0.5' (handbook section 12)."""
    value = Decimal(number.numerator) / Decimal(number.denominator) if isinstance(number, Fraction) else Decimal(number)
    text = format(value.normalize(), "f")
    return "0" if text in ("-0", "") else text
