"""All stored facts that one month is judged and paid from: the single input of core/month.py."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from csdesk.core.attendance import Correction, Decision, Leave, Outing, Overtime, PacketPayment, Punch
from csdesk.core.calendar import Calendar, Month
from csdesk.core.money import Fen
from csdesk.core.payroll import Adjustment, YearToDate
from csdesk.core.roster import Cell
from csdesk.core.rules import RuleBook
from csdesk.core.staff import Employee


@dataclass(frozen=True)
class MonthFacts:
    """Facts for one month. `cells` and `punches` reach from 2 days before the month to 2 days after it, so that windows
    of neighbouring instances can be bordered (cells may reach further back, for the run of work days); corrections, leave,
    outings, overtime, decisions overlap the month.

    `covered`: closed intervals of calendar days that imports cover; `covered_work`: closed intervals of roster days that exports
    by work day cover whole (DingTalk 原始记录, WeCom 日报); an import stands in one of the two (§12).
    `now` is the clock of the command (windows must have closed).
    `closing`: judge as at the close (open missed punches become absences, waiting leave counts as refused).
    """

    month: Month
    employees: Sequence[Employee]
    rules: RuleBook
    calendar: Calendar
    cells: Sequence[Cell] = ()
    punches: Sequence[Punch] = ()
    corrections: Sequence[Correction] = ()
    leaves: Sequence[Leave] = ()
    outings: Sequence[Outing] = ()
    overtimes: Sequence[Overtime] = ()
    decisions: Sequence[Decision] = ()
    payments: Sequence[PacketPayment] = ()
    adjustments: Sequence[Adjustment] = ()
    carried: Mapping[int, YearToDate] = field(default_factory=dict)  # by employee id
    covered: Sequence[tuple[date, date]] = ()
    covered_work: Sequence[tuple[date, date]] = ()
    now: datetime = datetime(1970, 1, 1)
    closing: bool = False
    fined: Mapping[int, Fen] = field(default_factory=dict)  # fund box fines by employee id, for the legal hint alone
