"""The two handbooks that ship, as rules (handbook sections 1, 3-8 and 12)."""

from __future__ import annotations

from decimal import Decimal

from csdesk.core.rules import (
    Corrections,
    Fines,
    LadderRow,
    LateTier,
    LeaveRules,
    LeaveType,
    PacketPrice,
    RestDays,
    Rules,
    Shift,
)

NAMES = ("handbook-1", "handbook-2")

_HALF = Decimal("0.5")
_FULL_PAID = ("年假", "婚假", "产假", "丧假", "工伤假", "调休")

# 病假: 0.6 is a placeholder until the owner sets it (handbook 12).
LEAVE_TYPES = (
    LeaveType("事假", Decimal(0), True),
    *(LeaveType(name, Decimal(1), False) for name in _FULL_PAID[:1]),
    LeaveType("病假", Decimal("0.6"), False, provisional=True),
    *(LeaveType(name, Decimal(1), False) for name in _FULL_PAID[1:]),
)


def preset(name: str) -> Rules:
    """The rules of 'handbook-1' or 'handbook-2'. Raises KeyError for another name."""
    return {"handbook-1": _handbook_1, "handbook-2": _handbook_2}[name]()


def _handbook_1() -> Rules:
    return Rules(
        preset="handbook-1",
        shifts=(Shift("D", "白班", 510, 1050), Shift("N", "晚班", 1020, 1500)),
        late_tiers=(LateTier(10, 1000, 5), LateTier(20, 2000, None), LateTier(30, 5000, 5), LateTier(None, absent_days=_HALF)),
        absence_ladder=(
            LadderRow(_HALF, Decimal(3)),
            LadderRow(Decimal(1), Decimal(5)),
            LadderRow(Decimal(2), Decimal(10)),
            LadderRow(Decimal(3), None),
        ),
        leave=LeaveRules(types=LEAVE_TYPES),
    )


def _handbook_2() -> Rules:
    return Rules(
        preset="handbook-2",
        shifts=(Shift("D", "白班", 510, 1020), Shift("N", "晚班", 990, 1440)),
        corrections=Corrections(3, PacketPrice(1000, 5)),
        rest_days=RestDays(per_month=None, pay_unused=False),
        leave=LeaveRules(month_limit_days=None, year_limit_days=None, types=LEAVE_TYPES),
        full_attendance_award=0,
        base_pay=0,
        insurance_own_share=Decimal(0),
        fines=Fines(complaint=(5000, 10000), private_chat=2000, leaking_contacts=10000),
    )
